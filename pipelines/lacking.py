"""Which bars must be asked for: exactly those that are wanted and not held.

A session that was asked for and is missing from the answer is believed to have no bar once it was asked a day
after its close; until then, and after a failure, it is asked for again, but not more often than hourly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from pipelines.measure import needed_sessions
from pipelines.place import SessionCalendar
from tracker.options import StudyOptions
from tracker.records import Bar, BarAnswer, BarRequest, Exposure, Instrument

BELIEVED_AFTER = timedelta(hours=24)
RETRY_AFTER = timedelta(hours=1)
RECENT = 2
"""Sessions the watch-list needs: the last and the one before."""
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

    wanted: sessions already closed and settled. held: bars of this symbol; provisional ones do not count.
    """
    final = {bar.session for bar in held if bar.is_final}
    open_sessions = sorted(day for day in wanted if day not in final and not _settled(day, answers, calendar, now))
    return [
        BarRequest(symbol=symbol, interval="1d", first=run[0], last=run[-1]) for run in _runs(open_sessions, calendar)
    ]


def mark_final(bars: Sequence[Bar], calendar: SessionCalendar, settle: timedelta) -> tuple[list[Bar], list[Bar]]:
    """Bars with `is_final` set from their fetch time, and the bars on days that are no session."""
    days = set(calendar.sessions(min(b.session for b in bars), max(b.session for b in bars))) if bars else set()
    kept = [
        replace(b, is_final=b.fetched_at >= calendar.close_of(b.session) + settle) for b in bars if b.session in days
    ]
    return kept, [b for b in bars if b.session not in days]


def _settled(day: date, answers: Sequence[BarAnswer], calendar: SessionCalendar, now: datetime) -> bool:
    """Whether asking for this session again is pointless for now."""
    asked = [a for a in answers if a.request.first <= day <= a.request.last]
    if not asked:
        return False
    believed = calendar.close_of(day) + BELIEVED_AFTER
    if any(a.outcome in _EMPTY_IS_AN_ANSWER and a.asked_at >= believed for a in asked):
        return True
    return now - max(a.asked_at for a in asked) < RETRY_AFTER


def _runs(days: Sequence[date], calendar: SessionCalendar) -> list[list[date]]:
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

    For each exposure the estimation and event windows of its symbol and of its benchmark; for every
    instrument also the last RECENT sessions, which the digest's watch-list shows.
    """
    wanted: dict[str, set[date]] = {}
    for symbol, instrument in instruments.items():
        calendar = calendars[instrument.exchange]
        last = calendar.last_closed(now, settle)
        wanted[symbol] = set(calendar.sessions(calendar.offset(last, 1 - RECENT), last))
    for exposure in exposures:
        instrument = instruments[exposure.symbol]
        calendar = calendars[instrument.exchange]
        first, last = needed_sessions(exposure.session, calendar, options, windows)
        days = calendar.sessions(first, min(last, calendar.last_closed(now, settle)))
        for symbol in (exposure.symbol, instrument.benchmark):
            wanted[symbol].update(days)
    return wanted
