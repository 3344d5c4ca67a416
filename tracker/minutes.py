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
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from pipelines.lacking_intraday import continuous_days, days_around, lacking_intraday
from pipelines.place import SessionCalendar
from storage import actions, bars, intraday, pulse, stories, windows
from storage.expectations import register
from tracker.adapters.price_chain import PriceChain, attempts
from tracker.bar_intake import Judged, judge, keep
from tracker.derive import FINEST_FIRST, load_columns, measure_windows_all
from tracker.desk import Desk
from tracker.errors import PriceError
from tracker.records import BarAnswer, BarBatch, BarRequest, Exposure, Problem, Reach, Tally, stable_id

log = logging.getLogger("newsimpact")

PROVIDER_REST = timedelta(minutes=30)
"""A provider that said "too many requests" is left alone for this long."""
TROUBLES_IN_A_ROW = 3
"""So many symbols without an answer, and it is the provider that is in trouble: the rest waits."""
LOOK_AGAIN = timedelta(minutes=15)
"""How often windows are looked at again that lack prices."""
HOPE = timedelta(days=14)
"""For so long after a window was due its prices may still come."""
HELD_BEFORE = timedelta(days=10)
"""Bars from so long before the first wanted day show whether it has a neighbour."""
MEASURED, LOOKED_AGAIN = "windows", "windows_again"
CONTINUOUS, AROUND_STORIES = "5m", "1m"


# ── collect ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What a question to the price provider brought."""

    request: BarRequest
    outcome: str
    """As in `BarAnswer`; postponed: it was not asked, since the provider is in trouble."""
    bars: int
    """How many were given."""
    written: int
    """Those of them that were new, or another vintage of one that was held."""
    reason: str | None


def collect_minutes(desk: Desk, now: datetime) -> Tally:
    """Ask for the intraday bars that are due; each answer is judged, compared with what is held, and stored."""
    return update_minutes(desk, (), now)[1]


def update_minutes(desk: Desk, named: Collection[str], now: datetime) -> tuple[list[Came], Tally]:
    """What `collect_minutes` does; named: instruments that are asked for again, however short ago that was."""
    requests = list(_requests(desk, now, named))
    came: list[Came] = []
    dropped: Counter[str] = Counter()
    problems: list[Problem] = []
    for request in requests:
        if desk.stop() or in_trouble([one.outcome for one in came]) or rests(desk, now):
            break
        one, lost, told = _ask(desk, request, now)
        came.append(one)
        dropped.update(lost)
        problems += told
        log.info("%s %s: %s, %d bars written", request.symbol, request.interval, one.outcome, one.written)
    dropped["no_bars"] = sum(one.outcome != "ok" for one in came)
    dropped["postponed"] = len(requests) - len(came)
    tally = Tally(
        stage="bars",
        taken=len(requests),
        made=len(came) - dropped["no_bars"],
        dropped=dict(dropped),
        problems=tuple(problems),
    )
    return [*came, *postponed(requests[len(came) :])], tally


def postponed(requests: Iterable[BarRequest]) -> list[Came]:
    """What was not asked, since the provider is in trouble."""
    rest = "the provider is in trouble; it is asked again later"
    return [Came(request=request, outcome="postponed", bars=0, written=0, reason=rest) for request in requests]


def in_trouble(outcomes: Sequence[str]) -> bool:
    """Whether the last answers say that it is the provider that is in trouble, and not a symbol."""
    latest = outcomes[-TROUBLES_IN_A_ROW:]
    return len(latest) == TROUBLES_IN_A_ROW and set(latest) == {"unavailable"}


def rests(desk: Desk, now: datetime) -> bool:
    """Whether the provider asked to slow down, not long ago. Of several, the others are asked in its stead."""
    if isinstance(desk.provider, PriceChain):
        return False
    with desk.store.read() as connection:
        last = bars.last_answer(connection, desk.provider.name)
    return last is not None and last.outcome == "rate_limited" and timedelta() <= now - last.asked_at < PROVIDER_REST


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
        exposures = stories.load_exposures(connection, stories.load_stories(connection))
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


def _ask(desk: Desk, request: BarRequest, now: datetime) -> tuple[Came, Mapping[str, int], list[Problem]]:
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
    return came, judged.dropped if judged is not None else {}, [*problems, *(judged.problems if judged else ())]


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


def ask_providers(
    desk: Desk, request: BarRequest, now: datetime, *, stage: str
) -> tuple[list[BarAnswer], BarBatch | None, list[Problem]]:
    """Ask the providers in their order until one answers. Whatever comes out of one is an answer; a bug is logged.

    Returns an answer for each that was asked, what the last one gave (None: nothing), and what was wrong.
    """
    answers: list[BarAnswer] = []
    problems: list[Problem] = []
    batch = None
    try:
        for attempt in attempts(desk.provider, request, now):
            if attempt.batch is not None:
                batch = attempt.batch
                problems += batch.problems
                answers.append(_answer(request, attempt.provider, now, "ok", len(batch.items), None))
            else:
                answers.append(_failed(request, attempt.provider, now, attempt.error))
    except Exception as error:
        log.exception("provider %s failed for %s", desk.provider.name, request.symbol)
        reason = f"{type(error).__name__}: {error}"
        answers.append(_answer(request, desk.provider.name, now, "unavailable", 0, reason))
    for answer in answers:
        if answer.reason is not None and answer.outcome != "no_data":  # before a listing: an answer, not a fault
            problems.append(Problem(stage=stage, subject=request.symbol, reason=answer.reason))
    return answers, batch, problems


def _failed(request: BarRequest, provider: str, now: datetime, error: PriceError | None) -> BarAnswer:
    outcome = "no_data" if error is None else error.outcome
    return _answer(request, provider, now, outcome, 0, None if error is None else str(error))


def _answer(
    request: BarRequest, provider: str, now: datetime, outcome: str, count: int, reason: str | None
) -> BarAnswer:
    return BarAnswer(request=request, provider=provider, asked_at=now, outcome=outcome, bars=count, reason=reason)


# ── measure ─────────────────────────────────────────────────────────────────────────────────────────


def measure_minutes(desk: Desk, now: datetime) -> Tally:
    """The windows around the minute of the news that are due, or that rest on something which has changed."""
    with desk.store.read() as connection:
        told = stories.load_stories(connection)
        registered = register(connection, stories.load_exposures(connection, told), ())
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
