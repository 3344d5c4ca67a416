"""Where sentences begin, by lines, bullets, stops and spaced dashes: no model, no tokens, one pass over the text."""

from __future__ import annotations

import re

ABBREVIATION = re.compile(
    r"(?:\b(?:Inc|Corp|Co|Ltd|Mr|Ms|Mrs|Dr|St|No|[Vv]s|approx|est|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Sen|Gov|Jr|Sr|Prof|Gen)"
    r"|\b[A-Z]|\b(?:U\.S|U\.K|N\.V|e\.g|i\.e|p\.m|a\.m|D\.C))$"
)
BOUNDARY = re.compile(
    # Possessive throughout: a run of blanks or quotes costs one pass.
    # The look ahead turns most characters down at once.
    r"(?=[\s\u2022\"'\u201d\u2019)\]])(?:[\n\r\u2022\u2028\u2029]++\s*+"
    r"|(?<=[.!?\u3002])[\"'\u201d\u2019)\]]{0,3}+\s++(?=[\"'\u201c\u2018(\[]{0,2}[A-Z0-9$])"
    r"|\s[\u2014\u2013]\s(?=[\"'\u201c\u2018(]?[A-Z])"
    r"|(?<=\w)\s--\s(?=[A-Z]))"
)


def sentence_boundaries(text: str) -> list[int]:
    """Character positions where sentences begin: a line or bullet always ends one, an abbreviation does not.

    A closing quote belongs to the sentence it closes. A spaced dash before a capital separates a headline from its
    summary and ends a sentence too.

    >>> text = "A Inc. rose. B fell" + chr(10) + "C"
    >>> [text[at] for at in sentence_boundaries(text)]
    ['A', 'B', 'C']
    """
    found = [0]
    for hit in BOUNDARY.finditer(text):
        before = text[max(0, hit.start() - 12) : hit.start()]
        is_stop = before.endswith(".") and "\n" not in hit[0]
        if not (is_stop and ABBREVIATION.search(before[:-1])) and hit.end() > found[-1]:
            found.append(hit.end())
    return found
