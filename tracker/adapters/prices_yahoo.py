"""Daily and intraday bars, splits and dividends from Yahoo through yfinance, one symbol at a time.

Why `Ticker.history` and not `yf.download`: the latter never raises, so an outage, a rate limit and an unknown
symbol all look like an empty frame. What else the provider does to a daemon, and what is done about it:

- answers for past windows are cached in the process, failures too: the cache is cleared after every call, else an
  outage, or a session's missing bar, would last for the life of the daemon;
- all history shares one process-wide session: ours is handed over with every call, and one call is made at a time;
- one call is several requests (a cookie, a crumb, a symbol's time zone, three when it is refused): each of them
  takes its turn from one token bucket, and a breaker keeps everybody away while the service is in trouble;
- its small databases go into a folder of ours, before the first request;
- it re-enables its own warnings on import; they are silenced for its modules alone, after the import;
- "no prices" and "no time zone" are what it says of an empty span and an unknown symbol, but of a refused crumb, an
  overloaded server and an answer without content just as well: the answers of the chart service are listened to, and
  only one that speaks of the symbol or the span may become NoData or BadSymbol. The exceptions' texts would not do:
  they differ between its versions, and an empty object with status 503 reads like an empty span;
- a request that reaches back too far is refused as a whole: it is cut off where the reach ends, and a date of which
  a part is cut off is left out, because half a day looks like a day that began with a halt.

NoData is what a weekend, a holiday and a day before the listing get; whether a day without bars should have had some
only the exchange's calendar knows.

Personal use only, by the provider's terms; nothing here redistributes prices.
"""

from __future__ import annotations

import contextlib
import io
import logging
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tracker.adapters.prices_pace import Breaker, Rest, TokenBucket
from tracker.adapters.prices_yahoo_frames import read_frame
from tracker.errors import BadSymbol, NoData, PriceError, RateLimited, Unavailable
from tracker.records import BarBatch, BarRequest, Capabilities, Reach

_CHART = "/finance/chart/"
"""In the address of the service that gives bars."""
_SPEAKING = frozenset({200, 400, 404, 422})
"""Statuses with which it speaks of the symbol and the span; any other speaks of the server or of us."""
_NOTHING_THERE = ("Data doesn't exist for startDate", "No data found")
"""How its refusals begin that mean: there is nothing."""
_TOO_OLD = "data not available for startTime"
"""Stands in a refusal that means: there was something, and it is not given any more."""

_REACH = {
    "1m": (timedelta(days=7), timedelta(days=30)),
    "5m": (timedelta(days=60), timedelta(days=60)),
    "1h": (timedelta(days=730), timedelta(days=730)),
}
"""By interval: the longest span of one request, and how long back the first instant may lie. Yahoo's limits are a
day longer for 1m; daily bars have none."""
_MARGIN = timedelta(minutes=15)
"""Kept from the end of the reach: a request waits for its turn, and clocks differ."""
_EASTERNMOST = timedelta(hours=14)
"""No exchange's date begins earlier than this before the same date of UTC."""
_ONE_AT_A_TIME = threading.RLock()
"""yfinance keeps its session, its cache and its logger per process; so is what is done to them here."""


