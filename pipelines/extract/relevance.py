"""Whether a text is about the trade, which themes it has, and how sure that is.

A theme needs wording in the text, or an event that carries it, or business news of one of its companies. A bare
mention is not enough: developer chat, awards, games and cook-books name the same companies. So a company counts only
beside a business word, and a text with the words of those other worlds needs an event to be relevant. Common words
("chips", "deal") only classify what other signs have shown to be relevant.

The order matters: events are found first and may be dropped here, because an irrelevant text has none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.extract.collectives import CHIP_WORDS
from pipelines.extract.drafts import CAPEX_TYPES, Draft
from pipelines.extract.passage import NameHit, Passage
from pipelines.extract.themes import Theme
from pipelines.extract.trade import (
    BROAD,
    CHIP_MAKERS,
    DOMAIN_GROUPS,
    FUNDERS,
    HELD,
    HOSTS,
    MAKERS,
    MANY_TRADES,
    MEMORY_GOODS,
    OWN_CHIPS,
    SELLER_TO_BE,
    SINGLE_MINDED,
    TRADE_TERMS,
    WATCHED,
)
from pipelines.extract.weights import RELEVANCE, Opinion, opinion_of

WEAK_EVENTS = frozenset({"price_change", "product_launch"})
"""Types whose words other worlds share: beside chatter they prove nothing."""
WEAK_ALONE = frozenset({"supply_constraint", "analyst_view"})
"""Types that prove nothing beside chatter unless the text names the goods of the trade or one of its companies."""
OF_PLAYERS = frozenset(
    """gaming gamers gamer games kit kits rtx geforce console consoles steam xbox playstation nintendo newegg
    motherboard motherboards""".split()
)
"""Whoever speaks of them buys memory for a computer at home."""
MEMORY_EVENTS = frozenset({"price_change", "supply_constraint"})
SCARCE = frozenset({"supply_constraint", "analyst_view"})
"""Scarce are parts of phones and cars too: beside their words it has to be said for whose computing."""
SHARED_DEALS = frozenset(
    """contract equity_investment mna executive_change regulation guidance earnings_result analyst_view power_deal
    clarification""".split()
)
"""Types that are news of another trade where a text has that one's words and no goods of this one."""
DRIVEN = frozenset({"SNDK"})
"""Makers of memory for phones as well: a bare move of their share is no news of the trade."""
LAB_CLOUD = "ORCL"
"""The one of them whose share moves with the labs that it hosts."""
WATCHED_TYPES = frozenset(
    "analyst_rating price_target analyst_view position_change debt_financing equity_financing".split()
)
AI_MONEY = frozenset({"debt_financing", "equity_financing", "position_change", "price_target", "analyst_rating"})
"""Of these types AI in the text is enough."""
AI_WARES = frozenset(
    """security cybersecurity software saas copilot agentforce agent agents agentic chatbot chatbots assistant
    assistants robot robots robotics humanoid humanoids ads ad advertising adtech search monetization monetisation
    browser subscriptions""".split()
)
"""What is sold that runs AI: who sells it needs no computers of his own."""
LAB_MONEY = frozenset({"equity_financing", "equity_investment", "ipo"})
"""Types of money that a builder of models raises."""
LAB_WARES = AI_WARES | frozenset("tool tools chatgpt claude gemini licensing seats".split())
"""What builders of models sell to firms of any trade."""
OWNED = frozenset({"ipo", "equity_financing", "mna"})
"""Types of whom a company belongs to."""
COMMON_TYPES = WATCHED_TYPES | frozenset(
    """earnings_result guidance executive_change regulation product_launch price_change mna ipo equity_investment
    clarification contract""".split()
)
"""Types that every company has: of one with many trades they are news of this one only beside its words."""
GOODS = frozenset(
    """strong_context compute money_trade chip chip_thing ai_place rule_thing capex ai_budget power power_source
    power_word place.project lease_noun trade_gear""".split()
)
"""Categories of the goods of the trade, of what they are housed in and run on, and of what is spent on them."""
CORE_GOODS = frozenset("strong_context compute money_trade ai_place place.project capex ai_budget trade_gear".split())
"""Those of them that no maker of cars, phones or drugs has."""
QUANTA = frozenset({"quantum", "qubit", "qubits"})
"""Chips that compute with them train no models."""
FUEL = frozenset({"power", "power_source", "power_word"})
"""Those of them that every trade runs on."""
RULES = frozenset({"rule_thing"})
OF_AGENCIES = frozenset({"rating.agency", "rating.agency_moves", "rating.agency_keeps"})
"""Frames of those who rate debt."""
OF_ONE = frozenset(
    """capex_guidance capex_spend backlog_update earnings_result guidance executive_change mna product_launch contract
    debt_financing equity_financing ipo analyst_rating price_target analyst_view position_change""".split()
)
"""Types that any company has: of one that also makes chips and gear for phones and cars they are news of the trade
only where the text says what drives them."""
FOUNDRY = "INTC"
"""The one of them that makes chips for others: who lets it is news."""
DRIVERS = frozenset("ai_word ai_place place.project ai_budget trade_gear export_word rule_thing".split())
DRIVER_WORDS = frozenset(
    """server servers memory dram nand hbm ssd ssds gpu gpus hyperscaler hyperscalers cloud datacenter datacenters
    photonics packaging foundry fab fabs wafer wafers accelerator accelerators""".split()
)
"""What drives a maker's business: AI, data centers, memory, and the plants that make the chips."""
SPENT_ELSEWHERE = frozenset(
    """restaurants restaurant kitchen kitchens stores store hotels hotel aircraft airplanes planes fleet drilling wells
    rigs mine mines mining trucks vehicles theaters theatres ships vessels pipelines refineries branches
    warehouses""".split()
)
"""What others build and buy for their own trade."""
SCHOOLING = frozenset(
    "education skills literacy scholarships curriculum classrooms nonprofits upskilling reskilling".split()
)
"""What is taught of AI, and given to those who teach it."""
GAINS = frozenset("boost benefit benefits savings saving gain gains uplift".split())
AI_NAMES = frozenset({"ai", "artificial"})
DEVICES = frozenset("phone phones smartphone smartphones handset handsets tablet tablets laptop laptops".split())
SHOWN_OFF = frozenset(
    """launch launches launched launching unveil unveils unveiled debut debuts debuted introduce introduces introduced
    release releases released reveal reveals revealed announce announces announced""".split()
)
DEVICE_NAME = re.compile(
    r"\b(?:galaxy (?:s|a|z|tab)\s?\d*|iphones?|ipads?|macbooks?|pixel \d+|playstation|ps[56]|xbox|(?:nintendo|switch) 2"
    r"|nintendo|steam (?:deck|machine)|thinkpads?|raspberry pi|kirin|redmi|poco|oneplus|mate (?:x|\d)\d*"
    r"|(?:xiaomi|honor|oppo|vivo) \w?\d+)\b",
    re.IGNORECASE,
)
"""Devices for people, by name, in the first words of a title."""
OPENING = 60
SHOWN_WITHIN = 6
"""Tokens from the word of a launch within which the device is named."""
CHIP_WATCHERS = frozenset({"TrendForce", "SemiAnalysis"})
"""Houses that follow nothing but the makers of chips."""
SOLD_ELSEWHERE = frozenset({"GeForce", "Snapdragon", "VMware"})
"""What makers of the trade sell to players, phones and offices, by name."""
MEMORY = frozenset({"dram", "nand", "hbm"})
FOR_SERVERS = frozenset({"server", "servers", "hbm"})
FOR_AI = frozenset({"ai_word", "ai_place", "compute"})
SURE = 0.9
"""The share from which the words alone make a text relevant."""
DOUBTED, DOUBTED_PHRASE, DOUBTED_MOVE, DOUBTED_WORDING = 0.2, 0.25, 0.7, 0.8
"""Shares below which they unmake one: with an event, a company that does nothing else or a chip maker as its subject;
with words that state a theme by themselves; with a move; with other wording."""
OWN_PARTIES = CHIP_MAKERS | SINGLE_MINDED
"""What they do, and a move of their shares, is news of the trade whatever the words beside it."""
CHIP = "chip"
SHARES = frozenset({"stocks", "shares", "trade", "names"})
SOME = frozenset("two three four five six seven ten these those best top which".split())
FOREMOST = 4
"""Tokens of a title within which its subject stands."""
HOLDING = frozenset("stake stakes position positions holding holdings".split())
"""What investors have of a share, and report."""
PLAIN_GROUNDS = frozenset({"phrase", "together"})
"""What states a theme in so many words: a phrase, or two kinds of words that name its matter together."""
THEME_SURE, THEME_DOUBTED = 0.8, 0.08
LARGE = 1e8
"""Dollars that are no shop's budget for computers."""
SPENDING = frozenset("spend spending capex bubble funding financing debt buildout build-out infrastructure".split())
SHAKEN = frozenset({"trade", "selloff", "sell-off", "jitters", "worries", "fears", "rout"})
BUBBLE = frozenset(
    """bubble bubbles overexcited irrational irrationality overhyped overbuilt overbuilding overinvestment
    shakeout""".split()
)
"""Words of a market that has run too far."""
FUNDING = frozenset({"debt_financing", "ipo"})
BIG_TECH = re.compile(
    r"\b(?:big tech|tech|technology|mag(?:nificent)? (?:7|seven)|mega-?caps?|hyperscalers?)\b", re.IGNORECASE
)
MARKET = re.compile(
    r"(?:u\.?s\.? |asian |european |global )?(?:stocks|shares|equities|(?:stock |equity |index )?futures)"
    r"|wall (?:street|st)|(?:three |all )*major (?:indexes|indices|averages)",
    re.IGNORECASE,
)
"""The market as a whole."""
BOOMS = frozenset("boom spree binge slowing gamble bet wave".split())
BUILDOUT = re.compile(
    r"\b(?:AI|data[- ]cent(?:er|re)) (?:infrastructure |data center )?"
    r"(?:build-?out|(?:(?:building|spending|construction|capex|investment) )?(?:boom|spree))\b",
    re.IGNORECASE,
)
"""What is built for AI as a whole."""
PIVOTS = frozenset("hosting hpc pivot pivots pivoting pivoted".split())
"""What miners of coins turn to."""
CHIP_NAMES = frozenset("blackwell trainium trainium2 trainium3".split())
SOLD = frozenset("demand revenue supply shipments orders sales production ramp".split())
IN_TALKS = frozenset("talks deal deals pact agreement contract spend spends spending billion".split())
CLOUD_WORDS = frozenset("cloud compute computing tpu tpus chips".split())
OTHERS = frozenset({"competitor", "competitors", "rival", "rivals", "alternative"})
"""Who is known only by whom it stands against."""
CAR_MAKERS = frozenset("honda toyota volkswagen nissan stellantis bmw mercedes renault nexperia bosch".split())
"""They and who makes their chips: of another trade, unless the goods of this one stand beside them."""
SOCIETY = frozenset(
    """jobs unemployment jobless humanity consciousness safety ethics degree degrees physics
    superintelligence agi sentient doomers extinction""".split()
)
"""What chiefs muse about when they speak of AI at large."""
RESEARCHED = frozenset("neuromorphic darpa researchers scientists university drones missiles warfare".split())
"""Chips of laboratories and of weapons."""
PROCEDURE = (
    "listen-only mode",
    "thank you for standing by",
    "question-and-answer session",
    "operator assistance",
)
WELCOME = re.compile(r"welcome (?:everyone )?to (?:the|our) [^.]{0,60}?(?:earnings|conference|results) call")
"""What an operator says before a call."""
OUT_OF_SERVICE = frozenset("outage outages downtime censorship glitch glitches".split())
ADOPTED = 2e10
"""Dollars that no firm of another trade pays for software and its teaching."""
CLOUD_BUYERS = frozenset({"cloud", "hyperscaler", "hyperscalers"})
BUDGETED = frozenset("capex capital budget".split())
BASE = 0.2
EVENT_WEIGHT = 0.35
THEME_WEIGHT = 0.15
NAME_WEIGHT = 0.1


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a text is about."""

    relevant: bool
    score: float
    themes: tuple[str, ...]
    reasons: tuple[str, ...]
    """Why it is relevant, or why it is not."""


class Ground(NamedTuple):
    """Something that states a theme."""

    kind: str
    """event, phrase, context_phrase, unit, together, company; aside for common words; weighed where all words together
    speak for it, outweighed where they speak against what the rest says."""
    what: str
    """The event's name, the category of the words, the unit, the company, or the heaviest words."""


