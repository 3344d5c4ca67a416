"""themes list, test, lint: what is looked for, whether it works, what is doubtful in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.root import app, out, say, settings_or_defaults

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from pipelines.extract.lexicon import Lexicon, Rules
    from pipelines.extract.themes import Theme
    from tracker.config import Settings

themes_app = typer.Typer(no_args_is_help=True, help="Themes: list them, run their example sentences, look them over.")
app.add_typer(themes_app, name="themes")

BUILT_IN = "built-in"


@themes_app.command("list")
def themes_list(as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False) -> None:
    """Every theme there is: the built-in ones and those of your folders, on or off."""
    settings = settings_or_defaults()
    for theme, origin in _known(settings).values():
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
    from tracker.app import load_extractor

    settings = settings_or_defaults()
    known = {key: theme for key, (theme, _) in _known(settings).items()}
    enabled = {key: theme for key, theme in known.items() if key in settings.themes.enabled}
    chosen = [_chosen(name, known) for name in names] if names else list(enabled.values())
    # A theme is tried beside the others, as it will be used.
    beside = enabled | {theme.id: theme for theme in chosen}
    extractor = load_extractor(settings.instruments(), list(beside.values()), settings.extraction.model)
    wrong = check_themes(extractor, chosen)
    say(*wrong)
    out(f"{len(chosen)} themes, {sum(theme.examples for theme in chosen)} examples, {len(wrong)} wrong")
    if wrong:
        raise typer.Exit(1)


@themes_app.command("lint")
def themes_lint(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Theme files; all themes and names without.")
    ] = None,
) -> None:
    """Look for what is doubtful in themes and in the names the extractor knows; exit 1 when something is."""
    from pipelines.extract.lexicon import load_lexicon, load_rules
    from pipelines.extract.theme_lint import NOTE, lexicon_faults
    from pipelines.extract.themes import built_in_files, user_files

    settings = settings_or_defaults()
    rules, lexicon = load_rules(), load_lexicon(settings.instruments())
    found = [] if files else [f"lexicon: {fault}" for fault in lexicon_faults()]
    sources: list[Traversable] = [*files] if files else [*built_in_files(optional=True)]
    sources += [] if files else user_files(settings.themes.folders)
    for source in sources:
        found += _lint(source, rules, lexicon)
    say(*found)
    faults = [line for line in found if f" {NOTE}" not in line]
    out(f"{len(sources)} theme files, {len(faults)} faults, {len(found) - len(faults)} notes")
    if faults:
        raise typer.Exit(1)


def _lint(source: Traversable, rules: Rules, lexicon: Lexicon) -> list[str]:
    """The faults of one file, each beginning with its name; of a file that cannot be used, why not."""
    from pipelines.extract.theme_lint import theme_faults
    from pipelines.extract.themes import read_theme
    from tracker.errors import InputError

    try:
        theme = read_theme(source)
    except InputError as error:
        return str(error).splitlines()
    return [f"{source.name}: {fault}" for fault in theme_faults(theme, rules, lexicon)]


def _known(settings: Settings) -> dict[str, tuple[Theme, str]]:
    """Every theme by id with where it comes from; the user's folders go before the built-in ones."""
    from pipelines.extract.themes import built_in_files, read_theme, user_files

    found = {theme.id: (theme, BUILT_IN) for theme in map(read_theme, built_in_files(optional=True))}
    for file in user_files(settings.themes.folders):
        theme = read_theme(file)
        found[theme.id] = (theme, str(file))
    return dict(sorted(found.items()))


def _chosen(name: str, known: dict[str, Theme]) -> Theme:
    """The theme of an id or a file. Raises UsageError when it is neither."""
    from pipelines.extract.themes import did_you_mean, read_theme
    from tracker.errors import UsageError

    if name in known:
        return known[name]
    path = Path(name)
    if path.suffix == ".toml" or path.exists():
        return read_theme(path)
    raise UsageError(f"{name}: neither a theme nor a theme file; {did_you_mean(name, list(known))}")
