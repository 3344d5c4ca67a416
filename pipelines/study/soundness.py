"""Which test may be believed where: simulated rejection rates of a true null, and the rule that reads them.

`sizes.csv` beside this module is written by `python -m docs.calibrate` (`make calibrate`) and never by hand.
A test is printed only where it rejects a true null in 3 to 6.5 % of the cases at 5 % (KP-BMP: 3 to 7.5 %) in every
cell around the sample's own number of events, history and window, with and without correlation between the firms;
which of the two holds is not known of a sample. Beyond the largest number of events and the longest history that
were simulated, the largest stands for them; below the shortest history and beyond the longest window nothing is
printed, since sizes get worse in that direction.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

TABLE = Path(__file__).with_name("sizes.csv")
KEYS = ("dates", "correlation", "events", "l1", "days", "shock", "repetitions")
"""Columns of the table that say which cell it is; the others are tests."""

LOWEST = 0.03
HIGHEST = 0.065
HIGHEST_KP = 0.075
"""KP-BMP is the one test that keeps its size when the event also raises the variance; for that it may be a little
too eager otherwise."""

Dates = Literal["one", "own", "mixed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where a sample stands in the table."""

    events: int
    l1: int
    """Estimation sessions that all events have in common."""
    days: int
    """Sessions of the window."""
    dates: Dates
    """All events on one date, each on its own, or some shared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """One row of the table."""

    dates: str
    correlation: float
    events: int
    l1: int
    days: int
    shock: float
    """Common shock on day 0 in standard deviations of a firm's residual; 0 for the size, else the power."""
    repetitions: int
    rates: dict[str, float]
    """Share of repetitions with p <= 5 %, by test; without the tests that have no answer there."""


@lru_cache(maxsize=4096)
def verdict(test: str, cell: Cell) -> str | None:
    """Why a test is not to be printed for such a sample; None when it is sound there."""
    shortest, longest = min(_grid("l1")), max(_grid("days"))
    if cell.l1 < shortest:
        return f"not simulated below {shortest} common estimation sessions; there are {cell.l1}"
    if cell.days > longest:
        return f"not simulated for windows of more than {longest} sessions"
    around = _around_cell(test, cell)
    missing = [row for row in around if test not in row.rates]
    if missing:
        return f"not simulated for {_told(missing[0])}"
    unsound = [row for row in around if not _sound(test, row.rates[test])]
    if not unsound:
        return None
    worst = max(unsound, key=lambda row: abs(row.rates[test] - 0.05))
    return f"rejects a true null in {100 * worst.rates[test]:.1f} % of simulated cases at 5 %: {_told(worst)}"


@cache
def sizes() -> tuple[Simulated, ...]:
    """The rows of the shipped table that are about size."""
    return tuple(row for row in shipped() if row.shock == 0)


@cache
def shipped() -> tuple[Simulated, ...]:
    """The shipped table."""
    with TABLE.open(newline="") as file:
        return read_table(file)


def read_table(lines: Iterable[str]) -> tuple[Simulated, ...]:
    """The table from its text."""
    return tuple(
        Simulated(
            dates=row["dates"],
            correlation=float(row["correlation"]),
            events=int(row["events"]),
            l1=int(row["l1"]),
            days=int(row["days"]),
            shock=float(row["shock"]),
            repetitions=int(row["repetitions"]),
            rates={name: float(text) for name, text in row.items() if name not in KEYS and text},
        )
        for row in csv.DictReader(lines)
    )


def table_text(rows: Iterable[Simulated]) -> str:
    """The table as it is shipped; the same rows give the same text."""
    rows = list(rows)
    tests = list(dict.fromkeys(name for row in rows for name in row.rates))
    lines = [",".join((*KEYS, *tests))]
    for row in rows:
        keys = (row.dates, f"{row.correlation:g}", row.events, row.l1, row.days, f"{row.shock:g}", row.repetitions)
        rates = (f"{row.rates[name]:.4f}" if name in row.rates else "" for name in tests)
        lines.append(",".join([*map(str, keys), *rates]))
    return "\n".join(lines) + "\n"


