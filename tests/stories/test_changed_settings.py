"""Settings that change under a database: what was told before stands in nobody's way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from storage import outbox
from tests.conftest import NewsDesk
from tracker.daily import update_prices
from tracker.jobs import cycle, measure, prepare_digest
from tracker.minutes import collect_minutes, measure_minutes
from tracker.questions import known, story_views
from tracker.records import Instrument, Reach

LEASE = "Meta plans to sell spare AI computing capacity, people familiar say"


@pytest.fixture
def desk(newsdesk: NewsDesk) -> NewsDesk:
    newsdesk.at("2026-06-30T19:00").reads("Court hears patent dispute over phone cameras").lives()
    newsdesk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-01T21:00").lives()
    return newsdesk


def without(desk: NewsDesk, symbol: str) -> NewsDesk:
    """As after the next start, when the [[instrument]] was taken out."""
    followed = {name: held for name, held in desk.desk.instruments.items() if name != symbol}
    themes = {theme: [name for name in named if name != symbol] for theme, named in desk.desk.theme_symbols.items()}
    desk.desk = replace(desk.desk, instruments=followed, theme_symbols=themes)
    return desk


def test_a_symbol_taken_out_of_the_settings_is_asked_for_and_measured_no_more(desk: NewsDesk) -> None:
    assert {item.symbol for item in desk.exposures()} == {"META", "CRWV", "NBIS"}
    without(desk, "CRWV").at("2026-07-02T21:00")
    came, _ = update_prices(desk.desk, (), desk.now)
    assert {one.request.symbol for one in came} == {"META", "NBIS", "MSFT", "NVDA", "SPY"}
    assert measure(desk.desk, desk.now).made == 4  # two symbols, two windows
    assert measure_minutes(desk.desk, desk.now).taken == 20


def test_minutes_are_not_asked_for_around_the_news_of_a_symbol_taken_out(desk: NewsDesk) -> None:
    reaches = replace(desk.prices.capabilities(), intervals={"1m": Reach(longest=None, oldest=None)})
    desk.prices.capabilities = lambda: reaches  # type: ignore[method-assign]
    desk.prices.asked.clear()
    collect_minutes(without(desk, "CRWV").desk, desk.now)
    assert {request.symbol for request in desk.prices.asked} == {"META", "NBIS", "SPY"}


def test_a_story_is_shown_without_a_symbol_taken_out_before_stories_are_told_anew(desk: NewsDesk) -> None:
    facts = known(without(desk, "CRWV").desk)
    (view,) = story_views(desk.desk, facts, facts.rows())
    assert {row.symbol for row in view.rows} == {"META", "NBIS"}


def test_a_mail_that_waited_for_another_exchange_s_session_holds_up_none(newsdesk: NewsDesk) -> None:
    desk = newsdesk.with_reader("reader@news.example")
    # Children's Day: Tokyo is closed, and New York's session of it still waits when the exchange is changed.
    assert prepare_digest(desk.desk, desk.at("2026-05-05T20:50").now).dropped == {"waiting_for_prices": 1}
    desk.desk = replace(desk.desk, exchange="XTKS")
    prepare_digest(desk.desk, desk.at("2026-05-08T12:00").now)
    with desk.desk.store.read() as connection:
        assert [message.period for message in outbox.messages(connection, "digest")] == ["2026-05-08"]


def test_a_stock_elsewhere_than_its_benchmark_costs_nobody_the_prices(newsdesk: NewsDesk) -> None:
    peer = Instrument(
        symbol="9984.T", name="SoftBank", exchange="XTKS", benchmark="SPY", sector=None, names=("SoftBank",)
    )
    cast, themes = newsdesk.desk.instruments, {"compute_leasing": ("CRWV", "9984.T")}
    newsdesk.desk = replace(newsdesk.desk, instruments={**cast, peer.symbol: peer}, theme_symbols=themes)
    newsdesk.at("2026-06-30T19:00").reads("Court hears patent dispute over phone cameras").lives()
    newsdesk.at("2026-07-01T12:05").reads(LEASE)
    # Between both days lie Christmas, on which Tokyo trades, and New Year's, on which New York does on 2 January.
    tallies = {tally.stage: tally for tally in cycle(newsdesk.desk, newsdesk.at("2026-07-02T21:00").now)}
    assert not any(tally.broken for tally in tallies.values())
    assert newsdesk.row("CRWV").raw is not None
    assert {request.last for request in newsdesk.prices.asked if request.symbol == "SPY"} >= {date(2026, 7, 2)}
    assert newsdesk.row("9984.T").session == date(2026, 7, 2)
