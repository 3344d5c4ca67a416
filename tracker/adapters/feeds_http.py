"""Fetches feeds and pages over HTTP: conditional, polite, bounded in time and size, never into the user's own network.

What must never happen: one server holds up the others or fills the memory; a server that asked for patience is asked
again; two requests reach one site at the same time; an address on the user's network is dialled because a feed, a
redirect or a name server says so; a password in an address shows up in a message.

How it works. All requests of a call run side by side in one event loop, on a thread of its own, over one session, and
each answer is handed out as soon as it is there; who is slow to take them slows the loop down, so that bodies never
pile up. Each request follows its redirects by hand. For every hop it takes its turn at the gate of the site it is
about to ask: few at a time (`per_host`), some time apart (`spacing_seconds`), none while the site is paused. Waiting
there costs none of its time. The address check sits where the socket is made, after the name was resolved: every hop
passes it, there is no gap between checking a name and dialling it, and no connection is used twice, so that the
permission of one feed to reach the user's network never serves another. Bodies are counted as they are decompressed.
Proxies, cookies and the credentials of the environment are ignored.

A site that cannot be reached at all, or stays silent, is left alone for the rest of the call: what else was meant for
it comes back as postponed, and thirty feeds of a dead site cost the time of one.

It deliberately does not: judge what the body is, decide when to ask again, remember anything between calls. Known
limit: a name server that hangs delays the end of the call, not the other feeds, because a system call cannot be
interrupted.
"""

from __future__ import annotations

import asyncio
import http
import ipaddress
import queue
import re
import socket
import threading
from collections.abc import Callable, Coroutine, Generator, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver

from tracker.clock import monotonic
from tracker.records import Fault, FeedRequest, Fetched, FetchOutcome

ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5"
"""Without a word of JSON, which sites that know only one kind of answer refuse; `*/*` asks for it as well."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
LONGEST_WAIT = timedelta(days=30)
"""A Retry-After beyond this is a server's way of saying never; the scheduler decides what to make of it."""
SITE_SPACING = {"sec.gov": 0.15}
"""Seconds between two requests where a site has said what it bears: the SEC allows ten a second, we take seven."""
UNTAKEN = 32
"""Answers that wait for their taker before further ones are held back: at most so many bodies lie in memory."""
PEEK = 32 * 1024
"""Of the body of a refusal, as much is read to see whether it is a check for browsers."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


# ── which addresses may be dialled ──────────────────────────────────────────────────────────────────

_CARRIERS = (
    # Prefixes that carry an IPv4 address, and how many bits stand to the right of it.
    (ipaddress.IPv6Network("::/96"), 0),
    (ipaddress.IPv6Network("::ffff:0:0/96"), 0),
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),
    (ipaddress.IPv6Network("2002::/16"), 80),
)
_REFUSED = (
    # Public by the registries' tables, and still not the public internet: protocol assignments, the relay of
    # 6to4, local NAT64, addresses of a site, and the platform service of a cloud.
    *(ipaddress.ip_network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")),
    *(ipaddress.ip_network(net) for net in ("64:ff9b:1::/48", "fec0::/10")),
)


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet, seen through every wrapping of IPv4 in IPv6.

    >>> is_public("93.184.216.34"), is_public("10.0.0.1"), is_public("64:ff9b::7f00:1"), is_public("::1")
    (True, False, False, False)
    """
    try:
        found: _Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _carried(found)
    if inner is not None and not _is_global(inner):
        return False
    # A mapped address is judged by what it carries; the tables call the prefix itself reserved.
    return inner is not None or _is_global(found)


def _carried(address: _Address) -> ipaddress.IPv4Address | None:
    for network, shift in _CARRIERS:
        if address in network:
            return ipaddress.IPv4Address((int(address) >> shift) & 0xFFFFFFFF)
    return None


def _is_global(address: _Address) -> bool:
    special = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not special and not any(address in network for network in _REFUSED)


class AddressRefused(OSError):
    """The name leads to an address that must not be dialled."""


_private_allowed: ContextVar[bool] = ContextVar("private_allowed", default=False)
"""Whether the request being made may reach the user's network. Each request runs in a task, hence a context, of its
own, and the tasks in which a connection is made inherit it."""


