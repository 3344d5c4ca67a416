"""How much faster feeds are read than by feedparser alone, on real feeds, in one run.

`python -m benchmarks.parse_feeds [--rounds N]` prints CPU time of `pipelines.parse.parse_feed` and of feedparser, as it
comes and on its documented fast path (no cleaning of HTML, no resolving of links, both of which `parse_feed` does),
as medians of several rounds in turn, and the ratios. The feeds are those of the shared data folder: beside the
checkout, or where NEWSIMPACT_SHARED says.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import feedparser

from pipelines.parse import parse_feed

SHARED = Path(os.environ.get("NEWSIMPACT_SHARED", Path(__file__).parents[2] / "shared"))


def ours(body: bytes) -> int:
    return len(parse_feed(body, base_url="https://example.com/").items)


def feedparser_alone(body: bytes) -> int:
    return len(feedparser.parse(io.BytesIO(body)).entries)


def feedparser_fast(body: bytes) -> int:
    return len(feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False).entries)


READERS: dict[str, Callable[[bytes], int]] = {
    "parse_feed": ours,
    "feedparser": feedparser_alone,
    "feedparser, fast path": feedparser_fast,
}


def measure(bodies: Sequence[bytes], rounds: int) -> dict[str, tuple[float, int]]:
    """Per reader: median seconds of CPU for all bodies, and the entries it found."""
    seconds: dict[str, list[float]] = {name: [] for name in READERS}
    entries: dict[str, int] = {}
    for _ in range(rounds):
        for name, read in READERS.items():
            started = time.process_time()
            entries[name] = sum(map(read, bodies))
            seconds[name].append(time.process_time() - started)
    return {name: (statistics.median(seconds[name]), entries[name]) for name in READERS}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--rounds", type=int, default=5)
    rounds = arguments.parse_args().rounds
    folder = SHARED / "data" / "feeds" / "real"
    bodies = [path.read_bytes() for path in sorted(folder.iterdir())] if folder.is_dir() else []
    if not bodies:
        sys.exit(f"{folder}: no feeds there, so nothing was measured; set NEWSIMPACT_SHARED to the shared data folder")
    ours(bodies[0])  # imports are not what is measured
    found = measure(bodies, rounds)
    print(f"{len(bodies)} feeds, {sum(map(len, bodies)) / 1e6:.1f} MB, median of {rounds} rounds")
    for name, (seconds, entries) in found.items():
        ratio = seconds / found["parse_feed"][0]
        print(f"{name:22} {seconds:7.3f} s CPU  {entries:5} entries  {ratio:6.1f} x")


if __name__ == "__main__":
    main()
