"""When a feed is asked again, and what an answer changes in what we know of its server.

What must never happen: a feed that is not asked any more without a word (it would look like a quiet one); a server
asked again that wants to be left alone; an address given up or taken over because of one odd answer, which a hotel's
network or a hijacked domain gives as well; a thousand feeds asked in the same second after a restart.

How it works. Every function here takes what was known and an answer, and gives what is known now.

*Interval.* Half the usual time between new items, from a moving average of how many come in a day, between the floor
the settings give and an hour while New York is awake; twice that at night and on weekends. An hour, and not a day,
because a company's newsroom that speaks twice a month is the very one whose word must not come late, and a question
that is answered with 304 costs next to nothing. What the server (Cache-Control, Expires) or the feed (ttl) asks for is
kept, up to six hours: longer ones are mistakes of software more often than wishes.

*Timetable.* Each feed has planned moments one interval apart, so that a late tick delays one question and not all that
follow. A share of the interval that differs per feed and moment is added when asking, not to the plan: jitter without
drift. A feed that starts or missed its turn by more than an interval gets its own place in the round again.

*Trouble.* Failures double the interval, up to a day, and never end the asking. 429 and 503 pause the *host* for as
long as it says, or for a quarter of an hour doubling, and count as no failure. A refusal (403 and its like) begins at
an hour. 410 is asked again after a day; a second one ends the asking, and `feeds health` says so.

*Moves.* A permanent redirect is followed each time and taken over after three equal ones over at least a day, if it
does not lead from https to http, or onto a feed that is followed already.

It deliberately does not: ask, store, or look at the clock.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tracker.records import Article, Fault, Feed, FeedState, Fetched, FetchOutcome, HostPause

LONGEST_INTERVAL: Final = timedelta(hours=1)
LONGEST_PAUSE: Final = timedelta(hours=24)
"""A failing feed is asked at least this often, so that it is noticed when it comes back."""
LONGEST_HINT: Final = timedelta(hours=6)
SHORTEST_WAIT: Final = timedelta(minutes=1)
"""`Retry-After: 0` does not mean: at once."""
FIRST_HOST_PAUSE: Final = timedelta(minutes=15)
FIRST_BLOCKED_PAUSE: Final = timedelta(hours=1)
GONE_AGAIN_AFTER: Final = timedelta(hours=24)
MOVES_NEEDED: Final = 3
FAILURES_OF_ADOPTED: Final = 3
MOVED_FOR: Final = timedelta(hours=24)
JITTER: Final = 0.05
"""Share of the interval that is added to a planned moment at most."""
SPREAD: Final = 0.4
"""Share of the interval by which first planned moments differ from feed to feed."""
SMALLEST_WINDOW: Final = 3
MEMORY: Final = timedelta(days=3)
"""Of the moving average: what is this old counts 1/e."""
LIVELY: Final = 48.0
"""New items a day that a feed is taken to have until we know: half an hour apart."""
NEW_YORK: Final = ZoneInfo("America/New_York")
NIGHT: Final = 2.0
"""By how much the interval grows when no market can react."""


# ── which feeds are due ─────────────────────────────────────────────────────────────────────────────


def known_state(feed: Feed, held: FeedState | None, now: datetime) -> FeedState:
    """What is known of a feed as the settings have it now; a feed with a new address begins anew."""
    if held is None:
        return FeedState(feed=feed.id, url=feed.url, next_check_at=now)
    if held.url != feed.url:
        # Its validators, waiting time and moves are not this address's; that it was polled before stays true.
        fresh = FeedState(feed=feed.id, url=feed.url, next_check_at=now)
        kept = ("first_polled_at", "last_ok_at", "last_new_at", "new_per_day", "key_policy", "zone_offset_minutes")
        return replace(fresh, **{name: getattr(held, name) for name in kept})
    return held


def is_due(feed: Feed, state: FeedState, now: datetime) -> bool:
    """A time further off than any pause we set was written by a clock that was wrong."""
    if state.disabled_at is not None:
        return False
    return not now < state.next_check_at <= now + max(2 * feed.interval, 2 * LONGEST_PAUSE)


# ── after an answer ─────────────────────────────────────────────────────────────────────────────────


def after_good(
    feed: Feed,
    state: FeedState,
    got: Fetched,
    now: datetime,
    *,
    new: int,
    ttl: timedelta | None,
    all_new: bool,
    urls_in_use: Collection[str],
) -> FeedState:
    """The state after an answer that was read, or needed no reading (304, the same bytes again).

    new: items that were. all_new: nothing of the window before was left, so that items may have been missed; the
    feed is then asked as often as allowed. urls_in_use: addresses of the other feeds. A 304 keeps the validators unless
    it sends others.
    """
    fresh = got.outcome is FetchOutcome.OK
    rate = _rate(state, now, new)
    hint = _hint(state, got, ttl)
    interval = feed.interval if all_new else polling_interval(feed.interval, rate, hint, now)
    planned, check = next_check(feed.id, state.planned_at, interval, now)
    well = replace(
        state,
        etag=got.etag if fresh else got.etag or state.etag,
        last_modified=got.last_modified if fresh else got.last_modified or state.last_modified,
        body_hash=got.body_hash if fresh else state.body_hash,
        first_polled_at=state.first_polled_at or now,
        last_ok_at=now,
        last_new_at=now if new else state.last_new_at,
        failing_since=None,
        failures=0,
        fault=None,
        reason=None,
        gone_at=None,
        new_per_day=rate,
        hint_seconds=None if hint is None else round(hint.total_seconds()),
        interval_seconds=round(interval.total_seconds()),
        planned_at=planned,
        next_check_at=check,
    )
    return _moved(well, got, now, urls_in_use)


def after_failure(feed: Feed, state: FeedState, got: Fetched, now: datetime) -> FeedState:
    """The state after an answer that is a failure of this feed: asked again later, twice as late each time."""
    failures = state.failures + 1
    pause = feed.interval * 2 ** min(failures, 12)
    if got.fault is Fault.BLOCKED:
        pause = FIRST_BLOCKED_PAUSE * 2 ** min(failures - 1, 12)
    pause = max(min(pause, LONGEST_PAUSE), min(got.retry_after or timedelta(), LONGEST_PAUSE))
    ill = replace(
        state,
        failing_since=state.failing_since or now,
        failures=failures,
        fault=str(got.fault) if got.fault else None,
        reason=got.reason,
        gone_at=None,
        # An address that was taken over and does not answer: the settings' own may know where the feed is now.
        adopted_url=state.adopted_url if failures < FAILURES_OF_ADOPTED else None,
        # Jitter here too, or a thousand feeds that failed together come back together.
        planned_at=None,
        next_check_at=now + pause * (1 + JITTER * _share(feed.id, failures)),
    )
    return _gone(ill, state, now) if got.fault is Fault.GONE else ill


def after_pause(feed: Feed, state: FeedState, got: Fetched, pause: HostPause) -> FeedState:
    """The state of a feed whose host has asked for patience: no failure, and nothing before the pause is over."""
    return replace(
        state,
        fault=str(Fault.THROTTLED),
        reason=got.reason,
        planned_at=None,
        next_check_at=pause.until + feed.interval * JITTER * _share(feed.id, pause.strikes),
    )


def after_postponement(state: FeedState, pause: HostPause | None, now: datetime) -> FeedState:
    """The state of a feed that was not asked, since its host is paused or did not answer another feed."""
    until = pause.until if pause else now
    return replace(state, planned_at=None, next_check_at=max(until, now + SHORTEST_WAIT))


def _gone(ill: FeedState, before: FeedState, now: datetime) -> FeedState:
    first = before.gone_at or now
    if before.gone_at is not None and now - first >= GONE_AGAIN_AFTER:
        return replace(ill, gone_at=first, disabled_at=now)
    return replace(ill, gone_at=first, next_check_at=first + GONE_AGAIN_AFTER)


def host_pause(before: HostPause | None, got: Fetched, now: datetime) -> HostPause:
    """The pause that a host's 429 or 503 begins, or goes on with."""
    strikes = before.strikes + 1 if before else 1
    asked = got.retry_after if got.retry_after is not None else FIRST_HOST_PAUSE * 2 ** min(strikes - 1, 7)
    return HostPause(
        host=got.host,
        since=before.since if before else now,
        until=now + min(max(asked, SHORTEST_WAIT), LONGEST_PAUSE),
        strikes=strikes,
        reason=got.reason or "asks for patience",
    )


