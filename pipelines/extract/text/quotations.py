"""Quotations, with who speaks and the day of the line that leads them in.

"On May 27, 2026, ... Zuckerberg replied:" holds for the quoted paragraphs that follow, until plain text comes. Known
exceptions: a quotation of fewer than five words is a turn of phrase and none; a speaker without a capital ("analysts
wrote") is not named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pipelines.extract.text.furniture import LONG_LINE

MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|"
        "november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}
MONTH_NAME = "|".join(MONTHS)
FULL_DATE = re.compile(
    rf"\b(?P<month>{MONTH_NAME})\b\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
"""With the name of its month first: "Oct. 29, 2025"."""
LINE = re.compile(r"(?!\Z)(?P<ink>[^\n\r\u2028\u2029]*+)(?P<gap>[\n\r\u2028\u2029]*+)")
# The mark itself comes first: that turns most characters down at once.
OPENING = re.compile(r"[\"“](?<![\w.,!?%\"“”].)(?=[^\s\"“”])")
CLOSING = re.compile(r"[\"”]")
_SAYING = "|".join(
    """said says told tells wrote writes replied replies answered added adds noted notes explained explains argued
    argues assesses assessed stated states commented comments warned warns asked asks posted believes discussed
    insisted concluded remarked continued announced declared""".split()
)
_WHO = r"(?P<who>[A-Z][\w&'-]*(?:\.[A-Z]\.?)?(?: (?:[A-Z]\.|[A-Z][\w&'-]*|of|and|&)){0,4})"
_ASIDE = r"(?:,[^,\"]{1,60},)?"
BEFORE = re.compile(rf"{_WHO}{_ASIDE} (?:(?:has|had|also|later|then|previously) ){{0,2}}(?:{_SAYING})\b")
AFTER = re.compile(
    rf"[\s,—–-]{{0,3}}(?:the |[a-z]+ (?:at|from|of|with) )?{_WHO}(?:{_ASIDE}| [a-z]+) (?:(?:has|had|also|later|then) )?"
    rf"(?:{_SAYING})\b"
)
INVERTED = re.compile(rf"[\s,—–-]{{0,3}}(?:{_SAYING}) (?:[a-z]+ (?:at|from|of) )?{_WHO}")
NOBODY = frozenset("He She They It The This That These Those There We I You Who Some Others Many".split())
"""Words with a capital that name no speaker."""
QUOTE_WORDS = 5
"""Shorter quotations are turns of phrase."""
REACH = 160
"""Characters before and behind a quotation in which its speaker is looked for."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words with their quotation marks."""

    start: int
    end: int
    speaker: tuple[int, int] | None
    """Where the speaker is named; None when nobody is."""
    said_on: date | None
    """The day named by the line that leads in; None when it names none."""


def quotations(stretches: Iterable[tuple[int, int]], text: str) -> list[Quotation]:
    """Quoted words, five and more, in some stretches of a text."""
    if not CLOSING.search(text):
        return []
    found: list[Quotation] = []
    # What a quoted paragraph inherits: the line that led in, or the quoted paragraph before it.
    led: Quotation | None = None
    for low, high in stretches:
        for hit in LINE.finditer(text, low, high):
            start, stop = _ink(hit.start(), text), hit.start() + len(hit[0].rstrip())
            if start >= stop:
                continue
            is_marked = '"' in hit["ink"] or "“" in hit["ink"]
            inside = list(_in_line(start, stop, text, led)) if is_marked else []
            found += inside
            if inside:
                led = inside[-1] if OPENING.match(text, start) or inside[-1].end == stop else None
            else:
                led = _lead_in(start, stop, text) if text[stop - 1] == ":" else None
    return found


def _ink(start: int, text: str) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _in_line(start: int, stop: int, text: str, led: Quotation | None) -> Iterator[Quotation]:
    """The quotations of one line; one that is not closed in it runs to its end, as quoted paragraphs do."""
    at, last = start, led if OPENING.match(text, start) else None
    while opening := OPENING.search(text, at, stop):
        closing = CLOSING.search(text, opening.end(), stop)
        at = closing.end() if closing else stop
        if text.count(" ", opening.end(), at) >= QUOTE_WORDS - 1:
            said_on = _date_in(text, start, opening.start()) or (last.said_on if last else None)
            speaker = _speaker(text, start, opening.start(), at, stop) or (last.speaker if last else None)
            last = Quotation(opening.start(), at, speaker, said_on)
            yield last


def _lead_in(start: int, end: int, text: str) -> Quotation:
    """A line such as "On May 27, 2026, Zuckerberg replied:" as the model of the quotations behind it."""
    hits = list(BEFORE.finditer(text, max(start, end - REACH), end))
    return Quotation(start, end, _named(hits[-1]) if hits else None, _date_in(text, start, end))


def _speaker(text: str, line_start: int, start: int, end: int, line_end: int) -> tuple[int, int] | None:
    """Who is named with a verb of saying directly behind the quotation or before it."""
    stop = min(line_end, end + REACH)
    behind = INVERTED.match(text, end, stop) or AFTER.match(text, end, stop)
    if behind and (named := _named(behind)):
        return named
    before = list(BEFORE.finditer(text, max(line_start, start - REACH), start))
    return _named(before[-1]) if before else None


def _named(hit: re.Match[str]) -> tuple[int, int] | None:
    return None if hit["who"] in NOBODY else hit.span("who")


def _date_in(text: str, start: int, end: int) -> date | None:
    """The last full date of a stretch."""
    hits = list(FULL_DATE.finditer(text, max(start, end - LONG_LINE), end))
    return date_of(hits[-1]) if hits else None


def date_of(hit: re.Match[str]) -> date | None:
    """The day of a match of `FULL_DATE`; None where the calendar has none such."""
    try:
        return date(int(hit["year"]), MONTHS[hit["month"].lower()], int(hit["day"]))
    except ValueError:
        return None
