"""The daily e-mail: what it says, that it fits, and that what is sent is what arrives."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.digest import HTML_LIMIT, StoryNote, WatchRow, build_digest, message_bytes
from pipelines.escape import header_text
from tracker.errors import InputError
from tracker.records import Digest, FeedHealth, ReportRow

SESSION = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 21, 5, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e{{ 7*7 }} & \r\nBcc: all@example.org"


def row(story: str = "s1", symbol: str = "CRWV", **changes: Any) -> ReportRow:
    known: dict[str, Any] = {
        "story": story,
        "headline": f"Headline of {story}",
        "type": "compute_leasing",
        "subtype": None,
        "themes": ("neocloud",),
        "t0": datetime(2026, 6, 30, 20, 42, tzinfo=UTC),
        "t0_basis": "published",
        "bucket": "post",
        "session": SESSION,
        "symbol": symbol,
        "exposure": "direct",
        "window": "d0",
        "raw": -0.13,
        "market_adjusted": -0.126,
        "abnormal": -0.121,
        "stderr": 0.034,
        "t": -3.56,
        "p": 0.0005,
        "p_basis": "t",
        "expected_sign": None,
        "verdict": "unusual_move",
        "reason": None,
        "articles": 3,
        "sources": 2,
        "novelty": None,
        "telling": 1,
        "days_since_last": None,
        "confounders": (),
        "backfilled": False,
    }
    return ReportRow(**{**known, **changes})


def quiet(story: str, symbol: str = "NVDA", **changes: Any) -> ReportRow:
    known: dict[str, Any] = {
        "raw": 0.008,
        "abnormal": 0.002,
        "t": 0.1,
        "p": 0.92,
        "verdict": "no_unusual_move",
    }
    return row(story, symbol, **{**known, **changes})


def untold(story: str, symbol: str = "NBIS", reason: str = "not_yet", **changes: Any) -> ReportRow:
    nothing: dict[str, Any] = dict.fromkeys(("raw", "market_adjusted", "abnormal", "stderr", "t", "p", "p_basis"))
    return row(story, symbol, **{**nothing, "verdict": "cannot_tell", "reason": reason, **changes})


def feed(name: str = "Wire", **changes: Any) -> FeedHealth:
    known: dict[str, Any] = {
        "feed": name.lower(),
        "title": name,
        "state": "ok",
        "last_ok": NOW - timedelta(minutes=5),
        "since": None,
        "failures": 0,
        "reason": None,
        "newest_item": None,
    }
    return FeedHealth(**{**known, **changes})


FAILING = feed(
    "Chips",
    state="failing",
    last_ok=NOW - timedelta(hours=30),
    since=NOW - timedelta(hours=29),
    failures=9,
    reason="HTTP 503",
)
WATCH = [
    WatchRow(symbol="CRWV", close=104.4, day_return=-0.13, vs_market=-0.126, news_count=2),
    WatchRow(symbol="NVDA", close=1196.1, day_return=0.008, vs_market=None, news_count=0),
]


def digest(rows: list[ReportRow], watch: list[WatchRow] | None = None, **changes: Any) -> Digest:
    known: dict[str, Any] = {
        "health": [feed()],
        "now": NOW,
        "notice": None,
        "command_hint": "newsimpact report --since 2026-07-01",
        "notes": None,
    }
    told = {**known, **changes}
    return build_digest(SESSION, rows, WATCH if watch is None else watch, told.pop("health"), **told)


def seen(page: str) -> str:
    """What a reader of the HTML sees: without head, comments, tags."""
    body = re.split("<body[^>]*>", page)[1]
    body = re.sub("<!--.*?-->", "", body, flags=re.DOTALL)
    return html.unescape(re.sub("<[^>]*>", " ", body))


# ── what it says ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rows", "health", "subject"),
    [
        pytest.param(
            [row(), row(symbol="NBIS", raw=-0.152, t=-3.4), row(symbol="SMH", t=-2.5)],
            [feed()],
            "CRWV -13.0%, NBIS -15.2%: Meta compute leasing",
            id="two symbols that stand out most",
        ),
        pytest.param(
            [row(), row("s2", "ORCL", t=4.2, raw=0.07)],
            [feed()],
            "ORCL +7.0%: Headline of s2; 1 more story",
            id="the largest of two stories",
        ),
        pytest.param(
            [row(), quiet("s3")], [feed()], "CRWV -13.0%: Meta compute leasing", id="quiet stories are not counted"
        ),
        pytest.param(
            [row(backfilled=True)], [feed()], "No new unusual move on 1 Jul: 1 story", id="the archive is no finding"
        ),
        pytest.param([quiet("s1"), quiet("s2")], [feed()], "No unusual move on 1 Jul: 2 stories", id="nothing moved"),
        pytest.param([untold("s1")], [feed()], "1 story on 1 Jul, no verdict yet", id="nothing measured"),
        pytest.param([], [feed()], "No news on 1 Jul", id="no news, feeds alive"),
        pytest.param([], [feed(), FAILING], "Not all feeds were heard on 1 Jul", id="no news, a feed silent"),
        pytest.param([], [], "Not all feeds were heard on 1 Jul", id="no feeds at all"),
    ],
)
def test_the_subject_states_the_finding(rows: list[ReportRow], health: list[FeedHealth], subject: str) -> None:
    notes = {"s1": StoryNote(actor="Meta", url="https://news.example/1")}
    assert digest(rows, health=health, notes=notes).subject == subject


@pytest.mark.parametrize(
    ("health", "summary"),
    [
        pytest.param([feed(), feed("B")], "No news for Wed 1 Jul 2026: every feed was heard (2), none", id="all alive"),
        pytest.param(
            [feed(), FAILING], "No story for Wed 1 Jul 2026 from the 1 feed heard; 1 feed was silent.", id="one silent"
        ),
        pytest.param([FAILING], "No feed was heard, so nothing can be said about the news", id="all silent"),
        pytest.param([feed(state="gone")], "No feed is in use, so nothing can be said", id="all disabled"),
        pytest.param([feed(last_ok=NOW - timedelta(hours=25))], "No feed was heard", id="last heard yesterday"),
        pytest.param([feed(state="never_polled", last_ok=None)], "No feed was heard", id="never polled"),
        pytest.param([feed(), feed("B", state="gone", last_ok=None)], "every feed was heard (1)", id="one disabled"),
    ],
)
def test_no_news_is_said_only_when_the_feeds_were_alive(health: list[FeedHealth], summary: str) -> None:
    mail = digest([], health=health)
    assert summary in mail.text
    assert summary in seen(mail.html)
    assert ("No news" in mail.text + mail.html + mail.subject) == summary.startswith(
        ("No news", "every feed was heard")
    )


@pytest.mark.parametrize(
    ("rows", "summary"),
    [
        pytest.param([row(), quiet("s2")], "1 symbol moved unusually on Wed 1 Jul 2026, in 1 of 2 stories.", id="some"),
        pytest.param([row()], "1 symbol moved unusually on Wed 1 Jul 2026.", id="the only one"),
        pytest.param([quiet("s1")], "1 story for Wed 1 Jul 2026, none with an unusual move.", id="none"),
    ],
)
def test_the_summary_is_one_sentence(rows: list[ReportRow], summary: str) -> None:
    assert summary in digest(rows).text


@pytest.mark.parametrize(
    ("health", "watch", "rows", "gap"),
    [
        pytest.param(
            [FAILING],
            [],
            [],
            "Feed “Chips” failing since 2026-06-30 16:05 UTC, last read 2026-06-30 15:05 UTC: HTTP 503.",
            id="failing feed",
        ),
        pytest.param(
            [feed(last_ok=NOW - timedelta(days=2))],
            [],
            [],
            "Feed “Wire” not read lately, last read 2026-06-29 21:05 UTC.",
            id="feed not read lately",
        ),
        pytest.param(
            [feed(state="failing", last_ok=None, since=NOW)],
            [],
            [],
            "2026-07-01 21:05 UTC, never read.",
            id="new",
        ),
        pytest.param(
            [feed(state="never_polled", last_ok=None)], [], [], "Feed “Wire” has not been read yet.", id="never polled"
        ),
        pytest.param(
            [feed()],
            [WatchRow(symbol="ACME", close=None, day_return=None, vs_market=None, news_count=0)],
            [untold("s1", "XYZ", "no_prices"), untold("s1", "NBIS", "not_yet")],
            "Prices missing for ACME, XYZ.",
            id="missing prices",
        ),
        pytest.param([FAILING] * 8, [], [], "2 more feeds not heard.", id="many feeds"),
        pytest.param([], [], [], "No feed is in use.", id="no feeds"),
        pytest.param(
            [feed()],
            [],
            [untold("s1", f"S{n}", "no_prices") for n in range(10, 30)],
            "S21 and 8 more.",
            id="many symbols",
        ),
    ],
)
def test_what_was_missing_is_named(
    health: list[FeedHealth], watch: list[WatchRow], rows: list[ReportRow], gap: str
) -> None:
    mail = digest(rows, watch, health=health)
    assert gap in mail.text
    assert gap in " ".join(seen(mail.html).split())


def test_a_mail_without_gaps_does_not_mention_any() -> None:
    mail = digest([row()])
    assert "\n! " not in mail.text and "missing" not in mail.text


def test_the_text_part_as_a_whole() -> None:
    rows = [
        row(confounders=("s2",)),
        untold("s1", "ACME", "too_few_sessions", raw=-0.05),
        quiet("s2", "CRWV", confounders=("s1",)),
        untold("s3", headline="Nebius says nothing new", raw=0.01),
    ]
    mail = digest(rows, notice="Synthetic prices.", notes={"s1": StoryNote(url="https://news.example/1")})
    assert (
        mail.text
        == """\
