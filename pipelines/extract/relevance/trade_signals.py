"""What everything that judges a text asks about it as a whole: who is named in it, and of what it speaks.

`Signals` holds the answers that are asked for again and again; the rest are questions with an answer of their own.
Which of them decide anything is said elsewhere: whether the text is about the trade (`verdict`), an event news of it
(`trade_events`), a move of a share (`trade_moves`), a theme stated (`theme_grounds`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from pipelines.extract.frames.drafts import Draft
from pipelines.extract.names.collectives import CHIP_WORDS
from pipelines.extract.passage import NameHit, Passage
from pipelines.extract.trade import DOMAIN_GROUPS, HOSTS, MAKERS, MEMORY_GOODS, SINGLE_MINDED

GOODS = frozenset(
    """strong_context compute money_trade chip chip_thing ai_place rule_thing capex ai_budget power power_source
    power_word place.project lease_noun trade_gear""".split()
)
"""Categories of the goods of the trade, of what they are housed in and run on, and of what is spent on them."""
CORE_GOODS = frozenset("strong_context compute money_trade ai_place place.project capex ai_budget trade_gear".split())
"""Those of them that no maker of cars, phones or drugs has."""
SITES = frozenset({"ai_place", "place.project"})
DRIVERS = SITES | frozenset("ai_word ai_budget trade_gear export_word rule_thing".split())
DRIVER_WORDS = frozenset(
    """server servers memory dram nand hbm ssd ssds gpu gpus hyperscaler hyperscalers cloud datacenter datacenters
    photonics packaging foundry fab fabs wafer wafers accelerator accelerators""".split()
)
"""What drives a maker's business: AI, data centers, memory, and the plants that make the chips."""
SHARES = frozenset({"stocks", "shares", "trade", "names"})
BUBBLE = frozenset(
    """bubble bubbles overexcited irrational irrationality overhyped overbuilt overbuilding overinvestment
    shakeout""".split()
)
"""Words of a market that has run too far."""
SCHOOLING = frozenset(
    "education skills literacy scholarships curriculum classrooms nonprofits upskilling reskilling".split()
)
"""What is taught of AI, and given to those who teach it."""
SOCIETY = frozenset(
    """jobs unemployment jobless humanity consciousness safety ethics degree degrees physics
    superintelligence agi sentient doomers extinction""".split()
)
"""What chiefs muse about when they speak of AI at large."""
OUT_OF_SERVICE = frozenset("outage outages downtime censorship glitch glitches".split())
GAINS = frozenset("boost benefit benefits savings saving gain gains uplift".split())
AI_NAMES = frozenset({"ai", "artificial"})
OF_PLAYERS = frozenset(
    """gaming gamers gamer games kit kits rtx geforce console consoles steam xbox playstation nintendo newegg
    motherboard motherboards""".split()
)
"""Whoever speaks of them buys memory for a computer at home."""
SOLD_ELSEWHERE = frozenset({"GeForce", "Snapdragon", "VMware"})
"""What makers of the trade sell to players, phones and offices, by name."""
DRIVEN = frozenset({"SNDK"})
"""Makers of memory for phones as well: a bare move of their share is no news of the trade."""
PIVOTS = frozenset("hosting hpc pivot pivots pivoting pivoted".split())
"""What miners of coins turn to."""
LAB_CLOUD = "ORCL"
"""The ticker of the big spender whose share moves with the labs that it hosts."""
LARGE = 1e8
"""Dollars that are no shop's budget for computers."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is asked about a text again and again, looked up once."""

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
    firms: Mapping[str | None, frozenset[str]]
    """The groups of every company that is named, by what it is called among the parties."""
    collectives: frozenset[str | None]
    """What groups of companies are called: "AI cloud names"."""
    events: frozenset[str]
    """The names under which themes ask for the events of the text."""
    memory: bool
    """Whether it names memory as it is traded."""
    for_people: bool
    """Whether it is about what makers of the trade sell to players, phones and offices."""


def signals_of(passage: Passage, drafts: Sequence[Draft], moves: Sequence[Draft]) -> Signals:
    # A company of many trades counts where the text speaks of this one.
    narrow = passage.has("strong_context") or passage.has("compute") or passage.has("ai_word")
    names = [name for name in passage.names if narrow or "wide" not in name.entity.groups]
    houses = frozenset(name.entity.canonical for name in passage.names if name.entity.kind == "broker")
    for_people = _is_for_people(passage)
    return Signals(
        context=_has_context(passage, names),
        strong=passage.has("strong_context"),
        business=passage.has("business") or bool(drafts) or bool(moves),
        named=keys_of(n for n in names if not n.bystander),
        devoted=keys_of(n for n in names if not (for_people or n.bystander) and "devoted" in n.entity.groups),
        domain_names=frozenset(
            n.party or "" for n in names if n.entity.groups & DOMAIN_GROUPS and n.entity.ticker not in DRIVEN
        ),
        firms={name.party: name.entity.groups for name in passage.names if name.entity.kind == "company"},
        collectives=frozenset(name.party for name in passage.names if name.entity.kind == "collective"),
        events=frozenset(name for draft in drafts for name in _event_names(draft, houses)),
        memory=says(passage, MEMORY_GOODS) and not says(passage, OF_PLAYERS),
        for_people=for_people,
    )


