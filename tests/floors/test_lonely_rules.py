"""Which rules rest on one text: a rule that serves one labelled item alone was fitted to it and needs another of ours.

`make floors` prints two lists: rules that fire on one labelled item and on none of our own sentences, and rules that
fire on nothing we have. The first list must be empty when the development items are at hand.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from pipelines.extract import load
from pipelines.extract.frames.rules import load_rules

pytestmark = pytest.mark.thorough

FLOORS = Path(__file__).parent
SHARED = Path(os.environ.get("NEWSIMPACT_SHARED", FLOORS.parents[1].parent / "shared"))


def texts(files: Iterable[Path]) -> list[str]:
    return [json.loads(line)["text"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def fired(sentences: Iterable[str]) -> Counter[str]:
    """How many texts each rule fires on."""
    extractor = load()
    found: Counter[str] = Counter()
    for text in sentences:
        events = extractor.extract(text).events
        found.update({item.rule for event in events for item in event.evidence})
    return found


@pytest.fixture(scope="module")
def own() -> Counter[str]:
    return fired(texts(sorted(FLOORS.glob("*.jsonl"))))


def test_no_rule_serves_one_labelled_item_alone(own):
    items = SHARED / "data" / "gold" / "dev.jsonl"
    if not items.exists():
        pytest.skip("shared data folder is absent")
    labelled = fired(texts([items]))
    lonely = sorted(rule for rule, times in labelled.items() if times == 1 and not own[rule])
    print(f"{len(labelled)} rules fire on labelled items; on one and on none of our sentences: {lonely}")
    assert lonely == []


def test_rules_that_nothing_of_ours_needs_are_few(own):
    frames = {frame.id: frame.type for frame in load_rules().frames}
    idle = defaultdict(list)
    for rule in sorted(frames.keys() - own.keys()):
        idle[frames[rule]].append(rule)
    count = sum(map(len, idle.values()))
    print(f"{count} of {len(frames)} frames fire on none of our sentences: {dict(idle)}")
    assert count <= len(frames) // 10
