"""A table of phrases that learns those of a word when a text first has the word.

Of the tens of thousands of phrases of the rules one text needs a few dozen, and cutting all of them into tokens took
longer than anything else at the start of a program. By which token a phrase begins can be told without cutting most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock

from pipelines.extract.lexicon import with_hyphens
from pipelines.extract.phrases import Meaning, PhraseTable
from pipelines.extract.tokens import Cutter

_growing = Lock()
"""Texts that are read at the same time may share a table: one of them makes it grow."""


class GrowingTable(PhraseTable[Meaning]):
    """Phrases by category; a phrase, with a hyphen after its first word or without, means what its categories do.

    meaning: of the categories of a phrase, all together. as_written: whether capitals count.
    """

    def __init__(
        self,
        phrases: Mapping[str, Iterable[str]],
        cut: Cutter,
        meaning: Callable[[frozenset[str]], Meaning],
        *,
        as_written: bool = False,
    ) -> None:
        super().__init__()
        self._cut, self._meaning, self._as_written = cut, meaning, as_written
        self._meanings: dict[frozenset[str], Meaning] = {}
        self._waiting: dict[str, list[tuple[str, list[str]]]] = {}
        """Phrases with their categories, by the first token."""
        known: dict[str, list[str]] = {}
        for category, texts in phrases.items():
            for text in texts:
                known.setdefault(text, []).append(category)
        for text, categories in known.items():
            for first in self._first_tokens(text):
                self._waiting.setdefault(first, []).append((text, categories))

    def find(self, words: Sequence[str]) -> list[tuple[int, int, Meaning]]:
        """As of any table."""
        if not self._waiting.keys().isdisjoint(words):
            self._learn(words)
        return super().find(words)

    def _learn(self, words: Sequence[str]) -> None:
        with _growing:
            for first in self._waiting.keys() & set(words):
                for phrase, categories in self._beginning_with(first).items():
                    key = frozenset(categories)
                    if key not in self._meanings:
                        self._meanings[key] = self._meaning(key)
                    self.add(phrase, self._meanings[key])
                # Not before: who does not find it waiting takes it for known.
                del self._waiting[first]

    def _beginning_with(self, first: str) -> dict[tuple[str, ...], set[str]]:
        """The categories of all phrases that begin with a token, by their tokens."""
        found: dict[tuple[str, ...], set[str]] = {}
        for text, categories in self._waiting[first]:
            for tokens in map(self._tokens, with_hyphens(text)):
                if tokens[0] == first:
                    found.setdefault(tokens, set()).update(categories)
        return found

    def _first_tokens(self, text: str) -> Iterable[str]:
        """With which token it begins; which two, if it is another with the hyphen."""
        first, _, rest = text.partition(" ")
        second = rest.partition(" ")[0]
        # Letters stay together and are cut at a hyphen, but for a handful of words.
        if first.isascii() and first.isalpha() and (not second or (second.isascii() and second.isalpha())):
            exceptions = self._cut.exceptions
            if first not in exceptions and f"{first}-{second}" not in exceptions:
                return (first if self._as_written else first.lower(),)
        return {self._tokens(variant.partition(" ")[0] or variant)[0] for variant in with_hyphens(text)}

    def _tokens(self, text: str) -> tuple[str, ...]:
        cut = self._cut(text)
        return tuple(cut.words if self._as_written else cut.lower)