def lost_since(state: FeedState, found: Sequence[Article], new: int) -> datetime | None:
    """From when on items of a feed may have come and gone unseen; None when that can be ruled out.

    A feed shows a window of its newest items. When all it shows is new, and nothing of it is older than our last
    look, the window has moved on by more than its length. Windows of one or two items tell nothing.
    """
    last = state.last_ok_at
    if last is None or state.last_new_at is None or new < len(found) or len(found) < SMALLEST_WINDOW:
        return None
    reaches_back = any(item.published is not None and item.published <= last for item in found)
    return None if reaches_back else last


def _moved(state: FeedState, got: Fetched, now: datetime, urls_in_use: Collection[str]) -> FeedState:
    """Count equal permanent redirects; take the address over when there were enough, for long enough."""
    target = got.moved_to
    if target is None:
        return replace(state, moved_to=None, moved_since=None, moved_seen=0)
    again = target == state.moved_to
    since = state.moved_since if again and state.moved_since else now
    seen = state.moved_seen + 1 if again else 1
    ripe = seen >= MOVES_NEEDED and now - since >= MOVED_FOR
    downgraded = state.asked_url.startswith("https:") and not target.startswith("https:")
    if ripe and not downgraded and target not in urls_in_use:
        return replace(state, adopted_url=target, moved_to=None, moved_since=None, moved_seen=0)
    return replace(state, moved_to=target, moved_since=since, moved_seen=seen)


