"""Date strings of feeds: read right, or marked, never guessed."""

from __future__ import annotations

import csv
import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import dates
from pipelines.dates import MAX_CHARS, parse_date
from tracker.records import DateQuality, Precision

SHARED = Path(os.environ.get("NEWSIMPACT_SHARED", Path(__file__).parents[2].parent / "shared"))
SECOND, MINUTE, DAY = Precision.SECOND, Precision.MINUTE, Precision.DAY

# Worked out by hand: what each string says in UTC.
SURE = {
    "RFC 822": ("Wed, 07 Jan 2026 16:05:00 EST", "2026-01-07T21:05:00", SECOND),
    "after the close on a twelve-hour clock": ("Wed, 7 Jan 2026 4:05 PM EST", "2026-01-07T21:05:00", MINUTE),
    "with full stops": ("Jan. 7, 2026, 4:05 p.m. EST", "2026-01-07T21:05:00", MINUTE),
    "without a blank": ("Jan 7 2026 4:05pm EST", "2026-01-07T21:05:00", MINUTE),
    "noon": ("Jan 7 2026 12:00 PM GMT", "2026-01-07T12:00:00", MINUTE),
    "midnight": ("Jan 7 2026 12:00 AM GMT", "2026-01-07T00:00:00", MINUTE),
    "Eastern in winter": ("Jan 7 2026 16:05 ET", "2026-01-07T21:05:00", MINUTE),
    "Eastern in summer": ("Jul 7 2026 16:05 ET", "2026-07-07T20:05:00", MINUTE),
    "Eastern in words": ("Jul 7 2026, 4:05 p.m. Eastern Time", "2026-07-07T20:05:00", MINUTE),
    "Pacific in summer": ("Jul 7 2026 16:05 PT", "2026-07-07T23:05:00", MINUTE),
    "Central in winter": ("Wed, 7 Jan 2026 16:05:00 CT", "2026-01-07T22:05:00", SECOND),
    "Central in summer": ("7 Jul 2026 4:05 PM CT", "2026-07-07T21:05:00", MINUTE),
    "Pacific in winter": ("7 Jan 2026 4:05 PM PT", "2026-01-08T00:05:00", MINUTE),
    "Eastern, to the second": ("Wed, 7 Jan 2026 16:05:00 ET", "2026-01-07T21:05:00", SECOND),
    "before the opening on a twelve-hour clock": ("Wed, 7 Jan 2026 7:05 AM EST", "2026-01-07T12:05:00", MINUTE),
    "summer's, before the opening": ("Tue, 7 Jul 2026 7:05:09 AM EDT", "2026-07-07T11:05:09", SECOND),
    "summer's, after the close": ("Tue, 7 Jul 2026 4:05 PM EDT", "2026-07-07T20:05:00", MINUTE),
    "EDT": ("7 Jul 2026 16:05:00 EDT", "2026-07-07T20:05:00", SECOND),
    "CST": ("7 Jan 2026 16:05:00 CST", "2026-01-07T22:05:00", SECOND),
    "BST": ("7 Jul 2026 16:05:00 BST", "2026-07-07T15:05:00", SECOND),
    "CET": ("7 Jan 2026 16:05:00 CET", "2026-01-07T15:05:00", SECOND),
    "CEST": ("7 Jul 2026 16:05:00 CEST", "2026-07-07T14:05:00", SECOND),
    "JST": ("7 Jan 2026 16:05:00 JST", "2026-01-07T07:05:00", SECOND),
    "KST": ("7 Jan 2026 16:05:00 KST", "2026-01-07T07:05:00", SECOND),
    "AEST": ("7 Jul 2026 16:05:00 AEST", "2026-07-07T06:05:00", SECOND),
    "AEDT, their summer": ("7 Jan 2026 16:05:00 AEDT", "2026-01-07T05:05:00", SECOND),
    "HKT": ("7 Jan 2026 16:05:00 HKT", "2026-01-07T08:05:00", SECOND),
    "SGT": ("7 Jan 2026 16:05:00 SGT", "2026-01-07T08:05:00", SECOND),
    "UTC+8 is east of Greenwich": ("7 Jan 2026 16:05:00 UTC+8", "2026-01-07T08:05:00", SECOND),
    "UTC+8 without a blank": ("2026-01-07 16:05:00UTC+8", "2026-01-07T08:05:00", SECOND),
    "UTC-5": ("7 Jan 2026 16:05:00 UTC-5", "2026-01-07T21:05:00", SECOND),
    "GMT+0200": ("7 Jan 2026 16:05:00 GMT+0200", "2026-01-07T14:05:00", SECOND),
    "half an hour off": ("7 Jan 2026 16:05:00 +0530", "2026-01-07T10:35:00", SECOND),
    "a place": ("7 Jul 2026 16:05:00 America/Los_Angeles", "2026-07-07T23:05:00", SECOND),
    "a browser's": ("Wed Jan 07 2026 16:05:00 GMT-0500 (Eastern Standard Time)", "2026-01-07T21:05:00", SECOND),
    "two-digit year of this century": ("07 Jan 49 16:05 GMT", "2049-01-07T16:05:00", MINUTE),
    "two-digit year of the last": ("07 Jan 50 16:05 GMT", "1950-01-07T16:05:00", MINUTE),
    "year at the end": ("Wed Jan  7 16:05:00 -0500 2026", "2026-01-07T21:05:00", SECOND),
    "year in front": ("2026 Jan 7 16:05 GMT", "2026-01-07T16:05:00", MINUTE),
    "hyphens and a name": ("7-Jan-2026 16:05 GMT", "2026-01-07T16:05:00", MINUTE),
    "ISO": ("2026-01-07T16:05:00-05:00", "2026-01-07T21:05:00", SECOND),
    "ISO in small letters": ("2026-01-07t21:05:00z", "2026-01-07T21:05:00", SECOND),
    "ISO with a blank": ("2026-01-07 16:05:00 -0500", "2026-01-07T21:05:00", SECOND),
    "ISO, hours of offset only": ("2026-01-07T16:05-05", "2026-01-07T21:05:00", MINUTE),
    "ISO with a fraction": ("2026-01-07T21:05:00.5Z", "2026-01-07T21:05:00.500000", SECOND),
    "ISO with nanoseconds": ("2026-01-07T21:05:00.123456789Z", "2026-01-07T21:05:00.123456", SECOND),
    "ISO without separators": ("20260107T210500Z", "2026-01-07T21:05:00", SECOND),
    "ISO without separators or seconds": ("20260107T2105Z", "2026-01-07T21:05:00", MINUTE),
    "ISO week": ("2026-W02-3T21:05:00Z", "2026-01-07T21:05:00", SECOND),
    "leap second": ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00", SECOND),
    "slashes, year first": ("Wed, 2026/01/07 16:05:00 EST", "2026-01-07T21:05:00", SECOND),
    "month above twelve cannot be": ("09/15/2026 4:05 PM EDT", "2026-09-15T20:05:00", MINUTE),
    "the weekday decides: 11 April": ("Sat, 11/04/2026 10:00 GMT", "2026-04-11T10:00:00", MINUTE),
    "the weekday decides: 4 November": ("Wed, 11/04/2026 10:00 GMT", "2026-11-04T10:00:00", MINUTE),
    "full stops are day first": ("07.01.26 16:05 MEZ", "2026-01-07T15:05:00", MINUTE),
    "German": ("Mi, 07. Januar 2026, 16:05 Uhr MEZ", "2026-01-07T15:05:00", MINUTE),
    "German March": ("Do, 29 Mär 2018 00:00:00 +0200", "2018-03-28T22:00:00", SECOND),
    "French": ("mer., 01 févr. 2023 16:11:02 +0100", "2023-02-01T15:11:02", SECOND),
    "French Tuesday is not March": ("mar., 01 déc. 2020 16:11:02 +0000", "2020-12-01T16:11:02", SECOND),
    "French Tuesday in March": ("mar. 03 mars 2020 16:11:02 +0000", "2020-03-03T16:11:02", SECOND),
    "ordinals": ("Wed, 7th January 2026 at 16:05 GMT", "2026-01-07T16:05:00", MINUTE),
    "a wrong weekday does not matter": ("Sun, 7 Jan 2026 16:05 GMT", "2026-01-07T16:05:00", MINUTE),
    "seconds since 1970": ("1767801900", "2026-01-07T16:05:00", SECOND),
    "with a fraction": ("1767801900.25", "2026-01-07T16:05:00.250000", SECOND),
    "milliseconds": ("1767801900123", "2026-01-07T16:05:00.123000", SECOND),
    "microseconds": ("1767801900123456", "2026-01-07T16:05:00.123456", SECOND),
    "only a day, with a zone": ("7 Jan 2026 GMT", "2026-01-07T00:00:00", DAY),
}

