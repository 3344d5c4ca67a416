"""The loopback servers, asked over real sockets: the outlets by a plain HTTP client, Yahoo's stand-in by yfinance."""

from __future__ import annotations

import gzip
import socket
import threading
import warnings
from collections.abc import Iterator
from csv import DictReader
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import feedparser
import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tracker.clock import ManualClock
from tracker.demo import servers
from tracker.demo.newsroom import load_newsroom, render_feed
from tracker.demo.servers import FeedServer, YahooServer, is_unchanged, read_prices, redirecting_session
from tracker.errors import InputError

ROOM = load_newsroom()
PRICES = Path(servers.__file__).with_name("prices.csv")
BEFORE = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
FIRST_REPORT = datetime(2026, 7, 1, 12, 5, tzinfo=UTC)
AFTERWARDS = datetime(2026, 7, 2, 21, tzinfo=UTC)


class Reply(NamedTuple):
    status: int
    body: bytes
    headers: dict[str, str]


def get(port: int, path: str, **headers: str) -> Reply:
    """One GET with exactly these headers; underscores stand for hyphens."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return Reply(answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()})
    finally:
        connection.close()


# ── feeds ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(BEFORE)


@pytest.fixture
def outlets(clock) -> Iterator[FeedServer]:
    with FeedServer(ROOM, clock) as server:
        yield server


@pytest.mark.parametrize("feed", ["harbourgate", "kestrel"])
def test_a_feed_is_served_as_it_stands_now(outlets, clock, feed):
    reply = get(outlets.port, f"/{feed}.xml")
    assert (reply.status, reply.body) == (200, render_feed(ROOM.feed(feed), ROOM.items, BEFORE))
    clock.set(AFTERWARDS)
    assert get(outlets.port, f"/{feed}.xml").body == render_feed(ROOM.feed(feed), ROOM.items, AFTERWARDS)


def test_the_url_of_a_feed_leads_to_it(outlets):
    session = requests.Session()
    session.trust_env = False
    with session:
        found = feedparser.parse(session.get(outlets.url("northrow"), timeout=5).content)
    assert found.feed.title == "Northrow Technology Review (illustrative)"
    with pytest.raises(KeyError):
        outlets.url("nobody")


def test_the_server_tells_the_time_by_the_demo_clock_and_names_the_format(outlets):
    headers = get(outlets.port, "/harbourgate.xml").headers
    assert headers["date"] == "Wed, 01 Jul 2026 12:00:00 GMT"
    assert headers["last-modified"] == "Wed, 27 May 2026 18:35:00 GMT"
    assert headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert get(outlets.port, "/kestrel.xml").headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert "server" not in headers


def test_an_unchanged_feed_is_not_sent_again_until_something_is_published(outlets, clock):
    tag = get(outlets.port, "/harbourgate.xml").headers["etag"]
    assert tag.startswith('"') and tag.endswith('"')
    again = get(outlets.port, "/harbourgate.xml", If_None_Match=tag)
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    clock.set(FIRST_REPORT)
    fresh = get(outlets.port, "/harbourgate.xml", If_None_Match=tag)
    assert fresh.status == 200
    assert fresh.headers["etag"] != tag


def test_a_date_works_as_validator_too(outlets, clock):
    changed = get(outlets.port, "/harbourgate.xml").headers["last-modified"]
    assert get(outlets.port, "/harbourgate.xml", If_Modified_Since=changed).status == 304
    clock.set(FIRST_REPORT)
    assert get(outlets.port, "/harbourgate.xml", If_Modified_Since=changed).status == 200


def test_a_rewritten_summary_is_sent_although_no_item_is_new(outlets, clock):
    clock.set(datetime(2026, 7, 1, 15, 39, tzinfo=UTC))
    first = get(outlets.port, "/kestrel.xml").headers
    clock.set(datetime(2026, 7, 1, 15, 40, tzinfo=UTC))
    assert get(outlets.port, "/kestrel.xml", If_None_Match=first["etag"]).status == 200
    assert get(outlets.port, "/kestrel.xml", If_Modified_Since=first["last-modified"]).status == 200


TAG, CHANGED = '"abc"', datetime(2026, 5, 27, 18, 35, 0, 400, tzinfo=UTC)
LATER, EARLIER = "Wed, 27 May 2026 18:35:00 GMT", "Wed, 27 May 2026 18:34:59 GMT"


@pytest.mark.parametrize(
    ("headers", "unchanged"),
    [
        pytest.param({}, False, id="unconditional"),
        pytest.param({"if-none-match": '"abc"'}, True, id="same-tag"),
        pytest.param({"if-none-match": 'W/"abc"'}, True, id="weakened-by-a-proxy"),
        pytest.param({"if-none-match": '"x", "abc"'}, True, id="one-of-several"),
        pytest.param({"if-none-match": "*"}, True, id="any"),
        pytest.param({"if-none-match": "abc"}, False, id="quotes-lost"),
        pytest.param({"if-none-match": '"x"'}, False, id="other-tag"),
        pytest.param({"if-none-match": '"x"', "if-modified-since": LATER}, False, id="tag-wins-over-date"),
        pytest.param({"if-modified-since": LATER}, True, id="same-second"),
        pytest.param({"if-modified-since": EARLIER}, False, id="older"),
        pytest.param({"if-modified-since": "Wed, 27 May 2026 18:35:00 -0000"}, True, id="date-without-zone-is-utc"),
        pytest.param({"if-modified-since": "yesterday"}, False, id="unreadable-date"),
    ],
)
def test_a_condition_is_read_as_http_says(headers, unchanged):
    assert is_unchanged(headers, TAG, CHANGED) is unchanged


@given(st.text(max_size=60))
def test_no_condition_however_odd_breaks_the_server(text):
    assert is_unchanged({"if-modified-since": text}, TAG, CHANGED) in {True, False}
    assert servers.accepts_gzip(text) in {True, False}


def test_gzip_is_used_when_accepted_and_has_a_tag_of_its_own(outlets):
    plain = get(outlets.port, "/harbourgate.xml")
    packed = get(outlets.port, "/harbourgate.xml", Accept_Encoding="gzip, deflate")
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["etag"] != plain.headers["etag"]
    tag = packed.headers["etag"]
    assert get(outlets.port, "/harbourgate.xml", Accept_Encoding="gzip", If_None_Match=tag).status == 304


@pytest.mark.parametrize("now", [BEFORE - timedelta(days=100), AFTERWARDS], ids=["no-item-yet", "with-items"])
def test_the_broken_feed_answers_200_with_xml_that_breaks_off(now):
    with FeedServer(ROOM, ManualClock(now)) as server:
        reply = get(server.port, "/tollhouse.xml")
    whole = render_feed(ROOM.feed("tollhouse"), ROOM.items, now)
    assert reply.status == 200
    assert whole.startswith(reply.body) and len(reply.body) < len(whole)
    assert feedparser.parse(reply.body).bozo


def test_the_dead_feed_answers_503_every_time(outlets):
    for _ in range(2):
        reply = get(outlets.port, "/lanternfield.xml")
        assert (reply.status, reply.body) == (503, b"")


@pytest.mark.parametrize("path", ["/", "/nobody.xml", "/../newsroom.toml", "/%00"])
def test_an_unknown_path_is_not_found(outlets, path):
    assert get(outlets.port, path).status == 404


def test_the_log_holds_what_was_asked_and_answered(outlets):
    get(outlets.port, "/harbourgate.xml?from=demo", User_Agent="newsimpact test")
    get(outlets.port, "/nobody.xml")
    asked = [(line.at, line.request.path, line.status) for line in outlets.log]
    assert asked == [(BEFORE, "/harbourgate.xml", 200), (BEFORE, "/nobody.xml", 404)]
    assert outlets.log[0].request.query == {"from": "demo"}
    assert outlets.log[0].request.headers["user-agent"] == "newsimpact test"


def test_a_method_other_than_get_is_refused_by_the_demo_clock(outlets):
    connection = HTTPConnection("127.0.0.1", outlets.port, timeout=5)
    connection.request("POST", "/harbourgate.xml", body=b"x")
    answer = connection.getresponse()
    assert (answer.status, parsedate_to_datetime(answer.headers["Date"])) == (501, BEFORE)
    connection.close()


# ── the server itself ───────────────────────────────────────────────────────────────────────────────


def test_it_listens_on_the_loopback_only_and_is_gone_afterwards(clock):
    with FeedServer(ROOM, clock) as server:
        assert server._server.server_address[0] == "127.0.0.1"
        assert get(server.port, "/harbourgate.xml").status == 200
    assert server._thread not in threading.enumerate()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=1)


def test_clients_that_hang_up_stall_or_talk_nonsense_leave_the_server_quiet_and_alive(clock, capfd, monkeypatch):
    monkeypatch.setattr(servers._Handler, "timeout", 0.1)
    with FeedServer(ROOM, clock) as server:
        for said in (b"", b"GET /harb", b"\x00\xff\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
                client.sendall(said)
                client.settimeout(2)
                client.recv(4096)  # what is incomplete is dropped after 0.1 s, what is nonsense is refused
        assert get(server.port, "/harbourgate.xml").status == 200
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("error", "loud"),
    [(BrokenPipeError("gone"), False), (TimeoutError("slow"), False), (RuntimeError("a bug of ours"), True)],
    ids=["hung-up", "stalled", "bug"],
)
def test_only_a_fault_of_ours_is_written_to_stderr(clock, capfd, monkeypatch, error, loud):
    def fail(request):
        raise error

    with FeedServer(ROOM, clock) as server:
        monkeypatch.setattr(server, "answer", fail)
        with pytest.raises(OSError, match="without response"):
            get(server.port, "/harbourgate.xml")
    assert ("a bug of ours" in capfd.readouterr().err) is loud


def test_the_log_does_not_grow_without_bound(clock, monkeypatch):
    monkeypatch.setattr(servers, "REMEMBERED", 2)
    with FeedServer(ROOM, clock) as server:
        for name in ("a", "b", "c"):
            get(server.port, f"/{name}.xml")
    assert [line.request.path for line in server.log] == ["/b.xml", "/c.xml"]


def test_the_base_server_has_no_answer_of_its_own(clock):
    server = servers.LoopbackServer(clock)
    with server, pytest.raises(NotImplementedError):
        server.answer(servers.Request(path="/", query={}, headers={}))


# ── prices, by the real yfinance ────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def yf(tmp_path_factory) -> Iterator[ModuleType]:
    """yfinance with its files in a folder of ours, raising what goes wrong; its own warnings do not count."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import yfinance

        yfinance.set_tz_cache_location(str(tmp_path_factory.mktemp("yfinance")))
        hidden = yfinance.config.debug.hide_exceptions
        yfinance.config.debug.hide_exceptions = False
        yield yfinance
        yfinance.config.debug.hide_exceptions = hidden
        yfinance.cache._TzDBManager.close_db()
        yfinance.cache._CookieDBManager.close_db()


