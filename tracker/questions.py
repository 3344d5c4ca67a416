"""Answers to questions about what is stored: report rows, feeds and what they could tell, one story, one number.

Reading only; what is asked for by id is found by any prefix that is unique.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from pipelines.amendments import constraints, in_force
from pipelines.backtest import Backtest, backtest
from pipelines.confound import FORTNIGHT, Confounding, Key, confound
from pipelines.coverage import Hearing, coverage, health_of, is_frozen
from pipelines.digest import StoryNote
from pipelines.expectations import Scorecard, counted_for, scorecard
from pipelines.explain import Kind, base_rates_of, effects_by_kind, together_line
from pipelines.group import group_pieces
from pipelines.holdings import Holding, holding, intraday_holding
from pipelines.lineage import trace_lineage
from pipelines.minutes import minute_rows
from pipelines.pieces import pieces_of
from pipelines.place import SessionCalendar
from pipelines.report import FetchRef, LinkView, StoryView, TraceView, WindowTrace, build_rows, by_story, finding_lines
from pipelines.tellings import Kin, against_lines, find_kin
from pipelines.urls import politeness_key
from storage import amendments, articles, bars, feeds, intraday, pages, pulse, readings, stories
from storage import coverage as stored
from storage.expectations import load_expectations, recall
from storage.windows import load_windows
from tracker.crowd import crowd_of
from tracker.derive import (
    comparable_bars,
    followed_exposures,
    intraday_scales,
    measure_all,
    measure_windows_all,
    read_articles,
    tell_stories,
)
from tracker.desk import Desk
from tracker.errors import NothingProduced, UsageError
from tracker.event_dates import known_events
from tracker.options import REACTION_WINDOWS, WINDOWS, ReportFilter
from tracker.records import (
    Amendment,
    Article,
    Bar,
    BarAnswer,
    Coverage,
    Expectation,
    Exposure,
    FeedHealth,
    FeedState,
    Impact,
    NoImpact,
    Novelty,
    Page,
    PageOutcome,
    Piece,
    Reading,
    ReportRow,
    Story,
    WindowImpact,
)
from tracker.together import together

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pipelines.study.base_rates import Effect
    from pipelines.study.crowding import CrowdSplit

CHART_BEFORE = 40
CHART_AFTER = 10
"""Sessions shown around a story's own."""
REPORTED = timedelta(days=7)
"""How far back a report's coverage reaches when no beginning is asked for."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """Everything derived that an answer is made of, now or as it could have been known at an earlier instant."""

    as_of: datetime | None
    stories: Sequence[Story]
    exposures: Sequence[Exposure]
    impacts: Sequence[Impact | NoImpact]
    readings: Mapping[str, Reading]
    """By article; empty for the present, whose readings are stored."""
    confounding: Mapping[Key, Confounding]
    """What else touches each window of each exposure."""
    novelty: Mapping[str, Novelty]
    """How new each story was, by story."""
    expectations: Sequence[Expectation] = ()
    """What was expected of stories, in the order in which it was said."""
    windows: Sequence[WindowImpact] = ()
    """What the prices did around the minute of the news."""

    @cached_property
    def counted(self) -> Mapping[tuple[str, str], Expectation]:
        """By story and symbol the expectation that counts."""
        return counted_for(self.expectations)

    def rows(self) -> list[ReportRow]:
        """The event-to-price rows."""
        return build_rows(self.stories, self.exposures, self.impacts, self.confounding, self.novelty, self.counted)

    def all_rows(self) -> list[ReportRow]:
        """The same, and a row for each window around the minute of the news."""
        return minute_rows(self.rows(), self.windows)


def known(desk: Desk, as_of: datetime | None = None) -> Known:
    """What is stored; with `as_of`, the same functions over the articles first seen, and the bars fetched, by then."""
    if as_of is None:
        with desk.store.read() as connection:
            told = stories.load_stories(connection)
            exposures = followed_exposures(desk, connection, told)
            impacts = stories.load_impacts(connection)
            said = load_expectations(connection)
            around = load_windows(connection)
        return Known(
            as_of=None,
            stories=told,
            exposures=exposures,
            impacts=impacts,
            readings={},
            confounding=_confounding(desk, told, exposures, None),
            novelty=trace_lineage(told),
            expectations=said,
            windows=around,
        )
    with desk.store.read() as connection:
        held = articles.known_as_of(connection, as_of)
        said = load_expectations(connection, as_of)
    found = [reading for reading in read_articles(desk, held, as_of).items if reading.extraction.relevant]
    told, exposures, _ = tell_stories(desk, found, as_of)
    registered = recall(exposures, said)
    return Known(
        as_of=as_of,
        stories=told,
        exposures=exposures,
        impacts=measure_all(desk, registered, as_of, as_of),
        windows=measure_windows_all(desk, registered, as_of, as_of),
        readings={reading.article.id: reading for reading in found},
        confounding=_confounding(desk, told, exposures, as_of),
        novelty=trace_lineage(told),
        expectations=said,
    )


def _confounding(
    desk: Desk, told: Sequence[Story], exposures: Sequence[Exposure], as_of: datetime | None
) -> Mapping[Key, Confounding]:
    if not exposures:
        return {}
    # Their sessions are in it, and no window reaches farther than a few sessions beyond.
    calendars = symbol_calendars(desk, max(exposure.close for exposure in exposures))
    return confound(told, exposures, known_events(desk, calendars, as_of), calendars, WINDOWS)


def symbol_calendars(desk: Desk, now: datetime) -> dict[str, SessionCalendar]:
    """For each symbol that is followed, the calendar of its exchange."""
    calendars = desk.calendars(now)
    return {symbol: calendars[instrument.exchange] for symbol, instrument in desk.instruments.items()}


# ── feeds ───────────────────────────────────────────────────────────────────────────────────────────


def feed_health(desk: Desk, now: datetime, *, as_of: datetime | None = None) -> list[FeedHealth]:
    """How each feed in use is doing, in the order of the settings; with `as_of`, how it was doing then."""
    with desk.store.read() as connection:
        return [health for health, _ in _healths(connection, desk, now, as_of)]


def coverage_of(
    desk: Desk, since: datetime, until: datetime, now: datetime, *, as_of: datetime | None = None
) -> Coverage:
    """What the feeds in use could have told of the time from `since` to `until`; with `as_of`, as known then."""
    known_at = as_of or now
    with desk.store.read() as connection:
        hearings = [
            Hearing(
                health=health,
                first_ok=first_ok,
                # Only of a feed followed since later does it matter what its first answer showed.
                reaches_back=stored.reaches_back(connection, health.feed, first_ok)
                if first_ok is not None and first_ok > since
                else None,
                losses=_losses(connection, health, since, until, known_at),
            )
            for health, state in _healths(connection, desk, now, as_of)
            for first_ok in [state.first_polled_at if state is not None else None]
        ]
    return coverage(hearings, since, until, known_at)


def _losses(
    connection: Connection, health: FeedHealth, since: datetime, until: datetime, known_at: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """When items of a feed may have come and gone; the first and the last as far back as it was frozen before."""
    found = stored.losses(connection, health.feed, since, until, known_at)
    ends = dict.fromkeys((*found[:1], *found[-1:]))
    return (*(_with_freeze(connection, health, start, end) for start, end in ends), *found[1:-1])


def _with_freeze(
    connection: Connection, health: FeedHealth, start: datetime, end: datetime
) -> tuple[datetime, datetime]:
    shown = stored.publications(connection, health.feed, start)
    if shown.newest is None or not is_frozen(shown.days, start.date(), health.kind):
        return start, end
    return shown.newest, end


def session_coverage(desk: Desk, session: date, now: datetime) -> Coverage:
    """Coverage of what a session's digest is about: from the close before it to its making."""
    calendar = desk.calendars(now)[desk.exchange]
    latest = calendar.close_of(session) + desk.digest_delay + desk.price_patience
    return coverage_of(desk, calendar.close_of(calendar.offset(session, -1)), min(latest, now), now)


