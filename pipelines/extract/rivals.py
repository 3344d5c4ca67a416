"""Which of the events that the frames found in one sentence stand beside each other.

What must never happen: one piece of news told twice, or an amount given to two events. A wider type gives way to a
narrower one, what counts only where nothing else is said gives way to anything, and an amount goes to the nearer event.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from pipelines.extract.conditions.main_clauses import BACKGROUND
from pipelines.extract.conditions.sites import VENTURES
from pipelines.extract.drafts import AUTHORITIES, CAPEX_TYPES, JUDGEMENTS, Draft, named, note_dropped
from pipelines.extract.little_words import JOINTS, POSSESSIVE, THEN
from pipelines.extract.measures import family_of, measures
from pipelines.extract.passage import AmountHit, NameHit, Passage, Sentence, Span, places_of
from pipelines.extract.periods import periods_of
from pipelines.extract.roles.money import owners_of_sums
from pipelines.extract.roles.unknown import as_written
from pipelines.extract.trade import BOUGHT_OF_CLOUDS, CLOUDS, DOMAIN_GROUPS, POWER_SELLERS

MONEY_TYPES = frozenset({"debt_financing", "equity_financing", "equity_investment", "mna", "ipo"})
"""Types that are told in one sentence with one another and do not share amounts."""
OFTEN_RETOLD = MONEY_TYPES | CAPEX_TYPES
COLOURS = frozenset({"capex.level", "capex.risen", "capex.act"})
"""Frames of what was spent that need no figure, so that a word beside a budget is enough for them."""
SAID_PLANS = frozenset({"capex.change", "capex.unveil", "capex.outlay"})
"""Frames of a budget as such, whatever of it is for sites."""
FORESEEING = frozenset("sees see expects predicts forecasts projects estimates warns thinks believes reckons".split())
COLOURED = frozenset({"supply_constraint", "price_change"})
"""Types that under a company's name, behind its colon, are what a columnist judges by."""
LAUNCHES = frozenset({"launch.chip", "launch.cloud"})
"""Frames of what is brought out, which a customer's "deploys" is not."""
DELIVERIES = frozenset({"contract.deliver", "contract.deliver_to"})
HANDING_OVER = frozenset("deliver delivers host hosts hosting provide provides supply supplies".split())
"""Verbs of a contract that builds nothing."""
SHORTAGES = frozenset({"supply.shortage", "supply.state", "supply.bare"})
EUROPE = {"european union", "european commission"}
RIVALLING = frozenset({"challenge", "rival", "rivalling", "rivaling", "beat", "undercut"})
PRICES_OF_GOODS = frozenset({"price.trend", "price.forecast", "price.goods", "price.goods_forecast"})
GOOD_TO_FIGURE = 2
"""Most tokens between goods and their figure: "NAND by 15%"."""
SITES_NAMED = ("ai_place", "place.project", "campus_word")
SUBJECT_REACH = 5
"""Tokens from a noun to its verb."""
TOGETHER_WITHIN = 8
"""Most tokens from a sum to the "debt and equity" that it is raised as."""
STOPPING = frozenset({"stop", "stops", "halt", "avoid", "cease", "not", "from", "against"})
"""Before a verb of buying that is forbidden."""
PURCHASES = frozenset({"contract.purchase", "contract.deliver"})
"""Frames of what is bought or delivered, which a deal of the same sentence may say of itself."""
TALKS_END = "contract.talks_end"
AIMS = frozenset({"contract", "compute_leasing"})
"""Types of what money may be raised for."""
TOLD_BESIDE = frozenset(
    """data_center_build capex_guidance capex_spend power_deal export_control regulation supply_constraint
    earnings_result guidance backlog_update product_launch price_change position_change""".split()
)
"""Types that a clause of its own tells whatever else its sentence says."""
SUPPOSING = frozenset({"could", "may", "might", "would", "should", "unlikely", "likely"})
JUDGED = frozenset({"view.say", "view.boost"})
SUPPOSED_OF = frozenset(
    {"data_center_build", "compute_leasing", "contract", "guidance", "earnings_result", "power_deal", "backlog_update"}
)
"""Types of which a judge may suppose something in the same clause."""
RESULT_FIGURES = frozenset("revenue revenues sales profit earnings margin growth outlook guidance results".split())
DISCLOSING = ("disclos", "report", "reveal", "post")
LISTING = frozenset({",", "and", ";", "while", "whereas", "with"})
"""What stands before the next of several names that each have a budget."""
BUDGETING = frozenset(
    """at to for of is are was will spend spending expects expecting plans planning sees projects projecting targets
    targeting guides guiding tracking toward towards eyes aims about around roughly nearly almost some approximately up
    as much more than over between a an the its own : - – — ~ maintained
    maintains kept keeps raised lifted hiked reaffirmed reiterated""".split()
)
"""What may stand between such a name and its sum: "Alphabet at $185 billion", "Meta is guiding to $135 billion"."""
GUIDING = frozenset(
    """raises raised raise cuts cut lowers lowered lifts
    lifted hikes hiked boosts boosted guides guided guiding guidance
    issues issued gives gave reaffirms reaffirmed reiterates reiterated maintains maintained withdraws withdrew sets set
    forecasts slashes slashed trims trimmed narrows narrowed""".split()
)
"""What a company does to its own outlook."""
SETTINGS = frozenset({"as", "amid", "despite", "after", "following", "before"})
"""Before what only says why or when a view is held."""
INTENDING = frozenset("and also plans plan aims intends expects agreed agrees set will or but".split())
"""Before a "to" that says what somebody does besides, not what for."""
PURPOSES = frozenset({"data_center_build", "product_launch", "capex_spend"})
"""Types of what a firm is bought or funded for."""
NARROWER = (("power_deal", "contract"), ("export_control", "regulation"))
"""Of two types in one sentence the second is only another word for the first."""


