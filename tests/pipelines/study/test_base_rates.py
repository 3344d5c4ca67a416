"""Base rates against sums worked out by hand, and against worlds whose mean is known."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.study.base_rates import SILENT_BELOW, Effect, base_rate, clusters

TODAY = date(2026, 7, 1)


def effect(days_ago: int, value: float, story: str | None = None) -> Effect:
    session = TODAY - timedelta(days=days_ago)
    return Effect(story=story or f"of {session}", session=session, value=value)


EARLIER = [effect(days, value) for days, value in enumerate((-0.01, -0.02, -0.03, -0.04, -0.05, -0.06, -0.07, 0.04), 1)]


def test_the_figures_are_what_a_hand_calculation_gives() -> None:
    found = base_rate(effect(0, -0.065), EARLIER)
    assert found is not None
    assert (found.n, found.effects, found.larger, found.rank) == (8, 8, 1, 2)
    # Sorted: -7 -6 -5 -4 -3 -2 -1 +4. Quartiles by linear interpolation at 1.75, 3.5, 5.25.
    assert (found.lower_quartile, found.median, found.upper_quartile) == pytest.approx((-0.0525, -0.035, -0.0175))
    assert found.mean == pytest.approx(-0.03)
    # Squares around -3: 16 9 4 1 0 1 4 49 = 84, over 7 is 12; over 8 is 1.5; times t of 7, 2.364624.
    assert found.high - found.mean == pytest.approx(2.364624 * 0.01 * np.sqrt(1.5), rel=1e-6)


def test_below_eight_earlier_events_nothing_is_said() -> None:
    assert base_rate(effect(0, -0.1), EARLIER[: SILENT_BELOW - 1]) is None


def test_one_story_on_twenty_symbols_is_one_observation() -> None:
    many = [effect(1, -0.01 * n, "s1") for n in range(20)]
    assert base_rate(effect(0, -0.1), many) is None
    found = base_rate(effect(0, -0.1), [*EARLIER, *(effect(40, -0.02, "s1") for _ in range(20))])
    assert found is not None
    assert (found.n, found.effects) == (9, 28)


def test_two_stories_of_one_session_are_one_observation_and_chains_are_too() -> None:
    chain = [effect(1, 0.1, "a"), effect(1, 0.2, "b"), effect(2, 0.3, "b"), effect(2, 0.4, "c"), effect(5, 0.9, "d")]
    assert clusters(chain) == [[0.9], [0.3, 0.4, 0.1, 0.2]]


def test_neither_itself_nor_anything_later_is_compared_with() -> None:
    alone = base_rate(effect(0, -0.065), EARLIER)
    later = [effect(-1, 0.5), effect(0, 0.6, "another of the day"), effect(3, 0.7, effect(0, 0.0).story)]
    assert base_rate(effect(0, -0.065), [*EARLIER, *later, effect(0, -0.065)]) == alone


@given(st.permutations(EARLIER))
def test_the_order_of_the_effects_does_not_matter(effects: list[Effect]) -> None:
    assert base_rate(effect(0, -0.065), effects) == base_rate(effect(0, -0.065), EARLIER)


@pytest.mark.parametrize("n", [8, 20])
def test_the_interval_of_the_mean_holds_it_when_events_come_in_clusters(n: int) -> None:
    # Each story hits five symbols by the same shock of fat tails, plus noise of their own; the mean effect is -4 %.
    rng = np.random.default_rng(n)
    trials, inside = 600, 0
    for _ in range(trials):
        shocks = -0.04 + 0.05 * rng.standard_t(4, n)
        effects = [effect(day + 1, shock + rng.normal(0, 0.02)) for day, shock in enumerate(shocks) for _ in range(5)]
        found = base_rate(effect(0, -0.1), effects)
        assert found is not None
        inside += found.low <= -0.04 <= found.high
    # 95 % with a standard error of 0.9 points.
    assert 0.92 < inside / trials < 0.98
