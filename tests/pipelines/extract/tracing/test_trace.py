"""A trace tells how an extraction came about: what was seen, fitted, turned down, left out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pipelines.extract.event_reader import LACKING, UNTOLD
from pipelines.extract.tracing.terminal import trace_text
from pipelines.extract.tracing.trace import MentionFitted, Rejected, Trace, trace_to_json


@pytest.fixture(scope="module")
def trace_of(extractor):
    return lambda text, **hints: extractor.trace(text, **hints)[1]


def rejected(trace: Trace) -> list[Rejected]:
    return [miss for sentence in trace.sentences for miss in sentence.rejected]


def fitted(trace: Trace) -> list[MentionFitted]:
    return [mention for sentence in trace.sentences for mention in sentence.fitted]


def places(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict):
        if set(found) == {"start", "end", "text"}:
            yield found
        for value in found.values():
            yield from places(value)
    elif isinstance(found, list | tuple):
        for value in found:
            yield from places(value)


FLOORS = Path(__file__).parents[3] / "floors"


def labelled(*files: Path) -> list[str]:
    return [json.loads(line)["text"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def differing(extractor, texts: Iterable[str]) -> list[str]:
    """The texts of which a trace tells something else than the extraction alone."""
    return [text for text in texts if extractor.extract(text) != extractor.trace(text)[0]]


def test_a_text_says_the_same_whether_or_not_near_misses_are_kept(extractor):
    # Without a trace sentences and frames are passed over, with one they are tried in full.
    assert differing(extractor, labelled(FLOORS / "sentences.jsonl")) == []


@pytest.mark.thorough
def test_every_sentence_and_some_joined_ones_say_the_same_with_a_trace(extractor):
    texts = labelled(*sorted(FLOORS.glob("*.jsonl")))
    draw = Random(5)
    joined = [draw.choice((" ", "\n", "\n\n")).join(draw.sample(texts, draw.choice((2, 3, 4, 6)))) for _ in range(500)]
    assert differing(extractor, [*texts, *joined]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Nebius rose 6% on Monday. A squeeze on the shorts helped.",
        "Nebius signed a lease with Meta. Seven questions, no prizes.",
        "CoreWeave is opening a site in Lulea. The first-quarter beat was followed by a parade of notes.",
    ],
)
def test_a_sentence_that_is_not_read_shows_its_near_misses_and_tells_of_nothing(extractor, text):
    extraction, trace = extractor.trace(text)
    assert extraction == extractor.extract(text)
    second = text.index(". ") + 2
    assert [event.type for event in extraction.events if event.trigger.start >= second] == []
    assert [miss.reason for miss in rejected(trace) if miss.trigger.start >= second and miss.reason == UNTOLD]


def test_no_frame_fits_that_was_passed_over_for_what_its_sentence_lacks(trace_of):
    texts = labelled(FLOORS / "sentences.jsonl")
    assert [text for text in texts if LACKING in {miss.reason for miss in rejected(trace_of(text))}] == []


# ── near misses ─────────────────────────────────────────────────────────────────────────────────────


def test_a_frame_that_words_forbid_is_a_near_miss_with_those_words(trace_of):
    misses = rejected(trace_of("Meta leases office space to Anthropic beside its GPU clusters."))
    by_office = [m for m in misses if m.forbidden_by and m.forbidden_by.text == "office space"]
    assert by_office
    assert {m.reason for m in by_office} == {"veto real_estate"}
    assert "compute.lease" in {frame for m in by_office for frame in m.frames}


def test_a_frame_without_its_condition_says_which_one(trace_of):
    misses = rejected(trace_of("Nebius secures GPUs."))
    assert "needs counterparty" in {m.reason for m in misses if "compute.acquire" in m.frames}


def test_a_frame_whose_words_a_price_move_has_taken_says_so(trace_of):
    misses = rejected(trace_of("CoreWeave sinks 13%, Nebius 15%."))
    assert {m.trigger.text for m in misses if m.reason == "the words belong to a price move"} == {"sinks"}


def test_words_of_a_price_move_without_a_mover_are_named(trace_of):
    (sentence,) = trace_of("Nebius sales jumped as GPU demand rose.").sentences
    assert {place.text for place in sentence.no_move} >= {"jumped"}


def test_each_frame_is_turned_down_once_per_trigger(trace_of):
    misses = rejected(trace_of("TeraWulf plans to sell $1 billion of convertible notes to fund GPU clusters."))
    pairs = [(frame, m.trigger) for m in misses for frame in m.frames]
    assert len(pairs) == len(set(pairs)) > 0


# ── what fitted ─────────────────────────────────────────────────────────────────────────────────────


def test_a_mention_tells_its_rule_its_axes_and_what_they_would_be_without_their_words(trace_of):
    mention = next(m for m in fitted(trace_of("Meta plans to rent out GPU clusters.")) if m.frame == "compute.supply")
    axes = {axis.axis: (axis.value, axis.otherwise, {s.rule for s in axis.by}) for axis in mention.axes}
    assert axes["status"] == ("planned", "announced", {"status.planned", "status.future"})
    assert axes["polarity"] == ("affirmed", "affirmed", set())
    assert (mention.trigger.text, mention.actor, mention.event, mention.joined) == (
        "rent out",
        "Meta Platforms",
        0,
        None,
    )
    assert "real_estate" in mention.vetoes_checked


def test_a_cue_that_agrees_is_in_the_trace_though_no_evidence(trace_of):
    trace = trace_of("CoreWeave signs $6 billion GPU contract with OpenAI")
    mention = next(m for m in fitted(trace) if m.frame == "contract.sign")
    status = next(axis for axis in mention.axes if axis.axis == "status")
    assert (status.value, status.otherwise) == ("agreed", "agreed")
    assert {sign.at.text for sign in status.by} == {"signs"}


def test_joined_mentions_name_their_event_and_why(trace_of):
    trace = trace_of("Meta plans to rent out GPU clusters. Later Meta will sell computing power.")
    joined = {(m.trigger.text, m.event, m.joined) for m in fitted(trace) if m.trigger.text == "sell"}
    assert ("sell", 0, "merge.same_actor") in joined


def test_events_are_numbered_as_in_the_extraction(extractor):
    text = "Nebius signs a $3 billion GPU contract with Meta. CoreWeave sinks 13%. Oracle lifts capex to $50 billion."
    extraction, trace = extractor.trace(text)
    leading = {m.event: (m.type, m.trigger.text) for m in fitted(trace) if m.joined is None}
    assert leading == {n: (e.type, e.trigger.text) for n, e in enumerate(extraction.events)}


# ── the text as a whole ─────────────────────────────────────────────────────────────────────────────


def test_a_theme_says_by_which_words_it_is_stated(trace_of):
    trace = trace_of("CoreWeave is a neocloud that rents out GPUs.")
    (theme,) = [theme for theme in trace.themes if theme.theme == "neocloud"]
    words = {place.text for ground in theme.grounds for place in ground.places}
    assert theme.stated
    assert {"CoreWeave", "neocloud"} <= words


def test_a_text_of_another_world_says_why_it_is_not_relevant(trace_of):
    trace = trace_of("The town library extends its opening hours on Saturday.")
    assert (trace.relevant, trace.gate.partition(":")[0]) == (False, "closed")
    assert (fitted(trace), rejected(trace)) == ([], [])
    assert trace.reasons == ("no event, theme, or word of the trade's business",)


def test_a_long_text_that_the_gate_refuses_says_so(extractor):
    text = "The town library extends its opening hours on Saturday. " * 60
    extraction, trace = extractor.trace(text)
    assert extraction == extractor.extract(text)
    assert trace.gate.startswith("closed: no name and no wording of the trade")
    assert trace.sentences == ()


def test_a_text_in_chinese_is_traced_too(extractor):
    text = "Meta计划出租闲置算力,CoreWeave股价暴跌13%。"
    extraction, trace = extractor.trace(text)
    assert extraction == extractor.extract(text)
    assert {(m.type, m.trigger.text) for m in fitted(trace) if m.joined is None} == {
        (event.type, event.trigger.text) for event in extraction.events
    }
    assert extraction.events


def test_mentions_of_an_irrelevant_text_belong_to_no_event(extractor):
    text = "Recipe: the chef launches a ChatGPT prompt for dinner."
    extraction, trace = extractor.trace(text)
    assert not extraction.relevant
    assert {m.event for m in fitted(trace)} <= {None}


def test_what_is_no_part_of_the_news_is_listed(trace_of):
    text = "CoreWeave sinks 13%\n\nThe stock fell on Tuesday.\n\nSign up for our newsletter about Oracle deals."
    assert [(out.zone, out.at.text.strip()) for out in trace_of(text).left_out] == [
        ("boilerplate", "Sign up for our newsletter about Oracle deals.")
    ]


def test_words_beside_a_sentence_that_no_rule_read_are_listed(trace_of):
    text = "Nebius (NASDAQ: NBIS), an operator of AI data centers, signed Meta for $3 billion. Meanwhile, IREN fell 4%."
    assert [(out.zone, out.at.text) for out in trace_of(text).left_out] == [
        ("aside", "(NASDAQ: NBIS)"),
        ("aside", ", an operator of AI data centers,"),
        ("aside", "Meanwhile,"),
    ]


# ── as JSON, as text ────────────────────────────────────────────────────────────────────────────────

AWKWARD = "Meta’s  plan:\r\n“rent out” GPU\u00a0clusters \U0001f600 — CoreWeave fell 5%…\nOffice\ud800 lease."


def test_every_place_of_a_trace_quotes_the_text_as_it_was_given(trace_of):
    found = list(places(trace_to_json(trace_of(AWKWARD))))
    assert len(found) > 10
    assert [place for place in found if AWKWARD[place["start"] : place["end"]] != place["text"]] == []


def test_a_trace_is_plain_json_with_stable_keys(trace_of):
    found = json.loads(json.dumps(trace_to_json(trace_of("Meta plans to rent out GPU clusters."))))
    assert list(found) == ["gate", "relevant", "reasons", "themes", "left_out", "sentences"]
    (sentence,) = found["sentences"]
    assert list(sentence) == ["at", "zone", "triggers", "fitted", "rejected", "no_move"]
    assert list(sentence["rejected"][0]) == ["trigger", "reason", "forbidden_by", "frames"]


def test_a_trace_of_nothing_is_empty(trace_of):
    trace = trace_of("")
    assert (trace.relevant, trace.sentences, trace.themes, trace.left_out) == (False, (), (), ())


def test_the_text_of_a_trace_carries_no_control_characters(trace_of):
    text = trace_text(trace_of("Meta plans to rent out GPU clusters in \x1b[31mOhio\u202e."), width=80)
    assert "\x1b" not in text and "\u202e" not in text
    assert "+ compute.supply on" in text


def test_the_text_of_a_trace_fits_its_width(trace_of):
    lines = trace_text(
        trace_of("Meta plans to rent out GPU clusters, people familiar say. " * 5), width=60
    ).splitlines()
    assert max(map(len, lines)) <= 60


def test_a_word_that_is_cited_at_several_places_is_named_once_in_the_text_of_a_trace(trace_of):
    trace = trace_of("GMO Internet lifts GPU cloud rental fees 8%. The rental fees stay.")
    (cited,) = (mention.rests_on for mention in fitted(trace) if mention.frame == "price.change")
    assert [sign.at.text for sign in cited].count("rental") == 2
    assert trace_text(trace, width=200).count('trigger "rental"') == 1


def test_the_text_of_a_trace_has_no_figures_behind_a_cue_in_chinese(trace_of):
    # The cue in Chinese has the id of the one in English, of which the figures are.
    english, chinese = (
        trace_text(trace_of(t), width=200) for t in ("Meta plans to rent out GPUs.", "Meta计划出租闲置算力。")
    )
    assert '"plans to" status.planned (forward ' in english
    assert '"计划" status.planned' in chinese
    assert '"计划" status.planned (' not in chinese


GROUNDS = {
    "a company": ("Oppenheimer upgrades Micron, downgrades Intel", 'semiconductors: company MU "Micron"'),
    "common words": ("Meta plans to rent out GPUs as shortages last.", 'common words "shortages"'),
    "two groups": ("Entergy signs an agreement with Meta for a data center", '"Entergy" "Meta"'),
    "words left out": (
        "Nebius, an Amsterdam-based AI cloud company, saw its shares rocket 47%",
        "phrase among the words left",
    ),
}


@pytest.mark.parametrize(("text", "said"), GROUNDS.values(), ids=GROUNDS)
def test_the_ground_of_a_theme_is_never_a_kind_alone(trace_of, text, said):
    shown = [line for line in trace_text(trace_of(text), width=300).splitlines() if line.startswith("  theme")]
    assert said in "\n".join(shown)
    parts = [part.strip() for line in shown for part in line.partition(": ")[2].split(";")]
    assert [part for part in parts if " " not in part] == []
