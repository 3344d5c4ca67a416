"""Whose an amount is, where a sentence tells of several events or of one that several did.

What must never happen: an amount given to two events. It goes to the nearer one; of a list each takes its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from pipelines.extract.amounts.measures import family_of, measures
from pipelines.extract.amounts.periods import periods_of
from pipelines.extract.frames.drafts import CAPEX_TYPES, Draft, named, note_dropped
from pipelines.extract.frames.rivals import SETTINGS
from pipelines.extract.little_words import JOINTS, POSSESSIVE, THEN
from pipelines.extract.passage import AmountHit, NameHit, Passage, Sentence, Span
from pipelines.extract.roles.debt import owners_of_sums
from pipelines.extract.roles.unknown import as_written

PRICES_OF_GOODS = frozenset({"price.trend", "price.forecast", "price.goods", "price.goods_forecast"})
GOOD_TO_FIGURE = 2
"""Most tokens between goods and their figure: "NAND by 15%"."""
TOGETHER_WITHIN = 8
"""Most tokens from a sum to the "debt and equity" that it is raised as."""
LISTING = frozenset({",", "and", ";", "while", "whereas", "with"})
"""What stands before the next of several names that each have a budget."""
BUDGETING = frozenset(
    """at to for of is are was will spend spending expects expecting plans planning sees projects projecting targets
    targeting guides guiding tracking toward towards eyes aims about around roughly nearly almost some approximately up
    as much more than over between a an the its own : - – — ~ maintained
    maintains kept keeps raised lifted hiked reaffirmed reiterated""".split()
)
"""What may stand between such a name and its sum: "Alphabet at $185 billion", "Meta is guiding to $135 billion"."""
JOINT = frozenset({"data_center_build"})
"""Types that several do together, as a rule: "A and B plan sites of 1 GW and 2 GW"."""
LISTED_DEBTS = "debt.each_owner"


def with_amounts_in_turn(drafts: list[Draft]) -> list[Draft]:
    """ "A and B raised $2 billion and $1 billion": as many amounts of one unit in a list as parties in a list, and each
    takes the one whose turn it is; "respectively" says so of what is no plain list. One sum stays that of all, and
    amounts of a year each are no turns: "A and B plan $5 billion and $7 billion in 2026 and 2027"."""
    if len(drafts) < 2:
        return drafts
    together: dict[tuple[str, Span], list[Draft]] = {}
    for draft in drafts:
        together.setdefault((draft.frame_id, draft.trigger), []).append(draft)
    for group in together.values():
        one_acts = len({draft.actor for draft in group}) == 1
        parties = [draft.counterparty if one_acts else draft.actor for draft in group]
        in_order = _in_order(group, parties)
        if len(in_order) != len(set(parties)) or len(in_order) == 1:
            continue
        turns = list(in_order)
        for listed in _lists_of_amounts(group, list(in_order.values())):
            for draft, party in zip(group, parties, strict=True):
                others = [hit for hit in draft.amounts if hit not in listed]
                draft.amounts = sorted([listed[turns.index(party)], *others], key=lambda hit: hit.start)
    return drafts


def _in_order(group: Sequence[Draft], parties: Collection[str | None]) -> dict[str | None, Span]:
    """Where each party is first named, by the words that the drafts rest on."""
    named = sorted(
        (basis.span, basis.who) for draft in group for basis in draft.evidence if basis.kind == "role" and basis.who
    )
    first: dict[str | None, Span] = {}
    for span, who in named:
        if who in parties:
            first.setdefault(who, span)
    return first


def _lists_of_amounts(group: Sequence[Draft], parties: Sequence[Span]) -> list[list[AmountHit]]:
    """The amounts of a group of drafts that are as many as its parties, list by list."""
    sentence = group[0].sentence
    amounts = sorted({hit for draft in group for hit in draft.amounts}, key=lambda hit: hit.start)
    if len(amounts) < len(parties):
        return []
    lists: list[list[AmountHit]] = []
    for hit in amounts:
        if lists and hit.amount.unit == lists[-1][-1].amount.unit and _are_listed([lists[-1][-1], hit], sentence):
            lists[-1].append(hit)
        else:
            lists.append([hit])
    said = "respectively" in sentence.vocabulary
    if not said and group[0].type in JOINT:
        return []
    if not said and not all(_is_joined(one, other, sentence) for one, other in pairwise(parties)):
        return []
    found = [listed for listed in lists if len(listed) == len(parties)]
    if said and not found:
        of_units = ([hit for hit in amounts if hit.amount.unit == unit] for unit in {h.amount.unit for h in amounts})
        found = [of_unit for of_unit in of_units if len(of_unit) == len(parties)]
    periods = periods_of(sentence)
    return [listed for listed in found if len({periods.get(hit.amount.start) for hit in listed}) == 1]


def _is_joined(one: Span, other: Span, sentence: Sentence) -> bool:
    """Nothing but what makes a list stands between two names."""
    return {"and", ",", "&", "+"}.issuperset(sentence.lower[one[1] : other[0]])


def with_own_amounts(drafts: list[Draft]) -> list[Draft]:
    """ "Backstops $1.8 billion of debt and receives an 8% stake": an amount goes to the nearer of two events."""
    if len(drafts) == 1:
        return drafts
    measured = [draft for draft in drafts if draft.amounts]
    own = [_nearer_amounts(draft, [o for o in measured if _is_another(o, draft)]) for draft in measured]
    for draft, amounts in zip(measured, own, strict=True):
        draft.amounts = amounts
    prices = [draft for draft in drafts if draft.type == "price_change"]
    for draft in [one for one in prices if any(_turned(one, first) for first in prices)]:
        drafts.remove(draft)
        prices.remove(draft)
        note_dropped(draft, "the same price moved the other way before")
    own = [_behind_own_verb(draft, prices) for draft in prices]
    for draft, amounts in zip(prices, own, strict=True):
        draft.amounts = amounts
    return drafts


def _turned(draft: Draft, first: Draft) -> bool:
    """ "HBM prices fell 8%, then rose 5%": the second move of the same price."""
    if draft.actor != first.actor or None in (draft.direction, first.direction) or draft.direction == first.direction:
        return False
    between = draft.sentence.lower[first.trigger[1] : draft.trigger[0]]
    return not THEN.isdisjoint(between)


def _behind_own_verb(draft: Draft, prices: Sequence[Draft]) -> list[AmountHit]:
    """ "DRAM to double and SSD prices to climb 80%": a figure goes to the verb beside it."""
    others = [o for o in prices if o.trigger != draft.trigger]
    return [
        hit
        for hit in draft.amounts
        if all(_apart(draft.trigger, hit) <= _apart(o.trigger, hit) for o in others if hit in o.amounts)
    ]


def _apart(verb: Span, hit: AmountHit) -> tuple[int, bool]:
    """Tokens between a verb and an amount, and whether the amount stands before it."""
    return max(verb[0] - hit.end, hit.start - verb[1], 0), hit.end <= verb[0]


def with_listed_budgets(drafts: list[Draft]) -> list[Draft]:
    """ "Amazon set its capex at $200 billion, Alphabet at $185 billion": each name of a list has its own sum."""
    for draft in [d for d in drafts if d.type in CAPEX_TYPES]:
        peers = [o for o in drafts if o.frame_id == draft.frame_id and o.trigger == draft.trigger]
        draft.amounts = [hit for hit in draft.amounts if _owner_of(hit, peers) in {None, draft.actor}]
    found = list(drafts)
    for draft in drafts:
        if draft.type not in CAPEX_TYPES or draft.subtype == "analyst_model" or len(draft.roles) != 1:
            continue
        found += [_of_another(draft, owner, hit) for hit, owner in _owners_before(draft)]
        owners = [(hit, owner) for hit in draft.amounts if (owner := _owner_in_list(hit, draft)) is not None]
        if not owners or not any(hit.start < owners[0][1].start for hit in draft.amounts):
            continue
        draft.amounts = [hit for hit in draft.amounts if all(hit is not other for other, _ in owners)]
        draft.counterparty = None
        found += [_of_another(draft, owner, hit) for hit, owner in owners]
    return found


def with_listed_stakes(drafts: list[Draft]) -> list[Draft]:
    """ "Nvidia is to invest $10 billion and Microsoft $5 billion in Anthropic": each investor has its own sum."""
    found = list(drafts)
    for draft in [d for d in drafts if d.type == "equity_investment" and len(d.amounts) > 1]:
        owned = [(hit, owner) for hit in draft.amounts if (owner := _owner_in_list(hit, draft, {"company", "fund"}))]
        owned = [(hit, owner) for hit, owner in owned if owner.party not in draft.parties]
        if owned and any(hit.start < owned[0][1].start for hit in draft.amounts):
            draft.amounts = [hit for hit in draft.amounts if all(hit is not other for other, _ in owned)]
            found += [_with_partner(_of_another(draft, owner, hit), draft) for hit, owner in owned]
    return found


def with_further_customers(drafts: list[Draft]) -> list[Draft]:
    """ "Meta and Microsoft make up nearly half of the backlog": the share is of both, so one event names both."""
    for draft in [one for one in drafts if one.subtype == "customer_concentration" and one.counterparty]:
        firms = [name for name in draft.sentence.names if name.entity.kind == "company" and name.party != draft.actor]
        known = next((at for at, name in enumerate(firms) if name.party == draft.counterparty), None)
        at = known
        while at and _is_next_in_list(firms[at - 1], firms[at], draft.sentence):
            at -= 1
        for number, name in enumerate(firms[at:known], 2):
            draft.roles[f"customer_{number}"] = name.party or name.entity.canonical
            draft.evidence += named(name, draft.frame_id, draft.trigger, draft.sentence)
    return drafts


def _is_next_in_list(one: NameHit, other: NameHit, sentence: Sentence) -> bool:
    between = sentence.lower[one.end : other.start]
    return bool(between) and JOINTS.issuperset(between)


def with_listed_debts(drafts: list[Draft]) -> list[Draft]:
    """ "Amazon's $68 billion, Alphabet's $32 billion and Meta's $25 billion of bond sales": each has its own sum."""
    found = list(drafts)
    for draft in [d for d in drafts if d.frame_id == LISTED_DEBTS]:
        owned = owners_of_sums(draft.sentence)
        draft.amounts = [hit for owner, hit in owned if owner.party == draft.actor]
        found += [_of_another(draft, owner, hit) for owner, hit in owned if owner.party != draft.actor]
    return found


def _with_partner(stake: Draft, draft: Draft) -> Draft:
    """The stake of another investor in the same firm."""
    own = {role: name for role, name in draft.roles.items() if name != draft.actor}
    return replace(stake, roles={**stake.roles, **own})


def with_listed_prices(drafts: list[Draft]) -> list[Draft]:
    """ "DRAM prices rise 20%, NAND 15%": each of a list of goods has its own figure, also where all goods stand before
    all figures: "DRAM and NAND prices to rise 20% and 15%"."""
    prices = [draft for draft in drafts if draft.frame_id in PRICES_OF_GOODS]
    if not prices:
        return drafts
    shared: list[tuple[Draft, list[AmountHit]]] = []
    found = list(drafts)
    for draft in prices:
        figures = [hit for hit in draft.amounts if hit.amount.unit == "percent"]
        peers = [o for o in prices if (o.trigger, o.frame_id) == (draft.trigger, draft.frame_id)]
        if len(peers) > 1 and len(figures) == len(peers) and _are_listed(figures, draft.sentence):
            shared.append((draft, [figures[next(at for at, o in enumerate(peers) if o is draft)]]))
        elif len(peers) == 1 and len(figures) > 1:
            owned = [(hit, good) for hit in figures[1:] if (good := _good_before(hit, draft)) is not None]
            shared.append((draft, [hit for hit in draft.amounts if all(hit is not other for other, _ in owned)]))
            found += [_of_another(draft, good, hit) for hit, good in owned]
    for draft, own in shared:
        draft.amounts = own
    return found


def _are_listed(figures: Sequence[AmountHit], sentence: Sentence) -> bool:
    """Nothing but "and" or a comma stands between them."""
    gaps = [sentence.lower[one.end : other.start] for one, other in pairwise(figures)]
    return all({"and", ","}.issuperset(words) for words in gaps)


def _good_before(hit: AmountHit, draft: Draft) -> NameHit | None:
    """The goods right before a figure, in a list behind the verb."""
    sentence = draft.sentence
    for start, end in sentence.spans(("named_good",)):
        near = draft.trigger[1] < start and end <= hit.start <= end + GOOD_TO_FIGURE
        if near and sentence.word(start - 1) in {",", "and", "while", ";"}:
            return as_written(start, end, sentence)
    return None


def with_tabled_budgets(drafts: list[Draft], passage: Passage) -> list[Draft]:
    """ "Hyperscalers plan to spend $700 billion. Amazon: $200 billion. Google: $185 billion.": whose parts follow."""
    found = list(drafts)
    for draft in drafts:
        if draft.type != "capex_guidance" or not any(hit.amount.unit == "USD" for hit in draft.amounts):
            continue
        for index in range(draft.sentence.index + 1, len(passage.sentences)):
            sentence = passage.sentence(index)
            owner = next((n for n in sentence.names if n.party and n.start == sentence.start), None)
            if owner is None or owner.party == draft.actor or sentence.word(owner.end) != ":":
                break
            first = next((a for a in sentence.amounts if a.start == owner.end + 1), None)
            if first is None or first.amount.unit != "USD":
                break
            found.append(replace(_of_another(draft, owner, first), direction=None))
    return found


def _owner_of(hit: AmountHit, peers: Sequence[Draft]) -> str | None:
    """Of several that did the same the one behind whose name a sum stands: "Amazon ($200 billion) and Meta ($135
    billion) raised their budgets"."""
    sentence, actors = peers[0].sentence, {draft.actor for draft in peers}
    if len(actors) < 2:
        return None
    owners = [n for n in sentence.names if n.party in actors]
    return next((n.party for n in owners if sentence.word(hit.start - 1) == "(" and n.end == hit.start - 1), None)


