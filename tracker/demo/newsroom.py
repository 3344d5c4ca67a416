"""The invented outlets of the demo: reads the bundled newsroom and writes each feed as it stood at an instant.

`newsroom.toml` holds feeds and items; here they become records, and records become RSS 2.0 or Atom bytes. The same
feed at the same instant is always the same bytes, so that a server's validators (ETag) can rest on them.

It does not serve anything (see `tracker/demo/servers.py`) and it does not play the broken or the dead feed: a feed is
always written whole here, what goes wrong with it on the way is the server's part.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracker.errors import InputError, NaiveTime
from tracker.records import aware

FORMATS = ("rss", "atom")
BEHAVIOURS = ("ok", "broken", "dead")

NEWEST = 40
"""Items a feed shows at most; real outlets keep 10 to 50."""

FOUNDED = datetime(2025, 10, 1, tzinfo=UTC)
"""When the outlets opened: the time of change of a feed that shows no item yet."""

ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsFeed:
    """One outlet's feed."""

    id: str
    title: str
    format: str
    """rss or atom"""
    behaviour: str
    """ok, broken (breaks off within its first item) or dead (answers 503)"""
    zone: str = "UTC"
    """Name of the zone its dates are written in."""

    @property
    def site(self) -> str:
        return f"http://{self.id}.example/"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """One article of one outlet."""

    feed: str
    id: str
    """The guid; a permanent link when it is a URL."""
    published: datetime
    title: str
    summary: str
    link: str
    updated: datetime | None = None
    """When the summary was rewritten; None when it never was."""
    updated_summary: str | None = None
    """What the summary says from `updated` on."""

    def changed(self, now: datetime) -> datetime:
        """The item's last change that had happened at `now`."""
        return self.updated if self.updated and self.updated <= now else self.published

    def summary_at(self, now: datetime) -> str:
        rewritten = self.updated_summary and self.updated and self.updated <= now
        return self.updated_summary if rewritten and self.updated_summary else self.summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """All feeds and all items, each in the order of the file."""

    feeds: tuple[NewsFeed, ...]
    items: tuple[NewsItem, ...]

    def feed(self, feed_id: str) -> NewsFeed:
        """Raises KeyError when there is no such feed."""
        for feed in self.feeds:
            if feed.id == feed_id:
                return feed
        raise KeyError(feed_id)


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────


def load_newsroom(path: Path | None = None) -> Newsroom:
    """The newsroom in a TOML file; the bundled one when no path is given.

    Raises InputError with every mistake of the file, one per line.
    """
    name = str(path) if path else "newsroom.toml"
    source = path or files("tracker.demo").joinpath("newsroom.toml")
    try:
        table = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{name}: cannot be read as TOML: {error}") from error
    feeds = table.get("feeds", [])
    items = table.get("items", [])
    mistakes = [
        *_feed_mistakes(feeds),
        *_item_mistakes(items, {feed.get("id") for feed in feeds}),
    ]
    if mistakes:
        raise InputError("\n".join(f"{name}: {mistake}" for mistake in mistakes))
    return Newsroom(feeds=tuple(NewsFeed(**feed) for feed in feeds), items=tuple(_item(item) for item in items))


def _feed_mistakes(feeds: Sequence[Mapping[str, Any]]) -> list[str]:
    mistakes = []
    for number, feed in enumerate(feeds, start=1):
        where = f"feeds[{number}]"
        mistakes += _key_mistakes(where, feed, required=("id", "title", "format", "behaviour"), optional=("zone",))
        mistakes += _choice_mistakes(where, feed, "format", FORMATS)
        mistakes += _choice_mistakes(where, feed, "behaviour", BEHAVIOURS)
        if not _is_zone(feed.get("zone", "UTC")):
            mistakes.append(f"{where}.zone: {feed['zone']!r} is no time zone; use a name such as America/New_York")
    return mistakes + _repeated("feeds", [feed.get("id") for feed in feeds])


def _item_mistakes(items: Sequence[Mapping[str, Any]], feeds: set[Any]) -> list[str]:
    mistakes = []
    for number, item in enumerate(items, start=1):
        where = f"items[{number}]"
        required = ("feed", "id", "published", "title", "summary", "link")
        mistakes += _key_mistakes(where, item, required=required, optional=("updated", "updated_summary"))
        mistakes += _choice_mistakes(where, item, "feed", sorted(filter(None, feeds)))
        mistakes += _time_mistakes(where, item)
        if ("updated" in item) != ("updated_summary" in item):
            mistakes.append(f"{where}: updated and updated_summary go together; give both or neither")
    return mistakes + _repeated("items", [(item.get("feed"), item.get("id")) for item in items])


