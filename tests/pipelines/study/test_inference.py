"""Tests across events, against slow obvious versions, and one test for each defect found in published programs.

The cast: firms that follow one market MKT and share a common shock, on invented sessions.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pipelines.study.conventions import CONVENTIONS, convention_of
from pipelines.study.inference import TESTS, group_tests, residual_correlation
from pipelines.study.panel import Floats
from pipelines.study.ranks import ranks_of
from pipelines.study.sample import Sample
from tests.pipelines.study.slow import slow_sample
from tracker.errors import UsageError

L1 = 120
OURS = CONVENTIONS["newsimpact"]


def returns_of(firms: int, sessions: int = 400, seed: int = 1, common: float = 0.7) -> tuple[Floats, Floats]:
    """Daily returns (firms, sessions) of firms that share a shock beside the market, and the market's."""
    rng = np.random.default_rng(seed)
    market = rng.normal(0, 0.01, sessions)
    shock = rng.standard_t(4, sessions) * 0.01
    own = rng.standard_t(4, (firms, sessions)) * 0.01
    return 0.001 + 1.3 * market + common * shock + own, market


def one_date(firms: int, window: tuple[int, int] = (0, 0), seed: int = 1) -> Sample:
    returns, market = returns_of(firms, seed=seed)
    return slow_sample(returns, market, [200] * firms, l1=L1, window=window, gap=5)


def own_dates(firms: int, window: tuple[int, int] = (0, 0), apart: int = 7) -> Sample:
    returns, market = returns_of(firms)
    columns = [200 + apart * firm for firm in range(firms)]
    return slow_sample(returns, market, columns, l1=L1, window=window)


# ── what each test is ───────────────────────────────────────────────────────────────────────────────


def test_the_portfolio_t_is_the_t_of_the_mean_return_fitted_as_one_series() -> None:
    returns, market = returns_of(5)
    found = group_tests(one_date(5, (-1, 1)))["portfolio_t"]
    alone = slow_sample(returns.mean(axis=0)[None], market, [200], l1=L1, window=(-1, 1), gap=5)
    expected = alone.car[0] / (alone.sigma[0] * alone.car_scale[0])
    assert found.stat == pytest.approx(expected, rel=1e-10)
    assert found.df == L1 - 2
    assert found.p == pytest.approx(2 * stats.t.sf(abs(expected), L1 - 2), rel=1e-10)
    assert found.day == pytest.approx(alone.ar[0] / (alone.sigma[0] * alone.day_scale[0]), rel=1e-10)


def test_the_portfolio_t_of_one_event_is_its_own_t() -> None:
    sample = one_date(1)
    expected = sample.car[0] / (sample.sigma[0] * sample.car_scale[0])
    assert group_tests(sample)["portfolio_t"].stat == pytest.approx(expected, rel=1e-12)


def test_a_young_listing_limits_the_portfolio_to_the_sessions_it_shares() -> None:
    returns, market = returns_of(3)
    returns[2, :150] = np.nan
    found = group_tests(slow_sample(returns, market, [200] * 3, l1=L1))["portfolio_t"]
    assert found.df == 50 - 2


def test_bmp_patell_and_the_cross_sectional_t_by_their_formulas() -> None:
    sample = one_date(6, (0, 2))
    scar = sample.car / (sample.sigma * sample.car_scale)
    tests = group_tests(sample)
    assert tests["bmp"].stat == pytest.approx(stats.ttest_1samp(scar, 0).statistic, rel=1e-10)
    assert tests["bmp"].p == pytest.approx(stats.ttest_1samp(scar, 0).pvalue, rel=1e-10)
    assert tests["cross_t"].stat == pytest.approx(stats.ttest_1samp(sample.car, 0).statistic, rel=1e-10)
    assert tests["patell"].stat == pytest.approx(scar.sum() / math.sqrt(6 * 118 / 116), rel=1e-10)
    assert tests["patell"].df is None


def slow_correlation(residuals: Floats) -> float:
    """Pair by pair with `corrcoef`, over the columns both have."""
    found = []
    for i in range(len(residuals)):
        for j in range(i):
            both = np.isfinite(residuals[i]) & np.isfinite(residuals[j])
            if both.sum() >= 20:
                found.append(np.corrcoef(residuals[i, both], residuals[j, both])[0, 1])
    return float(np.mean(found))


