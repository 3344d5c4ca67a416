"""The second opinion: the arithmetic by hand, and what it may decide."""

from __future__ import annotations

import json
from dataclasses import replace
from math import exp, log, sqrt
from pathlib import Path

import numpy as np
import pytest

from pipelines.extract import load, load_themes
from pipelines.extract.relevance import verdict
from pipelines.extract.relevance.weights import FEWEST, FILE, RELEVANCE, Opinion, Weights, opinion_of, shipped, words_of
from tests.floors.fit_words import RIDGE, fit, matrix

SENTENCES = Path(__file__).parents[3] / "floors" / "sentences.jsonl"
WEIGHTS = Weights(
    words={"gpu": {RELEVANCE: 6.0, "neocloud": 4.0}, "rent": {RELEVANCE: 2.0}, "recipe": {RELEVANCE: -9.0}},
    bias={RELEVANCE: -1.0, "neocloud": -3.0},
)
UNHEARD = "GPUs, memory and foundry capacity: where hyperscaler dollars flow"


def opinion(*known: str, length: int) -> Opinion:
    return Opinion(known, length, WEIGHTS)


def test_weights_add_up_over_the_root_of_the_length():
    assert opinion("gpu", "rent", length=16).share(RELEVANCE) == pytest.approx(1 / (1 + exp(-(-1 + 8 / 4))))
    assert opinion("gpu", "recipe", length=9).share(RELEVANCE) == pytest.approx(1 / (1 + exp(-(-1 - 3 / 3))))
    assert opinion("gpu", "rent", length=16).share("neocloud") == pytest.approx(1 / (1 + exp(-(-3 + 4 / sqrt(16)))))


def test_a_question_never_asked_is_left_open():
    assert opinion("gpu", length=4).share("gardens") == 0.5


def test_the_heaviest_words_are_those_that_speak_for_it_or_against_it():
    said = opinion("recipe", "rent", "gpu", length=3)
    assert said.heaviest(RELEVANCE) == ("gpu", "rent")
    assert said.heaviest(RELEVANCE, against=True) == ("recipe",)


def test_words_count_once_and_numbers_and_signs_not_at_all():
    assert words_of(["nvidia", "'s", "$", "30", "a", "gpu", "gpu", "台", "h100"]) == ("nvidia", "gpu", "h100")


def test_only_the_beginning_of_a_long_text_is_asked():
    assert words_of(["gpu", *["1"] * 99, "recipe"]) == ("gpu",)


def test_of_few_known_words_there_is_no_opinion():
    known = [word for word in shipped(FILE).words if word.isalpha()][:FEWEST]
    assert opinion_of(known[:-1]) is None
    assert opinion_of(known) is not None


@pytest.fixture(scope="module")
def extractor():
    return load()


def test_events_are_neither_made_nor_lost(extractor, monkeypatch):
    texts = [json.loads(line)["text"] for line in SENTENCES.read_text(encoding="utf-8").splitlines()][:200]
    weighed = [extractor.extract(text) for text in texts]
    monkeypatch.setattr(verdict, "opinion_of", lambda tokens: None)
    plain = [extractor.extract(text) for text in texts]
    assert sum(bool(found.events) for found in plain) > 90
    assert [found.events for found in weighed] == [found.events for found in plain]


def test_a_spenders_move_beside_words_of_other_news_is_none_of_the_trade(extractor, monkeypatch):
    text = "Amazon shares fall 3% as striking drivers halt Prime deliveries; Alphabet slips on AI search worries"
    found, trace = extractor.trace(text)
    assert not found.relevant and not found.events
    assert any("prime" in reason for reason in trace.reasons)
    monkeypatch.setattr(verdict, "opinion_of", lambda tokens: None)
    assert extractor.extract(text).relevant


