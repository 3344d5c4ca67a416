"""Bars from folders of the user's own: CSV or Parquet, a price provider of equal rank with any other.

A file either holds one symbol, whose name it bears (`ACME.csv`), or many, told apart by a symbol or ticker column;
a folder may mix both, and a single file will do instead of a folder. Column names are found whatever their case
("Adj Close", adj_close), or named by the user. Each file is read again only when it has changed.

A symbol may be spread over several files (2025.csv, 2026.csv): all their rows count. Where two files have a bar
with different closes, neither can be known to be right: the file that bears the symbol's name is believed, else the
first by name, and the other row is a problem. A file that cannot be read never costs a symbol that stands elsewhere.

Daily and intraday bars lie in folders of their own, one for each interval. A file with a column `interval` may hold
several: rows of another are passed over. Of intraday files must be said in which time zone their times are meant,
and whether a time is the start of its bar or its end, since nothing in a file tells and every return would be off by
a bar. A time with an offset of its own (…Z, …-04:00) is taken by that. What hours a day has is as in the file.

A row dated after `now`, or an intraday bar that had not ended by then, does not exist yet, so that a replayed past
cannot see its future. Whether a bar is final is not known here: that needs the exchange's calendar. Prices are taken
as the file has them: adjusting for splits is its maker's part.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from tracker.adapters.tables_files import (
    DATE_NAMES,
    SUFFIXES,
    SYMBOL_NAMES,
    Grid,
    parse_date,
    parse_number,
    read_grid,
    table_files,
    text_of,
)
from tracker.errors import BadSymbol, InputError, NoData, PriceError, Unavailable, Unreadable
from tracker.options import GRID_SECONDS, INTERVALS
from tracker.records import Bar, BarBatch, BarRequest, Capabilities, Problem, Reach

Stamp = Literal["start", "end"]

_VALUES: dict[str, tuple[str, ...]] = {
    "symbol": SYMBOL_NAMES,
    "open": ("open",),
    "high": ("high",),
    "low": ("low",),
    "close": ("close",),
    "adj_close": ("adj_close", "adjusted_close"),
    "volume": ("volume",),
}
_PRICES = ("open", "high", "low", "close", "adj_close")
_TIME_NAMES = ("ts", "timestamp", "datetime", "time", "date")
_TOLD = 20
"""Problems of one answer that are told one by one: a file of the wrong interval has one in every row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntradayFiles:
    """Where intraday bars of one interval lie, and what their times mean. Raises InputError when that is not said."""

    folder: Path
    """A folder of tables, or one table."""
    zone: str | None
    """IANA name of the zone that times without an offset are in: America/New_York, UTC."""
    stamp: Stamp | None
    """Whether a time is the start of its bar or its end."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Our name for a column, to the file's own name for it."""

    def __post_init__(self) -> None:
        if self.stamp not in ("start", "end"):
            raise InputError(f"{self.folder}: {STAMP_CURE}, got {self.stamp!r}")
        zone_of(self.zone, f"{self.folder}: ")


ZONE_CURE = 'say in which time zone its times are, as zone = "America/New_York" or zone = "UTC"'
STAMP_CURE = 'say what a time in it marks, stamp = "start" of its bar or stamp = "end"'


def zone_of(name: str | None, where: str = "") -> ZoneInfo:
    """The time zone of that name. Raises InputError that says how to name one."""
    try:
        return ZoneInfo(name or "")
    except (ValueError, OSError, KeyError):  # KeyError: no such zone; the others: no name at all, or a folder
        raise InputError(f"{where}{ZONE_CURE}, got {name!r}") from None


