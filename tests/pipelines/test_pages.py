"""Pages of articles: the text in them, what is no article, what a page says of itself, and what robots.txt allows."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.pages import (
    ACCESS_CHECK,
    CONSENT,
    MAX_BYTES,
    MAX_ROBOTS,
    MAX_TEXT,
    NO_TEXT,
    PageText,
    Robots,
    may_ask,
    may_fetch,
    read_page,
    robots_of,
    robots_url,
)
from tracker.records import Fault, Fetched, FetchOutcome, Page, PageOutcome

DATA = Path(__file__).parents[1] / "data"
URL = "https://www.gazette.example/tech/1"
NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
PARAGRAPH = (
    "The council of the county has decided to lay a second cable to the island, since the first one is often damaged"
    " by anchors. Work is to begin in the spring and will be paid for by the users."
)


def paragraphs(count: int) -> str:
    """Different ones: what a page repeats is taken for furniture."""
    return "".join(f"<p>Note {n}. {PARAGRAPH}</p>" for n in range(count))


def read(name: str, url: str = URL) -> PageText:
    return read_page((DATA / name).read_bytes(), url=url, content_type="text/html; charset=utf-8")


def page(body: str = f"<article><p>{PARAGRAPH}</p></article>", head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>Gazette</title>{head}</head><body>{body}</body></html>".encode()


def read_html(html: bytes, content_type: str | None = "text/html", url: str = URL) -> PageText:
    return read_page(html, url=url, content_type=content_type)


# ── the text ────────────────────────────────────────────────────────────────────────────────────────


def test_an_article_is_read_without_what_stands_around_it() -> None:
    found = read("pages/article.html")
    lines = found.text.split("\n")
    assert found.reason is None
    assert lines[0].startswith("Meta Platforms is looking for companies that would rent")
    assert "Nebius | 170 MW" in lines
    assert "What it means for the neoclouds" in lines
    assert "“Nobody leaves a hall full of processors dark,” the analyst said." in lines
    for around in ("cookies", "Markets", "Related", "Oracle", "broker", "AMD", "Privacy", "promo", "|---"):
        assert around not in found.text


def test_a_first_line_that_repeats_the_headline_is_left_out() -> None:
    found = read("pages/article.html")
    assert found.title == "Meta seeks buyers for idle computing power"
    assert found.title not in found.text
    assert read("pages/article.html") == found  # nothing is remembered from page to page


def test_a_document_of_edgar_is_taken_whole() -> None:
    lines = read("edgar/release.htm", "https://www.sec.gov/Archives/x.htm").text.split("\n")
    assert lines[:2] == ["Exhibit 99.1", "CoreWeave Signs $6.5 Billion Contract with Meta"]
    assert "Contracted power | 2.9 GW" in lines
    assert lines[-1] == "About CoreWeave. CoreWeave runs a cloud for artificial intelligence."
    assert not any("<" in line or line in {"1", "exhibit991.htm"} for line in lines)


def test_a_document_of_edgar_may_be_short_broken_off_or_laid_out_in_tables() -> None:
    start = "<DOCUMENT>\n<TYPE>EX-99.1\n<SEQUENCE>2\n<TEXT>\n"
    rows = "<table><tr><td>&#8226;</td><td><div>Revenue\ngrew</div><div>fast</div></td></tr>"
    rows += "<tr><td>&nbsp;</td></tr></table>"
    assert read_html(f"{start}<html><body>{rows}<p>- 2 -</p>".encode()).text == "Revenue grew fast\n- 2 -"
    assert read_html(f"{start}<p>Done.</p></TEXT></DOCUMENT>".encode()).text == "Done."
    assert read_html(f"{start}</TEXT></DOCUMENT>".encode()).reason == NO_TEXT
    assert read_html(f"{start}<html><body><script>x()</script></body></html>".encode()).reason == NO_TEXT


@pytest.mark.parametrize(
    ("header", "meta", "encoding"),
    [
        ("text/html", "", "utf-8"),
        ("text/html; charset=utf-8", '<meta charset="iso-8859-1">', "utf-8"),
        ("text/html; charset=windows-1252", "", "cp1252"),
        (None, '<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-15">', "iso8859-15"),
        (None, "<meta charset=shift_jis>", "shift_jis"),
        (None, "", "utf-16"),
        (None, "", "utf-8-sig"),
        ("text/html; charset=punycode", "", "cp1252"),
        ("text/html; charset=no-such", '<meta charset="\x00">', "cp1252"),
    ],
)
def test_the_letters_are_read_as_they_were_written(header: str | None, meta: str, encoding: str) -> None:
    word = "データ" if encoding == "shift_jis" else "Überseekabel"
    html = page(f"<article><p>{word}. {PARAGRAPH}</p></article>", meta).decode()
    assert read_html(html.encode(encoding), header).text == f"{word}. {PARAGRAPH}"


def test_control_characters_and_turned_text_do_not_come_through() -> None:
    found = read_html(page(f"<article><p>A\x1b[31m\x00B\u202eC. {PARAGRAPH}</p></article>"))
    assert found.text == f"A[31mBC. {PARAGRAPH}"
    assert "Escaped" in read_html(page(f"<article><p>Escaped &#27;&#0;. {PARAGRAPH}</p></article>")).text


def test_a_very_long_text_is_cut() -> None:
    found = read_html(page(f"<article>{paragraphs(2_000)}</article>"))
    assert MAX_TEXT - 300 < len(found.text) <= MAX_TEXT


# ── what is no article ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "reason"), [("challenge", ACCESS_CHECK), ("consent", CONSENT), ("empty", NO_TEXT)])
def test_what_came_instead_of_an_article_is_named(name: str, reason: str) -> None:
    found = read(f"pages/{name}.html")
    assert (found.text, found.reason) == ("", reason)


def test_an_access_check_is_known_by_its_words_or_its_service() -> None:
    words = f"<main><h1>Gazette</h1><p>Are you a robot? {PARAGRAPH}</p></main>"
    assert read_html(page(words)).reason == ACCESS_CHECK
    service = f'<main><p>{PARAGRAPH}</p></main><script src="https://geo.captcha-delivery.com/c.js"></script>'
    assert read_html(page(service)).reason == ACCESS_CHECK


def test_an_article_is_not_taken_for_a_check_because_of_a_word_or_a_script() -> None:
    last = "<p>Access denied, said the sign on the door of the hall, and nobody went in to see the new machines.</p>"
    script = '<script src="https://www.google.com/recaptcha/api.js"></script>'
    found = read_html(page(f"<article>{paragraphs(4)}{last}</article>{script}"))
    assert found.reason is None and "Access denied" in found.text


def test_an_article_with_a_line_about_cookies_stays_an_article() -> None:
    found = read_html(
        page(f"<article><p>{PARAGRAPH}</p><p>The shop sells cookies and coffee to sailors.</p></article>")
    )
    assert found.reason is None


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"%PDF-1.7 ...", None, "a PDF, not a web page"),
        (b"%PDF-1.7 ...", "text/html", "a PDF, not a web page"),
        (b"\x89PNG", "image/png", "image/png, not a web page"),
        (b"plain words", "text/plain; charset=utf-8", "text/plain, not a web page"),
        (b"", "text/html", "empty body"),
        (b" \n\t", None, "empty body"),
        (b"<!-- nothing -->", "text/html", NO_TEXT),
        (b"\x00\x00\x00", None, NO_TEXT),
        (b"x" * (MAX_BYTES + 1), "text/html", f"{MAX_BYTES + 1:,} bytes; at most {MAX_BYTES:,} are read"),
    ],
)
def test_what_is_no_web_page_is_refused_with_a_reason(body: bytes, content_type: str | None, reason: str) -> None:
    assert read_page(body, url=URL, content_type=content_type) == PageText(reason=reason, title="")


def test_a_parser_that_stumbles_is_a_reason_and_no_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*args: object, **more: object) -> str:
        raise RecursionError

    monkeypatch.setattr("trafilatura.extract", stumble)
    assert read_html(page()).reason == "cannot be read as a page (RecursionError)"


TAGS = st.sampled_from(
    """<p>|</p>|<div>|</div>|<article>|<table>|<tr>|<td>|<ul>|<li>|<h1>|<script>|</script>|<!--|-->|<br>|<a href="x">
    |<meta charset="utf-7">|<link rel=canonical href="//[x">|<script type="application/ld+json">|{"@graph":[|]}|&|&#0;
    |&#27;|&#xD800;|<DOCUMENT><TYPE>X<TEXT>|<svg>|<title>|<base href="y">|<body>|</html>""".split("|")
)


