"""Whether a text speaks of another world that names the companies and goods of the trade too.

Developer chat, games, phones, cars, coins, schools, laboratories: a text with their words and little of this trade
beside them needs an event to be relevant, and one that those worlds do not have as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extract.frames.drafts import Draft
from pipelines.extract.passage import Passage
from pipelines.extract.relevance.trade_signals import (
    CORE_GOODS,
    DRIVER_WORDS,
    GOODS,
    OUT_OF_SERVICE,
    SCHOOLING,
    SOCIETY,
    Signals,
    gains_by_ai,
    goes_beyond_coins,
    names_host,
    names_no_one,
    says,
    speaks_of,
)
from pipelines.extract.themes.theme import is_own
from pipelines.extract.trade import CHIP_MAKERS

MEMORY = frozenset({"dram", "nand", "hbm"})
FOR_SERVERS = frozenset({"server", "servers", "hbm"})
CHIP_WATCHERS = frozenset({"TrendForce", "SemiAnalysis"})
"""Houses that follow nothing but the makers of chips."""
CAR_MAKERS = frozenset("honda toyota volkswagen nissan stellantis bmw mercedes renault nexperia bosch".split())
"""They and who makes their chips: of another trade, unless the goods of this one stand beside them."""
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
"""Characters in which such a name opens a title."""
FOREGROUND = DRIVER_WORDS - {"memory"}
"""Words of the trade beside which no device is the matter."""
SHOWN_WITHIN = 6
"""Tokens from the word of a launch within which the device is named."""
WEAK_EVENTS = frozenset({"price_change", "product_launch"})
"""Types whose words other worlds share: beside chatter they prove nothing."""
MEMORY_EVENTS = frozenset({"price_change", "supply_constraint"})
SCARCE = frozenset({"supply_constraint", "analyst_view"})
"""Types that prove nothing beside chatter unless the text names the goods of the trade or one of its companies, and
says for whose computing: scarce are parts of phones and cars too."""
OF_DEVICES = SCARCE | MEMORY_EVENTS
"""Types that tell of parts of a device where one is shown."""
FOR_AI = frozenset({"ai_word", "ai_place", "compute"})
SHARED_DEALS = frozenset(
    """contract equity_investment mna executive_change regulation guidance earnings_result analyst_view power_deal
    clarification""".split()
)
"""Types that are news of another trade where a text has that one's words and no goods of this one."""


def is_of_another_world(passage: Passage, drafts: Sequence[Draft], moves: Sequence[Draft], signals: Signals) -> bool:
    """Whether it speaks of coins, use, schools, devices, laboratories or other trades, with little of this one beside
    it."""
    of_coins = passage.has("coins") and not goes_beyond_coins(passage, signals)
    if not (of_coins or _has_other_words(passage, drafts, moves, signals)):
        return False
    # Memory is sold to phones as well: news of its market names servers beside them, or those who follow it.
    of_memory = says(passage, MEMORY) and says(passage, FOR_SERVERS)
    return not (of_memory or _names_chip_watcher(passage))


def _has_other_words(passage: Passage, drafts: Sequence[Draft], moves: Sequence[Draft], signals: Signals) -> bool:
    of_this = bool(moves) or speaks_of(passage, CORE_GOODS)
    return (
        passage.has("chatter")
        or signals.for_people
        or (not (of_this or "server" in passage.vocabulary) and _is_of_another_trade(passage, signals))
        or (not of_this and says(passage, SCHOOLING))
        or (not (of_this or signals.devoted) and says(passage, SOCIETY))
        or (not (drafts or moves) and says(passage, OUT_OF_SERVICE))
        or (not drafts and says(passage, RESEARCHED) and names_no_one(passage))
        or gains_by_ai(passage)
        or _shows_a_device(passage)
        or _opens_a_call(passage)
    )


def _is_of_another_trade(passage: Passage, signals: Signals) -> bool:
    """Whether it speaks of cars and other goods, or of houses with nobody in it who lets computing."""
    if not signals.devoted and (passage.has("other_trade") or says(passage, CAR_MAKERS)):
        return True
    return passage.has("real_estate") and not names_host(passage)


def _names_chip_watcher(passage: Passage) -> bool:
    return any(name.entity.canonical in CHIP_WATCHERS for name in passage.names)


def _opens_a_call(passage: Passage) -> bool:
    """Whether an operator speaks, anywhere in the text: a transcript."""
    said = passage.text.lower()
    return any(words in said for words in PROCEDURE) or WELCOME.search(said) is not None


def _shows_a_device(passage: Passage) -> bool:
    """ "Motorola launches foldable phone amid memory shortage", "Galaxy S27 to cost more as memory runs short": what is
    scarce or dear stands in the background, unless it is named as it is traded."""
    if DEVICE_NAME.search(passage.text, 0, OPENING) and not says(passage, FOREGROUND):
        return True
    first = passage.lower[: SHOWN_WITHIN * 2]
    return any(
        word in SHOWN_OFF and not DEVICES.isdisjoint(first[i : i + SHOWN_WITHIN]) for i, word in enumerate(first)
    )


def is_weak(draft: Draft, passage: Passage, signals: Signals) -> bool:
    """An event that other worlds have too; the frames of themes name their world themselves."""
    if signals.memory and draft.type in MEMORY_EVENTS:
        return False  # phones and laptops lack memory because servers take it
    if draft.type in OF_DEVICES and _shows_a_device(passage):
        return True
    if draft.type == "data_center_build" and passage.has("coins") and not speaks_of(passage, FOR_AI):
        return True  # where coins are mined
    if is_own(draft.frame_id) or (draft.type == "contract" and _buys_chips(draft, passage)):
        return False
    if draft.type == "product_launch" and _is_of_neocloud(draft, passage):
        return False  # "CoreWeave launches serverless training": its business, in the words of those who use it
    return (
        draft.type in WEAK_EVENTS
        or (draft.type in SCARCE and _is_scarce_elsewhere(passage, signals))
        or (draft.type in SHARED_DEALS and _is_dealt_elsewhere(draft, passage, signals))
    )


def _is_scarce_elsewhere(passage: Passage, signals: Signals) -> bool:
    """Whether nothing says that it is the computing of this trade that lacks something."""
    if signals.devoted:
        return False
    return not signals.strong or not (speaks_of(passage, FOR_AI) or _names_chip_watcher(passage))


def _is_dealt_elsewhere(draft: Draft, passage: Passage, signals: Signals) -> bool:
    """Whether neither goods nor parties show that a deal or an act is one of this trade."""
    if signals.devoted or _is_of_neocloud(draft, passage):
        return False
    return not speaks_of(passage, CORE_GOODS if passage.has("other_trade") else GOODS)


def _buys_chips(draft: Draft, passage: Passage) -> bool:
    """A cloud that takes chips ("could buy up to $20 billion of chips from Marvell"), whatever is told beside it."""
    groups = [n.entity.groups for n in passage.names if n.party in draft.parties and not n.bystander]
    return any("cloud" in g for g in groups) and any(g & CHIP_MAKERS for g in groups)


def _is_of_neocloud(draft: Draft, passage: Passage) -> bool:
    """Whether a party of it has no other trade: what a neocloud buys is news of the trade, whatever it is."""
    return any(n.party in draft.parties and "neocloud" in n.entity.groups and not n.bystander for n in passage.names)
