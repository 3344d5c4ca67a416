"""init, config, db: setting up and looking after."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.root import app, data_folder, out, say, settings_or_defaults, settings_path

if TYPE_CHECKING:
    from tracker.config import Settings

config_app = typer.Typer(no_args_is_help=True, help="Settings: check them, show them with their origin.")
db_app = typer.Typer(no_args_is_help=True, help="Database: upgrade it, back it up.")
app.add_typer(config_app, name="config")
app.add_typer(db_app, name="db")


@app.command()
def init(
    target: Annotated[Path, typer.Argument(help="Where to write it.")] = Path("config.toml"),
) -> None:
    """Write a commented config.toml, readable by you alone."""
    from tracker.config import default_config_text
    from tracker.errors import UsageError

    try:
        # Opened with its final rights: written first and closed off later, a password in it would be readable between.
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError(f"{target} exists already; move it away or name another") from None
    except OSError as error:
        raise UsageError(f"{target}: cannot be written: {error.strerror}") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(default_config_text())
    say(f"wrote {target}; next: newsimpact --config {target} run --once")


@config_app.command("check")
def config_check() -> None:
    """All mistakes of the settings, and of the calendars, themes and model they name; exit 1 when there is one."""
    from tracker.config import load_settings
    from tracker.errors import ConfigError

    path = settings_path()
    try:
        settings = load_settings(path, os.environ)
    except ConfigError as error:
        say(*error.mistakes)
        raise typer.Exit(1) from None
    dated, faults = _calendars(settings)
    if faults := [*faults, *_extraction_faults(settings)]:
        say(*faults)
        raise typer.Exit(1)
    held = f", {dated} dated events" if settings.calendar.files else ""
    feeds, instruments = len(settings.feeds_on()), len(settings.instrument)
    found = "no mistakes" if feeds and instruments else "can be read, but there is nothing to do with it"
    out(f"{path}: {found}; {feeds} feeds on, {instruments} instruments{held}")
    if not feeds:
        say("no news is read: `newsimpact feeds add` takes a feed, `feeds catalogue` lists known ones")
    if not instruments:
        say("no price is measured: name the companies to measure as [[instrument]]")


def _calendars(settings: Settings) -> tuple[int, list[str]]:
    """How many dated events the calendar files hold, and what is wrong with them."""
    from tracker.adapters.calendar_files import CalendarFile
    from tracker.clock import SystemClock
    from tracker.errors import InputError

    count, faults = 0, []
    for path in settings.calendar.files:
        try:
            sheet = CalendarFile(path).read(SystemClock().now())
        except InputError as error:
            faults.append(str(error))
            continue
        count += len(sheet.items)
        faults += [f"{problem.subject}: {problem.reason}" for problem in sheet.problems]
    return count, faults


def _extraction_faults(settings: Settings) -> Iterator[str]:
    """What is wrong with the theme files of the user's folders, and with the model that the settings name."""
    from tracker.errors import InputError

    if settings.themes.folders:
        from pipelines.extract.themes.folders import look_for_themes

        yield from look_for_themes(settings.themes.folders).faults
    if settings.extraction.model:
        from pipelines.extract.model import RoleParser

        try:
            RoleParser(settings.extraction.model)
        except InputError as error:
            yield str(error)


@config_app.command("show")
def config_show() -> None:
    """Every setting with its value and where that comes from; secrets are masked."""
    from pipelines.escape import clean_text
    from tracker.config import describe_settings, load_settings, read_origins

    path = settings_path()
    for key, value, origin in describe_settings(load_settings(path, os.environ), read_origins(path, os.environ)):
        out(clean_text(f"{key} = {value}    # {origin}"))


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to this version's schema; opening it does so by itself."""
    from storage.engine import DATABASE_NAME, open_store
    from storage.upgrade import current_version

    path = data_folder(settings_or_defaults()) / DATABASE_NAME
    store = open_store(path)
    with store.read() as connection:
        out(f"{path}: schema {current_version(connection)}")


@db_app.command("backup")
def db_backup(target: Annotated[Path, typer.Argument(help="A file that does not exist yet.")]) -> None:
    """Copy the database while it is in use."""
    from storage.backup import back_up
    from storage.engine import DATABASE_NAME

    size = back_up(data_folder(settings_or_defaults()) / DATABASE_NAME, target)
    out(f"{target}: {size:,} bytes")
