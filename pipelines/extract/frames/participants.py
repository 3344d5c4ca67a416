"""Who takes part in what a trigger tells of: the acting party, the others, and how many events that makes.

The strategies that a frame names (`roles/`) find one party each; here stands what holds for whole types: whose silence
may be filled by the sole company of a sentence, which lists are an event of each ("A and B cut their outlooks") and
which are two sides of one ("A and B sign a pact"). What must never happen: a party that the text does not name.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.extract.event_amounts.kinds import RESULTS
from pipelines.extract.frames.drafts import CAPEX_TYPES, JUDGEMENTS, Case
from pipelines.extract.frames.rules import Frame
from pipelines.extract.frames.sellers import SYMMETRIC
from pipelines.extract.names.lexicon import Lexicon
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles import find_actor, find_counterparties
from pipelines.extract.roles.contracts import beside_supplier
from pipelines.extract.roles.debt import borrower_behind, financiers
from pipelines.extract.roles.lists import (
    JOINTLY,
    SAME_SIDE,
    apart,
    as_joint,
    between_pair,
    each_dealer,
    listed_others,
    with_unknown_between,
    with_unknown_first,
    with_unknown_last,
)
from pipelines.extract.roles.names import (
    as_party,
    is_brushed_off,
    is_genitive,
    is_given,
    is_passed_by,
    is_robbed,
    list_behind,
    list_from,
    only_backs,
    parties,
    standing_beside,
)
from pipelines.extract.roles.partners import named_elsewhere, partners
from pipelines.extract.roles.prices import priced_list
from pipelines.extract.roles.speakers import attributed
from pipelines.extract.roles.topics import sole_company, spoken_of_together
from pipelines.extract.roles.unknown import unknown_counterparty
from pipelines.extract.roles.unknown_subjects import described_subject, only_describes, unknown_subject, without_post
from pipelines.extract.roles.views import listed_houses
from pipelines.extract.trade import COMPUTING, DOMAIN_GROUPS, SUPPLIERS

Pair = tuple[NameHit | None, NameHit | None]
"""Who acts and the other party of one event."""

PAIRING = SYMMETRIC - {"contract.noun"} | {"contract.team"}
"""Frames whose other party may stand anywhere in the clause."""
BILATERAL = frozenset({"compute_leasing", "contract", "power_deal"})
"""Types whose other party is one firm: "to AI labs" says to whom in general, not to whom."""
LISTED_TARGETS = BILATERAL | {"equity_investment"}
"""Types of which one party has one with each of a list."""
LISTED_ACTORS = frozenset(
    """price_change equity_investment position_change debt_financing equity_financing capex_guidance capex_spend
    executive_change data_center_build supply_constraint product_launch guidance earnings_result""".split()
)
"""Types where "A and B" are two events; the parties of a contract stay together."""
MOVES_TOGETHER = frozenset({"supply.shift", "equity.fund"})
"""The frames of those types in which a list acts as one."""
LIST_REACH = 5
"""Most tokens between a list of companies and what they report or foresee."""
SPENT_BY = frozenset({"by", "at", "of", "among", "across"})
"""Before a list whose spending is told of as one: "capital spending by A, B and C is to keep surging"."""
NAMING_ALL = frozenset({"including", "like"})
"""Before a party that begins a list of examples."""


FIRMS = frozenset({"company"})
FOREMOST = {
    **dict.fromkeys(("analyst_rating", "price_target", "analyst_view"), frozenset({"broker", "fund", "person"})),
    **dict.fromkeys(("regulation", "export_control"), frozenset({"government"})),
    "position_change": frozenset({"fund", "person", "broker"}),
    "equity_investment": frozenset({"company", "fund", "government"}),
}
"""Kinds of those who may act, by event type; companies in all others."""


class Participants:
    """Finds the parties of cases."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def is_utility(self, name: str | None) -> bool:
        return "power" in self.lexicon.groups(name)

    def actor_of(self, case: Case) -> NameHit | None:
        """The acting party by the frame's strategies, the first that names one."""
        frame, trigger, sentence = case.frame, case.trigger, case.sentence
        actor = find_actor(frame.actor, trigger, sentence, case.objects[0])
        if actor is None and frame.open_actor:
            actor = unknown_subject(trigger, sentence)
            if actor is not None and frame.type == "executive_change":
                actor = without_post(actor, sentence)
        if actor is None and frame.type in BILATERAL:
            actor = next(iter(spoken_of_together(trigger, sentence)), None)
        if frame.type == "data_center_build" and actor is not None and only_describes(actor, sentence):
            actor = None
        if frame.type == "equity_investment" and actor is not None and _is_given_here(actor, sentence):
            return None
        if frame.type == "capex_guidance" and actor is not None and is_brushed_off(actor, sentence):
            return None
        if frame.type in BILATERAL and (pair := _between(case)):
            # "Splits an order between A and B": of whoever does it.
            return actor if actor is not None and _stands_before(actor, pair, case) else pair[0]
        if actor is None and frame.type in CAPEX_TYPES:
            actor = sole_company(trigger, sentence) or attributed(trigger, sentence)
            if actor is not None and frame.type == "capex_spend" and not actor.entity.groups & DOMAIN_GROUPS:
                actor = None  # "…, Dell'Oro says": who counts it has spent nothing.
        elif actor is None and frame.type in RESULTS and frame.null_actor:
            actor = attributed(trigger, sentence)
        return actor

    def others_of(self, case: Case) -> list[NameHit]:
        """The other parties by the frame's strategies; more than one where the frame makes an event of each."""
        frame, trigger, sentence, actor, found = case.frame, case.trigger, case.sentence, case.actor, case.objects[0]
        if frame.type in BILATERAL and (pair := _between(case)):
            return pair if actor is not None and _stands_before(actor, pair, case) else pair[1:]
        others = find_counterparties(frame.counterparty, trigger, found, sentence, actor)
        if not others and actor is not None and frame.id in PAIRING:
            others = partners(trigger, found, sentence, actor)
            if not others and frame.id == "contract.cancel":
                others = named_elsewhere(sentence, actor)
            if frame.type == "compute_leasing":
                others = [other for other in others if not self.lexicon.groups(other.party) & SUPPLIERS]
        if frame.type == "power_deal" and actor is not None and all(one.party == actor.party for one in others):
            others = self._beside(actor, trigger, sentence)
        if not others and frame.type == "contract" and actor is not None:
            others = beside_supplier(actor, trigger, sentence)
        if not others and frame.type == "debt_financing" and actor is not None:
            borrower = borrower_behind(trigger, found, sentence, actor)
            others = [borrower] if borrower is not None else financiers(trigger, found, sentence, actor)
        if frame.id in PAIRING and frame.open_counterparty and actor is not None and others:
            # "Lambda and Groq team up with Telvia": a third, whom no list knows, is the other party.
            own_side = {one.party for one in list_from(actor, trigger, sentence)}
            if own_side.issuperset(one.party for one in others):
                others = unknown_counterparty(frame.counterparty, trigger, found, sentence) or others
        if not others and frame.open_counterparty:
            others = unknown_counterparty(frame.counterparty, trigger, found, sentence)
        if frame.type == "contract" and len(others) == 1 and sentence.word(others[0].start - 1) in NAMING_ALL:
            first = others[0]
            others = [one for one in list_behind(first, sentence) if one.party != first.party or one is first]
        if not others and frame.id == "compute.talks":
            # "In talks with Pentagon for AI computing power": a customer of public money.
            behind = [n for n in sentence.names if 0 <= n.start - trigger[1] <= 1]
            others = [as_party(n) for n in behind if n.entity.kind == "government"]
        if frame.type in LISTED_TARGETS:
            others = listed_others(others, actor, sentence)
        if frame.type in BILATERAL:
            others = [
                other
                for other in others
                if other.entity.kind != "collective"
                and not only_backs(other, sentence)
                and not is_passed_by(other, sentence)
                and not is_robbed(other, sentence)
            ]
        return others

    def foremost(self, frame: Frame, trigger: Span, sentence: Sentence) -> NameHit | None:
        """Whom a sentence names first of those who may act in a frame, where its strategy finds nobody."""
        kinds, beside = FOREMOST.get(frame.type, FIRMS), standing_beside(trigger, sentence)
        may_act = (n for n in sentence.names if n.entity.kind in kinds and not n.bystander and n.start not in beside)
        return next((n for n in may_act if frame.type != "equity_investment" or not is_given(n, sentence)), None)

    def sides(self, case: Case, first: str | None, second: str | None) -> dict[str, str]:
        """Who has which role; of power the utility is the seller and of a loan whoever lends the investor, in whatever
        order the two are named."""
        frame = case.frame
        names = [first, second]
        if frame.roles[:1] == ("issuer",) and case.actor is not None and second is not None:
            borrower = borrower_behind(case.trigger, case.objects[0], case.sentence, case.actor)
            if borrower is not None and borrower.party == second:
                names.reverse()
        if frame.type == "power_deal" and not self.is_utility(
            dict(zip(frame.roles, names, strict=False)).get("seller")
        ):
            named_utility = next((name for name in names if self.is_utility(name)), None)
            if named_utility is not None:
                names = [first if first != named_utility else second, named_utility]
                return {role: name for role, name in zip(("buyer", "seller"), names, strict=True) if name}
            alone = first or second
            if frame.roles and None in names and alone is not None and self.lexicon.groups(alone) & COMPUTING:
                return {"buyer": alone}  # "Oracle is designing a site to be powered by reactors": it sells no power.
        return {role: name for role, name in zip(frame.roles, names, strict=False) if name}

    def _beside(self, actor: NameHit, trigger: Span, sentence: Sentence) -> list[NameHit]:
        """ "Google, NextEra to restart a reactor": of two that do it together one sells the power."""
        pair = with_unknown_last(list_from(actor, trigger, sentence), trigger, sentence)
        sells = [hit.entity.kind == "unknown" or self.is_utility(hit.party) for hit in pair]
        if len(pair) == 2 and any(sells):
            return pair[1:]
        # "A nuclear deal ... at Constellation's plant": the only utility of the sentence, where a firm buys.
        utilities = {
            n.party: n for n in parties(sentence) if self.is_utility(n.party) and actor.entity.kind == "company"
        }
        return list(utilities.values()) if len(utilities) == 1 and not self.is_utility(actor.party) else []


