"""Conditions of prices of computing and chips: whose goods they are, what moved them, and what is only foreseen."""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.amounts.hourly import HOURLY_UNITS
from pipelines.extract.conditions.clauses import CONCEDING
from pipelines.extract.conditions.firms import SELLERS, about_chips, sells_chips
from pipelines.extract.conditions.general import TREND_REACH, Condition, about_the_trade, chip_products
from pipelines.extract.frames.drafts import Case
from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.passage import NameHit, Passage, Span
from pipelines.extract.roles.judge_words import RESEARCH
from pipelines.extract.roles.names import passive_agent
from pipelines.extract.roles.prices import grid_of
from pipelines.extract.roles.views import forecaster
from pipelines.extract.trade import BROAD, CHAINED_GROUPS, CHIP_MAKERS, DOMAIN_GROUPS, SINGLE_MINDED, TRADE_TERMS

CLOSE_BY = 6
"""Most tokens between a price and the thing it is the price of."""
OWN_PRICE = 3
"""Most tokens from a maker in the genitive to its price."""
PAYS = frozenset({"pays", "pay", "paid", "paying"})
"""Behind a price: "the price it pays" is somebody else's."""
FORECASTING = frozenset("expected forecast forecasted seen projected likely predicted estimated set".split())
"""Between a price and its verb: somebody foresees it."""
COUNTING = frozenset("a an its their this another second third fourth fifth latest".split())
"""Before the noun of a move that is told beside the news."""
CAUSES = frozenset("on amid as due despite because after from".split())
"""Before a move of prices that only explains something else."""
UNSURE = frozenset("forecasts fears expectations signs hopes concern concerns worries speculation bets".split())
"""Nouns of what is only thought: "forecasts that prices will rise", "price increase fears"."""
NO_PRICE = frozenset("power strategy model pressure tracker".split())
"""Behind "pricing" or "price": what moves is no price."""
FORECASTS = frozenset("forecast forecasts outlook estimate estimates target targets view".split())
"""What is raised or cut instead of a price."""
NOUNS_OF_MOVE = frozenset("increase decline rise drop jump surge fall gain climb".split())
"""Moves that may be nouns: "led to a decline in the price"."""
MOVES = frozenset("jumps surges spikes rises falls drops declines slides climbs jump surge spike rise".split())
"""Forms that are nouns and verbs: "a price jump", "the price jumps to"."""
FORESEES = frozenset(
    """sees see expects expect predicts predict forecasts forecast projects project anticipates anticipate envisions
    foresees seeing expecting predicting forecasting projecting anticipating""".split()
)
"""Verbs of whoever foresees a price "rising"."""
FORESEEN = frozenset("will would could may might should to".split())
"""Between a price and its verb: yet to come."""
SUFFERED = frozenset(
    "by from against despite vmware swallow swallows face faces facing pay pays absorb absorbs".split()
)
"""Before a price hike: whoever stands there does not raise it."""
OF_RENT = frozenset("spot on-demand demand on - reserved rental rentals rents now has have had is are was were the "
                    "also price prices "
                    "pricing instances gpu gpus again servers server systems racks boards cards".split())  # fmt: skip
"""Between a chip and what its rent does."""
PRICED_MEMORY = frozenset("memory dram nand flash hbm ssd ssds wafer wafers".split())
"""Goods whose price their buyers drive."""
MEMORY_BUYERS = frozenset("cloud hyperscaler hyperscalers customers buyers csps hyperscale".split())
"""Words of a group that buys memory."""
CAUSING_NOUNS = frozenset(
    """boom demand shortage shortages crunch squeeze rush war tariffs tariff costs push race frenzy surge buildout
    build-out spending shortfall supply supplies tightness inflation orders strike fire quake ban curbs crisis drought
    scarcity appetite bottleneck bottlenecks buying hoarding stockpiling cuts growth analysts investors traders
    prices price outage outages investment investments capex stockpile""".split()
)
"""What drives a price up, or only speaks of it, without being a seller."""
EXAMPLES = frozenset("including like such".split())
"""Behind firms, they lead to the names of some."""
BEFORE_CAUSED = frozenset(
    "has have is are will would could may might to further again also now already continues continue and".split()
)
"""Between a cause and the verb of what it does to a price."""
PRICE_WORDS = frozenset(
    """price prices pricing priced cost costs costlier pricier contract spot quotes quote quoted asp asps hike hikes
    rent rents rental rentals expensive cheaper dearer markup""".split()
)
"""A text that has one of them speaks of what things cost."""
OF_GOODS = frozenset(
    """spot contract is are was were has have had now also just only still by again expected
    forecast seen projected likely set to will would could may might should wafers wafer modules module kits chips
    chip drives products alone""".split()
)
"""Between goods and what they do: "NAND wafers gained", "with NAND expected to rise"."""
UNPRICED = frozenset("performance throughput faster sales shipments revenue demand tokens efficiency utilization "
                     "shares stock "
                     "benchmark mlperf speed power orders".split())  # fmt: skip
