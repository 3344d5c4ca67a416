"""Dates of results from Yahoo: the real yfinance against a server on loopback that answers as Yahoo does."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.adapters.dates_yahoo import YahooDates, _read
from tracker.adapters.prices_yahoo import YahooProvider
from tracker.clock import ManualClock
from tracker.demo.servers import Answer, Request, YahooServer, redirecting_session
from tracker.errors import BadSymbol, NoData, PriceError, RateLimited, Unavailable
from tracker.records import BarRequest, ResultsDates

NOW = datetime(2026, 7, 2, 21, 0, tzinfo=UTC)
SUMMARY = "/v10/finance/quoteSummary/"
UNKNOWN = {"code": "Not Found", "description": "Quote not found for symbol: NOPE"}
WITHOUT = {"code": "Not Found", "description": "No fundamentals data found for symbol: SPY"}


def told(*instants: Any, **more: Any) -> dict[str, Any]:
    """What Yahoo answers: the dates as seconds since 1970, UTC."""
    earnings = {"earningsDate": list(instants), "earningsCallDate": [], "isEarningsDateEstimate": False, **more}
    calendar = {"earnings": earnings, "exDividendDate": 1786478400}
    return {"quoteSummary": {"result": [{"calendarEvents": calendar}], "error": None}}


def refused(error: dict[str, str]) -> dict[str, Any]:
    return {"quoteSummary": {"result": None, "error": error}}


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


class DatesServer(YahooServer):
    """Yahoo with one more service; `answers` are given in turn, the last one again and again."""

    def __init__(self, prices: Path) -> None:
        self.answers: list[tuple[int, Any]] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        super().__init__(prices, ManualClock(NOW))

    def answer(self, request: Request) -> Answer:
        if not request.path.startswith(SUMMARY):
            return super().answer(request)
        self.asked.append((request.path.removeprefix(SUMMARY), dict(request.query)))
        status, content = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return Answer(status=HTTPStatus(status), body=body, headers={"Content-Type": "application/json"})


@pytest.fixture
def yahoo(tmp_path: Path) -> Iterator[DatesServer]:
    prices = tmp_path / "prices.csv"
    prices.write_text("date,symbol,open,high,low,close,volume,note\n2026-07-01,CRWV,1,1,1,1,1,synthetic\n")
    with DatesServer(prices) as server:
        yield server


def asked_at(port: int, tmp_path: Path) -> ResultsDates:
    @contextmanager
    def gate(symbol: str, now: datetime) -> Iterator[Any]:
        with redirecting_session(port) as session:
            yield session

    return YahooDates(cache=tmp_path / "cache", gate=gate).next_results("CRWV", NOW)


def ask(server: DatesServer, tmp_path: Path) -> ResultsDates:
    return asked_at(server.port, tmp_path)


def test_a_date_is_read_as_it_is_stated(yahoo: DatesServer, tmp_path: Path) -> None:
    yahoo.answers = [(200, told(seconds("2026-08-11T16:00-04:00")))]
    assert ask(yahoo, tmp_path) == ResultsDates(symbol="CRWV", days=(date(2026, 8, 11),), estimated=False)
    ((symbol, query),) = yahoo.asked
    assert (symbol, query["modules"], query["symbol"]) == ("CRWV", "calendarEvents", "CRWV")
    assert query["crumb"], "the library brought its crumb"


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", "Pacific/Kiritimati"])
@pytest.mark.parametrize("stated", ["2026-08-11T16:00-04:00", "2026-08-11T07:00-04:00", "2026-08-11T00:00Z"])
def test_the_day_is_the_same_wherever_we_are_and_whatever_the_hour(
    yahoo: DatesServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, stated: str
) -> None:
    yahoo.answers = [(200, told(seconds(stated)))]
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert ask(yahoo, tmp_path).days == (date(2026, 8, 11),)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_an_estimate_is_a_span_and_says_so(yahoo: DatesServer, tmp_path: Path) -> None:
    span = told(seconds("2026-08-16T12:00Z"), seconds("2026-08-11T10:59Z"), isEarningsDateEstimate=True)
    yahoo.answers = [(200, span)]
    found = ask(yahoo, tmp_path)
    assert (found.days, found.estimated) == ((date(2026, 8, 11), date(2026, 8, 16)), True)


@pytest.mark.parametrize(("said", "estimated"), [(False, False), (True, True), (None, True)])
def test_a_date_is_an_estimate_unless_it_is_said_to_be_none(said: bool | None, estimated: bool) -> None:
    assert _read("CRWV", 200, told(1786478400, isEarningsDateEstimate=said)).estimated is estimated


@pytest.mark.parametrize(
    ("status", "content", "failure", "said"),
    [
        pytest.param(404, refused(UNKNOWN), BadSymbol, r"does not know 'CRWV'; check \[\[instrument\]\]", id="unknown"),
        pytest.param(404, refused(WITHOUT), NoData, "no dates of CRWV", id="publishes no results"),
        pytest.param(200, told(), NoData, "no dates of CRWV", id="no date is known"),
        pytest.param(200, {"quoteSummary": {"result": [{"calendarEvents": {}}]}}, NoData, "no dates", id="no calendar"),
        pytest.param(429, b"Too Many Requests", RateLimited, "slow down", id="429"),
        pytest.param(500, b"", Unavailable, "HTTP 500", id="500"),
        pytest.param(503, told(1786478400), Unavailable, "HTTP 503", id="overloaded, though it looks like an answer"),
        pytest.param(
            401,
            {"finance": {"result": None, "error": {"description": "Invalid Crumb"}}},
            Unavailable,
            "HTTP 401",
            id="refused crumb",
        ),
        pytest.param(404, b"<html>", Unavailable, "HTTP 404", id="404 that speaks of no symbol"),
        pytest.param(200, b"<html>Oops", Unavailable, "without a result", id="a web page"),
        pytest.param(200, {"quoteSummary": {"result": []}}, Unavailable, "without a result", id="empty result"),
        pytest.param(200, told("soon"), Unavailable, "dates of CRWV that are none", id="words"),
        pytest.param(200, told(1e300), Unavailable, "that are none", id="beyond the end of time"),
        pytest.param(200, told(float("nan")), Unavailable, "that are none", id="no number"),
    ],
)
def test_every_failure_has_one_of_our_names(
    yahoo: DatesServer, tmp_path: Path, status: int, content: Any, failure: type[PriceError], said: str
) -> None:
    yahoo.answers = [(status, content)]
    with pytest.raises(failure, match=said) as caught:
        ask(yahoo, tmp_path)
    assert type(caught.value) is failure


def test_after_an_outage_the_next_question_gets_its_answer(yahoo: DatesServer, tmp_path: Path) -> None:
    good = told(seconds("2026-08-11T16:00-04:00"))
    yahoo.answers = [(500, b""), (500, b""), (200, good)]
    with pytest.raises(Unavailable):
        ask(yahoo, tmp_path)
    assert ask(yahoo, tmp_path).days == (date(2026, 8, 11),)


def test_a_server_that_is_gone_is_unavailable_and_nothing_is_printed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(Unavailable, match="dates of CRWV"):
        asked_at(port, tmp_path)
    assert capfd.readouterr() == ("", "")


def test_what_the_gate_says_is_said_without_a_request(yahoo: DatesServer, tmp_path: Path) -> None:
    @contextmanager
    def closed(symbol: str, now: datetime) -> Iterator[Any]:
        raise RateLimited("yahoo rests")
        yield

    with pytest.raises(RateLimited, match="yahoo rests"):
        YahooDates(cache=tmp_path / "cache", gate=closed).next_results("CRWV", NOW)
    assert yahoo.asked == []


def test_the_gate_hears_of_a_failure(yahoo: DatesServer, tmp_path: Path) -> None:
    heard: list[type[BaseException]] = []

    @contextmanager
    def listening(symbol: str, now: datetime) -> Iterator[Any]:
        try:
            yield redirecting_session(yahoo.port)
        except PriceError as error:
            heard.append(type(error))
            raise

    yahoo.answers = [(404, refused(UNKNOWN))]
    with pytest.raises(BadSymbol):
        YahooDates(cache=tmp_path / "cache", gate=listening).next_results("CRWV", NOW)
    assert heard == [BadSymbol]


def test_prices_and_dates_share_the_pace_and_the_rest(yahoo: DatesServer, tmp_path: Path) -> None:
    prices = YahooProvider(
        cache=tmp_path / "cache",
        session_factory=lambda: redirecting_session(yahoo.port),
        requests_per_second=1000.0,
    )
    dates = YahooDates(cache=tmp_path / "cache", gate=prices.turn)
    yahoo.answers = [(429, b"Too Many Requests")]
    with pytest.raises(RateLimited, match="not asked again before 21:01:00Z"):
        dates.next_results("CRWV", NOW)
    asked = len(yahoo.asked)
    bars = BarRequest(symbol="CRWV", interval="1d", first=date(2026, 7, 1), last=date(2026, 7, 1))
    for question in (lambda: prices.fetch(bars, NOW), lambda: dates.next_results("NBIS", NOW)):
        with pytest.raises(RateLimited, match="not asked again before 21:01:00Z"):
            question()
    assert len(yahoo.asked) == asked
    yahoo.answers = [(200, told(seconds("2026-08-11T16:00-04:00")))]
    later = NOW + timedelta(minutes=2)
    assert dates.next_results("CRWV", later).days == (date(2026, 8, 11),)
    assert len(prices.fetch(bars, later).items) == 1


@given(
    status=st.sampled_from([200, 404, 500]),
    content=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["quoteSummary", "result", "error", "description", "calendarEvents", "earnings", "earningsDate"]
                ),
                inner,
                max_size=3,
            )
        ),
        max_leaves=12,
    ),
)
def test_whatever_is_answered_gives_dates_or_a_failure_of_ours(status: int, content: Any) -> None:
    try:
        found = _read("CRWV", status, content)
    except PriceError:
        return
    assert found.days and status == 200


@given(st.lists(st.floats(allow_nan=True) | st.integers() | st.none() | st.booleans(), min_size=1, max_size=3))
def test_any_numbers_for_dates_give_dates_or_a_failure_of_ours(stated: list[Any]) -> None:
    try:
        found = _read("CRWV", 200, told(*stated))
    except Unavailable:
        return
    assert list(found.days) == sorted(set(found.days))
