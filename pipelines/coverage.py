"""How feeds are doing, and whether their silence means that there was no news.

What must never happen: "no news" is said of a time in which the feeds could not have told; and a feed that is well is
called ill, for a warning that comes for nothing is soon not read any more.

**Frozen.** Servers go on answering 200 with an old file, sometimes for years. The only sign is that nothing new comes,
so a feed is measured by its own habit: the median gap between the days on which it published, over its last thirty
such days. Days, because items of one day say little about each other. It is frozen when it answers and

1. has been silent for more than six usual gaps, and for more than twice the longest silence known, and
2. for longer than the mean gap and fifteen standard deviations of the gaps, or half a year if that is less.

The first number alone is right for what comes out regularly and wrong for what comes in bursts: a company that sends
three releases in one week and then none for two months has a median gap of one day. Measured over 1,000 simulated
months of each kind of life (300 of the wire), after a first answer that shows 8 or 15 items, looked at every hour
(`tests/pipelines/test_frozen.py` lives through 200 of each): months with a false alarm, in per cent, and the median of
the days from the newest item to the alarm when a feed stops.

                                             six gaps   and longest   and twice it   the rule   days to notice
    wire, every few minutes                         0             0              0          0                7
    hourly, less on weekends                        0             0              0          0                7
    weekdays only, closed at Christmas              9             9              8          0               12
    weekly, a week left out now and then            0             0              0          0               47
    two releases a month, at random                 7             6              2          0              183
    two a month in bursts, and each quarter        47            25             10          0              183
    clusters around each quarter's figures         99            19              6          0              183
    bursts at random, 45 days between them         81            34             17          2              183

And on the 1,441 gaps that 60 real feeds show: silences of up to half a year taken for a freeze 77, 50, 43 and 4 times.
So what is regular is noticed after six or seven gaps, and what comes in bursts when it has been silent for half a year,
or twice as long as ever: sooner is not to be had without crying wolf. Half a year, because whoever reports by the
quarter cannot be silent for two; the last kind is one that need not report. Fifteen deviations, because the spread of
few gaps often comes out at half its size. A regular feed has next to none, and there six gaps decide.

Days off are not silence. For all feeds that is Christmas to New Year; for a feed that keeps its weekends free, they are
no silence either, neither in the gaps nor in what is measured against them, so that it is a matter of six working days.

A company's or regulator's feed of which we know less than a quarter is not judged before half a year: eight releases
on eight days may be a daily feed, or one earnings season. Known limits: a feed of which fewer than four days are known
is never called frozen; national holidays of more than a week with both weekends look like a freeze.

**Coverage.** Feeds show a window of past items, so not having asked for a while loses nothing when a later answer
reaches back. A feed has told all of a span of time when it was heard at its end or later, had been followed (or shows
items) since before its beginning, and no answer in between held new items only, which means that more had come than it
shows at once. The answers of a frozen feed are no hearing: what it tells ends with its newest item. Coverage is
adequate when four of five feeds told all, and no kind of source with two feeds or more is entirely dark: seventeen
newsrooms are no substitute for both wires.

Nothing here asks a feed, reads a database or a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import fmean, median, pstdev
from typing import Protocol

from pipelines.escape import one_line
from pipelines.wording import CONDITION_WORDS, minute_text
from tracker.records import (
    Coverage,
    CoverageGap,
    CoverageVerdict,
    Fault,
    Feed,
    FeedCondition,
    FeedHealth,
    KeyPolicy,
    feed_condition,
)

PUBLICATION_DAYS = 30
"""What a feed's habit is taken from: its newest days with items …"""
LONGEST_MEMORY = timedelta(days=400)
"""… as far as they lie within this time of the newest: one item pinned for years is no habit."""
FEWEST_DAYS = 4
USUAL_GAPS = 6
SILENCES = 2
SPREADS = 15
HALF_YEAR = timedelta(days=182)
QUARTER = timedelta(days=91)
WEEKEND_SHARE = 1 / 7
"""A feed works on weekends when so many of its days fall on them; of one that comes out daily, two in seven do."""
IN_BURSTS = frozenset({"company", "regulator"})
"""Kinds of sources that speak when there is something to say, often about the same days of each quarter."""

SHORTEST_PATIENCE = timedelta(hours=1)
LONGEST_PATIENCE = timedelta(days=1)
"""A feed that was last heard longer ago than this is not heard, however rarely it is asked."""
ENOUGH = 4 / 5