def test_the_correlation_is_the_mean_over_pairs_of_their_common_dates() -> None:
    returns, market = returns_of(4)
    returns[1, :160] = np.nan
    sample = slow_sample(returns, market, [200] * 4, l1=L1)
    assert residual_correlation(sample, OURS) == pytest.approx(slow_correlation(sample.residuals), rel=1e-10)


def test_kolari_and_pynnonen_by_their_equations_13_and_10() -> None:
    sample = one_date(6)
    r = slow_correlation(sample.residuals)
    tests = group_tests(sample)
    assert r > 0.15
    assert tests["kp_patell"].stat == pytest.approx(tests["patell"].stat / math.sqrt(1 + 5 * r), rel=1e-10)
    assert tests["kp_bmp"].stat == pytest.approx(tests["bmp"].stat * math.sqrt((1 - r) / (1 + 5 * r)), rel=1e-10)


def slow_corrado(sample: Sample) -> list[float]:
    """Corrado's statistic per day by loops; weights n_t/N where firms are missing."""
    rows = []
    for i in range(len(sample.ar)):
        values = np.concatenate([sample.residuals[i] / sample.residual_scale[i], sample.ar[i] / sample.day_scale[i]])
        known = np.isfinite(values)
        u = np.full(len(values), np.nan)
        u[known] = stats.rankdata(values[known]) / (known.sum() + 1) - 0.5
        rows.append(u)
    units = np.array(rows)
    total, counted = 0.0, 0
    means = []
    for t in range(units.shape[1]):
        here = units[np.isfinite(units[:, t]), t]
        means.append(here.mean() if len(here) else np.nan)
        if len(here):
            total += len(here) / len(units) * here.mean() ** 2
            counted += 1
    return list(np.array(means[-sample.ar.shape[1] :]) / math.sqrt(total / counted))


def test_the_rank_test_is_corrados_also_with_missing_sessions() -> None:
    returns, market = returns_of(4)
    returns[1, :150] = np.nan
    returns[2, 130] = np.nan
    sample = slow_sample(returns, market, [200] * 4, l1=L1, window=(-1, 1))
    found = group_tests(sample)["rank"]
    expected = slow_corrado(sample)
    assert found.day == pytest.approx(expected, rel=1e-10)
    assert found.stat == pytest.approx(sum(expected) / math.sqrt(3), rel=1e-10)


def slow_grank(sample: Sample, factor: float) -> float:
    """GRANK-T by loops: T = L1 + 1 sessions, SCAR times `factor`, firms with equal histories."""
    rows = []
    for i in range(len(sample.ar)):
        scar = sample.car[i] / (sample.sigma[i] * sample.car_scale[i]) * factor
        past = sample.residuals[i] / (sample.sigma[i] * sample.residual_scale[i])
        rows.append(stats.rankdata(np.append(past, scar)) / (len(past) + 2) - 0.5)
    means = np.array(rows).mean(axis=0)
    t = len(means)
    z = means[-1] / math.sqrt((means**2).mean())
    return float(z * math.sqrt((t - 2) / (t - 1 - z**2)))


def test_grank_of_few_events_does_not_divide_by_their_spread() -> None:
    sample = one_date(6, (0, 2))
    found = group_tests(sample)["grank"]
    assert found.stat == pytest.approx(slow_grank(sample, 1.0), rel=1e-10)
    assert found.df == L1 - 1


def test_grank_of_twenty_events_divides_by_their_spread_and_takes_the_correlation_out_of_it() -> None:
    sample = one_date(20)
    scar = sample.car / (sample.sigma * sample.car_scale)
    factor = math.sqrt(1 - slow_correlation(sample.residuals)) / scar.std(ddof=1)
    assert group_tests(sample)["grank"].stat == pytest.approx(slow_grank(sample, factor), rel=1e-10)


def test_grank_of_many_dates_takes_no_correlation_out_since_their_windows_share_none() -> None:
    """Windows of three sessions: 7 apart they share nothing; 1 apart, neighbours share two thirds, the next one."""
    apart = own_dates(20, (0, 2))
    scar = apart.car / (apart.sigma * apart.car_scale)
    assert group_tests(apart)["grank"].stat == pytest.approx(slow_grank(apart, 1 / scar.std(ddof=1)), rel=1e-10)
    near = own_dates(20, (0, 2), apart=1)
    shared = (2 * 19 * 2 / 3 + 2 * 18 * 1 / 3) / (20 * 19)
    r = float(residual_correlation(near, OURS))
    factor = math.sqrt(1 - shared * r) / (near.car / (near.sigma * near.car_scale)).std(ddof=1)
    assert group_tests(near)["grank"].stat == pytest.approx(slow_grank(near, factor), rel=1e-10)


