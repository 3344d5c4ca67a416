"""A text as the rules see it: words with their places, sentences, names, terms and amounts.

Everything the frames ask for is looked up once per text and held in plain Python lists, because attribute access on
spaCy tokens is what made the first prototype slow. Offsets are characters of the text the pipeline was given.

Deliberately not here: any decision about events.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, wraps
from itertools import accumulate
from typing import Any, TypeVar

from pipelines.extract.amounts.quantities import Amount
from pipelines.extract.little_words import MONTH_LEADS
from pipelines.extract.names.lexicon import Entity
from pipelines.extract.text.hidden import Places, given
from pipelines.extract.text.quotations import Quotation
from pipelines.extract.text.tokens import Tokens
from pipelines.extract.text.zones import ZoneMap

Span = tuple[int, int]
"""Token positions, end excluded."""

BREAKS = frozenset({";", "—", "–", "--", "…", "|"})
SEGMENT_BREAKS = frozenset({";", "—", "|", ":", "–", "--"})
JOINS = frozenset({"while", "but", "because", "whereas", "although", "though", "amid", "following", "despite", "which",
                   "as", "after", "when", "since", "before", "who", "unless", "whether"})  # fmt: skip
SAYS = frozenset({"said", "says"})
PARTING = BREAKS | JOINS | SAYS | {":", ","}
"""No clause begins inside of a sentence without one of them."""
AS_A_PREPOSITION = frozenset({"much", "high", "well", "many", "part", "of", "low", "early", "soon", "a", "an", "long"})
BEFORE_PREPOSITION_AS = frozenset({"such", "known", "same", "just", "twice", "well", "much", "far", "service"})
PROSE_ENDS = frozenset({".", '"', "”", "’", "'", ")"})
"""How a sentence of prose ends."""


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name in the text. `bystander`: it describes somebody else or is only compared with."""

    start: int
    end: int
    entity: Entity
    bystander: bool = False
    refers_to: Span | None = None
    """The name that the words refer back to ("the social-media giant"), when they are none themselves."""

    @property
    def reference(self) -> bool:
        return self.refers_to is not None

    @property
    def party(self) -> str | None:
        return self.entity.party


