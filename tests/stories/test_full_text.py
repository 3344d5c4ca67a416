"""Full text, told to a real desk: what its feeds say in a line, their pages tell in full.

Feeds, pages and robots.txt come from a real server on loopback through the HTTP adapter; the names of several sites
lead to it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest

from pipelines.articles import to_article
from pipelines.edgar import is_submissions, parse_submissions
from pipelines.render import story_text, trace_text
from storage import articles, feeds
from storage.pages import pages_for
from storage.stories import load_impacts
from tracker.adapters.feeds_http import HttpFeeds
from tracker.clock import ManualClock
from tracker.demo.servers import Answer, LoopbackNames, LoopbackServer, Request
from tracker.jobs import extract, group
from tracker.options import PageOptions
from tracker.pages import read_pages
from tracker.questions import find_story, known, story_views, trace_view
from tracker.records import Article, Feed, FeedRequest, Fetched, FetchOutcome, Page, PageOutcome, Tally

pytestmark = pytest.mark.thorough

DATA = Path(__file__).parents[1] / "data"
HEADLINE = "Meta and its idle computing power: a file"
LEASE = "Meta plans to sell spare AI computing capacity, people familiar say"
AGENT = "newsimpact-tests/1 desk@news.example"


class Site(LoopbackServer):
    """Many hosts on one port: what each gives under which path."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(clock)
        self.held: dict[str, Answer | Callable[[], Answer]] = {}
        self.items: list[dict[str, str]] = []
        self.page("wire.news.example/rss", self._rss)

    def page(self, place: str, answer: Answer | Callable[[], Answer] | str, status: int = 200) -> None:
        """Put something at `host/path`."""
        html = {"Content-Type": "text/html; charset=utf-8"}
        self.held[place] = (
            Answer(status=status, body=answer.encode(), headers=html) if isinstance(answer, str) else answer
        )

    def reads(self, title: str, link: str, summary: str = "", at: datetime | None = None) -> None:
        item = {"title": title, "link": link, "guid": title, "description": summary}
        self.items.insert(0, item | {"pubDate": format_datetime(at or self.clock.now())})

    def _rss(self) -> Answer:
        items = "".join(
            "<item>" + "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in item.items()) + "</item>"
            for item in self.items
        )
        rss = f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'
        return Answer(status=200, body=rss.encode())

    def answer(self, request: Request) -> Answer:
        held = self.held.get(request.headers["host"] + request.path, Answer(status=404))
        return held() if callable(held) else held

    @property
    def asked(self) -> list[str]:
        """Everything that was asked for but the feed, in order."""
        places = [exchange.request.headers["host"] + exchange.request.path for exchange in self.log]
        return [place for place in places if place != "wire.news.example/rss"]


@dataclass
class Web:
    """A `FeedSource` over the real adapter: answers come in reverse order, and hosts may be paused or speak no TLS."""

    http: HttpFeeds
    paused: set[str] = field(default_factory=set)

    def fetch(self, requests: Sequence[FeedRequest], now: datetime, *rest: object) -> Iterator[Fetched]:
        asked = {request.feed: request for request in requests}
        plain = [replace(request, url=request.url.replace("https://", "http://")) for request in requests]
        going = [request for request in plain if not any(host in request.url for host in self.paused)]
        for got in reversed(list(self.http.fetch(going, now, *rest))):
            url = asked[got.feed].url
            same = got.final_url == got.url
            yield replace(got, url=url, final_url=url if same else got.final_url)
        for request in plain:
            if request not in going:
                yield Fetched(
                    feed=request.feed,
                    url=request.url,
                    final_url=request.url,
                    at=now,
                    outcome=FetchOutcome.POSTPONED,
                    status=None,
                    reason="its host is paused",
                )


