"""The bar beside an instant: never the one that contains it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.asof import Anchors, IntradaySeries, anchor_index, ceil_second, first_index, floor_second
from tracker.records import Quality

TEN = datetime(2026, 7, 1, 14, 0, tzinfo=UTC)
"""Ten o'clock in New York."""
QUALITIES = tuple(Quality)


def bars(minutes: list[int], quality: list[Quality] | None = None, final: list[bool] | None = None) -> IntradaySeries:
    """Five-minute bars that begin so many minutes after ten; their closes are those minutes."""
    closes = np.array(minutes, dtype=np.float64)
    return IntradaySeries(
        symbol="ACME",
        interval="5m",
        provider="files",
        starts=np.array([int(TEN.timestamp()) + 60 * minute for minute in minutes], dtype=np.int64),
        opens=closes,
        highs=closes,
        lows=closes,
        closes=closes,
        volumes=closes,
        quality=np.array([QUALITIES.index(item) for item in quality or [Quality.OK] * len(minutes)], dtype=np.int8),
        final=np.array(final if final is not None else [True] * len(minutes), dtype=np.bool_),
    )


def instants(*values: datetime) -> np.ndarray:
    return np.array([value.astimezone(UTC).replace(tzinfo=None) for value in values], dtype="datetime64[us]")


def after_ten(minutes: float) -> datetime:
    return TEN + timedelta(minutes=minutes)


def test_the_bar_that_contains_the_instant_is_neither_before_nor_after_it() -> None:
    series = bars([0, 5, 10])
    assert anchor_index(series, instants(after_ten(7))).tolist() == [0]
    assert first_index(series, instants(after_ten(7))).tolist() == [2]


def test_a_bar_that_ends_with_the_instant_is_before_it_and_one_that_begins_with_it_after() -> None:
    series = bars([0, 5, 10])
    assert anchor_index(series, instants(after_ten(10))).tolist() == [1]
    assert first_index(series, instants(after_ten(10))).tolist() == [2]
    a_moment = timedelta(microseconds=1)
    assert anchor_index(series, instants(after_ten(10) - a_moment)).tolist() == [0]
    assert first_index(series, instants(after_ten(10) + a_moment)).tolist() == [-1]


def test_before_the_first_bar_has_ended_there_is_no_price() -> None:
    series = bars([0, 5])
    assert anchor_index(series, instants(after_ten(4.99))).tolist() == [-1]
    assert first_index(series, instants(after_ten(5.01))).tolist() == [-1]


def test_bars_that_cannot_be_believed_or_are_not_final_are_passed_over() -> None:
    series = bars(
        [0, 5, 10, 15, 20],
        [Quality.OK, Quality.PRINT, Quality.WICK, Quality.UNCONFIRMED, Quality.OK],
        [True, True, True, True, False],
    )
    asked = instants(*(after_ten(minute) for minute in (5, 10, 15, 20, 25)))
    assert anchor_index(series, asked).tolist() == [0, 0, 2, 2, 2]
    assert first_index(series, instants(after_ten(3), after_ten(11))).tolist() == [2, -1]


def test_a_series_without_a_usable_bar_answers_nothing() -> None:
    asked = instants(after_ten(60), after_ten(90))
    for series in (bars([]), bars([0, 5], [Quality.PRINT, Quality.SCALE])):
        assert anchor_index(series, asked).tolist() == [-1, -1]
        assert first_index(series, asked).tolist() == [-1, -1]
        assert Anchors([series]).find(np.array([0, 0]), asked).tolist() == [-1, -1]


