"""Events of one sentence that say the same twice: a wider type gives way to a narrower one, a word to its deed.

What must never happen: one piece of news told twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pipelines.extract.conditions.sites import VENTURES
from pipelines.extract.frames.drafts import AUTHORITIES, Draft, note_dropped
from pipelines.extract.passage import Sentence, Span, places_of
from pipelines.extract.trade import BOUGHT_OF_CLOUDS, CLOUDS, DOMAIN_GROUPS, POWER_SELLERS

COLOURS = frozenset({"capex.level", "capex.risen", "capex.act"})
"""Frames of what was spent that need no figure, so that a word beside a budget is enough for them."""
SAID_PLANS = frozenset({"capex.change", "capex.unveil", "capex.outlay"})
"""Frames of a budget as such, whatever of it is for sites."""
LAUNCHES = frozenset({"launch.chip", "launch.cloud"})
"""Frames of what is brought out, which a customer's "deploys" is not."""
DELIVERIES = frozenset({"contract.deliver", "contract.deliver_to"})
HANDING_OVER = frozenset("deliver delivers host hosts hosting provide provides supply supplies".split())
"""Verbs of a contract that builds nothing."""
SHORTAGES = frozenset({"supply.shortage", "supply.state", "supply.bare"})
EUROPE = {"european union", "european commission"}
RIVALLING = frozenset({"challenge", "rival", "rivalling", "rivaling", "beat", "undercut"})
SITES_NAMED = ("ai_place", "place.project", "campus_word")
SUBJECT_REACH = 5
"""Tokens from a noun to its verb."""
STOPPING = frozenset({"stop", "stops", "halt", "avoid", "cease", "not", "from", "against"})
"""Before a verb of buying that is forbidden."""
PURCHASES = frozenset({"contract.purchase", "contract.deliver"})
"""Frames of what is bought or delivered, which a deal of the same sentence may say of itself."""
TALKS_END = "contract.talks_end"
RESULT_FIGURES = frozenset("revenue revenues sales profit earnings margin growth outlook guidance results".split())
DISCLOSING = ("disclos", "report", "reveal", "post")
INTENDING = frozenset("and also plans plan aims intends expects agreed agrees set will or but".split())
"""Before a "to" that says what somebody does besides, not what for."""
NARROWER = {"contract": "power_deal", "regulation": "export_control"}
"""By type the narrower one that it is only another word for, in one sentence."""
UTILITIES = frozenset({"utilities", "utility"})
"""Last words of those who sell power and have no name."""


def _is_deal(draft: Draft) -> bool:
    """A contract told by its noun; one that names but one party leaves it to what is delivered to name both."""
    told = draft.type == "contract" and draft.frame_id not in PURCHASES
    return told and len(draft.parties) > 1


def _hands_over(deal: Draft, site: Draft) -> bool:
    """ "Agreed to deliver 300 MW to Amazon", "will host 1 GW for Oracle": the same words, told as a contract."""
    if deal.frame_id not in DELIVERIES or deal.trigger[1] != site.trigger[1] or deal.counterparty is None:
        return False
    return deal.actor == site.actor and deal.sentence.word(deal.trigger[1] - 1) in HANDING_OVER


def _is_aim_of(draft: Draft, raised: Draft) -> bool:
    """ "Borrows $2 billion to buy GPUs and lease them to Meta": what is done with the money."""
    if draft.sentence is not raised.sentence or draft.actor != raised.actor:
        return False
    lower, at = draft.sentence.lower, draft.trigger[0]
    joined = lower[at - 1] == "and" and "to" in lower[raised.trigger[0] : at] and not lower[at].endswith(("s", "ed"))
    return raised.trigger[0] < at and ("to" in (lower[at], lower[at - 1]) or joined)


def _is_for_power(draft: Draft) -> bool:
    """ "Constellation inks agreement with Microsoft": one party sells nothing but power, the other computes.

    A deal that is only mentioned says too little of what it is for.
    """
    parties = draft.parties
    sentence = draft.sentence
    if any(name.lower().split()[-1] in UTILITIES for name in parties) and sentence.has(("ai_place",)):
        return True  # "utilities hurry to sign up data-center operators"
    if POWER_SELLERS.isdisjoint(parties) or _is_of_software(sentence):
        return False
    sized = any(hit.amount.unit == "MW" for hit in draft.amounts) or sentence.has(("ai_place",))
    said = draft.frame_id != "contract.noun" or sized
    named = (n for n in draft.sentence.names if n.party in parties)
    return said and any(n.entity.groups & (DOMAIN_GROUPS | CLOUDS) for n in named)


