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

from pipelines import amendments
from pipelines.amendments import constraints
from pipelines.articles import content_hash
from pipelines.group import group_pieces
from pipelines.pieces import piece_of
from storage import articles, feeds, readings, stories
from storage.amendments import load_amendments, save_amendment
from storage.engine import Store, open_store
from storage.schema import DERIVED, piece, piece_key
from tracker import jobs
from tracker.derive import expose_all
from tracker.desk import Desk
from tracker.errors import UsageError
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
    item = replace(one.article, url=url, canonical_url=url, published=at, first_seen=seen, version_seen_at=seen)
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
    """Articles come, in this order, and what was read in their newest versions."""
    newest = {one.article.id: one for one in batch}
    with desk.store.write() as connection:
        for one in batch:
            articles.save_articles(connection, [one.article])
        readings.save_readings(connection, list(newest.values()))


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
        batch = stream[start : start + size]
        arrive(desk, batch)
        jobs.group(desk, SAID)
        held |= {one.article.id: one for one in batch}
    return list(held.values())


# ── cycle by cycle ──────────────────────────────────────────────────────────────────────────────────

anything = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.mark.thorough
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


def speaks(desk: Desk, chance: random.Random, at: datetime) -> None:
    """The user says something about the stories there are, or takes something back."""
    now = told(desk)
    with desk.store.read() as connection:
        before = load_amendments(connection)
    one, other = chance.choice(now), chance.choice(now)
    minutes = timedelta(minutes=chance.randint(-90, 90))
    found = [
        lambda: amendments.wrong_event(one, at=at),
        lambda: amendments.merge(one, other, before, at=at),
        lambda: amendments.split(one, [chance.choice(one.articles)], at=at),
        lambda: amendments.set_time(one, one.t0.at + minutes, at=at),
    ]
    found += [lambda: amendments.withdraw(chance.choice(before), at=at)] if before else []
    try:
        what = chance.choice(found)()
    except UsageError:  # not everything can be meant of every story
        return
    with desk.store.write() as connection:
        save_amendment(connection, what)


