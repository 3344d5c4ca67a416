"""What the database says about the daemon's work, read with the standard library alone.

`newsimpact status` must answer at once, also while the daemon writes and when it is down, so this module keeps
SQLAlchemy out. It reads SQLite only and changes nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storage.access import reading_uri
from tracker.errors import StoreError
from tracker.records import FeedCondition, feed_condition


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
    """Feeds that are not well: feed, state, since, failures, reason, next_check."""
    feeds_ok: int
    feeds: dict[str, int]
    """Feeds in use by state, for each state that occurs."""
    prices: tuple[dict[str, Any], ...]
    """Symbols that are followed whose last question to a provider failed: symbol, outcome, reason."""
    outbox: dict[str, int]
    """Messages by state."""
    last_digest: str | None
    """Session of the newest digest that was sent."""


def read_status(path: Path, followed: Collection[str] | None = None) -> Status:
    """followed: symbols of the settings, since others may be held from earlier ones; None: all that are held.

    Raises StoreError when there is no database or it is not one of ours.
    """
    if not path.is_file():
        raise StoreError(f"{path}: no database yet; `newsimpact run --once` makes one")
    connection = sqlite3.connect(reading_uri(path), uri=True, timeout=5)
    connection.row_factory = sqlite3.Row
    try:
        return _read(connection, followed)
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: cannot be read as a newsimpact database ({error})") from error
    finally:
        connection.close()


def _read(connection: sqlite3.Connection, followed: Collection[str] | None) -> Status:
    pulses = {row["name"]: row for row in connection.execute("SELECT name, at, value FROM pulse")}
    daemon_at, daemon = _pulse(pulses.get("daemon"))
    cycle_at, cycle = _pulse(pulses.get("cycle"))
    sent = connection.execute("SELECT max(period) FROM outbox WHERE kind = 'digest' AND state = 'sent'").fetchone()
    messages = connection.execute("SELECT state, count(*) FROM outbox GROUP BY state")
    feeds = _feeds(connection, _pulse(pulses.get("feeds"))[1])
    states = Counter(feed["state"] for feed in feeds)
    prices = connection.execute(
        "SELECT symbol, outcome, reason FROM bar_answer WHERE outcome NOT IN ('ok', 'no_data')"
        " AND id IN (SELECT max(id) FROM bar_answer GROUP BY symbol, interval) ORDER BY symbol, interval"
    )
    return Status(
        counts={
            "articles": _count(connection, "article"),
            "stories": _count(connection, "story"),
            "impacts": _count(connection, "impact WHERE reason IS NULL"),
            "bars": _count(connection, "bar") + _intraday_bars(connection),
        },
        daemon_at=daemon_at,
        daemon=daemon,
        cycle_at=cycle_at,
        cycle=cycle,
        failing=tuple(feed for feed in feeds if feed["state"] != FeedCondition.OK),
        feeds_ok=states[FeedCondition.OK],
        feeds=dict(states),
        prices=tuple(dict(row) for row in prices if followed is None or row["symbol"] in followed),
        outbox={row[0]: row[1] for row in messages},
        last_digest=sent[0],
    )


def _feeds(connection: sqlite3.Connection, noted: dict[str, Any]) -> list[dict[str, Any]]:
    """How each feed is, by id. `noted`: the daemon's last note, of the feeds in use; empty when it made none."""
    rows = connection.execute(
        "SELECT feed, fault, last_ok_at, disabled_at, failing_since AS since, failures, reason,"
        " next_check_at AS next_check FROM feed_state ORDER BY feed"
    )
    known = {row["feed"]: _feed(row, noted.get(row["feed"], {})) for row in rows}
    unknown = dict.fromkeys(("since", "reason", "next_check"))
    for feed in noted:
        known.setdefault(feed, {"feed": feed, "state": str(FeedCondition.NEVER_POLLED), "failures": 0, **unknown})
    return [known[feed] for feed in sorted(known) if not noted or feed in noted]


def _feed(row: sqlite3.Row, noted: dict[str, Any]) -> dict[str, Any]:
    state, reason = _condition(row), row["reason"]
    if state is FeedCondition.OK and noted.get("state") == FeedCondition.FROZEN:  # its row cannot tell
        state, reason = FeedCondition.FROZEN, noted.get("reason")
    return {
        "feed": row["feed"],
        "state": str(state),
        "since": _instant(row["since"]),
        "failures": row["failures"],
        "reason": reason,
        "next_check": _instant(row["next_check"]) if state is not FeedCondition.GONE else None,
    }


def _condition(row: sqlite3.Row) -> FeedCondition:
    return feed_condition(
        disabled=row["disabled_at"] is not None,
        fault=row["fault"],
        failures=row["failures"],
        heard=row["last_ok_at"] is not None,
    )


def _count(connection: sqlite3.Connection, source: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {source}").fetchone()[0])


def _intraday_bars(connection: sqlite3.Connection) -> int:
    """Counted as they are written. A database that this version has not opened yet has no such table."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'bar_series'").fetchone():
        return 0
    return int(connection.execute("SELECT coalesce(sum(bars), 0) FROM bar_series").fetchone()[0])


def _pulse(row: sqlite3.Row | None) -> tuple[datetime | None, dict[str, Any]]:
    return (_instant(row["at"]), json.loads(row["value"])) if row else (None, {})


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
