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

Traps met: setting `token.is_sent_start` one by one is O(n) each, `from_array` is not; token patterns are twenty times
slower than phrases; a blank pipeline loads every factory of this package, so this module must import nothing heavy;
lists come back from a DocBin as tuples, so the result is kept as JSON.
"""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

import numpy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from pipelines.extract import collectives, context, entities, extraction_to_json, nothing_said, reactions, references
from pipelines.extract.amount_owners import with_tabled_budgets, without_amounts_of
from pipelines.extract.asides import set_aside
from pipelines.extract.checks import contradictions
from pipelines.extract.drafts import Draft, note_dropped
from pipelines.extract.frames import FrameMatcher
from pipelines.extract.gate import REASON, Gate
from pipelines.extract.growing import GrowingTable
from pipelines.extract.han import HAN, ChinesePassage, is_chinese
from pipelines.extract.hidden import Places, given, joined, visible
from pipelines.extract.hints import hints_of
from pipelines.extract.inline_quotes import without_quotes
from pipelines.extract.lexicon import Lexicon, Name, Rules, data_hash, load_lexicon
from pipelines.extract.merge import from_move, merge, only_news
from pipelines.extract.model import RoleParser
from pipelines.extract.moves.signed import signed_sentences
from pipelines.extract.passage import AmountHit, Passage
from pipelines.extract.phrases import PhraseTable
from pipelines.extract.quantities import find_amounts
from pipelines.extract.relevance import Verdict, judge
from pipelines.extract.rendered import Rendered, rendered
from pipelines.extract.roles import general
from pipelines.extract.sentences import sentence_boundaries
from pipelines.extract.theme_folders import look_for_themes
from pipelines.extract.theme_rules import VETO, concept_terms, rules_with
from pipelines.extract.themes import Theme, did_you_mean, theme_from
from pipelines.extract.tokens import Cutter, NewsTokenizer, make_tokenizer
from pipelines.extract.wording import Wording
from pipelines.extract.zones import find_zones
from tracker.errors import InputError
from tracker.records import Event, Evidence, Extraction, Finding, Instrument, Mention, Quantity

if TYPE_CHECKING:
    from pipelines.extract.chinese.events import ChineseEvents
    from pipelines.extract.chinese.names import ChineseNames

VERSION = "2"
"""Of the rules in code; raise it when they change, so that extractions say what made them."""
RESULT = "newsimpact"
MAX_SENTENCE = 120
"""Tokens; what is longer is a list or no text at all."""
MAX_CHARS = 40_000
"""About six thousand words: longer than any article, short enough to bound the time of one text."""
MAX_WORD = 300
"""Longer runs without a space are no words (keys, encoded data)."""
LONG_RUN = re.compile(rf"\S{{{MAX_WORD},}}+")
PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ",
                       "\u2011": "-", "\u2010": "-", "\u2212": "-", "\x00": " "})  # fmt: skip
SURROGATES = re.compile("[\ud800-\udfff]")
TAG = re.compile(
    r"\s*(?:UPDATE ?\d|WRAPUP ?\d|EXCLUSIVE|BRIEF|RPT|REFILE|ANALYSIS|FOCUS|INSIGHT)-(?=\S)", re.IGNORECASE
)
"""What an agency glues to a headline: "UPDATE 2-Meta to lease"."""
Stretch = TypeVar("Stretch", Mention, Quantity, Evidence)


# ── reading a text into a passage ───────────────────────────────────────────────────────────────────


def plain_text(text: str) -> str:
    """The text as the rules read it: same length (up to the limit), same offsets.

    Odd quotes, spaces and hyphens become the usual ones. A run of a few hundred characters without a space is blanked,
    because the patterns of the tokenizer are quadratic in the length of a word.
    """
    cut = text if len(text) <= MAX_CHARS else text[:MAX_CHARS]
    if tag := TAG.match(cut):
        cut = " " * tag.end() + cut[tag.end() :]
    if not cut.isascii() or "\x00" in cut:
        cut = SURROGATES.sub("\ufffd", cut).translate(PLAIN)
    # Cutting at blanks is faster than looking for long runs, which hardly any text has; and none is there when every
    # stretch of half their length has a blank.
    half = MAX_WORD // 2
    is_spaced = all(cut.find(" ", at, at + half) >= 0 for at in range(0, len(cut) - half + 1, half))
    if is_spaced or max(map(len, cut.split()), default=0) < MAX_WORD:
        return cut
    return LONG_RUN.sub(lambda run: " " * len(run[0]), cut)


def open_passage(text: str, cut: Cutter, *, title: str | None = None, published: datetime | None = None) -> Passage:
    """A text with its zones, tokens and sentences; furniture of the page is blanked."""
    page = rendered(text, MAX_CHARS)
    title = rendered(title, MAX_CHARS).text if title else page.title
    if is_chinese(page.text):
        from pipelines.extract.chinese.text import open_chinese

        passage: Passage = open_chinese(page.text, title)
        passage.origins = page.places
        passage.has_chinese = True
    else:
        passage = _open_english(page, cut, title)
    passage.published = published
    passage.read_to = page.end
    return passage


def _open_english(page: Rendered, cut: Cutter, title: str | None) -> Passage:
    plain, places = visible(plain_text(page.text))
    zones = find_zones(plain, visible(plain_text(title))[0] if title else None)
    plain = zones.blank(plain)
    tokens = cut(plain)
    starts = _bounded({bisect_left(tokens.starts, at) for at in sentence_boundaries(plain)}, len(tokens.starts))
    passage = Passage(plain, tokens, starts, zones)
    passage.origins = joined(page.places, places)
    passage.has_chinese = not page.text.isascii() and HAN.search(page.text) is not None
    return passage


def _bounded(starts: set[int], tokens: int) -> list[int]:
    """Sentence starts in order, with long stretches cut: rules look at pairs of words, so length must be bounded."""
    found: list[int] = []
    ends = sorted({*starts, tokens})
    for low, high in pairwise(ends):
        found += (low,) if high - low <= MAX_SENTENCE else range(low, high, MAX_SENTENCE)
    return found


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


# ── names, themes: what a pipeline is loaded with ───────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Names:
    """The instruments a pipeline follows, and the lexicon that they and the built-in names make."""

    instruments: tuple[Instrument, ...]
    lexicon: Lexicon


@cache
def built_in_names() -> Names:
    """Those of the lexicon alone; loaded once, because every pipeline begins with them."""
    return Names((), load_lexicon())


def names_of(instruments: Iterable[Instrument]) -> Names:
    listed = tuple(instruments)
    return Names(listed, load_lexicon(listed)) if listed else built_in_names()


def make_names(instruments: list[dict[str, Any]]) -> Names:
    """`instruments`: tables with symbol, name, names and optionally sector; they replace built-in companies.

    Raises InputError naming every table that is none.
    """
    faults = [fault for number, table in enumerate(instruments) for fault in _instrument_faults(table, number)]
    if faults:
        raise InputError("\n".join(faults))
    return names_of(_instrument(table) for table in instruments)


class ThemesLookedFor(list[Theme]):
    """What the folders of a configuration hold, and what is wrong there.

    Nothing of that is said before a text is read: a pipeline that is loaded brings the themes that it was saved with,
    wherever their folders are by then.
    """

    faults: tuple[str, ...] = ()
    """About single files."""
    absent: InputError | None = None
    """Why nothing was looked for: a folder that is not there."""


def make_themes(folders: list[str], tables: list[dict[str, Any]] | None = None) -> list[Theme]:
    """The built-in themes with those of the folders; or, instead, `tables` with the keys of theme files."""
    if tables is not None:
        return themes_of(tables)
    looked = ThemesLookedFor()
    try:
        found = look_for_themes([Path(folder) for folder in folders])
    except InputError as error:
        looked.absent = error
        return looked
    looked.extend(found.themes)
    looked.faults = found.broken
    return looked


def themes_of(tables: Iterable[dict[str, Any]]) -> list[Theme]:
    """Themes from tables with the keys of theme files. Raises InputError with every mistake of the first wrong one."""
    return [theme_from(table, f"themes.tables[{number}]") for number, table in enumerate(tables)]


registry.misc.register("newsimpact.lexicon.v1", func=make_names)
registry.misc.register("newsimpact.themes.v1", func=make_themes)


def instrument_table(instrument: Instrument) -> dict[str, Any]:
    return _as_json(asdict(instrument))


def _as_json(table: dict[str, Any]) -> dict[str, Any]:
    """The table as it comes back from a file: tuples are lists."""
    found: dict[str, Any] = json.loads(json.dumps(table))
    return found


INSTRUMENT_KEYS = tuple(one.name for one in fields(Instrument))


def _instrument(table: dict[str, Any]) -> Instrument:
    given = {"exchange": "XNAS", "benchmark": "SPY", "sector": None, **table}
    return Instrument(**{**given, "names": tuple(given.get("names", ()))})


def _instrument_faults(table: dict[str, Any], number: int) -> Iterator[str]:
    """What keeps a table of a configuration from being an instrument, each with its cure."""
    place = f"lexicon.instruments[{number}]"
    for key in table:
        if key not in INSTRUMENT_KEYS:
            yield f"{place}.{key}: unknown key; {did_you_mean(key, INSTRUMENT_KEYS, 'known keys')}"
    for key in ("symbol", "name"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            yield f"{place}.{key}: expected a text, got {table.get(key)!r}; give every instrument a symbol and a name"
    names = table.get("names", [])
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        yield f'{place}.names: expected a list of texts, got {names!r}; write ["CoreWeave"]'


def theme_table(theme: Theme) -> dict[str, Any]:
    return _as_json(asdict(theme))


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
    """Finds the names of the lexicon; see entities.py for what counts."""

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
    """Finds amounts; see quantities.py."""

    def read(self, passage: Passage) -> None:
        found = [AmountHit(*passage.tokens_of(a.start, a.end), a) for a in find_amounts(passage.text)]
        passage.amounts = without_quotes(found, passage)

    def __call__(self, doc: Doc) -> Doc:
        passage = self.passage(doc)
        self.read(passage)
        found = [(*given(a.amount.start, a.amount.end, passage.origins), a.amount.unit, "") for a in passage.amounts]
        _lay_over(doc, "newsimpact.quantities", found)
        return doc


MASK = "mask"
"""The category of phrases that only hide what is inside them."""


class Term(NamedTuple):
    """A category of phrases, with what the matching asks about it."""

    category: str
    veto: str
    """The category that hides it, for a concept of a theme."""
    hides: bool
    is_word: bool
    """Whether a name may hide it: words of rules, not of themes or cues."""


@cache
def term_of(category: str) -> Term:
    theme, is_concept, name = category.partition("/")
    hides = category == MASK or (bool(is_concept) and name == VETO)
    return Term(category, f"{theme}/{VETO}" if is_concept else "", hides, "." not in category)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a phrase is: all categories it stands in."""

    terms: tuple[Term, ...]
    categories: tuple[str, ...]
    is_plain: bool
    """Whether only masks, names and longer phrases can hide it."""


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

    def categories(self, stretches: Iterable[Sequence[str]]) -> frozenset[str]:
        """The categories of all phrases of some stretches of words."""
        return frozenset(
            category
            for words in stretches
            for *_, phrase in self.any_case.find(words)
            for category in phrase.categories
        )

    def hits(self, passage: Passage) -> tuple[list[Hit], dict[str, list[tuple[int, int]]]]:
        """Phrases by place, the longest first; and the stretches that hide others, by category."""
        hits = self.any_case.find(passage.lower)
        for hit in self.as_written.find(passage.words):
            insort(hits, hit, key=_place)
        hiding: dict[str, list[tuple[int, int]]] = {}
        for start, end, phrase in hits:
            if not phrase.is_plain:
                for term in phrase.terms:
                    if term.hides:
                        hiding.setdefault(term.category, []).append((start, end))
        return hits, hiding


