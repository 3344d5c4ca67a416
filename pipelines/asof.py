"""Bars as arrays, and the one beside an instant: the last that had ended by it, or the first that begins after it.

What must never happen: that the bar which contains the instant serves as the price before it. A bar is
[start, start + interval); the news may have moved its close. So a bar counts as before an instant when its end is not
after it, and as after it when its start is not before it. A bar whose end is the instant itself is before, one whose
start is the instant is after. Bars that are not final, or whose close cannot be used, are passed over.

Beside one symbol's bars it is a `searchsorted`. Many instants and many symbols are joined by a table that is made once:
bars begin on a grid of their interval, so which bar was the last at each step of the grid answers every instant by one
division and one look, in any order and without sorting (benchmarks/join_bars.py). Bars off the grid, or so few that
their table would be mostly repetition, are searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from pipelines.place import Instants
from tracker.options import INTERVALS
from tracker.records import Quality, aware

Floats = NDArray[np.float64]
Seconds = NDArray[np.int64]
"""UTC seconds since 1970."""
Positions = NDArray[np.int64]
"""Of bars in their series; -1: there is none."""

_USABLE = np.array([quality.usable for quality in Quality])
_MICROS = 1_000_000
_MOST_STEPS_PER_BAR = 16
"""Of the grid; regular hours alone make 5 steps to a bar, nights and weekends included."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IntradaySeries:
    """Bars of one symbol, interval and provider on one scale, oldest first, as arrays of equal length."""

    symbol: str
    interval: str
    """One of INTERVALS, not 1d."""
    provider: str
    starts: Seconds
    """Increasing."""
    opens: Floats
    """NaN: not given; so with the next four."""
    highs: Floats
    lows: Floats
    closes: Floats
    volumes: Floats
    quality: NDArray[np.int8]
    """Positions in tuple(Quality)."""
    final: NDArray[np.bool_]
    usable: NDArray[np.bool_] = field(init=False)
    """Which bars may stand at an end of a return: final, and with a close that can be believed."""

    def __post_init__(self) -> None:
        usable = self.final & _USABLE[self.quality] & np.isfinite(self.closes)
        object.__setattr__(self, "usable", usable)

    @property
    def step(self) -> int:
        """Seconds of a bar."""
        return int(INTERVALS[self.interval].total_seconds())

    def between(self, first: datetime, last: datetime) -> IntradaySeries:
        """The bars that begin at or after `first` and have ended by `last`; a view, nothing is copied."""
        low = np.searchsorted(self.starts, ceil_second(first))
        high = np.searchsorted(self.starts, floor_second(last) - self.step, side="right")
        return self.take(slice(int(low), max(int(low), int(high))))

    def take(self, chosen: slice | NDArray[np.bool_]) -> IntradaySeries:
        """Some of the bars."""
        arrays = [f.name for f in fields(self) if f.init and f.name not in ("symbol", "interval", "provider")]
        return replace(self, **{name: getattr(self, name)[chosen] for name in arrays})


def anchor_index(series: IntradaySeries, instants: Instants) -> Positions:
    """Per instant the last usable bar that had ended by it; the newest price that cannot know of it."""
    return _anchors(series, _seconds(instants))


def first_index(series: IntradaySeries, instants: Instants) -> Positions:
    """Per instant the first usable bar that begins at or after it: the first that can be traded on."""
    starts = _usable_starts(series)
    found = np.searchsorted(starts, _seconds(instants + np.timedelta64(_MICROS - 1, "us")))
    return _in_series(np.where(found < len(starts), found, -1), series)


class Anchors:
    """`anchor_index` for many symbols at once, made once for their bars and asked as often as one likes."""

    def __init__(self, series: Sequence[IntradaySeries]) -> None:
        """Four bytes for each step of each symbol's grid, from its first bar to its last."""
        self._searched: list[tuple[int, IntradaySeries]] = []
        """Series without a table, with their positions."""
        tables = []
        for n, item in enumerate(series):
            table = _last_by_step(item)
            if table is None:
                self._searched.append((n, item))
            tables.append(_NOTHING if table is None else table)
        self._last = np.concatenate([_NOTHING, *tables])
        lengths = np.array([len(table) for table in tables], dtype=np.int64)
        self._longest = lengths - 1
        self._offset = np.cumsum(lengths) - lengths + len(_NOTHING)
        self._first_end = np.array([_first_end(item) for item in series], dtype=np.int64)
        self._step = np.array([item.step for item in series], dtype=np.int64)

    def find(self, which: NDArray[np.integer], instants: Instants) -> Positions:
        """The position in `series[which[i]]` of the anchor of `instants[i]`; two arrays of one length, in any order."""
        seconds = _seconds(instants)
        # Dividing by one number is faster than by an array.
        step = self._step[0] if (self._step == self._step[:1]).all() and len(self._step) else self._step[which]
        steps = (seconds - self._first_end[which]) // step + 1
        within = np.clip(steps, 0, self._longest[which], out=steps)
        found: Positions = self._last[within + self._offset[which]].astype(np.int64)
        for n, item in self._searched:
            asked = which == n
            found[asked] = _anchors(item, seconds[asked])
        return found


_NOTHING = np.full(1, -1, dtype=np.int32)
"""The table of a series without bars."""


def _last_by_step(series: IntradaySeries) -> NDArray[np.int32] | None:
    """The last usable bar by each step of the grid, before the first step none.

    None where the bars are not on a grid, or where it has far more steps than bars.
    """
    starts = _usable_starts(series)
    if not len(starts):
        return _NOTHING
    steps = (starts - starts[0]) // series.step
    off_grid = (steps * series.step + starts[0] != starts).any()
    if off_grid or steps[-1] >= _MOST_STEPS_PER_BAR * len(starts):
        return None
    bars = np.flatnonzero(series.usable).astype(np.int32)
    return np.concatenate([_NOTHING, np.repeat(bars, np.diff(steps, append=steps[-1] + 1))])


def _first_end(series: IntradaySeries) -> int:
    starts = _usable_starts(series)
    return int(starts[0]) + series.step if len(starts) else 0


def _anchors(series: IntradaySeries, seconds: Seconds) -> Positions:
    found = np.searchsorted(_usable_starts(series), seconds - series.step, side="right") - 1
    return _in_series(found, series)


def _usable_starts(series: IntradaySeries) -> Seconds:
    return series.starts if series.usable.all() else series.starts[series.usable]


def _in_series(found: Positions, series: IntradaySeries) -> Positions:
    """Positions among the usable bars as positions in the whole series."""
    if series.usable.all():
        return found
    # The last entry serves position -1, also where nothing is usable.
    return np.append(np.flatnonzero(series.usable), -1)[found]


def _seconds(instants: Instants) -> Seconds:
    """Whole seconds, rounded down: bars begin and end on whole seconds."""
    return instants.astype("datetime64[us]").astype(np.int64) // _MICROS


def floor_second(at: datetime) -> int:
    """Seconds since 1970 of the last whole second that is not after the instant."""
    return (aware(at, "instant") - _EPOCH) // _SECOND


def ceil_second(at: datetime) -> int:
    """Seconds since 1970 of the first whole second that is not before it."""
    return -((_EPOCH - aware(at, "instant")) // _SECOND)