@pytest.fixture
def yahoo() -> Iterator[YahooServer]:
    with YahooServer(PRICES, ManualClock(AFTERWARDS)) as server:
        yield server


def history(yf: ModuleType, server: YahooServer, symbol: str, start: str, end: str) -> Any:
    """The call of the real adapter, with nothing kept from an earlier one: the cache does not know our port."""
    yf.data.YfData().cache_get.cache_clear()
    with warnings.catch_warnings(), redirecting_session(server.port) as session:
        warnings.simplefilter("ignore")
        ticker = yf.Ticker(symbol, session=session)
        return ticker.history(start=start, end=end, interval="1d", auto_adjust=False, actions=True)


def rows_of(symbol: str, first: str, last: str) -> list[dict[str, str]]:
    with PRICES.open(newline="", encoding="ascii") as file:
        return [row for row in DictReader(file) if row["symbol"] == symbol and first <= row["date"] <= last]


@pytest.mark.parametrize("symbol", ["CRWV", "SPY"], ids=["share", "fund"])
def test_yfinance_reads_exactly_the_bars_of_the_file(yf, yahoo, symbol):
    frame = history(yf, yahoo, symbol, "2025-04-01", "2026-07-03")
    rows = rows_of(symbol, "2025-04-01", "2026-07-02")
    assert [str(day.date()) for day in frame.index] == [row["date"] for row in rows]
    for column in ("open", "high", "low", "close", "volume"):
        assert frame[column.capitalize()].tolist() == [float(row[column]) for row in rows], column
    assert frame["Adj Close"].tolist() == frame["Close"].tolist()
    assert not frame["Dividends"].any() and not frame["Stock Splits"].any()


