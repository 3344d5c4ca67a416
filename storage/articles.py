"""Articles and their versions. First-seen is written once and never again; a changed text is a new version.

A version that is read from here carries the text of its page, where that was had by then.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Row, Select, bindparam, case, func, select, union

from storage.engine import in_parts
from storage.schema import article, article_name, article_version, extraction, fetch, mention, page
from tracker.records import (
    Article,
    ArticleName,
    Basis,
    DateQuality,
    FetchOutcome,
    Held,
    NameKind,
    PageOutcome,
    Precision,
    Sighting,
)

_ACCESSION = "__________-__-______"
_VERSION_FIELDS = tuple(c.name for c in article_version.columns if c.name not in {"article", "version", "seen_at"})


def known_as_of(connection: Connection, as_of: datetime | None = None) -> list[Article]:
    """Every article in the newest version known at `as_of` (None: now), by first seen, then id."""
    return [_article(row) for row in connection.execute(_query(as_of))]


def unread(connection: Connection, made_by: str) -> list[Article]:
    """Articles whose newest version this very extractor has not read yet, or read before its page was had."""
    done = (
        select(extraction.c.article)
        .where((extraction.c.article == article_version.c.article) & (extraction.c.made_by == made_by))
        .where(extraction.c.version == article_version.c.version)
        .where(extraction.c.with_page | ~_good_page(None).exists())
    )
    return [_article(row) for row in connection.execute(_query(None).where(~done.exists()))]


def about_the_trade(
    connection: Connection, feeds: Collection[str], tickers: Collection[str], since: datetime
) -> list[Article]:
    """Articles of these feeds, first seen at or after `since`, whose newest version was read and found to be about the
    trade or to name one of these companies."""
    named = select(mention.c.article).where(mention.c.article == extraction.c.article, mention.c.ticker.in_(tickers))
    found = (
        select(extraction.c.article)
        .where(extraction.c.article == article_version.c.article, extraction.c.version == article_version.c.version)
        .where(extraction.c.relevant | named.exists())
    )
    query = _query(None).where(article.c.feed.in_(feeds), article.c.first_seen >= since, found.exists())
    return [_article(row) for row in connection.execute(query)]


def versions(connection: Connection, ids: Sequence[str], as_of: datetime | None = None) -> dict[str, list[Article]]:
    """All versions of these articles, oldest first, each with its page as known at `as_of` (None: now)."""
    query = select(article, article_version, _page_text(as_of))
    query = query.join(article_version, article_version.c.article == article.c.id)
    query = query.order_by(article.c.id, article_version.c.version)
    found: dict[str, list[Article]] = {}
    for part in in_parts(ids):
        for row in connection.execute(query.where(article.c.id.in_(part))):
            found.setdefault(row._mapping["id"], []).append(_article(row))
    return found


def filings(connection: Connection, as_of: datetime | None = None) -> list[Article]:
    """Articles whose key has the form of an EDGAR accession number, as `known_as_of` gives them."""
    return [_article(row) for row in connection.execute(_query(as_of).where(article.c.key.like(_ACCESSION)))]


def articles_state(connection: Connection) -> tuple[int, datetime | None]:
    """How many texts are held, of versions and of pages, and when the newest came; changes whenever one is added."""
    count, newest = connection.execute(select(func.count(), func.max(article_version.c.seen_at))).one()
    good = select(func.count(), func.max(page.c.asked_at)).where(page.c.outcome == str(PageOutcome.OK))
    pages, read = connection.execute(good).one()
    return int(count) + int(pages), max(filter(None, (newest, read)), default=None)


def seen_between(connection: Connection, first: datetime, last: datetime | None = None) -> list[str]:
    """Articles that were first seen in first..last (None: until now), by first seen, then id."""
    query = select(article.c.id).where(article.c.first_seen >= first).order_by(article.c.first_seen, article.c.id)
    if last is not None:
        query = query.where(article.c.first_seen <= last)
    return list(connection.execute(query).scalars())


def load_articles(connection: Connection, ids: Sequence[str]) -> dict[str, Article]:
    """Articles by id, newest version; unknown ids are absent."""
    found: dict[str, Article] = {}
    for part in in_parts(ids):
        rows = connection.execute(_query(None).where(article.c.id.in_(part)))
        found |= {item.id: item for item in map(_article, rows)}
    return found


def save_articles(connection: Connection, articles: Sequence[Article]) -> tuple[int, int]:
    """Insert what is new, add a version where the content changed; returns (new, changed).

    Idempotent: an article whose newest version has the same content hash is left alone, and the stored
    `first_seen` and `backfilled` win over what is handed in.
    """
    held = _newest(connection, [item.id for item in articles])
    new = [item for item in articles if item.id not in held]
    changed = [item for item in articles if item.id in held and held[item.id][1] != item.content_hash]
    if new:
        keys = ("id", "feed", "key", "first_seen", "backfilled")
        connection.execute(article.insert(), [{k: getattr(item, k) for k in keys} for item in new])
        connection.execute(article_version.insert(), [_version(item, 1) for item in new])
    if changed:
        rows = [_version(item, held[item.id][0] + 1) for item in changed]
        connection.execute(article_version.insert(), rows)
    return len(new), len(changed)


# Written once and not for each body: to put a statement together takes longer than to carry it out.
_NEWEST = select(article_version.c.article, article_version.c.version, article_version.c.content_hash)
_NEWEST = _NEWEST.where(article_version.c.article.in_(bindparam("ids", expanding=True))).order_by(
    article_version.c.version
)


def _newest(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Number and content hash of the newest version of each of these articles; unknown ids are absent."""
    found: dict[str, tuple[int, str]] = {}
    for part in in_parts(ids):
        for row in connection.execute(_NEWEST, {"ids": part}):
            found[row[0]] = (row[1], row[2])  # later versions come later
    return found


