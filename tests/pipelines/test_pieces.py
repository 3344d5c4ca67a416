"""What grouping looks at of a reading, and between which instants the public could first read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.amendments import NONE, Constraints
from pipelines.pieces import amendment_marks, bounds, is_retold, is_stale, lead_event, piece_of, pieces_of
from tracker.records import (
    Article,
    Basis,
    Confidence,
    DateQuality,
    Event,
    Evidence,
    Extraction,
    Mention,
    Precision,
    Reading,
    Stamp,
)

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
TITLE = "Meta draws up plan to sell spare computing power"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def article(**changes: Any) -> Article:
    known: dict[str, Any] = {
        "id": "a1",
        "feed": "wire",
        "key": "1",
        "url": "http://wire.example/1",
        "canonical_url": "http://wire.example/1",
        "title": TITLE,
        "summary": "",
        "published": NOON,
        "raw_date": None,
        "precision": Precision.SECOND,
        "quality": DateQuality.OK,
        "basis": Basis.PUBLISHED,
        "first_seen": NOON + timedelta(hours=6),
        "version": 1,
        "version_seen_at": NOON + timedelta(hours=6),
        "content_hash": "c1",
        "body_hash": "b",
        "backfilled": False,
    }
    return Article(**{**known, **changes})


def event(start: int = 0, **changes: Any) -> Event:
    known: dict[str, Any] = {
        "type": "compute_leasing",
        "subtype": None,
        "actor": "Meta",
        "counterparty": None,
        "direction": None,
        "polarity": "affirmed",
        "status": "planned",
        "source": "company",
        "time": "future",
        "trigger": Evidence(kind="trigger", start=start, end=start + 4, text="sell", rule="test"),
        "confidence": Confidence(event=0.9, roles=0.9, status=0.9),
    }
    return Event(**{**known, **changes})


def reading(*events: Event, mentions: tuple[Mention, ...] = (), since: Stamp | None = None, **changes: Any) -> Reading:
    made = Extraction(
        relevant=True, score=1.0, themes=("compute_leasing",), mentions=mentions, events=events, made_by="test"
    )
    return Reading(article=article(**changes), extraction=made, since=since)


# ── between which instants ──────────────────────────────────────────────────────────────────────────


def span(looked_before: datetime | None = None, **changes: Any) -> tuple[datetime | None, datetime]:
    item = article(**changes)
    return bounds(item, item.effective, looked_before)


SEEN = at("2026-07-01T18:00")
UNZONED: dict[str, Any] = {"quality": DateQuality.ASSUMED_ZONE}
DAY: dict[str, Any] = {"published": at("2026-07-01"), "precision": Precision.DAY}
UNDATED: dict[str, Any] = {"published": None, "quality": DateQuality.MISSING}


@pytest.mark.parametrize(
    ("known", "looked", "earliest", "latest"),
    [
        pytest.param({}, None, "2026-07-01T12:00", "2026-07-01T12:00", id="a time with its zone"),
        pytest.param({}, "2026-07-01T17:00", "2026-07-01T12:00", "2026-07-01T12:00", id="whenever we looked before"),
        pytest.param(DAY, None, "2026-07-01T00:00", "2026-07-01T18:00", id="a day, up to when it was seen"),
        pytest.param(
            {**DAY, "first_seen": at("2026-07-03")}, None, "2026-07-01T00:00", "2026-07-02T00:00", id="a day long past"
        ),
        pytest.param(
            {**DAY, **UNZONED, "backfilled": True},
            None,
            "2026-07-01T00:00",
            "2026-07-01T18:00",
            id="a day needs no zone",
        ),
        pytest.param(
            {**UNZONED, "backfilled": True, "first_seen": at("2026-07-09")},
            None,
            "2026-06-30T22:00",
            "2026-07-02T00:00",
            id="history without a zone, 12:00 somewhere on earth",
        ),
        pytest.param(
            {**UNZONED, "backfilled": True}, None, "2026-06-30T22:00", "2026-07-01T18:00", id="history just seen"
        ),
        pytest.param(UNDATED, None, None, "2026-07-01T18:00", id="no date and nobody had looked"),
        pytest.param(
            UNDATED, "2026-07-01T17:45", "2026-07-01T17:45", "2026-07-01T18:00", id="no date, between two polls"
        ),
        pytest.param(UNZONED, None, "2026-06-30T22:00", "2026-07-01T18:00", id="no zone and nobody had looked"),
        pytest.param(
            UNZONED, "2026-07-01T17:45", "2026-07-01T17:45", "2026-07-01T18:00", id="no zone, between two polls"
        ),
        pytest.param(
            UNZONED, "2026-06-20T00:00", "2026-06-30T22:00", "2026-07-01T18:00", id="no zone, looked long before"
        ),
        pytest.param(
            {"published": at("2026-07-02T12:00")},
            "2026-07-01T17:45",
            "2026-07-01T17:45",
            "2026-07-01T18:00",
            id="a date to come is none",
        ),
        pytest.param(
            {**UNZONED, "published": at("2026-07-03T12:00")},
            None,
            "2026-07-01T18:00",
            "2026-07-01T18:00",
            id="without a zone and still to come anywhere",
        ),
    ],
)
def test_between_which_instants_it_could_first_be_read(
    known: dict[str, Any], looked: str | None, earliest: str | None, latest: str
) -> None:
    found = span(at(looked) if looked else None, **known)
    assert found == (at(earliest) if earliest else None, at(latest))


instants = st.timedeltas(timedelta(days=-30), timedelta(days=30)).map(lambda away: NOON + away)


@given(
    published=st.none() | instants,
    first_seen=instants,
    quality=st.sampled_from(DateQuality),
    precision=st.sampled_from(Precision),
    backfilled=st.booleans(),
    looked=st.none() | instants,
)
def test_the_bounds_stand_in_their_order_and_hold_the_time_that_counts(
    published: datetime | None,
    first_seen: datetime,
    quality: DateQuality,
    precision: Precision,
    backfilled: bool,
    looked: datetime | None,
) -> None:
    if published is not None and precision is Precision.DAY:
        published = published.replace(hour=0, minute=0, second=0, microsecond=0)
    item = article(
        published=published, first_seen=first_seen, quality=quality, precision=precision, backfilled=backfilled
    )
    earliest, latest = bounds(item, item.effective, looked)
    counts = item.effective
    assert latest <= first_seen
    assert earliest is None or earliest <= latest
    assert (counts.at if earliest is None else max(earliest, counts.at)) <= latest or counts.precision is Precision.DAY
    if counts.precision is not Precision.DAY:
        assert latest == counts.at
    if counts.basis is not Basis.FIRST_SEEN:
        assert earliest is not None


# ── retold ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("when", "retold"),
    [
        pytest.param({"time": "past"}, False, id="no day is given"),
        pytest.param({"time": "retold"}, True, id="it says so"),
        pytest.param({"date": "2026-07-01"}, False, id="today"),
        pytest.param({"date": "2026-06-29"}, False, id="told after a weekend"),
        pytest.param({"date": "2026-06-28"}, True, id="three days ago"),
        pytest.param({"date": "2026-06-30", "time": "retold"}, False, id="its day counts more than its tense"),
        pytest.param({"date": "2027-01-01"}, False, id="still to come"),
    ],
)
def test_an_event_of_days_ago_is_retold(when: dict[str, str], retold: bool) -> None:
    assert is_retold(event(**when), Stamp(at=NOON, basis=Basis.PUBLISHED)) is retold


def test_what_is_retold_is_kept_with_its_day_and_is_not_what_the_report_is_about() -> None:
    found = piece_of(reading(event(date="2026-05-27"), event(30, type="contract", actor="Nebius")))
    assert found.claim is not None and (found.claim.type, found.opens) == ("contract", True)
    assert [(claim.type, claim.date) for claim in found.retold] == [("compute_leasing", "2026-05-27")]


def test_what_only_retells_may_join_a_story_and_opens_none() -> None:
    found = piece_of(reading(event(date="2026-05-27"), event(30, time="retold", actor="Nebius")))
    assert found.claim is not None and (found.claim.date, found.opens) == ("2026-05-27", False)
    assert found.dated == datetime(2026, 5, 28, tzinfo=UTC)  # the end of that day is the latest that it can mean
    assert [claim.actor for claim in found.retold] == ["Meta", "Nebius"]


# ── stale ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("known", "stale"),
    [
        pytest.param({"first_seen": NOON + timedelta(days=7)}, False, id="a week"),
        pytest.param({"first_seen": NOON + timedelta(days=7, seconds=1)}, True, id="a moment more"),
        pytest.param({"first_seen": NOON + timedelta(days=99), "backfilled": True}, False, id="history is not late"),
        pytest.param({**DAY, "first_seen": at("2026-07-09")}, False, id="a week after the end of its day"),
        pytest.param({**DAY, "first_seen": at("2026-07-09T00:01")}, True, id="more than that"),
        pytest.param({**UNZONED, "first_seen": NOON + timedelta(days=7, hours=12)}, False, id="a week in the far west"),
        pytest.param({**UNZONED, "first_seen": NOON + timedelta(days=7, hours=13)}, True, id="a week anywhere"),
        pytest.param(UNDATED, False, id="no date is no old date"),
    ],
)
def test_an_established_feed_that_shows_an_old_item_shows_a_stale_one(known: dict[str, Any], stale: bool) -> None:
    told = reading(event(), **known)
    found = piece_of(told)
    assert is_stale(told) is stale
    assert (found.dated is not None) is stale
    if stale:  # it is looked at when it was shown, and asked for at its date too
        assert (found.turn, found.moments) == (told.article.first_seen, (found.dated, found.turn))
    else:
        assert found.moments == (found.turn,)


def test_what_an_edit_before_our_eyes_says_is_as_new_as_the_edit() -> None:
    edited = Stamp(at=NOON + timedelta(days=30), basis=Basis.UPDATED)
    assert not is_stale(reading(event(), first_seen=NOON + timedelta(days=30), since=edited))


# ── the piece ───────────────────────────────────────────────────────────────────────────────────────


def test_a_day_without_a_time_takes_its_turn_at_its_end_or_when_it_was_seen() -> None:
    assert piece_of(reading(event(), **DAY)).turn == SEEN
    assert piece_of(reading(event(), **DAY, first_seen=at("2026-07-05"))).turn == at("2026-07-02")
    assert piece_of(reading(event())).turn == NOON


def test_many_readings_become_the_pieces_that_each_becomes_alone() -> None:
    found = [
        reading(event(), id=name, summary=f"{name} {TITLE} " * n, published=None)
        for n, name in enumerate(("a1", "a2", "a3"))
    ]
    looked = {"a2": NOON}
    told = Constraints(struck={"a3": None})
    assert [piece.earliest for piece in pieces_of(found, told, looked)] == [None, NOON, None]
    assert pieces_of(found, told, looked) == [piece_of(one, told, looked.get(one.article.id)) for one in found]


def test_the_keys_are_the_address_the_text_rare_words_and_who_does_what() -> None:
    keys = piece_of(reading(event())).keys
    assert keys[:2] == ("url:http://wire.example/1", "hash:c1")
    assert keys[-1] == "event:compute_leasing:Meta"
    assert {key.partition(":")[0] for key in keys} == {"url", "hash", "text", "word", "event"}
    assert len(keys) == len(set(keys))
    nobody = piece_of(reading(event(actor=None)))
    assert not any(key.startswith("event:") for key in nobody.keys) and nobody.claim is not None


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        pytest.param("http://wire.example/", "", id="front page"),
        pytest.param("http://wire.example", "", id="bare host"),
        pytest.param("", "", id="none"),
        pytest.param("http://wire.example/?p=7", "http://wire.example/?p=7", id="a query tells it"),
        pytest.param("http://wire.example/1", "http://wire.example/1", id="a page"),
    ],
)
def test_a_front_page_identifies_nothing(url: str, kept: str) -> None:
    found = piece_of(reading(event(), canonical_url=url))
    assert (found.address, [key for key in found.keys if key.startswith("url:")]) == (
        kept,
        [f"url:{kept}"] * bool(kept),
    )


@pytest.mark.parametrize(
    ("status", "opens"),
    [("planned", True), ("terminated", True), ("question", False), ("generic", False)],
)
def test_a_question_and_a_general_remark_open_nothing(status: str, opens: bool) -> None:
    assert piece_of(reading(event(status=status))).opens is opens


def test_a_price_move_is_neither_told_nor_retold() -> None:
    found = piece_of(reading(event(type="price_move"), event(9, type="price_move", time="retold")))
    assert (found.claim, found.opens, found.retold) == (None, False, ())


def test_the_lead_is_in_the_headline_else_the_surest_else_the_first() -> None:
    body = len(TITLE) + 1
    unsure, sure = Confidence(event=0.5, roles=0.5, status=0.5), Confidence(event=0.9, roles=0.9, status=0.9)
    headline = event(3, actor="headline", confidence=unsure)
    first = event(body, actor="first", confidence=unsure)
    surer = event(body + 40, actor="surer", confidence=sure)
    as_sure = event(body + 80, actor="as sure", confidence=replace(sure, event=0.93))
    for events, actor in (
        ((surer, headline, first), "headline"),
        ((first, surer), "surer"),
        ((as_sure, surer), "surer"),
    ):
        found = lead_event(reading(*events))
        assert found is not None and found.actor == actor
    assert lead_event(reading()) is None


def company(name: str, ticker: str | None, start: int, kind: str = "company") -> Mention:
    return Mention(text=name, start=start, end=start + len(name), canonical=name, ticker=ticker, kind=kind)


def test_tickers_are_of_the_headline_and_participants_of_the_event() -> None:
    mentions = (
        company("Meta", "META", 0),
        company("Bernstein", "AB", 5, kind="broker"),
        company("xAI", None, 10),
        company("Meta", "META", 20),
        company("Nebius", "NBIS", len(TITLE) + 5),
        company("CoreWeave", "CRWV", len(TITLE) + 30),
    )
    roles = {"lessor": "Meta", "lessee": "Nebius", "banker": "Bernstein", "site": "Vineland"}
    found = piece_of(reading(event(counterparty="xAI", roles=roles), mentions=mentions))
    assert (found.tickers, found.participants) == (("META",), ("META", "NBIS"))
    assert piece_of(reading(mentions=mentions)).participants == ()


# ── as amended ──────────────────────────────────────────────────────────────────────────────────────

PARTED = Constraints(apart=((frozenset({"a1"}), frozenset({"a2", "a3"})),))


def test_articles_held_apart_share_a_key_and_others_do_not() -> None:
    own = {name: piece_of(reading(event(), id=name), PARTED).keys for name in ("a1", "a2", "a4")}
    assert [key for key in own["a1"] if key.startswith("apart:")] == [k for k in own["a2"] if k.startswith("apart:")]
    assert len([key for key in own["a1"] if key.startswith("apart:")]) == 1
    assert not any(key.startswith("apart:") for key in own["a4"])


def test_a_struck_event_is_not_there() -> None:
    struck = Constraints(struck={"a1": frozenset({"compute_leasing"}), "a3": None})
    assert piece_of(reading(event()), struck).claim is None
    assert piece_of(reading(event(type="contract")), struck).claim is not None
    assert piece_of(reading(event(), id="a2"), struck).claim is not None
    assert piece_of(reading(event(), id="a3"), struck).claim is None


def test_the_mark_of_an_article_changes_with_what_was_said_of_it_and_nothing_else() -> None:
    said = {
        "nothing": NONE,
        "apart": PARTED,
        "together": Constraints(together=(("a1", "a2"),)),
        "time": Constraints(times={"a1": NOON}),
        "a later time": Constraints(times={"a1": NOON + timedelta(minutes=1)}),
        "no such event": Constraints(struck={"a1": frozenset({"contract"})}),
        "no event at all": Constraints(struck={"a1": None}),
    }
    marks = {name: amendment_marks(constraints).get("a1") for name, constraints in said.items()}
    assert marks["nothing"] is None
    assert len(set(marks.values())) == len(said)
    assert amendment_marks(replace(PARTED, times={"a9": NOON}))["a1"] == marks["apart"]
    assert set(amendment_marks(PARTED)) == {"a1", "a2", "a3"}
