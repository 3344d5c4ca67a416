"""Bars of minutes: collected while they can be had, and the windows around the news that are measured from them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from storage import bars, intraday, windows
from tests.conftest import NewsDesk, WrittenPrices, all_sessions, utc
from tracker.errors import NoData, RateLimited, Unavailable
from tracker.minutes import collect_minutes, measure_minutes
from tracker.options import INTERVALS
from tracker.records import Bar, BarBatch, BarRequest, Capabilities, Reach, Reason, WindowImpact

pytestmark = pytest.mark.thorough

NEW_YORK = ZoneInfo("America/New_York")
HEADLINE = "CoreWeave signs a deal to lease GPU capacity to Meta for $5 billion"


@dataclass
class WrittenMinutes(WrittenPrices):
    """Bars of five and one minutes beside the daily ones: 100 for ever, but for the moves a test sets."""

    steps: dict[tuple[str, datetime], float] = field(default_factory=dict)
    """From an instant on, the symbol's price is multiplied by this."""
    away: list[tuple[datetime, datetime]] = field(default_factory=list)
    """Spans in which nobody answers."""
    patience: int | None = None
    """So many questions are answered, then a 429; None: any number."""
    lost: set[tuple[str, datetime]] = field(default_factory=set)
    """Starts of bars that are not given."""

    def capabilities(self) -> Capabilities:
        reaches = {
            "1d": Reach(longest=None, oldest=None),
            "5m": Reach(longest=timedelta(days=60), oldest=timedelta(days=60)),
            "1m": Reach(longest=timedelta(days=7), oldest=timedelta(days=29)),
        }
        return Capabilities(intervals=reaches, extended_hours=True, delay=timedelta())

    def fetch(self, request: BarRequest, now: datetime) -> BarBatch:
        if any(first <= now < last for first, last in self.away):
            self.asked.append(request)
            raise Unavailable(f"{request.symbol}: nobody there")
        if self.patience is not None:
            self.patience -= 1
            if self.patience < 0:
                self.asked.append(request)
                raise RateLimited(f"{request.symbol}: too many requests")
        if request.interval == "1d":
            return super().fetch(request, now)
        self.asked.append(request)
        step = INTERVALS[request.interval]
        found = []
        for day in all_sessions():
            if request.first <= day <= request.last:
                at = datetime.combine(day, time(4), NEW_YORK).astimezone(UTC)
                end = min(now, datetime.combine(day, time(20), NEW_YORK).astimezone(UTC))
                while at + step <= end:
                    if (request.symbol, at) not in self.lost:
                        found.append(self._minute(request, at, step, now))
                    at += step
        if not found:
            raise NoData(f"{request.symbol}: nothing from {request.first} to {request.last}")
        return BarBatch(items=tuple(found))

    def price(self, symbol: str, at: datetime) -> float:
        value = 100.0 / self.splits.get(symbol, 1.0)
        for (name, since), factor in self.steps.items():
            if name == symbol and at >= since:
                value *= factor
        return value

    def _minute(self, request: BarRequest, at: datetime, step: timedelta, now: datetime) -> Bar:
        # A step within a bar shows in its close.
        opening, close = self.price(request.symbol, at), self.price(request.symbol, at + step - timedelta(seconds=1))
        return Bar(
            symbol=request.symbol,
            interval=request.interval,
            start=at,
            open=opening,
            high=max(opening, close),
            low=min(opening, close),
            close=close,
            adj_close=None,
            volume=100.0,
            provider=self.name,
            fetched_at=now,
        )


@pytest.fixture
def desk(newsdesk: NewsDesk) -> NewsDesk:
    prices = WrittenMinutes()
    cast = {symbol: newsdesk.desk.instruments[symbol] for symbol in ("CRWV", "META", "SPY")}
    newsdesk.prices = prices
    newsdesk.desk = replace(newsdesk.desk, provider=prices, bars_from=prices.name, instruments=cast, theme_symbols={})
    return newsdesk


def held(desk: NewsDesk, symbol: str, interval: str = "5m") -> list[datetime]:
    """Starts of the bars held."""
    with desk.desk.store.read() as connection:
        found = intraday.newest_columns(
            connection, symbol, interval, "written", utc("2026-01-01T00:00"), utc("2026-12-01T00:00")
        )
    return [intraday.instant(start) for start in found.starts.tolist()]


def asked(desk: NewsDesk, interval: str) -> list[BarRequest]:
    found = [request for request in desk.prices.asked if request.interval == interval]
    desk.prices.asked.clear()
    return found


def around(desk: NewsDesk, symbol: str) -> dict[str, WindowImpact]:
    with desk.desk.store.read() as connection:
        return {item.window: item for item in windows.load_windows(connection) if item.symbol == symbol}


# ── collecting ──────────────────────────────────────────────────────────────────────────────────────


