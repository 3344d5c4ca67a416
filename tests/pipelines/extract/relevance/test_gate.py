"""The gate spares long texts about other things and never refuses one that is about the trade."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks import extract_texts
from pipelines.extract import extraction_to_json, load, load_themes
from pipelines.extract.relevance import gate
from pipelines.extract.relevance.gate import LONG_TEXT, REASON

SENTENCES = Path(__file__).parents[3] / "floors" / "sentences.jsonl"
LABELLED = [json.loads(line)["text"] for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
FILLER = "The ferry will not sail on nine days in May, and the choir rehearses in the town hall. " * 20


@pytest.fixture(scope="module")
def ours():
    return load()


@pytest.fixture
def refused(ours, monkeypatch):
    """The texts that the gate refuses, and what reading them in full says."""
    reader = ours.nlp.get_pipe("newsimpact")
    admits = reader.gate.admits

    def read_in_full(texts):
        monkeypatch.setattr(gate, "LONG_TEXT", 0)
        outside = [text for text in texts if not admits(text)]
        monkeypatch.setattr(reader.gate, "admits", lambda text: True)
        return list(zip(outside, ours.extract_many(outside), strict=True))

    return read_in_full


def assert_nothing_is_missed(found):
    assert found, "the gate refuses none of these, so they say nothing of it"
    assert [text for text, full in found if full.relevant or full.events] == []


def test_no_labelled_sentence_that_is_relevant_is_refused(refused):
    assert_nothing_is_missed(refused(LABELLED))


def test_no_shared_item_that_is_relevant_is_refused(refused, shared):
    texts = [json.loads(line)["text"] for line in (shared / "data" / "gold" / "dev.jsonl").read_text().splitlines()]
    texts += [path.read_text(encoding="utf-8") for path in (shared / "data" / "gold" / "articles").glob("*.txt")]
    assert_nothing_is_missed(refused(texts))


def test_examples_of_themes_are_let_in(refused):
    assert_nothing_is_missed(refused([text for theme in load_themes() for text in (*theme.yes, *theme.no)]))


@pytest.mark.thorough
@pytest.mark.parametrize(
    "frame", ["{} shares fell 5%.", "{} appoints a president.", "Investors buy {} stock (${}) now."]
)
def test_news_of_any_name_is_let_in_or_irrelevant(refused, ours, frame):
    lexicon = ours.nlp.get_pipe("newsimpact").entities.names.lexicon
    names = [name.text for name in lexicon.names.values()] + list(lexicon.listings)
    assert_nothing_is_missed(refused([frame.replace("{}", name) for name in names]))


@pytest.mark.parametrize(
    "each",
    [
        pytest.param(97, id="some"),
        pytest.param(7, marks=pytest.mark.thorough, id="many"),
        pytest.param(1, marks=pytest.mark.soak, id="all"),
    ],
)
def test_any_wording_of_the_rules_is_let_in_or_irrelevant(refused, ours, each):
    """A phrase behind a company outside the trade and behind an amount: what no frame may make relevant alone."""
    rules = ours.nlp.get_pipe("newsimpact").events.reader.rules
    phrases = sorted({phrase for texts in rules.terms.values() for phrase in texts})[::each]
    texts = [f"Kestrel Foods {phrase} for $2 billion, Goldman Sachs says." for phrase in phrases]
    assert_nothing_is_missed(refused(texts))


@settings(max_examples=2 * settings.default.max_examples, deadline=None)
@given(st.lists(st.sampled_from([word for text in LABELLED for word in text.split()]), max_size=14).map(" ".join))
@example("$6 cloud price up")
def test_no_shuffle_of_their_words_is_refused_wrongly(ours, text):
    reader = ours.nlp.get_pipe("newsimpact")
    padded = f"{text}. {FILLER}"
    if not reader.gate.admits(padded):
        assert not ours.extract(text).relevant


def test_a_long_text_about_other_things_is_answered_with_the_reason(ours):
    (text,) = extract_texts.elsewhere(1)
    assert len(text) > LONG_TEXT
    extraction = ours.extract(text)
    assert (extraction.relevant, extraction.mentions, extraction.events) == (False, (), ())
    assert [finding.message for finding in extraction.findings] == [REASON]
    assert extraction.made_by == ours.made_by
    doc = ours.nlp(text)
    assert doc._.newsimpact == extraction_to_json("", extraction)
    assert all(not group for group in doc.spans.values())
    assert len(list(doc.sents)) > 10


@pytest.mark.parametrize("word", ["CoreWeave", "$crwv", "GPUs", "compute leasing", "data-center", "a.i.", "台積電"])
def test_one_word_of_the_trade_in_a_long_text_is_enough(ours, word):
    assert ours.nlp.get_pipe("newsimpact").gate.admits(f"{FILLER}A word on {word} at the end.")


@pytest.mark.parametrize("word", ["meta", "micron", "on", "arm", "Oklahoma"])
def test_a_word_that_is_a_name_only_in_capitals_is_not(ours, word):
    assert not ours.nlp.get_pipe("newsimpact").gate.admits(f"{FILLER}A word {word} at the end.")


def test_short_texts_are_read_so_that_their_names_are_found(ours):
    assert [m.canonical for m in ours.extract("Goldman Sachs opens an office.").mentions] == ["Goldman Sachs"]
