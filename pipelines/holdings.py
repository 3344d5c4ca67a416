"""What is held of a symbol from one provider, and what is not: gaps and why, age, vintages, the last answer.

A session without a bar is one of three: never asked for; asked for and not there; asked for, and the provider had
no answer. They mean different things (ask; a halt or a hole of the provider's; try again), so they are never summed
into one word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from pipelines.place import SessionCalendar
from pipelines.scales import Rescaling, Scales
from pipelines.vintages import Restatement, Seam, comparable
from tracker.options import INTERVALS
from tracker.records import Bar, BarAnswer

Starts = NDArray[np.int64]
"""Seconds since 1970 UTC, increasing."""

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
    """Final bars."""
    provisional: int
    """Bars of which only a vintage from before they had settled is held."""
    gaps: tuple[Gap, ...]
    """Inside first..last: sessions without any."""
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
    newest: datetime | None = None
    """Intraday: when the newest final bar ended; None: there is none, or the bars are daily."""
    holes: int | None = None
    """Intraday: bars that are missing in the regular hours of the sessions that have some; None: daily."""

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
    return Holding(
        symbol=symbol,
        interval=interval,
        provider=provider,
        exchange=calendar.exchange,
        first=final[0] if final else None,
        last=final[-1] if final else None,
        bars=len(final),
        provisional=len({bar.session for bar in vintages}) - len(final),
        gaps=tuple(_gaps(final, answers, calendar)) if final else (),
        last_closed=calendar.last_closed(now, settle),
        behind=_behind(final, calendar, now, settle),
        vintages=len(vintages),
        restatements=held.restatements,
        seam=held.seam,
        left_out=len(held.left_out),
        answer=answers[-1] if answers else None,
    )


def intraday_holding(
    series: tuple[str, str, str],
    starts: Starts,
    final: NDArray[np.bool_],
    vintages: int,
    scales: Scales | None,
    answers: Sequence[BarAnswer],
    calendar: SessionCalendar,
    now: datetime,
    settle: timedelta,
) -> Holding:
    """series: symbol, interval (intraday) and provider. starts, final: the newest vintage of each bar, oldest first.

    vintages: how many bars are kept in all. scales: None: nothing was restated. answers: of this series, oldest first.
    """
    symbol, interval, provider = series
    step = int(INTERVALS[interval].total_seconds())
    settled = starts[final]
    index, inside = _session_index(settled, calendar)
    days: list[date] = calendar.days[np.unique(index[inside])].tolist()
    return Holding(
        symbol=symbol,
        interval=interval,
        provider=provider,
        exchange=calendar.exchange,
        first=days[0] if days else None,
        last=days[-1] if days else None,
        bars=len(settled),
        provisional=len(starts) - len(settled),
        gaps=tuple(_gaps(days, answers, calendar)) if days else (),
        last_closed=calendar.last_closed(now, settle),
        behind=_behind(days, calendar, now, settle),
        vintages=vintages,
        restatements=tuple(_restatement(one, calendar) for one in scales.rescalings) if scales else (),
        seam=seam_of(scales, calendar) if scales else None,
        left_out=len(scales.left_behind()) if scales else 0,
        answer=answers[-1] if answers else None,
        newest=_instant(int(settled[-1]) + step) if len(settled) else None,
        holes=_holes(settled, np.unique(index[inside]), step, calendar),
    )


def session_of(start: datetime, calendar: SessionCalendar) -> date | None:
    """The session on whose date, at the exchange, a bar begins; None: there was none."""
    index, inside = _session_index(np.array([int(start.timestamp())]), calendar)
    day: date = calendar.days[index[0]].item()
    return day if inside[0] else None


def seam_of(scales: Scales, calendar: SessionCalendar) -> Seam | None:
    """What of an intraday series is on an earlier scale; None: nothing."""
    behind = scales.left_behind()
    if not len(behind):
        return None
    newest = scales.rescalings[-1]
    return Seam(
        first=_day_of(int(behind[0]), calendar),
        last=_day_of(int(behind[-1]), calendar),
        noticed_at=_instant_of_micros(newest.noticed_at),
        factor=newest.factor,
    )


def _restatement(rescaling: Rescaling, calendar: SessionCalendar) -> Restatement:
    first, last = _day_of(rescaling.first, calendar), _day_of(rescaling.last, calendar)
    return Restatement(
        noticed_at=_instant_of_micros(rescaling.noticed_at),
        first=first,
        last=last,
        sessions=len(calendar.sessions(first, last)),
        factor=rescaling.factor,
    )


def _day_of(start: int, calendar: SessionCalendar) -> date:
    at = _instant(start)
    return session_of(at, calendar) or at.date()


def _session_index(starts: Starts, calendar: SessionCalendar) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Places of the sessions on whose dates bars begin, and whether there is one: else it is the session before."""
    instants = starts.astype("datetime64[s]")
    index = np.searchsorted(calendar.day_starts, instants, side="right") - 1
    inside: NDArray[np.bool_] = (index >= 0) & (instants < calendar.day_ends[index])
    return np.maximum(index, 0), inside


def _holes(starts: Starts, sessions: NDArray[np.intp], step: int, calendar: SessionCalendar) -> int:
    """Regular bars of these sessions that are not there."""
    opens, closes, rests, backs = (
        edge[sessions].astype("datetime64[s]").astype(np.int64)
        for edge in (calendar.opens, calendar.closes, calendar.break_starts, calendar.break_ends)
    )
    expected = -((opens - closes) // step) - (backs - rests) // step
    there = np.searchsorted(starts, closes) - np.searchsorted(starts, opens)
    return int(np.maximum(expected - there, 0).sum())


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _instant_of_micros(micros: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def _behind(days: Sequence[date], calendar: SessionCalendar, now: datetime, settle: timedelta) -> int | None:
    """Sessions from the last of these to the last that has closed and settled."""
    if not days:
        return None
    closed = calendar.last_closed(now, settle)
    return len([day for day in calendar.sessions(min(days[-1], closed), closed) if day > days[-1]])


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
