"""Conditions of contracts for computing: what is bought, by whom, and what is only counted."""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.axes.talks import talks_over
from pipelines.extract.conditions.clauses import CLOSING, CONCEDING, ends_phrase
from pipelines.extract.conditions.firms import AGENCY_WORDS, MAKERS, MAKERS_AND_USERS, is_public
from pipelines.extract.conditions.general import PHRASE_ENDS, Condition, about_the_trade, has_amount, has_size, has_sum
from pipelines.extract.conditions.leasing import is_where
from pipelines.extract.conditions.takeovers import deals_for_a_firm
from pipelines.extract.frames.drafts import Case
from pipelines.extract.frames.sellers import SURE_SUPPLIER
from pipelines.extract.little_words import SHARE_WORDS
from pipelines.extract.passage import Sentence, Span
from pipelines.extract.roles.debt import ARRANGERS
from pipelines.extract.roles.names import describes_goods, is_blocked, is_genitive, list_behind, listed_gap, parties
from pipelines.extract.trade import (
    CHAINED_GROUPS,
    CHIP_MAKERS,
    CLOUDS,
    COMPUTING,
    DOMAIN_GROUPS,
    HOSTS,
    HUGE_LEASE,
    LEASES,
    OTHER_LEASES,
    PAYMENTS,
    POWER_SELLERS,
    USUAL_MAKER,
)

SHARES_OF_IT = frozenset("all most half entire bulk majority remaining".split())
"""As good as an amount: "books most of TSMC's capacity"."""
SELF = frozenset({"we", "it", "they"})
"""Whoever speaks or is spoken of."""
SELF_NOUNS = frozenset(
    "company firm startup provider operator miner chipmaker group team management developer neocloud maker".split()
)
"""Behind "the" or "our" they act without a name; a deal of theirs has a customer that is named."""
INCLUDING = frozenset({"include", "includes", "included", "including", ":"})
"""Behind a deal they lead to what of it is meant."""
JOINING = frozenset(
    """partner partners partnered partnering team teams teamed teaming collaborate collaborates collaborated
    collaborating""".split()
)
"""Verbs of two that work together."""
BEHIND_ROLE = frozenset(
    ", . ; : - – — ( for in of to and on at with under after amid by from while but or that who".split()
)
"""What may stand behind "as customer" where somebody is made one."""
STEPS = frozenset(
    """talks discussions discussing negotiating negotiations considers considering weighs weighing mulls mulling
    explores exploring will may might could agreed agrees set prepares preparing poised orders ordered ordering turns
    turning first nears""".split()
)
"""Words of a step towards a purchase; that somebody merely wants more chips is no deal yet."""
NEW = frozenset("new newest latest fresh newly-signed additional recent".split())
ASKED = frozenset("why how is are should can does what could would".split())
"""First words of a headline that asks."""
MUSED = frozenset(
    """questions doubts concerns fears worries looks validates explained matters risks risk means
    loom looms could""".split()
)
"""Behind a deal: what a column thinks of it."""
LEFT_BEFORE = 5
"""Most tokens between a verb of leaving and whose deal is left."""
SUPPLYING = frozenset({"supply", "make", "produce", "deliver", "provide", "reserve", "build", "ship"})
"""Behind "asks" and "to": what a supplier is asked for."""
ASKED_WITHIN = 12
"""Tokens behind "asks" in which that stands."""
PERMITTING = frozenset({"allow", "allowing", "permit", "permitting", "allows", "resume"})
"""What states agree on."""
USING = frozenset({"deploying", "using", "installing", "adopting"})
"""Behind a comma: what somebody does with goods that he has."""
HOLDERS_OF_SHARES = frozenset("shareholders investors traders funds holders bulls bears insiders".split())
"""Before a verb of buying or choosing: what they turn to are shares."""
FORESEEN_NOUNS = frozenset("forecast forecasts outlook guidance estimate estimates target targets".split())
"""Behind "order" they say that it is yet to come."""
TAKEN_OVER = frozenset(
    """startup company firm fab fabs foundry plant factory maker unit business stake assets developer operator land
    shares spectrum portfolio rights""".split()
)
"""What a deal "to acquire" takes over."""
TAKING = frozenset({"own", "take", "buy", "acquire", "purchase", "get", "hold"})
"""Behind "to": what a deal is for, if it is for a firm."""
MASKED = frozenset(
    """undisclosed unnamed mystery secret unidentified previously anonymous revealed identified confirmed newest latest
    new next behind""".split()
)
"""Beside a customer: nobody knew who it was."""
UNMASKED_WITHIN = 7
"""Tokens about the customer in which that stands."""
NOUN_OR_VERB = frozenset("partner partners team teams ally allies".split())
""" "Nvidia partner CoreWeave", "A and B partner"."""
BEFORE_INFINITIVE = frozenset("to will would could may might and also".split())
"""Before one of them: it is a verb."""
SECURED = frozenset({"against", "by", "secured", "backed"})
"""Before what is let: it only secures a loan."""
WHY_OR_WHEN = frozenset("after following on amid as ahead before despite upon since".split())
"""Between a verb of growing and a deal: what grows is something else."""
SIGNED = frozenset("contracted committed customer contractual take-or-pay take".split())
"""First words of what customers have signed for."""
SUMMED = frozenset("worth in of goods products chips components gear equipment hardware over years".split())
"""Between a sum and the "from" of the seller."""
DEALING_LANDS = frozenset("saudi arabia uae gulf mideast east china chinese trump".split())
"""Before a deal that states have made."""
RAISING = frozenset(
    """seek seeks sought seeking want wants wanted need needs needed raise raises raised raising borrow borrows borrowed
    borrowing looking look looks""".split()
)
"""Verbs of who looks for money, before its sum."""
TAKING_VERBS = frozenset({"lease", "rent", "buy", "let", "hire", "order", "purchase"})
"""Verbs of what money is looked for."""
RAISED_WITHIN = 4
"""Most tokens from such a verb to the sum."""


