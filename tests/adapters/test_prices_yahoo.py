"""What yfinance hands over, or throws, becomes bars or a failure with the right name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from yfinance.data import YfData
from yfinance.exceptions import YFPricesMissingError, YFRateLimitError, YFTzMissingError

from tracker.adapters.prices_yahoo import YahooProvider, _translated, _trouble
from tracker.adapters.prices_yahoo_frames import read_frame
from tracker.errors import BadSymbol, NoData, PriceError, RateLimited, Unavailable
from tracker.options import INTERVALS
from tracker.records import BarRequest

NOW = datetime(2026, 7, 2, 21, 0, tzinfo=UTC)
REQUEST = BarRequest(symbol="ACME", interval="1d", first=date(2026, 6, 30), last=date(2026, 7, 1))


def not_found() -> Exception:
    response = requests.Response()
    response.status_code = 404
    return requests.HTTPError("no such resource", response=response)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        pytest.param(YFRateLimitError(), RateLimited, id="429"),
        pytest.param(YFTzMissingError("ACME"), BadSymbol, id="no time zone: no such symbol"),
        pytest.param(YFPricesMissingError("ACME", "1d"), NoData, id="no prices in the span"),
        pytest.param(not_found(), BadSymbol, id="404 of another endpoint"),
        pytest.param(ConnectionError("no way to port 40404"), Unavailable, id="no connection"),
        pytest.param(ZeroDivisionError(), Unavailable, id="anything else"),
    ],
)
def test_every_failure_of_the_library_has_one_of_our_names(error: Exception, kind: type[PriceError]) -> None:
    found = _translated(error, REQUEST, None)
    assert type(found) is kind
    assert "ACME" in str(found)


@pytest.mark.parametrize(
    "error", [YFTzMissingError("ACME"), YFPricesMissingError("ACME", "1d"), not_found(), KeyError("chart")]
)
def test_in_an_outage_no_failure_is_blamed_on_the_symbol_or_the_span(error: Exception) -> None:
    found = _translated(error, REQUEST, "HTTP 503")
    assert type(found) is Unavailable
    assert str(found).endswith("ACME, 2026-06-30 to 2026-07-01: HTTP 503")


@settings(deadline=None)
@given(
    status=st.sampled_from([200, 400, 404, 422]) | st.integers(100, 599),
    content=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["chart", "result", "error", "description"]), inner, max_size=3)
        ),
        max_leaves=12,
    ),
)
def test_an_answer_speaks_only_with_a_status_of_its_own_and_a_result(status: int, content: object) -> None:
    trouble = _trouble(status, content)
    if trouble is None:
        assert status in {200, 400, 404, 422}
        assert isinstance(content, dict) and next(iter(content.values()))["result"]
    else:
        assert trouble.startswith(f"HTTP {status}, ")


def test_without_any_answer_the_library_is_quoted_and_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: object, **_: object) -> None:
        raise YFPricesMissingError("ACME", "(1d)")

    monkeypatch.setattr("yfinance.Ticker.history", fail)
    with pytest.raises(Unavailable, match=r"no price data found \(1d\)"):
        YahooProvider(cache=tmp_path, requests_per_second=1000.0).fetch(REQUEST, NOW)
    assert "get" not in vars(YfData())


def frame(rows: dict[str, dict[str, float]]) -> pd.DataFrame:
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index = pd.DatetimeIndex([pd.Timestamp(day, tz="America/New_York") for day in rows])
    return table


def test_a_row_without_a_close_is_a_problem_and_a_row_of_another_day_is_left_out() -> None:
    full = {"Open": 1.0, "High": 2.0, "Low": 0.5, "Close": 1.5, "Adj Close": 1.4, "Volume": 10.0}
    rows = {"2026-06-30": full, "2026-07-01": {**full, "Close": float("nan")}, "2026-07-02": full}
    batch = read_frame(frame(rows), REQUEST, NOW, "yahoo")
    assert [bar.session.isoformat() for bar in batch.items] == ["2026-06-30"]
    assert [str(problem) for problem in batch.problems] == ["price: ACME: bar of 2026-07-01 has no close"]


def test_what_is_missing_beside_the_close_stays_missing() -> None:
    rows = {"2026-06-30": {"Open": float("nan"), "Close": 1.5}}
    (bar,) = read_frame(frame(rows), REQUEST, NOW, "yahoo").items
    assert (bar.open, bar.high, bar.adj_close, bar.volume, bar.close) == (None, None, None, None, 1.5)


def test_an_empty_answer_is_no_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yfinance.Ticker.history", lambda self, **_: pd.DataFrame())
    with pytest.raises(NoData, match="ACME"):
        YahooProvider(cache=tmp_path, requests_per_second=1000.0).fetch(REQUEST, NOW)


ROW = st.tuples(
    st.integers(0, 3 * 24 * 60 * 60).map(lambda second: second // 300 * 300 if second % 3 else second),
    st.sampled_from([10.0, 0.0, float("nan")]),
    st.sampled_from([0.0, 0.0, 0.5]),
)
"""Second of three days, mostly on the grid; close; dividend."""


@settings(deadline=None)
@given(
    rows=st.lists(ROW, unique_by=lambda row: row[0], min_size=1, max_size=30),
    interval=st.sampled_from(["1m", "5m", "1h"]),
    minute=st.integers(0, 3 * 24 * 60),
)
def test_every_intraday_row_is_a_bar_or_told_or_of_another_day_or_not_over(
    rows: list[tuple[int, float, float]], interval: str, minute: int
) -> None:
    midnight = pd.Timestamp("2026-06-30", tz="America/New_York")
    rows = sorted(rows)
    table = pd.DataFrame(
        {"Close": [row[1] for row in rows], "Volume": 1, "Dividends": [row[2] for row in rows]},
        index=pd.DatetimeIndex([midnight + timedelta(seconds=row[0]) for row in rows]),
    )
    now = (midnight + timedelta(minutes=minute)).to_pydatetime().astimezone(UTC)
    batch = read_frame(table, replace(REQUEST, interval=interval), now, "yahoo")
    length = INTERVALS[interval].total_seconds()
    grid = {"1m": 60, "5m": 300, "1h": 900}[interval]
    asked = [row for row in rows if row[0] < 2 * 24 * 60 * 60]  # 30 June and 1 July
    whole = [row for row in asked if row[0] % grid == 0]
    good = [row for row in whole if row[1] > 0]
    over = [row[0] for row in good if row[0] + length <= minute * 60]
    assert [(bar.start - midnight).total_seconds() for bar in batch.items] == over
    told = [int(found.group(1)) for problem in batch.problems if (found := re.search(r"(\d+) rows? ", problem.reason))]
    assert sum(told) == len(asked) - len(good)
    assert len(batch.actions) == sum(row[2] > 0 for row in asked)
