"""Emptying the derived tables, so that they can be made again."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.schema import DERIVED


def empty_derived(connection: Connection) -> None:
    """Delete every derived row; ground truth is not touched."""
    for table in DERIVED:
        connection.execute(table.delete())
