"""The cast of the event studies: ACME and its peer BETA against a market MKT, on 200 sessions of invented returns."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipelines.study.events import EventWindows, study_windows
from pipelines.study.panel import Panel
from tracker.options import StudyOptions

Floats = NDArray[np.float64]
T = 200
SYMBOLS = ("MKT", "ACME", "BETA")
OPTIONS = StudyOptions(estimation=60, minimum=30, gap=5)
EVENT = 150


def weekdays(n: int) -> NDArray[np.datetime64]:
    return np.busday_offset("2025-01-02", np.arange(n)).astype("datetime64[D]")


def invented_returns(seed: int = 1) -> Floats:
    """(3, T): the market, and two stocks with betas 1.5 and 0.8."""
    rng = np.random.default_rng(seed)
    market = rng.standard_t(4, T) * 0.01
    noise = rng.standard_t(4, (2, T)) * 0.02
    return np.vstack([market, 1.5 * market + noise[0], 0.8 * market + noise[1]])


def closes_of(returns: Floats) -> Floats:
    """Closes whose returns from the second session on are the given ones."""
    return 100 * np.cumprod(1 + np.column_stack([np.zeros(len(returns)), returns[:, 1:]]), axis=1)


def study(
    returns: Floats | None = None,
    *,
    closes: Floats | None = None,
    symbol: str = "ACME",
    event: int = EVENT,
    window: tuple[int, int] = (0, 0),
    market: str | None = "MKT",
    **options: object,
) -> EventWindows:
    panel = (
        Panel.from_closes(weekdays(closes.shape[1]), SYMBOLS, closes)
        if closes is not None
        else Panel.from_returns(weekdays(T), SYMBOLS, invented_returns() if returns is None else returns)
    )
    return study_windows(
        panel,
        np.array([SYMBOLS.index(symbol)]),
        np.array([event]),
        market=None if market is None else SYMBOLS.index(market),
        window=window,
        options=replace(OPTIONS, **options),  # type: ignore[arg-type]
    )


def by_lstsq(returns: Floats, row: int, event: int, window: tuple[int, int]) -> tuple[Floats, float]:
    """Abnormal returns and the standard error of their sum, from a plain regression on slices written out."""
    last = event + window[0] - OPTIONS.gap
    first = last - OPTIONS.estimation
    x = np.column_stack([np.ones(OPTIONS.estimation), returns[0, first:last]])
    y = returns[row, first:last]
    b = np.linalg.lstsq(x, y, rcond=None)[0]
    s2 = float(((y - x @ b) ** 2).sum()) / (OPTIONS.estimation - 2)
    x_w = np.column_stack([np.ones(window[1] - window[0] + 1), returns[0, event + window[0] : event + window[1] + 1]])
    ar = returns[row, event + window[0] : event + window[1] + 1] - x_w @ b
    v = s2 * (np.eye(len(ar)) + x_w @ np.linalg.inv(x.T @ x) @ x_w.T)
    return ar, math.sqrt(v.sum())
