"""The user's calendars: dated events from CSV (or Parquet) files, checked row by row.

Columns: `date` (a session's date) or `time` (an instant with a zone), or both; `kind`; `symbol`, empty for what
concerns everybody; `name`. Others are ignored. A file that cannot be used at all raises `InputError` with the file,
what was found and the cure; a row that cannot be used becomes a `Problem` naming file and line, and the rest goes on.

It knows nothing about sessions: which of them a day or an instant belongs to is worked out where it is asked.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tracker.adapters.tables_files import (
    SYMBOL_NAMES,
    Grid,
    is_missing,
    parse_date,
    parse_time,
    read_grid,
    text_of,
)
from tracker.errors import InputError
from tracker.records import Batch, CalendarEvent, CalendarKind, Problem, stable_id

NAME_CHARS = 200
"""Longest name of an event; it stands in tables and mails."""
_OF_A_COMPANY = frozenset({CalendarKind.EARNINGS, CalendarKind.LOCK_UP})
_SYMBOL = re.compile(r"[A-Z0-9^][A-Z0-9.=^-]*")


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """`CalendarSource` over one file."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    def mark(self) -> str:
        """Hash of the file's bytes."""
        try:
            return blake2b(self.path.read_bytes(), digest_size=16).hexdigest()
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}; see [calendar] files"
            raise InputError(f"{self.path}: {reason}") from error

    def read(self, now: datetime) -> Batch[CalendarEvent]:
        """The file's events, in its order; a problem for each row that cannot be used."""
        return _read_grid(read_grid(self.path), self.name, now)


def _read_grid(grid: Grid, source: str, now: datetime) -> Batch[CalendarEvent]:
    places = _places(grid)
    problems = [replace(problem, stage="calendar") for problem in grid.problems]
    events: dict[str, CalendarEvent] = {}
    lines: dict[str, int] = {}
    for number, cells in grid.rows:
        given = {name: None if place is None else cells[place] for name, place in places.items()}
        try:
            event = _event(given, source, now)
            if event.id in events:
                raise ValueError(f"the same as line {lines[event.id]}; take one of them out")
        except ValueError as error:
            problems.append(Problem(stage="calendar", subject=grid.at(number), reason=str(error)))
            continue
        events[event.id], lines[event.id] = event, number
    ordered = sorted(problems, key=lambda problem: int(problem.subject.rpartition(":")[2]))
    return Batch(items=tuple(events.values()), problems=tuple(ordered))


def _places(grid: Grid) -> Mapping[str, int | None]:
    places = {name: grid.column(name) for name in ("date", "time", "kind", "name")}
    places["symbol"] = grid.column(*SYMBOL_NAMES)
    missing = [name for name in ("kind", "symbol", "name") if places[name] is None]
    if places["date"] is None and places["time"] is None:
        missing.append("date (or time)")
    if missing:
        raise InputError(
            f"{grid.path}: no column {', '.join(missing)}; found {', '.join(grid.header)}. A calendar has the columns "
            f"date or time, kind, symbol and name"
        )
    return places


def _event(given: Mapping[str, Any], source: str, now: datetime) -> CalendarEvent:
    """One event from its cells. Raises ValueError with the reason why it cannot be used."""
    kind = _kind(text_of(given["kind"]))
    symbol = _symbol(text_of(given["symbol"]), kind)
    name = text_of(given["name"])
    if name is None:
        raise ValueError("name is empty; say what it is, for example CoreWeave results")
    if len(name) > NAME_CHARS:
        raise ValueError(f"name has {len(name)} characters; at most {NAME_CHARS} are taken")
    day, at = _when(given["date"], given["time"])
    return CalendarEvent(
        id=stable_id("c", source, day, at, kind, symbol, name),
        date=day,
        time=at,
        kind=kind,
        symbol=symbol,
        name=name,
        source=source,
        first_seen=now,
    )


def _kind(text: str | None) -> CalendarKind:
    known = [str(kind) for kind in CalendarKind]
    word = (text or "").lower().replace("-", "_").replace(" ", "_")
    if word not in known:
        near = difflib.get_close_matches(word, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        raise ValueError(
            f"kind {text!r} is unknown; {hint}" if text else f"kind is empty; there are {', '.join(known)}"
        )
    return CalendarKind(word)


def _symbol(text: str | None, kind: CalendarKind) -> str | None:
    if text is None:
        if kind in _OF_A_COMPANY:
            raise ValueError(f"symbol is empty; {kind} is of one company, name it by its ticker")
        return None
    if _SYMBOL.fullmatch(text.upper()) is None:
        raise ValueError(f"symbol {text!r} is none; write a ticker such as CRWV, or leave it empty for everybody")
    return text.upper()


def _when(date_cell: Any, time_cell: Any) -> tuple[date, datetime | None]:
    """The day and the instant, in UTC, that a row names. A date beside a time must be its day, here or in UTC."""
    if is_missing(time_cell):
        if is_missing(date_cell):
            raise ValueError("neither date nor time is given; write a date such as 2026-08-11")
        return parse_date(date_cell), None
    at = parse_time(time_cell)
    written = time_cell if isinstance(time_cell, datetime) else datetime.fromisoformat(str(time_cell).strip())
    if is_missing(date_cell):
        return written.date(), at
    day = parse_date(date_cell)
    if day not in {written.date(), at.date()}:
        raise ValueError(f"date {day} and time {time_cell} are different days; correct one of them")
    return day, at
