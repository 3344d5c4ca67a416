"""Money in US dollars, with what it is paid for or how often: a price per watt, per GPU-hour, a month's rent.

Deliberately not done here: currencies other than the US dollar (there is no unit for them: "352亿元" and "CAD $500
million" are no amounts).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipelines.extract.amounts.hourly import CHIP_BY_NAME, HOURLY_UNITS, PER_CHIP, PER_HOUR, hourly_unit
from pipelines.extract.amounts.number_places import YEAR, Places, hits_at, ranged
from pipelines.extract.amounts.numerals import (
    NUM,
    SCALE,
    SCALE_OF_MONEY,
    SPAN,
    START,
    TO,
    WORDS,
    Amount,
    Value,
    counted_in,
    number_in,
    pair,
    scale_in,
)
from pipelines.extract.amounts.prior_values import LONG_AGO, OPENED, is_a_change, is_prior

_YEARLY = r"(?:\s?/\s?(?:yr|year)\b|[\s-](?:per|a|each|every)\s(?:year|annum)\b|-year\b|\sannually\b)"
_MONTHLY = r"(?:\s?/\s?mo(?:nth)?\b|[\s-](?:per|a|each|every)\smonth\b|-month\b|\smonthly\b)"
_POWERED = rf"(?:GW|MW|kW|gigawatt|megawatt|kilowatt|W(?:att)?)\b(?!-?\s?hours?\b)(?:{_YEARLY}|{_MONTHLY})?"
_NO_TIME = r"(?!\s(?:earlier|ago|before|later|hence|prior|into|after(?!-?\s?tax))\b|\sfrom\s(?:now|today|then)\b)"
"""Behind "a year" that is a rate: "$5 billion a year later" has none."""
_HOURLY = (
    r"(?:(?:GPU|chip|accelerator|[A-Z]{1,2}\d{2,4}[A-Z]?)(?:[\s-](?:per[\s-]|an\s)?|\s?/\s?)(?:hours?|hr|h)\b"
    rf"|(?:hour|hr)\b{_NO_TIME}(?:(?:\sper\s|\s?/\s?)(?:GPU|chip|accelerator)\b)?)"
)
_RATE = (
    rf"(?:(?:\s?/\s?|[\s-](?:per|a|an|each|every|for\severy|for\seach)[\s-])(?:{_HOURLY}|{_POWERED}"
    rf"|(?:months?|years?|quarters?|weeks?|days?)\b{_NO_TIME}|mo\b|yr\b|qtr\b|annum\b|share\b)"
    r"|\s(?:annually|monthly|hourly)\b)"
)
CN_RATE = r"(?:\s?/\s?|每)(?:个)?(?:吉瓦|GW|兆瓦|MW|瓦特?|W|GPU\s?小时|卡时|小时|月|年|股)(?:(?:\s?/\s?|每|[·•])年)?"
_CONVERTED = r"(?:\s?\([^()\n]{1,24}\)(?=[\s/]))?+"
"""The same in another currency, between a sum and its rate: "$90 million (£70 million) a month"."""
BELOW_ZERO = re.compile(
    r"\b(?:negative|minus)\s(?:free\scash\sflow\sof\s)?(?:about\s|around\s|roughly\s)?$", re.IGNORECASE
)
"""Before money that is missing: "free cash flow was negative $10 billion"."""
MONEY = re.compile(
    rf"(?P<cur>US\$|(?<![A-Za-z])\$|\bUSD\s?)\s?(?P<a>{NUM})(?P<sa>{SCALE_OF_MONEY})?"
    rf"(?:(?P<to>{TO})(?:US\$|\$)?\s?(?P<b>{NUM})(?P<sb>{SCALE_OF_MONEY})?(?![\d%]))?"
    rf"(?:\s?美[元金])?+(?:{_CONVERTED}(?P<rate>{_RATE}|{CN_RATE}))?(?![\d])",
    re.IGNORECASE,
)
DOLLARS = re.compile(
    rf"(?:{START}(?P<a>{NUM})(?:(?P<s>{SCALE})?{SPAN}(?P<b>{NUM})(?={SCALE}))?"
    rf"|\b(?P<w>half\sa|{'|'.join(WORDS)})(?=[\s-][bmt]))"
    rf"(?:(?P<sa>{SCALE_OF_MONEY})[\s-](?:US\s|U\.S\.\s)?(?:dollars?|USD)\b(?P<rate>{_RATE})?|(?<=\.\d\d)\s(?-i:USD)\b)",
    re.IGNORECASE,
)
_NEIGHBOURS = r"(?:Canadian|Australian)"
_FOREIGN = r"(?:Canadian|Australian|New\sZealand|Hong\sKong|Singapore|Taiwan(?:ese)?|Jamaican)"
_FOREIGN_CODE = r"(?:CAD|AUD|NZD|HKD|SGD|TWD|NTD)"
FOREIGN_BEFORE = re.compile(rf"(?:\b{_FOREIGN_CODE}|\b{_FOREIGN}(?:\sdollars?)?)\s?$", re.IGNORECASE)
FOREIGN_BEHIND = re.compile(
    rf"\s?\(?(?:{_FOREIGN_CODE}\b|(?:in\s)?{_FOREIGN}\s(?:dollars?|currency)\b"
    rf"|{_NEIGHBOURS}(?=[.,;:)]|\s(?:in|for|from|to|on|at|as|by|into|over)\s|$))",
    re.IGNORECASE,
)
"""What makes other dollars of a sum: "CAD $500 million", "$500 million Canadian in notes", not "a $5 billion Canadian
campus"."""
BRACKETED = re.compile(
    rf"(?:\((?:US)?\$\s?(?P<a>{NUM})\)(?P<sa>{SCALE_OF_MONEY}|(?={_RATE}))|(?:US)?\$\s?\((?P<b>{NUM})\)(?P<sb>{SCALE_OF_MONEY})?)"
    rf"(?P<rate>{_RATE})?",
    re.IGNORECASE,
)
"""A sum in the brackets of accounts: "a net loss of ($5.2) million", "$(0.12) per share"."""
IN_BRACKETS = re.compile(rf"\)(?:{SCALE_OF_MONEY}|{_RATE})", re.IGNORECASE)
STATING = re.compile(r"\b(?:of|was|were|is|at)\s$", re.IGNORECASE)
LOST = re.compile(r"\blo(?:ss(?:es)?|st|ses?)\b[^.;$]{0,40}$", re.IGNORECASE)
SPOKEN = re.compile(
    rf"{START}(?P<a>{NUM})(?:(?:\sbillion)?{SPAN}(?P<b>{NUM}))?\sbillion\b"
    r"(?=[.,;:)]|\s(?:in|for|to|against|up|down|this|next|and|plus|or|versus|from|by|at|on|as|with|of|compared)\b|$)",
    re.IGNORECASE,
)
"""A sum as it is read out in a call, without a word for the currency: "revenue of 105 billion"."""
SPOKEN_OF = re.compile(
    r"\b(?:revenues?|sales|capex|capital expenditures?)\s(?:\w+\s)?(?:of|to|at|was|were|is|be|between)"
    r"\s(?:about\s|approximately\s|around\s|roughly\s|some\s|over\s)?$",
    re.IGNORECASE,
)
SPOKEN_IN = re.compile(r"\s(?:in|of)\s(?:\w+\s)?(?:revenues?|sales)\b", re.IGNORECASE)
CENTS = re.compile(
    rf"{START}(?P<a>{NUM})(?:{SPAN}(?P<b>{NUM}))?\s(?:US\s|U\.S\.\s)?cents?\s(?:a|per|each)\sshare\b", re.IGNORECASE
)
CENTS_EARNED = re.compile(
    r"\b(?:EPS|earnings|earn(?:ed|s)|profit|loss)\b[^.;$]{0,32}\s(?P<a>\d{1,3}(?:\.\d)?)\s(?:US\s|U\.S\.\s)?cents\b"
    r"(?!\s(?:a|per|each)\sshare)",
    re.IGNORECASE,
)
"""What one share has earned, said without the share: "EPS of 89 cents"."""
# In lower case: without one of them in reach the pattern finds nothing.
MONEY_SIGNS = ("us$", "usd", "$")
DOLLAR_UNITS = ("dollar", "usd")
CENT_UNITS = (" cent",)
PER_WATT = (("gw", 1e-9), ("gigawatt", 1e-9), ("吉瓦", 1e-9), ("mw", 1e-6), ("megawatt", 1e-6), ("兆瓦", 1e-6),
            ("kw", 1e-3), ("kilowatt", 1e-3), ("w", 1.0), ("瓦", 1.0))  # fmt: skip
