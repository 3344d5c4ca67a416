"""Returns of many symbols on one list of sessions, and windows cut from them.

A column is a session, so windows are counted in sessions and never in calendar days. A return needs a close on
the session and on the one before it: nothing is computed across a gap and nothing is filled. Cutting past either
end gives NaN, never a wrapped index.

Returns are simple or log, all of a panel alike, and the panel says which. It does not choose the sessions; see
`pipelines.study.files` and `pipelines.measure` for whose they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
Days = NDArray[np.datetime64]
Kind = Literal["simple", "log"]
Cell = TypeVar("Cell", bound=np.generic)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """Returns, fractions: one row per symbol, one column per session, oldest first; NaN = no return."""

    sessions: Days
    """datetime64[D], increasing; length T."""
    symbols: tuple[str, ...]
    """Length N. Rows that are no symbols (baskets, factors) have names all the same."""
    returns: Floats
    """(N, T)."""
    first_price: Ints
    """(N,): column of the first known price; T when there is none; -1 when it lies before the first session."""
    kind: Kind = "simple"
    """simple: p1/p0 - 1. log: log(p1/p0)."""

    @classmethod
    def from_closes(cls, sessions: Days, symbols: Sequence[str], closes: Floats, kind: Kind = "simple") -> Panel:
        """Returns from closes (N, T). A close that is no positive number is missing.

        >>> Panel.from_closes(np.array(["2025-01-02", "2025-01-03"], "M8[D]"), ["ACME"], np.array([[10, 11.0]])).returns
        array([[nan, 0.1]])
        """
        known = np.isfinite(closes) & (closes > 0)
        clean = np.where(known, closes, np.nan)
        returns = np.full(clean.shape, np.nan)
        growth = clean[:, 1:] / clean[:, :-1]
        returns[:, 1:] = np.log(growth) if kind == "log" else growth - 1
        return cls(sessions=sessions, symbols=tuple(symbols), returns=returns, first_price=_first(known), kind=kind)

    @classmethod
    def from_returns(cls, sessions: Days, symbols: Sequence[str], returns: Floats, kind: Kind = "simple") -> Panel:
        """A panel of given returns (N, T), taken for `kind`. The first one's price is that of the session before."""
        known = np.isfinite(returns)
        first = _first(known)
        first_price = np.where(first < len(sessions), first - 1, first)
        clean = np.where(known, returns, np.nan)
        return cls(sessions=sessions, symbols=tuple(symbols), returns=clean, first_price=first_price, kind=kind)

    def as_kind(self, kind: Kind) -> Panel:
        """The same prices' returns as simple or log ones. A simple return of -100 % has no logarithm: NaN.

        >>> panel = Panel.from_returns(np.array(["2025-01-02"], "M8[D]"), ["ACME"], np.array([[-0.5]]))
        >>> panel.as_kind("log").returns.round(4), panel.as_kind("log").as_kind("simple").returns
        (array([[-0.6931]]), array([[-0.5]]))
        """
        if kind == self.kind:
            return self
        if kind == "simple":
            return replace(self, returns=np.expm1(self.returns), kind=kind)
        above = np.where(self.returns > -1, self.returns, np.nan)
        return replace(self, returns=np.log1p(above), kind=kind)

    def joined(self, names: Sequence[str], series: Floats) -> Panel:
        """The panel with further rows: series (m, T) on the same sessions and of the same kind, NaN = missing."""
        more = Panel.from_returns(self.sessions, names, series, self.kind)
        return replace(
            self,
            symbols=(*self.symbols, *more.symbols),
            returns=np.vstack([self.returns, more.returns]),
            first_price=np.concatenate([self.first_price, more.first_price]),
        )

    def cut(self, rows: Ints, starts: Ints, length: int) -> Floats:
        """Windows (n, length): for each event its symbol's row, from column `starts` on; NaN beyond the ends."""
        return cut(self.returns, rows, starts, length, np.nan)


def cut(table: NDArray[Cell], rows: Ints, starts: Ints, length: int, beyond: float | bool) -> NDArray[Cell]:
    """Windows (n, length) of a table (N, T): row and first column of each; `beyond` where the table has ended."""
    inside = (starts >= 0) & (starts + length <= table.shape[1])
    if inside.all() and len(rows):
        return np.asarray(sliding_window_view(table, length, axis=1)[rows, starts])
    columns = starts[:, None] + np.arange(length)
    there = (columns >= 0) & (columns < table.shape[1])
    windows = np.full((len(rows), length), beyond, dtype=table.dtype)
    if table.shape[1]:
        found = table[rows[:, None], np.clip(columns, 0, table.shape[1] - 1)]
        windows[there] = found[there]
    return windows


def _first(known: Bools) -> Ints:
    """Column of the first True per row; the number of columns when there is none."""
    if known.shape[1] == 0:
        return np.zeros(known.shape[0], dtype=np.intp)
    first: Ints = np.where(known.any(axis=1), known.argmax(axis=1), known.shape[1]).astype(np.intp)
    return first
