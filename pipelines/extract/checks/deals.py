"""Rent, power, price, term and total of one deal recomputed against each other, in a sentence or in a few.

The parts of a deal may stand in a few sentences, where each after the first points back: "That works out to". A rent
with a ramp-up and a total with options look like contradictions when the text does not say so; the slack leaves room
for the usual ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from pipelines.amounts import scaled
from pipelines.extract.amounts.quantities import PER_YEAR
from pipelines.extract.checks.facts import Fact, Line
from pipelines.extract.checks.reckoning import (
    ONE,
    WATTS,
    Reckoned,
    compare,
    exactly,
    over_a_year,
    per_year,
    product,
    quoted,
    reckoned,
    years,
)
from tracker.records import Finding

RENT_SLACK = 1.12
"""What a rate, a term and a total may differ by beyond rounding: discounts, ramps, months of different length."""
HOURS_SLACK = 1.4
"""The same for GPUs by the hour, which are not all rented all the time."""
HOURS_PER_YEAR = 8760.0
WIDEST = 150
OTHER_STATEMENT = re.compile(
    r"[;。；]|\s(?:while|whereas|but|versus|compared|against|separately|double|twice|triple|half|than(?=\s[a-z]))\s"
    r"|\b(?:going|market|average|usual|list)\s(?:price|rate|rent)\b",
    re.IGNORECASE,
)
"""What is set against another company's or an earlier amount is no part of the same sum."""
TOTAL = re.compile(
    r"\b(?:total(?:s|ing|ling|led)?|worth|valued?|values|in\sall|altogether|overall|comes?\sto|amounts?\sto|adds?\sup\sto|bring|brings"
    r"|over\sthe\s(?:term|life))\b|总额|总价|合计|共计|总值",
    re.IGNORECASE,
)
OF_A_DEAL = frozenset({None, "money.contract_base", "money.revenue"})
IN_ALL = re.compile(r"\s(?:in\s(?:total|all)|altogether)\b", re.IGNORECASE)
_ROUGHLY = r"(?:(?:about|around|roughly|nearly|almost|some|approximately)\s|~)?"
SAID_AGAIN = re.compile(
    rf"(?:,?\s(?:or|i\.e\.,?|equal\sto|equivalent\sto)\s|,?\s(?:which|that)\s(?:is|makes|equals|comes\sto|works\sout\s(?:to|at))\s"
    rf"|\.\s(?:that|this|it|which)\s(?:is|makes|equals|comes\sto|amounts\sto|adds\sup\sto|works\sout\s(?:to|at))\s|\s?[(（])"
    rf"{_ROUGHLY}",
    re.IGNORECASE,
)
"""Between an amount and the same in other words."""
POINTS_BACK = re.compile(
    r"[\s\"“]*(?:(?:that|this|which)\b"
    r"|it\s(?:runs|lasts|is\sworth|brings|pays|costs|comes\sto|amounts\sto|works\sout)\b"
    r"|the\s(?:deal|contract|lease|agreement|arrangement|price|rent|rate|sum|total|term)\b)",
    re.IGNORECASE,
)
"""How a sentence begins that goes on about the deal of the one before it."""
ELSEWHERE = re.compile(
    r"\b(?:another|other|second|separate|elsewhere|earlier|previous|previously|also|last)\b", re.IGNORECASE
)
"""In a sentence about something else too."""
SENTENCES_OF_A_DEAL = 3


def lease_price(line: Line) -> Iterator[Finding]:
    """Power and rent give a price per watt and year."""
    power, price, rent = line.only("MW"), line.only("USD/W"), line.only(*PER_YEAR)
    if power and rent and price and _together(power, rent, price):
        yield from compare(
            "rate",
            over_a_year(rent).over(reckoned(power).times(WATTS)),
            price,
            RENT_SLACK,
            (power, rent),
            lambda value: f"{quoted(power)} at {quoted(rent)} is {scaled(value)} USD per watt and year",
        )


