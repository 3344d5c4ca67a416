"""A second opinion on what happened: how much the words of a text, taken together, speak for each type of event.

A frame looks at a few words and takes the rest on trust: it hears "wins", "deal" and a sum in news of other things
too. So each word, each category of the frames' phrases and each cue has a weight per event type, fitted by logistic
regression to sentences of our own (tests/floors/fit_types.py). The weights of the signs of a sentence add up, divided
by the root of how many there are, to the share of such sentences that tell of the type. What a frame found is dropped
where no sentence of the text reaches the least share. That is kept low: on texts that no rule was written from, 44 of
the 46 events that are dropped were wrong.

What must never happen: an event that comes of weights, or that is dropped in silence (`extract --trace` says so). Names
count for nothing: who is famous for deals may be in the news for others. Themes count for nothing either, because a
user may change them.

Known limits: the regression has read single sentences and short items, so it is not asked of articles; it does not know
who does what to whom, nor order ("rents from" and "rents to"). What was tried beside it is told in decision 0019.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pipelines.extract.drafts import Draft, note_dropped
from pipelines.extract.lexicon import Rules
from pipelines.extract.merge import ITEM_SENTENCES
from pipelines.extract.passage import Passage, Sentence
from pipelines.extract.weights import opinion_on, shipped, words_of

FILE = "type_weights.json"
CATEGORY = "="
"""Before the name of a category or cue among the signs, so that it is no word."""
LEAST = 0.02
"""The share below which what a frame found is no event, for each sentence of the text: the largest of several shares is
larger than one."""
TWINS = {"compute_leasing": "contract", "contract": "compute_leasing"}
"""Types that only the seller's name tells apart."""
REASON = "the words of the text speak of something else"


class Wording:
    """Doubts what frames found where the words of the text speak of something else."""

    def __init__(self, rules: Rules) -> None:
        self.categories = sign_names(rules)

    def undoubted(self, passage: Passage, drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts without those that the words speak against; those that stay know their share."""
        shares = self.shares(passage, {draft.type for draft in drafts})
        least = LEAST * len(passage.sentences)
        kept = []
        for draft in drafts:
            draft.share = shares.get(draft.type)
            if draft.share is None or draft.share >= least:
                kept.append(draft)
            else:
                note_dropped(draft, REASON)
        return kept

    def shares(self, passage: Passage, types: Collection[str]) -> dict[str, float]:
        """By type that has weights the largest share of any sentence; empty for an article or of few known words."""
        weights = shipped(FILE)
        known = weights.bias.keys() & types
        if not known or len(passage.sentences) > ITEM_SENTENCES:
            return {}
        signs = [signs_of(passage.sentence(index), self.categories) for index in passage.sentence_terms]
        opinions = [opinion for found in signs if (opinion := opinion_on(found, weights)) is not None]
        return {
            kind: max(opinion.share(twin) for opinion in opinions for twin in (kind, TWINS.get(kind, kind)))
            for kind in known
            if opinions
        }


def sign_names(rules: Rules) -> dict[str, str]:
    """The categories that count, with the name of each as a sign: the frames' own, and cues by their id."""
    cues = {cue.key: cue.id for cue in rules.cues}
    own = {*rules.terms, *rules.exact}
    return {category: CATEGORY + cues.get(category, category) for category in own if "/" not in category}


def signs_of(sentence: Sentence, names: Mapping[str, str]) -> tuple[str, ...]:
    """The words of a sentence outside of names, and its categories and cues by the names they have as signs.

    In the order of the text, so that sums of weights are the same on every machine.
    """
    named = {at for name in sentence.names for at in range(name.start, name.end)}
    lower = sentence.passage.lower
    words = words_of([lower[at] for at in range(sentence.start, sentence.end) if at not in named])
    return (*words, *dict.fromkeys(names[category] for category in sentence.terms if category in names))
