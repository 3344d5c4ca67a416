"""Many phrases as one fast pattern.

Python's `re` tries the branches of an alternation one after the other at every place; with their common beginnings
written once it tries a handful. The longest phrase that fits is found, as with the longest written first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any


def any_of(phrases: Iterable[str]) -> str:
    r"""A group that matches any of the phrases, the longest that the rest of the pattern allows; blanks match \s.

    >>> any_of(["chip", "chips", "chip stock", "loan"])
    '(?:chip(?:\\sstock|s)?|loan)'
    """
    tree: dict[str, Any] = {}
    for phrase in phrases:
        node = tree
        for character in phrase:
            node = node.setdefault(character, {})
        node[""] = {}
    return _group(tree)


def _group(node: dict[str, Any]) -> str:
    ends = "" in node
    branches = [_branch(character, child) for character, child in sorted(node.items()) if character]
    if not branches:
        return ""
    if len(branches) == 1 and not ends:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if ends else "")


def _branch(character: str, child: dict[str, Any]) -> str:
    return (r"\s" if character == " " else re.escape(character)) + _group(child)
