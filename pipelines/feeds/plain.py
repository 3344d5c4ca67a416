"""Markup becomes what a person reads of it: no tags, no entities, no control characters, one line.

A title needs no tree. The text is cut at its tags by one scanner whose places only move forward, so that the
time it takes grows with the length and with nothing else; the HTML parsers tried before (lxml's, feedparser's)
take quadratic time on tags that are never closed or closed in the wrong order. Where all tags are simple ones,
as in nearly every feed, two substitutions do the whole work.

What is inside scripts, styles and templates is not text. It deliberately does not keep anything that a browser
could act on: what comes out is text, to be escaped wherever it is shown.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Final

MAX_MARKUP: Final = 1_000_000
"""Characters of one title or summary that are read; the longest in 59 real feeds has 297,282."""

BLOCKS = frozenset(
    """address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main
    ol p pre section table td th tr ul""".split()
)
_INLINE = frozenset("a abbr b cite code em font i img q s small span strong sub sup u".split())
_ACTIVE = frozenset("base body embed form iframe input link math meta object script style svg".split())
"""Elements that act or load something."""
KNOWN = BLOCKS | _INLINE | _ACTIVE
UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "title"})
_SWALLOWING = frozenset({"script", "style"})
"""Left open, they take the rest of the text with them, as in a browser."""

_REST_OF_TAG = r"""[^<>"']*+(?:"[^"<>]*+"[^<>"']*+|'[^'<>]*+'[^<>"']*+)*+>"""


def _tag(names: Iterable[str]) -> str:
    """An expression for the beginning of a tag of one of these names; it looks at the first letter first."""
    return rf"</?(?=[{''.join(sorted({name[0] for name in names}))}])(?:{'|'.join(sorted(names))})(?=[\s/>])"


_SIMPLE = re.compile(
    rf"<(?![hnstHNST](?i:{'|'.join(name[1:] for name in sorted(UNSEEN))})[\s/>])"
    rf"/?([A-Za-z][^\s/<>\"']*+){_REST_OF_TAG}"
)
"""A tag as most are; its name is what `split` keeps of it."""
_MARKUP_START = re.compile(r"<[A-Za-z/!?]")
_IRREGULAR = re.compile(rf"<(?=[A-Za-z/!?])(?!{_SIMPLE.pattern[1:]})")
_SPACES = {form: " " for name in BLOCKS for form in (name, name.upper(), name.capitalize())}
"""What takes the place of a tag; nothing does of those not named here."""
_NAME = re.compile(r"</?([A-Za-z][^\s/>]{0,40})")
_TAG_STEP = re.compile(r""">|=\s*["']""")
_CLOSERS = {name: re.compile(rf"</{name}(?=[\s/>])", re.I) for name in UNSEEN}

TAG = re.compile(_tag(BLOCKS | _INLINE) + "[^<>]*>", re.I)
"""A tag of HTML, as it stands in text that should have been escaped or has been escaped twice."""
_ACTIVE_TAG = re.compile(_tag(_ACTIVE) + "[^<>]*>", re.I)
_ACTIVE_START = re.compile(rf"<(?=[a-z/])(?=/?(?:{'|'.join(sorted(_ACTIVE))})\b)", re.I)
"""What still looks like such a tag in the end was built to look like one."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LONG_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")
_LAYERS = 3
"""How often text may have been escaped once too often; no feed seen does it more than twice."""

_INVISIBLE = {
    **dict.fromkeys((*range(0x20), 0x7F), " "),
    # Windows-1252 in the clothes of Latin-1: the control characters of the second block are never meant.
    **{code: bytes([code]).decode("cp1252", errors="ignore") for code in range(0x80, 0xA0)},
    # White space by other names.
    **dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000), " "),
    # Soft hyphen, zero width space, byte order mark, and what turns the direction of the text round.
    **dict.fromkeys((0xAD, 0x200B, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), ""),
    **dict.fromkeys(range(0xD800, 0xE000), ""),
}
_RARE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u1680\u2000-\u200b\u2028-\u202f\u205f\u2066-\u2069\u3000\ud800-\udfff\ufeff]"
)
"""All of these but the white space that is common."""
_BLANKS = re.compile("  +")


def plain_text(markup: str) -> str:
    """What a reader would see of a title or summary.

    Escaping done twice is undone twice: "AT&amp;amp;T" is AT&T in every feed that has it.

    >>> plain_text("<p>Meta&nbsp;&amp;amp; <b>Core</b>Weave</p><p>sign</p>")
    'Meta & CoreWeave sign'
    """
    text = markup[:MAX_MARKUP]
    if "<![CDATA[" in text or "]]>" in text:
        # Sections within escaped text are the leavings of a writer who protected it twice.
        text = text.replace("<![CDATA[", "").replace("]]>", "")
    text = _without_tags(text)
    for _ in range(_LAYERS):
        if not _is_markup(text):
            break
        text = _without_tags(text)
    return one_line(_ACTIVE_START.sub("‹", text) if "<" in text else text)


def _is_markup(text: str) -> bool:
    """Whether text that was freed of its markup still reads like some: it was escaped once too often."""
    if "&" in text and _ENTITY.search(text):
        return True
    return "<" in text and bool(TAG.search(text) or _ACTIVE_TAG.search(text))


def one_line(text: str) -> str:
    """The text with its white space collapsed, and without what cannot be seen or stored."""
    # Each of these is the fastest way for its kind of text: summaries are long, and this is most of the work.
    if text.isascii():
        text = text.translate(_INVISIBLE)
    else:
        for space in "\n\r\t\xa0":
            text = text.replace(space, " ")
        if _RARE.search(text):
            text = text.translate(_INVISIBLE)
    return _BLANKS.sub(" ", text).strip(" ") if "  " in text else text.strip(" ")


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    # Python refuses to turn thousands of digits into a number; a reference that long means no character.
    return html.unescape(_LONG_NUMBER.sub("", text))


def _without_tags(markup: str) -> str:
    """The text between the tags."""
    if "<" not in markup:
        return _unescaped(markup)
    if "<!" in markup or "<script" in markup or "<style" in markup:
        return _scanned(markup)
    text = _without_simple_tags(markup)
    return _scanned(markup) if "<" in text and _MARKUP_START.search(text) else _unescaped(text)


def _without_simple_tags(markup: str) -> str:
    parts = _SIMPLE.split(markup)
    parts[1::2] = [_SPACES.get(name, "") for name in parts[1::2]]
    return "".join(parts)


def _scanned(markup: str) -> str:
    """The text between tags of any shape, as a browser would find them."""
    scanner = _Scanner(markup)
    parts: list[str] = []
    at = 0
    while found := _IRREGULAR.search(markup, at):
        parts.append(_unescaped(_without_simple_tags(markup[at : found.start()])))
        at, shown = scanner.past(found.start())
        parts.append(shown)
    parts.append(_unescaped(_without_simple_tags(markup[at:])))
    return "".join(parts)


def markup_of(text: str) -> Iterator[tuple[int, int, str]]:
    """The stretches of markup in order, each with the name of its tag in lower case: "/p" closes, "" is a comment.

    What is inside scripts, styles and templates goes with their tag.

    >>> list(markup_of("<p>x < y <B>z</b>"))
    [(0, 3, 'p'), (9, 12, 'b'), (13, 17, '/b')]
    """
    scanner = _Scanner(text)
    at = 0
    while found := _MARKUP_START.search(text, at):
        start = found.start()
        simple = _SIMPLE.match(text, start)
        at, shown = (simple.end(), "") if simple else scanner.past(start)
        if shown != "<":
            named = _NAME.match(text, start)
            name = named[1].lower() if named else ""
            yield start, at, f"/{name}" if text[start + 1] == "/" else name


class _Scanner:
    """Finds the end of a piece of markup. What it has looked for in vain it does not look for again."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._absent: set[str] = set()
        self._quotes_matter = True

    def past(self, start: int) -> tuple[int, str]:
        """Where the text goes on behind the markup that starts here, and what to show in its place."""
        if self._markup.startswith("<!--", start):
            return self._end("-->", start + 4), ""
        named = _NAME.match(self._markup, start)
        name = named[1].lower() if named else ""
        end = self._tag_end(start)
        if end < 0:
            # A tag that is never closed ends the text, as in a browser; unless it is none, as in "x <y".
            return (len(self._markup), "") if name in KNOWN else (start + 1, "<")
        if name in UNSEEN and self._markup[start + 1] != "/":
            return self._past_unseen(name, end), ""
        return end, " " if name in BLOCKS else ""

    def _past_unseen(self, name: str, at: int) -> int:
        closing = None if name in self._absent else _CLOSERS[name].search(self._markup, at)
        if closing is not None:
            return closing.start()
        self._absent.add(name)
        return len(self._markup) if name in _SWALLOWING else at

    def _tag_end(self, start: int) -> int:
        """The place behind the tag's `>`, not counting those in quotation marks; -1 when there is none."""
        at = start
        while self._quotes_matter and self._markup[start + 1] not in "!?":
            step = _TAG_STEP.search(self._markup, at)
            if step is None:
                # Every end that is left stands in quotation marks: they cannot be meant as such.
                self._quotes_matter = False
            elif step[0] == ">":
                return step.end()
            else:
                at = max(step.end(), self._find(step[0][-1], step.end()))
        return self._find(">", start)

    def _find(self, mark: str, at: int) -> int:
        """The place behind the next `mark`; -1 when there is none."""
        found = -1 if mark in self._absent else self._markup.find(mark, at)
        if found < 0:
            self._absent.add(mark)
            return -1
        return found + len(mark)

    def _end(self, mark: str, at: int) -> int:
        found = self._find(mark, at)
        return found if found > 0 else len(self._markup)
