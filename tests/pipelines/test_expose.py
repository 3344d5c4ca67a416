"""Which symbols and sessions a story is measured on. New York, around the long weekend of 3 July 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.expose import LONGEST_DOUBT, expose
from pipelines.place import SessionCalendar
from tracker.records import Basis, Exposure, Instrument, Stamp, Story

CALENDARS = {name: SessionCalendar.load(name, date(2026, 5, 1), date(2026, 8, 31)) for name in ("XNYS", "XTKS")}


def instrument(symbol: str, exchange: str = "XNYS") -> Instrument:
    return Instrument(symbol=symbol, name=symbol, exchange=exchange, benchmark="SPY", sector=None, names=(symbol,))


INSTRUMENTS = {item.symbol: item for item in (*map(instrument, ("META", "CRWV", "NBIS")), instrument("9984.T", "XTKS"))}
THEMES = {"compute_leasing": ("CRWV", "META", "GONE"), "neocloud": ("NBIS",)}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def story(latest: str = "2026-07-01T12:00", earliest: str | None = "same", **changes: Any) -> Story:
    first = latest if earliest == "same" else earliest
    known: dict[str, Any] = {
        "id": "s1",
        "headline": "Meta plans to sell computing power",
        "type": "compute_leasing",
        "subtype": None,
        "actor": "Meta",
        "counterparty": None,
        "themes": ("compute_leasing",),
        "participants": ("META",),
        "t0": Stamp(at=at(latest), basis=Basis.PUBLISHED),
        "t0_earliest": at(first) if first else None,
        "t0_latest": at(latest),
        "links": (),
        "sources": 1,
        "independent": 1,
        "backfilled": False,
    }
    return Story(**{**known, **changes})


def exposed(told: Story) -> list[Exposure]:
    batch = expose(told, THEMES, INSTRUMENTS, CALENDARS)
    assert batch.problems == ()
    return list(batch.items)


def placed(told: Story, symbol: str = "CRWV") -> list[tuple[str, str, bool]]:
    return [(item.session.isoformat(), item.bucket.value, item.sure) for item in exposed(told) if item.symbol == symbol]


# ── on what ─────────────────────────────────────────────────────────────────────────────────────────


def test_parties_are_direct_and_the_symbols_of_the_themes_stand_beside_them() -> None:
    found = exposed(story(themes=("compute_leasing", "neocloud", "no theme of ours")))
    assert [(item.symbol, item.kind.value) for item in found] == [
        ("CRWV", "theme"),
        ("META", "direct"),
        ("NBIS", "theme"),
    ]
    assert {(item.story, item.t0.at, item.close) for item in found} == {
        ("s1", at("2026-07-01T12:00"), at("2026-07-01T20:00"))
    }


def test_a_party_without_an_instrument_is_a_problem_and_a_theme_s_symbol_without_one_is_not() -> None:
    batch = expose(story(participants=("META", "ORCL")), THEMES, INSTRUMENTS, CALENDARS)
    assert {item.symbol for item in batch.items} == {"CRWV", "META"}
    assert [(item.subject, item.reason) for item in batch.problems] == [
        ("ORCL", "takes part in story s1 but is no [[instrument]]")
    ]


@pytest.mark.parametrize("told", [story("2026-04-01T12:00"), story("2026-05-01T12:00", "2026-04-30T12:00")])
def test_a_time_beyond_the_calendar_is_a_problem_of_the_whole_story(told: Story) -> None:
    batch = expose(replace(told, participants=("META", "ORCL")), THEMES, INSTRUMENTS, CALENDARS)
    assert (batch.items, [item.subject for item in batch.problems]) == ((), ["ORCL", "s1"])


# ── from when ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("earliest", "latest", "sessions"),
    [
        pytest.param("2026-07-01T12:00", "2026-07-01T12:00", [("2026-07-01", "pre", True)], id="the time is known"),
        pytest.param(
            "2026-07-01T19:50", "2026-07-01T19:59", [("2026-07-01", "regular", True)], id="not exactly, but no matter"
        ),
        pytest.param(
            "2026-07-01T12:00", "2026-07-01T15:00", [("2026-07-01", "regular", True)], id="its bucket is the later one"
        ),
        pytest.param(
            "2026-07-01T19:50",
            "2026-07-01T20:10",
            [("2026-07-01", "regular", False), ("2026-07-02", "post", False)],
            id="a close lies between",
        ),
        pytest.param(
            "2026-07-02T19:50",
            "2026-07-02T20:10",
            [("2026-07-02", "regular", False), ("2026-07-06", "post", False)],
            id="a close and a long weekend",
        ),
        pytest.param(
            "2026-07-03T00:00", "2026-07-04T00:00", [("2026-07-06", "closed_day", True)], id="a day without trading"
        ),
        pytest.param(
            "2026-06-30T19:00",
            "2026-07-01T20:30",
            [("2026-06-30", "regular", False), ("2026-07-01", "pre", False), ("2026-07-02", "post", False)],
            id="two closes: the session between is reached in its own morning",
        ),
        pytest.param(
            "2026-07-02T11:00",
            "2026-07-06T13:00",
            [("2026-07-02", "pre", False), ("2026-07-06", "pre", False)],
            id="a long weekend that nobody looked",
        ),
        pytest.param(
            "2026-06-23T19:00",
            "2026-06-30T19:00",
            [
                ("2026-06-23", "regular", False),
                *((f"2026-06-{day}", "pre", False) for day in (24, 25, 26, 29)),
                ("2026-06-30", "regular", False),
            ],
            id="the longest doubt",
        ),
        pytest.param("2026-06-23T19:00", "2026-06-30T19:01", [("2026-06-30", "regular", False)], id="a minute longer"),
        pytest.param(
            "2026-02-23T19:00", "2026-06-30T19:01", [("2026-06-30", "regular", False)], id="from beyond the calendar"
        ),
        pytest.param(None, "2026-07-01T15:00", [("2026-07-01", "regular", False)], id="nothing bounds it"),
    ],
)
def test_every_session_that_can_have_been_the_first_is_measured(
    earliest: str | None, latest: str, sessions: list[tuple[str, str, bool]]
) -> None:
    assert placed(story(latest, earliest)) == sessions


def test_the_longest_doubt_is_longer_than_a_long_weekend_and_leaves_few_sessions() -> None:
    assert timedelta(days=4) < LONGEST_DOUBT < timedelta(days=8)


def test_a_report_may_be_in_doubt_in_new_york_and_not_in_tokyo() -> None:
    told = story("2026-07-01T20:10", "2026-07-01T19:50", participants=("META", "9984.T"))
    assert placed(told, "META") == [("2026-07-01", "regular", False), ("2026-07-02", "post", False)]
    assert placed(told, "9984.T") == [("2026-07-02", "pre", True)]


@given(
    st.timedeltas(timedelta(days=4), timedelta(days=112)).map(lambda after: at("2026-05-01") + after),
    st.timedeltas(timedelta(), LONGEST_DOUBT),
)
def test_whatever_the_moment_was_its_session_is_among_those_measured(earliest: datetime, doubt: timedelta) -> None:
    latest = earliest + doubt
    told = replace(story(), t0_earliest=earliest, t0_latest=latest)
    found = [item.session for item in exposed(told) if item.symbol == "CRWV"]
    calendar = CALENDARS["XNYS"]
    possible = {calendar.place(earliest + doubt * step / 60).session for step in range(61)}
    assert possible <= set(found) and found == sorted(set(found)) and len(found) <= 6
    assert {found[0], found[-1]} == {calendar.place(earliest).session, calendar.place(latest).session}
    assert {item.sure for item in exposed(told) if item.symbol == "CRWV"} == {len(found) == 1}
