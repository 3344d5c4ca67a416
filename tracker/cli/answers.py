"""report, articles, show, trace, rebuild: answers from the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.root import app, instant, open_desk, out, present, say, terminal, writing
from tracker.errors import NothingProduced, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.desk import Desk
    from tracker.options import ReportFilter
    from tracker.questions import Known
    from tracker.records import Coverage, ReportRow, Story


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
    window: Annotated[
        str | None,
        typer.Option(help="Only this window: d0, d0_1; 5m, 30m, 1h, close, next_open, d1, d5, d20, pre_1h, pre_d1."),
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="As it could have been known at this time (with zone).")] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar=f"[{'|'.join(Format)}]", help="How to print it; a table by default."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    target: Annotated[
        Path | None, typer.Option("--out", help="Write into this file instead (needed for parquet).")
    ] = None,
) -> None:
    """Each story with what each price did then: event-to-price rows."""
    from pipelines.report import filter_rows
    from tracker.options import ReportFilter
    from tracker.questions import asked_span, coverage_of, known

    kind = _known_format(form, as_json=as_json)
    first, last = _bounds(since, until)
    wanted = ReportFilter(
        symbol=symbol.upper() if symbol else None,
        theme=theme,
        type=type_,
        window=_known_window(window),
        since=first,
        until=last,
    )
    moment = _past("--as-of", as_of) if as_of else None
    desk = open_desk()
    _refuse_unknown(desk, wanted)
    facts = known(desk, moment)
    rows = filter_rows(_rows_for(facts, kind, window), wanted)
    now = moment or present(desk)
    coverage = coverage_of(desk, *asked_span(desk, wanted, now), now, as_of=moment)
    if not rows:
        raise NothingProduced(_no_rows(coverage, now))
    _print_rows(desk, facts, rows, coverage, kind, target)


def _rows_for(facts: Known, form: Format, window: str | None) -> list[ReportRow]:
    """Daily rows; also those around the minute of the news, where a form has no table of them or one is asked for."""
    from tracker.options import REACTION_WINDOWS

    flat = form in {Format.json, Format.csv, Format.parquet} or window in REACTION_WINDOWS
    return facts.all_rows() if flat else facts.rows()


def _no_rows(coverage: Coverage, now: datetime) -> str:
    """That no story is held means no news only when the feeds could have told."""
    from pipelines.wording import coverage_words

    if coverage.since == now:
        return "no story matches: the time asked for has not begun yet"
    return f"no story matches. {coverage_words(coverage)} `newsimpact status` tells what the database holds"


def _refuse_unknown(desk: Desk, wanted: ReportFilter) -> None:
    """A filter that no row could ever pass is a slip of the pen: say so, and what was probably meant."""
    from tracker.records import EVENT_TYPES

    kind = wanted.type.partition(".")[0] if wanted.type else None
    for option, value, there_are in (
        ("--symbol", wanted.symbol, desk.instruments),
        ("--theme", wanted.theme, desk.theme_symbols),
        ("--type", kind, EVENT_TYPES),
    ):
        if value is not None and value not in there_are:
            near = get_close_matches(value, list(there_are), n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(there_are))}"
            raise UsageError(f"{option}: {value!r} is unknown; {hint}")


def _print_rows(
    desk: Desk,
    facts: Known,
    rows: Sequence[ReportRow],
    coverage: Coverage,
    form: Format,
    target: Path | None,
) -> None:
    from pipelines.report import row_to_json
    from pipelines.wording import coverage_words

    if form in {Format.json, Format.csv, Format.parquet}:  # these forms have no room for remarks
        if desk.notice:
            say(desk.notice)
        elif coverage.verdict != "adequate":  # nobody follows the feeds of a demo
            say(f"newsimpact: {coverage_words(coverage)}")
    if form is Format.parquet:
        if target is None:
            raise UsageError("--format parquet is binary; name a file with --out")
        from tracker.adapters.report_files import write_parquet

        write_parquet(target, [row_to_json(row) for row in rows])
        return
    text = _rendered(desk, facts, rows, coverage, form)
    if target is None:
        out(text)
    else:
        with writing(target):
            target.write_text(text, encoding="utf-8")


def _rendered(desk: Desk, facts: Known, rows: Sequence[ReportRow], coverage: Coverage, form: Format) -> str:
    from pipelines import render, report_page
    from tracker.clock import SystemClock
    from tracker.questions import story_views

    if form is Format.json:
        return "".join(f"{line}\n" for line in render.report_json(rows))
    if form is Format.csv:
        return render.report_csv(rows)
    if form is Format.html:
        made_at = facts.as_of or SystemClock().now()
        views = story_views(desk, facts, rows)
        return report_page.report_html(views, made_at=made_at, notice=desk.notice, coverage=coverage)
    width, color = terminal()
    notice = f"{desk.notice}\n\n" if desk.notice else ""
    return notice + render.report_table(
        rows, width=width, color=color, coverage=coverage, confounding=facts.confounding, windows=facts.windows
    )


@app.command("articles")
def list_articles(
    since: Annotated[
        str | None, typer.Option(help="First seen since then: a session (2026-07-01) or a time with zone; a week ago.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Likewise, included.")] = None,
    feed: Annotated[str | None, typer.Option(help="Only of this feed.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False,
) -> None:
    """Every article, in a story or not: of which it is a copy, why and how like, and the story it belongs to."""
    from pipelines.render import article_json, article_lines
    from tracker.linked import linked_articles
    from tracker.options import ReportFilter
    from tracker.questions import asked_span

    desk = open_desk()
    begins, ends = _bounds(since, until)
    first, last = asked_span(desk, ReportFilter(since=begins, until=ends), present(desk))
    found = [item for item in linked_articles(desk, first, last) if feed in (None, item.article.feed)]
    if not found:
        raise NothingProduced(f"no article was first seen from {first:%Y-%m-%dT%H:%M}Z to {last:%Y-%m-%dT%H:%M}Z")
    if desk.notice:
        (say if as_json else out)(desk.notice)
    for item in found:
        out(article_json(item) if as_json else "\n".join(article_lines(item)))


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
    rows = _rows_of(facts, found, symbol.upper())
    if as_json:
        out("".join(f"{line}\n" for line in report_json(rows)))
        return
    width, color = terminal()
    if desk.notice:
        out(desk.notice)
    for view in story_views(desk, facts, rows):
        out(story_text(view, width=width, color=color))


def _rows_of(facts: Known, story: Story, symbol: str) -> list[ReportRow]:
    """The story's rows, of one symbol if one is given. Raises NothingProduced when there is none."""
    measured = [row for row in facts.rows() if row.story == story.id]
    rows = [row for row in measured if symbol in ("", row.symbol)]
    if not rows:
        wanted = f" has no {symbol}; it" if symbol else ""
        names = ", ".join(sorted({row.symbol for row in measured})) or "no symbol"
        raise NothingProduced(f"story {story.id}{wanted} was measured on {names}")
    return rows


