"""The page of an article: whether it may be fetched, and the text of the article in it.

`read_page` turns the bytes of any page into the article's text, or a reason why there is none; it never raises. What
must never happen: words that stand around an article become its text, because a ticker among "related stories" would
be a false event; and an access check or a consent notice that came instead of the article is taken for it. trafilatura
finds the text of articles. Documents of EDGAR are taken whole: nothing stands around a press release there, and
extractors made for the web throw half of it away.

It deliberately does not: fetch anything, run scripts, log in, or shield the caller from a page built to make a parser
slow; that takes a process that can be killed. trafilatura and lxml are imported where they are used.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from pipelines.dates import parse_date
from pipelines.escape import clean_text, one_line
from pipelines.urls import canonical_url, registrable_host
from tracker.records import DateQuality, Fault, Fetched, FetchOutcome, Page, PageOutcome

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_TEXT: Final = 200_000
"""Characters of text that are kept; the extractor reads less, and a longer one is a book."""
SHORTEST_TEXT: Final = 120
"""Characters: two sentences. What is shorter is a caption, a menu or a notice."""

NO_TEXT: Final = "no article text found"
ACCESS_CHECK: Final = "an access check, not an article"
CONSENT: Final = "a consent notice, not an article"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What a page holds. `text` is "" exactly when `reason` says why."""

    text: str = ""
    """Paragraphs, one a line, without a first line that repeats the title."""
    reason: str | None = None
    title: str = ""
    canonical_url: str | None = None
    """rel=canonical, when it is a page of the same site, in the spelling of `pipelines.urls.canonical_url`."""
    paywalled: bool | None = None
    """What the page says of itself; None when it does not say."""
    modified: datetime | None = None
    """When it was last changed, where it says so with a zone."""


def read_page(body: bytes, *, url: str, content_type: str | None) -> PageText:
    """The article in the bytes of a page that came from `url`. Never raises.

    content_type: the HTTP header; None when there was none.
    """
    refusal = _refusal(body, content_type)
    if refusal is not None:
        return PageText(reason=refusal)
    try:
        return _read(_decoded(body, content_type), url)
    except Exception as error:  # Parsers of broken markup stumble in ways they do not list.
        return PageText(reason=f"cannot be read as a page ({type(error).__name__})")


def _refusal(body: bytes, content_type: str | None) -> str | None:
    kind = (content_type or "").partition(";")[0].strip().lower()
    if len(body) > MAX_BYTES:
        return f"{len(body):,} bytes; at most {MAX_BYTES:,} are read"
    if not body.strip():
        return "empty body"
    if body.lstrip()[:5] == b"%PDF-":
        return "a PDF, not a web page"
    if kind and kind not in _PAGES:
        return f"{one_line(kind, 60)}, not a web page"
    return None


_PAGES: Final = frozenset({"text/html", "application/xhtml+xml", "application/octet-stream"})
"""Types a page may come as; the last one says nothing."""


def _read(text: str, url: str) -> PageText:
    filing = _unwrapped(text)
    root = _tree(text if filing is None else filing)
    if root is None:
        return PageText(reason=NO_TEXT)
    titles, said = _titles(root), _json_ld(root)
    facts = PageText(
        title=titles[0] if titles else "",
        canonical_url=_canonical(root, url),
        paywalled=_paywalled(root, said),
        modified=_modified(root, said),
    )
    found = _without_title(_article_text(root), titles) if filing is None else _whole_text(root)
    found = found[:MAX_TEXT].rstrip()
    reason = None if filing and found else _why_no_article(found, titles, text)
    return replace(facts, text="" if reason else found, reason=reason)


# ── from bytes to a tree ────────────────────────────────────────────────────────────────────────────

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
_KNOWN = re.compile(r"(iso8859|cp125|cp437|cp850|cp866|cp949|koi8|gb|big5|shift_jis|euc|iso2022|mac|tis|hz|johab)")
"""Encodings of the web, by Python's names. Others that Python knows are traps: reading `punycode` is quadratic."""


