"""Returns of many symbols on one list of sessions, and windows cut from them.

A column is a session, so windows are counted in sessions and never in calendar days. A return needs a close on
the session and on the one before it: nothing is computed across a gap and nothing is filled. Cutting past either
end gives NaN, never a wrapped index.

It does not choose the sessions; see `pipelines.study.files` and `pipelines.measure` for whose they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """Simple returns, fractions: one row per symbol, one column per session, oldest first; NaN = no return."""

    sessions: Days
    """datetime64[D], increasing; length T."""
    symbols: tuple[str, ...]
    """Length N."""
    returns: Floats
    """(N, T)."""
    first_price: Ints
    """(N,): column of the first known price; T when there is none; -1 when it lies before the first session."""

    @classmethod
    def from_closes(cls, sessions: Days, symbols: Sequence[str], closes: Floats) -> Panel:
        """Returns from closes (N, T). A close that is no positive number is missing.

        >>> Panel.from_closes(np.array(["2025-01-02", "2025-01-03"], "M8[D]"), ["ACME"], np.array([[10, 11.0]])).returns
        array([[nan, 0.1]])
        """
        known = np.isfinite(closes) & (closes > 0)
        clean = np.where(known, closes, np.nan)
        returns = np.full(clean.shape, np.nan)
        returns[:, 1:] = clean[:, 1:] / clean[:, :-1] - 1
        return cls(sessions=sessions, symbols=tuple(symbols), returns=returns, first_price=_first(known))

    @classmethod
    def from_returns(cls, sessions: Days, symbols: Sequence[str], returns: Floats) -> Panel:
        """A panel of given returns (N, T). The price behind the first return is that of the session before it."""
        known = np.isfinite(returns)
        first = _first(known)
        first_price = np.where(first < len(sessions), first - 1, first)
        clean = np.where(known, returns, np.nan)
        return cls(sessions=sessions, symbols=tuple(symbols), returns=clean, first_price=first_price)

    def cut(self, rows: Ints, starts: Ints, length: int) -> Floats:
        """Windows (n, length): for each event its symbol's row, from column `starts` on; NaN beyond the ends."""
        # Padding by a window's length on both sides makes every start a valid index, so that no window near the
        # first session can wrap around to the last.
        padded = np.pad(self.returns, ((0, 0), (length, length)), constant_values=np.nan)
        begins = np.clip(starts + length, 0, self.returns.shape[1] + length)
        windows: Floats = sliding_window_view(padded, length, axis=1)[rows, begins]
        return windows


def _first(known: NDArray[np.bool_]) -> Ints:
    """Column of the first True per row; the number of columns when there is none."""
    if known.shape[1] == 0:
        return np.zeros(known.shape[0], dtype=np.intp)
    first: Ints = np.where(known.any(axis=1), known.argmax(axis=1), known.shape[1]).astype(np.intp)
    return first
