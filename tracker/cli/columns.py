"""Rows of words as lines whose columns stand below each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.escape import one_line


def in_columns(rows: Sequence[Sequence[str]], *, width: int | None = None) -> Iterator[str]:
    """A line per row: all columns but the last padded to their longest word, the last cut where the line would pass
    `width`; None: never. Rows have as many words as the first.

    >>> list(in_columns([("a", "bb", "one two three"), ("long", "c", "d")], width=16))
    ['a     bb  one…', 'long  c   d']
    """
    clean = [[one_line(word) for word in row] for row in rows]
    sizes = [max(map(len, column)) for column in zip(*clean, strict=True)][:-1]
    for row in clean:
        head = "  ".join(word.ljust(size) for word, size in zip(row[:-1], sizes, strict=True))
        room = None if width is None else max(width - len(head) - 2, 1)
        yield f"{head}  {one_line(row[-1], room)}".rstrip()[:width]