ASSUMED = {
    "no zone": ("2026-01-07T16:05:00", "2026-01-07T16:05:00", SECOND),
    "India, Israel or Ireland": ("7 Jan 2026 16:05:00 IST", "2026-01-07T16:05:00", SECOND),
    "a zone nobody knows": ("7 Jan 2026 16:05:00 XYZT", "2026-01-07T16:05:00", SECOND),
    "a military letter": ("7 Jan 2026 16:05:00 A", "2026-01-07T16:05:00", SECOND),
    "an offset no place has": ("2026-01-07T16:05:00+15:00", "2026-01-07T16:05:00", SECOND),
    "a place that is none": ("2026-01-07 16:05 America/Nowhere", "2026-01-07T16:05:00", MINUTE),
    "a folder of places": ("2026-01-07 16:05 America/Argentina", "2026-01-07T16:05:00", MINUTE),
    "only a day": ("2026-01-07", "2026-01-07T00:00:00", DAY),
    "only a day, in words": ("Wednesday 07 January 2026", "2026-01-07T00:00:00", DAY),
    "only a day, without separators": ("20260107", "2026-01-07T00:00:00", DAY),
    "only a day, as a week": ("2026-W02-3", "2026-01-07T00:00:00", DAY),
    "asctime": ("Wed Jan  7 16:05:00 2026", "2026-01-07T16:05:00", SECOND),
    "without separators": ("20260107T1605", "2026-01-07T16:05:00", MINUTE),
}

