"""Placebo dates: which sessions can stand in for an event, and its rank among them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.study.placebo import placebo_columns, placebo_p


def test_p_counts_the_event_among_its_own_placebos() -> None:
    """Phipson and Smyth: nothing is ever impossible; 99 quiet dates give at least 1 %."""
    assert placebo_p(5.0, np.zeros(99)) == pytest.approx(0.01)
    assert placebo_p(-5.0, np.array([5.0, -6.0, 1.0])) == pytest.approx(3 / 4)


def test_a_placebo_without_a_number_does_not_count_and_none_at_all_gives_no_p() -> None:
    assert placebo_p(2.0, np.array([np.nan, 3.0, 1.0])) == pytest.approx(2 / 3)
    assert math.isnan(placebo_p(2.0, np.array([np.nan])))
    assert math.isnan(placebo_p(np.nan, np.array([1.0])))


def test_every_repetition_is_ranked_among_its_own() -> None:
    found = placebo_p(np.array([1.0, 3.0]), np.array([[2.0, 0.0, 0.0], [2.0, 0.0, 0.0]]))
    assert found.tolist() == [0.5, 0.25]


@given(
    column=st.integers(0, 60),
    first=st.integers(0, 40),
    start=st.integers(-3, 0),
    days=st.integers(1, 5),
    tagged=st.lists(st.integers(0, 80), max_size=6),
    most=st.integers(0, 30),
)
@settings(deadline=None)
def test_no_placebo_window_shares_a_session_with_a_known_event(
    column: int, first: int, start: int, days: int, tagged: list[int], most: int
) -> None:
    """The slow version: every session from `first` on whose window meets no window of an event, the latest `most`."""
    window = (start, start + days - 1)

    def sessions(day: int) -> set[int]:
        return set(range(day + window[0], day + window[1] + 1))

    taken = sessions(column).union(*(sessions(day) for day in tagged))
    expected = [day for day in range(first, column) if not sessions(day) & taken]
    found = placebo_columns(column, window, tagged, first, most)
    assert found.tolist() == (expected[-most:] if most else [])
