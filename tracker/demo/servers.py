"""Loopback servers that play the outside world to the real adapters: the outlets' feeds, and Yahoo's chart service.

Both are context managers on a free port of 127.0.0.1, tell the time by the clock they are given, and never show
anything from after it: no item before it is published, no bar before its session has closed or its minutes are over,
no split before its day. `redirecting_session` lets unmodified yfinance talk to the second one.

Not here: what the feeds say (`newsroom.py`), rate limits, half-days, TLS.

One connection carries one request. A request that is not complete within `PATIENCE` seconds is dropped, so nobody can
hold a thread for longer; nothing is written to stderr unless a handler itself is at fault.
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import hashlib
import json
import math
import socket
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from fractions import Fraction
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

import requests
from aiohttp.abc import AbstractResolver, ResolveResult
from requests.adapters import HTTPAdapter

from tracker.demo.newsroom import NewsFeed, Newsroom, last_change, render_feed
from tracker.errors import InputError
from tracker.options import INTERVALS
from tracker.ports import Clock

LOOPBACK = "127.0.0.1"
PATIENCE = 10.0
"""Seconds a connection may take to send its request; loopback needs milliseconds."""
REMEMBERED = 10_000
"""Requests kept in a server's log; the oldest go first."""
NEW_YORK = ZoneInfo("America/New_York")


# ── what both servers share ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asked for."""

    path: str
    """Decoded, without the query."""
    query: Mapping[str, str]
    """First value of each parameter."""
    headers: Mapping[str, str]
    """Names in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What it gets."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One line of a server's log."""

    at: datetime
    """By the server's clock."""
    request: Request
    status: int


class LoopbackServer:
    """A small HTTP server in a daemon thread; subclasses say in `answer` what a request gets.

    Listens from construction on, so that `url` is known; answers between `__enter__` and `__exit__`.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._log: deque[Exchange] = deque(maxlen=REMEMBERED)
        self._server = _QuietServer((LOOPBACK, 0), partial(_Handler, self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def log(self) -> list[Exchange]:
        """What was asked so far, oldest first."""
        return list(self._log)

    def answer(self, request: Request) -> Answer:
        raise NotImplementedError

    def handle(self, request: Request) -> Answer:
        """`answer`, noted in the log."""
        answer = self.answer(request)
        self._log.append(Exchange(at=self.clock.now(), request=request, status=answer.status))
        return answer

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up or stalls is no news; anything else is a fault of ours and keeps its traceback."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Turns the wire into a `Request` and an `Answer` into the wire."""

    protocol_version = "HTTP/1.1"
    timeout = PATIENCE

    def __init__(self, owner: LoopbackServer, *args: Any) -> None:
        self.owner = owner
        super().__init__(*args)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        answer = self.owner.handle(
            Request(
                path=unquote(parts.path),
                query={name: values[0] for name, values in parse_qs(parts.query).items()},
                headers={name.lower(): value for name, value in self.headers.items()},
            )
        )
        # send_response would add a Date of the wall clock.
        self.send_response_only(answer.status)
        self.send_header("Date", http_date(self.owner.clock.now()))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date of refusals that the base class sends (501 for a POST): by our clock as well."""
        return http_date(self.owner.clock.now())

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the log is `LoopbackServer.log`."""


def http_date(at: datetime) -> str:
    """An instant as HTTP headers write it, to the second."""
    return format_datetime(at.astimezone(UTC), usegmt=True)


# ── feeds ───────────────────────────────────────────────────────────────────────────────────────────

CONTENT_TYPES = {"rss": "application/rss+xml; charset=utf-8", "atom": "application/atom+xml; charset=utf-8"}


