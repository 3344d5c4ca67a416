"""What the user said is kept as it was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.amendments import amendments_state, load_amendments, save_amendment
from storage.engine import Store
from storage.rebuild import empty_derived
from tracker.records import Amendment, AmendmentKind

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
SPLIT = Amendment(
    id="m2",
    at=NOON + timedelta(hours=1),
    kind=AmendmentKind.SPLIT,
    articles=("a2", "a3"),
    from_articles=("a1",),
    note="two pièces\n",
)
TIMED = Amendment(id="m1", at=NOON, kind=AmendmentKind.SET_TIME, articles=("a1",), time=NOON - timedelta(hours=2))
WRONG = Amendment(id="m3", at=NOON + timedelta(hours=2), kind=AmendmentKind.WRONG_EVENT, articles=("a1",), event="mna")
TAKEN = Amendment(id="m4", at=NOON + timedelta(hours=3), kind=AmendmentKind.WITHDRAW, articles=("a1",), withdraws="m3")
EVERY = [TIMED, SPLIT, WRONG, TAKEN]


@pytest.fixture
def store(tmp_path: Path, new_store) -> Store:
    found = new_store(tmp_path / "newsimpact.db")
    with found.write() as connection:
        for said in reversed(EVERY):
            assert save_amendment(connection, said)
    return found


def test_amendments_come_out_as_they_went_in_in_the_order_they_were_said(store: Store) -> None:
    with store.read() as connection:
        assert load_amendments(connection) == EVERY


def test_as_of_an_instant_there_is_what_was_said_by_then(store: Store) -> None:
    with store.read() as connection:
        assert load_amendments(connection, NOON + timedelta(hours=1)) == [TIMED, SPLIT]
        assert load_amendments(connection, NOON - timedelta(seconds=1)) == []
        assert amendments_state(connection, NOON + timedelta(hours=1)) == (2, NOON + timedelta(hours=1))
        assert amendments_state(connection, NOON - timedelta(seconds=1)) == (0, None)


def test_an_amendment_is_kept_once_and_never_changed(store: Store) -> None:
    with store.write() as connection:
        assert not save_amendment(connection, replace(SPLIT, note="other words"))
        assert load_amendments(connection) == EVERY


def test_a_rebuild_keeps_them(store: Store) -> None:
    with store.write() as connection:
        empty_derived(connection)
        assert load_amendments(connection) == EVERY
