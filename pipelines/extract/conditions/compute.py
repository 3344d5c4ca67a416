"""Conditions of the frames of events/compute.toml: leases, contracts, backlogs, prices and scarcity of computing."""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.conditions.general import (
    PHRASE_ENDS,
    Condition,
    about_the_trade,
    chip_products,
    has_amount,
    has_size,
    house_speaks,
)
from pipelines.extract.conditions.market import AGENCY_WORDS, INCOMES, deals_for_a_firm, ends_phrase, is_of_trade
from pipelines.extract.conditions.places import is_public
from pipelines.extract.drafts import Case
from pipelines.extract.hourly import HOURLY_UNITS
from pipelines.extract.little_words import POSSESSIVE, SHARE_WORDS
from pipelines.extract.passage import NameHit, Passage, Sentence, Span
from pipelines.extract.roles.compute import grid_of
from pipelines.extract.roles.money import ARRANGERS
from pipelines.extract.roles.names import (
    describes_goods,
    is_blocked,
    is_genitive,
    list_behind,
    listed_gap,
    parties,
    passive_agent,
)
from pipelines.extract.roles.views import RESEARCH, forecaster
from pipelines.extract.sellers import SURE_SUPPLIER
from pipelines.extract.talks import talks_over
from pipelines.extract.trade import (
    BROAD,
    CHAINED_GROUPS,
    CHIP_MAKERS,
    CLOUDS,
    COMPUTING,
    DOMAIN_GROUPS,
    HOSTS,
    MEMORY_GOODS,
    OUTSIDE_GROUPS,
    OWN_CHIPS,
    PAYMENTS,
    POWER_SELLERS,
    PROCESSORS,
    SELLER_TO_BE,
    SINGLE_MINDED,
    SUPPLIERS,
    TRADE_TERMS,
    USUAL_MAKER,
    is_outsider,
)

SHARES_OF_IT = frozenset("all most half entire bulk majority remaining".split())
"""As good as an amount: "books most of TSMC's capacity"."""
ASIDE = frozenset("since which who before although though whereas unless when where".split())
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
INCLUDING = frozenset({"include", "includes", "included", "including", ":"})
PROVIDING = frozenset("provide supply deliver host sell offer".split())
JOINING = frozenset(
    """partner partners partnered partnering team teams teamed teaming collaborate collaborates collaborated
    collaborating""".split()
)
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
CONCEDING = frozenset("despite notwithstanding since regardless top".split())
EASED = frozenset(
    """ease eases eased easing soothe soothes soothed calm calms calmed relieve relieves relieving alleviate alleviates
    alleviating solve solves solving fix fixes end ends ending resolve resolves avoid avoids averts avert without
    no""".split()
)
MET = frozenset("tackle overcome meet address combat fight counter beat sidestep bypass dodge escape get work".split())
"""Behind "to" and before a shortage: what something is done for."""
MET_WITHIN = 5
EASING = frozenset("ease eases eased easing fade fades faded fading abate abates abated ends ended".split())
FORECASTING = frozenset("expected forecast forecasted seen projected likely predicted estimated set".split())
MEASURES = frozenset("margin margins guidance forecast outlook bookings growth capex".split())
DEALS = frozenset(
    """deal deals contract contracts agreement agreements pact pacts talks chain chains arrangement arrangements accord
    accords lease leases order orders partnership partnerships tie-up tie-ups commitment
    commitments region regions""".split()
)
COUNTING = frozenset("a an its their this another second third fourth fifth latest".split())
"""Before the noun of a move that is told beside the news."""
REASON_REACH = 7
"""Most tokens between "on" and the orders that are why."""
TREND_REACH = 3
CAUSES = frozenset("on amid as due despite because after from".split())
STOPPING = frozenset("stop stops stopped stopping".split())
FALLING = frozenset({"fall", "falls", "falling", "fell"})
ORDERED = frozenset("backlog rpo obligations revenue-backlog contracted orders book".split())
ASKED = frozenset("why how is are should can does what could would".split())
MUSED = frozenset(
    """questions doubts concerns fears worries looks validates explained matters risks risk means
    loom looms could""".split()
)
"""Behind a deal: what a column thinks of it."""
MAKERS = CHIP_MAKERS | {"gear", "neocloud", "host"}
MAKERS_AND_USERS = DOMAIN_GROUPS | CHIP_MAKERS | {"gear"}
LEFT_BEFORE = 5
SUPPLYING = frozenset({"supply", "make", "produce", "deliver", "provide", "reserve", "build", "ship"})
ASKED_WITHIN = 12
CLOSING = frozenset({"completes", "completed", "completing", "closes", "closed"})
PERMITTING = frozenset({"allow", "allowing", "permit", "permitting", "allows", "resume"})
USING = frozenset({"deploying", "using", "installing", "adopting"})
HOLDERS_OF_SHARES = frozenset("shareholders investors traders funds holders bulls bears insiders".split())
"""Before a verb of buying or choosing: what they turn to are shares."""
FORESEEN_NOUNS = frozenset("forecast forecasts outlook guidance estimate estimates target targets".split())
"""Behind "order" they say that it is yet to come."""
SIGNED_PAPERS = frozenset("agreement agreements contract contracts lease leases deal deals".split())
TAKEN_OVER = frozenset(
    """startup company firm fab fabs foundry plant factory maker unit business stake assets developer operator land
    shares spectrum portfolio rights""".split()
)
"""What a deal "to acquire" takes over."""
TAKING = frozenset({"own", "take", "buy", "acquire", "purchase", "get", "hold"})
MASKED = frozenset(
    """undisclosed unnamed mystery secret unidentified previously anonymous revealed identified confirmed newest latest
    new next behind""".split()
)
UNMASKED_WITHIN = 7
NEW_CLOUD = frozenset({"neocloud", "gpu", "compute", "gpu-as-a-service", "compute-as-a-service"})
"""Words of a cloud that rents out computing and nothing else."""
SIGNALS = frozenset("signal signals sign signs evidence proof indication hint if".split())
"""Of what a thing is, or is not, a sign has not come yet."""
BACKDROP = 4
"""Most tokens between "amid" and what it introduces."""
BACKDROPS = frozenset({"amid", "despite", "given"})
NOUN_OR_VERB = frozenset("partner partners team teams ally allies".split())
BEFORE_INFINITIVE = frozenset("to will would could may might and also".split())
UNSURE = frozenset("forecasts fears expectations signs hopes concern concerns worries speculation bets".split())
"""Nouns of what is only thought: "forecasts that prices will rise", "price increase fears"."""


NO_PRICE = frozenset("power strategy model pressure tracker".split())
"""Behind "pricing" or "price": what moves is no price."""
FORECASTS = frozenset("forecast forecasts outlook estimate estimates target targets view".split())
VENTURES = frozenset("venture business company unit arm firm called named that which of".split())
RULES = frozenset(
    """limits curbs rules controls restrictions export exports standards security scrutiny regulation regulations grip
    oversight rule limit control ban bans checks licensing monetary policy credit financial""".split()
)
"""What is tight there is no supply."""
LASTING = frozenset(
    """last lasts lasting persist persists persisting persisted continue continues continuing run runs worsen worsens
    worsening deepen deepens deepening extend extends extending stretch stretches stretching drag drags remain remains
    linger lingers lingering intensify intensifies ease eases easing spread spreads spreading hit hits hitting bite
    bites biting slow slows slowing delay delays delaying grow grows growing end ends structural through until beyond
    widen widens widening""".split()
)
"""Words of how long a shortage lasts and what it does."""
OF_OUTPUT = frozenset(
    "capacity output supply production inventory lines wafers we they drives hbm dram nand chips modules".split()
)
"""What of a maker is sold out."""
SOLD_WITHIN = 16
EVENTS = frozenset(
    """conference keynote tickets ticket show shares stock stake event tour holders funds position galaxy phone phones
    iphone laptop laptops console consoles headset glasses museum summit""".split()
)
"""What else sells out."""
NOUNS_OF_MOVE = frozenset("increase decline rise drop jump surge fall gain climb".split())
MOVES = frozenset("jumps surges spikes rises falls drops declines slides climbs jump surge spike rise".split())
FORESEES = frozenset(
    """sees see expects expect predicts predict forecasts forecast projects project anticipates anticipate envisions
    foresees seeing expecting predicting forecasting projecting anticipating""".split()
)
FORESEEN = frozenset("will would could may might should to".split())
SUFFERED = frozenset(
    "by from against despite vmware swallow swallows face faces facing pay pays absorb absorbs".split()
)
"""Before a price hike: whoever stands there does not raise it."""
OF_RENT = frozenset("spot on-demand demand on - reserved rental rentals rents now has have had is are was were the "
                    "also price prices "
                    "pricing instances gpu gpus again servers server systems racks boards cards".split())  # fmt: skip
