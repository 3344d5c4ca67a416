"""Finds thousands of phrases in a list of words at once.

The phrases stand in a tree by their words. At most places of a text the first word is no phrase's, which one look into
a dictionary tells; spaCy's phrase matcher does the same over documents, and a document costs more to make, for every
text and for every phrase of the table, than all there is to find in it.

Words are compared as they are: whoever wants "GPU" and "gpu" to be one gives both sides in lower case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

Meaning = TypeVar("Meaning")


class Branch(Generic[Meaning]):
    """What the words so far mean, if they are a phrase, and which words may follow."""

    __slots__ = ("following", "meaning")

    def __init__(self) -> None:
        self.meaning: Meaning | None = None
        self.following: dict[str, Branch[Meaning]] = {}


class PhraseTable(Generic[Meaning]):
    """Phrases with what each means; a meaning must not be None."""

    def __init__(self) -> None:
        self._root: Branch[Meaning] = Branch()

    def add(self, words: Sequence[str], meaning: Meaning) -> None:
        """Know a phrase; of a phrase that is given twice the last meaning holds."""
        branch = self._root
        for word in words:
            branch = branch.following.setdefault(word, Branch())
        branch.meaning = meaning

    def find(self, words: Sequence[str]) -> list[tuple[int, int, Meaning]]:
        """Start, end and meaning of every phrase, also of those inside of others: by start, the longest first.

        >>> table = PhraseTable()
        >>> table.add(["data"], 1)
        >>> table.add(["data", "center"], 2)
        >>> table.find("a data center".split())
        [(1, 3, 2), (1, 2, 1)]
        """
        found: list[tuple[int, int, Meaning]] = []
        first = self._root.following
        # Some tables are of words that hardly any text has.
        if first.keys().isdisjoint(words):
            return found
        last = len(words) - 1
        for start, branch in enumerate(map(first.get, words)):
            if branch is None:
                continue
            # Most first words stand alone: they are asked for nothing but the next word.
            if start < last and (longer := branch.following.get(words[start + 1])) is not None:
                found += reversed(list(_ends(longer, words, start)))
            if branch.meaning is not None:
                found.append((start, start + 1, branch.meaning))
        return found


def _ends(branch: Branch[Meaning] | None, words: Sequence[str], start: int) -> Iterator[tuple[int, int, Meaning]]:
    """The phrases of two words and more from a place on, the shortest first."""
    end, count = start + 2, len(words)
    while branch is not None:
        if branch.meaning is not None:
            yield start, end, branch.meaning
        branch = branch.following.get(words[end]) if end < count else None
        end += 1
