"""Levels of one thing against the change, the share or the upside that the text tells beside them, and levels that
may not be added.

Figures of two dates look like contradictions when the text does not say so; so each check asks that the words leave no
doubt what is what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from pipelines.extract.amounts.measures import measures
from pipelines.extract.checks.facts import Fact, Line
from pipelines.extract.checks.reckoning import quoted, reckoned, remark
from tracker.records import Finding

Interval = tuple[float, float]

POINTS = 1.5
"""Percentage points that growth may be off beyond the rounding of the levels it comes from."""


# ── change between two levels ───────────────────────────────────────────────────────────────────────

NOT_GROWTH = frozenset({"interest_rate", "margin", "stake", "share_of_backlog", "share_of_revenue", "upside"})
UP = re.compile(
    r"\b(?:up|ris(?:es?|ing|en)|rose|gr[eo]w(?:s|n|ing|th)?|increas\w{1,4}|jump\w{0,3}|surg\w{1,3}|climb\w{0,3}|gain\w{0,3}|higher|more|rais\w{1,3})\b"
    r"|增长|上调|上升|增至",
    re.IGNORECASE,
)
DOWN = re.compile(
    r"\b(?:down|f[ae]lls?|falling|fallen|dropp?\w{0,3}|declin\w{1,3}|decreas\w{1,3}|lower\w{0,3}|less|cuts?|cutting|shr[aiu]nk\w{0,3}|reduc\w{1,4})\b"
    r"|下降|下调|减少|下跌",
    re.IGNORECASE,
)
BESIDE = 40
"""Characters between a percentage and the word that says which way."""
SINCE = re.compile(r"\s(?:more|higher|less|lower)\sthan\s(?:a|the|last|in)\b", re.IGNORECASE)
"""Behind a percentage that is measured from another time: "134% more than a year earlier"."""
OF_A_SHARE = frozenset({"price_target", "share_price"})
SHARES = re.compile(r"\b(?:shares?|stocks?|volume|index)\b[^.;]{0,40}$", re.IGNORECASE)
OTHER_SUBJECT = re.compile(
    r"[;。；]|\.\s|\b(?:after|as|on|amid|following|when|because|with|and|while|whereas|but|its|which|beating|above|below|despite)\b",
    re.IGNORECASE,
)


def change(line: Line) -> Iterator[Finding]:
    """A percentage of change against the two levels it lies between: "up 50% to $3 billion from $2 billion"."""
    percent = line.only("percent")
    if percent is None or percent.family in NOT_GROWTH or SINCE.match(line.text, percent.amount.end):
        return
    sign = _direction(line, percent)
    if sign is None:
        return
    for prior, now in _levels(line):
        if now.family in OF_A_SHARE or _apart(line, percent, now, prior):
            continue
        growth = reckoned(now).over(reckoned(prior))
        if not (growth.low - 1) * 100 - POINTS <= sign * percent.value <= (growth.high - 1) * 100 + POINTS:
            message = (
                f"from {quoted(prior)} to {quoted(now)} is {(growth.plain - 1) * 100:+.3g}%; the text says"
                f" {quoted(percent)} {'up' if sign > 0 else 'down'}"
            )
            yield remark("change", message, prior, now, percent)


def _levels(line: Line) -> Iterator[tuple[Fact, Fact]]:
    """The only two amounts of a unit, where one is what was before: that one, and what is now."""
    by_unit: dict[str, list[Fact]] = {}
    for fact in line.facts:
        by_unit.setdefault(fact.amount.unit, []).append(fact)
    for facts in by_unit.values():
        if len(facts) == 2 and all(fact.is_plain for fact in facts):
            prior, now = sorted(facts, key=lambda fact: not fact.amount.prior)
            if prior.amount.prior and not now.amount.prior:
                yield prior, now


def _direction(line: Line, percent: Fact) -> int | None:
    """+1 or -1 by the nearest word; None when none or both are near."""
    start, end = percent.span
    text = line.text[max(line.start, start - BESIDE) : min(line.end, end + 12)]
    up, down = UP.search(text), DOWN.search(text)
    return None if bool(up) == bool(down) else 1 if up else -1


def _apart(line: Line, percent: Fact, now: Fact, prior: Fact) -> bool:
    """Whether percentage and levels are not one statement: far off, another subject between, or of the shares."""
    places = sorted(fact.span for fact in (percent, now, prior))
    between = line.text[places[0][1] : places[-1][0]]
    before = line.text[max(line.start, percent.amount.start - 60) : percent.amount.start]
    return len(between) > 110 or OTHER_SUBJECT.search(between) is not None or SHARES.search(before) is not None


UPSIDE_FIGURES = 3
"""The target, the price, and what lies between."""


def upside(lines: Sequence[Line]) -> Iterator[Finding]:
    """A price target and the last close against the upside that is said to lie between."""
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        facts = line.facts
        if following and following.index == line.index + 1 and not following.starts_paragraph:
            facts = [*facts, *following.facts]
        if len(facts) < UPSIDE_FIGURES:
            continue
        target, price, told = (_single(facts, family) for family in ("price_target", "share_price", "upside"))
        if target is None or price is None or told is None or target.amount.prior:
            continue
        is_down = "downside" in line.text[told.amount.start : told.amount.end + 30].lower()
        stated = -told.value if is_down else told.value
        growth = reckoned(target).over(reckoned(price))
        if not 100 * (growth.low - 1) - POINTS <= stated <= 100 * (growth.high - 1) + POINTS:
            implied = 100 * (growth.plain - 1)
            message = f"{quoted(target)} against {quoted(price)} is {implied:+.3g}%; the text says {quoted(told)}"
            yield remark("upside", message, target, price, told)


def _single(facts: Iterable[Fact], family: str) -> Fact | None:
    found = [fact for fact in facts if fact.is_plain and fact.is_of(family)]
    return found[0] if len(found) == 1 else None


# ── parts of a whole ────────────────────────────────────────────────────────────────────────────────

FRACTION = re.compile(
    r"(?P<bound>\b(?:over|more\sthan|at\sleast|nearly|almost|just\sunder|less\sthan|about|around|roughly|approximately)\s)?"
    r"\b(?P<part>(?:a|one)[\s-](?:tenth|fifth|quarter|third|half)|two[\s-]thirds|three[\s-]quarters|half)\sof\b[^.;]{0,40}?"
    r"\b(?:backlog|order\sbook|orders|remaining\sperformance\sobligations|RPO)\b",
    re.IGNORECASE,
)
PARTS = {
    "tenth": 0.1,
    "fifth": 0.2,
    "quarter": 0.25,
    "third": 1 / 3,
    "half": 0.5,
    "two-thirds": 2 / 3,
    "three-quarters": 0.75,
}
ALLOWED = {"over": (1.0, 1.25), "more": (1.0, 1.25), "at": (1.0, 1.25), "nearly": (0.85, 1.0), "almost": (0.85, 1.0),
           "just": (0.85, 1.0), "less": (0.0, 1.0), None: (0.9, 1.1)}  # fmt: skip
ADDS = re.compile(
    r"\b(?:in\stotal|totall?ing|altogether|combined|together|sum|added\sup|adding\sup|plus)\b|合计|总计", re.IGNORECASE
)
LARGE = 1e8
"""USD; a backlog of less is a sum of something else."""


def part_of_backlog(lines: Sequence[Line]) -> Iterator[Finding]:
    """A contract that is "over a third" of a backlog, against the backlog that the text states."""
    whole = _only_backlog(lines)
    if whole is None:
        return
    for line in lines:
        parts = [f for f in line.facts if f.amount.unit == "USD" and f.family == "money.contract_base" and f.is_plain]
        stated = _fraction_of(line)
        if len(parts) != 1 or stated is None or ADDS.search(line.words) or _are_strangers(whole, parts[0]):
            continue
        (least, most), words, span = stated
        share = reckoned(parts[0]).over(reckoned(whole))
        if not (share.low <= most * 1.04 and least * 0.96 <= share.high):
            message = f'{quoted(parts[0])} of {quoted(whole)} is {share.plain:.1%}; the text says "{words}"'
            yield Finding(kind="share_of_whole", message=message, spans=(parts[0].span, whole.span, span))


def _only_backlog(lines: Sequence[Line]) -> Fact | None:
    """The backlog of a text that states one; None where it states none, or several that differ."""
    large = (f for line in lines for f in line.facts if f.is_plain and f.value >= LARGE and not f.amount.prior)
    wholes = [fact for fact in large if fact.is_of("money.backlog_rpo")]
    return wholes[0] if len({fact.value for fact in wholes}) == 1 else None


def _are_strangers(whole: Fact, part: Fact) -> bool:
    """Whether a contract is of another company than the backlog, as far as both are known."""
    if not (whole.owner and part.owner):
        return False
    return whole.owner not in {name.party for name in part.line.names} | {part.owner}


def _fraction_of(line: Line) -> tuple[Interval, str, tuple[int, int]] | None:
    hit = FRACTION.search(line.text, line.start, line.end)
    if hit is not None:
        word = re.sub(r"^(?:a|one)[\s-]", "", hit["part"].lower()).replace(" ", "-")
        bound = (hit["bound"] or "").split(" ")[0].lower() or None
        low, high = ALLOWED.get(bound, ALLOWED[None])
        return (PARTS[word] * low, PARTS[word] * high), hit[0], hit.span()
    shares = [f for f in line.facts if f.amount.unit == "percent" and f.is_share and f.family == "share_of_backlog"]
    if len(shares) != 1 or not shares[0].is_plain:
        return None
    low, high = shares[0].bounds
    return (low / 100, high / 100), shares[0].quote, shares[0].span


# ── sums that must not be formed ────────────────────────────────────────────────────────────────────

NAMES = {
    "power.it_operational": "IT capacity in operation", "power.footprint_total": "total footprint",
    "power.utility_secured": "power secured from the grid", "power.customer_contracted": "capacity under contract",
    "power.energised": "energised power",
}  # fmt: skip
TOTALS = re.compile(r"\btotals?\b|\bin\sall\b|\boverall\b|共", re.IGNORECASE)
"""Beside what two amounts come to; by itself it may be a total that one of them is a part of."""


def not_additive(lines: Sequence[Line]) -> Iterator[Finding]:
    """Two families of power of one company, told apart in the text or added up there: they answer two questions."""
    levels: dict[str, list[tuple[str, Fact]]] = {}
    for line in lines:
        for fact in line.facts:
            family = fact.family if fact.amount.unit == "MW" else None
            if family in NAMES and measures().families[family].level and fact.owner:
                levels.setdefault(fact.owner, []).append((family, fact))
    for owner, facts in levels.items():
        for (family, one), (other_family, other) in combinations(facts, 2):
            if family != other_family and _may_tempt(one, other, lines):
                message = (
                    f"{quoted(one)} ({NAMES[family]}) and {quoted(other)} ({NAMES[other_family]}) of {owner}"
                    " measure different things and may not be added"
                )
                yield remark("not_additive", message, one, other)
                break


def _may_tempt(one: Fact, other: Fact, lines: Sequence[Line]) -> bool:
    """Whether a reader may add the two: the text does, or they stand apart and one is a footprint or has another
    author. "1 GW active, 3 GW under contract" in one breath explains itself."""
    if one.line is other.line:
        return ADDS.search(one.line.words) is not None or _is_summed(one, other, lines)
    authors = {one.line.speaker, other.line.speaker} - {None}
    return len(authors) > 1 or "power.footprint_total" in (one.family, other.family)


def _is_summed(one: Fact, other: Fact, lines: Sequence[Line]) -> bool:
    """Whether the text states what two amounts come to, beside them or right behind: "for a total of 1.3 GW"."""
    low, high = (sum(ends) for ends in zip(one.bounds, other.bounds, strict=True))
    for line in lines:
        if line.index - one.line.index in (0, 1) and (TOTALS.search(line.words) or ADDS.search(line.words)):
            sums = (fact for fact in line.facts if fact.amount.unit == "MW" and fact not in (one, other))
            if any(fact.bounds[0] <= high and low <= fact.bounds[1] for fact in sums):
                return True
    return False
