"""A user's own tables: events, prices and returns from CSV or Parquet, checked cell by cell.

A file that cannot be used at all raises `InputError` with the file, what was found and the cure. A row or a cell
that cannot be used becomes a `Problem` naming file and row, and the rest goes on. Nothing is filled, and a date
that could be read two ways (03/04/2025) is refused rather than guessed. An empty cell is a missing value, not a
problem.

Row numbers are those a text editor shows: the header is row 1. For Parquet, which has no lines, the first row of
data is row 2, so that a file and its CSV export agree.

It knows nothing about sessions or statistics.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.errors import InputError
from tracker.records import Problem

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = (".csv", ".parquet")
SYMBOL_NAMES = ("symbol", "ticker")
DATE_NAMES = ("date", "session", "day", "datetime", "timestamp", "time")

_INDEX = "__index_level_0__"
"""How pandas names an index without a name in Parquet."""

_MISSING = frozenset({"", "na", "n/a", "nan", "none", "null", "-", "#n/a"})
_COMPACT_DATE = re.compile(r"\d{8}")
_SLASHED_DATE = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A file as a header and rows of cells; cells are text (CSV) or values of their own (Parquet)."""

    path: Path
    header: tuple[str, ...]
    """Column names, stripped, as the file writes them."""
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    """Row number and cells, as many as the header has."""
    problems: tuple[Problem, ...]
    """Rows with too few or too many cells."""

    def column(self, *names: str) -> int | None:
        """Position of the first of `names` that exists; case and spaces do not matter."""
        keys = [_key(name) for name in self.header]
        return next((keys.index(_key(name)) for name in names if _key(name) in keys), None)

    def at(self, row: int) -> str:
        return f"{self.path.name}:{row}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a user's files hold, and the rows and cells that could not be used."""

    frame: pd.DataFrame
    problems: tuple[Problem, ...]


# ── events ──────────────────────────────────────────────────────────────────────────────────────────


def read_events(path: Path) -> Table:
    """Events of a study: columns event, symbol, date (a `date` or None), time (aware UTC or None), group (or None).

    A row needs a date or a time; when it has both, the time is what counts later.
    """
    import pandas as pd

    grid = read_grid(path)
    places = {name: grid.column(name) for name in ("event", "date", "time", "group")}
    places["symbol"] = grid.column(*SYMBOL_NAMES)
    _require_event_columns(grid, places)
    problems, rows, seen = list(grid.problems), [], set()
    for number, cells in grid.rows:
        given = {name: None if place is None else cells[place] for name, place in places.items()}
        try:
            row = _event(given)
            key = (row["event"], row["symbol"], row["time"] or row["date"])
            if key in seen:
                raise ValueError(f"event {row['event']!r} of {row['symbol']} is given twice; the first row is kept")
        except ValueError as error:
            problems.append(_problem(grid, number, str(error)))
            continue
        seen.add(key)
        rows.append(row)
    frame = pd.DataFrame(rows, columns=["event", "symbol", "date", "time", "group"], dtype=object)
    return Table(frame=frame, problems=tuple(problems))


def _require_event_columns(grid: Grid, places: dict[str, int | None]) -> None:
    missing = [name for name in ("event", "symbol") if places[name] is None]
    if places["date"] is None and places["time"] is None:
        missing.append("date (or time)")
    if missing:
        raise InputError(
            f"{grid.path}: no column {', '.join(missing)}; found {', '.join(grid.header)}. An event table has the "
            f"columns event, symbol and date or time, and may have group"
        )


def _event(given: dict[str, Any]) -> dict[str, Any]:
    """One event from its cells. Raises ValueError with the reason why it cannot be used."""
    event, symbol = text_of(given["event"]), text_of(given["symbol"])
    if event is None or symbol is None:
        raise ValueError("event or symbol is empty")
    day = None if is_missing(given["date"]) else parse_date(given["date"])
    at = None if is_missing(given["time"]) else parse_time(given["time"])
    if day is None and at is None:
        raise ValueError("neither date nor time is given")
    return {"event": event, "symbol": symbol, "date": day, "time": at, "group": text_of(given["group"])}