UNREADABLE = [
    *("today", "insert published date here", "2026", "2026-01", "Jan. 2026", "January 7", "16:05", "16:05 EST"),
    *("07/01/2026", "07/01/2026 16:05", "07/01/2026 4:05 PM EST", "01/07/2026 16:05:00 +0000"),
    *("03/04/2026", "03/04/2026 10:00 GMT", "11 04 26", "031231", "22013", "-0312", "0", "99999999999"),
    *("2026-02-30", "31 Jun 2026 10:00 GMT", "2026-13-01", "20261301", "2026-W54-1", "2026-xx-07", "7 Foo 2026"),
    *("2026-01-07T25:00:00Z", "2026-01-07T10:61:00Z", "2026-01-07T10:14:61Z", "2026-01-07T10:00:60Z"),
    *("Jan 7 2026 13:05 PM", "Jan 7 2026 0:05 AM", "Jan 7 2026 PM", "Jan 7 2026 4:05 PM AM"),
    *("2026-01-07T10:00:00+00:99", "2026-01-07T10:00:00+zz:00", "2026-01-07T10:00:00Z -0500", "2026-01-07-05"),
    *("2026-01-07T10:00:00Ztomorrow", "2026-01-07 2026-01-08", "7 Jan 2026 10:00 11:00", "7 Jan Feb 2026"),
    *("7 Jan 2026 99", "7 Jan 206", "2026-Foo-07", "1:2:3:4 7 Jan 2026", "0001-01-01T00:00:00+14:00"),
    *("9999-12-31T23:59:59-12:00", "7 Jan 2026 at the opening bell", "mon 7 Jan 2026 tue", "<b>7 Jan 2026</b>"),
    *("7 Jan 2026 " + " " * 3 + "x" * MAX_CHARS, "1" * 400),
]


