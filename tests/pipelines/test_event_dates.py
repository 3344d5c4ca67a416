"""Dates of results: told by filings, planned by a provider, and one event however many sources tell them.

The sessions around the holiday: Wed 1 July, Thu 2 July, (Fri 3 July closed), Mon 6 July, Tue 7 July 2026.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.confound import event_sessions
from pipelines.edgar import parse_submissions
from pipelines.event_dates import filing_events, merge_dates, planned_event, withdrawn
from pipelines.place import SessionCalendar
from tracker.records import (
    Article,
    Basis,
    CalendarEvent,
    CalendarKind,
    DateQuality,
    Entry,
    Instrument,
    ResultsDates,
)

SEEN = datetime(2026, 7, 2, 12, tzinfo=UTC)
WED, THU, FRI, SAT, MON, TUE = (date(2026, 7, day) for day in (1, 2, 3, 4, 6, 7))


def company(symbol: str, name: str, *names: str, kind: str = "company") -> Instrument:
    return Instrument(
        symbol=symbol, name=name, exchange="XNAS", benchmark="SPY", sector=None, names=(name, *names), kind=kind
    )


CREW = company("CRWV", "CoreWeave")
CAST = (CREW, company("NBIS", "Nebius", "Nebius Group"), company("AMZN", "Amazon", "Amazon.com"))


@cache
def new_york() -> SessionCalendar:
    return SessionCalendar.load("XNYS", date(2026, 1, 2), date(2026, 12, 31))


CALENDARS = dict.fromkeys(("CRWV", "NBIS"), new_york())


# ── filings ─────────────────────────────────────────────────────────────────────────────────────────


def filed(
    form: str,
    accepted: str = "2026-07-01T20:12:00.000Z",
    *,
    name: str = "CoreWeave, Inc.",
    items: str = "",
    report: str = "2026-06-30",
    **more: Any,
) -> Article:
    """The article of a filing, as the feed of the filer's submissions gives it."""
    rows = [("0001769628-26-000101", form, accepted, "2026-07-01", report, items)]
    # Four reports of 16:15 in New York, dated the same day, tell that the times are UTC.
    rows += [
        (f"0001769628-26-00020{n}", "8-K", f"2026-06-2{n}T20:15:00.000Z", f"2026-06-2{n}", "", "8.01")
        for n in range(2, 6)
    ]
    keys = ("accessionNumber", "form", "acceptanceDateTime", "filingDate", "reportDate", "items")
    recent: dict[str, list[str]] = {key: [row[n] for row in rows] for n, key in enumerate(keys)}
    recent["primaryDocDescription"] = [row[1] for row in rows]
    entry = parse_submissions({"cik": "1769628", "name": name, "filings": {"recent": recent}}).items[0]
    return article_of(entry, **more)


def article_of(entry: Entry, **more: Any) -> Article:
    known: dict[str, Any] = {
        "id": "a1",
        "feed": "edgar-crwv",
        "key": entry.key,
        "url": entry.link,
        "canonical_url": entry.link,
        "title": entry.title,
        "summary": entry.summary,
        "published": entry.published,
        "raw_date": entry.raw_date,
        "precision": entry.precision,
        "quality": entry.quality,
        "basis": Basis.PUBLISHED,
        "first_seen": SEEN,
        "version": 1,
        "version_seen_at": SEEN,
        "content_hash": "",
        "body_hash": "",
        "backfilled": False,
    }
    return Article(**{**known, **more})


@pytest.mark.parametrize(
    ("form", "items", "told"),
    [
        pytest.param("8-K", "2.02,9.01", "CoreWeave results (8-K)", id="results"),
        pytest.param("8-K", "1.01,2.02", "CoreWeave results (8-K)", id="results among others"),
        pytest.param("8-K", "1.01,9.01", None, id="8-K about something else"),
        pytest.param("8-K", "", None, id="8-K without items"),
        pytest.param("8-K/A", "2.02", None, id="an amendment is no other publication"),
        pytest.param("10-Q", "", "CoreWeave 10-Q for the quarter ended 2026-06-30", id="quarter"),
        pytest.param("10-K", "", "CoreWeave 10-K for the year ended 2026-06-30", id="year"),
        pytest.param("20-F", "", "CoreWeave 20-F for the year ended 2026-06-30", id="foreign year"),
        pytest.param("10-Q/A", "", None, id="amended quarter"),
        pytest.param("6-K", "", None, id="6-K does not say what it is about"),
    ],
)
def test_a_filing_with_results_is_a_dated_event_of_its_company(form: str, items: str, told: str | None) -> None:
    found = filing_events([filed(form, items=items)], CAST)
    assert [event.name for event in found] == ([told] if told else [])
    for event in found:
        assert (event.symbol, event.kind, event.source) == ("CRWV", CalendarKind.EARNINGS, "edgar")
        assert (event.date, event.time) == (WED, datetime(2026, 7, 1, 20, 12, tzinfo=UTC))
        assert (event.first_seen, event.articles) == (SEEN, ("a1",))


