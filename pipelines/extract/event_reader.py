"""Reads events out of a passage whose names and amounts are known: the order of the steps, from terms to the record.

Price moves take their words first, then frames fit. Drafts are placed on their axes before the text is judged, because
relevance asks how things stand; only then are mentions of one event joined.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipelines.extract.axes import context
from pipelines.extract.axes.cues import Cues
from pipelines.extract.checks.contradictions import contradictions
from pipelines.extract.event_amounts.owners import with_tabled_budgets, without_amounts_of
from pipelines.extract.frames.drafts import Draft, note_dropped
from pipelines.extract.frames.matcher import FrameMatcher
from pipelines.extract.frames.wording import Wording
from pipelines.extract.model import RoleParser
from pipelines.extract.moves import reactions
from pipelines.extract.moves.drafts import from_move
from pipelines.extract.moves.move import Move
from pipelines.extract.moves.signed import signed_sentences
from pipelines.extract.names import collectives, references
from pipelines.extract.names.lexicon import Lexicon
from pipelines.extract.passage import Passage, Span
from pipelines.extract.records.merge import merge
from pipelines.extract.relevance.news_only import only_news
from pipelines.extract.relevance.verdict import Verdict, judge
from pipelines.extract.roles import general
from pipelines.extract.terms import TermMatcher
from pipelines.extract.text.han import ChinesePassage
from pipelines.extract.text.tokens import Cutter
from pipelines.extract.themes.rules import concept_terms, rules_with
from pipelines.extract.themes.theme import Theme
from tracker.records import Extraction, Mention

if TYPE_CHECKING:
    from pipelines.extract.chinese.events import ChineseEvents

UNTOLD = "its sentence names nobody and nothing of the trade"
"""Why a frame that would fit is no event where the sentence is not read for events."""
LACKING = "its sentence lacks what the frame asks for"
"""The same where the sentence is read; what fits lacks nothing, so no text should ever show it."""
SPOKEN_OF = frozenset(
    """strong_context ai_context compute capex chip scarce_thing money_trade data_center shares_word author_up
    author_down this_analyst_up this_analyst_down""".split()
)
REFERRING = general.REFERRING | frozenset({"we", "our", "us", "they", "their"})


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the sentences of a text say, before it is one answer."""

    drafts: list[Draft]
    moves: list[Draft]
    verdict: Verdict


