"""A move with two causes: other stories and the user's calendar, from the file to the report, the page and the mail."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.render import report_csv, report_json, report_table, story_text
from pipelines.report_page import report_html
from storage.calendar import load_calendar
from tracker.adapters.calendar_files import CalendarFile
from tracker.jobs import make_digest
from tracker.questions import known, story_views

pytestmark = pytest.mark.thorough

LEASE = "Meta plans to sell spare AI computing capacity, people familiar say"
DEBT = "CoreWeave raises $2.6 billion in secured debt to buy GPUs"
HEADER = "date,time,kind,symbol,name\n"


@pytest.fixture
def desk(newsdesk, tmp_path: Path):
    """A desk that has followed the wire for a while and keeps a calendar, empty as yet."""
    file = tmp_path / "calendar.csv"
    file.write_text(HEADER)
    newsdesk.desk = replace(newsdesk.desk, calendar_files=(CalendarFile(file),))
    newsdesk.at("2026-06-30T21:00").reads("Court hears patent dispute over phone cameras").lives()
    newsdesk.moves("CRWV", "2026-07-01", -0.13).moves("SPY", "2026-07-01", -0.005)
    return newsdesk


def keeps(desk, *rows: str) -> None:
    """The user writes the calendar anew."""
    desk.desk.calendar_files[0].path.write_text(HEADER + "".join(f"{row}\n" for row in rows))


def calendar_tally(desk):
    return next(tally for tally in desk.lives() if tally.stage == "calendar")


def story_of(desk, type_: str):
    return next(story for story in desk.stories() if story.type == type_)


def rows_of(desk, type_: str, symbol: str = "CRWV", as_of: str | None = None):
    return {row.window: row for row in desk.rows(as_of) if (row.type, row.symbol) == (type_, symbol)}


def test_two_stories_of_a_session_and_the_results_of_the_evening_before_are_one_effect(desk) -> None:
    keeps(desk, ",2026-06-30T16:05-04:00,earnings,CRWV,CoreWeave results")
    desk.at("2026-07-01T12:05").reads(LEASE).reads(DEBT).lives()
    desk.at("2026-07-01T21:00").lives()
    lease, debt = rows_of(desk, "compute_leasing")["d0"], rows_of(desk, "debt_financing")["d0"]
    assert (lease.confounders, debt.confounders) == ((debt.story,), (lease.story,))
    assert lease.calendar == debt.calendar == ("CoreWeave results 2026-06-30 (calendar.csv)",)
    assert lease.separable is debt.separable is False


def test_a_story_of_the_next_session_touches_only_the_longer_window(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    desk.at("2026-07-01T20:30").reads(DEBT).lives()
    first, second = rows_of(desk, "compute_leasing"), rows_of(desk, "debt_financing")
    assert (
        [first[w].separable for w in ("d0", "d0_1")] == [second[w].separable for w in ("d0", "d0_1")] == [True, False]
    )
    assert (first["d0"].confounders, first["d0_1"].confounders) == ((), (second["d0"].story,))


def test_copies_of_a_report_are_no_other_story(desk) -> None:
    desk.with_feeds("wire", "herald").lives()
    desk.at("2026-07-01T12:05").reads(LEASE).reads(LEASE, feed="herald", at="2026-07-01T12:20").lives()
    assert {(row.confounders, row.separable) for row in desk.rows()} == {((), True)}


def test_a_bad_row_is_named_and_costs_only_itself(desk) -> None:
    keeps(desk, "2026-07-01,,macro,,Rates", "2026-07-01,,earnigs,CRWV,Results", "2026-07-01,,other,ZZZ,A stranger")
    tally = calendar_tally(desk.at("2026-07-01T12:05"))
    assert (tally.taken, tally.made, tally.dropped) == (3, 2, {"known": 0, "unusable": 1})
    assert [str(problem) for problem in tally.problems] == [
        "calendar: calendar.csv:3: kind 'earnigs' is unknown; did you mean earnings?",
        "calendar: calendar.csv: ZZZ is no [[instrument]]; what is said of it concerns no report",
    ]
    assert calendar_tally(desk.at("2026-07-01T12:06")).problems == (), "told once, until the file changes"


def test_another_name_in_the_file_changes_the_report_and_not_what_was_known_before(desk) -> None:
    keeps(desk, "2026-07-01,,earnings,CRWV,CoreWeave results")
    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    desk.at("2026-07-01T13:00").reads("CoreWeave says little", feed="wire").lives()
    keeps(desk, "2026-07-01,,earnings,CRWV,CoreWeave second quarter")
    tally = calendar_tally(desk.at("2026-07-01T15:00"))
    assert (tally.taken, tally.made) == (1, 1)
    said = {
        moment: rows_of(desk, "compute_leasing", as_of=moment)["d0"].calendar
        for moment in (None, "2026-07-01T14:00", "2026-07-01T15:00")
    }
    assert said == {
        None: ("CoreWeave second quarter 2026-07-01 (time not known; calendar.csv)",),
        "2026-07-01T14:00": ("CoreWeave results 2026-07-01 (time not known; calendar.csv)",),
        "2026-07-01T15:00": ("CoreWeave second quarter 2026-07-01 (time not known; calendar.csv)",),
    }
    row = rows_of(desk, "compute_leasing")["d0"]
    assert row.separable is None, "the results may have come after the close"


def test_an_event_that_was_not_listed_yet_was_not_known(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    keeps(desk, "2026-07-01,,earnings,CRWV,CoreWeave results")
    desk.at("2026-07-01T21:00").lives()
    assert rows_of(desk, "compute_leasing", as_of="2026-07-01T20:59")["d0"].separable is True
    assert rows_of(desk, "compute_leasing", as_of="2026-07-01T21:00")["d0"].separable is None


def test_a_file_that_is_away_keeps_its_events_and_one_that_is_no_longer_listed_loses_them(desk) -> None:
    keeps(desk, "2026-07-01,,macro,,Rates")
    desk.at("2026-07-01T12:05").lives()
    file = desk.desk.calendar_files[0].path
    file.unlink()
    (problem,) = calendar_tally(desk.at("2026-07-01T12:10")).problems
    assert "cannot be read" in str(problem) and "its events stay as they were" in str(problem)
    assert calendar_tally(desk.at("2026-07-01T12:11")).problems == ()
    assert held(desk) == ["Rates"]
    file.write_text("kind,name\nmacro,Rates\n")
    (problem,) = calendar_tally(desk.at("2026-07-01T12:12")).problems
    assert "no column symbol, date (or time)" in str(problem)
    assert held(desk) == ["Rates"]
    desk.desk = replace(desk.desk, calendar_files=())
    desk.at("2026-07-01T12:15").lives()
    assert held(desk) == []
    assert "calendar" not in [tally.stage for tally in desk.at("2026-07-01T12:20").lives()]


def held(desk) -> list[str]:
    with desk.desk.store.read() as connection:
        return [event.name for event in load_calendar(connection)]


def test_a_rebuild_keeps_the_calendar(desk) -> None:
    from storage.rebuild import empty_derived

    keeps(desk, "2026-07-01,,macro,,Rates")
    desk.at("2026-07-01T12:05").lives()
    with desk.desk.store.write() as connection:
        empty_derived(connection)
    assert held(desk) == ["Rates"]


def test_the_rows_carry_it_in_every_form(desk) -> None:
    keeps(desk, ",2026-07-01T08:00-04:00,earnings,CRWV,=Results")
    desk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-01T21:00").lives()
    rows = [row for row in desk.rows() if row.symbol == "CRWV"]
    (told, _) = [json.loads(line) for line in report_json(rows)]
    keys = list(told)  # new ones come at the end, so that those who read columns by place keep theirs
    assert keys[keys.index("backfilled") + 1 :][:2] == ["calendar", "separable"]
    assert (told["confounders"], told["calendar"], told["separable"]) == (
        [],
        ["=Results 2026-07-01 (calendar.csv)"],
        False,
    )
    first, _ = csv.DictReader(io.StringIO(report_csv(rows)))
    assert (first["calendar"], first["separable"]) == ("'=Results 2026-07-01 (calendar.csv)", "false")


def test_tables_pages_and_show_name_what_shares_the_move(desk) -> None:
    keeps(desk, ",2026-07-01T08:00-04:00,earnings,CRWV,CoreWeave <b>results</b>")
    desk.at("2026-07-01T12:05").reads(LEASE).reads(DEBT).at("2026-07-02T21:00").lives()
    facts = known(desk.desk)
    rows = [row for row in facts.rows() if row.type == "compute_leasing"]
    table = report_table(rows, width=140, confounding=facts.confounding)
    assert "cannot separate; joint with its results and 1 more" in table
    (view,) = story_views(desk.desk, facts, rows)
    debt = story_of(desk, "debt_financing")
    shown = " ".join(story_text(view, width=120).split())
    for part in (
        "At the same time",
        "CRWV: d0 and d0_1: one joint effect with CoreWeave debt financing and CoreWeave <b>results</b>: daily bars "
        "cannot tell apart what one session holds.",
        f"- {DEBT} ({debt.id}), reacts Wed 1 Jul 2026: d0 and d0_1 of CRWV (direct)",
        "- CoreWeave <b>results</b> of 2026-07-01 (earnings, CRWV; calendar.csv), reacts Wed 1 Jul 2026: d0 and d0_1",
        "META, NBIS: d0 and d0_1: nothing else is known of this window.",
    ):
        assert part in shown
    page = report_html([view], made_at=desk.now)
    assert "joint with its results and 1 more" in page
    assert "CoreWeave &lt;b&gt;results&lt;/b&gt; of 2026-07-01" in page and "<b>results" not in page


def test_the_mail_names_it_too_and_looks_ahead(desk) -> None:
    keeps(
        desk,
        ",2026-07-01T16:05-04:00,earnings,NBIS,Nebius results",
        "2026-07-02,,macro,,Jobs report",
        "2026-07-09,,earnings,CRWV,Later results",
    )
    desk.at("2026-07-01T12:05").reads(LEASE).reads(DEBT).at("2026-07-01T21:00").lives()
    mail = make_digest(desk.desk, date(2026, 7, 1), desk.now)
    assert "Not this story's alone: CRWV joint with CoreWeave." in mail.text
    section = mail.text.split("NEXT SESSION, THU 2 JUL 2026\n")[1].split("COVERAGE")[0]
    assert section.strip().splitlines() == [
        "NBIS: Nebius results (earnings, 2026-07-01 20:05 UTC; calendar.csv)",
        "everybody: Jobs report (macro, 2026-07-02, time not known: that session or",
        "  the next; calendar.csv)",
    ]
    assert "Next session, Thu 2 Jul 2026" in mail.html and "Nebius results" in mail.html
    keeps(desk)
    desk.at("2026-07-01T22:00").lives()
    assert "NEXT SESSION" not in make_digest(desk.desk, date(2026, 7, 1), desk.now).text


def test_the_settings_name_the_files_from_their_own_folder(tmp_path: Path) -> None:
    from tracker.app import build_desk
    from tracker.config import load_settings

    config = tmp_path / "config.toml"
    config.write_text('[calendar]\nfiles = ["calendar.csv"]\n')
    assert build_desk(load_settings(config, {}), tmp_path / "data").calendar_files == (
        CalendarFile(tmp_path / "calendar.csv"),
    )


def test_results_in_the_evening_belong_to_the_next_session_s_story(desk) -> None:
    at = datetime(2026, 7, 1, 20, 5, tzinfo=UTC)
    keeps(desk, f",{at.isoformat()},earnings,CRWV,CoreWeave results")
    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    desk.at("2026-07-01T20:30").reads(DEBT).lives()
    before, after = rows_of(desk, "compute_leasing"), rows_of(desk, "debt_financing")
    assert (before["d0"].calendar, before["d0"].separable) == ((), True)
    assert before["d0_1"].calendar == after["d0"].calendar == ("CoreWeave results 2026-07-01 (calendar.csv)",)
