"""The whole command tree, and how its end becomes an exit code.

The commands register themselves when their module is imported; each stays light until one of its commands runs.
What the outside does to us (a full disk, a locked database, a reader who leaves) is told in one line; a bug keeps its
traceback.
"""

from __future__ import annotations

import os
import sys

from tracker.cli import (
    amend,
    answers,
    backtest,
    delivery,
    feeds,
    feeds_check,
    feeds_edit,
    feeds_health,
    feeds_opml,
    prices,
    service,
    setup,
    study,
    texts,
    themes,
)
from tracker.cli.root import app, say
from tracker.errors import ConfigError, TrackerError, UsageError

__all__ = [
    "amend",
    "answers",
    "app",
    "backtest",
    "delivery",
    "feeds",
    "feeds_check",
    "feeds_edit",
    "feeds_health",
    "feeds_opml",
    "prices",
    "run",
    "service",
    "setup",
    "study",
    "texts",
    "themes",
]


def run() -> int:
    """Run the command line; returns the exit code."""
    try:
        code = _run_command()
    except ConfigError as error:
        say(*error.mistakes)
        code = 2
    except UsageError as error:
        say(f"newsimpact: {error}")
        code = 2
    except TrackerError as error:
        say(f"newsimpact: {error}")
        code = 1
    except BrokenPipeError:  # the reader has seen enough: newsimpact report | head
        code = 0
    except OSError as error:
        say(_outside(error))
        code = 1
    except Exception as error:
        if not _is_database_trouble(error):
            raise
        say(_database(error))
        code = 1
    return _flush(code)


def _run_command() -> int:
    try:
        app()
    except SystemExit as ended:  # how Typer ends, always
        # It swallows the error of a closed pipe and calls it a failure.
        if isinstance(ended.__context__, BrokenPipeError):
            raise ended.__context__ from None
        if not isinstance(ended.code, int):
            raise
        return ended.code
    return 0


def _flush(code: int) -> int:
    """Write what stdout still holds, while a failure can still be told; returns the exit code."""
    try:
        sys.stdout.flush()
    except OSError as error:
        if code == 0 and not isinstance(error, BrokenPipeError):
            say(_outside(error))
            code = 1
        # Python flushes once more at its end and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _outside(error: OSError) -> str:
    return f"newsimpact: {error.filename or 'output'}: {error.strerror or error}"


def _is_database_trouble(error: Exception) -> bool:
    """Whether the database is locked, full or damaged; SQL that is refused as wrong is a bug of ours.

    Told by name: SQLAlchemy must not be imported by commands that do without a database.
    """
    kind = type(error)
    ours = any(sign in str(getattr(error, "orig", "")) for sign in ("no such", "syntax error"))
    return kind.__module__ == "sqlalchemy.exc" and kind.__name__ in {"OperationalError", "DatabaseError"} and not ours


def _database(error: Exception) -> str:
    # Not the whole text: it quotes the statement with its values, among them addresses of feeds.
    reason = str(getattr(error, "orig", None) or type(error).__name__)
    if "readonly" in reason:
        return "newsimpact: the database may only be read here; copy its folder to where you may write, or name another"
    cure = "another process is writing; try again" if "locked" in reason else "look at its folder and disk"
    return f"newsimpact: the database cannot be used now ({reason}): {cure}"
