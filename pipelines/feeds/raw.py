"""What a reader makes of a feed: strings as they stand in it, so that it does not matter who read them."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import Final

MAX_ITEMS: Final = 2_000
"""A feed with more is an archive; the newest items stand first by custom."""
MAX_COUNT: Final = 20_000
"""So far items are counted at most; nobody needs to know how many more there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawItem:
    """An item as the feed states it: markup, entities and dates untouched, "" for what it does not state."""

    id: str = ""
    title: str = ""
    link: str = ""
    summary: str = ""
    published: str = ""
    updated: str = ""
    rest: str = ""
    """A hash of all there is in it, when there is nothing else to tell it by; else ""."""

    @property
    def says_something(self) -> bool:
        """Whether there is anything but dates to tell it by."""
        return bool(self.id or self.title or self.link or self.summary)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeed:
    """A feed as it states itself."""

    root: str
    """Name of the outermost element in lower case, without namespace; "json" for JSON."""
    items: tuple[RawItem, ...] = ()
    """The first MAX_ITEMS of them."""
    count: int
    """How many there are, or MAX_COUNT when there are more."""
    title: str = ""
    """Markup."""
    minutes: float | None = None
    """How often it says it changes; None when it does not say."""


def digest(*parts: str) -> str:
    """Twelve bytes of a hash over the parts, in hexadecimal digits."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", errors="replace"), digest_size=12).hexdigest()


_PERIODS = {"hourly": 60, "daily": 1_440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}


def minutes_between(ttl: str, period: str, frequency: str) -> float | None:
    """The largest of what RSS (`ttl`) and the syndication module (`updatePeriod` over `updateFrequency`) say.

    >>> minutes_between("60", "daily", "2"), minutes_between("soon", "", "")
    (720.0, None)
    """
    said = [_number(ttl)]
    if minutes := _PERIODS.get(period.strip().lower()):
        said.append(minutes / (_number(frequency) or 1))
    return max((minutes for minutes in said if minutes is not None), default=None)


def _number(text: str) -> float | None:
    try:
        number = float(text[:40])
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