def test_a_filing_of_the_evening_is_of_that_day_in_new_york_though_it_is_the_next_in_london() -> None:
    (event,) = filing_events([filed("10-Q", "2026-07-02T01:30:00.000Z")], CAST)
    assert (event.date, event.time) == (WED, datetime(2026, 7, 2, 1, 30, tzinfo=UTC))


def test_what_came_between_two_looks_without_a_usable_time_is_of_the_day_it_was_seen() -> None:
    (event,) = filing_events([filed("10-Q", published=None, quality=DateQuality.MISSING)], CAST)
    assert (event.date, event.time) == (THU, None)


def test_what_was_there_before_the_first_look_and_has_no_time_is_no_event() -> None:
    unknown = filed("10-Q", published=None, quality=DateQuality.MISSING, backfilled=True)
    assert filing_events([unknown], CAST) == []


def test_an_old_filing_without_a_known_zone_is_worth_its_day() -> None:
    (event,) = filing_events([filed("10-Q", quality=DateQuality.ASSUMED_ZONE, backfilled=True)], CAST)
    assert (event.date, event.time) == (WED, None)


@pytest.mark.parametrize(
    ("filer", "symbols"),
    [
        ("CoreWeave, Inc.", ["CRWV"]),
        ("NEBIUS GROUP N.V.", ["NBIS"]),
        ("AMAZON COM INC", ["AMZN"]),
        ("Amazon.com, Inc./de/", ["AMZN"]),
        ("CoreWeave Compute Acquisition Co. II", []),
        ("Core Scientific, Inc./tx", []),
    ],
)
def test_a_filer_is_known_by_its_name_whatever_its_legal_form(filer: str, symbols: list[str]) -> None:
    assert [event.symbol for event in filing_events([filed("10-Q", name=filer)], CAST)] == symbols


def test_a_fund_publishes_no_results_and_two_classes_of_one_company_publish_the_same() -> None:
    both = (company("GOOG", "Alphabet"), company("GOOGL", "Alphabet"), company("ALPH", "Alphabet", kind="fund"))
    assert [event.symbol for event in filing_events([filed("10-Q", name="Alphabet Inc.")], both)] == ["GOOG", "GOOGL"]


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "https://news.example/0001769628-26-000101-index.htm"},
        {"key": "0001769628-26-000102"},
        {"title": "CoreWeave, Inc. files 10-Qs for the quarter"},
    ],
)
def test_an_article_that_only_sounds_like_a_filing_is_none(changes: dict[str, str]) -> None:
    assert filing_events([replace(filed("10-Q"), **changes)], CAST) == []


# ── a provider's dates ──────────────────────────────────────────────────────────────────────────────


def planned(*days: date, estimated: bool = False, now: datetime = SEEN) -> CalendarEvent | None:
    return planned_event(ResultsDates(symbol="CRWV", days=days, estimated=estimated), CREW, "yahoo", now)


def the(event: CalendarEvent | None) -> CalendarEvent:
    assert event is not None
    return event


def test_a_fixed_day_is_an_event_and_a_span_of_days_is_none_yet() -> None:
    event = the(planned(TUE))
    assert (event.date, event.time, event.symbol, event.source) == (TUE, None, "CRWV", "yahoo")
    assert (event.name, event.first_seen) == ("CoreWeave results", SEEN)
    assert planned(MON, TUE) is None


def test_an_estimate_says_so_and_is_another_event_than_the_announced_date() -> None:
    guess = the(planned(TUE, estimated=True))
    assert guess.name == "CoreWeave results, estimated date"
    assert guess.id != the(planned(TUE)).id
    assert guess.id == the(planned(TUE, estimated=True, now=SEEN + timedelta(days=1))).id


AUGUST, MOVED, NOVEMBER = date(2026, 8, 11), date(2026, 8, 13), date(2026, 11, 10)


