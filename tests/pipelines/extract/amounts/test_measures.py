"""What an amount measures, of what, and for when; and that it reaches the event it belongs to."""

from __future__ import annotations

import pytest

from pipelines.extract.amounts.measures import family_near, measures, scope_near
from pipelines.extract.amounts.periods import paired, periods_in
from pipelines.extract.amounts.quantities import find_amounts
from storage.codec import from_json
from tracker.records import Event, Quantity


def families(text: str) -> list[str | None]:
    amounts = find_amounts(text)
    return [family_near(text, amount, amounts, 0, len(text))[0] for amount in amounts]


FAMILIES = {
    "operation": ("Meta has 3 GW of operational IT capacity", ["power.it_operational"]),
    "a footprint": ("its total footprint is about 20 GW", ["power.footprint_total"]),
    "added by a list": ("it will add 2 GW and 3.5 GW of operational capacity", ["power.it_added"] * 2),
    "still to come": ("another 14 GW is expected to come online", ["power.planned"]),
    "under contract and energised": (
        "590 MW of active power and 2.9 GW contracted",
        ["power.energised", "power.customer_contracted"],
    ),
    "from the grid": ("it has secured power of 400 MW", ["power.utility_secured"]),
    "let to others": ("leasing out 250MW of computing power", ["power.leased_out"]),
    "each its own": (
        "revenue of $35 billion, a backlog of $55.6bn and a net loss of $315 million",
        ["money.revenue", "money.backlog_rpo", "money.profit"],
    ),
    "a series": ("capex of $145bn in 2026, $175bn in 2027 and $205bn in 2028", ["money.capex"] * 3),
    "megawatts of computers are no state": ("a campus with 80 MW of IT capacity", [None]),
    "with options": ("worth $5 billion, or $8 billion including options", [None, "money.contract_with_extensions"]),
    "earnings per share": ("adds $2.97 to its 2028 EPS", ["eps"]),
    "users": ("the number of users grew 137 times", ["usage.multiple"]),
    "positioning": ("positioning rose by 2 standard deviations", ["positioning.sigma"]),
    "chinese": ("资本支出1750亿美元，债务80亿美元", ["money.capex", "money.debt"]),
    "nothing said": ("it has 500 MW and $5 billion", [None, None]),
}


@pytest.mark.parametrize(("text", "expected"), FAMILIES.values(), ids=FAMILIES)
def test_words_near_an_amount_say_what_it_measures(text, expected):
    assert families(text) == expected


PERIODS = {
    "years of a list": ("capex of $145bn in 2026, $175bn in 2027 and $205bn in 2028", ["2026", "2027", "2028"]),
    "a series": ("rises from $145 billion in 2026 to $175 billion in 2027", ["2026", "2027"]),
    "the year before": ("2026 capex of $145 billion and 2027 capex of $175 billion", ["2026", "2027"]),
    "two lists": ("EPS for 2026 and 2027 is approximately $32.6 and $33.0", ["2026", "2027"]),
    "two lists the other way": ("adds 2GW and 3.5GW in 2026 and 2027 respectively", ["2026", "2027"]),
    "a year before a list": ("their 2027 capex guidance to $61 billion and $67 billion", ["2027", "2027"]),
    "a year before a list of other things": ("2027 capex of $61 billion and $9 billion of buybacks", ["2027", None]),
    "a year before a change": ("cut its 2027 budget from $67 billion to $61 billion", [None, "2027"]),
    "a year before a change of ranges": ("its budget for 2027 from $61-63 billion to $66-68 billion", [None, "2027"]),
    "a change with years of its own": ("2027 plans from $61 billion in 2025 to $67 billion in 2026", ["2025", "2026"]),
    "one year for two": ("could add 5GW and 9GW respectively in 2027", ["2027", "2027"]),
    "fiscal": ("capex of $20 billion in fiscal 2026", ["FY2026"]),
    "fiscal in short": ("FY27 capex of $30 billion", ["FY2027"]),
    "a quarter": ("guided to $5.1 billion for the third quarter of 2026", ["2026Q3"]),
    "a half": ("$5.1 billion in the second half of 2026", ["2026H2"]),
    "an end": ("a $5bn deal through 2031", ["/2031"]),
    "a span": ("$64 billion of capex in 2026-2028", ["2026/2028"]),
    "a date is no period": ("On July 1, 2026 it signed a $5bn deal", [None]),
    "chinese": ("2027年资本支出1750亿美元，2028年2050亿美元", ["2027", "2028"]),
    "none": ("a $5bn deal", [None]),
}


@pytest.mark.parametrize(("text", "expected"), PERIODS.values(), ids=PERIODS)
def test_an_amount_takes_the_period_it_is_for(text, expected):
    amounts = find_amounts(text)
    given = paired(text, amounts, periods_in(text, 0, len(text), None))
    assert [given.get(amount.start) for amount in amounts] == expected


SCOPES = {
    "a phase": ("the first phase of 100 MW", "phase"),
    "a campus": ("a 1.2 GW campus in Texas", "campus"),
    "a portfolio": ("3 GW across its sites", "portfolio"),
    "an industry": ("hyperscalers will spend $700 billion", "industry"),
    "not said": ("a contract of $5 billion", None),
}


