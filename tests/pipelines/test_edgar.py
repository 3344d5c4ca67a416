"""EDGAR: a filer's submissions as entries, the clock its times show, the documents of one filing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.edgar import (
    ENOUGH,
    FORMS,
    ITEMS,
    Exhibit,
    Filing,
    clock_of,
    exhibit_titles,
    is_filing_index,
    is_submissions,
    parse_exhibits,
    parse_submissions,
    press_release,
)
from tracker.errors import NotAFeed
from tracker.records import DateQuality, Entry, ParsedFeed

NEW_YORK = ZoneInfo("America/New_York")
INDEX = (Path(__file__).parents[1] / "data" / "edgar" / "index.htm").read_text()
FOLDER = "https://www.sec.gov/Archives/edgar/data/1769628/000176962826000101/"
INDEX_URL = f"{FOLDER}0001769628-26-000101-index.htm"

ARRAYS = {
    "accessionNumber": "accession",
    "form": "form",
    "acceptanceDateTime": "accepted",
    "filingDate": "filed",
    "reportDate": "report",
    "items": "items",
    "primaryDocDescription": "description",
}


def filing(number: int, form: str, accepted: str | None, filed: str, **more: Any) -> dict[str, Any]:
    told = {"report": "", "items": "", "description": form} | more
    return {"accession": f"0001769628-26-{number:06}", "form": form, "accepted": accepted, "filed": filed, **told}


def document(*filings: dict[str, Any], name: str = "CoreWeave, Inc.", cik: Any = "0001769628") -> dict[str, Any]:
    recent = {key: [row[field] for row in filings] for key, field in ARRAYS.items()}
    return {"cik": cik, "name": name, "tickers": ["CRWV"], "filings": {"recent": recent, "files": []}}


AFTER_THE_CLOSE = [
    filing(900 + n, "8-K", f"2026-06-{day}T20:15:00.000Z", f"2026-06-{day}", items="2.02")
    for n, day in enumerate((22, 23, 24, 25))
]
"""Four reports of 16:15 in New York, dated the same day: as New York's own time, 20:15 would have had the next."""


def entry_of(row: dict[str, Any], **more: Any) -> Entry:
    """The entry of a filing among others that tell the clock."""
    (found,) = [
        item
        for item in parse_submissions(document(row, *AFTER_THE_CLOSE, **more)).items
        if item.key == row["accession"]
    ]
    return found


# ── entries ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_8_k_is_told_by_its_items() -> None:
    row = filing(1, "8-K", "2026-07-01T12:02:11.000Z", "2026-07-01", items="1.01,9.01", report="2026-06-30")
    found = entry_of(row)
    assert found.title == (
        "CoreWeave, Inc. files 8-K: entry into a material definitive agreement (1.01);"
        " financial statements and exhibits (9.01)"
    )
    assert found.link == f"{FOLDER.replace('000101/', '000001/')}0001769628-26-000001-index.htm"
    assert (found.key, found.guid) == ("0001769628-26-000001", "0001769628-26-000001")
    assert (found.published, found.quality) == (datetime(2026, 7, 1, 12, 2, 11, tzinfo=UTC), DateQuality.OK)
    assert found.raw_date == "2026-07-01T12:02:11.000Z"
    assert found.summary.startswith("8-K. Items: entry into a material definitive agreement (1.01);")
    assert found.summary.endswith("Date of the event: 2026-06-30.")