@pytest.mark.parametrize(
    ("said_before", "says_now", "today", "stays"),
    [
        pytest.param(AUGUST, AUGUST, date(2026, 8, 1), True, id="the same"),
        pytest.param(AUGUST, MOVED, date(2026, 8, 1), False, id="put off"),
        pytest.param(MOVED, AUGUST, date(2026, 8, 1), False, id="brought forward"),
        pytest.param(AUGUST, MOVED, date(2026, 8, 11), False, id="put off on the day itself"),
        pytest.param(AUGUST, MOVED, date(2026, 8, 12), False, id="put off, and we looked a day late"),
        pytest.param(AUGUST, NOVEMBER, date(2026, 8, 12), True, id="it came, and the next quarter's is told"),
        pytest.param(AUGUST, NOVEMBER, date(2026, 8, 11), True, id="it came today"),
        pytest.param(AUGUST, NOVEMBER, date(2026, 8, 10), False, id="a day to come that is not told any more"),
        pytest.param(AUGUST, None, date(2026, 8, 10), False, id="no day is fixed any more"),
        pytest.param(AUGUST, None, date(2026, 8, 11), True, id="it came, and no other is known"),
    ],
)
def test_a_date_that_moves_replaces_the_earlier_one_and_one_that_came_stays(
    said_before: date, says_now: date | None, today: date, stays: bool
) -> None:
    before = the(planned(said_before))
    answer = planned(says_now) if says_now else None
    assert withdrawn([before], answer, today) == ([] if stays else [before])


def test_an_announcement_replaces_the_estimate_of_the_same_day() -> None:
    guess, announced = the(planned(AUGUST, estimated=True)), the(planned(AUGUST))
    assert withdrawn([guess, announced], announced, date(2026, 8, 1)) == [guess]


# ── one event of several sources ────────────────────────────────────────────────────────────────────


def told(
    source: str, when: date, *, symbol: str | None = "CRWV", kind: str = "earnings", name: str = ""
) -> CalendarEvent:
    """An event with a time when `when` is an instant; its day is then New York's, which these instants share."""
    at = when if isinstance(when, datetime) else None
    return CalendarEvent(
        id=f"c{source}{when}{name}",
        date=when.date() if isinstance(when, datetime) else when,
        time=at,
        kind=CalendarKind(kind),
        symbol=symbol,
        name=name or f"as {source} says",
        source=source,
        first_seen=SEEN,
        articles=(f"a{when}",) if source == "edgar" else (),
    )


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


def merged(*events: CalendarEvent) -> list[tuple[str, tuple[str, ...], date, datetime | None]]:
    return [(item.source, item.also, item.date, item.time) for item in merge_dates(events, CALENDARS)]


EVENING = at(WED, 20, 12)
"""After the close of Wednesday: Thursday reacts."""


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param(
            [("calendar.csv", WED), ("yahoo", WED), ("edgar", EVENING)],
            [("calendar.csv", ("edgar", "yahoo"), WED, EVENING)],
            id="three sources, one publication",
        ),
        pytest.param(
            [("calendar.csv", at(WED, 20, 5)), ("edgar", EVENING)],
            [("calendar.csv", ("edgar",), WED, at(WED, 20, 5))],
            id="the earlier time counts",
        ),
        pytest.param(
            [("edgar", EVENING), ("yahoo", THU)],
            [("edgar", ("yahoo",), WED, EVENING)],
            id="the provider means the session that reacted",
        ),
        pytest.param(
            [("edgar", at(THU, 12)), ("yahoo", WED)],
            [("edgar", ("yahoo",), THU, at(THU, 12))],
            id="the provider was a day early",
        ),
        pytest.param(
            [("edgar", at(MON, 12)), ("yahoo", THU)],
            [("edgar", ("yahoo",), MON, at(MON, 12))],
            id="the next session lies behind a holiday",
        ),
        pytest.param(
            [("edgar", at(TUE, 12)), ("yahoo", THU)],
            [("yahoo", (), THU, None), ("edgar", (), TUE, at(TUE, 12))],
            id="two sessions off is something else",
        ),
        pytest.param(
            [("edgar", at(THU, 12)), ("edgar", EVENING), ("calendar.csv", WED)],
            [("calendar.csv", ("edgar",), WED, EVENING)],
            id="the 8-K of the evening and the 10-Q of the next morning react together",
        ),
        pytest.param(
            [("edgar", EVENING), ("edgar", at(WED, 12)), ("calendar.csv", WED)],
            [("calendar.csv", ("edgar",), WED, at(WED, 12)), ("edgar", (), WED, EVENING)],
            id="a day alone goes with the first of that day",
        ),
        pytest.param(
            [("edgar", at(WED, 12)), ("edgar", at(THU, 12)), ("calendar.csv", WED)],
            [("calendar.csv", ("edgar",), WED, at(WED, 12)), ("edgar", (), THU, at(THU, 12))],
            id="the earlier of two sessions",
        ),
        pytest.param(
            [("edgar", EVENING), ("edgar", at(THU, 20, 30)), ("yahoo", THU)],
            [("edgar", ("yahoo",), WED, EVENING), ("edgar", (), THU, at(THU, 20, 30))],
            id="the results and not the report of the quarter of the day after",
        ),
        pytest.param(
            [("calendar.csv", WED), ("yahoo", WED)],
            [("calendar.csv", ("yahoo",), WED, None)],
            id="the same day alone",
        ),
        pytest.param(
            [("calendar.csv", WED), ("yahoo", THU)],
            [("calendar.csv", (), WED, None), ("yahoo", (), THU, None)],
            id="days alone that differ",
        ),
        pytest.param(
            [("calendar.csv", WED), ("yahoo", THU), ("edgar", EVENING)],
            [("calendar.csv", ("edgar", "yahoo"), WED, EVENING)],
            id="until a time decides",
        ),
        pytest.param(
            [("calendar.csv", SAT), ("edgar", at(MON, 12))],
            [("calendar.csv", ("edgar",), MON, at(MON, 12))],
            id="a day without trading is the next session's",
        ),
    ],
)
def test_results_that_several_sources_tell_are_one_event(
    events: list[tuple[str, date]], expected: list[tuple[str, tuple[str, ...], date, datetime | None]]
) -> None:
    made = [told(source, when) for source, when in events]
    for order in permutations(made):
        assert merged(*order) == expected


