"""Finds the phrases of rules and themes in a text, and decides which of them count.

A phrase stands in up to a dozen categories; it is matched once, for all of them together. Token patterns would be
twenty times slower than phrases.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pipelines.extract.frames.rules import Rules
from pipelines.extract.growing import GrowingTable
from pipelines.extract.passage import Passage, Span
from pipelines.extract.text.tokens import Cutter
from pipelines.extract.themes.rules import VETO
from pipelines.extract.themes.theme import Theme

MASK = "mask"
"""The category of phrases that only hide what is inside them."""


class Term(NamedTuple):
    """A category of phrases, with what the matching asks about it."""

    category: str
    veto: str
    """The category that hides it, for a concept of a theme."""
    is_word: bool
    """Whether a name may hide it: words of rules, not of themes or cues."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a phrase is: all categories it stands in."""

    terms: tuple[Term, ...]
    categories: tuple[str, ...]
    hiding: tuple[str, ...]
    """Those of them whose phrases hide others inside of them: masks, and what a theme forbids."""
    is_plain: bool
    """Whether only masks, names and longer phrases can hide it."""


def phrase_of(categories: Iterable[str]) -> Phrase:
    terms = tuple(map(_term_of, sorted(categories)))
    is_plain = not any(term.veto or term.category == MASK for term in terms)
    hiding = () if is_plain else tuple(term.category for term in terms if term.category in (MASK, term.veto))
    return Phrase(terms, tuple(term.category for term in terms), hiding, is_plain)


@cache
def _term_of(category: str) -> Term:
    theme, is_concept, _ = category.partition("/")
    return Term(category, f"{theme}/{VETO}" if is_concept else "", "." not in category)


Hit = tuple[int, int, Phrase]
"""Start, end, and what the phrase is."""


class TermMatcher:
    """Finds the phrases of rules and themes, by category.

    A phrase stands in up to a dozen categories; it is matched once, for all of them together.
    """

    def __init__(self, cut: Cutter, rules: Rules, themes: Sequence[Theme]) -> None:
        phrases: dict[str, Iterable[str]] = dict(rules.terms)
        for theme in themes:
            phrases[f"theme.{theme.id}"] = theme.phrases
            phrases[f"context.{theme.id}"] = theme.context_phrases
            phrases[f"aside.{theme.id}"] = theme.aside_phrases
            phrases[f"veto.{theme.id}"] = theme.veto
        self.any_case = GrowingTable(phrases, cut, phrase_of)
        self.as_written = GrowingTable(rules.exact, cut, phrase_of, as_written=True)

    def find(self, passage: Passage) -> None:
        """Put the terms of a text into its sentences.

        Within a category the longest phrase wins; a mask or a name hides what is inside it.
        """
        if passage.left_out:
            passage.beside_categories = self._categories(words for _, words in passage.left_out)
        hits = self._hits(passage)
        covers = _covers(hits, passage)
        masked, named = covers.masked, covers.named
        here: dict[str, tuple[Span, ...]] = {}
        sentence_end = reach = 0
        for start, end, phrase in hits:
            if start >= sentence_end:
                here, sentence_end = passage.terms_at(start)
            overlaps = start < reach
            if end > reach:
                reach = end
            if masked[start] and _is_inside(start, end, masked, end - start + 1):
                continue
            is_named = named[start] is not None and _is_inside(start, end, named, end - start)
            if is_named or overlaps or not phrase.is_plain:
                _add_uncovered((start, end), phrase, here, covers.hiding, is_named, overlaps)
                continue
            # One tuple for all its categories: most have no other phrase in the sentence.
            alone = ((start, end),)
            for category in phrase.categories:
                here[category] = here[category] + alone if category in here else alone

    def _categories(self, stretches: Iterable[Sequence[str]]) -> frozenset[str]:
        """The categories of all phrases of some stretches of words."""
        return frozenset(
            category
            for words in stretches
            for *_, phrase in self.any_case.find(words)
            for category in phrase.categories
        )

    def _hits(self, passage: Passage) -> list[Hit]:
        """Phrases by place, the longest first."""
        hits = self.any_case.find(passage.lower)
        for hit in self.as_written.find(passage.words):
            insort(hits, hit, key=_place)
        return hits


def _place(hit: Hit) -> tuple[int, int, tuple[Term, ...]]:
    """Sort key: in order, the longest first."""
    start, end, phrase = hit
    return start, -end, phrase.terms


def _add_uncovered(
    span: Span,
    phrase: Phrase,
    here: dict[str, tuple[Span, ...]],
    hiding: Mapping[str, Cover],
    is_named: bool,
    overlaps: bool,
) -> None:
    """Add a phrase that a name, a longer phrase or a veto may hide to the terms of its sentence, where it counts."""
    start, end = span
    alone = (span,)
    for category, veto, is_word in phrase.terms:
        if (is_named and is_word) or category == MASK:
            continue
        before = here.get(category, ())
        if overlaps and before and start < before[-1][1]:
            continue
        # A theme's veto hides what is inside it from the theme: "memory foam" is no memory.
        if veto in hiding and _is_inside(start, end, hiding[veto], end - start + 1):
            continue
        here[category] = before + alone


Cover = list[Span | None]
"""Per token the stretch that covers it."""


class _Covers(NamedTuple):
    """What hides phrases, by token."""

    masked: Cover
    named: Cover
    hiding: Mapping[str, Cover]
    """By category that hides others."""


def _covers(hits: Iterable[Hit], passage: Passage) -> _Covers:
    stretches: dict[str, list[Span]] = {}
    for start, end, phrase in hits:
        for category in phrase.hiding:
            stretches.setdefault(category, []).append((start, end))
    tokens = len(passage.words)
    named = _cover(tokens, ((n.start, n.end) for n in passage.names if n.entity.kind != "collective"))
    hiding = {category: _cover(tokens, spans) for category, spans in stretches.items()}
    return _Covers(hiding.get(MASK) or _cover(tokens, ()), named, hiding)


def _cover(tokens: int, spans: Iterable[Span]) -> Cover:
    """Per token the span that covers it, the longest if several do."""
    cover: Cover = [None] * tokens
    for start, end in spans:
        for at in range(start, end):
            held = cover[at]
            if held is None or held[1] - held[0] < end - start:
                cover[at] = (start, end)
    return cover


def _is_inside(start: int, end: int, cover: Cover, width: int) -> bool:
    """Whether a covering span of at least `width` tokens holds all of start..end."""
    held = cover[start]
    return held is not None and held[0] <= start and end <= held[1] and held[1] - held[0] >= width
