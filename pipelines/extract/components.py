"""spaCy components: sentences, names, amounts, events; registered factories that any pipeline can add.

    nlp = spacy.blank("en")             # or a pipeline of your own, with a parser, a tagger, an ner
    nlp.add_pipe("newsimpact")          # all four; newsimpact_sentences, _entities, _quantities, _events one by one
    doc = nlp("CoreWeave wins $6 billion GPU contract from OpenAI.")
    doc._.newsimpact                    # a plain dict, the same as `newsimpact extract --json` prints

They write the span groups `newsimpact.entities`, `newsimpact.quantities` and `newsimpact.events`, and nothing else:
`doc.ents` stays, and so do sentence boundaries that a parser has set. What is known about a text beside its words goes
with it as spaCy's context: `nlp.pipe([(text, {"title": ..., "published": ...})], as_tuples=True)`.

The rules read the text of the document by their own tokens (`passage_for`), so that the answer is the same in every
pipeline, whatever its tokenizer or parser; spans are laid over the tokens of the document afterwards. The passage a
text is read into belongs to the document while the components run, outside of `user_data`: documents stay
serialisable.

Traps met: setting `token.is_sent_start` one by one is O(n) each, `from_array` is not; a blank pipeline loads every
factory of this package, so this module must import nothing heavy; lists come back from a DocBin as tuples, so the
result is kept as JSON.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from pipelines.extract import extraction_to_json, nothing_said
from pipelines.extract.amounts.quantities import find_amounts
from pipelines.extract.data_files import data_hash
from pipelines.extract.event_reader import EventReader
from pipelines.extract.loaded import (
    Names,
    ThemesLookedFor,
    instrument_table,
    make_names,
    make_themes,
    theme_table,
    themes_of,
)
from pipelines.extract.model import RoleParser
from pipelines.extract.moves.inline_quotes import without_quotes
from pipelines.extract.names import entities
from pipelines.extract.names.lexicon import Name
from pipelines.extract.passage import AmountHit, Passage
from pipelines.extract.phrases import PhraseTable
from pipelines.extract.relevance.gate import REASON, Gate
from pipelines.extract.text.as_given import as_given
from pipelines.extract.text.asides import set_aside
from pipelines.extract.text.han import ChinesePassage
from pipelines.extract.text.hidden import given
from pipelines.extract.text.hints import hints_of
from pipelines.extract.text.opening import open_passage
from pipelines.extract.text.tokens import Cutter, NewsTokenizer, make_tokenizer
from pipelines.extract.themes.theme import Theme
from tracker.errors import InputError
from tracker.records import Extraction

if TYPE_CHECKING:
    from pipelines.extract.chinese.names import ChineseNames

VERSION = "2"
"""Of the rules in code; raise it when they change, so that extractions say what made them."""
RESULT = "newsimpact"

# ── documents ───────────────────────────────────────────────────────────────────────────────────────

_passages: WeakKeyDictionary[Doc, Passage] = WeakKeyDictionary()
"""Of the documents that are on their way through a pipeline."""


def passage_for(doc: Doc, cut: Cutter) -> Passage:
    """The passage of a document, opened by the first component that asks."""
    passage = _passages.get(doc)
    if passage is None:
        known = _context(doc)
        hints = hints_of(known)
        for fault in hints.faults:
            warnings.warn(f"newsimpact: text {known.get('id', doc.text)!r:.40}: {fault}", stacklevel=2)
        passage = open_passage(doc.text, cut, title=hints.title, published=hints.published)
        _passages[doc] = passage
    return passage


def _context(doc: Doc) -> dict[str, Any]:
    """What `nlp.pipe(..., as_tuples=True)` was given with the text."""
    known = getattr(doc, "_context", None)
    return known if isinstance(known, dict) else {}


# ── components ──────────────────────────────────────────────────────────────────────────────────────


class _Component:
    """What the components share: the tokens the rules are made for."""

    def __init__(self, cut: Cutter) -> None:
        self.cut = cut

    def passage(self, doc: Doc) -> Passage:
        return passage_for(doc, self.cut)


class _Saved(_Component):
    """A component with names or themes of the user's, which are saved with the pipeline.

    The rules themselves are part of the package and are not: their hash is, so that a pipeline that is loaded under
    other rules says so. Names that a configuration leaves out (`lexicon = null`) come with what was saved, and so do
    themes whose folder is not where the pipeline is loaded. Pickled, for the processes of `nlp.pipe(n_process=2)`, a
    component is what it saves.
    """

    lacking: InputError | None = InputError(
        "newsimpact: lexicon is null, so that there are no names; leave it out, or load the pipeline that was saved"
    )
    """Why no text can be read yet; None as soon as it has names and themes."""
    doubts: tuple[str, ...] = ()
    """What is wrong with theme files, to be told once."""

    def take(self, names: Names | None, themes: Sequence[Theme]) -> None:
        """Use what a configuration names, as far as it is there."""
        absent = themes.absent if isinstance(themes, ThemesLookedFor) else None
        if absent is not None:
            self.lacking = absent
        elif names is not None:
            self.use(names, themes)
            self.doubts = themes.faults if isinstance(themes, ThemesLookedFor) else ()

    def use(self, names: Names, themes: Sequence[Theme]) -> None:
        raise NotImplementedError

    def begin(self) -> None:
        """Before a text is read or anything saved. Raises InputError where there is nothing to read with."""
        if self.lacking is not None:
            raise self.lacking
        doubts, self.doubts = self.doubts, ()
        for doubt in doubts:
            warnings.warn(f"newsimpact: {doubt}", stacklevel=3)

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (type(self), self._arguments(), self.to_bytes())

    def _arguments(self) -> tuple[Any, ...]:
        """What makes one of the kind without names and themes."""
        return self.cut, None

    def saved(self) -> dict[str, Any]:
        raise NotImplementedError

    def restore(self, saved: dict[str, Any]) -> None:
        raise NotImplementedError

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        self.begin()
        return json.dumps({**self.saved(), "rules": data_hash()}, ensure_ascii=False).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> _Saved:
        saved = json.loads(data)
        if (rules := saved.pop("rules")) != data_hash():
            warnings.warn(
                f"newsimpact: the pipeline was saved under the rules {rules}, these are {data_hash()}; "
                "results may differ until it is saved again",
                stacklevel=2,
            )
        if self.lacking is not None or saved != self.saved():
            self.restore(saved)
        self.doubts = ()
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "wording.json").write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> _Saved:
        return self.from_bytes((Path(path) / "wording.json").read_bytes())


def _remade(kind: type[_Saved], arguments: tuple[Any, ...], saved: bytes) -> _Saved:
    """A component from what it was pickled as."""
    return kind(*arguments).from_bytes(saved)


class Sentences(_Component):
    """Ends sentences at lines, bullets, stops and spaced dashes, where no component before it has set them."""

    def __call__(self, doc: Doc) -> Doc:
        passage = self.passage(doc)
        if len(doc) and not doc.has_annotation("SENT_START"):
            offsets = doc.to_array("IDX").tolist()
            begins = {bisect_left(offsets, passage.given_span((start, start + 1))[0]) for start, _ in passage.sentences}
            flags: Any = numpy.full((len(doc), 1), -1, dtype="int64")
            flags[sorted({0, *begins} - {len(doc)})] = 1
            doc.from_array(["SENT_START"], flags.astype("uint64"))
        return doc


class Entities(_Saved):
    """Finds the names of the lexicon; see names/entities.py for what counts."""

    def __init__(self, cut: Cutter, names: Names | None) -> None:
        super().__init__(cut)
        self.take(names, ())

    def use(self, names: Names, themes: Sequence[Theme] = ()) -> None:
        self.names, self.lacking = names, None
        self.table: PhraseTable[Name] = PhraseTable()
        for name in names.lexicon.names.values():
            self.table.add(self.cut(name.text).lower, name)
        self.chinese: ChineseNames | None = None
        """Made for the first text in Chinese."""

    def read(self, passage: Passage) -> None:
        if isinstance(passage, ChinesePassage):
            from pipelines.extract.chinese.names import ChineseNames

            self.chinese = self.chinese or ChineseNames(self.names.lexicon)
            passage.names = self.chinese.find(passage)
            return
        spans = [(start, end) for start, end, _ in self.table.find(passage.lower)]
        passage.names = entities.resolve(passage, spans, self.names.lexicon)
        set_aside(passage)

    def __call__(self, doc: Doc) -> Doc:
        self.begin()
        passage = self.passage(doc)
        self.read(passage)
        named = [*((*passage.char_span((n.start, n.end)), n.entity) for n in passage.names), *passage.beside]
        found = [
            (*given(start, end, passage.origins), entity.kind, entity.canonical)
            for start, end, entity in sorted(named, key=lambda one: one[:2])
        ]
        _lay_over(doc, "newsimpact.entities", found)
        return doc

    def saved(self) -> dict[str, Any]:
        return {"instruments": [instrument_table(instrument) for instrument in self.names.instruments]}

    def restore(self, saved: dict[str, Any]) -> None:
        self.use(make_names(saved["instruments"]))


class Quantities(_Component):
    """Finds amounts; see amounts/quantities.py."""

    def read(self, passage: Passage) -> None:
        found = [AmountHit(*passage.tokens_of(a.start, a.end), a) for a in find_amounts(passage.text)]
        passage.amounts = without_quotes(found, passage)

    def __call__(self, doc: Doc) -> Doc:
        passage = self.passage(doc)
        self.read(passage)
        found = [(*given(a.amount.start, a.amount.end, passage.origins), a.amount.unit, "") for a in passage.amounts]
        _lay_over(doc, "newsimpact.quantities", found)
        return doc


class Events(_Saved):
    """Reads events; see event_reader.py for the steps."""

    def __init__(
        self, cut: Cutter, names: Names | None, themes: Sequence[Theme] | None, parser: RoleParser | None = None
    ) -> None:
        super().__init__(cut)
        self.parser = parser
        self.take(names, () if themes is None else themes)

    def use(self, names: Names, themes: Sequence[Theme]) -> None:
        self.names, self.themes, self.lacking = names, tuple(themes), None
        known = repr((sorted(map(repr, names.instruments)), sorted(map(repr, themes))))
        stamp = f"extract-{VERSION}+{data_hash()}.{hashlib.blake2b(known.encode(), digest_size=3).hexdigest()}"
        self.made_by = f"{stamp}+{self.parser.made_by}" if self.parser else stamp
        self.reader = EventReader(self.cut, names.lexicon, self.themes, self.parser, self.made_by)

    def __call__(self, doc: Doc) -> Doc:
        self.begin()
        passage = _passages.pop(doc, None)
        if passage is None:
            raise InputError(
                "newsimpact_events: no component of newsimpact stands before it in the pipeline; "
                "add newsimpact_entities and newsimpact_quantities first, or newsimpact alone"
            )
        _write(doc, as_given(self.reader.read(passage), doc.text, passage))
        return doc

    def saved(self) -> dict[str, Any]:
        instruments = [instrument_table(instrument) for instrument in self.names.instruments]
        return {"instruments": instruments, "themes": [theme_table(theme) for theme in self.themes]}

    def restore(self, saved: dict[str, Any]) -> None:
        self.use(make_names(saved["instruments"]), themes_of(saved["themes"]))

    def _arguments(self) -> tuple[Any, ...]:
        return self.cut, None, None, self.parser


# ── results ─────────────────────────────────────────────────────────────────────────────────────────


def _write(doc: Doc, extraction: Extraction) -> None:
    """The result on the document: a span group of the events, and the whole of it as a plain dict."""
    found = [(e.trigger.start, e.trigger.end, e.type, e.actor or "") for e in extraction.events]
    _lay_over(doc, "newsimpact.events", found)
    id = _context(doc).get("id")
    result = extraction_to_json("" if id is None else str(id), extraction)
    doc.user_data[RESULT] = json.dumps(result, ensure_ascii=False)


def _lay_over(doc: Doc, group: str, found: Iterable[tuple[int, int, str, str]]) -> None:
    """Spans of a document over stretches of its text, with their label and, as `kb_id_`, who it is."""
    spans = (
        doc.char_span(start, end, label=label, kb_id=identity, alignment_mode="expand")
        for start, end, label, identity in found
    )
    doc.spans[group] = [span for span in spans if span is not None]


def _result(doc: Doc) -> dict[str, Any] | None:
    """`doc._.newsimpact`: the keys of `newsimpact extract --json`; None before the components have run."""
    stored = doc.user_data.get(RESULT)
    return None if stored is None else json.loads(stored)


if not Doc.has_extension(RESULT):
    Doc.set_extension(RESULT, getter=_result)


# ── all of it ───────────────────────────────────────────────────────────────────────────────────────


SPAN_GROUPS = ("newsimpact.entities", "newsimpact.quantities", "newsimpact.events")


class Newsimpact(_Saved):
    """All components as one, behind the gate that spares long texts about other things."""

    def __init__(
        self, cut: Cutter, names: Names | None, themes: Sequence[Theme] | None, parser: RoleParser | None = None
    ) -> None:
        super().__init__(cut)
        self.sentences = Sentences(cut)
        self.entities = Entities(cut, None)
        self.quantities = Quantities(cut)
        self.events = Events(cut, None, None, parser)
        self.take(names, () if themes is None else themes)

    def read(self, text: str, *, title: str | None = None, published: datetime | None = None) -> Extraction:
        """What a text says, without a document: the quick way of the extractor."""
        self.begin()
        if not self.gate.admits(text):
            return self._refused
        passage = self.open(text, title=title, published=published)
        extraction = as_given(self.events.reader.read(passage), text, passage)
        passage.close()
        return extraction

    def open(self, text: str, *, title: str | None = None, published: datetime | None = None) -> Passage:
        """A text with its names and amounts, before anything is made of them."""
        self.begin()
        passage = open_passage(text, self.cut, title=title, published=published)
        self.entities.read(passage)
        self.quantities.read(passage)
        return passage

    def __call__(self, doc: Doc) -> Doc:
        self.begin()
        doc = self.sentences(doc)
        if not self.gate.admits(doc.text):
            _passages.pop(doc, None)
            for group in SPAN_GROUPS:
                doc.spans[group] = []
            _write(doc, self._refused)
            return doc
        for component in (self.entities, self.quantities, self.events):
            doc = component(doc)
        return doc

    @property
    def _refused(self) -> Extraction:
        """What a text says that cannot be about the trade."""
        return nothing_said(REASON, self.events.made_by)

    def saved(self) -> dict[str, Any]:
        return self.events.saved()

    def restore(self, saved: dict[str, Any]) -> None:
        self.use(make_names(saved["instruments"]), themes_of(saved["themes"]))

    def _arguments(self) -> tuple[Any, ...]:
        return self.cut, None, None, self.events.parser

    def use(self, names: Names, themes: Sequence[Theme]) -> None:
        self.lacking = None
        self.entities.use(names)
        self.events.use(names, themes)
        self.gate = Gate(names.lexicon, self.events.reader.rules, self.events.themes)


# ── factories ───────────────────────────────────────────────────────────────────────────────────────

NAMES: dict[str, Any] = {"@misc": "newsimpact.lexicon.v1", "instruments": []}
THEMES: dict[str, Any] = {"@misc": "newsimpact.themes.v1", "folders": [], "tables": None}
GROUPS = ["doc.spans"]
_cutters: WeakKeyDictionary[Language, Cutter] = WeakKeyDictionary()


def _cutter_of(nlp: Language) -> Cutter:
    """One for all components of a pipeline, over its own tokenizer if that is ours: making one takes a tenth of a
    second."""
    if nlp not in _cutters:
        own = isinstance(nlp.tokenizer, NewsTokenizer)
        _cutters[nlp] = Cutter(nlp.tokenizer if own else make_tokenizer(nlp.vocab))
    return _cutters[nlp]


def make_own_tokenizer() -> Callable[[Language], NewsTokenizer]:
    """`@tokenizers = "newsimpact.tokenizer.v1"` of a config file."""
    return lambda nlp: make_tokenizer(nlp.vocab)


registry.tokenizers.register("newsimpact.tokenizer.v1", func=make_own_tokenizer)
registry.misc.register("newsimpact.lexicon.v1", func=make_names)
registry.misc.register("newsimpact.themes.v1", func=make_themes)


@Language.factory("newsimpact_sentences", assigns=["token.is_sent_start"])
def make_sentences(nlp: Language, name: str) -> Sentences:
    return Sentences(_cutter_of(nlp))


@Language.factory("newsimpact_entities", default_config={"lexicon": NAMES}, assigns=GROUPS)
def make_entities(nlp: Language, name: str, lexicon: Names | None) -> Entities:
    return Entities(_cutter_of(nlp), lexicon)


@Language.factory("newsimpact_quantities", assigns=GROUPS)
def make_quantities(nlp: Language, name: str) -> Quantities:
    return Quantities(_cutter_of(nlp))


@Language.factory(
    "newsimpact_events",
    default_config={"lexicon": NAMES, "themes": THEMES, "model": ""},
    requires=GROUPS,
    assigns=[*GROUPS, "doc._.newsimpact"],
)
def make_events(nlp: Language, name: str, lexicon: Names | None, themes: list[Theme] | None, model: str) -> Events:
    """`model`: an installed pipeline with a parser that is asked where the rules abstain; empty for none."""
    return Events(_cutter_of(nlp), lexicon, themes, RoleParser(model) if model else None)


@Language.factory(
    "newsimpact",
    default_config={"lexicon": NAMES, "themes": THEMES, "model": ""},
    assigns=["token.is_sent_start", *GROUPS, "doc._.newsimpact"],
)
def make_newsimpact(
    nlp: Language, name: str, lexicon: Names | None, themes: list[Theme] | None, model: str
) -> Newsimpact:
    return Newsimpact(_cutter_of(nlp), lexicon, themes, RoleParser(model) if model else None)
