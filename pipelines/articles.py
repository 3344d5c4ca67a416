"""Entries of a feed become articles: identity, canonical address, content hash, trust in the date.

What it does not do: decide whether an article is new or a new version; that is the store's, which holds the
earlier ones.
"""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import datetime, timedelta

from pipelines.urls import canonical_url
from tracker.records import Article, Basis, DateQuality, Entry, stable_id

CLOCK_TOLERANCE = timedelta(minutes=5)
"""A server's clock may be this far ahead before its dates are called future ones (0.01 % of real items are)."""


def to_article(entry: Entry, *, feed: str, body_hash: str, now: datetime, backfilled: bool) -> Article:
    """The article an entry is, as seen at `now`. `version` is 1; the store counts on from there."""
    published = entry.published or entry.updated
    basis = Basis.PUBLISHED if entry.published or not entry.updated else Basis.UPDATED
    quality = entry.quality
    if published is not None and quality is DateQuality.OK and published > now + CLOCK_TOLERANCE:
        quality = DateQuality.FUTURE
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
        quality=quality,
        basis=basis,
        first_seen=now,
        version=1,
        version_seen_at=now,
        content_hash=content_hash(entry.title, entry.summary),
        body_hash=body_hash,
        backfilled=backfilled,
    )


def content_hash(title: str, summary: str) -> str:
    """Equal for texts that differ in case, width, ligatures or spacing only.

    >>> content_hash("Meta  sells", "") == content_hash("META sells", "")
    True
    """
    text = unicodedata.normalize("NFKC", f"{title}\n{summary}").casefold()
    return hashlib.blake2b(" ".join(text.split()).encode(), digest_size=16).hexdigest()