IRRELEVANT = Verdict(False, 0.0, (), ("no event, theme, or word of the trade's business",))
OTHER_WORLD = Verdict(False, 0.0, (), ("words of another world (use, games, recipes) and no event of the trade",))


def judge(passage: Passage, drafts: Sequence[Draft], moves: Sequence[Draft], themes: Sequence[Theme]) -> Verdict:
    """Relevance, score in [0, 1] and themes of a text whose events and price moves are known."""
    drafts = [draft for draft in drafts if _is_of_trade(draft, passage)]
    signals = _signals(passage, drafts, moves)
    groups = {name.party for name in passage.names if name.entity.kind == "collective"}
    # "ON Semiconductor" is one of those who make chips, not all of them; three of them together are their sector.
    firms = {name.party: name.entity.groups for name in passage.names if name.entity.kind == "company"}
    moved = {move.actor for move in moves}
    chips_move = sum(bool(firms.get(actor, frozenset()) & CHIP_MAKERS) for actor in moved) > 2 or any(
        not CHIP_WORDS.isdisjoint((actor or "").lower().split()) for actor in moved - firms.keys()
    )
    at_home = chips_move or signals.strong or any(n.entity.groups & SINGLE_MINDED for n in passage.names)
    # Miners of coins let computers too, and a text about that names them beside the goods of the trade.
    meant = (signals.devoted and (signals.strong or passage.has("compute") or passage.has("ai_word"))) or (
        (signals.strong or not PIVOTS.isdisjoint(passage.vocabulary)) and passage.has("ai_word")
    )
    # "Bitcoin slides; MARA, Riot follow lower": what lives from coins moves with them.
    of_coins = passage.has("coins") and not (meant or signals.devoted)
    domain_names = frozenset[str]() if of_coins else signals.domain_names
    domain_move = chips_move or any(move.actor in domain_names or move.actor in groups for move in moves)
    if domain_move and passage.has("chatter") and _moves_for_phones(passage, moved):
        domain_move = False
    elsewhere = (passage.has("coins") and not meant) or _is_of_another_world(passage, drafts, moves, signals)
    # Memory is sold to phones as well: news of its market names servers beside them, or those who follow it.
    of_memory = not MEMORY.isdisjoint(passage.vocabulary) and not FOR_SERVERS.isdisjoint(passage.vocabulary)
    elsewhere = elsewhere and not (of_memory or any(n.entity.canonical in CHIP_WATCHERS for n in passage.names))
    if elsewhere and not domain_move and all(_is_weak(draft, passage, signals) for draft in drafts):
        return OTHER_WORLD
    foremost = {theme.id: next(_grounds(theme, passage, signals), None) for theme in themes}
    carried = {theme for theme, ground in foremost.items() if ground}
    is_ruled = _is_of_rulers(passage)
    driven = _is_driven_move(passage, moves, signals)
    of_maker = not elsewhere and _opens_with_maker(passage)
    plainly = _plain_news(passage, signals, unclaimed=not elsewhere, of_miners=meant and passage.has("coins"))
    reasons = {
        "states a theme": bool(carried),
        "tells of an event": bool(drafts),
        "a company of the trade moves, beside words of the trade": domain_move and at_home,
        "business of a company of the trade": signals.business
        and signals.strong
        and bool(signals.domain_names - groups),
        "money of the trade's size beside its goods": signals.strong and signals.business and _is_large(passage),
        "big spenders move for AI": _is_joint_move(passage, moves),
        "a supplier's share moves for AI": driven,
        "the trade as a whole": passage.has("whole_trade")
        and (signals.business or not BOOMS.isdisjoint(passage.vocabulary)),
        **plainly,
        "AI and the share of a big spender": _is_ai_stock_news(passage),
        "analysts on the seller-to-be": _is_view_of_seller(passage),
        "an authority on the export of chips": is_ruled,
        "a maker of the trade's chips is its subject": of_maker,
        "shares of AI are its subject": not elsewhere and _opens_with_ai_shares(passage),
    }
    held = [reason for reason, holds in reasons.items() if holds]
    if not held and not _touches(passage, signals):
        return IRRELEVANT
    opinion = opinion_of(passage.lower)
    # A theme of the user's own is no question the weights have ever been asked.
    asked = all(theme.weighed for theme in themes if theme.id in carried)
    told = is_ruled or driven or any(plainly.values())
    own_news = chips_move or told or _is_own_news(passage, drafts, moved, firms)
    plain = any(ground is not None and ground.kind in PLAIN_GROUNDS for ground in foremost.values())
    wording = DOUBTED_PHRASE if plain else DOUBTED_MOVE if moves else DOUBTED_WORDING
    turning = _has_own_places(passage) and passage.has("ai_word")  # "TeraWulf's AI pivot draws investors"
    equipped = signals.strong and passage.has("trade_gear") and _is_of_makers(passage)
    surely = drafts or signals.devoted or turning or equipped or (of_maker and signals.business)
    doubted = DOUBTED if surely else wording
    doubtful = opinion and asked and held and not own_news and opinion.share(RELEVANCE) < doubted
    if opinion and doubtful and (against := _listed(opinion, against=True)):
        return Verdict(False, 0.0, (), (f"its words are those of other news: {against}",))
    if opinion and not held and opinion.share(RELEVANCE) >= SURE:
        held.append(f"its words are those of the trade: {_listed(opinion)}")
    if not held:
        return IRRELEVANT
    found = tuple(theme.id for theme in themes if _is_stated(theme, passage, foremost[theme.id], opinion))
    events, named = min(len(drafts), 2), min(len(signals.domain_names), 3)
    score = BASE + EVENT_WEIGHT * events + THEME_WEIGHT * min(len(found), 3) + NAME_WEIGHT * named
    return Verdict(True, round(min(score, 1.0), 3), found, tuple(held))


