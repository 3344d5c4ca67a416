"""The models written out as textbooks have them: one event, one regression by `lstsq`, V as a matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slow:
    l1: int
    k: int
    s2: float
    b: Floats
    """Coefficients of the design's columns."""
    residuals: Floats
    hat: Floats
    """Leverage of each estimation row; NaN where it was not used."""
    ar: Floats
    v: Floats
    """(L2, L2) covariance of the forecast errors."""
    sq: float

    @property
    def car(self) -> float:
        return float(self.ar.sum())

    @property
    def stderr(self) -> float:
        return float(np.sqrt(self.v.sum()))


def slowly(model: str, asset: Floats, regressors: Floats, asset_w: Floats, regressors_w: Floats) -> Slow:
    """asset (L,), regressors (f, L), NaN = missing; the same of the window with `_w`."""
    own, own_w = asset, asset_w
    if model == "market_adjusted":
        own, own_w = asset - regressors[0], asset_w - regressors_w[0]
        regressors, regressors_w = regressors[:0], regressors_w[:0]
    keep = np.isfinite(own) & np.isfinite(regressors).all(axis=0)
    if model == "market_sector":
        regressors, regressors_w = _sector_net_of_market(regressors, regressors_w, keep)
    x, x_w = _design(model, regressors), _design(model, regressors_w)
    b = np.linalg.lstsq(x[keep], own[keep], rcond=None)[0]
    residuals = np.where(keep, own - np.nan_to_num(x) @ b, np.nan)
    l1, k = int(keep.sum()), x.shape[1]
    s2 = float(np.nansum(residuals**2)) / (l1 - k)
    inverse = np.linalg.inv(x[keep].T @ x[keep])
    v = s2 * (np.eye(len(own_w)) + x_w @ inverse @ x_w.T)
    hat = np.array([row @ inverse @ row if ok else np.nan for row, ok in zip(x, keep, strict=True)])
    ar = own_w - x_w @ b
    g = np.ones(len(ar))
    stat = abs(ar.sum()) / np.sqrt(g @ v @ g)
    placebos = []
    for start in range(len(own) - len(g) + 1):
        rows = slice(start, start + len(g))
        if keep[rows].all():
            spread = s2 * (np.eye(len(g)) - x[rows] @ inverse @ x[rows].T)
            placebos.append(abs(residuals[rows].sum()) / np.sqrt(g @ spread @ g))
    sq = (1 + sum(p >= stat for p in placebos)) / (1 + len(placebos))
    return Slow(l1=l1, k=k, s2=s2, b=b, residuals=residuals, hat=hat, ar=ar, v=v, sq=sq)


def _sector_net_of_market(regressors: Floats, regressors_w: Floats, keep: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """S_perp = S - (a + b Rm), a and b over the estimation rows."""
    market, sector = regressors
    x = np.column_stack([np.ones(keep.sum()), market[keep]])
    a, b = np.linalg.lstsq(x, sector[keep], rcond=None)[0]
    market_w, sector_w = regressors_w
    return np.vstack([market, sector - a - b * market]), np.vstack([market_w, sector_w - a - b * market_w])


def _design(model: str, regressors: Floats) -> Floats:
    if model == "market_adjusted":
        return np.empty((regressors.shape[1], 0))
    return np.column_stack([np.ones(regressors.shape[1]), *regressors])