WORST_FIRST = (
    FeedCondition.GONE,
    FeedCondition.NOT_FOUND,
    FeedCondition.BLOCKED,
    FeedCondition.NOT_A_FEED,
    FeedCondition.FROZEN,
    FeedCondition.FAILING,
    FeedCondition.THROTTLED,
    FeedCondition.NEVER_POLLED,
    FeedCondition.OK,
)
"""By what it takes to mend: a new address, another source, or only patience."""

_TROUBLE = {
    Fault.UNREACHABLE: "cannot be reached",
    Fault.REFUSED_ADDRESS: "leads into a private network",
    Fault.THROTTLED: "its host asked to be left alone for a while",
    Fault.BLOCKED: "its host does not let this program in",
    Fault.NOT_FOUND: "is not at its address any more",
    Fault.GONE: "is gone for good, says its server",
    Fault.HTTP_ERROR: "its server answers with an error",
    Fault.TOO_LARGE: "sends more than any feed may",
    Fault.NOT_A_FEED: "answers with something that is no feed",
    Fault.HOSTILE: "its answer cost more time or memory than any feed may",
    Fault.OURS: "met a bug of this program",
}


# ── habit ───────────────────────────────────────────────────────────────────────────────────────────


def usual_gap(days: Iterable[date]) -> timedelta | None:
    """The median gap between a feed's publication days, at least a day; None when fewer than four are known.

    days: dates of its items, in any order, each as often as it likes; the newest thirty different ones count.

    >>> usual_gap([date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 15), date(2026, 6, 22), date(2026, 6, 22)]).days
    7
    """
    recent = _remembered(days)[-PUBLICATION_DAYS:]
    if len(recent) < FEWEST_DAYS:
        return None
    return timedelta(days=median((after - before).days for before, after in pairwise(recent)))


def is_frozen(days: Iterable[date], heard: date, kind: str = "wire") -> bool:
    """Whether a feed that answered well on the day `heard` has been silent for longer than fits its habit.

    days: as for `usual_gap`. kind: of the feed. See the module's essay for the rule and what it was measured on.
    """
    known = _remembered(days)
    usual = usual_gap(known)
    if usual is None:
        return False
    silence = heard - known[-1]
    thin = kind in IN_BURSTS and known[-1] - known[0] < QUARTER
    if silence <= USUAL_GAPS * usual or (thin and silence <= HALF_YEAR):
        return False
    recent = known[-PUBLICATION_DAYS:]
    weekends = _works_on_weekends(recent)
    gaps = [max(1, _counted(before, after, weekends)) for before, after in pairwise(recent)]
    # With weekends free, today is not over: bank holidays make the sixth working day a close call.
    counted = _counted(known[-1], heard if weekends else heard - timedelta(days=1), weekends)
    if counted <= max(USUAL_GAPS * median(gaps), SILENCES * max(gaps)):
        return False
    return silence > HALF_YEAR or counted > fmean(gaps) + SPREADS * pstdev(gaps)


def _remembered(days: Iterable[date]) -> list[date]:
    known = sorted(set(days))
    return [day for day in known if known[-1] - day <= LONGEST_MEMORY]


def _works_on_weekends(days: Sequence[date]) -> bool:
    return sum(day.weekday() >= 5 for day in days) >= WEEKEND_SHARE * len(days)


def _counted(before: date, last: date, weekends: bool) -> int:
    """The days after `before` up to `last` on which this feed could be expected to say something."""
    days = (before + timedelta(days=n) for n in range(1, (last - before).days + 1))
    return sum((weekends or day.weekday() < 5) and not _is_turn_of_the_year(day) for day in days)


def _is_turn_of_the_year(day: date) -> bool:
    return (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1)


# ── health ──────────────────────────────────────────────────────────────────────────────────────────


class FeedFacts(Protocol):
    """What is known of a feed's server; a row of `feed_state`, whose schema says what None means."""

    @property
    def first_polled_at(self) -> datetime | None: ...
    @property
    def last_ok_at(self) -> datetime | None: ...
    @property
    def last_new_at(self) -> datetime | None: ...
    @property
    def failing_since(self) -> datetime | None: ...
    @property
    def failures(self) -> int: ...
    @property
    def fault(self) -> str | None: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def disabled_at(self) -> datetime | None: ...
    @property
    def adopted_url(self) -> str | None: ...
    @property
    def interval_seconds(self) -> int | None: ...
    @property
    def key_policy(self) -> str: ...
    @property
    def zone_offset_minutes(self) -> int | None: ...
    @property
    def next_check_at(self) -> datetime: ...


class Pause(Protocol):
    """A time in which a feed's host is not asked for anything."""

    @property
    def since(self) -> datetime: ...
    @property
    def until(self) -> datetime: ...


