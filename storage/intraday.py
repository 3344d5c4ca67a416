"""Intraday bars: written and read in bulk, every vintage kept.

Prices here are numbers in columns, not records: a symbol has 48,000 five-minute bars a year, and what joins them with
news works on arrays. Instants are integers in the table, so that neither side pays for turning them into text and back.

What is newest is known here; which of it is on one scale, when a provider has restated its prices, is not
(`pipelines.scales`, joined with this in `tracker.derive`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, func, select

from storage.schema import bar_series, bar_whole, intraday_bar
from tracker.records import Bar, Quality, aware

QUALITIES = tuple(Quality)
"""What the numbers in the column `quality` mean: places in here. Members may be added at the end only."""
USABLE: NDArray[np.bool_] = np.array([quality.usable for quality in QUALITIES])
"""By that number, whether the close may be used as a price."""
_CODES = {quality: code for code, quality in enumerate(QUALITIES)}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ABSENT = -1.0
"""Stands for NULL between SQL and numpy; no price or volume is below zero."""
_PRICES = ("open", "high", "low", "close", "volume")
_ROW = np.dtype(
    [("start", "i8"), ("fetched_at", "i8"), *((name, "f8") for name in _PRICES), ("is_final", "?"), ("quality", "i1")]
)


class IntradayColumns(NamedTuple):
    """One bar a place, all of length n, oldest first."""

    starts: NDArray[np.int64]
    """Seconds since 1970 UTC, increasing."""
    opens: NDArray[np.float64]
    """NaN in the five columns of floats: not given. A close always is."""
    highs: NDArray[np.float64]
    lows: NDArray[np.float64]
    closes: NDArray[np.float64]
    volumes: NDArray[np.float64]
    quality: NDArray[np.int8]
    """Place in `tuple(Quality)`."""
    final: NDArray[np.bool_]

    def take(self, which: Any) -> IntradayColumns:
        """The bars at these places, or where a mask of length n is true."""
        return IntradayColumns(*(column[which] for column in self))


class IntradayVintages(NamedTuple):
    """All that was ever given of a series: rows by start and, of one start, by fetch."""

    columns: IntradayColumns
    """`starts` do not decrease, but repeat where there are several vintages."""
    fetched: NDArray[np.int64]
    """Microseconds since 1970 UTC."""

    def newest(self) -> IntradayColumns:
        """The last vintage of each bar."""
        return self.columns.take(_last_of_each(self.columns.starts))


def save_intraday(connection: Connection, bars: Iterable[Bar], *, whole: bool = False) -> int:
    """Add bars that are new or differ from the newest vintage held; returns how many were added.

    whole: the answer restates prices; bars that are the same are added too, and that it was so is noted.
    """
    added = 0
    named = attrgetter("symbol", "interval", "provider")
    for (symbol, interval, provider), part in groupby(sorted(bars, key=named), key=named):
        given = [_values(bar) for bar in part]
        series = _series_to_write(connection, symbol, interval, provider)
        held = _newest_rows(connection, series, min(row[0] for row in given), max(row[0] for row in given))
        fresh = [(series, *row) for row in given if row[0] not in held or _is_later(held[row[0]], row, same=whole)]
        _insert(connection, intraday_bar, fresh)
        if whole:
            _note_whole(connection, series, {row[2] for row in fresh})
        if fresh:
            _count(connection, series, len(fresh), max(row[2] for row in fresh))
        added += len(fresh)
    return added


def newest_columns(
    connection: Connection,
    symbol: str,
    interval: str,
    provider: str,
    first: datetime,
    last: datetime,
    as_of: datetime | None = None,
) -> IntradayColumns:
    """The newest vintage of each bar that starts in first..last, both included, of those known at `as_of`.

    Not necessarily on one scale: see the top of this module.
    """
    return vintage_columns(connection, symbol, interval, provider, first, last, as_of).newest()


def vintage_columns(
    connection: Connection,
    symbol: str,
    interval: str,
    provider: str,
    first: datetime | None = None,
    last: datetime | None = None,
    as_of: datetime | None = None,
) -> IntradayVintages:
    """Every vintage of the bars that start in first..last (None: no bound), of those known at `as_of` (None: now)."""
    series = series_id(connection, symbol, interval, provider)
    rows = [] if series is None else _rows(connection, series, _seconds(first), _seconds(last), as_of)
    table = np.fromiter(rows, dtype=_ROW, count=len(rows))
    opens, highs, lows, closes, volumes = (np.where(table[p] == _ABSENT, np.nan, table[p]) for p in _PRICES)
    columns = IntradayColumns(
        table["start"].copy(), opens, highs, lows, closes, volumes, table["quality"].copy(), table["is_final"].copy()
    )
    return IntradayVintages(columns, table["fetched_at"].copy())


def intraday_bars(
    connection: Connection,
    symbol: str,
    interval: str,
    provider: str,
    first: datetime,
    last: datetime,
    as_of: datetime | None = None,
) -> list[Bar]:
    """The newest vintage of each bar that starts in first..last, as records: for spans of days, not of years."""
    found = vintage_columns(connection, symbol, interval, provider, first, last, as_of)
    places = np.flatnonzero(_last_of_each(found.columns.starts))
    fetched = found.fetched[places].tolist()
    rows = zip(*(column.tolist() for column in found.columns.take(places)), fetched, strict=True)
    return [_bar(symbol, interval, provider, row) for row in rows]


def whole_answers(
    connection: Connection, symbol: str, interval: str, provider: str, as_of: datetime | None = None
) -> list[int]:
    """When answers came that restate prices and were stored whole, in microseconds since 1970, oldest first."""
    series = series_id(connection, symbol, interval, provider)
    query = select(bar_whole.c.fetched_at).where(bar_whole.c.series == series).order_by(bar_whole.c.fetched_at)
    if as_of is not None:
        query = query.where(bar_whole.c.fetched_at <= micros(as_of))
    return list(connection.execute(query).scalars()) if series is not None else []


def restated(connection: Connection) -> dict[tuple[str, str, str], int]:
    """How many answers restated each series (symbol, interval, provider); those that none did are not among them."""
    query = (
        select(bar_series.c.symbol, bar_series.c.interval, bar_series.c.provider, func.count())
        .join(bar_whole, bar_whole.c.series == bar_series.c.id)
        .group_by(bar_series.c.id)
    )
    return {(row[0], row[1], row[2]): int(row[3]) for row in connection.execute(query)}


def series_id(connection: Connection, symbol: str, interval: str, provider: str) -> int | None:
    """The number of a series; None: nothing was ever held of it."""
    query = select(bar_series.c.id).where(
        bar_series.c.symbol == symbol, bar_series.c.interval == interval, bar_series.c.provider == provider
    )
    return connection.execute(query).scalar()


def bounds(connection: Connection, symbol: str, interval: str, provider: str) -> tuple[datetime, datetime] | None:
    """Starts of the first and the last bar held; None when there is none."""
    series = series_id(connection, symbol, interval, provider)
    query = select(func.min(intraday_bar.c.start), func.max(intraday_bar.c.start)).where(
        intraday_bar.c.series == series
    )
    first, last = connection.execute(query).one() if series is not None else (None, None)
    return (instant(first), instant(last)) if first is not None and last is not None else None


def intraday_state(connection: Connection) -> tuple[int, datetime | None]:
    """How many bars are held and when the newest was fetched."""
    query = select(func.coalesce(func.sum(bar_series.c.bars), 0), func.max(bar_series.c.newest_at))
    count, newest = connection.execute(query).one()
    return int(count), newest


def instant(seconds: int) -> datetime:
    """Of seconds since 1970 UTC."""
    return _EPOCH + timedelta(seconds=seconds)


def micros(at: datetime) -> int:
    """Whole microseconds since 1970 UTC, exactly."""
    return (aware(at, "instant of a bar") - _EPOCH) // _MICROSECOND


def _seconds(at: datetime | None) -> int | None:
    """Whole seconds since 1970 UTC; None of None."""
    return None if at is None else micros(at) // 1_000_000


def _values(bar: Bar) -> tuple[Any, ...]:
    """The columns of intraday_bar but the series."""
    start = (bar.start - _EPOCH) // _MICROSECOND
    if start % 1_000_000:
        raise ValueError(f"{bar.symbol}: an intraday bar begins on a whole second, got {bar.start.isoformat()}")
    return (
        start // 1_000_000,
        (bar.fetched_at - _EPOCH) // _MICROSECOND,
        bar.open,
        bar.high,
        bar.low,
        bar.close,
        bar.volume,
        bar.is_final,
        _CODES[bar.quality],
    )


def _bar(symbol: str, interval: str, provider: str, row: tuple[Any, ...]) -> Bar:
    start, opened, high, low, close, volume, quality, final, fetched = row
    return Bar(
        symbol=symbol,
        interval=interval,
        start=instant(start),
        open=_given(opened),
        high=_given(high),
        low=_given(low),
        close=close,
        adj_close=None,
        volume=_given(volume),
        provider=provider,
        fetched_at=_EPOCH + fetched * _MICROSECOND,
        is_final=final,
        quality=QUALITIES[quality],
    )


def _given(value: float) -> float | None:
    return None if math.isnan(value) else value


def _is_later(held: tuple[Any, ...], new: tuple[Any, ...], *, same: bool) -> bool:
    """Whether a row is a vintage of its own. Of two answers of one moment the first stands. same: equal ones count."""
    if held[1] == new[1]:
        return False
    return same or held[2:] != new[2:]


def _newest_rows(connection: Connection, series: int, first: int, last: int) -> dict[int, tuple[Any, ...]]:
    """By start, the newest vintage: the columns but the series."""
    table = intraday_bar.c
    columns = [column for column in intraday_bar.columns if column.name != "series"]
    query = (
        select(*columns)
        .where(table.series == series, table.start.between(first, last))
        .order_by(table.start, table.fetched_at)
    )
    return {row[0]: tuple(row) for row in connection.execute(query)}  # a later row takes the place of an earlier one


def _rows(
    connection: Connection, series: int, first: int | None, last: int | None, as_of: datetime | None
) -> Sequence[tuple[Any, ...]]:
    table = intraday_bar.c
    prices = (func.coalesce(table[name], _ABSENT) for name in _PRICES)
    query = select(table.start, table.fetched_at, *prices, table.is_final, table.quality).where(table.series == series)
    if first is not None:
        query = query.where(table.start >= first)
    if last is not None:
        query = query.where(table.start <= last)
    if as_of is not None:
        query = query.where(table.fetched_at <= micros(as_of))
    # The driver's own tuples: all columns are numbers, and a record around each would take as long as reading it.
    cursor = connection.execute(query.order_by(table.start, table.fetched_at)).cursor
    assert cursor is not None
    return cursor.fetchall()


def _insert(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows in the order of the table's columns, by the driver's own loop: no dictionary is made for each."""
    if not rows:
        return
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.columns)
    marks = ", ".join(mark for _ in table.columns)
    connection.exec_driver_sql(f"INSERT INTO {quote(table.name)} ({names}) VALUES ({marks})", list(rows))


def _series_to_write(connection: Connection, symbol: str, interval: str, provider: str) -> int:
    held = series_id(connection, symbol, interval, provider)
    if held is not None:
        return held
    made = connection.execute(
        bar_series.insert().values(symbol=symbol, interval=interval, provider=provider, bars=0, newest_at=None)
    )
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def _note_whole(connection: Connection, series: int, fetched: Iterable[int]) -> None:
    known = set(connection.execute(select(bar_whole.c.fetched_at).where(bar_whole.c.series == series)).scalars())
    _insert(connection, bar_whole, [(series, at) for at in sorted(set(fetched) - known)])


def _count(connection: Connection, series: int, added: int, fetched: int) -> None:
    newest = connection.execute(select(bar_series.c.newest_at).where(bar_series.c.id == series)).scalar()
    at = _EPOCH + fetched * _MICROSECOND
    connection.execute(
        bar_series.update()
        .where(bar_series.c.id == series)
        .values(bars=bar_series.c.bars + added, newest_at=at if newest is None else max(at, newest))
    )


def _last_of_each(starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where the next start is another one."""
    last = np.ones(len(starts), dtype=np.bool_)
    last[:-1] = starts[1:] != starts[:-1]
    return last
