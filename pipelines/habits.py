"""What a feed does with its dates, learned from the feed itself: whole days, and a clock in another zone.

Nothing here shifts a date. A habit makes us trust the dates less, and is reported; the moment an item was first
seen then stands in for the date. That is always later than the truth, and by one poll at most for a publisher who is
not slow.

It knows neither the present nor the database: the caller brings the entries of a body, or the sightings of a
feed's latest items.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from tracker.records import Entry, Precision, Sighting

# ── days in the clothes of instants ─────────────────────────────────────────────────────────────────

MIN_MIDNIGHTS: Final = 3
"""Dated items at midnight sharp, all of a body, before they are taken for days: one or two can be chance."""
_MIDNIGHT = re.compile(
    r"(?<![\d:.])0?0:00(:00([.,]0+)?)?(?![\d:.,]) | (?<![\d:.])12:00(:00)?\s*a\.?m | T00(00){1,2}(?!\d)", re.I | re.X
)
_COUNT = re.compile(r"\d{9,16}(?:\.0+)?")
_ONE_DAY = timedelta(days=1)


def whole_days(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries; where every date of a body is midnight sharp in one zone, as days without a time.

    Publishers who know only the day write it so. Offsets an hour apart are one zone, in summer and in winter.
    Entries without a readable date do not count, and days without a time count as midnights but not towards
    MIN_MIDNIGHTS.
    """
    timed = [entry for entry in entries if _instant(entry) is not None and entry.precision is not Precision.DAY]
    if len(timed) < MIN_MIDNIGHTS or not all(_is_midnight(entry) for entry in timed):
        return entries
    offsets = [_offset_at_midnight(entry) for entry in timed]
    if max(offsets) - min(offsets) > timedelta(hours=1):
        return entries
    return [replace(entry, precision=Precision.DAY) if _instant(entry) else entry for entry in entries]


def _instant(entry: Entry) -> datetime | None:
    return entry.published or entry.updated


def _is_midnight(entry: Entry) -> bool:
    """Whether the date as written says midnight; a count of seconds since 1970 says it in UTC."""
    raw = (entry.raw_date or "").strip()
    if _COUNT.fullmatch(raw):
        return not _time_of_day(entry)
    return _MIDNIGHT.search(raw) is not None


def _offset_at_midnight(entry: Entry) -> timedelta:
    """The offset from UTC of a place where it is midnight then, nearest to none."""
    passed = _time_of_day(entry)
    return -passed if passed <= _ONE_DAY / 2 else _ONE_DAY - passed


def _time_of_day(entry: Entry) -> timedelta:
    at = _instant(entry)
    return timedelta() if at is None else at - at.replace(hour=0, minute=0, second=0, microsecond=0)


# ── a clock in another zone ─────────────────────────────────────────────────────────────────────────

STEP: Final = timedelta(minutes=30)
"""Zones differ by multiples of it; the few that are off by 45 minutes are not learned."""
FARTHEST: Final = timedelta(hours=14)
SLACK: Final = timedelta(minutes=5)
"""Servers' clocks, and the time between writing a date and showing it."""
MIN_ITEMS: Final = 5
MIN_SPAN: Final = timedelta(days=2)
AGREEING: Final = 0.8
"""Of the sightings; the others may be late, scheduled or corrected."""


def zone_offset(sightings: Sequence[Sighting], known: timedelta | None = None) -> timedelta | None:
    """By how much a feed's dates run ahead of the clock (positive) or behind it; None: not, as far as one can tell.

    sightings: of the freshest items of the feed's latest polls, in any order, without those of its first poll. known:
    what this gave before; a habit stays until the dates are seen to be right, or off by something else. Else every
    change to summer time would make wrong dates trusted for days.

    An item that was not there at one poll and is there at the next came in between. If its date is right, the date lies
    there too; if it is off by a fixed amount, so is the date. Of each poll only the freshest item is looked at, since
    older ones may come late. An offset is one that MIN_ITEMS or more such items over MIN_SPAN or more have shown, at
    least AGREEING of them within the time between the polls and SLACK. Days without a time are no evidence.

    A publisher whose items appear five hours after their date, every time, looks the same as one who writes New York's
    time as Greenwich's: that cannot be told from here. Both lead to the moment an item was first seen, which is when
    the public could read it in this feed.

    Where polls are hours apart several offsets fit alike; one of them is given, a whole number of hours if there is
    one. It says that the dates are off, and by roughly how much.
    """
    freshest: dict[datetime, Sighting] = {}
    for seen in sightings:
        if seen.precision is not Precision.DAY:
            held = freshest.get(seen.first_seen, seen)
            freshest[seen.first_seen] = max(held, seen, key=lambda sighting: sighting.published)
    items = list(freshest.values())
    if len(items) < MIN_ITEMS or max(freshest) - min(freshest) < MIN_SPAN:
        return known
    steps = range(-(FARTHEST // STEP), FARTHEST // STEP + 1)
    agreeing = {step: sum(_agrees(item, step * STEP) for item in items) for step in steps}
    if agreeing[0] >= AGREEING * len(items):
        return None
    most = max(agreeing.values())
    if most < AGREEING * len(items):
        return known
    best = [step for step in steps if agreeing[step] == most]
    whole = [step for step in best if step % 2 == 0] or best
    return whole[len(whole) // 2] * STEP


def _agrees(seen: Sighting, offset: timedelta) -> bool:
    """Whether the item came between the polls, if its date is off by this much."""
    return seen.looked_before - SLACK <= seen.published - offset <= seen.first_seen + SLACK
