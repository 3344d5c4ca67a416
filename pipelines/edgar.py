"""Company filings of the SEC's EDGAR: a filer's list of submissions as a feed, and the index page of one filing.

What must never happen: a filing stamped five hours off. `acceptanceDateTime` always ends in `Z`, and for about one
filer in five it is the clock of New York all the same; the convention belongs to the filer. So it is decided anew
for every document, from all its filings, by what EDGAR cannot do (see `clock_of`); where that does not suffice, the
time is marked as one without a known zone, and the moment we saw the filing counts instead.

Wanted are the reports in which companies tell news: 8-K, 10-Q and 10-K of domestic filers, 6-K and 20-F of foreign
ones (which file nothing else: nothing here expects an 8-K), and amendments of these. Other forms are counted.

It deliberately does not: fetch anything, follow the older pages of a long list (`filings.files`; the newest thousand
filings are in the document itself), or read financial data.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal
from urllib.parse import parse_qs, urljoin, urlsplit
from zoneinfo import ZoneInfo

from pipelines.escape import one_line
from pipelines.urls import registrable_host
from tracker.errors import NotAFeed
from tracker.records import DateQuality, Entry, ParsedFeed, Precision, Problem

FORMS: Final = {"8-K": "", "6-K": "period", "10-Q": "quarter", "10-K": "year", "20-F": "year"}
"""Forms that tell news, and what the period of each is; an 8-K has items instead."""

ITEMS: Final = {
    "1.01": "entry into a material definitive agreement",
    "1.02": "end of a material definitive agreement",
    "1.03": "bankruptcy or receivership",
    "1.04": "mine safety",
    "1.05": "material cybersecurity incident",
    "2.01": "completed acquisition or sale of assets",
    "2.02": "results of operations and financial condition",
    "2.03": "new financial obligation or off-balance-sheet arrangement",
    "2.04": "event that brings a financial obligation forward or increases it",
    "2.05": "costs of leaving or closing activities",
    "2.06": "material impairments",
    "3.01": "notice of delisting, listing rule not met, or listing moved",
    "3.02": "unregistered sale of shares",
    "3.03": "changed rights of security holders",
    "4.01": "change of auditor",
    "4.02": "earlier financial statements not to be relied on",
    "5.01": "change of control",
    "5.02": "directors or officers leave, join or are paid otherwise",
    "5.03": "changed articles, bylaws or fiscal year",
    "5.04": "trading suspended in employee benefit plans",
    "5.05": "changed or waived code of ethics",
    "5.06": "no longer a shell company",
    "5.07": "votes of shareholders",
    "5.08": "shareholder nominations of directors",
    "6.01": "information on asset-backed securities",
    "6.02": "other servicer or trustee of asset-backed securities",
    "6.03": "changed credit support of asset-backed securities",
    "6.04": "missed payment of asset-backed securities",
    "6.05": "updated disclosure of asset-backed securities",
    "6.06": "static pool of asset-backed securities",
    "7.01": "Regulation FD disclosure",
    "8.01": "other events",
    "9.01": "financial statements and exhibits",
}
"""What an item of an 8-K is about, in our words."""

Clock = Literal["utc", "new_york"]

_NEW_YORK: Final = ZoneInfo("America/New_York")
_ARCHIVES: Final = "https://www.sec.gov/Archives/edgar/data"
_ACCESSION: Final = re.compile(r"\d{10}-\d{2}-\d{6}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One filing as the list states it; "" and None for what it does not state."""

    accession: str
    form: str
    accepted: str
    filed: date | None
    report: date | None
    """The end of the period it is about; of an 8-K, the day of the event."""
    items: str
    description: str


# ── the list of a filer's submissions ───────────────────────────────────────────────────────────────


def is_submissions(document: object) -> bool:
    """Whether a JSON document is a filer's list of submissions, complete or not."""
    if not isinstance(document, Mapping) or "cik" not in document:
        return False
    filings = document.get("filings")
    return isinstance(filings, Mapping) and isinstance(filings.get("recent"), Mapping)