PER_YEAR = {"USD/day": 365.0, "USD/week": 52.0, "USD/month": 12.0, "USD/quarter": 4.0, "USD/year": 1.0}
"""The units of money that is paid again and again, and how often in a year."""
OTHER_RATES = (
    (("gpu", "chip", "accelerator", "卡"), PER_CHIP),
    (("hour", "hr", "小时"), PER_HOUR),
    (("mo", "月"), "USD/month"),
    (("quarter", "qtr"), "USD/quarter"),
    (("week",), "USD/week"),
    (("day",), "USD/day"),
    (("year", "yr", "ann", "年"), "USD/year"),
    (("share", "股"), "USD/share"),
)
BETWEEN = re.compile(r"\bbetween\s(?:about\s|roughly\s)?$", re.IGNORECASE)
MOST_AN_HOUR = 200.0
"""USD; more is no price by the hour that leaves its rate out."""
FROM = re.compile(
    r"(?:,?\s(?:in|on|by|at|during|as of)\s"
    r"(?:(?:the|early|late|mid|end of|this|last|first|second|third|fourth)[\s-]){0,3}\w{1,12})?"
    r"(?:,?\s(?:up|down))?\sfrom\s(?:about\s|around\s|roughly\s|nearly\s|over\s|as\smuch\sas\s)?"
)
"""Between what a price is and what it was: " in October from "."""
HOURLY = re.compile(r"\bhourly\s(?:\w+\s)?(?:price|prices|rate|rates|cost|costs|rent|rents)\b[^.;]*(?:\.\d[^.;]*)*$",
                    re.IGNORECASE)  # fmt: skip
