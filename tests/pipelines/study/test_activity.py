"""Abnormal volume and volatility against slow versions, and against what they must give when nothing happens."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from pipelines.study.activity import abnormal_volatility, abnormal_volume
from pipelines.study.events import study_windows
from pipelines.study.panel import Panel
from tests.pipelines.study.cast import EVENT, OPTIONS, SYMBOLS, T, invented_returns, study, weekdays
from tests.pipelines.study.slowly import slowly


def volumes(days: int = 60) -> np.ndarray:
    return np.exp(np.random.default_rng(3).normal(14, 0.4, (1, days)))


def test_volume_is_compared_with_its_mean_logarithm() -> None:
    history = volumes()
    usual = np.exp(np.log(history).mean())
    found = abnormal_volume(history, np.array([[2 * usual, usual]]))
    assert found.daily[0] == pytest.approx([math.log(2), 0.0], abs=1e-12)
    assert found.mean[0] == pytest.approx(math.log(2) / 2)
    assert found.l1[0] == 60
    s = np.log(history[0]).std(ddof=1)
    assert found.daily_t[0, 0] == pytest.approx(math.log(2) / (s * math.sqrt(1 + 1 / 60)))
    t = math.log(2) / (s * math.sqrt(2 + 4 / 60))
    assert found.t[0] == pytest.approx(t)
    assert found.p[0] == pytest.approx(2 * stats.t.sf(t, 59))


def test_a_day_without_trading_is_missing_and_no_very_small_volume() -> None:
    history = volumes()
    holed = np.insert(history, 10, 0.0, axis=1)
    window = np.array([[2e6]])
    assert abnormal_volume(holed, window).l1[0] == 60
    assert abnormal_volume(holed, window).t == pytest.approx(abnormal_volume(history, window).t, rel=1e-12)
    silent = abnormal_volume(history, np.array([[2e6, 0.0]]))
    assert math.isnan(silent.mean[0]) and math.isnan(silent.p[0])
    assert np.isfinite(silent.daily[0, 0])


def test_too_few_sessions_or_none_that_differ_give_no_abnormal_volume() -> None:
    assert math.isnan(abnormal_volume(volumes(29), np.array([[1e6]])).daily[0, 0])
    assert math.isnan(abnormal_volume(volumes(29), np.array([[1e6]])).p[0])
    assert math.isnan(abnormal_volume(np.full((1, 60), 1e6), np.array([[2e6]])).p[0])


@pytest.mark.parametrize("model", ["mean_adjusted", "market_adjusted", "market"])
@pytest.mark.parametrize("window", [(0, 0), (-1, 1)], ids=str)
def test_the_volatility_ratio_is_the_quadratic_form_of_the_covariance_written_out(
    model: str, window: tuple[int, int]
) -> None:
    returns = invented_returns()
    past, now = slice(EVENT + window[0] - 65, EVENT + window[0] - 5), slice(EVENT + window[0], EVENT + window[1] + 1)
    f = 0 if model == "mean_adjusted" else 1
    slow = slowly(model, returns[1, past], returns[:f, past], returns[1, now], returns[:f, now])
    days = len(slow.ar)
    expected = slow.ar @ np.linalg.inv(slow.v) @ slow.ar / days
    found = abnormal_volatility(study(window=window, model=model))
    assert found.ratio[0] == pytest.approx(expected, rel=1e-10)
    assert found.p[0] == pytest.approx(stats.f.sf(expected, days, 60 - slow.k), rel=1e-10)
    scaled = (slow.residuals / np.sqrt(1 - slow.hat)) ** 2
    event = float((slow.ar**2 / np.diag(slow.v)).sum()) * slow.s2
    runs = [scaled[i : i + days].sum() for i in range(60 - days + 1)]
    assert found.past_p[0] == pytest.approx((1 + sum(run >= event for run in runs)) / (1 + len(runs)))


def test_a_price_that_is_shaken_and_ends_where_it_began_is_volatile_without_a_return() -> None:
    returns = invented_returns()
    returns[1, EVENT : EVENT + 2] = [0.2, -0.2]
    result = study(returns, window=(0, 1))
    assert result.p[0] > 0.2
    found = abnormal_volatility(result)
    assert found.p[0] < 1e-4
    assert found.past_p[0] == pytest.approx(1 / 60)


def test_of_one_day_the_volatility_is_the_square_of_t_and_its_past_p_the_sample_quantile() -> None:
    result = study()
    found = abnormal_volatility(result)
    assert found.ratio[0] == pytest.approx(result.t[0] ** 2)
    assert found.p[0] == pytest.approx(result.p[0])
    assert found.past_p[0] == pytest.approx(result.sq_p[0])


def test_an_event_without_an_answer_has_no_volatility_either() -> None:
    found = abnormal_volatility(study(symbol="MKT"))
    assert math.isnan(found.ratio[0]) and math.isnan(found.p[0]) and math.isnan(found.past_p[0])


def test_without_residuals_there_is_no_rank_in_the_past() -> None:
    panel = Panel.from_returns(weekdays(T), SYMBOLS, invented_returns())
    light = study_windows(
        panel, np.array([1]), np.array([EVENT]), market=0, window=(0, 0), options=OPTIONS, residuals=False
    )
    found = abnormal_volatility(light)
    assert math.isnan(found.past_p[0])
    assert found.ratio[0] == pytest.approx(light.t[0] ** 2)


def test_quiet_windows_are_called_volatile_as_often_as_said() -> None:
    """4,000 windows of normal returns in which nothing happens: F is exact."""
    rng = np.random.default_rng(8)
    market = rng.normal(0, 0.01, 900)
    panel = Panel.from_returns(
        weekdays(900), [str(i) for i in range(101)], np.vstack([market, market + rng.normal(0, 0.02, (100, 900))])
    )
    rows, columns = np.repeat(np.arange(1, 101), 40), np.tile(np.arange(80, 880, 20), 100)
    result = study_windows(panel, rows, columns, market=0, window=(-1, 1), options=OPTIONS)
    found = abnormal_volatility(result)
    assert np.mean(found.p < 0.05) == pytest.approx(0.05, abs=0.012)
