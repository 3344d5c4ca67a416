"""The bundled newsroom: what the demo's story needs of it, and the feeds it is written into, read by feedparser."""

from __future__ import annotations

import math
import tomllib
from calendar import timegm
from collections import Counter
from csv import DictReader
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.demo import make_prices, newsroom
from tracker.demo.newsroom import FOUNDED, NewsFeed, NewsItem, last_change, load_newsroom, render_feed, visible_items
from tracker.errors import InputError

ROOM = load_newsroom()
FIRST_REPORT = datetime(2026, 7, 1, 12, 5, tzinfo=UTC)
THE_END = datetime(2026, 7, 2, 20, tzinfo=UTC)
HEADLINE = "Meta plans to sell spare AI computing capacity, people familiar say"
PRICES = Path(newsroom.__file__).with_name("prices.csv")
OK_FEEDS = [pytest.param(feed, id=feed.id) for feed in ROOM.feeds if feed.behaviour == "ok"]


def parsed(body: bytes) -> Any:
    found = feedparser.parse(body)
    assert not found.bozo, found.get("bozo_exception")
    return found


def instant(parsed_time: Any) -> datetime:
    return datetime.fromtimestamp(timegm(parsed_time), UTC)


# ── what the file holds ─────────────────────────────────────────────────────────────────────────────


def test_three_outlets_write_rss_three_write_atom_one_is_broken_and_one_is_dead():
    kinds = Counter((feed.format if feed.behaviour == "ok" else feed.behaviour) for feed in ROOM.feeds)
    assert kinds == {"rss": 3, "atom": 3, "broken": 1, "dead": 1}


def test_every_feed_says_in_its_title_that_it_is_illustrative():
    assert all(feed.title.endswith("(illustrative)") for feed in ROOM.feeds)


def test_every_item_lies_in_the_demo_span_and_on_an_invented_site():
    for item in ROOM.items:
        assert FOUNDED <= item.published <= THE_END, item.id
        assert (urlsplit(item.link).scheme, urlsplit(item.link).netloc.rpartition(".")[2]) == ("http", "example")


def test_the_report_is_first_told_before_new_york_opens_and_then_by_five_other_outlets():
    telling = [
        item for item in ROOM.items if item.published.date() == date(2026, 7, 1) and item.title.startswith("Meta ")
    ]
    assert min(item.published for item in telling) == FIRST_REPORT
    outlets = ["compute-ledger", "harbourgate", "kestrel", "northrow", "parkside", "saltmarsh"]
    assert sorted(item.feed for item in telling) == outlets


def test_two_outlets_syndicate_it_word_for_word_one_of_them_at_the_same_address():
    copies = [item for item in ROOM.items if item.title == HEADLINE]
    assert [item.feed for item in copies] == ["harbourgate", "parkside", "saltmarsh"]
    assert len({item.summary for item in copies}) == 1
    first, tracked, elsewhere = (item.link for item in copies)
    assert tracked.startswith(f"{first}?utm_source=")
    assert urlsplit(elsewhere).netloc != urlsplit(first).netloc


@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param(date(2025, 10, 29), "rent out computing power", id="first-told"),
        pytest.param(date(2026, 5, 27), "considers selling computing power", id="told-again"),
        pytest.param(date(2026, 7, 2), "denies report", id="denied"),
        pytest.param(date(2026, 7, 2), "250 MW", id="followed-up"),
    ],
)
def test_the_story_has_a_past_and_a_sequel(day, words):
    assert any(item.published.date() == day and words in item.title for item in ROOM.items)


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────

FEED = '[[feeds]]\nid = "gazette"\ntitle = "Gazette"\nformat = "rss"\nbehaviour = "ok"\n'
ITEM = (
    '[[items]]\nfeed = "gazette"\nid = "1"\npublished = 2026-01-05T10:00:00+02:00\n'
    'title = "T"\nsummary = "S"\nlink = "http://gazette.example/1"\n'
)


