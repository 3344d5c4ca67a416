"""Feeds die, freeze, challenge and overflow; report and mail say so, and a healthy month passes without an alarm."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pipelines.report_page import report_html
from storage import articles, feeds
from storage.feeds import FeedState
from storage.schema import fetch, host_pause
from tracker.adapters.feeds_http import HttpFeeds
from tracker.desk import Desk
from tracker.jobs import collect, make_digest, note_health
from tracker.options import ReportFilter
from tracker.questions import asked_span, coverage_of, feed_health
from tracker.records import (
    Article,
    Basis,
    Coverage,
    CoverageGap,
    CoverageVerdict,
    DateQuality,
    Feed,
    FeedCondition,
    Fetched,
    FetchOutcome,
    Precision,
)

pytestmark = pytest.mark.thorough

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SESSION = date(2026, 7, 1)
EVENING = datetime(2026, 7, 1, 21, 0, tzinfo=UTC)
"""An hour after the close of SESSION."""


def gaps(coverage: Coverage) -> dict[str, CoverageGap]:
    return {gap.feed: gap for gap in coverage.gaps}


# ── over HTTP: a feed is killed, one freezes, two challenge ─────────────────────────────────────────


@dataclass
class Web:
    """A server on loopback that answers each path as a test says at the moment."""

    answers: dict[str, Callable[[], tuple[int, dict[str, str], bytes]]] = field(default_factory=dict)
    address: str = ""

    def feed(self, name: str, clock: list[datetime], until: datetime | None = None) -> None:
        """A feed with an item every day at noon, up to the clock; after `until` it stays as it was."""

        def answer() -> tuple[int, dict[str, str], bytes]:
            now = min(clock[0], until or clock[0])
            noons = [now.replace(hour=12, minute=0) - n * DAY for n in range(16)]
            items = "".join(
                f"<item><title>{name} of {at:%d %B}</title><guid>{name}{at:%j}</guid>"
                f"<link>http://{name}.example/{at:%j}</link><pubDate>{format_datetime(at)}</pubDate></item>"
                for at in noons
                if at <= now
            )
            body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'
            return 200, {"Content-Type": "application/rss+xml"}, body.encode()

        self.answers[f"/{name}"] = answer

    def challenge(self, name: str, status: int, body: bytes, **headers: str) -> None:
        told = {key.replace("_", "-"): value for key, value in headers.items()}
        self.answers[f"/{name}"] = lambda: (status, {"Content-Type": "text/html", **told}, body)


@contextmanager
def serve(web: Web) -> Iterator[Web]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = web.answers[self.path]()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    web.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def nobody() -> str:
    """Another host of the loopback range, where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.2", 0))
        return f"http://127.0.0.2:{probe.getsockname()[1]}"


def followed(name: str, address: str, **more: str) -> Feed:
    every = timedelta(minutes=15)
    url = f"{address}/{name}"
    return Feed(id=name, title=name.title(), url=url, user_agent="t/1", interval=every, allow_private=True, **more)


@pytest.fixture
def three_weeks(newsdesk):
    """Sixteen lively feeds and four others, followed for three weeks; then one is killed and two challenge."""
    clock = [datetime(2026, 6, 10, 12, 30, tzinfo=UTC)]
    lively = [f"lively{n}" for n in range(16)]
    with serve(Web()) as web:
        for name in (*lively, "killed", "challenged", "checking"):
            web.feed(name, clock)
        web.feed("frozen", clock, until=clock[0])
        names = (*lively, "killed", "challenged", "checking", "frozen")
        newsdesk.desk = replace(
            newsdesk.desk, source=HttpFeeds(), feeds=tuple(followed(name, web.address) for name in names)
        )
        while clock[0] < EVENING - 21 * HOUR:
            collect(newsdesk.desk, clock[0])
            clock[0] += DAY
        web.challenge("challenged", 403, b"<title>Just a moment...</title>", cf_mitigated="challenge")
        web.challenge("checking", 200, b"<html><title>Checking your browser</title></html>")
        dead = nobody()
        newsdesk.desk = replace(
            newsdesk.desk,
            feeds=tuple(replace(f, url=f"{dead}/x") if f.id == "killed" else f for f in newsdesk.desk.feeds),
        )
        for clock[0] in (EVENING - 8 * HOUR, EVENING):
            collect(newsdesk.desk, clock[0])
    newsdesk.now = EVENING
    return newsdesk


