"""report, show, trace, digest, status and the rest, asked of the database the demo leaves behind."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from storage.engine import Store, open_store
from storage.upgrade import HEAD
from tracker.demo import NOTICE
from tracker.options import WINDOWS
from tracker.records import ReportRow


@pytest.fixture
def ask(newsimpact, demo, tmp_path: Path):
    """Ask the demo's database; it is copied, since opening a database may write to it."""
    folder = tmp_path / "desk"
    folder.mkdir()
    shutil.copy(demo.folder / "newsimpact.db", folder / "newsimpact.db")
    return lambda *arguments: newsimpact("--data", folder, *arguments)


def rows(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def july(ask) -> str:
    found = rows(ask("report", "--type", "compute_leasing", "--since", "2026-07-01", "--json").out)
    return min(found, key=lambda row: row["t0"])["story"]  # a follow-up of the next day stands above it


# ── report ──────────────────────────────────────────────────────────────────────────────────────────


def test_report_json_has_the_keys_of_the_contract_and_null_only_with_a_reason(ask) -> None:
    found = rows(ask("report", "--json").out)
    assert all(tuple(row) == ReportRow.keys() for row in found)
    assert all((row["abnormal"] is None) == (row["reason"] is not None) for row in found)
    assert all(row["t0"].endswith("Z") for row in found)


def test_report_as_csv_holds_the_same_rows(ask) -> None:
    table = list(csv.DictReader(io.StringIO(ask("report", "--format", "csv").out)))
    assert [row["symbol"] for row in table] == [row["symbol"] for row in rows(ask("report", "--json").out)]


@pytest.mark.thorough
def test_report_as_parquet_needs_a_file_and_holds_the_same_rows(ask, tmp_path: Path) -> None:
    import pyarrow.parquet as parquet

    refused = ask("report", "--format", "parquet")
    assert (refused.code, "name a file with --out" in refused.err) == (2, True)
    assert ask("report", "--format", "parquet", "--out", tmp_path / "rows.parquet").code == 0
    table = parquet.read_table(tmp_path / "rows.parquet")
    assert table.column("symbol").to_pylist() == [row["symbol"] for row in rows(ask("report", "--json").out)]
    gone = ask("report", "--format", "parquet", "--out", tmp_path / "no" / "rows.parquet")
    assert (gone.code, "cannot be written" in gone.err) == (1, True)


def test_report_as_html_is_one_file_that_asks_for_no_other(ask, tmp_path: Path) -> None:
    assert ask("report", "--since", "2026-07-01", "--format", "html", "--out", tmp_path / "r.html").code == 0
    page = (tmp_path / "r.html").read_text()
    assert "<svg" in page
    assert "<script" not in page
    assert " src=" not in page
    assert "synthetic" in page


@pytest.mark.parametrize(
    ("arguments", "key", "wanted"),
    [
        pytest.param(["--symbol", "nbis"], "symbol", {"NBIS"}, id="symbol in any case"),
        pytest.param(["--type", "debt_financing"], "type", {"debt_financing"}, id="type"),
        pytest.param(["--window", "d0_1"], "window", {"d0_1"}, id="window"),
        pytest.param(["--since", "2026-07-01", "--until", "2026-07-01"], "session", {"2026-07-01"}, id="session"),
        pytest.param(["--until", "2025-10-29T21:00Z"], "t0", {"2025-10-29T20:12:00Z"}, id="instant"),
    ],
)
def test_report_shows_what_was_asked_for(ask, arguments: list[str], key: str, wanted: set[str]) -> None:
    assert {row[key] for row in rows(ask("report", "--json", *arguments).out)} == wanted


def test_report_by_theme_shows_stories_of_it(ask) -> None:
    assert all("financing" in row["themes"] for row in rows(ask("report", "--json", "--theme", "financing").out))


def test_report_of_nothing_is_exit_1_and_says_so(ask) -> None:
    result = ask("report", "--until", "2020-01-01", "--json")
    assert (result.code, result.out, "no story matches" in result.err) == (1, "", True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--symbol", "CRVW"], "--symbol: 'CRVW' is unknown; did you mean CRWV?", id="symbol"),
        pytest.param(["--theme", "financng"], "did you mean financing?", id="theme"),
        pytest.param(["--type", "compute_leesing"], "did you mean compute_leasing?", id="type"),
        pytest.param(["--type", "zzz"], "there are analyst_rating", id="nothing near"),
    ],
)
def test_report_by_something_unknown_is_exit_2_and_says_what_was_meant(ask, arguments: list[str], message: str) -> None:
    result = ask("report", *arguments)
    assert (result.code, message in result.err) == (2, True)