def _follows_actor(case: Case) -> bool:
    """The verb stands right behind its subject: "select customers" chooses nobody."""
    return case.actor is not None and 0 <= case.trigger[0] - case.actor.end <= 1


def _actor_or_self(case: Case) -> bool:
    """Somebody acts, if only "we" or "the company" towards a customer of the trade."""
    if case.actor is not None:
        return True
    if not _speaks_of_self(case):
        return False
    known = any(case.groups(hit) & (CHAINED_GROUPS | {"gear"}) for hit in case.others)
    return known or case.sentence.has(("scale_customer",), case.window)


BULLETS = frozenset("signed entered executed secured expanded extended closed completed announced amended".split())
"""Verbs that open a line of a company's own release: "Signed a $700 million agreement with Mistral"."""


def _speaks_of_self(case: Case) -> bool:
    """ "We", "the company", or a line of its own release with a term or a sum."""
    if case.trigger[0] == case.sentence.start and case.sentence.word(case.trigger[0]) in BULLETS:
        return case.sentence.has(("term", "@money"), case.window) or bool(case.sentence.amounts)
    before = case.sentence.passage.lower[case.sentence.clause(case.trigger[0])[0] : case.trigger[0]]
    return not SELF.isdisjoint(before) or any(
        noun in SELF_NOUNS and article in {"the", "our"} for article, noun in pairwise(before)
    )


def is_signed_total(case: Case) -> bool:
    """ "$18 billion in contracted revenue", "$7 billion of customer commitments": what was signed, in sum."""
    sentence, start = case.sentence, case.trigger[0]
    words = sentence.passage.lower[start : case.trigger[1]]
    signed = words[0] in SIGNED and "backlog" not in words
    joined = sentence.word(start - 1) in {"in", "of"}
    return signed and joined and any(a.end == start - 1 and a.amount.unit == "USD" for a in sentence.amounts)


def _lets_halls(case: Case) -> bool:
    """A host tells what it let in a period: "posted record bookings of $394 million", or "we" in a text about one."""
    sentence, passage = case.sentence, case.sentence.passage
    speaks = not {"we", "our"}.isdisjoint(passage.lower[sentence.start : sentence.end])
    if case.actor is None:
        return speaks and (passage.has("data_center") or "host" in passage.groups)
    return "host" in case.groups(case.actor) and sentence.start <= case.actor.start and "we" not in passage.vocabulary


def _no_takeover(case: Case) -> bool:
    """Not a deal to buy a whole company: "strikes $40 billion deal to buy Aligned Data Centers"."""
    if _is_for_a_stake(case) or deals_for_a_firm(case) or _is_itself_bought(case):
        return False
    if case.sentence.word(case.trigger[0]) in CLOSING and case.object is not None:
        noun, end = case.sentence.word(case.object[1] - 1), case.object[1]
        wares = ("goods", "trade_goods", "compute")
        to_buy = case.sentence.word(end) == "to" and case.sentence.word(end + 1) in TAKING
        if noun == "deal" and to_buy and not case.sentence.has(wares, (end, end + 6)):
            return False  # "Closes its deal to buy a start-up"
    low, high = case.window
    bought = [span for span in case.sentence.spans(("acquire",)) if low <= span[0] < high]
    return not any(_takes_over(span, case) or _acquires_firm(span, case.sentence) for span in bought)


BOUGHT = frozenset("bought acquired purchased sold taken".split())
"""Behind "to be": the firm itself changes hands."""


def _is_itself_bought(case: Case) -> bool:
    """ "Elm Halls to be bought for $6 billion in deal": the company before the passive is what is dealt in."""
    sentence = case.sentence
    firms = {n.end for n in parties(sentence) if n.entity.kind == "company"}
    for at in range(max(case.window[0], sentence.start + 1), case.trigger[0]):
        if sentence.word(at) in BOUGHT and sentence.word(at - 1) in {"be", "being"}:
            leads = at - 1
            while leads > sentence.start and sentence.word(leads - 1) in {"to", "is", "agrees", "agreed", "set"}:
                leads -= 1
            if leads in firms:
                return True
    return False


def _is_for_a_stake(case: Case) -> bool:
    """ "A $5 billion deal to take 70% of AirTrunk", "a deal to buy a stake in": a part of a company is bought."""
    sentence, ends = case.sentence, (case.trigger[1], case.object[1] if case.object else 0)
    end = next((at for at in ends if sentence.word(at) == "to" and sentence.word(at + 1) in TAKING), None)
    if end is None:
        return False
    shares = any(0 < a.start - end <= 4 and a.amount.unit == "percent" for a in sentence.amounts)
    return shares or sentence.has(("stake_noun",), (end + 2, end + 8))


def _takes_over(verb: Span, case: Case) -> bool:
    """ "A deal to acquire a foundry": a firm or what it owns, without a name."""
    behind = case.sentence.passage.lower[verb[1] : verb[1] + 6]
    return case.trigger[0] <= verb[0] and not TAKEN_OVER.isdisjoint(behind)


def _acquires_firm(verb: Span, sentence: Sentence) -> bool:
    return any(
        0 <= n.start - verb[1] <= 2 and ends_phrase(sentence.word(n.end)) and not is_blocked(n, sentence)
        for n in parties(sentence)
    )


