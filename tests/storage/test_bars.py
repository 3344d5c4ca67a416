"""Every vintage of a bar is kept; an answer that restates others is stored whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from storage.bars import load_vintages, save_answers, save_bars, series_known
from storage.engine import Store
from tracker.records import Bar, BarAnswer, BarRequest

MORNING, NOON = (datetime(2026, 7, 9, hour, tzinfo=UTC) for hour in (8, 12))
DAYS = [date(2026, 7, n) for n in (1, 2, 6)]


def bar(day: date, close: float = 1.0, fetched: datetime = MORNING, provider: str = "p") -> Bar:
    return Bar(
        symbol="ACME",
        interval="1d",
        start=datetime.combine(day, time(), UTC),
        open=None,
        high=None,
        low=None,
        close=close,
        adj_close=None,
        volume=None,
        provider=provider,
        fetched_at=fetched,
        is_final=True,
    )


@pytest.fixture
def store(tmp_path: Path, new_store) -> Store:
    return new_store(tmp_path / "newsimpact.db")


def test_a_bar_that_is_the_same_is_written_again_only_when_the_answer_is_to_be_stored_whole(store: Store) -> None:
    first = [bar(day) for day in DAYS]
    again = [replace(item, fetched_at=NOON, close=2.0 if item.session == DAYS[0] else 1.0) for item in first]
    with store.write() as connection:
        assert save_bars(connection, first) == 3
        assert save_bars(connection, again, whole=True) == 3
        assert save_bars(connection, again, whole=True) == 0  # of one moment the first stands
        assert save_bars(connection, [replace(item, fetched_at=NOON.replace(hour=13)) for item in again]) == 0
        assert [(b.fetched_at, b.close) for b in load_vintages(connection, "ACME", provider="p")] == [
            (MORNING, 1.0), (MORNING, 1.0), (MORNING, 1.0), (NOON, 2.0), (NOON, 1.0), (NOON, 1.0),
        ]  # fmt: skip


def test_vintages_are_those_of_one_provider_known_at_an_instant(store: Store) -> None:
    with store.write() as connection:
        save_bars(connection, [bar(DAYS[0]), bar(DAYS[0], 5.0, provider="other")])
        save_bars(connection, [bar(DAYS[0], 2.0, NOON)])
        known = load_vintages(connection, "ACME", provider="p", as_of=MORNING)
        assert [item.close for item in known] == [1.0]


def test_what_is_held_and_what_was_only_asked_for_is_known(store: Store) -> None:
    request = BarRequest(symbol="ZETA", interval="1d", first=DAYS[0], last=DAYS[1])
    answer = BarAnswer(request=request, provider="p", asked_at=NOON, outcome="no_data", bars=0)
    with store.write() as connection:
        save_bars(connection, [bar(day) for day in DAYS])
        save_answers(connection, [answer, answer])
        assert series_known(connection) == [("ACME", "1d", "p"), ("ZETA", "1d", "p")]
