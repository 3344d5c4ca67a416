"""A user's tables as a panel of sessions, and the session of each event.

The sessions are the dates the market has in the table, and those that most of the listed symbols have: a date that
the market alone lacks is a hole in it, and returns across it are missing. Every symbol is joined onto the sessions
*before* an offset is counted, so that day +1 is the same day for all. An event's date that is no session goes
forward to the next one, as a weekend story is answered on Monday, and on a weekday that is said; its time, where
given, decides through the exchange's calendar instead.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.place import SessionCalendar
from pipelines.study.panel import Panel
from tracker.errors import OutOfCalendar, UsageError
from tracker.options import StudyOptions
from tracker.records import Problem

FORWARD_DAYS = 12
"""How far a date may go forward to its session. The longest holidays of large exchanges close them for 11 days; a
longer gap means that the table has a hole there, and the next row says nothing about the event."""

RARE_WEEKENDS = 0.05
"""Share of dates; below it weekends are mistakes of the table."""

ENOUGH_OTHERS = 3
"""So many symbols with a value make a date a session that the market lacks."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An event of the table once its day 0 is known: a column of the panel, or the reason why there is none."""

    event: str
    symbol: str
    group: str | None
    column: int | None
    detail: str | None


def by_date(table: pd.DataFrame, what: str) -> pd.DataFrame:
    """A wide table with midnights without a zone as its index: the dates of the zone that its own index is in.

    Providers index by midnights of the exchange, and midnight in Tokyo is the date before in UTC. Raises UsageError
    for an index of anything else, and where a date or a symbol stands twice.
    """
    try:
        if len(table) and pd.api.types.is_numeric_dtype(table.index):  # pandas would count nanoseconds from 1970
            raise ValueError(f"numbers, {table.index[0]} and so on")
        dates = pd.DatetimeIndex(table.index).tz_localize(None).normalize()
    except (TypeError, ValueError) as error:
        raise UsageError(f"study: the index of the {what} is no dates ({error}); set the dates as its index") from error
    if dates.has_duplicates or table.columns.has_duplicates:
        raise UsageError(f"study: a date or a symbol stands twice in the {what}; keep one row and one column of each")
    return table.set_axis(dates, axis=0)


def panel_of(
    prices: pd.DataFrame | None, returns: pd.DataFrame | None, market: str | None, options: StudyOptions
) -> tuple[Panel, list[Problem]]:
    """The table, indexed by dates (see `by_date`), on the market's sessions, and what did not fit onto them."""
    table = prices if prices is not None else returns
    assert table is not None
    table = table.sort_index()
    values = table.to_numpy(dtype=np.float64)
    known = np.isfinite(values) if prices is None else np.isfinite(values) & (values > 0)
    if market is not None and market not in table.columns:
        raise UsageError(f"study: --market {market} is no symbol of the table{near(market, list(table.columns))}")
    weekend = _stray_weekends(table.index)
    sessions_here = _session_rows(known, None if market is None else list(table.columns).index(market)) & ~weekend
    lost = table.index[known.any(axis=1) & ~sessions_here]
    problems = []
    if len(lost):
        reason = (
            f"{len(lost)} of the table's dates ({lost[0]:%Y-%m-%d} to {lost[-1]:%Y-%m-%d}) are no sessions, being "
            f"weekends or dates on which most symbols have no value; they were left out for every symbol"
        )
        problems.append(Problem(stage="measure", subject=str(market or "table"), reason=reason))
    sessions = table.index[sessions_here].to_numpy().astype("datetime64[D]")
    build = Panel.from_closes if prices is not None else Panel.from_returns
    symbols = [str(name) for name in table.columns]
    return build(sessions, symbols, values[sessions_here].T, options.returns), problems


