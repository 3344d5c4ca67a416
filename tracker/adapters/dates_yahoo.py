"""When companies publish results, from Yahoo through yfinance: one request for one company.

yfinance has two ways to these dates, and neither is taken, both tried against a server of our own. `Ticker.calendar`
turns the instants of the answer into days by the clock of the machine it runs on, so that results of an evening in
New York are of the next day in Tokyo. `Ticker.get_earnings_dates` reads a web page, and where a row of it has no date,
gives those after it the dates of their neighbours. So the answer behind the former is fetched with yfinance's own
cookie, crumb and session, and read here.

Of an instant only the day is taken, as in UTC: 16:00 in New York and 00:00 UTC stand there for "after the close" and
"no hour known" alike, and both are the day meant. Yahoo's dates of results are estimates until the company announces
one; it says so, and so does the record.

Personal use only, by the provider's terms; nothing here redistributes what it tells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tracker.adapters.prices_yahoo import _library, _quiet, _said
from tracker.errors import BadSymbol, NoData, RateLimited, Unavailable
from tracker.records import ResultsDates

_SUMMARY = "https://query2.finance.yahoo.com/v10/finance/quoteSummary/"
_WANTED = {"modules": "calendarEvents", "formatted": "false", "corsDomain": "finance.yahoo.com"}
_SYMBOL_UNKNOWN = "Quote not found"
_NOTHING_KNOWN = "No fundamentals data found"
"""How its refusals begin: of what it does not have at all, and of what publishes no results."""

Gate = Callable[[str, datetime], AbstractContextManager[Any]]
"""Through which everything goes that asks Yahoo, prices too: called with a symbol and the time it waits for its turn,
gives the HTTP session to ask with, and hears what failed by the exception that passes through.
Raises RateLimited or Unavailable, without a request, while the provider is to be left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YahooDates:
    """`EventDates` over yfinance."""

    cache: Path
    """Folder for yfinance's small databases; the one that prices use."""
    gate: Gate
    name: str = "yahoo"

    def next_results(self, symbol: str, now: datetime) -> ResultsDates:
        _library(self.cache)
        with self.gate(symbol, now) as session:
            return _read(symbol, *_ask(symbol, session))


def _ask(symbol: str, session: Any) -> tuple[int, Any]:
    """Status and content (None when it is no JSON) of the answer."""
    from yfinance.data import YfData
    from yfinance.exceptions import YFRateLimitError

    try:
        with _quiet():
            answer = YfData(session=session).get(_SUMMARY + symbol, params={**_WANTED, "symbol": symbol})
            status = int(answer.status_code)
    except YFRateLimitError as error:
        raise RateLimited(f"yahoo asks to slow down ({symbol}, dates); it will be asked again later") from error
    except Exception as error:  # any type comes out of a broken connection
        raise Unavailable(f"yahoo could not be used for the dates of {symbol}: {_said(error)}") from error
    try:
        return status, answer.json()
    except ValueError:
        return status, None


def _read(symbol: str, status: int, content: Any) -> ResultsDates:
    """The dates of an answer; raises what stands for none.

    >>> earnings = {"earningsDate": [1786478400, 1786910400], "isEarningsDateEstimate": True}
    >>> told = _read("CRWV", 200, {"quoteSummary": {"result": [{"calendarEvents": {"earnings": earnings}}]}})
    >>> [day.isoformat() for day in told.days], told.estimated
    (['2026-08-11', '2026-08-16'], True)
    """
    summary = _mapping(_mapping(content).get("quoteSummary"))
    said = str(_mapping(summary.get("error")).get("description") or "")
    if status == HTTPStatus.NOT_FOUND and said.startswith(_SYMBOL_UNKNOWN):
        raise BadSymbol(f"yahoo does not know {symbol!r}; check [[instrument]].symbol")
    if status == HTTPStatus.NOT_FOUND and said.startswith(_NOTHING_KNOWN):
        raise NoData(f"yahoo knows no dates of {symbol}")
    results = summary.get("result")
    if status != HTTPStatus.OK or not isinstance(results, list) or not results:
        why = f"HTTP {status}, {' '.join(said.split())[:200] or 'an answer without a result'}"
        raise Unavailable(f"yahoo could not be used for the dates of {symbol}: {why}")
    earnings = _mapping(_mapping(_mapping(results[0]).get("calendarEvents")).get("earnings"))
    stated = earnings.get("earningsDate")
    if not stated:
        raise NoData(f"yahoo knows no dates of {symbol}")
    try:
        days = tuple(sorted({_day(value) for value in stated}))
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise Unavailable(f"yahoo gave dates of {symbol} that are none: {str(stated)[:100]}") from error
    return ResultsDates(symbol=symbol, days=days, estimated=earnings.get("isEarningsDateEstimate") is not False)


def _day(seconds: Any) -> date:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise TypeError("no number")
    return datetime.fromtimestamp(seconds, UTC).date()


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
