"""Tests across events: is the mean abnormal return of N events more than chance?

They differ in what they assume, and in the usual case here (one date, two to ten firms that move together, fat tails)
most of them are wrong: Patell, BMP and the cross-sectional t take the firms to be independent and reject a true null
five times as often as they say. So every test carries `printed`, decided by the shipped simulation (`soundness`), and
where it is False, `why`. All p are two-sided.

What must never happen: a factor of 1 in place of a correlation that cannot be estimated; the spread of the event
window in place of the estimation's; a sum of daily statistics in place of a window's own variance.

    portfolio_t  mean over the firms, held against the spread of the same mean over the estimation sessions; residuals
                 are aligned by distance from the event. For one date that is the calendar, and correlation between
                 the firms is inside the spread (Brown and Warner 1980, 1985; Jaffe 1974). For events of different
                 dates it is Brown and Warner's crude dependence adjustment in event time.
    sq           sample quantile of the same mean (Gelbach, Helland and Klick 2013): its rank among the estimation
                 sessions, without any assumption on tails
    patell       Patell (1976)                       kp_patell  Kolari and Pynnonen (2010), eq. 13
    bmp          Boehmer, Musumeci and Poulsen (1991)  kp_bmp   the same, eq. 10
    cross_t      mean CAR over its spread across events
    rank, grank  see `ranks`                         gsign      Cowan (1992)
    joint_t2     Hotelling's T2 of all firms at once, p by its rank among the estimation sessions
    placebo      the portfolio t among the portfolio t's of other dates (`placebo`), where the caller has them

Arrays may carry leading axes (the repetitions of a simulation), so that what is simulated is what is printed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.special import ndtr, stdtr

from pipelines.study.conventions import Convention, convention_of
from pipelines.study.panel import Floats
from pipelines.study.placebo import placebo_p
from pipelines.study.published import PUBLISHED, PUBLISHED_WINDOW
from pipelines.study.ranks import corrado, grank
from pipelines.study.sample import Sample
from pipelines.study.soundness import Cell, Dates, verdict

SQ_SESSIONS_PER_DAY = 20
"""The sample quantile keeps its size only with L1 >= 20 * L2: overlapping runs are too alike below that."""

GRANK_MANY = 20
"""From here on GRANK divides by the spread across events (see `_grank`)."""

PAIRWISE = 500
"""Up to so many events every pair's correlation is worked out; time and memory go with the square."""


FEWEST_PLACEBOS = 19
"""With fewer the smallest p, 1 / (1 + D), is above 5 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTest:
    """One test of one group of events. None = no answer, see `why`."""

    day: tuple[float | None, ...]
    """The statistic of each day of the window; () where the test has no daily form."""
    stat: float | None
    """Of the whole window, as `p` and `df`."""
    p: float | None
    """Two-sided."""
    df: float | None
    """Degrees of freedom of Student's t; None for a normal or a rank p."""
    printed: bool
    """Whether the simulation shows the test sound for this many events, this much history and this window."""
    why: str | None
    """Why there is no answer, or why it is not printed."""
    note: str | None = None
    """What has to be said beside the answer."""


EVENT_TIME = "the events have different dates: residuals are aligned by distance from the event (crude dependence)"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """A test's numbers for any number of repetitions: `day` (..., L2) or None, the others (...,)."""

    day: Floats | None
    stat: Floats
    p: Floats
    df: Floats | None = None


def group_tests(sample: Sample, convention: str = "newsimpact", placebos: Floats | None = None) -> dict[str, GroupTest]:
    """Every test of one group of events, by name; also those that are not to be printed, which say so.

    placebos: portfolio t's of other dates (see `placebo.placebo_columns`) for the test of that name.
    Raises `UsageError` for a convention that does not exist.
    """
    rules = convention_of(convention)
    tests = {name: _told(name, answer, sample) for name, answer in answers(sample, rules).items()}
    if placebos is not None:
        tests["placebo"] = _placebo_told(_placebo(sample, rules, placebos), sample, placebos)
    for name in rules.extra:
        day = tuple(_plain(PUBLISHED[name](sample)))
        stat = _plain(PUBLISHED_WINDOW[name](sample))[0] if name in PUBLISHED_WINDOW else None
        why = f"a statistic of {rules.source}, given for comparison; its size is not simulated"
        tests[name] = GroupTest(day=day, stat=stat, p=None, df=None, printed=False, why=why)
    return tests