@pytest.mark.parametrize(
    ("form", "more", "title"),
    [
        ("10-Q", {"report": "2026-06-30"}, "CoreWeave, Inc. files 10-Q for the quarter ended 2026-06-30"),
        ("10-K", {"report": "2025-12-31"}, "CoreWeave, Inc. files 10-K for the year ended 2025-12-31"),
        ("20-F", {"report": "2025-12-31"}, "CoreWeave, Inc. files 20-F for the year ended 2025-12-31"),
        ("6-K", {"report": "2026-06-30"}, "CoreWeave, Inc. files 6-K for the period ended 2026-06-30"),
        ("6-K", {}, "CoreWeave, Inc. files 6-K"),
        ("8-K", {}, "CoreWeave, Inc. files 8-K"),
        (
            "10-Q/A",
            {"report": "2026-03-31"},
            "CoreWeave, Inc. files an amendment of its 10-Q for the quarter ended 2026-03-31",
        ),
        ("8-K/A", {"items": "5.02"}, f"CoreWeave, Inc. files an amendment of its 8-K: {ITEMS['5.02']} (5.02)"),
        ("8-K", {"items": " 8.01 , 77"}, "CoreWeave, Inc. files 8-K: other events (8.01); item 77"),
    ],
)
def test_every_form_is_told_in_words(form: str, more: dict[str, str], title: str) -> None:
    assert entry_of(filing(1, form, "2026-07-01T12:00:00.000Z", "2026-07-01", **more)).title == title


def test_a_foreign_issuer_without_any_8_k_is_read_like_everybody_else() -> None:
    rows = [
        filing(n, "6-K", f"2026-06-{day}T10:31:00.000Z", f"2026-06-{day}", report=f"2026-06-{day}")
        for n, day in enumerate((22, 23, 24, 25))
    ]
    read = parse_submissions(document(*rows, name="Nebius Group N.V.", cik=1513845))
    assert (len(read.items), read.problems, read.title, read.reader) == (4, (), "Nebius Group N.V.", "edgar")
    assert read.items[0].link.startswith("https://www.sec.gov/Archives/edgar/data/1513845/")


def test_other_forms_are_counted_and_every_filing_is_accounted_for() -> None:
    rows = [
        filing(1, "8-K", "2026-07-01T12:00:00.000Z", "2026-07-01"),
        filing(2, "4", "2026-07-01T22:30:00.000Z", "2026-07-01"),
        filing(3, "8-K12B", "2026-07-01T12:00:00.000Z", "2026-07-01"),
        filing(1, "8-K", "2026-07-01T12:00:00.000Z", "2026-07-01"),
        filing(4, "10-Q", "2026-07-01T12:00:00.000Z", "2026-07-01") | {"accession": "javascript:alert(1)"},
        filing(5, "NT 10-Q", "2026-07-01T12:00:00.000Z", "2026-07-01"),
    ]
    read = parse_submissions(document(*rows))
    assert (len(read.items), read.unwanted) == (1, 3)
    assert [str(problem) for problem in read.problems] == [
        "parse: 0001769628-26-000001: stands twice in the list; the later one was left out",
        "parse: 10-Q 'javascript:alert(1)': no accession number; left out",
    ]


def test_words_of_the_document_are_cleaned() -> None:
    row = filing(1, "6-K", "2026-07-01T12:00:00.000Z", "2026-07-01", description="FORM\n6-K\x1b[31m")
    found = entry_of(row, name="Core\u202eWeave\n Inc. ")
    assert (found.title, found.summary) == ("CoreWeave Inc. files 6-K", "FORM 6-K[31m.")


# ── broken documents ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"cik": "1"},
        {"cik": "1", "filings": []},
        {"cik": "1", "filings": {"recent": []}},
        {"filings": {"recent": {}}},
    ],
)
def test_a_document_of_another_shape_is_no_feed(broken: dict[str, Any]) -> None:
    assert not is_submissions(broken)
    with pytest.raises(NotAFeed, match="no EDGAR submissions"):
        parse_submissions(broken)


@pytest.mark.parametrize("other", [None, 3, "text", [], {"items": [], "version": "https://jsonfeed.org/version/1.1"}])
def test_other_json_is_not_taken_for_submissions(other: object) -> None:
    assert not is_submissions(other)


@pytest.mark.parametrize("cik", ["", "0000", "abc", "../../etc", None, "12345678901", {"a": 1}])
def test_a_filer_without_a_number_is_no_feed(cik: object) -> None:
    with pytest.raises(NotAFeed, match="not a number"):
        parse_submissions(document(cik=cik))


