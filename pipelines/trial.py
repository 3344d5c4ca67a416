"""What a feed would give if it were followed: one answer, read as the collector would read it, and judged.

For `feeds check` and `feeds add`. Faults are what keep a feed from giving anything: no answer, an answer that is no
feed, a feed without items. Everything else that its reader should know is a remark and costs the feed nothing: dates
that cannot be trusted, ids that repeat, a new address, a newest item so old that the feed may stand still.

It deliberately does not fetch, and does not judge what the items say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from pipelines.articles import CLOCK_TOLERANCE, stated_date
from pipelines.escape import one_line
from pipelines.identity import worth_keeping
from pipelines.urls import canonical_url
from pipelines.wording import utc_text
from tracker.errors import HostileInput, NotAFeed
from tracker.ports import FeedReader
from tracker.records import DateQuality, Entry, Fetched, FetchOutcome

STANDS_STILL = timedelta(days=120)
"""Longer than a quarter: a company that publishes its results has said something since."""
PAGE_BYTES = 200_000
"""Of a page that came instead of a feed, as much as is read for the feeds it names: heads are shorter."""
REMARKS_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTrial:
    """What came of asking a feed once."""

    feed: str
    url: str
    final_url: str
    """Where the answer came from, behind all redirects."""
    moved_to: str | None = None
    """Where permanent redirects have led; None when there were none."""
    status: int | None
    fault: str | None = None
    """Why it would give nothing; None when it would give something."""
    items: int = 0
    """Articles that would be stored."""
    newest: datetime | None = None
    """Of those that do not lie ahead, if there are any."""
    oldest: datetime | None = None
    dates_assumed_zone: int = 0
    """Items whose date has no zone that is known, read as UTC."""
    dates_missing: int = 0
    dates_unreadable: int = 0
    dates_future: int = 0
    keys_repeated: int = 0
    """Items that share their id with another one; they are told apart by their links or texts."""
    bytes: int = 0
    content_type: str | None = None
    etag: bool = False
    """Whether the server sends one: with it, or with the next, an unchanged feed costs nearly nothing to ask."""
    last_modified: bool = False
    problems: tuple[str, ...] = ()
    """What was left out or mended."""
    feeds_named: tuple[str, ...] = ()
    """The addresses of feeds that a page names, when a page came instead of a feed."""


def judge_answer(answer: Fetched, now: datetime, reader: FeedReader) -> FeedTrial:
    """What an answer is worth. `now` only tells which dates lie ahead and which feed stands still."""
    if answer.outcome is not FetchOutcome.OK:
        return _trial(answer, fault=answer.reason or "gave no answer")
    try:
        parsed = reader.read(answer.body, base_url=answer.final_url, content_type=answer.content_type)
    except NotAFeed as error:
        named = named_feeds(answer.body, answer.final_url)
        return _trial(answer, fault=str(error), feeds_named=named)
    except HostileInput as error:
        return _trial(answer, fault=str(error))
    kept, _, left_out = worth_keeping(parsed.items)
    problems = tuple(f"{problem.subject}: {problem.reason}" for problem in (*parsed.problems, *left_out))
    if not kept:
        return _trial(answer, fault="a feed without any items", problems=problems)
    return _trial(answer, problems=problems, **_counts(kept, now))


def _trial(answer: Fetched, **found: Any) -> FeedTrial:
    return FeedTrial(
        feed=answer.feed,
        url=answer.url,
        final_url=answer.final_url,
        moved_to=answer.moved_to,
        status=answer.status,
        bytes=len(answer.body),
        content_type=answer.content_type,
        etag=answer.etag is not None,
        last_modified=answer.last_modified is not None,
        **found,
    )


def _counts(entries: Iterable[Entry], now: datetime) -> dict[str, Any]:
    entries = list(entries)
    told = [stated_date(entry) for entry in entries]
    dates = [date for date, _ in told if date is not None]
    past = [date for date in dates if date <= now + CLOCK_TOLERANCE]
    qualities = Counter(quality for _, quality in told)
    ids = Counter(_own_id(entry) for entry in entries)
    return {
        "items": len(entries),
        "newest": max(past or dates, default=None),
        "oldest": min(dates, default=None),
        "dates_assumed_zone": qualities[DateQuality.ASSUMED_ZONE],
        "dates_missing": qualities[DateQuality.MISSING],
        "dates_unreadable": qualities[DateQuality.UNREADABLE],
        "dates_future": len(dates) - len(past),
        "keys_repeated": sum(count for count in ids.values() if count > 1),
    }


def _own_id(entry: Entry) -> str:
    """What the feed calls an item: its key without what was added to tell it apart from others."""
    return entry.guid or re.sub(r"#[0-9a-f]{24}\Z", "", entry.key)


def named_feeds(page: bytes, base_url: str) -> tuple[str, ...]:
    """The feeds that a web page names in its head, as whole addresses, in its order.

    >>> named_feeds(b'<link rel="alternate" type="application/rss+xml" href="/rss">', "http://a.example/blog/")
    ('http://a.example/rss',)
    """
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(page[:PAGE_BYTES], "lxml")
    kinds = re.compile(r"application/(?:rss\+xml|atom\+xml|feed\+json)", re.I)
    links = (_joined(base_url, str(link["href"])) for link in soup.find_all("link", type=kinds, href=True))
    return tuple(dict.fromkeys(link for link in links if link))


def _joined(base_url: str, href: str) -> str:
    """The whole address; "" for what is none of the web."""
    try:
        whole = urljoin(base_url, href.strip())
        usable = urlsplit(whole).scheme in {"http", "https"} and urlsplit(whole).hostname
    except ValueError:
        return ""
    return whole if usable and not re.search(r"[\s\x00-\x1f]", whole) else ""


# ── as text ─────────────────────────────────────────────────────────────────────────────────────────


def trial_json(trial: FeedTrial) -> dict[str, Any]:
    """The trial as plain values; times ISO 8601 in UTC."""
    values = {name: getattr(trial, name) for name in FeedTrial.__slots__}
    stamps = {name: utc_text(values[name]) if values[name] else None for name in ("newest", "oldest")}
    return {**values, **stamps, "problems": list(trial.problems), "feeds_named": list(trial.feeds_named)}


def trial_line(trial: FeedTrial) -> str:
    """What a good feed gives, in one line without its name.

    What can be said in a word stands here; what needs a sentence is a remark.
    """
    words = [f"{trial.items} item{'s' * (trial.items != 1)}"]
    if trial.newest and trial.oldest:
        words += [f"newest {trial.newest:%Y-%m-%d %H:%M}Z", f"oldest {trial.oldest:%Y-%m-%d}"]
    words.append(f"{trial.bytes:,} bytes")
    validators = [name for name, sent in (("ETag", trial.etag), ("Last-Modified", trial.last_modified)) if sent]
    words.append(" and ".join(validators) or "no ETag and no Last-Modified")
    return ", ".join(words)


def trial_remarks(trial: FeedTrial, now: datetime) -> Iterator[str]:
    """What else its reader should know, a line each."""
    if trial.moved_to:
        yield f"has moved for good to {trial.moved_to}; put that address into the settings"
    elif _elsewhere(trial.url, trial.final_url):
        yield f"the answer comes from {trial.final_url}"
    if trial.newest and now - trial.newest > STANDS_STILL:
        yield f"its newest item is {(now - trial.newest).days} days old: it may stand still"
    dates = {
        "without a known zone": trial.dates_assumed_zone,
        "missing": trial.dates_missing,
        "unreadable": trial.dates_unreadable,
        "in the future": trial.dates_future,
    }
    wrong = [f"{count} {what}" for what, count in dates.items() if count]
    if wrong:
        yield f"dates: {', '.join(wrong)}"
    if trial.keys_repeated:
        yield f"{trial.keys_repeated} items share their id with another; told apart by their links or texts"
    yield from (one_line(problem, 200) for problem in trial.problems[:REMARKS_SHOWN])
    if len(trial.problems) > REMARKS_SHOWN:
        yield f"and {len(trial.problems) - REMARKS_SHOWN} more problems; --json has them all"


def _elsewhere(url: str, final_url: str) -> bool:
    """Whether a redirect led to another page; another spelling of the same address is none."""
    same = canonical_url(url) == canonical_url(final_url)
    return not same or urlsplit(url).scheme != urlsplit(final_url).scheme