def _is_of_another_world(passage: Passage, drafts: Sequence[Draft], moves: Sequence[Draft], signals: Signals) -> bool:
    """Whether it speaks of use, schools, devices, laboratories or other trades, with little of this one beside it."""
    said, core = passage.vocabulary, not CORE_GOODS.isdisjoint(passage.categories)
    cars = passage.has("other_trade") or not CAR_MAKERS.isdisjoint(said)
    other_trade = (cars and not signals.devoted) or (passage.has("real_estate") and not _has_own_places(passage))
    return (
        passage.has("chatter")
        or signals.for_people
        or (other_trade and not (core or moves or "server" in said))
        or not (SCHOOLING.isdisjoint(said) or core or moves)
        or not (SOCIETY.isdisjoint(said) or core or moves or signals.devoted)
        or not (OUT_OF_SERVICE.isdisjoint(said) or drafts or moves)
        or (not RESEARCHED.isdisjoint(said) and not drafts and _names_no_one(passage))
        or _gains_by_ai(passage)
        or _shows_a_device(passage)
        or _opens_a_call(passage)
    )


def _opens_a_call(passage: Passage) -> bool:
    """Whether an operator speaks, anywhere in the text: a transcript."""
    said = passage.text.lower()
    return any(words in said for words in PROCEDURE) or WELCOME.search(said) is not None


