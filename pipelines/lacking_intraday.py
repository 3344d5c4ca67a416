"""Which intraday bars must be asked for. They cannot be had later: after two months five-minute bars are gone for good.

A day is the unit, since a provider answers whole dates: pre-market to the end of the evening, in the exchange's time.

- While it lasts, it is asked for every POLL.
- When it is over and has settled, once more, for the bars that were provisional.
- When it then has a hole (no bar for HOLE of the regular session; shorter ones are halts and quiet minutes), again at
  intervals that grow with its age, as daily bars are: a provider that was late is found out, a real hole costs little.
- A question that was not answered (the provider was away, or had enough of us) is repeated after RETRY.

Nothing but what is held and what was asked decides, so that it does not matter how long nobody was here: whatever lacks
of the days in reach is due. Answers dated after `now` come from a clock that was wrong, and count for nothing.

A request begins with a session that has bars already, where there is one: by them a restatement is seen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from pipelines.lacking import LONGEST_BELIEF, RETRY_AFTER, runs_of
from pipelines.place import SessionCalendar
from tracker.options import INTERVALS
from tracker.records import BarAnswer, BarRequest, Reach

FIRST_START = timedelta(days=60)
"""What is asked for at first start; no free provider has five-minute bars of earlier days."""
AROUND = timedelta(days=1)
"""Bars of a minute are kept so long before and after a story."""
FRESH = timedelta(days=7)
"""And only of stories of so long ago: a week is what a provider has of them for certain."""
POLL = timedelta(minutes=5)
RETRY = timedelta(minutes=15)
HOLE = timedelta(minutes=30)
BEFORE_OPEN, AFTER_CLOSE = timedelta(hours=5, minutes=30), timedelta(hours=4)
"""Extended hours of New York, as distances from the session; where there are none, nothing comes in them."""
_ANSWERS = frozenset({"ok", "no_data"})

Starts = NDArray[np.int64]


def continuous_days(calendar: SessionCalendar, now: datetime, reach: Reach, since: date | None = None) -> list[date]:
    """The sessions of which all bars are wanted: those of FIRST_START, as far as they can be had.

    since: first session of the present listing; None: it was always there.
    """
    return _begun(calendar, now - FIRST_START, now, reach, since)


def days_around(
    instants: Iterable[datetime],
    calendar: SessionCalendar,
    now: datetime,
    reach: Reach,
    since: date | None = None,
) -> list[date]:
    """The sessions with trading within AROUND of one of these instants, of the last FRESH and as far as begun."""
    days: set[date] = set()
    for at in instants:
        if now - FRESH <= at + AROUND and at - AROUND <= now:
            days.update(_begun(calendar, max(at - AROUND, now - FRESH), min(at + AROUND, now), reach, since, now))
    return sorted(days)


def lacking_intraday(
    symbol: str,
    interval: str,
    days: Collection[date],
    final: Starts,
    answers: Sequence[BarAnswer],
    calendar: SessionCalendar,
    now: datetime,
    settle: timedelta,
    reach: Reach,
) -> list[BarRequest]:
    """Requests for the days of which bars are to be had, oldest first, none longer than the provider takes.

    days: sessions that are wanted, as the two functions above give them. final: starts of the bars held that are final
    and on the present scale, seconds since 1970 UTC, increasing; from ten days before the first wanted day on. answers:
    of this symbol and interval. settle: after a bar's end.
    """
    asked = [answer for answer in answers if answer.asked_at <= now]
    due = [day for day in sorted(days) if _is_due(day, interval, final, asked, calendar, now, settle)]
    oldest = _oldest(now, reach)
    return [
        BarRequest(symbol=symbol, interval=interval, first=part[0], last=part[-1])
        for run in runs_of(due, calendar)
        for part in _parts(_with_a_held_day(run, final, calendar, oldest), reach)
    ]


def _is_due(
    day: date,
    interval: str,
    final: Starts,
    asked: Sequence[BarAnswer],
    calendar: SessionCalendar,
    now: datetime,
    settle: timedelta,
) -> bool:
    about = [answer for answer in asked if answer.request.first <= day <= answer.request.last]
    if not about:
        return True
    last = max(about, key=lambda answer: answer.asked_at)
    passed = now - last.asked_at
    if last.outcome not in _ANSWERS:
        return passed >= RETRY
    over = calendar.close_of(day) + AFTER_CLOSE + settle
    if now < over:
        return passed >= POLL
    if last.asked_at < over:
        return True
    if not _has_hole(day, interval, final, calendar):
        return False
    return passed >= min(max(last.asked_at - calendar.close_of(day), RETRY_AFTER), LONGEST_BELIEF)


def _has_hole(day: date, interval: str, final: Starts, calendar: SessionCalendar) -> bool:
    """Whether no bar begins for HOLE, or for two bars where they are longer, anywhere in the regular session.

    The time of a lunch break does not count.
    """
    index = calendar.index_of(day)
    opened, rest, back, closed = (
        int(edge[index].astype("datetime64[s]").astype(np.int64))
        for edge in (calendar.opens, calendar.break_starts, calendar.break_ends, calendar.closes)
    )
    inside = final[np.searchsorted(final, opened) : np.searchsorted(final, closed)]
    step = int(INTERVALS[interval].total_seconds())
    longest = max(int(HOLE.total_seconds()), 2 * step) + step
    edges = np.concatenate([[opened - step], inside, [closed]])
    resting = np.clip(edges[1:], rest, back) - np.clip(edges[:-1], rest, back)
    return bool((np.diff(edges) - resting >= longest).any())


def _with_a_held_day(run: Sequence[date], final: Starts, calendar: SessionCalendar, oldest: date | None) -> list[date]:
    """The days, and before them the session before, when its bars can show what the first day's cannot."""
    index = calendar.index_of(run[0])
    if index == 0 or _is_held(run[0], final, calendar):
        return list(run)
    before = calendar.offset(run[0], -1)
    within = oldest is None or before >= oldest
    return [before, *run] if within and _is_held(before, final, calendar) else list(run)


