"""Articles know how far their dates can be trusted, and never claim to have been public after we saw them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.articles import CLOCK_TOLERANCE, to_article
from pipelines.dates import parse_date
from tracker.records import Article, Basis, DateQuality, Entry, Precision

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def entry(published: str = "", updated: str = "") -> Entry:
    read, changed = parse_date(published), parse_date(updated)
    leading = read if read.instant or not changed.instant else changed
    return Entry(
        key="k",
        title="Meta sells compute",
        link="http://wire.example/1?utm_source=rss",
        summary="",
        published=read.instant,
        updated=changed.instant,
        raw_date=published or updated or None,
        precision=leading.precision,
        quality=leading.quality,
    )


def article(
    published: str = "", updated: str = "", *, backfilled: bool = False, zone_offset: timedelta | None = None
) -> Article:
    """The article of an entry with these dates, seen at noon of 1 July."""
    return to_article(
        entry(published, updated), feed="wire", body_hash="b", now=NOON, backfilled=backfilled, zone_offset=zone_offset
    )


FIRST_SEEN = (NOON, Basis.FIRST_SEEN, Precision.SECOND)


@pytest.mark.parametrize(
    ("raw", "quality", "effective"),
    [
        pytest.param(
            "2026-07-01T11:30:00Z",
            DateQuality.OK,
            (NOON - HOUR / 2, Basis.PUBLISHED, Precision.SECOND),
            id="a date with its zone is trusted",
        ),
        pytest.param(
            "Wed, 1 Jul 2026 7:30 AM EDT",
            DateQuality.OK,
            (NOON - HOUR / 2, Basis.PUBLISHED, Precision.MINUTE),
            id="to the minute, if that is what it says",
        ),
        pytest.param("2026-07-01T11:30:00", DateQuality.ASSUMED_ZONE, FIRST_SEEN, id="no zone is not UTC"),
        pytest.param("1 Jul 2026 11:30 IST", DateQuality.ASSUMED_ZONE, FIRST_SEEN, id="nor is an unclear one"),
        pytest.param("2026-07-01T12:05:00Z", DateQuality.OK, FIRST_SEEN, id="a server's clock that is fast"),
        pytest.param("2026-07-01T12:05:01Z", DateQuality.FUTURE, FIRST_SEEN, id="the future"),
        pytest.param("1970-01-01T00:00:00Z", DateQuality.UNREADABLE, FIRST_SEEN, id="the zero of a clock"),
        pytest.param("0001-01-01T00:00:00Z", DateQuality.UNREADABLE, FIRST_SEEN, id="the zero of another"),
        pytest.param("", DateQuality.MISSING, FIRST_SEEN, id="no date"),
        pytest.param("this morning", DateQuality.UNREADABLE, FIRST_SEEN, id="no readable date"),
        pytest.param(
            "2026-07-01",
            DateQuality.ASSUMED_ZONE,
            (NOON - 12 * HOUR, Basis.PUBLISHED, Precision.DAY),
            id="a day is trusted as a day",
        ),
        pytest.param("2026-07-02", DateQuality.ASSUMED_ZONE, FIRST_SEEN, id="tomorrow is not"),
    ],
)
def test_what_a_date_is_worth_in_an_ordinary_poll(
    raw: str, quality: DateQuality, effective: tuple[datetime, Basis, Precision]
) -> None:
    found = article(raw)
    stamp = found.effective
    assert (found.quality, (stamp.at, stamp.basis, stamp.precision)) == (quality, effective)
    assert stamp.quality is quality


def test_the_date_of_an_update_stands_in_for_a_missing_one() -> None:
    stamp = article(updated="2026-07-01T11:30:00Z").effective
    assert (stamp.at, stamp.basis) == (NOON - HOUR / 2, Basis.UPDATED)
    assert article("2026-07-01T10:00:00Z", "2026-07-01T11:30:00Z").effective.at == NOON - 2 * HOUR


def test_an_item_of_a_first_poll_stands_at_its_own_time() -> None:
    assert article("2026-05-27T13:00:00Z", backfilled=True).effective.at == datetime(2026, 5, 27, 13, tzinfo=UTC)


def test_in_history_a_time_without_a_zone_is_worth_its_day() -> None:
    # Not the moment of the first poll, which is five weeks off; and not the hour, which nobody knows.
    stamp = article("2026-05-27T13:00:00", backfilled=True).effective
    assert (stamp.at, stamp.precision) == (datetime(2026, 5, 27, tzinfo=UTC), Precision.DAY)
    assert (stamp.basis, stamp.quality) == (Basis.PUBLISHED, DateQuality.ASSUMED_ZONE)


def test_a_feed_known_to_state_another_zone_has_stated_none() -> None:
    behind = article("2026-07-01T07:30:00Z", zone_offset=-4 * HOUR)
    assert (behind.quality, behind.effective.at) == (DateQuality.ASSUMED_ZONE, NOON)
    assert behind.published == NOON - 4.5 * HOUR, "the date is kept as it was read"
    ahead = article("2026-07-01T20:30:00Z", zone_offset=9 * HOUR)
    assert (ahead.quality, ahead.effective.at) == (DateQuality.FUTURE, NOON)
    assert article("2026-07-01T07:30:00Z", zone_offset=timedelta()).quality is DateQuality.OK
    assert article("1 Jul 2026 GMT", zone_offset=-4 * HOUR).quality is DateQuality.OK, "a day alone stays a day"
    assert article("", zone_offset=-4 * HOUR).quality is DateQuality.MISSING


# ── whatever a feed states ──────────────────────────────────────────────────────────────────────────

_OFFSETS = st.none() | st.integers(-28, 28).map(lambda k: k * HOUR / 2)
_INSTANTS = st.none() | st.timedeltas(timedelta(days=-4000), timedelta(days=400)).map(lambda ago: NOON + ago)


@st.composite
def _entries(draw: st.DrawFn) -> Entry:
    published, updated, precision = draw(_INSTANTS), draw(_INSTANTS), draw(st.sampled_from(Precision))
    if precision is Precision.DAY:
        published, updated = (
            at and at.replace(hour=0, minute=0, second=0, microsecond=0) for at in (published, updated)
        )
    read = published or updated
    dated = [DateQuality.OK, DateQuality.ASSUMED_ZONE] if read else [DateQuality.MISSING, DateQuality.UNREADABLE]
    return replace(
        entry(),
        published=published,
        updated=updated,
        precision=precision,
        quality=draw(st.sampled_from(dated)),
    )


@settings(deadline=None)
@given(_entries(), st.booleans(), _OFFSETS)
def test_no_article_was_public_after_we_saw_it(stated: Entry, backfilled: bool, offset: timedelta | None) -> None:
    found = to_article(stated, feed="wire", body_hash="b", now=NOON, backfilled=backfilled, zone_offset=offset)
    assert found.effective.at <= found.first_seen == NOON
    later = replace(found, version=2, version_seen_at=NOON + HOUR)
    assert later.effective == found.effective


@settings(deadline=None)
@given(_entries(), st.booleans(), _OFFSETS)
def test_a_date_is_kept_as_it_was_read_and_a_missing_one_stays_missing(
    stated: Entry, backfilled: bool, offset: timedelta | None
) -> None:
    found = to_article(stated, feed="wire", body_hash="b", now=NOON, backfilled=backfilled, zone_offset=offset)
    assert found.published == (stated.published or stated.updated)
    assert (found.published is None) == (found.quality in {DateQuality.MISSING, DateQuality.UNREADABLE})
    if found.published is None:
        assert found.effective.basis is Basis.FIRST_SEEN


@settings(deadline=None)
@given(_entries(), st.booleans(), _OFFSETS)
def test_an_hour_is_claimed_only_where_the_zone_is_sure(
    stated: Entry, backfilled: bool, offset: timedelta | None
) -> None:
    found = to_article(stated, feed="wire", body_hash="b", now=NOON, backfilled=backfilled, zone_offset=offset)
    stamp = found.effective
    if stamp.basis is not Basis.FIRST_SEEN and stamp.precision is not Precision.DAY:
        assert stated.quality is DateQuality.OK
        assert not offset
    if stamp.quality is DateQuality.ASSUMED_ZONE:
        assert stamp.basis is Basis.FIRST_SEEN or stamp.precision is Precision.DAY


@settings(deadline=None)
@given(_entries(), st.timedeltas(timedelta(), timedelta(days=300)))
def test_seen_later_is_never_public_earlier(stated: Entry, later: timedelta) -> None:
    def seen(now: datetime) -> datetime:
        return to_article(stated, feed="wire", body_hash="b", now=now, backfilled=False).effective.at

    assert seen(NOON) <= seen(NOON + later)


def test_the_tolerance_for_clocks_is_smaller_than_any_zone() -> None:
    assert CLOCK_TOLERANCE < HOUR / 2
