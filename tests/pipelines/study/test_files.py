"""A study on a user's own tables: which session counts as day 0, and that every event that goes in comes out."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipelines.place import SessionCalendar
from pipelines.study import events as measured
from pipelines.study.files import study_events
from pipelines.study.rows import Study, StudyRow, study_row_to_json
from tracker.errors import UsageError
from tracker.options import StudyOptions
from tracker.records import Reason

OPTIONS = StudyOptions(estimation=60, minimum=30, gap=5)
CALENDAR = SessionCalendar.load("XNYS", date(2025, 1, 1), date(2025, 12, 31))
SESSIONS = CALENDAR.sessions(date(2025, 1, 1), date(2025, 12, 31))


def prices(symbols: str = "MKT ACME BETA", seed: int = 3) -> pd.DataFrame:
    """Invented closes on every New York session of 2025."""
    rng = np.random.default_rng(seed)
    names = symbols.split()
    moves = rng.standard_t(4, (len(SESSIONS), len(names))) * 0.015
    closes = 100 * np.cumprod(1 + moves, axis=0)
    return pd.DataFrame(closes, index=pd.DatetimeIndex(SESSIONS), columns=names)


def events(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Rows (event, symbol, date or aware time)."""
    table: list[dict[str, Any]] = []
    for event, symbol, when in rows:
        timed = "T" in when
        table.append(
            {
                "event": event,
                "symbol": symbol,
                "date": None if timed else date.fromisoformat(when),
                "time": datetime.fromisoformat(when) if timed else None,
                "group": None,
            }
        )
    return pd.DataFrame(table, columns=["event", "symbol", "date", "time", "group"], dtype=object)


def run(table: pd.DataFrame, panel: pd.DataFrame | None = None, **choices: Any) -> Study:
    given: dict[str, Any] = {"prices": prices() if panel is None else panel, "market": "MKT", "options": OPTIONS}
    return study_events(table, **({"window": (0, 0), "calendar": CALENDAR} | given | choices))


def only(batch: Study) -> StudyRow:
    (row,) = batch.rows
    return row


@pytest.mark.parametrize(
    ("when", "session"),
    [
        pytest.param("2025-08-13", "2025-08-13", id="a session is its own"),
        pytest.param("2025-08-16", "2025-08-18", id="saturday goes forward to monday"),
        pytest.param("2025-07-04", "2025-07-07", id="a holiday before a weekend"),
        pytest.param("2025-08-12T20:05+00:00", "2025-08-13", id="after the close"),
        pytest.param("2025-08-12T12:00+00:00", "2025-08-12", id="before the open"),
        pytest.param("2025-11-28T18:00+00:00", "2025-12-01", id="after a half-day"),
    ],
)
def test_day_zero_is_the_first_session_that_could_react(when: str, session: str) -> None:
    row = only(run(events(("e1", "ACME", when))))
    assert row.session == date.fromisoformat(session)
    assert row.reason is None
    closes = prices()["ACME"]
    at = closes.index.get_loc(pd.Timestamp(session))
    assert row.raw[0] == pytest.approx(closes.iloc[at] / closes.iloc[at - 1] - 1)


def test_a_time_wins_over_a_date_and_may_be_a_pandas_timestamp() -> None:
    table = events(("e1", "ACME", "2025-08-12"))
    table.loc[0, "time"] = pd.Timestamp("2025-08-12T20:05Z")
    assert only(run(table)).session == date(2025, 8, 13)


def test_dates_may_be_pandas_timestamps_too() -> None:
    table = events(("e1", "ACME", "2025-08-12")).drop(columns=["time", "group"])
    table["date"] = pd.to_datetime(table["date"])
    assert only(run(table)).session == date(2025, 8, 12)


