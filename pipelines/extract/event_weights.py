"""What an opening tells of where no frame knows its wording, by the weights of its words, terms, names and amounts.

Frames know the wordings that somebody thought of. Editors find others every day ("putting up tents to house servers"),
and most of them use the vocabulary of their kind of event. So everything that stands in the opening of a text (its
headline, else its first paragraph) has a weight per type of event: each word, the categories of the rules' terms,
what kinds of names there are and what is measured. They add up, as in a logistic regression, which fitted them
(tests/floors/fit_events.py) to labelled texts.

What must never happen: that a frame is overruled, that a text becomes relevant by it, or that an event rests on
nothing one can point at. So it is asked only of a relevant text in whose opening no frame found anything, it tells of
one event at most, and only where a few words that stand side by side carry it: without that stretch there would be no
event, and the stretch is cited as its trigger. Parties, direction and amounts are found as for every frame
(events/weighed.toml); an event of a type that needs an actor is dropped without one.

Known limits: it cannot tell two events of one opening apart, it does not know who acts on whom, and it is right about
six times in ten where frames are about eight times in ten: the confidence of such events says so.

What was tried: pairs of words (twice the file, nothing gained), the terms of the first sentence apart from the others
(nothing), sparse weights (L1; worse), weights beside events of frames (more events, no better), and taking back what
frames found (nothing on texts that were not fitted).
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipelines.extract.passage import Passage, Span

FILE = "event_weights.json"
READ = 100
"""Tokens read, from the first."""
LEAST = 0.5
"""Probability from which an event is told."""
LONGEST = 8
"""Most tokens an event may rest on."""

Features = Mapping[str, list[Span]]
"""What stands in an opening, and where."""


@dataclass(frozen=True, slots=True)
class EventWeights:
    """What each feature speaks for: its weight by type of event, and where each type begins."""

    features: Mapping[str, Mapping[str, float]]
    bias: Mapping[str, float]
    precision: Mapping[str, float]
    """By type how many of such events were right in texts that the weights were not fitted to."""


@dataclass(frozen=True, slots=True)
class Told:
    """A type of event, and the words without which it would not be told."""

    type: str
    probability: float
    stretch: Span


def opening_end(passage: Passage) -> int:
    """The token behind the opening: the headline or the first paragraph, a hundred tokens at most."""
    text = passage.text
    end = text.find("\n", len(text) - len(text.lstrip()))
    return bisect_left(passage.starts[:READ], end if end >= 0 else len(text))


def features_of(passage: Passage, end: int) -> dict[str, list[Span]]:
    """What stands before a token: words ("w:"), terms ("c:"), kinds and groups of names ("k:", "g:"), units ("u:")."""
    found: dict[str, list[Span]] = {}
    taken: set[int] = set()

    def add(feature: str, span: Span) -> None:
        found.setdefault(feature, []).append(span)

    for name in passage.names:
        if name.start < end:
            span = (name.start, name.end)
            taken.update(range(*span))
            add(f"k:{name.entity.kind}", span)
            for group in name.entity.groups:
                add(f"g:{group}", span)
    for hit in passage.amounts:
        if hit.start < end:
            taken.update(range(hit.start, hit.end))
            add(f"u:{hit.amount.unit}", (hit.start, hit.end))
    for at, word in enumerate(passage.lower[:end]):
        if at not in taken and not word.isspace():
            add(f"w:{word}", (at, at + 1))
    for index in range(passage.sentence_index(end - 1) + 1):
        for category, spans in passage.sentence_terms.get(index, {}).items():
            if "." not in category and "/" not in category:
                for span in spans:
                    if span[0] < end:
                        add(f"c:{category}", span)
    return found


def told_of(passage: Passage, end: int) -> Told | None:
    """The event that an opening speaks for most; None where it is none in particular."""
    weights = shipped()
    features = {name: spans for name, spans in features_of(passage, end).items() if name in weights.features}
    sums = dict(weights.bias)
    for name in features:
        for kind, weight in weights.features[name].items():
            sums[kind] += weight
    kind = max(sums, key=lambda kind: (sums[kind], kind), default="")
    if not kind or sums[kind] < _logit(LEAST):
        return None
    carried = {name: (weights.features[name].get(kind, 0.0), spans) for name, spans in features.items()}
    stretch = _carrying(passage, carried, sums[kind] - _logit(LEAST))
    return Told(kind, 1 / (1 + math.exp(-sums[kind])), stretch) if stretch else None


Carried = Mapping[str, tuple[float, list[Span]]]
"""By feature its weight and its places."""


def _carrying(passage: Passage, carried: Carried, margin: float) -> Span | None:
    """The words side by side, of one sentence, without which the margin is gone; None when it takes too many.

    It begins at the heaviest word and grows to the side that takes more away.
    """
    heavy: dict[int, float] = {}
    for weight, spans in carried.values():
        if len(spans) == 1:
            for at in range(*spans[0]):
                heavy[at] = heavy.get(at, 0.0) + weight
    if not heavy:
        return None
    first = max(heavy, key=lambda at: (heavy[at], -at))
    low, high = passage.sentences[passage.sentence_index(first)]
    start, end = first, first + 1
    while _lost(carried, start, end) <= margin:
        wider = [(start - 1, end)] * (start > low) + [(start, end + 1)] * (end < high)
        if not wider or end - start == LONGEST:
            return None
        start, end = max(wider, key=lambda span: (_lost(carried, *span), span))
    return _whole(carried, start, end)


def _whole(carried: Carried, start: int, end: int) -> Span:
    """A stretch with the whole of every term in it that speaks for the event: "data center", not "data"."""
    spans = [span for weight, places in carried.values() if weight > 0 for span in places]
    touching = [(low, high) for low, high in spans if low < end and start < high]
    return min([start, *(low for low, _ in touching)]), max([end, *(high for _, high in touching)])


def _lost(carried: Carried, start: int, end: int) -> float:
    """What goes with a stretch: the weights of all that stands nowhere else."""
    return sum(weight for weight, spans in carried.values() if all(low < end and start < high for low, high in spans))


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


@cache
def shipped() -> EventWeights:
    """The weights of the package."""
    table = json.loads(files("pipelines.extract").joinpath(FILE).read_text(encoding="utf-8"))
    return EventWeights(features=table["features"], bias=table["bias"], precision=table["precision"])
