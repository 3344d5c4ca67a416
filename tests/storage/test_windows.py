"""Windows around the minute of the news: kept as they are, per story, and asked for again when they are due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage import stories, windows
from storage.engine import Store
from storage.rebuild import empty_derived
from storage.schema import window_impact
from tracker.records import AnchorKind, Basis, Reason, Stamp, Story, WindowImpact

NOON = datetime(2026, 7, 1, 16, 0, tzinfo=UTC)
WEDNESDAY = date(2026, 7, 1)


def told(name: str) -> Story:
    return Story(
        id=name,
        headline="ACME sells compute",
        type="compute_leasing",
        subtype=None,
        actor="ACME",
        counterparty=None,
        themes=(),
        participants=("ACME",),
        t0=Stamp(at=NOON, basis=Basis.PUBLISHED),
        t0_earliest=NOON,
        t0_latest=NOON,
        links=(),
        sources=1,
        independent=1,
        backfilled=False,
    )


@pytest.fixture
def store(tmp_path: Path, new_store) -> Store:
    found = new_store(tmp_path / "newsimpact.db")
    with found.write() as connection:
        stories.save_stories(connection, [told("s1"), told("s2")])
    return found


MEASURED = WindowImpact(
    story="s1",
    symbol="ACME",
    session=WEDNESDAY,
    window="5m",
    due_at=NOON + timedelta(minutes=25),
    impact=0.1 + 0.2,
    tradable=0.01,
    market=-0.002,
    market_adjusted=0.302,
    anchor_kind=AnchorKind.INTRADAY,
    anchor_at=NOON,
    anchor_price=100.0,
    first_at=NOON,
    first_price=101.0,
    end_at=NOON + timedelta(minutes=5),
    end_price=130.0,
    halted=True,
    interval="5m",
    provider="files",
    benchmark="MKT",
    inputs="abc",
)
WAITING = WindowImpact(
    story="s2",
    symbol="ACME",
    session=WEDNESDAY,
    window="d1",
    due_at=NOON + timedelta(days=1),
    impact_reason=Reason.NOT_YET,
    tradable_reason=Reason.NOT_YET,
    market_reason=Reason.NOT_YET,
    detail="ACME: not over",
)


def test_windows_come_back_as_they_were_and_saving_twice_changes_nothing(store: Store) -> None:
    with store.write() as connection:
        assert windows.save_windows(connection, {"s1": "m", "s2": "m"}, [MEASURED, WAITING]) == 2
        assert windows.save_windows(connection, {"s1": "m", "s2": "m"}, [MEASURED, WAITING]) == 0
        assert windows.load_windows(connection) == [MEASURED, WAITING]


def test_only_the_windows_of_the_stories_named_are_replaced(store: Store) -> None:
    later = replace(MEASURED, window="30m")
    with store.write() as connection:
        windows.save_windows(connection, {"s1": "m", "s2": "m"}, [MEASURED, WAITING])
        assert windows.save_windows(connection, {"s1": "m"}, [later]) == 2
        assert windows.load_windows(connection) == [later, WAITING]


def test_a_story_is_due_when_a_window_it_waited_for_has_ended(store: Store) -> None:
    end = NOON + timedelta(days=1)
    with store.write() as connection:
        windows.save_windows(connection, {"s1": "m", "s2": "m"}, [MEASURED, WAITING])
        assert windows.stories_due(connection, end - timedelta(seconds=1)) == set()
        assert windows.stories_due(connection, end) == {"s2"}


def test_windows_go_with_their_story_and_with_what_is_derived(store: Store) -> None:
    count = select(func.count()).select_from(window_impact)
    with store.write() as connection:
        windows.save_windows(connection, {"s1": "m", "s2": "m"}, [MEASURED, WAITING])
        stories.save_stories(connection, [], gone=["s1"])
        assert connection.execute(count).scalar() == 1
        empty_derived(connection)
        assert connection.execute(count).scalar() == 0
