"""Reads RSS 0.90 to 2.0, RDF, Atom 0.3 and 1.0, CDF and single Atom entries, by lxml.

Items are taken as lxml meets them and cleared away, so that a document of 8 MB with 200,000 items needs no more
memory than its first 2,000 do. No entity of a document type is expanded and nothing is opened for a document's
sake; lxml's own limits on depth and size stay. Names count, namespaces hardly: writers get them wrong.

A document that is not well-formed is read again, recovering, after the faults are mended at which a recovering
parser would drop words: bare ampersands, entities of HTML, unquoted attributes, tags of HTML never closed.
"""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from html.entities import html5
from typing import Any, Final
from urllib.parse import urljoin

from pipelines.feeds.plain import MAX_MARKUP, TAG
from pipelines.feeds.raw import MAX_COUNT, MAX_ITEMS, RawFeed, RawItem, digest, minutes_between
from pipelines.feeds.text import NOT_XML, pieces

ROOTS: Final = frozenset({"rss", "feed", "rdf", "channel", "entry", "item"})
"""What the outermost element of a feed is called; in lower case, as all names here."""

# ── the tree ────────────────────────────────────────────────────────────────────────────────────────

_SAFE = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
    "collect_ids": False,
}


def _any_case(*names: str) -> tuple[str, ...]:
    return tuple(f"{{*}}{form}" for name in names for form in (name, name.upper(), name.capitalize()))


_ITEM_TAGS = _any_case("item", "entry")


def read_xml(data: bytes) -> RawFeed | None:
    """The feed in bytes that are UTF-8 and well-formed; None when they are not."""
    from lxml import etree

    items = _Items()
    walk = etree.iterparse(io.BytesIO(data), events=("end",), tag=_ITEM_TAGS, **_SAFE)
    try:
        for _, element in walk:
            items.take(element)
            if items.count() >= MAX_COUNT:
                return _feed(element.getroottree().getroot(), items)
    except etree.XMLSyntaxError:
        _raise_want_of_memory(walk.error_log)
        return None
    return _feed(walk.root, items)


