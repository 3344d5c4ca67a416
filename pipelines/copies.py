"""Whether two full texts are copies of each other.

What must never happen: two events become one because a company tells both in the same form. Press releases share four
words of five and differ in whom and how much they speak of. A copy that is not found costs less: its headline and its
events can still join it to its story.

Theory. A text is the set of its runs of SHINGLE words. Its sketch is the smallest of their hashes (bottom-k MinHash:
Broder 1997); since the hash is well mixed, those are a random sample, and of two texts the k smallest of both
together are a sample of their union. A shared value is a shared run, so texts that share none of their sketches'
values have little in common: of a text cut to 30 % the sketches are strangers with probability .7 to the power of
SKETCH, 2 in 10,000. Candidates are therefore the texts that share a value with the sketch, found in an index of
values; `is_copy` then compares all runs exactly. Wire copies share about 30 % of their runs of three words
(NEWS-COPY, 2023), which is why the bound is so low.

How it works:

1. width, case and spacing are normalised; a dateline ("OSLO, March 3 (Reuters) -") and credits are taken off;
2. fewer than LEAST runs are no text that could be recognised;
3. a copy has JACCARD of all runs in common, or CONTAINMENT of the shorter text's stand in the longer;
4. and it speaks of the same: of the names (words that are not common in headlines) of the one with fewer NAMES stand
   in the other, and of the figures FIGURES. With fewer than FEW of them that is not asked.

Measured on 150 texts of our sentences, 36 press releases of three forms, and 419 texts of real feeds and articles,
each varied in seven ways by `tests/floors/text_variants.py` (cut to 60 % and 30 %, 15 % of sentences dropped, 5 % and
15 % of words edited, dateline and credits, boilerplate tail): of 3,739 variants all are candidates and all but 7 are
found; at worst 98.6 %, of real texts with 15 % of the words edited. Among 183,000 pairs of different texts 4 are
linked, a film's notes and its trailer's in one feed, which are copies. Of 630 pairs of press releases none is linked;
without rule 4 all 198 of one form are, with Jaccard up to .71 and containment up to .83.

Tried. Classic MinHash of 128 values in bands of locality-sensitive hashing, on the same variants: 32 bands of 4 find
21 % of the texts cut to 30 % and 85 % of those with 15 % of the words edited; 64 bands of 2 find 99.6 and 100 %, and
82 % of those both cut to 30 % and edited, of which the sketch finds all. The price is 2,176 pairs to compare among
183,000 instead of 709; where two shared values are asked, 752, and 98.5 % of the hardest are found. Names alone, of
which .6 were asked, linked 66 pairs of press releases: legal notices are full of uncommon words. SimHash within 3
bits found 1 % of other texts with 15 % of the words edited.

Known exceptions: two short pieces with the same long tail and neither figures nor names of their own are linked; a
copy in which most figures were corrected is not; a translation is not.

Cost: 30 µs for 50 words and 220 µs for 630 words where many texts are looked at together, 85 and 310 µs for one alone,
on the slow machine it was measured on.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from pipelines.headlines import is_common

SHINGLE: Final = 3
"""Words. Two would be phrases that all reporters use; of four an edit of every seventh word leaves few."""
SKETCH: Final = 24
"""Values an index holds for each text."""
LEAST: Final = 24
"""Distinct shingles: a shorter text is a sentence or two that many may have written."""
JACCARD: Final = 0.35
"""With 15 % of the words edited .44 is left on average; the nearest different texts had .34."""
CONTAINMENT: Final = 0.6
"""Of the shorter text: cut to 30 %, nearly all is left."""
NAMES: Final = 0.75
FIGURES: Final = 0.5
"""Edits leave .83 of the names and all figures at least; press releases of one form share .72 and .33 at most."""
FEW: Final = 3
"""Fewer names or figures tell nothing."""
WORDS: Final = 1 << 16
"""So many are remembered."""
TOGETHER: Final = 64
"""Texts whose words stand in one array. More gain nothing, and of long texts the arrays would grow large."""

Shingles = NDArray[np.uint32]


class Fingerprint(NamedTuple):
    """What a text is compared by. Equal for texts that differ in case, spacing, dateline and credits only."""

    shingles: bytes
    """Hashes of its runs of SHINGLE words: distinct, ascending, 4 bytes each, little-endian."""
    names: bytes
    """Hashes of its uncommon words, most of them names, in the same form."""
    figures: bytes
    """Hashes of its figures of two digits and more, without years, in the same form."""

    @property
    def sketch(self) -> tuple[int, ...]:
        """The SKETCH smallest shingles. Copies share one at least."""
        return tuple(_numbers(self.shingles)[:SKETCH].tolist())


_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_GAPS = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))
"""For str.translate: an ASCII text is cut into words seven times as fast as by a pattern."""
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_NOT_FIGURES = "".join(chr(code) if chr(code) in "0123456789.," else " " for code in range(128))
"""For str.translate: in what it leaves of an ASCII text the pattern finds the same, twice as fast."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2}(?:, \d{4})?"
_WIRE = "reuters|ap|afp|upi|bloomberg|cnn|ani|pti|xinhua|yonhap|kyodo|business wire|globe ?newswire|pr ?newswire"
_DASH = "(?:-{1,2}|–|—)"
_DATELINE = re.compile(
    rf"^(?:[\w.,'/ -]{{2,60}}?,? )?(?:{_DAY},? ?)?[(/](?:{_WIRE})[)/] ?{_DASH}?|^[\w.,' ]{{2,40}}, {_DAY} ?{_DASH}"
)
_CREDITS = re.compile(
    r"[(\[](?:[^()\[\]]{0,80}\b)?(?:reporting|writing|editing|compiled|graphic) by [^()\[\]]{3,160}[)\]]"
    r"|\b(?:additional )?(?:reporting|writing|editing) by [^.\n]{3,160}[.]?$"
    r"|\bour standards: .{0,60}principles\.?"
    r"|(?:©|\(c\)|\bcopyright) ?\d{4}.{0,120}?(?:reserved|$)\.?"
)
_CREDIT_MARKS = ("ing by ", "compiled by ", "graphic by ", "our standards", "©", "(c)", "copyright")
"""A text without any holds no credits: looking for these is ten times as fast as looking for those."""
_MIX = np.array([[0x9E3779B97F4A7C15], [0xC2B2AE3D27D4EB4F], [0x165667B19E3779F9]], dtype=np.uint64)
"""A factor for each place in a run."""
_LAST = np.uint64(0xD6E8FEB86659FD93)
_NUMBER = np.dtype("<u4")
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_COMMON = 1 << 32
"""Added to the hash of a word that says nothing about whom or what a text is."""


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a text; the same in every process and on every machine."""
    return next(fingerprints((text,)))


def fingerprints(texts: Iterable[str]) -> Iterator[Fingerprint]:
    """The fingerprint of each of these texts, in less than half the time that they take one by one.

    Of a text of fifty words, a step of numpy costs as much as of a thousand. So the words of many stand in one array.
    """
    rest = iter(texts)
    while some := list(islice(rest, TOGETHER)):
        yield from _together(some)


def _together(texts: Sequence[str]) -> Iterator[Fingerprint]:
    plain = [_normal(text) for text in texts]
    tokens = [_tokens(text) for text in plain]
    figures = [_figures(text) for text in plain]
    words, of = _codes(tokens, _word)
    count = max(0, len(words) - SHINGLE + 1)
    within = of[:count] == of[len(of) - count :]  # what begins in one text and ends in the next is no run
    named = words < _COMMON
    parts = (
        _packed(_shingled(words.astype(np.uint32))[within], of[:count][within], len(texts)),
        _packed(words[named], of[named], len(texts)),
        _packed(*_codes(figures, _figure), len(texts)),
    )
    for shingles, names, numbers in zip(*parts, strict=True):
        yield Fingerprint(shingles, names, numbers)


def _codes(items: Sequence[Sequence[str]], code: Callable[[str], int]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The codes of all items of all texts, and the number of the text that each is of."""
    lengths = [len(each) for each in items]
    codes = np.fromiter(map(code, chain.from_iterable(items)), dtype=np.uint64, count=sum(lengths))
    return codes, np.repeat(np.arange(len(items), dtype=np.uint64), lengths)