def _has_own_places(passage: Passage) -> bool:
    return any(n.entity.groups & HOSTS and not n.bystander for n in passage.names)


def _plain_news(passage: Passage, signals: Signals, *, unclaimed: bool, of_miners: bool) -> dict[str, bool]:
    """By reason, whether a few plain words make it news of the trade. unclaimed: no other world claims the text."""
    said = passage.vocabulary
    sold = not (CHIP_NAMES.isdisjoint(said) or SOLD.isdisjoint(said))
    cooled = signals.business and {"liquid", "cooling"} <= said
    return {
        "a chip of the trade and what is sold of it": unclaimed and sold,
        "money for a site of a big spender": _is_money_for_site(passage),
        "a lab and the cloud of a big spender": unclaimed and _is_cloud_of_lab(passage),
        "a maker and the cooling of racks": unclaimed and cooled and _is_of_makers(passage),
        "what is built for AI": unclaimed and passage.has("whole_trade") and bool(BUILDOUT.search(passage.text)),
        "miners of coins turn to AI": of_miners and not PIVOTS.isdisjoint(said),
    }


def _is_own_news(
    passage: Passage, drafts: Sequence[Draft], moved: Collection[str | None], firms: Mapping[str | None, frozenset[str]]
) -> bool:
    """An event told with the goods of the trade, or what a company does, or suffers, that has no other trade; or what
    an agency thinks of the debt of a big spender that is followed for it, or that one lets its models."""
    own = {party for party, groups in firms.items() if groups & OWN_PARTIES}
    goods = any(n.entity.kind == "product" and n.entity.groups & OWN_PARTIES for n in passage.names)
    told = bool(drafts) and (goods or not GOODS.isdisjoint(passage.categories))
    watched = {n.party for n in passage.names if n.entity.ticker in WATCHED and not n.bystander}
    if any(draft.frame_id in OF_AGENCIES and draft.counterparty in watched for draft in drafts):
        return True
    if any(draft.subtype == "managed_api" and draft.actor in watched for draft in drafts):
        return True
    if not HOLDING.isdisjoint(passage.vocabulary) and any(
        n.entity.kind == "company" and n.entity.groups & OWN_PARTIES and not n.bystander for n in passage.names
    ):
        return True
    return told or not own.isdisjoint(moved) or any(not own.isdisjoint(draft.parties) for draft in drafts)


def grounds(
    theme: Theme, passage: Passage, drafts: Sequence[Draft], moves: Sequence[Draft]
) -> tuple[list[Ground], bool]:
    """Everything that states a theme, common words last, and whether a word of it forbids the theme."""
    counted = [draft for draft in drafts if _is_of_trade(draft, passage)]
    signals = _signals(passage, counted, moves)
    found = list(_grounds(theme, passage, signals))
    found += _aside(theme, passage, {ground.what for ground in found if ground.kind == "company"})
    opinion = opinion_of(passage.lower)
    if opinion and theme.weighed and _is_stated(theme, passage, next(iter(found), None), opinion) != bool(found):
        kind = "outweighed" if found else "weighed"
        found.append(Ground(kind, " ".join(opinion.heaviest(theme.id, against=bool(found)))))
    return found, passage.has(f"veto.{theme.id}")


@dataclass(frozen=True, slots=True)
class Signals:
    """What all themes ask about a text, looked up once."""

    context: bool
    """Whether the text is about computing for AI at all."""
    strong: bool
    """Whether it names the goods of the trade: GPUs, data centers, computing power."""
    business: bool
    """Whether it speaks of business, not of using a product."""
    named: frozenset[str]
    """Tickers and canonical names of those the text is about."""
    devoted: frozenset[str]
    """Those of companies that do nothing else: whatever is written of them is news of the trade."""
    domain_names: frozenset[str]
    """Companies of the trade among them."""
    events: frozenset[str]
    memory: bool
    """Whether it names memory as it is traded."""
    for_people: bool
    """Whether it is about what makers of the trade sell to players, phones and offices."""


