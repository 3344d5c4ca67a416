"""Which trading session could first react to an instant, and what could be traded at it.

The rule: the reaction session is the first one whose regular close is after the instant; an instant equal to
the close counts as after it. A story at 16:00:00 in New York therefore belongs to the next session, a story on
Saturday to Monday, and one at 13:30 on a half-day to the day after the holiday. Anchoring a weekend story to
the session before it would credit the story with a move that was over before it was told.

`SessionCalendar` is built once from exchange_calendars and holds plain arrays; everything after that is
`searchsorted`, because the per-call methods of the library cost up to 0.4 ms each.

The phase of an instant is a finer question than its bucket: not which session reacts, but whether anything trades at
that moment, and where. It has one more input, the table `HOURS`, since exchange_calendars knows regular hours only.
During a lunch break nothing trades, although the bucket stays `regular`.

It does not know halts or listings of a single symbol, and it never guesses beyond the dates it was loaded for: that
raises `OutOfCalendar`.
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from tracker.errors import InputError, OutOfCalendar
from tracker.records import Bucket, Phase, Placement, aware

Instants = NDArray[np.datetime64]
"""UTC instants as datetime64[us]; numpy has no zones, so UTC is a promise of whoever builds the array."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BUCKETS = (Bucket.PRE, Bucket.REGULAR, Bucket.POST, Bucket.CLOSED_DAY)
_PRE, _REGULAR, _POST, _CLOSED_DAY = range(4)

PHASES = tuple(Phase)
"""What the codes of `phase_many` stand for."""
_CLOSED = PHASES.index(Phase.CLOSED)
_EARLIEST, _LATEST = np.datetime64(-(2**62), "us"), np.datetime64(2**62, "us")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendedHours:
    """Trading outside the regular session, as distances from it: so half-days and changes of the clock need no rule.

    A span never reaches into the trading of the session before it.
    """

    pre: timedelta = timedelta(0)
    """From so long before the opening."""
    post: timedelta = timedelta(0)
    """Until so long after the close."""
    overnight: timedelta = timedelta(0)
    """From so long before the pre-market of the session, on the evening before; zero: nobody trades then."""


NO_EXTENDED_HOURS = ExtendedHours()

