"""Lists of feeds as OPML: read as other readers write them, and written so that other readers take them.

What must never happen: a list makes this program open a file or an address, or blow up its memory; an outline that
claims to be a feed vanishes without a word.

How it reads. The bytes become text by their mark, their own declaration, or as UTF-8. The document type goes before
anything is parsed: with it go all entities that the file itself defines (lxml leaves them alone in texts, but expands
them in attributes, where OPML keeps everything). What XML does not know, such as `&nbsp;` and bare ampersands, is
mended; then lxml parses strictly, and if it stumbles once more in its recovering mode. Names of elements and attributes
are compared in small letters, because `xmlUrl` comes as `xmlurl` and `XMLURL` too.

An outline counts when it is written like a feed or like the end of a branch. What it has no use for (folders, texts
around them) is structure. The addresses are not judged here beyond being addresses of the web.

How it writes: OPML 2.0, folders by kind, and two attributes of ours in a namespace that other readers pass over: the
id, so that a list comes back under the same ids, and whether a feed is off.

It deliberately does not: follow lists that include others, or know which kinds of feeds there are.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html.entities import html5
from itertools import groupby
from typing import Any, Final
from urllib.parse import quote, urlsplit

from pipelines.escape import one_line
from tracker.errors import InputError
from tracker.records import Problem

MAX_BYTES: Final = 8 * 1024 * 1024
"""A list of ten thousand feeds has two."""
MAX_ATTRIBUTES: Final = 1_000
"""Of one element, roughly: reading them out costs the square of their number."""
NAMESPACE: Final = "urn:newsimpact:opml"
"""Of our own attributes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed of a list."""

    title: str
    """One line; "" when the list gives none."""
    url: str
    folders: tuple[str, ...] = ()
    """The names of the folders around it, outermost first; "" for one without a name."""
    id: str = ""
    """As we wrote it into the list; "" in lists of others."""
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """What a list holds: `len(outlines) + len(unusable)` is what claimed to be a feed in it."""

    outlines: tuple[Outline, ...]
    unusable: tuple[Problem, ...] = ()
    warning: str | None = None
    """What is wrong with the file as a whole; None when nothing is."""


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────


def read_opml(body: bytes) -> FeedList:
    """The feeds of a list in its order. Raises InputError, in a line, when it is no OPML."""
    if len(body) > MAX_BYTES:
        raise InputError(f"is larger than {MAX_BYTES:,} bytes, which is as much as is read")
    text = _without_prologue(_decoded(body))
    if not text.strip():
        raise InputError("is empty")
    if any(piece.count("=") > MAX_ATTRIBUTES for piece in text.split("<")):
        raise InputError(f"an element in it has more than {MAX_ATTRIBUTES} attributes")
    root, warning = _tree(_mended(text))
    if root is None or _local(root.tag) != "opml":
        raise InputError(_what_it_is(root))
    found = [_outline(number, own, folders) for number, (own, folders) in enumerate(_claims(root), 1)]
    return FeedList(
        outlines=tuple(item for item in found if isinstance(item, Outline)),
        unusable=tuple(item for item in found if isinstance(item, Problem)),
        warning=warning,
    )


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""", re.I)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def _decoded(body: bytes) -> str:
    """The text without the characters XML forbids. Valid UTF-8 is UTF-8, whatever is declared."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _NOT_XML.sub("", body.decode(encoding, errors="replace").lstrip("\ufeff"))
    declared = _DECLARED.match(body)
    for encoding in ("utf-8", _codec(declared[1].decode("ascii")) if declared else "cp1252"):
        try:
            return _NOT_XML.sub("", body.decode(encoding))
        except (UnicodeError, LookupError):  # the latter: an encoding that Python does not know, or not of text
            continue
    return _NOT_XML.sub("", body.decode("cp1252", errors="replace"))


def _codec(name: str) -> str:
    """The encoding that a writer who declares one really uses."""
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return name
    return "cp1252" if known in {"iso8859-1", "ascii"} else known


_PROLOGUE = re.compile(r"\s*(?:<\?[^>]*\?>|<!--(?:(?!-->).)*-->)", re.S)
_DOCTYPE = re.compile(r"\s*<!doctype", re.I)
_DOCTYPE_MARK = re.compile(r"""["'\[\]>]|<!--""")


