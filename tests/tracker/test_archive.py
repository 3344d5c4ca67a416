"""Stories told cycle by cycle over a database are those told over everything at once.

Articles arrive in any order and in any number at a time; some are edited or turn out to be about nothing, and the user
says things about the stories in between. The slow and obvious version reads everything anew.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event as database_event
from sqlalchemy import select, update

from pipelines import amendments as said
from pipelines.amendments import constraints
from pipelines.articles import content_hash
from pipelines.group import group_pieces
from pipelines.pieces import piece_of
from storage import articles, feeds, pulse, readings, stories
from storage.amendments import load_amendments, save_amendment
from storage.engine import Store, open_store
from storage.schema import DERIVED, piece, piece_key
from tracker import jobs
from tracker.derive import expose_all
from tracker.desk import Desk
from tracker.options import GroupOptions
from tracker.records import (
    Article,
    Basis,
    Confidence,
    DateQuality,
    Event,
    Evidence,
    Extraction,
    Fetched,
    FetchOutcome,
    Mention,
    Precision,
    Quantity,
    Reading,
    Story,
)

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
SAID = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)
BODY = Fetched(
    feed="wire",
    url="http://wire.example/rss",
    final_url="http://wire.example/rss",
    at=NOON,
    outcome=FetchOutcome.OK,
    status=200,
    body=b"<rss/>",
)
HEADLINES = (
    "Meta plans to sell spare computing power",
    "Meta to sell spare computing power, people say",
    "Facebook owner weighs renting out data centres",
    "Nebius wins Microsoft order",
    "Microsoft order goes to Nebius",
)
TICKERS = {"Meta": "META", "Nebius": "NBIS", "Microsoft": "MSFT"}

Told = tuple[Event, ...]


@st.composite
def events(draw: st.DrawFn) -> Told:
    if draw(st.integers(0, 4)) == 0:
        return ()
    megawatts = draw(st.sampled_from([None, 100.0, 250.0]))
    one = Event(
        type=draw(st.sampled_from(["compute_leasing", "contract"])),
        subtype=None,
        actor=draw(st.sampled_from(["Meta", "Nebius", "Meta", None])),
        counterparty=draw(st.sampled_from([None, None, "Microsoft"])),
        direction=None,
        polarity=draw(st.sampled_from(["affirmed", "affirmed", "affirmed", "denied"])),
        status=draw(st.sampled_from(["planned", "agreed", "occurred", "question"])),
        source=draw(st.sampled_from(["company", "unnamed_people", "named_outlet"])),
        time="now",
        quantities=(Quantity(text="q", start=0, end=1, value=megawatts, unit="MW"),) if megawatts else (),
        trigger=Evidence(kind="trigger", start=0, end=4, text="sell", rule="test"),
        confidence=Confidence(event=0.9, roles=0.9, status=0.9),
    )
    return (one,)


@st.composite
def readings_of(draw: st.DrawFn, name: str) -> Reading:
    hours = draw(st.sampled_from([0, 1, 5, 11, 13, 20, 40, 71, 73, 100, 150, 200, 300]))
    at = NOON + timedelta(hours=hours, minutes=draw(st.integers(0, 2)))
    feed = draw(st.sampled_from(["wire", "herald", "gazette"]))
    late = draw(st.integers(0, 5)) == 0
    title = draw(st.sampled_from(HEADLINES))
    url = draw(st.sampled_from([f"http://{feed}.example/{name}", "http://x.example/1", "http://x.example/2"]))
    one = reading(name, title, *draw(events()), minutes=0, feed=feed)
    seen = at + timedelta(days=9) if late else at
    item = replace(
        one.article, url=url, canonical_url=url, published=at, first_seen=seen, version_seen_at=seen
    )
    return replace(one, article=item)


def extraction(told: Told, *, relevant: bool = True) -> Extraction:
    mentions = tuple(
        Mention(text=name, start=0, end=4, canonical=name, ticker=ticker, kind="company")
        for name, ticker in TICKERS.items()
    )
    return Extraction(
        relevant=relevant,
        score=1.0,
        themes=("compute_leasing",),
        mentions=mentions[:1],
        events=told,
        made_by="test",
    )


@st.composite
def newsrooms(draw: st.DrawFn) -> tuple[list[Reading], list[Reading]]:
    """Articles as they first came, and some of them as they were edited."""
    first = [draw(readings_of(f"a{n:02}")) for n in range(draw(st.integers(2, 10)))]
    again = draw(st.lists(st.sampled_from(first), max_size=4, unique_by=lambda one: one.article.id))
    return first, [edited(one, draw(st.sampled_from(HEADLINES)), draw(events()), draw(st.booleans())) for one in again]


def edited(one: Reading, title: str, told: Told, relevant: bool) -> Reading:
    seen = one.article.first_seen + timedelta(hours=2)
    item = replace(
        one.article, title=title, version=2, version_seen_at=seen, content_hash=content_hash(title, "as edited")
    )
    return replace(one, article=item, extraction=extraction(told, relevant=relevant))


# ── a desk over a database ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def desk(newsdesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Makes a desk over an empty database of its own."""

    def made() -> Desk:
        store = open_store(tmp_path_factory.mktemp("archive") / "newsimpact.db")
        with store.write() as connection:
            feeds.keep_body(connection, BODY)
        return replace(newsdesk.desk, store=store)

    return made


def arrive(desk: Desk, batch: Sequence[Reading]) -> None:
    """Articles come, and what was read in them."""
    with desk.store.write() as connection:
        articles.save_articles(connection, [one.article for one in batch])
        readings.save_readings(connection, batch)


