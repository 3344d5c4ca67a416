"""Joins what a text says several times into one event, and turns drafts into records.

Two drafts are one event when they have the same type and the same actor (for contracts and leases: a party in
common), and no counterparty contradicts. The clearest one leads, the headline before the rest; it keeps its axes, and
takes over amounts and roles that only the others have. An event without an actor joins one with an actor. What is not
so never joins what is, nor a site in one place one in another, nor what is done of two sums what is sought.

Status is that of the leading mention, never the majority: a text repeats its speculation more often than its news.

Evidence cites what made the difference, and all of it: the trigger of every mention, because each alone would carry the
event; objects and names of every mention that names a party of the event; of the cues those that set an axis to a value
it would not have without them. What only agrees is left to the trace.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count, pairwise

from pipelines.extract import confidence
from pipelines.extract.amount_kinds import RAISED, RESULTS
from pipelines.extract.collectives import MARKET_HEADS
from pipelines.extract.drafts import AUTHORITIES, Basis, Draft, Sign, named, note_dropped
from pipelines.extract.event_quantities import quantity_of
from pipelines.extract.lexicon import Rules
from pipelines.extract.measures import family_of
from pipelines.extract.move_amounts import further_moves, price_before, price_levels
from pipelines.extract.moves.move import Move
from pipelines.extract.passage import AmountHit, Passage, Sentence
from pipelines.extract.quantities import Amount
from pipelines.extract.told_on import are_elsewhere
from tracker.records import Confidence, Event, Evidence, Quantity

PAIRED = frozenset({"contract", "compute_leasing"})
DEALS = PAIRED | {"power_deal", "equity_investment"}
"""Types of which one company may have several at once, told apart by the other party."""
SIDE_NEWS = frozenset(
    {"data_center_build", "power_deal", "regulation", "export_control", "product_launch", "executive_change"}
)
"""Types that articles about something else mention in passing."""
MOVE = "price.move"
"""Rule id of the price moves."""
CORRECTION = "clarify.correction"
"""Rule id of the headlines that say that they correct an earlier one."""
INSIDERS = "position.insider_noun"
"""Rule id of sales by insiders whom the words do not name."""
SHORTS = "position.short_interest"
"""Rule id of how much of a company is sold short, by nobody in particular."""
ITEM_SENTENCES = 8
"""Sentences of the longest feed item; what is longer is an article."""
DIGITS = re.compile(r"\d[\d,]*+(?:\.(?P<decimals>\d+))?")
DONE = frozenset({"occurred", "terminated"})
VAGUE = frozenset({"generic", "question", "hypothetical"})
OWN_WORDS = frozenset({"company", "counterparty", "filing", "unnamed_people", "named_outlet"})
"""Sources that tell what somebody does, not what they think of it."""


def from_move(move: Move) -> Draft:
    """A price move as a draft: it has happened, and nobody but the market did it."""
    end = max(move.trigger[1], move.amount.end if move.amount else 0)
    return Draft(
        frame_id=MOVE,
        type="price_move",
        subtype=None,
        sentence=move.sentence,
        trigger=move.trigger,
        actor=move.mover.party or move.mover.entity.canonical,
        counterparty=None,
        roles={},
        direction=move.direction,
        status="occurred",
        confidence=0.9 if move.amount else 0.75,
        amounts=_amounts_of(move, end),
        evidence=[
            Basis("trigger", move.trigger, MOVE),
            *named(move.mover, MOVE, move.trigger, move.sentence),
        ],
    )


def _amounts_of(move: Move, end: int) -> list[AmountHit]:
    """Its percentage, what else the same share did, and the price and value that it came to."""
    if move.value:
        return [move.value]
    own = [move.amount] if move.amount else []
    more = further_moves(move.sentence, end, move.mover) if own else []
    levels = price_levels(move.sentence, end, move.mover) or price_before(move.sentence, move.mover, move.trigger)
    return [*own, *more, *levels]


ANY_MONEY = frozenset({"equity.raise", "equity.seek", "equity.plain", "equity.noun"})
"""Frames of raising money whose words leave open what kind it is."""


def only_news(drafts: Sequence[Draft]) -> list[Draft]:
    """What the text reports: what happens beside its headline's event is background, and a denial stands alone.

    A passage without a headline of its own, or whose headline only tells of a price, keeps everything; so does an
    article, which reports more than its headline says. What a correction repeats of the event is no report of it.
    """
    corrections = [draft for draft in drafts if draft.frame_id == CORRECTION]
    if corrections:
        for draft in drafts:
            if draft not in corrections:
                note_dropped(draft, "a correction tells the event again")
        return corrections
    drafts = _without_values_of_listings(drafts)
    if drafts and len(drafts[0].sentence.passage.sentences) > ITEM_SENTENCES:
        return list(drafts)
    told = {draft.type for draft in drafts if draft.type != "clarification"}
    powered = {draft.actor for draft in drafts if draft.type == "power_deal"}
    # "Inks data center deals": the body says that they are about power.
    vague = [d for d in drafts if d.type == "contract" and d.counterparty is None and d.actor in powered]
    drafts = [draft for draft in drafts if draft not in vague]
    if any(draft.frame_id in BANS for draft in drafts):
        drafts = [draft for draft in drafts if draft.frame_id != "site.halt" or _is_of_a_firm(draft)]
    borrowed = {(d.actor, hit.amount.value) for d in drafts if d.type == "debt_financing" for hit in d.amounts}
    leading = {draft.type for draft in drafts if draft.sentence.in_headline and not _is_prose(draft.sentence)}
    kept = []
    for draft in drafts:
        if draft.type == "clarification" and told:
            note_dropped(draft, "a denial counts only where no other event is told")
        elif draft.type == "equity_financing" and draft.frame_id in ANY_MONEY and _is_borrowed(draft, borrowed):
            note_dropped(draft, "the same sum is told to be debt")
        elif draft.type in SIDE_NEWS and not draft.sentence.in_headline and leading - {draft.type}:
            note_dropped(draft, "background of the headline's event")
        else:
            kept.append(draft)
    return kept


def _without_values_of_listings(drafts: Sequence[Draft]) -> list[Draft]:
    """ "Files for an offering. It could seek a valuation of $10 billion": the value is that of the listing, and no
    round of money."""
    kept: list[Draft] = []
    for draft in drafts:
        listing = next((d for d in reversed(kept) if d.type == "ipo" and d.actor == draft.actor), None)
        near = listing is not None and 0 <= draft.sentence.index - listing.sentence.index <= LISTING_REACH
        if listing is None or not near or draft.type != "equity_financing" or not _is_a_value(draft):
            kept.append(draft)
            continue
        note_dropped(draft, "the value is that of the listing")
        listing.amounts += [hit for hit in draft.amounts if hit not in listing.amounts]
    return kept


def _is_a_value(draft: Draft) -> bool:
    """Whether all that a mention measures is what the firm may be worth."""
    families = [family_of(hit.amount, draft.sentence)[0] for hit in draft.amounts]
    return families == ["money.valuation"] and draft.status not in DONE


LISTING_REACH = 2
"""Most sentences between a listing and what it would value the firm at."""


def _is_of_a_firm(draft: Draft) -> bool:
    """Whether a known company stops the work: no "Orford halts data centers", where its board adopts a moratorium."""
    return any(name.party == draft.actor and name.entity.kind == "company" for name in draft.sentence.names)


def _is_borrowed(draft: Draft, borrowed: Collection[tuple[str | None, object]]) -> bool:
    return any((draft.actor, hit.amount.value) in borrowed for hit in draft.amounts)


def _is_prose(sentence: Sentence) -> bool:
    """A first sentence with a full stop is the beginning of a passage, no headline."""
    return sentence.passage.words[sentence.end - 1].endswith(".")


def merge(drafts: Sequence[Draft], rules: Rules) -> tuple[Event, ...]:
    """The events of a text, in the order of their triggers."""
    return tuple(event for event, _ in merged(drafts, rules))


def merged(drafts: Sequence[Draft], rules: Rules) -> list[tuple[Event, list[Draft]]]:
    """The same with the mentions that each was made of, the leading one first."""
    made = [(_event(group, rules), group) for group in _grouped(drafts)]
    return sorted(made, key=lambda pair: _place(pair[0]))


def _place(event: Event) -> tuple[int, str, tuple[int, ...], str, str]:
    """By trigger; what one trigger tells of several parties in the order in which the text names them."""
    named = tuple(basis.start for basis in event.evidence if basis.kind == "role")[:2]
    return event.trigger.start, event.type, named, event.actor or "", event.counterparty or ""


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


def _is_other_deal(draft: Draft, group: Sequence[Draft]) -> bool:
    """Of the deals with A, B and C that a headline speaks of as one the text names each."""
    if draft.type not in DEALS or None in (draft.actor, draft.counterparty):
        return False
    # All mentions of a group that name both sides name the same.
    both = next((other for other in group if None not in (other.actor, other.counterparty)), None)
    return both is not None and both.parties != draft.parties


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


BANS = frozenset({"rule.moratorium", "rule.ban"})
BODIES = frozenset(
    "council commission board agency regulator court committee panel ministry bureau county city".split()
)
"""Bodies without a name, of whom an earlier sentence told."""


def _is_same(one: Draft, other: Draft) -> bool:
    """Whether a mention tells of the same event as the leading one of its type."""
    if _are_of_other_days(one, other) or _is_of_what_is_not(one, other):
        return False
    if INSIDERS in (one.frame_id, other.frame_id) and one.counterparty == other.counterparty:
        return True  # "Insider selling" and who the insiders are.
    if one.frame_id != other.frame_id and any(draft.frame_id == SHORTS and draft.amounts for draft in (one, other)):
        return False  # "9% of the float": what all have sold short is no part of what one fund holds.
    if one.type == "power_deal" and one.parties == other.parties and len(one.parties) > 1:
        return True  # Seller and buyer, told once from either side.
    if one.type in {"position_change", "equity_investment", "analyst_rating", "price_target", "power_deal"} and (
        one.counterparty != other.counterparty and None not in (one.counterparty, other.counterparty)
    ):
        return False
    others = (one.counterparty, other.counterparty)
    if one.type in DEALS and one.trigger == other.trigger and None not in others and others[0] != others[1]:
        return one.parties == other.parties  # "Contracts include $14 billion with A and $6 billion with B"
    if one.type == "analyst_view" and one.trigger == other.trigger and one.direction != other.direction:
        return False  # "Prefers Dell over Super Micro"
    if one.actor != other.actor and "rating.unnamed" in (one.frame_id, other.frame_id):
        return False  # "Three banks maintain Buy" is no mention of the rating that one of them is named with.
    if one.type == "price_target" and not _agree(one, other):
        return False
    if one.type == "price_move" and one.direction != other.direction:
        return False
    if one.type == "position_change" and {one.direction, other.direction} == {"up", "down"}:
        return False  # "Disclosed its holdings", then "sold its entire stake": not the same deed
    if one.type in RAISED and one.actor == other.actor and _is_next_deal(one, other):
        return False
    if one.type == "data_center_build" and _are_of_other_sites(one, other):
        return False
    if one.type == "position_change" and one.actor is None and other.actor is not None and not one.joins:
        # "Short interest in it was 9%" is no part of what a fund sold, of which another sentence tells.
        return one.sentence.index == other.sentence.index
    if one.type == "mna" and {one.status, other.status} == {"considered", "terminated"}:
        return False  # "Renewed talks to buy what had turned it down": an offer of before, and a new try.
    if one.type in PAIRED and _have_other_parties(one, other):
        return False
    if one.actor == other.actor or None in (one.actor, other.actor):
        return True
    if one.type == "price_move" and _is_in_title(one) != _is_in_title(other) and _agree(one, other):
        return bool(_group_of(one)) and _group_of(one) == _group_of(other)
    if one.type in AUTHORITIES and BODIES & {one.actor, other.actor} and one.sentence.index != other.sentence.index:
        return True  # "The council turned the plan down": whom the text has named.
    if one.type == "mna" and None in others and (one.actor in others or other.actor in others):
        return True  # "Agrees to a takeover by AMD": of who is bought, then of who buys it.
    if one.type == "debt_financing" and (one.actor == other.counterparty or other.actor == one.counterparty):
        return True  # A bank arranges what the other mention tells of who borrows.
    if one.type == "power_deal" and one.sentence.index == other.sentence.index:
        # "An agreement between Oracle and Bloom means the two deploy": one side tells what both agreed.
        sides = {one.actor: other, other.actor: one}
        if any(pair.counterparty == name and sides[pair.actor].counterparty is None for name, pair in sides.items()):
            return True
    return one.type in PAIRED and bool({one.actor, one.counterparty} & {other.actor, other.counterparty} - {None})


def _is_of_what_is_not(one: Draft, lead: Draft) -> bool:
    """ "The company does not plan to become a cloud provider" adds nothing to the lease that it has signed."""
    denied = one.axes["polarity"] != "affirmed" and lead.axes["polarity"] == "affirmed"
    return denied and one.actor is not None and one.sentence.index != lead.sentence.index


def _is_in_title(draft: Draft) -> bool:
    return draft.sentence.in_headline and not _is_prose(draft.sentence)


def _group_of(move: Draft) -> frozenset[str]:
    """What the shares of a group do that moves, however it is called: "Chip Stocks", "semiconductor shares"."""
    words = (move.actor or "").lower().split()
    if words[-1:] and words[-1] not in MARKET_HEADS | CHIP_GROUPS:
        return frozenset()
    return frozenset("chip" if word in CHIP_GROUPS else word for word in words if word not in MARKET_HEADS)


CHIP_GROUPS = frozenset("chip chips semiconductor semiconductors semi semis chipmaker chipmakers".split())


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


def _event(group: Sequence[Draft], rules: Rules) -> Event:
    """One record from the mentions of one event; the first leads."""
    lead = group[0]
    roles = dict(lead.roles)
    for draft in group[1:]:
        # "Safe are AMD and Micron, Elm says": one view, of two subjects.
        is_list = lead.type == "analyst_view" and draft.trigger == lead.trigger
        for role, name in draft.roles.items():
            if name not in roles.values() and (role not in roles or is_list):
                roles[_free_role(role, roles)] = name
    counterparty = lead.counterparty or _other_party(group)
    quantities = _quantities(group, rules)
    done, source = _done(group), _source(group)
    signs = _deciding(group, done, source)
    evidence = _evidence(group, frozenset({lead.actor, counterparty, *roles.values()}), signs, quantities)
    axes = confidence.Axes(lead.type, lead.axes["polarity"], "occurred" if done else lead.status, source, evidence)
    return Event(
        type=lead.type,
        subtype=lead.subtype,
        subtypes=_further_subtypes(group),
        actor=lead.actor,
        counterparty=counterparty,
        roles=roles,
        direction=lead.direction or next((d.direction for d in group if d.direction), None),
        polarity=axes.polarity,
        status=axes.status,
        source=axes.source,
        time=lead.axes["time"],
        date=lead.date,
        quantities=quantities,
        trigger=evidence[0],
        evidence=evidence,
        confidence=_confidence(axes, lead, rules, named=lead.actor is not None or counterparty is not None),
    )


def _free_role(role: str, roles: Mapping[str, str]) -> str:
    """The name of the role, or with a number: "subject", "subject_2", "subject_3"."""
    further = (f"{role}_{number}" for number in count(2))
    return role if role not in roles else next(name for name in further if name not in roles)


def _confidence(axes: confidence.Axes, lead: Draft, rules: Rules, *, named: bool) -> Confidence:
    """How often claims of this rule have been right on labelled texts. named: whether a party is."""
    return Confidence(
        event=confidence.of_event(lead.frame_id, lead.type, lead.share, rules.stated.get(lead.frame_id)),
        roles=confidence.of_roles(lead.frame_id, lead.type, named=named),
        status=confidence.of_status(axes),
    )


def _other_party(group: Sequence[Draft]) -> str | None:
    """The other side as a later mention names it, in whichever order."""
    lead = group[0]
    others = [
        name for d in group[1:] for name in ((d.counterparty, d.actor) if lead.type in PAIRED else (d.counterparty,))
    ]
    return next((name for name in others if name and name != lead.actor), None)


def _further_subtypes(group: Sequence[Draft]) -> tuple[str, ...]:
    """What else the mentions say it is, in their order; what is only supposed or seen by others makes it no other."""
    if len(group) == 1:
        return ()
    lead = group[0]
    kinds = (
        draft.subtype
        for draft in sorted(group[1:], key=lambda draft: draft.trigger[0])
        if draft.status not in VAGUE
        and draft.axes["polarity"] == lead.axes["polarity"]
        and draft.axes["source"] in {lead.axes["source"], *OWN_WORDS}
    )
    return tuple(dict.fromkeys(kind for kind in kinds if kind is not None and kind != lead.subtype))


def _done(group: Sequence[Draft]) -> list[Draft]:
    """The mentions that say it is done, where the leading one leaves room for them: announced or agreed gives way."""
    if group[0].status not in {"announced", "agreed"}:
        return []
    return [d for d in group if d.status == "occurred" and d.axes["polarity"] == "affirmed"]


def _source(group: Sequence[Draft]) -> str:
    """The leading mention's source; a later one that names unnamed people or an outlet for the same claim wins."""
    lead = group[0].axes["source"]
    if lead != "company":
        return lead
    others = _close_by(group) if group[0].sentence.in_headline else group[1:]
    later = [d.axes["source"] for d in others]
    return next((source for source in later if source in {"unnamed_people", "named_outlet", "filing"}), lead)


