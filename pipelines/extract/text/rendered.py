"""A text in HTML or Markdown as a reader sees it, with the places of every character in the source.

What must never happen: a text that is no markup altered. "Margins < 5%", "<3" and "[sic]" stay as they are: tags count
where a text plainly is HTML, because it closes an element or has a paragraph, a list or a break; of Markdown, links to
an address and words between doubled asterisks.

Scripts, styles and the head of a page are no text, nor are comments. Menus, asides, footers and forms are furniture,
unless the article stands in them, as it does on pages that are one single form, or nothing stands anywhere else. An
element that holds words together ends what is said before it; white space in the source does not, as in a browser.

Known exceptions: what a style sheet hides is read. "[the deal][1]" stays as it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from pipelines.extract.text.hidden import Places, joined, rewritten

LONGEST_SOURCE = 1_000_000
"""Characters of HTML that are looked at."""
MOST_TAGS = 40_000
"""As many as no article has; behind them the reading ends."""
FURNITURE = frozenset("nav aside footer form button select textarea iframe svg dialog menu".split())
ARTICLE = frozenset({"article", "main", "h1"})
"""What holds one of these is no furniture, whatever it is called."""
ASIDES = ("nav", "aside", "footer")
"""In these an article is a card that leads to another one."""
LINE_ENDS = frozenset({"br", "li", "tr", "dt", "dd"})
"""Elements that end a line; others that hold words together end a paragraph."""
CELLS = frozenset({"td", "th"})
WITHIN_LINES = frozenset("button select textarea iframe svg".split())
APART = frozenset({"a", "span", "label"})
"""Side by side they are two words: "<span>NVDA</span><span>+2%</span>"."""
LINE, PARAGRAPH, CELL = "\n", "\n\n", " | "
WEIGHTS = {"": 0, " ": 1, CELL: 2, LINE: 3, PARAGRAPH: 4}
"""Of all that stands between two words the one that counts."""
SPACE_OR_ENTITY = re.compile(r"\s+|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
ENTITY = re.compile(SPACE_OR_ENTITY.pattern.removeprefix(r"\s+|"))
_ADDRESS = r"(?:https?:|mailto:|www\.|\.{0,2}/|#)[^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+"
LINK = re.compile(
    r"!?\[(?P<words>(?:[^\[\]\n]|!?\[[^\[\]\n]{0,200}+\]){0,400}+)\]"
    rf"\({_ADDRESS}(?:\s\"[^\"\n]{{0,200}}+\")?\)"
)
STRONG = re.compile(r"(?<![\w*])\*\*(?P<words>(?![\s*])[^\n*]{1,200}(?<!\s))\*\*(?!\*)")


class Rendered(NamedTuple):
    """What is to be read of a text."""

    text: str
    places: Places | None
    """None where the text is read as it was given."""
    title: str | None
    """The only first heading of a page; None where there is none, or more than one."""
    end: int
    """Where the reading ends in the given text."""


def rendered(text: str, longest: int) -> Rendered:
    """A text without its markup, and at most so many characters of it.

    >>> rendered("<p>AT&amp;T <b>pays</b></p><aside>Nebius fell</aside>", 1000)[0]
    'AT&T pays'
    >>> rendered("[Nebius](https://example.org/nbis) pays if x < y", 1000)[0]
    'Nebius pays if x < y'
    """
    page = _page(text[:LONGEST_SOURCE], longest) if "<" in text and _is_html(text[:LONGEST_SOURCE]) else None
    if page is None:
        end = min(len(text), longest)
        page = Rendered(text if end == len(text) else text[:end], None, None, end)
        if "&" in page.text and ENTITY.search(page.text):
            page = _again(page, _entities(page.text))
    if "](" in page.text or "**" in page.text:
        page = _again(page, _markdown(page.text))
    return page


def _again(page: Rendered, changes: Iterable[tuple[int, int, str]]) -> Rendered:
    changed = list(changes)
    if not changed:
        return page
    text, places = rewritten(page.text, changed)
    return page._replace(text=text, places=joined(page.places, places))


def _entities(text: str) -> Iterator[tuple[int, int, str]]:
    for hit in ENTITY.finditer(text):
        shown = html.unescape(hit[0])
        if shown != hit[0]:
            yield *hit.span(), shown


def _markdown(text: str) -> Iterator[tuple[int, int, str]]:
    """The signs around links and strong words, and pictures altogether."""
    spans: list[tuple[int, int]] = []
    for hit in STRONG.finditer(text):
        spans += (hit.start(), hit.start("words")), (hit.end("words"), hit.end())
    for hit in LINK.finditer(text):
        # A picture that is a link is no words either.
        is_picture = "![" in text[hit.start() : hit.end("words")]
        spans += [hit.span()] if is_picture else [(hit.start(), hit.start("words")), (hit.end("words"), hit.end())]
    at = 0
    for start, end in sorted(spans):
        if start >= at:
            yield start, end, ""
            at = end


# ── HTML ────────────────────────────────────────────────────────────────────────────────────────────


class _Piece(NamedTuple):
    """A stretch of markup: a tag with its name ("/p" closes), a comment, or a tag with all that nobody sees in it."""

    start: int
    end: int
    name: str


@cache
def _sign() -> re.Pattern[str]:
    """What only HTML has."""
    from pipelines.feeds.plain import KNOWN, UNSEEN

    names = "|".join(sorted(KNOWN | UNSEEN | FURNITURE | ARTICLE))
    return re.compile(
        rf"<(?:!doctype html|!--|/(?:{names})\s*>|(?:br|hr|p|li|td|img)(?:\s+[\w:-]+=[^<>]*)?\s*/?>)", re.I
    )


def _is_html(text: str) -> bool:
    return _sign().search(text) is not None


def _page(text: str, longest: int) -> Rendered:
    from pipelines.feeds.plain import markup_of

    pieces = [_Piece(*piece) for piece in islice(markup_of(text), MOST_TAGS)]
    if len(pieces) == MOST_TAGS:
        text = text[: pieces[-1].end]
    page = _shown(text, _without_furniture(pieces), longest)
    return page if page.text.strip() else _shown(text, pieces, longest)


def _without_furniture(pieces: Sequence[_Piece]) -> list[_Piece]:
    """The pieces with every element that is furniture as one piece."""
    closed = _furniture(pieces)
    kept: list[_Piece] = []
    at = 0
    while at < len(pieces):
        last = closed.get(at, at)
        kept.append(pieces[at] if last == at else _Piece(pieces[at].start, pieces[last].end, pieces[at].name))
        at = last + 1
    return kept


def _furniture(pieces: Sequence[_Piece]) -> dict[int, int]:
    """Where elements that are furniture end, by where they begin; one that is never closed is none."""
    found: dict[int, int] = {}
    open_since: dict[str, list[int]] = {name: [] for name in FURNITURE}
    last_article = -1
    for at, piece in enumerate(pieces):
        name = piece.name.removeprefix("/")
        if piece.name in ARTICLE:
            is_card = piece.name == "article" and any(open_since[aside] for aside in ASIDES)
            last_article = last_article if is_card else at
        elif name in FURNITURE and piece.name == name:
            open_since[name].append(at)
        elif name in FURNITURE and open_since[name] and (start := open_since[name].pop()) > last_article:
            found[start] = at
    return found


class _Page:
    """The changes that make a page readable, as its source is gone through; white space is decided by what follows."""

    def __init__(self) -> None:
        self.changes: list[tuple[int, int, str]] = []
        self.length = 0
        """Characters to be read so far."""
        self._gap: tuple[int, int, str] | None = None

    def part(self, start: int, end: int, sign: str) -> None:
        """Nothing to read stands here; between what stands around it the sign, unless there is a stronger one."""
        if self._gap is None:
            self._gap = start, end, sign
        else:
            self._gap = self._gap[0], end, max(self._gap[2], sign, key=WEIGHTS.__getitem__)

    def show(self, start: int, end: int, instead: str | None = None) -> None:
        """Words, or what is to be read in their place."""
        if start == end:
            return
        if self._gap is not None:
            sign = self._gap[2] if self.length else ""
            self.changes.append((*self._gap[:2], sign))
            self.length += len(sign)
            self._gap = None
        if instead is not None:
            self.changes.append((start, end, instead))
        self.length += end - start if instead is None else len(instead)

    def read(self, text: str, end: int) -> tuple[str, Places]:
        """The text as it is to be read, up to there."""
        if self._gap is not None:
            self.changes.append((*self._gap[:2], ""))
            self._gap = None
        return rewritten(text[:end], self.changes)


def _shown(text: str, pieces: Sequence[_Piece], longest: int) -> Rendered:
    page = _Page()
    # Without an element that holds words together, lines end where the source has them end.
    line = " " if any(_parting(piece.name) == PARAGRAPH for piece in pieces) else LINE
    heading: list[int] = []
    at, before = 0, _Piece(0, 0, "")
    for piece in (*pieces, _Piece(len(text), len(text), "")):
        for hit in SPACE_OR_ENTITY.finditer(text, at, piece.start):
            page.show(at, hit.start())
            at = hit.end()
            if hit[0][0] == "&":
                page.show(*hit.span(), html.unescape(hit[0]))
            else:
                breaks = hit[0].count("\n")
                page.part(*hit.span(), PARAGRAPH if breaks > 1 else line if breaks else " ")
        page.show(at, piece.start)
        if piece.name in ("h1", "/h1"):
            heading.append(page.length)
        is_apart = piece.start == before.end and before.name == f"/{piece.name}" and piece.name in APART
        page.part(piece.start, piece.end, " " if is_apart else _parting(piece.name))
        at, before = piece.end, piece
        if page.length >= longest:
            break
    shown, places = page.read(text, at)
    title = shown[slice(*heading)].strip() if len(heading) == 2 else None
    if len(shown) <= longest:
        return Rendered(shown, places, title or None, at)
    cut = Places(places.starts[:longest], places.ends[:longest])
    return Rendered(shown[:longest], cut, title or None, cut.ends[-1])


def _parting(name: str) -> str:
    """What stands between the words on both sides of a tag."""
    return CELL if name in CELLS else _signs_between().get(name.removeprefix("/"), "")


@cache
def _signs_between() -> Mapping[str, str]:
    """What an element parts words by that holds them together; the later line of the table counts."""
    from pipelines.feeds.plain import BLOCKS

    return {
        **dict.fromkeys(BLOCKS | FURNITURE | ARTICLE, PARAGRAPH),
        **dict.fromkeys(CELLS | WITHIN_LINES, " "),
        **dict.fromkeys(LINE_ENDS, LINE),
    }
