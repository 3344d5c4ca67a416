"""What holds for every module of rules, whatever it says."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.extract.data_files import EVENT_FILES, read_data
from pipelines.extract.frames.matcher import FrameMatcher
from pipelines.extract.frames.rules import load_rules
from pipelines.extract.names.lexicon import load_lexicon

RULES = Path(__file__).parents[3] / "pipelines" / "extract"


def assigned_at_top(module: Path) -> list[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    return [target.id for target in targets if isinstance(target, ast.Name)]


@pytest.mark.parametrize("module", sorted(RULES.rglob("*.py")), ids=lambda path: path.relative_to(RULES).as_posix())
def test_no_list_of_words_takes_the_place_of_another(module):
    assert [name for name, times in Counter(assigned_at_top(module)).items() if times > 1] == []


def test_every_frame_has_a_name_of_its_own():
    frames = Counter(frame.id for frame in load_rules().frames)
    assert [name for name, times in frames.items() if times > 1] == []


def test_every_phrase_stands_once_in_its_category():
    phrases = Counter(
        (category, phrase)
        for name in EVENT_FILES
        for category, listed in read_data(name).get("terms", {}).items()
        for phrase in listed
    )
    assert [phrase for phrase, times in phrases.items() if times > 1] == []


def test_all_frames_of_a_type_stand_in_one_file():
    rooms = Counter(kind for name in EVENT_FILES for kind in {one["type"] for one in read_data(name).get("frame", ())})
    assert [kind for kind, files in rooms.items() if files > 1] == []


def test_the_order_of_files_decides_nothing():
    rules, lexicon = load_rules(), load_lexicon()
    kinds = sorted({frame.type for frame in rules.frames}, reverse=True)
    turned = replace(rules, frames=tuple(frame for kind in kinds for frame in rules.frames if frame.type == kind))
    assert FrameMatcher(turned, lexicon).by_trigger == FrameMatcher(rules, lexicon).by_trigger
