"""Whether a text is about the trade, which themes it has, and how sure that is.

Events and price moves come first, of which some are news of another trade (`trade_events`, `trade_moves`). A text with
the words of another world needs an event to be relevant (`other_worlds`). What else may make it news of the trade are
themes (`theme_grounds`) and plain reasons (`trade_reasons`). The weaker what was found, the more all words of the text
together have to agree (`weights`); where they speak for the trade by themselves, they are reason enough.

The order matters: events may be dropped here, because an irrelevant text has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.extract.frames.drafts import Draft
from pipelines.extract.passage import Passage
from pipelines.extract.relevance.other_worlds import is_of_another_world, is_weak
from pipelines.extract.relevance.theme_grounds import PLAIN_GROUNDS, Ground, foremost_ground, is_stated
from pipelines.extract.relevance.trade_events import of_trade
from pipelines.extract.relevance.trade_moves import is_own_move, is_sector_move
from pipelines.extract.relevance.trade_reasons import BEYOND_DOUBT, OF_MAKER, Found, reasons
from pipelines.extract.relevance.trade_signals import (
    GOODS,
    Signals,
    names_host,
    names_maker,
    says,
    signals_of,
    speaks_of,
)
from pipelines.extract.relevance.weights import RELEVANCE, Opinion, opinion_of
from pipelines.extract.themes.theme import Theme
from pipelines.extract.trade import CHIP_MAKERS, SINGLE_MINDED, TRADE_TERMS, WATCHED

OF_AGENCIES = frozenset({"rating.agency", "rating.agency_moves", "rating.agency_keeps"})
"""Frames of those who rate debt."""
SURE = 0.9
"""The share from which the words alone make a text relevant."""
DOUBTED, DOUBTED_PHRASE, DOUBTED_MOVE, DOUBTED_WORDING = 0.2, 0.25, 0.7, 0.8
"""Shares below which they unmake one: with an event, a company that does nothing else or a chip maker as its subject;
with words that state a theme by themselves; with a move; with other wording."""
OWN_PARTIES = CHIP_MAKERS | SINGLE_MINDED
"""What they do, and a move of their shares, is news of the trade whatever the words beside it."""
HOLDING = frozenset("stake stakes position positions holding holdings".split())
"""What investors have of a share, and report."""
Grounds = Sequence[tuple[Theme, Ground | None]]
"""Every theme with the first thing that states it; None where nothing does."""
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


IRRELEVANT = Verdict(False, 0.0, (), ("no event, theme, or word of the trade's business",))
OTHER_WORLD = Verdict(False, 0.0, (), ("words of another world (use, games, recipes) and no event of the trade",))


def judge(passage: Passage, drafts: Sequence[Draft], moves: Sequence[Draft], themes: Sequence[Theme]) -> Verdict:
    """Relevance, score in [0, 1] and themes of a text whose events and price moves are known."""
    drafts = of_trade(drafts, passage)
    signals = signals_of(passage, drafts, moves)
    elsewhere = is_of_another_world(passage, drafts, moves, signals)
    if elsewhere and not is_own_move(passage, moves, signals) and all(is_weak(d, passage, signals) for d in drafts):
        return OTHER_WORLD
    grounds = [(theme, foremost_ground(theme, passage, signals)) for theme in themes]
    found = Found(passage, drafts, moves, signals, elsewhere, any(ground for _, ground in grounds))
    held = reasons(found)
    if not held and not _touches(passage, signals):
        return IRRELEVANT
    opinion = opinion_of(passage.lower)
    if held and opinion is not None and _is_doubted(found, held, grounds, opinion):
        if against := _listed(opinion, against=True):
            return Verdict(False, 0.0, (), (f"its words are those of other news: {against}",))
    elif not held and opinion is not None and opinion.share(RELEVANCE) >= SURE:
        held.append(f"its words are those of the trade: {_listed(opinion)}")
    if not held:
        return IRRELEVANT
    stated = tuple(theme.id for theme, ground in grounds if is_stated(theme, passage, ground, opinion))
    return Verdict(True, _score(found, stated), stated, tuple(held))


def _score(found: Found, themes: Sequence[str]) -> float:
    events, named = min(len(found.drafts), 2), min(len(found.signals.domain_names), 3)
    score = BASE + EVENT_WEIGHT * events + THEME_WEIGHT * min(len(themes), 3) + NAME_WEIGHT * named
    return round(min(score, 1.0), 3)


# ── what the words of the text say to it ────────────────────────────────────────────────────────────


def _is_doubted(found: Found, held: Sequence[str], grounds: Grounds, opinion: Opinion) -> bool:
    """Whether the words of the text unmake the reasons that hold: fewer of such texts are news of the trade than what
    was found lets one expect."""
    # A theme of the user's own is no question the weights have ever been asked.
    asked = all(theme.weighed for theme, ground in grounds if ground)
    if not asked or opinion.share(RELEVANCE) >= _least_share(found, held, grounds):
        return False
    return BEYOND_DOUBT.isdisjoint(held) and not _is_own_news(found)


def _least_share(found: Found, held: Sequence[str], grounds: Grounds) -> float:
    """The share below which words unmake what was found: the surer that is, the lower."""
    passage, signals = found.passage, found.signals
    if (
        found.drafts
        or signals.devoted
        or (OF_MAKER in held and signals.business)
        or (names_host(passage) and passage.has("ai_word"))  # "TeraWulf's AI pivot draws investors"
        or (signals.strong and passage.has("trade_gear") and names_maker(passage))
    ):
        return DOUBTED
    if any(ground is not None and ground.kind in PLAIN_GROUNDS for _, ground in grounds):
        return DOUBTED_PHRASE
    return DOUBTED_MOVE if found.moves else DOUBTED_WORDING


def _is_own_news(found: Found) -> bool:
    """An event told with the goods of the trade, or what a company does, or suffers, that has no other trade; or what
    an agency thinks of the debt of a big spender that is followed for it, or that one lets its models."""
    passage, drafts, moves, signals = found.passage, found.drafts, found.moves, found.signals
    if is_sector_move(moves, signals) or _holds_own(passage):
        return True
    own = {party for party, groups in signals.firms.items() if groups & OWN_PARTIES}
    if any(move.actor in own for move in moves) or any(not own.isdisjoint(draft.parties) for draft in drafts):
        return True
    if drafts and (speaks_of(passage, GOODS) or _names_own_chip(passage)):
        return True
    watched = {n.party for n in passage.names if n.entity.ticker in WATCHED and not n.bystander}
    return any(
        (draft.frame_id in OF_AGENCIES and draft.counterparty in watched)
        or (draft.subtype == "managed_api" and draft.actor in watched)
        for draft in drafts
    )


def _holds_own(passage: Passage) -> bool:
    """Whether somebody has, or reports, shares of a company that has no other trade."""
    return says(passage, HOLDING) and any(
        n.entity.kind == "company" and n.entity.groups & OWN_PARTIES and not n.bystander for n in passage.names
    )


def _names_own_chip(passage: Passage) -> bool:
    return any(n.entity.kind == "product" and n.entity.groups & OWN_PARTIES for n in passage.names)


def _touches(passage: Passage, signals: Signals) -> bool:
    """Whether a company or the words of the trade are named at all: the gate lets no other text in."""
    return bool(signals.domain_names) or speaks_of(passage, TRADE_TERMS)


def _listed(opinion: Opinion, *, against: bool = False) -> str:
    return ", ".join(opinion.heaviest(RELEVANCE, against=against))
