"""Fetches feeds over HTTP: conditional, bounded in time and size, and never into the user's own network.

What must never happen: one server holds up the others or fills the memory; an address on the user's network is
dialled because a feed, a redirect or a name server says so; a password in an address shows up in a message.

How it works. All requests of a call run side by side in one event loop that lives as long as the call. Each
follows its redirects by hand, within one limit of time for the whole chain. The address check sits where the
socket is made, after the name was resolved: every hop passes it, and there is no gap between checking a name
and dialling it. Bodies are counted as they are decompressed. Proxies, cookies and the credentials of the
environment are ignored.

It deliberately does not: judge what the body is, decide when to ask again, remember anything between calls, or
remember a permanent redirect. Known limit: a name server that hangs delays the end of the call, not the other
feeds, because a system call cannot be interrupted.
"""

from __future__ import annotations

import asyncio
import http
import ipaddress
import socket
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver

from tracker.records import FeedRequest, Fetched, FetchOutcome

ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
LONGEST_WAIT = timedelta(days=30)
"""A Retry-After beyond this is a server's way of saying never; the scheduler decides what to make of it."""

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


def _public_socket(info: aiohttp.AddrInfoType) -> socket.socket:
    """Makes the socket for a resolved address, or refuses to: the last moment before it is dialled."""
    host = str(info[4][0])
    if not is_public(host):
        raise AddressRefused(f"{host} is not a public address")
    return socket.socket(info[0], info[1], info[2])


# ── the adapter ─────────────────────────────────────────────────────────────────────────────────────


