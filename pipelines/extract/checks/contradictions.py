"""Numbers of one text recomputed against each other: remarks for the reader, never corrections.

What must never happen: a remark about numbers that agree. So every number is the interval its words allow (rounding,
"about", "more than"), a check speaks only when intervals do not meet, and each check asks that the words leave no
doubt what is what: one power, one rent, one price. What no check is sure about is passed over.

The usual cause of a factor of ten or ten thousand in what was once Chinese is a translation between 亿 (a hundred
million), 万 (ten thousand) and billions; where Chinese stands on the page the remark says so. It never says which of
the two numbers is the wrong one.

The checks of what stands in one place are here; those of a deal's arithmetic, of levels and of one figure in two places
have modules of their own (`deals.py`, `levels.py`, `figures.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from pipelines.extract.checks.deals import continued, lease_price, lease_total, restated_rate
from pipelines.extract.checks.facts import Fact, Line, lines_of
from pipelines.extract.checks.figures import Pair, alike, same_figure_other_year, scale_slips, two_owners, two_speakers
from pipelines.extract.checks.levels import change, not_additive, part_of_backlog, upside
from pipelines.extract.checks.reckoning import power_of_ten, quoted, remark, slip
from pipelines.extract.passage import Passage
from tracker.records import Finding

MOST = 12
"""Findings per text; more than that is a table, not an article."""


def contradictions(passage: Passage) -> tuple[Finding, ...]:
    """What does not agree in one text, in the order of the places it speaks of."""
    if not passage.amounts:
        return ()
    lines = lines_of(passage)
    units = {hit.amount.unit for hit in passage.amounts}
    by_amount = [check for check, needed in BY_AMOUNT if not needed.isdisjoint(units)]
    found = [finding for line in lines for check in by_amount for finding in check(line)]
    found += [finding for line in lines if len(line.facts) > 1 for check in BY_LINE for finding in check(line)]
    if len(passage.amounts) > 1:
        pairs = list(alike(lines))
        found += [finding for check_pairs in BY_PAIR for finding in check_pairs(pairs)]
        found += [finding for check_all in BY_TEXT for finding in check_all(lines)]
        found += [finding for told in continued(lines) for check in OF_A_DEAL for finding in check(told)]
    for line in lines:
        # A claim and its line hold each other, and both the text: rings of objects wait long for the collector.
        line.facts = []
    return tuple(sorted(_once(found), key=lambda f: (f.spans, f.kind))[:MOST])


def _once(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Of remarks about the same amounts the one that measures the amount stated last by the others."""
    kept: dict[frozenset[tuple[int, int]], Finding] = {}
    for finding in findings:
        held = kept.setdefault(frozenset(finding.spans), finding)
        if finding.spans[-1] > held.spans[-1]:
            kept[frozenset(finding.spans)] = finding
    return kept.values()


# ── one amount twice ────────────────────────────────────────────────────────────────────────────────

SCALED = frozenset({"USD", "USD/month", "USD/year", "USD/W", "MW", "GPUs", "shares"})
"""Units of what is told with a word for its size, which may be the wrong one."""
RESTATES = re.compile(r"\s?[(（\[]\s?(?:or|about|roughly|approximately|i\.e\.|约|~|即)?\s?", re.IGNORECASE)


def _apposition(line: Line) -> Iterator[Finding]:
    """The same amount twice, once in brackets: "352亿美元 ($352 billion)"."""
    for one, other in pairwise(line.facts):
        between = line.text[one.amount.end : other.amount.start]
        if not (one.is_plain and other.is_plain and RESTATES.fullmatch(between)):
            continue
        power = power_of_ten(one.value / other.value)
        if one.amount.unit == other.amount.unit and one.amount.unit in SCALED and power:
            yield remark("slip", f"{quoted(one)} and {quoted(other)} {slip(power, one, other)}", one, other)


# ── impossible values ───────────────────────────────────────────────────────────────────────────────

