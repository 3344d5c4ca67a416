"""What a return was expected to be, fitted on sessions before the event, and how far off that may be.

Three models of the expected return: the symbol's own mean (`mean_adjusted`, k = 1 estimated parameter), the
market's return (`market_adjusted`, k = 0), and alpha + beta * market (`market`, k = 2). With X the estimation
rows, X* the event window and e the residuals, L1 rows in all,

    s2 = e'e / (L1 - k)                 V = s2 [ I + X* (X'X)^-1 X*' ]        (MacKinlay 1997, eq. 8)

V is not diagonal: the days of a window share the same estimated alpha and beta. The variance of a cumulative
abnormal return is therefore g'Vg, not the sum of the daily ones; sigma * sqrt(L2) rejects 8 % of the time at a
nominal 5 % (L1 = 60, L2 = 11).

Everything is closed form over arrays: events are rows, estimation sessions are columns. A session on which the
asset or the market has no return is left out of that event's fit and counted, never set to zero. The market's
mean and sum of squares come from the rows the fit used, so from sessions on which the firm was listed.

For `market_adjusted` nothing is estimated: s2 is the mean square of asset minus market around zero, with L1
degrees of freedom. (Other programs take it around its mean with L1 - 1; that estimates a mean which the model
then does not use.)

Nothing here knows dates or what an event is; there is no multi-factor model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.special import stdtr

from tracker.errors import UsageError

Floats = NDArray[np.float64]

PARAMETERS = {"mean_adjusted": 1, "market_adjusted": 0, "market": 2}
"""Models by name, with the number of parameters (k) each one estimates."""

_NEGLIGIBLE = 1e-10
"""Spread, relative to the largest return, below which a series is constant up to the rounding of its prices."""

_SQ_ROWS_PER_DAY = 20
"""The SQ test keeps its size only with L1 >= 20 * L2 (simulated: 11.7 % at L2 = 11, L1 = 60; 4 % at L2 = 3)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MarketFit:
    """A model fitted for n events; arrays of length n unless said otherwise."""

    model: str
    k: int
    l1: NDArray[np.intp]
    """Rows the fit used."""
    alpha: Floats
    beta: Floats
    variance: Floats
    """s2, the residual variance with divisor L1 - k; NaN when L1 <= k."""
    market_mean: Floats
    market_squares: Floats
    """Sum of squared deviations of the market from its mean, over the rows the fit used."""
    residuals: Floats
    """(n, L): NaN on rows the fit did not use."""
    deviations: Floats
    """(n, L): market minus its mean; NaN on rows the fit did not use."""
    constant: NDArray[np.bool_]
    """The market did not move, or the model leaves nothing unexplained: no beta or no standard error."""

    @property
    def df(self) -> NDArray[np.intp]:
        return self.l1 - self.k

    def leverage(self, days: int, deviation: Floats) -> Floats:
        """g'X (X'X)^-1 X'g for a sum over `days` sessions whose market deviations add up to `deviation`.

        deviation: (n,) or (n, m), fractions. Same shape out. Multiplied by s2 it is the part of a forecast's
        variance that comes from estimating alpha and beta.
        """
        shape = (-1,) + (1,) * (deviation.ndim - 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean_part = days**2 / self.l1.reshape(shape)
            slope_part = deviation**2 / self.market_squares.reshape(shape)
        if self.model == "market_adjusted":
            return np.zeros_like(deviation)
        if self.model == "mean_adjusted":
            return np.broadcast_to(mean_part, deviation.shape)
        leverage: Floats = mean_part + slope_part
        return leverage


def parameters_of(model: str) -> int:
    """Number of parameters the model estimates. Raises `UsageError` for a model that does not exist."""
    if model not in PARAMETERS:
        raise UsageError(f"model: expected one of {', '.join(PARAMETERS)}, got {model!r}")
    return PARAMETERS[model]


def fit_model(model: str, asset: Floats, market: Floats | None) -> MarketFit:
    """Fit one model per event.

    asset, market: simple returns, fractions, (n, L), the same sessions in the same columns, NaN where there is
    none. market may be None for `mean_adjusted`. The caller cuts them before the event window begins.

    >>> fit = fit_model("market", np.array([[0.01, 0.03, 0.02]]), np.array([[0.0, 0.01, 0.005]]))
    >>> fit.alpha.round(6), fit.beta.round(6), fit.l1
    (array([0.01]), array([2.]), array([3]))
    """
    k = parameters_of(model)
    usable = np.isfinite(asset) if market is None else np.isfinite(asset) & np.isfinite(market)
    driver = np.zeros_like(asset) if market is None else market
    l1 = usable.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        asset_mean = np.where(usable, asset, 0).sum(axis=1) / l1
        market_mean = np.where(usable, driver, 0).sum(axis=1) / l1
        deviations = np.where(usable, driver - market_mean[:, None], np.nan)
        squares = np.nansum(deviations**2, axis=1)
        still = squares <= l1 * (_NEGLIGIBLE * _largest(driver, usable)) ** 2
        alpha, beta = _coefficients(model, asset, asset_mean, market_mean, deviations, np.where(still, np.nan, squares))
        residuals = np.where(usable, asset - alpha[:, None] - beta[:, None] * driver, np.nan)
        variance = np.nansum(residuals**2, axis=1) / np.where(l1 > k, l1 - k, np.nan)
    explained = variance <= (_NEGLIGIBLE * _largest(asset, usable)) ** 2
    return MarketFit(
        model=model,
        k=k,
        l1=l1,
        alpha=alpha,
        beta=beta,
        variance=variance,
        market_mean=market_mean,
        market_squares=squares,
        residuals=residuals,
        deviations=deviations,
        constant=explained | (still & (model == "market")),
    )


def abnormal_returns(fit: MarketFit, asset: Floats, market: Floats | None) -> Floats:
    """What the model leaves unexplained, per event and session of the window.

    asset, market: simple returns, fractions, (n, L2), NaN where there is none. Returns (n, L2).
    """
    expected = fit.alpha[:, None]
    if market is not None:
        expected = expected + fit.beta[:, None] * market
    return np.asarray(asset - expected)


def cumulative_variance(fit: MarketFit, market: Floats) -> Floats:
    """Exact variance of the sum of abnormal returns over a window: g'Vg with g all ones; (n,).

    market: (n, L2), the market's returns in the window. For one factor this is
    s2 [ L2 + L2^2/L1 + (sum(Rm*) - L2 mean)^2 / Sxx ]: residual noise plus the error of alpha and beta.
    """
    days = market.shape[1]
    deviation = market.sum(axis=1) - days * fit.market_mean
    variance: Floats = fit.variance * (days + fit.leverage(days, deviation))
    return variance


def two_sided_p(t: Floats, df: NDArray[np.intp]) -> Floats:
    """P(|T| >= |t|) for Student's t.

    >>> two_sided_p(np.array([2.0]), np.array([60])).round(6)
    array([0.050033])
    """
    return np.asarray(2 * stdtr(df, -np.abs(t)))


def sample_quantile_p(fit: MarketFit, car: Floats, market: Floats) -> Floats:
    """Share of the firm's own quiet past that was as unusual as the event; (n,), NaN when L1 < 20 * L2.

    The SQ test (Gelbach, Helland and Klick 2013): p = (1 + #{placebo >= event}) / (1 + placebos), on absolute
    values. Placebos are the sums of residuals over every run of L2 sessions of the estimation window, each divided
    by its own standard deviation (a residual varies less than s2, a forecast more). Needs no normality; it cannot
    fall below 1 / (L1 - L2 + 2). Two-sided.
    """
    days = market.shape[1]
    if fit.residuals.shape[1] < days:
        return np.full(len(car), np.nan)
    sums = sliding_window_view(fit.residuals, days, axis=1).sum(axis=-1)
    drifts = sliding_window_view(fit.deviations, days, axis=1).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        placebos = np.abs(sums) / np.sqrt(days - fit.leverage(days, drifts))
        event = np.abs(car) / np.sqrt(cumulative_variance(fit, market) / fit.variance)
        p = (1 + (placebos >= event[:, None]).sum(axis=1)) / (1 + np.isfinite(placebos).sum(axis=1))
    enough = (fit.l1 >= _SQ_ROWS_PER_DAY * days) & np.isfinite(event)
    return np.where(enough, p, np.nan)


def _coefficients(
    model: str, asset: Floats, asset_mean: Floats, market_mean: Floats, deviations: Floats, squares: Floats
) -> tuple[Floats, Floats]:
    """alpha and beta, each (n,)."""
    if model == "market_adjusted":
        return np.zeros_like(asset_mean), np.ones_like(asset_mean)
    if model == "mean_adjusted":
        return asset_mean, np.zeros_like(asset_mean)
    beta = np.nansum(deviations * (asset - asset_mean[:, None]), axis=1) / squares
    return asset_mean - beta * market_mean, beta


def _largest(values: Floats, usable: NDArray[np.bool_]) -> Floats:
    largest: Floats = np.where(usable, np.abs(values), 0).max(axis=1, initial=0)
    return largest
