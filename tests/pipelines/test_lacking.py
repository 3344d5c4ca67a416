"""Exactly the bars that are wanted and not held are asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from pipelines.lacking import lacking, mark_final, restated, wanted_sessions, whole_span
from pipelines.place import SessionCalendar
from tracker.options import WINDOWS, StudyOptions
from tracker.records import (
    Bar,
    BarAnswer,
    BarRequest,
    Basis,
    Bucket,
    Exposure,
    ExposureKind,
    Instrument,
    Quality,
    Stamp,
)

NEW_YORK = SessionCalendar.load("XNYS", date(2025, 1, 1), date(2026, 12, 31))
NOW = datetime(2026, 7, 9, 21, 0, tzinfo=UTC)
# Thursday, Friday (half of the world is at work, New York is closed on the 3rd), then Monday to Wednesday.
WEEK = [date(2026, 7, d) for d in (1, 2, 6, 7, 8)]


def bar(day: date, *, final: bool = True, fetched: datetime = NOW) -> Bar:
    return Bar(
        symbol="ACME",
        interval="1d",
        start=datetime.combine(day, time(), UTC),
        open=1.0,
        high=1.0,
        low=1.0,
        close=1.0,
        adj_close=None,
        volume=None,
        provider="p",
        fetched_at=fetched,
        is_final=final,
    )


def answer(first: date, last: date, asked: datetime, outcome: str = "ok") -> BarAnswer:
    request = BarRequest(symbol="ACME", interval="1d", first=first, last=last)
    return BarAnswer(request=request, provider="p", asked_at=asked, outcome=outcome, bars=0)


def spans(held: list[Bar], answers: list[BarAnswer], now: datetime = NOW) -> list[tuple[int, int]]:
    found = lacking("ACME", WEEK, held, answers, NEW_YORK, now)
    return [(request.first.day, request.last.day) for request in found]


def test_nothing_held_is_one_request_across_the_holiday() -> None:
    assert spans([], []) == [(1, 8)]


def test_only_the_holes_are_asked_for_each_with_the_neighbours_that_are_held() -> None:
    assert spans([bar(date(2026, 7, 2)), bar(date(2026, 7, 7))], []) == [(1, 2), (2, 7), (7, 8)]


def test_all_held_asks_nothing() -> None:
    assert spans([bar(day) for day in WEEK], []) == []


def test_a_provisional_bar_is_asked_for_again() -> None:
    held = [bar(day) for day in WEEK[:-1]] + [bar(WEEK[-1], final=False)]
    assert spans(held, []) == [(7, 8)]


def test_a_bar_in_another_unit_is_asked_for_again() -> None:
    held = [replace(bar(day), quality=Quality.SCALE if day == WEEK[-1] else Quality.OK) for day in WEEK]
    assert spans(held, []) == [(7, 8)]


@pytest.mark.parametrize(
    ("asked_after", "looked_after", "again"),
    [
        pytest.param(timedelta(minutes=31), timedelta(minutes=90), False, id="not twice within the hour"),
        pytest.param(timedelta(minutes=31), timedelta(minutes=92), True, id="again after an hour"),
        pytest.param(timedelta(hours=24), timedelta(hours=47), False, id="a day later it is believed for a day"),
        pytest.param(timedelta(hours=24), timedelta(hours=48), True, id="and then asked again"),
        pytest.param(timedelta(days=300), timedelta(days=306), False, id="what is long past is asked for weekly"),
        pytest.param(timedelta(days=300), timedelta(days=307), True, id="but never given up"),
    ],
)
def test_an_absent_session_is_asked_for_at_intervals_that_grow_with_its_age(
    asked_after: timedelta, looked_after: timedelta, again: bool
) -> None:
    held = [bar(day) for day in WEEK[:-1]]
    close = NEW_YORK.close_of(WEEK[-1])
    found = spans(held, [answer(WEEK[-1], WEEK[-1], close + asked_after)], close + looked_after)
    assert found == ([(7, 8)] if again else [])


def test_an_answer_from_a_clock_that_was_ahead_counts_for_nothing() -> None:
    assert spans([], [answer(WEEK[0], WEEK[-1], NOW + timedelta(days=30))]) == [(1, 8)]


@pytest.mark.parametrize(
    ("fresh", "expected"),
    [
        pytest.param({"close": 1.0}, False, id="the same price"),
        pytest.param({"close": 1.0004}, False, id="rounding"),
        pytest.param({"close": 0.5}, True, id="a split"),
        pytest.param({"close": 1.0, "adj_close": 0.99}, True, id="a dividend since"),
        pytest.param({"close": 0.5, "is_final": False}, False, id="a provisional bar says nothing"),
    ],
)
def test_a_held_bar_that_comes_back_with_another_price_is_a_restatement(fresh: dict, expected: bool) -> None:
    held = [replace(bar(WEEK[0]), adj_close=1.0)]
    assert restated(held, [replace(held[0], **fresh)]) is expected


def test_an_adjusted_price_that_appears_or_goes_is_a_restatement_too() -> None:
    assert restated([bar(WEEK[0])], [replace(bar(WEEK[0]), adj_close=1.0)])


@pytest.mark.parametrize("outcome", ["rate_limited", "unavailable", "bad_symbol"])
def test_a_failure_is_no_answer_however_late_it_came(outcome: str) -> None:
    failed = answer(WEEK[0], WEEK[-1], NOW - timedelta(hours=2), outcome)
    assert spans([], [failed]) == [(1, 8)]
    assert spans([], [failed], NOW - timedelta(hours=1, minutes=30)) == []


def test_a_bar_is_final_once_it_was_fetched_after_the_settled_close() -> None:
    day = date(2026, 7, 2)
    settled = NEW_YORK.close_of(day) + timedelta(minutes=30)
    early, late = bar(day, fetched=settled - timedelta(seconds=1)), bar(day, fetched=settled)
    kept, strange = mark_final([early, late], NEW_YORK, timedelta(minutes=30))
    assert [b.is_final for b in kept] == [False, True]
    assert strange == []


def test_a_bar_on_a_day_without_trading_is_handed_back() -> None:
    holiday = bar(date(2026, 7, 3))
    kept, strange = mark_final([bar(date(2026, 7, 2)), holiday], NEW_YORK, timedelta(minutes=30))
    assert [b.session.day for b in kept] == [2]
    assert strange == [holiday]


def test_no_bars_are_no_trouble() -> None:
    assert mark_final([], NEW_YORK, timedelta(minutes=30)) == ([], [])


def exposure(symbol: str, session: date) -> Exposure:
    close = NEW_YORK.close_of(session)
    return Exposure(
        story="s",
        symbol=symbol,
        kind=ExposureKind.DIRECT,
        t0=Stamp(at=close - timedelta(hours=1), basis=Basis.PUBLISHED),
        bucket=Bucket.REGULAR,
        session=session,
        close=close,
    )


def test_a_measurement_wants_its_estimation_gap_and_window_for_symbol_and_benchmark() -> None:
    cast = {
        s: Instrument(symbol=s, name=s, exchange="XNYS", benchmark="SPY", sector=None, names=(s,))
        for s in ("ACME", "SPY", "OTHER")
    }
    day = date(2026, 7, 7)
    options = StudyOptions(estimation=5, gap=2, minimum=3)
    wanted = wanted_sessions(
        [exposure("ACME", day)], cast, {"XNYS": NEW_YORK}, options, WINDOWS, NOW, timedelta(minutes=30)
    )
    # By hand: day 0 is the 7th, the gap is the 2nd and the 6th, five returns end with the 1st, and the first of
    # them needs the close before: 24 June. d0_1 ends with the 8th; the 9th is the newest session.
    assert (
        wanted["ACME"]
        == wanted["SPY"]
        == {
            *(date(2026, 6, d) for d in (24, 25, 26, 29, 30)),
            *(date(2026, 7, d) for d in (1, 2, 6, 7, 8, 9)),
        }
    )
    # News of the 9th would want five returns that end with the 6th, and the close before the first: 26 June.
    assert wanted["OTHER"] == {
        *(date(2026, 6, d) for d in (26, 29, 30)),
        *(date(2026, 7, d) for d in (1, 2, 6, 7, 8, 9)),
    }


def test_a_session_that_has_not_settled_is_not_wanted_yet() -> None:
    cast = {"SPY": Instrument(symbol="SPY", name="SPY", exchange="XNYS", benchmark="SPY", sector=None, names=("SPY",))}
    day = date(2026, 7, 9)
    early = NEW_YORK.close_of(day) + timedelta(minutes=29)
    wanted = wanted_sessions(
        [exposure("SPY", day)], cast, {"XNYS": NEW_YORK}, StudyOptions(), WINDOWS, early, timedelta(minutes=30)
    )
    assert max(wanted["SPY"]) == date(2026, 7, 8)


def test_nothing_is_wanted_from_before_a_listing() -> None:
    cast = {
        s: Instrument(symbol=s, name=s, exchange="XNYS", benchmark="SPY", sector=None, names=(s,), since=since)
        for s, since in {"ACME": date(2026, 7, 6), "SPY": None}.items()
    }
    options = StudyOptions(estimation=5, gap=2, minimum=3)
    wanted = wanted_sessions(
        [exposure("ACME", date(2026, 7, 7))], cast, {"XNYS": NEW_YORK}, options, WINDOWS, NOW, timedelta(minutes=30)
    )
    assert min(wanted["ACME"]) == date(2026, 7, 6)
    assert min(wanted["SPY"]) == date(2026, 6, 24)
    whole = whole_span([], NEW_YORK, options, WINDOWS, NOW, timedelta(minutes=30), since=date(2026, 7, 8))
    assert whole == {date(2026, 7, 8), date(2026, 7, 9)}