@dataclass(frozen=True, slots=True)
class _Row:
    """One bar of one symbol, checked."""

    start: datetime
    """As of a `Bar`."""
    open: float | None
    high: float | None
    low: float | None
    close: float
    adj_close: float | None
    volume: float | None
    at: str
    """File and row, for messages."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How rows of one interval say when they are."""

    interval: str
    zone: tzinfo = UTC
    """Of times without an offset; intraday only."""
    stamp: Stamp = "start"

    @property
    def is_daily(self) -> bool:
        return self.interval == "1d"

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        when = {"date": DATE_NAMES} if self.is_daily else {"time": _TIME_NAMES}
        return {**when, **_VALUES}

    def start(self, cell: Any) -> datetime:
        """The bar's start from its date or time cell. Raises ValueError with the reason why it cannot be used."""
        if self.is_daily:
            return datetime.combine(parse_date(cell), time(), UTC)
        at = _instant(cell, self.zone)
        start = at - INTERVALS[self.interval] if self.stamp == "end" else at
        if start.microsecond or int(start.timestamp()) % GRID_SECONDS[self.interval]:
            raise ValueError(f"{text_of(cell)} is not where a {self.interval} bar {self.stamp}s")
        return start

    def name(self, start: datetime) -> str:
        """A bar, for messages."""
        return start.date().isoformat() if self.is_daily else f"{start:%Y-%m-%dT%H:%M:%SZ}"


def _instant(cell: Any, zone: tzinfo) -> datetime:
    """An instant, in UTC. Raises ValueError for a time that the zone's clocks show twice, or never."""
    at = cell
    if isinstance(cell, str):
        try:
            at = datetime.fromisoformat(cell.strip())
        except ValueError:
            raise ValueError(f"time {cell.strip()!r} is no ISO 8601 time; write 2025-08-12T15:30:00") from None
    if not isinstance(at, datetime):
        raise ValueError(f"time {cell!r} is no time; write 2025-08-12T15:30:00")
    if at.utcoffset() is not None:
        return at.astimezone(UTC)
    local = at.replace(tzinfo=zone)
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        raise ValueError(f"time {cell} is shown twice, or never, by the clocks of {zone}; write it in UTC")
    return local.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _SymbolRows:
    """What one file, or all of them, say about one symbol, by start, and what could not be used."""

    rows: dict[datetime, _Row] = field(default_factory=dict)
    problems: list[tuple[datetime | None, Problem]] = field(default_factory=list)
    """With the start where it could be read, so that a request hears of its own span only."""


@dataclass(frozen=True, slots=True)
class _Contents:
    """A file as last read."""

    path: Path
    version: tuple[int, int]
    """Modification time in nanoseconds and size."""
    symbols: dict[str, _SymbolRows]
    problems: tuple[Problem, ...] = ()
    """Rows that belong to no symbol."""
    reason: str | None = None
    """Why the file cannot be used at all; None when it can."""

    def bears(self, symbol: str) -> bool:
        """Whether the file is named after the symbol."""
        return self.path.stem.casefold() == symbol.casefold()

    def of(self, symbol: str) -> list[_SymbolRows]:
        """What the file says about the symbol, once for each way of writing it in small letters and capitals."""
        return [rows for name, rows in self.symbols.items() if name.casefold() == symbol.casefold()]


class FilesProvider:
    """Bars from files. Implements `PriceProvider`."""

    def __init__(
        self,
        folder: Path | None,
        columns: Mapping[str, str] | None = None,
        *,
        intraday: Mapping[str, IntradayFiles] | None = None,
        exchange_zone: Callable[[str], tzinfo] | None = None,
    ) -> None:
        """folder: of daily bars, a folder of tables, or one table; None: there are none. columns: our name for a
        column, to the file's own name for it. intraday: other files by interval. exchange_zone: the zone of a
        symbol's exchange, by which a request's dates are meant; None: the zone of the files.

        Raises `InputError` for a column or an interval we do not know; a folder is first looked at when prices are
        asked for.
        """
        self._zone_of = exchange_zone
        self._tables = {} if folder is None else {"1d": _Tables(folder, columns or {}, _Form("1d"))}
        for interval, files in (intraday or {}).items():
            if interval not in GRID_SECONDS:
                raise InputError(f"prices: no intraday interval {interval!r}; use {', '.join(GRID_SECONDS)}")
            form = _Form(interval, zone_of(files.zone), files.stamp or "start")
            self._tables[interval] = _Tables(files.folder, files.columns, form)

    @property
    def name(self) -> str:
        return "files"

    def capabilities(self) -> Capabilities:
        return Capabilities(
            intervals=dict.fromkeys(self._tables, Reach(longest=None, oldest=None)),
            extended_hours=any(interval != "1d" for interval in self._tables),
            delay=timedelta(),
        )

    def fetch(self, request: BarRequest, now: datetime) -> BarBatch:
        """Bars of the request's span, oldest first. Raises a `PriceError` when there is none."""
        tables = self._tables.get(request.interval)
        if tables is None:
            raise NoData(f"{request.symbol}: {self._lacking(request.interval)}")
        found = tables.find(request.symbol)
        form = tables.form
        zone = UTC if form.is_daily else self._zone_of(request.symbol) if self._zone_of else form.zone
        end = now if form.is_daily else now - INTERVALS[form.interval]

        # Of a year of bars few are near the span: only those are worth a look at the clocks of the exchange.
        low, high = (datetime.combine(day, time(), UTC) for day in (request.first, request.last))
        near = (low - timedelta(days=1), high + timedelta(days=2))

        def asked(start: datetime) -> bool:
            return near[0] <= start <= near[1] and request.first <= start.astimezone(zone).date() <= request.last

        rows = [found.rows[start] for start in sorted(start for start in found.rows if start <= end and asked(start))]
        told = _few([problem for start, problem in found.problems if start is None or asked(start)], request.symbol)
        if not rows:
            raise NoData(_nothing(tables, request, found, told))
        return BarBatch(items=tuple(_bar(request.symbol, row, form, self.name, now) for row in rows), problems=told)

    def _lacking(self, interval: str) -> str:
        kinds = ", ".join(f"{tables.folder} holds {_kind(held)} bars" for held, tables in self._tables.items())
        return f"{kinds}, not {_kind(interval)}; [prices.files.{interval}] in the settings says where those are"


