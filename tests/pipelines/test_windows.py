"""Windows around the minute of the news: ACME, whose price tells the time, and a market that moves half as much.

The price of ACME at an instant is 100, plus 10 for every session since 28 July, plus the hour in New York; so what a
return must be follows from the two instants it lies between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.asof import IntradaySeries
from pipelines.measure import DailySeries
from pipelines.place import SessionCalendar
from pipelines.windows import due_at, measure_windows
from tracker.errors import OutOfCalendar
from tracker.options import REACTION_WINDOWS
from tracker.records import (
    AnchorKind,
    Basis,
    Exposure,
    ExposureKind,
    Phase,
    Precision,
    Quality,
    Reason,
    Stamp,
    WindowImpact,
)

NEW_YORK, TOKYO = ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
FIRST, LAST = date(2025, 7, 28), date(2025, 9, 18)
LATER = datetime(2025, 12, 1, tzinfo=UTC)
SETTLE = timedelta(minutes=30)
OFFICIAL = 3.0
"""Official closes are that much higher than the bars', so that mixing the two would show."""


def nyse() -> SessionCalendar:
    return SessionCalendar.load("XNYS", date(2025, 1, 1), date(2025, 12, 31))


def at(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


SESSIONS = nyse().sessions(FIRST, LAST)


def price(instant: datetime) -> float:
    local = instant.astimezone(NEW_YORK)
    return 100 + 10 * SESSIONS.index(local.date()) + local.hour + local.minute / 60


def market_price(instant: datetime) -> float:
    return 400 + price(instant) / 2


def bars(
    *,
    symbol: str = "ACME",
    of: Callable[[datetime], float] = price,
    minutes: int = 5,
    hours: tuple[float, float] = (4, 20),
    without: Iterable[tuple[str, str]] = (),
    first: str = "2025-07-28T00:00",
    calendar: SessionCalendar | None = None,
    zone: ZoneInfo = NEW_YORK,
    changed: dict[str, dict[str, Any]] | None = None,
) -> IntradaySeries:
    """Bars of all sessions in these hours, but those that begin in a span of `without`; single ones `changed`."""
    gaps = [(at(low, zone), at(high, zone)) for low, high in without]
    step = timedelta(minutes=minutes)
    starts = []
    for session in (calendar or nyse()).sessions(FIRST, LAST):
        start = datetime(session.year, session.month, session.day, tzinfo=zone).astimezone(UTC) + timedelta(
            hours=hours[0]
        )
        for n in range(int((hours[1] - hours[0]) * 60 / minutes)):
            begins = start + n * step
            if begins >= at(first, zone) and not any(low <= begins < high for low, high in gaps):
                starts.append(begins)
    made = {at(begins, zone): values for begins, values in (changed or {}).items()}
    rows = [{"open": of(begins), "close": of(begins + step), **made.get(begins, {})} for begins in starts]
    closes = np.array([row["close"] for row in rows], dtype=np.float64)
    quality = [tuple(Quality).index(row.get("quality", Quality.OK)) for row in rows]
    return IntradaySeries(
        symbol=symbol,
        interval=f"{minutes}m",
        provider="files",
        starts=np.array([int(begins.timestamp()) for begins in starts], dtype=np.int64),
        opens=np.array([row["open"] for row in rows], dtype=np.float64),
        # Nothing may depend on these.
        highs=np.full(len(rows), 1e6),
        lows=np.full(len(rows), 1e-6),
        volumes=np.zeros(len(rows)),
        closes=closes,
        quality=np.array(quality, dtype=np.int8),
        final=np.array([row.get("final", True) for row in rows], dtype=np.bool_),
    )


ACME = bars()
MARKET = bars(symbol="MKT", of=market_price)


def closes(symbol: str = "ACME", *, of: Callable[[datetime], float] = price, first: date = FIRST) -> DailySeries:
    days = [session for session in SESSIONS if session >= first]
    return DailySeries(
        symbol=symbol,
        sessions=np.array(days, dtype="datetime64[D]"),
        closes=np.array([of(at(f"{day}T16:00")) + OFFICIAL for day in days]),
        provider="files",
        basis="adj_close",
        bars=(),
    )


def exposure(told: datetime, calendar: SessionCalendar | None = None, **changed: Any) -> Exposure:
    placed = (calendar or nyse()).place(told)
    made = Exposure(
        story="s1",
        symbol="ACME",
        kind=ExposureKind.DIRECT,
        t0=Stamp(at=told, basis=Basis.PUBLISHED),
        bucket=placed.bucket,
        session=placed.session,
        close=placed.close,
    )
    return replace(made, **changed)


def measure(
    told: str | Exposure,
    series: IntradaySeries | list[IntradaySeries] | None = None,
    *,
    market: list[IntradaySeries] | None = None,
    daily: DailySeries | None = None,
    daily_market: DailySeries | None = None,
    now: datetime = LATER,
    calendar: SessionCalendar | None = None,
    windows: tuple[str, ...] = REACTION_WINDOWS,
) -> dict[str, WindowImpact]:
    several = series if isinstance(series, list) else [ACME if series is None else series]
    asked = told if isinstance(told, Exposure) else exposure(at(told), calendar)
    known = calendar or nyse()
    found = measure_windows(
        asked, several, market or [], daily, daily_market, known, now, settle=SETTLE, windows=windows
    )
    assert [item.window for item in found] == list(windows)
    for item in found:
        assert (item.impact is None) == (item.impact_reason is not None)
        assert (item.tradable is None) == (item.tradable_reason is not None)
        assert (item.market_adjusted is None) == (item.market_reason is not None)
    return {item.window: item for item in found}


def change(first: str, last: str) -> float:
    return price(at(last)) / price(at(first)) - 1


# ── which prices a window lies between ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("window", "start", "end"),
    [
        ("5m", "2025-08-12T10:00", "2025-08-12T10:05"),
        ("30m", "2025-08-12T10:00", "2025-08-12T10:30"),
        ("1h", "2025-08-12T10:00", "2025-08-12T11:00"),
        ("next_open", "2025-08-12T10:00", "2025-08-13T09:30"),
        ("close", "2025-08-12T10:00", "2025-08-12T16:00"),
        ("d1", "2025-08-12T10:00", "2025-08-13T16:00"),
        ("d5", "2025-08-12T10:00", "2025-08-19T16:00"),
        ("d20", "2025-08-12T10:00", "2025-09-10T16:00"),  # over Labor Day
        ("pre_1h", "2025-08-12T09:00", "2025-08-12T10:00"),
        ("pre_d1", "2025-08-08T16:00", "2025-08-12T10:00"),
    ],
)
def test_news_of_ten_o_clock_is_measured_from_the_price_of_ten_o_clock(window: str, start: str, end: str) -> None:
    found = measure("2025-08-12T10:00")[window]
    assert found.impact == pytest.approx(change(start, end), abs=1e-12)
    assert (found.anchor_at, found.end_at, found.anchor_kind) == (at(start), at(end), AnchorKind.INTRADAY)
    assert (found.interval, found.provider, found.halted) == ("5m", "files", False)