SOUP = st.lists(TAGS | st.text(max_size=60), max_size=40).map(lambda parts: "".join(parts).encode("utf-8", "replace"))
TYPES = ["text/html", "text/html; charset=utf-16", "application/xhtml+xml", ";", "image/gif"]


@settings(deadline=None)
@given(
    st.binary(max_size=400) | SOUP,
    st.none() | st.sampled_from(TYPES),
    st.sampled_from([URL, "", "http://[", "javascript:x", "https://gazette.example"]),
)
def test_any_bytes_give_a_text_or_a_reason(body: bytes, content_type: str | None, url: str) -> None:
    found = read_page(body, url=url, content_type=content_type)
    assert bool(found.text) is (found.reason is None)
    assert len(found.text) <= MAX_TEXT and "\x00" not in found.text


def test_deep_and_wide_pages_end() -> None:
    for body in (
        "<div>" * 20_000,
        "<b>" * 20_000,
        "<table><tr><td>" * 2_000,
        '<script type="application/ld+json">' + "[" * 50_000,
    ):
        assert read_html(page(body)).reason is not None  # fmt: skip


# ── what a page says of itself ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("href", "named"),
    [
        ("https://gazette.example/a?utm_source=x#top", "https://gazette.example/a"),
        ("http://amp.gazette.example/a", "https://amp.gazette.example/a"),
        ("/2026/07/a", "https://www.gazette.example/2026/07/a"),
        ("../b", "https://www.gazette.example/b"),
        ("https://elsewhere.example/a", None),
        ("https://gazette.example.evil.example/a", None),
        ("https://www.gazette.example/", None),
        ("https://www.gazette.example", None),
        ("javascript:alert(1)", None),
        ("http://[broken", None),
    ],
)
def test_a_canonical_address_counts_on_the_same_site_only_and_never_as_its_front_page(
    href: str, named: str | None
) -> None:
    assert read_html(page(head=f'<link rel="Canonical" href="{href}">')).canonical_url == named


