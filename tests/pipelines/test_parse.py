"""Feeds become entries: the same ones whoever reads them, and nothing is lost without a word."""

from __future__ import annotations

import csv
import hashlib
import os
import tomllib
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import parse
from pipelines.parse import RawItem, entries_of, parse_feed, plain_text, read_lenient, read_strict
from tracker.clock import monotonic
from tracker.errors import NotAFeed
from tracker.records import Batch, DateQuality, Entry

DATA = Path(__file__).parents[1] / "data" / "feeds"
SHARED = Path(os.environ.get("NEWSIMPACT_SHARED", Path(__file__).parents[2].parent / "shared"))
BASES = {
    "wire": "https://wire.example.com/rss.xml",
    "blog": "https://blog.example.org/atom.xml",
    "rdf": "https://old.example.net/rdf",
}


def rss(*items: str, head: str = "") -> bytes:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f"{head}<rss version='2.0'><channel><title>Wire</title>{inside}</channel></rss>".encode()


def refusal(body: bytes) -> str:
    """Why a body is no feed; "" when it is one."""
    try:
        parse_feed(body)
    except NotAFeed as refused:
        return str(refused)
    return ""


def only(batch: Batch[Entry]) -> Entry:
    (entry,) = batch.items
    return entry


# ── whole feeds, with what a person reads in them ───────────────────────────────────────────────────


def _as_read_by_a_person(entry: dict[str, Any]) -> dict[str, Any]:
    expected = {"published": None, "updated": None, **entry}
    if parts := expected.pop("key_of", None):
        expected["key"] = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=12).hexdigest()
    return expected


@pytest.mark.parametrize("name", BASES)
def test_a_feed_says_what_a_person_reads_in_it(name: str) -> None:
    expected = tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
    batch = parse_feed((DATA / f"{name}.xml").read_bytes(), base_url=BASES[name])
    found = [{field: getattr(entry, field) for field in Entry.__dataclass_fields__} for entry in batch.items]
    assert found == [_as_read_by_a_person(entry) for entry in expected["entry"]]
    assert [str(problem) for problem in batch.problems] == expected["problems"]


@pytest.mark.parametrize("name", BASES)
def test_it_does_not_matter_which_reader_read_the_feed(name: str) -> None:
    text = (DATA / f"{name}.xml").read_text(encoding="utf-8").partition("?>")[2]
    assert entries_of(read_lenient(text), BASES[name]) == entries_of(read_strict(text), BASES[name])


def _real_feeds() -> list[tuple[Path, int]]:
    table = SHARED / "data" / "feeds" / "expected.tsv"
    if not table.exists():
        pytest.skip("shared data folder is absent")
    with table.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["corpus"] == "real"]
    return [(table.parent / "real" / row["path"], int(row["expected_entries"])) for row in rows]


def test_real_feeds_give_the_expected_number_of_entries() -> None:
    feeds = _real_feeds()
    assert len(feeds) > 50
    for path, expected in feeds:
        batch = parse_feed(path.read_bytes(), base_url="https://example.com/")
        left_out = sum("left out" in problem.reason for problem in batch.problems)
        assert len(batch.items) + left_out == expected, path.name
        assert len({entry.key for entry in batch.items}) == len(batch.items)


def test_real_feeds_read_alike_by_both_readers() -> None:
    # The small ones: feedparser needs a second for a large one. All 59 agree, entry by entry, in 2,131 entries,
    # but for the one that is too broken for feedparser.
    small = [path for path, _ in _real_feeds() if path.stat().st_size < 40_000]
    assert len(small) > 10
    differing = []
    for path in small:
        text = path.read_text(encoding="utf-8").lstrip("\ufeff")
        text = text[text.index("?>") + 2 :] if text.startswith("<?xml") else text
        if entries_of(read_strict(text), "https://example.com/") != entries_of(
            read_lenient(text), "https://example.com/"
        ):
            differing.append(path.name)
    assert differing == ["7ef13a42fa7e177a"]


def test_the_test_feeds_of_another_project_give_the_expected_number_of_entries() -> None:
    table = SHARED / "data" / "feeds" / "expected.tsv"
    if not table.exists():
        pytest.skip("shared data folder is absent")
    with table.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["corpus"] == "feedparser"]
    wrong = [
        row["path"]
        for row in rows
        if _count((table.parent / "feedparser" / row["path"]).read_bytes()) != int(row["expected_entries"])
    ]
    assert len(rows) > 2_000
    # Its only item is cut off in the middle, so nobody knows what it was.
    assert wrong == ["illformed/rss_incomplete_cdata.xml"]


