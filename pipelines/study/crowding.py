"""Did the story move the names it is about, or did everything crowded move? The cross-section of one day.

    y_i = a + b x_i + g'z_i + e_i            i: names; y the day's abnormal return, x exposure to the story,
                                             z crowding proxies in standard deviations around their mean

by least squares. `x` is the sign that was expected of the name (+1, -1), 0 for names the story does not touch; funds
that the story does not touch (IGV, KWEB, MTUM and the like, where held) are the controls, as is every other name. Names
of which both signs could be argued are left out: they are neither exposed nor controls. Per name the move is then

    common (a)  +  event (b x)  +  crowding (g'z)  +  rest (e)                and the four add up to y.

Crowding is meant as positioning that anybody can see in stored prices: trailing momentum, distance from the high,
volume shock, beta to the basket of all names. All four end with the session before the day, so that the day's own
move is in none of them. What professionals mean by crowding (holdings, borrow) is not known here.

**Separable.** When exposure is nearly a combination of the proxies, no data of one day can split the two. Rule: the
variance inflation factor of x given z, 1 / (1 - R2), above VIF_LIMIT: "cannot separate". Collinearity among the proxies
alone does no harm to the split and is not looked at; a proxy that adds nothing to the others is left out.

**p values** are by permutation (Freedman and Lane 1983): residuals of the model without the tested part are shuffled
over the names, the statistic is t of b (F of g), and p = (1 + #{at least as large}) / (1 + shuffles). They need
exchangeable errors: names that move together beyond market, sector and z (two neoclouds with one customer) make p too
small. With fewer than MINIMUM_DF residual degrees of freedom, or fewer than MINIMUM_SIDE names on either side, there
are too few data, and no number is given.

Intervals are Student t of the least squares fit. Pure; the Generator is handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import stdtrit

from pipelines.study.panel import Floats

VIF_LIMIT = 5.0
"""Four fifths of the exposure's variance explained by the proxies: its standard error is then 2.2 times what it would
be alone. The usual limits are 5 and 10; with some twenty names only the lower one leaves intervals worth having."""
MINIMUM_DF = 8
"""Residual degrees of freedom: with four proxies, 14 names. Student t is 2.31 there, a sixth above the normal 1.96."""
MINIMUM_SIDE = 3
"""Exposed names, and others: two exposed names are two anecdotes."""
MOST_LACKING = 0.2
"""Of the names: a proxy that costs more of them than that costs more than it can explain."""
SHUFFLES = 1_999
"""p is then a multiple of .0005."""
LEVEL = 0.05

PROXIES = ("momentum", "drawdown", "volume_shock", "basket_beta")
MOMENTUM = 63
"""Sessions: a quarter, the shortest span for which momentum is usually measured."""
HIGH = 252
VOLUME_RECENT, VOLUME_BEFORE = 5, 60
BETA = 120
_HALF = 0.5
_NOTHING_NEW = 1e-8


class Driver(StrEnum):
    """What the cross-section of a day was about."""

    EVENT = "event"
    CROWDING = "crowding"
    BOTH = "both"
    NEITHER = "neither"
    CANNOT_SEPARATE = "cannot_separate"
    TOO_FEW_DATA = "too_few_data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with its interval of 95 %. Fractions."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSplit:
    """One name's abnormal return as a sum."""

    symbol: str
    move: float
    common: float
    event: Estimate
    crowding: Estimate
    rest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdSplit:
    """The cross-section of one day."""

    driver: Driver
    why: str
    """In a sentence."""
    n: int
    """Names with everything that is needed."""
    exposed: int
    proxies: tuple[str, ...] = ()
    """Those that went in."""
    vif: float | None = None
    """Of the exposure given the proxies; None: too few names to say."""
    slope: Estimate | None = None
    """b: what a name with a positive sign did beyond one that is not exposed."""
    event_p: float | None = None
    crowding_p: float | None = None
    names: tuple[NameSplit, ...] = ()
    """The exposed ones, in the order given. Empty where nothing is separated."""


