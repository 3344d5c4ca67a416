"""Daily bars from a folder of the user's own: CSV or Parquet, a price provider of equal rank with any other.

A file either holds one symbol, whose name it bears (`ACME.csv`), or many, told apart by a symbol or ticker column;
a folder may mix both, and a single file will do instead of a folder. Column names are found whatever their case
("Adj Close", adj_close), or named by the user. Each file is read again only when it has changed.

A symbol may be spread over several files (2025.csv, 2026.csv): all their rows count. Where two files have a session
with different closes, neither can be known to be right: the file that bears the symbol's name is believed, else the
first by name, and the other row is a problem. A file that cannot be read never costs a symbol that stands elsewhere.

A row dated after `now` does not exist yet, so that a replayed past cannot see its future. Whether a bar is final
is not known here: that needs the exchange's calendar. There are no intraday bars, and prices are taken as the file
has them: adjusting for splits is its maker's part.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

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
from tracker.records import Bar, BarBatch, BarRequest, Capabilities, Problem, Reach

_COLUMNS: dict[str, tuple[str, ...]] = {
    "date": DATE_NAMES,
    "symbol": SYMBOL_NAMES,
    "open": ("open",),
    "high": ("high",),
    "low": ("low",),
    "close": ("close",),
    "adj_close": ("adj_close", "adjusted_close"),
    "volume": ("volume",),
}
_PRICES = ("open", "high", "low", "close", "adj_close")


@dataclass(frozen=True, slots=True)
class _Row:
    """One session of one symbol, checked."""

    session: date
    open: float | None
    high: float | None
    low: float | None
    close: float
    adj_close: float | None
    volume: float | None
    at: str
    """File and row, for messages."""


@dataclass(frozen=True, slots=True)
class _SymbolRows:
    """What one file, or all of them, say about one symbol, by session, and what could not be used."""

    rows: dict[date, _Row] = field(default_factory=dict)
    problems: list[tuple[date | None, Problem]] = field(default_factory=list)
    """With the session where it could be read, so that a request hears of its own span only."""


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
    """Daily bars from files. Implements `PriceProvider`."""

    def __init__(self, folder: Path, columns: Mapping[str, str] | None = None) -> None:
        """folder: a folder of tables, or one table. columns: our name for a column, to the file's own name for it.

        Raises `InputError` for a column we do not know; the folder is first looked at when prices are asked for.
        """
        unknown = [name for name in columns or {} if name not in _COLUMNS]
        if unknown:
            raise InputError(f"prices: column {unknown[0]!r} is not known; use {', '.join(_COLUMNS)}")
        self._folder = folder
        self._columns = dict(columns or {})
        self._known: dict[Path, _Contents] = {}

    @property
    def name(self) -> str:
        return "files"

    def capabilities(self) -> Capabilities:
        return Capabilities(intervals={"1d": Reach(longest=None, oldest=None)}, extended_hours=False, delay=timedelta())

    def fetch(self, request: BarRequest, now: datetime) -> BarBatch:
        """Bars of the request's span, oldest first. Raises a `PriceError` when there is none."""
        if request.interval != "1d":
            raise NoData(f"{request.symbol}: {self._folder} holds daily bars, not {request.interval}")
        found = self._find(request.symbol)
        last = min(request.last, now.astimezone(UTC).date())
        rows = [row for session, row in sorted(found.rows.items()) if request.first <= session <= last]
        told = [problem for day, problem in found.problems if day is None or request.first <= day <= last]
        if not rows:
            raise NoData(self._nothing(request, found, told))
        items = tuple(_bar(request.symbol, row, self.name, now) for row in rows)
        return BarBatch(items=items, problems=tuple(told))

    def _nothing(self, request: BarRequest, found: _SymbolRows, told: list[Problem]) -> str:
        """Why the span is empty, as a sentence."""
        held = f"it has {min(found.rows)} to {max(found.rows)}" if found.rows else "it has no usable row"
        first = f"; {told[0].subject}: {told[0].reason}" if told else ""
        return f"{request.symbol}: {self._folder} has no bar from {request.first} to {request.last}; {held}{first}"

    def _find(self, symbol: str) -> _SymbolRows:
        """The symbol's rows in all files, and everything that could not be used of them."""
        files = [self._read(path) for path in self._files()]
        files.sort(key=lambda file: not file.bears(symbol))  # stable: by name within
        holders = [file for file in files if file.of(symbol)]
        if not holders:
            raise self._no_symbol(symbol, files)
        found = _SymbolRows(problems=_unread(symbol, files, holders))
        for file in holders:
            for part in file.of(symbol):
                _merge(found, part)
        found.problems.extend((None, stray) for file in holders for stray in file.problems)
        return found

    def _no_symbol(self, symbol: str, files: Sequence[_Contents]) -> PriceError:
        """Why no file that can be read has the symbol."""
        unread = [file for file in files if file.reason is not None]
        if unread and unread[0].path == self._folder:
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
        return BadSymbol(f"{symbol}: no file or row of that symbol in {self._folder}; {hint}")

    def _files(self) -> list[Path]:
        try:
            files = [self._folder] if self._folder.is_file() else table_files(self._folder)
        except OSError as error:
            raise Unavailable(f"{self._folder}: cannot be read: {error.strerror or error}") from error
        if not files:
            raise Unavailable(f"{self._folder}: the folder has no {' or '.join(SUFFIXES)} file")
        return files

    def _read(self, path: Path) -> _Contents:
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
            _add_row(symbols.setdefault(symbol, _SymbolRows()), grid, number, cells, places)
        return _Contents(path, version, symbols, problems=tuple(strays))

    def _places(self, grid: Grid) -> dict[str, int]:
        """Positions of the columns the file has. Raises `InputError` without a date or a close."""
        places: dict[str, int] = {}
        for name, usual in _COLUMNS.items():
            own = self._columns.get(name)
            place = grid.column(*usual) if own is None else grid.column(own)
            if place is not None:
                places[name] = place
            elif own is not None or name in ("date", "close"):
                raise InputError(f"{grid.path}: no column {own or name}; found {', '.join(grid.header)}")
        return places


