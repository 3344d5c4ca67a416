"""spaCy components: sentences, names, amounts, events; registered factories that any pipeline can add.

    nlp = spacy.blank("en")
    for name in ("sentences", "entities", "quantities", "events"):
        nlp.add_pipe(f"newsimpact_{name}")

They write span groups `newsimpact.entities`, `newsimpact.quantities`, `newsimpact.events` and leave `doc.ents` alone;
the plain records are in `doc.user_data["newsimpact"]`. They share one `Passage` per text, so each needs the ones
before it.

Traps met: setting `token.is_sent_start` one by one is O(n) each, `from_array` is not; token patterns are twenty times
slower than phrases; a blank pipeline loads every factory of this package, so this module must import nothing heavy.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any

import numpy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from pipelines.extract import collectives, context, entities, reactions, references
from pipelines.extract.checks import contradictions
from pipelines.extract.frames import Draft, FrameMatcher
from pipelines.extract.lexicon import Lexicon, Rules, load_lexicon, with_hyphens
from pipelines.extract.merge import from_move, merge
from pipelines.extract.passage import AmountHit, Passage
from pipelines.extract.quantities import find_amounts
from pipelines.extract.relevance import judge
from pipelines.extract.sentences import sentence_boundaries
from pipelines.extract.theme_rules import VETO, concept_terms, rules_with
from pipelines.extract.themes import Theme, theme_from
from pipelines.extract.zones import find_zones
from tracker.records import Instrument

PASSAGE = "newsimpact.passage"
RESULT = "newsimpact"
MAX_SENTENCE = 120
"""Tokens; what is longer is a list or no text at all."""


class Sentences:
    """Ends sentences at lines, bullets, stops and spaced dashes, and opens the passage."""

    def __call__(self, doc: Doc) -> Doc:
        text = doc.text
        places = doc.to_array(["IDX", "LENGTH"]).tolist()
        offsets = [start for start, _ in places]
        starts = _bounded({bisect_left(offsets, at) for at in sentence_boundaries(text)}, len(offsets))
        flags: Any = numpy.full((len(offsets), 1), -1, dtype="int64")
        flags[starts] = 1
        doc.from_array(["SENT_START"], flags.astype("uint64"))
        zones = doc.user_data.get("zones") or find_zones(text)
        passage = Passage(text, [text[start : start + length] for start, length in places], offsets, starts, zones)
        passage.published = doc.user_data.get("published")
        doc.user_data[PASSAGE] = passage
        return doc


def _bounded(starts: set[int], tokens: int) -> list[int]:
    """Sentence starts in order, with long stretches cut: rules look at pairs of words, so length must be bounded."""
    found = sorted(starts - {tokens})
    spans = zip(found, [*found[1:], tokens], strict=False)
    return [at for low, high in spans for at in range(low, high, MAX_SENTENCE)]


class Entities:
    """Finds the names of the lexicon; see entities.py for what counts."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        self.matcher.add("name", [nlp.make_doc(name.text) for name in lexicon.names.values()])

    def __call__(self, doc: Doc) -> Doc:
        passage: Passage = doc.user_data[PASSAGE]
        spans = [(start, end) for _, start, end in self.matcher(doc)]
        passage.names = entities.resolve(passage, spans, self.lexicon)
        doc.spans["newsimpact.entities"] = [Span(doc, n.start, n.end, label=n.entity.kind) for n in passage.names]
        return doc


class Quantities:
    """Finds amounts; see quantities.py."""

    def __call__(self, doc: Doc) -> Doc:
        passage: Passage = doc.user_data[PASSAGE]
        passage.amounts = [AmountHit(*passage.tokens_of(a.start, a.end), a) for a in find_amounts(passage.text)]
        doc.spans["newsimpact.quantities"] = [Span(doc, a.start, a.end, label=a.amount.unit) for a in passage.amounts]
        return doc


