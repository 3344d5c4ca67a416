"""A clock that is set by hand goes forward only; the real one is aware."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tracker.clock import ManualClock, SystemClock

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_the_clock_of_the_demo_does_not_go_back() -> None:
    clock = ManualClock(NOON)
    clock.set(NOON + timedelta(hours=1))
    assert clock.now() == NOON + timedelta(hours=1)
    with pytest.raises(ValueError, match="cannot go back"):
        clock.set(NOON)


def test_the_wall_clock_is_aware() -> None:
    assert SystemClock().now().tzinfo is UTC
