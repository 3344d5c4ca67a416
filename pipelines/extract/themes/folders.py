"""Theme files where they lie: the built-in ones and those of a user's folders, by id.

    found = look_for_themes([Path("mine")])
    found.themes, found.faults        # what can be used, and a line for each file that cannot or is not as it seems

What must never happen: a file that costs the others. One that cannot be used (no TOML, a wrong key, a frame that refers
to nothing) is left out and told; a built-in theme of its id stays. A file whose name is not its id, or whose id another
file has too, is told as well, since the settings know themes by the names of their files. `load_themes` is for programs
that want an error instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

from pipelines.extract.themes.theme import Theme, read_theme
from tracker.errors import InputError

OPTIONAL_FOLDER = "optional"
"""Built-in themes that are off unless the settings name them."""
SUFFIX = ".toml"


class FoundThemes(NamedTuple):
    """What lies in the package and in some folders."""

    sources: dict[str, tuple[Theme, Traversable]]
    """By id the theme and its file, in order."""
    broken: tuple[str, ...]
    """Why files are left out: nothing in them can be used, or another one has their id."""
    misnamed: tuple[str, ...]
    """Files that are used though their names are not the ids."""

    @property
    def themes(self) -> tuple[Theme, ...]:
        return tuple(theme for theme, _ in self.sources.values())

    @property
    def faults(self) -> tuple[str, ...]:
        return self.broken + self.misnamed


def look_for_themes(folders: Sequence[Path] = (), *, optional: bool = False) -> FoundThemes:
    """The built-in themes, with those of the user's folders added or in their place.

    optional: with the built-in ones that are off unless the settings name them. Raises InputError for a folder that is
    not there.
    """
    found = {
        theme.id: (theme, source) for source in built_in_files(optional=optional) for theme in [read_theme(source)]
    }
    broken: list[str] = []
    misnamed: list[str] = []
    own: dict[str, Traversable] = {}
    for source in user_files(folders):
        try:
            theme = usable_theme(source)
        except InputError as error:
            broken += str(error).splitlines()
            continue
        if theme.id in own:
            other = own[theme.id]
            broken.append(f"{source}: id: {theme.id!r} is that of {other} too, which is left out; rename one of them")
        misnamed += (f"{source}: {fault}" for fault in name_fault(theme, source))
        own[theme.id] = source
        found[theme.id] = theme, source
    return FoundThemes(dict(sorted(found.items())), tuple(broken), tuple(misnamed))


def load_themes(folders: Sequence[Path] = (), *, optional: bool = False) -> tuple[Theme, ...]:
    """The same themes. Raises InputError naming every file that cannot be used, the key and the cure."""
    found = look_for_themes(folders, optional=optional)
    if found.broken:
        raise InputError("\n".join(found.broken))
    return found.themes


def usable_theme(source: Traversable) -> Theme:
    """The theme of a file. Raises InputError with every mistake, those of its frames too."""
    theme = read_theme(source)
    if theme.frame:
        # Not above: with the rules comes spaCy, which takes seconds, and few themes have frames.
        from pipelines.extract.frames.rules import load_rules
        from pipelines.extract.themes.rules import frame_faults

        if faults := [f"{source}: {fault}" for fault in frame_faults(theme, load_rules())]:
            raise InputError("\n".join(faults))
    return theme


def name_fault(theme: Theme, source: Traversable) -> Iterator[str]:
    """A file that is not named after its theme."""
    if source.name != theme.id + SUFFIX:
        yield f"id: {theme.id!r} is not the name of the file; rename that to {theme.id}{SUFFIX} or correct the id"


def built_in_files(*, optional: bool = False) -> Iterable[Traversable]:
    """The theme files of the package, in order of their names."""
    folder = files("pipelines").joinpath("themes")
    folders = [folder, folder.joinpath(OPTIONAL_FOLDER)] if optional else [folder]
    found = [file for place in folders for file in place.iterdir() if file.name.endswith(SUFFIX)]
    return sorted(found, key=lambda file: file.name)


def user_files(folders: Sequence[Path]) -> Iterable[Path]:
    """Raises InputError for a folder that is not there."""
    for folder in folders:
        if not folder.is_dir():
            raise InputError(
                f"{folder}: expected a folder with theme files (*{SUFFIX}), got none; correct the path or create it"
            )
        yield from sorted(folder.glob(f"*{SUFFIX}"))
