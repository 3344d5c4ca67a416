"""The mean effect of many events, when some share a date or a firm: its error, its interval, and many tests at once.

Events of one date move together, so a hundred of them on ten dates say little more than ten. Errors are therefore
worked out over clusters, bootstrap draws whole clusters, and the calendar-time portfolio has one return per date,
however many events stand behind it.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from pipelines.study.panel import Floats, Ints

FEWEST_CLUSTERS = 5
"""Below it there is no bootstrap: too few different draws; five is already few."""

FEWEST_DAYS = 50
"""Active days that a calendar-time portfolio needs before its alpha is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanEffect:
    """A mean with its error; None = no answer, see `why`."""

    mean: float
    stderr: float | None
    t: float | None
    df: float | None
    p: float | None
    """Two-sided."""
    clusters: int
    """The smaller number where there are two ways."""
    why: str | None


def clustered_mean(
    values: Floats, clusters: Sequence[Hashable], second: Sequence[Hashable] | None = None
) -> MeanEffect:
    """Mean of n effects, its variance clustered by date, or by date and firm: t(G - 1).

    V = G/(G - 1) sum_g (sum of the deviations in g)^2 / n^2. Two ways (Cameron, Gelbach and Miller 2011): V of the
    first plus V of the second minus V of both together, with the smaller G.

    >>> effect = clustered_mean(np.array([0.01, 0.03, 0.02, 0.06]), ["Mon", "Mon", "Tue", "Wed"])
    >>> effect.mean, round(effect.stderr, 6), effect.df
    (0.03, 0.011456, 2.0)
    """
    mean = float(values.mean())
    count, variance = _cluster_variance(values - mean, _codes(clusters))
    if second is not None:
        other, other_variance = _cluster_variance(values - mean, _codes(second))
        both = list(zip(clusters, second, strict=True))
        variance += other_variance - _cluster_variance(values - mean, _codes(both))[1]
        count = min(count, other)
    if count < 2 or not variance > 0:
        why = "one cluster" if count < 2 else "the clustered variance is not positive"
        return MeanEffect(mean=mean, stderr=None, t=None, df=None, p=None, clusters=count, why=why)
    stderr = math.sqrt(variance)
    t, df = mean / stderr, count - 1.0
    return MeanEffect(mean=mean, stderr=stderr, t=t, df=df, p=_t_p(t, df), clusters=count, why=None)


def bootstrap_interval(
    values: Floats,
    rng: np.random.Generator,
    *,
    clusters: Sequence[Hashable] | None = None,
    level: float = 0.95,
    draws: int = 1999,
) -> tuple[float, float] | None:
    """Interval of the mean effect by the studentised bootstrap over whole clusters (Efron and Tibshirani 1993, 12.5).

    Without clusters every effect is one. None below `FEWEST_CLUSTERS`, or without any spread. A percentile interval
    would be too short for the few events there usually are; this one widens by the error's own uncertainty.
    """
    codes = _codes(range(len(values)) if clusters is None else clusters)
    count = int(codes.max()) + 1 if len(codes) else 0
    if count < FEWEST_CLUSTERS:
        return None
    sizes, sums = _sums(codes, np.ones(len(values))), _sums(codes, values)
    mean, stderr = _ratio_mean(sums, sizes)
    if not stderr > 0:
        return None
    drawn = rng.integers(0, count, (draws, count))
    means, errors = _ratio_mean(sums[drawn], sizes[drawn])
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (means - mean) / errors
    low, high = np.quantile(t[np.isfinite(t)], [(1 - level) / 2, (1 + level) / 2])
    return float(mean - high * stderr), float(mean - low * stderr)


def mean_interval(values: Floats, level: float = 0.95) -> tuple[float, float] | None:
    """Student's t interval of the mean of independent effects; None for fewer than two.

    >>> low, high = mean_interval(np.array([0.01, 0.02, 0.03]))
    >>> round(low, 5), round(high, 5)
    (-0.00484, 0.04484)
    """
    if len(values) < 2:
        return None
    half = stdtrit(len(values) - 1, (1 + level) / 2) * values.std(ddof=1) / math.sqrt(len(values))
    return float(values.mean() - half), float(values.mean() + half)


def benjamini_hochberg(p: Sequence[float | None]) -> tuple[tuple[float | None, ...], int]:
    """q of every p, in their order, and the number of tests they were adjusted for (Benjamini and Hochberg 1995).

    q is the share of false finds to be expected among the tests with a p as small; None stays None and is no test.

    >>> benjamini_hochberg([0.01, None, 0.04, 0.03])
    ((0.03, None, 0.04, 0.04), 3)
    """
    known = [(value, place) for place, value in enumerate(p) if value is not None]
    q: list[float | None] = [None] * len(p)
    smallest = 1.0
    for rank, (value, place) in reversed(list(enumerate(sorted(known), start=1))):
        smallest = min(smallest, value * len(known) / rank)
        q[place] = smallest
    return tuple(q), len(known)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarTime:
    """The alpha of a portfolio that holds every symbol for some sessions after its event; None = no answer."""

    alpha: float | None
    """Per session, a fraction."""
    stderr: float | None
    t: float | None
    df: float | None
    p: float | None
    days: int
    """Sessions on which the portfolio held something."""
    why: str | None