@dataclass(slots=True, eq=False)
class AmountHit:
    """An amount with its token positions; another one of the same words is another amount."""

    start: int
    end: int
    amount: Amount


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A frame whose trigger stood in the text and that did not become an event, with the reason."""

    frame_id: str
    type: str
    trigger: Span
    reason: str
    at: Span | None
    """The words that forbade it, for a veto."""


Hit = TypeVar("Hit", NameHit, AmountHit)
Placed = tuple[list[Hit], dict[int, list[Hit]]]
"""All hits of a text, and the same by the sentence they begin in."""


class Passage:
    """One text with everything found in it so far."""

    def __init__(self, text: str, tokens: Tokens, sentence_starts: list[int], zones: ZoneMap) -> None:
        self.text = text
        self.words, self.starts, self.lower = tokens
        ends = [*sentence_starts[1:], len(self.words)]
        self.sentences: list[Span] = list(zip(sentence_starts, ends, strict=False))
        self.names: list[NameHit] = []
        self.beside: list[tuple[int, int, Entity]] = []
        """Names among the words that were left out, with the characters where they stand."""
        self.left_out: list[tuple[Span, list[str]]] = []
        """The stretches of words that were left out: characters, and the words in lower case."""
        self.beside_categories: frozenset[str] = frozenset()
        """Categories of terms in them: they tell what a text is about, and nothing of its events."""
        self.sentence_terms: dict[int, dict[str, tuple[Span, ...]]] = {}
        """By sentence and category the places of the terms, in order."""
        self.amounts: list[AmountHit] = []
        self.zones = zones
        self.headline_end = bisect_left(self.starts, zones.headline_end)
        """Token behind the headline."""
        self.published: datetime | None = None
        self._known: tuple[list[NameHit], dict[int, Sentence]] = (self.names, {})
        self._groups: tuple[list[NameHit], frozenset[str]] = (self.names, frozenset())
        self._names_placed: Placed[NameHit] = ([], {})
        self._amounts_placed: Placed[AmountHit] = ([], {})
        self.origins: Places | None = None
        """Where the given text has what is read here, when it has markup or signs that nobody sees."""
        self.read_to = 0
        """Where the reading ends in the given text, which may be longer."""
        self.has_chinese = False
        """Whether Chinese characters stand anywhere on the page, in what is no news too."""
        self.strangers: list[NameHit] = []
        """Whom no list knows and the sentences so far told of, in order: "the company" may mean them later."""
        self.near_misses: list[NearMiss] | None = None
        """What frames reject, when somebody wants to see it; None costs nothing."""

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return frozenset(self.lower)

    def char_span(self, span: Span) -> tuple[int, int]:
        last = span[1] - 1
        return self.starts[span[0]], self.starts[last] + len(self.words[last])

    def given_span(self, span: Span) -> tuple[int, int]:
        """The characters of the given text."""
        return given(*self.char_span(span), self.origins)

    def tokens_of(self, start: int, end: int) -> Span:
        """The tokens that cover a stretch of characters."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        return first, max(bisect_left(self.starts, end), first + 1)

    def has(self, category: str) -> bool:
        return category in self.categories

    @cached_property
    def categories(self) -> frozenset[str]:
        """All categories of terms, of those in words left out as well; found anew when there are more."""
        return self.beside_categories.union(*self.sentence_terms.values())

    @property
    def groups(self) -> frozenset[str]:
        """What those named do: all groups of all names."""
        if self._groups[0] is not self.names:
            self._groups = (self.names, frozenset().union(*(name.entity.groups for name in self.names)))
        return self._groups[1]

    def leave_out(self, spans: Iterable[Span]) -> None:
        """Read on without these words. The text and all offsets stay; names among the words are only mentioned."""
        gone = bytearray(len(self.words))
        for start, end in spans:
            gone[start:end] = b"\1" * (end - start)
            self.left_out.append((self.char_span((start, end)), self.lower[start:end]))
        kept = [at for at, is_gone in enumerate(gone) if not is_gone]
        place = [0, *accumulate(1 - is_gone for is_gone in gone)]  # By token, how many before it stay.
        names, char_span = self.names, self.char_span
        self.beside = [(*char_span((name.start, name.end)), name.entity) for name in names if gone[name.start]]
        self.names = [
            replace(name, start=place[name.start], end=place[name.end]) for name in names if not gone[name.start]
        ]
        self.words = [self.words[at] for at in kept]
        self.lower = [self.lower[at] for at in kept]
        self.starts = [self.starts[at] for at in kept]
        sentences = ((place[start], place[end]) for start, end in self.sentences)
        self.sentences = [(start, end) for start, end in sentences if start < end]
        self.headline_end = place[self.headline_end]
        for known in ("_sentence_starts", "vocabulary"):
            self.__dict__.pop(known, None)

    def close(self) -> None:
        """Let go of the sentences: they hold the passage, and rings of objects wait long for the collector."""
        self._known = (self.names, {})

    def terms_at(self, token: int) -> tuple[dict[str, tuple[Span, ...]], int]:
        """The terms of the sentence around a token, to be added to in order, and where that sentence ends."""
        index = self.sentence_index(token)
        self.__dict__.pop("categories", None)
        return self.sentence_terms.setdefault(index, {}), self.sentences[index][1]

    def places(self, category: str) -> list[Span]:
        """Where the terms of a category stand, in order."""
        return [span for terms in self.sentence_terms.values() for span in terms.get(category, ())]

    def names_of(self, sentence: int) -> list[NameHit]:
        """The names that begin in a sentence."""
        if self._names_placed[0] is not self.names:
            self._names_placed = self._placed(self.names)
        return self._names_placed[1].get(sentence, [])

    def amounts_of(self, sentence: int) -> list[AmountHit]:
        """The amounts that begin in a sentence."""
        if self._amounts_placed[0] is not self.amounts:
            self._amounts_placed = self._placed(self.amounts)
        return self._amounts_placed[1].get(sentence, [])

    def telling_sentences(self) -> list[int]:
        """The sentences in which a name or an amount begins, in order."""
        starts = [*(name.start for name in self.names), *(amount.start for amount in self.amounts)]
        return sorted({self.sentence_index(start) for start in starts})

    def _placed(self, hits: list[Hit]) -> Placed[Hit]:
        """Names or amounts by sentence, to be found anew when there are others."""
        placed: dict[int, list[Hit]] = {}
        for hit in hits:
            placed.setdefault(self.sentence_index(hit.start), []).append(hit)
        return hits, placed

    def sentence_index(self, token: int) -> int:
        return bisect_right(self._sentence_starts, token) - 1

    def is_headline(self, sentence: int) -> bool:
        """Whether a sentence begins in the headline."""
        return self.sentences[sentence][0] < self.headline_end

    @cached_property
    def is_prose(self) -> bool:
        """Whether the first sentence ends as prose does: a passage without a headline."""
        return self.lower[self.sentences[0][1] - 1] in PROSE_ENDS

    def quote_at(self, token: int) -> Quotation | None:
        """The quotation a token stands in, or None."""
        return self.zones.quote_at(self.starts[token])

    def speaker(self, quotation: Quotation) -> NameHit | None:
        """Who speaks, where that is a known name; None else."""
        if quotation.speaker is None:
            return None
        start, end = self.tokens_of(*quotation.speaker)
        return next((name for name in self.names if name.start < end and start < name.end), None)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    def sentence(self, index: int) -> Sentence:
        """One sentence, kept as long as the names of the text stay the same; `close` lets go of them."""
        if self._known[0] is not self.names:
            self._known = (self.names, {})
        known = self._known[1].get(index)
        if known is None:
            known = self._known[1][index] = Sentence(self, index)
        return known


