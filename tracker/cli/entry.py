"""The whole command tree, and how errors become exit codes.

The commands register themselves when their module is imported; each stays light until one of its commands runs.
"""

from __future__ import annotations

from tracker.cli import answers, delivery, feeds, service, setup, texts
from tracker.cli.root import app, say
from tracker.errors import ConfigError, TrackerError, UsageError

__all__ = ["answers", "app", "delivery", "feeds", "run", "service", "setup", "texts"]


def run() -> int:
    """Run the command line; returns the exit code."""
    try:
        app()
    except ConfigError as error:
        say(*error.mistakes)
        return 2
    except UsageError as error:
        say(f"newsimpact: {error}")
        return 2
    except TrackerError as error:
        say(f"newsimpact: {error}")
        return 1
    return 0