def test_every_event_comes_out_in_its_order_with_numbers_or_a_reason() -> None:
    table = events(
        ("before", "ACME", "2024-08-13"),
        ("fine", "ACME", "2025-08-13"),
        ("unknown", "ACMF", "2025-08-13"),
        ("itself", "MKT", "2025-08-13"),
        ("young", "BETA", "2025-02-20"),
        ("after", "ACME", "2026-01-05"),
        ("late", "ACME", "2026-08-13T12:00+00:00"),
        ("first", "ACME", "2025-01-02"),
    )
    rows = run(table).rows
    assert [row.event for row in rows] == list(table["event"])
    assert [row.reason for row in rows] == [
        Reason.OUT_OF_CALENDAR,
        None,
        Reason.NO_PRICES,
        Reason.IS_BENCHMARK,
        Reason.TOO_FEW_SESSIONS,
        Reason.OUT_OF_CALENDAR,
        Reason.OUT_OF_CALENDAR,
        Reason.NO_PRIOR_PRICE,
    ]
    details = {row.event: row.detail for row in rows}
    assert details["fine"] is None
    assert details["unknown"] == "ACMF is no symbol of the table; did you mean ACME?"
    assert "2024-08-13 lies outside the table (2025-01-02 to 2025-12-31)" in str(details["before"])
    assert "BETA: 26 of 60 estimation returns in common with MKT, 30 are needed" in str(details["young"])


def test_a_row_without_an_abnormal_return_still_says_what_the_symbol_did() -> None:
    rows = run(events(("itself", "MKT", "2025-08-13"), ("young", "BETA", "2025-02-20"))).rows
    assert all(row.raw[0] is not None and row.ar == (None,) and row.car is None for row in rows)


@pytest.mark.parametrize(
    ("hole", "window", "reason", "detail"),
    [
        pytest.param(
            "2025-08-13", (0, 1), Reason.MISSING_BAR, "ACME or MKT lacks a value in the window +0 to +1", id="hole"
        ),
        pytest.param(slice(None), (0, 0), Reason.NO_PRICES, "ACME has no value in the table", id="an empty column"),
    ],
)
def test_missing_prices_are_named(hole: Any, window: tuple[int, int], reason: Reason, detail: str) -> None:
    panel = prices()
    panel.loc[hole, "ACME"] = np.nan
    row = only(run(events(("e1", "ACME", "2025-08-13")), panel, window=window))
    assert row.reason is reason
    assert detail in str(row.detail)


def test_a_window_past_the_end_of_the_table_gives_the_days_there_are() -> None:
    row = only(run(events(("e1", "ACME", "2025-12-31")), window=(-1, 1)))
    assert row.reason is Reason.OUT_OF_CALENDAR
    assert row.raw[0] is not None and row.raw[1] is not None and row.raw[2] is None
    assert row.detail == "the table ends before the window -1 to +1 around 2025-12-31 does"


def test_a_stock_that_did_not_move_has_no_standard_error() -> None:
    panel = prices()
    panel["ACME"] = 10.0
    row = only(run(events(("e1", "ACME", "2025-08-13")), panel))
    assert row.reason is Reason.NO_VARIATION
    assert "ACME and MKT" in str(row.detail)


def test_a_day_that_the_market_alone_lacks_is_a_hole_and_not_a_longer_day() -> None:
    panel = prices()
    for extra in ("A", "B"):
        panel[extra] = panel["ACME"]
    panel.loc["2025-08-12", "MKT"] = np.nan
    row = only(run(events(("e1", "ACME", "2025-08-12")), panel))
    assert (row.session, row.reason, row.ar) == (date(2025, 8, 12), Reason.MISSING_BAR, (None,))
    closes = panel["ACME"]
    assert row.raw[0] == pytest.approx(closes["2025-08-12"] / closes["2025-08-11"] - 1)
    after = only(run(events(("e1", "ACME", "2025-08-13")), panel))
    assert after.reason is Reason.MISSING_BAR


def test_one_symbol_that_trades_on_other_days_makes_no_sessions() -> None:
    """A table of a stock and something that trades all week: the market's days are the sessions."""
    panel = prices()
    whole = only(run(events(("e1", "ACME", "2025-08-13")), panel))
    every_day = panel.reindex(pd.date_range(panel.index[0], panel.index[-1]))
    every_day["ACME"] = every_day["ACME"].ffill()
    found = only(run(events(("e1", "ACME", "2025-08-13")), every_day))
    assert (found.session, found.l1, found.car) == (whole.session, whole.l1, whole.car)