def calendar_time(
    returns: Floats, factors: Floats, rows: Ints, columns: Ints, holding: int, first: int = 1, lags: int | None = None
) -> CalendarTime:
    """Jaffe (1974) and Mandelker (1974): one portfolio return per calendar date, regressed on factors.

    returns: (N, T) of the symbols. factors: (f, T), usually the market alone. rows, columns: (n,) symbol and session
    of each event. A symbol is held, once, from `first` to `first + holding - 1` sessions after its event; a missing
    return is not held. lags: None weighs each session by the number of symbols held (least squares on sqrt(n_t));
    a number takes equal weights and Newey and West's (1987) errors with so many lags.
    """
    held = np.zeros(returns.shape, dtype=bool)
    for offset in range(first, first + holding):
        inside = (columns + offset >= 0) & (columns + offset < returns.shape[1])
        held[rows[inside], columns[inside] + offset] = True
    held &= np.isfinite(returns)
    counts = held.sum(axis=0)
    active = np.flatnonzero((counts > 0) & np.isfinite(factors).all(axis=0))
    if len(active) < FEWEST_DAYS:
        why = f"{len(active)} sessions with a holding; {FEWEST_DAYS} are needed"
        return CalendarTime(alpha=None, stderr=None, t=None, df=None, p=None, days=len(active), why=why)
    y = np.where(held, returns, 0.0).sum(axis=0)[active] / counts[active]
    x = np.column_stack([np.ones(len(active)), factors[:, active].T])
    if np.linalg.matrix_rank(x) < x.shape[1]:
        why = "a factor did not move on these sessions, or moved as another one"
        return CalendarTime(alpha=None, stderr=None, t=None, df=None, p=None, days=len(active), why=why)
    alpha, stderr = _weighted_alpha(x, y, np.sqrt(counts[active])) if lags is None else _hac_alpha(x, y, lags)
    df = float(len(active) - x.shape[1])
    t = alpha / stderr
    return CalendarTime(alpha=alpha, stderr=stderr, t=t, df=df, p=_t_p(t, df), days=len(active), why=None)


def _weighted_alpha(x: Floats, y: Floats, roots: Floats) -> tuple[float, float]:
    x, y = x * roots[:, None], y * roots
    inverse = np.linalg.inv(x.T @ x)
    coefficients = inverse @ (x.T @ y)
    residuals = y - x @ coefficients
    variance = residuals @ residuals / (len(y) - x.shape[1]) * inverse[0, 0]
    return float(coefficients[0]), math.sqrt(variance)


def _hac_alpha(x: Floats, y: Floats, lags: int) -> tuple[float, float]:
    """Bartlett weights; n/(n - k) for the few degrees of freedom."""
    inverse = np.linalg.inv(x.T @ x)
    coefficients = inverse @ (x.T @ y)
    scores = x * (y - x @ coefficients)[:, None]
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        shifted = scores[lag:].T @ scores[:-lag]
        middle = middle + (1 - lag / (lags + 1)) * (shifted + shifted.T)
    variance = (inverse @ middle @ inverse)[0, 0] * len(y) / (len(y) - x.shape[1])
    return float(coefficients[0]), math.sqrt(variance)


def _codes(labels: Sequence[Hashable] | range) -> Ints:
    """Labels as numbers from 0 on, in the order of their first appearance."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(label, len(known)) for label in labels], dtype=np.intp)


def _cluster_variance(deviations: Floats, codes: Ints) -> tuple[int, float]:
    """Number of clusters and variance of the mean."""
    sums = _sums(codes, deviations)
    count = len(sums)
    factor = count / (count - 1) if count > 1 else math.nan
    return count, float(factor * (sums**2).sum() / len(deviations) ** 2)


def _sums(codes: Ints, values: Floats) -> Floats:
    """Per cluster."""
    return np.asarray(np.bincount(codes, weights=values), dtype=np.float64)


def _ratio_mean(sums: Floats, sizes: Floats) -> tuple[Floats, Floats]:
    """Mean over all effects of the clusters along the last axis, and its clustered standard error."""
    count, total = sums.shape[-1], sizes.sum(axis=-1)
    mean = sums.sum(axis=-1) / total
    squares = ((sums - mean[..., None] * sizes) ** 2).sum(axis=-1)
    return mean, np.sqrt(count / (count - 1) * squares) / total


def _t_p(t: float, df: float) -> float:
    return float(2 * stdtr(df, -abs(t)))