def test_a_time_with_an_offset_becomes_utc(tmp_path):
    path = tmp_path / "room.toml"
    path.write_text(FEED + ITEM, encoding="utf-8")
    room = load_newsroom(path)
    assert room.items[0].published == datetime(2026, 1, 5, 8, tzinfo=UTC)
    assert (room.feeds[0].zone, room.items[0].updated) == ("UTC", None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("[[feeds", "cannot be read as TOML", id="no-toml"),
        pytest.param(FEED.replace('format = "rss"\n', ""), "feeds[1].format: missing", id="missing-key"),
        pytest.param(FEED + "colour = 1\n", "feeds[1].colour: unknown key", id="unknown-key"),
        pytest.param(FEED.replace('"rss"', '"json"'), "'json' is not one of rss, atom", id="unknown-format"),
        pytest.param(FEED.replace('"ok"', '"lazy"'), "'lazy' is not one of ok, broken, dead", id="unknown-behaviour"),
        pytest.param(FEED + 'zone = "Mars/Olympus"\n', "'Mars/Olympus' is no time zone", id="unknown-zone"),
        pytest.param(FEED + 'zone = "../etc"\n', "'../etc' is no time zone", id="zone-is-a-path"),
        pytest.param(FEED + FEED, "feeds: id 'gazette' is used more than once", id="feed-twice"),
        pytest.param(FEED + ITEM + ITEM, "items: id ('gazette', '1') is used more than once", id="item-twice"),
        pytest.param(ITEM, "items[1].feed: 'gazette' is not one of", id="item-without-feed"),
        pytest.param(FEED + ITEM.replace("+02:00", ""), "published: 2026-01-05 10:00:00 has no time zone", id="naive"),
        pytest.param(FEED + ITEM.replace("T10:00:00+02:00", ""), "2026-01-05 has no time zone", id="date-only"),
        pytest.param(FEED + ITEM + "updated = 2026-01-05T11:00:00Z\n", "give both or neither", id="half-an-update"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_is_named(tmp_path, text, reason):
    path = tmp_path / "room.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_newsroom(path)
    assert reason in str(caught.value)
    assert str(path) in str(caught.value)


def test_all_mistakes_are_told_at_once(tmp_path):
    path = tmp_path / "room.toml"
    path.write_text(FEED.replace('"rss"', '"json"') + ITEM.replace("+02:00", ""), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_newsroom(path)
    assert len(str(caught.value).splitlines()) == 2


def test_a_file_that_is_not_there_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        load_newsroom(tmp_path / "nowhere.toml")


def test_an_unknown_feed_is_a_key_error():
    with pytest.raises(KeyError, match="nobody"):
        ROOM.feed("nobody")


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("feed", OK_FEEDS)
def test_feedparser_reads_back_what_the_newsroom_holds(feed):
    found = parsed(render_feed(feed, ROOM.items, THE_END))
    assert found.version == {"rss": "rss20", "atom": "atom10"}[feed.format]
    assert found.feed.title == feed.title
    expected = [item for item in ROOM.items if item.feed == feed.id][::-1]
    assert [(e.id, e.title, e.link, unescape(e.summary), instant(e.published_parsed)) for e in found.entries] == [
        (item.id, item.title, item.link, item.updated_summary or item.summary, item.published) for item in expected
    ]


@pytest.mark.parametrize(
    ("feed", "written"),
    [
        pytest.param("harbourgate", b"<pubDate>Wed, 01 Jul 2026 12:05:00 +0000</pubDate>", id="rss-utc"),
        pytest.param("parkside", b"<pubDate>Wed, 01 Jul 2026 08:19:00 -0400</pubDate>", id="rss-new-york-summer"),
        pytest.param("parkside", b"<pubDate>Tue, 09 Dec 2025 16:10:00 -0500</pubDate>", id="rss-new-york-winter"),
        pytest.param("saltmarsh", b"<published>2026-07-01T12:41:00Z</published>", id="atom-utc"),
        pytest.param("kestrel", b"<published>2026-07-01T15:25:00+01:00</published>", id="atom-london-summer"),
        pytest.param("kestrel", b"<published>2025-10-29T20:12:00Z</published>", id="atom-london-winter"),
    ],
)
def test_dates_are_written_in_the_outlets_zone(feed, written):
    assert written in render_feed(ROOM.feed(feed), ROOM.items, THE_END)


def test_an_article_appears_at_the_second_it_is_published():
    feed = ROOM.feed("harbourgate")
    assert HEADLINE.encode() not in render_feed(feed, ROOM.items, FIRST_REPORT - timedelta(seconds=1))
    assert HEADLINE.encode() in render_feed(feed, ROOM.items, FIRST_REPORT)


def test_a_rewritten_summary_replaces_the_first_one_when_the_outlet_updates_it():
    feed = ROOM.feed("kestrel")
    updated = datetime(2026, 7, 1, 15, 40, tzinfo=UTC)
    before = parsed(render_feed(feed, ROOM.items, updated - timedelta(seconds=1))).entries[0]
    after = parsed(render_feed(feed, ROOM.items, updated)).entries[0]
    assert before.id == after.id
    assert (before.updated_parsed, instant(after.updated_parsed)) == (before.published_parsed, updated)
    assert after.summary == f"{before.summary} A spokesperson for Meta declined to comment."


def test_markup_characters_survive():
    feed = NewsFeed(id="gazette", title="Q&A <daily>", format="rss", behaviour="ok")
    item = NewsItem(
        feed="gazette", id="1", published=FOUNDED, title='AT&T <b>says</b> "no"', summary="1 < 2", link="http://g.example/?a=1&b=2"
    )  # fmt: skip
    body = render_feed(feed, [item], FOUNDED)
    assert b"<title>AT&amp;T &lt;b&gt;says&lt;/b&gt; \"no\"</title>" in body  # fmt: skip
    assert parsed(body).entries[0].link == "http://g.example/?a=1&b=2"


def test_a_feed_shows_its_forty_newest_items():
    feed = ROOM.feed("harbourgate")
    items = [
        NewsItem(feed=feed.id, id=str(n), published=FOUNDED + timedelta(hours=n), title="T", summary="S", link="L")
        for n in range(45)
    ]
    shown = visible_items(feed, items, THE_END)
    assert [item.id for item in shown] == [str(n) for n in range(44, 4, -1)]


@pytest.mark.parametrize("format", ["rss", "atom"])
def test_a_feed_without_items_is_still_a_feed(format):
    feed = NewsFeed(id="gazette", title="Gazette", format=format, behaviour="ok")
    assert parsed(render_feed(feed, ROOM.items, THE_END)).entries == []
    assert last_change(feed, ROOM.items, THE_END) == FOUNDED


@given(
    st.sampled_from([feed for feed in ROOM.feeds if feed.behaviour == "ok"]),
    st.timedeltas(timedelta(0), timedelta(days=280)).map(lambda passed: FOUNDED + passed),
    st.timedeltas(timedelta(0), timedelta(days=100)),
)
def test_the_future_is_never_shown_and_the_past_is_never_lost(feed, now, later):
    shown = visible_items(feed, ROOM.items, now)
    assert all(item.published <= now for item in shown)
    assert {item.id for item in shown} <= {item.id for item in visible_items(feed, ROOM.items, now + later)}
    assert last_change(feed, ROOM.items, now) <= max(now, FOUNDED)
    assert render_feed(feed, ROOM.items, now) == render_feed(feed, reversed(ROOM.items), now)


# ── prices ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def bars() -> dict[str, dict[date, dict[str, str]]]:
    table: dict[str, dict[date, dict[str, str]]] = {}
    with PRICES.open(newline="", encoding="ascii") as file:
        for row in DictReader(file):
            table.setdefault(row["symbol"], {})[date.fromisoformat(row["date"])] = row
    return table


def test_the_generator_writes_the_bundled_prices_again_byte_by_byte():
    assert make_prices.make_prices() == PRICES.read_bytes()


def test_the_generator_writes_where_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["make_prices", str(tmp_path / "out.csv")])
    make_prices.main()
    assert (tmp_path / "out.csv").read_bytes() == PRICES.read_bytes()


def test_prices_say_on_every_row_that_they_are_synthetic(bars):
    assert {row["note"] for days in bars.values() for row in days.values()} == {"synthetic"}
    assert PRICES.stat().st_size <= 600_000


def test_every_symbol_the_program_follows_as_shipped_has_prices(bars):
    shipped = tomllib.loads((Path(__file__).parents[2] / "config.toml").read_text(encoding="utf-8"))
    assert set(bars) == {instrument["symbol"] for instrument in shipped["instrument"]}


def test_the_controls_change_no_bar_of_the_others(monkeypatch):
    others = {symbol: nature for symbol, nature in make_prices.NATURES.items() if symbol not in make_prices.CONTROLS}
    monkeypatch.setattr(make_prices, "NATURES", others)
    assert PRICES.read_bytes().startswith(make_prices.make_prices())


def test_prices_cover_the_same_sessions_for_all_symbols_without_holidays_and_weekends(bars):
    assert len(bars) == 25
    days = set(bars["SPY"])
    assert all(set(of_symbol) == days for of_symbol in bars.values())
    assert (min(days), max(days)) == (date(2025, 4, 1), date(2026, 7, 2))
    assert all(day.weekday() < 5 for day in days)
    # Good Friday and Thanksgiving 2025, New Year, Juneteenth 2026; the half-day after Thanksgiving is a session.
    assert not days & {date(2025, 4, 18), date(2025, 11, 27), date(2026, 1, 1), date(2026, 6, 19)}
    assert date(2025, 11, 28) in days


def test_every_bar_holds_its_open_and_close_between_low_and_high(bars):
    for days in bars.values():
        for row in days.values():
            low, high = float(row["low"]), float(row["high"])
            assert 0 < low <= min(float(row["open"]), float(row["close"])), row
            assert high >= max(float(row["open"]), float(row["close"])), row
            assert int(row["volume"]) > 0


@pytest.mark.parametrize(
    ("symbol", "low", "high"),
    [
        pytest.param("CRWV", -0.135, -0.125, id="coreweave-falls-thirteen-percent"),
        pytest.param("NBIS", -0.155, -0.145, id="nebius-falls-fifteen-percent"),
        pytest.param("META", 0.08, 0.09, id="meta-gains"),
        pytest.param("SMH", -0.05, -0.04, id="semiconductors-fall"),
        pytest.param("MU", -0.10, -0.01, id="micron-lower"),
        pytest.param("AMD", -0.10, -0.01, id="amd-lower"),
        pytest.param("NVDA", -0.10, -0.01, id="nvidia-lower"),
        pytest.param("SPY", -0.0055, -0.0045, id="the-market-hardly-moves"),
    ],
)
def test_on_the_day_of_the_report_prices_move_as_the_story_says(bars, symbol, low, high):
    before, after = (float(bars[symbol][day]["close"]) for day in (date(2026, 6, 30), date(2026, 7, 1)))
    assert low <= after / before - 1 <= high


def test_single_shares_follow_the_market_with_a_plausible_beta(bars):
    """Beta by the sums of the textbook, over the 240 sessions before the report."""

    def returns(symbol: str) -> list[float]:
        closes = [float(bars[symbol][day]["close"]) for day in sorted(bars[symbol])][-243:-2]
        return [b / a - 1 for a, b in pairwise(closes)]

    market = returns("SPY")
    mean = math.fsum(market) / len(market)
    for symbol, (low, high) in {"MSFT": (0.7, 1.3), "NVDA": (1.0, 2.0), "CRWV": (1.1, 2.4), "QQQ": (1.0, 1.3)}.items():
        own = returns(symbol)
        own_mean = math.fsum(own) / len(own)
        covariance = math.fsum((m - mean) * (r - own_mean) for m, r in zip(market, own, strict=True))
        assert low <= covariance / math.fsum((m - mean) ** 2 for m in market) <= high, symbol