def _signals(passage: Passage, drafts: Sequence[Draft], moves: Sequence[Draft]) -> Signals:
    # A company of many trades counts where the text speaks of this one.
    narrow = passage.has("strong_context") or passage.has("compute") or passage.has("ai_word")
    names = [name for name in passage.names if narrow or "wide" not in name.entity.groups]
    houses = frozenset(name.entity.canonical for name in passage.names if name.entity.kind == "broker")
    for_people = _is_of_people(passage)
    return Signals(
        context=_has_context(passage, names),
        strong=passage.has("strong_context"),
        business=passage.has("business") or bool(drafts) or bool(moves),
        named=_keys(n for n in names if not n.bystander),
        devoted=_keys(n for n in names if not (for_people or n.bystander) and "devoted" in n.entity.groups),
        domain_names=frozenset(
            n.party or "" for n in names if n.entity.groups & DOMAIN_GROUPS and n.entity.ticker not in DRIVEN
        ),
        events=frozenset(name for draft in drafts for name in _event_names(draft, houses)),
        memory=not MEMORY_GOODS.isdisjoint(passage.vocabulary) and OF_PLAYERS.isdisjoint(passage.vocabulary),
        for_people=for_people,
    )


def _is_of_people(passage: Passage) -> bool:
    """Whether it names what makers of the trade sell to others, and no goods of the trade beside it."""
    sold = any(name.entity.canonical in SOLD_ELSEWHERE for name in passage.names)
    return sold and CORE_GOODS.isdisjoint(passage.categories)


def _keys(names: Iterable[NameHit]) -> frozenset[str]:
    return frozenset(key for n in names for key in (n.entity.ticker, n.party, n.entity.canonical) if key)


def _grounds(theme: Theme, passage: Passage, signals: Signals) -> Iterator[Ground]:
    """What states the theme: an event, wording, or a company's business news; nothing but events beside a veto."""
    said = passage.categories
    for name in sorted(signals.events & theme.carriers):
        yield Ground("event", name)
    if f"veto.{theme.id}" in said:
        return
    if f"theme.{theme.id}" in said:
        yield Ground("phrase", f"theme.{theme.id}")
    if not signals.events.isdisjoint(theme.gives_way):
        return
    if signals.context:
        if f"context.{theme.id}" in said:
            yield Ground("context_phrase", f"context.{theme.id}")
        for unit in sorted({a.amount.unit for a in passage.amounts if a.amount.unit in theme.units}):
            yield Ground("unit", unit)
    for pair in theme.pairs:
        if _stand_together(pair, passage):
            yield Ground("together", " + ".join(pair))
    named = signals.named if signals.business else signals.devoted
    for company in sorted(named & theme.followed):
        yield Ground("company", company)


def _is_stated(theme: Theme, passage: Passage, first: Ground | None, opinion: Opinion | None) -> bool:
    """Whether a relevant text has the theme: by an event, or by wording that its words do not outweigh."""
    if first and first.kind in {"event", "phrase"}:
        return True
    stated = first is not None or _stands_aside(theme, passage)
    if opinion is None or not theme.weighed:
        return stated
    if stated and _names_one_of(theme, passage):
        return True
    share = opinion.share(theme.id)
    return share >= THEME_DOUBTED if stated else share >= THEME_SURE and not passage.has(f"veto.{theme.id}")


def _touches(passage: Passage, signals: Signals) -> bool:
    """Whether a company or the words of the trade are named at all: the gate lets no other text in."""
    return bool(signals.domain_names) or not TRADE_TERMS.isdisjoint(passage.categories)


def _listed(opinion: Opinion, *, against: bool = False) -> str:
    return ", ".join(opinion.heaviest(RELEVANCE, against=against))


def _stands(category: str, passage: Passage) -> bool:
    group = category.removeprefix("group:")
    if group == category:
        return passage.has(category)
    # Where somebody speaks or travels is no news of a company, and "AI stocks" are those of many trades.
    return any(
        group in n.entity.groups and not n.bystander and n.entity.kind != "person" and not _is_of_ai_alone(n, group)
        for n in passage.names
    )


def _is_of_ai_alone(name: NameHit, group: str) -> bool:
    """Whether a group counts as one of chip makers only for its word AI ("AI stocks", "AI companies")."""
    if group != CHIP or name.entity.kind != "collective":
        return False
    words = name.entity.canonical.lower().replace("-", " ").split()
    return "ai" in words and CHIP_WORDS.isdisjoint(words)


def _stand_together(pair: Sequence[str], passage: Passage) -> bool:
    """Whether the categories stand in the text, words of two in one sentence."""
    if not all(_stands(category, passage) for category in pair):
        return False
    words = [category for category in pair if not category.startswith("group:")]
    if len(words) < 2 or not passage.beside_categories.isdisjoint(words):
        return True
    return any(terms.keys() >= set(words) for terms in passage.sentence_terms.values())


def _stands_aside(theme: Theme, passage: Passage) -> bool:
    """Whether common words, or a company, state the theme of a text that is relevant anyway."""
    if passage.has(f"veto.{theme.id}"):
        return False
    return passage.has(f"aside.{theme.id}") or _names_one_of(theme, passage)


def _aside(theme: Theme, passage: Passage, told: Set[str]) -> Iterator[Ground]:
    """The common words that state a theme, else the companies; without those that were told of already."""
    if not _stands_aside(theme, passage):
        return
    if passage.has(f"aside.{theme.id}"):
        yield Ground("aside", f"aside.{theme.id}")
        return
    for name in dict.fromkeys(_named_of(theme, passage)):
        if told.isdisjoint(_keys([name])):
            yield Ground("company", name.entity.canonical)


def _names_one_of(theme: Theme, passage: Passage) -> bool:
    """Whether the text is about a company of a group that states the theme."""
    return bool(theme.aside_groups) and next(_named_of(theme, passage), None) is not None