def _decoded(body: bytes, content_type: str | None) -> str:
    """The text. Bytes that are valid UTF-8 are UTF-8, whatever is declared; the last resort is Windows-1252."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, errors="replace").lstrip("\ufeff")
    header, meta = _CHARSET.search(content_type or ""), _META_CHARSET.search(body[:4096])
    told = (header[1] if header else "", meta[1].decode("ascii", errors="replace") if meta else "")
    for name in ("utf-8", *filter(None, map(_encoding, told))):
        try:
            return body.decode(name)
        except UnicodeError:
            continue
    return body.decode("cp1252", errors="replace")


def _encoding(told: str) -> str | None:
    try:
        name = codecs.lookup(told).name.replace("-", "")
    except (LookupError, ValueError):
        return None
    return told if _KNOWN.match(name) else None


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""One of these in a paragraph, written out or as a reference, and trafilatura throws the whole page away."""
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,7})|([0-9]{1,7}));?")


def _kept(text: str) -> str:
    def same_or_nothing(match: re.Match[str]) -> str:
        code = int(match[1], 16) if match[1] else int(match[2])
        is_text = code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF and not _NOT_XML.match(chr(code))
        return match[0] if is_text else ""

    return _REFERENCE.sub(same_or_nothing, _NOT_XML.sub("", text))


def _tree(text: str) -> Any | None:
    from lxml import etree, html

    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False
    )
    try:
        return html.document_fromstring(_kept(text).encode("utf-8", errors="replace"), parser=parser)
    except etree.ParserError:  # nothing in it but white space and comments
        return None


# ── the text ────────────────────────────────────────────────────────────────────────────────────────


def _article_text(root: Any) -> str:
    from trafilatura import extract

    found = extract(root, fast=True, include_comments=False, include_tables=True, output_format="txt") or ""
    return clean_text("\n".join(filter(None, map(_without_rules, found.split("\n")))))


def _without_rules(line: str) -> str:
    """A row of a table without the strokes around it; "" for the line under its head."""
    if not line.startswith("|"):
        return line
    cells = [cell.strip() for cell in line.split("|")]
    return " | ".join(cell for cell in cells if cell.strip("-"))


_WRAPPED = re.compile(r"\s*<DOCUMENT>\s*<TYPE>")
_BLOCKS = frozenset(
    """address article aside blockquote br center dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section
    table tr ul""".split()
)
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "ix:header"})
_BULLETS = frozenset("•·▪●◦‣*-–—o")
_PAGE_NUMBER = re.compile(r"(?:page )?(?:\d{1,3}|[ivxlc]{1,6})", re.I)


def _unwrapped(text: str) -> str | None:
    """The document in the wrapping of a submission, in which the SEC's server hands out filings; None: no wrapping."""
    if not _WRAPPED.match(text):
        return None
    document = text.partition("<TEXT>")[2]
    return document.rpartition("</TEXT>")[0] or document


def _whole_text(root: Any) -> str:
    """Every line of a document, each row of a table in one, without lone page numbers."""
    from lxml import etree

    parts: list[str] = []
    in_cell = 0
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        is_cell = element.tag in ("td", "th")
        in_cell -= is_cell and event == "end"
        if is_cell:
            parts.append("\x00")
        elif element.tag in _BLOCKS:
            # Within a cell only a table of its own ends the row: tables are used to place text, too.
            parts.append(" " if in_cell and element.tag not in ("table", "tr") else "\n")
        if event == "end":
            parts.append(element.tail or "")
        elif element.tag in _UNSEEN:
            walker.skip_subtree()
        else:
            # A line that is broken in the source goes on; only elements end lines.
            parts.append(" ".join((element.text or "").split("\n")))
            in_cell += is_cell
    rows = (" | ".join(_cells(line)) for line in "".join(parts).split("\n"))
    return clean_text("\n".join(row for row in rows if row and not _PAGE_NUMBER.fullmatch(row)))


def _cells(line: str) -> list[str]:
    cells = (" ".join(cell.split()) for cell in line.split("\x00"))
    return [cell for cell in cells if cell and cell not in _BULLETS]


def _without_title(text: str, titles: Sequence[str]) -> str:
    first, _, rest = text.partition("\n")
    return rest.lstrip() if _letters(first) in map(_letters, titles) else text


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


# ── what is no article ──────────────────────────────────────────────────────────────────────────────