def test_the_end_of_a_span_is_not_part_of_it(yf, yahoo):
    frame = history(yf, yahoo, "META", "2026-06-29", "2026-07-01")
    assert [day.date() for day in frame.index] == [date(2026, 6, 29), date(2026, 6, 30)]


@pytest.mark.parametrize(
    ("now", "newest"),
    [
        pytest.param(datetime(2026, 7, 1, 19, 59, 59, tzinfo=UTC), date(2026, 6, 30), id="summer-before-the-close"),
        pytest.param(datetime(2026, 7, 1, 20, 0, tzinfo=UTC), date(2026, 7, 1), id="summer-at-the-close"),
        pytest.param(datetime(2026, 1, 21, 20, 59, 59, tzinfo=UTC), date(2026, 1, 20), id="winter-before-the-close"),
        pytest.param(datetime(2026, 1, 21, 21, 0, tzinfo=UTC), date(2026, 1, 21), id="winter-at-the-close"),
        pytest.param(datetime(2026, 6, 20, 12, 0, tzinfo=UTC), date(2026, 6, 18), id="weekend-after-a-holiday"),
    ],
)
def test_a_bar_is_shown_once_its_session_has_closed(yf, now, newest):
    with YahooServer(PRICES, ManualClock(now)) as server:
        frame = history(yf, server, "NBIS", "2026-01-02", "2026-07-03")
    assert frame.index[-1].date() == newest


