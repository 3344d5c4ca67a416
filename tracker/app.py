"""Wiring: settings and a data folder become a `Desk` with the production adapters.

The command line, the daemon, the demo and the Python entry all come through here. No decisions, no loops.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage import pulse
from storage.engine import DATABASE_NAME, Store, open_store
from tracker.config import FeedSettings, Settings, load_settings
from tracker.desk import Desk, Post
from tracker.errors import ConfigError
from tracker.options import INTERVALS, GroupOptions, PageOptions, StudyOptions, is_import
from tracker.ports import EventDates, FeedSource, Mailer, PriceProvider
from tracker.records import Feed, Instrument

if TYPE_CHECKING:
    from pipelines.extract.extractor import Extractor
    from pipelines.extract.themes.theme import Theme

log = logging.getLogger("newsimpact")
DEMO_MARK = "demo"
"""Name of the sign in a database that its prices are the demo's; the value holds `provider`, `notice` and `feeds`."""

PAGES_READ = frozenset({"company", "wire", "regulator"})
"""Kinds of feeds whose items have their page read unless the settings say otherwise: who publishes there wants the
whole text read, and their summaries are often cut off."""


def build_desk(
    settings: Settings,
    data: Path,
    *,
    source: FeedSource | None = None,
    provider: PriceProvider | None = None,
    mailer: Mailer | None = None,
    event_dates: EventDates | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Desk:
    """A desk over the database in `data`. Adapters that are not handed in are the ones the settings name; with a
    provider of prices handed in, or over the database of a demo, nobody is asked for dates but who is handed in too.

    Raises StoreError when the database cannot be used. A theme file that is wrong is told in the log.
    """
    from tracker.adapters.calendar_files import CalendarFile
    from tracker.adapters.price_chain import reads
    from tracker.derive import FINEST_FIRST  # with it come numpy and scipy, which reading a text can do without
    from tracker.reading import GuardedPages, GuardedReader

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
        extractor=cache(lambda: load_extractor(instruments, themes, settings.extraction.model)),
        source=source or feed_source(settings),
        reader=GuardedReader(),
        read_page=GuardedPages().read,
        provider=prices,
        mailer=mailer or smtp_mailer(settings),
        post=post_of(settings),
        study=StudyOptions(**settings.study.model_dump()),
        grouping=GroupOptions(),
        pages=page_options(settings),
        settle=timedelta(minutes=settings.schedule.settle_minutes),
        digest_delay=timedelta(minutes=settings.schedule.digest_delay_minutes),
        exchange=settings.schedule.reference_exchange,
        bars_from=mark.get("provider", prices.name),
        minutes_from={name: mark.get("provider") or reads(prices, name) for name in FINEST_FIRST},
        calendar_files=tuple(map(CalendarFile, settings.calendar.files)),
        event_dates=event_dates or (dates_provider(settings, prices, data) if provider is None and not mark else None),
        stop=stop,
        notice=mark.get("notice"),
    )


def enabled_themes(settings: Settings, say: Callable[[str], object] = log.warning) -> tuple[Theme, ...]:
    """The themes in use, built-in and the user's own; of theme files that cannot be used it is said why."""
    from pipelines.extract.themes.folders import look_for_themes

    found = look_for_themes(settings.themes.folders, optional=True)
    for fault in found.faults:
        say(fault)
    return tuple(theme for theme in found.themes if theme.id in settings.themes.enabled)


def load_extractor(instruments: Sequence[Instrument], themes: Sequence[Theme], model: str) -> Extractor:
    """The extractor for these companies and themes; that takes time, so it is loaded when first needed.

    Raises InputError when the model that the settings name is not installed.
    """
    from pipelines.extract import load

    return load(instruments, themes, model=model)


def page_options(settings: Settings) -> PageOptions:
    pages = settings.pages
    return PageOptions(enabled=pages.enabled, per_cycle=pages.per_cycle, max_age=timedelta(hours=pages.max_age_hours))


def feed_of(settings: Settings, feed: FeedSettings) -> Feed:
    """A feed of the settings as a record, whether it is on or off."""
    return Feed(
        id=feed.id,
        title=feed.title,
        url=feed.url,
        user_agent=settings.agent_of(feed),
        interval=timedelta(minutes=max(feed.min_interval_minutes, settings.schedule.poll_minutes)),
        allow_private=feed.allow_private,
        kind=feed.kind,
        full_text=feed.kind in PAGES_READ if feed.full_text is None else feed.full_text,
    )


