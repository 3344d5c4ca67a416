"""Which bars must be asked for: those that are wanted and not held, and one held neighbour on each side.

The neighbour shows whether the provider has restated the series since (a split, a dividend): two fetches on either
side of a restatement are not comparable, and a return across them would be the restatement's, not the market's.

A session that was asked for and is missing from the answer is asked for again, at intervals that grow with its age:
hourly at first, weekly at last. A provider that was late, or answered nothing for a moment, is so found out;
the months before a listing cost a question a week.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from pipelines.measure import needed_sessions
from pipelines.place import SessionCalendar
from pipelines.vintages import SAME_PRICE
from tracker.errors import OutOfCalendar
from tracker.options import StudyOptions
from tracker.records import Bar, BarAnswer, BarRequest, Exposure, Instrument

RETRY_AFTER = timedelta(hours=1)
LONGEST_BELIEF = timedelta(days=7)
NEXT_MORNING = timedelta(hours=12)
"""After a session's close: four in the morning in New York, when extended hours begin."""
_EMPTY_IS_AN_ANSWER = frozenset({"ok", "no_data"})


def lacking(
    symbol: str,
    wanted: Collection[date],
    held: Sequence[Bar],
    answers: Sequence[BarAnswer],
    calendar: SessionCalendar,
    now: datetime,
) -> list[BarRequest]:
    """Requests for the runs of consecutive sessions still to be had, oldest first.

    wanted: sessions already closed and settled. held: bars of this symbol; provisional ones do not count, nor do those
    that are no price.
    """
    final = {bar.session for bar in held if bar.is_final and bar.quality.usable}
    missing = sorted(day for day in wanted if day not in final and not _rests(day, answers, calendar, now))
    return [_with_neighbours(symbol, run, final, calendar) for run in runs_of(missing, calendar)]


def morning_check(
    symbol: str, held: Sequence[Bar], answers: Sequence[BarAnswer], calendar: SessionCalendar, now: datetime
) -> BarRequest | None:
    """The request by which a session's final bar is looked at once more on the next morning; None: it is not due.

    Overnight providers put closes right and adjust for what takes effect that day. held: bars of this symbol; a session
    without a final one is `lacking`'s. answers: daily, of this symbol.
    """
    day = calendar.last_closed(now, NEXT_MORNING)
    final = {bar.session for bar in held if bar.is_final}
    if day not in final:
        return None
    morning = calendar.close_of(day) + NEXT_MORNING
    since = [a for a in answers if a.request.first <= day <= a.request.last and morning <= a.asked_at <= now]
    if any(a.outcome in _EMPTY_IS_AN_ANSWER or now - a.asked_at < RETRY_AFTER for a in since):
        return None
    return _with_neighbours(symbol, [day], final, calendar)


def restated(held: Sequence[Bar], fresh: Sequence[Bar]) -> bool:
    """Whether the provider gives other prices now for final bars we hold."""
    known = {bar.session: bar for bar in held if bar.is_final}
    pairs = [(known[bar.session], bar) for bar in fresh if bar.is_final and bar.session in known]
    return any(_differ(old.close, new.close) or _differ(old.adj_close, new.adj_close) for old, new in pairs)


def _differ(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return (old is None) != (new is None)
    return abs(new / old - 1.0) > SAME_PRICE


def mark_final(bars: Sequence[Bar], calendar: SessionCalendar, settle: timedelta) -> tuple[list[Bar], list[Bar]]:
    """Bars with `is_final` set from their fetch time, and the bars on days that are no session."""
    days = set(calendar.sessions(min(b.session for b in bars), max(b.session for b in bars))) if bars else set()
    kept = [
        replace(b, is_final=b.fetched_at >= calendar.close_of(b.session) + settle) for b in bars if b.session in days
    ]
    return kept, [b for b in bars if b.session not in days]


def _with_neighbours(symbol: str, run: list[date], held: Collection[date], calendar: SessionCalendar) -> BarRequest:
    before, after = _neighbour(run[0], -1, calendar), _neighbour(run[-1], 1, calendar)
    return BarRequest(
        symbol=symbol,
        interval="1d",
        first=before if before is not None and before in held else run[0],
        last=after if after is not None and after in held else run[-1],
    )


def _neighbour(day: date, step: int, calendar: SessionCalendar) -> date | None:
    """The session beside; None where the calendar ends."""
    try:
        return calendar.offset(day, step)
    except OutOfCalendar:
        return None


def _rests(day: date, answers: Sequence[BarAnswer], calendar: SessionCalendar, now: datetime) -> bool:
    """Whether asking for this session again can wait. Answers dated after `now` come from a clock that was wrong."""
    asked = [a for a in answers if a.request.first <= day <= a.request.last and a.asked_at <= now]
    if not asked:
        return False
    last = max(asked, key=lambda a: a.asked_at)
    age = last.asked_at - calendar.close_of(day) if last.outcome in _EMPTY_IS_AN_ANSWER else RETRY_AFTER
    return now - last.asked_at < min(max(age, RETRY_AFTER), LONGEST_BELIEF)


def runs_of(days: Sequence[date], calendar: SessionCalendar) -> list[list[date]]:
    """Sorted sessions split where the calendar has another session in between."""
    runs: list[list[date]] = []
    for day in days:
        if runs and calendar.offset(runs[-1][-1], 1) == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def wanted_sessions(
    exposures: Iterable[Exposure],
    instruments: Mapping[str, Instrument],
    calendars: Mapping[str, SessionCalendar],
    options: StudyOptions,
    windows: Mapping[str, tuple[int, int]],
    now: datetime,
    settle: timedelta,
) -> dict[str, set[date]]:
    """Closed sessions whose bars are wanted, by symbol, in the order of the instruments.

    For each exposure the estimation and event windows of its symbol and of its benchmark; for every instrument also
    those that a measurement of the last closed session wants: it may have moved without news, and it is among those
    that a story's symbols are compared with.
    """
    wanted: dict[str, set[date]] = {}
    for symbol, instrument in instruments.items():
        calendar = calendars[instrument.exchange]
        last = calendar.last_closed(now, settle)
        wanted[symbol] = set(calendar.sessions(needed_sessions(last, calendar, options, windows)[0], last))
    for exposure in exposures:
        instrument = instruments[exposure.symbol]
        calendar = calendars[instrument.exchange]
        first, last = needed_sessions(exposure.session, calendar, options, windows)
        for symbol in (exposure.symbol, instrument.benchmark):
            own = calendars[instruments[symbol].exchange]  # a benchmark elsewhere has holidays of its own
            wanted[symbol].update(own.sessions(first, min(last, own.last_closed(now, settle))))
    return {symbol: _listed(days, instruments[symbol].since) for symbol, days in wanted.items()}


def _listed(days: Iterable[date], since: date | None) -> set[date]:
    """The days of the present listing: nobody has bars of earlier ones that could be used."""
    return {day for day in days if since is None or day >= since}


def whole_span(
    held: Sequence[Bar],
    calendar: SessionCalendar,
    options: StudyOptions,
    windows: Mapping[str, tuple[int, int]],
    now: datetime,
    settle: timedelta,
    since: date | None = None,
) -> set[date]:
    """All closed sessions from the first that is held, or that news of today would want, whichever is earlier.

    since: first session of the present listing; None: it was always there.
    """
    last = calendar.last_closed(now, settle)
    first = needed_sessions(last, calendar, options, windows)[0]
    return _listed(calendar.sessions(min([first, *(bar.session for bar in held)]), last), since)