def test_the_user_s_words_stand_and_the_filings_are_kept() -> None:
    earlier = replace(told("yahoo", WED), first_seen=SEEN - timedelta(days=30))
    events = (told("calendar.csv", WED, name="Q2 at last"), told("edgar", EVENING), told("edgar", at(THU, 12)), earlier)
    (found,) = merge_dates(events, CALENDARS)
    assert (found.name, found.first_seen) == ("Q2 at last", earlier.first_seen)
    assert found.articles == (f"a{EVENING}", f"a{at(THU, 12)}")


def test_other_companies_other_kinds_and_what_concerns_everybody_stay_apart() -> None:
    events = [
        told("calendar.csv", WED),
        told("calendar.csv", WED, symbol="NBIS"),
        told("calendar.csv", WED, kind="lock_up"),
        told("calendar.csv", WED, symbol=None, kind="macro", name="Jobs"),
        told("macro.csv", WED, symbol=None, kind="macro", name="Rates"),
        told("calendar.csv", WED, symbol="ZZZ"),
        told("yahoo", WED, symbol="ZZZ"),
    ]
    assert len(merge_dates(events, CALENDARS)) == len(events)


SESSIONS = [WED, THU, MON, TUE, date(2026, 7, 8), date(2026, 7, 9), date(2026, 7, 10)]
days = st.dates(WED, date(2026, 7, 8))
hours = st.builds(at, days, st.sampled_from([11, 14, 21]))
"""Before the opening, in the session, after the close: the day is the same in New York and UTC."""
stories_of_results = st.lists(
    st.builds(
        lambda source, day, instant: told(source, instant if source == "edgar" or instant.hour == 14 else day),
        st.sampled_from(["calendar.csv", "edgar", "yahoo"]),
        days,
        hours,
    ),
    max_size=7,
    unique_by=lambda event: event.id,
)


def obvious_home(event: CalendarEvent, everything: list[CalendarEvent]) -> object:
    """What an event is one with, looked up one by one and by a list of sessions written by hand."""

    def reacts(instant: datetime) -> date:
        return next(day for day in SESSIONS if instant < at(day, 20))  # 16:00 in New York

    if event.time is not None:
        return reacts(event.time)
    able = [day for day in SESSIONS if day >= event.date][: 2 if event.date in SESSIONS else 1]
    for day in able:
        if any(other.time is not None and reacts(other.time) == day for other in everything):
            return day
    return "a day alone", event.date


@given(stories_of_results, st.randoms(use_true_random=False))
def test_events_are_one_exactly_where_their_sessions_say_so(events: list[CalendarEvent], rng: Any) -> None:
    homes: dict[object, set[str]] = {}
    for event in events:
        homes.setdefault(obvious_home(event, events), set()).add(event.source)
    shuffled = [*events]
    rng.shuffle(shuffled)
    found = merge_dates(shuffled, CALENDARS)
    assert found == merge_dates(events, CALENDARS)
    assert sorted(sorted({item.source, *item.also}) for item in found) == sorted(map(sorted, homes.values()))


@given(stories_of_results)
def test_merging_again_changes_nothing(events: list[CalendarEvent]) -> None:
    once = merge_dates(events, CALENDARS)
    assert merge_dates(once, CALENDARS) == once


@given(stories_of_results)
def test_no_session_that_a_timed_event_moved_is_lost(events: list[CalendarEvent]) -> None:
    def moved(some: list[CalendarEvent]) -> set[date]:
        return {day for event in some if event.time for day in event_sessions(event, new_york())}

    assert moved(merge_dates(events, CALENDARS)) == moved(events)
