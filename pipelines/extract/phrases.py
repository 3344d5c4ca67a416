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
WHOLE = ""
"""The key under which a branch has the meaning of the phrase that ends there; no word is empty."""


class PhraseTable(Generic[Meaning]):
    """Phrases with what each means; a meaning must not be a dictionary."""

    def __init__(self) -> None:
        # A word leads to a dictionary of the words that may follow, or, where none may, to the meaning itself.
        self._first: dict[str, Any] = {}

    def add(self, words: Sequence[str], meaning: Meaning) -> None:
        """Know a phrase; of a phrase that is given twice the last meaning holds."""
        node = self._first
        for word in words[:-1]:
            below = node.get(word)
            if not isinstance(below, dict):
                below = node[word] = {} if below is None else {WHOLE: below}
            node = below
        if words:
            last = node.get(words[-1])
            if isinstance(last, dict):
                last[WHOLE] = meaning
            else:
                node[words[-1]] = meaning

    def find(self, words: Sequence[str]) -> list[tuple[int, int, Meaning]]:
        """Start, end and meaning of every phrase, also of those inside of others: by start, the longest first.

        >>> table = PhraseTable()
        >>> table.add(["data"], 1)
        >>> table.add(["data", "center"], 2)
        >>> table.find("a data center".split())
        [(1, 3, 2), (1, 2, 1)]
        """
        found: list[tuple[int, int, Meaning]] = []
        # Some tables are of words that hardly any text has.
        if self._first.keys().isdisjoint(words):
            return found
        count = len(words)
        for start, node in enumerate(map(self._first.get, words)):
            if node is None:
                continue
            end, first = start + 1, len(found)
            while isinstance(node, dict):
                if WHOLE in node:
                    found.insert(first, (start, end, node[WHOLE]))
                node = node.get(words[end]) if end < count else None
                end += 1
            if node is not None:
                found.insert(first, (start, end, node))
        return found
