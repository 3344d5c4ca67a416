"""The mean of many events whose dates they share, against slow versions and coverage by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pipelines.study.clusters import (
    benjamini_hochberg,
    bootstrap_interval,
    calendar_time,
    clustered_mean,
    mean_interval,
)
from pipelines.study.panel import Floats


def test_events_each_on_a_date_of_its_own_give_the_usual_error_of_a_mean() -> None:
    values = np.array([0.01, -0.02, 0.04, 0.03, 0.00])
    found = clustered_mean(values, range(5))
    assert found.t == pytest.approx(stats.ttest_1samp(values, 0).statistic)
    assert found.p == pytest.approx(stats.ttest_1samp(values, 0).pvalue)
    assert (found.df, found.clusters) == (4, 5)


def test_events_counted_twice_on_the_same_date_add_no_certainty() -> None:
    values = np.array([0.01, -0.02, 0.04, 0.03])
    once, twice = (
        clustered_mean(values, range(4)),
        clustered_mean(np.repeat(values, 2), np.repeat(range(4), 2).tolist()),
    )
    assert twice.stderr == pytest.approx(once.stderr)
    assert twice.df == once.df == 3


def test_two_ways_of_clustering_add_and_subtract_what_they_share() -> None:
    """By hand: dates (a a b b), firms (x y x y), deviations (1 2 -4 1): V_date = 2 (9 + 9)/16,
    V_firm = 2 (9 + 9)/16, V_both = 4/3 (1 + 4 + 16 + 1)/16."""
    values = np.array([1.0, 2.0, -4.0, 1.0])
    found = clustered_mean(values, ["a", "a", "b", "b"], ["x", "y", "x", "y"])
    assert found.stderr == pytest.approx(math.sqrt((36 + 36 - 4 / 3 * 22) / 16))
    assert found.df == 1


def test_one_date_alone_has_no_clustered_error() -> None:
    found = clustered_mean(np.array([0.01, 0.02]), ["Mon", "Mon"])
    assert (found.mean, found.stderr, found.p, found.why) == (pytest.approx(0.015), None, None, "one cluster")


def test_the_clustered_t_of_a_true_null_rejects_as_it_says() -> None:
    """20 dates of 1 to 6 events that share their date's shock: 3 to 8 % over 1,000 draws; treated as independent,
    the same events reject more than 15 %."""
    rng = np.random.default_rng(11)
    dates = np.repeat(np.arange(20), np.arange(20) % 6 + 1)
    clustered = alone = 0
    for _ in range(1000):
        values = rng.standard_t(4, 20)[dates] + rng.standard_t(4, len(dates))
        p = clustered_mean(values, dates.tolist()).p
        clustered += p is not None and p <= 0.05
        alone += stats.ttest_1samp(values, 0).pvalue <= 0.05
    assert 30 <= clustered <= 80
    assert alone > 150


def test_the_bootstrap_interval_covers_the_true_mean() -> None:
    """15 dates of two events each: 90 to 98 % of 400 intervals hold the true mean at 95 %."""
    rng = np.random.default_rng(12)
    dates = np.repeat(np.arange(15), 2)
    held = 0
    for _ in range(400):
        values = 0.01 + rng.standard_t(4, 15)[dates] + rng.standard_t(4, 30)
        interval = bootstrap_interval(values, rng, clusters=dates.tolist(), draws=399)
        assert interval is not None
        held += interval[0] <= 0.01 <= interval[1]
    assert 360 <= held <= 392


def test_the_bootstrap_of_an_even_sample_is_near_students_interval() -> None:
    rng = np.random.default_rng(13)
    values = rng.normal(0.02, 0.05, 200)
    found, expected = bootstrap_interval(values, rng), mean_interval(values)
    assert found is not None and expected is not None
    assert found == pytest.approx(expected, abs=0.001)


def test_an_interval_of_ninety_percent_ends_at_the_95th_percentile_on_both_sides() -> None:
    """Defect 5: a band called 90 % that ended at t(.90) = 1.285 and so held 80 %; t(.95) of 250 df is 1.651."""
    values = np.random.default_rng(2).normal(0, 1, 251)
    found = mean_interval(values, level=0.90)
    assert found is not None
    half = (found[1] - found[0]) / 2
    assert half / (values.std(ddof=1) / math.sqrt(251)) == pytest.approx(1.650971, abs=1e-6)
    assert sum(found) / 2 == pytest.approx(values.mean())


def test_the_same_seed_draws_the_same_interval_and_too_few_dates_draw_none() -> None:
    values = np.arange(8.0)
    assert bootstrap_interval(values, np.random.default_rng(1)) == bootstrap_interval(values, np.random.default_rng(1))
    assert bootstrap_interval(values, np.random.default_rng(1), clusters=[0, 0, 1, 1, 2, 2, 3, 3]) is None
    assert bootstrap_interval(np.ones(8), np.random.default_rng(1)) is None


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=20))
@settings(deadline=None)
def test_q_values_are_those_of_scipy_and_count_only_tests_with_an_answer(p: list[float | None]) -> None:
    found, tests = benjamini_hochberg(p)
    known = [value for value in p if value is not None]
    assert tests == len(known)
    assert [q is None for q in found] == [value is None for value in p]
    if known:
        expected = stats.false_discovery_control(known)
        assert [q for q in found if q is not None] == pytest.approx(expected.tolist())


def panel(seed: int = 4) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    market = rng.normal(0, 0.01, (1, 300))
    return 1.2 * market + rng.normal(0, 0.02, (6, 300)), market


def test_the_calendar_time_portfolio_holds_each_symbol_once_however_many_events_it_has() -> None:
    returns, market = panel()
    rows, columns = np.array([0, 0, 3]), np.array([50, 55, 60])
    found = calendar_time(returns, market, rows, columns, holding=60)
    y, weights = [], []
    days = []
    for day in range(300):
        held = {row for row, column in zip(rows, columns, strict=True) if column < day <= column + 60}
        if held:
            y.append(np.mean([returns[row, day] for row in held]))
            weights.append(len(held))
            days.append(day)
    root = np.sqrt(weights)
    x = np.column_stack([np.ones(len(days)), market[0, days]]) * root[:, None]
    target = np.array(y) * root
    b = np.linalg.lstsq(x, target, rcond=None)[0]
    s2 = ((target - x @ b) ** 2).sum() / (len(days) - 2)
    assert found.days == len(days) == 70
    assert found.alpha == pytest.approx(b[0], rel=1e-9)
    assert found.stderr == pytest.approx(math.sqrt(s2 * np.linalg.inv(x.T @ x)[0, 0]), rel=1e-9)


def test_newey_west_without_lags_is_the_heteroscedastic_error() -> None:
    returns, market = panel()
    found = calendar_time(returns, market, np.array([1]), np.array([100]), holding=80, lags=0)
    x = np.column_stack([np.ones(80), market[0, 101:181]])
    y = returns[1, 101:181]
    b = np.linalg.lstsq(x, y, rcond=None)[0]
    bread = np.linalg.inv(x.T @ x)
    middle = sum(np.outer(row, row) * e**2 for row, e in zip(x, y - x @ b, strict=True))
    assert found.stderr == pytest.approx(math.sqrt((bread @ middle @ bread)[0, 0] * 80 / 78), rel=1e-9)
    with_lags = calendar_time(returns, market, np.array([1]), np.array([100]), holding=80, lags=5)
    assert with_lags.alpha == found.alpha and with_lags.stderr != found.stderr


def test_a_portfolio_of_fewer_than_fifty_sessions_has_no_alpha() -> None:
    returns, market = panel()
    found = calendar_time(returns, market, np.array([1, 2]), np.array([100, 290]), holding=20)
    assert found.alpha is None and found.p is None
    assert found.why == "29 sessions with a holding; 50 are needed"


def test_a_portfolio_beside_a_market_that_stood_still_has_no_alpha_and_says_why() -> None:
    returns, market = panel()
    found = calendar_time(returns, np.zeros_like(market), np.array([1]), np.array([100]), holding=80)
    assert (found.alpha, found.days) == (None, 80)
    assert found.why == "a factor did not move on these sessions, or moved as another one"
