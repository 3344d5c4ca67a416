"""What can be traded at an instant: cases by hand, and a slow version that asks the library call by call."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.place import PHASES, ExtendedHours, SessionCalendar
from tracker.errors import NaiveTime, OutOfCalendar
from tracker.records import Phase

NEW_YORK = ZoneInfo("America/New_York")
FIRST, LAST = date(2015, 1, 1), date(2027, 12, 31)
NIGHTS = ExtendedHours(pre=timedelta(hours=5.5), post=timedelta(hours=4), overnight=timedelta(hours=7))


def calendar_of(exchange: str) -> SessionCalendar:
    return SessionCalendar.load(exchange, FIRST, LAST)


def new_york(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("told", "phase"),
    [
        pytest.param("2025-08-12T03:59:59", "closed", id="before anybody trades"),
        pytest.param("2025-08-12T04:00", "pre", id="trading before the open begins"),
        pytest.param("2025-08-12T09:29:59", "pre", id="just before the open"),
        pytest.param("2025-08-12T09:30", "regular", id="exactly at the open"),
        pytest.param("2025-08-12T15:59:59.999999", "regular", id="just before the close"),
        pytest.param("2025-08-12T16:00", "post", id="exactly at the close"),
        pytest.param("2025-08-12T19:59:59", "post", id="last second after hours"),
        pytest.param("2025-08-12T20:00", "closed", id="after all trading"),
        pytest.param("2025-11-28T12:59", "regular", id="half-day"),
        pytest.param("2025-11-28T13:00", "post", id="half-day closed at one"),
        pytest.param("2025-11-28T16:59", "post", id="and trades until five"),
        pytest.param("2025-11-28T17:00", "closed", id="not until eight"),
        pytest.param("2025-07-04T11:00", "closed", id="holiday"),
        pytest.param("2025-07-05T11:00", "closed", id="saturday"),
        pytest.param("2025-03-10T04:00", "pre", id="the monday after the clocks went forward"),
        pytest.param("2025-11-03T03:59", "closed", id="the monday after they went back"),
    ],
)
def test_a_new_york_day_has_trading_before_and_after_the_session(told: str, phase: str) -> None:
    assert calendar_of("XNYS").phase(new_york(told)) is Phase(phase)


@pytest.mark.parametrize(
    ("told", "phase"),
    [
        pytest.param("2025-08-12T20:30", "closed", id="a pause after eight"),
        pytest.param("2025-08-12T21:00", "overnight", id="the night of the next session"),
        pytest.param("2025-08-13T03:59", "overnight", id="until trading before the open"),
        pytest.param("2025-08-13T04:00", "pre", id="which is as ever"),
        pytest.param("2025-08-15T22:00", "closed", id="no friday night"),
        pytest.param("2025-08-17T22:00", "overnight", id="sunday night is monday's"),
        pytest.param("2025-07-03T22:00", "closed", id="no night before a holiday"),
        pytest.param("2025-03-09T21:00", "overnight", id="on the sunday of the clocks"),
    ],
)
def test_where_nights_are_traded_they_belong_to_the_next_session(told: str, phase: str) -> None:
    calendar = SessionCalendar.load("XNAS", FIRST, LAST, NIGHTS)
    assert calendar.phase(new_york(told)) is Phase(phase)


@pytest.mark.parametrize(
    ("exchange", "told", "phase"),
    [
        pytest.param("XTKS", "2025-08-11T11:29+09:00", "closed", id="mountain day is no session"),
        pytest.param("XTKS", "2025-08-13T11:29+09:00", "regular", id="tokyo morning"),
        pytest.param("XTKS", "2025-08-13T11:30+09:00", "closed", id="tokyo goes to lunch"),
        pytest.param("XTKS", "2025-08-13T12:30+09:00", "regular", id="tokyo comes back"),
        pytest.param("XTKS", "2024-11-01T15:10+09:00", "closed", id="tokyo closed at three"),
        pytest.param("XTKS", "2024-11-05T15:10+09:00", "regular", id="and since then half an hour later"),
        pytest.param("XTKS", "2025-08-13T15:30+09:00", "closed", id="nothing after hours in the table"),
        pytest.param("XHKG", "2025-08-13T12:00+08:00", "closed", id="hong kong goes to lunch"),
        pytest.param("XHKG", "2025-12-31T11:59+08:00", "regular", id="hong kong half-day"),
        pytest.param("XHKG", "2025-12-31T13:30+08:00", "closed", id="which has no afternoon"),
        pytest.param("XLON", "2025-08-13T07:59+01:00", "closed", id="london before eight"),
        pytest.param("CMES", "2025-08-12T18:30-05:00", "regular", id="futures trade in the evening"),
        pytest.param("24/7", "2025-08-16T00:00Z", "regular", id="some never close"),
    ],
)
def test_other_exchanges_trade_when_their_sessions_say(exchange: str, told: str, phase: str) -> None:
    assert calendar_of(exchange).phase(datetime.fromisoformat(told)) is Phase(phase)


@cache
def library(exchange: str) -> Any:
    import exchange_calendars

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return exchange_calendars.get_calendar(exchange, start="2014-12-20", end="2028-01-10", side="left")


def slowly(instant: datetime) -> Phase:
    """The rule for New York, read aloud, for the day the instant falls on."""
    calendar, day = library("XNYS"), instant.astimezone(NEW_YORK).date().isoformat()
    if not calendar.is_session(day):
        return Phase.CLOSED
    opening, close = calendar.session_open(day), calendar.session_close(day)
    if opening <= instant < close:
        return Phase.REGULAR
    if opening - timedelta(hours=5.5) <= instant < opening:
        return Phase.PRE
    return Phase.POST if close <= instant < close + timedelta(hours=4) else Phase.CLOSED


days = st.dates(min_value=date(2015, 1, 2), max_value=date(2027, 12, 29))
clocks = st.sampled_from(["04:00", "09:30", "12:00", "13:00", "16:00", "17:00", "20:00", "00:00"])
moments = st.builds(
    lambda day, clock, second: (
        datetime.combine(day, time.fromisoformat(clock), NEW_YORK).astimezone(UTC) + timedelta(seconds=second)
    ),
    days,
    clocks,
    st.sampled_from([-1, 0, 1, 1799]),
) | st.datetimes(min_value=datetime(2015, 1, 2), max_value=datetime(2027, 12, 29), timezones=st.just(UTC))  # noqa: DTZ001


@settings(max_examples=3 * settings.default.max_examples, deadline=None)
@given(moments)
@example(datetime(2025, 3, 9, 7, 0, tzinfo=UTC))
@example(datetime(2025, 11, 2, 6, 0, tzinfo=UTC))
@example(datetime(2026, 12, 24, 18, 0, tzinfo=UTC))
@example(datetime(2025, 1, 9, 15, 0, tzinfo=UTC))
def test_every_instant_is_in_the_phase_the_slow_rule_says(instant: datetime) -> None:
    assert calendar_of("XNYS").phase(instant) is slowly(instant)


def test_every_holiday_half_day_and_change_of_the_clock_of_thirteen_years_is_met() -> None:
    calendar = library("XNYS")
    sessions = calendar.sessions_in_range(FIRST.isoformat(), "2027-12-29")
    half_days = [day.date() for day in calendar.early_closes if FIRST <= day.date() < date(2027, 12, 29)]
    all_days = [FIRST + timedelta(days=n) for n in range(1, (LAST - FIRST).days - 2)]
    holidays = [day for day in all_days if day.weekday() < 5 and day.isoformat() not in sessions]
    sundays = [day for day in all_days if datetime(day.year, day.month, day.day, tzinfo=NEW_YORK).utcoffset()
               != datetime(day.year, day.month, day.day, 12, tzinfo=NEW_YORK).utcoffset()]  # fmt: skip
    assert len(half_days) > 25 and len(holidays) > 110 and len(sundays) == 26
    asked = [
        datetime.combine(day + timedelta(days=beside), time(hour, minute), NEW_YORK).astimezone(UTC)
        for day in (*half_days, *holidays, *sundays)
        for beside in (0, 1)
        for hour, minute in ((3, 59), (4, 0), (9, 30), (13, 0), (16, 59), (17, 0), (20, 0))
    ]
    instants = np.array([at.replace(tzinfo=None) for at in asked], dtype="datetime64[us]")
    told = [PHASES[code] for code in calendar_of("XNYS").phase_many(instants).tolist()]
    assert told == [slowly(at) for at in asked]


@settings(deadline=None)
@given(st.sampled_from(["XTKS", "XHKG", "XLON", "XETR", "CMES"]), st.integers(0, 4500 * 1440))
def test_an_exchange_trades_in_the_minutes_in_which_its_library_says_it_does(exchange: str, minute: int) -> None:
    import pandas as pd

    at = datetime(2015, 1, 5, tzinfo=UTC) + timedelta(minutes=minute)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        is_open = library(exchange).is_trading_minute(pd.Timestamp(at))
    assert (calendar_of(exchange).phase(at) is Phase.REGULAR) == is_open


@settings(deadline=None)
@given(moments)
def test_what_trades_next_is_the_first_instant_that_is_not_closed(instant: datetime) -> None:
    calendar = calendar_of("XNYS")
    following = calendar.next_traded(instant)
    assert following >= instant
    assert calendar.phase(following) is not Phase.CLOSED
    if following > instant:
        assert calendar.phase(following) is Phase.PRE
        minutes = int((following - instant) / timedelta(minutes=1))
        steps = np.datetime64(instant.replace(tzinfo=None), "us") + np.arange(minutes + 1) * np.timedelta64(1, "m")
        told = calendar.phase_many(steps[steps < np.datetime64(following.replace(tzinfo=None))])
        assert set(told.tolist()) == {PHASES.index(Phase.CLOSED)}


def test_after_lunch_trading_goes_on_at_half_past_twelve() -> None:
    lunch = datetime.fromisoformat("2025-08-13T12:00+09:00")
    assert calendar_of("XTKS").next_traded(lunch) == datetime.fromisoformat("2025-08-13T12:30+09:00")


def test_hours_that_would_overlap_end_where_the_next_begin() -> None:
    always = ExtendedHours(pre=timedelta(days=1), post=timedelta(days=1))
    calendar = SessionCalendar.load("XNYS", FIRST, LAST, always)
    assert calendar.phase(new_york("2025-08-13T09:29")) is Phase.POST
    assert calendar.phase(new_york("2025-08-13T09:30")) is Phase.REGULAR
    assert (np.diff(calendar.turns) >= np.timedelta64(0)).all()


def test_a_phase_is_neither_guessed_beyond_the_calendar_nor_given_for_a_time_without_zone() -> None:
    with pytest.raises(OutOfCalendar, match="2015-01-01 to 2027-12-31"):
        calendar_of("XNYS").phase(datetime(2028, 1, 4, 15, tzinfo=UTC))
    with pytest.raises(OutOfCalendar):
        calendar_of("XNYS").next_traded(datetime(2014, 12, 30, tzinfo=UTC))
    with pytest.raises(NaiveTime):
        calendar_of("XNYS").phase(datetime(2025, 8, 12, 10))  # noqa: DTZ001
