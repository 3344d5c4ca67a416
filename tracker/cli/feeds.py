"""feeds list, parse: the feeds of the settings, and feed files. The others are in the modules beside."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.root import NO_FEED, app, out, say, settings_or_defaults, terminal

if TYPE_CHECKING:
    from tracker.records import Entry

feeds_app = typer.Typer(
    no_args_is_help=True, help="Feeds: list, find, add and remove them, see their health, try them, read feed files."
)
app.add_typer(feeds_app, name="feeds")


@feeds_app.command("parse")
def feeds_parse(
    files: Annotated[list[Path], typer.Argument(help="Feed files: RSS, Atom or JSON Feed.")],
    base_url: Annotated[str, typer.Option("--base-url", help="Where they came from, for relative links.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False,
) -> None:
    """The entries of feed files, one line each. A file that is built to harm costs only itself."""
    from tracker.errors import HostileInput, NotAFeed
    from tracker.reading import GuardedReader

    failed = 0
    with GuardedReader() as reader:
        for path in files:
            try:
                feed = reader.read(path.read_bytes(), base_url=base_url, content_type=None)
            except (NotAFeed, HostileInput, OSError) as error:
                say(f"feeds parse: {path}: {error.strerror if isinstance(error, OSError) else error}")
                failed += 1
                continue
            say(*(f"feeds parse: {path}: {problem.subject}: {problem.reason}" for problem in feed.problems))
            for entry in feed.items:
                out(_entry_line(path, entry, as_json))
    if failed == len(files):
        raise typer.Exit(1)


def _entry_line(path: Path, entry: Entry, as_json: bool) -> str:
    from pipelines.articles import stated_date
    from pipelines.wording import utc_text

    published, quality = stated_date(entry)
    row = {
        "file": str(path),
        "key": entry.key,
        "title": entry.title,
        "link": entry.link,
        "published": utc_text(published) if published else None,
        "published_quality": str(quality),
        "summary": entry.summary,
    }
    if as_json:
        return json.dumps(row, ensure_ascii=False)
    from pipelines.escape import clean_text

    return clean_text(f"{row['published'] or str(quality):20}  {entry.title}  {entry.link}")


@feeds_app.command("list")
def feeds_list(as_json: Annotated[bool, typer.Option("--json", help="JSON lines, all fields.")] = False) -> None:
    """Every feed of the settings: on or off, and why."""
    from tracker.cli.columns import in_columns
    from tracker.config import mask_address

    feeds = settings_or_defaults().feed
    if not feeds:
        say(NO_FEED)
    if as_json:
        for feed in feeds:
            out(json.dumps({**feed.model_dump(), "url": mask_address(feed.url)}, ensure_ascii=False))
        return
    rows = []
    for feed in feeds:
        state, why = ("on", "") if feed.enabled else ("off", f" ({feed.why_off})" if feed.why_off else "")
        rows.append((state, feed.id, feed.kind, f"{feed.min_interval_minutes} min", f"{mask_address(feed.url)}{why}"))
    # Whole where it goes into a file or a pipe; a terminal would break long addresses over several lines.
    for line in in_columns(rows, width=terminal()[0] if sys.stdout.isatty() else None):
        out(line)
