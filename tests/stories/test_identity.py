"""Feeds are polled and polled again, their ids and dates being what they are: what is stored, and what becomes news."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipelines.dates import parse_date
from pipelines.parse import parse_feed
from pipelines.urls import canonical_url
from storage import articles, feeds
from storage.engine import Store
from storage.stories import save_exposures
from tracker.errors import NotAFeed, NothingProduced
from tracker.intake import Intake, articles_of, keep, learned_zone
from tracker.questions import trace_view
from tracker.records import (
    Article,
    Basis,
    DateQuality,
    Entry,
    FeedState,
    Fetched,
    FetchOutcome,
    KeyPolicy,
    Precision,
    stable_id,
)

LEASE = "Meta plans to sell spare AI computing capacity, people familiar say"
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
POLL = timedelta(minutes=15)


def entry(title: str, *, guid: str = "", link: str = "", summary: str = "", date: str = "") -> Entry:
    read = parse_date(date)
    return Entry(
        key="",
        guid=guid,
        title=title,
        link=link,
        summary=summary,
        published=read.instant,
        updated=None,
        raw_date=date or None,
        precision=read.precision,
        quality=read.quality,
    )


@dataclass
class Polled:
    """One feed over a real database, polled every quarter of an hour."""

    store: Store
    name: str = "wire"
    now: datetime = NOON
    told: list[str] = field(default_factory=list)
    state: FeedState = field(init=False)

    def __post_init__(self) -> None:
        self.state = FeedState(feed=self.name, url="u", next_check_at=NOON)

    @property
    def policy(self) -> KeyPolicy:
        return KeyPolicy(self.state.key_policy)

    @property
    def zone(self) -> timedelta | None:
        minutes = self.state.zone_offset_minutes
        return None if minutes is None else timedelta(minutes=minutes)

    def shows(self, *entries: Entry) -> Intake:
        """A poll finds these entries."""
        got = Fetched(
            feed=self.name, url="u", final_url="u", at=self.now, outcome=FetchOutcome.OK, status=200, body=b"<rss/>"
        )
        with self.store.write() as connection:
            digest = feeds.keep_body(connection, got)
            found = articles_of(connection, self.state, entries, self.now, body_hash=digest)
            self.new, self.changed = keep(connection, self.name, found, self.now)
            feeds.log_fetch(connection, got, new=self.new)
            zone = learned_zone(connection, self.state) if self.new else self.state.zone_offset_minutes
        assert len(entries) == len(found.articles) + sum(found.dropped.values())
        known = {"key_policy": str(found.policy), "zone_offset_minutes": zone, "first_polled_at": NOON}
        self.state, self.now = replace(self.state, **known), self.now + POLL
        self.told += [str(problem) for problem in found.problems]
        return found

    def held(self) -> list[Article]:
        with self.store.read() as connection:
            return [item for item in articles.known_as_of(connection) if item.feed == self.name]


@pytest.fixture
def store(tmp_path: Path, new_store) -> Store:
    return new_store(tmp_path / "newsimpact.db")


@pytest.fixture
def wire(store: Store) -> Polled:
    return Polled(store)


# ── who an entry is ─────────────────────────────────────────────────────────────────────────────────


def test_an_edited_entry_is_a_new_version_of_its_article(wire: Polled) -> None:
    date = "Wed, 01 Jul 2026 11:58:00 GMT"
    wire.shows(entry("Meta opens centre", guid="g", link="https://e.com/1", date=date))
    wire.shows(entry(LEASE, guid="g", link="https://e.com/meta-sells", date=date))
    (held,) = wire.held()
    assert (wire.new, wire.changed, held.version, held.title) == (0, 1, 2, LEASE)
    assert (held.first_seen, held.id) == (NOON, stable_id("a", "wire", "g"))


def test_a_feed_that_reposts_everything_under_other_ids_reposts_nothing_here(wire: Polled) -> None:
    items = [entry(f"Report {n}", guid=f"http://e.com/{n}", link=f"http://e.com/{n}") for n in range(30)]
    wire.shows(*items)
    wire.shows(*(replace(item, guid=item.guid.replace("http:", "https:")) for item in items))
    assert (wire.new, wire.changed, len(wire.held())) == (0, 0, 30)
    assert wire.told == [
        "parse: feed: 30 of 30 items came back under other ids; from now on its items are told apart by their links"
    ]
    wire.shows(*(replace(item, guid=f"{item.guid}#3", link=f"{item.link}?utm_source=rss") for item in items))
    assert (wire.new, wire.changed, wire.policy, len(wire.told)) == (0, 0, KeyPolicy.LINK, 1)


def test_a_window_of_repeated_ids_moves_on_without_loss_or_doubles(wire: Polled) -> None:
    items = [
        entry(f"Report {n}", guid=f"{n % 3}", link=f"https://e.com/{n}", date=f"{n} Jul 2026") for n in range(1, 20)
    ]
    for start in range(15):
        wire.shows(*reversed(items[start : start + 5]))
    assert sorted(item.title for item in wire.held()) == sorted(item.title for item in items)
    assert all(item.version == 1 for item in wire.held())
    assert len(wire.told) == 1


def test_what_says_nothing_and_what_is_said_twice_is_left_out_and_named(wire: Polled) -> None:
    one, other = entry("A", guid="1"), entry("A", guid="2")
    found = wire.shows(one, entry("", guid="3"), one, other, replace(one, key="a reader's own"), entry("", guid="3"))
    assert [item.key for item in found.articles] == ["1", "2"]
    assert found.dropped == {"empty": 2, "repeated": 2}
    empty, repeated = "neither title nor link nor text; left out", "repeats another item word for word; left out"
    assert wire.told == [
        f"parse: item {number}: {reason}" for number, reason in ((2, empty), (3, repeated), (5, repeated), (6, empty))
    ]


def test_two_feeds_with_the_same_ids_are_strangers(store: Store) -> None:
    wire, herald = Polled(store), Polled(store, name="herald")
    wire.shows(entry("A", guid="1", link="https://e.com/1"))
    herald.shows(entry("B", guid="1", link="https://e.com/1"))
    assert [item.title for item in (*wire.held(), *herald.held())] == ["A", "B"]


def test_midnights_of_a_whole_body_are_stored_as_days(wire: Polled) -> None:
    wire.shows()
    wire.shows(*(entry(f"Report {n}", guid=f"{n}", date=f"2026-06-{n}T00:00:00-04:00") for n in (27, 28, 29)))
    assert {item.precision for item in wire.held()} == {Precision.DAY}


@pytest.mark.thorough
def test_real_feeds_polled_in_any_order_and_through_any_window_never_double_or_lose(store: Store, shared: Path) -> None:
    rng = random.Random(3)
    trusted = 0
    for path in sorted((shared / "data/feeds/real").iterdir()):
        try:
            parsed = parse_feed(path.read_bytes(), base_url=f"https://{path.name}.example/")
        except NotAFeed:
            continue
        items = list(parsed.items)
        feed = Polled(store, name=path.name)
        known = [article.id for article in feed.shows(*items).articles]
        assert len(set(known)) == feed.new
        for start in (0, len(items) // 2):
            window = rng.sample(items[start:], len(items) - start)
            again = feed.shows(*window)
            assert (feed.new, feed.changed) == (0, 0)
            assert {article.id for article in again.articles} <= set(known)
        moved = [replace(item, guid=f"{item.guid}?v=2") for item in items]
        feed.shows(*moved)
        # An item with an address of its own is known by it, whatever becomes of its id.
        addresses = Counter(canonical_url(item.link) for item in items)
        own = [link for link, count in addresses.items() if count == 1 and urlsplit(link).path.strip("/")]
        assert feed.new <= len(known) - len(own)
        trusted += feed.policy is KeyPolicy.GUID
    assert trusted < 10


# ── what its dates are worth ────────────────────────────────────────────────────────────────────────


def reports(polled: Polled, days: float, off: timedelta, *, a_day: int = 8) -> None:
    """So many items a day, dated when they appeared and off by so much; each found right after an empty poll."""
    end, n = polled.now + timedelta(days=days), 0
    while polled.now < end:
        following = polled.now + timedelta(days=1) / a_day
        polled.shows()
        appeared = polled.now - timedelta(minutes=n % 13)
        polled.shows(entry(f"Report {polled.now}", guid=f"{polled.now}", date=format_datetime(appeared + off)))
        polled.now, n = max(following, polled.now), n + 1


@pytest.mark.parametrize("hours", [-5, -4, 5.5, 9])
def test_the_clock_of_a_feed_is_learned_and_its_dates_are_trusted_no_more(wire: Polled, hours: float) -> None:
    off = timedelta(hours=hours)
    wire.shows()
    reports(wire, 1.9, off)
    assert wire.zone is None
    reports(wire, 0.3, off)
    assert wire.zone == off
    (found,) = wire.shows(entry(LEASE, guid="l", date=format_datetime(wire.now - 6 * timedelta(hours=1)))).articles
    assert (found.quality, found.effective.at, found.effective.basis) == (
        DateQuality.ASSUMED_ZONE,
        found.first_seen,
        Basis.FIRST_SEEN,
    )


def test_a_feed_whose_dates_are_right_keeps_them(wire: Polled) -> None:
    wire.shows()
    reports(wire, 2.5, timedelta())
    assert wire.zone is None
    assert {item.effective.basis for item in wire.held()} == {Basis.PUBLISHED}


def test_a_habit_is_unlearned_when_the_feed_is_mended(wire: Polled) -> None:
    wire.shows()
    reports(wire, 3, timedelta(hours=-5))
    assert wire.zone == timedelta(hours=-5)
    reports(wire, 7, timedelta())
    assert wire.zone is None


def test_a_busy_feed_teaches_too(wire: Polled) -> None:
    wire.shows()
    reports(wire, 2.3, timedelta(hours=-4), a_day=48)
    assert wire.zone == timedelta(hours=-4)


# ── told to the whole desk ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def desk(newsdesk):
    """A desk that has followed the wire for a while: what comes now is news, not back-fill."""
    return newsdesk.at("2026-06-30T21:00").reads("Court hears patent dispute over phone cameras").lives() and newsdesk


def state(desk):
    with desk.desk.store.read() as connection:
        return feeds.feed_states(connection)["wire"]


def due(desk):
    """The feed is due, however seldom it is asked by now."""
    with desk.desk.store.write() as connection:
        for known in feeds.feed_states(connection).values():
            feeds.save_feed_state(connection, replace(known, next_check_at=desk.now))
    return desk


def test_an_article_under_a_new_id_every_hour_is_one_report(desk) -> None:
    for hour in range(12, 18):
        desk.feeds.items["wire"] = []
        desk.at(f"2026-07-01T{hour}:00").reads(LEASE, guid=f"hour-{hour}", link="http://wire.example/lease").lives()
    (story,) = desk.stories()
    assert len(story.links) == 1
    assert len(desk.articles()) == 2


def test_a_feed_that_repeats_its_ids_is_told_apart_for_good_and_named_once(desk) -> None:
    named = []
    for hour in range(12, 16):
        desk.at(f"2026-07-01T{hour}:05").reads(f"Report {hour}", guid="same", link=f"http://wire.example/{hour}")
        (fetch, *_) = desk.lives()
        named += [text for text in as_told(fetch.problems) if "from now on" in text]
        desk.feeds.items["wire"] = desk.feeds.items["wire"][:2]
    assert sorted(item.title for item in desk.articles()) == [
        "Court hears patent dispute over phone cameras",
        *(f"Report {hour}" for hour in range(12, 16)),
    ]
    assert state(desk).key_policy == "link"
    assert len(named) == 1 and named[0].startswith("parse: wire: feed: the id 'same' stood for several items")


def test_the_clock_of_a_feed_is_remembered_and_its_news_counts_from_when_it_was_seen(desk) -> None:
    for hour in range(3, 60, 6):
        at = datetime(2026, 7, 1, tzinfo=UTC) + timedelta(hours=hour)
        due(desk).at((at - POLL).isoformat()).lives()
        wrong = format_datetime(at - timedelta(hours=4, minutes=7))
        due(desk).at(at.isoformat()).reads(f"Court hears dispute number {hour}", pub_date=wrong).lives()
    assert state(desk).zone_offset_minutes == -240
    due(desk).at("2026-07-06T20:25").lives()
    # 16:30 in New York, written as if that were Greenwich's time: trusted, it would stand in the session's midst.
    due(desk).at("2026-07-06T20:40").reads(LEASE, pub_date="Mon, 06 Jul 2026 16:30:00 GMT").lives()
    (story,) = desk.stories()
    assert (story.t0.at.isoformat(), story.t0.basis) == ("2026-07-06T20:40:00+00:00", Basis.FIRST_SEEN)
    assert {(exposure.bucket, exposure.sure) for exposure in desk.exposures()} == {("post", True)}


def test_what_came_while_nobody_looked_is_measured_in_every_session_that_could_have_reacted(desk) -> None:
    due(desk).at("2026-07-02T19:50").lives()
    due(desk).at("2026-07-02T20:10").reads(LEASE, pub_date="").lives()
    (story,) = desk.stories()
    assert (story.t0.basis, story.t0_latest) == (Basis.FIRST_SEEN, desk.now)
    assert story.t0_earliest == desk.now - timedelta(minutes=20)
    # The close of the 2nd lies between the two polls, and the 3rd was no trading day.
    assert {(item.session.isoformat(), item.bucket, item.sure) for item in desk.exposures()} == {
        ("2026-07-02", "regular", False),
        ("2026-07-06", "post", False),
    }
    # Each of them can be asked for; the earlier is meant where none is.
    due(desk).moves("CRWV", "2026-07-06", -0.2).at("2026-07-07T21:00").lives()
    first, later = (trace_view(desk.desk, story, "CRWV", "d0", day) for day in (date(2026, 7, 2), date(2026, 7, 6)))
    assert trace_view(desk.desk, story, "CRWV", "d0") == first
    assert (first.exposure.bucket, later.exposure.bucket) == ("regular", "post")
    assert (first.impact.last, later.impact.anchor, later.impact.last) == (
        date(2026, 7, 2),
        date(2026, 7, 2),
        date(2026, 7, 6),
    )
    assert later.impact.raw == pytest.approx(-0.2, abs=1e-4)
    with pytest.raises(NothingProduced, match=r"in window d0 from 2026-07-03 on; .* from 2026-07-02, 2026-07-06 on"):
        trace_view(desk.desk, story, "CRWV", "d0", date(2026, 7, 3))


def test_what_was_measured_before_the_story_was_placed_anew_is_not_traced(desk) -> None:
    due(desk).at("2026-07-02T19:50").lives()
    due(desk).at("2026-07-02T20:10").reads(LEASE, pub_date="").lives()
    (story,) = desk.stories()
    with desk.desk.store.write() as connection:
        save_exposures(connection, [story], [item for item in desk.exposures() if item.session == date(2026, 7, 6)])
    assert trace_view(desk.desk, story, "CRWV", "d0").exposure.session == date(2026, 7, 6)
    with pytest.raises(NothingProduced, match=r"from 2026-07-06 on$"):
        trace_view(desk.desk, story, "CRWV", "d0", date(2026, 7, 2))


def test_an_old_item_shown_again_is_a_prior_mention_of_the_story_being_told(desk) -> None:
    desk.with_feeds("wire", "herald").lives()
    desk.at("2026-07-15T12:05").reads(LEASE).lives()
    before = desk.stories()
    desk.at("2026-07-15T14:00").reads(LEASE, feed="herald", at="2026-07-03T12:00").lives()
    (story,) = desk.stories()
    assert [link.relation for link in story.links] == ["first", "prior_mention"]
    assert replace(story, links=story.links[:1]) == before[0]


def test_history_without_a_zone_is_measured_on_its_day_and_on_the_next(newsdesk) -> None:
    newsdesk.at("2026-07-02T21:00").reads(LEASE, pub_date="2026-05-27 13:00:00").lives()
    (story,) = newsdesk.stories()
    assert (story.t0.precision, story.t0.quality, story.backfilled) == (Precision.DAY, DateQuality.ASSUMED_ZONE, True)
    # 13:00 somewhere on earth: from 19:00 in New York on the day before to 21:00 on the day itself.
    assert (story.t0_earliest, story.t0_latest) == (
        datetime(2026, 5, 26, 23, 0, tzinfo=UTC),
        datetime(2026, 5, 28, 1, 0, tzinfo=UTC),
    )
    rows = [row for row in newsdesk.rows() if (row.symbol, row.window) == ("CRWV", "d0")]
    assert [(row.session.isoformat(), row.sure) for row in rows] == [("2026-05-27", False), ("2026-05-28", False)]


def as_told(problems: Sequence[object]) -> list[str]:
    return [str(problem) for problem in problems]


def test_every_entry_left_out_is_counted_and_named_under_its_feed(desk) -> None:
    desk.at("2026-07-01T12:05")
    empty = {"guid": "nothing"}
    desk.feeds.items["wire"] += [empty]
    (fetch, *_) = desk.reads(LEASE).lives()
    assert as_told(fetch.problems) == ["parse: wire: item 3: neither title nor link nor text; left out"]
    assert fetch.taken == fetch.made + sum(fetch.dropped.values()) == 3
