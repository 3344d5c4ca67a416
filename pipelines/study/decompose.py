"""A move as a sum: what the market did, what the sector did beyond that, what the theme did beyond both, and the rest.

    r = alpha + bm M + bs S' + bt T' + e        S' = S less its regression on M,  T' = T less its regression on M and S'

fitted by least squares on the estimation sessions, in log returns, so that the sessions of a window add up. The order
is fixed and matters: what two of them share goes to the first. S' and T' are exact linear combinations of the
estimation rows, so bm is the coefficient of M alone, and the columns are uncorrelated there: their estimates are too.

**Adding up.** In logs a part is its coefficient times the sum of its regressor over the window, and the symbol's own
part is what is left; they add up to the log move L by construction. For people a move is a simple return, exp(L) - 1,
called R, and logs do not add up to it. Every part is multiplied by the same R / L (1 when L is 0), after which they
add up to R to the last bits: the logarithmic linking of performance attribution (Cariño 1999, J. Performance
Measurement 3(4)).
For a move of -13 % the factor is .93.

**Own** holds the drift alpha: nobody else explains it. `drift` says how much of it that is, and own less drift is the
abnormal return of the three-factor model in logs, with `own_noise`, its forecast error, for who wants to test it.

**Intervals** say how well the split is known, given the market's, sector's and theme's own moves: the error of the
coefficients, Student t with l1 - k degrees of freedom. They are not how far the symbol moves on a quiet day.

What must never happen: the event taken out of itself. A basket holds neither the symbol nor any ticker of the story,
and below BASKET_MINIMUM members it is none. A fund cannot be freed of a member; where the sector is one that holds the
story's tickers, part of the event is counted as the sector's, which makes the own part too small, never too large.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from pipelines.study.panel import Floats
from tracker.records import Part

BASKET_MINIMUM = 3
"""Members of a basket: with fewer, one member's own news is called the theme's."""
NAMES = ("market", "sector", "theme")
_COLLINEAR = 1e-6
"""Share of a regressor's variance left after those before it, below which it adds nothing but rounding."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regressor:
    """What a move may be explained by: log returns, oldest first, the estimation sessions and those of the window."""

    name: str
    """market, sector, theme"""
    of: tuple[str, ...]
    """Symbols it is made of."""
    history: Floats
    """(L,), NaN where there is none."""
    window: Floats
    """(L2,)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A move taken apart. Fractions; the parts add up to `raw`."""

    raw: float
    parts: tuple[Part, ...]
    """Market, sector, theme as far as given, then own."""
    drift: float
    """How much of own is alpha over the window."""
    own_noise: float
    """Standard error of own less drift as a forecast: quiet noise and error of all coefficients."""
    l1: int
    df: int
    factor: float
    """By which log parts were multiplied."""


def split_move(history: Floats, window: Floats, regressors: Sequence[Regressor]) -> Split | None:
    """Take a move apart, by regressors in their order.

    history: (L,) log returns of the estimation sessions; NaN rows are left out of the fit. window: (L2,).
    A regressor that lacks a return in the window, or adds nothing to those before it, has no part.
    None when the move itself is not known, or no degree of freedom is left.
    """
    used = _usable(history, regressors)
    if not np.isfinite(window).all() or not used:
        return None
    rows = np.asarray(np.isfinite(np.column_stack([history, *(item.history for item in used)])).all(axis=1))
    design = _orthogonal(used, rows)
    k = 1 + len(design.kept)
    l1, days = int(rows.sum()), len(window)
    if l1 <= k:
        return None
    y = history[rows]
    squares = (design.columns**2).sum(axis=0)
    slopes = design.columns.T @ (y - y.mean()) / squares
    residuals = y - y.mean() - design.columns @ slopes
    variance = float(residuals @ residuals) / (l1 - k)
    alpha = float(y.mean() - slopes @ design.means)
    total = float(window.sum())
    logs = slopes * design.sums
    errors = np.sqrt(variance / squares) * np.abs(design.sums)
    own, own_error = total - float(logs.sum()), float(np.sqrt((errors**2).sum()))
    leverage = days**2 / l1 + float(((design.sums - days * design.means) ** 2 / squares).sum())
    forecast = float(np.sqrt(variance * (days + leverage)))
    raw = float(np.expm1(total))
    factor = raw / total if total else 1.0
    reach = float(stdtrit(l1 - k, 0.975))
    named = [(item.name, item.of) for item in design.kept]
    return Split(
        raw=raw,
        parts=tuple(
            _part(name, of, value * factor, error * factor, reach)
            for (name, of), value, error in zip(
                [*named, ("own", ())], [*logs.tolist(), own], [*errors.tolist(), own_error], strict=True
            )
        ),
        drift=alpha * days * factor,
        own_noise=forecast * factor,
        l1=l1,
        df=l1 - k,
        factor=factor,
    )


