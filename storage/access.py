"""Whether a database may be written, and how one is opened that may only be read. Standard library alone."""

from __future__ import annotations

import os
from pathlib import Path


def may_write(path: Path) -> bool:
    """Whether a database can be made or changed there: SQLite writes files beside it too."""
    if not path.exists():
        return True  # making its folder tells
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def reading_uri(path: Path) -> str:
    """The address under which sqlite3 opens the file for reading alone.

    A copy on a read-only disk has no file of changes beside it, and SQLite could not make the one it shares with a
    writer; it is told that nobody writes. Where changes lie beside it, they are read as well.
    """
    untouched = not may_write(path) and not Path(f"{path}-wal").exists()
    return f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if untouched else ''}"
