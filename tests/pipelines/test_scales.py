"""Intraday bars across a split: what shares a factor is restated, what was put right by itself is not."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.scales import PRESENT, Scales, common_factor, scales

Answer = Mapping[int, float]
"""Closes by the number of the bar."""


def scaled(answers: Sequence[Answer], whole: Sequence[int]) -> Scales:
    """The answers were fetched at 1, 2, 3 …; `whole` names those that were stored whole. All bars are final."""
    rows = sorted((key, at, close) for at, answer in enumerate(answers, 1) for key, close in answer.items())
    starts, fetched, closes = (np.array(column) for column in zip(*rows, strict=True))
    return scales(starts, fetched, closes.astype(float), np.ones(len(rows), dtype=bool), whole)


def behind(answers: Sequence[Answer], whole: Sequence[int]) -> list[int]:
    return scaled(answers, whole).left_behind().tolist()  # type: ignore[no-any-return]


def run(first: int, last: int, close: float = 100.0) -> dict[int, float]:
    return {key: close + key % 7 for key in range(first, last + 1)}


def halved(bars: Answer) -> dict[int, float]:
    return {key: close / 2 for key, close in bars.items()}


# ── what restates ───────────────────────────────────────────────────────────────────────────────────


def factor(old: list[float], new: list[float]) -> float | None:
    return common_factor(np.array(old), np.array(new))


TEN = [100.0, 101.0, 102.0, 103.0, 104.0, 105.0, 106.0, 107.0, 108.0, 109.0]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        pytest.param(TEN, TEN, None, id="the same"),
        pytest.param(TEN, [price * 1.0004 for price in TEN], None, id="rounding"),
        pytest.param(TEN, [price / 2 for price in TEN], 0.5, id="a split"),
        pytest.param(TEN, [price / 1.001 for price in TEN], 1 / 1.001, id="a small one that all share"),
        pytest.param(TEN, [50.0, *TEN[1:]], None, id="one price put right, however far"),
        pytest.param(TEN, [*TEN[:9], 50.0], None, id="the last one put right"),
        pytest.param(TEN, [t * (0.9 if n % 2 else 0.8) for n, t in enumerate(TEN)], None, id="no factor in common"),
        pytest.param(TEN, [*(price / 2 for price in TEN[:6]), *TEN[6:]], 0.5, id="the later ones were on it already"),
        pytest.param(
            TEN, [*TEN[:4], *(price / 2 for price in TEN[4:])], None, id="nothing restates only what is later"
        ),
        pytest.param(TEN, [*(price / 2 for price in TEN[:9]), 90.0], 0.5, id="a split and a price put right"),
        pytest.param([100.0], [50.0], 0.5, id="one bar in common, halved"),
        pytest.param([100.0], [99.9], None, id="one bar in common, a cent"),
        pytest.param([100.0, 101.0], [50.0, 101.0], None, id="one of two"),
        pytest.param(TEN, [*(p * 100 for p in TEN[:9]), TEN[9]], None, id="another unit for some bars"),
        pytest.param(TEN, [price * 100 for price in TEN], 100.0, id="another unit for all"),
        pytest.param([], [], None, id="nothing in common"),
    ],
)
def test_a_factor_that_many_bars_share_restates(old: list[float], new: list[float], found: float | None) -> None:
    assert factor(old, new) == (None if found is None else pytest.approx(found))


# ── what is left behind ─────────────────────────────────────────────────────────────────────────────


def test_without_a_restatement_all_is_on_one_scale() -> None:
    assert behind([run(1, 20), run(15, 30)], []) == []


def test_what_a_split_answer_did_not_give_again_is_left_behind() -> None:
    answers = [run(1, 20), halved(run(11, 25))]
    found = scaled(answers, [2])
    assert found.left_behind().tolist() == list(range(1, 11))
    (restated,) = found.rescalings
    assert (restated.noticed_at, restated.first, restated.last, restated.bars) == (2, 11, 20, 10)
    assert restated.factor == pytest.approx(0.5)


def test_a_later_answer_heals_what_it_gives_together_with_a_bar_that_counts() -> None:
    answers = [run(1, 20), halved(run(11, 25)), halved(run(6, 12))]
    assert behind(answers, [2, 3]) == [1, 2, 3, 4, 5]


def test_an_answer_that_speaks_only_of_what_was_left_behind_heals_nothing() -> None:
    assert behind([run(1, 20), halved(run(11, 25)), halved(run(2, 4))], [2, 3]) == list(range(1, 11))


def test_two_splits_leave_two_scales_behind_and_a_span_is_answered_on_the_newest_it_has() -> None:
    quarter = halved(halved(run(25, 40)))
    found = scaled([run(1, 20), halved(run(11, 30)), quarter], [2, 3])
    by_bar = dict(zip(found.starts.tolist(), found.scale.tolist(), strict=True))
    assert {by_bar[n] for n in range(1, 11)} == {0}
    assert {by_bar[n] for n in range(11, 25)} == {1}
    assert {by_bar[n] for n in range(25, 41)} == {PRESENT}
    for span, kept in (
        (range(1, 41), range(25, 41)),
        (range(5, 20), range(11, 20)),
        (range(2, 9), range(2, 9)),
        (range(26, 30), range(26, 30)),
    ):
        starts = np.array(span)
        assert starts[found.on_newest(starts)].tolist() == list(kept)


def test_a_hole_between_bars_that_were_restated_is_left_behind_and_one_between_others_is_not() -> None:
    given_again = {**halved(run(1, 8)), **halved(run(11, 16)), **run(17, 30)}
    first = run(1, 30)
    del given_again[25]
    assert behind([first, given_again], [2]) == [9, 10]


def test_prices_put_right_in_an_answer_stored_whole_cut_nothing_off() -> None:
    assert behind([run(1, 30), {**run(20, 30), 20: 55.0}], [2]) == []


def test_bars_that_do_not_count_tie_nothing() -> None:
    starts, fetched = np.array([1, 2, 2]), np.array([1, 1, 2])
    closes, counts = np.array([100.0, 100.0, 50.0]), np.array([True, False, True])
    assert scales(starts, fetched, closes, counts, [2]).left_behind().tolist() == []


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 40), st.sampled_from([1.0, 2.0, 1.5])), min_size=1, max_size=6
    )
)
def test_whatever_is_asked_when_no_return_spans_two_scales(history: list[tuple[int, int, float]]) -> None:
    """A provider that splits now and then and is always asked from the newest bar held on, or earlier."""
    scale, top, answers, truth = 1.0, 0, [], {}
    for back, further, split in history:
        scale /= split
        first, top = max(top - back, 0), top + further
        answers.append({key: (100.0 + key % 7) * scale for key in range(first, top + 1)})
        truth.update(dict.fromkeys(answers[-1], scale))
    whole = range(2, len(answers) + 1)
    found = scaled(answers, whole)
    for key, on in zip(found.starts.tolist(), found.scale.tolist(), strict=True):
        assert (on == PRESENT) == (truth[key] == scale)


# ── real vintages ───────────────────────────────────────────────────────────────────────────────────


def closes_of(shared: Path, symbol: str) -> tuple[np.ndarray, np.ndarray]:
    """Closes of the days that both files have: adjusted for splits alone, and for dividends too, weeks later."""

    def read(name: str) -> dict[str, float]:
        with (shared / "data" / "prices" / name).open(newline="") as lines:
            return {row["date"]: float(row["close"]) for row in csv.DictReader(lines) if row["ticker"] == symbol}

    old, new = read("daily_raw.csv"), read("daily.csv")
    days = sorted(old.keys() & new.keys())
    return np.array([old[day] for day in days]), np.array([new[day] for day in days])


@pytest.mark.parametrize(("symbol", "by"), [("QQQ", 1 / 1.0011), ("SPY", 1 / 1.0026)])
def test_a_dividend_since_has_changed_all_recent_closes_by_one_factor(shared: Path, symbol: str, by: float) -> None:
    old, new = (closes[-30:] for closes in closes_of(shared, symbol))
    assert common_factor(old, new) == pytest.approx(by, abs=1e-4)


@pytest.mark.parametrize("symbol", ["AVGO", "META", "MU", "QQQ", "SPY"])
def test_years_of_dividends_share_no_factor(shared: Path, symbol: str) -> None:
    """Closes on the two bases differ by a factor for each dividend: no split, and no scale in common."""
    old, new = closes_of(shared, symbol)
    assert abs(new[0] / old[0] - 1) > 2e-3
    assert common_factor(old, new) is None


@pytest.mark.parametrize("symbol", ["CRWV", "NBIS", "AMD"])
def test_two_downloads_of_what_pays_no_dividend_restate_nothing(shared: Path, symbol: str) -> None:
    assert common_factor(*closes_of(shared, symbol)) is None