@dataclass
class Told:
    """The desk of a test and its site."""

    news: Any
    """The `newsdesk` of tests/conftest.py."""
    site: Site
    web: Web

    def at(self, moment: str) -> Told:
        self.news.at(moment)
        self.site.clock.set(self.now)
        return self

    @property
    def now(self) -> datetime:
        return self.news.now

    @property
    def desk(self):
        return self.news.desk

    def change(self, **fields: object) -> None:
        self.news.desk = replace(self.desk, **fields)

    def lives(self) -> dict[str, Tally]:
        """One cycle; the tallies by stage, the last of each."""
        return {tally.stage: tally for tally in self.news.lives()}

    def articles(self) -> dict[str, Article]:
        return {item.title: item for item in self.news.articles()}

    def pages(self, title: str) -> list[Page]:
        item = self.articles()[title]
        with self.desk.store.read() as connection:
            return pages_for(connection, [item.id]).get(item.id, [])

    def page(self, title: str) -> Page:
        (found,) = self.pages(title)
        return found


@pytest.fixture
def told(newsdesk) -> Iterator[Told]:
    """A desk that has followed a wire for a day and reads pages of its site."""
    newsdesk.at("2026-06-30T21:00")
    with Site(ManualClock(newsdesk.now)) as site:
        web = Web(HttpFeeds(resolver=lambda: LoopbackNames(site.port)))
        wire = Feed(
            id="wire",
            title="Wire",
            url="http://wire.news.example/rss",
            user_agent=AGENT,
            interval=timedelta(minutes=15),
            allow_private=True,
            full_text=True,
        )
        newsdesk.desk = replace(newsdesk.desk, feeds=(wire,), source=web, pages=PageOptions())
        newsdesk.moves("CRWV", "2026-07-01", 0.12).moves("META", "2026-07-01", 0.01)
        site.reads("Court hears patent dispute over phone cameras", "http://idle.news.example/0")
        newsdesk.lives()
        yield Told(newsdesk, site, web)


def gazette() -> str:
    return (DATA / "pages" / "article.html").read_text()


# ── the way through ─────────────────────────────────────────────────────────────────────────────────


def test_pages_of_what_is_about_the_trade_are_read_and_the_others_are_not_asked_for(told: Told) -> None:
    told.at("2026-07-01T12:05")
    told.site.reads(HEADLINE, "http://open.news.example/1", "Developing.")
    told.site.reads(LEASE, "http://closed.news.example/paid/2", "The owner of Facebook has spoken with start-ups.")
    told.site.reads("Nebius raises $2 billion in convertible notes", "http://gone.news.example/3")
    told.site.reads("Ferry timetable changes in autumn", "http://idle.news.example/4")
    told.site.page("open.news.example/robots.txt", "User-agent: *\nDisallow: /paid/")
    told.site.page("open.news.example/1", gazette())
    told.site.page("closed.news.example/robots.txt", "User-agent: *\nDisallow: /paid/")
    told.site.page("closed.news.example/paid/2", gazette())
    tallies = told.lives()

    assert sorted(told.site.asked) == [
        "closed.news.example/robots.txt",
        "gone.news.example/3",
        "gone.news.example/robots.txt",
        "open.news.example/1",
        "open.news.example/robots.txt",
    ]
    assert {exchange.request.headers["user-agent"] for exchange in told.site.log} == {AGENT}
    pages = tallies["pages"]
    assert (pages.taken, pages.made) == (3, 1)
    assert pages.dropped == {"not_allowed": 1, "failed": 1, "left_for_later": 0}
    assert [problem.reason for problem in pages.problems] == [
        "page of an item of wire: HTTP 404 Not Found; its summary is used"
    ]
    (contract,) = [story for story in told.news.stories() if story.type == "contract"]
    assert (contract.headline, contract.participants) == (HEADLINE, ("CRWV", "META"))
    assert contract.t0.at == told.now  # the page counts from when its article was published

    told.at("2026-07-01T12:06").lives()
    told.at("2026-07-01T12:21").lives()
    assert len(told.site.asked) == 5