Wed 1 Jul 2026

1 symbol moved unusually on Wed 1 Jul 2026, in 1 of 3 stories.
Largest move among the watched: CRWV -13.0%.

Synthetic prices.

STORIES WITH UNUSUAL MOVES

Headline of s1
  https://news.example/1
  compute leasing, 2026-06-30 20:42 UTC, after the close
  3 reports, 2 sources, first of its kind

  over the session        raw  vs market  abnormal      t
* CRWV                 -13.0%     -12.6%    -12.1%   -3.6
  ACME                  -5.0%          –   too few earlier sessions
  Also in other stories of that session: CRWV.

OTHER STORIES IN BRIEF

Headline of s2
  CRWV +0.8%, abnormal +0.2%, t +0.1

Nebius says nothing new
  NBIS +1.0%, window not over yet

WATCHED SYMBOLS

  symbol                  close      day  vs market  stories
  CRWV                   104.40   -13.0%     -12.6%        2
  NVDA                 1,196.10    +0.8%          –        0

--------
Abnormal: the return minus what the market model expected. t: that divided
by its standard error; beyond about ±2 is unusual (p < 0.05, marked *).
2 tests in all; chance alone would call about 0.1 of them unusual.
A move in the session of a story is not proof that the story caused it.

Synthetic prices.
Not investment advice. More: newsimpact report --since 2026-07-01
"""
    )


def test_the_story_of_the_subject_opens_the_mail_and_history_comes_last() -> None:
    rows = [row("old", t=-9.0, backfilled=True), row("small", "AMD", t=-2.1), row("large", "ORCL", t=4.2, raw=0.07)]
    mail = digest(rows)
    assert mail.subject.startswith("ORCL +7.0%: Headline of large")
    assert re.findall("^Headline of (.*)$", mail.text, re.MULTILINE) == ["large", "small", "old"]


def test_a_quiet_day_still_gives_a_short_mail() -> None:
    mail = digest([], [])
    assert len(mail.text.splitlines()) < 25
    assert mail.text.count("None.") == 2
    assert "No test could be made." in mail.text


def test_an_earlier_story_shows_its_window_that_is_now_over() -> None:
    before = {"session": SESSION - timedelta(days=1)}
    rows = [
        row("s1", "CRWV", abnormal=-0.111, **before),
        row("s1", "CRWV", window="d0_1", abnormal=-0.222, **before),
        row("s1", "NBIS", abnormal=-0.333, **before),
        untold("s1", "NBIS", window="d0_1", **before),
    ]
    mail = digest(rows)
    earlier = mail.text.split("EARLIER STORIES, WINDOW NOW COMPLETE")[1]
    assert "-22.2%" in earlier and "-33.3%" in earlier
    assert "-11.1%" not in mail.text
    assert mail.subject == "No news on 1 Jul"


def test_the_sessions_own_story_shows_its_first_window() -> None:
    mail = digest([row(abnormal=-0.111), row(window="d0_1", abnormal=-0.222)])
    assert "-11.1%" in mail.text and "-22.2%" not in mail.text


def test_a_story_that_reacts_tomorrow_is_told_in_brief() -> None:
    mail = digest([untold("s1", session=SESSION + timedelta(days=1)), untold("s2", session=None, bucket=None)])
    assert mail.text.split("OTHER STORIES IN BRIEF")[1].count("window not over yet") == 2


def test_the_second_fact_stands_in_the_preheader() -> None:
    def preheader(mail: Digest) -> str:
        return " ".join(seen(mail.html).split("\u034f")[0].split())

    two = digest([row(), row("s2", "ORCL", raw=0.07, t=3.2)])
    assert "Also ORCL +7.0%: Headline of s2" in preheader(two)
    assert "Largest move among the watched: CRWV −13.0%." in preheader(digest([row()]))
    assert "No closes for the watched symbols." in preheader(digest([row()], []))


# ── how it looks ────────────────────────────────────────────────────────────────────────────────────

NUMBER = re.compile(r"[+\-−±<]?\d[\d,.:]*\d%?|[+\-−±<]?\d%?")


def numbers(text: str) -> set[str]:
    return {number.replace("−", "-") for number in NUMBER.findall(text)}


def busy(count: int = 200, headline: str = "Headline & <more> {}") -> list[ReportRow]:
    rows = []
    for at in range(count):
        known = {"headline": headline.format(at), "confounders": ("x",), "telling": at + 1, "days_since_last": at / 7}
        for symbol in range(9):
            move = {"raw": -at / 1000 - symbol / 100, "t": -2.0 - at / 100}
            rows.append((row if at % 3 else quiet)(f"s{at}", f"SYM{symbol}", **known, **move))
        if at % 5 == 0:
            before = {"session": SESSION - timedelta(days=1), "window": "d0_1"}
            rows.append(row(f"old{at}", "CRWV", abnormal=at / 999, **known, **before))
    return rows


def busy_mail(count: int = 200) -> Digest:
    watch = [
        WatchRow(symbol=f"S{n}", close=n * 77.7, day_return=n / 99, vs_market=None, news_count=n) for n in range(99)
    ]
    notes = {f"s{n}": StoryNote(url=f"https://news.example/{'path/' * 60}{n}?a=1&b=2") for n in range(count)}
    return digest(busy(count), watch, notes=notes, notice="Synthetic prices.", health=[FAILING] * 9)


@pytest.mark.parametrize(
    "mail", [digest([row(), quiet("s2")]), busy_mail(), digest([], [])], ids=["some", "busy", "none"]
)
def test_the_text_part_holds_every_number_of_the_html(mail: Digest) -> None:
    assert numbers(seen(mail.html)) <= numbers(mail.text)


def test_the_fullest_day_fits_and_keeps_every_section() -> None:
    mail = busy_mail()
    assert len(mail.html.encode()) <= HTML_LIMIT
    for section in ("unusual moves", "Earlier stories", "in brief", "Watched symbols", "Not investment advice"):
        assert section in mail.html
    assert re.search(r"and \d+ more stories with unusual moves: newsimpact report", mail.text)
    assert re.search(r"and \d+ more watched symbols", mail.text)
    assert re.search(r"and \d+ more symbols", mail.text)


def test_what_is_shown_and_what_is_left_out_add_up() -> None:
    mail = digest([row(f"s{n}", t=-3.0) for n in range(15)])
    shown = len(re.findall(r"^Headline of", mail.text, re.MULTILINE))
    assert (shown, "and 3 more stories with unusual moves" in mail.text) == (12, True)


def test_text_that_grows_when_escaped_still_fits() -> None:
    mail = digest(busy(60, headline="&" * 300 + "{}"), health=[feed("&" * 500, state="failing", reason="&" * 999)] * 9)
    assert len(mail.html.encode()) <= HTML_LIMIT


def test_strangers_text_reaches_the_mail_as_text() -> None:
    notes = {
        "s1": StoryNote(url="javascript:alert(1)", actor=HOSTILE),
        "s2": StoryNote(url="https://x.example/" + "a" * 600),
    }
    health = [feed(HOSTILE, state="failing", reason=HOSTILE)]
    mail = digest([row(headline=HOSTILE), row("s2"), quiet("s3", headline=HOSTILE)], health=health, notes=notes)
    assert "<script" not in mail.html and "href" not in mail.html
    assert "<script>alert(1)</script>[31m{{ 7*7 }} & Bcc: all@example.org" in html.unescape(mail.html)
    assert not re.search("[\x1b\u202e]", mail.html + mail.text + mail.subject)
    assert "\n" not in mail.subject


def test_the_html_needs_nothing_from_outside() -> None:
    mail = digest([row()], notes={"s1": StoryNote(url="https://news.example/1")})
    assert re.findall(r'(?:href|src)="([^"]*)"', mail.html) == ["https://news.example/1"]
    assert "<img" not in mail.html and "url(" not in mail.html
    assert set(re.findall(r"<table([^>]*)>", mail.html)) and all(
        'role="presentation"' in table for table in re.findall(r"<table[^>]*>", mail.html)
    )


def test_the_dark_rules_survive_the_inlining() -> None:
    mail = digest([row()])
    assert mail.html.count("<style") == 1
    assert "prefers-color-scheme: dark" in mail.html
    assert '<td class="sum" style="' in mail.html
    assert "<!--[if mso]>" in mail.html


# ── the message ─────────────────────────────────────────────────────────────────────────────────────


def sent(mail: Digest, **changes: str) -> bytes:
    known = {"sender": "Tracker <t@example.org>", "recipient": "me@example.org", "message_id": "<d.1@example.org>"}
    return message_bytes(mail, **{**known, **changes}, date=NOW, list_id="digest.newsimpact")


def read(message: bytes) -> EmailMessage:
    parsed = message_from_bytes(message, policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_text_comes_first_and_html_last() -> None:
    mail = digest([row(headline="Ünïcode 日本 🚀")], notice="Synthetic")
    parsed = read(sent(mail))
    assert parsed.get_content_type() == "multipart/alternative"
    text, page = parsed.iter_parts()
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == mail.text
    assert page.get_content().replace("\r\n", "\n") == mail.html


def test_the_headers_say_what_it_is() -> None:
    parsed = read(sent(digest([row()])))
    assert parsed["From"] == "Tracker <t@example.org>"
    assert parsed["To"] == "me@example.org"
    assert parsed["Date"] == "Wed, 01 Jul 2026 21:05:00 +0000"
    assert parsed["Message-ID"] == "<d.1@example.org>"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["List-Id"] == "<digest.newsimpact>"
    assert parsed["MIME-Version"] == "1.0"
    assert not parsed.defects


def test_the_same_digest_gives_the_same_bytes() -> None:
    assert sent(busy_mail(20)) == sent(busy_mail(20))


def test_every_line_is_short_and_ends_in_crlf() -> None:
    message = sent(busy_mail())
    assert b"\n" not in message.replace(b"\r\n", b"") and b"\r" not in message.replace(b"\r\n", b"")
    assert max(len(line) for line in message.split(b"\r\n")) <= 998
    assert message.isascii()


PLAIN = Digest(session=SESSION, subject="", text="text\n", html="<p>html</p>\n")


@settings(max_examples=300)
@given(st.text(max_size=230))
def test_any_subject_arrives_as_it_was_sent(subject: str) -> None:
    mail = Digest(session=SESSION, subject=subject, text=PLAIN.text, html=PLAIN.html)
    message = sent(mail)
    assert read(message)["Subject"] == header_text(subject)
    assert all(len(line) <= 78 for line in message.split(b"\r\nDate:")[0].split(b"\r\n"))


@pytest.mark.parametrize(
    "subject",
    [
        "CRWV -13.0%, NBIS -15.2%: Meta compute leasing",
        "=?utf-8?q?not_encoded?=",
        "é " * 60,
        "a" * 199,
        "日本語のとても長い見出し" * 9,
    ],
)
def test_subjects_that_went_wrong_elsewhere_arrive(subject: str) -> None:
    mail = Digest(session=SESSION, subject=subject, text=PLAIN.text, html=PLAIN.html)
    assert read(sent(mail))["Subject"] == header_text(subject)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_arrives_as_it_was_sent(text: str) -> None:
    lines = "\n".join(text.splitlines()) + "\n"
    mail = Digest(session=SESSION, subject="s", text=lines, html=lines)
    parts = list(read(sent(mail)).iter_parts())
    assert [part.get_content().replace("\r\n", "\n") for part in parts] == [lines, lines]


@pytest.mark.parametrize(
    ("sender", "shown"),
    [
        pytest.param("t@example.org", "t@example.org", id="bare"),
        pytest.param('"News, impact" <t@example.org>', '"News, impact" <t@example.org>', id="comma in the name"),
        pytest.param("Zoë’s Tracker <t@example.org>", "Zoë’s Tracker <t@example.org>", id="name in unicode"),
    ],
)
def test_sender_names_arrive(sender: str, shown: str) -> None:
    assert read(sent(PLAIN, sender=sender))["From"] == shown


@pytest.mark.parametrize("address", ["", "nobody", "Name <>", "jörg@exämple.org", "me@exämple.org"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(InputError, match=r"recipient: .* is no mail address"):
        sent(PLAIN, recipient=address)


def test_a_header_cannot_be_smuggled_in() -> None:
    message = sent(PLAIN, sender="a@example.org\r\nBcc: all@example.org", message_id="<x@y>\r\nBcc: all@example.org")
    assert read(message)["Bcc"] is None