def _is_of_software(sentence: Sentence) -> bool:
    """Words of what a seller of power buys of a cloud, outside of names: "Google Cloud" is one."""
    passage = sentence.passage
    if BOUGHT_OF_CLOUDS.isdisjoint(passage.vocabulary):
        return False
    inside = places_of(passage.names)
    said = (word for at, word in enumerate(passage.lower) if at not in inside)
    return not BOUGHT_OF_CLOUDS.isdisjoint(said)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _signs(deal: Draft, words: Span) -> bool:
    """Whether these words are what a contract says is signed."""
    return deal.type == "contract" and any(b.kind == "object" and _overlap(b.span, words) for b in deal.evidence)


def _is_what_for(draft: Draft, deal: Draft) -> bool:
    """ "Buys SambaNova to expand AI data center capacity": what a takeover or an investment is made for."""
    if deal.trigger[1] > draft.trigger[0] or draft.amounts:
        return False
    sentence = draft.sentence
    to = draft.trigger[0] - (sentence.word(draft.trigger[0]) != "to")
    return sentence.word(to) == "to" and sentence.word(to - 1) not in INTENDING


def without_doubles(drafts: list[Draft]) -> list[Draft]:
    """ "Agreed to lease computing capacity": the lease of computing, not also a contract between the same parties.

    Nor is a deal for power a contract for computing too, or a rule on exports a regulation.
    """
    for draft in drafts:
        if draft.type == "contract" and _is_for_power(draft):
            draft.type, draft.subtype = "power_deal", None
    if len(drafts) == 1:
        return drafts
    signings = [d for d in drafts if d.frame_id == "contract.sign" and d.counterparty]
    for draft in [d for d in drafts if d.frame_id == "compute.noun" and d.counterparty is None]:
        if any(_signs(deal, draft.trigger) and draft.actor in deal.parties for deal in signings):
            drafts.remove(draft)
            note_dropped(draft, "both parties sign a contract")
    # What one draft says another mostly tells as of another type; most sentences tell of one type alone.
    beside = _told_beside(drafts) if len({d.type for d in drafts}) > 1 else {}
    kept: list[Draft] = []
    for at, draft in enumerate(drafts):
        reason = beside.get(at) or _told_already(draft, drafts, kept)
        if reason is None:
            kept.append(draft)
        else:
            note_dropped(draft, reason)
    return kept


def _told_already(draft: Draft, drafts: Sequence[Draft], kept: Iterable[Draft]) -> str | None:
    """Why a draft only says what another one of its own type tells. kept: those before it that stay."""
    if draft.type == "supply_constraint" and draft.trigger[0] != _first_scarcity(drafts):
        return "the sentence tells of one scarcity already"
    if draft.frame_id in PURCHASES and any(_is_deal(d) and not d.parties.isdisjoint(draft.parties) for d in drafts):
        return "only says what the deal beside it is for"
    if (
        draft.type == "contract"
        and draft.frame_id != TALKS_END
        and any(d.frame_id == TALKS_END and draft.parties <= d.parties for d in drafts)
    ):
        return "the talks about it have ended"
    if draft.frame_id == "price.level" and any(d.frame_id == "price.change" and _same_clause(draft, d) for d in drafts):
        return "whoever changed the price told its level"
    if draft.type in AUTHORITIES and any(_names_again(draft, d) for d in kept):
        return "the same body by another name"
    if draft.frame_id == "invest.noun" and (draft.counterparty, draft.actor) in _invested(drafts):
        return "the same parties the other way round"
    if _is_shown(draft) and (draft.actor, draft.counterparty) in _sold(drafts):
        return "the stake is sold"
    return None