def _takes_goods(case: Case) -> bool:
    """Not who is ordered from: "booked record orders for Blackwell systems"."""
    sentence, (start, end) = case.sentence, case.trigger
    if sentence.word(start) in USING and sentence.word(start - 1) == ",":
        return False  # "Will build a data center, deploying Nvidia chips": what it does with them
    at = start - 2 if sentence.word(start - 1).endswith("ly") else start - 1
    if sentence.word(at) in HOLDERS_OF_SHARES:
        return False  # "Shareholders increasingly turn to Nebius": of its shares
    if sentence.word(end - 1).startswith("recei") and case.object is not None:
        # "Received a $2 billion payment for its chips": who is paid sells.
        return PAYMENTS.isdisjoint(sentence.passage.lower[end : case.object[0]])
    if sentence.word(end - 1).startswith("book") and case.object is not None:
        return "orders" not in sentence.passage.lower[end : case.object[0]]
    return sentence.word(end - 1) != "orders" or sentence.word(start - 1) not in {"record", "server", "new", "strong"}


def _widens_it(case: Case) -> bool:
    """What grows is the deal: not "raises $2 billion after Microsoft deal", "lifts outlook on OpenAI deal"."""
    end = case.object[0] if case.object else case.trigger[1]
    between = case.sentence.passage.lower[case.trigger[1] : end]
    return WHY_OR_WHEN.isdisjoint(between) and not {"revenue", "sales", "profit"} & set(between)


def _all_of_computing(case: Case) -> bool:
    """Every party that is named computes: "to power CoreWeave's infrastructure" is what a lease of theirs is for."""
    hits = [hit for hit in (case.actor, *case.others) if hit is not None]
    return bool(hits) and all(case.groups(hit) & (DOMAIN_GROUPS | CHIP_MAKERS | {"gear"}) for hit in hits)


def _trade_deal(case: Case) -> bool:
    """A party of the trade, or words that only the trade uses: "AI" alone is in every announcement."""
    if case.actor is not None and (
        case.actor.entity.kind in {"collective", "broker"}
        or (case.actor.entity.kind == "fund" and not case.others)  # "BlackRock nears $25 billion data center deal"
        or case.sentence.word(case.actor.start) in AGENCY_WORDS
    ):
        return False  # "Moody's flags risk in Oracle's AI contracts": of whom it speaks
    if case.actor is not None and any(
        end <= case.actor.start and case.actor.start - end <= LEFT_BEFORE
        for _, end in case.sentence.spans(("cancel", "cancel_deal"))
    ):
        return False  # "A lender backs out of $10 billion Oracle deal": who leaves stands before
    if not PERMITTING.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + 12]):
        return False  # "Strikes a deal with Beijing to allow chip exports": of states
    if case.sentence.has(("to_power",), case.sentence.clause(case.trigger[0])) and not _all_of_computing(case):
        return False  # a deal for electricity
    passage = case.sentence.passage
    if passage.has("other_trade") and not passage.has("strong_context"):
        return False
    if any(case.groups(hit) & (CHAINED_GROUPS | {"gear"}) for hit in (case.actor, *case.others)):
        return True
    told = case.sentence.index > 0 and case.trigger[0] <= case.sentence.start + 2 and case.actor is None
    if told and case.sentence.word(case.sentence.start) in {"a", "the", "any", "such"}:
        return passage.has("compute")  # "The pact may be worth $4 billion": of the sentence before.
    return case.sentence.has(("strong_context", "compute"))


GIVING = frozenset({"give", "gives", "giving", "gave", "given"})
"""Verbs that give goods, or only a lift."""
BOOSTS = frozenset("boost lift bump jolt edge advantage leg head-start".split())
"""What is given where nothing is sold."""


def _supply_pair(case: Case) -> bool:
    """Two parties of whom one supplies, and what is supplied or a firm that supplies nothing else."""
    if case.actor is None or not case.others:
        return False
    if case.category == "ponder" and case.actor.entity.kind != "company":
        return False  # "An analyst weighs Nvidia GPUs"
    behind = case.sentence.passage.lower[case.trigger[1] : case.sentence.clause(case.trigger[0])[1]]
    if case.sentence.word(case.trigger[0]) in GIVING and not BOOSTS.isdisjoint(behind):
        return False  # "Gives AMD a lift"
    pair = (case.actor, case.others[0])
    rank = max(case.lexicon.supply_rank(hit.party) for hit in pair)
    source = case.sentence.word(pair[1].start - 1) == "from" and (
        pair[1].entity.kind == "unknown" or _is_let_by_size(case)
    )
    if rank < SURE_SUPPLIER and not source:
        return False
    groups = case.groups(pair[0]) | case.groups(pair[1])
    only_supplies = bool(groups & HOSTS) or groups >= {"cloud", "lab"}
    chips = any(
        (n.start, n.end) == case.object and n.entity.kind == "product" and n.entity.groups & CHIP_MAKERS
        for n in case.sentence.names
    )
    return only_supplies or chips or case.sentence.has(("goods",), case.window)


def _is_let_by_size(case: Case) -> bool:
    """ "To lease 2 gigawatts from Vantage": what is taken is counted in power, whoever lets it."""
    let = case.sentence.word(case.trigger[1] - 1).startswith(("leas", "rent"))
    return let and any(a.amount.unit == "MW" and case.trigger[1] <= a.start for a in case.sentence.amounts)


def _takes_capacity(case: Case) -> bool:
    """ "Picks Tata for 100 MW": who needs computing chooses whose sites it takes, by their size."""
    if not case.others or not case.groups(case.actor) & DOMAIN_GROUPS or not has_size(case):
        return False
    return case.sentence.word(case.others[0].end) in {"for", "to"}


def _chooses_chip_maker(case: Case) -> bool:
    """ "OpenAI taps Broadcom", "Xylo Labs partners with Nvidia": a maker that the whole trade buys from needs no goods
    beside a firm that computes, nor where two say that they work together."""
    if case.actor is None or len(case.others) != 1 or case.actor.entity.kind == "collective":
        return False
    pair = (case.actor, case.others[0])
    if not any("core_chip" in case.groups(hit) for hit in pair):
        return False
    if any(case.groups(hit) & COMPUTING for hit in pair):
        return True
    together = not JOINING.isdisjoint(case.sentence.passage.lower[case.trigger[0] : case.trigger[1]])
    return together and case.sentence.in_headline and case.actor.end == case.trigger[0]


