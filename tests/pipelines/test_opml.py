"""OPML: what other readers write is read, what we write comes back, and nothing in a list can do harm."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipelines.escape import one_line
from pipelines.opml import MAX_BYTES, FeedList, Outline, read_opml, web_address, write_opml
from tracker.errors import InputError

MADE = datetime(2026, 7, 1, 12, tzinfo=UTC)
N = 1_000_000


def opml(body: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f'{head}<opml version="1.0"><head><title>t</title></head><body>{body}</body></opml>'.encode()


def feeds(body: bytes) -> list[tuple[str, str]]:
    return [(outline.title, outline.url) for outline in read_opml(body).outlines]


# ── as other readers write it ───────────────────────────────────────────────────────────────────────

ONE = [("A & B", "http://a.example/rss?x=1&y=2")]
WRITTEN = {
    "version 2 with text and title": '<outline type="rss" text="A &amp; B" title="A &amp; B" xmlUrl="{url}"/>',
    "text without title": '<outline text="A &amp; B" xmlUrl="{url}"/>',
    "title without text": '<outline title="A &amp; B" xmlUrl="{url}" htmlUrl="http://a.example/"/>',
    "the title counts where both are": '<outline text="short" title="A &amp; B" xmlUrl="{url}"/>',
    "an empty title": '<outline text="A &amp; B" title="" xmlUrl="{url}"/>',
    "small letters": '<outline text="A &amp; B" xmlurl="{url}"/>',
    "capitals": '<OUTLINE TEXT="A &amp; B" XMLURL="{url}"/>',
    "bare ampersands": '<outline text="A & B" xmlUrl="http://a.example/rss?x=1&y=2"/>',
    "line ends in the title": '<outline text="A\n  &amp; B" xmlUrl="{url}"/>',
    "blanks around the address": '<outline text="A &amp; B" xmlUrl=" {url}\n"/>',
    "the old scheme": '<outline text="A &amp; B" xmlUrl="feed://a.example/rss?x=1&amp;y=2"/>',
    "the old scheme before another": '<outline text="A &amp; B" xmlUrl="feed:http://a.example/rss?x=1&amp;y=2"/>',
    "url with the type of a feed": '<outline type="RSS" text="A &amp; B" url="{url}"/>',
    "numeric references": '<outline text="A &#38; &#x42;" xmlUrl="{url}"/>',
    "in a namespace": '<outline xmlns="http://opml.org/spec2" text="A &amp; B" xmlUrl="{url}"/>',
    "inside folders": '<outline text="x"><outline><outline text="A &amp; B" xmlUrl="{url}"/></outline></outline>',
    "a feed that is a folder too": '<outline text="A &amp; B" xmlUrl="{url}"><!-- none --></outline>',
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_a_feed_is_read_as_it_is_written_elsewhere(written: str) -> None:
    found = read_opml(opml(written.replace("{url}", "http://a.example/rss?x=1&amp;y=2")))
    assert [(outline.title, outline.url) for outline in found.outlines] == ONE
    assert (found.unusable, found.warning) == ((), None)


CODED = '<outline text="Café – “news”" xmlUrl="http://a.example/"/>'
CODINGS = {
    "UTF-8": opml(CODED),
    "UTF-8 with a mark": b"\xef\xbb\xbf" + opml(CODED),
    "UTF-16 with a mark": opml(CODED, '<?xml version="1.0" encoding="UTF-16"?>').decode().encode("utf-16"),
    "Latin-1 that is Windows": opml(CODED, '<?xml version="1.0" encoding="ISO-8859-1"?>').decode().encode("cp1252"),
    "Windows": opml(CODED, '<?xml version="1.0" encoding="windows-1252"?>').decode().encode("cp1252"),
    "nothing declared": opml(CODED, "").decode().encode("cp1252"),
    "declared Latin-1, is UTF-8": opml(CODED, '<?xml version="1.0" encoding="ISO-8859-1"?>'),
    "an encoding nobody knows": opml(CODED, '<?xml version="1.0" encoding="klingon"?>').decode().encode("cp1252"),
    "an encoding that is none of texts": opml(CODED, '<?xml version="1.0" encoding="zlib"?>').decode().encode("cp1252"),
    "entities of HTML": opml(
        '<outline text="Caf&eacute; &ndash; &ldquo;news&rdquo;" xmlUrl="http://a.example/"/>',
    ),
}


@pytest.mark.parametrize("body", CODINGS.values(), ids=CODINGS)
def test_letters_come_out_whatever_they_are_coded_in(body: bytes) -> None:
    assert feeds(body) == [("Café – “news”", "http://a.example/")]


def test_letters_of_the_far_east_in_their_own_encoding() -> None:
    head = '<?xml version="1.0" encoding="GB2312"?>'
    assert feeds(opml('<outline text="新闻" xmlUrl="http://a.example/"/>', head).decode().encode("gb2312")) == [
        ("新闻", "http://a.example/")
    ]


def test_bytes_that_fit_no_encoding_cost_only_themselves() -> None:
    body = opml('<outline text="a?b" xmlUrl="http://a.example/"/>', "").replace(b"?b", b"\x81b")
    assert [url for _, url in feeds(body)] == ["http://a.example/"]


def test_folders_are_named_from_the_outermost() -> None:
    body = opml(
        '<outline text="News"><outline title="Wire"><outline text="a" xmlUrl="http://a.example/"/></outline>'
        '<outline><outline text="b" xmlUrl="http://b.example/"/></outline></outline>'
        '<outline text="c" xmlUrl="http://c.example/"><outline text="d" xmlUrl="http://d.example/"/></outline>'
    )
    folders = {outline.title: outline.folders for outline in read_opml(body).outlines}
    assert folders == {"a": ("News", "Wire"), "b": ("News", ""), "c": (), "d": ("c",)}


UNUSABLE = {
    "an empty folder": ('<outline text="Tech"/>', 'outline 1 ("Tech")', "names no feed"),
    "no text and no address": ("<outline/>", "outline 1", "names no feed"),
    "a list in the list": (
        '<outline type="include" text="x" url="http://a.example/l.opml"/>',
        'outline 1 ("x")',
        "names no feed",
    ),
    "a feed without an address": ('<outline type="rss" text="x"/>', 'outline 1 ("x")', "names no feed"),
    "an empty address": ('<outline text="x" xmlUrl=""/>', 'outline 1 ("x")', "names no feed"),
    "a program": ('<outline text="x" xmlUrl="javascript:x()"/>', 'outline 1 ("x")', "not 'javascript'"),
    "a file": ('<outline text="x" xmlUrl="file:///etc/passwd"/>', 'outline 1 ("x")', "not 'file'"),
    "no scheme": ('<outline text="x" xmlUrl="a.example/rss"/>', 'outline 1 ("x")', "no whole address"),
    "no host": ('<outline text="x" xmlUrl="http:///rss"/>', 'outline 1 ("x")', "cannot be read"),
    "a blank inside": ('<outline text="x" xmlUrl="http://a.example/a b"/>', 'outline 1 ("x")', "cannot be read"),
    "a port that is none": ('<outline text="x" xmlUrl="http://a.example:x/"/>', 'outline 1 ("x")', "cannot be read"),
    "a bracket that is open": ('<outline text="x" xmlUrl="http://[x/"/>', 'outline 1 ("x")', "cannot be read"),
    "a masked password": ('<outline text="x" xmlUrl="http://***@a.example/"/>', 'outline 1 ("x")', "--with-secrets"),
}


@pytest.mark.parametrize(("written", "subject", "reason"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_followed_is_named_with_the_reason(written: str, subject: str, reason: str) -> None:
    found = read_opml(opml(written + '<outline text="good" xmlUrl="http://good.example/"/>'))
    assert [outline.url for outline in found.outlines] == ["http://good.example/"]
    (problem,) = found.unusable
    assert (problem.stage, problem.subject) == ("opml", subject) and reason in problem.reason


def test_a_title_that_steers_the_terminal_is_told_without_that() -> None:
    (problem,) = read_opml(opml('<outline text="a&#x9b;31m\u202eb"/>')).unusable
    assert problem.subject == 'outline 1 ("a31mb")'


# ── files that are broken or no OPML ────────────────────────────────────────────────────────────────


def test_a_file_that_breaks_off_gives_what_stands_before_and_says_where() -> None:
    body = opml('\n<outline text="a" xmlUrl="http://a.example/"/>\n<outline text="b" xmlU')
    found = read_opml(body[: body.index(b"xmlU") + 60].split(b"</body>")[0])
    assert [outline.title for outline in found.outlines] == ["a"]
    assert found.warning is not None and "is not well-formed (line 3)" in found.warning


def test_lines_keep_their_numbers_below_a_document_type() -> None:
    head = '<?xml version="1.0"?>\n<!-- c -->\n<!DOCTYPE opml [\n<!ENTITY a "]>">\n]>\n'
    found = read_opml(opml("\n<outline a=b/>", head))
    assert found.warning is not None and "line 7" in found.warning


NO_OPML = {
    "nothing": (b"", "is empty"),
    "blanks": (b" \n", "is empty"),
    "a document type alone": (b"<!DOCTYPE opml [", "is empty"),
    "no markup": (b"http://a.example/", "no element can be read"),
    "JSON": (b'{"feeds": []}', "no element can be read"),
    "a feed": (b'<rss version="2.0"><channel/></rss>', "its root element is <rss>"),
    "a web page": (b"<!DOCTYPE html><html><head></head><body><p>Hello<br></html>", "is no OPML but a web page"),
    "too large": (b"<opml>" + b" " * MAX_BYTES, "is larger than 8,388,608 bytes"),
    "attributes without end": (
        b"<opml><outline " + b" ".join(b"a%d='1'" % n for n in range(5000)) + b"/></opml>",
        "has more than 1000 attributes",
    ),
}


@pytest.mark.parametrize(("body", "message"), NO_OPML.values(), ids=NO_OPML)
def test_what_is_no_opml_is_told_in_one_line(body: bytes, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        read_opml(body)
    assert "\n" not in str(caught.value)


def test_a_list_without_feeds_is_an_empty_list() -> None:
    assert read_opml(b"<opml><body/></opml>") == FeedList(outlines=())


# ── lists that mean harm ────────────────────────────────────────────────────────────────────────────

BOMB = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
HARMFUL = {
    "entities that multiply in an attribute": f'<!DOCTYPE opml [<!ENTITY e0 "ha">{BOMB}]>',
    "a file in an entity": '<!DOCTYPE opml [<!ENTITY e12 SYSTEM "file:///etc/hostname">]>',
    "an address in an entity": '<!DOCTYPE opml [<!ENTITY e12 SYSTEM "http://127.0.0.1:9/x">]>',
    "a document type elsewhere": '<!DOCTYPE opml SYSTEM "http://127.0.0.1:9/opml.dtd">',
    "entities in a parameter": '<!DOCTYPE opml [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>',
    "brackets in quotes and comments": "<!DOCTYPE opml [<!-- ]> ' --><!ENTITY e12 \"]>'\">]>",
}


@pytest.mark.parametrize("head", HARMFUL.values(), ids=HARMFUL)
def test_entities_stay_words(head: str) -> None:
    assert feeds(opml('<outline text="a &e12; b" xmlUrl="http://a.example/"/>', head)) == [
        ("a &e12; b", "http://a.example/")
    ]


SLOW = {
    "comments that never end": b"<!DOCTYPE opml [" + b"<!--" * (N // 4),
    "quotes that never end": b"<!DOCTYPE opml [" + b"'\"" * (N // 2),
    "instructions": b"<?x?>" * (N // 5),
    "ampersands": b"<opml>" + b"&" * (N // 2),
    "brackets": b"<opml>" + b"<" * N,
    "deeper than anybody goes": b"<opml>" + b"<outline>" * (N // 9),
    "many feeds, deep down": b"<opml>" + b"<outline text='x'>" * 240 + b"<outline xmlUrl='http://a/'/>" * (N // 40),
}


@pytest.mark.parametrize("body", SLOW.values(), ids=SLOW)
def test_a_megabyte_that_means_harm_is_read_or_refused_in_seconds(body: bytes) -> None:
    began = time.process_time()
    with suppress(InputError):
        read_opml(body)
    # Below a second here; what grows with the square of the size would take an hour.
    assert time.process_time() - began < 10


@settings(max_examples=3 * settings.default.max_examples)
@given(
    st.one_of(st.binary(max_size=300), st.text(alphabet="<>/&;!-[]'\"= aoxmlutinepUr?\n", max_size=200).map(str.encode))
)
def test_any_bytes_give_a_list_or_one_clear_error(body: bytes) -> None:
    for whole in (body, b"<opml><body>" + body + b"</body></opml>"):
        try:
            found = read_opml(whole)
        except InputError:
            continue
        assert all(re.match("https?://", outline.url, re.I) for outline in found.outlines)


# ── as we write it ──────────────────────────────────────────────────────────────────────────────────

MINE = [
    Outline(title='A "quoted" <b>', url="http://a.example/?x=1&y='2'", folders=("wire",), id="a"),
    Outline(title="B", url="http://b.example/", folders=("trade press",), id="b", enabled=False),
    Outline(title="C", url="http://c.example/", folders=("wire",)),
    Outline(title="D", url="http://d.example/"),
]


def test_a_list_is_opml_2_with_a_folder_for_each_kind() -> None:
    root = etree.fromstring(write_opml(MINE, title="Mine & yours", made_at=MADE))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert [child.tag for child in root] == ["head", "body"]
    assert (root.findtext("head/title"), root.findtext("head/dateCreated")) == (
        "Mine & yours",
        "Wed, 01 Jul 2026 12:00:00 +0000",
    )
    wire, press, alone = root.find("body")
    assert (wire.get("text"), press.get("text"), alone.get("xmlUrl")) == ("wire", "trade press", "http://d.example/")
    assert [item.get("xmlUrl") for item in wire] == ["http://a.example/?x=1&y='2'", "http://c.example/"]
    for item in root.iter("outline"):
        assert item.get("text") and item.get("title")
        assert (item.get("type") == "rss") is (item.get("xmlUrl") is not None)


def test_what_is_written_comes_back_with_ids_and_what_is_off() -> None:
    back = read_opml(write_opml(MINE, title="t", made_at=MADE)).outlines
    assert sorted(back, key=lambda item: item.title) == MINE


def test_a_feed_without_a_title_is_shown_by_its_address() -> None:
    (back,) = read_opml(write_opml([Outline(title="\x1b", url="http://a.example/")], title="t", made_at=MADE)).outlines
    assert back.title == "http://a.example/"


def test_characters_that_xml_cannot_hold_are_escaped_in_addresses() -> None:
    (back,) = read_opml(
        write_opml([Outline(title="t", url="http://a.example/\ufffe")], title="t", made_at=MADE)
    ).outlines
    assert back.url == "http://a.example/%EF%BF%BE"


HOSTILE = st.text(
    st.one_of(st.sampled_from("<>&\"';[]{}#%\\/ \t\n\r\x00\x1b\x85\u202e\ufeff\ufffe😀é"), st.characters())
)
PATHS = st.text(
    st.one_of(st.sampled_from("<>&\"'%#?=;[]é漢\x7f"), st.characters(exclude_categories=("Cs", "Cc", "Z"))), max_size=40
).filter(lambda path: not re.search("[\\s\ufffe\uffff]", path) and "***" not in path)


@settings(max_examples=3 * settings.default.max_examples)
@given(
    st.lists(
        st.builds(
            Outline,
            title=HOSTILE,
            url=PATHS.map("http://a.example/{}".format),
            folders=st.sampled_from([(), ("wire",), ("trade press",)]),
            id=st.sampled_from(["", "a", "b-c"]),
            enabled=st.booleans(),
        )
    )
)
def test_every_feed_comes_back_as_it_went_out(outlines: list[Outline]) -> None:
    back = read_opml(write_opml(outlines, title="t", made_at=MADE))
    assert (back.unusable, back.warning) == ((), None)

    def plain(item: Outline) -> tuple[object, ...]:
        # A title is one line for a terminal; what XML or a terminal cannot hold goes out of it.
        title = re.sub("[\ufffe\uffff]", "", one_line(item.title)).strip()
        return one_line(title) or one_line(item.url), item.url, item.folders, item.id, item.enabled

    assert sorted(map(plain, back.outlines)) == sorted(map(plain, outlines))


@pytest.mark.parametrize(
    ("given_text", "address"),
    [
        ("FEED://a.example/", "http://a.example/"),
        ("feed:a.example", "http://a.example"),
        ("feed:https://a.example/", "https://a.example/"),
        ("feeding.example", "feeding.example"),
        ("http://a.example/feed://b", "http://a.example/feed://b"),
    ],
)
def test_the_scheme_of_feeds_is_understood(given_text: str, address: str) -> None:
    assert web_address(given_text) == address
