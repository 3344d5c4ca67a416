"""prices: what is held of them and what is not, asking for what lacks, and taking over the user's own files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli.root import app, data_folder, open_desk, out, present, say, settings_or_defaults, terminal
from tracker.errors import AlreadyRunning, NothingProduced, StoreError, UsageError
from tracker.options import IMPORTED, INTERVALS, is_import

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from pipelines.holdings import Holding
    from tracker.adapters.prices_files import Stamp
    from tracker.asking import Came
    from tracker.bar_import import ImportedSeries
    from tracker.desk import Desk

prices_app = typer.Typer(no_args_is_help=True, help="Prices: what is held, ask for what lacks, import files.")
app.add_typer(prices_app, name="prices")

GAPS_SHOWN = 3
"""In the table, of each symbol; `--json` has them all."""


# ── status ──────────────────────────────────────────────────────────────────────────────────────────


@prices_app.command("status")
def prices_status(
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines, all fields and every gap.")] = False,
) -> None:
    """Per symbol, interval and provider: span, sessions missing in it and why, age, restatements, last answer."""
    from tracker.questions import price_holdings

    desk = open_desk()
    holdings = price_holdings(desk, present(desk))
    if as_json:
        for holding in holdings:
            out(json.dumps(_fields(holding, desk), ensure_ascii=False))
    known = [holding for holding in holdings if holding.vintages or holding.answer]
    if not known:
        say("newsimpact: no prices are held and none were asked for; `newsimpact prices update SYMBOL` asks for some")
    elif not as_json:
        width, _ = terminal()
        for line in _table(known, desk, width):
            out(line)
        silent = len(holdings) - len(known)
        if silent:
            say(f"newsimpact: of {silent} more instruments nothing is held and nothing was asked; --json lists them")


def _fields(holding: Holding, desk: Desk) -> dict[str, Any]:
    from pipelines.holdings import Lack
    from pipelines.wording import utc_text

    restated, seam, answer = holding.restatements, holding.seam, holding.answer
    missing = {str(why): holding.missing(why) for why in Lack}
    return {
        "symbol": holding.symbol,
        "interval": holding.interval,
        "provider": holding.provider,
        "in_use": _in_use(holding, desk),
        "exchange": holding.exchange,
        "first": _day(holding.first),
        "last": _day(holding.last),
        "bars": holding.bars,
        "provisional": holding.provisional,
        "missing": sum(missing.values()),
        **missing,
        "gaps": [
            {"first": _day(gap.first), "last": _day(gap.last), "sessions": gap.sessions, "why": str(gap.why)}
            for gap in holding.gaps
        ],
        "last_closed": _day(holding.last_closed),
        "sessions_behind": holding.behind,
        "last_bar_end": utc_text(holding.newest) if holding.newest else None,
        "missing_bars": holding.holes,
        "vintages": holding.vintages,
        "restatements": len(restated),
        "restated_at": utc_text(restated[-1].noticed_at) if restated else None,
        "restated_factor": restated[-1].factor if restated else None,
        "left_out": holding.left_out,
        "left_out_first": _day(seam.first) if seam else None,
        "left_out_last": _day(seam.last) if seam else None,
        "asked_at": utc_text(answer.asked_at) if answer else None,
        "outcome": answer.outcome if answer else "never_asked",
        "reason": answer.reason if answer else "nothing was asked for yet",
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def _in_use(holding: Holding, desk: Desk) -> bool:
    """Whether reports read these bars."""
    return holding.provider == desk.bars_from and holding.symbol in desk.instruments


def _table(holdings: Sequence[Holding], desk: Desk, width: int) -> Iterator[str]:
    from textwrap import wrap

    from pipelines.escape import one_line
    from tracker.cli.columns import in_columns

    head = ("symbol", "bars", "provider", "first", "last", "held", "missing", "behind", "restated", "last answer")
    lines = in_columns([head, *(_row(holding) for holding in holdings)], width=max(width, 100))
    yield next(lines)
    for holding, line in zip(holdings, lines, strict=True):
        yield line
        for note in _notes(holding, desk):
            yield from wrap(one_line(note), max(width, 60), initial_indent="    ", subsequent_indent="    ")


def _row(holding: Holding) -> tuple[str, ...]:
    from pipelines.wording import minute_text

    answer, restated = holding.answer, holding.restatements
    return (
        holding.symbol,
        holding.interval,
        holding.provider,
        _day(holding.first) or "–",
        _day(holding.last) or "–",
        str(holding.bars),
        str(sum(gap.sessions for gap in holding.gaps)),
        "–" if holding.behind is None else str(holding.behind),
        f"{len(restated)}x" if restated else "–",
        f"{answer.outcome.replace('_', ' ')}, {minute_text(answer.asked_at)}" if answer else "never asked",
    )


def _notes(holding: Holding, desk: Desk) -> Iterator[str]:
    """What a row has no room for: why sessions lack, what was restated and left out, why the last answer was none."""
    from pipelines.vintages import seam_words
    from pipelines.wording import counted, minute_text

    for why, words in _LACK_WORDS.items():
        gaps = [gap for gap in holding.gaps if gap.why == why]
        if gaps:
            spans = [str(gap.first) if gap.sessions == 1 else f"{gap.first} to {gap.last}" for gap in gaps]
            more = f" and {len(spans) - GAPS_SHOWN} more" if len(spans) > GAPS_SHOWN else ""
            missing = counted(sum(gap.sessions for gap in gaps), "session")
            yield f"{missing} {words}: {', '.join(spans[:GAPS_SHOWN])}{more}"
    if holding.newest:
        missing = f", {counted(holding.holes, 'regular bar')} missing in it" if holding.holes else ""
        yield f"newest bar ended at {minute_text(holding.newest)}{missing}"
    if holding.restatements:
        newest = holding.restatements[-1]
        by = f", all by the factor {newest.factor:.4g}" if newest.factor is not None else ""
        prices = counted(newest.sessions, "price" if holding.interval == "1d" else "session")
        yield f"restated last at {minute_text(newest.noticed_at)}: {prices} from {newest.first} to {newest.last}{by}"
    if holding.seam:
        yield seam_words(holding.symbol, holding.provider, holding.seam)
    if holding.answer and holding.answer.reason:
        yield holding.answer.reason
    if not _in_use(holding, desk):
        yield _unused(holding, desk)


_LACK_WORDS = {
    "never_asked": "never asked for",
    "asked_none": "asked for and not there",
    "not_answered": "asked for and not answered",
}


def _unused(holding: Holding, desk: Desk) -> str:
    if holding.symbol not in desk.instruments:
        return f"no report is about it: {holding.symbol} is no [[instrument]]"
    return f'reports use {desk.bars_from}; [prices] provider = "{holding.provider}" makes them use these'


# ── update ──────────────────────────────────────────────────────────────────────────────────────────


@prices_app.command("update")
def prices_update(
    symbols: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SYMBOL...]", help="Instruments of which all up to the last close is asked for, now."),
    ] = None,
) -> None:
    """Ask for the prices that lack, daily and of minutes, and of the named symbols at once. Not while `run` runs."""
    from tracker.app import build_desk
    from tracker.clock import SystemClock
    from tracker.daemon import only_instance
    from tracker.daily import update_prices
    from tracker.jobs import measure
    from tracker.minutes import measure_minutes, update_minutes

    settings = settings_or_defaults()
    data = data_folder(settings)
    try:
        with only_instance(data):
            desk, now = build_desk(settings, data), SystemClock().now()
            _refuse_demo(desk, data)
            named, strangers = _followed(desk, symbols or [])
            say(*(f"price: {name}: is no [[instrument]]; add it to the settings to follow it" for name in strangers))
            if symbols and not named:
                raise NothingProduced("none of the named symbols is an [[instrument]]; see the lines above")
            came, tally = update_prices(desk, named, now)
            measure(desk, now)
            more, told = update_minutes(desk, named, now)
            measure_minutes(desk, now)
    except AlreadyRunning as error:
        raise AlreadyRunning(f"{error}, or leave it to it: it asks for prices by itself") from error
    came += more
    say(*(str(problem) for problem in (*tally.problems, *told.problems)))
    for line in _came(came):
        out(line)
    if not came:
        say("newsimpact: nothing lacks of what was asked for")
    elif not any(one.outcome in {"ok", "no_data"} for one in came):
        raise NothingProduced(f"{desk.provider.name} answered nothing; see the lines above")


def _followed(desk: Desk, symbols: Sequence[str]) -> tuple[set[str], list[str]]:
    """The instruments that are meant, and the names that are none. Capitals do not matter."""
    spelled = {symbol.casefold(): symbol for symbol in desk.instruments}
    strangers = [name for name in dict.fromkeys(symbols) if name.casefold() not in spelled]
    return {spelled[name.casefold()] for name in symbols if name.casefold() in spelled}, strangers


def _came(came: Sequence[Came]) -> Iterator[str]:
    from tracker.cli.columns import in_columns

    if not came:
        return
    head = ("symbol", "bars", "first", "last", "answer", "given", "written")
    rows = [
        (
            one.request.symbol,
            one.request.interval,
            str(one.request.first),
            str(one.request.last),
            one.outcome.replace("_", " "),
            str(one.bars),
            str(one.written),
        )
        for one in came
    ]
    yield from in_columns([head, *rows])


def _refuse_demo(desk: Desk, data: Path) -> None:
    from tracker.app import demo_mark

    if demo_mark(desk.store):
        raise StoreError(f"{data}: holds the demo's synthetic prices; name another folder with --data")


# ── import ──────────────────────────────────────────────────────────────────────────────────────────


@prices_app.command("import")
def prices_import(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="CSV or Parquet files, or folders of them.")],
    name: Annotated[
        str, typer.Option("--name", help="Of the series; another one for files of another source.")
    ] = "own",
    columns: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="OURS=THEIRS", help="A column that is named otherwise, as in close=Last."),
    ] = None,
    interval: Annotated[str, typer.Option("--interval", help="1d, or of intraday bars 1h, 5m, 1m.")] = "1d",
    zone: Annotated[
        str | None,
        typer.Option("--zone", metavar="ZONE", help="Of intraday times without an offset: America/New_York, UTC."),
    ] = None,
    stamp: Annotated[
        str | None,
        typer.Option("--stamp", metavar="start|end", help="What an intraday time marks: the bar's start or its end."),
    ] = None,
) -> None:
    """Take bars from your own files into the database, as the provider import:NAME.

    A file holds one symbol and bears its name, or has a symbol column; it needs a date, or of intraday bars a time,
    and a close. Bars of one provider never share a series with those of another: all that is imported under one name
    is one series, and reports use it when the settings say `[prices] provider = "import:NAME"`. Other prices than those
    held become the newest vintage, and earlier ones are kept. Importing a file again writes nothing.
    """
    from tracker.app import build_desk
    from tracker.bar_import import import_bars
    from tracker.clock import SystemClock

    provider = f"{IMPORTED}{name}"
    if not is_import(provider):
        raise UsageError(f"prices import: --name {name!r}: use up to 40 small letters, digits, '.', '_' and '-'")
    meant = _stamp(interval, zone, stamp)
    settings = settings_or_defaults()
    data = data_folder(settings)
    desk, now = build_desk(settings, data), SystemClock().now()
    _refuse_demo(desk, data)
    made, tally = import_bars(
        desk, paths, _mapping(columns or []), provider, now, interval=interval, zone=zone, stamp=meant
    )
    say(*(str(problem) for problem in tally.problems))
    if not made:
        raise NothingProduced("no row of a price could be used; see the lines above")
    for line in _imported(made):
        out(line)
    _tell(desk, made, provider)
    if tally.made and desk.bars_from == provider:
        _measure(desk, data, now)


def _stamp(interval: str, zone: str | None, stamp: str | None) -> Stamp | None:
    """The stamp, when the three go together: nothing in an intraday file tells what its times mean."""
    if interval not in INTERVALS:
        raise UsageError(f"prices import: --interval {interval!r}: use {', '.join(INTERVALS)}")
    if interval == "1d":
        if zone is not None or stamp is not None:
            raise UsageError("prices import: --zone and --stamp belong to intraday bars; name their --interval")
        return None
    if zone is None or stamp not in ("start", "end"):
        raise UsageError(
            f"prices import: --interval {interval}: say what the times in the files mean, for example "
            "--zone America/New_York --stamp start"
        )
    return "start" if stamp == "start" else "end"


def _mapping(columns: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in columns:
        ours, separator, theirs = pair.partition("=")
        if not (ours and separator and theirs):
            raise UsageError(f"prices import: --column {pair!r}: expected OURS=THEIRS, for example close=Last")
        found[ours] = theirs
    return found


def _imported(made: Sequence[ImportedSeries]) -> Iterator[str]:
    from tracker.cli.columns import in_columns

    head = ("symbol", "first", "last", "rows", "new", "other vintage", "as held")
    rows = [
        (
            series.symbol,
            str(series.first),
            str(series.last),
            str(series.rows),
            str(series.new),
            str(series.changed),
            str(series.rows - series.new - series.changed),
        )
        for series in made
    ]
    yield from in_columns([head, *rows])


def _tell(desk: Desk, made: Sequence[ImportedSeries], provider: str) -> None:
    """What the user has to know of what was imported, or to do with it."""
    from pipelines.vintages import seam_words
    from pipelines.wording import counted

    for one in made:
        if one.doubted:
            doubts = counted(one.doubted, "close")
            say(f"newsimpact: {one.symbol}: {doubts} far from all around it; held as given, and used in no return")

    say(*(f"newsimpact: {seam_words(one.symbol, provider, one.seam)}" for one in made if one.seam))
    strangers = ", ".join(one.symbol for one in made if not one.followed)
    if strangers:
        say(f"newsimpact: no report is about {strangers}: no [[instrument]] of that symbol")
    if desk.bars_from != provider:
        say(
            f"newsimpact: held as {provider}; reports use {desk.bars_from}. To make them use these, set "
            f'provider = "{provider}" under [prices] in the settings'
        )


def _measure(desk: Desk, data: Path, now: datetime) -> None:
    """Measure the stories anew, unless a daemon is there to do it."""
    from tracker.daemon import only_instance
    from tracker.jobs import measure

    try:
        with only_instance(data):
            measure(desk, now)
    except AlreadyRunning:
        say("newsimpact: the daemon is at work on this database; answers change with its next cycle")