def test_a_missing_array_costs_only_what_it_would_have_told() -> None:
    broken = document(filing(1, "8-K", "2026-07-01T12:00:00.000Z", "2026-07-01", items="8.01"), *AFTER_THE_CLOSE)
    del broken["filings"]["recent"]["items"]
    read = parse_submissions(broken)
    assert [str(problem) for problem in read.problems] == ["parse: filings.recent.items: is missing"]
    assert (len(read.items), read.items[0].title) == (5, "CoreWeave, Inc. files 8-K")


def test_an_array_of_another_length_is_not_used_because_its_times_may_be_the_neighbours() -> None:
    broken = document(*AFTER_THE_CLOSE)
    del broken["filings"]["recent"]["acceptanceDateTime"][0]
    read = parse_submissions(broken)
    assert [entry.published for entry in read.items] == [None] * 4
    assert {entry.quality for entry in read.items} == {DateQuality.MISSING}
    reasons = [str(problem) for problem in read.problems]
    assert reasons[0] == "parse: filings.recent.acceptanceDateTime: has 3 values for 4 filings; it is not used"
    assert reasons[1].endswith("no acceptance time; it counts from when it was first seen")


@pytest.mark.parametrize("key", ["accessionNumber", "form"])
def test_without_numbers_or_forms_nothing_can_be_told_apart_and_that_is_said(key: str) -> None:
    broken = document(*AFTER_THE_CLOSE)
    broken["filings"]["recent"][key] = {"0": "8-K"}
    read = parse_submissions(broken)
    assert read.items == ()
    assert f"parse: filings.recent.{key}: is no list but dict; it is not used" in map(str, read.problems)


@pytest.mark.parametrize(
    ("accepted", "quality"),
    [
        (None, DateQuality.MISSING),
        ("", DateQuality.MISSING),
        ("2026-07-01", DateQuality.UNREADABLE),
        ("2026-13-01T12:00:00Z", DateQuality.UNREADABLE),
        ("yesterday", DateQuality.UNREADABLE),
        (17, DateQuality.MISSING),
    ],
)
def test_a_time_that_is_missing_or_unreadable_is_named(accepted: Any, quality: DateQuality) -> None:
    read = parse_submissions(document(filing(1, "8-K", accepted, "2026-07-01")))
    (found,) = read.items
    assert (found.published, found.quality) == (None, quality)
    assert "counts from when it was first seen" in read.problems[0].reason


def test_the_edges_of_the_calendar_are_unreadable_and_no_exception() -> None:
    rows = [
        filing(1, "8-K", "0001-01-01T00:00:00+05:00", "2026-07-01"),
        filing(2, "8-K", "9999-12-31T23:59:59.000Z", "9999-12-31"),
        filing(3, "8-K", "0001-01-01T00:00:00.000Z", "0001-01-01"),
    ]
    qualities = [entry.quality for entry in parse_submissions(document(*rows)).items]
    assert qualities == [DateQuality.UNREADABLE] * 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(JSON, st.dictionaries(st.sampled_from([*ARRAYS, "other"]), JSON | st.lists(JSON, max_size=4)))
def test_whatever_stands_in_the_arrays_is_an_entry_or_a_problem(cik: Any, recent: dict[str, Any]) -> None:
    try:
        read = parse_submissions({"cik": cik, "name": cik, "filings": {"recent": recent}})
    except NotAFeed:
        return
    assert isinstance(read, ParsedFeed)


# ── the clock ───────────────────────────────────────────────────────────────────────────────────────


def as_utc(local: datetime) -> str:
    return local.replace(tzinfo=NEW_YORK).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def as_new_york(local: datetime) -> str:
    """The trap: the clock of New York with a Z."""
    return local.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def accepted(local: datetime, written: Callable[[datetime], str], form: str = "8-K") -> Filing:
    """A filing accepted at a New York time, dated as EDGAR dates it."""
    filed = local.date()
    if local.time() > time(17, 30) and form not in {"4", "SC 13D"}:
        filed += timedelta(days=1)
        while filed.weekday() >= 5:
            filed += timedelta(days=1)
    return Filing(accession="", form=form, accepted=written(local), filed=filed, report=None, items="", description="")


