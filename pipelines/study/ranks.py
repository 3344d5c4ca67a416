"""Rank tests across events: Corrado's (1989) and the generalised one of Kolari and Pynnonen (2011).

Ranks do not care how fat the tails are, but they need a comparable scale: a residual of the estimation varies less
than sigma, a forecast error more. So both are divided by their own standard deviations before they are ranked.
Sessions are aligned by their distance from the event; for events of one date that is the calendar.

Arrays may carry leading axes (the repetitions of a simulation); events are the axis before the last, sessions the
last one.
"""

from __future__ import annotations

import numpy as np

from pipelines.study.conventions import Convention
from pipelines.study.panel import Floats
from pipelines.study.sample import Sample


def ranks_of(values: Floats) -> Floats:
    """Ranks along the last axis from 1 on, ties as their average; NaN stays NaN and does not count.

    >>> ranks_of(np.array([[0.3, np.nan, 0.1, 0.3]]))
    array([[2.5, nan, 1. , 2.5]])
    """
    order = np.argsort(values, axis=-1)
    ordered = np.take_along_axis(values, order, axis=-1)
    places = np.broadcast_to(np.arange(1.0, values.shape[-1] + 1), values.shape)
    same = ordered[..., 1:] == ordered[..., :-1]
    if same.any():
        edge = np.ones((*values.shape[:-1], 1), dtype=bool)
        begins = np.concatenate([edge, ~same], axis=-1)
        ends = np.concatenate([~same, edge], axis=-1)
        lowest = np.maximum.accumulate(np.where(begins, places, 0), axis=-1)
        highest = np.minimum.accumulate(np.where(ends, places, np.inf)[..., ::-1], axis=-1)[..., ::-1]
        places = (lowest + highest) / 2
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, places, axis=-1)
    return np.where(np.isnan(values), np.nan, ranks)


def corrado(sample: Sample, convention: Convention) -> tuple[Floats, Floats]:
    """Corrado's rank statistic per day (..., L2) and of the whole window (...,): Cowan (1992) sums ranks over days.

    U = rank / (T + 1) - 1/2 within each firm, over estimation and window together; the mean over firms is held
    against its own spread over all these sessions, so that correlation between firms is inside it.
    """
    past, window = sample.residuals, sample.ar
    if convention.ranks_scaled:
        past, window = past / sample.residual_scale, window / sample.day_scale
    ranks = ranks_of(np.concatenate([past, window], axis=-1))
    counted = np.isfinite(ranks).sum(axis=-1, keepdims=True)
    if convention.rank_missing == "own_mean":
        means = mean_over_firms(ranks - (counted + 1) / 2, 1.0)
        spread = np.sqrt(np.nansum(means**2, axis=-1) / counted.mean(axis=(-2, -1)))
    else:
        means = mean_over_firms(ranks / (counted + 1) - 0.5, 0.0)
        present = np.isfinite(ranks).sum(axis=-2)
        weights = present / ranks.shape[-2] if convention.rank_missing == "weighted" else np.ones(present.shape)
        sessions = (present > 0).sum(axis=-1) - (1 if convention.rank_sessions == "counted_less_one" else 0)
        spread = np.sqrt(np.nansum(weights * means**2, axis=-1) / sessions)
    days = window.shape[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        daily = means[..., -days:] / spread[..., None]
    return daily, daily.mean(axis=-1) * np.sqrt(days)


def mean_over_firms(values: Floats, power: float) -> Floats:
    """Mean over the firms that have a value, times (N / n_t)^power for sessions on which some have none."""
    present = np.isfinite(values).sum(axis=-2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.nansum(values, axis=-2) / present * (values.shape[-2] / present) ** power)


def grank(sample: Sample, convention: Convention, scaled: Floats, past: Floats) -> tuple[Floats, Floats]:
    """GRANK statistic and its degrees of freedom (...,), for window results `scaled` (..., N) squeezed into one day.

    past: (..., N, L1), residuals on the same scale. GRANK-T: Kolari and Pynnonen (2011), eqs 9 and 12 to 15; GRANK-Z
    holds the mean rank against its theoretical spread and so takes the firms to be independent (df infinite).
    """
    with_event = convention.grank_sessions == "with_event"
    length = np.isfinite(past).sum(axis=-1) + (1 if with_event else 0)
    below = np.where(np.isfinite(past), np.sign(past - scaled[..., None]) + 1, np.nan) / 2
    ranks = ranks_of(past) + below
    event = (1 - below).sum(axis=-1, where=np.isfinite(below)) + 1
    firms = event.shape[-1]
    event_mean = (event / (length + 1) - 0.5).mean(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        if convention.grank_form == "z":
            theory = np.sqrt(((length - 1) / (length + 1)).sum(axis=-1) / 12) / firms
            return event_mean / theory, np.full(event_mean.shape, np.inf)
        units = ranks / (length[..., None] + 1) - 0.5
        present = np.isfinite(units).sum(axis=-2)
        squares = np.where(present > 0, np.nansum(units, axis=-2) ** 2 / np.maximum(present, 1) / firms, 0)
        sessions = (present > 0).sum(axis=-1) + (1 if with_event else 0)
        z = event_mean / np.sqrt((squares.sum(axis=-1) + event_mean**2) / sessions)
        rest = sessions - 1 - z**2
        return z * np.sqrt((sessions - 2) / np.where(rest > 0, rest, np.nan)), np.asarray(sessions - 2.0)
