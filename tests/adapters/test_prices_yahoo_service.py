"""The real yfinance against a Yahoo on loopback: the right bars, or the right failure, and then well again."""

from __future__ import annotations

import csv
import json
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tracker.adapters import prices_yahoo
from tracker.adapters.prices_yahoo import YahooProvider
from tracker.clock import ManualClock, monotonic
from tracker.demo.servers import Answer, Request, YahooServer, _Handler, redirecting_session
from tracker.errors import BadSymbol, NoData, PriceError, RateLimited, Unavailable
from tracker.records import ActionKind, Bar, BarBatch, BarRequest

# ACME trades in New York, four hours behind UTC: pre-market 08:00, opening 13:30, close 20:00, end of all 24:00.
EVENING = datetime(2026, 7, 3, 1, tzinfo=UTC)
DAYS = [date(2026, 6, 29) + timedelta(days=n) for n in range(4)]  # Monday to Thursday
STEP = {"1m": timedelta(minutes=1), "5m": timedelta(minutes=5), "1h": timedelta(hours=1)}

Values = tuple[datetime, float, float, float, float, int]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def series(first: str, last: str, interval: str) -> list[Values]:
    """Bars that start from `first` to `last`, both included, with prices that tell them apart."""
    start, rows = utc(first), []
    while start <= utc(last):
        price = 50 + len(rows) / 8
        regular = 13.5 <= start.hour + start.minute / 60 < 20
        rows.append((start, price, price + 0.5, price - 0.25, price + 0.125, 1000 + len(rows) if regular else 0))
        start += STEP[interval]
    return rows


FIVE = [row for day in DAYS for row in series(f"{day} 08:00", f"{day} 23:55", "5m")]
ONE = [row for day in DAYS for row in series(f"{day} 13:25", f"{day} 14:24", "1m")]
HOURS = [row for day in DAYS for row in series(f"{day} 13:30", f"{day} 19:30", "1h")]


def write(path: Path, header: str, rows: Sequence[Sequence[Any]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split())
        writer.writerows(rows)
    return path


@dataclass
class Trouble:
    """What goes wrong with the next answers about prices; `times` None: with all."""

    answer: Answer | None = None
    delay: float = 0.0
    cut: bool = False
    bend: Callable[[dict[str, Any]], None] | None = None
    times: int | None = None


class TroubledYahoo(YahooServer):
    """Yahoo on a bad day."""

    trouble = Trouble()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._server.RequestHandlerClass = partial(_CuttingHandler, self)  # type: ignore[assignment]
        self._over = threading.Event()

    def is_due(self) -> bool:
        if self.trouble.times is not None:
            self.trouble.times -= 1
        return self.trouble.times is None or self.trouble.times >= 0

    def answer(self, request: Request) -> Answer:
        if not request.path.startswith(self.CHART):
            return super().answer(request)
        if (self.trouble.answer or self.trouble.delay) and self.is_due():
            self._over.wait(self.trouble.delay)
            return self.trouble.answer or super().answer(request)
        return super().answer(request)

    def result(self, symbol: str, query: Any) -> dict[str, Any]:
        result = super().result(symbol, query)
        if self.trouble.bend is not None and "period1" in query:
            self.trouble.bend(result)
        return result

    def charts(self) -> list[Request]:
        """What was asked about prices, but for time zones."""
        asked = [line.request for line in self.log if line.request.path.startswith(self.CHART)]
        return [request for request in asked if "period1" in request.query]

    def __exit__(self, *args: Any) -> None:
        self._over.set()
        super().__exit__(*args)


class _CuttingHandler(_Handler):
    """Sends the head and a piece of the body, and hangs up."""

    owner: TroubledYahoo

    def end_headers(self) -> None:
        super().end_headers()
        if self.owner.trouble.cut and YahooServer.CHART in self.path:
            self.wfile.write(b'{"chart":')
            raise ConnectionResetError


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(EVENING)


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Path]:
    daily = [(day, name, 50, 51, 49, 50 + n, 900) for name in ("ACME", "PEER", "SPY") for n, day in enumerate(DAYS)]
    held = [("5m", FIVE), ("1m", ONE), ("1h", HOURS)]
    bars = [(at.isoformat(), name, kind, *row) for name in ("ACME", "PEER") for kind, rows in held for at, *row in rows]
    actions = [
        ("2026-07-01", "ACME", "split", 2),
        ("2026-06-30", "ACME", "dividend", 1),
        ("2026-07-02", "SPY", "capital_gain", 0.53),
    ]
    return {
        "prices_csv_path": write(tmp_path / "daily.csv", "date symbol open high low close volume", daily),
        "intraday_csv_path": write(tmp_path / "bars.csv", "ts symbol interval open high low close volume", bars),
        "actions_csv_path": write(tmp_path / "actions.csv", "date symbol kind value", actions),
    }