def _first_scarcity(drafts: Sequence[Draft]) -> int:
    """Where a sentence tells of its one scarcity: "flags supply constraints, says TSMC's capacity a bottleneck"."""
    lacking = [d for d in drafts if d.type == "supply_constraint"]
    # Who suffers it is told in one of the places, wherever that stands.
    return min(d.trigger[0] for d in [d for d in lacking if d.actor] or lacking)


def _sold(drafts: Sequence[Draft]) -> set[tuple[str | None, str | None]]:
    """Who sells, and what: "Disclosed that it sold its stake" is nobody's investment."""
    return {(d.actor, d.counterparty) for d in drafts if d.type == "position_change" and d.direction == "down"}


def _invested(drafts: Sequence[Draft]) -> set[tuple[str | None, str | None]]:
    """Who puts money into whom."""
    return {(d.actor, d.counterparty) for d in drafts if d.type == "equity_investment"} - _sold(drafts)


@dataclass(frozen=True, slots=True)
class _Told:
    """The drafts of one sentence, by their types."""

    drafts: Sequence[Draft]
    by_type: Mapping[str, Sequence[Draft]]

    def of(self, *types: str) -> list[Draft]:
        return [draft for event_type in types for draft in self.by_type.get(event_type, ())]

    def in_frame(self, *frames: str) -> list[Draft]:
        return [draft for draft in self.drafts if draft.frame_id in frames]

    @property
    def lessors(self) -> set[str]:
        """Everybody who has a part in a lease of computing."""
        return {name for lease in self.of("compute_leasing") for name in lease.roles.values()}

    @property
    def bought(self) -> set[frozenset[str]]:
        """Who buys whom, together."""
        return {takeover.parties for takeover in self.of("mna")}

    @property
    def buyers(self) -> set[str]:
        """Who buys a company that is named."""
        return {takeover.actor for takeover in self.of("mna") if takeover.actor and takeover.counterparty}

    @property
    def owners_of_halls(self) -> set[str | None]:
        """Who buys the halls of a company that is named."""
        return {takeover.actor for takeover in self.in_frame("mna.halls") if takeover.counterparty}

    @property
    def budgets(self) -> list[Draft]:
        """What is to be spent, where a sum is told."""
        return [budget for budget in self.of("capex_guidance") if budget.amounts]


Question = Callable[[Draft, _Told], bool]


class _Reason(NamedTuple):
    """Why a draft only says what one of another type tells."""

    why: str
    holds: Question
    types: frozenset[str] = frozenset()
    """Of the draft that goes; empty where it may be any."""


def _reason(types: str, why: str, holds: Question) -> _Reason:
    return _Reason(why, holds, frozenset(types.split()))