def test_grank_in_other_programs_conventions_divides_always_and_counts_sessions_otherwise() -> None:
    sample = one_date(6)
    ours, theirs = group_tests(sample)["grank"], group_tests(sample, "estudy")["grank"]
    assert theirs.df == L1 - 2
    assert theirs.stat != pytest.approx(ours.stat, abs=1e-3)
    scar = sample.car / sample.sigma
    scaled = scar / scar.std(ddof=1)
    ranks = [
        stats.rankdata(np.append(e / s, v))[-1] for e, s, v in zip(sample.residuals, sample.sigma, scaled, strict=True)
    ]
    mean = np.mean(np.array(ranks) / (L1 + 2) - 0.5)
    expected = mean * math.sqrt(12 * 6 * (L1 + 2) / L1)
    assert group_tests(sample, "toolkit")["grank"].stat == pytest.approx(expected, rel=1e-10)


def test_the_generalised_sign_test_expects_the_share_of_the_estimation() -> None:
    sample = one_date(6)
    share = np.mean([(e > 0).mean() for e in sample.residuals])
    expected = ((sample.car > 0).sum() - 6 * share) / math.sqrt(6 * share * (1 - share))
    assert group_tests(sample)["gsign"].stat == pytest.approx(expected, rel=1e-12)


def test_the_toolkit_convention_is_that_of_its_source_on_a_window_of_two_sessions() -> None:
    """Its statistics one after another as its documentation names them: tpatell, scar_t, gen_z, tsign, GRANK_Z."""
    sample = one_date(9, (0, 1))
    tests = group_tests(sample, "toolkit")
    scar = math.sqrt(1 / 2) * sample.car / sample.sigma
    assert tests["patell"].stat == pytest.approx(scar.mean() * 3, rel=1e-10)
    assert tests["bmp"].stat == pytest.approx(stats.ttest_1samp(scar, 0).statistic, rel=1e-10)
    positive = (sample.car > 0).mean()
    assert tests["sign"].stat == pytest.approx((positive - 0.5) / math.sqrt(0.25 / 9), rel=1e-10)
    scar_bmp = (sample.car / sample.sigma) / scar.std(ddof=1)
    residuals = sample.residuals / sample.sigma[:, None]
    ranks = [1 + (row < value).sum() for row, value in zip(residuals, scar_bmp, strict=True)]
    mean = (np.array(ranks) / (L1 + 2) - 0.5).mean()
    assert tests["grank"].stat == pytest.approx(mean / math.sqrt(1 / (12 * 81) * 9 * L1 / (L1 + 2)), rel=1e-10)


def test_the_toolkit_takes_the_spread_of_all_events_of_the_study_for_each_of_its_groups() -> None:
    group = replace(one_date(9, (0, 1)), study_spread=0.5)
    residuals = group.residuals / group.sigma[:, None]
    values = group.car / group.sigma / 0.5
    ranks = [1 + (row < value).sum() for row, value in zip(residuals, values, strict=True)]
    mean = (np.array(ranks) / (L1 + 2) - 0.5).mean()
    assert group_tests(group, "toolkit")["grank"].stat == pytest.approx(
        mean / math.sqrt(L1 / (L1 + 2) / (12 * 9)), rel=1e-10
    )
    assert (
        group_tests(group, "estudy")["grank"].stat
        == group_tests(replace(group, study_spread=None), "estudy")["grank"].stat
    )


def test_the_sample_quantile_counts_the_sessions_that_were_as_unusual() -> None:
    sample = one_date(3)
    past = np.abs((sample.residuals / sample.residual_scale).mean(axis=0))
    event = abs((sample.car / sample.car_scale).mean())
    expected = (1 + (past >= event).sum()) / (1 + L1)
    assert group_tests(sample)["sq"].p == pytest.approx(expected, abs=1e-12)


def test_the_joint_t2_of_two_firms_grows_when_they_part_although_their_mean_stays() -> None:
    sample = one_date(2)
    apart = np.array([0.05, -0.05])
    parted = replace(sample, ar=sample.ar + apart[:, None], car=sample.car + apart)
    plain, found = group_tests(sample), group_tests(parted)
    assert found["portfolio_t"].stat == pytest.approx(plain["portfolio_t"].stat)
    assert found["joint_t2"].p == pytest.approx(1 / (L1 + 1))
    assert plain["joint_t2"].p > 0.05


