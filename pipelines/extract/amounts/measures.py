"""What an amount measures, and of what: metric family and scope, by the words near it.

What must never happen: a family guessed from nothing (None is an answer). The words are data (quantities.toml). The
nearest word wins; a word behind another amount belongs to that one, and a list ("2 GW and 3.5 GW of new capacity") has
one family. For when an amount is: `periods.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from pipelines.extract.alternation import any_of
from pipelines.extract.amounts.lists import BEFORE, STOPS, series_of, surroundings
from pipelines.extract.amounts.numerals import Amount
from pipelines.extract.data_files import read_data
from pipelines.extract.passage import Sentence

AFTER = 60
"""Characters behind an amount in which a word can decide what it measures."""
BESIDE = 26
"""Characters in which it does so surely enough to keep the amount out of an event."""
CROSSING, BEHIND_AMOUNT, LEFT, TOO_FAR = 25, 30, 4, 60
"""What it costs a word to stand across a comma or "and", behind another amount, or before the amount at all."""
OF_NEXT = re.compile(r"\s(?:of|at|it\sat|them\sat)\s(?:(?:about|around|roughly|nearly|over|at\sleast|more\sthan)\s)?")
"""Between what an amount measures and the amount."""
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


def family_of(amount: Amount, sentence: Sentence) -> tuple[str | None, int]:
    """The same by the words of its sentence, found once for all who ask."""
    place = amount.start, amount.end
    if place not in sentence.families:
        text, amounts, low, high = surroundings(sentence)
        sentence.families[place] = family_near(text, amount, amounts, low, high)
    return sentence.families[place]


def family_near(text: str, amount: Amount, amounts: Sequence[Amount], low: int, high: int) -> tuple[str | None, int]:
    """The family that the words of text[low:high] give an amount, and how far off the word stands."""
    table = measures().by_unit.get(amount.unit)
    if table is None:
        return None, 0
    known = measures().families
    first, last = series_of(text, amount, amounts)
    start, end = first.start, last.end
    found: tuple[int, int, str] | None = None
    for hit in table.pattern.finditer(text, max(low, start - BEFORE), min(high, end + AFTER)):
        is_before = hit.start() < start
        between = (hit.end(), start) if is_before else (end, hit.start())
        if between[0] > between[1]:
            continue
        rivals = sum(between[0] <= other.start and other.end <= between[1] for other in amounts)
        if not is_before and (rivals or _is_of_next(text, hit, between, amounts)):
            continue
        family, gap = known[table.name_of(hit)], between[1] - between[0]
        cost = gap + (LEFT if is_before else 0) + BEHIND_AMOUNT * rivals - family.pull
        if STOPS.search(text, *between):
            cost += CROSSING
        if cost <= TOO_FAR and (found is None or cost < found[0]):
            found = (cost, gap + BESIDE * rivals, family.name)
    return (found[2], found[1]) if found else (None, 0)


def _is_of_next(text: str, hit: re.Match[str], between: tuple[int, int], amounts: Sequence[Amount]) -> bool:
    """Whether a word behind an amount tells of something else: "raises $2 billion as revenue jumps"."""
    if ";" in text[between[0] : between[1]] or SETTING.search(text, *between):
        return True
    return _is_bound_to_next(text, hit.end(), amounts)


def _is_bound_to_next(text: str, end: int, amounts: Sequence[Amount]) -> bool:
    """ "Raises $3 billion at a valuation of $30 billion": the word before "of" measures what stands behind it."""
    behind = next((other for other in amounts if other.start >= end), None)
    return behind is not None and OF_NEXT.fullmatch(text, end, behind.start) is not None


def scope_near(text: str, amount: Amount, low: int, high: int) -> str | None:
    """What the nearest scope word says the amount is the amount of."""
    words = measures().scopes
    near = [
        (min(abs(hit.start() - amount.end), abs(amount.start - hit.end())), words.name_of(hit))
        for hit in words.pattern.finditer(text, max(low, amount.start - 40), min(high, amount.end + 40))
    ]
    return min(near)[1] if near else None