def _kind(interval: str) -> str:
    return "daily" if interval == "1d" else interval


def _nothing(tables: _Tables, request: BarRequest, found: _SymbolRows, told: Sequence[Problem]) -> str:
    """Why the span is empty, as a sentence."""
    name = tables.form.name
    held = f"it has {name(min(found.rows))} to {name(max(found.rows))}" if found.rows else "it has no usable row"
    first = f"; {told[0].subject}: {told[0].reason}" if told else ""
    return f"{request.symbol}: {tables.folder} has no bar from {request.first} to {request.last}; {held}{first}"


def _few(problems: list[Problem], symbol: str) -> tuple[Problem, ...]:
    """The first of many problems, and how many more there are."""
    if len(problems) <= _TOLD:
        return tuple(problems)
    more = Problem(stage="price", subject=symbol, reason=f"{len(problems) - _TOLD} more rows cannot be used")
    return (*problems[:_TOLD], more)


class _Tables:
    """The files of one interval, read as often as they change."""

    def __init__(self, folder: Path, columns: Mapping[str, str], form: _Form) -> None:
        unknown = [name for name in columns if name not in form.columns]
        if unknown:
            raise InputError(f"prices: column {unknown[0]!r} is not known; use {', '.join(form.columns)}")
        self.folder = folder
        self.form = form
        self._columns = dict(columns)
        self._known: dict[Path, _Contents] = {}

    def find(self, symbol: str) -> _SymbolRows:
        """The symbol's rows in all files, and everything that could not be used of them."""
        files = [self.read(path) for path in self._files()]
        files.sort(key=lambda file: not file.bears(symbol))  # stable: by name within
        holders = [file for file in files if file.of(symbol)]
        if not holders:
            raise self._no_symbol(symbol, files)
        found = _SymbolRows(problems=_unread(symbol, files, holders))
        for file in holders:
            for part in file.of(symbol):
                _merge(found, part, self.form)
        found.problems.extend((None, stray) for file in holders for stray in file.problems)
        return found

    def _no_symbol(self, symbol: str, files: Sequence[_Contents]) -> PriceError:
        """Why no file that can be read has the symbol."""
        unread = [file for file in files if file.reason is not None]
        if unread and unread[0].path == self.folder:
            return Unavailable(f"{symbol}: {unread[0].reason}")
        # Files of its name come first.
        if unread and unread[0].bears(symbol):
            return Unreadable(f"{symbol}: {unread[0].reason}")
        names = sorted({name for file in files for name in file.symbols})
        near = difflib.get_close_matches(symbol.upper(), names, n=3, cutoff=0.5)
        hint = f"did you mean {', '.join(near)}?" if near else f"add {symbol}.csv"
        if unread:
            more = f" (and {len(unread) - 1} more)" if len(unread) > 1 else ""
            hint += f"; could not be read: {unread[0].reason}{more}"
        return BadSymbol(f"{symbol}: no file or row of that symbol in {self.folder}; {hint}")

    def _files(self) -> list[Path]:
        try:
            files = [self.folder] if self.folder.is_file() else table_files(self.folder)
        except OSError as error:
            raise Unavailable(f"{self.folder}: cannot be read: {error.strerror or error}") from error
        if not files:
            raise Unavailable(f"{self.folder}: the folder has no {' or '.join(SUFFIXES)} file")
        return files

    def read(self, path: Path) -> _Contents:
        """The file's contents, from memory while the file is unchanged."""
        try:
            stat = path.stat()
        except OSError as error:
            return _Contents(path, (0, 0), {}, reason=f"{path}: cannot be read: {error.strerror or error}")
        version = (stat.st_mtime_ns, stat.st_size)
        known = self._known.get(path)
        if known is None or known.version != version:
            known = self._known[path] = self._read_anew(path, version)
        return known

    def _read_anew(self, path: Path, version: tuple[int, int]) -> _Contents:
        try:
            grid = read_grid(path)
            places = self._places(grid)
        except InputError as error:
            return _Contents(path, version, {}, reason=str(error))
        # A file that bears a symbol's name knows the symbol, even when it has no row.
        symbols = {} if "symbol" in places else {path.stem: _SymbolRows()}
        strays = [replace(problem, stage="price") for problem in grid.problems]
        for number, cells in grid.rows:
            symbol = path.stem if "symbol" not in places else text_of(cells[places["symbol"]])
            if symbol is None:
                strays.append(_problem(grid, number, "the symbol is empty"))
                continue
            if "interval" in places and text_of(cells[places["interval"]]) not in (self.form.interval, None):
                continue
            _add_row(symbols.setdefault(symbol, _SymbolRows()), grid, number, cells, places, self.form)
        return _Contents(path, version, symbols, problems=tuple(strays))

    def _places(self, grid: Grid) -> dict[str, int]:
        """Positions of the columns the file has. Raises `InputError` without a date, or time, or a close."""
        places: dict[str, int] = {}
        for name, usual in self.form.columns.items():
            own = self._columns.get(name)
            place = grid.column(*usual) if own is None else grid.column(own)
            if place is not None:
                places[name] = place
            elif own is not None or name in ("date", "time", "close"):
                raise InputError(f"{grid.path}: no column {own or name}; found {', '.join(grid.header)}")
        interval = grid.column("interval")
        return places if interval is None else {**places, "interval": interval}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileBars:
    """All that files hold, for who wants to take it over as a whole."""

    bars: Mapping[str, tuple[tuple[str, Bar], ...]]
    """By symbol as it is written first: where each bar stands (file and row) and the bar, oldest first."""
    problems: tuple[Problem, ...]
    """Every row, file and folder that cannot be used, each once."""