def _by_contract(case: Case) -> bool:
    """ "Under the 10-year agreements, it will provide": what follows is what the deal says."""
    sentence = case.sentence
    opened = sentence.word(sentence.start) in {"under", "through"} or sentence.has(("under_deal",))
    return opened and sentence.has(("deal", "deal_word", "under_deal"), (sentence.start, case.trigger[0]))


def _is_part_of_stake(case: Case) -> bool:
    """ "To take $2 billion stake in Synopsys as part of expanded partnership", "under September agreement": the money
    is for the stake."""
    before = case.sentence.passage.lower[max(case.sentence.start, case.trigger[0] - 6) : case.trigger[0]]
    within = ("part" in before and "as" in before) or "under" in before
    return within and case.sentence.has(("stake_noun", "stake"))


def _is_asked_about(case: Case) -> bool:
    """ "Can a $4 billion deal keep the rally alive?": the deal is known, and what it means is asked."""
    low, high = case.sentence.segment(case.trigger[0])
    asks = case.sentence.word(low) in {"can", "will", "could", "is", "does", "would", "did", "has"}
    return asks and "?" in {case.sentence.word(high - 1), case.sentence.word(high)}


def _paid_or_let(case: Case) -> bool:
    """A price; or so many megawatts between firms that let and use sites, not of a utility."""
    if _is_part_of_stake(case) or _is_asked_about(case):
        return False
    if case.object is not None and "for" in case.sentence.passage.lower[case.object[1] : case.trigger[0]]:
        return False  # "Spends $5.8 billion on GPUs for its Microsoft contract".
    if case.object is None or not any(
        a.start == case.object[0] and a.amount.unit == "MW" for a in case.sentence.amounts
    ):
        return True
    groups = [case.groups(hit) for hit in (case.actor, *case.others) if hit is not None]
    return bool(case.others) and any(g & DOMAIN_GROUPS for g in groups) and not any("power" in g for g in groups)


ONLY_USED = frozenset(
    """rent rents renting rented lease leases leasing leased deploy deploys deployed deploying install installs
    installed installing roll rolls rolled rolling bring brings brought use uses used using run runs running""".split()
)
"""Verbs of what is done with goods, whoever has made them."""


def _buys_of_maker(case: Case) -> bool:
    """Not "gains access to Nvidia GPUs", "deploys H100s": a maker whose name says what goods they are sells nothing."""
    lower, (start, end) = case.sentence.passage.lower, case.trigger
    words = lower[start:end]
    # "Gains immediate access to": what is had stands behind the verb.
    has_access = "access" in lower[start : case.object[0] if case.object else end]
    if not case.others or (not has_access and ONLY_USED.isdisjoint(words)):
        return True
    maker = case.others[0]
    if not case.groups(maker) & CHIP_MAKERS or case.sentence.word(maker.start - 1) in {"from", "by", "with"}:
        return True
    let = has_access or any(word.startswith(("rent", "leas")) for word in words) or _is_at_anothers(case)
    # "To deploy 50,000 AMD MI450 chips": whose chips they are is the news, where they are not the usual ones.
    return not let and maker.entity.kind == "company" and maker.party != USUAL_MAKER


def _is_at_anothers(case: Case) -> bool:
    """ "Will use AMD chips at Crusoe's campus": goods that stand with somebody else are had from there."""
    behind = case.object[1] if case.object is not None else case.trigger[1]
    return any(
        is_genitive(name, case.sentence) and case.sentence.word(name.start - 1) in {"at", "in", "inside"}
        for name in parties(case.sentence)
        if behind <= name.start < case.window[1] and name.party != case.actor_name
    )


def _commits_to_cloud(case: Case) -> bool:
    """Money promised to a cloud, to neoclouds as a group, or to a supplier of goods that are named."""
    if case.actor is not None and case.sentence.has(("to_neoclouds",), case.window):
        return not case.groups(case.actor) & CHIP_MAKERS  # "Earmarks $5 billion for neoclouds"
    if case.actor is None or not case.others:
        return False
    groups = case.groups(case.others[0])
    if "lab" in groups and "hyperscaler" in case.groups(case.actor):
        return False  # "Commits $7 billion to Mistral": puts it into the company
    if "core_chip" in case.groups(case.actor) and groups & CLOUDS:
        return False  # A chip maker puts money into a cloud of its customers.
    if case.category == "spend_on":
        return bool(groups & HOSTS)
    return bool(groups & CLOUDS) or _supply_pair(case)


def _ends_there(case: Case) -> bool:
    """The names behind the verb are all that it has: "lands Perplexity", not "adds Anthropic and Meta models"."""
    if not case.others:
        return False
    last = list_behind(case.others[0], case.sentence)[-1]
    after = case.sentence.word(last.end)
    return not after or not after[0].isalnum() or after in PHRASE_ENDS


AHEAD_OF_DELIVERY = frozenset({"deposit", "deposits", "prepayment", "prepayments", "downpayment"})
"""Money that is paid for what is still to come."""


def _pays_supplier(case: Case) -> bool:
    """Whoever is paid stands right behind the verb and supplies, and the payer is of the trade."""
    payee, between = case.others[0], case.sentence.passage.lower[case.trigger[1] : case.others[0].start]
    # "Paid a $90 million deposit to Nebius"
    ahead = between[-1:] == ["to"] and not AHEAD_OF_DELIVERY.isdisjoint(between)
    if (payee.start > case.trigger[1] + 1 and not ahead) or case.lexicon.supply_rank(payee.party) < SURE_SUPPLIER:
        return False
    return bool(case.groups(case.actor) & MAKERS_AND_USERS) or case.sentence.has(("trade_goods",))