def test_a_first_start_fills_sixty_days_of_every_instrument_in_one_question_each(desk: NewsDesk) -> None:
    desk.at("2026-06-30T21:00").lives()
    requests = asked(desk, "5m")
    assert {request.symbol for request in requests} == {"CRWV", "META", "SPY"} and len(requests) == 3
    days = {start.astimezone(NEW_YORK).date() for start in held(desk, "META")}
    assert min(days) <= date(2026, 5, 4) and max(days) == date(2026, 6, 30)
    assert asked(desk.at("2026-06-30T21:01"), "5m") == []


def test_while_a_day_lasts_its_new_bars_are_added_and_none_is_written_twice(desk: NewsDesk) -> None:
    desk.at("2026-06-30T15:00").lives()
    first = held(desk, "SPY")
    desk.at("2026-06-30T15:30").lives()
    later = held(desk, "SPY")
    assert later[: len(first)] == first and len(later) - len(first) == 6
    with desk.desk.store.read() as connection:
        vintages = intraday.vintage_columns(connection, "SPY", "5m", "written").columns.starts
    # Bars of the last settle time were provisional; each is written once more as final, and never again.
    assert len(vintages) <= len(later) + 7


def test_a_day_that_is_over_is_asked_for_once_more_and_then_left_alone(desk: NewsDesk) -> None:
    desk.at("2026-06-30T23:59").lives()
    asked(desk, "5m")
    desk.at("2026-07-01T01:00").lives()
    assert {(request.first, request.last) for request in asked(desk, "5m")} <= {
        (date(2026, 6, 29), date(2026, 6, 30)),
        (date(2026, 6, 30), date(2026, 6, 30)),
    }
    for hour in range(2, 8):
        desk.at(f"2026-07-01T0{hour}:00").lives()
    assert asked(desk, "5m") == []


def test_a_night_without_a_provider_costs_nothing_that_can_still_be_had(desk: NewsDesk) -> None:
    desk.at("2026-06-30T15:00").lives()
    desk.prices.away = [(utc("2026-06-30T15:01"), utc("2026-07-01T09:00"))]
    for moment in ("2026-06-30T16:00", "2026-06-30T20:30", "2026-07-01T02:00"):
        desk.at(moment).lives()
    desk.at("2026-07-01T10:00").lives()
    starts = held(desk, "CRWV")
    tuesday = [start for start in starts if start.astimezone(NEW_YORK).date() == date(2026, 6, 30)]
    assert len(tuesday) == 16 * 12
    assert starts[-1] == utc("2026-07-01T09:55")


def test_a_provider_away_is_left_alone_after_three_symbols(desk: NewsDesk) -> None:
    desk.prices.away = [(utc("2026-06-30T00:00"), utc("2026-07-01T00:00"))]
    (tally,) = [tally for tally in desk.at("2026-06-30T15:00").lives() if tally.stage == "bars"]
    assert tally.taken == 3 and tally.made == 0
    assert all("nobody there" in problem.reason for problem in tally.problems)


def test_too_many_requests_end_the_asking_for_half_an_hour(desk: NewsDesk) -> None:
    desk.at("2026-06-30T14:00").lives()  # daily bars are there
    desk.prices.patience = 1
    (tally,) = [tally for tally in desk.at("2026-06-30T15:00").lives() if tally.stage == "bars"]
    assert (tally.taken, tally.made, tally.dropped["postponed"]) == (3, 1, 1)
    asked(desk, "5m")
    desk.at("2026-06-30T15:20").lives()
    assert asked(desk, "5m") == []
    desk.prices.patience = None
    desk.at("2026-06-30T15:31").lives()
    assert {request.symbol for request in asked(desk, "5m")} == {"CRWV", "META", "SPY"}


def test_a_clock_that_jumped_ahead_and_back_leaves_no_gap(desk: NewsDesk) -> None:
    desk.at("2026-06-30T15:00").lives()
    desk.at("2026-07-05T15:00").lives()
    desk.at("2026-06-30T16:00").lives()
    desk.at("2026-06-30T20:00").lives()
    tuesday = [start for start in held(desk, "META") if start.astimezone(NEW_YORK).date() == date(2026, 6, 30)]
    assert tuesday[-1] >= utc("2026-06-30T19:55")


def test_a_split_is_a_restatement_and_no_move(desk: NewsDesk) -> None:
    desk.at("2026-06-30T21:00").lives()
    desk.prices.splits["META"] = 2.0
    desk.at("2026-07-01T15:00").lives()
    with desk.desk.store.read() as connection:
        found = intraday.newest_columns(
            connection, "META", "5m", "written", utc("2026-05-10T00:00"), utc("2026-07-01T15:00")
        )
        assert intraday.restated(connection)[("META", "5m", "written")] == 1
    assert set(found.closes.tolist()) == {50.0}


