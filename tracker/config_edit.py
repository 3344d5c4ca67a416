"""Adds [[feed]] tables to a settings file and takes them out, and leaves every other byte as it is.

What must never happen: a comment, an order or a spelling of the user's is lost; a file is left half written, or with
settings that do not load; somebody who may not read the file before may read it after.

How it works. The places of the tables are found by `toml_lines`, the text is cut there, and the pieces are put together
again: what is not cut out cannot change. tomlkit writes the new table. (It could edit the whole document; but it puts a
new table below the comment that introduces the next section, and draws together [[feed]] tables between which others
stand.) A table goes in behind the last feed, with one blank line before it, so that taking it out again gives the same
file. The comment lines right above a header belong to its table, and so do those right below its last key.

The new text is read as settings before it is saved, beside the old file under another name, and then moved over it.

Deliberately not here: which feeds to add, and any change to a value; a user's own words are changed by the user.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
import tomllib
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.config import Settings, settings_of
from tracker.errors import ConfigError, InputError
from tracker.toml_lines import Span, table_spans

_MARK = "\ufeff"
"""Editors on Windows begin a file with it; it is put back where it was."""
_LINE_END = re.compile(r"\r?\n")
_ONE_BLANK = re.compile(r"\r?\n\r?\n\Z")
_COMMENT = re.compile(r"[ \t]*#")


# ── texts ───────────────────────────────────────────────────────────────────────────────────────────


def add_feeds(text: str, tables: Sequence[Mapping[str, Any]]) -> str:
    """The text of the settings with these [[feed]] tables behind its last one.

    text: TOML. tables: keys and values in the order to be written. Raises ConfigError where `feed` is written as a list
    in brackets, which this module does not edit.
    """
    spans = _feed_spans(text)
    end = "\r\n" if "\r\n" in text else "\n"
    new = (end * 2).join(_written(table, end) for table in tables)
    if not new:
        return text
    if not text.strip():
        return f"{new}{end * 2}{text}" if text else f"{new}{end}"
    at = _whole(text, spans[-1]).stop if spans else _line_stop(text, len(text.rstrip()))
    return f"{text[:at]}{end * 2}{new}{text[at:]}"


def remove_feeds(text: str, ids: Collection[str]) -> str:
    """The text without the [[feed]] tables that have one of these ids, and without the comments that belong to them.

    Raises ConfigError like `add_feeds`.
    """
    feeds = tomllib.loads(text).get("feed", [])
    for span in reversed(_feed_spans(text)):
        if feeds[span.path[1]].get("id") in ids:
            text = _without(text, _whole(text, span))
    return text


def feed_ids(text: str) -> tuple[str, ...]:
    """The ids of the [[feed]] tables of a TOML text, also of one with other mistakes."""
    feeds = tomllib.loads(text).get("feed", [])
    found = (feed.get("id") for feed in feeds if isinstance(feed, dict)) if isinstance(feeds, list) else ()
    return tuple(name for name in found if isinstance(name, str))


def _written(table: Mapping[str, Any], end: str) -> str:
    """A [[feed]] table without a line end behind it."""
    import tomlkit

    pairs = (f"{key} = {tomlkit.item(value).as_string()}" for key, value in table.items())
    return end.join(("[[feed]]", *pairs))


def _feed_spans(text: str) -> list[Span]:
    spans = [span for span in table_spans(text) if span.path[:1] == ("feed",) and len(span.path) == 2]
    if not spans and "feed" in tomllib.loads(text):
        raise ConfigError(["feed: is not written as [[feed]] tables; write one for each feed, then try again"])
    return spans


def _whole(text: str, span: Span) -> slice:
    """The lines of a table with its comments, without the last line end."""
    spans = table_spans(text)
    place = spans.index(span)
    floor = _line_stop(text, spans[place - 1].end) if place else 0
    start = _line_start(text, span.start)
    while start > floor and _COMMENT.match(text, above := _line_start(text, start - 1)) and above >= floor:
        start = above
    return slice(start, _with_comments_below(text, _line_stop(text, span.end)))


def _with_comments_below(text: str, stop: int) -> int:
    """Where the comment lines right below a table end. Right above another header, they belong to that one."""
    below = stop
    while (line := _LINE_END.match(text, below)) and _COMMENT.match(text, line.end()):
        below = _line_stop(text, line.end())
    line = _LINE_END.match(text, below)
    follows = text[line.end() :].lstrip(" \t") if line else ""
    return stop if follows.startswith("[") else below


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_stop(text: str, at: int) -> int:
    """The end of the line that holds a place, before its line end."""
    found = text.find("\n", at)
    stop = len(text) if found < 0 else found
    return stop - 1 if stop > at and text[stop - 1] == "\r" else stop


def _without(text: str, piece: slice) -> str:
    """The text without a table, and without the blank line that set it apart."""
    before, behind = text[: piece.start], text[piece.stop :]
    if _ONE_BLANK.search(before):
        return _ONE_BLANK.sub("", before) + behind
    # Nothing sets it apart from what stands before: then its own line end goes, and at the top a blank line after it.
    lines = 1 if before else 2
    while lines and (end := _LINE_END.match(behind)):
        behind, lines = behind[end.end() :], lines - 1
    return before + behind


# ── the file ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsFile:
    """A settings file as it was found."""

    path: Path
    found: bytes

    @classmethod
    def read(cls, path: Path) -> SettingsFile:
        """Raises ConfigError when it cannot be read or is not TOML."""
        try:
            found = path.read_bytes()
            tomllib.loads(found.decode("utf-8-sig"))
        except OSError as error:
            raise ConfigError([f"{path}: cannot be read: {error.strerror}"]) from None
        except (ValueError, RecursionError) as error:  # not UTF-8, or not TOML
            raise ConfigError([f"{path}: is not TOML ({error}); `newsimpact config check` says where"]) from None
        return cls(path=path, found=found)

    @property
    def text(self) -> str:
        return self.found.decode("utf-8-sig")

    def checked(self, text: str, environ: Mapping[str, str]) -> Settings:
        """The settings that a new text would give. Raises ConfigError with every mistake."""
        return settings_of(text, self.path, environ)

    def save(self, text: str, environ: Mapping[str, str]) -> Settings:
        """Put a new text in the place of the old one, all of it or nothing; returns the new settings.

        Rights stay as they are, and a link stays a link. Raises ConfigError when the text has mistakes, InputError when
        the file cannot be written or somebody else changed it meanwhile.
        """
        settings = self.checked(text, environ)
        mark = _MARK if self.found.startswith(_MARK.encode()) else ""
        target = self.path.resolve()
        try:
            self._replace(target, (mark + text).encode("utf-8"))
        except OSError as error:
            raise InputError(f"{target}: cannot be written: {error.strerror or error}; nothing was changed") from error
        return settings

    def _replace(self, target: Path, content: bytes) -> None:
        was = target.stat()
        # Made for this user alone, and opened up when it is whole: it may hold passwords.
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, _given_away(name, was))
            if target.read_bytes() != self.found:
                raise InputError(f"{self.path}: was changed by somebody else meanwhile; nothing was written, try again")
            os.replace(name, target)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(name)
            raise


def _given_away(name: str, was: os.stat_result) -> int:
    """Give a file the owner and group of another; returns the rights it may have."""
    mode = stat.S_IMODE(was.st_mode)
    try:
        os.chown(name, was.st_uid, was.st_gid)
    except AttributeError:  # Windows keeps owners elsewhere
        return mode
    except PermissionError:  # only root may give a file away: then a group of ours must not read what theirs could
        return mode & ~stat.S_IRWXG
    return mode
