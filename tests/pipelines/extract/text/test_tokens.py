"""The remembered tokens are spaCy's."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.extract.text import tokens
from pipelines.extract.text.tokens import Cutter, make_tokenizer

VOCAB = spacy.blank("en").vocab
TOKENIZER = make_tokenizer(VOCAB)
CUT = Cutter(TOKENIZER)
PIECES = [
    *(
        "Meta's",
        "don't",
        "U.S.",
        "$775-$865",
        "(NASDAQ: CRWV)",
        "cannot",
        "dont-know",
        "Gonna",
        "data-center",
        "x-",
        "-y",
        "a.m.",
        ":)",
        "250MW",
        "SpaceX.",
        "10km/h",
        "we're",
        "'em",
    ),
    *(
        '"Well,"',
        "neo-cloud",
        "https://x.org/a?b=1",
        "...",
        "—",
        "İ",
        "\x1c",
        "\n",
        "\n\n",
        " ",
        "  ",
        "\t",
        "\u00a0",
        "\u2003",
    ),
]


def assert_same(text):
    cut = CUT(text)
    inked = [token for token in zip(*cut, strict=True) if not token[0].isspace()]
    assert inked == [(token.text, token.idx, token.lower_) for token in TOKENIZER(text) if not token.is_space]
    assert all(text[start : start + len(word)] == word for word, start, _ in zip(*cut, strict=True))
    assert all(len(word) > 2 or start == 0 for word, start, _ in zip(*cut, strict=True) if word.isspace())


@settings(max_examples=3 * settings.default.max_examples, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=12).map("".join))
@example("")
@example(" leading")
@example("trailing ")
@example("  two  ")
@example("\n A: ) :) b")
def test_the_tokens_are_those_of_the_tokenizer_without_blanks(text):
    text = text.encode("utf-8", "replace").decode()
    assert_same(text)
    assert_same(text)


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(tokens, "KEPT", 10)
    cut = Cutter(TOKENIZER)
    for number in range(100):
        assert cut(f"word{number} and more").words == [f"word{number}", "and", "more"]
    assert len(cut._pieces) <= 10


@pytest.mark.parametrize("text", ["It was SpaceX. Then", "Nebius Inc. rose"])
def test_a_stop_is_cut_from_a_name_and_left_on_an_abbreviation(text):
    words = CUT(text).words
    assert ("SpaceX" in words) or ("Inc." in words)