def lease_total(line: Line) -> Iterator[Finding]:
    """Power, price and term give a total; so do GPUs by the hour, and a rate. The first that does not is enough."""
    yield from islice(_lease_totals(line), 1)


def _lease_totals(line: Line) -> Iterator[Finding]:
    term, rate = line.only("years", "months"), line.only(*PER_YEAR)
    power, price = line.only("MW"), line.only("USD/W")
    gpus, hourly = line.only("GPUs"), line.only("USD/GPU-hour")
    total = line.only("USD") if term else None
    total = total if total and _is_total(total) else None
    if rate and term:
        yield from _against(total, over_a_year(rate), (rate, term), RENT_SLACK)
    if power and price:
        implied = reckoned(power).times(WATTS).times(reckoned(price))
        used = (power, price, term) if total and term else (power, price)
        yield from _against(total or line.only("USD/year"), implied, used, RENT_SLACK)
    if gpus and hourly:
        implied = reckoned(gpus).times(reckoned(hourly)).times(exactly(HOURS_PER_YEAR))
        used = (gpus, hourly, term) if total and term and not rate else (gpus, hourly)
        yield from _against(rate or total, implied, used, HOURS_SLACK)


def _against(target: Fact | None, yearly: Reckoned, used: Sequence[Fact], slack: float) -> Iterator[Finding]:
    """What the parts give in a year, or over the term among them, against the sum that the sentence states."""
    if target is None or not _together(*used, target):
        return
    term = next((fact for fact in used if fact.unit in {"years", "months"}), None)
    implied = yearly.times(years(term) if term else ONE).over(per_year(target))
    yield from compare("total", implied, target, slack, used, product(*used))


def restated_rate(line: Line) -> Iterator[Finding]:
    """The same rent by another period: "$500 million a quarter, or $2 billion a year"."""
    for one, other in pairwise(line.facts):
        if not (one.unit in PER_YEAR and other.unit in PER_YEAR and one.unit != other.unit):
            continue
        if one.is_plain and other.is_plain and SAID_AGAIN.fullmatch(line.text, one.end, other.amount.start):
            implied = over_a_year(one).over(per_year(other))
            yield from compare("rate", implied, other, RENT_SLACK, (one,), _by_period(one, other))


def _by_period(one: Fact, other: Fact) -> Callable[[float], str]:
    period = other.unit.partition("/")[2]
    return lambda value: f"{quoted(one)} is ${scaled(value)} a {period}"


def _together(*facts: Fact) -> bool:
    """Whether amounts stand in one statement: near each other, and nothing between that opens another."""
    places = sorted(fact.span for fact in facts)
    between = facts[0].line.text[places[0][1] : places[-1][0]]
    return len(between) <= WIDEST and not OTHER_STATEMENT.search(between)


def _is_total(fact: Fact) -> bool:
    """Whether a word at the amount says that it is the whole of something that has terms."""
    low, high = max(fact.line.start, fact.amount.start - 30), min(fact.line.end, fact.amount.end + 30)
    if IN_ALL.match(fact.line.text, fact.amount.end):
        return True
    return TOTAL.search(fact.line.text, low, high) is not None and fact.family in OF_A_DEAL


def continued(lines: Sequence[Line]) -> Iterator[Line]:
    """Each sentence together with those behind it that go on about the same deal and name no other company."""
    for at, line in enumerate(lines):
        told = line
        for following in lines[at + 1 : at + SENTENCES_OF_A_DEAL]:
            if following.index != told.index + 1 or not _goes_on(told, following):
                break
            told = replace(
                told, index=following.index, end=following.end, names=[*told.names, *following.names],
                facts=[*told.facts, *following.facts],
            )  # fmt: skip
            yield told


def _goes_on(line: Line, following: Line) -> bool:
    """ "That works out to": points back, names no other company and tells of nothing else."""
    words = following.words
    known = {name.party for name in following.names} <= {name.party for name in line.names}
    return known and POINTS_BACK.match(words) is not None and not ELSEWHERE.search(words)
