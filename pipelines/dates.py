"""Reads the date strings that feeds carry, and says how far each can be trusted.

What must never happen: a zone that was not understood is taken for UTC without a mark, because five hours put
a story on the other side of the opening bell and turn the sign of what is measured. General date libraries do
that (`Wed, 7 Jan 2026 4:05 PM EST` becomes 04:05 UTC in some of them), so the strings are read here.

How it works: the string is cut into words of a small grammar (calendar date, time of day, am/pm, zone, month,
number, filler) by one scanner; every character has to belong to one of them, in any order that people use.
ISO 8601, RFC 822 and the free-hand forms of blogs are then the same case. Seconds since 1970 and the compact
and week forms of ISO 8601 are recognised before that, by their shape.

It deliberately does not guess: `03/04/2026` without a weekday to decide it is unreadable, and so is a string
that names no day (`2003-12`, `Nov. 2020`). It does not know the present, so it cannot say that a date lies in
the future, and it does not know the feed, so it cannot learn a feed's habits; the caller does both.

Known limits: month names in English, German, French, Greek and Hungarian; the hour that occurs twice in autumn
is read as the first of the two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracker.records import DateQuality, Precision

MAX_CHARS = 120
"""The longest real date seen has 57 characters (a browser's, with the zone's name in brackets)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDate:
    """What a date string says. `instant` is None exactly when `quality` is MISSING or UNREADABLE."""

    instant: datetime | None
    precision: Precision
    """DAY: `instant` is midnight of that day, in the zone named or else in UTC."""
    quality: DateQuality
    """OK or ASSUMED_ZONE (no zone, or one that can mean several; read as UTC), else MISSING or UNREADABLE."""


def parse_date(raw: str | None) -> ParsedDate:
    """The instant a feed's date string names, with its precision and how far to trust it.

    >>> parse_date("Wed, 7 Jan 2026 4:05 PM EST").instant.isoformat()
    '2026-01-07T21:05:00+00:00'
    >>> parse_date("2026-01-07 16:05").quality.value
    'assumed_zone'
    >>> parse_date("03/04/2026 10:00 GMT").quality.value
    'unreadable'
    """
    if raw is None or not raw.strip():
        return ParsedDate(instant=None, precision=Precision.SECOND, quality=DateQuality.MISSING)
    text = " ".join(raw.split())
    try:
        if len(text) > MAX_CHARS:
            raise _Unreadable
        return _usual(text) or _epoch(text) or _compact(text) or _worded(text)
    except (_Unreadable, ValueError, OverflowError):
        return ParsedDate(instant=None, precision=Precision.SECOND, quality=DateQuality.UNREADABLE)


class _Unreadable(Exception):
    """The string is not a date we can stand behind."""


# ── forms known by their shape ──────────────────────────────────────────────────────────────────────

_EPOCH = re.compile(r"(\d{9,10}|\d{13}|\d{16})(\.\d{1,9})?", re.ASCII)
_EPOCH_UNITS = {9: 1, 10: 1, 13: 1_000, 16: 1_000_000}
"""Digits to units per second: 9 and 10 digits are the seconds of 1973 to 2286."""

_COMPACT = re.compile(r"\d{4}-?W\d\d(-?\d)?(T[\d:.]+(Z|[+-][\d:]+)?)?|\d{8}(T[\d:.]+(Z|[+-][\d:]+)?)?", re.I | re.ASCII)


def _epoch(text: str) -> ParsedDate | None:
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    # Whole numbers first: a float would lose the microseconds of a 16-digit count.
    units = _EPOCH_UNITS[len(match[1])]
    seconds, rest = divmod(int(match[1]), units)
    fraction = (rest + float(match[2] or 0)) / units
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, microseconds=round(fraction * 1e6))
    return ParsedDate(instant=instant, precision=Precision.SECOND, quality=DateQuality.OK)


def _compact(text: str) -> ParsedDate | None:
    """ISO 8601 without separators and with week numbers, which the standard library reads strictly."""
    if not _COMPACT.fullmatch(text):
        return None
    read = datetime.fromisoformat(text.upper())
    clock = text.upper().partition("T")[2].partition("Z")[0].replace(":", "")
    digits = len(re.split(r"[+-]", clock)[0])
    precision = Precision.DAY if not digits else Precision.SECOND if digits > 4 else Precision.MINUTE
    if read.tzinfo is None:
        return ParsedDate(instant=read.replace(tzinfo=UTC), precision=precision, quality=DateQuality.ASSUMED_ZONE)
    return ParsedDate(instant=read.astimezone(UTC), precision=precision, quality=DateQuality.OK)