def clock(text: str) -> datetime:
    """What a clock on the wall shows."""
    return datetime.fromisoformat(text)


MONDAY = clock("2026-06-29")
WINTER_MONDAY = clock("2026-01-12")


@pytest.mark.parametrize(("written", "answer"), [(as_utc, "utc"), (as_new_york, "new_york")])
@pytest.mark.parametrize("monday", [MONDAY, WINTER_MONDAY], ids=["summer", "winter"])
@pytest.mark.parametrize("at", [(7, 5), (18, 10)], ids=["before breakfast", "in the evening"])
def test_a_filer_of_either_kind_is_recognised(
    written: Callable[[datetime], str], answer: str, monday: datetime, at: tuple[int, int]
) -> None:
    hours = [timedelta(days=day, hours=at[0], minutes=at[1]) for day in range(5)]
    hours += [timedelta(days=day, hours=16, minutes=20) for day in range(5)]
    assert clock_of([accepted(monday + hour, written) for hour in hours]) == answer


def test_the_days_around_a_change_of_the_clocks_are_read_by_the_clock_of_each_day() -> None:
    # 6 March 2026 was winter time, 9 March summer time: 16:20 in New York is 21:20 and 20:20 in UTC.
    around = (3, 4, 5, 6, 9, 10, 11, 12)
    days = [clock(f"2026-03-{day:02}T16:20") for day in around]
    rows = [filing(n, "8-K", as_utc(day), day.date().isoformat(), items="8.01") for n, day in enumerate(days)]
    read = parse_submissions(document(*rows))
    assert [entry.published for entry in read.items] == [
        datetime(2026, 3, day, hour, 20, tzinfo=UTC) for day, hour in zip(around, [21] * 4 + [20] * 4, strict=True)
    ]
    early = [clock(f"2026-03-{day:02}T07:00") for day in around]
    rows = [filing(n, "8-K", as_new_york(day), day.date().isoformat()) for n, day in enumerate(early)]
    read = parse_submissions(document(*rows))
    assert [entry.published.hour for entry in read.items if entry.published] == [12] * 4 + [11] * 4
    assert {entry.quality for entry in read.items} == {DateQuality.OK}


def test_a_new_york_clock_is_converted_and_trusted() -> None:
    rows = [filing(n, "6-K", f"2026-06-{day}T07:00:05.000Z", f"2026-06-{day}") for n, day in enumerate((22, 23, 24))]
    read = parse_submissions(document(*rows))
    assert read.items[0].published == datetime(2026, 6, 22, 11, 0, 5, tzinfo=UTC)
    assert {entry.quality for entry in read.items} == {DateQuality.OK}


def test_too_few_filings_do_not_tell_and_their_times_are_marked() -> None:
    rows = [filing(n, "6-K", f"2026-06-{day}T07:00:05.000Z", f"2026-06-{day}") for n, day in enumerate((22, 23))]
    read = parse_submissions(document(*rows))
    assert read.items[0].published == datetime(2026, 6, 22, 7, 0, 5, tzinfo=UTC)
    assert {entry.quality for entry in read.items} == {DateQuality.ASSUMED_ZONE}


def test_one_filing_is_enough_to_confirm_what_its_time_says_of_itself() -> None:
    evening = filing(
        1, "8-K", "2026-06-22T20:15:00.000Z", "2026-06-22"
    )  # at 20:15 it would have had the next day's date
    read = parse_submissions(document(evening))
    assert (read.items[0].published, read.items[0].quality) == (
        datetime(2026, 6, 22, 20, 15, tzinfo=UTC),
        DateQuality.OK,
    )


def test_a_time_with_an_offset_of_its_own_needs_no_clock() -> None:
    read = parse_submissions(document(filing(1, "6-K", "2026-06-22T07:00:05-04:00", "2026-06-22")))
    assert (read.items[0].published, read.items[0].quality) == (
        datetime(2026, 6, 22, 11, 0, 5, tzinfo=UTC),
        DateQuality.OK,
    )