def test_the_trace_of_a_number_tells_whether_the_full_text_was_read(told: Told) -> None:
    told.at("2026-07-01T12:05")
    told.site.reads(HEADLINE, "http://open.news.example/1", "Developing.")
    told.site.reads(LEASE, "http://closed.news.example/2")
    told.site.page("open.news.example/1", gazette())
    told.site.page("closed.news.example/robots.txt", "User-agent: newsimpact\nDisallow: /")
    told.lives()
    told.at("2026-07-01T21:00").lives()
    with told.desk.store.read() as connection:
        by_type = {story.type: story for story in told.news.stories()}
        assert {impact.story for impact in load_impacts(connection)} == {story.id for story in by_type.values()}
    contract = find_story(told.desk, by_type["contract"].id)
    view = trace_view(told.desk, contract, "CRWV", "d0")
    shown = " ".join(trace_text(view, width=200).split())
    assert "full text read, 2026-07-01 12:05" in shown
    assert "signed a $6.5 billion contract with Meta that runs until 2031" in shown.replace("[", "").replace("]", "")
    page = told.page(HEADLINE)
    assert (
        f"page of an item of wire, fetched 2026-07-01 12:05 UTC, {page.body_hash} from http://open.news.example/1"
        in shown
    )
    with told.desk.store.read() as connection:
        assert feeds.load_body(connection, page.body_hash or "") == gazette().encode()
    facts = known(told.desk)
    rows = [row for row in facts.rows() if row.story == by_type["compute_leasing"].id]
    (lease,) = story_views(told.desk, facts, rows)
    assert "summary only: robots.txt forbids it" in story_text(lease, width=120)


def test_as_of_a_moment_before_the_page_was_read_the_summary_speaks(told: Told) -> None:
    told.change(pages=PageOptions(enabled=False))
    told.at("2026-07-01T12:05")
    told.site.reads(HEADLINE, "http://open.news.example/1", "Developing.")
    told.site.page("open.news.example/1", gazette())
    assert "pages" not in told.lives()
    told.change(pages=PageOptions())
    told.at("2026-07-01T12:35").lives()

    def types(as_of: str) -> set[str]:
        return {row.type for row in told.news.rows(as_of=as_of)}

    assert types("2026-07-01T12:34") == set()
    assert types("2026-07-01T12:35") == {"contract"}
    assert {row.type for row in told.news.rows()} == {"contract"}
    facts = known(told.desk, told.now)
    (view,) = story_views(told.desk, facts, facts.rows())
    assert view.links[0].page == told.page(HEADLINE)


def test_an_edited_article_has_its_page_read_again_and_news_of_the_page_is_news_of_its_version(told: Told) -> None:
    told.at("2026-07-01T12:05")
    told.site.reads(HEADLINE, "http://open.news.example/1", "Developing.")
    told.site.page("open.news.example/1", "<article><p>Meta has spoken to start-ups. " + "More to come soon. " * 9)
    told.lives()
    assert told.page(HEADLINE).outcome is PageOutcome.OK
    assert told.news.stories() == []

    told.site.items[0]["description"] = "Adds details."
    told.site.page("open.news.example/1", gazette())
    told.at("2026-07-01T14:05").lives()
    assert [(page.version, page.outcome) for page in told.pages(HEADLINE)] == [(1, "ok"), (2, "ok")]
    (story,) = told.news.stories()
    assert (story.type, story.t0.at.isoformat()) == ("contract", "2026-07-01T14:05:00+00:00")
    assert told.news.rows(as_of="2026-07-01T14:04") == []


def test_an_article_keeps_its_time_when_a_later_version_only_repeats_what_the_first_page_said(told: Told) -> None:
    told.at("2026-07-01T12:05")
    told.site.reads(HEADLINE, "http://open.news.example/1", "Developing.")
    told.site.page("open.news.example/1", gazette())
    told.lives()
    told.site.items[0]["description"] = "Adds details."
    told.at("2026-07-01T14:05").lives()
    (story,) = told.news.stories()
    assert story.t0.at.isoformat() == "2026-07-01T12:05:00+00:00"


