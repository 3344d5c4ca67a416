"""Bringing a database to the schema of this version, by Alembic. Opens no connection of its own."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from tracker.errors import StoreError

HEAD = "0008"
"""The newest migration; a test holds it against the migrations folder."""


def current_version(connection: Connection) -> str | None:
    """The migration this database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return str(row[0]) if row else None


def upgrade(engine: Engine) -> bool:
    """Run the missing migrations in one transaction; returns whether there were any."""
    # Reading only: a database that another process is writing to must not make every command wait.
    with engine.connect().execution_options(newsimpact_read=True) as connection:
        version = current_version(connection)
    if version == HEAD:
        return False
    if version is not None and version > HEAD:
        raise StoreError(f"{engine.url}: made by a newer version (schema {version}); upgrade newsimpact")
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
    return True