def test_a_weekend_is_an_empty_span(yf, yahoo):
    with pytest.raises(yf.exceptions.YFPricesMissingError, match="no price data found"):
        history(yf, yahoo, "META", "2026-06-27", "2026-06-29")
    assert yahoo.log[-1].status == 200


def test_an_unknown_symbol_is_refused(yf, yahoo):
    # After two symbols without a zone in one process yfinance stops looking further and says so by another error.
    with pytest.raises((requests.HTTPError, yf.exceptions.YFTzMissingError)):
        history(yf, yahoo, "NOPE", "2026-06-25", "2026-07-02")
    assert 404 in {line.status for line in yahoo.log if line.request.path.endswith("/NOPE")}


def test_nothing_is_known_before_the_first_bar_but_the_symbol(yf):
    with YahooServer(PRICES, ManualClock(datetime(2025, 4, 1, 12, tzinfo=UTC))) as server:
        with pytest.raises(yf.exceptions.YFPricesMissingError):
            history(yf, server, "META", "2025-04-01", "2026-07-03")
        with redirecting_session(server.port) as session:
            chart = session.get("https://query2.finance.yahoo.com/v8/finance/chart/META", timeout=5).json()
    meta = chart["chart"]["result"][0]["meta"]
    assert (meta["exchangeTimezoneName"], meta["regularMarketPrice"]) == ("America/New_York", None)


