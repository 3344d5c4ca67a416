"""The daily e-mail: what it says, that it fits, and that what is sent is what arrives."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.beside import Ahead
from pipelines.digest import HTML_LIMIT, StoryNote, WatchRow, build_digest, message_bytes
from pipelines.escape import header_text
from tracker.errors import InputError
from tracker.records import Coverage, CoverageGap, CoverageVerdict, Digest, FeedCondition, ReportRow

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
        "calendar": (),
        "separable": True,
        "sure": True,
        "t0_latest": datetime(2026, 6, 30, 20, 42, tzinfo=UTC),
        "independent": 2,
        "lineage": "first telling",
        "relation": None,
        "follows": None,
        "new": (),
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


def gap(name: str = "Chips", state: str = "failing", **changes: Any) -> CoverageGap:
    known: dict[str, Any] = {
        "feed": name.lower(),
        "title": name,
        "state": FeedCondition(state),
        "since": datetime(2026, 6, 30, 15, 5, tzinfo=UTC),
        "until": None,
        "reason": "failing since 2026-06-30 15:20 UTC: its server answers with an error (HTTP 503)",
    }
    return CoverageGap(**{**known, **changes})


def heard(feeds: int = 1, *gaps: CoverageGap, verdict: str = "adequate", dark: tuple[str, ...] = ()) -> Coverage:
    """Coverage from the close before the session on: so many feeds, all heard but for those with a gap."""
    return Coverage(
        since=datetime(2026, 6, 30, 20, 0, tzinfo=UTC),
        until=NOW,
        verdict=CoverageVerdict(verdict),
        feeds=feeds,
        heard=feeds - len(gaps),
        gaps=gaps,
        dark=dark,
    )


NO_FEEDS = heard(0, verdict="none")
HALF = heard(2, gap(), verdict="partial")
WATCH = [
    WatchRow(symbol="CRWV", close=104.4, day_return=-0.13, vs_market=-0.126, news_count=2),
    WatchRow(symbol="NVDA", close=1196.1, day_return=0.008, vs_market=None, news_count=0),
]


def digest(rows: list[ReportRow], watch: list[WatchRow] | None = None, **changes: Any) -> Digest:
    known: dict[str, Any] = {
        "coverage": heard(),
        "notice": None,
        "command_hint": "newsimpact report --since 2026-07-01",
        "notes": None,
    }
    told = {**known, **changes}
    return build_digest(SESSION, rows, WATCH if watch is None else watch, told.pop("coverage"), **told)


def seen(page: str) -> str:
    """What a reader of the HTML sees: without head, comments, tags."""
    body = re.split("<body[^>]*>", page)[1]
    body = re.sub("<!--.*?-->", "", body, flags=re.DOTALL)
    return html.unescape(re.sub("<[^>]*>", " ", body))


# ── what it says ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rows", "coverage", "subject"),
    [
        pytest.param(
            [row(), row(symbol="NBIS", raw=-0.152, t=-3.4), row(symbol="SMH", t=-2.5)],
            heard(),
            "CRWV -13.0%, NBIS -15.2%: Meta compute leasing",
            id="two symbols that stand out most",
        ),
        pytest.param(
            [row(), row("s2", "ORCL", t=4.2, raw=0.07)],
            heard(),
            "ORCL +7.0%: Headline of s2; 1 more story",
            id="the largest of two stories",
        ),
        pytest.param(
            [row(), quiet("s3")], heard(), "CRWV -13.0%: Meta compute leasing", id="quiet stories are not counted"
        ),
        pytest.param(
            [row(backfilled=True)],
            heard(),
            "Unusual moves on 1 Jul only beside stories from the archive: 1 story",
            id="the archive is no finding",
        ),
        pytest.param([quiet("s1"), quiet("s2")], heard(), "No unusual move on 1 Jul: 2 stories", id="nothing moved"),
        pytest.param([untold("s1")], heard(), "1 story on 1 Jul, no verdict yet", id="nothing measured"),
        pytest.param([], heard(17), "No news on 1 Jul", id="no news, all feeds heard"),
        pytest.param([], heard(17, gap()), "No news on 1 Jul", id="no news, enough feeds heard"),
        pytest.param(
            [], HALF, "Cannot say whether there was news on 1 Jul: 1 of 2 feeds heard", id="too few feeds heard"
        ),
        pytest.param([], NO_FEEDS, "Cannot say whether there was news on 1 Jul: no feed in use", id="no feeds at all"),
    ],
)
def test_the_subject_states_the_finding(rows: list[ReportRow], coverage: Coverage, subject: str) -> None:
    notes = {"s1": StoryNote(actor="Meta", url="https://news.example/1")}
    assert digest(rows, coverage=coverage, notes=notes).subject == subject


BLOCKED = gap("Micron IR", "blocked", since=datetime(2026, 6, 20, 4, 0, tzinfo=UTC), reason="blocked since 04:00: 403")
FROZEN = gap("Old News", "frozen", since=datetime(2026, 5, 7, 9, 30, tzinfo=UTC), reason="answers, but")
UNASKED = gap("Chips", "ok", reason="not asked since 2026-06-30 15:05 UTC")
NEVER = gap("New One", "never_polled", since=None, reason="has not been asked yet")


@pytest.mark.parametrize(
    ("coverage", "summary"),
    [
        pytest.param(heard(17), "No news for {day}: all 17 feeds were heard {from}.", id="all"),
        pytest.param(heard(1), "No news for {day}: the one feed in use was heard {from}.", id="the one there is"),
        pytest.param(
            heard(17, BLOCKED),
            "No news for {day}: 16 of 17 feeds were heard {from}; "
            "Micron IR was not (blocked since 2026-06-20 04:00 UTC).",
            id="all but one",
        ),
        pytest.param(
            heard(17, FROZEN, UNASKED),
            "No news for {day}: 15 of 17 feeds were heard {from}; "
            "Old News (frozen since 2026-05-07 09:30 UTC) and Chips (not asked since 2026-06-30 15:05 UTC) were not.",
            id="all but two",
        ),
        pytest.param(
            heard(17, BLOCKED, NEVER, UNASKED),
            "No news for {day}: 14 of 17 feeds were heard {from}; Micron IR (blocked since 2026-06-20 04:00 UTC) and "
            "New One (has not been asked yet) and 1 more were not.",
            id="all but three",
        ),
        pytest.param(HALF, "Cannot say whether there was news for {day}: 1 of 2 feeds was heard {from}.", id="half"),
        pytest.param(
            heard(1, gap(), verdict="none"),
            "Cannot say whether there was news for {day}: the one feed in use was not heard {from}.",
            id="none",
        ),
        pytest.param(
            heard(9, gap(), gap("B"), gap("C"), verdict="none"),
            "Cannot say whether there was news for {day}: 6 of 9 feeds were heard {from}.",
            id="too few",
        ),
        pytest.param(
            heard(17, gap(), gap("B"), verdict="partial", dark=("wire",)),
            "Cannot say whether there was news for {day}: 15 of 17 feeds were heard {from}, but none of kind wire.",
            id="a kind is dark",
        ),
        pytest.param(NO_FEEDS, "Cannot say whether there was news for {day}: no feed is in use.", id="no feed in use"),
    ],
)
def test_no_news_is_said_only_when_the_feeds_could_have_told(coverage: Coverage, summary: str) -> None:
    mail = digest([], coverage=coverage)
    wanted = summary.replace("{day}", "Wed 1 Jul 2026").replace("{from}", "from the previous close on")
    assert wanted in " ".join(mail.text.split())
    assert wanted in " ".join(seen(mail.html).split())
    adequate = coverage.verdict is CoverageVerdict.ADEQUATE
    assert ("No news" in mail.text + mail.html + mail.subject) == adequate
    assert ("Cannot say" in mail.text + mail.html + mail.subject) != adequate


@pytest.mark.parametrize("rows", [pytest.param([], id="a quiet day"), pytest.param([row()], id="a day with news")])
def test_every_mail_counts_the_feeds_that_were_heard_and_names_only_the_others(rows: list[ReportRow]) -> None:
    mail = digest(rows, coverage=heard(17, BLOCKED, UNASKED))
    for told in (mail.text.split("COVERAGE")[1], seen(mail.html).split("Coverage")[1]):
        words = " ".join(told.split())
        assert words.startswith("15 of 17 feeds were heard from 2026-06-30 20:00 UTC to 2026-07-01 21:05 UTC.")
        assert "! Micron IR: blocked since 04:00: 403." in words
        assert "! Chips: not asked since 2026-06-30 15:05 UTC." in words
    assert "! " not in digest(rows, coverage=heard(17)).text.split("COVERAGE")[1]


def test_news_of_a_day_that_was_not_wholly_heard_comes_with_a_warning_on_top() -> None:
    top = digest([row()], coverage=HALF).text.split("STORIES WITH")[0]
    assert "! 1 of 2 feeds was heard from 2026-06-30 20:00 UTC to 2026-07-01 21:05 UTC, too few to say that" in top
    assert "feeds" not in digest([row()], coverage=heard(17)).text.split("STORIES WITH")[0]


@pytest.mark.parametrize(
    ("rows", "summary"),
    [
        pytest.param([row(), quiet("s2")], "1 symbol moved unusually on Wed 1 Jul 2026, in 1 of 2 stories.", id="some"),
        pytest.param([row()], "1 symbol moved unusually on Wed 1 Jul 2026.", id="the only one"),
        pytest.param(
            [row(backfilled=True), quiet("s2")],
            "1 symbol moved unusually on Wed 1 Jul 2026, in 1 of 2 stories, from the archive.",
            id="of the archive",
        ),
        pytest.param([quiet("s1")], "1 story for Wed 1 Jul 2026, none with an unusual move.", id="none"),
        pytest.param([untold("s1")], "1 story for Wed 1 Jul 2026, no verdict yet.", id="nothing measured"),
    ],
)
def test_the_summary_is_one_sentence(rows: list[ReportRow], summary: str) -> None:
    assert summary in digest(rows).text


@pytest.mark.parametrize(
    ("coverage", "watch", "rows", "missing"),
    [
        pytest.param(
            HALF,
            [],
            [],
            "! Chips: failing since 2026-06-30 15:20 UTC: its server answers with an error (HTTP 503).",
            id="failing feed",
        ),
        pytest.param(
            heard(),
            [WatchRow(symbol="ACME", close=None, day_return=None, vs_market=None, news_count=0)],
            [untold("s1", "XYZ", "no_prices"), untold("s1", "NBIS", "not_yet")],
            "! Prices missing for ACME, XYZ.",
            id="missing prices",
        ),
        pytest.param(
            heard(20, *(gap(f"F{n}", reason=f"failing since {n}") for n in range(10)), verdict="partial"),
            [],
            [],
            "2 more feeds not heard; `newsimpact feeds health` names them.",
            id="many feeds",
        ),
        pytest.param(NO_FEEDS, [], [row()], "! No feed is in use, so silence says nothing.", id="no feeds"),
        pytest.param(
            heard(),
            [],
            [untold("s1", f"S{n}", "no_prices") for n in range(10, 30)],
            "S21 and 8 more.",
            id="many symbols",
        ),
    ],
)
def test_what_was_missing_is_named(
    coverage: Coverage, watch: list[WatchRow], rows: list[ReportRow], missing: str
) -> None:
    mail = digest(rows, watch, coverage=coverage)
    assert missing in mail.text
    assert missing.removeprefix("! ") in " ".join(seen(mail.html).split())


def test_a_mail_without_gaps_does_not_mention_any() -> None:
    mail = digest([row()])
    assert "\n! " not in mail.text and "missing" not in mail.text


def test_what_comes_next_is_told_in_both_parts_and_only_when_there_is_something() -> None:
    coming = Ahead(session=SESSION + timedelta(days=1), lines=(f"CRWV: {HOSTILE}", *(f"S{n}: R" for n in range(20))))
    mail = digest([row()], coming=coming)
    assert "NEXT SESSION, THU 2 JUL 2026" in mail.text and "and 9 more events" in mail.text
    assert "Next session, Thu 2 Jul 2026" in seen(mail.html) and "and 9 more events" in seen(mail.html)
    assert "<script>" not in mail.html
    assert "next session" not in digest([row()]).text.lower()


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        pytest.param(
            lambda: digest([row(f"s{n}") for n in range(13)]),
            "and 1 more story with unusual moves: newsimpact report --since 2026-07-01 ",
            id="the session's",
        ),
        pytest.param(
            lambda: digest([row(f"e{n}", session=SESSION - timedelta(days=1), window="d0_1") for n in range(9)]),
            "and 1 more earlier story: newsimpact report WATCHED",
            id="earlier ones, which a report of the session does not hold",
        ),
        pytest.param(
            lambda: digest([], [replace(WATCH[0], symbol=f"W{n}") for n in range(31)]),
            "and 1 more watched symbol COVERAGE",
            id="watched symbols, which no report holds",
        ),
        pytest.param(
            lambda: digest([], coming=Ahead(session=SESSION, lines=tuple(f"S{n}: R" for n in range(13)))),
            "and 1 more event COVERAGE",
            id="what is to come",
        ),
    ],
)
def test_what_is_left_out_is_counted_and_leads_to_where_it_is_told(mail: Callable[[], Digest], said: str) -> None:
    made = mail()
    for part in (made.text, seen(made.html)):
        assert said.lower() in " ".join(part.split()).lower()


def test_a_story_that_may_be_of_another_session_says_so_wherever_it_stands() -> None:
    doubt = "! reacts Wed 1 Jul 2026 or in another session: the first report's time is not known exactly"
    for rows in ([row(sure=False)], [quiet("s1", sure=False)]):
        mail = digest(rows)
        assert doubt in " ".join(mail.text.split()) and doubt in seen(mail.html)
        assert "after the close" not in mail.text  # that would be the surer of two
    assert "another session" not in digest([row(), quiet("s2")]).text


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
  3 reports from 2 sources, first telling · s1

  over the session        raw  vs market  abnormal      t
* CRWV                 -13.0%     -12.6%    -12.1%   -3.6
  ACME                  -5.0%          –   too few earlier sessions
  CRWV: unusual move.
  Not this story's alone: CRWV with 1 other story.

OTHER STORIES IN BRIEF

Headline of s2
  CRWV +0.8%, abnormal +0.2%, t +0.1 · s2

Nebius says nothing new
  NBIS +1.0%, window not over yet · s3

WATCHED SYMBOLS

  symbol                  close      day  vs market  stories
  CRWV                   104.40   -13.0%     -12.6%        2
  NVDA                 1,196.10    +0.8%          –        0

COVERAGE

The one feed in use was heard from 2026-06-30 20:00 UTC to 2026-07-01 21:05
UTC.

--------
Abnormal: the return minus what the market model expected. t: that divided
by its standard error. Marked *: unusual against its own history, p < 0.05
and no more than 1 in 20 of its own days as large. Expected: the sign that
the event alone should give, written down before the close unless it says
otherwise.
2 tests in all; chance alone would call about 0.1 of them unusual.
A move in the session of a story is not proof that the story caused it.

Synthetic prices.
Not investment advice. A story whole: newsimpact show ID. A number back to bars
and sentence: newsimpact trace ID:SYMBOL. More: newsimpact report --since 2026-07-01
"""
    )