def _close_by(group: Sequence[Draft]) -> list[Draft]:
    """The other mentions up to two sentences behind the leading one."""
    return [d for d in group[1:] if d.sentence.index <= group[0].sentence.index + 2]


def _quantities(group: Sequence[Draft], rules: Rules) -> tuple[Quantity, ...]:
    found: dict[tuple[object, str], Quantity] = {}
    told: dict[tuple[object, str], int] = {}
    # Mentions of one type read an amount alike, but for whose it is: an amount of a hundred mentions is read once.
    read: set[tuple[Amount, bool]] = set()
    for draft in group:
        nameless = draft.actor is None
        for hit in draft.amounts:
            way = (hit.amount, nameless)
            if way in read:
                continue
            read.add(way)
            quantity = quantity_of(draft, hit, rules)
            key = (quantity.value, quantity.unit)
            found.setdefault(key, quantity)
            told.setdefault(key, draft.sentence.passage.sentence_index(hit.start))
    if len(found) > 1 and group[0].type not in RESULTS:
        for rough in _rounded(found, told):
            del found[rough]
    return tuple(sorted(found.values(), key=lambda q: q.start))


def _rounded(
    found: Mapping[tuple[object, str], Quantity], told: Mapping[tuple[object, str], int]
) -> set[tuple[object, str]]:
    """ "For $4.7 billion" in the headline, "for $4.66 billion" below: what another sentence tells more exactly."""
    plain = [(q.unit, q.metric or "", q.value, key) for key, q in found.items() if isinstance(q.value, float)]
    ordered = sorted(plain, key=lambda one: one[:3])
    pairs = [(one[3], other[3]) for one, other in pairwise(ordered) if one[:2] == other[:2]]
    return {
        rough
        for rough, exact in (*pairs, *((other, one) for one, other in pairs))
        if told[rough] != told[exact] and _rounds(found[rough], found[exact])
    }