def answers(sample: Sample, convention: Convention, correlation: Floats | None = None) -> dict[str, Answer]:
    """The numbers of every test in `TESTS`, with leading axes where the sample has them.

    correlation: where it is known already, since windows of other lengths share it.
    """
    if correlation is None:
        correlation = residual_correlation(sample, convention)
    return {name: test(sample, convention, correlation) for name, test in _TESTS.items()}


def cell_of(sample: Sample, test: str) -> Cell:
    """Where the sample stands in the simulation's table: with the shortest history, or with what all have in common
    for the tests of a portfolio."""
    events, days = sample.ar.shape[-2:]
    history = sample.l1
    if test in _OF_A_PORTFOLIO:
        history = np.isfinite(sample.residuals).all(axis=-2).sum(axis=-1)
    different = len(np.unique(sample.columns))
    dates: Dates = "one" if different == 1 else "own" if different == events else "mixed"
    return Cell(events=events, l1=int(history.min()), days=days, dates=dates)


def residual_correlation(sample: Sample, convention: Convention) -> Floats:
    """Mean correlation of the residuals over all pairs of events (...,), each over the dates they have in common.

    Pairs with fewer than `kp_common` common dates are left out. NaN when none is left, or beyond `PAIRWISE` events.
    """
    events = sample.ar.shape[-2]
    if events < 2 or events > PAIRWISE:
        return np.full(sample.ar.shape[:-2], np.nan)
    residuals = _by_date(sample) if convention.kp_dates == "calendar" else sample.residuals
    # Over sigma, so that no firm's scale spoils the differences below; the correlation does not change.
    known = np.isfinite(residuals).astype(np.float64)
    values = np.where(known > 0, residuals / sample.sigma[..., None], 0.0)
    turned = np.swapaxes(known, -1, -2)
    common, sums, squares = known @ turned, values @ turned, values**2 @ turned
    products = values @ np.swapaxes(values, -1, -2)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = squares - sums**2 / common
        other_sums, other_spread = np.swapaxes(sums, -1, -2), np.swapaxes(spread, -1, -2)
        correlations = (products - sums * other_sums / common) / np.sqrt(spread * other_spread)
        pairs = (common >= convention.kp_common) & np.isfinite(correlations) & ~np.eye(events, dtype=bool)
        return np.asarray(correlations.sum(axis=(-2, -1), where=pairs) / pairs.sum(axis=(-2, -1)))


# ── the tests: (sample, convention, correlation) -> Answer ──────────────────────────────────────────


