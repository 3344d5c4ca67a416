"""What the log and the articles tell of feeds, now and as of an earlier instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from storage import articles, coverage, feeds
from storage.engine import Store
from storage.schema import fetch
from tracker.records import (
    Article,
    Basis,
    DateQuality,
    FeedState,
    Fetched,
    FetchOutcome,
    HostPause,
    Precision,
)

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path, new_store) -> Store:
    found = new_store(tmp_path / "newsimpact.db")
    with found.write() as connection:
        feeds.keep_body(connection, answer(NOON, body=b"<rss/>"))
    return found


def answer(at: datetime, *, feed: str = "wire", body: bytes = b"") -> Fetched:
    address = f"http://{feed}.example/rss"
    return Fetched(feed=feed, url=address, final_url=address, at=at, outcome=FetchOutcome.OK, status=200, body=body)


def item(key: str, published: datetime | None, seen: datetime, **changes: Any) -> Article:
    known: dict[str, Any] = {
        "feed": "wire",
        "url": f"http://wire.example/{key}",
        "canonical_url": f"https://wire.example/{key}",
        "title": key,
        "summary": "",
        "raw_date": None,
        "precision": Precision.SECOND,
        "quality": DateQuality.OK if published else DateQuality.MISSING,
        "basis": Basis.PUBLISHED,
        "version": 1,
        "version_seen_at": seen,
        "content_hash": key,
        "body_hash": answer(NOON, body=b"<rss/>").body_hash,
        "backfilled": False,
    }
    told = {**known, **changes}
    return Article(id=f"{told['feed']}-{key}", key=key, published=published, first_seen=seen, **told)


def log(connection: Connection, at: datetime, outcome: str, *, feed: str = "wire", **more: Any) -> None:
    known = {"url": "u", "final_url": "u", "size": 0, "entries": 0, "new": 0, "changed": 0}
    connection.execute(fetch.insert().values(feed=feed, at=at, outcome=outcome, **{**known, **more}))


# ── publication days ────────────────────────────────────────────────────────────────────────────────


def test_items_count_by_their_date_where_it_can_be_trusted_and_by_when_they_were_seen_elsewhere(store: Store) -> None:
    shown = [
        item("dated", NOON - 9 * DAY, NOON),
        item("zoneless", NOON - 7 * DAY, NOON, quality=DateQuality.ASSUMED_ZONE),
        item("undated", None, NOON - 5 * DAY),
        item("ahead", NOON + 3 * DAY, NOON - 3 * DAY, quality=DateQuality.FUTURE),
        item("of another feed", NOON - DAY, NOON, feed="other"),
    ]
    with store.write() as connection:
        articles.save_articles(connection, shown)
        found = coverage.publications(connection, "wire")
    assert found.days == tuple(NOON.date() - n * DAY for n in (9, 7, 5, 3))
    assert found.newest == NOON - 3 * DAY


def test_a_feed_without_items_has_neither_days_nor_a_newest(store: Store) -> None:
    with store.read() as connection:
        assert coverage.publications(connection, "wire") == coverage.Publications(days=(), newest=None)


def test_an_edit_counts_by_the_date_it_bears_and_by_none_when_it_bears_no_new_one(store: Store) -> None:
    first = item("a", NOON - 9 * DAY, NOON - 9 * DAY)
    with store.write() as connection:
        articles.save_articles(connection, [first])
        polished = item("a", NOON - 9 * DAY, NOON, content_hash="polished")
        articles.save_articles(connection, [polished])
        assert coverage.publications(connection, "wire").newest == NOON - 9 * DAY
        updated = item("a", NOON - DAY, NOON, content_hash="updated")
        articles.save_articles(connection, [updated])
        assert coverage.publications(connection, "wire").newest == NOON - DAY


def test_what_was_published_as_known_earlier_leaves_out_what_came_later(store: Store) -> None:
    with store.write() as connection:
        articles.save_articles(connection, [item("a", NOON - 9 * DAY, NOON - 9 * DAY), item("b", NOON - 3 * DAY, NOON)])
        articles.save_articles(connection, [item("a", NOON - DAY, NOON, content_hash="new")])
        found = coverage.publications(connection, "wire", as_of=NOON - HOUR)
    assert (found.days, found.newest) == (((NOON - 9 * DAY).date(),), NOON - 9 * DAY)


def test_a_busy_feed_is_known_for_as_many_days_as_a_quiet_one(store: Store) -> None:
    """24 items a day with a hole of a week: the newest articles reach back twelve days, the rest is found by leaps."""
    hours = [n for n in range(24 * 150) if not 480 <= n < 648]
    with store.write() as connection:
        articles.save_articles(connection, [item(f"{n}", NOON - n * HOUR, NOON - n * HOUR) for n in hours])
        found = coverage.publications(connection, "wire")
    every = sorted({(NOON - n * HOUR).date() for n in hours})
    assert found.days == tuple(every[-coverage.DAYS :])
    assert found.newest == NOON


def test_a_busy_feed_that_is_young_ends_where_it_began(store: Store) -> None:
    with store.write() as connection:
        articles.save_articles(connection, [item(f"{n}", NOON - n * HOUR, NOON - n * HOUR) for n in range(400)])
        assert len(coverage.publications(connection, "wire").days) == 18  # 16 days and 16 hours, back from noon


# ── how feeds stood ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def lived(store: Store) -> Store:
    """A feed that was well for a day, failed for three hours, was told to wait, and came back."""
    with store.write() as connection:
        for hour in range(24):
            log(connection, NOON + hour * HOUR, "ok" if hour == 0 else "not_modified")
        log(connection, NOON + 24 * HOUR, "failed", fault="http_error", reason="HTTP 500")
        log(connection, NOON + 26 * HOUR, "failed", fault="blocked", reason="HTTP 403")
        log(connection, NOON + 27 * HOUR, "postponed", fault="throttled", reason="HTTP 429")
        log(connection, NOON + 30 * HOUR, "ok")
        log(connection, NOON + 31 * HOUR, "failed", fault="gone", reason="HTTP 410")
        state = FeedState(
            feed="wire",
            url="u",
            first_polled_at=NOON,
            last_ok_at=NOON + 30 * HOUR,
            last_new_at=NOON + 30 * HOUR,
            failing_since=NOON + 31 * HOUR,
            failures=9,
            fault="gone",
            reason="HTTP 410",
            gone_at=NOON + 31 * HOUR,
            disabled_at=NOON + 60 * HOUR,
            next_check_at=NOON,
        )
        feeds.save_feed_state(connection, state)
    return store


@pytest.mark.parametrize(
    ("hours", "last_ok", "failing", "failures", "fault"),
    [
        pytest.param(0, 0, None, 0, None, id="just begun"),
        pytest.param(23.5, 23, None, 0, None, id="well"),
        pytest.param(24, 23, 24, 1, "http_error", id="failed once"),
        pytest.param(26, 23, 24, 2, "blocked", id="failed twice, in two ways"),
        pytest.param(29, 23, 24, 2, "throttled", id="told to wait, which is no failure"),
        pytest.param(30, 30, None, 0, None, id="back"),
        pytest.param(59, 30, 31, 1, "gone", id="a first 410"),
    ],
)
def test_how_a_feed_stood_is_read_from_the_log(
    lived: Store, hours: float, last_ok: int, failing: int | None, failures: int, fault: str | None
) -> None:
    with lived.read() as connection:
        then = coverage.states_as_of(connection, ["wire", "other"], NOON + hours * HOUR)["wire"]
    assert (then.first_polled_at, then.last_ok_at, then.disabled_at) == (NOON, NOON + last_ok * HOUR, None)
    assert then.failing_since == (NOON + failing * HOUR if failing is not None else None)
    assert (then.failures, then.fault, then.reason is None) == (failures, fault, fault is None)


def test_at_present_the_log_and_the_state_say_the_same(lived: Store) -> None:
    with lived.read() as connection:
        now = feeds.feed_states(connection)["wire"]
        then = coverage.states_as_of(connection, ["wire"], NOON + 90 * HOUR)["wire"]
    for field in ("last_ok_at", "failing_since", "fault", "reason", "gone_at", "disabled_at", "last_new_at"):
        assert getattr(then, field) == getattr(now, field), field


def test_a_feed_that_nobody_had_asked_yet_is_absent_and_one_never_heard_is_not(lived: Store) -> None:
    with lived.write() as connection:
        log(connection, NOON, "failed", feed="dead", fault="not_found", reason="HTTP 404")
        feeds.save_feed_state(connection, FeedState(feed="dead", url="u", next_check_at=NOON, failures=1))
        assert coverage.states_as_of(connection, ["wire", "dead"], NOON - HOUR) == {}
        dead = coverage.states_as_of(connection, ["dead"], NOON + HOUR)["dead"]
    assert (dead.last_ok_at, dead.failing_since, dead.fault) == (None, NOON, "not_found")


# ── losses, reach, pauses ───────────────────────────────────────────────────────────────────────────


def test_losses_are_those_that_touch_the_time_and_the_first_after_it(store: Store) -> None:
    with store.write() as connection:
        for hour in (1, 5, 9, 13, 17):
            log(connection, NOON + hour * HOUR, "ok", lost_since=NOON + (hour - 1) * HOUR)
            log(connection, NOON + (hour + 1) * HOUR, "ok")
        log(connection, NOON + 5 * HOUR, "ok", feed="other", lost_since=NOON)
        day = NOON + 24 * HOUR

        def ends(since: float, until: float, as_of: datetime = day) -> list[float]:
            found = coverage.losses(connection, "wire", NOON + since * HOUR, NOON + until * HOUR, as_of)
            assert all(end - start == HOUR for start, end in found)
            return [(end - NOON) / HOUR for _, end in found]

        assert ends(4.5, 8.5) == [5, 9, 13]
        assert ends(5, 8) == [9]  # what ended as the time began is not in it
        assert ends(0, 24) == [1, 5, 9, 13, 17]
        assert ends(0, 24, as_of=NOON + 6 * HOUR) == [1, 5]
        assert ends(18, 24) == []


def test_a_first_answer_reaches_back_to_its_oldest_item(store: Store) -> None:
    with store.write() as connection:
        first = [item("a", NOON - 3 * DAY, NOON, backfilled=True), item("b", None, NOON, backfilled=True)]
        articles.save_articles(connection, [*first, item("c", NOON - 8 * DAY, NOON + DAY)])
        assert coverage.reaches_back(connection, "wire", NOON) == NOON - 3 * DAY
        assert coverage.reaches_back(connection, "other", NOON) is None


def test_pauses_of_hosts_come_back_as_they_were_noted(store: Store) -> None:
    pause = HostPause(host="wire.example", since=NOON, until=NOON + HOUR, strikes=2, reason="HTTP 429")
    with store.write() as connection:
        feeds.save_pause(connection, pause)
        feeds.save_pause(connection, replace(pause, host="other.example"))
        assert feeds.host_pauses(connection)["wire.example"] == pause
        feeds.end_pause(connection, "wire.example")
        assert list(feeds.host_pauses(connection)) == ["other.example"]


def test_a_day_is_a_day_of_utc(store: Store) -> None:
    with store.write() as connection:
        late = datetime(2026, 6, 30, 23, 59, tzinfo=UTC)
        articles.save_articles(connection, [item("a", late, NOON), item("b", late + timedelta(minutes=2), NOON)])
        assert coverage.publications(connection, "wire").days == (date(2026, 6, 30), date(2026, 7, 1))