def test_dates_that_most_symbols_lack_are_no_sessions_and_that_is_told() -> None:
    panel = prices()
    for extra in ("A", "B", "C"):
        panel[extra] = panel["ACME"]
    whole = only(run(events(("e1", "ACME", "2025-08-13")), panel))
    panel.loc[pd.Timestamp("2025-07-04"), "A"] = 50.0
    batch = run(events(("e1", "ACME", "2025-08-13")), panel.sort_index())
    assert only(batch).car == whole.car
    (problem,) = batch.problems
    assert "1 of the table's dates (2025-07-04 to 2025-07-04)" in problem.reason


def test_a_stray_saturday_is_no_session() -> None:
    panel = prices()
    whole = only(run(events(("e1", "ACME", "2025-08-13")), panel))
    panel.loc[pd.Timestamp("2025-07-12")] = 55.0
    batch = run(events(("e1", "ACME", "2025-08-13")), panel.sort_index())
    assert only(batch).car == whole.car
    assert "being weekends" in batch.problems[0].reason


def test_a_weekday_event_that_goes_forward_says_so() -> None:
    panel = prices().drop(pd.Timestamp("2025-08-12"))
    batch = run(events(("e1", "ACME", "2025-08-12"), ("e2", "ACME", "2025-08-09")), panel)
    assert [row.session for row in batch.rows] == [date(2025, 8, 13), date(2025, 8, 11)]
    (problem,) = batch.problems
    assert str(problem) == (
        "measure: e1, ACME: 2025-08-12 is no session of the table (a holiday, or a hole in it); day 0 is 2025-08-13"
    )


def test_dates_only_the_market_has_are_missing_bars_of_the_symbol_not_shifts() -> None:
    """Joined before offsets are counted: the day after the hole is still day 0 for both."""
    panel = prices()
    whole = only(run(events(("e1", "ACME", "2025-08-13")), panel))
    panel.loc["2025-06-02", "ACME"] = np.nan
    holed = only(run(events(("e1", "ACME", "2025-08-13")), panel))
    assert holed.l1 == 58 and whole.l1 == 60
    assert holed.raw == whole.raw


def test_a_hole_in_the_table_does_not_carry_an_event_weeks_forward() -> None:
    panel = prices()
    panel = panel[(panel.index < "2025-07-01") | (panel.index > "2025-08-15")]
    row = only(run(events(("e1", "ACME", "2025-07-15")), panel))
    assert row.reason is Reason.OUT_OF_CALENDAR
    assert row.detail == "the table has no session from 2025-07-15 to 2025-08-18"


def test_prices_and_their_returns_give_the_same_study() -> None:
    panel = prices()
    table = events(("e1", "ACME", "2025-08-13"), ("e2", "BETA", "2025-10-01"))
    by_price, by_return = (
        run(table, window=(-1, 2)),
        run(table, prices=None, returns=panel.pct_change(), window=(-1, 2)),
    )
    for one, other in zip(by_price.rows, by_return.rows, strict=True):
        assert one.l1 == other.l1
        assert one.ar == pytest.approx(other.ar, abs=1e-12)
        assert (one.t, one.p) == pytest.approx((other.t, other.p), rel=1e-9)
        assert one.sq_p is other.sq_p is None, "60 returns are too few for a window of four days"


def test_the_mean_model_needs_no_market_and_takes_every_date_of_the_table() -> None:
    panel = prices()
    row = only(
        run(
            events(("e1", "ACME", "2025-08-13")),
            panel,
            market=None,
            options=StudyOptions(model="mean_adjusted", estimation=60, gap=5),
        )
    )
    returns = panel["ACME"].pct_change()
    at = panel.index.get_loc(pd.Timestamp("2025-08-13"))
    past = returns.iloc[at - 65 : at - 5]
    assert row.car == pytest.approx(returns.iloc[at] - past.mean())
    assert row.stderr == pytest.approx(past.std(ddof=1) * math.sqrt(1 + 1 / 60))
    young = only(
        run(events(("e1", "ACME", "2025-02-03")), panel, market=None, options=StudyOptions(model="mean_adjusted"))
    )
    assert young.detail == "ACME: 9 of 120 estimation returns, 30 are needed"


def test_the_order_of_dates_and_symbols_in_the_table_does_not_matter() -> None:
    table = events(("e1", "ACME", "2025-08-13"))
    shuffled = prices().sample(frac=1, random_state=5)[["BETA", "ACME", "MKT"]]
    assert run(table, shuffled) == run(table)