_SHORT: Final = 1_500
"""Characters: no access check and no consent notice is longer, and no article is called one for a word in it."""
_NOTICE: Final = 500
"""Characters within which an access check says what it is."""
_CHALLENGES: Final = (
    *("_cf_chl_opt", "cf-turnstile", "captcha-delivery.com", "px-captcha", "_Incapsula_Resource", "awsWafCookieDomain"),
    *("sgcaptcha", "/recaptcha/api.js", "hcaptcha.com/1/api.js", "ddos-guard"),
)
"""In the markup of services that ask whether a reader is a person."""
_CHECKS = re.compile(
    r"just a moment|attention required|access (?:to this page )?(?:has been |is |was )?denied|pardon our interruption"
    r"|are you (?:a )?(?:human|robot)|(?:verify|confirm|check)\w* (?:that )?you(?:'re| are) (?:a )?human"
    r"|not a robot|unusual traffic from|checking your browser|enable javascript and cookies|request unsuccessful"
    r"|please enable cookies|security check",
    re.I,
)
_CONSENTS = re.compile(
    r"\bcookies?\b|\bconsent\b|\bprivacy\b|\bour (?:\d+ )?partners\b|\bpersonal data\b|\byour device\b|\baccept all\b"
    r"|\breject all\b",
    re.I,
)


def _why_no_article(text: str, titles: Sequence[str], markup: str) -> str | None:
    """Why the text that was found is no article; None when it is one."""
    if len(text) <= _SHORT:
        asks = any(_CHECKS.search(line) for line in (*titles, text[:_NOTICE]))
        if asks or (len(text) <= _NOTICE and any(mark in markup for mark in _CHALLENGES)):
            return ACCESS_CHECK
        others = "\n".join(line for line in text.split("\n") if not _CONSENTS.search(line))
        if len(others) < SHORTEST_TEXT <= len(text):
            return CONSENT
    return NO_TEXT if len(text) < SHORTEST_TEXT else None


# ── what a page says of itself ──────────────────────────────────────────────────────────────────────


def _titles(root: Any) -> list[str]:
    """What the page is called, best first: for sharing, in its headings, in the title of the window."""
    headings = (" ".join(element.itertext()) for name in ("h1", "title") for element in root.iter(name))
    return [found for text in (*_meta(root, "og:title"), *headings) if (found := one_line(text, 500))]


def _meta(root: Any, *names: str) -> list[str]:
    """What the meta elements of these names state."""
    return [
        (element.get("content") or "").strip()
        for element in root.iter("meta")
        if any((element.get(key) or "").strip().lower() in names for key in ("name", "property", "itemprop"))
    ]


