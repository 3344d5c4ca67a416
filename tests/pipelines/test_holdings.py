"""A session without a bar is never asked for, asked for and not there, or not answered; they are told apart."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.holdings import Holding, Lack, holding, intraday_holding
from pipelines.lacking import whole_span
from pipelines.place import SessionCalendar
from tracker.options import StudyOptions
from tracker.records import Bar, BarAnswer, BarRequest

NEW_YORK = SessionCalendar.load("XNYS", date(2025, 1, 1), date(2026, 12, 31))
SETTLE = timedelta(minutes=30)
NOW = datetime(2026, 7, 9, 21, 0, tzinfo=UTC)
# The 3rd is a holiday, the 4th and 5th a weekend.
WEEK = [date(2026, 7, d) for d in (1, 2, 6, 7, 8, 9)]


def bar(day: date, *, final: bool = True, close: float = 1.0, fetched: datetime = NOW) -> Bar:
    return Bar(
        symbol="ACME",
        interval="1d",
        start=datetime.combine(day, time(), UTC),
        open=None,
        high=None,
        low=None,
        close=close,
        adj_close=None,
        volume=None,
        provider="p",
        fetched_at=fetched,
        is_final=final,
    )


def answer(first: int, last: int, outcome: str = "ok") -> BarAnswer:
    request = BarRequest(symbol="ACME", interval="1d", first=date(2026, 7, first), last=date(2026, 7, last))
    return BarAnswer(request=request, provider="p", asked_at=NOW, outcome=outcome, bars=0)


def held(bars: list[Bar], answers: list[BarAnswer], now: datetime = NOW) -> Holding:
    return holding(("ACME", "1d", "p"), bars, answers, NEW_YORK, now, SETTLE)


def days(*numbers: int) -> list[Bar]:
    return [bar(date(2026, 7, n)) for n in numbers]


def test_a_whole_span_has_no_gap_across_the_holiday() -> None:
    found = held(days(1, 2, 6, 7, 8, 9), [answer(1, 9)])
    assert (found.first, found.last, found.bars, found.gaps, found.behind) == (WEEK[0], WEEK[-1], 6, (), 0)


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        pytest.param([], Lack.NEVER_ASKED, id="nobody asked"),
        pytest.param([answer(1, 2), answer(7, 9)], Lack.NEVER_ASKED, id="asked for the days around it"),
        pytest.param([answer(1, 9)], Lack.ASKED_NONE, id="asked, and it was not among the bars"),
        pytest.param([answer(6, 6, "no_data")], Lack.ASKED_NONE, id="asked, there was nothing at all"),
        pytest.param([answer(1, 9), answer(6, 7, "unavailable")], Lack.NOT_ANSWERED, id="the last question failed"),
        pytest.param([answer(6, 7, "rate_limited"), answer(1, 9)], Lack.ASKED_NONE, id="and was answered later"),
    ],
)
def test_why_a_session_has_no_bar(answers: list[BarAnswer], why: Lack) -> None:
    found = held(days(1, 2, 7, 8, 9), answers)
    assert [(gap.first.day, gap.last.day, gap.sessions, gap.why) for gap in found.gaps] == [(6, 6, 1, why)]
    assert [found.missing(each) for each in Lack] == [int(each is why) for each in Lack]


def test_neighbouring_sessions_that_lack_for_different_reasons_are_different_gaps() -> None:
    found = held(days(1, 9), [answer(1, 6)])
    spans = [(gap.first.day, gap.last.day, gap.sessions, str(gap.why)) for gap in found.gaps]
    assert spans == [(2, 6, 2, "asked_none"), (7, 8, 2, "never_asked")]


@pytest.mark.parametrize(
    ("now", "behind"),
    [
        pytest.param("2026-07-02T20:29Z", 0, id="today has not settled"),
        pytest.param("2026-07-02T20:30Z", 1, id="today has settled"),
        pytest.param("2026-07-05T12:00Z", 1, id="a holiday and a weekend make it no older"),
        pytest.param("2026-07-06T20:30Z", 2, id="monday"),
    ],
)
def test_age_counts_sessions_that_have_closed(now: str, behind: int) -> None:
    assert held(days(1), [], datetime.fromisoformat(now)).behind == behind


def test_a_provisional_bar_is_no_bar_yet_and_is_counted_apart() -> None:
    found = held([*days(1, 2), bar(WEEK[2], final=False)], [])
    assert (found.bars, found.provisional, found.last, found.behind) == (2, 1, WEEK[1], 4)


def test_nothing_held_is_said_as_such() -> None:
    found = held([], [answer(1, 9, "bad_symbol")])
    assert (found.first, found.last, found.bars, found.behind, found.gaps) == (None, None, 0, None, ())
    assert found.answer is not None and found.answer.outcome == "bad_symbol"


def test_earlier_vintages_are_counted_and_what_they_left_out_is_named() -> None:
    later = NOW + timedelta(hours=1)
    fresh = [bar(day, close=0.1, fetched=later) for day in WEEK[3:]]
    found = held([*days(1, 2, 6, 7, 8, 9), *fresh], [answer(1, 9)])
    assert (found.bars, found.vintages, len(found.restatements), found.left_out) == (6, 9, 1, 3)
    assert found.seam is not None and (found.seam.first, found.seam.last) == (WEEK[0], WEEK[2])


SESSIONS = NEW_YORK.sessions(date(2026, 2, 2), date(2026, 7, 9))


@given(st.sets(st.sampled_from(SESSIONS)), st.lists(st.tuples(st.sampled_from(SESSIONS), st.integers(0, 40))))
def test_every_session_of_the_span_is_held_or_in_exactly_one_gap(
    have: set[date], asked: list[tuple[date, int]]
) -> None:
    requests = [
        BarRequest(symbol="ACME", interval="1d", first=first, last=first + timedelta(days=more))
        for first, more in asked
    ]
    answers = [BarAnswer(request=r, provider="p", asked_at=NOW, outcome="ok", bars=1) for r in requests]
    found = held([bar(day) for day in have], answers)
    if found.first is None or found.last is None:
        assert not have
        return
    covered = [day for gap in found.gaps for day in NEW_YORK.sessions(gap.first, gap.last)]
    assert sorted([*covered, *have]) == NEW_YORK.sessions(found.first, found.last)
    assert len(covered) == sum(gap.sessions for gap in found.gaps)
    ever = {day for r in requests for day in SESSIONS if r.first <= day <= r.last}
    assert sum(gap.sessions for gap in found.gaps if gap.why is Lack.NEVER_ASKED) == len(set(covered) - ever)


def test_a_named_symbol_wants_what_news_of_today_would_and_all_since_the_first_bar() -> None:
    options = StudyOptions(estimation=2, gap=1, minimum=3)
    windows = {"d0": (0, 0)}
    now = NEW_YORK.close_of(WEEK[-1]) + SETTLE
    # By hand: day 0 is the 9th, the gap the 8th, two returns end with the 7th; the first needs the close of the 2nd.
    assert whole_span([], NEW_YORK, options, windows, now, SETTLE) == set(WEEK[1:])
    assert whole_span(days(1), NEW_YORK, options, windows, now, SETTLE) == set(WEEK)


def test_nobody_trades_at_lunch_so_no_bar_is_missing_then() -> None:
    tokyo = SessionCalendar.load("XTKS", date(2026, 1, 1), date(2026, 12, 31))
    opened = int(tokyo.open_of(date(2026, 7, 8)).timestamp())
    starts = np.array([opened + 300 * number for number in (*range(30), *range(42, 78))])
    final = np.ones(len(starts), dtype=np.bool_)
    found = intraday_holding(("9984.T", "5m", "p"), starts, final, len(starts), None, [], tokyo, NOW, SETTLE)
    assert (found.bars, found.holes) == (66, 0)