@pytest.mark.parametrize(("raw", "expected", "precision"), SURE.values(), ids=SURE)
def test_a_date_with_its_zone_is_read(raw: str, expected: str, precision: Precision) -> None:
    read = parse_date(raw)
    assert (read.instant, read.quality) == (datetime.fromisoformat(expected + "+00:00"), DateQuality.OK)
    assert read.precision is precision


@pytest.mark.parametrize(("raw", "expected", "precision"), ASSUMED.values(), ids=ASSUMED)
def test_a_date_without_a_certain_zone_is_marked(raw: str, expected: str, precision: Precision) -> None:
    read = parse_date(raw)
    assert (read.instant, read.quality) == (datetime.fromisoformat(expected + "+00:00"), DateQuality.ASSUMED_ZONE)
    assert read.precision is precision


@pytest.mark.parametrize("raw", UNREADABLE)
def test_what_names_no_moment_for_certain_is_unreadable(raw: str) -> None:
    read = parse_date(raw)
    assert (read.instant, read.quality) == (None, DateQuality.UNREADABLE)


@pytest.mark.parametrize("raw", [None, "", "  \n\t"], ids=["none", "empty", "blank"])
def test_a_date_that_is_not_there_is_missing(raw: str | None) -> None:
    assert parse_date(raw).quality is DateQuality.MISSING


# ── any instant, any zone, any form ─────────────────────────────────────────────────────────────────

