"""When feeds are asked again: the table of states, one answer at a time, and the timetable."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import polling
from pipelines.polling import (
    after_failure,
    after_good,
    after_pause,
    after_postponement,
    host_pause,
    is_due,
    known_state,
    lost_since,
    market_pace,
    next_check,
    polling_interval,
)
from tracker.records import (
    Article,
    Basis,
    DateQuality,
    Fault,
    Feed,
    FeedState,
    Fetched,
    FetchOutcome,
    Precision,
)

NOON = datetime(2026, 7, 1, 16, 0, tzinfo=UTC)
"""A Wednesday, noon in New York."""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WIRE = Feed(
    id="wire", title="Wire", url="https://wire.example/rss", user_agent="tests/1", interval=timedelta(minutes=15)
)
FRESH = FeedState(feed="wire", url=WIRE.url, next_check_at=NOON)


def got(outcome: FetchOutcome = FetchOutcome.OK, **more: object) -> Fetched:
    answer = Fetched(
        feed="wire", url=WIRE.url, final_url=WIRE.url, at=NOON, outcome=outcome, status=200, host="wire.example"
    )
    return replace(answer, **more)  # type: ignore[arg-type]


def failed(fault: Fault = Fault.UNREACHABLE, **more: object) -> Fetched:
    return got(FetchOutcome.FAILED, **{"fault": fault, "reason": str(fault), "status": None, **more})


def good(state: FeedState, now: datetime = NOON, answer: Fetched | None = None, **more: object) -> FeedState:
    options = {"new": 0, "ttl": None, "all_new": False, "urls_in_use": (), **more}
    return after_good(WIRE, state, answer or got(body=b"x"), now, **options)  # type: ignore[arg-type]


# ── what an answer changes ──────────────────────────────────────────────────────────────────────────


def test_a_good_answer_wipes_the_slate_and_keeps_its_validators_byte_for_byte() -> None:
    ill = after_failure(WIRE, FRESH, failed(), NOON)
    well = good(ill, NOON + HOUR, got(body=b"x", etag='W/"a \'b"', last_modified="odd"), new=3)
    assert (well.failures, well.failing_since, well.fault, well.reason) == (0, None, None, None)
    assert (well.etag, well.last_modified) == ('W/"a \'b"', "odd")
    assert (well.first_polled_at, well.last_ok_at, well.last_new_at) == (NOON + HOUR,) * 3
    assert well.body_hash == got(body=b"x").body_hash


def test_an_answer_of_unchanged_keeps_validators_and_bytes_and_is_an_answer() -> None:
    first = good(FRESH, answer=got(body=b"x", etag='"1"', last_modified="then"), new=1)
    again = good(first, NOON + HOUR, got(FetchOutcome.NOT_MODIFIED, etag='"2"'))
    assert (again.etag, again.last_modified, again.body_hash) == ('"2"', "then", first.body_hash)
    assert (again.last_ok_at, again.last_new_at) == (NOON + HOUR, NOON)


def test_a_new_body_without_validators_forgets_the_old_ones() -> None:
    first = good(FRESH, answer=got(body=b"x", etag='"1"', last_modified="then"))
    assert (good(first, NOON + HOUR, got(body=b"y")).etag, good(first, NOON, got(body=b"y")).last_modified) == (
        None,
        None,
    )


def test_failures_double_the_wait_up_to_a_day_and_never_end_it() -> None:
    state, waits, now = FRESH, [], NOON
    for _ in range(12):
        state = after_failure(WIRE, state, failed(Fault.NOT_FOUND), now)
        waits.append((state.next_check_at - now) / MINUTE)
        now = state.next_check_at
    expected = [30, 60, 120, 240, 480, 960, *[1440] * 6]
    assert all(low <= wait <= low * 1.05 for wait, low in zip(waits, expected, strict=True))
    assert (state.failures, state.failing_since, state.fault) == (12, NOON, "not_found")
    assert is_due(WIRE, state, now)


def test_a_failure_that_names_a_wait_is_left_alone_for_as_long() -> None:
    state = after_failure(WIRE, FRESH, failed(Fault.HTTP_ERROR, retry_after=3 * HOUR), NOON)
    assert 3 * HOUR <= state.next_check_at - NOON <= 3.15 * HOUR


def test_a_refusal_is_left_alone_for_an_hour_at_first() -> None:
    state = after_failure(WIRE, FRESH, failed(Fault.BLOCKED), NOON)
    assert 60 <= (state.next_check_at - NOON) / MINUTE <= 63
    assert state.fault == "blocked"


def test_gone_is_asked_again_after_a_day_and_given_up_the_second_time() -> None:
    once = after_failure(WIRE, FRESH, failed(Fault.GONE), NOON)
    assert (once.gone_at, once.disabled_at, once.next_check_at) == (NOON, None, NOON + DAY)
    sooner = after_failure(WIRE, once, failed(Fault.GONE), NOON + HOUR)  # somebody asked by hand
    assert (sooner.gone_at, sooner.disabled_at, sooner.next_check_at) == (NOON, None, NOON + DAY)
    twice = after_failure(WIRE, sooner, failed(Fault.GONE), NOON + DAY)
    assert twice.disabled_at == NOON + DAY
    assert not is_due(WIRE, twice, NOON + 100 * DAY)


@pytest.mark.parametrize("between", [failed(Fault.NOT_FOUND), None], ids=["another failure", "a good answer"])
def test_gone_counts_in_a_row_only(between: Fetched | None) -> None:
    once = after_failure(WIRE, FRESH, failed(Fault.GONE), NOON)
    other = good(once, NOON + DAY) if between is None else after_failure(WIRE, once, between, NOON + DAY)
    assert after_failure(WIRE, other, failed(Fault.GONE), NOON + 2 * DAY).disabled_at is None


def test_a_feed_given_up_is_asked_again_when_its_address_changes() -> None:
    dead = replace(
        FRESH, disabled_at=NOON, first_polled_at=NOON, etag='"1"', adopted_url="https://x.example/", failures=7
    )
    moved = known_state(replace(WIRE, url="https://new.example/rss"), dead, NOON)
    assert (moved.disabled_at, moved.etag, moved.adopted_url, moved.failures) == (None, None, None, 0)
    assert (moved.asked_url, moved.first_polled_at) == ("https://new.example/rss", NOON)
    assert known_state(WIRE, dead, NOON) is dead


# ── hosts that want patience ────────────────────────────────────────────────────────────────────────

BUSY = got(FetchOutcome.POSTPONED, status=429, fault=Fault.THROTTLED, reason="HTTP 429")


def test_a_host_is_paused_for_as_long_as_it_says_and_the_feed_has_not_failed() -> None:
    pause = host_pause(None, replace(BUSY, retry_after=2 * HOUR), NOON)
    assert (pause.host, pause.since, pause.until, pause.strikes) == ("wire.example", NOON, NOON + 2 * HOUR, 1)
    state = after_pause(WIRE, FRESH, BUSY, pause)
    assert (state.failures, state.failing_since, state.fault, state.reason) == (0, None, "throttled", "HTTP 429")
    assert NOON + 2 * HOUR <= state.next_check_at <= NOON + 2 * HOUR + MINUTE


def test_a_host_that_names_no_time_is_paused_for_a_quarter_of_an_hour_doubling_up_to_a_day() -> None:
    pause, waits = None, []
    for _ in range(9):
        pause = host_pause(pause, BUSY, NOON)
        waits.append((pause.until - NOON) / MINUTE)
    assert waits == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]
    assert pause is not None and pause.since == NOON


@pytest.mark.parametrize(
    ("asked", "minutes"), [(timedelta(), 1), (timedelta(seconds=5), 1), (30 * DAY, 1440)], ids=["now", "soon", "never"]
)
def test_a_wait_is_at_least_a_minute_and_at_most_a_day(asked: timedelta, minutes: int) -> None:
    assert host_pause(None, replace(BUSY, retry_after=asked), NOON).until == NOON + minutes * MINUTE


def test_a_feed_that_was_not_asked_waits_for_its_host_or_a_minute() -> None:
    pause = host_pause(None, BUSY, NOON)
    assert after_postponement(FRESH, pause, NOON).next_check_at == NOON + 15 * MINUTE
    assert after_postponement(FRESH, None, NOON).next_check_at == NOON + MINUTE
    assert after_postponement(FRESH, pause, NOON).failures == 0


# ── moves ───────────────────────────────────────────────────────────────────────────────────────────

NEW = "https://wire.example/new"


def visit(state: FeedState, hours: float, target: str | None = NEW, **more: object) -> FeedState:
    return good(state, NOON + hours * HOUR, got(body=b"x", moved_to=target), **more)


def test_an_address_is_taken_over_after_three_equal_permanent_redirects_over_a_day() -> None:
    first, second = visit(FRESH, 0), visit(visit(FRESH, 0), 12)
    assert (first.asked_url, second.asked_url, second.moved_seen) == (WIRE.url, WIRE.url, 2)
    third = visit(second, 24)
    assert (third.asked_url, third.url, third.moved_to, third.moved_seen) == (NEW, WIRE.url, None, 0)


MOVES_NOT_TAKEN = {
    "too soon": [(0, NEW), (1, NEW), (2, NEW), (23.9, NEW)],
    "too few": [(0, NEW), (48, NEW)],
    "another target between": [(0, NEW), (12, "https://hotel.example/login"), (24, NEW), (30, NEW)],
    "none between": [(0, NEW), (12, None), (24, NEW), (36, NEW)],
    "from https to http": [(hours, "http://wire.example/new") for hours in (0, 12, 24, 36)],
}


@pytest.mark.parametrize("moves", MOVES_NOT_TAKEN.values(), ids=MOVES_NOT_TAKEN)
def test_an_address_is_not_taken_over(moves: list[tuple[float, str | None]]) -> None:
    state = FRESH
    for hours, target in moves:
        state = visit(state, hours, target)
    assert state.asked_url == WIRE.url


def test_a_feed_does_not_move_onto_another_feed_of_ours() -> None:
    state = FRESH
    for hours in (0, 12, 24, 36):
        state = visit(state, hours, urls_in_use={NEW})
    assert state.asked_url == WIRE.url


def test_an_address_that_was_taken_over_and_died_is_given_up_for_the_settings_own() -> None:
    state = replace(FRESH, adopted_url=NEW)
    for n, asked in enumerate((NEW, NEW, WIRE.url)):
        state = after_failure(WIRE, state, failed(), NOON + n * HOUR)
        assert state.asked_url == asked


# ── what may have been lost ─────────────────────────────────────────────────────────────────────────


def item(published: datetime | None) -> Article:
    return Article(
        id="a", feed="wire", key="k", url="", canonical_url="", title="t", summary="", published=published,
        raw_date=None, precision=Precision.SECOND, quality=DateQuality.OK, basis=Basis.PUBLISHED, first_seen=NOON,
        version=1,
        version_seen_at=NOON, content_hash="h", body_hash="b", backfilled=False,
    )  # fmt: skip


LAST = NOON - HOUR
HEARD = replace(FRESH, last_ok_at=LAST, last_new_at=LAST - DAY)
LATE = [item(LAST + n * MINUTE) for n in (1, 2, 3)]
WINDOWS_ = {
    "all new, all later than the last look": (HEARD, LATE, 3, LAST),
    "all new, without dates": (HEARD, [item(None)] * 3, 3, LAST),
    "one was known": (HEARD, LATE, 2, None),
    "one is older than the last look": (HEARD, [*LATE, item(LAST - MINUTE)], 4, None),
    "too small a window to tell": (HEARD, LATE[:2], 2, None),
    "first poll": (FRESH, LATE, 3, None),
    "nothing was ever in it": (replace(HEARD, last_new_at=None), LATE, 3, None),
}


@pytest.mark.parametrize(("state", "found", "new", "expected"), WINDOWS_.values(), ids=WINDOWS_)
def test_a_window_that_has_moved_on_by_more_than_its_length_is_noticed(
    state: FeedState, found: list[Article], new: int, expected: datetime | None
) -> None:
    assert lost_since(state, found, new) == expected


def test_a_feed_that_lost_items_is_asked_as_often_as_allowed() -> None:
    quiet = replace(FRESH, last_ok_at=LAST, new_per_day=0.1, planned_at=NOON)
    assert good(quiet, new=3).interval_seconds == 3600
    assert good(quiet, new=3, all_new=True).interval_seconds == 900


# ── interval ────────────────────────────────────────────────────────────────────────────────────────

NIGHT, SATURDAY = datetime(2026, 7, 1, 4, 0, tzinfo=UTC), datetime(2026, 7, 4, 16, 0, tzinfo=UTC)
INTERVALS = {
    # Items a day, hint in minutes, when, expected minutes. Half the gap between items, from 15 to 60 minutes.
    "unknown": (None, None, NOON, 15),
    "a flood": (1000.0, None, NOON, 15),
    "one an hour": (24.0, None, NOON, 30),
    "two a month": (0.07, None, NOON, 60),
    "never": (0.0, None, NOON, 60),
    "a flood at night": (1000.0, None, NIGHT, 15),
    "one an hour at night": (24.0, None, NIGHT, 60),
    "two a month at the weekend": (0.07, None, SATURDAY, 120),
    "server asks for less": (1000.0, 5, NOON, 15),
    "server asks for more": (1000.0, 90, NOON, 90),
}


@pytest.mark.parametrize(("rate", "hint", "now", "minutes"), INTERVALS.values(), ids=INTERVALS)
def test_the_interval_follows_the_feed_the_server_and_the_market(
    rate: float | None, hint: int | None, now: datetime, minutes: int
) -> None:
    wanted = polling_interval(15 * MINUTE, rate, hint * MINUTE if hint else None, now)
    assert wanted / MINUTE == pytest.approx(minutes)


def test_the_market_is_awake_from_four_to_eight_in_new_york_in_summer_and_in_winter() -> None:
    awake = [datetime(2026, 7, 1, hour, 30, tzinfo=UTC) for hour in range(24)]
    assert [at.hour for at in awake if market_pace(at) == 1] == list(range(8, 24))
    winter = [datetime(2026, 1, 7, hour, 30, tzinfo=UTC) for hour in range(24)]
    assert [at.hour for at in winter if market_pace(at) == 1] == [0, *range(9, 24)]


def test_what_the_server_and_the_feed_ask_for_is_kept_up_to_six_hours() -> None:
    asks = good(FRESH, answer=got(body=b"x", fresh_for=30 * MINUTE), ttl=2 * HOUR)
    assert (asks.hint_seconds, asks.interval_seconds) == (7200, 7200)
    silent = good(asks, NOON + HOUR, got(FetchOutcome.NOT_MODIFIED))
    assert silent.hint_seconds == 7200  # no new body: what it said still stands
    same = good(asks, NOON + HOUR, got(body=b"x", fresh_for=10 * MINUTE))
    assert same.hint_seconds == 7200
    other = good(asks, NOON + HOUR, got(body=b"y", fresh_for=10 * MINUTE))
    assert other.hint_seconds == 600
    assert good(FRESH, ttl=24 * HOUR).hint_seconds == 6 * 3600


def test_the_average_forgets_in_days_and_a_slow_feed_becomes_slow() -> None:
    state, now = good(FRESH, new=40), NOON
    assert state.new_per_day is None and state.interval_seconds == 900  # an archive tells nothing of the pace
    for _ in range(14 * 24):
        now += HOUR
        state = good(state, now, new=1 if now.hour == 12 else 0)
    # One a day by now: 48 at first, of which e^-(14/3) is left.
    assert state.new_per_day == pytest.approx(1.0, abs=0.6)
    assert good(state, now).new_per_day == state.new_per_day  # no time has passed


# ── timetable ───────────────────────────────────────────────────────────────────────────────────────


@given(
    st.text(min_size=1, max_size=20),
    st.integers(60, 6 * 3600),
    st.lists(st.floats(0, 30), min_size=50, max_size=50),
)
def test_lateness_and_jitter_never_add_up(feed: str, seconds: int, late: list[float]) -> None:
    interval = timedelta(seconds=seconds)
    planned, check = next_check(feed, None, interval, NOON)
    first = planned
    for seconds_late in late:
        now = check + timedelta(seconds=seconds_late)
        planned, check = next_check(feed, planned, interval, now)
    assert planned == first + 50 * interval
    assert timedelta() <= check - planned <= interval * polling.JITTER


@given(st.text(min_size=1, max_size=20), st.integers(60, 6 * 3600), st.integers(1, 100))
def test_a_missed_turn_is_not_made_up_for_and_never_comes_sooner_than_the_interval(
    feed: str, seconds: int, missed: int
) -> None:
    interval = timedelta(seconds=seconds)
    planned, check = next_check(feed, NOON - missed * interval, interval, NOON)
    assert interval <= check - NOON <= interval * (1 + polling.SPREAD + polling.JITTER)
    assert planned <= check


def test_after_a_restart_a_thousand_feeds_are_spread_over_the_interval() -> None:
    interval = 15 * MINUTE
    checks = sorted(next_check(f"feed-{n}", NOON - DAY, interval, NOON)[1] for n in range(1000))
    busiest = max(sum(start <= check < start + 30 * timedelta(seconds=1) for check in checks) for start in checks)
    assert checks[-1] - checks[0] > 0.38 * interval
    assert busiest < 150  # of 1,000 in the fullest half minute; 83 if they were spread evenly


def test_a_moment_too_far_off_was_written_by_a_clock_that_was_wrong() -> None:
    assert is_due(WIRE, replace(FRESH, next_check_at=NOON + 60 * DAY), NOON)
    assert not is_due(WIRE, replace(FRESH, next_check_at=NOON + MINUTE), NOON)
    assert is_due(WIRE, FRESH, NOON)