def test_rows_that_have_no_room_for_it_come_with_the_notice_beside_them(ask) -> None:
    for form in ("json", "csv"):
        result = ask("report", "--format", form)
        assert ("synthetic" in result.err, "synthetic" in result.out) == (True, False)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--window", "d7"], "'d7' is not measured; there are d0, d0_1", id="window"),
        pytest.param(["--since", "soon"], "'soon' is no ISO 8601 time", id="since"),
        pytest.param(["--as-of", "2026-07-01T15:00"], "has no time zone", id="zone"),
        pytest.param(["--as-of", "2999-01-01T00:00Z"], "is still to come; it is now 20", id="later than now"),
        pytest.param(["--since", "2026-07-02", "--until", "2026-07-01"], "is later than --until", id="backwards"),
        pytest.param(
            ["--format", "htm"], "newsimpact: --format: 'htm' is unknown; there are table, json, csv", id="format"
        ),
        pytest.param(["--json", "--format", "csv"], "--json and --format csv: give one of them", id="two forms"),
    ],
)
def test_report_says_what_cannot_be_meant(ask, arguments: list[str], message: str) -> None:
    result = ask("report", *arguments)
    assert (result.code, message in result.err) == (2, True)


def test_report_as_of_the_afternoon_knows_fewer_reports_and_no_close(ask, july: str) -> None:
    then = rows(ask("report", "--as-of", "2026-07-01T15:00Z", "--since", "2026-07-01", "--json").out)
    now = rows(ask("report", "--since", "2026-07-01", "--json").out)
    assert {row["story"] for row in then} == {july}
    assert {row["reason"] for row in then if row["window"] in WINDOWS} == {"not_yet"}
    # Bars had been fetched at 12:20, so the first five minutes were known.
    assert {row["window"] for row in then if row["raw"] is not None and not row["window"].startswith("pre_")} <= {"5m"}
    assert then[0]["articles"] < next(row["articles"] for row in now if row["story"] == july)


@pytest.mark.thorough
def test_the_page_as_of_the_afternoon_shows_no_later_report_and_no_later_price(ask, tmp_path: Path) -> None:
    later = "Meta to lease 250 MW of computing capacity"
    page = tmp_path / "then.html"
    arguments = ["--since", "2026-07-01", "--format", "html", "--out", page]
    assert ask("report", "--as-of", "2026-07-01T15:00Z", *arguments).code == 0
    then = page.read_text()
    assert ask("report", *arguments).code == 0
    assert (later in then, later in page.read_text()) == (False, True)
    assert "13.1%" not in then
    assert "13.1%" in page.read_text()


# ── show, trace ─────────────────────────────────────────────────────────────────────────────────────


def test_show_gives_reports_evidence_and_prices_of_a_story_by_the_beginning_of_its_id(ask, july: str) -> None:
    out = ask("show", july[:6]).out
    for part in ("Meta plans to sell spare AI computing capacity", "harbourgate", "CRWV", "-13.1%", "synthetic"):
        assert part in out
    assert "NBIS" not in ask("show", f"{july}:CRWV").out.split("Its names as one")[0].split("Impact")[-1]
    assert {row["story"] for row in rows(ask("show", july, "--json").out)} == {july}


@pytest.mark.parametrize("more", [[], ["--json"]], ids=["text", "json"])
def test_show_of_what_was_not_measured_names_what_was(ask, july: str, more: list[str]) -> None:
    result = ask("show", f"{july}:ZZZZ", *more)
    assert (result.code, result.out) == (1, "")
    measured = sorted({row["symbol"] for row in rows(ask("show", july, "--json").out)})
    assert "CRWV" in measured
    assert result.err == f"newsimpact: story {july} has no ZZZZ; it was measured on {', '.join(measured)}\n"


