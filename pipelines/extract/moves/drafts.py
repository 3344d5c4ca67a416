"""A price move as a draft, with the amounts that the same share came to."""

from __future__ import annotations

from pipelines.extract.frames.drafts import Basis, Draft, named
from pipelines.extract.moves.amounts import further_moves, price_before, price_levels
from pipelines.extract.moves.move import Move
from pipelines.extract.passage import AmountHit

MOVE = "price.move"
"""Rule id of the price moves."""


def from_move(move: Move) -> Draft:
    """A price move as a draft: it has happened, and nobody but the market did it."""
    end = max(move.trigger[1], move.amount.end if move.amount else 0)
    return Draft(
        frame_id=MOVE,
        type="price_move",
        subtype=None,
        sentence=move.sentence,
        trigger=move.trigger,
        actor=move.mover.party or move.mover.entity.canonical,
        counterparty=None,
        roles={},
        direction=move.direction,
        status="occurred",
        confidence=0.9 if move.amount else 0.75,
        amounts=_amounts_of(move, end),
        evidence=[
            Basis("trigger", move.trigger, MOVE),
            *named(move.mover, MOVE, move.trigger, move.sentence),
        ],
    )


def _amounts_of(move: Move, end: int) -> list[AmountHit]:
    """Its percentage, what else the same share did, and the price and value that it came to."""
    if move.value:
        return [move.value]
    own = [move.amount] if move.amount else []
    more = further_moves(move.sentence, end, move.mover) if own else []
    levels = price_levels(move.sentence, end, move.mover) or price_before(move.sentence, move.mover, move.trigger)
    return [*own, *more, *levels]