@pytest.fixture
def server(tables: dict[str, Path], clock: ManualClock) -> Iterator[TroubledYahoo]:
    tables.pop("actions_csv_path")
    with TroubledYahoo(**tables, clock=clock) as server:
        yield server


def provider_of(server: YahooServer, cache: Path) -> YahooProvider:
    return YahooProvider(
        cache=cache,
        session_factory=lambda: redirecting_session(server.port),
        requests_per_second=1000.0,
        timeout_seconds=2.0,
    )


@pytest.fixture
def yahoo(server: TroubledYahoo, tmp_path: Path) -> YahooProvider:
    return provider_of(server, tmp_path / "cache")


def ask(interval: str, first: str = "2026-06-29", last: str = "2026-07-02", symbol: str = "ACME") -> BarRequest:
    return BarRequest(symbol=symbol, interval=interval, first=date.fromisoformat(first), last=date.fromisoformat(last))


def values(bars: Sequence[Bar]) -> list[tuple[Any, ...]]:
    return [(bar.start, bar.open, bar.high, bar.low, bar.close, bar.volume) for bar in bars]


# ── the right bars ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("interval", "rows"), [("5m", FIVE), ("1m", ONE), ("1h", HOURS)])
def test_intraday_bars_come_as_they_are_with_extended_hours(
    yahoo: YahooProvider, interval: str, rows: list[Values]
) -> None:
    batch = yahoo.fetch(ask(interval), EVENING)
    assert values(batch.items) == rows
    assert batch.problems == ()
    assert {(bar.symbol, bar.interval, bar.provider, bar.fetched_at, bar.adj_close) for bar in batch.items} == {
        ("ACME", interval, "yahoo", EVENING, None)
    }
    assert not any(bar.is_final for bar in batch.items)


def test_a_date_is_the_exchanges_own(yahoo: YahooProvider) -> None:
    # The last bar of 30 June begins at 19:55 in New York.
    bars = yahoo.fetch(ask("5m", "2026-06-30", "2026-06-30"), EVENING).items
    assert (bars[0].start, bars[-1].start) == (utc("2026-06-30 08:00"), utc("2026-06-30 23:55"))


def test_a_long_span_of_1m_bars_is_asked_for_in_parts_that_yahoo_allows(
    yahoo: YahooProvider, server: TroubledYahoo
) -> None:
    batch = yahoo.fetch(ask("1m", "2026-06-10", "2026-07-02"), EVENING)
    assert values(batch.items) == ONE
    spans = [(int(r.query["period1"]), int(r.query["period2"])) for r in server.charts()]
    assert [(end - first) / 86_400 for first, end in spans] == [7, 7, 7, 2]
    assert all(end == first for (_, end), (first, _) in pairwise(spans))


def test_what_lies_beyond_the_reach_is_not_asked_for(yahoo: YahooProvider, server: TroubledYahoo) -> None:
    with pytest.raises(NoData, match="ACME: yahoo does not reach back to 2026-04-30 with 5m"):
        yahoo.fetch(ask("5m", "2026-04-01", "2026-04-30"), EVENING)
    assert server.log == []


@pytest.mark.parametrize("hour", [0, 3, 5, 12, 23])
@pytest.mark.parametrize("interval", ["5m", "1m"])
def test_as_far_back_as_promised_yahoo_never_refuses(
    tables: dict[str, Path], tmp_path: Path, interval: str, hour: int
) -> None:
    now = utc("2026-07-02 00:00") + timedelta(hours=hour)
    today = (now - timedelta(hours=4)).date()
    with TroubledYahoo(**tables, clock=ManualClock(now)) as server:
        yahoo = provider_of(server, tmp_path / "cache")
        oldest = yahoo.capabilities().intervals[interval].oldest
        assert oldest is not None
        request = BarRequest(symbol="ACME", interval=interval, first=today - oldest, last=today)
        batch = yahoo.fetch(request, now)
        assert batch.items and batch.problems == ()
        assert {line.status for line in server.log if "period1" in line.request.query} == {200}


