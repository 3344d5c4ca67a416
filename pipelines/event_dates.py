"""Dates of results: from filings, from a provider, and one event where several sources tell the same.

Dated events have three sources. A calendar file is what its owner wrote. A filing is told by its acceptance time,
known once it is there. A provider tells a day to come, which it may change; hours are not taken from it, since those
it gives are mostly placeholders. Only files tell macro releases, index changes, lock-ups and expiries.

What must never happen: that one publication of results counts as several causes because several sources tell it, or
that a date that passed is forgotten because the provider goes on to the next quarter.

How one event is made of several (`merge_dates`): results of one company are one event when they react in the same
session. A day alone stands for its session and the next: it joins what a source with a time tells of one of these, the
earlier first, since the report of the quarter comes after the results. Days alone are one event when they are the
same. The words are those of the user's file, else of the filing, else of the provider; the time is the earliest that
is known.

Known limits: days alone that differ stay two events until a time decides. A report of the quarter that is filed days
after the results is an event of its own, of the session it reacts in. Companies are recognised in filings by the names
that the settings give them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from pipelines.confound import event_sessions
from pipelines.edgar import bare_name, results_filing
from tracker.records import (
    Article,
    Basis,
    CalendarEvent,
    CalendarKind,
    Instrument,
    Precision,
    ResultsDates,
    Stamp,
    stable_id,
)

if TYPE_CHECKING:
    from pipelines.place import SessionCalendar

EDGAR: Final = "edgar"
YAHOO: Final = "yahoo"
_AFTER_FILES: Final = {EDGAR: 1, YAHOO: 2}
"""Whose words count after those of the user's own files."""
APART: Final = timedelta(days=45)
"""Results of one company are a quarter apart: a date nearer to another than this is the same publication, moved."""
_NEW_YORK: Final = ZoneInfo("America/New_York")


# ── filings ─────────────────────────────────────────────────────────────────────────────────────────


def filing_events(articles: Iterable[Article], instruments: Iterable[Instrument]) -> list[CalendarEvent]:
    """Results that the companies' filings tell, by date; filings of others, and other filings, are left out.

    The day is New York's, the time that of acceptance where its zone is known. What was there before we looked for
    the first time and has no date at all gives no event.
    """
    companies = _by_bare_name(instruments)
    found = [event for article in articles for event in _filing_events(article, companies)]
    return sorted(found, key=_order)


def _by_bare_name(instruments: Iterable[Instrument]) -> Mapping[str, Mapping[str, Instrument]]:
    found: defaultdict[str, dict[str, Instrument]] = defaultdict(dict)
    for instrument in instruments:
        if instrument.kind == "company":
            for name in (instrument.name, *instrument.names):
                found[bare_name(name)][instrument.symbol] = instrument
    return found


def _filing_events(article: Article, companies: Mapping[str, Mapping[str, Instrument]]) -> Iterator[CalendarEvent]:
    filing = results_filing(article.key, article.url, article.title)
    stamp = article.effective
    if filing is None or (article.backfilled and stamp.basis is Basis.FIRST_SEEN):
        return
    day, at = _when(stamp)
    for symbol, instrument in companies.get(bare_name(filing.filer), {}).items():
        yield CalendarEvent(
            id=stable_id("c", EDGAR, article.key, symbol),
            date=day,
            time=at,
            kind=CalendarKind.EARNINGS,
            symbol=symbol,
            name=f"{instrument.name} {filing.told}",
            source=EDGAR,
            first_seen=article.first_seen,
            articles=(article.id,),
        )


def _when(stamp: Stamp) -> tuple[date, datetime | None]:
    """The moment we saw it is no time of filing: there may be an hour or a night between two looks."""
    if stamp.precision is Precision.DAY:
        return stamp.at.date(), None
    return stamp.at.astimezone(_NEW_YORK).date(), None if stamp.basis is Basis.FIRST_SEEN else stamp.at


# ── a provider's dates ──────────────────────────────────────────────────────────────────────────────


def planned_event(answer: ResultsDates, instrument: Instrument, source: str, now: datetime) -> CalendarEvent | None:
    """The next results as a dated event; None while no day is fixed."""
    if len(set(answer.days)) != 1:
        return None
    day = answer.days[0]
    name = f"{instrument.name} results{', estimated date' if answer.estimated else ''}"
    return CalendarEvent(
        id=stable_id("c", source, day, CalendarKind.EARNINGS, answer.symbol, name),
        date=day,
        time=None,
        kind=CalendarKind.EARNINGS,
        symbol=answer.symbol,
        name=name,
        source=source,
        first_seen=now,
    )


def withdrawn(standing: Iterable[CalendarEvent], answer: CalendarEvent | None, today: date) -> list[CalendarEvent]:
    """What a provider told of a company before and does not tell any more.

    A day to come that it leaves out is withdrawn, and so is one that a date nearby replaces. A day that has come, and
    is followed by the next quarter's, was right as far as anybody knows.
    """
    return [
        event
        for event in standing
        if answer is None or event.id != answer.id
        if event.date > today or (answer is not None and abs(answer.date - event.date) < APART)
    ]


# ── one event of several sources ────────────────────────────────────────────────────────────────────


def merge_dates(events: Iterable[CalendarEvent], calendars: Mapping[str, SessionCalendar]) -> list[CalendarEvent]:
    """The events by date, results of one company in one session as one; see above.

    calendars: by symbol; events of other symbols stay as they are. The order of the input does not matter, and merging
    what was merged changes nothing.
    """
    results: defaultdict[str, list[CalendarEvent]] = defaultdict(list)
    merged: list[CalendarEvent] = []
    for event in events:
        if event.kind is CalendarKind.EARNINGS and event.symbol is not None and event.symbol in calendars:
            results[event.symbol].append(event)
        else:
            merged.append(event)
    for symbol, own in results.items():
        merged += [_one_of(group) for group in _same_results(own, calendars[symbol])]
    return sorted(merged, key=_order)


def _same_results(events: Sequence[CalendarEvent], calendar: SessionCalendar) -> Iterable[list[CalendarEvent]]:
    """Results of one company, those that are one publication together."""
    timed: defaultdict[tuple[date, ...], list[CalendarEvent]] = defaultdict(list)
    days: defaultdict[date, list[CalendarEvent]] = defaultdict(list)
    for event in events:
        if event.time is None:
            days[event.date].append(event)
        else:
            timed[event_sessions(event, calendar) or (event.date,)].append(event)
    alone: list[list[CalendarEvent]] = []
    for group in days.values():
        able = event_sessions(group[0], calendar)
        home = min((sessions for sessions in timed if not set(sessions).isdisjoint(able)), default=None)
        if home is None:
            alone.append(group)
        else:
            timed[home] += group
    return [*timed.values(), *alone]


def _one_of(group: Sequence[CalendarEvent]) -> CalendarEvent:
    """The words of the first, the time of the earliest."""
    ranked = sorted(group, key=lambda event: (_AFTER_FILES.get(event.source, 0), event.source, *_order(event)))
    first = ranked[0]
    timed = [event for event in group if event.time is not None]
    when = min(timed, key=lambda event: (event.time, event.date)) if timed else first
    sources = dict.fromkeys(source for event in ranked for source in (event.source, *event.also))
    return replace(
        first,
        date=when.date,
        time=when.time,
        also=tuple(source for source in sources if source != first.source),
        articles=tuple(sorted({article for event in group for article in event.articles})),
        first_seen=min(event.first_seen for event in group),
    )


def _order(event: CalendarEvent) -> tuple[object, ...]:
    return event.date, event.time is None, event.time or event.first_seen, event.symbol or "", event.name, event.id
