"""Which intraday bars are on one scale, when their provider has restated them since.

The same question as in `pipelines.vintages`, which answers it for daily bars, and the same rules: no return across two
scales, no price that nobody gave, what a restating answer did not give again is left out. Two things differ.

Intraday prices are adjusted for splits and never for dividends, and single ones are put right all the time, most in
extended hours. So only a factor that many bars share restates a series; a price that was put right by itself takes
the place of the earlier one and cuts nothing off. Months of five-minute bars cannot be had again, so that a false alarm
would cost what no later answer heals.

A span that lies wholly on an earlier scale is answered on that scale: returns inside it are as true as they were.

Known exceptions. Fewer than FEW bars in common say nothing below LEAST_SPLIT. A factor of about a hundred is another
unit for a few bars (`pipelines.cleaning`), unless every bar in common has it. Without any bar in common a restatement
is not seen; that takes a provider that was not asked for longer than it keeps its bars.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.vintages import SAME_PRICE

FEW = 5
"""Bars that share a factor: fewer can do so by chance."""
SHARE = 0.9
"""Of the bars up to the last that was changed by the factor; the others were put right in the same answer."""
LEAST_SPLIT = 0.02
"""Relative; no split and no dividend in shares that adjusts a series is smaller."""
HUNDREDFOLD = math.log(100.0)
NEAR_HUNDRED = math.log(1.25)
"""So far from a power of a hundred is still one: the price moved as well."""
PRESENT = -1
"""The scale of the bars that nothing was restated after."""

Prices = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescaling:
    """An answer that gave other prices for many bars, by one factor."""

    noticed_at: int
    """When it was fetched, microseconds since 1970 UTC."""
    first: int
    """Start of the first bar that it changed, seconds since 1970 UTC."""
    last: int
    bars: int
    """How many were changed by the factor."""
    factor: float
    """New price over old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """On which scale each bar of a series is. Arrays of one length, oldest bar first."""

    starts: NDArray[np.int64]
    """Seconds since 1970 UTC, increasing: each bar once."""
    scale: NDArray[np.intp]
    """PRESENT, or the place in `rescalings` of the answer that left the bar behind."""
    rescalings: tuple[Rescaling, ...]
    """Oldest first."""

    def on_newest(self, starts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these bars, all of this series, are on the newest scale that any of them is on."""
        if not len(starts) or not self.rescalings:
            return np.ones(len(starts), dtype=np.bool_)
        age = self.scale[np.searchsorted(self.starts, starts)]
        rank = np.where(age == PRESENT, len(self.rescalings), age)
        mask: NDArray[np.bool_] = rank == rank.max()
        return mask

    def left_behind(self) -> NDArray[np.int64]:
        """Starts of the bars that are not on the present scale."""
        behind: NDArray[np.int64] = self.starts[self.scale != PRESENT]
        return behind


def scales(
    starts: NDArray[np.int64],
    fetched: NDArray[np.int64],
    closes: Prices,
    counts: NDArray[np.bool_],
    whole: Sequence[int],
) -> Scales:
    """The scale of each bar, from all vintages of one series.

    starts, fetched, closes, counts: one vintage a place, by start and, of one start, by fetch. counts: final, and of a
    quality that says what the price was. whole: when answers came that were stored whole, since they restate
    (`restates`): only these can leave others behind. Seconds and microseconds since 1970 UTC.
    """
    keys, place = np.unique(starts, return_inverse=True)
    scale = np.full(len(keys), PRESENT, dtype=np.intp)
    noticed: list[Rescaling] = []
    for at in sorted(whole):
        held = _newest(place, closes, counts & (fetched < at), len(keys))
        given = _newest(place, closes, counts & (fetched == at), len(keys))
        again = ~np.isnan(given)
        common = np.flatnonzero(again & ~np.isnan(held) & (scale == PRESENT))
        factor = common_factor(held[common], given[common])
        if factor is not None:
            changed = _is_by(factor, held[common], given[common])
            others = np.flatnonzero(~again & ~np.isnan(held) & (scale == PRESENT))
            scale[others[_left_behind(others, common, changed)]] = len(noticed)
            moved = keys[common[changed]]
            noticed.append(
                Rescaling(noticed_at=at, first=int(moved[0]), last=int(moved[-1]), bars=len(moved), factor=factor)
            )
        if len(common):
            scale[again] = PRESENT
    return Scales(starts=keys, scale=scale, rescalings=tuple(noticed))


def common_factor(old: Prices, new: Prices) -> float | None:
    """What the closes of the same bars differ by, when the provider has restated them; None: it has not.

    Arrays of one length, oldest bar first, the old ones on one scale. A restatement changes all that lies before it.
    """
    ratios = new / old
    changed = ratios[np.abs(ratios - 1.0) > SAME_PRICE]
    if not len(changed):
        return None
    middle = float(np.median(changed))
    # Both closes are rounded, so that their quotient is off by twice as much as one of them.
    sharing = np.abs(ratios / middle - 1.0) <= 2 * SAME_PRICE
    up_to_the_last = sharing[: len(sharing) - int(sharing[::-1].argmax())]
    all_of_them = sharing.all() and abs(middle - 1.0) >= LEAST_SPLIT
    if is_other_unit(middle):
        return middle if all_of_them else None
    return middle if all_of_them or (sharing.sum() >= FEW and up_to_the_last.mean() >= SHARE) else None


def is_other_unit(factor: float) -> bool:
    """Whether a price is about a hundred times another, or a hundredth, or that twice: pence for pounds."""
    away = math.log(factor)
    powers = round(away / HUNDREDFOLD)
    return powers != 0 and abs(away - powers * HUNDREDFOLD) < NEAR_HUNDRED


def _newest(place: NDArray[np.intp], closes: Prices, which: NDArray[np.bool_], n: int) -> Prices:
    """The last close of each bar among the vintages chosen; NaN where there is none."""
    found = np.full(n, np.nan)
    found[place[which]] = closes[which]  # of equal places the last assignment stays: the newest
    return found


def _is_by(factor: float, old: Prices, new: Prices) -> NDArray[np.bool_]:
    """Whether a close was changed by the factor, rather than left or put right."""
    moved: NDArray[np.bool_] = np.abs(np.log(new / old / factor)) < np.abs(np.log(new / old))
    return moved


def _left_behind(others: NDArray[np.intp], common: NDArray[np.intp], changed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which of the bars that were not given again lie where those beside them were changed."""
    after = np.searchsorted(common, others)
    before = np.maximum(after - 1, 0)
    behind: NDArray[np.bool_] = changed[before] & changed[np.minimum(after, len(common) - 1)]
    return behind