# ── when things go wrong ────────────────────────────────────────────────────────────────────────────


def test_a_page_that_fails_is_asked_for_thrice_and_later_each_time(told: Told) -> None:
    told.at("2026-07-01T12:05")
    told.site.reads(LEASE, "http://open.news.example/1")
    told.site.page("open.news.example/1", "no", status=500)
    asked = []
    for minute in range(0, 20 * 60, 15):
        before = len(told.site.asked)
        told.at(f"2026-07-{1 + (725 + minute) // 1440:02}T{(725 + minute) // 60 % 24:02}:{(725 + minute) % 60:02}")
        told.lives()
        if "open.news.example/1" in told.site.asked[before:]:
            asked.append(minute)
    assert asked == [0, 60, 420]
    assert [page.outcome for page in told.pages(LEASE)] == [PageOutcome.FAILED] * 3
    assert told.site.asked.count("open.news.example/robots.txt") == 1
    assert len(told.news.stories()) == 1


def test_rules_that_cannot_be_had_let_nothing_be_read_until_they_can(told: Told) -> None:
    told.at("2026-07-01T12:05")
    told.site.reads(LEASE, "http://open.news.example/1")
    told.site.page("open.news.example/robots.txt", "", status=500)
    told.site.page("open.news.example/1", gazette())
    told.lives()
    assert told.site.asked == ["open.news.example/robots.txt"]
    page = told.page(LEASE)
    assert page.outcome is PageOutcome.FAILED
    assert page.reason == "robots.txt could not be had (HTTP 500 Internal Server Error)"
    told.site.page("open.news.example/robots.txt", "", status=404)
    told.at("2026-07-01T13:05").lives()
    assert told.site.asked[1:] == ["open.news.example/robots.txt", "open.news.example/1"]
    assert told.pages(LEASE)[-1].outcome is PageOutcome.OK


def test_a_host_that_refuses_its_rules_is_left_alone(told: Told) -> None:
    told.at("2026-07-01T12:05")
    told.site.reads(LEASE, "http://open.news.example/1")
    told.site.page("open.news.example/robots.txt", "", status=403)
    told.lives()
    told.at("2026-07-01T13:05").lives()
    assert told.site.asked == ["open.news.example/robots.txt"]
    assert (told.page(LEASE).outcome, told.page(LEASE).reason) == (
        PageOutcome.NOT_ALLOWED,
        "robots.txt is refused (HTTP 403 Forbidden)",
    )


def test_rules_are_asked_for_again_after_a_day(told: Told) -> None:
    for day in ("01T12:05", "02T12:04", "02T20:30"):
        told.at(f"2026-07-{day}")
        told.site.reads(f"{LEASE} {day}", f"http://open.news.example/{day[:2]}{day[-2:]}")
        told.site.page(f"open.news.example/{day[:2]}{day[-2:]}", gazette())
        told.lives()
    names = [place.rpartition("/")[2] for place in told.site.asked]
    assert names == ["robots.txt", "0105", "0204", "robots.txt", "0230"]


def test_a_paused_host_costs_no_attempt(told: Told) -> None:
    told.at("2026-07-01T12:05")
    told.site.reads(LEASE, "http://open.news.example/1")
    told.site.page("open.news.example/1", gazette())
    told.web.paused.add("open.news.example")
    assert told.lives()["pages"].dropped == {"postponed": 1, "left_for_later": 0}
    told.web.paused = {"open.news.example/1"}
    assert told.at("2026-07-01T12:06").lives()["pages"].dropped == {"postponed": 1, "left_for_later": 0}
    assert told.pages(LEASE) == []
    told.web.paused.clear()
    assert told.at("2026-07-01T12:07").lives()["pages"].made == 1
    assert told.site.asked == ["open.news.example/robots.txt", "open.news.example/1"]