def test_the_joint_t2_is_hotellings() -> None:
    sample = one_date(3)
    e = sample.residuals
    covariance = e @ e.T / (L1 - 2)
    scaled = sample.car / sample.car_scale
    expected = scaled @ np.linalg.solve(covariance, scaled)
    assert group_tests(sample)["joint_t2"].stat == pytest.approx(expected, rel=1e-9)


def test_each_session_of_the_joint_t2_is_measured_as_if_left_out_of_its_own_estimate() -> None:
    """Refitted without the session, one after another, the F values that the p counts."""
    returns, market = returns_of(2)
    sample = slow_sample(returns, market, [200] * 2, l1=L1)

    def f_of(past: list[int], day: int) -> float:
        x = np.column_stack([np.ones(len(past)), market[past]])
        b = np.linalg.lstsq(x, returns[:, past].T, rcond=None)[0]
        e = returns[:, past].T - x @ b
        now = np.array([1.0, market[day]])
        ar = returns[:, day] - now @ b
        h = now @ np.linalg.inv(x.T @ x) @ now
        df = len(past) - 2
        t2 = ar @ np.linalg.solve(e.T @ e / df, ar) / (1 + h)
        return float(t2 * (df - 1) / (2 * df))

    past = list(range(80, 200))
    observed = f_of(past, 200)
    left_out = [f_of([other for other in past if other != day], day) for day in past]
    expected = (1 + sum(f >= observed for f in left_out)) / (1 + L1)
    assert group_tests(sample)["joint_t2"].p == pytest.approx(expected, abs=1e-12)


def test_placebo_dates_rank_the_portfolio_t_among_theirs() -> None:
    sample = one_date(3)
    t = group_tests(sample)["portfolio_t"].stat
    assert t is not None
    placebos = np.concatenate([np.full(3, abs(t) + 1), np.zeros(36)])
    assert group_tests(sample, placebos=placebos)["placebo"].p == pytest.approx(4 / 40)
    few = group_tests(sample, placebos=placebos[:10])["placebo"]
    assert not few.printed and few.why == "10 placebo dates: p cannot fall to 5 % below 19"


# ── defects of published programs ───────────────────────────────────────────────────────────────────


def test_every_p_is_two_sided() -> None:
    """Defects 5 and 6: a band or a p labelled two-sided that was one-sided (t(.90) for a 90 % band)."""
    sample = one_date(6)
    mirrored = replace(sample, ar=-sample.ar, car=-sample.car, residuals=-sample.residuals)
    tests, turned = group_tests(sample), group_tests(mirrored)
    for name in TESTS:
        assert tests[name].p == pytest.approx(turned[name].p), name
    for name in ("portfolio_t", "bmp", "kp_bmp", "cross_t", "grank"):
        test = tests[name]
        assert test.p == pytest.approx(2 * stats.t.sf(abs(test.stat or 0), test.df)), name


def test_degrees_of_freedom_come_from_the_estimation_and_not_from_the_window() -> None:
    """Defect 9: df = L2 - 2 where L1 - k was meant."""
    for days in (1, 3, 11):
        assert group_tests(one_date(4, (0, days - 1)))["portfolio_t"].df == L1 - 2


def test_two_events_of_one_firm_stay_two_events() -> None:
    """Defects 12 and 17: results keyed by firm pool or drop the second event (t of -3.0 reported as -7.76)."""
    returns, market = returns_of(1)
    twice = slow_sample(np.vstack([returns, returns]), market, [200, 260], l1=L1)
    first, second = (slow_sample(returns, market, [day], l1=L1) for day in (200, 260))
    assert twice.ar[:, 0].tolist() == [first.ar[0, 0], second.ar[0, 0]]
    tests = group_tests(twice)
    assert tests["cross_t"].stat == pytest.approx(stats.ttest_1samp(twice.car, 0).statistic)
    assert tests["bmp"].df == 1


def test_patell_divides_by_the_forecast_error() -> None:
    """Defect 12: Patell without it. With the market 6 sd out it is another number by far."""
    returns, market = returns_of(4)
    market[200] = 0.06
    sample = slow_sample(returns, market, [200] * 4, l1=60)
    with_error, without = group_tests(sample)["patell"], group_tests(sample, "toolkit")["patell"]
    z = sample.car / sample.sigma
    assert without.stat == pytest.approx(z.sum() / 2, rel=1e-10)
    assert with_error.stat == pytest.approx((z / sample.day_scale[:, 0]).sum() / math.sqrt(4 * 58 / 56), rel=1e-10)
    assert abs(with_error.stat or 0) < 0.9 * abs(without.stat or 0)


