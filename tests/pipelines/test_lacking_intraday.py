"""Intraday bars are asked for while they can be had: a day while it lasts, once more after it, and its holes again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lacking import morning_check
from pipelines.lacking_intraday import continuous_days, days_around, lacking_intraday
from pipelines.place import SessionCalendar
from tests.pipelines.test_lacking import bar as daily_bar
from tracker.records import BarAnswer, BarRequest, Reach

NEW_YORK = SessionCalendar.load("XNYS", date(2025, 1, 1), date(2026, 12, 31))
SETTLE = timedelta(minutes=20)
FIVE = timedelta(minutes=5)
MONTHS = Reach(longest=timedelta(days=60), oldest=timedelta(days=60))
WEEK_AT_A_TIME = Reach(longest=timedelta(days=7), oldest=timedelta(days=30))
# Wednesday; New York keeps summer time: 04:00 to 20:00 there is 08:00 to 24:00 UTC. The 3rd is a holiday.
DAY = date(2026, 7, 8)


def at(text: str) -> datetime:
    """Of DAY, UTC; or with a day of July before it."""
    day, _, clock = text.rpartition(" ")
    return datetime.fromisoformat(f"2026-07-{day or '08'}T{clock}Z").astimezone(UTC)


def starts(day: date, until: datetime | None = None, without: tuple[int, int] = (0, 0)) -> list[int]:
    """Five-minute bars of a day's whole trading; `without`: regular ones from the first number to before the second."""
    opened, close = (int(edge.timestamp()) for edge in (NEW_YORK.open_of(day), NEW_YORK.close_of(day)))
    hole = range(opened + 300 * without[0], opened + 300 * without[1], 300)
    end = close + 4 * 3600 if until is None else min(close + 4 * 3600, int(until.timestamp()))
    return [one for one in range(opened - 5 * 3600 - 1800, end, 300) if one not in hole]


def answer(first: date, last: date, asked: datetime, outcome: str = "ok") -> BarAnswer:
    request = BarRequest(symbol="ACME", interval="5m", first=first, last=last)
    return BarAnswer(request=request, provider="p", asked_at=asked, outcome=outcome, bars=0)


def asked_for(
    days: list[date], held: list[int], answers: list[BarAnswer], now: datetime, reach: Reach = MONTHS
) -> list[tuple[date, date]]:
    final = np.array(sorted(held), dtype=np.int64)
    found = lacking_intraday("ACME", "5m", days, final, answers, NEW_YORK, now, SETTLE, reach)
    assert {(one.symbol, one.interval) for one in found} <= {("ACME", "5m")}
    return [(one.first, one.last) for one in found]


def day(number: int, month: int = 7) -> date:
    return date(2026, month, number)


# ── which days are wanted ───────────────────────────────────────────────────────────────────────────


def test_at_first_start_sixty_days_are_wanted_and_asked_for_at_once() -> None:
    days = continuous_days(NEW_YORK, at("15:00"), MONTHS)
    # Sixty days before the 8th of July is the 9th of May, a Saturday.
    assert (days[0], days[-1], len(days)) == (day(11, 5), DAY, len(NEW_YORK.sessions(day(9, 5), DAY)))
    assert asked_for(days, [], [], at("15:00")) == [(day(11, 5), DAY)]


def test_a_provider_with_less_is_asked_for_what_it_has_in_parts_that_overlap_by_a_session() -> None:
    days = continuous_days(NEW_YORK, at("15:00"), WEEK_AT_A_TIME)
    assert days[0] == day(9, 6)
    spans = asked_for(days, [], [], at("15:00"), WEEK_AT_A_TIME)
    assert all(last - first < timedelta(days=7) for first, last in spans)
    assert {d for first, last in spans for d in NEW_YORK.sessions(first, last)} == set(days)
    assert all(before[1] == after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize(
    ("now", "last"),
    [
        pytest.param("07:59", day(7), id="before the pre-market"),
        pytest.param("08:00", DAY, id="from four in the morning on"),
    ],
)
def test_a_session_is_wanted_from_its_pre_market_on(now: str, last: date) -> None:
    assert continuous_days(NEW_YORK, at(now), MONTHS)[-1] == last


def test_nothing_is_wanted_of_another_listing() -> None:
    assert continuous_days(NEW_YORK, at("15:00"), MONTHS, since=day(6))[0] == day(6)


@pytest.mark.parametrize(
    ("stories", "days"),
    [
        pytest.param(["06 15:00"], [6, 7], id="a day before is a holiday week-end"),
        pytest.param(["07 03:00"], [6, 7], id="at night"),
        pytest.param(["02 15:00", "06 15:00"], [1, 2, 6, 7], id="two"),
        pytest.param(["04 12:00"], [], id="a weekend a day from any trading"),
        pytest.param(["08 14:00"], [7, 8], id="what has not come yet is left out"),
        pytest.param([], [], id="no news"),
    ],
)
def test_minutes_are_wanted_a_day_around_a_story(stories: list[str], days: list[int]) -> None:
    found = days_around([at(story) for story in stories], NEW_YORK, at("15:00"), WEEK_AT_A_TIME)
    assert found == [day(n) for n in days]


def test_minutes_of_older_stories_are_not_asked_for() -> None:
    assert days_around([at("01 15:00")], NEW_YORK, at("10 15:00"), WEEK_AT_A_TIME) == []
    assert days_around([at("10 15:00")], NEW_YORK, at("08 15:00"), WEEK_AT_A_TIME) == []  # the clock jumped back


# ── what of them is due ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("outcome", "minutes", "due"),
    [
        pytest.param("ok", 4, False, id="not twice in five minutes"),
        pytest.param("ok", 5, True, id="every five minutes"),
        pytest.param("rate_limited", 14, False, id="who had enough of us is left alone"),
        pytest.param("rate_limited", 15, True, id="for a while"),
        pytest.param("unavailable", 15, True, id="as one who was away"),
    ],
)
def test_a_day_is_asked_for_as_long_as_it_lasts(outcome: str, minutes: int, due: bool) -> None:
    now = at("15:00")
    answers = [answer(DAY, DAY, now - timedelta(minutes=minutes), outcome)]
    assert asked_for([DAY], starts(DAY, now), answers, now) == ([(DAY, DAY)] if due else [])


