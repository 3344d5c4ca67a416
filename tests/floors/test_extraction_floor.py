"""How good extraction is, pinned: sentences of our own with their labels, and a floor under each score.

Raising a floor is a commit; lowering one needs its reason in that commit. The sentences were labelled by hand before
they were first run, and the rules were then mended with their help: the scores guard against going back, they do not
estimate quality on unseen text. A second report runs the shared development items when they are at hand; its floor is
loose, because those items are there to learn from, not to fit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from pipelines.extract import extraction_to_json, load, load_themes
from tracker.records import Instrument

SENTENCES = Path(__file__).with_name("sentences.jsonl")
NAMES = {
    "CRWV": "CoreWeave",
    "NBIS": "Nebius Group|Nebius",
    "META": "Meta Platforms|Meta",
    "MSFT": "Microsoft",
    "GOOGL": "Alphabet|Google",
    "AMZN": "Amazon",
    "ORCL": "Oracle",
    "NVDA": "NVIDIA|Nvidia",
    "AMD": "AMD",
    "AVGO": "Broadcom",
    "MU": "Micron Technology|Micron",
    "TSM": "TSMC|Taiwan Semiconductor",
}

FLOORS = {"relevance": 0.98, "themes": 0.96, "entities": 0.98, "events": 0.96, "moves": 0.97, "quantities": 0.95}
RATE_FLOORS = {"direction": 0.95, "modality": 0.95, "counterparty": 0.95}
DEV_FLOORS = {"relevance": 0.96, "themes": 0.92, "events": 0.87, "reactions": 0.97}
UNTUNED = {
    "own_positive": {
        "relevance": 0.94,
        "themes": 0.84,
        "entities": 0.92,
        "events": 0.70,
        "moves": 0.80,
        "quantities": 0.74,
    },
    "own_styles": {
        "relevance": 0.92,
        "themes": 0.76,
        "entities": 0.72,
        "events": 0.54,
        "moves": 0.80,
        "quantities": 0.58,
    },
}
"""Sentences written and labelled by authors who did not know the rules, in unusual wording and styles: lower, and
nearer to what unseen text gets."""

MENDED = {
    name: {"relevance": 0.98, "entities": 0.95, "events": 0.95, "quantities": 0.95}
    for name in (
        *("mended_money", "mended_market", "mended_places", "mended_amounts", "mended_views"),
        *("mended_11a", "mended_11b", "mended_11c", "mended_11d", "mended_11e", "mended_11f"),
        *("mended_25a", "mended_25b", "mended_25c", "mended_25d", "mended_28", "mended_29"),
        *("mended_30", "mended_301", "mended_302"),
        *("audited_market", "audited_chips", "audited_places", "audited_money"),
        *("audited_references", "audited_sides", "audited_axes", "audited_slots", "audited_units"),
        *("plainly_told_compute", "plainly_told_money", "plainly_told_amounts", "feed_headlines"),
    )
}
MENDED["mended_themes"] = {"relevance": 0.98, "themes": 0.97, "entities": 0.95, "events": 0.95, "quantities": 0.95}
"""Sentences of our own for single mends: these stay read as they are labelled."""


@pytest.fixture(scope="module")
def extractor():
    instruments = [
        Instrument(
            symbol=symbol,
            name=names.split("|")[0],
            exchange="XNAS",
            benchmark="SPY",
            sector="SMH",
            names=tuple(names.split("|")),
        )
        for symbol, names in NAMES.items()
    ]
    return load(instruments, load_themes())


@pytest.fixture(scope="module")
def labelled() -> list[dict[str, Any]]:
    return [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def pairs(labelled, extractor):
    return [(gold, extraction_to_json(gold["id"], extractor.extract(gold["text"]))) for gold in labelled]


def facts(item: dict[str, Any]) -> dict[str, Counter[Any]]:
    """What an item states, per kind, as countable facts."""
    events = [e for e in item["events"] if e["type"] != "price_move"]
    moves = [e for e in item["events"] if e["type"] == "price_move"]
    return {
        "relevance": Counter(["yes"] if item["relevant"] else []),
        "themes": Counter(item["themes"]),
        "entities": Counter((e["text"], e["ticker"], e["kind"]) for e in item["entities"]),
        "events": Counter((e["type"], *parties(e)) for e in events),
        "moves": Counter((e["actor"].lower(), e["direction"]) for e in moves),
        "quantities": Counter((e["type"], *amount(q)) for e in item["events"] for q in e["quantities"]),
    }


def parties(event: dict[str, Any]) -> tuple[str, ...]:
    """Who takes part; the two sides of a contract have no order."""
    names = [event["actor"] or "", event["counterparty"] or ""]
    return tuple(sorted(names)) if event["type"] == "contract" else (names[0],)


def amount(quantity: dict[str, Any]) -> tuple[Any, str]:
    value = quantity["value"]
    return (tuple(map(float, value)) if isinstance(value, list) else float(value)), quantity["unit"]


def f1(pairs: Iterable[tuple[Counter[Any], Counter[Any]]]) -> float:
    """Micro-averaged over items."""
    hit = wanted = found = 0
    for gold, mine in pairs:
        hit += (gold & mine).total()
        wanted += gold.total()
        found += mine.total()
    return 2 * hit / (wanted + found) if wanted + found else 1.0


@pytest.mark.parametrize("kind", FLOORS)
def test_a_score_does_not_fall_below_its_floor(pairs, kind):
    score = f1((facts(gold)[kind], facts(mine)[kind]) for gold, mine in pairs)
    assert score >= FLOORS[kind], f"{kind}: {score:.3f}"


@pytest.mark.parametrize("name", UNTUNED | MENDED)
def test_further_sentences_do_not_fall_below_their_floors(name, extractor):
    floors = (UNTUNED | MENDED)[name]
    items = [json.loads(line) for line in SENTENCES.with_name(f"{name}.jsonl").read_text("utf-8").splitlines()]
    read = [(facts(item), facts(extraction_to_json(item["id"], extractor.extract(item["text"])))) for item in items]
    scores = {kind: f1((gold[kind], mine[kind]) for gold, mine in read) for kind in floors}
    print(name, {kind: round(score, 3) for kind, score in scores.items()})
    assert {kind: score for kind, score in scores.items() if score < floors[kind]} == {}


def test_hard_negatives_by_other_hands_are_left_alone(extractor):
    items = [json.loads(line) for line in SENTENCES.with_name("own_negative.jsonl").read_text("utf-8").splitlines()]
    wrong = [item["text"] for item in items if extractor.extract(item["text"]).relevant]
    print(f"{len(wrong)} of {len(items)} hard negatives called relevant: {wrong}")
    assert len(wrong) <= len(items) * 0.03


@pytest.mark.parametrize("attribute", RATE_FLOORS)
def test_an_attribute_of_found_events_is_right_as_often_as_pinned(pairs, attribute):
    right = [gold[attribute] == mine[attribute] for gold, mine in matched(pairs)]
    assert sum(right) / len(right) >= RATE_FLOORS[attribute], f"{attribute}: {sum(right)} of {len(right)}"


def matched(pairs: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    """Labelled events with the found event of the same type and actor."""
    for gold, mine in pairs:
        for event in gold["events"]:
            same = [e for e in mine["events"] if (e["type"], e["actor"]) == (event["type"], event["actor"])]
            yield from [(event, same[0])] if same and event["type"] != "price_move" else []


def test_no_hard_negative_is_called_relevant(pairs):
    assert [gold["text"] for gold, mine in pairs if mine["relevant"] and not gold["relevant"]] == []


def test_the_corpus_is_large_and_mixed_enough(labelled):
    assert len(labelled) >= 120
    assert sum(not item["relevant"] for item in labelled) >= 40
    assert len({event["type"] for item in labelled for event in item["events"]}) >= 20
    assert len({item["text"] for item in labelled}) == len(labelled)


def test_labels_quote_their_sentence(labelled):
    for item in labelled:
        quoted = [e["text"] for e in item["entities"]] + [q["text"] for e in item["events"] for q in e["quantities"]]
        assert all(text in item["text"] for text in quoted), item["id"]


def test_the_development_items_are_read_well(extractor, tmp_path):
    shared = Path(os.environ.get("NEWSIMPACT_SHARED", Path(__file__).parents[2].parent / "shared"))
    items, scorer = shared / "data" / "gold" / "dev.jsonl", shared / "tools" / "score_extraction.py"
    if not (items.exists() and scorer.exists()):
        pytest.skip("shared data folder is absent")
    found = tmp_path / "found.jsonl"
    with found.open("w", encoding="utf-8") as out:
        for line in items.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            out.write(json.dumps(extraction_to_json(item["id"], extractor.extract(item["text"]))) + "\n")
    run = subprocess.run(
        [sys.executable, str(scorer), str(items), str(found), "--json"], capture_output=True, text=True, check=True
    )
    scores = json.loads(run.stdout)
    print({kind: round(scores[kind]["f1"], 3) for kind in DEV_FLOORS})
    assert {kind: scores[kind]["f1"] for kind in DEV_FLOORS if scores[kind]["f1"] < DEV_FLOORS[kind]} == {}
