"""Price bars, every vintage, and the log of what was asked.

Daily bars have a table of their own, intraday ones another (`storage.intraday`), which is read in columns. What was
asked is one table for all intervals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, Select, func, select, union

from storage.intraday import intraday_state, save_intraday
from storage.schema import bar, bar_answer, bar_series
from tracker.records import Bar, BarAnswer, BarRequest, Quality

DAILY = "1d"
QUALITIES = {str(quality): quality for quality in Quality}
_VALUES = ("open", "high", "low", "close", "adj_close", "volume", "is_final", "quality")


def save_bars(connection: Connection, bars: Sequence[Bar], *, whole: bool = False) -> int:
    """Add bars that are new or differ from the newest vintage held; returns how many were added. Any interval.

    whole: add those that are the same too, so that it is known what an answer that restates prices has confirmed.
    """
    daily = [b for b in bars if b.interval == DAILY]
    return _save_daily(connection, daily, whole=whole) + save_intraday(
        connection, (b for b in bars if b.interval != DAILY), whole=whole
    )


def _save_daily(connection: Connection, bars: Sequence[Bar], *, whole: bool) -> int:
    added = 0
    for symbol, provider in sorted({(b.symbol, b.provider) for b in bars}):
        part = [b for b in bars if (b.symbol, b.provider) == (symbol, provider)]
        days = [b.session for b in part]
        held = load_bars(connection, symbol, min(days), max(days), provider=provider)
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
    as_of: datetime | None = None,
) -> list[Bar]:
    """The newest vintage of each daily bar of one provider known at `as_of` (None: now), oldest session first."""
    mine = _daily(symbol, provider) & (bar.c.start >= _label(first)) & (bar.c.start <= _label(last))
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
    return _bars(connection, query)


def load_vintages(connection: Connection, symbol: str, *, provider: str, as_of: datetime | None = None) -> list[Bar]:
    """All that one provider ever said of a symbol's days by `as_of` (None: now), in the order it was fetched."""
    mine = _daily(symbol, provider)
    if as_of is not None:
        mine = mine & (bar.c.fetched_at <= as_of)
    query = select(bar).where(mine).order_by(bar.c.fetched_at, bar.c.start)
    return _bars(connection, query)


def held_span(connection: Connection, symbol: str, *, provider: str) -> tuple[date, date] | None:
    """First and last session of which a daily bar of one provider is held; None when there is none."""
    mine = _daily(symbol, provider)
    first, last = connection.execute(select(func.min(bar.c.start), func.max(bar.c.start)).where(mine)).one()
    return (first.date(), last.date()) if first else None


def series_known(connection: Connection) -> list[tuple[str, str, str]]:
    """Symbol, interval and provider of all that is held or was asked for, sorted."""
    tables = (bar, bar_series, bar_answer)
    query = union(*(select(table.c.symbol, table.c.interval, table.c.provider) for table in tables))
    return sorted((row.symbol, row.interval, row.provider) for row in connection.execute(query))


def last_answer(connection: Connection, provider: str) -> BarAnswer | None:
    """What this provider was asked last; None when it never was."""
    query = select(bar_answer).where(bar_answer.c.provider == provider).order_by(bar_answer.c.id.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return _answer(row) if row else None


def daily_state(connection: Connection) -> tuple[int, datetime | None]:
    """How many daily bars are held and when the newest was fetched; changes whenever one is added."""
    count, newest = connection.execute(select(func.count(), func.max(bar.c.fetched_at)).select_from(bar)).one()
    return int(count), newest


def bars_state(connection: Connection) -> tuple[int, datetime | None]:
    """The same for bars of any interval."""
    count, newest = daily_state(connection)
    more, latest = intraday_state(connection)
    return count + more, max((at for at in (newest, latest) if at is not None), default=None)


def save_answers(connection: Connection, answers: Iterable[BarAnswer]) -> None:
    """Note what was asked and how it went.

    The same intraday question with the same outcome as the last time takes the place of that one: while a market is
    open it is asked every few minutes, and nobody ever wants to know how often.
    """
    for answer in answers:
        row = _answer_row(answer)
        last = _last_of_series(connection, answer) if answer.request.interval != DAILY else None
        if last is not None and all(row[name] == last[name] for name in ("first", "last", "outcome")):
            # Not changed in its place: the numbers of the rows tell in which order questions were asked.
            connection.execute(bar_answer.delete().where(bar_answer.c.id == last["id"]))
        connection.execute(bar_answer.insert().values(**row))


def _answer_row(answer: BarAnswer) -> dict[str, Any]:
    request = answer.request
    return {
        "symbol": request.symbol,
        "interval": request.interval,
        "first": request.first,
        "last": request.last,
        "provider": answer.provider,
        "asked_at": answer.asked_at,
        "outcome": answer.outcome,
        "bars": answer.bars,
        "reason": answer.reason,
    }


def _last_of_series(connection: Connection, answer: BarAnswer) -> Any:
    query = (
        select(bar_answer)
        .where(
            bar_answer.c.symbol == answer.request.symbol,
            bar_answer.c.interval == answer.request.interval,
            bar_answer.c.provider == answer.provider,
        )
        .order_by(bar_answer.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).mappings().first()


def load_answers(
    connection: Connection,
    provider: str,
    as_of: datetime | None = None,
    *,
    interval: str = DAILY,
    since: date | None = None,
) -> dict[str, list[BarAnswer]]:
    """What this provider was asked of one interval, by symbol, oldest first.

    since: questions that end before it are left out.
    """
    query = (
        select(bar_answer)
        .where(bar_answer.c.provider == provider, bar_answer.c.interval == interval)
        .order_by(bar_answer.c.asked_at, bar_answer.c.id)
    )
    if as_of is not None:
        query = query.where(bar_answer.c.asked_at <= as_of)
    if since is not None:
        query = query.where(bar_answer.c.last >= since)
    grouped: dict[str, list[BarAnswer]] = {}
    for row in connection.execute(query).mappings():
        grouped.setdefault(row["symbol"], []).append(_answer(row))
    return grouped


def _answer(row: Any) -> BarAnswer:
    request = BarRequest(**{key: row[key] for key in ("symbol", "interval", "first", "last")})
    fields = {key: row[key] for key in ("provider", "asked_at", "outcome", "bars", "reason")}
    return BarAnswer(request=request, **fields)


def _daily(symbol: str, provider: str) -> Any:
    """The condition that rows of `bar` are of this series."""
    return (bar.c.symbol == symbol) & (bar.c.interval == DAILY) & (bar.c.provider == provider)


def _bars(connection: Connection, query: Select[Any]) -> list[Bar]:
    """The rows of a query on `bar` as records. An answer reads tens of thousands, and SQLAlchemy's own mappings of rows
    take a quarter longer."""
    result = connection.execute(query)
    names = tuple(result.keys())
    return [
        Bar(**fields | {"quality": QUALITIES[fields["quality"]]})
        for fields in (dict(zip(names, row, strict=True)) for row in result)
    ]


def _label(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _is_later(held: Bar, new: Bar, *, same: bool) -> bool:
    """Whether a bar is a vintage of its own. Of two answers of one moment the first stands. same: equal ones count."""
    if held.fetched_at == new.fetched_at:
        return False
    return same or any(getattr(held, name) != getattr(new, name) for name in _VALUES)


def _row(item: Bar) -> dict[str, Any]:
    return {column.name: getattr(item, column.name) for column in bar.columns} | {"quality": str(item.quality)}