def test_the_next_report_and_the_next_mail_name_each_feed_that_could_not_tell(three_weeks) -> None:
    desk = three_weeks.desk
    coverage = coverage_of(desk, *asked_span(desk, ReportFilter(since=SESSION), EVENING), EVENING)
    found = gaps(coverage)
    assert set(found) == {"killed", "challenged", "checking", "frozen"}
    assert (coverage.verdict, coverage.heard, coverage.feeds) == (CoverageVerdict.ADEQUATE, 16, 20)
    assert found["killed"].state is FeedCondition.FAILING
    assert "403" in found["challenged"].reason
    assert "Checking your browser" in found["checking"].reason
    assert found["frozen"].reason == (
        "frozen since 2026-06-10 12:00 UTC: answers, but its newest item is of 2026-06-10; "
        "usually something new every day"
    )
    last_heard = {found[name].since for name in ("killed", "challenged", "checking")}
    assert len(last_heard) == 1 and last_heard.pop() > EVENING - 2 * DAY
    digest = make_digest(desk, SESSION, EVENING)
    assert digest.subject == "No news on 1 Jul"
    assert "No news for Wed 1 Jul 2026: 16 of 20 feeds were heard from the previous close on; " in digest.text
    block, page = digest.text.split("COVERAGE")[1], report_html([], made_at=EVENING, coverage=coverage)
    for name in found:
        assert f"! {name.title()}: " in block
        assert f"! {name.title()}: " in digest.html
        assert f"<li>{name.title()}: " in page
    assert "Lively" not in block + page


def test_a_kind_of_source_that_is_dark_or_one_feed_less_and_nothing_can_be_said(three_weeks) -> None:
    desk = three_weeks.desk
    wires = {"killed", "frozen"}
    kinds = tuple(replace(feed, kind="wire" if feed.id in wires else "company") for feed in desk.feeds)
    dark = make_digest(replace(desk, feeds=kinds), SESSION, EVENING)
    assert "16 of 20 feeds were heard from the previous close on, but none of kind wire." in dark.text
    less = make_digest(replace(desk, feeds=desk.feeds[1:]), SESSION, EVENING)
    assert less.subject == "Cannot say whether there was news on 1 Jul: 15 of 19 feeds heard"
    assert "No news" not in dark.text + dark.html + less.text + less.html
    # Before they fell silent only one had nothing to tell, as known then and as known now.
    then = datetime(2026, 6, 29, 12, 45, tzinfo=UTC)
    assert set(gaps(coverage_of(desk, then - DAY, then, EVENING, as_of=then))) == {"frozen"}
    assert set(gaps(coverage_of(desk, then - 2 * DAY, then - DAY, EVENING))) == {"frozen"}
    assert {h.feed for h in feed_health(desk, EVENING, as_of=then) if h.state != "ok"} == {"frozen"}


# ── a healthy month ─────────────────────────────────────────────────────────────────────────────────

KINDS = {"wire": 24 * 8.0, "market": 24.0, "daily": 3.0, "weekly": 1 / 7, "company": 2 / 30.4}
"""Items a day. The daily rests on weekends."""


def lives_of(rng: random.Random, start: datetime) -> dict[str, list[datetime]]:
    """When each feed publishes, from a year before the month on; the wire and the market for a week before only."""
    lives = {}
    for name, rate in KINDS.items():
        at, found = start - (7 if rate > 20 else 400) * DAY, []
        while at < start + 31 * DAY:
            at += (7 + rng.gauss(0, 0.5)) * DAY if name == "weekly" else rng.expovariate(rate) * DAY
            if name != "daily" or at.weekday() < 5:
                found.append(at)
        lives[name] = found
    return lives


def test_a_month_of_healthy_feeds_passes_without_an_alarm(newsdesk) -> None:
    start = datetime(2026, 6, 1, 0, 10, tzinfo=UTC)
    lives = lives_of(random.Random(7), start)
    desk = replace(newsdesk.desk, feeds=tuple(replace(followed(n, "http://x.example"), kind=n) for n in KINDS))
    states = {name: FeedState(feed=name, url="u", next_check_at=start) for name in KINDS}
    with desk.store.write() as connection:
        feeds.keep_body(connection, answered("wire", start, b"<rss/>"))
    verdicts, ill = [], []
    for half_hour in range(30 * 48):
        now = start + half_hour * HOUR / 2
        with desk.store.write() as connection:
            for name, life in lives.items():
                states[name] = poll(connection, name, life, states[name], now)
        if half_hour % 24 == 0:
            ill += [(now, health) for health in feed_health(desk, now) if health.state != "ok"]
        if half_hour % 48 == 47:
            verdicts.append(coverage_of(desk, now - DAY + HOUR / 2, now, now))
    assert ill == []
    assert [(found.verdict, found.gaps) for found in verdicts] == [(CoverageVerdict.ADEQUATE, ())] * 30
    stopped = replace(states["market"], last_ok_at=now + 8 * DAY)
    with desk.store.write() as connection:
        feeds.save_feed_state(connection, stopped)
    market = next(health for health in feed_health(desk, now + 8 * DAY) if health.feed == "market")
    assert market.state is FeedCondition.FROZEN


