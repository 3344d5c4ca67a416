"""A table finds what a search for each phrase by itself finds."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.extract.phrases import PhraseTable

WORDS = st.sampled_from(["data", "center", "park", "chip"])
PHRASES = st.lists(st.lists(WORDS, min_size=1, max_size=4), max_size=8)


def found_one_by_one(phrases, words):
    """The slow way: every phrase at every place."""
    meant = {tuple(phrase): number for number, phrase in enumerate(phrases)}
    return sorted(
        (
            (at, at + len(phrase), number)
            for phrase, number in meant.items()
            for at in range(len(words))
            if tuple(words[at : at + len(phrase)]) == phrase
        ),
        key=lambda hit: (hit[0], -hit[1]),
    )


@given(PHRASES, st.lists(WORDS, max_size=12))
@example([["data", "center"], ["data"], ["data", "center", "park"]], ["data", "center", "park", "data"])
@example([["data"], ["data"]], ["data"])
@example([["chip"]], [])
def test_every_phrase_is_found_wherever_it_stands(phrases, words):
    table = PhraseTable()
    for number, phrase in enumerate(phrases):
        table.add(phrase, number)
    assert table.find(words) == found_one_by_one(phrases, words)


def test_no_words_are_no_phrase():
    table = PhraseTable()
    table.add([], "nothing")
    assert table.find(["data"]) == []