class Events:
    """Finds terms, fits frames to them, places them on their axes and joins what is one event."""

    def __init__(self, nlp: Language, lexicon: Lexicon, themes: Sequence[Theme]) -> None:
        self.lexicon, self.themes = lexicon, themes
        rules = rules_with(themes)
        self.concepts = tuple(key for theme in themes for key in concept_terms(theme))
        self.cues = rules.cues
        self.rules = rules
        self.frames = FrameMatcher(rules, lexicon)
        self.terms = PhraseMatcher(nlp.vocab, attr="LOWER")
        self.exact = PhraseMatcher(nlp.vocab, attr="ORTH")
        self.keys: dict[int, str] = {}
        self._add_terms(nlp, rules, themes)

    def _add_terms(self, nlp: Language, rules: Rules, themes: Sequence[Theme]) -> None:
        phrases: dict[str, Iterable[str]] = dict(rules.terms)
        for theme in themes:
            phrases[f"theme.{theme.id}"] = theme.phrases
            phrases[f"context.{theme.id}"] = theme.context_phrases
            phrases[f"aside.{theme.id}"] = theme.aside_phrases
            phrases[f"veto.{theme.id}"] = theme.veto
        # One phrase stands in several categories; tokenising it once halves the loading time.
        docs: dict[str, Doc] = {}
        for matcher, table in ((self.terms, phrases), (self.exact, rules.exact)):
            for category, texts in table.items():
                variants = {variant for text in texts for variant in with_hyphens(text)}
                for text in variants - docs.keys():
                    docs[text] = nlp.make_doc(text)
                if variants:
                    matcher.add(category, [docs[text] for text in sorted(variants)])
                    self.keys[nlp.vocab.strings[category]] = category

    def __call__(self, doc: Doc) -> Doc:
        passage: Passage = doc.user_data[PASSAGE]
        self._find_terms(doc, passage)
        references.resolve(passage, self.rules.references)
        collectives.add(passage)
        drafts, moves = self._read(passage)
        context.place([*drafts, *moves], self.cues)
        verdict = judge(passage, drafts, moves, self.themes)
        events = merge([*drafts, *moves], self.rules) if verdict.relevant else ()
        doc.user_data[RESULT] = {"verdict": verdict, "events": events, "findings": contradictions(passage)}
        places = [(passage.tokens_of(event.trigger.start, event.trigger.end), event.type) for event in events]
        doc.spans["newsimpact.events"] = [Span(doc, start, end, label=kind) for (start, end), kind in places]
        return doc

    def _find_terms(self, doc: Doc, passage: Passage) -> None:
        hits = [(start, end, self.keys[key]) for key, start, end in self.terms(doc)]
        hits += [(start, end, self.keys[key]) for key, start, end in self.exact(doc)]
        masked = _cover(len(passage.words), ((a, b) for a, b, category in hits if category == "mask"))
        named = _cover(len(passage.words), ((n.start, n.end) for n in passage.names if n.entity.kind != "collective"))
        vetoed = {
            theme: _cover(len(passage.words), ((a, b) for a, b, category in hits if category == f"{theme}/{VETO}"))
            for theme in {category.partition("/")[0] for _, _, category in hits if category.endswith(f"/{VETO}")}
        }
        last: dict[str, int] = {}
        for start, end, category in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
            # Within a category the longest phrase wins; a mask or a name hides what is inside it.
            width = end - start
            theme, is_concept, _ = category.partition("/")
            # A theme's veto hides what is inside it from the theme: "memory foam" is no memory.
            cover = vetoed.get(theme, masked) if is_concept else masked
            hidden = category == "mask" or start < last.get(category, 0) or _is_inside(start, end, masked, width + 1)
            hidden = hidden or _is_inside(start, end, cover, width + 1)
            if hidden or ("." not in category and _is_inside(start, end, named, width)):
                continue
            last[category] = end
            passage.add_term(category, (start, end))

    def _read(self, passage: Passage) -> tuple[list[Draft], list[Draft]]:
        """Events and price moves of the sentences that have a trigger; the moves take their words first."""
        drafts: list[Draft] = []
        moves: list[Draft] = []
        known = passage.names or passage.amounts or passage.has("strong_context")
        if not (known or any(passage.has(concept) for concept in self.concepts)):
            return drafts, moves
        for index, terms in sorted(passage.sentence_terms.items()):
            is_framed = self.frames.triggers(terms)
            if not (is_framed or reactions.triggers(terms)):
                continue
            sentence = passage.sentence(index)
            found = reactions.find_moves(sentence)
            moves += [from_move(move) for move in found]
            if is_framed:
                drafts += self.frames.match(sentence, [span for move in found for span in (move.taken, move.trigger)])
        # What names nobody adds to a named mention; without one it is no event.
        named = {draft.type for draft in drafts if draft.actor is not None}
        return [d for d in drafts if d.actor is not None or not d.joins or d.type in named], moves


def _cover(tokens: int, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int] | None]:
    """Per token the span that covers it, the longest if several do."""
    cover: list[tuple[int, int] | None] = [None] * tokens
    for start, end in spans:
        for at in range(start, end):
            held = cover[at]
            if held is None or held[1] - held[0] < end - start:
                cover[at] = (start, end)
    return cover


def _is_inside(start: int, end: int, cover: list[tuple[int, int] | None], width: int) -> bool:
    """Whether a covering span of at least `width` tokens holds all of start..end."""
    held = cover[start]
    return held is not None and held[0] <= start and end <= held[1] and held[1] - held[0] >= width


# ── factories ───────────────────────────────────────────────────────────────────────────────────────


@Language.factory("newsimpact_sentences", assigns=["token.is_sent_start"])
def make_sentences(nlp: Language, name: str) -> Sentences:
    return Sentences()


@Language.factory("newsimpact_entities", default_config={"instruments": []}, assigns=["doc.spans"])
def make_entities(nlp: Language, name: str, instruments: list[dict[str, Any]]) -> Entities:
    """`instruments`: tables with symbol, name, names and optionally sector; they replace built-in companies."""
    return Entities(nlp, load_lexicon(_instruments(instruments)))


@Language.factory("newsimpact_quantities", assigns=["doc.spans"])
def make_quantities(nlp: Language, name: str) -> Quantities:
    return Quantities()


@Language.factory("newsimpact_events", default_config={"instruments": [], "themes": []}, assigns=["doc.spans"])
def make_events(nlp: Language, name: str, instruments: list[dict[str, Any]], themes: list[dict[str, Any]]) -> Events:
    """`themes`: tables with the keys of a theme file."""
    return Events(nlp, load_lexicon(_instruments(instruments)), [theme_from(theme, "theme") for theme in themes])


def _instruments(tables: Iterable[dict[str, Any]]) -> list[Instrument]:
    return [
        Instrument(
            symbol=table["symbol"],
            name=table["name"],
            exchange=table.get("exchange", "XNAS"),
            benchmark=table.get("benchmark", "SPY"),
            sector=table.get("sector"),
            names=tuple(table.get("names", ())),
        )
        for table in tables
    ]
