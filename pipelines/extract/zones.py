"""Which part of a page a stretch of text is: headline, deck, summary, body, quote, or no part of the news at all.

A page read by program brings its furniture along: tickers, menus, bylines, share buttons, newsletter lines, links to
other stories, the "About ..." tail of a press release. A name there says nothing about the news. Nothing is deleted:
the zones *partition* the text, character by character, and what is `EXCLUDED` is blanked before the rules read it, so
that every offset stays one of the text that was given.

What must never happen: the news itself taken for furniture. So a line is furniture only by its wording at its very
beginning, by being a bare date, or as one of a run of bare words; a headline that was given is never furniture; and
where nothing but furniture stands, it is the text.

Quotations are kept with who speaks and the day of the line that leads them in: "On May 27, 2026, ... Zuckerberg
replied:" holds for the quoted paragraphs that follow, until plain text comes. Known exceptions: a quotation of fewer
than five words is a turn of phrase and stays body; a speaker without a capital ("analysts wrote") is not named.

Pure and cheap: one pass over lines, patterns anchored at a line's beginning; phrases in the middle of a line are
looked for with `in` first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pipelines.extract.sentences import sentence_boundaries

HEADLINE, DECK, SUMMARY, BODY, QUOTE = "headline", "deck", "summary", "body", "quote"
BYLINE, NAVIGATION, RELATED, BOILERPLATE = "byline", "navigation", "related", "boilerplate"
EXCLUDED = frozenset({BYLINE, NAVIGATION, RELATED, BOILERPLATE})
"""Kinds that yield no mention and no event."""

LONG_LINE = 300
"""Characters; a longer first line is a paragraph, of which the first sentence is the headline."""
DECK_LINE = 240
PARAGRAPH = 80
"""A line this long is prose."""
SHORT_LINE, SHORT_WORDS = 24, 3
"""What a menu entry, a ticker or an author's name takes at most."""
RUN = 4
"""So many bare lines in a row are a menu."""
LINKS = 12
"""Most links under one "Related stories"."""
REACH = 160
"""Characters before and behind a quotation in which its speaker is looked for."""


class Zone(NamedTuple):
    """A stretch of one kind; `start:end` are characters of the text."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words with their quotation marks."""

    start: int
    end: int
    speaker: tuple[int, int] | None
    """Where the speaker is named; None when nobody is."""
    said_on: date | None
    """The day named by the line that leads in; None when it names none."""


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

# ── wording ─────────────────────────────────────────────────────────────────────────────────────────

MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|"
        "november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}
