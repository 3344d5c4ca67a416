"""feeds health: how each feed in use is doing, and whether their silence means anything."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli.feeds import feeds_app
from tracker.cli.root import open_desk, out, present, terminal
from tracker.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracker.records import FeedHealth

A_DAY = timedelta(days=1)
FAR = timedelta(days=180)
"""Beyond this an instant is shown with its year."""
_ID_CHARS = 28
_INDENT = " " * 13
_NARROWEST = 40


@feeds_app.command("health")
def feeds_health(
    only: Annotated[
        list[str] | None, typer.Argument(metavar="[ID...]", help="Feeds in use; all of them by default.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines, all fields; durations in seconds.")] = False,
) -> None:
    """How each feed in use is doing, the worst first, and whether together they could have told the last day's news."""
    from pipelines.coverage import by_illness
    from pipelines.wording import coverage_words
    from tracker.questions import coverage_of, feed_health

    desk = open_desk()
    now = present(desk)
    shown = _chosen(by_illness(feed_health(desk, now)), only or [])
    if as_json:
        for health in shown:
            out(json.dumps(_fields(health), ensure_ascii=False))
        return
    width, _ = terminal()
    told = coverage_words(coverage_of(desk, now - A_DAY, now, now))
    for line in (*_table(shown, now, width), "", *wrap(told, max(width, _NARROWEST))):
        out(f"{line}\n")


def _chosen(healths: Sequence[FeedHealth], only: Sequence[str]) -> Sequence[FeedHealth]:
    unknown = [name for name in only if name not in {health.feed for health in healths}]
    if unknown:
        names = ", ".join(unknown)
        raise UsageError(f"feeds health: no feed in use has the id {names}; `newsimpact feeds list` shows them")
    return [health for health in healths if health.feed in only] if only else healths


def _fields(health: FeedHealth) -> dict[str, Any]:
    from tracker.config import mask_address

    masked = {"moved_to": mask_address(health.moved_to) if health.moved_to else None}
    return {key: _plain(value) for key, value in {**asdict(health), **masked}.items()}


def _plain(value: object) -> object:
    from pipelines.wording import utc_text

    if isinstance(value, datetime):
        return utc_text(value)
    return value.total_seconds() if isinstance(value, timedelta) else value


def _table(healths: Sequence[FeedHealth], now: datetime, width: int) -> Iterator[str]:
    from pipelines.escape import strip_controls

    size = min(max((len(health.feed) for health in healths), default=2), _ID_CHARS)
    yield f"{'state':11}  {'id':{size}}  {'last answer':11}  {'newest item':11}  {'usual gap':9}  next try (UTC)"
    for health in healths:
        yield strip_controls(_row(health, size, now))
        for note in _notes(health):
            yield from wrap(
                strip_controls(note), max(width, _NARROWEST), initial_indent=_INDENT, subsequent_indent=_INDENT
            )


def _row(health: FeedHealth, size: int, now: datetime) -> str:
    from pipelines.wording import CONDITION_WORDS

    usual = f"{health.usual_gap / A_DAY:g} d" if health.usual_gap is not None else "–"
    # Until the daemon has asked it once, a feed is due.
    never = "at once" if health.state == "never_polled" else "never"
    cells = (
        f"{CONDITION_WORDS[health.state]:11}",
        f"{health.feed:{size}.{size}}",
        f"{_moment(health.last_ok, now, 'never'):11}",
        f"{_moment(health.newest_item, now, 'none'):11}",
        f"{usual:9}",
        _moment(health.next_try, now, never),
    )
    return "  ".join(cells)


def _moment(at: datetime | None, now: datetime, missing: str) -> str:
    if at is None:
        return missing
    return f"{at:%m-%d %H:%M}" if abs(now - at) < FAR else f"{at:%Y-%m-%d}"


def _notes(health: FeedHealth) -> Iterator[str]:
    """What is wrong, then what is odd."""
    from pipelines.wording import minute_text
    from tracker.config import mask_address

    if health.reason:
        since = f"since {minute_text(health.since)}: " if health.since else ""
        yield f"{since}{health.reason}"
    if health.zone_offset:
        hours = abs(health.zone_offset) / timedelta(hours=1)
        yield f"its dates run about {hours:g} h {'ahead' if health.zone_offset > timedelta() else 'behind'}"
    if health.key_policy == "link":
        yield "its items are told apart by their links, since its own ids are not stable"
    if health.moved_to:
        yield f"moved to {mask_address(health.moved_to)}"