def _rounds(rough: Quantity, exact: Quantity) -> bool:
    """Whether a number is another one with fewer digits."""
    steps = [_last_digit(quantity) for quantity in (rough, exact)]
    if not all(steps) or isinstance(rough.value, tuple) or isinstance(exact.value, tuple):
        return False
    return steps[1] < steps[0] and abs(rough.value - exact.value) <= steps[0] * 0.501


def _last_digit(quantity: Quantity) -> float:
    """What one of the last digit written is worth: 0.1 billion in "$4.7 billion"; 0 without digits."""
    hit = DIGITS.search(quantity.text)
    number = float(hit[0].replace(",", "")) if hit else 0.0
    if hit is None or not number or isinstance(quantity.value, tuple):
        return 0.0
    return abs(quantity.value) / number * 10.0 ** -len(hit["decimals"] or "")


# ── evidence ────────────────────────────────────────────────────────────────────────────────────────


def _evidence(
    group: Sequence[Draft], parties: frozenset[str | None], signs: Iterable[Sign], quantities: Iterable[Quantity]
) -> tuple[Evidence, ...]:
    """What the event rests on, the leading trigger first; the same words under the same rule once.

    signs: of the cues that decided an axis.
    """
    passage = group[0].sentence.passage
    cited = [basis for draft in group for basis in draft.evidence if basis.who is None or basis.who in parties]
    # What one mention cites as its own trigger another may cite as one that would do.
    triggers = list(dict.fromkeys(basis for basis in cited if basis.kind == "trigger"))
    bases = [*triggers, *(basis for basis in cited if basis.kind != "trigger")]
    if "object" not in [basis.kind for basis in group[0].evidence]:
        # The leading mention needs none, so that it stands whatever objects the others have.
        bases = [basis for basis in bases if basis.kind != "object"]
    bases += [Basis("cue", sign.span, sign.rule) for sign in signs]
    joined = [draft for draft in group[1:] if draft.trigger != group[0].trigger]
    bases += [Basis("merge", draft.trigger, reason_to_join(draft, group[0])) for draft in joined]
    # Triggers and cues count by rule; a name or an object that several rules took is one.
    found = {
        (basis.kind, basis.span, basis.rule if basis.kind in TOLD_APART else None): basis for basis in reversed(bases)
    }
    stretches = [_stretch(passage, basis) for basis in reversed(found.values())]
    measured = [Evidence(kind="quantity", start=q.start, end=q.end, text=q.text, rule=_measure(q)) for q in quantities]
    return (*stretches, *measured)


