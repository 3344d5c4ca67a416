"""An answer of intraday bars is judged beside what is held; what a split leaves behind is in no series."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.holdings import intraday_holding, seam_of
from pipelines.place import SessionCalendar
from storage.bars import bars_state
from storage.engine import Store, open_store
from storage.intraday import intraday_bars, newest_columns, vintage_columns
from tracker.bar_intake import Judged, judge, keep
from tracker.derive import intraday_scales, listed_from, load_columns
from tracker.records import Bar, Instrument, Quality

NEW_YORK = SessionCalendar.load("XNYS", date(2026, 1, 1), date(2026, 12, 31))
SETTLE = timedelta(minutes=20)
FIVE = timedelta(minutes=5)
SERIES = ("ACME", "5m", "p")
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 7, n) for n in (6, 7, 8))
ALL = (datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 7, 31, tzinfo=UTC))


def session(day: date, fetched: datetime, close: float = 100.0) -> list[Bar]:
    """The regular bars of a day that had ended by the fetch, each with a close of its own."""
    opening, closing = NEW_YORK.open_of(day), NEW_YORK.close_of(day)
    starts = [opening + n * FIVE for n in range((closing - opening) // FIVE)]
    return [bar(start, close + n / 100, fetched) for n, start in enumerate(starts) if start + FIVE <= fetched]


def bar(start: datetime, close: float, fetched: datetime) -> Bar:
    return Bar(
        symbol="ACME",
        interval="5m",
        start=start,
        open=close,
        high=close,
        low=close,
        close=close,
        adj_close=None,
        volume=None,
        provider="p",
        fetched_at=fetched,
    )


def halved(bars: list[Bar]) -> list[Bar]:
    return [replace(b, open=b.close / 2, high=b.close / 2, low=b.close / 2, close=b.close / 2) for b in bars]


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(tmp_path_factory.mktemp("bars") / "newsimpact.db")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "newsimpact.db")


def take_in(store: Store, bars: list[Bar]) -> tuple[Judged, int]:
    with store.write() as connection:
        judged = judge(connection, bars, NEW_YORK, SETTLE)
        return judged, keep(connection, judged)


def closes(
    store: Store, first: datetime = ALL[0], last: datetime = ALL[1], as_of: datetime | None = None
) -> set[float]:
    with store.read() as connection:
        return set(load_columns(connection, *SERIES, first, last, as_of).closes.round(6).tolist())


def after(day: date, hours: float) -> datetime:
    return NEW_YORK.close_of(day) + timedelta(hours=hours)


def test_a_day_that_is_asked_for_all_day_is_stored_once_and_its_last_bars_twice(store: Store) -> None:
    now = NEW_YORK.open_of(MONDAY)
    while now < after(MONDAY, 1):
        now += FIVE
        take_in(store, session(MONDAY, now))
    with store.read() as connection:
        held = vintage_columns(connection, *SERIES)
    # Each bar comes first when it has just ended, and once more when it has settled.
    assert len(held.fetched) == 2 * 78
    assert held.newest().final.all()


def test_what_is_not_final_yet_restates_nothing(store: Store) -> None:
    now = NEW_YORK.open_of(MONDAY) + timedelta(minutes=20)
    take_in(store, session(MONDAY, now))
    judged, _ = take_in(store, halved(session(MONDAY, now + FIVE)))
    assert (judged.restated_by, judged.whole) == (None, False)


def test_a_doubtful_close_is_settled_by_the_answer_that_brings_the_next_bar(store: Store) -> None:
    evening = NEW_YORK.close_of(MONDAY)
    now = evening + timedelta(minutes=30)
    first = [bar(evening, 100.0, now), bar(evening + FIVE, 80.0, now)]
    take_in(store, first)
    later = now + timedelta(hours=1)
    judged, written = take_in(store, [bar(evening + 2 * FIVE, 80.5, later)])
    assert (judged.given, written) == (1, 2)
    with store.read() as connection:
        assert [b.quality for b in intraday_bars(connection, *SERIES, *ALL)] == [Quality.OK] * 3
        then = intraday_bars(connection, *SERIES, *ALL, as_of=later - FIVE)
        assert [b.quality for b in then] == [Quality.OK, Quality.UNCONFIRMED]


def test_a_split_overnight_leaves_behind_what_the_answer_did_not_give_again(store: Store) -> None:
    take_in(store, session(MONDAY, after(MONDAY, 1)) + session(TUESDAY, after(TUESDAY, 1)))
    now = after(WEDNESDAY, 1)
    before = closes(store)
    fresh = halved(session(TUESDAY, now) + session(WEDNESDAY, now))
    judged, _ = take_in(store, [replace(b, fetched_at=now) for b in fresh])
    assert judged.restated_by == pytest.approx(0.5)
    assert {b.quality for b in judged.bars} == {Quality.OK}, "and a halved price is no false print"
    assert max(closes(store)) < 60
    assert closes(store, as_of=now - FIVE) == before, "as it was known then"
    with store.read() as connection:
        assert len(newest_columns(connection, *SERIES, *ALL).starts) == 3 * 78
        scales = intraday_scales(connection, *SERIES)
        assert scales is not None
        seam = seam_of(scales, NEW_YORK)
    assert seam is not None
    assert (seam.first, seam.last, seam.factor) == (MONDAY, MONDAY, pytest.approx(0.5))


def test_a_span_from_before_a_split_is_answered_on_its_own_scale(store: Store) -> None:
    take_in(store, session(MONDAY, after(MONDAY, 1)) + session(TUESDAY, after(TUESDAY, 1)))
    now = after(WEDNESDAY, 1)
    take_in(store, halved(session(TUESDAY, now) + session(WEDNESDAY, now)))
    assert min(closes(store, last=after(MONDAY, 1))) == 100.0


def test_what_was_left_behind_is_back_when_it_is_given_again(store: Store) -> None:
    take_in(store, session(MONDAY, after(MONDAY, 1)) + session(TUESDAY, after(TUESDAY, 1)))
    take_in(store, halved(session(TUESDAY, after(TUESDAY, 2))))
    later = after(TUESDAY, 3)
    judged, _ = take_in(store, halved(session(MONDAY, later) + session(TUESDAY, later)))
    assert (judged.restated_by, judged.whole) == (None, True)
    assert len(closes(store)) == 78
    assert max(closes(store)) < 60
    with store.read() as connection:
        scales = intraday_scales(connection, *SERIES)
    assert scales is not None and seam_of(scales, NEW_YORK) is None


def test_a_price_put_right_cuts_nothing_off(store: Store) -> None:
    take_in(store, session(MONDAY, after(MONDAY, 1)) + session(TUESDAY, after(TUESDAY, 1)))
    fresh = session(TUESDAY, after(TUESDAY, 2))
    fresh[0] = replace(fresh[0], close=101.5)
    judged, written = take_in(store, fresh)
    assert (judged.restated_by, written) == (None, 1)
    assert 101.5 in closes(store)
    assert len(closes(store, first=ALL[0], last=after(MONDAY, 1))) == 78


def test_bars_of_any_interval_change_the_state_that_measurements_depend_on(store: Store) -> None:
    with store.read() as connection:
        before = bars_state(connection)
    take_in(store, session(MONDAY, after(MONDAY, 1)))
    with store.read() as connection:
        assert bars_state(connection) != before


def test_nothing_given_is_nothing_judged(store: Store) -> None:
    judged, written = take_in(store, [])
    assert (judged.bars, judged.problems, written) == ((), (), 0)


def test_rows_that_are_no_bars_are_told(store: Store) -> None:
    now = after(MONDAY, 1)
    live = bar(NEW_YORK.open_of(MONDAY) + timedelta(minutes=7, seconds=42), 100.0, now)
    judged, written = take_in(store, [*session(MONDAY, now), live])
    assert (judged.given, written, judged.dropped) == (78, 78, {"off_grid": 1})


@settings(deadline=None)
@given(st.integers(1, 77), st.integers(0, 77))
def test_however_a_day_comes_in_pieces_all_of_it_is_held(shared_store: Store, cut: int, back: int) -> None:
    whole = session(MONDAY, after(MONDAY, 1))
    rest = [replace(b, fetched_at=after(MONDAY, 2)) for b in whole[max(cut - back, 0) :]]
    with shared_store.write() as connection:
        for part in (whole[:cut], rest):
            keep(connection, judge(connection, part, NEW_YORK, SETTLE))
        found = load_columns(connection, *SERIES, *ALL)
        connection.rollback()
    assert found.closes.tolist() == [b.close for b in whole]


def test_what_is_held_of_a_day_and_what_is_not(store: Store) -> None:
    now = after(WEDNESDAY, 1)
    some = [b for n, b in enumerate(session(MONDAY, now) + session(WEDNESDAY, now)) if n % 78 not in (5, 6)]
    take_in(store, some)
    with store.read() as connection:
        held = vintage_columns(connection, *SERIES)
    found = intraday_holding(
        SERIES, held.newest().starts, held.newest().final, len(held.fetched), None, [], NEW_YORK, now, SETTLE
    )
    assert (found.first, found.last, found.bars, found.holes) == (MONDAY, WEDNESDAY, 2 * 76, 4)
    assert [(gap.first, gap.last, str(gap.why)) for gap in found.gaps] == [(TUESDAY, TUESDAY, "never_asked")]
    assert (found.behind, found.newest) == (0, NEW_YORK.close_of(WEDNESDAY))


@pytest.mark.parametrize(
    ("since", "begins"),
    [
        pytest.param(None, None, id="always there"),
        pytest.param(date(2026, 7, 6), "2026-07-06T04:00:00+00:00", id="from midnight in New York"),
        pytest.param(date(2026, 7, 3), "2026-07-06T04:00:00+00:00", id="a holiday counts for the next session"),
        pytest.param(date(2001, 7, 3), "2026-01-02T05:00:00+00:00", id="long ago"),
    ],
)
def test_a_listing_begins_with_its_first_session(since: date | None, begins: str | None) -> None:
    acme = Instrument(
        symbol="ACME", name="Acme", exchange="XNYS", benchmark="SPY", sector=None, names=("Acme",), since=since
    )
    found = listed_from(acme, NEW_YORK)
    assert (found.isoformat() if found else None) == begins
