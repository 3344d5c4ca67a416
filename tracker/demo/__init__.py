"""`newsimpact demo`: the whole way without network, key or account.

A bundled newsroom and synthetic prices are played by servers on loopback; the production adapters read both, the
feeds over HTTP and the prices through yfinance. The clock is set by hand: the demo lives through the days around
1 July 2026, seeing at each moment only what had been published and traded by then. Time never goes back: run again
over the same folder, the demo looks three hours later and finds nothing new.
"""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.clock import ManualClock

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.demo.newsroom import Newsroom
    from tracker.demo.servers import FeedServer, YahooServer
    from tracker.desk import Desk
    from tracker.records import Tally

NOTICE = "Demo: synthetic prices and illustrative news, written for this program. Not market data."
PROVIDER = "synthetic"
"""Name stored with every demo bar, so that none of them can be taken for a real one."""
SESSION = date(2026, 7, 1)
"""The day the demo is about."""
MOMENTS = (
    (datetime(2026, 6, 30, 21, 0, tzinfo=UTC), "the evening before: first poll, history is back-filled"),
    (datetime(2026, 7, 1, 12, 20, tzinfo=UTC), "1 July, before the opening: the first report is out"),
    (datetime(2026, 7, 1, 17, 0, tzinfo=UTC), "1 July, in the session: others retell it"),
    (datetime(2026, 7, 1, 21, 0, tzinfo=UTC), "1 July, after the close: prices are final, the digest goes out"),
    (datetime(2026, 7, 2, 21, 0, tzinfo=UTC), "2 July, after the close: the second day can be measured"),
)
MINUTES = "prices-5m.csv"
"""The 5-minute bars that the demo's price server gives, drawn from the daily ones."""
RECIPIENT = "you@example.invalid"


def run_demo(
    folder: Path,
    *,
    say: Callable[[str], None],
    width: int = 100,
    color: bool = False,
    newsroom: Path | None = None,
    prices: Path | None = None,
    settings: Settings | None = None,
) -> Iterator[str]:
    """Play the demo into `folder`; yields what belongs on stdout and says progress as it goes.

    newsroom, prices, settings: other files and settings than the bundled ones, for tests and tinkering.
    """
    from pipelines.render import report_table
    from pipelines.report_page import report_html
    from tracker.config import shipped_settings
    from tracker.demo.make_intraday import make_intraday
    from tracker.demo.newsroom import load_newsroom
    from tracker.demo.servers import FeedServer, YahooServer, read_prices
    from tracker.options import ReportFilter
    from tracker.questions import asked_span, coverage_of, known, story_views

    _refuse_real_data(folder)
    clock = ManualClock(MOMENTS[0][0])
    news = load_newsroom(newsroom)
    with ExitStack() as stack:
        bundled = stack.enter_context(as_file(files("tracker.demo").joinpath("prices.csv")))
        feeds = stack.enter_context(FeedServer(news, clock))
        minutes = folder / MINUTES
        minutes.write_text(make_intraday(read_prices(prices or bundled)), encoding="ascii")
        yahoo = stack.enter_context(YahooServer(prices or bundled, clock, intraday_csv_path=minutes))
        desk = _desk(folder, news, feeds, yahoo, settings or shipped_settings({}))
        stack.callback(desk.store.close)
        say(f"{len(news.feeds)} feeds and a price server are up on loopback; nothing leaves this machine.")
        _live_through(desk, clock, say)
        now = clock.now()
        facts = known(desk)
        rows = facts.rows()
        told = [row for row in rows if row.session == SESSION]
        main = max(told, key=lambda row: row.articles).story if told else None
        coverage = coverage_of(desk, *asked_span(desk, ReportFilter(since=SESSION, until=SESSION), now), now)
        yield f"{NOTICE}\n\n"
        shown = [row for row in told if row.story == main]
        yield report_table(
            shown,
            width=width,
            color=color,
            coverage=coverage,
            confounding=facts.confounding,
            windows=facts.windows,
        )
        page = report_html(story_views(desk, facts, rows), made_at=now, notice=NOTICE, coverage=coverage)
        _write(folder / "report.html", page.encode())
        _write(folder / "digest.eml", _digest(desk))
    for line in _what_next(folder, main, len({row.story for row in rows})):
        say(line)


def _refuse_real_data(folder: Path) -> None:
    """Make the folder; raises UsageError when it holds a database that no demo made."""
    from storage.engine import DATABASE_NAME, open_store
    from tracker.app import demo_mark
    from tracker.errors import StoreError, UsageError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be created ({error.strerror}); name another with --out") from error
    if (folder / DATABASE_NAME).exists():
        store = open_store(folder / DATABASE_NAME)
        made_by_demo = demo_mark(store) is not None
        store.close()
        if not made_by_demo:
            raise UsageError(f"{folder}: holds a database of real news; name another folder with --out")


