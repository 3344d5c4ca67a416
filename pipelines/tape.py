"""The prices of one symbol around one event, and the rules by which one of them is taken or refused.

A `Tape` holds what the measurement of one event may see: the bars that had ended by `now`, from some sessions before
the event to some after it. Each rule returns a `Price` or a `Refusal`; `pipelines.windows` puts two prices together.

Which price was the last before an instant:
- the close of the last usable bar that had ended by then, when it ended less than four hours ago, or belongs to the
  regular session that is under way (a stock that was halted for five hours still has its last price);
- else the close of the last session: the last usable regular bar of it, if that ended in its last half hour.
A gap in the bars therefore never gives a price of last week: no_bars, where the daily closes may still answer.

An open is not believed as it stands. Before and after the regular session some lie 6 % from where both neighbours are,
much like false highs and lows; and of 373 regular sessions of five symbols two began with an open that was 0.9 % and
1.7 % off the official one, while the last close before 09:30 was within 0.1 % of it. So an open counts only when it
lies between the close before and its own bar's close, give or take 1 %. A regular bar that follows no other directly
opens where it opens: that is what a gap is.

Highs, lows and volumes are never used: outside the regular session they are wrong or zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from pipelines.asof import Floats, IntradaySeries, Seconds, ceil_second, floor_second
from pipelines.place import PHASES, SessionCalendar
from tracker.records import Phase, Reason

FRESH = 4 * 3600
"""Seconds for which a price outside the regular session counts as the last one."""
CLOSING = 1800
"""The official close of a session is looked for in its last seconds, its opening in the first; and so long at least
after the news a first bar."""
BESIDE = 1800
"""The benchmark's price counts for so many seconds: its funds trade in nearly every five minutes from 04:00 on."""
SLACK = 0.01
"""How far an open may lie beyond the closes before and after it."""
MISSING = 2
"""So many regular bars in a row must be missing before a halt is suspected: one is missing often."""