def _pays_seller(case: Case) -> bool:
    """ "Could buy up to $20 billion from Marvell": who is paid stands behind "from" right after the sum."""
    seller, sentence = case.others[0], case.sentence
    at = case.object[1] if case.object else case.trigger[1]
    while sentence.word(at) in SUMMED:
        at += 1
    from_it = sentence.word(at) == "from" and seller.start == at + 1
    return from_it and case.lexicon.supply_rank(seller.party) >= SURE_SUPPLIER


def _lenders_act(case: Case) -> bool:
    """ "Street banks arrange GPU deal for Mistral": they lend, and contract for nothing."""
    actor = case.actor
    return actor is not None and case.sentence.word(actor.end - 1) in ARRANGERS and not actor.entity.groups


def _is_aim_of_money(case: Case) -> bool:
    """ "Seeks $4 billion to lease chips": money that is looked for, and so far nothing is leased or bought with it."""
    sentence, start = case.sentence, case.trigger[0]
    lower = sentence.passage.lower
    sums = [a for a in sentence.amounts if a.amount.unit == "USD" and sentence.word(a.end) == "to"]
    for total in sums:
        if RAISING.isdisjoint(lower[max(total.start - RAISED_WITHIN, sentence.start) : total.start]):
            continue
        further = start > total.end and lower[start - 1] == "and" and lower[start] in TAKING_VERBS
        if further or start in {total.end, total.end + 1} or case.trigger[1] == total.start:
            return True
    return False


def _is_huge_lease(case: Case) -> bool:
    """ "Oracle signed $30 billion in new lease commitments": nothing but halls costs a cloud so much."""
    if not case.groups(case.actor) & COMPUTING or not has_sum(case, HUGE_LEASE):
        return False
    words = case.sentence.lower[case.trigger[0] : max(case.trigger[1], case.object[1] if case.object else 0)]
    return not LEASES.isdisjoint(words) and OTHER_LEASES.isdisjoint(case.sentence.vocabulary)


def dealing(case: Case) -> bool:
    """A text of the trade, two firms of it, or one of them beside the goods it deals in."""
    if case.object is not None and "citing" in case.sentence.passage.lower[case.trigger[1] : case.object[0]]:
        return False  # "Cuts Equinix to sell, citing lease costs": why
    if _lenders_act(case) or _is_aim_of_money(case):
        return False
    if any(case.sentence.word(end) in FORESEEN_NOUNS for _, end in (case.trigger, case.object or case.trigger)):
        return False  # "Lifts AI order forecast to $5 billion"
    if about_the_trade(case) or _is_huge_lease(case):
        return True
    named = (n.party for n in case.sentence.passage.names if n.party and not n.bystander)
    hits = [hit for hit in (case.actor, *case.others) if hit is not None]
    if any(hit.party in POWER_SELLERS for hit in hits) and any(case.groups(hit) & COMPUTING for hit in hits):
        return True  # "Talen's deal with Meta": for power.
    firms = {name for name in named if case.lexicon.groups(name) & MAKERS_AND_USERS}
    return len(firms) > 1 or (bool(firms) and case.sentence.has(("trade_goods",)))


def _of_noun(case: Case) -> bool:
    """The object is a thing, not what somebody does not plan: "has no plans to order"."""
    if case.category == "have_word" and case.sentence.word(case.trigger[1]) == "agreed":
        return False  # "Has agreed to buy Aligned in a deal"
    return case.object is None or case.sentence.word(case.object[0] - 1) != "to"


def _as_verb(case: Case) -> bool:
    """ "A and B partner", "to team"; not "Nvidia partner CoreWeave", nor where a column asks, nor "X as Y is out"."""
    at = case.trigger[0]
    chosen = case.object[0] if case.object is not None and case.frame.id == "contract.choose" else -1
    ahead = bool(case.others) and case.others[0].end <= at
    if ahead and any(n.start == chosen and n.entity.kind == "product" for n in case.sentence.names):
        return False  # "OpenAI, Oracle pick Michigan for Stargate": a place for what they build.
    if case.sentence.word(at) == "court" and case.sentence.word(at - 1) not in {"to", "will", "would", "and"}:
        return False
    opening, last = case.sentence.word(case.sentence.start), case.sentence.word(case.sentence.end - 1)
    if opening in ASKED and last == "?":
        return False
    if chosen >= 0 and HOLDERS_OF_SHARES.intersection({case.sentence.word(at - 1), case.sentence.word(at - 2)}):
        return False  # "Shareholders increasingly turn to Nebius": to its shares
    if case.object is not None and "as" in case.sentence.passage.lower[case.trigger[1] : case.object[0]]:
        return False
    if case.trigger[1] - at > 1 or case.sentence.word(at) not in NOUN_OR_VERB or case.sentence.word(at + 1) == "with":
        return True
    if case.sentence.word(at - 1) in BEFORE_INFINITIVE:
        return True
    ends = [n for n in parties(case.sentence) if n.end == at]
    return bool(ends) and any(listed_gap(n, ends[0], case.sentence) for n in parties(case.sentence) if n.end < at)


def _one_supplies(case: Case) -> bool:
    """One of the parties supplies the trade, and the noun that says so ends its phrase."""
    after = case.sentence.word(case.trigger[1])
    if case.frame.id == "contract.as_side" and after.isalpha() and after not in PHRASE_ENDS | {"of"}:
        return False
    return max((case.lexicon.supply_rank(hit.party) for hit in (case.actor, *case.others) if hit), default=0) >= (
        SURE_SUPPLIER
    )


def _not_lost(case: Case) -> bool:
    """Not "drops X as tenant", "X was replaced by Y as its tenant"."""
    sentence, at = case.sentence, case.trigger[0]
    low = sentence.clause(at)[0]
    if sentence.word(low) == "as" and low > sentence.start:
        low = sentence.clause(low - 1)[0]
    return not sentence.has(("lose_side", "cancel"), (low, at))