@dataclass(frozen=True, slots=True, kw_only=True)
class FileBars:
    """All that files hold, for who wants to take it over as a whole."""

    bars: Mapping[str, tuple[tuple[str, Bar], ...]]
    """By symbol as it is written first: where each bar stands (file and row) and the bar, oldest first."""
    problems: tuple[Problem, ...]
    """Every row, file and folder that cannot be used, each once."""


def read_everything(
    paths: Sequence[Path], columns: Mapping[str, str] | None, *, provider: str, now: datetime
) -> FileBars:
    """The bars of tables and of folders of tables. Bad rows and files cost the others nothing.

    provider: whose the bars are said to be. Raises InputError for a column we do not know.
    """
    reader = FilesProvider(Path(), columns)
    problems: list[Problem] = []
    files = [reader._read(path) for path in _all_tables(paths, problems)]
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
                _merge(found, part)
        problems += [problem for _, problem in found.problems]
        bars[symbol] = tuple((row.at, _bar(symbol, row, provider, now)) for _, row in sorted(found.rows.items()))
    return FileBars(bars=bars, problems=tuple(problems))


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


def _bar(symbol: str, row: _Row, provider: str, now: datetime) -> Bar:
    return Bar(
        symbol=symbol,
        interval="1d",
        start=datetime.combine(row.session, time.min, tzinfo=UTC),
        open=row.open,
        high=row.high,
        low=row.low,
        close=row.close,
        adj_close=row.adj_close,
        volume=row.volume,
        provider=provider,
        fetched_at=now,
    )


def _unread(symbol: str, files: Iterable[_Contents], holders: Iterable[_Contents]) -> list[tuple[date | None, Problem]]:
    """Files that cannot be read and may hold more of a symbol that others hold.

    Not those of other names, when the symbol has a file of its own: they are other symbols' concern.
    """
    has_own = any(file.bears(symbol) for file in holders)
    return [
        (None, Problem(stage="price", subject=symbol, reason=file.reason))
        for file in files
        if file.reason is not None and (file.bears(symbol) or not has_own)
    ]


def _merge(into: _SymbolRows, part: _SymbolRows) -> None:
    """Add the sessions that are not there yet; another close for one that is becomes a problem."""
    into.problems.extend(part.problems)
    for session, row in part.rows.items():
        kept = into.rows.setdefault(session, row)
        if kept.close != row.close:
            reason = f"the close of {session} is {row.close}, but {kept.close} in {kept.at}, which is kept"
            into.problems.append((session, Problem(stage="price", subject=row.at, reason=reason)))


def _add_row(into: _SymbolRows, grid: Grid, number: int, cells: tuple[Any, ...], places: dict[str, int]) -> None:
    """Put a row into its symbol's sessions, or the reason why it cannot be used into the problems."""
    session = None
    try:
        session = parse_date(cells[places["date"]])
        row = _row(session, {name: cells[place] for name, place in places.items()}, grid.at(number))
        if session in into.rows:
            raise ValueError(f"{session} is given twice; the first row is kept")
        into.rows[session] = row
    except ValueError as error:
        into.problems.append((session, _problem(grid, number, str(error))))


def _row(session: date, cells: dict[str, Any], at: str) -> _Row:
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
    return _Row(session, values["open"], high, low, close, values["adj_close"], volume, at)


def _problem(grid: Grid, row: int, reason: str) -> Problem:
    return Problem(stage="price", subject=grid.at(row), reason=reason)
