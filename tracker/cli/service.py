"""run, status: the daemon and what it is doing. demo: the whole thing without network."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli.root import (
    NO_FEED,
    app,
    data_folder,
    data_given,
    load_settings,
    out,
    say,
    settings_or_defaults,
    settings_path,
    terminal,
    writing,
)

if TYPE_CHECKING:
    from storage.status import Status
    from tracker.desk import Desk
    from tracker.records import Tally


@app.command()
def demo(
    target: Annotated[
        Path | None,
        typer.Option("--out", help="Where report.html, digest.eml and the database go; demo-out by default."),
    ] = None,
) -> None:
    """Show the whole way without network: bundled news and synthetic prices, real adapters."""
    from tracker.demo import run_demo

    folder = target or data_given() or Path("demo-out")
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    width, color = terminal()
    for text in run_demo(folder, say=say, width=width, color=color):
        out(text)


@app.command()
def run(once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end.")] = False) -> None:
    """Watch feeds, measure stories, send digests: the daemon, or one cycle of it."""
    import threading

    import structlog

    from tracker.app import SettingsFollower, build_desk, demo_mark
    from tracker.clock import SystemClock
    from tracker.daemon import Daemon, configure_logging, only_instance, run_once
    from tracker.errors import StoreError

    settings = load_settings()
    if not settings.feeds_on():
        say(NO_FEED)
    data = data_folder(settings)
    configure_logging(pretty=sys.stderr.isatty())
    stop = threading.Event()
    with only_instance(data):
        desk = build_desk(settings, data, stop=stop.is_set)
        if demo_mark(desk.store):
            raise StoreError(f"{data}: holds the demo's synthetic prices; name another folder with --data")
        if once:
            tallies = run_once(desk, SystemClock())
            _print_tallies(tallies)
            _refuse_silence(desk, tallies)
            if any(tally.broken for tally in tallies):
                raise typer.Exit(1)
        else:
            follower = SettingsFollower(
                settings_path(), os.environ, settings, say=structlog.get_logger("newsimpact").info
            )
            Daemon(desk, SystemClock(), settings.schedule.tick_seconds, stop, follower.refreshed).run()


def _print_tallies(tallies: tuple[Tally, ...]) -> None:
    """What a single cycle did: a line per stage on stdout, a line per problem on stderr."""
    for tally in tallies:
        dropped = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in tally.dropped.items() if count)
        out(f"{tally.stage:8} {tally.taken:6} in {tally.made:6} out" + (f"   ({dropped})" if dropped else ""))
        say(*(str(problem) for problem in tally.problems))


def _refuse_silence(desk: Desk, tallies: tuple[Tally, ...]) -> None:
    """Exit 1 when feeds were asked and none of those that are on has given anything.

    The health of the feeds tells, not the count of problems: a feed may be well and have bad items. That feeds were
    asked shows in the problems, since each one asked and found failing has left one.
    """
    from tracker.clock import SystemClock
    from tracker.errors import NothingProduced
    from tracker.questions import feed_health
    from tracker.records import FeedCondition

    asked_in_vain = any(tally.problems for tally in tallies if tally.stage == "fetch")
    answering = {FeedCondition.OK, FeedCondition.FROZEN}
    if asked_in_vain and not any(feed.state in answering for feed in feed_health(desk, SystemClock().now())):
        raise NothingProduced("no feed gave anything; see the lines above")


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False) -> None:
    """What the daemon is doing, also when it is down."""
    import json

    from storage.status import read_status
    from tracker.clock import SystemClock

    settings = settings_or_defaults()
    found = read_status(data_folder(settings) / "newsimpact.db", {item.symbol for item in settings.instrument})
    now = SystemClock().now()
    if as_json:
        out(json.dumps(asdict(found), default=lambda value: f"{value:%Y-%m-%dT%H:%M:%SZ}"))
    else:
        out("\n".join(_status_lines(found, now)))


def _status_lines(found: Status, now: datetime) -> list[str]:
    from pipelines.wording import counted

    state = _daemon_state(found, now)
    counts = ", ".join(f"{count:,} {name}" for name, count in found.counts.items())
    lines = [
        f"daemon    {state}",
        f"cycle     {_ago(found.cycle_at, now)}",
        f"holds     {counts}",
        f"feeds     {_feeds_by_state(found)}",
    ]
    lines += [f"          {_ill_feed(feed)}" for feed in found.failing]
    silent = {price["symbol"] for price in found.prices}
    held = "well" if found.counts["bars"] else "none held yet"
    lines.append(f"prices    {counted(len(silent), 'symbol')} without an answer" if silent else f"prices    {held}")
    lines += [f"          {price['reason'] or price['symbol']}" for price in found.prices]
    mail = ", ".join(f"{count} {name}" for name, count in sorted(found.outbox.items())) or "empty"
    lines += [f"outbox    {mail}", f"digest    last sent for {found.last_digest or 'no session yet'}"]
    return lines


def _feeds_by_state(found: Status) -> str:
    from pipelines.wording import CONDITION_WORDS

    counted = [f"{found.feeds[state]} {words}" for state, words in CONDITION_WORDS.items() if state in found.feeds]
    return ", ".join(counted) or "none asked yet"


def _ill_feed(feed: dict[str, Any]) -> str:
    from pipelines.wording import CONDITION_WORDS
    from tracker.records import FeedCondition

    times = [
        f"{words} {feed[key]:%Y-%m-%d %H:%M}Z"
        for words, key in (("since", "since"), ("next try", "next_check"))
        if feed[key] is not None
    ]
    told = feed["reason"] or CONDITION_WORDS[FeedCondition(feed["state"])]
    return f"{feed['feed']}: {told}" + (f" ({', '.join(times)})" if times else "")


def _daemon_state(found: Status, now: datetime) -> str:
    if found.daemon_at is None:
        return "never started"
    if found.daemon.get("state") == "stopped":
        return f"stopped {_ago(found.daemon_at, now)}"
    late = (now - found.daemon_at).total_seconds() > 10 * float(found.daemon.get("tick_seconds", 60)) + 120
    sign = "gave no sign of life since" if late else "running, last sign of life"
    return f"{sign} {_ago(found.daemon_at, now)} (process {found.daemon.get('pid')})"


def _ago(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "never"
    seconds = max(0, round((now - at).total_seconds()))
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}s ago"
    return f"{seconds} seconds ago"