def test_a_bug_in_reading_one_page_costs_the_others_nothing(told: Told, caplog) -> None:
    from pipelines.pages import read_page

    def fragile(body: bytes, **more: object) -> object:
        if b"zebra" in body:
            raise IndexError("a bug")
        return read_page(body, **more)

    told.change(read_page=fragile)
    told.at("2026-07-01T12:05")
    told.site.reads(LEASE, "http://open.news.example/1")
    told.site.reads(HEADLINE, "http://open.news.example/2")
    told.site.page("open.news.example/1", "zebra")
    told.site.page("open.news.example/2", gazette())
    tally = told.lives()["pages"]
    assert (tally.made, tally.dropped["failed"]) == (1, 1)
    assert "cannot be read (IndexError: a bug)" in (told.page(LEASE).reason or "")
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ((DATA / "pages" / "challenge.html").read_text(), "an access check, not an article"),
        ((DATA / "pages" / "empty.html").read_text(), "no article text found"),
        (
            "<article><p>Meta, the owner of Facebook, is in talks about spare capacity. The rest of this is for those"
            " who have subscribed to the paper or to its daily letter.</p></article>",
            "the page says no more than the feed",
        ),
    ],
)
def test_a_page_without_the_article_leaves_the_summary_in_use(told: Told, html: str, reason: str) -> None:
    told.at("2026-07-01T12:05")
    told.site.reads(LEASE, "http://open.news.example/1", "The company has spoken with a handful of start-ups. " * 5)
    told.site.page("open.news.example/1", html)
    tally = told.lives()["pages"]
    assert (tally.dropped["no_text"], tally.problems) == (1, ())
    page = told.page(LEASE)
    assert (page.outcome, page.reason, page.text) == (PageOutcome.NO_TEXT, reason, "")
    assert told.articles()[LEASE].page_text is None
    with told.desk.store.read() as connection:
        assert feeds.load_body(connection, page.body_hash or "") == html.encode()
    told.at("2026-07-01T14:05").lives()
    assert told.site.asked.count("open.news.example/1") == 1


def test_a_stop_leaves_the_pages_for_later_and_counts_them(told: Told) -> None:
    told.at("2026-07-01T12:05")
    for number in range(4):
        told.site.reads(f"{LEASE} {number}", f"http://open.news.example/{number}")
        told.site.page(f"open.news.example/{number}", gazette())
    told.change(pages=PageOptions(enabled=False))
    told.lives()
    asked: list[int] = []
    told.change(stop=lambda: len(asked.append(1) or asked) > 5, pages=PageOptions())
    tally = read_pages(told.desk, told.now)
    assert tally.taken == tally.made + sum(tally.dropped.values()) == 4
    assert tally.made >= 1 and tally.dropped["postponed"] >= 1
    told.change(stop=lambda: True, robots={})
    seen = len(told.site.asked)
    assert read_pages(told.desk, told.now).dropped["postponed"] == 4 - tally.made
    assert len(told.site.asked) == seen


# ── where redirects lead ────────────────────────────────────────────────────────────────────────────


def moved(to: str) -> Answer:
    return Answer(status=301, headers={"Location": f"http://{to}"})


def test_the_rules_of_the_server_that_a_redirect_leads_to_are_heard_before_its_page_is_read(told: Told) -> None:
    told.at("2026-07-01T12:05")
    told.site.page("go.news.example/robots.txt", "User-agent: *\nDisallow: /not/")
    told.site.page("go.news.example:8080/robots.txt", "User-agent: *\nDisallow: /paid/")
    targets = ("go.news.example:8080/free", "go.news.example:8080/paid/", "go.news.example/not/there")
    for number, target in enumerate(targets):
        told.site.reads(f"{LEASE} {number}", f"http://go.news.example/{number}")
        told.site.page(f"go.news.example/{number}", moved(target))
        told.site.page(target, gazette())
    told.lives()
    assert told.site.asked.count("go.news.example:8080/robots.txt") == 1
    assert told.page(f"{LEASE} 0").outcome is PageOutcome.OK
    for number in (1, 2):
        page = told.page(f"{LEASE} {number}")
        assert (page.outcome, page.reason) == (PageOutcome.NOT_ALLOWED, "robots.txt forbids it")
        assert (page.text, page.body_hash) == ("", None)


