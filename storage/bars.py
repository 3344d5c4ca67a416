"""Price bars, every vintage, and the log of what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, func, select, union

from storage.schema import bar, bar_answer
from tracker.records import Bar, BarAnswer, BarRequest

_VALUES = ("open", "high", "low", "close", "adj_close", "volume", "is_final")


def save_bars(connection: Connection, bars: Sequence[Bar], *, whole: bool = False) -> int:
    """Add bars that are new or differ from the newest vintage held; returns how many were added.

    whole: add those that are the same too, so that it is known what an answer that restates prices has confirmed.
    """
    added = 0
    for symbol, interval, provider in sorted({(b.symbol, b.interval, b.provider) for b in bars}):
        part = [b for b in bars if (b.symbol, b.interval, b.provider) == (symbol, interval, provider)]
        days = [b.session for b in part]
        held = load_bars(connection, symbol, min(days), max(days), provider=provider, interval=interval)
        known = {b.start: b for b in held}
        fresh = [b for b in part if b.start not in known or _is_later(known[b.start], b, same=whole)]
        if fresh:
            connection.execute(bar.insert(), [_row(b) for b in fresh])
        added += len(fresh)
    return added


def load_bars(
    connection: Connection,
    symbol: str,
    first: date,
    last: date,
    *,
    provider: str,
    interval: str = "1d",
    as_of: datetime | None = None,
) -> list[Bar]:
    """The newest vintage of each bar of one provider known at `as_of` (None: now), oldest session first."""
    mine = (
        (bar.c.symbol == symbol)
        & (bar.c.interval == interval)
        & (bar.c.provider == provider)
        & (bar.c.start >= _label(first))
        & (bar.c.start <= _label(last))
    )
    if as_of is not None:
        mine = mine & (bar.c.fetched_at <= as_of)
    newest = select(bar.c.start, func.max(bar.c.fetched_at).label("fetched_at")).where(mine).group_by(bar.c.start)
    latest = newest.subquery()
    query = (
        select(bar)
        .join(latest, (latest.c.start == bar.c.start) & (latest.c.fetched_at == bar.c.fetched_at))
        .where(mine)
        .order_by(bar.c.start)
    )
    return [Bar(**row) for row in connection.execute(query).mappings()]


def load_vintages(
    connection: Connection, symbol: str, *, provider: str, interval: str = "1d", as_of: datetime | None = None
) -> list[Bar]:
    """All that one provider ever said of a symbol by `as_of` (None: now), in the order in which it was fetched."""
    mine = (bar.c.symbol == symbol) & (bar.c.interval == interval) & (bar.c.provider == provider)
    if as_of is not None:
        mine = mine & (bar.c.fetched_at <= as_of)
    query = select(bar).where(mine).order_by(bar.c.fetched_at, bar.c.start)
    return [Bar(**row) for row in connection.execute(query).mappings()]


def held_span(connection: Connection, symbol: str, *, provider: str, interval: str = "1d") -> tuple[date, date] | None:
    """First and last session held of a symbol from one provider; None when there is none."""
    mine = (bar.c.symbol == symbol) & (bar.c.interval == interval) & (bar.c.provider == provider)
    first, last = connection.execute(select(func.min(bar.c.start), func.max(bar.c.start)).where(mine)).one()
    return (first.date(), last.date()) if first else None


def series_known(connection: Connection) -> list[tuple[str, str, str]]:
    """Symbol, interval and provider of all that is held or was asked for, sorted."""
    tables = (bar, bar_answer)
    query = union(*(select(table.c.symbol, table.c.interval, table.c.provider) for table in tables))
    return sorted((row.symbol, row.interval, row.provider) for row in connection.execute(query))


def last_answer(connection: Connection, provider: str) -> BarAnswer | None:
    """What this provider was asked last; None when it never was."""
    query = select(bar_answer).where(bar_answer.c.provider == provider).order_by(bar_answer.c.id.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return _answer(row) if row else None


def bars_state(connection: Connection) -> tuple[int, datetime | None]:
    """How many bars are held and when the newest was fetched; changes whenever a bar is added."""
    count, newest = connection.execute(select(func.count(), func.max(bar.c.fetched_at)).select_from(bar)).one()
    return int(count), newest


def save_answers(connection: Connection, answers: Iterable[BarAnswer]) -> None:
    rows = [
        {
            "symbol": a.request.symbol,
            "interval": a.request.interval,
            "first": a.request.first,
            "last": a.request.last,
            "provider": a.provider,
            "asked_at": a.asked_at,
            "outcome": a.outcome,
            "bars": a.bars,
            "reason": a.reason,
        }
        for a in answers
    ]
    if rows:
        connection.execute(bar_answer.insert(), rows)


def load_answers(connection: Connection, provider: str, as_of: datetime | None = None) -> dict[str, list[BarAnswer]]:
    """What this provider was asked, by symbol, oldest first."""
    query = select(bar_answer).where(bar_answer.c.provider == provider).order_by(bar_answer.c.asked_at, bar_answer.c.id)
    if as_of is not None:
        query = query.where(bar_answer.c.asked_at <= as_of)
    grouped: dict[str, list[BarAnswer]] = {}
    for row in connection.execute(query).mappings():
        grouped.setdefault(row["symbol"], []).append(_answer(row))
    return grouped


def _answer(row: Any) -> BarAnswer:
    request = BarRequest(**{key: row[key] for key in ("symbol", "interval", "first", "last")})
    fields = {key: row[key] for key in ("provider", "asked_at", "outcome", "bars", "reason")}
    return BarAnswer(request=request, **fields)


def _label(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _is_later(held: Bar, new: Bar, *, same: bool) -> bool:
    """Whether a bar is a vintage of its own. Of two answers of one moment the first stands. same: equal ones count."""
    if held.fetched_at == new.fetched_at:
        return False
    return same or any(getattr(held, name) != getattr(new, name) for name in _VALUES)


def _row(item: Bar) -> dict[str, Any]:
    return {column.name: getattr(item, column.name) for column in bar.columns}