def _without_prologue(text: str) -> str:
    """The text without what stands before its root element: the encoding, the document type and its entities.

    Line ends stay, so that lines keep their numbers.
    """
    at = 0
    while True:
        if found := _PROLOGUE.match(text, at):
            at = found.end()
        elif found := _DOCTYPE.match(text, at):
            at = _doctype_end(text, found.end())
        else:
            return "\n" * text.count("\n", 0, at) + text[at:]


def _doctype_end(text: str, at: int) -> int:
    """Behind the `>` that closes a document type, past the quoted texts, comments and declarations in it."""
    depth = 0
    # By find and not by one expression, which quotes and comments that are never closed would make quadratic.
    while found := _DOCTYPE_MARK.search(text, at):
        mark, at = found[0], found.end()
        depth += {"[": 1, "]": -1}.get(mark, 0)
        if mark == ">" and depth <= 0:
            return at
        if mark in {'"', "'", "<!--"}:
            closing = "-->" if mark == "<!--" else mark
            end = text.find(closing, at)
            at = end + len(closing) if end >= 0 else len(text)
    return len(text)


_REFERENCE = re.compile(r"&(?:#(\d{1,9}|[xX][0-9a-fA-F]{1,8});|([A-Za-z][A-Za-z0-9]{0,31});)?")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})


def _mended(text: str) -> str:
    """The text with every reference one that XML knows."""
    return _REFERENCE.sub(_reference, text)


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


def _tree(text: str) -> tuple[Any | None, str | None]:
    """The root element, None when there is none, and what is wrong with the document, None when nothing is."""
    from lxml import etree

    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "encoding": "utf-8"}
    try:
        return etree.fromstring(text.encode(), etree.XMLParser(**safe)), None
    except etree.XMLSyntaxError as error:
        reason = f"is not well-formed (line {error.lineno or 1}); what could be read was taken"
    return etree.fromstring(text.encode(), etree.XMLParser(recover=True, **safe)), reason


def _what_it_is(root: Any | None) -> str:
    if root is None:
        return "is no OPML: no element can be read"
    name = _local(root.tag)
    return "is no OPML but a web page" if name == "html" else f"is no OPML: its root element is <{name[:40]}>"


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2].lower()


def _claims(root: Any) -> Iterator[tuple[dict[str, str], tuple[str, ...]]]:
    """The attributes of each outline that is a feed or claims to be, with the names of the folders around it.

    A claim is an address, a feed's type, or to have no outline below.
    """
    from lxml import etree

    around: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end"), tag="{*}*"):
        if _local(element.tag) != "outline":
            continue
        if event == "end":
            around.pop()
            continue
        own = _attributes(element)
        is_leaf = not any(_local(child.tag) == "outline" for child in element.iterchildren("{*}*"))
        if "xmlurl" in own or own.get("type", "").lower() in _FEED_TYPES or is_leaf:
            yield own, tuple(around)
        around.append(one_line(own.get("text", "")) or one_line(own.get("title", "")))


_MASKED = re.compile(r"//\*\*\*@|=\*\*\*(?:[&#]|$)")
"""How an address looks whose password or key was left out."""
_FEED_TYPES = frozenset({"rss", "rss1", "rss2", "atom", "feed", "json", "pie"})


def _attributes(element: Any) -> dict[str, str]:
    """By their names in small letters; those of ours under their names with the namespace."""
    found: dict[str, str] = {}
    for name, value in element.attrib.items():
        key = str(name) if str(name).startswith(f"{{{NAMESPACE}}}") else _local(name)
        found.setdefault(key, str(value))
    return found