def test_bars_of_a_minute_are_kept_around_fresh_news_only(desk: NewsDesk) -> None:
    desk.at("2026-06-30T14:32").reads(HEADLINE).lives()
    desk.at("2026-06-30T15:30").lives()
    assert {request.symbol for request in asked(desk, "1m")} == {"CRWV", "META", "SPY"}
    days = {start.astimezone(NEW_YORK).date() for start in held(desk, "CRWV", "1m")}
    assert days == {date(2026, 6, 29), date(2026, 6, 30)}
    desk.at("2026-07-08T15:30").lives()
    assert {request.last for request in asked(desk, "1m")} <= {date(2026, 7, 1)}


# ── measuring ───────────────────────────────────────────────────────────────────────────────────────


def test_the_windows_of_the_news_are_measured_when_they_are_due_and_not_before(desk: NewsDesk) -> None:
    desk.prices.steps = {("CRWV", utc("2026-06-30T14:33")): 0.9, ("CRWV", utc("2026-06-30T15:01")): 0.95}
    desk.at("2026-06-30T14:32").reads(HEADLINE).lives()
    assert around(desk, "CRWV")["5m"].impact_reason is Reason.NOT_YET
    desk.at("2026-06-30T15:10").lives()
    found = around(desk, "CRWV")
    assert found["5m"].impact == pytest.approx(-0.10)
    assert found["1h"].impact_reason is Reason.NOT_YET
    desk.at("2026-06-30T16:10").lives()
    assert around(desk, "CRWV")["1h"].impact == pytest.approx(0.9 * 0.95 - 1)
    assert around(desk, "META")["1h"].impact == pytest.approx(0.0)


def test_a_window_that_lacked_bars_is_measured_when_they_have_come(desk: NewsDesk) -> None:
    desk.prices.steps = {("CRWV", utc("2026-06-30T14:33")): 0.9}
    desk.at("2026-06-30T14:00").lives()
    desk.prices.away = [(utc("2026-06-30T14:05"), utc("2026-06-30T18:00"))]
    desk.at("2026-06-30T14:32").reads(HEADLINE).lives()
    desk.at("2026-06-30T15:30").lives()
    assert around(desk, "CRWV")["5m"].impact is None
    for minute in range(0, 20, 4):  # a daemon looks often, and the windows must not wait for a pause in that
        desk.at(f"2026-06-30T18:{minute:02d}").lives()
    assert around(desk, "CRWV")["5m"].impact == pytest.approx(-0.10)


def test_a_story_whose_windows_stand_is_not_measured_again(desk: NewsDesk) -> None:
    desk.at("2026-06-30T14:32").reads(HEADLINE).lives()
    desk.at("2026-06-30T15:40").lives()
    assert measure_minutes(desk.desk, utc("2026-06-30T15:41")).taken == 0


def test_a_restated_scale_is_measured_anew_and_gives_the_same(desk: NewsDesk) -> None:
    desk.prices.steps = {("CRWV", utc("2026-06-30T14:33")): 0.9}
    desk.at("2026-06-30T14:32").reads(HEADLINE).lives()
    desk.at("2026-06-30T21:00").lives()
    before = around(desk, "CRWV")["5m"]
    desk.prices.splits["CRWV"] = 2.0
    desk.at("2026-07-01T15:00").lives()
    after = around(desk, "CRWV")["5m"]
    assert after.impact == pytest.approx(before.impact)
    assert after.anchor_price == pytest.approx(before.anchor_price / 2)
    assert after.inputs != before.inputs


def test_daily_answers_are_looked_at_once_more_on_the_next_morning(desk: NewsDesk) -> None:
    desk.at("2026-06-30T21:00").lives()
    asked(desk, "1d")
    desk.at("2026-07-01T12:00").lives()
    assert {request.symbol for request in asked(desk, "1d")} == {"CRWV", "META", "SPY"}
    desk.at("2026-07-01T13:00").lives()
    assert asked(desk, "1d") == []


def test_what_was_asked_of_minutes_is_kept_without_growing_by_every_look(desk: NewsDesk) -> None:
    for minute in range(0, 60, 10):
        desk.at(f"2026-06-30T15:{minute:02d}").lives()
    with desk.desk.store.read() as connection:
        answers = bars.load_answers(connection, "written", interval="5m")
    assert 1 <= len(answers["SPY"]) <= 3


def test_rows_that_are_no_bars_are_told_and_count_for_no_question(desk: NewsDesk, monkeypatch) -> None:
    fetch = desk.prices.fetch

    def with_a_live_price(request: BarRequest, now: datetime) -> BarBatch:
        batch = fetch(request, now)
        live = replace(batch.items[-1], start=batch.items[-1].start + timedelta(seconds=90))
        return replace(batch, items=(*batch.items, live))

    monkeypatch.setattr(desk.prices, "fetch", with_a_live_price)
    tally = collect_minutes(desk.at("2026-07-01T15:00").desk, desk.now)
    assert (tally.taken, tally.made) == (3, 3)
    assert tally.taken == tally.made + sum(tally.dropped.values())
    assert [problem.subject for problem in tally.problems if "no start of a bar" in problem.reason] == [
        "CRWV",
        "META",
        "SPY",
    ]
