"""Groups of companies that a text treats as one mover or spender: "AI cloud names", "the broader chip sector".

A list of such phrases would never be long enough, so they are built: a head ("stocks", "sector", "makers") with words
of the trade before it. The group is named as the text writes it, with its adjectives ("Asian chip stocks"), because
that is what two readers agree on. A group directly before a name only describes it ("memory stocks Micron and ...")
and is left out.

Not done: groups that are named by a list, and heads without a word of the trade ("stocks fell").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.names.lexicon import Entity
from pipelines.extract.passage import NameHit, Passage, places_of

HEADS = frozenset(
    """stocks shares names sector sectors plays makers giants companies firms equities rivals peers providers
    operators spenders etfs index miners suppliers heavyweights hyperscalers pack group complex cohort bellwethers
    titans leaders champions darlings developers designers producers builders beneficiaries gauge manufacturers vendors
    duo trio landlords renters lessors newcomers startups contractors adrs bulls favorites favourites
    high-flyers highflyers stalwarts behemoths powerhouses juggernauts reits basket players assemblers
    conglomerates
    fabricators laggards highfliers leveraged winners losers etf fund funds constituents universe theme
    trade trades names heavyweight specialists upstarts pioneers hosts stock-pack linchpins kingpins majors
    toolmakers groups""".split()
)
TRADE = frozenset(
    """chip chips semiconductor semiconductors semi semis memory ai neocloud neoclouds cloud hardware hyperscale
    hyperscaler tech technology software networking server servers storage optical nuclear power utility
    infrastructure infra data center centre datacenter gpu mega-cap megacap artificial intelligence bitcoin crypto
    mining chipmaker dram nand foundry equipment computing compute photonics semicap ai-infrastructure chipmaking
    chip-making chip-equipment wafer hbm ssd hard-drive disk drive optical-networking interconnect connectivity cooling
    accelerator
    substrate packaging mag magnificent photonic laser fiber switch electrification uranium smr hpc high-performance
    performance computer supercomputer high generative data-centre data-center mega-tech megatech ai-chip processor
    silicon fab saas gear tool tools""".split()
)
LINKS = frozenset(
    """linked related exposed focused adjacent driven traded listed powered heavy oriented sensitive levered leveraged
    fueled centric dependent themed tied facing""".split()
)
"""Behind a hyphen: "AI-linked names"."""
WAR = frozenset(
    """war wars secret secrets talks policy restrictions association group show tensions curbs barriers ban bans rules
    data tariffs agreement publication body deal deals dispute conflict truce restriction frictions friction spat talks
    sanctions pact negotiations relations commission representative deficit surplus fair loan at with""".split()
)
"""Behind "trade" they say that goods are traded and no shares."""
TRADES = frozenset({"trade", "trades"})
"""A head only for the computing that shares are bought for: "the AI trade"."""
TRADED_FOR = frozenset({"ai", "memory", "chip", "chips", "semiconductor", "semis", "center", "centre", "datacenter",
                        "neocloud", "hyperscaler", "optical", "storage", "intelligence", "infrastructure"})  # fmt: skip
FUND = "etf"
ISSUERS = frozenset(
    """roundhill ishares vaneck invesco x spdr proshares direxion trust graniteshares ark fidelity wisdomtree vanguard
    yieldmax defiance rex tuttle kraneshares themes amplify range corgi t-rex tradr vistashares schwab jpmorgan
    blackrock""".split()
)
"""Whose funds are named by them: "Roundhill Memory ETF", "Global X Data Center ETF"."""
FUTURES = "futures"
INDEX_WORDS = frozenset({"industry", "sector", "select", "composite", "total", "return", "equal", "weight"})
"""Between the words of an index: "CSI Semiconductor Industry Index"."""
CHIP_WORDS = frozenset(
    """chip chips semiconductor semiconductors semi semis memory dram nand foundry gpu chipmaker chipmakers semicap
    chip-makers memory-makers chipmaking chip-making chip-equipment hbm wafer silicon ai-chip""".split()
)
NEOCLOUD_WORDS = frozenset({"neocloud", "neoclouds"})
SPENDER_WORDS = frozenset({"hyperscaler", "hyperscalers", "hyperscale", "csp", "csps"})
JOINERS = frozenset({"-", "&", "and", "/"})
ADJECTIVES = frozenset(
    """broader broad big large major u.s. us american asian european chinese korean japanese taiwanese global mega cap
    south high-flying asia asia-pacific europe korea japan taiwan china hong kong tokyo taipei seoul shanghai mainland
    highflying s. top small smaller mid large speculative beaten-down richly-valued popular key
    small-cap large-cap mid-cap independent u.s.-traded u.s.-listed us-listed israeli dutch german french indian
    nasdaq-listed nordic british canadian australian saudi emirati gulf brazilian
    debt-laden pure-play 7 seven momentum legacy wider fellow western""".split()
)
ALONE = frozenset(
    """chipmakers semis hyperscalers neoclouds semiconductors memory-makers chip-makers ai-stocks csps""".split()
)
"""Words that are a group by themselves."""
ENDS = HEADS | ALONE
INDEX_HEADS = frozenset({"index", "gauge"})
SINGULAR_HEADS = frozenset({"stock", "share"})
MARKET_HEADS = frozenset({"stocks", "shares", "equities", "markets", "indexes", "indices", "bourses"})
ANY_HEAD = MARKET_HEADS | ENDS
REGIONS = frozenset(
    """u.s. us american asian asia asia-pacific european europe chinese china korean korea japanese japan taiwanese
    taiwan global world""".split()
)
"""Before a head of the market, with nothing of the trade: "Asia stocks", "US equity markets"."""
POINTING = frozenset({"these", "those", "this", "which", "what"})
"""They announce names that follow."""
DESCRIPTIVE = frozenset({"index", "government"})
"""Kinds of names that a group takes into its own: "US tech companies"."""
USERS = frozenset({"startups", "developers"})
"""Whoever makes things with AI is no group of shares that stands for the chips."""
MOST_WORDS = 6
AVERAGES = frozenset({"futures", "averages", "benchmarks", "indexes", "indices", "gauges"})
"""Heads of the market as a whole, behind words that say so."""
OF_FUTURES = frozenset({"stock", "equity", "index", "s&p", "dow", "nasdaq", "market"})
NATIONAL = frozenset({"u.s.", "us", "european", "asian"})
"""Before "futures", which are of shares then."""
MAJOR = frozenset({"major", "main", "benchmark", "key"})
BEFORE_AVERAGE = OF_FUTURES | MAJOR | frozenset({"three", "all", "both", "e-mini", "mini", "wall", "street"})
COUNTS = frozenset(
    """two three four five six seven eight nine ten 2 3 4 5 6 7 8 9 10 top-3 top-4 top-5 top-10 top-three
    top-five""".split()
)
SIZES = frozenset("top big largest biggest leading".split())
"""How many of a group, or which of it, a text means: "the five largest cloud companies", "top-5 hyperscalers"."""
NAMED_HEADS = frozenset("stocks shares companies firms groups giants names peers players".split())
"""What a listed group may be called besides: "Big Tech companies"."""
SUPPLIERS = frozenset({"suppliers", "vendors"})
LINKED_KINDS = frozenset({"company", "lab", "product", "project"})
QUOTES = frozenset({"'", "’", "‘", '"', "“", "”"})
PROJECTS = frozenset({"stargate", "project"})
"""Projects whose suppliers are a group of shares."""


def add(passage: Passage) -> None:
    """Add the groups of a text to its names; one that a listed phrase gives in part is taken whole."""
    lower = passage.lower
    passage.names = [_with_head(n, passage) for n in passage.names]
    listed = [n for n in passage.names if n.entity.kind == "collective" and lower[n.end - 1] in ENDS]
    others = [n for n in passage.names if n.entity.kind != "collective" or lower[n.end - 1] not in ENDS]
    found = _find(lower, others, passage)
    covered = {at for hit in found for at in range(hit.start, hit.end)}
    alone = [_grouped(n, passage) for n in listed if n.start not in covered and not _is_pointed_at(n.start, lower)]
    others = [_as_futures(n, passage) for n in others]
    kept = [_of_chips(n) for n in others if n.entity.kind not in DESCRIPTIVE or n.start not in covered]
    passage.names = sorted([*kept, *alone, *found], key=lambda name: name.start)


def _with_head(name: NameHit, passage: Passage) -> NameHit:
    """ "Magnificent Seven stocks", "Big Tech shares": a listed group with the head that it needs not have."""
    if name.entity.kind != "collective" or NAMED_HEADS.isdisjoint(passage.lower[name.end : name.end + 1]):
        return name
    text = _written(passage, name.start, name.end + 1)
    return replace(name, end=name.end + 1, entity=replace(name.entity, canonical=text, party=text))


def _as_futures(name: NameHit, passage: Passage) -> NameHit:
    """ "Nasdaq 100 futures" move before the market opens; the index has not."""
    if name.entity.kind != "index" or passage.lower[name.end : name.end + 1] != [FUTURES]:
        return name
    text = _written(passage, name.start, name.end + 1)
    return replace(name, end=name.end + 1, entity=replace(name.entity, canonical=text))


def _written(passage: Passage, start: int, end: int) -> str:
    """Tokens as the text has them."""
    first, last = passage.char_span((start, end))
    return passage.text[first:last]


def _is_pointed_at(start: int, lower: list[str]) -> bool:
    """ "these nuclear stocks" announces names that follow; "Oracle and these chip stocks" is a list."""
    listed = start > 1 and lower[start - 2] in {"and", ","}
    return start > 0 and lower[start - 1] in POINTING and not listed


def _of_chips(name: NameHit) -> NameHit:
    """An index or fund of chip makers is of their trade: "Philadelphia Semiconductor Index"."""
    entity = name.entity
    words = frozenset(entity.canonical.lower().split())
    if not words & {"index", "etf"} or CHIP_WORDS.isdisjoint(words):
        return name
    return replace(name, entity=replace(entity, groups=entity.groups | {"chip", "core_chip"}, party=entity.canonical))


def sector_ending(passage: Passage, end: int, first: int) -> NameHit | None:
    """Words of the trade that end here and need no head: the "Semiconductor" of "the semiconductor rally"."""
    lower, start, has_trade = passage.lower, end, False
    while start > first and end - start < MOST_WORDS:
        word = lower[start - 1]
        joined = word in JOINERS and has_trade and lower[start - 2] in TRADE
        if word in TRADE:
            has_trade = True
        elif not joined and not (
            word in HEADS or word in SINGULAR_HEADS or word in ADJECTIVES or (word == "-" and has_trade)
        ):
            break
        start -= 1
    return _group(passage, start, end) if has_trade and start < end else None


def _find(lower: list[str], names: list[NameHit], passage: Passage) -> list[NameHit]:
    """Every group that a head ends, by the first way of building one that its words allow."""
    heads = [(at, word) for at, word in enumerate(lower) if word in ANY_HEAD or word in AVERAGES]
    if not heads:
        return []
    taken = places_of(names)
    starts = {name.start for name in names}
    linked = {name.end: name.start for name in names if name.entity.kind in LINKED_KINDS}
    found: list[NameHit] = []
    for at, word in heads:
        if word in AVERAGES and at not in taken and (first := _of_market(lower, at)) is not None:
            found.append(_group(passage, first, at + 1))
        elif word in MARKET_HEADS and (first := _linked_to(lower, at, linked)) is not None:
            group = _group(passage, first, at + 1)
            found.append(replace(group, entity=replace(group.entity, groups=group.entity.groups | {"core_chip"})))
        elif (first := _without_trade(at, lower, taken, linked)) is not None:
            found.append(_group(passage, first, at + 1))
        elif word in ENDS and at not in taken and (first := _of_trade(at, lower, taken, starts)) is not None:
            first = _with_adjuncts(first, at, names, taken, passage)
            found.append(_owned(_group(passage, first, at + 1), names, passage))
    return found


def _without_trade(head: int, lower: list[str], taken: set[int], linked: Mapping[int, int]) -> int | None:
    """Where a group begins that is called by whom it supplies, or by the region of its market."""
    if lower[head] in SUPPLIERS:
        return _supplied(lower, head, linked) if head not in taken else None
    return _market(lower, head) if lower[head] in MARKET_HEADS else None


def _of_trade(head: int, lower: list[str], taken: set[int], starts: set[int]) -> int | None:
    """Where words of the trade begin that make a group with this head; None where it only announces or describes names.

    starts: where names begin.
    """
    if lower[head] in TRADES and not _is_of_shares(lower, head):
        return None
    start = _begin(lower, head, taken)
    if (start == head and lower[head] not in ALONE) or head + 1 in starts:
        return None
    return None if _is_pointed_at(start, lower) else start


def _with_adjuncts(start: int, head: int, names: list[NameHit], taken: set[int], passage: Passage) -> int:
    """Where a group begins with its country, how many are meant, and the provider of an index or fund."""
    lower, word = passage.lower, passage.lower[head]
    if start > 0 and (passage.words[start - 1] in {"US", "U.S."} or _is_country(start - 1, lower, names)):
        start -= 1  # the country's, not its government
    if word not in MARKET_HEADS:
        start = _with_count(start, lower, taken)
    if word in INDEX_HEADS:
        start = _index_start(start, names, passage)
    if word == FUND and lower[start - 1] in ISSUERS and start:
        start -= 1 + (start > 1 and lower[start - 2] in {"global", "first"})
    return start


def _is_country(at: int, lower: list[str], names: list[NameHit]) -> bool:
    """ "Taiwan chip stocks": a government by name, which here says where the group is listed."""
    return lower[at] in ADJECTIVES and any(
        n.start == at and n.end == at + 1 and n.entity.kind == "government" for n in names
    )


def _with_count(start: int, lower: list[str], taken: Collection[int]) -> int:
    """Where the words begin that say how many or which of the group are meant; a bare figure counts nothing."""
    first = start
    while first > 0 and first - 1 not in taken and lower[first - 1] in COUNTS | SIZES | {"-"}:
        first -= 1
    while first < start and (lower[first] == "-" or lower[first].isdigit()):
        first += 1
    return first


def _owned(group: NameHit, names: list[NameHit], passage: Passage) -> NameHit:
    """ "Meta's compute suppliers", "South Korea's top memory makers": a group is called by whose it is as well."""
    mark = group.start - 1
    if mark < 1 or passage.lower[mark] not in POSSESSIVE or passage.lower[mark - 1] in {"street", "st", "st."}:
        return group
    first = next((name.start for name in names if name.end == mark), mark)
    while first == mark or (
        first > 0 and passage.words[first - 1][:1].isupper() and passage.lower[first - 1] in REGIONS
    ):
        if first < 1 or not passage.words[first - 1][:1].isupper():
            return group
        first -= 1
    text = _written(passage, first, group.end)
    return replace(group, entity=replace(group.entity, canonical=text, party=text))


def _of_market(lower: list[str], head: int) -> int | None:
    """Where the market as a whole begins: "US stock futures", "all three major indexes"."""
    first = head
    while first > 0 and (lower[first - 1] in BEFORE_AVERAGE or lower[first - 1] in REGIONS):
        first -= 1
    said = frozenset(lower[first:head])
    if lower[head] == FUTURES and said and said <= NATIONAL:
        return first
    return first if said and (lower[head] != FUTURES or said & OF_FUTURES) and said & (OF_FUTURES | MAJOR) else None


def _linked_to(lower: list[str], head: int, linked: Mapping[int, int]) -> int | None:
    """Where shares begin that are said to hang on a company or project: "OpenAI-linked stocks", "Stargate stocks"."""
    at = head
    if at > 1 and lower[at - 1] in LINKS and lower[at - 2] == "-":
        return linked.get(at - 2)
    quoted = at > 0 and lower[at - 1] in QUOTES
    first = linked.get(at - quoted)
    if first is None or lower[first] not in PROJECTS:
        return None
    return first - 1 if quoted and first and lower[first - 1] in QUOTES else first


def _supplied(lower: list[str], head: int, linked: Mapping[int, int]) -> int | None:
    """Where a group begins that is called by whom it supplies: "Nvidia suppliers", "Apple's Asian suppliers"."""
    first = head
    while first > 0 and lower[first - 1] in ADJECTIVES:
        first -= 1
    owned = first > 0 and lower[first - 1] in POSSESSIVE
    return linked.get(first - owned) if owned or first == head else None


def _is_of_shares(lower: list[str], head: int) -> bool:
    """Whether "trade" is what investors buy: "the AI trade", and not "the chip trade war"."""
    behind = lower[head + 1] if head + 1 < len(lower) else ""
    return head > 0 and lower[head - 1] in TRADED_FOR and behind not in WAR and behind != "-"


def _market(lower: list[str], head: int) -> int | None:
    """The region of a market that ends with this head."""
    at = head - 1
    if at > 0 and lower[at] in {"equity", "stock", "share"}:
        at -= 1
    elif lower[head] not in {"stocks", "shares", "equities"}:
        return None
    return at if at >= 0 and lower[at] in REGIONS else None


def _index_start(start: int, names: list[NameHit], passage: Passage) -> int:
    """Where the name of an index begins: with its provider ("CSI ...") or a listed index ("Stoxx 600 ...")."""
    while start > 0 and (passage.words[start - 1].isupper() and 1 < len(passage.words[start - 1]) < 6):
        start -= 1
    return next((n.start for n in names if n.end == start and n.entity.kind == "index"), start)


def _begin(lower: list[str], head: int, taken: set[int]) -> int:
    """The first word of the group that ends with this head; the head itself when no word of the trade precedes it."""
    start, has_trade = head, lower[head] in ALONE
    at = head - 1
    while at >= max(head - MOST_WORDS, 0) and at not in taken:
        word = lower[at]
        if word in LINKS and lower[at - 1] == "-":
            pass
        elif word in TRADE or (word == "-" and at > 0 and (lower[at - 1] in TRADE or lower[at + 1] in LINKS)):
            has_trade = has_trade or word in TRADE
        elif word in JOINERS and at + 1 < head and at > 0 and lower[at - 1] in TRADE and lower[at + 1] in TRADE:
            pass
        elif word not in ADJECTIVES and not (lower[head] in INDEX_HEADS and word in INDEX_WORDS):
            break
        start, at = at, at - 1
    return start if has_trade else head


def _group(passage: Passage, start: int, end: int) -> NameHit:
    text = _written(passage, start, end)
    entity = Entity(canonical=text, ticker=None, kind="collective", party=text, groups=_trades(passage, start, end))
    return NameHit(start, end, entity)


def _grouped(name: NameHit, passage: Passage) -> NameHit:
    """A listed collective with the trade that its words tell."""
    return replace(name, entity=replace(name.entity, groups=_trades(passage, name.start, name.end)))


def _trades(passage: Passage, start: int, end: int) -> frozenset[str]:
    """What a group does, by its words; those of AI in general are counted with the chips that it runs on."""
    words = frozenset(passage.lower[start:end])
    found = set()
    if words & CHIP_WORDS or ("ai" in words and words.isdisjoint(USERS)):
        found |= {"chip", "core_chip"}
    if words & {"data", "datacenter", "datacenters"}:
        found.add("host")
    if words & NEOCLOUD_WORDS or {"ai", "cloud"} <= words:
        found.add("neocloud")
    if words & SPENDER_WORDS:
        found.add("hyperscaler")
    return frozenset(found)