@pytest.mark.parametrize(
    ("told", "anchor", "first", "end_of_5m", "opening", "close"),
    [
        pytest.param("12T10:02:30", "12T10:00", "12T10:05", "12T10:10", "13T09:30", "12T16:00", id="within a bar"),
        pytest.param("12T10:00:00.000001", "12T10:00", "12T10:05", "12T10:10", "13T09:30", "12T16:00", id="just after"),
        pytest.param("12T09:30", "12T09:30", "12T09:30", "12T09:35", "13T09:30", "12T16:00", id="exactly at the open"),
        pytest.param("12T09:29:59", "12T09:25", "12T09:30", "12T09:35", "12T09:30", "12T16:00", id="before the open"),
        pytest.param("12T16:00", "12T16:00", "12T16:00", "12T16:05", "13T09:30", "13T16:00", id="exactly at the close"),
        pytest.param("12T15:59:59", "12T15:55", "12T16:00", "12T16:05", "13T09:30", "12T16:00", id="before the close"),
        pytest.param("12T17:31", "12T17:30", "12T17:35", "12T17:40", "13T09:30", "13T16:00", id="after hours"),
        pytest.param("12T07:31", "12T07:30", "12T07:35", "12T07:40", "12T09:30", "12T16:00", id="before hours"),
        pytest.param("12T22:00", "12T20:00", "13T04:00", "13T04:05", "13T09:30", "13T16:00", id="late, price is fresh"),
        pytest.param("13T00:00", "12T16:00", "13T04:00", "13T04:05", "13T09:30", "13T16:00", id="night, price is old"),
        pytest.param("16T12:00", "15T16:00", "18T04:00", "18T04:05", "18T09:30", "18T16:00", id="saturday"),
        pytest.param("12T19:58", "12T19:55", "13T04:00", "12T20:00", "13T09:30", "13T16:00", id="the last bar"),
    ],
)
def test_news_is_measured_from_the_last_price_that_cannot_know_of_it(
    told: str, anchor: str, first: str, end_of_5m: str, opening: str, close: str
) -> None:
    found = measure(f"2025-08-{told}")
    five, following = found["5m"], found["next_open"]
    assert (five.anchor_at, five.end_at) == (at(f"2025-08-{anchor}"), at(f"2025-08-{end_of_5m}"))
    assert (five.first_at, found["close"].end_at) == (
        at(f"2025-08-{first}"),
        at(f"2025-08-{close}"),
    ) or told == "12T19:58"
    assert following.end_at == at(f"2025-08-{opening}")
    for item in (five, following, found["close"]):
        assert item.impact == pytest.approx(price(item.end_at) / price(at(f"2025-08-{anchor}")) - 1)