def _tokens(plain: str) -> list[str]:
    return plain.translate(_GAPS).split() if plain.isascii() else _WORD.findall(plain)


def _figures(plain: str) -> list[str]:
    found = _FIGURE.findall(" ".join(plain.translate(_NOT_FIGURES).split()) if plain.isascii() else plain)
    return [figure for figure in found if len(figure) > 1 and not _YEAR.fullmatch(figure)]


def _packed(codes: NDArray[np.uint64], of: NDArray[np.uint64], texts: int) -> list[bytes]:
    """Of each text its codes, of which the lower half counts: distinct, ascending, 4 bytes each."""
    ordered = of << _HALF | codes & _LOW
    ordered.sort()
    is_first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    distinct = ordered[is_first]
    ends = 4 * np.searchsorted(distinct, np.arange(texts + 1, dtype=np.uint64) << _HALF)
    packed = (distinct & _LOW).astype(_NUMBER).tobytes()
    return [packed[start:end] for start, end in pairwise(ends.tolist())]


def _normal(text: str) -> str:
    plain = " ".join(text.casefold().split()) if text.isascii() else _folded(text)
    plain = _DATELINE.sub("", plain, count=1)
    return _CREDITS.sub(" ", plain) if any(mark in plain for mark in _CREDIT_MARKS) else plain


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


