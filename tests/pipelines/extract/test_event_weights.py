"""Events that no frame finds: the arithmetic by hand, what they may rest on, and when they are asked for at all."""

from __future__ import annotations

import json
from math import exp
from pathlib import Path

import numpy as np
import pytest

from pipelines.extract import event_weights, load
from pipelines.extract.components import open_passage
from pipelines.extract.event_weights import LONGEST, EventWeights, features_of, opening_end, shipped, told_of
from pipelines.extract.lexicon import load_rules
from tests.floors.fit_events import RIDGE, Sample, fit

FLOORS = Path(__file__).parents[2] / "floors"
LEASE = EventWeights(
    features={
        "w:rents": {"contract": 2.0},
        "u:USD": {"contract": 1.0, "mna": 0.5},
        "k:company": {"contract": 1.0, "mna": 1.5},
        "w:barn": {"contract": -0.5},
    },
    bias={"contract": -3.0, "mna": -2.0},
    precision={"contract": 0.6, "mna": 0.6},
)


@pytest.fixture(scope="module")
def extractor():
    return load()


@pytest.fixture
def read(extractor):
    reader = extractor.nlp.get_pipe("newsimpact")

    def opened(text):
        passage = open_passage(text, reader.cut)
        reader.entities.read(passage)
        reader.quantities.read(passage)
        return passage

    return opened


@pytest.fixture(scope="module")
def weighed(extractor):
    """The lines of the test suite that weights make an event of, each with its one event."""
    found = []
    for file in sorted(FLOORS.glob("family_*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["text"]
            events = extractor.extract(text).events
            found += [(text, event) for event in events if event.evidence[0].rule.startswith("weighed.")]
    return found


def test_the_opening_is_the_first_line_that_says_something(read):
    passage = read("\n  CoreWeave rents a barn\nIt cost $3 million.")
    assert "".join(passage.words[: opening_end(passage)]).split() == ["CoreWeaverentsabarn"]
    assert opening_end(read("CoreWeave rents a barn")) == 4
    assert opening_end(read("gpu " * 300)) == event_weights.READ


def test_names_and_amounts_count_by_kind_and_words_as_they_are(read):
    passage = read("CoreWeave rents a barn for $3 million")
    features = features_of(passage, opening_end(passage))
    assert features["k:company"] == [(0, 1)]
    assert features["w:rents"] == [(1, 2)]
    assert features["u:USD"] == [(5, 8)]
    assert "w:coreweave" not in features
    assert "w:million" not in features


def test_the_weights_of_all_that_stands_there_add_up(read, monkeypatch):
    monkeypatch.setattr(event_weights, "shipped", lambda: LEASE)
    passage = read("CoreWeave rents a barn for $3 million")
    told = told_of(passage, opening_end(passage))
    assert told is not None
    assert told.type == "contract"
    # -3 + 2 (rents) + 1 (an amount) + 1 (a company) - 0.5 (barn)
    assert told.probability == pytest.approx(1 / (1 + exp(-0.5)))
    assert passage.words[slice(*told.stretch)] == ["rents"]


def test_what_no_few_words_carry_is_not_told(read, monkeypatch):
    spread = {f"w:{word}": {"contract": 0.5} for word in "they went on and on about it for a good while".split()}
    monkeypatch.setattr(event_weights, "shipped", lambda: EventWeights(spread, {"contract": 1.0}, {}))
    passage = read("they went on and on about it for a good while")
    assert told_of(passage, opening_end(passage)) is None


def test_an_opening_below_the_threshold_tells_nothing(read, monkeypatch):
    monkeypatch.setattr(event_weights, "shipped", lambda: LEASE)
    passage = read("CoreWeave rents a barn")
    assert told_of(passage, opening_end(passage)) is None


def test_every_type_that_is_weighed_has_a_frame_that_finds_its_parties():
    frames = {frame.type: frame.id for frame in load_rules().frames if frame.trigger == ("@weights",)}
    assert set(shipped().bias) <= set(frames)
    assert frames == {kind: f"weighed.{kind}" for kind in frames}


def test_weights_make_events_where_frames_make_none(weighed):
    assert len(weighed) >= 10


def test_such_an_event_stands_alone_and_says_how_often_its_kind_was_right(weighed, extractor):
    for text, event in weighed:
        told = [e for e in extractor.extract(text).events if not e.is_reaction]
        assert {e.type for e in told} == {event.type}, text
        assert event.confidence.event == pytest.approx(shipped().precision[event.type], abs=0.001)


def test_without_the_words_it_rests_on_there_is_no_such_event(weighed, extractor):
    """Where words are taken out, others become neighbours and may be terms: that is let pass one time in fifty."""
    left = []
    for text, event in weighed:
        start, end = event.trigger.start, event.trigger.end
        assert len(text[start:end].split()) <= 2 * LONGEST
        rules = {e.evidence[0].rule for e in extractor.extract(text[:start] + text[end:]).events}
        left += [(text, event.trigger.text)] * (f"weighed.{event.type}" in rules)
    print(f"{len(weighed) - len(left)} of {len(weighed)} events by weights go with their words")
    assert len(left) <= max(len(weighed) // 50, 1), left


def test_a_text_of_other_things_gets_no_event_by_weights(extractor):
    for line in (FLOORS / "own_negative.jsonl").read_text(encoding="utf-8").splitlines():
        extraction = extractor.extract(json.loads(line)["text"])
        assert extraction.relevant or not extraction.events


def test_what_is_fitted_is_where_the_regret_is_least():
    """One feature, one type, by hand: the slope of the regret is nought."""
    samples = [Sample(frozenset({"w:rents"}), frozenset({"contract"}), True)] * 3
    samples += [Sample(frozenset(), frozenset(), True)] * 3
    features, weights = fit(samples, ["contract"])
    assert features == ["w:rents"]
    weight, bias = weights[:, 0]
    share = 1 / (1 + np.exp(-(weight + bias)))
    assert 3 * (share - 1) + RIDGE * weight == pytest.approx(0, abs=1e-3)