def without_unspoken(drafts: list[Draft]) -> list[Draft]:
    """Without those that count only where nothing else is said: they support one that says the same."""
    if len(drafts) == 1 or not any(draft.fallback or draft.type == "analyst_view" for draft in drafts):
        return drafts
    spoken = [draft for draft in drafts if not draft.fallback]
    told = [draft for draft in spoken if not _only_says(draft)]
    if told and len(told) < len(spoken) and all(draft.type not in JUDGEMENTS for draft in told):
        # "Microsoft dropped leases, Elm says": what is told is the news.
        for draft in spoken:
            if _only_says(draft):
                note_dropped(draft, "only says what is told")
        spoken = told
    nameless = all(draft.joins and draft.actor is None for draft in spoken)
    if not spoken or (nameless and any(draft.fallback and draft.actor for draft in drafts)):
        return drafts  # "As part of the pact, Crusoe will host ...": the noun alone names nobody.
    headed = [draft for draft in drafts if draft.frame_id == "view.heading"]
    if headed and all(draft.type in COLOURED and not draft.amounts for draft in spoken):
        for draft in spoken:
            note_dropped(draft, "a columnist's headline judges by it")
        return headed
    judged = [draft for draft in drafts if draft.frame_id == "view.say"]
    if judged and all(_is_foreseen(o, judged[0]) for o in spoken):
        for draft in spoken:
            note_dropped(draft, "a judge of shares foresees it, not the company")
        return judged
    beside = [draft for draft in drafts if draft.fallback and _stands_beside(draft, spoken)]
    unspoken = [draft for draft in drafts if draft.fallback and draft not in beside]
    for draft in unspoken:
        note_dropped(draft, "counts only in a sentence that says nothing else")
    for draft in spoken if unspoken else ():
        support(draft, unspoken)
    return [*spoken, *beside]


def _only_says(draft: Draft) -> bool:
    """A house that only tells the news; what could be, it foresees."""
    sentence = draft.sentence
    if draft.frame_id != "view.broker" or sentence.word(draft.trigger[0]) not in {"says", "said", "say"}:
        return False
    return SUPPOSING.isdisjoint(sentence.passage.lower[sentence.start : sentence.end])


