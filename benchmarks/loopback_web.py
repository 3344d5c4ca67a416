"""A web of feeds on loopback for the benchmarks, in a process of its own, so that its work is not counted as ours.

`python -m benchmarks.loopback_web FEEDS ITEMS SEED` prints its port and serves until its input is closed. The host name
says which feed is meant (`feed-17.example`). Answers come after a lognormal delay; of a hundred feeds three never
answer, two are not there, one asks for patience.
"""

from __future__ import annotations

import asyncio
import gzip
import random
import sys
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

HANGS, MISSING, BUSY = 3, 2, 1
"""Of a hundred."""
MEDIAN_DELAY, SIGMA, LONGEST_DELAY = 0.15, 0.8, 4.0
"""Seconds; the delay is lognormal."""
NEWEST = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def feed_bytes(number: int, items: int) -> bytes:
    """An RSS feed of invented items about nothing."""
    rows = "".join(
        f"<item><title>Report {number}-{n} on the price of nothing</title><link>http://feed-{number}.example/{n}</link>"
        f"<guid>{number}-{n}</guid><pubDate>{format_datetime(NEWEST - timedelta(minutes=17 * n))}</pubDate>"
        f"<description>&lt;p&gt;{'Nothing was said about nothing. ' * 12}&lt;/p&gt;</description></item>"
        for n in range(items)
    )
    channel = f"<channel><title>Feed {number}</title>{rows}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'.encode()


def kind_of(number: int) -> str:
    """What a feed does, the same each time: hangs, missing, busy or well."""
    place = number % 100
    if place < HANGS:
        return "hangs"
    if place < HANGS + MISSING:
        return "missing"
    return "busy" if place < HANGS + MISSING + BUSY else "well"


async def serve(feeds: int, items: int, seed: int) -> None:
    chance = random.Random(seed)
    bodies = {n: gzip.compress(feed_bytes(n, items), 6) for n in range(feeds)}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            number = int(head.lower().partition("host: feed-")[2].partition(".")[0])
            kind = kind_of(number)
            if kind == "hangs":
                await asyncio.sleep(60)
            await asyncio.sleep(min(chance.lognormvariate(0, SIGMA) * MEDIAN_DELAY, LONGEST_DELAY))
            etag = f'"{zlib.crc32(bodies[number])}"'
            if kind == "missing":
                writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            elif kind == "busy":
                writer.write(b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 600\r\nContent-Length: 0\r\n\r\n")
            elif f"If-None-Match: {etag}" in head:
                writer.write(f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode())
            else:
                head_out = f"HTTP/1.1 200 OK\r\nETag: {etag}\r\nContent-Encoding: gzip\r\n"
                writer.write(f"{head_out}Content-Length: {len(bodies[number])}\r\n\r\n".encode() + bodies[number])
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(*map(int, sys.argv[1:4])))
