"""An event study on a user's own files or frames: the Python function behind `newsimpact study`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.place import SessionCalendar
from pipelines.study.choices import study_options
from pipelines.study.files import study_events
from pipelines.study.rows import Study
from tracker.adapters.tables_files import Table, read_events, read_factors, read_prices, read_returns, read_volumes
from tracker.clock import SystemClock
from tracker.desk import sessions_around
from tracker.records import Problem

if TYPE_CHECKING:
    import pandas as pd


def event_study(
    events: Path | pd.DataFrame,
    *,
    prices: Sequence[Path] | pd.DataFrame | None = None,
    returns: Sequence[Path] | pd.DataFrame | None = None,
    factors: Path | pd.DataFrame | None = None,
    volumes: pd.DataFrame | None = None,
    market: str | None = None,
    sector: Sequence[str] | None = None,
    model: str | None = None,
    estimation: int = 120,
    minimum: int | None = None,
    gap: int = 10,
    window: tuple[int, int] = (0, 0),
    convention: str = "newsimpact",
    log: bool | None = None,
    mask: bool | None = None,
    seed: int = 0,
    exchange: str = "XNYS",
) -> Study:
    """An event study on one's own events and prices: what `newsimpact study` answers, as records.

    events, prices, returns, factors: files as the command takes them, or frames: events with the columns `event`,
    `symbol` and `date` (a date) or `time` (an aware datetime), optional `group`; the others wide, an index of dates
    and a column of floats per symbol or factor, NaN = missing. Give prices or returns, not both; returns and factors
    are fractions. volumes: wide, shares traded; of files, the column volume of the price tables is taken. market: a
    symbol of the same table. sector: a symbol of it, or several whose equal-weighted mean, without the event's own
    symbols, is the sector. model: mean_adjusted, market_adjusted, market, market_sector or factors; None: the largest
    that what is given allows. estimation: returns to estimate on (sessions); minimum: with fewer there is no abnormal
    return; gap: sessions strictly between estimation and event window; window: offsets in sessions from the first
    session able to react, both included. convention: whose choices the statistics follow
    (`pipelines.study.conventions`). log: log returns instead of simple ones; mask: leave windows of the symbol's other
    events out of its estimates; None: as the convention has it. seed: of the bootstrap. exchange: whose calendar says
    which session a `time` belongs to.

    Returns `rows` (one per event and symbol, in order; abnormal returns, CAR, exact standard error, t, p, or a
    reason), `groups` (means and tests across events; which may be believed says `printed`), `problems` and the number
    of `tests`. Formulas and sources: docs/method.md. Raises `InputError` for a file that cannot be used, `UsageError`
    for choices that cannot be meant together.

    >>> import pandas as pd
    >>> days = pd.bdate_range("2025-01-01", periods=60)
    >>> table = pd.DataFrame({"MKT": [0.01, -0.01, 0.0] * 20, "ACME": [0.012, -0.012, 0.0, 0.008, -0.008, 0.0] * 10},
    ...                      index=days)
    >>> table.loc[days[54], "ACME"] = -0.13
    >>> told = pd.DataFrame({"event": ["lease"], "symbol": ["ACME"], "date": [days[54].date()]})
    >>> study = event_study(told, returns=table, market="MKT", estimation=40)
    >>> study.rows[0].session.isoformat(), round(study.rows[0].car, 3), study.rows[0].p < 0.001
    ('2025-03-18', -0.14, True)
    """
    options = study_options(
        model=model,
        sector=sector,
        factors=factors is not None,
        estimation=estimation,
        minimum=minimum,
        gap=gap,
        convention=convention,
        log=log,
    )

    asked = _table(events, read_events)
    closes = None if prices is None else _table(prices, read_prices)
    moves = None if returns is None else _table(returns, partial(read_returns, log=options.returns == "log"))
    drivers = None if factors is None else _table(factors, read_factors)
    if volumes is None and prices is not None and not hasattr(prices, "columns"):
        held = read_volumes(prices)
        volumes = None if held is None else held.frame
    problems = [problem for one in (asked, closes, moves, drivers) if one is not None for problem in one.problems]
    times = asked.frame["time"].dropna() if "time" in asked.frame else ()
    found = study_events(
        asked.frame,
        prices=None if closes is None else closes.frame,
        returns=None if moves is None else moves.frame,
        factors=None if drivers is None else drivers.frame,
        volumes=volumes,
        market=market,
        sector=sector,
        options=options,
        window=window,
        calendar=_calendar(times, exchange, problems) if len(times) else None,
        mask=mask,
        seed=seed,
    )
    return replace(found, problems=(*problems, *found.problems))


def _table(given: Any, read: Callable[[Any], Table]) -> Table:
    """What the files hold; a frame is taken as it is."""
    return Table(frame=given, problems=()) if hasattr(given, "columns") else read(given)


def _calendar(times: Iterable[datetime], exchange: str, problems: list[Problem]) -> SessionCalendar:
    def tell(reason: str) -> None:
        problems.append(Problem(stage="place", subject=exchange, reason=reason))

    return sessions_around(times, exchange, SystemClock().now(), tell)
