"""Dated events: taking over calendar files, asking a provider for dates of results, and all that is known of them.

Files are read when they have changed. The provider is asked about a company once a day, in a row that ends when it
is in trouble: dates are a help for reading, and never worth a provider's patience. What filings tell is worked out
from the articles whenever it is asked for; nothing of it is stored.

What must never happen: that what was known at an earlier instant changes. A date that moves is another event, and the
earlier one keeps standing with the time it was missed.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipelines.event_dates import filing_events, merge_dates, planned_event, withdrawn
from storage import articles, pulse
from storage import calendar as dated
from tracker.desk import Desk
from tracker.errors import BadSymbol, InputError, NoData, PriceError, RateLimited, Unavailable
from tracker.ports import CalendarSource, EventDates
from tracker.records import CalendarEvent, Instrument, Problem, Tally

if TYPE_CHECKING:
    from pipelines.place import SessionCalendar

log = logging.getLogger("newsimpact")

CALENDAR = "calendar"
DATES = "dates"
UNREADABLE = "unreadable"
DAILY = timedelta(hours=20)
"""After an answer a company is left alone for this long: whoever runs once a day at the same hour asks every day."""
RETRY = timedelta(hours=6)
"""And after a failure for this long."""
REST = timedelta(hours=1)
"""A provider in trouble is left alone for this long."""
_TROUBLES = frozenset({RateLimited.outcome, Unavailable.outcome})
"""Outcomes that say nothing of the company."""
TROUBLES_IN_A_ROW = 3
"""So many companies without an answer, and it is the provider that is in trouble: the rest waits."""


def known_events(
    desk: Desk, calendars: Mapping[str, SessionCalendar], as_of: datetime | None = None
) -> list[CalendarEvent]:
    """Every dated event that is known now, or was at `as_of`, by date; what several sources tell is one event.

    calendars: by symbol.
    """
    with desk.store.read() as connection:
        told = dated.load_calendar(connection, as_of)
        filed = articles.filings(connection, as_of)
    return merge_dates([*told, *filing_events(filed, desk.instruments.values())], calendars)


# ── calendar files ──────────────────────────────────────────────────────────────────────────────────


def has_calendar(desk: Desk) -> bool:
    """Whether there are files to look at, or events of sources that were in use once."""
    return bool(desk.calendar_files or _noted(desk, CALENDAR) or (desk.event_dates is None and _noted(desk, DATES)))


def _noted(desk: Desk, name: str) -> dict[str, Any]:
    with desk.store.read() as connection:
        last = pulse.last_beat(connection, name)
    return dict(last[1]) if last is not None else {}


def note_calendar(desk: Desk, now: datetime) -> Tally:
    """Take over the dated events of each calendar file whose bytes have changed.

    What is wrong with a file is told once, until it changes. One that cannot be read or used keeps the events it had:
    its owner may be writing it this moment. One that is no longer listed loses them, and so does a provider that is no
    longer asked.
    """
    before = _noted(desk, CALENDAR)
    marks: dict[str, str] = {}
    tallies = []
    for file in desk.calendar_files:
        marks[file.name], tally = _look_at(desk, file, before.get(file.name), now)
        tallies.append(tally)
    left = desk.event_dates is None and bool(_noted(desk, DATES))
    if marks != before or left:
        with desk.store.write() as connection:
            dated.forget_sources(connection, [*marks, *([desk.event_dates.name] if desk.event_dates else [])], now)
            pulse.beat(connection, CALENDAR, now, marks)
            if left:
                pulse.beat(connection, DATES, now, {})
    return Tally.summed(CALENDAR, tallies)


def _look_at(desk: Desk, file: CalendarSource, before: str | None, now: datetime) -> tuple[str, Tally]:
    """The file's mark, and what was done with it; nothing when the mark is the one it had before."""
    nothing = Tally(stage=CALENDAR, taken=0, made=0)
    mark = UNREADABLE
    try:
        mark = file.mark()
        return mark, _take_over(desk, file, now) if mark != before else nothing
    except InputError as error:
        problem = Problem(stage=CALENDAR, subject=file.name, reason=f"{error}; its events stay as they were")
        return mark, replace(nothing, problems=(problem,)) if mark != before else nothing


def _take_over(desk: Desk, file: CalendarSource, now: datetime) -> Tally:
    found = file.read(now)
    with desk.store.write() as connection:
        made = dated.save_calendar(connection, file.name, found.items, now)
    strangers = sorted({event.symbol for event in found.items if event.symbol} - desk.instruments.keys())
    problems = list(found.problems)
    if strangers:
        reason = f"{', '.join(strangers)} is no [[instrument]]; what is said of it concerns no report"
        problems.append(Problem(stage=CALENDAR, subject=file.name, reason=reason))
    return Tally(
        stage=CALENDAR,
        taken=len(found.items) + len(found.problems),
        made=made,
        dropped={"known": len(found.items) - made, "unusable": len(found.problems)},
        problems=tuple(problems),
    )