"""Near a move: what moves is no price."""
PRICED_WITHIN = 9
"""Most tokens from a price to what it does."""
RENTED = frozenset("rent rents rental rentals renting spot hour hourly hr on-demand scarcer marketplace".split())
"""Words of a text in which a chip moves by its rent."""
SALE_WITHIN = 6
"""Tokens behind a price in which the paper stands that it is of."""


def _is_joined(case: Case) -> bool:
    """A "price-performance" lab, and no "prices - Reuters"."""
    passage, end = case.sentence.passage, case.object[1] if case.object else 0
    if passage.lower[end] not in {"-", "/"}:
        return True
    return passage.starts[end] == passage.starts[end - 1] + len(passage.words[end - 1])


def _is_let_in(passage: Passage) -> bool:
    """Whether a text names somebody or goods of the trade, as the gate asks of long ones: "cloud price up" does not."""
    return bool(passage.names) or passage.has("named_good") or not TRADE_TERMS.isdisjoint(passage.categories)


OF_INTEREST_RATES = frozenset("interest percentage fed treasury borrowing mortgage floating inflation".split())
"""Beside "rates": what money costs."""
BEHIND_RENTAL = frozenset("price prices rate rates pricing index".split())
"""Behind "rental": what is priced is a rent."""
OTHER_PRICES = frozenset(
    """bond bonds option options stock share closing opening offering ipo strike exercise conversion bitcoin
    ether ethereum crypto oil gas gold copper home house housing
    electricity coffee egg food""".split()
)
"""Whose prices are of no goods of this trade."""


def _priced_goods(case: Case) -> bool:
    """The price of computing or chips, not of a share or a game: one of them stands beside the price, or lets it."""
    rented = case.sentence.word(case.trigger[1] - 1) in {"rental", "rentals"}
    if rented and case.sentence.word(case.trigger[1]) in BEHIND_RENTAL:
        return False  # "GPU rental prices": the whole noun is the price
    anchors: tuple[Span, ...] = (case.trigger, case.object or case.trigger)
    if case.object and _is_of_grid(case):
        return case.sentence.passage.has("data_center")
    if case.object and "of" in {case.sentence.word(case.object[1]), case.sentence.word(case.object[1] - 1)}:
        behind = (case.object[1], case.object[1] + SALE_WITHIN)
        if case.sentence.has(("debt_noun", "stock_sale", "listing"), behind):
            return False  # "Ups the price of its convertible offering"
    if case.object and case.sentence.word(case.object[0] - 1) in OTHER_PRICES:
        return False  # "Nebius bond prices fall"
    if case.object and case.sentence.word(case.object[1]) in {"-", "/", "target", "targets"} and _is_joined(case):
        return False  # "a price-performance lab"
    if (
        case.object
        and case.sentence.word(case.object[0]) == "rates"
        and not OF_INTEREST_RATES.isdisjoint(case.sentence.vocabulary)
    ):
        return False  # "Half a point more in rates would cost"
    goods = [*case.sentence.spans(("priced_good",))]
    goods += [
        (n.start, n.end)
        for n in case.sentence.names
        if n.entity.kind == "product" and n.entity.groups & (CHIP_MAKERS | {"neocloud", "gear"})
    ]
    last = max(span[1] for span in anchors)
    # "iPhone prices may rise on memory costs": what only causes it has no price here.
    on_goods = case.object is not None and case.object[1] == last and case.sentence.word(last) == "on"
    if on_goods:
        last += 1  # "raised prices on key memory chips"
    named_as = _before_examples(case)
    if named_as is not None:
        anchors = (*anchors, named_as)
    goods = [g for g in goods if g[0] < last or CAUSES.isdisjoint(case.sentence.passage.lower[last : g[0]])]
    if any(max(low - span[1], span[0] - high) <= CLOSE_BY for low, high in goods for span in anchors):
        return about_the_trade(case) or _is_let_in(case.sentence.passage)
    groups = case.groups(case.actor)
    if case.frame.id in {"price.change", "price.noun"} and sells_chips(case):
        return True
    if case.frame.id == "price.change" and groups & CHIP_MAKERS and _by_percent(case):
        return True  # "ASE and ChipMOS lift fees by 20%"
    if case.frame.id == "price.change" and ("core_chip" in groups or (groups & CHIP_MAKERS and about_the_trade(case))):
        return True  # "Micron told distributors that it would raise prices"
    if groups & CHIP_MAKERS and case.actor is not None and 0 < case.trigger[0] - case.actor.end <= OWN_PRICE:
        return (
            case.sentence.word(case.actor.end) in POSSESSIVE or case.actor.end == case.trigger[0]
        )  # "TSMC price hike"
    return bool(groups & SINGLE_MINDED - {"core_chip"})


