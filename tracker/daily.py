"""Daily bars: what lacks of them is asked for, compared with what is held, and kept.

Which sessions are wanted, and when they are asked for again, is worked out in `pipelines.lacking`; whether an answer
restates what is held, in `pipelines.vintages`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipelines.lacking import lacking, mark_final, morning_check, restated, wanted_sessions, whole_span
from pipelines.vintages import is_vintage
from storage import actions, bars, stories
from tracker.asking import Came, ask_all, ask_providers
from tracker.bar_intake import judge_daily
from tracker.derive import comparable_bars, followed_exposures
from tracker.desk import Desk
from tracker.options import WINDOWS
from tracker.records import Action, Bar, BarAnswer, BarRequest, Problem, Tally


def update_prices(desk: Desk, named: Collection[str], now: datetime) -> tuple[list[Came], Tally]:
    """Ask for the bars that the measurements want and the store lacks; of the named instruments for all up to the last
    close."""
    return ask_all(desk, list(_bar_requests(desk, now, named)), now, _ask, "price")


def _bar_requests(desk: Desk, now: datetime, named: Collection[str] = ()) -> Iterator[BarRequest]:
    """named: instruments of which all is wanted, and at once: what was asked a moment ago is asked again."""
    calendars = desk.calendars(now)
    provider = desk.bars_from
    with desk.store.read() as connection:
        told = stories.load_stories(connection)
        exposures = followed_exposures(desk, connection, told)
        answers = bars.load_answers(connection, provider)
        wanted = wanted_sessions(exposures, desk.instruments, calendars, desk.study, WINDOWS, now, desk.settle)
        for symbol, days in wanted.items():
            calendar = calendars[desk.instruments[symbol].exchange]
            # A bar that a restatement has left on another scale is as good as none, and is asked for again.
            since = desk.instruments[symbol].since
            held = comparable_bars(connection, symbol, provider, since=since).bars
            asked: Sequence[BarAnswer] = answers.get(symbol, ())
            if symbol in named:
                days, asked = days | whole_span(held, calendar, desk.study, WINDOWS, now, desk.settle, since), ()
            requests = lacking(symbol, days, held, asked, calendar, now)
            check = None if requests else morning_check(symbol, held, asked, calendar, now)
            yield from requests if check is None else [check]


def _ask(desk: Desk, request: BarRequest, now: datetime) -> tuple[Came, list[Problem]]:
    """One question, and where its answer restates the series, another for all that is held of it.

    When a neighbour that we held comes back with another price, the provider has restated the series, and all that
    is held of it is asked for again: bars from both sides of a restatement are not comparable. What then comes is
    stored whole, so that it can be told which of the others it leaves on the scale of before.
    """
    answers, found, problems = _fetch(desk, request, now)
    name = answers[-1].provider
    since = desk.instruments[request.symbol].since
    with desk.store.read() as connection:
        held = comparable_bars(connection, request.symbol, name, since=since)
        span = bars.held_span(connection, request.symbol, provider=name)
    if span is not None and restated(held.bars, found.bars):
        whole = replace(request, first=min(span[0], request.first), last=max(span[1], request.last))
        answers, found, more = _fetch(desk, whole, now)
        problems += more
    calendar = desk.calendars(now)[desk.instruments[request.symbol].exchange]
    found = replace(found, bars=judge_daily(found.bars, calendar, held))
    with desk.store.write() as connection:
        written = bars.save_bars(connection, found.bars, whole=is_vintage(held, found.bars))
        actions.save_actions(connection, found.actions)
        bars.save_answers(connection, answers)
    last = answers[-1]
    came = Came(request=last.request, outcome=last.outcome, bars=last.bars, written=written, reason=last.reason)
    return came, problems


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Daily bars of one provider, and the corporate actions that came with them."""

    bars: Sequence[Bar] = ()
    actions: Sequence[Action] = ()


def _fetch(desk: Desk, request: BarRequest, now: datetime) -> tuple[list[BarAnswer], _Found, list[Problem]]:
    """Ask once, each provider in its turn; the answers, that of the provider whose bars are read first."""
    calendar = desk.calendars(now)[desk.instruments[request.symbol].exchange]
    answers, batch, told = ask_providers(desk, request, now, stage="price")
    if batch is None:
        return answers, _Found(), told
    kept, strange = mark_final(batch.items, calendar, desk.settle)
    told += [
        Problem(stage="price", subject=bar.symbol, reason=f"bar of {bar.session}, when {calendar.exchange} was closed")
        for bar in strange
    ]
    answers[-1] = replace(answers[-1], bars=len(kept))
    return answers, _Found(bars=kept, actions=batch.actions), told