def test_a_date_of_which_a_part_is_beyond_the_reach_is_left_out_and_that_is_told(
    yahoo: YahooProvider, clock: ManualClock
) -> None:
    clock.set(utc("2026-08-29 15:00"))  # 60 days after 11:00 in New York of 30 June
    batch = yahoo.fetch(ask("5m"), clock.now())
    assert batch.items[0].start == utc("2026-07-01 08:00")
    assert [problem.reason for problem in batch.problems] == ["5m bars before 2026-07-01 cannot be had any more"]


def test_a_bar_that_is_not_over_and_a_live_price_are_no_bars(
    yahoo: YahooProvider, server: TroubledYahoo, clock: ManualClock
) -> None:
    now = utc("2026-07-01 14:32") + timedelta(seconds=17)

    def live(result: dict[str, Any]) -> None:
        for at, price in ((utc("2026-07-01 14:30"), 99.0), (now, 98.0)):
            result["timestamp"].append(int(at.timestamp()))
            for column in result["indicators"]["quote"][0].values():
                column.append(price)

    server.clock = ManualClock(now)
    server.trouble = Trouble(bend=live)
    batch = yahoo.fetch(ask("5m"), now)
    assert values(batch.items) == [row for row in FIVE if row[0] < utc("2026-07-01 14:30")]


def test_a_live_price_where_its_bar_is_missing_is_left_out_and_told(
    yahoo: YahooProvider, server: TroubledYahoo
) -> None:
    def live(result: dict[str, Any]) -> None:
        result["timestamp"].append(int(utc("2026-07-03 00:07").timestamp()) + 42)
        for column in result["indicators"]["quote"][0].values():
            column.append(99.0)

    server.trouble = Trouble(bend=live)
    batch = yahoo.fetch(ask("5m"), EVENING)
    assert values(batch.items) == FIVE
    assert [problem.reason for problem in batch.problems] == [
        "5m bars: 1 row off the 5m grid (a live price) left out, at 2026-07-03T00:07:42Z"
    ]


def test_rows_without_prices_are_left_out_and_told(yahoo: YahooProvider, server: TroubledYahoo) -> None:
    def empty(result: dict[str, Any]) -> None:
        for column in result["indicators"]["quote"][0].values():
            column[3:5] = [None, None]
        result["indicators"]["quote"][0]["open"][7] = None

    server.trouble = Trouble(bend=empty)
    batch = yahoo.fetch(ask("5m"), EVENING)
    without_open = (FIVE[7][0], None, *FIVE[7][2:])
    assert values(batch.items) == [*FIVE[:3], *FIVE[5:7], without_open, *FIVE[8:]]
    assert [str(problem) for problem in batch.problems] == [
        "price: ACME: 5m bars: 2 rows without a close left out, the first at 2026-06-29T08:15:00Z"
    ]


def test_a_session_without_a_close_is_told_by_its_date(yahoo: YahooProvider, server: TroubledYahoo) -> None:
    def empty(result: dict[str, Any]) -> None:
        for column in result["indicators"]["quote"][0].values():
            column[3] = None

    server.trouble = Trouble(bend=empty)
    daily = yahoo.fetch(ask("1d"), EVENING)
    assert ([bar.session.day for bar in daily.items], [str(problem) for problem in daily.problems]) == (
        [29, 30, 1],
        ["price: ACME: bar of 2026-07-02 has no close"],
    )


