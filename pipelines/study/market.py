"""What a return was expected to be, fitted on sessions before the event, and how far off that may be.

    mean_adjusted     the symbol's own mean                            k = 1 estimated parameter
    market_adjusted   the market's return                              k = 0
    market            alpha + beta * market                            k = 2
    market_sector     alpha + bm * market + bs * sector, the sector without what the market explains of it; k = 3
    factors           alpha + any number of factors                    k = 1 + their number

With X the estimation rows, X* the event window and e the residuals, L1 rows in all,

    s2 = e'e / (L1 - k)                 V = s2 [ I + X* (X'X)^-1 X*' ]        (MacKinlay 1997, eq. 8)

V is not diagonal: the days of a window share the same estimated parameters. The variance of a cumulative abnormal
return is therefore g'Vg, not the sum of the daily ones; sigma * sqrt(L2) rejects 8 % of the time at a nominal 5 %
(L1 = 60, L2 = 11).

Everything is closed form over arrays: events are rows, estimation sessions are columns. The regressors are made
orthogonal one after another (Gram-Schmidt on their deviations from the mean), which gives the coefficients, the
leverages and the sector net of the market at once. They are the same for all firms of one date, so that is done once
per date (`Design`); a firm that lacks a return, or has sessions masked out, gets a design of its own rows. A session
on which the asset or a regressor has no return is left out of that event's fit and counted, never set to zero. Means
and sums of squares come from the rows the fit used, so from sessions on which the firm was listed.

For `market_adjusted` nothing is estimated: s2 is the mean square of asset minus market around zero, with L1
degrees of freedom. (Other programs take it around its mean with L1 - 1; that estimates a mean which the model
then does not use.)

Nothing here knows dates or what an event is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from scipy.special import stdtr

from pipelines.study.conventions import CONVENTIONS, Convention
from pipelines.study.panel import Bools, Floats, Ints
from tracker.errors import UsageError

MODELS = ("mean_adjusted", "market_adjusted", "market", "market_sector", "factors")

OURS = CONVENTIONS["newsimpact"]

_NEGLIGIBLE = 1e-10
"""Spread, relative to the largest return, below which a series is constant up to the rounding of its prices."""

SQ_ROWS_PER_DAY = 20
"""The SQ test keeps its size only with L1 >= 20 * L2 (simulated: 11.7 % at L2 = 11, L1 = 60; 4 % at L2 = 3)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Design:
    """m sets of estimation rows with f regressors, orthogonal: deviations from the mean = basis times unit."""

    usable: Bools
    """(m, L)."""
    l1: Ints
    mean: Floats
    """(m, f) of the regressors as given."""
    unit: Floats
    """(m, f, f), upper triangular with ones on the diagonal: [i, j] is the slope of regressor j on basis i."""
    squares: Floats
    """(m, f) sums of squares of the basis; NaN where a regressor did not move by itself."""
    basis: Floats
    """(m, f, L), 0 on rows that are not usable."""
    still: Bools
    """(m,): a regressor did not move, or moved as the ones before it did."""

    @classmethod
    def of(cls, regressors: Floats, usable: Bools) -> Design:
        """regressors: (m, f, L). usable: (m, L), false wherever a regressor is missing."""
        m, f, _ = regressors.shape
        l1 = usable.sum(axis=1)
        whole = bool(usable.all())
        clean = regressors if whole else np.where(usable[:, None, :], regressors, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = clean.sum(axis=2) / l1[:, None]
            basis = clean - mean[:, :, None]
            if not whole:
                basis = np.where(usable[:, None, :], basis, 0.0)
            unit, squares = np.broadcast_to(np.eye(f), (m, f, f)).copy(), np.empty((m, f))
            for j in range(f):
                for i in range(j):
                    unit[:, i, j] = np.einsum("ml,ml->m", basis[:, i], basis[:, j]) / squares[:, i]
                    basis[:, j] -= unit[:, i, j, None] * basis[:, i]
                squares[:, j] = np.einsum("ml,ml->m", basis[:, j], basis[:, j])
                largest = np.abs(clean[:, j]).max(axis=1, initial=0)
                flat = ~(squares[:, j] > l1 * (_NEGLIGIBLE * largest) ** 2)
                squares[flat, j] = np.nan
        still = np.asarray(np.isnan(squares).any(axis=1))
        return cls(usable=usable, l1=l1, mean=mean, unit=unit, squares=squares, basis=basis, still=still)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModelFit:
    """A model fitted for n events; arrays of length n unless said otherwise. f regressors, k parameters."""

    model: str
    k: int
    l1: Ints
    """Rows the fit used."""
    alpha: Floats
    betas: Floats
    """(n, f): of the regressors as given. One column of ones for `market_adjusted`, none for `mean_adjusted`."""
    weights: Floats
    """(n, f): how much of each orthogonal slope is the event's own estimate; below 1 after `shrink`."""
    variance: Floats
    """s2, the residual variance with divisor L1 - k; NaN when L1 <= k."""
    residuals: Floats
    """(n, L): NaN on rows the fit did not use. (n, 0) when they were not asked for."""
    constant: Bools
    """A regressor did not move, or the model leaves nothing unexplained: no beta or no standard error."""
    design: Design
    which: Ints
    """Row of `design` that the event was fitted on."""
    spread: Design
    """Where the error of a forecast takes the regressors' moments from: `design`, unless a convention differs."""
    spread_which: Ints

    @property
    def df(self) -> Ints:
        return self.l1 - self.k

    @property
    def beta(self) -> Floats:
        """Of the first regressor, the market; of the market with all that moves along in `market_sector`. 0: none."""
        if not self.betas.shape[1]:
            return np.zeros(len(self.l1))
        first: Floats = (self.slopes if self.model == "market_sector" else self.betas)[:, 0]
        return first

    @property
    def slopes(self) -> Floats:
        """(n, f): of each regressor without what the ones before it explain of it (over the estimation rows)."""
        if self.model == "market_adjusted":
            return self.betas
        slopes: Floats = np.einsum("nij,nj->ni", self.design.unit[self.which], self.betas)
        return slopes

    @property
    def slope_stderrs(self) -> Floats:
        """(n, f): standard errors of `slopes`; of a shrunk one the standard deviation of its posterior."""
        if not self.k:
            return np.zeros_like(self.betas)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.sqrt(self.weights * self.variance[:, None] / self.design.squares[self.which]))

    def orthogonal(self, regressors: Floats) -> Floats:
        """Regressors (n, f, m) as deviations from their mean, each without what the ones before explain of it."""
        return _orthogonal(self.design, self.which, regressors)

    def leverage(self, days: int, drift: Floats) -> Floats:
        """g'X* (X'X)^-1 X*'g for a sum over `days` sessions; multiplied by s2 the part due to estimated parameters.

        drift: (n, f, m), the summed orthogonal deviations of the regressors over each of m spans. Returns (n, m).
        """
        if self.k == 0:
            return np.zeros((drift.shape[0], drift.shape[2]))
        with np.errstate(divide="ignore", invalid="ignore"):
            per_square = self.weights / self.spread.squares[self.spread_which]
            mean_part = days**2 / self.l1
        leverage: Floats = mean_part[:, None] + np.einsum("nfm,nf->nm", drift**2, per_square)
        return leverage

    def residual_scale(self) -> Floats:
        """(n, L): sqrt(1 - h), the standard deviation of each estimation residual over sigma; NaN on unused rows."""
        scale = np.ones(self.design.usable.shape) if self.k == 0 else _placebo_scale(self.design, 1)
        return np.where(self.design.usable, scale, np.nan)[self.which]