_USUAL = re.compile(
    r"""
      (?: (?:mon|tue|wed|thu|fri|sat|sun),[ ] )?
      (?P<day>\d{1,2}) [ ] (?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) [ ] (?P<year>\d{4})
      [ ] (?P<clock>\d\d:\d\d:\d\d) [ ] (?: gmt | (?P<hours>[+-](?:0\d|1[01])) (?P<minutes>[0-5]\d) )
    | (?P<iso> \d{4}-\d\d-\d\d T \d\d:\d\d:\d\d (?:\.\d{1,6})? (?: Z | [+-](?:0\d|1[01]):[0-5]\d ) )
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_USUAL_MONTHS = {name: f"{n:02}" for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}


def _usual(text: str) -> ParsedDate | None:
    """The two forms that nearly all feeds write, by the shortest way: read by words they take ten times as long."""
    found = _USUAL.fullmatch(text)
    if found is None:
        return None
    written = found["iso"]
    if written is None:
        zone = f"{found['hours']}:{found['minutes']}" if found["hours"] else "+00:00"
        month = _USUAL_MONTHS[found["month"].lower()]
        written = f"{found['year']}-{month}-{int(found['day']):02}T{found['clock']}{zone}"
    try:
        instant = datetime.fromisoformat(written.upper()).astimezone(UTC)
    except (ValueError, OverflowError):  # a leap second, or no date: those who read words know better
        return None
    return ParsedDate(instant=instant, precision=Precision.SECOND, quality=DateQuality.OK)


# ── vocabulary ──────────────────────────────────────────────────────────────────────────────────────


def _numbered(lines: Iterable[str], first: int) -> dict[str, int]:
    return {word: number for number, line in enumerate(lines, first) for word in line.split()}


# Written without accents: words are compared after `_plain`.
_MONTHS = _numbered(
    (
        "jan january januar janner janv janvier januar ιαν",
        "feb february februar feber fev fevr fevrier februar φεβ",
        "mar march marz mrz maerz mars marcius μαρ μαρτ",
        "apr april avr avril aprilis απρ",
        "may mai majus μαι",
        "jun june juni juin junius ιουν",
        "jul july juli juil juillet julius ιουλ",
        "aug august aout augusztus αυγ",
        "sep sept september septembre szeptember σεπ σεπτ",
        "oct october okt oktober octobre οκτ",
        "nov november novembre νοε νοεμ",
        "dec december dez dezember decembre δεκ",
    ),
    first=1,
)
_WEEKDAYS = _numbered(
    (
        "mon monday mo montag lun lundi δευ",
        "tue tues tuesday di die dienstag mardi τρι",
        "wed weds wednesday mi mit mittwoch mer mercredi τετ",
        "thu thur thurs thursday do don donnerstag jeu jeudi πεμ",
        "fri friday fr fre freitag ven vendredi παρ",
        "sat saturday sa sam samstag samedi σαβ",
        "sun sunday so son sonntag dim dimanche κυρ",
    ),
    first=0,
)
_FILLERS = frozenset("at on um uhr a le den der of the time standard daylight".split())

_HOURS = {
    name: float(hours)
    for hours, *names in map(
        str.split,
        (
            # Universal and Europe. BST is the British summer: Bangladesh writes BDT.
            "0 z ut utc gmt wet",
            "1 bst west cet met mez",
            "2 cest mest mesz eet",
            "3 eest msk",
            # America. RFC 822 itself fixes the meaning of EST to PDT.
            "-2.5 ndt",
            "-3 adt brt art",
            "-3.5 nst",
            "-4 ast edt",
            "-5 est cdt",
            "-6 cst mdt",
            "-7 mst pdt",
            "-8 pst akdt",
            "-9 akst",
            "-10 hst",
            # Asia and the Pacific.
            "5 pkt",
            "5.75 npt",
            "7 ict wib",
            "8 hkt sgt myt pht awst",
            "9 jst kst",
            "9.5 acst",
            "10 aest",
            "10.5 acdt",
            "11 aedt",
            "12 nzst",
            "13 nzdt",
        ),
    )
    for name in names
}
"""Hours east of Greenwich of the zone names that mean one thing.

Deliberately not here, so that they are marked as assumed: IST (India, Israel or Ireland) and the single
letters other than Z (RFC 822 had their signs the wrong way round, so nobody knows what a writer meant).
"""
_PLACES = {
    # "4:05 PM ET" means the wall clock of New York, in summer as in winter.
    **dict.fromkeys(("et", "eastern"), "America/New_York"),
    **dict.fromkeys(("ct", "central"), "America/Chicago"),
    **dict.fromkeys(("mt", "mountain"), "America/Denver"),
    **dict.fromkeys(("pt", "pacific"), "America/Los_Angeles"),
    "at": "America/Halifax",
}

_LIMITS = timedelta(hours=-12), timedelta(hours=14)
"""The smallest and greatest offset any place has kept in the era of feeds."""

_SCANNER = re.compile(
    r"""
      (?P<ymd>    \d{4} (?P<sep>[-/.]) 0?\d{1,2} (?P=sep) \d{1,2} (?!\d) )
    | (?P<ymd_w>  \d{4} - [^\W\d_]{3,12} - \d{1,2} (?!\d) )
    | (?P<parts>  \d{1,2} (?P<sep2>[-/.]) \d{1,2} (?P=sep2) (\d{4}|\d{2}) (?!\d) )
    | (?P<dmy_w>  \d{1,2} - [^\W\d_]{3,12} - (\d{4}|\d{2}) (?!\d) )
    | (?P<time>   t? \d{1,2} : \d{2} (:\d{2} ([.,]\d{1,9})? )? (?![\d:]) )
    | (?P<half>   [ap] \.? m (\.|(?![^\W\d_])) )
    | (?P<offset> ((utc|gmt)\s?)? [+-] \d{1,2} (:?\d{2})? (?![\d:]) )
    | (?P<place>  (?-i:[A-Z]) [a-z_]+ / [a-z_]+ ([/+-][a-z0-9_]+)* )
    | (?P<number> \d{1,4} (st|nd|rd|th|er|\.)? (?![\d:]) )
    | (?P<note>   \( [^()]* \) )
    | (?P<word>   [^\W\d_]+ \.? )
    | (?P<gap>    [\s,]+ | [-–|](?!\d) )
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _plain(word: str) -> str:
    """Lower case, without accents and full stops: `Févr.` and `fevr` are one word."""
    decomposed = unicodedata.normalize("NFD", word.lower().replace(".", ""))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


# ── words of a date ─────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Found:
    """What the scanner has met so far. Each thing may be said once."""

    days: tuple[date, ...] = ()
    """Possible readings of a numeric date; more than one when day and month could be swapped."""
    month: int | None = None
    maybe_tuesday: bool = False
    """`month` came from a leading "mar", which is also short for mardi."""
    weekday: int | None = None
    numbers: list[str] = field(default_factory=list)
    time: str | None = None
    half: str | None = None
    zone: tzinfo | None = None
    zone_said: bool = False
    """A zone stands there, known (`zone`) or not."""

    def say_zone(self, zone: tzinfo | None) -> None:
        # "+0100 (CET)" says it twice; the note in brackets never gets here.
        if self.zone_said:
            raise _Unreadable
        self.zone, self.zone_said = zone, True


def _worded(text: str) -> ParsedDate:
    found = _Found()
    at = 0
    while at < len(text):
        match = _SCANNER.match(text, at)
        if match is None:
            raise _Unreadable
        _take(found, str(match.lastgroup), match.group())
        at = match.end()
    return _assembled(found)


def _take(found: _Found, kind: str, token: str) -> None:
    if kind in ("ymd", "ymd_w", "parts", "dmy_w"):
        if found.days:
            raise _Unreadable
        found.days = _numeric_days(kind, token)
    elif kind == "time":
        found.time = _once(found.time, token.lower().lstrip("t"))
    elif kind == "half":
        found.half = _once(found.half, token[0].lower())
    elif kind == "offset":
        _take_offset(found, token)
    elif kind == "place":
        found.say_zone(_place(token))
    elif kind == "number":
        found.numbers.append(re.sub(r"\D", "", token))
    elif kind == "word":
        _take_word(found, _plain(token))


def _once(before: str | None, token: str) -> str:
    if before is not None:
        raise _Unreadable
    return token


def _take_word(found: _Found, word: str) -> None:
    if word in _MONTHS and not found.days:
        _take_month(found, word)
    elif word in _WEEKDAYS and found.weekday is None and found.time is None:
        found.weekday = _WEEKDAYS[word]
    elif word in _PLACES and found.time is not None and not found.zone_said:
        found.say_zone(ZoneInfo(_PLACES[word]))
    elif word in _HOURS:
        found.say_zone(timezone(timedelta(hours=_HOURS[word])))
    elif word in _FILLERS:
        return
    elif found.time is not None and len(word) <= 5 and word.isascii():
        found.say_zone(None)
    else:
        raise _Unreadable


def _take_month(found: _Found, word: str) -> None:
    if found.month is None:
        found.maybe_tuesday = word == "mar" and not found.numbers
    elif found.maybe_tuesday and found.weekday is None:
        # "mar., 01 déc. 2020": the first word was a French Tuesday, not March.
        found.weekday, found.maybe_tuesday = 1, False
    else:
        raise _Unreadable
    found.month = _MONTHS[word]


def _take_offset(found: _Found, token: str) -> None:
    # Before the time a hyphen and digits are a part of a date that has not been understood.
    if found.time is None:
        raise _Unreadable
    match = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", token)
    if match is None or int(match[3] or 0) > 59:
        raise _Unreadable
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0)) * (-1 if match[1] == "-" else 1)
    found.say_zone(timezone(offset) if _LIMITS[0] <= offset <= _LIMITS[1] else None)