class FeedServer(LoopbackServer):
    """Serves every feed of a newsroom as it stands at the clock's present, each at `/ID.xml`."""

    def __init__(self, newsroom: Newsroom, clock: Clock) -> None:
        super().__init__(clock)
        self.newsroom = newsroom

    def url(self, feed_id: str) -> str:
        """Raises KeyError when the newsroom has no such feed."""
        return f"http://{LOOPBACK}:{self.port}/{self.newsroom.feed(feed_id).id}.xml"

    def answer(self, request: Request) -> Answer:
        try:
            feed = self.newsroom.feed(request.path.removeprefix("/").removesuffix(".xml"))
        except KeyError:
            return Answer(status=HTTPStatus.NOT_FOUND)
        if feed.behaviour == "dead":
            return Answer(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return self._feed_answer(feed, request)

    def _feed_answer(self, feed: NewsFeed, request: Request) -> Answer:
        now = self.clock.now()
        body = render_feed(feed, self.newsroom.items, now)
        if feed.behaviour == "broken":
            body = break_off(body)
        headers = {"Content-Type": CONTENT_TYPES[feed.format], "Vary": "Accept-Encoding"}
        if accepts_gzip(request.headers.get("accept-encoding", "")):
            # No time of writing in the gzip header: the same feed stays the same bytes.
            body = gzip.compress(body, mtime=0)
            headers["Content-Encoding"] = "gzip"
        changed = last_change(feed, self.newsroom.items, now)
        headers |= {"ETag": strong_etag(body), "Last-Modified": http_date(changed)}
        if is_unchanged(request.headers, headers["ETag"], changed):
            return Answer(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Answer(status=HTTPStatus.OK, body=body, headers=headers)


def break_off(body: bytes) -> bytes:
    """The start of a feed, up to the middle of its first item's title; half of a feed without items.

    >>> break_off(b"<rss><channel><title>Gazette</title><item><title>Ferry timetable changes</title></item>")
    b'<rss><channel><title>Gazette</title><item><title>Ferry tim'
    """
    tag = b"<title>"
    first_item = body.find(tag, body.find(tag) + 1)
    return body[: first_item + len(tag) + 9] if first_item > 0 else body[: len(body) // 2]


def strong_etag(body: bytes) -> str:
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether the header names gzip and does not refuse it with a weight of zero.

    >>> [accepts_gzip(value) for value in ("gzip, deflate", "br;q=1.0, gzip;q=0.5", "gzip;q=0", "identity")]
    [True, True, False, False]
    """
    for choice in accept_encoding.lower().split(","):
        name, _, weight = choice.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def is_unchanged(headers: Mapping[str, str], etag: str, changed: datetime) -> bool:
    """Whether the client holds this version. The ETag decides alone when the client sent one (RFC 9110, 13.1.3)."""
    tags = headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    since = _read_http_date(headers.get("if-modified-since", ""))
    return since is not None and changed.replace(microsecond=0) <= since


def _read_http_date(text: str) -> datetime | None:
    """None when it cannot be read; such a condition is ignored."""
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


# ── prices ──────────────────────────────────────────────────────────────────────────────────────────

FUNDS = frozenset({"SMH", "SOXX", "QQQ", "SPY"})
PRE_OPENING, OPENING, CLOSING, POST_CLOSING = time(4), time(9, 30), time(16), time(20)
"""New York time. A half-day's bar appears at 16:00 too: three hours late, never early."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """One daily bar of the price file."""

    session: date
    open: float
    high: float
    low: float
    close: float
    volume: int

    @property
    def start(self) -> int:
        """The session's opening as Yahoo stamps a daily bar: seconds since 1970."""
        return _epoch(self.session, OPENING)

    @property
    def closed_at(self) -> datetime:
        return datetime.combine(self.session, CLOSING, NEW_YORK).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntradayRow:
    """One bar of the intraday file."""

    start: int
    """Seconds since 1970."""
    closed_at: datetime
    open: float
    high: float
    low: float
    close: float
    volume: int

    @property
    def local(self) -> datetime:
        return datetime.fromtimestamp(self.start, NEW_YORK)


Row = TypeVar("Row", PriceRow, IntradayRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """A split or a payment, as the company made it."""

    session: date
    kind: str
    """split, dividend or capital_gain"""
    value: float
    """New shares for an old one; or currency per share of that day."""

    @property
    def start(self) -> int:
        return _epoch(self.session, OPENING)


_COLUMNS = ("symbol", "open", "high", "low", "close", "volume")


def _epoch(day: date, at: time) -> int:
    return int(datetime.combine(day, at, NEW_YORK).timestamp())


def read_prices(path: Path) -> dict[str, list[PriceRow]]:
    """The rows of a price file by symbol, oldest first. Raises InputError with file and row."""
    rows: dict[str, list[PriceRow]] = {}
    for cells, where in _table(path, "a price file", ("date", *_COLUMNS)):
        with _naming(where, "date, symbol, open, high, low, close, volume"):
            row = PriceRow(session=date.fromisoformat(cells["date"]), volume=int(cells["volume"]), **_prices(cells))
        rows.setdefault(cells["symbol"], []).append(row)
    return {symbol: sorted(of_symbol, key=lambda row: row.session) for symbol, of_symbol in rows.items()}


def read_intraday(path: Path) -> dict[tuple[str, str], list[IntradayRow]]:
    """The rows of an intraday file (`.csv` or `.csv.gz`) by symbol and interval, oldest first.

    Columns: ts (the bar's start, with its zone), symbol, interval, open, high, low, close, volume. Raises InputError
    with file and row.
    """
    rows: dict[tuple[str, str], list[IntradayRow]] = {}
    for cells, where in _table(path, "an intraday price file", ("ts", "interval", *_COLUMNS)):
        with _naming(where, "ts (as 2026-07-01T13:30:00Z), symbol, interval, open, high, low, close, volume"):
            start = datetime.fromisoformat(cells["ts"])
            if start.tzinfo is None or cells["interval"] not in REACH_DAYS:
                raise ValueError(f"ts {cells['ts']!r} and interval {cells['interval']!r} do not say when")
            row = IntradayRow(
                start=int(start.timestamp()),
                closed_at=start.astimezone(UTC) + INTERVALS[cells["interval"]],
                volume=int(cells["volume"]),
                **_prices(cells),
            )
        rows.setdefault((cells["symbol"], cells["interval"]), []).append(row)
    return {key: sorted(of_key, key=lambda row: row.start) for key, of_key in rows.items()}


def read_actions(path: Path) -> dict[str, list[ActionRow]]:
    """Splits and payments by symbol, oldest first; columns date, symbol, kind, value. Raises InputError."""
    rows: dict[str, list[ActionRow]] = {}
    for cells, where in _table(path, "a file of actions", ("date", "symbol", "kind", "value")):
        with _naming(where, "date, symbol, kind, value"):
            if cells["kind"] not in _EVENTS:
                raise ValueError(f"kind {cells['kind']!r} is none of {', '.join(_EVENTS)}")
            row = ActionRow(session=date.fromisoformat(cells["date"]), kind=cells["kind"], value=float(cells["value"]))
        rows.setdefault(cells["symbol"], []).append(row)
    return {symbol: sorted(of_symbol, key=lambda row: row.session) for symbol, of_symbol in rows.items()}


def _table(path: Path, what: str, columns: Sequence[str]) -> Iterator[tuple[Mapping[str, str], str]]:
    """The rows of a CSV file and where each stands; InputError when it lacks one of the columns."""
    try:
        unpacked = gzip.open if path.suffix == ".gz" else open
        with unpacked(path, "rt", newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            lacking = [name for name in columns if name not in (reader.fieldnames or ())]
            if lacking:
                raise InputError(f"{path}: cannot be read as {what}: no column {', '.join(lacking)}")
            for number, cells in enumerate(reader, start=2):
                yield cells, f"{path}:{number}"
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read as {what}: {error!r}") from error


@contextlib.contextmanager
def _naming(where: str, expected: str) -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError) as error:
        raise InputError(f"{where}: {error}; expected {expected}") from error


def _prices(cells: Mapping[str, str]) -> dict[str, float]:
    return {name: float(cells[name]) for name in ("open", "high", "low", "close")}


REACH_DAYS = {"1m": 30, "5m": 60, "1h": 730}
"""How many days back Yahoo gives bars of an interval."""
LONGEST_1M = 8 * 86_400
"""Seconds that one request for 1m bars may span."""
_EVENTS = {"split": "splits", "dividend": "dividends", "capital_gain": "capitalGains"}
"""Kinds of actions, and what Yahoo calls a list of them."""


class YahooServer(LoopbackServer):
    """Answers as Yahoo does when yfinance asks for bars: cookie, crumb, time-zone probe, chart.

    What a table holds is as it was traded: as at Yahoo, everything before a split is shown divided by it from the
    morning of the split on, and the adjusted close follows the dividends.
    """

    CHART = "/v8/finance/chart/"

    def __init__(
        self,
        prices_csv_path: Path,
        clock: Clock,
        *,
        intraday_csv_path: Path | None = None,
        actions_csv_path: Path | None = None,
    ) -> None:
        self.prices = read_prices(prices_csv_path)
        self.intraday = read_intraday(intraday_csv_path) if intraday_csv_path else {}
        self.actions = read_actions(actions_csv_path) if actions_csv_path else {}
        super().__init__(clock)

    def answer(self, request: Request) -> Answer:
        if request.path.startswith(self.CHART):
            return self._chart_answer(request.path.removeprefix(self.CHART).upper(), request.query)
        if request.path == "/v1/test/getcrumb":
            return Answer(status=HTTPStatus.OK, body=b"demo.crumb", headers={"Content-Type": "text/plain"})
        if request.path == "/":
            # fc.yahoo.com has no page, only a cookie, which yfinance keeps and which therefore must expire.
            # Max-Age, not Expires: the client counts from its own clock and not from ours.
            cookie = {"Set-Cookie": "A3=demo; Max-Age=31536000; Domain=.yahoo.com; Path=/; Secure"}
            return Answer(status=HTTPStatus.NOT_FOUND, headers=cookie)
        # Whatever else yfinance tries (quoteSummary, for a symbol it cannot place) is not known here.
        return _json_answer(HTTPStatus.NOT_FOUND, _refusal("finance", "Not Found", "No such resource"))

    def _chart_answer(self, symbol: str, query: Mapping[str, str]) -> Answer:
        interval = query.get("interval", "1d")
        if symbol not in self.prices and not any(key[0] == symbol for key in self.intraday):
            reason = _refusal("chart", "Not Found", "No data found, symbol may be delisted")
            return _json_answer(HTTPStatus.NOT_FOUND, reason)
        if interval != "1d" and (interval not in REACH_DAYS or not self.intraday):
            held = "Only daily, 1h, 5m and 1m bars are held here" if self.intraday else "Only daily bars are held here"
            return _json_answer(HTTPStatus.UNPROCESSABLE_ENTITY, _refusal("chart", "Unprocessable Entity", held))
        try:
            refused = _out_of_reach(interval, query, self.clock.now())
            result = None if refused else self.result(symbol, query)
        except ValueError:
            reason = _refusal("chart", "Bad Request", "Invalid input - period1 and period2 must be whole seconds")
            return _json_answer(HTTPStatus.BAD_REQUEST, reason)
        if refused:
            reason = _refusal("chart", "Unprocessable Entity", refused)
            return _json_answer(HTTPStatus.UNPROCESSABLE_ENTITY, reason)
        return _json_answer(HTTPStatus.OK, {"chart": {"result": [result], "error": None}})

    def result(self, symbol: str, query: Mapping[str, str]) -> dict[str, Any]:
        """The `chart.result` for a symbol that is held. Raises ValueError for a period that is no number."""
        now, interval = self.clock.now(), query.get("interval", "1d")
        actions = [action for action in self.actions.get(symbol, []) if action.start <= now.timestamp()]
        days = _split_adjusted([row for row in self.prices.get(symbol, []) if row.closed_at <= now], actions)
        meta = _meta(symbol, interval, days, now)
        if interval == "1d":
            asked = _select_rows(days, query)
            more = {"adjclose": [{"adjclose": _adjusted_closes(asked, days, actions)}]}
            return _chart(meta, asked, more, _events(actions, query))
        known = [row for row in self.intraday.get((symbol, interval), []) if row.closed_at <= now]
        extended = query.get("includePrePost", "").lower() == "true"
        bars = [row for row in _select_rows(known, query) if extended or OPENING <= row.local.time() < CLOSING]
        meta["tradingPeriods"] = _trading_periods(sorted({row.local.date() for row in bars}), extended)
        return _chart(meta, _split_adjusted(bars, actions), {}, _events(actions, query))


def _out_of_reach(interval: str, query: Mapping[str, str], now: datetime) -> str | None:
    """Yahoo's words for a span that it does not give; None when it does."""
    if interval not in REACH_DAYS or "period1" not in query:
        return None
    first, end = int(query["period1"]), int(query.get("period2", now.timestamp()))
    words = f"{interval} data not available for startTime={first} and endTime={end}."
    if interval == "1m" and end - first > LONGEST_1M:
        return f"{words} Only 8 days worth of 1m granularity data are allowed to be fetched per request."
    if first < now.timestamp() - REACH_DAYS[interval] * 86_400:
        return f"{words} The requested range must be within the last {REACH_DAYS[interval]} days."
    return None


def _select_rows(known: list[Row], query: Mapping[str, str]) -> list[Row]:
    """Rows with period1 <= start < period2; without a period, the newest one, as for `range=1d`."""
    if "period1" not in query and "period2" not in query:
        return known[-1:]
    first = int(query.get("period1", "0"))
    end = int(query["period2"]) if "period2" in query else sys.maxsize
    return [row for row in known if first <= row.start < end]


def _split_adjusted(rows: list[Row], actions: list[ActionRow]) -> list[Row]:
    splits = [action for action in actions if action.kind == "split"]
    return [_divided(row, _ratio_after(row.start, splits)) for row in rows] if splits else rows


def _ratio_after(start: int, splits: list[ActionRow]) -> float:
    """New shares for one share of that moment. A bar before the opening of the split's day is on the new scale."""
    day = datetime.fromtimestamp(start, NEW_YORK).date()
    return math.prod(split.value for split in splits if split.session > day)


def _divided(row: Row, ratio: float) -> Row:
    if ratio == 1:
        return row
    prices = {name: getattr(row, name) / ratio for name in ("open", "high", "low", "close")}
    return replace(row, volume=round(row.volume * ratio), **prices)


def _adjusted_closes(asked: list[PriceRow], days: list[PriceRow], actions: list[ActionRow]) -> list[float]:
    """Closes less what was paid later, as a fraction of the close before each payment."""
    factors: list[tuple[date, float]] = []
    splits = [action for action in actions if action.kind == "split"]
    for payment in (action for action in actions if action.kind != "split"):
        before = [row.close for row in days if row.session < payment.session]
        if before:
            factors.append((payment.session, 1 - payment.value / _ratio_after(payment.start, splits) / before[-1]))
    return [row.close * math.prod(part for day, part in factors if day > row.session) for row in asked]


def _events(actions: list[ActionRow], query: Mapping[str, str]) -> dict[str, Any]:
    """The actions that the query asks for, by kind and by second."""
    splits = [action for action in actions if action.kind == "split"]
    events: dict[str, Any] = {}
    for action in _within(actions, query):
        if action.kind == "split":
            ratio = Fraction(action.value).limit_denominator(1000)
            about: dict[str, float] = {"numerator": ratio.numerator, "denominator": ratio.denominator}
        else:
            about = {"amount": action.value / _ratio_after(action.start, splits)}
        of_kind = events.setdefault(_EVENTS[action.kind], {})
        of_kind[str(action.start)] = {"date": action.start, **about}
    wanted = {"div": "dividends"} | {name: name for name in _EVENTS.values()}
    asked = {wanted.get(name, "") for name in query.get("events", "").split(",")}
    return {name: of_kind for name, of_kind in events.items() if name in asked}


def _within(actions: list[ActionRow], query: Mapping[str, str]) -> list[ActionRow]:
    first, end = int(query.get("period1", "0")), int(query.get("period2", sys.maxsize))
    return [action for action in actions if first <= action.start < end]


def _chart(
    meta: dict[str, Any], asked: Sequence[PriceRow | IntradayRow], more: dict[str, Any], events: dict[str, Any]
) -> dict[str, Any]:
    """One `chart.result`. An empty span has no timestamps and an empty quote, as at Yahoo."""
    with_events = {"events": events} if events else {}
    if not asked:
        return {"meta": meta, **with_events, "indicators": {"quote": [{}], **{name: [{}] for name in more}}}
    quote = {name: [getattr(row, name) for row in asked] for name in ("open", "high", "low", "close", "volume")}
    stamps = [row.start for row in asked]
    return {"meta": meta, "timestamp": stamps, **with_events, "indicators": {"quote": [quote], **more}}


def _meta(symbol: str, interval: str, closed: list[PriceRow], now: datetime) -> dict[str, Any]:
    """What yfinance reads of it, and the last price; nothing in it is later than the clock."""
    last, today = closed[-1] if closed else None, now.astimezone(NEW_YORK).date()
    return {
        "currency": "USD",
        "symbol": symbol,
        "exchangeName": "DEMO",
        "fullExchangeName": "Demo (synthetic prices)",
        "instrumentType": "ETF" if symbol in FUNDS else "EQUITY",
        "regularMarketTime": int(last.closed_at.timestamp()) if last else None,
        "regularMarketPrice": last.close if last else None,
        "timezone": "EDT" if last is None or last.closed_at.astimezone(NEW_YORK).dst() else "EST",
        "exchangeTimezoneName": NEW_YORK.key,
        "priceHint": 2,
        "currentTradingPeriod": {name: _period(today, *hours) for name, hours in HOURS.items()},
        "dataGranularity": interval,
        "range": "",
        "validRanges": ["1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "ytd", "max"],
    }


HOURS = {"pre": (PRE_OPENING, OPENING), "regular": (OPENING, CLOSING), "post": (CLOSING, POST_CLOSING)}


def _period(day: date, first: time, end: time) -> dict[str, Any]:
    offset = datetime.combine(day, first, NEW_YORK).utcoffset()
    seconds = int(offset.total_seconds()) if offset is not None else 0
    zone = datetime.combine(day, first, NEW_YORK).tzname()
    return {"timezone": zone, "start": _epoch(day, first), "end": _epoch(day, end), "gmtoffset": seconds}


def _trading_periods(days: list[date], extended: bool) -> list[Any] | dict[str, Any]:
    """Hours of each day: those of the session alone, or of all three phases by name."""
    by_phase = {name: [[_period(day, *hours)] for day in days] for name, hours in HOURS.items()}
    return by_phase if extended else by_phase["regular"]


def _refusal(service: str, code: str, description: str) -> dict[str, Any]:
    return {service: {"result": None, "error": {"code": code, "description": description}}}


def _json_answer(status: HTTPStatus, content: Mapping[str, Any]) -> Answer:
    body = json.dumps(content, separators=(",", ":")).encode()
    return Answer(status=status, body=body, headers={"Content-Type": "application/json"})


# ── the way to it ───────────────────────────────────────────────────────────────────────────────────


class LoopbackNames(AbstractResolver):
    """Every host name is the server on a port of ours, so that a feed's address is the same in every run."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found: ResolveResult = {
            "hostname": host,
            "host": LOOPBACK,
            "port": self.port,
            "family": socket.AF_INET,
            "proto": 0,
            "flags": socket.AI_NUMERICHOST,
        }
        return [found]

    async def close(self) -> None:
        """Holds nothing."""


def redirecting_session(port: int) -> requests.Session:
    """A session that carries every request, whatever its host, to `http://127.0.0.1:port`.

    yfinance has no setting for its hosts, and accepts a `requests.Session`. Nothing sent through this one can leave
    the machine: both schemes are taken, and proxies of the environment are not used.
    """
    session = requests.Session()
    session.trust_env = False
    for scheme in ("https://", "http://"):
        session.mount(scheme, _RedialingAdapter(port))
    return session


class _RedialingAdapter(HTTPAdapter):
    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        parts = urlsplit(str(request.url))
        redialed = request.copy()
        redialed.url = urlunsplit(("http", f"{LOOPBACK}:{self._port}", parts.path, parts.query, ""))
        redialed.headers["Host"] = parts.netloc
        response = super().send(redialed, *args, **{**options, "proxies": {}})
        # The caller, and the cookies, go by the host that was asked for.
        response.url, response.request = str(request.url), request
        return response
