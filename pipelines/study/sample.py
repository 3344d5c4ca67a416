"""N events measured over one window, as the tests across events need them. NaN = no answer, everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.study.panel import Floats, Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """Only events that have an answer; everything in the same order of events."""

    ar: Floats
    """(N, L2) abnormal returns, fractions."""
    day_scale: Floats
    """(N, L2) standard deviation of a day's forecast error over sigma: sqrt(1 + h); 1 where nothing is estimated."""
    car: Floats
    """(N,) sum of `ar`."""
    car_scale: Floats
    """(N,) sqrt(g'Vg) / sigma, g all ones: the same for the whole window, with the full covariance."""
    sigma: Floats
    """(N,) residual standard deviation."""
    l1: Ints
    """(N,) returns the fit used."""
    k: int
    """Estimated parameters."""
    residuals: Floats
    """(N, L1) of the estimation window, NaN on rows the fit did not use."""
    residual_scale: Floats
    """(N, L1) sqrt(1 - h_t); NaN likewise."""
    columns: Ints
    """(N,) session of day 0: the same number is the same calendar date."""
    estimation_first: int
    """Offset of `residuals[:, 0]` from day 0, negative: residual j of event i fell on session columns[i] +
    estimation_first + j."""
    window: tuple[int, int]
    """Offsets, both ends included."""
