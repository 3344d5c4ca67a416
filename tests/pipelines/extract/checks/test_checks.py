"""Numbers that do not agree are found, and numbers that agree are left alone: both rates are measured here."""

# ruff: noqa: E501 - a table of cases reads better with one case to a line

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.pipelines.extract.checks.number_paragraphs import paragraphs

FALSE_ALARMS = 0.01
DETECTED = {"x10": 0.95, "x100": 0.95, "B/M": 0.95, "亿/万": 0.95, "year": 0.95, "speaker": 0.95}
OWN = Path(__file__).parents[3] / "floors" / "sentences.jsonl"


@pytest.fixture(scope="module")
def findings_of(extractor):
    return lambda text: extractor.extract(text).findings


FOUND = {
    "rent against a price per gigawatt": (
        "500 MW at $1.25 billion per month is $300 billion/GW/year",
        "rate",
        "ratio 10",
    ),
    "a total that is a tenth": (
        "It will pay $100 million a month for five years, worth $600 million in total",
        "total",
        "ratio 0.1",
    ),
    "a total of quarters": (
        "It will pay $100 million a quarter for five years, worth $6 billion in total",
        "total",
        "ratio 3",
    ),
    "GPUs by the hour": (
        "rents 100,000 GPUs at $2.50 per GPU-hour, or $21.9 billion a year",
        "total",
        "ratio 10",
    ),
    "a percentage between two levels": (
        "CoreWeave revenue rose 50% to $3.2 billion from $1.6 billion",
        "change",
        "+100%",
    ),
    "up that is down": (
        "Nebius revenue fell 20% to $2.4 billion from $2.0 billion",
        "change",
        "+20%",
    ),
    "two languages": (
        "合同总额352亿美元 ($352 billion)",
        "slip",
        "factor of 10",
    ),
    "a share of a backlog": (
        "Meta has $35.2 billion in contracts with CoreWeave, over a third of CoreWeave's backlog. CoreWeave's backlog is $55.6 billion.",
        "share_of_whole",
        "63.3%",
    ),
    "an upside": (
        "UBS has a price target of $120. The shares closed at $100, so there is 35% upside.",
        "upside",
        "+20%",
    ),
    "a term": (
        "a 15-year lease that runs from 2026 to 2031",
        "year",
        "5 years",
    ),
    "one budget, two years": (
        "Meta expects capex of $71.5 billion in 2026.\nMeta capex of $71.5 billion in 2027 is high.",
        "year",
        "2026 in one place",
    ),
    "one backlog, two companies": (
        "CoreWeave's backlog is $55.6 billion.\nNebius has a backlog of $55.6 billion.",
        "owner",
        "Nebius",
    ),
    "millions for billions": (
        "CoreWeave's backlog is $55.6 billion.\nA backlog of $55.6 million is large.",
        "slip",
        "million and billion",
    ),
    "two measures of power": (
        "Meta runs 3 GW of operational IT capacity.\nMeta has a total footprint of 20 GW.",
        "not_additive",
        "may not be added",
    ),
    "a sum of two measures": (
        "Nebius has 1 GW of active power and 3 GW contracted, together 4 GW.",
        "not_additive",
        "may not be added",
    ),
    "a fall by more than everything": (
        "CoreWeave shares fell 130%",
        "impossible",
        "fall",
    ),
    "a total of two measures": (
        "IREN has 400 MW of active power and 2.1 GW secured from the grid, for a total of 2.5 GW.",
        "not_additive",
        "may not be added",
    ),
    "a total told in the next sentence": (
        "Cipher has 800 MW under contract and 200 MW of active power. Overall that makes 1 GW.",
        "not_additive",
        "may not be added",
    ),
    "a rent by the quarter": (
        "IREN is paid $500 million a quarter, or $6 billion a year.",
        "rate",
        "is $2 billion a year",
    ),
    "a quarterly rent over a term": (
        "Nebius will get $250 million per quarter for five years, worth $12 billion in total.",
        "total",
        "is $5 billion; the text says",
    ),
    "a rent by the month and by the year": (
        "Cipher earns $90 million a month. That comes to $11 billion a year.",
        "rate",
        "is $1.08 billion a year",
    ),
    "a price in the next sentence": (
        "Oracle leased 200 MW to OpenAI at $200 million a month. That works out to $120 per watt and year.",
        "rate",
        "ratio 10",
    ),
    "a price in the next paragraph but one": (
        "Oracle leased 200 MW to OpenAI.\n\nThe rent is $200 million a month.\n\nThat is $120 per watt per year.",
        "rate",
        "is 12 USD per watt and year",
    ),
    "a total in the next sentence": (
        "Nebius signed a five-year contract at $3.5 billion a year. The deal is worth $40 billion in total.",
        "total",
        "is $17.5 billion",
    ),
    "one contradiction of three amounts": (
        "Meta plans to lease 250 MW of capacity at $40 per watt, which would bring $1 billion a year.",
        "total",
        "is $10 billion; the text says",
    ),
    "one contradiction of two rates": (
        "It leases 100 MW at $10 a watt, $1 billion a year for four years, worth $40 billion in total.",
        "total",
        "is $4 billion; the text says",
    ),
    "a negative power": (
        "a site of -250 MW",
        "impossible",
        "below nothing",
    ),
    "more than the whole": (
        "Microsoft makes up 120% of its backlog",
        "impossible",
        "more than the whole",
    ),
}


