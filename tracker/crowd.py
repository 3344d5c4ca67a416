"""The cross-section of a story's session: its names against everything else that is followed, from the bars held.

Reading only, and asked for one story at a time: what comes of it is shown, never stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import numpy as np

from pipelines.measure import DailySeries
from pipelines.place import SessionCalendar
from pipelines.study.crowding import BETA, HIGH, MOMENTUM, CrowdSplit, crowding_proxies, split_day
from pipelines.study.panel import Floats
from tracker.derive import held_series, measure_untold
from tracker.desk import Desk
from tracker.records import Expectation, Exposure, Impact

LOOKED_BACK = 1 + max(BETA, HIGH, MOMENTUM)
"""Closes before the session that the proxies are made of."""


def crowd_of(
    desk: Desk,
    exposures: Sequence[Exposure],
    said: Mapping[tuple[str, str], Expectation],
    now: datetime,
    as_of: datetime | None,
) -> CrowdSplit | None:
    """What moved the names in the session of one story; None when the session is in doubt, or nobody was exposed.

    exposures: of that story. said: the expectations that count, by story and symbol. Exposed is who was expected to
    move, by the expected sign, whether or not the story is measured on it. Names of which the rules argue both ways are
    left out; whoever else is followed, funds too, is a control. A benchmark has no abnormal return and is in neither.
    The shuffles of a story are the same each time.
    """
    story, session = exposures[0].story, exposures[0].session
    signs = {symbol: _sign(said.get((story, symbol))) for symbol in desk.instruments}
    if not all(item.sure for item in exposures) or not any(sign in {1.0, -1.0} for sign in signs.values()):
        return None
    moves = measure_untold(desk, set(), session, now, as_of)
    measured = {symbol: move for symbol, move in moves.items() if isinstance(move, Impact)}
    symbols = sorted(measured)
    if not symbols:
        return None
    closes, volumes = _before(desk, symbols, session, now, as_of)
    companies = [row for row, symbol in enumerate(symbols) if desk.instruments[symbol].kind == "company"]
    seed = int.from_bytes(hashlib.blake2b(f"{story} {session}".encode(), digest_size=8).digest())
    return split_day(
        symbols,
        np.array([measured[symbol].abnormal for symbol in symbols]),
        np.array([signs[symbol] for symbol in symbols]),
        crowding_proxies(closes, volumes, companies),
        np.random.default_rng(seed),
    )


def _sign(said: Expectation | None) -> float:
    """Exposure of a name the story touches: its sign; 0 where it is no party; NaN where both signs can be argued."""
    if said is None or said.party is None:
        return 0.0
    return float("nan") if said.sign is None else float(said.sign)


def _before(
    desk: Desk, symbols: Sequence[str], session: date, now: datetime, as_of: datetime | None
) -> tuple[Floats, Floats]:
    """Closes and volumes of the sessions before this one, oldest first; (N, LOOKED_BACK) each."""
    calendars = desk.calendars(now)
    series = held_series(desk, symbols, now, as_of)
    found = [_row(series[symbol], calendars[desk.instruments[symbol].exchange], session) for symbol in symbols]
    return np.vstack([closes for closes, _ in found]), np.vstack([volumes for _, volumes in found])


def _row(series: DailySeries, calendar: SessionCalendar, session: date) -> tuple[Floats, Floats]:
    end = int(np.searchsorted(calendar.days, np.datetime64(session, "D")))
    days = calendar.days[max(0, end - LOOKED_BACK) : end].tolist()
    bars = {bar.session: (close, bar.volume) for bar, close in zip(series.bars, series.closes.tolist(), strict=True)}
    values = [bars.get(day, (np.nan, None)) for day in days]
    lacking = [np.nan] * (LOOKED_BACK - len(days))
    closes = [*lacking, *(close for close, _ in values)]
    volumes = [*lacking, *(np.nan if volume is None else volume for _, volume in values)]
    return np.array(closes, dtype=np.float64), np.array(volumes, dtype=np.float64)
