"""Opening the database and its two kinds of transaction.

`Store.write()` takes the write lock at once (SQLite: BEGIN IMMEDIATE), because a deferred transaction that
reads first and writes later fails at once when somebody else wrote in between, whatever the timeout.
`Store.read()` sees one consistent state. No business logic.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table, create_engine, event, select, tuple_
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError, OperationalError

from storage.access import may_write, reading_uri
from storage.upgrade import upgrade
from tracker.errors import StoreError

DATABASE_NAME = "newsimpact.db"

PART = 500
"""Values in one statement; SQLite takes some thousand."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Store:
    """An open database. Cheap to hold; connections are made per transaction."""

    engine: Engine

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may write; commits at the end, rolls back on any exception."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent state to read from."""
        with self.engine.connect().execution_options(newsimpact_read=True) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        self.engine.dispose()


def open_store(url: str | Path, *, busy_seconds: float = 5.0) -> Store:
    """Open (creating and migrating when needed) the database at a path or a SQLAlchemy URL.

    A file that may only be read is opened for reading. Raises StoreError when the file is no database, is newer than
    this program, or is older and cannot be written.
    """
    connecting: dict[str, Any] = {}
    if isinstance(url, Path):
        _make_folder(url.parent)
        # Put together from its parts: in a text, a `?` or `%` of the path would begin something else.
        target = URL.create("sqlite", database=str(url))
        if not may_write(url):
            connecting["creator"] = lambda: sqlite3.connect(
                reading_uri(url), uri=True, timeout=busy_seconds, check_same_thread=False
            )
    else:
        target = make_url(url)
    if target.get_backend_name() == "sqlite" and not connecting:
        connecting["connect_args"] = {"timeout": busy_seconds}
    # Parameters stay out of error messages: a feed's address may hold a key.
    engine = create_engine(target, hide_parameters=True, **connecting)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    store = Store(engine)
    try:
        upgrade(engine)
    except (DatabaseError, OperationalError) as error:
        store.close()
        shown = url if isinstance(url, Path) else target.render_as_string(hide_password=True)
        held = "locked" in str(error.orig) or "readonly" in str(error.orig)
        cure = "wait, or look who holds it and with what rights" if held else "move it away or name another"
        raise StoreError(f"{shown}: cannot be used as a database ({error.orig}); {cure}") from error
    return store


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be created ({error.strerror}); name another with --data") from error


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(dbapi: Any, _record: Any) -> None:
        dbapi.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "journal_size_limit=67108864"):
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("newsimpact_read", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def in_parts(values: Collection[T], size: int = PART) -> Iterator[list[T]]:
    """The values, so many at a time."""
    wanted = list(values)
    for start in range(0, len(wanted), size):
        yield wanted[start : start + size]


def sync_rows(connection: Connection, table: Table, scope: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> int:
    """Make the rows of `table` inside `scope` (column: value) exactly `rows`; touch only what differs.

    Returns how many rows were inserted, changed or deleted. This is how derived tables are written, so that
    deriving twice changes nothing.
    """
    keys = [column.name for column in table.primary_key.columns]
    names = [column.name for column in table.columns]
    condition = [table.c[name] == value for name, value in scope.items()]
    held = {tuple(row[k] for k in keys): row for row in connection.execute(select(table).where(*condition)).mappings()}
    wanted = {tuple(row[k] for k in keys): row for row in rows}
    gone = [key for key in held if key not in wanted]
    fresh = [row for key, row in wanted.items() if key not in held]
    changed = [r for key, r in wanted.items() if key in held and any(held[key][n] != r[n] for n in names)]
    columns = tuple_(*(table.c[k] for k in keys))
    for part in in_parts(gone, 200):
        connection.execute(table.delete().where(columns.in_(part)))
    for row in changed:
        connection.execute(table.update().where(*(table.c[k] == row[k] for k in keys)).values(**row))
    if fresh:
        connection.execute(table.insert(), [dict(row) for row in fresh])
    return len(gone) + len(fresh) + len(changed)