def _owner_in_list(hit: AmountHit, draft: Draft, kinds: Collection[str] = frozenset({"company"})) -> NameHit | None:
    """The next name of a list right before a sum, where the budget is that of another company."""
    sentence = draft.sentence
    companies = [n for n in sentence.names if n.entity.kind in kinds and not n.bystander]
    if hit.amount.unit != "USD" or all(n.party != draft.actor for n in companies):
        return None
    before = [n for n in companies if draft.trigger[0] < n.start and n.end <= hit.start]
    if not before or before[-1].party == draft.actor or sentence.word(before[-1].start - 1) not in LISTING:
        return None
    return before[-1] if BUDGETING.issuperset(sentence.lower[before[-1].end : hit.start]) else None


def _owners_before(draft: Draft) -> list[tuple[AmountHit, NameHit]]:
    """ "Alphabet's $180bn and Meta's $135bn capex plans": who owns a sum of the same noun before the draft's own."""
    sentence, own = draft.sentence, [hit for hit in draft.amounts if hit.amount.unit == "USD"]
    if len(own) != 1:
        return []
    named = {n.end + 1: n for n in sentence.names if n.entity.kind == "company" and sentence.word(n.end) in POSSESSIVE}
    chain, first = [], named.get(own[0].start)
    while first is not None and first.party is not None:
        joined = first.start - (sentence.word(first.start - 1) in {"and", ","})
        joined -= sentence.word(joined - 1) == ","
        before = next((hit for hit in sentence.amounts if hit.end == joined < first.start), None)
        owner = named.get(before.start) if before is not None else None
        if before is None or owner is None or owner.party == draft.actor:
            break
        chain.append((before, owner))
        first = owner
    return chain