def _by_percent(case: Case) -> bool:
    """So much of a price right behind it, asked by a maker that makes little else than chips for computing."""
    ticker = case.actor.entity.ticker if case.actor is not None else None
    end = case.object[1] if case.object else case.trigger[1]
    beside = any(a.amount.unit == "percent" and end <= a.start <= end + 5 for a in case.sentence.amounts)
    return beside and ticker is not None and ticker not in BROAD


def _is_of_grid(case: Case) -> bool:
    """ "PJM capacity prices": what a grid pays for power plants to stand by."""
    noun = case.object or case.trigger
    is_capacity = "capacity" in case.sentence.passage.lower[max(noun[0] - 2, case.sentence.start) : noun[1]]
    return is_capacity and grid_of(noun, case.sentence) is not None


def _before_examples(case: Case) -> Span | None:
    """ "Memory testing vendors including A, B and C have raised prices": the firms, before their names."""
    lower, low = case.sentence.passage.lower, case.sentence.clause(case.trigger[0])[0]
    for at in range(case.trigger[0] - 1, max(low, case.sentence.start) - 1, -1):
        if lower[at] in EXAMPLES and lower[at - 1] in SELLERS:
            return at - 1, at
    return None


def _chip_moves(case: Case) -> bool:
    """A chip by its name directly before the verb, with a percentage or a rent behind it: what moves is its price."""
    sentence, (low, high) = case.sentence, case.trigger
    at = low - 1
    while sentence.word(at) in OF_RENT:
        at -= 1
    names = chip_products(sentence.names)
    beside = next((n for n in names if n.end - 1 == at), None)
    if beside is None and sentence.word(at - 1) in {"in", "at"}:
        beside = next((n for n in names if 0 < at - n.end <= 3), None)  # "A10G spot in Ohio"
    told = any(
        high <= a.start <= high + 6 and a.amount.unit in {"percent", "USD", "x", *HOURLY_UNITS}
        for a in sentence.amounts
    )
    if beside is not None and sentence.word(high) == "in" and sentence.word(high + 1) in {"price", "cost"}:
        return True  # "A100 servers triple in price"
    if beside is None or not told or not UNPRICED.isdisjoint(sentence.passage.lower[low : high + 12]):
        return False
    rented = any(a.amount.unit in HOURLY_UNITS for a in sentence.passage.amounts)
    return rented or not RENTED.isdisjoint(sentence.passage.vocabulary)


