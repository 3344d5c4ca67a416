"""study: an event study on a user's own events and prices."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.root import app, out, say, settings_or_defaults, terminal, writing

if TYPE_CHECKING:
    from pipelines.study.rows import Study


@app.command()
def study(
    events: Annotated[Path, typer.Option(help="CSV or Parquet: event, symbol and date or time, optional group.")],
    prices: Annotated[list[Path] | None, typer.Option(help="Price tables or a folder of them, tidy or wide.")] = None,
    returns: Annotated[list[Path] | None, typer.Option(help="A wide table of returns instead of prices.")] = None,
    factors: Annotated[
        Path | None,
        typer.Option(help="A table of factor returns: date and a column each; one called rf is taken off all returns."),
    ] = None,
    market: Annotated[str | None, typer.Option(help="Symbol of the market in the same tables.")] = None,
    sector: Annotated[
        str | None,
        typer.Option(help="Symbol of the sector, or several with commas: their mean, without those of the event."),
    ] = None,
    estimation: Annotated[int, typer.Option(min=3, help="Returns to estimate on.")] = 120,
    minimum: Annotated[
        int | None, typer.Option(min=3, help="With fewer, no abnormal return is given; 30, or all that are asked for.")
    ] = None,
    gap: Annotated[int, typer.Option(min=0, help="Sessions strictly between estimation and event window.")] = 10,
    window: Annotated[str, typer.Option(help="Sessions around the event, a:b, both included.")] = "0:0",
    model: Annotated[
        str | None,
        typer.Option(help="mean_adjusted, market_adjusted, market, market_sector or factors; what is given decides."),
    ] = None,
    convention: Annotated[
        str, typer.Option(help="Whose conventions: newsimpact, estudy2, sipemu, estudy or toolkit.")
    ] = "newsimpact",
    log: Annotated[
        bool | None, typer.Option("--log/--simple", help="Kind of returns; simple unless the convention differs.")
    ] = None,
    mask: Annotated[
        bool | None,
        typer.Option(help="Leave windows of the symbol's other events out of the estimation; done by our convention."),
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(help="Write a page with the mean abnormal returns of each group, with 95 % bands.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the bootstrap, so that a second run gives the same.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False,
) -> None:
    """Event study on your own files: abnormal returns, and tests across events, or the reason why not."""
    from tracker.errors import UsageError
    from tracker.event_study import event_study

    if bool(prices) == bool(returns):
        raise UsageError("study: give either --prices or --returns")
    found = event_study(
        events,
        prices=prices or None,
        returns=returns or None,
        factors=factors,
        market=market,
        sector=None if sector is None else tuple(filter(None, sector.split(","))),
        model=model,
        estimation=estimation,
        minimum=minimum,
        gap=gap,
        window=_window(window),
        convention=convention,
        log=log,
        mask=mask,
        seed=seed,
        exchange=settings_or_defaults().schedule.reference_exchange,
    )
    say(*(str(problem) for problem in found.problems))
    _print(found, as_json)
    if plot is not None:
        from pipelines.study.plots import study_page

        with writing(plot):
            plot.write_text(study_page(found), encoding="utf-8")
    if not found.rows:
        raise typer.Exit(1)


def _window(text: str) -> tuple[int, int]:
    from tracker.errors import UsageError

    first, _, last = text.partition(":")
    try:
        found = int(first), int(last)
    except ValueError:
        raise UsageError(f"--window: {text!r} is not a:b; for example 0:1 or -1:3") from None
    if found[0] > found[1]:
        raise UsageError(f"--window: {text!r} ends before it begins")
    return found


def _print(found: Study, as_json: bool) -> None:
    from pipelines.study.rows import group_row_to_json, study_row_to_json

    if as_json or not sys.stdout.isatty():
        for row in found.rows:
            out(json.dumps(study_row_to_json(row)))
        for group in found.groups:
            out(json.dumps(group_row_to_json(group)))
        return
    from pipelines.study.printed import study_groups_table, study_table

    width, color = terminal()
    out(study_table(found.rows, width=width, color=color))
    if found.groups:
        out(study_groups_table(found.groups, width=width, color=color))
