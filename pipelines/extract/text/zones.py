"""Which part of a page a stretch of text is: headline, deck, summary, body, quote, or no part of the news at all.

A page read by program brings its furniture along: tickers, menus, bylines, share buttons, newsletter lines, links to
other stories, the "About ..." tail of a press release. A name there says nothing about the news. Nothing is deleted:
the zones *partition* the text, character by character, and what is `EXCLUDED` is blanked before the rules read it, so
that every offset stays one of the text that was given.

What must never happen: the news itself taken for furniture. So a line is furniture only by its wording (`furniture`),
as one of a run of bare words or of tickers, or as a link: under a heading of links, up to the next line of prose, or
behind the article in sections that hold nothing else. A headline that was given is never furniture, nor is the last
line between links and the article; and where nothing but furniture stands, it is the text.

Known exceptions: headlines of other stories at the end of a page without any heading are read, and so are moves of
companies by name, each on its own line ("CoreWeave -13%"), which market reports list as well.

Quotations (`quotations`) outside of headlines and furniture are zones of their own.

Pure and cheap: one pass over lines, patterns anchored at a line's beginning; phrases in the middle of a line are
looked for with `in` first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.extract.text import furniture
from pipelines.extract.text.furniture import BOILERPLATE, BYLINE, NAVIGATION, RELATED
from pipelines.extract.text.quotations import LINE, OPENING, Quotation, quotations
from pipelines.extract.text.sentences import sentence_boundaries

HEADLINE, DECK, SUMMARY, BODY, QUOTE = "headline", "deck", "summary", "body", "quote"
EXCLUDED = frozenset({BYLINE, NAVIGATION, RELATED, BOILERPLATE})
"""Kinds that yield no mention and no event."""

RUN = 4
"""So many bare lines in a row are a menu."""
ARTICLE = 2
"""Paragraphs it has at least, where a page ends in sections with links."""


class Zone(NamedTuple):
    """A stretch of one kind; `start:end` are characters of the text."""

    start: int
    end: int
    kind: str


class ZoneMap:
    """The zones of a text, in order and without gaps, and its quotations."""

    __slots__ = ("_starts", "quotes", "zones")

    def __init__(self, zones: Sequence[Zone] = (), quotes: Sequence[Quotation] = ()) -> None:
        self.zones = tuple(zones)
        self.quotes = tuple(quotes)
        self._starts = [zone.start for zone in zones]

    def kind_at(self, character: int) -> str:
        """The kind of the zone a character lies in; body where the text has no zones."""
        at = bisect_right(self._starts, character) - 1
        return self.zones[at].kind if at >= 0 else BODY

    def quote_at(self, character: int) -> Quotation | None:
        """The quotation a character lies in, or None."""
        return next((quote for quote in self.quotes if quote.start <= character < quote.end), None)

    @property
    def headline_end(self) -> int:
        """Where the headline ends; 0 when the text has none."""
        return next((zone.end for zone in self.zones if zone.kind == HEADLINE), 0)

    def blank(self, text: str) -> str:
        """The text with spaces in place of what is excluded: same length, same lines."""
        if not any(zone.kind in EXCLUDED for zone in self.zones):
            return text
        parts = (text[z.start : z.end] for z in self.zones)
        return "".join(
            _INK.sub(" ", part) if z.kind in EXCLUDED else part for z, part in zip(self.zones, parts, strict=True)
        )


_INK = re.compile(r"[^\n\r\u2028\u2029]")

# ── lines ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Line:
    """A line with the blanks behind it; `text` is its ink."""

    start: int
    end: int
    text: str
    gap: int
    """Line ends behind it."""
    kind: str = ""


def find_zones(text: str, title: str | None = None) -> ZoneMap:
    """The zones of a text: a partition of its characters, and its quotations.

    title: the headline, when the text begins with it or has it as a line; else the first line that is no furniture.

    >>> text = "Meta is to sell compute\\nShare this story\\nCoreWeave fell by a tenth after the news."
    >>> [(zone.kind, text[zone.start : zone.end].strip()) for zone in find_zones(text).zones[:2]]
    [('headline', 'Meta is to sell compute'), ('boilerplate', 'Share this story')]
    """
    if not text:
        return ZoneMap()
    lines = [_Line(hit.start(), hit.end(), hit["ink"].strip(), hit["gap"].count("\n")) for hit in LINE.finditer(text)]
    given = _find_title(lines, text, title)
    if len(lines) > 1:
        _mark_furniture(lines, given)
    headline = (
        given if given is not None else next((n for n, line in enumerate(lines) if line.text and not line.kind), 0)
    )
    _name_news(lines, headline)
    zones = _without_inline(_partition(lines, text, headline, title), text)
    news = ((zone.start, zone.end) for zone in zones if zone.kind not in EXCLUDED and zone.kind != HEADLINE)
    quotes = quotations(news, text)
    return ZoneMap(_cut_out(zones, quotes), quotes)


def _find_title(lines: Sequence[_Line], text: str, title: str | None) -> int | None:
    """The number of the line that the given headline begins; None without one."""
    wanted = (title or "").strip()
    if not wanted:
        return None
    if text.startswith(wanted):
        return 0
    return next((at for at, line in enumerate(lines) if line.text == wanted), None)


def _mark_furniture(lines: list[_Line], given: int | None) -> None:
    """Set the kind of every line that is no news; leaves the rest open."""
    kept = lines[given] if given is not None else None
    inked = [line for line in lines if line.text]
    for number, line in enumerate(inked):
        if line is kept:
            continue
        line.kind = (furniture.later_kind(line.text) if number else "") or furniture.fixed_kind(line.text)
        # A list that a line announces ("The biggest losers:") is no strip.
        if not line.kind and furniture.is_strip(line.text) and not (number and inked[number - 1].text.endswith(":")):
            line.kind = NAVIGATION
    _mark_links(inked, kept)
    _mark_tail(inked, kept)
    _mark_menus(inked, kept)
    if all(line.kind in EXCLUDED for line in inked):
        for line in inked:
            line.kind = ""


def _mark_links(lines: Sequence[_Line], kept: _Line | None) -> None:
    """The links under a "Related stories", and those beside a "2 hours ago": lines that do not end like prose."""
    prose = next((at for at, line in enumerate(lines) if not line.kind and furniture.is_prose(line.text)), len(lines))
    headline = _headline_behind_links(lines, prose)
    left = 0
    for at, line in enumerate(lines):
        if line.kind == RELATED:
            left = furniture.links_under(line.text) or left
        elif at > prose and furniture.is_age(line.text):
            left = max(left, 1)
            before = lines[at - 1]
            if before is not kept and not before.kind and furniture.is_link(before.text):
                before.kind = RELATED
        elif left and line is not kept and at != headline and not line.kind and not furniture.is_prose(line.text):
            line.kind = RELATED
            left -= 1
        elif not line.kind:
            left = 0
    _mark_sections(lines, kept)


def _headline_behind_links(lines: Sequence[_Line], prose: int) -> int | None:
    """Where a page begins with links, the last line before the article, set off from them, is its headline."""
    links = next((at for at in range(prose) if lines[at].kind == RELATED), prose)
    if prose == len(lines) or any(not line.kind and furniture.is_link(line.text) for line in lines[:links]):
        return None
    before = [at for at in range(links, prose) if not lines[at].kind]
    gaps = [line.gap for line in lines[:prose]]
    # A page without blank lines sets nothing off.
    return before[-1] if before and (gaps[before[-1] - 1] > 1 or max(gaps) <= 1) else None


def _mark_sections(lines: Sequence[_Line], kept: _Line | None) -> None:
    """ "Markets" or "Our tech stories" over nothing but links, behind the article and up to the end of the page."""
    links, begin = 0, len(lines)
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        is_section = not line.kind and furniture.SECTION.match(line.text) is not None
        if line is kept or not (line.kind or is_section or furniture.is_link(line.text)):
            break
        begin = at if is_section and links >= furniture.SECTION_LINKS else begin
        links += not line.kind
    paragraphs = sum(not line.kind and len(line.text) >= furniture.PARAGRAPH for line in lines[:begin])
    if paragraphs >= ARTICLE:
        for line in lines[begin:]:
            line.kind = line.kind or RELATED


def _mark_tail(lines: Sequence[_Line], kept: _Line | None) -> None:
    """From "About the company" or "Forward-looking statements" on, a press release is over."""
    seen_prose = False
    for at, line in enumerate(lines):
        if (
            seen_prose
            and line is not kept
            and furniture.begins_tail(line.text, lines[at + 1].text if at + 1 < len(lines) else "")
        ):
            for rest in lines[at:]:
                rest.kind = BOILERPLATE
            return
        seen_prose = seen_prose or (not line.kind and len(line.text) >= furniture.PARAGRAPH)


def _mark_menus(lines: Sequence[_Line], kept: _Line | None) -> None:
    """Runs of bare lines: tickers, languages, sections; behind the last of the text one line of them is enough."""
    run: list[_Line] = []
    opened = True
    for line in lines:
        bare = line is not kept and (line.kind in EXCLUDED or furniture.is_bare(line.text))
        if bare and (run or opened):
            run.append(line)
            continue
        _close_run(run, RUN)
        run = []
        # A list that a line announces ("The biggest losers:") is no menu.
        opened = bare or not line.text.endswith(":")
    _close_run(run, RUN if all(not line.kind for line in run) else 1)


def _close_run(run: Sequence[_Line], least: int) -> None:
    quotes = [line for line in run if furniture.is_quote(line.text)]
    for line in run if len(run) >= least else quotes if len(quotes) >= furniture.QUOTED else ():
        line.kind = line.kind or NAVIGATION


# ── naming and cutting ──────────────────────────────────────────────────────────────────────────────


def _name_news(lines: Sequence[_Line], headline: int) -> None:
    """Headline, deck, summary and body for the lines that are no furniture; blank lines go with the line before."""
    deck_may_follow, summary = False, _Summary()
    for number, line in enumerate(lines):
        if number == headline:
            line.kind, deck_may_follow = HEADLINE, True
        elif not line.text:
            line.kind = lines[number - 1].kind if number else BODY
        elif summary.takes(line):
            line.kind = line.kind or SUMMARY
        elif not line.kind:
            is_deck = deck_may_follow and len(line.text) <= furniture.DECK_LINE and not OPENING.match(line.text)
            line.kind, deck_may_follow = (DECK if is_deck else BODY), False


class _Summary:
    """Which lines are the summary: from its heading to the last bullet, or without bullets to a blank line."""

    def __init__(self) -> None:
        self.is_open = self.has_bullets = False
        self.gap = 0

    def takes(self, line: _Line) -> bool:
        if furniture.SUMMARY_LINE.match(line.text):
            self.is_open, self.has_bullets = True, furniture.BULLET.match(line.text) is not None
        elif self.is_open and not line.kind:
            is_bullet = furniture.BULLET.match(line.text) is not None
            self.is_open = is_bullet or not (self.has_bullets or self.gap > 1)
            self.has_bullets = self.has_bullets or is_bullet
        self.gap = line.gap
        return self.is_open


def _partition(lines: Sequence[_Line], text: str, headline: int, title: str | None) -> list[Zone]:
    """Neighbouring lines of one kind as one zone; what stands behind the headline in its line is body."""
    zones: list[Zone] = []
    for number, line in enumerate(lines):
        end = _headline_end(line, text, title) if number == headline else line.end
        _append(zones, line.start, end, line.kind)
        _append(zones, end, line.end, BODY)
    return zones


def _headline_end(line: _Line, text: str, title: str | None) -> int:
    """The end of the title in its line; without a title, of the line, if that is no paragraph and no whole text."""
    if title and text.startswith(title, line.start):
        behind = line.start + len(title)
        return behind if text[behind : line.end].strip() else line.end
    if line.end < len(text) and len(line.text) <= furniture.LONG_LINE:
        return line.end
    starts = sentence_boundaries(text[line.start : line.end])
    return line.start + starts[1] if len(starts) > 1 else line.end


def _append(zones: list[Zone], start: int, end: int, kind: str) -> None:
    if start == end:
        return
    if zones and zones[-1].kind == kind:
        start = zones.pop().start
    zones.append(Zone(start, end, kind))


def _without_inline(zones: Sequence[Zone], text: str) -> list[Zone]:
    """The zones with sentences of furniture cut out of the prose ("... Sign up for our newsletter.")."""
    lowered = text.lower()
    phrases = [phrase for phrase in furniture.INLINE if phrase in lowered]
    if not phrases:
        return list(zones)
    cut: list[Zone] = []
    for zone in zones:
        if zone.kind in EXCLUDED or zone.kind == HEADLINE:
            cut.append(zone)
            continue
        starts = [zone.start + at for at in sentence_boundaries(text[zone.start : zone.end])]
        for start, end in zip(starts, [*starts[1:], zone.end], strict=True):
            sentence = text[start:end].lower()
            is_furniture = end - start <= furniture.LONG_LINE and any(phrase in sentence for phrase in phrases)
            _append(cut, start, end, BOILERPLATE if is_furniture else zone.kind)
    return cut


def _cut_out(zones: Sequence[Zone], quotes: Sequence[Quotation]) -> list[Zone]:
    """The zones with the quotations as zones of their own."""
    cut: list[Zone] = []
    left = list(reversed(quotes))
    for zone in zones:
        at = zone.start
        while left and left[-1].start < zone.end:
            quote = left.pop()
            _append(cut, at, quote.start, zone.kind)
            cut.append(Zone(quote.start, quote.end, QUOTE))
            at = quote.end
        _append(cut, at, zone.end, zone.kind)
    return cut
