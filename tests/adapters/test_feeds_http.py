"""The HTTP adapter against a real server on the loopback interface that does what servers do at their worst."""

from __future__ import annotations

import contextlib
import gzip
import resource
import socket
import ssl
import subprocess
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import aiohttp
import brotli
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from tracker.adapters import feeds_http
from tracker.adapters.feeds_http import HttpFeeds, is_public
from tracker.clock import monotonic
from tracker.records import Fault, FeedRequest, Fetched, FetchOutcome

NOW = datetime(2026, 1, 7, 21, 5, tzinfo=UTC)
FEED = b"<rss version='2.0'><channel><title>Wire</title></channel></rss>"
QUICK = HttpFeeds(connect_seconds=1, idle_seconds=0.3, total_seconds=1, max_bytes=1024 * 1024)

Play = Callable[[Any], None]


@dataclass
class Server:
    """A web server whose pages are functions."""

    base: str
    port: int
    pages: dict[str, Play] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    """Lets pages that hang end when the test does."""

    def page(self, path: str, play: Play) -> str:
        self.pages[path] = play
        return self.base + path


@pytest.fixture
def server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            played.seen.append((self.path, dict(self.headers.items())))
            played.pages[self.path](self)
            self.close_connection = True

        def log_message(self, *args: object) -> None:
            """Quiet."""

        def handle(self) -> None:
            with contextlib.suppress(OSError):  # The client has hung up, as it should.
                super().handle()

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    httpd.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
    port = httpd.server_address[1]
    played = Server(base=f"http://127.0.0.1:{port}", port=port)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield played
    played.released.set()
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def answer(status: int, body: bytes = b"", **headers: str) -> Play:
    def play(handler: Any) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return play


def ask(url: str, **more: Any) -> FeedRequest:
    return FeedRequest(feed="wire", url=url, user_agent="newsimpact-test/1", **{"allow_private": True, **more})


def fetch(url: str, source: HttpFeeds = QUICK, **more: Any) -> Fetched:
    (answered,) = source.fetch([ask(url, **more)], NOW)
    return answered


def all_of(source: HttpFeeds, requests: list[FeedRequest]) -> list[Fetched]:
    """The answers in the order of the requests."""
    named = [replace(request, feed=str(n)) for n, request in enumerate(requests)]
    answers = {answer.feed: answer for answer in source.fetch(named, NOW)}
    return [answers[request.feed] for request in named]


def failure(fetched: Fetched) -> str:
    patience = fetched.fault is Fault.THROTTLED
    assert fetched.outcome is (FetchOutcome.POSTPONED if patience else FetchOutcome.FAILED)
    assert fetched.fault and fetched.body == b"" and fetched.reason
    assert "\n" not in fetched.reason
    return fetched.reason


# ── answers as they should be ───────────────────────────────────────────────────────────────────────


def test_a_feed_arrives_with_its_validators_and_the_time_of_the_call(server: Server) -> None:
    headers = {"ETag": 'W/"a-1"', "Last_Modified": "Wed, 07 Jan 2026 20:00:00 GMT", "Content_Type": "text/xml"}
    url = server.page("/rss", answer(200, FEED, **headers))
    fetched = fetch(url)
    assert fetched == Fetched(
        feed="wire",
        url=url,
        final_url=url,
        at=NOW,
        outcome=FetchOutcome.OK,
        status=200,
        body=FEED,
        content_type="text/xml",
        etag='W/"a-1"',
        last_modified="Wed, 07 Jan 2026 20:00:00 GMT",
        host="127.0.0.1",
    )
    assert server.seen[0][1]["User-Agent"] == "newsimpact-test/1"
    assert "If-None-Match" not in server.seen[0][1]


def test_validators_go_back_byte_for_byte_and_304_keeps_them(server: Server) -> None:
    url = server.page("/rss", answer(304))
    fetched = fetch(url, etag="W/\"odd; 'quotes' \"", last_modified="Wed, 7 Jan 2026 20:00:00 +0000 (odd)")
    sent = server.seen[0][1]
    assert sent["If-None-Match"] == "W/\"odd; 'quotes' \""
    assert sent["If-Modified-Since"] == "Wed, 7 Jan 2026 20:00:00 +0000 (odd)"
    assert fetched.outcome is FetchOutcome.NOT_MODIFIED and fetched.reason is None
    assert (fetched.etag, fetched.last_modified) == (sent["If-None-Match"], sent["If-Modified-Since"])


