"""`newsimpact amend`, said of the stories that the demo leaves behind."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tracker.daemon import only_instance

pytestmark = pytest.mark.thorough

LEASE = "Meta plans to sell spare AI computing capacity, people familiar say"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "desk").mkdir()
    return tmp_path / "desk"


@pytest.fixture
def ask(newsimpact, demo, folder: Path):
    """Ask a copy of the demo's database."""
    shutil.copy(demo.folder / "newsimpact.db", folder / "newsimpact.db")
    return lambda *arguments: newsimpact("--data", folder, *arguments)


def stories(ask) -> dict[str, dict]:
    """A row of each story, by its id."""
    return {row["story"]: row for row in map(json.loads, ask("report", "--json").out.splitlines())}


def said(ask) -> list[dict]:
    return [json.loads(line) for line in ask("amend", "--list", "--json").out.splitlines()]


def reports(ask, story: str) -> list[str]:
    """Ids of the story's reports, as `show` prints them."""
    lines = ask("show", story).out.partition("\nReports\n")[2].partition("\nImpact\n")[0].splitlines()
    return [line.rpartition(" · ")[2] for line in lines if " · a" in line]


def story_of(demo, headline: str) -> str:
    """The demo's one story whose headline begins so."""
    with sqlite3.connect(f"file:{demo.folder / 'newsimpact.db'}?mode=ro", uri=True) as connection:
        ((found,),) = connection.execute("SELECT id FROM story WHERE headline LIKE ?", [f"{headline}%"]).fetchall()
    connection.close()
    return found


@pytest.fixture(scope="session")
def lease(demo) -> str:
    """The demo's story of six reports."""
    return story_of(demo, LEASE)


@pytest.fixture(scope="session")
def rating(demo) -> str:
    """The other story of that day."""
    return story_of(demo, "Bernstein keeps underperform")


# ── what is said holds ──────────────────────────────────────────────────────────────────────────────


def test_a_wrong_event_takes_the_story_away_and_a_rebuild_does_not_bring_it_back(ask, lease: str) -> None:
    before = stories(ask)
    result = ask("amend", lease[:5], "--wrong-event", "--note", "an advertisement")
    assert (result.code, result.err) == (0, "")
    first, story, became = result.out.splitlines()
    assert "you: 6 reports tell no compute leasing (m" in first and first.endswith(": “an advertisement”")
    assert story.startswith(f"{lease} {LEASE} · compute leasing")
    assert became == "  is no story any more"
    assert stories(ask).keys() == before.keys() - {lease}
    assert ask("rebuild").code == 0
    assert stories(ask).keys() == before.keys() - {lease}
    assert [item["note"] for item in said(ask)] == ["an advertisement"]


def test_a_merge_makes_one_story_of_two(ask, lease: str, rating: str) -> None:
    result = ask("amend", rating, "--merge", lease[:6])
    assert result.code == 0
    assert [line.split()[:2] for line in result.out.splitlines()[1:]] == [
        [lease, "Meta"],
        ["becomes", lease],
        [rating, "Bernstein"],
        ["becomes", lease],
    ]
    assert (rating in stories(ask), stories(ask)[lease]["articles"]) == (False, 7)
    assert "the same story, as you said" in ask("show", lease).out


def test_a_split_makes_two_stories_of_one(ask, lease: str) -> None:
    all_of_them = reports(ask, lease)
    assert len(all_of_them) == 6
    leaving = all_of_them[-2:]
    result = ask("amend", lease, "--split", leaving[0], "--split", leaving[1][:9])
    assert result.code == 0
    became = [line.split()[1] for line in result.out.splitlines() if line.startswith("  becomes")]
    assert became[0] == lease and len(became) == 2
    assert (reports(ask, lease), reports(ask, became[1])) == (all_of_them[:-2], leaving)
    for story in became:
        assert f"{', '.join(leaving)} are a story of their own, apart from 4 other reports" in ask("show", story).out


