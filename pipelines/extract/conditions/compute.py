"""Conditions of the frames of events/compute.toml: leases, contracts, backlogs, prices and scarcity of computing."""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.conditions.general import PHRASE_ENDS, Condition, about_the_trade, has_size
from pipelines.extract.drafts import Case
from pipelines.extract.passage import NameHit, Sentence
from pipelines.extract.roles.names import is_blocked, parties
from pipelines.extract.sellers import SURE_SUPPLIER
from pipelines.extract.trade import (
    CHAINED_GROUPS,
    CHIP_MAKERS,
    CLOUDS,
    DOMAIN_GROUPS,
    OUTSIDE_GROUPS,
    SINGLE_MINDED,
    is_outsider,
)

ASIDE = frozenset("since which who before although though whereas unless when".split())
"""Words that open a clause in which nothing is news."""
SELF = frozenset({"we", "it", "they"})
SELF_NOUNS = frozenset(
    "company firm startup provider operator miner chipmaker group team management developer neocloud maker".split()
)
"""Behind "the" or "our" they act without a name; a deal of theirs has a customer that is named."""
CLOSE_BY = 6
"""Most tokens between a price and the thing it is the price of."""
OWN_PRICE = 3
"""Most tokens from a maker in the genitive to its price."""
PAYS = frozenset({"pays", "pay", "paid", "paying"})
"""Behind a price: "the price it pays" is somebody else's."""
STEPS = frozenset(
    """talks discussions discussing negotiating negotiations considers considering weighs weighing mulls mulling
    explores exploring will agreed agrees set prepares preparing poised orders ordered ordering turns turning""".split()
)
"""Words of a step towards a purchase; that somebody merely wants more chips is no deal yet."""
NEW = frozenset("new newest latest fresh newly-signed additional recent".split())
CONCEDING = frozenset("despite notwithstanding since regardless top".split())
EASED = frozenset(
    """ease eases eased easing soothe soothes soothed calm calms calmed relieve relieves relieving alleviate alleviates
    alleviating solve solves solving fix fixes end ends ending resolve resolves avoid avoids averts avert""".split()
)
FORECASTING = frozenset("expected forecast forecasted seen projected likely predicted estimated set".split())
MEASURES = frozenset("margin margins guidance forecast outlook bookings growth capex".split())
DEALS = frozenset("deal deals contract contracts agreement agreements pact pacts talks chain chains".split())
TREND_REACH = 3
CAUSES = frozenset("on amid as due despite because after from".split())
FALLING = frozenset({"fall", "falls", "falling", "fell"})
ORDERED = frozenset("backlog rpo obligations revenue-backlog contracted orders book".split())
UNSURE = frozenset("forecasts fears expectations signs hopes concern concerns worries speculation bets".split())
"""Nouns of what is only thought: "forecasts that prices will rise", "price increase fears"."""


OF_RENT = frozenset("spot on-demand demand on - reserved rental rentals rents now has have had is are was were the "
                    "also price prices "
                    "pricing instances gpu gpus again".split())  # fmt: skip
"""Between a chip and what its rent does."""
UNPRICED = frozenset("performance throughput faster sales shipments revenue demand tokens efficiency utilization "
                     "shares stock "
                     "benchmark mlperf speed power orders".split())  # fmt: skip
RENTED = frozenset("rent rents rental rentals renting spot hour hourly hr on-demand scarcer marketplace".split())


def _priced_goods(case: Case) -> bool:
    """The price of computing or chips, not of a share or a game: one of them stands beside the price, or lets it."""
    anchors = (case.trigger, case.object or case.trigger)
    goods = [*case.sentence.spans(("priced_good",))]
    goods += [
        (n.start, n.end)
        for n in case.sentence.names
        if n.entity.kind == "product" and n.entity.groups & (CHIP_MAKERS | {"neocloud", "gear"})
    ]
    last = max(span[1] for span in anchors)
    # "iPhone prices may rise on memory costs": what only causes it has no price here.
    goods = [g for g in goods if g[0] < last or CAUSES.isdisjoint(case.sentence.passage.lower[last : g[0]])]
    if any(max(low - span[1], span[0] - high) <= CLOSE_BY for low, high in goods for span in anchors):
        return about_the_trade(case) or case.sentence.has(("priced_good",))
    groups = case.groups(case.actor)
    if groups & CHIP_MAKERS and case.actor is not None and 0 < case.trigger[0] - case.actor.end <= OWN_PRICE:
        return case.sentence.word(case.actor.end) in {"'s", "’s"}  # "TSMC's price hike"
    return bool(groups & SINGLE_MINDED - {"core_chip"})