def read_everything(
    paths: Sequence[Path],
    columns: Mapping[str, str] | None,
    *,
    provider: str,
    now: datetime,
    interval: str = "1d",
    zone: str | None = None,
    stamp: Stamp | None = None,
) -> FileBars:
    """The bars of tables and of folders of tables. Bad rows and files cost the others nothing.

    provider: whose the bars are said to be. zone, stamp: of intraday files, as in `IntradayFiles`. Raises InputError
    for a column we do not know, and for intraday files whose zone or stamp is not said.
    """
    reader = _Tables(Path(), columns or {}, _form(interval, zone, stamp))
    problems: list[Problem] = []
    files = [reader.read(path) for path in _all_tables(paths, problems)]
    for file in files:
        if file.reason is not None:
            reason = file.reason.removeprefix(f"{file.path}: ")
            problems.append(Problem(stage="price", subject=str(file.path), reason=reason))
        problems += file.problems
    names: dict[str, str] = {}
    for name in (name for file in files for name in file.symbols):
        names.setdefault(name.casefold(), name)
    bars = {}
    for symbol in sorted(names.values()):
        found = _SymbolRows()
        for file in sorted(files, key=lambda file: not file.bears(symbol)):
            for part in file.of(symbol):
                _merge(found, part, reader.form)
        problems += [problem for _, problem in found.problems]
        bars[symbol] = tuple(
            (row.at, _bar(symbol, row, reader.form, provider, now)) for _, row in sorted(found.rows.items())
        )
    return FileBars(bars=bars, problems=tuple(problems))