def test_slices_of_a_long_event_table_are_one_study(monkeypatch: pytest.MonkeyPatch) -> None:
    table = events(*((f"e{day}", "ACME", (date(2025, 6, 1) + timedelta(days=day)).isoformat()) for day in range(20)))
    whole = run(table)
    monkeypatch.setattr(measured, "_SLICE", 3)
    assert run(table) == whole


def test_an_empty_event_table_gives_an_empty_study() -> None:
    assert run(events()).rows == ()


def test_groups_are_carried_through() -> None:
    table = events(("e1", "ACME", "2025-08-13"), ("e2", "ACME", "2025-08-14"))
    table.loc[0, "group"] = "earnings"
    assert [row.group for row in run(table).rows] == ["earnings", None]


def test_a_row_as_json_has_the_keys_of_the_contract_and_null_for_what_is_missing() -> None:
    table = events(("e1", "ACME", "2025-08-13"), ("e2", "ACME", "2024-08-13"))
    fine, missing = (study_row_to_json(row) for row in run(table, window=(0, 1)).rows)
    keys = "row event symbol session l1 model raw ar car stderr t p sq_p reason".split()
    assert list(fine)[: len(keys)] == keys and list(missing) == list(fine)
    assert json.loads(json.dumps(fine, allow_nan=False)) == fine
    assert (fine["row"], fine["session"], fine["l1"], fine["reason"]) == ("event", "2025-08-13", 60, None)
    assert fine["car"] == pytest.approx(sum(fine["ar"]))
    assert (missing["session"], missing["raw"], missing["car"], missing["reason"]) == (
        None,
        [None, None],
        None,
        "out_of_calendar",
    )


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        pytest.param({"prices": None}, "prices or returns", id="no table"),
        pytest.param({"returns": prices()}, "only one of them", id="both tables"),
        pytest.param({"sector": ["BETA"]}, "--sector and --model market_sector belong", id="a sector and no model"),
        pytest.param({"options": StudyOptions(model="market_sector")}, "--sector and", id="the sector model alone"),
        pytest.param({"options": StudyOptions(model="factors")}, "--factors FILE and", id="the factor model alone"),
        pytest.param(
            {"options": StudyOptions(model="market_sector"), "sector": ["BTA"]},
            "--sector BTA is no symbol of the table; did you mean BETA",
            id="a sector that is not there",
        ),
        pytest.param({"options": StudyOptions(convention="estudy3")}, "did you mean estudy", id="no such convention"),
        pytest.param({"options": StudyOptions(model="capm")}, "expected one of mean_adjusted", id="unknown model"),
        pytest.param({"market": None}, "needs --market", id="a market model without market"),
        pytest.param(
            {"market": "MTK"}, "--market MTK is no symbol of the table; did you mean MKT", id="a typing error"
        ),
        pytest.param({"window": (1, 0)}, "ends before it begins", id="window the wrong way round"),
        pytest.param({"options": StudyOptions(estimation=0)}, "at least one session", id="no estimation"),
        pytest.param({"options": StudyOptions(gap=-1)}, "cannot be negative", id="a gap that leaks"),
    ],
)
def test_choices_that_cannot_be_meant_are_refused(choices: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        run(events(("e1", "ACME", "2025-08-13")), **choices)


def test_a_time_without_a_calendar_is_refused() -> None:
    with pytest.raises(UsageError, match="calendar"):
        run(events(("e1", "ACME", "2025-08-12T20:05+00:00")), calendar=None)


def test_a_date_that_stands_twice_in_the_table_is_refused() -> None:
    panel = prices()
    with pytest.raises(UsageError, match="stands twice"):
        run(events(("e1", "ACME", "2025-08-13")), pd.concat([panel, panel.iloc[:1]]))


def test_a_market_without_a_single_price_leaves_no_session() -> None:
    panel = prices()
    panel["MKT"] = np.nan
    row = only(run(events(("e1", "ACME", "2025-08-13")), panel))
    assert row.reason is Reason.OUT_OF_CALENDAR
    assert "no session at all" in str(row.detail)


# ── sectors, factors, masks ─────────────────────────────────────────────────────────────────────────


def least_squares(past: pd.DataFrame, now: pd.DataFrame, symbol: str, drivers: list[str]) -> tuple[float, float]:
    """Abnormal return of one day and its standard error, by lstsq on the plain regressors."""
    x = np.column_stack([np.ones(len(past)), past[drivers].to_numpy()])
    y = past[symbol].to_numpy()
    b = np.linalg.lstsq(x, y, rcond=None)[0]
    s2 = float(((y - x @ b) ** 2).sum()) / (len(past) - x.shape[1])
    x_now = np.concatenate([[1.0], now[drivers].to_numpy()[0]])
    error = math.sqrt(s2 * (1 + float(x_now @ np.linalg.inv(x.T @ x) @ x_now)))
    return float(now[symbol].iloc[0] - x_now @ b), error


def around(table: pd.DataFrame, day: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Returns of the 60 estimation sessions and of the day, with a gap of 5 sessions between."""
    returns = table / table.shift(1) - 1
    at = returns.index.get_loc(day)
    return returns.iloc[at - 65 : at - 5], returns.iloc[at : at + 1]


SECTOR = StudyOptions(model="market_sector", estimation=60, minimum=30, gap=5)
FACTORS = StudyOptions(model="factors", estimation=60, minimum=30, gap=5)


def test_a_sector_stands_beside_the_market() -> None:
    panel = prices("MKT ACME BETA CHIP")
    row = only(run(events(("e1", "ACME", "2025-08-13")), panel, sector=["CHIP"], options=SECTOR))
    ar, error = least_squares(*around(panel, "2025-08-13"), "ACME", ["MKT", "CHIP"])
    assert (row.car, row.stderr) == (pytest.approx(ar, abs=1e-12), pytest.approx(error, rel=1e-9))


def test_a_basket_leaves_out_whom_the_same_event_names() -> None:
    """ACME's sector is ACME, BETA and CHIP; BETA is of the same event, so CHIP is left."""
    panel = prices("MKT ACME BETA CHIP")
    told = events(("e1", "ACME", "2025-08-13"), ("e1", "BETA", "2025-08-13"))
    row = run(told, panel, sector=["ACME", "BETA", "CHIP"], options=SECTOR).rows[0]
    ar, _ = least_squares(*around(panel, "2025-08-13"), "ACME", ["MKT", "CHIP"])
    assert row.car == pytest.approx(ar, abs=1e-12)


def test_factors_of_a_table_are_what_is_regressed_on_and_the_risk_free_rate_comes_off() -> None:
    panel = prices("ACME SMB HML")
    returns = panel / panel.shift(1) - 1
    factors = returns[["SMB", "HML"]].dropna()
    factors["RF"] = 0.0002
    row = only(run(events(("e1", "ACME", "2025-08-13")), panel, factors=factors, market=None, options=FACTORS))
    excess = returns.assign(ACME=returns["ACME"] - 0.0002)
    at = excess.index.get_loc("2025-08-13")
    past, now = excess.iloc[at - 65 : at - 5], excess.iloc[at : at + 1]
    ar, error = least_squares(past, now, "ACME", ["SMB", "HML"])
    assert (row.car, row.stderr) == (pytest.approx(ar, abs=1e-12), pytest.approx(error, rel=1e-9))
    assert row.raw == (pytest.approx(returns["ACME"].iloc[at]),)  # as it was, with the rate in it


def test_a_session_without_a_factor_is_said_and_counts_for_nothing() -> None:
    panel = prices("ACME SMB")
    factors = (panel / panel.shift(1) - 1)[["SMB"]].dropna().drop(pd.Timestamp("2025-07-15"))
    study = run(events(("e1", "ACME", "2025-08-13")), panel, factors=factors, market=None, options=FACTORS)
    assert study.rows[0].l1 == 59
    assert "2 of 250 sessions lack a factor" in str(study.problems[0])


def test_the_windows_of_other_events_of_the_symbol_are_left_out_of_its_estimate() -> None:
    """A jump of 50 % two months before, tagged as an event, changes nothing; untagged, or unmasked, it does."""
    panel = prices()
    panel.loc["2025-07-01":, "ACME"] *= 1.5
    both = events(("e1", "ACME", "2025-08-13"), ("e0", "ACME", "2025-07-01"))
    clean = prices()
    row, before = run(both, panel).rows[0], run(both, clean).rows[0]
    assert (row.l1, row.masked) == (59, 1)
    assert row.car == pytest.approx(before.car) and row.stderr == pytest.approx(before.stderr)
    assert run(both, panel, mask=False).rows[0].stderr > 1.5 * row.stderr
    assert run(events(("e1", "ACME", "2025-08-13")), panel).rows[0].masked == 0


# ── groups ──────────────────────────────────────────────────────────────────────────────────────────


def test_all_events_are_one_group_where_the_table_has_none() -> None:
    study = run(events(("e1", "ACME", "2025-08-13"), ("e1", "BETA", "2025-08-13")), window=(0, 1))
    (group,) = study.groups
    assert (group.group, group.n, group.given, group.dates) == ("all", 2, 2, 1)
    mean = [sum(day) / 2 for day in zip(*(row.ar for row in study.rows), strict=True)]
    assert group.aar == pytest.approx(mean)
    assert group.caar == pytest.approx([mean[0], mean[0] + mean[1]])


def test_a_group_counts_what_it_lost_and_why() -> None:
    told = events(
        ("e1", "ACME", "2025-08-13"),
        ("e2", "NOPE", "2025-08-13"),
        ("e3", "BETA", "2031-01-02"),
        ("e4", "MKT", "2025-08-13"),
    )
    (group,) = run(told).groups
    assert (group.n, group.given) == (1, 4)
    assert group.dropped == {"is_benchmark": 1, "no_prices": 1, "out_of_calendar": 1}


def test_a_group_without_an_answer_is_a_row_all_the_same() -> None:
    (group,) = run(events(("e2", "NOPE", "2025-08-13"))).groups
    assert (group.n, group.given, group.tests, group.aar) == (0, 1, {}, (None,))


def test_the_band_of_one_date_is_the_portfolios_own_forecast_error() -> None:
    """The mean of two firms is a portfolio: fitted as one series, it has the same error."""
    panel = prices()
    (group,) = run(events(("e1", "ACME", "2025-08-13"), ("e1", "BETA", "2025-08-13")), panel).groups
    returns = panel / panel.shift(1) - 1
    both = returns.assign(BOTH=(returns["ACME"] + returns["BETA"]) / 2)
    at = both.index.get_loc("2025-08-13")
    mean, error = least_squares(both.iloc[at - 65 : at - 5], both.iloc[at : at + 1], "BOTH", ["MKT"])
    assert (group.aar[0], group.aar_stderr[0]) == (pytest.approx(mean), pytest.approx(error))
    assert (group.band, group.band_df) == ("portfolio_t", 58)


def test_events_of_many_dates_have_their_error_clustered_by_date() -> None:
    """By hand: sum the deviations of each date, square, G/(G - 1), over n squared."""
    days = ["2025-06-04", "2025-06-18", "2025-07-09", "2025-07-23", "2025-08-13", "2025-09-10"]
    told = events(*((f"e{day}", symbol, day) for day in days for symbol in ("ACME", "BETA")))
    study = run(told, mask=False)
    (group,) = study.groups
    effects = np.array([row.car for row in study.rows], dtype=np.float64).reshape(6, 2)
    deviations = (effects - effects.mean()).sum(axis=1)
    error = math.sqrt(6 / 5 * float((deviations**2).sum()) / 12**2)
    assert (group.band, group.band_df) == ("clustered_mean", 5)
    assert group.caar_stderr == (pytest.approx(error),)
    assert group.bootstrap is not None and group.bootstrap[0] < group.aar[0] < group.bootstrap[1]


def test_the_same_seed_gives_the_same_study_to_the_last_digit() -> None:
    told = events(*((f"e{n}", "ACME", f"2025-0{n}-04") for n in range(4, 10)))
    assert run(told, seed=7) == run(told, seed=7)


def test_the_q_of_each_event_is_that_of_benjamini_and_hochberg_over_all_of_them() -> None:
    study = run(events(*((f"e{n}", "ACME", f"2025-0{n}-04") for n in range(4, 10))))
    p = sorted(row.p for row in study.rows if row.p is not None)
    by_hand = {value: min(p[k] * len(p) / (k + 1) for k in range(place, len(p))) for place, value in enumerate(p)}
    assert study.tests == len(p) == 6
    assert all(row.q == pytest.approx(by_hand[row.p]) for row in study.rows if row.p is not None)


# ── volume and volatility ───────────────────────────────────────────────────────────────────────────


def test_a_day_of_twice_the_usual_volume_says_so() -> None:
    """Log volume alternates by 0.1 around its mean; on the day it is twice the mean's antilog."""
    told = events(("e1", "ACME", "2025-08-13"))
    shares = pd.DataFrame(
        {"ACME": [1000.0 * math.exp(0.1 if n % 2 else -0.1) for n in range(len(SESSIONS))]},
        index=pd.DatetimeIndex(SESSIONS),
    )
    shares.loc["2025-08-13", "ACME"] = 2000.0
    row = only(run(told, volumes=shares))
    assert row.volume == pytest.approx(math.log(2))
    # By hand: sd of 60 values of +-0.1 is 0.1 sqrt(60/59); the forecast adds 1/60.
    t = math.log(2) / (0.1 * math.sqrt(60 / 59) * math.sqrt(1 + 1 / 60))
    assert row.volume_p is not None and row.volume_p < 1e-7 and 6.5 < t < 7
    assert only(run(told)).volume is None


def test_a_restless_window_is_told_by_its_variance_whatever_the_sum_of_its_returns() -> None:
    """A rise and a fall of 20 % that cancel: no CAR to speak of, and squares far above what the variance allows."""
    panel = prices()
    panel.loc["2025-08-13", "ACME"] *= 1.2
    row = only(run(events(("e1", "ACME", "2025-08-13")), panel, window=(0, 1)))
    quiet = only(run(events(("e1", "ACME", "2025-08-13")), window=(0, 1)))
    assert row.variance_ratio is not None and quiet.variance_ratio is not None
    assert row.variance_ratio > 20 > quiet.variance_ratio
    assert row.variance_p is not None and row.variance_p <= 1 / 30
    assert row.p is not None and row.p > 0.05


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "UTC"])
def test_midnights_of_an_exchange_are_its_dates(zone: str) -> None:
    here, there = prices(), prices().tz_localize(zone)
    asked = events(("e1", "ACME", "2025-08-13"))
    assert run(asked, there).rows == run(asked, here).rows


