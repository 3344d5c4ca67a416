"""Where an instant falls in an exchange's calendar: vectors by hand, and a slow version that asks day by day."""

from __future__ import annotations

import csv
import os
import warnings
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.place import SessionCalendar
from tracker.errors import InputError, NaiveTime, OutOfCalendar
from tracker.records import Bucket, Placement

SHARED = Path(os.environ.get("NEWSIMPACT_SHARED", Path(__file__).parents[3] / "shared"))
NEW_YORK = ZoneInfo("America/New_York")
FIRST, LAST = date(2015, 1, 1), date(2027, 12, 31)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture(scope="module")
def nyse() -> SessionCalendar:
    return SessionCalendar.load("XNYS", FIRST, LAST)


@pytest.mark.parametrize(
    ("told", "bucket", "session", "close"),
    [
        pytest.param("2025-08-12T16:05-04:00", "post", "2025-08-13", "2025-08-13T20:00Z", id="after the close"),
        pytest.param("2025-08-12T16:00-04:00", "post", "2025-08-13", "2025-08-13T20:00Z", id="exactly at the close"),
        pytest.param(
            "2025-08-12T15:59:59.999999-04:00", "regular", "2025-08-12", "2025-08-12T20:00Z", id="just before"
        ),
        pytest.param("2025-08-12T09:30-04:00", "regular", "2025-08-12", "2025-08-12T20:00Z", id="exactly at the open"),
        pytest.param("2025-08-12T09:29:59-04:00", "pre", "2025-08-12", "2025-08-12T20:00Z", id="just before the open"),
        pytest.param("2025-08-12T00:00-04:00", "pre", "2025-08-12", "2025-08-12T20:00Z", id="midnight begins the day"),
        pytest.param(
            "2025-08-12T23:59:59-04:00", "post", "2025-08-13", "2025-08-13T20:00Z", id="last second of the day"
        ),
        pytest.param("2024-03-15T21:30Z", "post", "2024-03-18", "2024-03-18T20:00Z", id="friday evening"),
        pytest.param("2024-03-16T12:00Z", "closed_day", "2024-03-18", "2024-03-18T20:00Z", id="saturday"),
        pytest.param(
            "2024-03-09T12:00Z", "closed_day", "2024-03-11", "2024-03-11T20:00Z", id="clocks go forward that sunday"
        ),
        pytest.param(
            "2024-11-02T12:00Z", "closed_day", "2024-11-04", "2024-11-04T21:00Z", id="clocks go back that sunday"
        ),
        pytest.param("2025-01-09T15:00Z", "closed_day", "2025-01-10", "2025-01-10T21:00Z", id="day of mourning"),
        pytest.param("2025-11-28T17:59Z", "regular", "2025-11-28", "2025-11-28T18:00Z", id="half-day"),
        pytest.param("2025-11-28T18:00Z", "post", "2025-12-01", "2025-12-01T21:00Z", id="half-day closed at one"),
        pytest.param("2025-12-25T03:00Z", "post", "2025-12-26", "2025-12-26T21:00Z", id="christmas eve in new york"),
        pytest.param("2026-07-01T13:05+02:00", "pre", "2026-07-01", "2026-07-01T20:00Z", id="told in berlin"),
    ],
)
def test_news_belongs_to_the_first_session_that_closes_after_it(
    nyse: SessionCalendar, told: str, bucket: str, session: str, close: str
) -> None:
    assert nyse.place(at(told)) == Placement(
        at=at(told), bucket=Bucket(bucket), session=date.fromisoformat(session), close=at(close)
    )


def test_the_shared_vectors_all_pass(nyse: SessionCalendar) -> None:
    path = SHARED / "data/eventstudy/session_vectors.csv"
    if not path.exists():
        pytest.skip("shared data folder is absent")
    rows = list(csv.DictReader(path.read_text().splitlines()))
    placed = nyse.place_many([at(row["utc"]) for row in rows])
    answers = [(p.bucket.value, p.session.isoformat(), p.close.strftime("%H:%MZ")) for p in placed]
    assert answers == [(row["bucket"], row["event_session"], row["session_close_utc"]) for row in rows]
    assert len(rows) == 22


@cache
def library() -> Any:
    import exchange_calendars

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return exchange_calendars.get_calendar("XNYS", start=FIRST - timedelta(days=10), end=LAST + timedelta(days=10))