# ── interval and timetable ──────────────────────────────────────────────────────────────────────────


def polling_interval(floor: timedelta, new_per_day: float | None, hint: timedelta | None, now: datetime) -> timedelta:
    """How long to wait between two questions.

    floor: never less. new_per_day: moving average; None means that nothing is known yet: the floor. hint: what the
    server or the feed asks for.

    >>> polling_interval(timedelta(minutes=15), 12.0, None, datetime.fromisoformat("2026-07-01T15:00Z")).seconds // 60
    60
    """
    if new_per_day is None:
        wanted = floor
    else:
        wanted = min(timedelta(days=0.5 / max(new_per_day, 1e-6)), max(LONGEST_INTERVAL, floor))
    return max(wanted * market_pace(now), hint or floor, floor)


def market_pace(now: datetime) -> float:
    """1 while somebody may trade in New York (04:00 to 20:00 on weekdays), NIGHT else. Holidays count as weekdays."""
    local = now.astimezone(NEW_YORK)
    return 1.0 if local.weekday() < 5 and 4 <= local.hour < 20 else NIGHT


def next_check(feed: str, planned: datetime | None, interval: timedelta, now: datetime) -> tuple[datetime, datetime]:
    """The next planned moment, and when to ask: a little later, differently for each feed and moment.

    planned: the moment that this answer belongs to; None, or one that was missed by an interval or more, gives the
    feed a place of its own in the round.
    """
    on_time = planned is not None and timedelta() <= now - planned < interval
    if planned is None or not on_time:
        following = now + interval * (1 + SPREAD * _share(feed))
    else:
        following = planned + interval
    return following, following + interval * JITTER * _share(feed, round(following.timestamp()))


def _share(*parts: object) -> float:
    """A number in [0, 1) that depends on its parts only, evenly spread."""
    digest = hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def _rate(state: FeedState, now: datetime, new: int) -> float | None:
    """The moving average of new items a day. The first poll brings an archive, which tells nothing of its pace."""
    if state.last_ok_at is None:
        return None
    elapsed = (now - state.last_ok_at) / timedelta(days=1)
    if elapsed <= 0:
        return state.new_per_day
    before = LIVELY if state.new_per_day is None else state.new_per_day
    weight = -math.expm1(-elapsed / (MEMORY / timedelta(days=1)))
    return before + weight * (new / elapsed - before)


def _hint(state: FeedState, got: Fetched, ttl: timedelta | None) -> timedelta | None:
    """The longest time for which server or feed want to be left alone; what a body said stays until the next."""
    asked = [hint for hint in (got.fresh_for, ttl) if hint is not None]
    unread = got.outcome is FetchOutcome.NOT_MODIFIED or got.body_hash == state.body_hash
    if unread and state.hint_seconds is not None:
        asked.append(timedelta(seconds=state.hint_seconds))
    return min(max(asked), LONGEST_HINT) if asked else None