def read_mended(text: str) -> RawFeed | None:
    """The feed in a text that is not well-formed, as far as it can be mended; None when nothing can be read."""
    from lxml import etree

    # As a whole: fed in parts, a recovering libxml2 takes quadratic time for tags that are never ended.
    parser = etree.XMLParser(recover=True, **_SAFE)
    try:
        root = etree.fromstring(_mended(text).encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    _raise_want_of_memory(parser.error_log)
    if root is None:
        return None
    items = _Items()
    # Of every name, since those of some hold a prefix that was never declared.
    for element in root.iter("{*}*"):
        if _local(element.tag) in ("item", "entry"):
            items.see(element)
    return _feed(root, items)


def _raise_want_of_memory(log: Any) -> None:
    """Half a feed must not pass for a whole one because there was no room for the rest."""
    if log.last_error is not None and log.last_error.type == _NO_MEMORY:
        raise MemoryError


_NO_MEMORY = 2
"""libxml2's number for it; lxml passes it on as a fault of the syntax."""


def _feed(root: Any, items: _Items) -> RawFeed:
    within = () if _local(root.tag) == "channel" else root.iterchildren(*_any_case("channel"))
    channel = next(iter(within), root)
    about: dict[str, str] = {}
    for child in channel.iterchildren("{*}*"):
        name = _local(child.tag)
        if name in _ABOUT and not about.get(name):
            about[name] = _markup(child).strip()
    return RawFeed(
        root=_local(root.tag),
        items=tuple(items.found()),
        count=items.count(),
        title=about.get("title", ""),
        minutes=minutes_between(about.get("ttl", ""), about.get("updateperiod", ""), about.get("updatefrequency", "")),
    )


_ABOUT = frozenset({"title", "ttl", "updateperiod", "updatefrequency"})


def _local(tag: Any) -> str:
    """The name without namespace, and without a prefix that was never declared."""
    return str(tag).rpartition("}")[2].rpartition(":")[2].lower()


def _namespace(tag: Any) -> str:
    """The namespace, or the prefix when that was never declared; "" for neither."""
    name = str(tag)
    return name.rpartition("}")[0].lstrip("{") or name.rpartition(":")[0]


# ── which elements are items ────────────────────────────────────────────────────────────────────────

_PARENTS = frozenset({"rss", "channel", "rdf", "feed", "items", "entries"})
_TEXTS = frozenset(
    "title description summary content encoded abstract body div subtitle tagline info rights copyright".split()
)
"""What stands within these is text, even where it looks like an item."""


class _Items:
    """The items of a document, in its order. Those under a prefix of their own count when there are no others."""

    def __init__(self) -> None:
        self._own: list[RawItem] = []
        self._foreign: list[RawItem] = []
        self._counts = [0, 0]
        self._names: dict[str, dict[Any, str]] = {}
        self._parent: Any = None
        self._done: Any = None

    def take(self, element: Any) -> None:
        """Read an item, and give its memory back."""
        if self.see(element):
            element.clear()
            self._drop(element)

    def see(self, element: Any) -> bool:
        """Read an item; False when it is none."""
        foreign = _is_foreign(element)
        if not self._is_in_place(element, foreign):
            return False
        items = self._foreign if foreign else self._own
        self._counts[foreign] = min(self._counts[foreign] + 1, MAX_COUNT)
        if len(items) < MAX_ITEMS:
            items.append(_item(element, self._names))
        return True

    def found(self) -> list[RawItem]:
        return self._own or self._foreign

    def count(self) -> int:
        return self._counts[0] or self._counts[1]

    def _is_in_place(self, element: Any, foreign: bool) -> bool:
        parent = element.getparent()
        if parent is None or parent is self._parent:
            return True
        if _local(parent.tag) in _PARENTS:
            self._parent = parent
            return True
        return not foreign and not any(_local(above.tag) in _TEXTS for above in element.iterancestors())

    def _drop(self, element: Any) -> None:
        """Take the item before this one out of the tree; the present one is still being read."""
        before, self._done = self._done, element
        if before is not None and (parent := before.getparent()) is not None:
            parent.remove(before)


def _is_foreign(element: Any) -> bool:
    return element.prefix is not None and _PREFIXES.get(_plain_namespace(_namespace(element.tag))) not in ("", "atom:")


# ── one item ────────────────────────────────────────────────────────────────────────────────────────

_PREFIXES = {
    **dict.fromkeys(
        (
            *("", "http://purl.org/rss/1.0", "http://purl.org/net/rss1.1", "http://my.netscape.com/rdf/simple/0.9"),
            *("http://channel.netscape.com/rdf/simple/0.9", "http://my.netscape.com/publish/formats/rss-0.91.dtd"),
            *("http://purl.org/rss/1.0/modules/rss091", "http://backend.userland.com/rss", "rss"),
            *("http://backend.userland.com/rss2", "http://blogs.law.harvard.edu/tech/rss"),
        ),
        "",
    ),
    "http://www.w3.org/2005/atom": "atom:",
    "http://purl.org/atom/ns": "atom:",
    "http://purl.org/dc/elements/1.0": "dc:",
    "http://purl.org/dc/elements/1.1": "dc:",
    "http://purl.org/dc/terms": "dcterms:",
    "http://purl.org/rss/1.0/modules/content": "content:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    # As prefixes that a writer forgot to declare.
    **{prefix: f"{prefix}:" for prefix in ("atom", "dc", "dcterms", "content", "media", "itunes")},
}
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

# Where each field may stand, best first. No prefix: the namespace of the item itself, or none.
_IDS = ("guid", "id", "atom:id")
_TITLES = ("title", "atom:title", "dc:title", "media:title")
_SUMMARIES = (
    *("description", "summary", "abstract", "atom:summary", "dc:description"),
    *("content:encoded", "content", "atom:content", "media:description", "itunes:summary", "itunes:subtitle"),
    *("fullitem", "body", "xhtml:body"),
)
_PUBLISHED = (
    *("pubdate", "published", "issued", "atom:published", "atom:issued", "dcterms:issued", "dc:date"),
    *("created", "dcterms:created"),
)
_UPDATED = ("updated", "modified", "atom:updated", "atom:modified", "dcterms:modified")
_LINKS = ("link", "atom:link")
_READ = frozenset((*_IDS, *_TITLES, *_SUMMARIES, *_PUBLISHED, *_UPDATED, *_LINKS))


def _plain_namespace(namespace: str) -> str:
    return namespace.lower().rstrip("/#")


def _item(element: Any, names: dict[str, dict[Any, str]]) -> RawItem:
    fields = _fields(element, names)
    about = (element.get(_RDF_ABOUT) or "").strip()
    item = RawItem(
        id=_first(fields, _IDS) or about,
        title=_first(fields, _TITLES),
        link=_link(element, fields) or _web(about),
        summary=_first(fields, _SUMMARIES),
        published=_first(fields, _PUBLISHED),
        updated=_first(fields, _UPDATED) or _attribute(element, "lastmod"),
    )
    return item if item.says_something else replace(item, rest=_rest(element))


def _rest(element: Any) -> str:
    """A hash of the names, attributes and words in an item, for items that state nothing else to tell them by."""
    parts: list[str] = []
    for part in element.iter("{*}*"):
        words = (" ".join((text or "").split()) for text in (part.text, "" if part is element else part.tail))
        parts += (_local(part.tag), *_attributes(part), *filter(None, words))
    return digest(*parts)


_FEW = 100


def _attributes(element: Any) -> list[str]:
    # lxml looks for each value from the first attribute on: of very many, only the names are taken.
    if len(element.attrib) > _FEW:
        return sorted(element.attrib)
    return [f"{name}={value}" for name, value in sorted(element.attrib.items())]


def _fields(item: Any, names: dict[str, dict[Any, str]]) -> dict[str, list[Any]]:
    """The children of an item that are read, by prefixed name."""
    known = names.setdefault(item.tag, {})
    fields: dict[str, list[Any]] = {}
    # Media RSS may hold what belongs to the item in a group of its own.
    for children in (item, *item.iterchildren("{http://search.yahoo.com/mrss/}group", "{*}media:group")):
        for child in children:
            tag = child.tag
            name = known.get(tag)
            if name is None:
                name = known[tag] = _field_name(tag, item.tag)
            if name:
                fields.setdefault(name, []).append(child)
    return fields


def _field_name(tag: Any, item_tag: str) -> str:
    """The name of a child as the tables above have it; "" for one that is not read."""
    if not isinstance(tag, str):
        return ""
    namespace = _namespace(tag)
    prefix = "" if namespace == _namespace(item_tag) else _PREFIXES.get(_plain_namespace(namespace))
    name = "" if prefix is None else prefix + _local(tag)
    return name if name in _READ else ""


def _attribute(element: Any, name: str) -> str:
    return str(element.get(name) or element.get(name.upper()) or "").strip()


def _first(fields: dict[str, list[Any]], names: Iterable[str]) -> str:
    for name in names:
        for element in fields.get(name, ()):
            if value := _markup(element).strip():
                return value
    return ""


def _markup(element: Any) -> str:
    """What an element holds, as HTML: its text, or the elements in it written out again (XHTML in Atom)."""
    if not len(element):
        text = element.text or ""
        return _from_base64(text) if text and element.attrib and _is_base64(element) else text
    if not any(isinstance(child.tag, str) for child in element):
        return _text(element)
    return _written_out(element)


def _is_base64(element: Any) -> bool:
    """Atom 0.3 says so; in Atom 1.0 everything is that is neither text nor XML."""
    kind = (element.get("type") or "").strip().lower()
    is_data = "/" in kind and not kind.startswith("text/") and not kind.endswith(("/xml", "+xml"))
    return element.get("mode") == "base64" or (is_data and element.get("mode") is None)


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8")
    except ValueError:
        return text


def _text(element: Any) -> str:
    """The text of an element without elements in it; references to entities as HTML understands them."""
    parts = [element.text or ""]
    for entity in element:
        parts += (html.unescape(entity.text or ""), entity.tail or "")
    return "".join(parts)


def _written_out(element: Any) -> str:
    """The elements within an element as HTML, without attributes; not much more than is read of a text."""
    parts = [html.escape(element.text or "", quote=False)]
    open_ones = [(iter(element), "")]
    size = 0
    while open_ones and size <= MAX_MARKUP:
        children, end = open_ones[-1]
        child = next(children, None)
        if child is None:
            parts.append(end)
            open_ones.pop()
            continue
        tail = html.escape(child.tail or "", quote=False)
        if isinstance(child.tag, str):
            name = _local(child.tag)
            parts += (f"<{name}>", html.escape(child.text or "", quote=False))
            open_ones.append((iter(child), f"</{name}>{tail}"))
        else:
            parts += (child.text or "", tail)
        size += len(parts[-2]) + len(parts[-1])
    return "".join(parts)


_PAGES = frozenset({"", "text/html", "application/xhtml+xml"})


def _link(item: Any, fields: dict[str, list[Any]]) -> str:
    """RSS writes the address as text, Atom as an attribute, CDF at the item; a permanent guid is one as well."""
    others = []
    for element in (element for name in _LINKS for element in fields.get(name, ())):
        is_alternate = (element.get("rel") or "alternate").rpartition("/")[2] == "alternate"
        target = _text(element).strip() or (element.get("href") or "").strip()
        if is_alternate and target:
            # An entry may also name itself as JSON or as a mobile page.
            if (element.get("type") or "").strip().lower() in _PAGES:
                return _from_base(element, target)
            others.append(_from_base(element, target))
    if others:
        return others[0]
    if href := _attribute(item, "href"):
        return _from_base(item, href)
    guids = (element for name in _IDS for element in fields.get(name, ()))
    permanent = (guid for guid in guids if (guid.get("isPermaLink") or "true").strip().lower() == "true")
    return next(filter(None, map(_web, (_text(guid).strip() for guid in permanent))), "")


def _web(address: str) -> str:
    return address if address.startswith(("http://", "https://")) else ""


def _from_base(element: Any, target: str) -> str:
    try:
        return target if _web(target) else str(urljoin(element.base or "", target))
    except ValueError:
        return target


# ── mending ─────────────────────────────────────────────────────────────────────────────────────────

_REFERENCE = r"&(?:#(\d{1,9}|[xX][0-9a-fA-F]{1,8})|([A-Za-z][A-Za-z0-9]{0,31}));"
_AMPERSAND = re.compile(rf"&(?!{_REFERENCE[1:]})")
_REFERENCES = re.compile(_REFERENCE)
_STRAY_LESS = re.compile(r"<(?![A-Za-z_/!?])")
_OPEN_TAG = re.compile(r"<[A-Za-z_][^<>]*>")
_UNQUOTED = re.compile(r"""(\s[\w:.-]+)=([^\s"'<>/]+)(?=[\s/>])""")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})


def _mended(text: str) -> str:
    """The text with the faults mended at which a recovering parser would drop words."""
    return "".join(_mended_markup(piece) if is_markup else piece for _, piece, is_markup in pieces(text))


def _mended_markup(piece: str) -> str:
    piece = _REFERENCES.sub(_reference, _AMPERSAND.sub("&amp;", _STRAY_LESS.sub("&lt;", piece)))
    # HTML that was not escaped: a <br> that is never closed would swallow the rest of the item.
    piece = TAG.sub(_escaped, piece)
    return _OPEN_TAG.sub(_quoted, piece)


def _escaped(match: re.Match[str]) -> str:
    return html.escape(match[0], quote=False)


def _quoted(match: re.Match[str]) -> str:
    return _UNQUOTED.sub(r'\1="\2"', match[0])


def _reference(match: re.Match[str]) -> str:
    number, name = match[1], match[2]
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        char = chr(code) if code <= 0x10FFFF else ""
        return "" if not char or NOT_XML.match(char) else f"&#{number.lower()};"
    if name in _XML_NAMES:
        return match[0]
    if name and f"{name};" in html5:
        return html.escape(html5[f"{name};"])
    return "&amp;" + match[0][1:]
