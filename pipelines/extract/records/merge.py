"""Joins what a text says several times into one event.

Two drafts are one event when they have the same type and the same actor (for contracts and leases: a party in
common), and no counterparty contradicts. The clearest one leads, the headline before the rest; it keeps its axes, and
takes over amounts and roles that only the others have (`events.py`). An event without an actor joins one with an
actor. What is not so never joins what is, nor a site in one place one in another, nor what is done of two sums what is
sought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.extract.event_amounts.kinds import RAISED
from pipelines.extract.event_amounts.told_on import are_elsewhere
from pipelines.extract.frames.drafts import AUTHORITIES, Draft
from pipelines.extract.frames.rules import Rules
from pipelines.extract.names.collectives import MARKET_HEADS
from pipelines.extract.records.events import PAIRED, VAGUE, event_of
from pipelines.extract.relevance.news_only import DONE, is_in_title
from tracker.records import Event

DEALS = PAIRED | {"power_deal", "equity_investment"}
"""Types of which one company may have several at once, told apart by the other party."""
OF_TWO = frozenset({"position_change", "equity_investment", "analyst_rating", "price_target", "power_deal"})
"""Types of which two other parties make two events."""
INSIDERS = "position.insider_noun"
"""Rule id of sales by insiders whom the words do not name."""
SHORTS = "position.short_interest"
"""Rule id of how much of a company is sold short, by nobody in particular."""
BODIES = frozenset(
    "council commission board agency regulator court committee panel ministry bureau county city".split()
)
"""Bodies without a name, of whom an earlier sentence told."""
CHIP_GROUPS = frozenset("chip chips semiconductor semiconductors semi semis chipmaker chipmakers".split())


def merge(drafts: Sequence[Draft], rules: Rules) -> tuple[Event, ...]:
    """The events of a text, in the order of their triggers."""
    return tuple(event for event, _ in merged(drafts, rules))


def merged(drafts: Sequence[Draft], rules: Rules) -> list[tuple[Event, list[Draft]]]:
    """The same with the mentions that each was made of, the leading one first."""
    made = [(event_of(group, rules), group) for group in _grouped(drafts)]
    return sorted(made, key=lambda pair: _place(pair[0]))


def _place(event: Event) -> tuple[int, str, tuple[int, ...], str, str]:
    """By trigger; what one trigger tells of several parties in the order in which the text names them."""
    named = tuple(basis.start for basis in event.evidence if basis.kind == "role")[:2]
    return event.trigger.start, event.type, named, event.actor or "", event.counterparty or ""


def _grouped(drafts: Sequence[Draft]) -> list[list[Draft]]:
    groups: list[list[Draft]] = []
    single = [[draft] for draft in drafts]
    loose = {id(draft) for draft in drafts if _speaks_of_a_deal(draft) and _deal_spoken_of(draft, single)}
    for draft in sorted(drafts, key=lambda draft: (id(draft) in loose, *_clarity(draft))):
        told = _deal_spoken_of(draft, groups) if id(draft) in loose else None
        if told is not None:
            told.append(replace(draft, type=told[0].type, subtype=told[0].subtype))
            continue
        home = _home(draft, groups)
        if home is None:
            groups.append([draft])
        elif _is_scenario(draft) and not _is_scenario(home[0]):
            groups.append([replace(draft, actor=home[0].actor)])
        else:
            home.append(draft)
    # A mention that names nobody adds to an event and is none by itself.
    return [group for group in groups if group[0].actor is not None or not group[0].joins]


def _clarity(draft: Draft) -> tuple[bool, bool, bool, bool, bool, float, int]:
    """Sort key: the named before the nameless, assertion before speculation, the headline first."""
    return (
        draft.actor is None,
        draft.type == "mna" and draft.counterparty is None,
        draft.status in VAGUE,
        not draft.sentence.in_headline,
        not draft.amounts,
        -draft.confidence,
        draft.trigger[0],
    )


def _home(draft: Draft, groups: Sequence[list[Draft]]) -> list[Draft] | None:
    """The event a mention belongs to; one that names nobody speaks of the nearest."""
    fitting = [
        group
        for group in groups
        if group[0].type == draft.type and _is_same(draft, group[0]) and not _is_other_deal(draft, group)
    ]
    if not fitting or draft.actor is not None:
        return fitting[0] if fitting else None
    return min(fitting, key=lambda group: min(abs(d.trigger[0] - draft.trigger[0]) for d in group))


def _is_other_deal(draft: Draft, group: Sequence[Draft]) -> bool:
    """Of the deals with A, B and C that a headline speaks of as one the text names each."""
    if draft.type not in DEALS or None in (draft.actor, draft.counterparty):
        return False
    # All mentions of a group that name both sides name the same.
    both = next((other for other in group if None not in (other.actor, other.counterparty)), None)
    return both is not None and both.parties != draft.parties


def _speaks_of_a_deal(draft: Draft) -> bool:
    """ "Mistral will pay $1 billion a month under the deal": with whom, the text has said before."""
    return draft.type == "contract" and draft.joins and draft.actor is not None and draft.counterparty is None


def _deal_spoken_of(draft: Draft, groups: Sequence[list[Draft]]) -> list[Draft] | None:
    """Of several deals of one company the one that was told last before, with whom it was made."""
    told = [
        (mention.trigger[0], group)
        for group in groups
        if group[0].type in PAIRED and draft.actor in group[0].parties and len(group[0].parties) > 1
        for mention in group
        if mention.trigger[0] < draft.trigger[0] and not _is_scenario(group[0])
    ]
    return max(told, key=lambda one: one[0])[1] if told else None


# ── whether two mentions are of one event ───────────────────────────────────────────────────────────


def _is_same(one: Draft, other: Draft) -> bool:
    """Whether a mention tells of the same event as the leading one of its type."""
    if _are_of_other_days(one, other) or _is_of_what_is_not(one, other):
        return False
    by_sides = _by_their_sides(one, other)
    return by_sides if by_sides is not None else not _contradict(one, other) and _share_a_party(one, other)


def _by_their_sides(one: Draft, other: Draft) -> bool | None:
    """Whether they are one where the frames or the other parties alone tell it; None where those leave it open."""
    others = (one.counterparty, other.counterparty)
    if INSIDERS in (one.frame_id, other.frame_id) and one.counterparty == other.counterparty:
        return True  # "Insider selling" and who the insiders are.
    if one.frame_id != other.frame_id and any(draft.frame_id == SHORTS and draft.amounts for draft in (one, other)):
        return False  # "9% of the float": what all have sold short is no part of what one fund holds.
    if one.type == "power_deal" and one.parties == other.parties and len(one.parties) > 1:
        return True  # Seller and buyer, told once from either side.
    if None in others or others[0] == others[1]:
        return None
    if one.type in OF_TWO:
        return False
    if one.type in DEALS and one.trigger == other.trigger:
        return one.parties == other.parties  # "Contracts include $14 billion with A and $6 billion with B"
    return None


def _contradict(one: Draft, other: Draft) -> bool:
    """Whether what they say cannot be so of one event."""
    if one.actor != other.actor and "rating.unnamed" in (one.frame_id, other.frame_id):
        return True  # "Three banks maintain Buy" is no mention of the rating that one of them is named with.
    if one.type in RAISED and one.actor == other.actor and _is_next_deal(one, other):
        return True
    match one.type:
        case "analyst_view":  # "Prefers Dell over Super Micro"
            return one.trigger == other.trigger and one.direction != other.direction
        case "price_target":
            return not _agree(one, other)
        case "price_move":
            return one.direction != other.direction
        case "price_change":  # "Cut prices for its H100 and raised them for the B200"
            return {one.direction, other.direction} == {"up", "down"}
        case "data_center_build":
            return _are_of_other_sites(one, other)
        case "mna":  # "Renewed talks to buy what had turned it down": an offer of before, and a new try.
            return {one.status, other.status} == {"considered", "terminated"}
        case "position_change":
            return _are_other_deeds(one, other)
    return one.type in PAIRED and _have_other_parties(one, other)


def _are_other_deeds(one: Draft, other: Draft) -> bool:
    if {one.direction, other.direction} == {"up", "down"}:
        return True  # "Disclosed its holdings", then "sold its entire stake"
    # "Short interest in it was 9%" is no part of what a fund sold, of which another sentence tells.
    nameless = one.actor is None and other.actor is not None and not one.joins
    return nameless and one.sentence.index != other.sentence.index


def _share_a_party(one: Draft, other: Draft) -> bool:
    """Whether they have the same actor, one has none, or a party of one has its other part in the other."""
    if one.actor == other.actor or None in (one.actor, other.actor):
        return True
    in_one_sentence = one.sentence.index == other.sentence.index
    others = (one.counterparty, other.counterparty)
    if one.type == "price_move":
        is_retold = is_in_title(one) != is_in_title(other) and _agree(one, other)
        return is_retold and bool(_group_of(one)) and _group_of(one) == _group_of(other)
    if one.type in AUTHORITIES:
        # "The council turned the plan down": whom the text has named.
        return bool(BODIES & {one.actor, other.actor}) and not in_one_sentence
    if one.type == "mna":
        # "Agrees to a takeover by AMD": of who is bought, then of who buys it.
        return None in others and (one.actor in others or other.actor in others)
    if one.type == "debt_financing":
        # A bank arranges what the other mention tells of who borrows.
        return one.actor == other.counterparty or other.actor == one.counterparty
    if one.type == "power_deal":
        # "An agreement between Oracle and Bloom means the two deploy": one side tells what both agreed.
        return in_one_sentence and (
            (one.counterparty == other.actor and other.counterparty is None)
            or (other.counterparty == one.actor and one.counterparty is None)
        )
    return one.type in PAIRED and bool({one.actor, one.counterparty} & {other.actor, other.counterparty} - {None})


def _is_of_what_is_not(one: Draft, lead: Draft) -> bool:
    """ "The company does not plan to become a cloud provider" adds nothing to the lease that it has signed."""
    denied = one.axes["polarity"] != "affirmed" and lead.axes["polarity"] == "affirmed"
    return denied and one.actor is not None and one.sentence.index != lead.sentence.index


def _group_of(move: Draft) -> frozenset[str]:
    """What the shares of a group do that moves, however it is called: "Chip Stocks", "semiconductor shares"."""
    words = (move.actor or "").lower().split()
    if words[-1:] and words[-1] not in MARKET_HEADS | CHIP_GROUPS:
        return frozenset()
    return frozenset("chip" if word in CHIP_GROUPS else word for word in words if word not in MARKET_HEADS)


def _have_other_parties(one: Draft, other: Draft) -> bool:
    """Both name both sides, and not the same ones: two deals of one company."""
    sides = {one.actor, one.counterparty}, {other.actor, other.counterparty}
    return all(None not in pair for pair in sides) and sides[0] != sides[1]


def _is_scenario(draft: Draft) -> bool:
    """An analyst's sum of what could be, with figures of its own: no mention of what the company plans."""
    supposed = draft.actor is None or draft.status in {"hypothetical", "planned", "generic"}
    return supposed and draft.axes["source"] == "analyst" and draft.type == "compute_leasing" and bool(draft.amounts)


