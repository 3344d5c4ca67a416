"""Every feed reader gives the same entries for the same bytes, or says why there are none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tracker.errors import NotAFeed
from tracker.ports import FeedReader
from tracker.reading import DirectReader, GuardedReader
from tracker.records import ParsedFeed

WIRE = Path(__file__).parents[1] / "data" / "feeds" / "wire.xml"
DEEP = b"<rss><channel>" + b"<x>" * 300 + b"<item><title>A</title></item>" + b"</x>" * 300 + b"</channel></rss>"
"""With an item deeper down than our own readers go."""


@pytest.fixture(params=["direct", "guarded"], scope="module")
def reader(request: pytest.FixtureRequest) -> Iterator[FeedReader]:
    if request.param == "direct":
        yield DirectReader()
    else:
        with GuardedReader() as guarded:
            yield guarded


def read(reader: FeedReader, body: bytes, base_url: str = "", content_type: str | None = None) -> ParsedFeed:
    return reader.read(body, base_url=base_url, content_type=content_type)


def test_a_feed_gives_its_entries_its_title_and_how_often_to_ask(reader: FeedReader) -> None:
    feed = read(reader, WIRE.read_bytes().replace(b"<item>", b"<ttl>30</ttl><item>", 1), "https://wire.example.com/rss")
    assert [entry.key for entry in feed.items][:2] == ["wire-1001", "https://wire.example.com/relative/path?id=7"]
    assert [entry.is_empty for entry in feed.items] == [False] * 4 + [True]
    assert (feed.title, feed.ttl, feed.reader) == ("Example Wire", timedelta(minutes=30), "xml")


def test_links_are_resolved_against_where_the_bytes_came_from(reader: FeedReader) -> None:
    body = b"<rss><channel><item><link>/1</link></item></channel></rss>"
    assert read(reader, body, "https://e.com/rss").items[0].link == "https://e.com/1"


def test_the_header_tells_the_encoding_when_the_bytes_do_not(reader: FeedReader) -> None:
    body = "<rss><channel><item><title>Ελλάδα</title></item></channel></rss>".encode("iso8859-7")
    assert read(reader, body, content_type="text/xml; charset=iso-8859-7").items[0].title == "Ελλάδα"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", "empty body", id="nothing"),
        pytest.param(b"<html><body>Sign in</body></html>", "an HTML page, not a feed", id="page"),
        pytest.param(b"<svg/>", "neither RSS nor Atom: its root element is <svg>", id="picture"),
        pytest.param(b"<rss><channel><item><title>Ha", "truncated: the document ends inside", id="cut"),
        pytest.param(b'{"data": 7}', "JSON, but no JSON Feed", id="other JSON"),
        pytest.param(b"<" + b" " * 9_000_000, "at most 8,388,608 are read", id="too large"),
    ],
)
def test_what_is_no_feed_is_refused_in_one_line(reader: FeedReader, body: bytes, reason: str) -> None:
    with pytest.raises(NotAFeed) as refused:
        read(reader, body)
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_second_opinion_is_asked_and_believed_when_it_finds_more(reader: FeedReader) -> None:
    feed = read(reader, DEEP)
    assert ([entry.title for entry in feed.items], feed.reader, feed.problems) == (["A"], "feedparser", ())


def test_all_readers_agree_in_everything(shared: Path) -> None:
    folder = shared / "data" / "feeds" / "feedparser" / "encoding"
    paths = [WIRE, *sorted(folder.glob("*.xml"))] if folder.is_dir() else [WIRE]
    with GuardedReader() as guarded:
        for path in paths:
            answers = []
            for reader in (DirectReader(), guarded):
                try:
                    answers.append(read(reader, path.read_bytes(), "https://e.com/rss"))
                except NotAFeed as refused:
                    answers.append(str(refused))
            assert answers[0] == answers[1], path.name
