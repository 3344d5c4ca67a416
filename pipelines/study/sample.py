"""Events as the tests across events need them: abnormal returns, their scales, and the residuals behind them.

Only events with an answer are in a sample. Which session each residual fell on can be told from `columns`, so that a
test can align the events by calendar date; on the distance from the event, residuals of different dates have
nothing to do with each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.study.events import EventWindows
from pipelines.study.market import day_scale
from pipelines.study.panel import Bools, Floats, Ints
from tracker.options import StudyOptions


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """N events measured over one window of L2 sessions, as tests across events need them. NaN = no answer."""

    ar: Floats
    """(N, L2) abnormal returns."""
    day_scale: Floats
    """(N, L2) standard deviation of the day's forecast error over sigma: sqrt(1 + h); 1 for `market_adjusted`."""
    car: Floats
    """(N,) sum of `ar`."""
    car_scale: Floats
    """(N,) sqrt(g'Vg) / sigma, g all ones, V with the full covariance."""
    sigma: Floats
    """(N,) residual standard deviation, divisor L1 - k or what the convention says."""
    l1: Ints
    """(N,) returns the fit used."""
    k: int
    """Estimated parameters."""
    residuals: Floats
    """(N, L1) estimation residuals, NaN on rows the fit did not use."""
    residual_scale: Floats
    """(N, L1) sqrt(1 - h), NaN likewise."""
    columns: Ints
    """(N,) column (session) of day 0 of each event: the same column is the same calendar date."""
    estimation_first: int
    """Offset of residuals[:, 0] from day 0 (negative): residual j of event i fell on columns[i] + this + j."""
    window: tuple[int, int]
    """Offsets, both ends included."""
    study_spread: float | None = None
    """Standard deviation of CAR / (sigma sqrt(L2)) over all events of the study; None: these are all of them."""


def sample_of(
    result: EventWindows, columns: Ints, window: tuple[int, int], options: StudyOptions, keep: Bools | None = None
) -> Sample:
    """The events of a study that have an answer, and that `keep` (n,) names; None = all.

    columns, window, options: as they were given to `study_windows`, which has to have kept the residuals: raises
    `ValueError` when it has not.
    """
    chosen = np.flatnonzero((result.codes == 0) if keep is None else (result.codes == 0) & keep)
    fit = result.fit
    if fit.residuals.shape[1] != options.estimation:
        raise ValueError(f"sample_of: residuals of {options.estimation} sessions are needed; study with residuals=True")
    days = window[1] - window[0] + 1
    if result.raw.shape[1] != days:
        raise ValueError(f"sample_of: the study's window has {result.raw.shape[1]} sessions, {window} has {days}")
    answered = result.codes == 0
    scaled = result.car[answered] / np.sqrt(fit.variance[answered] * days)
    return Sample(
        ar=result.abnormal[chosen],
        # Also where a convention leaves it out of an event's own error: Patell has it there all the same.
        day_scale=day_scale(fit, result.regressors)[chosen],
        car=result.car[chosen],
        car_scale=result.car_scale[chosen],
        sigma=np.sqrt(fit.variance[chosen]),
        l1=fit.l1[chosen],
        k=fit.k,
        residuals=fit.residuals[chosen],
        residual_scale=fit.residual_scale()[chosen],
        columns=np.asarray(columns, dtype=np.intp)[chosen],
        estimation_first=result.estimation_first,
        window=window,
        study_spread=float(scaled.std(ddof=1)) if 1 < len(chosen) < len(scaled) else None,
    )
