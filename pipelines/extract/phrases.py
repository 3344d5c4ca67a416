"""Finds thousands of phrases in a list of words at once.

The phrases stand in a tree by their words. At most places of a text the first word is no phrase's, which one look into
a dictionary tells; spaCy's phrase matcher does the same over documents, and a document costs more to make, for every
text and for every phrase of the table, than all there is to find in it.

Words are compared as they are: whoever wants "GPU" and "gpu" to be one gives both sides in lower case.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

Meaning = TypeVar("Meaning")
NO_WORD = ""
"""Behind the last word; it follows nothing."""

NOTHING: dict[str, Any] = {}
"""What may follow the last word of the longest phrases; shared, never added to."""


class Branch(Generic[Meaning]):
    """What the words so far mean, if they are a phrase, and which words may follow."""

    __slots__ = ("following", "meaning")

    def __init__(self) -> None:
        self.meaning: Meaning | None = None
        # Most branches end there: a dictionary for each would double the time of loading.
        self.following: dict[str, Branch[Meaning]] = NOTHING


class PhraseTable(Generic[Meaning]):
    """Phrases with what each means; a meaning must not be None."""

    def __init__(self) -> None:
        self._root: Branch[Meaning] = Branch()

    def add(self, words: Sequence[str], meaning: Meaning) -> None:
        """Know a phrase; of a phrase that is given twice the last meaning holds."""
        branch = self._root
        for word in words:
            if branch.following is NOTHING:
                branch.following = {}
            longer = branch.following.get(word)
            if longer is None:
                longer = branch.following[word] = Branch()
            branch = longer
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
        ended = [*words, NO_WORD]
        for start, branch in enumerate(map(first.get, words)):
            if branch is None:
                continue
            end = start + 1
            longer = branch.following.get(ended[end])
            if branch.meaning is not None:
                found.append((start, end, branch.meaning))
            if longer is None:  # As mostly.
                continue
            before = len(found) - (branch.meaning is not None)
            while longer is not None:
                end += 1
                if longer.meaning is not None:
                    found.insert(before, (start, end, longer.meaning))
                longer = longer.following.get(ended[end])
        return found