def test_show_of_a_story_that_touches_no_symbol_says_so(ask, july: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "desk" / "newsimpact.db") as connection:
        connection.execute("DELETE FROM impact WHERE story = ?", [july])
        connection.execute("DELETE FROM exposure WHERE story = ?", [july])
    result = ask("show", july)
    assert (result.code, result.out) == (1, "")
    assert result.err == f"newsimpact: story {july} was measured on no symbol\n"


def test_trace_shows_where_the_bytes_came_from_without_password_and_key(ask, july: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "desk" / "newsimpact.db") as connection:
        connection.execute("UPDATE fetch SET final_url = 'https://me:hunter2@paid.example/rss?token=t0ken'")
    result = ask("trace", f"{july}:CRWV")
    flat = "".join(result.out.split())
    assert (result.code, "https://***@paid.example/rss?token=***" in flat) == (0, True)
    assert "hunter2" not in flat
    assert "t0ken" not in flat


def test_trace_leads_from_a_number_to_bars_sentence_and_stored_bytes(ask, demo, july: str) -> None:
    out = ask("trace", f"{july}:CRWV").out
    with sqlite3.connect(demo.folder / "newsimpact.db") as connection:
        ((body,),) = connection.execute(
            "SELECT body_hash FROM article_version JOIN story_link USING (article) WHERE story = ? AND position = 0",
            [july],
        ).fetchall()
        closes = [
            close
            for (close,) in connection.execute(
                "SELECT close FROM bar WHERE symbol = 'CRWV' AND start IN"
                " ('2026-06-30 00:00:00.000000', '2026-07-01 00:00:00.000000')"
            )
        ]
    flat = " ".join(out.split())
    assert body in flat
    assert len(closes) == 2
    assert all(f"{close:.2f}" in flat for close in closes)
    assert "beta" in flat


@pytest.mark.parametrize(
    ("number", "code", "message"),
    [
        pytest.param("s983", 2, "expected STORY:SYMBOL", id="no symbol"),
        pytest.param("s983:CRWV:d0:2026-07-01:x", 2, "expected STORY:SYMBOL", id="too much"),
        pytest.param("s983:CRWV:d0:soon", 2, "'soon' is no session; write it as 2026-07-01", id="no session"),
        pytest.param("s:CRWV:d0", 2, "fits", id="several stories"),
        pytest.param("zzz:CRWV", 1, "no story has an id that begins with 'zzz'", id="no story"),
    ],
)
def test_trace_says_what_is_wrong_with_an_id(ask, number: str, code: int, message: str) -> None:
    result = ask("trace", number)
    assert (result.code, message in result.err) == (code, True)


def test_trace_of_a_session_is_that_of_the_story_or_names_those_it_was_measured_from(ask, july: str) -> None:
    whole = ask("trace", f"{july}:CRWV")
    assert whole.code == 0
    for more in (":d0", ":d0:2026-07-01"):
        assert ask("trace", f"{july}:CRWV{more}").out == whole.out
    other = ask("trace", f"{july}:CRWV:d0:2026-07-02")
    assert (other.code, other.out.count("CRWV")) == (1, 0)
    assert f"story {july} has no CRWV in window d0 from 2026-07-02 on; it was measured on" in other.err
    assert "in the windows d0, d0_1, 5m," in other.err
    assert other.err.endswith(", from 2026-07-01 on\n")


def test_trace_of_minutes_leads_to_the_sentence_and_the_stored_bytes_as_that_of_sessions_does(ask, july: str) -> None:
    minutes, sessions = ask("trace", f"{july}:CRWV:5m"), ask("trace", f"{july}:CRWV")
    assert (minutes.code, "last price before: " in minutes.out) == (0, True)
    assert minutes.out.partition("\nReports\n")[2] == sessions.out.partition("\nReports\n")[2] != ""
    assert "[Meta] [plans to] [sell]" in minutes.out
    assert "Stored bytes" in minutes.out


def test_trace_of_what_there_is_not_prints_nothing_but_why(ask, july: str) -> None:
    for number in (f"{july}:CRWV:zz", f"{july}:TSM:5m"):
        result = ask("trace", number)
        assert (result.code, result.out) == (1, "")
        assert "in the windows d0, d0_1, 5m," in result.err


def test_trace_of_a_symbol_that_was_not_measured_names_those_that_were(ask, july: str) -> None:
    result = ask("trace", f"{july}:TSM")
    assert (result.code, "CRWV" in result.err) == (1, True)