class EventReader:
    """Finds terms, fits frames to them, places them on their axes and joins what is one event."""

    def __init__(
        self, cut: Cutter, lexicon: Lexicon, themes: Sequence[Theme], parser: RoleParser | None, made_by: str
    ) -> None:
        """parser: asked where the rules leave a role open. made_by: what extractions say of who made them."""
        self.lexicon, self.themes, self.parser, self.made_by = lexicon, tuple(themes), parser, made_by
        self.rules = rules_with(themes)
        self.concepts = frozenset(key for theme in themes for key in concept_terms(theme))
        self.cues = Cues(self.rules.cues)
        self.frames = FrameMatcher(self.rules, lexicon)
        self.wording = Wording(self.rules)
        self.terms = TermMatcher(cut, self.rules, self.themes)
        self.chinese: ChineseEvents | None = None
        """Made for the first text in Chinese."""

    def read(self, passage: Passage) -> Extraction:
        """The extraction of a passage whose names and amounts are known."""
        return self.conclude(passage, self.weigh(passage))

    def weigh(self, passage: Passage) -> Weighed:
        """What its sentences say, and whether that is about the trade."""
        return self._weigh_chinese(passage) if isinstance(passage, ChinesePassage) else self._weigh(passage)

    def _weigh_chinese(self, passage: ChinesePassage) -> Weighed:
        from pipelines.extract.chinese.events import ChineseEvents

        self.chinese = self.chinese or ChineseEvents(self.lexicon, self.rules)
        drafts, moves = self.chinese.read(passage)
        drafts = only_news(drafts)
        context.place([*drafts, *moves], self.chinese.cues)
        return Weighed(drafts, moves, judge(passage, drafts, moves, self.themes))

    def _weigh(self, passage: Passage) -> Weighed:
        self.terms.find(passage)
        references.resolve(passage, self.rules.references)
        collectives.add(passage)
        drafts, moves = self._read_sentences(passage)
        drafts = only_news(self.wording.undoubted(passage, drafts))
        context.place([*drafts, *moves], self.cues)
        verdict = judge(passage, drafts, moves, self.themes)
        if moves or not verdict.relevant:
            return Weighed(drafts, moves, verdict)  # What else is said where prices moved is mostly why they did.
        if not drafts and (told := self.wording.told(passage)):
            drafts = self.frames.told(told)
            context.place(drafts, self.cues)
            verdict = replace(verdict, themes=judge(passage, drafts, moves, self.themes).themes)
        self.wording.cite(passage, drafts)
        return Weighed(drafts, moves, verdict)

    def conclude(self, passage: Passage, weighed: Weighed) -> Extraction:
        """The record of what was found; an irrelevant text has no events."""
        verdict = weighed.verdict
        return Extraction(
            relevant=verdict.relevant,
            score=verdict.score,
            themes=verdict.themes,
            mentions=_mentions(passage),
            events=merge([*weighed.drafts, *weighed.moves], self.rules) if verdict.relevant else (),
            findings=contradictions(passage),
            made_by=self.made_by,
        )

    # ── sentences ───────────────────────────────────────────────────────────────────────────────────

    def _read_sentences(self, passage: Passage) -> tuple[list[Draft], list[Draft]]:
        """Events and price moves of the sentences that have a trigger."""
        drafts: list[Draft] = []
        moves: list[Draft] = []
        if not self.is_open(passage):
            return drafts, moves
        signed = signed_sentences(passage)
        for index in sorted(signed | passage.sentence_terms.keys()):
            terms = passage.sentence_terms.get(index, {})
            may_move = index in signed or reactions.triggers(terms)
            candidates = self.frames.candidates(passage, index) if self._may_tell(passage, index, terms) else []
            if not (may_move or candidates):
                continue
            sentence = passage.sentence(index)
            found = reactions.find_moves(sentence) if may_move else []
            moved = [from_move(move) for move in found]
            moves += moved
            passage.strangers += [move.mover for move in found if move.mover.entity.kind == "unknown"]
            if candidates:
                fitting = self.frames.match(sentence, candidates, _taken(found))
                fitting = without_amounts_of(moved, fitting)
                if self.parser is not None and fitting:
                    self.parser.fill(fitting, sentence, self.rules)
                drafts += fitting
        return _joined_or_named(with_tabled_budgets(drafts, passage)), _without_still(moves)

    def is_open(self, passage: Passage) -> bool:
        """Whether the sentences are read at all: something is named, measured, or spoken of."""
        known = passage.names or passage.amounts or passage.has("strong_context")
        return bool(known) or not self.concepts.isdisjoint(passage.categories)

    def _may_tell(self, passage: Passage, index: int, terms: Collection[str]) -> bool:
        """Whether a sentence can tell of an event: it names, measures, refers back or speaks of goods of the trade."""
        if passage.names_of(index) or passage.amounts_of(index):
            return True
        if not (SPOKEN_OF.isdisjoint(terms) and self.concepts.isdisjoint(terms)):
            return True
        start, end = passage.sentences[index]
        return not REFERRING.isdisjoint(passage.lower[start:end])

    def note_untried(self, passage: Passage) -> None:
        """Keep of the frames that were passed over unread why they are no event, for a trace.

        Asked once the extraction is made: it can change nothing of it.
        """
        if isinstance(passage, ChinesePassage) or not self.is_open(passage):
            return
        for index, terms in sorted(passage.sentence_terms.items()):
            sentence = passage.sentence(index)
            tells = self._may_tell(passage, index, terms)
            tried = self.frames.candidates(passage, index) if tells else []
            taken = _taken(reactions.find_moves(sentence))
            self.frames.note_untried(sentence, tried, taken, LACKING if tells else UNTOLD)


def _taken(moves: Iterable[Move]) -> list[Span]:
    """The stretches whose words and amounts belong to price moves."""
    return [span for move in moves for span in (move.taken, move.trigger)]


def _joined_or_named(drafts: Sequence[Draft]) -> list[Draft]:
    """Without what names nobody and only adds to a named mention, where there is none of its type."""
    named = {draft.type for draft in drafts if draft.actor is not None}
    kept = []
    for draft in drafts:
        if draft.actor is not None or not draft.joins or draft.type in named:
            kept.append(draft)
        else:
            note_dropped(draft, "names nobody, and no other mention does")
    return kept


def _without_still(moves: Sequence[Draft]) -> list[Draft]:
    """Whose share rose or fell did not stand still in the same text."""
    movers = {move.actor for move in moves if move.direction != "neutral"}
    return [move for move in moves if move.direction != "neutral" or move.actor not in movers]


def _mentions(passage: Passage) -> tuple[Mention, ...]:
    """Everybody who is named, in order."""
    named = [
        (*passage.char_span((name.start, name.end)), name.entity)
        for name in passage.names
        if name.entity.kind != "collective" and not name.reference
    ]
    if passage.beside:
        named = sorted([*named, *passage.beside], key=lambda one: one[:2])
    return tuple(
        Mention(
            text=passage.text[start:end],
            start=start,
            end=end,
            canonical=entity.canonical,
            ticker=entity.ticker,
            kind=entity.kind,
        )
        for start, end, entity in named
    )
