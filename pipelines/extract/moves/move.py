"""What a price move is: its record, and the term categories that tell of one."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.extract.passage import AmountHit, NameHit, Sentence, Span

STRIKING = frozenset({"hit_down", "lift_up"})
"""They take the mover as their object."""
RECORDS = frozenset({"record_low", "record_high"})
MOVE_VERBS = ("fall", "rise", "move_down", "move_up")
OF_FIGURES = ("results", "revenue", "capex", "backlog", "money_noun")
"""Term categories of what a company reports: percentages are said of it as well."""
FIGURES_AND_PRICES = (*OF_FIGURES, "price_noun")
DIRECTIONS = {
    "fall": "down", "rise": "up", "move_down": "down", "move_up": "up", "hit_down": "down", "lift_up": "up",
    "record_low": "down", "record_high": "up", "move_flat": "neutral",
    "value_lost": "down", "value_won": "up", "blow_noun": "down", "boon_noun": "up",
}  # fmt: skip
"""Term categories of price moves."""


@dataclass(slots=True)
class Move:
    """One mover's price move, with the words it rests on."""

    sentence: Sentence
    mover: NameHit
    trigger: Span
    direction: str
    amount: AmountHit | None
    taken: Span
    value: AmountHit | None = None
    """What the value of all its shares lost, won or came to."""

    def of_another(self, mover: NameHit, taken: Span | None = None, amount: AmountHit | None = None) -> Move:
        """The same move of somebody else. taken: the words it rests on; those of the first move if none are given."""
        return Move(self.sentence, mover, self.trigger, self.direction, amount, taken or self.trigger)
