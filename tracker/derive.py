"""Derived answers from ground truth: articles to stories, stories and bars to impacts.

The same few compositions serve the daemon, which stores what they give, and a report *as known at* an earlier
instant, which does not. Nothing here writes.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from pipelines.amendments import constraints
from pipelines.claims import agree, claim_of
from pipelines.expectations import expect
from pipelines.expose import expose
from pipelines.group import group_pieces
from pipelines.measure import DailySeries, Surroundings, daily_series, measure_exposure, measure_session
from pipelines.pieces import CANNOT_OPEN, lead_event, piece_of
from pipelines.report import story_event
from pipelines.vintages import Comparable, comparable
from storage import amendments, articles, bars, feeds, readings
from storage.expectations import Registered, expected_of
from tracker.desk import Desk
from tracker.options import WINDOWS
from tracker.records import (
    Article,
    Basis,
    Batch,
    Expectation,
    Exposure,
    Extraction,
    Finding,
    Impact,
    NoImpact,
    Problem,
    Reading,
    Stamp,
    Story,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pipelines.extract.extractor import Extractor

log = logging.getLogger("newsimpact")


def read_articles(desk: Desk, items: Sequence[Article], as_of: datetime | None = None) -> Batch[Reading]:
    """What the extractor makes of each article; one that breaks it is read as saying nothing, and named.

    as_of: the instant the articles are as known at; None: now.
    """
    edited = [item.id for item in items if item.version > 1]
    with desk.store.read() as connection:
        earlier = articles.versions(connection, edited, as_of) if edited else {}
    made: list[Reading] = []
    problems: list[Problem] = []
    for item in items:
        try:
            made.append(_read(desk.extractor(), item, earlier.get(item.id, [])))
        except Exception as error:  # a bug of ours in one text must not cost the others theirs
            log.exception("article %s cannot be read", item.id)
            reason = f"cannot be read ({type(error).__name__}: {error}); it counts as saying nothing"
            problems.append(Problem(stage="extract", subject=item.id, reason=reason))
            made.append(Reading(article=item, extraction=_nothing(desk.extractor().made_by, reason)))
    return Batch(items=tuple(made), problems=tuple(problems))


def _read(extractor: Extractor, item: Article, versions: Sequence[Article]) -> Reading:
    reading = Reading(article=item, extraction=_extract(extractor, item))
    event = lead_event(reading)
    if item.version == 1 or event is None:
        return reading
    for version in versions[: item.version]:
        told = lead_event(Reading(article=version, extraction=_extract(extractor, version)))
        if (
            told is not None
            and agree(claim_of(told), claim_of(event))
            and (told.status in CANNOT_OPEN) <= (event.status in CANNOT_OPEN)
        ):
            return replace(reading, since=_told_since(version))
    return reading


def _told_since(version: Article) -> Stamp:
    """When a version could be read: the first by its date, a later one when it was seen, whatever date it claims."""
    if version.version == 1:
        return version.effective
    return Stamp(at=version.version_seen_at, basis=Basis.UPDATED)


def _extract(extractor: Extractor, item: Article) -> Extraction:
    return extractor.extract(item.text, title=item.title, published=item.effective.at)


def _nothing(made_by: str, reason: str) -> Extraction:
    why = (Finding(kind="remark", message=reason),)
    return Extraction(relevant=False, score=0.0, themes=(), mentions=(), events=(), findings=why, made_by=made_by)


def tell_stories(
    desk: Desk, found: Sequence[Reading], now: datetime
) -> tuple[list[Story], list[Exposure], tuple[Problem, ...]]:
    """Stories and exposures from these readings alone, as the user had amended them by `now`."""
    with desk.store.read() as connection:
        said = constraints(amendments.load_amendments(connection, now))
        looked = feeds.looked_before(connection, found)
    told = group_pieces(
        (piece_of(reading, said, looked.get(reading.article.id)) for reading in found), desk.grouping, said
    )
    return told, *expose_all(desk, told, now)


def expose_all(desk: Desk, told: Sequence[Story], now: datetime) -> tuple[list[Exposure], tuple[Problem, ...]]:
    """What should be measured for these stories."""
    calendars = desk.calendars(now)
    batches = [expose(story, desk.theme_symbols, desk.instruments, calendars) for story in told]
    exposures = [item for batch in batches for item in batch.items]
    return exposures, _counted(problem for batch in batches for problem in batch.problems)


def _counted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """One problem per subject, with how often it came up: a company that is no instrument is news once."""
    counts: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        counts.setdefault((problem.stage, problem.subject), []).append(problem)
    return tuple(
        same[0] if len(same) == 1 else replace(same[0], reason=f"{same[0].reason} (and {len(same) - 1} more like it)")
        for same in counts.values()
    )


def expect_all(
    desk: Desk, connection: Connection, told: Sequence[Story], exposures: Sequence[Exposure], now: datetime
) -> list[Expectation]:
    """What is expected of each exposure, from the reading of its story's first report alone.

    And of everything else followed that the rules give a part in the event: who is expected to move with it belongs in
    no basket that it is compared with, whether or not it is measured. A story is read again until its session has
    closed; what would be expected of it later could not count.
    """
    held = expected_of(connection)
    symbols: dict[str, list[str]] = {}
    open_: set[str] = set()
    for item in exposures:
        symbols.setdefault(item.story, []).append(item.symbol)
        if item.close > now or (item.story, item.symbol) not in held:
            open_.add(item.story)
    wanted = [story for story in told if story.id in open_]
    read = {item.article.id: item for item in readings.load_readings(connection, [s.articles[0] for s in wanted])}
    made: list[Expectation] = []
    for story in wanted:
        reading = read.get(story.articles[0])
        event = story_event(story, reading.extraction if reading else None)
        named = reading.extraction.mentions if reading else ()
        tickers = {mention.canonical: mention.ticker for mention in named if mention.ticker is not None}
        own = expect(story, event, tickers, [*symbols[story.id], *desk.instruments], now)
        made += [item for item in own if item.party is not None or item.symbol in symbols[story.id]]
    return made


def measure_all(desk: Desk, registered: Registered, now: datetime, as_of: datetime | None) -> list[Impact | NoImpact]:
    """Measure what stands registered. Takes nothing else: what is expected is written down before a bar is loaded."""
    exposures, touched = _let_through(registered)
    calendars = desk.calendars(now)
    series = held_series(desk, sorted(_all_symbols(desk, exposures)), now, as_of)
    around = Surroundings(
        series=series,
        sectors={symbol: held.sector for symbol, held in desk.instruments.items() if held.sector},
        members=frozenset(symbol for symbol, held in desk.instruments.items() if held.kind == "company"),
    )
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
            around,
            touched[item.story],
        )
    ]


def measure_untold(
    desk: Desk, told: Collection[str], session: date, now: datetime, as_of: datetime | None = None
) -> dict[str, Impact | NoImpact]:
    """The session of every instrument that is not among `told`: of those no story speaks, so nothing was expected."""
    calendars = desk.calendars(now)
    wanted = {symbol: held for symbol, held in desk.instruments.items() if symbol not in told}
    series = held_series(desk, sorted({*wanted, *(held.benchmark for held in wanted.values())}), now, as_of)
    return {
        symbol: measure_session(
            symbol,
            series.get(symbol),
            series.get(held.benchmark),
            calendars[held.exchange],
            desk.study,
            session,
            now,
            desk.settle,
        )
        for symbol, held in wanted.items()
    }


def _all_symbols(desk: Desk, exposures: Sequence[Exposure]) -> set[str]:
    """Everything followed, once there is something to measure: what else moved explains part of a move."""
    if not exposures:
        return set()
    held = desk.instruments.values()
    return {*desk.instruments, *(item.benchmark for item in held), *(item.sector for item in held if item.sector)}


def _let_through(registered: Registered) -> tuple[tuple[Exposure, ...], Mapping[str, frozenset[str]]]:
    if not isinstance(registered, Registered):
        raise TypeError(f"measure_all: expected what storage.expectations gives, got {type(registered).__name__}")
    return registered.exposures, registered.touched


def held_series(desk: Desk, symbols: Sequence[str], now: datetime, as_of: datetime | None) -> dict[str, DailySeries]:
    """Everything held of these symbols from the provider in use; a series mixes neither providers nor vintages."""
    found = {}
    with desk.store.read() as connection:
        for symbol in symbols:
            held = comparable_bars(connection, symbol, desk.bars_from, as_of)
            final = [bar for bar in held.bars if bar.is_final and bar.session <= now.date()]
            if final:
                found[symbol] = daily_series(final, held.seam)
    return found


def comparable_bars(connection: Connection, symbol: str, provider: str, as_of: datetime | None = None) -> Comparable:
    """What is held of a symbol from one provider, as known at `as_of`, as far as it may be joined."""
    return comparable(bars.load_vintages(connection, symbol, provider=provider, as_of=as_of))