def _checked_socket(info: aiohttp.AddrInfoType) -> socket.socket:
    """Makes the socket for a resolved address, or refuses to: the last moment before it is dialled."""
    host = str(info[4][0])
    if not _private_allowed.get() and not is_public(host):
        raise AddressRefused(f"{host} is not a public address")
    return socket.socket(info[0], info[1], info[2])


# ── the adapter ─────────────────────────────────────────────────────────────────────────────────────


class _Failed(Exception):
    """Something cannot be had; the message says why, in one line and without the address."""

    def __init__(self, message: str, fault: Fault) -> None:
        super().__init__(message)
        self.fault = fault


class _Postponed(Exception):
    """A site must not be asked now; the message says why."""


@dataclass(slots=True)
class _Gate:
    """The way to one site: few at a time, some time apart, closed while it is paused."""

    seats: asyncio.Semaphore
    spacing: float
    free_at: float = 0.0
    """On the loop's clock: no request before."""
    closed: str | None = None
    """Why nothing more may be asked in this call; None while it may."""

    async def wait(self) -> None:
        """Let the spacing pass. Called with a seat, so that nobody else waits for the same moment."""
        now = asyncio.get_running_loop().time()
        self.free_at = max(now, self.free_at) + self.spacing
        await asyncio.sleep(self.free_at - self.spacing - now)

    def require_open(self) -> None:
        if self.closed is not None:
            raise _Postponed(self.closed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What the requests of one call share."""

    now: datetime
    session: aiohttp.ClientSession
    slots: asyncio.Semaphore
    gates: dict[str, _Gate]
    paused: Mapping[str, datetime]


@dataclass(slots=True)
class _Way:
    """How far one request has come, for the answer that is made of it when it fails."""

    url: str
    site: str = ""
    moved_to: str | None = None
    permanent: bool = True
    """Whether all redirects up to here were permanent ones."""
    left: float = 0.0
    """Seconds of its time that are left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpFeeds:
    """Reads feeds and pages from the web; implements `tracker.ports.FeedSource`."""

    connect_seconds: float = 5
    idle_seconds: float = 10
    """The longest silence between two pieces of an answer."""
    total_seconds: float = 20
    """For a whole chain of redirects with its last body, waiting for its turn not counted."""
    max_bytes: int = 8 * 1024 * 1024
    """Of the decompressed body."""
    concurrency: int = 64
    per_host: int = 1
    spacing_seconds: float = 1.0
    """Between the beginnings of two requests to one site; not kept in the user's own network."""
    max_redirects: int = 5
    resolver: Callable[[], AbstractResolver] | None = None
    """Makes the name resolver; None for the system's. The address check comes after it, whoever resolves."""
    site_of: Callable[[str, bool], str] = field(default=lambda url, private: _host(url))
    """The politeness key of an address: what one operator answers for; the flag says that private ones are allowed."""

    def fetch(
        self, requests: Sequence[FeedRequest], now: datetime, paused: Mapping[str, datetime] | None = None
    ) -> Generator[Fetched, None, None]:
        """One answer per request, as they come in. Whatever goes wrong with one is told in its answer."""
        if not requests:
            return
        sweep = _Sweep()
        thread = threading.Thread(
            target=sweep.run, args=(self._fetch_all(requests, now, paused or {}, sweep),), name="fetch", daemon=True
        )
        thread.start()
        try:
            for _ in requests:
                yield sweep.take()
        finally:
            sweep.end()
            thread.join()

    async def _fetch_all(
        self, requests: Sequence[FeedRequest], now: datetime, paused: Mapping[str, datetime], sweep: _Sweep
    ) -> None:
        async with self._session() as session:
            run = _Run(now=now, session=session, slots=asyncio.Semaphore(self.concurrency), gates={}, paused=paused)
            await sweep.over([asyncio.create_task(self._deliver(run, request, sweep)) for request in requests])

    def _session(self) -> aiohttp.ClientSession:
        # No limit here: the slots are ours, so that waiting for one does not count as time.
        connector = aiohttp.TCPConnector(
            limit=0,
            force_close=True,
            socket_factory=_checked_socket,
            resolver=self.resolver() if self.resolver else None,
        )
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=self.connect_seconds, sock_read=self.idle_seconds)
        return aiohttp.ClientSession(
            connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
        )

    async def _deliver(self, run: _Run, request: FeedRequest, sweep: _Sweep) -> None:
        way = _Way(url=request.url, left=self.total_seconds)
        try:
            await self._follow(run, request, way, sweep)
        except Exception as error:  # Nothing that one request does may cost the others their answers.
            await sweep.give(self._failure(run, request, way, error))

    def _failure(self, run: _Run, request: FeedRequest, way: _Way, error: Exception) -> Fetched:
        fault, reason = self._reason(error)
        postponed = isinstance(error, _Postponed)
        if fault is Fault.UNREACHABLE and way.site in run.gates and _is_dead(error):
            run.gates[way.site].closed = f"not asked: its host did not answer another feed ({reason})"
        return Fetched(
            feed=request.feed,
            url=request.url,
            final_url=request.url,
            at=run.now,
            outcome=FetchOutcome.POSTPONED if postponed else FetchOutcome.FAILED,
            status=None,
            reason=reason,
            fault=None if postponed else fault,
            host=way.site,
            moved_to=way.moved_to,
        )

    async def _follow(self, run: _Run, request: FeedRequest, way: _Way, sweep: _Sweep) -> None:
        for _ in range(self.max_redirects + 1):
            _require_web(way.url)
            # The permission is for the host the user named, not for wherever it sends us.
            private = request.allow_private and _host(way.url) == _host(request.url)
            _private_allowed.set(private)
            way.site = self.site_of(way.url, private)
            gate = self._gate(run, way.site, private)
            # The site first: feeds of one slow site wait among themselves and take no slot from the others.
            async with gate.seats:
                gate.require_open()
                await gate.wait()
                async with run.slots:
                    gate.require_open()
                    answer = await self._ask(run, request, way)
                    if answer is not None:
                        if answer.fault is Fault.THROTTLED:
                            gate.closed = f"not asked: its host just asked for patience ({answer.reason})"
                        # With the slot still taken, so that no more bodies come than somebody takes.
                        return await sweep.give(answer)
        raise _Failed(f"more than {self.max_redirects} redirects", Fault.HTTP_ERROR)

    def _gate(self, run: _Run, site: str, private: bool) -> _Gate:
        if site not in run.gates:
            spacing = 0.0 if private else SITE_SPACING.get(site, self.spacing_seconds)
            gate = run.gates[site] = _Gate(asyncio.Semaphore(self.per_host), spacing)
            until = run.paused.get(site)
            if until is not None and run.now < until:
                gate.closed = f"not asked: its host wants to be left alone until {until:%Y-%m-%d %H:%M} UTC"
        return run.gates[site]

    async def _ask(self, run: _Run, request: FeedRequest, way: _Way) -> Fetched | None:
        """One hop: the answer, or None when it is a redirect, which `way` has then followed."""
        started = monotonic()
        async with (
            asyncio.timeout(way.left),
            run.session.get(way.url, headers=_headers(request), allow_redirects=False) as response,
        ):
            if response.status not in REDIRECTS:
                return await self._answer(response, request, way, run.now)
            way.url = _target(way.url, response)
            way.permanent = way.permanent and response.status in PERMANENT
            way.moved_to = way.url if way.permanent else way.moved_to
            way.left = max(way.left - (monotonic() - started), 0.001)
            return None

    async def _answer(
        self, response: aiohttp.ClientResponse, request: FeedRequest, way: _Way, now: datetime
    ) -> Fetched:
        wait = _retry_after(response.headers.get("Retry-After"), now)
        answer = Fetched(
            feed=request.feed,
            url=request.url,
            final_url=str(response.url),
            at=now,
            outcome=FetchOutcome.FAILED,
            status=response.status,
            content_type=response.headers.get("Content-Type"),
            etag=_validator(response.headers.get("ETag")),
            last_modified=_validator(response.headers.get("Last-Modified")),
            retry_after=wait,
            host=way.site,
            moved_to=way.moved_to,
            fresh_for=_fresh_for(response.headers, now),
        )
        if response.status == 304 and (request.etag or request.last_modified):
            etag, last_modified = answer.etag or request.etag, answer.last_modified or request.last_modified
            return replace(answer, outcome=FetchOutcome.NOT_MODIFIED, etag=etag, last_modified=last_modified)
        if response.status != 200:
            return await _refused(answer, response, wait)
        body = await self._body(response)
        if not body:
            return replace(answer, reason="empty body", fault=Fault.NOT_A_FEED)
        return replace(answer, outcome=FetchOutcome.OK, body=body)

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        """The body, decompressed; given up as soon as it is too large, however little of it was sent."""
        body = bytearray()
        async for chunk in response.content.iter_chunked(64 * 1024):
            body += chunk
            if len(body) > self.max_bytes:
                raise _Failed(f"body larger than {self.max_bytes:,} bytes", Fault.TOO_LARGE)
        return bytes(body)

    def _reason(self, error: Exception) -> tuple[Fault, str]:
        """Why something could not be had: one line, never with the address, which may hold a password or a key."""
        match error:
            case _Failed():
                return error.fault, str(error)
            case aiohttp.ConnectionTimeoutError():
                return Fault.UNREACHABLE, f"no connection within {self.connect_seconds:g} s"
            case aiohttp.ServerTimeoutError():
                return Fault.UNREACHABLE, f"silent for more than {self.idle_seconds:g} s"
            case TimeoutError():
                return Fault.UNREACHABLE, f"not finished within {self.total_seconds:g} s"
            case aiohttp.ClientConnectorError():
                return _connection_reason(error)
            case aiohttp.ClientPayloadError():
                return Fault.UNREACHABLE, "the body broke off or is not encoded as announced"
            case aiohttp.ServerDisconnectedError():
                return Fault.UNREACHABLE, "the server closed the connection without an answer"
            case aiohttp.ClientResponseError():
                return Fault.HTTP_ERROR, "the server does not answer in HTTP"
            case aiohttp.InvalidURL():
                return Fault.HTTP_ERROR, "not a usable web address"
            case OSError():
                return Fault.UNREACHABLE, f"network: {error.strerror or type(error).__name__}"
            case _Postponed():
                return Fault.UNREACHABLE, str(error)
            case _:
                return Fault.OURS, f"unexpected {type(error).__name__}"