class _Failed(Exception):
    """A feed cannot be had; the message says why, in one line and without the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What the requests of one call share."""

    now: datetime
    public: aiohttp.ClientSession
    anywhere: aiohttp.ClientSession
    """A session of its own, so that a connection into the user's network is never handed to another feed."""
    slots: asyncio.Semaphore
    hosts: Mapping[str, asyncio.Semaphore]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpFeeds:
    """Reads feeds from the web; implements `tracker.ports.FeedSource`. Not to be called from an event loop."""

    connect_seconds: float = 5
    idle_seconds: float = 10
    """The longest silence between two pieces of an answer."""
    total_seconds: float = 20
    """For a whole chain of redirects with its last body, waiting for a free slot not counted."""
    max_bytes: int = 8 * 1024 * 1024
    """Of the decompressed body."""
    concurrency: int = 20
    per_host: int = 2
    max_redirects: int = 5
    resolver: Callable[[], AbstractResolver] | None = None
    """Makes the name resolver; None for the system's. The address check comes after it, whoever resolves."""

    def fetch(self, requests: Sequence[FeedRequest], now: datetime) -> list[Fetched]:
        """One answer per request, in their order. Whatever goes wrong with one is told in its answer."""
        return asyncio.run(self._fetch_all(requests, now)) if requests else []

    async def _fetch_all(self, requests: Sequence[FeedRequest], now: datetime) -> list[Fetched]:
        async with AsyncExitStack() as stack:
            run = _Run(
                now=now,
                public=await stack.enter_async_context(self._session(_public_socket)),
                anywhere=await stack.enter_async_context(self._session(None)),
                slots=asyncio.Semaphore(self.concurrency),
                hosts=defaultdict(lambda: asyncio.Semaphore(self.per_host)),
            )
            return list(await asyncio.gather(*(self._fetch_one(run, request) for request in requests)))

    def _session(self, socket_factory: aiohttp.SocketFactoryType | None) -> aiohttp.ClientSession:
        # No limit here: the slots are ours, so that waiting for one does not count as time.
        resolver = self.resolver() if self.resolver else None
        connector = aiohttp.TCPConnector(limit=0, socket_factory=socket_factory, resolver=resolver)
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=self.connect_seconds, sock_read=self.idle_seconds)
        return aiohttp.ClientSession(
            connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
        )

    async def _fetch_one(self, run: _Run, request: FeedRequest) -> Fetched:
        # The host first: feeds of one slow host wait among themselves and take no slot from the others.
        async with run.hosts[_host(request.url)], run.slots:
            try:
                async with asyncio.timeout(self.total_seconds):
                    return await self._follow(run, request)
            except Exception as error:  # Nothing that one feed does may cost the others their answers.
                return Fetched(
                    feed=request.feed,
                    url=request.url,
                    final_url=request.url,
                    at=run.now,
                    outcome=FetchOutcome.FAILED,
                    status=None,
                    reason=self._reason(error),
                )

    async def _follow(self, run: _Run, request: FeedRequest) -> Fetched:
        url = request.url
        for _ in range(self.max_redirects + 1):
            _require_web(url)
            # The permission is for the host the user named, not for wherever it sends us.
            private = request.allow_private and _host(url) == _host(request.url)
            session = run.anywhere if private else run.public
            async with session.get(url, headers=_headers(request), allow_redirects=False) as response:
                if response.status not in REDIRECTS:
                    return await self._answer(response, request, run.now)
                url = _target(url, response)
        raise _Failed(f"more than {self.max_redirects} redirects")

    async def _answer(self, response: aiohttp.ClientResponse, request: FeedRequest, now: datetime) -> Fetched:
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
        )
        if response.status == 304 and (request.etag or request.last_modified):
            etag, last_modified = answer.etag or request.etag, answer.last_modified or request.last_modified
            return replace(answer, outcome=FetchOutcome.NOT_MODIFIED, etag=etag, last_modified=last_modified)
        if response.status != 200:
            return replace(answer, reason=_refusal(response.status, wait))
        body = await self._body(response)
        if not body:
            return replace(answer, reason="empty body")
        return replace(answer, outcome=FetchOutcome.OK, body=body)

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        """The body, decompressed; given up as soon as it is too large, however little of it was sent."""
        body = bytearray()
        async for chunk in response.content.iter_chunked(64 * 1024):
            body += chunk
            if len(body) > self.max_bytes:
                raise _Failed(f"body larger than {self.max_bytes:,} bytes")
        return bytes(body)

    def _reason(self, error: Exception) -> str:
        """Why a feed could not be had: one line, never with the address, which may hold a password or a key."""
        match error:
            case _Failed():
                return str(error)
            case aiohttp.ConnectionTimeoutError():
                return f"no connection within {self.connect_seconds:g} s"
            case aiohttp.ServerTimeoutError():
                return f"silent for more than {self.idle_seconds:g} s"
            case TimeoutError():
                return f"not finished within {self.total_seconds:g} s"
            case aiohttp.ClientConnectorError():
                return _connection_reason(error)
            case aiohttp.ClientPayloadError():
                return "the body broke off or is not encoded as announced"
            case aiohttp.ServerDisconnectedError():
                return "the server closed the connection without an answer"
            case aiohttp.ClientResponseError():
                return "the server does not answer in HTTP"
            case aiohttp.InvalidURL():
                return "not a usable web address"
            case OSError():
                return f"network: {error.strerror or type(error).__name__}"
            case _:
                return f"unexpected {type(error).__name__}"


# ── decisions about plain values ────────────────────────────────────────────────────────────────────


def _connection_reason(error: aiohttp.ClientConnectorError) -> str:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"host {error.host} not found"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return f"TLS: certificate of {error.host}: {_ssl_text(error.certificate_error)}"
    if isinstance(error, aiohttp.ClientConnectorSSLError):
        return f"TLS: {error.host} and we cannot agree: {_ssl_text(error.os_error)}"
    # By its text: when a name has several addresses, their errors arrive as one.
    if "is not a public address" in str(error.os_error):
        return f"host {error.host} has no public address; set allow_private for this feed if the network is yours"
    return f"cannot connect to {error.host}:{error.port}: {error.os_error.strerror or 'no route'}"


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
        raise _Failed("not a usable web address") from None
    if parts.scheme not in ("http", "https"):
        raise _Failed(f"only http and https addresses are read, not {parts.scheme[:20]!r}")
    if not usable:
        raise _Failed("not a usable web address")


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
        raise _Failed(f"HTTP {response.status} without saying where to")
    try:
        return urljoin(url, location)
    except ValueError:
        raise _Failed(f"HTTP {response.status} to something that is no address") from None


def _validator(value: str | None) -> str | None:
    """A validator that can be sent back byte for byte; None otherwise, which costs a full answer next time."""
    return value if value and value.isascii() else None


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
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(0)), LONGEST_WAIT)
