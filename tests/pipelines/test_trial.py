"""What one answer of a feed says about following it: counts by hand, faults, and remarks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipelines.trial import FeedTrial, judge_answer, named_feeds, trial_json, trial_line, trial_remarks
from tracker.errors import HostileInput
from tracker.reading import DirectReader
from tracker.records import Fetched, FetchOutcome, ParsedFeed

NOW = datetime(2026, 7, 2, 12, tzinfo=UTC)
DATED = [
    ("a", "g1", "Wed, 01 Jul 2026 08:05:00 -0400"),
    ("b", "g2", "Tue, 30 Jun 2026 10:00:00 GMT"),
    ("c", "same", "1 Jul 2026 08:05:00"),
    ("d", "same", ""),
    ("e", "g5", "soon"),
    ("f", "g6", "Wed, 01 Jul 2099 08:05:00 GMT"),
]


def rss(items: list[tuple[str, str, str]], more: str = "") -> bytes:
    written = "".join(
        f"<item><title>{title}</title><guid isPermaLink='false'>{guid}</guid><link>http://w.example/{title}</link>"
        + (f"<pubDate>{date}</pubDate>" if date else "")
        + "</item>"
        for title, guid, date in items
    )
    return f'<rss version="2.0"><channel><title>Wire</title>{written}{more}</channel></rss>'.encode()


def answer(body: bytes = b"", **changes: object) -> Fetched:
    found = Fetched(
        feed="wire",
        url="http://w.example/rss",
        final_url="http://w.example/rss",
        at=NOW,
        outcome=FetchOutcome.OK,
        status=200,
        body=body,
        content_type="application/rss+xml",
        etag='"1"',
    )
    return replace(found, **changes)


def judge(found: Fetched, now: datetime) -> FeedTrial:
    return judge_answer(found, now, DirectReader())


def test_a_feed_that_costs_too_much_to_read_is_at_fault() -> None:
    class Wary(DirectReader):
        def read(self, body: bytes, **more: object) -> ParsedFeed:
            raise HostileInput("5 bytes whose reading took too long")

    assert judge_answer(answer(b"<rss>"), NOW, Wary()).fault == "5 bytes whose reading took too long"


def remarks(trial: FeedTrial) -> list[str]:
    return list(trial_remarks(trial, NOW))


def test_items_and_their_dates_are_counted_by_what_can_be_trusted() -> None:
    body = rss(DATED, "<item></item>")
    trial = judge(answer(body), NOW)
    assert (trial.fault, trial.items, trial.keys_repeated, trial.bytes) == (None, 6, 2, len(body))
    assert trial.newest == datetime(2026, 7, 1, 12, 5, tzinfo=UTC), "the one of 2099 is no news of today"
    assert trial.oldest == datetime(2026, 6, 30, 10, tzinfo=UTC)
    counts = (trial.dates_assumed_zone, trial.dates_missing, trial.dates_unreadable, trial.dates_future)
    assert counts == (1, 1, 1, 1)
    assert (trial.etag, trial.last_modified, trial.status) == (True, False, 200)
    line = trial_line(trial)
    assert line == f"6 items, newest 2026-07-01 12:05Z, oldest 2026-06-30, {len(body):,} bytes, ETag"
    assert remarks(trial) == [
        "dates: 1 without a known zone, 1 missing, 1 unreadable, 1 in the future",
        "2 items share their id with another; told apart by their links or texts",
        "item 7: neither title nor link nor text; left out",
    ]


def test_a_clean_feed_gets_no_remarks() -> None:
    trial = judge(answer(rss(DATED[:1]), last_modified="x"), NOW)
    assert trial_line(trial).startswith("1 item, ") and trial_line(trial).endswith("ETag and Last-Modified")
    assert remarks(trial) == []
    bare = judge(answer(rss(DATED[:1]), etag=None), NOW)
    assert trial_line(bare).endswith("no ETag and no Last-Modified")


def test_a_feed_without_dates_has_no_newest_item() -> None:
    trial = judge(answer(rss([("a", "1", "")])), NOW)
    assert (trial.newest, trial.oldest, trial.dates_missing) == (None, None, 1)
    assert trial_line(trial).startswith("1 item, ") and "newest" not in trial_line(trial)


def test_a_feed_whose_dates_all_lie_ahead_shows_them() -> None:
    trial = judge(answer(rss(DATED[5:])), NOW)
    assert trial.newest == datetime(2099, 7, 1, 8, 5, tzinfo=UTC) and trial.dates_future == 1


def test_a_feed_that_may_stand_still_is_pointed_out() -> None:
    (line,) = remarks(judge(answer(rss([("a", "1", "Sun, 01 Mar 2026 12:00:00 GMT")])), NOW))
    assert line == "its newest item is 123 days old: it may stand still"


def test_more_problems_than_anybody_reads_are_counted() -> None:
    trial = judge(answer(rss(DATED[:1], "<item></item>" * 8)), NOW)
    lines = remarks(trial)
    assert len(lines) == 6 and lines[-1] == "and 3 more problems; --json has them all"
    assert len(trial.problems) == 8


FAULTS = {
    "no answer": (answer(outcome=FetchOutcome.FAILED, status=404, reason="HTTP 404 Not Found"), "HTTP 404 Not Found"),
    "no answer and no reason": (answer(outcome=FetchOutcome.POSTPONED, status=None), "gave no answer"),
    "a feed without items": (answer(rss([])), "a feed without any items"),
    "no feed": (answer(b"hello"), "neither RSS nor Atom"),
}


@pytest.mark.parametrize(("given", "fault"), FAULTS.values(), ids=FAULTS)
def test_what_would_give_nothing_is_at_fault(given: Fetched, fault: str) -> None:
    trial = judge(given, NOW)
    assert trial.fault is not None and fault in trial.fault and trial.items == 0


def test_a_page_is_at_fault_and_its_feeds_are_named_as_whole_addresses() -> None:
    page = b"""<html><head><title>Blog</title>
    <link rel="alternate" type="application/rss+xml" href="/rss">
    <link rel="alternate" type="Application/Atom+XML" href=" atom.xml ">
    <link rel="alternate" type="application/feed+json" href="https://cdn.example/feed.json">
    <link rel="alternate" type="application/rss+xml" href="/rss">
    <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
    <link rel="alternate" type="application/rss+xml" href="http://[broken">
    <link rel="alternate" type="application/rss+xml" href="/with blank">
    <link rel="alternate" type="application/rss+xml">
    <link rel="stylesheet" type="text/css" href="/style.css"></head><body></body></html>"""
    trial = judge(answer(page, final_url="http://w.example/blog/"), NOW)
    assert trial.fault is not None and "an HTML page, not a feed" in trial.fault
    assert trial.feeds_named == (
        "http://w.example/rss",
        "http://w.example/blog/atom.xml",
        "https://cdn.example/feed.json",
    )
    assert named_feeds(b"", "http://w.example/") == ()


MOVED = {
    "nowhere": ("http://w.example/rss", None, None),
    "another spelling": ("http://W.example:80/rss", None, None),
    "for the time being": ("http://w.example/new", None, "the answer comes from http://w.example/new"),
    "to a safe connection": ("https://w.example/rss", None, "the answer comes from https://w.example/rss"),
    "for good": (
        "http://w.example/new",
        "http://w.example/new",
        "has moved for good to http://w.example/new; put that address into the settings",
    ),
}


@pytest.mark.parametrize(("final_url", "moved_to", "expected"), MOVED.values(), ids=MOVED)
def test_where_an_answer_came_from_is_said_when_it_is_elsewhere(
    final_url: str, moved_to: str | None, expected: str | None
) -> None:
    trial = judge(answer(rss(DATED[:1]), final_url=final_url, moved_to=moved_to), NOW)
    assert remarks(trial) == ([expected] if expected else [])


def test_as_json_every_field_is_there_and_times_are_iso_8601() -> None:
    row = trial_json(judge(answer(rss(DATED[:2])), NOW))
    assert list(row) == list(FeedTrial.__slots__)
    assert (row["newest"], row["oldest"]) == ("2026-07-01T12:05:00Z", "2026-06-30T10:00:00Z")
    assert (row["problems"], row["feeds_named"], row["fault"]) == ([], [], None)
    assert trial_json(judge(answer(rss([])), NOW))["newest"] is None


def test_a_date_before_there_were_feeds_is_unreadable_and_not_the_oldest() -> None:
    dates = ("Thu, 01 Jan 1970 00:00:00 GMT", "Wed, 01 Jul 2026 08:05:00 GMT")
    found = judge(answer(rss([(f"t{n}", f"g{n}", date) for n, date in enumerate(dates)])), NOW)
    assert found.oldest == found.newest == datetime(2026, 7, 1, 8, 5, tzinfo=UTC)
    assert (found.dates_unreadable, found.dates_missing) == (1, 0)
    assert "dates: 1 unreadable" in trial_remarks(found, NOW)