# ── identity ────────────────────────────────────────────────────────────────────────────────────────


def _candidates() -> Select[Any]:
    """Articles of a feed by key or by any name, a row for each name they have."""
    called, version = article_name.c, article_version.c

    def among(name: str) -> BindParameter[Any]:
        return bindparam(name, expanding=True)

    found = union(
        select(article.c.id).where(article.c.feed == bindparam("its_feed"), article.c.key.in_(among("keys"))),
        *(
            select(called.article)
            .where(called.feed == bindparam("its_feed"), called.kind == str(kind))
            .where(called.name.in_(among(names)))
            for kind, names in ((NameKind.TEXT, "keys"), (NameKind.GUID, "guids"), (NameKind.LINK, "links"))
        ),
    ).subquery()
    newest = article_version.alias("newest")
    last = select(func.max(newest.c.version)).where(newest.c.article == article.c.id).scalar_subquery()
    said = case((version.title == "", version.summary), else_=version.title).label("title")
    return (
        select(article.c.id, article.c.key, article.c.first_seen, said, version.raw_date, version.content_hash)
        .add_columns(called.kind, called.name)
        .join(found, found.c.id == article.c.id)
        .join(article_version, (version.article == article.c.id) & (version.version == last))
        .outerjoin(article_name, called.article == article.c.id)
    )


_CANDIDATES = _candidates()


def held_for(
    connection: Connection, feed: str, keys: Collection[str], guids: Collection[str], canonical_urls: Collection[str]
) -> list[Held]:
    """The feed's articles that have one of these keys or go by one of these names, with all their names.

    keys: keys, and hashes of headline and date. One question, and by index: it looks at as many rows as it finds. Takes
    some 30,000 values, which is three times what the longest body has.
    """
    values = {"its_feed": feed, "keys": list(keys), "guids": list(guids), "links": list(canonical_urls)}
    rows: dict[str, list[Any]] = {}
    for row in connection.execute(_CANDIDATES, values).mappings():
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


_CALLED = (
    select(article.c.key, article.c.id, article_name.c.kind, article_name.c.name)
    .outerjoin_from(article, article_name, article_name.c.article == article.c.id)
    .where(article.c.feed == bindparam("its_feed"), article.c.key.in_(bindparam("keys", expanding=True)))
)


