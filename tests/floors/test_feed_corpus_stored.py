"""Every feed of the corpora goes into one database, and again: the second pass changes no row, and nothing acts."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage import articles, feeds
from storage.engine import Store, open_store
from tracker.errors import NotAFeed
from tracker.intake import articles_of, keep
from tracker.reading import GuardedReader
from tracker.records import FeedState, Fetched, FetchOutcome, ParsedFeed

pytestmark = pytest.mark.thorough

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
ACTIVE = re.compile(r"<script|\bon[a-z]{3,20}\s*=\s*['\"]|<iframe|<object|<embed", re.I)
"""An article on the language may well say "JavaScript:"; as the beginning of a link it would act."""


def _bodies(shared: Path) -> list[tuple[str, bytes]]:
    folder = shared / "data/feeds"
    with (folder / "expected.tsv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [(row["path"], (folder / row["corpus"] / row["path"]).read_bytes()) for row in rows]


def _take_in(connection: Connection, state: FeedState, body: bytes, parsed: ParsedFeed, now: datetime) -> FeedState:
    got = Fetched(feed=state.feed, url="u", final_url="u", at=now, outcome=FetchOutcome.OK, status=200, body=body)
    found = articles_of(connection, state, parsed.items, now, body_hash=feeds.keep_body(connection, got))
    keep(connection, state.feed, found, now)
    return replace(state, key_policy=str(found.policy), first_polled_at=state.first_polled_at or now)


def _held(store: Store) -> dict[str, list[tuple[object, ...]]]:
    tables = ("article", "article_version", "article_name")
    with store.read() as connection:
        return {
            table: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4")]
            for table in tables
        }


def test_a_second_pass_over_every_feed_changes_no_row_and_nothing_stored_acts(tmp_path: Path, shared: Path) -> None:
    store = open_store(tmp_path / "newsimpact.db")
    taken: list[tuple[FeedState, bytes, ParsedFeed]] = []
    with GuardedReader() as reader, store.write() as connection:
        for number, (_, body) in enumerate(_bodies(shared)):
            state = FeedState(feed=f"f{number}", url="u", next_check_at=NOW)
            try:
                parsed = reader.read(body, base_url="http://feed.example/", content_type=None)
            except NotAFeed:
                continue
            taken.append((_take_in(connection, state, body, parsed, NOW), body, parsed))
    assert len(taken) > 2000
    before = _held(store)
    with store.write() as connection:
        for state, body, parsed in taken:
            _take_in(connection, state, body, parsed, NOW + timedelta(hours=1))
    assert _held(store) == before
    with store.read() as connection:
        stored = articles.known_as_of(connection)
    assert len(stored) > 2500
    assert [item.key for item in stored for text in (item.title, item.summary, item.url) if ACTIVE.search(text)] == []
    assert {item.url.partition(":")[0] for item in stored} <= {"http", "https", ""}