def _session_rows(known: NDArray[np.bool_], market: int | None) -> NDArray[np.bool_]:
    """Which dates are sessions: those the market has, and those that most of the other symbols have.

    The second kind is a hole of the market's own: dropped, it would make two days of every return across it. One or
    two others prove nothing; they may trade elsewhere, on other days.
    """
    if market is None:
        return np.asarray(known.any(axis=1), dtype=np.bool_)
    others = np.delete(known, market, axis=1)
    seen = np.logical_or.accumulate(others, axis=0)
    still = np.logical_or.accumulate(others[::-1], axis=0)[::-1]
    have, listed = others.sum(axis=1), (seen & still).sum(axis=1)
    most = (have >= ENOUGH_OTHERS) & (2 * have > listed)
    return np.asarray(most | known[:, market], dtype=np.bool_)


def _stray_weekends(dates: pd.Index[Any]) -> NDArray[np.bool_]:
    """Saturdays and Sundays in a table that otherwise has none; a market that is open all week has two in seven."""
    days = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    weekend = (days + 3) % 7 >= 5  # day 0 was a Thursday
    rare = len(days) > 0 and weekend.mean() < RARE_WEEKENDS
    return weekend if rare else np.zeros_like(weekend)


def moved(ask: Asked, day: date | None, panel: Panel) -> Problem | None:
    """Says so when a weekday event met no session of the table: a holiday, or a hole in the table."""
    if ask.column is None or day is None or day.weekday() >= 5:
        return None
    session: date = panel.sessions[ask.column].item()
    if session == day:
        return None
    reason = f"{day} is no session of the table (a holiday, or a hole in it); day 0 is {session}"
    return Problem(stage="measure", subject=f"{ask.event}, {ask.symbol}", reason=reason)


def ask(row: dict[Any, Any], panel: Panel, calendar: SessionCalendar | None) -> Asked:
    """Find an event's day 0 among the panel's sessions."""
    group = row.get("group")
    event, symbol = str(row["event"]), str(row["symbol"])
    label = None if group is None or pd.isna(group) else str(group)
    try:
        day = _day_of(row, calendar)
        return Asked(event, symbol, label, _column_of(day, panel), None)
    except OutOfCalendar as error:
        return Asked(event, symbol, label, None, str(error))


def _day_of(row: dict[Any, Any], calendar: SessionCalendar | None) -> date:
    """The event's date: the reaction session of its time, else its date as given."""
    at, day = row.get("time"), row.get("date")
    if at is not None and not pd.isna(at):
        if calendar is None:
            raise UsageError("study: events with a time need an exchange calendar")
        return calendar.place(at.to_pydatetime() if isinstance(at, pd.Timestamp) else at).session
    if day is None or pd.isna(day):
        raise OutOfCalendar("neither date nor time is given")
    if not isinstance(day, date):
        raise UsageError(f"study: event {row['event']}: date {day!r} is no date but {type(day).__name__}; give a date")
    return day.date() if isinstance(day, datetime) else day


def date_given(row: dict[Any, Any]) -> date | None:
    """The date in the table; None when the event has a time, which decides instead."""
    at, day = row.get("time"), row.get("date")
    if (at is not None and not pd.isna(at)) or day is None or pd.isna(day):
        return None
    return day.date() if isinstance(day, datetime) else day


def _column_of(day: date, panel: Panel) -> int:
    """The first session on or after the day. Raises `OutOfCalendar` when the table does not reach it."""
    sessions = panel.sessions
    if len(sessions) == 0 or not sessions[0] <= np.datetime64(day, "D") <= sessions[-1]:
        reach = f"{sessions[0]} to {sessions[-1]}" if len(sessions) else "no session at all"
        raise OutOfCalendar(f"{day.isoformat()} lies outside the table ({reach})")
    column = int(np.searchsorted(sessions, np.datetime64(day, "D")))
    session: date = sessions[column].item()
    if session - day > timedelta(days=FORWARD_DAYS):
        raise OutOfCalendar(f"the table has no session from {day.isoformat()} to {session.isoformat()}")
    return column


def near(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name.upper(), [str(known) for known in names], n=3, cutoff=0.5)
    return f"; did you mean {', '.join(near)}?" if near else ""
