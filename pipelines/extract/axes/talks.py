"""Talks that are over: "ended talks with Lambda", "talks between the two collapsed", "negotiations came to nothing".

"Talks" alone says that something is considered; where a verb beside the word ends them, nothing is considered any more.
Deliberately not here: who talked, and about what (`frames/`, `roles/`).
"""

from __future__ import annotations

from pipelines.extract.passage import Sentence, Span

TALKS = frozenset("talks negotiations discussions idea".split())
"""What is only spoken of."""
ENDED = frozenset(
    """ended ends halted halts stopped stops suspended suspends dropped drops abandoned abandons cancelled canceled
    cancels scrapped scraps shelved shelves""".split()
)
"""Verbs that end talks as their object."""
LEFT = (
    ["broke", "off"], ["breaks", "off"], ["broken", "off"], ["called", "off"], ["calls", "off"], ["cut", "off"],
    ["away", "from"], ["out", "of"], ["withdrew", "from"], ["withdraws", "from"],
)  # fmt: skip
"""The same in two words, by their ends: "walked away from", "pulled out of"."""
FAILED = frozenset("collapsed collapse collapses ended end ends failed fail fails".split())
"""Verbs of talks that are their subject."""
CAME_APART = (
    ["broke", "down"], ["break", "down"], ["broken", "down"], ["fell", "apart"], ["fall", "apart"], ["fell", "through"],
    ["fall", "through"], ["broke", "off"], ["called", "off"], ["to", "nothing"],
)  # fmt: skip
DETERMINERS = frozenset("its their the all any merger takeover acquisition deal lease funding investment".split())
RESULTS = frozenset({"deal", "agreement", "contract", "accord", "pact"})
WITHOUT = frozenset({"without", "no"})
NEGATIONS = frozenset("not n't never may might could will would should must to".split())
"""Before what has not happened, or not yet."""
BETWEEN = 3
"""Most words between a verb and the talks that it ends."""
BEHIND = 14
"""Most words from talks to the verb that says what became of them."""


def talks_over(sentence: Sentence, inside: Span) -> Span | None:
    """The words of talks and of their end within a stretch of the sentence, the first that stand there."""
    low, high = inside
    for at in range(low, high):
        if sentence.word(at) not in TALKS:
            continue
        first = _ended_before(at, low, sentence)
        if first is not None:
            return first, at + 1
        last = _failed_behind(at, min(high, sentence.clause(at)[1]), sentence)
        if last is not None:
            return at, last
    return None


def _ended_before(at: int, low: int, sentence: Sentence) -> int | None:
    """Where the verb begins that has the talks as its object: "ended merger talks"."""
    lower = sentence.lower
    start = at
    while start > max(low, at - BETWEEN) and lower[start - 1] in DETERMINERS:
        start -= 1
    if lower[max(low, start - 2) : start] in LEFT and lower[start - 3] not in NEGATIONS:
        return start - 2
    is_verb = start > low and lower[start - 1] in ENDED and lower[start - 2] not in NEGATIONS
    return start - 1 if is_verb else None


def _failed_behind(at: int, high: int, sentence: Sentence) -> int | None:
    """Where the verb ends whose subject the talks are: "talks between A and B have collapsed"."""
    lower = sentence.lower
    for place in range(at + 1, min(high, at + BEHIND)):
        apart = lower[place : place + 2] in CAME_APART
        if not (apart or lower[place] in FAILED) or not NEGATIONS.isdisjoint(lower[place - 2 : place]):
            continue
        behind = set(lower[place + 1 : min(place + 5, high)])
        if behind & RESULTS and not behind & WITHOUT:
            return None  # "Talks ended with a deal"
        return place + 1 + apart
    return None
