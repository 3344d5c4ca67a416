"""The expected-return models against least squares written out slowly, and against what theory says they must give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import integrate

from pipelines.study.market import (
    abnormal_returns,
    cumulative_variance,
    fit_model,
    parameters_of,
    sample_quantile_p,
    two_sided_p,
)
from tracker.errors import UsageError

Floats = NDArray[np.float64]
MODELS = ("mean_adjusted", "market_adjusted", "market")


def design(model: str, market: Floats) -> Floats:
    """The regressors of a model, written as the textbook has them."""
    columns = {"mean_adjusted": [np.ones_like(market)], "market_adjusted": [], "market": [np.ones_like(market), market]}
    return np.column_stack(columns[model]) if columns[model] else np.empty((len(market), 0))


def slowly(model: str, asset: Floats, market: Floats, asset_w: Floats, market_w: Floats) -> dict[str, Floats | float]:
    """One event by least squares, the full covariance matrix V, and every placebo one after another."""
    keep = np.isfinite(asset) & (np.isfinite(market) | (model == "mean_adjusted"))
    own = asset - market if model == "market_adjusted" else asset
    own_w = asset_w - market_w if model == "market_adjusted" else asset_w
    x, x_w = design(model, np.nan_to_num(market)), design(model, market_w)
    b = np.linalg.lstsq(x[keep], own[keep], rcond=None)[0]
    e = np.where(keep, own - x @ b, np.nan)
    l1, k = int(keep.sum()), x.shape[1]
    s2 = float(np.nansum(e**2)) / (l1 - k)
    inverse = np.linalg.inv(x[keep].T @ x[keep])
    v = s2 * (np.eye(len(own_w)) + x_w @ inverse @ x_w.T)
    g = np.ones(len(own_w))
    ar = own_w - x_w @ b
    stat = abs(ar.sum()) / np.sqrt(g @ v @ g)
    placebos = []
    for start in range(len(own) - len(g) + 1):
        rows = slice(start, start + len(g))
        if keep[rows].all():
            spread = s2 * (np.eye(len(g)) - x[rows] @ inverse @ x[rows].T)
            placebos.append(abs(e[rows].sum()) / np.sqrt(g @ spread @ g))
    sq = (1 + sum(p >= stat for p in placebos)) / (1 + len(placebos))
    return {"l1": l1, "s2": s2, "ar": ar, "car_variance": float(g @ v @ g), "sq": sq}


def history(seed: int, n: int, length: int, window: int, holes: float) -> tuple[Floats, Floats, Floats, Floats]:
    """n events: fat-tailed asset and market returns for estimation and window, with holes in the estimation."""
    rng = np.random.default_rng(seed)
    market, market_w = rng.standard_t(4, (n, length)) * 0.01, rng.standard_t(4, (n, window)) * 0.01
    asset = 0.001 + 1.7 * market + rng.standard_t(4, (n, length)) * 0.03
    asset_w = 0.02 + 1.7 * market_w + rng.standard_t(4, (n, window)) * 0.03
    asset[rng.random((n, length)) < holes] = np.nan
    market[rng.random((n, length)) < holes / 2] = np.nan
    return asset, market, asset_w, market_w


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("holes", [pytest.param(0.0, id="whole"), pytest.param(0.15, id="with missing returns")])
@pytest.mark.parametrize("days", [1, 2, 3])
def test_every_number_agrees_with_least_squares_and_the_full_covariance_matrix(
    model: str, holes: float, days: int
) -> None:
    asset, market, asset_w, market_w = history(7 + days, 12, 90, days, holes)
    fit = fit_model(model, asset, market if model != "mean_adjusted" else None)
    driver = market_w if model != "mean_adjusted" else np.zeros_like(market_w)
    ar = abnormal_returns(fit, asset_w, driver)
    variance, sq = cumulative_variance(fit, driver), sample_quantile_p(fit, ar.sum(axis=1), driver)
    for i in range(12):
        slow = slowly(model, asset[i], market[i], asset_w[i], market_w[i])
        assert fit.l1[i] == slow["l1"]
        assert fit.variance[i] == pytest.approx(slow["s2"], rel=1e-12)
        assert ar[i] == pytest.approx(slow["ar"], abs=1e-14)
        assert variance[i] == pytest.approx(slow["car_variance"], rel=1e-12)
        if slow["l1"] >= 20 * days:
            assert sq[i] == pytest.approx(slow["sq"], abs=1e-15)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), st.integers(10, 60), st.integers(1, 5), st.floats(0, 0.3), st.sampled_from(MODELS))
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


@settings(max_examples=60, deadline=None)
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
    assert [parameters_of(model) for model in MODELS] == [1, 0, 2]
