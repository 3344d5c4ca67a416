"""Bars from before a listing, or in another unit, are held and are in no return."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from storage.bars import load_bars
from storage.stories import load_impacts
from tests.conftest import NewsDesk
from tracker.records import NoImpact, Quality

LEASE = "Meta plans to sell spare AI computing capacity, people familiar say"


@pytest.fixture
def desk(newsdesk: NewsDesk) -> NewsDesk:
    newsdesk.at("2026-06-30T21:00").reads("Court hears patent dispute over phone cameras").lives()
    newsdesk.moves("CRWV", "2026-07-01", -0.13)
    return newsdesk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-01T21:00")


def listed(desk: NewsDesk, symbol: str, since: date) -> NewsDesk:
    cast = {**desk.desk.instruments, symbol: replace(desk.desk.instruments[symbol], since=since)}
    desk.desk = replace(desk.desk, instruments=cast)
    return desk


def test_the_first_day_of_a_listing_has_no_price_before_it(desk: NewsDesk) -> None:
    desk.lives()  # bars of another listing of that symbol are held already
    assert desk.row("CRWV").raw == pytest.approx(-0.13, abs=1e-4)
    listed(desk, "CRWV", date(2026, 7, 1)).at("2026-07-01T21:20").lives()
    with desk.desk.store.read() as connection:
        (found,) = [i for i in load_impacts(connection) if (i.symbol, i.window) == ("CRWV", "d0")]
    assert isinstance(found, NoImpact)
    assert (found.reason, found.raw) == ("no_prior_price", None)


def test_an_estimate_begins_with_the_listing(desk: NewsDesk) -> None:
    listed(desk, "CRWV", date(2026, 6, 1)).lives()
    row = desk.row("CRWV")
    assert row.raw == pytest.approx(-0.13, abs=1e-4)
    assert row.reason == "too_few_sessions"


def test_nothing_older_than_the_listing_is_asked_for(desk: NewsDesk) -> None:
    desk.prices.asked.clear()
    listed(desk, "CRWV", date(2026, 6, 1)).lives()
    asked = [request.first for request in desk.prices.asked if request.symbol == "CRWV"]
    assert min(asked) >= date(2026, 6, 1)


def test_a_bar_in_another_unit_is_no_price_and_is_asked_for_again(desk: NewsDesk) -> None:
    # The close of 1 July comes a hundred times too high: pence for pounds.
    desk.moves("CRWV", "2026-07-01", 86.0).lives()
    assert desk.row("CRWV").raw is None
    day = date(2026, 7, 1)
    with desk.desk.store.read() as connection:
        (held,) = load_bars(connection, "CRWV", day, day, provider="written")
    assert held.quality is Quality.SCALE
    desk.moves("CRWV", "2026-07-01", -0.13).at("2026-07-01T22:30").lives()
    assert desk.row("CRWV").raw == pytest.approx(-0.13, abs=1e-4)