@pytest.mark.thorough
@anything
@given(newsrooms(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_what_the_user_says_in_between_holds_as_if_it_had_always_been_said(desk, newsroom, chance, size) -> None:
    at_work, stream, held = desk(), in_any_order(newsroom, chance), dict[str, Reading]()
    for start in range(0, len(stream), size):
        batch = stream[start : start + size]
        arrive(at_work, batch)
        jobs.group(at_work, SAID)
        held |= {one.article.id: one for one in batch}
        if told(at_work):
            speaks(at_work, chance, SAID - timedelta(days=1) + timedelta(seconds=start))
            jobs.group(at_work, SAID)
    check(at_work, list(held.values()))


# ── what is written ─────────────────────────────────────────────────────────────────────────────────


@contextmanager
def writes(store: Store) -> Iterator[list[str]]:
    """The statements that write to tables of what is derived."""
    found: list[str] = []
    names = {table.name for table in DERIVED}

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        words = statement.replace('"', "").split()
        if words[0] in {"INSERT", "UPDATE", "DELETE"} and names & set(words[1:3]):
            found.append(statement)

    database_event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        database_event.remove(store.engine, "before_cursor_execute", note)


def three_stories() -> list[Reading]:
    order = replace(lease(), type="contract", actor="Nebius", counterparty="Microsoft")
    return [
        reading("a1", HEADLINES[0], lease()),
        reading("a2", HEADLINES[1], lease(), minutes=30, feed="herald"),
        reading("b1", HEADLINES[3], order, minutes=40),
        reading("b2", HEADLINES[4], order, minutes=50, feed="gazette"),
        reading("c1", "No such plan, Meta says", replace(lease(), polarity="denied"), minutes=600),
    ]


def test_a_cycle_without_news_writes_no_row(desk) -> None:
    at_work = desk()
    with writes(at_work.store) as first:
        lives(at_work, three_stories(), 5)
    assert len(first) > 10
    with writes(at_work.store) as again:
        tally = jobs.group(at_work, SAID + timedelta(hours=1))
    assert (again, tally.taken, tally.made) == ([], 0, 0)


def test_a_new_report_touches_its_own_story_alone(desk) -> None:
    at_work = desk()
    lives(at_work, three_stories(), 5)
    before = derived(at_work.store)
    arrive(at_work, [reading("a3", HEADLINES[2], lease(), minutes=60, feed="gazette")])
    tally = jobs.group(at_work, SAID)
    assert (tally.taken, tally.made) == (1, 1)
    after = derived(at_work.store)
    lease_story = next(story for story in told(at_work) if "a3" in story.articles)
    assert lease_story.articles == ("a1", "a2", "a3")
    for table in ("story", "story_link", "exposure"):
        changed = set(map(repr, before[table])) ^ set(map(repr, after[table]))
        assert all(lease_story.id in row for row in changed), table
    assert set(map(repr, before["piece"])) < set(map(repr, after["piece"]))


def test_an_article_that_fits_nowhere_is_kept_and_counted_as_in_no_story(desk) -> None:
    at_work = desk()
    arrive(at_work, [reading("a1", HEADLINES[0])])
    tally = jobs.group(at_work, SAID)
    assert (tally.taken, tally.made, tally.dropped, told(at_work)) == (1, 0, {"no_story": 1}, [])
    assert jobs.group(at_work, SAID).taken == 0, "it is not looked at again"
    arrive(at_work, [reading("a0", HEADLINES[0], lease(), minutes=-10, feed="herald")])
    jobs.group(at_work, SAID)
    assert [story.articles for story in told(at_work)] == [("a0", "a1")], "until what it is a copy of comes"


# ── other rules ─────────────────────────────────────────────────────────────────────────────────────


def test_other_rules_place_everything_anew_and_the_same_rules_nothing(desk) -> None:
    at_work = desk()
    held = [*three_stories()[:2], reading("a9", HEADLINES[2], lease(), minutes=71 * 60, feed="gazette")]
    lives(at_work, held, 3)
    assert [story.articles for story in told(at_work)] == [("a1", "a2", "a9")]
    shorter = replace(at_work, grouping=GroupOptions(story_hours=24.0))
    assert jobs.group(shorter, SAID).taken == 3
    assert [story.articles for story in told(shorter)] == [("a1", "a2"), ("a9",)]
    check(shorter, held)
    assert jobs.group(shorter, SAID).taken == 0


def test_other_code_heals_what_the_old_code_placed_wrongly(desk, monkeypatch: pytest.MonkeyPatch) -> None:
    at_work = desk()
    lives(at_work, three_stories(), 5)
    right = derived(at_work.store)
    with at_work.store.write() as connection:
        connection.execute(update(piece).where(piece.c.article == "b2").values(root="a1", of="a1"))
    jobs.group(at_work, SAID)
    assert derived(at_work.store) != right, "what was placed is left alone"
    monkeypatch.setattr(jobs, "code_mark", lambda: "of another version")
    jobs.group(at_work, SAID)
    assert derived(at_work.store) == right


# ── killed in between ───────────────────────────────────────────────────────────────────────────────


class Killed(BaseException):
    """What no job catches."""


@pytest.mark.parametrize("at", ["save_stories", "save_exposures"])
def test_killed_while_it_writes_everything_is_as_before(desk, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    at_work, held = desk(), three_stories()
    lives(at_work, held[:2], 2)
    before = derived(at_work.store)
    arrive(at_work, held[2:])
    as_read = derived(at_work.store)

    def kill(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(stories, at, kill)
        with pytest.raises(Killed):
            jobs.group(at_work, SAID)
    assert derived(at_work.store) == as_read
    assert as_read["story"] == before["story"] and as_read["piece"] == before["piece"]
    jobs.group(at_work, SAID)
    check(at_work, held)


JOBS = ("collect", "extract", "group", "price", "measure", "prepare_digest")


@pytest.mark.thorough
@pytest.mark.parametrize("job", JOBS)
def test_a_cycle_killed_after_any_job_is_made_good_by_the_next(
    newsdesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, job: str
) -> None:
    """Each job commits by itself: the next cycle finds the work of those that were done, and does the rest."""

    def killed_after(real: Any) -> Any:
        def run(*arguments: Any) -> None:
            real(*arguments)
            raise Killed

        run.__name__ = job
        return run

    whole = replace(newsdesk, desk=replace(newsdesk.desk, store=open_store(tmp_path / "whole.db")))
    for one in (newsdesk, whole):
        one.at("2026-06-30T21:00").lives()
    newsdesk.at("2026-07-01T12:05").reads("Meta plans to sell spare AI computing capacity, people familiar say")
    newsdesk.reads("CoreWeave signs $6 billion contract with Microsoft", at="2026-07-01T11:00")
    newsdesk.at("2026-07-02T21:00")
    with monkeypatch.context() as patch:
        patch.setattr(jobs, job, killed_after(getattr(jobs, job)))
        with pytest.raises(Killed):
            newsdesk.lives()
    whole.at("2026-07-02T21:00").lives()
    newsdesk.lives()
    assert derived(newsdesk.desk.store) == derived(whole.desk.store)
    assert len(derived(whole.desk.store)["story"]) == 2
    assert {row.verdict for row in whole.rows()} <= {"unusual_move", "no_unusual_move"}
