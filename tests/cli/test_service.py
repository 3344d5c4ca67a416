"""run, digest --send and the Python entry, in this process against servers on loopback."""

from __future__ import annotations

import json
import socket
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tracker.cli.service import _ago, _daemon_state
from tracker.daemon import only_instance
from tracker.errors import AlreadyRunning, StoreError

PUBLISHED = (datetime.now(UTC) - timedelta(days=30)).strftime("%a, %d %b %Y 12:05:00 GMT")


@pytest.fixture
def place(tmp_path: Path, prices: Path, serving, write_settings, wire_rss):
    bodies = {"/rss": (200, wire_rss(PUBLISHED)), "/page": (200, b"<html><title>No</title></html>")}
    with serving(bodies) as server:
        feeds = {"wire": f"{server}/rss", "page": f"{server}/page", "gone": f"{server}/gone"}
        config = write_settings(tmp_path, prices, feeds, {"META": "Meta", "SPY": "SPDR fund", "ZZZZ": "Zzyzx"})
        yield "--config", config, "--data", tmp_path / "data"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def write_to(monkeypatch):
    """Sets up mail by the environment: a reader, and the port of a server on loopback."""

    def set_up(reader: str, port: int) -> None:
        mail = {"ENABLED": "true", "HOST": "127.0.0.1", "PORT": str(port), "SECURITY": "none"}
        mail |= {"SENDER": "desk@news.example", "RECIPIENTS": f'["{reader}"]'}
        for key, value in mail.items():
            monkeypatch.setenv(f"NEWSIMPACT__MAIL__{key}", value)

    return set_up


def test_run_once_counts_what_it_did_on_stdout_and_names_problems_on_stderr(newsimpact, place) -> None:
    result = newsimpact(*place, "run", "--once")
    assert result.code == 0
    stages = {line.split()[0]: line for line in result.out.splitlines()}
    assert list(stages) == [
        "fetch",
        "extract",
        "group",
        "expect",
        "price",
        "measure",
        "bars",
        "windows",
        "digest",
        "deliver",
    ]
    assert stages["fetch"].split()[1:5] == ["1", "in", "1", "out"]
    problems = [line for line in result.err.splitlines() if line.startswith("fetch: ")]
    assert [line.split(":")[1].strip() for line in problems] == ["page", "gone"]
    assert "1 symbol without an answer" in newsimpact(*place, "status").out
    health = [json.loads(line) for line in newsimpact(*place, "feeds", "health", "--json").out.splitlines()]
    assert {feed["feed"] for feed in health if feed["state"] != "ok"} == {"page", "gone"}
    assert (health[-1]["feed"], len(health)) == ("wire", 3)


def test_bad_items_of_a_feed_that_is_well_are_no_failure_of_the_feeds(
    newsimpact, tmp_path: Path, prices: Path, serving, write_settings, wire_rss
) -> None:
    body = wire_rss(PUBLISHED).replace(b"</channel>", b"<item></item><item></item></channel>")
    with serving({"/rss": (200, body)}) as server:
        feeds = {"wire": f"{server}/rss", "gone": f"{server}/gone"}
        config = write_settings(tmp_path, prices, feeds, {"META": "Meta", "SPY": "SPDR fund"})
        result = newsimpact("--config", config, "--data", tmp_path / "data", "run", "--once")
    named = [line.split(": ")[1] for line in result.err.splitlines()]
    assert (result.code, sorted(named)) == (0, ["gone", "wire", "wire"])


def test_only_when_every_feed_was_asked_in_vain_a_cycle_is_exit_1(
    newsimpact, tmp_path: Path, prices: Path, serving, write_settings
) -> None:
    with serving({}) as server:
        feeds = {"gone": f"{server}/gone", "lost": f"{server}/lost"}
        config = write_settings(tmp_path, prices, feeds, {"META": "Meta", "SPY": "SPDR fund"})
        first = newsimpact("--config", config, "--data", tmp_path / "data", "run", "--once")
        again = newsimpact("--config", config, "--data", tmp_path / "data", "run", "--once")
    assert (first.code, "no feed gave anything" in first.err) == (1, True)
    assert (again.code, again.err) == (0, "")  # nobody was due yet


@pytest.mark.parametrize("place", ["taken", "taken/below"])
def test_a_data_folder_that_cannot_be_written_is_named_with_the_cure(newsimpact, tmp_path: Path, place: str) -> None:
    newsimpact("init")
    (tmp_path / "taken").write_text("a file, not a folder")
    result = newsimpact("--data", tmp_path / place, "run", "--once")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith(f"newsimpact: {tmp_path / place}: cannot be written: ")
    assert result.err.endswith("name another folder with --data\n")


def test_a_lock_that_the_system_cannot_give_is_not_taken_for_another_process(tmp_path: Path, monkeypatch) -> None:
    import errno

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(StoreError, match="No locks available; name another") as caught, only_instance(tmp_path):
        pass
    assert not isinstance(caught.value, AlreadyRunning)


