"""Bars are judged by what came before and by the next bar alone; nothing is altered, nothing lost."""

from __future__ import annotations

import csv
import gzip
import math
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning import clean, is_regular, look_back, mark_intraday_final
from pipelines.place import SessionCalendar
from tracker.records import Bar, Quality

SHARED = Path(os.environ.get("NEWSIMPACT_SHARED", Path(__file__).parents[3] / "shared"))
NEW_YORK = SessionCalendar.load("XNYS", date(2025, 1, 1), date(2026, 12, 31))
LATER = datetime(2026, 12, 1, tzinfo=UTC)
FIVE = timedelta(minutes=5)
# Tuesday; New York keeps summer time, so that the session is 13:30 to 20:00 UTC.
DAY = date(2026, 7, 7)


def bar(at: str | datetime, close: float = 100.0, *, interval: str = "5m", **more: object) -> Bar:
    """A flat bar at `close`; `at` as in 20:05, of DAY, UTC."""
    start = at if isinstance(at, datetime) else datetime.combine(DAY, time.fromisoformat(at), UTC)
    made = Bar(
        symbol="ACME",
        interval=interval,
        start=start,
        open=close,
        high=close,
        low=close,
        close=close,
        adj_close=None,
        volume=None,
        provider="p",
        fetched_at=LATER,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def evening(*closes: float, **more: object) -> list[Bar]:
    """Bars one after the other from 20:05 on, each opening where the one before closed."""
    start = datetime.combine(DAY, time(20, 5), UTC)
    return [bar(start + n * FIVE, close, **{"open": closes[max(n - 1, 0)], **more}) for n, close in enumerate(closes)]


def verdicts(bars: list[Bar], held: list[Bar] | None = None) -> list[str]:
    return [str(one.quality) for one in clean(bars, NEW_YORK, held or []).bars]


def session(day: date, *, without: tuple[int, ...] = ()) -> list[Bar]:
    """The regular five-minute bars of a day, but for some by their number."""
    opening, close = NEW_YORK.open_of(day), NEW_YORK.close_of(day)
    return [bar(opening + n * FIVE) for n in range((close - opening) // FIVE) if n not in without]


def week(*, before: date = DAY) -> list[Bar]:
    days = NEW_YORK.sessions(before - timedelta(days=9), before - timedelta(days=1))[-5:]
    return [one for day in days for one in session(day)]


# ── closes ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_move_that_the_next_bar_opens_at_is_a_move() -> None:
    bars = evening(100.0, 92.0, 93.0)
    assert verdicts(bars) == ["ok", "ok", "ok"]


def test_a_close_that_the_next_bar_knows_nothing_of_is_a_print() -> None:
    wild = [*evening(100.0), bar("20:10", 71.0, open=100.0), bar("20:15", 100.1)]
    assert verdicts(wild) == ["ok", "print", "ok"]


def test_two_false_prints_in_a_row_do_not_confirm_each_other() -> None:
    wild = [*evening(100.0), bar("20:10", 94.0, open=100.0), bar("20:15", 93.0, open=99.9), bar("20:20", 100.0)]
    assert verdicts(wild) == ["ok", "print", "print", "ok"]


def test_without_an_open_the_next_close_decides() -> None:
    bars = evening(100.0, 92.0, open=None)
    assert verdicts([*bars, bar("20:15", 93.0, open=None)]) == ["ok", "ok", "ok"]
    assert verdicts([*bars, bar("20:15", 99.0, open=None)]) == ["ok", "print", "ok"]


def test_a_doubtful_last_close_waits_and_is_settled_by_the_bar_that_comes_later() -> None:
    first, doubtful, following = evening(100.0, 92.0, 92.5)
    held = list(clean([first, doubtful], NEW_YORK).bars)
    assert [str(one.quality) for one in held] == ["ok", "unconfirmed"]
    assert not held[1].quality.usable
    hour_later = replace(following, fetched_at=LATER + timedelta(hours=1))
    settled, fresh = clean([hour_later], NEW_YORK, held).bars
    assert settled == replace(doubtful, fetched_at=hour_later.fetched_at), "its values, known from then on"
    assert fresh.quality is Quality.OK


def test_an_older_bar_that_comes_late_is_settled_by_the_one_that_is_held_after_it() -> None:
    first, doubtful, following = evening(100.0, 92.0, 92.5)
    assert verdicts([doubtful], [first, following]) == ["ok"]
    assert verdicts([doubtful], [first, replace(following, open=100.0)]) == ["print"]


def test_in_regular_hours_a_fall_is_a_fall() -> None:
    assert verdicts([bar("15:00"), bar("15:05", 90.0), bar("15:10", 100.0)]) == ["ok", "ok", "ok"]


def test_the_first_bar_ever_has_nothing_to_be_seen_by() -> None:
    assert verdicts([bar("20:05", 71.0), bar("20:10", 71.0)]) == ["ok", "ok"]


def test_a_high_or_low_far_from_everything_is_a_wick_and_the_close_still_counts() -> None:
    bars = [*evening(100.0), bar("20:10", 100.0, high=108.0), bar("20:15", 100.0, low=98.9), bar("20:20", low=99.1)]
    assert verdicts(bars) == ["ok", "wick", "wick", "ok"]
    assert Quality.WICK.usable


def test_a_range_that_the_price_has_just_left_is_no_wick() -> None:
    assert verdicts([*evening(100.0), bar("20:10", 98.5, high=100.0, open=98.5)]) == ["ok", "ok"]


@pytest.mark.parametrize(
    ("close", "verdict"),
    [
        pytest.param(10_000.0, "scale", id="a hundred times"),
        pytest.param(1.02, "scale", id="a hundredth, and a move of two in a hundred"),
        pytest.param(1e6, "scale", id="a hundred times a hundred"),
        pytest.param(1_000.0, "ok", id="ten times is a price"),
        pytest.param(40.0, "ok", id="a fall is a fall"),
    ],
)
def test_another_unit_is_seen_at_any_hour_and_is_no_price(close: float, verdict: str) -> None:
    found = verdicts([bar("15:00"), bar("15:05", close), bar("15:10", 100.0)])
    assert found[:2] == ["ok", verdict]
    assert not Quality.SCALE.usable
    assert verdicts([bar("15:00"), bar("15:05", 1e4), bar("15:10", 1e4), bar("15:15")]) == [
        "ok",
        "scale",
        "scale",
        "ok",
    ]


def test_daily_bars_in_another_unit_are_seen_too() -> None:
    days = NEW_YORK.sessions(date(2026, 7, 1), DAY)
    closes = [100.0, 101.0, 9_900.0, 60.0]
    bars = [bar(datetime.combine(d, time(), UTC), c, interval="1d") for d, c in zip(days, closes, strict=True)]
    assert verdicts(bars) == ["ok", "ok", "scale", "ok"]


def test_the_unit_is_known_from_the_bars_held_and_forgotten_after_a_while() -> None:
    long_ago = [bar(datetime.combine(DAY, time(15), UTC) - look_back("5m") - FIVE)]
    assert verdicts([bar("15:00", 1.0)], [bar("14:55")]) == ["scale"]
    assert verdicts([bar("15:00", 1.0)], long_ago) == ["ok"]


# ── rows that are no bars ───────────────────────────────────────────────────────────────────────────


def test_a_row_of_the_moment_is_no_bar_and_is_told() -> None:
    cleaned = clean([bar("19:35"), bar("19:40:42")], NEW_YORK)
    assert [one.start.minute for one in cleaned.bars] == [35]
    assert cleaned.dropped == {"off_grid": 1}
    (problem,) = cleaned.problems
    assert (problem.subject, problem.reason) == (
        "ACME",
        "row of 2026-07-07 19:40:42 UTC: no start of a bar of 5m: a row of the moment in which it was asked; left out",
    )


def test_hourly_bars_count_from_the_hour_or_from_the_open() -> None:
    starts = ["12:00", "13:30", "14:30", "15:15", "20:00", "20:30"]
    cleaned = clean([bar(at, interval="1h") for at in starts], NEW_YORK)
    assert [f"{one.start:%H:%M}" for one in cleaned.bars] == ["12:00", "13:30", "14:30", "20:00"]
    assert cleaned.dropped == {"off_grid": 2}
    assert cleaned.problems[0].reason.endswith("(and 1 more like it); left out")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        pytest.param({"close": math.nan}, "no_close", id="no close"),
        pytest.param({"close": 0.0}, "no_close", id="zero"),
        pytest.param({"close": math.inf}, "no_close", id="no number"),
        pytest.param({"fetched_at": datetime.combine(DAY, time(20, 9, 59), UTC)}, "not_over", id="still running"),
    ],
)
def test_a_row_without_a_price_is_counted_and_costs_the_others_nothing(wrong: dict, reason: str) -> None:
    first, second = evening(100.0, 101.0)
    cleaned = clean([replace(first, **wrong), second], NEW_YORK)
    assert (len(cleaned.bars), cleaned.dropped, len(cleaned.problems)) == (1, {reason: 1}, 1)


def test_of_two_bars_of_one_start_the_first_is_kept() -> None:
    cleaned = clean([bar("15:00"), bar("15:00", 101.0)], NEW_YORK)
    assert ([one.close for one in cleaned.bars], cleaned.dropped) == ([100.0], {"given_twice": 1})


def test_nothing_given_is_nothing_cleaned() -> None:
    assert clean([], NEW_YORK).bars == ()
    assert clean([bar("15:00", math.nan)], NEW_YORK, [bar("14:55")]).bars == ()


# ── the closer, halts, finality ─────────────────────────────────────────────────────────────────────


def test_the_bar_at_the_close_is_kept_and_is_no_regular_bar() -> None:
    closer = bar("20:00", 100.2, volume=0.0)
    assert list(clean([closer], NEW_YORK).bars) == [closer]
    assert is_regular([bar("19:55"), closer], NEW_YORK).tolist() == [True, False]
    half_day = datetime(2026, 11, 27, 17, 55, tzinfo=UTC)  # the day after Thanksgiving ends at 13:00
    assert is_regular([bar(half_day), bar(half_day + FIVE)], NEW_YORK).tolist() == [True, False]


@pytest.mark.parametrize(
    ("missing", "flagged"),
    [
        pytest.param((40,), [], id="one bar is no halt"),
        pytest.param((40, 41), [42], id="two are"),
        pytest.param((10, 11, 12, 40, 41), [13, 42], id="twice a day"),
        pytest.param((0, 1), [2], id="a late opening"),
        pytest.param((76, 77), [], id="nothing comes after the last"),
    ],
)
def test_the_first_bar_after_a_halt_is_flagged_and_counts(missing: tuple[int, ...], flagged: list[int]) -> None:
    today = clean(session(DAY, without=missing), NEW_YORK, week()).bars
    opening = NEW_YORK.open_of(DAY)
    assert [(one.start - opening) // FIVE for one in today if one.quality is Quality.AFTER_HALT] == flagged
    assert Quality.AFTER_HALT.usable


def test_where_a_symbol_trades_now_and_then_holes_say_nothing() -> None:
    thin = [one for n, one in enumerate(week()) if n % 10]
    assert set(verdicts(session(DAY, without=(40, 41)), thin)) == {"ok"}


def test_a_day_that_begins_in_its_middle_is_no_halt_when_nothing_is_known_before() -> None:
    assert set(verdicts(session(DAY)[30:])) == {"ok"}


def test_a_halt_is_seen_on_the_first_day_too_once_there_is_something_to_compare_with() -> None:
    found = verdicts(session(DAY, without=(40, 41)))
    assert [n for n, verdict in enumerate(found) if verdict == "after_halt"] == [40]


def test_a_bar_is_final_when_it_was_fetched_after_its_end_had_settled() -> None:
    settle = timedelta(minutes=20)
    over = datetime.combine(DAY, time(15, 5), UTC)
    early, late = (bar("15:00", fetched_at=over + settle - timedelta(seconds=n)) for n in (1, 0))
    assert [one.is_final for one in mark_intraday_final([early, late], settle)] == [False, True]


# ── what must never happen ──────────────────────────────────────────────────────────────────────────


@st.composite
def wild_series(draw: st.DrawFn) -> list[Bar]:
    """Bars around a session, with holes, jumps, wicks and other units."""
    starts = sorted(draw(st.sets(st.integers(0, 190), min_size=2, max_size=40)))
    begin = datetime.combine(DAY, time(8), UTC)
    made, level = [], 100.0
    for n in starts:
        level *= draw(st.sampled_from([1.0, 1.0, 1.001, 0.96, 1.08]))
        close = level * draw(st.sampled_from([1.0, 1.0, 1.0, 0.7, 1.2, 100.0]))
        opened = draw(st.sampled_from([level, close, None]))
        high = close * draw(st.sampled_from([1.0, 1.2]))
        made.append(bar(begin + n * FIVE, close, open=opened, high=high, low=close))
    return made


@given(wild_series())
def test_what_comes_later_changes_no_verdict_but_that_of_a_bar_that_waits(bars: list[Bar]) -> None:
    whole = clean(bars, NEW_YORK).bars
    for cut in range(1, len(bars)):
        part = clean(bars[:cut], NEW_YORK).bars
        waiting = [n for n, one in enumerate(part) if one.quality is Quality.UNCONFIRMED]
        assert all(one.quality is whole[n].quality for n, one in enumerate(part) if n not in waiting)
        assert len(waiting) <= 1


@given(wild_series(), st.data())
def test_bars_that_come_one_after_the_other_end_with_the_verdicts_of_one_answer(
    bars: list[Bar], data: st.DataObject
) -> None:
    held: dict[datetime, Bar] = {}
    rest = bars
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        for one in clean(rest[:size], NEW_YORK, [held[start] for start in sorted(held)]).bars:
            held[one.start] = one
        rest = rest[size:]
    assert [held[one.start].quality for one in bars] == [one.quality for one in clean(bars, NEW_YORK).bars]


@given(wild_series())
def test_no_value_is_altered_and_what_goes_in_comes_out(bars: list[Bar]) -> None:
    cleaned = clean(bars[::-1], NEW_YORK)
    assert [replace(one, quality=Quality.OK) for one in cleaned.bars] == bars
    again = clean(cleaned.bars, NEW_YORK)
    assert again.bars == cleaned.bars


# ── real bars ───────────────────────────────────────────────────────────────────────────────────────


@cache
def real_bars() -> dict[str, list[Bar]]:
    """Five-minute bars with extended hours of five symbols, July to October 2025."""
    path = SHARED / "data" / "prices" / "intraday.csv.gz"
    if not path.is_file():
        pytest.skip("shared data folder is absent")
    found: dict[str, list[Bar]] = {}
    with gzip.open(path, "rt") as lines:
        for row in csv.DictReader(lines):
            if (row["interval"], row["source"]) == ("5m", "tanushree"):
                values = {name: float(row[name]) for name in ("open", "high", "low", "close", "volume")}
                start = datetime.fromisoformat(row["ts"])
                found.setdefault(row["ticker"], []).append(
                    bar(start, symbol=row["ticker"], **values)  # type: ignore[arg-type]
                )
    return found


@cache
def real_verdicts() -> dict[tuple[str, datetime], Bar]:
    cleaned = [clean(bars, NEW_YORK) for bars in real_bars().values()]
    return {(one.symbol, one.start): one for part in cleaned for one in part.bars}


def extended() -> Iterator[Bar]:
    for bars in real_bars().values():
        for one, inside in zip(bars, is_regular(bars, NEW_YORK), strict=True):
            if not inside and one.start.second == 0:
                yield one


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("symbol", "at"),
    [
        pytest.param("AMD", "2025-10-06T10:50Z", id="a contract with OpenAI, +18 %"),
        pytest.param("META", "2025-07-30T20:05Z", id="results, +8 %"),
        pytest.param(
            "NVDA", "2025-08-27T20:20Z", id="results, -4.5 %, of which half an hour later all was there again"
        ),
        pytest.param("AMD", "2025-08-05T20:20Z", id="results, -4.5 %"),
        pytest.param("AMD", "2025-09-18T11:00Z", id="Intel and Nvidia, -3.9 %"),
        pytest.param("AMD", "2025-10-13T08:00Z", id="a gap over a weekend"),
    ],
)
def test_real_moves_survive(symbol: str, at: str) -> None:
    found = real_verdicts()[symbol, datetime.fromisoformat(at)]
    assert found.quality.usable


def test_the_nineteen_false_closes_of_three_months_are_prints_and_nothing_else_is() -> None:
    found = [one for one in real_verdicts().values() if not one.quality.usable]
    assert Counter(str(one.quality) for one in found) == {"print": 19}
    assert {one.symbol for one in found} == {"AMD", "META", "NVDA", "QQQ", "SPY"}
    nvda = real_verdicts()["NVDA", datetime(2025, 7, 9, 20, 55, tzinfo=UTC)]
    assert (round(nvda.close, 2), nvda.quality) == (115.79, Quality.PRINT)


def test_the_false_wicks_of_extended_hours_are_all_seen() -> None:
    wicks = [
        one
        for one in extended()
        if one.high > max(one.open, one.close) * 1.05 or one.low < min(one.open, one.close) / 1.05  # type: ignore[operator, type-var]
    ]
    assert len(wicks) > 500
    seen = [real_verdicts()[one.symbol, one.start].quality for one in wicks]
    assert set(seen) <= {Quality.WICK, Quality.PRINT, Quality.OK}
    # Where the price has just come from there, it is no wick: the bar after a move.
    assert sum(quality is Quality.OK for quality in seen) <= 6


def test_a_regular_bar_of_the_five_is_never_doubted_and_the_live_rows_are_left_out() -> None:
    for bars in real_bars().values():
        cleaned = clean(bars, NEW_YORK)
        assert cleaned.dropped == {"off_grid": 2}
        flags = Counter(str(one.quality) for one in cleaned.bars)
        inside = [one for one, regular in zip(cleaned.bars, is_regular(cleaned.bars, NEW_YORK), strict=True) if regular]
        assert {one.quality for one in inside} <= {Quality.OK, Quality.AFTER_HALT}
        assert flags["after_halt"] <= 1
        assert flags["ok"] > 0.9 * len(cleaned.bars)