def save_names(connection: Connection, feed: str, names: Collection[ArticleName], now: datetime) -> int:
    """Keep what articles are called; returns how many names were new. The articles must be stored already."""
    keys = sorted({name.key for name in names})
    ids: dict[str, str] = {}
    known: set[tuple[str, str, str]] = set()
    for part in in_parts(keys):
        for row in connection.execute(_CALLED, {"its_feed": feed, "keys": part}):
            ids[row.key] = row.id
            known.add((row.id, row.kind, row.name))
    wanted = dict.fromkeys((ids[name.key], str(name.kind), name.name) for name in names)
    fresh = [
        {"feed": feed, "kind": kind, "name": name, "article": found, "since": now}
        for found, kind, name in wanted
        if (found, kind, name) not in known
    ]
    if fresh:
        connection.execute(article_name.insert(), fresh)
    return len(fresh)


def _freshest() -> Select[Any]:
    """The latest date of each precision among what some polls of a feed brought, and the good poll before each."""
    before = (
        select(func.max(fetch.c.at))
        .where(fetch.c.feed == bindparam("its_feed"), fetch.c.at < article.c.first_seen)
        .where(fetch.c.outcome.in_([str(FetchOutcome.OK), str(FetchOutcome.NOT_MODIFIED)]))
        .scalar_subquery()
    )
    return (
        select(func.max(article_version.c.published), article_version.c.precision, article.c.first_seen, before)
        .select_from(article)
        .join(article_version, (article_version.c.article == article.c.id) & (article_version.c.version == 1))
        .where(article.c.feed == bindparam("its_feed"), ~article.c.backfilled)
        .where(article.c.first_seen.in_(bindparam("polls", expanding=True)))
        .group_by(article.c.first_seen, article_version.c.precision)
        .order_by(article.c.first_seen, article_version.c.precision)
    )


_FRESHEST = _freshest()
_BRINGING = (
    select(article.c.first_seen)
    .distinct()
    .where(article.c.feed == bindparam("its_feed"), ~article.c.backfilled)
    .where(article.c.first_seen <= bindparam("until"))
    .order_by(article.c.first_seen.desc())
    .limit(bindparam("polls"))
)
"""The last polls that brought new articles, the first poll left aside."""
_END_OF_TIME = datetime.max.replace(tzinfo=UTC)


def sightings(connection: Connection, feed: str, *, apart: timedelta, polls: int = 25) -> list[Sighting]:
    """The freshest items of the feed's latest polls that brought any, and the date each bore then.

    Of the last `polls` such polls, and of as many that lie at least `apart` before the newest of them, since a busy
    feed fills the former within hours. For each poll the latest date of each precision. Without the feed's first poll,
    without items that have no readable date, and without polls that had no good one before them.
    """

    def bringing(until: datetime) -> list[datetime]:
        values = {"its_feed": feed, "until": until, "polls": polls}
        return list(connection.execute(_BRINGING, values).scalars())

    recent = bringing(_END_OF_TIME)
    wanted = {*recent, *bringing(recent[0] - apart)} if recent else set()
    return [
        Sighting(published=row[0], precision=Precision(row[1]), first_seen=row[2], looked_before=row[3])
        for row in connection.execute(_FRESHEST, {"its_feed": feed, "polls": sorted(wanted)})
        if row[0] is not None and row[3] is not None
    ]


def _query(as_of: datetime | None) -> Select[Any]:
    # Asked per article, by its key: a list of all newest versions would cost more with every day of archive.
    others = article_version.alias()
    newest = select(func.max(others.c.version)).where(others.c.article == article.c.id)
    if as_of is not None:
        newest = newest.where(others.c.seen_at <= as_of)
    return (
        select(article, article_version, _page_text(as_of))
        .join(article_version, article_version.c.article == article.c.id)
        .where(article_version.c.version == newest.scalar_subquery())
        .order_by(article.c.first_seen, article.c.id)
    )


def _good_page(as_of: datetime | None) -> Select[Any]:
    """The newest page with a text of the article version at hand, as far as it was had by `as_of`."""
    known = page.c.asked_at <= as_of if as_of is not None else page.c.asked_at.is_not(None)
    return (
        select(page.c.text)
        .where(page.c.article == article_version.c.article, page.c.version == article_version.c.version)
        .where(page.c.outcome == str(PageOutcome.OK), known)
        .order_by(page.c.asked_at.desc())
        .limit(1)
        .correlate(article_version)
    )


def _page_text(as_of: datetime | None) -> ColumnElement[str | None]:
    return _good_page(as_of).scalar_subquery().label("page_text")


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
        page_text=values["page_text"],
    )
