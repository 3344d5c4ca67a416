"""Bars as arrays, and the one beside an instant: the last that had ended by it, or the first that begins after it.

What must never happen: that the bar which contains the instant serves as the price before it. A bar is
[start, start + interval); the news may have moved its close. So a bar counts as before an instant when its end is not
after it, and as after it when its start is not before it. A bar whose end is the instant itself is before, one whose
start is the instant is after. Bars that are not final, or whose close cannot be used, are passed over.

Everything is `searchsorted` on the arrays of one symbol. Joining many instants to many symbols sorts the instants by
symbol and then searches each symbol's own array: the same as one search for a composite key (symbol, time) over all
bars, without having to make those keys, and in arrays that fit the cache (benchmarks/join_bars.py).
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


def anchor_many(series: Sequence[IntradaySeries], which: NDArray[np.integer], instants: Instants) -> Positions:
    """`anchor_index` for many symbols at once: position in `series[which[i]]` of the anchor of `instants[i]`.

    Fastest when the instants are sorted; in any order it gives the same.
    """
    seconds = _seconds(instants)
    in_order = bool((seconds[1:] >= seconds[:-1]).all())
    # Small integers are sorted by counting, and a stable sort leaves the times of each symbol in order.
    codes = which.astype(np.int16 if len(series) <= 2**15 else np.int64)
    by_time = None if in_order else np.argsort(seconds)
    by_symbol = np.argsort(codes if by_time is None else codes[by_time], kind="stable")
    order = by_symbol if by_time is None else by_time[by_symbol]
    asked, bounds = seconds[order], np.searchsorted(codes[order], np.arange(len(series) + 1))
    found = np.full(len(seconds), -1, dtype=np.int64)
    for n, (low, high) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
        found[order[low:high]] = _anchors(series[n], asked[low:high])
    return found


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