FORMS = {
    "RFC 822": "%a, %d %b %Y %H:%M:%S %z",
    "RFC 822, short": "%d %b %Y %H:%M:%S %z",
    "ISO": "%Y-%m-%dT%H:%M:%S%z",
    "ISO with a blank": "%Y-%m-%d %H:%M:%S %z",
    "ISO without separators": "%Y%m%dT%H%M%S%z",
    "twelve hours": "%B %d, %Y %I:%M:%S %p GMT%z",
    "asctime with a zone": "%a %b %d %H:%M:%S %z %Y",
    "slashes": "%Y/%m/%d %H:%M:%S %z",
    "full stops": "%d.%m.%Y %H:%M:%S %z",
}
# 1990 to 2089, whole seconds.
_INSTANTS = st.integers(631_152_000, 3_786_912_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
_OFFSETS = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@given(at=_INSTANTS, zone=_OFFSETS)
def test_what_was_written_with_an_offset_is_read_back(form: str, at: datetime, zone: timezone) -> None:
    read = parse_date(at.astimezone(zone).strftime(form))
    assert (read.instant, read.quality, read.precision) == (at, DateQuality.OK, SECOND)


ZONE_NAMES = {"ET": "America/New_York", "PT": "America/Los_Angeles", "JST": "Asia/Tokyo", "HKT": "Asia/Hong_Kong"}


@given(at=_INSTANTS.filter(lambda at: at.hour > 12), name=st.sampled_from(sorted(ZONE_NAMES)))
def test_what_was_written_with_a_zones_name_is_read_back(at: datetime, name: str) -> None:
    # After noon UTC, so that the hour which occurs twice in American autumn is not among the cases.
    local = at.astimezone(ZoneInfo(ZONE_NAMES[name]))
    assert parse_date(f"{local:%a, %d %b %Y %I:%M:%S %p} {name}").instant == at


@given(st.integers(1_000_000_000, 4_102_444_800), st.sampled_from([1, 1_000, 1_000_000]))
def test_counts_since_1970_are_read_back(seconds: int, units: int) -> None:
    read = parse_date(str(seconds * units))
    assert read.instant == datetime.fromtimestamp(seconds, UTC) and read.quality is DateQuality.OK


@given(st.one_of(st.text(max_size=60), st.text(alphabet="0123456789:-+/. TZJanEST,ap.mW()", max_size=40)))
def test_no_string_makes_it_fail_and_every_answer_is_consistent(raw: str) -> None:
    read = parse_date(raw)
    assert (read.instant is None) == (read.quality in (DateQuality.MISSING, DateQuality.UNREADABLE))
    assert read.instant is None or read.instant.tzinfo is UTC


# ── strings of other projects' tests ────────────────────────────────────────────────────────────────

NOT_FOLLOWED = {
    "-0312": "names no day",
    "-03-12": "names no day",
    "2003-12": "names no day",
    "2003": "names no day",
    "031231": "may be 2003-12-31, 3 December 2031 or 31 December 2003",
    "03-12-31": "may be 2003-12-31 or 3 December 2031",
    "03335": "a number like any other",
    "2004-05-25 오후 11:23:17": "Korean, and without a zone",
    "2004년 05월 28일  01:31:15": "Korean, and without a zone",
}


def _expected_dates() -> list[tuple[str, float | None]]:
    path = SHARED / "data" / "feeds" / "dates.tsv"
    if not path.exists():
        pytest.skip("shared data folder is absent")
    with path.open(encoding="utf-8") as lines:
        rows = [row for row in csv.reader(lines, delimiter="\t") if row[0].startswith("feedparser")]
    return [(raw, None if expected == "None" else float(expected)) for _, raw, expected in rows]


def test_strings_of_another_projects_tests_are_read_as_it_expects() -> None:
    expected = _expected_dates()
    assert len(expected) == 64
    for raw, epoch in expected:
        instant = parse_date(raw).instant
        if raw in NOT_FOLLOWED:
            assert instant is None, raw
        else:
            assert (instant.replace(microsecond=0).timestamp() if instant else None) == epoch, raw


_CLOCKS = st.builds("{:02}:{:02}:{:02}".format, st.integers(0, 24), st.integers(0, 60), st.integers(0, 61))
_ZONES = st.sampled_from(["GMT", "gmt", "+0000", "-0500", "+0530", "-1159", "+1200", "-1300", "+0060", "EST"])
_WRITTEN = st.one_of(
    st.builds(
        "{}{} {} {:04} {} {}".format,
        st.sampled_from(["", "Mon, ", "tue, "]),
        st.integers(0, 32),
        st.sampled_from(["Jan", "feb", "Sep", "Dec"]),
        st.sampled_from([0, 1, 1970, 2026, 9999]),
        _CLOCKS,
        _ZONES,
    ),
    st.builds(
        "{}T{}{}{}".format,
        st.sampled_from(["2026-01-07", "2026-02-29", "0001-01-01", "9999-12-31", "2026-13-01"]),
        _CLOCKS,
        st.sampled_from(["", ".1", ".123456"]),
        st.sampled_from(["Z", "z", "+00:00", "-05:00", "+11:59", "+12:00", "-13:00", "+00:60"]),
    ),
)


@given(_WRITTEN)
def test_the_usual_forms_are_read_as_they_are_word_by_word(text: str) -> None:
    quickly = dates._usual(text)
    if quickly is not None:
        assert quickly == dates._worded(text)


@pytest.mark.parametrize(
    "text", ["Wed, 07 Jan 2026 16:05:00 -0500", "7 Jan 2026 21:05:00 GMT", "2026-01-07T21:05:00.000Z"]
)
def test_the_usual_forms_take_the_short_way(text: str) -> None:
    found = dates._usual(text)
    assert found is not None and found.instant == datetime(2026, 1, 7, 21, 5, tzinfo=UTC)