def test_a_split_restates_what_was_before_it_and_comes_as_an_action(tables: dict[str, Path], tmp_path: Path) -> None:
    clock = ManualClock(utc("2026-07-01 02:00"))
    with TroubledYahoo(**tables, clock=clock) as server:
        yahoo = provider_of(server, tmp_path / "cache")
        before = yahoo.fetch(ask("1d"), clock.now())
        assert [(bar.close, bar.volume) for bar in before.items] == [(50, 900), (51, 900)]
        clock.set(EVENING)
        after = yahoo.fetch(ask("1d"), clock.now())
        bars = yahoo.fetch(ask("5m"), clock.now())
    assert [(bar.close, bar.volume) for bar in after.items] == [(25, 1800), (25.5, 1800), (52, 900), (53, 900)]
    # 1.00 for an old share, paid before the split, is 0.50 for a new one, of a close of 25.
    assert [bar.adj_close for bar in after.items] == [24.5, 25.5, 52, 53]
    assert [(action.session.isoformat(), action.kind, action.value) for action in after.actions] == [
        ("2026-06-30", ActionKind.DIVIDEND, 0.5),
        ("2026-07-01", ActionKind.SPLIT, 2),
    ]
    assert sorted(after.actions, key=str) == sorted(bars.actions, key=str)
    assert [bar.close for bar in bars.items] == [
        row[4] / (2 if row[0] < utc("2026-07-01 00:00") else 1) for row in FIVE
    ]


def test_a_funds_capital_gain_is_an_action(tables: dict[str, Path], tmp_path: Path, clock: ManualClock) -> None:
    with TroubledYahoo(**tables, clock=clock) as server:
        batch = provider_of(server, tmp_path / "cache").fetch(ask("1d", symbol="SPY"), EVENING)
    (action,) = batch.actions
    assert (action.symbol, action.session, action.kind, action.value, action.provider, action.fetched_at) == (
        "SPY",
        date(2026, 7, 2),
        ActionKind.CAPITAL_GAIN,
        0.53,
        "yahoo",
        EVENING,
    )
    assert len(batch.items) == 4


# ── failures with the right name ────────────────────────────────────────────────────────────────────


def refusal(status: int, words: str) -> Answer:
    content = {"chart": {"result": None, "error": {"code": "Trouble", "description": words}}}
    return Answer(status=status, body=json.dumps(content).encode(), headers={"Content-Type": "application/json"})


@pytest.mark.parametrize("interval", ["1d", "5m", "1m"])
@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        pytest.param(Trouble(answer=Answer(status=429, body=b"Too Many Requests")), RateLimited, id="429"),
        pytest.param(Trouble(answer=Answer(status=500, body=b"oops")), Unavailable, id="500"),
        pytest.param(Trouble(answer=Answer(status=404, body=b"")), Unavailable, id="404 without a word"),
        pytest.param(Trouble(answer=refusal(404, "No data found, symbol may be delisted")), NoData, id="404"),
        pytest.param(Trouble(answer=refusal(422, "5m data not available for startTime=1")), NoData, id="too old"),
        pytest.param(Trouble(cut=True), Unavailable, id="cut"),
        pytest.param(Trouble(answer=Answer(status=200, body=b'{"chart":')), Unavailable, id="half an answer"),
    ],
)
def test_trouble_has_the_right_name_and_the_next_cycle_heals(
    yahoo: YahooProvider, server: TroubledYahoo, interval: str, trouble: Trouble, kind: type[PriceError]
) -> None:
    yahoo.fetch(ask(interval, "2026-06-29", "2026-06-29"), EVENING)
    server.trouble = trouble
    with pytest.raises(PriceError, match="ACME") as caught:
        yahoo.fetch(ask(interval), EVENING)
    assert type(caught.value) is kind
    server.trouble = Trouble()
    batch = yahoo.fetch(ask(interval), EVENING + timedelta(minutes=1))
    assert len(batch.items) == {"1d": 4, "5m": len(FIVE), "1m": len(ONE)}[interval]


def test_a_slow_answer_is_given_up_and_the_next_cycle_heals(server: TroubledYahoo, tmp_path: Path) -> None:
    yahoo = YahooProvider(
        cache=tmp_path / "cache",
        session_factory=lambda: redirecting_session(server.port),
        requests_per_second=1000.0,
        timeout_seconds=1.0,
    )
    server.trouble = Trouble(delay=30.0)
    with pytest.raises(Unavailable, match="ACME"):
        yahoo.fetch(ask("5m"), EVENING)
    server.trouble = Trouble()
    assert len(yahoo.fetch(ask("5m"), EVENING).items) == len(FIVE)


