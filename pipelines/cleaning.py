"""What is wrong with the bars of one answer: said, bar by bar; nothing altered, nothing lost.

What must never happen: a bar judged by anything later than the bar after it. A centred filter would know at 16:55 what
the price is at 17:30, and every figure made with it would be better than anybody could have been. So a bar is judged by
what came before it, and a close that nobody would believe waits (`UNCONFIRMED`) for the next bar to open. That bar
alone settles it, whether it comes in the same answer or a later one.

How it works, for intraday bars:

- Rows off the interval's grid are the minute in which the provider was asked, not bars; bars that had not ended when
  they were fetched likewise; rows without a close or given twice. They are left out, counted, and told.
- Extended hours are thin, and feeds keep trades there that exchanges cancel. A close more than PRINT off the last good
  one waits. When the next bar opens where it closed (KEPT of the move or more) it was a move, else a `PRINT`. In 73
  days of five-minute bars of five symbols each of the 15 real moves of more than 3 % had at least 0.98 of itself left
  at the next open, and each of the 19 false ones at most 0.03. The next close tells less: a real fall of 4.5 % had
  come back by two thirds, and two false prints in a row would confirm each other.
- A high or low that reaches far beyond everything else there is a `WICK`: one in a hundred regular bars reaches 0.4 %
  beyond its open and close, one in a thousand 0.9 %, but one in thirty of extended hours more than 1 %, mostly far
  more.
- A close about a hundred times off, or a hundredth, is another unit (`SCALE`), at any hour.
- At least HALTED regular bars missing where the symbol has one in nearly every interval: trading was probably halted,
  and the first bar after it is the first price that could react (`AFTER_HALT`).

The bar at the close itself (16:00 to 16:05, volume 0, with the closing auction's price) begins when the regular session
is over: it is an extended-hours bar like any other, kept, and no regular bar is missing for it.

Known exceptions. A wrong first bar, or another unit that lasts longer than LOOK_BACK, has nothing before it to be seen
by. A print that the next bar repeats in its open is believed. Halts across the end of a session are not seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

from pipelines.place import SessionCalendar
from pipelines.scales import is_other_unit
from tracker.options import INTERVALS
from tracker.records import Bar, Problem, Quality

PRINT = 0.03
"""Relative to the last good close, in extended hours."""
KEPT = 0.5
"""Share of a move that must be left when the next bar opens; between 0.03 and 0.98, see above."""
WICK = 0.01
"""Relative, in bars of up to five minutes."""
LONG_WICK = 0.03
"""In longer ones."""
HALTED = 2
"""Regular bars that are missing."""
USUAL_SESSIONS = 5
USUAL_SHARE = 0.98
"""Of the regular intervals of those sessions, with a bar: else a symbol is thin, and holes say nothing."""
USUAL_BARS = 20
"""Fewer say nothing of what is usual."""
LOOK_BACK = {"1d": timedelta(days=30)}
DEFAULT_LOOK_BACK = timedelta(days=10)
"""How far back a last good close is one. Intraday: USUAL_SESSIONS fit in, around the longest holidays."""
STAGE = "price"
_EPOCH = np.datetime64(0, "us")

Seconds = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """The bars of an answer, judged."""

    bars: tuple[Bar, ...]
    """Oldest first; with them a bar held that was waiting for the first of these, with its verdict."""
    dropped: Mapping[str, int]
    """Rows that are no bars, by reason."""
    problems: tuple[Problem, ...]
    """What there is to tell of them, one for each reason."""


def look_back(interval: str) -> timedelta:
    """How much of what is held before an answer is needed to judge it."""
    return LOOK_BACK.get(interval, DEFAULT_LOOK_BACK)


def clean(given: Sequence[Bar], calendar: SessionCalendar, held: Sequence[Bar] = ()) -> Cleaned:
    """Judge the bars of one answer; their values stay as they came.

    given: of one symbol, interval and provider, in any order. held: those of the same series that are held already,
    from `look_back` before the first given on; those among the given count for nothing.
    """
    kept, dropped = _bars_only(given, calendar)
    if not kept:
        return Cleaned(bars=(), dropped=_counts(dropped), problems=tuple(_told(dropped)))
    earliest = kept[0].start - look_back(kept[0].interval)
    before = [bar for bar in held if earliest <= bar.start < kept[0].start]
    after = next((bar for bar in held if bar.start > kept[-1].start), None)
    series = [*before, *kept, *([after] if after else [])]
    daily = kept[0].interval == "1d"
    regular = np.ones(len(series), dtype=np.bool_) if daily else is_regular(series, calendar)
    verdicts = _judge(series, regular.tolist(), len(before))
    if not daily:
        for place in _after_halts(series, regular, calendar, len(before)):
            if verdicts[place] is Quality.OK:
                verdicts[place] = Quality.AFTER_HALT
    bars = [
        _with(bar, verdict) for bar, verdict in zip(kept, verdicts[len(before) : len(before) + len(kept)], strict=True)
    ]
    return Cleaned(
        bars=(*_settled(before, verdicts, kept[0].fetched_at), *bars),
        dropped=_counts(dropped),
        problems=tuple(_told(dropped)),
    )


def mark_intraday_final(bars: Sequence[Bar], settle: timedelta) -> list[Bar]:
    """Bars with `is_final` set: fetched `settle` or more after their end."""
    return [
        bar if bar.is_final == final else replace(bar, is_final=final)
        for bar, final in ((bar, bar.fetched_at >= bar.start + INTERVALS[bar.interval] + settle) for bar in bars)
    ]


def is_regular(bars: Sequence[Bar], calendar: SessionCalendar) -> NDArray[np.bool_]:
    """Which intraday bars begin in a regular session."""
    regular, _, _ = _sessions(_starts(bars), calendar)
    return regular


# ── rows that are no bars ───────────────────────────────────────────────────────────────────────────


def _bars_only(given: Sequence[Bar], calendar: SessionCalendar) -> tuple[list[Bar], dict[str, list[Bar]]]:
    """The bars, oldest first, and the other rows by what they are."""
    dropped: dict[str, list[Bar]] = {}
    kept: dict[datetime, Bar] = {}
    off = _off_grid(given, calendar)
    for bar, is_off in zip(given, off, strict=True):
        reason = "off_grid" if is_off else _against(bar) or ("given_twice" if bar.start in kept else None)
        if reason is None:
            kept[bar.start] = bar
        else:
            dropped.setdefault(reason, []).append(bar)
    return [kept[start] for start in sorted(kept)], dropped


def _against(bar: Bar) -> str | None:
    if not (math.isfinite(bar.close) and bar.close > 0):
        return "no_close"
    if bar.interval != "1d" and bar.start + INTERVALS[bar.interval] > bar.fetched_at:
        return "not_over"
    return None


def _off_grid(bars: Sequence[Bar], calendar: SessionCalendar) -> list[bool]:
    """Whether a start is none of the interval's, counted from the full hour or from the session's open."""
    if not bars or bars[0].interval == "1d":
        return [False] * len(bars)
    step = int(INTERVALS[bars[0].interval].total_seconds())
    micros = np.array([_micros(bar.start) for bar in bars], dtype=np.int64)
    starts, rest = np.divmod(micros, 1_000_000)
    regular, session, opens = _sessions(starts, calendar)
    from_open = regular & ((starts - opens[session]) % step == 0)
    off: list[bool] = ((rest != 0) | ~((starts % step == 0) | from_open)).tolist()
    return off


def _counts(dropped: Mapping[str, Sequence[Bar]]) -> dict[str, int]:
    return {reason: len(bars) for reason, bars in dropped.items()}


_WORDS = {
    "off_grid": "no start of a bar of {interval}: a row of the moment in which it was asked",
    "not_over": "not over when it was fetched",
    "no_close": "without a close above zero",
    "given_twice": "given twice; the first is kept",
}


def _told(dropped: Mapping[str, Sequence[Bar]]) -> Iterator[Problem]:
    for reason, bars in dropped.items():
        first = bars[0]
        more = f" (and {len(bars) - 1} more like it)" if len(bars) > 1 else ""
        words = _WORDS[reason].format(interval=first.interval)
        text = f"row of {first.start:%Y-%m-%d %H:%M:%S} UTC: {words}{more}; left out"
        yield Problem(stage=STAGE, subject=first.symbol, reason=text)


# ── closes that are none ────────────────────────────────────────────────────────────────────────────


def _judge(series: Sequence[Bar], regular: Sequence[bool], known: int) -> list[Quality]:
    """A verdict for each bar, but for halts. known: so many at the front have theirs, if only a waiting one."""
    verdicts = [bar.quality for bar in series]
    reach = WICK if INTERVALS[series[0].interval] <= timedelta(minutes=5) else LONG_WICK
    last: float | None = None
    waiting: int | None = None
    for place, bar in enumerate(series):
        if place < known and bar.quality is Quality.UNCONFIRMED:
            waiting = place
            continue
        if place < known:
            last, waiting = (bar.close, None) if bar.quality.usable else (last, waiting)
            continue
        if last is not None and is_other_unit(bar.close / last):
            verdicts[place] = Quality.SCALE
            continue
        if waiting is not None and last is not None:
            doubtful = series[waiting]
            confirmed = _confirms(doubtful.close, last, bar)
            verdicts[waiting] = _wick_or_ok(doubtful, last, reach) if confirmed else Quality.PRINT
            last = doubtful.close if confirmed else last
        waiting = None
        if regular[place]:
            verdicts[place] = Quality.OK
        elif last is not None and abs(bar.close / last - 1.0) > PRINT:
            verdicts[place], waiting = Quality.UNCONFIRMED, place
            continue
        else:
            verdicts[place] = _wick_or_ok(bar, last, reach)
        last = bar.close
    return verdicts


def _confirms(doubtful: float, last: float, following: Bar) -> bool:
    """Whether a bar begins where a doubtful close left off. last: the good close before that one."""
    begins = following.open if _is_price(following.open) else following.close
    return math.log(begins / last) / math.log(doubtful / last) >= KEPT


def _wick_or_ok(bar: Bar, last: float | None, reach: float) -> Quality:
    """For a bar in extended hours whose close is good."""
    seen = [price for price in (bar.open, bar.close, last) if _is_price(price)]
    high = _is_price(bar.high) and bar.high > max(seen) * (1.0 + reach)
    low = _is_price(bar.low) and bar.low < min(seen) * (1.0 - reach)
    return Quality.WICK if high or low else Quality.OK


def _settled(before: Sequence[Bar], verdicts: Sequence[Quality], at: datetime) -> list[Bar]:
    """Bars held whose verdict is there now: known from the moment on at which it was."""
    return [
        replace(bar, quality=verdict, fetched_at=at)
        for bar, verdict in zip(before, verdicts, strict=False)
        if bar.quality is not verdict
    ]


def _with(bar: Bar, verdict: Quality) -> Bar:
    return bar if bar.quality is verdict else replace(bar, quality=verdict)


# ── halts ───────────────────────────────────────────────────────────────────────────────────────────


def _after_halts(series: Sequence[Bar], regular: NDArray[np.bool_], calendar: SessionCalendar, known: int) -> list[int]:
    """Places of the regular bars, from `known` on, before which HALTED or more are missing where there usually are."""
    places = np.flatnonzero(regular)
    if not len(places):
        return []
    step = int(INTERVALS[series[0].interval].total_seconds())
    starts = _starts(series)[places]
    _, session, opens = _sessions(starts, calendar)
    slot = (starts - opens[session]) // step
    firsts = np.flatnonzero(np.diff(session, prepend=-1))
    ends = np.append(firsts[1:], len(session))
    # How many bars each session has, and how many intervals they span.
    filled, spanned = ends - firsts, slot[ends - 1] - slot[firsts] + 1
    found: list[int] = []
    for number, (begin, end) in enumerate(zip(firsts, ends, strict=True)):
        usual = slice(max(number - USUAL_SESSIONS, 0), number)
        missing = np.diff(slot[begin:end], prepend=-1) - 1
        if not (slot[firsts[usual]] < HALTED).all() or number == 0:
            missing[0] = 0  # it is not known that the symbol trades from the open on
        for gap in np.flatnonzero(missing >= HALTED):
            had = int(filled[usual].sum()) + int(gap)
            could = int(spanned[usual].sum()) + (int(slot[begin + gap - 1] - slot[begin]) + 1 if gap else 0)
            if had >= USUAL_BARS and had >= USUAL_SHARE * could and places[begin + gap] >= known:
                found.append(int(places[begin + gap]))
    return found


def _sessions(starts: Seconds, calendar: SessionCalendar) -> tuple[NDArray[np.bool_], NDArray[np.intp], Seconds]:
    """For each start whether it is in a regular session, and the place of the session; the opens of all sessions."""
    opens, closes = (_to_seconds(edge) for edge in (calendar.opens, calendar.closes))
    session = np.minimum(np.searchsorted(closes, starts, side="right"), len(closes) - 1)
    regular: NDArray[np.bool_] = (starts >= opens[session]) & (starts < closes[session])
    return regular, session, opens


def _to_seconds(instants: NDArray[np.datetime64]) -> Seconds:
    seconds: Seconds = (instants - _EPOCH).astype("timedelta64[s]").astype(np.int64)
    return seconds


def _starts(bars: Sequence[Bar]) -> Seconds:
    return np.array([_micros(bar.start) // 1_000_000 for bar in bars], dtype=np.int64)


def _micros(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000)


def _is_price(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value) and value > 0
