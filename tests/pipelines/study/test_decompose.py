"""The parts of a move, against sums worked out by hand, a slow version, and panels whose mix is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.study.decompose import Regressor, Split, basket, split_move

NOTHING = np.array([])


def regressor(name: str, history: np.ndarray, window: np.ndarray) -> Regressor:
    return Regressor(name=name, of=(name.upper(),), history=history, window=window)


def panel(seed: int, days: int = 1, sessions: int = 120, noise: float = 0.02) -> tuple[np.ndarray, ...]:
    """Market, sector, theme, own noise: sessions of the estimation, then of the window; market inside the others."""
    rng = np.random.default_rng(seed)
    market = rng.normal(0.0004, 0.01, sessions + days)
    sector = 1.2 * market + rng.normal(0.0002, 0.012, sessions + days)
    theme = 0.8 * market + 0.5 * sector + rng.normal(0.0, 0.015, sessions + days)
    return market, sector, theme, rng.normal(0.0, noise, sessions + days)


def split_of(seed: int, days: int = 1, shock: float = 0.0, noise: float = 0.02) -> tuple[Split, dict[str, float]]:
    """A move with slopes 1.5, 0.7, 0.4 on market, sector beyond it, theme beyond both; and its true parts, in logs."""
    market, sector, theme, quiet = panel(seed, days, noise=noise)
    drift = 0.001
    # The residuals a reader would take: of the same estimation rows, by least squares with a constant.
    before = slice(0, -days)
    sector_left = left_over(sector, [market], before)
    theme_left = left_over(theme, [market, sector], before)
    own = drift + quiet
    own[-days:] = drift + quiet[-days:] + shock / days
    move = 1.5 * market + 0.7 * sector_left + 0.4 * theme_left + own
    used = [
        regressor(name, values[before], values[-days:])
        for name, values in (("market", market), ("sector", sector), ("theme", theme))
    ]
    found = split_move(move[before], move[-days:], used)
    assert found is not None
    true = {
        "market": 1.5 * market[-days:].sum(),
        "sector": 0.7 * sector_left[-days:].sum(),
        "theme": 0.4 * theme_left[-days:].sum(),
        "own": own[-days:].sum(),
    }
    return found, true


def left_over(values: np.ndarray, others: list[np.ndarray], rows: slice) -> np.ndarray:
    design = np.column_stack([np.ones_like(values), *others])
    return values - design @ np.linalg.lstsq(design[rows], values[rows], rcond=None)[0]


def test_the_parts_of_a_move_are_what_a_hand_calculation_gives() -> None:
    # Market up and down by 1 %, the symbol twice as much and 0.1 % a day besides; on the day the market falls by
    # log 2 % and the symbol by log 10 %: 4 % are the market's, 6 % its own, of which 0.1 % upward drift.
    market = np.array([0.01, -0.01, 0.01, -0.01, 0.01, -0.01])
    wobble = np.array([0.002, 0.002, -0.002, -0.002, 0.0, 0.0])
    found = split_move(2 * market + 0.001 + wobble, np.array([-0.10]), [regressor("market", market, np.array([-0.02]))])
    assert found is not None
    raw = np.exp(-0.10) - 1
    market_part, own = found.parts
    assert found.raw == pytest.approx(raw, abs=1e-15)
    assert market_part.value == pytest.approx(0.4 * raw, rel=1e-12)
    assert own.value == pytest.approx(0.6 * raw, rel=1e-12)
    assert found.drift == pytest.approx(0.001 * raw / -0.10, rel=1e-12)
    # Residuals are the wobble: 16e-6 over 6 - 2 rows is 4e-6; Sxx is 6e-4; the market moved by -2 %.
    assert market_part.stderr == pytest.approx(0.02 * np.sqrt(4e-6 / 6e-4) * raw / -0.10, rel=1e-12)
    # Student t of 4 degrees of freedom: 2.776445.
    assert market_part.high - market_part.value == pytest.approx(2.776445 * market_part.stderr, rel=1e-6)
    assert found.own_noise == pytest.approx(np.sqrt(4e-6 * (1 + 1 / 6 + 4e-4 / 6e-4)) * raw / -0.10, rel=1e-12)


def test_the_split_agrees_with_least_squares_on_the_plain_regressors() -> None:
    found, _ = split_of(5, days=2)
    market, sector, theme, quiet = panel(5, 2)
    sector_left, theme_left = (
        left_over(sector, [market], slice(0, -2)),
        left_over(theme, [market, sector], slice(0, -2)),
    )
    move = 1.5 * market + 0.7 * sector_left + 0.4 * theme_left + 0.001 + quiet
    design = np.column_stack([np.ones_like(market), market, sector_left, theme_left])
    slow = np.linalg.lstsq(design[:-2], move[:-2], rcond=None)[0]
    logs = [part.value / found.factor for part in found.parts[:3]]
    assert logs == pytest.approx((slow[1:] * design[-2:, 1:].sum(axis=0)).tolist(), rel=1e-9)
    residuals = move[:-2] - design[:-2] @ slow
    covariance = residuals @ residuals / (120 - 4) * np.linalg.inv(design[:-2].T @ design[:-2])
    ends = design[-2:].sum(axis=0)
    errors = [abs(ends[j]) * np.sqrt(covariance[j, j]) for j in (1, 2, 3)]
    assert [part.stderr / found.factor for part in found.parts[:3]] == pytest.approx(errors, rel=1e-9)
    # The own part is short of its drift by exactly what the constant explains.
    g = np.array([0.0, *ends[1:]])
    assert found.parts[3].stderr / found.factor == pytest.approx(np.sqrt(g @ covariance @ g), rel=1e-9)
    noise = np.sqrt(residuals @ residuals / 116 * 2 + ends @ covariance @ ends)
    assert found.own_noise / found.factor == pytest.approx(noise, rel=1e-9)


@given(
    seed=st.integers(0, 10_000),
    days=st.integers(1, 6),
    shock=st.floats(-0.9, 0.9),
    market=st.floats(-0.2, 0.2),
)
def test_the_parts_add_up_to_the_raw_move(seed: int, days: int, shock: float, market: float) -> None:
    moved, sector, theme, quiet = panel(seed, days)
    quiet[-1] += shock
    moved[-1] += market
    used = [
        regressor(name, values[:-days], values[-days:])
        for name, values in (("market", moved), ("sector", sector), ("theme", theme))
    ]
    found = split_move((moved + quiet)[:-days], (moved + quiet)[-days:], used)
    assert found is not None
    whole = float(np.prod(np.exp((moved + quiet)[-days:]))) - 1
    assert found.raw == pytest.approx(whole, abs=1e-12)
    assert abs(sum(part.value for part in found.parts) - whole) < 1e-12
    assert [part.name for part in found.parts] == ["market", "sector", "theme", "own"]


def test_parts_that_cancel_in_logs_still_add_up() -> None:
    market = np.array([0.01, -0.01, 0.02, -0.02, 0.01])
    history = market + np.array([0.001, -0.001, 0.0, 0.001, -0.001])
    found = split_move(history, np.array([0.0]), [regressor("market", market, np.array([0.05]))])
    assert found is not None
    assert (found.raw, found.factor) == (0.0, 1.0)
    assert found.parts[0].value == -found.parts[1].value != 0.0


def test_the_intervals_hold_the_true_parts_nineteen_times_in_twenty() -> None:
    trials, inside = 400, {"market": 0, "sector": 0, "theme": 0, "own": 0}
    for seed in range(trials):
        found, true = split_of(seed, shock=-0.1)
        for part in found.parts:
            inside[part.name] += part.low <= true[part.name] * found.factor <= part.high
    # 95 % of 400 with a standard error of 1.1 points; 1 in 700 is outside of these.
    assert all(366 <= hits <= 394 for hits in inside.values()), inside


def test_what_market_and_sector_share_is_the_market_s() -> None:
    market, _, _, quiet = panel(3)
    sector = market + 1e-3 * panel(4)[0]
    move = sector + quiet
    together = split_move(
        move[:-1],
        move[-1:],
        [regressor("market", market[:-1], market[-1:]), regressor("sector", sector[:-1], sector[-1:])],
    )
    alone = split_move(move[:-1], move[-1:], [regressor("market", market[:-1], market[-1:])])
    assert together is not None
    assert alone is not None
    assert together.parts[0].value == pytest.approx(alone.parts[0].value, rel=1e-12)


def test_a_sector_that_is_the_market_has_no_part_of_its_own() -> None:
    market, _, _, quiet = panel(3)
    twice = regressor("sector", 2 * market[:-1], 2 * market[-1:])
    found = split_move((market + quiet)[:-1], quiet[-1:], [regressor("market", market[:-1], market[-1:]), twice])
    assert found is not None
    assert [part.name for part in found.parts] == ["market", "own"]


def test_a_sector_without_a_price_in_the_window_has_no_part_and_costs_the_market_nothing() -> None:
    market, sector, _, quiet = panel(3)
    move = market + quiet
    gap = regressor("sector", sector[:-1], np.array([np.nan]))
    young = regressor("theme", np.where(np.arange(120) < 100, np.nan, sector[:-1]), sector[-1:])
    plain = [regressor("market", market[:-1], market[-1:])]
    assert split_move(move[:-1], move[-1:], [*plain, gap, young]) == split_move(move[:-1], move[-1:], plain)


def test_a_move_that_is_not_known_is_not_taken_apart() -> None:
    market, _, _, quiet = panel(3)
    plain = [regressor("market", market[:-1], market[-1:])]
    assert split_move(quiet[:-1], np.array([np.nan]), plain) is None
    assert split_move(quiet[:2], quiet[-1:], [regressor("market", market[:2], market[-1:])]) is None
    assert split_move(quiet[:-1], quiet[-1:], []) is None


LOGS = {symbol: (np.arange(4.0) + n, np.array([float(n)])) for n, symbol in enumerate(("A", "B", "C", "D", "E"))}


def test_a_basket_holds_neither_the_symbol_nor_a_ticker_of_the_story() -> None:
    found = basket("theme", LOGS, LOGS, without={"A", "E"})
    assert found is not None
    assert found.of == ("B", "C", "D")
    assert found.window.tolist() == [2.0]
    assert found.history.tolist() == [2.0, 3.0, 4.0, 5.0]


def test_the_event_is_not_taken_out_of_itself() -> None:
    # Five names of a theme fall by a tenth on the story; the sixth and others, which it does not name, do not move.
    rng = np.random.default_rng(1)
    logs = {s: (rng.normal(0, 0.02, 60), np.array([-0.1 if s in "ABCDE" else 0.0])) for s in "ABCDEFGH"}
    market = regressor("market", rng.normal(0, 0.01, 60), np.array([0.0]))
    clean = basket("theme", logs, logs, without="ABCDE")
    assert clean is not None
    found = split_move(*logs["A"], [market, clean])
    assert found is not None
    assert found.parts[-1].value == pytest.approx(np.expm1(-0.1), abs=0.005)


def test_two_names_are_no_theme() -> None:
    assert basket("theme", LOGS, LOGS, without={"A", "B", "C"}) is None


def test_a_member_without_the_day_or_with_little_history_is_left_out() -> None:
    gaps = LOGS | {"D": (LOGS["D"][0], np.array([np.nan])), "E": (np.array([np.nan, np.nan, np.nan, 1.0]), np.zeros(1))}
    found = basket("theme", gaps, gaps, without=set())
    assert found is not None
    assert found.of == ("A", "B", "C")