def test_an_index_of_dates_will_do_for_every_table() -> None:
    factors = pd.DataFrame({"f": np.random.default_rng(5).normal(0, 0.01, len(SESSIONS))}, index=SESSIONS)
    volumes = pd.DataFrame({"ACME": np.arange(1, len(SESSIONS) + 1) * 1e4}, index=SESSIONS)
    asked = events(("e1", "ACME", "2025-08-13"))
    found = run(asked, factors=factors, volumes=volumes, market=None, options=replace(OPTIONS, model="factors"))
    assert (only(found).reason, found.problems) == (None, ())
    assert only(found).volume is not None


@pytest.mark.parametrize(
    "index",
    [
        pytest.param(range(len(SESSIONS)), id="row numbers"),
        pytest.param([f"session {n}" for n in range(len(SESSIONS))], id="words"),
    ],
)
def test_an_index_that_is_no_dates_is_refused(index: Any) -> None:
    with pytest.raises(UsageError, match=r"the index of the prices is no dates .* set the dates as its index"):
        run(events(("e1", "ACME", "2025-08-13")), prices().set_axis(pd.Index(index), axis=0))


def test_hours_of_one_date_stand_twice() -> None:
    hourly = prices().set_axis(pd.date_range("2025-01-02", periods=len(SESSIONS), freq="h"), axis=0)
    with pytest.raises(UsageError, match="stands twice in the prices"):
        run(events(("e1", "ACME", "2025-08-13")), hourly)


@pytest.mark.parametrize("nothing", [None, pd.NaT, math.nan])
def test_an_event_without_a_date_costs_the_others_nothing(nothing: Any) -> None:
    asked = events(("e1", "ACME", "2025-08-13"), ("e2", "BETA", "2025-08-14"))
    asked.at[0, "date"] = nothing
    lost, kept = run(asked).rows
    assert (lost.reason, lost.detail) == (Reason.OUT_OF_CALENDAR, "neither date nor time is given")
    assert kept.reason is None


def test_a_date_that_is_a_text_is_refused_by_name() -> None:
    asked = events(("e1", "ACME", "2025-08-13"))
    asked.at[0, "date"] = "2025-08-13"
    with pytest.raises(UsageError, match=r"event e1: date '2025-08-13' is no date but str"):
        run(asked)