def test_the_digest_of_a_demo_is_that_of_the_time_at_which_it_ended(ask) -> None:
    assert ask("digest").out == ask("digest", "--session", "2026-07-02").out


# ── digest ──────────────────────────────────────────────────────────────────────────────────────────


def test_digest_previews_a_session_as_text_and_as_a_message(ask, tmp_path: Path) -> None:
    printed = ask("digest", "--session", "2026-07-01").out
    assert printed.startswith("Subject: ")
    assert "-13.1%" in printed
    assert ask("digest", "--session", "2026-07-01", "--preview", tmp_path / "d.eml").code == 0
    mail = email.message_from_bytes((tmp_path / "d.eml").read_bytes(), policy=email.policy.default)
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param(["--session", "2026-07-03"], 1, "no session of XNYS", id="holiday"),
        pytest.param(["--session", "today"], 2, "'today' is no date", id="no date"),
        pytest.param(["--session", "2026-07-07"], 2, "2026-07-07 is still to come", id="to come"),
        pytest.param(["--session", "2030-01-02"], 2, "2030-01-02 is still to come", id="years to come"),
        pytest.param(["--send", "--preview", "x"], 2, "give one of them", id="both"),
        pytest.param(["--send"], 2, "config.toml: not found", id="send without settings"),
    ],
)
def test_digest_says_what_cannot_be_done(ask, arguments: list[str], code: int, message: str) -> None:
    result = ask("digest", *arguments)
    assert (result.code, message in result.err) == (code, True)


# ── status, rebuild, db ─────────────────────────────────────────────────────────────────────────────


def test_status_tells_what_is_held_and_which_feeds_fail(ask) -> None:
    out = ask("status").out
    assert "never started" in out
    assert "6 well, " in out
    assert "lanternfield: HTTP 503" in out
    found = json.loads(ask("status", "--json").out)
    assert found["counts"]["stories"] >= 10
    since = {feed["feed"]: feed["since"] for feed in found["failing"]}
    assert since["lanternfield"] is None  # its host wants patience, which is no failure
    assert since["tollhouse"] == "2026-06-30T21:00:00Z"


def test_status_of_an_empty_folder_is_exit_1_and_says_how_to_begin(newsimpact, tmp_path: Path) -> None:
    result = newsimpact("--data", tmp_path / "nowhere", "status")
    assert (result.code, "run --once" in result.err) == (1, True)


@pytest.mark.thorough
def test_the_feeds_of_a_demo_need_no_settings_and_are_shown_at_the_time_at_which_it_ended(ask) -> None:
    result = ask("feeds", "health")
    assert (result.code, "harbourgate" in result.out) == (0, True)
    assert "6 of 8 feeds were heard from 2026-07-01 21:00 UTC to 2026-07-02 21:00 UTC" in result.out


def test_an_empty_database_is_not_called_well(newsimpact, tmp_path: Path) -> None:
    open_store(tmp_path / "newsimpact.db").close()
    assert "prices    none held yet" in newsimpact("--data", tmp_path, "status").out