def split_day(
    symbols: Sequence[str],
    abnormal: Floats,
    exposure: Floats,
    proxies: Floats,
    rng: np.random.Generator,
    *,
    names: Sequence[str] = PROXIES,
    shuffles: int = SHUFFLES,
) -> CrowdSplit:
    """Explain a day's abnormal returns by exposure and by crowding.

    abnormal, exposure: (N,) fractions and signs. proxies: (N, m) in any unit. A name with a NaN is left out; a proxy
    that more than MOST_LACKING of the names lack is, instead of those names.
    """
    asked = np.isfinite(abnormal) & np.isfinite(exposure)
    lacking = np.isnan(proxies[asked]).mean(axis=0) if asked.any() else np.ones(proxies.shape[1])
    had = np.flatnonzero(lacking <= MOST_LACKING)
    rows = np.asarray(asked & np.isfinite(proxies[:, had]).all(axis=1))
    y, x = abnormal[rows], exposure[rows]
    kept, z = _independent(proxies[np.ix_(rows, had)])
    used = tuple(names[had[column]] for column in kept)
    exposed, n = int((x != 0).sum()), len(y)
    few = _too_few(n, exposed, len(kept))
    if few is not None:
        return CrowdSplit(driver=Driver.TOO_FEW_DATA, why=few, n=n, exposed=exposed, proxies=used)
    vif = _inflation(x, z)
    if vif > VIF_LIMIT:
        why = f"exposure is nearly a mix of {', '.join(used)} (variance inflation {vif:.1f}, at most {VIF_LIMIT:g})"
        return CrowdSplit(driver=Driver.CANNOT_SEPARATE, why=why, n=n, exposed=exposed, proxies=used, vif=vif)
    fit = _Fit.of(y, x, z)
    event_p = fit.event_p(rng, shuffles)
    crowding_p = fit.crowding_p(rng, shuffles) if kept else None
    driver = _driver(event_p, crowding_p)
    known = [symbol for symbol, used_row in zip(symbols, rows, strict=True) if used_row]
    return CrowdSplit(
        driver=driver,
        why=_why(driver, event_p, crowding_p),
        n=n,
        exposed=exposed,
        proxies=used,
        vif=vif,
        slope=fit.estimate(np.eye(fit.k)[1]),
        event_p=event_p,
        crowding_p=crowding_p,
        names=tuple(fit.name(known[i], i) for i in range(n) if x[i] != 0),
    )