OWN_SIDE = frozenset({"its", "their", "his"})
"""Between "replaced" and the side: it is that of whoever acts."""


def _no_usurper(case: Case) -> bool:
    """Not "Meta replaced Apple as the top tenant of Crusoe": who comes after another has dropped nobody."""
    sentence, (start, end) = case.sentence, case.trigger
    if not sentence.word(start).startswith("replac"):
        return True
    noun = case.object[0] if case.object is not None else end
    behind = sentence.passage.lower
    return "with" in behind[end : case.window[1]] or not OWN_SIDE.isdisjoint(behind[end : noun + 2])


def _unmasked(case: Case) -> bool:
    """Who the customer is was not known, or it is a new one."""
    low = max(case.sentence.start, case.trigger[0] - UNMASKED_WITHIN)
    return not MASKED.isdisjoint(case.sentence.passage.lower[low : case.trigger[1] + 2])


def _lets_to_firm(case: Case) -> bool:
    """Right behind the words stands a firm of the trade that takes it."""
    if not case.others or case.others[0].start > case.trigger[1] + 1:
        return False
    opening = case.sentence.word(case.object[0] - 1) if case.object is not None else ""
    if opening in {"for", "at", "of", "on"} and not case.sentence.in_headline:
        return False  # "Equipment for capacity leased by Fluidstack": which capacity, told in passing
    if case.object is not None and not SECURED.isdisjoint(
        case.sentence.passage.lower[case.object[0] - 3 : case.object[0]]
    ):
        return False  # "Borrows against GPUs leased to Cohere"
    return bool(case.groups(case.others[0]) & MAKERS_AND_USERS)


def _takes_site(case: Case) -> bool:
    """A whole site of a stated size, or in a headline one that the firm is about to take."""
    if case.object is not None and is_where(case.object, case):
        return False
    if has_size(case) or any("host" in case.groups(hit) for hit in case.others):
        return True
    starts = case.actor is not None and case.actor.end >= case.trigger[0] - 3
    return case.sentence.in_headline and starts and not case.groups(case.actor) & CLOUDS


OPPOSING = frozenset(
    """oppose opposes opposed opposing opposition revolt revolts rejects reject rejected urges holder holders
    shareholder shareholders activist""".split()
)
"""Before "deal": whoever holds shares has a word on who takes the company over."""


def _dealt_with(case: Case) -> bool:
    """A noun is news only in a headline, between a firm that supplies and another; not where the headline asks why."""
    opening, behind = case.sentence.word(case.sentence.start), case.sentence.word(case.trigger[1])
    asks = case.sentence.word(case.sentence.end - 1) == "?" and case.sentence.word(case.window[0]) in ASKED
    if opening in ASKED or behind in MUSED or asks:
        return False
    if not OPPOSING.isdisjoint(case.sentence.passage.lower[case.sentence.start : case.trigger[0]]):
        return False  # "Top holder opposes CoreWeave deal": of a takeover
    if not case.sentence.in_headline or case.actor is None or case.sentence.word(case.trigger[0] - 1) == "in":
        return False
    return max(case.lexicon.supply_rank(hit.party) for hit in (case.actor, *case.others)) >= SURE_SUPPLIER


def _let_to(case: Case) -> bool:
    """ "Leases the site to Microsoft": "to" stands right before the tenant."""
    if not case.others or case.sentence.word(case.others[0].start - 1) != "to" or case.actor is None:
        return False
    at = case.trigger[0]
    if case.sentence.word(at - 1) in {"pay", "pays", "paid", "paying", "of", "in"}:
        return False  # "Won't have to pay rent to its landlord"
    # "A data center leased to CoreWeave" only says which.
    acts = case.actor.end == at or case.sentence.word(at - 1) in {"has", "have", "had", "also", "already"}
    return acts or case.sentence.word(at) not in {"leased", "rented"}


def _two_firms(case: Case) -> bool:
    """Two firms, one of them of the trade."""
    if case.actor is None or not case.others or case.actor.entity.kind != "company":
        return False
    return any(case.groups(hit) & CHAINED_GROUPS for hit in (case.actor, *case.others))


def _newly(case: Case) -> bool:
    """ "Latest deal", "new agreements": said to be new right before the noun."""
    return not NEW.isdisjoint(
        case.sentence.passage.lower[max(case.trigger[0] - 4, case.sentence.start) : case.trigger[0]]
    )


def _no_concession(case: Case) -> bool:
    """ "Shares slide despite its Microsoft deal": what the news stands against is known already."""
    start = min([case.trigger[0], *(hit.start for hit in case.others if hit.end <= case.trigger[0])])
    before = case.sentence.passage.lower[max(start - 4, case.sentence.start) : start]
    asked = case.sentence.word(case.sentence.end - 1) == "?"
    return CONCEDING.isdisjoint(before) and not (asked and not {"after", "following"}.isdisjoint(before))


def _is_bespoken(case: Case) -> bool:
    """A step towards it is told ("in talks to use", "to deploy"), and by a firm that makes no chips."""
    if (
        case.actor is None
        or not (case.actor.entity.kind == "company" or (case.actor.entity.kind == "unknown" and case.others))
        or case.groups(case.actor) & CHIP_MAKERS
        or not case.sentence.has(("goods",), case.window)
    ):
        return False
    if case.others and case.sentence.word(case.others[0].start - 1) in {"its", "their", "own"}:
        return False  # "runs on its Graviton chips"
    words = case.sentence.passage.lower[case.actor.end : case.trigger[1]]
    return any(word in STEPS for word in words) or words[:1] == ["to"]