FALLS = re.compile(
    r"(?:\b(?:f[ae]lls?|falling|dropp?(?:s|ed|ing)?|declin(?:es?|ed|ing)|decreas(?:es?|ed|ing)|sinks?|sank|plung(?:es?|ed|ing)|slid(?:es?|ing)?"
    r"|tumbl(?:es?|ed|ing)|plummet(?:s|ed|ing)?|slump(?:s|ed|ing)?|down|loses?|lost)(?:\sby)?(?:\s(?:about|around|roughly|nearly|almost|more\sthan|over))?"
    r"|下跌|下降|跌|降)\s?-?$",
    re.IGNORECASE,
)
OF_A_WHOLE = frozenset({"share_of_backlog", "share_of_revenue"})
EARNED = re.compile(r"\b(?:profits?|income|loss(?:es)?|earnings|cash\sflow|ebitda|eps)\b", re.IGNORECASE)
"""What can fall by more than all of it: from a profit to a loss."""
BOUNDED = frozenset({"percent", "percentile", "MW"})
"""Units of what cannot be more than all, or less than nothing."""
MINUS_POWER = re.compile(r"(?:\b(?:of|is|was|at|by|to|from|a)\s[-\u2212]|\bminus\s)$")


def _impossible(line: Line) -> Iterator[Finding]:
    for fact in line.facts:
        why = _why_impossible(fact) if fact.amount.unit in BOUNDED else None
        if why:
            yield remark("impossible", f"{quoted(fact)} {why}", fact)


def _why_impossible(fact: Fact) -> str | None:
    unit = fact.amount.unit
    before = fact.line.text[max(fact.line.start, fact.amount.start - 32) : fact.amount.start]
    top = fact.amount.size
    if unit == "percent" and top > 100 and FALLS.search(before) and not EARNED.search(fact.line.words):
        return "is a fall by more than everything"
    if unit == "percent" and top > 100 and fact.is_share and fact.family in OF_A_WHOLE:
        return "is more than the whole"
    if unit == "percentile" and top > 100:
        return "is beyond the last percentile"
    if unit == "MW" and MINUS_POWER.search(before):
        return "is a power below nothing"
    return None


# ── years ───────────────────────────────────────────────────────────────────────────────────────────

RUNS = re.compile(
    r"\b(?:from|starting(?:\sin)?|beginning(?:\sin)?|between)\s(?:[A-Z][a-z]{2,8}\s)?(?P<first>20[0-4]\d)\b[^.;\d]{0,40}?"
    r"\b(?:to|through|until|and|ending(?:\sin)?|expir\w{2,4}(?:\sin)?)\s(?:[A-Z][a-z]{2,8}\s|the\send\sof\s)?(?P<last>20[0-4]\d)\b"
)
BINDS = re.compile(
    r"[^.;,]{0,24}\b(?:lease|contract|deal|agreement|term|commitment|loan|ppa|order)\b|(?:期)?(?:合同|协议|租)",
    re.IGNORECASE,
)
"""A term of something that begins and ends, unlike a five-year high."""


def _term_and_years(line: Line) -> Iterator[Finding]:
    """A term against the years that it is said to run."""
    term = line.only("years")
    runs = RUNS.search(line.text, line.start, line.end) if term else None
    if term is None or runs is None or term.amount.comparator or abs(runs.start() - term.amount.end) > 80:
        return
    if not BINDS.match(line.text, term.amount.end):
        return
    span = int(runs["last"]) - int(runs["first"])
    if span > 0 and not span - 1 <= term.value <= span + 1:
        message = f'{quoted(term)} does not fit "{runs[0]}", which is {span} years'
        yield Finding(kind="year", message=message, spans=(term.span, runs.span()))


# ── which checks are asked of what ──────────────────────────────────────────────────────────────────

BY_AMOUNT: tuple[tuple[Callable[[Line], Iterator[Finding]], frozenset[str]], ...] = (
    (_impossible, BOUNDED),
    (_term_and_years, frozenset({"years"})),
)
"""Checks that one amount in a sentence is enough for, and the units of what they look at."""
BY_LINE: tuple[Callable[[Line], Iterator[Finding]], ...] = (
    lease_price,
    lease_total,
    restated_rate,
    change,
    _apposition,
)
"""Checks that compare amounts of one sentence."""
OF_A_DEAL = (lease_price, lease_total, restated_rate)
"""Those of them that look at sentences of one deal together too."""
BY_PAIR: tuple[Callable[[Iterable[Pair]], Iterator[Finding]], ...] = (
    scale_slips,
    same_figure_other_year,
    two_owners,
)
"""Checks of one figure in two places."""
BY_TEXT: tuple[Callable[[Sequence[Line]], Iterator[Finding]], ...] = (
    two_speakers,
    part_of_backlog,
    upside,
    not_additive,
)