def crowding_proxies(closes: Floats, volumes: Floats, baskets: Sequence[int]) -> Floats:
    """The four proxies of each name as known at the last column, which is the session before the day.

    closes, volumes: (N, T), oldest first, NaN where there is none. baskets: rows that make up the basket of which the
    beta is taken, each name without itself. Returns (N, 4), NaN where a name has less than half of what is looked at.
    Momentum: change over MOMENTUM sessions. Drawdown: last close over the highest of HIGH sessions, less one.
    Volume shock: log of the mean volume of the last sessions over that of those before. Beta: of BETA daily log
    returns on the equally weighted mean of the others.
    """
    last = closes[:, -1:]
    highs = closes[:, -HIGH:]
    start = closes[:, -MOMENTUM - 1 : -MOMENTUM] if closes.shape[1] > MOMENTUM else np.full_like(last, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        momentum = (last / start - 1)[:, 0]
        highest = np.where(np.isfinite(highs), highs, 0.0).max(axis=1, initial=0.0)
        enough = np.isfinite(highs).sum(axis=1) >= MOMENTUM
        drawdown = np.where(enough, last[:, 0] / highest - 1, np.nan)
        recent = _mean(volumes[:, -VOLUME_RECENT:])
        before = _mean(volumes[:, -VOLUME_RECENT - VOLUME_BEFORE : -VOLUME_RECENT])
        shock = np.log(np.where((recent > 0) & (before > 0), recent / before, np.nan))
        returns = np.diff(np.log(closes[:, -BETA - 1 :]), axis=1)
    beta = np.array([_beta(returns, row, baskets) for row in range(len(closes))])
    return np.column_stack([momentum, drawdown, shock, beta])


def _mean(values: Floats) -> Floats:
    """(N,) mean over columns; NaN with less than half of them."""
    known = np.isfinite(values)
    count = known.sum(axis=1)
    sums = np.where(known, values, 0.0).sum(axis=1)
    return np.where(count >= max(1.0, _HALF * values.shape[1]), sums / np.maximum(count, 1), np.nan)


def _beta(returns: Floats, row: int, baskets: Sequence[int]) -> float:
    others = returns[[other for other in baskets if other != row]]
    known = np.isfinite(others)
    with np.errstate(invalid="ignore"):
        basket = np.where(known, others, 0.0).sum(axis=0) / np.where(known.any(axis=0), known.sum(axis=0), np.nan)
    both = np.isfinite(basket) & np.isfinite(returns[row])
    if both.sum() < _HALF * BETA:
        return float("nan")
    x, y = basket[both] - basket[both].mean(), returns[row, both]
    squares = float(x @ x)
    return float(x @ y) / squares if squares > 0 else float("nan")


def _independent(z: Floats) -> tuple[list[int], Floats]:
    """Proxies that vary and that add something to those before them, standardised; and which they are."""
    kept: list[int] = []
    columns: list[Floats] = []
    for index in range(z.shape[1]):
        centred = z[:, index] - z[:, index].mean() if len(z) else z[:, index]
        spread = float(np.sqrt(centred @ centred / max(len(z) - 1, 1)))
        if spread <= _NOTHING_NEW * max(1.0, float(np.abs(z[:, index]).max(initial=0.0))):
            continue
        column = centred / spread
        if columns and _left(column, np.column_stack(columns)) <= _NOTHING_NEW * len(z):
            continue
        kept.append(index)
        columns.append(column)
    return kept, np.column_stack(columns) if columns else np.empty((len(z), 0))


def _left(column: Floats, others: Floats) -> float:
    """Sum of squares that a regression with a constant leaves."""
    design = np.column_stack([np.ones(len(column)), others])
    residual = column - design @ np.linalg.lstsq(design, column, rcond=None)[0]
    return float(residual @ residual)


def _too_few(n: int, exposed: int, m: int) -> str | None:
    if exposed < MINIMUM_SIDE or n - exposed < MINIMUM_SIDE:
        return f"{exposed} names are exposed and {n - exposed} are not; {MINIMUM_SIDE} of each are needed"
    needed = m + 2 + MINIMUM_DF
    return f"{n} names with all proxies, {needed} are needed for {m}" if n < needed else None


def _inflation(x: Floats, z: Floats) -> float:
    left, all_of_it = _left(x, z), float(((x - x.mean()) ** 2).sum())
    # Every name exposed alike: exposure is the constant, and cannot be told from what moved all names.
    return all_of_it / left if left > _NOTHING_NEW * max(all_of_it, 1.0) else float("inf")


def _driver(event_p: float, crowding_p: float | None) -> Driver:
    event, crowding = event_p < LEVEL, crowding_p is not None and crowding_p < LEVEL
    if event and crowding:
        return Driver.BOTH
    if event:
        return Driver.EVENT
    return Driver.CROWDING if crowding else Driver.NEITHER


def _why(driver: Driver, event_p: float, crowding_p: float | None) -> str:
    said = {
        Driver.EVENT: "the names of the story moved with their signs, and crowding adds nothing",
        Driver.CROWDING: "crowded names moved, and having to do with the story adds nothing",
        Driver.BOTH: "the names of the story moved with their signs, and so did crowded names",
        Driver.NEITHER: "neither the story's names nor crowded ones moved apart from the others",
    }[driver]
    other = f", of crowding {crowding_p:.3f}" if crowding_p is not None else ""
    return f"{said} (permutation p of the story {event_p:.3f}{other})"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Fit:
    """The regression of one day."""

    y: Floats
    design: Floats
    """(N, k): constant, exposure, proxies."""
    inverse: Floats
    coefficients: Floats
    residuals: Floats
    variance: float

    @classmethod
    def of(cls, y: Floats, x: Floats, z: Floats) -> _Fit:
        design = np.column_stack([np.ones(len(y)), x, z])
        inverse = np.linalg.inv(design.T @ design)
        coefficients = inverse @ (design.T @ y)
        residuals = y - design @ coefficients
        variance = float(residuals @ residuals) / (len(y) - design.shape[1])
        return cls(
            y=y, design=design, inverse=inverse, coefficients=coefficients, residuals=residuals, variance=variance
        )

    @property
    def k(self) -> int:
        return int(self.design.shape[1])

    def estimate(self, weights: Floats) -> Estimate:
        """A combination of coefficients with its interval."""
        value = float(weights @ self.coefficients)
        reach = float(
            stdtrit(len(self.y) - self.k, 0.975) * np.sqrt(self.variance * (weights @ self.inverse @ weights))
        )
        return Estimate(value=value, low=value - reach, high=value + reach)

    def name(self, symbol: str, row: int) -> NameSplit:
        event, crowding = np.zeros(self.k), np.zeros(self.k)
        event[1], crowding[2:] = self.design[row, 1], self.design[row, 2:]
        return NameSplit(
            symbol=symbol,
            move=float(self.y[row]),
            common=float(self.coefficients[0]),
            event=self.estimate(event),
            crowding=self.estimate(crowding),
            rest=float(self.residuals[row]),
        )

    def event_p(self, rng: np.random.Generator, shuffles: int) -> float:
        return self._permuted([1], rng, shuffles)

    def crowding_p(self, rng: np.random.Generator, shuffles: int) -> float:
        return self._permuted(list(range(2, self.k)), rng, shuffles)

    def _permuted(self, tested: list[int], rng: np.random.Generator, shuffles: int) -> float:
        """p of these coefficients together: how often shuffled residuals of the model without them give as much."""
        without = np.delete(self.design, tested, axis=1)
        small = without @ np.linalg.pinv(without)
        whole = self.design @ self.inverse @ self.design.T
        fitted = small @ self.y
        shuffled = rng.permuted(np.tile(self.y - fitted, (shuffles, 1)), axis=1) + fitted
        statistic = _explained(np.vstack([self.y, shuffled]), small, whole)
        # Rounding must not make the day itself smaller than a shuffle that leaves everything in its place.
        return float(1 + (statistic[1:] >= statistic[0] * (1 - 1e-12)).sum()) / (1 + shuffles)


def _explained(y: Floats, small: Floats, whole: Floats) -> Floats:
    """F but for its degrees of freedom, per row of y: what the tested part explains over what nothing does."""
    left = ((y - y @ whole) ** 2).sum(axis=1)
    more = ((y - y @ small) ** 2).sum(axis=1) - left
    return np.asarray(more / left)
