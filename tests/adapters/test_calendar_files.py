"""The user's calendar: every row becomes an event or a problem that names its line, its value and the cure."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.adapters.calendar_files import CalendarFile
from tracker.errors import InputError
from tracker.records import Batch, CalendarEvent, CalendarKind

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
HEADER = "date,time,kind,symbol,name\n"


def sheet(tmp_path: Path, rows: str, header: str = HEADER) -> Batch[CalendarEvent]:
    path = tmp_path / "calendar.csv"
    path.write_text(header + rows, "utf-8")
    return CalendarFile(path).read(NOW)


def test_a_calendar_is_read_as_it_is_meant(tmp_path: Path) -> None:
    found = sheet(
        tmp_path,
        "2026-08-11,,earnings,crwv,CoreWeave results\n"
        ",2026-09-16T14:00-04:00,macro,,Rate decision\n"
        "2026-08-12,2026-08-12T20:05:00Z,Lock-Up,NBIS,End of the lock-up\n",
    )
    assert found.problems == ()
    assert [(item.date, item.time, item.kind, item.symbol, item.name) for item in found.items] == [
        (date(2026, 8, 11), None, CalendarKind.EARNINGS, "CRWV", "CoreWeave results"),
        (date(2026, 9, 16), datetime(2026, 9, 16, 18, tzinfo=UTC), CalendarKind.MACRO, None, "Rate decision"),
        (
            date(2026, 8, 12),
            datetime(2026, 8, 12, 20, 5, tzinfo=UTC),
            CalendarKind.LOCK_UP,
            "NBIS",
            "End of the lock-up",
        ),
    ]
    assert {(item.source, item.first_seen) for item in found.items} == {("calendar.csv", NOW)}


def test_results_in_the_evening_are_of_that_evening_also_where_it_is_night_already(tmp_path: Path) -> None:
    (event,) = sheet(tmp_path, ",2026-08-11T20:30-04:00,earnings,CRWV,Results\n").items
    assert (event.date, event.time) == (date(2026, 8, 11), datetime(2026, 8, 12, 0, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param("11.08.2026,,earnings,CRWV,R", "'11.08.2026' is no date; write 2025-08-12", id="date"),
        pytest.param("03/04/2026,,macro,,R", "'03/04/2026' is no date; write 2025-08-12", id="date of two readings"),
        pytest.param(",2026-08-11T16:05,earnings,CRWV,R", "has no zone; add one", id="no zone"),
        pytest.param(",16:05,earnings,CRWV,R", "time '16:05' is no ISO 8601 time", id="time without a day"),
        pytest.param(",,macro,,R", "neither date nor time is given; write a date such as 2026-08-11", id="no date"),
        pytest.param(
            "2026-08-11,2026-09-11T16:05Z,earnings,CRWV,R", "are different days; correct one", id="two days at once"
        ),
        pytest.param("2026-08-11,,earnigs,CRWV,R", "kind 'earnigs' is unknown; did you mean earnings?", id="kind"),
        pytest.param(
            "2026-08-11,,zzz,CRWV,R", "there are earnings, macro, index, lock_up, expiry, other", id="no kind at all"
        ),
        pytest.param("2026-08-11,,,CRWV,R", "kind is empty", id="empty kind"),
        pytest.param("2026-08-11,,earnings,,R", "symbol is empty; earnings is of one company", id="whose results"),
        pytest.param("2026-08-11,,earnings,Core Weave,R", "symbol 'Core Weave' is none; write a ticker", id="symbol"),
        pytest.param("2026-08-11,,macro,,", "name is empty; say what it is", id="no name"),
        pytest.param(f"2026-08-11,,macro,,{'x' * 201}", "name has 201 characters; at most 200", id="long name"),
        pytest.param("2026-08-11,,macro,,R,more", "expected 5 cells, got 6", id="too many cells"),
        pytest.param("2026-08-10,,macro,,Before", "the same as line 2; take one of them out", id="twice"),
    ],
)
def test_a_bad_row_is_a_problem_with_its_line_and_costs_only_itself(tmp_path: Path, row: str, reason: str) -> None:
    found = sheet(tmp_path, f"2026-08-10,,macro,,Before\n{row}\n2026-08-12,,macro,,After\n")
    assert [item.name for item in found.items] == ["Before", "After"]
    (problem,) = found.problems
    assert (problem.stage, problem.subject) == ("calendar", "calendar.csv:3")
    assert reason in problem.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "the file is empty", id="empty"),
        pytest.param("date,kind,name\n2026-08-11,macro,R\n", "no column symbol; found date, kind, name", id="column"),
        pytest.param("kind,symbol,name\nmacro,,R\n", r"no column date \(or time\)", id="no date"),
        pytest.param("<html></html>", "this is a web page", id="page"),
    ],
)
def test_a_file_that_is_no_calendar_is_refused_with_what_was_found(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        sheet(tmp_path, text, header="")


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"calendar\.csv: cannot be read: No such file or directory; see \[calendar\]"):
        CalendarFile(tmp_path / "calendar.csv").mark()


def test_an_event_is_known_by_all_that_its_row_says(tmp_path: Path) -> None:
    row = "2026-08-11,,earnings,CRWV,CoreWeave results\n"
    (first,) = sheet(tmp_path, row).items
    assert sheet(tmp_path, f"2026-01-02,,macro,,Another\n{row}").items[1].id == first.id
    for other in (row.replace("11", "12"), row.replace("results", "figures"), row.replace("CRWV", "NBIS")):
        assert sheet(tmp_path, other).items[0].id != first.id


zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.builds(datetime.combine, st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.times(), tzinfo=zones)
cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@given(st.one_of(st.dates(date(1990, 1, 1), date(2100, 1, 1)), instants), st.sampled_from(list(CalendarKind)))
def test_what_is_written_comes_back(tmp_path_factory: pytest.TempPathFactory, when: date, kind: CalendarKind) -> None:
    path = tmp_path_factory.mktemp("calendar") / "c.csv"
    timed = isinstance(when, datetime)
    path.write_text(f"{'time' if timed else 'date'},kind,symbol,name\n{when.isoformat()},{kind},CRWV,A name\n")
    (event,) = CalendarFile(path).read(NOW).items
    assert event.time == (when if timed else None)
    assert event.date == (when.date() if isinstance(when, datetime) else when)
    assert event.kind is kind


@given(st.lists(st.tuples(cells, cells, cells, cells, cells), max_size=6))
def test_no_row_is_lost_and_none_breaks_the_reading(tmp_path_factory: pytest.TempPathFactory, rows: list) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["date", "time", "kind", "symbol", "name"])
    writer.writerows(rows)
    path = tmp_path_factory.mktemp("calendar") / "c.csv"
    path.write_bytes(out.getvalue().encode())
    found = CalendarFile(path).read(NOW)
    written = sum(any(cell.strip() for cell in row) for row in rows)
    assert len(found.items) + len(found.problems) == written
