"""The background process: a clock that asks the jobs, again and again, what is due.

APScheduler only ticks. What is due lives in our own tables, so a suspended machine, a jumping clock, a crash or
a restart loses nothing: the next tick finds it. One process per database, held by a lock on a file beside it,
which the system releases even when the process is killed.

A stop (SIGTERM, SIGINT) lets the piece of work in hand finish and then ends with exit code 0; a second one ends
at once.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

import structlog

from storage import outbox, pulse
from tracker.desk import Desk
from tracker.errors import AlreadyRunning, StoreError, TrackerError
from tracker.jobs import cycle
from tracker.ports import Clock
from tracker.records import Tally

LOCK_NAME = "newsimpact.lock"
log = structlog.get_logger("newsimpact")


@contextmanager
def only_instance(data: Path) -> Iterator[None]:
    """Hold this database for ourselves.

    Raises AlreadyRunning, naming the holder's process id, and StoreError when the folder cannot be written.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        handle = (data / LOCK_NAME).open("a+", encoding="ascii")
    except OSError as error:
        raise _unwritable(data, error) from error
    with handle:
        _lock(handle, data)
        yield


def _lock(handle: TextIO, data: Path) -> None:
    """Take the lock and leave our process id in it; closing the file gives it back."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
    except BlockingIOError:
        handle.seek(0)
        holder = handle.read().strip() or "unknown"
        raise AlreadyRunning(f"{data}: process {holder} runs on this database already; stop it first") from None
    except OSError as error:
        raise _unwritable(data, error) from error


def _unwritable(data: Path, error: OSError) -> StoreError:
    return StoreError(f"{data}: cannot be written: {error.strerror or error}; name another folder with --data")


def run_once(desk: Desk, clock: Clock) -> tuple[Tally, ...]:
    """One cycle: everything that is due now. There may be no next one soon, so its digest waits for nothing."""
    with desk.store.write() as connection:
        outbox.mark_interrupted(connection)
    return cycle(replace(desk, price_patience=timedelta()), clock.now())


@dataclass(slots=True)
class Daemon:
    """Ticks until told to stop. `stop` is the event that `desk.stop` looks at."""

    desk: Desk
    clock: Clock
    tick_seconds: float
    stop: threading.Event = field(default_factory=threading.Event)
    refreshed: Callable[[Desk], Desk] = lambda desk: desk
    """Asked before each cycle for the desk as the settings have it now."""

    def run(self) -> None:
        """Tick at once and then every `tick_seconds`, until a signal or `stop`. Returns when all is finished."""
        from apscheduler.schedulers.background import BackgroundScheduler

        scheduler = BackgroundScheduler(
            timezone="UTC",
            # The library's default drops a run that is late by more than a second: after a suspend, all of them.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        with self.desk.store.write() as connection:
            outbox.mark_interrupted(connection)
        scheduler.add_job(self.tick, "interval", seconds=self.tick_seconds, id="tick", next_run_time=self.clock.now())
        with _signals(self._on_signal):
            self._beat("running")
            scheduler.start()
            log.info("started", pid=os.getpid(), database=str(self.desk.store.engine.url.database))
            self.stop.wait()
            log.info("stopping")
            scheduler.shutdown(wait=True)
        self._beat("stopped")
        log.info("stopped")

    def tick(self) -> None:
        """One cycle; whatever goes wrong is logged and the clock goes on."""
        if self.stop.is_set():
            return
        try:
            self._beat("running")
            self.desk = self.refreshed(self.desk)
            report(cycle(self.desk, self.clock.now()))
        except TrackerError as error:
            log.error("cycle failed", reason=str(error))
        except Exception:
            log.exception("cycle failed")

    def _beat(self, state: str) -> None:
        with self.desk.store.write() as connection:
            value = {"pid": os.getpid(), "state": state, "tick_seconds": self.tick_seconds}
            pulse.beat(connection, "daemon", self.clock.now(), value)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self.stop.is_set():
            sys.exit(128 + number)
        self.stop.set()


def report(tallies: tuple[Tally, ...]) -> None:
    """Log what a cycle did: a line per stage that did something, a line per problem."""
    for tally in tallies:
        if tally.taken:
            log.info(tally.stage, taken=tally.taken, made=tally.made, **tally.dropped)
        for problem in tally.problems:
            log.warning(problem.stage, subject=problem.subject, reason=problem.reason)


def configure_logging(*, pretty: bool) -> None:
    """Log to stderr: for people on a terminal, JSON lines otherwise. The libraries' own logs come along."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: Any = structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # Pages without a text are counted and shown; it would tell of each as an error.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    # It warns at every tick that comes while a cycle is still at work, which is how it is meant to be.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


@contextmanager
def _signals(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Take SIGTERM and SIGINT, and give them back afterwards. Only the main thread may."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
