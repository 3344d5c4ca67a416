"""An event study on a user's own tables: events in, one row per event and symbol out, and one per group of events.

Every event that comes in goes out: with numbers, or with a reason. What is lost on the way to that (dates that are
no sessions, factors without a value) comes back as a problem. Which date is a session, and which session an event
belongs to, is decided in `pipelines.study.tables`. Reading files is the caller's part, and so is printing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pipelines.place import SessionCalendar
from pipelines.study.activity import abnormal_volatility, abnormal_volume
from pipelines.study.clusters import benjamini_hochberg
from pipelines.study.conventions import convention_of
from pipelines.study.events import EventWindows, estimation_offsets, masked_sessions, study_windows
from pipelines.study.factors import with_baskets
from pipelines.study.groups import Members, group_row
from pipelines.study.inference import portfolio_t
from pipelines.study.inputs import inputs_of
from pipelines.study.market import parameters_of
from pipelines.study.panel import Bools, Floats, Ints, Panel, cut
from pipelines.study.placebo import placebo_columns
from pipelines.study.rows import GroupRow, Study, StudyRow
from pipelines.study.sample import sample_of
from pipelines.study.tables import Asked, ask, by_date, date_given, moved, near, panel_of
from tracker.errors import UsageError
from tracker.options import StudyOptions
from tracker.records import Problem, Reason

RISK_FREE = "rf"
"""Name of the factor column that is taken off all returns instead of being a factor."""

EVERYTHING = "all"
"""The one group of a table that has none."""

PLACEBO_FIRMS = 20
"""Placebo dates are looked for where at most so many firms share one date."""


def study_events(
    events: pd.DataFrame,
    *,
    prices: pd.DataFrame | None = None,
    returns: pd.DataFrame | None = None,
    factors: pd.DataFrame | None = None,
    volumes: pd.DataFrame | None = None,
    market: str | None = None,
    sector: Sequence[str] | None = None,
    options: StudyOptions,
    window: tuple[int, int] = (0, 0),
    calendar: SessionCalendar | None = None,
    mask: bool | None = None,
    seed: int = 0,
) -> Study:
    """Measure every event of a table, in its order, and the groups of events together.

    events: columns `event`, `symbol` and `date` (a date) or `time` (an aware datetime; wins over the date), optional
    `group`; without any group all events are one group, "all". prices, returns: exactly one; wide, index of dates,
    one column of floats per symbol, NaN = missing; returns of the kind `options.returns`, fractions. factors: wide,
    index of dates, a column of returns per factor, fractions; one called `rf` is taken off all returns, and the
    factors are what the model `factors` regresses on. volumes: wide, shares traded. sector: a symbol, or several whose
    mean is the sector, for each event without its own symbol and without every symbol of the same event. window:
    offsets in sessions, both ends included. calendar: only needed for events with a `time`. mask: leave the windows of
    a symbol's other events out of its estimates; None: as the convention has it. seed: of the bootstrap and nothing
    else.

    Returns rows in the order of the events, a row per group, and what is to be said of the tables. An event that
    cannot be measured is a row with a reason. Raises `UsageError` for choices that cannot be meant together.

    >>> import pandas as pd
    >>> days = pd.bdate_range("2025-01-01", periods=60)
    >>> shape = [0.01, -0.01, 0.0]
    >>> market = [shape[i % 3] for i in range(60)]
    >>> noise = [0.002, -0.002]
    >>> table = pd.DataFrame({"MKT": market, "ACME": [m + noise[i % 2] for i, m in enumerate(market)]}, index=days)
    >>> table.loc[days[50], "ACME"] += 0.05
    >>> told = pd.DataFrame({"event": ["award"], "symbol": ["ACME"], "date": [days[50].date()]})
    >>> study = study_events(told, returns=table, market="MKT", options=StudyOptions(estimation=40, gap=5))
    >>> [round(value, 3) for value in study.rows[0].ar], study.rows[0].p < 0.001, study.groups[0].n
    ([0.052], True, 1)
    """
    _check_choices(prices, returns, factors, market, sector, options, window)
    prices, returns = _by_date(prices, "prices"), _by_date(returns, "returns")
    factors, volumes = _by_date(factors, "factors"), _by_date(volumes, "volumes")
    panel, problems = panel_of(prices, returns, market, options)
    plan = _plan(panel, factors, market, sector, options, volumes)
    records = events.to_dict("records")
    asked = [ask(row, panel, calendar) for row in records]
    gone = (moved(one, date_given(row), panel) for one, row in zip(asked, records, strict=True))
    problems += [problem for problem in (*plan.problems, *gone) if problem is not None]
    masked = convention_of(options.convention).masked if mask is None else mask
    measured = _measure(asked, plan, window, options, mask=masked)
    rows = tuple(_rows(asked, measured, window, options))
    return Study(
        rows=rows,
        groups=tuple(_groups(asked, measured, window, options, np.random.default_rng(seed))),
        problems=tuple(problems),
        tests=sum(row.p is not None for row in rows),
    )


def _by_date(table: pd.DataFrame | None, what: str) -> pd.DataFrame | None:
    return None if table is None else by_date(table, what)


def _check_choices(
    prices: pd.DataFrame | None,
    returns: pd.DataFrame | None,
    factors: pd.DataFrame | None,
    market: str | None,
    sector: Sequence[str] | None,
    options: StudyOptions,
    window: tuple[int, int],
) -> None:
    if (prices is None) == (returns is None):
        raise UsageError("study: give prices or returns, and only one of them")
    parameters_of(options.model)
    convention_of(options.convention)
    if (factors is None) != (options.model != "factors"):
        raise UsageError(f"study: --factors FILE and --model factors belong together; the model is {options.model}")
    if (sector is None) != (options.model != "market_sector"):
        raise UsageError(f"study: --sector and --model market_sector belong together; the model is {options.model}")
    if options.model not in ("mean_adjusted", "factors") and market is None:
        raise UsageError(f"study: the {options.model} model needs --market SYMBOL; or use --model mean_adjusted")
    if window[0] > window[1]:
        raise UsageError(f"study: window {window[0]}:{window[1]} ends before it begins")
    if options.estimation < 1 or options.gap < 0 or options.minimum < 1:
        raise UsageError("study: the estimation needs at least one session, and the gap cannot be negative")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Plan:
    """The panel and what its rows are for."""

    panel: Panel
    """What is regressed: the table's returns, without the risk-free rate where there is one, and the factors."""
    given: Panel
    """The table's returns as they are."""
    market: int | None
    factors: tuple[int, ...]
    sector: tuple[str, ...]
    volumes: Floats | None
    """(N, T) of the table's symbols; None: there are none."""
    problems: tuple[Problem, ...]


