"""Writes report rows into a Parquet file, for who goes on in pandas, DuckDB or Spark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tracker.errors import InputError


def write_parquet(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """One column per key, lists as lists, missing values null. Raises InputError without pyarrow or folder."""
    try:
        import pyarrow
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise InputError("Parquet needs an extra: pip install 'news-impact-tracker[parquet]'") from error
    try:
        parquet.write_table(pyarrow.Table.from_pylist([dict(row) for row in rows]), path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error
