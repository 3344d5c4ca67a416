"""Wiring: settings and a data folder become a `Desk` with the production adapters.

The command line, the daemon, the demo and the Python entry all come through here. No decisions, no loops.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage import pulse
from storage.engine import DATABASE_NAME, Store, open_store
from tracker.config import FeedSettings, Settings
from tracker.desk import Desk, Post
from tracker.options import GroupOptions, StudyOptions
from tracker.ports import FeedSource, Mailer, PriceProvider
from tracker.records import Feed, Instrument

if TYPE_CHECKING:
    from pipelines.extract.extractor import Extractor
    from pipelines.extract.themes import Theme

DEMO_MARK = "demo"
"""Name of the sign in a database that its prices are the demo's; the value holds `provider`, `notice` and `feeds`."""


def build_desk(
    settings: Settings,
    data: Path,
    *,
    source: FeedSource | None = None,
    provider: PriceProvider | None = None,
    mailer: Mailer | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Desk:
    """A desk over the database in `data`. Adapters that are not handed in are the ones the settings name.

    Raises StoreError when the database cannot be used, InputError when a theme file is wrong.
    """
    store = open_store(data / DATABASE_NAME)
    themes = enabled_themes(settings)
    instruments = settings.instruments()
    prices = provider or price_provider(settings, data)
    mark = demo_mark(store) or {}
    return Desk(
        store=store,
        feeds=demo_feeds(mark) or tuple(feed_of(settings, feed) for feed in settings.feeds_on()),
        instruments={item.symbol: item for item in instruments},
        theme_symbols={theme.id: theme.symbols for theme in themes},
        extractor=cache(lambda: load_extractor(instruments, themes)),
        source=source or feed_source(settings),
        provider=prices,
        mailer=mailer or smtp_mailer(settings),
        post=post_of(settings),
        study=StudyOptions(**settings.study.model_dump()),
        grouping=GroupOptions(),
        settle=timedelta(minutes=settings.schedule.settle_minutes),
        digest_delay=timedelta(minutes=settings.schedule.digest_delay_minutes),
        exchange=settings.schedule.reference_exchange,
        bars_from=mark.get("provider", prices.name),
        stop=stop,
        notice=mark.get("notice"),
    )


def enabled_themes(settings: Settings) -> tuple[Theme, ...]:
    """The themes in use, built-in and the user's own."""
    from pipelines.extract import load_themes

    return tuple(theme for theme in load_themes(settings.themes.folders) if theme.id in settings.themes.enabled)


def load_extractor(instruments: Sequence[Instrument], themes: Sequence[Theme]) -> Extractor:
    """The extractor for these companies and themes; takes about a second, so it is loaded when first needed."""
    from pipelines.extract import load

    return load(instruments, themes)


def feed_of(settings: Settings, feed: FeedSettings) -> Feed:
    """A feed of the settings as a record, whether it is on or off."""
    return Feed(
        id=feed.id,
        title=feed.title,
        url=feed.url,
        user_agent=feed.user_agent,
        interval=timedelta(minutes=max(feed.min_interval_minutes, settings.schedule.poll_minutes)),
        allow_private=feed.allow_private,
    )


def demo_feeds(mark: Mapping[str, Any]) -> tuple[Feed, ...]:
    """The feeds of a demo, for answers about its database; they are served nowhere any more."""
    every = timedelta(minutes=15)
    return tuple(
        Feed(id=id_, title=title, url="", user_agent="", interval=every) for id_, title in mark.get("feeds", ())
    )


def feed_source(settings: Settings) -> FeedSource:
    from tracker.adapters.feeds_http import HttpFeeds

    http = settings.http
    return HttpFeeds(
        connect_seconds=http.connect_seconds,
        idle_seconds=http.idle_seconds,
        total_seconds=http.total_seconds,
        max_bytes=int(http.max_megabytes * 1024 * 1024),
        concurrency=http.concurrency,
    )


def price_provider(settings: Settings, data: Path) -> PriceProvider:
    """The provider the settings name."""
    if settings.prices.provider == "files" and settings.prices.folder is not None:
        from tracker.adapters.prices_files import FilesProvider

        return FilesProvider(settings.prices.folder)
    from tracker.adapters.prices_yahoo import YahooProvider

    return YahooProvider(cache=data / "yfinance", requests_per_second=settings.prices.requests_per_second)


def smtp_mailer(settings: Settings) -> Mailer:
    """The mail server of the settings. The password is fetched on the first message, not before."""
    from tracker.adapters.mail_smtp import SmtpMailer

    mail = settings.mail
    return SmtpMailer(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        user=mail.user or None,
        password=mail.resolve_password,
        timeout_seconds=mail.timeout_seconds,
    )


def post_of(settings: Settings) -> Post:
    mail = settings.mail
    return Post(sender=mail.sender, recipients=mail.recipients if mail.enabled else ())


def demo_mark(store: Store) -> dict[str, Any] | None:
    """What the demo left in this database; None for a real one."""
    with store.read() as connection:
        found = pulse.last_beat(connection, DEMO_MARK)
    return found[1] if found else None
