"""Every error this program raises on purpose.

    TrackerError
    ├── ConfigError            the settings are wrong; carries every mistake at once (exit 2)
    ├── UsageError             the command line is wrong (exit 2)
    ├── NothingProduced        nothing of what was asked for could be made (exit 1)
    ├── InputError             a user's file cannot be used; names file, row and cure
    ├── NotAFeed               bytes that are no RSS, Atom or JSON feed
    ├── HostileInput           reading it cost more time or memory than anything may; it was ended
    ├── NaiveTime              an instant without a zone
    ├── OutOfCalendar          an instant beyond the known trading calendar
    ├── StoreError             the database cannot be used
    │   └── AlreadyRunning     another process holds this database
    ├── PriceError             a price provider gave no bars
    │   ├── RateLimited        asked too often; carries when to try again
    │   ├── NoData             the symbol is known, the span is empty
    │   ├── BadSymbol          the provider does not know the symbol
    │   ├── Unreadable         a local price file of one symbol cannot be read
    │   └── Unavailable        network, server or format failure
    └── MailError              a mail was not accepted
        ├── MailRefused        permanently (5xx, wrong address): do not try again
        └── MailDelayed        for now (4xx, no connection): try again later

Bad *input* inside a batch is not raised but returned as a `Problem` beside the good items, so that one bad
feed, article, symbol or row never costs the others.
"""

from __future__ import annotations

from collections.abc import Sequence


class TrackerError(Exception):
    """Base of all errors raised on purpose. The message names the subject, the value and the cure."""


class ConfigError(TrackerError):
    """The settings are wrong. `mistakes` holds one line each, `file:line: key: what is wrong`."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


class UsageError(TrackerError):
    """The command line asks for something that cannot be meant."""


class NothingProduced(TrackerError):
    """Nothing of what was asked for could be produced."""


class InputError(TrackerError):
    """A file of the user's cannot be used as it is."""


class NotAFeed(TrackerError):
    """The bytes are no feed: an HTML page, an empty body, a truncated file."""


class HostileInput(TrackerError):
    """Input that costs more time or memory than it may. The message says which limit it passed."""


class NaiveTime(TrackerError):
    """A time without a zone, where guessing the zone could change the trading session."""


class OutOfCalendar(TrackerError):
    """An instant before the first or after the last session the exchange calendar knows."""


class StoreError(TrackerError):
    """The database cannot be opened or does not fit this version."""


class AlreadyRunning(StoreError):
    """Another process is the daemon of this database."""


class PriceError(TrackerError):
    """A price provider gave no bars for a request. `outcome` is how the store notes it."""

    outcome = "unavailable"


class RateLimited(PriceError):
    """The provider asks us to slow down. `retry_after` is in seconds, None when it did not say."""

    outcome = "rate_limited"

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NoData(PriceError):
    """The provider knows the symbol and has no bars in the span."""

    outcome = "no_data"


class BadSymbol(PriceError):
    """The provider does not know the symbol."""

    outcome = "bad_symbol"


class Unreadable(PriceError):
    """A local price file cannot be read; only the symbols in it are concerned."""

    outcome = "unreadable"


class Unavailable(PriceError):
    """The provider could not be reached or answered with something that is no price data."""


class MailError(TrackerError):
    """A message was not accepted by the mail server."""


class MailRefused(MailError):
    """Refused for good."""


class MailDelayed(MailError):
    """Refused for now, or the server could not be reached."""