def _stands_beside(draft: Draft, spoken: Sequence[Draft]) -> bool:
    """What counts only where nothing else is said, and yet is no other word for what is."""
    types = {other.type for other in spoken}
    if types <= AUTHORITIES and draft.type == "data_center_build":
        return True
    sentence, at = draft.sentence, draft.trigger[0]
    if draft.frame_id in JUDGED and draft.actor is not None and types <= SUPPOSED_OF:
        # "Oracle's site unlikely to be canceled, Elm says": a house supposes something of what is told.
        supposed = SUPPOSING & set(sentence.passage.lower[sentence.start : sentence.end])
        named = any(n.entity.kind in {"broker", "person"} and n.party == draft.actor for n in sentence.names)
        if draft.frame_id == "view.boost" or (named and supposed):
            return True
    judges = draft.frame_id in {"view.say", "view.verdict"} and types.isdisjoint(JUDGEMENTS)
    if judges and all(_only_the_setting(o, draft) for o in spoken):
        return True
    if any(sentence.clause(other.trigger[0]) == sentence.clause(at) for other in spoken):
        return False
    # "X faces bottlenecks as Elm sees a jump": a view of a named judge in a clause that tells nothing else.
    is_view = draft.frame_id == "view.say" and draft.actor is not None and sentence.word(at) in FORESEEING
    # "X signs a lease — analysts see upside": a part of its own.
    apart = all(sentence.segment(other.trigger[0]) != sentence.segment(at) for other in spoken)
    is_view = is_view or (draft.frame_id == "view.say" and draft.direction is not None and apart)
    return draft.type in TOLD_BESIDE - types or (is_view and types.isdisjoint(JUDGEMENTS))


def _is_foreseen(other: Draft, view: Draft) -> bool:
    """ "Nvidia's demand outlook is strong, says Elm": an outlook of others, and no guidance of the company."""
    if other.type == "capex_spend" and not other.amounts and view.trigger[1] <= other.trigger[0]:
        return True  # "There is no way spending on AI will pay off, Elm says": what is spent is judged
    if other.type != "guidance" or (other.actor is not None and other.actor == view.actor):
        return False
    lower, (low, high) = view.sentence.passage.lower, view.sentence.clause(other.trigger[0])
    return GUIDING.isdisjoint(lower[low:high])


def _only_the_setting(other: Draft, view: Draft) -> bool:
    """ "Elm is bullish on Nvidia as AI spending grows": what stands behind "as" is why or when somebody judges."""
    between = view.sentence.passage.lower[view.trigger[1] : other.trigger[0]]
    return view.trigger[1] <= other.trigger[0] and not SETTINGS.isdisjoint(between)


def support(draft: Draft, others: Iterable[Draft]) -> bool:
    """Cite the triggers of those that would state the draft's event if it did not; whether there are any."""
    same = [
        other
        for other in others
        if other.type == draft.type
        and other.actor in (draft.actor, None)
        and other.counterparty in (draft.counterparty, None)
        and other.direction in (draft.direction, None)
    ]
    known = set(draft.evidence)
    found = [basis for other in same for basis in other.evidence if basis.kind == "trigger" and basis not in known]
    draft.evidence += dict.fromkeys(found)
    return bool(found)


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
    if draft.type not in AIMS or draft.sentence is not raised.sentence or draft.actor != raised.actor:
        return False
    lower, at = draft.sentence.passage.lower, draft.trigger[0]
    joined = lower[at - 1] == "and" and "to" in lower[raised.trigger[0] : at] and not lower[at].endswith(("s", "ed"))
    return raised.trigger[0] < at and ("to" in (lower[at], lower[at - 1]) or joined)