def _selling_actor(case: Case) -> bool:
    """A firm that has prices, or a group of such firms: no authority, no forecaster, no cause of higher prices."""
    if case.actor is None or case.sentence.word(case.object[1] + 1 if case.object else -1) in PAYS:
        return False
    if case.actor.start >= case.trigger[1] and case.sentence.word(case.actor.start - 1) == "from":
        return False  # "Wins a 12% price rise from AMD": who pays it
    if case.actor.entity.canonical in RESEARCH:
        return False  # "Gartner projects a 30% price rise"
    if case.actor.end <= case.trigger[0] and case.sentence.word(case.trigger[0] - 1) in CAUSING_NOUNS | {"ai"}:
        return False  # "Micron sees record revenue as AI lifts memory prices"
    kind, last = case.actor.entity.kind, case.sentence.word(case.actor.end - 1)
    if kind in {"collective", "unknown"} and _buys_memory(case.actor, case):
        return False  # "Cloud providers could raise NAND prices"
    if case.object and not FORECASTS.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.object[1] + 1]):
        return False  # "raised its forecast for PC DRAM prices", "raised its price forecast"
    if case.object and case.sentence.word(case.object[1]) in NO_PRICE:
        return False  # "increases suppliers' pricing power"
    if kind in {"collective", "unknown"}:
        # "Memory makers raise quotes", "Yuden Parts lifts MLCC prices"; "AI boom lifts DRAM prices" has no seller.
        chips = kind == "unknown" and chip_products(case.sentence.names)  # "Azure cut H100 pricing"
        own = bool(chips) or case.sentence.has(("priced_good", "named_good"), case.window) or sells_chips(case)
        named = kind == "unknown" and case.frame.id != "price.noun"
        return own and last not in CAUSING_NOUNS and (last in SELLERS or named) and about_chips(case)
    own = bool(chip_products(case.sentence.names)) or case.sentence.has(("priced_good",), case.window)
    return kind in {"company", "person"} and bool(own or case.groups(case.actor) & (DOMAIN_GROUPS | CHAINED_GROUPS))


def _buys_memory(group: NameHit, case: Case) -> bool:
    """Customers of those who make it: what they do drives its price, and they set none."""
    between = case.sentence.passage.lower[case.trigger[1] : case.object[1] if case.object else case.trigger[1]]
    buyers = case.sentence.passage.lower[group.start : group.end]
    return not PRICED_MEMORY.isdisjoint(between) and not MEMORY_BUYERS.isdisjoint(buyers)


def _moves_in(case: Case) -> bool:
    """ "Led to a decline in the price of"; not where the phrase is only a cause or a fear of something else."""
    sentence, at = case.sentence, case.trigger[0]
    if sentence.word(case.trigger[1]) != "in" or sentence.word(at) not in NOUNS_OF_MOVE:
        return False
    before = set(sentence.passage.lower[max(sentence.start, at - 4) : at])
    return before.isdisjoint(CAUSES | CONCEDING | UNSURE | {"to", "of", "for", "by", "with", "could", "may", "no"}) or (
        "to" in before
        and not {"led", "leads", "leading", "lead"}.isdisjoint(sentence.passage.lower[max(at - 5, 0) : at])
    )


def _goods_move(case: Case) -> bool:
    """ "NAND wafers gained 4%" in a text of prices: a kind of memory beside the verb, and a percentage behind it."""
    sentence, (low, high) = case.sentence, case.trigger
    at = low
    while sentence.word(at - 1) in OF_GOODS:
        at -= 1
    beside = any(at <= span[1] <= low for span in sentence.spans(("named_good",)))
    told = any(high <= a.start <= high + 4 and a.amount.unit in {"percent", "x"} for a in sentence.amounts)
    if not (beside and told) or PRICE_WORDS.isdisjoint(sentence.passage.vocabulary):
        return False
    start, end = sentence.clause(low)
    return UNPRICED.isdisjoint(sentence.passage.lower[max(start, at - 4) : min(high + 12, end)])


def _is_foreseen(case: Case) -> bool:
    """A modal or a word of forecasting right before the verb."""
    low = max(case.sentence.start, case.trigger[0] - 3)
    return not (FORESEEN | FORECASTING).isdisjoint(case.sentence.passage.lower[low : case.trigger[0]])


def _price_driven(case: Case) -> bool:
    """What drives a price is no seller: "AI demand lifts DRAM prices", "the crunch pushes up server prices"."""
    at = case.trigger[0] - 1
    while case.sentence.word(at) in BEFORE_CAUSED:
        at -= 1
    return at >= case.sentence.start and case.sentence.word(at) in CAUSING_NOUNS and about_chips(case)


