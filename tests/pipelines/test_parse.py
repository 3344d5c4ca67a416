"""Feeds become entries: the same ones whoever reads them, and nothing is lost without a word."""

from __future__ import annotations

import hashlib
import json
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import parse
from pipelines.feeds import text as text_module
from pipelines.feeds.entries import entries_of
from pipelines.feeds.xml import read_mended, read_xml
from pipelines.parse import HTML_PAGE, first_reading, parse_feed, second_opinion
from tracker.errors import NotAFeed
from tracker.records import Entry, ParsedFeed

DATA = Path(__file__).parents[1] / "data" / "feeds"
BASES = {
    "wire.xml": "https://wire.example.com/rss.xml",
    "blog.xml": "https://blog.example.org/atom.xml",
    "rdf.xml": "https://old.example.net/rdf",
    "channel.cdf": "http://channel.example.com/channel.cdf",
    "desk.json": "https://desk.example.com/feed.json",
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


def only(feed: ParsedFeed) -> Entry:
    (entry,) = feed.items
    return entry


# ── whole feeds, with what a person reads in them ───────────────────────────────────────────────────


def _hashed(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=12).hexdigest()


def _as_read_by_a_person(entry: dict[str, Any]) -> dict[str, Any]:
    expected = {"published": None, "updated": None, "raw_date": None, **entry}
    if parts := expected.pop("key_of", None):
        expected["key"] = _hashed(*parts)
    if parts := expected.pop("rest_of", None):
        expected["key"] = _hashed(_hashed(*parts), "")
    return expected


@pytest.mark.parametrize("name", BASES)
def test_a_feed_says_what_a_person_reads_in_it(name: str) -> None:
    path = DATA / name
    expected = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    feed = parse_feed(path.read_bytes(), base_url=BASES[name])
    found = [{field: getattr(entry, field) for field in Entry.__dataclass_fields__} for entry in feed.items]
    assert found == [_as_read_by_a_person(entry) for entry in expected["entry"]]
    assert [str(problem) for problem in feed.problems] == expected["problems"]
    assert feed.title == expected["title"]
    assert feed.reader == ("json" if name.endswith("json") else "xml")


@pytest.mark.parametrize("name", ["wire.xml", "blog.xml", "rdf.xml"])
def test_it_does_not_matter_which_reader_read_the_feed(name: str) -> None:
    body = (DATA / name).read_bytes()
    ours = parse_feed(body, base_url=BASES[name])
    theirs = second_opinion(body, base_url=BASES[name])
    assert theirs is not None
    kept = [entry for entry in ours.items if not entry.is_empty]
    assert [entry for entry in theirs.items if not entry.is_empty] == kept
    assert (theirs.title, theirs.ttl, theirs.reader) == (ours.title, ours.ttl, "feedparser")


@pytest.mark.parametrize("name", ["wire.xml", "blog.xml", "rdf.xml", "channel.cdf"])
def test_a_feed_that_is_not_well_formed_reads_like_one_that_is(name: str) -> None:
    body = (DATA / name).read_bytes()
    text = text_module.without_preamble(text_module.decoded(body, None))
    whole, mended = read_xml(body), read_mended(text)
    assert whole is not None and mended is not None
    assert entries_of(mended) == entries_of(whole)


# ── kinds of feeds ──────────────────────────────────────────────────────────────────────────────────

_ITEM = "<item><title>A</title></item>"
_ENTRY = "<entry><title>A</title></entry>"
KINDS = {
    "RSS 0.90": f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://channel.netscape.com/rdf/simple/0.9/"><channel><title>T</title></channel>{_ITEM}</rdf:RDF>',
    "RSS 0.91": f"<rss version='0.91'><channel><title>T</title>{_ITEM}</channel></rss>",
    "RSS 0.92 without a channel": f"<rss version='0.92'><title>T</title>{_ITEM}</rss>",
    "RSS 1.0": f'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>T</title></channel>{_ITEM}</r:RDF>',
    "RSS 1.1": f'<Channel xmlns="http://purl.org/net/rss1.1#"><title>T</title><items>{_ITEM}</items></Channel>',
    "RSS 2.0": f"<rss version='2.0'><channel><title>T</title>{_ITEM}</channel></rss>",
    "RSS 2.0 in a namespace": f"<rss xmlns='http://backend.userland.com/rss2'><channel><title>T</title>{_ITEM}</channel></rss>",
    "RSS in a namespace nobody knows": f"<rss xmlns='http://example.com/x'><channel><title>T</title>{_ITEM}</channel></rss>",
    "RSS under a prefix": "<r:rss xmlns:r='http://example.com/x'><r:channel><r:title>T</r:title><r:item><r:title>A</r:title></r:item></r:channel></r:rss>",
    "RSS with plain children": "<rss xmlns:r='http://purl.org/rss/1.0/'><channel><title>T</title><r:item><title>A</title></r:item></channel></rss>",
    "RSS in capitals": "<RSS><CHANNEL><TITLE>T</TITLE><ITEM><TITLE>A</TITLE></ITEM></CHANNEL></RSS>",
    "RSS with its items in a room of their own": f"<rss><channel><title>T</title><list>{_ITEM}</list></channel></rss>",
    "Atom 0.3": f"<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>T</title>{_ENTRY}</feed>",
    "Atom 1.0": f"<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>{_ENTRY}</feed>",
    "Atom under a prefix": "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:title>T</a:title><a:entry><a:title>A</a:title></a:entry></a:feed>",
    "Atom in a wrong namespace": f"<feed xmlns='http://www.w3.org/2005/atom/'><title>T</title>{_ENTRY}</feed>",
    "Atom in no namespace": f"<feed><title>T</title>{_ENTRY}</feed>",
    "CDF": "<channel><title>T</title><item href='/a'><title>A</title></item></channel>",
    "JSON Feed": '{"version": "https://jsonfeed.org/version/1", "title": "T", "items": [{"title": "A"}]}',
    "JSON of that shape": '{"title": "T", "items": [{"title": "A"}]}',
}


@pytest.mark.parametrize("document", KINDS.values(), ids=KINDS)
def test_every_kind_of_feed_gives_its_items(document: str) -> None:
    feed = parse_feed(document.encode())
    assert (only(feed).title, feed.title, feed.problems) == ("A", "T", ())
    assert feed.reader in ("xml", "json")


def test_a_single_atom_entry_is_a_feed_of_one() -> None:
    assert only(parse_feed(b"<entry xmlns='http://www.w3.org/2005/Atom'><title>A</title></entry>")).title == "A"


def test_what_stands_in_a_text_is_no_item() -> None:
    inside = "<title>A</title><description><div><item>B</item></div></description>"
    feed = parse_feed(rss(inside, "<title>C</title><x:item xmlns:x='http://example.com/x'>D</x:item>"))
    assert [(entry.title, entry.summary) for entry in feed.items] == [("A", "B"), ("C", "")]


def test_items_in_items_are_items() -> None:
    feed = parse_feed(rss("<title>A</title><item><title>B</title></item>"))
    assert sorted(entry.title for entry in feed.items) == ["A", "B"]


def test_text_that_is_protected_twice_is_read() -> None:
    inside = "<title mode='base64'>QSAmYW1w\n OyBC</title><summary mode='base64'>!</summary>"
    entry = only(parse_feed(f"<feed xmlns='http://purl.org/atom/ns#'><entry>{inside}</entry></feed>".encode()))
    assert (entry.title, entry.summary) == ("A & B", "!")


ATOM_LINKS = {
    "the alternate": ("<link rel='self' href='/s'/><link rel='alternate' href='/a'/>", "https://e.com/a"),
    "no relation": ("<link rel='enclosure' href='/s'/><link href='/a'/>", "https://e.com/a"),
    "relation as an address": (
        "<link rel='http://www.iana.org/assignments/relation/alternate' href='/a'/>",
        "https://e.com/a",
    ),
    "the page, not its copies": (
        "<link rel='alternate' type='application/json' href='/j'/><link type='text/html' href='/a'/>",
        "https://e.com/a",
    ),
    "a copy when there is no page": ("<link rel='alternate' type='application/json' href='/j'/>", "https://e.com/j"),
    "as text": ("<link>https://e.com/a</link>", "https://e.com/a"),
    "from a base": ("<link xml:base='https://o.com/x/' href='a'/>", "https://o.com/x/a"),
    "id": ("<id>https://e.com/i</id>", "https://e.com/i"),
    "none": ("<link rel='alternate'/><id>tag:e.com</id>", ""),
}


@pytest.mark.parametrize(("inside", "link"), ATOM_LINKS.values(), ids=ATOM_LINKS)
def test_the_link_of_an_atom_entry_is_its_page(inside: str, link: str) -> None:
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title>{inside}</entry></feed>".encode()
    assert only(parse_feed(body, base_url="https://e.com/feed")).link == link
    second = second_opinion(body, base_url="https://e.com/feed")
    assert second is not None and second.items[0].link == link


def test_a_broken_base_costs_no_link() -> None:
    body = b"<feed><entry><link xml:base='https://[o' href='a'/></entry></feed>"
    assert only(parse_feed(body, base_url="https://e.com/feed")).link == "https://e.com/a"


SY = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"
INTERVALS = {
    "ttl": ("<ttl>30</ttl>", timedelta(minutes=30)),
    "ttl of nothing": ("<ttl>0</ttl>", timedelta(seconds=60)),
    "ttl of a year": ("<ttl>525600</ttl>", timedelta(hours=24)),
    "ttl that is no number": ("<ttl>soon</ttl>", None),
    "ttl that is infinite": ("<ttl>inf</ttl>", None),
    "ttl below nothing": ("<ttl>-5</ttl>", None),
    "ttl of a million digits": ("<ttl>" + "9" * 1_000_000 + "</ttl>", timedelta(hours=24)),
    "period": (f"<sy:updatePeriod {SY}>\n hourly\n</sy:updatePeriod>", timedelta(hours=1)),
    "period and frequency": (
        f"<sy:updatePeriod {SY}>daily</sy:updatePeriod><sy:updateFrequency {SY}>4</sy:updateFrequency>",
        timedelta(hours=6),
    ),
    "frequency of nothing": (
        f"<sy:updatePeriod {SY}>hourly</sy:updatePeriod><sy:updateFrequency {SY}>0</sy:updateFrequency>",
        timedelta(hours=1),
    ),
    "period nobody knows": (f"<sy:updatePeriod {SY}>now and then</sy:updatePeriod>", None),
    "the larger of both": (f"<ttl>15</ttl><sy:updatePeriod {SY}>hourly</sy:updatePeriod>", timedelta(hours=1)),
    "unsaid": ("", None),
}


@pytest.mark.parametrize(("inside", "ttl"), INTERVALS.values(), ids=INTERVALS)
def test_a_feed_says_how_often_it_changes(inside: str, ttl: timedelta | None) -> None:
    body = f"<rss version='2.0'><channel>{inside}<item><ttl>7</ttl><title>A</title></item></channel></rss>".encode()
    assert parse_feed(body).ttl == ttl
    second = second_opinion(body)
    assert second is not None and second.ttl == ttl


def test_the_title_of_a_feed_is_that_of_no_picture() -> None:
    inside = "<image><title>Logo</title></image><title>Wire &amp;amp; &lt;b&gt;Desk&lt;/b&gt;</title>"
    assert parse_feed(f"<rss><channel>{inside}</channel></rss>".encode()).title == "Wire & Desk"


# ── JSON ────────────────────────────────────────────────────────────────────────────────────────────

NO_JSON_FEEDS = {
    "cut": ('{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1"', "truncated: the JSON ends before"),
    "cut in a text": ('{"items": [{"id": "1', "truncated: the JSON ends before"),
    "broken": ('{"items": [}', "broken JSON: Expecting value: line 1 column 12"),
    "another document": ('{"data": []}', "JSON, but no JSON Feed"),
    "a list": ("[1, 2]", "JSON, but no JSON Feed"),
    "deep": ('{"items": ' + "[" * 100_000, "JSON nested too deeply"),
    "deep and closed": ("[" * 100_000 + "]" * 100_000, "JSON nested too deeply"),
}


@pytest.mark.parametrize(("document", "reason"), NO_JSON_FEEDS.values(), ids=NO_JSON_FEEDS)
def test_json_that_is_no_feed_is_refused_with_a_reason(document: str, reason: str) -> None:
    assert refusal(document.encode()).startswith(reason)


def test_a_number_of_a_million_digits_is_an_id_like_any_other() -> None:
    body = b'{"items": [{"id": ' + b"9" * 1_000_000 + b', "title": "A"}, {"id": 1e999}, {"id": NaN}]}'
    assert [entry.guid for entry in parse_feed(body).items] == [_hashed("9" * 1_000_000), "1e999", "NaN"]


def test_json_with_half_letters_and_line_breaks_is_read() -> None:
    entry = only(parse_feed(b'\xef\xbb\xbf {"items": [{"id": "a\\ud800b", "title": "A\nB\\u0000C"}]}'))
    assert (entry.key, entry.title) == ("ab", "A B C")


def test_a_json_feed_without_items_is_a_feed() -> None:
    feed = parse_feed(b'{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": "none"}')
    assert (feed.items, feed.title, feed.problems, feed.reader) == ((), "T", (), "json")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "url", "title", "summary"]), inner)
    ),
    max_leaves=12,
)