# ── which pages ─────────────────────────────────────────────────────────────────────────────────────


def test_at_most_so_many_at_a_time_the_newest_first_and_the_rest_later(told: Told) -> None:
    told.change(pages=PageOptions(per_cycle=2))
    told.at("2026-07-01T12:05")
    for minute in (1, 3, 2):
        told.site.reads(
            f"{LEASE} {minute}", f"http://open.news.example/{minute}", at=told.now - timedelta(minutes=minute)
        )
        told.site.page(f"open.news.example/{minute}", gazette())
    tally = told.lives()["pages"]
    assert (tally.taken, tally.made, tally.dropped) == (3, 2, {"left_for_later": 1})
    assert set(told.site.asked[1:]) == {"open.news.example/1", "open.news.example/2"}
    told.at("2026-07-01T12:06").lives()
    assert told.site.asked[3:] == ["open.news.example/3"]


def test_one_page_of_two_articles_is_asked_for_once(told: Told) -> None:
    told.at("2026-07-01T12:05")
    told.site.reads(LEASE, "http://open.news.example/1")
    told.site.reads(HEADLINE, "http://open.news.example/1")
    told.site.page("open.news.example/1", gazette())
    assert told.lives()["pages"].made == 2
    assert told.site.asked == ["open.news.example/robots.txt", "open.news.example/1"]
    assert told.page(LEASE).text == told.page(HEADLINE).text


@pytest.mark.parametrize(
    ("link", "summary", "published"),
    [
        ("http://open.news.example/1", "A sentence of the article itself. " * 60, "2026-07-01T12:00"),
        ("http://www.sec.gov/Archives/edgar/data/1/2/3-index.htm", "", "2026-07-01T12:00"),
        ("mailto:desk@news.example", "", "2026-07-01T12:00"),
        ("", "", "2026-07-01T12:00"),
    ],
    ids=["the feed carries the text", "the SEC wants to know who asks", "no page of the web", "no link"],
)
def test_some_pages_are_not_wanted_at_all(told: Told, link: str, summary: str, published: str) -> None:
    told.at("2026-07-01T12:05")
    told.site.reads(LEASE, link, summary)
    tally = told.lives()["pages"]
    assert (tally.taken, told.site.asked) == (0, [])


def test_pages_of_history_and_of_old_articles_are_left_alone(told: Told) -> None:
    blog = replace(told.desk.feeds[0], id="blog", url="http://blog.news.example/rss")
    told.site.page("blog.news.example/rss", told.site._rss)
    told.at("2026-07-04T12:00")
    told.site.items.clear()
    told.site.reads(LEASE, "http://open.news.example/1", at=told.now - timedelta(hours=49))
    told.site.reads(HEADLINE, "http://open.news.example/2", at=told.now - timedelta(hours=47))
    told.change(feeds=(blog,))
    told.lives()
    # The first poll of a feed brings its history: what is two days old is read, what is older is not.
    assert "open.news.example/2" in told.site.asked and "open.news.example/1" not in told.site.asked
    told.change(feeds=told.desk.feeds, pages=PageOptions(max_age=timedelta(hours=1)))
    told.site.page("open.news.example/robots.txt", "")
    asked = len(told.site.asked)
    told.at("2026-07-04T13:30").lives()
    assert len(told.site.asked) == asked + 1  # the blog's feed alone