def table_markdown() -> str:
    """The shipped table for a page: percent rejected at 5 %, bold where the test is not sound.

    One table per kind of dates and window; the two numbers of a cell are without and with correlation.
    """
    parts = []
    for dates, days in dict.fromkeys((row.dates, row.days) for row in sizes()):
        rows = [row for row in sizes() if (row.dates, row.days) == (dates, days)]
        tests = list(dict.fromkeys(name for row in rows for name in row.rates))
        parts.append(f"**{_DATES[dates]}, window of {_sessions(days)}**\n")
        parts.append(f"| N | L1 | {' | '.join(tests)} |\n|---|---|{'---|' * len(tests)}")
        for events, l1 in dict.fromkeys((row.events, row.l1) for row in rows):
            here = sorted(
                (row for row in rows if (row.events, row.l1) == (events, l1)), key=lambda row: row.correlation
            )
            shown = (" / ".join(_shown(name, row) for row in here if name in row.rates) for name in tests)
            parts.append(f"| {events} | {l1} | {' | '.join(shown)} |")
        parts.append("")
    power = [row for row in shipped() if row.shock]
    if power:
        tests = list(dict.fromkeys(name for row in power for name in row.rates))
        parts.append("**Power: percent that find a common shock of day 0**\n")
        parts.append(
            f"| N | L1 | correlation | shock, sd | {' | '.join(tests)} |\n|---|---|---|---|{'---|' * len(tests)}"
        )
        for row in power:
            shown = (f"{100 * row.rates[name]:.0f}" if name in row.rates else "" for name in tests)
            parts.append(f"| {row.events} | {row.l1} | {row.correlation:g} | {row.shock:g} | {' | '.join(shown)} |")
    return "\n".join(parts) + "\n"


_DATES = {"one": "All events on one date", "own": "Every event on its own date"}


def _around_cell(test: str, cell: Cell) -> list[Simulated]:
    """The simulated cells that a sample stands between."""
    # Among placebo dates the mean of N firms is compared with itself only, so one series stands for any number.
    events = {1} if test == "placebo" else _around(cell.events, _grid("events"))
    return [
        row
        for row in sizes()
        if row.events in events
        and (row.events == 1 or cell.dates in ("mixed", row.dates))
        and row.l1 in _around(cell.l1, _grid("l1"))
        and row.days in _around(cell.days, _grid("days"))
    ]


@cache
def _grid(key: str) -> frozenset[int]:
    return frozenset(getattr(row, key) for row in sizes())


def _around(value: int, grid: Collection[int]) -> set[int]:
    """The grid's values on both sides of one, itself where it is on the grid; the nearest end beyond the grid.

    >>> sorted(_around(7, {1, 2, 5, 10})), _around(5, {1, 5}), _around(300, {120, 250})
    ([5, 10], {5}, {250})
    """
    below = max((step for step in grid if step <= value), default=min(grid))
    above = min((step for step in grid if step >= value), default=max(grid))
    return {below, above}


def _sound(test: str, rate: float) -> bool:
    return LOWEST <= rate <= (HIGHEST_KP if test == "kp_bmp" else HIGHEST)


def _shown(test: str, row: Simulated) -> str:
    text = f"{100 * row.rates[test]:.1f}"
    return text if _sound(test, row.rates[test]) else f"**{text}**"


def _told(row: Simulated) -> str:
    if row.events == 1:
        return f"one event, {row.l1} sessions of history, window of {_sessions(row.days)}"
    correlated = f"residual correlation {row.correlation:g}" if row.correlation else "no correlation"
    dates = "on one date" if row.dates == "one" else "on different dates"
    return f"{row.events} events {dates}, {correlated}, {row.l1} sessions of history, window of {_sessions(row.days)}"


def _sessions(count: int) -> str:
    return f"{count} session" if count == 1 else f"{count} sessions"