def _named_of(theme: Theme, passage: Passage) -> Iterator[NameHit]:
    return (
        n
        for n in passage.names
        if n.entity.kind == "company" and not n.bystander and not n.entity.groups.isdisjoint(theme.aside_groups)
    )


def _event_names(draft: Draft, houses: Collection[str]) -> tuple[str, ...]:
    """The names under which themes ask for an event."""
    between = f"{draft.type}.between" if draft.actor and draft.counterparty else draft.type
    house = f"{draft.type}.house" if draft.actor in houses else draft.type
    return draft.type, f"{draft.type}.{draft.subtype}", between, house, draft.frame_id


def _is_weak(draft: Draft, passage: Passage, signals: Signals) -> bool:
    """An event that other worlds have too; the frames of themes name their world themselves."""
    if signals.memory and draft.type in MEMORY_EVENTS:
        return False  # phones and laptops lack memory because servers take it
    weak = draft.type in WEAK_EVENTS or (draft.type in WEAK_ALONE and not (signals.strong or signals.devoted))
    if draft.type in (SCARCE | MEMORY_EVENTS) and _shows_a_device(passage):
        return True
    if draft.type in SCARCE and FOR_AI.isdisjoint(passage.categories) and not signals.devoted:
        weak = weak or all(name.entity.canonical not in CHIP_WATCHERS for name in passage.names)
    if draft.type == "data_center_build" and passage.has("coins") and FOR_AI.isdisjoint(passage.categories):
        return True  # where coins are mined
    if draft.type == "contract" and _buys_chips(draft, passage):
        return False
    if draft.type in SHARED_DEALS and not signals.devoted and not _is_of_neocloud(draft, passage):
        goods = CORE_GOODS if passage.has("other_trade") else GOODS
        weak = weak or goods.isdisjoint(passage.categories)
    return weak and "/" not in draft.frame_id


def _shows_a_device(passage: Passage) -> bool:
    """ "Motorola launches foldable phone amid memory shortage", "Galaxy S27 to cost more as memory runs short": what is
    scarce or dear stands in the background, unless it is named as it is traded."""
    if DEVICE_NAME.search(passage.text, 0, OPENING) and DRIVER_WORDS.isdisjoint(passage.vocabulary - {"memory"}):
        return True
    first = passage.lower[: SHOWN_WITHIN * 2]
    return any(
        word in SHOWN_OFF and not DEVICES.isdisjoint(first[i : i + SHOWN_WITHIN]) for i, word in enumerate(first)
    )


def _buys_chips(draft: Draft, passage: Passage) -> bool:
    """A cloud that takes chips ("could buy up to $20 billion of chips from Marvell"), whatever is told beside it."""
    groups = [n.entity.groups for n in passage.names if n.party in draft.parties and not n.bystander]
    return any("cloud" in g for g in groups) and any(g & CHIP_MAKERS for g in groups)


def _is_of_neocloud(draft: Draft, passage: Passage) -> bool:
    """Whether a party of it has no other trade: what a neocloud buys is news of the trade, whatever it is."""
    return any(n.party in draft.parties and "neocloud" in n.entity.groups and not n.bystander for n in passage.names)


def _opens_with_maker(passage: Passage) -> bool:
    """ "AMD runs rings around Intel": the first word names one who makes hardly anything else."""
    first = next((n for n in passage.names if n.start == 0 and not n.bystander), None)
    if first is None or not passage.words[0].isascii():
        return False  # where words are not parted, a name begins many a text about something else
    return first.entity.kind == "company" and "core_chip" in first.entity.groups


def _is_of_makers(passage: Passage) -> bool:
    """Whether a maker of chips, gear or power is named: "Vertiv buys maker of liquid cooling for data centers"."""
    return any(n.entity.groups & (MAKERS | {"power"}) and not n.bystander for n in passage.names)


def _opens_with_ai_shares(passage: Passage) -> bool:
    """ "AI stocks get drilled", "AI trade picks up again"."""
    first = next((n for n in passage.names if n.start < FOREMOST and _is_of_ai_alone(n, CHIP)), None)
    # "2 AI stocks to buy" are somebody's choice.
    if first is None or any(word.isdigit() or word in SOME for word in passage.lower[: first.start]):
        return False
    return not SHARES.isdisjoint(passage.lower[first.start : first.end])


def _is_of_rulers(passage: Passage) -> bool:
    """Whether an authority is named beside chips and their export."""
    goods = passage.has("chip") and passage.has("export_word")
    return goods and any(n.entity.kind == "government" for n in passage.names)