@pytest.mark.parametrize(("text", "expected"), SCOPES.values(), ids=SCOPES)
def test_words_near_an_amount_say_of_what_it_is(text, expected):
    (amount,) = find_amounts(text)
    assert scope_near(text, amount, 0, len(text)) == expected


def test_tables_name_only_families_that_exist_or_are_plain_words():
    known = set(measures().families)
    for kind, rejected in measures().rejects.items():
        assert rejected <= known | {"growth"}, kind


def stated(events_of, text: str) -> list[tuple]:
    (event,) = events_of(text)
    return [(q.text, q.metric, q.scope, q.period, q.comparator, q.slot) for q in event.quantities]


def test_a_series_of_budgets_stands_in_its_years(events_of):
    text = "Meta plans capex of $145 billion in 2026, up to $175 billion in 2027 and about $205 billion in 2028."
    assert stated(events_of, text) == [
        ("$145 billion", "money.capex", "company", "2026", None, None),
        ("$175 billion", "money.capex", "company", "2027", "up_to", None),
        ("$205 billion", "money.capex", "company", "2028", "about", None),
    ]


def test_from_one_year_to_the_next_is_no_value_of_before(events_of):
    text = "Meta raises its capital expenditure from $145 billion in 2026 to $175 billion in 2027."
    assert [(q[0], q[3], q[5]) for q in stated(events_of, text)] == [
        ("$145 billion", "2026", None),
        ("$175 billion", "2027", None),
    ]


def test_what_was_before_is_left_out(events_of):
    text = "Meta raises its capital expenditure forecast to $145 billion, up from $125 billion in 2025."
    assert [q[0] for q in stated(events_of, text)] == ["$145 billion"]


def test_what_stands_beside_another_word_is_kept_out(events_of):
    text = "Nscale files for an IPO in the US to raise $2 billion, touting $51 billion in contracts"
    (event,) = [e for e in events_of(text) if e.type == "ipo"]
    assert [q.text for q in event.quantities] == ["$2 billion"]


def test_terms_of_the_next_sentence_are_the_deals(events_of):
    text = "Nebius signed a computing contract with Microsoft. The deal is worth $5 billion over five years."
    (event,) = events_of(text)
    assert [(q.text, q.metric) for q in event.quantities] == [
        ("$5 billion", "money.contract_base"),
        ("five years", "term"),
    ]


def test_the_next_sentence_about_somebody_else_gives_nothing(events_of):
    text = "Nebius signed a computing contract with Microsoft. The company CoreWeave has debt of $5 billion."
    (event, *_) = [e for e in events_of(text) if e.type == "contract"]
    assert event.quantities == ()


def test_quantities_stored_before_they_had_a_period_still_load(extractor):
    from storage.codec import to_json

    (event,) = extractor.extract("Meta to lease 250 MW of computing capacity to AI labs").events
    stored = to_json(event)
    for quantity in stored["quantities"]:
        for key in ("period", "comparator", "slot"):
            del quantity[key]
    loaded = from_json(Event, stored)
    assert isinstance(loaded.quantities[0], Quantity)
    assert loaded == event


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nscale will bring 90 MW online in Norway by 2027", ["power.planned"]),
        ("Nscale will build a campus in Norway with 90 MW of critical IT load", ["power.planned"]),
        ("Nscale brought 90 MW online in Norway this week", ["power.it_operational"]),
        ("Nscale operates 90 MW in Norway and plans another 40 MW", ["power.it_operational", "power.planned"]),
    ],
)
def test_what_a_plan_brings_online_is_not_in_operation_yet(events_of, text, expected):
    (event,) = events_of(text)
    assert [q.metric for q in event.quantities] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oracle is spending $6bn a quarter on AI data centers", [(6e9, "USD/quarter", "money.capex")]),
        ("Mistral will pay Google $90 million a quarter for compute", [(9e7, "USD/quarter", "money.contract_rate")]),
        ("Oracle spent $6bn on AI data centers", [(6e9, "USD", "money.capex")]),
    ],
)
def test_what_is_paid_by_the_quarter_is_no_total(events_of, text, expected):
    (event,) = events_of(text)
    assert [(q.value, q.unit, q.metric) for q in event.quantities] == expected


def test_what_is_paid_by_the_month_for_computing_is_no_budget(events_of):
    assert events_of("Cohere and Mistral are spending more than $80 million a month on compute") == []


def test_a_budget_that_goes_from_one_range_to_another_has_the_second(events_of):
    text = "Oracle lifted its capital expenditure forecast for 2027 from $40-44 billion to $50-53 billion"
    assert stated(events_of, text) == [("$50-53 billion", "money.capex", "company", "2027", None, None)]


def test_the_chips_in_racks_are_counted_and_not_the_racks(events_of):
    (event,) = events_of("Nscale ordered 48 GB300 NVL72 racks from Nvidia, 3,456 GPUs in all")
    assert [(q.text, q.value) for q in event.quantities] == [("3,456 GPUs", 3456)]
