"""The expected-return models against least squares written out slowly, and against what theory says they must give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import integrate

from pipelines.study.conventions import convention_of
from pipelines.study.market import (
    MODELS,
    Prior,
    abnormal_returns,
    cumulative_variance,
    day_scale,
    fit_model,
    parameters_of,
    prior_of,
    rolling_sums,
    sample_quantile_p,
    shrink,
    sum_scale,
    two_sided_p,
)
from tests.pipelines.study.slowly import slowly
from tracker.errors import UsageError

Floats = NDArray[np.float64]
ONE_REGRESSOR = ("mean_adjusted", "market_adjusted", "market")


def history(seed: int, n: int, length: int, window: int, holes: float) -> tuple[Floats, Floats, Floats, Floats]:
    """n events: fat-tailed asset and market returns for estimation and window, with holes in the estimation."""
    rng = np.random.default_rng(seed)
    market, market_w = rng.standard_t(4, (n, length)) * 0.01, rng.standard_t(4, (n, window)) * 0.01
    asset = 0.001 + 1.7 * market + rng.standard_t(4, (n, length)) * 0.03
    asset_w = 0.02 + 1.7 * market_w + rng.standard_t(4, (n, window)) * 0.03
    asset[rng.random((n, length)) < holes] = np.nan
    market[rng.random((n, length)) < holes / 2] = np.nan
    return asset, market, asset_w, market_w


def several(market: Floats, seed: int, f: int) -> Floats:
    """(n, f, L): the market, and f - 1 series that move with it in part."""
    rng = np.random.default_rng(seed)
    more = [0.7 * market + rng.standard_t(4, market.shape) * 0.008 for _ in range(f - 1)]
    return np.stack([market, *more], axis=1)


REGRESSORS = {"mean_adjusted": 0, "market_adjusted": 1, "market": 1, "market_sector": 2, "factors": 4}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("holes", [pytest.param(0.0, id="whole"), pytest.param(0.15, id="with missing returns")])
@pytest.mark.parametrize("days", [1, 2, 3])
def test_every_number_agrees_with_least_squares_and_the_full_covariance_matrix(
    model: str, holes: float, days: int
) -> None:
    asset, market, asset_w, market_w = history(7 + days, 12, 90, days, holes)
    f = REGRESSORS[model]
    drivers, drivers_w = several(market, 1, f)[:, :f], several(market_w, 2, f)[:, :f]
    fit = fit_model(model, asset, drivers)
    ar = abnormal_returns(fit, asset_w, drivers_w)
    scale, sq = day_scale(fit, drivers_w), sample_quantile_p(fit, ar.sum(axis=1), drivers_w)
    variance, residual_scale = cumulative_variance(fit, drivers_w), fit.residual_scale()
    for i in range(12):
        slow = slowly(model, asset[i], drivers[i], asset_w[i], drivers_w[i])
        assert (fit.l1[i], fit.k, fit.df[i]) == (slow.l1, slow.k, slow.l1 - slow.k)
        assert fit.variance[i] == pytest.approx(slow.s2, rel=1e-12)
        assert ar[i] == pytest.approx(slow.ar, abs=1e-14)
        assert fit.residuals[i] == pytest.approx(slow.residuals, abs=1e-14, nan_ok=True)
        assert residual_scale[i] == pytest.approx(np.sqrt(1 - slow.hat), abs=1e-13, nan_ok=True)
        assert scale[i] == pytest.approx(np.sqrt(np.diag(slow.v) / slow.s2), rel=1e-12)
        assert variance[i] == pytest.approx(slow.v.sum(), rel=1e-12)
        if slow.l1 >= 20 * days:
            assert sq[i] == pytest.approx(slow.sq, abs=1e-15)


def test_the_coefficients_of_several_factors_are_those_of_least_squares() -> None:
    asset, market, asset_w, market_w = history(3, 5, 80, 2, 0.1)
    drivers, drivers_w = several(market, 1, 4), several(market_w, 2, 4)
    fit = fit_model("factors", asset, drivers)
    for i in range(5):
        slow = slowly("factors", asset[i], drivers[i], asset_w[i], drivers_w[i])
        assert np.array([fit.alpha[i], *fit.betas[i]]) == pytest.approx(slow.b, abs=1e-12)
        assert fit.beta[i] == pytest.approx(slow.b[1], abs=1e-12)


def test_the_sector_counts_only_as_far_as_the_market_does_not_explain_it() -> None:
    """So the market's slope is that of the market model, whatever the sector does."""
    asset, market, asset_w, market_w = history(4, 5, 80, 2, 0.0)
    drivers, drivers_w = several(market, 1, 2), several(market_w, 2, 2)
    fit = fit_model("market_sector", asset, drivers)
    assert fit.beta == pytest.approx(fit_model("market", asset, market).beta, abs=1e-12)
    for i in range(5):
        slow = slowly("market_sector", asset[i], drivers[i], asset_w[i], drivers_w[i])
        assert fit.slopes[i] == pytest.approx(slow.b[1:], abs=1e-12)
        x = np.column_stack([np.ones(80), *fit.orthogonal(drivers)[i]])
        errors = slow.s2 * np.linalg.inv(x.T @ x).diagonal()[1:]
        assert fit.slope_stderrs[i] == pytest.approx(np.sqrt(errors), rel=1e-11)
    apart = fit.orthogonal(drivers)
    assert np.einsum("nl,nl->n", apart[:, 0], apart[:, 1]) == pytest.approx(np.zeros(5), abs=1e-15)