def test_a_day_without_bars_is_asked_for_together_with_the_one_before_that_has_some() -> None:
    assert asked_for([day(7), DAY], starts(day(7)), [answer(day(7), day(7), at("00:30"))], at("08:05")) == [
        (day(7), DAY)
    ]
    # The one before is a Thursday, since the Friday is a holiday and then comes a weekend.
    answers = [answer(day(2), day(2), at("05 08:00"))]
    assert asked_for([day(2), day(6)], starts(day(2)), answers, at("06 08:05")) == [(day(2), day(6))]


def test_a_day_that_has_bars_needs_no_other_to_compare_with() -> None:
    answers = [answer(day(7), DAY, at("08:05"))]
    held = starts(day(7)) + starts(DAY, at("08:30"))
    assert asked_for([DAY], held, answers, at("15:00")) == [(DAY, DAY)]


def test_a_day_is_asked_for_once_more_when_it_is_over_and_then_no_more() -> None:
    # 20:00 in New York is midnight UTC, and the last bar has settled at 00:20.
    answers = [answer(DAY, DAY, at("09 00:15"))]
    assert asked_for([DAY], starts(DAY), answers, at("09 00:19")) == []
    assert asked_for([DAY], starts(DAY), answers, at("09 00:20")) == [(DAY, DAY)]
    whole = [*answers, answer(DAY, DAY, at("09 00:20"))]
    assert asked_for([DAY], starts(DAY), whole, at("09 02:00")) == []
    assert asked_for([DAY], starts(DAY), whole, at("25 02:00")) == []


def test_a_night_without_us_costs_nothing() -> None:
    answers = [answer(day(6), DAY, at("15:00"))]
    held = starts(day(6)) + starts(day(7)) + starts(DAY, at("15:00"))
    wanted = [day(6), day(7), DAY, day(9)]
    assert asked_for(wanted, held, [answer(day(6), day(7), at("07:00")), *answers], at("09 13:00")) == [(DAY, day(9))]


@pytest.mark.parametrize(
    ("hole", "again"),
    [
        pytest.param((10, 15), False, id="a halt of 25 minutes"),
        pytest.param((10, 16), True, id="half an hour"),
        pytest.param((0, 6), True, id="at the open"),
        pytest.param((72, 78), True, id="up to the close"),
        pytest.param((0, 78), True, id="nothing at all"),
    ],
)
def test_a_day_with_a_hole_is_asked_for_again_at_intervals_that_grow(hole: tuple[int, int], again: bool) -> None:
    held = starts(DAY, without=hole)
    close = NEW_YORK.close_of(DAY)
    for age in (timedelta(hours=5), timedelta(days=2), timedelta(days=6)):
        answers = [answer(DAY, DAY, close + age)]
        assert asked_for([DAY], held, answers, close + 2 * age - timedelta(seconds=1)) == []
        assert bool(asked_for([DAY], held, answers, close + 2 * age)) is again
    old = [answer(DAY, DAY, close + timedelta(days=30))]
    assert bool(asked_for([DAY], held, old, close + timedelta(days=37))) is again


def test_on_a_half_day_nothing_is_missing_after_one_o_clock() -> None:
    half = date(2026, 11, 27)
    over = NEW_YORK.close_of(half) + timedelta(hours=4) + SETTLE
    assert asked_for([half], starts(half), [answer(half, half, over)], over + timedelta(days=3)) == []