def parse_time(cell: Any) -> datetime:
    """An aware UTC instant. Raises ValueError for one without a zone: guessing it could change the session."""
    at = cell
    if isinstance(cell, str):
        try:
            at = datetime.fromisoformat(cell.strip())
        except ValueError:
            raise ValueError(f"time {cell.strip()!r} is no ISO 8601 time; write 2025-08-12T20:05:00Z") from None
    if not isinstance(at, datetime):
        raise ValueError(f"time {cell!r} is no time; write 2025-08-12T20:05:00Z")
    if at.utcoffset() is None:
        raise ValueError(f"time {cell} has no zone; add one, for example 2025-08-12T20:05:00Z or …-04:00")
    return at.astimezone(UTC)


# ── prices and returns ──────────────────────────────────────────────────────────────────────────────


def read_prices(paths: Sequence[Path]) -> Table:
    """Closes of one or many files or folders: wide, one row per date, one column of floats per symbol, NaN = missing.

    Understood: tidy (date, symbol or ticker, close or adj_close), wide (first column the date, then one column per
    symbol), and one file per symbol (date, close …; the file's name is the symbol). The adjusted close is taken where
    every row of a symbol in the file has it.
    """
    return _read_values(paths, ("adj_close", "adjusted_close", "close", "price"), "close", _price)


def read_returns(paths: Sequence[Path], *, log: bool = False) -> Table:
    """Returns, fractions, of one or many files or folders; shapes as `read_prices`, tidy column `return`.

    log: they are log returns, which may be below -1.
    """
    return _read_values(paths, ("return", "returns", "ret"), "return", parse_number if log else _return)


def read_volumes(paths: Sequence[Path]) -> Table | None:
    """Shares traded, in the shape of `read_prices`, of the files that have a column volume; None: none has one."""
    holding = [path for path in _files(paths) if read_grid(path).column("volume") is not None]
    return _read_values(holding, ("volume",), "volume", parse_number) if holding else None


LARGEST_FACTOR = 0.5
"""No market or factor has moved so far in a session; larger numbers are percent."""


def read_factors(path: Path) -> Table:
    """Returns of factors, fractions: the first column the date, then a column for each; NaN = missing.

    Raises InputError for a table in percent, as some publishers have them.
    """
    table = _read_values([path], (), "return", parse_number)
    largest = float(table.frame.abs().to_numpy(dtype=float, na_value=0.0).max())
    if largest > LARGEST_FACTOR:
        raise InputError(f"{path}: a factor of {largest:g} in one session; write fractions (0.01), not percent (1)")
    return table


@dataclass(frozen=True, slots=True)
class _Cell:
    """One number of a table, with where it stands."""

    symbol: str
    day: date
    value: float
    grid: Grid
    row: int


def _read_values(paths: Sequence[Path], names: tuple[str, ...], wanted: str, check: Any) -> Table:
    import pandas as pd

    problems: list[Problem] = []
    values: dict[str, dict[date, float]] = {}
    for path in _files(paths):
        grid = read_grid(path)
        problems.extend(grid.problems)
        for cell in _cells(grid, names, wanted, check, problems):
            known = values.setdefault(cell.symbol, {})
            if cell.day in known:
                kept = f"{cell.symbol} on {cell.day} is given twice; {known[cell.day]} is kept, {cell.value} is not"
                problems.append(_problem(grid, cell.row, kept))
            else:
                known[cell.day] = cell.value
    if not values:
        why = f"; the first of {len(problems)} problems: {problems[0]}" if problems else ""
        raise InputError(f"{', '.join(map(str, paths))}: no usable {wanted} is there{why}")
    frame = pd.DataFrame({symbol: pd.Series(series, dtype="float64") for symbol, series in values.items()})
    frame.index = pd.DatetimeIndex(frame.index)
    return Table(frame=frame.sort_index(), problems=tuple(problems))


def _cells(grid: Grid, names: tuple[str, ...], wanted: str, check: Any, problems: list[Problem]) -> Iterable[_Cell]:
    """The file's numbers, whichever of the three shapes it has."""
    if wanted == "return" and grid.column("close", "adj_close") is not None:
        raise InputError(f"{grid.path}: this is a table of prices; give it as prices, not as returns")
    symbol, found = grid.column(*SYMBOL_NAMES), [place for name in names if (place := grid.column(name)) is not None]
    if symbol is None and not found:
        return _wide_cells(grid, wanted, check, problems)
    if not found:
        raise InputError(f"{grid.path}: a table with a {grid.header[symbol or 0]} column needs a {wanted} column too")
    day = grid.column(*DATE_NAMES)
    if day is None:
        raise InputError(f"{grid.path}: no column date; found {', '.join(grid.header)}")
    return _tidy_cells(grid, day, symbol, found, check, problems)


