"""Every price provider gives the same bars for the same request, and fails in the same words."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yfinance.base
import yfinance.cache

from tracker.adapters.price_chain import PriceChain
from tracker.adapters.prices_files import FilesProvider, IntradayFiles
from tracker.adapters.prices_yahoo import YahooProvider
from tracker.clock import ManualClock
from tracker.demo.servers import Answer, Request, YahooServer, redirecting_session
from tracker.errors import BadSymbol, NoData, PriceError, RateLimited, Unavailable
from tracker.ports import PriceProvider
from tracker.records import BarRequest

NOW = datetime(2026, 7, 2, 21, 0, tzinfo=UTC)
ROWS = [
    ("2026-06-29", "ACME", 10.0, 11.0, 9.5, 10.5, 100),
    ("2026-06-30", "ACME", 10.5, 10.9, 10.1, 10.2, 200),
    ("2026-07-01", "ACME", 10.2, 10.3, 8.8, 8.9, 900),
    ("2026-07-02", "ACME", 8.9, 9.4, 8.7, 9.3, 400),
    ("2026-07-01", "TOKYO", 50.0, 51.0, 49.0, 50.5, 10),
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "prices" / "bars.csv"
    path.parent.mkdir()
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["date", "symbol", "open", "high", "low", "close", "volume", "note"])
        writer.writerows([*row, "synthetic"] for row in ROWS)
    return path


BARS = [
    ("2026-06-30T23:55:00Z", 10.2, 10.2, 10.1, 10.1, 0),
    ("2026-07-01T08:00:00Z", 10.1, 10.3, 10.1, 10.3, 0),
    ("2026-07-01T13:30:00Z", 10.2, 10.4, 10.0, 10.1, 500),
    ("2026-07-01T13:35:00Z", 10.1, 10.2, 9.9, 10.0, 300),
    ("2026-07-01T23:55:00Z", 8.9, 8.9, 8.8, 8.8, 0),
    ("2026-07-02T08:00:00Z", 8.8, 8.9, 8.8, 8.9, 0),
]
"""Of ACME, from 04:00 to 20:00 in New York."""


@pytest.fixture
def intraday(tmp_path: Path) -> Path:
    path = tmp_path / "bars" / "bars.csv"
    path.parent.mkdir()
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["ts", "symbol", "interval", "open", "high", "low", "close", "volume"])
        writer.writerows([at, "ACME", "5m", *values] for at, *values in BARS)
    return path


@pytest.fixture(params=["files", "yahoo", "a chain"])
def provider(request: pytest.FixtureRequest, table: Path, intraday: Path, tmp_path: Path) -> Iterator[PriceProvider]:
    held = IntradayFiles(folder=intraday.parent, zone="UTC", stamp="start")
    files = FilesProvider(
        table.parent, intraday={"5m": held}, exchange_zone=lambda symbol: ZoneInfo("America/New_York")
    )
    with YahooServer(table, ManualClock(NOW), intraday_csv_path=intraday) as server:
        yahoo = YahooProvider(
            cache=tmp_path / "cache",
            session_factory=lambda: redirecting_session(server.port),
            requests_per_second=1000.0,
        )
        chain = PriceChain({"1d": (yahoo, files), "5m": (yahoo, files)})
        yield {"files": files, "yahoo": yahoo, "a chain": chain}[request.param]


def ask(symbol: str, first: str, last: str, interval: str = "1d") -> BarRequest:
    return BarRequest(symbol=symbol, interval=interval, first=date.fromisoformat(first), last=date.fromisoformat(last))


def test_both_ends_of_the_span_are_included_and_bars_come_oldest_first(provider: PriceProvider) -> None:
    bars = provider.fetch(ask("ACME", "2026-06-30", "2026-07-01"), NOW).items
    assert [(bar.session.isoformat(), bar.close) for bar in bars] == [("2026-06-30", 10.2), ("2026-07-01", 8.9)]


def test_a_bar_carries_all_its_prices_and_where_it_is_from(provider: PriceProvider) -> None:
    (bar,) = provider.fetch(ask("ACME", "2026-07-01", "2026-07-01"), NOW).items
    assert (bar.open, bar.high, bar.low, bar.close, bar.volume) == (10.2, 10.3, 8.8, 8.9, 900.0)
    assert (bar.symbol, bar.interval, bar.provider, bar.fetched_at) == ("ACME", "1d", provider.name, NOW)
    assert bar.start == datetime(2026, 7, 1, tzinfo=UTC)


def test_intraday_bars_of_a_date_are_those_of_all_hours_at_the_exchange(provider: PriceProvider) -> None:
    batch = provider.fetch(ask("ACME", "2026-07-01", "2026-07-01", "5m"), NOW)
    found = [(bar.start, bar.open, bar.high, bar.low, bar.close, bar.volume) for bar in batch.items]
    assert found == [(datetime.fromisoformat(at), *values) for at, *values in BARS[1:5]]
    assert {(bar.symbol, bar.interval, bar.provider, bar.fetched_at, bar.is_final) for bar in batch.items} == {
        ("ACME", "5m", provider.name, NOW, False)
    }


def test_an_intraday_bar_is_given_when_it_is_over(provider: PriceProvider) -> None:
    now = datetime(2026, 7, 1, 13, 40, tzinfo=UTC)
    request = ask("ACME", "2026-07-01", "2026-07-01", "5m")
    assert provider.fetch(request, now).items[-1].start == now - timedelta(minutes=5)
    assert provider.fetch(request, now - timedelta(seconds=1)).items[-1].start == now - timedelta(minutes=10)


def test_intraday_bars_can_be_asked_for_as_the_capabilities_say(provider: PriceProvider) -> None:
    capabilities = provider.capabilities()
    assert {"1d", "5m"} <= set(capabilities.intervals) and capabilities.extended_hours
    reach = capabilities.intervals["5m"]
    first = NOW.date() - min(reach.oldest or timedelta(days=300), timedelta(days=300))
    batch = provider.fetch(BarRequest(symbol="ACME", interval="5m", first=first, last=NOW.date()), NOW)
    assert len(batch.items) == len(BARS) and batch.problems == ()


@pytest.mark.parametrize("interval", ["1d", "5m"])
def test_a_weekend_is_no_data_and_no_fault_of_the_symbol(provider: PriceProvider, interval: str) -> None:
    with pytest.raises(NoData, match="ACME"):
        provider.fetch(ask("ACME", "2026-06-27", "2026-06-28", interval), NOW)


def test_an_interval_that_is_not_held_is_no_data(provider: PriceProvider) -> None:
    with pytest.raises(NoData, match="15m"):
        provider.fetch(ask("ACME", "2026-07-01", "2026-07-01", "15m"), NOW)


def test_asking_twice_gives_the_same(provider: PriceProvider) -> None:
    request = ask("ACME", "2026-06-29", "2026-07-02")
    assert provider.fetch(request, NOW) == provider.fetch(request, NOW)


def test_an_unknown_symbol_is_named_with_the_cure(provider: PriceProvider) -> None:
    with pytest.raises(BadSymbol, match=r"NOPE"):
        provider.fetch(ask("NOPE", "2026-06-29", "2026-07-02"), NOW)


def test_a_span_without_bars_is_no_data_and_no_fault_of_the_symbol(provider: PriceProvider) -> None:
    with pytest.raises(NoData, match="ACME"):
        provider.fetch(ask("ACME", "2025-01-06", "2025-01-10"), NOW)


def test_a_symbol_asked_after_a_failure_is_answered(provider: PriceProvider) -> None:
    with pytest.raises(PriceError):
        provider.fetch(ask("NOPE", "2026-06-29", "2026-07-02"), NOW)
    assert len(provider.fetch(ask("ACME", "2026-06-29", "2026-07-02"), NOW).items) == 4


def test_yahoo_sees_a_bar_that_was_missing_a_moment_ago(table: Path, tmp_path: Path) -> None:
    clock = ManualClock(datetime(2026, 7, 1, 15, 0, tzinfo=UTC))
    with YahooServer(table, clock) as server:
        yahoo = YahooProvider(
            cache=tmp_path / "cache",
            session_factory=lambda: redirecting_session(server.port),
            requests_per_second=1000.0,
        )
        request = ask("ACME", "2026-06-29", "2026-07-01")
        assert [bar.session.day for bar in yahoo.fetch(request, clock.now()).items] == [29, 30]
        clock.set(datetime(2026, 7, 1, 21, 0, tzinfo=UTC))
        assert [bar.session.day for bar in yahoo.fetch(request, clock.now()).items] == [29, 30, 1]


class Troubled(YahooServer):
    """Answers every price question as told."""

    trouble: Answer | None = None

    def answer(self, request: Request) -> Answer:
        troubled = self.trouble is not None and request.path.startswith(self.CHART)
        return self.trouble if troubled and self.trouble else super().answer(request)


def says(status: int, content: Any) -> Answer:
    return Answer(status=status, body=json.dumps(content).encode(), headers={"Content-Type": "application/json"})


def refuses(status: int, description: str, service: str = "chart") -> Answer:
    return says(status, {service: {"result": None, "error": {"code": "Trouble", "description": description}}})


ACQUAINTANCE = {
    "a symbol asked before": None,
    "a new symbol": 0,
    "a new symbol late in the life of the process": 2,
}
"""yfinance keeps the time zone of a symbol it knows. For a new one it asks the chart service for it, and where that
fails another service, but only twice in the life of a process: the number of times it has done so."""


@pytest.fixture(params=ACQUAINTANCE.values(), ids=ACQUAINTANCE.keys())
def is_new(request: pytest.FixtureRequest, yahoo: YahooProvider, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether yfinance has to ask for ACME's time zone first."""
    yahoo.fetch(ask("ACME", "2026-06-29", "2026-07-02"), NOW)
    if request.param is not None:
        yfinance.cache.get_tz_cache().store("ACME", None)
        monkeypatch.setattr(yfinance.base, "_tz_info_fetch_ctr", request.param)
    return request.param is not None


