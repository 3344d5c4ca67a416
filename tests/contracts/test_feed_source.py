"""What every implementation of `tracker.ports.FeedSource` promises; add yours to SOURCES."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tracker.adapters.feeds_http import HttpFeeds
from tracker.ports import FeedSource
from tracker.records import Fault, FeedRequest, Fetched, FetchOutcome

NOW = datetime(2026, 1, 7, 21, 5, tzinfo=UTC)
SOURCES: dict[str, Callable[[], FeedSource]] = {
    "http": lambda: HttpFeeds(connect_seconds=1, idle_seconds=0.3, total_seconds=1),
}


class _Wire(BaseHTTPRequestHandler):
    """`/good` has a feed and validators, `/busy` asks for patience, everything else is not found."""

    def do_GET(self) -> None:
        if self.path == "/busy":
            self._answer(503, b"", Retry_After="60")
        elif self.path != "/good":
            self._answer(404, b"")
        elif self.headers.get("If-None-Match") == '"1"':
            self._answer(304, b"")
        else:
            self._answer(200, b"<rss/>", ETag='"1"', Last_Modified="Wed, 07 Jan 2026 20:00:00 GMT")

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def wire() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _Wire)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_address[1]}"
    httpd.shutdown()
    httpd.server_close()
    thread.join()


@pytest.fixture(params=SOURCES.values(), ids=SOURCES)
def source(request: pytest.FixtureRequest) -> FeedSource:
    made: FeedSource = request.param()
    return made


def ask(url: str, feed: str = "wire", etag: str | None = None, allow_private: bool = True) -> FeedRequest:
    return FeedRequest(feed=feed, url=url, user_agent="newsimpact-test/1", etag=etag, allow_private=allow_private)


def by_request(source: FeedSource, requests: list[FeedRequest]) -> list[Fetched]:
    """The answers in the order of the requests, whose names must differ."""
    answers = {answer.feed: answer for answer in source.fetch(requests, NOW)}
    assert len(answers) == len(requests)
    return [answers[request.feed] for request in requests]


def test_every_request_is_answered_by_name(source: FeedSource, wire: str) -> None:
    paths = ["/missing", "/good", "/good", "/missing", "/busy"]
    requests = [ask(wire + path, feed=f"feed-{n}") for n, path in enumerate(paths)]
    answers = by_request(source, requests)
    assert [(a.feed, a.url, a.at) for a in answers] == [(r.feed, r.url, NOW) for r in requests]
    assert [a.outcome is FetchOutcome.OK for a in answers] == [False, True, True, False, False]


def test_a_good_answer_has_a_body_its_hash_and_validators(source: FeedSource, wire: str) -> None:
    (answer,) = source.fetch([ask(wire + "/good")], NOW)
    assert (answer.status, answer.body, answer.reason) == (200, b"<rss/>", None)
    assert answer.body_hash and (answer.etag, answer.last_modified) == ('"1"', "Wed, 07 Jan 2026 20:00:00 GMT")


def test_an_unchanged_feed_is_no_failure_and_has_no_body(source: FeedSource, wire: str) -> None:
    (answer,) = source.fetch([ask(wire + "/good", etag='"1"')], NOW)
    assert (answer.outcome, answer.status, answer.body) == (FetchOutcome.NOT_MODIFIED, 304, b"")
    assert (answer.reason, answer.etag, answer.body_hash) == (None, '"1"', None)


def test_a_failure_has_a_reason_in_one_line_and_no_body(source: FeedSource, wire: str) -> None:
    urls = [wire + "/missing", "http://127.0.0.1:1/", "nonsense", "", "http://[", "ftp://x/"]
    for answer in source.fetch([ask(url) for url in urls], NOW):
        assert answer.outcome is FetchOutcome.FAILED and answer.body == b""
        assert answer.reason and len(answer.reason.splitlines()) == 1


def test_a_wait_asked_for_is_handed_on(source: FeedSource, wire: str) -> None:
    (answer,) = source.fetch([ask(wire + "/busy")], NOW)
    assert answer.retry_after == timedelta(seconds=60)
    assert (answer.outcome, answer.fault, answer.status) == (FetchOutcome.POSTPONED, Fault.THROTTLED, 503)
    assert answer.host


def test_what_was_meant_for_a_host_that_wants_patience_is_postponed(source: FeedSource, wire: str) -> None:
    requests = [ask(wire + "/busy", feed="first"), ask(wire + "/good", feed="second")]
    first, second = by_request(source, requests)
    assert (first.status, second.status) == (503, None)
    assert (second.outcome, second.fault) == (FetchOutcome.POSTPONED, None)
    assert second.reason and "asked for patience" in second.reason


def test_a_paused_host_is_not_asked_before_its_time(source: FeedSource, wire: str) -> None:
    (answer,) = source.fetch([ask(wire + "/good")], NOW)
    for until, outcome in ((NOW + timedelta(minutes=1), FetchOutcome.POSTPONED), (NOW, FetchOutcome.OK)):
        (again,) = source.fetch([ask(wire + "/good")], NOW, {answer.host: until})
        assert again.outcome is outcome


def test_a_generator_that_is_closed_ends_what_is_under_way(source: FeedSource, wire: str) -> None:
    before = threading.active_count()
    answers = source.fetch([ask(wire + "/good", feed=f"feed-{n}") for n in range(100)], NOW)
    next(answers)
    answers.close()
    assert threading.active_count() <= before + 1  # a handler of the server may still be at its last answer


def test_the_users_own_network_is_closed_to_feeds_that_are_not_allowed_there(source: FeedSource, wire: str) -> None:
    requests = [ask(wire + "/good", feed="stranger", allow_private=False), ask(wire + "/good", feed="friend")]
    refused, allowed = by_request(source, requests)
    assert (refused.outcome, allowed.outcome) == (FetchOutcome.FAILED, FetchOutcome.OK)


def test_nothing_asked_nothing_answered(source: FeedSource) -> None:
    assert list(source.fetch([], NOW)) == []
