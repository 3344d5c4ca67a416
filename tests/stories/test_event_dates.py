"""Dates of results, from a filing or a provider's answer to the report and the mail, and what was known when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.render import report_table, story_text
from storage.calendar import load_calendar
from tracker.adapters.calendar_files import CalendarFile
from tracker.errors import BadSymbol, NoData, RateLimited, Unavailable
from tracker.event_dates import known_events
from tracker.jobs import make_digest
from tracker.questions import known, story_views, symbol_calendars
from tracker.records import CalendarEvent, ResultsDates, Tally

pytestmark = pytest.mark.thorough

LEASE = "Meta plans to sell spare AI computing capacity, people familiar say"
DEBT = "CoreWeave raises $2.6 billion in secured debt to buy GPUs"
SUBMISSIONS = json.loads((Path(__file__).parents[1] / "data" / "edgar" / "submissions.json").read_text())
"""What CoreWeave filed from February to August 2026, written for these tests; results on 11 August at 16:12."""


@dataclass
class PlannedDates:
    """An `EventDates` with the dates that a test sets: days, an estimate, or a failure."""

    dates: dict[str, ResultsDates | Exception] = field(default_factory=dict)
    failure: Exception | None = None
    asked: list[tuple[datetime, str]] = field(default_factory=list)
    name: str = "yahoo"

    def plans(self, symbol: str, *days: str, estimated: bool = False) -> None:
        self.dates[symbol] = ResultsDates(symbol=symbol, days=tuple(map(date.fromisoformat, days)), estimated=estimated)

    def next_results(self, symbol: str, now: datetime) -> ResultsDates:
        self.asked.append((now, symbol))
        found = self.failure or self.dates.get(symbol) or NoData(f"yahoo knows no dates of {symbol}")
        if isinstance(found, Exception):
            raise found
        return found

    def asked_at(self, moment: str) -> list[str]:
        at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        return [symbol for when, symbol in self.asked if when == at]


@pytest.fixture
def desk(newsdesk):
    """A desk that has followed the wire for a while."""
    newsdesk.at("2026-06-30T21:00").reads("Court hears patent dispute over phone cameras").lives()
    return newsdesk


@pytest.fixture
def yahoo(desk) -> PlannedDates:
    """Asked for dates of five companies from now on; the sixth instrument is a fund."""
    provider = PlannedDates()
    instruments: Mapping[str, object] = {
        symbol: replace(item, kind="fund") if symbol == "SPY" else item
        for symbol, item in desk.desk.instruments.items()
    }
    desk.desk = replace(desk.desk, event_dates=provider, instruments=instruments)
    return provider


COMPANIES = ["CRWV", "META", "MSFT", "NBIS", "NVDA"]


def keeps_calendar(desk, tmp_path: Path, *rows: str) -> None:
    file = tmp_path / "calendar.csv"
    file.write_text("".join(f"{row}\n" for row in ("date,time,kind,symbol,name", *rows)))
    desk.desk = replace(desk.desk, calendar_files=(CalendarFile(file),))


def follows_filings(desk) -> None:
    """The feed of CoreWeave's submissions lists what was accepted by the desk's time."""
    recent = SUBMISSIONS["filings"]["recent"]

    def document(feed: str) -> bytes:
        if feed != "edgar-crwv":
            return wire(feed)
        rows = [n for n, at in enumerate(recent["acceptanceDateTime"]) if datetime.fromisoformat(at) <= desk.now]
        listed = {key: [values[n] for n in rows] for key, values in recent.items()}
        return json.dumps({**SUBMISSIONS, "filings": {"recent": listed, "files": []}}).encode()

    wire = desk.feeds._rss
    desk.feeds._rss = document
    desk.with_feeds("wire", "edgar-crwv")


def events(desk, as_of: str | None = None) -> list[CalendarEvent]:
    at = datetime.fromisoformat(as_of).replace(tzinfo=UTC) if as_of else None
    return known_events(desk.desk, symbol_calendars(desk.desk, desk.now), at)


def lines(found: list[CalendarEvent]) -> list[str]:
    return [f"{item.symbol} {item.date} {item.name} ({', '.join((item.source, *item.also))})" for item in found]


def dates_tally(desk) -> Tally:
    return next(tally for tally in desk.lives() if tally.stage == "calendar")


def rows_of(desk, type_: str, as_of: str | None = None):
    return {row.window: row for row in desk.rows(as_of) if (row.type, row.symbol) == (type_, "CRWV")}


def section(desk, session: str) -> list[str]:
    """What the mail of a session says of the next one, lines of the text joined again."""
    text = make_digest(desk.desk, date.fromisoformat(session), desk.now).text
    if "NEXT SESSION" not in text:
        return []
    return text.split("NEXT SESSION")[1].split("\n\n")[1].replace("\n  ", " ").splitlines()


# ── filings ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_filing_with_results_shares_the_move_of_a_story_from_the_moment_we_saw_it(desk) -> None:
    follows_filings(desk)
    desk.at("2026-08-11T19:00").lives()
    desk.at("2026-08-11T19:30").reads(LEASE).lives()
    desk.at("2026-08-11T20:30").reads(DEBT).lives()
    desk.at("2026-08-13T21:00").lives()
    lease, debt = rows_of(desk, "compute_leasing"), rows_of(desk, "debt_financing")
    assert lease["d0"].calendar == (), "the results came after the close"
    assert lease["d0_1"].calendar == debt["d0"].calendar == ("CoreWeave results (8-K) 2026-08-11 (edgar)",)
    assert debt["d0"].separable is False
    quarter = "CoreWeave 10-Q for the quarter ended 2026-06-30 2026-08-12 (edgar)"
    assert debt["d0_1"].calendar == ("CoreWeave results (8-K) 2026-08-11 (edgar)", quarter)
    assert rows_of(desk, "debt_financing", "2026-08-12T20:00")["d0_1"].calendar == debt["d0"].calendar


def test_filings_of_a_first_look_are_known_from_that_look_on_and_dated_as_they_were(desk) -> None:
    follows_filings(desk)
    desk.at("2026-07-01T13:00").lives()
    assert lines(events(desk)) == [
        "CRWV 2026-02-26 CoreWeave results (8-K) (edgar)",
        "CRWV 2026-02-27 CoreWeave 10-K for the year ended 2025-12-31 (edgar)",
        "CRWV 2026-05-07 CoreWeave results (8-K) (edgar)",
        "CRWV 2026-05-08 CoreWeave 10-Q for the quarter ended 2026-03-31 (edgar)",
    ]
    assert events(desk)[0].time == datetime(2026, 2, 26, 21, 10, 12, tzinfo=UTC)
    assert events(desk, "2026-07-01T12:59") == []
    assert events(desk, "2026-07-01T13:00") == events(desk)


def test_a_story_that_reports_the_results_is_not_confounded_by_them(desk, tmp_path: Path) -> None:
    follows_filings(desk)
    keeps_calendar(desk, tmp_path, "2026-08-11,,earnings,CRWV,Q2 at last", "2026-08-12,,macro,,Inflation")
    desk.at("2026-08-11T19:00").lives()
    desk.at("2026-08-11T20:20").reads("CoreWeave second-quarter revenue rises 98% to $2.4 billion, beating estimates")
    desk.reads(DEBT).lives()
    own, other = rows_of(desk, "earnings_result")["d0"], rows_of(desk, "debt_financing")["d0"]
    inflation = "Inflation 2026-08-12 (time not known; calendar.csv)"
    assert own.calendar == (inflation,)
    assert other.calendar == ("Q2 at last 2026-08-11 (calendar.csv, also edgar)", inflation)


# ── a provider ──────────────────────────────────────────────────────────────────────────────────────


def test_each_company_is_asked_about_once_a_day(desk, yahoo: PlannedDates) -> None:
    yahoo.plans("CRWV", "2026-08-11")
    tally = dates_tally(desk.at("2026-07-01T12:00"))
    assert sorted(yahoo.asked_at("2026-07-01T12:00")) == COMPANIES, "and a fund about nothing"
    assert (tally.taken, tally.made, tally.dropped) == (5, 1, {"no_data": 4, "postponed": 0})
    for moment in ("2026-07-01T12:15", "2026-07-01T20:00", "2026-07-02T07:59"):
        desk.at(moment).lives()
    assert len(yahoo.asked) == 5
    tally = dates_tally(desk.at("2026-07-02T12:00"))
    assert (len(yahoo.asked), tally.dropped) == (10, {"known": 1, "no_data": 4, "postponed": 0})
    desk.at("2026-07-01T12:00").lives()  # the clock was set back
    assert len(yahoo.asked) == 15


def test_the_mail_tells_the_results_of_the_next_session_and_who_says_so(
    desk, yahoo: PlannedDates, tmp_path: Path
) -> None:
    keeps_calendar(desk, tmp_path, ",2026-07-02T16:05-04:00,earnings,NBIS,Nebius second quarter")
    yahoo.plans("NBIS", "2026-07-02")
    yahoo.plans("NVDA", "2026-07-02", estimated=True)
    yahoo.plans("META", "2026-07-02", "2026-07-07", estimated=True)
    yahoo.plans("CRWV", "2026-08-11")
    desk.at("2026-07-01T21:00").lives()
    assert section(desk, "2026-07-01") == [
        "NVDA: Nvidia results, estimated date (earnings, 2026-07-02, time not known: that session or the next; yahoo)"
    ]
    desk.at("2026-07-02T21:00").lives()
    assert section(desk, "2026-07-02")[0] == (
        "NBIS: Nebius second quarter (earnings, 2026-07-02 20:05 UTC; calendar.csv, also yahoo)"
    )


def test_a_date_that_moves_is_another_event_and_what_was_known_before_stays_known(desk, yahoo: PlannedDates) -> None:
    yahoo.plans("CRWV", "2026-07-08", estimated=True)
    desk.at("2026-07-01T12:00").lives()
    yahoo.plans("CRWV", "2026-07-08")
    desk.at("2026-07-02T12:00").lives()
    yahoo.plans("CRWV", "2026-07-09")
    desk.at("2026-07-03T12:00").lives()
    yahoo.plans("CRWV", "2026-10-08")
    desk.at("2026-07-10T12:00").lives()
    assert {moment: lines(events(desk, moment)) for moment in ("2026-07-01T12:00", "2026-07-02T12:00")} == {
        "2026-07-01T12:00": ["CRWV 2026-07-08 CoreWeave results, estimated date (yahoo)"],
        "2026-07-02T12:00": ["CRWV 2026-07-08 CoreWeave results (yahoo)"],
    }
    assert lines(events(desk, "2026-07-03T12:00")) == ["CRWV 2026-07-09 CoreWeave results (yahoo)"]
    assert lines(events(desk)) == [
        "CRWV 2026-07-09 CoreWeave results (yahoo)",
        "CRWV 2026-10-08 CoreWeave results (yahoo)",
    ], "what has come stays when the next quarter's is told"
    assert events(desk)[0].first_seen == datetime(2026, 7, 3, 12, tzinfo=UTC)


def test_an_unknown_symbol_costs_the_others_nothing_and_is_told_once(desk, yahoo: PlannedDates) -> None:
    yahoo.dates["META"] = BadSymbol("yahoo does not know 'META'; check [[instrument]].symbol")
    yahoo.plans("NVDA", "2026-08-26")
    problems = dates_tally(desk.at("2026-07-01T12:00")).problems
    assert [str(problem) for problem in problems] == [
        "calendar: yahoo META: yahoo does not know 'META'; check [[instrument]].symbol"
    ]
    assert lines(events(desk)) == ["NVDA 2026-08-26 Nvidia results (yahoo)"]
    assert dates_tally(desk.at("2026-07-02T12:00")).problems == ()


@pytest.mark.parametrize(
    ("failure", "asked"),
    [
        pytest.param(RateLimited("yahoo asks to slow down"), 1, id="rate limited"),
        pytest.param(Unavailable("yahoo could not be used"), 3, id="unavailable"),
        pytest.param(ZeroDivisionError("a bug"), 3, id="a bug in the provider"),
    ],
)
def test_an_outage_is_told_once_and_costs_nothing_but_dates(
    desk, yahoo: PlannedDates, failure: Exception, asked: int
) -> None:
    yahoo.plans("NBIS", "2026-07-29")
    desk.at("2026-07-01T12:00").lives()
    yahoo.failure = failure
    tally = dates_tally(desk.at("2026-07-02T12:05").reads(LEASE))
    assert (len(yahoo.asked), len(tally.problems), tally.made) == (5 + asked, 1, 0)
    assert tally.dropped["postponed"] == 5 - asked
    assert {row.symbol for row in desk.rows()} >= {"CRWV", "NBIS"}, "the story is there"
    for moment in ("2026-07-02T12:06", "2026-07-02T13:04"):
        assert dates_tally(desk.at(moment)).taken == 0, "the provider is left alone"
    assert dates_tally(desk.at("2026-07-02T13:06")).problems == ()
    assert lines(events(desk)) == ["NBIS 2026-07-29 Nebius results (yahoo)"], "what was known stays"
    yahoo.failure = None
    for moment in ("2026-07-02T14:10", "2026-07-02T20:10"):
        desk.at(moment).lives()
    day = {symbol for when, symbol in yahoo.asked if when >= datetime(2026, 7, 2, 14, tzinfo=UTC)}
    assert sorted(day) == COMPANIES, "everybody was asked about in the end"
    yahoo.failure = failure
    assert len(dates_tally(desk.at("2026-07-03T20:15")).problems) == 1, "the next outage is told again"


def test_the_same_results_of_three_sources_are_one_cause(desk, yahoo: PlannedDates, tmp_path: Path) -> None:
    follows_filings(desk)
    keeps_calendar(desk, tmp_path, "2026-08-11,,earnings,CRWV,CoreWeave results")
    yahoo.plans("CRWV", "2026-08-12")
    desk.at("2026-08-11T19:00").lives()
    assert lines(events(desk))[-2:] == [
        "CRWV 2026-08-11 CoreWeave results (calendar.csv)",
        "CRWV 2026-08-12 CoreWeave results (yahoo)",
    ]
    desk.at("2026-08-11T20:30").reads(DEBT).lives()
    row = rows_of(desk, "debt_financing")["d0"]
    assert row.calendar == ("CoreWeave results 2026-08-11 (calendar.csv, also edgar, yahoo)",)
    assert row.separable is False
    desk.at("2026-08-12T21:00").lives()
    facts = known(desk.desk)
    rows = [item for item in facts.rows() if item.type == "debt_financing"]
    assert "joint with its results" in report_table(rows, width=140, confounding=facts.confounding)
    (view,) = story_views(desk.desk, facts, rows)
    shown = " ".join(story_text(view, width=120).split())
    assert "CoreWeave results of 2026-08-11 (earnings, CRWV; calendar.csv, also edgar, yahoo), reacts Wed 12" in shown


def test_a_provider_that_is_no_longer_asked_loses_its_dates(desk, yahoo: PlannedDates) -> None:
    yahoo.plans("CRWV", "2026-08-11")
    desk.at("2026-07-01T12:00").lives()
    desk.desk = replace(desk.desk, event_dates=None)
    desk.at("2026-07-01T12:05").lives()
    assert events(desk) == []
    assert lines(events(desk, "2026-07-01T12:04")) == ["CRWV 2026-08-11 CoreWeave results (yahoo)"]
    assert "calendar" not in [tally.stage for tally in desk.at("2026-07-01T12:10").lives()]
    desk.desk = replace(desk.desk, event_dates=yahoo)
    desk.at("2026-07-01T12:15").lives()
    assert lines(events(desk)) == ["CRWV 2026-08-11 CoreWeave results (yahoo)"], "asked again from the beginning"


def test_a_calendar_file_that_changes_leaves_a_provider_s_dates_alone(
    desk, yahoo: PlannedDates, tmp_path: Path
) -> None:
    yahoo.plans("CRWV", "2026-08-11")
    keeps_calendar(desk, tmp_path, "2026-07-02,,macro,,Jobs")
    desk.at("2026-07-01T12:00").lives()
    keeps_calendar(desk, tmp_path, "2026-07-02,,macro,,Jobs report")
    desk.at("2026-07-01T12:05").lives()
    with desk.desk.store.read() as connection:
        assert [item.name for item in load_calendar(connection)] == ["Jobs report", "CoreWeave results"]


def test_who_stops_in_the_middle_goes_on_where_it_was(desk, yahoo: PlannedDates) -> None:
    for symbol in COMPANIES:
        yahoo.plans(symbol, "2026-08-11")
    desk.desk = replace(desk.desk, stop=lambda: len(yahoo.asked) == 2)
    desk.at("2026-07-01T12:00").lives()
    assert len(events(desk)) == 2
    desk.desk = replace(desk.desk, stop=lambda: False)
    desk.at("2026-07-01T12:01").lives()
    assert sorted(symbol for _, symbol in yahoo.asked) == COMPANIES
    assert len(events(desk)) == 5
