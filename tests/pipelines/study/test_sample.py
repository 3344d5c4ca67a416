"""What the tests across events are handed."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.study.events import study_windows
from pipelines.study.panel import Panel
from pipelines.study.sample import sample_of
from tests.pipelines.study.cast import OPTIONS, SYMBOLS, T, invented_returns, weekdays
from tests.pipelines.study.slowly import slowly

PANEL = Panel.from_returns(weekdays(T), SYMBOLS, invented_returns())
ROWS, COLUMNS, WINDOW = np.array([1, 0, 2, 1]), np.array([150, 150, 150, 120]), (-1, 1)
"""The second event is of the market itself, so it has no answer."""


def test_a_sample_holds_the_events_that_have_an_answer_with_the_scales_of_their_errors() -> None:
    result = study_windows(PANEL, ROWS, COLUMNS, market=0, window=WINDOW, options=OPTIONS)
    sample = sample_of(result, COLUMNS, WINDOW, OPTIONS)
    assert sample.columns.tolist() == [150, 150, 120]
    assert (sample.k, sample.window, sample.l1.tolist()) == (2, WINDOW, [60] * 3)
    returns = PANEL.returns
    for i, (row, column) in enumerate(((1, 150), (2, 150), (1, 120))):
        past = slice(column + sample.estimation_first, column + sample.estimation_first + 60)
        now = slice(column - 1, column + 2)
        slow = slowly("market", returns[row, past], returns[:1, past], returns[row, now], returns[:1, now])
        assert sample.ar[i] == pytest.approx(slow.ar, abs=1e-13)
        assert sample.car[i] == pytest.approx(slow.car, abs=1e-13)
        assert sample.sigma[i] == pytest.approx(np.sqrt(slow.s2), rel=1e-11)
        assert sample.day_scale[i] == pytest.approx(np.sqrt(np.diag(slow.v) / slow.s2), rel=1e-11)
        assert sample.car_scale[i] == pytest.approx(np.sqrt(slow.v.sum() / slow.s2), rel=1e-11)
        assert sample.residuals[i] == pytest.approx(slow.residuals, abs=1e-13)
        assert sample.residual_scale[i] == pytest.approx(np.sqrt(1 - slow.hat), abs=1e-12)


def test_residuals_of_one_date_stand_in_the_same_columns_whatever_a_firm_lacks() -> None:
    returns = invented_returns()
    returns[2, 100] = np.nan
    panel = Panel.from_returns(weekdays(T), SYMBOLS, returns)
    rows, columns = np.array([1, 2]), np.array([150, 150])
    sample = sample_of(
        study_windows(panel, rows, columns, market=0, window=(0, 0), options=OPTIONS), columns, (0, 0), OPTIONS
    )
    place = 100 - 150 - sample.estimation_first
    assert np.isnan(sample.residuals[1, place]) and np.isnan(sample.residual_scale[1, place])
    assert np.isfinite(sample.residuals[0]).all()


def test_some_events_can_be_kept_and_the_others_left() -> None:
    result = study_windows(PANEL, ROWS, COLUMNS, market=0, window=WINDOW, options=OPTIONS)
    keep = np.array([False, True, True, True])
    assert sample_of(result, COLUMNS, WINDOW, OPTIONS, keep).columns.tolist() == [150, 120]


def test_events_of_a_group_know_how_far_those_of_the_whole_study_spread() -> None:
    result = study_windows(PANEL, ROWS, COLUMNS, market=0, window=WINDOW, options=OPTIONS)
    whole = sample_of(result, COLUMNS, WINDOW, OPTIONS)
    assert whole.study_spread is None
    of_two = sample_of(result, COLUMNS, WINDOW, OPTIONS, np.array([False, True, True, True]))
    assert of_two.study_spread == pytest.approx(np.std(whole.car / whole.sigma / np.sqrt(3), ddof=1), rel=1e-12)


def test_no_sample_is_made_without_residuals_or_with_another_window() -> None:
    rows, columns = np.tile(ROWS, 200), np.tile(COLUMNS, 200)
    light = study_windows(PANEL, rows, columns, market=0, window=WINDOW, options=OPTIONS, residuals=False)
    with pytest.raises(ValueError, match="study with residuals=True"):
        sample_of(light, columns, WINDOW, OPTIONS)
    result = study_windows(PANEL, ROWS, COLUMNS, market=0, window=WINDOW, options=OPTIONS)
    with pytest.raises(ValueError, match=r"window has 3 sessions, \(0, 0\) has 1"):
        sample_of(result, COLUMNS, (0, 0), OPTIONS)


def test_a_market_adjusted_return_has_no_forecast_error() -> None:
    from dataclasses import replace

    options = replace(OPTIONS, model="market_adjusted")
    result = study_windows(PANEL, ROWS, COLUMNS, market=0, window=WINDOW, options=options)
    sample = sample_of(result, COLUMNS, WINDOW, options)
    assert sample.k == 0
    assert (sample.day_scale == 1).all() and (sample.residual_scale == 1).all()
    assert sample.car_scale == pytest.approx([np.sqrt(3)] * 3)
