"""Everybody who is asked for dates of results gives them in the same form, and fails in the same words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from tracker.adapters.dates_yahoo import YahooDates
from tracker.clock import ManualClock
from tracker.demo.servers import Answer, Request, YahooServer, redirecting_session
from tracker.errors import BadSymbol, NoData
from tracker.ports import EventDates

NOW = datetime(2026, 7, 2, 21, 0, tzinfo=UTC)
EVENING = int(datetime(2026, 8, 11, 20, 5, tzinfo=UTC).timestamp())


class DatesServer(YahooServer):
    """Knows the results of ACME, a span of days for SPAN, no date of QUIET, and no other symbol."""

    def answer(self, request: Request) -> Answer:
        if not request.path.startswith("/v10/finance/quoteSummary/"):
            return super().answer(request)
        stated = {"ACME": [EVENING], "SPAN": [EVENING, EVENING + 3 * 86400], "QUIET": []}
        symbol = request.path.rpartition("/")[2]
        content: dict[str, Any] = {"result": None, "error": {"description": f"Quote not found for symbol: {symbol}"}}
        if symbol in stated:
            earnings = {"earningsDate": stated[symbol], "isEarningsDateEstimate": symbol == "SPAN"}
            content = {"result": [{"calendarEvents": {"earnings": earnings}}], "error": None}
        return Answer(
            status=HTTPStatus.OK if symbol in stated else HTTPStatus.NOT_FOUND,
            body=json.dumps({"quoteSummary": content}).encode(),
            headers={"Content-Type": "application/json"},
        )


@pytest.fixture(params=["yahoo"])
def provider(tmp_path: Path) -> Iterator[EventDates]:
    prices = tmp_path / "prices.csv"
    prices.write_text("date,symbol,open,high,low,close,volume,note\n2026-07-01,ACME,1,1,1,1,1,synthetic\n")
    with DatesServer(prices, ManualClock(NOW)) as server, redirecting_session(server.port) as session:

        @contextmanager
        def gate(symbol: str, now: datetime) -> Iterator[Any]:
            yield session

        yield YahooDates(cache=tmp_path / "cache", gate=gate)


def test_a_fixed_day_is_one_day(provider: EventDates) -> None:
    found = provider.next_results("ACME", NOW)
    assert (found.symbol, found.days, found.estimated) == ("ACME", (date(2026, 8, 11),), False)


def test_a_day_that_is_not_fixed_is_a_span_oldest_first(provider: EventDates) -> None:
    found = provider.next_results("SPAN", NOW)
    assert (found.days, found.estimated) == ((date(2026, 8, 11), date(2026, 8, 14)), True)


def test_asking_twice_gives_the_same(provider: EventDates) -> None:
    assert provider.next_results("ACME", NOW) == provider.next_results("ACME", NOW)


def test_no_date_and_no_such_symbol_are_told_apart(provider: EventDates) -> None:
    with pytest.raises(NoData, match="QUIET"):
        provider.next_results("QUIET", NOW)
    with pytest.raises(BadSymbol, match="NOPE"):
        provider.next_results("NOPE", NOW)


def test_it_has_a_name_to_be_shown_by(provider: EventDates) -> None:
    assert provider.name.isidentifier()
