"""The cast of the story tests: a news desk with a real database and extractor, and fakes for the outside.

The desk reads feeds that a test writes (`reads`), sees prices that a test sets (`moves`), and lives at the time a
test says (`at`). Fakes are hand-written and small; the protocols themselves are tested against real servers in
tests/contracts and tests/adapters.
"""

from __future__ import annotations

import csv
import fcntl
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, settings

from pipelines.extract import load, load_themes
from pipelines.extract.extractor import Extractor
from pipelines.place import SessionCalendar
from storage import articles, stories
from storage.engine import Store, open_store
from tracker.desk import Desk, Post
from tracker.errors import BadSymbol, MailDelayed, MailRefused, NoData
from tracker.jobs import cycle
from tracker.options import GroupOptions, PageOptions, StudyOptions
from tracker.questions import known
from tracker.reading import DirectReader
from tracker.records import (
    Article,
    Bar,
    BarBatch,
    BarRequest,
    Capabilities,
    Exposure,
    Feed,
    FeedRequest,
    Fetched,
    FetchOutcome,
    Instrument,
    Reach,
    ReportRow,
    Story,
    Tally,
)

# How long an example takes is the machine's affair; what may take how long has tests of its own.
UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("quick", max_examples=10, **UNTIMED)
settings.register_profile("thorough", max_examples=40, **UNTIMED)
settings.register_profile("long", max_examples=200, **UNTIMED)
settings.load_profile("quick")  # `make check` asks for the thorough one, `make soak` for the long one

CAST = {
    symbol: Instrument(symbol=symbol, name=names[0], exchange="XNYS", benchmark="SPY", sector=None, names=names)
    for symbol, names in {
        "CRWV": ("CoreWeave",),
        "NBIS": ("Nebius", "Nebius Group"),
        "META": ("Meta", "Meta Platforms"),
        "MSFT": ("Microsoft",),
        "NVDA": ("Nvidia",),
        "SPY": ("SPY",),
    }.items()
}
MEASURED = {"compute_leasing": ("CRWV", "NBIS")}