def _place(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


# ── from words to an instant ────────────────────────────────────────────────────────────────────────


def _assembled(found: _Found) -> ParsedDate:
    day = _day(found)
    quality = DateQuality.ASSUMED_ZONE if found.zone is None else DateQuality.OK
    midnight = datetime(day.year, day.month, day.day, tzinfo=found.zone or UTC)
    if found.time is None:
        if found.half:
            raise _Unreadable
        return ParsedDate(instant=midnight.astimezone(UTC), precision=Precision.DAY, quality=quality)
    hour, minute, second, micro = _clock(found.time, found.half)
    # Second 60 is a leap second: the first moment of the next minute for everyone who counts 86,400 a day.
    local = midnight.replace(hour=hour, minute=minute, second=min(second, 59), microsecond=micro)
    instant = local.astimezone(UTC) + timedelta(seconds=1 if second == 60 else 0)
    precision = Precision.SECOND if found.time.count(":") == 2 else Precision.MINUTE
    return ParsedDate(instant=instant, precision=precision, quality=quality)


def _clock(time: str, half: str | None) -> tuple[int, int, int, int]:
    """Hour, minute, second and microsecond of a time of day. Raises when there is no such time."""
    whole, _, fraction = time.replace(",", ".").partition(".")
    hour, minute, second = (*(int(part) for part in whole.split(":")), 0)[:3]
    if half:
        if not 1 <= hour <= 12:
            raise _Unreadable
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59 or second > 60 or (second == 60 and minute != 59):
        raise _Unreadable
    return hour, minute, second, int(fraction[:6].ljust(6, "0")) if fraction else 0


def _day(found: _Found) -> date:
    days = found.days or _days_from_numbers(found)
    if len(days) > 1 and found.weekday is not None:
        days = tuple(day for day in days if day.weekday() == found.weekday)
    # A single reading stands even against its weekday: feeds get the name of the day wrong, not the day.
    if len(days) != 1 or (found.days and len(found.numbers) + (found.month or 0) > 0):
        raise _Unreadable
    return days[0]


def _days_from_numbers(found: _Found) -> tuple[date, ...]:
    """`16 Nov 2020`, `Nov 16 20`, `2020 Nov 16`; and without a month's name `11 04 2020`."""
    numbers = found.numbers
    if found.month is None:
        return _swappable(*numbers) if len(numbers) == 3 and len(numbers[2]) == 4 else ()
    if len(numbers) != 2:
        return ()
    day, year = reversed(numbers) if len(numbers[0]) == 4 else numbers
    return (date(_year(year), found.month, int(day)),) if len(day) <= 2 else ()


def _numeric_days(kind: str, token: str) -> tuple[date, ...]:
    first, second, third = re.split(r"[-/.]", token)
    if kind == "ymd":
        return (date(int(first), int(second), int(third)),)
    if kind == "parts":
        # With full stops the day comes first wherever that is written.
        return (date(_year(third), int(second), int(first)),) if "." in token else _swappable(first, second, third)
    month = _MONTHS.get(_plain(second))
    if month is None:
        raise _Unreadable
    day, year = (third, first) if kind == "ymd_w" else (first, third)
    return (date(_year(year), month, int(day)),)


def _swappable(first: str, second: str, year: str) -> tuple[date, ...]:
    """Both readings, day first and month first, as far as they exist."""
    pairs = {(int(second), int(first)), (int(first), int(second))}
    return tuple(date(_year(year), month, day) for month, day in sorted(pairs) if month <= 12 and day <= 31)


def _year(digits: str) -> int:
    """Two digits as in RFC 2822: 00 to 49 are this century, 50 to 99 the last."""
    if len(digits) not in (2, 4):
        raise _Unreadable
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 50 else 1900)