def last_cycle(desk: Desk) -> datetime | None:
    """When the desk last did all that was due; None: never."""
    with desk.store.read() as connection:
        last = pulse.last_beat(connection, "cycle")
    return last[0] if last is not None else None


def asked_span(desk: Desk, wanted: ReportFilter, now: datetime) -> tuple[datetime, datetime]:
    """The time whose news a report is about: a session's begins with the close before it and ends with its own.

    Without bounds, the last seven days; a bound alone leads to now, or seven days back.
    """
    until = now if wanted.until is None else min(now, _instant_of(desk, wanted.until, now, begins=False))
    since = until - REPORTED if wanted.since is None else _instant_of(desk, wanted.since, now, begins=True)
    return min(since, until), until


def _instant_of(desk: Desk, bound: date | datetime, now: datetime, *, begins: bool) -> datetime:
    """A bound of a report as an instant. A day beyond the calendar begins and ends at midnight, UTC."""
    if isinstance(bound, datetime):
        return bound
    calendar = desk.calendars(now)[desk.exchange]
    if not calendar.first < bound - FORTNIGHT < bound < calendar.last:
        return datetime.combine(bound, time() if begins else time.max, UTC)
    last = bound - timedelta(days=1) if begins else bound
    return calendar.close_of(calendar.sessions(last - FORTNIGHT, last)[-1])