def test_settings_without_feeds_are_told_wherever_they_show(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[paths]\ndata = 'data'\n")
    for command in (["feeds", "list"], ["run", "--once"]):
        result = newsimpact(*command)
        assert (result.code, "no feed is in use; `newsimpact feeds add` takes one" in result.err) == (0, True), command


def test_rebuild_makes_the_same_answers_again(ask) -> None:
    before = ask("report", "--json").out
    assert ask("rebuild").code == 0
    assert ask("report", "--json").out == before


def test_a_rebuild_tells_what_went_wrong_in_it(ask, monkeypatch) -> None:
    from tracker.records import Problem, Tally

    trouble = Problem(stage="group", subject="s1", reason="placed nowhere")
    monkeypatch.setattr("tracker.jobs.group", lambda *_: Tally(stage="group", taken=1, made=1, problems=(trouble,)))
    assert "s1: placed nowhere" in ask("rebuild").err


def test_a_backup_can_be_asked_like_the_original(ask, newsimpact, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    assert ask("db", "backup", tmp_path / "copy" / "newsimpact.db").code == 0
    assert newsimpact("--data", tmp_path / "copy", "report", "--json").out == ask("report", "--json").out
    assert f"schema {HEAD}" in ask("db", "upgrade").out


@pytest.mark.parametrize("name", ["Kurse & Nachrichten", "100%3F?mode=rw#ü"])
def test_a_data_folder_may_have_any_name(newsimpact, demo, tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    shutil.copy(demo.folder / "newsimpact.db", tmp_path / name / "newsimpact.db")
    place = ("--data", tmp_path / name)
    assert newsimpact(*place, "report", "--json").out == newsimpact("--data", demo.folder, "report", "--json").out
    assert "6 well, " in newsimpact(*place, "status").out
    assert newsimpact(*place, "db", "backup", tmp_path / "copy.db").code == 0
    assert {path.name for path in tmp_path.iterdir()} == {name, "copy.db"}


# ── what the outside does ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["report", "--format", "csv", "--out"], id="report"),
        pytest.param(["report", "--format", "parquet", "--out"], id="report as parquet"),
        pytest.param(["digest", "--session", "2026-07-01", "--preview"], id="digest"),
    ],
)
def test_a_file_that_cannot_be_written_is_named_in_one_line(ask, tmp_path: Path, arguments: list[str]) -> None:
    target = tmp_path / "nowhere" / "x"
    result = ask(*arguments, target)
    assert (result.code, result.out) == (1, "")
    assert result.err.splitlines()[-1].startswith(f"newsimpact: {target}: cannot be written: ")


def test_a_database_that_may_only_be_read_answers_and_takes_no_amendment(ask, july: str, monkeypatch) -> None:
    before = ask("report").out
    for room in ("access", "engine"):  # the rights themselves bind nobody who runs the tests as root
        monkeypatch.setattr(f"storage.{room}.may_write", lambda _: False)
    assert ask("report").out == before
    assert ask("status").code == 0
    refused = ask("amend", july, "--wrong-event")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.splitlines()[-1].startswith("newsimpact: the database may only be read here; copy its folder")


def test_a_locked_database_is_one_line_and_exit_1(ask, tmp_path: Path, monkeypatch) -> None:
    writer = sqlite3.connect(tmp_path / "desk" / "newsimpact.db", isolation_level=None)

    def opened_before_the_other_writes(path: Path) -> Store:
        store = open_store(path, busy_seconds=0.05)
        writer.execute("BEGIN IMMEDIATE")
        return store

    monkeypatch.setattr("tracker.app.open_store", opened_before_the_other_writes)
    result = ask("rebuild")
    writer.close()
    assert (result.code, result.out) == (1, "")
    assert result.err == (
        "newsimpact: the database cannot be used now (database is locked): another process is writing; try again\n"
    )


@pytest.fixture
def status_fails(monkeypatch, newsimpact):
    """`status`, with an exception coming out of its depths."""

    def fail(error: BaseException):
        def read(_: Path, followed: object) -> None:
            raise error

        monkeypatch.setattr("storage.status.read_status", read)
        return newsimpact("status")

    return fail


def test_trouble_of_the_database_is_told_without_the_values_it_was_about(status_fails) -> None:
    from sqlalchemy.exc import DatabaseError

    damaged = sqlite3.DatabaseError("database disk image is malformed")
    result = status_fails(DatabaseError("INSERT INTO fetch", {"url": "https://me:hunter2@paid.example"}, damaged))
    assert (result.code, result.err.count("\n")) == (1, 1)
    assert "(database disk image is malformed): look at its folder and disk" in result.err
    assert "hunter2" not in result.err


def test_a_bug_keeps_its_traceback(status_fails) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError):
        status_fails(IntegrityError("INSERT INTO story", {}, sqlite3.IntegrityError("UNIQUE constraint failed")))
    with pytest.raises(ZeroDivisionError):
        status_fails(ZeroDivisionError())


def test_what_the_system_refuses_is_one_line(status_fails) -> None:
    result = status_fails(PermissionError(13, "Permission denied", "/data/newsimpact.db"))
    assert (result.code, result.err) == (1, "newsimpact: /data/newsimpact.db: Permission denied\n")


def test_an_interrupted_command_ends_with_130_and_no_traceback(status_fails, newsimpact, monkeypatch) -> None:
    assert status_fails(KeyboardInterrupt()).code == 130

    def interrupted() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("tracker.cli.entry.run", interrupted)  # before or after the command itself
    result = newsimpact("status")
    assert (result.code, result.err) == (130, "")