def _plan(
    panel: Panel,
    factors: pd.DataFrame | None,
    market: str | None,
    sector: Sequence[str] | None,
    options: StudyOptions,
    volumes: pd.DataFrame | None,
) -> _Plan:
    row_of = {symbol: row for row, symbol in enumerate(panel.symbols)}
    for symbol in sector or ():
        if symbol not in row_of:
            raise UsageError(f"study: --sector {symbol} is no symbol of the table{near(symbol, list(panel.symbols))}")
    plan = _Plan(
        panel=panel,
        given=panel,
        market=None if market is None else row_of[market],
        factors=(),
        sector=tuple(sector or ()),
        volumes=None if volumes is None else _on_sessions(volumes, panel),
        problems=(),
    )
    return plan if factors is None else _with_factors(plan, factors, options)


def _on_sessions(table: pd.DataFrame, panel: Panel) -> Floats:
    """A wide table's columns as rows of the panel, NaN where it has nothing."""
    aligned = table.reindex(index=pd.DatetimeIndex(panel.sessions), columns=list(panel.symbols))
    return aligned.to_numpy(dtype=np.float64).T


def _with_factors(plan: _Plan, factors: pd.DataFrame, options: StudyOptions) -> _Plan:
    """The plan with the factors' series on the sessions of the panel."""
    panel = plan.panel
    series = factors.reindex(pd.DatetimeIndex(panel.sessions)).to_numpy(dtype=np.float64).T
    if options.returns == "log":
        series = np.log1p(series)
    names = [str(name) for name in factors.columns]
    lacking = int(np.isnan(series).any(axis=0).sum())
    problems: tuple[Problem, ...] = ()
    if lacking:
        reason = f"{lacking} of {len(panel.sessions)} sessions lack a factor; they count for no estimate and no window"
        problems = (Problem(stage="measure", subject="factors", reason=reason),)
    free = [place for place, name in enumerate(names) if name.casefold() == RISK_FREE]
    used = [place for place in range(len(names)) if place not in free]
    if not used:
        raise UsageError(f"study: --factors has no column but {', '.join(names)}; a factor is needed")
    excess = replace(panel, returns=panel.returns - series[free[0]]) if free else panel
    joined = excess.joined([f"factor {names[place]}" for place in used], series[used])
    first = len(panel.symbols)
    return replace(plan, panel=joined, factors=tuple(range(first, first + len(used))), problems=problems)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Measured:
    """The events that could be found in the panel, measured."""

    plan: _Plan
    panel: Panel
    """With the sectors' series."""
    places: Ints
    """(n,) which of the events asked for each one is."""
    rows: Ints
    columns: Ints
    sectors: Ints | None
    masks: Bools | None
    found: EventWindows
    raw: Floats
    """(n, L2) as the table has it."""
    masked: Ints