def _are_of_other_days(one: Draft, other: Draft) -> bool:
    """A statement of an earlier day is an event of its own, not a mention of today's."""
    retold = "retold" in (one.axes["time"], other.axes["time"])
    return retold and one.date != other.date and one.type != "price_move"


def _is_next_deal(one: Draft, other: Draft) -> bool:
    """ "Sold $18 billion of bonds and is in talks to raise $38 billion": of two sums one is done and one is sought."""
    done = [draft.status in DONE for draft in (one, other)]
    sought = [draft.status in {"planned", "considered", "hypothetical"} for draft in (one, other)]
    return any(done) and any(sought) and not _agree(one, other)


def _are_of_other_sites(one: Draft, other: Draft) -> bool:
    """ "Built the campus in Texas and is building one of 1.8 GW in Wyoming": other places, and not both done."""
    if one.sentence.index == other.sentence.index or not are_elsewhere(one.sentence, other.sentence):
        return False
    return (one.status in DONE) != (other.status in DONE) or not _agree(one, other)


def _agree(one: Draft, other: Draft) -> bool:
    """Whether the amounts of two mentions can be the same."""
    values = {hit.amount.value for hit in one.amounts}, {hit.amount.value for hit in other.amounts}
    return not all(values) or bool(values[0] & values[1])