@pytest.mark.parametrize(
    ("path", "status", "reason"),
    [
        pytest.param("/v8/finance/chart/NOPE", 404, "No data found, symbol may be delisted", id="unknown-symbol"),
        pytest.param("/v8/finance/chart/META?interval=5m", 422, "Only daily bars", id="intraday"),
        pytest.param("/v8/finance/chart/META?period1=June", 400, "must be whole seconds", id="period-is-no-number"),
        pytest.param("/v10/finance/quoteSummary/META", 404, "No such resource", id="another-service"),
    ],
)
def test_what_is_not_held_is_refused_with_yahoos_kind_of_error(yahoo, path, status, reason):
    with redirecting_session(yahoo.port) as session:
        answer = session.get(f"https://query2.finance.yahoo.com{path}", timeout=5)
    assert answer.status_code == status
    [content] = answer.json().values()
    assert content["result"] is None
    assert reason in content["error"]["description"]


def test_one_end_of_a_span_is_enough(yahoo):
    def sessions(query: str) -> int:
        with redirecting_session(yahoo.port) as session:
            answer = session.get(f"https://query2.finance.yahoo.com/v8/finance/chart/META?{query}", timeout=5)
        return len(answer.json()["chart"]["result"][0]["timestamp"])

    noon = int(datetime(2026, 7, 1, 12, tzinfo=UTC).timestamp())
    assert sessions(f"period1={noon}") == 2
    assert sessions(f"period2={noon}") == len(rows_of("META", "2025-04-01", "2026-06-30"))
    assert sessions("range=1d&interval=1d") == 1


# ── intraday, splits and payments ───────────────────────────────────────────────────────────────────

BARS = """ts,symbol,interval,open,high,low,close,volume
2026-07-01T08:00:00Z,ACME,5m,10,11,9,10.5,0
2026-07-01T13:30:00Z,ACME,5m,10.5,12,10,11,700
2026-07-01T13:35:00Z,ACME,5m,11,11,10,10.25,600
2026-07-01T20:00:00+00:00,ACME,5m,10.25,11,10,10.75,0
2026-07-01T09:31:00-04:00,ACME,1m,10.5,11,10,10.75,90
"""
ACTIONS = "date,symbol,kind,value\n2026-07-01,ACME,split,1.5\n2026-06-30,ACME,dividend,0.9\n"
DAILY = "date,symbol,open,high,low,close,volume\n" + "".join(
    f"2026-{day},ACME,9,12,9,{close},300\n" for day, close in (("06-29", 9), ("06-30", 12), ("07-01", 8))
)


@pytest.fixture
def acme(tmp_path: Path, clock: ManualClock) -> Iterator[YahooServer]:
    """Yahoo with daily and intraday bars, a split and a dividend of ACME, on the evening of 1 July."""
    paths = [tmp_path / name for name in ("daily.csv", "bars.csv.gz", "actions.csv")]
    paths[0].write_text(DAILY)
    paths[1].write_bytes(gzip.compress(BARS.encode()))
    paths[2].write_text(ACTIONS)
    clock.set(datetime(2026, 7, 1, 21, tzinfo=UTC))
    with YahooServer(paths[0], clock, intraday_csv_path=paths[1], actions_csv_path=paths[2]) as server:
        yield server


def chart(server: YahooServer, query: str, symbol: str = "ACME") -> dict[str, Any]:
    with redirecting_session(server.port) as session:
        answer = session.get(f"https://query2.finance.yahoo.com/v8/finance/chart/{symbol}?{query}", timeout=5)
    return answer.json()["chart"]


def minutes(result: dict[str, Any]) -> list[str]:
    return [f"{datetime.fromtimestamp(at, UTC):%H:%M}" for at in result.get("timestamp", ())]


DAY = f"period1={int(datetime(2026, 7, 1, 4, tzinfo=UTC).timestamp())}&period2={int(AFTERWARDS.timestamp())}"


