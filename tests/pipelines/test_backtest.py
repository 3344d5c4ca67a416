"""What a back-test counts, by hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.amendments import Constraints
from pipelines.backtest import Pair, Score, backtest, close_calls, read_pairs
from pipelines.group import group_pieces
from pipelines.headlines import Kind, headline
from tracker.errors import InputError
from tracker.options import GroupOptions
from tracker.records import Basis, Claim, Piece, Stamp

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
SAME = ("Harbour bridge closed after lorry fire", "Harbour bridge closed after lorry fire - The Gull")
OTHER = ("Harbour bridge closed after lorry fire", "Council votes on budget for libraries")


def piece(id_: str, title: str, hours: float, claim: Claim | None = None) -> Piece:
    at = NOON + timedelta(hours=hours)
    keys = [f"word:{word}" for word in headline(title).keys]
    keys += [f"event:{claim.type}:{claim.actor}"] if claim else []
    return Piece(
        id=id_, feed=id_, stamp=Stamp(at=at, basis=Basis.PUBLISHED), earliest=at, latest=at, turn=at, title=title,
        address="", content_hash=id_, keys=tuple(keys), claim=claim, opens=claim is not None, backfilled=False,
    )  # fmt: skip


LEASE = Claim(type="compute_leasing", actor="Meta Platforms", status="planned", source="company")
LOAN = Claim(type="debt_financing", actor="CoreWeave", status="announced", source="company")
PIECES = [
    piece("a", "Meta to sell spare capacity", 0, LEASE),
    piece("b", "Facebook owner weighs renting out servers", 2, LEASE),
    piece("c", "CoreWeave borrows from banks", 3, LOAN),
    piece("d", "Nothing of the kind", 4),
]
STORIES = group_pieces(PIECES, GroupOptions())


def test_a_database_is_held_against_what_the_user_said() -> None:
    said = Constraints(
        together=(("a", "b"), ("a", "c")),
        apart=((frozenset({"a"}), frozenset({"b", "c"})),),
        struck={"c": None, "d": frozenset({"contract"})},
    )
    found = backtest(PIECES, STORIES, said)
    assert (found.articles, found.told, found.stories, found.most) == (4, 3, 2, 2)
    assert found.reasons == (("event", 1),)
    assert (found.merged, found.split, found.wrong) == ((1, 2), (1, 2), (1, 2))


def test_nothing_said_and_nothing_held_are_no_mistakes() -> None:
    found = backtest([], [], Constraints())
    assert (found.articles, found.stories, found.reports, found.merged) == (0, 0, 0.0, (0, 0))


def test_a_score_counts_each_share_by_itself() -> None:
    pairs = [
        Pair(a=SAME[0], b=SAME[1], hours=1, label="duplicate"),
        Pair(a=SAME[0], b=SAME[1], hours=1, label="unrelated"),
        Pair(a=OTHER[0], b=OTHER[1], hours=1, label="followup"),
        Pair(a=OTHER[0], b=OTHER[1], hours=1, label="unrelated"),
        Pair(a=OTHER[0], b=OTHER[1], hours=1, label=None),
    ]
    score = Score.of(pairs)
    assert (score.precision, score.recall, score.story, score.rejected) == ((1, 2), (1, 1), (1, 2), (1, 2))


def test_the_closest_calls_come_from_both_sides() -> None:
    near = [
        piece("a", "Harbour bridge closed after lorry fire in tunnel", 0),
        piece("b", "Harbour bridge closed after lorry fire", 1),
        piece("c", "Alphabet raises capital spending forecast", 2),
        piece("d", "Microsoft keeps capital spending forecast", 3),
        piece("e", "Harbour bridge closed after lorry fire", 100),
    ]
    calls = close_calls(near, [], 2)
    assert calls == close_calls(near[::-1], [], 2)
    assert [call.likeness.kind is Kind.UNRELATED for call in calls] == [False, True]
    assert all(call.hours <= 72 for call in close_calls(near, [], 20))


def test_a_close_call_knows_whether_the_two_are_in_one_story() -> None:
    near = [
        piece("a", "Meta leases spare computing capacity to labs", 0, LEASE),
        piece("b", "Meta leases spare computing capacity to AI labs", 1, LEASE),
        piece("c", "CoreWeave leases spare computing capacity to labs, borrows", 2, LOAN),
    ]
    told = {
        (call.one, call.other): call.in_one_story for call in close_calls(near, group_pieces(near, GroupOptions()), 9)
    }
    assert told[near[0].title, near[1].title] is True
    assert told[near[0].title, near[2].title] is False
    assert not any(call.in_one_story for call in close_calls(near, [], 9))


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("{", "is no JSON"),
        ("{}", "expected a list"),
        ('[{"a": "x"}]', "pair 1: expected an object with the headlines a and b"),
        ('[{"a": "x", "b": "y", "dh": -1}]', "dh is -1; give the hours"),
        ('[{"a": "x", "b": "y", "dh": true}]', "dh is True"),
        ('[{"a": "x", "b": "y", "dh": 1, "label": "same"}]', "label 'same' is unknown; there are duplicate"),
    ],
)
def test_what_is_no_pair_is_named_with_the_cure(text: str, cure: str) -> None:
    with pytest.raises(InputError, match=r"p\.json") as told:
        read_pairs(text, "p.json")
    assert cure in str(told.value)


def test_pairs_are_read_as_they_are_given() -> None:
    row = {"a": "x", "b": "y", "dh": 1, "label": "followup", "doma": "x.example"}
    assert read_pairs(json.dumps([row, {"a": "x", "b": "y"}]), "p") == [
        Pair(a="x", b="y", hours=1.0, label="followup"),
        Pair(a="x", b="y", hours=0.0, label=None),
    ]