def _measure(
    asked: Sequence[Asked], plan: _Plan, window: tuple[int, int], options: StudyOptions, *, mask: bool
) -> _Measured:
    row_of = {symbol: row for row, symbol in enumerate(plan.given.symbols)}
    places = [place for place, one in enumerate(asked) if one.column is not None and one.symbol in row_of]
    rows = np.array([row_of[asked[place].symbol] for place in places], dtype=np.intp)
    columns = np.array([asked[place].column for place in places], dtype=np.intp)
    panel, sectors = _sectors(plan, rows, [asked[place] for place in places], asked)
    masks = masked_sessions(panel, rows, columns, window) if mask else None
    found = study_windows(
        panel,
        rows,
        columns,
        market=plan.market,
        window=window,
        options=options,
        sector=sectors,
        factors=plan.factors,
        masks=masks,
    )
    first, last = estimation_offsets(window, options)
    out = np.zeros(len(rows), dtype=np.intp)
    if masks is not None and len(rows):
        out = cut(masks, rows, columns + first, last - first + 1, False).sum(axis=1)
    return _Measured(
        plan=plan,
        panel=panel,
        places=np.array(places, dtype=np.intp),
        rows=rows,
        columns=columns,
        sectors=sectors,
        masks=masks,
        found=found,
        raw=plan.given.cut(rows, columns + window[0], window[1] - window[0] + 1),
        masked=out,
    )


def _sectors(plan: _Plan, rows: Ints, found: Sequence[Asked], asked: Sequence[Asked]) -> tuple[Panel, Ints | None]:
    """The panel with the sector of each event, and its row; one symbol is taken as it is, several are a basket."""
    if not plan.sector:
        return plan.panel, None
    if len(plan.sector) == 1:
        row = plan.panel.symbols.index(plan.sector[0])
        return plan.panel, np.full(len(rows), row, dtype=np.intp)
    tagged: dict[str, set[str]] = {}
    for one in asked:
        tagged.setdefault(one.event, set()).add(one.symbol)
    return with_baskets(plan.panel, plan.sector, rows, [tagged[one.event] for one in found])


# ── rows ────────────────────────────────────────────────────────────────────────────────────────────


def _rows(
    asked: Sequence[Asked], measured: _Measured, window: tuple[int, int], options: StudyOptions
) -> Iterator[StudyRow]:
    """A row for every event asked for, in order."""
    numbers = dict(zip(measured.places.tolist(), _measured_rows(asked, measured, window, options), strict=True))
    for place, one in enumerate(asked):
        if place in numbers:
            yield numbers[place]
        elif one.column is None:
            yield _empty_row(one, None, Reason.OUT_OF_CALENDAR, one.detail, window, options)
        else:
            symbols = list(measured.plan.given.symbols)
            detail = f"{one.symbol} is no symbol of the table{near(one.symbol, symbols)}"
            session = measured.plan.given.sessions[one.column].item()
            yield _empty_row(one, session, Reason.NO_PRICES, detail, window, options)


