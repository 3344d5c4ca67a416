"""Signs that nobody sees: soft hyphens and spaces without width, which pages put inside words, and doubled blanks.

A text is read as if they were not there; `Places` leads back to where the text as it was given has what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

HIDDEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]|(?<=\\S ) (?=\\S)")
DOUBLED = "  "


class Places(NamedTuple):
    """Where the given text has each character that is read: where what it stands for begins, and where that ends."""

    starts: Sequence[int]
    ends: Sequence[int]


def visible(text: str) -> tuple[str, Places | None]:
    """The text without its hidden signs, and the places of what is left; None where there are no such signs.

    >>> visible("a\u00adb c")[0], visible("a  b")[1].starts
    ('ab c', [0, 1, 3])
    >>> visible("ab")
    ('ab', None)
    """
    if (text.isascii() and DOUBLED not in text) or HIDDEN.search(text) is None:
        return text, None
    return rewritten(text, ((*hit.span(), "") for hit in HIDDEN.finditer(text)))


def rewritten(text: str, changes: Iterable[tuple[int, int, str]]) -> tuple[str, Places]:
    """The text with other characters in the place of some stretches, and where the given text has each of them.

    changes: stretches in order, none of which overlaps another, with what is to be read there.

    >>> rewritten("AT&amp;T", [(2, 7, "&")])
    ('AT&T', Places(starts=[0, 1, 2, 7], ends=[1, 2, 7, 8]))
    """
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for start, end, instead in (*changes, (len(text), len(text), "")):
        parts += text[at:start], instead
        starts += range(at, start)
        ends += range(at + 1, start + 1)
        starts += [start] * len(instead)
        ends += [end] * len(instead)
        at = end
    return "".join(parts), Places(starts, ends)


def joined(places: Places | None, further: Places | None) -> Places | None:
    """The places of a text that was rewritten twice. further: those of the second time."""
    if places is None or further is None:
        return places or further
    return Places([places.starts[at] for at in further.starts], [places.ends[at - 1] for at in further.ends])


def given(start: int, end: int, places: Places | None) -> tuple[int, int]:
    """Where a stretch stands in the given text."""
    return (start, end) if places is None else (places.starts[start], places.ends[end - 1])
