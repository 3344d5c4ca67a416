"""A second opinion on what a text is about: how much each of its words speaks for the trade and for each theme.

Rules know wording that somebody thought of. What is written about this trade also has a vocabulary, and it shows where
a wording is new: "priced for perfection", "semicap", "uprates". So each word that stood in three labelled texts or
more has a weight per question ("relevance", and each built-in theme), fitted by logistic regression with a ridge
penalty (tests/floors/fit_words.py); the words of a text, each counted once, add up and are divided by the root of how
many there are, so that length by itself says nothing.

What must never happen: that an event is made by it, or that it is heard against an event told with the goods of the
trade or of a company that has no other. The weaker what the rules found, the more the words have to agree. It is asked
only of a text that names something of the trade; the rules keep the last word on texts of other worlds. It is silent on
a text with few known words, and on scripts that it has not seen.

Known limits: it has read headlines and short passages, so it looks at the first hundred words; names carry weights as
other words do, and a company that becomes famous later has none.

What was tried: words such as "the" and "for" (they tell sources apart, not subjects), pairs of words (nothing gained),
parts of words (larger, nothing gained), plain counts without the root (worse on passages), what the lexicon and the
rules know of a text as further signs (nothing gained beside the rules). What happened is weighed elsewhere
(`frames/wording.py`), with other texts and other signs.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.lang.en.stop_words import STOP_WORDS

RELEVANCE = "relevance"
FILE = "word_weights.json"
READ = 100
"""Tokens read, from the first."""
FEWEST = 4
"""Known words below which there is no opinion."""
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Weights:
    """What each word speaks for: its weight by question, and where each question begins."""

    words: Mapping[str, Mapping[str, float]]
    bias: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Opinion:
    """The distinct words of a text that were known, and how many it has in all."""

    known: tuple[str, ...]
    length: int
    weights: Weights

    def share(self, question: str) -> float:
        """How many of a hundred such texts are, in [0, 1]; .5, which decides nothing, for a question it never saw."""
        if question not in self.weights.bias:
            return 0.5
        words = self.weights.words
        weight = sum([words[word].get(question, 0.0) for word in self.known])
        return 1 / (1 + math.exp(-(self.weights.bias[question] + weight / math.sqrt(self.length))))

    def heaviest(self, question: str, *, against: bool = False) -> tuple[str, ...]:
        """The words that speak for it most, or against it."""
        weights = {word: self.weights.words[word].get(question, 0.0) * (-1 if against else 1) for word in self.known}
        return tuple(sorted((w for w in weights if weights[w] > 0), key=lambda w: (-weights[w], w))[:SHOWN])


def words_of(tokens: Sequence[str]) -> tuple[str, ...]:
    """The words among the first tokens (in lower case), each once and in order: no numbers, no "the" and "for"."""
    read = tokens[:READ]
    words = [token for token in read if len(token) > 1 and "a" <= token[0] <= "z" and token not in STOP_WORDS]
    return tuple(dict.fromkeys(words))


def opinion_of(tokens: Sequence[str]) -> Opinion | None:
    """What the words of a text in lower case say; None when too few of them are known."""
    return opinion_on(words_of(tokens), shipped(FILE))


def opinion_on(words: Sequence[str], weights: Weights) -> Opinion | None:
    """What distinct words, or other signs, say by some weights; None when too few of them are known."""
    known = tuple(word for word in words if word in weights.words)
    return Opinion(known, len(words), weights) if len(known) >= FEWEST else None


@cache
def shipped(file: str) -> Weights:
    """The weights of one table of the package."""
    table = json.loads(files("pipelines.extract").joinpath(file).read_text(encoding="utf-8"))
    return Weights(words=table["words"], bias=table["bias"])