def test_an_outage_is_not_remembered_after_it(yahoo: YahooProvider, server: TroubledYahoo) -> None:
    # yfinance keeps answers about past windows, failures too: without forgetting, this one would stay for ever.
    yahoo.fetch(ask("5m", "2026-06-30", "2026-06-30"), EVENING)
    server.trouble = Trouble(answer=Answer(status=500, body=b"oops"))
    with pytest.raises(Unavailable, match="HTTP 500"):
        yahoo.fetch(ask("5m"), EVENING)
    server.trouble = Trouble()
    assert len(yahoo.fetch(ask("5m"), EVENING).items) == len(FIVE)


@pytest.mark.parametrize("interval", ["1d", "5m", "1m"])
def test_a_weekend_is_no_data_and_says_nothing_against_the_symbol(
    yahoo: YahooProvider, clock: ManualClock, interval: str
) -> None:
    clock.set(utc("2026-07-05 12:00"))
    with pytest.raises(NoData, match="ACME"):
        yahoo.fetch(ask(interval, "2026-07-04", "2026-07-05"), clock.now())
    assert yahoo.fetch(ask(interval), clock.now()).items


@pytest.mark.parametrize("interval", ["1d", "5m"])
def test_a_trading_day_without_bars_is_never_a_fault_of_the_symbol(
    yahoo: YahooProvider, server: TroubledYahoo, interval: str
) -> None:
    def nothing(result: dict[str, Any]) -> None:
        result.pop("timestamp")
        result["indicators"] = {"quote": [{}], "adjclose": [{}]}

    server.trouble = Trouble(bend=nothing)
    for _ in range(2):
        with pytest.raises(NoData, match="ACME"):
            yahoo.fetch(ask(interval), EVENING)


def test_a_span_in_which_every_row_is_empty_is_no_data_and_says_why(
    yahoo: YahooProvider, server: TroubledYahoo
) -> None:
    def empty(result: dict[str, Any]) -> None:
        for column in result["indicators"]["quote"][0].values():
            column[:] = [None] * len(column)

    server.trouble = Trouble(bend=empty)
    with pytest.raises(NoData, match="768 rows without a close left out"):
        yahoo.fetch(ask("5m"), EVENING)


@pytest.mark.parametrize("interval", ["5m", "1m"])
def test_a_symbol_that_yahoo_does_not_know_is_named_with_the_cure(yahoo: YahooProvider, interval: str) -> None:
    for _ in range(3):  # after two such symbols yfinance says it in other words
        with pytest.raises(BadSymbol, match="does not know 'NOPE'"):
            yahoo.fetch(ask(interval, symbol="NOPE"), EVENING)
    assert yahoo.fetch(ask(interval), EVENING).items


# ── patience ────────────────────────────────────────────────────────────────────────────────────────


def test_after_too_many_requests_nobody_asks_until_the_rest_is_over(
    yahoo: YahooProvider, server: TroubledYahoo
) -> None:
    yahoo.fetch(ask("5m"), EVENING)
    server.trouble = Trouble(answer=Answer(status=429, body=b"Too Many Requests"))
    with pytest.raises(RateLimited, match="not asked again before 01:01:00Z") as caught:
        yahoo.fetch(ask("5m"), EVENING)
    assert caught.value.retry_after == 60
    asked = len(server.log)
    for interval, symbol in (("5m", "ACME"), ("1d", "PEER")):
        with pytest.raises(RateLimited, match=f"^{symbol}: yahoo is not asked again before 01:01:00Z: ") as caught:
            yahoo.fetch(ask(interval, symbol=symbol), EVENING + timedelta(seconds=50))
        assert caught.value.retry_after == 10
    assert len(server.log) == asked
    with pytest.raises(RateLimited) as caught:
        yahoo.fetch(ask("5m"), EVENING + timedelta(minutes=1))
    assert caught.value.retry_after == 120
    server.trouble = Trouble()
    assert yahoo.fetch(ask("5m"), EVENING + timedelta(minutes=3)).items