def _tidy_cells(
    grid: Grid, day: int, symbol: int | None, values: list[int], check: Any, problems: list[Problem]
) -> Iterable[_Cell]:
    """Cells of a table with one row per date and symbol; without a symbol column the file's name is the symbol."""
    by_symbol: dict[str, list[tuple[int, tuple[Any, ...]]]] = {}
    for number, cells in grid.rows:
        name = grid.path.stem if symbol is None else text_of(cells[symbol])
        if name is None:
            problems.append(_problem(grid, number, "the symbol is empty"))
        else:
            by_symbol.setdefault(name, []).append((number, cells))
    for name, rows in by_symbol.items():
        complete = (place for place in values if not any(is_missing(cells[place]) for _, cells in rows))
        # Where no column is complete, the last one named is the plain close, which a provider always has.
        value = next(complete, values[-1])
        for number, cells in rows:
            try:
                number_read = check(cells[value])
                if number_read is not None:
                    yield _Cell(name, parse_date(cells[day]), number_read, grid, number)
            except ValueError as error:
                problems.append(_problem(grid, number, f"{name}: {error}"))


def _wide_cells(grid: Grid, wanted: str, check: Any, problems: list[Problem]) -> Iterable[_Cell]:
    """Cells of a table whose first column is the date (anywhere, in Parquet) and whose other columns are symbols."""
    # A Parquet file written from an indexed frame has its dates last; a symbol may be called DAY.
    candidates = [0, *(place for name in (*DATE_NAMES, _INDEX) if (place := grid.column(name)) is not None)]
    dates = next((place for place in candidates if any(_is_date(cells[place]) for _, cells in grid.rows)), None)
    if len(grid.header) < 2 or dates is None:
        raise InputError(
            f"{grid.path}: neither tidy (date, symbol, {wanted}) nor wide (dates in the first column, one column per "
            f"symbol); found {', '.join(grid.header)}"
        )
    for number, cells in grid.rows:
        try:
            day = parse_date(cells[dates])
        except ValueError as error:
            problems.append(_problem(grid, number, str(error)))
            continue
        for name, cell in zip(grid.header, cells, strict=True):
            if name == grid.header[dates]:
                continue
            try:
                value = check(cell)
            except ValueError as error:
                problems.append(_problem(grid, number, f"{name}: {error}"))
                continue
            if value is not None:
                yield _Cell(name, day, value, grid, number)


def _price(cell: Any) -> float | None:
    value = parse_number(cell)
    if value is not None and value <= 0:
        raise ValueError(f"a price must be above zero, got {cell}")
    return value


def _return(cell: Any) -> float | None:
    value = parse_number(cell)
    if value is not None and value < -1:
        raise ValueError(f"a simple return cannot be below -1, got {cell}; write fractions, not percent")
    return value


# ── files and cells ─────────────────────────────────────────────────────────────────────────────────


def read_grid(path: Path) -> Grid:
    """Any table file as text or values. Raises `InputError` when it is no table."""
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    if path.suffix.lower() == ".parquet":
        return _read_parquet(path)
    return _read_csv(path)


def _files(paths: Sequence[Path]) -> list[Path]:
    """The named files, and the tables inside the named folders, by name."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = table_files(path)
            if not inside:
                raise InputError(f"{path}: the folder has no {' or '.join(SUFFIXES)} file")
            found.extend(inside)
        else:
            found.append(path)
    if not found:
        raise InputError("no table was named")
    return found


def table_files(folder: Path) -> list[Path]:
    """The table files of a folder, not of folders inside it, by name."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())


def _read_csv(path: Path) -> Grid:
    text = _decode(path)
    if text.lstrip()[:1] == "<":
        raise InputError(f"{path}: this is a web page or XML, not a table; download the CSV file itself")
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise InputError(f"{path}: not readable as CSV: {error}") from error
    if not lines:
        raise InputError(f"{path}: the file is empty; the first row must name the columns")
    header = _header(path, lines[0][1])
    rows, problems = [], []
    for number, cells in lines[1:]:
        if len(cells) == len(header):
            rows.append((number, tuple(cells)))
        else:
            reason = f"expected {len(header)} cells, got {len(cells)}"
            problems.append(Problem(stage="read", subject=f"{path.name}:{number}", reason=reason))
    return Grid(path=path, header=header, rows=tuple(rows), problems=tuple(problems))


