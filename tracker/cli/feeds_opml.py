"""feeds export-opml, import-opml: lists of feeds for and from other readers."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli.feeds import feeds_app
from tracker.cli.feeds_edit import checked_kind, nothing_written, own_settings
from tracker.cli.root import out, say, settings_or_defaults, writing

if TYPE_CHECKING:
    from pipelines.opml import Outline
    from tracker.config import FeedSettings, Settings


@feeds_app.command("export-opml")
def feeds_export_opml(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; stdout by default.")] = None,
    with_secrets: Annotated[
        bool, typer.Option("--with-secrets", help="Passwords and keys in addresses too, which are masked otherwise.")
    ] = False,
) -> None:
    """The feeds of the settings as OPML 2.0, in a folder for each kind, for other readers."""
    from pipelines.opml import write_opml
    from tracker.clock import SystemClock

    feeds = settings_or_defaults().feed
    outlines = [outline_of(feed, with_secrets) for feed in feeds]
    body = write_opml(outlines, title="Feeds of newsimpact", made_at=SystemClock().now())
    masked = sum(outline.url != feed.url for outline, feed in zip(outlines, feeds, strict=True))
    if file is None:
        out(body.decode("utf-8"))
    else:
        with writing(file):
            _write(file, body, for_me_alone=with_secrets)
        say(f"wrote {file}: {len(feeds)} feeds")
    if masked:
        say(f"{masked} of {len(feeds)} addresses hold a password or key, shown as ***; --with-secrets writes them")


def outline_of(feed: FeedSettings, with_secrets: bool = False) -> Outline:
    """A feed of the settings as it stands in a list."""
    from pipelines.opml import Outline
    from tracker.config import mask_address

    url = feed.url if with_secrets else mask_address(feed.url)
    folder = feed.kind.replace("_", " ")
    return Outline(title=feed.title, url=url, folders=(folder,), id=feed.id, enabled=feed.enabled)


def _write(file: Path, body: bytes, *, for_me_alone: bool) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if for_me_alone else 0o666)
    with os.fdopen(handle, "wb") as target:
        if for_me_alone:  # also where the file was there before
            os.chmod(file, 0o600)
        target.write(body)


@feeds_app.command("import-opml")
def feeds_import_opml(
    file: Annotated[Path, typer.Argument(help="An OPML file of another reader; - for stdin.")],
    kind: Annotated[str, typer.Option(help="Kind of the feeds that stand in no folder named after one.")] = "",
    disabled: Annotated[bool, typer.Option("--disabled", help="Add them switched off.")] = False,
) -> None:
    """Add every feed of an OPML file that is not there yet to your settings. Feeds are not asked before."""
    from pipelines.opml import MAX_BYTES, read_opml
    from tracker.config_edit import add_feeds
    from tracker.errors import InputError

    checked_kind(kind)
    mine = own_settings()
    settings = mine.checked(mine.text, os.environ)
    try:
        with sys.stdin.buffer if str(file) == "-" else file.open("rb") as source:
            found = read_opml(source.read(MAX_BYTES + 1))
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from None
    except InputError as error:
        raise InputError(f"{file}: {error}") from None
    sorted_out = sort_out(found.outlines, settings, kind=kind, disabled=disabled)
    text = add_feeds(mine.text, sorted_out.tables)
    if sorted_out.tables:
        with nothing_written():
            mine.checked(text, os.environ)
        mine.save(text, os.environ)
    _tell(sorted_out, [f"{item.subject}: {item.reason}" for item in found.unusable], found.warning, file)


@dataclass(frozen=True, slots=True, kw_only=True)
class SortedOut:
    """What becomes of the outlines of a list; together as many as there were."""

    tables: tuple[dict[str, Any], ...]
    """The [[feed]] tables to add."""
    known: tuple[str, ...]
    """A line for each that is there already."""
    unusable: tuple[str, ...]
    """A line with the reason for each that cannot be added."""


def sort_out(outlines: Sequence[Outline], settings: Settings, *, kind: str = "", disabled: bool = False) -> SortedOut:
    """Which feeds of a list are new, which are there already, and which cannot be followed."""
    from tracker.config import mask_address, same_address

    held = {same_address(feed.url): feed.id for feed in settings.feed}
    taken = set(held.values())
    tables: list[dict[str, Any]] = []
    known: list[str] = []
    unusable: list[str] = []
    for outline in outlines:
        address = same_address(outline.url)
        if address in held:
            known.append(f"{mask_address(outline.url)} is there already as {held[address]}")
            continue
        table = _table(outline, taken, kind, disabled)
        fault = _fault(table, settings)
        if fault:
            unusable.append(f"{mask_address(outline.url)}: {fault}")
            continue
        held[address] = table["id"]
        taken.add(table["id"])
        tables.append(table)
    return SortedOut(tables=tuple(tables), known=tuple(known), unusable=tuple(unusable))


def _table(outline: Outline, taken: set[str], kind: str, disabled: bool) -> dict[str, Any]:
    from tracker.catalogue import table_for
    from tracker.config import is_id

    id = outline.id if is_id(outline.id) and outline.id not in taken else ""
    chosen = _kind_of_folders(outline.folders) or kind
    table = table_for(outline.url, taken=taken, id=id, title=outline.title, kind=chosen)
    if outline.enabled and not disabled:
        return table
    first = {key: table.pop(key) for key in ("id", "title", "url", "kind")}
    return {**first, "enabled": False, "why_off": "switched off when it was imported", **table}


def _kind_of_folders(folders: Sequence[str]) -> str:
    """The kind that the innermost folder with the name of one stands for; "" when none does."""
    from typing import get_args

    from tracker.config import FeedKind

    names = ("_".join(name.casefold().replace("-", " ").replace("_", " ").split()) for name in reversed(folders))
    return next((name for name in names if name in get_args(FeedKind)), "")


def _fault(table: Mapping[str, Any], settings: Settings) -> str | None:
    """Why a feed cannot stand in the settings; None when it can."""
    from tracker.config import feed_from, is_sec, sec_agent_fault
    from tracker.errors import InputError

    try:
        feed = feed_from(table)
    except InputError as error:
        return str(error)
    if feed.enabled and is_sec(feed.url) and sec_agent_fault(settings.agent_of(feed)):
        return "the SEC wants to know who asks; set contact under [edgar] in the settings, then import again"
    return None


def _tell(done: SortedOut, unusable: Sequence[str], warning: str | None, file: Path) -> None:
    """Say what became of every outline. Raises Exit 1 when none of them was of any use."""
    for table in done.tables:
        out(f"added {table['id']} ({table['kind']}{'' if table.get('enabled', True) else ', off'})")
    say(*done.known)
    say(*(f"unusable: {line}" for line in (*done.unusable, *unusable)))
    if warning:
        say(f"{file}: {warning}")
    added, known, lost = len(done.tables), len(done.known), len(done.unusable) + len(unusable)
    total = added + known + lost
    say(f"{total} feed{'s' * (total != 1)} in {file}: {added} added, {known} there already, {lost} unusable")
    if not added and not known:
        raise typer.Exit(1)
