"""Why a text may be news of the trade: plain words that stand together, what moves in it, or who its subject is.

A bare mention is not enough: developer chat, awards, games and cook-books name the same companies. So a company counts
only beside a business word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from pipelines.extract.frames.drafts import Draft
from pipelines.extract.passage import Passage
from pipelines.extract.relevance.trade_moves import is_driven_move, is_joint_move, is_own_move, is_sector_move
from pipelines.extract.relevance.trade_signals import (
    LAB_CLOUD,
    PIVOTS,
    SHARES,
    Signals,
    goes_beyond_coins,
    is_large,
    is_of_ai_alone,
    names_maker,
    names_one_of,
    says,
)
from pipelines.extract.trade import SELLER_TO_BE, SINGLE_MINDED, WATCHED

BUILDOUT = re.compile(
    r"\b(?:AI|data[- ]cent(?:er|re)) (?:infrastructure |data center )?"
    r"(?:build-?out|(?:(?:building|spending|construction|capex|investment) )?(?:boom|spree))\b",
    re.IGNORECASE,
)
"""What is built for AI as a whole."""
BOOMS = frozenset("boom spree binge slowing gamble bet wave".split())
CHIP_NAMES = frozenset("blackwell trainium trainium2 trainium3".split())
SOLD = frozenset("demand revenue supply shipments orders sales production ramp".split())
IN_TALKS = frozenset("talks deal deals pact agreement contract spend spends spending billion".split())
CLOUD_WORDS = frozenset("cloud compute computing tpu tpus chips".split())
SOME = frozenset("two three four five six seven ten these those best top which".split())
FOREMOST = 4
"""Tokens of a title within which its subject stands."""


class Found(NamedTuple):
    """What is known of a text when it is judged."""

    passage: Passage
    drafts: Sequence[Draft]
    """Events that are news of the trade."""
    moves: Sequence[Draft]
    signals: Signals
    elsewhere: bool
    """Whether another world claims the text too."""
    states_theme: bool


def reasons(found: Found) -> list[str]:
    """Why it may be news of the trade: all that holds."""
    return [reason for reason, holds in REASONS.items() if holds(found)]


def _is_move_at_home(found: Found) -> bool:
    passage, moves, signals = found.passage, found.moves, found.signals
    if not is_own_move(passage, moves, signals):
        return False
    if signals.strong or any(n.entity.groups & SINGLE_MINDED for n in passage.names):
        return True
    return is_sector_move(moves, signals)


def _is_business_of_company(found: Found) -> bool:
    signals = found.signals
    return signals.business and signals.strong and bool(signals.domain_names - signals.collectives)


def _is_money_beside_goods(found: Found) -> bool:
    return found.signals.strong and found.signals.business and is_large(found.passage)


def _is_of_whole_trade(found: Found) -> bool:
    return found.passage.has("whole_trade") and (found.signals.business or says(found.passage, BOOMS))


def _sells_its_chip(found: Found) -> bool:
    return not found.elsewhere and says(found.passage, CHIP_NAMES) and says(found.passage, SOLD)


def _is_money_for_site(found: Found) -> bool:
    """ "Leads $8 billion financing of Colossus for xAI": a sum of this trade's size for a site known by name."""
    passage = found.passage
    told = passage.has("place.project") and passage.has("business")
    return told and names_one_of(passage, {"hyperscaler"}) and is_large(passage)


def _is_cloud_of_lab(found: Found) -> bool:
    """ "Oracle climbs amid Mistral cloud talks": what a lab takes of a big spender is computing."""
    passage = found.passage
    if found.elsewhere or not (says(passage, IN_TALKS) and says(passage, CLOUD_WORDS)):
        return False
    return names_one_of(passage, {"lab"}) and names_one_of(passage, {"hyperscaler"})


def _cools_racks(found: Found) -> bool:
    cooled = found.signals.business and {"liquid", "cooling"} <= found.passage.vocabulary
    return not found.elsewhere and cooled and names_maker(found.passage)


