"""report, show, trace, rebuild: event-to-price answers from the database."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.root import app, open_desk, out, say, terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.desk import Desk
    from tracker.questions import Known
    from tracker.records import ReportRow


class Format(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"
    parquet = "parquet"
    html = "html"


@app.command()
def report(
    since: Annotated[
        str | None, typer.Option(help="A session (2026-07-01), or a time with zone for the first report.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Likewise, included.")] = None,
    symbol: Annotated[str | None, typer.Option(help="Only this ticker.")] = None,
    theme: Annotated[str | None, typer.Option(help="Only stories of this theme.")] = None,
    type_: Annotated[str | None, typer.Option("--type", help="Only stories of this event type.")] = None,
    window: Annotated[str | None, typer.Option(help="Only this window: d0, d0_1.")] = None,
    as_of: Annotated[str | None, typer.Option(help="As it could have been known at this time (with zone).")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.table,
    as_json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    target: Annotated[
        Path | None, typer.Option("--out", help="Write into this file instead (needed for parquet).")
    ] = None,
) -> None:
    """What each story did to each price: event-to-price rows."""
    from pipelines.report import filter_rows
    from tracker.options import ReportFilter
    from tracker.questions import known

    wanted = ReportFilter(
        symbol=symbol.upper() if symbol else None,
        theme=theme,
        type=type_,
        window=_known_window(window),
        since=_bound("--since", since),
        until=_bound("--until", until),
    )
    moment = _instant("--as-of", as_of) if as_of else None
    desk = open_desk()
    facts = known(desk, moment)
    rows = filter_rows(facts.rows(), wanted)
    _print_rows(desk, facts, rows, Format.json if as_json else form, target)
    if not rows:
        say("newsimpact: no story matches; `newsimpact status` tells what the database holds")
        raise typer.Exit(1)


def _print_rows(desk: Desk, facts: Known, rows: Sequence[ReportRow], form: Format, target: Path | None) -> None:
    from pipelines.report import row_to_json
    from tracker.errors import UsageError

    if form is Format.parquet:
        if target is None:
            raise UsageError("--format parquet is binary; name a file with --out")
        from tracker.adapters.report_files import write_parquet

        write_parquet(target, [row_to_json(row) for row in rows])
        return
    text = _rendered(desk, facts, rows, form)
    if target is None:
        out(text)
    else:
        target.write_text(text, encoding="utf-8")


def _rendered(desk: Desk, facts: Known, rows: Sequence[ReportRow], form: Format) -> str:
    from pipelines import render
    from tracker.clock import SystemClock
    from tracker.questions import story_views

    if form is Format.json:
        return "".join(f"{line}\n" for line in render.report_json(rows))
    if form is Format.csv:
        return render.report_csv(rows)
    if form is Format.html:
        made_at = facts.as_of or SystemClock().now()
        return render.report_html(story_views(desk, facts, rows), made_at=made_at, notice=desk.notice)
    width, color = terminal()
    notice = f"{desk.notice}\n\n" if desk.notice else ""
    return notice + render.report_table(rows, width=width, color=color)


@app.command()
def show(
    story: Annotated[
        str, typer.Argument(metavar="ID", help="A story, or the beginning of its id; STORY:SYMBOL for one symbol.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="The story's report rows as JSON lines.")] = False,
) -> None:
    """One story with its reports, its evidence, its prices."""
    from pipelines.render import report_json, story_text
    from tracker.questions import find_story, known, story_views

    prefix, _, symbol = story.partition(":")
    desk = open_desk()
    found = find_story(desk, prefix)
    facts = known(desk)
    rows = [row for row in facts.rows() if row.story == found.id]
    rows = [row for row in rows if row.symbol == symbol.upper()] if symbol else rows
    if as_json:
        out("".join(f"{line}\n" for line in report_json(rows)))
        return
    width, color = terminal()
    if desk.notice:
        out(desk.notice)
    for view in story_views(desk, facts, rows):
        out(story_text(view, width=width, color=color))


@app.command()
def trace(
    number: Annotated[str, typer.Argument(metavar="ID", help="STORY:SYMBOL or STORY:SYMBOL:WINDOW (default d0).")],
) -> None:
    """Where a number comes from: bars, model, sentence, article, stored bytes."""
    from pipelines.render import trace_text
    from tracker.errors import UsageError
    from tracker.questions import find_story, trace_view

    parts = number.split(":")
    if not 2 <= len(parts) <= 3:
        raise UsageError(f"{number!r}: expected STORY:SYMBOL or STORY:SYMBOL:WINDOW, for example s1a2b:CRWV:d0")
    prefix, symbol, window = (*parts, "d0")[:3]
    desk = open_desk()
    width, color = terminal()
    if desk.notice:
        out(desk.notice)
    view = trace_view(desk, find_story(desk, prefix), symbol.upper(), window)
    out(trace_text(view, width=width, color=color))


@app.command()
def rebuild() -> None:
    """Throw away everything derived and make it again from the articles and bars held."""
    from storage.rebuild import empty_derived
    from tracker.clock import SystemClock
    from tracker.daemon import only_instance
    from tracker.jobs import extract, group, measure

    now = SystemClock().now()
    desk = open_desk()
    folder = Path(desk.store.engine.url.database or ".").parent
    with only_instance(folder):
        with desk.store.write() as connection:
            empty_derived(connection)
        for job in (extract, group, measure):
            tally = job(desk, now)
            out(f"{tally.stage:8} {tally.taken:6} in {tally.made:6} out")


def _known_window(window: str | None) -> str | None:
    from tracker.errors import UsageError
    from tracker.options import WINDOWS

    if window is not None and window not in WINDOWS:
        raise UsageError(f"--window: {window!r} is not measured; there are {', '.join(WINDOWS)}")
    return window


def _bound(option: str, text: str | None) -> date | datetime | None:
    """A date, or an instant with a zone."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _instant(option, text)


def _instant(option: str, text: str) -> datetime:
    from tracker.errors import NaiveTime, UsageError
    from tracker.records import aware

    try:
        return aware(datetime.fromisoformat(text), option)
    except NaiveTime as error:
        raise UsageError(str(error)) from error
    except ValueError as error:
        raise UsageError(f"{option}: {text!r} is no ISO 8601 time; for example 2026-07-01T15:22Z") from error