UTILITIES = frozenset({"utilities", "utility"})
"""Last words of those who sell power and have no name."""


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
    objects = [basis.span for basis in deal.evidence if basis.kind == "object"] if deal.type == "contract" else []
    return any(start < words[1] and words[0] < end for start, end in objects)


def _is_what_for(draft: Draft, deal: Draft) -> bool:
    """ "Buys SambaNova to expand AI data center capacity": what a takeover or an investment is made for."""
    if deal.type not in {"mna", "equity_investment"} or deal.trigger[1] > draft.trigger[0] or draft.amounts:
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


def _told_beside(drafts: list[Draft]) -> dict[int, str]:
    """By their places among them, why drafts only say what one of another type tells."""
    lessors = {name for d in drafts if d.type == "compute_leasing" for name in d.roles.values()}
    bought = {d.parties for d in drafts if d.type == "mna"}
    halls_of_others = {d.actor for d in drafts if d.frame_id == "mna.halls" and d.counterparty}
    takeovers = [d for d in drafts if d.frame_id == "mna.acquire"]
    buyers = {d.actor for d in drafts if d.type == "mna" and d.actor and d.counterparty}
    sold, invested = _sold(drafts), _invested(drafts)
    traded = {d.counterparty for d in drafts if d.type == "position_change" and d.counterparty}
    sold_by_insiders = {d.counterparty for d in drafts if d.frame_id == "position.insider"}
    booked = {d.actor for d in drafts if d.frame_id == "backlog.orders"}
    backlogs = [d for d in drafts if d.type == "backlog_update"]
    late = {d.actor for d in drafts if d.frame_id in {"supply.slip", "supply.postpone"}}
    bought_chips = [d for d in drafts if d.frame_id in PURCHASES]
    raised = [d for d in drafts if d.type in {"debt_financing", "equity_financing"}]
    budgets = [d for d in drafts if d.type == "capex_guidance" and d.amounts]
    told = [d for d in drafts if d.type == "capex_guidance" and (d.amounts or not d.fallback)]
    spent = [d for d in drafts if d.type == "capex_spend" and d.amounts]
    spenders = {d.actor for d in budgets}
    models = {d.actor for d in drafts if d.type == "capex_guidance" and d.subtype == "analyst_model" and d.actor}
    sites = [d for d in drafts if d.type == "data_center_build"]
    types = {d.type for d in drafts}
    repriced = [d for d in drafts if d.frame_id == "price.change"]
    priced = [d.trigger for d in drafts if d.type == "price_target"]
    hidden = {narrow for wide, narrow in NARROWER if wide in types}
    found: dict[int, str] = {}
    for at, draft in enumerate(drafts):
        if draft.type in hidden and not _is_other_case(draft, drafts):
            found[at] = "a narrower type tells the same"
        elif draft.type == "guidance" and draft.actor in spenders and _says_not_of_what(draft):
            found[at] = "the forecast is that of the spending"
        elif draft.type == "guidance" and any(a < draft.trigger[1] and draft.trigger[0] < b for a, b in priced):
            found[at] = "of the share, not of the company"
        elif draft.type == "contract" and draft.counterparty is None and draft.actor in lessors:
            found[at] = "the deal is to lease computing"
        elif draft.type == "contract" and not lessors.isdisjoint(draft.roles.values()):
            found[at] = "the same parties lease computing"
        elif any(_is_aim_of(draft, d) for d in raised):
            found[at] = "only says what the money is raised for"
        elif draft.frame_id in COLOURS and any(_holds_all(draft, d) for d in told):
            found[at] = "only colours the budget beside it"
        elif draft.type == "earnings_result" and any(_same_sum(draft, d) for d in budgets):
            found[at] = "the sum is to be spent"
        elif draft.type in {"earnings_result", "guidance"} and any(_same_sum(draft, d) for d in spent):
            found[at] = "the sum is what was spent"
        elif draft.type == "analyst_view" and draft.actor in models:
            found[at] = "the same house models the budget"
        elif any(_only_has_its_sum(draft, d) for d in budgets):
            found[at] = "the budget beside it has its sum"
        elif any(_only_explains(draft, d) for d in backlogs):
            found[at] = "the sum is the backlog"
        elif draft.type == "contract" and any(d.trigger == draft.trigger for d in repriced):
            found[at] = "the verb acts on the price"
        elif draft.type == "contract" and draft.counterparty is None and draft.actor in booked:
            found[at] = "all orders of a period"
        elif draft.type == "product_launch" and any(
            d.type == "ipo" and d.trigger[0] == draft.trigger[0] for d in drafts
        ):
            found[at] = "its share is what comes out"
        elif draft.type == "product_launch" and draft.actor in late:
            found[at] = "comes late instead"
        elif draft.type == "data_center_build" and any(_hands_over(d, draft) for d in drafts):
            found[at] = "what it delivers is let to another"
        elif draft.frame_id == "backlog.concentration" and any(
            d.type == "price_change" and _holds_all(draft, d) for d in drafts
        ):
            found[at] = "the share is that of a price"
        elif draft.type == "regulation" and any(_is_its_approval(d, draft) for d in sites):
            found[at] = "the approval is won by a site"
        elif draft.type in {"ipo", "contract"} and any(_is_of_launch(draft, d) for d in drafts):
            found[at] = "a product is launched"
        elif draft.type == "product_launch" and any(_launches_site(draft, d) for d in sites):
            found[at] = "what is unveiled is a site"
        elif draft.type == "product_launch" and draft.actor in {
            d.actor for d in drafts if d.type == "executive_change"
        }:
            found[at] = "who comes or goes is announced"
        elif (
            draft.type == "data_center_build"
            and not draft.sentence.has(SITES_NAMED)
            and any(d.type == "product_launch" and _share_verb(d, draft) for d in drafts)
        ):
            found[at] = "what is completed is a product"
        elif draft.type == "data_center_build" and any(_forbids(d, draft) for d in drafts):
            found[at] = "an authority or a scarcity stops it"
        elif draft.type == "contract" and any(d.type == "export_control" and _stops(d, draft) for d in drafts):
            found[at] = "an authority stops the purchase"
        elif draft.frame_id in LAUNCHES and any(d.trigger[1] == draft.trigger[1] for d in bought_chips):
            found[at] = "a customer takes them"
        elif draft.frame_id == "site.buy" and draft.actor in halls_of_others:
            found[at] = "what it buys are another's halls"
        elif (
            draft.type == "mna"
            and draft.actor not in halls_of_others
            and any(d.frame_id == "site.buy" and d.actor == draft.actor for d in sites)
        ):
            found[at] = "what it buys is a site"
        elif draft.type == "power_deal" and any(d.trigger == draft.trigger and d.actor == draft.actor for d in sites):
            found[at] = "the power is that of the site"
        elif draft.frame_id == "contract.sign" and any(_is_joint_build(draft, d) for d in sites):
            found[at] = "the partnership builds a site"
        elif draft.type == "contract" and (draft.parties in bought or _is_takeover(draft, bought)):
            found[at] = "the same parties merge"
        elif draft.frame_id.startswith("site.land") and any(_signs(d, draft.trigger) for d in drafts):
            found[at] = "leases that are signed with tenants"
        elif draft.type == "product_launch" and draft.actor in buyers:
            found[at] = "a takeover bid is launched, or what it is good for told"
        elif draft.type == "position_change" and draft.counterparty and draft.parties in bought:
            found[at] = "the whole company is bought"
        elif draft.type == "contract" and any(d.type == "mna" and _overlap(d.trigger, draft.trigger) for d in drafts):
            found[at] = "a company is bought, not its goods"
        elif draft.type == "contract" and draft.counterparty is None and draft.actor in buyers:
            found[at] = "the deal is to buy a company"
        elif draft.type in PURPOSES and any(_is_what_for(draft, d) for d in drafts):
            found[at] = "only says what the deal is for"
        elif draft.type == "equity_financing" and (draft.counterparty, draft.actor) in invested:
            found[at] = "who gives the money tells it"
        elif draft.type == "equity_financing" and draft.actor in sold_by_insiders:
            found[at] = "its insiders sell, not the company"
        elif draft.frame_id == "mna.buy" and draft.counterparty in traded:
            found[at] = "its shares are bought, not the company"
        elif draft.frame_id == "invest.stake" and (draft.actor, draft.counterparty) in sold:
            found[at] = "the stake is sold"
        elif draft.type == "position_change" and any(_overlap(d.trigger, draft.trigger) for d in takeovers):
            found[at] = "the whole company is bought"
        elif draft.type == "position_change" and (draft.actor, draft.counterparty) in invested:
            found[at] = "the same parties invest"
    return found


