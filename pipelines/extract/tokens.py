"""spaCy's English tokens, with a memory for the chunks between blanks.

spaCy cuts every chunk of a text by itself; its own memory of chunks is emptied with each memory zone, and most of the
time of a short pipeline goes into cutting "the" and "capacity," again. Here the pieces of a chunk are kept as plain
strings, up to a limit. The tokens are the same as the tokenizer's, blanks included; a test holds that. No document is
made of them: the rules look at words and places, and making one takes longer than cutting the text.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from spacy.lang.en import English
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from spacy.vocab import Vocab

KEPT = 50_000
"""Chunks remembered; English news has about as many."""
CHUNK = re.compile(r"(\S*+)(\s*+)")
PLAIN = re.compile(r"[A-Za-z]++(?:-[A-Za-z]++)*+")
"""Nothing in a chunk like this is cut but its hyphens, unless it is one of the exceptions ("cannot", "dont")."""
HYPHEN = re.compile("(-)")


class NewsTokenizer(Tokenizer):  # type: ignore[misc]
    """spaCy's tokenizer for English with a rule more: by itself it leaves the full stop on a word like "SpaceX."."""


def make_tokenizer(vocab: Vocab) -> NewsTokenizer:
    defaults: Any = English.Defaults
    return NewsTokenizer(
        vocab,
        rules=defaults.tokenizer_exceptions,
        prefix_search=compile_prefix_regex(defaults.prefixes).search,
        suffix_search=compile_suffix_regex([*defaults.suffixes, r"(?<=[a-z][A-Z])\."]).search,
        infix_finditer=compile_infix_regex(defaults.infixes).finditer,
        token_match=defaults.token_match,
        url_match=defaults.url_match,
    )


class Tokens(NamedTuple):
    """A text cut into tokens: the words and where each begins."""

    words: list[str]
    offsets: list[int]


class Cutter:
    """Cuts texts into the tokens of a tokenizer."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self._exceptions = frozenset(tokenizer.rules)
        self._pieces: dict[str, tuple[str, ...]] = {}

    def __call__(self, text: str) -> Tokens:
        words: list[str] = []
        offsets: list[int] = []
        known = self._pieces
        at = 0
        for chunk, gap in CHUNK.findall(text):
            if chunk:
                for piece in known.get(chunk) or self._cut(chunk):
                    words.append(piece)
                    offsets.append(at)
                    at += len(piece)
            if gap == " " and chunk:
                at += 1
            elif gap:
                # The first blank belongs to the word before it; what is left of the gap is a token.
                rest = gap[1:] if chunk and gap[0] == " " else gap
                words.append(rest)
                offsets.append(at + len(gap) - len(rest))
                at += len(gap)
        return Tokens(words, offsets)

    def _cut(self, chunk: str) -> tuple[str, ...]:
        # Nine chunks in ten are plain, and the tokenizer makes a document of each: most of a cold start.
        is_plain = PLAIN.fullmatch(chunk) is not None and chunk not in self._exceptions
        pieces = tuple(HYPHEN.split(chunk) if is_plain else [token.text for token in self.tokenizer(chunk)])
        if len(self._pieces) >= KEPT:
            self._pieces.clear()
        self._pieces[chunk] = pieces
        return pieces
