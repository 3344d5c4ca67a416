"""What the log of fetches and the articles tell of each feed: its publication days, losses, and how it stood earlier.

Every query is bounded: a feed is looked up by its id and by time, newest first, and no more is read than is used. For
an instant in the past the log is read up to there, because `feed_state` holds the present only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from sqlalchemy import Connection, func, select

from storage.feeds import feed_states
from storage.schema import article, article_version, fetch
from tracker.records import DateQuality, FeedState, FetchOutcome

NEWEST = 300
"""Articles whose dates are read. A feed that fills them in less than DAYS days is busy, and is looked at by the day."""
DAYS = 100
"""Publication days that are looked for: what comes out daily is then known for a quarter."""
_GOOD = (str(FetchOutcome.OK), str(FetchOutcome.NOT_MODIFIED))
_TRUSTED = {str(DateQuality.OK), str(DateQuality.ASSUMED_ZONE)}
"""Here a date is worth its day, which a missing zone moves by one at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publications:
    """When a feed published."""

    days: tuple[date, ...] = ()
    """Distinct days with items, oldest first: the newest DAYS of them or a few more."""
    newest: datetime | None = None
    """Date of the newest item; None: it never had one."""


def publications(connection: Connection, feed: str, as_of: datetime | None = None) -> Publications:
    """When a feed's items were published, or first seen where their date cannot be trusted; as known at `as_of`."""
    latest = select(article.c.id, article.c.first_seen).where(article.c.feed == feed)
    if as_of is not None:
        latest = latest.where(article.c.first_seen <= as_of)
    newest = latest.order_by(article.c.first_seen.desc()).limit(NEWEST).subquery()
    version = article_version.c
    query = select(newest.c.id, newest.c.first_seen, version.published, version.quality, version.seen_at)
    query = query.join(article_version, version.article == newest.c.id)
    if as_of is not None:
        query = query.where(version.seen_at <= as_of)
    rows = connection.execute(query).all()
    if not rows:
        return Publications()
    shown = [_shown(row.published, row.quality, row.first_seen, row.seen_at) for row in rows]
    days = {at.date() for at in shown}
    if len({row.id for row in rows}) == NEWEST:
        days |= _days_before(connection, feed, min(row.first_seen for row in rows), DAYS - len(days))
    return Publications(days=tuple(sorted(days)), newest=max(shown))


def _shown(published: datetime | None, quality: str, first_seen: datetime, seen_at: datetime) -> datetime:
    trusted = published is not None and quality in _TRUSTED and published <= seen_at
    return published if published is not None and trusted else first_seen


def _days_before(connection: Connection, feed: str, before: datetime, wanted: int) -> set[date]:
    """Days on which a busy feed had something new, newest first, found by leaps from each to the one before it."""
    found: set[date] = set()
    while len(found) < wanted:
        midnight = datetime.combine(before.date(), time(), UTC)
        seen = article.c.first_seen
        last = connection.execute(
            select(func.max(seen)).where(article.c.feed == feed).where(seen < midnight)
        ).scalar_one_or_none()
        if last is None:
            break
        found.add(last.date())
        before = last
    return found


def states_as_of(connection: Connection, feeds: Iterable[str], as_of: datetime) -> dict[str, FeedState]:
    """How these feeds stood at an earlier instant; those never asked by then are absent.

    From the log: answers and failures. As they are at present: address, interval, habits.
    """
    held = feed_states(connection)
    then = {feed: _state_as_of(connection, held[feed], as_of) for feed in feeds if feed in held}
    return {feed: state for feed, state in then.items() if state is not None}


def _state_as_of(connection: Connection, state: FeedState, as_of: datetime) -> FeedState | None:
    log = select(fetch.c.at, fetch.c.outcome, fetch.c.fault, fetch.c.reason)
    log = log.where(fetch.c.feed == state.feed).where(fetch.c.at <= as_of)
    good = connection.execute(log.where(fetch.c.outcome.in_(_GOOD)).order_by(fetch.c.at.desc()).limit(1)).first()
    since = log if good is None else log.where(fetch.c.at > good.at)
    after = connection.execute(since.order_by(fetch.c.at, fetch.c.id)).all()
    if good is None and not after:
        return None
    failed = [row for row in after if row.outcome == FetchOutcome.FAILED]
    return replace(
        state,
        first_polled_at=_by(state.first_polled_at, as_of),
        last_ok_at=good.at if good is not None else None,
        last_new_at=_by(state.last_new_at, as_of),
        failing_since=failed[0].at if failed else None,
        failures=len(failed),
        fault=after[-1].fault if after else None,
        reason=after[-1].reason if after else None,
        gone_at=_by(state.gone_at, as_of),
        disabled_at=_by(state.disabled_at, as_of),
    )


def _by(at: datetime | None, as_of: datetime) -> datetime | None:
    return at if at is not None and at <= as_of else None


def losses(
    connection: Connection, feed: str, since: datetime, until: datetime, as_of: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """Times, from one answer to the next, after which a feed showed new items only; as known at `as_of`.

    Those that touch the span, oldest first, and the first one after it: a feed that was frozen all through the span
    came back with that.
    """
    query = select(fetch.c.lost_since, fetch.c.at).where(fetch.c.feed == feed).where(fetch.c.at <= as_of)
    query = query.where(fetch.c.lost_since.is_not(None)).order_by(fetch.c.at)
    within = connection.execute(query.where(fetch.c.at > since).where(fetch.c.lost_since < until)).all()
    after = connection.execute(query.where(fetch.c.at > until).where(fetch.c.lost_since >= until).limit(1)).all()
    return tuple((row.lost_since, row.at) for row in (*within, *after))


def reaches_back(connection: Connection, feed: str, first_ok: datetime) -> datetime | None:
    """Date of the oldest item that the first answer of a feed showed; None when it showed none."""
    query = (
        select(article.c.first_seen, article_version.c.published, article_version.c.quality, article_version.c.seen_at)
        .join(article_version, article_version.c.article == article.c.id)
        .where(article.c.feed == feed)
        .where(article.c.first_seen <= first_ok)
        .where(article_version.c.version == 1)
    )
    rows = connection.execute(query).all()
    return min((_shown(row.published, row.quality, row.first_seen, row.seen_at) for row in rows), default=None)