def _live_through(desk: Desk, clock: ManualClock, say: Callable[[str], None]) -> None:
    from storage import pulse
    from tracker.jobs import cycle

    with desk.store.read() as connection:
        last = pulse.last_beat(connection, "cycle")
    ahead = [(moment, what) for moment, what in MOMENTS if last is None or moment > last[0]]
    if not ahead and last is not None:
        ahead = [(last[0] + timedelta(hours=3), "three hours after the last look: nothing is new")]
    for moment, what in ahead:
        clock.set(moment)
        say(f"{moment:%Y-%m-%d %H:%M}Z  {what}")
        for line in _told(cycle(desk, moment)):
            say(f"    {line}")


def _told(tallies: tuple[Tally, ...]) -> Iterator[str]:
    from pipelines.wording import counted

    made = {tally.stage: tally.made for tally in tallies}
    yield (
        f"{counted(made.get('fetch', 0), 'new article')}, {made.get('extract', 0)} about the trade,"
        f" {counted(made.get('price', 0), 'price request')}, {counted(made.get('deliver', 0), 'mail')}"
    )
    for tally in tallies:
        for problem in tally.problems:
            yield f"! {problem}"


def _desk(folder: Path, news: Newsroom, feeds: FeedServer, yahoo: YahooServer, settings: Settings) -> Desk:
    from storage import pulse
    from storage.engine import DATABASE_NAME, open_store
    from tracker.adapters.feeds_http import HttpFeeds
    from tracker.adapters.mail_file import FileMailer
    from tracker.adapters.prices_yahoo import YahooProvider
    from tracker.app import DEMO_MARK, build_desk
    from tracker.demo.servers import LoopbackNames, redirecting_session
    from tracker.desk import Post
    from tracker.records import Feed

    store = open_store(folder / DATABASE_NAME)
    with store.write() as connection:
        feeds_read = [(feed.id, feed.title) for feed in news.feeds]
        mark = {"provider": PROVIDER, "notice": NOTICE, "feeds": feeds_read}
        pulse.beat(connection, DEMO_MARK, MOMENTS[0][0], mark)
    store.close()
    provider = YahooProvider(
        cache=folder / "yfinance",
        session_factory=lambda: redirecting_session(yahoo.port),
        requests_per_second=1000.0,
        name=PROVIDER,
        intervals=frozenset({"1d", "5m"}),
    )
    desk = build_desk(
        settings,
        folder,
        source=HttpFeeds(resolver=lambda: LoopbackNames(feeds.port)),
        provider=provider,
        mailer=FileMailer(folder / "mail"),
    )
    followed = tuple(
        Feed(
            id=feed.id,
            title=feed.title,
            url=f"{feed.site}{feed.id}.xml",
            user_agent="newsimpact-demo/0.1",
            interval=timedelta(minutes=10),
            allow_private=True,
        )
        for feed in news.feeds
    )
    return replace(desk, feeds=followed, post=Post(sender="newsimpact@example.invalid", recipients=(RECIPIENT,)))


def _digest(desk: Desk) -> bytes:
    from storage import outbox

    with desk.store.read() as connection:
        return outbox.messages(connection, "digest", SESSION.isoformat())[0].body


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _what_next(folder: Path, story: str | None, stories: int) -> Iterator[str]:
    yield f"\nWrote {folder / 'report.html'}, for a browser, and {folder / 'digest.eml'}, the mail about 1 July."
    yield f"The report holds all {stories} stories of the demo, October 2025 to July 2026."
    command = _as_called()
    if story is not None:
        asked = f"{command} --data {shlex.quote(str(folder))}"
        yield "Try next:"
        yield f"  {asked} show {story}             a story with its evidence"
        yield f"  {asked} trace {story}:CRWV:d0    a number back to its bars and its sentence"
        yield f"  {asked} report --symbol NBIS --json"
        yield f"  {asked} report --as-of 2026-07-01T15:00Z   as it was known then"
    yield f"With your own feeds: {command} init, then {command} run"


def _as_called() -> str:
    """How the user can call the program again: by name when it is on the path, else as it was called now."""
    called = Path(sys.argv[0])
    if shutil.which("newsimpact") or called.name != "newsimpact":
        return "newsimpact"
    return str(called.relative_to(Path.cwd()) if called.is_relative_to(Path.cwd()) else called)
