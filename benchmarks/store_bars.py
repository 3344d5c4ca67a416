"""What a year of five-minute bars costs, beside pandas' own way into and out of a table in the same run.

`python -m benchmarks.store_bars [--symbols N] [--sessions N] [--folder DIR]` makes bars of whole days (04:00 to 20:00
New York) up, and prints CPU seconds, memory at its peak and the size of the database:

    load       judging and writing it, one answer a symbol
    update     a day later: a last day that is held already and a new one, judged beside it and written
    read       one symbol's year in columns, the newest vintage of each bar, on one scale
    span       two days of it
    peer       pandas `DataFrame.to_sql` and `read_sql` of one symbol, with a plain table and an index on symbol and
               start. One vintage, nothing judged, nothing compared. Its default method, which its documentation
               recommends for databases like this one; `method="multi"` takes several times as long.

Budgets, for 20 symbols and 252 sessions, which is about a million bars: load within 30 s, update of a day within 1 s,
reading a symbol's year within 0.2 s. It exits with 1 when one is broken.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.place import SessionCalendar
from storage.engine import Store, open_store
from storage.intraday import intraday_state
from tracker.bar_intake import judge, keep
from tracker.derive import load_columns
from tracker.records import Bar

BUDGETS = {"load": 30.0, "update": 1.0, "read": 0.2}
SETTLE = timedelta(minutes=30)
FIVE = timedelta(minutes=5)
BEFORE, AFTER = timedelta(hours=5, minutes=30), timedelta(hours=4)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--symbols", type=int, default=20)
    arguments.add_argument("--sessions", type=int, default=252)
    arguments.add_argument("--folder", type=Path, default=None)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        broken = measure(Path(folder), [f"S{n:02}" for n in range(given.symbols)], given.sessions)
    sys.exit(1 if broken else 0)


def measure(folder: Path, symbols: Sequence[str], sessions: int) -> list[str]:
    """Print what it costs; returns the names of the budgets that are broken."""
    calendar = SessionCalendar.load("XNYS", date(2024, 1, 1), date(2026, 12, 31))
    days = calendar.sessions(date(2024, 6, 3), date(2026, 12, 1))[: sessions + 1]
    store = open_store(folder / "newsimpact.db")
    judging, writing = taken_in(store, symbols, days[:-1], calendar)
    rows, peak, size = _rows(store), peak_megabytes(), _megabytes(store, folder)
    span = (calendar.open_of(days[0]) - BEFORE, calendar.close_of(days[-1]) + AFTER)
    spent = {
        "load": judging + writing,
        "update": sum(taken_in(store, symbols, days[-2:], calendar)),
        "read": best(lambda: _read(store, symbols[0], *span)),
        "span": best(lambda: _read(store, symbols[0], span[1] - timedelta(days=2), span[1])),
    }
    print(f"{len(symbols)} symbols, {sessions} sessions: {rows:,} bars")
    for name, seconds in spent.items():
        budget = f"   budget {BUDGETS[name]:.1f} s" if name in BUDGETS else ""
        print(f"{name:10} {seconds:8.3f} s CPU{budget}")
    print(f"of load    {judging:8.3f} s CPU judging, {writing:.3f} s writing")
    print(f"database   {size:8.0f} MB, {size * 1e6 / rows:.0f} bytes a bar")
    print(f"memory     {peak:8.0f} MB at its peak")
    store.close()
    peer(folder, symbols, days[:-1], calendar, writing, spent["read"])
    return [name for name, budget in BUDGETS.items() if spent[name] > budget]


def taken_in(
    store: Store, symbols: Sequence[str], days: Sequence[date], calendar: SessionCalendar
) -> tuple[float, float]:
    """CPU seconds of judging and of writing the bars of these days, one answer for each symbol."""
    judging = writing = 0.0
    for number, symbol in enumerate(symbols):
        bars = made_up(symbol, number, days, calendar)
        started = time.process_time()
        with store.read() as connection:
            judged = judge(connection, bars, calendar, SETTLE)
        done = time.process_time()
        with store.write() as connection:
            keep(connection, judged)
        judging, writing = judging + done - started, writing + time.process_time() - done
    return judging, writing


def made_up(symbol: str, seed: int, days: Sequence[date], calendar: SessionCalendar) -> list[Bar]:
    """A random walk in bars of whole days, in the digits that feeds give, fetched a day after the last of them.

    The same symbol and day have the same bars, in whatever answer.
    """
    bars: list[Bar] = []
    fetched = calendar.close_of(days[-1]) + timedelta(days=1)
    for day in days:
        first, last = calendar.open_of(day) - BEFORE, calendar.close_of(day) + AFTER
        count = (last - first) // FIVE
        random = np.random.default_rng([seed, day.toordinal()])
        closes = np.round(100.0 * np.exp(np.cumsum(random.normal(0.0, 0.001, count))), 7)
        opens = np.concatenate([[100.0], closes[:-1]])
        reach = np.round(random.exponential(0.03, (2, count)), 7)
        highs, lows = np.maximum(opens, closes) + reach[0], np.minimum(opens, closes) - reach[1]
        volumes = random.integers(0, 3_000_000, count)
        columns = zip(*(column.tolist() for column in (opens, highs, lows, closes, volumes)), strict=True)
        bars += [_bar(symbol, first + n * FIVE, values, fetched) for n, values in enumerate(columns)]
    return bars


def _bar(symbol: str, start: datetime, values: Sequence[float], fetched: datetime) -> Bar:
    opened, high, low, close, volume = values
    return Bar(
        symbol=symbol,
        interval="5m",
        start=start,
        open=opened,
        high=high,
        low=low,
        close=close,
        adj_close=None,
        volume=float(volume),
        provider="made-up",
        fetched_at=fetched,
    )


def peer(
    folder: Path,
    symbols: Sequence[str],
    days: Sequence[date],
    calendar: SessionCalendar,
    our_writing: float,
    our_reading: float,
) -> None:
    import pandas as pd
    from sqlalchemy import create_engine, text

    engine = create_engine(f"sqlite:///{folder / 'peer.db'}")
    columns = ["symbol", "start", "open", "high", "low", "close", "volume", "fetched_at"]
    writing = 0.0
    for number, symbol in enumerate(symbols):
        rows = [tuple(getattr(bar, name) for name in columns) for bar in made_up(symbol, number, days, calendar)]
        frame = pd.DataFrame(rows, columns=columns)
        started = time.process_time()
        frame.to_sql("bar", engine, if_exists="append", index=False)
        writing += time.process_time() - started
    started = time.process_time()
    with engine.begin() as connection:
        connection.execute(text("CREATE INDEX of_symbol ON bar (symbol, start)"))
    writing += time.process_time() - started
    query = text("SELECT * FROM bar WHERE symbol = :symbol ORDER BY start")
    dates = ["start", "fetched_at"]
    reading = best(lambda: pd.read_sql(query, engine, params={"symbol": symbols[0]}, parse_dates=dates))
    engine.dispose()
    print(f"peer write {writing:8.3f} s CPU   {writing / our_writing:.1f} times ours")
    print(f"peer read  {reading:8.3f} s CPU   {reading / our_reading:.1f} times ours")
    print(f"peer size  {(folder / 'peer.db').stat().st_size / 1e6:8.0f} MB")


def _read(store: Store, symbol: str, first: datetime, last: datetime) -> Any:
    with store.read() as connection:
        return load_columns(connection, symbol, "5m", "made-up", first, last)


def _rows(store: Store) -> int:
    with store.read() as connection:
        return intraday_state(connection)[0]


def best(work: Callable[[], Any], rounds: int = 3) -> float:
    """CPU seconds, of the best of several rounds: what else the machine does only ever adds."""
    spent = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return min(spent)


def _megabytes(store: Store, folder: Path) -> float:
    """Of the database, with all that is still in its log."""
    with store.engine.connect().execution_options(newsimpact_read=True) as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return (folder / "newsimpact.db").stat().st_size / 1e6


def peak_megabytes() -> float:
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / 1024


if __name__ == "__main__":
    main()
