"""Draws the SYNTHETIC 5-minute bars of the demo from its daily ones, so that windows of minutes have something to show.

For each session of `SESSIONS` and every symbol: 04:00 to 20:00 in New York. Before the opening the price leaves the
close of the day before for the day's opening price, on 1 July 2026 not before the first report is out; in the
session it wanders from the opening to the closing price within the day's high and low; after the close it stays.
So a daily price that is changed changes the minutes around it. Extended hours have no volume, as at the real source.

The same daily bars give the same minutes on every run; no number is a price that was ever paid.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from tracker.demo.servers import PriceRow

Path = npt.NDArray[np.float64]
"""Prices at the ends of consecutive bars."""

SESSIONS = (date(2026, 6, 29), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2))
UNTIL = datetime(2026, 7, 2, 20, 30, tzinfo=UTC)
"""So that at the demo's last look every bar has settled, and a second run finds nothing new."""
FIRST_REPORT = datetime(2026, 7, 1, 12, 5, tzinfo=UTC)
COLUMNS = ("ts", "symbol", "interval", "open", "high", "low", "close", "volume", "note")

NEW_YORK = ZoneInfo("America/New_York")
STEP = timedelta(minutes=5)
BEGIN, OPENING, CLOSING, END = time(4), time(9, 30), time(16), time(20)
QUIET = 0.0004
"""Standard deviation of a 5-minute step where nothing happens, a fraction."""
LIVELY = 0.0015
"""In the session."""
AT_ONCE, SOON = 0.45, 0.75
"""Shares of the way from the last close to the opening that are gone after the first 5 and the first 30 minutes."""
SHARE_OF_VOLUME = 0.9
"""Of the daily volume in all 5-minute bars; auctions are not in them."""


def make_intraday(prices: Mapping[str, Sequence[PriceRow]]) -> str:
    """The bars as CSV: a header, then symbol by symbol, oldest first. prices: daily bars by symbol, oldest first."""
    told = StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(COLUMNS)
    for symbol, rows in prices.items():
        for before, row in pairwise(rows):
            if row.session in SESSIONS:
                writer.writerows(_bars(symbol, before.close, row))
    return told.getvalue()


def _bars(symbol: str, before: float, row: PriceRow) -> Iterator[tuple[str, ...]]:
    # Seeded by name and day: another price of one symbol leaves the others as they were.
    rng = np.random.default_rng([zlib.crc32(symbol.encode()), row.session.toordinal()])
    starts, price = [_at(row.session, BEGIN)], before
    while starts[-1] + STEP < min(_at(row.session, END), UNTIL):
        starts.append(starts[-1] + STEP)
    early = [at for at in starts if at < _at(row.session, OPENING)]
    late = [at for at in starts if at >= _at(row.session, CLOSING)]
    regular = len(starts) - len(early) - len(late)
    path = np.concatenate(
        [
            _to_the_opening(early, before, row.open, rng),
            _through_the_session(regular, row, rng),
            row.close * (1 + QUIET * rng.standard_normal(len(late))),
        ]
    )
    volumes = [0] * len(early) + _volumes(regular, row.volume) + [0] * len(late)
    for place, (start, close, volume) in enumerate(zip(starts, path.tolist(), volumes, strict=True)):
        opening = row.open if place == len(early) else price
        reach = sorted((opening, close))
        low, high = reach[0] * (1 - QUIET * rng.random()), reach[1] * (1 + QUIET * rng.random())
        values = [f"{value:.2f}" for value in (opening, high, low, close)]
        yield f"{start:%Y-%m-%dT%H:%M:%SZ}", symbol, "5m", *values, str(volume), "synthetic"
        price = close


def _to_the_opening(starts: Sequence[datetime], before: float, opening: float, rng: np.random.Generator) -> Path:
    """Closes before the opening: at the last close until the news is out, then most of the way at once."""
    known = FIRST_REPORT if starts[0] <= FIRST_REPORT <= starts[-1] else starts[0]
    minutes = [(at + STEP - known).total_seconds() / 60 for at in starts]
    whole = (starts[-1] + STEP - known).total_seconds() / 60
    knots = ((0, 5, 30, whole), (0, AT_ONCE, SOON, 1)) if known == FIRST_REPORT else ((0, whole), (0, 1))
    share = np.interp(minutes, *knots)
    noise = QUIET * rng.standard_normal(len(starts))
    noise[-1] = 0.0
    return np.asarray(before * (1 + share * (opening / before - 1)) * (1 + noise))


def _through_the_session(count: int, row: PriceRow, rng: np.random.Generator) -> Path:
    """Closes of the session: from the opening to the closing price, between the day's low and high."""
    walk = np.cumsum(LIVELY * rng.standard_normal(count))
    along = np.arange(1, count + 1) / count
    bridge = walk - along * walk[-1] + along * np.log(row.close / row.open)
    return np.asarray(np.clip(row.open * np.exp(bridge), row.low, row.high))


def _volumes(count: int, daily: int) -> list[int]:
    """Busy at both ends of the session, as everywhere."""
    busy = 1 + 2 * np.abs(np.linspace(-1, 1, count)) ** 2
    return [round(share / 100) * 100 for share in (SHARE_OF_VOLUME * daily * busy / busy.sum()).tolist()]


def _at(session: date, clock: time) -> datetime:
    return datetime.combine(session, clock, NEW_YORK).astimezone(UTC)