def test_a_sector_that_is_the_market_again_explains_nothing_by_itself() -> None:
    asset, market, _, _ = history(4, 1, 80, 1, 0.0)
    drivers = np.stack([market, 1.3 * market + 0.001], axis=1)
    assert fit_model("market_sector", asset, drivers).constant[0]


def test_firms_of_one_date_share_the_markets_rows_and_one_with_a_gap_has_its_own() -> None:
    asset, market, _, market_w = history(5, 6, 70, 2, 0.0)
    shared, shared_w = several(market[:1], 1, 3), several(market_w[:1], 2, 3)
    asset[2, 10], asset[4, 60:63] = np.nan, np.nan
    which = np.zeros(6, dtype=np.intp)
    together = fit_model("factors", asset, shared, which=which)
    assert len(together.design.l1) == 3, "the date's, and one for each firm with a gap"
    apart = fit_model("factors", asset, np.repeat(shared, 6, axis=0))
    window = np.repeat(shared_w, 6, axis=0)
    assert together.betas == pytest.approx(apart.betas, abs=1e-12)
    assert cumulative_variance(together, window) == pytest.approx(cumulative_variance(apart, window), rel=1e-12)
    assert together.residual_scale() == pytest.approx(apart.residual_scale(), rel=1e-12, nan_ok=True)


def test_sessions_that_may_not_count_are_as_good_as_missing() -> None:
    asset, market, _, market_w = history(6, 3, 60, 2, 0.0)
    usable = np.ones(asset.shape, dtype=bool)
    usable[1, 5:15] = False
    masked = fit_model("market", asset, market, usable=usable)
    missing = fit_model("market", np.where(usable, asset, np.nan), market)
    assert masked.l1.tolist() == [60, 50, 60]
    np.testing.assert_array_equal(masked.residuals, missing.residuals)
    np.testing.assert_array_equal(cumulative_variance(masked, market_w), cumulative_variance(missing, market_w))


def test_a_model_with_a_regressor_too_many_is_a_mistake() -> None:
    asset, market, _, _ = history(6, 3, 60, 2, 0.0)
    with pytest.raises(ValueError, match="2 regressors do not fit the market model"):
        fit_model("market", asset, several(market, 1, 2))


# ── conventions ─────────────────────────────────────────────────────────────────────────────────────


def test_the_convention_of_estudy2_divides_by_one_less_and_takes_the_market_also_before_the_listing() -> None:
    asset, market, asset_w, market_w = history(8, 1, 80, 2, 0.0)
    asset[0, :30] = np.nan
    theirs = convention_of("estudy2")
    fit, slow = (
        fit_model("market", asset, market, convention=theirs),
        slowly("market", *own(asset, market, asset_w, market_w)),
    )
    squares = float(np.nansum(slow.residuals**2))
    assert fit.variance[0] == pytest.approx(squares / (50 - 1), rel=1e-12)
    h = 1 / 50 + (market_w[0] - market[0].mean()) ** 2 / ((market[0] - market[0].mean()) ** 2).sum()
    assert day_scale(fit, market_w, theirs)[0] == pytest.approx(np.sqrt(1 + h), rel=1e-12)
    assert fit.df[0] == 48


def test_the_convention_of_sipemu_knows_no_forecast_error() -> None:
    asset, market, _, market_w = history(8, 2, 80, 3, 0.0)
    theirs = convention_of("sipemu")
    fit = fit_model("market", asset, market, convention=theirs)
    assert day_scale(fit, market_w, theirs).tolist() == [[1.0] * 3] * 2
    assert sum_scale(fit, market_w, theirs) == pytest.approx([np.sqrt(3)] * 2)


