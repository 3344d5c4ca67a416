"""What the jobs need from the outside world, as small protocols.

Each port names the contract suite every implementation must pass; when you add an implementation, add it to
that suite's parameters.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from tracker.records import (
    BarBatch,
    BarRequest,
    Batch,
    CalendarEvent,
    Capabilities,
    FeedRequest,
    Fetched,
    ParsedFeed,
    ResultsDates,
)


class Clock(Protocol):
    """Says what time it is: `tracker.clock.SystemClock`, or `ManualClock` in the demo and tests."""

    def now(self) -> datetime:
        """The present instant, aware UTC."""


class FeedSource(Protocol):
    """Fetches feeds and pages. Suite: tests/contracts/test_feed_source.py"""

    def fetch(
        self, requests: Sequence[FeedRequest], now: datetime, paused: Mapping[str, datetime] | None = None
    ) -> Generator[Fetched, None, None]:
        """One answer per request, as they come in; `feed` says whose it is. Never raises for a single feed's sake.

        paused: hosts (by politeness key) that must not be asked before an instant, also not by a redirect; what
        would have asked one comes back as POSTPONED. So does what comes after a host has asked for patience.
        Closing the generator ends what is still under way.
        """


class FeedReader(Protocol):
    """Reads the bytes of feeds. Suite: tests/contracts/test_feed_reader.py"""

    def read(self, body: bytes, *, base_url: str, content_type: str | None) -> ParsedFeed:
        """The entries of a feed, one per item, with keys of their own, and what is to be said about them.

        base_url: where the bytes came from. content_type: the HTTP header; None when there was none. Raises
        NotAFeed when the bytes are none, and HostileInput when reading them costs more than any feed may.
        """


class PriceProvider(Protocol):
    """Gives price bars. Suite: tests/contracts/test_price_provider.py"""

    @property
    def name(self) -> str:
        """Stored with every bar."""

    def capabilities(self) -> Capabilities:
        """What may be asked for."""

    def fetch(self, request: BarRequest, now: datetime) -> BarBatch:
        """Bars of the request's span, oldest first, each with `fetched_at = now`.

        Intraday bars are those that ended by `now`, of extended hours too. Rows that cannot be used come back as
        problems. Raises RateLimited, NoData, BadSymbol, Unreadable
        or Unavailable (all `PriceError`) when there is nothing at all.
        """


class CalendarSource(Protocol):
    """A calendar that the user keeps. Suite: tests/adapters/test_calendar_files.py"""

    @property
    def name(self) -> str:
        """Stored with every event of it."""

    def mark(self) -> str:
        """Changes whenever there may be something new. Raises InputError when it cannot be read."""

    def read(self, now: datetime) -> Batch[CalendarEvent]:
        """All that stands in it, each first seen `now`; what cannot be used as problems. Raises InputError."""


class EventDates(Protocol):
    """Knows when companies will publish results. Suite: tests/contracts/test_event_dates.py"""

    @property
    def name(self) -> str:
        """Stored with every event from it."""

    def next_results(self, symbol: str, now: datetime) -> ResultsDates:
        """When the company's next results are expected, or its last ones were while there is no next date.

        Raises RateLimited, NoData (no date is known), BadSymbol or Unavailable (all `PriceError`).
        """


class Mailer(Protocol):
    """Hands finished messages over. Suite: tests/contracts/test_mailer.py"""

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        """Returns when the message was accepted. Raises MailRefused (for good) or MailDelayed (for now)."""
