"""Reads feeds and pages: here and now, or in a process that is ended when one costs too much.

Both give the same answers to the same bytes; only the second one is safe with bytes of strangers. Feeds are read there
in two steps, by our own readers first and by feedparser, the slow one, only when they are unsure. So the first answer
survives when the second reader has to be ended.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Final

from pipelines.pages import PageText, read_page
from pipelines.parse import FirstReading, agreed, first_reading, parse_feed, second_opinion
from tracker.adapters.sandbox import Limits, Sandbox
from tracker.errors import HostileInput
from tracker.records import ParsedFeed, Problem

FIRST: Final = Limits(cpu_seconds=2.5, wall_seconds=15.0)
"""Our readers need 0.05 s for a feed of 1 MB."""
SECOND: Final = Limits(cpu_seconds=1.5, wall_seconds=10.0)
"""feedparser needs about a second for the largest text it is asked about."""
_PRELOAD = ("pipelines.parse", "lxml.etree", "feedparser")


PAGE: Final = Limits(cpu_seconds=5.0, wall_seconds=20.0)
"""trafilatura needs 0.02 s for a usual page."""
PAGE_MEMORY: Final = 320 * 1024 * 1024
"""For a tree of a page of 8 MB and what is copied from it."""


class DirectReader:
    """A `FeedReader` in this process: for bytes of our own."""

    def read(self, body: bytes, *, base_url: str, content_type: str | None) -> ParsedFeed:
        return parse_feed(body, base_url=base_url, content_type=content_type)


@dataclass(frozen=True, slots=True)
class GuardedReader:
    """A `FeedReader` in a child process with limits. To be closed after use; may be used from several threads."""

    sandbox: Sandbox = field(default_factory=lambda: Sandbox(preload=_PRELOAD))

    def read(self, body: bytes, *, base_url: str, content_type: str | None) -> ParsedFeed:
        try:
            first = self.sandbox.call(FIRST, first_reading, body, base_url=base_url, content_type=content_type)
        except HostileInput as error:
            raise HostileInput(f"{len(body):,} bytes whose reading {error}") from None
        return self._settled(first, body, base_url, content_type) if first.unsure else agreed(first, None)

    def _settled(self, first: FirstReading, body: bytes, base_url: str, content_type: str | None) -> ParsedFeed:
        """The larger of two answers, or the first when feedparser has to be ended."""
        try:
            second = self.sandbox.call(SECOND, second_opinion, body, base_url=base_url, content_type=content_type)
        except HostileInput as error:
            feed = agreed(first, None)
            ended = Problem(stage="parse", subject="feed", reason=f"feedparser was ended: reading {error}")
            return replace(feed, problems=(*feed.problems, ended))
        return agreed(first, second)

    def close(self) -> None:
        self.sandbox.close()

    def __enter__(self) -> GuardedReader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class GuardedPages:
    """Finds the articles in pages, in a child process with limits of its own."""

    sandbox: Sandbox = field(
        default_factory=lambda: Sandbox(preload=("pipelines.pages", "trafilatura"), memory_bytes=PAGE_MEMORY)
    )

    def read(self, body: bytes, *, url: str, content_type: str | None) -> PageText:
        """What `pipelines.pages.read_page` says; a page that costs too much has no text, and the reason why."""
        try:
            return self.sandbox.call(PAGE, read_page, body, url=url, content_type=content_type)
        except HostileInput as error:
            return PageText(reason=f"a page whose reading {error}")
