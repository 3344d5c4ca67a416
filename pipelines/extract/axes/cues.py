"""Which cues a sentence says, and which of them reach an event.

Cues are phrases with a reach (cues.toml). A cue does not reach over a colon, dash or semicolon, so that "raises capex:
a risky bet?" stays a raise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipelines.extract.axes import AXES
from pipelines.extract.frames.drafts import Draft, Sign
from pipelines.extract.frames.rules import Cue
from pipelines.extract.passage import Sentence, Span


class Cues:
    """The cues of one language, in their order of precedence."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._by_key = {cue.key: (number, cue) for number, cue in enumerate(cues)}
        self.hearsay = tuple(cue for _, cue in self._by_key.values() if cue.value == "unnamed_people")
        """Those of sources without a name."""

    def said_in(self, sentence: Sentence) -> Mapping[str, Sequence[Cue]]:
        """The cues whose phrases stand in a sentence, by axis."""
        by_axis: dict[str, list[Cue]] = {axis: [] for axis in AXES}
        # Of a hundred cues a sentence says a handful.
        for _, cue in sorted([self._by_key[key] for key in self._by_key.keys() & sentence.terms.keys()]):
            by_axis[cue.axis].append(cue)
        return by_axis


def phrases(draft: Draft, cues: Iterable[Cue]) -> Iterator[Sign]:
    """What the cues that reach the trigger say, in their order of precedence."""
    for cue in cues:
        for span in _reaching(cue, draft):
            yield Sign(cue.value, cue.id, span)


def _reaching(cue: Cue, draft: Draft) -> Iterator[Span]:
    """The places of the cue's phrases that reach the trigger."""
    sentence, trigger = draft.sentence, draft.trigger
    low, high = sentence.segment(trigger[0])
    for span in sentence.terms.get(cue.key, ()):
        hit = cue.reach == "sentence" or (low <= span[0] < high and _is_near(cue, span, trigger))
        if hit and not (sentence.is_month(span[0]) or _is_in_contrast(span, trigger, sentence)):
            yield span


def _is_in_contrast(span: Span, trigger: Span, sentence: Sentence) -> bool:
    """ "Demand for chips, not phones, lifted sales", "Elm, not yet profitable, signed": between commas of its own."""
    opens = sentence.word(span[0]) == "not" and sentence.word(span[0] - 1) == ","
    return opens and "," in sentence.passage.lower[span[1] : trigger[0]]


def _is_near(cue: Cue, span: Span, trigger: Span) -> bool:
    """Whether a phrase in the segment of the trigger stands on a side that the cue reaches from, and close enough."""
    if cue.reach not in {"forward", "backward", "around"}:
        return True
    before, after = trigger[0] - span[1], span[0] - trigger[1]
    backward = 0 <= after <= cue.scope
    if cue.reach == "backward":
        return backward
    # "intends to" reaches "to invest": the cue may end inside the trigger, not begin there.
    forward = span[0] < trigger[0] and before <= cue.scope and span[1] <= trigger[1]
    # "Has no plans to": the verb is part of what denies it.
    forward = forward or (span[0] == trigger[0] and span[1] > trigger[1])
    return forward or (cue.reach == "around" and (backward or (before < 0 and after < 0)))
