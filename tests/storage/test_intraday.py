"""Intraday bars: every vintage kept, read in columns, as they were known at an instant."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, select
from sqlalchemy.dialects import postgresql

from storage.actions import load_actions, save_actions
from storage.bars import bars_state, last_answer, load_answers, save_answers, save_bars, series_known
from storage.engine import Store, open_store
from storage.intraday import (
    QUALITIES,
    bounds,
    intraday_bars,
    newest_columns,
    save_intraday,
    vintage_columns,
    whole_answers,
)
from storage.schema import bar_answer, bar_series, intraday_bar, metadata
from tracker.errors import NaiveTime
from tracker.records import Action, ActionKind, Bar, BarAnswer, BarRequest, Quality

OPEN = datetime(2026, 7, 1, 13, 30, tzinfo=UTC)
FIVE = timedelta(minutes=5)
MORNING, NOON = (datetime(2026, 7, 2, hour, 0, 0, 123456, tzinfo=UTC) for hour in (8, 12))
SERIES = ("ACME", "5m", "p")
ALL = (OPEN - timedelta(days=9), OPEN + timedelta(days=9))


def bar(place: int, close: float = 1.0, fetched: datetime = MORNING, **more: object) -> Bar:
    made = Bar(
        symbol="ACME",
        interval="5m",
        start=OPEN + place * FIVE,
        open=None,
        high=2.0,
        low=0.5,
        close=close,
        adj_close=None,
        volume=7.0,
        provider="p",
        fetched_at=fetched,
        is_final=True,
    )
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(tmp_path_factory.mktemp("bars") / "newsimpact.db")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "newsimpact.db")


def test_what_goes_in_comes_out_in_columns_and_as_records(store: Store) -> None:
    bars = [bar(0), bar(1, 1.5, open=1.25, volume=None, is_final=False, quality=Quality.UNCONFIRMED)]
    with store.write() as connection:
        assert save_bars(connection, bars) == 2
    with store.read() as connection:
        found = newest_columns(connection, *SERIES, *ALL)
        assert intraday_bars(connection, *SERIES, *ALL) == bars
    assert found.starts.tolist() == [int(OPEN.timestamp()), int(OPEN.timestamp()) + 300]
    assert math.isnan(found.opens[0]) and found.opens[1] == 1.25
    assert (found.highs.tolist(), found.lows.tolist(), found.closes.tolist()) == ([2.0] * 2, [0.5] * 2, [1.0, 1.5])
    assert found.volumes[0] == 7.0 and math.isnan(found.volumes[1])
    assert [QUALITIES[code] for code in found.quality] == [Quality.OK, Quality.UNCONFIRMED]
    assert found.final.tolist() == [True, False]


def test_a_span_is_of_starts_and_has_both_its_ends(store: Store) -> None:
    with store.write() as connection:
        save_intraday(connection, [bar(n) for n in range(10)])
        found = newest_columns(connection, *SERIES, OPEN + 2 * FIVE, OPEN + 4 * FIVE)
        assert [(int(start) - int(OPEN.timestamp())) // 300 for start in found.starts] == [2, 3, 4]
        assert bounds(connection, *SERIES) == (OPEN, OPEN + 9 * FIVE)


def test_nothing_held_is_no_trouble(store: Store) -> None:
    with store.read() as connection:
        assert [len(column) for column in newest_columns(connection, *SERIES, *ALL)] == [0] * 8
        assert intraday_bars(connection, *SERIES, *ALL) == []
        assert bounds(connection, *SERIES) is None
        assert whole_answers(connection, *SERIES) == []
    with store.write() as connection:
        assert save_intraday(connection, []) == 0


def test_what_is_the_same_is_not_written_again_and_another_price_quality_or_finality_is_a_vintage(store: Store) -> None:
    first = [bar(n, is_final=False) for n in range(4)]
    again = [replace(one, fetched_at=NOON) for one in first]
    again[1] = replace(again[1], close=1.01)
    again[2] = replace(again[2], is_final=True)
    again[3] = replace(again[3], quality=Quality.PRINT)
    with store.write() as connection:
        assert save_bars(connection, first) == 4
        assert save_bars(connection, again) == 3
        assert save_bars(connection, again) == 0
        assert save_bars(connection, [replace(one, close=9.0) for one in again[1:]]) == 0  # of one moment the first
        assert vintage_columns(connection, *SERIES).columns.starts.tolist() == [
            int((OPEN + n * FIVE).timestamp()) for n in (0, 1, 1, 2, 2, 3, 3)
        ]
        assert [one.close for one in intraday_bars(connection, *SERIES, *ALL)] == [1.0, 1.01, 1.0, 1.0]
        assert [one.close for one in intraday_bars(connection, *SERIES, *ALL, as_of=MORNING)] == [1.0] * 4
        assert intraday_bars(connection, *SERIES, *ALL, as_of=MORNING - timedelta(microseconds=1)) == []
        assert bars_state(connection) == (7, NOON)


def test_an_answer_that_restates_is_stored_whole_and_noted(store: Store) -> None:
    with store.write() as connection:
        save_intraday(connection, [bar(0), bar(1)])
        assert save_intraday(connection, [bar(0, fetched=NOON), bar(1, 0.5, NOON)], whole=True) == 2
        microseconds = int(NOON.timestamp()) * 1_000_000 + 123456
        assert whole_answers(connection, *SERIES) == [microseconds]
        assert whole_answers(connection, *SERIES, as_of=MORNING) == []


def test_series_never_mix_and_are_known_by_name(store: Store) -> None:
    with store.write() as connection:
        save_bars(
            connection,
            [bar(0), bar(0, 2.0, provider="q"), bar(0, 3.0, interval="1m"), bar(0, 4.0, symbol="ZETA"), daily(5.0)],
        )
        assert [one.close for one in intraday_bars(connection, *SERIES, *ALL)] == [1.0]
        assert [one.close for one in intraday_bars(connection, "ACME", "5m", "q", *ALL)] == [2.0]
        assert series_known(connection) == [
            ("ACME", "1d", "p"), ("ACME", "1m", "p"), ("ACME", "5m", "p"), ("ACME", "5m", "q"), ("ZETA", "5m", "p"),
        ]  # fmt: skip
        assert bars_state(connection) == (5, MORNING)


def daily(close: float) -> Bar:
    return bar(0, close, interval="1d", start=datetime(2026, 7, 1, tzinfo=UTC))


def test_a_bar_between_two_seconds_is_a_mistake(store: Store) -> None:
    with store.write() as connection:
        save_intraday(connection, [bar(0)])
        with pytest.raises(ValueError, match="begins on a whole second"):
            save_intraday(connection, [bar(0, start=OPEN + timedelta(milliseconds=1))])
        with pytest.raises(NaiveTime):
            newest_columns(connection, *SERIES, OPEN.replace(tzinfo=None), OPEN)


_cells = st.none() | st.floats(0.0, 1e9)
_bars = st.builds(
    bar,
    st.integers(-20_000, 20_000),
    st.floats(0.01, 1e6),
    st.integers(0, 10**15).map(lambda micros: MORNING + timedelta(microseconds=micros)),
    open=_cells,
    high=_cells,
    low=_cells,
    volume=_cells,
    is_final=st.booleans(),
    quality=st.sampled_from(QUALITIES),
)


@settings(deadline=None)
@given(st.lists(st.lists(_bars, max_size=6, unique_by=lambda one: one.start), max_size=4), st.data())
def test_the_newest_known_at_an_instant_is_what_a_slow_look_over_all_that_was_given_finds(
    shared_store: Store, answers: list[list[Bar]], data: st.DataObject
) -> None:
    provider = f"p{data.draw(st.integers(0, 10**9))}"
    answers = [
        [replace(one, provider=provider, fetched_at=answer[0].fetched_at) for one in answer]
        for answer in sorted(answers, key=lambda a: a[0].fetched_at if a else NOON)
        if answer
    ]
    moments = [answer[0].fetched_at for answer in answers]
    as_of = data.draw(st.none() | st.sampled_from(moments)) if moments else None
    known: dict[datetime, Bar] = {}
    with shared_store.write() as connection:
        for answer in answers:
            save_bars(connection, answer)
        for answer in answers:
            for one in answer:
                if (as_of is None or one.fetched_at <= as_of) and not _held(known.get(one.start), one):
                    known[one.start] = one
        span = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
        found = intraday_bars(connection, "ACME", "5m", provider, *span, as_of=as_of)
        connection.rollback()
    assert found == [known[start] for start in sorted(known)]


def _held(old: Bar | None, new: Bar) -> bool:
    return old is not None and (old.fetched_at == new.fetched_at or replace(old, fetched_at=new.fetched_at) == new)


def test_the_statements_and_tables_are_such_as_postgresql_takes() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    text = str(select(intraday_bar).where(intraday_bar.c.series == 1).compile(dialect=dialect))
    assert "WITHOUT ROWID" not in text
    assert [str(intraday_bar.c[name].type.compile(dialect)) for name in ("start", "fetched_at")] == ["BIGINT", "BIGINT"]
    assert {"bar_series", "intraday_bar", "bar_whole", "corporate_action"} <= metadata.tables.keys()


def test_the_table_is_its_key(store: Store) -> None:
    with store.read() as connection:
        assert inspect(connection).get_indexes("intraday_bar") == []
        made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'intraday_bar'").scalar()
    assert "WITHOUT ROWID" in str(made)


# ── what was asked ──────────────────────────────────────────────────────────────────────────────────


def asked(at: datetime, outcome: str = "ok", interval: str = "5m", first: date = date(2026, 7, 1)) -> BarAnswer:
    request = BarRequest(symbol="ACME", interval=interval, first=first, last=date(2026, 7, 2))
    return BarAnswer(request=request, provider="p", asked_at=at, outcome=outcome, bars=1)


def test_the_same_question_every_few_minutes_is_one_row_with_the_time_of_the_last(store: Store) -> None:
    later = NOON + timedelta(minutes=5)
    with store.write() as connection:
        save_answers(connection, [asked(MORNING), asked(NOON), asked(later, "rate_limited"), asked(later)])
        assert load_answers(connection, "p", interval="5m") == {
            "ACME": [asked(NOON), asked(later, "rate_limited"), asked(later)]
        }


def test_what_was_asked_last_is_the_last_whatever_it_repeats(store: Store) -> None:
    later = NOON + timedelta(minutes=5)
    with store.write() as connection:
        save_answers(
            connection, [asked(MORNING, "rate_limited"), asked(NOON, interval="1d"), asked(later, "rate_limited")]
        )
        assert last_answer(connection, "p") == asked(later, "rate_limited")


def test_daily_questions_are_all_kept_and_intervals_are_told_apart(store: Store) -> None:
    with store.write() as connection:
        save_answers(connection, [asked(MORNING, interval="1d"), asked(NOON, interval="1d"), asked(NOON)])
        assert len(connection.execute(select(bar_answer)).all()) == 3
        assert load_answers(connection, "p") == {"ACME": [asked(MORNING, interval="1d"), asked(NOON, interval="1d")]}
        assert load_answers(connection, "p", interval="5m", since=date(2026, 7, 3)) == {}
        assert load_answers(connection, "p", interval="5m", since=date(2026, 7, 2)) == {"ACME": [asked(NOON)]}


# ── quality of daily bars, corporate actions ────────────────────────────────────────────────────────


def test_a_daily_bar_keeps_its_quality_and_another_one_is_a_vintage(store: Store) -> None:
    from storage.bars import load_bars

    with store.write() as connection:
        assert save_bars(connection, [replace(daily(5.0), quality=Quality.SCALE)]) == 1
        assert save_bars(connection, [replace(daily(5.0), fetched_at=NOON)]) == 1
        day = date(2026, 7, 1)
        assert [one.quality for one in load_bars(connection, "ACME", day, day, provider="p")] == [Quality.OK]
        then = load_bars(connection, "ACME", day, day, provider="p", as_of=MORNING)
        assert [one.quality for one in then] == [Quality.SCALE]


def action(value: float, at: datetime = MORNING, **more: object) -> Action:
    made = Action(
        symbol="ACME",
        session=date(2026, 7, 1),
        kind=ActionKind.SPLIT,
        value=value,
        provider="p",
        fetched_at=at,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_actions_are_kept_once_and_again_when_they_are_told_otherwise(store: Store) -> None:
    dividend = action(0.1, kind=ActionKind.DIVIDEND, session=date(2026, 6, 1))
    with store.write() as connection:
        assert save_actions(connection, []) == 0
        assert save_actions(connection, [action(2.0), dividend, action(9.0, provider="q")]) == 3
        assert save_actions(connection, [action(2.0, NOON), replace(dividend, fetched_at=NOON)]) == 0
        assert save_actions(connection, [action(10.0, NOON)]) == 1
        assert load_actions(connection, "ACME", "p") == [dividend, action(10.0, NOON)]
        assert load_actions(connection, "ACME", "p", as_of=MORNING) == [dividend, action(2.0)]
        assert load_actions(connection, "ZETA", "p") == []


def test_counts_of_a_series_are_those_of_its_bars(store: Store) -> None:
    with store.write() as connection:
        save_intraday(connection, [bar(n) for n in range(5)])
        save_intraday(connection, [bar(0, 2.0, NOON), bar(9, 2.0, MORNING)])
        (row,) = connection.execute(select(bar_series)).mappings()
        assert (row["bars"], row["newest_at"]) == (len(connection.execute(select(intraday_bar)).all()), NOON)
        assert np.all(vintage_columns(connection, *SERIES).fetched > 0)
