"""How often each cue was right: what is known of it, where it is shown, and what it does to the confidence."""

from __future__ import annotations

import re

import pytest

from docs.generate import CUES, cues_page
from pipelines.extract.frames.rules import load_rules
from pipelines.extract.records.confidence import ENOUGH, Rates, cue_figures, deciding, rates
from pipelines.extract.tracing.terminal import trace_text

IDS = [cue.id for cue in load_rules().cues]


def test_every_figure_is_one_of_a_cue():
    assert set(cue_figures()) - set(IDS) == set()
    assert [cue for cue, (right, seen) in cue_figures().items() if not 0 <= right <= seen or seen < 1] == []


def test_a_cue_is_named_after_its_axis():
    assert [cue.id for cue in load_rules().cues if cue.id.partition(".")[0] != cue.axis] == []


def test_the_page_of_cues_lists_every_cue_once_in_their_order():
    assert re.findall(r"^\| `([\w.]+)`", CUES.read_text("utf-8"), re.M) == IDS


def test_the_page_of_cues_is_fresh():
    assert CUES.read_text("utf-8") == cues_page(), "run `make docs` and commit docs/cues.md"


@pytest.mark.parametrize("cue", IDS)
def test_the_page_shows_a_figure_only_where_there_is_one(cue):
    row = next(line for line in CUES.read_text("utf-8").splitlines() if line.startswith(f"| `{cue}` "))
    right, lower = (cell.strip() for cell in row.split("|")[5:7])
    if cue in cue_figures():
        assert right == "{} of {}".format(*cue_figures()[cue])
        assert 0 <= float(lower) < 1
    else:
        assert (right, lower) == ("", "")


# ── in a trace ──────────────────────────────────────────────────────────────────────────────────────


def traced(extractor, text: str) -> str:
    return trace_text(extractor.trace(text)[1], width=300)


def test_a_trace_says_how_far_a_cue_reaches_and_how_often_it_was_right(extractor):
    right, seen = cue_figures()["status.planned"]
    shown = traced(extractor, "Meta plans to rent out GPU clusters.")
    assert f'"plans to" status.planned (forward 8, right {right} of {seen})' in shown


def test_a_cue_of_the_whole_sentence_has_no_number_of_words(extractor):
    shown = traced(extractor, "Meta will rent out GPU clusters, people familiar say.")
    assert '"people familiar" source.unnamed_people (sentence, right ' in shown


def test_a_cue_without_a_figure_shows_none(extractor):
    assert "polarity.not_only" not in cue_figures()
    assert '"not only" polarity.not_only (forward 8)' in traced(extractor, "Meta not only rents out GPU clusters.")


def test_a_sign_that_is_no_phrase_has_no_reach(extractor):
    assert re.search(r'"\?" status.question_mark$', traced(extractor, "Will Meta rent out GPU clusters?"), re.M)


# ── in the confidence ───────────────────────────────────────────────────────────────────────────────


BASE = {"all": (8, 8), "planned by a cue": (4, 5)}
"""The rate of all is 9/10; the modality's (4 + 5 x 9/10) / 10 = .85."""


@pytest.mark.parametrize(
    ("figure", "rate"),
    [
        pytest.param((5, 10), 0.5, id="ten are enough: (5 + 1) / 12"),
        pytest.param((38, 38), 0.975, id="never quite certain: 39 / 40"),
        pytest.param((1, 4), 0.6433, id="four tenths of 2/6 and six of .85"),
        pytest.param((0, 1), 0.7983, id="a tenth of 1/3 and nine of .85"),
    ],
)
def test_a_cue_has_its_own_rate_and_a_rare_one_that_of_its_modality(figure, rate):
    found = Rates(BASE, {"status.planned": figure}).rate("status.planned", "planned by a cue")
    assert found == pytest.approx(rate, abs=1e-4)


def test_a_cue_never_seen_leaves_the_rate_of_its_modality():
    assert Rates(BASE).rate("status.planned", "planned by a cue") == pytest.approx(0.85)


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Meta plans to rent out GPU clusters.", ("status.planned", "status.future")),
        ("Meta plans to rent out GPU clusters, people familiar say.", ("source.unnamed_people",)),
        ("Meta denied that it plans to rent out GPU clusters, people familiar say.", ("polarity.denied",)),
        ("Meta rents out GPU clusters.", ()),
    ],
)
def test_the_modality_is_decided_by_the_cues_of_the_axis_that_makes_it(events_of, text, signs):
    (event,) = events_of(text)
    assert deciding(event) == signs


def test_an_event_is_as_sure_of_its_modality_as_its_cue_is(events_of):
    (event,) = events_of("Meta plans to rent out GPU clusters, people familiar say.")
    right, seen = cue_figures()["source.unnamed_people"]
    assert seen >= ENOUGH
    assert event.confidence.status == round((right + 1) / (seen + 2), 3)


def test_an_event_without_a_cue_has_the_rate_of_its_modality(events_of):
    (event,) = events_of("Meta rents out GPU clusters.")
    assert event.confidence.status == round(rates("status").rate(event.modality, f"type:{event.modality}"), 3)


def test_cues_are_no_help_where_they_are_no_part_of_what_is_claimed():
    assert rates("event").cues == rates("roles").cues == {}