"""The rate of the amounts behind it."""
JOINING_HOURS = frozenset({"to", "from", "and", "instead of"})


def money(places: Places) -> Iterator[Amount]:
    """What has a sign or code of dollars before it."""
    text = places.text
    for hit in hits_at(MONEY, text, places.of(MONEY_SIGNS)):
        if _is_foreign(text, hit) or _is_negative(text, hit):
            continue
        end, second, rate = hit.end(), hit["b"], hit["rate"]
        changed = bool(second) and is_a_change(text, hit)
        joined_by_and = bool(second) and "and" in hit["to"].lower()
        # "$14.2 billion and $21 billion" are two amounts; "between $2 and $5" is one range.
        if changed or (joined_by_and and not BETWEEN.search(text[max(0, hit.start() - 16) : hit.start()])):
            # "From $3 to $4 an hour": what it was has the same rate.
            end, second, rate = hit.start("to"), None, hit["rate"] if changed else None
        yield priced(text, hit.start(), end, _value_of(hit, second, text), rate)
        if hit["b"] and second is None:
            yield from (a._replace(start=a.start + end, end=a.end + end) for a in money(Places(text[end : hit.end()])))


def _value_of(hit: re.Match[str], second: str | None, text: str) -> Value:
    """A number, or a range where a second one belongs to it; "$3-4 billion" has its scale once."""
    scale = scale_in(hit["sa"])
    if second is not None:
        last = scale_in(hit["sb"])
        return pair(number_in(hit["a"]) * (scale or last or 1.0), number_in(second) * (last or 1.0))
    value = number_in(hit["a"]) * (scale or 1.0)
    return -value if BELOW_ZERO.search(text, max(0, hit.start() - 48), hit.start()) else value


def _is_foreign(text: str, hit: re.Match[str]) -> bool:
    """Dollars of another country; "US$" says of which they are."""
    if hit["cur"] != "$":
        return False
    before = FOREIGN_BEFORE.search(text[max(0, hit.start() - 24) : hit.start()])
    return before is not None or FOREIGN_BEHIND.match(text, hit.end()) is not None


def _is_negative(text: str, hit: re.Match[str]) -> bool:
    """In the brackets of accounts, which close before the scale, or stand where no aside can: "an EPS of ($0.12)"."""
    if text[max(hit.start() - 1, 0) : hit.start()] != "(":
        return False
    before = text[max(0, hit.start() - 60) : hit.start() - 1]
    stated = text[hit.end() : hit.end() + 1] == ")" and STATING.search(before) and not LOST.search(before)
    return IN_BRACKETS.match(text, hit.end()) is not None or bool(stated)


def bracketed(places: Places) -> Iterator[Amount]:
    """A loss in brackets; of other sums they make a negative one, which has no place here."""
    text = places.text
    for hit in hits_at(BRACKETED, text, places.of(("($", "(us$", "$(", "us$("))):
        if LOST.search(text[max(0, hit.start() - 60) : hit.start()]):
            value = number_in(hit["a"] or hit["b"]) * (scale_in(hit["sa"] or hit["sb"]) or 1.0)
            yield priced(text, *hit.span(), value, hit["rate"])


def dollars(places: Places) -> Iterator[Amount]:
    """What has the word or code behind it."""
    for hit in hits_at(DOLLARS, places.text, places.before(DOLLAR_UNITS)):
        text, start, scale = places.text, hit.start(), scale_in(hit["sa"]) or 1.0
        value: Value = counted_in(hit["b"] or hit["a"] or hit["w"]) * scale
        if hit["b"] and (YEAR.fullmatch(hit["a"]) or OPENED.search(text[max(0, start - 32) : start])):
            # "In 2025 to 6 billion dollars", "from 5 billion to 6 billion dollars": the second alone has the unit.
            start = hit.start("b")
        elif hit["b"]:
            value = pair(number_in(hit["a"]) * (scale_in(hit["s"]) or scale), number_in(hit["b"]) * scale)
        yield priced(text, start, hit.end(), value, hit["rate"])


