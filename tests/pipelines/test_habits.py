"""What feeds do with their dates: a clock in another zone, and days written as midnights."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dates import parse_date
from pipelines.habits import MIN_ITEMS, MIN_SPAN, whole_days, zone_offset
from tracker.records import DateQuality, Entry, Precision, Sighting

MONDAY = datetime(2026, 7, 6, 8, 0, tzinfo=UTC)
HOURS, MINUTES = timedelta(hours=1), timedelta(minutes=1)


def sighting(appeared: datetime, *, off: timedelta = timedelta(), every: timedelta = 15 * MINUTES) -> Sighting:
    """An item that truly appeared then, in a feed that is looked at on the multiples of `every` and dates it `off`."""
    past = (appeared - MONDAY) % every
    return Sighting(
        published=appeared + off,
        precision=Precision.SECOND,
        first_seen=appeared - past + every,
        looked_before=appeared - past,
    )


def week(
    off: timedelta, *, items: int = 20, every: timedelta = 15 * MINUTES, late: Sequence[timedelta] = (), seed: int = 1
) -> list[Sighting]:
    """A week of items at odd moments; `late` is added to how long each of the first ones took to appear."""
    rng = random.Random(seed)
    moments = sorted(MONDAY + timedelta(seconds=rng.randrange(7 * 86400)) for _ in range(items))
    delays = [*late, *[timedelta()] * items]
    return [sighting(at, off=off - delay, every=every) for at, delay in zip(moments, delays, strict=False)]


# ── a clock in another zone ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("off", "learned"),
    [
        pytest.param(timedelta(), None, id="right dates"),
        pytest.param(-4 * HOURS, -4 * HOURS, id="New York's time called GMT, in summer"),
        pytest.param(-5 * HOURS, -5 * HOURS, id="and in winter"),
        pytest.param(HOURS, HOURS, id="London's summer called GMT"),
        pytest.param(5.5 * HOURS, 5.5 * HOURS, id="Mumbai's time called GMT"),
        pytest.param(9 * HOURS, 9 * HOURS, id="Tokyo's time called GMT"),
        pytest.param(30 * MINUTES, 30 * MINUTES, id="half an hour ahead"),
        pytest.param(13 * HOURS, 13 * HOURS, id="the farthest east"),
        pytest.param(5.75 * HOURS, None, id="Nepal's quarter is not learned"),
        pytest.param(-24 * HOURS, None, id="a day late is no zone"),
        pytest.param(3 * MINUTES, None, id="a clock that is fast"),
        pytest.param(-3 * MINUTES, None, id="a minute or three until it is shown"),
    ],
)
def test_a_feed_whose_dates_are_off_by_a_zone_is_found_out(off: timedelta, learned: timedelta | None) -> None:
    assert zone_offset(week(off)) == learned


@settings(deadline=None)
@given(st.integers(-27, 27), st.integers(MIN_ITEMS, 40), st.integers(0, 2**32), st.sampled_from([5, 10, 15]))
def test_any_zone_is_learned_from_any_items_where_polls_are_short(k: int, items: int, seed: int, every: int) -> None:
    seen = week(k * 30 * MINUTES, items=items, seed=seed, every=every * MINUTES)
    enough = len({s.first_seen for s in seen}) >= MIN_ITEMS
    spread = max(s.first_seen for s in seen) - min(s.first_seen for s in seen) >= MIN_SPAN
    assert zone_offset(seen) == (k * 30 * MINUTES if k and enough and spread else None)


@settings(deadline=None)
@given(st.integers(-13, 13), st.integers(20, 40), st.integers(0, 2**32), st.integers(1, 6))
def test_where_polls_are_hours_apart_the_offset_is_near_and_never_of_the_other_sign(
    k: int, items: int, seed: int, hours: int
) -> None:
    learned = zone_offset(week(k * HOURS, items=items, seed=seed, every=hours * HOURS))
    if learned is not None:
        assert abs(learned - k * HOURS) < hours * HOURS
        assert learned * k > timedelta()
    if abs(k) > hours:
        assert learned is not None


@settings(deadline=None)
@given(st.integers(-20, 20), st.randoms(use_true_random=False))
def test_the_order_of_sightings_does_not_matter(k: int, shuffling: random.Random) -> None:
    seen = week(k * 30 * MINUTES)
    assert zone_offset(shuffling.sample(seen, len(seen))) == zone_offset(seen)


def test_four_items_or_two_days_less_a_minute_teach_nothing() -> None:
    def spread(items: int, days: timedelta) -> list[Sighting]:
        return [sighting(MONDAY + MINUTES + n * (days / (items - 1)), off=-5 * HOURS) for n in range(items)]

    assert zone_offset(spread(MIN_ITEMS, MIN_SPAN)) == -5 * HOURS
    assert zone_offset(spread(MIN_ITEMS - 1, MIN_SPAN)) is None
    assert zone_offset(spread(50, MIN_SPAN - 15 * MINUTES)) is None


@pytest.mark.parametrize(("late", "learned"), [(4, -5 * HOURS), (5, None)], ids=["a fifth", "more than a fifth"])
def test_a_fifth_of_the_items_may_be_late(late: int, learned: timedelta | None) -> None:
    assert zone_offset(week(-5 * HOURS, items=20, late=[3.2 * HOURS] * late)) == learned


def test_only_the_freshest_item_of_a_poll_counts() -> None:
    old = [replace(s, published=s.published - n * HOURS) for s in week(timedelta()) for n in range(1, 9)]
    assert zone_offset([*week(timedelta()), *old]) is None
    assert zone_offset([*week(9 * HOURS), *[replace(s, published=s.published + 9 * HOURS) for s in old]]) == 9 * HOURS


def test_days_without_a_time_are_no_evidence() -> None:
    assert zone_offset([replace(s, precision=Precision.DAY) for s in week(-5 * HOURS)]) is None
    days = [replace(s, precision=Precision.DAY, published=s.published + 9 * HOURS) for s in week(timedelta())]
    assert zone_offset([*days, *week(-5 * HOURS)]) == -5 * HOURS


def test_a_publisher_who_takes_his_time_now_and_then_has_no_habit() -> None:
    rng = random.Random(7)
    assert zone_offset(week(timedelta(), items=40, late=[rng.random() * 6 * HOURS for _ in range(40)])) is None


def test_a_publisher_who_always_takes_five_hours_looks_like_a_zone_and_we_say_so() -> None:
    assert zone_offset(week(timedelta(), late=[5 * HOURS] * 20)) == -5 * HOURS
    assert "cannot be told" in (zone_offset.__doc__ or "")


def test_a_habit_outlives_a_change_to_summer_time_and_ends_when_the_dates_are_right() -> None:
    winter, summer, right = week(-5 * HOURS), week(-4 * HOURS, seed=2), week(timedelta(), seed=3)
    changing = [*winter, *(replace(s, first_seen=s.first_seen + timedelta(seconds=1)) for s in summer)]
    assert zone_offset(changing) is None
    assert zone_offset(changing, -5 * HOURS) == -5 * HOURS
    assert zone_offset(summer, -5 * HOURS) == -4 * HOURS
    assert zone_offset(summer[:3], -5 * HOURS) == -5 * HOURS
    assert zone_offset([], -5 * HOURS) == -5 * HOURS
    assert zone_offset(right, -5 * HOURS) is None


# ── days written as midnights ───────────────────────────────────────────────────────────────────────


def dated(raw: str) -> Entry:
    read = parse_date(raw)
    return Entry(
        key=raw,
        title="A",
        link="",
        summary="",
        published=read.instant,
        updated=None,
        raw_date=raw or None,
        precision=read.precision,
        quality=read.quality,
    )


WHOLE = {
    "Greenwich": [f"Wed, {n:02} Jul 2026 00:00:00 GMT" for n in (1, 8, 15)],
    "New York": [f"2026-07-0{n}T00:00:00-04:00" for n in (1, 2, 3)],
    "New York, in summer and in winter": ["1 Jul 2026 00:00 EDT", "1 Jan 2026 00:00 EST", "2 Jan 2026 00:00 EST"],
    "India": [f"2026-07-0{n} 00:00:00 +0530" for n in (1, 2, 3)],
    "Tokyo": [f"2026-07-0{n}T00:00:00.000+09:00" for n in (1, 2, 3)],
    "on a twelve-hour clock": [f"Jul {n} 2026 12:00 a.m. ET" for n in (1, 2, 3)],
    "without separators": [f"2026070{n}T000000Z" for n in (1, 2, 3)],
    "seconds since 1970": [str(1782864000 + n * 86400) for n in (0, 1, 2)],
    "no zone": [f"2026-07-0{n}T00:00:00" for n in (1, 2, 3)],
    "with days among them": ["2026-07-01", *(f"2026-07-0{n}T00:00:00Z" for n in (2, 3, 4))],
    "with an unreadable one": ["soon", *(f"2026-07-0{n}T00:00:00Z" for n in (2, 3, 4))],
}
NOT_WHOLE = {
    "two may be chance": ["2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z"],
    "days alone say so themselves": ["2026-07-01", "2026-07-02", "2026-07-03T00:00:00Z", "2026-07-04T00:00:00Z"],
    "one with a time": [*(f"2026-07-0{n}T00:00:00Z" for n in (1, 2, 3, 4)), "2026-07-05T16:05:00Z"],
    "one a second later": [*(f"2026-07-0{n}T00:00:00Z" for n in (1, 2, 3)), "2026-07-05T00:00:01Z"],
    "midnights of places far apart": [f"2026-07-01T00:00:00{zone}" for zone in ("Z", "-05:00", "+09:00")],
    "eight in the evening is midnight elsewhere": [f"2026-07-0{n}T20:00:00-04:00" for n in (1, 2, 3)],
    "noon": [f"Jul {n} 2026 12:00 PM ET" for n in (1, 2, 3)],
    "minutes and seconds alone": [f"2026-07-0{n}T10:00:00Z" for n in (1, 2, 3)],
    "seconds since 1970": [str(1782864001 + n * 86400) for n in (0, 1, 2)],
    "nothing": [],
}


@pytest.mark.parametrize("raws", WHOLE.values(), ids=WHOLE)
def test_dates_that_are_all_midnight_are_days(raws: list[str]) -> None:
    before = [dated(raw) for raw in raws]
    found = whole_days(before)
    for entry, was in zip(found, before, strict=True):
        readable = was.published is not None
        assert entry == (replace(was, precision=Precision.DAY) if readable else was)


@pytest.mark.parametrize("raws", NOT_WHOLE.values(), ids=NOT_WHOLE)
def test_one_date_with_a_time_and_they_are_what_they_say(raws: list[str]) -> None:
    before = [dated(raw) for raw in raws]
    assert list(whole_days(before)) == before


_DAYS, _SECONDS = st.integers(0, 20_000), st.sampled_from([0, 0, 0, 0, 1, 3600])


def test_the_date_of_an_update_counts_where_there_is_no_other() -> None:
    entries = [replace(e, published=None, updated=e.published) for e in map(dated, WHOLE["Greenwich"])]
    assert {entry.precision for entry in whole_days(entries)} == {Precision.DAY}


@settings(deadline=None)
@given(st.lists(st.builds(lambda day, s: datetime.fromtimestamp(day * 86400 + s, UTC), _DAYS, _SECONDS), max_size=6))
def test_only_midnights_are_ever_taken_for_days(instants: list[datetime]) -> None:
    entries = [dated(at.strftime("%Y-%m-%dT%H:%M:%SZ")) for at in instants]
    midnight = all((at.hour, at.minute, at.second) == (0, 0, 0) for at in instants)
    assert (list(whole_days(entries)) != entries) == (midnight and len(entries) >= 3)
    assert [entry.quality for entry in whole_days(entries)] == [DateQuality.OK] * len(entries)