def test_304_without_a_condition_is_a_fault(server: Server) -> None:
    assert failure(fetch(server.page("/rss", answer(304)))) == "HTTP 304 Not Modified"


def test_a_validator_that_could_not_be_repeated_exactly_is_not_kept(server: Server) -> None:
    fetched = fetch(server.page("/rss", answer(200, FEED, ETag='"caf\xe9"')))
    assert fetched.outcome is FetchOutcome.OK and fetched.etag is None


@pytest.mark.parametrize(
    ("encoding", "compress"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)]
)
def test_compressed_feeds_are_unpacked(server: Server, encoding: str, compress: Callable[[bytes], bytes]) -> None:
    url = server.page("/rss", answer(200, compress(FEED), Content_Encoding=encoding))
    assert fetch(url).body == FEED
    assert encoding in server.seen[0][1]["Accept-Encoding"]


def test_a_page_that_is_no_feed_is_handed_on_as_it_is(server: Server) -> None:
    fetched = fetch(server.page("/rss", answer(200, b"<html>Sign in</html>", Content_Type="text/html")))
    assert fetched.outcome is FetchOutcome.OK and fetched.content_type == "text/html"


def test_the_environment_names_no_proxy(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert fetch(server.page("/rss", answer(200, FEED))).outcome is FetchOutcome.OK


def test_cookies_of_one_feed_are_not_shown_to_the_next(server: Server) -> None:
    url = server.page("/rss", answer(200, FEED, Set_Cookie="who=me"))
    all_of(QUICK, [ask(url), ask(url)])
    all_of(QUICK, [ask(url)])
    assert all("Cookie" not in headers for _, headers in server.seen)


# ── redirects ───────────────────────────────────────────────────────────────────────────────────────


def test_a_chain_of_redirects_is_followed_to_its_end(server: Server) -> None:
    for hop, status in enumerate((301, 302, 303, 307, 308)):
        server.page(f"/{hop}", answer(status, Location=f"/{hop + 1}"))
    end = server.page("/5", answer(200, FEED))
    fetched = fetch(server.base + "/0")
    assert fetched.outcome is FetchOutcome.OK
    assert (fetched.url, fetched.final_url) == (server.base + "/0", end)


REDIRECTS = {
    "in a circle": (answer(302, Location="/rss"), "more than 5 redirects"),
    "to nowhere": (answer(301), "HTTP 301 without saying where to"),
    "to a file": (answer(301, Location="file:///etc/passwd"), "only http and https addresses are read, not 'file'"),
    "to nonsense": (answer(301, Location="http://[::1/"), "HTTP 301 to something that is no address"),
    "to a bad port": (answer(301, Location="http://example.com:99999/"), "not a usable web address"),
}


@pytest.mark.parametrize(("play", "reason"), REDIRECTS.values(), ids=REDIRECTS)
def test_redirects_that_lead_nowhere_end_with_a_reason(server: Server, play: Play, reason: str) -> None:
    assert failure(fetch(server.page("/rss", play))) == reason


# ── addresses ───────────────────────────────────────────────────────────────────────────────────────

PRIVATE = [
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("100.100.100.200", "168.63.129.16", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "fe80::1", "fe80::1%eth0", "fc00::1"),
    *("fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "2001::1", "not an address", ""),
]
PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_recognised_in_every_dress(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_dialled(address: str) -> None:
    assert is_public(address)


# Every form leads to this machine or into a private network; `PORT` is where two listeners wait.
INWARD = {
    "plain": "http://127.0.0.1:PORT/",
    "name": "http://localhost:PORT/",
    "name with a trailing dot": "http://localhost.:PORT/",
    "name in capitals": "http://LOCALHOST:PORT/",
    "trailing dot": "http://127.0.0.1.:PORT/",
    "short": "http://127.1:PORT/",
    "shorter": "http://127.0.1:PORT/",
    "decimal": "http://2130706433:PORT/",
    "octal": "http://0177.0.0.1:PORT/",
    "octal whole": "http://017700000001:PORT/",
    "hex": "http://0x7f.0.0.1:PORT/",
    "hex whole": "http://0x7f000001:PORT/",
    "zero": "http://0:PORT/",
    "zero in full": "http://0.0.0.0:PORT/",
    "another of the block": "http://127.200.3.4:PORT/",
    "version 6": "http://[::1]:PORT/",
    "version 6 in full": "http://[0:0:0:0:0:0:0:1]:PORT/",
    "unspecified": "http://[::]:PORT/",
    "mapped": "http://[::ffff:127.0.0.1]:PORT/",
    "mapped in hex": "http://[::ffff:7f00:1]:PORT/",
    "compatible": "http://[::127.0.0.1]:PORT/",
    "NAT64": "http://[64:ff9b::7f00:1]:PORT/",
    "6to4": "http://[2002:7f00:1::]:PORT/",
    "link-local": "http://[fe80::1]:PORT/",
    "unique local": "http://[fd00:ec2::254]:PORT/",
    "metadata of a cloud": "http://169.254.169.254:PORT/latest/meta-data/",
    "carrier-grade NAT": "http://100.64.0.1:PORT/",
    "private A": "http://10.0.0.1:PORT/",
    "private B": "http://172.16.0.1:PORT/",
    "private C": "http://192.168.1.1:PORT/",
    "multicast": "http://224.0.0.1:PORT/",
    "broadcast": "http://255.255.255.255:PORT/",
    "user and password": "http://feeds.example.com@127.0.0.1:PORT/",
    "user that looks like a host": "http://feeds.example.com%2f@127.0.0.1:PORT/",
    "backslash": "http://127.0.0.1:PORT\\@feeds.example.com/",
    "circled digits": "http://①②⑦.⓪.⓪.①:PORT/",
    "full width": "http://１２７.０.０.１:PORT/",
    "another scheme": "file://127.0.0.1:PORT/etc/passwd",
}


@dataclass
class Canary:
    """Listens on this machine's both loopback addresses and notes whoever comes."""

    port: int
    sockets: list[socket.socket]

    def visitors(self) -> int:
        count = 0
        for listening in self.sockets:
            with contextlib.suppress(BlockingIOError):
                while True:
                    listening.accept()[0].close()
                    count += 1
        return count


@pytest.fixture
def canary() -> Iterator[Canary]:
    four = socket.create_server(("127.0.0.1", 0))
    port = four.getsockname()[1]
    sockets = [four]
    with contextlib.suppress(OSError):  # a machine without version 6 has nothing to listen on there
        sockets.append(socket.create_server(("::1", port), family=socket.AF_INET6))
    for listening in sockets:
        listening.setblocking(False)
    yield Canary(port, sockets)
    for listening in sockets:
        listening.close()


@pytest.fixture
def sockets_made(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The sockets that the adapter makes for what it is about to dial."""
    made: list[object] = []

    def make(info: Any) -> socket.socket:
        found = checked(info)
        made.append(info)
        return found

    checked = feeds_http._checked_socket
    monkeypatch.setattr(feeds_http, "_checked_socket", make)
    return made


def test_there_are_listeners_that_would_notice(canary: Canary) -> None:
    with socket.create_connection(("127.0.0.1", canary.port), timeout=5):
        assert canary.visitors() == 1


@pytest.mark.parametrize("form", INWARD.values(), ids=INWARD)
@pytest.mark.parametrize("way", ["asked", "redirected"])
def test_no_form_of_a_private_address_is_dialled(
    canary: Canary, sockets_made: list[object], server: Server, monkeypatch: pytest.MonkeyPatch, form: str, way: str
) -> None:
    inward = form.replace("PORT", str(canary.port))
    if way == "asked":
        fetched, expected = fetch(inward, allow_private=False), 0
    else:
        # The way in is a feed that is allowed to stand at a name of its own, on this machine.
        source = replace(QUICK, resolver=lambda: _FeedsOnly(server.port))
        server.page("/rss", answer(302, Location=inward.encode().decode("latin-1")))
        fetched, expected = fetch("http://feeds.example.com/rss", source), 1
    assert canary.visitors() == 0
    assert len(sockets_made) == expected
    assert failure(fetched)


def test_a_name_that_turns_inward_between_two_looks_is_caught_at_the_second(
    canary: Canary, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 127.0.0.1 plays the public server here, and 127.0.0.2 what lies behind the firewall.
    monkeypatch.setattr(feeds_http, "is_public", lambda address: address == "127.0.0.1")
    server.page("/rss", answer(200, FEED))
    names = _Turning(server.port)
    source = replace(QUICK, resolver=lambda: names)
    outcomes = [fetch("http://rebind.example.com/rss", source, allow_private=False) for _ in range(4)]
    assert [fetched.fault for fetched in outcomes] == [None, Fault.REFUSED_ADDRESS] * 2
    assert len(server.seen) == 2


def test_of_several_addresses_only_the_public_ones_are_dialled(
    server: Server, sockets_made: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds_http, "is_public", lambda address: address == "127.0.0.1")
    server.page("/rss", answer(200, FEED))
    source = replace(QUICK, resolver=lambda: _Both(server.port))
    assert fetch("http://both.example.com/rss", source, allow_private=False).body == FEED
    assert {info[4][0] for info in sockets_made} == {"127.0.0.1"}


@dataclass
class _FeedsOnly(AbstractResolver):
    """`feeds.example.com` is the test server; every other name is looked up as usual."""

    port: int

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host == "feeds.example.com":
            return [_result(host, "127.0.0.1", self.port)]
        return await aiohttp.ThreadedResolver().resolve(host, port, family)

    async def close(self) -> None:
        """Holds nothing."""


@dataclass
class _Turning(AbstractResolver):
    """Answers with a public address and an inner one by turns."""

    port: int
    looks: int = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.looks += 1
        return [_result(host, "127.0.0.1" if self.looks % 2 else "127.0.0.2", self.port)]

    async def close(self) -> None:
        """Holds nothing."""


@dataclass
class _Both(AbstractResolver):
    """Answers with an inner address and a public one at once."""

    port: int

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [_result(host, where, self.port) for where in ("127.0.0.2", "127.0.0.1")]

    async def close(self) -> None:
        """Holds nothing."""


def _result(name: str, host: str, port: int) -> ResolveResult:
    return cast(
        ResolveResult,
        {"hostname": name, "host": host, "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0},
    )


def test_the_permission_for_one_private_host_does_not_lead_to_another(server: Server) -> None:
    target = server.page("/secret", answer(200, FEED)).replace("127.0.0.1", "localhost")
    fetched = fetch(server.page("/rss", answer(302, Location=target)))
    assert "host localhost has no public address" in failure(fetched)
    assert [path for path, _ in server.seen] == ["/rss"]


def test_a_redirect_into_the_users_network_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    # 127.0.0.1 plays the public server here, and 127.0.0.2 the machine behind the firewall.
    monkeypatch.setattr(feeds_http, "is_public", lambda address: address == "127.0.0.1")
    server.page("/inside", answer(200, b"secret"))
    url = server.page("/rss", answer(302, Location=f"http://127.0.0.2:{server.port}/inside"))
    assert "127.0.0.2 has no public address" in failure(fetch(url, allow_private=False))
    assert [path for path, _ in server.seen] == ["/rss"]


class _Names(AbstractResolver):
    """Sends every name to one address."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        where = {"hostname": host, "host": "127.0.0.1", "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}
        return [cast(ResolveResult, where)]

    async def close(self) -> None:
        """Holds nothing."""


def test_the_check_comes_after_the_name_was_resolved_whoever_resolves_it(server: Server) -> None:
    server.page("/rss", answer(200, FEED))
    url = f"http://feeds.example.com:{server.port}/rss"
    source = HttpFeeds(resolver=_Names)
    assert "feeds.example.com has no public address" in failure(fetch(url, source, allow_private=False))
    assert server.seen == []
    assert fetch(url, source).body == FEED


def test_a_connection_into_the_users_network_is_not_lent_to_another_feed(server: Server) -> None:
    url = server.page("/rss", answer(200, FEED))
    allowed, refused = all_of(HttpFeeds(concurrency=1), [ask(url), ask(url, allow_private=False)])
    assert allowed.outcome is FetchOutcome.OK
    assert "no public address" in failure(refused)


# ── refusals ────────────────────────────────────────────────────────────────────────────────────────

REFUSALS = {
    "forbidden": (403, {}, "HTTP 403 Forbidden", None),
    "not found": (404, {}, "HTTP 404 Not Found", None),
    "gone": (410, {}, "HTTP 410 Gone", None),
    "too often": (429, {"Retry_After": "120"}, "HTTP 429 Too Many Requests; asks to wait 120 s", 120),
    "until a date": (
        503,
        {"Retry_After": format_datetime(NOW + timedelta(minutes=5), usegmt=True)},
        "HTTP 503 Service Unavailable; asks to wait 300 s",
        300,
    ),
    "a date gone by": (
        503,
        {"Retry_After": "Wed, 7 Jan 2026 20:00:00 GMT"},
        "HTTP 503 Service Unavailable; asks to wait 0 s",
        0,
    ),
    "a date without zone": (
        503,
        {"Retry_After": "Wed, 7 Jan 2026 21:06:00 -0000"},
        "HTTP 503 Service Unavailable; asks to wait 60 s",
        60,
    ),
    "for ever": (429, {"Retry_After": "9" * 30}, "HTTP 429 Too Many Requests; asks to wait 2592000 s", 2_592_000),
    "soon": (503, {"Retry_After": "soon"}, "HTTP 503 Service Unavailable", None),
    "broken": (500, {}, "HTTP 500 Internal Server Error", None),
    "unheard of": (799, {}, "HTTP 799", None),
    "part of it": (206, {}, "HTTP 206 Partial Content", None),
}


@pytest.mark.parametrize(("status", "headers", "reason", "wait"), REFUSALS.values(), ids=REFUSALS)
def test_refusals_are_told_plainly(
    server: Server, status: int, headers: dict[str, str], reason: str, wait: float | None
) -> None:
    fetched = fetch(server.page("/rss", answer(status, b"sorry", **headers)))
    assert failure(fetched) == reason
    assert fetched.status == status
    assert fetched.retry_after == (None if wait is None else timedelta(seconds=wait))


def test_an_empty_answer_is_a_failure(server: Server) -> None:
    assert failure(fetch(server.page("/rss", answer(200)))) == "empty body"


# ── servers that do not end ─────────────────────────────────────────────────────────────────────────


def test_a_server_that_says_nothing_is_left_after_the_idle_time(server: Server) -> None:
    url = server.page("/rss", lambda handler: server.released.wait(5) and None)
    assert failure(fetch(url)) == "silent for more than 0.3 s"


def test_a_body_that_stops_coming_is_left_after_the_idle_time(server: Server) -> None:
    def play(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss>")
        server.released.wait(5)

    assert failure(fetch(server.page("/rss", play))) == "silent for more than 0.3 s"


def test_a_body_that_drips_for_ever_is_left_after_the_total_time(server: Server) -> None:
    def play(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not server.released.wait(0.1):
            handler.wfile.write(b"<")

    started = monotonic()
    assert failure(fetch(server.page("/rss", play))) == "not finished within 1 s"
    assert monotonic() - started < 3


def test_a_feed_that_hangs_keeps_nobody_waiting(server: Server) -> None:
    hangs = server.page("/hangs", lambda handler: server.released.wait(5) and None)
    urls = [hangs, *(server.page(f"/{n}", answer(200, FEED + b"%d" % n)) for n in range(8)), "gopher://x/", hangs]
    answers = all_of(HttpFeeds(idle_seconds=0.4, per_host=20), [ask(url) for url in urls])
    assert [fetched.url for fetched in answers] == urls
    assert [fetched.outcome is FetchOutcome.OK for fetched in answers] == [False, *[True] * 8, False, False]
    assert [fetched.body[len(FEED) :] for fetched in answers[1:9]] == [b"%d" % n for n in range(8)]


def test_no_host_is_asked_more_than_allowed_at_once(server: Server) -> None:
    lock, busy, most = threading.Lock(), [0], [0]

    def play(handler: Any) -> None:
        with lock:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        server.released.wait(0.03)
        with lock:
            busy[0] -= 1
        answer(200, FEED)(handler)

    urls = [server.page(f"/{n}", play) for n in range(8)]
    assert all(a.outcome is FetchOutcome.OK for a in QUICK.fetch([ask(url) for url in urls], NOW))
    assert most[0] == 1


def test_questions_to_one_site_keep_their_distance_and_those_to_others_do_not(server: Server) -> None:
    begun: list[tuple[str, float]] = []

    def play(handler: Any) -> None:
        begun.append((handler.path[1], monotonic()))
        answer(200, FEED)(handler)

    urls = [server.page(f"/{site}{n}", play) for n in range(4) for site in "ab"]
    source = replace(QUICK, spacing_seconds=0.15, site_of=lambda url, private: urlsplit(url).path[1])
    # The user's own network is not spaced: the answers come from loopback as if from outside.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feeds_http, "is_public", lambda address: True)
        answers = all_of(source, [ask(url, allow_private=False) for url in urls])
    assert all(a.outcome is FetchOutcome.OK for a in answers)
    for site in "ab":
        times = sorted(at for name, at in begun if name == site)
        assert min(later - earlier for earlier, later in pairwise(times)) > 0.1
    assert max(at for _, at in begun) - min(at for _, at in begun) < 1.0  # one after the other it would be 1.05

    begun.clear()
    all_of(source, [ask(url) for url in urls])
    assert max(at for _, at in begun) - min(at for _, at in begun) < 0.4


def test_a_site_that_has_said_what_it_bears_is_asked_so(server: Server) -> None:
    begun: list[float] = []

    def play(handler: Any) -> None:
        begun.append(monotonic())
        answer(200, FEED)(handler)

    urls = [server.page(f"/{n}", play) for n in range(9)]
    source = replace(QUICK, site_of=lambda url, private: "sec.gov")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feeds_http, "is_public", lambda address: True)
        all_of(source, [ask(url, allow_private=False) for url in urls])
    assert begun[-1] - begun[0] >= 1.0  # nine in more than a second: at most eight in any one


# ── what an answer says of itself ───────────────────────────────────────────────────────────────────

FRESH_FOR = {
    "max-age": ({"Cache_Control": "public, max-age=900"}, 900),
    "quoted": ({"Cache_Control": 'max-age="60"'}, 60),
    "nothing": ({}, None),
    "zero": ({"Cache_Control": "max-age=0, must-revalidate"}, None),
    "never keep": ({"Cache_Control": "no-cache, max-age=900"}, None),
    "a date": ({"Expires": "Wed, 07 Jan 2026 22:05:00 GMT", "Date": "Wed, 07 Jan 2026 21:35:00 GMT"}, 1800),
    "a date against our clock": ({"Expires": "Wed, 07 Jan 2026 21:15:00 GMT", "Date": "nonsense"}, 600),
    "a date gone by": ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, None),
    "no date": ({"Expires": "0"}, None),
    "age before date": ({"Cache_Control": "max-age=120", "Expires": "Wed, 07 Jan 2027 00:00:00 GMT"}, 120),
}


@pytest.mark.parametrize(("headers", "seconds"), FRESH_FOR.values(), ids=FRESH_FOR)
def test_how_long_a_server_calls_its_answer_fresh(headers: dict[str, str], seconds: int | None) -> None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    found = feeds_http._fresh_for(named, NOW)
    assert (found.total_seconds() if found else None) == seconds


def test_freshness_comes_with_the_answer(server: Server) -> None:
    fetched = fetch(server.page("/rss", answer(200, FEED, Cache_Control="max-age=900")))
    assert fetched.fresh_for == timedelta(minutes=15)


MOVES = {
    "for good": ([301], "/1"),
    "for good twice": ([308, 301], "/2"),
    "for now": ([302], None),
    "for now, then for good": ([307, 301], None),
    "for good, then for now": ([301, 302], "/1"),
}


@pytest.mark.parametrize(("statuses", "expected"), MOVES.values(), ids=MOVES)
def test_only_permanent_redirects_from_the_start_say_where_a_feed_has_moved(
    server: Server, statuses: list[int], expected: str | None
) -> None:
    for n, status in enumerate(statuses):
        server.page(f"/{n}", answer(status, Location=f"/{n + 1}"))
    server.page(f"/{len(statuses)}", answer(200, FEED))
    fetched = fetch(server.base + "/0")
    assert fetched.body == FEED
    assert fetched.moved_to == (server.base + expected if expected else None)


CHALLENGES = {
    "by its header": (403, b"", {"cf_mitigated": "challenge"}, Fault.BLOCKED, True),
    "by its page": (503, b"<title>Just a moment...</title>", {}, Fault.BLOCKED, True),
    "too often, and a riddle": (429, b"please solve this CAPTCHA", {}, Fault.BLOCKED, True),
    "plainly forbidden": (403, b"<h1>Forbidden</h1>", {}, Fault.BLOCKED, False),
    "unauthorised": (401, b"", {}, Fault.BLOCKED, False),
    "for legal reasons": (451, b"", {}, Fault.BLOCKED, False),
    "plainly busy": (503, b"<h1>Service Unavailable</h1>", {}, Fault.THROTTLED, False),
    "endless": (403, b"x" * 200_000 + b"captcha", {}, Fault.BLOCKED, False),
}


@pytest.mark.parametrize(("status", "body", "headers", "fault", "riddle"), CHALLENGES.values(), ids=CHALLENGES)
def test_a_refusal_says_what_kind_it_is(
    server: Server, status: int, body: bytes, headers: dict[str, str], fault: Fault, riddle: bool
) -> None:
    fetched = fetch(server.page("/rss", answer(status, body, **headers)))
    assert fetched.fault is fault
    assert ("a check for browsers" in failure(fetched)) == riddle


def test_a_bug_in_the_loop_reaches_the_one_who_waits(server: Server) -> None:
    class Broken(HttpFeeds):
        def _session(self) -> aiohttp.ClientSession:
            raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        list(Broken().fetch([ask(server.base)], NOW))


def test_answers_nobody_takes_do_not_pile_up(server: Server) -> None:
    asked: list[str] = []

    def play(handler: Any) -> None:
        asked.append(handler.path)
        answer(200, FEED)(handler)

    requests = [replace(ask(server.page(f"/{n}", play)), feed=str(n)) for n in range(200)]
    source = replace(QUICK, concurrency=8, site_of=lambda url, private: url)
    answers = source.fetch(requests, NOW)
    next(answers)
    server.released.wait(1.0)
    assert len(asked) < feeds_http.UNTAKEN + 50  # what lies there, what is under way, what waits to be put down
    assert 1 + sum(1 for _ in answers) == 200


# ── connections that break ──────────────────────────────────────────────────────────────────────────


def _raw(*pieces: bytes) -> Play:
    return lambda handler: [handler.wfile.write(piece) for piece in pieces] and None


BROKEN = {
    "cut in the body": (
        _raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss>"),
        "the body broke off or is not encoded as announced",
    ),
    "cut in a chunk": (
        _raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n"),
        "the body broke off or is not encoded as announced",
    ),
    "no gzip at all": (
        answer(200, FEED, Content_Encoding="gzip"),
        "the body broke off or is not encoded as announced",
    ),
    "closed without a word": (_raw(), "the server closed the connection without an answer"),
    "another protocol": (_raw(b"220 mail.example.com ESMTP\r\n"), "the server does not answer in HTTP"),
}


@pytest.mark.parametrize(("play", "reason"), BROKEN.values(), ids=BROKEN)
def test_broken_answers_are_told_apart(server: Server, play: Play, reason: str) -> None:
    assert failure(fetch(server.page("/rss", play))) == reason


def test_a_closed_port_is_named(server: Server) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert failure(fetch(f"http://127.0.0.1:{port}/rss")).startswith(f"cannot connect to 127.0.0.1:{port}: ")


def test_a_name_that_does_not_exist_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    # The resolver of the machine would leave the loopback interface.
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert failure(fetch("http://feeds.example.invalid/rss")) == "host feeds.example.invalid not found"


def test_a_server_that_accepts_nobody_is_left_after_the_connect_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        # The queue of connections is filled, so that the next one gets no reply.
        waiting = [socket.socket() for _ in range(3)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port))
        reason = failure(fetch(f"http://127.0.0.1:{port}/rss", HttpFeeds(connect_seconds=0.2)))
        for client in waiting:
            client.close()
    assert reason == "no connection within 0.2 s"


def test_https_to_a_server_that_speaks_http_is_told(server: Server) -> None:
    reason = failure(fetch(f"https://127.0.0.1:{server.port}/rss"))
    assert reason.startswith("TLS: 127.0.0.1 and we cannot agree: ")


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    made += ["-keyout", "key.pem", "-out", "cert.pem", "-days", "1", "-subj", "/CN=localhost"]
    try:
        subprocess.run(made, cwd=tmp_path, check=True, capture_output=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        pytest.skip("no openssl here to make a certificate")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def shake() -> None:
            connection, _ = listening.accept()
            with connection, pytest.raises(ssl.SSLError):
                context.wrap_socket(connection, server_side=True)

        thread = threading.Thread(target=shake)
        thread.start()
        reason = failure(fetch(f"https://127.0.0.1:{listening.getsockname()[1]}/rss"))
        thread.join()
    assert reason == "TLS: certificate of 127.0.0.1: self-signed certificate"


ADDRESSES = {
    "file": ("file:///etc/passwd", "only http and https addresses are read, not 'file'"),
    "no scheme": ("example.com/rss", "only http and https addresses are read, not ''"),
    "no host": ("http:///rss", "not a usable web address"),
    "bracket left open": ("http://[::1/rss", "not a usable web address"),
    "port out of range": ("http://example.com:70000/rss", "not a usable web address"),
    "empty": ("", "only http and https addresses are read, not ''"),
}


@pytest.mark.parametrize(("url", "reason"), ADDRESSES.values(), ids=ADDRESSES)
def test_what_is_no_web_address_is_not_asked_for(url: str, reason: str) -> None:
    assert failure(fetch(url)) == reason


def test_a_header_that_would_add_headers_is_not_sent(server: Server) -> None:
    url = server.page("/rss", answer(200, FEED))
    assert failure(fetch(url, etag='"a"\r\nX-Evil: 1')) == "unexpected ValueError"
    assert server.seen == []


def test_an_error_of_the_network_without_a_name_of_its_own_is_told() -> None:
    assert QUICK._reason(OSError(113, "No route to host")) == (Fault.UNREACHABLE, "network: No route to host")
    assert QUICK._reason(aiohttp.InvalidURL("http://me:secret@x/")) == (Fault.HTTP_ERROR, "not a usable web address")


# ── too much ────────────────────────────────────────────────────────────────────────────────────────


def test_a_body_over_the_limit_is_refused_and_one_at_the_limit_is_read(server: Server) -> None:
    limit = HttpFeeds(max_bytes=100_000)
    at_limit = server.page("/at", answer(200, b"x" * 100_000))
    over = server.page("/over", answer(200, b"x" * 100_001))
    assert len(fetch(at_limit, limit).body) == 100_000
    assert failure(fetch(over, limit)) == "body larger than 100,000 bytes"


def _gzip_bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1024 * 1024)
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


def _brotli_bomb(megabytes: int) -> bytes:
    packer = brotli.Compressor(quality=5)
    block = bytes(1024 * 1024)
    return b"".join(packer.process(block) for _ in range(megabytes)) + packer.finish()


@pytest.mark.parametrize(("encoding", "bomb"), [("gzip", _gzip_bomb), ("br", _brotli_bomb)])
def test_a_small_answer_that_unpacks_to_a_large_one_is_harmless(
    server: Server, encoding: str, bomb: Callable[[int], bytes]
) -> None:
    packed = bomb(256)
    assert len(packed) < 1024 * 1024
    url = server.page("/rss", answer(200, packed, Content_Encoding=encoding))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert failure(fetch(url)) == "body larger than 1,048,576 bytes"
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown_mb < 100


# ── secrets ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/gone", "/loop", "/file", "/cut", "/silent"])
def test_secrets_of_an_address_are_never_in_a_reason(server: Server, path: str) -> None:
    server.page("/gone?apikey=s3cret", answer(410))
    server.page("/loop?apikey=s3cret", answer(302, Location="/loop?apikey=s3cret"))
    server.page("/file?apikey=s3cret", answer(302, Location="file://me:s3cret@x/"))
    server.page("/cut?apikey=s3cret", _raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"))
    server.page("/silent?apikey=s3cret", lambda handler: server.released.wait(5) and None)
    fetched = fetch(f"http://me:s3cret@127.0.0.1:{server.port}{path}?apikey=s3cret")
    assert "s3cret" not in failure(fetched)
    assert server.seen[0][1]["Authorization"].startswith("Basic ")


def test_the_final_address_holds_no_password(server: Server) -> None:
    server.page("/rss", answer(200, FEED))
    assert fetch(f"http://me:s3cret@127.0.0.1:{server.port}/rss").final_url == server.base + "/rss"


def test_nothing_asked_nothing_answered() -> None:
    assert list(QUICK.fetch([], NOW)) == []
