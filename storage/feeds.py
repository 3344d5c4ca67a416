"""Feeds: what we know of their servers, the log of questions, the raw bytes.

Validators are written in the same transaction as the articles of the same answer: the other order would lose
entries for ever after a crash between the two.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from storage.schema import body, feed_move, feed_state, fetch, host_pause
from tracker.records import Basis, FeedState, Fetched, FetchOutcome, HostPause, Reading

GOOD = (str(FetchOutcome.OK), str(FetchOutcome.NOT_MODIFIED))


def feed_states(connection: Connection) -> dict[str, FeedState]:
    """Every feed ever asked, by id."""
    rows = connection.execute(select(feed_state)).mappings()
    return {row["feed"]: FeedState(**row) for row in rows}


# Written once and not for each row: to put a statement together takes longer than to carry it out.
_CHANGE_STATE = feed_state.update().where(feed_state.c.feed == bindparam("its_feed"))


def save_feed_state(connection: Connection, state: FeedState) -> None:
    values = {column.name: getattr(state, column.name) for column in feed_state.columns}
    changed = connection.execute(_CHANGE_STATE, {**values, "its_feed": state.feed})
    if changed.rowcount == 0:
        connection.execute(feed_state.insert(), values)


def keep_body(connection: Connection, fetched: Fetched) -> str:
    """Store the bytes once per content; returns their hash."""
    digest = fetched.body_hash
    if digest is None:
        raise ValueError(f"{fetched.feed}: an answer without a body has no bytes to keep")
    if connection.execute(select(body.c.hash).where(body.c.hash == digest)).first() is None:
        data = zlib.compress(fetched.body, 6)
        connection.execute(body.insert(), {"hash": digest, "data": data, "first_seen": fetched.at})
    return digest


def load_body(connection: Connection, digest: str) -> bytes | None:
    """The raw bytes as served, or None when unknown."""
    data = connection.execute(select(body.c.data).where(body.c.hash == digest)).scalar()
    return zlib.decompress(data) if data is not None else None


def host_pauses(connection: Connection) -> dict[str, HostPause]:
    """Every host that asked to be left alone and has not given a good answer since, by politeness key."""
    return {row["host"]: HostPause(**row) for row in connection.execute(select(host_pause)).mappings()}


def save_pause(connection: Connection, pause: HostPause) -> None:
    values = {column.name: getattr(pause, column.name) for column in host_pause.columns}
    end_pause(connection, pause.host)
    connection.execute(host_pause.insert().values(**values))


def end_pause(connection: Connection, host: str) -> None:
    connection.execute(host_pause.delete().where(host_pause.c.host == host))


def note_move(connection: Connection, before: FeedState, after: FeedState, at: datetime) -> None:
    """Write down that a feed is asked at another address from now on; nothing when it is not."""
    if before.asked_url != after.asked_url:
        move = {"feed": after.feed, "at": at, "from_url": before.asked_url, "to_url": after.asked_url}
        connection.execute(feed_move.insert().values(**move))


def log_fetch(
    connection: Connection,
    fetched: Fetched,
    *,
    entries: int = 0,
    new: int = 0,
    changed: int = 0,
    lost_since: datetime | None = None,
    reader: str | None = None,
) -> None:
    ok = fetched.outcome is FetchOutcome.OK
    row = {
        "feed": fetched.feed,
        "at": fetched.at,
        "url": fetched.url,
        "final_url": fetched.final_url,
        "outcome": str(fetched.outcome),
        "status": fetched.status,
        "fault": str(fetched.fault) if fetched.fault else None,
        "size": len(fetched.body),
        "body_hash": fetched.body_hash if ok else None,
        "entries": entries,
        "new": new,
        "changed": changed,
        "lost_since": lost_since,
        "reader": reader,
        "reason": fetched.reason,
    }
    connection.execute(fetch.insert(), row)


def looked_before(connection: Connection, readings: Iterable[Reading]) -> dict[str, datetime]:
    """By article: the good poll of its feed before the one that first showed what it says now.

    Only of those whose own date does not tell when that was; those that came with their feed's first poll have none.
    """
    found = {}
    for reading in readings:
        article, stamp = reading.article, reading.stamp
        if stamp.basis is not Basis.FIRST_SEEN or article.backfilled:
            continue
        last = select(func.max(fetch.c.at)).where(
            fetch.c.feed == article.feed, fetch.c.at < article.first_seen, fetch.c.outcome.in_(GOOD)
        )
        at = connection.execute(last).scalar()
        if at is not None:
            found[article.id] = at
    return found


def origins(connection: Connection, hashes: Iterable[str]) -> dict[str, tuple[str, datetime]]:
    """For each hash of bytes: the address that first gave them, and when."""
    query = select(fetch.c.body_hash, fetch.c.final_url, fetch.c.at).where(fetch.c.body_hash.in_(set(hashes)))
    found: dict[str, tuple[str, datetime]] = {}
    for row in connection.execute(query.order_by(fetch.c.id)):
        found.setdefault(row[0], (row[1], row[2]))
    return found