# The first that holds is the one that a trace gives.
REASONS = (
    _reason("contract regulation", "a narrower type tells the same",
            lambda d, told: NARROWER[d.type] in told.by_type and not _is_other_case(d, told)),
    _reason("guidance", "the forecast is that of the spending",
            lambda d, told: any(b.actor == d.actor for b in told.budgets) and _says_not_of_what(d)),
    _reason("guidance", "of the share, not of the company",
            lambda d, told: any(_overlap(target.trigger, d.trigger) for target in told.of("price_target"))),
    _reason("contract", "the deal is to lease computing",
            lambda d, told: d.counterparty is None and d.actor in told.lessors),
    _reason("contract", "the same parties lease computing",
            lambda d, told: not told.lessors.isdisjoint(d.roles.values())),
    _reason("contract compute_leasing", "only says what the money is raised for",
            lambda d, told: any(_is_aim_of(d, raised) for raised in told.of("debt_financing", "equity_financing"))),
    _reason("", "only colours the budget beside it",
            lambda d, told: d.frame_id in COLOURS and any(_holds_all(d, b) for b in told.of("capex_guidance")
                                                          if b.amounts or not b.fallback)),
    _reason("earnings_result", "the sum is to be spent",
            lambda d, told: any(_same_sum(d, budget) for budget in told.budgets)),
    _reason("earnings_result guidance", "the sum is what was spent",
            lambda d, told: any(spent.amounts and _same_sum(d, spent) for spent in told.of("capex_spend"))),
    _reason("analyst_view", "the same house models the budget",
            lambda d, told: d.actor is not None and any(b.subtype == "analyst_model" and b.actor == d.actor
                                                        for b in told.of("capex_guidance"))),
    _reason("", "the budget beside it has its sum",
            lambda d, told: any(_only_has_its_sum(d, budget) for budget in told.budgets)),
    _reason("contract", "the sum is the backlog",
            lambda d, told: any(_only_explains(d, backlog) for backlog in told.of("backlog_update"))),
    _reason("contract", "the verb acts on the price",
            lambda d, told: any(priced.trigger == d.trigger for priced in told.in_frame("price.change"))),
    _reason("contract", "all orders of a period",
            lambda d, told: d.counterparty is None and _acts_in(d, told.in_frame("backlog.orders"))),
    _reason("product_launch", "its share is what comes out",
            lambda d, told: any(listing.trigger[0] == d.trigger[0] for listing in told.of("ipo"))),
    _reason("product_launch", "comes late instead",
            lambda d, told: _acts_in(d, told.in_frame("supply.slip", "supply.postpone"))),
    _reason("data_center_build", "what it delivers is let to another",
            lambda d, told: any(_hands_over(deal, d) for deal in told.drafts)),
    _reason("", "the share is that of a price",
            lambda d, told: d.frame_id == "backlog.concentration" and any(_holds_all(d, priced)
                                                                          for priced in told.of("price_change"))),
    _reason("regulation", "the approval is won by a site",
            lambda d, told: any(_is_its_approval(site, d) for site in told.of("data_center_build"))),
    _reason("ipo contract", "a product is launched",
            lambda d, told: any(_is_of_launch(d, launch) for launch in told.of("product_launch"))),
    _reason("product_launch", "what is unveiled is a site",
            lambda d, told: any(_launches_site(d, site) for site in told.of("data_center_build"))),
    _reason("product_launch", "who comes or goes is announced",
            lambda d, told: _acts_in(d, told.of("executive_change"))),
    _reason("data_center_build", "what is completed is a product",
            lambda d, told: any(_share_verb(launch, d) for launch in told.of("product_launch"))
            and not d.sentence.has(SITES_NAMED)),
    _reason("data_center_build", "an authority or a scarcity stops it",
            lambda d, told: any(_forbids(other, d) for other in told.of("regulation", "supply_constraint"))),
    _reason("contract", "an authority stops the purchase",
            lambda d, told: any(_stops(rule, d) for rule in told.of("export_control"))),
    _reason("", "a customer takes them",
            lambda d, told: d.frame_id in LAUNCHES and any(taken.trigger[1] == d.trigger[1]
                                                           for taken in told.in_frame(*PURCHASES))),
    _reason("", "what it buys are another's halls",
            lambda d, told: d.frame_id == "site.buy" and d.actor in told.owners_of_halls),
    _reason("mna", "what it buys is a site",
            lambda d, told: d.actor not in told.owners_of_halls
            and any(site.frame_id == "site.buy" and site.actor == d.actor for site in told.of("data_center_build"))),
    _reason("power_deal", "the power is that of the site",
            lambda d, told: any(site.trigger == d.trigger and site.actor == d.actor
                                for site in told.of("data_center_build"))),
    _reason("", "the partnership builds a site",
            lambda d, told: d.frame_id == "contract.sign" and any(_is_joint_build(d, site)
                                                                  for site in told.of("data_center_build"))),
    _reason("contract", "the same parties merge",
            lambda d, told: d.parties in told.bought or _is_takeover(d, told.bought)),
    _reason("", "leases that are signed with tenants",
            lambda d, told: d.frame_id.startswith("site.land") and any(_signs(deal, d.trigger)
                                                                       for deal in told.of("contract"))),
    _reason("product_launch", "a takeover bid is launched, or what it is good for told",
            lambda d, told: d.actor in told.buyers),
    _reason("position_change", "the whole company is bought",
            lambda d, told: d.counterparty is not None and d.parties in told.bought),
    _reason("contract", "a company is bought, not its goods",
            lambda d, told: any(_overlap(takeover.trigger, d.trigger) for takeover in told.of("mna"))),
    _reason("contract", "the deal is to buy a company",
            lambda d, told: d.counterparty is None and d.actor in told.buyers),
    _reason("data_center_build product_launch capex_spend", "only says what the deal is for",
            lambda d, told: any(_is_what_for(d, deal) for deal in told.of("mna", "equity_investment"))),
    _reason("equity_financing", "who gives the money tells it",
            lambda d, told: (d.counterparty, d.actor) in _invested(told.drafts)),
    _reason("equity_financing", "its insiders sell, not the company",
            lambda d, told: any(sale.counterparty == d.actor for sale in told.in_frame("position.insider"))),
    _reason("", "its shares are bought, not the company",
            lambda d, told: d.frame_id == "mna.buy" and any(trade.counterparty == d.counterparty is not None
                                                            for trade in told.of("position_change"))),
    _reason("", "the stake is sold",
            lambda d, told: d.frame_id == "invest.stake" and (d.actor, d.counterparty) in _sold(told.drafts)),
    _reason("position_change", "the whole company is bought",
            lambda d, told: any(_overlap(takeover.trigger, d.trigger) for takeover in told.in_frame("mna.acquire"))),
    _reason("position_change", "the same parties invest",
            lambda d, told: (d.actor, d.counterparty) in _invested(told.drafts)),
)  # fmt: skip


