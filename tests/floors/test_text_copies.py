"""Whether copies of full texts are found, and nothing else: texts of ours always, real ones where the data"
" folder is there."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from pipelines.articles import to_article
from pipelines.copies import Fingerprint, fingerprint, is_copy, overlap
from pipelines.extract.extractor import Extractor
from pipelines.group import group_stories
from pipelines.parse import parse_feed
from pipelines.study.intervals import told
from tests.floors.text_variants import EDITS, FIRMS, own_articles, press_releases
from tracker.errors import NotAFeed
from tracker.options import GroupOptions
from tracker.records import DateQuality, Entry, Precision, Reading

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


# ── through grouping, with what is read in each ─────────────────────────────────────────────────────

COMPANIES = (
    "CoreWeave, Nebius, IREN, Applied Digital, Cipher Mining, TeraWulf, Core Scientific, Galaxy Digital, Oracle,"
    " Micron, Nscale, Crusoe"
).split(", ")
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def known_press_releases() -> list[str]:
    """The press releases, of companies that events are read of."""
    texts = press_releases()
    for made_up, known in zip(FIRMS, COMPANIES, strict=True):
        texts = [text.replace(made_up, known) for text in texts]
    return texts


def as_read(extractor: Extractor, id_: str, title: str, text: str, hours: float = 0.0) -> Reading:
    at = NOON + timedelta(hours=hours)
    entry = Entry(
        key=id_,
        title=title,
        link=f"http://news.example/{id_}",
        summary=text,
        published=at,
        updated=None,
        raw_date=None,
        precision=Precision.SECOND,
        quality=DateQuality.OK,
    )
    article = to_article(entry, feed=id_, body_hash="b", now=at, backfilled=True)
    return Reading(article=article, extraction=extractor.extract(article.text, title=title, published=at))


def titled(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Each text with its first sentence as the headline."""
    return [(head, text) for text in texts for head, *_ in [re.split(r"(?<=[.!?])\s+", text)]]


def joined(extractor: Extractor, reports: list[tuple[str, str]]) -> dict[str, list[bool]]:
    """Whether each variant of each text that opens a story is in that story, by edit."""
    answers: dict[str, list[bool]] = {edit: [] for edit in EDITS}
    for title, text in reports:
        first = as_read(extractor, "first", title, text)
        if not group_stories([first], GroupOptions()):
            continue
        for edit, apply in EDITS.items():
            variant = apply(text, random.Random(5))
            if len(variant.split()) >= SHORT:
                told = group_stories([first, as_read(extractor, "copy", title, variant, 2)], GroupOptions())
                answers[edit].append([len(story.articles) for story in told] == [2])
    return answers


def assert_joined(answers: dict[str, list[bool]], name: str) -> None:
    for edit, found in answers.items():
        print(f"{name} through grouping, {edit}: {told(sum(found), len(found))}")
    everything = [answer for found in answers.values() for answer in found]
    assert len(everything) >= 200
    assert sum(everything) >= FOUND * len(everything)
    assert all(sum(found) >= FOUND * len(found) for found in answers.values() if len(found) >= 30)


@pytest.mark.thorough
def test_copies_of_press_releases_are_in_the_story_of_the_text(extractor: Extractor) -> None:
    assert_joined(joined(extractor, titled(known_press_releases())), "press releases")


@pytest.mark.thorough
def test_copies_of_our_texts_are_in_the_story_of_the_text(extractor: Extractor) -> None:
    """Texts of sentences that have nothing to do with each other: any of them may be taken for the event."""
    assert_joined(joined(extractor, titled(random.Random(3).sample(own_articles(), 40))), "our texts")


def test_no_two_press_releases_are_in_one_story(extractor: Extractor) -> None:
    reports = titled(known_press_releases())
    readings = [as_read(extractor, f"r{n}", *report, hours=n / 60) for n, report in enumerate(reports)]
    assert [story.articles for story in group_stories(readings, GroupOptions()) if len(story.articles) > 1] == []


# ── what is no copy ─────────────────────────────────────────────────────────────────────────────────


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


@pytest.mark.thorough
def test_no_two_real_texts_of_different_sources_are_linked(real: dict[str, list[str]]) -> None:
    """One feed holds a film's notes and its trailer's, which are copies indeed."""
    prints = [(source, fingerprint(text)) for source, texts in real.items() for text in texts]
    pairs = [(a, b) for (source, a), (other, b) in combinations(prints, 2) if source != other]
    assert len(pairs) > 50_000
    assert [pair for pair in pairs if is_copy(*pair) is not None] == []