"""Between a chip and what its rent does."""
SELLERS = frozenset(
    """makers maker chipmakers suppliers supplier providers provider vendors producers manufacturers companies firms
    foundries foundry designers giants distributors oems clouds hyperscalers neoclouds startups fabs chipmaker builders
    trio rivals""".split()
)
"""Last words of a group of firms that sells."""
CHIP_SELLERS = frozenset("chip chipmakers chipmaker memory dram nand gpu foundry foundries neoclouds cloud".split())
PRICED_MEMORY = frozenset("memory dram nand flash hbm ssd ssds wafer wafers".split())
MEMORY_BUYERS = frozenset("cloud hyperscaler hyperscalers customers buyers csps hyperscale".split())
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
PRICED_WITHIN = 9
"""Most tokens from a price to what it does."""
RENTS = frozenset("price prices pricing rate rates cost costs fee fees market markets index indices inflation".split())
"""Behind "GPU rental": what it costs, and no deal."""
PROSPECTS = frozenset("upside hopes hope optimism potential prospects opportunity buzz bets story thesis fears".split())
"""Behind "compute rental": why an opinion or a share changed, and no deal."""
HOUSE_SEES = frozenset({"sees", "expects", "forecasts", "predicts", "seeing"})
SECURED = frozenset({"against", "by", "secured", "backed"})
SINCE_WITHIN = 4
RENTED = frozenset("rent rents rental rentals renting spot hour hourly hr on-demand scarcer marketplace".split())
SALE_WITHIN = 6
WHY_OR_WHEN = frozenset("after following on amid as ahead before despite upon since".split())
SPANS_OF_TIME = frozenset("day days week weeks month months year years".split())
SOON_AFTER = 12
EARLIER = frozenset("already previously".split())
SIGNED = frozenset("contracted committed customer contractual take-or-pay take".split())
"""First words of what customers have signed for."""
SUMMED = frozenset("worth in of goods products chips components gear equipment hardware over years".split())
"""Between a sum and the "from" of the seller."""
ALLOWING = frozenset("could can may might must should would".split())
"""Before "only": what somebody may do, and no more."""


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
    if case.frame.id in {"price.change", "price.noun"} and _sells_chips(case):
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
        own = bool(chips) or case.sentence.has(("priced_good", "named_good"), case.window) or _sells_chips(case)
        named = kind == "unknown" and case.frame.id != "price.noun"
        return own and last not in CAUSING_NOUNS and (last in SELLERS or named) and _is_of_chips(case)
    own = bool(chip_products(case.sentence.names)) or case.sentence.has(("priced_good",), case.window)
    return kind in {"company", "person"} and bool(own or case.groups(case.actor) & (DOMAIN_GROUPS | CHAINED_GROUPS))


def _buys_memory(group: NameHit, case: Case) -> bool:
    """Customers of those who make it: what they do drives its price, and they set none."""
    between = case.sentence.passage.lower[case.trigger[1] : case.object[1] if case.object else case.trigger[1]]
    buyers = case.sentence.passage.lower[group.start : group.end]
    return not PRICED_MEMORY.isdisjoint(between) and not MEMORY_BUYERS.isdisjoint(buyers)


def _sells_chips(case: Case) -> bool:
    """ "China AI chipmakers": whose goods need not be named again."""
    words = case.sentence.passage.lower[case.actor.start : case.actor.end] if case.actor else []
    return bool(words) and words[-1] in SELLERS and not CHIP_SELLERS.isdisjoint(words)


def _follows_actor(case: Case) -> bool:
    """The verb stands right behind its subject: "select customers" chooses nobody."""
    return case.actor is not None and 0 <= case.trigger[0] - case.actor.end <= 1


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


def _is_of_chips(case: Case) -> bool:
    """A text of the trade, or of chips and memory."""
    return about_the_trade(case) or case.sentence.passage.has("chip") or case.sentence.passage.has("named_good")


def _price_driven(case: Case) -> bool:
    """What drives a price is no seller: "AI demand lifts DRAM prices", "the crunch pushes up server prices"."""
    at = case.trigger[0] - 1
    while case.sentence.word(at) in BEFORE_CAUSED:
        at -= 1
    return at >= case.sentence.start and case.sentence.word(at) in CAUSING_NOUNS and _is_of_chips(case)


def _same_clause(case: Case) -> bool:
    """Trigger and object stand in one clause: "raises prices as demand rises" says nothing about what rises."""
    low, high = case.sentence.clause(case.trigger[0])
    return case.object is not None and (low <= case.object[0] < high or _beside_aside(case))


def _beside_aside(case: Case) -> bool:
    """ "DRAM prices, which have doubled this year, rose another 20%": the verb stands behind what only describes."""
    words = case.sentence.passage.lower[case.object[1] if case.object else 0 : case.trigger[0]]
    return words[:2] in ([",", "which"], [",", "already"]) and words[-1] == "," and words.count(",") == 2


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


BULLETS = frozenset("signed entered executed secured expanded extended closed completed announced amended".split())
"""Verbs that open a line of a company's own release: "Signed a $700 million agreement with Mistral"."""


def _actor_or_self(case: Case) -> bool:
    """Somebody acts, if only "we" or "the company" towards a customer of the trade."""
    if case.actor is not None:
        return True
    if not _speaks_of_self(case):
        return False
    known = any(case.groups(hit) & (CHAINED_GROUPS | {"gear"}) for hit in case.others)
    return known or case.sentence.has(("scale_customer",), case.window)


def _speaks_of_self(case: Case) -> bool:
    """ "We", "the company", or a line of its own release with a term or a sum."""
    if case.trigger[0] == case.sentence.start and case.sentence.word(case.trigger[0]) in BULLETS:
        return case.sentence.has(("term", "@money"), case.window) or bool(case.sentence.amounts)
    before = case.sentence.passage.lower[case.sentence.clause(case.trigger[0])[0] : case.trigger[0]]
    return not SELF.isdisjoint(before) or any(
        noun in SELF_NOUNS and article in {"the", "our"} for article, noun in pairwise(before)
    )


def _maker(case: Case) -> bool:
    """A firm whose goods the trade waits for."""
    return case.actor is not None and bool(case.groups(case.actor) & (CHIP_MAKERS | {"gear"}))


def _held_back(case: Case) -> bool:
    """ "If not for the constraints on capacity", "if we had more chips": what is lacking stands behind a condition."""
    sentence = case.sentence
    if HOLDING_BACK.isdisjoint(sentence.vocabulary):
        return False
    return about_the_trade(case) or _scarce_context(case) or "capacity" in sentence.vocabulary


