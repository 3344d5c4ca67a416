"""What counts of all that a user said, in whatever order it is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.amendments import (
    NONE,
    constraints,
    in_force,
    merge,
    not_withdrawn,
    said_already,
    set_time,
    split,
    strike,
    withdraw,
    wrong_event,
)
from tracker.errors import NaiveTime, UsageError
from tracker.records import (
    Amendment,
    AmendmentKind,
    Article,
    Basis,
    Confidence,
    DateQuality,
    Event,
    Evidence,
    Extraction,
    Precision,
    Reading,
    Stamp,
    Story,
    StoryLink,
)

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def link(article: str, relation: str) -> StoryLink:
    return StoryLink(article=article, relation=relation, reason="event", score=1.0, at=NOON, feed="wire")


def told(*articles: str, mentions: tuple[str, ...] = ()) -> Story:
    return Story(
        id=f"s{articles[0]}",
        headline=articles[0],
        type="compute_leasing",
        subtype=None,
        actor="Meta",
        counterparty=None,
        themes=(),
        participants=(),
        t0=Stamp(at=NOON, basis=Basis.PUBLISHED),
        t0_earliest=NOON,
        t0_latest=NOON,
        links=(
            *(link(name, "same_event") for name in articles),
            *(link(name, "prior_mention") for name in mentions),
        ),
        sources=1,
        independent=1,
        backfilled=False,
    )


def pair(*names: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(name) for name in names)


# ── one thing said ──────────────────────────────────────────────────────────────────────────────────


def test_nothing_said_binds_nothing() -> None:
    assert constraints([]) == NONE


def test_a_wrong_event_is_struck_in_every_report_the_story_had() -> None:
    found = constraints([wrong_event(told("a", "b"), at=NOON)])
    assert found.struck == {"a": {"compute_leasing"}, "b": {"compute_leasing"}}


def test_a_merge_puts_the_first_reports_together() -> None:
    assert constraints([merge(told("a", "b"), told("c", "d"), (), at=NOON)]).together == (("a", "c"),)


def test_a_split_parts_two_sides_and_holds_each_together() -> None:
    found = constraints([split(told("a", "b", "c", "d"), ["d", "b"], at=NOON)])
    assert found.apart == (pair("bd", "ac"),)
    assert set(found.together) == {("b", "d"), ("a", "c")}
    assert found.rivals() == {"a": set("bd"), "c": set("bd"), "b": set("ac"), "d": set("ac")}


def test_a_set_time_is_of_the_first_report() -> None:
    found = constraints([set_time(told("a", "b"), at(-60), at=NOON)])
    assert found.times == {"a": at(-60)}
    assert (found.time_of(["b", "a"]), found.time_of(["b"])) == (at(-60), None)


# ── what cannot be meant ────────────────────────────────────────────────────────────────────────────


def test_a_story_is_not_merged_with_itself() -> None:
    with pytest.raises(UsageError, match="cannot be merged with itself"):
        merge(told("a"), told("a"), (), at=NOON)


@pytest.mark.parametrize("story", [told("a", "b"), told("a", "b", mentions=("m",))])
def test_something_that_tells_the_story_must_stay(story: Story) -> None:
    with pytest.raises(UsageError, match="at least one must stay"):
        split(story, ["b", "a"], at=NOON)


def test_nothing_was_first_reported_in_the_time_to_come() -> None:
    assert set_time(told("a"), NOON, at=NOON).time == NOON
    with pytest.raises(UsageError, match=r"2026-07-01T12:01:00Z is still to come; it is now 2026-07-01T12:00:00Z"):
        set_time(told("a"), at(1), at=NOON)


def test_an_amendment_holds_no_naive_time() -> None:
    with pytest.raises(NaiveTime, match="amendment"):
        wrong_event(told("a"), at=NOON.replace(tzinfo=None))
    with pytest.raises(NaiveTime, match="amended time"):
        Amendment(id="m", at=NOON, kind=AmendmentKind.SET_TIME, articles=("a",), time=NOON.replace(tzinfo=None))


# ── several things said ─────────────────────────────────────────────────────────────────────────────


def test_what_is_said_later_is_not_known_before() -> None:
    said = wrong_event(told("a"), at=at(5))
    assert constraints([said], at(4)) == NONE
    assert constraints([said], at(5)) == constraints([said])
    gone = withdraw(said, at=at(9))
    assert (constraints([said, gone], at(8)), constraints([said, gone])) == (constraints([said]), NONE)


def test_a_withdrawal_can_be_withdrawn() -> None:
    said = wrong_event(told("a"), at=NOON)
    gone = withdraw(said, at=at(1))
    back = withdraw(gone, at=at(2))
    assert in_force([said, gone, back]) == (said,)
    assert not_withdrawn([back, gone, said]) == [said, back]


def test_a_merge_and_a_split_of_the_same_the_later_wins() -> None:
    story = told("a", "c")
    first = merge(told("a"), told("c"), (), at=at(0))
    then = split(story, ["c"], at=at(1))
    again = merge(told("a"), told("c"), [first, then], at=at(2))
    assert constraints([first, then]).together == ()
    assert constraints([first, then]).apart == (pair("c", "a"),)
    assert constraints([first, then, again]).apart == ()
    assert constraints([first, then, again]).together == (("a", "c"),)


def test_a_merge_undoes_the_split_between_two_stories_whatever_came_before_their_first_reports() -> None:
    said = split(told("a", "b", "c"), ["c"], at=NOON)
    # "z" is an earlier report of what "c" tells: neither first report of the two was on a side of the split with "c".
    whole = merge(told("z", "c"), told("y", "a", "b"), [said], at=at(1))
    found = constraints([said, whole])
    assert found.apart == ()
    assert {name for pair in found.together for name in pair} == {"z", "y", "a", "b", "c"}
    assert in_force([said, whole, withdraw(whole, at=at(2))]) == (said,)


def test_a_split_of_a_side_of_an_earlier_split_leaves_the_earlier_in_force() -> None:
    first = split(told("a", "b", "c"), ["b", "c"], at=at(0))
    second = split(told("b", "c"), ["c"], at=at(1))
    found = constraints([first, second])
    assert set(found.apart) == {pair("bc", "a"), pair("c", "b")}
    assert found.together == ()


def test_of_two_times_the_later_said_counts_also_when_their_stories_are_one() -> None:
    one = set_time(told("a"), at(-30), at=at(0))
    other = set_time(told("b"), at(-20), at=at(1))
    again = set_time(told("a"), at(-10), at=at(2))
    assert constraints([other, one]).time_of(["a", "b"]) == at(-20)
    assert constraints([other, again, one]).time_of(["a", "b"]) == at(-10)


def test_an_event_type_wrong_and_then_any_is_any() -> None:
    story = told("a")
    lease = wrong_event(story, at=NOON)
    whatever = Amendment(id="m", at=at(1), kind=AmendmentKind.WRONG_EVENT, articles=("a",))
    for said in ([lease, whatever], [whatever, lease]):
        assert constraints(said).struck == {"a": None}


def test_what_counts_already_is_not_said_again() -> None:
    story = told("a")
    said = set_time(story, at(-60), at=NOON)
    again = set_time(story, at(-60), at=at(1), note="again")
    assert said_already(again, [said]) == said
    assert said_already(again, [said, withdraw(said, at=at(1))]) is None
    assert said_already(again, [said, set_time(story, at(-50), at=at(1))]) is None
    assert said_already(merge(told("b"), told("a"), (), at=at(2)), [merge(told("a"), told("b"), (), at=at(1))])


# ── in any order ────────────────────────────────────────────────────────────────────────────────────

NAMES = "abcde"


def _amendment(number: int, kind: str, minute: int, left: set[str], right: set[str], target: int) -> Amendment:
    fields: dict[str, Any] = {"articles": tuple(sorted(left))}
    if kind == "wrong_event":
        fields["event"] = [None, "contract", "mna"][target % 3]
    elif kind == "merge":
        fields["articles"] = (min(left), min(right))
    elif kind == "split":
        fields["from_articles"] = tuple(sorted(right))
    elif kind == "set_time":
        fields |= {"articles": (min(left),), "time": at(-1 - target)}
    else:
        fields["withdraws"] = f"m{target}"
    return Amendment(id=f"m{number}", at=at(minute), kind=AmendmentKind(kind), **fields)


@st.composite
def all_said(draw: st.DrawFn) -> list[Amendment]:
    """A few amendments over five articles, some said in the same minute, withdrawals of any of them."""
    found = []
    for number in range(draw(st.integers(0, 7))):
        kind = draw(st.sampled_from(["wrong_event", "merge", "split", "set_time", "withdraw"]))
        order = draw(st.permutations(NAMES))
        cut = draw(st.integers(1, len(NAMES) - 1))
        sides = set(order[:cut]), set(order[cut : draw(st.integers(cut + 1, len(NAMES)))])
        target = draw(st.integers(0, max(0, number - 1)))
        found.append(_amendment(number, kind, draw(st.integers(0, 4)), *sides, target))
    return found


@given(all_said(), st.randoms(use_true_random=False), st.integers(0, 5))
def test_the_order_in_which_amendments_are_read_does_not_matter(said: list[Amendment], rng: Any, minute: int) -> None:
    mixed = [*said, *said[:2]]
    rng.shuffle(mixed)
    assert constraints(mixed) == constraints(said)
    assert list(constraints(mixed).times.items()) == list(constraints(said).times.items())
    assert constraints(mixed, at(minute)) == constraints([item for item in said if item.at <= at(minute)])


@given(all_said())
def test_no_pair_is_both_together_and_apart(said: list[Amendment]) -> None:
    found = constraints(said)
    rivals = found.rivals()
    assert [both for both in found.together if both[1] in rivals.get(both[0], ())] == []


@given(all_said(), st.integers(0, 6))
def test_what_is_withdrawn_might_as_well_not_have_been_said(said: list[Amendment], place: int) -> None:
    if place < len(said):
        gone = withdraw(said[place], at=at(9))
        never = [item for item in said if item is not said[place]]
        assert constraints([*said, gone]) == constraints(never)


@given(all_said())
def test_times_and_struck_events_are_those_of_a_plain_reading_in_order(said: list[Amendment]) -> None:
    times: dict[str, datetime] = {}
    struck: dict[str, set[str]] = {}
    for item in not_withdrawn(said):
        if item.kind is AmendmentKind.SET_TIME and item.time is not None:
            times[item.articles[0]] = item.time
        if item.kind is AmendmentKind.WRONG_EVENT:
            for article in item.articles:
                struck.setdefault(article, set()).add(item.event or "any")
    found = constraints(said)
    assert found.times == times
    assert {a: {"any"} if e is None else e for a, e in found.struck.items()} == {
        a: {"any"} if "any" in e else e for a, e in struck.items()
    }


def test_equal_moments_have_one_order_too() -> None:
    story = told("a", "c")
    said = [merge(told("a"), told("c"), (), at=NOON), split(story, ["c"], at=NOON), set_time(story, NOON, at=NOON)]
    assert len({repr(constraints(order)) for order in permutations(said)}) == 1


# ── striking ────────────────────────────────────────────────────────────────────────────────────────


def event(type_: str) -> Event:
    return Event(
        type=type_,
        subtype=None,
        actor="Meta",
        counterparty=None,
        direction=None,
        polarity="affirmed",
        status="planned",
        source="author",
        time="now",
        trigger=Evidence(kind="trigger", start=0, end=4, text="sell", rule="test"),
        confidence=Confidence(event=0.9, roles=0.9, status=0.9),
    )


def reading(*types: str) -> Reading:
    article = Article(
        id="a",
        feed="wire",
        key="a",
        url="",
        canonical_url="",
        title="sell",
        summary="",
        published=NOON,
        raw_date=None,
        precision=Precision.SECOND,
        quality=DateQuality.OK,
        basis=Basis.PUBLISHED,
        first_seen=NOON,
        version=1,
        version_seen_at=NOON,
        content_hash="h",
        body_hash="b",
        backfilled=False,
    )
    events = tuple(map(event, types))
    made = Extraction(relevant=True, score=1.0, themes=(), mentions=(), events=events, made_by="test")
    return Reading(article=article, extraction=made)


@pytest.mark.parametrize(
    ("struck", "left"),
    [
        pytest.param({}, ["contract", "mna", "price_move"], id="nothing"),
        pytest.param({"b": None}, ["contract", "mna", "price_move"], id="another article"),
        pytest.param({"a": frozenset({"mna", "ipo"})}, ["contract", "price_move"], id="a type"),
        pytest.param({"a": None}, ["price_move"], id="any"),
    ],
)
def test_struck_events_are_gone_and_reactions_stay(struck: dict[str, frozenset[str] | None], left: list[str]) -> None:
    found = strike(reading("contract", "mna", "price_move"), struck)
    assert [event.type for event in found.extraction.events] == left