def parse_submissions(document: Mapping[str, Any]) -> ParsedFeed:
    """The wanted filings in the order of the document; `unwanted` counts the other forms.

    Every filing is an entry, one of `unwanted`, or named in a problem. Raises NotAFeed when the document is not a
    list of submissions or does not say whose.
    """
    if not is_submissions(document):
        raise NotAFeed("no EDGAR submissions: `cik` or `filings.recent` is missing")
    cik = str(document["cik"]).strip().lstrip("0")
    if not re.fullmatch(r"\d{1,10}", cik, re.ASCII):
        raise NotAFeed(f"no EDGAR submissions: `cik` is {str(document['cik'])[:40]!r}, not a number")
    name = one_line(str(document.get("name") or ""), 200) or f"CIK {cik}"
    filings, problems = _filings(document["filings"]["recent"])
    clock = clock_of(filings)
    entries: dict[str, Entry] = {}
    unwanted = 0
    for filing in filings:
        if filing.form.removesuffix("/A") not in FORMS:
            unwanted += 1
        elif not _ACCESSION.fullmatch(filing.accession):
            problems.append(_problem(f"{filing.form} {filing.accession[:40]!r}", "no accession number; left out"))
        elif filing.accession in entries:
            problems.append(_problem(filing.accession, "stands twice in the list; the later one was left out"))
        else:
            entries[filing.accession] = _entry(filing, name, cik, clock)
            problems += _time_problems(entries[filing.accession])
    return ParsedFeed(
        items=tuple(entries.values()), problems=tuple(problems), title=name, reader="edgar", unwanted=unwanted
    )


def _problem(subject: str, reason: str) -> Problem:
    return Problem(stage="parse", subject=subject, reason=reason)


_NEEDED = ("accessionNumber", "form")
_USED = (*_NEEDED, "acceptanceDateTime", "filingDate", "reportDate", "items", "primaryDocDescription")


def _filings(recent: Mapping[str, Any]) -> tuple[list[Filing], list[Problem]]:
    """The parallel arrays as rows.

    An array of another length than the accession numbers is not used at all: nobody can say where it lost step,
    and a time that belongs to the neighbour is worse than none.
    """
    size = _length(recent.get("accessionNumber"))
    arrays: dict[str, Sequence[Any]] = {}
    problems: list[Problem] = []
    for key in _USED:
        if size is not None and _length(recent.get(key)) == size:
            arrays[key] = recent[key]
        else:
            problems.append(_problem(f"filings.recent.{key}", _why_not_used(recent.get(key), size)))
    if any(key not in arrays for key in _NEEDED):
        return [], problems
    return [_filing({key: values[row] for key, values in arrays.items()}) for row in range(size or 0)], problems


def _length(value: object) -> int | None:
    return len(value) if isinstance(value, list) else None


def _why_not_used(value: object, size: int | None) -> str:
    if value is None:
        return "is missing"
    held = _length(value)
    if held is None:
        return f"is no list but {type(value).__name__}; it is not used"
    return f"has {held} values for {'an unknown number of' if size is None else size} filings; it is not used"


