"""What an amount measures, of what, and for when: metric family, scope and period, by the words near it.

What must never happen: a family guessed from nothing (None is an answer), or two amounts of a list that trade their
years. The words are data (quantities.toml). The nearest word wins; a word behind another amount belongs to that one,
and a list ("2 GW and 3.5 GW of new capacity") has one family.

A period is written 2026, FY2026, 2026Q3, 2026H1, 2026/2028 for a span, /2031 for "through 2031". Amounts and periods
that are both listed pair by order ("$32.6 and $33.0 for 2026 and 2027"); else an amount takes the period right behind
it, else the one before it that no other amount has taken. A year before a list is that of all its members, one before
"from X to Y" that of Y.

Known exceptions: relative years ("next year") need the date of the text; a fiscal year is not turned into a calendar
one, since that takes knowledge of the company.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import Any

from pipelines.extract.alternation import any_of
from pipelines.extract.lexicon import read_data
from pipelines.extract.passage import Sentence
from pipelines.extract.quantities import JOINED_BY_TO, OPENED, Amount

BEFORE, AFTER = 80, 60
"""Characters in which a word can decide what an amount measures."""
BESIDE = 26
"""Characters in which it does so surely enough to keep the amount out of an event."""
CROSSING, BEHIND_AMOUNT, LEFT, TOO_FAR = 25, 30, 4, 60
"""What it costs a word to stand across a comma or "and", behind another amount, or before the amount at all."""
_ABOUT = r"(?:about|around|roughly|nearly|some|~)?\s?$"
LIST_JOIN = re.compile(rf"^(?:\s?[,、]\s?(?:and\s)?|\sand\s|\s?和\s?){_ABOUT}", re.IGNORECASE)
OF_NEXT = re.compile(r"\s(?:of|at|it\sat|them\sat)\s(?:(?:about|around|roughly|nearly|over|at\sleast|more\sthan)\s)?")
"""Between what an amount measures and the amount."""
SERIES_JOIN = re.compile(
    r"^\s?(?:(?:in|for|by)\s(?:fiscal\s|FY)?20\d\d)?(?:\s?[,、，]\s?(?:and\s)?(?:to\s)?|\s(?:and|to)\s|\s?和\s?)"
    rf"(?:20\d\d\s?年)?{_ABOUT}",
    re.IGNORECASE,
)
STOPS = re.compile(r"[,;、，；]|\s(?:and|while|but|against|versus)\s")

SETTING = re.compile(
    r"\s(?:as(?!\s(?:of|much|many|well|part|its?|an?|the|for|to)\b)|amid|after(?!\stax)|before|despite|following"
    r"|including|excluding)\s"
)
"""Before what only tells when or why, or is counted in."""


@dataclass(frozen=True, slots=True)
class Family:
    name: str
    units: frozenset[str]
    level: bool
    pull: int


@dataclass(frozen=True)
class Words:
    """Phrases of several lists as one pattern; the longest wins, whichever list it is in."""

    owner: Mapping[str, str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Made when it is first looked for: a text has amounts of few units."""
        latin = any_of(word for word in self.owner if word[0].isascii())
        han = any_of(word for word in self.owner if not word[0].isascii())
        return re.compile(rf"(?<![A-Za-z0-9_]){latin}(?![A-Za-z0-9_])" + (f"|{han}" if han else ""), re.IGNORECASE)

    def name_of(self, hit: re.Match[str]) -> str:
        return self.owner[" ".join(hit[0].lower().split())]


@dataclass(frozen=True, slots=True)
class Measures:
    """The tables of quantities.toml as patterns."""

    families: Mapping[str, Family]
    by_unit: Mapping[str, Words]
    scopes: Words
    rejects: Mapping[str, frozenset[str]]
    own: Mapping[str, frozenset[str]]
    """What the amounts of an event type measure by default, by type."""


@cache
def measures() -> Measures:
    data = read_data("quantities.toml")
    families = {
        entry["name"]: Family(entry["name"], frozenset(entry["units"]), entry.get("level", False), entry.get("pull", 0))
        for entry in data["family"]
    }
    units = {unit for family in families.values() for unit in family.units}
    return Measures(
        families,
        {unit: _words(entry for entry in data["family"] if unit in entry["units"]) for unit in units},
        _words(data["scope"]),
        {kind: frozenset(names) for kind, names in data["rejects"].items()},
        {
            kind: frozenset(name for key, name in data["metrics"].items() if key.partition("/")[0] == kind)
            for kind in data["units"]
        },
    )


def _words(entries: Iterable[Mapping[str, Any]]) -> Words:
    return Words({word.lower(): entry["name"] for entry in entries for word in entry["words"]})


# ── family ──────────────────────────────────────────────────────────────────────────────────────────


