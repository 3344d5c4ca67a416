"""Nobody knows exactly when a story was first told: then no session is called the one that reacted first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipelines.wording import sessions_words, verdict_words
from storage import feeds
from tests.conftest import NewsDesk

pytestmark = pytest.mark.thorough

LEASE = "Meta plans to sell spare AI computing capacity, people familiar say"
REWORDED = "Meta working on sale of surplus computing power, source says"
COURT = "Court hears patent dispute over phone cameras"
FRIDAY, MONDAY = date(2026, 6, 26), date(2026, 6, 29)
TUESDAY, WEDNESDAY = date(2026, 6, 30), date(2026, 7, 1)


@pytest.fixture
def desk(newsdesk: NewsDesk) -> NewsDesk:
    return newsdesk.with_feeds("wire", "herald")


def polled(desk: NewsDesk, moment: str) -> NewsDesk:
    """A good poll of all feeds, however seldom they are asked by now."""
    desk.at(moment)
    with desk.desk.store.write() as connection:
        for known in feeds.feed_states(connection).values():
            feeds.save_feed_state(connection, replace(known, next_check_at=desk.now))
    desk.lives()
    return desk


def opened(desk: NewsDesk, moment: str) -> NewsDesk:
    """Both feeds had been followed before, and were read at that moment."""
    desk.at(moment)
    for feed in ("wire", "herald"):
        desk.reads(COURT, feed=feed)
    return polled(desk, moment)


def sessions(desk: NewsDesk, symbol: str = "CRWV") -> list[tuple[date, bool]]:
    return [(item.session, item.sure) for item in desk.exposures() if item.symbol == symbol]


def words(desk: NewsDesk) -> str:
    return sessions_words(row for row in desk.rows() if row.window == "d0")


# ── how long nobody looked ──────────────────────────────────────────────────────────────────────────


def test_what_came_over_a_weekend_that_nobody_looked_is_of_friday_or_of_monday(desk) -> None:
    opened(desk, "2026-06-26T11:00").reads(LEASE, pub_date="")
    polled(desk, "2026-06-29T13:00")
    assert sessions(desk) == [(FRIDAY, False), (MONDAY, False)]
    assert words(desk) == ("reacts Fri 26 Jun 2026 or Mon 29 Jun 2026: the first report's time is not known exactly")


def test_what_came_in_a_day_and_a_half_that_nobody_looked_is_of_one_of_three_sessions(desk) -> None:
    opened(desk, "2026-06-23T09:00").reads(LEASE, pub_date="")
    polled(desk, "2026-06-24T21:30")
    days = [date(2026, 6, day) for day in (23, 24, 25)]
    assert sessions(desk) == [(day, False) for day in days]


def test_after_weeks_that_nobody_looked_the_session_it_was_seen_in_is_measured_and_is_not_called_sure(desk) -> None:
    opened(desk, "2026-06-01T11:00").reads(LEASE, pub_date="")
    polled(desk, "2026-06-29T13:00")
    assert sessions(desk) == [(MONDAY, False)]
    assert words(desk) == ("reacts Mon 29 Jun 2026 or another session: the first report's time is not known exactly")
    polled(desk, "2026-06-30T21:00")
    rows = [row for row in desk.rows() if (row.symbol, row.window) == ("CRWV", "d0")]
    assert [(row.sure, verdict_words(row).endswith(" if first on 29 Jun")) for row in rows] == [(False, True)]


def test_history_without_a_date_is_sure_of_no_session(desk) -> None:
    desk.at("2026-06-29T13:00").reads(LEASE, pub_date="").lives()
    (story,) = desk.stories()
    assert (story.backfilled, story.t0_earliest) == (True, None)
    assert sessions(desk) == [(MONDAY, False)]


# ── a vague report beside a precise one ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("dated", "found"),
    [
        pytest.param("Tue, 30 Jun 2026", [(TUESDAY, False), (WEDNESDAY, False)], id="of that day"),
        pytest.param("", [(TUESDAY, False), (WEDNESDAY, False)], id="of no date, and not there at 11:00"),
        pytest.param("Tue, 30 Jun 2026 22:00:00 GMT", [(WEDNESDAY, True)], id="later"),
    ],
)
@pytest.mark.parametrize("first_read", ["wire", "herald"])
def test_a_vague_report_may_have_come_before_the_precise_one(
    desk, dated: str, found: list[tuple[date, bool]], first_read: str
) -> None:
    opened(desk, "2026-06-30T11:00")
    # New York closes at 20:00. Whichever of the two we come to read first.
    desk.reads(LEASE, at="2026-06-30T21:00").reads(REWORDED, feed="herald", pub_date=dated)
    polled(desk.with_feeds(first_read), "2026-06-30T23:00")
    polled(desk.with_feeds("wire", "herald"), "2026-06-30T23:00")
    (story,) = desk.stories()
    assert (story.t0.at.hour, str(story.t0.basis), story.t0_latest) == (21, "published", story.t0.at)
    assert sessions(desk) == found


def test_a_vague_report_of_the_same_session_leaves_it_sure(desk) -> None:
    opened(desk, "2026-06-30T11:00").reads(LEASE, at="2026-06-30T15:00")
    desk.reads(REWORDED, feed="herald", pub_date="Tue, 30 Jun 2026")
    polled(desk, "2026-06-30T19:00")
    (story,) = desk.stories()
    assert (story.t0_earliest, sessions(desk)) == (story.t0.at.replace(hour=0), [(TUESDAY, True)])


def test_an_old_item_and_one_that_nothing_bounds_make_no_precise_report_vague(desk) -> None:
    desk.with_feeds("wire").at("2026-06-30T11:00").reads(COURT).lives()
    desk.reads(LEASE, at="2026-06-30T21:00")
    polled(desk, "2026-06-30T22:00")
    assert sessions(desk) == [(WEDNESDAY, True)]
    # The herald is followed from now on: when its history was told, nothing says.
    desk.with_feeds("wire", "herald").at("2026-06-30T23:00").reads(REWORDED, feed="herald", pub_date="")
    polled(desk, "2026-06-30T23:00")
    desk.reads(f"{LEASE} again", feed="herald", pub_date="Fri, 12 Jun 2026 12:00:00 GMT")
    polled(desk, "2026-06-30T23:30")
    (story,) = desk.stories()
    assert [link.relation for link in story.links] == ["first", "same_event", "prior_mention"]
    assert (story.t0_earliest, sessions(desk)) == (story.t0.at, [(WEDNESDAY, True)])