@dataclass(slots=True)
class YahooProvider:
    """`PriceProvider` over yfinance. `session_factory` gives the HTTP session; None: yfinance's own."""

    cache: Path
    session_factory: Callable[[], Any] | None = None
    requests_per_second: float = 1.0
    timeout_seconds: float = 10.0
    """For one HTTP request."""
    name: str = "yahoo"
    breaker: Breaker = field(default_factory=Breaker)
    _session: Any = field(default=None, init=False, repr=False)

    def capabilities(self) -> Capabilities:
        """Whole days only: of the oldest date that Yahoo reaches, only a part can be had."""
        intraday = {
            interval: Reach(longest=longest, oldest=oldest - timedelta(days=1))
            for interval, (longest, oldest) in _REACH.items()
        }
        return Capabilities(
            intervals={"1d": Reach(longest=None, oldest=None), **intraday},
            extended_hours=True,
            delay=timedelta(minutes=20),  # some exchanges' prices come 15 minutes late
        )

    def fetch(self, request: BarRequest, now: datetime) -> BarBatch:
        """Bars of the request, asked for in as many parts as the interval needs.

        One part that cannot be had for now costs the whole answer, so that no answer has a hole that looks like a
        day without trading. While the service rests, RateLimited or Unavailable is raised without asking it.
        """
        if request.interval not in self.capabilities().intervals:
            raise NoData(f"{request.symbol}: {self.name} is not asked for {request.interval} bars")
        self._refuse_at_rest(request, now)
        batches: list[BarBatch] = []
        nothing = NoData(f"{request.symbol}: {self.name} does not reach back to {request.last} with {request.interval}")
        for part in _parts(request, now):
            try:
                batches.append(self._ask(part, now))
            except NoData as error:
                nothing = error
        if not batches:
            raise nothing
        return BarBatch(
            items=tuple(bar for batch in batches for bar in batch.items),
            problems=tuple(problem for batch in batches for problem in batch.problems),
            actions=tuple(action for batch in batches for action in batch.actions),
        )

    def _ask(self, request: BarRequest, now: datetime) -> BarBatch:
        """One question, and what its outcome says about the service."""
        with _ONE_AT_A_TIME:
            self._refuse_at_rest(request, now)  # another thread may have met trouble while we waited
            try:
                batch = self._history(request, now)
            except RateLimited as error:
                rest = self.breaker.limited(now, str(error))
                raise RateLimited(f"{error}; {_until(rest)}", _seconds(rest, now)) from error
            except Unavailable as error:
                pause = self.breaker.missed(now, str(error))
                if pause is None:
                    raise
                raise Unavailable(f"{error}; {_until(pause)}") from error
            except PriceError:
                self.breaker.answered()
                raise
            self.breaker.answered()
            return batch

    def _history(self, request: BarRequest, now: datetime) -> BarBatch:
        yf = _library(self.cache)
        if self._session is None:
            with _quiet():
                own = yf.Ticker(request.symbol).session if self.session_factory is None else self.session_factory()
            self._session = _paced(own, TokenBucket(self.requests_per_second), self.timeout_seconds)
        known_from = _known_from(request, now)
        end = request.last + timedelta(days=1)  # theirs is exclusive
        if known_from is not None:  # a span that ends before it begins would be refused
            end = max(end, known_from.astimezone(UTC).date() + timedelta(days=2))
        answers: list[Any] = []
        try:
            with _quiet(), _listening(answers):
                frame = yf.Ticker(request.symbol, session=self._session).history(
                    start=request.first.isoformat() if known_from is None else known_from,
                    end=end.isoformat(),
                    interval=request.interval,
                    prepost=request.interval != "1d",
                    auto_adjust=False,
                    actions=True,
                    keepna=True,  # what is missing is told
                    timeout=self.timeout_seconds,
                )
        except Exception as error:  # any type can come out of an unknown symbol or a broken answer
            raise _translated(error, request, _trouble_of(answers, error)) from error
        finally:
            _forget_answers()
        nothing = f"{request.symbol}: yahoo has no {request.interval} bars from {request.first} to {request.last}"
        if frame is None or frame.empty:
            raise NoData(nothing)
        batch = read_frame(frame, request, now, self.name, known_from)
        if not batch.items:
            raise NoData("; ".join([nothing, *(problem.reason for problem in batch.problems[:1])]))
        return batch

    def _refuse_at_rest(self, request: BarRequest, now: datetime) -> None:
        rest = self.breaker.rest(now)
        if rest is None:
            return
        words = f"{request.symbol}: {_until(rest)}: {rest.reason}"
        raise RateLimited(words, _seconds(rest, now)) if rest.limited else Unavailable(words)


def _until(rest: Rest) -> str:
    return f"yahoo is not asked again before {rest.until.astimezone(UTC):%H:%M:%SZ}"


def _seconds(rest: Rest, now: datetime) -> float:
    return (rest.until - now).total_seconds()


def _parts(request: BarRequest, now: datetime) -> Iterator[BarRequest]:
    """The request in spans that one question may have, without those that lie beyond the reach."""
    if request.interval not in _REACH:
        yield request
        return
    longest, oldest = _REACH[request.interval]
    # Of the date before, an exchange far in the west may still have a part.
    first = max(request.first, (now - oldest).astimezone(UTC).date() - timedelta(days=1))
    while first <= request.last:
        last = min(request.last, first + longest - timedelta(days=1))
        yield replace(request, first=first, last=last)
        first = last + timedelta(days=1)


def _known_from(request: BarRequest, now: datetime) -> datetime | None:
    """Where the reach ends, when the first date may begin before; None when it surely begins after."""
    if request.interval not in _REACH:
        return None
    end = now - _REACH[request.interval][1] + _MARGIN
    return end if datetime.combine(request.first, time(), UTC) - _EASTERNMOST < end else None


