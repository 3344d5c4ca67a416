"""A user's own tables of bars, daily or intraday, taken into the database as a series of their own name.

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
from typing import TYPE_CHECKING

from pipelines.holdings import seam_of, session_of
from pipelines.lacking import mark_final
from pipelines.place import SessionCalendar
from pipelines.vintages import Seam, is_vintage
from storage import bars, intraday
from tracker.adapters.prices_files import Stamp, read_everything
from tracker.bar_intake import judge, judge_daily, keep
from tracker.derive import comparable_bars, intraday_scales
from tracker.desk import FIRST_SESSION, Desk
from tracker.options import INTERVALS
from tracker.records import Bar, BarAnswer, BarRequest, Problem, Tally

if TYPE_CHECKING:
    from sqlalchemy import Connection

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
    """Bars that were not held."""
    changed: int
    """Bars that were held with another price, or are confirmed by a file that restates others."""
    doubted: int
    """Bars that cleaning found unfit to be a price; they are held, and no return uses them."""
    seam: Seam | None
    """What was held before and does not count beside this any more."""


def import_bars(
    desk: Desk,
    paths: Sequence[Path],
    columns: Mapping[str, str],
    provider: str,
    now: datetime,
    *,
    interval: str = "1d",
    zone: str | None = None,
    stamp: Stamp | None = None,
) -> tuple[list[ImportedSeries], Tally]:
    """Take over all bars of these files and folders; importing them again writes nothing.

    columns: our name of a column, to that of the files. zone, stamp: what the times of intraday files mean. Raises
    InputError for a column we do not know, and for intraday files of which it is not said.
    """
    found = read_everything(paths, columns, provider=provider, now=now, interval=interval, zone=zone, stamp=stamp)
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
            kept, doubts = (_keep if interval == "1d" else _keep_intraday)(desk, usable, calendar, now)
            made.append(kept)
            problems += doubts
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
        reason = _against(bar, calendar, now)
        if reason is None:
            usable.append(replace(bar, symbol=symbol))
        else:
            problems.append(Problem(stage=STAGE, subject=at, reason=f"{symbol}: {reason}"))
    return usable, problems


def _against(bar: Bar, calendar: SessionCalendar, now: datetime) -> str | None:
    if bar.interval != "1d":
        return _against_intraday(bar, calendar, now)
    day = bar.session
    if day < FIRST_SESSION:
        return _too_old(day)
    if day > now.astimezone(UTC).date():
        return f"{day} has not come yet"
    if not calendar.sessions(day, day):
        return f"{calendar.exchange} was closed on {day}"
    return None


def _against_intraday(bar: Bar, calendar: SessionCalendar, now: datetime) -> str | None:
    if bar.start.date() < FIRST_SESSION:
        return _too_old(bar.start.date())
    if bar.start + INTERVALS[bar.interval] > now:
        return f"the bar of {bar.start:%Y-%m-%d %H:%M} UTC is not over yet"
    if session_of(bar.start, calendar) is None:
        return f"{calendar.exchange} was closed on the day of {bar.start:%Y-%m-%d %H:%M} UTC"
    return None


def _too_old(day: date) -> str:
    return f"{day} is before {FIRST_SESSION}, from when sessions are known"


def _keep(
    desk: Desk, usable: Sequence[Bar], calendar: SessionCalendar, now: datetime
) -> tuple[ImportedSeries, list[Problem]]:
    """Store one symbol's daily bars, oldest first, and note what was given."""
    symbol, provider = usable[0].symbol, usable[0].provider
    final, _ = mark_final(usable, calendar, desk.settle)
    with desk.store.write() as connection:
        held = comparable_bars(connection, symbol, provider)
        given = judge_daily(final, calendar, held)
        known = {bar.session for bar in (*held.bars, *held.left_out)}
        written = bars.save_bars(connection, given, whole=is_vintage(held, given))
        _note(connection, given, given[0].session, given[-1].session, written, now)
        seam = comparable_bars(connection, symbol, provider).seam
    new = sum(bar.session not in known for bar in given)
    return _series(desk, given, (given[0].session, given[-1].session), new, written, seam), []


def _keep_intraday(
    desk: Desk, usable: Sequence[Bar], calendar: SessionCalendar, now: datetime
) -> tuple[ImportedSeries, list[Problem]]:
    """Store one symbol's intraday bars, oldest first, and note what was given."""
    name = (usable[0].symbol, usable[0].interval, usable[0].provider)
    span = (usable[0].start, usable[-1].start)
    first, last = (session_of(start, calendar) for start in span)
    assert first is not None and last is not None, "other bars were refused"
    with desk.store.write() as connection:
        known = set(intraday.newest_columns(connection, *name, *span).starts.tolist())
        judged = judge(connection, usable, calendar, desk.settle)
        written = keep(connection, judged)
        given = judged.bars[len(judged.bars) - judged.given :]
        _note(connection, given, first, last, written, now)
        scales = intraday_scales(connection, *name)
    new = sum(intraday.micros(bar.start) // 1_000_000 not in known for bar in given)
    made = _series(desk, given, (first, last), new, written, seam_of(scales, calendar) if scales else None)
    return made, [replace(problem, stage=STAGE) for problem in judged.problems]


def _note(connection: Connection, given: Sequence[Bar], first: date, last: date, written: int, now: datetime) -> None:
    """Write down what was given, unless it is known and nothing came of it."""
    symbol, interval, provider = given[0].symbol, given[0].interval, given[0].provider
    request = BarRequest(symbol=symbol, interval=interval, first=first, last=last)
    asked = bars.load_answers(connection, provider, interval=interval).get(symbol, [])
    if written or all(answer.request != request for answer in asked):
        answer = BarAnswer(request=request, provider=provider, asked_at=now, outcome="ok", bars=len(given))
        bars.save_answers(connection, [answer])


def _series(
    desk: Desk, given: Sequence[Bar], span: tuple[date, date], new: int, written: int, seam: Seam | None
) -> ImportedSeries:
    symbol = given[0].symbol
    return ImportedSeries(
        symbol=symbol,
        followed=symbol in desk.instruments,
        first=span[0],
        last=span[1],
        rows=len(given),
        new=new,
        changed=max(written - new, 0),
        doubted=sum(not bar.quality.usable for bar in given),
        seam=seam,
    )