def _of_another(draft: Draft, owner: NameHit, hit: AmountHit) -> Draft:
    words = [basis for basis in draft.evidence if basis.kind not in {"role", "reference"}]
    return replace(
        draft,
        actor=owner.party,
        roles={role: owner.party for role in draft.roles if owner.party},
        amounts=[hit],
        evidence=[*words, *named(owner, draft.frame_id, draft.trigger, draft.sentence)],
        axes=dict(draft.axes),
        settled=dict(draft.settled),
    )


def without_amounts_of(moves: Sequence[Draft], drafts: list[Draft]) -> list[Draft]:
    """ "Fell 1% to $41.72 as a broker cut its target": the price a share ended at is no target."""
    taken = [hit for move in moves for hit in move.amounts]
    for draft in drafts if taken else ():
        draft.amounts = [hit for hit in draft.amounts if hit not in taken]
    return drafts


def _is_another(one: Draft, other: Draft) -> bool:
    """ "A $22 billion deal with A, while a $300 billion one with B": of another type, or others' in other words."""
    if one.type == other.type == "power_deal" and (one.parties < other.parties or other.parties < one.parties):
        return False  # "An agreement of Oracle and Bloom means the two deploy 2 GW": told of both, then of one.
    return one.type != other.type or (one.trigger != other.trigger and one.parties != other.parties)


