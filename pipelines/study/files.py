"""An event study on a user's own tables: events in, one row per event and symbol out.

The sessions are the dates the market has in the table, and those that most of the listed symbols have: a date that
the market alone lacks is a hole in it, and returns across it are missing. Every symbol is joined onto the sessions
*before* an offset is counted, so that day +1 is the same day for all. An event's date that is no session goes
forward to the next one, as a weekend story is answered on Monday, and on a weekday that is said; its time, where
given, decides through the exchange's calendar instead.

Every event that comes in goes out: with numbers, or with a reason. What is lost on the way to that (dates that are
no sessions) comes back as a problem. Reading files is the caller's part, and so is printing.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.place import SessionCalendar
from pipelines.study.events import EventWindows, study_windows
from pipelines.study.market import parameters_of
from pipelines.study.panel import Floats, Panel
from tracker.errors import OutOfCalendar, UsageError
from tracker.options import StudyOptions
from tracker.records import Batch, Problem, Reason

_SLICE = 4096
"""Events measured at a time: bounds memory (about 30 MB at 120 estimation sessions) and fits the caches."""

_FORWARD_DAYS = 12
"""How far a date may go forward to its session. The longest holidays of large exchanges close them for 11 days; a
longer gap means that the table has a hole there, and the next row says nothing about the event."""

RARE_WEEKENDS = 0.05
"""Share of dates; below it weekends are mistakes of the table."""

ENOUGH_OTHERS = 3
"""So many symbols with a value make a date a session that the market lacks."""

_LATER_MODELS = ("market_sector", "factors")


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRow:
    """One event of one symbol. Returns are fractions; lists run over the window; None = no answer, see `reason`."""

    event: str
    symbol: str
    group: str | None
    """As given with the event; None when the table has no such column."""
    session: date | None
    """The session that counts as day 0."""
    l1: int | None
    """Returns the model was fitted on."""
    model: str
    raw: tuple[float | None, ...]
    ar: tuple[float | None, ...]
    car: float | None
    """Sum of `ar`; with `stderr`, `t`, `p` and `sq_p` for the whole window."""
    stderr: float | None
    t: float | None
    p: float | None
    """Two-sided, Student t with l1 - k degrees of freedom."""
    sq_p: float | None
    """Two-sided sample-quantile p; None without a reason when l1 < 20 sessions per day of the window."""
    reason: Reason | None
    detail: str | None
    """The reason as a sentence."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """An event of the table once its day 0 is known: a column of the panel, or the reason why there is none."""

    event: str
    symbol: str
    group: str | None
    column: int | None
    detail: str | None


def study_events(
    events: pd.DataFrame,
    *,
    prices: pd.DataFrame | None = None,
    returns: pd.DataFrame | None = None,
    market: str | None,
    sector: str | None = None,
    options: StudyOptions,
    window: tuple[int, int],
    calendar: SessionCalendar | None = None,
) -> Batch[StudyRow]:
    """Measure every event of a table, in its order.

    events: columns `event`, `symbol` and `date` (a date) or `time` (an aware datetime; wins over the date), optional
    `group`. prices, returns: exactly one; wide, index of dates, one column of floats per symbol, NaN = missing.
    window: offsets in sessions, both ends included. calendar: only needed for events with a `time`.
    Raises `UsageError` for choices that cannot be meant together.
    """
    _check_choices(prices, returns, market, sector, options, window)
    panel, problems = _panel(prices, returns, market)
    records = events.to_dict("records")
    asked = [_ask(row, panel, calendar) for row in records]
    moved = (_moved(ask, _date_given(row), panel) for ask, row in zip(asked, records, strict=True))
    problems += [problem for problem in moved if problem is not None]
    rows: list[StudyRow] = []
    for start in range(0, len(asked), _SLICE):
        rows.extend(_study_slice(asked[start : start + _SLICE], panel, market, window, options))
    return Batch(items=tuple(rows), problems=tuple(problems))


def study_row_to_json(row: StudyRow) -> dict[str, Any]:
    """The row as the JSON contract of `newsimpact study` has it: plain values, dates in ISO form, None for missing."""
    return {
        "row": "event",
        "event": row.event,
        "symbol": row.symbol,
        "session": row.session.isoformat() if row.session else None,
        "l1": row.l1,
        "model": row.model,
        "raw": list(row.raw),
        "ar": list(row.ar),
        "car": row.car,
        "stderr": row.stderr,
        "t": row.t,
        "p": row.p,
        "sq_p": row.sq_p,
        "reason": row.reason.value if row.reason else None,
    }


def _check_choices(
    prices: pd.DataFrame | None,
    returns: pd.DataFrame | None,
    market: str | None,
    sector: str | None,
    options: StudyOptions,
    window: tuple[int, int],
) -> None:
    if (prices is None) == (returns is None):
        raise UsageError("study: give prices or returns, and only one of them")
    if sector is not None or options.model in _LATER_MODELS:
        raise UsageError("study: a sector or factors beside the market are not available yet; use --model market")
    parameters_of(options.model)
    if options.model != "mean_adjusted" and market is None:
        raise UsageError(f"study: the {options.model} model needs --market SYMBOL; or use --model mean_adjusted")
    if window[0] > window[1]:
        raise UsageError(f"study: window {window[0]}:{window[1]} ends before it begins")
    if options.estimation < 1 or options.gap < 0 or options.minimum < 1:
        raise UsageError("study: the estimation needs at least one session, and the gap cannot be negative")


def _panel(
    prices: pd.DataFrame | None, returns: pd.DataFrame | None, market: str | None
) -> tuple[Panel, list[Problem]]:
    """The table on the market's sessions, and what did not fit onto them."""
    table = prices if prices is not None else returns
    assert table is not None
    if table.index.has_duplicates or table.columns.has_duplicates:
        raise UsageError("study: a date or a symbol stands twice in the table; keep one row and one column of each")
    table = table.sort_index()
    values = table.to_numpy(dtype=np.float64)
    known = np.isfinite(values) if prices is None else np.isfinite(values) & (values > 0)
    if market is not None and market not in table.columns:
        raise UsageError(f"study: --market {market} is no symbol of the table{_near(market, list(table.columns))}")
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
    return build(sessions, [str(name) for name in table.columns], values[sessions_here].T), problems


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