@given(st.lists(_JSON, max_size=4), _JSON)
def test_whatever_types_its_things_have_every_item_of_a_json_feed_is_an_entry(items: list[Any], title: Any) -> None:
    feed = parse_feed(json.dumps({"title": title, "items": items}).encode())
    assert len(feed.items) == len(items)
    assert len({entry.key for entry in feed.items}) == len(items)


# ── what is no feed ─────────────────────────────────────────────────────────────────────────────────

NO_FEEDS = {
    "empty": (b"", "empty body"),
    "blank": (b" \n\t", "empty body"),
    "page": (b"<!DOCTYPE html><html><body>Sign in</body></html>", HTML_PAGE),
    "page without doctype": (b"\n<HTML><head></head></HTML>", HTML_PAGE),
    "page behind a comment": (b"<!-- cached --><html></html>", HTML_PAGE),
    "page with a link to its feed": (
        b"<html><title>Are you\n a robot?</title><link type='application/rss+xml' href='/rss'></html>",
        'an HTML page, not a feed (titled "Are you a robot?"); it names /rss as its feed',
    ),
    "page that holds items": (b"<html><body><item>A</item></body></html>", HTML_PAGE),
    "page declared as XML": (b"<?xml version='1.0'?><html><body/></html>", HTML_PAGE),
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
    assert parse_feed(rss()) == ParsedFeed(items=(), title="Wire", reader="xml")


# ── damaged feeds ───────────────────────────────────────────────────────────────────────────────────


def test_a_feed_that_is_cut_off_gives_its_whole_items_and_says_so() -> None:
    whole = rss("<title>One</title><link>https://e.com/1</link>", "<title>Two</title><link>https://e.com/2</link>")
    feed = parse_feed(whole[: whole.index(b"<link>https://e.com/2") + 14])
    assert [entry.title for entry in feed.items] == ["One"]
    assert [str(problem) for problem in feed.problems] == [
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
    entry = only(
        parse_feed(rss("&co;<title>A &co; &nbsp; B</title><description><b>C</b> &co; D</description>", head=head))
    )
    assert (entry.title, entry.summary) == ("A &co; B", "C &co; D")


def test_items_beyond_the_limit_are_counted_by_every_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("xml", "lenient", "jsonfeed"):
        monkeypatch.setattr(f"pipelines.feeds.{room}.MAX_ITEMS", 2)
    monkeypatch.setattr(parse, "MAX_ITEMS", 2)
    body = rss(*(f"<title>{n}</title>" for n in range(5)))
    as_json = json.dumps({"items": [{"title": str(n)} for n in range(5)]}).encode()
    for feed in (parse_feed(body), parse_feed(body.replace(b"0", b"0 & 1")), second_opinion(body), parse_feed(as_json)):
        assert feed is not None and len(feed.items) == 2
        assert [problem.reason for problem in feed.problems] == ["5 items; those after the first 2 were left out"]


@pytest.mark.parametrize("title", ["{}", "{} & more"], ids=["well-formed", "not well-formed"])
def test_items_are_counted_up_to_a_limit(monkeypatch: pytest.MonkeyPatch, title: str) -> None:
    for module in ("feeds.xml", "feeds.entries", "parse"):
        monkeypatch.setattr(f"pipelines.{module}.MAX_COUNT", 30)
    for module in ("feeds.xml", "parse"):
        monkeypatch.setattr(f"pipelines.{module}.MAX_ITEMS", 2)
    feed = parse_feed(rss(*(f"<title>{title.format(n)}</title>" for n in range(100))))
    assert (len(feed.items), feed.title) == (2, "Wire")
    assert [problem.reason for problem in feed.problems] == ["30 items or more; those after the first 2 were left out"]


def test_items_of_very_many_attributes_are_told_apart_by_their_names() -> None:
    attributes = [" ".join(f"{letter}{n}='1'" for n in range(101)) for letter in "ab"]
    feed = parse_feed(
        "".join(["<rss><channel>", *(f"<item {one}/>" for one in attributes), "</channel></rss>"]).encode()
    )
    assert len({entry.key for entry in feed.items}) == 2
    assert feed.problems == ()


def test_a_document_whose_items_nobody_finds_is_named_by_its_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "read_lenient", lambda text: None)
    with pytest.raises(NotAFeed, match="its root element is <book>"):
        parse_feed(b"<book><title>About <item>this</item> & that</title></book>")


def test_a_permanent_guid_that_says_it_is_not_one_is_no_link() -> None:
    entry = only(parse_feed(rss("<title>A</title><guid isPermaLink='false'>https://e.com/1</guid>")))
    assert (entry.key, entry.link) == ("https://e.com/1", "")


# An item deeper down than lxml goes.
_STRANGE = b"<rss><channel>" + b"<x>" * 300 + b"<item><title>A</title></item>" + b"</x>" * 300 + b"</channel></rss>"


def test_the_reader_that_finds_more_items_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    feed = parse_feed(_STRANGE)
    assert (only(feed).title, feed.reader, feed.problems) == ("A", "feedparser", ())

    def stumbles(*args: object, **kwargs: object) -> None:
        raise AssertionError("stumbled")

    monkeypatch.setattr("feedparser.parse", stumbles)
    missing = ["parse: feed: 1 items seem to stand in it; 0 could be read"]
    assert [str(problem) for problem in parse_feed(_STRANGE).problems] == missing
    monkeypatch.undo()
    monkeypatch.setattr(parse, "MAX_LENIENT", 10)
    assert [str(problem) for problem in parse_feed(_STRANGE).problems] == missing


def test_want_of_memory_is_no_stumbling(monkeypatch: pytest.MonkeyPatch) -> None:
    def starves(*args: object, **kwargs: object) -> None:
        raise MemoryError

    monkeypatch.setattr("feedparser.parse", starves)
    with pytest.raises(MemoryError):
        parse_feed(_STRANGE)


WELL_READ = {
    "well-formed": rss("<title>A</title>"),
    "tags that are only talked about": rss(
        "<title><![CDATA[How <item> works]]></title><!-- <item> --><description>the &lt;entry&gt;</description>"
    ),
    "the same, not well-formed": rss(
        "<title>AT&T <![CDATA[How <item> works]]></title><!-- <item> --><description>the &lt;entry&gt;</description>"
    ),
    "an item that is closed by itself": rss("<title>A & B</title>").replace(b"</channel>", b"<item/></channel>"),
}


@pytest.mark.parametrize("body", WELL_READ.values(), ids=WELL_READ)
def test_a_feed_whose_items_are_all_found_needs_no_second_opinion(body: bytes) -> None:
    assert not first_reading(body).unsure


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