def test_the_story_of_the_subject_opens_the_mail_and_history_comes_last() -> None:
    rows = [row("old", t=-9.0, backfilled=True), row("small", "AMD", t=-2.1), row("large", "ORCL", t=4.2, raw=0.07)]
    mail = digest(rows)
    assert mail.subject.startswith("ORCL +7.0%: Headline of large")
    assert re.findall("^Headline of (.*)$", mail.text, re.MULTILINE) == ["large", "small", "old"]


def test_a_quiet_day_still_gives_a_short_mail() -> None:
    mail = digest([], [])
    assert len(mail.text.splitlines()) < 30
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


def test_a_story_names_the_symbols_it_is_about_before_those_it_only_met() -> None:
    met = row("s2", "META", exposure="theme", t=8.8, raw=0.084)
    mail = digest([row(t=-9.0), row("s2", "ORCL", t=-3.1, raw=-0.131), met])
    assert "Also ORCL -13.1%, META +8.4%: Headline of s2" in mail.text


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


MANY_GAPS = heard(40, *(gap(f"Feed {n}", reason=f"HTTP {n} " + "x" * 150) for n in range(30)), verdict="partial")


def busy_mail(count: int = 200) -> Digest:
    watch = [
        WatchRow(symbol=f"S{n}", close=n * 77.7, day_return=n / 99, vs_market=None, news_count=n) for n in range(99)
    ]
    notes = {f"s{n}": StoryNote(url=f"https://news.example/{'path/' * 60}{n}?a=1&b=2") for n in range(count)}
    coming = Ahead(session=SESSION + timedelta(days=1), lines=tuple(f"S{n}: Results no. {n} & more" for n in range(99)))
    told = {"notes": notes, "notice": "Synthetic prices.", "coverage": MANY_GAPS, "coming": coming}
    return digest(busy(count), watch, **told)


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