def _is_of_trade(draft: Draft, passage: Passage) -> bool:
    """Whether an event is news of this trade: by its type, by a party that does nothing else, or by words beside it.

    Offices, games, antitrust, shops, models: what big spenders and labs do is for the most part another trade.
    """
    told = GOODS & passage.categories
    lets_build = draft.type == "contract" and any(name.entity.ticker == FOUNDRY for name in passage.names)
    if draft.type in OF_ONE and "/" not in draft.frame_id and not lets_build and _lacks_driver(passage):
        return False
    if draft.type == "position_change" and draft.counterparty is None and not OTHERS.isdisjoint(passage.vocabulary):
        return passage.has("chip")  # "Adds to this Meta rival"
    if draft.type == "product_launch" and not QUANTA.isdisjoint(passage.vocabulary):
        return not DRIVER_WORDS.isdisjoint(passage.vocabulary)
    if draft.type in CAPEX_TYPES and not SCHOOLING.isdisjoint(passage.vocabulary) and "/" not in draft.frame_id:
        return passage.has("ai_place") or passage.has("infrastructure")
    if draft.type in CAPEX_TYPES and "/" not in draft.frame_id and _adopts_ai(draft, passage):
        return False
    if draft.type == "analyst_view" and not SOCIETY.isdisjoint(passage.vocabulary) and not told & CORE_GOODS:
        return not SHARES.isdisjoint(passage.vocabulary) or not BUBBLE.isdisjoint(passage.vocabulary)
    if draft.type == "clarification" and not OUT_OF_SERVICE.isdisjoint(passage.vocabulary):
        return any(n.entity.groups & SINGLE_MINDED and n.party == draft.actor for n in passage.names)
    if draft.type in CAPEX_TYPES and _names_no_one(passage):
        sites = (
            not DRIVER_WORDS.isdisjoint(passage.vocabulary) or passage.has("ai_place") or passage.has("place.project")
        )
        if _gains_by_ai(passage) or not (sites or SPENT_ELSEWHERE.isdisjoint(passage.vocabulary)):
            return False
    if draft.type not in COMMON_TYPES or "/" in draft.frame_id or told:
        common = draft.type in COMMON_TYPES and "/" not in draft.frame_id and told
        # "Octopus Energy spins off its AI unit", "Trump signs order against state AI laws".
        apart = (draft.type in OWNED and told <= FUEL) or (draft.type == "regulation" and told <= RULES)
        return not (common and apart and _names_no_one(passage))
    if draft.type == "contract" and (
        passage.has("infrastructure") or passage.has("trade_goods") or draft.frame_id == "contract.commit"
    ):
        return True
    if draft.type in {"ipo", "equity_financing"} and any(
        "chip" in name.entity.groups and name.party == draft.actor for name in passage.names
    ):
        return True  # whoever its parent is
    named = [name for name in passage.names if not name.bystander and name.entity.groups]
    computing = not DRIVER_WORDS.isdisjoint(passage.vocabulary) or passage.has("infrastructure")
    if draft.type in LAB_MONEY and not computing and _goes_to_lab(draft, named, passage):
        return False
    if draft.type in FUNDING and any(name.entity.canonical in FUNDERS for name in passage.names):
        return True  # What it borrows goes to labs, and their listings move it.
    if draft.type == "product_launch" and any(name.entity.canonical in OWN_CHIPS for name in passage.names):
        return True
    if any(name.entity.groups & SINGLE_MINDED and not _is_of_ai_alone(name, CHIP) for name in named):
        return True
    watched = HELD if draft.type == "position_change" else WATCHED
    if any(name.entity.ticker in watched for name in named) and (
        draft.type in WATCHED_TYPES or passage.has("infrastructure")
    ):
        return True
    if draft.type in AI_MONEY and passage.has("ai_word") and AI_WARES.isdisjoint(passage.vocabulary):
        return True
    if draft.type == "analyst_view" and passage.has("ai_word") and not BUBBLE.isdisjoint(passage.vocabulary):
        return True  # whoever's chief warns of it
    sellers = {name.party for name in named if name.entity.groups & {"gear", "chip"}}
    if draft.type == "contract" and not sellers.isdisjoint(draft.parties) and not passage.has("chatter"):
        return True
    labs = any("lab" in name.entity.groups for name in named)
    own = any(name.entity.ticker == LAB_CLOUD and name.party == draft.actor for name in named)
    wares = not LAB_WARES.isdisjoint(passage.vocabulary) or not (computing or _is_large(passage))
    sold = draft.type == "contract" and not own and wares
    if labs and sold and not draft.parties <= {name.party for name in named}:
        return False  # "HSBC signs deal with Mistral for AI tools"
    if labs and (draft.type == "contract" or own):
        return True  # What a lab buys of a cloud is computing; "Oracle lifts outlook on OpenAI deal".
    if draft.type == "equity_investment" and {draft.actor, draft.counterparty} <= {name.party for name in named}:
        return True
    if named and all(_is_of_ai_alone(name, CHIP) for name in named) and _names_others(draft, passage):
        return False
    if not named and not AI_WARES.isdisjoint(passage.vocabulary):
        return False
    if draft.type in OWNED and not named and _is_of_backed_stranger(draft, passage):
        return False
    return not any(name.entity.groups & MANY_TRADES for name in named)


def _tells_driver(passage: Passage) -> bool:
    """Whether the text says what drives a maker's business in this trade."""
    return not DRIVERS.isdisjoint(passage.categories) or not DRIVER_WORDS.isdisjoint(passage.vocabulary)


def _lacks_driver(passage: Passage) -> bool:
    """ "Texas Instruments lifts outlook": a maker for many trades, and no word of what drives it: AI, data centers,
    memory, a customer of the trade."""
    if _tells_driver(passage):
        return False
    named = [n.entity for n in passage.names if n.entity.groups and not n.bystander and not _is_of_ai_alone(n, CHIP)]
    return bool(named) and all(entity.ticker in BROAD for entity in named)


def _moves_for_phones(passage: Passage, moved: Collection[str | None]) -> bool:
    """ "Phone chip stocks rally: Skyworks jumps 11%, Qualcomm 4%": of all that move none has servers in it."""
    makers = [n.entity for n in passage.names if n.party in moved and n.entity.kind == "company"]
    return bool(makers) and not _tells_driver(passage) and all(maker.ticker in BROAD for maker in makers)


def _gains_by_ai(passage: Passage) -> bool:
    """ "The bank saves £60 million with AI": what a firm of another trade saves or earns by it."""
    if GAINS.isdisjoint(passage.vocabulary):
        return False
    lower = passage.lower
    for i, word in enumerate(lower[:-1]):
        if word in GAINS and lower[i + 1] == "from" and not AI_NAMES.isdisjoint(lower[i + 2 : i + 5]):
            return _names_no_one(passage)
    return False


def _adopts_ai(draft: Draft, passage: Passage) -> bool:
    """ "Consultancy commits $1 billion to AI": what a firm of another trade pays for AI, with no word of computers."""
    payers = [n.entity for n in passage.names if n.party == draft.actor and not n.bystander]
    if draft.actor is None or any(payer.groups or payer.kind not in {"company", "broker"} for payer in payers):
        return False
    sums = (hit.amount.value for hit in passage.amounts if hit.amount.unit == "USD")
    if any((max(value) if isinstance(value, tuple) else value) >= ADOPTED for value in sums):
        return False
    computing = not DRIVER_WORDS.isdisjoint(passage.vocabulary - {"cloud"}) or passage.has("infrastructure")
    placed = passage.has("ai_place") or passage.has("place.project") or passage.has("compute")
    return not (computing or placed) and BUDGETED.isdisjoint(passage.vocabulary)