def test_symbols_of_several_intervals_off_the_grid_or_with_few_bars_are_joined_together() -> None:
    """Tables serve the first and the third; the second is off its grid, of the last most steps are empty."""
    off_grid = bars([0, 5, 12, 17])
    hourly = replace(bars([0, 60, 120]), interval="1h")
    weekly = bars([0, 7 * 24 * 60])
    several = [bars([0, 5, 10]), off_grid, hourly, weekly, bars([])]
    asked = [
        (0, 16, 2), (1, 16, 1), (1, 17, 2), (1, 16.9, 1), (1, 30, 3), (2, 59, -1), (2, 60, 0), (2, 179, 1), (2, 180, 2),
        (3, 500, 0), (3, 7 * 24 * 60 + 5, 1), (4, 500, -1),
    ]  # fmt: skip
    found = Anchors(several).find(
        np.array([symbol for symbol, _, _ in asked]), instants(*(after_ten(minute) for _, minute, _ in asked))
    )
    assert found.tolist() == [bar for _, _, bar in asked]


def test_a_cut_series_holds_what_began_and_ended_between_two_instants() -> None:
    series = bars([0, 5, 10, 15])
    assert series.between(after_ten(1), after_ten(19.9)).closes.tolist() == [5, 10]
    assert series.between(after_ten(5), after_ten(20)).closes.tolist() == [5, 10, 15]
    assert series.between(after_ten(20), after_ten(0)).closes.tolist() == []


def test_whole_seconds_around_an_instant() -> None:
    at = datetime(2026, 7, 1, 14, 0, 0, 999_999, tzinfo=UTC)
    assert (floor_second(at), ceil_second(at)) == (int(TEN.timestamp()), int(TEN.timestamp()) + 1)
    assert floor_second(TEN) == ceil_second(TEN) == int(TEN.timestamp())


series_strategy = st.lists(st.integers(0, 60), max_size=25, unique=True).flatmap(
    lambda steps: st.builds(
        bars,
        st.just([5 * step for step in sorted(steps)]),
        st.lists(st.sampled_from(QUALITIES), min_size=len(steps), max_size=len(steps)),
        st.lists(st.sampled_from([True, True, False]), min_size=len(steps), max_size=len(steps)),
    )
)
moments = st.integers(-10 * 60 * 10**6, 330 * 60 * 10**6).map(
    lambda us: TEN + timedelta(microseconds=us)
) | st.integers(-2, 66).map(lambda step: after_ten(5 * step))


def slowly_before(series: IntradaySeries, at: datetime) -> int:
    """Looks at every bar."""
    found = -1
    for n, start in enumerate(series.starts.tolist()):
        usable = bool(series.final[n]) and QUALITIES[series.quality[n]].usable
        if usable and datetime.fromtimestamp(start, UTC) + timedelta(minutes=5) <= at:
            found = n
    return found


def slowly_after(series: IntradaySeries, at: datetime) -> int:
    for n, start in enumerate(series.starts.tolist()):
        usable = bool(series.final[n]) and QUALITIES[series.quality[n]].usable
        if usable and datetime.fromtimestamp(start, UTC) >= at:
            return n
    return -1


@settings(deadline=None)
@given(series_strategy, st.lists(moments, min_size=1, max_size=20))
def test_the_bars_beside_an_instant_are_those_a_walk_through_all_of_them_finds(
    series: IntradaySeries, asked: list[datetime]
) -> None:
    assert anchor_index(series, instants(*asked)).tolist() == [slowly_before(series, at) for at in asked]
    assert first_index(series, instants(*asked)).tolist() == [slowly_after(series, at) for at in asked]


@settings(deadline=None)
@given(
    st.lists(series_strategy, min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), moments), min_size=1, max_size=30),
)
def test_many_symbols_at_once_get_what_each_gets_alone_in_any_order(
    several: list[IntradaySeries], asked: list[tuple[int, datetime]]
) -> None:
    which = np.array([n % len(several) for n, _ in asked])
    alone = [slowly_before(several[n % len(several)], at) for n, at in asked]
    together = Anchors(several).find(which, instants(*(at for _, at in asked)))
    assert together.tolist() == alone


@settings(deadline=None)
@given(series_strategy, moments)
def test_bars_that_come_later_never_change_the_price_before(series: IntradaySeries, at: datetime) -> None:
    known = series.between(TEN - timedelta(days=1), at)
    assert anchor_index(known, instants(at)).tolist() == anchor_index(series, instants(at)).tolist()