def test_the_tradable_return_starts_at_the_first_price_after_the_news() -> None:
    found = measure("2025-08-12T10:02:30")["30m"]
    assert found.first_at == at("2025-08-12T10:05")
    assert found.tradable == pytest.approx(change("2025-08-12T10:05", "2025-08-12T10:35"))
    assert found.impact == pytest.approx(change("2025-08-12T10:00", "2025-08-12T10:35"))


def test_before_the_news_nothing_could_be_traded_on_it_nor_between_the_news_and_an_opening_without_a_morning() -> None:
    found = measure("2025-08-12T10:00")
    assert found["pre_1h"].tradable_reason is found["pre_d1"].tradable_reason is Reason.NOT_TRADABLE
    regular = measure("2025-08-12T18:00", bars(hours=(9.5, 16)))
    assert regular["next_open"].impact == pytest.approx(change("2025-08-12T16:00", "2025-08-13T09:30"))
    assert regular["next_open"].tradable_reason is Reason.NOT_TRADABLE


def test_after_a_half_day_the_next_session_reacts() -> None:
    days = nyse().sessions(date(2025, 11, 24), date(2025, 12, 5))
    of = lambda instant: 100.0 + days.index(instant.astimezone(NEW_YORK).date())  # noqa: E731
    starts = [
        at(f"{day}T04:00") + n * timedelta(minutes=5)
        for day in days
        for n in range(12 * (13 if day == date(2025, 11, 28) else 16))
    ]
    n = len(starts)
    series = replace(
        ACME,
        starts=np.array([int(start.timestamp()) for start in starts]),
        **{name: np.array([of(start) for start in starts]) for name in ("opens", "highs", "lows", "closes", "volumes")},
        quality=np.zeros(n, dtype=np.int8),
        final=np.ones(n, dtype=np.bool_),
    )
    found = measure("2025-11-28T13:30", series, now=datetime(2025, 12, 30, tzinfo=UTC), windows=("5m", "close", "d1"))
    assert found["close"].session == date(2025, 12, 1)
    assert (found["close"].anchor_at, found["close"].end_at) == (at("2025-11-28T13:30"), at("2025-12-01T16:00"))
    assert found["d1"].end_at == at("2025-12-02T16:00")
    assert found["5m"].end_at == at("2025-11-28T13:35")


# ── the clock of short windows ──────────────────────────────────────────────────────────────────────


def test_an_hour_goes_on_after_the_close_where_there_is_trading_and_ends_with_the_last_price_where_there_is_none() -> (
    None
):
    assert measure("2025-08-12T15:40")["1h"].end_at == at("2025-08-12T16:40")
    regular = measure("2025-08-12T15:40", bars(hours=(9.5, 16)))["1h"]
    assert (regular.end_at, regular.impact) == (
        at("2025-08-12T16:00"),
        pytest.approx(change("2025-08-12T15:40", "2025-08-12T16:00")),
    )


def test_where_few_trade_in_the_morning_the_clock_starts_with_the_first_bar() -> None:
    found = measure("2025-08-12T08:00", bars(without=[("2025-08-12T08:00", "2025-08-12T09:10")]))
    assert (found["5m"].first_at, found["5m"].end_at) == (at("2025-08-12T09:10"), at("2025-08-12T09:15"))
    assert not found["5m"].halted


def test_one_missing_bar_does_not_stop_the_clock() -> None:
    found = measure("2025-08-12T10:00", bars(without=[("2025-08-12T10:00", "2025-08-12T10:05")]))
    assert found["30m"].end_at == at("2025-08-12T10:30")
    assert (found["5m"].impact, found["5m"].impact_reason) == (None, Reason.NO_BARS)
    assert not found["30m"].halted


