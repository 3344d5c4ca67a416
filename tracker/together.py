"""The names of a story as one: were they, taken together, unusual against their own history?

One date and a handful of firms that move together are one observation, not many. So the firms become a portfolio, each
with the sign that was expected of it before prices were read, and the portfolio is held against its own quiet past:
by the portfolio t, and by the rank among its own days or among other dates (`pipelines.study.headline` says which).

Reading only, and asked for one story at a time: what comes of it is shown, never stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

import numpy as np

from pipelines.measure import DailySeries
from pipelines.place import SessionCalendar
from pipelines.study.events import EventWindows, estimation_offsets, study_windows
from pipelines.study.headline import Together, headline
from pipelines.study.inference import group_tests, portfolio_t
from pipelines.study.panel import Floats, Ints, Panel
from pipelines.study.placebo import placebo_columns
from pipelines.study.sample import Sample, sample_of
from tracker.derive import held_series
from tracker.desk import Desk
from tracker.options import StudyOptions
from tracker.records import Expectation, Exposure, ExposureKind

WINDOW = (0, 0)
PLACEBOS = 120
"""Quiet dates before the event that are looked at."""


def together(
    desk: Desk,
    exposures: Sequence[Exposure],
    said: Mapping[tuple[str, str], Expectation],
    now: datetime,
    as_of: datetime | None,
) -> Together | None:
    """The names of one story as one; None when its session is in doubt, not over, or fewer than two have an answer.

    exposures: of that story. said: the expectations that count, by story and symbol.
    """
    if not exposures or not all(item.sure for item in exposures):
        return None
    signs, signed = _signs(exposures, said)
    session, market = exposures[0].session, _market(desk, signs)
    calendar = desk.calendars(now)[desk.instruments[exposures[0].symbol].exchange]
    series = held_series(desk, sorted({*signs, market}), now, as_of)
    symbols = sorted(symbol for symbol in signs if symbol in series and symbol != market)
    if market not in series or len(symbols) < 2:
        return None
    panel, column = _panel(series, [market, *symbols], calendar, session, desk.study)
    found = _measured(panel, np.full(len(symbols), column), desk.study)
    kept = [place for place, code in enumerate(found.codes.tolist()) if code == 0]
    if len(kept) < 2:
        return None
    flips = np.array([signs[symbols[place]] for place in kept])
    sample = _signed(sample_of(found, np.full(len(symbols), column), WINDOW, desk.study), flips)
    tests = group_tests(sample, placebos=_placebos(panel, np.array(kept) + 1, column, flips, desk.study))
    t, mean = tests["portfolio_t"].stat, float(sample.car.mean())
    return Together(
        symbols=tuple(symbols[place] for place in kept),
        signed=signed,
        mean=mean,
        stderr=abs(mean / t) if t else None,
        headline=headline(tests, len(kept)),
        tests=tests,
    )


def _signs(exposures: Sequence[Exposure], said: Mapping[tuple[str, str], Expectation]) -> tuple[dict[str, float], bool]:
    """Who is taken, and with which sign: whoever is expected to move; else who takes part; else everybody."""
    expected = {item.symbol: said.get((item.story, item.symbol)) for item in exposures}
    signs = {symbol: float(one.sign) for symbol, one in expected.items() if one is not None and one.sign}
    if signs:
        return signs, True
    direct = [item.symbol for item in exposures if item.kind is ExposureKind.DIRECT]
    return dict.fromkeys(direct or [item.symbol for item in exposures], 1.0), False


def _market(desk: Desk, symbols: Mapping[str, float]) -> str:
    """The benchmark of most of them."""
    return Counter(desk.instruments[symbol].benchmark for symbol in sorted(symbols)).most_common(1)[0][0]


def _panel(
    series: Mapping[str, DailySeries],
    symbols: Sequence[str],
    calendar: SessionCalendar,
    session: date,
    options: StudyOptions,
) -> tuple[Panel, int]:
    """Closes up to the session, and back to what its placebo dates need; its column is the last."""
    index = calendar.index_of(session)
    first = max(0, index - PLACEBOS + 2 * estimation_offsets(WINDOW, options)[0])
    days = calendar.days[first : index + 1]
    closes = np.full((len(symbols), len(days)), np.nan)
    for row, symbol in enumerate(symbols):
        held = series[symbol]
        places = np.searchsorted(days, held.sessions)
        inside = (places < len(days)) & (days[np.minimum(places, len(days) - 1)] == held.sessions)
        closes[row, places[inside]] = held.closes[inside]
    return Panel.from_closes(days, symbols, closes), len(days) - 1


def _measured(panel: Panel, columns: Ints, options: StudyOptions, rows: Ints | None = None) -> EventWindows:
    rows = np.arange(1, len(panel.symbols)) if rows is None else rows
    return study_windows(panel, rows, columns, market=0, window=WINDOW, options=options)


def _signed(sample: Sample, flips: Floats) -> Sample:
    """With the returns of those that should fall turned around."""
    return replace(
        sample,
        ar=sample.ar * flips[:, None],
        car=sample.car * flips,
        residuals=sample.residuals * flips[:, None],
    )


def _placebos(panel: Panel, rows: Ints, column: int, flips: Floats, options: StudyOptions) -> Floats:
    """The portfolio t of the same names on quiet dates before; the other stories' windows are not known here."""
    dates = placebo_columns(column, WINDOW, [column], 1 - estimation_offsets(WINDOW, options)[0], most=PLACEBOS)
    every = np.repeat(dates, len(rows))
    found = _measured(panel, every, options, np.tile(rows, len(dates)))
    answers = np.full(len(dates), np.nan)
    for place, day in enumerate(dates.tolist()):
        here = every == day
        if (found.codes[here] == 0).all():
            answers[place] = float(portfolio_t(_signed(sample_of(found, every, WINDOW, options, here), flips)))
    return answers
