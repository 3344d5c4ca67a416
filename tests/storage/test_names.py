"""The names of articles: kept once, found by any of them, and there for archives that began without."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, func, select, text

from storage import articles, feeds
from storage.engine import Store, open_store
from storage.schema import article_name
from tracker.records import (
    Article,
    ArticleName,
    Basis,
    DateQuality,
    Fetched,
    FetchOutcome,
    NameKind,
    Precision,
    Sighting,
    stable_id,
)

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MIGRATIONS = Path(__file__).parents[2] / "storage" / "migrations"


@pytest.fixture
def store(tmp_path: Path, new_store) -> Store:
    found = new_store(tmp_path / "newsimpact.db")
    with found.write() as connection:
        feeds.keep_body(connection, fetched())
    return found


def fetched(at: datetime = NOON, outcome: FetchOutcome = FetchOutcome.OK, feed: str = "wire") -> Fetched:
    url = f"http://{feed}.example/rss"
    return Fetched(feed=feed, url=url, final_url=url, at=at, outcome=outcome, status=200, body=b"<rss/>")


def article(key: str, *, feed: str = "wire", title: str = "Meta sells compute", seen: datetime = NOON) -> Article:
    return Article(
        id=stable_id("a", feed, key),
        feed=feed,
        key=key,
        url=f"http://e.com/{key}",
        canonical_url=f"https://e.com/{key}",
        title=title,
        summary="Text.",
        published=seen - HOUR,
        raw_date="raw",
        precision=Precision.SECOND,
        quality=DateQuality.OK,
        basis=Basis.PUBLISHED,
        first_seen=seen,
        version=1,
        version_seen_at=seen,
        content_hash=title,
        body_hash=fetched().body_hash or "",
        backfilled=False,
    )


def name(key: str, kind: NameKind, called: str) -> ArticleName:
    return ArticleName(key=key, kind=kind, name=called)


NAMES = [
    name("k1", NameKind.GUID, "g1"),
    name("k1", NameKind.GUID, "g1 again"),
    name("k1", NameKind.LINK, "https://e.com/1"),
    name("k2", NameKind.TEXT, "t2"),
]


@pytest.fixture
def named(store: Store) -> Store:
    with store.write() as connection:
        articles.save_articles(connection, [article("k1"), article("k2"), article("k3")])
        articles.save_names(connection, "wire", NAMES, NOON)
    return store


@pytest.mark.parametrize(
    ("keys", "guids", "links", "found"),
    [
        pytest.param([], ["g1 again"], [], ["k1"], id="an id"),
        pytest.param([], [], ["https://e.com/1"], ["k1"], id="an address"),
        pytest.param(["t2"], [], [], ["k2"], id="headline and date"),
        pytest.param(["k3"], [], [], ["k3"], id="a key, for one without names"),
        pytest.param(
            ["k1", "t2"], ["g1"], ["https://e.com/1"], ["k1", "k2"], id="each once, however often it is named"
        ),
        pytest.param(["g1"], ["https://e.com/1", "t2"], ["g1"], [], id="a name of another kind is another name"),
        pytest.param([], [], [], [], id="nothing"),
    ],
)
def test_articles_are_found_by_any_name(
    named: Store, keys: list[str], guids: list[str], links: list[str], found: list[str]
) -> None:
    with named.read() as connection:
        held = articles.held_for(connection, "wire", keys, guids, links)
        assert articles.held_for(connection, "other", keys, guids, links) == []
    assert sorted(item.key for item in held) == found


def test_what_is_held_is_the_newest_version_with_every_name(named: Store) -> None:
    with named.write() as connection:
        articles.save_articles(connection, [article("k1", title="Meta rents out", seen=NOON + HOUR)])
        (held,) = articles.held_for(connection, "wire", [], ["g1"], [])
    assert (held.title, held.content_hash, held.raw_date) == ("Meta rents out", "Meta rents out", "raw")
    assert (held.id, held.first_seen) == (stable_id("a", "wire", "k1"), NOON)
    assert (held.guids, held.links, held.texts) == ({"g1", "g1 again"}, {"https://e.com/1"}, frozenset())


def test_without_a_headline_the_text_is_held_for_it(store: Store) -> None:
    with store.write() as connection:
        articles.save_articles(connection, [article("k1", title="")])
        (held,) = articles.held_for(connection, "wire", ["k1"], [], [])
    assert held.title == "Text."


def test_a_name_is_kept_once_and_two_articles_may_share_one(named: Store) -> None:
    with named.write() as connection:
        shared = name("k2", NameKind.LINK, "https://e.com/1")
        assert articles.save_names(connection, "wire", [*NAMES, shared, shared], NOON + HOUR) == 1
        assert articles.save_names(connection, "wire", [*NAMES, shared], NOON + HOUR) == 0
        assert articles.save_names(connection, "wire", [], NOON) == 0
        assert connection.execute(select(func.count()).select_from(article_name)).scalar() == 5
        assert len(articles.held_for(connection, "wire", [], [], ["https://e.com/1"])) == 2
        since = select(article_name.c.since).where(article_name.c.name == "g1")
        assert connection.execute(since).scalar() == NOON


def test_the_same_keys_in_two_feeds_are_two_articles(named: Store) -> None:
    with named.write() as connection:
        articles.save_articles(connection, [article("k1", feed="other")])
        articles.save_names(connection, "other", [name("k1", NameKind.GUID, "g1")], NOON)
        (held,) = articles.held_for(connection, "other", ["k1"], ["g1"], [])
    assert (held.id, held.guids) == (stable_id("a", "other", "k1"), {"g1"})


def test_candidates_are_one_question_answered_by_indexes(named: Store) -> None:
    asked: list[tuple[str, object]] = []

    @event.listens_for(named.engine, "before_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    with named.read() as connection:
        asked.clear()
        articles.held_for(connection, "wire", ["k1", "t2"], ["g1"], ["https://e.com/1"])
        ((statement, parameters),) = asked
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()  # type: ignore[arg-type]
    scans = [row[3] for row in plan if row[3].startswith("SCAN")]
    # What is found is gone through, and the tables only by key.
    assert all("article" not in scan for scan in scans), plan


# ── sightings ───────────────────────────────────────────────────────────────────────────────────────


def poll(store: Store, at: datetime, *found: Article, outcome: FetchOutcome = FetchOutcome.OK) -> None:
    with store.write() as connection:
        articles.save_articles(connection, found)
        feeds.log_fetch(connection, fetched(at, outcome), new=len(found))


def seen_by(store: Store, *, polls: int = 25, apart: timedelta = 48 * HOUR) -> list[Sighting]:
    with store.read() as connection:
        return articles.sightings(connection, "wire", apart=apart, polls=polls)


def test_a_sighting_is_the_freshest_item_of_a_poll_and_the_good_poll_before_it(store: Store) -> None:
    poll(store, NOON - HOUR)
    poll(store, NOON - HOUR / 2, outcome=FetchOutcome.NOT_MODIFIED)
    poll(store, NOON - HOUR / 4, outcome=FetchOutcome.FAILED)
    day = replace(article("k2"), precision=Precision.DAY, published=NOON - 12 * HOUR)
    poll(store, NOON, article("k1"), day, replace(article("k3"), published=NOON - 30 * HOUR))
    before = NOON - HOUR / 2
    assert seen_by(store) == [
        Sighting(published=NOON - 12 * HOUR, precision=Precision.DAY, first_seen=NOON, looked_before=before),
        Sighting(published=NOON - HOUR, precision=Precision.SECOND, first_seen=NOON, looked_before=before),
    ]


def test_history_undated_items_and_a_poll_without_one_before_it_are_no_sightings(store: Store) -> None:
    poll(store, NOON, article("k0"))
    poll(store, NOON + HOUR, replace(article("k1", seen=NOON + HOUR), backfilled=True))
    poll(store, NOON + 2 * HOUR, replace(article("k2", seen=NOON + 2 * HOUR), published=None))
    assert seen_by(store) == []


def test_the_date_of_a_sighting_is_the_first_one_stated(store: Store) -> None:
    poll(store, NOON - HOUR)
    poll(store, NOON, article("k1"))
    poll(store, NOON + HOUR, replace(article("k1", title="Edited", seen=NOON + HOUR), published=NOON + HOUR))
    assert [sighting.published for sighting in seen_by(store)] == [NOON - HOUR]


def test_sightings_are_few_and_reach_back_far_enough(store: Store) -> None:
    hours = range(24 * 8)
    for n in hours:
        at = NOON + n * HOUR
        poll(store, at, article(f"k{n}", seen=at))
    last = NOON + hours[-1] * HOUR
    found = [last - sighting.first_seen for sighting in seen_by(store, polls=3)]
    assert sorted(found) == [0 * HOUR, HOUR, 2 * HOUR, 48 * HOUR, 49 * HOUR, 50 * HOUR]


# ── an archive that began without names ─────────────────────────────────────────────────────────────


def migrate(engine: Engine, version: str, *, down: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, version)


def test_an_archive_without_names_gets_those_it_can_have_and_finds_its_articles(tmp_path: Path) -> None:
    path = tmp_path / "newsimpact.db"
    old = create_engine(f"sqlite:///{path}")
    migrate(old, "0001")
    version = {"title": "T", "summary": "", "url": "u", "basis": "published", "precision": "second", "quality": "ok"}
    version |= {"content_hash": "h", "body_hash": "b"}
    with old.begin() as connection:

        def insert(table: str, **values: object) -> None:
            marks = ", ".join(f":{column}" for column in values)
            connection.execute(text(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"), values)

        insert("body", hash="b", data=b"", first_seen="2026-07-01 12:00:00.000000")
        for id_, key, links in (
            ("a1", "g1", ["https://e.com/1", "https://e.com/1", "https://e.com/moved"]),
            ("a2", "0123456789abcdef01234567", [""]),
            ("a3", "https://e.com/3", ["https://e.com/3"]),
        ):
            insert("article", id=id_, feed="wire", key=key, first_seen="2026-07-01 12:00:00.000000", backfilled=False)
            for n, link in enumerate(links, 1):
                seen = f"2026-07-01 1{n}:00:00.000000"
                insert("article_version", article=id_, version=n, seen_at=seen, canonical_url=link, **version)
    old.dispose()
    store = open_store(path)
    with store.read() as connection:
        rows = connection.execute(select(article_name).order_by(article_name.c.article, article_name.c.name)).all()
        assert [(r.feed, r.kind, r.name, r.article, r.since.hour) for r in rows] == [
            ("wire", "link", "https://e.com/1", "a1", 11),
            ("wire", "link", "https://e.com/moved", "a1", 13),
            ("wire", "link", "https://e.com/3", "a3", 11),
        ]
        held = articles.held_for(connection, "wire", ["0123456789abcdef01234567", "g1"], ["g1"], ["https://e.com/3"])
        assert sorted(item.id for item in held) == ["a1", "a2", "a3"]
    migrate(store.engine, "0001", down=True)
    store.close()
    assert open_store(path).engine is not None, "and back again"
