"""What a return is compared with, beside the market: sector baskets that leave out whom the news is about.

A sector that contains the stock explains the stock by itself, and one that contains a competitor named in the same
story explains the news away. So a basket is made for each event, of the sector's members without the event's own symbol
and without every symbol tagged by its story.

A young listing's own beta is hardly known; what its peers' betas are is the better half of the guess (`peer_prior`).

A basket is the plain mean of its members' returns of the session, of those that have one: equal weights, set anew
every day. It has no return on a session on which fewer than half of the members listed by then have one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from pipelines.study.events import study_windows
from pipelines.study.listing import SHORT
from pipelines.study.market import Prior, prior_of
from pipelines.study.panel import Floats, Ints, Panel
from tracker.errors import UsageError
from tracker.options import StudyOptions


def basket(panel: Panel, members: Sequence[str], without: Collection[str] = ()) -> Floats:
    """(T,) returns of the basket of `members` without some; NaN where it has none, everywhere when nobody is left.

    Raises `UsageError` for a member that is no symbol of the panel.
    """
    row_of = {symbol: row for row, symbol in enumerate(panel.symbols)}
    unknown = [symbol for symbol in members if symbol not in row_of]
    if unknown:
        raise UsageError(f"sector basket: {', '.join(unknown)}: no such symbol in the table; leave it out or add it")
    rows = sorted({row_of[symbol] for symbol in members if symbol not in without})
    mean: Floats = np.full(len(panel.sessions), np.nan)
    if not rows:
        return mean
    returns = panel.returns[rows]
    # A portfolio earns the mean of its members' simple returns; the mean of logarithms is earned by nobody.
    simple = np.expm1(returns) if panel.kind == "log" else returns
    have = np.isfinite(simple)
    listed = np.logical_or.accumulate(have, axis=1).sum(axis=0)
    count = have.sum(axis=0)
    enough = (count > 0) & (2 * count >= listed)
    mean[enough] = np.where(have, simple, 0).sum(axis=0)[enough] / count[enough]
    return np.log1p(mean) if panel.kind == "log" else mean


def with_baskets(
    panel: Panel, members: Sequence[str], rows: Ints, tagged: Sequence[Collection[str]]
) -> tuple[Panel, Ints]:
    """The panel with a sector basket for each event as further rows, and (n,) each event's row; -1 = nobody is left.

    rows: (n,) the events' own symbols. tagged: per event every symbol its story names; they may repeat `rows`. Events
    that leave out the same members share a basket.
    """
    group = frozenset(members)
    left_out = [group & {panel.symbols[row], *names} for row, names in zip(rows.tolist(), tagged, strict=True)]
    place: dict[frozenset[str], int] = {}
    series: list[Floats] = []
    for without in left_out:
        if without in place:
            continue
        place[without] = -1 if without == group else len(panel.symbols) + len(series)
        if place[without] >= 0:
            series.append(basket(panel, members, without))
    sectors = np.array([place[without] for without in left_out], dtype=np.intp)
    if not series:
        return panel, sectors
    names = [f"sector basket {number}" for number in range(1, len(series) + 1)]
    return panel.joined(names, np.vstack(series)), sectors


def peer_prior(
    panel: Panel, peers: Ints, column: int, *, market: int, window: tuple[int, int], options: StudyOptions
) -> Prior:
    """What the betas of `peers` (rows of the panel) say of a young listing's, on the estimation window of its event.

    Only peers with 60 returns and more are asked, each by its own least squares. Nothing after the estimation window is
    looked at. Fewer than three of them: see `prior_of`.
    """
    plain = replace(options, model="market", shrink=False)
    columns = np.full(len(peers), column, dtype=np.intp)
    fit = study_windows(panel, peers, columns, market=market, window=window, options=plain).fit
    known = (fit.l1 >= SHORT) & ~fit.constant
    return prior_of(fit.beta[known], fit.slope_stderrs[known, 0])
