"""What a pipeline is loaded with: the names it follows and its themes, from a configuration or from a saved pipeline.

In a configuration, and where a pipeline is saved, both are plain tables; `names_of` and `themes_of` make records of
them again. Nothing that is wrong with a folder of themes is said before a text is read: a pipeline that is loaded
brings the themes that it was saved with, wherever their folders are by then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.extract.names.lexicon import Lexicon, load_lexicon
from pipelines.extract.themes.folders import look_for_themes
from pipelines.extract.themes.theme import Theme, did_you_mean, theme_from
from tracker.errors import InputError
from tracker.records import Instrument


@dataclass(frozen=True, slots=True)
class Names:
    """The instruments a pipeline follows, and the lexicon that they and the built-in names make."""

    instruments: tuple[Instrument, ...]
    lexicon: Lexicon


@cache
def built_in_names() -> Names:
    """Those of the lexicon alone; loaded once, because every pipeline begins with them."""
    return Names((), load_lexicon())


def names_of(instruments: Iterable[Instrument]) -> Names:
    listed = tuple(instruments)
    return Names(listed, load_lexicon(listed)) if listed else built_in_names()


def make_names(instruments: list[dict[str, Any]]) -> Names:
    """`instruments`: tables with symbol, name, names and optionally sector; they replace built-in companies.

    Raises InputError naming every table that is none.
    """
    faults = [fault for number, table in enumerate(instruments) for fault in _instrument_faults(table, number)]
    if faults:
        raise InputError("\n".join(faults))
    return names_of(_instrument(table) for table in instruments)


def instrument_table(instrument: Instrument) -> dict[str, Any]:
    return _as_json(asdict(instrument))


INSTRUMENT_KEYS = tuple(one.name for one in fields(Instrument))


def _instrument(table: dict[str, Any]) -> Instrument:
    given = {"exchange": "XNAS", "benchmark": "SPY", "sector": None, **table}
    return Instrument(**{**given, "names": tuple(given.get("names", ()))})


def _instrument_faults(table: dict[str, Any], number: int) -> Iterator[str]:
    """What keeps a table of a configuration from being an instrument, each with its cure."""
    place = f"lexicon.instruments[{number}]"
    for key in table:
        if key not in INSTRUMENT_KEYS:
            yield f"{place}.{key}: unknown key; {did_you_mean(key, INSTRUMENT_KEYS, 'known keys')}"
    for key in ("symbol", "name"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            yield f"{place}.{key}: expected a text, got {table.get(key)!r}; give every instrument a symbol and a name"
    names = table.get("names", [])
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        yield f'{place}.names: expected a list of texts, got {names!r}; write ["CoreWeave"]'


class ThemesLookedFor(list[Theme]):
    """What the folders of a configuration hold, and what is wrong there.

    Nothing of that is said before a text is read: a pipeline that is loaded brings the themes that it was saved with,
    wherever their folders are by then.
    """

    faults: tuple[str, ...] = ()
    """About single files."""
    absent: InputError | None = None
    """Why nothing was looked for: a folder that is not there."""


def make_themes(folders: list[str], tables: list[dict[str, Any]] | None = None) -> list[Theme]:
    """The built-in themes with those of the folders; or, instead, `tables` with the keys of theme files."""
    if tables is not None:
        return themes_of(tables)
    looked = ThemesLookedFor()
    try:
        found = look_for_themes([Path(folder) for folder in folders])
    except InputError as error:
        looked.absent = error
        return looked
    looked.extend(found.themes)
    looked.faults = found.broken
    return looked


def themes_of(tables: Iterable[dict[str, Any]]) -> list[Theme]:
    """Themes from tables with the keys of theme files. Raises InputError with every mistake of the first wrong one."""
    return [theme_from(table, f"themes.tables[{number}]") for number, table in enumerate(tables)]


def theme_table(theme: Theme) -> dict[str, Any]:
    return _as_json(asdict(theme))


def _as_json(table: dict[str, Any]) -> dict[str, Any]:
    """The table as it comes back from a file: tuples are lists."""
    found: dict[str, Any] = json.loads(json.dumps(table))
    return found
