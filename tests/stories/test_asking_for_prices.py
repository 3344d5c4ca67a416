"""Prices that somebody asks for by name: what comes, and what a symbol or a provider in trouble costs the others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.conftest import CAST, NewsDesk, all_sessions
from tracker.daily import update_prices
from tracker.errors import RateLimited, Unavailable
from tracker.jobs import price
from tracker.questions import price_holdings


@pytest.fixture
def desk(newsdesk: NewsDesk) -> NewsDesk:
    return newsdesk.at("2026-07-02T21:00")


def asked(desk: NewsDesk, *named: str) -> dict[str, list[tuple[date, date, str, int]]]:
    """What came, by symbol."""
    found: dict[str, list[tuple[date, date, str, int]]] = {}
    for one in update_prices(desk.desk, named, desk.now)[0]:
        span = (one.request.first, one.request.last, one.outcome, one.written)
        found.setdefault(one.request.symbol, []).append(span)
    return found


def test_every_symbol_gets_what_a_measurement_of_today_wants(desk: NewsDesk) -> None:
    came = asked(desk, "NBIS")
    until = [day for day in all_sessions() if day <= date(2026, 7, 2)]
    # By hand: day 0, ten sessions of the gap, 120 returns, and the close before the first of them.
    count = 1 + 10 + 120 + 1
    assert came["NBIS"] == [(until[-count], date(2026, 7, 2), "ok", count)]
    assert {symbol: rows[0][3] for symbol, rows in came.items()} == dict.fromkeys(CAST, count)


def test_a_hole_is_asked_for_by_name_at_once_and_not_otherwise(desk: NewsDesk) -> None:
    hole = date(2026, 6, 10)
    desk.prices.holes.add(("NBIS", hole))
    asked(desk, "NBIS")
    desk.prices.holes.clear()
    desk.now += timedelta(minutes=1)
    assert price(desk.desk, desk.now).taken == 0
    assert [(rows[0][2], rows[0][3]) for rows in asked(desk, "NBIS").values()] == [("ok", 1)]
    (row,) = [row for row in price_holdings(desk.desk, desk.now) if row.symbol == "NBIS"]
    assert (row.gaps, row.behind) == ((), 0)


def test_a_symbol_that_is_not_known_costs_the_others_nothing(desk: NewsDesk) -> None:
    desk.prices.unknown.add("CRWV")
    came = asked(desk, *CAST)
    assert [rows[0][2] for rows in came.values()] == ["bad_symbol", *["ok"] * (len(CAST) - 1)]


def test_a_provider_that_asks_for_patience_is_asked_once(desk: NewsDesk) -> None:
    desk.prices.failure = RateLimited("too many")
    came = asked(desk, *CAST)
    assert [rows[0][2] for rows in came.values()] == ["rate_limited", *["postponed"] * (len(CAST) - 1)]
    assert len(desk.prices.asked) == 1


def test_a_provider_that_is_down_is_left_alone_after_three_symbols(desk: NewsDesk) -> None:
    desk.prices.failure = Unavailable("down")
    came = asked(desk, *CAST)
    assert [rows[0][2] for rows in came.values()] == [*["unavailable"] * 3, *["postponed"] * (len(CAST) - 3)]
    tally = update_prices(desk.desk, (), desk.now + timedelta(hours=2))[1]
    assert tally.taken == tally.made + sum(tally.dropped.values())
