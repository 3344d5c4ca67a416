"""Sweeps of 1,000 feeds: wall, CPU of ours and our children, and how long the event loop was ever held up.

`python -m benchmarks.sweep_feeds [FEEDS [ITEMS]]`. Two sweeps with the real collector, store and settings: the first
reads every feed, the second is told by nearly all that nothing has changed. Three feeds of a hundred never answer, two
are missing, one asks for patience.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracker.adapters.feeds_http import HttpFeeds, _Sweep
from tracker.app import build_desk
from tracker.clock import monotonic
from tracker.config import shipped_settings
from tracker.demo.servers import LoopbackNames
from tracker.jobs import collect
from tracker.records import Feed, FeedRequest

START = datetime(2026, 7, 1, 14, 0, tzinfo=UTC)
LOOK = 0.002
"""Seconds between two looks at the loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched(HttpFeeds):
    """The adapter, with somebody in its loop who notes how late he is woken."""

    late: list[float] = field(default_factory=list)

    async def _fetch_all(
        self, requests: Sequence[FeedRequest], now: datetime, paused: Mapping[str, datetime], sweep: _Sweep
    ) -> None:
        watcher = asyncio.create_task(self._watch())
        await HttpFeeds._fetch_all(self, requests, now, paused, sweep)
        watcher.cancel()

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LOOK
            await asyncio.sleep(LOOK)
            self.late.append(loop.time() - due)


def main(feeds: int = 1000, items: int = 20) -> None:
    command = [sys.executable, "-m", "benchmarks.loopback_web", str(feeds), str(items), "7"]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdout is not None
        port = int(server.stdout.readline())
        settings = shipped_settings({})
        http = settings.http
        source = Watched(
            connect_seconds=http.connect_seconds,
            idle_seconds=http.idle_seconds,
            total_seconds=http.total_seconds,
            concurrency=http.concurrency,
            resolver=lambda: LoopbackNames(port),
        )
        desk = replace(build_desk(settings, Path(folder), source=source), feeds=tuple(map(_feed, range(feeds))))
        try:
            for name, at in (("first sweep, all read", START), ("second sweep, all 304", START + timedelta(hours=2))):
                source.late.clear()
                wall, cpu = monotonic(), _cpu()
                tally = collect(desk, at)
                wall, cpu = monotonic() - wall, _cpu() - cpu
                late = sorted(source.late)
                p99 = late[int(len(late) * 0.99)] * 1000
                print(
                    f"{name:24} {feeds} feeds  {tally.made:6} new items  wall {wall:5.1f} s  CPU {cpu:5.2f} s"
                    f"  loop held up: median {statistics.median(late) * 1000:.1f} ms, p99 {p99:.1f} ms"
                )
        finally:
            desk.store.close()
            server.terminate()


def _feed(number: int) -> Feed:
    name = f"feed-{number}"
    return Feed(
        id=name,
        title=name,
        url=f"http://{name}.example/rss",
        user_agent="newsimpact-bench/1",
        interval=timedelta(minutes=15),
        allow_private=True,
    )


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