def _nearer_amounts(draft: Draft, others: Sequence[Draft]) -> list[AmountHit]:
    kept: list[AmountHit] = []
    for hit in draft.amounts:
        rivals = [o for o in others if hit in o.amounts]
        own = _gap(draft, hit) if rivals else None
        if own is None or all(own <= _gap(o, hit) or _is_of_both(hit, draft, o) for o in rivals):
            kept.append(hit)
    return kept


def _is_of_both(hit: AmountHit, draft: Draft, other: Draft) -> bool:
    """ "Raises $20 billion in debt and equity": the sum of both together."""
    both = next((one for one in (draft, other) if one.frame_id == "equity.both"), None)
    if both is None or {draft.type, other.type} != {"debt_financing", "equity_financing"}:
        return False
    joint = next((basis.span for basis in both.evidence if basis.kind == "object"), both.trigger)
    between = draft.sentence.lower[hit.end : joint[0]]
    return hit.end <= joint[0] and len(between) <= TOGETHER_WITHIN and "," not in between


def _gap(draft: Draft, hit: AmountHit) -> tuple[bool, bool, int, int]:
    """Whether the words beside an amount call it something else than what such events are told in; whether the event
    is but the setting of what stands before it; tokens between it and the words the event rests on, then between it
    and the trigger alone."""
    family = family_of(hit.amount, draft.sentence)[0]
    is_other = family is not None and family not in measures().own.get(draft.type, ())
    nearest = next((basis.span for basis in draft.evidence if basis.kind == "object"), draft.trigger)
    spans = (draft.trigger, nearest)
    gaps = [max(span[0] - hit.end, hit.start - span[1], 0) for span in spans]
    return is_other, _is_behind_setting(draft, hit), min(gaps), gaps[0]


def _is_behind_setting(draft: Draft, hit: AmountHit) -> bool:
    """ "Raises $2 billion as cloud spending climbs": what only tells why has no amount of the news before it."""
    if draft.trigger[0] < hit.end:
        return False
    return not SETTINGS.isdisjoint(draft.sentence.lower[hit.end : draft.trigger[0]])
