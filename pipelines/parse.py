"""Turns the bytes of a feed into entries: RSS in all its versions and Atom, clean text, absolute links.

What must never happen: a date read with a guessed zone, an entry that vanishes without a word, two entries of
a feed under one key, and an answer that depends on which parser happened to read the feed.

How it works. The bytes become text once (`_decoded`), so that the readers cannot disagree about letters. A
reader of ours walks the lxml tree of the text: strictly first, and if that fails in lxml's recovering mode
after the usual faults (bare ampersands, HTML's entities, control characters) are mended. When it fails, or
finds another number of items than the bytes seem to hold, feedparser, slow and forgiving, reads the text too,
and the larger answer is taken. Both give the same `RawItem`s, strings as they stand in the feed, and one
normaliser makes entries of them.

Why not fastfeedparser, faster still: it hands out dates only after reading them, with `4:05 PM EST` as 04:05
UTC, and does not hand out the string. feedparser keeps the string.

It deliberately does not: fetch anything, expand entities of a document type, judge dates against the present,
read JSON Feed, or shield the caller from a document built to make a parser slow; that takes a process that
can be killed.

Known difference between the readers: a lone `updated` of another namespace inside RSS counts as the
published date when feedparser read it, since it does not keep that apart from Dublin Core's `date`.
"""

from __future__ import annotations

import codecs
import hashlib
import html
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html.entities import html5
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from pipelines.dates import parse_date
from pipelines.urls import canonical_url
from tracker.errors import NotAFeed
from tracker.records import Batch, Entry, Problem

MAX_BYTES: Final = 8 * 1024 * 1024
"""The largest of 200 real feeds has 2.5 MB."""
MAX_ITEMS: Final = 2_000
"""A feed with more is an archive; the newest items stand first by custom."""
MAX_LENIENT: Final = 2_000_000
"""Characters beyond which feedparser is not asked for a second opinion: it takes two seconds for these."""
MAX_MARKUP: Final = 1_000_000
"""Characters of one title or summary that are read; the longest in 59 real feeds has 297,282."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawItem:
    """An item as the feed states it: markup, entities and dates untouched, "" for what it does not state."""

    id: str = ""
    title: str = ""
    link: str = ""
    summary: str = ""
    published: str = ""
    updated: str = ""


def parse_feed(body: bytes, *, base_url: str = "", content_type: str | None = None) -> Batch[Entry]:
    """The entries of a feed in the order of the feed, and a problem for everything that was left out or mended.

    base_url: where the bytes came from; relative links are resolved against it. content_type: the HTTP header,
    asked for the encoding only when the bytes do not tell. A problem's subject is `feed` or `item N`, counted
    from 1. Raises NotAFeed, in one line, when nothing can be read.
    """
    if len(body) > MAX_BYTES:
        raise NotAFeed(f"{len(body):,} bytes; at most {MAX_BYTES:,} are read")
    text = _decoded(body, content_type)
    if not text.strip():
        raise NotAFeed("empty body")
    document = _without_preamble(text)
    text, cut = _whole_items(document)
    items, expected = _read(text)
    if cut and not items:
        where = "before" if text == document else "inside"
        raise NotAFeed(f"truncated: the document ends {where} its first item")
    batch = entries_of(items, base_url)
    warnings = []
    if cut:
        warnings.append(f"the document ends before its closing tag; {len(items)} whole items were read")
    if len(items) < expected:
        warnings.append(f"{expected} items seem to stand in it; {len(items)} could be read")
    return replace(batch, problems=(*(_problem("feed", warning) for warning in warnings), *batch.problems))


def _problem(subject: str, reason: str) -> Problem:
    return Problem(stage="parse", subject=subject, reason=reason)


# ── from bytes to text ──────────────────────────────────────────────────────────────────────────────

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
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def _one_byte(error: UnicodeError) -> tuple[str, int]:
    """Reads a byte that is not UTF-8 as Windows-1252, so that one bad quotation mark spoils only itself."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", errors="replace"), error.end


