"""Articles and their versions. First-seen is written once and never again; a changed text is a new version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from storage.schema import article, article_version, extraction
from tracker.records import Article, Basis, DateQuality, Precision

_VERSION_FIELDS = tuple(c.name for c in article_version.columns if c.name not in {"article", "version", "seen_at"})


def known_as_of(connection: Connection, as_of: datetime | None = None) -> list[Article]:
    """Every article in the newest version known at `as_of` (None: now), by first seen, then id."""
    return [_article(row) for row in connection.execute(_query(as_of))]


def unread(connection: Connection, made_by: str) -> list[Article]:
    """Articles whose newest version this very extractor has not read yet."""
    done = (
        select(extraction.c.article)
        .where((extraction.c.article == article_version.c.article) & (extraction.c.made_by == made_by))
        .where(extraction.c.version == article_version.c.version)
    )
    return [_article(row) for row in connection.execute(_query(None).where(~done.exists()))]


def versions(connection: Connection, ids: Sequence[str]) -> dict[str, list[Article]]:
    """All versions of these articles, oldest first."""
    query = select(article, article_version).join(article_version, article_version.c.article == article.c.id)
    query = query.where(article.c.id.in_(ids)).order_by(article.c.id, article_version.c.version)
    found: dict[str, list[Article]] = {}
    for row in connection.execute(query):
        found.setdefault(row._mapping["id"], []).append(_article(row))
    return found


def articles_state(connection: Connection) -> tuple[int, datetime | None]:
    """How many versions are held and when the newest came; changes whenever one is added."""
    query = select(func.count(), func.max(article_version.c.seen_at)).select_from(article_version)
    count, newest = connection.execute(query).one()
    return int(count), newest


def load_articles(connection: Connection, ids: Sequence[str]) -> dict[str, Article]:
    """Articles by id, newest version; unknown ids are absent."""
    found: dict[str, Article] = {}
    for start in range(0, len(ids), 500):
        rows = connection.execute(_query(None).where(article.c.id.in_(ids[start : start + 500])))
        found |= {item.id: item for item in map(_article, rows)}
    return found


def save_articles(connection: Connection, articles: Sequence[Article]) -> tuple[int, int]:
    """Insert what is new, add a version where the content changed; returns (new, changed).

    Idempotent: an article whose newest version has the same content hash is left alone, and the stored
    `first_seen` and `backfilled` win over what is handed in.
    """
    held = load_articles(connection, [item.id for item in articles])
    new = [item for item in articles if item.id not in held]
    changed = [item for item in articles if item.id in held and held[item.id].content_hash != item.content_hash]
    if new:
        keys = ("id", "feed", "key", "first_seen", "backfilled")
        connection.execute(article.insert(), [{k: getattr(item, k) for k in keys} for item in new])
        connection.execute(article_version.insert(), [_version(item, 1) for item in new])
    if changed:
        rows = [_version(item, held[item.id].version + 1) for item in changed]
        connection.execute(article_version.insert(), rows)
    return len(new), len(changed)


def _query(as_of: datetime | None) -> Select[Any]:
    # Asked per article, by its key: a list of all newest versions would cost more with every day of archive.
    others = article_version.alias()
    newest = select(func.max(others.c.version)).where(others.c.article == article.c.id)
    if as_of is not None:
        newest = newest.where(others.c.seen_at <= as_of)
    return (
        select(article, article_version)
        .join(article_version, article_version.c.article == article.c.id)
        .where(article_version.c.version == newest.scalar_subquery())
        .order_by(article.c.first_seen, article.c.id)
    )


def _version(item: Article, number: int) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in _VERSION_FIELDS}
    return {**values, "article": item.id, "version": number, "seen_at": item.version_seen_at}


def _article(row: Row[Any]) -> Article:
    values = row._mapping
    return Article(
        id=values["id"],
        feed=values["feed"],
        key=values["key"],
        first_seen=values["first_seen"],
        backfilled=values["backfilled"],
        version=values["version"],
        version_seen_at=values["seen_at"],
        url=values["url"],
        canonical_url=values["canonical_url"],
        title=values["title"],
        summary=values["summary"],
        published=values["published"],
        basis=Basis(values["basis"]),
        precision=Precision(values["precision"]),
        quality=DateQuality(values["quality"]),
        raw_date=values["raw_date"],
        content_hash=values["content_hash"],
        body_hash=values["body_hash"],
    )
