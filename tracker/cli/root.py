"""The root of the command tree: global options, and what every command needs to begin and to speak."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.errors import ConfigError

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.desk import Desk
    from tracker.ports import PriceProvider

app = typer.Typer(
    name="newsimpact",
    help="Watches the news of the AI-infrastructure trade and says honestly what it did to the prices.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@dataclass(slots=True)
class Globals:
    """The global options, as given."""

    config: Path | None = None
    data: Path | None = None


_given = Globals()


@app.callback()
def _globals(
    config: Annotated[
        Path | None,
        typer.Option("--config", help="Settings file; else NEWSIMPACT_CONFIG, ./config.toml, your config folder."),
    ] = None,
    data: Annotated[Path | None, typer.Option("--data", help="Folder of the database; else the settings say.")] = None,
) -> None:
    _given.config, _given.data = config, data


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


def open_desk(settings: Settings | None = None, *, provider: PriceProvider | None = None) -> Desk:
    """A desk over the user's database. Wanting one makes the database."""
    from tracker.app import build_desk

    chosen = settings or settings_or_defaults()
    return build_desk(chosen, data_folder(chosen), provider=provider)
