"""Measurements around the minute of the news. Derived: only the rows that differ are touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from storage.codec import from_json, to_json
from storage.engine import sync_rows
from storage.schema import window_impact
from tracker.records import Reason, WindowImpact

LACKING = (Reason.NO_BARS, Reason.NO_PRICES, Reason.MISSING_BAR, Reason.BAD_QUALITY, Reason.NO_BENCHMARK)
"""Reasons that more bars may take away."""


def save_windows(connection: Connection, marks: Mapping[str, str], windows: Sequence[WindowImpact]) -> int:
    """Make the stored windows of these stories exactly these; returns how many rows changed.

    marks: of every story measured, also one without a window, a short mark of what it was measured for and by.
    """
    rows: dict[str, list[dict[str, Any]]] = {id_: [] for id_ in marks}
    for item in windows:
        rows[item.story].append(_row(item, marks[item.story]))
    return sum(sync_rows(connection, window_impact, {"story": id_}, found) for id_, found in rows.items())


def marks_held(connection: Connection) -> dict[str, str]:
    """The mark under which each story was measured last; stories without a window are not among them."""
    query = select(window_impact.c.story, func.max(window_impact.c.mark)).group_by(window_impact.c.story)
    return {row[0]: row[1] for row in connection.execute(query)}


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


def stories_lacking(connection: Connection, due_since: datetime) -> set[str]:
    """The stories with a window, due since then, that lacks prices: a provider may have been late, or away."""
    table = window_impact
    reasons = [str(reason) for reason in LACKING]
    query = select(table.c.story).where(table.c.due_at >= due_since, table.c.reason.in_(reasons)).distinct()
    return set(connection.execute(query).scalars())


def _row(item: WindowImpact, mark: str) -> dict[str, Any]:
    flat = ("story", "symbol", "session", "window", "due_at", "impact", "tradable", "market_adjusted")
    return {
        **{name: getattr(item, name) for name in flat},
        "reason": None if item.impact_reason is None else str(item.impact_reason),
        "mark": mark,
        "detail": to_json(item),
    }