HOURS: Mapping[str, ExtendedHours] = {
    # 04:00 to 20:00 New York, and to 17:00 on half-days. No feed we know has bars from 20:00 to 04:00; where night
    # trading from 21:00 is wanted, load the calendar with overnight = 7 hours.
    "XNYS": ExtendedHours(pre=timedelta(hours=5, minutes=30), post=timedelta(hours=4)),
}
"""By the exchange's own name in exchange_calendars (an alias such as XNAS means the same); others have none."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SessionCalendar:
    """The regular sessions of one exchange between two dates, oldest first, as arrays of equal length."""

    exchange: str
    """Name in exchange_calendars: XNYS, XNAS …"""
    first: date
    """First date the calendar answers for, in the exchange's own zone; not necessarily a session."""
    last: date
    """Last date it answers for."""
    known_from: np.datetime64
    """The instant `first` begins at the exchange."""
    known_to: np.datetime64
    """The instant `last` ends at the exchange."""
    days: NDArray[np.datetime64]
    """Sessions, datetime64[D]."""
    opens: Instants
    closes: Instants
    break_starts: Instants
    """From when on nothing trades for lunch; the close where there is no break."""
    break_ends: Instants
    day_starts: Instants
    """Midnight at the exchange that begins the session's date."""
    day_ends: Instants
    """Midnight at the exchange that ends it: where `post` becomes `closed_day`."""
    turns: Instants
    """Where one phase gives way to the next, not decreasing; of several at one instant the last one counts."""
    turn_phases: NDArray[np.int8]
    """The phase from each turn on, as its position in PHASES."""

    @classmethod
    def load(cls, exchange: str, first: date, last: date, hours: ExtendedHours | None = None) -> SessionCalendar:
        """The exchange's sessions from `first` to `last`, both included; one build per exchange and span.

        Leave a margin on both sides: an instant after the close of `last` cannot be placed. Some exchanges publish
        their holidays only so far ahead; `last` is then the last date that is known.

        hours: trading outside the regular sessions; None: as `HOURS` says.
        """
        return _load(exchange, first, last, hours)

    def place(self, at: datetime) -> Placement:
        """Where an instant falls. Raises `NaiveTime` without a zone, `OutOfCalendar` beyond the bounds."""
        return self.place_many((at,))[0]

    def place_many(self, instants: Iterable[datetime]) -> list[Placement]:
        """`place` for many instants, in their order. Raises for the first one that cannot be placed."""
        known = [aware(at, "time to place") for at in instants]
        buckets, index = self.locate(np.array([_micros(at) for at in known], dtype="datetime64[us]"))
        sessions, closes = self.days[index].tolist(), self.closes[index].tolist()
        return [
            Placement(at=at, bucket=_BUCKETS[bucket], session=session, close=close.replace(tzinfo=UTC))
            for at, bucket, session, close in zip(known, buckets.tolist(), sessions, closes, strict=True)
        ]

    def locate(self, instants: Instants) -> tuple[NDArray[np.int8], NDArray[np.intp]]:
        """Bucket codes (0 pre, 1 regular, 2 post, 3 closed_day) and positions in `days`, one per instant.

        Sessions that open on the evening before their date (futures) are `regular` from that opening on.
        """
        self._refuse_unknown(instants)
        index = np.searchsorted(self.closes, instants, side="right")
        before = np.maximum(index - 1, 0)
        after_a_close = (index > 0) & (instants < self.day_ends[before])
        buckets = np.select(
            [instants >= self.opens[index], instants >= self.day_starts[index], after_a_close],
            [_REGULAR, _PRE, _POST],
            _CLOSED_DAY,
        )
        return buckets.astype(np.int8), index

    def phase(self, at: datetime) -> Phase:
        """What can be traded at an instant. Raises `NaiveTime` without a zone, `OutOfCalendar` beyond the bounds."""
        known = np.array([_micros(aware(at, "time to place"))], dtype="datetime64[us]")
        return PHASES[int(self.phase_many(known)[0])]

    def phase_many(self, instants: Instants) -> NDArray[np.int8]:
        """`phase` for many instants, as positions in PHASES. Raises for the first one beyond the bounds."""
        self._refuse_unknown(instants)
        return self.turn_phases[np.searchsorted(self.turns, instants, side="right") - 1]

    def next_traded(self, at: datetime) -> datetime:
        """The instant itself when something trades then, else the next one at which trading begins."""
        asked = np.datetime64(_micros(aware(at, "time to place")), "us")
        self._refuse_unknown(np.array([asked]))
        now = int(np.searchsorted(self.turns, asked, side="right")) - 1
        if self.turn_phases[now] != _CLOSED:
            return _as_instant(asked)
        later = np.flatnonzero((self.turns[now:-1] < self.turns[now + 1 :]) & (self.turn_phases[now:-1] != _CLOSED))
        return _as_instant(self.turns[now + later[0]])

    def sessions(self, first: date, last: date) -> list[date]:
        """Sessions from `first` to `last`, both included; empty when there is none between them."""
        self._refuse_dates(first, last)
        low, high = np.searchsorted(self.days, [_day(first), _day(last) + 1])
        found: list[date] = self.days[low:high].tolist()
        return found

    def index_of(self, session: date) -> int:
        """Position of a session in `days`. Raises `OutOfCalendar` when the date is no session."""
        self._refuse_dates(session, session)
        index = int(np.searchsorted(self.days, _day(session)))
        if index == len(self.days) or self.days[index] != _day(session):
            raise OutOfCalendar(f"{self.exchange}: {session.isoformat()} is no session; place the time first")
        return index

    def index_at(self, at: datetime) -> int:
        """Position in `days` of the first session whose regular close is after an instant, as `place` has it."""
        asked = np.datetime64(_micros(aware(at, "time to place")), "us")
        self._refuse_unknown(np.array([asked]))
        return int(np.searchsorted(self.closes, asked, side="right"))

    def offset(self, session: date, n: int) -> date:
        """The session `n` sessions later, or earlier when `n` is negative."""
        index = self.index_of(session) + n
        if not 0 <= index < len(self.days):
            raise OutOfCalendar(f"{self.exchange}: {n:+d} sessions from {session.isoformat()} is {self._bounds()}")
        return _as_date(self.days[index])

    def open_of(self, session: date) -> datetime:
        """The opening instant of a session."""
        return _as_instant(self.opens[self.index_of(session)])

    def close_of(self, session: date) -> datetime:
        """The regular close of a session: 13:00 New York on a half-day."""
        return _as_instant(self.closes[self.index_of(session)])

    def last_closed(self, now: datetime, settle: timedelta) -> date:
        """The last session whose close lies at least `settle` back: its bar can be trusted at `now`."""
        asked = np.datetime64(_micros(aware(now, "now") - settle), "us")
        index = int(np.searchsorted(self.closes, asked, side="right")) - 1
        if index < 0 or asked >= self.known_to:
            raise OutOfCalendar(f"{self.exchange}: last session before {now.isoformat()} is {self._bounds()}")
        return _as_date(self.days[index])

    def _refuse_unknown(self, instants: Instants) -> None:
        unknown = (instants < self.known_from) | (instants >= self.closes[-1])
        if unknown.any():
            at = _as_instant(instants[unknown][0])
            raise OutOfCalendar(f"{self.exchange}: {at.isoformat()} is {self._bounds()}")

    def _refuse_dates(self, first: date, last: date) -> None:
        for day in (first, last):
            if not self.first <= day <= self.last:
                raise OutOfCalendar(f"{self.exchange}: {day.isoformat()} is {self._bounds()}")

    def _bounds(self) -> str:
        last_close = _as_instant(self.closes[-1]).isoformat()
        return (
            f"beyond the known calendar ({self.first.isoformat()} to {self.last.isoformat()}, last close {last_close})"
        )