def _filing(row: Mapping[str, Any]) -> Filing:
    def text(key: str) -> str:
        value = row.get(key)
        return one_line(value, 500) if isinstance(value, str) else ""

    return Filing(
        accession=text("accessionNumber"),
        form=text("form").upper(),
        accepted=text("acceptanceDateTime"),
        filed=_day(text("filingDate")),
        report=_day(text("reportDate")),
        items=text("items"),
        description=text("primaryDocDescription"),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _entry(filing: Filing, name: str, cik: str, clock: Clock | None) -> Entry:
    published, quality = _published(filing.accepted, clock)
    folder = filing.accession.replace("-", "")
    return Entry(
        key=filing.accession,
        guid=filing.accession,
        title=_title(filing, name),
        link=f"{_ARCHIVES}/{cik}/{folder}/{filing.accession}-index.htm",
        summary=_summary(filing),
        published=published,
        updated=None,
        raw_date=filing.accepted or None,
        precision=Precision.SECOND,
        quality=quality,
    )


def _title(filing: Filing, name: str) -> str:
    form = filing.form.removesuffix("/A")
    files = f"{name} files {form}" if form == filing.form else f"{name} files an amendment of its {form}"
    if FORMS[form]:
        return f"{files} for the {FORMS[form]} ended {filing.report}" if filing.report else files
    items = "; ".join(_items(filing.items))
    return f"{files}: {items}" if items else files


def _summary(filing: Filing) -> str:
    about = f"Items: {'; '.join(_items(filing.items))}." if filing.items else ""
    event = f"Date of the event: {filing.report}." if filing.report and filing.form.startswith("8-K") else ""
    described = f"{filing.description.rstrip('.')}." if filing.description else f"Form {filing.form}."
    return " ".join(filter(None, (described, about, event)))


def _items(codes: str) -> Iterator[str]:
    """Each item in words with its number; one that is not in the table by its number alone."""
    for code in filter(None, (part.strip() for part in codes.split(","))):
        yield f"{ITEMS[code]} ({code})" if code in ITEMS else f"item {code}"


# ── filings that tell results ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsFiling:
    """A filing with a company's results."""

    filer: str
    """The company, as EDGAR calls it."""
    told: str
    """results (8-K); 10-Q for the quarter ended 2026-06-30; …"""


_RESULTS: Final = re.compile(
    r"(?P<filer>.+?) files (?:8-K: .*\(2\.02\).*|(?P<report>(?:10-Q|10-K|20-F)(?: for the \w+ ended [\d-]+)?))",
    re.ASCII,
)
"""Headings of `_title`: an 8-K by its item 2.02, results of operations; reports of a quarter or year by their form."""


def results_filing(key: str, url: str, title: str) -> ResultsFiling | None:
    """What an article tells of results, if it is an entry of ours of a filing that does; amendments tell none.

    A foreign filer's results come in a 6-K, which does not say what it is about: only its 20-F is known as one.

    >>> results_filing("0001769628-26-000101", "https://www.sec.gov/Archives/edgar/data/1769628/000176962826000101/"
    ...     "0001769628-26-000101-index.htm", "CoreWeave, Inc. files 10-Q for the quarter ended 2026-06-30")
    ResultsFiling(filer='CoreWeave, Inc.', told='10-Q for the quarter ended 2026-06-30')
    """
    if not (_ACCESSION.fullmatch(key) and url.startswith(f"{_ARCHIVES}/") and url.endswith(f"/{key}-index.htm")):
        return None
    found = _RESULTS.fullmatch(title)
    return ResultsFiling(filer=found["filer"], told=found["report"] or "results (8-K)") if found else None


_FORM_OF_COMPANY: Final = frozenset(
    "inc incorporated corp corporation co company ltd limited plc nv sa ag se llc".split()
)


def bare_name(company: str) -> str:
    """A company's name without spelling, state and legal form, so that EDGAR's way of writing it can be recognised.

    >>> [bare_name(name) for name in ("AMAZON COM INC", "Amazon.com", "Core Scientific, Inc./tx", "NEBIUS GROUP N.V.")]
    ['amazoncom', 'amazoncom', 'corescientific', 'nebiusgroup']
    """
    name = re.sub(r"/\w{2,3}/?$", "", company.casefold().strip())
    words = re.sub(r"[^\w]+", " ", name.replace(".", "")).split()
    while len(words) > 1 and words[-1] in _FORM_OF_COMPANY:
        words.pop()
    return "".join(words)


# ── the clock of the acceptance time ────────────────────────────────────────────────────────────────

_OPENS, _CLOSES = time(6), time(22)
_CUT_OFF: Final = time(17, 30)
_SLACK: Final = timedelta(minutes=30)
"""A submission that was begun before the cut-off keeps its day, though its acceptance may come a little later."""
_KEEPS_ITS_DAY: Final = re.compile(
    # Insiders' and holders' reports and some registrations are dated the day they come, until 22:00.
    r"(3|4|5|144|SC 13[DG]|SCHEDULE 13[DG]|S-\w+MEF|F-\w+MEF|N-\w+MEF|CORRESP|CORRESPONDENCE|DRS.*)(/A)?"
)
_OF_THE_SEC: Final = frozenset("EFFECT UPLOAD LETTER QUALIF ORDER REVOKED CERT 25-NSE".split()) | {"NO ACT"}
"""Written by the agency or an exchange, at hours of their own."""
ENOUGH: Final = 3
"""So many filings must speak against a reading: one or two may be exceptions of EDGAR's."""
CLEARLY: Final = 4
"""And so many times more than against the other."""


def clock_of(filings: Iterable[Filing]) -> Clock | None:
    """Which clock a filer's acceptance times show; None when its filings do not tell.

    EDGAR accepts filings from 06:00 to 22:00 New York time, on weekdays, and dates what it accepts after 17:30 as of
    the next business day (but for the forms above). Each time is read both ways and judged by these rules. Read as
    UTC, a time that was New York's lies four or five hours too early: reports of the morning fall into the night,
    and those of the evening lose the reason for their later date. Read as New York's, a time that was UTC lies too
    late: reports after the close pass the cut-off and should have the next day's date. The reading that at least
    ENOUGH filings contradict, CLEARLY more than the other, is the wrong one. To confirm what the times say of
    themselves, UTC, a single one is enough when none speaks against it.

    Limits: one clock per document (a filer that changed its convention has contradictions both ways and gets None);
    filings between 10:00 and 12:30 alone never tell; holidays of the government are not known, so a next business
    day may be a weekday later than expected.

    >>> monday = date(2026, 6, 29)
    >>> day = [Filing(accession="", form="8-K", accepted=f"2026-06-29T20:0{n}:00.000Z", filed=monday, report=None,
    ...               items="", description="") for n in range(5)]
    >>> clock_of(day)  # 16:00 in New York and dated the same day; 20:00 would have had the next day's date
    'utc'
    """
    against = Counter[Clock]()
    for filing in filings:
        stated = _stated(filing.accepted)
        if stated is None or stated.tzinfo is not None or filing.form in _OF_THE_SEC:
            continue
        readings: dict[Clock, datetime] = {"utc": stated.replace(tzinfo=UTC).astimezone(_NEW_YORK), "new_york": stated}
        for clock, local in readings.items():
            against[clock] += _contradicts(local.replace(tzinfo=None), filing)
    pairs: tuple[tuple[Clock, Clock], ...] = (("utc", "new_york"), ("new_york", "utc"))
    for right, wrong in pairs:
        if against[wrong] >= max(ENOUGH, CLEARLY * against[right]):
            return right
    return "utc" if against["new_york"] and not against["utc"] else None


def _contradicts(local: datetime, filing: Filing) -> bool:
    """Whether EDGAR could not have accepted the filing at this New York time, or would have dated it otherwise."""
    if local.weekday() >= 5 or not _OPENS <= local.time() <= _CLOSES:
        return True
    if filing.filed is None:
        return False
    same_day = filing.filed == local.date()
    if local.time() <= _CUT_OFF:
        return not same_day
    if _KEEPS_ITS_DAY.fullmatch(filing.form) or local - _SLACK <= datetime.combine(local, _CUT_OFF):
        return not (same_day or _is_next_business_day(local.date(), filing.filed))
    return not _is_next_business_day(local.date(), filing.filed)


def _is_next_business_day(day: date, filed: date) -> bool:
    """Whether `filed` is the first or, past a holiday, the second weekday after `day`."""
    days = (day + timedelta(days=n) for n in range(1, 7))
    return filed in [later for later in days if later.weekday() < 5][:2]


_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", re.ASCII)


def _stated(accepted: str) -> datetime | None:
    """The time as written: naive where it ends in `Z` or in nothing, since that does not tell; None: unreadable."""
    if not _INSTANT.fullmatch(accepted):
        return None
    try:
        read = datetime.fromisoformat(accepted)
    except ValueError:
        return None
    if not 1990 <= read.year <= 2200:  # EDGAR began in 1993; beyond the calendar's ends nothing can be converted
        return None
    return read if read.utcoffset() else read.replace(tzinfo=None)


def _published(accepted: str, clock: Clock | None) -> tuple[datetime | None, DateQuality]:
    stated = _stated(accepted)
    if stated is None:
        return None, DateQuality.UNREADABLE if accepted else DateQuality.MISSING
    if stated.tzinfo is not None:
        return stated.astimezone(UTC), DateQuality.OK
    if clock == "new_york":
        return stated.replace(tzinfo=_NEW_YORK).astimezone(UTC), DateQuality.OK
    return stated.replace(tzinfo=UTC), DateQuality.OK if clock else DateQuality.ASSUMED_ZONE


def _time_problems(entry: Entry) -> Iterator[Problem]:
    if entry.published is None:
        stated = f"acceptance time {entry.raw_date!r} cannot be read" if entry.raw_date else "no acceptance time"
        yield _problem(entry.key, f"{stated}; it counts from when it was first seen")


# ── the index page of one filing ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A document of a filing, as its index page lists it."""

    type: str
    """8-K, EX-10.1, EX-99.1 …"""
    title: str
    """As the filer describes it; often no more than the type again, or ""."""
    url: str


MAX_INDEX: Final = 2 * 1024 * 1024
"""Bytes of an index page that are read; a filing with hundreds of documents has 200 kB."""
_HEADS: Final = ("description", "document", "type")


def is_filing_index(url: str) -> bool:
    """Whether an address is the index page of a filing on the SEC's server."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    on_sec = host == "sec.gov" or host.endswith(".sec.gov")
    return on_sec and re.search(r"-index\.html?$", parts.path) is not None


def parse_exhibits(html: bytes | str, base_url: str) -> tuple[Exhibit, ...]:
    """The documents of a filing's index page, main document first; without pictures, data files and other sites'.

    Never raises; a page that lists none gives ().
    """
    found: dict[str, Exhibit] = {}
    for row in _document_rows(html):
        url = _document_url(row.pop("href"), base_url)
        if (
            registrable_host(url) == registrable_host(base_url)
            and row["type"]
            and row["type"] != "GRAPHIC"
            and not row["type"].startswith("EX-101")
        ):
            found.setdefault(url, Exhibit(type=row["type"], title=row["description"], url=url))
    return tuple(found.values())


def press_release(exhibits: Sequence[Exhibit]) -> Exhibit | None:
    """The exhibit that tells the news in full: EX-99.1, else the first of the EX-99s; None when there is none."""
    additional = [exhibit for exhibit in exhibits if re.match(r"EX-99\b", exhibit.type)]
    return next((exhibit for exhibit in additional if exhibit.type == "EX-99.1"), next(iter(additional), None))


def exhibit_titles(exhibits: Iterable[Exhibit]) -> tuple[str, ...]:
    """What the exhibits are called, where that says more than their number."""
    named = (exhibit for exhibit in exhibits if exhibit.type.startswith("EX-"))
    return tuple(f"{exhibit.type}: {exhibit.title}" for exhibit in named if _says_more(exhibit))


def _says_more(exhibit: Exhibit) -> bool:
    letters = re.sub(r"[^a-z]", "", exhibit.title.lower())
    return letters not in {"", "ex", "exhibit", "exhibits"}


def _root(html: bytes | str) -> Any:
    from lxml import etree

    data = html.encode("utf-8", errors="replace") if isinstance(html, str) else html
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # The element in front gives a page of nothing a root, too.
    return etree.fromstring(b"<html>" + data[:MAX_INDEX].replace(b"\0", b""), parser)


def _words(element: Any) -> str:
    return one_line(" ".join(element.itertext()))


def _document_rows(html: bytes | str) -> Iterator[dict[str, str]]:
    for table in _root(html).iter("table"):
        places: dict[str, int] = {}
        for row in table.iter("tr"):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            words = [_words(cell) for cell in cells]
            heads = [word.lower() for word in words]
            if all(head in heads for head in _HEADS):
                places = {head: heads.index(head) for head in _HEADS}
            elif places and len(cells) > max(places.values()):
                link = next((a.get("href") for a in cells[places["document"]].iter("a") if a.get("href")), "")
                yield {head: words[place] for head, place in places.items()} | {"href": link}


def _document_url(href: str, base_url: str) -> str:
    """The address of the document itself; the viewer for tagged reports names it in its query."""
    try:
        url = urljoin(base_url, href.strip())
        parts = urlsplit(url)
        if parts.path == "/ix":
            url = urljoin(base_url, parse_qs(parts.query).get("doc", [""])[0])
        return url if urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""
