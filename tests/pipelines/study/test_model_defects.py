"""One test for each defect that published event-study programs have in models, windows, variances and dates.

Each is named by what has to hold; the comment above it says what a program did instead. Those of tests across events
(how statistics are standardised, summed and aggregated) stand with those tests.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from pipelines.place import SessionCalendar
from pipelines.study.events import study_windows
from pipelines.study.files import study_events
from pipelines.study.market import two_sided_p
from pipelines.study.panel import Panel
from pipelines.study.rows import StudyRow
from tests.pipelines.study.cast import (
    EVENT,
    OPTIONS,
    SYMBOLS,
    T,
    by_lstsq,
    closes_of,
    invented_returns,
    study,
    weekdays,
)
from tracker.options import StudyOptions
from tracker.records import Reason


# Zeros at both ends of the returns were trimmed, so a last return of 0 moved every abnormal return by a day.
def test_defect_a_last_return_of_exactly_zero_shifts_no_day() -> None:
    returns = invented_returns()
    returns[1, EVENT + 2] = 0.0
    ar, _ = by_lstsq(returns, 1, EVENT, (0, 2))
    assert study(returns, window=(0, 2)).abnormal[0] == pytest.approx(ar, abs=1e-14)


# Missing and infinite returns were set to 0 before the regression.
def test_defect_missing_and_infinite_returns_are_not_zero() -> None:
    returns = invented_returns()
    returns[1, EVENT - 20], returns[1, EVENT - 30] = np.nan, np.inf
    zeroed = np.where(np.isfinite(returns), returns, 0.0)
    result = study(returns)
    assert result.fit.l1[0] == OPTIONS.estimation - 2
    assert result.fit.variance[0] != pytest.approx(study(zeroed).fit.variance[0], rel=1e-6)


def test_defect_zero_is_not_what_an_absent_firm_returned() -> None:
    """Thin history is a reason, not an estimate on filled rows."""
    returns = invented_returns()
    returns[1, : EVENT - 10] = np.nan
    assert study(returns).reasons == (Reason.TOO_FEW_SESSIONS,)


# The residual variance had the divisor L1, L1 - 1 degrees of freedom, and no forecast error.
def test_defect_residual_variance_loses_a_degree_of_freedom_per_parameter() -> None:
    fit = study().fit
    assert fit.variance[0] == pytest.approx(np.nansum(fit.residuals**2) / (60 - 2))
    assert fit.df[0] == 58


def test_defect_the_forecast_error_makes_the_standard_error_larger() -> None:
    result = study()
    assert result.stderr[0] ** 2 > result.fit.variance[0] * (1 + 1 / 60)
    assert abs(result.t[0]) < abs(result.car[0]) / math.sqrt(result.fit.variance[0])


# The variance of the mean-adjusted and the market-adjusted model contained the event window.
@pytest.mark.parametrize("model", ["mean_adjusted", "market_adjusted", "market"])
def test_defect_the_event_window_and_the_gap_never_enter_the_variance(model: str) -> None:
    returns = invented_returns()
    shocked = returns.copy()
    shocked[1, EVENT - OPTIONS.gap : EVENT + 3] += 0.4
    one, other = study(returns, model=model, window=(0, 2)), study(shocked, model=model, window=(0, 2))
    assert one.stderr[0] == other.stderr[0]
    assert one.fit.alpha[0] == other.fit.alpha[0]


# Tables said p and standard error, and held one-sided p and variances.
def test_defect_p_is_two_sided_and_t_is_over_a_standard_error() -> None:
    result = study()
    assert result.t[0] == pytest.approx(result.car[0] / result.stderr[0])
    flipped = invented_returns()
    flipped[1] *= -1
    assert study(flipped).p[0] == pytest.approx(result.p[0])
    assert study(flipped).car[0] == pytest.approx(-result.car[0])


# One missing return anywhere made every number of the event NaN.
def test_defect_one_missing_return_does_not_spoil_the_whole_event() -> None:
    returns = invented_returns()
    returns[1, EVENT - 20] = np.nan
    assert study(returns, window=(-1, 1)).reasons == (None,)


# Windows of calendar days: (-120, -11) had 80 rows and (-10, 10) had 15.
def test_defect_windows_are_sessions_not_calendar_days() -> None:
    """60 estimation sessions span 84 days and (-5, 5) spans 15; all of them are there."""
    result = study(window=(-5, 5))
    assert result.fit.l1[0] == 60
    assert result.raw.shape == (1, 11)
    assert np.isfinite(result.raw).all()


# Of 255 estimation days asked for, 171 were used, without a word.
def test_defect_as_many_estimation_sessions_are_used_as_were_asked_for() -> None:
    returns = np.random.default_rng(2).standard_t(4, (3, 300)) * 0.01
    panel = Panel.from_returns(weekdays(300), SYMBOLS, returns)
    result = study_windows(
        panel,
        np.array([1]),
        np.array([280]),
        market=0,
        window=(0, 0),
        options=StudyOptions(estimation=255, gap=10),
    )
    assert result.fit.l1[0] == 255
    assert result.fit.residuals[0, 0] == pytest.approx(
        returns[1, 280 - 265] - result.fit.alpha[0] - result.fit.beta[0] * returns[0, 280 - 265]
    )


# Degrees of freedom of the length of the event window.
def test_defect_degrees_of_freedom_come_from_the_estimation_not_from_the_window() -> None:
    result = study(window=(-5, 5))
    assert result.p[0] == pytest.approx(two_sided_p(result.t, np.array([58]))[0])


# Sigma of the market-adjusted model was the standard deviation of squared residuals.
def test_defect_market_adjusted_sigma_is_a_deviation_not_one_of_squares() -> None:
    returns = invented_returns()
    rows = slice(EVENT - 65, EVENT - 5)
    spread = math.sqrt(np.mean((returns[1, rows] - returns[0, rows]) ** 2))
    assert study(model="market_adjusted").stderr[0] == pytest.approx(spread)


# Two events of one firm were pooled into one.
def test_defect_two_events_of_one_firm_are_two_events() -> None:
    panel = Panel.from_returns(weekdays(T), SYMBOLS, invented_returns())
    twice = study_windows(panel, np.array([1, 1]), np.array([120, 150]), market=0, window=(0, 0), options=OPTIONS)
    assert twice.car == pytest.approx([study(event=120).car[0], study(event=150).car[0]])


# The window was half open, so its last day was missing.
def test_defect_both_ends_of_a_window_are_included() -> None:
    assert study(window=(-2, 2)).raw[0] == pytest.approx(invented_returns()[1, EVENT - 2 : EVENT + 3])


# The abnormal return was multiplied by the forecast's scale instead of divided by it.
def test_defect_a_day_far_from_the_usual_market_counts_for_less() -> None:
    returns = invented_returns()
    wild = returns.copy()
    wild[0, EVENT] += 0.2
    wild[1, EVENT] += study(returns).fit.beta[0] * 0.2
    calm, stormy = study(returns), study(wild)
    assert stormy.abnormal[0, 0] == pytest.approx(calm.abnormal[0, 0], abs=1e-12)
    assert abs(stormy.t[0]) < 0.9 * abs(calm.t[0])
    assert stormy.day_scale[0, 0] > calm.day_scale[0, 0]


# The market's moments were taken over dates on which the firm was not listed yet.
def test_defect_market_moments_come_from_the_firms_own_sessions() -> None:
    """A market crash before the firm was listed says nothing about how well its beta is known."""
    returns = invented_returns()
    returns[1, : EVENT - 45] = np.nan
    crashed = returns.copy()
    crashed[0, EVENT - 60 : EVENT - 50] = -0.2
    assert study(returns).stderr[0] == study(crashed).stderr[0]


# The variance of a sum of abnormal returns lacked what its days share, the estimated parameters.
def test_defect_the_days_of_a_window_share_their_estimation_error() -> None:
    """The variance of the sum is larger than the sum of the variances of its days."""
    whole = study(window=(-5, 5))
    days = sum(by_lstsq_day(offset) for offset in range(-5, 6))
    assert whole.stderr[0] ** 2 > days


# An event on a weekend was anchored to the session before it, so a Saturday story was credited with Friday's move.
def test_defect_a_weekend_story_is_answered_by_monday_and_not_by_friday() -> None:
    closes = table()
    friday, saturday, monday = pd.Timestamp("2025-06-13"), date(2025, 6, 14), pd.Timestamp("2025-06-16")
    closes.loc[friday:, "ACME"] *= 1.2  # type: ignore[misc]
    row = asked(closes, saturday)
    assert row.session == monday.date()
    assert row.raw[0] == pytest.approx(closes["ACME"][monday] / closes["ACME"][friday] - 1)
    assert abs(row.raw[0] or 1) < 0.15


# A date moved to the next session without its estimation window, so the same study had two results.
def test_defect_a_weekend_date_is_the_same_study_as_its_monday() -> None:
    closes = table()
    assert asked(closes, date(2025, 6, 14)) == asked(closes, date(2025, 6, 16))
    assert asked(closes, date(2025, 6, 16)).car != asked(closes, date(2025, 6, 17)).car


# A pre-market story's own move was recorded as one that came before the event.
def test_defect_a_pre_market_storys_own_move_is_day_zero_and_not_the_day_before() -> None:
    closes = table()
    day, before = pd.Timestamp("2025-06-17"), pd.Timestamp("2025-06-16")
    closes.loc[day:, "ACME"] *= 1.2  # type: ignore[misc]
    at = pd.Timestamp(datetime(2025, 6, 17, 11, 0, tzinfo=UTC))  # 07:00 in New York
    calendar = SessionCalendar.load("XNYS", date(2025, 1, 2), date(2025, 12, 31))
    events = pd.DataFrame({"event": ["e"], "symbol": ["ACME"], "date": [None], "time": [at]})
    (row,) = study_events(events, prices=closes, market="MKT", options=OPTIONS, window=(-1, 0), calendar=calendar).rows
    assert row.session == day.date()
    assert row.raw[1] == pytest.approx(closes["ACME"][day] / closes["ACME"][before] - 1)
    assert row.raw[1] is not None and row.raw[1] > 0.1
    assert row.raw[0] is not None and abs(row.raw[0]) < 0.1


def table() -> pd.DataFrame:
    """Closes of the cast on 200 weekdays from 2 January 2025."""
    return pd.DataFrame(closes_of(invented_returns()).T, index=pd.DatetimeIndex(weekdays(T)), columns=list(SYMBOLS))


def asked(closes: pd.DataFrame, day: date) -> StudyRow:
    events = pd.DataFrame({"event": ["e"], "symbol": ["ACME"], "date": [day], "time": [None]})
    (row,) = study_events(events, prices=closes, market="MKT", options=OPTIONS, window=(0, 1)).rows
    return row


# A negative index that wraps around.
def test_defect_no_window_wraps_around_to_the_other_end_of_the_table() -> None:
    returns = invented_returns()
    result = study(returns, event=2, window=(-3, 0))
    assert np.isnan(result.raw[0, 0])
    assert result.raw[0, 1:] == pytest.approx(returns[1, :3])
    assert result.fit.l1[0] == 0
    assert study(returns, event=T - 1, window=(0, 2)).raw[0, 1:].tolist() == pytest.approx([math.nan] * 2, nan_ok=True)


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
