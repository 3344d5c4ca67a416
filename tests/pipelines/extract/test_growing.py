"""A table that learns phrases as texts need them finds what a table of all phrases finds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import spacy
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.extract.frames.rules import load_rules
from pipelines.extract.growing import GrowingTable, with_hyphens
from pipelines.extract.phrases import PhraseTable
from pipelines.extract.text.tokens import Cutter, make_tokenizer

CUT = Cutter(make_tokenizer(spacy.blank("en").vocab))
ODD = "cannot dont can not c3.ai $5 u.s. U.S. data-center x- -y 's don't it's 10km ( 5% é a.m. e.g."
PIECES = st.sampled_from(["data", "center", "Data", "a", "AI", *ODD.split()])
PHRASES = st.lists(PIECES, min_size=1, max_size=3).map(" ".join)


def all_at_once(phrases, as_written):
    """The slow way: everything cut before anything is looked for."""
    meant: dict[tuple[str, ...], set[str]] = {}
    for category, texts in phrases.items():
        for text in texts:
            for variant in with_hyphens(text):
                tokens = CUT(variant)
                meant.setdefault(tuple(tokens.words if as_written else tokens.lower), set()).add(category)
    table: PhraseTable[list[str]] = PhraseTable()
    for words, categories in meant.items():
        table.add(words, sorted(categories))
    return table


@given(
    st.dictionaries(st.sampled_from("abc"), st.lists(PHRASES, max_size=5)),
    st.lists(st.lists(PIECES | PHRASES, max_size=6).map(" ".join), min_size=1, max_size=3),
    st.booleans(),
)
@example({"a": ["data c3.ai"], "b": ["data"]}, ["data-c3.ai", "data c3.ai"], False)
@example({"a": ["can not"], "b": ["Data center"]}, ["Can-not", "data-center Data-center"], True)
def test_the_same_is_found(phrases, texts, as_written):
    growing = GrowingTable(phrases, CUT, sorted, as_written=as_written)
    complete = all_at_once(phrases, as_written)
    for text in texts:
        tokens = CUT(text)
        words = tokens.words if as_written else tokens.lower
        assert growing.find(words) == complete.find(words)


@pytest.mark.thorough
@pytest.mark.parametrize("as_written", [False, True])
def test_every_phrase_of_the_rules_is_found_in_itself(as_written):
    rules = load_rules()
    phrases = rules.exact if as_written else rules.terms
    table = GrowingTable(phrases, CUT, frozenset, as_written=as_written)
    for category, texts in phrases.items():
        for text in texts:
            words = CUT(text).words if as_written else CUT(text).lower
            found = [meaning for start, end, meaning in table.find(words) if (start, end) == (0, len(words))]
            assert category in found[0], text


def test_texts_read_at_once_do_not_take_phrases_from_each_other():
    phrases = {str(number): [f"cloud {word}" for word in "abcdefghij"] for number in range(200)}
    together = Barrier(8)
    words = [word for letter in "abcdefghij" for word in ("cloud", letter)]
    for _ in range(20):
        table = GrowingTable(phrases, CUT, len)

        def find(_, table=table):
            together.wait(timeout=30)
            return table.find(words)

        with ThreadPoolExecutor(8) as pool:
            assert set(map(len, pool.map(find, range(8)))) == {10}
