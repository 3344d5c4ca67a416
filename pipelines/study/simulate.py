"""How often each test rejects a true null: the simulation behind `make calibrate`.

Residuals are Student t with 4 degrees of freedom: sqrt(r) times a common factor plus sqrt(1 - r) times the firm's own,
both t(4); so is the market. The market model is fitted anew in every repetition. Events are on one date, or each on a
date of its own, a quarter after the one before. Alpha and beta are zero, which takes nothing away: least squares leaves
the same residuals for any.

What is simulated are the very functions that print (`inference.answers`), on samples with repetitions as a leading
axis. The generator comes in seeded, so that a run with the same numpy gives the same table. `python -m docs.calibrate`
writes it.

Not simulated: windows of different events crowding into each other's estimates (30 of 11 sessions without a break
between them make every test reject 1 to 3 % only, so on the safe side), changing volatility, autocorrelation, missing
sessions, models with other than two parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.study.conventions import CONVENTIONS
from pipelines.study.inference import answers, residual_correlation
from pipelines.study.panel import Floats, Ints
from pipelines.study.placebo import placebo_p
from pipelines.study.sample import Sample
from pipelines.study.soundness import Simulated

EVENTS = (1, 2, 5, 10, 30)
HISTORY = (30, 60, 120, 250)
DAYS = (1, 3, 11, 21)
CORRELATIONS = (0.0, 0.5)
REPETITIONS = 10_000
REPETITIONS_SHORTEST = 20_000
"""With 30 sessions, on one date: the sample quantile rejects in 1/31 of the cases there, near the edge of soundness."""

REPETITIONS_MANY = 4_000
"""With 30 events of different dates, which cost most."""

SEED = 20260701
LEVEL = 0.05
PLACEBOS = 100
"""Placebo dates before the event; fewer make p coarse, more cost history."""

SHOCK = 2.0
"""Of the common shock in the runs for power, in standard deviations of one firm's residual."""

APART = 60
"""Sessions between events of different dates: a quarter, as results are reported. Estimation windows share dates then,
and contain the windows of one to four earlier events; event windows never meet."""

_BATCH = 400_000
"""Residuals at a time: a few tens of megabytes whatever the cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What is drawn for one cell, but for the window, which is cut from the same draw."""

    dates: str
    correlation: float
    events: int
    l1: int
    shock: float = 0.0


def designs() -> Iterator[Design]:
    """The cells of the shipped table: all sizes, then the power of five correlated firms."""
    for events in EVENTS:
        for dates in ("one", "own") if events > 1 else ("one",):
            for correlation in CORRELATIONS if events > 1 else (0.0,):
                for l1 in HISTORY:
                    yield Design(dates=dates, correlation=correlation, events=events, l1=l1)
    for l1 in HISTORY:
        yield Design(dates="one", correlation=0.5, events=5, l1=l1, shock=SHOCK)