def test_standardising_divides_by_the_forecast_error_and_does_not_multiply() -> None:
    """Defect 13 across events: a day on which the market is far out counts less, never more."""
    sample = one_date(5)
    wide = replace(sample, car_scale=sample.car_scale * [4, 1, 1, 1, 1])
    scar = sample.car / (sample.sigma * sample.car_scale)
    scar[0] /= 4
    assert group_tests(wide)["bmp"].stat == pytest.approx(stats.ttest_1samp(scar, 0).statistic, rel=1e-10)


def test_a_windows_statistic_is_one_division_and_not_a_running_sum_of_daily_ones() -> None:
    """Defect 15: SCAR = sum of SAR_s / sqrt(s) has variance H_L (3.02 for 11 days) and rejects 30 % at 5 %.

    400 null firms of 11 days each: the standardised CAR must have variance L1-ish/(L1-ish - 2), about 1.02."""
    rng = np.random.default_rng(3)
    returns, market = rng.normal(0, 0.02, (400, 140)), rng.normal(0, 0.01, 140)
    sample = slow_sample(returns, market, [129] * 400, l1=L1, window=(0, 10))
    scar = sample.car / (sample.sigma * sample.car_scale)
    running = (sample.ar / (sample.sigma[:, None] * sample.day_scale) / np.sqrt(np.arange(1, 12))).sum(axis=1)
    assert scar.var() == pytest.approx(1.02, abs=0.2)
    assert running.var() > 2.4
    patell = group_tests(sample)["patell"].stat
    assert patell == pytest.approx(scar.sum() / math.sqrt(400 * 118 / 116), rel=1e-10)


def test_the_adjusted_patell_is_not_multiplied_by_the_factor_of_bmp() -> None:
    """Defect 16: sqrt((1-r)/(1+(N-1)r)) instead of 1/sqrt(1+(N-1)r) makes it too small."""
    sample = one_date(6)
    r = slow_correlation(sample.residuals)
    tests = group_tests(sample)
    wrong = tests["patell"].stat * math.sqrt((1 - r) / (1 + 5 * r))
    assert tests["kp_patell"].stat == pytest.approx(wrong / math.sqrt(1 - r), rel=1e-10)


def test_the_spread_comes_from_the_estimation_and_not_from_the_window() -> None:
    """Defect 17: a "calendar time" sd taken from the event window, so that a larger event is less significant."""
    sample = one_date(4, (0, 4))
    jump = np.zeros((4, 5))
    jump[:, 2] = 0.3
    larger = replace(sample, ar=sample.ar + jump, car=sample.car + 0.3)
    plain, jumped = group_tests(sample)["portfolio_t"], group_tests(larger)["portfolio_t"]
    assert (jumped.day[2] or 0) - (plain.day[2] or 0) > 10
    assert jumped.day[0] == plain.day[0]


def test_without_a_correlation_there_is_no_adjusted_statistic_rather_than_the_plain_one() -> None:
    """Defect 17: a factor of 1 where the correlation cannot be estimated."""
    returns, market = returns_of(2, sessions=600)
    apart = slow_sample(returns, market, [200, 200 + L1 - 10], l1=L1)
    tests = group_tests(apart)
    for name in ("kp_patell", "kp_bmp"):
        assert tests[name].stat is None and tests[name].p is None and not tests[name].printed
        assert "cannot be estimated" in (tests[name].why or "")
    assert tests["patell"].stat is not None


def test_correlation_is_taken_on_calendar_dates_and_not_on_the_distance_from_the_event() -> None:
    """Defect 18: two firms that always move together look unrelated when their events have different dates."""
    returns, market = returns_of(1)
    rng = np.random.default_rng(5)
    pair = np.vstack([returns, returns + rng.normal(0, 0.001, returns.shape)])
    sample = slow_sample(pair, market, [200, 230], l1=L1)
    assert residual_correlation(sample, OURS) > 0.95
    assert abs(residual_correlation(sample, CONVENTIONS["sipemu"])) < 0.3
    shared = range(230 - L1, 200)
    first, second = sample.residuals[0, -len(shared) :], sample.residuals[1, : len(shared)]
    assert residual_correlation(sample, OURS) == pytest.approx(np.corrcoef(first, second)[0, 1], rel=1e-10)


