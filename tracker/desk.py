"""What the jobs work with: the database, the settings as plain values, and the ports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipelines.pages import PageText, Robots, read_page
from pipelines.place import SessionCalendar
from storage.engine import Store
from tracker.errors import OutOfCalendar
from tracker.options import GroupOptions, PageOptions, StudyOptions
from tracker.ports import CalendarSource, EventDates, FeedReader, FeedSource, Mailer, PriceProvider
from tracker.records import Feed, Instrument

if TYPE_CHECKING:
    from pipelines.extract.extractor import Extractor

FIRST_SESSION = date(2015, 1, 1)
"""How far back sessions are known; nothing this program follows has older prices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Who the digest is from and for. No recipients: no digest is sent."""

    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything the jobs work with, wired by `tracker.app`."""

    store: Store
    feeds: tuple[Feed, ...]
    instruments: Mapping[str, Instrument]
    theme_symbols: Mapping[str, Sequence[str]]
    extractor: Callable[[], Extractor]
    """Loaded on first use: many commands never read a text."""
    source: FeedSource
    reader: FeedReader
    """Turns the bytes of feeds into entries."""
    provider: PriceProvider
    mailer: Mailer
    post: Post
    study: StudyOptions
    grouping: GroupOptions
    pages: PageOptions
    settle: timedelta
    """After a session's close, before its bar counts as final."""
    digest_delay: timedelta
    """After a session's close, before its digest is made."""
    exchange: str
    """The calendar the digest follows."""
    price_patience: timedelta = timedelta(hours=3)
    """How long after the close a session's digest waits for prices that are still to come: a mail is written once."""
    bars_from: str
    """The provider whose bars are read; the one of `provider`, but for a database that holds demo prices."""
    read_page: Callable[..., PageText] = read_page
    """Finds the article in the bytes of a page; whoever does not trust the bytes hands in one that can be stopped."""
    robots: dict[str, Robots] = field(default_factory=dict)
    """What hosts allow, by the address of their robots.txt: asked once a day for as long as the process lives."""
    calendar_files: tuple[CalendarSource, ...] = ()
    """The user's calendars of dated events."""
    series_read: dict[Any, Any] = field(default_factory=dict)
    """Daily series as they were read last, what was measured by them, and the state of the bars they are of; see
    `tracker.derive`."""
    minutes_from: Mapping[str, str] = field(default_factory=dict)
    """Whose series of an intraday interval is read, where it is not that of `bars_from`."""
    event_dates: EventDates | None = None
    """Who is asked when companies publish results; None: nobody."""
    stop: Callable[[], bool] = lambda: False
    """Asked between pieces of work; True means: finish the piece and return."""
    notice: str | None = None
    """Printed wherever prices show, for example that they are synthetic."""

    def calendars(self, now: datetime) -> dict[str, SessionCalendar]:
        """A calendar for each exchange in use, from FIRST_SESSION to well after `now`."""
        names = {instrument.exchange for instrument in self.instruments.values()} | {self.exchange}
        last = date(now.year + 1, 1, 31)  # the same all year: building a calendar takes half a second
        return {name: SessionCalendar.load(name, FIRST_SESSION, last) for name in sorted(names)}


def sessions_around(
    times: Iterable[datetime], exchange: str, now: datetime, tell: Callable[[str], None]
) -> SessionCalendar:
    """The sessions from a month before the earliest of these times, or from FIRST_SESSION, to well after now.

    Times that are too early for what is known of the exchange do not count; `tell` hears why.
    """
    last = now.date() + timedelta(days=300)
    months_before = (date.fromordinal(max(1, at.toordinal() - 30)) for at in times)
    for first in sorted({day for day in months_before if day < FIRST_SESSION}):
        try:
            return SessionCalendar.load(exchange, first, last)
        except OutOfCalendar as error:
            tell(str(error))
    return SessionCalendar.load(exchange, FIRST_SESSION, last)
