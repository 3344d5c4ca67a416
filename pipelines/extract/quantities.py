"""Reads amounts out of text: money, percent, power, counts and terms, each with its place.

What must never happen: a crash or a slow scan on hostile text, a value from half a number, or a text that is not
exactly what stands at its offsets. Every pattern is anchored on a digit, a currency sign or a number word and is
possessive, so that a run of a hundred thousand digits costs one pass. Qualifiers ("up to", "about") are looked for
*backwards* from a hit: a pattern that begins with an optional qualifier is forty times slower.

Token patterns were rejected: the tokenizer leaves `250MW`, `35.2bn` and `775-$865` as single tokens.

Deliberately not done here: currencies other than the US dollar (there is no unit for them), years as dates, and the
question which event an amount belongs to (`frames.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Amount(NamedTuple):
    """A number with its unit at `start:end` of the text; `value` is a pair for a range, low first."""

    start: int
    end: int
    value: float | tuple[float, float]
    unit: str
    prior: bool
    """Stated as what was before: "up from $70 billion"."""


WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30,
}  # fmt: skip
SCALES = {"trillion": 1e12, "tn": 1e12, "t": 1e12, "billion": 1e9, "bn": 1e9, "b": 1e9, "million": 1e6, "mn": 1e6,
          "mln": 1e6, "m": 1e6, "thousand": 1e3, "k": 1e3}  # fmt: skip
MULTIPLES = {"doubl": 2.0, "tripl": 3.0, "quadrupl": 4.0}

# At most 15 digits: beyond that a float would not hold the number, and nothing in this trade costs more.
_NUM = r"(?:\d{1,3}+(?:,\d{3}){1,4}+(?!\d)|\d{1,15}+)(?:\.\d{1,6}+)?+"
_NUM_OR_WORD = rf"(?:{_NUM}|\b(?:{'|'.join(WORDS)})\b)"
_SCALE = r"(?:[\s-]?(?:trillion|tn|billion|bn|million|mln|mn|thousand)\b|[TBMKtbmk]\b)"
_TO = r"(?:\s?[-\u2013\u2014]\s?|\s(?:to|and)\s)"
_SPAN = r"(?:\s?[-\u2013\u2014]\s?|\sto\s)"
_RATE = (
    r"(?:\s?/\s?(?:GW\s?/\s?(?:yr|year)|GPU[-\s]?(?:hour|hr|h)|W(?:att)?\b|month|mo\b|year|yr\b|hour|hr\b|share)"
    r"|\s(?:per|a|an)\s(?:GPU(?:[-\s]hour|\sper\shour|\san\shour)|chip[-\s]hour|hour|watt|month|year|share)\b"
    r"|\s(?:annually|monthly|hourly)\b|\sper\sannum\b)"
)
_START = r"(?<![\d.,])"

MONEY = re.compile(
    rf"(?P<cur>US\$|(?<![A-Za-z])\$|\bUSD\s?)\s?(?P<a>{_NUM})(?P<sa>{_SCALE})?"
    rf"(?:(?P<to>{_TO})(?:US\$|\$)?\s?(?P<b>{_NUM})(?P<sb>{_SCALE})?(?![\d%]))?(?P<rate>{_RATE})?(?![\d])",
    re.IGNORECASE,
)
DOLLARS = re.compile(rf"{_START}(?P<a>{_NUM})(?P<sa>{_SCALE})\s(?:US\s|U\.S\.\s)?(?:dollars|USD)\b", re.IGNORECASE)
PERCENT = re.compile(
    rf"(?<![\d.,\w])(?P<sign>[-\u2212])?(?P<a>{_NUM})(?:(?:\s?%)?{_SPAN}(?P<b>{_NUM}))?(?:\s?%|\s(?:percent|per\scent|pct)\b)",
    re.IGNORECASE,
)
POWER = re.compile(
    rf"(?<![\d.,$\w])(?P<a>{_NUM_OR_WORD})(?:{_TO}(?P<b>{_NUM}))?[\s-]?(?P<u>MW|GW|megawatts?|gigawatts?)(?![A-Za-z]|-hour)",
    re.IGNORECASE,
)
COUNT = re.compile(
    rf"(?<![\d.,$\w])(?P<a>{_NUM})(?P<sa>{_SCALE})?\s(?:[A-Z][\w-]{{0,20}}+\s){{0,4}}?"
    r"(?P<u>GPUs?|[Ss]hares?|accelerators)\b(?!\s?-?\s?hour)"
)
TERM = re.compile(
    rf"(?<![\d.,$\w])(?P<a>{_NUM_OR_WORD})[\s-](?P<u>years?|months?)\b(?!-old|\sold|\sago|\searlier)", re.IGNORECASE
)
TIMES = re.compile(rf"(?<![\d.,$\w])(?P<a>{_NUM})(?:x\b|-?fold\b|\stimes\b)", re.IGNORECASE)
MULTIPLE = re.compile(r"\b(?P<w>doubl|tripl|quadrupl)(?:es?|ed|ing)\b(?!\sdown)", re.IGNORECASE)
_QUICK = re.compile(r"[\d$]")

PRIOR = re.compile(
    r"(?:\b(?:(?:up|down|increased|lowered|raised|cut)\s)?from(?:\s(?:a|its|our|the))?(?:\s(?:prior|previous|earlier|initial))?(?:\s(?:range|forecast|estimate|plan|target|guidance))?"
    r"(?:\sof)?|\b(?:versus|vs\.?|compared\s(?:with|to)|instead\sof|against)(?:\sa)?)"
    r"(?:\s(?:about|around|roughly|approximately|nearly|just))?\s?$",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"\b(?:between|from)\s(?:about\s|roughly\s)?$", re.IGNORECASE)


def find_amounts(text: str) -> list[Amount]:
    """Every amount of the text, by place, none overlapping another.

    >>> [(a.value, a.unit) for a in find_amounts("raises $115-$135 billion for 1.2 GW over five years, up 8%")]
    [((115000000000.0, 135000000000.0), 'USD'), (1200.0, 'MW'), (5.0, 'years'), (8.0, 'percent')]
    """
    found: list[Amount] = []
    taken: list[tuple[int, int]] = []
    for amount in sorted(_candidates(text), key=lambda a: (a.start, -a.end)):
        if not taken or amount.start >= taken[-1][1]:
            taken.append((amount.start, amount.end))
            found.append(amount)
    return found


def _candidates(text: str) -> Iterator[Amount]:
    if _QUICK.search(text):
        yield from _money(text)
        yield from _percents(text)
        yield from _counts(text)
    for hit in POWER.finditer(text):
        factor = 1000.0 if hit["u"][0] in "gG" else 1.0
        yield _amount(
            text, hit, _pair(_number(hit["a"]) * factor, _number(hit["b"]) * factor if hit["b"] else None), "MW"
        )
    for hit in TERM.finditer(text):
        unit = "years" if hit["u"][0] in "yY" else "months"
        yield _amount(text, hit, _number(hit["a"]), unit)
    for hit in MULTIPLE.finditer(text):
        yield _amount(text, hit, MULTIPLES[hit["w"].lower()], "x")


def _money(text: str) -> Iterator[Amount]:
    for hit in MONEY.finditer(text):
        end, second, rate = hit.end(), hit["b"], hit["rate"]
        first_scale, second_scale = _scale(hit["sa"]), _scale(hit["sb"])
        joined_by_and = bool(second) and "and" in hit["to"].lower()
        # "$14.2 billion and $21 billion" are two amounts; "between $2 and $5" is one range.
        if second and joined_by_and and not BETWEEN.search(text[max(0, hit.start() - 16) : hit.start()]):
            end, second, rate = hit.start("to"), None, None
        if second is None:
            value: float | tuple[float, float] = _number(hit["a"]) * (first_scale or 1.0)
        else:
            value = _pair(
                _number(hit["a"]) * (first_scale or second_scale or 1.0), _number(second) * (second_scale or 1.0)
            )
        yield _priced(text, hit.start(), end, value, rate)
        if hit["b"] and second is None:
            yield from (a._replace(start=a.start + end, end=a.end + end) for a in _money(text[end : hit.end()]))
    for hit in DOLLARS.finditer(text):
        yield _amount(text, hit, _number(hit["a"]) * (_scale(hit["sa"]) or 1.0), "USD")


def _priced(text: str, start: int, end: int, value: float | tuple[float, float], rate: str | None) -> Amount:
    """Money with its rate: a price per watt, per GPU-hour, per month; a yearly price per GW is one per watt."""
    unit, factor = _rate_unit((rate or "").lower())
    if factor != 1.0:
        value = (value[0] * factor, value[1] * factor) if isinstance(value, tuple) else value * factor
    return Amount(start, end, value, unit, _is_prior(text, start, value))


def _rate_unit(rate: str) -> tuple[str, float]:
    for word, unit, factor in (
        ("gw", "USD/W", 1e-9),
        ("gpu", "USD/GPU-hour", 1.0),
        ("chip", "USD/GPU-hour", 1.0),
        ("hour", "USD/GPU-hour", 1.0),
        ("hr", "USD/GPU-hour", 1.0),
        ("mo", "USD/month", 1.0),
        ("year", "USD/year", 1.0),
        ("yr", "USD/year", 1.0),
        ("ann", "USD/year", 1.0),
        ("share", "USD/share", 1.0),
        ("w", "USD/W", 1.0),
    ):
        if word in rate:
            return unit, factor
    return "USD", 1.0


def _percents(text: str) -> Iterator[Amount]:
    for hit in PERCENT.finditer(text):
        sign = -1.0 if hit["sign"] else 1.0
        yield _amount(
            text, hit, _pair(sign * _number(hit["a"]), sign * _number(hit["b"]) if hit["b"] else None), "percent"
        )


def _counts(text: str) -> Iterator[Amount]:
    for hit in COUNT.finditer(text):
        unit = "shares" if hit["u"].lower().startswith("share") else "GPUs"
        yield _amount(text, hit, _number(hit["a"]) * (_scale(hit["sa"]) or 1.0), unit)
    for hit in TIMES.finditer(text):
        yield _amount(text, hit, _number(hit["a"]), "x")


def _amount(text: str, hit: re.Match[str], value: float | tuple[float, float], unit: str) -> Amount:
    return Amount(hit.start(), hit.end(), value, unit, _is_prior(text, hit.start(), value))


def _pair(low: float, high: float | None) -> float | tuple[float, float]:
    if high is None:
        return low
    return (low, high) if low <= high else (high, low)


def _number(text: str) -> float:
    return float(WORDS[text.lower()]) if text[0].isalpha() else float(text.replace(",", ""))


def _scale(text: str | None) -> float | None:
    return SCALES[text.strip(" \t\n\r\f\v\u00a0-").lower()] if text else None


def _is_prior(text: str, start: int, value: float | tuple[float, float]) -> bool:
    """A lone "from" before a range opens the range ("from $5 to $7 billion") and says nothing about before."""
    hit = PRIOR.search(text[max(0, start - 48) : start])
    return hit is not None and not (isinstance(value, tuple) and hit[0].strip().lower() == "from")
