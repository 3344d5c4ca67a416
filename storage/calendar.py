"""Dated events of the user's calendar files: what stood in which file, and from when to when.

Nothing is deleted: a row that vanished from its file keeps standing here with the time it was missed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.schema import calendar_event
from tracker.records import CalendarEvent, CalendarKind


def save_calendar(connection: Connection, source: str, events: Sequence[CalendarEvent], now: datetime) -> int:
    """Make `events` what stands in the file `source` from now on; returns how many of them are new.

    An event that stands there already keeps its `first_seen`; one that does not any more is marked as removed.
    """
    standing = _standing(connection, source)
    wanted = {item.id: item for item in events}
    _remove(connection, source, standing - wanted.keys(), now)
    fresh = [_row(item) for id_, item in wanted.items() if id_ not in standing]
    if fresh:
        connection.execute(calendar_event.insert(), fresh)
    return len(fresh)


def forget_sources(connection: Connection, kept: Collection[str], now: datetime) -> int:
    """Mark as removed what stands in files other than `kept`; returns how many events those are."""
    standing = calendar_event.c.removed_at.is_(None) & calendar_event.c.source.not_in(list(kept))
    return connection.execute(calendar_event.update().where(standing).values(removed_at=now)).rowcount


def load_calendar(connection: Connection, as_of: datetime | None = None) -> list[CalendarEvent]:
    """What stands in the files, by date; with `as_of`, what stood there then."""
    query = select(calendar_event).order_by(calendar_event.c.date, calendar_event.c.name, calendar_event.c.id)
    if as_of is None:
        query = query.where(calendar_event.c.removed_at.is_(None))
    else:
        gone = calendar_event.c.removed_at <= as_of
        query = query.where(calendar_event.c.first_seen <= as_of, calendar_event.c.removed_at.is_(None) | ~gone)
    return [_event(row) for row in connection.execute(query).mappings()]


def _standing(connection: Connection, source: str) -> set[str]:
    held = (calendar_event.c.source == source) & calendar_event.c.removed_at.is_(None)
    return set(connection.execute(select(calendar_event.c.id).where(held)).scalars())


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