def _chip_moves(case: Case) -> bool:
    """A chip by its name directly before the verb, with a percentage or a rent behind it: what moves is its price."""
    sentence, (low, high) = case.sentence, case.trigger
    at = low - 1
    while sentence.word(at) in OF_RENT:
        at -= 1
    names = [n for n in sentence.names if n.entity.kind == "product" and n.entity.groups & CHIP_MAKERS]
    beside = next((n for n in names if n.end - 1 == at), None)
    if beside is None and sentence.word(at - 1) in {"in", "at"}:
        beside = next((n for n in names if 0 < at - n.end <= 3), None)  # "A10G spot in Ohio"
    told = any(
        high <= a.start <= high + 6 and a.amount.unit in {"percent", "USD/GPU-hour", "USD", "x"}
        for a in sentence.amounts
    )
    if beside is None or not told or not UNPRICED.isdisjoint(sentence.passage.lower[low : high + 12]):
        return False
    rented = any(a.amount.unit == "USD/GPU-hour" for a in sentence.passage.amounts)
    return rented or not RENTED.isdisjoint(sentence.passage.vocabulary)


def _selling_actor(case: Case) -> bool:
    """A firm that has prices: no authority, group of firms or forecaster."""
    return (
        case.actor is not None
        and case.actor.entity.kind in {"company", "person"}
        and case.sentence.word(case.object[1] + 1 if case.object else -1) not in PAYS
        and bool(
            case.groups(case.actor) & (DOMAIN_GROUPS | CHAINED_GROUPS)
            or case.sentence.has(("priced_good",), case.window)
        )
    )


def _same_clause(case: Case) -> bool:
    """Trigger and object stand in one clause: "raises prices as demand rises" says nothing about what rises."""
    low, high = case.sentence.clause(case.trigger[0])
    return case.object is not None and low <= case.object[0] < high


def _no_aside(case: Case) -> bool:
    """Prices without an owner that only explain something else ("as memory prices keep climbing") are no news."""
    start = case.sentence.clause(case.trigger[0])[0]
    named = case.actor is not None and case.actor.entity.kind != "unknown"
    before = case.sentence.passage.lower[start : case.trigger[0]]
    if any(word in UNSURE and follows == "that" for word, follows in pairwise(before)):
        return False
    if case.sentence.word(max(case.trigger[1], case.object[1] if case.object else 0)) in UNSURE:
        return False
    return named or case.sentence.word(start) not in {"as", "amid", "after", "while", "when", "because"}


def _actor_or_self(case: Case) -> bool:
    """Somebody acts, if only "we" or "the company" towards a customer of the trade."""
    if case.actor is not None:
        return True
    if not any(case.groups(hit) & (CHAINED_GROUPS | {"gear"}) for hit in case.others):
        return False
    before = case.sentence.passage.lower[case.sentence.clause(case.trigger[0])[0] : case.trigger[0]]
    return not SELF.isdisjoint(before) or any(
        noun in SELF_NOUNS and article in {"the", "our"} for article, noun in pairwise(before)
    )


def _maker(case: Case) -> bool:
    """A firm whose goods the trade waits for."""
    return case.actor is not None and bool(case.groups(case.actor) & (CHIP_MAKERS | {"gear"}))


def _scarce_still(case: Case) -> bool:
    """Not where the news is that it ends ("eases bottleneck fears", "a move to ease the shortage")."""
    low = case.sentence.clause(case.trigger[0])[0]
    return EASED.isdisjoint(case.sentence.passage.lower[max(low, case.trigger[0] - 7) : case.trigger[0]])


def _not_results(case: Case) -> bool:
    """ "Revenue falls short" lacks nothing but money."""
    words = case.sentence.passage.lower[case.trigger[0] : case.trigger[1]]
    if "short" not in words or FALLING.isdisjoint(words):
        return True
    low, high = case.sentence.clause(case.trigger[0])
    if not MEASURES.isdisjoint(case.sentence.passage.lower[low : case.trigger[0]]):
        return False
    return not case.sentence.has(("results", "estimates"), (low, high))


def _predicates(case: Case) -> bool:
    """ "Prices are rising"; not "prices are not immune to rising memory costs"."""
    word = case.sentence.word(case.trigger[0])
    if not word.endswith("ing"):
        return True
    return not any(span[0] == case.trigger[1] for span in case.sentence.spans(("priced_good",)))


def _opens(case: Case) -> bool:
    """The words open their headline, or what follows its colon."""
    return case.trigger[0] <= case.sentence.segment(case.trigger[0])[0]


def _not_just_signed(case: Case) -> bool:
    """ "Secured $9 billion in contracted revenue" tells of the contracts."""
    if case.sentence.word(case.trigger[0]) != "contracted":
        return True
    low = max(case.sentence.clause(case.trigger[0])[0], case.trigger[0] - 8)
    return not case.sentence.has(("secure_verb",), (low, case.trigger[0]))