def _canonical(root: Any, url: str) -> str | None:
    links = [link for link in root.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    for link in links[:1]:
        try:
            named = canonical_url(urljoin(url, (link.get("href") or "").strip()))
        except ValueError:
            return None
        # Sites that name their front page on every page would make all their articles one.
        front_page = urlsplit(named).path in ("", "/") and urlsplit(canonical_url(url)).path not in ("", "/")
        if registrable_host(named) and registrable_host(named) == registrable_host(url) and not front_page:
            return named
    return None


_MAX_NODES: Final = 500
_OF_THE_PAGE = ("@graph", "hasPart", "mainEntity", "mainEntityOfPage")
"""Where JSON-LD goes on about the page itself; elsewhere (lists, mentions) it speaks of other pages."""


def _json_ld(root: Any) -> list[dict[str, Any]]:
    """The objects of JSON-LD that are about this page; scripts that cannot be read are passed over."""
    found: list[dict[str, Any]] = []
    waiting: list[Any] = []
    for script in root.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() == "application/ld+json":
            try:
                waiting.append(json.loads(script.text or "", strict=False))
            except (ValueError, RecursionError):
                continue
    while waiting and len(found) < _MAX_NODES:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node[:_MAX_NODES]
        elif isinstance(node, dict):
            found.append(node)
            waiting += [node[key] for key in _OF_THE_PAGE if key in node]
    return found


def _paywalled(root: Any, said: Sequence[dict[str, Any]]) -> bool | None:
    """Whether the page says that not everybody may read it. One part that is not free suffices."""
    free = {_truth(node["isAccessibleForFree"]) for node in said if "isAccessibleForFree" in node}
    free |= {_truth(value) for value in _meta(root, "isaccessibleforfree")}
    tiers = {value.lower() for value in _meta(root, "article:content_tier")}
    if False in free or tiers & {"locked", "metered"}:
        return True
    return False if True in free or "free" in tiers else None


def _truth(value: object) -> bool | None:
    """True and False as JSON, as text and as schema.org's addresses; None for anything else."""
    word = str(value).strip().lower().rpartition("/")[2]
    return {"true": True, "false": False, "yes": True, "no": False}.get(word)


def _modified(root: Any, said: Sequence[dict[str, Any]]) -> datetime | None:
    stated = [*_meta(root, "article:modified_time", "og:updated_time", "datemodified")]
    stated += [str(node["dateModified"]) for node in said if isinstance(node.get("dateModified"), str)]
    dates = (parse_date(text) for text in stated)
    return next((read.instant for read in dates if read.instant and read.quality is DateQuality.OK), None)


# ── whether a page may be asked for ─────────────────────────────────────────────────────────────────

ROBOT: Final = "newsimpact"
"""The name under which robots.txt may speak to this program, whatever a feed's user agent says."""
MAX_ROBOTS: Final = 500 * 1024
"""Bytes of a robots.txt that are read: as many as RFC 9309 asks of a reader."""
ROBOTS_KEPT: Final = timedelta(hours=24)
"""For how long an answer is relied on, as RFC 9309 recommends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What became of asking a host for its robots.txt."""

    asked_at: datetime
    text: str | None = None
    """None: it has none, or would not say."""
    refused: str | None = None
    """Why nothing of this host may be read; None: its text decides."""
    unknown: str | None = None
    """Why it could not be had this time; nothing is read until it can."""


def robots_url(url: str) -> str:
    """Where the rules for a page stand; "" when the page's address is none of the web.

    >>> robots_url("http://news.example:8080/a?b#c")
    'http://news.example:8080/robots.txt'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not registrable_host(url):
        return ""
    port = {"http": ":80", "https": ":443"}[parts.scheme]
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower().removesuffix(port)}/robots.txt"


def robots_of(answer: Fetched) -> Robots | None:
    """What an answer to the question for robots.txt means (RFC 9309); None when it was postponed.

    A host without one allows everything. One that refuses it (401, 403, 451, a challenge) wants no robots; the RFC
    would let us in. One in trouble (5xx, 429, no answer) may not be read until it is well.
    """
    at, status = answer.at, answer.status
    if answer.outcome is FetchOutcome.POSTPONED:
        return None
    empty = status == 200 and not answer.body and answer.fault in (None, Fault.NOT_A_FEED)
    if answer.outcome is FetchOutcome.OK or empty:
        return Robots(asked_at=at, text=answer.body[:MAX_ROBOTS].decode("utf-8-sig", errors="replace"))
    if status in (401, 403, 451) or answer.fault is Fault.BLOCKED:
        return Robots(asked_at=at, refused=f"robots.txt is refused ({answer.reason or f'HTTP {status}'})")
    if status is not None and 400 <= status < 500 and status != 429 and answer.fault is not Fault.THROTTLED:
        return Robots(asked_at=at)
    return Robots(asked_at=at, unknown=f"robots.txt could not be had ({answer.reason or 'no answer'})")


def may_fetch(robots_txt: str | None, url: str, user_agent: str) -> bool:
    """Whether the rules of a host let us read a page. None: it has no rules.

    user_agent: what the request will carry; rules hold that are meant for the product it begins with, or for this
    program by its own name.

    >>> may_fetch("User-agent: *" + chr(10) + "Disallow: /paid/", "https://news.example/paid/1", "newsimpact/1")
    False
    """
    if robots_txt is None:
        return True
    from protego import Protego

    rules = Protego.parse(robots_txt)
    product = re.match(r"[\w-]*", user_agent)
    names = {ROBOT, product[0] if product and product[0] else ROBOT}
    return all(rules.can_fetch(url, name) for name in names)


TRIES: Final = 3
PAUSES: Final = (timedelta(hours=1), timedelta(hours=6))
"""After the first and the second failure. A third is the last: by then the news is old."""


def may_ask(asked: Sequence[Page], now: datetime) -> bool:
    """Whether the page of an article's version may be asked for (again), given what became of it so far."""
    if any(page.outcome is not PageOutcome.FAILED for page in asked) or len(asked) >= TRIES:
        return False
    return not asked or now - max(page.asked_at for page in asked) >= PAUSES[len(asked) - 1]
