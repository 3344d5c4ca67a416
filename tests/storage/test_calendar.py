"""Dated events: what stood in a file, and when; nothing of it is ever lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage.calendar import change_calendar, forget_sources, load_calendar, save_calendar, standing
from storage.engine import Store
from storage.schema import calendar_event
from tracker.records import CalendarEvent, CalendarKind, stable_id

MONDAY = datetime(2026, 7, 6, 12, tzinfo=UTC)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 3))


@pytest.fixture
def store(tmp_path: Path, new_store) -> Store:
    return new_store(tmp_path / "newsimpact.db")


def event(name: str, day: int = 11, source: str = "calendar.csv", **changes: object) -> CalendarEvent:
    made = CalendarEvent(
        id=stable_id("c", name, day, source),
        date=date(2026, 8, day),
        time=None,
        kind=CalendarKind.EARNINGS,
        symbol="CRWV",
        name=name,
        source=source,
        first_seen=MONDAY,
    )
    return replace(made, **changes)


def names(store: Store, as_of: datetime | None = None) -> list[str]:
    with store.read() as connection:
        return [item.name for item in load_calendar(connection, as_of)]


def save(store: Store, now: datetime, *events: CalendarEvent, source: str = "calendar.csv") -> int:
    with store.write() as connection:
        return save_calendar(connection, source, [replace(item, first_seen=now) for item in events], now)


def test_an_event_comes_out_as_it_went_in(store: Store) -> None:
    timed = event("Rates", time=datetime(2026, 8, 11, 18, tzinfo=UTC), kind=CalendarKind.MACRO, symbol=None)
    assert save(store, MONDAY, event("Results"), timed) == 2
    with store.read() as connection:
        assert load_calendar(connection) == [timed, event("Results")]


def test_saving_again_adds_nothing_and_keeps_when_it_was_first_seen(store: Store) -> None:
    save(store, MONDAY, event("Results"))
    assert save(store, TUESDAY, event("Results")) == 0
    with store.read() as connection:
        assert load_calendar(connection) == [event("Results")]


def test_a_row_that_vanished_is_gone_from_then_on_and_was_there_before(store: Store) -> None:
    save(store, MONDAY, event("Results"), event("Lock-up"))
    save(store, TUESDAY, event("Lock-up"))
    assert names(store) == ["Lock-up"]
    assert names(store, MONDAY) == names(store, TUESDAY - timedelta(seconds=1)) == ["Lock-up", "Results"]
    assert names(store, TUESDAY) == ["Lock-up"]
    assert names(store, MONDAY - timedelta(seconds=1)) == []


def test_a_row_that_comes_back_was_away_in_between(store: Store) -> None:
    for moment, rows in ((MONDAY, [event("Results")]), (TUESDAY, []), (WEDNESDAY, [event("Results")]), (THURSDAY, [])):
        save(store, moment, *rows)
    days = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY)
    assert [names(store, day) for day in days] == [["Results"], [], ["Results"], []]
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(calendar_event)).scalar() == 2


def test_a_file_says_nothing_of_what_stands_in_another(store: Store) -> None:
    save(store, MONDAY, event("Results"))
    save(store, MONDAY, event("Rates", source="macro.csv"), source="macro.csv")
    save(store, TUESDAY, source="macro.csv")
    assert names(store) == ["Results"]


def test_a_file_that_is_no_longer_listed_loses_its_events(store: Store) -> None:
    save(store, MONDAY, event("Results"))
    save(store, MONDAY, event("Rates", source="macro.csv"), source="macro.csv")
    with store.write() as connection:
        assert forget_sources(connection, ["macro.csv"], TUESDAY) == 1
        assert forget_sources(connection, ["macro.csv"], WEDNESDAY) == 0
    assert (names(store), names(store, MONDAY)) == (["Rates"], ["Rates", "Results"])
    with store.write() as connection:
        assert forget_sources(connection, [], WEDNESDAY) == 1


def test_a_date_that_a_provider_changes_was_another_one_before(store: Store) -> None:
    early, late = event("Results", 11, source="yahoo"), event("Results", 13, source="yahoo", first_seen=TUESDAY)
    other = event("Results", 12, source="yahoo", symbol="NBIS", id="c-nbis")
    with store.write() as connection:
        assert change_calendar(connection, "yahoo", [early], [], MONDAY) == 1
        assert change_calendar(connection, "yahoo", [other], [], MONDAY) == 1
        assert change_calendar(connection, "yahoo", [early], [], TUESDAY) == 0, "it stands there already"
        assert change_calendar(connection, "yahoo", [late], [early], TUESDAY) == 1
    with store.read() as connection:
        assert standing(connection, "yahoo") == [other, late]
        assert standing(connection, "yahoo", "CRWV") == [late]
        assert standing(connection, "calendar.csv") == []
        assert load_calendar(connection, MONDAY) == [early, other]
        assert load_calendar(connection, TUESDAY) == [other, late]
