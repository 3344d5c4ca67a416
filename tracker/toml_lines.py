"""Says where in a TOML text each key and table stands, so that a mistake can be reported where it was made, and a
table added or taken out without touching the rest.

`tomllib` gives values without places. This module walks the same text a second time and gives places without
values: it knows where keys, strings and brackets begin and end, and nothing else. It does not check the text
(tomllib does) and never raises: on text that is no TOML it returns the lines found until then.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate

KeyPath = tuple[str | int, ...]
"""`("http", "total_seconds")`, or `("feed", 3, "url")` for the fourth [[feed]] table."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\r\n]+")
# Longest first: three quotes open a multi-line string, in which a lone quote means nothing. Up to two quotes
# may stand right before the closing three.
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line, counted from 1, of every table, key and array element of a TOML text.

    A table that has a header of its own stands where that header is; one that only `[a.b]` or `a.b = 1`
    implies stands where it was first implied.

    >>> key_lines('[mail]\\nport = 25\\n[[feed]]\\nid = "a"\\n[[feed]]\\nid = "b"')[("feed", 1, "id")]
    6
    """
    walk = _Walk(text)
    with suppress(_NotToml, RecursionError):  # what has been found until then is still right
        walk.document()
    return walk.lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a table stands, as offsets of characters; what lies between two spans is blanks and comments."""

    path: KeyPath
    """`()` for the keys before the first header, `("feed", 3)` for the fourth [[feed]] table."""
    start: int
    """Of its header, or of its first key where it has no header."""
    end: int
    """Behind its last value, or behind its header where it has no values."""


def table_spans(text: str) -> list[Span]:
    """The tables that have a header of their own, and the keys before the first one, in the order of the text.

    >>> table_spans('a = 1\\n[[feed]] # mine\\nid = "b"\\n')[1]
    Span(path=('feed', 0), start=6, end=30)
    """
    walk = _Walk(text)
    with suppress(_NotToml, RecursionError):
        walk.document()
    return walk.spans


class _NotToml(Exception):
    """The text cannot be walked any further."""


class _Walk:
    """A position in the text, and the lines and tables found on the way to it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[KeyPath, int] = {}
        self.spans: list[Span] = []
        self._newlines = [place for place, char in enumerate(text) if char == "\n"]
        self._last_element: dict[KeyPath, int] = {}
        """Index of the newest element of each array of tables."""

    def document(self) -> None:
        table: KeyPath = ()
        while (start := self._skip(_BLANK)) < len(self.text):
            if self._peek("["):
                table = self._header()
            else:
                self._pair(table)
                start = self.spans.pop().start if self.spans else start
            self.spans.append(Span(path=table, start=start, end=self.at))

    def _header(self) -> KeyPath:
        """`[a.b]` or `[[a.b]]`; returns the table that the following keys belong to."""
        line = self._line()
        brackets = 2 if self.text.startswith("[[", self.at) else 1
        self.at += brackets
        parts = self._dotted_key()
        self._expect("]" * brackets)
        path: KeyPath = ()
        for part in parts[:-1]:
            path = self._newest((*path, part))
            self.lines.setdefault(path, line)
        path = (*path, parts[-1])
        if brackets == 2:
            self.lines.setdefault(path, line)
            self._last_element[path] = self._last_element.get(path, -1) + 1
            path = self._newest(path)
        self.lines[path] = line
        return path

    def _newest(self, path: KeyPath) -> KeyPath:
        """TOML: a header that passes through an array of tables means the array's newest element."""
        return (*path, self._last_element[path]) if path in self._last_element else path

    def _pair(self, table: KeyPath) -> None:
        line = self._line()
        parts = self._dotted_key()
        self._expect("=")
        for path in accumulate(((part,) for part in parts), initial=table):
            if path != table:
                self.lines.setdefault(path, line)
        self._value((*table, *parts))

    def _value(self, path: KeyPath) -> None:
        self._skip(_SPACE)
        if self._peek("["):
            self._array(path)
        elif self._peek("{"):
            self._inline_table(path)
        elif self._peek('"') or self._peek("'"):
            self._take(_STRING)
        else:
            self._take(_SCALAR)

    def _array(self, path: KeyPath) -> None:
        self.at += 1
        index = 0
        while not self._closes("]"):
            self.lines[(*path, index)] = self._line()
            self._value((*path, index))
            index += 1

    def _inline_table(self, path: KeyPath) -> None:
        self.at += 1
        while not self._closes("}"):
            self._pair(path)

    def _closes(self, bracket: str) -> bool:
        """Passes one comma and what may surround it; true when the closing bracket was passed instead."""
        self._skip(_BLANK)
        if self._peek(","):
            self.at += 1
            self._skip(_BLANK)
        if self._peek(bracket):
            self.at += 1
            return True
        return False

    def _dotted_key(self) -> tuple[str, ...]:
        parts = [self._simple_key()]
        while self._peek("."):
            self.at += 1
            parts.append(self._simple_key())
        return tuple(parts)

    def _simple_key(self) -> str:
        self._skip(_SPACE)
        quoted = self._peek('"') or self._peek("'")
        key = self._take(_STRING if quoted else _BARE_KEY)
        self._skip(_SPACE)
        return _unquote(key) if quoted else key

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise _NotToml
        self.at = match.end()
        return match.group()

    def _expect(self, token: str) -> None:
        self._skip(_SPACE)
        if not self._peek(token):
            raise _NotToml
        self.at += len(token)

    def _peek(self, token: str) -> bool:
        return self.text.startswith(token, self.at)

    def _line(self) -> int:
        return bisect_left(self._newlines, self.at) + 1


def _unquote(key: str) -> str:
    # Escapes in keys (`"\u00e9"`) are rare enough to let tomllib spell them out.
    try:
        (name,) = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        raise _NotToml from None
    return name