def test_bars_outside_the_session_are_given_to_who_asks_for_them(acme):
    (alone,) = chart(acme, f"{DAY}&interval=5m&includePrePost=false")["result"]
    (all_hours,) = chart(acme, f"{DAY}&interval=5m&includePrePost=True")["result"]
    assert minutes(alone) == ["13:30", "13:35"]
    assert minutes(all_hours) == ["08:00", "13:30", "13:35", "20:00"]
    assert all_hours["indicators"]["quote"][0]["close"] == [10.5, 11, 10.25, 10.75]
    assert "adjclose" not in all_hours["indicators"]
    (session,) = alone["meta"]["tradingPeriods"][0]
    assert (session["timezone"], session["gmtoffset"], session["end"] - session["start"]) == ("EDT", -14400, 23400)
    phases = all_hours["meta"]["tradingPeriods"]
    assert [len(phases[name]) for name in ("pre", "regular", "post")] == [1, 1, 1]
    assert phases["post"][0][0]["end"] - phases["pre"][0][0]["start"] == 16 * 3600
    assert minutes(chart(acme, f"{DAY}&interval=1m&includePrePost=true")["result"][0]) == ["13:31"]


def test_a_bar_is_shown_once_its_minutes_are_over(acme, tmp_path):
    acme.clock = ManualClock(datetime(2026, 7, 1, 13, 39, 59, tzinfo=UTC))
    assert minutes(chart(acme, f"{DAY}&interval=5m&includePrePost=true")["result"][0]) == ["08:00", "13:30"]
    acme.clock = ManualClock(datetime(2026, 7, 1, 13, 40, tzinfo=UTC))
    assert minutes(chart(acme, f"{DAY}&interval=5m&includePrePost=true")["result"][0]) == ["08:00", "13:30", "13:35"]


def test_what_was_before_a_split_is_shown_divided_by_it_from_its_opening_on(acme):
    everything = "period1=0&interval=1d&events=div,splits,capitalGains"
    (after,) = chart(acme, everything)["result"]
    # 0.90 for an old share is 0.60 for a new one, a tenth of the close of 6 before it.
    assert after["indicators"]["quote"][0]["close"] == [6, 8, 8]
    assert after["indicators"]["quote"][0]["volume"] == [450, 450, 300]
    assert after["indicators"]["adjclose"][0]["adjclose"] == pytest.approx([5.4, 8, 8])
    (split,), (dividend,) = after["events"]["splits"].values(), after["events"]["dividends"].values()
    assert (split["numerator"], split["denominator"], dividend["amount"]) == (3, 2, pytest.approx(0.6))
    assert datetime.fromtimestamp(split["date"], UTC) == datetime(2026, 7, 1, 13, 30, tzinfo=UTC)
    acme.clock = ManualClock(datetime(2026, 7, 1, 13, 29, tzinfo=UTC))
    (before,) = chart(acme, everything)["result"]
    assert before["indicators"]["quote"][0]["close"] == [9, 12]
    assert before["indicators"]["adjclose"][0]["adjclose"] == pytest.approx([8.1, 12])
    assert set(before["events"]) == {"dividends"}