def test_a_clock_that_is_set_back_does_not_make_a_rest_longer(yahoo: YahooProvider, server: TroubledYahoo) -> None:
    server.trouble = Trouble(answer=Answer(status=429, body=b"Too Many Requests"))
    with pytest.raises(RateLimited):
        yahoo.fetch(ask("5m"), EVENING)
    server.trouble = Trouble()
    back = EVENING - timedelta(hours=2)
    with pytest.raises(RateLimited) as caught:
        yahoo.fetch(ask("5m"), back)
    assert caught.value.retry_after == 60
    assert yahoo.fetch(ask("5m"), back + timedelta(minutes=1)).items


def test_in_an_outage_a_few_questions_are_lost_and_then_it_is_left_alone(
    yahoo: YahooProvider, server: TroubledYahoo
) -> None:
    server.trouble = Trouble(cut=True)
    for _ in range(3):
        with pytest.raises(Unavailable):
            yahoo.fetch(ask("5m"), EVENING)
    asked = len(server.log)
    with pytest.raises(Unavailable, match=r"^PEER: yahoo is not asked again before 01:01:00Z: .* used for ACME"):
        yahoo.fetch(ask("1d", symbol="PEER"), EVENING)
    assert len(server.log) == asked
    server.trouble = Trouble()
    assert yahoo.fetch(ask("5m"), EVENING + timedelta(minutes=1)).items


def test_every_request_takes_a_turn_those_that_yfinance_adds_too(
    yahoo: YahooProvider, server: TroubledYahoo, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[int] = []
    monkeypatch.setattr(prices_yahoo.TokenBucket, "take", lambda self: turns.append(len(server.log)))
    server.trouble = Trouble(answer=Answer(status=500, body=b"oops"), times=2)
    with pytest.raises(Unavailable):
        yahoo.fetch(ask("5m"), EVENING)
    with pytest.raises(BadSymbol):
        yahoo.fetch(ask("5m", symbol="NOPE"), EVENING)
    yahoo.fetch(ask("1m"), EVENING)
    assert turns == list(range(len(server.log)))


def test_requests_are_spaced_out_over_questions(server: TroubledYahoo, tmp_path: Path) -> None:
    yahoo = provider_of(server, tmp_path / "cache")
    yahoo.requests_per_second = 20.0
    began = monotonic()
    for symbol in ("ACME", "PEER", "ACME", "PEER", "ACME"):
        yahoo.fetch(ask("1d", symbol=symbol), EVENING)
    assert len(server.log) >= 5
    assert monotonic() - began >= (len(server.log) - 2) / 20


def test_threads_that_ask_at_the_same_time_get_their_own_bars(yahoo: YahooProvider) -> None:
    requests = [ask(interval, symbol=symbol) for symbol in ("ACME", "PEER") for interval in ("1d", "5m", "1m", "1h")]

    def fetch(request: BarRequest) -> BarBatch:
        return yahoo.fetch(request, EVENING)

    with ThreadPoolExecutor(max_workers=8) as pool:
        batches = list(pool.map(fetch, requests))
    for request, batch in zip(requests, batches, strict=True):
        assert {(bar.symbol, bar.interval) for bar in batch.items} == {(request.symbol, request.interval)}
        assert len(batch.items) == {"1d": 4, "5m": len(FIVE), "1m": len(ONE), "1h": len(HOURS)}[request.interval]


# ── quiet ───────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_printed_logged_or_warned_come_what_may(
    yahoo: YahooProvider,
    server: TroubledYahoo,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    recwarn: pytest.WarningsRecorder,
) -> None:
    caplog.set_level(logging.DEBUG, logger="yfinance")
    yahoo.fetch(ask("5m"), EVENING)
    yahoo.fetch(ask("1d"), EVENING)
    for symbol, trouble in (
        ("NOPE", Trouble()),
        ("ACME", Trouble(answer=Answer(status=500, body=b"oops"))),
        ("PEER", Trouble(cut=True)),
        ("ACME", Trouble(answer=Answer(status=429, body=b"Too Many Requests"))),
    ):
        server.trouble = trouble
        with pytest.raises(PriceError):
            yahoo.fetch(ask("5m", symbol=symbol), EVENING)
    assert capfd.readouterr() == ("", "")
    assert [record for record in caplog.records if record.name.startswith("yfinance")] == []
    assert list(recwarn) == []