def test_a_feed_whose_pages_are_not_to_be_read_is_asked_for_none(told: Told) -> None:
    told.change(feeds=(replace(told.desk.feeds[0], full_text=False),))
    told.at("2026-07-01T12:05")
    told.site.reads(LEASE, "http://open.news.example/1")
    assert told.lives()["pages"].taken == 0
    assert told.site.asked == []


@pytest.mark.parametrize(
    "link", ["http://elsewhere.example/1", "http://wire.news.example:8080/1"], ids=["another site", "another port"]
)
def test_a_feed_of_one_s_own_network_leads_to_no_other_server_in_it(told: Told, link: str) -> None:
    told.at("2026-07-01T12:05")
    told.site.reads(LEASE, link)
    told.lives()
    assert told.site.asked == []
    page = told.page(LEASE)
    assert page.outcome is PageOutcome.FAILED
    assert "has no public address" in (page.reason or "")


# ── company filings ─────────────────────────────────────────────────────────────────────────────────

SUBMISSIONS = "http://data.sec.gov/submissions/CIK0001769628.json"
FOLDER = "/Archives/edgar/data/1769628/000176962826000101"
FILED = "CoreWeave, Inc. files 8-K: entry into a material definitive agreement (1.01)"


def submissions() -> str:
    rows = [("101", "8-K", "2026-07-01T12:02:11.000Z", "2026-07-01", "2026-06-30", "1.01", "8-K")]
    rows += [(f"{n}", "8-K", f"2026-06-0{n}T20:15:00.000Z", f"2026-06-0{n}", "", "8.01", "8-K") for n in range(1, 6)]
    rows += [("6", "4", "2026-05-28T22:15:00.000Z", "2026-05-28", "", "", "FORM 4")]
    keys = (
        "accessionNumber",
        "form",
        "acceptanceDateTime",
        "filingDate",
        "reportDate",
        "items",
        "primaryDocDescription",
    )
    columns = [list(column) for column in zip(*rows, strict=True)]
    columns[0] = [f"0001769628-26-{number:>06}" for number in columns[0]]
    recent = dict(zip(keys, columns, strict=True))
    return json.dumps({"cik": "0001769628", "name": "CoreWeave, Inc.", "filings": {"recent": recent, "files": []}})


@pytest.fixture
def edgar(told: Told) -> Told:
    """The desk follows a filer whose newest filing came eight minutes ago."""
    filer = Feed(
        id="edgar-coreweave",
        title="CoreWeave, filings",
        url=SUBMISSIONS,
        user_agent=AGENT,
        interval=timedelta(minutes=15),
        allow_private=True,
        kind="regulator",
        full_text=True,
    )
    told.change(feeds=(filer,))
    told.at("2026-07-01T12:10")
    told.site.page("data.sec.gov/submissions/CIK0001769628.json", submissions())
    told.site.page("www.sec.gov/robots.txt", "User-agent: *\nDisallow: /cgi-bin")
    told.site.page(f"www.sec.gov{FOLDER}/0001769628-26-000101-index.htm", (DATA / "edgar" / "index.htm").read_text())
    told.site.page(f"www.sec.gov{FOLDER}/exhibit991.htm", (DATA / "edgar" / "release.htm").read_text())
    take_in_submissions(told)
    return told


def take_in_submissions(told: Told) -> None:
    """Ask for the list of filings and keep what it holds."""
    (feed,) = told.desk.feeds
    (got,) = told.web.fetch([FeedRequest(feed=feed.id, url=feed.url, user_agent=AGENT, allow_private=True)], told.now)
    document = json.loads(got.body)
    assert is_submissions(document)
    entries: Iterable = parse_submissions(document).items
    found = [
        to_article(entry, feed=feed.id, body_hash=got.body_hash or "", now=told.now, backfilled=True)
        for entry in entries
    ]
    with told.desk.store.write() as connection:
        feeds.keep_body(connection, got)
        assert articles.save_articles(connection, found) == (6, 0)
        feeds.log_fetch(connection, got, entries=len(found), new=len(found))


