"""The second opinion on what happened: the arithmetic by hand, what it drops, and what it leaves alone."""

from __future__ import annotations

import json
from math import exp, sqrt
from pathlib import Path

import numpy as np
import pytest

from pipelines.extract import load, load_themes
from pipelines.extract.frames import wording
from pipelines.extract.frames.wording import CATEGORY, FILE, REASON, sign_names, signs_of
from pipelines.extract.relevance.news_only import ITEM_SENTENCES
from pipelines.extract.relevance.weights import FEWEST, Weights, opinion_on, shipped
from tests.floors.fit_types import UNWEIGHED, own_texts, signs_by_text, told_by
from tests.floors.fit_words import agreement
from tests.pipelines.extract.tracing.test_explanations import places, without

FLOORS = Path(__file__).parents[3] / "floors"
WEIGHTS = Weights(
    words={
        "lands": {"contract": 8.0},
        "tenant": {"contract": 3.0, "data_center_build": 2.0},
        "halls": {"data_center_build": 4.0},
        "rack": {"contract": 1.0},
        "=deal_noun": {"contract": 2.0},
    },
    bias={"contract": -2.0, "data_center_build": -3.0},
)


@pytest.fixture(scope="module")
def extractor():
    return load()


def opened(extractor, text):
    reader = extractor.nlp.get_pipe("newsimpact")
    passage = reader.open(text)
    reader.events.reader.weigh(passage)
    return passage


def names(extractor):
    return extractor.nlp.get_pipe("newsimpact").events.reader.wording.categories


def test_weights_add_up_over_the_root_of_the_number_of_signs():
    signs = ["lands", "tenant", "halls", "rack", "unheard"]
    found = opinion_on(signs, WEIGHTS)
    assert found.share("contract") == pytest.approx(1 / (1 + exp(-(-2 + (8 + 3 + 1) / sqrt(5)))))
    assert found.share("data_center_build") == pytest.approx(1 / (1 + exp(-(-3 + (2 + 4) / sqrt(5)))))


def test_of_few_known_signs_there_is_no_opinion():
    known = list(WEIGHTS.words)
    assert opinion_on([*known[: FEWEST - 1], "unheard", "unknown"], WEIGHTS) is None
    assert opinion_on(known[:FEWEST], WEIGHTS).known == tuple(known[:FEWEST])


def test_signs_are_words_outside_of_names_and_categories_and_cues_by_name(extractor):
    passage = opened(extractor, "Core Scientific reportedly signs a lease with CoreWeave for the Denton site")
    signs = set(signs_of(passage.sentence(0), names(extractor)))
    assert {"signs", "lease", "site"} <= signs
    assert not {"core", "scientific", "coreweave", "the", "for"} & signs
    assert "=sign" in signs
    assert any(sign.startswith("=source.") for sign in signs)
    assert not any(sign.startswith("=cue") for sign in signs)


def test_themes_have_no_signs(extractor):
    rules = load(themes=load_themes()[:2]).nlp.get_pipe("newsimpact").events.reader.rules
    assert sign_names(rules) == names(extractor)


@pytest.fixture(scope="module")
def doubted(extractor):
    """Texts of our own of which an event was dropped, with the types that were left."""
    found = []
    for line in (FLOORS / "told" / "told_08.jsonl").read_text(encoding="utf-8").splitlines()[:600]:
        item = json.loads(line)
        extraction, trace = extractor.trace(item["text"])
        if any(miss.reason == REASON for sentence in trace.sentences for miss in sentence.rejected):
            found.append((item, {event.type for event in extraction.events}))
    return found


def test_what_was_dropped_comes_back_without_the_opinion_and_most_of_it_was_wrong(extractor, doubted, monkeypatch):
    monkeypatch.setattr(wording, "LEAST", 0.0)
    heard = [(item, {event.type for event in extractor.extract(item["text"]).events}, left) for item, left in doubted]
    assert all(types >= left for _, types, left in heard)
    dropped = [(types - left, told_by(item)) for item, types, left in heard if types > left]
    assert len(dropped) >= 3
    assert sum(not types & labelled for types, labelled in dropped) > 0.8 * len(dropped)


def test_an_article_is_not_weighed(extractor, doubted):
    item, _ = doubted[0]
    article = "\n".join([item["text"], *["The company rents out chips to labs in several states."] * ITEM_SENTENCES])
    _, trace = extractor.trace(article)
    assert not [miss for sentence in trace.sentences for miss in sentence.rejected if miss.reason == REASON]


def test_of_more_sentences_more_is_asked(extractor, monkeypatch):
    """The largest of several shares is held against a bar that grows with them."""
    text = "CoreWeave wins $6 billion GPU contract from OpenAI."
    padded = text + " The weather in Ohio stayed mild."
    signs = signs_of(opened(extractor, text).sentence(0), names(extractor))
    share = opinion_on(signs, shipped(FILE)).share("contract")
    monkeypatch.setattr(wording, "LEAST", share * 0.6)
    monkeypatch.setattr(wording, "TELLING", 2.0)
    assert [event.type for event in extractor.extract(text).events] == ["contract"]
    assert extractor.extract(padded).events == ()


def test_what_stays_is_as_sure_as_its_words(extractor):
    plain = extractor.extract("CoreWeave wins $6 billion GPU contract from OpenAI")
    padded = extractor.extract(
        "CoreWeave wins $6 billion GPU contract from OpenAI, as chefs, gardeners and poets look on"
    )
    assert [event.type for event in plain.events] == [event.type for event in padded.events] == ["contract"]
    assert plain.events[0].confidence.event > padded.events[0].confidence.event


