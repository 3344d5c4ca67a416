"""A copy of a database in use, by SQLite's own backup."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tracker.errors import StoreError


def back_up(path: Path, target: Path) -> int:
    """Copy the database at `path` to a new file; returns its size in bytes. Raises StoreError."""
    if not path.is_file():
        raise StoreError(f"{path}: no database to back up")
    if target.exists():
        raise StoreError(f"{target} exists already; name another file")
    try:
        source, copy = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True), sqlite3.connect(target)
        try:
            source.backup(copy)
        finally:
            copy.close()
            source.close()
    except sqlite3.Error as error:
        raise StoreError(f"{target}: cannot be written ({error})") from error
    return target.stat().st_size