def slowly(instant: datetime) -> tuple[Bucket, date, datetime]:
    """The rule, read aloud: go through the days until one is a session that closes after the instant."""
    calendar, today = library(), instant.astimezone(NEW_YORK).date()
    day = today
    while not (calendar.is_session(day.isoformat()) and instant < calendar.session_close(day.isoformat())):
        day += timedelta(days=1)
    if not calendar.is_session(today.isoformat()):
        bucket = Bucket.CLOSED_DAY
    elif instant < calendar.session_open(today.isoformat()):
        bucket = Bucket.PRE
    else:
        bucket = Bucket.REGULAR if day == today else Bucket.POST
    return bucket, day, calendar.session_close(day.isoformat()).to_pydatetime()


instants = st.datetimes(min_value=at("2015-01-02"), max_value=at("2027-12-20"), timezones=st.just(UTC)) | st.builds(
    lambda day, hour, second: datetime(day.year, day.month, day.day, hour, tzinfo=NEW_YORK) + timedelta(seconds=second),
    st.dates(min_value=date(2015, 1, 2), max_value=date(2027, 12, 20)),
    st.sampled_from([0, 9, 13, 16, 23]),
    st.sampled_from([-1, 0, 1, 1799, 1800, 3599]),
)


@settings(max_examples=2 * settings.default.max_examples, deadline=None)
@given(instants)
@example(datetime(2025, 3, 9, 6, 59, 59, tzinfo=UTC))
@example(datetime(2025, 11, 2, 5, 30, tzinfo=UTC))
def test_every_instant_is_placed_as_the_slow_rule_places_it(instant: datetime) -> None:
    placed = SessionCalendar.load("XNYS", FIRST, LAST).place(instant)
    assert (placed.bucket, placed.session, placed.close) == slowly(instant)


@settings(deadline=None)
@given(st.lists(instants, max_size=20))
def test_placing_many_is_placing_each(several: list[datetime]) -> None:
    calendar = SessionCalendar.load("XNYS", FIRST, LAST)
    assert calendar.place_many(several) == [calendar.place(instant) for instant in several]


@settings(deadline=None)
@given(st.lists(instants, min_size=2, max_size=20))
def test_later_news_never_belongs_to_an_earlier_session(several: list[datetime]) -> None:
    sessions = [p.session for p in SessionCalendar.load("XNYS", FIRST, LAST).place_many(sorted(several))]
    assert sessions == sorted(sessions)


def test_a_longer_calendar_places_the_same() -> None:
    told = at("2025-07-03T17:00Z")
    short = SessionCalendar.load("XNYS", date(2025, 6, 1), date(2025, 8, 1))
    assert short.place(told) == SessionCalendar.load("XNYS", FIRST, LAST).place(told)


def test_a_time_without_a_zone_is_refused(nyse: SessionCalendar) -> None:
    with pytest.raises(NaiveTime, match="no time zone"):
        nyse.place(at("2025-08-12T16:05"))


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("2014-12-31T23:59:59-05:00", id="before the first day"),
        pytest.param("2027-12-31T16:00-05:00", id="at the last close"),
        pytest.param("2031-01-01T00:00Z", id="years later"),
    ],
)
def test_an_instant_beyond_the_calendar_is_an_error_that_names_the_bounds(nyse: SessionCalendar, told: str) -> None:
    with pytest.raises(OutOfCalendar, match="2015-01-01 to 2027-12-31"):
        nyse.place(at(told))


def test_the_edges_of_the_calendar_can_be_placed(nyse: SessionCalendar) -> None:
    assert nyse.place(at("2015-01-01T00:00-05:00")).bucket is Bucket.CLOSED_DAY
    assert nyse.place(at("2027-12-31T15:59:59-05:00")).session == date(2027, 12, 31)


def test_sessions_of_a_week_with_a_holiday_and_a_half_day(nyse: SessionCalendar) -> None:
    week = nyse.sessions(date(2025, 11, 24), date(2025, 11, 30))
    assert [day.day for day in week] == [24, 25, 26, 28]
    assert nyse.sessions(date(2025, 11, 29), date(2025, 11, 30)) == []
    assert nyse.open_of(week[-1]) == at("2025-11-28T14:30Z")
    assert nyse.close_of(week[-1]) == at("2025-11-28T18:00Z")


@pytest.mark.parametrize(
    ("session", "n", "expected"),
    [
        pytest.param("2025-01-08", 1, "2025-01-10", id="over the day of mourning"),
        pytest.param("2025-01-10", -1, "2025-01-08", id="back over it"),
        pytest.param("2025-07-03", 1, "2025-07-07", id="over a long weekend"),
        pytest.param("2025-07-03", 0, "2025-07-03", id="itself"),
    ],
)
def test_offsets_count_sessions_not_days(nyse: SessionCalendar, session: str, n: int, expected: str) -> None:
    assert nyse.offset(date.fromisoformat(session), n) == date.fromisoformat(expected)