# ── what is said ────────────────────────────────────────────────────────────────────────────────────


def test_one_date_of_correlated_firms_prints_the_portfolio_t_and_not_patell() -> None:
    tests = group_tests(one_date(5))
    assert tests["portfolio_t"].printed and tests["sq"].printed and tests["kp_bmp"].printed
    for name in ("patell", "bmp", "gsign", "cross_t"):
        assert not tests[name].printed
        assert (tests[name].why or "").startswith("rejects a true null in ")


def test_a_portfolio_of_different_dates_says_that_it_is_in_event_time() -> None:
    one, own = group_tests(one_date(4)), group_tests(own_dates(4))
    for name in ("portfolio_t", "sq", "joint_t2"):
        assert one[name].note is None
        assert "different dates" in (own[name].note or "")
    assert own["bmp"].note is None


def test_a_test_without_an_answer_says_why() -> None:
    for sample in (one_date(1), one_date(5, (0, 10)), own_dates(3), one_date(2, (-1, 1))):
        for name, test in group_tests(sample).items():
            assert test.printed == (test.why is None), name
            if test.p is None:
                assert test.why and not test.printed, name


def test_identical_events_leave_no_spread_to_divide_by() -> None:
    sample = one_date(1)
    double = replace(
        sample,
        **{
            name: np.concatenate([getattr(sample, name)] * 2)
            for name in ("ar", "day_scale", "car", "car_scale", "sigma", "l1", "residuals", "residual_scale", "columns")
        },
    )
    tests = group_tests(double)
    assert tests["bmp"].stat is None and tests["cross_t"].p is None
    assert tests["joint_t2"].p is None
    assert tests["portfolio_t"].stat == pytest.approx(group_tests(sample)["portfolio_t"].stat)


def test_a_convention_that_does_not_exist_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="did you mean toolkit"):
        convention_of("toolkits")


@given(st.lists(st.one_of(st.integers(-3, 3).map(float), st.just(math.nan)), min_size=1, max_size=12))
@settings(deadline=None)
def test_ranks_are_those_of_the_values_that_are_there_ties_shared(values: list[float]) -> None:
    found = ranks_of(np.array(values))
    known = np.isfinite(values)
    assert np.isnan(found[~known]).all()
    assert found[known].tolist() == stats.rankdata(np.array(values)[known]).tolist()


@given(st.permutations(range(5)))
@settings(deadline=None)
def test_the_order_of_the_events_does_not_matter(order: list[int]) -> None:
    sample = own_dates(5, (0, 1))
    arrays = ("ar", "day_scale", "car", "car_scale", "sigma", "l1", "residuals", "residual_scale", "columns")
    turned = replace(sample, **{name: getattr(sample, name)[order] for name in arrays})
    plain, other = group_tests(sample), group_tests(turned)
    for name in TESTS:
        expected = plain[name].stat
        assert other[name].stat == (None if expected is None else pytest.approx(expected, rel=1e-9)), name


def test_histories_that_share_few_sessions_leave_the_portfolio_without_a_p_but_not_the_others() -> None:
    """Four events of different dates, each with a hole of its own that takes a quarter of the sessions from all."""
    returns, market = returns_of(4)
    columns = [200, 220, 240, 260]
    for firm, column in enumerate(columns):
        returns[firm, column - L1 + 30 * firm : column - L1 + 30 * firm + 29] = np.nan
    tests = group_tests(slow_sample(returns, market, columns, l1=L1))
    assert tests["portfolio_t"].why == "not simulated below 30 common estimation sessions; there are 4"
    assert tests["bmp"].printed and tests["patell"].printed


def test_beyond_some_hundred_events_no_pair_is_correlated_and_the_adjusted_tests_say_so() -> None:
    sample = one_date(3)
    arrays = ("ar", "day_scale", "car", "car_scale", "sigma", "l1", "residuals", "residual_scale", "columns")
    many = replace(sample, **{name: np.concatenate([getattr(sample, name)] * 170) for name in arrays})
    tests = group_tests(many)
    assert tests["kp_bmp"].why == "the correlation of every pair is not worked out beyond 500 events"
    assert tests["portfolio_t"].stat == pytest.approx(group_tests(sample)["portfolio_t"].stat)
