"""Dated events of calendar files and providers: what stood in which source, and from when to when.

Nothing is deleted: an event that vanished from its source keeps standing here with the time it was missed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.schema import calendar_event
from tracker.records import CalendarEvent, CalendarKind

_QUERY = select(calendar_event).order_by(calendar_event.c.date, calendar_event.c.name, calendar_event.c.id)


def save_calendar(connection: Connection, source: str, events: Sequence[CalendarEvent], now: datetime) -> int:
    """Make `events` what stands in the file `source` from now on; returns how many of them are new.

    An event that stands there already keeps its `first_seen`; one that does not any more is marked as removed.
    """
    wanted = {item.id for item in events}
    gone = [item for item in standing(connection, source) if item.id not in wanted]
    return change_calendar(connection, source, events, gone, now)


def change_calendar(
    connection: Connection,
    source: str,
    events: Sequence[CalendarEvent],
    gone: Sequence[CalendarEvent],
    now: datetime,
) -> int:
    """Add the events of `source` that do not stand there yet, and mark others as removed; returns how many are new."""
    held = {item.id for item in standing(connection, source)}
    fresh = {item.id: _row(item) for item in events if item.id not in held}
    _remove(connection, source, [item.id for item in gone], now)
    if fresh:
        connection.execute(calendar_event.insert(), list(fresh.values()))
    return len(fresh)


def standing(connection: Connection, source: str, symbol: str | None = None) -> list[CalendarEvent]:
    """What stands in a source now, by date; with `symbol`, of one company."""
    query = _QUERY.where(calendar_event.c.source == source, calendar_event.c.removed_at.is_(None))
    if symbol is not None:
        query = query.where(calendar_event.c.symbol == symbol)
    return [_event(row) for row in connection.execute(query).mappings()]


def forget_sources(connection: Connection, kept: Collection[str], now: datetime) -> int:
    """Mark as removed what stands in sources other than `kept`; returns how many events those are."""
    others = calendar_event.c.removed_at.is_(None) & calendar_event.c.source.not_in(list(kept))
    return connection.execute(calendar_event.update().where(others).values(removed_at=now)).rowcount


def load_calendar(connection: Connection, as_of: datetime | None = None) -> list[CalendarEvent]:
    """What stands in all sources, by date; with `as_of`, what stood there then."""
    query = _QUERY
    if as_of is None:
        query = query.where(calendar_event.c.removed_at.is_(None))
    else:
        gone = calendar_event.c.removed_at <= as_of
        query = query.where(calendar_event.c.first_seen <= as_of, calendar_event.c.removed_at.is_(None) | ~gone)
    return [_event(row) for row in connection.execute(query).mappings()]


def _remove(connection: Connection, source: str, ids: Collection[str], now: datetime) -> None:
    for id_ in ids:
        held = (calendar_event.c.source == source) & (calendar_event.c.id == id_)
        connection.execute(
            calendar_event.update().where(held & calendar_event.c.removed_at.is_(None)).values(removed_at=now)
        )


def _row(item: CalendarEvent) -> dict[str, Any]:
    names = ("id", "first_seen", "date", "time", "symbol", "name", "source")
    return {**{name: getattr(item, name) for name in names}, "kind": str(item.kind), "removed_at": None}


def _event(row: Any) -> CalendarEvent:
    names = ("id", "first_seen", "date", "time", "symbol", "name", "source")
    return CalendarEvent(**{name: row[name] for name in names}, kind=CalendarKind(row["kind"]))