codecs.register_error("newsimpact-one-byte", _one_byte)


def _decoded(body: bytes, content_type: str | None) -> str:
    """The text, without the characters XML forbids.

    Bytes that are valid UTF-8 are UTF-8 whatever is declared: by accident that hardly ever happens, and wrong
    declarations are common. Encodings of seven bits are the exception, since all their bytes look like ASCII.
    """
    for mark, encoding in (*_MARKS, *_SHAPES):
        if body.startswith(mark):
            return _NOT_XML.sub("", body.decode(encoding, errors="replace").lstrip("\ufeff"))
    told = _told(body, content_type)
    seven_bits = [encoding for encoding in told if encoding.startswith(("iso2022", "hz", "utf-7"))]
    for encoding in (*seven_bits, "utf-8", *told):
        try:
            return _NOT_XML.sub("", body.decode(encoding))
        except UnicodeError:
            continue
    return _NOT_XML.sub("", body.decode("utf-8", errors="newsimpact-one-byte"))


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
    # Python also lists transformations (zip, rot13) as codecs.
    return info.name if getattr(info, "_is_text_encoding", True) else None


# ── what kind of document it is ─────────────────────────────────────────────────────────────────────

_FEED_START = re.compile(r"<\?xml\b|<(?:[\w-]+:)?(?:rss|feed|rdf|channel)\b", re.I)
_HTML_START = re.compile(r"\s*(?:<!--(?:(?!-->).){0,2000}-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
HTML_PAGE: Final = "an HTML page, not a feed"
_FEED_TYPES = re.compile(r"application/(?:rss|atom)\+xml", re.I)
_PAGE_CHARS = 50_000
"""Of a page, as much as is read for its title and the feed it names: heads are shorter."""
_ROOTS = frozenset({"rss", "feed", "rdf", "channel", "entry"})
_OPENING = re.compile(r"<(?:[\w-]+:)?(?:item|entry)(?=[\s/>])", re.I)
_CLOSING = re.compile(r"</(?:[\w-]+:)?(?:item|entry)\s*>", re.I)
_END = re.compile(r"</(?:[\w-]+:)?(?:rss|feed|rdf|channel)\s*>", re.I)
_XML_DECLARATION = re.compile(r"^(?:<\?xml\b[^>]*\?>\s*)+", re.I)
_SECTION = re.compile(r"<!--|<!\[CDATA\[")


def _without_preamble(text: str) -> str:
    """The document from its first tag on. Raises NotAFeed, saying what stands there instead."""
    start = text.lstrip("\ufeff \t\r\n")
    if _HTML_START.match(start):
        raise NotAFeed(_about_page(start))
    found = _FEED_START.search(start, 0, 8_192)
    if found is not None:
        return _XML_DECLARATION.sub("", start[found.start() :])
    if start.startswith(("{", "[")):
        raise NotAFeed("JSON, not RSS or Atom")
    if not start.startswith("<"):
        raise NotAFeed(f"neither RSS nor Atom: it begins with {start[:40]!r}")
    return start


def _pieces(text: str) -> Iterator[tuple[int, str, bool]]:
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


def _whole_items(text: str) -> tuple[str, bool]:
    """The text up to its last whole item, and whether the document ends before its closing tag."""
    opened = closed = -1
    for at, piece, is_markup in _pieces(text):
        if is_markup and _END.search(piece):
            return text, False
        if is_markup:
            opened = max([at + match.start() for match in _OPENING.finditer(piece)], default=opened)
            closed = max([at + match.start() for match in _CLOSING.finditer(piece)], default=closed)
    return (text[:opened] if opened > closed else text), True


def _about_page(text: str) -> str:
    """What came instead of a feed, and where the page says that its feed is."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text[:_PAGE_CHARS], "lxml")
    title = plain_text(soup.title.get_text())[:80] if soup.title else ""
    links = (str(link.get("href")) for link in soup.find_all("link", type=_FEED_TYPES, href=True))
    named = next((f"; it names {plain_text(href)[:200]} as its feed" for href in links), "")
    return HTML_PAGE + (f' (titled "{title}")' if title else "") + named


# ── the readers ─────────────────────────────────────────────────────────────────────────────────────


def _read(text: str) -> tuple[tuple[RawItem, ...], int]:
    """The items by the reader that finds more of them, and how many tags of items there are.

    Raises NotAFeed when the document is something else.
    """
    expected = sum(len(_OPENING.findall(piece)) for _, piece, is_markup in _pieces(text) if is_markup)
    root = _tree(text)
    items = () if root is None else _items_of_tree(root)
    if len(items) != expected and len(text) <= MAX_LENIENT:
        items = max(items, read_lenient(text), key=len)
    if not items and (root is None or _local(root) not in _ROOTS):
        raise NotAFeed(_what_it_is(root, text))
    return items, expected


def _what_it_is(root: Any | None, text: str) -> str:
    if root is None:
        return "neither RSS nor Atom: no element can be read"
    if _local(root) == "html":
        return _about_page(text)
    return f"neither RSS nor Atom: its root element is <{_local(root)[:40]}>"


def read_strict(text: str) -> tuple[RawItem, ...]:
    """The items as our own reader finds them; () when the text is beyond it."""
    root = _tree(text)
    return () if root is None else _items_of_tree(root)


def read_lenient(text: str) -> tuple[RawItem, ...]:
    """The items as feedparser finds them: slower by a factor of 30, and undeterred by almost everything."""
    # Imported here: feedparser takes a tenth of a second, and nearly no feed needs it.
    import feedparser

    # From a stream and never from a string, which it might take for the name of a file or an address.
    stream = io.BytesIO(text.encode("utf-8", errors="replace"))
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        parsed = feedparser.parse(stream, sanitize_html=False, resolve_relative_uris=False, response_headers=headers)
    except Exception:  # It is asked for a second opinion on broken documents and stumbles in ways it does not list.
        return ()
    is_atom = str(parsed.get("version") or "").startswith("atom")
    return tuple(_item_of_feedparser(entry, is_atom) for entry in parsed.get("entries", ()))


def _item_of_feedparser(entry: Mapping[str, Any], is_atom: bool) -> RawItem:
    # A plain dictionary: feedparser's own answers a question for `updated` with the published date, and warns.
    plain = dict(entry.items())

    def text(name: str) -> str:
        return str(plain.get(name) or "")

    alternates = (link.get("href") for link in plain.get("links", ()) if link.get("rel") == "alternate")
    contents = (content.get("value") for content in plain.get("content", ()))
    published, updated = text("published"), text("updated")
    if not published and not is_atom:
        published, updated = updated, ""
    return RawItem(
        id=text("id"),
        title=text("title"),
        link=next(filter(None, alternates), "") or text("link"),
        summary=text("summary") or next(filter(None, contents), ""),
        published=published or text("created"),
        updated=updated,
    )


# ── our own reader ──────────────────────────────────────────────────────────────────────────────────

_PREFIXES = {
    "http://www.w3.org/2005/Atom": "atom:",
    "http://purl.org/atom/ns#": "atom:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    # As prefixes that a writer forgot to declare.
    **{prefix: f"{prefix}:" for prefix in ("atom", "dc", "dcterms", "content", "media")},
}
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_PARENTS = frozenset({"rss", "channel", "rdf", "feed", "items", "entries"})

# Where each field may stand, best first. Names in lower case; no prefix: the namespace of the item itself.
_IDS = ("guid", "id", "atom:id")
_TITLES = ("title", "atom:title", "dc:title", "media:title")
_SUMMARIES = (
    *("description", "summary", "atom:summary", "dc:description"),
    *("content:encoded", "content", "atom:content", "media:description"),
)
_PUBLISHED = ("pubdate", "published", "issued", "atom:published", "atom:issued", "dcterms:issued", "dc:date", "created")
_UPDATED = ("updated", "modified", "atom:updated", "atom:modified", "dcterms:modified")


def _tree(text: str) -> Any | None:
    """The root of the document; None when lxml can make nothing of it."""
    from lxml import etree

    # No entity is expanded, no file or address opened for the document's sake; lxml's limits on depth stay.
    safe = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}
    try:
        return etree.fromstring(text.encode(), etree.XMLParser(encoding="utf-8", **safe))
    except etree.XMLSyntaxError:
        return etree.fromstring(_mended(text).encode(), etree.XMLParser(encoding="utf-8", recover=True, **safe))


_AMPERSAND = re.compile(r"&(?:#(\d{1,9}|[xX][0-9a-fA-F]{1,8});|([A-Za-z][A-Za-z0-9]{0,31});)?")
_STRAY_LESS = re.compile(r"<(?![A-Za-z_/!?])")
_OPEN_TAG = re.compile(r"<[A-Za-z_][^<>]*>")
_UNQUOTED = re.compile(r"""(\s[\w:.-]+)=([^\s"'<>/]+)(?=[\s/>])""")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})


