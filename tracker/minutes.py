"""Bars of minutes: collected while they can be had, and what the prices did around the minute of the news.

A provider has five-minute bars for two months and those of a minute for weeks; what was not collected then is gone. So
they are asked for all the time, of every instrument, whatever the news; those of a minute around fresh stories only.
What is due is worked out from what is held and what was asked (`pipelines.lacking_intraday`): a night without a
provider, a wave of refusals or a clock that jumped leave nothing behind but questions that are due.

Windows are measured when they are due, and again when their story or the scale of their prices has changed, or prices
were missing that may have come since. A story whose windows stand is not looked at.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipelines.lacking_intraday import continuous_days, days_around, lacking_intraday
from pipelines.place import SessionCalendar
from storage import actions, bars, intraday, pulse, stories, windows
from storage.expectations import register
from tracker.asking import Came, ask_all, ask_providers
from tracker.bar_intake import Judged, judge, keep
from tracker.derive import FINEST_FIRST, followed_exposures, load_columns, measure_windows_all
from tracker.desk import Desk
from tracker.records import BarBatch, BarRequest, Exposure, Problem, Reach, Tally, stable_id

log = logging.getLogger("newsimpact")

LOOK_AGAIN = timedelta(minutes=15)
"""How often windows are looked at again that lack prices."""
HOPE = timedelta(days=14)
"""For so long after a window was due its prices may still come."""
HELD_BEFORE = timedelta(days=10)
"""Bars from so long before the first wanted day show whether it has a neighbour."""
MEASURED, LOOKED_AGAIN = "windows", "windows_again"
CONTINUOUS, AROUND_STORIES = "5m", "1m"


# ── collect ─────────────────────────────────────────────────────────────────────────────────────────


def collect_minutes(desk: Desk, now: datetime) -> Tally:
    """Ask for the intraday bars that are due; each answer is judged, compared with what is held, and stored."""
    return update_minutes(desk, (), now)[1]


def update_minutes(desk: Desk, named: Collection[str], now: datetime) -> tuple[list[Came], Tally]:
    """What `collect_minutes` does; named: instruments that are asked for again, however short ago that was."""
    return ask_all(desk, list(_requests(desk, now, named)), now, _ask, "bars")


def _requests(desk: Desk, now: datetime, named: Collection[str]) -> Iterator[BarRequest]:
    """Those of the continuous interval first: they are for good."""
    reaches = desk.provider.capabilities().intervals
    if CONTINUOUS in reaches:
        yield from _due(desk, CONTINUOUS, reaches[CONTINUOUS], dict.fromkeys(desk.instruments), now, named)
    if AROUND_STORIES in reaches:
        yield from _due(desk, AROUND_STORIES, reaches[AROUND_STORIES], _fresh_news(desk, now), now, named)


def _fresh_news(desk: Desk, now: datetime) -> dict[str, list[datetime]]:
    """When there was news of each symbol, and of those it is the benchmark of."""
    with desk.store.read() as connection:
        exposures = followed_exposures(desk, connection, stories.load_stories(connection))
    found: dict[str, list[datetime]] = {}
    for item in exposures:
        for symbol in (item.symbol, desk.instruments[item.symbol].benchmark):
            found.setdefault(symbol, []).append(item.t0.at)
    return found


def _due(
    desk: Desk,
    interval: str,
    reach: Reach,
    wanted: Mapping[str, Sequence[datetime] | None],
    now: datetime,
    named: Collection[str],
) -> Iterator[BarRequest]:
    """wanted: by symbol the instants around which bars are wanted; None: all the time."""
    calendars = desk.calendars(now)
    provider = desk.minutes_from.get(interval, desk.bars_from)
    with desk.store.read() as connection:
        answers = bars.load_answers(connection, provider, interval=interval, since=(now - timedelta(days=70)).date())
    for symbol, instants in wanted.items():
        if symbol not in desk.instruments:
            continue
        instrument = desk.instruments[symbol]
        calendar = calendars[instrument.exchange]
        if instants is None:
            days = continuous_days(calendar, now, reach, instrument.since)
        else:
            days = days_around(instants, calendar, now, reach, instrument.since)
        if not days:
            continue
        first = calendar.open_of(days[0]) - HELD_BEFORE
        with desk.store.read() as connection:
            columns = load_columns(connection, symbol, interval, provider, first, now)
        final = columns.starts[columns.final]
        asked = () if symbol in named else answers.get(symbol, ())
        yield from lacking_intraday(symbol, interval, days, final, asked, calendar, now, desk.settle, reach)


def _ask(desk: Desk, request: BarRequest, now: datetime) -> tuple[Came, list[Problem]]:
    """One question, and where its answer restates the series, another for all that can be had of it."""
    calendar = desk.calendars(now)[desk.instruments[request.symbol].exchange]
    answers, batch, problems = ask_providers(desk, request, now, stage="bars")
    judged = _judged(desk, batch, calendar)
    if judged is not None and judged.restated_by is not None:
        whole = _whole(desk, request, answers[-1].provider, now)
        if whole != request:
            more, batch, told = ask_providers(desk, whole, now, stage="bars")
            answers, problems = [*answers, *more], [*problems, *told]
            judged = _judged(desk, batch, calendar) or judged
    with desk.store.write() as connection:
        written = keep(connection, judged) if judged is not None else 0
        actions.save_actions(connection, batch.actions if batch is not None else ())
        bars.save_answers(connection, answers)
    came = Came(
        request=request,
        outcome=answers[-1].outcome,
        bars=0 if judged is None else judged.given,
        written=written,
        reason=answers[-1].reason,
    )
    log.info("%s %s: %s, %d bars written", request.symbol, request.interval, came.outcome, came.written)
    return came, [*problems, *(judged.problems if judged else ())]


def _judged(desk: Desk, batch: BarBatch | None, calendar: SessionCalendar) -> Judged | None:
    if batch is None or not batch.items:
        return None
    with desk.store.read() as connection:
        return judge(connection, batch.items, calendar, desk.settle)


def _whole(desk: Desk, request: BarRequest, provider: str, now: datetime) -> BarRequest:
    """The same question for all bars that are held and that the provider still has."""
    reach = desk.provider.capabilities().intervals[request.interval]
    with desk.store.read() as connection:
        held = intraday.bounds(connection, request.symbol, request.interval, provider)
    first = request.first if held is None else min(request.first, held[0].date())
    for span, end in ((reach.oldest, now.astimezone(UTC).date()), (reach.longest, request.last)):
        if span is not None:
            first = max(first, end - span + timedelta(days=1))
    return replace(request, first=min(first, request.first))


# ── measure ─────────────────────────────────────────────────────────────────────────────────────────


def measure_minutes(desk: Desk, now: datetime) -> Tally:
    """The windows around the minute of the news that are due, or that rest on something which has changed."""
    with desk.store.read() as connection:
        told = stories.load_stories(connection)
        registered = register(connection, followed_exposures(desk, connection, told), ())
        marks = _marks(desk, registered.exposures, intraday.restated(connection))
        held = windows.marks_held(connection)
        last = pulse.last_beat(connection, LOOKED_AGAIN)
        looks_again = last is None or not timedelta() <= now - last[0] < LOOK_AGAIN
        chosen = {story for story, mark in marks.items() if held.get(story) != mark}
        chosen |= windows.stories_due(connection, now)
        if looks_again:
            chosen |= windows.stories_lacking(connection, now - HOPE)
    chosen &= marks.keys()
    found = measure_windows_all(desk, registered, now, None, chosen)
    with desk.store.write() as connection:
        made = windows.save_windows(connection, {story: marks[story] for story in sorted(chosen)}, found)
        pulse.beat(connection, MEASURED, now, made)
        if looks_again:
            pulse.beat(connection, LOOKED_AGAIN, now, made)
    missing = Counter(str(item.impact_reason) for item in found if item.impact_reason is not None)
    return Tally(stage=MEASURED, taken=len(found), made=len(found) - missing.total(), dropped=dict(missing))


def measure_minutes_again(desk: Desk, now: datetime) -> Tally:
    """The same as at the last time that bars were asked for, when nobody asks for any now."""
    with desk.store.read() as connection:
        last = pulse.last_beat(connection, MEASURED)
    return measure_minutes(desk, last[0] if last is not None else now)


def _marks(desk: Desk, exposures: Sequence[Exposure], restated: Mapping[tuple[str, str, str], int]) -> dict[str, str]:
    """By story a short mark of all that its windows depend on, but for bars that are yet to come."""
    series = {interval: desk.minutes_from.get(interval, desk.bars_from) for interval in FINEST_FIRST}
    by_story: dict[str, list[Exposure]] = {}
    for item in exposures:
        by_story.setdefault(item.story, []).append(item)
    return {
        story: stable_id("w", items, series, desk.bars_from, desk.settle, _scales(desk, items, series, restated))
        for story, items in by_story.items()
    }


def _scales(
    desk: Desk,
    items: Collection[Exposure],
    series: Mapping[str, str],
    restated: Mapping[tuple[str, str, str], int],
) -> list[int]:
    symbols = {item.symbol for item in items} | {desk.instruments[item.symbol].benchmark for item in items}
    return [restated.get((symbol, *named), 0) for symbol in sorted(symbols) for named in sorted(series.items())]
