"""Where sentences begin, by lines, bullets, stops and spaced dashes: no model, no tokens, one pass over the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

ABBREVIATIONS = frozenset(
    """Inc Corp Co Ltd Mr Ms Mrs Dr St No Vs vs approx est Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Sen Gov Jr
    Sr Prof Gen""".split()
)
ABBREVIATION = re.compile(rf"\b(?:{'|'.join(sorted(ABBREVIATIONS))}|[A-Z]|U\.S|U\.K|N\.V|e\.g|i\.e|p\.m|a\.m|D\.C)$")
"""Before a stop; with the signs that may stand before or in it."""
LIST_NUMBER = re.compile(r"(?:\A|[\n\r])\s*\d{1,2}\Z")
"""At the beginning of a line: "3. Nvidia falls"."""
LONGEST = 12
"""Characters of which the last are the abbreviation."""
BOUNDARY = re.compile(
    # Begins with the seldom signs before a boundary, not with its blanks, which are everywhere; and with a set, which
    # is looked for fastest. Possessive throughout: a run of blanks or quotes costs one pass.
    r"[\n\r\u2022\u2028\u2029.!?\u3002\u2014\u2013-](?:"
    r"(?<=[\n\r\u2022\u2028\u2029])[\n\r\u2022\u2028\u2029]*+\s*+"
    r"|(?<=[.!?\u3002])[\"'\u201d\u2019)\]]{0,3}+\s++(?=[\"'\u201c\u2018(\[]{0,2}[A-Z0-9$])"
    r"|(?<=\s[\u2014\u2013])(?=\s[\"'\u201c\u2018(]?[A-Z])(?!\s(?:Get )?(?:Free )?(?:Report|Rating)\))"
    r"|(?<=\w\s-)-(?=\s[A-Z]))"
)
BULLET = "\u2022"
"""It belongs to the sentence that it begins."""
STOPS = frozenset(".!?\u3002")
DASHES = frozenset("-\u2013\u2014")
LONGEST_LIST = 90
"""Characters of a list of names between two dashes."""
IN_LISTS = frozenset({"and", "or", "&", "of"})


def sentence_boundaries(text: str) -> list[int]:
    """Character positions where sentences begin: a line or bullet always ends one; an abbreviation does not, nor
    the number of an item.

    A closing quote belongs to the sentence it closes. A spaced dash before a capital separates a headline from its
    summary and ends a sentence too.

    >>> text = "A Inc. rose. B fell" + chr(10) + "C"
    >>> [text[at] for at in sentence_boundaries(text)]
    ['A', 'B', 'C']
    """
    found = [0]
    for start, end in _gaps(text):
        is_stop = text[start - 1 : start] == "." and "\n" not in text[start:end]
        if end > found[-1] and not (is_stop and _is_abbreviation(text[max(0, start - LONGEST) : start - 1])):
            found.append(end)
    return found


def _is_abbreviation(before: str) -> bool:
    """Whether what stands before a stop ends in an abbreviation."""
    word = before[before.rfind(" ") + 1 :]
    if word.isalpha():
        return word in ABBREVIATIONS or (len(word) == 1 and "A" <= word <= "Z")
    if word[-1:].isdigit():
        return LIST_NUMBER.search(before) is not None
    return ABBREVIATION.search(before) is not None


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    """What stands between two sentences, without the stop and with the blanks around a dash; none overlaps another."""
    behind = 0
    for hit in BOUNDARY.finditer(text):
        start, end = hit.span()
        if text[start] in STOPS:
            start += 1
        elif text[start] in DASHES:
            start, end = start - 1, end + 1
            if _opens_list(text, end):
                continue
        elif (bullet := text.find(BULLET, start, end)) >= 0:
            end = bullet
        if start >= behind:
            yield start, end
            behind = end


def _opens_list(text: str, start: int) -> bool:
    """Whether only names stand up to the next dash, and the sentence goes on: "three firms — A, B and C — to"."""
    dash = text[start - 2]
    closing = text.find(f" {dash} ", start, start + LONGEST_LIST)
    if closing < 0 or not text[closing + 3 : closing + 4].islower():
        return False
    return all(word in IN_LISTS or word[0].isupper() for word in text[start:closing].split())