def _count(body: bytes) -> int:
    try:
        batch = parse_feed(body)
    except NotAFeed:
        return 0
    return len(batch.items) + sum("left out" in problem.reason for problem in batch.problems)


# ── what is no feed ─────────────────────────────────────────────────────────────────────────────────

NO_FEEDS = {
    "empty": (b"", "empty body"),
    "blank": (b" \n\t", "empty body"),
    "page": (b"<!DOCTYPE html><html><body>Sign in</body></html>", parse.HTML_PAGE),
    "page without doctype": (b"\n<HTML><head></head></HTML>", parse.HTML_PAGE),
    "page behind a comment": (b"<!-- cached --><html></html>", parse.HTML_PAGE),
    "page with a link to its feed": (
        b"<html><title>Are you\n a robot?</title><link type='application/rss+xml' href='/rss'></html>",
        'an HTML page, not a feed (titled "Are you a robot?"); it names /rss as its feed',
    ),
    "page declared as XML": (b"<?xml version='1.0'?><html><body/></html>", parse.HTML_PAGE),
    "JSON": (b'{"version": "https://jsonfeed.org/version/1", "items": []}', "JSON, not RSS or Atom"),
    "text": (b"Service unavailable", "neither RSS nor Atom: it begins with 'Service unavailable'"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0", "neither RSS nor Atom: it begins with '‰PNG\\r\\n\\n'"),
    "other XML": (b"<svg xmlns='x'/>", "neither RSS nor Atom: its root element is <svg>"),
    "opened and nothing more": (b"<", "neither RSS nor Atom: no element can be read"),
    "cut before the first item ends": (
        b"<?xml version='1.0'?><rss><channel><item><title>Half a",
        "truncated: the document ends inside its first item",
    ),
    "cut before the first item": (
        b"<?xml version='1.0'?><rss><channel><title>Wi",
        "truncated: the document ends before its first item",
    ),
}


@pytest.mark.parametrize(("body", "reason"), NO_FEEDS.values(), ids=NO_FEEDS)
def test_what_is_no_feed_is_refused_with_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(NotAFeed) as refused:
        parse_feed(body)
    assert str(refused.value) == reason


def test_a_body_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "MAX_BYTES", 100)
    with pytest.raises(NotAFeed, match="at most 100 are read"):
        parse_feed(b"<rss>" + b" " * 100)


def test_a_feed_without_items_is_a_feed() -> None:
    assert parse_feed(rss()) == Batch()


# ── damaged feeds ───────────────────────────────────────────────────────────────────────────────────


def test_a_feed_that_is_cut_off_gives_its_whole_items_and_says_so() -> None:
    whole = rss("<title>One</title><link>https://e.com/1</link>", "<title>Two</title><link>https://e.com/2</link>")
    batch = parse_feed(whole[: whole.index(b"<link>https://e.com/2") + 14])
    assert [entry.title for entry in batch.items] == ["One"]
    assert [str(problem) for problem in batch.problems] == [
        "parse: feed: the document ends before its closing tag; 1 whole items were read"
    ]


@given(st.integers(0, 400))
def test_wherever_a_feed_is_cut_no_entry_is_invented(length: int) -> None:
    whole = rss(*(f"<title>Item <![CDATA[{n}]]></title><guid>g{n}</guid>" for n in range(4)))
    entries = parse_feed(whole).items
    try:
        kept = parse_feed(whole[:length]).items
    except NotAFeed:
        return
    assert kept == entries[: len(kept)]