def _no_aside(case: Case) -> bool:
    """Prices without an owner that only explain something else ("as memory prices keep climbing") are no news."""
    start = case.sentence.clause(case.trigger[0])[0]
    named = case.actor is not None and case.actor.entity.kind != "unknown" and case.actor.start >= start
    before = case.sentence.passage.lower[start : case.trigger[0]]
    if any(word in UNSURE and follows == "that" for word, follows in pairwise(before)):
        return False
    if case.sentence.word(max(case.trigger[1], case.object[1] if case.object else 0)) in UNSURE:
        return False
    first = case.sentence.word(start)
    if first == "while" and any(case.trigger[1] <= a.start <= case.trigger[1] + 4 for a in case.sentence.amounts):
        return True  # "while server DRAM prices are projected to surge by more than 60%"
    return named or not (
        first in {"as", "amid", "after", "while", "when", "because"}
        or (first == "with" and start == case.sentence.start)
    )


PRICES_AGAIN = frozenset({"them", "it", "those", "these"})
ACTED_ON = frozenset("raised hiked lifted lowered reduced trimmed slashed discounted increased doubled tripled".split())
"""Verbs that also say what somebody does to a price."""


def _predicates(case: Case) -> bool:
    """ "Prices are rising"; not "prices are not immune to rising memory costs", nor pricing power."""
    if case.object and case.sentence.word(case.object[1]) in NO_PRICE:
        return False
    if case.sentence.word(case.trigger[1]) in PRICES_AGAIN and case.sentence.word(case.trigger[0]) in ACTED_ON:
        return False  # "Cut its prices and raised them": somebody does, and the prices stood before.
    if not FORECASTS.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + 3]):
        return False
    word, before = case.sentence.word(case.trigger[0]), case.sentence.word(case.trigger[0] - 1)
    if word in NOUNS_OF_MOVE and not COUNTING.isdisjoint({before, case.sentence.word(case.trigger[0] - 2)}):
        return False  # "raises prices, a broad increase", "lifts prices 10%, its second increase": no predicate
    if not word.endswith("ing"):
        return True
    if before in {"to", "by", "with", "from"}:
        return False  # "price increases tied to rising memory costs"
    return not any(span[0] == case.trigger[1] for span in case.sentence.spans(("priced_good",)))


def _opens(case: Case) -> bool:
    """The words open their headline, or what follows its colon."""
    return case.trigger[0] <= case.sentence.segment(case.trigger[0])[0]


def _no_forecast(case: Case) -> bool:
    """ "Prices are expected to rise 30%, TrendForce says": a house's view."""
    low, high = sorted((case.trigger[0], case.object[0] if case.object else case.trigger[0]))
    if FORECASTING.isdisjoint(case.sentence.passage.lower[low:high]):
        return True
    return not any(n.entity.kind == "broker" for n in case.sentence.names)


def _percent_beside(case: Case) -> bool:
    """ "12% cuts on": so much of a price."""
    amounts = case.sentence.amounts
    return any(a.amount.unit == "percent" and 0 <= case.trigger[0] - a.end <= 2 for a in amounts)


def _price_foreseen(case: Case) -> bool:
    """Goods whose price is yet to move, and nobody's own price that he sets."""
    return (case.actor is None or case.actor.entity.kind != "company") and is_to_move(case)


def is_to_move(case: Case) -> bool:
    """A "to", a modal or a word of forecasting between a price and its verb."""
    if case.object is None:
        return False
    lower = case.sentence.passage.lower
    between = lower[case.object[1] : case.trigger[0]]
    if len(between) > PRICED_WITHIN and between[0] not in {"of", "for"}:
        return False  # only "prices for LPDDR4, a part of phones, are expected to climb" are so far from their verb
    moving = case.sentence.word(case.trigger[0])
    if (
        moving.endswith("ing") or moving in NOUNS_OF_MOVE | {"up", "higher", "down", "lower"}
    ) and not FORESEES.isdisjoint(lower[max(case.object[0] - 5, case.sentence.start) : case.object[0]]):
        return True  # "sees memory prices rising another 40%"
    infinitive = case.sentence.word(case.trigger[0] - 1) == "to" and not case.sentence.word(case.trigger[0]).endswith(
        "ing"
    )
    return not (FORESEEN | FORECASTING).isdisjoint(between) or infinitive


def _no_share_price(case: Case) -> bool:
    """Neither "stock price surges" nor "forced to swallow higher prices": the one moves, and the other pays."""
    if case.sentence.word(case.trigger[0]) in {"discount", "premium"}:
        behind = case.sentence.passage.lower[case.trigger[1] : min(case.trigger[1] + 7, case.sentence.end)]
        if not {"close", "closing", "shares", "market", "nav"}.isdisjoint(behind):
            return False  # "5% below the last closing price"
    return case.sentence.word(case.trigger[0] - 1) not in SUFFERED | {"stock", "share", ")"}