def _scarce_still(case: Case) -> bool:
    """Not where the news is that it ends ("eases bottleneck fears") or what is done ("to tackle the shortage")."""
    low = case.sentence.clause(case.trigger[0])[0]
    lower = case.sentence.passage.lower
    behind = lower[case.trigger[1] : min(case.trigger[1] + 3, case.sentence.end)]
    if lower[case.trigger[1] - 1] == "zero" and "share" in lower[low : case.trigger[0]]:
        return False  # "Its market share has fallen to zero"
    if behind[:2] == ["over", "?"]:
        return False  # "Is the memory shortage over?"
    if lower[case.trigger[1] - 1] in {"tight", "tighter"} and not TIGHT_ELSE.isdisjoint(behind[:1]):
        return False  # "Cards held a tight band"
    if lower[case.trigger[0] : case.trigger[1]] == ["full", "capacity"] and lower[case.trigger[0] - 1] in TAKES_ALL:
        return False  # "Took the full capacity"
    if not {"n't", "not"}.isdisjoint(behind):
        behind = []
    before = lower[max(low, case.trigger[0] - 7) : case.trigger[0]]
    meant = any(a == "to" and b in MET for a, b in pairwise(before[-MET_WITHIN:]))
    if not HOUSE_SEES.isdisjoint(before) and house_speaks(case):
        return False  # "HSBC sees DRAM tightness into 2028": its view
    return EASED.isdisjoint(before) and not meant and EASING.isdisjoint(behind)


HOLDING_BACK = frozenset("if unless were had without unconstrained shortages shortage constraints".split())
"""Words of what would be, and of what stands against it."""
LACKED_WITHIN = 3
"""Most tokens between "running out of" and what runs out."""
TIGHT_ELSE = frozenset(
    """- race spread spreads ship deadline deadlines schedule schedules contest range ranges margins labor band bands
    trading channel integration grip control focus knit formation rein reins lid leash timeline timelines turnaround
    circle group""".split()
)
GOODS_WITHIN = 6
OTHER_PRICES = frozenset(
    """bond bonds option options stock share closing opening offering ipo strike exercise conversion bitcoin
    ether ethereum crypto oil gas gold copper home house housing
    electricity coffee egg food""".split()
)
"""Whose prices are of no goods of this trade."""


def _not_results(case: Case) -> bool:
    """ "Revenue falls short" lacks nothing but money, a share that is "running out of steam" nothing at all."""
    words = case.sentence.passage.lower[case.trigger[0] : case.trigger[1]]
    if words[-2:] == ["out", "of"] and not any(0 <= at - case.trigger[1] <= LACKED_WITHIN for at, _ in case.objects):
        return False
    if words[0].startswith("tight") and case.sentence.word(case.trigger[1]) in RULES:
        return False  # "tighter curbs on chips"
    if words[0] == "tight" and case.sentence.word(case.trigger[1]) in TIGHT_ELSE:
        return False  # "Tight-lipped on AI chips", "a tight race"
    if words == ["short", "of"] and case.sentence.word(case.trigger[0] - 1) in STOPPING:
        return False  # "Stopped short of denying that it will sell compute": an act is left undone
    if words[-1] in {"out", "out through"}:
        # "Museum tickets sold out", "the Galaxy sold out within hours"
        before = case.sentence.passage.lower[max(case.sentence.start, case.trigger[0] - 4) : case.trigger[0]]
        return EVENTS.isdisjoint(before)
    if "short" not in words or FALLING.isdisjoint(words):
        return True
    low, high = case.sentence.clause(case.trigger[0])
    if not MEASURES.isdisjoint(case.sentence.passage.lower[low : case.trigger[0]]):
        return False
    return not case.sentence.has(("results", "estimates"), (low, high))


def _predicates(case: Case) -> bool:
    """ "Prices are rising"; not "prices are not immune to rising memory costs", nor pricing power."""
    if case.object and case.sentence.word(case.object[1]) in NO_PRICE:
        return False
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


def _is_signed_total(case: Case) -> bool:
    """ "$18 billion in contracted revenue", "$7 billion of customer commitments": what was signed, in sum."""
    sentence, start = case.sentence, case.trigger[0]
    words = sentence.passage.lower[start : case.trigger[1]]
    signed = words[0] in SIGNED and "backlog" not in words
    joined = sentence.word(start - 1) in {"in", "of"}
    return signed and joined and any(a.end == start - 1 and a.amount.unit == "USD" for a in sentence.amounts)


def _not_just_signed(case: Case) -> bool:
    """ "Secured $9 billion in contracted revenue" tells of the contracts."""
    if _is_signed_total(case):
        return False
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
    if not case.sentence.in_headline and not case.sentence.amounts and not case.sentence.has(("foreign_sum",)):
        return False  # Beside other results no more than a word on demand: "credited strong orders"
    markers = {"from", "with", "by"}
    rest = case.sentence.passage.lower[case.trigger[1] : case.window[1]]
    names = {n.start for n in parties(case.sentence) if n.start >= case.trigger[1]}
    return not any(word in markers and case.trigger[1] + at + 1 in names for at, word in enumerate(rest))


def _no_shortage_amid(case: Case) -> bool:
    """ "Exits its consumer business amid a supply shortage": the shortage is the constraint, and not the maker's."""
    spans = case.sentence.spans(("shortage_strong", "bare_shortage"))
    words = case.sentence.passage.lower
    return not any(
        case.trigger[1] < start and not AMID.isdisjoint(words[max(case.trigger[1], start - 4) : start])
        for start, _ in spans
    )


def _not_taken(case: Case) -> bool:
    """ "To buy any unsold capacity", "covers CoreWeave's unsold capacity": somebody takes what may be left."""
    words, low, high = case.sentence.passage.lower, case.sentence.start, case.sentence.end
    if not OF_THE_GRID.isdisjoint(words[max(low, case.trigger[0] - 2) : min(case.trigger[1] + 6, high)]):
        return False  # "Spare capacity in the grid"
    return TAKING_UP.isdisjoint(words[max(low, case.trigger[0] - 6) : case.trigger[0]])


AMID = frozenset({"amid", "amidst", "during"})
OF_THE_GRID = frozenset({"grid", "grids", "electrical", "transmission"})
TAKING_UP = frozenset(
    """buy buys bought buying purchase purchases cover covers covering take takes backstop backstops backstopping absorb
    absorbs guarantee guarantees""".split()
)


def _no_reason(case: Case) -> bool:
    """No setting, and no more than why something else grew: "profit triples on domestic AI chip orders"."""
    sentence, at = case.sentence, case.trigger[0] - 1
    if sentence.word(sentence.clause(case.trigger[0])[0]) in {"as", "amid", "while", "despite"}:
        return False
    while at > case.trigger[0] - REASON_REACH and sentence.word(at) not in {"on", "amid"}:
        at -= 1
    before_it = case.object is not None and case.object[1] <= at
    return not (before_it and sentence.word(at) in {"on", "amid"} and sentence.has(("results",), (sentence.start, at)))


def _lets_halls(case: Case) -> bool:
    """A host tells what it let in a period: "posted record bookings of $394 million", or "we" in a text about one."""
    sentence, passage = case.sentence, case.sentence.passage
    speaks = not {"we", "our"}.isdisjoint(passage.lower[sentence.start : sentence.end])
    if case.actor is None:
        return speaks and (passage.has("data_center") or "host" in passage.groups)
    return "host" in case.groups(case.actor) and sentence.start <= case.actor.start and "we" not in passage.vocabulary


def _strain_told(case: Case) -> bool:
    """Outside a headline no setting: "lifts its outlook as AI orders strain foundries" tells both there."""
    if _no_reason(case):
        return True
    of_grid = case.object is not None and case.sentence.word(case.object[1] - 1).startswith("grid")
    return case.sentence.in_headline and case.sentence.word(case.sentence.end - 1) != "." and not of_grid


HAVING = frozenset({"has", "have", "holds", "boasts", "had", "with"})


ROUGHLY = frozenset(
    "more than over about some nearly around roughly almost approximately at least an estimated".split()
)
"""Between "has" and a sum."""


