"""How grouping did: on pairs of headlines that somebody labelled, and on one's own database.

A rule that was chosen on somebody else's news may be wrong for the feeds one follows. So the same rules can be asked of
labelled pairs, and of everything that is stored, as if the user had said nothing: then what the user did say is the
truth they are held against. Two reports that were merged should have been one story, two that were split should not.

What it cannot tell: how many wrong stories nobody put right. For that there are the closest calls, headlines that were
just linked and just not, to be looked at by eye.
"""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from pipelines.amendments import Constraints
from pipelines.headlines import Kind, Likeness, compare, headline
from tracker.errors import InputError
from tracker.records import Piece, Story

LABELS = {"duplicate": Kind.DUPLICATE, "followup": Kind.SAME_STORY, "unrelated": Kind.UNRELATED}
"""How labelled pairs call what two headlines are to each other."""
NEAR = timedelta(hours=72)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two headlines, and what somebody says they are to each other."""

    a: str
    b: str
    hours: float
    label: str | None
    """duplicate, followup, unrelated; None: nobody said."""

    @property
    def likeness(self) -> Likeness:
        return compare(headline(self.a), headline(self.b), timedelta(hours=self.hours))


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Of each share what was right and what there was."""

    precision: tuple[int, int]
    """Of what was called the same report, what is."""
    recall: tuple[int, int]
    """Of the same reports, what was called so."""
    story: tuple[int, int]
    """Of what belongs to one story, copies and follow-ups, what was not called unrelated."""
    rejected: tuple[int, int]
    """Of what is unrelated, what was called so."""

    @classmethod
    def of(cls, pairs: Iterable[Pair]) -> Score:
        """The score of the labelled ones among these pairs."""
        found = [(pair.label, pair.likeness.kind) for pair in pairs if pair.label is not None]
        copies = [label for label, kind in found if kind is Kind.DUPLICATE]
        duplicates = [kind for label, kind in found if label == "duplicate"]
        stories = [kind for label, kind in found if label != "unrelated"]
        others = [kind for label, kind in found if label == "unrelated"]
        return cls(
            precision=(copies.count("duplicate"), len(copies)),
            recall=(duplicates.count(Kind.DUPLICATE), len(duplicates)),
            story=(len(stories) - stories.count(Kind.UNRELATED), len(stories)),
            rejected=(others.count(Kind.UNRELATED), len(others)),
        )


def read_pairs(text: str, name: str) -> list[Pair]:
    """Pairs from JSON: a list of objects with `a`, `b`, `dh` (hours between them) and, where known, `label`.

    Raises InputError for the first pair that is none.
    """
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise InputError(f"{name}: is no JSON ({error}); give a list of objects with a, b, dh and label") from error
    if not isinstance(rows, list):
        raise InputError(f"{name}: expected a list of pairs, got {type(rows).__name__}")
    return [_pair(row, f"{name}: pair {number}") for number, row in enumerate(rows, 1)]


def _pair(row: Any, where: str) -> Pair:
    if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("a", "b")):
        raise InputError(f"{where}: expected an object with the headlines a and b, got {row!r:.80}")
    hours, label = row.get("dh", 0.0), row.get("label")
    if not isinstance(hours, int | float) or isinstance(hours, bool) or not 0 <= hours < float("inf"):
        raise InputError(f"{where}: dh is {hours!r}; give the hours between the two as a number of 0 or more")
    if label is not None and label not in LABELS:
        raise InputError(f"{where}: label {label!r} is unknown; there are {', '.join(LABELS)}")
    return Pair(a=row["a"], b=row["b"], hours=float(hours), label=label)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCall:
    """Two headlines that were nearly linked, or nearly not."""

    one: str
    other: str
    hours: float
    likeness: Likeness
    """By their words and the time between them; what else links reports is not asked."""
    in_one_story: bool
    """What all the rules together made of the two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """What the rules alone make of a database."""

    articles: int
    told: int
    """Articles that are in a story."""
    stories: int
    reports: float
    """Of a story, in the middle."""
    most: int
    """Reports of the longest story."""
    reasons: tuple[tuple[str, int], ...]
    """By which rule reports were linked, the most frequent first."""
    merged: tuple[int, int]
    """Of the pairs that the user put together, what the rules put together."""
    split: tuple[int, int]
    """Of the pairs that the user parted, what the rules parted."""
    wrong: tuple[int, int]
    """Of the articles whose event the user struck, what opens no story by the rules."""


def backtest(pieces: Sequence[Piece], stories: Sequence[Story], said: Constraints) -> Backtest:
    """How stories that were made without what the user said compare with what the user said.

    pieces: all that was grouped. stories: made of them without constraints. said: what the user said.
    """
    home = {link.article: story.id for story in stories for link in story.links}
    openers = {story.articles[0] for story in stories}
    reports = [len(story.links) for story in stories]
    parted = [(a, b) for one, other in said.apart for a in one for b in other if a in home and b in home]
    joined = [pair for pair in said.together if any(article in home for article in pair)]
    struck = [article for article in said.struck if article in {piece.id for piece in pieces}]
    reasons = Counter(link.reason for story in stories for link in story.links[1:])
    return Backtest(
        articles=len(pieces),
        told=len(home),
        stories=len(stories),
        reports=median(reports) if reports else 0.0,
        most=max(reports, default=0),
        reasons=tuple(reasons.most_common()),
        merged=(sum(home.get(a) == home.get(b) for a, b in joined), len(joined)),
        split=(sum(home[a] != home[b] for a, b in parted), len(parted)),
        wrong=(sum(article not in openers for article in struck), len(struck)),
    )


def close_calls(pieces: Iterable[Piece], stories: Iterable[Story], count: int) -> list[CloseCall]:
    """The headlines that are just alike enough to be linked, and those that are just not, in equal parts.

    Looked for among those within 72 hours that share two rare words. stories: what was made of these pieces.
    """
    home = {link.article: story.id for story in stories for link in story.links}
    pairs = list(_compared(sorted(pieces, key=lambda piece: piece.place), home))
    linked = [call for call in pairs if call.likeness.kind is not Kind.UNRELATED]
    others = [call for call in pairs if call.likeness.kind is Kind.UNRELATED]
    half = (count + 1) // 2
    return [
        *heapq.nsmallest(half, linked, key=lambda call: (call.likeness.score, call.one, call.other)),
        *heapq.nlargest(count - half, others, key=lambda call: (call.likeness.score, call.one, call.other)),
    ]


def _compared(pieces: Sequence[Piece], home: Mapping[str, str]) -> Iterator[CloseCall]:
    read = [headline(piece.title) for piece in pieces]
    seen: dict[str, list[int]] = {}
    for number, (piece, mine) in enumerate(zip(pieces, read, strict=True)):
        shared: Counter[int] = Counter()
        for key in mine.keys:
            near = [other for other in seen.get(key, ()) if piece.turn - pieces[other].turn <= NEAR]
            shared.update(near)
            seen[key] = [*near, number]
        for other, count in shared.items():
            before = pieces[other]
            if count >= 2 and before.title != piece.title:
                gap = piece.turn - before.turn
                yield CloseCall(
                    one=before.title,
                    other=piece.title,
                    hours=round(gap / timedelta(hours=1), 1),
                    likeness=compare(mine, read[other], gap),
                    in_one_story=piece.id in home and home[piece.id] == home.get(before.id),
                )