def test_every_type_that_frames_tell_of_has_weights(extractor):
    types = {frame.type for frame in extractor.nlp.get_pipe("newsimpact").events.reader.rules.frames}
    assert types - UNWEIGHED <= shipped(FILE).bias.keys()


def test_every_category_and_cue_with_weights_is_still_known_by_that_name(extractor):
    """Whoever renames one fits the weights anew: python -m tests.floors.fit_types --write."""
    weighed = {sign for sign in shipped(FILE).words if sign.startswith(CATEGORY)}
    assert weighed
    assert weighed <= set(names(extractor).values())


# ── what no frame heard ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def told(extractor):
    """Texts of our own of whose events some were told by their words alone, with these."""
    found = []
    for line in (FLOORS / "told" / "told_08.jsonl").read_text(encoding="utf-8").splitlines()[:600]:
        item = json.loads(line)
        extraction = extractor.extract(item["text"])
        by_words = [event for event in extraction.events if event.trigger.rule.startswith("told.")]
        if by_words:
            found.append((item, extraction, by_words))
    return found


def test_words_tell_of_an_event_where_no_frame_fits_and_are_mostly_right(told):
    events = [(item, event) for item, _, by_words in told for event in by_words]
    assert len(events) >= 10
    assert sum(event.type in told_by(item) for item, event in events) > 0.7 * len(events)
    assert all(len(places(event, "trigger")) >= wording.CARRIERS for _, event in events)


def test_words_tell_of_nothing_beside_what_frames_found(told):
    for _, extraction, by_words in told:
        assert list(extraction.events) == by_words
        assert extraction.relevant


def test_without_the_words_that_carry_it_an_event_is_not_told(extractor, told):
    """A frame may fit once they are gone ("it will be more than $190 on AI"): another claim, and rare."""
    left = [
        [
            other
            for other in extractor.extract(without(item["text"], places(event, "trigger"))).events
            if other.type == event.type
        ]
        for item, _, by_words in told
        for event in by_words
    ]
    assert not [event for events in left for event in events if event.trigger.rule.startswith("told.")]
    assert sum(map(bool, left)) <= len(left) / 10


def test_an_event_that_two_sentences_tell_of_cites_the_words_of_both(extractor):
    text = "Beijing tells state firms to leave Nvidia chips alone. It tells private firms to leave AMD chips alone too."
    (event,) = extractor.extract(text).events
    assert {start > text.index("It") for start, _ in places(event, "trigger")} == {True, False}
    assert extractor.extract(without(text, places(event, "trigger"))).events == ()


def test_words_that_would_tell_of_a_frames_event_are_cited_with_it(extractor):
    text = "GMO Internet lifts GPU cloud rental fees 8%"
    (event,) = extractor.extract(text).events
    own = [(e.start, e.end) for e in event.evidence if e.kind == "trigger" and not e.rule.startswith("told.")]
    assert not event.trigger.rule.startswith("told.")
    assert len(own) < len(places(event, "trigger"))
    (left,) = extractor.extract(without(text, own)).events
    assert (left.type, left.trigger.rule) == (event.type, f"told.{event.type}")
    assert extractor.extract(without(text, places(event, "trigger"))).events == ()


@pytest.mark.parametrize(
    "text",
    [
        "Does Beijing tell state firms to leave Nvidia chips alone?",
        "Nvidia falls 3% as Beijing tells state firms to leave its chips alone",
    ],
)
def test_neither_a_question_nor_the_cause_of_a_move_is_told_by_words(extractor, text):
    assert [
        event.type for event in extractor.extract("Beijing tells state firms to leave Nvidia chips alone").events
    ] == ["export_control"]
    assert {event.type for event in extractor.extract(text).events} <= {"price_move"}


def test_every_type_with_weights_says_who_takes_part(extractor):
    rules = extractor.nlp.get_pipe("newsimpact").events.reader.rules
    assert rules.told.keys() == shipped(FILE).bias.keys()
    assert all(frame.id == f"told.{kind}" for kind, frame in rules.told.items())


# ── the program that fits them ──────────────────────────────────────────────────────────────────────


def test_texts_are_read_once_and_only_with_labels(tmp_path):
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    one = {"text": "x", "events": [{"type": "mna"}]}
    first.write_text(json.dumps(one) + "\n" + json.dumps({"text": "y"}) + "\n", encoding="utf-8")
    second.write_text(json.dumps({**one, "events": []}) + "\n" + json.dumps({"text": "z", "events": []}) + "\n")
    found = own_texts([first, second])
    assert sorted(item["text"] for item in found) == ["x", "z"]
    assert [told_by(item) for item in found if item["text"] == "x"] == [{"mna"}]


def test_the_signs_of_a_text_are_those_that_are_weighed(extractor):
    text = "Core Scientific signs a lease with CoreWeave. The Denton site opens in May."
    (signs,) = signs_by_text([text])
    passage = opened(extractor, text)
    assert set(signs) == {
        sign for index in passage.sentence_terms for sign in signs_of(passage.sentence(index), names(extractor))
    }


def test_agreement_is_measured_on_texts_that_were_not_fitted():
    texts = [("deal", f"a{n % 3}") if n % 2 else ("rain", f"a{n % 3}") for n in range(60)]
    labels = np.array([[float(n % 2)] for n in range(60)])
    assert agreement(texts, labels) == 1.0
    noise = np.array([[float(n % 4 < 2)] for n in range(60)])
    assert agreement(texts, noise) < 0.8