def _mended(text: str) -> str:
    """The text with the faults mended at which a recovering parser would drop words."""
    return "".join(_mended_markup(piece) if is_markup else piece for _, piece, is_markup in _pieces(text))


def _mended_markup(piece: str) -> str:
    piece = _STRAY_LESS.sub("&lt;", _AMPERSAND.sub(_reference, piece))
    # HTML that was not escaped: a <br> that is never closed would swallow the rest of the item.
    piece = _TAG.sub(lambda tag: html.escape(tag[0], quote=False), piece)
    return _OPEN_TAG.sub(_quoted, piece)


def _quoted(match: re.Match[str]) -> str:
    return _UNQUOTED.sub(r'\1="\2"', match[0])


def _reference(match: re.Match[str]) -> str:
    number, name = match[1], match[2]
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        char = chr(code) if code <= 0x10FFFF else ""
        return "" if not char or _NOT_XML.match(char) else match[0]
    if name in _XML_NAMES:
        return match[0]
    if name and f"{name};" in html5:
        return html.escape(html5[f"{name};"])
    return "&amp;" + match[0][1:]


def _local(element: Any) -> str:
    """The name without namespace, and without a prefix that was never declared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _namespace(element: Any) -> str:
    """The namespace, or the prefix when that was never declared; "" for neither."""
    tag = str(element.tag)
    return tag.rpartition("}")[0].lstrip("{") or tag.rpartition(":")[0]


def _items_of_tree(root: Any) -> tuple[RawItem, ...]:
    found = [
        element
        for element in root.iter("{*}*")
        if _local(element) in ("item", "entry")
        and (element.getparent() is None or _local(element.getparent()) in _PARENTS)
    ]
    return tuple(_item_of_element(element) for element in found)


def _item_of_element(item: Any) -> RawItem:
    fields = _fields(item)
    return RawItem(
        id=_first(fields, _IDS) or (item.get(_RDF_ABOUT) or "").strip(),
        title=_first(fields, _TITLES),
        link=_link(fields),
        summary=_first(fields, _SUMMARIES),
        published=_first(fields, _PUBLISHED),
        updated=_first(fields, _UPDATED),
    )


def _fields(item: Any) -> dict[str, list[Any]]:
    """The children of an item by prefixed name."""
    own = _namespace(item)
    fields: dict[str, list[Any]] = {}
    # Media RSS may hold what belongs to the item in a group of its own.
    groups = [child for child in item.iterchildren("{*}group") if _namespace(child) in _PREFIXES]
    for child in (*item.iterchildren("{*}*"), *(child for group in groups for child in group.iterchildren("{*}*"))):
        namespace = _namespace(child)
        prefix = "" if namespace == own else _PREFIXES.get(namespace, f"{namespace} ")
        fields.setdefault(prefix + _local(child), []).append(child)
    return fields


def _first(fields: dict[str, list[Any]], names: Iterable[str]) -> str:
    values = (_markup(element).strip() for name in names for element in fields.get(name, ()))
    return next(filter(None, values), "")


def _markup(element: Any) -> str:
    """What an element holds, as HTML: its text, or the elements in it written out again (XHTML in Atom)."""
    if not any(isinstance(child.tag, str) for child in element):
        return _text(element)
    return "".join(_written_out(element))


def _text(element: Any) -> str:
    """The text of an element without elements in it; references to entities as HTML understands them."""
    parts = [element.text or ""]
    for entity in element:
        parts += (html.unescape(entity.text or ""), entity.tail or "")
    return "".join(parts)


def _written_out(element: Any) -> Iterator[str]:
    yield html.escape(element.text or "")
    for child in element:
        if isinstance(child.tag, str):
            yield f"<{_local(child)}>"
            yield from _written_out(child)
            yield f"</{_local(child)}>"
        else:
            yield child.text or ""
        yield html.escape(child.tail or "")


def _link(fields: dict[str, list[Any]]) -> str:
    """RSS writes the address as text, Atom as an attribute; a permanent guid is an address as well."""
    elements = [*fields.get("link", ()), *fields.get("atom:link", ())]
    for element in elements:
        is_alternate = (element.get("rel") or "alternate").rpartition("/")[2] == "alternate"
        target = _text(element).strip() or (element.get("href") or "").strip()
        if is_alternate and target:
            return str(urljoin(element.base or "", target))
    for guid in (element for name in _IDS for element in fields.get(name, ())):
        target = _text(guid).strip()
        if (guid.get("isPermaLink") or "true").lower() == "true" and target.startswith(("http://", "https://")):
            return target
    return ""


# ── one normaliser for all readers ──────────────────────────────────────────────────────────────────


def entries_of(items: Iterable[RawItem], base_url: str = "") -> Batch[Entry]:
    """The entries that raw items make, each under a key of its own, and problems for the rest."""
    items = tuple(items)
    problems: list[Problem] = []
    if len(items) > MAX_ITEMS:
        problems.append(_problem("feed", f"{len(items)} items; those after the first {MAX_ITEMS} were left out"))
    entries: dict[Entry, None] = {}
    for number, item in enumerate(items[:MAX_ITEMS], 1):
        entry = _entry(item, base_url)
        if not (entry.title or entry.link or entry.summary):
            problems.append(_problem(f"item {number}", "neither title nor link nor text; left out"))
        elif entry in entries:
            problems.append(_problem(f"item {number}", "repeats another item word for word; left out"))
        else:
            entries[entry] = None
        if max(len(item.title), len(item.summary)) > MAX_MARKUP:
            problems.append(_problem(f"item {number}", f"only the first {MAX_MARKUP:,} characters were read"))
    told_apart, repeated = _told_apart(list(entries))
    return Batch(items=told_apart, problems=(*problems, *repeated))


def _entry(item: RawItem, base_url: str) -> Entry:
    title, summary = plain_text(item.title), plain_text(item.summary)
    link = _absolute(item.link, base_url)
    published, updated = parse_date(item.published), parse_date(item.updated)
    # Precision and quality are those of the date that can be used; of the first stated when neither can.
    usable = [(date, raw) for date, raw in ((published, item.published), (updated, item.updated)) if date.instant]
    stated = [(date, raw) for date, raw in ((published, item.published), (updated, item.updated)) if raw]
    date, raw = (*usable, *stated, (published, ""))[0]
    key = " ".join(item.id.split()) or canonical_url(link) or _hash(title or summary, raw)
    return Entry(
        key=key if len(key) <= 500 else _hash(key),
        title=title,
        link=link,
        summary=summary,
        published=published.instant,
        updated=updated.instant,
        raw_date=raw or None,
        precision=date.precision,
        quality=date.quality,
    )


def _hash(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", errors="replace"), digest_size=12).hexdigest()


def _absolute(link: str, base_url: str) -> str:
    """The link as one word, resolved. Only web addresses: what a reader clicks on must not be a script."""
    try:
        one_line = re.sub(r"[\t\r\n]\s*", "", link.strip()).replace(" ", "%20")
        resolved = urljoin(base_url, one_line) if one_line else ""
        return resolved if urlsplit(resolved).scheme in ("http", "https", "") else ""
    except ValueError:
        return ""


def _told_apart(entries: list[Entry]) -> tuple[tuple[Entry, ...], list[Problem]]:
    """Entries that share a key get something of their own added to it.

    All of them do, not only the later ones: feeds are windows, and a key must not change when the entry above
    it drops out.
    """
    shared = {key: count for key, count in Counter(entry.key for entry in entries).items() if count > 1}
    links = Counter((entry.key, canonical_url(entry.link)) for entry in entries if entry.key in shared)

    def own(entry: Entry) -> str:
        link = canonical_url(entry.link)
        if link and links[entry.key, link] == 1:
            return _hash(link)
        return _hash(entry.link, entry.title, entry.raw_date or "", entry.summary)

    told = tuple(replace(entry, key=f"{entry.key}#{own(entry)}") if entry.key in shared else entry for entry in entries)
    problems = [
        _problem("feed", f"{count} items share the id {key[:80]!r}; told apart") for key, count in shared.items()
    ]
    return told, problems


# ── clean text ──────────────────────────────────────────────────────────────────────────────────────

_BLOCKS = frozenset(
    """address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main
    ol p pre section table td th tr ul""".split()
)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "title"})
_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(_BLOCKS))}|a|abbr|b|cite|code|em|font|i|img|q|s|small|span|strong|sub|sup|u)(?=[\s/>])[^<>]*>",
    re.I,
)
_CDATA_MARK = re.compile(r"<!\[CDATA\[|\]\]>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INVISIBLE = {
    **dict.fromkeys((*range(0x20), 0x7F), " "),
    # Windows-1252 in the clothes of Latin-1: the control characters of the second block are never meant.
    **{code: bytes([code]).decode("cp1252", errors="ignore") for code in range(0x80, 0xA0)},
    # Soft hyphen, zero width space, byte order mark, and what turns the direction of the text round.
    **dict.fromkeys((0xAD, 0x200B, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), ""),
    **dict.fromkeys(range(0xD800, 0xE000), ""),
}


def plain_text(markup: str) -> str:
    """What a reader would see of a title or summary: no tags, no entities, no control characters, one line.

    Escaping done twice is undone twice: "AT&amp;amp;T" is AT&T in every feed that has it.

    >>> plain_text("<p>Meta&nbsp;&amp;amp; <b>Core</b>Weave</p><p>sign</p>")
    'Meta & CoreWeave sign'
    """
    # Sections within escaped text are the leavings of a writer who protected it twice.
    text = _without_tags(_CDATA_MARK.sub("", markup[:MAX_MARKUP]))
    if _ENTITY.search(text) or _TAG.search(text):
        text = _without_tags(text)
    return " ".join(text.translate(_INVISIBLE).split())


def _without_tags(markup: str) -> str:
    if "<" not in markup:
        return html.unescape(markup)
    from lxml import etree

    # lxml itself: BeautifulSoup builds the same tree by the same parser, at ten times the price.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    document = f"<html><body>{markup}</body></html>".replace("\0", "").encode("utf-8", errors="replace")
    walker = etree.iterwalk(etree.fromstring(document, parser), events=("start", "end"))
    parts: list[str] = []
    for event, element in walker:
        if event == "start" and element.tag in _UNSEEN:
            walker.skip_subtree()
        elif event == "start":
            parts += (" " if element.tag in _BLOCKS else "", element.text or "")
        else:
            parts += (" " if element.tag in _BLOCKS else "", element.tail or "")
    return "".join(parts)
