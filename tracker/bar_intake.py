"""How an answer of bars is taken in: judged beside what is held, compared with it, stored.

For whoever has bars: the job that asks a provider, and the import of files. Judging comes first and writes nothing, so
that a caller can ask for more (all that can be had, when the answer restates the series) before it keeps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from pipelines.cleaning import clean, look_back, mark_intraday_final
from pipelines.place import SessionCalendar
from pipelines.scales import common_factor
from pipelines.vintages import Comparable, is_vintage
from storage import intraday
from storage.bars import save_bars
from tracker.derive import intraday_scales
from tracker.records import Bar, Problem

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An answer of intraday bars beside what is held of the same series."""

    bars: tuple[Bar, ...]
    """What is to be stored, oldest first: the bars given and, where the first of them settled one that was held, it."""
    given: int
    """Bars among the rows given."""
    restated_by: float | None
    """New price over old, when the provider has restated the series; None: it has not."""
    whole: bool
    """Whether it must be stored whole: it restates the series, or gives again what an earlier answer left behind."""
    dropped: Mapping[str, int]
    """Rows that are no bars, by reason."""
    problems: tuple[Problem, ...]


def judge_daily(given: Sequence[Bar], calendar: SessionCalendar, held: Comparable) -> list[Bar]:
    """Daily bars of one answer with their verdicts, oldest first; one without a price is left out.

    Beside what is held, unless they restate it: on another scale everything is a move of that size away.
    """
    return list(clean(given, calendar, () if is_vintage(held, given) else held.bars).bars)


def judge(connection: Connection, given: Sequence[Bar], calendar: SessionCalendar, settle: timedelta) -> Judged:
    """Clean one answer's bars, mark the final ones, and find out whether it restates what is held.

    given: of one symbol, interval and provider. settle: after a bar's end, before its prices count as final.
    """
    if not given:
        return Judged(bars=(), given=0, restated_by=None, whole=False, dropped={}, problems=())
    marked = mark_intraday_final(given, settle)
    first, last = min(bar.start for bar in given), max(bar.start for bar in given)
    margin = look_back(given[0].interval)
    held = intraday.intraday_bars(connection, *_series(given[0]), first - margin, last + margin)
    present, behind = _by_scale(connection, held)
    factor = _restated_by(present, marked)
    # On another scale everything held is a move of that size away.
    cleaned = clean(marked, calendar, held if factor is None else ())
    starts = {bar.start for bar in cleaned.bars}
    return Judged(
        bars=cleaned.bars,
        given=sum(bar.start >= first for bar in cleaned.bars),
        restated_by=factor,
        whole=factor is not None or bool(starts & behind and starts & present.keys()),
        dropped=cleaned.dropped,
        problems=cleaned.problems,
    )


def keep(connection: Connection, judged: Judged) -> int:
    """Store what is new or another vintage; returns how many bars were written."""
    return save_bars(connection, judged.bars, whole=judged.whole)


def _series(bar: Bar) -> tuple[str, str, str]:
    return bar.symbol, bar.interval, bar.provider


def _by_scale(connection: Connection, held: Sequence[Bar]) -> tuple[dict[object, Bar], set[object]]:
    """The bars held that are on the present scale, by start, and the starts of the others."""
    by_start: dict[object, Bar] = {bar.start: bar for bar in held}
    known = intraday_scales(connection, *_series(held[0])) if held else None
    if known is None:
        return by_start, set()
    behind: set[object] = {intraday.instant(int(start)) for start in known.left_behind()}
    return {start: bar for start, bar in by_start.items() if start not in behind}, behind & by_start.keys()


def _restated_by(held: Mapping[object, Bar], given: Sequence[Bar]) -> float | None:
    """By the closes of the bars that are final and good in both."""
    pairs = [
        (old.close, new.close)
        for new in sorted(given, key=lambda bar: bar.start)
        if new.is_final and new.close > 0 and (old := held.get(new.start)) and old.is_final and old.quality.usable
    ]
    if not pairs:
        return None
    old, new = np.array(pairs, dtype=np.float64).T
    return common_factor(old, new)
