"""One figure in two places of a text: at another size, for another year, of another company, by another speaker.

A figure counts as the same where its digits are and the words leave no doubt that it is of one thing; round numbers
repeat themselves by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from pipelines.extract.amounts.quantities import PER_YEAR
from pipelines.extract.checks.facts import Fact, Line
from pipelines.extract.checks.reckoning import power_of_ten, quoted, remark, slip
from tracker.records import Finding

Pair = tuple[Fact, Fact]
LEVELS = frozenset({"USD", "MW", *PER_YEAR})
OF_ONE_COMPANY = frozenset({"money.backlog_rpo", "money.revenue", "money.capex", "money.arr", "money.profit", "eps"})
LEAST_DIGITS = 3
MOST_ALIKE = 6
BESIDE = 40
"""Characters between an owner and the amount right behind it."""


def alike(lines: Sequence[Line]) -> Iterator[Pair]:
    """Pairs of amounts of one unit with the same three or more digits: no round number repeats itself by chance."""
    groups: dict[tuple[str, str], list[Fact]] = {}
    for line in lines:
        for fact in line.facts:
            if fact.amount.unit in LEVELS and fact.is_plain and len(fact.figures) >= LEAST_DIGITS:
                groups.setdefault((fact.amount.unit, fact.figures), []).append(fact)
    for group in groups.values():
        yield from combinations(group[:MOST_ALIKE], 2)


def _one_claim(one: Fact, other: Fact) -> bool:
    """Whether two amounts are of the same thing as far as the words say."""
    families, owners = {one.family, other.family}, {one.owner, other.owner} - {None}
    return len(families) == 1 and families != {None} and len(owners) <= 1


def scale_slips(pairs: Iterable[Pair]) -> Iterator[Finding]:
    """The same digits of the same thing at ten, a hundred or a thousand times the size."""
    for one, other in pairs:
        power = power_of_ten(one.value / other.value)
        if power and _one_claim(one, other) and one.period == other.period:
            yield remark("slip", f"{quoted(one)} and {quoted(other)} {slip(power, one, other)}", one, other)


def same_figure_other_year(pairs: Iterable[Pair]) -> Iterator[Finding]:
    """One figure of one company for two years, in two sentences: one of them has the wrong year."""
    for one, other in pairs:
        first, second = one.period, other.period
        if first is None or second is None or first == second or not _comparable(first, second):
            continue
        if _is_said_twice(one, other) and _one_claim(one, other):
            message = f"{quoted(one)} is for {first} in one place and for {second} in another ({quoted(other)})"
            yield remark("year", message, one, other)


def _comparable(one: str, other: str) -> bool:
    """A fiscal year and a calendar year of different numbers may be the same months."""
    return (one[:2] == "FY") == (other[:2] == "FY") and len(one) == len(other)


def _is_said_twice(one: Fact, other: Fact) -> bool:
    return one.amount.value == other.amount.value and one.line is not other.line


def two_owners(pairs: Iterable[Pair]) -> Iterator[Finding]:
    """One figure as the backlog, revenue or budget of two companies."""
    for one, other in pairs:
        if one.family not in OF_ONE_COMPANY or one.family != other.family or not _is_said_twice(one, other):
            continue
        if one.owner is None or other.owner is None or one.owner == other.owner:
            continue
        # A sentence that names both may speak of either.
        names_both = _names(one.line, other.owner) or _names(other.line, one.owner)
        if not names_both and _is_beside(one) and _is_beside(other):
            message = f"{quoted(one)} is said of {one.owner} in one place and of {other.owner} in another"
            yield remark("owner", message, one, other)


def _names(line: Line, party: str) -> bool:
    return any(name.party == party for name in line.names)


def _is_beside(fact: Fact) -> bool:
    """Whether the owner's name stands right before the amount: no other subject can come between."""
    passage, start = fact.line.passage, fact.amount.start
    ends = (passage.char_span((name.start, name.end))[1] for name in fact.line.names if name.party == fact.owner)
    last = max((end for end in ends if end <= start), default=None)
    return last is not None and start - last <= BESIDE and "," not in fact.line.text[last:start]


AGREES = re.compile(
    r"\b(?:also|both|echo\w{0,3}|agrees?|agreed|in\sline\swith|same|similarly|like|likewise|matching)\b", re.IGNORECASE
)
ESTIMATES = re.compile(
    r"\b(?:estimat\w{1,4}|model\w{0,4}|calculat\w{1,4}|could|would|assum\w{1,4}|expect\w{0,3}|forecast\w{0,3}|project\w{0,4}|sees?|sensitivity|reckons?)\b"
    r"|预计|估算|测算",
    re.IGNORECASE,
)
EFFECTS = frozenset({"eps", "upside"})


def two_speakers(lines: Sequence[Line]) -> Iterator[Finding]:
    """The same estimate, two figures that belong together, credited to two brokers."""
    told = [line for line in lines if line.speaker and len(line.facts) > 1]
    for one, other in combinations(told, 2):
        if one.speaker == other.speaker or AGREES.search(one.words) or AGREES.search(other.words):
            continue
        pairs = _in_common(one, other)
        if _is_one_estimate(pairs, one, other):
            figures = " and ".join(quoted(mine) for mine, _ in pairs)
            message = f"the same estimate ({figures}) is credited to {one.speaker} and to {other.speaker}"
            yield remark("speaker", message, *(fact for pair in pairs for fact in pair))
            return


def _in_common(one: Line, other: Line) -> list[Pair]:
    pairs = []
    for mine in one.facts:
        twin = next(
            (f for f in other.facts if (f.amount.unit, f.amount.value) == (mine.amount.unit, mine.amount.value)), None
        )
        if twin is not None and mine.amount.unit not in {"x", "years", "months"} and mine.family != "price_target":
            pairs.append((mine, twin))
    return pairs


def _is_one_estimate(pairs: Sequence[Pair], one: Line, other: Line) -> bool:
    units = {mine.amount.unit for mine, _ in pairs}
    if len(units) < 2 or units <= {"percent", "USD/share"} or not units - {"percent"}:
        return False
    is_effect = any(mine.family in EFFECTS or twin.family in EFFECTS for mine, twin in pairs)
    return is_effect or bool(ESTIMATES.search(one.words) and ESTIMATES.search(other.words))