def health_of(
    feed: Feed,
    facts: FeedFacts | None,
    newest: datetime | None,
    days: Sequence[date],
    pause: Pause | None,
    now: datetime,
) -> FeedHealth:
    """How a feed is doing.

    facts: None when it was never asked. newest: date of its newest item, when it has any. days: its publication days.
    pause: of its host, when there is one. Whether it is frozen is judged at its last good answer: that nobody asked it
    since is not its fault.
    """
    if facts is None:
        return FeedHealth(
            feed=feed.id,
            title=feed.title,
            kind=feed.kind,
            state=FeedCondition.NEVER_POLLED,
            last_ok=None,
            newest_item=newest,
            interval=feed.interval,
        )
    state = _condition(facts)
    if state is FeedCondition.OK and facts.last_ok_at and is_frozen(days, facts.last_ok_at.date(), feed.kind):
        state = FeedCondition.FROZEN
    usual = usual_gap(days)
    interval, offset = facts.interval_seconds, facts.zone_offset_minutes
    return FeedHealth(
        feed=feed.id,
        title=feed.title,
        kind=feed.kind,
        state=state,
        since=_since(state, facts, newest, pause),
        last_ok=facts.last_ok_at,
        last_new=facts.last_new_at,
        newest_item=newest,
        usual_gap=usual,
        failures=facts.failures,
        reason=_frozen(newest, usual) if state is FeedCondition.FROZEN else _trouble(state, facts),
        next_try=_next_try(state, facts, pause, now),
        interval=timedelta(seconds=interval) if interval is not None else feed.interval,
        key_policy=KeyPolicy(facts.key_policy),
        zone_offset=timedelta(minutes=offset) if offset is not None else None,
        moved_to=facts.adopted_url,
    )


def by_illness(healths: Iterable[FeedHealth]) -> list[FeedHealth]:
    """The worst first and the healthy last; those alike in the order they came."""
    return sorted(healths, key=lambda health: WORST_FIRST.index(health.state))


def _condition(facts: FeedFacts) -> FeedCondition:
    heard = facts.last_ok_at is not None
    disabled = facts.disabled_at is not None
    return feed_condition(disabled=disabled, fault=facts.fault, failures=facts.failures, heard=heard)


def _since(state: FeedCondition, facts: FeedFacts, newest: datetime | None, pause: Pause | None) -> datetime | None:
    match state:
        case FeedCondition.OK | FeedCondition.NEVER_POLLED:
            return None
        case FeedCondition.FROZEN:
            return newest
        case FeedCondition.GONE:
            return facts.disabled_at
        case FeedCondition.THROTTLED:  # being told to wait is no failure, so it does not begin a row of them
            return pause.since if pause is not None else facts.failing_since or facts.last_ok_at
        case _:
            return facts.failing_since or facts.last_ok_at


def _next_try(state: FeedCondition, facts: FeedFacts, pause: Pause | None, now: datetime) -> datetime | None:
    if state is FeedCondition.GONE:
        return None
    return max(facts.next_check_at, pause.until) if pause is not None and pause.until > now else facts.next_check_at


def _frozen(newest: datetime | None, usual: timedelta | None) -> str:
    shown = f"{newest:%Y-%m-%d}" if newest else "unknown date"
    return f"answers, but its newest item is of {shown}; usually something new {gap_words(usual)}"


def gap_words(gap: timedelta | None) -> str:
    """How often something comes.

    >>> gap_words(timedelta(days=1)), gap_words(timedelta(days=1.5)), gap_words(None)
    ('every day', 'every 2 days', 'now and then')
    """
    if gap is None:
        return "now and then"
    days = round(gap / timedelta(days=1) + 0.01)
    return "every day" if days <= 1 else f"every {days} days"


def _trouble(state: FeedCondition, facts: FeedFacts) -> str | None:
    """What is wrong, for a reader who does not know HTTP, and in brackets what the server said."""
    if state in {FeedCondition.OK, FeedCondition.NEVER_POLLED}:
        return None
    said = one_line(facts.reason, 160) if facts.reason else None
    words = _TROUBLE[Fault(facts.fault)] if facts.fault is not None else None
    if state is FeedCondition.GONE:
        words = f"{_TROUBLE[Fault.GONE]}, and is no longer asked"
    if words is None or said is None:
        return words or said or "gives no answer that can be used"
    return f"{words} ({said})"


# ── coverage ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What was heard of a feed, as known at some moment."""

    health: FeedHealth
    first_ok: datetime | None
    """Its first good answer; None: never."""
    reaches_back: datetime | None
    """Date of the oldest item of that answer; None: it had none, or it was not looked up."""
    losses: tuple[tuple[datetime, datetime], ...] = ()
    """From a good answer (of a feed that was frozen, its newest item) to the next one that held new items only: others
    may have come and gone between."""