def _key_mistakes(
    where: str, table: Mapping[str, Any], *, required: Sequence[str], optional: Sequence[str]
) -> list[str]:
    missing = [f"{where}.{key}: missing" for key in required if key not in table]
    unknown = [f"{where}.{key}: unknown key" for key in table if key not in {*required, *optional}]
    return missing + unknown


def _choice_mistakes(where: str, table: Mapping[str, Any], key: str, choices: Sequence[str]) -> list[str]:
    value = table.get(key)
    known = value is None or value in choices
    return [] if known else [f"{where}.{key}: {value!r} is not one of {', '.join(choices)}"]


def _time_mistakes(where: str, item: Mapping[str, Any]) -> list[str]:
    mistakes = []
    for key in ("published", "updated"):
        value = item.get(key)
        if value is None:
            continue
        try:
            aware(value, key)
        except (NaiveTime, AttributeError):
            mistakes.append(f"{where}.{key}: {value} has no time zone; write it as 2026-07-01T12:05:00Z")
    return mistakes


def _is_zone(name: object) -> bool:
    try:
        ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def _repeated(where: str, keys: Sequence[object]) -> list[str]:
    twice = {key for key in keys if keys.count(key) > 1}
    return [f"{where}: id {key!r} is used more than once" for key in sorted(twice, key=str)]


def _item(table: Mapping[str, Any]) -> NewsItem:
    updated = table.get("updated")
    times = {
        "published": aware(table["published"], "published"),
        "updated": aware(updated, "updated") if updated else None,
    }
    return NewsItem(**{**table, **times})


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────


def visible_items(feed: NewsFeed, items: Iterable[NewsItem], now: datetime) -> list[NewsItem]:
    """What the feed shows at `now`: its own items published by then, newest first, at most `NEWEST`."""
    shown = [item for item in items if item.feed == feed.id and item.published <= now]
    return sorted(shown, key=lambda item: (item.published, item.id), reverse=True)[:NEWEST]


def last_change(feed: NewsFeed, items: Iterable[NewsItem], now: datetime) -> datetime:
    """When the feed last changed before or at `now`."""
    return max((item.changed(now) for item in visible_items(feed, items, now)), default=FOUNDED)


def render_feed(feed: NewsFeed, items: Iterable[NewsItem], now: datetime) -> bytes:
    """The feed as it stood at `now`, as UTF-8 XML."""
    shown = visible_items(feed, items, now)
    root = _rss(feed, shown, now) if feed.format == "rss" else _atom(feed, shown, now)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _rss(feed: NewsFeed, shown: Sequence[NewsItem], now: datetime) -> ElementTree.Element:
    zone = ZoneInfo(feed.zone)
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.site)
    _add(channel, "description", "Written for a demonstration; nothing in it is news.")
    _add(channel, "lastBuildDate", format_datetime(last_change(feed, shown, now).astimezone(zone)))
    for item in shown:
        node = ElementTree.SubElement(channel, "item")
        _add(node, "title", item.title)
        _add(node, "link", item.link)
        # A description is HTML by convention, so a bare ampersand would be a fault; titles are plain text.
        _add(node, "description", escape(item.summary_at(now), quote=False))
        _add(node, "pubDate", format_datetime(item.published.astimezone(zone)))
        _add(node, "guid", item.id, isPermaLink="true" if item.id.startswith("http://") else "false")
    return root


def _atom(feed: NewsFeed, shown: Sequence[NewsItem], now: datetime) -> ElementTree.Element:
    # The namespace is set as a plain attribute: ElementTree would otherwise prefix every name with ns0.
    root = ElementTree.Element("feed", xmlns=ATOM)
    _add(root, "id", f"tag:{feed.id}.example,{FOUNDED.year}:feed")
    _add(root, "title", feed.title)
    _add(root, "updated", _rfc3339(last_change(feed, shown, now), feed.zone))
    _add(root, "link", None, rel="alternate", href=feed.site)
    _add(ElementTree.SubElement(root, "author"), "name", feed.title)
    for item in shown:
        node = ElementTree.SubElement(root, "entry")
        _add(node, "id", item.id)
        _add(node, "title", item.title)
        _add(node, "link", None, rel="alternate", href=item.link)
        _add(node, "published", _rfc3339(item.published, feed.zone))
        _add(node, "updated", _rfc3339(item.changed(now), feed.zone))
        _add(node, "summary", item.summary_at(now))
    return root


def _add(parent: ElementTree.Element, name: str, text: str | None, **attributes: str) -> None:
    ElementTree.SubElement(parent, name, attributes).text = text


def _rfc3339(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds").replace("+00:00", "Z")