DAMAGED = {
    "bare ampersand": (b"<title>AT&T & Meta</title>", "AT&T & Meta"),
    "HTML entity": (b"<title>caf&eacute;&nbsp;&mdash; open</title>", "café — open"),
    "unknown entity": (b"<title>A &foo; B</title>", "A &foo; B"),
    "forbidden reference": (b"<title>A&#8; B&#x10FFFFF;</title>", "A B"),
    "stray less-than": (b"<title>margin < 5%</title>", "margin < 5%"),
    "control character": (b"<title>A\x0b\x00B</title>", "AB"),
    "tag left open": (b"<title>A <b>bold</title>", "A bold"),
    "ampersand beside a CDATA section": (b"<title>A & <![CDATA[B & C]]></title>", "A & B & C"),
    "Windows quotation mark": (b"<title>Meta\x92s deal \xe2\x80\x93 now</title>", "Meta’s deal – now"),
    "line break of HTML": (b"<title>A<br>B</title>", "A B"),
    "link of HTML": (b"<title>A <a href='/x?a=1&b=2'>B</a></title>", "A B"),
    "known prefix, not declared": (b"<dc:title>A</dc:title>", "A"),
    "unknown prefix": (b"<x:title>other</x:title><title>A</title>", "A"),
    "attribute without quotation marks": (b"<title type=text>A</title>", "A"),
}


@pytest.mark.parametrize(("inside", "title"), DAMAGED.values(), ids=DAMAGED)
def test_usual_faults_cost_no_words(inside: bytes, title: str) -> None:
    body = b"<rss><channel><item>" + inside + b"<link>https://e.com/1?a=1&b=2</link></item></channel></rss>"
    entry = only(parse_feed(body))
    assert (entry.title, entry.link) == (title, "https://e.com/1?a=1&b=2")


def test_junk_before_the_document_is_skipped() -> None:
    body = b"\xef\xbb\xbf\n<!-- served by x -->\n<br />Warning: foo\n" + rss(
        "<title>A</title>", head="<?xml version='1.0'?>"
    )
    assert only(parse_feed(body)).title == "A"


def test_a_declaration_written_twice_is_skipped() -> None:
    assert (
        only(parse_feed(rss("<title>A</title>", head="<?xml?xml version='1.0' ??>\n<?xml version='1.0'?>"))).title
        == "A"
    )


def test_entities_of_a_document_type_are_not_expanded() -> None:
    bomb = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'ha'>" + "".join(
        f"<!ENTITY {name} '{('&' + before + ';') * 20}'>" for before, name in zip("abcdefg", "bcdefgh", strict=True)
    )
    secret = "<!ENTITY file SYSTEM 'file:///etc/passwd'>]>"
    entry = only(parse_feed(rss("<title>A &h; B &file; C</title>", head=bomb + secret)))
    assert "root" not in entry.title and "haha" not in entry.title
    assert entry.title.startswith("A ") and entry.title.endswith(" C")


def test_entities_of_an_old_document_type_are_those_of_html() -> None:
    head = "<?xml version='1.0'?><!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'http://127.0.0.1:1/rss-0.91.dtd'>"
    assert only(parse_feed(rss("<title>caf&eacute; A&nbsp;B</title>", head=head))).title == "café A B"


def test_entities_within_xhtml_are_those_of_html() -> None:
    inside = "<content type='xhtml'><div>caf&eacute; <b>A&nbsp;B</b></div></content>"
    head = "<?xml version='1.0'?><!DOCTYPE feed SYSTEM 'http://127.0.0.1:1/xhtml.dtd'>"
    body = f"{head}<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title>{inside}</entry></feed>".encode()
    assert only(parse_feed(body)).summary == "café A B"


def test_entities_a_feed_declares_itself_are_shown_by_name() -> None:
    head = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY co 'Company'><!ENTITY nbsp '&#160;'>]>"
    entry = only(parse_feed(rss("<title>A &co; &nbsp; B</title><description><b>C</b> &co; D</description>", head=head)))
    assert (entry.title, entry.summary) == ("A &co; B", "C &co; D")


def test_a_permanent_guid_that_says_it_is_not_one_is_no_link() -> None:
    entry = only(parse_feed(rss("<title>A</title><guid isPermaLink='false'>https://e.com/1</guid>")))
    assert (entry.key, entry.link) == ("https://e.com/1", "")


def test_the_reader_that_finds_more_items_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    # Items under an element we do not know: our reader does not look there, feedparser does.
    body = b"<rss><channel><odd><item><title>A</title></item></odd></channel></rss>"
    assert only(parse_feed(body)).title == "A"

    def stumbles(*args: object, **kwargs: object) -> None:
        raise AssertionError("stumbled")

    monkeypatch.setattr("feedparser.parse", stumbles)
    missing = ["parse: feed: 1 items seem to stand in it; 0 could be read"]
    assert [str(problem) for problem in parse_feed(body).problems] == missing
    monkeypatch.undo()
    monkeypatch.setattr(parse, "MAX_LENIENT", 10)
    assert [str(problem) for problem in parse_feed(body).problems] == missing


