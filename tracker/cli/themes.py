"""themes list, test, lint: what is looked for, whether it works, what is doubtful in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.root import app, out, say, settings_or_defaults

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from pipelines.extract.frames.rules import Rules
    from pipelines.extract.names.lexicon import Lexicon
    from pipelines.extract.themes.folders import FoundThemes
    from pipelines.extract.themes.theme import Theme
    from tracker.config import Settings

themes_app = typer.Typer(no_args_is_help=True, help="Themes: list them, run their example sentences, look them over.")
app.add_typer(themes_app, name="themes")

BUILT_IN = "built-in"


@themes_app.command("list")
def themes_list(as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False) -> None:
    """Every theme there is: the built-in ones and those of your folders, on or off."""
    settings = settings_or_defaults()
    for theme, origin in _told(settings).values():
        is_on = theme.id in settings.themes.enabled
        out(json.dumps(_row(theme, origin, is_on), ensure_ascii=False) if as_json else _line(theme, origin, is_on))


def _row(theme: Theme, origin: str, is_on: bool) -> dict[str, object]:
    return {
        "id": theme.id,
        "title": theme.title,
        "enabled": is_on,
        "origin": origin,
        "companies": list(theme.companies),
        "symbols": list(theme.symbols),
        "frames": len(theme.frame),
        "examples": theme.examples,
    }


def _line(theme: Theme, origin: str, is_on: bool) -> str:
    from pipelines.escape import strip_controls

    # A title may hold a line end; the list has one line per theme.
    head = f"{theme.id:<20} {'on ' if is_on else 'off'}  {' '.join(theme.title.split())} ({origin})"
    about = (("companies", theme.companies), ("symbols", theme.symbols))
    return strip_controls("; ".join([head, *(f"{key} {', '.join(names)}" for key, names in about if names)]))


@themes_app.command("test")
def themes_test(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE|ID]...", help="Themes by id or file; all enabled ones without.")
    ] = None,
) -> None:
    """Run the example sentences of themes; exit 1 when one comes out wrong, with what was expected and found."""
    from pipelines.extract import check_themes
    from pipelines.extract.themes.folders import look_for_themes
    from tracker.app import load_extractor

    settings = settings_or_defaults()
    found = look_for_themes(settings.themes.folders, optional=True)
    enabled = {theme.id: theme for theme in found.themes if theme.id in settings.themes.enabled}
    chosen = [_chosen(name, found, settings) for name in names] if names else list(enabled.values())
    broken = () if names else found.broken
    say(*broken)
    # A theme is tried beside the others, as it will be used.
    beside = enabled | {theme.id: theme for theme in chosen}
    extractor = load_extractor(settings.instruments(), list(beside.values()), settings.extraction.model)
    wrong = check_themes(extractor, chosen)
    say(*wrong)
    cannot = f", {len(broken)} faults of files that are left out" if broken else ""
    out(f"{len(chosen)} themes, {sum(theme.examples for theme in chosen)} examples, {len(wrong)} wrong{cannot}")
    if wrong or broken:
        raise typer.Exit(1)


@themes_app.command("lint")
def themes_lint(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE|ID]...", help="Themes by id or file; all themes and names without."),
    ] = None,
) -> None:
    """Look for what is doubtful in themes and in the names the extractor knows; exit 1 when something is."""
    from pipelines.extract.frames.rules import load_rules
    from pipelines.extract.names.lexicon import load_lexicon
    from pipelines.extract.themes.folders import built_in_files, look_for_themes, user_files
    from pipelines.extract.themes.lint import NOTE, lexicon_faults

    settings = settings_or_defaults()
    rules, lexicon = load_rules(), load_lexicon(settings.instruments())
    known = look_for_themes(settings.themes.folders, optional=True)
    found = [] if names else [f"lexicon: {fault}" for fault in lexicon_faults()]
    every: list[Traversable] = [*built_in_files(optional=True), *user_files(settings.themes.folders)]
    sources = [_source(name, known, settings) for name in names] if names else every
    for source in sources:
        found += _lint(source, rules, lexicon, known)
    say(*found)
    faults = [line for line in found if f" {NOTE}" not in line]
    out(f"{len(sources)} theme files, {len(faults)} faults, {len(found) - len(faults)} notes")
    if faults:
        raise typer.Exit(1)


def _lint(source: Traversable, rules: Rules, lexicon: Lexicon, known: FoundThemes) -> list[str]:
    """The faults of one file, each beginning with its name; of a file that cannot be used, why not."""
    from pipelines.extract.themes.folders import name_fault
    from pipelines.extract.themes.lint import theme_faults
    from pipelines.extract.themes.theme import read_theme
    from tracker.errors import InputError

    try:
        theme = read_theme(source)
    except InputError as error:
        return str(error).splitlines()
    # Where it lies among others is known of files in the user's folders.
    placed = [line for line in known.faults if line.startswith(f"{source}: ")]
    own = [f"{source}: {fault}" for fault in (*name_fault(theme, source), *theme_faults(theme, rules, lexicon))]
    return list(dict.fromkeys([*placed, *own]))


def _told(settings: Settings) -> dict[str, tuple[Theme, str]]:
    """Every theme by id with where it comes from; of files that cannot be used it is said why."""
    from pipelines.extract.themes.folders import built_in_files, look_for_themes

    found = look_for_themes(settings.themes.folders, optional=True)
    say(*found.faults)
    built_in = set(built_in_files(optional=True))
    return {
        key: (theme, BUILT_IN if source in built_in else str(source)) for key, (theme, source) in found.sources.items()
    }


def _source(name: str, found: FoundThemes, settings: Settings) -> Traversable:
    """The file of a theme by its id, or by its own name. Raises UsageError when there is none."""
    from pipelines.extract.themes.folders import SUFFIX, user_files
    from pipelines.extract.themes.theme import did_you_mean
    from tracker.errors import UsageError

    if name in found.sources:
        return found.sources[name][1]
    path = Path(name)
    if path.suffix == SUFFIX or path.exists():
        return path
    # One that cannot be used has no id.
    for file in user_files(settings.themes.folders):
        if file.stem == name:
            return file
    raise UsageError(f"{name}: neither a theme nor a theme file; {did_you_mean(name, list(found.sources))}")


def _chosen(name: str, found: FoundThemes, settings: Settings) -> Theme:
    """The theme of an id or a file. Raises UsageError when it is neither, InputError when it cannot be used."""
    from pipelines.extract.themes.folders import usable_theme

    return found.sources[name][0] if name in found.sources else usable_theme(_source(name, found, settings))
