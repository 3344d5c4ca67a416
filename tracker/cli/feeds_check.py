"""feeds check: ask feeds once and say what each would give. Nothing is stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.feeds import feeds_app
from tracker.cli.root import out, say, settings_or_defaults

if TYPE_CHECKING:
    from pipelines.trial import FeedTrial
    from tracker.config import FeedSettings, Settings


@feeds_app.command("check")
def feeds_check(
    only: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID_OR_URL...]",
            help="Feeds of the settings or the catalogue, or any address; by default all of the settings that are on.",
        ),
    ] = None,
    whole_catalogue: Annotated[bool, typer.Option("--all", help="The whole catalogue.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Addresses given here may lie in your own network.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines, all fields.")] = False,
) -> None:
    """Ask feeds once, now, and say what each would give; nothing is stored. Exit 1 when one is at fault."""
    from tracker.clock import SystemClock
    from tracker.errors import UsageError

    if only and whole_catalogue:
        raise UsageError("feeds check: give feeds or --all, not both")
    settings, now = settings_or_defaults(), SystemClock().now()
    chosen = _whole_catalogue(settings) if whole_catalogue else _chosen(settings, only or (), allow_private)
    if not chosen:
        say("feeds check: no feed is on; name feeds, or `newsimpact feeds add` some")
        raise typer.Exit(1)
    faults = 0
    for trial in try_feeds(settings, chosen, now):
        faults += trial.fault is not None
        show_trial(trial, now, as_json=as_json)
    if len(chosen) > 1:
        say(f"{len(chosen)} feeds checked: {len(chosen) - faults} well, {faults} at fault")
    if faults:
        raise typer.Exit(1)


def _whole_catalogue(settings: Settings) -> dict[str, FeedSettings]:
    from tracker.catalogue import load_catalogue

    mine = {feed.id: feed for feed in settings.feed}
    return {feed.id: mine.get(feed.id) or feed.to_settings() for feed in load_catalogue()}


def _chosen(settings: Settings, names: Sequence[str], allow_private: bool) -> dict[str, FeedSettings]:
    """The feeds that are meant, by the names they were given. Raises UsageError for names that mean none."""
    from tracker.config import did_you_mean
    from tracker.errors import UsageError

    if not names:
        return {feed.id: feed for feed in settings.feeds_on()}
    known = _whole_catalogue(settings) | {feed.id: feed for feed in settings.feed}
    addresses = {name: _at(name, settings, allow_private) for name in names if "://" in name}
    for name in names:
        if name not in addresses and name not in known:
            hint = did_you_mean(name, known) or "; `newsimpact feeds list` and `feeds catalogue` show the ids"
            raise UsageError(f'feeds check: no feed has the id "{name}"{hint}')
    return {name: addresses.get(name) or known[name] for name in names}


def _at(url: str, settings: Settings, allow_private: bool) -> FeedSettings:
    """The feed at an address: the one of the settings that has it, else one made up for the occasion."""
    from pipelines.opml import web_address
    from tracker.catalogue import table_for
    from tracker.config import feed_from, mask_address, same_address
    from tracker.errors import InputError, UsageError

    url = web_address(url)
    mine = next((feed for feed in settings.feed if same_address(feed.url) == same_address(url)), None)
    try:
        return mine or feed_from({**table_for(url, taken=()), "allow_private": allow_private})
    except (InputError, ValueError) as error:  # the latter: an address that cannot even be taken apart
        raise UsageError(f"feeds check: {mask_address(url)}: {error}") from None


def try_feeds(settings: Settings, feeds: Mapping[str, FeedSettings], now: datetime) -> Iterable[FeedTrial]:
    """Ask each of these feeds, by any names, once; a trial for each as its answer comes."""
    from pipelines.trial import FeedTrial, judge_answer
    from tracker.app import feed_of, feed_source
    from tracker.config import is_sec, sec_agent_fault
    from tracker.reading import GuardedReader
    from tracker.records import FeedRequest

    requests = []
    for name, feed in feeds.items():
        agent = settings.agent_of(feed)
        if is_sec(feed.url) and sec_agent_fault(agent):
            fault = "not asked: the SEC wants to know who asks; set contact under [edgar] in the settings"
            yield FeedTrial(feed=name, url=feed.url, final_url=feed.url, status=None, fault=fault)
            continue
        record = feed_of(settings, feed)
        requests.append(FeedRequest(feed=name, url=record.url, user_agent=agent, allow_private=record.allow_private))
    with GuardedReader() as reader:
        for answer in feed_source(settings).fetch(requests, now):
            yield judge_answer(answer, now, reader)


def show_trial(trial: FeedTrial, now: datetime, *, as_json: bool = False) -> None:
    """Print what a feed gave on stdout; as text, a fault goes to stderr."""
    from pipelines.escape import one_line
    from pipelines.trial import trial_json, trial_line, trial_remarks
    from tracker.config import mask_address

    shown = replace(
        trial,
        feed=mask_address(trial.feed),
        url=mask_address(trial.url),
        final_url=mask_address(trial.final_url),
        moved_to=mask_address(trial.moved_to) if trial.moved_to else None,
    )
    if as_json:
        out(json.dumps(trial_json(shown), ensure_ascii=False))
    elif shown.fault is not None:
        say(f"{shown.feed}: {shown.fault}")
        say(*(f"  the feed of this page is {address}" for address in shown.feeds_named))
    else:
        out(one_line(f"{shown.feed}: {trial_line(shown)}"))
        for remark in trial_remarks(shown, now):
            out(f"  {one_line(remark)}")