def _moved(ask: _Asked, day: date | None, panel: Panel) -> Problem | None:
    """Says so when a weekday event met no session of the table: a holiday, or a hole in the table."""
    if ask.column is None or day is None or day.weekday() >= 5:
        return None
    session: date = panel.sessions[ask.column].item()
    if session == day:
        return None
    reason = f"{day} is no session of the table (a holiday, or a hole in it); day 0 is {session}"
    return Problem(stage="measure", subject=f"{ask.event}, {ask.symbol}", reason=reason)


def _ask(row: dict[Any, Any], panel: Panel, calendar: SessionCalendar | None) -> _Asked:
    """Find an event's day 0 among the panel's sessions."""
    group = row.get("group")
    event, symbol = str(row["event"]), str(row["symbol"])
    label = None if group is None or pd.isna(group) else str(group)
    try:
        day = _day_of(row, calendar)
        return _Asked(event, symbol, label, _column_of(day, panel), None)
    except OutOfCalendar as error:
        return _Asked(event, symbol, label, None, str(error))


def _day_of(row: dict[Any, Any], calendar: SessionCalendar | None) -> date:
    """The event's date: the reaction session of its time, else its date as given."""
    at, day = row.get("time"), row.get("date")
    if at is not None and not pd.isna(at):
        if calendar is None:
            raise UsageError("study: events with a time need an exchange calendar")
        return calendar.place(at.to_pydatetime() if isinstance(at, pd.Timestamp) else at).session
    if isinstance(day, datetime):
        return day.date()
    assert isinstance(day, date)
    return day


def _date_given(row: dict[Any, Any]) -> date | None:
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
    if session - day > timedelta(days=_FORWARD_DAYS):
        raise OutOfCalendar(f"the table has no session from {day.isoformat()} to {session.isoformat()}")
    return column


