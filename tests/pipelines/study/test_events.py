"""Event windows over a panel, and one test for each defect found in published event-study programs.

The cast: ACME and its peer BETA against a market MKT, on 200 sessions of invented returns.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipelines.study.events import EventWindows, estimation_offsets, study_windows
from pipelines.study.market import two_sided_p
from pipelines.study.panel import Panel
from tracker.options import StudyOptions
from tracker.records import Reason

Floats = NDArray[np.float64]
T = 200
SYMBOLS = ("MKT", "ACME", "BETA")
OPTIONS = StudyOptions(estimation=60, minimum=30, gap=5)
EVENT = 150


def weekdays(n: int) -> NDArray[np.datetime64]:
    return np.busday_offset("2025-01-02", np.arange(n)).astype("datetime64[D]")


def invented_returns(seed: int = 1) -> Floats:
    """(3, T): the market, and two stocks with betas 1.5 and 0.8."""
    rng = np.random.default_rng(seed)
    market = rng.standard_t(4, T) * 0.01
    noise = rng.standard_t(4, (2, T)) * 0.02
    return np.vstack([market, 1.5 * market + noise[0], 0.8 * market + noise[1]])


def closes_of(returns: Floats) -> Floats:
    """Closes whose returns from the second session on are the given ones."""
    return 100 * np.cumprod(1 + np.column_stack([np.zeros(len(returns)), returns[:, 1:]]), axis=1)


def study(
    returns: Floats | None = None,
    *,
    closes: Floats | None = None,
    symbol: str = "ACME",
    event: int = EVENT,
    window: tuple[int, int] = (0, 0),
    market: str | None = "MKT",
    **options: object,
) -> EventWindows:
    panel = (
        Panel.from_closes(weekdays(closes.shape[1]), SYMBOLS, closes)
        if closes is not None
        else Panel.from_returns(weekdays(T), SYMBOLS, invented_returns() if returns is None else returns)
    )
    return study_windows(
        panel,
        np.array([SYMBOLS.index(symbol)]),
        np.array([event]),
        market=None if market is None else SYMBOLS.index(market),
        window=window,
        options=replace(OPTIONS, **options),  # type: ignore[arg-type]
    )


def by_lstsq(returns: Floats, row: int, event: int, window: tuple[int, int]) -> tuple[Floats, float]:
    """Abnormal returns and the standard error of their sum, from a plain regression on slices written out."""
    last = event + window[0] - OPTIONS.gap
    first = last - OPTIONS.estimation
    x = np.column_stack([np.ones(OPTIONS.estimation), returns[0, first:last]])
    y = returns[row, first:last]
    b = np.linalg.lstsq(x, y, rcond=None)[0]
    s2 = float(((y - x @ b) ** 2).sum()) / (OPTIONS.estimation - 2)
    x_w = np.column_stack([np.ones(window[1] - window[0] + 1), returns[0, event + window[0] : event + window[1] + 1]])
    ar = returns[row, event + window[0] : event + window[1] + 1] - x_w @ b
    v = s2 * (np.eye(len(ar)) + x_w @ np.linalg.inv(x.T @ x) @ x_w.T)
    return ar, math.sqrt(v.sum())


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


@settings(max_examples=40, deadline=None)
@given(st.floats(0.01, 1000), st.integers(0, 2**31))
def test_the_currency_of_the_prices_does_not_matter(scale: float, seed: int) -> None:
    closes = closes_of(invented_returns(seed))
    assert study(closes=closes * scale).car[0] == pytest.approx(study(closes=closes).car[0], abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.integers(0, 3))
def test_later_prices_never_change_an_answer(seed: int, days: int) -> None:
    returns = invented_returns()
    changed = returns.copy()
    changed[:, EVENT + days + 1 :] = np.random.default_rng(seed).normal(0, 0.1, (3, T - EVENT - days - 1))
    one, other = study(returns, window=(0, days)), study(changed, window=(0, days))
    for name in ("car", "stderr", "t", "p", "sq_p", "abnormal"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@settings(max_examples=40, deadline=None)
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


# ── defects of other programs ───────────────────────────────────────────────────────────────────────


def test_defect_a_last_return_of_exactly_zero_shifts_no_day() -> None:
    returns = invented_returns()
    returns[1, EVENT + 2] = 0.0
    ar, _ = by_lstsq(returns, 1, EVENT, (0, 2))
    assert study(returns, window=(0, 2)).abnormal[0] == pytest.approx(ar, abs=1e-14)


def test_defect_missing_and_infinite_returns_are_not_zero() -> None:
    returns = invented_returns()
    returns[1, EVENT - 20], returns[1, EVENT - 30] = np.nan, np.inf
    zeroed = np.where(np.isfinite(returns), returns, 0.0)
    result = study(returns)
    assert result.fit.l1[0] == OPTIONS.estimation - 2
    assert result.fit.variance[0] != pytest.approx(study(zeroed).fit.variance[0], rel=1e-6)


def test_defect_residual_variance_loses_a_degree_of_freedom_per_parameter() -> None:
    fit = study().fit
    assert fit.variance[0] == pytest.approx(np.nansum(fit.residuals**2) / (60 - 2))
    assert fit.df[0] == 58


@pytest.mark.parametrize("model", ["mean_adjusted", "market_adjusted", "market"])
def test_defect_the_event_window_and_the_gap_never_enter_the_variance(model: str) -> None:
    returns = invented_returns()
    shocked = returns.copy()
    shocked[1, EVENT - OPTIONS.gap : EVENT + 3] += 0.4
    one, other = study(returns, model=model, window=(0, 2)), study(shocked, model=model, window=(0, 2))
    assert one.stderr[0] == other.stderr[0]
    assert one.fit.alpha[0] == other.fit.alpha[0]


def test_defect_p_is_two_sided_and_t_is_over_a_standard_error() -> None:
    result = study()
    assert result.t[0] == pytest.approx(result.car[0] / result.stderr[0])
    flipped = invented_returns()
    flipped[1] *= -1
    assert study(flipped).p[0] == pytest.approx(result.p[0])
    assert study(flipped).car[0] == pytest.approx(-result.car[0])


def test_defect_one_missing_return_does_not_spoil_the_whole_event() -> None:
    returns = invented_returns()
    returns[1, EVENT - 20] = np.nan
    assert study(returns, window=(-1, 1)).reasons == (None,)


def test_defect_windows_are_sessions_not_calendar_days() -> None:
    """60 estimation sessions span 84 days and (-5, 5) spans 15; all of them are there."""
    result = study(window=(-5, 5))
    assert result.fit.l1[0] == 60
    assert result.raw.shape == (1, 11)
    assert np.isfinite(result.raw).all()


def test_defect_degrees_of_freedom_come_from_the_estimation_not_from_the_window() -> None:
    result = study(window=(-5, 5))
    assert result.p[0] == pytest.approx(two_sided_p(result.t, np.array([58]))[0])


def test_defect_market_adjusted_sigma_is_a_deviation_not_one_of_squares() -> None:
    returns = invented_returns()
    rows = slice(EVENT - 65, EVENT - 5)
    spread = math.sqrt(np.mean((returns[1, rows] - returns[0, rows]) ** 2))
    assert study(model="market_adjusted").stderr[0] == pytest.approx(spread)


def test_defect_two_events_of_one_firm_are_two_events() -> None:
    panel = Panel.from_returns(weekdays(T), SYMBOLS, invented_returns())
    twice = study_windows(panel, np.array([1, 1]), np.array([120, 150]), market=0, window=(0, 0), options=OPTIONS)
    assert twice.car == pytest.approx([study(event=120).car[0], study(event=150).car[0]])


def test_defect_the_forecast_error_makes_the_standard_error_larger() -> None:
    result = study()
    assert result.stderr[0] ** 2 > result.fit.variance[0] * (1 + 1 / 60)
    assert abs(result.t[0]) < abs(result.car[0]) / math.sqrt(result.fit.variance[0])


def test_defect_both_ends_of_a_window_are_included() -> None:
    assert study(window=(-2, 2)).raw[0] == pytest.approx(invented_returns()[1, EVENT - 2 : EVENT + 3])


def test_defect_market_moments_come_from_the_firms_own_sessions() -> None:
    """A market crash before the firm was listed says nothing about how well its beta is known."""
    returns = invented_returns()
    returns[1, : EVENT - 45] = np.nan
    crashed = returns.copy()
    crashed[0, EVENT - 60 : EVENT - 50] = -0.2
    assert study(returns).stderr[0] == study(crashed).stderr[0]


def test_defect_the_days_of_a_window_share_their_estimation_error() -> None:
    """The variance of the sum is larger than the sum of the variances of its days."""
    whole = study(window=(-5, 5))
    days = sum(by_lstsq_day(offset) for offset in range(-5, 6))
    assert whole.stderr[0] ** 2 > days


def by_lstsq_day(offset: int) -> float:
    """Variance of one day's abnormal return, with the estimation window of (-5, 5)."""
    returns = invented_returns()
    market = returns[0, EVENT - 70 : EVENT - 10]
    x = np.column_stack([np.ones(60), market])
    y = returns[1, EVENT - 70 : EVENT - 10]
    residuals = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    s2 = float(residuals @ residuals) / 58
    x_day = np.array([1.0, returns[0, EVENT + offset]])
    return s2 * (1 + float(x_day @ np.linalg.inv(x.T @ x) @ x_day))


def test_defect_no_window_wraps_around_to_the_other_end_of_the_table() -> None:
    returns = invented_returns()
    result = study(returns, event=2, window=(-3, 0))
    assert np.isnan(result.raw[0, 0])
    assert result.raw[0, 1:] == pytest.approx(returns[1, :3])
    assert result.fit.l1[0] == 0
    assert study(returns, event=T - 1, window=(0, 2)).raw[0, 1:].tolist() == pytest.approx([math.nan] * 2, nan_ok=True)


def test_defect_zero_is_not_what_an_absent_firm_returned() -> None:
    """Thin history is a reason, not an estimate on filled rows."""
    returns = invented_returns()
    returns[1, : EVENT - 10] = np.nan
    assert study(returns).reasons == (Reason.TOO_FEW_SESSIONS,)


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