@app.command()
def trace(
    number: Annotated[
        str, typer.Argument(metavar="ID", help="STORY:SYMBOL or STORY:SYMBOL:WINDOW (default d0); :SESSION of two.")
    ],
) -> None:
    """Where a number comes from: bars, model, sentence, article, stored bytes."""
    from pipelines.render import trace_text, window_trace_text
    from pipelines.report import WindowTrace
    from tracker.config import mask_address
    from tracker.options import REACTION_WINDOWS
    from tracker.questions import find_story, trace_view, window_of

    parts = number.split(":")
    if not 2 <= len(parts) <= 4:
        raise UsageError(f"{number!r}: expected STORY:SYMBOL or STORY:SYMBOL:WINDOW, for example s1a2b:CRWV:d0")
    prefix, symbol, window, day = (*parts, *("d0", "")[len(parts) - 2 :], "")[:4]
    desk = open_desk()
    width, color = terminal()
    told, session = find_story(desk, prefix), _session(day) if day else None
    ask = window_of if window in REACTION_WINDOWS else trace_view
    view = ask(desk, told, symbol.upper(), window, session)
    fetches = tuple(replace(fetch, url=mask_address(fetch.url)) for fetch in view.fetches)
    shown = replace(view, fetches=fetches)
    if desk.notice:
        out(desk.notice)
    if isinstance(shown, WindowTrace):
        out(window_trace_text(shown, width=width, color=color))
    else:
        out(trace_text(shown, width=width, color=color))


@app.command()
def scorecard(
    as_of: Annotated[str | None, typer.Option(help="As it was known at this time (with zone).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per score.")] = False,
) -> None:
    """How often the expected signs came true, by event type and party, with exact intervals."""
    from pipelines.explain import scorecard_lines, scores_json
    from tracker.questions import scorecard_of

    desk = open_desk()
    card = scorecard_of(desk, _past("--as-of", as_of) if as_of else None)
    if desk.notice:
        (say if as_json else out)(desk.notice)
    out("".join(f"{line}\n" for line in (scores_json(card) if as_json else scorecard_lines(card))))


@app.command()
def rebuild() -> None:
    """Throw away everything derived and make it again from the articles and bars held."""
    from storage.rebuild import empty_derived
    from tracker.clock import SystemClock
    from tracker.daemon import only_instance
    from tracker.jobs import extract, group, measure_again
    from tracker.minutes import measure_minutes_again

    now = SystemClock().now()
    desk = open_desk()
    folder = Path(desk.store.engine.url.database or ".").parent
    with only_instance(folder):
        with desk.store.write() as connection:
            empty_derived(connection)
        for job in (extract, group, measure_again, measure_minutes_again):
            tally = job(desk, now)
            out(f"{tally.stage:8} {tally.taken:6} in {tally.made:6} out")
            say(*(str(problem) for problem in tally.problems))


def _known_format(form: str | None, *, as_json: bool) -> Format:
    if form is not None and form not in list(Format):
        raise UsageError(f"--format: {form!r} is unknown; there are {', '.join(Format)}")
    if as_json and form not in {None, Format.json}:
        raise UsageError(f"--json and --format {form}: give one of them")
    return Format.json if as_json else Format(form or Format.table)


def _known_window(window: str | None) -> str | None:
    from tracker.options import REACTION_WINDOWS, WINDOWS

    if window is not None and window not in (*WINDOWS, *REACTION_WINDOWS):
        raise UsageError(f"--window: {window!r} is not measured; there are {', '.join((*WINDOWS, *REACTION_WINDOWS))}")
    return window


def _bounds(since: str | None, until: str | None) -> tuple[date | datetime | None, date | datetime | None]:
    """Both ends of the time asked for. Raises UsageError when it ends before it begins."""
    first, last = _bound("--since", since), _bound("--until", until)
    # A session and an instant are left to the calendar: a session's news begins the evening before.
    if first is not None and last is not None and type(first) is type(last) and first > last:
        raise UsageError(f"--since {since} is later than --until {until}")
    return first, last


def _bound(option: str, text: str | None) -> date | datetime | None:
    """A date, or an instant with a zone."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return instant(text, option)


def _session(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no session; write it as 2026-07-01") from None


def _past(option: str, text: str) -> datetime:
    """An instant that is not to come: what will be known then, nobody can say."""
    from tracker.clock import SystemClock

    at, now = instant(text, option), SystemClock().now()
    if at > now:
        raise UsageError(f"{option}: {text} is still to come; it is now {now:%Y-%m-%dT%H:%M:%SZ}")
    return at
