"""How sure a share is that was counted on few items."""

from __future__ import annotations

import math

Z = 1.959963984540054
"""Of 95 %."""


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The interval of 95 % for the true share: Wilson (1927), without continuity correction."""
    if total == 0:
        return 0.0, 1.0
    share, z = hits / total, Z * Z / total
    middle = (share + z / 2) / (1 + z)
    half = Z / (1 + z) * math.sqrt(share * (1 - share) / total + z / (4 * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def told(hits: int, total: int) -> str:
    """A share with its interval, for a report.

    >>> told(23, 31)
    '23 of 31 = 0.74 (0.57-0.86)'
    """
    low, high = wilson(hits, total)
    return f"{hits} of {total} = {hits / total if total else 0:.2f} ({low:.2f}-{high:.2f})"


def clopper_pearson(hits: int, total: int) -> tuple[float, float]:
    """The exact interval of 95 % for the true share: Clopper and Pearson (1934). With nothing counted it is everything.

    >>> low, high = clopper_pearson(3, 10)
    >>> round(low, 4), round(high, 4)
    (0.0667, 0.6525)
    """
    from scipy.special import betaincinv

    low = float(betaincinv(hits, total - hits + 1, 0.025)) if hits else 0.0
    high = float(betaincinv(hits + 1, total - hits, 0.975)) if hits < total else 1.0
    return low, high
