"""One least-squares fit after another: the obvious way to a sample, for the tests across events."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines.study.conventions import convention_of
from pipelines.study.panel import Floats
from pipelines.study.sample import Sample


def slow_sample(
    returns: Floats,
    market: Floats,
    columns: Sequence[int],
    *,
    l1: int,
    window: tuple[int, int] = (0, 0),
    gap: int = 0,
    convention: str = "newsimpact",
) -> Sample:
    """The market model by `lstsq`, event by event: returns (N, T) one row per event, market (T,), NaN = missing."""
    rules = convention_of(convention)
    first = window[0] - gap - l1
    parts: dict[str, list[Floats | float]] = {
        name: [] for name in ("ar", "day", "car", "car_scale", "sigma", "l1", "e", "e_scale")
    }
    for series, column in zip(returns, columns, strict=True):
        past = np.arange(column + first, column + first + l1)
        now = np.arange(column + window[0], column + window[1] + 1)
        used = past[np.isfinite(series[past]) & np.isfinite(market[past])]
        x = np.column_stack([np.ones(len(used)), market[used]])
        b = np.linalg.lstsq(x, series[used], rcond=None)[0]
        e = series[used] - x @ b
        inverse = np.linalg.inv(x.T @ x)
        x_now = np.column_stack([np.ones(len(now)), market[now]])
        h = x_now @ inverse @ x_now.T
        day = np.sqrt(1 + np.diag(h))
        if rules.market_moments == "window":
            mean = market[past].mean()
            day = np.sqrt(1 + 1 / len(used) + (market[now] - mean) ** 2 / ((market[past] - mean) ** 2).sum())
        centred = e - (e.mean() if rules.ddof else 0)
        full, full_scale = np.full(l1, np.nan), np.full(l1, np.nan)
        full[used - past[0]] = e
        full_scale[used - past[0]] = np.sqrt(1 - np.diag(x @ inverse @ x.T))
        ar = series[now] - x_now @ b
        parts["ar"].append(ar)
        parts["day"].append(day)
        parts["car"].append(float(ar.sum()))
        parts["car_scale"].append(float(np.sqrt((np.eye(len(now)) + h).sum())))
        parts["sigma"].append(float(np.sqrt((centred**2).sum() / (len(used) - (rules.ddof or 2)))))
        parts["l1"].append(len(used))
        parts["e"].append(full)
        parts["e_scale"].append(full_scale)
    arrays = {name: np.array(values, dtype=np.float64) for name, values in parts.items()}
    return Sample(
        ar=arrays["ar"],
        day_scale=arrays["day"],
        car=arrays["car"],
        car_scale=arrays["car_scale"],
        sigma=arrays["sigma"],
        l1=arrays["l1"].astype(np.intp),
        k=2,
        residuals=arrays["e"],
        residual_scale=arrays["e_scale"],
        columns=np.array(columns, dtype=np.intp),
        estimation_first=first,
        window=window,
    )
