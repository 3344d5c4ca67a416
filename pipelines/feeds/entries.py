"""Raw items become entries: clean text, absolute links, dates, and a key for each that is its own.

What must never happen: an item that vanishes without a word, and two entries of a feed under one key. Every item
is kept, also one that says nothing (`Entry.is_empty`) and one that repeats another; the caller knows what it
needs them for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from urllib.parse import urljoin, urlsplit

from pipelines.dates import ParsedDate, parse_date
from pipelines.feeds.plain import MAX_MARKUP, one_line, plain_text
from pipelines.feeds.raw import MAX_COUNT, RawFeed, RawItem, digest
from pipelines.urls import canonical_url
from tracker.records import Batch, Entry, Problem

MAX_KEY: Final = 500
"""Characters; of a longer id the hash is the key."""
MAX_LINK: Final = 8_000
"""Characters; no server takes more."""
MAX_HOST: Final = 300
"""Characters of host, port and user name; a host has at most 253. To write a long one in ASCII takes its time."""
_RAW_DATE = 200


def problem(subject: str, reason: str) -> Problem:
    return Problem(stage="parse", subject=subject, reason=reason)


def entries_of(feed: RawFeed, base_url: str = "") -> Batch[Entry]:
    """One entry per raw item, in order, each under a key of its own, and what is to be said about them."""
    entries = [_entry(item, base_url) for item in feed.items]
    problems: list[Problem] = []
    if feed.count > len(feed.items):
        count = f"{feed.count:,} items or more" if feed.count >= MAX_COUNT else f"{feed.count} items"
        problems.append(problem("feed", f"{count}; those after the first {len(feed.items)} were left out"))
    problems += [
        problem(f"item {number}", f"only the first {MAX_MARKUP:,} characters were read")
        for number, item in enumerate(feed.items, 1)
        if max(len(item.title), len(item.summary)) > MAX_MARKUP
    ]
    return Batch(items=_told_apart(entries), problems=tuple(problems))


def _entry(item: RawItem, base_url: str) -> Entry:
    title, summary = plain_text(item.title), plain_text(item.summary)
    link = _absolute(item.link, base_url)
    published, updated = parse_date(item.published), parse_date(item.updated)
    date, raw = _decisive((published, item.published), (updated, item.updated))
    guid = _one_word(item.id)
    key = guid if guid and not _ACTIVE.search(guid) else canonical_url(link)
    return Entry(
        key=key or _hash_of(item, title or summary, raw),
        guid=guid,
        title=title,
        link=link,
        summary=summary,
        published=published.instant,
        updated=updated.instant,
        raw_date=one_line(raw[:_RAW_DATE]) or None,
        precision=date.precision,
        quality=date.quality,
    )


_ACTIVE = re.compile(r"javascript:|vbscript:|<\s*script", re.I)


def _hash_of(item: RawItem, words: str, raw_date: str) -> str:
    """Of what a person reads in it; where that is nothing, of whatever stands there."""
    return digest(words or item.rest or "\x1f".join((item.id, item.title, item.link, item.summary)), raw_date)


def _decisive(*dates: tuple[ParsedDate, str]) -> tuple[ParsedDate, str]:
    """The date whose precision and quality count: the first usable one, else the first stated one."""
    for date in dates:
        if date[0].instant:
            return date
    return next((date for date in dates if date[1]), (dates[0][0], ""))


def _one_word(identity: str) -> str:
    """An id with its white space collapsed and nothing in it that cannot be seen or stored."""
    word = one_line(identity)
    return word if len(word) <= MAX_KEY else digest(word)


_BREAKS = re.compile(r"[\t\r\n]\s*")


_ADDRESS = re.compile(r"https?://[\w.:-]{1,300}(?:[/?#]|\Z)")


def _absolute(link: str, base_url: str) -> str:
    """The link as one word, resolved. Only web addresses: what a reader clicks on must not be a script."""
    address = one_line(_BREAKS.sub("", link.strip())).replace(" ", "%20")
    if not 0 < len(address) <= MAX_LINK:
        return ""
    if _ADDRESS.match(address):
        return address
    try:
        resolved = urljoin(base_url, address)
        parts = urlsplit(resolved)
    except ValueError:
        return ""
    return resolved if parts.scheme in ("http", "https", "") and len(parts.netloc) <= MAX_HOST else ""


# ── keys of their own ───────────────────────────────────────────────────────────────────────────────


def _told_apart(entries: list[Entry]) -> tuple[Entry, ...]:
    """Entries that share a key get something of their own added to it; word-for-word repeats are numbered.

    All that differ do, not only the later ones: feeds are windows, and a key must not change when the entry
    above it drops out.
    """
    distinct = dict.fromkeys(entries)
    if len({entry.key for entry in entries}) == len(entries):
        return tuple(entries)
    sharing = {key: count for key, count in Counter(entry.key for entry in distinct).items() if count > 1}
    links = Counter((entry.key, canonical_url(entry.link)) for entry in distinct if entry.key in sharing)

    def own(entry: Entry) -> str:
        link = canonical_url(entry.link)
        if link and links[entry.key, link] == 1:
            return digest(link)
        return digest(entry.link, entry.title, entry.raw_date or "", entry.summary)

    keyed = [replace(entry, key=f"{entry.key}#{own(entry)}") if entry.key in sharing else entry for entry in entries]
    return _numbered(keyed)


def _numbered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The second entry under a key becomes `key#2`, and so on; skipping what is some entry's key already."""
    entries = tuple(entries)
    taken = {entry.key for entry in entries}
    seen: Counter[str] = Counter()
    numbered = []
    for entry in entries:
        seen[entry.key] += 1
        key = entry.key
        if seen[entry.key] > 1:
            while key in taken:
                key = f"{entry.key}#{seen[entry.key]}"
                seen[entry.key] += key in taken
            taken.add(key)
        numbered.append(entry if key == entry.key else replace(entry, key=key))
    return tuple(numbered)
