"""What a symbol did in the minutes, hours and sessions around the instant of the news.

The impact of a window is the return from the last price before the news to the end of the window; the tradable return
starts at the first price after it instead, since nobody could have bought at the former. What must never happen: that a
price made after the news stands before it, that a bar after `now` is looked at, that one return mixes intraday bars
with official daily closes, or that a window without a price shows 0.

The windows, for news at t0 that session s is the first able to react to:
- 5m, 30m, 1h: by the clock, from t0 on. The window ends with the first bar that ends at or after t0 + 5 minutes, so it
  is at most one bar longer than its name; where that bar is missing, with the last price before it. Where nothing
  trades at t0 (night, a lunch break, a halt, a thin morning) the clock starts with the first bar after it. It does not
  stop at the close: an hour from 15:40 ends at 16:40 in after-hours trading, or, for a symbol that has none, with its
  last price, as `end_at` says. Counting trading time instead would put the end of that hour into the next morning,
  behind a night of other news.
- next_open: the first regular price of the first session that opens after t0. News of 09:30:00 waits for the next day.
- close, d1, d5, d20: the close of s, and of the sessions 1, 5 and 20 after it, always from the same price before t0.
- pre_1h: the hour before t0 (before the last trade where nothing trades at t0), to the last price before t0.
- pre_d1: from the close two sessions before s: at least one whole session before the news.

Where the bars do not reach, close, d1, d5, d20 and pre_d1 are measured from the official closes of whole sessions, the
last one before s being the start: `anchor_kind` says which. Official closes come adjusted for dividends when the
provider does so, intraday bars never: over d5 and d20 an intraday return lacks the dividends paid in between. Several
intervals may be given, the finest first; each window takes the first that can answer it.

A report that gives only a day has d1, d5, d20 and pre_d1 from official closes: d1 is then close(d-1) to close(d+1), the
narrowest window that surely holds the reaction. The same when the first report can have been in one of two sessions.

Known exceptions: the first open of the bars is not always the price of the opening auction (see `pipelines.tape`). A
gap in what was collected cannot be told from a halt by the bars alone, so `halted` is a suspicion.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

import numpy as np

from pipelines.asof import IntradaySeries, ceil_second, floor_second
from pipelines.measure import DailySeries
from pipelines.place import SessionCalendar
from pipelines.tape import Price, Refusal, Tape, instant_of, minute, waits_until
from tracker.errors import OutOfCalendar
from tracker.options import INTERVALS, REACTION_WINDOWS
from tracker.records import AnchorKind, Exposure, Precision, Reason, WindowImpact, aware

FEED_DELAY = timedelta(minutes=20)
"""After its end a window is waited for so long: free feeds are a quarter of an hour late."""
COARSEST = timedelta(minutes=5)
"""Longer bars cannot tell before from after; also, theirs do not end with the session."""

_CLOCK = {"5m": timedelta(minutes=5), "30m": timedelta(minutes=30), "1h": timedelta(hours=1)}
_SESSIONS = {"close": 0, "d1": 1, "d5": 5, "d20": 20}
_HOUR = 3600
_FROM_A_DAY = ("d1", "d5", "d20", "pre_d1")
"""What can be measured when only the day is known."""
_MARGIN = timedelta(days=1)


def due_at(window: str, at: datetime, calendar: SessionCalendar, delay: timedelta = FEED_DELAY) -> datetime:
    """From when a window of news at `at` can be measured, if trading goes on as usual. Raises `OutOfCalendar`."""
    if window in _CLOCK:
        return instant_of(_on_grid(ceil_second(calendar.next_traded(at) + _CLOCK[window]), COARSEST)) + delay
    if window in _SESSIONS:
        return calendar.close_of(calendar.offset(calendar.place(at).session, _SESSIONS[window])) + delay
    if window == "next_open":
        return calendar.open_of(calendar.days[_next_opening(calendar, at)].item()) + COARSEST + delay
    return aware(at, "t0") + delay


def measure_windows(
    exposure: Exposure,
    series: Sequence[IntradaySeries],
    benchmark_series: Sequence[IntradaySeries],
    daily: DailySeries | None,
    benchmark_daily: DailySeries | None,
    calendar: SessionCalendar,
    now: datetime,
    *,
    settle: timedelta,
    delay: timedelta = FEED_DELAY,
    windows: Sequence[str] = REACTION_WINDOWS,
) -> list[WindowImpact]:
    """One answer per window, in their order.

    series: of the exposure's symbol, the finest interval first; empty when there are no bars. benchmark_series: a
    window is compared with the one of the same interval. daily, benchmark_daily: final official closes; None when none
    are held. settle: after a session's close its daily bar is waited for so long. Raises ValueError for bars longer
    than COARSEST.
    """
    for bars in (*series, *benchmark_series):
        if INTERVALS[bars.interval] > COARSEST:
            raise ValueError(f"measure_windows: {bars.symbol}: bars of {bars.interval} are too long; give 5m or 1m")
    event = _Event.of(exposure, series, benchmark_series, daily, benchmark_daily, calendar, now, settle, delay)
    return [event.measure(window) for window in windows]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """Two prices and what goes with them."""

    kind: AnchorKind
    interval: str
    provider: str
    start: Price
    end: Price
    first: Price | Refusal
    """After the news."""
    market: tuple[Price, Price] | Refusal
    """The benchmark's prices at the start and at the end."""
    halted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Event:
    """One exposure with all that may be known about its prices at one moment."""

    exposure: Exposure
    calendar: SessionCalendar
    tapes: tuple[Tape, ...]
    benchmark_tapes: tuple[Tape, ...]
    daily: DailySeries | None
    benchmark_daily: DailySeries | None
    benchmark: str | None
    now: datetime
    settle: timedelta
    delay: timedelta

    @classmethod
    def of(
        cls,
        exposure: Exposure,
        series: Sequence[IntradaySeries],
        benchmark_series: Sequence[IntradaySeries],
        daily: DailySeries | None,
        benchmark_daily: DailySeries | None,
        calendar: SessionCalendar,
        now: datetime,
        settle: timedelta,
        delay: timedelta,
    ) -> _Event:
        known = aware(now, "now")
        first, last = _reach(exposure.session, calendar)
        names = [*(item.symbol for item in benchmark_series), *([benchmark_daily.symbol] if benchmark_daily else [])]
        return cls(
            exposure=exposure,
            calendar=calendar,
            tapes=tuple(Tape.of(item, calendar, first, last, known) for item in series),
            benchmark_tapes=tuple(Tape.of(item, calendar, first, last, known) for item in benchmark_series),
            daily=daily,
            benchmark_daily=benchmark_daily,
            benchmark=names[0] if names else None,
            now=known,
            settle=settle,
            delay=delay,
        )

    @property
    def t0(self) -> datetime:
        return self.exposure.t0.at

    @property
    def unsure(self) -> Reason | None:
        """Why the minute of the news cannot be measured from."""
        if self.exposure.t0.precision is Precision.DAY:
            return Reason.DATE_ONLY
        first = self.calendar.days[self.calendar.index_at(self.t0)]
        sure = self.exposure.sure and first == np.datetime64(self.exposure.session, "D")
        return None if sure else Reason.TIME_UNSURE

    def measure(self, window: str) -> WindowImpact:
        try:
            due = self._due(window)
        except OutOfCalendar as error:
            return self._refused(window, None, Refusal(reason=Reason.OUT_OF_CALENDAR, detail=str(error)))
        if due > self.now:
            detail = f"{self.exposure.symbol}: can be measured from {minute(floor_second(due))} on"
            return self._refused(window, due, Refusal(reason=Reason.NOT_YET, detail=detail))
        refusals = []
        for attempt in self._attempts(window):
            found = attempt(window)
            if isinstance(found, _Measured):
                return self._answer(window, due, found)
            refusals.append(found)
        return self._refused(window, due, _telling(refusals))

    def _due(self, window: str) -> datetime:
        """Of a report whose minute is not known, every window waits for the close it is measured at."""
        if self.unsure is None:
            return due_at(window, self.t0, self.calendar, self.delay)
        if window not in _FROM_A_DAY:
            return self.t0
        return self.calendar.close_of(self._ends_of(window)[1]) + self.settle

    def _attempts(self, window: str) -> Iterator[Callable[[str], _Measured | Refusal]]:
        if self.unsure is not None:
            yield self._by_closes if window in _FROM_A_DAY else self._unplaced
            return
        for tape in self.tapes:
            yield partial(self._by_bars, tape)
        if window in _SESSIONS or window == "pre_d1":
            yield self._by_closes
        elif not self.tapes:
            yield self._without_bars

    def _unplaced(self, window: str) -> Refusal:
        reason = self.unsure or Reason.TIME_UNSURE
        what = "only the day" if reason is Reason.DATE_ONLY else "not even the session"
        return Refusal(reason=reason, detail=f"{self.exposure.symbol}: of the first report {what} is known for sure")

    def _without_bars(self, window: str) -> Refusal:
        return Refusal(reason=Reason.NO_BARS, detail=f"{self.exposure.symbol}: no intraday bar is held")

    # ── from intraday bars ──────────────────────────────────────────────────────────────────────────

    def _by_bars(self, tape: Tape, window: str) -> _Measured | Refusal:
        last = tape.last_before(self.t0)
        if isinstance(last, Refusal):
            return self._listed_before(last)
        return self._before(window, tape, last) if window.startswith("pre_") else self._after(window, tape, last)

    def _before(self, window: str, tape: Tape, last: Price) -> _Measured | Refusal:
        start = self._beginning(window, tape, last)
        if isinstance(start, Refusal):
            return start
        if start.at >= last.at:
            return self._nothing_moved()
        return _Measured(
            kind=AnchorKind.INTRADAY,
            interval=tape.series.interval,
            provider=tape.series.provider,
            start=start,
            end=last,
            first=self._nothing_traded(),
            market=self._beside(tape, start, last, opening=False),
        )

    def _after(self, window: str, tape: Tape, last: Price) -> _Measured | Refusal:
        end = self._end(window, tape)
        if isinstance(end, Refusal):
            return end
        if end.at <= floor_second(self.t0):
            return self._nothing_moved()
        reaction = tape.reaction_start(self.t0)
        return _Measured(
            kind=AnchorKind.INTRADAY,
            interval=tape.series.interval,
            provider=tape.series.provider,
            start=last,
            end=end,
            first=tape.first_after(self.t0),
            market=self._beside(tape, last, end, opening=window == "next_open"),
            halted=isinstance(reaction, int) and tape.halted(self.t0, reaction),
        )

    def _listed_before(self, refusal: Refusal) -> Refusal:
        """No price before the first bar we hold; the daily closes may know that there were some."""
        daily = self.daily
        if refusal.reason is not Reason.NO_PRIOR_PRICE or daily is None:
            return refusal
        listed = bool((daily.sessions < np.datetime64(self.exposure.session, "D")).any())
        return replace(refusal, reason=Reason.NO_BARS) if listed else refusal

    def _end(self, window: str, tape: Tape) -> Price | Refusal:
        if window in _CLOCK:
            return self._clock_end(tape, _CLOCK[window])
        if window == "next_open":
            return tape.opening(_next_opening(self.calendar, self.t0))
        session = self.calendar.index_of(self.exposure.session) + _SESSIONS[window]
        return tape.official_close(session)

    def _clock_end(self, tape: Tape, length: timedelta) -> Price | Refusal:
        start = tape.reaction_start(self.t0)
        if isinstance(start, Refusal):
            until = instant_of(waits_until(self.t0, self.calendar)) + self.delay
            waiting = until > self.now and start.reason is Reason.NO_BARS
            return replace(start, reason=Reason.NOT_YET) if waiting else start
        target = _on_grid(start + int(length.total_seconds()), INTERVALS[tape.series.interval])
        if instant_of(target) + self.delay > self.now:
            detail = f"{self.exposure.symbol}: the window ends at {minute(target)}"
            return Refusal(reason=Reason.NOT_YET, detail=detail)
        return tape.at_end_of(target, floor_second(self.t0))

    def _beginning(self, window: str, tape: Tape, last: Price) -> Price | Refusal:
        if window == "pre_d1":
            session = self.calendar.index_of(self.calendar.offset(self.exposure.session, -2))
            return tape.official_close(session)
        instant = floor_second(self.t0)
        trading = instant - last.at < 2 * tape.series.step
        return tape.last_before(instant_of((instant if trading else last.at) - _HOUR))

    def _beside(self, tape: Tape, start: Price, end: Price, *, opening: bool) -> tuple[Price, Price] | Refusal:
        if self.benchmark == self.exposure.symbol:
            return self._itself()
        for other in self.benchmark_tapes:
            if other.series.interval == tape.series.interval:
                found = other.beside(start, opening=False), other.beside(end, opening=opening)
                if found[0] is not None and found[1] is not None:
                    return found[0], found[1]
        return self._no_benchmark(f"no bar at {minute(start.at)} or {minute(end.at)}")

    # ── from official closes ────────────────────────────────────────────────────────────────────────

    def _by_closes(self, window: str) -> _Measured | Refusal:
        first, last = self._ends_of(window)
        if self.calendar.close_of(last) + self.settle > self.now:
            return Refusal(reason=Reason.NOT_YET, detail=f"{self.exposure.symbol}: the session {last} has not settled")
        if self.daily is None:
            return Refusal(reason=Reason.NO_PRICES, detail=f"{self.exposure.symbol}: no final daily bar is held")
        start, end = self._closes(self.daily, first, last)
        if start is None or end is None:
            return self._lacking(self.daily, first, last if end is None else first)
        return _Measured(
            kind=AnchorKind.DAILY,
            interval="1d",
            provider=self.daily.provider,
            start=start,
            end=end,
            first=self._first_close(window, self.daily),
            market=self._market_closes(first, last),
        )

    def _ends_of(self, window: str) -> tuple[date, date]:
        """First and last session whose closes a window needs."""
        session = self.exposure.session
        if window == "pre_d1":
            return self.calendar.offset(session, -2), self.calendar.offset(session, -1)
        return self.calendar.offset(session, -1), self.calendar.offset(session, _SESSIONS[window])

    def _closes(self, daily: DailySeries, *sessions: date) -> list[Price | None]:
        found: list[Price | None] = []
        for session in sessions:
            index = int(np.searchsorted(daily.sessions, np.datetime64(session, "D")))
            if index == len(daily.sessions) or daily.sessions[index].item() != session:
                found.append(None)
                continue
            value = float(daily.closes[index])
            source = f"{daily.symbol}\x1f{daily.provider}\x1f1d\x1f{session}\x1f{daily.basis}\x1f{value!r}"
            found.append(Price(at=floor_second(self.calendar.close_of(session)), value=value, source=source))
        return found

    def _lacking(self, daily: DailySeries, first: date, missing: date) -> Refusal:
        if not (daily.sessions <= np.datetime64(first, "D")).any():
            return Refusal(reason=Reason.NO_PRIOR_PRICE, detail=f"{daily.symbol}: no close up to {first}")
        return Refusal(reason=Reason.MISSING_BAR, detail=f"{daily.symbol}: no final close on {missing}")

    def _first_close(self, window: str, daily: DailySeries) -> Price | Refusal:
        """Of whole sessions the first price that is surely after the news is the close of the one that reacts."""
        if window.startswith("pre_"):
            return self._nothing_traded()
        price = self._closes(daily, self.exposure.session)[0] if self.unsure is None else None
        detail = f"{daily.symbol}: the first price after the news is not among its closes"
        return price or Refusal(reason=Reason.NO_BARS, detail=detail)

    def _market_closes(self, first: date, last: date) -> tuple[Price, Price] | Refusal:
        if self.benchmark == self.exposure.symbol:
            return self._itself()
        if self.benchmark_daily is not None:
            start, end = self._closes(self.benchmark_daily, first, last)
            if start is not None and end is not None:
                return start, end
        return self._no_benchmark(f"no final close on {first} or {last}")

    # ── answers ─────────────────────────────────────────────────────────────────────────────────────

    def _nothing_moved(self) -> Refusal:
        return Refusal(reason=Reason.NO_BARS, detail=f"{self.exposure.symbol}: nothing traded in the window")

    def _nothing_traded(self) -> Refusal:
        detail = f"{self.exposure.symbol}: no price lies between the news and the end of the window"
        return Refusal(reason=Reason.NOT_TRADABLE, detail=detail)

    def _itself(self) -> Refusal:
        return Refusal(reason=Reason.IS_BENCHMARK, detail=f"{self.exposure.symbol} is the benchmark")

    def _no_benchmark(self, what: str) -> Refusal:
        return Refusal(reason=Reason.NO_BENCHMARK, detail=f"{self.benchmark or 'benchmark'}: {what}")

    def _answer(self, window: str, due: datetime, found: _Measured) -> WindowImpact:
        start, end, first, market = found.start, found.end, found.first, found.market
        if isinstance(first, Price) and first.at >= end.at:
            first = self._nothing_traded()
        impact = end.value / start.value - 1
        market_return = None if isinstance(market, Refusal) else market[1].value / market[0].value - 1
        refusals = [item for item in (first, market) if isinstance(item, Refusal)]
        others = () if isinstance(market, Refusal) else market
        used = [item for item in (start, end, first, *others) if isinstance(item, Price)]
        return WindowImpact(
            story=self.exposure.story,
            symbol=self.exposure.symbol,
            session=self.exposure.session,
            window=window,
            due_at=due,
            impact=impact,
            tradable=end.value / first.value - 1 if isinstance(first, Price) else None,
            tradable_reason=first.reason if isinstance(first, Refusal) else None,
            market=market_return,
            market_adjusted=None if market_return is None else impact - market_return,
            market_reason=market.reason if isinstance(market, Refusal) else None,
            detail="; ".join(item.detail for item in refusals) or None,
            anchor_kind=found.kind,
            anchor_at=instant_of(start.at),
            anchor_price=start.value,
            first_at=instant_of(first.at) if isinstance(first, Price) else None,
            first_price=first.value if isinstance(first, Price) else None,
            end_at=instant_of(end.at),
            end_price=end.value,
            halted=found.halted,
            interval=found.interval,
            provider=found.provider,
            benchmark=self.benchmark,
            inputs=_hash_of(used),
        )

    def _refused(self, window: str, due: datetime | None, refusal: Refusal) -> WindowImpact:
        return WindowImpact(
            story=self.exposure.story,
            symbol=self.exposure.symbol,
            session=self.exposure.session,
            window=window,
            due_at=due,
            impact_reason=refusal.reason,
            tradable_reason=refusal.reason,
            market_reason=refusal.reason,
            detail=refusal.detail,
            benchmark=self.benchmark,
        )


