"""Signs of life: one row per name, overwritten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.schema import pulse


def beat(connection: Connection, name: str, at: datetime, value: Any) -> None:
    changed = connection.execute(pulse.update().where(pulse.c.name == name).values(at=at, value=value))
    if changed.rowcount == 0:
        connection.execute(pulse.insert().values(name=name, at=at, value=value))


def last_beat(connection: Connection, name: str) -> tuple[datetime, Any] | None:
    row = connection.execute(select(pulse.c.at, pulse.c.value).where(pulse.c.name == name)).first()
    return (row[0], row[1]) if row else None
