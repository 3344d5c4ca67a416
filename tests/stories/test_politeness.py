"""Days of polling against a scripted web: what servers were asked, when, and how often at the same time.

The server plays one script per host and path, a list of answers whose last one stays, and keeps a log. Host names lead
to it through the resolver; the clock is set by hand and the collector is the real one.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest
from aiohttp.abc import ResolveResult

from pipelines.urls import politeness_key
from storage import feeds as feed_store
from tests.conftest import NewsDesk, written_feed
from tracker.adapters import feeds_http
from tracker.adapters.feeds_http import HttpFeeds
from tracker.demo.servers import LoopbackNames
from tracker.jobs import collect
from tracker.records import Fault, FeedState

pytestmark = pytest.mark.thorough

START = datetime(2026, 7, 1, 14, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Say:
    """One answer of a script."""

    status: int = 200
    items: int = 3
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    """None: a feed of `items` items."""


@dataclass(frozen=True)
class Asked:
    at: datetime
    host: str
    path: str
    etag: str | None
    status: int


@dataclass
class Web:
    """The scripted server and its log."""

    port: int = 0
    now: datetime = START
    scripts: dict[tuple[str, str], list[Say]] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)
    busy: dict[str, int] = field(default_factory=dict)
    most_at_once: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def plays(self, host: str, path: str, *script: Say) -> Web:
        self.scripts[host, path] = list(script)
        return self

    def asked(self, host: str) -> list[Asked]:
        return [entry for entry in self.log if entry.host == host]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        host = handler.headers["Host"].partition(":")[0]
        with self.lock:
            self.busy[host] = self.busy.get(host, 0) + 1
            self.most_at_once[host] = max(self.most_at_once.get(host, 0), self.busy[host])
            script = self.scripts[host, handler.path]
            say = script.pop(0) if len(script) > 1 else script[0]
        time.sleep(0.01)  # so that two at the same time would be seen
        etag = handler.headers.get("If-None-Match")
        body = _rss(host, say.items) if say.body is None else say.body
        unchanged = say.status == 200 and say.body is None and etag == f'"{say.items}"'
        status = 304 if unchanged else say.status
        with self.lock:
            self.log.append(Asked(self.now, host, handler.path, etag, status))
            self.busy[host] -= 1
        handler.send_response(status)
        if status == 200 and say.body is None:
            handler.send_header("ETag", f'"{say.items}"')
        for name, value in say.headers.items():
            handler.send_header(name, value)
        sent = body if status == 200 or say.body is not None else b""
        handler.send_header("Content-Length", str(len(sent)))
        handler.end_headers()
        handler.wfile.write(sent)


def _rss(host: str, items: int) -> bytes:
    rows = "".join(
        f"<item><title>{host} {n}</title><guid>{n}</guid><pubDate>Tue, 30 Jun 2026 1{n}:00:00 GMT</pubDate></item>"
        for n in range(items)
    )
    return f'<rss version="2.0"><channel><title>{host}</title>{rows}</channel></rss>'.encode()


@contextmanager
def _web() -> Iterator[Web]:
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            web.answer(self)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 128  # with the usual five, a connection among many waits a second for its second try

    server = Server(("127.0.0.1", 0), Handler)
    web.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def web() -> Iterator[Web]:
    with _web() as found:
        yield found


@dataclass
class Reader:
    """The collector over the scripted web."""

    desk: NewsDesk
    web: Web

    def follows(self, **feeds: str) -> Reader:
        wanted = tuple(replace(written_feed(name), url=url) for name, url in feeds.items())
        self.desk.desk = replace(self.desk.desk, feeds=wanted, source=_source(LoopbackNames, self.web))
        return self

    def polls(self, duration: timedelta, every: timedelta = 10 * MINUTE) -> Reader:
        end = self.web.now + duration
        while self.web.now < end:
            collect(self.desk.desk, self.web.now)
            self.web.now += every
        return self

    def state(self, feed: str) -> FeedState:
        with self.desk.desk.store.read() as connection:
            return feed_store.feed_states(connection)[feed]

    def articles(self, feed: str) -> int:
        return sum(article.feed == feed for article in self.desk.articles())


def _source(names: type[LoopbackNames], web: Web, connect_seconds: float = 5) -> HttpFeeds:
    return HttpFeeds(
        connect_seconds=connect_seconds,
        idle_seconds=5,
        spacing_seconds=0,
        resolver=lambda: names(web.port),
        site_of=lambda url, private: politeness_key(url, private=private),
    )


@pytest.fixture
def reader(newsdesk: NewsDesk, web: Web, monkeypatch: pytest.MonkeyPatch) -> Reader:
    # The public web stands on loopback here; what the check itself refuses is told in tests/adapters.
    monkeypatch.setattr(feeds_http, "is_public", lambda address: True)
    return Reader(newsdesk, web)


def test_every_repeat_question_is_conditional_and_an_unchanged_feed_costs_no_body(reader: Reader, web: Web) -> None:
    web.plays("a.example", "/rss", Say(items=2), Say(items=2), Say(items=3))
    reader.follows(a="http://a.example/rss").polls(6 * HOUR)
    asked = web.asked("a.example")
    assert len(asked) >= 5
    assert [entry.etag for entry in asked[:4]] == [None, '"2"', '"2"', '"3"']
    assert [entry.status for entry in asked[:4]] == [200, 304, 200, 304]
    assert all(entry.etag for entry in asked[1:])
    assert reader.articles("a") == 3


def test_a_host_that_asks_for_patience_has_it_from_all_its_feeds_and_none_has_failed(reader: Reader, web: Web) -> None:
    web.plays("one.busy.example", "/rss", Say(429, headers={"Retry-After": "7200"}), Say())
    web.plays("two.busy.example", "/rss", Say())
    web.plays("hop.example", "/rss", Say(302, headers={"Location": "http://two.busy.example/rss"}))
    urls = {"one": "http://one.busy.example/rss", "two": "http://two.busy.example/rss", "hop": "http://hop.example/rss"}
    reader.follows(**urls).polls(10 * MINUTE)
    assert len(web.asked("one.busy.example")) == 1
    before = len(web.asked("two.busy.example"))  # either was first
    state = reader.state("one")
    assert (state.failures, state.fault, state.failing_since) == (0, str(Fault.THROTTLED), None)
    reader.polls(110 * MINUTE)
    assert len(web.asked("one.busy.example")) == 1
    assert len(web.asked("two.busy.example")) == before
    assert len(web.asked("hop.example")) <= 2  # and the redirect was not followed into the pause
    reader.polls(2 * HOUR)
    assert web.asked("one.busy.example")[1].at >= START + 2 * HOUR
    assert {reader.articles(feed) for feed in urls} == {3}
    assert {reader.state(feed).fault for feed in urls} == {None}


def test_patience_without_a_time_doubles_and_ends_with_the_first_good_answer(reader: Reader, web: Web) -> None:
    web.plays("a.example", "/rss", Say(503), Say(503), Say(503), Say(), Say(503, items=9), Say(items=9))
    reader.follows(a="http://a.example/rss").polls(6 * HOUR)
    asked = [entry.at - START for entry in web.asked("a.example")]
    # 15, 30 and 60 minutes of rest; after the good answer the next rest is 15 minutes again.
    assert asked[:4] == [timedelta(), 20 * MINUTE, 60 * MINUTE, 130 * MINUTE]
    after = [entry.status for entry in web.asked("a.example")].index(503, 4)
    assert asked[after + 1] - asked[after] <= 20 * MINUTE
    assert reader.articles("a") == 9


def test_a_permanent_move_is_followed_at_once_and_taken_over_after_a_day(reader: Reader, web: Web) -> None:
    web.plays("old.example", "/rss", Say(301, headers={"Location": "http://new.example/feed"}))
    web.plays("new.example", "/feed", Say())
    reader.follows(a="http://old.example/rss").polls(HOUR)
    assert reader.articles("a") == 3
    assert reader.state("a").asked_url == "http://old.example/rss"
    reader.polls(25 * HOUR)
    assert reader.state("a").asked_url == "http://new.example/feed"
    known = len(web.asked("old.example"))
    reader.polls(6 * HOUR)
    assert len(web.asked("old.example")) == known
    assert reader.articles("a") == 3
    with reader.desk.desk.store.read() as connection:
        moves = connection.exec_driver_sql("SELECT feed, from_url, to_url FROM feed_move").all()
    assert moves == [("a", "http://old.example/rss", "http://new.example/feed")]


def test_a_feed_that_moves_onto_another_one_is_followed_there_and_stays_two(reader: Reader, web: Web) -> None:
    web.plays("old.example", "/rss", Say(301, headers={"Location": "http://new.example/feed"}))
    web.plays("new.example", "/feed", Say())
    reader.follows(old="http://old.example/rss", new="http://new.example/feed").polls(3 * DAY, every=HOUR)
    assert reader.state("old").asked_url == "http://old.example/rss"
    assert (reader.articles("old"), reader.articles("new")) == (3, 3)


def test_a_hotels_login_page_takes_no_feed_away(reader: Reader, web: Web) -> None:
    login = Say(301, headers={"Location": "http://hotel.example/login"})
    web.plays("a.example", "/rss", Say(), *[login] * 6, Say(items=4))
    web.plays("hotel.example", "/login", Say(body=b"<html><title>Welcome, please sign in</title></html>"))
    reader.follows(a="http://a.example/rss").polls(6 * HOUR)
    ill = reader.state("a")
    assert (ill.asked_url, ill.fault) == ("http://a.example/rss", str(Fault.NOT_A_FEED))
    assert ill.reason and "an HTML page, not a feed" in ill.reason
    reader.polls(3 * DAY, every=HOUR)
    assert (reader.state("a").failures, reader.articles("a")) == (0, 4)


def test_gone_twice_ends_the_asking_and_not_found_never_does(reader: Reader, web: Web) -> None:
    web.plays("gone.example", "/rss", Say(410))
    web.plays("lost.example", "/rss", Say(404))
    reader.follows(gone="http://gone.example/rss", lost="http://lost.example/rss").polls(6 * DAY, every=HOUR)
    assert len(web.asked("gone.example")) == 2
    assert web.asked("gone.example")[1].at - START >= DAY
    assert reader.state("gone").disabled_at is not None
    times = [entry.at for entry in web.asked("lost.example")]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert times[-1] > web.now - 27 * HOUR  # still asked, once a day
    assert gaps[:7] == sorted(gaps[:7]) and min(gaps[7:]) >= DAY
    assert reader.state("lost").fault == str(Fault.NOT_FOUND)


CHALLENGES = {
    "told in a header": Say(403, headers={"cf-mitigated": "challenge"}),
    "told in the page": Say(503, body=b"<html><title>Just a moment...</title><script>/*challenge-platform*/</script>"),
    "plainly forbidden": Say(403),
}


@pytest.mark.parametrize("say", CHALLENGES.values(), ids=CHALLENGES)
def test_a_check_for_browsers_is_told_as_what_it_is(reader: Reader, web: Web, say: Say) -> None:
    web.plays("a.example", "/rss", say)
    reader.follows(a="http://a.example/rss").polls(50 * MINUTE)
    assert len(web.asked("a.example")) == 1
    assert reader.state("a").fault == str(Fault.BLOCKED)


def test_no_site_is_asked_twice_at_the_same_time_whatever_leads_there(reader: Reader, web: Web) -> None:
    urls = {}
    for n in range(12):
        web.plays("site.example", f"/{n}", Say())
        web.plays(f"hop{n}.example", "/rss", Say(302, headers={"Location": f"http://site.example/{n}"}))
        urls[f"hop{n}"] = f"http://hop{n}.example/rss"
        urls[f"direct{n}"] = f"http://site.example/{n}"
    reader.follows(**urls).polls(10 * MINUTE)
    assert len(web.asked("site.example")) == 24
    assert web.most_at_once["site.example"] == 1


def test_a_site_that_does_not_answer_costs_the_time_of_one_feed(reader: Reader, web: Web) -> None:
    urls = {f"dead{n}": f"http://dead.example/{n}" for n in range(20)}
    web.plays("well.example", "/rss", Say())
    reader.follows(well="http://well.example/rss", **urls)
    reader.desk.desk = replace(reader.desk.desk, source=_source(_Nowhere, web, connect_seconds=0.5))
    started = time.monotonic()
    reader.polls(10 * MINUTE)
    assert time.monotonic() - started < 5
    assert reader.articles("well") == 3
    failed = [feed for feed in urls if reader.state(feed).failures]
    assert len(failed) == 1  # the others were not asked, have not failed, and are asked a minute later
    assert {reader.state(feed).next_check_at for feed in urls if feed not in failed} == {START + MINUTE}


class _Nowhere(LoopbackNames):
    """As LoopbackNames, but one host is an address of the block for documentation, where nobody answers."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        (found,) = await super().resolve(host, port, family)
        return [{**found, "host": "192.0.2.1"}] if host == "dead.example" else [found]
