"""Whether a stock was traded more than usual around an event, and whether it moved more, in whatever direction.

Two questions beside the one of the return: a story can double the volume of a stock and leave its price where it was,
and it can shake a price that ends where it began. Both are measured against the stock's own estimation window.

Turnover of the market and the days of the week are not taken out. There is no answer where there was no trading: a
volume of zero has no logarithm, and is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from pipelines.study.events import EventWindows
from pipelines.study.market import (
    SQ_ROWS_PER_DAY,
    abnormal_returns,
    cumulative_variance,
    day_scale,
    fit_model,
    rolling_sums,
    two_sided_p,
)
from pipelines.study.panel import Floats, Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AbnormalVolume:
    """n events; arrays of length n unless said otherwise, NaN where there is no answer."""

    daily: Floats
    """(n, L2) log volume minus its mean over the estimation window: 0.7 is twice the usual."""
    daily_t: Floats
    """(n, L2) over its own forecast error, Student t with L1 - 1 degrees of freedom."""
    mean: Floats
    """Of `daily` over the window."""
    t: Floats
    p: Floats
    """Two-sided."""
    l1: Ints
    """Sessions with a volume in the estimation window."""


def abnormal_volume(history: Floats, window: Floats, minimum: int = 30) -> AbnormalVolume:
    """Log volume against its mean over the estimation window (Campbell and Wasley 1996, J. Financ. Econ. 40).

    history: (n, L1) shares traded per session before the event window; window: (n, L2). Zero, negative or NaN is
    missing. A forecast's variance is s2 (1 + 1/L1) a day and s2 (L2 + L2^2/L1) for the sum, as of the mean-adjusted
    return. Volume is correlated from day to day, which the t of several days does not know: it is too large then.
    Fewer than `minimum` sessions give no answer.
    """
    logs, now = _log(history), _log(window)
    days = now.shape[1]
    fit = fit_model("mean_adjusted", logs, None)
    nothing = np.empty((len(now), 0, days))
    enough = np.where((fit.l1 >= max(minimum, 2)) & ~fit.constant, 1.0, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        daily = abnormal_returns(fit, now, nothing) * enough[:, None]
        t = daily.sum(axis=1) / np.sqrt(cumulative_variance(fit, nothing))
        daily_t = daily / (np.sqrt(fit.variance)[:, None] * day_scale(fit, nothing))
    return AbnormalVolume(
        daily=daily, daily_t=daily_t, mean=daily.mean(axis=1), t=t, p=two_sided_p(t, fit.df), l1=fit.l1
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AbnormalVolatility:
    """n events; arrays of length n, NaN where there is no answer."""

    ratio: Floats
    """AR'V^-1 AR / L2: the window's mean squared abnormal return over what its variance allows; 1 = usual."""
    p: Floats
    """P(F(L2, L1 - k) >= ratio). One-sided. Exact for normal returns only: with fat tails it is too small."""
    past_p: Floats
    """Share of the own past that was as restless, (1 + #{placebo >= event}) / (1 + placebos); NaN when L1 < 20 * L2."""


def abnormal_volatility(result: EventWindows) -> AbnormalVolatility:
    """Whether the window's abnormal returns are larger than the estimation's, whatever their sign.

    The statistic is the quadratic form in the full covariance V of the window's forecast errors, since its days share
    the estimated parameters; `past_p` compares means of squared residuals, each over its own variance, with the same
    of the window. `result` has to have been studied with residuals for `past_p`.
    """
    fit, days = result.fit, result.abnormal.shape[1]
    answered = np.where(result.codes == 0, 1.0, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = _quadratic(result) / fit.variance / days * answered
        p = fdtrc(days, np.maximum(fit.df, 1), ratio)
    return AbnormalVolatility(ratio=ratio, p=p, past_p=_past_p(result) * answered)


def _quadratic(result: EventWindows) -> Floats:
    """(n,) s2 * AR'V^-1 AR, V = s2 (I + ZZ'), by (I + ZZ')^-1 = I - Z (I + Z'Z)^-1 Z'."""
    fit, ar = result.fit, result.abnormal
    squares: Floats = np.einsum("nd,nd->n", ar, ar)
    if fit.k == 0:
        return squares
    drift = fit.orthogonal(result.regressors)
    per = np.sqrt(fit.weights / fit.design.squares[fit.which])
    level = np.broadcast_to(1 / np.sqrt(fit.l1)[:, None, None], (len(ar), 1, ar.shape[1]))
    z = np.concatenate([level, drift * per[:, :, None]], axis=1)
    z = np.where((result.codes == 0)[:, None, None], z, 0.0)
    inner = np.eye(z.shape[1]) + z @ z.transpose(0, 2, 1)
    projected = np.einsum("nkd,nd->nk", z, ar)
    solved = np.linalg.solve(inner, projected[:, :, None])[:, :, 0]
    return np.asarray(squares - np.einsum("nk,nk->n", projected, solved))


def _past_p(result: EventWindows) -> Floats:
    fit, days = result.fit, result.abnormal.shape[1]
    nothing: Floats = np.full(len(result.car), np.nan)
    enough = fit.l1 >= SQ_ROWS_PER_DAY * days
    if not enough.any() or not fit.residuals.shape[1]:
        return nothing
    with np.errstate(divide="ignore", invalid="ignore"):
        placebos = rolling_sums((fit.residuals / fit.residual_scale()) ** 2, days)
        event = ((result.abnormal / result.day_scale) ** 2).sum(axis=1)
        p = (1 + (placebos >= event[:, None]).sum(axis=1)) / (1 + np.isfinite(placebos).sum(axis=1))
    return np.where(enough, p, nothing)


def _log(volumes: Floats) -> Floats:
    return np.log(np.where(volumes > 0, volumes, np.nan))