def _no_funding(case: Case) -> bool:
    """ "Providing $105 billion for a data center" pays for it; "providing $12 billion of capacity" sells it."""
    sentence, at = case.sentence, case.trigger[0]
    return not any(
        a.amount.unit == "USD"
        and (
            (case.trigger[1] <= a.start and sentence.word(a.end) == "for")
            or (a.end == at - 1 and sentence.word(a.end) == "to")  # "secures $1.4 billion to launch"
        )
        for a in sentence.amounts
    )


def _no_share_deal(case: Case) -> bool:
    """No words of shares beside the deal; behind a comma they tell what came of it ("sending its shares up")."""
    low, high = case.sentence.clause(case.trigger[0])
    last = case.object[1] if case.object else case.trigger[1]
    lower = case.sentence.passage.lower
    spans = [span for span in case.sentence.spans(("shares_word", "own_shares")) if low <= span[0] < high]
    return all(last <= span[0] and "," in lower[last : span[0]] for span in spans)


ANCHORING = frozenset({"anchor", "anchors", "anchored", "anchoring"})
"""What a big order does to an offering of shares."""


def _no_share_order(case: Case) -> bool:
    """Not "will anchor the offering with a $300 million order", "an order for the shares": of what is listed."""
    sentence, (low, high) = case.sentence, case.sentence.clause(case.trigger[0])
    lower = sentence.passage.lower
    orders = [at for at in range(low, high) if lower[at] in {"order", "orders"}]
    anchored = (at for at in range(low, max(orders, default=low)) if lower[at] in ANCHORING)
    if any(lower[at + 1] in {"the", "its", "a"} for at in anchored):
        return False
    behind = {word for at in orders for word in lower[at + 1 : min(at + 5, high)]}
    return "for" not in behind or SHARE_WORDS.isdisjoint(behind)


def _no_own_lines(case: Case) -> bool:
    """A maker that cuts capacity cuts its own; nobody's contract ends."""
    words = case.sentence.passage.lower[case.object[0] : case.object[1]] if case.object else []
    if case.sentence.word(case.trigger[1]) == "up":
        return False  # "ends up with too much capacity"
    return "capacity" not in words or not case.groups(case.actor) & CHIP_MAKERS


PERMITS = frozenset("approve approves approved clear clears cleared".split())
"""Verbs of an authority that lets others do it."""


def _no_decree(case: Case) -> bool:
    """No order or permit of an authority, and no pact of authorities about those named before them."""
    actor, sentence = case.actor, case.sentence
    if case.object is None or actor is None or not is_public(actor, sentence):
        return True
    if sentence.word(case.object[0]) in {"order", "orders"} or sentence.word(case.trigger[0]) in PERMITS:
        return False
    return not case.others or any(other.end > actor.start for other in case.others)


REVEALING = frozenset("revealing reveals revealed discloses disclosing disclosed unveils announces announced".split())
"""Before "that": a house tells what others do."""


def _no_report(case: Case) -> bool:
    """ "TD Cowen released a report revealing that Microsoft": a house tells of it and signs nothing."""
    tells = case.sentence.word(case.trigger[1]) == "that" and case.sentence.word(case.trigger[1] - 1) in REVEALING
    return not (tells and (case.actor is None or case.actor.entity.kind in {"broker", "unknown"}))


def _rents_from_clouds(case: Case) -> bool:
    """ "Rents from Oracle": all that is named behind lets computing, and so does nobody else let it."""
    rented = case.sentence.word(case.trigger[1]) == "from" and bool(case.others)
    return rented and bool(case.groups(case.actor)) and all(case.groups(other) & CLOUDS for other in case.others)


def _two_of_trade(case: Case) -> bool:
    """Both sides are companies of the trade, or one of its labs: what others talk about may be anything."""
    sides = (case.actor, *case.others)
    return len(sides) > 1 and all(case.groups(side) & (DOMAIN_GROUPS | {"lab"}) for side in sides)


def _own_deal(case: Case) -> bool:
    """Not "surges on Saudi AI chip deal": what a country agreed is told of, and no contract of the share's firm."""
    first = min(case.trigger[0], case.object[0] if case.object else case.trigger[0])
    named = range(max(case.sentence.start, first - 3), first)
    return not any(case.sentence.word(at) in DEALING_LANDS for at in named)


OF_SHARES = frozenset({"call", "put", "stock", "share", "warrant"})
"""Before options that are papers."""


def _no_traded_option(case: Case) -> bool:
    """Options on capacity or leases, and no papers."""
    return case.object is None or case.sentence.word(case.object[0] - 1) not in OF_SHARES