def test_a_full_day_cuts_its_stories_before_the_watched_symbols_and_tells_every_move_without_news() -> None:
    stories = [row(f"s{n}", f"T{m}", headline="A long headline " * 9) for n in range(12) for m in range(8)]
    silent = [
        WatchRow(symbol=f"W{n}", close=9.0, day_return=-0.1, vs_market=-0.1, news_count=0, verdict="moved_without_news")
        for n in range(40)
    ]
    mail = digest(stories, silent[:25])
    assert "more stories with unusual moves" in mail.text
    assert "  W24 " in mail.text and "more watched symbols" not in mail.text
    text = " ".join(digest([], silent).text.split())
    assert "and 10 more watched symbols" in text
    assert "W11 -10.0% and 28 more." in text


def test_every_story_of_a_mail_comes_with_the_id_that_show_and_trace_ask_for() -> None:
    mail = digest([row("s1a"), quiet("s2b")])
    for part in (mail.text, seen(mail.html)):
        assert "· s1a" in part and "· s2b" in part
        assert "newsimpact trace ID:SYMBOL" in part


def test_what_is_shown_and_what_is_left_out_add_up() -> None:
    mail = digest([row(f"s{n}", t=-3.0) for n in range(15)])
    shown = len(re.findall(r"^Headline of", mail.text, re.MULTILINE))
    assert (shown, "and 3 more stories with unusual moves" in mail.text) == (12, True)