def test_a_demo_that_cannot_write_its_results_says_so_before_it_begins(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    result = newsimpact("demo", "--out", tmp_path / "taken" / "demo-out")
    assert (result.code, result.out) == (1, "")
    assert (
        result.err == f"newsimpact: {tmp_path}/taken/demo-out: cannot be written: Not a directory; name another place\n"
    )


def test_run_once_with_a_job_that_broke_is_exit_1(newsimpact, place, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("tracker.jobs.tell", broken)
    result = newsimpact(*place, "run", "--once")
    assert (result.code, "group: the whole job: ZeroDivisionError" in result.err) == (1, True)


def test_digest_send_hands_the_mail_to_the_server_once(newsimpact, place, write_to) -> None:
    newsimpact(*place, "run", "--once")
    got: list[bytes] = []

    class Box:
        async def handle_DATA(self, server, session, envelope) -> str:
            got.append(envelope.content)
            return "250 OK"

    port = free_port()
    controller = Controller(Box(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        write_to("reader@news.example", port)
        first = newsimpact(*place, "digest", "--send")
        second = newsimpact(*place, "digest", "--send")
    finally:
        controller.stop()
    assert (first.code, "1 queued, 0 made before, 1 sent" in first.out) == (0, True)
    assert (second.code, "0 queued, 1 made before, 0 sent" in second.out) == (0, True)
    assert len(got) == 1
    assert b"To: reader@news.example" in got[0]


def test_status_speaks_of_no_symbol_that_was_taken_out_of_the_settings(newsimpact, place) -> None:
    newsimpact(*place, "run", "--once")
    assert "ZZZZ" in newsimpact(*place, "status").out
    config = place[1]
    config.write_text(config.read_text().partition('[[instrument]]\nsymbol = "ZZZZ"')[0])
    assert "prices    well" in newsimpact(*place, "status").out


def test_digest_send_to_nobody_is_a_mistake_of_the_settings(newsimpact, place) -> None:
    newsimpact(*place, "run", "--once")
    result = newsimpact(*place, "digest", "--send")
    assert (result.code, "mail.recipients" in result.err) == (2, True)


def test_digest_send_of_a_session_that_is_not_over_is_refused(newsimpact, place, write_to) -> None:
    newsimpact(*place, "run", "--once")
    write_to("reader@news.example", free_port())
    result = newsimpact(*place, "digest", "--send", "--session", "2027-01-04")
    assert (result.code, "not final yet" in result.err) == (2, True)


def test_digest_send_tries_again_what_was_given_up(newsimpact, place, write_to) -> None:
    newsimpact(*place, "run", "--once")
    write_to("reader@news.example", free_port())
    newsimpact(*place, "digest", "--send")
    with sqlite3.connect(place[3] / "newsimpact.db") as connection:
        connection.execute("UPDATE outbox SET state = 'failed'")
    assert "1 queued, 0 made before" in newsimpact(*place, "digest", "--send").out


def test_digest_send_to_a_server_that_is_down_is_exit_1_and_keeps_the_mail(newsimpact, place, write_to) -> None:
    newsimpact(*place, "run", "--once")
    write_to("reader@news.example", free_port())
    result = newsimpact(*place, "digest", "--send")
    assert (result.code, "next try" in result.err) == (1, True)
    assert "1 queued" in newsimpact(*place, "status").out


def test_the_python_entry_gives_the_same_answers_as_the_command_line(demo, tmp_path: Path) -> None:
    import shutil

    from tracker.api import Tracker
    from tracker.config import default_config_text
    from tracker.options import ReportFilter

    (tmp_path / "config.toml").write_text(default_config_text())
    shutil.copy(demo.folder / "newsimpact.db", tmp_path / "newsimpact.db")
    with Tracker.open(tmp_path / "config.toml", tmp_path) as tracker:
        rows = tracker.report(ReportFilter(type="compute_leasing", symbol="CRWV", window="d0"))
        assert [(row.telling, row.relation) for row in rows] == [
            (3, "follow_up"),
            (3, "denial"),
            (3, "retelling"),
            (2, "retelling"),
            (1, None),
        ]
        assert tracker.story(rows[2].story).novelty.telling == 3
        assert len(tracker.trace(rows[2].story, "CRWV").bars) == 4
        assert tracker.extract("Nebius signs AI computing contract with Microsoft").relevant


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "5 seconds ago"),
        (119, "119 seconds ago"),
        (121, "2 minutes ago"),
        (7300, "2 hours ago"),
        (200000, "2 days ago"),
    ],
)
def test_how_long_ago_is_said_in_the_largest_unit_of_which_there_are_two(seconds: int, words: str) -> None:
    now = datetime(2026, 7, 1, tzinfo=UTC)
    assert _ago(now - timedelta(seconds=seconds), now) == words
    assert _ago(None, now) == "never"


@pytest.mark.parametrize(
    ("daemon", "seconds", "words"),
    [
        pytest.param({"state": "stopped"}, 10, "stopped 10 seconds ago", id="stopped"),
        pytest.param({"state": "running", "pid": 7, "tick_seconds": 30}, 100, "running, last sign", id="running"),
        pytest.param({"state": "running", "pid": 7, "tick_seconds": 30}, 421, "gave no sign of life", id="hung"),
    ],
)
def test_a_daemon_is_called_silent_when_it_missed_ten_ticks(daemon: dict, seconds: int, words: str) -> None:
    from storage.status import Status

    now = datetime(2026, 7, 1, tzinfo=UTC)
    status = Status(
        counts={},
        daemon_at=now - timedelta(seconds=seconds),
        daemon=daemon,
        cycle_at=None,
        cycle={},
        failing=(),
        feeds_ok=0,
        feeds={},
        prices=(),
        outbox={},
        last_digest=None,
    )
    assert _daemon_state(status, now).startswith(words)