def test_a_front_page_may_be_its_own_address() -> None:
    link = '<link rel="canonical" href="https://www.gazette.example/">'
    assert read_html(page(head=link), url="http://gazette.example").canonical_url == "https://www.gazette.example/"


def ld(value: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    ("head", "paywalled"),
    [
        (ld({"@type": "NewsArticle", "isAccessibleForFree": False}), True),
        (ld({"@type": "NewsArticle", "isAccessibleForFree": "False"}), True),
        (ld({"@type": "NewsArticle", "isAccessibleForFree": "http://schema.org/False"}), True),
        (ld({"@type": "NewsArticle", "isAccessibleForFree": True}), False),
        (ld([{"@graph": [{"@type": "WebPage"}, {"isAccessibleForFree": "no"}]}]), True),
        (ld({"isAccessibleForFree": True, "hasPart": [{"isAccessibleForFree": False}]}), True),
        (ld({"mainEntityOfPage": {"mainEntity": {"isAccessibleForFree": "true"}}}), False),
        (ld({"itemListElement": [{"isAccessibleForFree": False}]}), None),
        (ld({"isAccessibleForFree": "perhaps"}), None),
        (ld({"isAccessibleForFree": None}), None),
        ('<script type="application/ld+json">{"isAccessibleForFree": fal</script>', None),
        ('<script type="application/json">{"isAccessibleForFree": false}</script>', None),
        ('<meta itemprop="isAccessibleForFree" content="false">', True),
        ('<meta name="isAccessibleForFree" content="True">', False),
        ('<meta property="article:content_tier" content="locked">', True),
        ('<meta property="article:content_tier" content="metered">', True),
        ('<meta property="article:content_tier" content="free">', False),
        ("", None),
    ],
)
def test_a_page_says_whether_everybody_may_read_it(head: str, paywalled: bool | None) -> None:
    assert read_html(page(head=head)).paywalled is paywalled


def test_a_page_that_sells_its_rest_is_read_as_far_as_it_goes() -> None:
    found = read("pages/paywalled.html")
    assert (found.paywalled, found.canonical_url) == (True, "https://www.gazette.example/2026/07/nebius-finland")
    assert found.text.startswith("Nebius Group is in talks to buy a former paper mill")


@pytest.mark.parametrize(
    ("head", "modified"),
    [
        ('<meta property="article:modified_time" content="2026-07-01T09:10:00-04:00">', "2026-07-01T13:10:00+00:00"),
        (ld({"dateModified": "2026-07-01T13:10:00Z"}), "2026-07-01T13:10:00+00:00"),
        (ld({"dateModified": "2026-07-01 13:10"}), None),
        (ld({"dateModified": 20260701}), None),
        ('<meta property="article:modified_time" content="soon">', None),
    ],
)
def test_the_time_of_the_last_change_counts_with_a_zone_only(head: str, modified: str | None) -> None:
    found = read_html(page(head=head)).modified
    assert (found.isoformat() if found else None) == modified


# ── robots.txt ──────────────────────────────────────────────────────────────────────────────────────

RULES = """
User-agent: *
Disallow: /paid/
Disallow: /*.pdf$

User-agent: newsimpact
Disallow: /not-for-us/

User-agent: otherbot
Disallow: /
"""


