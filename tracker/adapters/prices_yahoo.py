"""Daily bars from Yahoo through yfinance, one symbol at a time.

Why `Ticker.history` and not `yf.download`: the latter never raises, so an outage, a rate limit and an unknown
symbol all look like an empty frame. What else the provider does to a daemon, and what is done about it:

- answers for past windows are cached in the process, failures too: the cache is cleared after every call, else an
  outage, or a session's missing bar, would last for the life of the daemon;
- all history shares one process-wide session: ours is handed over with every call;
- its small databases go into a folder of ours, before the first request;
- it re-enables its own warnings on import; they are silenced for its modules alone, after the import;
- "no prices" and "no time zone" are what it says of an empty span and an unknown symbol, but of a refused crumb, an
  overloaded server and an answer without content just as well: the answers of the chart service are listened to, and
  only one that speaks of the symbol or the span may become NoData or BadSymbol. The exceptions' texts would not do:
  they differ between its versions, and an empty object with status 503 reads like an empty span.

Personal use only, by the provider's terms; nothing here redistributes prices.
"""

from __future__ import annotations

import contextlib
import io
import logging
import math
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tracker.clock import monotonic
from tracker.errors import BadSymbol, NoData, PriceError, RateLimited, Unavailable
from tracker.records import Bar, BarBatch, BarRequest, Capabilities, Problem, Reach

_COLUMNS = ("Open", "High", "Low", "Close")
_CHART = "/finance/chart/"
"""In the address of the service that gives bars."""
_SPEAKING = frozenset({200, 400, 404, 422})
"""Statuses with which it speaks of the symbol and the span; any other speaks of the server or of us."""
_NOTHING_THERE = ("Data doesn't exist for startDate", "No data found")
"""How its refusals begin that mean: there is nothing."""


@dataclass(slots=True)
class YahooProvider:
    """`PriceProvider` over yfinance. `session_factory` gives the HTTP session; None: yfinance's own."""

    cache: Path
    session_factory: Callable[[], Any] | None = None
    requests_per_second: float = 1.0
    name: str = "yahoo"
    _session: Any = field(default=None, init=False, repr=False)
    _next_at: float = field(default=0.0, init=False, repr=False)
    _pause: threading.Event = field(default_factory=threading.Event, init=False, repr=False)

    def capabilities(self) -> Capabilities:
        return Capabilities(intervals={"1d": Reach(longest=None, oldest=None)}, extended_hours=False, delay=timedelta())

    def fetch(self, request: BarRequest, now: datetime) -> BarBatch:
        yf = _library(self.cache)
        if self.session_factory is not None and self._session is None:
            self._session = self.session_factory()
        self._wait_for_turn()
        answers: list[Any] = []
        try:
            with _quiet(), _listening(answers):
                frame = yf.Ticker(request.symbol, session=self._session).history(
                    start=request.first.isoformat(),
                    end=(request.last + timedelta(days=1)).isoformat(),  # their end is exclusive
                    interval=request.interval,
                    auto_adjust=False,
                    actions=True,
                )
        except Exception as error:  # any type can come out of an unknown symbol or a broken answer
            raise _translated(error, request, _trouble_of(answers, error)) from error
        finally:
            _forget_answers()
        if frame is None or frame.empty:
            raise NoData(f"{request.symbol}: yahoo has no bars from {request.first} to {request.last}")
        return _read_frame(frame, request, now, self.name)

    def _wait_for_turn(self) -> None:
        """Space requests out, also over several calls."""
        wait = self._next_at - monotonic()
        if wait > 0:
            self._pause.wait(wait)
        self._next_at = monotonic() + 1.0 / self.requests_per_second


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
    level, logger.level = logger.level, logging.CRITICAL + 1
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.level = level


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
    speaks = said.startswith(_NOTHING_THERE) or (not error and service.get("result"))
    return None if speaks and status in _SPEAKING else f"HTTP {status}, {said or 'an answer without a result'}"


def _translated(error: Exception, request: BarRequest, trouble: str | None) -> PriceError:
    """Our name for what yfinance raised. trouble: why there was no word on the symbol or the span; None: there was."""
    from yfinance import exceptions as known

    span = f"{request.symbol}, {request.first} to {request.last}"
    if isinstance(error, known.YFRateLimitError):
        return RateLimited(f"yahoo asks to slow down ({span}); it will be asked again later")
    if trouble is None and isinstance(error, known.YFPricesMissingError):
        return NoData(f"yahoo has no bars for {span}")
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


def _read_frame(frame: Any, request: BarRequest, now: datetime, provider: str) -> BarBatch:
    bars: list[Bar] = []
    problems: list[Problem] = []
    for stamp, row in frame.iterrows():
        day = stamp.date()
        values = {name: _number(row.get(name)) for name in (*_COLUMNS, "Adj Close", "Volume")}
        close = values["Close"]
        if close is None or close <= 0:
            problems.append(Problem(stage="price", subject=request.symbol, reason=f"bar of {day} has no close"))
            continue
        if not request.first <= day <= request.last:
            continue  # a live row of another day; it was not asked for
        bars.append(
            Bar(
                symbol=request.symbol,
                interval=request.interval,
                start=datetime.combine(day, time(), UTC),
                open=values["Open"],
                high=values["High"],
                low=values["Low"],
                close=close,
                adj_close=values["Adj Close"],
                volume=values["Volume"],
                provider=provider,
                fetched_at=now,
            )
        )
    return BarBatch(items=tuple(bars), problems=tuple(problems))


def _number(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None