def coverage(hearings: Sequence[Hearing], since: datetime, until: datetime, now: datetime) -> Coverage:
    """What these feeds, all in use, could have told of the time from `since` to `until`, as known at `now`.

    A span that ends in the future ends now instead: of what is to come nobody was told anything.
    """
    until = min(until, now)
    since = min(since, until)
    gaps = {hearing.health.feed: _gap(hearing, since, until, now) for hearing in hearings}
    heard = sum(gap is None for gap in gaps.values())
    dark = _dark_kinds(hearings, {feed for feed, gap in gaps.items() if gap is None})
    return Coverage(
        since=since,
        until=until,
        verdict=_verdict(heard, len(hearings), dark),
        feeds=len(hearings),
        heard=heard,
        gaps=tuple(sorted((gap for gap in gaps.values() if gap is not None), key=_severity)),
        dark=dark,
    )


def _verdict(heard: int, feeds: int, dark: Sequence[str]) -> CoverageVerdict:
    if not heard:
        return CoverageVerdict.NONE
    return CoverageVerdict.ADEQUATE if heard >= ENOUGH * feeds and not dark else CoverageVerdict.PARTIAL


def _dark_kinds(hearings: Sequence[Hearing], heard: set[str]) -> tuple[str, ...]:
    kinds: dict[str, list[bool]] = {}
    for hearing in hearings:
        kinds.setdefault(hearing.health.kind, []).append(hearing.health.feed in heard)
    return tuple(sorted(kind for kind, ears in kinds.items() if len(ears) > 1 and not any(ears)))


def _severity(gap: CoverageGap) -> tuple[int, bool, float]:
    return WORST_FIRST.index(gap.state), gap.since is not None, gap.since.timestamp() if gap.since else 0.0


def _gap(hearing: Hearing, since: datetime, until: datetime, now: datetime) -> CoverageGap | None:
    """What a feed did not tell of the span; None when it told all. What goes on is told before what is over."""
    health = hearing.health
    if hearing.first_ok is None or health.last_ok is None:
        return _missing(health, None, None, _never_heard(health))
    heard = _heard_until(health, health.last_ok)
    if heard <= since or heard < _wanted(health, until, now):
        return _missing(health, heard, None, _not_heard(health))
    begins = min(hearing.first_ok, hearing.reaches_back or hearing.first_ok)
    if begins > since:
        reason = f"followed since {minute_text(hearing.first_ok)} only"
        return _missing(health, since, min(begins, until), reason, FeedCondition.OK)
    lost = [(start, end) for start, end in hearing.losses if start < until and end > since]
    if lost:
        start, end = min(lost)[0], max(end for _, end in lost)
        reason = f"more came between {minute_text(start)} and {minute_text(end)} than it shows at once"
        return _missing(health, start, end, reason, FeedCondition.OK)
    return None


def _heard_until(health: FeedHealth, last: datetime) -> datetime:
    """Up to when a feed that answered `last` told what there was. The answers of a frozen one tell nothing."""
    return min(health.newest_item or last, last) if health.state is FeedCondition.FROZEN else last


def _wanted(health: FeedHealth, until: datetime, now: datetime) -> datetime:
    """How late a feed must have been heard. Of a span that ends just now, its next answer is still to come."""
    usual = 3 * health.interval if health.interval is not None else SHORTEST_PATIENCE
    patience = min(max(usual, SHORTEST_PATIENCE), LONGEST_PATIENCE)
    return until - patience if until + patience >= now else until


def _missing(
    health: FeedHealth, since: datetime | None, until: datetime | None, reason: str, state: FeedCondition | None = None
) -> CoverageGap:
    return CoverageGap(
        feed=health.feed,
        title=health.title,
        state=state or health.state,
        since=since,
        until=until,
        reason=reason,
    )


def _never_heard(health: FeedHealth) -> str:
    if health.state in {FeedCondition.NEVER_POLLED, FeedCondition.OK}:
        return "has not been asked yet"
    return f"never heard, {CONDITION_WORDS[health.state]}: {health.reason}"


def _not_heard(health: FeedHealth) -> str:
    if health.state in {FeedCondition.NEVER_POLLED, FeedCondition.OK} and health.last_ok is not None:
        return f"not asked since {minute_text(health.last_ok)}"
    since = f" since {minute_text(health.since)}" if health.since else ""
    return f"{CONDITION_WORDS[health.state]}{since}: {health.reason}"
