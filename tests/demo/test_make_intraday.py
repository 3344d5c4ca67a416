"""The demo's minutes: drawn from its days, and from nothing else."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, datetime
from importlib.resources import as_file, files
from io import StringIO

import pytest

from tracker.demo.make_intraday import FIRST_REPORT, SESSIONS, make_intraday
from tracker.demo.servers import PriceRow, read_prices

DAY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def daily() -> dict[str, list[PriceRow]]:
    with as_file(files("tracker.demo").joinpath("prices.csv")) as path:
        return {symbol: rows for symbol, rows in read_prices(path).items() if symbol in {"CRWV", "META", "SPY"}}


@pytest.fixture(scope="module")
def minutes(daily: dict[str, list[PriceRow]]) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(make_intraday(daily))))


def of(minutes: list[dict[str, str]], symbol: str, session: date) -> dict[str, dict[str, str]]:
    """By the hour and minute of their start, UTC."""
    mine = [bar for bar in minutes if bar["symbol"] == symbol and bar["ts"].startswith(session.isoformat())]
    return {bar["ts"][11:16]: bar for bar in mine}


def test_a_day_has_every_five_minutes_from_four_to_eight_in_new_york(minutes) -> None:
    starts = list(of(minutes, "CRWV", DAY))
    assert (starts[0], starts[-1], len(starts)) == ("08:00", "23:55", 16 * 12)
    assert max(bar["ts"] for bar in minutes) == "2026-07-02T20:25:00Z"  # settled at the demo's last look
    assert {bar["ts"][:10] for bar in minutes} == {session.isoformat() for session in SESSIONS}
    assert {bar["note"] for bar in minutes} == {"synthetic"}


@pytest.mark.parametrize("symbol", ["CRWV", "META", "SPY"])
def test_the_session_begins_and_ends_at_the_daily_prices_and_stays_between_low_and_high(daily, minutes, symbol) -> None:
    (row,) = [row for row in daily[symbol] if row.session == DAY]
    bars = of(minutes, symbol, DAY)
    assert float(bars["13:30"]["open"]) == row.open
    assert float(bars["19:55"]["close"]) == row.close
    closes = [float(bar["close"]) for start, bar in bars.items() if "13:30" <= start < "20:00"]
    assert row.low <= min(closes) <= max(closes) <= row.high
    volume = sum(int(bar["volume"]) for bar in bars.values())
    assert volume == pytest.approx(0.9 * row.volume, rel=0.01)


def test_nothing_moves_on_1_july_before_the_first_report_is_out(daily, minutes) -> None:
    before = next(row.close for row in reversed(daily["CRWV"]) if row.session < DAY)
    for start, bar in of(minutes, "CRWV", DAY).items():
        moved = float(bar["close"]) / before - 1
        assert datetime.fromisoformat(bar["ts"]) < FIRST_REPORT or start >= "13:30" or moved < -0.02
        assert datetime.fromisoformat(bar["ts"]) >= FIRST_REPORT or abs(moved) < 0.003


def test_every_bar_holds_its_own_prices(minutes) -> None:
    for bar in minutes:
        opening, high, low, close = (float(bar[name]) for name in ("open", "high", "low", "close"))
        assert low <= min(opening, close) <= max(opening, close) <= high


def test_another_daily_price_changes_the_minutes_of_its_symbol_and_of_no_other(daily, minutes) -> None:
    changed = {symbol: list(rows) for symbol, rows in daily.items()}
    place = next(place for place, row in enumerate(changed["CRWV"]) if row.session == DAY)
    row = changed["CRWV"][place]
    changed["CRWV"][place] = replace(row, open=row.open * 1.02, close=row.close * 1.02, high=row.high * 1.02)
    again = list(csv.DictReader(StringIO(make_intraday(changed))))
    assert of(again, "CRWV", DAY)["13:30"]["open"] == f"{row.open * 1.02:.2f}"
    assert of(again, "CRWV", DAY) != of(minutes, "CRWV", DAY)
    assert [bar for bar in again if bar["symbol"] != "CRWV"] == [bar for bar in minutes if bar["symbol"] != "CRWV"]
