"""For when an amount is: the period that stands with it.

What must never happen: two amounts of a list that trade their years.

A period is written 2026, FY2026, 2026Q3, 2026H1, 2026/2028 for a span, /2031 for "through 2031". Amounts and periods
that are both listed pair by order ("$32.6 and $33.0 for 2026 and 2027"); else an amount takes the period right behind
it, else the one before it that no other amount has taken. A year before a list is that of all its members, one before
"from X to Y" that of Y.

Known exceptions: relative years ("next year") need the date of the text; a fiscal year is not turned into a calendar
one, since that takes knowledge of the company.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipelines.extract.amounts.lists import BEFORE, LIST_JOIN, STOPS, are_joined, members, surroundings
from pipelines.extract.amounts.numerals import Amount
from pipelines.extract.amounts.prior_values import JOINED_BY_TO, OPENED
from pipelines.extract.passage import Sentence

_YEAR = r"20[0-4]\d"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1": 1, "2": 2, "3": 3, "4": 4, "march": 1, "june": 2,
             "september": 3, "december": 4}  # fmt: skip
PERIOD = re.compile(
    rf"(?<![\d$.,/A-Za-z])(?:"
    rf"(?P<open>(?:through|until|out\sto|to\sthe\send\sof)\s(?:[A-Z][a-z]{{2,8}}\s|the\send\sof\s|early\s|late\s|mid-)?)(?P<y0>{_YEAR})"
    rf"|(?P<fiscal_q>fiscal\s)?(?:Q(?P<q1>[1-4])|(?P<q2>first|second|third|fourth)[\s-]quarter)(?:\sof)?(?:\s(?P<fiscal_q2>fiscal\s|FY\s?)?(?P<yq>{_YEAR}))?"
    rf"|(?:H(?P<h1>[12])|(?P<h2>first|second)\shalf)(?:\sof)?\s(?P<yh>{_YEAR})"
    rf"|(?P<fiscal>fiscal(?:\syear)?\s|FY\s?|calendar\s)?(?P<y1>{_YEAR})(?:(?:\s?[-\u2013/]\s?|\s(?:to|through)\s)(?P<y2>{_YEAR}))?(?:财年|年)?"
    rf"|FY\s?'?(?P<fy>[2-4]\d)"
    r"|(?P<relative>this|next|last)\s(?P<relative_fiscal>fiscal\s)?year"
    r")(?![\d$%]|[.,]\d|\s?(?:GW|MW|GPU|million|billion)\b)",
    re.IGNORECASE,
)
OF_A_DATE = re.compile(r"(?:\b[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:st|nd|rd|th)?,?|\b\d{1,2}\s[A-Z][a-z]{2,8})\s?$")
TIGHT = re.compile(
    r"^\s?[(,]?\s?(?:(?:in|for|by|during|through|of|over|at|as|the|end|year|calendar|fiscal|early|late|mid|its|"
    r"respectively|to|spend|be|spent)[\s-]{1,2}){0,5}$",
    re.IGNORECASE,
)
SLACK = 45
"""Characters that may stand between an amount and its period."""
OF_ANOTHER = re.compile(r"\s(?:of|in|for|worth|on)\s(?!(?:fiscal\s|calendar\s|FY\s?)?20\d\d)", re.IGNORECASE)
LOOSE_STOP = re.compile(r"[;:]|\.\s|\s(?:while|but|whereas|compared|versus|up\sfrom|down\sfrom|from)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    start: int
    end: int
    name: str


def periods_of(sentence: Sentence) -> dict[int, str]:
    """The same for the amounts of a sentence, found once for all who ask."""
    if sentence.periods is None:
        text, amounts, low, high = surroundings(sentence)
        sentence.periods = paired(text, amounts, periods_in(text, low, high, sentence.passage.published))
    return sentence.periods


def periods_in(text: str, low: int, high: int, published: datetime | None) -> list[Period]:
    """The periods that text[low:high] names, in order; years of dates ("July 1, 2026") are none."""
    found = []
    for hit in PERIOD.finditer(text, low, high):
        if OF_A_DATE.search(text[max(low, hit.start() - 16) : hit.start()]):
            continue
        name = _period_name(hit, published)
        if name:
            found.append(Period(hit.start(), hit.end(), name))
    return found


def _period_name(hit: re.Match[str], published: datetime | None) -> str | None:
    if hit["open"]:
        return f"/{hit['y0']}"
    quarter = hit["q1"] or hit["q2"]
    if quarter:
        fiscal = "FY" if hit["fiscal_q"] or hit["fiscal_q2"] else ""
        return f"{fiscal if hit['yq'] else ''}{hit['yq'] or ''}Q{_ORDINALS[quarter.lower()]}"
    if hit["yh"]:
        return f"{hit['yh']}H{_ORDINALS[(hit['h1'] or hit['h2']).lower()]}"
    if hit["fy"]:
        return f"FY20{hit['fy']}"
    if hit["relative"]:
        if published is None or hit["relative_fiscal"]:
            return None
        return str(published.year + {"this": 0, "next": 1, "last": -1}[hit["relative"].lower()])
    fiscal = "FY" if (hit["fiscal"] or "").lower().startswith("f") or hit[0].endswith("财年") else ""
    return f"{fiscal}{hit['y1']}" + (f"/{hit['y2']}" if hit["y2"] else "")


def paired(text: str, amounts: Sequence[Amount], periods: Sequence[Period]) -> dict[int, str]:
    """Amounts (by their start) and the periods they are for."""
    if not periods or not amounts:
        return {}
    given = _by_lists(text, amounts, periods)
    taken = _give_those_behind(given, text, amounts, periods)
    free = [period for period in periods if period.start not in taken]
    told: dict[int, Period] = {}
    for n, amount in enumerate(amounts):
        if amount.start not in given:
            period = _loose(text, amount, amounts, free) or _of_list(text, amounts, n, told)
            if (period := period or _before_change(text, amounts, n, free)) is not None:
                given[amount.start] = period.name
                told[amount.start] = period
    return given


def _give_those_behind(
    given: dict[int, str], text: str, amounts: Sequence[Amount], periods: Sequence[Period]
) -> set[int]:
    """Each amount without a period takes the one right behind it, with its list; where the periods so taken stand."""
    taken: set[int] = set()
    for n, amount in enumerate(amounts):
        behind = next((p for p in periods if p.start >= amount.end), None)
        if amount.start in given or behind is None or not TIGHT.match(text[amount.end : behind.start]):
            continue
        for member in members(text, amounts, n):
            given.setdefault(member.start, behind.name)
        taken.add(behind.start)
    return taken


def _by_lists(text: str, amounts: Sequence[Amount], periods: Sequence[Period]) -> dict[int, str]:
    """As many periods as amounts, each listed, one list right after the other: they pair by order."""
    given: dict[int, str] = {}
    lists = [members(text, amounts, n) for n in range(len(amounts))]
    whole = [found for found, later in zip(lists, [*lists[1:], []], strict=True) if len(later) <= len(found)]
    for found in whole:
        for run in _period_lists(text, periods):
            gap = (found[-1].end, run[0].start) if run[0].start > found[-1].end else (run[-1].end, found[0].start)
            near = 0 <= gap[1] - gap[0] <= BEFORE and not any(gap[0] <= a.start < gap[1] for a in amounts)
            if len(run) == len(found) > 1 and near:
                given.update({amount.start: period.name for amount, period in zip(found, run, strict=True)})
    return given


def _period_lists(text: str, periods: Sequence[Period]) -> list[list[Period]]:
    runs: list[list[Period]] = []
    for period in periods:
        if runs and LIST_JOIN.match(text[runs[-1][-1].end : period.start]):
            runs[-1].append(period)
        else:
            runs.append([period])
    return runs


def _of_list(text: str, amounts: Sequence[Amount], at: int, told: Mapping[int, Period]) -> Period | None:
    """ "Their 2026 capex guidance to $72 billion and $80 billion": the year before a list is that of all its members;
    what goes on with "of" is another thing: "2026 capex of $72 billion and $20 billion of buybacks"."""
    first = members(text, amounts, at)[0]
    period = told.get(first.start)
    if period is None or first.start == amounts[at].start or period.start > first.start:
        return None
    last = next((n for n in range(at, len(amounts) - 1) if not are_joined(text, amounts[n], amounts[n + 1])), -1)
    return None if OF_ANOTHER.match(text, amounts[last].end) else period


def _before_change(text: str, amounts: Sequence[Amount], at: int, periods: Sequence[Period]) -> Period | None:
    """ "Its 2026 budget from $65 billion to $72 billion": the year of what it becomes stands before what it was."""
    now, was = amounts[at], amounts[at - 1] if at else None
    if was is None or was.unit != now.unit or not JOINED_BY_TO.fullmatch(text, was.end, now.start):
        return None
    opened = OPENED.search(text, max(0, was.start - BEFORE), was.start)
    if opened is None:
        return None
    others = [other for other in amounts if other is not was]
    return _loose(text, now._replace(start=opened.start()), others, [p for p in periods if p.end <= opened.start()])


def _loose(text: str, amount: Amount, amounts: Sequence[Amount], periods: Sequence[Period]) -> Period | None:
    """The nearest free period with no other amount and no new clause between, the one before first."""
    best: tuple[int, Period] | None = None
    for period in periods:
        is_before = period.end <= amount.start
        low, high = (period.end, amount.start) if is_before else (amount.end, period.start)
        if not 0 <= high - low <= SLACK or any(low <= other.start < high for other in amounts):
            continue
        if LOOSE_STOP.search(text, low, high) or (not is_before and STOPS.search(text, low, high)):
            continue
        if best is None or high - low < best[0]:
            best = (high - low, period)
    return best[1] if best else None