MONTH_NAME = "|".join(MONTHS)
FULL_DATE = re.compile(
    rf"\b(?P<month>{MONTH_NAME})\b\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
"""With the name of its month first: "Oct. 29, 2025"."""


def _line(alternatives: str) -> re.Pattern[str]:
    """A pattern of one alternative per line; blanks in it are blanks of the text."""
    return re.compile("|".join(alternatives.strip("\n").splitlines()), re.IGNORECASE)


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = "|".join(
    (
        r"\d{4}[-/.]\d\d?[-/.]\d\d?",
        rf"{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}",
        rf"\d{{1,2}}\s{_MONTH},?\s\d{{4}}",
        r"\d{1,2}/\d{1,2}/\d{2,4}",
    )
)
_CLOCK = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s?(?:[ap]\.?m\.?)?\s?(?:\(?[a-z]{2,4}\)?)?"
_STAMPED = r"(?:first |last )?(?:published|updated|posted|modified)(?: on| at)?:? "
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? "
DATE_LINE = re.compile(
    rf"(?:{_STAMPED})?(?:{_WEEKDAY})?(?:{_DAY})(?:[\s,|·•—–-]{{1,3}}(?:at )?{_CLOCK})?"
    r"(?:[\s,|·•—–-]{1,3}\d+ min(?:ute)?s? read)?$",
    re.IGNORECASE,
)
BYLINE_LINE = _line(r"""
(?:original |photo |image )?(?:author|source|editor|translator|photo|image|credit|photograph)s?\s?:
(?:additional )?(?:reporting|editing|writing) by\s
(?:written|edited|translated|compiled|reviewed) by\s
\d{1,3} min(?:ute)?s? read\b
(?:estimated )?reading time
this article is about \d+ words
(?:published|updated|posted|last updated) (?:\d+|an?) (?:minute|hour|day)s? ago
""")
_NAME = r"[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,2}"
AUTHOR_LINE = re.compile(rf"(?:By|BY) {_NAME}(?:(?:, | and | & ){_NAME}){{0,3}}(?:\s?[,|·•(–-].{{0,60}})?$")
_NETWORK = r"(?:facebook|twitter|linkedin|whatsapp|reddit|x|telegram|e-?mail|copy link)"
_PIECE = "(?:article|content|material|report|post|information)"
BOILERPLATE_LINE = _line(rf"""
sign up (?:for|to|now|here|today)\b
subscribe (?:to|for|now|here|today)\b
(?:sign up|subscribe|log ?in|sign in|register)$
already a subscriber
create (?:an?|your) (?:free )?account
(?:get|join) (?:our|the) (?:\w+ ){{0,3}}(?:newsletter|community|telegram|discord|channel)
(?:welcome to join|follow us)\b
(?:share|tweet|print|e-?mail|save|bookmark|copy link|comments?(?: \(\d+\))?)$
(?:expand|collapse|menu|search|home|advertisement|sponsored(?: content)?|listen|gift article)$
share (?:this|on|via)\b
{_NETWORK}(?:[\s|,/·]+{_NETWORK}){{1,6}}$
we use cookies
this (?:web)?site uses cookies
by (?:clicking|continuing|using this (?:web)?site)\b
(?:accept|reject|manage)(?: all)? cookies
(?:cookie|privacy) (?:policy|settings|notice)$
terms of (?:service|use)\b
disclaimer\s?(?::|$)
disclosure\s?:
risk warning\b
this {_PIECE} (?:is not|is for|is provided)\s
this {_PIECE} (?:does not (?:constitute|represent)|was (?:generated|translated))\s
(?:the )?(?:views|opinions)(?: and (?:views|opinions))? expressed\b
not (?:investment|financial) advice
past performance (?:is|does)\b
all rights reserved
copyright (?:©|\(c\)|\d{{4}})
©
skip to (?:main )?content
(?:view|show|load|see) (?:market|more|all|comments?|original|full article)$
(?:ai )?summary$
don'?t miss\b.{{0,20}}:
download (?:the|our) (?:\w+ )?app\b
(?:#\s?)?(?:url|source url|link)\s?:\s
https?://\S+$
the post .{{1,200}} appeared first on
continue reading\b
click here\b
(?:have|got) a tip\b
our standards\s?:
""")
_LISTS = "|".join(
    (
        "read (?:more|next|also)|see also|also read",
        "related(?: (?:stories|articles|news|posts|reading|coverage|topics|links))?",
        "recommended(?: (?:for you|stories|articles|reading))?",
        "you (?:may|might) (?:also )?(?:like|be interested in)|trending(?: now)?",
        "(?:most|popular) (?:read|popular|viewed|now|stories|articles)|latest (?:news|stories|headlines)",
        "editors?'? picks?|top stories|what to read next|in case you missed it|further reading",
        r"more from [\w .']{1,30}|more (?:stories|news|on this(?: story)?)",
    )
)
RELATED_LINE = re.compile(rf"(?:{_LISTS})\s?(?P<link>$|[:>»→|–—-]\s?\S?)", re.IGNORECASE)
_IN_SHORT = r"(?:ai )?summary|key (?:points|takeaways|facts|highlights)|tl;?dr|at a glance|in brief|the gist"
SUMMARY_LINE = re.compile(rf"(?:[•*·-] ?)?(?:{_IN_SHORT})\s?(?P<text>$|:)", re.IGNORECASE)
BULLET = re.compile(r"(?:[•*·▪‣–-]|\d{1,2}[.)])\s")
ABOUT_LINE = re.compile(r"About (?:the )?(?P<name>[A-Z0-9][\w&-]*)(?: [\w.&',()-]+){0,5}:?$")
TAIL_LINE = _line(r"""
(?:[\w ]{0,30}(?:regarding|concerning|on) )?forward-looking statements?\b.{0,40}$
safe harbor\b.{0,40}$
(?:media|press|investors?|analysts?|company)(?: (?:and|&) \w+)?(?: relations)? (?:contacts?|inquiries|enquiries)\s?:?$
contacts?\s?:$
view (?:source version|original content)\b
""")
MENU = re.compile(r"[^.!?|/›»·]{1,30}(?:\s?[|›»·]\s?[^.!?|/›»·]{1,30}){3,12}$")
_FIGURE = r"[\s:|]+[$€£(]?[-+−▲▼]?[$]?[\d,]{0,12}\.?\d{1,6}[%kKmMbB]?\)?"
TAPE = re.compile(rf"[$^]?[A-Z][A-Z0-9.=/]{{0,9}}(?:{_FIGURE}){{1,3}}$")
"""A symbol with its price and change."""
INLINE = (
    "sign up for", "subscribe to our", "subscribe to the", "appeared first on", "first appeared on", "read more at",
    "read the full", "continue reading", "click here", "this article is about", "our newsletter", "follow us on",
    "uses cookies", "we use cookies", "not investment advice", "not financial advice", "all rights reserved",
)  # fmt: skip
"""Wording that makes the sentence around it furniture, in lower case."""

LINE = re.compile(r"(?!\Z)(?P<ink>[^\n\r\u2028\u2029]*+)(?P<gap>[\n\r\u2028\u2029]*+)")
# The mark itself comes first: that turns most characters down at once.
OPENING = re.compile(r"[\"“](?<![\w.,!?%\"“”].)(?=[^\s\"“”])")
CLOSING = re.compile(r"[\"”]")
_SAYING = "|".join(
    """said says told tells wrote writes replied replies answered added adds noted notes explained explains argued
    argues assesses assessed stated states commented comments warned warns asked asks posted believes discussed
    insisted concluded remarked continued announced declared""".split()
)
_WHO = r"(?P<who>[A-Z][\w&'-]*(?:\.[A-Z]\.?)?(?: (?:[A-Z]\.|[A-Z][\w&'-]*|of|and|&)){0,4})"
_ASIDE = r"(?:,[^,\"]{1,60},)?"
BEFORE = re.compile(rf"{_WHO}{_ASIDE} (?:(?:has|had|also|later|then|previously) ){{0,2}}(?:{_SAYING})\b")
AFTER = re.compile(
    rf"[\s,—–-]{{0,3}}(?:the |[a-z]+ (?:at|from|of|with) )?{_WHO}(?:{_ASIDE}| [a-z]+) (?:(?:has|had|also|later|then) )?"
    rf"(?:{_SAYING})\b"
)
INVERTED = re.compile(rf"[\s,—–-]{{0,3}}(?:{_SAYING}) (?:[a-z]+ (?:at|from|of) )?{_WHO}")
NOBODY = frozenset("He She They It The This That These Those There We I You Who Some Others Many".split())
"""Words with a capital that name no speaker."""
QUOTE_WORDS = 5
"""Shorter quotations are turns of phrase."""


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
    quotes = _quotations(zones, text)
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
        if line is not kept:
            # No author is named before the headline: "By Selling Compute, Meta Turns Rival".
            line.kind = BYLINE if number and AUTHOR_LINE.match(line.text) else _fixed_kind(line.text)
    _mark_links(inked, kept)
    _mark_tail(inked, kept)
    _mark_menus(inked, kept)
    if all(line.kind in EXCLUDED for line in inked):
        for line in inked:
            line.kind = ""


def _fixed_kind(text: str) -> str:
    """What the wording of a line alone makes it; empty when it is open."""
    if len(text) <= LONG_LINE:
        if DATE_LINE.match(text) or BYLINE_LINE.match(text):
            return BYLINE
        # Most lines have none of the signs that part the entries of a menu.
        if ("|" in text or not text.isascii()) and MENU.match(text):
            return NAVIGATION
    if RELATED_LINE.match(text):
        return RELATED
    return BOILERPLATE if BOILERPLATE_LINE.match(text) else ""


def _mark_links(lines: Sequence[_Line], kept: _Line | None) -> None:
    """The links under a bare "Related stories": lines that do not end like prose."""
    left = 0
    for line in lines:
        if line.kind == RELATED:
            hit = RELATED_LINE.match(line.text)
            left = LINKS if hit and len(hit["link"]) < 2 else 0
        elif left and line is not kept and not line.kind and not _is_prose(line.text):
            line.kind = RELATED
            left -= 1
        else:
            left = 0


def _is_prose(text: str) -> bool:
    return text.rstrip("\"'”’)").endswith((".", ":")) or len(text) > LONG_LINE


def _mark_tail(lines: Sequence[_Line], kept: _Line | None) -> None:
    """From "About the company" or "Forward-looking statements" on, a press release is over."""
    seen_prose = False
    for at, line in enumerate(lines):
        if (
            seen_prose
            and line is not kept
            and _begins_tail(line.text, lines[at + 1].text if at + 1 < len(lines) else "")
        ):
            for rest in lines[at:]:
                rest.kind = BOILERPLATE
            return
        seen_prose = seen_prose or (not line.kind and len(line.text) >= PARAGRAPH)


def _begins_tail(text: str, following: str) -> bool:
    about = ABOUT_LINE.match(text)
    # "About Nebius" over a portrait that begins with the name; over anything else it is a heading.
    return (about is not None and about["name"] in following[:PARAGRAPH]) or TAIL_LINE.match(text) is not None


def _mark_menus(lines: Sequence[_Line], kept: _Line | None) -> None:
    """Runs of bare lines: tickers, languages, sections; behind the last of the text one line of them is enough."""
    run: list[_Line] = []
    opened = True
    for line in lines:
        bare = line is not kept and (line.kind in EXCLUDED or _is_bare(line.text))
        if bare and (run or opened):
            run.append(line)
            continue
        _close_run(run, RUN)
        run = []
        # A list that a line announces ("The biggest losers:") is no menu.
        opened = bare or not line.text.endswith(":")
    _close_run(run, RUN if all(not line.kind for line in run) else 1)


def _close_run(run: Sequence[_Line], least: int) -> None:
    if len(run) >= least:
        for line in run:
            line.kind = line.kind or NAVIGATION


def _is_bare(text: str) -> bool:
    """No sentence and no bullet: a few words, or a symbol with its price."""
    return TAPE.match(text) is not None or (
        len(text) <= SHORT_LINE
        and text.count(" ") < SHORT_WORDS
        and not text.endswith((".", "!", "?", ":", ";", ",", '"', "%"))
        and not BULLET.match(text)
    )


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
            is_deck = deck_may_follow and len(line.text) <= DECK_LINE and not OPENING.match(line.text)
            line.kind, deck_may_follow = (DECK if is_deck else BODY), False


class _Summary:
    """Which lines are the summary: from its heading to the last bullet, or without bullets to a blank line."""

    def __init__(self) -> None:
        self.is_open = self.has_bullets = False
        self.gap = 0

    def takes(self, line: _Line) -> bool:
        if SUMMARY_LINE.match(line.text):
            self.is_open, self.has_bullets = True, BULLET.match(line.text) is not None
        elif self.is_open and not line.kind:
            is_bullet = BULLET.match(line.text) is not None
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
    if line.end < len(text) and len(line.text) <= LONG_LINE:
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
    phrases = [phrase for phrase in INLINE if phrase in lowered]
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
            is_furniture = end - start <= LONG_LINE and any(phrase in sentence for phrase in phrases)
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


# ── quotations ──────────────────────────────────────────────────────────────────────────────────────


def _quotations(zones: Sequence[Zone], text: str) -> list[Quotation]:
    """Quoted stretches of five words and more, outside of headlines and furniture."""
    if not CLOSING.search(text):
        return []
    found: list[Quotation] = []
    # What a quoted paragraph inherits: the line that led in, or the quoted paragraph before it.
    led: Quotation | None = None
    for zone in zones:
        if zone.kind in EXCLUDED or zone.kind == HEADLINE:
            continue
        for hit in LINE.finditer(text, zone.start, zone.end):
            start, stop = _ink(hit.start(), text), hit.start() + len(hit[0].rstrip())
            if start >= stop:
                continue
            is_marked = '"' in hit["ink"] or "“" in hit["ink"]
            inside = list(_in_line(start, stop, text, led)) if is_marked else []
            found += inside
            if inside:
                led = inside[-1] if OPENING.match(text, start) or inside[-1].end == stop else None
            else:
                led = _lead_in(start, stop, text) if text[stop - 1] == ":" else None
    return found


def _ink(start: int, text: str) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _in_line(start: int, stop: int, text: str, led: Quotation | None) -> Iterator[Quotation]:
    """The quotations of one line; one that is not closed in it runs to its end, as quoted paragraphs do."""
    at, last = start, led if OPENING.match(text, start) else None
    while opening := OPENING.search(text, at, stop):
        closing = CLOSING.search(text, opening.end(), stop)
        at = closing.end() if closing else stop
        if text.count(" ", opening.end(), at) >= QUOTE_WORDS - 1:
            said_on = _date_in(text, start, opening.start()) or (last.said_on if last else None)
            speaker = _speaker(text, start, opening.start(), at, stop) or (last.speaker if last else None)
            last = Quotation(opening.start(), at, speaker, said_on)
            yield last


def _lead_in(start: int, end: int, text: str) -> Quotation:
    """A line such as "On May 27, 2026, Zuckerberg replied:" as the model of the quotations behind it."""
    hits = list(BEFORE.finditer(text, max(start, end - REACH), end))
    return Quotation(start, end, _named(hits[-1]) if hits else None, _date_in(text, start, end))


def _speaker(text: str, line_start: int, start: int, end: int, line_end: int) -> tuple[int, int] | None:
    """Who is named with a verb of saying directly behind the quotation or before it."""
    stop = min(line_end, end + REACH)
    behind = INVERTED.match(text, end, stop) or AFTER.match(text, end, stop)
    if behind and (named := _named(behind)):
        return named
    before = list(BEFORE.finditer(text, max(line_start, start - REACH), start))
    return _named(before[-1]) if before else None


def _named(hit: re.Match[str]) -> tuple[int, int] | None:
    return None if hit["who"] in NOBODY else hit.span("who")


def _date_in(text: str, start: int, end: int) -> date | None:
    """The last full date of a stretch."""
    hits = list(FULL_DATE.finditer(text, max(start, end - LONG_LINE), end))
    return date_of(hits[-1]) if hits else None


def date_of(hit: re.Match[str]) -> date | None:
    """The day of a match of `FULL_DATE`; None where the calendar has none such."""
    try:
        return date(int(hit["year"]), MONTHS[hit["month"].lower()], int(hit["day"]))
    except ValueError:
        return None