def _of_a_period(case: Case) -> bool:
    """Over a stretch of time, or said to have grown or fallen: "orders fell to $1.1 billion"."""
    if case.sentence.has(("past_period",)) or case.sentence.has(("yardstick",), case.window):
        return True
    if case.sentence.word(case.trigger[1] - 1) == "bookings":
        return True  # of the quarter, where nobody says of what
    before = case.object[0] - 1 if case.object is not None and case.object[1] <= case.trigger[0] else case.sentence.end
    while case.sentence.word(before) in ROUGHLY:
        before -= 1
    if case.sentence.word(before) in HAVING and not case.sentence.has(("backlog",)):
        return True  # "Nvidia has $500 billion in orders": what is on its books
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


BOUGHT = frozenset("bought acquired purchased sold taken".split())


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


PERMITS = frozenset("approve approves approved clear clears cleared".split())
TROUBLES = frozenset("issues trouble troubles difficulty difficulties problems delays challenges interest".split())


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


TURNING_AWAY = frozenset(
    """shift shifts shifted shifting turn turns turned turning move moves moved moving switch switches switched
    switching pivot pivots pivoted pivoting away graduate graduates graduated""".split()
)


def _is_left_behind(case: Case) -> bool:
    """ "Shift from renting GPUs to buying them": what is done no more."""
    at = case.trigger[0] - 1
    return case.sentence.word(at) == "from" and not TURNING_AWAY.isdisjoint(case.sentence.passage.lower[at - 2 : at])


def _is_income(case: Case) -> bool:
    """ "Is to earn $2 billion of net operating income": what is hoped for of a deal, and "net" is no verb."""
    sentence, (low, _) = case.sentence, case.trigger
    if sentence.word(low) == "net" and sentence.word(low + 1) in {"income", "operating", "profit", "revenue", "loss"}:
        return True
    sums = [a.end for a in sentence.amounts if a.end <= low and a.amount.unit == "USD"]
    if not sums or INCOMES.isdisjoint(sentence.passage.lower[sums[-1] : low]):
        return False
    return any(start < sums[-1] for start, _ in sentence.spans(("foresee", "foresee_more"))) and sentence.has(
        ("will_yield",), (sentence.start, sums[-1])
    )


def _told_now(case: Case) -> bool:
    """Not told in passing: "shares have fallen since it signed its first deal", "Microsoft, which has a deal"."""
    start = case.sentence.clause(case.trigger[0])[0]
    if _is_income(case):
        return False
    if case.sentence.word(case.trigger[0] - 1) == "in" and case.sentence.word(case.trigger[0] - 2) in TROUBLES:
        return False  # "Faces issues in securing a tenant"
    if case.sentence.word(case.trigger[0]) == "announced" and case.sentence.word(case.trigger[0] - 1) in EARLIER:
        return False  # "Counts what was already announced with AMD"
    lower, low = case.sentence.passage.lower, max(case.trigger[0] - SOON_AFTER, case.sentence.start + 1)
    if any(lower[at] == "after" and lower[at - 1] in SPANS_OF_TIME for at in range(low, case.trigger[0])):
        return False  # "One day after revealing a hosting deal"
    if case.sentence.word(case.trigger[0] - 1) == "only" and case.sentence.word(case.trigger[0] - 2) in ALLOWING:
        return False  # "It could only lease its GPUs to approved customers": a limit, and no deal
    aside = case.sentence.word(start) in ASIDE and not _is_closed(start, case)
    if _is_of_another(case) or _is_completed(case) or _is_left_behind(case):
        return False
    return not aside and case.sentence.word(case.trigger[0] - 1) != "fully"


def _widens_it(case: Case) -> bool:
    """What grows is the deal: not "raises $2 billion after Microsoft deal", "lifts outlook on OpenAI deal"."""
    end = case.object[0] if case.object else case.trigger[1]
    between = case.sentence.passage.lower[case.trigger[1] : end]
    return WHY_OR_WHEN.isdisjoint(between) and not {"revenue", "sales", "profit"} & set(between)


def _is_completed(case: Case) -> bool:
    """ "Marvell completes Alphawave deal": what is completed, with no sum and no goods, is a takeover."""
    actor, sentence = case.actor, case.sentence
    if actor is None or sentence.word(actor.end) not in CLOSING or not case.others or has_amount(case):
        return False
    other = case.others[0]
    bare = sentence.word(other.end) == "deal" and sentence.word(other.end + 1) != "with"
    return actor.end + 1 == other.start and bare


def _is_of_another(case: Case) -> bool:
    """ "Backs a startup that is teaming with Nvidia": the deal of whom the relative clause describes."""
    at = case.trigger[0] - 1
    if case.sentence.word(at) in {"is", "are", "has", "have", "'s", "’s"}:
        at -= 1
    described = case.sentence.word(at - 1) in {"startup", "firm", "company", "start-up", "venture", "maker", "rival"}
    return case.sentence.word(at) in {"that", "which"} and described and case.sentence.word(at - 2) != ","


def _is_closed(start: int, case: Case) -> bool:
    """ "Under the deal, which runs to 2031, Meta will pay": who acts stands behind the comma that ends it."""
    relative = case.sentence.word(start) in {"which", "who"} and case.sentence.word(start - 1) == ","
    end = case.actor.start if case.actor is not None and case.actor.start > start else case.trigger[0]
    return relative and "," in case.sentence.passage.lower[start:end]


def _lets_computing(case: Case) -> bool:
    """Whom the computing comes from is no maker of chips: a purchase of GPUs is a contract."""
    pool = [case.groups(hit) for hit in case.others] or [case.groups(case.actor)]
    if case.groups(case.actor) & CHIP_MAKERS and not any(groups & CLOUDS for groups in pool):
        return False  # A lab that a chip maker supplies.
    return any(groups & (OUTSIDE_GROUPS | CLOUDS) and not groups & CHIP_MAKERS for groups in pool)


def _no_rent_of_it(case: Case) -> bool:
    """A deal, not what all such deals cost or promise ("the GPU rental market", "raised on GPU rental hopes"), nor what
    a column is about: "wrong about compute leasing"."""
    if case.sentence.word(case.trigger[0] - 1) == "about":
        return False
    return case.sentence.word(case.trigger[1]) not in RENTS | PROSPECTS


def _takes_itself(case: Case) -> bool:
    """Not "will lease Anthropic a 401 MW campus": whom the verb is followed by takes it, and the deal is a contract."""
    sentence = case.sentence
    taker = next((n for n in sentence.names if n.start == case.trigger[1] and n.party), None)
    return taker is None or sentence.word(taker.end) not in {"a", "an", "its", "two", "three", "another"}


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


PURCHASED = frozenset({"power", "energy", "electricity"})


def _is_lease_noun(case: Case) -> bool:
    """ "A lease with", "15-year lease", "lease agreement"."""
    if case.sentence.word(case.trigger[0] - 1) in PURCHASED and case.sentence.word(case.trigger[0]) == "purchase":
        return True  # "A power purchase agreement"
    sentence, at = case.sentence, case.trigger[0]
    if sentence.word(at) not in {"lease", "leases"} or case.trigger[1] - at > 1:
        return False
    before, behind = sentence.word(at - 1), sentence.word(at + 1)
    return behind in DEALS | {"with"} or before in {"a", "an", "the", "new", "its"} or before.endswith("year")


def _no_concession_before(case: Case) -> bool:
    """ "Despite Oracle's backlog exceeding $520 billion, the market wants": known already."""
    low = case.sentence.clause(case.trigger[0])[0]
    return case.sentence.word(low) not in CONCEDING or "," in case.sentence.passage.lower[low : case.trigger[0]]


