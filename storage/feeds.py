"""Feeds: what we know of their servers, the log of questions, the raw bytes.

Validators are written in the same transaction as the articles of the same answer: the other order would lose
entries for ever after a crash between the two.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.schema import article, article_version, body, feed_state, fetch
from tracker.records import Fetched, FetchOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """One row of `feed_state`; see the schema for what None means."""

    feed: str
    url: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    first_polled_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0
    fault: str | None = None
    reason: str | None = None
    gone_at: datetime | None = None
    disabled_at: datetime | None = None
    moved_to: str | None = None
    moved_since: datetime | None = None
    moved_seen: int = 0
    adopted_url: str | None = None
    new_per_day: float | None = None
    hint_seconds: int | None = None
    interval_seconds: int | None = None
    key_policy: str = "guid"
    zone_offset_minutes: int | None = None
    next_check_at: datetime

    @property
    def asked_url(self) -> str:
        """The address to ask: the one a permanent redirect led to, if it was taken over, else the settings'."""
        return self.adopted_url or self.url


def feed_states(connection: Connection) -> dict[str, FeedState]:
    """Every feed ever asked, by id."""
    rows = connection.execute(select(feed_state)).mappings()
    return {row["feed"]: FeedState(**row) for row in rows}


def save_feed_state(connection: Connection, state: FeedState) -> None:
    values = {column.name: getattr(state, column.name) for column in feed_state.columns}
    changed = connection.execute(feed_state.update().where(feed_state.c.feed == state.feed).values(**values))
    if changed.rowcount == 0:
        connection.execute(feed_state.insert().values(**values))


def keep_body(connection: Connection, fetched: Fetched) -> str:
    """Store the bytes once per content; returns their hash."""
    digest = fetched.body_hash
    if digest is None:
        raise ValueError(f"{fetched.feed}: an answer without a body has no bytes to keep")
    if connection.execute(select(body.c.hash).where(body.c.hash == digest)).first() is None:
        data = zlib.compress(fetched.body, 6)
        connection.execute(body.insert().values(hash=digest, data=data, first_seen=fetched.at))
    return digest


def load_body(connection: Connection, digest: str) -> bytes | None:
    """The raw bytes as served, or None when unknown."""
    data = connection.execute(select(body.c.data).where(body.c.hash == digest)).scalar()
    return zlib.decompress(data) if data is not None else None


def log_fetch(connection: Connection, fetched: Fetched, *, entries: int = 0, new: int = 0, changed: int = 0) -> None:
    ok = fetched.outcome is FetchOutcome.OK
    connection.execute(
        fetch.insert().values(
            feed=fetched.feed,
            at=fetched.at,
            url=fetched.url,
            final_url=fetched.final_url,
            outcome=str(fetched.outcome),
            status=fetched.status,
            fault=str(fetched.fault) if fetched.fault else None,
            size=len(fetched.body),
            body_hash=fetched.body_hash if ok else None,
            entries=entries,
            new=new,
            changed=changed,
            reason=fetched.reason,
        )
    )


def newest_items(connection: Connection, feeds: Iterable[str]) -> dict[str, datetime]:
    """When each feed's newest article was published, or first seen when it has no date."""
    shown = func.coalesce(article_version.c.published, article.c.first_seen)
    query = (
        select(article.c.feed, func.max(shown))
        .join(article_version, article_version.c.article == article.c.id)
        .where(article.c.feed.in_(list(feeds)))
        .group_by(article.c.feed)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def origins(connection: Connection, hashes: Iterable[str]) -> dict[str, tuple[str, datetime]]:
    """For each hash of bytes: the address that first gave them, and when."""
    query = select(fetch.c.body_hash, fetch.c.final_url, fetch.c.at).where(fetch.c.body_hash.in_(set(hashes)))
    found: dict[str, tuple[str, datetime]] = {}
    for row in connection.execute(query.order_by(fetch.c.id)):
        found.setdefault(row[0], (row[1], row[2]))
    return found