def _orders_owner(case: Case) -> bool:
    """A maker of chips, servers or their tools tells what came in, and names no customer."""
    owner = case.groups(case.actor)
    if not owner & (CHIP_MAKERS | {"gear", "power"}) or (not owner & CHIP_MAKERS and not about_the_trade(case)):
        return False
    if case.sentence.word(case.trigger[0] - 1) == "-":
        return False  # "pre-orders"
    markers = {"from", "with", "by"}
    rest = case.sentence.passage.lower[case.trigger[1] : case.window[1]]
    names = {n.start for n in parties(case.sentence) if n.start >= case.trigger[1]}
    return not any(word in markers and case.trigger[1] + at + 1 in names for at, word in enumerate(rest))


def _of_a_period(case: Case) -> bool:
    """Over a stretch of time, or said to have grown or fallen: "orders fell to $1.1 billion"."""
    if case.sentence.has(("past_period",)):
        return True
    low, high = case.trigger[1], case.trigger[1] + TREND_REACH
    return case.sentence.has(("backlog_up", "backlog_down"), (low, high))


def _of_customers(case: Case) -> bool:
    """Of revenue only what one customer means; of a backlog any share."""
    words = case.sentence.passage.lower[case.object[0] : case.object[1]] if case.object else []
    backlog = not ORDERED.isdisjoint(words)
    return backlog or bool(case.others) or case.sentence.has(("few_customers", "top_customer"))


def _one_actor(case: Case) -> bool:
    """One firm takes computing, or one that is not named; never "neocloud stocks"."""
    return case.actor is None or case.actor.entity.kind != "collective"


def _no_takeover(case: Case) -> bool:
    """Not a deal to buy a whole company: "strikes $40 billion deal to buy Aligned Data Centers"."""
    sentence = case.sentence
    low, high = case.window
    return not any(
        low <= span[0] < high
        and any(
            0 <= n.start - span[1] <= 2 and _is_end(n, sentence) and not is_blocked(n, sentence)
            for n in parties(sentence)
        )
        for span in sentence.spans(("acquire",))
    )


def _is_end(name: NameHit, sentence: Sentence) -> bool:
    after = sentence.word(name.end)
    return not after.isalpha() or after in PHRASE_ENDS


def _told_now(case: Case) -> bool:
    """Not told in passing: "shares have fallen since it signed its first deal", "Microsoft, which has a deal"."""
    start = case.sentence.clause(case.trigger[0])[0]
    return case.sentence.word(start) not in ASIDE


def _lets_computing(case: Case) -> bool:
    """Whom the computing comes from is no maker of chips: a purchase of GPUs is a contract."""
    pool = [case.groups(hit) for hit in case.others] or [case.groups(case.actor)]
    if case.groups(case.actor) & CHIP_MAKERS and not any(groups & CLOUDS for groups in pool):
        return False  # A lab that a chip maker supplies.
    return any(groups & (OUTSIDE_GROUPS | CLOUDS) and not groups & CHIP_MAKERS for groups in pool)


def _all_of_computing(case: Case) -> bool:
    """Every party that is named computes: "to power CoreWeave's infrastructure" is what a lease of theirs is for."""
    hits = [hit for hit in (case.actor, *case.others) if hit is not None]
    return bool(hits) and all(case.groups(hit) & (DOMAIN_GROUPS | CHIP_MAKERS | {"gear"}) for hit in hits)


def _no_forecast(case: Case) -> bool:
    """ "Prices are expected to rise 30%, TrendForce says": a house's view."""
    low, high = sorted((case.trigger[0], case.object[0] if case.object else case.trigger[0]))
    if FORECASTING.isdisjoint(case.sentence.passage.lower[low:high]):
        return True
    return not any(n.entity.kind == "broker" for n in case.sentence.names)


def _trade_deal(case: Case) -> bool:
    """A party of the trade, or words that only the trade uses: "AI" alone is in every announcement."""
    if case.actor is not None and case.actor.entity.kind == "collective":
        return False
    if case.sentence.has(("to_power",), case.sentence.clause(case.trigger[0])) and not _all_of_computing(case):
        return False  # a deal for electricity
    passage = case.sentence.passage
    if passage.has("other_trade") and not passage.has("strong_context"):
        return False
    if any(case.groups(hit) & (CHAINED_GROUPS | {"gear"}) for hit in (case.actor, *case.others)):
        return True
    return case.sentence.has(("strong_context", "compute"))


def _supply_pair(case: Case) -> bool:
    """Two parties of whom one supplies, and what is supplied or a firm that supplies nothing else."""
    if case.actor is None or not case.others:
        return False
    pair = (case.actor, case.others[0])
    rank = max(case.lexicon.supply_rank(hit.party) for hit in pair)
    if rank < SURE_SUPPLIER:
        return False
    groups = case.groups(pair[0]) | case.groups(pair[1])
    only_supplies = bool(groups & {"neocloud", "host"}) or groups >= {"cloud", "lab"}
    return only_supplies or case.sentence.has(("goods",), case.window)