def _healths(
    connection: Connection, desk: Desk, now: datetime, as_of: datetime | None
) -> Iterator[tuple[FeedHealth, FeedState | None]]:
    if as_of is None:
        states, pauses = feeds.feed_states(connection), feeds.host_pauses(connection)
    else:  # which hosts were paused then is not kept
        states, pauses = stored.states_as_of(connection, [feed.id for feed in desk.feeds], as_of), {}
    for feed in desk.feeds:
        state = states.get(feed.id)
        shown = stored.publications(connection, feed.id, as_of)
        url = state.asked_url if state is not None else feed.url
        pause = pauses.get(politeness_key(url, private=feed.allow_private))
        yield health_of(feed, state, shown.newest, shown.days, pause, as_of or now), state


def scorecard_of(desk: Desk, as_of: datetime | None = None) -> Scorecard:
    """How often what was expected of stories came true."""
    facts = known(desk, as_of)
    return scorecard(facts.expectations, facts.exposures, facts.impacts)


def story_notes(desk: Desk) -> dict[str, StoryNote]:
    """For each story, who acts, where its first report can be read, what is wrong with its reports' numbers, and what
    was said against it since."""
    with desk.store.read() as connection:
        told = stories.load_stories(connection)
        firsts = articles.load_articles(connection, [story.articles[0] for story in told])
        found = readings.load_findings(connection, {article for story in told for article in story.articles})
    kin = find_kin(told, trace_lineage(told))
    return {
        story.id: StoryNote(
            url=firsts[story.articles[0]].url or None,
            actor=story.actor,
            against=tuple(against_lines(kin[story.id])),
            # A text that many feeds carry says the same of its numbers each time.
            findings=tuple(
                dict.fromkeys(line for article in story.articles for line in finding_lines(found.get(article, ())))
            ),
        )
        for story in told
    }


def backtest_of(desk: Desk) -> tuple[Backtest, list[Piece], list[Story]]:
    """How the rules alone do on all that is held, against what the user said; the pieces they were asked of, and the
    stories they made of these."""
    with desk.store.read() as connection:
        said = constraints(amendments.load_amendments(connection))
        found = readings.relevant_readings(connection)
        looked = feeds.looked_before(connection, found)
    pieces = pieces_of(found, looked_before=looked)
    told = group_pieces(pieces, desk.grouping)
    return backtest(pieces, told, said), pieces, told


# ── one story, one number ───────────────────────────────────────────────────────────────────────────


