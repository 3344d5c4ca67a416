"""feeds catalogue, add, remove: which feeds are known, and the user's own [[feed]] tables."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli.feeds import feeds_app
from tracker.cli.feeds_check import show_trial, try_feeds
from tracker.cli.root import out, say, settings_or_defaults, settings_path, terminal

if TYPE_CHECKING:
    from tracker.catalogue import CatalogueFeed
    from tracker.config import FeedSettings, Settings
    from tracker.config_edit import SettingsFile


# ── catalogue ───────────────────────────────────────────────────────────────────────────────────────


@feeds_app.command("catalogue")
def feeds_catalogue(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID...]", help="Everything that is known about these.")
    ] = None,
    kind: Annotated[str, typer.Option(help="Only feeds of this kind, such as company, wire or regulator.")] = "",
    ticker: Annotated[str, typer.Option(help="Only feeds about this company.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines, all fields.")] = False,
) -> None:
    """The feeds of the trade that are known, with what their publishers allow; `feeds add ID` takes one over."""
    settings = settings_or_defaults()
    found = _of_catalogue(ids or (), kind, ticker)
    if not found:
        say("feeds catalogue: no feed is like that")
        raise typer.Exit(1)
    states = [_state(feed, settings) for feed in found]
    if as_json:
        for feed, state in zip(found, states, strict=True):
            out(json.dumps({**feed.model_dump(), "in_settings": state or None}, ensure_ascii=False))
    elif ids:
        out("\n\n".join(map(_described, found, states)))
    else:
        _print_catalogue(found, states)


def _of_catalogue(ids: Sequence[str], kind: str, ticker: str) -> list[CatalogueFeed]:
    from tracker.catalogue import known_feed, load_catalogue

    if kind:
        checked_kind(kind)
    for name in ids:
        if known_feed(name) is None:
            raise _unknown("feeds catalogue", name)
    return [
        feed
        for feed in load_catalogue()
        if (not ids or feed.id in ids)
        and (not kind or feed.kind == kind)
        and (not ticker or ticker.upper() in feed.tickers)
    ]


def _state(feed: CatalogueFeed, settings: Settings) -> str:
    """on, off, or "" when the settings have no such feed."""
    from tracker.config import same_address

    address = same_address(feed.url)
    mine = [item for item in settings.feed if item.id == feed.id or same_address(item.url) == address]
    return "" if not mine else "on" if any(item.enabled for item in mine) else "off"


def _print_catalogue(feeds: Sequence[CatalogueFeed], states: Sequence[str]) -> None:
    from tracker.cli.columns import in_columns

    rows = [("id", "kind", "default", "every", "last seen", "yours", "terms")]
    for feed, state in zip(feeds, states, strict=True):
        default = "on" if feed.default else "off"
        every = f"{feed.min_interval_minutes} min"
        rows.append((feed.id, feed.kind, default, every, feed.last_seen_working or "-", state or "-", feed.terms))
    for line in in_columns(rows, width=terminal()[0]):
        out(line)
    mine = sum(map(bool, states))
    say(f"{len(feeds)} feeds, {mine} in the settings; `newsimpact feeds catalogue ID` says why one is off by default")


def _described(feed: CatalogueFeed, state: str) -> str:
    """All that is known about a feed, as lines."""
    from textwrap import fill

    seen = f"last seen working {feed.last_seen_working}" if feed.last_seen_working else "no working answer on record"
    about = f" about {', '.join(feed.tickers)}" if feed.tickers else ""
    facts = [
        f"{feed.kind}{about}, asked at most every {feed.min_interval_minutes} minutes; {seen}",
        "on by default" if feed.default else f"off by default: {feed.why_off}",
        f"terms: {feed.terms}",
        *([f"note: {feed.note}"] if feed.note else []),
        {"on": "in the settings", "off": "in the settings, switched off"}.get(state, "not in the settings"),
    ]
    width = max(terminal()[0], 40)
    lines = (fill(fact, width, initial_indent="  ", subsequent_indent="    ") for fact in facts)
    return "\n".join((f"{feed.id}: {feed.title}", f"  {feed.url}", *lines))


# ── add ─────────────────────────────────────────────────────────────────────────────────────────────


@feeds_app.command("add")
def feeds_add(
    given: Annotated[
        list[str], typer.Argument(metavar="ID_OR_URL...", help="Ids of the catalogue, or addresses of feeds.")
    ],
    name: Annotated[str, typer.Option("--id", help="Its id in the settings; else the address tells.")] = "",
    title: Annotated[str, typer.Option(help="What it is called.")] = "",
    kind: Annotated[str, typer.Option(help="wire, company, regulator, market, trade_press, ...")] = "",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="The address may lie in your own network.")
    ] = False,
    no_check: Annotated[bool, typer.Option("--no-check", help="Do not ask an address before it is added.")] = False,
) -> None:
    """Add feeds to your settings: from the catalogue, or an address, which is asked first.

    Everything else in the file stays as it is, and nothing is written unless all of it can be.
    """
    from tracker.config_edit import add_feeds

    file = own_settings()
    settings = file.checked(file.text, os.environ)
    chosen = {"id": name, "title": title, "kind": checked_kind(kind)}
    new = _new_tables(given, settings, chosen, allow_private)
    if not new:
        return
    text = add_feeds(file.text, list(new.values()))
    with nothing_written():
        changed = file.checked(text, os.environ)
    words = {table["id"]: word for word, table in new.items()}
    feeds = [feed for feed in changed.feed if feed.id in words]
    unknown = [feed for feed in feeds if "://" in words[feed.id]]
    if not no_check and not _all_answer(changed, unknown):
        say("nothing was added; --no-check adds it all the same")
        raise typer.Exit(1)
    file.save(text, os.environ)
    for feed in feeds:
        out(f"added {feed.id} ({feed.kind}, every {feed.min_interval_minutes} min) to {file.path}")
        _tell_what_to_know(feed)


def _new_tables(
    given: Sequence[str], settings: Settings, chosen: Mapping[str, str], allow_private: bool
) -> dict[str, dict[str, Any]]:
    """The tables to add, by what was given; what is there already is told and left out."""
    from tracker.config import same_address
    from tracker.errors import UsageError

    if len(given) > 1 and (chosen["id"] or chosen["title"]):
        raise UsageError("feeds add: --id and --title are for one feed; give one")
    held = {same_address(feed.url): feed.id for feed in settings.feed}
    off = {feed.id for feed in settings.feed if not feed.enabled}
    new: dict[str, dict[str, Any]] = {}
    for word in given:
        url, known = _meant(word, settings)
        there = held.get(same_address(url))
        if there:
            but = "; it is off: take enabled = false out of its table" if there in off else ""
            out(f"{there} is there already{but}")
            continue
        table = _table(url, {**chosen, "id": chosen["id"] or known}, {*held.values()}, settings)
        held[same_address(url)] = table["id"]
        new[word] = {**table, "allow_private": True} if allow_private and not known else table
    return new


def _meant(word: str, settings: Settings) -> tuple[str, str]:
    """The address that a word means, and the id that the catalogue has for it when the word is that id."""
    from pipelines.opml import web_address
    from tracker.catalogue import known_feed

    known = known_feed(word)
    if known is not None:
        return known.url, known.id
    mine = next((feed.url for feed in settings.feed if feed.id == word), None)
    if mine is None and "://" not in word:
        raise _unknown("feeds add", word)
    return mine or web_address(word), ""


def _table(url: str, chosen: Mapping[str, str], taken: set[str], settings: Settings) -> dict[str, Any]:
    """The [[feed]] table of an address. Raises UsageError when there can be none."""
    from tracker.catalogue import table_for
    from tracker.config import feed_from, is_sec, mask_address, sec_agent_fault
    from tracker.errors import InputError, UsageError

    if chosen["id"] in taken:
        name = chosen["id"]
        raise UsageError(f'feeds add: the settings have another feed under the id "{name}"; choose one with --id')
    try:
        table = table_for(url, taken=taken, **chosen)
        feed = feed_from(table)
    except (InputError, ValueError) as error:  # the latter: an address that cannot even be taken apart
        raise UsageError(f"feeds add: {mask_address(url)}: {error}") from None
    if is_sec(url) and sec_agent_fault(settings.agent_of(feed)):
        cure = f'write contact = "your e-mail address" under [edgar] in {settings_path()}, then add it'
        raise UsageError(f"feeds add: {feed.id}: the SEC wants to know who asks: {cure}")
    return table


def _all_answer(settings: Settings, feeds: Sequence[FeedSettings]) -> bool:
    """Ask new feeds once and say what came of it; whether all are feeds."""
    from tracker.clock import SystemClock

    now = SystemClock().now()
    well = True
    for trial in try_feeds(settings, {feed.id: feed for feed in feeds}, now):
        show_trial(trial, now)
        well = well and trial.fault is None
        if trial.feeds_named:
            say("  add that address instead")
        if trial.fault and "no public address" in trial.fault:
            say("  for your own network, add it with --allow-private")
    return well


def _tell_what_to_know(feed: FeedSettings) -> None:
    """What the catalogue says about a feed that it does not have on by default."""
    from tracker.catalogue import known_address

    known = known_address(feed.url)
    # That it needs a contact is no news: without one it would not have been added.
    if known is not None and not known.default and not known.why_off.startswith("needs your e-mail address"):
        say(f"  off by default: {known.why_off}")
    if known is not None and known.note:
        say(f"  {known.note}")


# ── remove ──────────────────────────────────────────────────────────────────────────────────────────


@feeds_app.command("remove")
def feeds_remove(ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of your feeds.")]) -> None:
    """Take feeds out of your settings, with the comments right above them. What they brought stays."""
    from tracker.config import did_you_mean
    from tracker.config_edit import feed_ids, remove_feeds
    from tracker.errors import UsageError

    file = own_settings()
    held = feed_ids(file.text)
    for name in ids:
        if name not in held:
            hint = did_you_mean(name, held) or "; `newsimpact feeds list` shows them"
            raise UsageError(f'feeds remove: no [[feed]] has the id "{name}"{hint}')
    text = remove_feeds(file.text, ids)
    with nothing_written():
        file.checked(text, os.environ)
    file.save(text, os.environ)
    for name in dict.fromkeys(ids):
        out(f"removed {name} from {file.path}")


# ── what both need ──────────────────────────────────────────────────────────────────────────────────


def own_settings() -> SettingsFile:
    """The user's settings file, to be changed. Raises ConfigError when there is none: the shipped one is nobody's."""
    from tracker.config_edit import SettingsFile
    from tracker.errors import ConfigError

    try:
        path = settings_path()
    except ConfigError as error:
        cure = "feeds are added to and removed from a settings file of your own: run `newsimpact init` first"
        raise ConfigError([*error.mistakes, cure]) from None
    return SettingsFile.read(path)


@contextmanager
def nothing_written() -> Iterator[None]:
    """Around a change of the settings that would leave mistakes in them."""
    from tracker.errors import ConfigError

    try:
        yield
    except ConfigError as error:
        raise ConfigError(["nothing was written; the settings would then have mistakes:", *error.mistakes]) from None


def checked_kind(kind: str) -> str:
    """The kind as given, "" for none. Raises UsageError for one that does not exist."""
    from typing import get_args

    from tracker.config import FeedKind, did_you_mean
    from tracker.errors import UsageError

    kinds = get_args(FeedKind)
    if kind and kind not in kinds:
        hint = did_you_mean(kind, kinds) or f"; one of {', '.join(kinds)}"
        raise UsageError(f'--kind: there is no kind "{kind}"{hint}')
    return kind


def _unknown(command: str, word: str) -> Exception:
    """For a word that is no id of the catalogue."""
    from tracker.catalogue import load_catalogue
    from tracker.config import did_you_mean
    from tracker.errors import UsageError

    hint = did_you_mean(word, (feed.id for feed in load_catalogue()))
    if "." in word and "://" not in word:
        hint = f"; for an address write https://{word}"
    return UsageError(f'{command}: no feed of the catalogue has the id "{word}"{hint}')