def _of_all_customers(case: Case) -> bool:
    """ "OpenAI makes up $300 billion of the backlog" tells of one; "it doubled, with OpenAI making up half" of all.
    "Contracted revenue under agreements with AMD" is what one customer has signed for."""
    low = case.sentence.clause(case.trigger[0])[0]
    word, end = case.sentence.word, case.object[0] if case.object else case.trigger[1]
    if any(
        case.trigger[1] <= n.start < end and word(n.start - 1) == "with" and word(n.start - 2) in SIGNED_PAPERS
        for n in parties(case.sentence)
    ):
        return False
    high = max(case.trigger[1], case.object[1] if case.object else 0)
    return not any(low <= span[0] < high for span in case.sentence.spans(("makes_up",)))


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


OTHER_LACKS = frozenset(
    """egg eggs housing home homes nurse nurses teacher teachers doctor doctors driver drivers pilot pilots food drug
    drugs medicine blood fuel diesel petrol gasoline formula cash dollar liquidity affordable""".split()
)
"""What the trade does not lack."""


def _no_backdrop(case: Case) -> bool:
    """Behind "amid" a body text only says against what its news stands; nor is it a shortage of eggs."""
    if case.sentence.word(case.trigger[0] - 1) in OTHER_LACKS or case.sentence.word(case.trigger[0]) in OTHER_LACKS:
        return False
    if case.sentence.in_headline and case.sentence.word(case.sentence.end - 1) != ".":
        return True
    low = max(case.sentence.start, case.trigger[0] - BACKDROP)
    if case.sentence.passage.lower[low : case.trigger[0]][-3:-1] == ["center", "of"]:
        return False  # "the segment at the center of the supply crunch"
    return BACKDROPS.isdisjoint(case.sentence.passage.lower[low : case.trigger[0]])


def _not_away(case: Case) -> bool:
    """ "Shifts capacity to HBM"; not "shifting from chips to capital"."""
    between = case.sentence.passage.lower[case.trigger[1] : case.object[0]] if case.object else []
    if case.object is not None and case.sentence.word(case.object[0] - 1).replace(",", "").isdigit():
        return False  # "The ring moved some 900 GPUs": how many it carried, and none from a use to another.
    return "from" not in between and "away" not in between


def _computing_sold(case: Case) -> bool:
    """What is sold is computing: no words of the seller's own shares between verb and object."""
    if case.object is None:
        return True
    low, high = min(case.trigger[1], case.object[1]), max(case.trigger[0], case.object[0]) + 1
    lower, at = case.sentence.passage.lower, case.trigger[0]
    if lower[at - 1] == "that" and not {"no", "nothing"}.isdisjoint(lower[max(at - 5, case.sentence.start) : at]):
        return False  # "Apple has no cloud that lets servers"
    if "since" in lower[max(at - SINCE_WITHIN, case.sentence.start + 1) : at]:
        return False  # "Demand has held up since Oracle began renting out GPUs"
    return not any(low <= span[0] < high for span in case.sentence.spans(("own_shares",)))


LEFT_OVER = frozenset({"capacity", "compute", "computing"})
ONLY_USED = frozenset(
    """rent rents renting rented lease leases leasing leased deploy deploys deployed deploying install installs
    installed installing roll rolls rolled rolling bring brings brought use uses used using run runs running""".split()
)
"""Verbs of what is done with goods, whoever has made them."""
USED_FOR = ("for access", "for use", "to use", "to access", "to rent", "to lease", "for renting", "to run", "for time")
USED_WITHIN = 16


def _excess_computing(case: Case) -> bool:
    """What is left over is computing: words of it stand before, in the sentence or the one before."""
    lower, low = case.sentence.passage.lower, max(case.trigger[0] - 30, 0)
    if case.sentence.word(case.trigger[1] - 1) not in LEFT_OVER and case.sentence.word(case.trigger[1]) in {"of", "-"}:
        return False  # "sell the rest of its stake"
    passage = case.sentence.passage
    said = any(
        low <= span[0] < case.trigger[0]
        for category in ("compute", "compute_more", "data_center", "ai_word", "lease_noun")
        for span in passage.places(category)
    )
    return said and not OTHER_LEFTOVERS.intersection(lower[low : case.trigger[0]])


INTO_MONEY = frozenset("cash revenue revenues income profit profits money dollars sales business".split())
SPARE = frozenset("excess spare surplus idle unused extra leftover underused stranded".split())


def _into_money(case: Case) -> bool:
    """ "Turn spare GPUs into profit": what is left over, and "into" money right behind it."""
    sentence, (start, end) = case.sentence, case.object or case.trigger
    lower = sentence.passage.lower
    into = next((at for at in range(end, min(end + 3, sentence.end)) if lower[at] == "into"), None)
    if into is None or SPARE.isdisjoint(lower[max(start - 3, case.trigger[1]) : end]):
        return False
    return not INTO_MONEY.isdisjoint(lower[into + 1 : min(into + 5, sentence.end)])


OTHER_LEFTOVERS = frozenset("phones phone shares stock stake cars headsets inventory glasses goggles bonds".split())
"""Whatever else there may be too much of."""


PEOPLE = frozenset(
    """executives executive engineers engineer researchers researcher staff staffers employees leaders veterans veteran
    alum alumni hires scientists managers defectors talent recruits""".split()
)
MOVING = frozenset(
    """defect defects defected defecting join joins joined joining leave leaves left leaving jump jumps jumped move
    moves moved poach poaches poached poaching recruit recruits recruited hire hired head heads depart departs
    lured lures decamp decamps""".split()
)


def _nobody_moves(case: Case) -> bool:
    """Not "engineers leave for Meta's compute unit": who works there, and nothing that is new."""
    return PEOPLE.isdisjoint(case.sentence.vocabulary) or MOVING.isdisjoint(case.sentence.vocabulary)


def _percent_beside(case: Case) -> bool:
    """ "12% cuts on": so much of a price."""
    amounts = case.sentence.amounts
    return any(a.amount.unit == "percent" and 0 <= case.trigger[0] - a.end <= 2 for a in amounts)


LIKENESS = frozenset({"like", "resemble", "resembling", "resembles", "as"})
"""Between a verb and a trade: what something only looks like."""
TAKES_ALL = frozenset(
    "rented leased rents leases rent lease took takes taking booked reserved bought sold let the".split()
)


def _lab_lets(case: Case) -> bool:
    """One of the two lets computing beside another trade, and the other is none that sells it."""
    sides = [case.groups(hit) for hit in (case.actor, *case.others[:1]) if hit is not None]
    lets = [groups for groups in sides if "seller_lab" in groups]
    return len(lets) == 1 and not any(groups & (SUPPLIERS | CLOUDS) for groups in sides)


def _venture_lets(case: Case) -> bool:
    """ "Joint ventures to lease TPUs": what they are for is to let chips or computing."""
    if case.object is None:
        return False
    ahead = (case.object[1], min(case.object[1] + 7, case.window[1]))
    lets = [span for span in case.sentence.spans(("to_let",)) if ahead[0] <= span[0] < ahead[1]]
    return any(
        case.sentence.has(("compute", "compute_more", "goods"), (span[1], min(span[1] + 6, case.window[1])))
        or any(span[1] <= n.start <= span[1] + 3 and n.entity.kind == "product" for n in case.sentence.names)
        for span in lets
    )


def _from_clouds(case: Case) -> bool:
    """ "From cloud providers": firms that let computing, without a name."""
    behind = case.object[1] if case.object else case.trigger[1]
    return any(
        "from" in case.sentence.passage.lower[max(span[0] - 2, behind - 1) : span[0]]
        for span in case.sentence.spans(("cloud_sellers",))
        if behind <= span[0] <= behind + 6
    )


