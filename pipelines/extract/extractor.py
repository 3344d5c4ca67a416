"""The extractor: text in, plain records out; spaCy stays inside.

Text is normalised character by character (curly quotes, odd spaces, lone surrogates), so every offset is one of the
text that was given; what is copied into a record is cut from that text. Very long texts are read up to a limit and
say so, and a run of a few hundred characters without a space is blanked before it reaches the tokenizer, whose
patterns are quadratic in the length of a word.

Each text runs in its own `memory_zone`: without it the vocabulary grows with every new word for ever.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

import spacy
from spacy.language import Language
from spacy.util import compile_suffix_regex

from pipelines.extract.lexicon import data_hash
from pipelines.extract.passage import NameHit, Passage
from pipelines.extract.relevance import Verdict
from pipelines.extract.themes import Theme
from pipelines.extract.zones import find_zones
from tracker.records import Event, Evidence, Extraction, Finding, Instrument, Mention, Quantity

VERSION = "1"
"""Of the rules in code; raise it when they change, so that extractions say what made them."""
MAX_CHARS = 40_000
"""About six thousand words: longer than any article, short enough to bound the time of one text."""
BATCH = 100
"""Texts that share one memory zone."""
MAX_WORD = 300
"""Longer runs without a space are no words (keys, encoded data)."""
LONG_RUN = re.compile(rf"\S{{{MAX_WORD},}}+")
PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ",
                       "\u2011": "-", "\u2010": "-", "\u2212": "-", "\x00": " "})  # fmt: skip
SURROGATES = re.compile("[\ud800-\udfff]")

Stretch = TypeVar("Stretch", Mention, Quantity, Evidence)


class Extractor:
    """Reads texts with one set of instruments and themes."""

    def __init__(self, instruments: Sequence[Instrument], themes: Sequence[Theme]) -> None:
        self.themes = tuple(themes)
        self._nlp = _pipeline(instruments, themes)
        known = repr((sorted(map(repr, instruments)), sorted(map(repr, themes))))
        self.made_by = f"extract-{VERSION}+{data_hash()}.{hashlib.blake2b(known.encode(), digest_size=3).hexdigest()}"

    def extract(self, text: str, *, title: str | None = None, published: datetime | None = None) -> Extraction:
        """Everything one text says about the trade; never raises, whatever the text.

        title: which part is the headline, when the text begins with it; by default its first line or sentence.
        published: when the text appeared; dates more than a week older mark what is merely retold.
        """
        with self._nlp.memory_zone():
            return self._read(text, title, published)

    def extract_many(self, texts: Iterable[str]) -> Iterator[Extraction]:
        """One extraction per text, in order. A batch shares its vocabulary, which is a third faster."""
        remaining = iter(texts)
        while batch := list(islice(remaining, BATCH)):
            with self._nlp.memory_zone():
                done = [self._read(text, None, None) for text in batch]
            yield from done

    def _read(self, text: str, title: str | None, published: datetime | None) -> Extraction:
        plain = _plain(text)
        zones = find_zones(plain, _plain(title) if title else None)
        doc = self._nlp.make_doc(zones.blank(plain))
        doc.user_data["zones"] = zones
        doc.user_data["published"] = published
        for _, component in self._nlp.pipeline:
            doc = component(doc)
        return self._extraction(doc.user_data, text, len(plain))

    def _extraction(self, found: dict[str, Any], text: str, read: int) -> Extraction:
        passage: Passage = found["newsimpact.passage"]
        verdict: Verdict = found["newsimpact"]["verdict"]
        findings: tuple[Finding, ...] = found["newsimpact"]["findings"]
        if read < len(text):
            cut = f"only the first {read} of {len(text)} characters were read"
            findings = (*findings, Finding(kind="remark", message=cut))
        return Extraction(
            relevant=verdict.relevant,
            score=verdict.score,
            themes=verdict.themes,
            mentions=tuple(_mention(name, passage, text) for name in passage.names if _is_mention(name)),
            events=tuple(_restore(event, text) for event in found["newsimpact"]["events"]),
            findings=findings,
            made_by=self.made_by,
        )


def _pipeline(instruments: Sequence[Instrument], themes: Sequence[Theme]) -> Language:
    nlp: Any = spacy.blank("en")
    # The stock rules leave the full stop on a word that ends like "SpaceX."
    suffixes = [*nlp.Defaults.suffixes, r"(?<=[a-z][A-Z])\."]
    nlp.tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    followed = [
        {"symbol": i.symbol, "name": i.name, "names": list(i.names), "sector": i.sector, "exchange": i.exchange}
        for i in instruments
    ]
    nlp.add_pipe("newsimpact_sentences")
    nlp.add_pipe("newsimpact_entities", config={"instruments": followed})
    nlp.add_pipe("newsimpact_quantities")
    nlp.add_pipe("newsimpact_events", config={"instruments": followed, "themes": [_table(theme) for theme in themes]})
    pipeline: Language = nlp
    return pipeline


def _table(theme: Theme) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(theme).items()}


def _plain(text: str) -> str:
    """The text as the rules read it: same length (up to the limit), same offsets."""
    cut = text if len(text) <= MAX_CHARS else text[:MAX_CHARS]
    plain = SURROGATES.sub("\ufffd", cut).translate(PLAIN)
    return LONG_RUN.sub(lambda run: " " * len(run[0]), plain)


def _is_mention(name: NameHit) -> bool:
    return name.entity.kind != "collective" and not name.reference


def _mention(name: NameHit, passage: Passage, text: str) -> Mention:
    start, end = passage.char_span((name.start, name.end))
    entity = name.entity
    return Mention(
        text=text[start:end], start=start, end=end, canonical=entity.canonical, ticker=entity.ticker, kind=entity.kind
    )


def _restore(event: Event, text: str) -> Event:
    """The event with every quoted stretch cut from the text as it was given."""
    return replace(
        event,
        trigger=_quoted(event.trigger, text),
        evidence=tuple(_quoted(item, text) for item in event.evidence),
        quantities=tuple(_quoted(item, text) for item in event.quantities),
    )


def _quoted(item: Stretch, text: str) -> Stretch:
    return replace(item, text=text[item.start : item.end])