def _dealt_with(case: Case) -> bool:
    """A noun is news only in a headline, between a firm that supplies and another."""
    if not case.sentence.in_headline or case.actor is None or case.sentence.word(case.trigger[0] - 1) == "in":
        return False
    return max(case.lexicon.supply_rank(hit.party) for hit in (case.actor, *case.others)) >= SURE_SUPPLIER


def _let_to(case: Case) -> bool:
    """ "Leases the site to Microsoft": "to" stands right before the tenant."""
    if not case.others or case.sentence.word(case.others[0].start - 1) != "to" or case.actor is None:
        return False
    at = case.trigger[0]
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


def _own_verb(case: Case) -> bool:
    """ "Announces Anthropic Lease": the noun behind another verb and a name is nothing that the name does."""
    if case.sentence.word(case.trigger[1]) in DEALS:
        return False  # "chip supply deals"
    if case.actor is None or case.actor.end != case.trigger[0]:
        return True
    return not any(span[1] == case.actor.start for span in case.sentence.spans(("sign", "sign_deal")))


def _is_bespoken(case: Case) -> bool:
    """A step towards it is told ("in talks to use", "to deploy"), and by a firm that makes no chips."""
    if (
        case.actor is None
        or case.actor.entity.kind != "company"
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
    sentence = case.sentence
    return not any(
        a.amount.unit == "USD" and case.trigger[1] <= a.start and sentence.word(a.end) == "for"
        for a in sentence.amounts
    )


def _backlog_owner(case: Case) -> bool:
    """A firm of the trade, or "our" in a text of the trade."""
    if case.actor is None:
        words = case.sentence.passage.lower[case.sentence.start : case.sentence.end]
        trade = any(case.sentence.passage.has(category) for category in ("ai_word", "data_center", "compute"))
        return trade and not {"we", "our"}.isdisjoint(words)
    return bool(case.groups(case.actor) & CHAINED_GROUPS) or (
        case.actor.entity.kind == "company" and case.sentence.has(("ai_context",))
    )


def _concentration(case: Case) -> bool:
    """Says how much one customer means: a share, or the customer's name."""
    if case.actor is None or not case.groups(case.actor) & DOMAIN_GROUPS:
        return False
    has_share = any(a.amount.unit == "percent" for a in case.sentence.amounts) or case.sentence.has(("share_word",))
    return has_share or any(case.groups(hit) for hit in case.others)


CONDITIONS: dict[str, Condition] = {
    "priced_goods": _priced_goods,
    "chip_moves": _chip_moves,
    "selling_actor": _selling_actor,
    "same_clause": _same_clause,
    "told_now": _told_now,
    "no_aside": _no_aside,
    "actor_or_self": _actor_or_self,
    "maker": _maker,
    "no_reason": lambda case: (
        case.sentence.word(case.sentence.clause(case.trigger[0])[0]) not in {"as", "amid", "while", "despite"}
    ),
    "scarce_still": _scarce_still,
    "not_results": _not_results,
    "predicates": _predicates,
    "no_price_forecast": _no_forecast,
    "opens": _opens,
    "not_just_signed": _not_just_signed,
    "orders_owner": _orders_owner,
    "of_a_period": _of_a_period,
    "of_customers": _of_customers,
    "one_actor": _one_actor,
    "no_takeover": _no_takeover,
    "noun_object": lambda case: case.object is not None and case.sentence.word(case.object[0] - 1) != "to",
    "outsider": lambda case: case.actor is not None and is_outsider(case.groups(case.actor)),
    "outside_buyer": lambda case: bool(case.others) or case.sentence.has(("outside_buyer",), case.window),
    "lets_computing": _lets_computing,
    "trade_deal": _trade_deal,
    "supply_pair": _supply_pair,
    "dealt_with": _dealt_with,
    "sized_or_dealt": lambda case: (
        has_size(case)
        or _is_bespoken(case)
        or case.sentence.has(("deal", "deal_word", "vast_sum"), case.window)
        or any(case.groups(hit) & {"neocloud", "host"} for hit in case.others)
    ),
    "no_funding": _no_funding,
    "let_to": _let_to,
    "two_firms": _two_firms,
    "newly": _newly,
    "no_concession": _no_concession,
    "own_verb": _own_verb,
    "no_relative": lambda case: case.sentence.word(case.trigger[0] - 1) not in {"that", "which", "who", "whose"},
    "backlog_owner": _backlog_owner,
    "concentration": _concentration,
    "chip_actor": lambda case: (
        case.actor is not None and bool((case.groups(case.actor) | case.actor.entity.groups) & CHIP_MAKERS)
    ),
}