def read_filings(told: Told) -> Tally:
    extract(told.desk, told.now)
    tally = read_pages(told.desk, told.now)
    extract(told.desk, told.now)
    group(told.desk, told.now)
    return tally


def test_a_filing_is_read_with_the_press_release_among_its_exhibits(edgar: Told) -> None:
    tally = read_filings(edgar)
    assert (tally.taken, tally.made) == (1, 1)
    assert edgar.site.asked == [
        "data.sec.gov/submissions/CIK0001769628.json",
        "www.sec.gov/robots.txt",
        f"www.sec.gov{FOLDER}/0001769628-26-000101-index.htm",
        f"www.sec.gov{FOLDER}/exhibit991.htm",
    ]
    assert {exchange.request.headers["user-agent"] for exchange in edgar.site.log[1:]} == {AGENT}
    page = edgar.page(FILED)
    assert page.url == f"https://www.sec.gov{FOLDER}/exhibit991.htm"
    assert page.text.split("\n")[:4] == [
        "EX-10.1: MASTER SERVICES AGREEMENT",
        "EX-99.1: PRESS RELEASE DATED JULY 1, 2026",
        "Exhibit 99.1",
        "CoreWeave Signs $6.5 Billion Contract with Meta",
    ]
    with edgar.desk.store.read() as connection:
        release = feeds.load_body(connection, page.body_hash or "") or b""
    assert release.startswith(b"<DOCUMENT>")
    (story,) = [story for story in edgar.news.stories() if story.type == "contract"]
    assert (story.headline, story.t0.at.isoformat()) == (FILED, "2026-07-01T12:02:11+00:00")
    assert story.participants == ("CRWV", "META")

    assert read_filings(edgar).taken == 0
    assert len(edgar.site.asked) == 4


def test_a_filing_without_a_press_release_says_what_its_exhibits_are_called(edgar: Told) -> None:
    index = (DATA / "edgar" / "index.htm").read_text().replace("EX-99.1", "EX-10.2")
    place = f"www.sec.gov{FOLDER}/0001769628-26-000101-index.htm"
    edgar.site.page(place, index.replace("MASTER SERVICES AGREEMENT", "MASTER SERVICES AGREEMENT WITH META " * 4))
    read_filings(edgar)
    page = edgar.page(FILED)
    assert page.outcome is PageOutcome.OK
    assert (
        page.text.startswith("EX-10.1: MASTER SERVICES AGREEMENT WITH META") and "EX-10.2: PRESS RELEASE" in page.text
    )
    assert edgar.site.asked[-1] == place


def test_a_filing_without_exhibits_leaves_the_summary_in_use(edgar: Told) -> None:
    edgar.site.page(f"www.sec.gov{FOLDER}/0001769628-26-000101-index.htm", "<html><body><p>Nothing</p></body></html>")
    read_filings(edgar)
    assert edgar.page(FILED).reason == "the filing has no press release, and no exhibit with a title"


def test_a_press_release_that_cannot_be_had_is_tried_again_with_its_index(edgar: Told) -> None:
    held = edgar.site.held.pop(f"www.sec.gov{FOLDER}/exhibit991.htm")
    assert read_filings(edgar).dropped["failed"] == 1
    page = edgar.page(FILED)
    assert (page.outcome, page.reason) == (PageOutcome.FAILED, "HTTP 404 Not Found")
    edgar.site.held[f"www.sec.gov{FOLDER}/exhibit991.htm"] = held
    edgar.at("2026-07-01T13:10")
    assert read_filings(edgar).made == 1


def test_the_rules_of_the_sec_hold_like_any_others(edgar: Told) -> None:
    edgar.site.page("www.sec.gov/robots.txt", "User-agent: *\nDisallow: /Archives/")
    read_filings(edgar)
    assert edgar.page(FILED).reason == "robots.txt forbids it"
    assert edgar.site.asked[1:] == ["www.sec.gov/robots.txt"]