def _portfolio_t(sample: Sample, convention: Convention, _: Floats) -> Answer:
    if convention.portfolio == "sd":
        return _portfolio_sd(sample)
    rows = np.isfinite(sample.residuals).all(axis=-2).sum(axis=-1)
    df = np.where(rows > sample.k, rows - sample.k, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        scales = np.concatenate([sample.day_scale, sample.car_scale[..., None]], axis=-1)
        spread = np.sqrt((_portfolios(sample.residuals, scales) ** 2).sum(axis=-2) / df[..., None])
        t = np.concatenate([sample.ar, sample.car[..., None]], axis=-1).mean(axis=-2) / spread
    return Answer(day=t[..., :-1], stat=t[..., -1], p=_t_p(t[..., -1], df), df=df)


def _portfolio_sd(sample: Sample) -> Answer:
    """Brown and Warner's crude dependence adjustment as commonly programmed: no error of the forecast."""
    known = np.isfinite(sample.residuals).any(axis=-2)
    present = np.isfinite(sample.residuals).sum(axis=-2)
    means = np.nansum(sample.residuals, axis=-2) / np.maximum(present, 1)
    spread = np.std(means, axis=-1, ddof=1, where=known)
    day = sample.ar.mean(axis=-2) / spread[..., None]
    stat = day.sum(axis=-1) / np.sqrt(day.shape[-1])
    df = known.sum(axis=-1) - 1.0
    return Answer(day=day, stat=stat, p=_t_p(stat, df), df=df)


def _sample_quantile(sample: Sample, convention: Convention, _: Floats) -> Answer:
    """Rank of the portfolio's CAR among its own runs of L2 estimation sessions; (1 + #) / (1 + runs)."""
    days = sample.ar.shape[-1]
    residuals = sample.residuals if days > 1 else sample.residuals / sample.residual_scale
    series = _portfolios(residuals, sample.car_scale[..., None], empty=np.nan)[..., 0]
    rows = np.isfinite(series).sum(axis=-1)
    event = sample.car.mean(axis=-1)
    if series.shape[-1] < days:
        return _no_answer(event.shape)
    runs = sliding_window_view(series, days, axis=-1).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        if days > 1:
            # A run inside the estimation varies less than a forecast: L2 - g'Hg of its sessions, whose mean over the
            # runs is taken (the constant's part exactly, L2/L1 for every slope).
            slopes = max(sample.k - 1, 0)
            runs = runs / np.sqrt(days - (days**2 * min(sample.k, 1) + slopes * days) / rows)[..., None]
        reached = (np.abs(runs) >= np.abs(event)[..., None]).sum(axis=-1)
        count = np.isfinite(runs).sum(axis=-1)
        stat = event / np.sqrt(np.nansum(runs**2, axis=-1) / count)
    enough = rows >= SQ_SESSIONS_PER_DAY * days
    return Answer(
        day=None, stat=np.where(enough, stat, np.nan), p=np.where(enough, (1 + reached) / (1 + count), np.nan)
    )


def _patell(sample: Sample, convention: Convention, _: Floats) -> Answer:
    daily = sample.day_scale if convention.patell_forecast_error else 1.0
    count = sample.l1 - sample.k
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.where(count > 2, count / (count - 2), np.nan)
        if not convention.patell_t_variance:
            variance = np.ones_like(variance)
        spread = np.sqrt(variance.sum(axis=-1))
        day = (sample.ar / (sample.sigma[..., None] * daily)).sum(axis=-2) / spread[..., None]
        if convention.exact_sums:
            stat = (sample.car / (sample.sigma * sample.car_scale)).sum(axis=-1) / spread
        else:
            stat = day.sum(axis=-1) / np.sqrt(day.shape[-1])
    return Answer(day=day, stat=stat, p=_normal_p(stat))


def _bmp(sample: Sample, convention: Convention, _: Floats) -> Answer:
    day, stat = _mean_over_spread(_daily_scaled(sample, convention)), _mean_over_spread(_scaled(sample, convention))
    df = np.full(stat.shape, sample.ar.shape[-2] - 1.0)
    return Answer(day=day, stat=stat[..., 0], p=_t_p(stat[..., 0], df[..., 0]), df=df[..., 0])


def _kp_patell(sample: Sample, convention: Convention, correlation: Floats) -> Answer:
    plain = _patell(sample, convention, correlation)
    factor = 1 / np.sqrt(_inflation(sample, correlation))
    assert plain.day is not None
    return Answer(day=plain.day * factor[..., None], stat=plain.stat * factor, p=_normal_p(plain.stat * factor))


def _kp_bmp(sample: Sample, convention: Convention, correlation: Floats) -> Answer:
    plain = _bmp(sample, convention, correlation)
    factor = np.sqrt((1 - correlation) / _inflation(sample, correlation))
    assert plain.day is not None and plain.df is not None
    stat = plain.stat * factor
    return Answer(day=plain.day * factor[..., None], stat=stat, p=_t_p(stat, plain.df), df=plain.df)


def _rank(sample: Sample, convention: Convention, _: Floats) -> Answer:
    day, stat = corrado(sample, convention)
    return Answer(day=day, stat=stat, p=_normal_p(stat))


def _generalised_sign(sample: Sample, convention: Convention, _: Floats) -> Answer:
    known = np.isfinite(sample.residuals)
    positive = (sample.residuals > 0).sum(axis=-1)
    events = sample.ar.shape[-2]
    with np.errstate(divide="ignore", invalid="ignore"):
        if convention.positive_share == "pooled":
            share = positive.sum(axis=-1) / known.sum(axis=(-2, -1))
        else:
            share = (positive / known.sum(axis=-1)).mean(axis=-1)
        spread = np.sqrt(events * share * (1 - share))
        day = ((sample.ar > 0).sum(axis=-2) - events * share[..., None]) / spread[..., None]
        stat = ((sample.car > 0).sum(axis=-1) - events * share) / spread
    return Answer(day=day, stat=stat, p=_normal_p(stat))


def _grank(sample: Sample, convention: Convention, correlation: Floats) -> Answer:
    """Our rule of re-standardisation is a finding of our own simulation and not in the paper: dividing by the spread
    across events makes the test reject 10 to 12 % for five events, since that spread is itself a poor estimate; and
    firms correlated on the same date shrink it by sqrt(1 - r). So below 20 events it is not done, and from 20 on it
    is corrected, by r times the share of event windows that two events have in common on average."""
    events = sample.ar.shape[-2]
    past = sample.residuals / sample.sigma[..., None]
    if convention.ranks_scaled:
        past = past / sample.residual_scale
    scaled = _scaled(sample, convention)[..., 0]
    factor = np.ones(scaled.shape[:-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        if convention.grank_restandardised == "always":
            of_all = sample.study_spread if convention.grank_spread == "study" else None
            factor = np.asarray(1 / (scaled.std(axis=-1, ddof=1) if of_all is None else of_all))
        elif events >= GRANK_MANY:
            shared = _shared_windows(sample)
            factor = np.sqrt(1 - shared * (correlation if shared else 0.0)) / scaled.std(axis=-1, ddof=1)
        if convention.grank_form == "z":
            factor = factor * np.sqrt(sample.ar.shape[-1])  # that program ranks CAR / sigma over the spread of SCAR
    t, df = grank(sample, convention, scaled * factor[..., None], past)
    t = np.where(np.isfinite(factor), t, np.nan)
    if convention.grank_form == "z":
        return Answer(day=None, stat=t, p=_normal_p(t))
    return Answer(day=None, stat=t, p=_t_p(t, df), df=df)


def _cross_t(sample: Sample, convention: Convention, _: Floats) -> Answer:
    stat = _mean_over_spread(sample.car[..., None])[..., 0]
    df = np.full(stat.shape, sample.ar.shape[-2] - 1.0)
    return Answer(day=_mean_over_spread(sample.ar), stat=stat, p=_t_p(stat, df), df=df)


def _joint_t2(sample: Sample, convention: Convention, _: Floats) -> Answer:
    """T2 = AR' S^-1 AR / (1 + h), S = E'E / (L1 - k); one session. Its F is exact for normal errors only, so p is the
    rank of F among those of the estimation sessions, each measured as if it had been left out of its own estimate."""
    events, days = sample.ar.shape[-2:]
    complete = np.asarray(np.isfinite(sample.residuals).all(axis=-2))
    rows = complete.sum(axis=-1)
    free = rows - sample.k - events
    if days > 1 or events < 2 or not (free > 0).all():
        return _no_answer(sample.car.shape[:-1])
    past = np.where(complete[..., None, :], sample.residuals / sample.sigma[..., None], 0.0)
    products = past @ np.swapaxes(past, -1, -2)
    singular = np.linalg.cond(products) > 1e10
    products = np.where(singular[..., None, None], np.eye(events), products)
    event = (sample.car / (sample.sigma * sample.car_scale))[..., None]
    inverse = np.linalg.inv(products)
    t2 = (event * (inverse @ event)).sum(axis=(-2, -1)) * (rows - sample.k)
    share = (past * (inverse @ past)).sum(axis=-2) / (sample.residual_scale**2).mean(axis=-2)
    with np.errstate(divide="ignore", invalid="ignore"):
        f = t2 * (free + 1) / (events * (rows - sample.k))
        left_out = np.where(share < 1, share / (1 - share), np.inf) * (free / events)[..., None]
    reached = ((left_out >= f[..., None]) & complete).sum(axis=-1)
    stat = np.where(singular, np.nan, t2)
    return Answer(day=stat[..., None], stat=stat, p=np.where(singular, np.nan, (1 + reached) / (1 + rows)))


_TESTS: dict[str, Callable[[Sample, Convention, Floats], Answer]] = {
    "portfolio_t": _portfolio_t,
    "patell": _patell,
    "bmp": _bmp,
    "kp_patell": _kp_patell,
    "kp_bmp": _kp_bmp,
    "rank": _rank,
    "gsign": _generalised_sign,
    "grank": _grank,
    "sq": _sample_quantile,
    "cross_t": _cross_t,
    "joint_t2": _joint_t2,
}
_OF_A_PORTFOLIO = ("portfolio_t", "sq", "joint_t2", "placebo")
"""They need sessions on which every firm has a residual."""

TESTS = tuple(_TESTS)
"""In the order of printing."""


def portfolio_t(sample: Sample, convention: str = "newsimpact") -> Floats:
    """The portfolio t of the whole window (...,); the statistic that placebo dates are compared by."""
    rules = convention_of(convention)
    return _portfolio_t(sample, rules, np.full(sample.car.shape[:-1], np.nan)).stat


def _placebo(sample: Sample, convention: Convention, placebos: Floats) -> Answer:
    observed = _portfolio_t(sample, convention, np.full(sample.car.shape[:-1], np.nan)).stat
    return Answer(day=None, stat=observed, p=np.asarray(placebo_p(observed, placebos)))


# ── parts ───────────────────────────────────────────────────────────────────────────────────────────


def _by_date(sample: Sample) -> Floats:
    """Residuals (..., N, T) with one column per calendar date."""
    shift = sample.columns - sample.columns.min()
    if not shift.any():
        return sample.residuals
    length = sample.residuals.shape[-1]
    aligned = np.full((*sample.residuals.shape[:-1], length + int(shift.max())), np.nan)
    places = np.broadcast_to(shift[:, None] + np.arange(length), sample.residuals.shape)
    np.put_along_axis(aligned, places, sample.residuals, axis=-1)
    return aligned


def _shared_windows(sample: Sample) -> float:
    """Share of a window's sessions that a pair of events has in common, mean over pairs: 1 for one date."""
    columns, counts = np.unique(sample.columns, return_counts=True)
    days, events = sample.ar.shape[-1], sample.ar.shape[-2]
    total = float((counts * (counts - 1)).sum())
    for apart in range(1, days):
        later = np.searchsorted(columns, columns + apart)
        met = (later < len(columns)) & (columns[np.minimum(later, len(columns) - 1)] == columns + apart)
        pairs = 2 * counts[met] * counts[later[met]]
        total += float(pairs.sum()) * (1 - apart / days)
    return float(total / (events * (events - 1)))


def _portfolios(residuals: Floats, scales: Floats, empty: float = 0.0) -> Floats:
    """Mean over firms of residual times scale: (..., L1, m) from (..., N, L1) and (..., N, m).

    Only sessions on which every firm has a residual; `empty` elsewhere. Scaling each firm's residual to its own
    forecast error makes the spread that of a forecast, also where histories differ in length.
    """
    complete = np.asarray(np.isfinite(residuals).all(axis=-2))[..., None]
    filled = np.where(np.isfinite(residuals), residuals, 0.0)
    return np.where(complete, np.swapaxes(filled, -1, -2) @ scales / residuals.shape[-2], empty)


def _daily_scaled(sample: Sample, convention: Convention) -> Floats:
    scale = sample.day_scale if convention.forecast_error else 1.0
    return np.asarray(sample.ar / (sample.sigma[..., None] * scale))


def _scaled(sample: Sample, convention: Convention) -> Floats:
    """SCAR (..., N, 1): one division for the whole window, never a running sum of daily ones over sqrt(days)."""
    if convention.forecast_error and convention.exact_sums:
        return np.asarray(sample.car / (sample.sigma * sample.car_scale))[..., None]
    daily = _daily_scaled(sample, convention)
    return np.asarray(daily.sum(axis=-1, keepdims=True) / np.sqrt(daily.shape[-1]))


def _mean_over_spread(values: Floats) -> Floats:
    """sqrt(N) mean / sd (ddof 1) over events; NaN for one event, or where they are all equal."""
    events = values.shape[-2]
    if events < 2:
        return np.full((*values.shape[:-2], values.shape[-1]), np.nan)
    spread = values.std(axis=-2, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.sqrt(events) * values.mean(axis=-2) / np.where(spread > 0, spread, np.nan))


def _inflation(sample: Sample, correlation: Floats) -> Floats:
    """1 + (N - 1) r; NaN where that is no variance."""
    inflation = 1 + (sample.ar.shape[-2] - 1) * correlation
    return np.where(inflation > 0, inflation, np.nan)


def _t_p(t: Floats, df: Floats) -> Floats:
    return np.asarray(2 * stdtr(df, -np.abs(t)))


def _normal_p(z: Floats) -> Floats:
    return np.asarray(2 * ndtr(-np.abs(z)))


def _no_answer(shape: tuple[int, ...]) -> Answer:
    nothing = np.full(shape, np.nan)
    return Answer(day=None, stat=nothing, p=nothing)


# ── what is said ────────────────────────────────────────────────────────────────────────────────────


def _told(name: str, answer: Answer, sample: Sample) -> GroupTest:
    cell = cell_of(sample, name)
    stat, p = _plain(answer.stat), _plain(answer.p)
    unsound = verdict(name, cell)
    why = _missing(name, cell) if stat[0] is None or p[0] is None else unsound
    return GroupTest(
        day=() if answer.day is None else tuple(_plain(answer.day)),
        stat=stat[0],
        p=p[0],
        df=None if answer.df is None else _plain(answer.df)[0],
        printed=why is None,
        why=why,
        note=EVENT_TIME if name in _OF_A_PORTFOLIO and cell.dates != "one" else None,
    )


def _placebo_told(answer: Answer, sample: Sample, placebos: Floats) -> GroupTest:
    told = _told("placebo", answer, sample)
    count = int(np.isfinite(placebos).sum())
    if told.p is None or count >= FEWEST_PLACEBOS:
        return told
    return replace(told, printed=False, why=f"{count} placebo dates: p cannot fall to 5 % below {FEWEST_PLACEBOS}")


def _missing(name: str, cell: Cell) -> str:
    """Why a test has no answer."""
    if cell.events < 2 and name in ("bmp", "cross_t", "kp_patell", "kp_bmp", "joint_t2"):
        return "one event: there is no spread and no correlation across events"
    if name == "sq":
        return (
            f"needs {SQ_SESSIONS_PER_DAY} estimation sessions per day of the window, "
            f"{SQ_SESSIONS_PER_DAY * cell.days}; there are {cell.l1}"
        )
    if name == "joint_t2" and cell.days > 1:
        return "worked out for one session only"
    if name.startswith("kp") and cell.events > PAIRWISE:
        return f"the correlation of every pair is not worked out beyond {PAIRWISE} events"
    if name.startswith("kp") or (name == "grank" and cell.events >= GRANK_MANY):
        return "the correlation of the residuals cannot be estimated: too few common dates, or 1 + (N - 1) r <= 0"
    if name == "joint_t2":
        return f"needs more common estimation sessions than events, and firms that differ; there are {cell.l1}"
    if name in _OF_A_PORTFOLIO:
        return f"the events have too few estimation sessions in common: {cell.l1}"
    return "no spread to hold it against"


def _plain(values: Any) -> list[float | None]:
    flat = np.atleast_1d(np.asarray(values, dtype=np.float64)).tolist()
    return [value if np.isfinite(value) else None for value in flat]
