"""Entries of a feed become articles: canonical address, content hash, trust in the date.

What it does not do: tell which article an entry is (`pipelines.identity` has given it its key by then), or decide
whether it is new or a new version; that is the store's, which holds the earlier ones.
"""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import UTC, datetime, timedelta

from pipelines.urls import canonical_url
from tracker.records import Article, Basis, DateQuality, Entry, Precision, stable_id

FIRST_FEEDS = datetime(1995, 1, 1, tzinfo=UTC)
"""No feed is older. A date before it is the zero of some program's clock (1970, or the year 1) where it had none."""
CLOCK_TOLERANCE = timedelta(minutes=5)
"""A server's clock may be this far ahead before its dates are called future ones (0.01 % of real items are)."""


def to_article(
    entry: Entry,
    *,
    feed: str,
    body_hash: str,
    now: datetime,
    backfilled: bool,
    zone_offset: timedelta | None = None,
) -> Article:
    """The article an entry is, as seen at `now`. `version` is 1; the store counts on from there.

    zone_offset: by how much the feed's dates are known to run ahead or behind; None: they do not.
    """
    published = entry.published or entry.updated
    basis = Basis.PUBLISHED if entry.published or not entry.updated else Basis.UPDATED
    return Article(
        id=stable_id("a", feed, entry.key),
        feed=feed,
        key=entry.key,
        url=entry.link,
        canonical_url=canonical_url(entry.link) if entry.link else "",
        title=entry.title,
        summary=entry.summary,
        published=published,
        raw_date=entry.raw_date,
        precision=entry.precision,
        quality=_quality(entry, published, now, zone_offset),
        basis=basis,
        first_seen=now,
        version=1,
        version_seen_at=now,
        content_hash=content_hash(entry.title, entry.summary),
        body_hash=body_hash,
        backfilled=backfilled,
    )


def _quality(entry: Entry, published: datetime | None, now: datetime, zone_offset: timedelta | None) -> DateQuality:
    """How far the date can be trusted, now that we know the present and the feed's habits.

    A feed that is known to state another zone than it means has stated none. The date is not shifted: what was learned
    may be a publisher's slowness, and summer time moves it. A day alone stays what it is, since its precision says
    already that hours are unknown.
    """
    stated, quality = stated_date(entry)
    if published is None or stated is None or quality is not DateQuality.OK:
        return quality
    if published > now + CLOCK_TOLERANCE:
        return DateQuality.FUTURE
    return DateQuality.ASSUMED_ZONE if zone_offset and entry.precision is not Precision.DAY else DateQuality.OK


def stated_date(entry: Entry) -> tuple[datetime | None, DateQuality]:
    """The date of an entry that a reader may be shown, as the feed alone tells it; None when there is none to believe.

    As the collector has it: the date it was updated, where the feed states no other.
    """
    date = entry.published or entry.updated
    if date is None or entry.quality in {DateQuality.MISSING, DateQuality.UNREADABLE}:
        return None, entry.quality
    return (None, DateQuality.UNREADABLE) if date < FIRST_FEEDS else (date, entry.quality)


def content_hash(title: str, summary: str) -> str:
    """Equal for texts that differ in case, width, ligatures or spacing only.

    >>> content_hash("Meta  sells", "") == content_hash("META sells", "")
    True
    """
    text = unicodedata.normalize("NFKC", f"{title}\n{summary}").casefold()
    return hashlib.blake2b(" ".join(text.split()).encode(), digest_size=16).hexdigest()
