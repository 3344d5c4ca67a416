"""A story's names as one portfolio: their signs, their own past, and when there is nothing to say."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from pipelines.expectations import counted_for
from tests.conftest import NewsDesk, utc
from tracker.records import Exposure
from tracker.together import together

LEASE = "Meta plans to sell spare AI computing capacity, people familiar say"


@pytest.fixture
def desk(newsdesk: NewsDesk) -> NewsDesk:
    newsdesk.at("2026-07-01T12:05").reads(LEASE)
    for symbol, move in (("CRWV", -0.13), ("NBIS", -0.15), ("META", 0.08)):
        newsdesk.moves(symbol, "2026-07-01", move)
    newsdesk.lives()
    newsdesk.at("2026-07-01T21:00").lives()
    return newsdesk


def found(desk: NewsDesk, moment: str = "2026-07-02T21:00"):
    from storage.expectations import load_expectations

    with desk.desk.store.read() as connection:
        said = counted_for(load_expectations(connection))
    return together(desk.desk, desk.exposures(), said, utc(moment), None)


def by_hand(desk: NewsDesk, symbols: dict[str, float]) -> tuple[float, float]:
    """The signed mean as one series, regressed on the market: abnormal return and its forecast's standard error."""
    closes = {symbol: desk.prices.closes(symbol) for symbol in (*symbols, "SPY")}
    days = [day for day in closes["SPY"] if day <= date(2026, 7, 1)]
    returns = {symbol: np.array([held[b] / held[a] - 1 for a, b in pairwise(days)]) for symbol, held in closes.items()}
    series = sum(sign * returns[symbol] for symbol, sign in symbols.items()) / len(symbols)
    past, market = slice(-131, -11), returns["SPY"]
    x = np.column_stack([np.ones(120), market[past]])
    b = np.linalg.lstsq(x, series[past], rcond=None)[0]
    s2 = float(((series[past] - x @ b) ** 2).sum()) / 118
    now = np.array([1.0, market[-1]])
    return float(series[-1] - now @ b), float(np.sqrt(s2 * (1 + now @ np.linalg.inv(x.T @ x) @ now)))


def test_the_portfolio_is_that_of_one_series_with_the_signs_that_were_expected(desk: NewsDesk) -> None:
    as_one = found(desk)
    signs = {"CRWV": -1.0, "META": 1.0, "NBIS": -1.0}
    assert (as_one.symbols, as_one.signed) == (tuple(signs), True)
    mean, stderr = by_hand(desk, signs)
    assert (as_one.mean, as_one.stderr) == (pytest.approx(mean, abs=1e-9), pytest.approx(stderr, rel=1e-6))
    assert as_one.headline.wording == "unusual against its own history"
    # No quiet date comes near it, so it is the first of them and itself.
    assert as_one.tests["placebo"].p is not None and 1 / 121 <= as_one.tests["placebo"].p <= 1 / 61


def test_names_that_all_fell_are_not_unusual_when_one_of_them_should_have_risen(newsdesk: NewsDesk) -> None:
    newsdesk.at("2026-07-01T12:05").reads(LEASE)
    for symbol in ("CRWV", "META"):
        newsdesk.moves(symbol, "2026-07-01", -0.05)
    newsdesk.moves("NBIS", "2026-07-01", 0.0)
    newsdesk.lives()
    newsdesk.at("2026-07-01T21:00").lives()
    as_one = found(newsdesk)
    assert abs(as_one.mean) < 0.01
    assert as_one.headline.wording == "not unusual against its own history"


def test_a_session_that_is_in_doubt_or_a_single_name_has_no_portfolio(desk: NewsDesk) -> None:
    exposures: list[Exposure] = desk.exposures()
    assert together(desk.desk, exposures[:1], {}, utc("2026-07-02T21:00"), None) is None
    assert together(desk.desk, [], {}, utc("2026-07-02T21:00"), None) is None


def test_without_expected_signs_the_names_are_taken_as_they_are(desk: NewsDesk) -> None:
    as_one = together(desk.desk, [x for x in desk.exposures() if x.symbol != "META"], {}, utc("2026-07-02T21:00"), None)
    assert (as_one.signed, as_one.symbols) == (False, ("CRWV", "NBIS"))
    assert as_one.mean == pytest.approx(by_hand(desk, {"CRWV": 1.0, "NBIS": 1.0})[0], abs=1e-9)