def _is_given_here(actor: NameHit, sentence: Sentence) -> bool:
    """ "CoreWeave rose. The deal follows a $2 billion investment in CoreWeave": it is not who gives the money."""
    own = [name for name in sentence.names if name.party == actor.party]
    return bool(own) and all(is_given(name, sentence) for name in own)


def goes_unnamed(case: Case) -> bool:
    """Whether the event may stand though nobody is named who does it."""
    frame = case.frame
    return (
        frame.null_actor
        or frame.joins
        or (frame.type == "data_center_build" and described_subject(case.trigger, case.sentence))
        or (frame.id == "capex.vague" and any(is_brushed_off(name, case.sentence) for name in case.sentence.names))
    )


def pairs_of(case: Case) -> list[Pair]:
    """Who acts and the other party of every event that the trigger tells of, in the order of the text."""
    actor, others, sentence, kind = case.actor, case.others, case.sentence, case.frame.type
    if actor is None:
        return _each_with_each((None,), others)
    if case.frame.actor == "priced":
        return [(goods, None) for goods in priced_list(actor, sentence)]
    if case.frame.id == "mna.noun" and _is_courted(case):
        return [(others[0], actor)]
    if kind == "mna" and case.object is not None and _answers(case):
        return [(_bidder_of(case.object, case), actor)]
    if kind in BILATERAL and actor.end <= sentence.start and (they := spoken_of_together(case.trigger, sentence)):
        return _each_with_each(they, others)
    if kind in BILATERAL:
        sides = (*SAME_SIDE, "hyperscaler") if kind == "power_deal" else SAME_SIDE
        return _each_with_each(*each_dealer(actor, others, case.trigger, case.objects[0], sentence, sides))
    if kind in JUDGEMENTS:
        return _each_with_each(listed_houses(actor, sentence) if actor.entity.kind == "broker" else [actor], others)
    if kind == "regulation":
        # "Harford and Seattle weigh bans": a list of places that nobody else is meant by.
        places = [one for one in apart(actor, sentence) if sentence.has(("place.name",), (one.start, one.end))]
        return _each_with_each(places if len(places) > 1 else [actor], others)
    if case.frame.actor == "exporter":
        return _each_with_each(list_from(actor, case.trigger, sentence), others)
    if kind in LISTED_ACTORS and case.frame.id not in MOVES_TOGETHER:
        return [
            (one, other)
            for one, other in _each_with_each(_listed_actors(actor, case), others)
            if one is None or other is None or one.party != other.party
        ]
    return _each_with_each([actor], others)


