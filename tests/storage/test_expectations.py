"""What was expected is kept as it was said, and only keeping it gives access to prices."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from storage.engine import Store
from storage.expectations import Registered, load_expectations, recall, register
from storage.rebuild import empty_derived
from tracker.records import Basis, Bucket, Expectation, Exposure, ExposureKind, Stamp

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DOWN = Expectation(
    story="s1",
    symbol="CRWV",
    type="compute_leasing",
    subtype="raw_capacity",
    party="peer",
    sign=-1,
    rule="compute_leasing.raw_capacity (abc)",
    made_at=NOON,
    hash="h1",
)
UP = replace(DOWN, sign=1, made_at=NOON + HOUR, hash="h2")


def met(symbol: str = "CRWV", story: str = "s1") -> Exposure:
    return Exposure(
        story=story,
        symbol=symbol,
        kind=ExposureKind.THEME,
        t0=Stamp(at=NOON, basis=Basis.PUBLISHED),
        bucket=Bucket.PRE,
        session=date(2026, 7, 1),
        close=NOON + 8 * HOUR,
    )


@pytest.fixture
def store(tmp_path: Path, new_store) -> Store:
    return new_store(tmp_path / "newsimpact.db")


def test_what_is_said_the_same_again_is_kept_once_and_with_its_first_time(store: Store) -> None:
    with store.write() as connection:
        register(connection, [met()], [DOWN])
        register(connection, [met()], [replace(DOWN, made_at=NOON + HOUR, hash="h3")])
        assert load_expectations(connection) == [DOWN]


def test_another_reading_is_a_further_row_and_changes_nothing_of_the_first(store: Store) -> None:
    with store.write() as connection:
        register(connection, [met()], [DOWN])
        register(connection, [met()], [UP])
        register(connection, [met()], [replace(DOWN, made_at=NOON + 2 * HOUR, hash="h3")])
        assert [item.sign for item in load_expectations(connection)] == [-1, 1, -1]
        assert load_expectations(connection, NOON + HOUR) == [DOWN, UP]
        assert load_expectations(connection, NOON - HOUR) == []


def test_a_rebuild_keeps_them_although_the_story_goes(store: Store) -> None:
    with store.write() as connection:
        register(connection, [met()], [DOWN])
        empty_derived(connection)
        assert load_expectations(connection) == [DOWN]


def test_only_exposures_whose_expectation_is_stored_are_let_through(store: Store) -> None:
    with store.write() as connection:
        registered = register(connection, [met(), met("NBIS"), met(story="s2")], [DOWN])
    assert registered.exposures == (met(),)


def test_nobody_else_can_make_the_key_to_the_prices() -> None:
    with pytest.raises(TypeError, match="write the expectations down"):
        Registered([met()])
    with pytest.raises(TypeError, match="write the expectations down"):
        Registered([met()], seal=object())


def test_recalling_adds_nothing_and_lets_through_what_was_never_expected_of(store: Store) -> None:
    registered = recall([met("NBIS")], [])
    with store.read() as connection:
        assert load_expectations(connection) == []
    assert registered.exposures == (met("NBIS"),)


def test_a_story_touches_what_it_is_measured_on_and_what_it_was_ever_expected_to_move(store: Store) -> None:
    others = [
        replace(DOWN, symbol="IREN"),
        replace(DOWN, symbol="NVDA", sign=None, party="supplier"),
        replace(DOWN, symbol="MSFT", sign=0),
        replace(UP, symbol="META", story="s2"),
    ]
    with store.write() as connection:
        registered = register(connection, [met()], [DOWN, *others])
    assert registered.touched == {"s1": {"CRWV", "IREN"}, "s2": {"META"}}
