"""Themes: what a text is about, as data that a user can extend without code.

A theme is one TOML file: its wording (`phrases` say it by themselves, `context_phrases` only in a text about this
trade), the companies whose news belongs to it, the events that carry it, the `symbols` measured when a story has it,
and example sentences that `newsimpact themes test` runs. A user's file replaces the built-in theme of the same id.

Not here: deciding which themes a text has (`relevance.py`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from tracker.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One subject of the trade."""

    id: str
    title: str
    symbols: tuple[str, ...] = ()
    """Tickers on which a story of this theme is measured, as exposure kind `theme`."""
    phrases: tuple[str, ...] = ()
    """Wording that states the theme by itself."""
    context_phrases: tuple[str, ...] = ()
    """Wording that states it only in a text about this trade."""
    companies: tuple[str, ...] = ()
    """Tickers or canonical names whose business news belongs to the theme."""
    events: tuple[str, ...] = ()
    """Event types that carry the theme: `contract`, with a subtype `contract.award`, or with both parties named
    `contract.between`."""
    units: tuple[str, ...] = ()
    """Units whose amounts state the theme in a text about this trade."""
    yes: tuple[str, ...] = ()
    """Sentences that must get the theme."""
    no: tuple[str, ...] = ()
    """Sentences that must not."""


LISTS = ("symbols", "phrases", "context_phrases", "companies", "events", "units", "yes", "no")
KEYS = ("id", "title", *LISTS)


def load_themes(folders: Sequence[Path] = ()) -> tuple[Theme, ...]:
    """The built-in themes, with those of the user's folders added or in their place, by id.

    Raises InputError naming the file, the key and the cure.
    """
    themes: dict[str, Theme] = {}
    for source in (*_built_in(), *_users(folders)):
        theme = _read(source)
        themes[theme.id] = theme
    return tuple(themes[key] for key in sorted(themes))


def _built_in() -> Iterable[Traversable]:
    folder = files("pipelines").joinpath("themes")
    return sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)


def _users(folders: Sequence[Path]) -> Iterable[Path]:
    for folder in folders:
        if not folder.is_dir():
            raise InputError(
                f"{folder}: expected a folder with theme files (*.toml), got none; correct the path or create it"
            )
        yield from sorted(folder.glob("*.toml"))


def _read(source: Traversable) -> Theme:
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise InputError(f"{source}: cannot be read as TOML: {error}; correct the line or remove the file") from error
    return theme_from(data, str(source))


def theme_from(data: Mapping[str, Any], name: str) -> Theme:
    """A theme from the keys of its file, checked; `name` is used in messages."""
    for key in data:
        if key not in KEYS:
            near = get_close_matches(key, KEYS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(KEYS)}"
            raise InputError(f"{name}: {key}: unknown key; {hint}")
    for key in ("id", "title"):
        if not isinstance(data.get(key), str) or not data[key].strip():
            raise InputError(f'{name}: {key}: expected a text, got {data.get(key)!r}; add {key} = "..."')
    if not data["id"].replace("_", "").isalnum():
        raise InputError(
            f"{name}: id: expected letters, digits and _, got {data['id']!r}; write it like 'memory_pricing'"
        )
    lists = {key: _strings(data.get(key, []), key, name) for key in LISTS}
    if not (lists["phrases"] or lists["context_phrases"] or lists["companies"] or lists["events"]):
        raise InputError(f"{name}: phrases: nothing would ever match; add phrases, companies or events")
    return Theme(id=data["id"], title=data["title"], **lists)


def _strings(value: object, key: str, name: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise InputError(f'{name}: {key}: expected a list of texts, got {value!r}; write {key} = ["..."]')
    for item in value:
        if not isinstance(item, str) or not item.strip():
            raise InputError(f"{name}: {key}: expected only texts in the list, got {item!r}; quote or remove it")
    return tuple(value)