def joined_fits(parts: Sequence[ModelFit], keep: bool) -> ModelFit:
    """Fits of several slices as one. keep: with residuals and regressors' rows, whose memory grows with n times L."""
    return replace(
        parts[0],
        **_joined(parts, ("l1", "alpha", "betas", "weights", "variance", "constant")),
        residuals=np.concatenate([part.residuals if keep else part.residuals[:, :0] for part in parts]),
        design=_joined_designs([part.design for part in parts], keep),
        which=_joined_places([part.which for part in parts], [part.design for part in parts]),
        spread=_joined_designs([part.spread for part in parts], keep),
        spread_which=_joined_places([part.spread_which for part in parts], [part.spread for part in parts]),
    )


def taken(fit: ModelFit, order: Ints) -> ModelFit:
    """The events of a fit in another order, or some of them."""
    names = ("l1", "alpha", "betas", "weights", "variance", "constant", "residuals", "which", "spread_which")
    return replace(fit, **{name: getattr(fit, name)[order] for name in names})


def parameters_of(model: str, factors: int = 0) -> int:
    """Number of parameters (k) that the model estimates; `factors` counts only for the model of that name.

    Raises `UsageError` for a model that does not exist.
    """
    counts = {"mean_adjusted": 1, "market_adjusted": 0, "market": 2, "market_sector": 3, "factors": 1 + factors}
    if model not in counts:
        raise UsageError(f"model: expected one of {', '.join(MODELS)}, got {model!r}")
    return counts[model]


