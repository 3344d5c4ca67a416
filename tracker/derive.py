"""Derived answers from ground truth: articles to stories, stories and bars to impacts.

The same few compositions serve the daemon, which stores what they give, and a report *as known at* an earlier
instant, which does not. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pipelines.expose import expose
from pipelines.group import group_stories
from pipelines.measure import DailySeries, daily_series, measure_exposure
from storage import bars
from tracker.desk import FIRST_SESSION, Desk
from tracker.options import WINDOWS
from tracker.records import Article, Exposure, Impact, NoImpact, Problem, Reading, Story

if TYPE_CHECKING:
    from pipelines.extract.extractor import Extractor


def read_articles(extractor: Extractor, items: Sequence[Article]) -> list[Reading]:
    return [
        Reading(article=item, extraction=extractor.extract(item.text, title=item.title, published=item.effective.at))
        for item in items
    ]


def tell_stories(
    desk: Desk, found: Sequence[Reading], now: datetime
) -> tuple[list[Story], list[Exposure], tuple[Problem, ...]]:
    calendars = desk.calendars(now)
    told = group_stories(found, desk.grouping)
    batches = [expose(story, desk.theme_symbols, desk.instruments, calendars) for story in told]
    exposures = [item for batch in batches for item in batch.items]
    return told, exposures, tuple(problem for batch in batches for problem in batch.problems)


def measure_all(
    desk: Desk, exposures: Sequence[Exposure], now: datetime, as_of: datetime | None
) -> list[Impact | NoImpact]:
    calendars = desk.calendars(now)
    symbols = {item.symbol for item in exposures}
    symbols |= {desk.instruments[symbol].benchmark for symbol in symbols}
    series = _series(desk, sorted(symbols), now, as_of)
    return [
        impact
        for item in exposures
        for impact in measure_exposure(
            item,
            series.get(item.symbol),
            series.get(desk.instruments[item.symbol].benchmark),
            calendars[desk.instruments[item.symbol].exchange],
            desk.study,
            WINDOWS,
            now,
            desk.settle,
        )
    ]


def _series(desk: Desk, symbols: Sequence[str], now: datetime, as_of: datetime | None) -> dict[str, DailySeries]:
    """Everything held of these symbols from the provider in use; a series never mixes providers."""
    found = {}
    with desk.store.read() as connection:
        for symbol in symbols:
            held = bars.load_bars(connection, symbol, FIRST_SESSION, now.date(), provider=desk.bars_from, as_of=as_of)
            final = [bar for bar in held if bar.is_final]
            if final:
                found[symbol] = daily_series(final)
    return found