@lru_cache(maxsize=16)
def _load(exchange: str, first: date, last: date, hours: ExtendedHours | None) -> SessionCalendar:
    schedule, zone, last = _schedule(exchange, first, last)
    days = schedule.index.to_numpy().astype("datetime64[D]")
    dates = days.tolist()
    break_starts, break_ends = _breaks(schedule)
    turns, turn_phases = _turns(schedule, _hours_of(exchange) if hours is None else hours)
    return SessionCalendar(
        exchange=exchange,
        first=first,
        last=last,
        known_from=_midnights([first], zone)[0],
        known_to=_midnights([last + timedelta(days=1)], zone)[0],
        days=days,
        opens=_utc(schedule["open"]),
        closes=_utc(schedule["close"]),
        break_starts=break_starts,
        break_ends=break_ends,
        day_starts=_midnights(dates, zone),
        day_ends=_midnights([day + timedelta(days=1) for day in dates], zone),
        turns=turns,
        turn_phases=turn_phases,
    )


def _hours_of(exchange: str) -> ExtendedHours:
    import exchange_calendars

    return HOURS.get(exchange_calendars.resolve_alias(exchange), NO_EXTENDED_HOURS)


def _breaks(schedule: Any) -> tuple[Instants, Instants]:
    """Beginnings and ends of the sessions' breaks; a session without one has one of no length at its close."""
    closes = _utc(schedule["close"])
    first, last = (
        np.where(np.isnat(edge), closes, edge) for edge in map(_utc, (schedule.break_start, schedule.break_end))
    )
    return first, last


