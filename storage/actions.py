"""Splits and payouts as providers tell them, every vintage kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.schema import corporate_action as table
from tracker.records import Action, ActionKind

_Key = tuple[str, date, ActionKind, str]


def save_actions(connection: Connection, actions: Iterable[Action]) -> int:
    """Add actions that are new or have another value than the newest vintage held; returns how many were added."""
    given = {_key(action): action for action in actions}
    held = {_key(action): action for name in {key[0] for key in given} for action in _newest(connection, name, None)}
    fresh = [
        action
        for key, action in given.items()
        if key not in held or (held[key].value != action.value and held[key].fetched_at < action.fetched_at)
    ]
    if fresh:
        connection.execute(table.insert(), [_row(action) for action in fresh])
    return len(fresh)


def load_actions(connection: Connection, symbol: str, provider: str, as_of: datetime | None = None) -> list[Action]:
    """The newest vintage of each action of one provider known at `as_of` (None: now), oldest session first."""
    return [action for action in _newest(connection, symbol, as_of) if action.provider == provider]


def _newest(connection: Connection, symbol: str, as_of: datetime | None) -> list[Action]:
    query = select(table).where(table.c.symbol == symbol).order_by(table.c.session, table.c.kind, table.c.fetched_at)
    if as_of is not None:
        query = query.where(table.c.fetched_at <= as_of)
    rows = (Action(**{**row, "kind": ActionKind(row["kind"])}) for row in connection.execute(query).mappings())
    return list({_key(action): action for action in rows}.values())


def _row(action: Action) -> dict[str, Any]:
    return {column.name: getattr(action, column.name) for column in table.columns} | {"kind": str(action.kind)}


def _key(action: Action) -> _Key:
    return action.symbol, action.session, action.kind, action.provider
