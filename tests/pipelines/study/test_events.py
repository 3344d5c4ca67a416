"""Event windows over a panel: numbers, reasons, and what may and may not enter an estimate."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipelines.study.events import EventWindows, estimation_offsets, masked_sessions, study_windows
from pipelines.study.market import MODELS
from pipelines.study.panel import Panel, cut
from tests.pipelines.study.cast import (
    EVENT,
    OPTIONS,
    SYMBOLS,
    Floats,
    T,
    by_lstsq,
    closes_of,
    invented_returns,
    study,
    weekdays,
)
from tests.pipelines.study.slowly import Slow, slowly
from tracker.options import StudyOptions
from tracker.records import Reason

# ── the numbers ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("window", [(0, 0), (0, 1), (-1, 1), (-5, 5), (2, 4)], ids=str)
def test_a_window_agrees_with_a_regression_written_out(window: tuple[int, int]) -> None:
    returns = invented_returns()
    ar, stderr = by_lstsq(returns, 1, EVENT, window)
    result = study(window=window)
    assert result.reasons == (None,)
    assert result.abnormal[0] == pytest.approx(ar, abs=1e-14)
    assert result.car[0] == pytest.approx(ar.sum(), abs=1e-14)
    assert result.stderr[0] == pytest.approx(stderr, rel=1e-12)
    assert result.t[0] == pytest.approx(ar.sum() / stderr, rel=1e-11)
    assert result.raw[0] == pytest.approx(returns[1, EVENT + window[0] : EVENT + window[1] + 1])


def test_the_cumulative_return_of_one_day_is_that_days_abnormal_return() -> None:
    result = study()
    assert result.car[0] == result.abnormal[0, 0]


def test_raw_over_a_window_compounds_and_the_market_too() -> None:
    returns = invented_returns()
    returns[1, EVENT : EVENT + 2] = [-0.5, 1.0]
    result = study(returns, window=(0, 1))
    assert result.compounded[0] == pytest.approx(0.0)
    assert result.market_compounded[0] == pytest.approx(np.prod(1 + returns[0, EVENT : EVENT + 2]) - 1)


def test_estimation_and_event_window_have_exactly_gap_sessions_between_them() -> None:
    first, last = estimation_offsets((-2, 3), StudyOptions(estimation=60, gap=5))
    assert (first, last) == (-67, -8)
    assert len(range(last + 1, -2)) == 5
    assert estimation_offsets((0, 0), StudyOptions(estimation=1, gap=0)) == (-1, -1)


@settings(deadline=None)
@given(st.floats(0.01, 1000), st.integers(0, 2**31))
def test_the_currency_of_the_prices_does_not_matter(scale: float, seed: int) -> None:
    closes = closes_of(invented_returns(seed))
    assert study(closes=closes * scale).car[0] == pytest.approx(study(closes=closes).car[0], abs=1e-12)


@settings(deadline=None)
@given(st.integers(0, 2**31), st.integers(0, 3))
def test_later_prices_never_change_an_answer(seed: int, days: int) -> None:
    returns = invented_returns()
    changed = returns.copy()
    changed[:, EVENT + days + 1 :] = np.random.default_rng(seed).normal(0, 0.1, (3, T - EVENT - days - 1))
    one, other = study(returns, window=(0, days)), study(changed, window=(0, days))
    for name in ("car", "stderr", "t", "p", "sq_p", "abnormal"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 2), st.integers(0, T - 1)), min_size=1, max_size=12), st.integers(0, 3))
def test_a_batch_of_events_is_its_events_one_by_one(events: list[tuple[int, int]], days: int) -> None:
    panel = Panel.from_closes(weekdays(T), SYMBOLS, closes_of(invented_returns()))
    rows, columns = (np.array(side) for side in zip(*events, strict=True))
    together = study_windows(panel, rows, columns, market=0, window=(-1, days), options=OPTIONS)
    for i in range(len(events)):
        alone = study_windows(panel, rows[i : i + 1], columns[i : i + 1], market=0, window=(-1, days), options=OPTIONS)
        assert together.reasons[i] == alone.reasons[0]
        assert together.car[i] == pytest.approx(alone.car[0], abs=1e-13, nan_ok=True)
        assert together.stderr[i] == pytest.approx(alone.stderr[0], rel=1e-10, nan_ok=True)
        assert together.sq_p[i] == pytest.approx(alone.sq_p[0], nan_ok=True)


def test_no_events_give_no_answers() -> None:
    panel = Panel.from_closes(weekdays(T), SYMBOLS, closes_of(invented_returns()))
    none = np.array([], dtype=np.intp)
    assert study_windows(panel, none, none, market=0, window=(0, 1), options=OPTIONS).reasons == ()


# ── reasons ─────────────────────────────────────────────────────────────────────────────────────────


def holed(change: Callable[[Floats], None]) -> Floats:
    closes = closes_of(invented_returns())
    change(closes)
    return closes


def put(symbol: str, where: slice | int, value: float = math.nan) -> Callable[[Floats], None]:
    def change(closes: Floats) -> None:
        closes[SYMBOLS.index(symbol), where] = value

    return change


@pytest.mark.parametrize(
    ("change", "window", "reason"),
    [
        pytest.param(put("ACME", slice(None)), (0, 0), Reason.NO_PRICES, id="never priced"),
        pytest.param(put("ACME", slice(0, EVENT)), (0, 0), Reason.NO_PRIOR_PRICE, id="first listed on the day"),
        pytest.param(put("ACME", slice(0, EVENT + 9)), (0, 0), Reason.NO_PRIOR_PRICE, id="listed only later"),
        pytest.param(put("ACME", slice(0, EVENT - 1)), (-1, 0), Reason.NO_PRIOR_PRICE, id="listed the day before"),
        pytest.param(put("ACME", EVENT), (0, 0), Reason.MISSING_BAR, id="no bar on the day"),
        pytest.param(put("ACME", EVENT - 1), (0, 0), Reason.MISSING_BAR, id="no bar on the day before"),
        pytest.param(put("ACME", EVENT + 1), (0, 2), Reason.MISSING_BAR, id="no bar inside the window"),
        pytest.param(put("ACME", EVENT, 0.0), (0, 0), Reason.MISSING_BAR, id="a price of zero is none"),
        pytest.param(put("ACME", EVENT, math.inf), (0, 0), Reason.MISSING_BAR, id="an infinite price is none"),
        pytest.param(put("MKT", EVENT), (0, 0), Reason.MISSING_BAR, id="no bar of the market"),
        pytest.param(put("ACME", slice(0, EVENT - 20)), (0, 0), Reason.TOO_FEW_SESSIONS, id="a young listing"),
        pytest.param(put("MKT", slice(0, EVENT - 20)), (0, 0), Reason.TOO_FEW_SESSIONS, id="a young market index"),
        pytest.param(put("MKT", slice(0, EVENT), 50.0), (0, 0), Reason.NO_VARIATION, id="the market stood still"),
        pytest.param(put("ACME", slice(0, EVENT), 50.0), (0, 0), Reason.NO_VARIATION, id="the stock stood still"),
        pytest.param(put("BETA", slice(None)), (0, 0), None, id="another stock without prices does no harm"),
    ],
)
def test_what_cannot_be_measured_says_why(
    change: Callable[[Floats], None], window: tuple[int, int], reason: Reason | None
) -> None:
    result = study(closes=holed(change), window=window)
    assert result.reasons == (reason,)
    assert math.isnan(result.car[0]) == (reason is not None)
    assert math.isnan(result.p[0]) == (reason is not None)


def test_a_window_beyond_the_last_session_is_out_of_calendar() -> None:
    assert study(closes=closes_of(invented_returns()), event=T - 1, window=(0, 1)).reasons == (Reason.OUT_OF_CALENDAR,)


def test_the_market_has_no_abnormal_return_against_itself_but_a_raw_one() -> None:
    result = study(symbol="MKT")
    assert result.reasons == (Reason.IS_BENCHMARK,)
    assert result.compounded[0] == pytest.approx(invented_returns()[0, EVENT])
    assert np.isnan(result.abnormal).all()


def test_without_a_market_the_market_model_has_no_benchmark_and_the_mean_model_needs_none() -> None:
    assert study(market=None).reasons == (Reason.NO_BENCHMARK,)
    assert study(market=None, model="mean_adjusted").reasons == (None,)
    assert study(symbol="MKT", model="mean_adjusted").reasons == (None,)


def test_thirty_returns_are_enough_and_twenty_nine_are_not() -> None:
    """The first price stands 30 returns before the last estimation session, EVENT - 6."""
    closes = holed(put("ACME", slice(0, EVENT - 6 - 30)))
    assert study(closes=closes).fit.l1[0] == 30
    assert study(closes=closes).reasons == (None,)
    closes = holed(put("ACME", slice(0, EVENT - 6 - 29)))
    result = study(closes=closes)
    assert (result.fit.l1[0], result.reasons) == (29, (Reason.TOO_FEW_SESSIONS,))
    assert np.isfinite(result.compounded[0]) and np.isfinite(result.market_compounded[0])


def test_even_a_minimum_of_one_leaves_a_degree_of_freedom() -> None:
    closes = holed(put("ACME", slice(0, EVENT - 6 - 2)))
    assert study(closes=closes, minimum=1).reasons == (Reason.TOO_FEW_SESSIONS,)
    closes = holed(put("ACME", slice(0, EVENT - 6 - 3)))
    assert study(closes=closes, minimum=1).reasons == (None,)


def test_a_missing_bar_in_the_estimation_costs_two_returns_and_nothing_else() -> None:
    """A return into the gap and a return out of it are unknown; none is computed across it."""
    result = study(closes=holed(put("ACME", EVENT - 20)))
    assert result.reasons == (None,)
    assert result.fit.l1[0] == OPTIONS.estimation - 2


def test_a_day_of_the_window_without_a_bar_does_not_hide_the_other_days() -> None:
    result = study(closes=holed(put("ACME", EVENT + 2)), window=(0, 2))
    ar, _ = by_lstsq(invented_returns(), 1, EVENT, (0, 2))
    assert result.abnormal[0, :2] == pytest.approx(ar[:2], abs=1e-12)
    assert math.isnan(result.abnormal[0, 2])


# ── models ──────────────────────────────────────────────────────────────────────────────────────────


def wide(kind: str = "simple") -> Panel:
    """The cast with a sector and a size factor beside it, as returns of the kind."""
    returns = invented_returns()
    rng = np.random.default_rng(2)
    sector = 0.9 * returns[0] + rng.standard_t(4, T) * 0.008
    returns[1] += 0.5 * (sector - 0.9 * returns[0])
    more = np.vstack([returns, sector, rng.standard_t(4, T) * 0.005])
    panel = Panel.from_returns(weekdays(T), (*SYMBOLS, "SEC", "SIZE"), more)
    return panel.as_kind("log") if kind == "log" else panel


def measured(panel: Panel, model: str, window: tuple[int, int], events: list[int], **more: Any) -> EventWindows:
    return study_windows(
        panel,
        np.full(len(events), 1),
        np.array(events),
        market=0,
        sector=3,
        factors=(0, 3, 4) if model == "factors" else (),
        window=window,
        options=replace(OPTIONS, model=model, returns=panel.kind),
        **more,
    )


def slow_event(panel: Panel, model: str, window: tuple[int, int], event: int) -> Slow:
    """The same event from slices written out."""
    drivers = {"mean_adjusted": [], "market_adjusted": [0], "market": [0], "market_sector": [0, 3]}
    rows = drivers.get(model, [0, 3, 4])
    last = event + window[0] - OPTIONS.gap
    past, now = slice(last - OPTIONS.estimation, last), slice(event + window[0], event + window[1] + 1)
    returns = panel.returns
    return slowly(model, returns[1, past], returns[rows, past], returns[1, now], returns[rows, now])


@pytest.mark.parametrize("kind", ["simple", "log"])
@pytest.mark.parametrize("window", [(0, 0), (-1, 1)], ids=str)
@pytest.mark.parametrize("model", MODELS)
def test_every_model_agrees_with_a_regression_written_out(model: str, window: tuple[int, int], kind: str) -> None:
    panel = wide(kind)
    result = measured(panel, model, window, [EVENT, EVENT - 20])
    for i, event in enumerate((EVENT, EVENT - 20)):
        slow = slow_event(panel, model, window, event)
        assert result.reasons[i] is None
        assert result.fit.l1[i] == 60
        assert result.abnormal[i] == pytest.approx(slow.ar, abs=1e-14)
        assert result.car[i] == pytest.approx(slow.car, abs=1e-14)
        assert result.stderr[i] == pytest.approx(slow.stderr, rel=1e-11)
        assert result.day_stderr[i] == pytest.approx(np.sqrt(np.diag(slow.v)), rel=1e-11)
        assert result.sq_p[i] == pytest.approx(slow.sq)


@pytest.mark.parametrize("model", MODELS)
def test_what_was_expected_by_cause_and_what_was_not_add_up_to_the_move(model: str) -> None:
    panel = wide("log")
    result = measured(panel, model, (-1, 2), [EVENT, 120])
    assert result.expected.sum(axis=1) + result.abnormal == pytest.approx(result.raw, abs=1e-15)


def test_the_markets_part_is_its_slope_times_its_return_and_the_sectors_what_is_left_of_its_return() -> None:
    panel = wide()
    result = measured(panel, "market_sector", (0, 0), [EVENT])
    slow = slow_event(panel, "market_sector", (0, 0), EVENT)
    constant, market, sector = result.expected[0, :, 0]
    assert constant == pytest.approx(slow.b[0], abs=1e-14)
    assert market == pytest.approx(slow.b[1] * panel.returns[0, EVENT], abs=1e-14)
    assert constant + market + sector == pytest.approx(panel.returns[1, EVENT] - slow.ar[0], abs=1e-14)


def test_each_event_can_have_a_sector_of_its_own_and_one_without_has_no_benchmark() -> None:
    panel = wide()
    rows, columns = np.array([1, 1, 1]), np.array([EVENT, EVENT, EVENT])
    options = replace(OPTIONS, model="market_sector")
    result = study_windows(panel, rows, columns, market=0, sector=np.array([3, 2, -1]), window=(0, 0), options=options)
    assert result.reasons == (None, None, Reason.NO_BENCHMARK)
    assert result.fit.l1.tolist() == [60, 60, 0]
    assert np.isnan(result.regressors[2, 1]).all()
    for i, sector in enumerate((3, 2)):
        alone = study_windows(panel, rows[:1], columns[:1], market=0, sector=sector, window=(0, 0), options=options)
        assert result.car[i] == pytest.approx(alone.car[0], abs=1e-15)


def test_a_factor_is_no_news_against_itself_and_none_given_is_no_benchmark() -> None:
    panel = wide()
    rows, columns = np.array([4]), np.array([EVENT])
    options = replace(OPTIONS, model="factors")
    itself = study_windows(panel, rows, columns, market=0, factors=(0, 4), window=(0, 0), options=options)
    assert itself.reasons == (Reason.IS_BENCHMARK,)
    assert study_windows(panel, rows, columns, market=0, window=(0, 0), options=options).reasons == (
        Reason.NO_BENCHMARK,
    )


def test_a_factor_without_a_value_in_the_window_is_a_missing_bar() -> None:
    panel = wide()
    returns = panel.returns.copy()
    returns[4, EVENT] = np.nan
    assert measured(replace(panel, returns=returns), "factors", (0, 0), [EVENT]).reasons == (Reason.MISSING_BAR,)
    assert measured(replace(panel, returns=returns), "market_sector", (0, 0), [EVENT]).reasons == (None,)


def test_returns_of_another_kind_than_asked_for_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="a panel of log returns, but simple ones are asked for"):
        study_windows(wide("log"), np.array([1]), np.array([EVENT]), market=0, window=(0, 0), options=OPTIONS)


# ── compounding ─────────────────────────────────────────────────────────────────────────────────────


def test_buy_and_hold_compounds_both_and_takes_the_difference() -> None:
    """Firm 4, -1, 3 percent against 1.5, -0.5, 1: the numbers of sipemu/eventstudy 0.66.0, test_golden_values.R."""
    returns = invented_returns()
    returns[1, EVENT : EVENT + 3] = [0.04, -0.01, 0.03]
    returns[0, EVENT : EVENT + 3] = [0.015, -0.005, 0.01]
    expected = [0.025000000000000133, 0.01967500000000011, 0.04046375000000024]
    assert study(returns, window=(0, 2)).bhar[0] == pytest.approx(expected, abs=1e-15)


def test_simple_and_log_returns_of_the_same_closes_compound_to_the_same_move() -> None:
    closes = closes_of(invented_returns())
    simple, log = (
        study_windows(
            Panel.from_closes(weekdays(T), SYMBOLS, closes, kind),
            np.array([1]),
            np.array([EVENT]),
            market=0,
            window=(-1, 3),
            options=replace(OPTIONS, returns=kind),
        )
        for kind in ("simple", "log")
    )
    assert simple.kind == "simple" and log.kind == "log"
    assert log.compounded == pytest.approx(simple.compounded, rel=1e-12)
    assert log.bhar == pytest.approx(simple.bhar, rel=1e-12)
    assert log.raw.sum() == pytest.approx(math.log1p(simple.compounded[0]), rel=1e-12)
    assert log.car[0] != pytest.approx(simple.car[0], abs=1e-6)


# ── masks ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_windows_of_other_events_do_not_enter_the_estimate() -> None:
    """A crash on a tagged day in the estimation window changes nothing once that day is masked."""
    calm, crashed = invented_returns(), invented_returns()
    crashed[1, 119:122] -= 0.3
    masks = masked_sessions(panel_of(calm), np.array([1, 1]), np.array([120, EVENT]), (-1, 1))
    one, other = (masked_study(returns, masks) for returns in (calm, crashed))
    assert one.fit.l1.tolist() == other.fit.l1.tolist() == [57]
    assert one.stderr[0] == other.stderr[0] and one.car[0] == other.car[0]
    assert masked_study(crashed, None).stderr[0] > 1.5 * one.stderr[0]


def test_a_mask_is_of_its_symbol_and_never_hides_the_events_own_window() -> None:
    panel = panel_of(invented_returns())
    masks = masked_sessions(panel, np.array([1, 2]), np.array([EVENT, 120]), (-2, 2))
    assert masks.sum() == 10
    assert masks[1, EVENT - 2 : EVENT + 3].all() and masks[2, 118:123].all()
    result = masked_study(panel.returns, masks)
    assert result.fit.l1[0] == 60
    assert result.reasons == (None,)


def test_a_mask_may_reach_beyond_the_table() -> None:
    panel = panel_of(invented_returns())
    masks = masked_sessions(panel, np.array([1, 1]), np.array([0, T - 1]), (-3, 3))
    assert np.flatnonzero(masks[1]).tolist() == [0, 1, 2, 3, T - 4, T - 3, T - 2, T - 1]


def test_masking_until_too_little_is_left_gives_no_number() -> None:
    panel = panel_of(invented_returns())
    masks = masked_sessions(panel, np.array([1]), np.array([110]), (-20, 20))
    assert masked_study(panel.returns, masks).reasons == (Reason.TOO_FEW_SESSIONS,)


def panel_of(returns: Floats) -> Panel:
    return Panel.from_returns(weekdays(T), SYMBOLS, returns)


def masked_study(returns: Floats, masks: NDArray[np.bool_] | None) -> EventWindows:
    return study_windows(
        panel_of(returns),
        np.array([1]),
        np.array([EVENT]),
        market=0,
        window=(0, 0),
        options=replace(OPTIONS, shrink=False),
        masks=masks,
    )


# ── many at once ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("model", MODELS)
def test_thousands_of_events_in_any_order_are_what_each_is_alone(model: str) -> None:
    rng = np.random.default_rng(3)
    panel = wide()
    returns = panel.returns.copy()
    returns[1:3][rng.random((2, T)) < 0.02] = np.nan
    panel = replace(panel, returns=returns)
    rows, columns = rng.integers(1, 3, 1500), rng.integers(60, T, 1500)
    choices: dict[str, Any] = {
        "market": 0,
        "sector": 3,
        "factors": (0, 4),
        "window": (0, 1),
        "options": replace(OPTIONS, model=model),
    }
    many = study_windows(panel, rows, columns, **choices)
    light = study_windows(panel, rows, columns, **choices, residuals=False)
    for i in rng.integers(0, 1500, 60).tolist():
        alone = study_windows(panel, rows[i : i + 1], columns[i : i + 1], **choices)
        assert many.reasons[i] == light.reasons[i] == alone.reasons[0]
        for name in ("car", "stderr", "p", "sq_p", "abnormal", "day_scale", "expected", "shrunk"):
            of_many, of_light, of_one = (getattr(result, name) for result in (many, light, alone))
            # To the last bit, so that a story measured alone today equals the same story in next year's rebuild.
            np.testing.assert_array_equal(of_many[i], of_one[0])
            np.testing.assert_array_equal(of_many[i], of_light[i])
        np.testing.assert_array_equal(many.fit.residuals[i], alone.fit.residuals[0])
        np.testing.assert_array_equal(many.fit.residual_scale()[i], alone.fit.residual_scale()[0])
    assert light.fit.residuals.shape == (1500, 0)


def test_the_same_study_twice_is_the_same_to_the_last_bit() -> None:
    rng = np.random.default_rng(3)
    rows, columns = rng.integers(1, 3, 900), rng.integers(60, T, 900)
    one, other = (study_windows(wide(), rows, columns, market=0, window=(0, 1), options=OPTIONS) for _ in range(2))
    for name in ("car", "stderr", "p", "sq_p"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()


# ── the panel ───────────────────────────────────────────────────────────────────────────────────────


def test_the_first_price_of_a_panel_is_known_whichever_way_it_was_built() -> None:
    closes = np.array([[1.0, 2, 3], [np.nan, 2, 3], [np.nan, np.nan, np.nan]])
    panel = Panel.from_closes(weekdays(3), SYMBOLS, closes)
    assert panel.first_price.tolist() == [0, 1, 3]
    assert panel.returns[0].tolist() == pytest.approx([math.nan, 1.0, 0.5], nan_ok=True)
    returns = Panel.from_returns(weekdays(3), SYMBOLS, np.array([[0.1, 0.1, 0.1], [np.nan, np.nan, 0.1], [np.nan] * 3]))
    assert returns.first_price.tolist() == [-1, 1, 3]


def test_an_empty_panel_has_no_first_price() -> None:
    assert Panel.from_closes(weekdays(0), SYMBOLS, np.empty((3, 0))).first_price.tolist() == [0, 0, 0]


def test_windows_of_a_table_end_where_the_table_ends() -> None:
    table = np.array([[1.0, 2, 3]])
    rows, starts = np.zeros(3, dtype=np.intp), np.array([-1, 1, 9])
    found = cut(table, rows, starts, 2, math.nan)
    assert found.tolist() == pytest.approx(np.array([[math.nan, 1], [2, 3], [math.nan] * 2]), nan_ok=True)
    assert cut(table[:, :0], rows[:1], starts[:1], 2, math.nan).tolist() == pytest.approx(
        np.full((1, 2), math.nan), nan_ok=True
    )


def test_further_rows_of_a_panel_are_series_like_the_others() -> None:
    panel = Panel.from_closes(weekdays(3), SYMBOLS[:1], np.array([[1.0, 2, 3]]), "log")
    wider = panel.joined(["basket"], np.array([[np.nan, 0.1, 0.2]]))
    assert wider.symbols == ("MKT", "basket")
    assert wider.first_price.tolist() == [0, 0]
    assert wider.kind == "log"
    assert wider.returns[0].tolist() == pytest.approx([math.nan, math.log(2), math.log(1.5)], nan_ok=True)


def test_losing_everything_has_no_logarithm() -> None:
    panel = Panel.from_returns(weekdays(2), SYMBOLS[:1], np.array([[0.1, -1.0]]))
    assert panel.as_kind("log").returns[0].tolist() == pytest.approx([math.log(1.1), math.nan], nan_ok=True)
    assert panel.as_kind("simple") is panel
