"""Bars from both sides of a restatement never stand in one series; nothing is invented to join them."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.vintages import Comparable, common_factor, comparable, is_vintage
from tracker.records import Bar

DAYS = [date(2026, 6, d) for d in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12)]
HOUR = timedelta(hours=1)
FIRST, SECOND, THIRD, FOURTH = (datetime(2026, 7, n, 21, tzinfo=UTC) for n in (1, 2, 6, 7))


def bar(n: int, fetched: datetime, close: float | None = None, adj: float | None = None, *, final: bool = True) -> Bar:
    """The n-th session's bar; by default it closes at 100 + n."""
    return Bar(
        symbol="ACME",
        interval="1d",
        start=datetime.combine(DAYS[n], time(), UTC),
        open=None,
        high=None,
        low=None,
        close=100.0 + n if close is None else close,
        adj_close=adj,
        volume=None,
        provider="p",
        fetched_at=fetched,
        is_final=final,
    )


def answer(fetched: datetime, *places: int, factor: float = 1.0) -> list[Bar]:
    return [bar(n, fetched, (100.0 + n) * factor) for n in places]


def kept(found: Comparable) -> list[int]:
    return [DAYS.index(item.session) for item in found.bars]


def left_out(found: Comparable) -> list[int]:
    return [DAYS.index(item.session) for item in found.left_out]


def test_what_was_never_restated_is_all_comparable() -> None:
    found = comparable([*answer(FIRST, 0, 1, 2, 3), *answer(SECOND, 4), *answer(THIRD, 5)])
    assert (kept(found), left_out(found), found.restatements, found.seam) == ([0, 1, 2, 3, 4, 5], [], (), None)


def test_a_split_that_reaches_all_that_is_held_leaves_no_seam() -> None:
    # Ten for one: all earlier closes become a tenth, the session after the split is as it was.
    found = comparable([*answer(FIRST, 0, 1, 2), *answer(SECOND, 0, 1, 2, factor=0.1), bar(3, SECOND, 10.3)])
    assert (kept(found), found.seam) == ([0, 1, 2, 3], None)
    assert [item.close for item in found.bars] == pytest.approx([10.0, 10.1, 10.2, 10.3])
    (restatement,) = found.restatements
    assert (restatement.noticed_at, restatement.first, restatement.last) == (SECOND, DAYS[0], DAYS[2])
    assert (restatement.sessions, restatement.factor) == (3, pytest.approx(0.1))


def test_a_split_told_of_a_part_cuts_off_what_is_older() -> None:
    found = comparable([*answer(FIRST, 0, 1, 2, 3), *answer(SECOND, 2, 3, factor=0.1), bar(4, SECOND, 10.4)])
    assert (kept(found), left_out(found)) == ([2, 3, 4], [0, 1])
    assert found.seam is not None
    assert (found.seam.first, found.seam.last, found.seam.noticed_at) == (DAYS[0], DAYS[1], SECOND)
    assert found.seam.factor == pytest.approx(0.1)


def test_a_dividend_changes_adjusted_prices_only_and_cuts_as_well() -> None:
    held = [bar(n, FIRST, adj=100.0 + n) for n in range(4)]
    # Two per cent paid before session 3: what is older is taken down to 0.98 of itself.
    fresh = [*(bar(n, SECOND, adj=0.98 * (100.0 + n)) for n in (1, 2)), bar(3, SECOND, adj=103.0)]
    found = comparable([*held, *fresh])
    assert (kept(found), left_out(found)) == ([1, 2, 3], [0])
    assert found.seam is not None and found.seam.factor == pytest.approx(0.98)


def test_rounding_is_no_restatement() -> None:
    found = comparable([*answer(FIRST, 0, 1, 2), *answer(SECOND, 1, 2, factor=1.0004)])
    assert (kept(found), found.restatements) == ([0, 1, 2], ())


def test_one_price_put_right_between_others_that_came_back_the_same_cuts_nothing() -> None:
    fresh = [*answer(SECOND, 1, 3), bar(2, SECOND, 99.0)]
    found = comparable([*answer(FIRST, 0, 1, 2, 3), *fresh])
    assert (kept(found), left_out(found)) == ([0, 1, 2, 3], [])
    assert [item.close for item in found.bars] == [100.0, 101.0, 99.0, 103.0]
    assert found.restatements[0].sessions == 1


def test_a_hole_in_the_restating_answer_is_left_out_too() -> None:
    found = comparable([*answer(FIRST, 0, 1, 2, 3), *answer(SECOND, 0, 1, 3, factor=0.5)])
    assert (kept(found), left_out(found)) == ([0, 1, 3], [2])


def test_newer_bars_that_the_restating_answer_did_not_reach_are_left_out() -> None:
    found = comparable([*answer(FIRST, 0, 1, 2, 3), *answer(SECOND, 0, 1, factor=0.5)])
    assert (kept(found), left_out(found)) == ([0, 1], [2, 3])


def test_left_out_bars_are_back_when_they_come_together_with_one_that_counts() -> None:
    told = [*answer(FIRST, 0, 1, 2, 3), *answer(SECOND, 2, 3, factor=0.1)]
    found = comparable([*told, *answer(THIRD, 0, 1, 2, factor=0.1)])
    assert (kept(found), found.seam) == ([0, 1, 2, 3], None)
    assert [item.close for item in found.bars] == pytest.approx([10.0, 10.1, 10.2, 10.3])


