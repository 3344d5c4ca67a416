"""Reads amounts out of text: money, percent, power, counts and terms, each with its place.

What must never happen: a crash or a slow scan on hostile text, a value from half a number, or a text that is not
exactly what stands at its offsets. Every pattern is anchored on a digit, a currency sign or a number word and is
possessive, so that a run of a hundred thousand digits costs one pass. Qualifiers ("up to", "about") are looked for
*backwards* from a hit: a pattern that begins with an optional qualifier is forty times slower.

Token patterns were rejected: the tokenizer leaves `250MW`, `35.2bn` and `775-$865` as single tokens.

numerals        numbers and scales as they are written
number_places   where patterns are tried at all
sums            money
han_amounts     all of it in Chinese
prior_values    what was before
comparators     bounds and estimates

Deliberately not done here: racks and servers as a number of chips, years as dates, and the questions which event an
amount belongs to (`event_amounts/`) and what it measures (`measures.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipelines.extract.amounts.comparators import comparator_of
from pipelines.extract.amounts.han_amounts import HAN_SIGN, NARROW, WIDE, han_amounts
from pipelines.extract.amounts.number_places import Places, amount_of, hits_at, ranged
from pipelines.extract.amounts.numerals import (
    NUM,
    NUM_OR_WORD,
    SCALE,
    SPAN,
    TO,
    Amount,
    counted_in,
    number_in,
    pair,
    scale_in,
)
from pipelines.extract.amounts.prior_values import is_prior, with_what_was
from pipelines.extract.amounts.sums import BETWEEN, MONEY_READERS, PER_YEAR, with_hours, with_rates

__all__ = ["PER_YEAR", "Amount", "find_amounts"]

PERCENT = re.compile(
    rf"(?<![\d.,A-Za-z_])(?P<sign>[-\u2212\u2013])?(?P<a>{NUM})(?:(?:\s?%)?{SPAN}(?P<b>{NUM}))?(?:\s?%|[\s-](?:percent|per\scent|pct)\b)",
    re.IGNORECASE,
)
_OF_POWER = r"(?:incremental|additional|new|more|extra|further|critical|gross|net|contracted|total)"
_POWER_UNIT = r"(?:MW|GW|megawatts?|gigawatts?)"
POWER = re.compile(
    rf"(?<![\d.,$A-Za-z_])(?P<a>{NUM_OR_WORD})\+?(?:(?:[\s-]?(?P<ua>{_POWER_UNIT}))?(?P<to>{TO})(?P<b>{NUM}))?"
    rf"(?:[\s-]?|\s{_OF_POWER}\s)(?P<u>{_POWER_UNIT})(?![A-Za-z]|-hour|\shours?\b|-(?:year|day)s?\b)",
    re.IGNORECASE,
)
ONE_GIGAWATT = re.compile(
    r"\b(?:(?P<half>half(?:[\s-]an?|\sof\sa)?)|an?|another)[\s-]gigawatt\b(?!-|\s(?:hours?|scale|class|level|era)\b)",
    re.IGNORECASE,
)
_MACHINES = r"(?i:racks|servers|systems|nodes|cabinets|machines|trays|boxes|instances)"
"""What holds several chips: its number is none of theirs. "A 100,000 GPU cluster" is another thing."""
COUNT = re.compile(
    rf"(?<![\d.,$A-Za-z_])(?P<a>{NUM}|\b(?:one|two|three|half\sa)(?=\smillion))(?P<sa>(?i:{SCALE}))?\s"
    r"(?:of\s(?:its|their|the|Google's|Nvidia's|AMD's)\s)?(?:[A-Z][\w-]{0,20}+\s|\([A-Z]{1,5}\)\s|(?:specialized|custom|more|new|advanced|additional)\s|\(){0,4}?"
    r"(?P<u>GPUs?|TPUs?|AI\s(?:[Cc]hips|[Pp]rocessors)|[Tt]ensor\s[Pp]rocessing\s[Uu]nits|[Gg]raphics\s[Pp]rocessing\s[Uu]nits"
    r"|(?:Nvidia|NVIDIA|AMD|Blackwell|Hopper|Rubin|Instinct|Ascend)\s(?:Ultra\s|\d{3}[A-Z]?\s)?(?:AI\s)?(?:[Cc]hips|[Pp]rocessors|[Aa]ccelerators|[Uu]nits)"
    r"|(?<=\d\d\d\s)(?:[Cc]hips|[Pp]rocessors)|(?:Trainium|Inferentia)\s?\d?+(?:\schips)?+|[Ss]hares?|[Aa]ccelerators|AI\s[Aa]ccelerators"
    r"|(?:GB|MI|[ABHL])\d{2,3}s?(?:\s(?:GPUs|[Cc]hips))?+)\b(?!\s?-?\s?hour)"
    rf"(?!(?:[\s-](?:NVL\d{{1,3}}|SXM\d?|GPU|AI|Ultra|Blackwell|rack-scale|liquid-cooled|compute)){{0,3}}[\s-]{_MACHINES}\b)"
)
TERM = re.compile(
    rf"(?<![\d.,$A-Za-z_/])(?P<a>{NUM_OR_WORD})(?:{SPAN}(?P<b>{NUM_OR_WORD}))?[\s-](?P<u>years?|months?)\b"
    r"(?!-old|\s(?:old|ago|earlier|later|since|highs?|lows?|delays?|waits?|waiting|backlogs?|peaks?)\b)",
    re.IGNORECASE,
)
PART_OF_A_TERM = re.compile(r"\b(?:first|last|past|final|previous|recent|latest|prior)\s$", re.IGNORECASE)
"""The first two months of a lease are not its term, and the last five years are history."""
LASTING = re.compile(r"\b(?:for|over)\s$", re.IGNORECASE)
TIMES = re.compile(
    rf"(?<![\d.,$A-Za-z_])(?P<a>{NUM}|\b(?:two|three|four|five|six|seven|eight|nine|ten)(?=-?fold|\stimes))(?:x\b|-?fold\b|\stimes\b)",
    re.IGNORECASE,
)
GOODS_COUNTED = re.compile(r"\s(?:[A-Z]{1,3}\d|(?i:nvidia|amd|gpus?)\b)")
"""Behind "8x": so many of them."""
MULTIPLE = re.compile(r"\b(?P<w>doubl|tripl|quadrupl)(?:es?|ed|ing)\b(?!\sdown)", re.IGNORECASE)
MULTIPLES = {"doubl": 2.0, "tripl": 3.0, "quadrupl": 4.0}
DEVIATIONS = re.compile(
    rf"(?<![\d.,$A-Za-z_])(?P<sign>[-+\u2212])?(?P<a>{NUM})(?:{SPAN}(?P<sign_b>[-+\u2212])?(?P<b>{NUM}))?"
    r"\s?-?(?:(?P<u>standard[\s-]deviations?|sigmas?\b|σ)|(?:st|nd|rd|th)\s(?P<centile>percentile))",
    re.IGNORECASE,
)
# In lower case: without one of them in reach the pattern finds nothing.
PERCENT_UNITS = ("%", "cent", "pct")
POWER_UNITS = ("mw", "gw", "gawatt")
TERM_UNITS = ("year", "month")
TIMES_UNITS = ("x", "fold", "times")
DEVIATION_UNITS = ("deviation", "sigma", "σ", "percentile")
COUNTED = (
    *("gpu", "tpu", "ai chips", "nvidia chips", "amd chips", "blackwell", "rubin", "instinct", "trainium", "share"),
    *("accelerator", "chips", "processors", "h1", "h2", "h8", "b1", "b2", "b3", "a1", "l4", "gb", "mi3", "mi4"),
)
MOST_CHIPS = 5e8
"""More are none: "Ascend 910B chips" has a name."""
WHOLE_YEAR = re.compile(r"\byear-?long\b", re.IGNORECASE)
BETWEEN_NUMBERS = re.compile(rf"\bbetween\s(?P<range>(?P<a>{NUM})\s?%?\sand\s)$", re.IGNORECASE)
OF_A_RANGE = {
    "and": BETWEEN,
    "to": re.compile(r"\bof\s(?:about\s|roughly\s)?$", re.IGNORECASE),
}


def find_amounts(text: str) -> list[Amount]:
    """Every amount of the text, by place, none overlapping another.

    >>> [(a.value, a.unit) for a in find_amounts("raises $115-$135 billion for 1.2 GW over five years, up 8%")]
    [((115000000000.0, 135000000000.0), 'USD'), (1200.0, 'MW'), (5.0, 'years'), (8.0, 'percent')]
    >>> [(a.value, a.unit, a.comparator) for a in find_amounts("合同总额约352亿美元，至少500兆瓦，为期两年")]
    [(35200000000.0, 'USD', 'about'), (500.0, 'MW', 'at_least'), (2.0, 'years', None)]
    """
    plain = text if text.isascii() or WIDE.search(text) is None else text.translate(NARROW)
    found: list[Amount] = []
    for amount in sorted(_candidates(plain), key=lambda a: (a.start, -a.end)):
        if not found or amount.start >= found[-1].end:
            comparator = comparator_of(plain, amount)
            found.append(amount if comparator is None else amount._replace(comparator=comparator))
    return with_what_was(with_hours(with_rates(found, plain), plain), plain)


def _candidates(text: str) -> Iterator[Amount]:
    places = Places(text)
    for find in READERS:
        yield from find(places)
    if not text.isascii() and HAN_SIGN.search(text):
        yield from han_amounts(text)


def _percents(places: Places) -> Iterator[Amount]:
    text = places.text
    for hit in hits_at(PERCENT, text, places.before(PERCENT_UNITS)):
        start, _, value, *_ = ranged(text, hit, -1.0 if hit["sign"] else 1.0, "percent")
        before = text[max(0, start - 24) : start]
        opening = BETWEEN_NUMBERS.search(before) if before[-4:-1].lower() == "and" else None
        if opening and not isinstance(value, tuple):
            start, value = start - len(opening["range"]), pair(number_in(opening["a"]), value)
        yield Amount(start, hit.end(), value, "percent", is_prior(text, start, value))


def _powers(places: Places) -> Iterator[Amount]:
    text = places.text
    for hit in hits_at(POWER, text, places.before(POWER_UNITS)):
        if hit["ua"]:
            yield from _two_powers(text, hit)
        else:
            yield ranged(text, hit, _megawatts(hit["u"]), "MW")
    if "gigawatt" in places.lower:
        for hit in hits_at(ONE_GIGAWATT, text, places.of(("a gigawatt", "another", "half"))):
            yield amount_of(text, hit, 500.0 if hit["half"] else 1000.0, "MW")


def _megawatts(unit: str) -> float:
    return 1000.0 if unit[0] in "gG" else 1.0


def _two_powers(text: str, hit: re.Match[str]) -> Iterator[Amount]:
    """ "250MW-500MW" is a range, "from 250 MW to 500 MW" two amounts."""
    first, second = number_in(hit["a"]) * _megawatts(hit["ua"]), number_in(hit["b"]) * _megawatts(hit["u"])
    if hit["to"].strip().isalpha() and not OF_A_RANGE[hit["to"].strip().lower()].search(text[: hit.start()][-16:]):
        yield Amount(hit.start(), hit.end("ua"), first, "MW", is_prior(text, hit.start(), first))
        yield Amount(hit.start("b"), hit.end(), second, "MW", is_prior(text, hit.start("b"), second))
    else:
        yield amount_of(text, hit, pair(first, second), "MW")


def _counts(places: Places) -> Iterator[Amount]:
    text = places.text
    # What is counted has too many names to look before each.
    if not any(word in places.lower for word in COUNTED):
        return
    for hit in hits_at(COUNT, text, places.numbers):
        unit = "shares" if hit["u"].lower().startswith("share") else "GPUs"
        count = counted_in(hit["a"]) * (scale_in(hit["sa"]) or 1.0)
        if unit == "shares" or count < MOST_CHIPS:
            yield amount_of(text, hit, count, unit)


def _terms(places: Places) -> Iterator[Amount]:
    text = places.text
    for hit in hits_at(TERM, text, places.before(TERM_UNITS)):
        if PART_OF_A_TERM.search(text[max(0, hit.start() - 12) : hit.start()]):
            continue
        if text.startswith(" after ", hit.end()) and not LASTING.search(text[max(0, hit.start() - 6) : hit.start()]):
            continue  # "Nine years after deployment"
        unit = "years" if hit["u"][0] in "yY" else "months"
        yield ranged(text, hit, 1.0, unit)
    for hit in hits_at(WHOLE_YEAR, text, places.of(("yearlong", "year-long"))):
        yield amount_of(text, hit, 1.0, "years")


def _times(places: Places) -> Iterator[Amount]:
    for hit in hits_at(TIMES, places.text, places.before(TIMES_UNITS)):
        if GOODS_COUNTED.match(places.text, hit.end()):
            continue  # "8x H100 SXM"
        yield amount_of(places.text, hit, number_in(hit["a"]), "x")


def _multiples(places: Places) -> Iterator[Amount]:
    for hit in hits_at(MULTIPLE, places.text, places.of(MULTIPLES)):
        yield amount_of(places.text, hit, MULTIPLES[hit["w"].lower()], "x")


def _deviations(places: Places) -> Iterator[Amount]:
    for hit in hits_at(DEVIATIONS, places.text, places.before(DEVIATION_UNITS)):
        low, high = _signed(hit["sign"], hit["a"]), _signed(hit["sign_b"], hit["b"]) if hit["b"] else None
        yield amount_of(places.text, hit, pair(low, high), "percentile" if hit["centile"] else "sigma")


def _signed(sign: str | None, number: str) -> float:
    return -number_in(number) if sign in {"-", "\u2212"} else number_in(number)


READERS: tuple[Callable[[Places], Iterator[Amount]], ...] = (
    *MONEY_READERS,
    _percents,
    _counts,
    _times,
    _deviations,
    _powers,
    _terms,
    _multiples,
)