def test_after_a_halt_the_reaction_starts_with_the_first_bar() -> None:
    found = measure("2025-08-12T10:02", bars(without=[("2025-08-12T10:05", "2025-08-12T11:00")]))
    # The bar of the news itself is there, so that the clock runs: what ends within the halt has no price.
    assert {found[name].impact_reason for name in ("30m", "1h")} == {Reason.HALT, None}
    halted = measure("2025-08-12T10:02", bars(without=[("2025-08-12T10:00", "2025-08-12T11:00")]))
    assert (halted["5m"].first_at, halted["5m"].end_at) == (at("2025-08-12T11:00"), at("2025-08-12T11:05"))
    assert halted["5m"].halted and halted["close"].halted
    assert halted["5m"].impact == pytest.approx(change("2025-08-12T10:00", "2025-08-12T11:05"))


def test_a_window_that_ends_within_a_halt_has_no_price_and_one_that_ends_after_it_has() -> None:
    found = measure("2025-08-12T10:00", bars(without=[("2025-08-12T10:10", "2025-08-12T10:50")]))
    assert found["5m"].impact == pytest.approx(change("2025-08-12T10:00", "2025-08-12T10:05"))
    assert found["30m"].impact_reason is Reason.HALT
    assert found["1h"].end_at == at("2025-08-12T11:00")


def test_a_stock_halted_for_five_hours_still_has_its_last_price() -> None:
    found = measure("2025-08-12T15:10", bars(without=[("2025-08-12T10:00", "2025-08-12T15:30")]))
    assert (found["5m"].anchor_at, found["5m"].end_at) == (at("2025-08-12T10:00"), at("2025-08-12T15:35"))


def test_a_lunch_break_is_no_halt() -> None:
    tokyo = SessionCalendar.load("XTKS", date(2025, 1, 1), date(2025, 12, 31))
    of = lambda instant: 100 + instant.astimezone(TOKYO).hour + instant.astimezone(TOKYO).minute / 60  # noqa: E731
    lunch = [(f"{day}T11:30", f"{day}T12:30") for day in tokyo.sessions(FIRST, LAST)]
    series = bars(of=of, hours=(9, 15.5), without=lunch, calendar=tokyo, zone=TOKYO)
    told = exposure(at("2025-08-13T11:45", TOKYO), tokyo)
    found = measure(told, series, calendar=tokyo, windows=("5m", "30m", "close"))
    assert (found["5m"].anchor_at, found["5m"].first_at, found["5m"].end_at) == (
        at("2025-08-13T11:30", TOKYO),
        at("2025-08-13T12:30", TOKYO),
        at("2025-08-13T12:35", TOKYO),
    )
    assert not found["5m"].halted
    crossing = exposure(at("2025-08-13T11:20", TOKYO), tokyo)
    assert measure(crossing, series, calendar=tokyo, windows=("30m",))["30m"].end_at == at("2025-08-13T11:30", TOKYO)


# ── what cannot be said ─────────────────────────────────────────────────────────────────────────────


def test_before_the_listing_there_is_no_price() -> None:
    listed = bars(first="2025-08-12T09:30")
    news = measure("2025-08-11T18:00", listed, daily=closes(first=date(2025, 8, 12)))
    assert {item.impact_reason for item in news.values()} == {Reason.NO_PRIOR_PRICE}
    first_day = measure("2025-08-12T10:00", listed, daily=closes(first=date(2025, 8, 12)))
    assert first_day["5m"].impact is not None
    assert first_day["pre_d1"].impact_reason is Reason.NO_BARS


def test_bars_that_begin_after_the_news_are_no_listing_when_there_are_closes_before_it() -> None:
    found = measure("2025-08-11T18:00", bars(first="2025-08-12T09:30"), daily=closes())
    assert found["5m"].impact_reason is Reason.NO_BARS
    assert found["d1"].anchor_kind is AnchorKind.DAILY


def test_a_gap_in_what_was_collected_gives_no_price_of_last_week() -> None:
    gap = bars(without=[("2025-08-07T00:00", "2025-08-12T12:00")])
    found = measure("2025-08-12T11:00", gap)
    assert {item.impact_reason for item in found.values()} == {Reason.NO_BARS}
    assert all(item.impact is None for item in measure("2025-08-12T09:00", gap).values())


def test_official_closes_answer_where_the_bars_do_not_and_are_never_mixed_with_them() -> None:
    found = measure(
        "2025-08-12T10:00", bars(without=[("2025-08-13T00:00", "2025-08-14T00:00")]), daily=closes(), market=[]
    )
    day = found["d1"]
    official = (price(at("2025-08-13T16:00")) + OFFICIAL) / (price(at("2025-08-11T16:00")) + OFFICIAL) - 1
    assert (day.anchor_kind, day.interval, day.anchor_at) == (AnchorKind.DAILY, "1d", at("2025-08-11T16:00"))
    assert day.impact == pytest.approx(official)
    assert found["close"].anchor_kind is AnchorKind.INTRADAY


