"""The provider of bars that the user has imported: it gives none, since all there are lie in the database already.

So nothing is ever mixed into a series that is the user's own, and a session that lacks is told as what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.errors import NoData
from tracker.options import IMPORTED
from tracker.records import BarBatch, BarRequest, Capabilities


@dataclass(frozen=True, slots=True)
class ImportedPrices:
    """A `PriceProvider` without bars of its own."""

    name: str
    """`import:` and the user's name of the series."""

    def capabilities(self) -> Capabilities:
        return Capabilities(intervals={}, extended_hours=False, delay=timedelta())

    def fetch(self, request: BarRequest, now: datetime) -> BarBatch:
        """Raises NoData, always."""
        raise NoData(
            f"{request.symbol}: nothing imported from {request.first} to {request.last}; "
            f"`newsimpact prices import --name {self.name.removeprefix(IMPORTED)} FILE` adds it"
        )
