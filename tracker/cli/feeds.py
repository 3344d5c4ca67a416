"""feeds list, check, parse: the feeds of the settings, and feed files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.root import app, load_settings, out, say, settings_or_defaults

if TYPE_CHECKING:
    from tracker.records import Entry, Fetched

feeds_app = typer.Typer(no_args_is_help=True, help="Feeds: list them, see their health, try them, read feed files.")
app.add_typer(feeds_app, name="feeds")


@feeds_app.command("parse")
def feeds_parse(
    files: Annotated[list[Path], typer.Argument(help="Feed files, RSS or Atom.")],
    base_url: Annotated[str, typer.Option("--base-url", help="Where they came from, for relative links.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False,
) -> None:
    """The entries of feed files, one line each."""
    from pipelines.parse import parse_feed
    from tracker.errors import NotAFeed

    failed = 0
    for path in files:
        try:
            batch = parse_feed(path.read_bytes(), base_url=base_url)
        except (NotAFeed, OSError) as error:
            say(f"feeds parse: {path}: {error.strerror if isinstance(error, OSError) else error}")
            failed += 1
            continue
        say(*(f"feeds parse: {path}: {problem.subject}: {problem.reason}" for problem in batch.problems))
        for entry in batch.items:
            out(_entry_line(path, entry, as_json))
    if failed == len(files):
        raise typer.Exit(1)


def _entry_line(path: Path, entry: Entry, as_json: bool) -> str:
    from pipelines.report import utc_text

    row = {
        "file": str(path),
        "key": entry.key,
        "title": entry.title,
        "link": entry.link,
        "published": utc_text(entry.published) if entry.published else None,
        "published_quality": str(entry.quality),
        "summary": entry.summary,
    }
    if as_json:
        return json.dumps(row, ensure_ascii=False)
    from pipelines.escape import clean_text

    return clean_text(f"{row['published'] or str(entry.quality):20}  {entry.title}  {entry.link}")


@feeds_app.command("list")
def feeds_list() -> None:
    """Every feed of the settings: on or off, and why."""
    from pipelines.escape import clean_text
    from tracker.config import mask_address

    for feed in settings_or_defaults().feed:
        state, url = "on " if feed.enabled else "off", mask_address(feed.url)
        out(clean_text(f"{state}  {feed.id:28} every {feed.min_interval_minutes:4} min  {url}  {feed.why_off}"))


@feeds_app.command("check")
def feeds_check(
    only: Annotated[
        list[str] | None, typer.Argument(metavar="[ID...]", help="Feeds, also those off; all that are on by default.")
    ] = None,
) -> None:
    """Ask feeds once, now, and say what each gives; nothing is stored."""
    from tracker.app import feed_of, feed_source
    from tracker.clock import SystemClock
    from tracker.errors import UsageError
    from tracker.records import FeedRequest

    settings = load_settings()
    known = {feed.id: feed for feed in settings.feed}
    unknown = [name for name in only or () if name not in known]
    if unknown:
        raise UsageError(
            f"feeds check: no [[feed]] has the id {', '.join(unknown)}; `newsimpact feeds list` shows them"
        )
    chosen = [feed_of(settings, known[name]) for name in only or [feed.id for feed in settings.feeds_on()]]
    requests = [
        FeedRequest(feed=f.id, url=f.url, user_agent=f.user_agent, allow_private=f.allow_private) for f in chosen
    ]
    answers = feed_source(settings).fetch(requests, SystemClock().now())
    wrong = [line for line in map(_checked, answers) if line]
    say(*wrong)
    if wrong:
        raise typer.Exit(1)


def _checked(answer: Fetched) -> str | None:
    """Print what a feed gave; returns what is wrong with it, None when nothing is."""
    from pipelines.parse import parse_feed
    from tracker.errors import NotAFeed

    if answer.reason is not None:
        return f"{answer.feed}: {answer.reason}"
    try:
        batch = parse_feed(answer.body, base_url=answer.final_url, content_type=answer.content_type)
    except NotAFeed as error:
        return f"{answer.feed}: {error}"
    dates = [entry.published for entry in batch.items if entry.published]
    newest = f"newest {max(dates):%Y-%m-%d %H:%M}Z" if dates else "no dates"
    out(f"{answer.feed}: {len(batch.items)} items, {newest}, {len(answer.body):,} bytes")
    return None