def cents(places: Places) -> Iterator[Amount]:
    """The price or the earnings of one share."""
    for hit in hits_at(CENTS, places.text, places.before(CENT_UNITS)):
        low, high = (round(number_in(part) / 100, 6) for part in (hit["a"], hit["b"] or hit["a"]))
        yield priced(places.text, hit.start(), hit.end(), (low, high) if hit["b"] else low, " a share")
    if " cents" in places.lower:
        for hit in hits_at(CENTS_EARNED, places.text, places.of(("eps", "earn", "profit", "loss"))):
            yield priced(places.text, hit.start("a"), hit.end(), round(number_in(hit["a"]) / 100, 6), " a share")


def spoken(places: Places) -> Iterator[Amount]:
    """Billions of revenue or capex, without a word for the currency."""
    text = places.text
    for hit in hits_at(SPOKEN, text, places.before(("billion",))):
        of_money = SPOKEN_OF.search(text[max(0, hit.start() - 64) : hit.start()]) or SPOKEN_IN.match(text, hit.end())
        if of_money:
            yield ranged(text, hit, 1e9, "USD")


def priced(text: str, start: int, end: int, value: Value, rate: str | None) -> Amount:
    """Money with its rate: a price per watt, per GPU-hour, per month; a yearly price per GW is one per watt."""
    unit, factor = _rate_unit(rate.lower()) if rate else ("USD", 1.0)
    if factor != 1.0:
        # Twelve digits: 30e9 times 1e-9 is 30, not a hair above.
        low, *high = (float(f"{v * factor:.12g}") for v in (value if isinstance(value, tuple) else (value,)))
        value = (low, high[0]) if high else low
    return Amount(start, end, value, unit, is_prior(text, start, value) or LONG_AGO.match(text, end) is not None)


def _rate_unit(rate: str) -> tuple[str, float]:
    """The unit of a rate and what its number is multiplied with; a price per watt is one for a year.

    >>> _rate_unit("/gw/year"), _rate_unit(" per kw per month"), _rate_unit("/hr")
    (('USD/W', 1e-09), ('USD/W', 0.012), ('USD/hour', 1.0))
    >>> _rate_unit("per h100 per hour"), _rate_unit(" a quarter")
    (('USD/GPU-hour', 1.0), ('USD/quarter', 1.0))
    """
    words = re.findall(r"[a-z]+|吉瓦|兆瓦|瓦|小时|卡|月|年|股", rate)
    for word, factor in PER_WATT:
        if word in words or (word == "w" and "watt" in words):
            monthly = any(other.startswith("mo") or other == "月" for other in words)
            return "USD/W", factor * 12 if monthly else factor
    if CHIP_BY_NAME.search(rate):
        return PER_CHIP, 1.0
    for names, unit in OTHER_RATES:
        if any(word.startswith(names) for word in words):
            return unit, 1.0
    return (PER_HOUR, 1.0) if "h" in words else ("USD", 1.0)


def with_rates(found: list[Amount], text: str) -> list[Amount]:
    """ "Climbed to $3 an hour from $2", "the hourly price rose to $3": a rate that is told once holds for both."""
    for at, amount in enumerate(found):
        if amount.unit != "USD" or isinstance(amount.value, tuple) or amount.value > MOST_AN_HOUR:
            continue
        before, behind = found[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None
        if before is not None and before.unit in HOURLY_UNITS and FROM.fullmatch(text, before.end, amount.start):
            found[at] = amount._replace(unit=before.unit)
        elif behind is not None and behind.unit in HOURLY_UNITS and FROM.fullmatch(text, amount.end, behind.start):
            found[at] = amount._replace(unit=behind.unit)
        elif HOURLY.search(text, max(0, amount.start - 100), amount.start):
            found[at] = amount._replace(unit=PER_HOUR)
    return found


def with_hours(found: list[Amount], text: str) -> list[Amount]:
    """Prices by the hour: of one chip, of a machine, of work. A price and what it was before are of the same thing."""
    after = 0
    for at, amount in enumerate(found):
        if amount.unit == PER_HOUR:
            dearest = amount.top
            if at + 1 < len(found) and found[at + 1].unit == PER_HOUR:
                joined = text[amount.end : found[at + 1].start].strip()
                dearest = max(dearest, found[at + 1].top) if joined in JOINING_HOURS else dearest
            unit = hourly_unit(text, amount.start, amount.end, dearest, after)
            found[at] = amount._replace(unit=unit)
        if found[at].unit in HOURLY_UNITS:
            after = amount.end
    return found


MONEY_READERS: tuple[Callable[[Places], Iterator[Amount]], ...] = (money, bracketed, dollars, cents, spoken)