def basket(
    name: str,
    logs: Mapping[str, tuple[Floats, Floats]],
    members: Collection[str],
    without: Collection[str],
    minimum: int = BASKET_MINIMUM,
) -> Regressor | None:
    """The equally weighted mean of the members that are left, per session; None when too few are.

    logs: by symbol, log returns of the estimation sessions and of the window. without: the symbol itself and every
    ticker of the story. A member must have all of the window; on an estimation session the mean is over those that
    have it, if at least `minimum` do.
    """
    left = [s for s in sorted(set(members) - set(without)) if s in logs and np.isfinite(logs[s][1]).all()]
    left = [s for s in left if np.isfinite(logs[s][0]).sum() * 2 >= len(logs[s][0])]
    if len(left) < minimum:
        return None
    history = np.vstack([logs[symbol][0] for symbol in left])
    known = np.isfinite(history)
    count = known.sum(axis=0)
    mean = np.where(known, history, 0.0).sum(axis=0) / np.maximum(count, 1)
    return Regressor(
        name=name,
        of=tuple(left),
        history=np.where(count >= minimum, mean, np.nan),
        window=np.vstack([logs[symbol][1] for symbol in left]).mean(axis=0),
    )


def _usable(history: Floats, regressors: Sequence[Regressor]) -> list[Regressor]:
    """Those with all of the window, and with enough history in common that the symbol's sessions are not lost to them.

    A sector that is known for a few sessions would cost the market's part its estimate.
    """
    have = np.isfinite(history)
    wanted = int(have.sum()) // 2
    return [
        item
        for item in regressors
        if np.isfinite(item.window).all() and int((have & np.isfinite(item.history)).sum()) >= max(wanted, 1)
    ]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Design:
    """Regressors that are uncorrelated in the estimation rows; m of them."""

    kept: tuple[Regressor, ...]
    columns: Floats
    """(l1, m), each with mean zero."""
    sums: Floats
    """(m,): what each did over the window."""
    means: Floats
    """(m,): its mean in the estimation rows; 0 for all but the first, which keeps its own."""


def _orthogonal(regressors: Sequence[Regressor], rows: NDArray[np.bool_]) -> _Design:
    """Regressors less what those before them explain, by coefficients of the estimation rows.

    The first keeps its mean: what the market did is its whole move, not its distance from a usual day. The others
    are residuals of a regression with a constant, whose mean is zero.
    """
    kept: list[Regressor] = []
    columns: list[Floats] = []
    windows: list[Floats] = []
    for item in regressors:
        mean = float(item.history[rows].mean())
        column, window = item.history[rows] - mean, item.window - mean
        before = float(column @ column)
        for other, other_window in zip(columns, windows, strict=True):
            slope = float(other @ column) / float(other @ other)
            column, window = column - slope * other, window - slope * other_window
        if before > 0 and float(column @ column) > _COLLINEAR * before:
            kept.append(item)
            columns.append(column)
            windows.append(window)
    sums = np.array([window.sum() for window in windows])
    means = np.zeros(len(kept))
    if kept:
        means[0] = float(kept[0].history[rows].mean())
        sums[0] = float(kept[0].window.sum())
    stacked = np.column_stack(columns) if columns else np.empty((int(rows.sum()), 0))
    return _Design(kept=tuple(kept), columns=stacked, sums=sums, means=means)


def _part(name: str, of: tuple[str, ...], value: float, stderr: float, reach: float) -> Part:
    return Part(name=name, of=of, value=value, stderr=stderr, low=value - reach * stderr, high=value + reach * stderr)