def _measured_rows(
    asked: Sequence[Asked], measured: _Measured, window: tuple[int, int], options: StudyOptions
) -> Iterator[StudyRow]:
    found = measured.found
    market = None if measured.plan.market is None else measured.plan.given.symbols[measured.plan.market]
    q, _ = benjamini_hochberg([None if math.isnan(p) else p for p in found.p.tolist()])
    whole = {"car": found.car, "stderr": found.stderr, "t": found.t, "p": found.p, "sq_p": found.sq_p}
    columns: dict[str, Sequence[Any]] = {
        "session": measured.panel.sessions[measured.columns].tolist(),
        "l1": found.fit.l1.tolist(),
        "raw": _listed(measured.raw),
        "ar": _listed(found.abnormal),
        "ar_stderr": _listed(found.day_stderr),
        **{name: _plain(values) for name, values in (whole | _activity(measured, window, options)).items()},
        "q": q,
        "flag": found.flags,
        "masked": measured.masked.tolist(),
        "reason": found.reasons,
        "inputs": _inputs(measured, window, options),
    }
    for place, *values in zip(measured.places.tolist(), *columns.values(), strict=True):
        one, told = asked[place], dict(zip(columns, values, strict=True))
        reason = told["reason"]
        detail = None if reason is None else _detail(reason, one, told["session"], told["l1"], market, window, options)
        yield StudyRow(
            event=one.event,
            symbol=one.symbol,
            group=one.group,
            model=options.model,
            returns=options.returns,
            detail=detail,
            **told,
        )


def _activity(measured: _Measured, window: tuple[int, int], options: StudyOptions) -> dict[str, Floats]:
    """What the return does not say: held through the window, traded, and shaken more than usual."""
    found, plan = measured.found, measured.plan
    shaken = abnormal_volatility(found)
    nothing = np.full(len(found.car), np.nan)
    told = {
        "bhar": found.bhar[:, -1],
        "volume": nothing,
        "volume_p": nothing,
        "variance_ratio": shaken.ratio,
        "variance_p": np.where(np.isfinite(shaken.past_p), shaken.past_p, shaken.p),
    }
    if plan.volumes is None or not len(found.car):
        return told
    first, last = estimation_offsets(window, options)
    past = cut(plan.volumes, measured.rows, measured.columns + first, last - first + 1, np.nan)
    now = cut(plan.volumes, measured.rows, measured.columns + window[0], window[1] - window[0] + 1, np.nan)
    if measured.masks is not None:
        past = np.where(
            cut(measured.masks, measured.rows, measured.columns + first, last - first + 1, False), np.nan, past
        )
    traded = abnormal_volume(past, now, options.minimum)
    return told | {"volume": traded.mean, "volume_p": traded.p}


def _inputs(measured: _Measured, window: tuple[int, int], options: StudyOptions) -> tuple[str, ...]:
    """The hash of what each event's numbers were computed from."""
    first = [measured.plan.market if options.model != "factors" else None, *measured.plan.factors]
    shared = np.array([-1 if row is None else row for row in first], dtype=np.intp)
    compared = np.broadcast_to(shared, (len(measured.rows), len(shared)))
    if measured.sectors is not None:
        compared = np.column_stack([compared, measured.sectors])
    return inputs_of(
        measured.panel,
        measured.rows,
        measured.columns,
        compared=compared,
        window=window,
        options=options,
        source="the user's tables",
        calendar="the dates of the tables",
        masks=measured.masks,
    )


def _empty_row(
    one: Asked,
    session: date | None,
    reason: Reason,
    detail: str | None,
    window: tuple[int, int],
    options: StudyOptions,
) -> StudyRow:
    nothing = (None,) * (window[1] - window[0] + 1)
    return StudyRow(
        event=one.event,
        symbol=one.symbol,
        group=one.group,
        session=session,
        l1=None,
        model=options.model,
        returns=options.returns,
        raw=nothing,
        ar=nothing,
        ar_stderr=nothing,
        car=None,
        stderr=None,
        t=None,
        p=None,
        sq_p=None,
        q=None,
        bhar=None,
        volume=None,
        volume_p=None,
        variance_ratio=None,
        variance_p=None,
        flag=None,
        masked=0,
        reason=reason,
        detail=detail,
        inputs=None,
    )