def _outline(number: int, own: dict[str, str], folders: tuple[str, ...]) -> Outline | Problem:
    title = one_line(own.get("title", "")) or one_line(own.get("text", ""))
    url = web_address(own.get("xmlurl") or (own.get("url", "") if own.get("type", "").lower() in _FEED_TYPES else ""))
    fault = _fault(url)
    if fault:
        named = f' ("{one_line(title, 60)}")' if title else ""
        return Problem(stage="opml", subject=f"outline {number}{named}", reason=fault)
    return Outline(
        title=title,
        url=url,
        folders=folders,
        id=own.get(f"{{{NAMESPACE}}}id", "").strip(),
        enabled=own.get(f"{{{NAMESPACE}}}enabled", "true").strip().lower() != "false",
    )


def web_address(text: str) -> str:
    """An address as it is asked for: without blanks around it, and with the scheme that `feed:` stands for.

    >>> web_address(" feed://a.example/rss "), web_address("feed:https://a.example/rss")
    ('http://a.example/rss', 'https://a.example/rss')
    """
    address = text.strip()
    found = re.match(r"feed:(?://)?", address, re.I)
    if found is None:
        return address
    rest = address[found.end() :]
    return rest if re.match(r"https?:", rest, re.I) else f"http://{rest}"


def _fault(url: str) -> str | None:
    if not url:
        return "names no feed; perhaps an empty folder, or a link"
    try:
        parts = urlsplit(url)
        host, usable = parts.hostname, parts.port != 0
    except ValueError:
        return "its address cannot be read"
    if parts.scheme not in {"http", "https"}:
        return (
            f"only addresses of the web are read, not {parts.scheme[:20]!r}" if parts.scheme else "is no whole address"
        )
    if not host or not usable or re.search(r"[\s\x00-\x1f]", url):
        return "its address cannot be read"
    if _MASKED.search(url):
        return "its password or key was left out when the list was written; write the list with --with-secrets"
    return None


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────


def write_opml(outlines: Sequence[Outline], *, title: str, made_at: datetime) -> bytes:
    """The list as OPML 2.0 in UTF-8: a folder per first folder of its outlines, in the order they come up."""
    from lxml import etree

    root = etree.Element("opml", version="2.0", nsmap={"newsimpact": NAMESPACE})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = _clean(title)
    etree.SubElement(head, "dateCreated").text = format_datetime(made_at)
    etree.SubElement(head, "docs").text = "http://opml.org/spec2.opml"
    body = etree.SubElement(root, "body")
    for name, members in _by_folder(outlines):
        folder = body if name is None else etree.SubElement(body, "outline", text=_clean(name), title=_clean(name))
        for outline in members:
            folder.append(_element(outline))
    written: bytes = etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8")
    return written


def _by_folder(outlines: Sequence[Outline]) -> Iterator[tuple[str | None, Iterable[Outline]]]:
    names = [outline.folders[0] if outline.folders else None for outline in outlines]
    order = {name: place for place, name in enumerate(dict.fromkeys(names))}
    paired = sorted(zip(names, outlines, strict=True), key=lambda pair: order[pair[0]])
    for name, pairs in groupby(paired, key=lambda pair: pair[0]):
        yield name, [outline for _, outline in pairs]


def _element(outline: Outline) -> Any:
    from lxml import etree

    title = _clean(outline.title) or _clean(outline.url)
    element = etree.Element("outline", type="rss", text=title, title=title, xmlUrl=_writable(outline.url))
    if outline.id:
        element.set(f"{{{NAMESPACE}}}id", _clean(outline.id))
    if not outline.enabled:
        element.set(f"{{{NAMESPACE}}}enabled", "false")
    return element


def _clean(text: str) -> str:
    return _NOT_XML.sub("", one_line(text))


def _writable(url: str) -> str:
    """The address, with escapes for the characters that XML cannot hold."""
    return _NOT_XML.sub(lambda char: quote(char[0], errors="replace"), url)
