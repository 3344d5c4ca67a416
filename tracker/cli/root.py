"""The root of the command tree: global options, and what every command needs to begin and to speak."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.errors import ConfigError

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.desk import Desk

app = typer.Typer(
    name="newsimpact",
    help="Watches the news of the AI-infrastructure trade and says honestly what it did to the prices.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


NO_FEED = "newsimpact: no feed is in use; `newsimpact feeds add` takes one, `feeds catalogue` lists known ones"


@dataclass(slots=True)
class Globals:
    """The global options, as given."""

    config: Path | None = None
    data: Path | None = None


_given = Globals()


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        out(f"newsimpact {version('news-impact-tracker')}")
        raise typer.Exit


@app.callback()
def _globals(
    config: Annotated[
        Path | None,
        typer.Option("--config", help="Settings file; else NEWSIMPACT_CONFIG, ./config.toml, your config folder."),
    ] = None,
    data: Annotated[Path | None, typer.Option("--data", help="Folder of the database; else the settings say.")] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    _given.config, _given.data = config, data


def data_given() -> Path | None:
    """The folder named by --data; None when none was."""
    return _given.data


def say(*lines: str) -> None:
    """Print for people, on stderr; stdout is for data."""
    from pipelines.escape import strip_controls

    for line in lines:
        print(strip_controls(line), file=sys.stderr)


def out(text: str) -> None:
    """Print data on stdout, with a line end; nothing for an empty text."""
    sys.stdout.write(text if not text or text.endswith("\n") else f"{text}\n")


def terminal() -> tuple[int, bool]:
    """Columns of the terminal, and whether colour is wanted."""
    from shutil import get_terminal_size

    return get_terminal_size((120, 40)).columns, sys.stdout.isatty() and "NO_COLOR" not in os.environ


def present(desk: Desk) -> datetime:
    """Now; of a demo's database the moment at which it ended, for its time stands still."""
    from tracker.clock import SystemClock
    from tracker.questions import last_cycle

    return (last_cycle(desk) if desk.notice else None) or SystemClock().now()


def instant(text: str, subject: str) -> datetime:
    """A time with a zone, in UTC. Raises UsageError that begins with the subject."""
    from tracker.errors import NaiveTime, UsageError
    from tracker.records import aware

    try:
        return aware(datetime.fromisoformat(text), subject)
    except NaiveTime as error:
        raise UsageError(str(error)) from error
    except (ValueError, OverflowError) as error:  # the latter: year 1 or 9999, and a zone that leads beyond
        raise UsageError(f"{subject}: {text!r} is no ISO 8601 time; for example 2026-07-01T15:22Z") from error


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Around the writing of a file or folder that the user named. Raises InputError when it cannot be written."""
    from tracker.errors import InputError

    try:
        yield
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}; name another place") from error


def settings_path() -> Path:
    from tracker.config import find_config

    return find_config(_given.config, os.environ, Path.cwd())


def load_settings() -> Settings:
    """The user's settings. Raises ConfigError with every mistake."""
    from tracker.config import load_settings as load

    return load(settings_path(), os.environ)


def settings_or_defaults() -> Settings:
    """The user's settings, or the shipped ones where there are none: for commands that need no feeds or mail."""
    from tracker.config import load_settings as load
    from tracker.config import shipped_settings

    try:
        path = settings_path()
    except ConfigError:
        if _given.config or os.environ.get("NEWSIMPACT_CONFIG"):
            raise
        return shipped_settings(os.environ)
    return load(path, os.environ)


def data_folder(settings: Settings) -> Path:
    from tracker.config import data_dir

    return data_dir(settings, _given.data)


def open_desk(settings: Settings | None = None) -> Desk:
    """A desk over the user's database. Raises StoreError when there is none: only `run` makes one."""
    from storage.engine import DATABASE_NAME
    from tracker.app import build_desk
    from tracker.errors import StoreError

    chosen = settings or settings_or_defaults()
    folder = data_folder(chosen)
    if not (folder / DATABASE_NAME).exists():
        raise StoreError(f"{folder}: no database yet; `newsimpact run --once` makes one")
    return build_desk(chosen, folder)