def _buys_of_maker(case: Case) -> bool:
    """Not "gains access to Nvidia GPUs", "deploys H100s": a maker whose name says what goods they are sells nothing."""
    words = case.sentence.passage.lower[case.trigger[0] : case.trigger[1]]
    if not case.others or ("access" not in words and ONLY_USED.isdisjoint(words)):
        return True
    maker = case.others[0]
    if not case.groups(maker) & CHIP_MAKERS or case.sentence.word(maker.start - 1) in {"from", "by", "with"}:
        return True
    let = "access" in words or any(word.startswith(("rent", "leas")) for word in words) or _is_at_anothers(case)
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


def _pays_for_use(case: Case) -> bool:
    """ "Pays SpaceX $90 million a month for access to GB300 chips"."""
    words = case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + USED_WITHIN]
    return any(" ".join(pair) in USED_FOR for pair in pairwise(words))


def _lets_out(case: Case) -> bool:
    """ "Leases capacity to others"; who only leases a site "with backing" takes it."""
    if case.category != "market_out" or not case.sentence.word(case.trigger[0]).startswith(("lease", "leas", "rent")):
        return True
    low, high = case.trigger[1], case.window[1]
    return case.sentence.has(("outside_buyer",), (low, high)) or any(
        case.sentence.word(hit.start - 1) in {"to", "for"} for hit in case.others
    )


DREADED = frozenset({"threat", "threats", "fears", "worries", "concern", "concerns", "jitters"})


def _entrant(case: Case) -> bool:
    """A firm to which selling computing is new; one of another trade only where the words leave no doubt."""
    if case.actor is None or (case.object is not None and case.sentence.word(case.object[1]) in DEALS):
        return False  # "Entered into a cloud service agreement": a customer.
    if case.sentence.word(case.trigger[1] - 1) in DREADED or case.sentence.word(case.trigger[1]) in DREADED:
        return False  # "Falls on Meta cloud fears": what the market dreads
    if case.object is not None:
        between = case.sentence.passage.lower[case.trigger[0] : case.object[0]]
        if not LIKENESS.isdisjoint(between):
            return False  # "Resembles a neocloud"
    groups = case.groups(case.actor)
    if is_outsider(groups):
        return True
    if case.actor.entity.kind != "company" or groups & (CLOUDS | SUPPLIERS):
        return False
    said = [case.trigger, *([case.object] if case.object else [])]
    return any(not NEW_CLOUD.isdisjoint(case.sentence.passage.lower[low:high]) for low, high in said)


def _swaps_computing(case: Case) -> bool:
    """Computing is given for something else: "for" stands between or behind."""
    low, high = case.trigger[1], case.window[1]
    return case.actor is not None and "for" in case.sentence.passage.lower[low:high]


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


OF_CAPACITY = frozenset({"capacity", "constrained", "compute"})
"""Words of a shortage of computing, beside the name of a cloud."""


def _scarce_context(case: Case) -> bool:
    """A text of the trade, or one that names a maker of its goods and no other trade."""
    if _dealing(case):
        return True
    passage = case.sentence.passage
    goods = passage.has("chip") or passage.has("named_good") or _is_of_processors(case)
    if goods and not passage.has("other_trade") and not passage.has("chatter"):
        return True
    if not MEMORY_GOODS.isdisjoint(passage.vocabulary):
        return True
    if not OF_CAPACITY.isdisjoint(passage.lower[case.trigger[0] : case.trigger[1]]) and any(
        n.party and case.lexicon.groups(n.party) & CLOUDS for n in case.sentence.names
    ):
        return True  # "Google Cloud is supply constrained"
    named = [case.lexicon.groups(n.party) for n in passage.names if n.party and not n.bystander]
    computes = case.sentence.has(("infrastructure",)) and any(groups & DOMAIN_GROUPS for groups in named)
    return (
        (computes or any(groups & MAKERS for groups in named))
        and not passage.has("other_trade")
        and not passage.has("chatter")
    )


def _is_of_processors(case: Case) -> bool:
    """ "CPU shortages": processors are chips, whatever else is named."""
    low, high = case.trigger[0] - 2, case.trigger[1] + 3
    return not PROCESSORS.isdisjoint(case.sentence.passage.lower[max(low, case.sentence.start) : high])


def _chips_spoken_of(case: Case) -> bool:
    """The text is of chips or of the power for computing, so that a shortage without a name is theirs."""
    passage = case.sentence.passage
    spoken = any(passage.has(category) for category in ("chip", "named_good", "strong_context"))
    return spoken or bool(case.groups(case.actor) & (CHIP_MAKERS | {"gear"}))


def _lasts(case: Case) -> bool:
    """A verb of what a shortage does or how long it lasts: "sees the shortage persisting", "will run through 2028"."""
    low, high = case.sentence.clause(case.trigger[0])
    return not LASTING.isdisjoint(
        case.sentence.passage.lower[max(low, case.trigger[0] - 4) : min(high, case.trigger[1] + 7)]
    )


def _of_supply(case: Case) -> bool:
    """What tightens is the supply itself: "supply of HBM is tightening", not "supply rules were tightened"."""
    sentence, at = case.sentence, case.object[1] if case.object else -1
    beside = at == case.trigger[0] or sentence.word(at) in {"of", "for", "is", "are", "has", "have", "will", "to"}
    return beside and RULES.isdisjoint(sentence.passage.lower[case.trigger[1] : case.trigger[1] + 4])


def _lacks_goods(case: Case) -> bool:
    """A firm of the trade, or any group of firms in a text that names the chips it lacks."""
    if case.actor is None:
        before = case.sentence.passage.lower[case.sentence.start : case.trigger[0]]
        return not {"we", "utility"}.isdisjoint(before) and _is_of_chips(case)
    if "power" in case.groups(case.actor) or case.actor.entity.canonical.lower() == "utility":
        return True
    group = case.actor.entity.kind in {"collective", "unknown"} and case.sentence.word(case.actor.end - 1) in SELLERS
    return is_of_trade(case.actor, case) if not group else _is_of_chips(case)


def _is_far_owner(case: Case, actor: NameHit) -> bool:
    """Another clause named the maker."""
    return actor.start < case.sentence.clause(case.trigger[0])[0]


OF_AN_OWNER = frozenset("stake stakes position positions holding holdings shares stock investment interest".split())


def _sells_shares(case: Case) -> bool:
    """ "Sold all of its shares", "sold out of Intel and Elm Optics": an owner leaves."""
    sentence, end = case.sentence, case.trigger[1]
    if not OF_AN_OWNER.isdisjoint(sentence.passage.lower[end : min(end + 4, sentence.end)]):
        return True
    named = any(n.start == end + 1 and n.party and n.entity.kind == "company" for n in sentence.names)
    return named and sentence.word(end) == "of"


def _sells_supply(case: Case) -> bool:
    """A maker of goods or a cloud, whose own output or capacity is what is sold out."""
    actor = case.actor
    if actor is None or not case.groups(actor) & (MAKERS | CLOUDS | {"power"}) or _sells_shares(case):
        return False
    if actor.start < case.sentence.start or actor.end > case.trigger[0] or _is_far_owner(case, actor):
        # "Capacity is sold out through 2027": of the only maker that the text names.
        low = case.sentence.clause(case.trigger[0])[0]
        near = case.sentence.passage.lower[max(low, case.trigger[0] - 6) : case.trigger[1]]
        return not OF_OUTPUT.isdisjoint(near) and EVENTS.isdisjoint(near)
    words = case.sentence.passage.lower[actor.end : case.trigger[0]]
    return actor.end <= case.trigger[0] and len(words) <= SOLD_WITHIN and EVENTS.isdisjoint(words)


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


def _dealing(case: Case) -> bool:
    """A text of the trade, two firms of it, or one of them beside the goods it deals in."""
    if case.object is not None and "citing" in case.sentence.passage.lower[case.trigger[1] : case.object[0]]:
        return False  # "Cuts Equinix to sell, citing lease costs": why
    if _lenders_act(case):
        return False
    if any(case.sentence.word(end) in FORESEEN_NOUNS for _, end in (case.trigger, case.object or case.trigger)):
        return False  # "Lifts AI order forecast to $5 billion"
    if about_the_trade(case):
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