def simulate(design: Design, repetitions: int, rng: np.random.Generator) -> list[Simulated]:
    """Rejection rates of every test at 5 %, one row per length of window (for power: one session only)."""
    days = DAYS if not design.shock else DAYS[:1]
    rejected: dict[int, dict[str, list[Floats]]] = {length: {} for length in days}
    size = max(1, _BATCH // (design.events * design.l1))
    for start in range(0, repetitions, size):
        for length, p in _batch(design, min(size, repetitions - start), days, rng):
            for name, values in p.items():
                rejected[length].setdefault(name, []).append(values)
    return [
        Simulated(
            dates=design.dates,
            correlation=design.correlation,
            events=design.events,
            l1=design.l1,
            days=length,
            shock=design.shock,
            repetitions=repetitions,
            rates=_rates(tests),
        )
        for length, tests in rejected.items()
    ]


def _rates(tests: dict[str, list[Floats]]) -> dict[str, float]:
    """A test without an answer in a hundredth of the repetitions or more has no rate there."""
    rates = {}
    for name, batches in tests.items():
        p = np.concatenate(batches)
        if np.isnan(p).mean() < 0.01:
            rates[name] = float((p <= LEVEL).mean())
    return rates


def _batch(
    design: Design, repetitions: int, days: Sequence[int], rng: np.random.Generator
) -> Iterator[tuple[int, dict[str, Floats]]]:
    """p of every test for some repetitions, per length of window."""
    length = design.l1 + max(days)
    starts = np.arange(design.events, dtype=np.intp) * (APART if design.dates == "own" else 0)
    cut = starts[:, None] + np.arange(length)
    # Of the firm's own part only the sessions that are used are drawn; market and common factor are one calendar.
    market = _student(rng, (repetitions, int(starts[-1]) + length))[:, cut]
    returns = np.sqrt(1 - design.correlation) * _student(rng, (repetitions, design.events, length))
    if design.correlation:
        common = _student(rng, (repetitions, int(starts[-1]) + length))
        returns += np.sqrt(design.correlation) * common[:, cut]
    returns[..., design.l1] += design.shock
    ours, correlation = CONVENTIONS["newsimpact"], None
    for window in days:
        used = design.l1 + window
        sample = fit_sample(returns[..., :used], market[..., :used], design.l1, starts)
        if correlation is None:
            correlation = residual_correlation(sample, ours) if design.dates == "one" else _none(repetitions)
        p = {name: answer.p for name, answer in answers(sample, ours, correlation).items()}
        if design.events == 1:
            p["placebo"] = _placebo_p(design.l1, repetitions, window, rng)
        yield window, p


def _none(repetitions: int) -> Floats:
    """No correlation: Kolari and Pynnonen's tests are for events of one date, and are not simulated for others."""
    return np.full(repetitions, np.nan)


def _placebo_p(l1: int, repetitions: int, days: int, rng: np.random.Generator) -> Floats:
    """p of the event among the portfolio t's of the dates before it, each fitted on its own history."""
    sessions = PLACEBOS + l1 + days
    t = rolling_t(_student(rng, (repetitions, sessions)), _student(rng, (repetitions, sessions)), l1, days)
    return placebo_p(t[:, -1], t[:, :-days])


def rolling_t(returns: Floats, market: Floats, l1: int, days: int) -> Floats:
    """t of every window of a series (..., T) after `l1` sessions of history, by running sums: (..., T - l1 - days + 1).

    What `portfolio_t` gives on each of them, in a hundredth of the time.
    """

    def sums(values: Floats, first: int, length: int) -> Floats:
        total = np.concatenate([np.zeros((*values.shape[:-1], 1)), values.cumsum(axis=-1)], axis=-1)
        count = values.shape[-1] - l1 - days + 1
        return np.asarray(total[..., first + length :][..., :count] - total[..., first:][..., :count])

    mean, level = sums(market, 0, l1) / l1, sums(returns, 0, l1) / l1
    squares = sums(market**2, 0, l1) - l1 * mean**2
    slope = (sums(market * returns, 0, l1) - l1 * mean * level) / squares
    variance = (sums(returns**2, 0, l1) - l1 * level**2 - slope**2 * squares) / (l1 - 2)
    drift = sums(market, l1, days) - days * mean
    car = sums(returns, l1, days) - days * level - slope * drift
    return np.asarray(car / np.sqrt(variance * (days + days**2 / l1 + drift**2 / squares)))


def fit_sample(returns: Floats, market: Floats, l1: int, columns: Ints) -> Sample:
    """The market model by its closed form: returns (..., N, L1 + L2), market (..., 1 or N, L1 + L2), no gaps."""
    past, window = market[..., :l1], market[..., l1:]
    days = window.shape[-1]
    mean = past.mean(axis=-1, keepdims=True)
    deviation, ahead = past - mean, window - mean
    squares = (deviation**2).sum(axis=-1, keepdims=True)
    level = returns[..., :l1].mean(axis=-1, keepdims=True)
    slope = (deviation * returns[..., :l1]).sum(axis=-1, keepdims=True) / squares
    residuals = returns[..., :l1] - level - slope * deviation
    ar = returns[..., l1:] - level - slope * ahead
    lone = np.ones(ar.shape[:-1])
    total = ahead.sum(axis=-1)
    return Sample(
        ar=ar,
        day_scale=np.sqrt(1 + 1 / l1 + ahead**2 / squares) * lone[..., None],
        car=ar.sum(axis=-1),
        car_scale=np.sqrt(days + days**2 / l1 + total**2 / squares[..., 0]) * lone,
        sigma=np.sqrt((residuals**2).sum(axis=-1) / (l1 - 2)),
        l1=np.full(ar.shape[:-1], l1, dtype=np.intp),
        k=2,
        residuals=residuals,
        residual_scale=np.sqrt(1 - 1 / l1 - deviation**2 / squares) * lone[..., None],
        columns=columns + l1,
        estimation_first=-l1,
        window=(0, days - 1),
    )


def _student(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """t(4), scaled to variance 1."""
    return np.asarray(rng.standard_t(4, shape) / np.sqrt(2.0))


def table(seed: int = SEED, repetitions: int | None = None) -> Iterator[Simulated]:
    """The rows of the shipped table. Every cell has a generator of its own, so that each can be drawn alone."""
    cells = list(designs())
    for design, rng in zip(cells, np.random.default_rng(seed).spawn(len(cells)), strict=True):
        yield from simulate(design, repetitions or repetitions_of(design), rng)


def repetitions_of(design: Design) -> int:
    """As the shipped table has them."""
    if design.dates == "own":
        return REPETITIONS_MANY if design.events == max(EVENTS) else REPETITIONS
    return REPETITIONS_SHORTEST if design.l1 == min(HISTORY) and design.events < max(EVENTS) else REPETITIONS