def _is_held(day: date, final: Starts, calendar: SessionCalendar) -> bool:
    first, last = _seconds(calendar.open_of(day) - BEFORE_OPEN), _seconds(calendar.close_of(day) + AFTER_CLOSE)
    return bool(np.searchsorted(final, first) < np.searchsorted(final, last))


def _parts(run: Sequence[date], reach: Reach) -> Iterator[list[date]]:
    """The days in spans that the provider takes at once, both ends included."""
    part: list[date] = []
    for day in run:
        if part and reach.longest is not None and day - part[0] + timedelta(days=1) > reach.longest:
            yield part
            # The day before is in both: by it a restatement in between would be seen.
            part = [part[-1]] if day - part[-1] + timedelta(days=1) <= reach.longest and len(part) > 1 else []
        part.append(day)
    if part:
        yield part


def _begun(
    calendar: SessionCalendar,
    first: datetime,
    last: datetime,
    reach: Reach,
    since: date | None,
    now: datetime | None = None,
) -> list[date]:
    """Sessions whose trading, extended hours too, meets first..last, and that the provider can still give."""
    begins = calendar.opens - np.timedelta64(BEFORE_OPEN)
    ends = calendar.closes + np.timedelta64(AFTER_CLOSE)
    low = np.searchsorted(ends, _instant(first), side="right")
    high = np.searchsorted(begins, _instant(last), side="right")
    oldest = _oldest(now or last, reach)
    found: list[date] = calendar.days[low:high].tolist()
    return [day for day in found if (since is None or day >= since) and (oldest is None or day >= oldest)]


def _oldest(now: datetime, reach: Reach) -> date | None:
    """The first whole date that the provider still has; None: it has all. A day of margin, for dates are not UTC's."""
    return None if reach.oldest is None else (now - reach.oldest).date() + timedelta(days=1)


def _instant(at: datetime) -> np.datetime64:
    return np.datetime64(at.astimezone(UTC).replace(tzinfo=None), "us")


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