def _no_usurper(case: Case) -> bool:
    """Not "Meta replaced Apple as the top tenant of Crusoe": who comes after another has dropped nobody."""
    sentence, (start, end) = case.sentence, case.trigger
    if not sentence.word(start).startswith("replac"):
        return True
    noun = case.object[0] if case.object is not None else end
    behind = sentence.passage.lower
    return "with" in behind[end : case.window[1]] or not OWN_SIDE.isdisjoint(behind[end : noun + 2])


OWN_SIDE = frozenset({"its", "their", "his"})


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


def _is_site_leased(case: Case) -> bool:
    """A site behind the verb, and no place where what is leased stands: "renting chips at a data center"."""
    spans = [span for span in case.sentence.spans(("data_center",)) if case.trigger[1] <= span[0] < case.window[1]]
    return any(not _is_where(span, case) for span in spans)


WHERE = frozenset("at in inside within through".split())


def _is_where(site: Span, case: Case) -> bool:
    """ "GPUs in a Tulsa hall": goods, and where they stand."""
    lower, end = case.sentence.passage.lower, case.trigger[1]
    at = next((at for at in range(end, site[0]) if lower[at] in WHERE), None)
    return at is not None and case.sentence.has(("goods", "compute", "compute_more"), (end, at))


def _takes_site(case: Case) -> bool:
    """A whole site of a stated size, or in a headline one that the firm is about to take."""
    if case.object is not None and _is_where(case.object, case):
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


def _own_verb(case: Case) -> bool:
    """ "Announces Anthropic Lease": the noun behind another verb and a name is nothing that the name does."""
    if case.sentence.word(case.trigger[1]) in DEALS or case.sentence.word(case.trigger[0] - 1) in {
        "debt",
        "bond",
        "loan",
    }:
        return False  # "chip supply deals", "taps the debt market"
    if case.actor is None or case.actor.end != case.trigger[0]:
        return True
    return not any(span[1] == case.actor.start for span in case.sentence.spans(("sign", "sign_deal")))


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


def _is_said(case: Case, owners: set[str]) -> bool:
    """One of the words that stand for whoever speaks or is spoken of, in a text of the trade."""
    passage = case.sentence.passage
    trade = any(passage.has(category) for category in ("ai_word", "data_center", "compute", "strong_context")) or any(
        n.entity.kind == "product" and (n.entity.groups & CHIP_MAKERS or n.entity.canonical in OWN_CHIPS)
        for n in passage.names
    )
    return trade and not owners.isdisjoint(passage.lower[case.sentence.start : case.sentence.end])


def _no_share_deal(case: Case) -> bool:
    """No words of shares beside the deal; behind a comma they tell what came of it ("sending its shares up")."""
    low, high = case.sentence.clause(case.trigger[0])
    last = case.object[1] if case.object else case.trigger[1]
    lower = case.sentence.passage.lower
    spans = [span for span in case.sentence.spans(("shares_word", "own_shares")) if low <= span[0] < high]
    return all(last <= span[0] and "," in lower[last : span[0]] for span in spans)


ANCHORING = frozenset({"anchor", "anchors", "anchored", "anchoring"})


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


def _own_chip_named(case: Case) -> bool:
    """The product is a chip that a big spender made for itself."""
    start = case.object[0] if case.object else -1
    return any(n.start == start and n.entity.canonical in OWN_CHIPS for n in case.sentence.names)


def _venture_alone(case: Case) -> bool:
    """The noun of a cloud ends its phrase: not "a GPU cloud services contract", "resembles a neocloud"."""
    if case.object and not LIKENESS.isdisjoint(case.sentence.passage.lower[case.trigger[0] : case.object[0]]):
        return False
    after = case.sentence.word(case.object[1]) if case.object else ""
    return not after or not after[0].isalpha() or after in PHRASE_ENDS | VENTURES


def _owned_here(case: Case) -> bool:
    """The owner stands right before what is new, and nothing before the owner."""
    owner = case.actor
    return owner is not None and 0 < case.trigger[0] - owner.end <= 3 and owner.start == case.sentence.start


REQUESTS = frozenset("request requests applications inquiries interconnection permits".split())


def _backlog_owner(case: Case) -> bool:
    """A firm of the trade, or "our" or what is "contracted" in a text of the trade."""
    if case.sentence.word(case.trigger[0]) == "order" and case.sentence.has(
        ("debt_deal", "debt_noun", "stock_sale", "listing")
    ):
        return False  # "Raises $25 billion of bonds; order book tops $129 billion"
    end = max(case.trigger[1], case.object[1] if case.object else 0)
    if not REQUESTS.isdisjoint(case.sentence.passage.lower[case.trigger[0] : min(end + 6, case.window[1])]):
        return False  # "A backlog of 28 gigawatts of data center requests": who waits has ordered nothing
    if case.actor is None:
        return _is_said(case, {"we", "our", "its", "contracted"})
    return bool(case.groups(case.actor) & (CHAINED_GROUPS | {"gear"})) or (
        case.actor.entity.kind == "company" and case.sentence.has(("ai_context",))
    )


def _concentration(case: Case) -> bool:
    """Says how much one customer means: a share, or the customer's name."""
    if case.actor is None or not case.groups(case.actor) & DOMAIN_GROUPS:
        return False
    has_share = any(a.amount.unit == "percent" for a in case.sentence.amounts) or case.sentence.has(("share_word",))
    return has_share or any(case.groups(hit) for hit in case.others)


def _price_foreseen(case: Case) -> bool:
    """Goods whose price is yet to move, and nobody's own price that he sets."""
    return (case.actor is None or case.actor.entity.kind != "company") and _is_to_move(case)


def _is_to_move(case: Case) -> bool:
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


def _no_own_lines(case: Case) -> bool:
    """A maker that cuts capacity cuts its own; nobody's contract ends."""
    words = case.sentence.passage.lower[case.object[0] : case.object[1]] if case.object else []
    if case.sentence.word(case.trigger[1]) == "up":
        return False  # "ends up with too much capacity"
    return "capacity" not in words or not case.groups(case.actor) & CHIP_MAKERS


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


def _no_decree(case: Case) -> bool:
    """No order or permit of an authority, and no pact of authorities about those named before them."""
    actor, sentence = case.actor, case.sentence
    if case.object is None or actor is None or not is_public(actor, sentence):
        return True
    if sentence.word(case.object[0]) in {"order", "orders"} or sentence.word(case.trigger[0]) in PERMITS:
        return False
    return not case.others or any(other.end > actor.start for other in case.others)


def _no_report(case: Case) -> bool:
    """ "TD Cowen released a report revealing that Microsoft": a house tells of it and signs nothing."""
    tells = case.sentence.word(case.trigger[1]) == "that" and case.sentence.word(case.trigger[1] - 1) in REVEALING
    return not (tells and (case.actor is None or case.actor.entity.kind in {"broker", "unknown"}))


REVEALING = frozenset("revealing reveals revealed discloses disclosing disclosed unveils announces announced".split())


def _context_or_paid_api(case: Case) -> bool:
    """A text of the trade; or the seller-to-be opens a paid way to its models, which others have long sold."""
    if about_the_trade(case):
        return True
    paid = case.object is not None and "paid" in case.sentence.passage.lower[case.object[0] : case.object[1]]
    is_seller = case.actor is not None and case.actor.entity.ticker == SELLER_TO_BE
    return paid and is_seller


def _rents_from_clouds(case: Case) -> bool:
    """ "Rents from Oracle": all that is named behind lets computing, and so does nobody else let it."""
    rented = case.sentence.word(case.trigger[1]) == "from" and bool(case.others)
    return rented and bool(case.groups(case.actor)) and all(case.groups(other) & CLOUDS for other in case.others)