@settings(deadline=None)
@given(st.integers(0, 3000), st.integers(-50, 50))
def test_going_forth_and_back_ends_where_it_began(start: int, n: int) -> None:
    calendar = SessionCalendar.load("XNYS", FIRST, LAST)
    session = calendar.sessions(FIRST, LAST)[start + 60]
    assert calendar.offset(calendar.offset(session, n), -n) == session


def test_an_offset_beyond_the_calendar_or_from_a_holiday_is_an_error(nyse: SessionCalendar) -> None:
    with pytest.raises(OutOfCalendar, match=r"\+5 sessions from 2027-12-29"):
        nyse.offset(date(2027, 12, 29), 5)
    with pytest.raises(OutOfCalendar, match="-1 sessions"):
        nyse.offset(date(2015, 1, 2), -1)
    with pytest.raises(OutOfCalendar, match="2025-07-04 is no session"):
        nyse.offset(date(2025, 7, 4), 1)
    with pytest.raises(OutOfCalendar, match="2028-01-03 is beyond"):
        nyse.sessions(date(2027, 1, 1), date(2028, 1, 3))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param("2025-07-03T17:30Z", "2025-07-03", id="half an hour after a half-day"),
        pytest.param("2025-07-03T17:29:59Z", "2025-07-02", id="a second too early"),
        pytest.param("2025-07-06T12:00Z", "2025-07-03", id="sunday"),
    ],
)
def test_a_session_is_closed_once_its_prices_have_settled(nyse: SessionCalendar, now: str, expected: str) -> None:
    assert nyse.last_closed(at(now), timedelta(minutes=30)) == date.fromisoformat(expected)


def test_nobody_knows_the_last_session_after_the_calendar_ends_or_before_it_begins(nyse: SessionCalendar) -> None:
    for now in ("2028-01-05T00:00Z", "2015-01-01T12:00Z"):
        with pytest.raises(OutOfCalendar, match="last session before"):
            nyse.last_closed(at(now), timedelta(0))


def test_an_unknown_exchange_is_answered_with_near_names() -> None:
    with pytest.raises(InputError, match="did you mean XNYS"):
        SessionCalendar.load("XNSY", FIRST, LAST)
    with pytest.raises(InputError, match="use a name of exchange_calendars"):
        SessionCalendar.load("#", FIRST, LAST)


@pytest.mark.parametrize(
    ("exchange", "first", "last"),
    [
        pytest.param("XNYS", date(2025, 7, 4), date(2025, 7, 6), id="a long weekend"),
        pytest.param("XNYS", date(2025, 7, 9), date(2025, 7, 6), id="last before first"),
        pytest.param("XKRX", date(1950, 1, 2), date(1957, 1, 1), id="before the exchange's records"),
        pytest.param("XKRX", date(2060, 1, 2), date(2061, 1, 1), id="after the published holidays"),
    ],
)
def test_a_span_without_sessions_is_an_error(exchange: str, first: date, last: date) -> None:
    with pytest.raises(OutOfCalendar, match=exchange):
        SessionCalendar.load(exchange, first, last)


@pytest.mark.thorough
def test_a_calendar_ends_where_its_exchange_has_published_no_holidays_yet() -> None:
    seoul = SessionCalendar.load("XKRX", date(2050, 10, 3), date(2051, 6, 1))
    assert seoul.last == date(2050, 12, 31)
    with pytest.raises(OutOfCalendar, match="to 2050-12-31"):
        seoul.place(at("2051-01-05T00:00Z"))


def test_a_tokyo_morning_is_a_new_york_evening() -> None:
    tokyo = SessionCalendar.load("XTKS", date(2025, 1, 1), date(2025, 12, 31))
    placed = tokyo.place(at("2025-08-12T20:05-04:00"))
    assert (placed.bucket, placed.session) == (Bucket.REGULAR, date(2025, 8, 13))


def test_a_futures_session_that_opens_the_evening_before_is_regular_from_then_on() -> None:
    chicago = SessionCalendar.load("CMES", date(2025, 1, 1), date(2025, 12, 31))
    placed = chicago.place(at("2025-08-12T18:30-05:00"))
    assert (placed.bucket, placed.session) == (Bucket.REGULAR, date(2025, 8, 13))


def test_a_calendar_is_built_once_per_exchange_and_span() -> None:
    assert SessionCalendar.load("XNYS", FIRST, LAST) is SessionCalendar.load("XNYS", FIRST, LAST)


def test_located_instants_are_positions_in_the_arrays(nyse: SessionCalendar) -> None:
    buckets, index = nyse.locate(np.array(["2025-07-03T17:00", "2025-07-07T12:00"], dtype="datetime64[us]"))
    assert buckets.tolist() == [2, 0]
    assert nyse.days[index].tolist() == [date(2025, 7, 7), date(2025, 7, 7)]