def test_a_symbol_with_closes_only_has_windows_of_whole_sessions() -> None:
    found = measure("2025-08-12T10:00", [], daily=closes())
    for name in ("5m", "30m", "1h", "next_open", "pre_1h"):
        assert (found[name].impact_reason, found[name].anchor_kind) == (Reason.NO_BARS, None)
    close = {day: price(at(f"2025-08-{day}T16:00")) + OFFICIAL for day in ("08", "11", "12", "13", "19")}
    assert found["close"].impact == pytest.approx(close["12"] / close["11"] - 1)
    assert found["d1"].impact == pytest.approx(close["13"] / close["11"] - 1)
    assert found["d5"].impact == pytest.approx(close["19"] / close["11"] - 1)
    assert found["pre_d1"].impact == pytest.approx(close["11"] / close["08"] - 1)
    assert found["d1"].tradable == pytest.approx(close["13"] / close["12"] - 1)
    assert found["close"].tradable_reason is Reason.NOT_TRADABLE
    assert measure("2025-08-12T10:00", [])["d1"].impact_reason is Reason.NO_PRICES


def test_a_missing_close_is_named() -> None:
    held = closes()
    lacking = replace(held, sessions=np.delete(held.sessions, 12), closes=np.delete(held.closes, 12))
    found = measure("2025-08-12T10:00", [], daily=lacking)
    assert SESSIONS[12] == date(2025, 8, 13)
    assert (found["d1"].impact_reason, found["d5"].impact_reason) == (Reason.MISSING_BAR, None)
    assert found["d1"].detail == "ACME: no final close on 2025-08-13"


def test_of_news_without_an_hour_only_whole_sessions_around_its_day_are_measured() -> None:
    day = Stamp(at=at("2025-08-12T00:00"), basis=Basis.PUBLISHED, precision=Precision.DAY)
    found = measure(replace(exposure(at("2025-08-12T00:00")), t0=day), ACME, daily=closes())
    for name in ("5m", "30m", "1h", "next_open", "close", "pre_1h"):
        assert found[name].impact_reason is Reason.DATE_ONLY
    before, after = (price(at(f"2025-08-{day}T16:00")) + OFFICIAL for day in (11, 13))
    assert found["d1"].impact == pytest.approx(after / before - 1)
    assert found["d1"].tradable_reason is Reason.NO_BARS


def test_news_that_can_have_met_another_session_is_not_measured_to_the_minute() -> None:
    told = exposure(at("2025-08-12T15:58"), sure=False)
    found = measure(told, ACME, daily=closes())
    assert {found[name].impact_reason for name in ("5m", "close", "pre_1h")} == {Reason.TIME_UNSURE}
    assert found["d1"].anchor_kind is AnchorKind.DAILY
    other = replace(told, sure=True, session=date(2025, 8, 13), close=at("2025-08-13T16:00"))
    assert measure(other, ACME, daily=closes())["5m"].impact_reason is Reason.TIME_UNSURE


def test_prices_that_cannot_be_believed_are_passed_over() -> None:
    wrong = {"close": 1.0, "quality": Quality.PRINT}
    series = bars(changed={"2025-08-12T09:55": wrong, "2025-08-12T10:00": wrong, "2025-08-12T10:25": wrong})
    found = measure("2025-08-12T10:00", series)
    assert found["30m"].anchor_at == at("2025-08-12T09:55")
    assert found["30m"].end_at == at("2025-08-12T10:25")
    assert found["5m"].impact_reason is Reason.BAD_QUALITY
    both = {f"2025-08-12T{clock}": wrong for clock in ("15:30", "15:35", "15:40", "15:45", "15:50", "15:55")}
    assert measure("2025-08-12T10:00", bars(changed=both))["close"].impact_reason is Reason.BAD_QUALITY


def test_a_bar_that_is_not_final_is_not_looked_at() -> None:
    series = bars(changed={"2025-08-12T09:55": {"close": 1.0, "final": False}})
    assert measure("2025-08-12T10:00", series)["5m"].anchor_at == at("2025-08-12T09:55")


def test_an_open_out_of_line_before_hours_is_not_the_first_price() -> None:
    series = bars(changed={"2025-08-12T08:05": {"open": 1.3 * price(at("2025-08-12T08:05"))}})
    found = measure("2025-08-12T08:02", series)["30m"]
    assert (found.first_at, found.first_price) == (at("2025-08-12T08:10"), price(at("2025-08-12T08:10")))