def _place(hit: Hit) -> tuple[int, int, tuple[Term, ...]]:
    """Sort key: in order, the longest first."""
    start, end, phrase = hit
    return start, -end, phrase.terms


def phrase_of(categories: Iterable[str]) -> Phrase:
    terms = tuple(term_of(category) for category in sorted(categories))
    is_plain = not any(term.veto or term.category == MASK for term in terms)
    return Phrase(terms, tuple(term.category for term in terms), is_plain)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the sentences of a text say, before it is one answer."""

    drafts: list[Draft]
    moves: list[Draft]
    verdict: Verdict


class Events(_Saved):
    """Finds terms, fits frames to them, places them on their axes and joins what is one event."""

    def __init__(
        self, cut: Cutter, names: Names | None, themes: Sequence[Theme] | None, parser: RoleParser | None = None
    ) -> None:
        super().__init__(cut)
        self.parser = parser
        self.take(names, () if themes is None else themes)

    def use(self, names: Names, themes: Sequence[Theme]) -> None:
        self.names, self.themes, self.lacking = names, tuple(themes), None
        self.rules = rules_with(themes)
        self.concepts = frozenset(key for theme in themes for key in concept_terms(theme))
        self.frames = FrameMatcher(self.rules, names.lexicon)
        self.wording = Wording(self.rules)
        self.terms = TermMatcher(self.cut, self.rules, self.themes)
        self.chinese: ChineseEvents | None = None
        """Made for the first text in Chinese."""
        known = repr((sorted(map(repr, names.instruments)), sorted(map(repr, themes))))
        stamp = f"extract-{VERSION}+{data_hash()}.{hashlib.blake2b(known.encode(), digest_size=3).hexdigest()}"
        self.made_by = f"{stamp}+{self.parser.made_by}" if self.parser else stamp

    def read(self, passage: Passage) -> Extraction:
        """The extraction of a passage whose names and amounts are known."""
        return self.conclude(passage, self.weigh(passage))

    def weigh(self, passage: Passage) -> Weighed:
        """What its sentences say, and whether that is about the trade."""
        cues = self.rules.cues
        if isinstance(passage, ChinesePassage):
            from pipelines.extract.chinese.events import ChineseEvents

            self.chinese = self.chinese or ChineseEvents(self.names.lexicon, self.rules)
            drafts, moves = self.chinese.read(passage)
            cues = self.chinese.cues
        else:
            self._find_terms(passage)
            references.resolve(passage, self.rules.references)
            collectives.add(passage)
            drafts, moves = self._read(passage)
            drafts = self.wording.undoubted(passage, drafts)
        drafts = only_news(drafts)
        context.place([*drafts, *moves], cues)
        verdict = judge(passage, drafts, moves, self.themes)
        if isinstance(passage, ChinesePassage) or not verdict.relevant or moves:
            # What else is said where prices moved is mostly why they did.
            return Weighed(drafts, moves, verdict)
        if not drafts and (told := self.wording.told(passage)):
            drafts = self.frames.told(told)
            context.place(drafts, cues)
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

    def __call__(self, doc: Doc) -> Doc:
        self.begin()
        passage = _passages.pop(doc, None)
        if passage is None:
            raise InputError(
                "newsimpact_events: no component of newsimpact stands before it in the pipeline; "
                "add newsimpact_entities and newsimpact_quantities first, or newsimpact alone"
            )
        _write(doc, finished(self.read(passage), doc.text, passage))
        return doc

    def saved(self) -> dict[str, Any]:
        instruments = [instrument_table(instrument) for instrument in self.names.instruments]
        return {"instruments": instruments, "themes": [theme_table(theme) for theme in self.themes]}

    def restore(self, saved: dict[str, Any]) -> None:
        self.use(make_names(saved["instruments"]), themes_of(saved["themes"]))

    def _arguments(self) -> tuple[Any, ...]:
        return self.cut, None, None, self.parser

    def _find_terms(self, passage: Passage) -> None:
        """Within a category the longest phrase wins; a mask or a name hides what is inside it."""
        hits, covers = self.terms.hits(passage)
        if passage.left_out:
            passage.beside_categories = self.terms.categories(words for _, words in passage.left_out)
        tokens = len(passage.words)
        named = _cover(tokens, ((n.start, n.end) for n in passage.names if n.entity.kind != "collective"))
        hiding = {key: _cover(tokens, spans) for key, spans in covers.items()}
        masked = hiding.get(MASK) or _cover(tokens, ())
        here: dict[str, tuple[tuple[int, int], ...]] = {}
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
            # One tuple for all its categories: most have no other phrase in the sentence.
            alone = ((start, end),)
            if phrase.is_plain and not (overlaps or is_named):
                for category in phrase.categories:
                    here[category] = here[category] + alone if category in here else alone
                continue
            for category, veto, _, is_word in phrase.terms:
                if (is_named and is_word) or category == MASK:
                    continue
                before = here.get(category, ())
                if overlaps and before and start < before[-1][1]:
                    continue
                # A theme's veto hides what is inside it from the theme: "memory foam" is no memory.
                if veto in hiding and _is_inside(start, end, hiding[veto], end - start + 1):
                    continue
                here[category] = before + alone

    def _read(self, passage: Passage) -> tuple[list[Draft], list[Draft]]:
        """Events and price moves of the sentences that have a trigger; the moves take their words first."""
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
                taken = [span for move in found for span in (move.taken, move.trigger)]
                fitting = without_amounts_of(moved, self.frames.match(sentence, candidates, taken))
                if self.parser is not None and fitting:
                    self.parser.fill(fitting, sentence, self.rules)
                drafts += fitting
        drafts = with_tabled_budgets(drafts, passage)
        # What names nobody adds to a named mention; without one it is no event.
        named = {draft.type for draft in drafts if draft.actor is not None}
        kept = []
        for draft in drafts:
            if draft.actor is not None or not draft.joins or draft.type in named:
                kept.append(draft)
            else:
                note_dropped(draft, "names nobody, and no other mention does")
        # Whose share rose or fell did not stand still in the same text.
        movers = {move.actor for move in moves if move.direction != "neutral"}
        return kept, [move for move in moves if move.direction != "neutral" or move.actor not in movers]

    def is_open(self, passage: Passage) -> bool:
        """Whether the sentences are read at all: something is named, measured, or spoken of."""
        known = passage.names or passage.amounts or passage.has("strong_context")
        return bool(known) or not self.concepts.isdisjoint(passage.categories)

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
            taken = [span for move in reactions.find_moves(sentence) for span in (move.taken, move.trigger)]
            self.frames.note_untried(sentence, tried, taken, LACKING if tells else UNTOLD)

    def _may_tell(self, passage: Passage, index: int, terms: Collection[str]) -> bool:
        """Whether a sentence can tell of an event: it names, measures, refers back or speaks of goods of the trade."""
        if passage.names_of(index) or passage.amounts_of(index):
            return True
        if not (SPOKEN_OF.isdisjoint(terms) and self.concepts.isdisjoint(terms)):
            return True
        start, end = passage.sentences[index]
        return not REFERRING.isdisjoint(passage.lower[start:end])


UNTOLD = "its sentence names nobody and nothing of the trade"
"""Why a frame that would fit is no event where the sentence is not read for events."""
LACKING = "its sentence lacks what the frame asks for"
"""The same where the sentence is read; what fits lacks nothing, so no text should ever show it."""

SPOKEN_OF = frozenset(
    """strong_context ai_context compute capex chip scarce_thing money_trade data_center shares_word author_up
    author_down this_analyst_up this_analyst_down""".split()
)
REFERRING = general.REFERRING | frozenset({"we", "our", "us", "they", "their"})


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


# ── results ─────────────────────────────────────────────────────────────────────────────────────────


def finished(extraction: Extraction, text: str, passage: Passage) -> Extraction:
    """The extraction with every quoted stretch cut from the text as it was given."""
    if passage.text == text:
        return extraction
    findings = extraction.findings
    if passage.read_to < len(text):
        cut = f"only the first {passage.read_to:,} of {len(text):,} characters were read"
        findings = (*findings, Finding(kind="remark", message=cut))
    places = passage.origins
    if places is not None:
        findings = tuple(replace(f, spans=tuple(given(*span, places) for span in f.spans)) for f in findings)
    return replace(
        extraction,
        mentions=tuple(_quoted(mention, text, places) for mention in extraction.mentions),
        events=tuple(_restored(event, text, places) for event in extraction.events),
        findings=findings,
    )


def _restored(event: Event, text: str, places: Places | None) -> Event:
    return replace(
        event,
        trigger=_quoted(event.trigger, text, places),
        evidence=tuple(_quoted(item, text, places) for item in event.evidence),
        quantities=tuple(_quoted(item, text, places) for item in event.quantities),
    )


def _quoted(item: Stretch, text: str, places: Places | None) -> Stretch:
    start, end = given(item.start, item.end, places)
    quoted = text[start:end]
    if (item.start, item.end, item.text) == (start, end, quoted):
        return item
    return replace(item, text=quoted, start=start, end=end)


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
        extraction = finished(self.events.read(passage), text, passage)
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
        self.gate = Gate(names.lexicon, self.events.rules, self.events.themes)


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