class Sentence:
    """One sentence of a passage: the window in which triggers look for objects, parties and cues."""

    def __init__(self, passage: Passage, index: int) -> None:
        self.passage = passage
        self.index = index
        self.start, self.end = passage.sentences[index]
        self.lower = passage.lower
        """The words of the whole text, in lower case."""
        self.names = passage.names_of(index)
        self.amounts = passage.amounts_of(index)
        self.in_headline = passage.is_headline(index)
        self.terms: Mapping[str, tuple[Span, ...]] = passage.sentence_terms.get(index, {})
        self.parties: list[NameHit] | None = None
        """Who can take part; found by roles/names.py when first asked."""
        self.deeds: frozenset[int] | None = None
        """Where words of deeds begin; found by roles/unknown_subjects.py when first asked."""
        self.has_title_case: bool | None = None
        """Whether every word has a capital; found by roles/capitals.py when first asked."""
        self.periods: dict[int, str] | None = None
        """What its amounts are for, by their places; found by amounts/measures.py when first asked."""
        self.speakers: list[NameHit] | None = None
        """Who says something in it; found by axes/speakers.py when first asked."""
        self.dates: list[tuple[date, Span]] | None = None
        """The days it names, or the line that leads its quotation in; found by axes/days.py when first asked."""
        self.families: dict[Span, tuple[str | None, int]] = {}
        """What its amounts measure and how far off the word for that stands, by characters; by amounts/measures.py."""
        self.answers: dict[tuple[object, Hashable], Any] = {}
        """What questions that are asked `once` had for an answer, by question and what it was about."""
        self._breaks: list[int] | None = None
        self._signs: list[int] | None = None

    def without(self, spans: Collection[Span]) -> Sentence:
        """The same sentence as if no term overlapped these stretches; who takes part in it stays known."""
        other = Sentence(self.passage, self.index)
        other.parties, other.deeds, other.has_title_case = self.parties, self.deeds, self.has_title_case
        other.periods, other.speakers, other.dates, other.families = (
            self.periods, self.speakers, self.dates, self.families
        )  # fmt: skip
        other._breaks, other._signs = self._breaks, self._signs
        first, last = min(start for start, _ in spans), max(end for _, end in spans)
        terms = dict(self.terms)
        for category, places in self.terms.items():
            if places[0][0] < last and first < places[-1][1]:  # Most categories have no term anywhere near.
                kept = tuple(term for term in places if not any(a < term[1] and term[0] < b for a, b in spans))
                if kept:
                    terms[category] = kept
                else:
                    del terms[category]
        other.terms = terms
        return other

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Its words, in lower case."""
        return frozenset(self.lower[self.start : self.end])

    @property
    def zone(self) -> str:
        """headline, deck, summary, body or quote: where the sentence begins."""
        return self.passage.zones.kind_at(self.passage.starts[self.start])

    @property
    def quote(self) -> Quotation | None:
        """The quotation the sentence begins in, with its speaker and day."""
        return self.passage.quote_at(self.start) if self.passage.zones.quotes else None

    def _find_breaks(self) -> list[int]:
        """Positions where a new clause begins."""
        lower = self.lower
        words = lower[self.start + 1 : self.end]
        found: list[int] = []
        if PARTING.isdisjoint(words):
            return found
        for at, word in enumerate(words, self.start + 1):
            if word in BREAKS or (word == ":" and lower[at - 1] != "nasdaq"):
                found.append(at + 1)
            elif word in JOINS and not _is_preposition_as(lower, at):
                found.append(at)
            elif word == "," and at + 1 < self.end and lower[at + 1] in {"and", "or"} and self._new_subject(at + 2):
                found.append(at + 1)
            elif word in {"and", "but"} and self._says_next(at + 1):
                found.append(at)
        return found

    def _says_next(self, at: int) -> bool:
        """ "Revenue doubled and the chipmaker said it would deploy more": who speaks opens a clause of their own."""
        if self.word(at) == "the":
            return self.word(at + 2) in SAYS
        return any(n.start == at and self.word(n.end) in SAYS for n in self.names)

    def _new_subject(self, at: int) -> bool:
        """Whether a name or pronoun opens a clause here, rather than ending a list of names."""
        before_comma = any(n.end == at - 2 for n in self.names)
        return not before_comma and any(n.start == at for n in self.names)

    def clause(self, token: int) -> Span:
        """The clause around a token."""
        breaks = self._breaks
        if breaks is None:
            breaks = self._breaks = self._find_breaks()
        if not breaks:
            return self.start, self.end
        at = bisect_right(breaks, token)
        return breaks[at - 1] if at else self.start, breaks[at] if at < len(breaks) else self.end

    def segment(self, token: int) -> Span:
        """The part of the sentence between dashes, colons and semicolons."""
        signs = self._signs
        if signs is None:
            signs = self._signs = self._find_signs()
        if not signs:
            return self.start, self.end
        at = bisect_left(signs, token)
        return signs[at - 1] + 1 if at else self.start, signs[at] if at < len(signs) else self.end

    def _find_signs(self) -> list[int]:
        """Where the dashes, colons and semicolons stand."""
        words = self.lower[self.start : self.end]
        if SEGMENT_BREAKS.isdisjoint(words):
            return []
        found = [at for at, word in enumerate(words, self.start) if word in SEGMENT_BREAKS]
        return [at for at in found if not self._in_ticker(at)]

    def _in_ticker(self, at: int) -> bool:
        """Whether a colon stands between an exchange and a ticker: "(NASDAQ:NVDA)"."""
        lower = self.passage.lower
        return lower[at] == ":" and at > self.start + 1 and lower[at - 2] == "(" and lower[at + 2 : at + 3] == [")"]

    def spans(self, categories: Iterable[str]) -> list[Span]:
        """Where terms of the categories stand, in the order of the categories."""
        terms = self.terms
        return [span for category in categories if category in terms for span in terms[category]]

    def spans_inside(self, categories: Iterable[str], inside: Span) -> Iterator[Span]:
        low, high = inside
        return (span for span in self.spans(categories) if low <= span[0] < high)

    def has(self, categories: Iterable[str], inside: Span | None = None) -> bool:
        low, high = inside or (self.start, self.end)
        terms = self.terms
        for category in categories:
            for start, _ in terms.get(category, ()):
                if low <= start < high:
                    return True
        return False

    def word(self, at: int) -> str:
        """The lower-case word at a token, empty outside the sentence."""
        return self.lower[at] if self.start <= at < self.end else ""

    def is_month(self, at: int) -> bool:
        """Whether a token is the month of May, and no "may" of what could be."""
        return self.word(at) == "may" and self.word(at - 1) in MONTH_LEADS


About = TypeVar("About", bound=Hashable)
Answer = TypeVar("Answer")
UNASKED = object()
"""In place of an answer, which may be None."""


def once(ask: Callable[[About, Sentence], Answer]) -> Callable[[About, Sentence], Answer]:
    """A question about a name or a stretch of a sentence, looked into once however many frames ask it.

    Only for what rests on words, names and terms alone: who was told of so far (`strangers`) changes while it is read.
    """

    @wraps(ask)
    def answer(about: About, sentence: Sentence) -> Answer:
        key = (ask, about)
        found = sentence.answers.get(key, UNASKED)
        if found is UNASKED:
            found = sentence.answers[key] = ask(about, sentence)
        return found  # type: ignore[no-any-return]

    return answer


def places_of(names: Iterable[NameHit]) -> set[int]:
    """The places of all tokens that belong to one of the names."""
    return {at for name in names for at in range(name.start, name.end)}


def _is_preposition_as(lower: list[str], at: int) -> bool:
    if lower[at] != "as":
        return False
    after = lower[at + 1] if at + 1 < len(lower) else ""
    return after in AS_A_PREPOSITION or lower[at - 1] in BEFORE_PREPOSITION_AS
