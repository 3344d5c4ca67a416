"""The watch-list of the digest: what each followed symbol did in the session, news or no news."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pipelines.digest import WatchRow
from pipelines.report import headline_ps
from pipelines.verdicts import verdict_without_story
from tracker.records import Bar, Impact, Instrument, NoImpact, ReportRow


def watch_rows(
    instruments: Iterable[Instrument],
    bars: Mapping[str, Sequence[Bar]],
    rows: Sequence[ReportRow],
    session: date,
    alone: Mapping[str, Impact | NoImpact] | None = None,
) -> list[WatchRow]:
    """One row per instrument, in their order.

    bars: by symbol, the session's and the one before, oldest first; a missing one leaves the figures empty.
    alone: the session of symbols that no story speaks of, against their own history.
    Returns are close to close, fractions; `vs_market` is the plain difference to the benchmark's.
    """
    changes = {symbol: _change(held, session) for symbol, held in bars.items()}
    return [_row(instrument, bars, changes, rows, session, alone or {}) for instrument in instruments]


def _row(
    instrument: Instrument,
    bars: Mapping[str, Sequence[Bar]],
    changes: Mapping[str, float | None],
    rows: Sequence[ReportRow],
    session: date,
    alone: Mapping[str, Impact | NoImpact],
) -> WatchRow:
    symbol = instrument.symbol
    own, market = changes.get(symbol), changes.get(instrument.benchmark)
    told = told_of(symbol, rows, session)
    found = alone.get(symbol)
    said = verdict_without_story(headline_ps(found), told) if isinstance(found, Impact) else None
    return WatchRow(
        symbol=symbol,
        close=next((bar.close for bar in bars.get(symbol, ()) if bar.session == session and bar.is_final), None),
        day_return=own,
        vs_market=None if own is None or market is None or symbol == instrument.benchmark else own - market,
        news_count=told,
        verdict=said.value if said is not None else None,
    )


def told_of(symbol: str, rows: Sequence[ReportRow], session: date) -> int:
    """How many stories of the session speak of the symbol."""
    return len({row.story for row in rows if row.symbol == symbol and row.session == session})


def _change(held: Sequence[Bar], session: date) -> float | None:
    """Close to close over the session; None when either bar is missing or not final."""
    final = [bar for bar in held if bar.is_final]
    if len(final) != 2 or final[-1].session != session:
        return None
    before, after = final
    if before.adj_close is not None and after.adj_close is not None:
        return after.adj_close / before.adj_close - 1.0
    return after.close / before.close - 1.0