def of_share(share: float) -> Opinion:
    """The opinion of one word that gives this share, and speaks against."""
    return Opinion(
        ("recipe",), 1, Weights(words={"recipe": {RELEVANCE: -1.0}}, bias={RELEVANCE: 1 + log(share / (1 - share))})
    )


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("Microsoft sells $5 billion of bonds to pay for AI", 0.2),
        ("Crowded AI positions leave hedge funds uneasy", 0.25),
        ("Where hyperscaler money goes: GPUs, data centers and the neocloud boom", 0.25),
        ("Microsoft and Amazon shares fall on AI worries", 0.7),
        ("Nvidia rises to the challenge of custom chips", 0.2),
        ("A challenge rises for Nvidia from custom chips", 0.8),
    ],
)
def test_the_weaker_the_finding_the_more_the_words_must_agree(extractor, monkeypatch, text, bound):
    monkeypatch.setattr(verdict, "opinion_of", lambda tokens: of_share(bound - 0.02))
    assert not extractor.extract(text).relevant
    monkeypatch.setattr(verdict, "opinion_of", lambda tokens: of_share(bound + 0.02))
    assert extractor.extract(text).relevant


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia shares slip as the shop in Ostrava shuts",
        "CoreWeave sells $750 million of senior notes",
        "Amazon cuts prices of GPU instances by 13%",
        "Lam Research slid 3%, Applied Materials 2.5% and KLA 2%",
    ],
)
def test_own_news_of_the_trade_is_news_whatever_the_words_beside_it(extractor, monkeypatch, text):
    monkeypatch.setattr(verdict, "opinion_of", lambda tokens: of_share(0.01))
    assert extractor.extract(text).relevant


def test_wording_that_no_rule_knows_is_told_by_its_words(extractor, monkeypatch):
    found, trace = extractor.trace(UNHEARD)
    assert found.relevant and "semiconductors" in found.themes
    assert any("gpus" in reason for reason in trace.reasons)
    monkeypatch.setattr(verdict, "opinion_of", lambda tokens: None)
    assert not extractor.extract(UNHEARD).relevant


def test_a_trace_names_the_words_that_outweigh_a_theme(extractor, monkeypatch):
    text = "Nvidia shares slip as a retail tenant leaves a mall in Dublin"
    found, trace = extractor.trace(text)
    (contract,) = [theme for theme in trace.themes if theme.theme == "contract"]
    assert "contract" not in found.themes and not contract.stated
    (against,) = [ground for ground in contract.grounds if ground.kind == "outweighed"]
    assert {place.text for place in against.places} == {"retail", "leaves"}
    monkeypatch.setattr(verdict, "opinion_of", lambda tokens: None)
    assert "contract" in extractor.extract(text).themes


def test_a_theme_of_the_users_own_is_not_weighed():
    own = [replace(t, weighed=False, phrases=("ferry timetable",), context_phrases=(), aside_phrases=(), together=(),
                   companies=(), units=()) if t.id == "semiconductors" else t for t in load_themes()]  # fmt: skip
    extractor = load(themes=own)
    assert "semiconductors" in extractor.extract("A ferry timetable for the island was printed on paper today.").themes
    assert "semiconductors" not in extractor.extract(UNHEARD).themes


def test_a_text_that_names_nothing_of_the_trade_stays_outside(extractor):
    """Heavy words of which none is a term or a name: shops and harbours have them too."""
    text = "spending center digital filing micro straight roughly applied scientific power"
    said = opinion_of(text.split())
    assert said is not None and said.share(RELEVANCE) > verdict.SURE
    assert not extractor.extract(text).relevant


def test_the_fit_is_at_its_least():
    """At the minimum of the penalised loss its slope is nothing; the slope is worked out a word at a time."""
    texts = [("gpu", "rent"), ("gpu", "sold"), ("recipe", "rent"), ("recipe", "soup"), ("gpu", "soup"), ("rent",)] * 3
    labels = np.array([[1.0], [1.0], [0.0], [0.0], [1.0], [0.0]] * 3)
    words, weights = fit(texts, labels)
    assert words == ["gpu", "recipe", "rent", "sold", "soup"]
    found = matrix(texts, words)
    for column in range(len(words) + 1):
        slope = RIDGE * weights[column, 0] if column < len(words) else 0.0
        for row in range(len(texts)):
            score = sum(found[row, c] * weights[c, 0] for c in range(len(words) + 1))
            slope += found[row, column] * (1 / (1 + exp(-score)) - labels[row, 0])
        assert abs(slope) < 1e-3