def _price_is_noun(case: Case) -> bool:
    """ "A price jump"; in "DGX price jumps to $6,950" the price is the subject and the move its verb."""
    word, behind = case.sentence.word(case.trigger[1] - 1), case.sentence.word(case.trigger[1])
    if word == "discount" and {"trade", "trades", "trading"} & set(
        case.sentence.passage.lower[case.trigger[0] - 4 : case.trigger[0]]
    ):
        return False  # "Stock could trade at a discount"
    if behind == "in" and case.sentence.has(("named_good",), (case.trigger[1], case.trigger[1] + 5)):
        return False  # "reflecting the price surge in DRAM": the market's
    return not (word in MOVES and (behind in {"to", "by", "past", "above", "below"} or behind[:1].isdigit()))


GOODS_WITHIN = 6
"""Tokens behind "more" in which the goods stand."""


def _good_behind(case: Case) -> bool:
    """What more is charged for is of this trade: "20% more for server DRAM"."""
    end = case.object[1] if case.object else case.trigger[1]
    near = (end, end + GOODS_WITHIN)
    chips = chip_products(case.sentence.names)
    return case.sentence.has(("priced_good", "named_good"), near) or any(near[0] <= n.start < near[1] for n in chips)


def _own_price(case: Case) -> bool:
    """ "Price hikes" of the firm's own goods; not "memory price hikes", which it may only suffer from."""
    before = case.sentence.word(case.trigger[0] - 1)
    goods = any(span[1] == case.trigger[0] for span in case.sentence.spans(("priced_good", "named_good")))
    return not goods and before not in SUFFERED and before not in OTHER_PRICES


CONDITIONS: dict[str, Condition] = {
    "priced_goods": _priced_goods,
    "good_behind": _good_behind,
    "price_foreseen": _price_foreseen,
    "no_forecaster": lambda case: forecaster(case.trigger, case.sentence, case.trigger) is None,
    "goods_foreseen": lambda case: _is_foreseen(case) and _goods_move(case),
    # A kind of memory or chip right before what it costs, and against what it did cost.
    "good_costs": lambda case: (
        any(
            case.trigger[0] - 4 <= end <= case.trigger[0]
            for _, end in case.sentence.spans(("named_good", "priced_good"))
        )
        and about_the_trade(case)
    ),
    "goods_moved": lambda case: not _is_foreseen(case) and _goods_move(case),
    "price_driven": _price_driven,
    "price_is_noun": _price_is_noun,
    "moves_in": _moves_in,
    "no_cause": lambda case: (
        case.sentence.word(case.sentence.clause(case.trigger[0])[0]) not in {"as", "amid", "after", "because"}
    ),
    # But "prices were raised by Crusoe".
    "no_price_before": lambda case: (
        passive_agent(case.trigger, case.sentence) is not None
        or not any(0 <= case.trigger[0] - end <= TREND_REACH for _, end in case.sentence.spans(("price_noun",)))
    ),
    "price_before": lambda case: case.sentence.has(("price_noun",), (case.sentence.start, case.trigger[0])),
    "price_told": lambda case: (
        not _price_foreseen(case)
        and passive_agent(case.trigger, case.sentence) is None
        # "..., and Taiyo Yuden hiked MLCC prices": whose prices they are, stands before the verb.
        and not (
            case.sentence.word(case.trigger[0]) in {"raised", "hiked", "lifted"}
            and case.sentence.has(("price_noun",), (case.trigger[1], case.trigger[1] + 4))
        )
    ),
    "no_share_price": _no_share_price,
    "own_price": _own_price,
    "chip_moves": _chip_moves,
    "selling_actor": _selling_actor,
    "no_aside": _no_aside,
    "predicates": _predicates,
    "no_price_forecast": _no_forecast,
    "opens": _opens,
    # "Hiring an H100 costs from": of whom is not said; elsewhere goods or a firm have the price.
    "priced_or_costs": lambda case: case.actor is not None or case.sentence.word(case.trigger[0]) in {"cost", "costs"},
    "percent_beside": _percent_beside,
}
