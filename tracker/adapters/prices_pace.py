"""How often a price service may be asked, and when it is left alone: a token bucket and a circuit breaker.

Both are shared by everything that asks one service in this process, from any thread. The bucket spaces requests out
by a clock that only measures durations. The breaker goes by the `now` of the jobs, so that a rest can be told as a
time of day and a simulated year rests as a real one does; a clock that is set back never makes a rest longer than
the rest itself.

What must never happen: that a service which has asked for patience is asked again a moment later by another job.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tracker.clock import monotonic


def _pause(seconds: float) -> None:
    threading.Event().wait(seconds)


@dataclass(slots=True)
class TokenBucket:
    """Gives out turns: at most `burst` at once, and `per_second` in the long run.

    In any span of t seconds at most `burst + t * per_second` turns are given (the "virtual scheduling" form of the
    generic cell rate algorithm, ITU-T I.371).
    """

    per_second: float
    burst: int = 2
    clock: Callable[[], float] = monotonic
    pause: Callable[[float], object] = _pause
    _due: float = field(default=float("-inf"), init=False)
    """When the bucket would be full again if nobody came any more."""
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def take(self) -> None:
        """Wait until it is our turn."""
        with self._lock:
            now = self.clock()
            spare = (self.burst - 1) / self.per_second
            wait = self._due - spare - now
            self._due = max(self._due, now) + 1.0 / self.per_second
        if wait > 0:
            self.pause(wait)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """The service is left alone."""

    until: datetime
    limited: bool
    """It asked us to slow down; else it gave no answer."""
    reason: str


@dataclass(slots=True)
class Breaker:
    """Keeps everybody from a service in trouble: one minute at first, twice as long with each further trouble.

    "Too many requests" opens it at once, no answer at all when it happens `patience` times in a row: one request
    may get lost, and one symbol's answer may be broken. After a rest a single request decides whether the next one
    begins. An answer closes it.
    """

    shortest: timedelta = timedelta(minutes=1)
    longest: timedelta = timedelta(minutes=30)
    patience: int = 3
    _missed: int = field(default=0, init=False)
    """Questions without an answer, in a row."""
    _rests: int = field(default=0, init=False)
    """Rests since the last answer."""
    _rest: Rest | None = field(default=None, init=False)
    _began: datetime | None = field(default=None, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def rest(self, now: datetime) -> Rest | None:
        """The rest that holds at `now`; None: the service may be asked."""
        with self._lock:
            if self._rest is None or self._began is None:
                return None
            if now < self._began:
                # The clock was set back: count from here, else an hour back would be an hour more.
                length = self._rest.until - self._began
                self._began = now
                self._rest = Rest(until=now + length, limited=self._rest.limited, reason=self._rest.reason)
            return self._rest if now < self._rest.until else None

    def limited(self, now: datetime, reason: str) -> Rest:
        """The service asks us to slow down."""
        with self._lock:
            self._missed += 1
            return self._open(now, limited=True, reason=reason)

    def missed(self, now: datetime, reason: str) -> Rest | None:
        """No answer came; returns the rest that begins, if one does."""
        with self._lock:
            self._missed += 1
            enough = self._missed >= self.patience or self._rests > 0
            return self._open(now, limited=False, reason=reason) if enough else None

    def answered(self) -> None:
        """An answer came, be it that there is nothing."""
        with self._lock:
            self._missed, self._rests, self._rest, self._began = 0, 0, None, None

    def _open(self, now: datetime, *, limited: bool, reason: str) -> Rest:
        length = min(self.longest, self.shortest * 2 ** min(self._rests, 16))
        self._rests += 1
        self._began, self._rest = now, Rest(until=now + length, limited=limited, reason=reason)
        return self._rest