@dataclass(slots=True)
class SettingsFollower:
    """Takes over the feeds of the settings file whenever it has changed; the daemon asks it before each cycle.

    A file with mistakes changes nothing and is told once. Other settings are read at the start only.
    """

    path: Path
    environ: Mapping[str, str]
    settings: Settings
    say: Callable[..., None]
    """Called with an event and its details."""
    _seen: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        self._seen = self._signature()

    def refreshed(self, desk: Desk) -> Desk:
        """The desk with the feeds that the settings name now; the same desk when nothing has changed."""
        signature = self._signature()
        if signature is None or signature == self._seen:  # an editor may take the file away for a moment
            return desk
        self._seen = signature
        try:
            settings = load_settings(self.path, self.environ)
        except ConfigError as error:
            self.say("settings not taken over", mistakes=list(error.mistakes))
            return desk
        feeds = tuple(feed_of(settings, feed) for feed in settings.feeds_on())
        before, after = {feed.id for feed in desk.feeds}, {feed.id for feed in feeds}
        self.say("feeds taken over", added=sorted(after - before), removed=sorted(before - after), in_use=len(feeds))
        if settings.model_copy(update={"feed": ()}) != self.settings.model_copy(update={"feed": ()}):
            self.say("other settings changed too; they count from the next start")
        return replace(desk, feeds=feeds)

    def _signature(self) -> tuple[int, ...] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def demo_feeds(mark: Mapping[str, Any]) -> tuple[Feed, ...]:
    """The feeds of a demo, for answers about its database; they are served nowhere any more."""
    every = timedelta(minutes=15)
    return tuple(
        Feed(id=id_, title=title, url="", user_agent="", interval=every) for id_, title in mark.get("feeds", ())
    )


def feed_source(settings: Settings) -> FeedSource:
    from pipelines.urls import politeness_key
    from tracker.adapters.feeds_http import HttpFeeds

    http = settings.http
    return HttpFeeds(
        site_of=lambda url, private: politeness_key(url, private=private),
        per_host=http.per_host,
        spacing_seconds=http.spacing_seconds,
        connect_seconds=http.connect_seconds,
        idle_seconds=http.idle_seconds,
        total_seconds=http.total_seconds,
        max_bytes=int(http.max_megabytes * 1024 * 1024),
        concurrency=http.concurrency,
    )


def price_provider(settings: Settings, data: Path) -> PriceProvider:
    """The providers the settings name, each in its place for each interval."""
    from tracker.adapters.price_chain import PriceChain

    order = {interval: settings.prices.providers_of(interval) for interval in INTERVALS}
    known = {name: _price_provider(name, settings, data) for names in order.values() for name in names}
    if len(known) == 1:
        return next(iter(known.values()))
    return PriceChain({interval: tuple(known[name] for name in names) for interval, names in order.items()})


def _price_provider(name: str, settings: Settings, data: Path) -> PriceProvider:
    if name == "files":
        return _price_files(settings)
    if is_import(name):
        from tracker.adapters.prices_imported import ImportedPrices

        return ImportedPrices(name)
    from tracker.adapters.prices_yahoo import YahooProvider

    return YahooProvider(cache=data / "yfinance", requests_per_second=settings.prices.requests_per_second)


def dates_provider(settings: Settings, prices: PriceProvider, data: Path) -> EventDates | None:
    """Who is asked for dates of results: of the providers of prices the one that knows any, at its own pace."""
    from tracker.adapters.dates_yahoo import YahooDates
    from tracker.adapters.price_chain import PriceChain
    from tracker.adapters.prices_yahoo import YahooProvider

    members = prices.members() if isinstance(prices, PriceChain) else [prices]
    yahoo = next((one for one in members if isinstance(one, YahooProvider)), None)
    if yahoo is None or not settings.calendar.ask_provider:
        return None
    return YahooDates(cache=data / "yfinance", gate=yahoo.turn)


def _price_files(settings: Settings) -> PriceProvider:
    from tracker.adapters.prices_files import FilesProvider, IntradayFiles

    daily = settings.prices.daily_files()
    intraday: dict[str, IntradayFiles] = {
        interval: IntradayFiles(folder=files.folder, zone=files.zone, stamp=files.stamp, columns=files.mapping())
        for interval, files in settings.prices.files.items()
        if interval != "1d" and files.folder is not None
    }
    exchanges = {item.symbol: item.exchange for item in settings.instrument}
    return FilesProvider(
        daily.folder,
        daily.mapping(),
        intraday=intraday,
        exchange_zone=lambda symbol: exchange_zone(exchanges.get(symbol, settings.schedule.reference_exchange)),
    )


@cache
def exchange_zone(exchange: str) -> tzinfo:
    """The zone in which an exchange's dates begin and end."""
    import exchange_calendars

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pandas, about how the library uses it
        # The calendar of one month: building all years of it takes a second.
        zone: tzinfo = exchange_calendars.get_calendar(exchange, start="2025-01-02", end="2025-01-31").tz
    return zone


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
