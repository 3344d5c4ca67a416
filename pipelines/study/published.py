"""Statistics that other programs publish under names of their own, for comparison only.

Per day of the window; those of the whole window are in `PUBLISHED_WINDOW`. All take a sample fitted in that program's
convention (see `conventions`).

    bw80   Brown and Warner (1980): firms independent, no error of the forecast
    bw85   Brown and Warner (1985): spread of the mean residual over the estimation sessions
    lamb   Lamb (1995): the same with the error of the forecast
    sign   binomial sign test against one half
    csign  Corrado and Zivney (1992), signs around the median
    mrank  Corrado and Zivney (1992), ranks over T + 1
    wlcx   Wilcoxon (1945): sum of the ranks of positive abnormal returns
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pipelines.study.panel import Floats
from pipelines.study.ranks import mean_over_firms, ranks_of
from pipelines.study.sample import Sample


def _brown_warner_1980(sample: Sample) -> Floats:
    return np.asarray(sample.ar.sum(axis=0) / np.sqrt((sample.sigma**2).sum()))


def _brown_warner_1985(sample: Sample) -> Floats:
    return np.asarray(sample.ar.mean(axis=0) / _mean_residuals(sample).std(ddof=1))


def _lamb(sample: Sample) -> Floats:
    market_part = sample.day_scale**2 - 1 - 1 / sample.l1[:, None]
    scale = np.sqrt(1 + 1 / sample.l1.mean() + market_part.mean(axis=0))
    return np.asarray(_brown_warner_1985(sample) / scale)


def _sign(sample: Sample) -> Floats:
    return _share_positive(sample.ar)


def _share_positive(values: Floats) -> Floats:
    return np.asarray(((values > 0).sum(axis=0) - len(values) / 2) / np.sqrt(len(values) / 4))


def _corrado_sign(sample: Sample) -> Floats:
    everything = np.concatenate([sample.residuals, sample.ar], axis=1)
    signs = np.sign(everything - np.nanmedian(everything, axis=1, keepdims=True))
    return _over_spread(signs, sample.ar.shape[1])


def _modified_rank(sample: Sample) -> Floats:
    ranks = ranks_of(np.concatenate([sample.residuals, sample.ar], axis=1))
    counted = np.isfinite(ranks).sum(axis=1, keepdims=True)
    return _over_spread(ranks / (counted + 1) - 0.5, sample.ar.shape[1])


def _wilcoxon(sample: Sample) -> Floats:
    return np.asarray((ranks_of(np.abs(sample.ar.T)) * (sample.ar.T > 0)).sum(axis=1))


def _over_spread(values: Floats, days: int) -> Floats:
    """Sums over firms, over sqrt of those present, held against their spread around zero over all sessions."""
    root = np.sqrt(len(values)) * mean_over_firms(values, 0.5)
    history = np.isfinite(values).sum(axis=1).mean()
    return np.asarray(root[-days:] / np.sqrt(np.nansum(root**2) / history))


def _mean_residuals(sample: Sample) -> Floats:
    """Over the firms present; sessions without any firm left out."""
    known = np.isfinite(sample.residuals).any(axis=0)
    return np.asarray(np.nanmean(sample.residuals[:, known], axis=0))


PUBLISHED: dict[str, Callable[[Sample], Floats]] = {
    "bw80": _brown_warner_1980,
    "bw85": _brown_warner_1985,
    "lamb": _lamb,
    "sign": _sign,
    "csign": _corrado_sign,
    "mrank": _modified_rank,
    "wlcx": _wilcoxon,
}

PUBLISHED_WINDOW: dict[str, Callable[[Sample], Floats]] = {"sign": lambda sample: _share_positive(sample.car)}
