"""A table of phrases that learns those of a word when a text first has the word.

Of the tens of thousands of phrases of the rules one text needs a few dozen, and cutting all of them into tokens took
longer than anything else at the start of a program. By which token a phrase begins can be told without cutting most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from sys import intern
from threading import Lock

from pipelines.extract.phrases import Meaning, PhraseTable
from pipelines.extract.text.tokens import Cutter

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

    def _beginning_with(self, first: str) -> dict[tuple[str, ...], list[str]]:
        """The categories of all phrases that begin with a token, by their tokens."""
        found: dict[tuple[str, ...], list[str]] = {}
        for text, categories in self._waiting[first]:
            for tokens in self._forms(text):
                if tokens[0] == first:
                    # Hardly any are those of another phrase too.
                    found[tokens] = found[tokens] + categories if tokens in found else categories
        return found

    def _forms(self, text: str) -> list[tuple[str, ...]]:
        """The tokens of a phrase as written, and of that with a hyphen."""
        forms = with_hyphens(text)
        tokens = self._tokens(text)
        if len(forms) == 1:
            return [tokens]
        joined = (tokens[0], "-", *tokens[1:]) if self._is_plain(text) else self._tokens(forms[1])
        return [tokens, joined]

    def _first_tokens(self, text: str) -> Iterable[str]:
        """With which token it begins; which two, if it is another with the hyphen."""
        if self._is_plain(text):
            first = text.partition(" ")[0]
            return (first if self._as_written else first.lower(),)
        return {self._tokens(variant.partition(" ")[0] or variant)[0] for variant in with_hyphens(text)}

    def _is_plain(self, text: str) -> bool:
        """Whether its first two words are of letters: those stay together and are cut at a hyphen, but for a handful of
        words."""
        first, _, rest = text.partition(" ")
        second = rest.partition(" ")[0]
        exceptions = self._cut.exceptions
        return (
            first.isascii()
            and first.isalpha()
            and (not second or (second.isascii() and second.isalpha()))
            and first not in exceptions
            and f"{first}-{second}" not in exceptions
        )

    def _tokens(self, text: str) -> tuple[str, ...]:
        words = self._cut.words(text)
        # Of one word there is one string, as in texts: it is found without comparing letters.
        return tuple(map(intern, words if self._as_written else map(str.lower, words)))


def with_hyphens(phrase: str) -> tuple[str, ...]:
    """A phrase as written, and with a hyphen between its first two words: "data-center operator".

    >>> with_hyphens("data center")
    ('data center', 'data-center')
    """
    first, space, rest = phrase.partition(" ")
    return (phrase, f"{first}-{rest}") if space and "-" not in first and len(first) > 2 else (phrase,)
