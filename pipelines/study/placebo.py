"""Placebo dates: the same statistic on dates on which nothing is known to have happened.

The rank of the event among them needs no assumption about tails, correlation or the estimate's own error, since the
placebos suffer from all of them alike. What it needs is that the quiet dates are like the event's date but for the
news; when volatility has risen since, that is not so, and nothing here can tell.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pipelines.study.panel import Floats, Ints


def placebo_p(observed: Floats | float, placebos: Floats) -> Floats:
    """(1 + #{|placebo| >= |observed|}) / (1 + D), two-sided; D counts the placebos that have a number.

    observed: (...,), placebos: (..., D). The event counts among its own placebos, so p is never 0 and the test holds
    its level exactly (Phipson and Smyth 2010). NaN without placebos.

    >>> placebo_p(3.0, np.array([-3.5, 0.2, 1.0, np.nan]))
    array(0.5)
    """
    size = np.abs(np.asarray(observed))
    known = np.isfinite(placebos)
    reached = (np.abs(placebos) >= size[..., None]).sum(axis=-1)
    count = known.sum(axis=-1)
    return np.where(np.isfinite(size) & (count > 0), (1 + reached) / (1 + count), np.nan)


def placebo_columns(column: int, window: tuple[int, int], tagged: Iterable[int], first: int, most: int = 250) -> Ints:
    """Sessions before an event that can stand in for it, oldest first, at most `most` of them.

    column: session of the event's day 0. tagged: sessions of day 0 of every known event of the same symbols, the
    event's own included or not. first: earliest session that still has an estimation window before it. A session is
    left out when its window shares a session with the window of a tagged event, or with the event's own.

    >>> placebo_columns(10, (-1, 1), [5], first=0)
    array([0, 1, 2])
    """
    days = window[1] - window[0] + 1
    candidates = np.arange(first, column - days + 1, dtype=np.intp)
    near = np.zeros(len(candidates), dtype=bool)
    for other in tagged:
        near |= np.abs(candidates - other) < days
    return candidates[~near][-most:] if most else candidates[:0]