def _names_others(draft: Draft, passage: Passage) -> bool:
    """ "3 AI stocks to buy: Upstart, Atlassian": companies of no group of the trade stand behind the words."""
    return any(
        name.entity.kind == "company" and not name.entity.groups and name.party != draft.actor for name in passage.names
    )


def _names_no_one(passage: Passage) -> bool:
    """Whether nobody of the trade is named but as a bystander."""
    return not any(name.entity.groups and not name.bystander for name in passage.names)


def _goes_to_lab(draft: Draft, named: Sequence[NameHit], passage: Passage) -> bool:
    """ "Mistral in talks to raise $1 billion": what a builder of models raises, with no word of what is bought for it.

    Of makers of chips, of clouds and of those who fund its computers it is the trade's money.
    """
    labs = {name.party for name in named if "lab" in name.entity.groups}
    if labs.isdisjoint(draft.parties):
        return False
    if draft.type == "equity_investment" and not passage.has("ipo") and any("cloud" in n.entity.groups for n in named):
        return False  # who lets computers to it
    return not any(name.entity.groups & SINGLE_MINDED or name.entity.canonical in FUNDERS for name in named)


def _is_of_backed_stranger(draft: Draft, passage: Passage) -> bool:
    """ "AMD-backed Corvid Biosciences files for IPO": of the trade is only who describes the company."""
    backers = {name.party for name in passage.names if name.bystander and name.entity.groups}
    return bool(backers) and draft.actor not in backers and not passage.has("ai_word")


def _has_context(passage: Passage, names: Sequence[NameHit]) -> bool:
    """Words of computing for AI, a company that does nothing else, or AI beside an authority."""
    if passage.has("strong_context"):
        return True
    if any(n.entity.groups & SINGLE_MINDED and not n.bystander for n in names):
        return True
    return passage.has("ai_word") and any(n.entity.kind == "government" for n in names)


def _is_large(passage: Passage) -> bool:
    """Whether a sum of money is named that only this trade spends on such goods."""
    sums = (hit.amount.value for hit in passage.amounts if hit.amount.unit == "USD")
    return any(max(value) >= LARGE if isinstance(value, tuple) else value >= LARGE for value in sums)


def _is_joint_move(passage: Passage, moves: Sequence[Draft]) -> bool:
    """Two big spenders whose shares move in a text about AI."""
    spenders = {n.party for n in passage.names if "hyperscaler" in n.entity.groups and not n.bystander}
    return passage.has("ai_word") and len(spenders & {move.actor for move in moves}) > 1


def _is_driven_move(passage: Passage, moves: Sequence[Draft], signals: Signals) -> bool:
    """A maker of chips, gear or power whose share moves in a text that says AI, computing or data centers.

    So does a big spender, or big tech as a whole, where the text says what is spent on AI.
    """
    moved = {move.actor for move in moves}
    customers = any(n.party not in moved and n.entity.groups & DOMAIN_GROUPS for n in passage.names)
    bought = passage.has("trade_gear") and not CLOUD_BUYERS.isdisjoint(passage.vocabulary)
    if not moved or not (passage.has("ai_word") or signals.strong or customers or bought):
        return False
    named = [n for n in passage.names if n.party in moved and not n.bystander]
    groups = frozenset().union(*(n.entity.groups for n in named if "wide" not in n.entity.groups))
    if groups & MAKERS or ("power" in groups and (signals.strong or "power" in passage.vocabulary)):
        return True
    spent = not SPENDING.isdisjoint(passage.vocabulary)
    labs = any("lab" in n.entity.groups and n.party not in moved for n in passage.names)
    if labs and any(n.entity.canonical in FUNDERS for n in named):
        return True  # its share hangs on the lab that it has put its money into
    if spent and any("hyperscaler" in n.entity.groups or n.entity.canonical in FUNDERS for n in named):
        return True
    told = spent or not SHAKEN.isdisjoint(passage.vocabulary)
    return told and any(BIG_TECH.search(actor or "") or MARKET.fullmatch(actor or "") for actor in moved)


def _is_money_for_site(passage: Passage) -> bool:
    """ "Leads $8 billion financing of Colossus for xAI": a sum of this trade's size for a site known by name."""
    spenders = any("hyperscaler" in n.entity.groups and not n.bystander for n in passage.names)
    return spenders and passage.has("place.project") and passage.has("business") and _is_large(passage)


def _is_cloud_of_lab(passage: Passage) -> bool:
    """ "Oracle climbs amid Mistral cloud talks": what a lab takes of a big spender is computing."""
    if IN_TALKS.isdisjoint(passage.vocabulary) or CLOUD_WORDS.isdisjoint(passage.vocabulary):
        return False
    groups = [n.entity.groups for n in passage.names if not n.bystander]
    return any("lab" in g for g in groups) and any("hyperscaler" in g for g in groups)


def _is_view_of_seller(passage: Passage) -> bool:
    """What analysts think of the share of the company that may sell its computing, even where they are not named."""
    return passage.has("analysts_word") and any(
        n.entity.ticker == SELLER_TO_BE and not n.bystander for n in passage.names
    )


def _is_ai_stock_news(passage: Passage) -> bool:
    """The share or the debt of a watched spender and AI in one text: of interest even where no theme is stated."""
    tickers = {n.entity.ticker for n in passage.names if not n.bystander} & WATCHED
    if not tickers or not (passage.has("shares_word") or passage.has("debt")):
        return False
    return passage.has("ai_word") or (LAB_CLOUD in tickers and any("lab" in n.entity.groups for n in passage.names))