def fit_model(
    model: str,
    asset: Floats,
    regressors: Floats | None,
    *,
    which: Ints | None = None,
    usable: Bools | None = None,
    convention: Convention = OURS,
) -> ModelFit:
    """Fit one model per event by least squares.

    asset: returns, fractions, (n, L), NaN where there is none. regressors: (n, L) for one, (n, f, L) for several,
    on the same sessions in the same columns; None for `mean_adjusted`. Where events share them, (m, f, L) and
    `which` (n,), the row of each event. usable: (n, L), sessions that may count; None = all on which there are
    returns. The caller cuts everything before the event window begins. Raises `ValueError` for as many regressors as
    the model does not have.

    >>> fit = fit_model("market", np.array([[0.01, 0.03, 0.02]]), np.array([[0.0, 0.01, 0.005]]))
    >>> fit.alpha.round(6), fit.beta.round(6), fit.l1
    (array([0.01]), array([2.]), array([3]))
    """
    n, length = asset.shape
    if regressors is None or model == "mean_adjusted":
        regressors, which = np.empty((1, 0, length)), np.zeros(n, dtype=np.intp)
    shared = cubed(regressors)
    which = np.arange(n) if which is None else which
    k = parameters_of(model, shared.shape[1])
    if shared.shape[1] != max(k - 1, int(model == "market_adjusted")):
        raise ValueError(f"fit_model: {shared.shape[1]} regressors do not fit the {model} model")
    there = np.asarray(np.isfinite(shared).all(axis=1))
    usable = np.isfinite(asset) if usable is None else usable & np.isfinite(asset)
    usable = usable & there[which]
    drivers = shared
    if model == "market_adjusted":
        asset, drivers = asset - shared[which, 0], shared[:, :0]
    design, own = _designs(drivers, there, which, usable)
    alpha, betas, residuals, squares, largest = _least_squares(asset, usable, design, own, estimates=k > 0)
    l1 = usable.sum(axis=1)
    off = k if convention.ddof is None else convention.ddof
    variance = squares / np.where((l1 > k) & (l1 > off), l1 - off, np.nan)
    with np.errstate(invalid="ignore"):
        explained = variance <= (_NEGLIGIBLE * largest) ** 2
    window_wide = convention.market_moments == "window" and k > 0
    return ModelFit(
        model=model,
        k=k,
        l1=l1,
        alpha=alpha,
        betas=np.ones((n, 1)) if model == "market_adjusted" else betas,
        weights=np.ones(betas.shape),
        variance=variance,
        residuals=residuals,
        constant=explained | design.still[own],
        design=design,
        which=own,
        spread=Design.of(drivers, there) if window_wide else design,
        spread_which=which if window_wide else own,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What is believed of a firm's market beta before its own returns are seen."""

    mean: float = 1.0
    """Of the market itself, so of a firm about which nothing is known."""
    variance: float = 0.25
    """tau2. Betas of single stocks spread by about one half around one (Vasicek 1973, J. Finance 28(5))."""


def prior_of(betas: Floats, stderrs: Floats) -> Prior:
    """The prior that the peers' own betas suggest: their mean, and their spread without its estimation error.

    betas, stderrs: (peers,), NaN left out. Fewer than three peers, or peers that do not differ by more than their
    errors, say nothing about the spread: then it is that of `Prior()`.
    """
    known = np.isfinite(betas) & np.isfinite(stderrs)
    if known.sum() < 3:
        return Prior()
    spread = float(betas[known].var(ddof=1) - (stderrs[known] ** 2).mean())
    return Prior(mean=float(betas[known].mean()), variance=spread if spread > 0 else Prior().variance)


def shrink(fit: ModelFit, prior: Prior, young: Bools) -> ModelFit:
    """The fit with the market's slope of the `young` events (n,) drawn towards the prior (Vasicek 1973).

    b = w b_ols + (1 - w) b_prior, w = tau2 / (tau2 + se2): the mean of the posterior, whose variance w * se2 takes
    the place of se2 in a forecast's error. s2 and the residuals stay those of least squares: a beta pulled away from
    the data would count its own pull as noise. Only for `market` and `market_sector`; other models have no prior.
    """
    if fit.model not in ("market", "market_sector") or not young.any():
        return fit
    slopes = fit.slopes[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        se2 = fit.variance / fit.design.squares[fit.which, 0]
        weight = np.where(young, prior.variance / (prior.variance + se2), 1.0)
    change = (1 - weight) * (prior.mean - slopes)
    betas, weights = fit.betas.copy(), fit.weights.copy()
    # The slope on the market as a whole and the beta beside the sector differ by what the sector takes along, which
    # does not change: so both move by the same.
    betas[:, 0] += change
    weights[:, 0] = weight
    return replace(fit, alpha=fit.alpha - change * fit.design.mean[fit.which, 0], betas=betas, weights=weights)


def abnormal_returns(fit: ModelFit, asset: Floats, regressors: Floats | None) -> Floats:
    """What the model leaves unexplained, per event and session of the window.

    asset: (n, L2), fractions, NaN where there is none; regressors: (n, L2) or (n, f, L2). Returns (n, L2).
    """
    expected = fit.alpha[:, None]
    if fit.betas.shape[1] and regressors is not None:
        expected = expected + np.einsum("nf,nfd->nd", fit.betas, cubed(regressors))
    return np.asarray(asset - expected)


def day_scale(fit: ModelFit, regressors: Floats, convention: Convention = OURS) -> Floats:
    """(n, L2): sqrt(1 + h), the standard deviation of a day's abnormal return over sigma; regressors as above."""
    window = cubed(regressors)
    if not convention.forecast_error:
        return np.ones((window.shape[0], window.shape[2]))
    return np.asarray(np.sqrt(1 + fit.leverage(1, _drift(fit, window))))


def sum_scale(fit: ModelFit, regressors: Floats, convention: Convention = OURS) -> Floats:
    """(n,): sqrt(g'Vg) / sigma, of the sum over the window; regressors as above.

    For one factor this is the root of L2 + L2^2/L1 + (sum(Rm*) - L2 mean)^2 / Sxx: residual noise plus the error of
    alpha and beta.
    """
    window = cubed(regressors)
    days = window.shape[2]
    if not (convention.forecast_error and convention.exact_sums):
        return np.full(window.shape[0], np.sqrt(days))
    drift = _drift(fit, window).sum(axis=2, keepdims=True)
    return np.asarray(np.sqrt(days + fit.leverage(days, drift)[:, 0]))


def cumulative_variance(fit: ModelFit, regressors: Floats) -> Floats:
    """Exact variance of the sum of abnormal returns over a window: g'Vg with g all ones; (n,)."""
    variance: Floats = fit.variance * sum_scale(fit, regressors) ** 2
    return variance


def two_sided_p(t: Floats, df: Ints) -> Floats:
    """P(|T| >= |t|) for Student's t.

    >>> two_sided_p(np.array([2.0]), np.array([60])).round(6)
    array([0.050033])
    """
    return np.asarray(2 * stdtr(df, -np.abs(t)))


def sample_quantile_p(fit: ModelFit, car: Floats, regressors: Floats) -> Floats:
    """Share of the firm's own quiet past that was as unusual as the event; (n,), NaN when L1 < 20 * L2.

    The SQ test (Gelbach, Helland and Klick 2013): p = (1 + #{placebo >= event}) / (1 + placebos), on absolute
    values. Placebos are the sums of residuals over every run of L2 sessions of the estimation window, each divided
    by its own standard deviation (a residual varies less than s2, a forecast more). Needs no normality; it cannot
    fall below 1 / (L1 - L2 + 2). Two-sided.
    """
    days = cubed(regressors).shape[2]
    enough = (fit.l1 >= SQ_ROWS_PER_DAY * days) & np.isfinite(car)
    if not enough.any():
        return np.full(len(car), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        placebos = np.abs(rolling_sums(fit.residuals, days))
        bar = np.abs(car) / sum_scale(fit, regressors)
        if fit.k == 0:
            hits, scale = placebos >= bar[:, None] * np.sqrt(days), None
        else:
            scale = _placebo_scale(fit.design, days)[fit.which]
            scale *= bar[:, None]
            hits = placebos >= scale
        p = (1 + np.count_nonzero(hits, axis=1)) / (1 + np.count_nonzero(placebos == placebos, axis=1))
    return np.where(enough & np.isfinite(bar), p, np.nan)


def rolling_sums(values: Floats, days: int) -> Floats:
    """Sums over every run of `days` columns, (..., L) to (..., L - days + 1); NaN where the run holds one.

    >>> rolling_sums(np.array([1.0, 2.0, 3.0, 4.0]), 3)
    array([6., 9.])
    """
    runs = values.shape[-1] - days + 1
    if runs <= 0:
        return np.empty((*values.shape[:-1], 0))
    # Blocks of 1, 2, 4 … columns, of which the binary digits of `days` pick some: few passes, and no difference of
    # long running totals, which would lose digits.
    block, width, done = values, 1, 0
    total: Floats | None = None
    while True:
        if days & width:
            piece = block[..., done : done + runs]
            total = piece if total is None else total + piece
            done += width
        if 2 * width > days:
            break
        block = block[..., :-width] + block[..., width:]
        width *= 2
    assert total is not None
    return total


def cubed(regressors: Floats) -> Floats:
    """(n, L) of one regressor as (n, 1, L)."""
    return regressors[:, None, :] if regressors.ndim == 2 else regressors


def _designs(drivers: Floats, there: Bools, which: Ints, usable: Bools) -> tuple[Design, Ints]:
    """The designs that the events need, and which one each has: its date's, or one of its own rows."""
    whole = usable.sum(axis=1) == there.sum(axis=1)[which]
    if len(drivers) == len(which):
        # Nothing is shared: each event brought rows of its own.
        return Design.of(drivers[which], usable), np.arange(len(which))
    needed, place = np.unique(which[whole], return_inverse=True)
    own = np.empty(len(which), dtype=np.intp)
    own[whole] = place
    own[~whole] = len(needed) + np.arange(int((~whole).sum()))
    rows = np.concatenate([needed, which[~whole]])
    return Design.of(drivers[rows], np.concatenate([there[needed], usable[~whole]])), own


def _least_squares(
    asset: Floats, usable: Bools, design: Design, which: Ints, *, estimates: bool
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """alpha (n,), betas (n, f), residuals (n, L) with NaN on unused rows, their sums of squares (n,), and the size of
    the largest return (n,)."""
    whole = bool(usable.all())
    known = asset if whole else np.where(usable, asset, 0.0)
    f = design.mean.shape[1]
    slopes = np.empty((len(asset), f))
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = known.sum(axis=1) / design.l1[which] if estimates else np.zeros(len(asset))
        residuals = known - mean[:, None]
        for j in range(f):
            basis = design.basis[:, j][which]
            slopes[:, j] = np.einsum("nl,nl->n", basis, known) / design.squares[which, j]
            basis *= slopes[:, j, None]
            residuals -= basis
        if not whole:
            residuals = np.where(usable, residuals, 0.0)
        squares = np.einsum("nl,nl->n", residuals, residuals)
    if not whole:
        residuals[~usable] = np.nan
    betas = slopes.copy()
    for i in range(f - 2, -1, -1):
        betas[:, i] -= np.einsum("nj,nj->n", design.unit[which, i, i + 1 :], betas[:, i + 1 :])
    largest = np.maximum(known.max(axis=1, initial=0), -known.min(axis=1, initial=0))
    return mean - np.einsum("nf,nf->n", betas, design.mean[which]), betas, residuals, squares, largest


def _orthogonal(design: Design, which: Ints, regressors: Floats) -> Floats:
    f = design.mean.shape[1]
    drift = regressors[:, :f] - design.mean[which][:, :, None]
    for j in range(f):
        for i in range(j):
            drift[:, j] -= design.unit[which, i, j, None] * drift[:, i]
    return np.asarray(drift)


def _drift(fit: ModelFit, window: Floats) -> Floats:
    """Orthogonal deviations of the window's regressors, (n, f, L2), in the moments that a forecast's error takes."""
    return _orthogonal(fit.spread, fit.spread_which, window)


def _placebo_scale(design: Design, days: int) -> Floats:
    """(m, L - days + 1): sd over sigma of the sum of residuals of each run of days, as if all rows were usable."""
    with np.errstate(divide="ignore", invalid="ignore"):
        drift = rolling_sums(design.basis, days)
        taken_up = (days**2 / design.l1)[:, None] + np.einsum("mfr,mf->mr", drift**2, 1 / design.squares)
        return np.asarray(np.sqrt(days - taken_up))


def _joined(parts: Sequence[Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}


def _joined_designs(parts: Sequence[Design], keep: bool) -> Design:
    rows = _joined(parts, [field.name for field in fields(Design) if field.name not in ("usable", "basis")])
    usable = np.concatenate([part.usable if keep else part.usable[:, :0] for part in parts])
    basis = np.concatenate([part.basis if keep else part.basis[:, :, :0] for part in parts])
    return Design(usable=usable, basis=basis, **rows)


def _joined_places(places: Sequence[Ints], designs: Sequence[Design]) -> Ints:
    """Rows of each part's designs as rows of the joined ones."""
    offsets = np.cumsum([0, *(len(design.l1) for design in designs[:-1])])
    joined: Ints = np.concatenate([place + offset for place, offset in zip(places, offsets, strict=True)])
    return joined