COURTING = frozenset({"buyout", "takeover", "acquisition"})
"""Nouns of talks in which one of the two is bought."""


def _is_courted(case: Case) -> bool:
    """ "Shares of A jump amid buyout talks with B": whose shares rise is the one that would be bought."""
    actor, sentence = case.actor, case.sentence
    if actor is None or len(case.others) != 1 or case.object is None or sentence.word(case.object[0]) not in COURTING:
        return False
    first = min(case.trigger[0], case.object[0])
    risen = any(actor.end <= start < first for start, _ in case.claimed) and sentence.has(("rise",), (actor.end, first))
    return risen and actor.end <= first and sentence.word(case.others[0].start - 1) == "with"


ANSWERING = frozenset(
    """reject rejects rejected rejecting spurn spurns spurned rebuff rebuffs rebuffed turn turns turned accept accepts
    accepted decline declines declined dismiss dismisses dismissed oppose opposes opposed voted vote welcomes
    welcomed""".split()
)
"""What is done with a bid by those it is made to."""
BIDS = frozenset({"offer", "offers", "bid", "bids", "approach", "proposal"})


def _answers(case: Case) -> bool:
    """ "Core Scientific rejected CoreWeave's takeover offer": who answers a bid is the one that would be bought."""
    actor, sentence, (start, end) = case.actor, case.sentence, case.object or case.trigger
    if actor is None or ANSWERING.isdisjoint(sentence.passage.lower[case.trigger[0] : case.trigger[1]]):
        return False
    if not any(sentence.word(at) in BIDS for at in (end - 1, end)) and _bidder_of((start, end), case) is None:
        return False
    return not any(n.start >= end and sentence.word(n.start - 1) in {"for", "of"} for n in parties(sentence))