def test_only_events_that_are_asked_for_are_told(acme):
    assert "events" not in chart(acme, "period1=0&interval=1d")["result"][0]
    assert set(chart(acme, "period1=0&interval=1d&events=splits")["result"][0]["events"]) == {"splits"}


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        pytest.param("interval=15m", "Only daily, 1h, 5m and 1m bars are held here", id="another interval"),
        pytest.param("interval=5m&period1=1777660000", "must be within the last 60 days", id="older than 60 days"),
        pytest.param(
            "interval=1m&period1=1780300000&period2=1780400000",
            "must be within the last 30 days",
            id="older than 30 days",
        ),
        pytest.param("interval=1m&period1=1782200000", "Only 8 days worth of 1m", id="more than 8 days"),
    ],
)
def test_a_span_that_yahoo_does_not_give_is_refused_in_its_words(acme, query, reason):
    # The evening of 1 July is 1782939600; 60 days before it 1777755600, 30 days 1780347600.
    refused = chart(acme, query if "period2" in query else f"{query}&period2=1782939600")
    assert refused["result"] is None and reason in refused["error"]["description"]


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        pytest.param("bars", "ts,symbol\n", "no column interval, open", id="no prices"),
        pytest.param("bars", BARS + "2026-07-01 08:05,ACME,5m,1,1,1,1,1\n", ":7: ts '2026-07-01 08:05'", id="no zone"),
        pytest.param("bars", BARS + "2026-07-01T08:05Z,ACME,7m,1,1,1,1,1\n", ":7: ", id="no such interval"),
        pytest.param("actions", ACTIONS + "2026-07-01,ACME,merger,1\n", ":4: kind 'merger'", id="no such action"),
        pytest.param("actions", ACTIONS + "1 July,ACME,split,2\n", ":4: Invalid isoformat", id="no date"),
    ],
)
def test_a_row_of_bars_or_actions_that_cannot_be_read_is_named(tmp_path, name, text, reason):
    path = tmp_path / f"{name}.csv"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        YahooServer(
            PRICES, ManualClock(BEFORE), **{"intraday_csv_path" if name == "bars" else "actions_csv_path": path}
        )
    assert f"{path}" in str(caught.value) and reason in str(caught.value)


# ── the way to it ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("url", ["https://fc.yahoo.com", "http://news.example/a?b=c%20d"], ids=["https", "http"])
def test_the_session_takes_every_host_to_the_loopback_server(yahoo, monkeypatch, url):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with redirecting_session(yahoo.port) as session:
        answer = session.get(url, timeout=5)
    [line] = yahoo.log
    assert line.request.headers["host"] == url.split("/")[2]
    assert answer.status_code == line.status == 404
    assert answer.url.startswith(url)


def test_the_cookie_belongs_to_yahoo_and_comes_back_with_the_next_request(yahoo):
    with redirecting_session(yahoo.port) as session:
        session.get("https://fc.yahoo.com", timeout=5)
        assert session.get("https://query1.finance.yahoo.com/v1/test/getcrumb", timeout=5).text == "demo.crumb"
        session.get("https://elsewhere.example/", timeout=5)
    assert [line.request.headers.get("cookie") for line in yahoo.log] == [None, "A3=demo", None]


# ── the price file ──────────────────────────────────────────────────────────────────────────────────

HEADER = "date,symbol,open,high,low,close,volume,note\n"


def test_rows_are_sorted_by_session_per_symbol(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text(
        HEADER + "2026-01-06,A,1,2,1,2,5,x\n2026-01-05,B,1,1,1,1,5,x\n2026-01-05,A,1,1,1,1,5,x\n", encoding="utf-8"
    )
    prices = read_prices(path)
    assert {symbol: [row.session.day for row in rows] for symbol, rows in prices.items()} == {"A": [5, 6], "B": [5]}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(HEADER + "2026-01-05,A,1,1,1,one,5,x\n", ":2: could not convert", id="close-is-a-word"),
        pytest.param(HEADER + "2026-01-05,A,1,1,1,1,5,x\n5 Jan,A,1,1,1,1,5,x\n", ":3: Invalid isoformat", id="date"),
        pytest.param(HEADER + "2026-01-05,A,1,1\n", ":2: ", id="short-row"),
        pytest.param(
            "day,ticker\n2026-01-05,A\n", "cannot be read as a price file: no column date", id="other-columns"
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_named(tmp_path, text, reason):
    path = tmp_path / "prices.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        YahooServer(path, ManualClock(BEFORE))
    assert f"{path}" in str(caught.value)
    assert reason in str(caught.value)


def test_a_price_file_that_is_not_there_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="cannot be read as a price file"):
        read_prices(tmp_path / "nowhere.csv")