def test_a_set_time_moves_the_story_to_another_session(ask, lease: str) -> None:
    result = ask("amend", lease, "--set-time", "2026-06-30T16:30-04:00")
    assert (result.code, result.err) == (0, "")
    assert result.out.endswith("first reported 2026-06-30 20:30 UTC (as you set it)\n")
    row = stories(ask)[lease]
    assert (row["t0"], row["t0_basis"], row["bucket"]) == ("2026-06-30T20:30:00Z", "amended", "post")
    assert "(as you set it)" in ask("show", lease).out
    trace = ask("trace", f"{lease}:CRWV").out
    assert "2026-06-30T20:30:00Z (as you set it) is after the close" in trace
    assert "you: first reported 2026-06-30 20:30 UTC (m" in trace


def test_a_time_later_than_the_first_report_is_taken_and_said(ask, lease: str) -> None:
    result = ask("amend", lease, "--set-time", "2026-07-01T21:00Z")
    assert (result.code, stories(ask)[lease]["session"]) == (0, "2026-07-02")
    assert result.err == "newsimpact: that is later than 2026-07-01 12:05 UTC, which counted until now\n"


def test_withdrawing_brings_back_the_very_report(ask, lease: str, rating: str) -> None:
    before = ask("report", "--json").out
    ask("amend", lease, "--split", reports(ask, lease)[0])
    ask("amend", rating, "--wrong-event")
    assert ask("report", "--json").out != before
    for item in said(ask):
        assert ask("amend", "--withdraw", item["id"][:8], "--note", "no").code == 0
    assert ask("report", "--json").out == before
    again = ask("amend", "--withdraw", said(ask)[0]["id"])
    assert (again.code, "was withdrawn already" in again.err) == (2, True)


def test_a_report_as_of_before_it_was_said_shows_the_old_story(ask, lease: str) -> None:
    before = ask("report", "--as-of", "2026-07-02T21:00Z", "--json").out
    ask("amend", lease, "--wrong-event")
    assert lease not in ask("report", "--json").out
    assert ask("report", "--as-of", "2026-07-02T21:00Z", "--json").out == before
    page = ask("report", "--as-of", "2026-07-02T21:00Z", "--format", "html").out
    assert lease in page and "Amendments" not in page


def test_the_same_said_twice_is_one_amendment(ask, lease: str) -> None:
    for _ in range(2):
        result = ask("amend", lease, "--set-time", "2026-07-01T11:00Z")
        assert result.code == 0
    assert (result.out, "nothing new, it counts already: " in result.err) == ("", True)
    assert len(said(ask)) == 1


def test_a_backup_holds_what_was_said(ask, newsimpact, lease: str, tmp_path: Path) -> None:
    ask("amend", lease, "--wrong-event")
    (tmp_path / "copy").mkdir()
    assert ask("db", "backup", tmp_path / "copy" / "newsimpact.db").code == 0
    assert newsimpact("--data", tmp_path / "copy", "amend", "--list").out == ask("amend", "--list").out != ""


def test_beside_a_daemon_it_is_kept_and_told_and_left_to_the_daemon(ask, folder: Path, lease: str) -> None:
    before = ask("report", "--json").out
    with only_instance(folder):
        result = ask("amend", lease, "--wrong-event")
        again = ask("amend", lease, "--wrong-event")
        assert ask("report", "--json").out == before
    assert (result.code, "answers change with its next cycle" in result.err) == (0, True)
    assert result.out.endswith("  is no story any more\n")
    assert (again.out, "it counts already" in again.err) == ("", True)
    assert len(said(ask)) == 1
    ask("rebuild")
    assert lease not in stories(ask)


# ── listing ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_says_what_was_said_and_whether_it_counts(ask, lease: str, rating: str) -> None:
    empty = ask("amend", "--list")
    assert (empty.code, empty.out, empty.err) == (0, "", "newsimpact: nothing was amended yet\n")
    ask("amend", lease, "--set-time", "2026-07-01T11:00Z")
    ask("amend", lease, "--set-time", "2026-07-01T10:00Z", "--note", "better")
    ask("amend", rating, "--wrong-event")
    ask("amend", "--withdraw", said(ask)[2]["id"])
    found = said(ask)
    assert " ".join(found[0]) == "id at kind articles from_articles event time note withdraws counts"
    assert [(item["kind"], item["counts"]) for item in found] == [
        ("set_time", False),
        ("set_time", True),
        ("wrong_event", False),
        ("withdraw", True),
    ]
    assert [found[1][key] for key in ("time", "note", "event", "withdraws")] == [
        "2026-07-01T10:00:00Z",
        "better",
        None,
        None,
    ]
    assert (found[2]["event"], found[3]["withdraws"]) == ("analyst_rating", found[2]["id"])
    lines = ask("amend", "--list").out.splitlines()
    assert [line.rpartition(" [")[2] for line in lines if line.endswith("]")] == ["contradicted later]", "withdrawn]"]
    assert len(lines) == 4


