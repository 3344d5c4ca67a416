"""Bringing a database to the schema of this version, by Alembic. Opens no connection of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from tracker.errors import StoreError

if TYPE_CHECKING:
    from storage.engine import Store

HEAD = "0001"
"""The newest migration; a test holds it against the migrations folder."""


def current_version(connection: Connection) -> str | None:
    """The migration this database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return str(row[0]) if row else None


def upgrade(store: Store) -> bool:
    """Run the missing migrations in one transaction; returns whether there were any."""
    with store.read() as connection:
        version = current_version(connection)
    if version == HEAD:
        return False
    if version is not None and version > HEAD:
        raise StoreError(f"{store.engine.url}: made by a newer version (schema {version}); upgrade newsimpact")
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with store.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
    return True
