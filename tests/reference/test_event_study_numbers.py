"""Numbers that other programs published, re-derived from ours.

Each block says whose numbers they are and which convention they follow; where that differs from ours, the test
undoes the difference with ours as the starting point, so that both conventions stay pinned.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pipelines.place import SessionCalendar
from pipelines.study.events import EventWindows, study_windows
from pipelines.study.files import study_events
from pipelines.study.market import abnormal_returns, cumulative_variance, fit_model
from pipelines.study.panel import Panel
from tracker.adapters.tables_files import read_events, read_prices, read_returns
from tracker.options import StudyOptions
from tracker.records import Reason

SHARED = Path(os.environ.get("NEWSIMPACT_SHARED", Path(__file__).parents[3] / "shared"))
Floats = NDArray[np.float64]


def shared(path: str) -> Path:
    found = SHARED / "data" / path
    if not found.exists():
        pytest.skip("shared data folder is absent")
    return found


# ── sipemu/eventstudy 0.66.0: tests/testthat/test_golden_values.R ───────────────────────────────────

X = [-0.02, -0.01, 0.0, 0.01, 0.02, 0.03]
Y = [0.005 + 1.5 * x + e for x, e in zip(X, [0.001, -0.001, 0.002, -0.002, 0.001, -0.001], strict=True)]


def row(values: Sequence[float]) -> Floats:
    return np.array([values], dtype=np.float64)


def test_the_single_event_of_the_golden_values_has_its_sigma_and_its_t_without_forecast_error() -> None:
    """Their t divides by sigma, and by sigma * sqrt(days) for the cumulated one; ours adds the forecast error."""
    fit = fit_model("market", row(Y), row(X))
    sigma = float(np.sqrt(fit.variance[0]))
    assert sigma == pytest.approx(0.00166476081508083, abs=1e-15)
    ar = abnormal_returns(fit, row([0.04, 0.0, 0.03]), row([0.015, -0.005, 0.01]))[0]
    assert ar / sigma == pytest.approx([7.64588601153099, 1.36441736906108, 6.07551885091351], abs=1e-10)
    car_t = np.cumsum(ar) / (sigma * np.sqrt([1, 2, 3]))
    assert car_t == pytest.approx([7.64588601153099, 6.37124662096473, 8.70980352630659], abs=1e-10)
    ours = ar.sum() / np.sqrt(cumulative_variance(fit, row([0.015, -0.005, 0.01]))[0])
    assert abs(ours) < abs(car_t[-1])


def test_the_patell_statistics_of_the_golden_values_come_out_of_our_forecast_variance() -> None:
    """Sum of the standardised abnormal returns over sqrt(sum of (m - 2) / (m - 4)), three events, m = 8."""
    golden = json.loads(shared("eventstudy/golden_multi_event.json").read_text())
    events = [golden["fixture"][name] for name in ("E1", "E2", "E3")]
    market = np.array([event["ei"] for event in events])
    asset = np.array(
        [[e["a"] + e["b"] * m + r for m, r in zip(e["ei"], e["er"], strict=True)] for e in events], dtype=np.float64
    )
    fit = fit_model("market", asset, market)
    window = np.array([event["vi"] for event in events])
    ar = abnormal_returns(fit, np.array([event["vf"] for event in events]), window)
    spread = np.sqrt(3 * (8 - 2) / (8 - 4))
    daily = np.column_stack([ar[:, day] / np.sqrt(cumulative_variance(fit, window[:, [day]])) for day in range(3)])
    assert daily.sum(axis=0) / spread == pytest.approx(golden["expected"]["patell_aar_z"], abs=1e-9)
    assert ar.mean(axis=0) == pytest.approx(golden["expected"]["aar"], abs=1e-12)


# ── irudnyts/estudy2 0.10.0: docs/articles/estudy2-intro.html ───────────────────────────────────────


def estudy2() -> tuple[Panel, EventWindows, list[int]]:
    """Seven firms, log returns, 2020-03-16 to 20; two of them were listed within the estimation window."""
    firms = read_returns([shared("eventstudy/estudy2/rates.csv")]).frame
    index = read_returns([shared("eventstudy/estudy2/rates_indx.csv")]).frame
    table = firms.join(index, how="outer")
    panel = Panel.from_returns(
        table.index.to_numpy().astype("datetime64[D]"), list(table.columns), table.to_numpy(dtype=np.float64).T
    )
    day = int(np.searchsorted(panel.sessions, np.datetime64("2020-03-16")))
    market, rows = panel.symbols.index("GSPC"), [i for i, name in enumerate(panel.symbols) if name != "GSPC"]
    study = study_windows(
        panel,
        np.array(rows),
        np.full(len(rows), day),
        market=market,
        window=(0, 4),
        options=StudyOptions(estimation=day, gap=0),
    )
    return panel, study, rows


def test_the_young_listings_of_estudy2_are_fitted_on_their_own_sessions() -> None:
    panel, study, rows = estudy2()
    counts = dict(zip((panel.symbols[i] for i in rows), study.fit.l1.tolist(), strict=True))
    expected = {name: int(np.isfinite(panel.returns[i, :240]).sum()) for i, name in enumerate(panel.symbols)}
    assert counts["AMZN"] == 240
    assert counts["UBER"] < counts["ZM"] < 240
    assert counts == {name: expected[name] for name in counts}


def test_the_mean_abnormal_returns_of_estudy2() -> None:
    _, study, _ = estudy2()
    expected = json.loads(shared("eventstudy/estudy2/expected.json").read_text())["parametric"]["mean"]
    assert study.abnormal.mean(axis=0) == pytest.approx(expected, abs=5e-8)


def test_the_patell_statistic_of_estudy2_in_the_correct_convention() -> None:
    """Residual variance over L1 - 2 and the market's moments on each firm's own sessions."""
    _, study, _ = estudy2()
    fit = study.fit
    z = np.array(
        [study.abnormal[:, day] / np.sqrt(cumulative_variance(fit, study.market[:, [day]])) for day in range(5)]
    ).sum(axis=1) / np.sqrt(((fit.l1 - 2) / (fit.l1 - 4)).sum())
    assert z == pytest.approx([2.544440, -2.942074, 0.328963, 8.402698, 6.305735], abs=1e-6)


# ── known moves of real stocks ──────────────────────────────────────────────────────────────────────


def test_the_known_events_of_the_trade_come_out_as_they_happened() -> None:
    """52 rows: the raw move to 1e-4 of what was computed from the same closes elsewhere; a number or a reason."""
    path = shared("prices/known_events_study.csv")
    events = read_events(path)
    prices = read_prices([shared("prices/daily.csv")])
    assert events.problems == () and prices.problems == ()
    batch = study_events(events.frame, prices=prices.frame, market="SPY", options=StudyOptions(), window=(0, 0))
    expected = [line.rsplit(",", 1)[1] for line in path.read_text().splitlines()[1:]]
    assert len(batch.items) == len(expected) == 52
    for found, raw in zip(batch.items, expected, strict=True):
        assert found.raw[0] == (pytest.approx(float(raw), abs=1e-4) if raw else None)
        assert (found.car is None) == (found.reason is not None)
    reasons = [(found.symbol, found.reason) for found in batch.items if found.reason]
    assert reasons == [
        ("CRWV", Reason.NO_PRIOR_PRICE),
        ("SPY", Reason.IS_BENCHMARK),
        ("CRWV", Reason.TOO_FEW_SESSIONS),
        ("SPY", Reason.IS_BENCHMARK),
    ]


def test_the_known_events_agree_with_a_regression_of_their_own() -> None:
    """The same 52 rows by lstsq on the closes, one event after another, sharing nothing but the files."""
    events = read_events(shared("prices/known_events_study.csv")).frame
    closes = read_prices([shared("prices/daily.csv")]).frame
    plain = StudyOptions(shrink=False)
    batch = study_events(events, prices=closes, market="SPY", options=plain, window=(-1, 1))
    joined = closes[closes["SPY"].notna()]
    returns = joined / joined.shift(1) - 1
    compared = 0
    for found in batch.items:
        if found.reason is not None or found.session is None:
            continue
        day = returns.index.get_loc(str(found.session))
        past = (
            returns.iloc[day - 131 : day - 11][[found.symbol, "SPY"]].dropna()
            if day >= 131
            else (returns.iloc[: day - 11][[found.symbol, "SPY"]].dropna())
        )
        x = np.column_stack([np.ones(len(past)), past["SPY"]])
        y = past[found.symbol].to_numpy()
        b = np.linalg.lstsq(x, y, rcond=None)[0]
        s2 = float(((y - x @ b) ** 2).sum()) / (len(past) - 2)
        now = returns.iloc[day - 1 : day + 2]
        x_now = np.column_stack([np.ones(3), now["SPY"]])
        car = float((now[found.symbol].to_numpy() - x_now @ b).sum())
        stderr = float(np.sqrt(s2 * (np.eye(3) + x_now @ np.linalg.inv(x.T @ x) @ x_now.T).sum()))
        assert found.l1 == len(past)
        assert found.car == pytest.approx(car, abs=1e-12)
        assert found.stderr == pytest.approx(stderr, rel=1e-10)
        compared += 1
    assert compared == 48


def test_every_date_of_the_real_prices_is_a_session_of_new_york() -> None:
    dates = read_prices([shared("prices/daily.csv")]).frame.index
    calendar = SessionCalendar.load("XNYS", dates[0].date(), dates[-1].date())
    assert [stamp.date() for stamp in dates] == calendar.sessions(dates[0].date(), dates[-1].date())
