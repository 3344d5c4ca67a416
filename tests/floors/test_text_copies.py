"""Whether copies of full texts are found, and nothing else: texts of ours always, real ones where the data"
" folder is there."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path

import pytest

from pipelines.copies import Fingerprint, fingerprint, is_copy, overlap
from pipelines.parse import parse_feed
from pipelines.study.intervals import told
from tests.floors.text_variants import EDITS, own_articles, press_releases
from tracker.errors import NotAFeed

FOUND = 0.97
SHORT = 40
"""Words: what is left of a text must be a text."""
OF_A_FEED = 12


def linked(a: Fingerprint, b: Fingerprint) -> bool:
    return bool(set(a.sketch) & set(b.sketch)) and is_copy(a, b) is not None


def assert_variants_are_linked(texts: list[str], name: str) -> None:
    originals = [fingerprint(text) for text in texts]
    for edit, apply in EDITS.items():
        rng = random.Random(5)
        variants = [(original, apply(text, rng)) for original, text in zip(originals, texts, strict=True)]
        answers = [linked(original, fingerprint(text)) for original, text in variants if len(text.split()) >= SHORT]
        print(f"{name}, {edit}: {told(sum(answers), len(answers))}")
        assert len(answers) >= 30
        assert sum(answers) >= FOUND * len(answers), edit


def test_copies_of_our_texts_are_found() -> None:
    assert_variants_are_linked(own_articles(), "our texts")


def test_copies_of_press_releases_are_found() -> None:
    assert_variants_are_linked(press_releases(), "press releases")


def test_no_two_texts_of_ours_are_linked() -> None:
    prints = [fingerprint(text) for text in own_articles()]
    assert [pair for pair in combinations(prints, 2) if is_copy(*pair) is not None] == []


def test_press_releases_of_one_form_are_not_linked() -> None:
    prints = [fingerprint(text) for text in press_releases()]
    alike = [pair for pair in combinations(prints, 2) if overlap(*pair)[0] >= 0.35]
    print(f"{len(alike)} pairs of press releases are alike in words")
    assert len(alike) > 100  # else they would be no test
    assert [pair for pair in alike if is_copy(*pair) is not None] == []


@pytest.fixture(scope="module")
def real(shared: Path) -> dict[str, list[str]]:
    """Texts of 45 words and more, by where they come from."""
    texts = {
        path.name: [path.read_text(encoding="utf-8")] for path in (shared / "data" / "gold" / "articles").glob("*.txt")
    }
    for path in sorted((shared / "data" / "feeds" / "real").glob("*")):
        try:
            items = parse_feed(path.read_bytes(), base_url="http://feed.example/").items
        except NotAFeed:
            continue
        texts[path.name] = [item.summary for item in items if len(item.summary.split()) >= 45][:OF_A_FEED]
    if len(texts) < 10:
        pytest.skip("shared data folder has no texts")
    return texts


@pytest.mark.thorough
def test_copies_of_real_texts_are_found(real: dict[str, list[str]]) -> None:
    assert_variants_are_linked([text for texts in real.values() for text in texts], "real texts")


def test_no_two_real_texts_of_different_sources_are_linked(real: dict[str, list[str]]) -> None:
    """One feed holds a film's notes and its trailer's, which are copies indeed."""
    prints = [(source, fingerprint(text)) for source, texts in real.items() for text in texts]
    pairs = [(a, b) for (source, a), (other, b) in combinations(prints, 2) if source != other]
    assert len(pairs) > 50_000
    assert [pair for pair in pairs if is_copy(*pair) is not None] == []