def keys_of(names: Iterable[NameHit]) -> frozenset[str]:
    """Everything that names are known by: tickers, what they are called among the parties, canonical names."""
    return frozenset(key for n in names for key in (n.entity.ticker, n.party, n.entity.canonical) if key)


def _event_names(draft: Draft, houses: Collection[str]) -> tuple[str, ...]:
    """The names under which themes ask for an event."""
    between = f"{draft.type}.between" if draft.actor and draft.counterparty else draft.type
    house = f"{draft.type}.house" if draft.actor in houses else draft.type
    return draft.type, f"{draft.type}.{draft.subtype}", between, house, draft.frame_id


def _has_context(passage: Passage, names: Sequence[NameHit]) -> bool:
    """Words of computing for AI, a company that does nothing else, or AI beside an authority."""
    if passage.has("strong_context"):
        return True
    if any(n.entity.groups & SINGLE_MINDED and not n.bystander for n in names):
        return True
    return passage.has("ai_word") and any(n.entity.kind == "government" for n in names)


def _is_for_people(passage: Passage) -> bool:
    """Whether it names what makers of the trade sell to others, and no goods of the trade beside it."""
    sold = any(name.entity.canonical in SOLD_ELSEWHERE for name in passage.names)
    return sold and not speaks_of(passage, CORE_GOODS)


# ── words ───────────────────────────────────────────────────────────────────────────────────────────


def says(passage: Passage, words: Set[str]) -> bool:
    """Whether one of the words stands in the text."""
    return not words.isdisjoint(passage.vocabulary)


def speaks_of(passage: Passage, categories: Set[str]) -> bool:
    """Whether a term of one of the categories stands in the text."""
    return not categories.isdisjoint(passage.categories)


def goes_beyond_coins(passage: Passage, signals: Signals) -> bool:
    """Whether a text of miners of coins is about computing: they let computers too, and a text about that names them
    beside the goods of the trade."""
    if signals.devoted and (signals.strong or passage.has("compute") or passage.has("ai_word")):
        return True
    return passage.has("ai_word") and (signals.strong or says(passage, PIVOTS))


def tells_driver(passage: Passage) -> bool:
    """Whether the text says what drives a maker's business in this trade."""
    return speaks_of(passage, DRIVERS) or says(passage, DRIVER_WORDS)


def gains_by_ai(passage: Passage) -> bool:
    """ "The bank saves £60 million with AI": what a firm of another trade saves or earns by it."""
    if not says(passage, GAINS):
        return False
    lower = passage.lower
    told = (
        word in GAINS and lower[at + 1] == "from" and not AI_NAMES.isdisjoint(lower[at + 2 : at + 5])
        for at, word in enumerate(lower[:-1])
    )
    return any(told) and names_no_one(passage)


def largest_sum(passage: Passage) -> float:
    """The most dollars that are named; 0 where none are."""
    sums = (hit.amount.value for hit in passage.amounts if hit.amount.unit == "USD")
    return max((max(value) if isinstance(value, tuple) else value for value in sums), default=0.0)


def is_large(passage: Passage) -> bool:
    """Whether a sum of money is named that only this trade spends on such goods."""
    return largest_sum(passage) >= LARGE


# ── names ───────────────────────────────────────────────────────────────────────────────────────────


def names_one_of(passage: Passage, groups: Set[str]) -> bool:
    """Whether somebody of one of the groups is named, and not as a bystander."""
    return any(not groups.isdisjoint(n.entity.groups) and not n.bystander for n in passage.names)


def names_no_one(passage: Passage) -> bool:
    """Whether nobody of the trade is named but as a bystander."""
    return not any(name.entity.groups and not name.bystander for name in passage.names)


def names_maker(passage: Passage) -> bool:
    """Whether a maker of chips, gear or power is named: "Vertiv buys maker of liquid cooling for data centers"."""
    return names_one_of(passage, MAKERS | {"power"})


def names_host(passage: Passage) -> bool:
    """Whether somebody is named whose trade it is to let computing or the buildings for it."""
    return names_one_of(passage, HOSTS)


def is_of_ai_alone(name: NameHit) -> bool:
    """Whether a group counts as one of chip makers only for its word AI ("AI stocks", "AI companies")."""
    if name.entity.kind != "collective":
        return False
    words = name.entity.canonical.lower().replace("-", " ").split()
    return "ai" in words and CHIP_WORDS.isdisjoint(words)