def _bidder_of(noun: Span, case: Case) -> NameHit | None:
    """Whose bid it is: "CoreWeave's $9 billion takeover offer", "an offer from CoreWeave"."""
    sentence = case.sentence
    for name in parties(sentence):
        owns = is_genitive(name, sentence) and 0 < noun[0] - name.end <= BID_WITHIN
        gives = 0 <= name.start - noun[1] <= GIVER_WITHIN and sentence.word(name.start - 1) == "from"
        if (owns or gives) and case.actor is not None and name.party != case.actor.party:
            return name
    return None


BID_WITHIN = 6
GIVER_WITHIN = 2


def _each_with_each(actors: Sequence[NameHit | None], others: Sequence[NameHit]) -> list[Pair]:
    return [(one, other) for one in actors for other in (others or (None,))]


def _listed_actors(actor: NameHit, case: Case) -> list[NameHit]:
    """Everybody of the list that an acting party begins, as far as each does it."""
    kind, trigger, sentence = case.frame.type, case.trigger, case.sentence
    if (case.frame.actor == "giver" or kind in CAPEX_TYPES) and actor.start >= trigger[1]:
        listed = list_behind(actor, sentence)
    else:
        listed = list_from(actor, trigger, sentence)
    if kind in RESULTS:
        if trigger[0] - listed[-1].end > LIST_REACH:
            listed = [actor]  # Further off they did something else: "A and B moved, but reported".
        if not JOINTLY.isdisjoint(sentence.passage.lower[sentence.start : sentence.end]):
            listed = as_joint(listed, sentence, shared=True)
    elif kind == "debt_financing":
        # "Blue Owl and Meta close a financing": one lends, the other borrows.
        listed = [one for one in listed if one.entity.kind == actor.entity.kind]
    elif kind == "price_change":
        # "ASE, Lanser and ChipMOS lift fees": one of the list may be known to nobody.
        listed = with_unknown_between(listed, sentence)
    elif kind == "data_center_build":
        listed = with_unknown_last(with_unknown_first(listed, sentence), trigger, sentence)
        listed = [one for hit in listed for one in apart(hit, sentence)]
    elif kind in CAPEX_TYPES:
        listed = as_joint(listed, sentence, shared=_is_one_sum(listed[0], case))
    return listed


def _is_one_sum(first: NameHit, case: Case) -> bool:
    """Whether what is spent is told of a list together."""
    low, high = case.window
    sums = [a for a in case.sentence.amounts if low <= a.start < high and a.amount.unit == "USD" and not a.amount.prior]
    return len(sums) == 1 or (case.frame.type == "capex_guidance" and case.sentence.word(first.start - 1) in SPENT_BY)


def _between(case: Case) -> list[NameHit]:
    """The parties of a deal that its noun names behind "between"."""
    if "between" not in case.sentence.vocabulary:
        return []
    return next((pair for span in (case.trigger, *case.objects[:1]) if (pair := between_pair(span, case.sentence))), [])


def _stands_before(actor: NameHit, pair: list[NameHit], case: Case) -> bool:
    """Whether a third party acts in the clause of the verb."""
    low = case.sentence.clause(case.trigger[0])[0]
    return all(actor.party != one.party for one in pair) and low <= actor.start and actor.end <= case.trigger[0]