def test_filings_about_noon_never_tell() -> None:
    noon = [MONDAY + timedelta(days=day, hours=11) for day in range(5)] * 20
    assert clock_of([accepted(local, as_utc) for local in noon]) is None
    assert clock_of([accepted(local, as_new_york) for local in noon]) is None


def test_a_filer_that_changed_its_habit_is_not_guessed_at() -> None:
    days = [MONDAY + timedelta(days=day) for day in range(5)]
    mixed = [accepted(day + timedelta(hours=7), as_new_york) for day in days]
    mixed += [accepted(day + timedelta(hours=16, minutes=30), as_utc) for day in days]
    assert clock_of(mixed) is None


def test_without_a_filing_date_only_the_hours_tell() -> None:
    morning = [accepted(MONDAY + timedelta(days=day, hours=7), as_new_york) for day in range(3)]
    evening = [accepted(MONDAY + timedelta(days=day, hours=18, minutes=30), as_new_york) for day in range(3)]
    assert clock_of([replace(row, filed=None) for row in morning]) == "new_york"
    assert clock_of(evening) == "new_york"
    assert clock_of([replace(row, filed=None) for row in evening]) is None


def test_forms_that_keep_their_day_in_the_evening_are_no_evidence_by_their_date() -> None:
    evening = [MONDAY + timedelta(days=day, hours=19) for day in range(5)]
    assert clock_of([accepted(local, as_new_york, form="4") for local in evening]) is None
    # In UTC, 19:00 is 23:00: as a New York time EDGAR would have been closed.
    assert clock_of([accepted(local, as_utc, form="4") for local in evening]) == "utc"


def test_the_agency_s_own_papers_come_at_hours_of_their_own() -> None:
    night = [MONDAY + timedelta(days=day, minutes=15) for day in range(5)]
    morning = [MONDAY + timedelta(days=day, hours=7) for day in range(ENOUGH)]
    orders = [accepted(local, as_utc, form="EFFECT") for local in night]
    assert clock_of([*orders, *(accepted(local, as_new_york) for local in morning)]) == "new_york"


def test_the_next_business_day_may_lie_behind_a_weekend_and_a_holiday() -> None:
    # Thursday 2 July 2026, 18:00: the 3rd is a holiday, so the next business day is Monday the 6th.
    thursday = clock("2026-07-02T18:30")
    late = [
        Filing(
            accession="", form="8-K", accepted=as_new_york(thursday + timedelta(minutes=n)), filed=date(2026, 7, 6),
            report=None, items="", description="",
        )
        for n in range(4)
    ]  # fmt: skip
    assert clock_of(late) == "new_york"


def test_an_evening_filing_of_a_friday_belongs_to_monday() -> None:
    friday = clock("2026-06-26T19:00")
    late = [accepted(friday + timedelta(minutes=n), as_utc) for n in range(4)]
    assert {row.filed for row in late} == {date(2026, 6, 29)}
    assert clock_of(late) == "utc"


def working_days() -> st.SearchStrategy[date]:
    days = st.dates(min_value=date(2024, 1, 1), max_value=date(2026, 12, 31))
    return days.filter(lambda day: day.weekday() < 5)


MINUTES = st.integers(min_value=6 * 60, max_value=22 * 60).map(lambda n: timedelta(minutes=n))
FILED = st.lists(st.tuples(working_days(), MINUTES, st.sampled_from([*FORMS, "4", "SC 13D"])), max_size=60)


@given(FILED, st.sampled_from(["utc", "new_york"]))
def test_whatever_a_filer_files_its_clock_is_never_taken_for_the_other(
    filed: list[tuple[date, timedelta, str]], kind: str
) -> None:
    written = {"utc": as_utc, "new_york": as_new_york}[kind]
    rows = [accepted(datetime.combine(day, time()) + at, written, form) for day, at, form in filed]
    assert clock_of(rows) in {kind, None}


