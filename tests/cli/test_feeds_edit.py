"""feeds catalogue, add, remove, check, import-opml, export-opml, run as a user would, against servers on loopback."""

from __future__ import annotations

import json
import re
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.escape import one_line
from pipelines.opml import read_opml, write_opml
from tracker.catalogue import load_catalogue
from tracker.cli.columns import in_columns
from tracker.cli.feeds_opml import outline_of, sort_out
from tracker.config import Settings, feed_from, load_settings, same_address

RECENT = (datetime.now(UTC) - timedelta(days=3)).strftime("%a, %d %b %Y 12:05:00 GMT")
EARLIER = (datetime.now(UTC) - timedelta(days=9)).strftime("%a, %d %b %Y 08:00:00 GMT")


def rss(*items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>W</title>{"".join(items)}</channel></rss>'.encode()


def item(name: str, date: str = "", guid: str = "") -> str:
    when = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<item><title>{name}</title><link>http://w.example/{name}</link><guid>{guid or name}</guid>{when}</item>"


GOOD = rss(item("one", RECENT), item("two", EARLIER))
MIXED = rss(item("one", RECENT, "g"), item("two", "1 Jul 2026 08:05", "g"), item("three"), item("four", "soon"))
PAGE = b'<html><head><title>Blog</title><link type="application/rss+xml" href="/rss"></head></html>'


@dataclass
class Site:
    """A web server on loopback that keeps who asked for what."""

    bodies: dict[str, tuple[int, dict[str, str], bytes]]
    base: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return self.base + path


@contextmanager
def running(bodies: dict[str, tuple[int, dict[str, str], bytes]]) -> Iterator[Site]:
    site = Site(bodies)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            site.asked.append((self.path, self.headers["User-Agent"]))
            status, headers, body = site.bodies.get(path, (404, {}, b""))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    site.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    bodies = {
        "/rss": (200, {"ETag": '"1"'}, GOOD),
        "/mixed": (200, {"Last-Modified": RECENT}, MIXED),
        "/page": (200, {"Content-Type": "text/html"}, PAGE),
        "/empty": (200, {}, rss()),
        "/moved": (302, {"Location": "/rss?token=s3cret"}, b""),
    }
    with running(bodies) as found:
        yield found


@pytest.fixture
def mine(newsimpact: Callable, tmp_path: Path) -> Path:
    """Settings as `init` writes them, with spacing off so that a test need not wait between requests."""
    newsimpact("init")
    path = tmp_path / "config.toml"
    path.write_text(path.read_text().replace("spacing_seconds = 1.0", "spacing_seconds = 0.0"))
    return path


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def ids(path: Path) -> list[str]:
    return [feed["id"] for feed in tomllib.loads(path.read_text("utf-8"))["feed"]]


# ── catalogue ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("columns", [60, 100, 200])
def test_the_catalogue_is_a_line_per_feed_in_columns_of_the_terminal(newsimpact, monkeypatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    result = newsimpact("feeds", "catalogue")
    head, *rows = result.out.splitlines()
    assert (result.code, len(rows)) == (0, len(load_catalogue()))
    assert max(map(len, (head, *rows))) <= columns
    if columns >= 100:
        assert head.split("  ")[0] == "id" and head.split()[-1] == "terms"
        for name in ("kind", "default", "every", "last seen", "yours", "terms"):
            at = head.index(name)
            assert all(row[at - 1] == " " and row[at] != " " for row in rows), name
    row = next(row for row in rows if row.startswith("edgar-crwv "))
    assert row.split()[1] == "regulator"[: len(row.split()[1])]


def test_the_catalogue_says_what_is_in_the_settings(newsimpact, mine: Path) -> None:
    mine.write_text(mine.read_text().replace('id = "amd-ir"', 'id = "my-amd"\nenabled = false'))
    newsimpact("feeds", "remove", "semianalysis")
    states = {row["id"]: row["in_settings"] for row in lines(newsimpact("feeds", "catalogue", "--json").out)}
    assert states["amd-ir"] == "off", "the same address under another id"
    assert (states["nvidia-newsroom"], states["semianalysis"], states["edgar-crwv"]) == ("on", None, None)
    row = next(line for line in newsimpact("feeds", "catalogue").out.splitlines() if line.startswith("amd-ir "))
    assert row.split()[:7] == ["amd-ir", "company", "on", "15", "min", "2026-06", "off"]


def test_the_catalogue_as_json_has_every_field(newsimpact) -> None:
    rows = lines(newsimpact("feeds", "catalogue", "--ticker", "nbis", "--json").out)
    assert "edgar-nbis" in {row["id"] for row in rows}
    assert all("NBIS" in row["tickers"] for row in rows)
    assert list(rows[0]) == [
        *("id", "title", "url", "kind", "user_agent", "min_interval_minutes", "full_text", "terms"),
        *("last_seen_working", "default", "why_off", "tickers", "note", "in_settings"),
    ]


def test_the_catalogue_is_narrowed_by_kind_and_ticker(newsimpact) -> None:
    rows = lines(newsimpact("feeds", "catalogue", "--kind", "wire", "--json").out)
    assert rows and {row["kind"] for row in rows} == {"wire"}
    nothing = newsimpact("feeds", "catalogue", "--ticker", "ZZZZ")
    assert (nothing.code, nothing.out, "no feed is like that" in nothing.err) == (1, "", True)
    wrong = newsimpact("feeds", "catalogue", "--kind", "compny")
    assert (wrong.code, 'did you mean "company"?' in wrong.err) == (2, True)
    odd = newsimpact("feeds", "catalogue", "--kind", "qqq")
    assert (odd.code, "one of wire, company" in odd.err) == (2, True)


def test_the_catalogue_tells_all_about_one_feed(newsimpact, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = newsimpact("feeds", "catalogue", "edgar-nbis", "amd-ir")
    assert max(map(len, result.out.splitlines())) <= 80
    amd, nbis = result.out.split("\n\n")
    assert amd.startswith("amd-ir: AMD investor news\n  https://ir.amd.com/rss/news-releases.xml\n")
    assert "on by default" in amd and "in the settings" in amd and "last seen working 2026-06" in amd
    assert "off by default: needs your e-mail address" in nbis and "not in the settings" in nbis
    assert "note: A foreign private issuer: expect 6-K" in nbis and "about NBIS" in nbis
    unknown = newsimpact("feeds", "catalogue", "edgar-nbs")
    assert (unknown.code, 'did you mean "edgar-nbis"?' in unknown.err) == (2, True)


def test_the_list_on_a_terminal_is_cut_to_its_width(newsimpact, mine: Path, monkeypatch) -> None:
    whole = newsimpact("feeds", "list").out.splitlines()
    assert max(map(len, whole)) > 120
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    cut = newsimpact("feeds", "list").out.splitlines()
    assert max(map(len, cut)) == 120 and len(cut) == len(whole)


def test_the_list_as_json_has_every_field_and_no_secret(newsimpact, mine: Path) -> None:
    mine.write_text(mine.read_text().replace("/news/feed/", "/news/feed/?key=s3cret"))
    first, *others = lines(newsimpact("feeds", "list", "--json").out)
    assert (first["id"], first["url"]) == ("meta-newsroom", "https://about.fb.com/news/feed/?key=***")
    assert (first["enabled"], first["kind"], first["min_interval_minutes"]) == (True, "company", 15)
    assert len(others) == 16


# ── add, from the catalogue ─────────────────────────────────────────────────────────────────────────


def test_a_feed_of_the_catalogue_is_copied_and_removed_without_a_trace(newsimpact, mine: Path) -> None:
    before = mine.read_bytes()
    added = newsimpact("feeds", "add", "coreweave-ir", "techmeme")
    assert added.code == 0
    assert added.out.splitlines() == [
        f"added coreweave-ir (company, every 30 min) to {mine}",
        f"added techmeme (aggregator, every 30 min) to {mine}",
    ]
    assert "off by default: reports disagree" in added.err and "Refuses a reader that asks for JSON." in added.err
    known = {feed.id: feed.to_settings() for feed in load_catalogue()}
    assert load_settings(mine, {}).feed[-2:] == (known["coreweave-ir"], known["techmeme"])
    assert ids(mine)[-2:] == ["coreweave-ir", "techmeme"]
    assert "no mistakes" in newsimpact("config", "check").out
    removed = newsimpact("feeds", "remove", "techmeme", "coreweave-ir")
    assert (removed.code, removed.out.splitlines()) == (
        0,
        [f"removed techmeme from {mine}", f"removed coreweave-ir from {mine}"],
    )
    assert mine.read_bytes() == before


@pytest.mark.thorough
def test_every_feed_of_the_catalogue_can_be_added_at_once(newsimpact, mine: Path) -> None:
    mine.write_text(mine.read_text().replace('contact = ""', 'contact = "jo@mail.org"'))
    before = mine.read_bytes()
    others = [feed.id for feed in load_catalogue() if not feed.default]
    added = newsimpact("feeds", "add", "--allow-private", *others)
    assert added.code == 0 and "e-mail address" not in added.err and "expect 6-K and 20-F" in added.err
    assert "allow_private" not in mine.read_text(), "none of them lies in anybody's own network"
    found = load_settings(mine, {})
    assert {feed.id for feed in found.feeds_on()} == {feed.id for feed in load_catalogue()}
    filings = next(feed for feed in found.feed if feed.id == "edgar-crwv")
    assert found.agent_of(filings) == "newsimpact/0.1 jo@mail.org"
    assert newsimpact("feeds", "remove", *others).code == 0
    assert mine.read_bytes() == before


def test_what_is_there_already_is_said_and_changes_nothing(newsimpact, mine: Path) -> None:
    mine.write_text(mine.read_text().replace('id = "semianalysis"', 'id = "semianalysis"\nenabled = false'))
    before = mine.read_bytes()
    result = newsimpact("feeds", "add", "amd-ir", "https://IR.amd.com/rss/news-releases.xml/", "semianalysis")
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines() == [
        "amd-ir is there already",
        "amd-ir is there already",
        "semianalysis is there already; it is off: take enabled = false out of its table",
    ]
    assert mine.read_bytes() == before


WRONG = {
    "a misspelt id": (["add", "coreweave-rr"], 'did you mean "coreweave-ir"?'),
    "an id like no other": (["add", "qqqqqqqq"], 'no feed of the catalogue has the id "qqqqqqqq"'),
    "an address without a scheme": (["add", "blog.example/feed"], "write https://blog.example/feed"),
    "another scheme": (["add", "ftp://a.example/"], "expected an address that starts with http:// or https://"),
    "no address at all": (["add", "https://[x"], "feeds add: https://[x: "),
    "a kind that does not exist": (["add", "techmeme", "--kind", "wired"], 'did you mean "wire"?'),
    "an id that is none": (["add", "techmeme", "--id", "A b"], "expected lower-case letters"),
    "one id for two feeds": (["add", "techmeme", "odaily", "--id", "x"], "--id and --title are for one feed"),
    "an id of another feed": (["add", "techmeme", "--id", "amd-ir"], "another feed under the id"),
    "the SEC without a contact": (
        ["add", "techmeme", "edgar-crwv"],
        "edgar-crwv: the SEC wants to know who asks: write",
    ),
    "the removal of a misspelt id": (["remove", "amd-ri"], 'no [[feed]] has the id "amd-ri", did you mean "amd-ir"?'),
    "the removal of one and of none": (["remove", "amd-ir", "qqqq"], "`newsimpact feeds list` shows them"),
}


@pytest.mark.parametrize(("words", "message"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_meant_is_exit_2_and_nothing_is_written(newsimpact, mine: Path, words, message: str) -> None:
    before = mine.read_bytes()
    result = newsimpact("feeds", *words)
    assert (result.code, result.out, message in result.err) == (2, "", True), result.err
    assert mine.read_bytes() == before


def test_an_id_that_means_another_feed_of_the_user_is_not_taken_over(newsimpact, mine: Path) -> None:
    mine.write_text(
        mine.read_text() + '\n[[feed]]\nid = "techmeme"\ntitle = "T"\nurl = "https://t.example/"\nkind = "wire"\n'
    )
    result = newsimpact("feeds", "add", "techmeme")
    assert (result.code, 'another feed under the id "techmeme"; choose one with --id' in result.err) == (2, True)
    assert newsimpact("feeds", "add", "techmeme", "--id", "techmeme-rss").code == 0
    assert ids(mine)[-2:] == ["techmeme", "techmeme-rss"]


@pytest.mark.parametrize("words", [["add", "techmeme"], ["remove", "amd-ir"], ["import-opml", "x.opml"]])
def test_without_settings_of_ones_own_init_comes_first(newsimpact, tmp_path: Path, words: list[str]) -> None:
    result = newsimpact("feeds", *words)
    assert (result.code, "run `newsimpact init` first" in result.err) == (2, True)
    assert not list(tmp_path.glob("*.toml"))


def test_settings_with_mistakes_are_not_added_to_but_their_cause_can_be_removed(newsimpact, mine: Path) -> None:
    good = mine.read_text()
    mine.write_text(good + '\n[[feed]]\nid = "bad"\ntitle = "B"\nurl = "https://www.sec.gov/x"\nkind = "wire"\n')
    result = newsimpact("feeds", "add", "techmeme")
    assert (result.code, 'feed "bad".user_agent: the SEC wants' in result.err) == (2, True)
    assert newsimpact("feeds", "remove", "bad").code == 0
    assert mine.read_text() == good


def test_a_removal_that_leaves_mistakes_is_told_with_them(newsimpact, mine: Path) -> None:
    mine.write_text(mine.read_text() + "\n[mial]\n")
    before = mine.read_bytes()
    result = newsimpact("feeds", "remove", "amd-ir")
    first, second = result.err.splitlines()
    assert (result.code, first) == (2, "nothing was written; the settings would then have mistakes:")
    assert 'mial: unknown section, did you mean "mail"?' in second
    assert mine.read_bytes() == before


# ── add, an address ─────────────────────────────────────────────────────────────────────────────────


def test_an_address_is_tried_then_added(newsimpact, mine: Path, site: Site) -> None:
    before = mine.read_bytes()
    result = newsimpact("feeds", "add", site.url("/rss"), "--allow-private", "--title", "My wire", "--kind", "wire")
    assert result.code == 0
    tried, added = result.out.splitlines()
    assert tried.startswith("127-0-0-1: 2 items, newest ") and tried.endswith(f" {len(GOOD)} bytes, ETag")
    assert added == f"added 127-0-0-1 (wire, every 15 min) to {mine}"
    assert tomllib.loads(mine.read_text())["feed"][-1] == {
        "id": "127-0-0-1",
        "title": "My wire",
        "url": site.url("/rss"),
        "kind": "wire",
        "allow_private": True,
    }
    assert site.asked == [("/rss", "newsimpact/0.1 (personal feed reader)")]
    assert newsimpact("feeds", "remove", "127-0-0-1").code == 0
    assert mine.read_bytes() == before


FAILURES = {
    "a page that names a feed": ("/page", "the feed of this page is {base}/rss\n  add that address instead"),
    "nothing": ("/gone", "HTTP 404 Not Found"),
    "a feed without items": ("/empty", "a feed without any items"),
}


@pytest.mark.parametrize(("path", "message"), FAILURES.values(), ids=FAILURES)
def test_an_address_that_gives_nothing_is_not_added(
    newsimpact, mine: Path, site: Site, path: str, message: str
) -> None:
    before = mine.read_bytes()
    result = newsimpact("feeds", "add", site.url("/rss"), site.url(path), "--allow-private")
    assert (result.code, message.format(base=site.base) in result.err) == (1, True), result.err
    assert "nothing was added" in result.err and "added " not in result.out
    assert mine.read_bytes() == before
    assert newsimpact("feeds", "add", site.url(path), "--allow-private", "--no-check").code == 0
    assert len(ids(mine)) == 18


def test_an_address_in_the_own_network_needs_to_be_allowed(newsimpact, mine: Path, site: Site) -> None:
    result = newsimpact("feeds", "add", site.url("/rss"))
    assert (result.code, "for your own network, add it with --allow-private" in result.err) == (1, True)
    assert site.asked == []


def test_no_secret_of_an_address_is_printed_or_becomes_a_name(newsimpact, mine: Path, site: Site) -> None:
    secret = site.url("/mixed?token=t0ken").replace("http://", "http://me:hunter2@")
    result = newsimpact("feeds", "add", secret, site.url("/moved"), "--allow-private")
    assert result.code == 0
    assert f"the answer comes from {site.base}/rss?token=***" in result.out
    assert not any(word in result.out + result.err for word in ("hunter2", "t0ken", "s3cret"))
    assert secret in mine.read_text(), "the settings have it whole"
    assert not any(word in str(ids(mine)) for word in ("hunter2", "t0ken"))


def test_a_file_that_cannot_be_replaced_is_told_and_kept(newsimpact, mine: Path, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    before = mine.read_bytes()
    monkeypatch.setattr("os.replace", refuse)
    result = newsimpact("feeds", "add", "techmeme")
    assert (result.code, "cannot be written: Permission denied; nothing was changed" in result.err) == (1, True)
    assert mine.read_bytes() == before


# ── check ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def followed(newsimpact, site: Site, tmp_path: Path, write_settings) -> tuple[str, Path]:
    feeds = {"wire": site.url("/rss"), "mixed": site.url("/mixed"), "page": site.url("/page"), "gone": site.url("/no")}
    config = write_settings(tmp_path, tmp_path, feeds, {"META": "Meta", "SPY": "SPDR fund"})
    config.write_text("[http]\nspacing_seconds = 0\n" + config.read_text())
    return "--config", config


def test_check_asks_all_that_are_on_stores_nothing_and_is_exit_1_when_one_is_ill(
    newsimpact, followed, tmp_path: Path
) -> None:
    result = newsimpact(*followed, "--data", tmp_path / "data", "feeds", "check")
    assert result.code == 1
    assert f"2 items, newest {parsedate_to_datetime(RECENT):%Y-%m-%d %H:%M}Z, oldest " in result.out
    told = result.out.splitlines()
    assert sorted(line.split(":")[0] for line in told if not line.startswith(" ")) == ["mixed", "wire"]
    assert "  dates: 1 without a known zone, 1 missing, 1 unreadable" in told
    assert "  2 items share their id with another; told apart by their links or texts" in told
    assert 'page: an HTML page, not a feed (titled "Blog")' in result.err
    assert "gone: HTTP 404" in result.err and "4 feeds checked: 2 well, 2 at fault" in result.err
    assert not (tmp_path / "data").exists()
    assert newsimpact(*followed, "feeds", "check", "wire").code == 0


def test_check_as_json_gives_a_row_for_every_feed_also_for_those_at_fault(newsimpact, followed, site: Site) -> None:
    result = newsimpact(*followed, "feeds", "check", "--json")
    rows = {row["feed"]: row for row in lines(result.out)}
    assert (result.code, set(rows)) == (1, {"wire", "mixed", "page", "gone"})
    assert (rows["wire"]["items"], rows["wire"]["etag"], rows["wire"]["last_modified"]) == (2, True, False)
    assert (rows["mixed"]["keys_repeated"], rows["mixed"]["dates_assumed_zone"]) == (2, 1)
    assert (rows["gone"]["status"], rows["gone"]["fault"]) == (404, "HTTP 404 Not Found")
    assert rows["page"]["feeds_named"] == [site.url("/rss")]


def test_check_takes_ids_of_settings_and_catalogue_and_bare_addresses(newsimpact, followed, site: Site) -> None:
    other = site.url("/rss?x=1&key=s3cret")
    result = newsimpact(*followed, "feeds", "check", "wire", other, "edgar-crwv", site.url("/rss"), "--allow-private")
    assert result.code == 1
    assert "edgar-crwv: not asked: the SEC wants to know who asks; set contact under [edgar]" in result.err
    assert f"{site.base}/rss?x=1&key=***: 2 items" in result.out and "s3cret" not in result.out + result.err
    assert sorted(path for path, _ in site.asked) == ["/rss", "/rss", "/rss?x=1&key=s3cret"]
    refused = newsimpact(*followed, "feeds", "check", other)
    assert (refused.code, "has no public address" in refused.err) == (1, True)
    assert newsimpact(*followed, "feeds", "check", f"feed:{site.url('/rss')}").code == 0, "the settings allow this one"


def test_check_of_the_whole_catalogue_asks_every_feed_of_it_and_no_server_of_the_sec(
    newsimpact, mine: Path, monkeypatch
) -> None:
    asked: list[str] = []

    class Nobody:
        def fetch(self, requests, now):
            from tracker.records import Fetched, FetchOutcome

            asked.extend(request.url for request in requests)
            for request in reversed(requests):
                yield Fetched(
                    feed=request.feed, url=request.url, final_url=request.url, at=now, status=200, body=GOOD,
                    outcome=FetchOutcome.OK,
                )  # fmt: skip

    monkeypatch.setattr("tracker.app.feed_source", lambda settings: Nobody())
    result = newsimpact("feeds", "check", "--all", "--json")
    rows = {row["feed"]: row for row in lines(result.out)}
    assert set(rows) == {feed.id for feed in load_catalogue()} and result.code == 1
    assert asked and not any("sec.gov" in url for url in asked)
    assert all((row["fault"] is None) is (row["url"] in asked) for row in rows.values())


WRONG_CHECKS = {
    "an unknown id": (["amd-irr"], 'no feed has the id "amd-irr", did you mean "amd-ir"?'),
    "an id like no other": (["qqqqqqqq"], "`newsimpact feeds list` and `feeds catalogue` show the ids"),
    "all and one": (["--all", "amd-ir"], "give feeds or --all, not both"),
    "no address": (["ftp://a.example/"], "expected an address that starts with http:// or https://"),
    "an address that cannot be taken apart": (["https://[x"], "feeds check: https://[x: "),
}


@pytest.mark.parametrize(("words", "message"), WRONG_CHECKS.values(), ids=WRONG_CHECKS)
def test_a_check_that_cannot_be_meant_is_exit_2(newsimpact, words: list[str], message: str) -> None:
    result = newsimpact("feeds", "check", *words)
    assert (result.code, result.out, message in result.err) == (2, "", True), result.err


def test_a_check_of_nothing_is_exit_1(newsimpact, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    result = newsimpact("feeds", "check")
    assert (result.code, "no feed is on" in result.err) == (1, True)


# ── opml ────────────────────────────────────────────────────────────────────────────────────────────

ELSEWHERE = """<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.1"><body>
<outline text="Caf&eacute; & Co" xmlurl="http://cafe.example/rss?a=1&b=2"/>
<outline text="Wire"><outline title="AMD" text="" xmlUrl="https://ir.amd.com/rss/news-releases.xml/"/>
<outline text="Sub"><outline text="Deep" xmlUrl="feed://deep.example/rss"/></outline></outline>
<outline text="Trade-Press"><outline text="Company"><outline text="In" xmlUrl="http://in.example/"/></outline></outline>
<outline text="Empty"/>
<outline text="filings" xmlUrl="https://data.sec.gov/submissions/CIK0001769628.json"/>
<outline text="cw" xmlUrl="https://investors.coreweave.com/rss/pressrelease.aspx"/>
<outline text="twice" xmlUrl="http://cafe.example/rss?a=1&amp;b=2"/>
</body></opml>"""


def test_a_list_of_another_reader_is_added_with_an_account_of_every_feed(
    newsimpact, mine: Path, tmp_path: Path
) -> None:
    before = mine.read_text()
    (tmp_path / "in.opml").write_bytes(ELSEWHERE.encode("latin-1"))
    result = newsimpact("feeds", "import-opml", "in.opml", "--kind", "community")
    assert result.code == 0
    assert result.out.splitlines() == [
        "added cafe-example (community)",
        "added deep-example (wire)",
        "added in-example (company)",
        "added coreweave-ir (community)",
    ]
    assert "https://ir.amd.com/rss/news-releases.xml/ is there already as amd-ir" in result.err
    assert "http://cafe.example/rss?a=1&b=2 is there already as cafe-example" in result.err
    assert 'unusable: outline 5 ("Empty"): names no feed' in result.err
    assert "CIK0001769628.json: the SEC wants to know who asks; set contact under [edgar]" in result.err
    assert result.err.splitlines()[-1] == "8 feeds in in.opml: 4 added, 2 there already, 2 unusable"
    found = {feed.id: feed for feed in load_settings(mine, {}).feed}
    assert (found["cafe-example"].title, found["cafe-example"].url) == ("Café & Co", "http://cafe.example/rss?a=1&b=2")
    assert (found["coreweave-ir"].title, found["coreweave-ir"].min_interval_minutes) == ("cw", 30), "known already"
    again = newsimpact("feeds", "import-opml", "in.opml")
    assert (again.code, again.out, "0 added, 6 there already, 2 unusable" in again.err) == (0, "", True)
    newsimpact("feeds", "remove", "cafe-example", "deep-example", "in-example", "coreweave-ir")
    assert mine.read_text() == before


def test_a_list_can_be_added_switched_off_and_from_standard_input(newsimpact, mine: Path, monkeypatch) -> None:
    import io

    class Stdin:
        buffer = io.BytesIO(ELSEWHERE.encode("latin-1"))

    monkeypatch.setattr("sys.stdin", Stdin())
    result = newsimpact("feeds", "import-opml", "-", "--disabled")
    assert "added cafe-example (trade_press, off)" in result.out.splitlines()
    added = [feed for feed in load_settings(mine, {}).feed if feed.why_off]
    assert len(added) == 5 and not any(feed.enabled for feed in added), "filings too: nobody is asked"
    assert "switched off when it was imported" in newsimpact("feeds", "list").out


BROKEN = {
    "a missing file": (None, "in.opml: cannot be read: No such file or directory"),
    "no OPML": (b"<rss/>", "in.opml: is no OPML: its root element is <rss>"),
    "too large": (b" " * (8 * 1024 * 1024 + 1), "in.opml: is larger than 8,388,608 bytes"),
    "nothing usable": (b'<opml><body><outline text="x"/></body></opml>', "1 feed in in.opml: 0 added"),
    "no feeds": (b"<opml><body/></opml>", "0 feeds in in.opml: 0 added"),
}


@pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN)
def test_a_list_that_gives_nothing_is_exit_1_and_nothing_is_written(
    newsimpact, mine: Path, tmp_path: Path, content: bytes | None, message: str
) -> None:
    before = mine.read_bytes()
    if content is not None:
        (tmp_path / "in.opml").write_bytes(content)
    result = newsimpact("feeds", "import-opml", "in.opml")
    assert (result.code, result.out, message in result.err) == (1, "", True), result.err
    assert mine.read_bytes() == before


def test_a_list_that_breaks_off_is_added_as_far_as_it_goes(newsimpact, mine: Path, tmp_path: Path) -> None:
    (tmp_path / "in.opml").write_text('<opml><body>\n<outline text="a" xmlUrl="http://a.example/"/>\n<outline tex')
    result = newsimpact("feeds", "import-opml", "in.opml")
    assert (result.code, result.out) == (0, "added a-example (trade_press)\n")
    assert "in.opml: is not well-formed (line 3); what could be read was taken" in result.err


def test_the_settings_go_out_as_a_list_and_come_back_the_same(newsimpact, mine: Path, tmp_path: Path) -> None:
    newsimpact("feeds", "add", "techmeme", "odaily")
    mine.write_text(mine.read_text().replace('id = "odaily"', 'id = "odaily"\nenabled = false'))
    result = newsimpact("feeds", "export-opml", "out.opml")
    assert (result.code, result.out, result.err) == (0, "", "wrote out.opml: 19 feeds\n")
    assert newsimpact("feeds", "export-opml").out.count("xmlUrl=") == 19
    before = load_settings(mine, {}).feed
    newsimpact("feeds", "remove", *ids(mine))
    assert load_settings(mine, {}).feed == ()
    assert newsimpact("feeds", "import-opml", "out.opml").code == 0
    back = {feed.id: feed for feed in load_settings(mine, {}).feed}
    assert {name: feed.model_copy(update={"why_off": ""}) for name, feed in back.items()} == {
        feed.id: feed for feed in before
    }


def test_passwords_go_out_only_when_that_is_asked_for(newsimpact, tmp_path: Path, write_settings) -> None:
    feeds = {"paid": "https://me:hunter2@news.example/rss", "open": "https://open.example/rss"}
    config = write_settings(tmp_path, tmp_path, feeds, {"META": "Meta", "SPY": "SPDR fund"})
    masked = newsimpact("--config", config, "feeds", "export-opml", "out.opml")
    assert "1 of 2 addresses hold a password or key, shown as ***; --with-secrets writes them" in masked.err
    assert "hunter2" not in (tmp_path / "out.opml").read_text()
    back = newsimpact("--config", config, "feeds", "import-opml", "out.opml")
    assert "its password or key was left out when the list was written" in back.err and "1 there already" in back.err
    (tmp_path / "out.opml").chmod(0o644)
    newsimpact("--config", config, "feeds", "export-opml", "out.opml", "--with-secrets")
    assert "me:hunter2@news.example" in (tmp_path / "out.opml").read_text()
    assert (tmp_path / "out.opml").stat().st_mode & 0o777 == 0o600, "for its owner alone"


def test_a_list_that_cannot_be_written_is_told(newsimpact, tmp_path: Path) -> None:
    result = newsimpact("feeds", "export-opml", tmp_path / "no" / "out.opml")
    assert (result.code, "cannot be written: No such file or directory; name another place" in result.err) == (1, True)


def test_an_id_of_a_list_is_kept_when_it_is_one_and_free() -> None:
    def written(name: str) -> bytes:
        return (
            '<opml xmlns:n="urn:newsimpact:opml"><body><outline text="t" xmlUrl="http://a.example/" '
            f'n:id="{name}"/></body></opml>'
        ).encode()

    held = Settings(feed=(feed_from({"id": "held", "title": "H", "url": "http://h.example/", "kind": "wire"}),))
    got = [
        sort_out(read_opml(written(name)).outlines, held).tables[0]["id"]
        for name in ("mine", "held", "N o", "../x", "")
    ]
    assert got == ["mine", "a-example", "a-example", "a-example", "a-example"]


KINDS = ["wire", "company", "regulator", "market", "trade_press", "community", "aggregator"]
WORDS = st.text(st.one_of(st.sampled_from("<>&\"' %#?=;[]é漢-_.~"), st.characters(codec="utf-8")), max_size=20)


@given(
    st.lists(
        st.tuples(st.integers(0, 99), WORDS, WORDS, st.sampled_from(KINDS), st.booleans()),
        max_size=8,
        unique_by=lambda made: made[0],
    )
)
def test_every_feed_of_the_settings_comes_back_from_a_list(made: list[tuple[int, str, str, str, bool]]) -> None:
    feeds = []
    for number, title, path, kind, enabled in made:
        clean = "".join(char for char in path if not char.isspace() and char.isprintable() and char != "/")
        clean = clean.replace("=***", "=**")  # what looks like a key that was left out is taken for one
        table = {"id": f"f{number}", "title": f"T{title}", "url": f"http://h{number}.example/{clean}", "kind": kind}
        feeds.append(feed_from({**table, "enabled": enabled}))
    list_of_all = write_opml([outline_of(feed, True) for feed in feeds], title="t", made_at=datetime.now(UTC))
    found = read_opml(list_of_all)
    done = sort_out(found.outlines, Settings())
    assert (len(done.tables), done.known, done.unusable, found.unusable) == (len(feeds), (), (), ())
    back = {table["id"]: feed_from(table) for table in done.tables}
    for feed in feeds:
        same = back[feed.id]
        assert (same.url, same.kind, same.enabled) == (feed.url, feed.kind, feed.enabled)
        # A title is one line for a terminal; what XML cannot hold goes out of it.
        assert same.title == one_line(re.sub("[\ufffe\uffff]", "", one_line(feed.title)))
    again = sort_out(found.outlines, Settings(feed=tuple(feeds)))
    assert (again.tables, len(again.known), again.unusable) == ((), len(feeds), ())


def test_an_outline_that_the_settings_would_not_take_is_unusable_with_the_reason() -> None:
    from pipelines.opml import Outline

    done = sort_out([Outline(title="t", url="gopher://a.example/")], Settings())
    assert (done.tables, done.known) == ((), ())
    assert done.unusable == (
        'gopher://a.example/: url: expected an address that starts with http:// or https://, got "gopher://a.example/"',
    )


@given(st.lists(st.sampled_from([f"http://a.example/{n % 3}?q={n}" for n in range(9)]), max_size=12))
def test_every_outline_is_added_known_or_unusable_and_ids_are_unique(urls: list[str]) -> None:
    from pipelines.opml import Outline

    done = sort_out([Outline(title="t", url=url) for url in urls], Settings())
    assert len(done.tables) + len(done.known) + len(done.unusable) == len(urls)
    assert len({table["id"] for table in done.tables}) == len(done.tables) == len({same_address(url) for url in urls})


# ── columns ─────────────────────────────────────────────────────────────────────────────────────────


def test_columns_hold_words_of_others_in_one_line() -> None:
    rows = [("a\x1b[31m", "b\nc", "long text here"), ("dd", "e", "")]
    assert list(in_columns(rows)) == ["a[31m  b c  long text here", "dd     e"]
    assert list(in_columns(rows, width=20)) == ["a[31m  b c  long…", "dd     e"]
    assert list(in_columns(rows, width=8)) == ["a[31m  b", "dd     e"]
