"""The daemon as a process: it works, refuses a twin, tells its state, stops when told; and real feeds on the way."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tracker.clock import ManualClock, SystemClock
from tracker.daemon import Daemon, only_instance, report, run_once
from tracker.errors import AlreadyRunning, StoreError
from tracker.options import WINDOWS
from tracker.records import Problem, Tally

pytestmark = pytest.mark.thorough


def newsimpact(*arguments: object, wait: float = 120) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tracker", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=wait, check=False)


def test_the_daemon_works_refuses_a_twin_and_stops_when_told(
    tmp_path: Path, prices: Path, serving, write_settings, wire_rss
) -> None:
    published = (datetime.now(UTC) - timedelta(days=30)).strftime("%a, %d %b %Y 12:05:00 GMT")
    with serving({"/rss": (200, wire_rss(published))}) as server:
        config = write_settings(tmp_path, prices, {"wire": f"{server}/rss"}, {"META": "Meta", "SPY": "SPDR fund"})
        place = ("--config", config, "--data", tmp_path / "data")
        command = [sys.executable, "-m", "tracker", *map(str, place), "run"]
        daemon = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        try:
            found = wait_for_cycle(place)
            twin = newsimpact(*place, "run", "--once")
            daemon.send_signal(signal.SIGTERM)
            _, log = daemon.communicate(timeout=30)
        finally:
            daemon.kill()
            daemon.wait()
    assert found["daemon"] == {"pid": daemon.pid, "state": "running", "tick_seconds": 1}
    assert found["counts"]["stories"] == 1
    assert (twin.returncode, f"process {daemon.pid} runs on this database" in twin.stderr) == (1, True)
    assert daemon.returncode == 0
    events = [json.loads(line)["event"] for line in log.splitlines()]
    assert events[0] == "started"
    assert events[-1] == "stopped"
    assert "stopped" in newsimpact(*place, "status").stdout


def test_feeds_are_added_and_removed_while_the_daemon_runs(
    tmp_path: Path, prices: Path, serving, write_settings, wire_rss
) -> None:
    published = (datetime.now(UTC) - timedelta(days=30)).strftime("%a, %d %b %Y 12:05:00 GMT")
    bodies = {f"/{name}": (200, wire_rss(published)) for name in ("one", "two")}
    symbols = {"META": "Meta", "SPY": "SPDR fund"}
    with serving(bodies) as server:
        config = write_settings(tmp_path, prices, {"one": f"{server}/one"}, symbols)
        place = ("--config", config, "--data", tmp_path / "data")
        command = [sys.executable, "-m", "tracker", *map(str, place), "run"]
        daemon = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        try:
            wait_for_cycle(place)
            config.write_text("[[feed]]\nurl = 3")
            wait_for_line(daemon, "settings not taken over")
            write_settings(tmp_path, prices, {"two": f"{server}/two"}, symbols)
            taken = wait_for_line(daemon, "feeds taken over")
            wait_for_feeds(tmp_path / "data" / "newsimpact.db", {"one", "two"})
            daemon.send_signal(signal.SIGTERM)
            daemon.communicate(timeout=30)
        finally:
            daemon.kill()
            daemon.wait()
    assert (taken["added"], taken["removed"]) == (["two"], ["one"])
    assert daemon.returncode == 0


def wait_for_line(daemon: subprocess.Popen[str], event: str) -> dict:
    assert daemon.stderr is not None
    for line in daemon.stderr:
        if json.loads(line)["event"] == event:
            return json.loads(line)
    raise AssertionError(f"the daemon ended without {event!r}")


def wait_for_feeds(database: Path, feeds: set[str]) -> None:
    for _ in range(60):
        with sqlite3.connect(database) as connection:
            asked = {name for (name,) in connection.execute("SELECT DISTINCT feed FROM fetch")}
        if asked == feeds:
            return
        time.sleep(0.5)
    raise AssertionError(f"asked {asked}, not {feeds}")


def wait_for_cycle(place: tuple[object, ...]) -> dict:
    for _ in range(60):
        status = newsimpact(*place, "status", "--json")
        if status.returncode == 0 and json.loads(status.stdout)["cycle_at"]:
            return json.loads(status.stdout)
        time.sleep(0.5)
    raise AssertionError("no cycle in 30 seconds")


def test_one_cycle_over_bad_feeds_does_everything_else_and_names_each(
    tmp_path: Path, prices: Path, serving, write_settings, wire_rss
) -> None:
    published = (datetime.now(UTC) - timedelta(days=30)).strftime("%a, %d %b %Y 12:05:00 GMT")
    bodies = {
        "/good": (200, wire_rss(published)),
        "/page": (200, b"<!doctype html><title>Are you a robot?</title>"),
        "/cut": (200, b'<?xml version="1.0"?><rss><channel><item><title>Meta se'),
        "/empty": (200, b""),
        "/dead": (503, b""),
    }
    with serving(bodies) as server:
        feeds = {path.removeprefix("/"): f"{server}{path}" for path in bodies}
        config = write_settings(tmp_path, prices, feeds, {"META": "Meta", "SPY": "SPDR fund", "ZZZZ": "Zzyzx"})
        result = newsimpact("--config", config, "--data", tmp_path / "data", "run", "--once")
    problems = [line for line in result.stderr.splitlines() if not line.startswith("{")]
    assert result.returncode == 0
    expected = {
        "fetch: page: an HTML page, not a feed": 1,
        "fetch: cut: truncated": 1,
        "fetch: empty: ": 1,
        "fetch: dead: HTTP 503": 1,
        "price: ZZZZ: ": 1,
    }
    assert {start: sum(line.startswith(start) for line in problems) for start in expected} == expected
    assert len(problems) == 5
    report_ = newsimpact("--config", config, "--data", tmp_path / "data", "report", "--json")
    found = [json.loads(line) for line in report_.stdout.splitlines()]
    assert {row["symbol"] for row in found} == {"META"}
    assert all(row["abnormal"] is not None for row in found if row["window"] in WINDOWS)


def test_when_no_feed_gives_anything_a_cycle_is_exit_1(tmp_path: Path, prices: Path, serving, write_settings) -> None:
    with serving({}) as server:
        config = write_settings(tmp_path, prices, {"gone": f"{server}/gone"}, {"META": "Meta", "SPY": "SPDR fund"})
        result = newsimpact("--config", config, "--data", tmp_path / "data", "run", "--once")
    assert (result.returncode, "no feed gave anything" in result.stderr) == (1, True)


def test_real_feeds_and_real_prices_go_the_whole_way_and_nothing_is_lost(
    tmp_path: Path, shared: Path, serving, write_settings, wire_rss
) -> None:
    real = sorted((shared / "data/feeds/real").iterdir())
    with (shared / "data/feeds/expected.tsv").open(newline="") as file:
        table = csv.DictReader(file, delimiter="\t")
        expected = {Path(row["path"]).name: int(row["expected_entries"]) for row in table if row["corpus"] == "real"}
    bodies = {f"/{path.name}": (200, path.read_bytes()) for path in real}
    bodies["/tracker"] = (200, wire_rss("Wed, 01 Jul 2026 12:05:00 GMT"))
    folder = tmp_path / "prices"
    folder.mkdir()
    (folder / "daily.csv").symlink_to(shared / "data/prices/daily.csv")
    names = {"CRWV": "CoreWeave", "NBIS": "Nebius", "META": "Meta", "NVDA": "Nvidia", "AMD": "AMD", "AVGO": "Broadcom"}
    names |= {"MU": "Micron", "SMH": "VanEck fund", "SOXX": "iShares fund", "QQQ": "Invesco fund", "SPY": "SPDR fund"}
    with serving(bodies) as server:
        feeds = {f"f-{path.removeprefix('/')}": f"{server}{path}" for path in bodies}
        config = write_settings(tmp_path, folder, feeds, names)
        place = ("--config", config, "--data", tmp_path / "data")
        result = newsimpact(*place, "run", "--once", wait=240)
        again = newsimpact(*place, "run", "--once", wait=240)
    assert (result.returncode, "Traceback" in result.stderr) == (0, False)
    assert again.returncode == 0
    with sqlite3.connect(tmp_path / "data/newsimpact.db") as connection:
        held = dict(connection.execute("SELECT feed, count(*) FROM article GROUP BY feed").fetchall())
        versions = connection.execute("SELECT count(*), max(version) FROM article_version").fetchone()
    # A feed may repeat an item word for word, or be cut off inside one: each of those is named on a line of its own.
    named = Counter(
        line.split(": ")[1] for line in result.stderr.splitlines() if re.match(r"fetch: f-\w+: item ", line)
    )
    assert {name: held.get(f"f-{name}", 0) + named[f"f-{name}"] for name in expected} == expected
    assert versions == (sum(held.values()), 1)
    rows = [
        json.loads(line) for line in newsimpact(*place, "report", "--since", "2026-07-01", "--json").stdout.splitlines()
    ]
    d0 = {row["symbol"]: row for row in rows if row["window"] == "d0"}
    # The moves of that day as published: -13.9 %, +8.8 %.
    assert d0["CRWV"]["raw"] == pytest.approx(-0.139, abs=5e-4)
    assert d0["META"]["raw"] == pytest.approx(0.088, abs=5e-4)
    assert d0["CRWV"]["t"] < -2


# ── pieces of it, in this process ───────────────────────────────────────────────────────────────────


def test_a_cycle_that_breaks_is_logged_and_the_next_one_goes_on(newsdesk, monkeypatch) -> None:
    outcomes: list[object] = [StoreError("disk full"), RuntimeError("a bug"), ()]
    seen: list[object] = []

    def cycle(desk: object, now: datetime) -> object:
        outcome = outcomes[len(seen)]
        seen.append(outcome)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr("tracker.daemon.cycle", cycle)
    daemon = Daemon(newsdesk.desk, ManualClock(newsdesk.now), 1.0)
    for _ in range(3):
        daemon.tick()
    assert seen == outcomes
    daemon.stop.set()
    daemon.tick()
    assert len(seen) == 3


def test_the_daemon_ends_when_told_from_another_thread(newsdesk) -> None:
    daemon = Daemon(newsdesk.desk, SystemClock(), 0.05)
    runner = threading.Thread(target=daemon.run)
    runner.start()
    time.sleep(0.3)
    daemon.stop.set()
    runner.join(timeout=20)
    assert not runner.is_alive()


def test_the_first_signal_asks_and_the_second_ends_at_once(newsdesk) -> None:
    daemon = Daemon(newsdesk.desk, SystemClock(), 60.0)
    daemon._on_signal(signal.SIGTERM, None)
    assert daemon.stop.is_set()
    with pytest.raises(SystemExit) as ended:
        daemon._on_signal(signal.SIGTERM, None)
    assert ended.value.code == 128 + signal.SIGTERM


def test_a_signal_stops_a_daemon_in_the_main_thread(newsdesk) -> None:
    daemon = Daemon(newsdesk.desk, SystemClock(), 60.0)
    before = signal.getsignal(signal.SIGTERM)

    def stop() -> None:
        # Only once the daemon listens: before that, the signal would end the tests themselves.
        while signal.getsignal(signal.SIGTERM) == before:
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=stop).start()
    daemon.run()
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_database_has_one_holder_at_a_time(tmp_path: Path) -> None:
    with only_instance(tmp_path), pytest.raises(AlreadyRunning, match=str(os.getpid())), only_instance(tmp_path):
        pass
    with only_instance(tmp_path):
        pass


def test_run_once_turns_interrupted_mail_into_uncertain(newsdesk) -> None:
    from storage import outbox

    newsdesk.with_reader("reader@news.example").at("2026-07-01T21:00").lives()
    with newsdesk.desk.store.write() as connection:
        (message,) = outbox.messages(connection, "digest")
        outbox.settle(connection, message.message_id, "sending")
    run_once(newsdesk.desk, ManualClock(newsdesk.now))
    with newsdesk.desk.store.read() as connection:
        assert [m.state for m in outbox.messages(connection, "digest")] == ["uncertain"]


def test_a_cycle_is_logged_with_a_line_per_stage_that_did_something(caplog: pytest.LogCaptureFixture) -> None:
    from structlog.testing import capture_logs

    trouble = Problem(stage="fetch", subject="wire", reason="HTTP 503")
    with capture_logs() as lines:
        report(
            (
                Tally(stage="fetch", taken=3, made=1, dropped={"known": 2}, problems=(trouble,)),
                Tally(stage="group", taken=0, made=0),
            )
        )
    assert [line["event"] for line in lines] == ["fetch", "fetch"]
    assert lines[0]["known"] == 2
    assert lines[1]["reason"] == "HTTP 503"
