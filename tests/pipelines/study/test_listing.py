"""Young listings and halts: what may be said after so many sessions, and from where on a history counts."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from pipelines.study.events import EventWindows, study_windows
from pipelines.study.listing import history_starts, young
from pipelines.study.market import Prior
from pipelines.study.panel import Panel
from tests.pipelines.study.cast import SYMBOLS, Floats, closes_of, weekdays
from tests.pipelines.study.slowly import slowly
from tracker.options import StudyOptions
from tracker.records import Reason

T, EVENT = 260, 230
OPTIONS = StudyOptions(estimation=120, gap=5)
LAST = EVENT - OPTIONS.gap - 1
"""The last session of the estimation for a window that begins with the event."""


def returns() -> Floats:
    rng = np.random.default_rng(11)
    market = rng.standard_t(4, T) * 0.01
    noise = rng.standard_t(4, (2, T)) * 0.04
    return np.vstack([market, 1.6 * market + noise[0], 0.8 * market + noise[1]])


def closes() -> Floats:
    rows = returns()
    return 100 * np.cumprod(1 + np.column_stack([np.zeros(3), rows[:, 1:]]), axis=1)


def listed(sessions: int, **more: object) -> EventWindows:
    """ACME with so many returns before the gap: its first close stands that many sessions before LAST."""
    prices = closes()
    prices[1, : LAST - sessions] = np.nan
    return run(prices, **more)


def run(prices: Floats, *, event: int = EVENT, window: tuple[int, int] = (0, 0), **more: object) -> EventWindows:
    panel = Panel.from_closes(weekdays(T), SYMBOLS, prices)
    return study_windows(
        panel,
        np.array([1]),
        np.array([event]),
        market=0,
        window=window,
        options=replace(OPTIONS, **more),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("sessions", "reason", "flag", "shrunk"),
    [
        pytest.param(0, Reason.TOO_FEW_SESSIONS, None, False, id="0 returns"),
        pytest.param(20, Reason.TOO_FEW_SESSIONS, None, False, id="20 returns"),
        pytest.param(29, Reason.TOO_FEW_SESSIONS, None, False, id="29 returns"),
        pytest.param(30, None, "low_confidence", True, id="30 returns"),
        pytest.param(59, None, "low_confidence", True, id="59 returns"),
        pytest.param(60, None, "short", False, id="60 returns"),
        pytest.param(119, None, "short", False, id="119 returns"),
        pytest.param(120, None, None, False, id="120 returns"),
    ],
)
def test_what_is_said_goes_by_the_length_of_the_history(
    sessions: int, reason: Reason | None, flag: str | None, shrunk: bool
) -> None:
    result = listed(sessions)
    assert result.fit.l1[0] == sessions
    assert result.reasons == (reason,)
    assert result.flags == (flag,)
    assert result.shrunk.tolist() == [shrunk]
    for number in (result.car, result.stderr, result.t, result.p, result.sq_p, result.abnormal[:, 0]):
        assert math.isnan(number[0]) == (reason is not None)
    # Raw and market-adjusted are there in any case, since they estimate nothing.
    raw, market = returns()[1, EVENT], returns()[0, EVENT]
    assert result.compounded[0] == pytest.approx(raw)
    assert result.bhar[0, 0] == pytest.approx(raw - market)


@pytest.mark.parametrize("sessions", [60, 119])
def test_a_short_history_is_the_model_as_asked_on_its_own_sessions(sessions: int) -> None:
    rows = returns()
    past = slice(LAST - sessions + 1, LAST + 1)
    now = slice(EVENT, EVENT + 1)
    slow = slowly("market", rows[1, past], rows[:1, past], rows[1, now], rows[:1, now])
    result = listed(sessions)
    assert result.car[0] == pytest.approx(slow.car, abs=1e-12)
    assert result.stderr[0] == pytest.approx(slow.stderr, rel=1e-10)


def test_a_shrunk_beta_lies_between_the_firms_own_and_its_peers() -> None:
    own = listed(45, shrink=False).fit.beta[0]
    drawn = listed(45).fit.beta[0]
    assert min(own, 1.0) < drawn < max(own, 1.0)


def test_the_prior_is_the_callers_to_give() -> None:
    prices = closes()
    prices[1, : LAST - 40] = np.nan
    panel = Panel.from_closes(weekdays(T), SYMBOLS, prices)
    sure = study_windows(
        panel,
        np.array([1]),
        np.array([EVENT]),
        market=0,
        window=(0, 0),
        options=OPTIONS,
        prior=Prior(mean=2.0, variance=1e-12),
    )
    assert sure.fit.beta[0] == pytest.approx(2.0, abs=1e-6)


def test_who_asks_for_few_returns_and_gets_them_keeps_least_squares() -> None:
    result = listed(120, estimation=45)
    assert (result.fit.l1[0], result.flags, result.shrunk[0]) == (45, ("low_confidence",), False)


@pytest.mark.parametrize("convention", ["estudy2", "sipemu"])
def test_nobody_elses_convention_shrinks(convention: str) -> None:
    assert not listed(45, convention=convention).shrunk[0]


@pytest.mark.parametrize("model", ["mean_adjusted", "market_adjusted"])
def test_a_model_without_a_beta_has_none_to_shrink(model: str) -> None:
    result = listed(45, model=model)
    assert (result.flags, result.shrunk[0], result.reasons) == (("low_confidence",), False, (None,))


def test_no_number_comes_from_before_a_listing() -> None:
    """Listed on the day, the day before, within the window: no return of the window has a start."""
    prices = closes()
    prices[1, :EVENT] = np.nan
    assert run(prices).reasons == (Reason.NO_PRIOR_PRICE,)
    assert run(prices, event=EVENT - 20).reasons == (Reason.NO_PRIOR_PRICE,)
    assert run(prices, event=EVENT + 1, window=(-1, 0)).reasons == (Reason.NO_PRIOR_PRICE,)
    result = run(prices, event=EVENT + 1)
    assert result.reasons == (Reason.TOO_FEW_SESSIONS,)
    assert result.fit.l1[0] == 0
    assert np.isfinite(result.compounded[0])


def test_the_first_days_of_a_listing_can_be_left_out_of_the_estimate() -> None:
    assert listed(65, after_listing=5).fit.l1[0] == 60
    result = listed(65, after_listing=5)
    assert np.isnan(result.fit.residuals[0, :60]).all() and np.isfinite(result.fit.residuals[0, 60:]).all()
    # Also when the listing lies just before the estimation window: its first days are not whole returns short.
    assert listed(122, after_listing=5).fit.l1[0] == 117
    assert listed(125, after_listing=5).fit.l1[0] == 120


def test_a_table_that_begins_with_prices_says_nothing_about_the_listing() -> None:
    prices = closes()[:, : EVENT + 1]
    panel = Panel.from_closes(weekdays(EVENT + 1), SYMBOLS, prices)
    options = replace(OPTIONS, estimation=LAST, after_listing=5)
    result = study_windows(panel, np.array([1]), np.array([EVENT]), market=0, window=(0, 0), options=options)
    assert result.fit.l1[0] == LAST


# ── halts ───────────────────────────────────────────────────────────────────────────────────────────


def halted(first: int, sessions: int) -> Floats:
    prices = closes()
    prices[1, first : first + sessions] = np.nan
    return prices


def test_a_month_without_a_price_begins_a_new_history() -> None:
    """Twenty closes are missing; the return of the day trading resumes spans them and is missing too."""
    result = run(halted(LAST - 90, 20))
    assert result.fit.l1[0] == 70
    assert np.isnan(result.fit.residuals[0, :50]).all() and np.isfinite(result.fit.residuals[0, 50:]).all()
    assert result.flags == ("short",)


def test_nineteen_sessions_without_a_price_cost_their_returns_and_nothing_else() -> None:
    assert run(halted(LAST - 90, 19)).fit.l1[0] == 120 - 20


def test_a_halt_can_be_told_to_end_no_history() -> None:
    assert run(halted(LAST - 90, 20), halt=0).fit.l1[0] == 120 - 21


def test_nothing_from_before_a_halt_counts_after_it() -> None:
    """What the stock did before it was suspended changes no number of the company that came back."""
    calm, wild = halted(100, 60), halted(100, 60)
    wild[1, :100] *= np.linspace(1, 40, 100) * np.where(np.arange(100) % 2, 1.3, 0.7)
    for event in (200, 215, EVENT):
        one, other = run(calm, event=event), run(wild, event=event)
        assert one.fit.l1[0] == other.fit.l1[0] == max(0, event - 6 - 160)
        np.testing.assert_array_equal(one.car, other.car)
        np.testing.assert_array_equal(one.stderr, other.stderr)


def test_no_return_spans_a_halt() -> None:
    prices = halted(EVENT - 40, 40)
    result = run(prices, window=(0, 1))
    assert result.reasons == (Reason.MISSING_BAR,)
    assert math.isnan(result.raw[0, 0]), "the day trading resumes has a price and no return"


def test_a_halt_in_the_gap_leaves_nothing_to_estimate_on() -> None:
    assert run(halted(EVENT - 26, 20), gap=30).fit.l1[0] == 0


def test_after_a_halt_the_first_days_are_left_out_as_after_a_listing() -> None:
    assert run(halted(LAST - 90, 20), after_listing=5).fit.l1[0] == 65


def test_the_start_of_a_history_is_the_last_halts_end() -> None:
    row = np.zeros((1, 100))
    row[0, 10:31] = row[0, 50:72] = np.nan
    never = np.array([-999])
    assert history_starts(row, never, OPTIONS).tolist() == [72]
    assert history_starts(row[:, :40], never, OPTIONS).tolist() == [31]
    assert history_starts(row[:, :10], never, OPTIONS).tolist() == [0]
    assert history_starts(row, np.array([80]), OPTIONS).tolist() == [81]


def test_only_a_history_shorter_than_asked_for_and_than_sixty_is_young() -> None:
    l1 = np.array([30, 45, 59, 60, 119])
    assert young(l1, OPTIONS).tolist() == [True, True, True, False, False]
    assert young(l1, replace(OPTIONS, estimation=45)).tolist() == [True, False, False, False, False]
    assert not young(l1, replace(OPTIONS, shrink=False)).any()


def test_the_cast_has_closes_that_give_its_returns() -> None:
    assert closes_of(returns())[:, 1:] / closes_of(returns())[:, :-1] - 1 == pytest.approx(returns()[:, 1:], abs=1e-12)
