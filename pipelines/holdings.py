"""What is held of a symbol from one provider, and what is not: gaps and why, age, vintages, the last answer.

A session without a bar is one of three: never asked for; asked for and not there; asked for, and the provider had
no answer. They mean different things (ask; a halt or a hole of the provider's; try again), so they are never summed
into one word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from pipelines.place import SessionCalendar
from pipelines.vintages import Restatement, Seam, comparable
from tracker.records import Bar, BarAnswer

_ANSWERS = frozenset({"ok", "no_data"})


class Lack(StrEnum):
    """Why a session has no bar."""

    NEVER_ASKED = "never_asked"
    ASKED_NONE = "asked_none"
    """The provider was asked for it and gave none."""
    NOT_ANSWERED = "not_answered"
    """The last question about it failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Consecutive sessions without a final bar, for one reason."""

    first: date
    last: date
    sessions: int
    why: Lack


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The bars of one symbol, interval and provider. Sessions are those of its exchange."""

    symbol: str
    interval: str
    provider: str
    exchange: str
    first: date | None
    """First session with a final bar; None: there is none."""
    last: date | None
    bars: int
    """Sessions with a final bar."""
    provisional: int
    """Sessions of which only a bar from before the close had settled is held."""
    gaps: tuple[Gap, ...]
    """Inside first..last."""
    last_closed: date
    """Last session of the exchange that has closed and settled."""
    behind: int | None
    """Sessions from `last` to `last_closed`; 0: up to date, None: nothing is held."""
    vintages: int
    """Bars kept in all, earlier vintages of a session among them."""
    restatements: tuple[Restatement, ...]
    seam: Seam | None
    """What does not count since the last of them."""
    left_out: int
    """How many bars that are."""
    answer: BarAnswer | None
    """The last; None: never asked."""

    def missing(self, why: Lack) -> int:
        """Sessions inside the span without a bar, for this reason."""
        return sum(gap.sessions for gap in self.gaps if gap.why is why)


def holding(
    series: tuple[str, str, str],
    vintages: Sequence[Bar],
    answers: Sequence[BarAnswer],
    calendar: SessionCalendar,
    now: datetime,
    settle: timedelta,
) -> Holding:
    """series: symbol, interval (daily) and provider. vintages: all that is held of it. answers: oldest first."""
    symbol, interval, provider = series
    held = comparable(vintages)
    final = sorted({bar.session for bar in vintages if bar.is_final})
    first, last = (final[0], final[-1]) if final else (None, None)
    closed = calendar.last_closed(now, settle)
    return Holding(
        symbol=symbol,
        interval=interval,
        provider=provider,
        exchange=calendar.exchange,
        first=first,
        last=last,
        bars=len(final),
        provisional=len({bar.session for bar in vintages}) - len(final),
        gaps=tuple(_gaps(final, answers, calendar)) if final else (),
        last_closed=closed,
        behind=None if last is None else len([d for d in calendar.sessions(min(last, closed), closed) if d > last]),
        vintages=len(vintages),
        restatements=held.restatements,
        seam=held.seam,
        left_out=len(held.left_out),
        answer=answers[-1] if answers else None,
    )


def _gaps(final: Sequence[date], answers: Sequence[BarAnswer], calendar: SessionCalendar) -> Iterator[Gap]:
    has = set(final)
    sessions = calendar.sessions(final[0], final[-1])
    for why, run in groupby(sessions, key=lambda day: None if day in has else _why(day, answers)):
        days = list(run)
        if why is not None:
            yield Gap(first=days[0], last=days[-1], sessions=len(days), why=why)


def _why(day: date, answers: Sequence[BarAnswer]) -> Lack:
    about = [answer for answer in answers if answer.request.first <= day <= answer.request.last]
    if not about:
        return Lack.NEVER_ASKED
    return Lack.ASKED_NONE if about[-1].outcome in _ANSWERS else Lack.NOT_ANSWERED