def family_near(text: str, amount: Amount, amounts: Sequence[Amount], low: int, high: int) -> tuple[str | None, int]:
    """The family that the words of text[low:high] give an amount, and how far off the word stands."""
    table = measures().by_unit.get(amount.unit)
    if table is None:
        return None, 0
    known = measures().families
    first, last = _list_of(text, amount, amounts)
    start, end = first.start, last.end
    found: tuple[int, int, str] | None = None
    for hit in table.pattern.finditer(text, max(low, start - BEFORE), min(high, end + AFTER)):
        family = known[table.name_of(hit)]
        is_before = hit.start() < start
        between = (hit.end(), start) if is_before else (end, hit.start())
        if between[0] > between[1]:
            continue
        gap = between[1] - between[0]
        rivals = sum(between[0] <= other.start and other.end <= between[1] for other in amounts)
        if not is_before and (rivals or _is_bound_to_next(text, hit.end(), amounts)):
            continue
        cost = gap + (LEFT if is_before else 0) + BEHIND_AMOUNT * rivals - family.pull
        if STOPS.search(text, *between):
            cost += CROSSING
        if not is_before and (SETTING.search(text, *between) or ";" in text[between[0] : between[1]]):
            continue  # "raises $2 billion as revenue jumps"
        if cost <= TOO_FAR and (found is None or cost < found[0]):
            found = (cost, gap + BESIDE * rivals, family.name)
    return (found[2], found[1]) if found else (None, 0)


def _is_bound_to_next(text: str, end: int, amounts: Sequence[Amount]) -> bool:
    """ "Raises $3 billion at a valuation of $30 billion": the word before "of" measures what stands behind it."""
    behind = next((other for other in amounts if other.start >= end), None)
    return behind is not None and OF_NEXT.fullmatch(text, end, behind.start) is not None


def _list_of(text: str, amount: Amount, amounts: Sequence[Amount]) -> tuple[Amount, Amount]:
    """First and last amount of the list or series that this one stands in."""
    at = next((n for n, other in enumerate(amounts) if other.start == amount.start), None)
    if at is None:
        return amount, amount
    first = last = at
    while first and _joined(text, amounts[first - 1], amounts[first], SERIES_JOIN):
        first -= 1
    while last + 1 < len(amounts) and _joined(text, amounts[last], amounts[last + 1], SERIES_JOIN):
        last += 1
    return amounts[first], amounts[last]


def _joined(text: str, one: Amount, other: Amount, join: re.Pattern[str] = LIST_JOIN) -> bool:
    """Whether nothing but a joining word stands between two amounts of a unit."""
    between = text[one.end : other.start]
    return one.unit == other.unit and len(between) < 24 and join.match(between) is not None


def scope_near(text: str, amount: Amount, low: int, high: int) -> str | None:
    """What the nearest scope word says the amount is the amount of."""
    words = measures().scopes
    near = [
        (min(abs(hit.start() - amount.end), abs(amount.start - hit.end())), words.name_of(hit))
        for hit in words.pattern.finditer(text, max(low, amount.start - 40), min(high, amount.end + 40))
    ]
    return min(near)[1] if near else None


def family_of(amount: Amount, sentence: Sentence) -> tuple[str | None, int]:
    """The same by the words of its sentence, found once for all who ask."""
    place = amount.start, amount.end
    if place not in sentence.families:
        text, amounts, low, high = _surroundings(sentence)
        sentence.families[place] = family_near(text, amount, amounts, low, high)
    return sentence.families[place]


def _surroundings(sentence: Sentence) -> tuple[str, list[Amount], int, int]:
    passage = sentence.passage
    low, high = passage.char_span((sentence.start, sentence.end))
    return passage.text, [hit.amount for hit in sentence.amounts], low, high


# ── period ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Period:
    start: int
    end: int
    name: str


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
    taken: set[int] = set()
    for n, amount in enumerate(amounts):
        behind = next((p for p in periods if p.start >= amount.end), None)
        if amount.start in given or behind is None or not TIGHT.match(text[amount.end : behind.start]):
            continue
        for member in _members(text, amounts, n):
            given.setdefault(member.start, behind.name)
        taken.add(behind.start)
    told: dict[int, Period] = {}
    for n, amount in enumerate(amounts):
        if amount.start not in given:
            free = [p for p in periods if p.start not in taken]
            period = _loose(text, amount, amounts, free) or _of_list(text, amounts, n, told)
            if (period := period or _before_change(text, amounts, n, free)) is not None:
                given[amount.start] = period.name
                told[amount.start] = period
    return given


def _of_list(text: str, amounts: Sequence[Amount], at: int, told: Mapping[int, Period]) -> Period | None:
    """ "Their 2026 capex guidance to $72 billion and $80 billion": the year before a list is that of all its members;
    what goes on with "of" is another thing: "2026 capex of $72 billion and $20 billion of buybacks"."""
    first = _members(text, amounts, at)[0]
    period = told.get(first.start)
    if period is None or first.start == amounts[at].start or period.start > first.start:
        return None
    last = next((n for n in range(at, len(amounts) - 1) if not _joined(text, amounts[n], amounts[n + 1])), -1)
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


def periods_of(sentence: Sentence) -> dict[int, str]:
    """The same for the amounts of a sentence, found once for all who ask."""
    if sentence.periods is None:
        text, amounts, low, high = _surroundings(sentence)
        sentence.periods = paired(text, amounts, periods_in(text, low, high, sentence.passage.published))
    return sentence.periods


def _members(text: str, amounts: Sequence[Amount], at: int) -> list[Amount]:
    """The list that ends with this amount: "5 GW and 9 GW in 2027" is one year for both."""
    first = at
    while first and _joined(text, amounts[first - 1], amounts[first]):
        first -= 1
    return list(amounts[first : at + 1])


def _by_lists(text: str, amounts: Sequence[Amount], periods: Sequence[Period]) -> dict[int, str]:
    """As many periods as amounts, each listed, one list right after the other: they pair by order."""
    given: dict[int, str] = {}
    lists = [_members(text, amounts, n) for n in range(len(amounts))]
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
