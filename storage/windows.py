"""Measurements around the minute of the news. Derived: only the rows that differ are touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.codec import from_json, to_json
from storage.engine import sync_rows
from storage.schema import window_impact
from tracker.records import Reason, WindowImpact


def save_windows(connection: Connection, stories: Iterable[str], windows: Sequence[WindowImpact]) -> int:
    """Make the stored windows of these stories exactly these; returns how many rows changed."""
    rows: dict[str, list[dict[str, Any]]] = {id_: [] for id_ in stories}
    for item in windows:
        rows[item.story].append(_row(item))
    return sum(sync_rows(connection, window_impact, {"story": id_}, found) for id_, found in rows.items())


def load_windows(connection: Connection) -> list[WindowImpact]:
    """All windows, by story, symbol, session and window."""
    table = window_impact
    query = select(table.c.detail).order_by(table.c.story, table.c.symbol, table.c.session, table.c.window)
    return [from_json(WindowImpact, detail) for detail in connection.execute(query).scalars()]


def stories_due(connection: Connection, now: datetime) -> set[str]:
    """The stories with a window that had not ended when it was last asked for, and has by now."""
    table = window_impact
    query = select(table.c.story).where(table.c.due_at <= now, table.c.reason == str(Reason.NOT_YET)).distinct()
    return set(connection.execute(query).scalars())


def _row(item: WindowImpact) -> dict[str, Any]:
    flat = ("story", "symbol", "session", "window", "due_at", "impact", "tradable", "market_adjusted")
    return {
        **{name: getattr(item, name) for name in flat},
        "reason": None if item.impact_reason is None else str(item.impact_reason),
        "detail": to_json(item),
    }
