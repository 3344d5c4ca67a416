"""The one place that reads the wall clock.

Everything else receives `now` as a value, taken once per cycle, so that a cycle agrees with itself and a
test or the demo can say what time it is. The linter refuses any other reading of the clock.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime


class SystemClock:
    """The wall clock, in aware UTC, to the microsecond."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(slots=True)
class ManualClock:
    """A clock that stands still until told otherwise; for the demo and for tests."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def set(self, at: datetime) -> None:
        """Move to an instant. Going back is refused: ground truth is append-only."""
        if at < self.at:
            raise ValueError(f"clock cannot go back from {self.at.isoformat()} to {at.isoformat()}")
        self.at = at


def monotonic() -> float:
    """Seconds on a clock that only measures durations; never stored."""
    return time.monotonic()