CONDITIONS: dict[str, Condition] = {
    "no_traded_option": _no_traded_option,
    "no_own_lines": _no_own_lines,
    "no_decree": _no_decree,
    "no_share_deal": _no_share_deal,
    "no_share_order": _no_share_order,
    "to_come": lambda case: (
        case.sentence.word(case.trigger[0]) == "to" or case.sentence.word(case.trigger[0] - 1) in {"to", "will"}
    ),
    "asked_to_supply": lambda case: (
        bool(case.others)
        and bool(case.groups(case.others[0]) & (CHIP_MAKERS | {"gear", "cloud", "neocloud", "host"}))
        and any(
            first == "to" and verb in SUPPLYING
            for first, verb in pairwise(
                case.sentence.passage.lower[case.trigger[1] : min(case.trigger[1] + ASKED_WITHIN, case.sentence.end)]
            )
        )
        and case.sentence.has(("goods", "trade_goods", "compute"), (case.trigger[1], case.sentence.end))
    ),
    "lets_halls": _lets_halls,
    "two_of_trade": _two_of_trade,
    "rents_from_clouds": _rents_from_clouds,
    "talks_over": lambda case: talks_over(case.sentence, case.sentence.clause(case.trigger[0])) is not None,
    "paid_or_let": _paid_or_let,
    "signed_total": is_signed_total,
    "pays_seller": _pays_seller,
    "to_customer": lambda case: (
        case.object is not None
        and not {"to"}.isdisjoint(case.sentence.passage.lower[case.object[0] - 3 : case.object[0]])
    ),
    "priced_or_dealt": lambda case: has_amount(case) or (has_size(case) and _by_contract(case)),
    "actor_or_self": _actor_or_self,
    "takes_goods": _takes_goods,
    "no_takeover": _no_takeover,
    "no_report": _no_report,
    "noun_object": lambda case: (
        case.object is not None
        and case.sentence.word(case.object[0] - 1) != "to"
        # "An order book", "a contract price increase".
        and case.sentence.word(case.object[1]) not in {"book", "books", "price", "prices", "pricing"}
    ),
    "buys_of_maker": _buys_of_maker,
    "widens_it": _widens_it,
    "trade_deal": _trade_deal,
    "supply_pair": _supply_pair,
    "wins_from": lambda case: any(case.groups(hit) & DOMAIN_GROUPS - CHIP_MAKERS for hit in case.others),
    "dealt_with": _dealt_with,
    "sized_or_dealt": lambda case: (
        has_size(case)
        or _is_bespoken(case)
        or not SHARES_OF_IT.isdisjoint(
            case.sentence.passage.lower[case.trigger[1] : case.object[0] if case.object else 0]
        )
        or case.sentence.has(("deal", "deal_word", "vast_sum"), case.window)
        or any(case.groups(hit) & HOSTS for hit in case.others)
    ),
    "dealing": dealing,
    "of_noun": _of_noun,
    "choose_pair": lambda case: (
        (case.sentence.word(case.trigger[0]) not in {"select", "doubles"} or _follows_actor(case))
        # "Exits CoreWeave, doubles down on TSMC": of somebody before the comma.
        and (case.sentence.word(case.trigger[0]) != "doubles" or case.sentence.word(case.trigger[0] - 1) != ",")
        and (
            _supply_pair(case)
            or _takes_capacity(case)
            or (case.actor is not None and _one_supplies(case) and case.sentence.has(("trade_goods",), case.window))
            or _chooses_chip_maker(case)
        )
    ),
    # "Hosts Nvidia GPUs for OpenAI": whose chips they are.
    "no_makers_name": lambda case: (
        not case.sentence.word(case.trigger[1] - 1).startswith("host")
        or not any(describes_goods(hit, case.sentence) for hit in case.others)
    ),
    "trade_pair": lambda case: (
        bool(case.groups(case.actor) & (MAKERS | {"power"}))
        and any(case.groups(hit) & MAKERS_AND_USERS for hit in case.others)
    ),
    "ends_there": _ends_there,
    "pays_supplier": _pays_supplier,
    "supply_pair_or_host": lambda case: (
        case.actor is not None
        and bool(case.groups(case.actor) & {"neocloud", "host", "chip", "core_chip", "gear", "seller_lab"})
        and _two_firms(case)
    ),
    "commits_to_cloud": _commits_to_cloud,
    "trade_firm": lambda case: (
        case.actor is not None
        and case.actor.entity.kind != "government"
        and not (
            case.actor.entity.kind == "unknown"
            and case.sentence.has(("place.body",), (case.actor.start, case.actor.end))
        )
    ),
    "one_supplies": _one_supplies,
    "not_lost": _not_lost,
    "no_usurper": _no_usurper,
    "unmasked": _unmasked,
    "lets_to_firm": _lets_to_firm,
    "takes_site": _takes_site,
    # "Hit as customer turns competitor": the customer does something of its own.
    "is_only_named": lambda case: (
        not case.sentence.word(case.trigger[1]) or case.sentence.word(case.trigger[1]) in BEHIND_ROLE
    ),
    "as_verb": _as_verb,
    "no_funding": _no_funding,
    "let_to": _let_to,
    "two_firms": _two_firms,
    "newly": _newly,
    "no_concession": _no_concession,
    # "Stargate expansion" expands nobody's deal.
    "verb_of_unknown": lambda case: (
        case.actor is None
        or case.actor.entity.kind != "unknown"
        or not case.sentence.word(case.trigger[0]).endswith("ion")
    ),
    "includes_sums": lambda case: (
        bool(case.others)
        and not INCLUDING.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + 2])
    ),
    # "Fell despite record revenue and a $9.7 billion Microsoft contract": known already.
    "not_despite": lambda case: (
        "despite" not in case.sentence.passage.lower[max(case.sentence.start, case.trigger[0] - 12) : case.trigger[0]]
    ),
    # "Designing a chip with OpenAI", "is helping OpenAI design": by one alone it is a product.
    "joined_or_helped": lambda case: (
        not case.sentence.word(case.trigger[1] - 1).startswith(("design", "help"))
        or any(
            hit.start == case.trigger[1]
            or (hit.start > case.trigger[1] and case.sentence.word(hit.start - 1) == "with")
            for hit in case.others
        )
    ),
    # "Offers access to Vera CPU": only who is supplied may be a name that no list knows.
    "supplies_unknown": lambda case: (
        all(hit.entity.kind != "unknown" for hit in case.others)
        or case.sentence.word(case.trigger[0]) in {"to", "will"}
        or case.sentence.word(case.trigger[0]).startswith(("suppl", "deliver", "ship"))
    ),
    # "The supply of AI chips" is nothing that somebody does.
    "as_deed": lambda case: case.sentence.word(case.trigger[0] - 1) not in {"the", "of", "tight", "chip", "memory"},
    # "Made an investment in a cloud, in a deal that ...".
    "no_investing": lambda case: (
        case.object is None or not case.sentence.has(("investment_noun",), (case.trigger[1], case.object[0]))
    ),
    "no_electricity": lambda case: (
        not case.sentence.word(case.trigger[1] - 1).startswith("power") or _all_of_computing(case)
    ),
    "own_deal": _own_deal,
}