TOKYO = SessionCalendar.load("XTKS", date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("lost", "again"),
    [
        pytest.param((), False, id="lunch"),
        pytest.param(range(24, 28), False, id="twenty minutes before lunch"),
        pytest.param(range(18, 30), True, id="the hour before lunch"),
        pytest.param(range(48, 60), True, id="an hour of the afternoon"),
    ],
)
def test_a_lunch_break_is_no_hole(lost: Iterable[int], again: bool) -> None:
    # 9:00 to 11:30 and 12:30 to 15:30 in Tokyo: 30 bars of five minutes, 12 that nobody can have, and 36 more.
    opened = int(TOKYO.open_of(DAY).timestamp())
    held = [opened + 300 * number for number in (*range(30), *range(42, 78)) if number not in lost]
    asked = [answer(DAY, DAY, at("12:00"))]
    now, final = at("14:00") + timedelta(days=2), np.array(held, dtype=np.int64)
    found = lacking_intraday("9984.T", "5m", [DAY], final, asked, TOKYO, now, SETTLE, MONTHS)
    assert bool(found) == again


def test_answers_of_a_clock_that_was_ahead_count_for_nothing() -> None:
    assert asked_for([DAY], [], [answer(DAY, DAY, at("20 15:00"))], at("15:00")) == [(DAY, DAY)]


def test_a_wave_of_refusals_only_delays() -> None:
    waves = [answer(DAY, DAY, at("14:00") + n * timedelta(minutes=15), "rate_limited") for n in range(8)]
    assert asked_for([DAY], starts(DAY, at("14:00")), [answer(DAY, DAY, at("14:00")), *waves], at("15:59")) == []
    assert asked_for([DAY], starts(DAY, at("14:00")), [answer(DAY, DAY, at("14:00")), *waves], at("16:00")) == [
        (DAY, DAY)
    ]


# ── a daemon's weeks ────────────────────────────────────────────────────────────────────────────────


@dataclass
class Weeks:
    """A provider with every bar that has ended, and a daemon that asks as it is told."""

    held: set[int] = field(default_factory=set)
    answers: list[BarAnswer] = field(default_factory=list)

    def turn(self, now: datetime, outcome: str) -> None:
        days = continuous_days(NEW_YORK, now, MONTHS)
        for first, last in asked_for(days, list(self.held), self.answers, now):
            self.answers.append(answer(first, last, now, outcome))
            if outcome == "ok":
                for one in NEW_YORK.sessions(first, last):
                    self.held |= set(starts(one, now - FIVE - SETTLE + timedelta(seconds=1)))


@given(
    st.lists(
        st.tuples(st.integers(1, 60 * 40), st.sampled_from(["ok", "ok", "rate_limited", "unavailable", "no_data"])),
        max_size=8,
    ),
    st.integers(0, 60 * 24),
)
def test_whatever_went_wrong_an_hour_with_a_provider_that_answers_heals_it(
    turns: list[tuple[int, str]], start: int
) -> None:
    desk, now = Weeks(), at("01 00:00") + timedelta(minutes=start)
    for minutes, outcome in turns:
        now += timedelta(minutes=minutes)
        desk.turn(now, outcome)
    now += timedelta(days=7)  # the longest that an absence is believed
    for _ in range(2):
        desk.turn(now, "ok")
        now += timedelta(minutes=15)
    wanted = continuous_days(NEW_YORK, now, MONTHS)
    should = {one for each in wanted for one in starts(each, now - FIVE - SETTLE - timedelta(minutes=15))}
    assert should <= desk.held
    asked = len(desk.answers)
    desk.turn(now - timedelta(minutes=15), "ok")
    assert len(desk.answers) == asked, "and then, at the same moment, there is nothing to ask"


# ── daily bars on the next morning ──────────────────────────────────────────────────────────────────


def daily(first: date, last: date, asked: datetime, outcome: str = "ok") -> BarAnswer:
    request = BarRequest(symbol="ACME", interval="1d", first=first, last=last)
    return BarAnswer(request=request, provider="p", asked_at=asked, outcome=outcome, bars=0)


@pytest.mark.parametrize(
    ("now", "answers", "due"),
    [
        pytest.param("09 07:59", [daily(day(6), day(7), at("08:01"))], False, id="not in the night"),
        pytest.param("09 08:00", [], True, id="in the morning"),
        pytest.param("09 14:00", [daily(day(7), DAY, at("20:31"))], True, id="asked in the evening alone"),
        pytest.param("09 14:00", [daily(day(7), DAY, at("09 08:01"))], False, id="asked in the morning"),
        pytest.param("09 14:00", [daily(day(7), DAY, at("09 13:30"), "rate_limited")], False, id="refused just now"),
        pytest.param("09 14:00", [daily(day(7), DAY, at("09 12:59"), "rate_limited")], True, id="refused an hour ago"),
        pytest.param("09 14:00", [daily(day(7), DAY, at("12 08:00"))], True, id="by a clock that was ahead"),
    ],
)
def test_a_final_daily_bar_is_looked_at_once_more_on_the_next_morning(
    now: str, answers: list[BarAnswer], due: bool
) -> None:
    found = morning_check("ACME", [daily_bar(day(7)), daily_bar(DAY)], answers, NEW_YORK, at(now))
    assert found == (BarRequest(symbol="ACME", interval="1d", first=day(7), last=DAY) if due else None)


def test_what_is_not_held_is_not_checked() -> None:
    assert morning_check("ACME", [daily_bar(DAY, final=False)], [], NEW_YORK, at("09 14:00")) is None