def test_what_the_user_wrote_reaches_no_terminal_unescaped(ask, lease: str) -> None:
    result = ask("amend", lease, "--set-time", "2026-07-01T11:00Z", "--note", "\x1b[31mred\nline")
    for shown in (result.out, ask("amend", "--list").out, ask("show", lease).out):
        assert "\x1b" not in shown and "red line" in shown


# ── what cannot be meant ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param(["LEASE"], 2, "nothing was given; give one of --wrong-event, --merge, --split", id="nothing"),
        pytest.param(
            ["LEASE", "--wrong-event", "--merge", "RATING"], 2, "--wrong-event and --merge was given", id="two"
        ),
        pytest.param(["--wrong-event"], 2, "--wrong-event needs a story", id="no story"),
        pytest.param(["LEASE", "--list"], 2, "--list is about no one story", id="a story too many"),
        pytest.param(["--list", "--note", "x"], 2, "--list says nothing", id="a note on nothing"),
        pytest.param(["LEASE", "--wrong-event", "--json"], 2, "--json belongs to --list", id="json"),
        pytest.param(["s0zz", "--wrong-event"], 1, "no story has an id that begins with 's0zz'", id="unknown story"),
        pytest.param(["s", "--wrong-event"], 2, "'s' fits ", id="many stories"),
        pytest.param(["LEASE", "--merge", "s0zz"], 1, "begins with 's0zz'", id="unknown other"),
        pytest.param(["LEASE", "--merge", "LEASE"], 2, "cannot be merged with itself", id="itself"),
        pytest.param(["LEASE", "--split", "a0zz"], 1, "no article has an id that begins with 'a0zz'", id="no article"),
        pytest.param(["LEASE", "--split", "a"], 2, "'a' fits 6 reports of", id="many articles"),
        pytest.param(["LEASE", "--split", "OTHERS"], 2, "is no report of LEASE but of RATING", id="another story's"),
        pytest.param(["LEASE", "--split", "NOBODYS"], 2, "is a report of no story", id="no story's"),
        pytest.param(["RATING", "--split", "OTHERS"], 2, "has no other report; at least one must stay", id="all of it"),
        pytest.param(
            ["LEASE", "--set-time", "2026-07-01T12:00"], 2, "--set-time: 2026-07-01T12:00:00 has no", id="zone"
        ),
        pytest.param(["LEASE", "--set-time", "noon"], 2, "--set-time: 'noon' is no ISO 8601 time", id="no time"),
        pytest.param(["LEASE", "--set-time", "2999-01-01T00:00Z"], 2, "is still to come; it is now 20", id="to come"),
        pytest.param(["LEASE", "--set-time", "1999-01-04T15:00Z"], 2, "--set-time: ", id="before the calendar"),
        pytest.param(["--withdraw", "m0zz"], 1, "no amendment has an id that begins with 'm0zz'", id="no amendment"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_kept(
    ask, lease: str, rating: str, folder: Path, arguments: list[str], code: int, message: str
) -> None:
    from storage import articles
    from storage.engine import open_store

    with open_store(folder / "newsimpact.db").read() as connection:
        told = {name for story in stories(ask) for name in reports(ask, story)} if "NOBODYS" in arguments else set()
        nobodys = next(item.id for item in articles.known_as_of(connection) if item.id not in told)
    names = {"LEASE": lease, "RATING": rating, "NOBODYS": nobodys}
    if "OTHERS" in arguments:
        names["OTHERS"] = reports(ask, rating)[0]
    for name, value in names.items():
        message = message.replace(name, value)
    result = ask("amend", *(names.get(argument, argument) for argument in arguments))
    assert (result.code, result.out, message in result.err) == (code, "", True), result.err
    assert said(ask) == []
