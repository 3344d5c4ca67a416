"""Evidence is what decided: without the cited words the event, its axis or its claim is another.

Words are taken out by blanks of equal length, so that every other offset stays. A text often says one thing twice, and
then no word alone decides: so all cited triggers of an event go together, all its objects, all cues of one axis, all
names of one party. Amounts go one by one.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.extract.frames.rules import load_rules
from tracker.records import Event, Extraction

SENTENCES = Path(__file__).parents[3] / "floors" / "sentences.jsonl"
FLOORS = {"trigger": 0.99, "object": 0.94, "role": 0.94, "quantity": 0.95, "cue": 0.95}
Span = tuple[int, int]


def without(text: str, spans: Iterable[Span]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def who(event: Event) -> tuple[Any, ...]:
    return event.type, event.actor, event.counterparty


def claim(event: Event) -> tuple[Any, ...]:
    """Everything that the event says; not how sure it is, nor on what it rests."""
    amounts = [(q.value, q.unit, q.slot) for q in event.quantities]
    axes = (event.polarity, event.status, event.source, event.time, event.date)
    return *who(event), event.subtype, dict(event.roles), event.direction, axes, amounts


def places(event: Event, kind: str) -> set[Span]:
    return {(e.start, e.end) for e in event.evidence if e.kind == kind}


def cues_by_axis(event: Event) -> dict[str, set[Span]]:
    found: dict[str, set[Span]] = defaultdict(set)
    for item in event.evidence:
        if item.kind == "cue":
            found[item.rule.partition(".")[0]].add((item.start, item.end))
    return found


def names_by_party(event: Event, extraction: Extraction) -> dict[str, set[Span]]:
    """The cited names of an event, by whom they name; one that no lexicon knows is by itself."""
    known = {mention.start: mention.canonical for mention in extraction.mentions}
    found: dict[str, set[Span]] = defaultdict(set)
    for item in event.evidence:
        if item.kind == "role":
            found[known.get(item.start, item.text)].add((item.start, item.end))
    return found


def trials(event: Event, extraction: Extraction) -> Iterator[tuple[str, set[Span], Callable[[Event], Any]]]:
    """Kind, words to take out, and what must then be nowhere as it was."""
    yield "trigger", places(event, "trigger"), who
    if objects := places(event, "object"):
        yield "object", objects, claim
    for names in names_by_party(event, extraction).values():
        yield "role", names, claim
    for span in places(event, "quantity"):
        yield "quantity", {span}, claim
    for axis, spans in cues_by_axis(event).items():
        yield "cue", spans, lambda other, axis=axis: (*who(other), getattr(other, axis))


def rates(extractor, texts: Iterable[str]) -> dict[str, tuple[int, int]]:
    """How often taking the words out made the difference, and of how many, by kind."""
    made, tried = Counter(), Counter()
    for text in texts:
        extraction = extractor.extract(text)
        for event in extraction.events:
            for kind, spans, said in trials(event, extraction):
                tried[kind] += 1
                left = extractor.extract(without(text, spans)).events
                made[kind] += said(event) not in [said(other) for other in left]
    return {kind: (made[kind], tried[kind]) for kind in FLOORS}


def too_low(found: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    print({kind: f"{hits}/{of} = {hits / of:.3f}" for kind, (hits, of) in found.items() if of})
    return {kind: (hits, of) for kind, (hits, of) in found.items() if hits < FLOORS[kind] * of}


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    return [json.loads(line)["text"] for line in SENTENCES.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def labelled(shared) -> list[str]:
    lines = (shared / "data" / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def test_every_stretch_of_evidence_is_the_text_at_its_place(extractor, sentences):
    quoted = [
        (item.text, text[item.start : item.end])
        for text in sentences
        for event in extractor.extract(text).events
        for item in (event.trigger, *event.evidence)
    ]
    assert len(quoted) > 400
    assert [pair for pair in quoted if pair[0] != pair[1]] == []


def test_taking_the_cited_words_out_of_our_sentences_takes_the_claim_away(extractor, sentences):
    found = rates(extractor, sentences)
    assert min(of for _, of in found.values()) >= 25
    assert too_low(found) == {}


@pytest.mark.thorough
def test_taking_the_cited_words_out_of_labelled_items_takes_the_claim_away(extractor, labelled):
    assert too_low(rates(extractor, labelled)) == {}


def test_a_text_that_repeats_its_news_is_silent_only_without_all_its_triggers(extractor):
    text = "Meta plans to rent out GPU clusters. Meta's compute rental starts soon. Meta will sell computing power."
    (event,) = [e for e in extractor.extract(text).events if e.type == "compute_leasing"]
    cited = sorted(places(event, "trigger"))
    assert {"rent out", "compute rental", "sell"} <= {text[slice(*span)] for span in cited}
    left = extractor.extract(without(text, cited[:-1])).events
    assert who(event) in map(who, left)
    assert who(event) not in map(who, extractor.extract(without(text, cited)).events)


# ── what is cited ───────────────────────────────────────────────────────────────────────────────────


def cited(extractor, text: str, kind: str, **wanted: str) -> set[tuple[str, str]]:
    """Words and rule of one kind of evidence of all events (of the type wanted)."""
    events = [e for e in extractor.extract(text).events if all(getattr(e, k) == v for k, v in wanted.items())]
    return {(item.text, item.rule) for event in events for item in event.evidence if item.kind == kind}


CUES = {
    "a phrase": ("Meta plans to rent out GPU clusters.", ("plans to", "status.planned")),
    "a denial": ("Meta denied that it sells computing power.", ("denied", "polarity.denied")),
    "a question": ("Will Meta rent out GPU clusters?", ("?", "status.question_mark")),
    "a publisher": ("Meta rents out GPU clusters, Bloomberg reported.", ("Bloomberg", "source.speaker")),
    "a day": ("On May 27, 2026, Meta agreed to rent out GPU clusters.", ("May 27, 2026", "time.date")),
    "unnamed people": (
        "Meta rents out GPU clusters, people familiar say.",
        ("people familiar", "source.unnamed_people"),
    ),
}


@pytest.mark.parametrize(("text", "expected"), CUES.values(), ids=CUES)
def test_a_cue_is_cited_with_the_rule_that_begins_with_its_axis(extractor, text, expected):
    assert expected in cited(extractor, text, "cue", type="compute_leasing")


def test_a_cue_that_only_agrees_with_what_is_supposed_is_not_cited(extractor):
    # The frame of a signed deal says "agreed" by itself.
    text = "CoreWeave signs $6 billion GPU contract with OpenAI"
    (event,) = extractor.extract(text).events
    assert event.status == "agreed"
    assert "signs" not in {word for word, _ in cited(extractor, text, "cue")}


def test_an_amount_is_cited_with_what_it_was_taken_for(extractor):
    text = "CoreWeave raises its 2026 capex guidance to $30 billion from $20 billion."
    assert ("$30 billion", "quantity.money.capex") in cited(extractor, text, "quantity")
    assert all(rule.startswith("quantity.") for _, rule in cited(extractor, text, "quantity"))


def test_a_description_is_cited_beside_the_name_it_stands_for(extractor):
    text = "Meta reported results. The social-media giant plans to rent out GPU clusters."
    assert {word for word, _ in cited(extractor, text, "reference")} == {"social-media giant"}
    assert {word for word, _ in cited(extractor, text, "role", type="compute_leasing")} == {"Meta"}


def test_a_joined_mention_says_why_it_is_the_same_event(extractor):
    text = "Meta plans to rent out GPU clusters. Later Meta will sell computing power."
    assert ("sell", "merge.same_actor") in cited(extractor, text, "merge")


def test_every_cue_has_an_id_of_its_own_that_begins_with_its_axis():
    cues = load_rules().cues
    assert len({cue.id for cue in cues}) == len(cues)
    assert [cue.id for cue in cues if not cue.id.startswith(f"{cue.axis}.")] == []


def test_explaining_changes_nothing_that_is_said(extractor, sentences):
    assert [text for text in sentences if extractor.trace(text)[0] != extractor.extract(text)] == []


WOULD_DO = {
    "two verbs, one object": ("Cipher prices upsized $1.1 billion convertible notes", {"upsized", "prices"}),
    "the verb behind a plan": (
        "Hut 8 announced plans to sell $500 million of exchangeable notes",
        {"sell", "announced plans"},
    ),
    "who plans to": (
        "TeraWulf intends to offer $600 million in senior notes due 2031",
        {"intends", "offer", "senior notes"},
    ),
    "a verdict beside its verb": ("Morgan Stanley names Micron its top pick in memory", {"names", "top pick"}),
}


@pytest.mark.parametrize(("text", "words"), WOULD_DO.values(), ids=WOULD_DO)
def test_every_trigger_that_would_do_is_cited(read, text, words):
    (event,) = [event for event in read(text).events if not event.is_reaction]
    cited = [item for item in event.evidence if item.kind == "trigger"]
    assert words <= {item.text for item in cited}
    assert (event.trigger.start, event.trigger.end) == (cited[0].start, cited[0].end)
    gone = list(text)
    for item in cited:
        gone[item.start : item.end] = " " * (item.end - item.start)
    assert [left.type for left in read("".join(gone)).events if left.type == event.type] == []


def test_what_is_told_of_another_party_or_the_other_way_is_no_trigger(read):
    events = read("Elm Capital soured on CoreWeave long ago and is betting against it and Oracle.").events
    by_party = {e.counterparty: {item.text for item in e.evidence if item.kind == "trigger"} for e in events}
    assert "soured on" not in by_party.get("Oracle", set())
