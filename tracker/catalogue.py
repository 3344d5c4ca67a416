"""The feeds of the trade that are known, and what a feed that is not among them is called.

`catalogue.toml` beside this file lists them with what is on record about each: what its publisher allows, when it was
last seen working, why it is off. It is part of the program and not of anybody's settings: `newsimpact feeds add` copies
a feed from it into a config.toml, and nothing is asked because it stands here. A mistake in it is a bug, so it is not
told in a user's words; the tests hold it.

Deliberately not here: whether a feed answers (`newsimpact feeds check`) and changing the settings (`config_edit`).
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Collection, Container
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from tracker.config import FLOOR_MINUTES, FeedKind, FeedSettings, Many, Section, Symbol, Text, is_sec, same_address

USUAL_KIND: FeedKind = "trade_press"
"""Of a feed about which nobody says more: its items count as news, and their pages are not read unasked."""
LONGEST_ID = 40
LONGEST_WORD = 20
"""Of an address that goes into an id: what is longer is a token, which may be a secret."""


class CatalogueFeed(Section):
    """One table of the catalogue."""

    id: Text
    title: Text
    url: Text
    kind: FeedKind
    user_agent: str
    """Empty: the contact of [edgar], for servers of the SEC."""
    min_interval_minutes: int = Field(ge=FLOOR_MINUTES)
    full_text: bool | None = None
    """Whether the pages of its relevant items are read; None: as is usual for its kind."""
    terms: Text
    """What the publisher allows, in a sentence."""
    last_seen_working: str
    """A day or a month; empty when none is on record."""
    default: bool
    """Whether the shipped config.toml has it."""
    why_off: str = ""
    """Why the shipped config.toml does not have it."""
    tickers: Many[Symbol]
    """The companies it is about; empty for a feed about many."""
    note: str = ""
    """What its reader should know."""

    @model_validator(mode="after")
    def _can_be_copied(self) -> CatalogueFeed:
        self.to_settings()
        return self

    def to_settings(self) -> FeedSettings:
        """The feed as the settings have it, switched on."""
        return FeedSettings.model_validate(self.to_table())

    def to_table(self) -> dict[str, Any]:
        """The keys and values of its [[feed]] table, in the order they are written."""
        table: dict[str, Any] = {"id": self.id, "title": self.title, "url": self.url, "kind": self.kind}
        if self.user_agent:
            table["user_agent"] = self.user_agent
        table["min_interval_minutes"] = self.min_interval_minutes
        if self.full_text is not None:
            table["full_text"] = self.full_text
        return {**table, "terms": self.terms, "last_seen_working": self.last_seen_working}


class _Catalogue(Section):
    feed: Many[CatalogueFeed]


@cache
def load_catalogue() -> tuple[CatalogueFeed, ...]:
    """Every feed of the catalogue, in its order."""
    text = files("tracker").joinpath("catalogue.toml").read_text("utf-8")
    return _Catalogue.model_validate(tomllib.loads(text)).feed


@cache
def _by_id() -> dict[str, CatalogueFeed]:
    return {feed.id: feed for feed in load_catalogue()}


@cache
def _by_address() -> dict[str, CatalogueFeed]:
    return {same_address(feed.url): feed for feed in load_catalogue()}


def known_feed(name: str) -> CatalogueFeed | None:
    """The feed of the catalogue with this id; None when there is none."""
    return _by_id().get(name)


def known_address(url: str) -> CatalogueFeed | None:
    """The feed of the catalogue at this address; None when there is none."""
    return _by_address().get(same_address(url))


def table_for(
    url: str,
    *,
    taken: Container[str],
    id: str = "",
    title: str = "",
    kind: str = "",
) -> dict[str, Any]:
    """The [[feed]] table of an address: what is given, else what the catalogue knows, else what the address tells.

    taken: ids that are in use; those of the catalogue count as taken too, since they mean other feeds. A given id is
    kept as it is.
    """
    known = known_address(url)
    usual: dict[str, Any] = {"kind": "regulator" if is_sec(url) else USUAL_KIND, "title": address_title(url)}
    if known is not None:
        usual = known.to_table()
    free = known is not None and known.id not in taken
    unused = usual["id"] if free else feed_id(url, (taken, _by_id()))
    first = {"id": id or unused, "title": title or usual["title"], "url": url, "kind": kind or usual["kind"]}
    return {**first, **{key: value for key, value in usual.items() if key not in first}}


# ── what an address is called ───────────────────────────────────────────────────────────────────────

_SAYS_NOTHING = frozenset("www feed feeds rss rss2 atom xml json index html htm php aspx com org net co".split())


def feed_id(url: str, taken: Collection[Container[str]] = ()) -> str:
    """An id for the feed at an address: its host and path without the words that stand in every such address.

    The same address gives the same id on every machine. Where one of the collections in `taken` holds it, a short hash
    of the address is added: a number would depend on which feed came first.

    >>> feed_id("https://www.theregister.com/headlines.atom"), feed_id("https://blog.google/rss/")
    ('theregister-headlines', 'blog-google')
    """
    parts = urlsplit(url)
    found = re.findall(r"[a-z0-9]+", f"{parts.hostname or ''}/{parts.path}".lower())
    words = [word for word in found if word not in _SAYS_NOTHING and len(word) <= LONGEST_WORD] or ["feed"]
    name = _cut("-".join(words), LONGEST_ID)
    if not any(name in ids for ids in taken):
        return name
    digest = hashlib.blake2b(same_address(url).encode("utf-8", "replace"), digest_size=8).hexdigest()
    short, long = (f"{_cut(name, LONGEST_ID - 7)}-{digest[:digits]}" for digits in (6, 16))
    return long if any(short in ids for ids in taken) else short


def _cut(name: str, limit: int) -> str:
    """At most so many characters, cut between words; no word is as long as that."""
    return name if len(name) <= limit else name[: limit + 1].rpartition("-")[0]


def address_title(url: str) -> str:
    """What a feed is called until somebody gives it a name: host and path, never a password or key.

    >>> address_title("https://me:secret@www.example.com/feed/?key=1")
    'example.com/feed'
    """
    parts = urlsplit(url)
    return f"{parts.hostname or ''}{parts.path}".removeprefix("www.").rstrip("/") or "feed"
