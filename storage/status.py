"""What the database says about the daemon's work, read with the standard library alone.

`newsimpact status` must answer at once, also while the daemon writes and when it is down, so this module keeps
SQLAlchemy out. It reads SQLite only and changes nothing.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tracker.errors import StoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A look at the database. Instants are aware UTC; None means never."""

    counts: dict[str, int]
    """Rows of articles, stories, impacts (with an abnormal return) and bars."""
    daemon_at: datetime | None
    daemon: dict[str, Any]
    """pid, state and tick_seconds, as last written; empty when it never ran."""
    cycle_at: datetime | None
    cycle: dict[str, Any]
    """Counts by stage, and problems, of the last cycle."""
    failing: tuple[dict[str, Any], ...]
    """Feeds that fail now: feed, since, failures, reason, next_check."""
    feeds_ok: int
    prices: tuple[dict[str, Any], ...]
    """Symbols whose last question to a provider failed: symbol, outcome, reason."""
    outbox: dict[str, int]
    """Messages by state."""
    last_digest: str | None
    """Session of the newest digest that was sent."""


def read_status(path: Path) -> Status:
    """Raises StoreError when there is no database or it is not one of ours."""
    if not path.is_file():
        raise StoreError(f"{path}: no database yet; `newsimpact run --once` makes one")
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
    connection.row_factory = sqlite3.Row
    try:
        return _read(connection)
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: cannot be read as a newsimpact database ({error})") from error
    finally:
        connection.close()


def _read(connection: sqlite3.Connection) -> Status:
    pulses = {row["name"]: row for row in connection.execute("SELECT name, at, value FROM pulse")}
    daemon_at, daemon = _pulse(pulses.get("daemon"))
    cycle_at, cycle = _pulse(pulses.get("cycle"))
    sent = connection.execute("SELECT max(period) FROM outbox WHERE kind = 'digest' AND state = 'sent'").fetchone()
    states = connection.execute("SELECT state, count(*) FROM outbox GROUP BY state")
    failing = connection.execute(
        "SELECT feed, failing_since AS since, failures, reason, next_check_at AS next_check"
        " FROM feed_state WHERE failures > 0 ORDER BY feed"
    )
    prices = connection.execute(
        "SELECT symbol, outcome, reason FROM bar_answer WHERE outcome NOT IN ('ok', 'no_data')"
        " AND id IN (SELECT max(id) FROM bar_answer GROUP BY symbol) ORDER BY symbol"
    )
    return Status(
        counts={
            "articles": _count(connection, "article"),
            "stories": _count(connection, "story"),
            "impacts": _count(connection, "impact WHERE reason IS NULL"),
            "bars": _count(connection, "bar"),
        },
        daemon_at=daemon_at,
        daemon=daemon,
        cycle_at=cycle_at,
        cycle=cycle,
        failing=tuple(
            {**dict(row), "since": _instant(row["since"]), "next_check": _instant(row["next_check"])} for row in failing
        ),
        feeds_ok=_count(connection, "feed_state WHERE failures = 0"),
        prices=tuple(dict(row) for row in prices),
        outbox={row[0]: row[1] for row in states},
        last_digest=sent[0],
    )


def _count(connection: sqlite3.Connection, source: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {source}").fetchone()[0])


def _pulse(row: sqlite3.Row | None) -> tuple[datetime | None, dict[str, Any]]:
    return (_instant(row["at"]), json.loads(row["value"])) if row else (None, {})


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