class _Sweep:
    """Hands answers from the loop's thread to the caller's, and the caller's wish to end back."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._answers: queue.SimpleQueue[Fetched | BaseException] = queue.SimpleQueue()
        self._room = asyncio.Semaphore(UNTAKEN)
        self._ended = asyncio.Event()

    # In the loop's thread:

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(work)
        except BaseException as error:  # a bug of ours must reach the one who waits for answers
            self._answers.put(error)

    async def give(self, answer: Fetched) -> None:
        await self._room.acquire()
        self._answers.put(answer)

    async def over(self, tasks: Sequence[asyncio.Task[None]]) -> None:
        """Wait until all is done or the caller has had enough; then end what is still under way."""
        ended = asyncio.create_task(self._ended.wait())
        everything = asyncio.ensure_future(asyncio.gather(*tasks, return_exceptions=True))
        waiting: list[asyncio.Future[Any]] = [ended, everything]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in (*tasks, ended):
            task.cancel()
        await asyncio.gather(everything, ended, return_exceptions=True)

    # In the caller's thread:

    def take(self) -> Fetched:
        answer = self._answers.get()
        if isinstance(answer, BaseException):
            raise answer
        self._tell(self._room.release)
        return answer

    def end(self) -> None:
        self._tell(self._ended.set)

    def _tell(self, what: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended by itself: nobody is left to be told
            self._loop.call_soon_threadsafe(what)


# ── decisions about plain values ────────────────────────────────────────────────────────────────────


def _is_dead(error: Exception) -> bool:
    """Whether the site as a whole did not answer, and not one of its addresses only."""
    no_way_in = isinstance(error, aiohttp.ClientConnectorError)
    return no_way_in or isinstance(error, aiohttp.ConnectionTimeoutError | aiohttp.SocketTimeoutError)


def _connection_reason(error: aiohttp.ClientConnectorError) -> tuple[Fault, str]:
    host = error.host
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Fault.UNREACHABLE, f"host {host} not found"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return Fault.UNREACHABLE, f"TLS: certificate of {host}: {_ssl_text(error.certificate_error)}"
    if isinstance(error, aiohttp.ClientConnectorSSLError):
        return Fault.UNREACHABLE, f"TLS: {host} and we cannot agree: {_ssl_text(error.os_error)}"
    # By its text: when a name has several addresses, their errors arrive as one.
    if "is not a public address" in str(error.os_error):
        cure = "set allow_private for this feed if the network is yours"
        return Fault.REFUSED_ADDRESS, f"host {host} has no public address; {cure}"
    return Fault.UNREACHABLE, f"cannot connect to {host}:{error.port}: {error.os_error.strerror or 'no route'}"


def _ssl_text(error: Exception) -> str:
    return str(getattr(error, "verify_message", "") or getattr(error, "reason", "") or type(error).__name__)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _require_web(url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise _Failed("not a usable web address", Fault.HTTP_ERROR) from None
    if parts.scheme not in ("http", "https"):
        raise _Failed(f"only http and https addresses are read, not {parts.scheme[:20]!r}", Fault.HTTP_ERROR)
    if not usable:
        raise _Failed("not a usable web address", Fault.HTTP_ERROR)


def _headers(request: FeedRequest) -> dict[str, str]:
    headers = {"User-Agent": request.user_agent, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate, br"}
    if request.etag:
        headers["If-None-Match"] = request.etag
    if request.last_modified:
        headers["If-Modified-Since"] = request.last_modified
    return headers


def _target(url: str, response: aiohttp.ClientResponse) -> str:
    location = response.headers.get("Location", "").strip()
    if not location:
        raise _Failed(f"HTTP {response.status} without saying where to", Fault.HTTP_ERROR)
    try:
        return urljoin(url, location)
    except ValueError:
        raise _Failed(f"HTTP {response.status} to something that is no address", Fault.HTTP_ERROR) from None


def _validator(value: str | None) -> str | None:
    """A validator that can be sent back byte for byte; None otherwise, which costs a full answer next time."""
    return value if value and value.isascii() else None


_CHALLENGE = re.compile(rb"cf-chl|cf_chl|challenge-platform|just a moment|checking your browser|captcha|datadome", re.I)


async def _refused(answer: Fetched, response: aiohttp.ClientResponse, wait: timedelta | None) -> Fetched:
    """The answer of a server that gives no feed: what kind of trouble it is, in our own words."""
    status = response.status
    reason = _refusal(status, wait)
    if status in (401, 403, 429, 503) and await _is_challenge(response):
        return replace(answer, fault=Fault.BLOCKED, reason=f"{reason}: a check for browsers, which no program passes")
    if status in (429, 503):
        return replace(answer, fault=Fault.THROTTLED, reason=reason, outcome=FetchOutcome.POSTPONED)
    faults = {401: Fault.BLOCKED, 403: Fault.BLOCKED, 451: Fault.BLOCKED, 404: Fault.NOT_FOUND, 410: Fault.GONE}
    return replace(answer, fault=faults.get(status, Fault.HTTP_ERROR), reason=reason)


async def _is_challenge(response: aiohttp.ClientResponse) -> bool:
    if response.headers.get("cf-mitigated", "").lower() == "challenge":
        return True
    seen = bytearray()
    async for chunk in response.content.iter_chunked(PEEK):
        seen += chunk
        if len(seen) >= PEEK:
            break
    return _CHALLENGE.search(bytes(seen[:PEEK])) is not None


def _fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long a server calls its answer fresh: max-age, else Expires; None when it does not say or says "never".

    >>> _fresh_for({"Cache-Control": "public, max-age=900"}, datetime(2026, 1, 7, tzinfo=UTC)).total_seconds()
    900.0
    """
    control = headers.get("Cache-Control", "").lower()
    if re.search(r"no-cache|no-store", control):
        return None
    age = re.search(r"max-age\s*=\s*\"?(\d{1,9})", control)
    if age:
        return timedelta(seconds=int(age[1])) or None
    expires = _date(headers.get("Expires", ""))
    sent = _date(headers.get("Date", "")) or now
    return expires - sent if expires and expires > sent else None


def _date(text: str) -> datetime | None:
    """A date of a header in UTC; None when it is none."""
    try:
        read = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _refusal(status: int, wait: timedelta | None) -> str:
    # Our own words for the status: the server's may hold anything.
    try:
        reason = f"HTTP {status} {http.HTTPStatus(status).phrase}"
    except ValueError:
        reason = f"HTTP {status}"
    return reason if wait is None else f"{reason}; asks to wait {wait.total_seconds():.0f} s"


def _retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long a server asks us to stay away, given in seconds or as a date; None when it does not say.

    >>> _retry_after("120", datetime(2026, 1, 7, tzinfo=UTC)).total_seconds()
    120.0
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), LONGEST_WAIT.total_seconds()))
    until = _date(text)
    return None if until is None else min(max(until - now, timedelta(0)), LONGEST_WAIT)