def _is_built_for_ai(found: Found) -> bool:
    return not found.elsewhere and found.passage.has("whole_trade") and bool(BUILDOUT.search(found.passage.text))


def _are_miners_turning(found: Found) -> bool:
    passage = found.passage
    return passage.has("coins") and says(passage, PIVOTS) and goes_beyond_coins(passage, found.signals)


def _is_ai_stock_news(found: Found) -> bool:
    """The share or the debt of a watched spender and AI in one text: of interest even where no theme is stated."""
    passage = found.passage
    if not (passage.has("shares_word") or passage.has("debt")):
        return False
    tickers = {n.entity.ticker for n in passage.names if not n.bystander} & WATCHED
    if tickers and passage.has("ai_word"):
        return True
    return LAB_CLOUD in tickers and any("lab" in n.entity.groups for n in passage.names)


def _is_view_of_seller(found: Found) -> bool:
    """What analysts think of the share of the company that may sell its computing, even where they are not named."""
    names = found.passage.names
    return found.passage.has("analysts_word") and any(
        n.entity.ticker == SELLER_TO_BE and not n.bystander for n in names
    )


def _is_of_rulers(found: Found) -> bool:
    """Whether an authority is named beside chips and their export."""
    passage = found.passage
    goods = passage.has("chip") and passage.has("export_word")
    return goods and any(n.entity.kind == "government" for n in passage.names)


def _opens_with_maker(found: Found) -> bool:
    """ "AMD runs rings around Intel": the first word names one who makes hardly anything else."""
    passage = found.passage
    first = next((n for n in passage.names if n.start == 0 and not n.bystander), None)
    if found.elsewhere or first is None or not passage.words[0].isascii():
        return False  # where words are not parted, a name begins many a text about something else
    return first.entity.kind == "company" and "core_chip" in first.entity.groups


def _opens_with_ai_shares(found: Found) -> bool:
    """ "AI stocks get drilled", "AI trade picks up again"."""
    passage = found.passage
    first = next((n for n in passage.names if n.start < FOREMOST and is_of_ai_alone(n)), None)
    # "2 AI stocks to buy" are somebody's choice.
    if found.elsewhere or first is None or any(word.isdigit() or word in SOME for word in passage.lower[: first.start]):
        return False
    return not SHARES.isdisjoint(passage.lower[first.start : first.end])


Question = Callable[[Found], bool]
PLAIN_NEWS: Mapping[str, Question] = {
    "a chip of the trade and what is sold of it": _sells_its_chip,
    "money for a site of a big spender": _is_money_for_site,
    "a lab and the cloud of a big spender": _is_cloud_of_lab,
    "a maker and the cooling of racks": _cools_racks,
    "what is built for AI": _is_built_for_ai,
    "miners of coins turn to AI": _are_miners_turning,
}
"""A few plain words that make it news of the trade."""
DRIVEN = "a supplier's share moves for AI"
RULED = "an authority on the export of chips"
OF_MAKER = "a maker of the trade's chips is its subject"
REASONS: Mapping[str, Question] = {
    "states a theme": lambda found: found.states_theme,
    "tells of an event": lambda found: bool(found.drafts),
    "a company of the trade moves, beside words of the trade": _is_move_at_home,
    "business of a company of the trade": _is_business_of_company,
    "money of the trade's size beside its goods": _is_money_beside_goods,
    "big spenders move for AI": lambda found: is_joint_move(found.passage, found.moves),
    DRIVEN: lambda found: is_driven_move(found.passage, found.moves, found.signals),
    "the trade as a whole": _is_of_whole_trade,
    **PLAIN_NEWS,
    "AI and the share of a big spender": _is_ai_stock_news,
    "analysts on the seller-to-be": _is_view_of_seller,
    RULED: _is_of_rulers,
    OF_MAKER: _opens_with_maker,
    "shares of AI are its subject": _opens_with_ai_shares,
}
BEYOND_DOUBT = frozenset({DRIVEN, RULED, *PLAIN_NEWS})
"""Reasons that no weighing of its words undoes."""
