"""Real bars, served by a Yahoo on loopback or read from files, come back to the last digit."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tracker.adapters.prices_files import FilesProvider, IntradayFiles
from tracker.adapters.prices_yahoo import YahooProvider
from tracker.clock import ManualClock
from tracker.demo.servers import YahooServer, redirecting_session
from tracker.ports import PriceProvider
from tracker.records import BarRequest

NEW_YORK = ZoneInfo("America/New_York")
Provided = Callable[[datetime], AbstractContextManager[PriceProvider]]


@pytest.fixture(scope="module")
def daily(shared: Path) -> list[dict[str, str]]:
    with (shared / "data/prices/daily_raw.csv").open(newline="") as file:
        return [{**row, "volume": row["volume"] or "0"} for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def bars(shared: Path) -> list[dict[str, str]]:
    """For each symbol and interval the bars of the source that has most: AMD's with extended hours."""
    wanted = {("AMD", "5m"), ("NVDA", "1m"), ("CRWV", "1m"), ("META", "1h")}
    with gzip.open(shared / "data/prices/intraday.csv.gz", "rt", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["ticker"], row["interval"]) in wanted]
    sizes = Counter((row["ticker"], row["interval"], row["source"]) for row in rows)
    most = {key: max((n, source) for (*of, source), n in sizes.items() if tuple(of) == key)[1] for key in wanted}
    rows = [row for row in rows if row["source"] == most[row["ticker"], row["interval"]]]
    return [{**row, "volume": str(int(float(row["volume"] or 0)))} for row in rows]


@pytest.fixture(scope="module")
def tables(
    daily: list[dict[str, str]], bars: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("real")
    values = ("open", "high", "low", "close", "volume")
    for name, rows, first in (("daily", daily, ("date", "ticker")), ("bars", bars, ("ts", "ticker", "interval"))):
        with (folder / f"{name}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*(column.replace("ticker", "symbol") for column in first), *values])
            writer.writerows([row[column] for column in (*first, *values)] for row in rows)
    return {"prices_csv_path": folder / "daily.csv", "intraday_csv_path": folder / "bars.csv"}


@pytest.fixture(params=["yahoo", "files"])
def provided(request: pytest.FixtureRequest, tables: dict[str, Path], tmp_path: Path) -> Provided:
    """A provider of these tables at some time."""

    @contextmanager
    def by_yahoo(now: datetime) -> Iterator[PriceProvider]:
        with YahooServer(clock=ManualClock(now), **tables) as server:  # type: ignore[arg-type]
            yield YahooProvider(
                cache=tmp_path / "cache",
                session_factory=lambda: redirecting_session(server.port),
                requests_per_second=1000.0,
            )

    @contextmanager
    def by_files(now: datetime) -> Iterator[PriceProvider]:
        held = IntradayFiles(folder=tables["intraday_csv_path"], zone="UTC", stamp="start")
        yield FilesProvider(
            tables["prices_csv_path"],
            intraday=dict.fromkeys(("5m", "1m", "1h"), held),
            exchange_zone=lambda symbol: NEW_YORK,
        )

    return by_yahoo if request.param == "yahoo" else by_files


def numbers(row: dict[str, str]) -> tuple[Any, ...]:
    return tuple(float(row[name]) for name in ("open", "high", "low", "close", "volume"))


@pytest.mark.parametrize("symbol", ["CRWV", "AMD", "SPY"])
def test_daily_bars_of_a_listed_year_come_back_exactly(
    provided: Provided, daily: list[dict[str, str]], symbol: str
) -> None:
    now = datetime(2026, 7, 4, tzinfo=UTC)
    with provided(now) as provider:
        batch = provider.fetch(
            BarRequest(symbol=symbol, interval="1d", first=date(2024, 9, 1), last=date(2026, 7, 3)), now
        )
    expected = [(row["date"], *numbers(row)) for row in daily if row["ticker"] == symbol]
    assert len(expected) > 300
    assert [(str(bar.session), bar.open, bar.high, bar.low, bar.close, bar.volume) for bar in batch.items] == expected


@pytest.mark.parametrize(
    ("symbol", "interval", "first", "last", "kept", "odd"),
    [
        # A public record of AMD's 5-minute bars, 04:00 to 20:00, with the live rows that it ended on when it was
        # taken; and a broker's log of one morning.
        pytest.param("AMD", "5m", "2025-08-11", "2025-10-07", None, None, id="AMD 5m"),
        pytest.param("AMD", "5m", "2025-10-06", "2025-10-06", 183, 1, id="AMD on 6 October"),
        pytest.param("NVDA", "1m", "2026-01-12", "2026-01-22", None, 0, id="NVDA 1m"),
        pytest.param("CRWV", "1m", "2026-01-29", "2026-01-29", 275, 1, id="CRWV 1m"),
        pytest.param("META", "1h", "2025-06-02", "2026-05-29", None, 0, id="META 1h"),
    ],
)
def test_intraday_bars_come_back_exactly_and_live_rows_do_not(
    provided: Provided,
    bars: list[dict[str, str]],
    symbol: str,
    interval: str,
    first: str,
    last: str,
    kept: int | None,
    odd: int | None,
) -> None:
    request = BarRequest(
        symbol=symbol, interval=interval, first=date.fromisoformat(first), last=date.fromisoformat(last)
    )
    now = datetime.combine(request.last, datetime.min.time(), UTC) + timedelta(days=1, hours=6)
    with provided(now) as provider:
        batch = provider.fetch(request, now)
    seconds = {"1m": 60, "5m": 300, "1h": 1800}[interval]
    expected, live = [], 0
    for row in bars:
        at = datetime.fromisoformat(row["ts"])
        if (row["ticker"], row["interval"]) == (symbol, interval) and first <= f"{at.astimezone(NEW_YORK):%F}" <= last:
            on_grid = at.timestamp() % seconds == 0
            live += not on_grid
            expected += [(at, *numbers(row))] if on_grid else []
    found = [(bar.start, bar.open, bar.high, bar.low, bar.close, bar.volume) for bar in batch.items]
    assert len(expected) > 200 or kept == len(expected)
    assert found == sorted(expected)
    assert (kept or len(found), live if odd is None else odd) == (len(found), live)
    assert bool(batch.problems) == bool(live)
