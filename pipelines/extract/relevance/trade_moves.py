"""Which price moves are news of the trade.

The shares of big spenders, of makers for many trades and of miners of coins move for other reasons as well, so a move
counts by who moves, or beside words of what moved them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from pipelines.extract.frames.drafts import Draft
from pipelines.extract.names.collectives import CHIP_WORDS
from pipelines.extract.passage import Passage
from pipelines.extract.relevance.trade_signals import Signals, goes_beyond_coins, says, tells_driver
from pipelines.extract.trade import BROAD, CHIP_MAKERS, DOMAIN_GROUPS, FUNDERS, MAKERS

SPENDING = frozenset("spend spending capex bubble funding financing debt buildout build-out infrastructure".split())
SHAKEN = frozenset({"trade", "selloff", "sell-off", "jitters", "worries", "fears", "rout"})
BIG_TECH = re.compile(
    r"\b(?:big tech|tech|technology|mag(?:nificent)? (?:7|seven)|mega-?caps?|hyperscalers?)\b", re.IGNORECASE
)
MARKET = re.compile(
    r"(?:u\.?s\.? |asian |european |global )?(?:stocks|shares|equities|(?:stock |equity |index )?futures)"
    r"|wall (?:street|st)|(?:three |all )*major (?:indexes|indices|averages)",
    re.IGNORECASE,
)
"""The market as a whole."""
CLOUD_BUYERS = frozenset({"cloud", "hyperscaler", "hyperscalers"})


def is_sector_move(moves: Sequence[Draft], signals: Signals) -> bool:
    """Whether the makers of chips move: in one word, or three of them together.

    "ON Semiconductor" is one of those who make chips, not all of them.
    """
    moved = {move.actor for move in moves}
    makers = [actor for actor in moved & signals.firms.keys() if signals.firms[actor] & CHIP_MAKERS]
    if len(makers) > 2:
        return True
    return any(not CHIP_WORDS.isdisjoint((actor or "").lower().split()) for actor in moved - signals.firms.keys())


def is_own_move(passage: Passage, moves: Sequence[Draft], signals: Signals) -> bool:
    """Whether somebody of the trade moves: its chip makers, one of its companies, or a group that is named as one."""
    if not moves:
        return False
    # "Bitcoin slides; MARA, Riot follow lower": what lives from coins moves with them.
    of_coins = passage.has("coins") and not (signals.devoted or goes_beyond_coins(passage, signals))
    own = signals.collectives if of_coins else signals.collectives | signals.domain_names
    if not (is_sector_move(moves, signals) or any(move.actor in own for move in moves)):
        return False
    return not (passage.has("chatter") and _moves_for_phones(passage, moves))


def _moves_for_phones(passage: Passage, moves: Sequence[Draft]) -> bool:
    """ "Phone chip stocks rally: Skyworks jumps 11%, Qualcomm 4%": of all that move none has servers in it."""
    moved = {move.actor for move in moves}
    makers = [n.entity for n in passage.names if n.party in moved and n.entity.kind == "company"]
    return bool(makers) and not tells_driver(passage) and all(maker.ticker in BROAD for maker in makers)


def is_joint_move(passage: Passage, moves: Sequence[Draft]) -> bool:
    """Two big spenders whose shares move in a text about AI."""
    if not moves or not passage.has("ai_word"):
        return False
    spenders = {n.party for n in passage.names if "hyperscaler" in n.entity.groups and not n.bystander}
    return len(spenders & {move.actor for move in moves}) > 1


def is_driven_move(passage: Passage, moves: Sequence[Draft], signals: Signals) -> bool:
    """A maker of chips, gear or power whose share moves in a text that says AI, computing or data centers.

    So does a big spender, or big tech as a whole, where the text says what is spent on AI.
    """
    moved = {move.actor for move in moves}
    if not moved or not _says_for_whom(passage, moved, signals):
        return False
    named = [n for n in passage.names if n.party in moved and not n.bystander]
    groups = frozenset().union(*(n.entity.groups for n in named if "wide" not in n.entity.groups))
    if groups & MAKERS or ("power" in groups and (signals.strong or "power" in passage.vocabulary)):
        return True
    if any(n.entity.canonical in FUNDERS for n in named) and any(
        "lab" in n.entity.groups and n.party not in moved for n in passage.names
    ):
        return True  # its share hangs on the lab that it has put its money into
    spent = says(passage, SPENDING)
    if spent and any("hyperscaler" in n.entity.groups or n.entity.canonical in FUNDERS for n in named):
        return True
    if not (spent or says(passage, SHAKEN)):
        return False
    return any(BIG_TECH.search(actor or "") or MARKET.fullmatch(actor or "") for actor in moved)


def _says_for_whom(passage: Passage, moved: Set[str | None], signals: Signals) -> bool:
    """Whether AI, the goods of the trade or a customer of it stand beside those whose share moves."""
    if passage.has("ai_word") or signals.strong:
        return True
    if passage.has("trade_gear") and says(passage, CLOUD_BUYERS):
        return True
    return any(n.party not in moved and n.entity.groups & DOMAIN_GROUPS for n in passage.names)