def _paced(session: Any, bucket: TokenBucket, limit: float) -> Any:
    """The session, each of whose requests waits for its turn and takes at most `limit` seconds.

    yfinance fetches cookies and crumbs with timeouts of its own, and asks three times when it is refused: only here
    is a request a request.
    """
    ask = session.request

    def request(*args: Any, **options: Any) -> Any:
        bucket.take()
        options["timeout"] = min(options.get("timeout") or limit, limit)
        return ask(*args, **options)

    session.request = request
    return session


def _library(cache: Path) -> Any:
    import yfinance as yf

    cache.mkdir(parents=True, exist_ok=True)
    yf.set_tz_cache_location(str(cache))
    yf.config.debug.hide_exceptions = False
    return yf


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep yfinance's prints, log lines and warnings out of our output; the exceptions say it all."""
    logger = logging.getLogger("yfinance")
    disabled, logger.disabled = logger.disabled, True
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = disabled


def _forget_answers() -> None:
    """Empty the in-process answer cache, which holds failures as well."""
    from yfinance.data import YfData

    YfData().cache_get.cache_clear()


@contextlib.contextmanager
def _listening(answers: list[Any]) -> Iterator[None]:
    """Collect what the chart service answers, the time-zone probe included, while yfinance asks."""
    from yfinance.data import YfData

    library = YfData()  # one per process
    ask = library.get

    def get(url: str, *args: Any, **options: Any) -> Any:
        answer = ask(url, *args, **options)
        if _CHART in url:
            answers.append(answer)
        return answer

    library.get = get
    try:
        yield
    finally:
        del library.get  # the class's own again


def _trouble_of(answers: list[Any], error: Exception) -> str | None:
    """`_trouble` of the last answer, which made yfinance give up; without any, what it says itself."""
    if not answers:
        return _said(error)
    try:
        content = answers[-1].json()
    except ValueError:
        content = None
    return _trouble(answers[-1].status_code, content)


def _trouble(status: int, content: Any) -> str | None:
    """Why an answer says nothing of the symbol or the span; None when it does, be it that there is nothing.

    >>> _trouble(200, {"chart": {"result": [{"meta": {"symbol": "ACME"}}], "error": None}})
    >>> _trouble(404, {"chart": {"result": None, "error": {"description": "No data found, symbol may be delisted"}}})
    >>> _trouble(401, {"finance": {"result": None, "error": {"description": "Invalid Crumb"}}})
    'HTTP 401, Invalid Crumb'
    """
    services = list(content.values()) if isinstance(content, dict) else []
    service = services[0] if services and isinstance(services[0], dict) else {}
    error = service.get("error")
    reason = (error.get("description") or error) if isinstance(error, dict) else error or ""
    said = " ".join(str(reason).split())[:200]
    nothing = said.startswith(_NOTHING_THERE) or _TOO_OLD in said
    speaks = nothing or (not error and service.get("result"))
    return None if speaks and status in _SPEAKING else f"HTTP {status}, {said or 'an answer without a result'}"


def _translated(error: Exception, request: BarRequest, trouble: str | None) -> PriceError:
    """Our name for what yfinance raised. trouble: why there was no word on the symbol or the span; None: there was."""
    from yfinance import exceptions as known

    span = f"{request.symbol}, {request.first} to {request.last}"
    if isinstance(error, known.YFRateLimitError):
        return RateLimited(f"yahoo asks to slow down ({span}); it will be asked again later")
    if trouble is None and isinstance(error, known.YFPricesMissingError):
        return NoData(f"yahoo has no {request.interval} bars for {span}")
    if trouble is None and (isinstance(error, known.YFTzMissingError) or _is_not_found(error)):
        return BadSymbol(f"yahoo does not know {request.symbol!r}; check [[instrument]].symbol")
    return Unavailable(f"yahoo could not be used for {span}: {trouble or _said(error)}")


def _said(error: Exception) -> str:
    """An exception's text in one line, or its type when it has none."""
    return " ".join(str(error).split())[:200] or type(error).__name__


def _is_not_found(error: Exception) -> bool:
    """Whether it is a 404: yfinance asks another service about a symbol that the chart service does not know.

    By the status, never by the text, where a port or an address may hold the same digits.
    """
    return getattr(getattr(error, "response", None), "status_code", None) == HTTPStatus.NOT_FOUND
