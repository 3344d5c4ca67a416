"""Turns the bytes of a feed into entries: RSS in all its versions, Atom, CDF, JSON Feed, a company's filings.

What must never happen: a date read with a guessed zone, an item that vanishes without a word, two entries of a
feed under one key, and an answer that depends on which parser happened to read the feed.

How it works. Well-formed UTF-8, which is nearly everything, goes to lxml as it is; the rest becomes text once, so
that the readers cannot disagree about letters, is mended, and read by lxml in its recovering mode. When that
finds another number of items than there are tags of items, feedparser, slow and forgiving, is asked too
(`second_opinion`), and the larger answer is taken. All readers hand over the same `RawItem`s, strings as they
stand in the feed, and one normaliser makes entries of them.

`parse_feed` does all of it here and now. A document built to make a parser slow is what `tracker.reading` is for,
which takes the same steps in a process that can be killed.

It deliberately does not: fetch anything, expand entities of a document type, or judge dates against the present.
Why not fastfeedparser: docs/decisions/0003-feed-parsing.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from pipelines import edgar
from pipelines.feeds import jsonfeed, xml
from pipelines.feeds.entries import entries_of, problem
from pipelines.feeds.lenient import read_lenient
from pipelines.feeds.plain import plain_text
from pipelines.feeds.raw import MAX_COUNT, MAX_ITEMS, RawFeed
from pipelines.feeds.text import HTML_PAGE, about_page, count_items, decoded, utf8_bytes, whole_items, without_preamble
from tracker.errors import NotAFeed
from tracker.records import ParsedFeed

__all__ = [
    "HTML_PAGE",
    "MAX_BYTES",
    "MAX_ITEMS",
    "FirstReading",
    "agreed",
    "first_reading",
    "parse_feed",
    "plain_text",
    "second_opinion",
]

MAX_BYTES: Final = 8 * 1024 * 1024
"""The largest of 200 real feeds has 2.5 MB."""
MAX_LENIENT: Final = 2_000_000
"""Characters beyond which feedparser is not asked for a second opinion: it takes two seconds for these."""
TTL_LIMITS: Final = timedelta(seconds=60), timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstReading:
    """What our own readers make of a body, and whether that settles it."""

    feed: ParsedFeed
    tags: int
    """How many tags of items there are."""
    whole: bool = True
    """Whether the document reaches its closing tag."""
    refusal: str | None = None
    """Why it is no feed, unless somebody else finds items in it; None when it is one."""
    unsure: bool = False
    """Whether a second opinion is wanted."""


def parse_feed(body: bytes, *, base_url: str = "", content_type: str | None = None) -> ParsedFeed:
    """The entries of a feed in the order of the feed, and a problem for everything that was left out or mended.

    base_url: where the bytes came from; relative links are resolved against it. content_type: the HTTP header,
    asked for the encoding only when the bytes do not tell. A problem's subject is `feed` or `item N`, counted
    from 1. Every item is an entry: empty ones and repeats too. Raises NotAFeed, in one line, when nothing can
    be read.
    """
    first = first_reading(body, base_url=base_url, content_type=content_type)
    second = second_opinion(body, base_url=base_url, content_type=content_type) if first.unsure else None
    return agreed(first, second)


def first_reading(body: bytes, *, base_url: str = "", content_type: str | None = None) -> FirstReading:
    """What our own readers find. Raises NotAFeed when nobody could find anything."""
    if len(body) > MAX_BYTES:
        raise NotAFeed(f"{len(body):,} bytes; at most {MAX_BYTES:,} are read")
    data = utf8_bytes(body, content_type)
    if data is not None and data.startswith(b"<"):
        raw = xml.read_xml(data)
        if raw is not None and (raw.root in xml.ROOTS or (raw.count and raw.root != "html")):
            return FirstReading(feed=_parsed(raw, "xml", base_url), tags=raw.count)
    text = decoded(body, content_type)
    if not text.strip():
        raise NotAFeed("empty body")
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return _json_reading(text.lstrip("\ufeff"), base_url)
    return _mended_reading(text, base_url)


def second_opinion(body: bytes, *, base_url: str = "", content_type: str | None = None) -> ParsedFeed | None:
    """What feedparser finds in a body that `first_reading` was unsure about; None when it stumbles."""
    text, _ = whole_items(without_preamble(decoded(body, content_type)))
    raw = read_lenient(text)
    return None if raw is None else _parsed(raw, "feedparser", base_url)


def agreed(first: FirstReading, second: ParsedFeed | None) -> ParsedFeed:
    """The larger answer, with what is to be said about it. Raises NotAFeed when neither found a feed."""
    better = second if second is not None and len(second.items) > len(first.feed.items) else first.feed
    if not better.items and first.refusal is not None:
        raise NotAFeed(first.refusal)
    warnings = []
    if not first.whole:
        warnings.append(f"the document ends before its closing tag; {len(better.items)} whole items were read")
    if len(better.items) < min(first.tags, MAX_ITEMS):
        warnings.append(f"{first.tags} items seem to stand in it; {len(better.items)} could be read")
    return replace(better, problems=(*(problem("feed", warning) for warning in warnings), *better.problems))


def _parsed(raw: RawFeed, reader: str, base_url: str) -> ParsedFeed:
    batch = entries_of(raw, base_url)
    return ParsedFeed(
        items=batch.items,
        problems=batch.problems,
        title=plain_text(raw.title),
        ttl=_ttl(raw.minutes),
        reader=reader,
    )


def _ttl(minutes: float | None) -> timedelta | None:
    shortest, longest = TTL_LIMITS
    if minutes is None:
        return None
    return longest if minutes >= longest / timedelta(minutes=1) else max(timedelta(minutes=minutes), shortest)


# ── what is not well-formed ─────────────────────────────────────────────────────────────────────────


def _mended_reading(text: str, base_url: str) -> FirstReading:
    document = without_preamble(text)
    text, cut = whole_items(document)
    tags = min(count_items(text), MAX_COUNT)
    raw = xml.read_mended(text)
    if cut and not (tags or (raw is not None and raw.count)):
        where = "before" if text == document else "inside"
        raise NotAFeed(_no_feed(raw, text) or f"truncated: the document ends {where} its first item")
    raw = raw or RawFeed(root="", count=0)
    return FirstReading(
        feed=_parsed(raw, "xml", base_url),
        tags=tags,
        whole=not cut,
        refusal=None if raw.count else _no_feed(raw, text),
        unsure=raw.count != tags and len(text) <= MAX_LENIENT,
    )


def _no_feed(raw: RawFeed | None, text: str) -> str | None:
    """What a document is that holds no items; None when it is a feed all the same."""
    if raw is None or not raw.root:
        return "neither RSS nor Atom: no element can be read"
    if raw.root == "html":
        return about_page(text)
    return None if raw.root in xml.ROOTS else f"neither RSS nor Atom: its root element is <{raw.root[:40]}>"


# ── JSON ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonKind:
    """A kind of JSON document that is read as a feed."""

    recognises: Callable[[Any], bool]
    read: Callable[[Any, str], ParsedFeed]
    """Takes the document and the address that relative links are resolved against."""


def _json_feed(document: Any, base_url: str) -> ParsedFeed:
    return _parsed(jsonfeed.read(document), "json", base_url)


def _filings(document: Any, base_url: str) -> ParsedFeed:
    return edgar.parse_submissions(document)


JSON_KINDS: Final = (
    JsonKind(recognises=jsonfeed.is_feed, read=_json_feed),
    JsonKind(recognises=edgar.is_submissions, read=_filings),
)
"""Asked in this order; a new kind of document is a new line here."""


def _json_reading(text: str, base_url: str) -> FirstReading:
    document = jsonfeed.load(text)
    for kind in JSON_KINDS:
        if kind.recognises(document):
            feed = kind.read(document, base_url)
            return FirstReading(feed=feed, tags=len(feed.items))
    raise NotAFeed("JSON, but no JSON Feed and no list of filings: it has no items")