class _Words(dict[str, int]):
    """The hash of each word, and _COMMON if it is common.

    It is asked for every word of every text. A cache that keeps count of what was used last takes three times as long.
    """

    def __missing__(self, token: str) -> int:
        if len(self) == WORDS:
            self.clear()
        code = crc32(token.encode("utf-8", "surrogatepass"))
        self[token] = code + _COMMON if token[0].isdigit() or is_common(token) else code
        return self[token]


_word = _Words().__getitem__


def _figure(figure: str) -> int:
    return crc32(figure.encode())


def _shingled(words: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """A hash of each run of SHINGLE words."""
    count = max(0, len(words) - SHINGLE + 1)
    parts = words * _MIX
    mixed = parts[0, :count]
    for place in range(1, SHINGLE):
        mixed = (mixed ^ (mixed >> _HALF)) + parts[place, place : place + count]
    return ((mixed ^ (mixed >> _HALF)) * _LAST) >> _HALF


def _numbers(packed: bytes) -> Shingles:
    return np.frombuffer(packed, _NUMBER)


def overlap(a: Fingerprint, b: Fingerprint) -> tuple[float, float]:
    """Jaccard index of the shingles, and the share of the smaller that the other holds; exact; 0 if one is empty."""
    return _overlap(a.shingles, b.shingles)


def _overlap(a: bytes, b: bytes) -> tuple[float, float]:
    mine, theirs = len(a) // 4, len(b) // 4
    if not mine or not theirs:
        return 0.0, 0.0
    together = np.frombuffer(bytearray(a + b), _NUMBER)
    together.sort()  # each number stands once in either
    both = (together[1:] == together[:-1]).tobytes().count(True)  # for so few, twice as fast as to count by numpy
    return both / (mine + theirs - both), both / min(mine, theirs)


def is_copy(a: Fingerprint, b: Fingerprint) -> float | None:
    """The share of the shorter text that the other holds, in (0, 1], when one is a copy of the other; else None."""
    if min(len(a.shingles), len(b.shingles)) < 4 * LEAST:
        return None
    jaccard, containment = overlap(a, b)
    if jaccard < JACCARD and containment < CONTAINMENT:
        return None
    return containment if _agree(a.names, b.names, NAMES) and _agree(a.figures, b.figures, FIGURES) else None


def _agree(a: bytes, b: bytes, least: float) -> bool:
    """Whether of the shorter list so much stands in the other, or there is too little to tell."""
    return min(len(a), len(b)) < 4 * FEW or _overlap(a, b)[1] >= least


def pack(print_: Fingerprint) -> bytes:
    """For storage: the numbers of shingles and of names in 4 bytes each, then shingles, names, figures."""
    counts = struct.pack("<2I", len(print_.shingles) // 4, len(print_.names) // 4)
    return counts + print_.shingles + print_.names + print_.figures


def unpack(packed: bytes) -> Fingerprint:
    """The fingerprint that `pack` made these bytes of."""
    middle = 8 + 4 * int.from_bytes(packed[:4], "little")
    end = middle + 4 * int.from_bytes(packed[4:8], "little")
    return Fingerprint(packed[8:middle], packed[middle:end], packed[end:])