def _decode(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text (byte {error.start}); save it as CSV UTF-8") from error


def _delimiter(text: str) -> str:
    """Comma, unless the first line has more semicolons or tabs."""
    first = text.lstrip().partition("\n")[0]
    return max(",;\t", key=first.count)


def _read_parquet(path: Path) -> Grid:
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise InputError(
            f"{path}: reading Parquet needs pyarrow; install it with pip install 'news-impact-tracker[parquet]'"
        ) from error
    try:
        with path.open("rb") as file:
            table = pyarrow.parquet.read_table(file)
        columns = [[_plain(value) for value in column.to_pylist()] for column in table.columns]
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    except (pyarrow.ArrowException, ValueError) as error:
        raise InputError(f"{path}: not readable as Parquet: {error}") from error
    header = _header(path, table.column_names)
    rows = tuple(enumerate(zip(*columns, strict=True), start=2))
    return Grid(path=path, header=header, rows=rows, problems=())


def _plain(value: Any) -> Any:
    """A pandas timestamp, which pyarrow gives for nanoseconds, as the datetime it is."""
    return value.to_pydatetime(warn=False) if hasattr(value, "to_pydatetime") else value


def _header(path: Path, names: Sequence[str]) -> tuple[str, ...]:
    header = tuple(str(name).strip() for name in names)
    twice = {name for name in header if header.count(name) > 1}
    if twice:
        raise InputError(f"{path}: column {', '.join(sorted(twice))} stands twice; keep one")
    return header


def is_missing(cell: Any) -> bool:
    """Whether a cell holds nothing: empty, NA, null, NaN."""
    if cell is None:
        return True
    if isinstance(cell, float):
        return math.isnan(cell)
    return isinstance(cell, str) and cell.strip().lower() in _MISSING


def parse_number(cell: Any) -> float | None:
    """A finite number, None for a missing one. Raises ValueError for anything else.

    >>> parse_number(" 12.5 "), parse_number("NA")
    (12.5, None)
    """
    if is_missing(cell):
        return None
    try:
        # Underscores are digits to Python and a slip of the pen to everybody else.
        value = float("_" if isinstance(cell, str) and "_" in cell else cell)
    except (TypeError, ValueError):
        raise ValueError(f"{cell!r} is no number; write 1234.5") from None
    if not math.isfinite(value):
        raise ValueError(f"{cell!r} is no finite number")
    return value


def parse_date(cell: Any) -> date:
    """The date a cell names, never shifted by a zone. Raises ValueError when it could be read two ways, or not at all.

    >>> parse_date("2025-08-12 00:00:00-04:00"), parse_date("20250812")
    (datetime.date(2025, 8, 12), datetime.date(2025, 8, 12))
    """
    if isinstance(cell, datetime):
        return _midnight(cell, cell)
    if isinstance(cell, date):
        return cell
    text = str(cell).strip()
    if is_missing(text):
        raise ValueError("the date is empty")
    iso = "{}-{:0>2}-{:0>2}".format(*slashed.groups()) if (slashed := _SLASHED_DATE.fullmatch(text)) else text
    try:
        if not _COMPACT_DATE.fullmatch(iso) and "-" not in iso[:5]:
            raise ValueError
        at = datetime.fromisoformat(iso)
    except ValueError:
        raise ValueError(f"{text!r} is no date; write 2025-08-12") from None
    return _midnight(at, cell)


def _midnight(at: datetime, cell: Any) -> date:
    if (at.hour, at.minute, at.second, at.microsecond) != (0, 0, 0, 0):
        raise ValueError(f"date {cell} is not at midnight; put a time of day into a column named time")
    if not 1800 <= at.year <= 2200:
        # No exchange's prices; and pandas before 3 cannot hold dates after 2262.
        raise ValueError(f"date {cell} lies outside the years 1800 to 2200")
    return at.date()


def _is_date(cell: Any) -> bool:
    try:
        parse_date(cell)
    except ValueError:
        return False
    return True


def text_of(cell: Any) -> str | None:
    """The cell's text without the spaces around it; None when it is missing."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return None
    return str(cell).strip() or None


def _key(name: str) -> str:
    return re.sub(r"[\s_]+", "_", name.strip().lower())


def _problem(grid: Grid, row: int, reason: str) -> Problem:
    return Problem(stage="read", subject=grid.at(row), reason=reason)