def test_tags_that_are_only_talked_about_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(text: str) -> tuple[RawItem, ...]:
        raise AssertionError("no second opinion is needed")

    monkeypatch.setattr(parse, "read_lenient", asked)
    inside = "<title><![CDATA[How <item> works]]></title><!-- <item> --><description>the &lt;entry&gt;</description>"
    assert only(parse_feed(rss(inside))).title == "How works"


HOSTILE = {
    "a hundred thousand attributes": lambda: rss(
        "<title>A</title><x " + " ".join(f"a{n}='1'" for n in range(100_000)) + "/>"
    ),
    "comments that never close": lambda: rss(
        "<title>A</title><description><![CDATA[" + "<!-- " * 60_000 + "]]></description>"
    ),
    "sections that never close": lambda: b"<rss><channel>" + b"<![CDATA[" * 100_000,
    "deep markup": lambda: rss("<title>A</title><description>" + "&lt;b&gt;" * 20_000 + "</description>"),
    "deep elements": lambda: rss("<title>A</title><description>" + "<b>" * 20_000 + "</description>"),
    "many ampersands": lambda: rss("<title>A</title><description>" + "&" * 300_000 + "</description>"),
    "many less-thans": lambda: rss("<title>A</title><description>" + "<" * 300_000 + "</description>"),
}


@pytest.mark.parametrize("build", HOSTILE.values(), ids=HOSTILE)
def test_documents_built_to_be_slow_are_read_in_time(build: Callable[[], bytes]) -> None:
    body = build()
    started = monotonic()
    assert "\n" not in refusal(body)
    assert monotonic() - started < 5


@given(st.binary(max_size=200), st.sampled_from([b"", b"<rss><channel>", b"<?xml version='1.0' encoding='"]))
def test_no_bytes_make_it_fail_otherwise(noise: bytes, start: bytes) -> None:
    assert len(refusal(start + noise).splitlines()) <= 1


# ── letters ─────────────────────────────────────────────────────────────────────────────────────────

_TEXT = "<rss><channel><item><title>Société Générale – 半導体</title></item></channel></rss>"
_LATIN = "<rss><channel><item><title>Société Générale</title></item></channel></rss>"
_JAPANESE = "<rss><channel><item><title>半導体</title></item></channel></rss>"


def _declared(encoding: str, text: str = _TEXT) -> str:
    return f"<?xml version='1.0' encoding='{encoding}'?>{text}"


ENCODED = {
    "UTF-8": (_TEXT.encode(), None, "Société Générale – 半導体"),
    "with a mark": (b"\xef\xbb\xbf" + _TEXT.encode(), None, "Société Générale – 半導体"),
    "UTF-16": (_declared("utf-16").encode("utf-16"), None, "Société Générale – 半導体"),
    "UTF-16, other way round": (_TEXT.encode("utf-16-be"), None, "Société Générale – 半導体"),
    "UTF-16 without a mark": (_declared("utf-16").encode("utf-16-le"), None, "Société Générale – 半導体"),
    "UTF-32": (_TEXT.encode("utf-32"), None, "Société Générale – 半導体"),
    "said to be UTF-16": (_declared("utf-16").encode(), None, "Société Générale – 半導体"),
    "said to be Latin-1": (
        _declared("iso-8859-1").encode(),
        "text/xml; charset=iso-8859-1",
        "Société Générale – 半導体",
    ),
    "Latin-1": (_declared("iso-8859-1", _LATIN).encode("latin-1"), None, "Société Générale"),
    "Latin-1 by the header": (_LATIN.encode("latin-1"), 'text/xml; charset="ISO-8859-1"', "Société Générale"),
    "Latin-1 and nothing said": (_LATIN.encode("latin-1"), None, "Société Générale"),
    "Shift JIS": (_declared("shift_jis", _JAPANESE).encode("shift_jis"), "text/xml; charset=utf-8", "半導体"),
    "ISO-2022-JP": (_declared("iso-2022-jp", _JAPANESE).encode("iso2022_jp"), None, "半導体"),
    "an encoding nobody knows": (
        _declared("x-unknown").encode(),
        "text/xml; charset=rot13",
        "Société Générale – 半導体",
    ),
}


