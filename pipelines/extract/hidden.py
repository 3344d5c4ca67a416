"""Signs that nobody sees: soft hyphens and spaces without width, which pages put inside words, and doubled blanks.

A text is read as if they were not there; `Places` leads back to where the text as it was given has what was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

HIDDEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]|(?<=\\S ) (?=\\S)")
DOUBLED = "  "

Places = Sequence[int] | None
"""For each character that is read its place in the given text; None where both are the same."""


def visible(text: str) -> tuple[str, Places]:
    """The text without its hidden signs, and the places of what is left.

    >>> visible("a\u00adb c")
    ('ab c', [0, 2, 3, 4])
    >>> visible("a  b")
    ('a b', [0, 1, 3])
    >>> visible("ab")
    ('ab', None)
    """
    if (text.isascii() and DOUBLED not in text) or HIDDEN.search(text) is None:
        return text, None
    return HIDDEN.sub("", text), [at for at in range(len(text)) if HIDDEN.match(text, at) is None]


def given(start: int, end: int, places: Places) -> tuple[int, int]:
    """Where a stretch stands in the given text."""
    return (start, end) if places is None else (places[start], places[end - 1] + 1)