def test_an_answer_that_speaks_only_of_what_was_left_out_stays_out() -> None:
    told = [*answer(FIRST, 1, 2, 3), *answer(SECOND, 2, 3, factor=0.1)]
    found = comparable([*told, *answer(THIRD, 0, 1)])
    assert (kept(found), left_out(found)) == ([2, 3], [0, 1])


def test_two_restatements_one_after_the_other() -> None:
    told = [*answer(FIRST, 0, 1, 2, 3), *answer(SECOND, 1, 2, 3, factor=0.5), *answer(THIRD, 2, 3, factor=0.25)]
    found = comparable(told)
    assert (kept(found), left_out(found), len(found.restatements)) == ([2, 3], [0, 1], 2)
    assert found.seam is not None and found.seam.noticed_at == THIRD


def test_a_provisional_bar_neither_restates_nor_is_restated() -> None:
    found = comparable([*answer(FIRST, 0), bar(1, FIRST, 50.0, final=False), *answer(SECOND, 0, 1)])
    assert (kept(found), found.restatements, found.bars[1].close) == ([0, 1], (), 101.0)


def test_adjusted_prices_that_only_one_vintage_has_are_no_other_scale() -> None:
    found = comparable([*answer(FIRST, 0, 1), bar(1, SECOND, adj=90.0)])
    assert (kept(found), found.restatements) == ([0, 1], ())


def test_changes_without_a_common_factor_are_prices_put_right() -> None:
    pairs = [(bar(0, FIRST), bar(0, SECOND, 90.0)), (bar(1, FIRST), bar(1, SECOND, 99.0))]
    assert common_factor(pairs) is None
    assert common_factor([(bar(n, FIRST), bar(n, SECOND, (100.0 + n) * 0.98)) for n in range(3)]) == pytest.approx(0.98)


def test_an_answer_is_stored_whole_when_it_restates_or_brings_back() -> None:
    held = comparable([*answer(FIRST, 0, 1, 2, 3), *answer(SECOND, 2, 3, factor=0.1)])
    assert not is_vintage(held, answer(THIRD, 3, 4, factor=0.1))
    assert is_vintage(held, answer(THIRD, 2, 3, factor=0.05))
    assert is_vintage(held, answer(THIRD, 1, 2, factor=0.1))
    assert not is_vintage(held, answer(THIRD, 0, 1))


PLACES = st.integers(0, len(DAYS) - 1)


@given(st.lists(st.tuples(st.sampled_from([1.0, 0.5, 0.1]), st.sets(PLACES, min_size=1)), max_size=8))
def test_whatever_a_provider_gives_and_forgets_the_series_is_on_its_present_scale(
    told: list[tuple[float, set[int]]],
) -> None:
    """A stock that never moves, and a provider that changes the scale of its past at will and answers in part.

    Each answer is asked for as the jobs do, together with a session that counts, and stored as the store does.
    """
    stored: list[Bar] = []
    for hour, (factor, places) in enumerate(told):
        held = comparable(stored)
        asked = places | set(kept(held)[-1:])
        fresh = [replace(bar(n, FIRST), close=100.0 * factor, fetched_at=FIRST + hour * HOUR) for n in sorted(asked)]
        newest = {item.session: item.close for item in (*held.left_out, *held.bars)}
        whole = is_vintage(held, fresh)
        stored += [item for item in fresh if whole or newest.get(item.session) != item.close]
        found = comparable(stored)
        assert {item.close for item in found.bars} == {100.0 * factor}
        assert set(kept(found)) >= asked
        assert set(kept(found)) | set(left_out(found)) == {DAYS.index(item.session) for item in stored}


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_vintages_are_handed_over_does_not_matter(random) -> None:
    told = [*answer(FIRST, 0, 1, 2, 3), *answer(SECOND, 2, 3, factor=0.1), *answer(THIRD, 4, factor=0.1)]
    shuffled = told[:]
    random.shuffle(shuffled)
    assert comparable(shuffled) == comparable(told)


@given(st.integers(1, 9), st.floats(0.01, 0.9))
def test_adding_later_days_never_changes_what_a_restatement_left_out(first: int, factor: float) -> None:
    told = [*answer(FIRST, *range(9)), *answer(SECOND, *range(first, 9), factor=factor)]
    before, after = comparable(told), comparable([*told, bar(9, FOURTH, 109.0 * factor)])
    assert (before.left_out, before.seam) == (after.left_out, after.seam)
    assert left_out(before) == (list(range(first)) if first < 9 else [])


def test_real_downloads_of_two_vintages_are_told_apart_by_dividends_alone(shared: Path) -> None:
    """Adjusted closes against raw ones: shares that paid are restated, shares that never paid are not."""

    def closes(name: str, symbol: str, fetched: datetime) -> list[Bar]:
        with (shared / "data" / "prices" / name).open(newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["ticker"] == symbol]
        labels = [datetime.combine(date.fromisoformat(row["date"][:10]), time(), UTC) for row in rows]
        return [
            replace(bar(0, fetched), start=start, close=float(row["close"]))
            for start, row in zip(labels, rows, strict=True)
        ]

    def restatements(symbol: str) -> int:
        vintages = [*closes("daily_raw.csv", symbol, FIRST), *closes("daily.csv", symbol, SECOND)]
        return len(comparable(vintages).restatements)

    assert {symbol: restatements(symbol) for symbol in ("AVGO", "SPY", "CRWV", "NBIS", "AMD")} == {
        "AVGO": 1, "SPY": 1, "CRWV": 0, "NBIS": 0, "AMD": 0,
    }  # fmt: skip
