"""The Python entry: the same answers as the command line, for notebooks and scripts.

    from tracker.api import Tracker
    from tracker.options import ReportFilter

    with Tracker.open() as tracker:
        rows = tracker.report(ReportFilter(symbol="CRWV"))

and `event_study`, which needs no database. Everything is read-only. What the names mean is in `tracker.records`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from pipelines.report import StoryView, TraceView, filter_rows
from tracker.app import build_desk
from tracker.clock import SystemClock
from tracker.config import data_dir, find_config, load_settings
from tracker.desk import Desk
from tracker.event_study import event_study
from tracker.options import ReportFilter
from tracker.questions import coverage_of, find_story, known, story_views, trace_view
from tracker.records import Coverage, Extraction, ReportRow

__all__ = ["Tracker", "event_study"]


@dataclass(frozen=True, slots=True)
class Tracker:
    """An open database with the settings it belongs to; a context manager."""

    desk: Desk

    @classmethod
    def open(cls, config: Path | None = None, data: Path | None = None) -> Self:
        """The tracker of a settings file (found as the command line finds it) and a data folder.

        Raises ConfigError with every mistake of the settings, StoreError when the database cannot be used.
        """
        settings = load_settings(find_config(config, os.environ, Path.cwd()), os.environ)
        return cls(build_desk(settings, data_dir(settings, data)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.desk.store.close()

    def report(self, wanted: ReportFilter | None = None, *, as_of: datetime | None = None) -> list[ReportRow]:
        """Event-to-price rows, newest story first; with `as_of`, those that could have been given then."""
        return filter_rows(known(self.desk, as_of).rows(), wanted or ReportFilter())

    def coverage(self, since: datetime, until: datetime, *, as_of: datetime | None = None) -> Coverage:
        """What the feeds in use could have told of the time from `since` to `until`: whether silence is no news.

        With `as_of`, as it was known then.
        """
        return coverage_of(self.desk, since, until, SystemClock().now(), as_of=as_of)

    def story(self, prefix: str) -> StoryView:
        """A story by the beginning of its id. Raises NothingProduced when there is none, UsageError when several."""
        found = find_story(self.desk, prefix)
        facts = known(self.desk)
        return story_views(self.desk, facts, [row for row in facts.rows() if row.story == found.id])[0]

    def trace(self, prefix: str, symbol: str, window: str = "d0", session: date | None = None) -> TraceView:
        """A number with everything it rests on; `session` picks one where the first report can be of two."""
        return trace_view(self.desk, find_story(self.desk, prefix), symbol, window, session)

    def extract(self, text: str) -> Extraction:
        """What a text says about the trade."""
        return self.desk.extractor().extract(text)
