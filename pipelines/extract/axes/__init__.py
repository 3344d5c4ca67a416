"""Where an event stands: the four axes, and what a text says of each for an event.

    context.py     one answer of each axis for an event; it asks the others
    cues.py        which cues a sentence says, and which of them reach an event
    polarity.py    whether it is so
    status.py      how far it has come
    source.py      who says so
    speakers.py    who speaks in a sentence
    days.py        which day it has, and whether it is only retold
    talks.py       talks that are over

Every axis yields the signs of its values, the foremost first.
"""

from __future__ import annotations

from pipelines.extract.frames.drafts import JUDGEMENTS

AXES = ("polarity", "status", "source", "time")
SPOKEN = JUDGEMENTS | {"price_move"}
"""Acts of speaking, or of the market itself."""
FORMAL = frozenset({"analyst_rating", "price_target", "price_move", "position_change"})
"""Acts that are done by being told."""
FIGURES = frozenset({"earnings_result", "executive_change"})
"""Types that a company tells itself, mostly in figures: a plan or a publisher beside them is of something else."""
TO_COME = frozenset({"considered", "hypothetical", "planned"})
"""What cues say of something that is not done yet."""