def _form(interval: str, zone: str | None, stamp: Stamp | None) -> _Form:
    if interval == "1d":
        return _Form(interval)
    if stamp not in ("start", "end"):
        raise InputError(f"{interval} bars: {STAMP_CURE}, got {stamp!r}")
    return _Form(interval, zone_of(zone, f"{interval} bars: "), stamp)


def _all_tables(paths: Iterable[Path], problems: list[Problem]) -> list[Path]:
    """The files that are meant, each once; a folder without any, or that cannot be read, becomes a problem."""
    found: dict[Path, Path] = {}
    for path in paths:
        try:
            inside = table_files(path) if path.is_dir() else [path]
            reason = None if inside else f"the folder has no {' or '.join(SUFFIXES)} file"
        except OSError as error:
            inside, reason = [], f"cannot be read: {error.strerror or error}"
        if reason is not None:
            problems.append(Problem(stage="price", subject=str(path), reason=reason))
        for file in inside:
            found.setdefault(file.resolve(), file)
    return list(found.values())


def _bar(symbol: str, row: _Row, form: _Form, provider: str, now: datetime) -> Bar:
    return Bar(
        symbol=symbol,
        interval=form.interval,
        start=row.start,
        open=row.open,
        high=row.high,
        low=row.low,
        close=row.close,
        adj_close=row.adj_close,
        volume=row.volume,
        provider=provider,
        fetched_at=now,
    )


def _unread(
    symbol: str, files: Iterable[_Contents], holders: Iterable[_Contents]
) -> list[tuple[datetime | None, Problem]]:
    """Files that cannot be read and may hold more of a symbol that others hold.

    Not those of other names, when the symbol has a file of its own: they are other symbols' concern.
    """
    has_own = any(file.bears(symbol) for file in holders)
    return [
        (None, Problem(stage="price", subject=symbol, reason=file.reason))
        for file in files
        if file.reason is not None and (file.bears(symbol) or not has_own)
    ]


def _merge(into: _SymbolRows, part: _SymbolRows, form: _Form) -> None:
    """Add the bars that are not there yet; another close for one that is becomes a problem."""
    into.problems.extend(part.problems)
    for start, row in part.rows.items():
        kept = into.rows.setdefault(start, row)
        if kept.close != row.close:
            reason = f"the close of {form.name(start)} is {row.close}, but {kept.close} in {kept.at}, which is kept"
            into.problems.append((start, Problem(stage="price", subject=row.at, reason=reason)))


def _add_row(
    into: _SymbolRows, grid: Grid, number: int, cells: tuple[Any, ...], places: dict[str, int], form: _Form
) -> None:
    """Put a row into its symbol's bars, or the reason why it cannot be used into the problems."""
    start = None
    try:
        start = form.start(cells[places["date" if form.is_daily else "time"]])
        row = _row(start, {name: cells[place] for name, place in places.items()}, grid.at(number))
        if start in into.rows:
            raise ValueError(f"{form.name(start)} is given twice; the first row is kept")
        into.rows[start] = row
    except ValueError as error:
        into.problems.append((start, _problem(grid, number, str(error))))


def _row(start: datetime, cells: dict[str, Any], at: str) -> _Row:
    """A checked row. Raises ValueError: a row that is wrong in one number is not trusted in the others."""
    values = {name: parse_number(cells[name]) if name in cells else None for name in (*_PRICES, "volume")}
    for name in _PRICES:
        value = values[name]
        if value is not None and value <= 0:
            raise ValueError(f"{name} must be above zero, got {value}")
    close, volume, high, low = values["close"], values["volume"], values["high"], values["low"]
    if close is None:
        raise ValueError("the close is missing")
    if volume is not None and volume < 0:
        raise ValueError(f"volume cannot be negative, got {volume}")
    if high is not None and low is not None and high < low:
        raise ValueError(f"high {high} is below low {low}")
    return _Row(start, values["open"], high, low, close, values["adj_close"], volume, at)


def _problem(grid: Grid, row: int, reason: str) -> Problem:
    return Problem(stage="price", subject=grid.at(row), reason=reason)