@pytest.mark.parametrize(("text", "kind", "words"), FOUND.values(), ids=FOUND)
def test_a_contradiction_is_found_with_its_places(findings_of, text, kind, words):
    (finding,) = findings_of(text)
    assert finding.kind == kind
    assert words in finding.message
    for start, end in finding.spans:
        assert text[start:end] in finding.message


WORKED_OUT = {
    "seven years": (
        "It signed a seven-year contract at $1 billion a year, worth $20 billion.",
        "is $7 billion",
        "2.86",
    ),
    "five years": (
        "It signed a five-year contract at $2 billion a year, worth $20 billion.",
        "is $10 billion",
        "ratio 2)",
    ),
    "a watt": ("It leases 250 MW at $1 billion a year, a price of $40 per watt.", "is 4 USD per watt", "ratio 10,"),
    "hours": ("It rents 10,000 GPUs at $2 per GPU-hour, or $900 million a year.", "is $175.2 million", "ratio 5.14"),
    "a bound": ("It pays $2 billion a year for three years, worth more than $90 billion.", "is $6 billion", "ratio 15"),
}


@pytest.mark.parametrize(("text", "product", "ratio"), WORKED_OUT.values(), ids=WORKED_OUT)
def test_what_a_finding_works_out_is_the_product_of_the_numbers_as_written(findings_of, text, product, ratio):
    (finding,) = findings_of(text)
    assert product in finding.message
    assert ratio in finding.message


CAUSES = {
    "tens in English": (
        "CoreWeave's backlog is $55.6 billion.\nThe backlog was $5.56 billion.",
        "probably a slip by a factor of 10",
        "亿",
    ),
    "tens beside Chinese": ("合同总额352亿美元 ($352 billion)", "slip between 亿 (100 million) and billion", "decimal"),
    "tens of a rate": (
        "500 MW at $1.25 billion a month is $300 billion/GW/year",
        "ratio 10, probably a slip by a factor of 10)",
        "亿",
    ),
    "thousands": ("A backlog of $55.6 billion.\nA backlog of $55.6 million.", "slip between million and billion", "亿"),
}


@pytest.mark.parametrize(("text", "said", "unsaid"), CAUSES.values(), ids=CAUSES)
def test_a_cause_is_named_where_the_text_makes_it_plausible(findings_of, text, said, unsaid):
    (finding,) = findings_of(text)
    assert said in finding.message
    assert unsaid not in finding.message