def test_text_that_grows_when_escaped_still_fits() -> None:
    gaps = [gap("&" * 500, reason=f"{n}" + "&" * 999) for n in range(9)]
    mail = digest(busy(60, headline="&" * 300 + "{}"), coverage=heard(9, *gaps, verdict="none"))
    assert len(mail.html.encode()) <= HTML_LIMIT


def test_strangers_text_reaches_the_mail_as_text() -> None:
    notes = {
        "s1": StoryNote(url="javascript:alert(1)", actor=HOSTILE),
        "s2": StoryNote(url="https://x.example/" + "a" * 600),
    }
    rude = heard(1, gap(HOSTILE, reason=HOSTILE), verdict="none")
    mail = digest([row(headline=HOSTILE), row("s2"), quiet("s3", headline=HOSTILE)], coverage=rude, notes=notes)
    assert digest([], coverage=heard(9, gap(HOSTILE, "ok", reason=HOSTILE))).html.count("<script") == 0
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


@settings(max_examples=3 * settings.default.max_examples)
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


def test_the_link_of_a_story_keeps_nothing_that_only_tracks() -> None:
    mail = digest([row()], notes={"s1": StoryNote(url="http://news.example/b?utm_source=rss&id=7&utm_medium=feed#top")})
    assert 'href="http://news.example/b?id=7#top"' in mail.html
    assert "  http://news.example/b?id=7#top\n" in mail.text