def process(demo, *arguments: str, stdout: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tracker", "--data", str(demo.folder), *arguments]
    return subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("arguments", [["status"], ["report", "--json"], ["--help"]], ids=["short", "long", "help"])
def test_a_reader_who_leaves_early_is_no_error(demo, arguments: list[str]) -> None:
    ended, stdout = os.pipe()
    os.close(ended)
    running = process(demo, *arguments, stdout=stdout)
    os.close(stdout)
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err.replace(f"{NOTICE}\n", "")) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", [["status"], ["report", "--json"]], ids=["short", "long"])
def test_output_onto_a_full_disk_is_one_line_and_exit_1(demo, arguments: list[str]) -> None:
    stdout = os.open("/dev/full", os.O_WRONLY)
    running = process(demo, *arguments, stdout=stdout)
    os.close(stdout)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 1
    assert err.replace(f"{NOTICE}\n", "") == "newsimpact: output: No space left on device\n"


def test_the_version_is_the_installed_one(newsimpact) -> None:
    from importlib.metadata import version

    assert newsimpact("--version").out == f"newsimpact {version('news-impact-tracker')}\n"


def test_asking_an_empty_folder_makes_no_database_in_it(newsimpact, tmp_path: Path) -> None:
    for command in (["report"], ["digest"], ["feeds", "health"], ["rebuild"]):
        newsimpact("init")
        result = newsimpact("--data", tmp_path / "nowhere", *command)
        assert (result.code, "no database yet" in result.err) == (1, True), command
    assert not (tmp_path / "nowhere").exists()


# ── what was expected ───────────────────────────────────────────────────────────────────────────────


def test_the_scorecard_of_the_demo_counts_the_story_that_was_told_before_the_session(ask) -> None:
    told = ask("scorecard").out
    assert "compute leasing, lessor: 1 of 1 (1 story), 95 % interval 2 to 100 %; too few for a share" in told
    scores = rows(ask("scorecard", "--json").out)
    assert {score["share"] for score in scores} == {None}
    assert all(0 <= score["low"] <= score["hits"] / score["n"] <= score["high"] <= 1 for score in scores)
    early = rows(ask("scorecard", "--as-of", "2026-06-30T12:00Z", "--json").out)
    assert early == []


def test_show_tells_what_was_expected_what_the_move_is_made_of_and_what_moved_the_others(ask, july: str) -> None:
    told = " ".join(ask("show", july).out.split())
    assert "META: up expected as lessor" in told and "NBIS, CRWV: down expected as peer" in told
    assert "META d0: +8.4% = market (SPY)" in told
    assert "names, 9 of them exposed: " in told


# ── articles ────────────────────────────────────────────────────────────────────────────────────────


def test_articles_lists_each_one_with_its_story_and_what_it_is_a_copy_of(ask) -> None:
    asked = ("articles", "--since", "2026-07-01")
    told = ask(*asked, "--json")
    found = {row["article"]: row for row in rows(told.out)}
    assert [row["t0"] for row in found.values()] == sorted(row["t0"] for row in found.values())
    assert told.code == 0 and all(row["duplicate_of"] != row["article"] for row in found.values())
    assert {row["relation"] for row in found.values()} >= {"first", "duplicate", "same_event", None}
    for row in found.values():
        assert (row["story"] is None) == (row["relation"] is None)
        assert (row["story"] is None) == (row["reason"] in {"opens_none", "not_about_the_trade"})
        assert (row["duplicate_of"] is None) == (row["duplicate_reason"] is None) == (row["duplicate_score"] is None)
    copy = next(row for row in found.values() if row["relation"] == "duplicate")
    assert copy["duplicate_of"] in found and 0 < copy["duplicate_score"] <= 1
    lines = ask(*asked).out
    assert f"{copy['title']} · {copy['article']}" in lines and f"{copy['duplicate_of']}, " in lines
    assert "in no story: not about the trade" in lines
    one = rows(ask(*asked, "--feed", copy["feed"], "--json").out)
    assert {row["feed"] for row in one} == {copy["feed"]}
    nothing = ask("articles", "--since", "2020-01-02", "--until", "2020-01-03")
    assert nothing.code == 1 and "no article was first seen" in nothing.err
