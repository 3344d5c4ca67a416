"""The catalogue keeps what its head promises, and addresses get names that do not depend on who asks first."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.catalogue import (
    LONGEST_ID,
    CatalogueFeed,
    address_title,
    feed_id,
    known_address,
    known_feed,
    load_catalogue,
    table_for,
)
from tracker.config import DEFAULT_AGENT, FLOOR_MINUTES, feed_from, is_id, is_sec, same_address, sec_agent_fault

FEEDS = load_catalogue()
IDS = [feed.id for feed in FEEDS]

# The registrants with the SEC that are followed, by ticker, as its own list of tickers has them.
REGISTRANTS = """META 1326801 NVDA 1045810 AMD 2488 AVGO 1730168 MU 723125 SMCI 1375365 VRT 1674101 ORCL 1341439
MSFT 789019 GOOGL 1652044 AMZN 1018724 TSM 1046179 ASML 937966 MRVL 1835632 ANET 1596532 DELL 1571996 ALAB 1736297
CRDO 1807794 IREN 1878848 APLD 1144879 WULF 1083301 CIFR 1819989 CORZ 1839341 HUT 1964789 DLR 1297996 EQIX 1101239
CEG 1868275 VST 1692819 GEV 1996810 ETN 1551182 LITE 1633978 COHR 820318 WDC 106040 STX 1137789 ARM 1973239 INTC 50863
CRWV 1769628 NBIS 1513845 GLXY 1859392""".split()


@pytest.mark.parametrize("feed", FEEDS, ids=IDS)
def test_each_feed_says_what_it_must(feed: CatalogueFeed) -> None:
    assert feed.to_settings().enabled
    assert bool(feed.why_off) is not feed.default
    assert feed.min_interval_minutes >= FLOOR_MINUTES
    assert feed.terms.endswith(".") and (not feed.note or feed.note.endswith("."))
    assert is_sec(feed.url) is (feed.user_agent == "")
    if feed.user_agent:
        assert feed.user_agent.startswith("newsimpact/") and "mozilla" not in feed.user_agent.lower()
    assert not (feed.default and re.search("disagree|frozen|dead|e-mail", feed.why_off))


def test_ids_and_addresses_are_unique() -> None:
    assert [name for name, count in Counter(IDS).items() if count > 1] == []
    addresses = Counter(same_address(feed.url) for feed in FEEDS)
    assert [name for name, count in addresses.items() if count > 1] == []


def test_ids_fit_into_a_terminal_of_a_hundred_columns() -> None:
    assert max(map(len, IDS)) <= 28


def test_every_registrant_has_its_filings_under_its_own_number() -> None:
    by_id = {feed.id: feed for feed in FEEDS}
    assert len(REGISTRANTS) == 2 * 39
    for ticker, number in zip(REGISTRANTS[::2], REGISTRANTS[1::2], strict=True):
        feed = by_id[f"edgar-{ticker.lower()}"]
        assert feed.url == f"https://data.sec.gov/submissions/CIK{number:0>10}.json"
        assert (feed.tickers, feed.kind, feed.min_interval_minutes) == ((ticker,), "regulator", 10)
        assert feed.note, "says which forms to expect"
        assert "contact" in feed.why_off
    assert sum(feed.url.startswith("https://data.sec.gov/") for feed in FEEDS) == 39


@pytest.mark.parametrize("ticker", ["nbis", "tsm", "asml"])
def test_foreign_issuers_are_not_waited_for_under_8_k(ticker: str) -> None:
    feed = known_feed(f"edgar-{ticker}")
    assert feed is not None and "expect 6-K and 20-F, never 8-K" in feed.note


def test_the_company_that_changed_its_regime_says_when() -> None:
    feed = known_feed("edgar-iren")
    assert feed is not None and "2025-07-01" in feed.note


def test_the_older_feeds_of_filings_say_what_replaced_them() -> None:
    older = [feed for feed in FEEDS if "browse-edgar" in feed.url]
    assert len(older) == 5 and all("acceptance times" in feed.why_off for feed in older)
    for feed in older:
        for name in re.findall(r"edgar-[a-z]+", feed.why_off):
            assert known_feed(name) is not None


def test_a_reason_or_note_that_names_another_feed_names_one_that_exists() -> None:
    for feed in FEEDS:
        named = re.findall(r"\b(?:edgar|google-news|prnewswire|nvidia)-[a-z-]+\b", f"{feed.why_off} {feed.note}")
        assert [name for name in named if name not in IDS] == [], feed.id


def test_the_wire_has_all_its_subjects_and_industries() -> None:
    urls = " ".join(feed.url for feed in FEEDS)
    for code in (7, 13, 17, 27, 3, 21, 29):
        assert f"/AtomFeed/subjectcode/{code}/" in urls
    for code in (9576, 9572, 9533, 9537, 7535):
        assert f"/AtomFeed/industry/{code}/" in urls


def test_searches_of_the_aggregator_are_off_and_asked_seldom() -> None:
    searches = [feed for feed in FEEDS if feed.url.startswith("https://news.google.com/")]
    queries = [parse_qs(urlsplit(feed.url).query)["q"][0] for feed in searches]
    wanted = '("Meta" ("sell compute" OR "rent compute" OR "cloud business"))'
    assert f"{wanted} when:1d" in queries and len(queries) == len(set(queries)) >= 6
    for feed in searches:
        assert (feed.kind, feed.default) == ("aggregator", False)
        assert feed.min_interval_minutes >= 30 and "first report" in feed.why_off


def test_a_feed_is_found_by_its_id_and_by_its_address() -> None:
    feed = known_feed("amd-ir")
    assert feed is not None
    assert known_address("https://IR.AMD.com/rss/news-releases.xml/") is feed
    assert known_feed("amd") is None and known_address("https://amd.example/") is None


# ── what an address is called ───────────────────────────────────────────────────────────────────────

NAMES = {
    "https://www.theregister.com/headlines.atom": "theregister-headlines",
    "https://blog.google/rss/": "blog-google",
    "https://newsletter.semianalysis.com/feed": "newsletter-semianalysis",
    "http://127.0.0.1:8080/rss.xml": "127-0-0-1",
    "https://me:secret@paid.example/rss?key=abc": "paid-example",
    "https://wire.example/rssfeed/organization/0123456789abcdef0123456789abcdef": "wire-example-rssfeed-organization",
    "https://xn--bcher-kva.example/": "xn-bcher-kva-example",
    "https://www.com/feed": "feed",
    "https://news.example/one/two/three/four/five/six/seven": "news-example-one-two-three-four-five-six",
    "https://aaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbb.example/": "aaaaaaaaaaaaaaaaaaaa",
}


@pytest.mark.parametrize(("url", "name"), NAMES.items(), ids=NAMES.values())
def test_an_address_names_its_feed_without_secrets(url: str, name: str) -> None:
    assert feed_id(url) == name


def test_a_name_that_is_taken_gets_a_mark_of_its_own_address() -> None:
    one, two = "https://a.example/rss?q=1", "https://a.example/rss?q=2"
    assert feed_id(one) == feed_id(two) == "a-example"
    first, second = (feed_id(url, [{"a-example"}]) for url in (one, two))
    assert first != second and first.startswith("a-example-")
    # The same on every machine, whatever else is there; written down from the first run.
    assert feed_id(one, [{"a-example"}, {second}]) == first
    assert feed_id(one, [{"a-example", first}]).startswith(first)


@given(
    host=st.from_regex(r"[a-z0-9äé.-]{1,80}", fullmatch=True),
    path=st.text(max_size=120),
    taken=st.lists(st.sampled_from(["feed", "a", "example"]), max_size=3),
)
def test_every_name_of_an_address_is_an_id(host: str, path: str, taken: list[str]) -> None:
    name = feed_id(f"https://{host}/{path.replace('[', '').replace(']', '')}", [taken])
    assert is_id(name) and len(name) <= LONGEST_ID + 10 and name not in taken


def test_a_known_address_brings_what_is_known_of_it() -> None:
    feed = known_feed("semianalysis")
    assert feed is not None
    table = table_for(feed.url, taken=())
    assert table == feed.to_table() and list(table) == list(feed.to_table())
    assert table_for(feed.url, taken=(), title="Mine", kind="wire") == {**table, "title": "Mine", "kind": "wire"}
    assert table_for(feed.url, taken={"semianalysis"})["id"] == "newsletter-semianalysis"


def test_an_unknown_address_is_news_of_the_trade_and_never_takes_the_name_of_a_known_feed() -> None:
    assert table_for("https://blog.example/feed", taken=()) == {
        "id": "blog-example",
        "title": "blog.example/feed",
        "url": "https://blog.example/feed",
        "kind": "trade_press",
    }
    assert table_for("https://techmeme.com/other/feed", taken=())["id"] == "techmeme-other"
    assert table_for("https://techmeme.com/rss", taken=())["id"].startswith("techmeme-")
    assert table_for("https://www.sec.gov/rss/litigation.xml", taken=())["kind"] == "regulator"
    assert feed_from(table_for("https://a.example/", taken=(), id="mine")).id == "mine"


def test_a_title_made_of_an_address_shows_no_secret() -> None:
    assert address_title("https://me:pw@www.a.example/x/?token=t") == "a.example/x"


def test_a_feed_that_says_whether_pages_are_read_is_copied_with_that() -> None:
    feed = known_feed("techmeme")
    assert feed is not None and feed.to_settings().full_text is None
    assert feed.model_copy(update={"full_text": False}).to_settings().full_text is False


def test_the_agent_of_a_feed_of_the_sec_is_made_of_the_contact() -> None:
    feed = known_feed("edgar-crwv")
    assert feed is not None and feed.to_settings().user_agent == DEFAULT_AGENT
    assert sec_agent_fault(DEFAULT_AGENT) is not None