@cache
def _reasons_for(event_type: str) -> tuple[_Reason, ...]:
    return tuple(reason for reason in REASONS if not reason.types or event_type in reason.types)


def _told_beside(drafts: list[Draft]) -> dict[int, str]:
    """By their places among them, why drafts only say what one of another type tells."""
    by_type: dict[str, list[Draft]] = {}
    for draft in drafts:
        by_type.setdefault(draft.type, []).append(draft)
    told = _Told(drafts, by_type)
    found = ((at, _first_reason(draft, told)) for at, draft in enumerate(drafts))
    return {at: why for at, why in found if why is not None}


def _first_reason(draft: Draft, told: _Told) -> str | None:
    return next((reason.why for reason in _reasons_for(draft.type) if reason.holds(draft, told)), None)


def _acts_in(draft: Draft, others: Iterable[Draft]) -> bool:
    """Whether the same party acts in one of the others, or nobody in both."""
    return any(other.actor == draft.actor for other in others)


def _is_other_case(draft: Draft, told: _Told) -> bool:
    """ "US arrests two men over chip smuggling as Trump loosens export rules": two deeds, in clauses of their own."""
    if draft.frame_id not in {"law.case", "law.charge"} or draft.actor is None:
        return False
    start = draft.sentence.clause(draft.trigger[0])[0]
    curbs = told.of("export_control")
    return bool(curbs) and all(d.actor != draft.actor and d.sentence.clause(d.trigger[0])[0] != start for d in curbs)


def _forbids(other: Draft, site: Draft) -> bool:
    """ "The city halts data center approvals", "a shortage of chips slows data centers": one verb, told already."""
    if other.type == "regulation" and other.counterparty == site.actor is not None:
        # "Finland orders Google to halt work": who obeys has not decided it.
        obeys = site.sentence.word(site.trigger[0] - 1) == "to" and other.trigger[0] <= site.trigger[0]
        return site.frame_id == "site.halt" and obeys
    if site.actor is not None:
        return False
    if other.type == "supply_constraint":
        subject = 0 <= site.trigger[0] - other.trigger[1] <= SUBJECT_REACH
        return site.frame_id == "site.halt" and other.frame_id in SHORTAGES and subject
    pauses = site.frame_id == "site.halt" and site.sentence.word(site.trigger[1]) == "on"
    return other.type == "regulation" and (other.trigger == site.trigger or pauses)


def _stops(rule: Draft, deal: Draft) -> bool:
    """ "Orders firms to stop buying Nvidia chips"."""
    before = deal.sentence.lower[max(deal.trigger[0] - 2, deal.sentence.start) : deal.trigger[0]]
    return _overlap(rule.trigger, deal.trigger) or (
        rule.trigger[0] < deal.trigger[0] and not STOPPING.isdisjoint(before)
    )


def _names_again(draft: Draft, told: Draft) -> bool:
    """ "San Antonio council members", "San Antonio council"; "European Commission", "European Union"."""
    if (draft.type, draft.direction, draft.counterparty) != (told.type, told.direction, told.counterparty):
        return False
    one, other = (draft.actor or "").lower(), (told.actor or "").lower()
    same = one != other and bool(one and other) and (one in other or other in one)
    return same or {one, other} == EUROPE


