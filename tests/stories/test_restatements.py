"""A provider that restates its prices and forgets the older ones: what is cut, what is said, and how it heals."""

from __future__ import annotations

from datetime import date

import pytest

from storage.stories import load_impacts
from tests.conftest import NewsDesk, all_sessions
from tracker.derive import comparable_bars
from tracker.records import NoImpact

pytestmark = pytest.mark.thorough

LEASE = "Meta plans to sell spare AI computing capacity, people familiar say"
KEPT_FROM = date(2026, 5, 15)
FORGOTTEN = [day for day in all_sessions() if day < KEPT_FROM]


@pytest.fixture
def desk(newsdesk: NewsDesk) -> NewsDesk:
    """A story of 1 July, measured on the day, on half a year of prices."""
    newsdesk.at("2026-06-30T21:00").reads("Court hears patent dispute over phone cameras").lives()
    newsdesk.moves("CRWV", "2026-07-01", -0.13).moves("NBIS", "2026-07-01", -0.15)
    newsdesk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-01T21:00").lives()
    return newsdesk


def split_and_forget(desk: NewsDesk) -> NewsDesk:
    """Ten new shares for one overnight; the provider's history now begins with KEPT_FROM."""
    desk.prices.splits["CRWV"] = 10.0
    desk.prices.holes |= {("CRWV", day) for day in FORGOTTEN}
    return desk.at("2026-07-02T21:00")


def no_impact(desk: NewsDesk, symbol: str, window: str) -> NoImpact:
    with desk.desk.store.read() as connection:
        (found,) = [i for i in load_impacts(connection) if (i.symbol, i.window) == (symbol, window)]
    assert isinstance(found, NoImpact)
    return found


def test_an_estimate_never_spans_the_seam_that_a_split_left(desk: NewsDesk) -> None:
    assert desk.row("CRWV").abnormal < -0.10
    split_and_forget(desk).lives()
    row = desk.row("CRWV")
    # By the calendar: 21 closes from 15 May to 15 June, before the gap of ten sessions; 20 returns, and 30 are needed.
    assert (row.reason, row.abnormal) == ("too_few_sessions", None)
    assert row.raw == pytest.approx(-0.13, abs=1e-4)
    detail = no_impact(desk, "CRWV", "d0").detail
    assert "CRWV: 20 of 120 estimation returns in common with SPY, 30 are needed" in detail
    assert (
        "to 2026-05-14 are left out, since written restated the others by 0.1 (noticed 2026-07-02 21:00 UTC)" in detail
    )


def test_a_symbol_that_nothing_was_restated_of_is_measured_as_before(desk: NewsDesk) -> None:
    before = desk.row("NBIS")
    split_and_forget(desk).lives()
    assert desk.row("NBIS").abnormal == before.abnormal


def test_what_was_known_before_the_split_is_still_answered_as_it_was(desk: NewsDesk) -> None:
    before = desk.rows(as_of="2026-07-01T21:00")
    split_and_forget(desk).lives()
    assert desk.rows(as_of="2026-07-01T21:00") == before


def test_nothing_is_rescaled_and_the_older_bars_are_kept_as_they_came(desk: NewsDesk) -> None:
    split_and_forget(desk).lives()
    with desk.desk.store.read() as connection:
        held = comparable_bars(connection, "CRWV", "written")
    closes = desk.prices.closes("CRWV")
    assert min(item.session for item in held.bars) == KEPT_FROM
    assert all(item.close == pytest.approx(closes[item.session] / 10.0) for item in held.bars)
    assert all(item.close == closes[item.session] for item in held.left_out)


def test_a_news_item_from_before_the_seam_has_no_prior_price_and_is_told_why(desk: NewsDesk) -> None:
    desk.prices.splits["CRWV"] = 10.0
    desk.prices.holes |= {("CRWV", day) for day in all_sessions() if day <= date(2026, 6, 30)}
    desk.at("2026-07-02T21:00").lives()
    found = no_impact(desk, "CRWV", "d0")
    assert (found.reason, found.raw) == ("no_prior_price", None)
    assert "to 2026-06-30 are left out, since written restated the others by 0.1" in found.detail


def test_the_forgotten_bars_are_asked_for_again_and_heal_the_series(desk: NewsDesk) -> None:
    before = desk.row("CRWV")
    split_and_forget(desk).lives()
    desk.lives()
    asked = len(desk.prices.asked)
    desk.at("2026-07-02T21:20").lives()
    assert len(desk.prices.asked) == asked  # not at every turn
    desk.prices.holes.clear()
    desk.at("2026-07-10T21:00").lives()
    row = desk.row("CRWV")
    assert row.reason is None
    assert row.abnormal == pytest.approx(before.abnormal, abs=1e-4)
    assert row.stderr == pytest.approx(before.stderr, abs=1e-4)


def test_the_watch_list_shows_no_move_across_the_seam(desk: NewsDesk) -> None:
    from tracker.jobs import make_digest

    desk.prices.splits["CRWV"] = 10.0
    desk.prices.holes |= {("CRWV", day) for day in all_sessions() if day <= date(2026, 6, 29)}
    desk.at("2026-07-02T21:00").lives()
    digest = make_digest(desk.desk, date(2026, 6, 30), desk.now)
    (line,) = [line for line in digest.text.splitlines() if line.split()[:1] == ["CRWV"]]
    close = f"{desk.prices.closes('CRWV')[date(2026, 6, 30)] / 10:.2f}"
    assert line.split() == ["CRWV", close, "–", "–", "0"]