def _two_of_trade(case: Case) -> bool:
    """Both sides are companies of the trade, or one of its labs: what others talk about may be anything."""
    sides = (case.actor, *case.others)
    return len(sides) > 1 and all(case.groups(side) & (DOMAIN_GROUPS | {"lab"}) for side in sides)


CONDITIONS: dict[str, Condition] = {
    "priced_goods": _priced_goods,
    "good_behind": _good_behind,
    "no_own_lines": _no_own_lines,
    "no_decree": _no_decree,
    "no_share_deal": _no_share_deal,
    "no_share_order": _no_share_order,
    "own_chip_named": _own_chip_named,
    "venture_alone": _venture_alone,
    "to_come": lambda case: (
        case.sentence.word(case.trigger[0]) == "to" or case.sentence.word(case.trigger[0] - 1) in {"to", "will"}
    ),
    "owned_here": _owned_here,
    "unknown_actor": lambda case: case.actor is not None and case.actor.entity.kind == "unknown",
    "price_foreseen": _price_foreseen,
    "price_to_move": _is_to_move,
    "forecaster": lambda case: case.actor is not None,
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
    "no_halls_let": lambda case: (
        case.sentence.word(case.trigger[1] - 1) != "bookings" or not case.sentence.passage.has("data_center")
    ),
    "lets_halls": _lets_halls,
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
    "we_speak": lambda case: _is_said(case, {"we", "our"}),
    "own_price": _own_price,
    "chip_moves": _chip_moves,
    "selling_actor": _selling_actor,
    "same_clause": _same_clause,
    "two_of_trade": _two_of_trade,
    "rents_from_clouds": _rents_from_clouds,
    "context_or_paid_api": _context_or_paid_api,
    "talks_over": lambda case: talks_over(case.sentence, case.sentence.clause(case.trigger[0])) is not None,
    "paid_or_let": _paid_or_let,
    "signed_total": _is_signed_total,
    "pays_seller": _pays_seller,
    "no_site_leased": lambda case: not _is_site_leased(case),
    "to_customer": lambda case: (
        case.object is not None
        and not {"to"}.isdisjoint(case.sentence.passage.lower[case.object[0] - 3 : case.object[0]])
    ),
    "of_all_customers": _of_all_customers,
    "no_concession_before": _no_concession_before,
    "priced_or_dealt": lambda case: has_amount(case) or (has_size(case) and _by_contract(case)),
    "told_now": _told_now,
    "no_aside": _no_aside,
    "actor_or_self": _actor_or_self,
    "maker": _maker,
    "no_reason": _no_reason,
    "no_shortage_amid": _no_shortage_amid,
    "stocks_of_memory": lambda case: (
        case.sentence.has(("named_good",)) or case.sentence.word(case.trigger[0] - 1) in {"memory", "chip"}
    ),
    # "Shipping it to our cloud customers": those who get it.
    "no_customers_won": lambda case: all(
        {"to", "for"} & set(case.sentence.passage.lower[max(case.sentence.start, start - 3) : start])
        for start, _ in case.sentence.spans(("customers_noun",))
    ),
    # "Says its roadmap is intact after a report of delay": it does not slip.
    "not_on_track": lambda case: not case.sentence.has(("as_planned",), (case.sentence.start, case.trigger[0])),
    "not_taken": _not_taken,
    # "Strains memory prices": a price of what is drained, not one that follows from it.
    "no_price_beside": lambda case: (
        not case.sentence.has(
            ("price_noun",), (case.trigger[0] - 4, (case.object[1] if case.object else case.trigger[1]) + 2)
        )
    ),
    "scarce_still": _scarce_still,
    "strain_told": _strain_told,
    "not_results": _not_results,
    "predicates": _predicates,
    "no_price_forecast": _no_forecast,
    "opens": _opens,
    "not_just_signed": _not_just_signed,
    "orders_owner": _orders_owner,
    "of_a_period": _of_a_period,
    "of_customers": _of_customers,
    "one_actor": _one_actor,
    "takes_goods": _takes_goods,
    "no_takeover": _no_takeover,
    "firm_dealt_for": deals_for_a_firm,
    "no_report": _no_report,
    "noun_object": lambda case: (
        case.object is not None
        and case.sentence.word(case.object[0] - 1) != "to"
        # "An order book", "a contract price increase".
        and case.sentence.word(case.object[1]) not in {"book", "books", "price", "prices", "pricing"}
    ),
    # "Hiring an H100 costs from": of whom is not said; elsewhere goods or a firm have the price.
    "priced_or_costs": lambda case: case.actor is not None or case.sentence.word(case.trigger[0]) in {"cost", "costs"},
    "big_user": lambda case: bool(case.groups(case.actor) & OUTSIDE_GROUPS),
    "nobody_moves": _nobody_moves,
    "percent_beside": _percent_beside,
    "excess_computing": _excess_computing,
    "into_money": _into_money,
    "lab_lets": _lab_lets,
    "venture_lets": _venture_lets,
    "from_clouds": _from_clouds,
    "buys_of_maker": _buys_of_maker,
    "pays_for_use": _pays_for_use,
    "outsider": lambda case: case.actor is not None and is_outsider(case.groups(case.actor)),
    "outside_buyer": lambda case: bool(case.others) or case.sentence.has(("outside_buyer",), case.window),
    "lets_computing": _lets_computing,
    "no_rent_of_it": _no_rent_of_it,
    "widens_it": _widens_it,
    "takes_itself": _takes_itself,
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
    "dealing": _dealing,
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
    "scarce_context": _scarce_context,
    "held_back_by_supply": _held_back,
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
    "computing_sold": _computing_sold,
    "lets_out": _lets_out,
    "entrant": _entrant,
    "swaps_computing": _swaps_computing,
    "commits_to_cloud": _commits_to_cloud,
    "let_to_named": lambda case: any(
        case.sentence.word(hit.start - 1) == "to" and case.object is not None and hit.start >= case.object[1]
        for hit in case.others
    ),
    "no_backdrop": _no_backdrop,
    "chips_spoken_of": _chips_spoken_of,
    "lasts": _lasts,
    "sells_supply": _sells_supply,
    "of_supply": _of_supply,
    "lacks_goods": _lacks_goods,
    "no_denial": lambda case: SIGNALS.isdisjoint(
        case.sentence.passage.lower[max(case.sentence.start, case.trigger[0] - 7) : case.trigger[0]]
    ),
    "not_away": _not_away,
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
    "trade_actor": lambda case: bool(case.groups(case.actor) & MAKERS_AND_USERS) or _sells_chips(case),
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
    "own_verb": _own_verb,
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
    # "Signs a 15-year lease with OpenAI": a noun, whoever takes it.
    "lets_as_verb": lambda case: not _is_lease_noun(case),
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
    # "Secured an agreement with OpenAI to provide GPU capacity": who secures it sells.
    "no_deal_to_provide": lambda case: (
        case.object is None
        or DEALS.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.object[0]])
        or PROVIDING.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.object[0]])
    ),
    # "Made an investment in a cloud, in a deal that ...".
    "no_investing": lambda case: (
        case.object is None or not case.sentence.has(("investment_noun",), (case.trigger[1], case.object[0]))
    ),
    "no_electricity": lambda case: (
        not case.sentence.word(case.trigger[1] - 1).startswith("power") or _all_of_computing(case)
    ),
    "no_relative": lambda case: case.sentence.word(case.trigger[0] - 1) not in {"that", "which", "who", "whose"},
    "backlog_owner": _backlog_owner,
    "concentration": _concentration,
    "chip_actor": lambda case: (
        case.actor is not None and bool((case.groups(case.actor) | case.actor.entity.groups) & CHIP_MAKERS)
    ),
}