def _is_of_launch(draft: Draft, launch: Draft) -> bool:
    """ "Plans to debut new AI chips" lists no share; "ships a chip to challenge Nvidia" sells Nvidia nothing."""
    if draft.actor != launch.actor:
        return False
    if draft.type == "ipo":
        return any(basis.span == launch.trigger for basis in draft.evidence)
    sentence = draft.sentence
    return _share_verb(draft, launch) and not RIVALLING.isdisjoint(sentence.lower[launch.trigger[1] : sentence.end])


def _is_its_approval(site: Draft, rule: Draft) -> bool:
    """ "A data center has received planning commission approval": news of the site."""
    return site.frame_id == "site.approved" and _overlap(site.trigger, rule.trigger)


def _launches_site(launch: Draft, site: Draft) -> bool:
    """ "Unveils plans for an AI data center": one verb, and the site is all that it is about."""
    return _share_verb(launch, site) and launch.sentence.has(SITES_NAMED) and not site.fallback


def _share_verb(one: Draft, other: Draft) -> bool:
    """Both are of one party and of overlapping words."""
    return _overlap(one.trigger, other.trigger) and one.actor == other.actor


def _is_takeover(deal: Draft, bought: Collection[Set[str]]) -> bool:
    """ "Was bought by TSMC in a $3 billion deal": the deal is the purchase, whoever of the two stands before it."""
    return deal.frame_id in {"contract.amount", "contract.noun"} and any(deal.parties <= pair for pair in bought)


def _is_shown(draft: Draft) -> bool:
    """ "Disclosed that it sold": what is disclosed is the sale, no new stake."""
    if draft.type != "position_change":
        return False
    return draft.sentence.word(draft.trigger[0]).startswith(("disclos", "reveal")) and draft.direction == "up"


def _is_joint_build(deal: Draft, site: Draft) -> bool:
    """ "Announced a partnership with Tallgrass to develop a campus": one commitment to one site."""
    between = deal.sentence.lower[deal.trigger[1] : site.trigger[0]]
    return deal.actor == site.actor and not VENTURES.isdisjoint(between)


def _only_has_its_sum(draft: Draft, budget: Draft) -> bool:
    """ "Commits $24 billion to a fab" is no stake, and a plan of spending as such no site."""
    if draft.frame_id == "contract.commit":
        return _share_verb(draft, budget)
    if draft.frame_id == "invest.money":
        # "Invest $80 Billion in AI Infrastructure": what no lexicon knows, in capitals, is what the money goes into.
        known = any(n.party == draft.counterparty for n in draft.sentence.names)
        alike = draft.trigger == budget.trigger and (not known or draft.counterparty == budget.counterparty)
    else:
        alike = draft.type == "data_center_build" and budget.frame_id in SAID_PLANS
    return alike and _same_sum(draft, budget)


def _says_not_of_what(draft: Draft) -> bool:
    """ "Would spend $145 billion, raising the low end of its forecast": no figure of results is named anywhere."""
    words = draft.sentence.lower[draft.sentence.start : draft.sentence.end]
    return RESULT_FIGURES.isdisjoint(words)


def _only_explains(deal: Draft, backlog: Draft) -> bool:
    """ "A backlog of $55 billion thanks to AI contracts", "discloses a $55 billion backlog": of all contracts."""
    if deal.counterparty is not None or not _same_sum(deal, backlog):
        return False
    told = deal.sentence.word(deal.trigger[0]).startswith(DISCLOSING)
    return told or backlog.trigger < deal.trigger


def _same_sum(draft: Draft, budget: Draft) -> bool:
    return any(hit.amount.unit == "USD" for hit in draft.amounts) and _holds_all(draft, budget)


def _holds_all(draft: Draft, budget: Draft) -> bool:
    """Whether a budget of the same party has all the amounts: "capex to reach record $700 billion"."""
    known = [hit.start for hit in budget.amounts]
    return draft.actor == budget.actor and all(hit.start in known for hit in draft.amounts)


def _same_clause(one: Draft, other: Draft) -> bool:
    return one.sentence.clause(one.trigger[0]) == other.sentence.clause(other.trigger[0])
