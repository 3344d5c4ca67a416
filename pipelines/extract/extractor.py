"""The extractor: text in, plain records out; spaCy stays inside.

Each text runs in its own `memory_zone`, or each batch in one: without it the vocabulary grows with every new word for
ever. So no spaCy object may leave this module except `nlp` itself.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, cast

from spacy.language import Language

from pipelines.extract import unread
from pipelines.extract.collector import without_collector
from pipelines.extract.components import Newsimpact
from pipelines.extract.text.opening import MAX_CHARS
from pipelines.extract.tracing.trace import Trace, traced
from tracker.records import Extraction

__all__ = ["BATCH", "MAX_CHARS", "Extractor"]

log = logging.getLogger("newsimpact")
BATCH = 100
"""Texts that share one memory zone."""


class Extractor:
    """Reads texts with the instruments and themes of a pipeline that has the component `newsimpact`."""

    def __init__(self, nlp: Language) -> None:
        self.nlp: Any = nlp
        self._reader = cast(Newsimpact, nlp.get_pipe("newsimpact"))
        self.themes = self._reader.events.themes
        self.made_by = self._reader.events.made_by

    def extract(self, text: str, *, title: str | None = None, published: datetime | None = None) -> Extraction:
        """Everything one text says about the trade, whatever the text.

        title: which part is the headline, when the text begins with it or has it as a line; by default the first
        line that is no furniture of the page, or the first sentence.
        published: when the text appeared; dates more than a week older mark what is merely retold.
        """
        with self.nlp.memory_zone(), without_collector():
            return self._reader.read(text, title=title, published=published)

    def trace(
        self, text: str, *, title: str | None = None, published: datetime | None = None
    ) -> tuple[Extraction, Trace]:
        """The same with how it came about: what was seen, what fitted, what was turned down, and why."""
        with self.nlp.memory_zone():
            return traced(self._reader, text, title=title, published=published)

    def extract_many(self, texts: Iterable[str]) -> Iterator[Extraction]:
        """One extraction per text, in order. A batch shares its vocabulary, which is a third faster.

        A text that meets a bug of ours is told in the log and counts as saying nothing: the others keep theirs.
        """
        remaining = iter(texts)
        while batch := list(islice(remaining, BATCH)):
            with self.nlp.memory_zone(), without_collector():
                done = [self._read_or_log(text) for text in batch]
            yield from done

    def _read_or_log(self, text: str) -> Extraction:
        try:
            return self._reader.read(text)
        except Exception as error:
            log.exception("a text cannot be read: %.200r", text)
            return unread(self.made_by, error)
