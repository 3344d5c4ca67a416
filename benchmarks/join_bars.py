"""News to sessions and to prices: 1,000,000 instants placed, and joined to 5,000,000 bars.

    python -m benchmarks.join_bars [--instants N] [--bars N]

Placed: bucket, session and phase of each instant, New York from 2015 to 2027, sorted and not. Joined: 5-minute bars of
20 symbols with a third of them missing, to each instant the last bar of its symbol that had ended by then.

The peer in the same run is `pandas.merge_asof` on its documented fast path: both tables sorted by time, `by` the
symbol; as names, as categories of names, and as numbers made beforehand. What either is given is prepared outside the
measurement and printed beside: for the peer the sorting of all bars by time, for us the table of the bars. All answers
are compared: they must be equal. Figures are medians of CPU time.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from pipelines.asof import Anchors, IntradaySeries
from pipelines.place import Instants, SessionCalendar

SYMBOLS = [f"SYM{n:02}" for n in range(20)]
STEP = 300
START = 1_640_995_200
"""The first second of 2022."""


def cpu(work: Callable[[], Any], repeat: int = 5) -> tuple[float, Any]:
    """Median CPU seconds, and what the work gives."""
    costs = []
    for _ in range(repeat):
        began = time.process_time()
        made = work()
        costs.append(time.process_time() - began)
    return median(costs), made


def place(count: int, draw: np.random.Generator) -> None:
    calendar = SessionCalendar.load("XNYS", date(2015, 1, 1), date(2027, 12, 31))
    span = np.array(["2015-01-02", "2027-12-29"], dtype="datetime64[us]").astype(np.int64)
    mixed = draw.integers(*span, count).astype("datetime64[us]")
    for name, instants in (("in any order", mixed), ("sorted", np.sort(mixed))):
        sessions, _ = cpu(lambda instants=instants: calendar.locate(instants))  # type: ignore[misc]
        phases, _ = cpu(lambda instants=instants: calendar.phase_many(instants))  # type: ignore[misc]
        print(f"{count:,} instants {name}: bucket and session {sessions:.3f} s, phase {phases:.3f} s")


def make_series(bars: int, draw: np.random.Generator) -> list[IntradaySeries]:
    each = bars // len(SYMBOLS)
    return [_series(symbol, np.sort(draw.choice(each * 3 // 2, each, replace=False)), draw) for symbol in SYMBOLS]


def _series(symbol: str, steps: np.ndarray, draw: np.random.Generator) -> IntradaySeries:
    closes = draw.random(len(steps))
    return IntradaySeries(
        symbol=symbol,
        interval="5m",
        provider="made",
        starts=steps.astype(np.int64) * STEP + START,
        opens=closes,
        highs=closes,
        lows=closes,
        closes=closes,
        volumes=closes,
        quality=np.zeros(len(steps), dtype=np.int8),
        final=np.ones(len(steps), dtype=np.bool_),
    )


def join(count: int, bars: int, draw: np.random.Generator) -> None:
    series = make_series(bars, draw)
    last = max(int(item.starts[-1]) for item in series)
    seconds = np.sort(draw.integers(START, last, count))
    which = draw.integers(0, len(SYMBOLS), count)
    instants = seconds.astype("datetime64[s]").astype("datetime64[us]")
    making, anchors = cpu(lambda: Anchors(series))
    ours, found = cpu(lambda: anchors.find(which, instants))
    print(f"{count:,} instants to {bars:,} bars: {ours:.3f} s, and {making:.3f} s once for the table of the bars")

    shuffled = draw.permutation(count)
    order, times = which[shuffled], instants[shuffled]
    cost, mixed = cpu(lambda: anchors.find(order, times))
    assert np.array_equal(mixed, found[shuffled])
    print(f"  in any order: {cost:.3f} s")

    cost, composite = cpu(lambda: _composite(series, which, seconds), 3)
    assert np.array_equal(composite, found)
    print(f"  one composite key over all bars: {cost:.3f} s")

    prices = _prices(series, which, found)
    for kind in ("names", "categories", "numbers"):
        sorting, (left, right) = cpu(lambda kind=kind: _tables(kind, series, which, instants), 3)  # type: ignore[misc]
        cost, theirs = cpu(lambda left=left, right=right: _merge(left, right))  # type: ignore[misc]
        assert np.array_equal(theirs, prices, equal_nan=True), kind
        print(
            f"  pandas.merge_asof, symbols as {kind}: {cost:.3f} s, {cost / ours:.1f} times; and {sorting:.3f} s once, "
            f"{(cost + sorting) / (ours + making):.1f} times with it"
        )


def _prices(series: list[IntradaySeries], which: np.ndarray, found: np.ndarray) -> np.ndarray:
    firsts = np.cumsum([0, *(len(item.starts) for item in series[:-1])])
    closes = np.concatenate([item.closes for item in series])
    return np.where(found >= 0, closes[firsts[which] + found], np.nan)


def _composite(series: list[IntradaySeries], which: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """The loser: a search over one array of (symbol, time)."""
    keys = np.concatenate([(n << 36) + item.starts + STEP for n, item in enumerate(series)])
    firsts = np.searchsorted(keys, np.arange(len(series), dtype=np.int64) << 36)
    order = np.argsort(which.astype(np.int16), kind="stable")
    found = np.empty(len(which), dtype=np.int64)
    asked = (which[order].astype(np.int64) << 36) + seconds[order]
    found[order] = np.searchsorted(keys, asked, side="right") - 1 - firsts[which[order]]
    return np.maximum(found, -1)


def _tables(
    kind: str, series: list[IntradaySeries], which: np.ndarray, instants: Instants
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the peer joins: the instants, and the bars of all symbols sorted by the time of their end."""
    codes = np.repeat(np.arange(len(series)), [len(item.starts) for item in series])
    ends = np.concatenate([item.starts for item in series]) + STEP
    order = np.argsort(ends, kind="stable")
    closes = np.concatenate([item.closes for item in series])
    names = np.array(SYMBOLS, dtype=object)

    def symbols(numbers: np.ndarray) -> Any:
        if kind == "numbers":
            return numbers
        return pd.Categorical(names[numbers], categories=SYMBOLS) if kind == "categories" else names[numbers]

    bars = {"time": _instants(ends[order]), "symbol": symbols(codes[order]), "close": closes[order]}
    return pd.DataFrame({"time": instants, "symbol": symbols(which)}), pd.DataFrame(bars)


def _merge(left: pd.DataFrame, right: pd.DataFrame) -> np.ndarray:
    return pd.merge_asof(left, right, on="time", by="symbol")["close"].to_numpy()


def _instants(seconds: np.ndarray) -> Instants:
    return seconds.astype("datetime64[s]").astype("datetime64[us]")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    arguments.add_argument("--instants", type=int, default=1_000_000)
    arguments.add_argument("--bars", type=int, default=5_000_000)
    asked = arguments.parse_args()
    draw = np.random.default_rng(1)
    place(asked.instants, draw)
    join(asked.instants, asked.bars, draw)


if __name__ == "__main__":
    main()