def _is_other_case(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """ "US arrests two men over chip smuggling as Trump loosens export rules": two deeds, in clauses of their own."""
    if draft.frame_id not in {"law.case", "law.charge"} or draft.actor is None:
        return False
    start = draft.sentence.clause(draft.trigger[0])[0]
    curbs = [d for d in drafts if d.type == "export_control"]
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
    before = deal.sentence.passage.lower[max(deal.trigger[0] - 2, deal.sentence.start) : deal.trigger[0]]
    same = rule.trigger[0] < deal.trigger[1] and deal.trigger[0] < rule.trigger[1]
    return same or (rule.trigger[0] < deal.trigger[0] and not STOPPING.isdisjoint(before))


def _names_again(draft: Draft, told: Draft) -> bool:
    """ "San Antonio council members", "San Antonio council"; "European Commission", "European Union"."""
    if (draft.type, draft.direction, draft.counterparty) != (told.type, told.direction, told.counterparty):
        return False
    one, other = (draft.actor or "").lower(), (told.actor or "").lower()
    same = one != other and bool(one and other) and (one in other or other in one)
    return same or {one, other} == EUROPE


def _is_of_launch(draft: Draft, launch: Draft) -> bool:
    """ "Plans to debut new AI chips" lists no share; "ships a chip to challenge Nvidia" sells Nvidia nothing."""
    if launch.type != "product_launch" or draft.actor != launch.actor:
        return False
    if draft.type == "ipo":
        return any(basis.span == launch.trigger for basis in draft.evidence)
    sentence = draft.sentence
    return _share_verb(draft, launch) and not RIVALLING.isdisjoint(
        sentence.passage.lower[launch.trigger[1] : sentence.end]
    )


def _is_its_approval(site: Draft, rule: Draft) -> bool:
    """ "A data center has received planning commission approval": news of the site."""
    overlap = site.trigger[0] < rule.trigger[1] and rule.trigger[0] < site.trigger[1]
    return site.frame_id == "site.approved" and overlap


def _launches_site(launch: Draft, site: Draft) -> bool:
    """ "Unveils plans for an AI data center": one verb, and the site is all that it is about."""
    return _share_verb(launch, site) and launch.sentence.has(SITES_NAMED) and not site.fallback


def _share_verb(one: Draft, other: Draft) -> bool:
    """Both are of one party and of overlapping words."""
    overlap = one.trigger[0] < other.trigger[1] and other.trigger[0] < one.trigger[1]
    return overlap and one.actor == other.actor


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
    between = deal.sentence.passage.lower[deal.trigger[1] : site.trigger[0]]
    return deal.actor == site.actor and not VENTURES.isdisjoint(between)


def _only_has_its_sum(draft: Draft, budget: Draft) -> bool:
    """ "Commits $24 billion to a fab" is no stake, and a plan of spending as such no site."""
    if draft.frame_id == "contract.commit":
        shared = draft.trigger[0] < budget.trigger[1] and budget.trigger[0] < draft.trigger[1]
        return shared and draft.actor == budget.actor
    if draft.frame_id == "invest.money":
        # "Invest $80 Billion in AI Infrastructure": what no lexicon knows, in capitals, is what the money goes into.
        known = any(n.party == draft.counterparty for n in draft.sentence.names)
        alike = draft.trigger == budget.trigger and (not known or draft.counterparty == budget.counterparty)
    else:
        alike = draft.type == "data_center_build" and budget.frame_id in SAID_PLANS
    return alike and _same_sum(draft, budget)


def _says_not_of_what(draft: Draft) -> bool:
    """ "Would spend $145 billion, raising the low end of its forecast": no figure of results is named anywhere."""
    words = draft.sentence.passage.lower[draft.sentence.start : draft.sentence.end]
    return RESULT_FIGURES.isdisjoint(words)


def _only_explains(deal: Draft, backlog: Draft) -> bool:
    """ "A backlog of $55 billion thanks to AI contracts", "discloses a $55 billion backlog": of all contracts."""
    if deal.type != "contract" or deal.counterparty is not None or not _same_sum(deal, backlog):
        return False
    told = deal.sentence.word(deal.trigger[0]).startswith(DISCLOSING)
    return told or backlog.trigger < deal.trigger


def _same_sum(draft: Draft, budget: Draft) -> bool:
    return any(hit.amount.unit == "USD" for hit in draft.amounts) and _holds_all(draft, budget)


def _holds_all(draft: Draft, budget: Draft) -> bool:
    """Whether a budget of the same party has all the amounts: "capex to reach record $700 billion"."""
    known = [hit.start for hit in budget.amounts]
    return draft.actor == budget.actor and all(hit.start in known for hit in draft.amounts)


def without_retold(drafts: list[Draft]) -> list[Draft]:
    """ "Heads to the bond market after boosting its budget": what the same party did before is no news."""
    kept = []
    for draft in drafts:
        if _is_retold(draft) and any(
            o.actor == draft.actor and o.type != draft.type and o.trigger < draft.trigger for o in drafts
        ):
            note_dropped(draft, "only retold: the same party does something newer")
        else:
            kept.append(draft)
    return kept


def _is_retold(draft: Draft) -> bool:
    told_before = draft.type in OFTEN_RETOLD and draft.sentence.word(draft.trigger[0] - 1) in BACKGROUND
    return told_before and draft.actor is not None


def _same_clause(one: Draft, other: Draft) -> bool:
    return one.sentence.clause(one.trigger[0]) == other.sentence.clause(other.trigger[0])


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


JOINT = frozenset({"data_center_build"})
"""Types that several do together, as a rule: "A and B plan sites of 1 GW and 2 GW"."""


def _is_joined(one: Span, other: Span, sentence: Sentence) -> bool:
    """Nothing but what makes a list stands between two names."""
    return {"and", ",", "&", "+"}.issuperset(sentence.passage.lower[one[1] : other[0]])


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
    between = draft.sentence.passage.lower[first.trigger[1] : draft.trigger[0]]
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
    between = sentence.passage.lower[one.end : other.start]
    return bool(between) and JOINTS.issuperset(between)


def with_listed_debts(drafts: list[Draft]) -> list[Draft]:
    """ "Amazon's $68 billion, Alphabet's $32 billion and Meta's $25 billion of bond sales": each has its own sum."""
    found = list(drafts)
    for draft in [d for d in drafts if d.frame_id == LISTED_DEBTS]:
        owned = owners_of_sums(draft.sentence)
        draft.amounts = [hit for owner, hit in owned if owner.party == draft.actor]
        found += [_of_another(draft, owner, hit) for owner, hit in owned if owner.party != draft.actor]
    return found


LISTED_DEBTS = "debt.each_owner"


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
    gaps = [sentence.passage.lower[one.end : other.start] for one, other in pairwise(figures)]
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
    return before[-1] if BUDGETING.issuperset(sentence.passage.lower[before[-1].end : hit.start]) else None


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
    between = draft.sentence.passage.lower[hit.end : joint[0]]
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
    return not SETTINGS.isdisjoint(draft.sentence.passage.lower[hit.end : draft.trigger[0]])