def story_views(desk: Desk, facts: Known, rows: Sequence[ReportRow]) -> list[StoryView]:
    """The stories of these rows, in their order, each with its reports, impacts and prices."""
    told = {story.id: story for story in facts.stories}
    kin = find_kin(facts.stories, facts.novelty)
    effects = effects_by_kind(facts.expectations, facts.impacts)
    exposures, impacts, windows = by_story(facts.exposures), by_story(facts.impacts), by_story(facts.windows)
    return [
        _view(
            desk,
            facts,
            _Own(
                story=told[story],
                rows=tuple(own),
                exposures=tuple(exposures.get(story, ())),
                impacts=tuple(impacts.get(story, ())),
                windows=tuple(windows.get(story, ())),
                kin=kin[story],
            ),
            effects,
        )
        for story, own in by_story(rows).items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """One story of `Known`, with all that is its own there."""

    story: Story
    rows: tuple[ReportRow, ...]
    exposures: tuple[Exposure, ...]
    impacts: tuple[Impact | NoImpact, ...]
    windows: tuple[WindowImpact, ...]
    kin: Kin


def find_story(desk: Desk, prefix: str) -> Story:
    """The one story whose id begins so. Raises NothingProduced when there is none, UsageError when several."""
    with desk.store.read() as connection:
        told = [story for story in stories.load_stories(connection) if story.id.startswith(prefix)]
    if not told:
        raise NothingProduced(f"no story has an id that begins with {prefix!r}; `newsimpact report` lists them")
    if len(told) > 1:
        raise UsageError(f"{prefix!r} fits {len(told)} stories; give more letters, for example {told[0].id}")
    return told[0]


def find_article(desk: Desk, story: Story, prefix: str) -> str:
    """The one report of the story whose id begins so.

    Raises NothingProduced when there is no such article at all, UsageError when it is no report of this story, or when
    several are.
    """
    found = [article for article in story.articles if article.startswith(prefix)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{prefix!r} fits {len(found)} reports of {story.id}; give more letters, e.g. {found[0]}")
    with desk.store.read() as connection:
        others = {article: told.id for told in stories.load_stories(connection) for article in told.articles}
        held = articles.load_articles(connection, [prefix])
    for article, told in others.items():
        if article.startswith(prefix):
            raise UsageError(f"{article} is no report of {story.id} but of {told}; `newsimpact show {told}` lists them")
    if held:
        raise UsageError(f"{prefix} is a report of no story; `newsimpact show {story.id}` lists those of {story.id}")
    raise NothingProduced(
        f"no article has an id that begins with {prefix!r}; `newsimpact show {story.id}` lists those of {story.id}"
    )


def find_amendment(desk: Desk, prefix: str) -> Amendment:
    """The one amendment whose id begins so. Raises NothingProduced when there is none, UsageError when several."""
    with desk.store.read() as connection:
        found = [item for item in amendments.load_amendments(connection) if item.id.startswith(prefix)]
    if not found:
        raise NothingProduced(
            f"no amendment has an id that begins with {prefix!r}; `newsimpact amend --list` lists them"
        )
    if len(found) > 1:
        raise UsageError(f"{prefix!r} fits {len(found)} amendments; give more letters, for example {found[0].id}")
    return found[0]


def amendments_of(desk: Desk, story: Story, as_of: datetime | None = None) -> tuple[Amendment, ...]:
    """What the user said of the story's reports, as far as it counts; with `as_of`, as far as it was said by then."""
    with desk.store.read() as connection:
        said = amendments.load_amendments(connection, as_of)
    return tuple(item for item in in_force(said) if not item.speaks_of.isdisjoint(story.articles))


def window_of(desk: Desk, story: Story, symbol: str, window: str, session: date | None = None) -> WindowTrace:
    """A window around the minute of the news with what it rests on. Raises NothingProduced when there is none."""
    with desk.store.read() as connection:
        exposures = {(item.symbol, item.session): item for item in stories.load_exposures(connection, [story])}
        found = [
            item
            for item in load_windows(connection)
            if (item.story, item.symbol, item.window) == (story.id, symbol, window)
            if session in (None, item.session) and (item.symbol, item.session) in exposures
        ]
    if not found:
        raise _not_measured_so(story, exposures, symbol, window, session)
    links = _stored_links(desk, story)
    return WindowTrace(
        story=story,
        exposure=exposures[symbol, found[0].session],
        window=found[0],
        links=links,
        fetches=tuple(_fetches(desk, links)),
        amendments=amendments_of(desk, story),
    )


def trace_view(desk: Desk, story: Story, symbol: str, window: str, session: date | None = None) -> TraceView:
    """A number with everything it rests on. Raises NothingProduced when the story was not measured so.

    session: which one, of a story that can have been first reported in one of two; None: the earlier.
    """
    with desk.store.read() as connection:
        exposures = {(item.symbol, item.session): item for item in stories.load_exposures(connection, [story])}
        impacts = [item for item in stories.load_impacts(connection) if item.story == story.id]
    found = [
        item
        for item in impacts
        if (item.symbol, item.window) == (symbol, window) and session in (None, item.session)
        if (item.symbol, item.session) in exposures  # else it was placed anew and is measured next
    ]
    if not found:
        raise _not_measured_so(story, exposures, symbol, window, session)
    links = _stored_links(desk, story)
    return TraceView(
        story=story,
        exposure=exposures[symbol, found[0].session],
        impact=found[0],
        bars=tuple(_bars_used(desk, found[0])),
        links=links,
        fetches=tuple(_fetches(desk, links)),
        amendments=amendments_of(desk, story),
    )


def _not_measured_so(
    story: Story, exposures: Iterable[tuple[str, date]], symbol: str, window: str, session: date | None
) -> NothingProduced:
    """That there is no such number, and which there are. exposures: symbol and session of each."""
    measured = ", ".join(sorted({name for name, _ in exposures})) or "no symbol"
    days = ", ".join(sorted({day.isoformat() for _, day in exposures}))
    windows = ", ".join((*WINDOWS, *REACTION_WINDOWS))
    return NothingProduced(
        f"story {story.id} has no {symbol} in window {window}{f' from {session} on' if session else ''}; it was"
        f" measured on {measured}, in the windows {windows}{f', from {days} on' if days else ''}"
    )


def _view(desk: Desk, facts: Known, own: _Own, effects: Mapping[Kind, Sequence[tuple[str, Effect]]]) -> StoryView:
    story, rows = own.story, own.rows
    session = next((row.session for row in rows if row.session), story.t0.at.date())
    return StoryView(
        story=story,
        links=_stored_links(desk, story) if facts.as_of is None else _links(desk, story, facts.readings, facts.as_of),
        rows=rows,
        impacts=own.impacts,
        windows=own.windows,
        novelty=facts.novelty[story.id],
        kin=own.kin,
        confounding={key: facts.confounding[key] for key in _keys(rows) if key in facts.confounding},
        crowd=_crowd(desk, facts, own),
        together=_together(desk, facts, own),
        rates=tuple(base_rates_of(story.id, {row.symbol for row in rows}, effects)),
        closes=_closes(desk, _with_benchmarks(desk, rows), session, facts.as_of),
        amendments=amendments_of(desk, story, facts.as_of),
    )


def _crowd(desk: Desk, facts: Known, own: _Own) -> CrowdSplit | None:
    """The cross-section of a story's session, once that is over."""
    now = _once_over(facts, own)
    return None if now is None else crowd_of(desk, own.exposures, facts.counted, now, facts.as_of)


def _together(desk: Desk, facts: Known, own: _Own) -> tuple[str, ...]:
    """The story's names as one portfolio, in words, once the session is over."""
    now = _once_over(facts, own)
    found = None if now is None else together(desk, own.exposures, facts.counted, now, facts.as_of)
    return () if found is None else (together_line(found),)


def _once_over(facts: Known, own: _Own) -> datetime | None:
    """An instant at which the story's session had closed and settled; None: nothing of it is measured yet."""
    if not own.exposures or not any(isinstance(item, Impact) for item in own.impacts):
        return None
    # What had closed by then is measured; the settling time is already over, or there would be no impact.
    return facts.as_of or max(item.close for item in own.exposures) + timedelta(days=1)


def _keys(rows: Iterable[ReportRow]) -> list[Key]:
    return [(row.story, row.symbol, row.window) for row in rows]


def _stored_links(desk: Desk, story: Story) -> tuple[LinkView, ...]:
    with desk.store.read() as connection:
        found = readings.load_readings(connection, story.articles)
    return _links(desk, story, {reading.article.id: reading for reading in found}, None)


def _links(desk: Desk, story: Story, read: Mapping[str, Reading], as_of: datetime | None) -> tuple[LinkView, ...]:
    with desk.store.read() as connection:
        asked = pages.pages_for(connection, story.articles, as_of)
    return tuple(
        LinkView(
            link=link,
            article=read[link.article].article,
            extraction=read[link.article].extraction,
            page=_page_of(read[link.article].article, asked.get(link.article, ())),
        )
        for link in story.links
    )


def _page_of(item: Article, asked: Sequence[Page]) -> Page | None:
    """The page whose text was read, else the latest attempt; of the version shown."""
    of_version = [page for page in asked if page.version == item.version]
    good = [page for page in of_version if page.outcome is PageOutcome.OK]
    return next(iter(reversed(good or of_version)), None)


def _with_benchmarks(desk: Desk, rows: Sequence[ReportRow]) -> list[str]:
    """The rows' symbols and what they are compared with; the charts take the sessions from all of them."""
    symbols = dict.fromkeys(row.symbol for row in rows)
    held = [desk.instruments[symbol] for symbol in symbols if symbol in desk.instruments]
    return list(symbols | dict.fromkeys(instrument.benchmark for instrument in held))


def _closes(
    desk: Desk, symbols: Iterable[str], session: date, as_of: datetime | None
) -> Mapping[str, Sequence[tuple[date, float]]]:
    # Two calendar days per session are always enough, also around the holidays.
    first, last = session - timedelta(days=2 * CHART_BEFORE), session + timedelta(days=2 * CHART_AFTER)
    found = {}
    with desk.store.read() as connection:
        for symbol in symbols:
            instrument = desk.instruments.get(symbol)
            since = instrument.since if instrument else None
            held = comparable_bars(connection, symbol, desk.bars_from, as_of, since).bars
            final = [bar for bar in held if bar.is_final and bar.quality.usable and first <= bar.session <= last]
            before = [bar for bar in final if bar.session < session][-CHART_BEFORE:]
            after = [bar for bar in final if bar.session >= session][: CHART_AFTER + 1]
            found[symbol] = [(bar.session, bar.close) for bar in (*before, *after)]
    return found


def _bars_used(desk: Desk, impact: Impact | NoImpact) -> list[Bar]:
    if isinstance(impact, NoImpact):
        return []
    with desk.store.read() as connection:
        return [
            bar
            for symbol in (impact.symbol, impact.benchmark)
            for bar in bars.load_bars(connection, symbol, impact.anchor, impact.last, provider=impact.provider)
            if bar.is_final
        ]


def _fetches(desk: Desk, links: Sequence[LinkView]) -> list[FetchRef]:
    with desk.store.read() as connection:
        origins = feeds.origins(connection, [view.article.body_hash for view in links])
    found: list[FetchRef] = []
    for view in links:
        item, page = view.article, view.page
        url, at = origins[item.body_hash]
        found.append(FetchRef(article=item.id, feed=item.feed, url=url, at=at, body_hash=item.body_hash))
        if page is not None and page.outcome is PageOutcome.OK and page.body_hash:
            of_page = f"page of an item of {item.feed}"
            found.append(
                FetchRef(article=item.id, feed=of_page, url=page.url, at=page.asked_at, body_hash=page.body_hash)
            )
    return found


# ── prices ──────────────────────────────────────────────────────────────────────────────────────────


def price_holdings(desk: Desk, now: datetime) -> list[Holding]:
    """What is held of every instrument from the provider in use, then of all else that is held or was asked for."""
    calendars = desk.calendars(now)
    with desk.store.read() as connection:
        in_use = [(symbol, "1d", desk.bars_from) for symbol in desk.instruments]
        others = [series for series in bars.series_known(connection) if series not in in_use]
        asked = {
            (interval, provider): bars.load_answers(connection, provider, interval=interval)
            for _, interval, provider in (*in_use, *others)
        }
        return [
            _holding(
                connection,
                (symbol, interval, provider),
                asked[interval, provider].get(symbol, ()),
                calendars[desk.instruments[symbol].exchange if symbol in desk.instruments else desk.exchange],
                now,
                desk.settle,
            )
            for symbol, interval, provider in (*in_use, *others)
        ]


def _holding(
    connection: Connection,
    series: tuple[str, str, str],
    answers: Sequence[BarAnswer],
    calendar: SessionCalendar,
    now: datetime,
    settle: timedelta,
) -> Holding:
    symbol, interval, provider = series
    if interval == "1d":
        vintages = bars.load_vintages(connection, symbol, provider=provider)
        return holding(series, vintages, answers, calendar, now, settle)
    held = intraday.vintage_columns(connection, *series)
    newest = held.newest()
    scales = intraday_scales(connection, *series)
    return intraday_holding(
        series, newest.starts, newest.final, len(held.fetched), scales, answers, calendar, now, settle
    )
