"""spaCy's English tokens, with a memory for the chunks between blanks.

spaCy cuts every chunk of a text by itself; its own memory of chunks is emptied with each memory zone, and most of the
time of a short pipeline goes into cutting "the" and "capacity," again. Here the pieces of a chunk are kept as plain
strings, up to a limit. The tokens are the tokenizer's but for those of blanks: only a wide gap is one, which parts what
stands on its sides; a test holds that. No document is made of them: the rules look at words and places, and making one
takes longer than cutting the text.
"""

from __future__ import annotations

import re
from itertools import accumulate
from sys import intern
from typing import Any, NamedTuple

from spacy.lang.en import English
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from spacy.vocab import Vocab

KEPT = 50_000
"""Chunks remembered; English news has about as many."""
LONGEST = 80
"""Characters of a chunk that is remembered; a page that was blanked has gaps of thousands."""
CHUNK = re.compile(r"\S++\s{0,2}(?!\s)|\S++|\s++")
"""A chunk with a small gap behind it, or a wide one, which is a token by itself."""
PLAIN = re.compile(r"[A-Za-z]++(?:-[A-Za-z]++)*+")
"""Nothing in a chunk like this is cut but its hyphens, unless it is one of the exceptions ("cannot", "dont")."""
HYPHEN = re.compile("(-)")
ENDED = re.compile(r"([A-Za-z]*+(?<=[a-z][a-z])|[0-9]++)([.,]?)")
"""A word or number that nothing is cut off but the sign behind it, under the same condition."""


GLUED_TICKER = r"(?<=[a-z])\((?=[A-Z]{1,5}(?:\.[A-Z]{1,2})?\)?$)"
"""The bracket of "CoreWeave(CRWV.US)", as some feeds write it."""


class NewsTokenizer(Tokenizer):  # type: ignore[misc]
    """spaCy's tokenizer for English with two rules more: by itself it leaves the full stop on a word like "SpaceX." and
    the bracket of a ticker on the name before it.

    Faces that begin with a bracket are no words to it."""


def make_tokenizer(vocab: Vocab) -> NewsTokenizer:
    defaults: Any = English.Defaults
    return NewsTokenizer(
        vocab,
        # "Nvidia (NVDA): up" has a bracket and a colon, and no sad face.
        rules={word: cut for word, cut in defaults.tokenizer_exceptions.items() if not word.startswith(")")},
        prefix_search=compile_prefix_regex(defaults.prefixes).search,
        suffix_search=compile_suffix_regex([*defaults.suffixes, r"(?<=[a-z][A-Z])\."]).search,
        infix_finditer=compile_infix_regex([*defaults.infixes, GLUED_TICKER]).finditer,
        token_match=defaults.token_match,
        url_match=defaults.url_match,
    )


class Tokens(NamedTuple):
    """A text cut into tokens: the words, where each begins, and the words in lower case."""

    words: list[str]
    starts: list[int]
    lower: list[str]


class Cutter:
    """Cuts texts into the tokens of a tokenizer."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.exceptions = frozenset(tokenizer.rules)
        """Words that are not cut as others are."""
        self._pieces: dict[str, tuple[Any, ...]] = {}
        """By chunk its tokens one after the other: the word, the word in lower case, characters to the next token."""

    def __call__(self, text: str) -> Tokens:
        known = self._pieces.get
        # One flat list, taken apart at the end: half the time of three lists that grow side by side.
        flat: list[Any] = []
        for chunk in CHUNK.findall(text):
            flat += known(chunk) or self._remember(chunk)
        starts = list(accumulate(flat[2::3], initial=0))
        starts.pop()  # The end of the text.
        return Tokens(flat[0::3], starts, flat[1::3])

    def __reduce__(self) -> tuple[type[Cutter], tuple[Tokenizer]]:
        return Cutter, (self.tokenizer,)

    def words(self, phrase: str) -> list[str]:
        """The tokens of a phrase alone: it is cut once, so that only what is dear to cut is remembered."""
        found: list[str] = []
        for chunk in phrase.split(" "):
            if chunk.isalpha() and chunk.isascii() and chunk not in self.exceptions:
                found.append(chunk)
            else:
                found += (self._pieces.get(chunk) or self._remember(chunk))[0::3]
        return found

    def _remember(self, chunk: str) -> tuple[Any, ...]:
        words = [chunk] if chunk.isspace() else self._cut(chunk.rstrip())
        widths = [len(word) for word in words]
        widths[-1] += len(chunk) - sum(widths)
        found = tuple(
            part
            for word, width in zip(words, widths, strict=True)
            # Of one word there is one string, so that tables find it without comparing letters.
            for part in (intern(word), intern(word.lower()), width)
        )
        if len(self._pieces) >= KEPT:
            self._pieces.clear()
        if len(chunk) <= LONGEST:
            self._pieces[chunk] = found
        return found

    def _cut(self, chunk: str) -> list[str]:
        # Nearly all chunks are plain, and the tokenizer makes a document of each: most of a cold start.
        if chunk not in self.exceptions:
            if PLAIN.fullmatch(chunk):
                return HYPHEN.split(chunk) if "-" in chunk else [chunk]
            ended = ENDED.fullmatch(chunk)
            if ended and ended[1] not in self.exceptions:
                return [ended[1], ended[2]] if ended[2] else [chunk]
        return [token.text for token in self.tokenizer(chunk)]