TOLD_APART = frozenset({"trigger", "cue"})


def _deciding(group: Sequence[Draft], done: Sequence[Draft], source: str) -> Iterator[Sign]:
    """The signs without which an axis of the event would have another value. done: the mentions that say it is."""
    lead = group[0]
    deciding = (
        ("polarity", [lead]),
        ("status", done or [lead]),
        ("source", [draft for draft in (lead, *_close_by(group)) if draft.axes["source"] == source]),
        ("time", [lead]),
    )
    for axis, drafts in deciding:
        for draft in drafts:
            settled = draft.settled.get(axis)
            if settled is not None and settled.is_decided:
                yield from settled.signs


def reason_to_join(draft: Draft, lead: Draft) -> str:
    """Why a mention is taken for the same event as the leading one: a rule id."""
    if draft.actor is None or lead.actor is None:
        return "merge.nameless"
    return "merge.same_actor" if draft.actor == lead.actor else "merge.shared_party"


def _measure(quantity: Quantity) -> str:
    """What an amount was taken for: `quantity.` and its slot, else its measure, else its unit."""
    return f"quantity.{quantity.slot or quantity.metric or quantity.unit}"


def _stretch(passage: Passage, basis: Basis) -> Evidence:
    start, end = passage.char_span(basis.span)
    return Evidence(kind=basis.kind, start=start, end=end, text=passage.text[start:end], rule=basis.rule)
