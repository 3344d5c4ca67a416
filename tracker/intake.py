"""From the entries of a feed's body to articles: what is left out, which are known, how far their dates go.

Pure functions decide (`pipelines.identity`, `pipelines.habits`, `pipelines.articles`); here they meet the feed's stored
articles. Everything is meant to run inside the transaction that keeps the body, so that an article never stands without
its names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from pipelines.articles import to_article
from pipelines.habits import MIN_SPAN, whole_days, zone_offset
from pipelines.identity import identify, wanted, worth_keeping
from storage import articles
from tracker.records import Article, ArticleName, Entry, FeedState, KeyPolicy, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a body comes to: `len(entries) == len(articles) + sum(dropped.values())`."""

    articles: tuple[Article, ...]
    """Known and new, in the order of the feed."""
    names: tuple[ArticleName, ...]
    """What they are called here for the first time."""
    policy: KeyPolicy
    """What the feed's entries are told apart by from now on."""
    dropped: Mapping[str, int]
    """Entries left out, by reason: empty, repeated."""
    problems: tuple[Problem, ...]
    """One for each entry left out, and one when the policy changed."""


def articles_of(
    connection: Connection, state: FeedState, entries: Sequence[Entry], now: datetime, *, body_hash: str
) -> Intake:
    """The articles that the entries of a body are, as seen at `now`. Reads the feed's articles, writes nothing.

    state: of the feed, with what was learned of its ids and dates so far.
    """
    feed, policy = state.feed, KeyPolicy(state.key_policy)
    backfilled = state.first_polled_at is None
    zone_offset = _offset(state)
    kept, dropped, problems = worth_keeping(entries)
    want = wanted(kept)
    held = articles.held_for(connection, feed, want.keys, want.guids, want.links)
    found = identify(whole_days(kept), held, policy)
    made = tuple(
        to_article(entry, feed=feed, body_hash=body_hash, now=now, backfilled=backfilled, zone_offset=zone_offset)
        for entry in found.entries
    )
    return Intake(
        articles=made,
        names=found.names,
        policy=found.policy,
        dropped=dropped,
        problems=(*problems, *found.problems),
    )


def keep(connection: Connection, feed: str, intake: Intake, now: datetime) -> tuple[int, int]:
    """Store the articles and what they are called; returns (new, changed)."""
    counts = articles.save_articles(connection, intake.articles)
    articles.save_names(connection, feed, intake.names, now)
    return counts


def learned_zone(connection: Connection, state: FeedState) -> int | None:
    """Minutes by which the feed's dates run ahead or behind, after what has come by now; see `habits.zone_offset`."""
    offset = zone_offset(articles.sightings(connection, state.feed, apart=MIN_SPAN), _offset(state))
    return None if offset is None else round(offset / timedelta(minutes=1))


def _offset(state: FeedState) -> timedelta | None:
    return None if state.zone_offset_minutes is None else timedelta(minutes=state.zone_offset_minutes)