def test_an_opening_out_of_line_is_replaced_by_the_price_before_it_where_there_is_one() -> None:
    wrong = {"2025-08-13T09:30": {"open": 1.02 * price(at("2025-08-13T09:30"))}}
    found = measure("2025-08-12T18:00", bars(changed=wrong))["next_open"]
    assert (found.end_at, found.end_price) == (at("2025-08-13T09:30"), price(at("2025-08-13T09:30")))
    gap = measure("2025-08-12T18:00", bars(changed=wrong, hours=(9.5, 16)))["next_open"]
    assert gap.end_price == pytest.approx(1.02 * price(at("2025-08-13T09:30")))


def test_a_session_that_never_opens_has_no_opening_and_one_that_opens_late_was_halted() -> None:
    late = bars(without=[("2025-08-13T09:30", "2025-08-13T11:00")])
    assert measure("2025-08-12T18:00", late)["next_open"].impact_reason is Reason.HALT
    never = bars(without=[("2025-08-13T09:30", "2025-08-13T20:00")])
    assert measure("2025-08-12T18:00", never)["next_open"].impact_reason is Reason.NO_BARS


def test_a_window_beyond_the_calendar_says_so() -> None:
    short = SessionCalendar.load("XNYS", date(2025, 1, 1), date(2025, 8, 20))
    found = measure("2025-08-12T10:00", calendar=short, now=at("2025-08-20T18:00"))
    assert (found["d20"].impact_reason, found["d20"].due_at) == (Reason.OUT_OF_CALENDAR, None)
    assert found["d5"].impact is not None
    assert measure("2025-08-20T10:00", calendar=short, now=at("2025-08-20T18:00"))["next_open"].due_at is None
    with pytest.raises(OutOfCalendar):
        due_at("d20", at("2025-08-12T10:00"), short)


def test_bars_of_an_hour_are_refused() -> None:
    with pytest.raises(ValueError, match="1h are too long"):
        measure("2025-08-12T10:00", replace(ACME, interval="1h"))


# ── when ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("window", "told", "due"),
    [
        ("5m", "2025-08-12T10:00", "2025-08-12T10:25"),
        ("5m", "2025-08-12T10:02:30", "2025-08-12T10:30"),
        ("30m", "2025-08-16T12:00", "2025-08-18T04:50"),
        ("1h", "2025-08-12T21:00", "2025-08-13T05:20"),
        ("next_open", "2025-08-12T10:00", "2025-08-13T09:55"),
        ("next_open", "2025-08-12T09:00", "2025-08-12T09:55"),
        ("close", "2025-08-12T16:00", "2025-08-13T16:20"),
        ("d1", "2025-07-02T10:00", "2025-07-03T13:20"),
        ("d5", "2025-08-12T10:00", "2025-08-19T16:20"),
        ("pre_1h", "2025-08-12T10:00", "2025-08-12T10:20"),
        ("pre_d1", "2025-08-12T10:00", "2025-08-12T10:20"),
    ],
)
def test_a_window_is_due_when_its_last_bar_has_had_time_to_come(window: str, told: str, due: str) -> None:
    assert due_at(window, at(told), nyse()) == at(due)


@pytest.mark.parametrize("window", REACTION_WINDOWS)
@pytest.mark.parametrize("told", ["2025-08-12T10:00", "2025-08-12T10:02:30", "2025-08-12T18:00", "2025-08-16T12:00"])
def test_a_window_is_measured_from_the_moment_it_is_due_and_not_before(window: str, told: str) -> None:
    due = due_at(window, at(told), nyse())
    early = measure(told, now=due - timedelta(seconds=1), windows=(window,))[window]
    assert (early.impact_reason, early.due_at) == (Reason.NOT_YET, due)
    assert measure(told, now=due, windows=(window,))[window].impact is not None


def test_a_stock_that_has_not_traded_again_is_waited_for_until_the_close() -> None:
    series = bars(without=[("2025-08-12T10:00", "2025-08-12T20:00")])
    assert measure("2025-08-12T10:00", series, now=at("2025-08-12T12:00"))["5m"].impact_reason is Reason.NOT_YET
    assert measure("2025-08-12T10:00", series, now=at("2025-08-12T16:20"))["5m"].impact_reason is Reason.NO_BARS


