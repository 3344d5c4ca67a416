"""What is said of a move: one word, from a table that is read from top to bottom, the first line that fits.

    the window is not over, lies beyond the calendar, or the symbol is the benchmark     cannot_tell
    no number for any other reason                                                       too_few_data
    a headline test finds the move usual                                                 no_unusual_move
    something else is known to have moved the symbol in the window                       cannot_separate
    nothing is expected of the symbol                                                    unusual_move
    the move goes against the expected sign, or none was expected                        opposite_to_expectation
    something else may have moved it, or most of the move is not the symbol's own        partly_explained
    else                                                                                 explained_by_event

and for a symbol that no story speaks of:

    all headline tests find the move unusual                                             moved_without_news

"Unusual" always means: unusual against the symbol's own history, after the market; a single event cannot tell a
changed mean from a day on which everything moved more. "Explained" means that the rule above holds and claims no more:
the sign was expected, nothing else is known, and most of the move is neither the market's nor its sector's or theme's.

Pure: no prices, no rows, no words; how a verdict is said stands in `pipelines.wording`.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from tracker.records import Reason

UNUSUAL_BELOW = 0.05
"""Two-sided level of every headline test; the usual one, stated wherever the word is used."""
MOSTLY_OWN = 0.5
"""Share of the raw move that has to be the symbol's own part for the event to explain it and not only to take part."""


class Verdict(StrEnum):
    """Stable words of the JSON contract."""

    EXPLAINED_BY_EVENT = "explained_by_event"
    PARTLY_EXPLAINED = "partly_explained"
    OPPOSITE_TO_EXPECTATION = "opposite_to_expectation"
    UNUSUAL_MOVE = "unusual_move"
    """Unusual, and the taxonomy has no sign for this symbol."""
    CANNOT_SEPARATE = "cannot_separate"
    """Unusual, and the effect of more than one thing."""
    NO_UNUSUAL_MOVE = "no_unusual_move"
    MOVED_WITHOUT_NEWS = "moved_without_news"
    TOO_FEW_DATA = "too_few_data"
    CANNOT_TELL = "cannot_tell"
    NOT_TESTED = "not_tested"
    """Measured, and nobody knows what is usual: a window of minutes."""


UNUSUAL = frozenset(
    {
        Verdict.EXPLAINED_BY_EVENT,
        Verdict.PARTLY_EXPLAINED,
        Verdict.OPPOSITE_TO_EXPECTATION,
        Verdict.UNUSUAL_MOVE,
        Verdict.CANNOT_SEPARATE,
        Verdict.MOVED_WITHOUT_NEWS,
    }
)
"""Verdicts of moves that are unusual against the symbol's own history."""

NO_QUESTION = frozenset({Reason.NOT_YET, Reason.OUT_OF_CALENDAR, Reason.IS_BENCHMARK})
"""Reasons that say nothing about the data: the question cannot be asked, or not yet."""


def is_unusual(ps: Sequence[float]) -> bool:
    """Whether every headline test finds a move unusual; no test, no finding.

    All and not any: with two tests at 5 % each, either alone would sound up to twice as often.
    """
    return bool(ps) and all(p < UNUSUAL_BELOW for p in ps)


def verdict(
    *,
    ps: Sequence[float],
    move: float | None,
    expected: int | None,
    separable: bool | None,
    own_share: float | None,
    reason: Reason | None,
) -> Verdict:
    """The verdict on one symbol's move in one window of a story.

    ps: p of each headline test that could be made. move: the abnormal return, a fraction. expected: +1, -1, 0, or None
    where the rules do not say. separable: False when something else is known in the window, None when that cannot be
    said. own_share: the symbol's own part over the raw move; None: no split could be made. reason: why there is no
    number.
    """
    if reason in NO_QUESTION:
        return Verdict.CANNOT_TELL
    if reason is not None or not ps or move is None:
        return Verdict.TOO_FEW_DATA
    if not is_unusual(ps):
        return Verdict.NO_UNUSUAL_MOVE
    if separable is False:
        return Verdict.CANNOT_SEPARATE
    if expected is None:
        return Verdict.UNUSUAL_MOVE
    if expected * move <= 0:
        return Verdict.OPPOSITE_TO_EXPECTATION
    only_a_part = own_share is not None and own_share < MOSTLY_OWN
    return Verdict.PARTLY_EXPLAINED if separable is None or only_a_part else Verdict.EXPLAINED_BY_EVENT


def verdict_without_story(ps: Sequence[float], stories: int) -> Verdict | None:
    """The verdict on a watched symbol's session that `stories` stories speak of; None: nothing to remark."""
    return Verdict.MOVED_WITHOUT_NEWS if not stories and is_unusual(ps) else None
