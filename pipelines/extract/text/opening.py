"""Opens a text: plain characters, zones, tokens and sentences, before anything is found in them.

The rules read the text by their own tokens, so that the answer is the same in every pipeline, whatever its tokenizer or
parser. What has no end is bounded here: the text, its sentences, its words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import datetime
from itertools import pairwise

from pipelines.extract.passage import Passage
from pipelines.extract.text.han import HAN, is_chinese
from pipelines.extract.text.hidden import joined, visible
from pipelines.extract.text.rendered import Rendered, rendered
from pipelines.extract.text.sentences import sentence_boundaries
from pipelines.extract.text.tokens import Cutter
from pipelines.extract.text.zones import find_zones

MAX_SENTENCE = 120
"""Tokens; what is longer is a list or no text at all."""
MAX_CHARS = 40_000
"""About six thousand words: longer than any article, short enough to bound the time of one text."""
MAX_WORD = 300
"""Longer runs without a space are no words (keys, encoded data)."""
LONG_RUN = re.compile(rf"\S{{{MAX_WORD},}}+")
PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ",
                       "\u2011": "-", "\u2010": "-", "\u2212": "-", "\x00": " "})  # fmt: skip
SURROGATES = re.compile("[\ud800-\udfff]")
TAG = re.compile(
    r"\s*(?:UPDATE ?\d|WRAPUP ?\d|EXCLUSIVE|BRIEF|RPT|REFILE|ANALYSIS|FOCUS|INSIGHT)-(?=\S)", re.IGNORECASE
)
"""What an agency glues to a headline: "UPDATE 2-Meta to lease"."""


def plain_text(text: str) -> str:
    """The text as the rules read it: same length (up to the limit), same offsets.

    Odd quotes, spaces and hyphens become the usual ones. A run of a few hundred characters without a space is blanked,
    because the patterns of the tokenizer are quadratic in the length of a word.
    """
    cut = text if len(text) <= MAX_CHARS else text[:MAX_CHARS]
    if tag := TAG.match(cut):
        cut = " " * tag.end() + cut[tag.end() :]
    if not cut.isascii() or "\x00" in cut:
        cut = SURROGATES.sub("\ufffd", cut).translate(PLAIN)
    # Cutting at blanks is faster than looking for long runs, which hardly any text has; and none is there when every
    # stretch of half their length has a blank.
    half = MAX_WORD // 2
    is_spaced = all(cut.find(" ", at, at + half) >= 0 for at in range(0, len(cut) - half + 1, half))
    if is_spaced or max(map(len, cut.split()), default=0) < MAX_WORD:
        return cut
    return LONG_RUN.sub(lambda run: " " * len(run[0]), cut)


def open_passage(text: str, cut: Cutter, *, title: str | None = None, published: datetime | None = None) -> Passage:
    """A text with its zones, tokens and sentences; furniture of the page is blanked."""
    page = rendered(text, MAX_CHARS)
    title = rendered(title, MAX_CHARS).text if title else page.title
    if is_chinese(page.text):
        from pipelines.extract.chinese.text import open_chinese

        passage: Passage = open_chinese(page.text, title)
        passage.origins = page.places
        passage.has_chinese = True
    else:
        passage = _open_english(page, cut, title)
    passage.published = published
    passage.read_to = page.end
    return passage


def _open_english(page: Rendered, cut: Cutter, title: str | None) -> Passage:
    plain, places = visible(plain_text(page.text))
    zones = find_zones(plain, visible(plain_text(title))[0] if title else None)
    plain = zones.blank(plain)
    tokens = cut(plain)
    starts = _bounded({bisect_left(tokens.starts, at) for at in sentence_boundaries(plain)}, len(tokens.starts))
    passage = Passage(plain, tokens, starts, zones)
    passage.origins = joined(page.places, places)
    passage.has_chinese = not page.text.isascii() and HAN.search(page.text) is not None
    return passage


def _bounded(starts: set[int], tokens: int) -> list[int]:
    """Sentence starts in order, with long stretches cut: rules look at pairs of words, so length must be bounded."""
    found: list[int] = []
    ends = sorted({*starts, tokens})
    for low, high in pairwise(ends):
        found += (low,) if high - low <= MAX_SENTENCE else range(low, high, MAX_SENTENCE)
    return found