_REGULAR = PHASES.index(Phase.REGULAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A price that was made, and where it comes from."""

    at: int
    """UTC seconds: the end of a bar for its close, the start for its open."""
    value: float
    source: str
    """Symbol, provider, interval, bar and field, for the hash of what was used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why there is no price, or no window."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tape:
    """Usable bars, oldest first, as arrays of equal length; and where the others lay."""

    series: IntradaySeries
    """All bars that may be seen, usable or not."""
    calendar: SessionCalendar
    starts: Seconds
    ends: Seconds
    opens: Floats
    closes: Floats
    bad: Seconds
    """Ends of the bars whose close cannot be used, increasing."""
    knows_before: bool
    """Whether the provider's bars reach back before those that are looked at."""

    @classmethod
    def of(
        cls, series: IntradaySeries, calendar: SessionCalendar, first: datetime, last: datetime, now: datetime
    ) -> Tape:
        """The bars from `first` to `last`, of them those that had ended by `now`."""
        seen = series.between(first, min(last, now))
        usable = seen.usable
        starts = seen.starts[usable]
        return cls(
            series=seen,
            calendar=calendar,
            starts=starts,
            ends=starts + seen.step,
            opens=seen.opens[usable],
            closes=seen.closes[usable],
            bad=seen.starts[~usable] + seen.step,
            knows_before=len(series.starts) > 0 and int(series.starts[0]) < ceil_second(first),
        )

    # ── prices ──────────────────────────────────────────────────────────────────────────────────────

    def last_before(self, at: datetime) -> Price | Refusal:
        """The newest price that had been made by an instant."""
        instant, session = floor_second(at), self.calendar.index_at(at)
        found = int(np.searchsorted(self.ends, instant, side="right")) - 1
        if found >= 0:
            under_way = self.starts[found] >= _seconds(self.calendar.opens[session])
            if instant - self.ends[found] < FRESH or under_way:
                return self._close(found)
        if session == 0:
            return self._refuse(Reason.OUT_OF_CALENDAR, "no session before it is known")
        official = self.official_close(session - 1)
        if isinstance(official, Price):
            return official
        bad = self._bad_between(instant - FRESH, instant) or official.reason is Reason.BAD_QUALITY
        if bad:
            return self._refuse(Reason.BAD_QUALITY, f"no bar to believe in the four hours before {minute(instant)}")
        if found < 0 and not self.knows_before:
            return self._refuse(Reason.NO_PRIOR_PRICE, f"no bar before {minute(instant)}")
        return self._refuse(
            Reason.NO_BARS, f"no bar in the four hours before {minute(instant)} nor at the close before it"
        )

    def first_after(self, at: datetime) -> Price | Refusal:
        """The first price that can be traded at after an instant."""
        found = int(np.searchsorted(self.starts, ceil_second(at)))
        if found == len(self.starts) or self.starts[found] >= self._latest_start(at):
            return self._refuse(Reason.NO_BARS, f"no bar begins after {minute(ceil_second(at))}")
        return self._open(found) or self._close(found)

    def official_close(self, session: int) -> Price | Refusal:
        """The last regular price of a session, by its position in the calendar."""
        opening, close = _seconds(self.calendar.opens[session]), _seconds(self.calendar.closes[session])
        found = int(np.searchsorted(self.ends, close, side="right")) - 1
        if found >= 0 and self.ends[found] > close - CLOSING and self.starts[found] >= opening:
            return self._close(found)
        bad = self._bad_between(close - CLOSING, close)
        return self._refuse(
            Reason.BAD_QUALITY if bad else Reason.NO_BARS,
            f"no {'usable ' if bad else ''}bar at {minute(close)}, a close",
        )

    def opening(self, session: int) -> Price | Refusal:
        """The first regular price of a session, by its position in the calendar.

        Where its open cannot be believed, the close of the bar that ended with it is the price at that instant.
        """
        opening, close = _seconds(self.calendar.opens[session]), _seconds(self.calendar.closes[session])
        found = int(np.searchsorted(self.starts, opening))
        there = found < len(self.starts)
        if there and self.starts[found] < opening + CLOSING:
            return self._at_start(found) or self._close(found)
        if self._bad_between(opening, opening + CLOSING):
            reason = Reason.BAD_QUALITY
        else:
            reason = Reason.HALT if there and self.starts[found] < close else Reason.NO_BARS
        return self._refuse(reason, f"no bar at {minute(opening)}, an opening")

    def at_end_of(self, target: int, after: int) -> Price | Refusal:
        """The price at the end of a window: a bar that ends at `target`, or the last one before it since `after`."""
        found = int(np.searchsorted(self.ends, target, side="right")) - 1
        traded = found >= 0 and self.ends[found] > after
        missing = self.regular_bars(max(after, int(self.ends[found])) if found >= 0 else after, target)
        if traded and missing < MISSING:
            return self._close(found)
        if self._bad_between(after, target):
            reason = Reason.BAD_QUALITY
        else:
            later = found + 1 < len(self.starts)
            reason = Reason.HALT if later and missing >= MISSING else Reason.NO_BARS
        return self._refuse(reason, f"no bar at {minute(target)}, where the window ends")

    def beside(self, price: Price, *, opening: bool) -> Price | None:
        """This symbol's price at the instant of another's: its open when the other is one; None: it has none near."""
        if opening:
            found = int(np.searchsorted(self.starts, price.at))
            return self._at_start(found) if found < len(self.starts) and self.starts[found] == price.at else None
        found = int(np.searchsorted(self.ends, price.at, side="right")) - 1
        return self._close(found) if found >= 0 and price.at - self.ends[found] < BESIDE else None

    # ── where the reaction begins ───────────────────────────────────────────────────────────────────

    def reaction_start(self, at: datetime) -> int | Refusal:
        """From when the clock of a short window runs: the instant, or the first bar after it where nothing trades.

        Nothing trades when two bars or more are missing after the instant, whatever the reason: night, a lunch break,
        a halt, a stock that few trade before the open.
        """
        instant = ceil_second(at)
        found = int(np.searchsorted(self.ends, floor_second(at), side="right"))
        if found == len(self.starts) or self.starts[found] >= self._latest_start(at):
            bad = self._bad_between(instant, self._latest_start(at))
            return self._refuse(Reason.BAD_QUALITY if bad else Reason.NO_BARS, f"no bar after {minute(instant)}")
        start = int(self.starts[found])
        return instant if start - instant < MISSING * self.series.step else start

    def halted(self, at: datetime, start: int) -> bool:
        """Whether regular bars are missing between the instant and the start of the reaction."""
        return self.regular_bars(ceil_second(at), start) >= MISSING

    def regular_bars(self, first: int, last: int) -> int:
        """How many bars of regular trading lie between two instants, if none is missing."""
        step = self.series.step
        starts = np.arange(-(-first // step) * step, last - step + 1, step)
        instants = (starts * 1_000_000).astype("datetime64[us]")
        return int(np.count_nonzero(self.calendar.phase_many(instants) == _REGULAR))

    # ── details ─────────────────────────────────────────────────────────────────────────────────────

    def _close(self, found: int) -> Price:
        return self._price(found, "close", int(self.ends[found]), float(self.closes[found]))

    def _open(self, found: int) -> Price | None:
        """The open of a bar, if it can be believed."""
        value, start = float(self.opens[found]), int(self.starts[found])
        if not np.isfinite(value):
            return None
        if self._follows(found) or not self.regular_bars(start, start + self.series.step):
            near = self.closes[max(0, found - 1) : found + 1]
            if not near.min() * (1 - SLACK) <= value <= near.max() * (1 + SLACK):
                return None
        return self._price(found, "open", start, value)

    def _at_start(self, found: int) -> Price | None:
        """The price at the instant a bar begins."""
        return self._open(found) or (self._close(found - 1) if self._follows(found) else None)

    def _follows(self, found: int) -> bool:
        """Whether the bar before ends where this one begins."""
        return found > 0 and bool(self.ends[found - 1] == self.starts[found])

    def _price(self, found: int, field: str, at: int, value: float) -> Price:
        series = self.series
        source = f"{series.symbol}\x1f{series.provider}\x1f{series.interval}\x1f{self.starts[found]}\x1f{field}"
        return Price(at=at, value=value, source=f"{source}\x1f{value!r}")

    def _bad_between(self, first: int, last: int) -> bool:
        """Whether an unusable bar ended after the one instant and by the other."""
        low, high = np.searchsorted(self.bad, [first, last], side="right")
        return bool(high > low)

    def _latest_start(self, at: datetime) -> int:
        """Where the first bar after an instant is no longer looked for: it would be a gap in the bars, no reaction."""
        return waits_until(at, self.calendar)

    def _refuse(self, reason: Reason, what: str) -> Refusal:
        series = self.series
        return Refusal(reason=reason, detail=f"{series.symbol}: {what} ({series.interval}, {series.provider})")


def waits_until(at: datetime, calendar: SessionCalendar) -> int:
    """Until when a first bar after the news is waited for: the close of the session that reacts, or half an hour."""
    return max(_seconds(calendar.closes[calendar.index_at(at)]), floor_second(at) + CLOSING)


def minute(second: int) -> str:
    """UTC seconds as people read them."""
    return datetime.fromtimestamp(second, tz=UTC).strftime("%Y-%m-%d %H:%M UTC")


def instant_of(second: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)


def _seconds(instant: np.datetime64) -> int:
    return int(instant.astype("datetime64[s]").astype(np.int64))
