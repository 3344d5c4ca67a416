"""What goes with a text beside its words: its title, and when it appeared; as users and programs write them.

What must never happen: a text that is not read because of them, or one whose time was left out in silence. So what
cannot be read is told and left out. Times are read as those of feeds are (`pipelines/dates.py`): ISO 8601, RFC 822,
seconds since 1970, "July 2, 2026"; without a zone they count as UTC, and "03/04/2026", which may be two days, is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from pipelines.dates import parse_date


class Hints(NamedTuple):
    """The title and the time that could be read, and what is wrong with what could not."""

    title: str | None
    published: datetime | None
    faults: tuple[str, ...] = ()


def hints_of(given: Mapping[str, Any]) -> Hints:
    """The hints among what is known of a text; what is absent, None or blank is none and no fault.

    >>> hints_of({"title": 3}).faults
    ('title: expected a text, got 3; it is left out',)
    """
    title, published = given.get("title"), given.get("published")
    faults = []
    if title is not None and not isinstance(title, str):
        faults.append(f"title: expected a text, got {title!r:.60}; it is left out")
        title = None
    at = instant_of(published)
    if at is None and published not in (None, ""):
        faults.append(f"published: expected a time such as 2026-07-01T15:22Z, got {published!r:.60}; it is left out")
    return Hints(title, at, tuple(faults))


def instant_of(value: object) -> datetime | None:
    """The instant that a time means; None for what is none, or may be several."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return parse_date(str(value)).instant