def own(asset: Floats, market: Floats, asset_w: Floats, market_w: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """The first event as `slowly` takes it."""
    return asset[0], market[:1], asset_w[0], market_w[:1]


# ── shrinkage ───────────────────────────────────────────────────────────────────────────────────────


def test_a_shrunk_beta_is_the_posterior_of_a_regression_with_a_prior() -> None:
    """Written out: precision X'X/s2 + P, P with 1/tau2 for beta and nothing for alpha; forecast variance with it."""
    asset, market, asset_w, market_w = history(9, 2, 40, 3, 0.05)
    prior = Prior(mean=1.2, variance=0.09)
    fit = fit_model("market", asset, market)
    shrunk = shrink(fit, prior, np.array([True, False]))
    keep = np.isfinite(asset[0]) & np.isfinite(market[0])
    x = np.column_stack([np.ones(keep.sum()), market[0, keep]])
    precision = x.T @ x / fit.variance[0] + np.diag([0, 1 / prior.variance])
    b = np.linalg.solve(precision, x.T @ asset[0, keep] / fit.variance[0] + np.array([0, prior.mean / prior.variance]))
    x_w = np.column_stack([np.ones(3), market_w[0]])
    v = fit.variance[0] * np.eye(3) + x_w @ np.linalg.inv(precision) @ x_w.T
    assert [shrunk.alpha[0], shrunk.beta[0]] == pytest.approx(b, rel=1e-10)
    assert cumulative_variance(shrunk, market_w)[0] == pytest.approx(v.sum(), rel=1e-10)
    assert abnormal_returns(shrunk, asset_w, market_w)[0] == pytest.approx(asset_w[0] - x_w @ b, abs=1e-13)
    assert shrunk.beta[1] == fit.beta[1]
    assert cumulative_variance(shrunk, market_w)[1] == cumulative_variance(fit, market_w)[1]


def test_beside_a_sector_the_markets_slope_is_shrunk_and_the_sectors_is_not() -> None:
    asset, market, _, _ = history(9, 1, 40, 2, 0.0)
    drivers = several(market, 1, 2)
    fit = fit_model("market_sector", asset, drivers)
    shrunk = shrink(fit, Prior(mean=1.2, variance=0.09), np.array([True]))
    se2 = fit.variance[0] / ((market[0] - market[0].mean()) ** 2).sum()
    w = 0.09 / (0.09 + se2)
    assert shrunk.slopes[0] == pytest.approx([w * fit.slopes[0, 0] + (1 - w) * 1.2, fit.slopes[0, 1]], rel=1e-11)


def test_a_prior_that_knows_nothing_leaves_least_squares_and_one_that_knows_all_replaces_it() -> None:
    asset, market, _, _ = history(9, 1, 40, 2, 0.0)
    fit = fit_model("market", asset, market)
    assert shrink(fit, Prior(variance=1e9), np.array([True])).beta == pytest.approx(fit.beta, rel=1e-6)
    assert shrink(fit, Prior(mean=0.8, variance=1e-12), np.array([True])).beta == pytest.approx([0.8], rel=1e-6)


def test_shrunk_betas_of_short_histories_miss_by_less() -> None:
    rng = np.random.default_rng(5)
    true = rng.normal(1.0, 0.5, 2000)
    market = rng.standard_t(4, (2000, 40)) * 0.01
    asset = true[:, None] * market + rng.standard_t(4, (2000, 40)) * 0.04
    fit = fit_model("market", asset, market)
    shrunk = shrink(fit, Prior(), np.ones(2000, dtype=bool))
    assert ((shrunk.beta - true) ** 2).mean() < 0.6 * ((fit.beta - true) ** 2).mean()


@pytest.mark.parametrize("beta", [1.0, 2.5])
def test_the_p_of_a_shrunk_fit_holds_its_size_also_three_spreads_from_the_prior(beta: float) -> None:
    """t(4) tails, 30 returns, 8,000 quiet events: 6.1 and 6.5 % are what 20,000 gave; least squares alone has 6.0 %."""
    rng = np.random.default_rng(17)
    market, market_w = rng.standard_t(4, (8000, 30)) * 0.007, rng.standard_t(4, (8000, 1)) * 0.007
    asset = beta * market + rng.standard_t(4, (8000, 30)) * 0.028
    asset_w = beta * market_w + rng.standard_t(4, (8000, 1)) * 0.028
    fit = shrink(fit_model("market", asset, market), Prior(), np.ones(8000, dtype=bool))
    t = abnormal_returns(fit, asset_w, market_w)[:, 0] / np.sqrt(cumulative_variance(fit, market_w))
    assert 0.05 < np.mean(two_sided_p(t, fit.df) < 0.05) < 0.072


def test_the_prior_of_peers_is_their_mean_and_what_their_errors_do_not_explain_of_their_spread() -> None:
    prior = prior_of(np.array([0.5, 1.0, 1.5, 2.0, np.nan]), np.full(5, 0.3))
    assert prior.mean == pytest.approx(1.25)
    assert prior.variance == pytest.approx((0.75**2 + 0.25**2) * 2 / 3 - 0.09)


def test_two_peers_or_peers_all_alike_leave_the_usual_spread() -> None:
    assert prior_of(np.array([0.5, 1.5]), np.full(2, 0.1)) == Prior()
    assert prior_of(np.array([1.4, 1.5, 1.6]), np.full(3, 0.3)) == Prior(mean=1.5)


@settings(deadline=None)
@given(st.integers(0, 2**31), st.integers(10, 60), st.integers(1, 5), st.floats(0, 0.3), st.sampled_from(ONE_REGRESSOR))
def test_a_batch_is_its_events_one_by_one(seed: int, length: int, days: int, holes: float, model: str) -> None:
    asset, market, _, market_w = history(seed, 4, length, days, holes)
    together = fit_model(model, asset, market)
    for i in range(4):
        one = fit_model(model, asset[i : i + 1], market[i : i + 1])
        pairs = zip(
            (together.alpha[i], together.beta[i], together.variance[i], cumulative_variance(together, market_w)[i]),
            (one.alpha[0], one.beta[0], one.variance[0], cumulative_variance(one, market_w[i : i + 1])[0]),
            strict=True,
        )
        for ours, alone in pairs:
            assert ours == pytest.approx(alone, rel=1e-9, nan_ok=True)


@settings(deadline=None)
@given(st.integers(0, 2**31), st.integers(0, 30))
def test_sessions_with_a_missing_return_change_nothing_but_the_count(seed: int, at: int) -> None:
    asset, market, asset_w, market_w = history(seed, 1, 30, 2, 0.0)
    holed = np.insert(asset, at, np.nan, axis=1), np.insert(market, at, 0.5, axis=1)
    whole, with_hole = fit_model("market", asset, market), fit_model("market", *holed)
    assert with_hole.l1 == whole.l1 == 30
    assert with_hole.beta == pytest.approx(whole.beta, rel=1e-9)
    assert cumulative_variance(with_hole, market_w) == pytest.approx(cumulative_variance(whole, market_w), rel=1e-9)
    assert abnormal_returns(with_hole, asset_w, market_w) == pytest.approx(
        abnormal_returns(whole, asset_w, market_w), abs=1e-12
    )


def test_the_market_model_of_a_hand_made_history() -> None:
    """Market -1, 0, 1 percent; asset -1, 1, 3: alpha 1 %, beta 2, nothing left over but the last, which is 0.3 off."""
    fit = fit_model("market", np.array([[-0.01, 0.01, 0.03, 0.01]]), np.array([[-0.01, 0.0, 0.01, 0.0]]))
    assert fit.alpha[0] == pytest.approx(0.01)
    assert fit.beta[0] == pytest.approx(2.0)
    noisy = fit_model("market", np.array([[-0.01, 0.013, 0.03, 0.007]]), np.array([[-0.01, 0.0, 0.01, 0.0]]))
    assert noisy.variance[0] == pytest.approx((0.003**2 + 0.003**2) / 2)
    # h = 1/4 + 0.02^2 / 0.0002 = 2.25, so a market move of 2 % makes the forecast 3.25 times as uncertain.
    assert cumulative_variance(noisy, np.array([[0.02]]))[0] == pytest.approx(9e-6 * 3.25)


def test_mean_adjusted_adds_the_error_of_the_mean() -> None:
    fit = fit_model("mean_adjusted", np.array([[0.01, 0.02, 0.03]]), None)
    assert abnormal_returns(fit, np.array([[0.05]]), None)[0, 0] == pytest.approx(0.03)
    assert fit.variance[0] == pytest.approx(0.0001)
    assert cumulative_variance(fit, np.zeros((1, 1)))[0] == pytest.approx(0.0001 * (1 + 1 / 3))
    assert cumulative_variance(fit, np.zeros((1, 2)))[0] == pytest.approx(0.0001 * (2 + 4 / 3))


def test_market_adjusted_estimates_nothing_so_its_variance_is_around_zero_and_has_no_forecast_error() -> None:
    fit = fit_model("market_adjusted", np.array([[0.02, 0.04]]), np.array([[0.01, 0.01]]))
    assert fit.variance[0] == pytest.approx((0.01**2 + 0.03**2) / 2)
    assert fit.df[0] == 2
    assert cumulative_variance(fit, np.array([[0.05, 0.01]]))[0] == pytest.approx(2 * fit.variance[0])


def test_the_textbook_variance_of_a_cumulative_return_is_too_small() -> None:
    asset, market, _, market_w = history(3, 1, 60, 11, 0.0)
    fit = fit_model("market", asset, market)
    assert cumulative_variance(fit, market_w)[0] > 1.15 * 11 * fit.variance[0]


def test_two_sided_p_is_the_area_of_both_tails() -> None:
    from math import gamma, pi, sqrt

    df = 78
    density = lambda x: gamma((df + 1) / 2) / (sqrt(df * pi) * gamma(df / 2)) * (1 + x * x / df) ** (-(df + 1) / 2)  # noqa: E731
    tails = 2 * integrate.quad(density, 2.3, np.inf)[0]
    assert two_sided_p(np.array([2.3, -2.3]), np.array([df, df])) == pytest.approx([tails, tails], rel=1e-8)


@pytest.mark.parametrize(
    ("asset", "market"),
    [
        pytest.param([0.01, 0.02, 0.0, 0.01], [0.0, 0.0, 0.0, 0.0], id="the market stands still"),
        pytest.param([0.01, 0.02, 0.0, 0.01], [0.001, 0.001 + 1e-16, 0.001, 0.001], id="the market grows evenly"),
        pytest.param([0.0, 0.0, 0.0, 0.0], [0.01, 0.02, 0.0, 0.01], id="the asset is not traded"),
        pytest.param([0.02, 0.04, 0.0, 0.02], [0.01, 0.02, 0.0, 0.01], id="the asset is the market twice"),
    ],
)
def test_a_history_without_variation_gives_no_standard_error(asset: list[float], market: list[float]) -> None:
    assert fit_model("market", np.array([asset]), np.array([market])).constant[0]


def test_too_few_rows_give_nan_and_no_warning() -> None:
    fit = fit_model("market", np.array([[np.nan, 0.01, 0.02]]), np.array([[0.0, 0.01, np.nan]]))
    assert fit.l1[0] == 1
    assert np.isnan(fit.variance[0])


def test_the_sample_quantile_needs_twenty_sessions_per_day_of_the_window() -> None:
    asset, market, asset_w, market_w = history(5, 1, 59, 3, 0.0)
    fit = fit_model("market", asset, market)
    car = abnormal_returns(fit, asset_w, market_w).sum(axis=1)
    assert np.isnan(sample_quantile_p(fit, car, market_w)[0])
    asset, market, asset_w, market_w = history(5, 1, 60, 3, 0.0)
    fit = fit_model("market", asset, market)
    car = abnormal_returns(fit, asset_w, market_w).sum(axis=1)
    assert 1 / 59 <= sample_quantile_p(fit, car, market_w)[0] <= 1


def test_the_sample_quantile_of_a_window_longer_than_the_history_is_not_given() -> None:
    fit = fit_model("mean_adjusted", np.array([[0.01, 0.02]]), None)
    assert np.isnan(sample_quantile_p(fit, np.array([0.1]), np.zeros((1, 3)))[0])


def test_an_event_beyond_everything_seen_has_the_smallest_sample_quantile() -> None:
    asset, market, _, market_w = history(5, 1, 99, 1, 0.0)
    fit = fit_model("market", asset, market)
    assert sample_quantile_p(fit, np.array([-9.0]), market_w)[0] == pytest.approx(1 / 100)


def test_an_unknown_model_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="mean_adjusted, market_adjusted, market, market_sector, factors, got 'capm'"):
        parameters_of("capm")
    assert [parameters_of(model, 4) for model in MODELS] == [1, 0, 2, 3, 5]


@settings(deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 40), st.integers(1, 45))
def test_rolling_sums_are_the_sums_of_the_slices(seed: int, length: int, days: int) -> None:
    values = np.random.default_rng(seed).normal(size=(2, length))
    values[0, seed % length] = np.nan
    slow = [[values[i, start : start + days].sum() for start in range(length - days + 1)] for i in range(2)]
    assert rolling_sums(values, days) == pytest.approx(np.array(slow).reshape(2, -1), abs=1e-12, nan_ok=True)
