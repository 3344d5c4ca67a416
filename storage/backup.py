"""A copy of a database in use, by SQLite's own backup."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from storage.access import reading_uri
from tracker.errors import StoreError


def back_up(path: Path, target: Path) -> int:
    """Copy the database at `path` to a new file; returns its size in bytes. Raises StoreError."""
    if not path.is_file():
        raise StoreError(f"{path}: no database to back up")
    if target.exists():
        raise StoreError(f"{target} exists already; name another file")
    try:
        source, copy = sqlite3.connect(reading_uri(path), uri=True), sqlite3.connect(target)
        try:
            source.backup(copy)
        finally:
            copy.close()
            source.close()
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)  # half a copy, or none: it would stand in the way of the next attempt
        raise StoreError(f"{path}: cannot be copied to {target} ({error})") from error
    return target.stat().st_size
