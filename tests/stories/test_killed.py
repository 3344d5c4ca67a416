"""Sweeps that are killed at random points: nothing lost, nothing doubled, the database intact.

The process is the command itself, killed with SIGKILL at a random moment after it has asked for the first feed. The
feeds grow from round to round and name as their validator the number of items they showed. After every kill each
stored validator must be covered by stored items, since an entry whose validator came first would never come again.
"""

from __future__ import annotations

import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough

FEEDS = 30
SECONDS_PER_FEED = 0.02


@dataclass
class Growing:
    """Feeds that all show the same number of items, more each round."""

    url: str = ""
    items: int = 3
    asked: threading.Event = field(default_factory=threading.Event)
    count: int = 0


@contextmanager
def _growing() -> Iterator[Growing]:
    web = Growing()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            web.asked.set()
            web.count += 1
            time.sleep(random.random() * 2 * SECONDS_PER_FEED)
            etag = f'"{web.items}"'
            known = self.headers.get("If-None-Match") == etag
            items = "".join(f"<item><guid>{n}</guid><title>{self.path} {n}</title></item>" for n in range(web.items))
            body = b"" if known else f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
            self.send_response(304 if known else 200)
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:  # the client was killed
                return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    web.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _kill_sweeps(folder: Path, prices: Path, write_settings, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    database = folder / "data" / "newsimpact.db"
    with _growing() as web:
        feeds = {f"feed-{n}": f"{web.url}/{n}" for n in range(FEEDS)}
        config = write_settings(folder, prices, feeds, {"META": "Meta", "SPY": "SPDR fund"})
        place = ["--config", str(config), "--data", str(folder / "data")]
        command = [sys.executable, "-m", "tracker", *place, "run", "--once"]
        cut_short = 0
        for _ in range(kills):
            _make_due(database)
            web.asked.clear()
            count = web.count
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            assert web.asked.wait(60)
            time.sleep(chance.uniform(0, FEEDS * SECONDS_PER_FEED * 1.3))
            process.send_signal(signal.SIGKILL)
            process.wait()
            cut_short += web.count - count < FEEDS
            _check(database, web.items)
            web.items += 1
        _make_due(database)
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert cut_short >= kills // 3  # the kills did come in the middle
    _check(database, web.items)
    with closing(sqlite3.connect(database)) as connection:
        held = connection.execute("SELECT feed, count(*) FROM article GROUP BY feed ORDER BY feed").fetchall()
        versions = connection.execute("SELECT count(*), max(version) FROM article_version").fetchone()
    assert held == sorted((feed, web.items) for feed in feeds)
    assert versions == (FEEDS * web.items, 1)


def _make_due(database: Path) -> None:
    if database.exists():
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("UPDATE feed_state SET next_check_at = '2026-01-01 00:00:00.000000'")


def _check(database: Path, shown: int) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        counts = dict(connection.execute("SELECT feed, count(*) FROM article GROUP BY feed"))
        doubled = connection.execute("SELECT feed, key FROM article GROUP BY feed, key HAVING count(*) > 1").fetchall()
        states = connection.execute("SELECT feed, etag FROM feed_state WHERE etag IS NOT NULL").fetchall()
    assert doubled == []
    for feed, etag in states:
        promised = int(re.sub(r"\D", "", etag))
        assert counts.get(feed, 0) == promised <= shown, feed


def test_a_few_kills_lose_and_double_nothing(tmp_path: Path, prices: Path, write_settings) -> None:
    _kill_sweeps(tmp_path, prices, write_settings, kills=5, seed=1)


@pytest.mark.soak
def test_forty_kills_lose_and_double_nothing(tmp_path: Path, prices: Path, write_settings) -> None:
    _kill_sweeps(tmp_path, prices, write_settings, kills=40, seed=2)