# ── a provider ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Diary:
    """What is remembered of asking a provider."""

    provider: str
    rest_until: datetime | None = None
    told: bool = False
    """The present trouble was told already."""
    asked: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    """By symbol: when last, and with which outcome."""

    @classmethod
    def read(cls, noted: Mapping[str, Any], provider: str) -> _Diary:
        """A new one for another provider than before."""
        if noted.get("provider") != provider:
            return cls(provider)
        rest = noted["rest_until"]
        asked = {symbol: (datetime.fromisoformat(at), outcome) for symbol, (at, outcome) in noted["asked"].items()}
        return cls(provider, datetime.fromisoformat(rest) if rest else None, noted["told"], asked)

    def written(self) -> dict[str, Any]:
        return {
            "provider": self.provider,
            "rest_until": self.rest_until.isoformat() if self.rest_until else None,
            "told": self.told,
            "asked": {symbol: [at.isoformat(), outcome] for symbol, (at, outcome) in self.asked.items()},
        }

    def due(self, symbols: Sequence[str], now: datetime) -> list[str]:
        """Companies to ask about, those that waited longest first. A clock that was set back keeps nobody waiting."""
        if self.rest_until is not None and timedelta() < self.rest_until - now <= REST:
            return []

        def waits(symbol: str) -> bool:
            at, outcome = self.asked.get(symbol, (None, ""))
            return at is not None and timedelta() <= now - at < (RETRY if outcome == Unavailable.outcome else DAILY)

        wanted = [symbol for symbol in symbols if not waits(symbol)]
        return sorted(wanted, key=lambda symbol: self.asked[symbol][0].timestamp() if symbol in self.asked else 0.0)


def note_dates(desk: Desk, now: datetime) -> Tally:
    """Ask the provider when companies publish results, each once a day; all failures together cost nothing else.

    A provider in trouble is left alone for an hour and what was still to be asked is postponed; that is told once,
    until it answers again. A symbol that it does not know is told once too.
    """
    provider = desk.event_dates
    if provider is None:
        return Tally(stage=CALENDAR, taken=0, made=0)
    diary = _Diary.read(_noted(desk, DATES), provider.name)
    companies = {symbol: item for symbol, item in desk.instruments.items() if item.kind == "company"}
    due = diary.due(list(companies), now)
    outcomes: Counter[str] = Counter()
    problems: list[Problem] = []
    missed = 0
    for symbol in due:
        if desk.stop():
            break
        outcome, found = _ask(desk, provider, diary, companies[symbol], now)
        outcomes[outcome] += 1
        problems += found
        missed = missed + 1 if outcome == Unavailable.outcome else 0
        if outcome == RateLimited.outcome or missed == TROUBLES_IN_A_ROW:
            _rest(desk, diary, now)
            break
    made = outcomes.pop("made", 0)
    dropped = {**outcomes, "postponed": len(due) - made - outcomes.total()}
    return Tally(stage=CALENDAR, taken=len(due), made=made, dropped=dropped, problems=tuple(problems))


def _ask(
    desk: Desk, provider: EventDates, diary: _Diary, company: Instrument, now: datetime
) -> tuple[str, list[Problem]]:
    """One question, noted with what it changes. Its outcome is `made` for a date that was not known, `known`, or why
    there is none."""
    event, outcome, reason = _answer(provider, company, now)
    in_trouble = outcome in _TROUBLES
    told = diary.asked.get(company.symbol, (now, ""))[1] == outcome or (in_trouble and diary.told)
    if outcome != RateLimited.outcome:  # then it was not answered for this company's sake, and is still to be asked
        diary.asked[company.symbol] = (now, outcome)
    diary.told = in_trouble
    with desk.store.write() as connection:
        if outcome not in {*_TROUBLES, BadSymbol.outcome}:
            standing = dated.standing(connection, provider.name, company.symbol)
            gone = withdrawn(standing, event, now.date())
            if dated.change_calendar(connection, provider.name, [event] if event else [], gone, now):
                outcome = "made"
        pulse.beat(connection, DATES, now, diary.written())
    if reason is None or told:
        return outcome, []
    return outcome, [Problem(stage=CALENDAR, subject=f"{provider.name} {company.symbol}", reason=reason)]


def _answer(provider: EventDates, company: Instrument, now: datetime) -> tuple[CalendarEvent | None, str, str | None]:
    """The event that was told, what came of the question, and what is to be said of it. Whatever comes out of a
    provider is an answer; a bug in one is logged with its traceback."""
    try:
        event = planned_event(provider.next_results(company.symbol, now), company, provider.name, now)
    except NoData as error:  # an answer, not a fault
        return None, error.outcome, None
    except PriceError as error:
        return None, error.outcome, str(error)
    except Exception as error:
        log.exception("provider %s failed for the dates of %s", provider.name, company.symbol)
        return None, Unavailable.outcome, f"{type(error).__name__}: {error}"
    return event, "known" if event is not None else "no_fixed_date", None


def _rest(desk: Desk, diary: _Diary, now: datetime) -> None:
    diary.rest_until = now + REST
    with desk.store.write() as connection:
        pulse.beat(connection, DATES, now, diary.written())
