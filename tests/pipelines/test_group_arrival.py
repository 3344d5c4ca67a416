"""Stories do not depend on the order in which articles arrive, nor on how many come at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.amendments import NONE, Constraints
from pipelines.archive import Archive
from pipelines.claims import parties
from pipelines.copies import fingerprint, pack
from pipelines.group import LATEST, group_pieces, regroup
from pipelines.headlines import headline
from pipelines.stories import tell
from tracker.options import GroupOptions
from tracker.records import Basis, Claim, Piece, Stamp, Story

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
OPTIONS = GroupOptions()
HEADLINES = (
    "Meta plans to sell spare computing power",
    "Meta to sell spare computing power, people say",
    "Facebook owner weighs renting out data centres",
    "Nebius wins Microsoft order",
    "Microsoft order goes to Nebius",
    "Wordless notice",
)

claims = st.builds(
    Claim,
    type=st.sampled_from(["compute_leasing", "contract"]),
    actor=st.sampled_from(["Microsoft", "Nebius Group", None]),
    counterparty=st.sampled_from([None, None, "Microsoft", "Nebius Group"]),
    side=st.sampled_from([None, "seller", "buyer"]),
    polarity=st.sampled_from(["affirmed", "affirmed", "affirmed", "denied"]),
    status=st.sampled_from(["planned", "agreed", "occurred", "terminated"]),
    source=st.sampled_from(["company", "unnamed_people", "analyst"]),
    amounts=st.lists(st.sampled_from([("MW", 100.0, 100.0), ("MW", 250.0, 250.0), ("USD", 4e9, 5e9)]), max_size=1).map(
        tuple
    ),
)


@st.composite
def pieces(draw: st.DrawFn) -> list[Piece]:
    found = []
    for n in range(draw(st.integers(2, 14))):
        hours = draw(st.sampled_from([0, 1, 5, 11, 13, 20, 40, 71, 73, 100, 150, 200, 300, 400]))
        at = NOON + timedelta(hours=hours, minutes=draw(st.integers(0, 3)))
        title = draw(st.sampled_from(HEADLINES))
        address = draw(st.sampled_from(["", "", "http://x.example/1", "http://x.example/2"]))
        claim = draw(st.none() | claims)
        stale = draw(st.integers(0, 6)) == 0
        print_ = fingerprint(draw(st.sampled_from(["", f"{title} " * 12])))
        keys = [f"url:{address}"] if address else []
        keys += [f"text:{value:x}" for value in print_.sketch] + [f"word:{word}" for word in headline(title).keys]
        keys += [f"event:{claim.type}:{party}" for party in parties(claim)] if claim else []
        found.append(
            Piece(
                id=f"a{n:02}",
                feed=draw(st.sampled_from(["wire", "herald", "gazette"])),
                stamp=Stamp(at=at, basis=Basis.PUBLISHED),
                earliest=draw(st.sampled_from([at, at, at - timedelta(hours=9), None])),
                latest=at,
                turn=at + timedelta(days=9) if stale else at,
                dated=at if stale else None,
                title=title,
                address=address,
                content_hash=f"h{n}",
                text=pack(print_),
                keys=tuple(keys),
                claim=claim,
                others=tuple(draw(st.lists(claims, max_size=2))) if claim else (),
                opens=claim is not None and draw(st.booleans()),
                tickers=draw(st.sampled_from([(), ("META",), ("NBIS",)])),
                participants=("META",),
                themes=(),
                backfilled=False,
            )
        )
    return found


def told_one_by_one(batches: list[list[Piece]], constraints: Constraints = NONE) -> list[Story]:
    """As a database would hold them: each batch changes only the stories it touches."""
    archive, held = Archive(), dict[str, Story]()
    for batch in batches:
        told, gone = tell(archive, regroup(archive, batch, (), OPTIONS, constraints), constraints)
        for id_ in gone:
            held.pop(id_, None)
        held |= {story.id: story for story in told}
    return sorted(held.values(), key=lambda story: (story.t0.at, story.id))


@settings(deadline=None)
@given(pieces(), st.randoms(use_true_random=False), st.integers(1, 5))
def test_the_same_articles_in_any_order_of_arrival_give_the_same_stories(found, random, size) -> None:
    assert_order_does_not_matter(found, random, size)


def assert_order_does_not_matter(found: list[Piece], random: Random, size: int) -> None:
    whole = group_pieces(found, OPTIONS)
    shuffled = random.sample(found, len(found))
    batches = [shuffled[start : start + size] for start in range(0, len(shuffled), size)]
    assert told_one_by_one(batches) == whole


FILLER = "At its plant in Oslo the firm has made parts of ships since the war, said its head, who was born there. "
TAIL = "Sign up for our newsletter now and read us every day of the week for no money."


@st.composite
def crowds(draw: st.DrawFn) -> list[Piece]:
    """Pieces that share a tail, some of them copies of others."""
    found = []
    for piece in draw(pieces()):
        words = (FILLER + FILLER[::-1]).split()
        start = draw(st.sampled_from([0, 4, 11]))
        print_ = fingerprint(" ".join([*words[start : start + draw(st.integers(10, 30))], TAIL]))
        keys = [key for key in piece.keys if not key.startswith("text:")]
        keys += [f"text:{value:x}" for value in print_.sketch]
        found.append(replace(piece, text=pack(print_), keys=tuple(keys)))
    return found


@settings(deadline=None)
@given(crowds(), st.randoms(use_true_random=False), st.integers(1, 5), st.integers(1, 6))
def test_nor_does_it_matter_when_only_the_latest_of_a_crowd_are_compared(found, random, size, latest) -> None:
    with patch.dict(LATEST, text=latest):
        assert_order_does_not_matter(found, random, size)
        assert_changes_leave_no_trace(found, random)


@settings(deadline=None)
@given(pieces(), st.randoms(use_true_random=False))
def test_an_article_that_comes_again_changes_nothing(found, random) -> None:
    again = random.sample(found, len(found) // 2)
    assert told_one_by_one([found, again, again[:1]]) == group_pieces(found, OPTIONS)


@settings(deadline=None)
@given(pieces(), st.randoms(use_true_random=False))
def test_an_article_that_changes_or_goes_leaves_no_trace(found, random) -> None:
    assert_changes_leave_no_trace(found, random)


def assert_changes_leave_no_trace(found: list[Piece], random: Random) -> None:
    first = random.sample(found, len(found))
    edited = [random.choice(found) for _ in range(3)]
    as_edited = {p.id: random.choice(found) for p in edited}
    before = [with_content_of(p, as_edited[p.id]) if p.id in as_edited else p for p in first]
    lost = found[0].id
    archive, held = Archive(), dict[str, Story]()
    for batch, gone in ((before, ()), (found, ()), ((), (lost,))):
        told, ended = tell(archive, regroup(archive, batch, gone, OPTIONS))
        for id_ in ended:
            held.pop(id_, None)
        held |= {story.id: story for story in told}
    assert sorted(held.values(), key=lambda s: (s.t0.at, s.id)) == group_pieces(found[1:], OPTIONS)


def report(id_: str, hours: float, *amounts: tuple[str, float, float], address: str = "", stale: bool = False) -> Piece:
    at = NOON + timedelta(hours=hours)
    return Piece(
        id=id_,
        feed="wire",
        stamp=Stamp(at=at, basis=Basis.PUBLISHED),
        earliest=at,
        latest=at,
        turn=at,
        dated=at - timedelta(days=9) if stale else None,
        title=id_,
        address=address,
        content_hash=id_,
        keys=(*([f"url:{address}"] if address else []), "event:contract:Nebius Group"),
        claim=Claim(type="contract", actor="Nebius Group", status="agreed", source="company", amounts=amounts),
        opens=not stale,
        backfilled=False,
    )


def test_when_the_first_report_is_edited_whoever_could_join_its_story_now_does() -> None:
    # The third is within reach of the second only, and its figure is news unless the first had it.
    first, second, third = report("a1", 0), report("a2", 60), report("a3", 120, ("MW", 100.0, 100.0))
    edited = report("a1", 0, ("MW", 100.0, 100.0))
    told = told_one_by_one([[first, second, third], [edited]])
    assert told == group_pieces([edited, second, third], OPTIONS)
    assert [story.articles for story in told] == [("a1", "a2", "a3")]


def test_a_stale_item_belongs_to_what_is_told_at_the_moment_it_is_shown() -> None:
    stale, news = (
        report("a1", 0, address="http://x.example/1", stale=True),
        report("a2", 0, address="http://x.example/1"),
    )
    assert [story.articles for story in told_one_by_one([[stale], [news]])] == [("a2", "a1")]


def test_a_copy_that_names_nobody_is_looked_at_again_when_what_it_copies_comes_late() -> None:
    whole, nameless = FILLER + FILLER[::-1], Claim(type="contract", actor=None, status="agreed", source="company")
    first, late = with_text(report("a1", 0), whole[:150]), with_text(report("a2", 1), whole)
    copy = with_text(replace(report("a3", 2), keys=(), claim=nameless, opens=False), whole)
    assert [story.articles for story in told_one_by_one([[copy], [late]])] == [("a2", "a3")]
    (story,) = told_one_by_one([[copy, first], [late]])
    assert [link.of for link in story.links] == [None, "a1", "a2"]


def with_text(piece: Piece, text: str) -> Piece:
    print_ = fingerprint(text)
    return replace(piece, text=pack(print_), keys=(*(f"text:{value:x}" for value in print_.sketch), *piece.keys))


def test_what_was_forgotten_is_not_found_by_its_old_address_when_it_comes_again_with_another() -> None:
    archive, old = Archive(), "http://x.example/1"
    held = [report(f"b{n}", 200 + n) for n in range(4)]
    regroup(archive, [at_address("a1", 0, old), *held], (), OPTIONS)
    archive.forget(NOON + timedelta(hours=100))
    regroup(archive, [at_address("a1", 0, "http://x.example/2")], (), OPTIONS)
    regroup(archive, [at_address("a2", 1, old)], (), OPTIONS)
    touched = regroup(archive, [at_address("a3", 2, old), at_address("a4", 3, "http://x.example/2")], (), OPTIONS)
    assert touched == {"a1", "a2"}
    told, _ = tell(archive, touched)
    assert [story.articles for story in told] == [("a1", "a4"), ("a2", "a3")]


def at_address(id_: str, hours: float, address: str) -> Piece:
    """A report that nothing but its address can be known by."""
    return replace(report(id_, hours, address=address), keys=(f"url:{address}",))


def with_content_of(piece: Piece, other: Piece) -> Piece:
    return replace(other, id=piece.id)


@settings(deadline=None)
@given(pieces(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_what_the_user_said_binds_whatever_the_order(found, random, size) -> None:
    ids = [piece.id for piece in found]
    one, other = random.sample(ids, 2)
    away = frozenset(random.sample(ids, 1))
    rest = frozenset(ids[:3]) - away
    said = Constraints(together=((one, other),), apart=((away, rest),) if rest else ())
    keyed = [
        with_keys(piece, (*piece.keys, "apart:x")) if rest and piece.id in away | rest else piece for piece in found
    ]
    whole = group_pieces(keyed, OPTIONS, said)
    shuffled = random.sample(keyed, len(keyed))
    batches = [shuffled[start : start + size] for start in range(0, len(shuffled), size)]
    assert told_one_by_one(batches, said) == whole


def with_keys(piece: Piece, keys: tuple[str, ...]) -> Piece:
    return replace(piece, keys=keys)


@settings(deadline=None)
@given(pieces())
def test_every_report_is_in_one_story_and_every_story_begins_with_its_own(found) -> None:
    told = group_pieces(found, OPTIONS)
    articles = [link.article for story in told for link in story.links]
    assert len(articles) == len(set(articles))
    for story in told:
        assert story.links[0].relation == "first"
        assert {link.of for link in story.links[1:]} <= set(story.articles)
