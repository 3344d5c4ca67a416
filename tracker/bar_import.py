"""A user's own tables of daily bars, taken into the database as a series of their own name.

The bars stand under the provider `import:NAME`, so that they never share a series with those of another source; all
that is imported under one name is one series, and who has two sources gives two names. A price that differs from the
one held becomes its newest vintage, the earlier one is kept; what is held already is not written again. No row is lost:
each is a bar that is held, or a problem with its file, row, value and cure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.lacking import mark_final
from pipelines.place import SessionCalendar
from pipelines.vintages import Seam, is_vintage
from storage import bars
from tracker.adapters.prices_files import read_everything
from tracker.derive import comparable_bars
from tracker.desk import FIRST_SESSION, Desk
from tracker.records import Bar, BarAnswer, BarRequest, Problem, Tally

STAGE = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedSeries:
    """What became of one symbol's rows."""

    symbol: str
    followed: bool
    """It is an [[instrument]], so reports can be about it."""
    first: date
    last: date
    rows: int
    """That could be used."""
    new: int
    """Sessions that were not held."""
    changed: int
    """Sessions that were held with another price, or are confirmed by a file that restates others."""
    seam: Seam | None
    """What was held before and does not count beside this any more."""


def import_bars(
    desk: Desk, paths: Sequence[Path], columns: Mapping[str, str], provider: str, now: datetime
) -> tuple[list[ImportedSeries], Tally]:
    """Take over all bars of these files and folders; importing them again writes nothing.

    columns: our name of a column, to that of the files. Raises InputError for a column we do not know.
    """
    found = read_everything(paths, columns, provider=provider, now=now)
    problems = [replace(problem, stage=STAGE) for problem in found.problems]
    ours = {symbol.casefold(): symbol for symbol in desk.instruments}
    calendars = desk.calendars(now)
    made: list[ImportedSeries] = []
    for written_as, rows in found.bars.items():
        symbol = ours.get(written_as.casefold(), written_as)
        instrument = desk.instruments.get(symbol)
        calendar = calendars[instrument.exchange if instrument else desk.exchange]
        usable, refused = _checked(rows, symbol, calendar, now)
        problems += refused
        if usable:
            final, _ = mark_final(usable, calendar, desk.settle)
            made.append(_keep(desk, final, now))
    used = sum(series.rows for series in made)
    written = sum(series.new + series.changed for series in made)
    tally = Tally(
        stage=STAGE,
        taken=used + len(problems),
        made=written,
        dropped={"held_already": used - written, "unusable": len(problems)},
        problems=tuple(replace(p, reason=f"{p.reason} (left out: mend it and import again)") for p in problems),
    )
    return made, tally


def _checked(
    rows: Sequence[tuple[str, Bar]], symbol: str, calendar: SessionCalendar, now: datetime
) -> tuple[list[Bar], list[Problem]]:
    """The bars of sessions that have begun, and what speaks against the others."""
    usable: list[Bar] = []
    problems: list[Problem] = []
    for at, bar in rows:
        reason = _against(bar.session, calendar, now)
        if reason is None:
            usable.append(replace(bar, symbol=symbol))
        else:
            problems.append(Problem(stage=STAGE, subject=at, reason=f"{symbol}: {reason}"))
    return usable, problems


def _against(day: date, calendar: SessionCalendar, now: datetime) -> str | None:
    if day < FIRST_SESSION:
        return f"{day} is before {FIRST_SESSION}, from when sessions are known"
    if day > now.astimezone(UTC).date():
        return f"{day} has not come yet"
    if not calendar.sessions(day, day):
        return f"{calendar.exchange} was closed on {day}"
    return None


def _keep(desk: Desk, given: Sequence[Bar], now: datetime) -> ImportedSeries:
    """Store one symbol's bars, oldest first, and note what was given."""
    symbol, provider = given[0].symbol, given[0].provider
    first, last = given[0].session, given[-1].session
    request = BarRequest(symbol=symbol, interval="1d", first=first, last=last)
    with desk.store.write() as connection:
        held = comparable_bars(connection, symbol, provider)
        known = {bar.session for bar in (*held.bars, *held.left_out)}
        written = bars.save_bars(connection, given, whole=is_vintage(held, given))
        asked = bars.load_answers(connection, provider).get(symbol, [])
        if written or all(answer.request != request for answer in asked):
            answer = BarAnswer(request=request, provider=provider, asked_at=now, outcome="ok", bars=len(given))
            bars.save_answers(connection, [answer])
        after = comparable_bars(connection, symbol, provider)
    new = sum(bar.session not in known for bar in given)
    return ImportedSeries(
        symbol=symbol,
        followed=symbol in desk.instruments,
        first=first,
        last=last,
        rows=len(given),
        new=new,
        changed=written - new,
        seam=after.seam,
    )