@pytest.fixture
def troubled(table: Path) -> Iterator[Troubled]:
    with Troubled(table, ManualClock(NOW)) as server:
        yield server


@pytest.fixture
def yahoo(troubled: Troubled, tmp_path: Path) -> YahooProvider:
    return YahooProvider(
        cache=tmp_path / "cache",
        session_factory=lambda: redirecting_session(troubled.port),
        requests_per_second=1000.0,
    )


def failure(yahoo: YahooProvider) -> PriceError:
    with pytest.raises(PriceError, match="ACME") as caught:
        yahoo.fetch(ask("ACME", "2026-06-29", "2026-07-02"), NOW)
    return caught.value


@pytest.mark.parametrize(
    ("trouble", "kind", "told"),
    [
        pytest.param(Answer(status=429, body=b"Too Many Requests"), RateLimited, "slow down", id="429"),
        pytest.param(Answer(status=502, body=b"upstream"), Unavailable, "HTTP 502", id="502"),
        pytest.param(says(503, {}), Unavailable, "HTTP 503", id="503 with an empty object"),
        pytest.param(refuses(500, "internal error"), Unavailable, "internal error", id="500 with a reason"),
        pytest.param(refuses(500, "No data found"), Unavailable, "HTTP 500", id="500 that speaks of no data"),
        pytest.param(refuses(500, "node 404 is lost"), Unavailable, "node 404", id="500 with a 404 in its text"),
        pytest.param(refuses(401, "Invalid Crumb"), Unavailable, "Invalid Crumb", id="401 by the chart service"),
        pytest.param(refuses(401, "Invalid Crumb", "finance"), Unavailable, "Invalid Crumb", id="401 before it"),
        pytest.param(refuses(200, "something broke"), Unavailable, "something broke", id="200 with an error"),
        pytest.param(refuses(200, "Data request timed out"), Unavailable, "timed out", id="200 with a timeout"),
        pytest.param(
            says(200, {"chart": {"result": None, "error": {"code": "Lost"}}}), Unavailable, "Lost", id="a code alone"
        ),
        pytest.param(
            says(200, {"chart": {"result": None, "error": None}}), Unavailable, "without a result", id="no result"
        ),
        pytest.param(
            says(200, {"chart": {"result": [], "error": None}}), Unavailable, "without a result", id="an empty result"
        ),
        pytest.param(says(200, {}), Unavailable, "without a result", id="200 with an empty object"),
        pytest.param(says(200, None), Unavailable, "without a result", id="200 with null"),
        pytest.param(Answer(status=200, body=b"<html>are you a robot</html>"), Unavailable, "HTTP 200", id="a page"),
    ],
)
def test_yahoo_in_trouble_is_told_apart_from_a_symbol_in_trouble(
    trouble: Answer, kind: type[PriceError], told: str, troubled: Troubled, yahoo: YahooProvider, is_new: bool
) -> None:
    troubled.trouble = trouble
    error = failure(yahoo)
    assert type(error) is kind
    assert told in str(error)
    troubled.trouble = None
    later = NOW + timedelta(minutes=1)  # the rest that follows "too many requests"
    assert len(yahoo.fetch(ask("ACME", "2026-06-29", "2026-07-02"), later).items) == 4


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(refuses(400, "Data doesn't exist for startDate = 1, endDate = 2"), id="no such dates"),
        pytest.param(refuses(404, "No data found, symbol may be delisted"), id="delisted"),
    ],
)
def test_a_refusal_that_speaks_of_the_span_is_no_data_and_of_a_new_symbol_that_it_is_unknown(
    answer: Answer, troubled: Troubled, yahoo: YahooProvider, is_new: bool
) -> None:
    troubled.trouble = answer
    assert type(failure(yahoo)) is (BadSymbol if is_new else NoData)


def test_a_server_that_is_gone_is_unavailable(table: Path, tmp_path: Path) -> None:
    with YahooServer(table, ManualClock(NOW)) as server:
        port = server.port
    yahoo = YahooProvider(
        cache=tmp_path / "cache", session_factory=lambda: redirecting_session(port), requests_per_second=1000.0
    )
    with pytest.raises(Unavailable, match="ACME"):
        yahoo.fetch(ask("ACME", "2026-06-29", "2026-07-02"), NOW)
