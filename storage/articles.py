"""Articles and their versions. First-seen is written once and never again; a changed text is a new version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, case, func, select, union

from storage.schema import article, article_name, article_version, extraction, fetch
from tracker.records import Article, ArticleName, Basis, DateQuality, FetchOutcome, Held, NameKind, Precision, Sighting

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


# ── identity ────────────────────────────────────────────────────────────────────────────────────────


def held_for(
    connection: Connection, feed: str, keys: Collection[str], guids: Collection[str], canonical_urls: Collection[str]
) -> list[Held]:
    """The feed's articles that have one of these keys or go by one of these names, with all their names.

    One question, and by index: it looks at as many rows as it finds. Takes some 30,000 values, which is three times
    what the longest body has.
    """
    names = ((NameKind.TEXT, keys), (NameKind.GUID, guids), (NameKind.LINK, canonical_urls))
    called = article_name.c
    found = union(
        select(article.c.id).where(article.c.feed == feed, article.c.key.in_(keys)),
        *(
            select(called.article).where(called.feed == feed, called.kind == str(k), called.name.in_(n))
            for k, n in names
        ),
    ).subquery()
    newest = article_version.alias("newest")
    last = select(func.max(newest.c.version)).where(newest.c.article == article.c.id).scalar_subquery()
    version = article_version.c
    said = case((version.title == "", version.summary), else_=version.title).label("title")
    query = (
        select(article.c.id, article.c.key, article.c.first_seen, said, version.raw_date, version.content_hash)
        .add_columns(called.kind, called.name)
        .join(found, found.c.id == article.c.id)
        .join(article_version, (article_version.c.article == article.c.id) & (article_version.c.version == last))
        .outerjoin(article_name, called.article == article.c.id)
    )
    rows: dict[str, list[Any]] = {}
    for row in connection.execute(query).mappings():
        rows.setdefault(row["id"], []).append(row)
    return [_held(group) for group in rows.values()]


def _held(rows: Sequence[Any]) -> Held:
    """One article from its rows, one for each name."""
    first = rows[0]

    def names(kind: NameKind) -> frozenset[str]:
        return frozenset(row["name"] for row in rows if row["kind"] == kind)

    return Held(
        id=first["id"],
        key=first["key"],
        first_seen=first["first_seen"],
        title=first["title"],
        raw_date=first["raw_date"],
        content_hash=first["content_hash"],
        guids=names(NameKind.GUID),
        links=names(NameKind.LINK),
        texts=names(NameKind.TEXT),
    )


def save_names(connection: Connection, feed: str, names: Collection[ArticleName], now: datetime) -> int:
    """Keep what articles are called; returns how many names were new. The articles must be stored already."""
    keys = sorted({name.key for name in names})
    ids: dict[str, str] = {}
    known: set[tuple[str, str, str]] = set()
    for start in range(0, len(keys), 500):
        own = (article.c.feed == feed) & article.c.key.in_(keys[start : start + 500])
        ids |= {row.key: row.id for row in connection.execute(select(article.c.key, article.c.id).where(own))}
        called = select(article_name.c.article, article_name.c.kind, article_name.c.name)
        rows = connection.execute(called.join(article, article.c.id == article_name.c.article).where(own))
        known |= {(row[0], row[1], row[2]) for row in rows}
    wanted = dict.fromkeys((ids[name.key], str(name.kind), name.name) for name in names)
    fresh = [
        {"feed": feed, "kind": kind, "name": name, "article": found, "since": now}
        for found, kind, name in wanted
        if (found, kind, name) not in known
    ]
    if fresh:
        connection.execute(article_name.insert(), fresh)
    return len(fresh)


def sightings(connection: Connection, feed: str, *, apart: timedelta, polls: int = 25) -> list[Sighting]:
    """The freshest items of the feed's latest polls that brought any, and the date each bore then.

    Of the last `polls` such polls, and of as many that lie at least `apart` before the newest of them, since a busy
    feed fills the former within hours. For each poll the latest date of each precision. Without the feed's first poll,
    without items that have no readable date, and without polls that had no good one before them.
    """
    recent = _bringing(connection, feed, None, polls)
    wanted = {*recent, *_bringing(connection, feed, recent[0] - apart, polls)} if recent else set()
    latest = func.max(article_version.c.published)
    before = (
        select(func.max(fetch.c.at))
        .where(fetch.c.feed == feed, fetch.c.at < article.c.first_seen)
        .where(fetch.c.outcome.in_([str(FetchOutcome.OK), str(FetchOutcome.NOT_MODIFIED)]))
        .scalar_subquery()
    )
    query = (
        select(latest, article_version.c.precision, article.c.first_seen, before)
        .select_from(article)
        .join(article_version, (article_version.c.article == article.c.id) & (article_version.c.version == 1))
        .where(article.c.feed == feed, ~article.c.backfilled, article.c.first_seen.in_(sorted(wanted)))
        .group_by(article.c.first_seen, article_version.c.precision)
        .order_by(article.c.first_seen, article_version.c.precision)
    )
    return [
        Sighting(published=row[0], precision=Precision(row[1]), first_seen=row[2], looked_before=row[3])
        for row in connection.execute(query)
        if row[0] is not None and row[3] is not None
    ]


def _bringing(connection: Connection, feed: str, until: datetime | None, polls: int) -> list[datetime]:
    """The last polls (up to `until`) that brought new articles, the first poll left aside; the latest first."""
    query = select(article.c.first_seen).distinct().where(article.c.feed == feed, ~article.c.backfilled)
    if until is not None:
        query = query.where(article.c.first_seen <= until)
    return list(connection.execute(query.order_by(article.c.first_seen.desc()).limit(polls)).scalars())


def _query(as_of: datetime | None) -> Select[Any]:
    newest = select(article_version.c.article, func.max(article_version.c.version).label("version"))
    if as_of is not None:
        newest = newest.where(article_version.c.seen_at <= as_of)
    latest = newest.group_by(article_version.c.article).subquery()
    return (
        select(article, article_version)
        .join(article_version, article_version.c.article == article.c.id)
        .join(
            latest,
            (latest.c.article == article_version.c.article) & (latest.c.version == article_version.c.version),
        )
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