def poll(connection, name: str, life: list[datetime], state: FeedState, now: datetime) -> FeedState:
    """A good answer with the fifteen newest items, as the collecting of feeds would write it."""
    first = state.first_polled_at is None
    since = datetime(2000, 1, 1, tzinfo=UTC) if state.last_ok_at is None else state.last_ok_at
    shown = [at for at in life if at <= now][-15:]
    fresh = [article(name, at, now, backfilled=first) for at in shown if at > since]
    if fresh:
        articles.save_articles(connection, fresh)
    feeds.log_fetch(connection, answered(name, now), entries=len(shown), new=len(fresh))
    done = replace(state, first_polled_at=state.first_polled_at or now, last_ok_at=now, next_check_at=now + HOUR / 2)
    feeds.save_feed_state(connection, done)
    return done


def answered(name: str, at: datetime, body: bytes = b"") -> Fetched:
    outcome = FetchOutcome.OK if body else FetchOutcome.NOT_MODIFIED
    return Fetched(feed=name, url="u", final_url="u", at=at, outcome=outcome, status=200, body=body)


def article(feed: str, published: datetime, seen: datetime, *, backfilled: bool = False) -> Article:
    key = published.isoformat()
    return Article(
        id=f"{feed}{key}",
        feed=feed,
        key=key,
        url="u",
        canonical_url=f"https://{feed}.example/{key}",
        title=key,
        summary="",
        published=published,
        raw_date=None,
        precision=Precision.SECOND,
        quality=DateQuality.OK,
        basis=Basis.PUBLISHED,
        first_seen=seen,
        version=1,
        version_seen_at=seen,
        content_hash=key,
        body_hash=answered(feed, seen, b"<rss/>").body_hash or "",
        backfilled=backfilled,
    )


# ── a desk that sleeps, overflows, thaws, waits ─────────────────────────────────────────────────────


@pytest.fixture
def desk(newsdesk):
    """A desk that has followed two feeds since the day before."""
    newsdesk.with_feeds("wire", "herald").at("2026-06-30T12:00").reads("Court hears patent dispute", feed="wire")
    newsdesk.reads("Harbour dredging goes on", feed="herald").lives()
    newsdesk.at("2026-06-30T19:55").lives()
    return newsdesk


def said(desk, moment: str = "2026-07-01T21:00") -> str:
    return " ".join(make_digest(desk.desk, SESSION, desk.at(moment).now).text.split())


def test_a_desk_that_slept_cannot_say_and_a_later_answer_that_reaches_back_makes_up_for_it(desk) -> None:
    assert "Cannot say whether there was news for Wed 1 Jul 2026: none of 2 feeds was heard" in said(desk)
    assert "! Wire, Herald: not asked since 2026-06-30 19:55 UTC." in said(desk)
    desk.at("2026-07-01T21:00").lives()
    assert "No news for Wed 1 Jul 2026: all 2 feeds were heard from the previous close on." in said(desk)
    assert asked_again_as_of(desk, "2026-07-01T20:59").verdict is CoverageVerdict.NONE
    assert asked_again_as_of(desk, "2026-07-01T21:00").verdict is CoverageVerdict.ADEQUATE


def asked_again_as_of(desk, moment: str) -> Coverage:
    then = datetime.fromisoformat(f"{moment}+00:00")
    return coverage_of(desk.desk, datetime(2026, 6, 30, 20, tzinfo=UTC), then, EVENING + DAY, as_of=then)


def test_more_news_than_a_feed_shows_at_once_is_a_gap(desk) -> None:
    desk.at("2026-07-01T21:00").lives()
    assert "No news for" in said(desk)
    overflow(desk.desk, "herald", datetime(2026, 7, 1, 14, 0, tzinfo=UTC), datetime(2026, 7, 1, 18, 0, tzinfo=UTC))
    told = said(desk)
    assert "Cannot say whether there was news for Wed 1 Jul 2026: 1 of 2 feeds was heard" in told
    assert "! Herald: more came between 2026-07-01 14:00 UTC and 2026-07-01 18:00 UTC than it shows at once." in told


def overflow(desk: Desk, feed: str, since: datetime, at: datetime) -> None:
    values = {"url": "u", "final_url": "u", "size": 1, "entries": 9, "new": 9, "changed": 0, "outcome": "ok"}
    with desk.store.write() as connection:
        connection.execute(fetch.insert().values(feed=feed, at=at, lost_since=since, **values))