@pytest.mark.parametrize(
    ("path", "agent", "allowed"),
    [
        ("/news/1", "newsimpact/0.1 (personal feed reader)", True),
        ("/not-for-us/1", "newsimpact/0.1 (personal feed reader)", False),
        ("/paid/1", "newsimpact/0.1", True),  # a group of one's own stands instead of the one for all
        ("/not-for-us/1", "Mozilla/5.0 (compatible)", False),  # our own name holds under any other
        ("/paid/1", "Mozilla/5.0 (compatible)", False),
        ("/news/report.pdf", "Ada Quill ada@quill.example", False),
        ("/news/1", "Ada Quill (otherbot) ada@quill.example", True),  # a word in a remark is no name
        ("/news/1", "otherbot/2", False),
        ("/not-for-us/1", "(nameless)", False),
    ],
)
def test_robots_txt_decides_by_product_and_path(path: str, agent: str, allowed: bool) -> None:
    assert may_fetch(RULES, f"https://gazette.example{path}", agent) is allowed


def test_no_rules_allow_everything_and_rubbish_forbids_nothing() -> None:
    assert may_fetch(None, URL, "newsimpact")
    assert may_fetch("", URL, "newsimpact")
    assert may_fetch("<!DOCTYPE html><html><body>Not found</body></html>", URL, "newsimpact")


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_rules_give_an_answer(rules: str, agent: str) -> None:
    assert may_fetch(rules, URL, agent) in {True, False}


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://www.gazette.example/a/b?c#d", "https://www.gazette.example/robots.txt"),
        ("http://user:secret@GAZETTE.example:8080/a", "http://gazette.example:8080/robots.txt"),
        ("https://[::1]/a", "https://[::1]/robots.txt"),
        ("https://gazette.example:443/a", "https://gazette.example/robots.txt"),
        ("mailto:a@b.example", ""),
        ("/relative", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_every_server_has_its_own_rules(url: str, place: str) -> None:
    assert robots_url(url) == place


def answered(status: int | None, body: bytes = b"", **more: Any) -> Robots | None:
    outcome = FetchOutcome.OK if status == 200 and body else FetchOutcome.FAILED
    fetched = {"feed": "r", "url": URL, "final_url": URL, "at": NOW, "outcome": outcome, "status": status, "body": body}
    return robots_of(Fetched(**{**fetched, **more}))


def test_what_a_server_answers_when_asked_for_its_rules() -> None:
    assert answered(200, b"\xef\xbb\xbfUser-agent: *") == Robots(asked_at=NOW, text="User-agent: *")
    assert answered(200, reason="empty body") == Robots(asked_at=NOW, text="")
    assert answered(200, reason="empty body", fault=Fault.NOT_A_FEED) == Robots(asked_at=NOW, text="")
    assert answered(404) == answered(410) == answered(400) == Robots(asked_at=NOW)
    refused = answered(403, reason="HTTP 403 Forbidden")
    assert refused == Robots(asked_at=NOW, refused="robots.txt is refused (HTTP 403 Forbidden)")
    assert answered(401) == Robots(asked_at=NOW, refused="robots.txt is refused (HTTP 401)")
    assert answered(503, fault=Fault.BLOCKED, reason="a challenge") == Robots(
        asked_at=NOW, refused="robots.txt is refused (a challenge)"
    )
    for status in (500, 503, 429, None):
        found = answered(status, reason="not well")
        assert found == Robots(asked_at=NOW, unknown="robots.txt could not be had (not well)")
    assert answered(200, reason="body larger", fault=Fault.TOO_LARGE) == Robots(
        asked_at=NOW, unknown="robots.txt could not be had (body larger)"
    )
    assert answered(None) == Robots(asked_at=NOW, unknown="robots.txt could not be had (no answer)")
    assert answered(429, outcome=FetchOutcome.POSTPONED) is None


def test_only_the_beginning_of_endless_rules_is_read() -> None:
    found = answered(200, b"#" * (MAX_ROBOTS + 100))
    assert found is not None and found.text is not None and len(found.text) == MAX_ROBOTS


# ── asking again ────────────────────────────────────────────────────────────────────────────────────


def tried(hours_ago: float, outcome: PageOutcome = PageOutcome.FAILED) -> Page:
    at = NOW - timedelta(hours=hours_ago)
    return Page(article="a", version=1, asked_at=at, url=URL, outcome=outcome, reason="because")


@pytest.mark.parametrize(
    ("asked", "again"),
    [
        ((), True),
        ((tried(0.9),), False),
        ((tried(1),), True),
        ((tried(8), tried(5.9)), False),
        ((tried(6), tried(8)), True),
        ((tried(40), tried(30), tried(20)), False),
        ((tried(40, PageOutcome.OK),), False),
        ((tried(40, PageOutcome.NOT_ALLOWED),), False),
        ((tried(40), tried(30, PageOutcome.NO_TEXT)), False),
    ],
    ids=["never asked", "just failed", "an hour later", "failed twice", "six hours later", "failed thrice", "read",
         "forbidden", "without a text"],
)  # fmt: skip
def test_a_page_that_failed_is_asked_for_again_twice_and_later_each_time(asked: tuple[Page, ...], again: bool) -> None:
    assert may_ask(asked, NOW) is again
