"""feeds parse: one line per item, in bounded time, whatever the files hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tracker.clock import monotonic

KEYS = ["file", "key", "title", "link", "published", "published_quality", "summary"]
GOOD = "<rss><channel><item><guid>g</guid><title>A</title></item></channel></rss>"
HOSTILE = "<rss><channel><item>" + "<a/>" * 1_900_000 + "</item></channel></rss>"


def test_every_item_is_a_line_empty_ones_and_repeats_too(newsimpact, tmp_path: Path) -> None:
    item = "<item><guid>g</guid><title>A</title></item>"
    (tmp_path / "feed.xml").write_text(f"<rss><channel>{item}<item/>{item}</channel></rss>")
    result = newsimpact("feeds", "parse", "feed.xml", "--json")
    rows = [json.loads(line) for line in result.out.splitlines()]
    assert [list(row) for row in rows] == [KEYS] * 3
    assert [(row["key"], row["title"]) for row in rows if row["title"]] == [("g", "A"), ("g#2", "A")]
    assert len({row["key"] for row in rows}) == 3
    assert result.err == ""


def test_an_item_that_only_says_when_it_was_updated_was_published_then(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text("<feed><entry><updated>2026-01-07T16:05:00-05:00</updated></entry></feed>")
    (line,) = newsimpact("feeds", "parse", "feed.xml", "--json").out.splitlines()
    row = json.loads(line)
    assert (row["published"], row["published_quality"]) == ("2026-01-07T21:05:00Z", "ok")


def test_a_date_before_there_were_feeds_is_none(newsimpact, tmp_path: Path) -> None:
    item = "<item><title>A</title><pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate></item>"
    (tmp_path / "feed.xml").write_text(f"<rss><channel>{item}</channel></rss>")
    row = json.loads(newsimpact("feeds", "parse", "feed.xml", "--json").out)
    assert (row["published"], row["published_quality"]) == (None, "unreadable")
    assert newsimpact("feeds", "parse", "feed.xml").out.startswith("unreadable ")


def test_json_feeds_are_read(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "feed.json").write_text('{"version": "https://jsonfeed.org/version/1", "items": [{"id": 7}]}')
    (line,) = newsimpact("feeds", "parse", "feed.json", "--json").out.splitlines()
    assert json.loads(line)["key"] == "7"


def test_a_hostile_file_costs_itself_only(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "good.xml").write_text(GOOD)
    (tmp_path / "hostile.xml").write_text(HOSTILE)
    result = newsimpact("feeds", "parse", "good.xml", "hostile.xml", "good.xml", "--json")
    assert result.code == 0
    assert [json.loads(line)["title"] for line in result.out.splitlines()] == ["A", "A"]
    assert result.err == (
        f"feeds parse: hostile.xml: {len(HOSTILE):,} bytes whose reading took more than the 112 MB of memory it may\n"
    )
    assert newsimpact("feeds", "parse", "hostile.xml").code == 1


@pytest.mark.thorough
def test_two_thousand_files_are_read_in_seconds_from_any_folder(tmp_path: Path) -> None:
    for n in range(2_000):
        (tmp_path / f"{n}.xml").write_text(GOOD)
    command = [sys.executable, "-m", "tracker", "feeds", "parse", "--json", *(f"{n}.xml" for n in range(2_000))]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    started = monotonic()
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert monotonic() - started < 30
    assert (run.returncode, run.stderr, run.stdout.count("\n")) == (0, "", 2_000)
