"""Daily bars from Yahoo through yfinance, one symbol at a time.

Why `Ticker.history` and not `yf.download`: the latter never raises, so an outage, a rate limit and an unknown
symbol all look like an empty frame. What else the provider does to a daemon, and what is done about it:

- answers for past windows are cached in the process, failures too: the cache is cleared after every call, else an
  outage, or a session's missing bar, would last for the life of the daemon;
- all history shares one process-wide session: ours is handed over with every call;
- its small databases go into a folder of ours, before the first request;
- it re-enables its own warnings on import; they are silenced for its modules alone, after the import.

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
from pathlib import Path
from typing import Any

from tracker.clock import monotonic
from tracker.errors import BadSymbol, NoData, PriceError, RateLimited, Unavailable
from tracker.records import Bar, BarRequest, Batch, Problem

_COLUMNS = ("Open", "High", "Low", "Close")


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

    def fetch(self, request: BarRequest, now: datetime) -> Batch[Bar]:
        yf = _library(self.cache)
        if self.session_factory is not None and self._session is None:
            self._session = self.session_factory()
        self._wait_for_turn()
        try:
            with _quiet():
                frame = yf.Ticker(request.symbol, session=self._session).history(
                    start=request.first.isoformat(),
                    end=(request.last + timedelta(days=1)).isoformat(),  # their end is exclusive
                    interval=request.interval,
                    auto_adjust=False,
                    actions=True,
                )
        except Exception as error:  # any type can come out of an unknown symbol or a broken answer
            raise _translated(error, request) from error
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


def _translated(error: Exception, request: BarRequest) -> PriceError:
    from yfinance import exceptions as known

    span = f"{request.symbol}, {request.first} to {request.last}"
    if isinstance(error, known.YFRateLimitError):
        return RateLimited(f"yahoo asks to slow down ({span}); it will be asked again later")
    if isinstance(error, known.YFTzMissingError):
        return BadSymbol(f"yahoo does not know {request.symbol!r}; check [[instrument]].symbol")
    if isinstance(error, known.YFPricesMissingError):
        return NoData(f"yahoo has no bars for {span}")
    text = " ".join(str(error).split())[:200] or type(error).__name__
    if "404" in text or "Not Found" in text:
        return BadSymbol(f"yahoo does not know {request.symbol!r} ({text}); check [[instrument]].symbol")
    return Unavailable(f"yahoo could not be used for {span}: {text}")


def _read_frame(frame: Any, request: BarRequest, now: datetime, provider: str) -> Batch[Bar]:
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
    return Batch(items=tuple(bars), problems=tuple(problems))


def _number(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None