@given(FILED, st.sampled_from(["utc", "new_york"]), st.sampled_from([7, 18]))
def test_three_reports_outside_the_usual_hours_tell(
    filed: list[tuple[date, timedelta, str]], kind: str, hour: int
) -> None:
    written = {"utc": as_utc, "new_york": as_new_york}[kind]
    telling = {"utc": timedelta(hours=16, minutes=45), "new_york": timedelta(hours=hour, minutes=15)}[kind]
    rows = [accepted(datetime.combine(day, time()) + at, written, form) for day, at, form in filed]
    rows += [accepted(MONDAY + timedelta(days=n) + telling, written) for n in range(ENOUGH)]
    assert clock_of(rows) == kind
    assert clock_of(rows[::-1]) == kind


# ── the index page of a filing ──────────────────────────────────────────────────────────────────────


def test_the_index_page_lists_the_documents_without_pictures_and_data() -> None:
    assert parse_exhibits(INDEX, INDEX_URL) == (
        Exhibit(type="8-K", title="8-K", url=f"{FOLDER}crwv-20260701.htm"),
        Exhibit(type="EX-10.1", title="MASTER SERVICES AGREEMENT", url=f"{FOLDER}exhibit101.htm"),
        Exhibit(type="EX-99.1", title="PRESS RELEASE DATED JULY 1, 2026", url=f"{FOLDER}exhibit991.htm"),
    )
    assert parse_exhibits(INDEX.encode(), INDEX_URL) == parse_exhibits(INDEX, INDEX_URL)


def test_the_press_release_is_the_first_additional_exhibit() -> None:
    def exhibits(*types: str) -> list[Exhibit]:
        return [Exhibit(type=name, title=name, url=name) for name in types]

    assert press_release(exhibits("8-K", "EX-99.2", "EX-99.1")) == Exhibit(
        type="EX-99.1", title="EX-99.1", url="EX-99.1"
    )
    assert press_release(exhibits("6-K", "EX-99.2", "EX-99.3")) == Exhibit(
        type="EX-99.2", title="EX-99.2", url="EX-99.2"
    )
    assert press_release(exhibits("6-K", "EX-99")) == Exhibit(type="EX-99", title="EX-99", url="EX-99")
    assert press_release(exhibits("8-K", "EX-10.1", "EX-994")) is None


def test_titles_that_repeat_the_number_are_left_out() -> None:
    rows = [("8-K", "8-K"), ("EX-10.1", "EX-10.1"), ("EX-99.1", "EXHIBIT 99.1"), ("EX-99.2", "Slides"), ("EX-99.3", "")]
    exhibits = [Exhibit(type=kind, title=title, url="") for kind, title in rows]
    assert exhibit_titles(exhibits) == ("EX-99.2: Slides",)


def test_an_empty_page_names_no_documents() -> None:
    assert parse_exhibits("", INDEX_URL) == ()


def test_links_that_lead_elsewhere_are_no_documents() -> None:
    page = INDEX.replace("/Archives/edgar/data/1769628/000176962826000101/exhibit991.htm", "javascript:alert(1)")
    page = page.replace("/Archives/edgar/data/1769628/000176962826000101/exhibit101.htm", "https://evil.example/x.htm")
    page = page.replace("/ix?doc=/Archives", "http://[broken/Archives")
    assert parse_exhibits(page, INDEX_URL) == ()


@pytest.mark.parametrize(
    ("url", "yes"),
    [
        (INDEX_URL, True),
        (INDEX_URL + "l", True),
        ("http://www.sec.gov/a/0001-index.htm?x=1", True),
        (FOLDER, False),
        ("https://www.sec.gov.evil.example/a-index.htm", False),
        ("https://notsec.gov/a-index.htm", False),
        ("http://[broken-index.htm", False),
        ("", False),
    ],
)
def test_an_index_page_is_known_by_host_and_name(url: str, yes: bool) -> None:
    assert is_filing_index(url) is yes


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_an_index_page_of_any_bytes_gives_documents_or_none(html: bytes | str) -> None:
    for wrapped in (html, b"<table><tr><th>Description<th>Document<th>Type" + str(html).encode()):
        assert all(exhibit.url.startswith("http") for exhibit in parse_exhibits(wrapped, INDEX_URL))