def _telling(refusals: Sequence[Refusal]) -> Refusal:
    """Of several reasons the one that may pass, else the first: that of the finest bars."""
    return next((item for item in refusals if item.reason is Reason.NOT_YET), refusals[0])


def _reach(session: date, calendar: SessionCalendar) -> tuple[datetime, datetime]:
    """The span of bars that a measurement may look at, as far as the calendar goes."""
    index = calendar.index_of(session)
    low, high = max(0, index - 3), min(len(calendar.days) - 1, index + max(_SESSIONS.values()))
    return (
        calendar.open_of(calendar.days[low].item()) - _MARGIN,
        calendar.close_of(calendar.days[high].item()) + _MARGIN,
    )


def _next_opening(calendar: SessionCalendar, at: datetime) -> int:
    """Position in the calendar of the first session that opens after an instant."""
    index = int(np.searchsorted(calendar.opens, np.datetime64(aware(at, "t0").replace(tzinfo=None), "us"), "right"))
    if index == len(calendar.opens):
        raise OutOfCalendar(f"{calendar.exchange}: no opening after {at.isoformat()} is known; load a longer span")
    return index


def _on_grid(second: int, interval: timedelta) -> int:
    """The first end of a bar that is not before it: short bars begin at whole multiples of their length."""
    step = int(interval.total_seconds())
    return -(-second // step) * step


def _hash_of(prices: Sequence[Price]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for price in prices:
        digest.update(f"{price.source}\x1e".encode())
    return digest.hexdigest()
