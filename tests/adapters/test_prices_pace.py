"""How often a price service is asked, and when it is left alone."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.adapters.prices_pace import Breaker, TokenBucket

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@dataclass
class Hours:
    """A clock that only a pause moves on, and what was given when."""

    now: float = 0.0
    given: list[float] = field(default_factory=list)

    def pause(self, seconds: float) -> None:
        self.now += seconds


def test_two_turns_come_at_once_and_then_one_a_second() -> None:
    hours = Hours(now=100.0)
    bucket = TokenBucket(1.0, clock=lambda: hours.now, pause=hours.pause)
    for _ in range(5):
        bucket.take()
        hours.given.append(hours.now)
    assert hours.given == [100.0, 100.0, 101.0, 102.0, 103.0]


def test_a_long_silence_saves_up_no_more_than_the_burst() -> None:
    hours = Hours()
    bucket = TokenBucket(1.0, clock=lambda: hours.now, pause=hours.pause)
    bucket.take()
    hours.now = 1000.0
    for _ in range(4):
        bucket.take()
        hours.given.append(hours.now)
    assert hours.given == [1000.0, 1000.0, 1001.0, 1002.0]


@given(
    waits=st.lists(st.floats(0, 5), min_size=2, max_size=40), rate=st.sampled_from([0.5, 1.0, 4.0]), burst=st.just(2)
)
def test_no_span_of_time_sees_more_turns_than_burst_and_rate_allow(waits: list[float], rate: float, burst: int) -> None:
    hours = Hours()
    bucket = TokenBucket(rate, burst=burst, clock=lambda: hours.now, pause=hours.pause)
    for wait in waits:
        hours.now += wait
        bucket.take()
        hours.given.append(hours.now)
    for i, first in enumerate(hours.given):
        for j in range(i, len(hours.given)):
            assert j - i + 1 <= burst + (hours.given[j] - first) * rate + 1e-6


def test_threads_share_one_bucket() -> None:
    given: list[float] = []
    bucket = TokenBucket(1.0, clock=lambda: 0.0, pause=given.append)
    threads = [threading.Thread(target=bucket.take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Two need not wait; of the others each waits for a second of its own.
    assert sorted(given) == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]


def test_each_refusal_doubles_the_rest_up_to_half_an_hour_and_an_answer_ends_the_series() -> None:
    breaker, now, lengths = Breaker(), NOON, []
    for _ in range(7):
        rest = breaker.limited(now, "429")
        lengths.append(rest.until - now)
        assert breaker.rest(rest.until - timedelta(seconds=1)) == rest
        now = rest.until
        assert breaker.rest(now) is None
    assert lengths == [minutes(n) for n in (1, 2, 4, 8, 16, 30, 30)]
    breaker.answered()
    assert breaker.limited(now, "429").until == now + minutes(1)


def test_one_or_two_lost_answers_are_no_outage_but_three_in_a_row_are() -> None:
    breaker = Breaker()
    assert breaker.missed(NOON, "cut") is None
    assert breaker.missed(NOON, "cut") is None
    breaker.answered()
    assert [breaker.missed(NOON, "cut") for _ in range(2)] == [None, None]
    rest = breaker.missed(NOON, "cut off")
    assert rest is not None and rest == breaker.rest(NOON)
    assert (rest.until, rest.limited, rest.reason) == (NOON + minutes(1), False, "cut off")


def test_after_a_rest_one_more_lost_answer_begins_the_next() -> None:
    breaker = Breaker()
    for _ in range(3):
        breaker.missed(NOON, "cut")
    later = NOON + minutes(1)
    assert breaker.rest(later) is None
    rest = breaker.missed(later, "cut")
    assert rest is not None and rest.until == later + minutes(2)


def test_a_clock_that_is_set_back_makes_a_rest_no_longer_than_it_is() -> None:
    breaker = Breaker()
    breaker.limited(NOON, "429")
    hours_ago = NOON - timedelta(hours=5)
    rest = breaker.rest(hours_ago)
    assert rest is not None and rest.until == hours_ago + minutes(1)
    assert breaker.rest(hours_ago + minutes(1)) is None


@given(
    jumps=st.lists(st.integers(-600, 600), max_size=30),
    troubles=st.lists(st.sampled_from(["limited", "missed", "answered"]), max_size=30),
)
def test_no_rest_is_ever_longer_than_half_an_hour_from_now(jumps: list[int], troubles: list[str]) -> None:
    breaker, now = Breaker(), NOON
    for jump, trouble in zip(jumps, troubles, strict=False):
        now += minutes(jump)
        rest = breaker.rest(now)
        assert rest is None or now < rest.until <= now + minutes(30)
        if rest is None:
            breaker.answered() if trouble == "answered" else getattr(breaker, trouble)(now, trouble)


@pytest.mark.parametrize("limited", [True, False], ids=["asked to slow down", "no answer"])
def test_a_rest_says_what_began_it(limited: bool) -> None:
    breaker = Breaker(patience=1)
    (breaker.limited if limited else breaker.missed)(NOON, "why")
    rest = breaker.rest(NOON)
    assert rest is not None and (rest.limited, rest.reason) == (limited, "why")