def told(desk: Desk) -> list[Story]:
    with desk.store.read() as connection:
        return stories.load_stories(connection)


def told_at_once(desk: Desk, held: Sequence[Reading]) -> list[Story]:
    """The slow version: every piece made anew, and all of them grouped in memory."""
    with desk.store.read() as connection:
        what = constraints(load_amendments(connection))
    pieces = [piece_of(one, what) for one in held if one.extraction.relevant]
    return group_pieces(pieces, desk.grouping, what)


def derived(store: Store) -> dict[str, list[Any]]:
    with store.read() as connection:
        return {
            table.name: list(connection.execute(select(table).order_by(*table.primary_key.columns)).all())
            for table in DERIVED
        }


def check(desk: Desk, held: Sequence[Reading]) -> None:
    expected = told_at_once(desk, held)
    assert told(desk) == expected
    with desk.store.read() as connection:
        exposures = stories.load_exposures(connection, expected)
    placed, _ = expose_all(desk, expected, SAID)
    assert sorted(exposures, key=repr) == sorted(placed, key=repr)


def held_after(first: Sequence[Reading], changed: Sequence[Reading]) -> list[Reading]:
    return list({one.article.id: one for one in (*first, *changed)}.values())


def in_any_order(newsroom: tuple[list[Reading], list[Reading]], chance: random.Random) -> list[Reading]:
    """All of them shuffled; only that an edit comes after what it edits."""
    first, changed = newsroom
    stream = chance.sample([*first, *changed], len(first) + len(changed))
    versions = {id_: iter(by_version(stream, id_)) for id_ in {one.article.id for one in stream}}
    return [next(versions[one.article.id]) for one in stream]


def by_version(stream: Sequence[Reading], id_: str) -> list[Reading]:
    return sorted((one for one in stream if one.article.id == id_), key=lambda one: one.article.version)


def lives(desk: Desk, stream: Sequence[Reading], size: int) -> list[Reading]:
    """So many articles a cycle; returns what is held in the end."""
    held: dict[str, Reading] = {}
    for start in range(0, len(stream), size):
        batch = {one.article.id: one for one in stream[start : start + size]}
        arrive(desk, list(batch.values()))
        jobs.group(desk, SAID)
        held |= batch
    return list(held.values())


# ── cycle by cycle ──────────────────────────────────────────────────────────────────────────────────

anything = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@anything
@given(newsrooms(), st.randoms(use_true_random=False), st.integers(1, 6))
def test_cycle_by_cycle_gives_the_stories_of_everything_at_once(desk, newsroom, chance, size) -> None:
    at_work = desk()
    check(at_work, lives(at_work, in_any_order(newsroom, chance), size))


def test_what_an_article_said_before_it_was_edited_brings_nobody_to_it(desk) -> None:
    """The database still knows the old words while the articles of the cycle are placed."""
    at_work = desk()
    event_ = lease()
    wire = reading("a1", HEADLINES[0], event_)
    copy = reading("a2", HEADLINES[0], minutes=30, feed="herald")
    arrive(at_work, [wire])
    jobs.group(at_work, SAID)
    now = edited(wire, HEADLINES[3], (replace(event_, type="contract", actor="Nebius"),), True)
    arrive(at_work, [now, copy])
    jobs.group(at_work, SAID)
    assert [story.articles for story in told(at_work)] == [("a1",)]
    check(at_work, [now, copy])


def test_reports_that_prove_to_be_about_nothing_go_together(desk) -> None:
    at_work = desk()
    three = [reading(f"a{n}", HEADLINES[0], lease(), minutes=n, feed=f"f{n}") for n in range(3)]
    other = reading("b1", HEADLINES[3], replace(lease(), type="contract", actor="Nebius"))
    arrive(at_work, [*three, other])
    jobs.group(at_work, SAID)
    assert sorted(len(story.links) for story in told(at_work)) == [1, 3]
    gone = [replace(one, extraction=extraction((), relevant=False)) for one in three]
    arrive(at_work, gone)
    jobs.group(at_work, SAID)
    assert [story.articles for story in told(at_work)] == [("b1",)]
    with at_work.store.read() as connection:
        assert connection.execute(select(piece.c.article)).scalars().all() == ["b1"]
        assert set(connection.execute(select(piece_key.c.article)).scalars()) == {"b1"}


def lease() -> Event:
    return Event(
        type="compute_leasing",
        subtype=None,
        actor="Meta",
        counterparty=None,
        direction=None,
        polarity="affirmed",
        status="planned",
        source="company",
        time="now",
        trigger=Evidence(kind="trigger", start=0, end=4, text="sell", rule="test"),
        confidence=Confidence(event=0.9, roles=0.9, status=0.9),
    )


def reading(name: str, title: str, *told: Event, minutes: int = 0, feed: str = "wire") -> Reading:
    at = NOON + timedelta(minutes=minutes)
    item = Article(
        id=name,
        feed=feed,
        key=name,
        url=f"http://{feed}.example/{name}",
        canonical_url=f"http://{feed}.example/{name}",
        title=title,
        summary="",
        published=at,
        raw_date=None,
        precision=Precision.SECOND,
        quality=DateQuality.OK,
        basis=Basis.PUBLISHED,
        first_seen=at,
        version=1,
        version_seen_at=at,
        content_hash=content_hash(title, ""),
        body_hash=BODY.body_hash or "",
        backfilled=False,
    )
    return Reading(article=item, extraction=extraction(told))