def test_a_halt_that_is_over_is_measured_when_the_window_after_it_is() -> None:
    series = bars(without=[("2025-08-12T10:00", "2025-08-12T11:00")])
    assert measure("2025-08-12T10:00", series, now=at("2025-08-12T11:24"))["5m"].impact_reason is Reason.NOT_YET
    assert measure("2025-08-12T10:00", series, now=at("2025-08-12T11:25"))["5m"].end_at == at("2025-08-12T11:05")


def test_a_session_is_waited_for_until_its_official_close_has_settled() -> None:
    told = measure("2025-08-12T10:00", [], daily=closes(), now=at("2025-08-12T16:25"))["close"]
    assert told.impact_reason is Reason.NOT_YET
    assert measure("2025-08-12T10:00", [], daily=closes(), now=at("2025-08-12T16:30"))["close"].impact is not None


# ── beside the market ───────────────────────────────────────────────────────────────────────────────


def test_the_market_is_measured_between_the_same_two_instants() -> None:
    found = measure("2025-08-12T10:02", market=[MARKET])
    for item in found.values():
        moved = market_price(item.end_at) / market_price(item.anchor_at) - 1
        assert item.market == pytest.approx(moved)
        assert item.market_adjusted == pytest.approx(item.impact - moved)
        assert item.benchmark == "MKT"


def test_a_market_without_a_price_near_is_no_market_that_stood_still() -> None:
    market = bars(symbol="MKT", of=market_price, hours=(9.5, 16))
    found = measure("2025-08-12T08:00", market=[market])
    assert (found["5m"].market, found["5m"].market_reason) == (None, Reason.NO_BENCHMARK)
    assert found["5m"].impact is not None
    assert measure("2025-08-12T10:00", market=[market])["5m"].market is not None


def test_against_itself_the_market_has_no_other_return() -> None:
    found = measure("2025-08-12T10:00", market=[ACME], daily=closes(), daily_market=closes())
    assert {item.market_reason for item in found.values()} == {Reason.IS_BENCHMARK}
    without = measure("2025-08-12T10:00", [], daily=closes(), daily_market=closes())["d1"]
    assert without.market_reason is Reason.IS_BENCHMARK


def test_official_closes_are_compared_with_official_closes() -> None:
    found = measure("2025-08-12T10:00", [], daily=closes(), daily_market=closes("MKT", of=market_price))["d1"]
    first, last = (market_price(at(f"2025-08-{day}T16:00")) + OFFICIAL for day in (11, 13))
    assert found.market == pytest.approx(last / first - 1)
    only_bars = measure("2025-08-12T10:00", daily_market=closes("MKT", of=market_price))["close"]
    assert (only_bars.anchor_kind, only_bars.market_reason) == (AnchorKind.INTRADAY, Reason.NO_BENCHMARK)


def test_finer_bars_answer_first_and_coarser_ones_where_they_end() -> None:
    fine = bars(minutes=1, without=[("2025-08-12T10:10", "2025-09-16T00:00")], first="2025-08-11T04:00")
    found = measure("2025-08-12T10:02:30", [fine, ACME])
    assert (found["5m"].interval, found["5m"].anchor_at, found["5m"].end_at) == (
        "1m",
        at("2025-08-12T10:02"),
        at("2025-08-12T10:08"),
    )
    assert (found["30m"].interval, found["30m"].end_at) == ("5m", at("2025-08-12T10:35"))


def test_a_measurement_is_tied_to_the_prices_it_used_and_to_no_others() -> None:
    plain = measure("2025-08-12T10:00")["30m"]
    used = measure("2025-08-12T10:00", bars(changed={"2025-08-12T10:25": {"close": 230.0}}))["30m"]
    unused = measure("2025-08-12T10:00", bars(changed={"2025-08-12T10:20": {"close": 230.0}}))["30m"]
    assert unused == plain
    assert used.inputs != plain.inputs


# ── for all bars ────────────────────────────────────────────────────────────────────────────────────

WEEK = ACME.between(at("2025-08-08T00:00"), at("2025-08-15T20:00"))


@st.composite
def holes(draw: st.DrawFn) -> IntradaySeries:
    """Some days of ACME with bars missing, wrong or unfinished, in runs."""
    n = len(WEEK.starts)
    kept, quality, final = np.ones(n, dtype=bool), np.zeros(n, dtype=np.int8), np.ones(n, dtype=bool)
    for _ in range(draw(st.integers(0, 6))):
        start, length = draw(st.integers(0, n - 1)), draw(st.sampled_from([1, 2, 3, 12, 80, 200]))
        match draw(st.sampled_from(["gone", "wrong", "unfinished"])):
            case "gone":
                kept[start : start + length] = False
            case "wrong":
                quality[start : start + length] = tuple(Quality).index(Quality.PRINT)
            case _:
                final[start : start + length] = False
    return replace(WEEK, quality=quality, final=final).take(kept)


