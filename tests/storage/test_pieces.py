"""Pieces, stories and what hangs on them: what goes in comes out, and only rows that differ are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from pipelines.stories import story_id
from storage import articles, feeds, pieces, readings, stories
from storage.engine import PART, open_store
from storage.schema import impact as impact_table
from storage.schema import piece as piece_table
from storage.schema import piece_key
from tracker.records import (
    Article,
    Basis,
    Bucket,
    Claim,
    DateQuality,
    Exposure,
    ExposureKind,
    Extraction,
    Fetched,
    FetchOutcome,
    Home,
    NoImpact,
    Piece,
    Precision,
    Reading,
    Reason,
    Stamp,
    Story,
    StoryLink,
)

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
BODY = Fetched(
    feed="wire", url="u", final_url="u", at=NOON, outcome=FetchOutcome.OK, status=200, body=b"<rss/>", reason=None
)
CLAIM = Claim(
    type="contract",
    subtype="award",
    actor="Nebius",
    counterparty="Microsoft",
    status="agreed",
    source="filing",
    amounts=(("USD", 17e9, 19.4e9),),
    parties=("Vineland",),
    date="2026-06-30",
)
FIRST = Home(root="a1", relation="first", reason="opens", score=1.0)
COPY = Home(root="a1", relation="duplicate", reason="headline", score=0.83, of="a1")
READ = {f"a{n}": (1, False, "test") for n in range(1, 5)}


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """Over a database that holds four articles, read."""
    store = open_store(tmp_path / "newsimpact.db")
    with store.write() as opened:
        feeds.keep_body(opened, BODY)
        held = [reading(f"a{n}") for n in range(1, 5)]
        articles.save_articles(opened, [one.article for one in held])
        readings.save_readings(opened, held)
        yield opened


def reading(name: str, **changes: Any) -> Reading:
    item = Article(
        id=name,
        feed="wire",
        key=name,
        url="",
        canonical_url="",
        title=name,
        summary="",
        published=NOON,
        raw_date=None,
        precision=Precision.SECOND,
        quality=DateQuality.OK,
        basis=Basis.PUBLISHED,
        first_seen=NOON,
        version=1,
        version_seen_at=NOON,
        content_hash=name,
        body_hash=BODY.body_hash or "",
        backfilled=False,
    )
    known: dict[str, Any] = {"relevant": True, "made_by": "test"}
    made = Extraction(score=1.0, themes=(), mentions=(), events=(), **{**known, **changes})
    return Reading(article=item, extraction=made)


def piece(name: str, *keys: str, hours: int = 0, **changes: Any) -> Piece:
    at = NOON + timedelta(hours=hours)
    known: dict[str, Any] = {
        "id": name,
        "feed": "wire",
        "stamp": Stamp(at=at, basis=Basis.FIRST_SEEN, quality=DateQuality.ASSUMED_ZONE),
        "earliest": None,
        "latest": at,
        "turn": at,
        "title": "Nebius wins an order",
        "address": "http://wire.example/1",
        "content_hash": "h",
        "text": b"\x00\xff\x01",
        "keys": keys or ("word:nebius",),
        "claim": CLAIM,
        "opens": True,
        "retold": (replace(CLAIM, date="2026-05-27"), CLAIM),
        "tickers": ("NBIS",),
        "participants": ("NBIS", "MSFT"),
        "themes": ("contract",),
        "backfilled": False,
    }
    return Piece(**{**known, **changes})


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_piece_comes_out_as_it_went_in_with_where_it_was_placed(connection: Connection) -> None:
    bare = piece("a2", claim=None, retold=(), opens=False, text=b"", dated=NOON - timedelta(days=9))
    pieces.save_pieces(connection, [(piece("a1"), FIRST), (bare, None)], READ, {"a2": "mark"})
    assert pieces.load_pieces(connection, ["a1", "a2", "a9"]) == [(piece("a1"), FIRST), (bare, None)]
    assert pieces.amended(connection) == {"a2": "mark"}
    assert pieces.load_pieces(connection, []) == []


def test_with_a_piece_come_those_of_its_story(connection: Connection) -> None:
    placed = [(piece("a1"), FIRST), (piece("a2"), COPY), (piece("a3"), replace(FIRST, root="a3")), (piece("a4"), None)]
    pieces.save_pieces(connection, placed, READ, {})
    assert {item.id for item, _ in pieces.load_pieces(connection, ["a2"])} == {"a1", "a2"}
    assert {item.id for item, _ in pieces.load_pieces(connection, ["a4", "a3"])} == {"a3", "a4"}


def test_pieces_are_found_by_key_within_a_span_both_ends_included(connection: Connection) -> None:
    placed = [(piece("a1", "word:x", "url:u"), FIRST), (piece("a2", "word:x", "word:x", hours=2), None)]
    stale = piece("a3", "word:x", hours=300, dated=NOON + timedelta(hours=1))
    pieces.save_pieces(connection, [*placed, (stale, None)], READ, {})

    def found(*keys: str, first: int, last: int) -> list[tuple[str, str]]:
        hours = (NOON + timedelta(hours=first), NOON + timedelta(hours=last))
        return sorted((key, article) for key, _, article in pieces.moments(connection, keys, *hours))

    assert found("word:x", first=0, last=2) == [("word:x", "a1"), ("word:x", "a2"), ("word:x", "a3")]
    assert found("word:x", first=2, last=300) == [("word:x", "a2"), ("word:x", "a3")]
    assert found("word:x", "url:u", "url:none", first=0, last=0) == [("url:u", "a1"), ("word:x", "a1")]
    assert found(first=0, last=300) == []
    many = [f"word:{n}" for n in range(3 * PART)]
    assert found(*many, "url:u", first=-1, last=1) == [("url:u", "a1")]
    assert pieces.newest_moment(connection) == NOON + timedelta(hours=300)


def test_a_piece_written_anew_leaves_nothing_of_the_old_one(connection: Connection) -> None:
    pieces.save_pieces(connection, [(piece("a1", "word:old", "url:u"), FIRST)], READ, {"a1": "mark"})
    pieces.save_pieces(connection, [(piece("a1", "word:new"), None)], READ, {})
    assert pieces.load_pieces(connection, ["a1"]) == [(piece("a1", "word:new"), None)]
    assert connection.execute(select(piece_key.c.key)).scalars().all() == ["word:new"]
    assert pieces.amended(connection) == {}
    pieces.save_pieces(connection, [], {}, {})
    pieces.remove_pieces(connection, ["a1", "a9"])
    assert (pieces.load_pieces(connection, ["a1"]), pieces.newest_moment(connection)) == ([], None)


def test_a_piece_can_be_moved_and_moved_out(connection: Connection) -> None:
    pieces.save_pieces(connection, [(piece("a1"), FIRST), (piece("a2"), None)], READ, {})
    pieces.move_pieces(connection, {"a2": COPY, "a1": None})
    assert {item.id: home for item, home in pieces.load_pieces(connection, ["a1", "a2"])} == {
        "a1": None,
        "a2": COPY,
    }
    pieces.empty(connection)
    assert connection.execute(select(func.count()).select_from(piece_table)).scalar() == 0


@pytest.mark.parametrize(
    ("read_as", "fresh"),
    [
        pytest.param((1, False, "test"), [], id="as it was"),
        pytest.param((2, False, "test"), ["a1"], id="another version"),
        pytest.param((1, True, "test"), ["a1"], id="with its page, or without"),
        pytest.param((1, False, "another extractor"), ["a1"], id="read by another extractor"),
    ],
)
def test_what_was_read_anew_is_to_be_placed_anew(
    connection: Connection, read_as: tuple[int, bool, str], fresh: list[str]
) -> None:
    placed = [(piece(name), None) for name in READ]
    pieces.save_pieces(connection, placed, {**READ, "a1": read_as}, {})
    assert pieces.unplaced(connection) == (fresh, [])


def test_what_is_about_something_else_now_is_to_be_taken_out(connection: Connection) -> None:
    fresh, gone = pieces.unplaced(connection)
    assert (sorted(fresh), gone) == (["a1", "a2", "a3", "a4"], [])
    pieces.save_pieces(connection, [(piece(name), None) for name in ("a1", "a2", "a3")], READ, {})
    readings.save_readings(connection, [reading("a2", relevant=False), reading("a4", relevant=False)])
    assert pieces.unplaced(connection) == ([], ["a2"])
    assert readings.relevant_among(connection, ["a1", "a2", "a9"]) == ["a1"]


# ── stories ─────────────────────────────────────────────────────────────────────────────────────────


def story(root: str, *more: str, **changes: Any) -> Story:
    links = [StoryLink(article=root, relation="first", reason="opens", score=1.0, at=NOON, feed="wire", claim=CLAIM)]
    links += [
        StoryLink(
            article=name,
            relation="duplicate",
            reason="headline",
            score=0.83,
            of=root,
            at=NOON + timedelta(hours=1),
            feed="herald",
            retold=(CLAIM, replace(CLAIM, counterparty=None)),
        )
        for name in more
    ]
    known: dict[str, Any] = {
        "id": story_id(root),
        "headline": "Nebius wins an order",
        "type": "contract",
        "subtype": None,
        "actor": "Nebius",
        "counterparty": None,
        "themes": ("contract", "neocloud"),
        "participants": ("NBIS",),
        "t0": Stamp(at=NOON, basis=Basis.FIRST_SEEN, quality=DateQuality.ASSUMED_ZONE),
        "t0_earliest": None,
        "t0_latest": NOON + timedelta(hours=2),
        "links": tuple(links),
        "sources": 2,
        "independent": 1,
        "backfilled": True,
    }
    return Story(**{**known, **changes})


def exposure(told: Story, session: date, symbol: str = "NBIS", **changes: Any) -> Exposure:
    known: dict[str, Any] = {"kind": ExposureKind.DIRECT, "bucket": Bucket.PRE, "sure": False, "t0": told.t0}
    close = datetime(session.year, session.month, session.day, 20, tzinfo=UTC)
    return Exposure(story=told.id, symbol=symbol, session=session, close=close, **{**known, **changes})


WED, THU = date(2026, 7, 1), date(2026, 7, 2)


def test_a_story_comes_out_as_it_went_in(connection: Connection) -> None:
    one, other = story("a1", "a2", "a3"), story("a4", t0_earliest=NOON - timedelta(days=1))
    assert stories.save_stories(connection, [one, other]) == 2 + 4
    assert stories.load_stories(connection) == sorted([one, other], key=lambda told: told.id)
    assert stories.save_stories(connection, [one, other]) == 0


def test_other_stories_stay_and_those_that_are_gone_go_with_all_that_hangs_on_them(connection: Connection) -> None:
    one, other = story("a1", "a2"), story("a4")
    stories.save_stories(connection, [one, other])
    stories.save_exposures(connection, [one, other], [exposure(one, WED), exposure(other, WED)])
    stories.save_impacts(connection, [no_impact(one, WED), no_impact(other, WED)])
    assert stories.save_stories(connection, [], [other.id, "never there"]) == 1
    assert stories.load_stories(connection) == [one]
    assert stories.load_exposures(connection, [one, other]) == [exposure(one, WED)]
    assert stories.load_impacts(connection) == [no_impact(one, WED)]
    smaller = story("a1", headline="Another headline")
    assert stories.save_stories(connection, [smaller]) == 2  # the row of the story, and a link that is gone
    assert stories.load_stories(connection) == [smaller]
    stories.empty(connection)
    assert connection.execute(select(func.count()).select_from(impact_table)).scalar() == 0


def no_impact(told: Story, session: date, window: str = "d0") -> NoImpact:
    return NoImpact(
        story=told.id, symbol="NBIS", session=session, window=window, reason=Reason.NOT_YET, detail="later", raw=0.1
    )


def test_a_symbol_can_be_exposed_in_two_sessions_and_measured_in_both(connection: Connection) -> None:
    told, other = story("a1"), story("a4")
    both = [exposure(told, WED), exposure(told, THU, bucket=Bucket.POST)]
    stories.save_stories(connection, [told, other])
    assert stories.save_exposures(connection, [told, other], [*both, exposure(other, WED, sure=True)]) == 3
    assert stories.load_exposures(connection, [told]) == both
    measured = [no_impact(told, session, window) for session in (WED, THU) for window in ("d0", "d0_1")]
    assert stories.save_impacts(connection, measured) == 4
    assert stories.load_impacts(connection) == measured
    # Its time is known now; what is stored of other stories is left alone.
    sure = exposure(told, THU, bucket=Bucket.POST, sure=True)
    assert stories.save_exposures(connection, [told], [sure]) == 2
    assert stories.load_exposures(connection, [told, other]) == sorted(
        [sure, exposure(other, WED, sure=True)], key=lambda item: item.story
    )
    assert stories.save_impacts(connection, measured[2:]) == 2
    assert stories.load_impacts(connection) == measured[2:]
