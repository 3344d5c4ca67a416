"""Derived answers from ground truth: articles to stories, stories and bars to impacts.

The same few compositions serve the daemon, which stores what they give, and a report *as known at* an earlier
instant, which does not. Nothing here writes.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.amendments import constraints
from pipelines.asof import IntradaySeries
from pipelines.claims import agree, claim_of
from pipelines.expectations import expect
from pipelines.expose import expose
from pipelines.extract import unread
from pipelines.group import group_pieces
from pipelines.measure import DailySeries, Surroundings, daily_series, measure_exposure, measure_session
from pipelines.pieces import CANNOT_OPEN, lead_event, pieces_of
from pipelines.place import SessionCalendar
from pipelines.report import story_event
from pipelines.scales import Scales, scales
from pipelines.vintages import Comparable, comparable
from pipelines.windows import measure_windows
from storage import amendments, articles, bars, feeds, intraday, readings
from storage.expectations import Registered, expected_of
from storage.intraday import USABLE, IntradayColumns
from storage.stories import load_exposures
from tracker.desk import Desk
from tracker.options import WINDOWS
from tracker.records import (
    Article,
    Basis,
    Batch,
    Expectation,
    Exposure,
    Extraction,
    Impact,
    Instrument,
    NoImpact,
    Problem,
    Reading,
    Reason,
    Stamp,
    Story,
    WindowImpact,
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
            nothing = unread(desk.extractor().made_by, error)
            problems.append(Problem(stage="extract", subject=item.id, reason=nothing.findings[0].message))
            made.append(Reading(article=item, extraction=nothing))
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


def tell_stories(
    desk: Desk, found: Sequence[Reading], now: datetime
) -> tuple[list[Story], list[Exposure], tuple[Problem, ...]]:
    """Stories and exposures from these readings alone, as the user had amended them by `now`."""
    with desk.store.read() as connection:
        said = constraints(amendments.load_amendments(connection, now))
        looked = feeds.looked_before(connection, found)
    told = group_pieces(pieces_of(found, said, looked), desk.grouping, said)
    return told, *expose_all(desk, told, now)


def expose_all(desk: Desk, told: Sequence[Story], now: datetime) -> tuple[list[Exposure], tuple[Problem, ...]]:
    """What should be measured for these stories."""
    calendars = desk.calendars(now)
    batches = [expose(story, desk.theme_symbols, desk.instruments, calendars) for story in told]
    exposures = [item for batch in batches for item in batch.items]
    return exposures, _counted(problem for batch in batches for problem in batch.problems)


def followed_exposures(desk: Desk, connection: Connection, told: Sequence[Story]) -> list[Exposure]:
    """The stored exposures of these stories, but for symbols that were taken out of the settings since.

    Those stand there until the stories are told anew, which is for whoever holds the database to do.
    """
    return [item for item in load_exposures(connection, told) if item.symbol in desk.instruments]


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
    """Measure what stands registered. Takes nothing else: what is expected is written down before a bar is loaded.

    What is measured for good stays with the desk until a bar is added, so that a new story costs its own measurement.
    """
    exposures, touched = _let_through(registered)
    calendars = desk.calendars(now)
    series = held_series(desk, sorted(_all_symbols(desk, exposures)), now, as_of)
    around = Surroundings(
        series=series,
        sectors={symbol: held.sector for symbol, held in desk.instruments.items() if held.sector},
        members=frozenset(symbol for symbol, held in desk.instruments.items() if held.kind == "company"),
    )
    found: list[Impact | NoImpact] = []
    for item in exposures:
        key = ("measured", item, touched[item.story], as_of)
        measured_at, known = desk.series_read.get(key, (None, ()))
        if measured_at is None or now < measured_at:
            known = measure_exposure(
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
            if not any(isinstance(one, NoImpact) and one.reason is Reason.NOT_YET for one in known):
                desk.series_read[key] = now, known
        found += known
    return found


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
    """Everything held of these symbols from the provider in use; a series mixes neither providers nor vintages.

    What was read stays with the desk until a bar is added: one answer asks for the same series many times.
    """
    with desk.store.read() as connection:
        state = (bars.daily_state(connection), desk.bars_from, desk.study, tuple(desk.instruments.items()))
        if desk.series_read.get("state") != state:
            desk.series_read.clear()
            desk.series_read["state"] = state
        found = {symbol: _held(desk, connection, symbol, now, as_of) for symbol in symbols}
    return {symbol: series for symbol, series in found.items() if series is not None}


def _held(desk: Desk, connection: Connection, symbol: str, now: datetime, as_of: datetime | None) -> DailySeries | None:
    since = desk.instruments[symbol].since if symbol in desk.instruments else None
    key = symbol, now.date(), as_of, since
    if key not in desk.series_read:
        held = comparable_bars(connection, symbol, desk.bars_from, as_of, since)
        final = [bar for bar in held.bars if bar.is_final and bar.quality.usable and bar.session <= now.date()]
        desk.series_read[key] = daily_series(final, held.seam) if final else None
    series: DailySeries | None = desk.series_read[key]
    return series


def comparable_bars(
    connection: Connection,
    symbol: str,
    provider: str,
    as_of: datetime | None = None,
    since: date | None = None,
) -> Comparable:
    """The daily bars of a symbol from one provider, as known at `as_of`, as far as they may be joined.

    since: first session of its present listing (`Instrument.since`): what is older is another's, and is not here.
    """
    vintages = bars.load_vintages(connection, symbol, provider=provider, as_of=as_of)
    return comparable(bar for bar in vintages if since is None or bar.session >= since)


def load_columns(
    connection: Connection,
    symbol: str,
    interval: str,
    provider: str,
    first: datetime,
    last: datetime,
    as_of: datetime | None = None,
) -> IntradayColumns:
    """The newest vintage of each intraday bar that starts in first..last, as known at `as_of`, on one scale.

    That is the newest scale on which anything of the span is held: the bars of an older one are left out, but in a
    span that lies wholly before a restatement they are all there is, and as good as they were.
    """
    found = intraday.newest_columns(connection, symbol, interval, provider, first, last, as_of)
    known = intraday_scales(connection, symbol, interval, provider, as_of)
    return found if known is None else found.take(known.on_newest(found.starts))


def intraday_scales(
    connection: Connection, symbol: str, interval: str, provider: str, as_of: datetime | None = None
) -> Scales | None:
    """On which scale each intraday bar of a series is; None: nothing was ever restated."""
    whole = intraday.whole_answers(connection, symbol, interval, provider, as_of)
    if not whole:
        return None
    held = intraday.vintage_columns(connection, symbol, interval, provider, as_of=as_of)
    counts = held.columns.final & USABLE[held.columns.quality]
    return scales(held.columns.starts, held.fetched, held.columns.closes, counts, whole)


def listed_from(instrument: Instrument, calendar: SessionCalendar) -> datetime | None:
    """The instant from which intraday bars are those of the present listing; None: all are."""
    if instrument.since is None:
        return None
    first = calendar.sessions(max(instrument.since, calendar.first), calendar.last)[0]
    midnight: datetime = calendar.day_starts[calendar.index_of(first)].item()
    return midnight.replace(tzinfo=UTC)


# ── around the minute of the news ───────────────────────────────────────────────────────────────────

FINEST_FIRST = ("1m", "5m")
"""Intervals that windows of minutes are measured with."""
BEFORE_NEWS, AFTER_NEWS = timedelta(days=12), timedelta(days=45)
"""Bars that a window may look at: three sessions before, twenty after, and holidays."""


def measure_windows_all(
    desk: Desk, registered: Registered, now: datetime, as_of: datetime | None, stories: Collection[str] | None = None
) -> list[WindowImpact]:
    """What the prices did around the minute of the news, for each exposure that stands registered.

    No bar after `now` is looked at. stories: only of these; None: of all.
    """
    exposures = [item for item in _let_through(registered)[0] if stories is None or item.story in stories]
    if not exposures:
        return []
    calendars = desk.calendars(now)
    benchmark_of = {item.symbol: desk.instruments[item.symbol].benchmark for item in exposures}
    spans: dict[str, tuple[datetime, datetime]] = {}
    for item in exposures:
        for symbol in (item.symbol, benchmark_of[item.symbol]):
            first, last = spans.get(symbol, (item.t0.at, item.t0.at))
            spans[symbol] = min(first, item.t0.at), max(last, item.t0.at)
    daily = held_series(desk, sorted(spans), now, as_of)
    minutes = {symbol: _minutes(desk, symbol, span, now, as_of) for symbol, span in spans.items()}
    return [
        window
        for item in exposures
        for window in measure_windows(
            item,
            minutes[item.symbol],
            minutes[benchmark_of[item.symbol]],
            daily.get(item.symbol),
            daily.get(benchmark_of[item.symbol]),
            calendars[desk.instruments[item.symbol].exchange],
            now,
            settle=desk.settle,
        )
    ]


def _minutes(
    desk: Desk, symbol: str, span: tuple[datetime, datetime], now: datetime, as_of: datetime | None
) -> list[IntradaySeries]:
    """The symbol's bars around these instants, the finest interval first; an interval without a bar is not there."""
    first, last = span[0] - BEFORE_NEWS, min(span[1] + AFTER_NEWS, now)
    instrument = desk.instruments.get(symbol)
    if instrument is not None:
        listed = listed_from(instrument, desk.calendars(now)[instrument.exchange])
        first = first if listed is None else max(first, listed)
    found = []
    with desk.store.read() as connection:
        for interval in FINEST_FIRST:
            provider = desk.minutes_from.get(interval, desk.bars_from)
            columns = load_columns(connection, symbol, interval, provider, first, last, as_of)
            if len(columns.starts):
                found.append(IntradaySeries(symbol=symbol, interval=interval, provider=provider, **columns._asdict()))
    return found
