"""Asking for bars: one question after the other, each put to the providers in their turn, and with patience.

The same for daily bars and for those of minutes. What lacks, and what is done with an answer, is for `tracker.daily`
and `tracker.minutes` to say.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import bars
from tracker.adapters.price_chain import PriceChain, attempts
from tracker.desk import Desk
from tracker.errors import PriceError
from tracker.records import BarAnswer, BarBatch, BarRequest, Problem, Tally

log = logging.getLogger("newsimpact")

PROVIDER_REST = timedelta(minutes=30)
"""A provider that said "too many requests" is left alone for this long."""
TROUBLES_IN_A_ROW = 3
"""So many symbols without an answer, and it is the provider that is in trouble: the rest waits."""


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


Ask = Callable[[Desk, BarRequest, datetime], tuple[Came, list[Problem]]]
"""One question: what it brought, and what was wrong."""


def ask_all(
    desk: Desk, requests: Sequence[BarRequest], now: datetime, ask: Ask, stage: str
) -> tuple[list[Came], Tally]:
    """Ask these questions in their order; what each brought, and how it went in all.

    A symbol that the provider does not know costs the others nothing; a provider in trouble is left alone, and what
    was still to be asked is postponed.
    """
    came: list[Came] = []
    problems: list[Problem] = []
    for request in requests:
        if desk.stop() or _in_trouble([one.outcome for one in came]) or _rests(desk, now):
            break
        one, told = ask(desk, request, now)
        came.append(one)
        problems += told
    made = sum(one.outcome == "ok" for one in came)
    tally = Tally(
        stage=stage,
        taken=len(requests),
        made=made,
        dropped={"no_bars": len(came) - made, "postponed": len(requests) - len(came)},
        problems=tuple(problems),
    )
    return [*came, *_postponed(requests[len(came) :])], tally


def _postponed(requests: Iterable[BarRequest]) -> list[Came]:
    """What was not asked, since the provider is in trouble."""
    rest = "the provider is in trouble; it is asked again later"
    return [Came(request=request, outcome="postponed", bars=0, written=0, reason=rest) for request in requests]


def _in_trouble(outcomes: Sequence[str]) -> bool:
    """Whether the last answers say that it is the provider that is in trouble, and not a symbol."""
    latest = outcomes[-TROUBLES_IN_A_ROW:]
    return len(latest) == TROUBLES_IN_A_ROW and set(latest) == {"unavailable"}


def _rests(desk: Desk, now: datetime) -> bool:
    """Whether the provider asked to slow down, not long ago. Of several, the others are asked in its stead."""
    if isinstance(desk.provider, PriceChain):
        return False
    with desk.store.read() as connection:
        last = bars.last_answer(connection, desk.provider.name)
    return last is not None and last.outcome == "rate_limited" and timedelta() <= now - last.asked_at < PROVIDER_REST


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
