"""The frames that yfinance gives, as bars and corporate actions, with everything left out told.

A daily row is labelled with its session's date. An intraday row must begin on its interval's grid: Yahoo ends an
answer with a live price at an odd second (19:40:42), which is no bar. Rows without a close and rows off the grid
are told, one line for all of a kind; a bar that had not ended by `now` is left out as one that does not exist yet.

Not judged here: whether a price is plausible, and whether a bar is final. Yahoo's own flaws that pass through: a
missing volume comes as 0, extended hours have no volume at all, and its hourly bars of the last half hour before
the close and before the open are shorter than an hour.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple

from tracker.options import GRID_SECONDS, INTERVALS
from tracker.records import Action, ActionKind, Bar, BarBatch, BarRequest, Problem

_ACTIONS = {
    "Stock Splits": ActionKind.SPLIT,
    "Dividends": ActionKind.DIVIDEND,
    "Capital Gains": ActionKind.CAPITAL_GAIN,
}


class _Row(NamedTuple):
    at: datetime
    """In the exchange's zone."""
    values: dict[str, float | None]

    @property
    def acts(self) -> bool:
        return any(self.values.get(column) for column in _ACTIONS)


def read_frame(
    frame: Any, request: BarRequest, now: datetime, provider: str, known_from: datetime | None = None
) -> BarBatch:
    """The bars and actions of the request's dates, as far as they lie in `frame`.

    frame: as `Ticker.history` gives it, indexed by times in the exchange's zone. known_from: the answer was cut off
    there, so that a date that began before is not whole and is left out.
    """
    first = _first_whole_day(request, known_from, frame.index.tz)
    rows = [row for row in _rows(frame) if first <= row.at.date() <= request.last]
    read = _daily if request.interval == "1d" else _intraday
    bars, problems = read(rows, request, now, provider)
    if first > request.first:
        problems.insert(0, _problem(request, f"{request.interval} bars before {first} cannot be had any more"))
    actions = tuple(
        Action(symbol=request.symbol, session=row.at.date(), kind=kind, value=value, provider=provider, fetched_at=now)
        for row in rows
        for column, kind in _ACTIONS.items()
        if (value := row.values.get(column))
    )
    return BarBatch(items=tuple(bars), problems=tuple(problems), actions=actions)


def _first_whole_day(request: BarRequest, known_from: datetime | None, zone: tzinfo | None) -> date:
    if known_from is None:
        return request.first
    local = known_from.astimezone(zone)
    begun = local.time() > time()
    return max(request.first, local.date() + timedelta(days=begun))


def _rows(frame: Any) -> list[_Row]:
    names = [str(name) for name in frame.columns]
    columns = [[_number(value) for value in frame[name].tolist()] for name in names]
    stamps = [stamp.to_pydatetime() for stamp in frame.index]
    return [_Row(at, dict(zip(names, values, strict=True))) for at, *values in zip(stamps, *columns, strict=True)]


def _number(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def _price(row: _Row, name: str) -> float | None:
    """None where there is none: nothing is traded at zero."""
    value = row.values.get(name)
    return value if value is not None and value > 0 else None


def _daily(rows: Sequence[_Row], request: BarRequest, now: datetime, provider: str) -> tuple[list[Bar], list[Problem]]:
    bars, problems = [], []
    for row in rows:
        day = row.at.date()
        close = _price(row, "Close")
        if close is not None:
            bar = _bar(row, datetime.combine(day, time(), UTC), close, request, now, provider)
            bars.append(replace(bar, adj_close=_price(row, "Adj Close")))
        elif not row.acts:  # else the row is there for an action's sake
            problems.append(_problem(request, f"bar of {day} has no close"))
    return bars, problems


def _intraday(
    rows: Sequence[_Row], request: BarRequest, now: datetime, provider: str
) -> tuple[list[Bar], list[Problem]]:
    length, grid = INTERVALS[request.interval], GRID_SECONDS[request.interval]
    bars: list[Bar] = []
    empty: list[datetime] = []
    live: list[datetime] = []
    for row in rows:
        start, close = row.at.astimezone(UTC), _price(row, "Close")
        if start.microsecond or int(start.timestamp()) % grid:
            live.append(start)
        elif close is None:
            empty.append(start)
        elif start + length <= now:
            bars.append(_bar(row, start, close, request, now, provider))
    told = ((live, f"off the {request.interval} grid (a live price)"), (empty, "without a close"))
    problems = [_problem(request, _left_out(which, kind, request.interval)) for which, kind in told if which]
    return bars, problems


def _left_out(which: Sequence[datetime], kind: str, interval: str) -> str:
    first = f"{which[0]:%Y-%m-%dT%H:%M:%SZ}"
    rows = "1 row" if len(which) == 1 else f"{len(which)} rows"
    return f"{interval} bars: {rows} {kind} left out, {'at' if len(which) == 1 else 'the first at'} {first}"


def _bar(row: _Row, start: datetime, close: float, request: BarRequest, now: datetime, provider: str) -> Bar:
    return Bar(
        symbol=request.symbol,
        interval=request.interval,
        start=start,
        open=_price(row, "Open"),
        high=_price(row, "High"),
        low=_price(row, "Low"),
        close=close,
        adj_close=None,
        volume=row.values.get("Volume"),
        provider=provider,
        fetched_at=now,
    )


def _problem(request: BarRequest, reason: str) -> Problem:
    return Problem(stage="price", subject=request.symbol, reason=reason)