@pytest.mark.parametrize(("body", "content_type", "title"), ENCODED.values(), ids=ENCODED)
def test_letters_survive_whatever_is_declared(body: bytes, content_type: str | None, title: str) -> None:
    assert only(parse_feed(body, content_type=content_type)).title == title


def test_the_reading_of_single_bytes_is_for_reading_only() -> None:
    with pytest.raises(UnicodeEncodeError):
        "é".encode("ascii", errors="newsimpact-one-byte")


# ── keys ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_is_the_guid_else_the_link_else_the_words() -> None:
    batch = entries_of(
        [
            RawItem(id=" guid\n1 ", link="https://e.com/1"),
            RawItem(title="B", link="http://E.com/2?utm_source=rss&id=2#top"),
            RawItem(title="C", published="2026-01-07"),
            RawItem(id="x" * 501, title="D"),
        ]
    )
    digests = [hashlib.blake2b(text, digest_size=12).hexdigest() for text in (b"C\x1f2026-01-07", b"x" * 501)]
    assert [entry.key for entry in batch.items] == ["guid 1", "https://e.com/2?id=2", *digests]
    assert batch.problems == ()


def test_items_that_share_an_id_are_told_apart_by_their_links_in_any_order() -> None:
    items = [RawItem(id="same", title=f"T{n}", link=f"https://e.com/{n}") for n in range(3)]
    batch = entries_of(items)
    keys = {entry.title: entry.key for entry in batch.items}
    assert len(set(keys.values())) == 3 and all(key.startswith("same#") for key in keys.values())
    assert [problem.reason for problem in batch.problems] == ["3 items share the id 'same'; told apart"]
    # When the window moves on, those that stay keep their keys; so they do when a headline is rewritten.
    later = entries_of([RawItem(id="same", title="T9", link="https://e.com/9"), *reversed(items[1:])])
    assert {entry.title: entry.key for entry in later.items if entry.title in keys} == {
        t: keys[t] for t in ("T1", "T2")
    }
    rewritten = entries_of([RawItem(id="same", title="New", link="https://e.com/0"), *items[1:]])
    assert rewritten.items[0].key == keys["T0"]


def test_items_that_share_id_and_link_are_told_apart_by_their_words() -> None:
    batch = entries_of([RawItem(id="same", title=title, link="https://e.com/?utm_source=" + title) for title in "ab"])
    assert len({entry.key for entry in batch.items}) == 2


def test_an_item_that_comes_twice_is_kept_once_and_counted() -> None:
    batch = entries_of([RawItem(id="1", title="A"), RawItem(id="2", title="B"), RawItem(id="1", title="A")])
    assert [entry.key for entry in batch.items] == ["1", "2"]
    assert [str(problem) for problem in batch.problems] == [
        "parse: item 3: repeats another item word for word; left out"
    ]


_ITEMS = st.lists(
    st.builds(
        RawItem,
        id=st.sampled_from(["", "a", "b"]),
        title=st.sampled_from(["", "T", "U"]),
        link=st.sampled_from(["", "https://e.com/1", "http://e.com/1", "/2", "javascript:alert(1)"]),
        published=st.sampled_from(["", "2026-01-07T00:00:00Z", "soon"]),
    ),
    max_size=12,
)


@given(_ITEMS)
def test_every_item_is_an_entry_or_a_problem_and_keys_are_unique(items: list[RawItem]) -> None:
    batch = entries_of(items, "https://e.com/rss")
    left_out = [problem for problem in batch.problems if problem.subject.startswith("item")]
    assert len(batch.items) + len(left_out) == len(items)
    assert len({entry.key for entry in batch.items}) == len(batch.items)


def test_items_beyond_the_limit_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "MAX_ITEMS", 2)
    batch = parse_feed(rss(*(f"<title>{n}</title>" for n in range(5))))
    assert [entry.title for entry in batch.items] == ["0", "1"]
    assert [problem.reason for problem in batch.problems] == ["5 items; those after the first 2 were left out"]


def test_text_beyond_the_limit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "MAX_MARKUP", 5)
    batch = entries_of([RawItem(title="123456789")])
    assert only(batch).title == "12345"
    assert [problem.reason for problem in batch.problems] == ["only the first 5 characters were read"]


# ── links and dates ─────────────────────────────────────────────────────────────────────────────────