told_at = st.integers(0, 4 * 24 * 60).map(lambda n: at("2025-08-11T00:00") + timedelta(minutes=n)) | st.integers(
    0, 4 * 24 * 3600
).map(lambda n: at("2025-08-11T00:00") + timedelta(seconds=n))
SHORT = ("5m", "30m", "1h", "next_open", "close", "d1", "pre_1h", "pre_d1")


@settings(deadline=None)
@given(holes(), told_at, st.integers(0, 5 * 24 * 60))
def test_bars_after_now_change_nothing(series: IntradaySeries, told: datetime, later: int) -> None:
    now = told + timedelta(minutes=later)
    known = series.between(at("2025-08-01T00:00"), now)
    market = MARKET.between(at("2025-08-01T00:00"), now)
    asked = exposure(told)
    whole = measure(asked, series, market=[MARKET], now=now, windows=SHORT)
    assert measure(asked, known, market=[market], now=now, windows=SHORT) == whole


@settings(deadline=None)
@given(holes(), told_at, st.integers(0, 5 * 24 * 60))
def test_an_answer_once_given_stays(series: IntradaySeries, told: datetime, later: int) -> None:
    now = told + timedelta(minutes=later)
    asked = exposure(told)
    early = measure(asked, series, market=[MARKET], now=now, windows=SHORT)
    late = measure(asked, series, market=[MARKET], windows=SHORT)
    for name, item in early.items():
        assert item.impact is None or item == late[name]


@settings(deadline=None)
@given(holes(), told_at)
def test_no_window_starts_after_the_news_or_ends_before_it(series: IntradaySeries, told: datetime) -> None:
    for name, item in measure(exposure(told), series, market=[MARKET], windows=SHORT).items():
        if item.impact is None:
            continue
        assert item.anchor_at is not None and item.anchor_at <= told and item.end_at is not None
        assert item.impact == pytest.approx(price(item.end_at) / price(item.anchor_at) - 1)
        if name.startswith("pre_"):
            assert item.anchor_at < item.end_at <= told
        else:
            assert item.end_at > told
            assert item.tradable is None or told <= item.first_at < item.end_at  # type: ignore[operator]


def slowly(series: IntradaySeries, told: datetime, minutes: int) -> float | None:
    """The rules of the short windows read aloud, bar by bar."""
    calendar, five = nyse(), timedelta(minutes=5)
    usable = [
        (datetime.fromtimestamp(start, UTC), close)
        for start, close, quality, final in zip(
            series.starts.tolist(), series.closes.tolist(), series.quality.tolist(), series.final.tolist(), strict=True
        )
        if abs(start - told.timestamp()) < 5 * 24 * 3600 and final and tuple(Quality)[quality].usable
    ]
    placed = calendar.place(told)
    before = [(start, close) for start, close in usable if start + five <= told]
    anchor = None
    if before:
        start, close = before[-1]
        if told - (start + five) < timedelta(hours=4) or start >= calendar.open_of(placed.session):
            anchor = close
    if anchor is None:
        end = calendar.close_of(calendar.offset(placed.session, -1))
        official = [c for s, c in before if end - timedelta(minutes=30) < s + five <= end]
        anchor = official[-1] if official else None
    after = [(start, close) for start, close in usable if start + five > told]
    if anchor is None or not after or after[0][0] >= max(placed.close, told + timedelta(minutes=30)):
        return None
    begins = told if after[0][0] - told < 2 * five else after[0][0]
    target = begins + timedelta(minutes=minutes)
    target += (datetime(2025, 1, 1, tzinfo=UTC) - target) % five
    inside = [(start, close) for start, close in after if start + five <= target]
    if not inside:
        return None
    missing, moment = 0, inside[-1][0] + five
    while moment + five <= target:
        missing += calendar.phase(moment) is Phase.REGULAR
        moment += five
    return inside[-1][1] / anchor - 1 if missing < 2 else None


@settings(deadline=None)
@given(holes(), told_at)
def test_the_short_windows_are_what_a_walk_through_the_bars_finds(series: IntradaySeries, told: datetime) -> None:
    found = measure(exposure(told), series, windows=("5m", "30m", "1h"))
    expected = [slowly(series, told, minutes) for minutes in (5, 30, 60)]
    assert [item.impact for item in found.values()] == [None if e is None else pytest.approx(e) for e in expected]
