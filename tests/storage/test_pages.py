"""Pages of articles in the database: kept once, read back with the very version they were asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from pipelines.articles import content_hash, to_article
from storage import articles, feeds, readings
from storage.engine import Store
from storage.pages import pages_for, save_page
from tracker.records import (
    Article,
    DateQuality,
    Entry,
    Extraction,
    Fetched,
    FetchOutcome,
    Mention,
    Page,
    PageOutcome,
    Precision,
    Reading,
)

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path, new_store) -> Store:
    return new_store(tmp_path / "newsimpact.db")


def article(key: str = "g1", *, feed: str = "wire", at: datetime = NOON, summary: str = "Short.") -> Article:
    entry = Entry(
        key=key,
        title=f"Item {key}",
        link=f"http://{feed}.example/{key}",
        summary=summary,
        published=at,
        updated=None,
        raw_date=None,
        precision=Precision.SECOND,
        quality=DateQuality.OK,
    )
    return to_article(entry, feed=feed, body_hash=BODY.body_hash or "", now=at, backfilled=False)


BODY = Fetched(feed="wire", url="u", final_url="u", at=NOON, outcome=FetchOutcome.OK, status=200, body=b"<rss/>")


def save(connection: Connection, *items: Article) -> None:
    feeds.keep_body(connection, BODY)
    articles.save_articles(connection, items)


def page(item: Article, at: datetime, text: str = "", **more: object) -> Page:
    outcome = PageOutcome.OK if text else PageOutcome.FAILED
    told = {"outcome": outcome, "reason": None if text else "HTTP 500", "version": item.version} | more
    return Page(article=item.id, asked_at=at, url=item.url, text=text, **told)


def extraction(*, relevant: bool = True, made_by: str = "x", ticker: str | None = None) -> Extraction:
    mention = Mention(text="Item", start=0, end=4, canonical="Item", ticker=ticker, kind="company")
    return Extraction(relevant=relevant, score=0.5, themes=(), mentions=(mention,), events=(), made_by=made_by)


def test_a_page_is_read_back_as_it_was_kept_and_kept_once(store: Store) -> None:
    item = article()
    kept = page(item, NOON, "The text.", canonical_url="https://wire.example/g1", paywalled=True, body_hash="h")
    with store.write() as connection:
        save(connection, item)
        for _ in range(2):
            save_page(connection, kept)
        save_page(connection, page(item, NOON - HOUR))
    with store.read() as connection:
        assert pages_for(connection, [item.id, "a0"]) == {item.id: [page(item, NOON - HOUR), kept]}
        assert pages_for(connection, [item.id], NOON - HOUR) == {item.id: [page(item, NOON - HOUR)]}
        assert pages_for(connection, []) == {}


def test_the_text_of_the_page_is_the_article_s_from_the_moment_it_was_had(store: Store) -> None:
    item = article()
    with store.write() as connection:
        save(connection, item)
        save_page(connection, page(item, NOON + HOUR, "First reading."))
        save_page(connection, page(item, NOON + 2 * HOUR, outcome=PageOutcome.NO_TEXT))
        save_page(connection, page(item, NOON + 3 * HOUR, "Second reading."))
    with store.read() as connection:
        (now,) = articles.known_as_of(connection)
        seen = {hours: articles.known_as_of(connection, NOON + hours * HOUR)[0].page_text for hours in (0, 1, 2, 3, 4)}
        versions = articles.versions(connection, [item.id], NOON + 2 * HOUR)
        loaded = articles.load_articles(connection, [item.id])
    assert now.text == "Item g1\nSecond reading."
    assert seen == {0: None, 1: "First reading.", 2: "First reading.", 3: "Second reading.", 4: "Second reading."}
    assert [version.page_text for version in versions[item.id]] == ["First reading."]
    assert loaded[item.id].page_text == "Second reading."


def test_a_new_version_begins_without_a_page(store: Store) -> None:
    item = article()
    edited = replace(
        item, summary="Edited.", content_hash=content_hash(item.title, "Edited."), version_seen_at=NOON + HOUR
    )
    with store.write() as connection:
        save(connection, item)
        save_page(connection, page(item, NOON, "The text."))
        save(connection, edited)
    with store.read() as connection:
        (now,) = articles.known_as_of(connection)
        (before,) = articles.known_as_of(connection, NOON)
        both = articles.versions(connection, [item.id])[item.id]
    assert (now.version, now.page_text, before.page_text) == (2, None, "The text.")
    assert [version.page_text for version in both] == ["The text.", None]


def test_what_was_read_before_its_page_came_is_unread_again_and_until_then_shown_as_it_was_read(store: Store) -> None:
    item = article()

    def unread() -> list[str]:
        with store.read() as connection:
            return [found.text for found in articles.unread(connection, "x")]

    with store.write() as connection:
        save(connection, item)
        readings.save_readings(connection, [Reading(article=item, extraction=extraction())])
        save_page(connection, page(item, NOON))
    assert unread() == []
    with store.write() as connection:
        save_page(connection, page(item, NOON + HOUR, "The text."))
    assert unread() == ["Item g1\nThe text."]
    with store.read() as connection:
        assert readings.load_readings(connection, [item.id])[0].article.text == "Item g1\nShort."
    with store.write() as connection:
        again = [Reading(article=found, extraction=extraction()) for found in articles.unread(connection, "x")]
        readings.save_readings(connection, again)
    assert unread() == []
    with store.read() as connection:
        assert readings.load_readings(connection, [item.id])[0].article.text == "Item g1\nThe text."


def test_a_page_makes_the_archive_another_one(store: Store) -> None:
    item = article()
    states = []
    pages = (
        page(item, NOON),
        page(item, NOON + HOUR, outcome=PageOutcome.NO_TEXT),
        page(item, NOON + 2 * HOUR, "Text."),
    )
    with store.write() as connection:
        states.append(articles.articles_state(connection))
        save(connection, item)
        for found in pages:
            states.append(articles.articles_state(connection))
            save_page(connection, found)
        states.append(articles.articles_state(connection))
    assert states == [(0, None), (1, NOON), (1, NOON), (1, NOON), (2, NOON + 2 * HOUR)]


def test_only_what_was_read_and_found_to_be_about_the_trade_is_worth_a_page(store: Store) -> None:
    items = {
        "relevant": (article("relevant"), extraction()),
        "names a company": (article("names"), extraction(relevant=False, ticker="CRWV")),
        "names another": (article("other"), extraction(relevant=False, ticker="KO")),
        "irrelevant": (article("irrelevant"), extraction(relevant=False)),
        "other feed": (article("elsewhere", feed="blog"), extraction()),
        "older": (article("older", at=NOON - HOUR), extraction()),
        "never read": (article("unread"), None),
    }
    edited = article("edited")
    with store.write() as connection:
        save(connection, edited, *(item for item, _ in items.values()))
        found = [(edited, extraction()), *((item, made) for item, made in items.values() if made)]
        readings.save_readings(connection, [Reading(article=item, extraction=made) for item, made in found])
        save(connection, replace(edited, content_hash="another"))
    with store.read() as connection:
        wanted = articles.about_the_trade(connection, ["wire"], ["CRWV"], NOON)
    assert {item.key for item in wanted} == {"relevant", "names"}