def test_a_feed_that_was_frozen_and_came_back_with_new_items_only_had_told_nothing_meanwhile(newsdesk) -> None:
    newsdesk.with_feeds("wire").at("2026-06-10T12:00")
    for day in range(1, 11):
        newsdesk.reads(f"Item of {day} June", at=f"2026-06-{day:02}T10:00")
    newsdesk.lives()
    thawed = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
    for moment in ("2026-06-16T12:00", "2026-06-29T12:00"):
        newsdesk.at(moment).lives()
    newsdesk.feeds.items["wire"] = []
    newsdesk.at("2026-06-30T12:00").reads("Back again").lives()
    overflow(newsdesk.desk, "wire", thawed - DAY, thawed)
    mid = datetime(2026, 6, 20, tzinfo=UTC)
    (gap,) = coverage_of(newsdesk.desk, mid, mid + DAY, thawed + HOUR).gaps
    assert (gap.since, gap.until) == (datetime(2026, 6, 10, 10, 0, tzinfo=UTC), thawed)
    newsdesk.at("2026-06-30T15:00").lives()
    after = coverage_of(newsdesk.desk, thawed, newsdesk.now, newsdesk.now)
    assert after.verdict is CoverageVerdict.ADEQUATE


def test_a_new_feed_tells_of_the_time_that_its_items_reach_back_to(desk) -> None:
    desk.with_feeds("wire", "herald", "young", "younger").at("2026-07-01T15:00")
    desk.reads("Old enough", feed="young", at="2026-06-29T09:00").reads(
        "Too new", feed="younger", at="2026-07-01T14:00"
    )
    desk.lives()
    coverage = coverage_of(desk.desk, *asked_span(desk.desk, ReportFilter(since=SESSION), desk.now), desk.now)
    assert set(gaps(coverage)) == {"younger"}
    assert gaps(coverage)["younger"].reason == "followed since 2026-07-01 15:00 UTC only"


def test_feeds_of_a_host_that_asked_for_quiet_are_throttled_until_the_pause_ends(desk) -> None:
    pause = {"since": EVENING - 4 * HOUR, "until": EVENING + HOUR, "strikes": 1, "reason": "HTTP 429"}
    with desk.desk.store.write() as connection:
        connection.execute(host_pause.insert().values(host="herald.example", **pause))
        state = feeds.feed_states(connection)["herald"]
        feeds.save_feed_state(connection, replace(state, fault="throttled", reason="HTTP 429"))
    wire, herald = feed_health(desk.desk, EVENING)
    assert (wire.state, herald.state) == ("ok", "throttled")
    assert (herald.since, herald.next_try) == (EVENING - 4 * HOUR, EVENING + HOUR)
    assert "! Herald: throttled since 2026-07-01 17:00 UTC: its host asked to be left alone" in said(desk)


def test_the_note_for_status_is_made_anew_every_quarter_of_an_hour(desk) -> None:
    assert note_health(desk.desk, desk.now).taken == 0  # the cycle has just made it
    assert note_health(desk.desk, desk.now + timedelta(minutes=14)).taken == 0
    assert note_health(desk.desk, desk.now + timedelta(minutes=15)).taken == 2


# ── the time that is asked for ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("since", "until", "span"),
    [
        pytest.param(None, None, ("2026-06-24T21:00", "2026-07-01T21:00"), id="the last seven days"),
        pytest.param(SESSION, None, ("2026-06-30T20:00", "2026-07-01T21:00"), id="from the close before a session"),
        pytest.param(SESSION, SESSION, ("2026-06-30T20:00", "2026-07-01T20:00"), id="one session"),
        pytest.param(
            date(2026, 6, 28), date(2026, 6, 28), ("2026-06-26T20:00", "2026-06-26T20:00"), id="a Sunday is no session"
        ),
        pytest.param(date(2026, 6, 27), date(2026, 6, 29), ("2026-06-26T20:00", "2026-06-29T20:00"), id="a weekend"),
        pytest.param(None, date(2026, 6, 26), ("2026-06-19T20:00", "2026-06-26T20:00"), id="up to a session"),
        pytest.param(
            datetime(2026, 7, 1, 12, tzinfo=UTC), None, ("2026-07-01T12:00", "2026-07-01T21:00"), id="from an instant"
        ),
        pytest.param(None, date(2026, 12, 1), ("2026-06-24T21:00", "2026-07-01T21:00"), id="not beyond now"),
        pytest.param(date(2026, 8, 1), None, ("2026-07-01T21:00", "2026-07-01T21:00"), id="nothing of the future"),
        pytest.param(
            date(1999, 5, 1), date(2000, 5, 1), ("1999-05-01T00:00", "2000-05-01T23:59"), id="before all calendars"
        ),
    ],
)
def test_a_report_covers_the_time_it_was_asked_for(newsdesk, since, until, span: tuple[str, str]) -> None:
    found = asked_span(newsdesk.desk, ReportFilter(since=since, until=until), EVENING)
    assert tuple(f"{at:%Y-%m-%dT%H:%M}" for at in found) == span