LEFT_ALONE = {
    "the same with 30": "500 MW at $1.25 billion per month is $30 billion/GW/year",
    "a lower bound": "It will pay $1.25 billion a month for three years, worth more than $40 billion in total",
    "a ramp that is said": "It pays $100 million a month, less in the first two months; the deal is worth $5 billion",
    "growth beside a forecast": "CoreWeave revenue rose 50% to $3.2 billion, above the $3.1 billion that was expected",
    "growth of something else": "Revenue was $3.2 billion against $2.0 billion, with a margin of 20%",
    "two measures in one breath": "Nebius has 1 GW of active power and 3 GW contracted",
    "two brokers, one target": "UBS has a target of $850, 20% upside.\nCiti has a target of $850, 20% upside.",
    "two brokers who agree": "UBS estimates 250MW adds 8% to EPS.\nCiti also estimates that 250MW adds 8% to EPS.",
    "a rise by more than everything": "Nebius revenue rose 385%",
    "round numbers": "CoreWeave raised $1 billion of debt.\nIt has debt of $10 billion.",
    "a guess at another year": "Meta expects capex of $71.5 billion in 2026 and $90 billion in 2027.",
    "the shares moved, the budget too": "CoreWeave shares rose 20% after it raised its capex forecast to $23 billion from $20 billion",
    "a target and its upside": "UBS raised its price target on Nebius to $120 from $100, which implies a gain of 35%",
    "another sum in the sentence": "Anthropic pays $1.25 billion a month under the three-year deal, and SpaceX raised $75 billion in its listing",
    "two leases compared": "xAI gets $1.25 billion a month for 500 MW, while UBS assumes $40 per watt per year",
    "a share of two together": "Combined with $14 billion in contracts from Microsoft, nearly half of CoreWeave's backlog comes from rivals. CoreWeave's backlog is $104 billion.",
    "a customer in the sentence": "CoreWeave's backlog is $55.6 billion.\nIts largest customer is OpenAI, and of the backlog of $55.6 billion much is old.",
    "active and contracted told apart": "Nebius has 1 GW of active power.\nNebius has 3 GW of contracted power.",
    "a profit that became a loss": "CoreWeave said its operating profit fell 130%",
    "a sloppy dash": "Applied Digital lease -100 MW in North Dakota",
    "a growth rate over some years": "a 3-year growth rate of its sales from 2025 to 2030",
    "a hyphen": "a 100-250 MW site, then a 10 MW one",
    "another price": "Rents of $1 billion a year for 100 MW are double the going price of $5 per watt.",
    "twice the usual": "It pays $2 billion a year for 100 MW, twice the usual rate of $10 a watt.",
    "the price of another": "Oracle leased 200 MW at $200 million a month. That is more than the $9 a watt of others.",
    "another company behind": "Oracle leased 200 MW at $200 million a month. That is why CoreWeave asks $9 a watt.",
    "another site behind": "Oracle leased 200 MW at $200 million a month. It also builds at $9 a watt.",
    "a right price behind": "Oracle leased 200 MW at $200 million a month. That works out to $12 per watt and year.",
    "a right quarter": "IREN is paid $500 million a quarter, or $2 billion a year.",
    "a quarter ago": "IREN earned $500 million a quarter ago, or $6 billion a year.",
    "a valuation": "CoreWeave, valued at $20 billion, signed a five-year contract at $2 billion a year.",
    "a total of something else": "IREN has 400 MW of active power and 2.1 GW secured from the grid, of a total of 4 GW.",
    "parts that may be added": "IREN runs 400 MW and plans 600 MW more, for a total of 1 GW.",
    "growth since another time": "Sales were $1.36 billion against the $1.29 billion expected, 134% more than a year ago.",
    "a multiple in brackets": "GPU memory is 124x faster (1,230x with a cache).",
    "nothing": "",
    "one number": "$35.2 billion",
}


@pytest.mark.parametrize("text", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_numbers_that_may_well_be_right_are_left_alone(findings_of, text):
    assert findings_of(text) == ()


@pytest.mark.thorough
def test_a_paragraph_without_a_slip_hardly_ever_raises_an_alarm(findings_of, capsys):
    """Own sentences and generated paragraphs, alone and in threes of which no two share a writer's turn."""
    single = [paragraph.text for paragraph in paragraphs(40, seed=11)]
    draw = Random(12)
    mixed = ["\n".join(draw.sample(single, 3)) for _ in range(150)]
    own = [json.loads(line)["text"] for line in OWN.read_text(encoding="utf-8").splitlines()]
    rates = {name: rate(findings_of, texts) for name, texts in (("own", own), ("single", single), ("mixed", mixed))}
    with capsys.disabled():
        print(f"\nfalse alarms: { {name: f'{found} of {count}' for name, (found, count) in rates.items()} }")
    assert sum(found for found, _ in rates.values()) / sum(count for _, count in rates.values()) < FALSE_ALARMS


def test_labelled_items_hardly_ever_raise_an_alarm(findings_of, shared):
    items = shared / "data" / "gold" / "dev.jsonl"
    if not items.exists():
        pytest.skip("the labelled items are absent")
    texts = [json.loads(line)["text"] for line in items.read_text(encoding="utf-8").splitlines()]
    found, count = rate(findings_of, texts)
    assert found / count < FALSE_ALARMS


def rate(findings_of, texts) -> tuple[int, int]:
    return sum(bool(findings_of(text)) for text in texts), len(texts)


@pytest.mark.thorough
def test_a_slip_is_found_as_often_as_pinned(findings_of, capsys):
    found: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for paragraph in paragraphs(20, seed=7):
        for kind, text in paragraph.slips.items():
            count[kind] += 1
            found[kind] += bool(findings_of(text))
    with capsys.disabled():
        print(f"\ndetected: { {kind: f'{found[kind]} of {count[kind]}' for kind in count} }")
    assert set(count) == set(DETECTED)
    assert {kind: found[kind] / count[kind] for kind in count if found[kind] < DETECTED[kind] * count[kind]} == {}