def _detail(
    reason: Reason,
    one: Asked,
    session: date,
    l1: int,
    market: str | None,
    window: tuple[int, int],
    options: StudyOptions,
) -> str:
    """The reason as a sentence that names symbol, session and counts."""
    span = f"the window {window[0]:+d} to {window[1]:+d} around {session}"
    against = f" and {market}" if market else ""
    match reason:
        case Reason.NO_PRICES:
            return f"{one.symbol} has no value in the table"
        case Reason.NO_PRIOR_PRICE:
            return f"{one.symbol} has no price before {span} begins, so its move has no start"
        case Reason.OUT_OF_CALENDAR:
            return f"the table ends before {span} does"
        case Reason.MISSING_BAR:
            lacking = f"{one.symbol} or {market}" if market else one.symbol
            return f"{lacking} lacks a value in {span}; a return is never computed across a gap"
        case Reason.IS_BENCHMARK:
            return f"{one.symbol} is the market; against itself it has no abnormal return"
        case Reason.TOO_FEW_SESSIONS:
            common = f" in common with {market}, " if market else ", "
            return f"{one.symbol}: {l1} of {options.estimation} estimation returns{common}{options.minimum} are needed"
        case _:
            return f"{one.symbol}{against}: one did not move, or both moved as one, in {l1} estimation sessions"


# ── groups ──────────────────────────────────────────────────────────────────────────────────────────


def _groups(
    asked: Sequence[Asked],
    measured: _Measured,
    window: tuple[int, int],
    options: StudyOptions,
    rng: np.random.Generator,
) -> Iterator[GroupRow]:
    """A row per group in the order in which they first appear; events without one belong to none where others have."""
    labels: list[str | None] = [*dict.fromkeys(one.group for one in asked if one.group is not None)] or [None]
    placed = set(measured.places.tolist())
    for label in labels:
        mine = np.array([asked[place].group == label for place in measured.places.tolist()], dtype=bool)
        lost = Counter(
            str(Reason.OUT_OF_CALENDAR if one.column is None else Reason.NO_PRICES)
            for place, one in enumerate(asked)
            if place not in placed and one.group == label
        )
        members = Members(
            label=EVERYTHING if label is None else label,
            found=measured.found,
            mine=mine,
            columns=measured.columns,
            lost=lost,
            rows=measured.rows,
            returns=measured.panel.returns,
            market=None if measured.plan.market is None else measured.panel.returns[measured.plan.market],
            placebos=_placebos(measured, mine, window, options),
        )
        if mine.any() or lost:
            yield group_row(members, options, window, rng)


def _placebos(measured: _Measured, mine: Bools, window: tuple[int, int], options: StudyOptions) -> Floats | None:
    """The portfolio t of the same firms on quiet dates before; None for many firms or several dates."""
    chosen = np.flatnonzero(mine & (measured.found.codes == 0))
    columns = measured.columns[chosen]
    if not 0 < len(chosen) <= PLACEBO_FIRMS or len(np.unique(columns)) > 1:
        return None
    rows = measured.rows[chosen]
    tagged = measured.columns[np.isin(measured.rows, rows)].tolist()
    first = max(0, 1 - estimation_offsets(window, options)[0])
    dates = placebo_columns(int(columns[0]), window, tagged, first)
    if not len(dates):
        return None
    many = study_windows(
        measured.panel,
        np.tile(rows, len(dates)),
        np.repeat(dates, len(rows)),
        market=measured.plan.market,
        window=window,
        options=options,
        sector=None if measured.sectors is None else np.tile(measured.sectors[chosen], len(dates)),
        factors=measured.plan.factors,
        masks=measured.masks,
    )
    placebos = np.full(len(dates), np.nan)
    every = np.repeat(dates, len(rows))
    for place, day in enumerate(dates.tolist()):
        here = every == day
        if (many.codes[here] == 0).all():
            placebos[place] = float(portfolio_t(sample_of(many, every, window, options, here), options.convention))
    return placebos


def _listed(values: Floats) -> list[tuple[float | None, ...]]:
    """Rows of an array as tuples, NaN as None."""
    return [tuple(None if math.isnan(value) else value for value in row) for row in values.tolist()]


def _plain(values: Floats) -> list[float | None]:
    """NaN as None."""
    return [None if math.isnan(value) else value for value in values.tolist()]