def _turns(schedule: Any, hours: ExtendedHours) -> tuple[Instants, NDArray[np.int8]]:
    """The phases of all sessions in one line, beginning with `closed` before all time."""
    opens, closes = _utc(schedule["open"]), _utc(schedule["close"])
    breaks = _breaks(schedule)
    # No session's trading reaches into that of another, whatever the offsets say.
    following = np.append(opens[1:], _LATEST)
    post_ends = np.minimum(closes + np.timedelta64(hours.post), following)
    free = np.append(_EARLIEST, post_ends[:-1])
    pre_starts = np.maximum(opens - np.timedelta64(hours.pre), free)
    nights = np.maximum(pre_starts - np.timedelta64(hours.overnight), free)
    columns = (
        (nights, Phase.OVERNIGHT),
        (pre_starts, Phase.PRE),
        (opens, Phase.REGULAR),
        (breaks[0], Phase.CLOSED),
        (breaks[1], Phase.REGULAR),
        (closes, Phase.POST),
        (post_ends, Phase.CLOSED),
    )
    codes = [_CLOSED, *np.tile([PHASES.index(phase) for _, phase in columns], len(opens))]
    turns = np.column_stack([turn for turn, _ in columns]).ravel()
    return np.append(_EARLIEST, turns), np.array(codes, dtype=np.int8)


def _schedule(exchange: str, first: date, last: date) -> tuple[Any, ZoneInfo, date]:
    """The library's table of sessions, the exchange's zone, and the last date its holidays are known for."""
    # Imported here: it pulls in pandas, and half of our commands never ask for a session.
    import exchange_calendars

    # Each build raises warnings of pandas' own future; they are about the library's code, not about ours.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = exchange_calendars.get_calendar_names()
        if exchange not in names:
            raise InputError(f"exchange: {exchange!r} is not known{_near(exchange, names)}")
        try:
            # One calendar serves all names of an exchange: Nasdaq keeps the days of the New York exchange.
            calendar = _build(exchange_calendars.resolve_alias(exchange), first, last)
        except exchange_calendars.errors.NoSessionsError as error:
            raise OutOfCalendar(f"{exchange}: no session from {first} to {last}; load a longer span") from error
    limit = calendar.bound_max()
    last = min(last, limit.date()) if limit is not None else last
    schedule = calendar.schedule.loc[first.isoformat() : last.isoformat()]
    if schedule.empty:
        raise OutOfCalendar(f"{exchange}: no session from {first} to {last}; load a longer span")
    return schedule, ZoneInfo(str(calendar.tz)), last


@lru_cache(maxsize=16)
def _build(exchange: str, first: date, last: date) -> Any:
    """The library's calendar, cut where an exchange has published its holidays only so far ahead (Shanghai)."""
    from exchange_calendars import get_calendar

    try:
        # The library wants an end after the start.
        return get_calendar(exchange, start=first, end=max(last, first + timedelta(days=1)))
    except ValueError as error:
        try:
            limit = get_calendar(exchange, start=first, end=first + timedelta(days=30)).bound_max()
        except ValueError:
            limit = None
        if limit is None or last <= limit.date():
            raise OutOfCalendar(f"{exchange}: no calendar from {first} to {last}: {str(error)[:200]}") from error
        return get_calendar(exchange, start=first, end=limit)


def _near(exchange: str, names: list[str]) -> str:
    near = difflib.get_close_matches(exchange.upper(), names, n=3, cutoff=0.5)
    return f"; did you mean {', '.join(near)}?" if near else "; use a name of exchange_calendars, for example XNYS"


def _utc(column: Any) -> Instants:
    naive = column.dt.tz_convert(None).to_numpy()
    return np.asarray(naive, dtype="datetime64[us]")


def _midnights(days: Iterable[date], zone: ZoneInfo) -> Instants:
    return np.array([_micros(datetime.combine(day, time.min, tzinfo=zone)) for day in days], dtype="datetime64[us]")


def _micros(at: datetime) -> int:
    """Whole microseconds since 1970, exactly: `timestamp()` is a float and loses the last one."""
    return (at.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)


def _day(value: date) -> np.datetime64:
    return np.datetime64(value, "D")


def _as_date(value: np.datetime64) -> date:
    day = value.item()
    assert isinstance(day, date)
    return day


def _as_instant(value: np.datetime64) -> datetime:
    instant = value.astype("datetime64[us]").item()
    assert isinstance(instant, datetime)
    return instant.replace(tzinfo=UTC)