def utc(text: str) -> datetime:
    """An instant from ISO text; `Z` is meant where no zone stands."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@dataclass
class WrittenFeeds:
    """A `FeedSource` whose feeds are lists of items; answers like a server with validators."""

    items: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    failing: dict[str, Fetched] = field(default_factory=dict)
    asked: list[FeedRequest] = field(default_factory=list)

    def fetch(
        self, requests: Sequence[FeedRequest], now: datetime, paused: Mapping[str, datetime] | None = None
    ) -> Generator[Fetched, None, None]:
        for request in requests:
            self.asked.append(request)
            yield self._answer(request, now)

    def _answer(self, request: FeedRequest, now: datetime) -> Fetched:
        if request.feed in self.failing:
            return replace(self.failing[request.feed], at=now)
        body = self._rss(request.feed)
        etag = f'"{zlib.crc32(body)}"'
        known = request.etag == etag
        return Fetched(
            feed=request.feed,
            url=request.url,
            final_url=request.url,
            at=now,
            outcome=FetchOutcome.NOT_MODIFIED if known else FetchOutcome.OK,
            status=304 if known else 200,
            body=b"" if known else body,
            content_type="application/rss+xml",
            etag=etag,
        )

    def _rss(self, feed: str) -> bytes:
        items = "".join(
            "<item>" + "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in item.items()) + "</item>"
            for item in self.items.get(feed, [])
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{feed}</title>{items}</channel></rss>'.encode()


@dataclass
class WrittenPrices:
    """A `PriceProvider` with a seeded random walk per symbol and the moves that a test sets."""

    moves: dict[tuple[str, date], float] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    holes: set[tuple[str, date]] = field(default_factory=set)
    splits: dict[str, float] = field(default_factory=dict)
    """Since when asked, every price of the symbol is divided by this."""
    failure: Exception | None = None
    asked: list[BarRequest] = field(default_factory=list)
    name: str = "written"

    def capabilities(self) -> Capabilities:
        return Capabilities(intervals={"1d": Reach(longest=None, oldest=None)}, extended_hours=False, delay=timedelta())

    def fetch(self, request: BarRequest, now: datetime) -> BarBatch:
        self.asked.append(request)
        if self.failure is not None:
            raise self.failure
        if request.symbol in self.unknown:
            raise BadSymbol(f"written does not know {request.symbol!r}; check [[instrument]].symbol")
        closes = self.closes(request.symbol)
        wanted = [d for d in closes if request.first <= d <= request.last and (request.symbol, d) not in self.holes]
        if not wanted:
            raise NoData(f"{request.symbol}: nothing from {request.first} to {request.last}")
        scale = 1.0 / self.splits.get(request.symbol, 1.0)
        return BarBatch(items=tuple(self._bar(request.symbol, day, scale * closes[day], now) for day in wanted))

    def closes(self, symbol: str) -> dict[date, float]:
        rng = random.Random(symbol)
        market = random.Random("market")
        price, closes = 100.0, {}
        for day in all_sessions():
            shock = market.gauss(0.0, 0.008) + (0.0 if symbol == "SPY" else rng.gauss(0.0, 0.01))
            price *= 1.0 + self.moves.get((symbol, day), shock)
            closes[day] = round(price, 4)
        return closes

    def _bar(self, symbol: str, day: date, close: float, now: datetime) -> Bar:
        return Bar(
            symbol=symbol,
            interval="1d",
            start=datetime.combine(day, time(), UTC),
            open=close,
            high=close,
            low=close,
            close=close,
            adj_close=close,
            volume=1000.0,
            provider=self.name,
            fetched_at=now,
        )


@cache
def all_sessions() -> tuple[date, ...]:
    return tuple(
        SessionCalendar.load("XNYS", date(2015, 1, 1), date(2026, 12, 31)).sessions(date(2025, 1, 2), date(2026, 9, 30))
    )


@dataclass
class KeptMail:
    """A `Mailer` that keeps what it is given, or refuses it as told."""

    sent: list[tuple[bytes, str, str]] = field(default_factory=list)
    refuse: MailDelayed | MailRefused | None = None

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        if self.refuse is not None:
            raise self.refuse
        self.sent.append((message, sender, recipient))


@dataclass
class NewsDesk:
    """What a story test talks to."""

    desk: Desk
    feeds: WrittenFeeds
    prices: WrittenPrices
    mail: KeptMail
    now: datetime = field(default_factory=lambda: utc("2026-06-30T21:00"))

    def at(self, moment: str) -> NewsDesk:
        self.now = utc(moment)
        return self

    def reads(
        self, title: str, summary: str = "", *, feed: str = "wire", at: str | None = None, **more: str
    ) -> NewsDesk:
        """An item appears in a feed, published now or at `at`."""
        published = utc(at) if at else self.now
        item = {
            "title": title,
            "description": summary,
            "guid": more.pop("guid", f"{feed}-{title}"),
            "link": more.pop("link", f"http://{feed}.example/{len(self.feeds.items.get(feed, []))}"),
            "pubDate": more.pop("pub_date", format_datetime(published)),
        }
        self.feeds.items.setdefault(feed, []).insert(0, {**item, **more})
        return self

    def moves(self, symbol: str, session: str, fraction: float) -> NewsDesk:
        """A symbol's close-to-close return on a session."""
        self.prices.moves[symbol, date.fromisoformat(session)] = fraction
        return self

    def lives(self) -> tuple[Tally, ...]:
        """One cycle, now."""
        return cycle(self.desk, self.now)

    def with_feeds(self, *ids: str) -> NewsDesk:
        self.desk = replace(self.desk, feeds=tuple(written_feed(name) for name in ids))
        return self

    def with_reader(self, *recipients: str) -> NewsDesk:
        self.desk = replace(self.desk, post=Post(sender="desk@news.example", recipients=recipients))
        return self

    def stories(self) -> list[Story]:
        with self.desk.store.read() as connection:
            return stories.load_stories(connection)

    def articles(self) -> list[Article]:
        with self.desk.store.read() as connection:
            return articles.known_as_of(connection)

    def rows(self, as_of: str | None = None) -> list[ReportRow]:
        return known(self.desk, utc(as_of) if as_of else None).rows()

    def row(self, symbol: str, window: str = "d0") -> ReportRow:
        """The one row of this symbol and window."""
        (found,) = [row for row in self.rows() if (row.symbol, row.window) == (symbol, window)]
        return found

    def exposures(self) -> list[Exposure]:
        with self.desk.store.read() as connection:
            return stories.load_exposures(connection, stories.load_stories(connection))


def written_feed(name: str) -> Feed:
    return Feed(
        id=name,
        title=name.title(),
        url=f"http://{name}.example/rss",
        user_agent="tests/1",
        interval=timedelta(minutes=10),
    )


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return load(tuple(CAST.values()), load_themes())


@pytest.fixture(scope="session")
def new_store(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Store]:
    """Opens an empty database at a path, as `open_store` makes one; the migrations run once for all of them."""
    empty = tmp_path_factory.mktemp("empty") / "newsimpact.db"
    open_store(empty).close()

    def new(path: Path) -> Store:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(empty, path)
        return open_store(path)

    return new