LINKS = {
    "relative to the feed": ("news/1", "https://e.com/feeds/news/1"),
    "from the root": ("/1", "https://e.com/1"),
    "other host": ("//cdn.e.com/1", "https://cdn.e.com/1"),
    "broken over lines": ("https://e.com/a\n   /b", "https://e.com/a/b"),
    "with a blank": (" https://e.com/a b ", "https://e.com/a%20b"),
    "script": ("javascript:alert(1)", ""),
    "mail": ("mailto:a@e.com", ""),
    "bracket left open": ("https://[::1/a", ""),
    "none": ("", ""),
}


@pytest.mark.parametrize(("link", "expected"), LINKS.values(), ids=LINKS)
def test_links_are_absolute_web_addresses(link: str, expected: str) -> None:
    assert only(entries_of([RawItem(title="A", link=link)], "https://e.com/feeds/rss")).link == expected


def test_a_relative_link_of_a_feed_from_nowhere_stays_as_it_is() -> None:
    assert only(entries_of([RawItem(title="A", link="/1")])).link == "/1"


def test_the_date_that_can_be_read_decides_precision_and_quality() -> None:
    batch = entries_of(
        [
            RawItem(title="both", published="2026-01-07T10:00Z", updated="2026-01-07T11:00:00Z"),
            RawItem(title="updated only", updated="2026-01-07T11:00:00Z"),
            RawItem(title="published is broken", published="soon", updated="2026-01-07T11:00:00Z"),
            RawItem(title="both are broken", published="soon", updated="later"),
            RawItem(title="none"),
        ]
    )
    assert [(e.raw_date, e.precision.value, e.quality) for e in batch.items] == [
        ("2026-01-07T10:00Z", "minute", DateQuality.OK),
        ("2026-01-07T11:00:00Z", "second", DateQuality.OK),
        ("2026-01-07T11:00:00Z", "second", DateQuality.OK),
        ("soon", "second", DateQuality.UNREADABLE),
        (None, "second", DateQuality.MISSING),
    ]


# ── clean text ──────────────────────────────────────────────────────────────────────────────────────

CLEAN = {
    "plain": ("Meta rents capacity", "Meta rents capacity"),
    "white space": ("  Meta\n\trents&nbsp; it ", "Meta rents it"),
    "markup": ("<p>Meta <b>rents</b></p><p>it</p>", "Meta rents it"),
    "inline markup parts no word": ("Core<b>Weave</b>", "CoreWeave"),
    "escaped twice": ("AT&amp;amp;T isn&amp;#8217;t", "AT&T isn’t"),
    "markup escaped twice": ("&lt;p&gt;Meta&lt;/p&gt; rents", "Meta rents"),
    "script and style": ("A<script>b()</script><style>c{}</style>D", "AD"),
    "comment": ("A<!-- b -->C", "AC"),
    "section in escaped text": ("<![CDATA[Meta]]> <b>rents</b>", "Meta rents"),
    "declaration": ("<?xml version='1.0'?><p>A</p>", "A"),
    "less-than that is no tag": ("margin < 5% & growing", "margin < 5% & growing"),
    "colon by its name": ("Breaking&colon; Meta", "Breaking: Meta"),
    "Windows characters as numbers": ("Meta&#146;s", "Meta’s"),
    "Windows characters as Latin-1": ("Meta\x92s", "Meta’s"),
    "direction turned round": ("abc\u202edef\u2069", "abcdef"),
    "soft hyphens and marks": ("Core\u00adWeave\u200b\ufeff", "CoreWeave"),
    "deep": ("<div>" * 300 + "A" + "</div>" * 300, "A"),
    "never closed": ("<b><i>A", "A"),
    "nothing": ("", ""),
    "only markup": ("<img src='x'/>", ""),
}


@pytest.mark.parametrize(("markup", "text"), CLEAN.values(), ids=CLEAN)
def test_text_is_what_a_reader_sees(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@given(st.one_of(st.text(max_size=80), st.text(alphabet="<>&;#/ab x1'\"=-![]", max_size=80)))
def test_any_markup_becomes_one_clean_line(markup: str) -> None:
    text = plain_text(markup)
    assert text == " ".join(text.split())
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in text)


@given(st.lists(st.from_regex(r"[A-Za-z0-9$%.,]{1,8}", fullmatch=True), max_size=8))
def test_plain_words_stay_as_they_are(words: list[str]) -> None:
    assert plain_text(" ".join(words)) == " ".join(words)
