"""Bytes become letters, and a document that is no feed is named for what it is.

The bytes of a feed are UTF-8 nearly always, and lxml can read those without our making a string of them first
(`utf8_bytes`). Everything else is decoded here (`decoded`), once, so that the readers cannot disagree about
letters. What it deliberately does not: look into elements; it knows tags by their shape only.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

from pipelines.feeds.plain import plain_text
from tracker.errors import NotAFeed

# ── letters ─────────────────────────────────────────────────────────────────────────────────────────

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SHAPES = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""", re.I)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.I)
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
"""What writers who declare the left one really use; each right one reads all of the left one's text alike."""
_NO_ENCODINGS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
_SEVEN_BITS = ("iso2022", "hz", "utf-7")
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""The characters XML forbids."""


def utf8_bytes(body: bytes, content_type: str | None) -> bytes | None:
    """The bytes from the first tag on, when they claim to be nothing that has to be decoded first.

    They need not be UTF-8: the reader will find out. None when they look like an encoding of two or four bytes
    or declare one of seven bits, whose bytes all look like ASCII.
    """
    if any(body.startswith(shape) for shape, encoding in (*_MARKS, *_SHAPES) if encoding != "utf-8"):
        return None
    if any(encoding.startswith(_SEVEN_BITS) for encoding in _told(body, content_type)):
        return None
    return body.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")


def decoded(body: bytes, content_type: str | None) -> str:
    """The text, without the characters XML forbids.

    Bytes that are valid UTF-8 are UTF-8 whatever is declared: by accident that hardly ever happens, and wrong
    declarations are common.
    """
    for mark, encoding in (*_MARKS, *_SHAPES):
        if body.startswith(mark):
            return NOT_XML.sub("", body.decode(encoding, errors="replace").lstrip("\ufeff"))
    told = _told(body, content_type)
    seven_bits = [encoding for encoding in told if encoding.startswith(_SEVEN_BITS)]
    for encoding in (*seven_bits, "utf-8", *told):
        try:
            return NOT_XML.sub("", body.decode(encoding))
        except UnicodeError:
            continue
    # A byte that is not UTF-8 is Windows-1252, so that one bad quotation mark spoils only itself.
    return NOT_XML.sub("", _ESCAPED_BYTES.sub(_as_windows, body.decode("utf-8", errors="surrogateescape")))


_ESCAPED_BYTES = re.compile("[\udc80-\udcff]+")


def _as_windows(match: re.Match[str]) -> str:
    return match[0].encode("utf-8", errors="surrogateescape").decode("cp1252", errors="replace")


def _told(body: bytes, content_type: str | None) -> list[str]:
    """The encodings declared, the document's own word first, by the names Python gives them."""
    declared = _DECLARATION.match(body[:512])
    header = _CHARSET.search(content_type or "")
    names = [declared[1].decode("ascii")] if declared else []
    names += [header[1]] if header else []
    known = [encoding for name in names if (encoding := _codec(name))]
    # Wide encodings were recognised by their bytes: where those are absent, the declaration is wrong.
    return [_WIDER.get(encoding, encoding) for encoding in known if not encoding.startswith(("utf-16", "utf-32"))]


def _codec(name: str) -> str | None:
    try:
        info = codecs.lookup(name)
    except LookupError:
        return None
    # Python also lists transformations (zip, rot13) and ways to write letters in ASCII, some of them slow, as codecs.
    is_encoding = getattr(info, "_is_text_encoding", True) and info.name not in _NO_ENCODINGS
    return info.name if is_encoding else None


# ── what kind of document it is ─────────────────────────────────────────────────────────────────────

_FEED_START = re.compile(r"<\?xml\b|<(?:[\w-]+:)?(?:rss|feed|rdf|channel)\b", re.I)
_HTML_START = re.compile(r"\s*(?:<!--(?:(?!-->).){0,2000}-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_XML_DECLARATION = re.compile(r"^(?:<\?xml\b[^>]*\?>\s*)+", re.I)
HTML_PAGE: Final = "an HTML page, not a feed"
_FEED_TYPES = re.compile(r"application/(?:(?:rss|atom)\+xml|(?:feed\+)?json)", re.I)
_PAGE_CHARS = 50_000
"""Of a page, as much as is read for its title and the feed it names: heads are shorter."""


def without_preamble(text: str) -> str:
    """The document from its first tag on, without declarations. Raises NotAFeed, saying what stands there instead."""
    start = text.lstrip("\ufeff \t\r\n")
    if _HTML_START.match(start):
        raise NotAFeed(about_page(start))
    found = _FEED_START.search(start, 0, 8_192)
    if found is not None:
        return _XML_DECLARATION.sub("", start[found.start() :])
    if not start.startswith("<"):
        raise NotAFeed(f"neither RSS nor Atom: it begins with {start[:40]!r}")
    return start


def about_page(text: str) -> str:
    """What came instead of a feed, and where the page says that its feed is."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text[:_PAGE_CHARS], "lxml")
    title = plain_text(soup.title.get_text())[:80] if soup.title else ""
    links = (str(link.get("href")) for link in soup.find_all("link", type=_FEED_TYPES, href=True))
    named = next((f"; it names {plain_text(href)[:200]} as its feed" for href in links), "")
    return HTML_PAGE + (f' (titled "{title}")' if title else "") + named


# ── where its items begin and end ───────────────────────────────────────────────────────────────────

_OPENING = re.compile(r"<(?:[\w-]+:)?(?:item|entry)(?=[\s/>]|\Z)", re.I)
_CLOSING = re.compile(r"</(?:[\w-]+:)?(?:item|entry)\s*>", re.I)
_ROOT = re.compile(r"<(?:[\w-]+:)?(rss|feed|rdf|channel|item|entry)(?=[\s/>])", re.I)
_ENDS = {
    # A feed without its last tag but one is whole; in RDF the channel ends before the items begin.
    "rss": re.compile(r"</(?:[\w-]+:)?(?:rss|channel)\s*>", re.I),
    **{name: re.compile(rf"</(?:[\w-]+:)?{name}\s*>", re.I) for name in ("feed", "rdf", "channel", "item", "entry")},
}
_SECTION = re.compile(r"<!--|<!\[CDATA\[")


def pieces(text: str) -> Iterator[tuple[int, str, bool]]:
    """The text in pieces: offset, piece, and whether tags in it are tags (not in a comment or CDATA section).

    By find and not by one expression, which sections that are never closed would make quadratic.
    """
    at = 0
    while opening := _SECTION.search(text, at):
        yield at, text[at : opening.start()], True
        closing = text.find("]]>" if opening[0].endswith("[") else "-->", opening.end())
        at = closing + 3 if closing >= 0 else len(text)
        yield opening.start(), text[opening.start() : at], False
    yield at, text[at:], True


def count_items(text: str) -> int:
    """How many tags of items there are."""
    return sum(len(_OPENING.findall(piece)) for _, piece, is_markup in pieces(text) if is_markup)


def whole_items(text: str) -> tuple[str, bool]:
    """The text up to its last whole item, and whether the document ends before its closing tag.

    What is left of an item that breaks off would come back under another key when its id was in the rest.
    """
    opened = closed = -1
    end = None
    for at, piece, is_markup in pieces(text):
        if not is_markup:
            continue
        if end is None and (root := _ROOT.search(piece)):
            end = _ENDS[root[1].lower()]
        if end is not None and end.search(piece):
            return text, False
        opened = max([at + match.start() for match in _OPENING.finditer(piece)], default=opened)
        closed = max([at + match.start() for match in _CLOSING.finditer(piece)], default=closed)
    return (text[:opened] if opened > closed else text), True