@pytest.fixture
def newsdesk(tmp_path: Path, extractor: Extractor, new_store: Callable[[Path], Store]) -> NewsDesk:
    feeds, prices, mail = WrittenFeeds(), WrittenPrices(), KeptMail()
    desk = Desk(
        store=new_store(tmp_path / "newsimpact.db"),
        feeds=(written_feed("wire"),),
        instruments=CAST,
        theme_symbols=MEASURED,
        extractor=lambda: extractor,
        source=feeds,
        reader=DirectReader(),
        provider=prices,
        mailer=mail,
        post=Post(sender="desk@news.example", recipients=()),
        study=StudyOptions(),
        grouping=GroupOptions(),
        pages=PageOptions(enabled=False),
        settle=timedelta(minutes=30),
        digest_delay=timedelta(minutes=45),
        exchange="XNYS",
        bars_from=prices.name,
    )
    return NewsDesk(desk=desk, feeds=feeds, prices=prices, mail=mail)


@dataclass(frozen=True)
class DemoRun:
    """What a run of the demo left behind, printed and said."""

    folder: Path
    out: str
    said: str


@pytest.fixture(scope="session")
def play_demo() -> Callable[..., DemoRun]:
    """Plays the demo into a folder, with other news, prices or settings when given."""
    from tracker.demo import run_demo

    def play(folder: Path, **changes: Path) -> DemoRun:
        said: list[str] = []
        out = "".join(run_demo(folder, say=said.append, width=120, **changes))
        return DemoRun(folder, out, "\n".join(said))

    return play


def _command_demo(folder: Path) -> DemoRun:
    """The bundled demo as a user runs it, in a process of its own."""
    command = [sys.executable, "-m", "tracker", "demo", "--out", str(folder)]
    environment = {**os.environ, "COLUMNS": "120"}
    made = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)
    assert (made.returncode, "Traceback" in made.stderr) == (0, False), made.stderr
    return DemoRun(folder, made.stdout, made.stderr)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """The bundled demo, played once for all tests that only look at it, whichever process they run in."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return _command_demo(tmp_path_factory.mktemp("demo"))
    common = tmp_path_factory.getbasetemp().parent
    with (common / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        played = common / "demo.json"
        if not played.exists():
            run = _command_demo(common / "demo")
            played.write_text(json.dumps({"folder": str(run.folder), "out": run.out, "said": run.said}))
    told = json.loads(played.read_text())
    return DemoRun(Path(told["folder"]), told["out"], told["said"])


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the checkout; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("NEWSIMPACT_SHARED", Path(__file__).parents[2] / "shared"))
    if not folder.is_dir():
        pytest.skip("shared data folder is absent")
    return folder


# ── a web server, settings and prices for whole processes ───────────────────────────────────────────

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title><item>
<title>Meta plans to sell spare AI computing capacity, people familiar say</title>
<link>http://wire.example/1</link><guid>g1</guid><pubDate>{date}</pubDate></item></channel></rss>"""


@contextmanager
def _serving(bodies: dict[str, tuple[int, bytes]]) -> Iterator[str]:
    """A web server on loopback that gives each path its status and bytes."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = bodies.get(self.path, (404, b""))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _settings(folder: Path, prices: Path, feeds: dict[str, str], symbols: dict[str, str]) -> Path:
    """A settings file for feeds on loopback, whose items lead elsewhere, and prices from a folder."""
    lines = ["[schedule]", "tick_seconds = 1", "[pages]", "enabled = false"]
    lines += ["[prices]", 'provider = "files"', f"folder = {json.dumps(str(prices))}"]
    for name, url in feeds.items():
        lines += ["[[feed]]", f'id = "{name}"', f'title = "{name}"', f'url = "{url}"', 'kind = "wire"']
        lines += ["allow_private = true", "min_interval_minutes = 1"]
    for symbol, name in symbols.items():
        lines += ["[[instrument]]", f'symbol = "{symbol}"', f'name = "{name}"', 'exchange = "XNYS"']
        lines += ['benchmark = "SPY"', f'names = ["{name}"]']
        lines += ['kind = "fund"'] if symbol in {"SPY", "QQQ", "SMH", "SOXX"} else []
    path = folder / "config.toml"
    path.write_text("\n".join(lines))
    return path


@pytest.fixture
def serving() -> Callable[..., AbstractContextManager[str]]:
    """Serves bytes by path on loopback; gives the server's address."""
    return _serving


@pytest.fixture
def write_settings() -> Callable[..., Path]:
    """Writes a settings file for feeds on loopback and prices from a folder."""
    return _settings


@pytest.fixture
def wire_rss() -> Callable[[str], bytes]:
    """A feed with one report about the trade, published at an RFC 822 date."""
    return lambda published: RSS.format(date=published).encode()


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """A quiet year of two symbols up to today, one file each."""
    folder = tmp_path / "prices"
    folder.mkdir()
    today = datetime.now(UTC).date()
    for symbol, start in (("META", 700.0), ("SPY", 600.0)):
        with (folder / f"{symbol}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["date", "close"])
            calendar = SessionCalendar.load("XNYS", today - timedelta(days=400), today + timedelta(days=10))
            for n, day in enumerate(calendar.sessions(today - timedelta(days=365), today)):
                writer.writerow([day, round(start + n % 7 + n % 11 / 3, 2)])
    return folder