def _study_slice(
    asked: list[_Asked], panel: Panel, market: str | None, window: tuple[int, int], options: StudyOptions
) -> Iterator[StudyRow]:
    """Rows for some events; those that cannot be found in the panel stand among the others, in order."""
    row_of = {symbol: index for index, symbol in enumerate(panel.symbols)}
    found = [ask for ask in asked if ask.column is not None and ask.symbol in row_of]
    columns = np.array([ask.column for ask in found], dtype=np.intp)
    study = study_windows(
        panel,
        np.array([row_of[ask.symbol] for ask in found], dtype=np.intp),
        columns,
        market=None if market is None else row_of[market],
        window=window,
        options=options,
    )
    measured = _measured_rows(found, panel.sessions[columns].tolist(), study, market, window, options)
    for ask in asked:
        if ask.column is None:
            yield _empty_row(ask, None, Reason.OUT_OF_CALENDAR, ask.detail, window, options)
        elif ask.symbol not in row_of:
            detail = f"{ask.symbol} is no symbol of the table{_near(ask.symbol, list(panel.symbols))}"
            yield _empty_row(ask, panel.sessions[ask.column].item(), Reason.NO_PRICES, detail, window, options)
        else:
            yield next(measured)


def _measured_rows(
    asked: list[_Asked],
    sessions: list[date],
    study: EventWindows,
    market: str | None,
    window: tuple[int, int],
    options: StudyOptions,
) -> Iterator[StudyRow]:
    columns = zip(
        asked,
        sessions,
        study.fit.l1.tolist(),
        _listed(study.raw),
        _listed(study.abnormal),
        _listed(np.column_stack([study.car, study.stderr, study.t, study.p, study.sq_p])),
        study.reasons,
        strict=True,
    )
    for ask, session, l1, raw, ar, (car, stderr, t, p, sq_p), reason in columns:
        yield StudyRow(
            event=ask.event,
            symbol=ask.symbol,
            group=ask.group,
            session=session,
            l1=l1,
            model=options.model,
            raw=raw,
            ar=ar,
            car=car,
            stderr=stderr,
            t=t,
            p=p,
            sq_p=sq_p,
            reason=reason,
            detail=None if reason is None else _detail(reason, ask, session, l1, market, window, options),
        )


def _empty_row(
    ask: _Asked,
    session: date | None,
    reason: Reason,
    detail: str | None,
    window: tuple[int, int],
    options: StudyOptions,
) -> StudyRow:
    nothing = (None,) * (window[1] - window[0] + 1)
    return StudyRow(
        event=ask.event,
        symbol=ask.symbol,
        group=ask.group,
        session=session,
        l1=None,
        model=options.model,
        raw=nothing,
        ar=nothing,
        car=None,
        stderr=None,
        t=None,
        p=None,
        sq_p=None,
        reason=reason,
        detail=detail,
    )


def _detail(
    reason: Reason,
    ask: _Asked,
    session: date,
    l1: int,
    market: str | None,
    window: tuple[int, int],
    options: StudyOptions,
) -> str:
    """The reason as a sentence that names symbol, session and counts."""
    span = f"the window {window[0]:+d} to {window[1]:+d} around {session}"
    against = f" and {market}" if market else ""
    match reason:
        case Reason.NO_PRICES:
            return f"{ask.symbol} has no value in the table"
        case Reason.NO_PRIOR_PRICE:
            return f"{ask.symbol} has no price before {span} begins, so its move has no start"
        case Reason.OUT_OF_CALENDAR:
            return f"the table ends before {span} does"
        case Reason.MISSING_BAR:
            lacking = f"{ask.symbol} or {market}" if market else ask.symbol
            return f"{lacking} lacks a value in {span}; a return is never computed across a gap"
        case Reason.IS_BENCHMARK:
            return f"{ask.symbol} is the market; against itself it has no abnormal return"
        case Reason.TOO_FEW_SESSIONS:
            common = f" in common with {market}, " if market else ", "
            return f"{ask.symbol}: {l1} of {options.estimation} estimation returns{common}{options.minimum} are needed"
        case _:
            return f"{ask.symbol}{against}: one did not move, or both moved as one, in {l1} estimation sessions"


def _listed(values: Floats) -> list[tuple[float | None, ...]]:
    """Rows of an array as tuples, NaN as None."""
    return [tuple(None if math.isnan(value) else value for value in row) for row in values.tolist()]


def _near(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name.upper(), [str(known) for known in names], n=3, cutoff=0.5)
    return f"; did you mean {', '.join(near)}?" if near else ""
