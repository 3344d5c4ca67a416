"""What answers look like on a terminal, in data files and on the page, and that strangers' text stays text."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import UndefinedError

from pipelines.confound import confound
from pipelines.place import SessionCalendar
from pipelines.render import report_csv, report_json, report_table, story_text, trace_text
from pipelines.report import FetchRef, LinkView, StoryView, TraceView, build_rows
from pipelines.report_page import report_html
from pipelines.templating import templates
from pipelines.wording import sign_words, verdict_words
from tracker.options import WINDOWS
from tracker.records import (
    Article,
    Bar,
    Basis,
    Bucket,
    Claim,
    Confidence,
    Coverage,
    CoverageGap,
    CoverageVerdict,
    DateQuality,
    Event,
    Evidence,
    Exposure,
    ExposureKind,
    Extraction,
    FeedCondition,
    Impact,
    NoImpact,
    Novelty,
    Precision,
    Reason,
    ReportRow,
    Stamp,
    Story,
    StoryLink,
)

SESSION = date(2026, 7, 1)
T0 = datetime(2026, 6, 30, 20, 42, tzinfo=UTC)
MADE_AT = datetime(2026, 7, 1, 21, 5, tzinfo=UTC)
HOSTILE = '[/b][red]\x1b[31m<script>alert(1)</script><img src=x onerror=alert(1)>\u202e & "quoted"\r\nline'


def article(title: str = "Meta weighs renting out compute", url: str = "https://news.example/1?a=1&b=2") -> Article:
    return Article(
        id="a1",
        feed="wire",
        key="1",
        url=url,
        canonical_url=url,
        title=title,
        summary="It is considering raw compute for rent. The rest is silence.",
        published=T0,
        raw_date=None,
        precision=Precision.SECOND,
        quality=DateQuality.OK,
        basis=Basis.PUBLISHED,
        first_seen=T0,
        version=1,
        version_seen_at=T0,
        content_hash="c",
        body_hash="b",
        backfilled=False,
    )


def extraction(read: Article) -> Extraction:
    start = read.text.index("considering")
    trigger = Evidence(kind="trigger", start=start, end=start + 11, text="considering", rule="r")
    event = Event(
        type="compute_leasing",
        subtype=None,
        actor="Meta",
        counterparty=None,
        direction=None,
        polarity="affirmed",
        status="considered",
        source="unnamed_people",
        time="future",
        trigger=trigger,
        confidence=Confidence(event=0.9, roles=0.9, status=0.9),
    )
    return Extraction(relevant=True, score=1.0, themes=(), mentions=(), events=(event,), made_by="m")


CLAIM = Claim(type="compute_leasing", actor="Meta", status="considered", source="unnamed_people")
STORY = Story(
    id="s1",
    headline="Meta weighs renting out compute",
    type="compute_leasing",
    subtype="raw_capacity",
    actor="Meta",
    counterparty="Oracle",
    themes=("compute_leasing", "neocloud"),
    participants=("META",),
    t0=Stamp(at=T0, basis=Basis.PUBLISHED),
    t0_earliest=T0,
    t0_latest=T0,
    links=(
        StoryLink(article="a1", relation="first", reason="opens", score=1.0, at=T0, feed="wire", claim=CLAIM),
        StoryLink(article="a2", relation="duplicate", reason="headline", score=0.83, of="a1", at=T0, feed="daily"),
    ),
    sources=2,
    independent=2,
    backfilled=False,
)


def exposure(symbol: str, kind: ExposureKind = ExposureKind.THEME, story: str = "s1") -> Exposure:
    return Exposure(
        story=story,
        symbol=symbol,
        kind=kind,
        t0=STORY.t0,
        bucket=Bucket.POST,
        session=SESSION,
        close=datetime(2026, 7, 1, 20, tzinfo=UTC),
    )


def impact(symbol: str, **changes: Any) -> Impact:
    known: dict[str, Any] = {
        "story": "s1",
        "symbol": symbol,
        "session": SESSION,
        "window": "d0",
        "raw": -0.13,
        "market_adjusted": -0.126,
        "abnormal": -0.121,
        "stderr": 0.034,
        "t": -3.56,
        "p": 0.0005,
        "df": 118,
        "alpha": 0.0005,
        "beta": 2.3,
        "estimation": 120,
        "estimation_first": date(2025, 12, 20),
        "estimation_last": date(2026, 6, 15),
        "anchor": date(2026, 6, 30),
        "last": SESSION,
        "basis": "close",
        "benchmark_basis": "close",
        "benchmark": "SPY",
        "model": "market",
        "provider": "files",
        "inputs": "abc123",
    }
    return Impact(**{**known, **changes})


def no_impact(symbol: str, reason: Reason, detail: str, raw: float | None = None) -> NoImpact:
    return NoImpact(story="s1", symbol=symbol, session=SESSION, window="d0", reason=reason, detail=detail, raw=raw)


EXPOSURES = [exposure("META", ExposureKind.DIRECT), exposure("CRWV"), exposure("ACME"), exposure("CRWV", story="s2")]
IMPACTS = (
    impact("META", raw=0.088, market_adjusted=0.084, abnormal=0.011, stderr=0.02, t=0.55, p=0.58),
    impact("CRWV"),
    no_impact("ACME", Reason.TOO_FEW_SESSIONS, "21 of 30", raw=-0.05),
)
OTHER = replace(
    STORY, id="s2", headline="Goldman cuts CoreWeave", type="analyst_rating", actor="Goldman", participants=()
)
CALENDAR = SessionCalendar.load("XNYS", date(2026, 6, 1), date(2026, 8, 31))
FIRST = Novelty(telling=1, days_since_last=None, decay=100, similar={}, new=())
MET = confound([STORY, OTHER], EXPOSURES, [], dict.fromkeys(("META", "CRWV", "ACME"), CALENDAR), WINDOWS)
ROWS = build_rows([STORY], EXPOSURES, IMPACTS, MET)


def view(**changes: Any) -> StoryView:
    days = [SESSION + timedelta(days=number) for number in range(-6, 3)]
    known: dict[str, Any] = {
        "story": STORY,
        "links": (
            LinkView(link=STORY.links[0], article=article(), extraction=extraction(article())),
            LinkView(link=STORY.links[1], article=article("Copy", "javascript:alert(1)"), extraction=None),
        ),
        "novelty": FIRST,
        "rows": tuple(ROWS),
        "impacts": IMPACTS,
        "confounding": MET,
        "closes": {
            "META": [(day, 700.0 + number) for number, day in enumerate(days)],
            "CRWV": [(day, 100.0 + number) for number, day in enumerate(days) if number not in {2, 3}],
        },
    }
    return StoryView(**{**known, **changes})


def negated_view() -> StoryView:
    read = extraction(article())
    negated = replace(read, events=tuple(replace(event, polarity="negated") for event in read.events))
    return view(links=(LinkView(link=STORY.links[0], article=article(), extraction=negated),))


def hostile_view() -> StoryView:
    story = replace(STORY, headline=HOSTILE, actor=HOSTILE, themes=(HOSTILE,))
    read = article(HOSTILE)
    read = replace(read, feed=HOSTILE, summary=f"{HOSTILE} considering {HOSTILE}")
    links = (LinkView(link=STORY.links[0], article=read, extraction=extraction(read)),)
    return view(story=story, links=links, rows=tuple(replace(row, headline=HOSTILE) for row in ROWS))


# ── terminal ────────────────────────────────────────────────────────────────────────────────────────


def test_a_table_shows_each_story_with_its_symbols() -> None:
    assert report_table(ROWS, width=120, confounding=MET).splitlines()[:7] == [
        "Meta weighs renting out compute",
        "2026-06-30 20:42 UTC after the close, reacts Wed 1 Jul 2026 · compute leasing (raw capacity)",
        "2 reports from 2 sources, first telling · s1",
        " symbol           window      raw   vs mkt  abnormal      ±      t       p  exp  verdict",
        " META    direct   d0        +8.8%    +8.4%     +1.1%   2.0%   +0.6   0.580  ?    no unusual move",
        " CRWV    theme    d0       -13.0%   -12.6%    -12.1%   3.4%   -3.6  <0.001  ?    "
        "cannot separate; joint with Goldman",
        " ACME    theme    d0        -5.0%        –         –      –      –       –  ?    too few earlier sessions",
    ]


@pytest.mark.parametrize("width", [60, 80, 92, 140])
def test_a_table_keeps_to_its_width(width: int) -> None:
    lines = report_table(ROWS, width=width).splitlines()
    assert max(len(line) for line in lines) <= width
    assert any("-12.1%" in line and "CRWV" in line for line in lines)


def test_a_first_report_that_may_be_of_two_sessions_is_shown_with_both() -> None:
    day_after = SESSION + timedelta(days=1)
    maybe = [replace(exposure("CRWV"), session=session, sure=False) for session in (SESSION, day_after)]
    rows = build_rows([STORY], maybe, [impact("CRWV"), impact("CRWV", session=day_after, t=-2.5)])
    told = "reacts Wed 1 Jul 2026 or Thu 2 Jul 2026: the first report's time is not known exactly"
    table = report_table(rows, width=120)
    assert told in table and "after the close" not in table
    flat = " ".join(table.split())
    assert "if first on 1 Jul" in flat and "if first on 2 Jul" in flat
    shown = story_text(view(rows=tuple(rows)), width=120)
    assert f"2026-06-30 20:42 UTC (as published); {told}." in " ".join(shown.split())


def test_exchanges_that_react_in_two_sessions_leave_no_doubt() -> None:
    early = replace(exposure("TYO"), bucket=Bucket.CLOSED_DAY, session=SESSION - timedelta(days=1))
    rows = build_rows([STORY], [exposure("CRWV"), early], [])
    assert "reacts Tue 30 Jun 2026 and Wed 1 Jul 2026 ·" in report_table(rows, width=120)
    shown = " ".join(story_text(view(rows=tuple(rows)), width=120).split())
    assert "; exchange closed, reacts Tue 30 Jun 2026; after the close, reacts Wed 1 Jul 2026. " in shown


def test_windows_of_a_symbol_stand_under_its_name_once() -> None:
    both = build_rows([STORY], [exposure("CRWV")], [impact("CRWV"), impact("CRWV", window="d0_1")])
    shown = [line for line in report_table(both, width=120).splitlines() if "-12.1%" in line]
    assert [line.startswith(" CRWV") for line in shown] == [True, False]


def test_a_table_without_rows_says_so() -> None:
    assert report_table([], width=80) == "No story with a symbol to measure matches.\n"


def covered(title: str = "Micron IR", reason: str = "blocked since 2026-06-20 04:00 UTC: HTTP 403") -> Coverage:
    """Sixteen of seventeen feeds heard."""
    gap = CoverageGap(feed="micron-ir", title=title, state=FeedCondition.BLOCKED, since=None, until=None, reason=reason)
    return Coverage(
        since=datetime(2026, 6, 24, 21, 5, tzinfo=UTC),
        until=MADE_AT,
        verdict=CoverageVerdict.ADEQUATE,
        feeds=17,
        heard=16,
        gaps=(gap,),
    )


def test_a_table_ends_with_what_the_feeds_could_tell() -> None:
    assert report_table(ROWS, width=120, coverage=covered()).splitlines()[-4:] == [
        "",
        "Coverage",
        "  16 of 17 feeds were heard from 2026-06-24 21:05 UTC to 2026-07-01 21:05 UTC.",
        "  ! Micron IR: blocked since 2026-06-20 04:00 UTC: HTTP 403.",
    ]
    assert "Coverage" not in report_table(ROWS, width=120)
    rude = report_table(ROWS, width=80, coverage=covered(HOSTILE, HOSTILE))
    assert "\x1b" not in rude and max(map(len, rude.splitlines())) <= 80


def test_the_page_ends_with_what_the_feeds_could_tell() -> None:
    _, read = page(view(), coverage=covered())
    told = read.text.split("Coverage")[1]
    assert told.startswith(" 16 of 17 feeds were heard from 2026-06-24 21:05 UTC to 2026-07-01 21:05 UTC.")
    assert "Micron IR: blocked since 2026-06-20 04:00 UTC: HTTP 403." in told
    _, rude = page(view(), coverage=covered(HOSTILE, HOSTILE))
    assert "script" not in [tag for tag, _ in rude.tags] and "<script>alert(1)</script>" in rude.text
    assert "Coverage" not in page(view())[1].text


def test_old_stories_of_a_feed_are_marked() -> None:
    assert "from the archive" in report_table([replace(ROWS[0], backfilled=True)], width=120)
    assert "reacts" not in report_table([replace(ROWS[0], session=None, bucket=None)], width=120)


def test_colour_is_only_used_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" not in report_table(ROWS, width=100)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1m" in report_table(ROWS, width=100, color=True)


@pytest.mark.parametrize("color", [False, True])
def test_strangers_text_reaches_the_terminal_as_text(color: bool) -> None:
    hostile = hostile_view()
    shown = story_text(hostile, width=200, color=color) + report_table(hostile.rows, width=200, color=color)
    own = re.sub(r"\x1b\[[\d;]*m", "", shown) if color else shown
    assert "\x1b" not in own and "\u202e" not in own
    assert "\x1b[31m" not in shown
    assert "[/b][red][31m<script>" in own


def test_a_sentence_that_says_no_is_marked_as_one() -> None:
    says = "says: It is [considering] raw compute for rent. (rumoured"
    assert f"{says}, negated)" in story_text(negated_view(), width=120)
    assert f"{says})" in story_text(view(), width=120)
    assert "; rumoured, negated</span>" in page(negated_view())[0]


def test_show_tells_the_whole_story() -> None:
    shown = story_text(view(), width=120)
    for part in (
        "s1 · compute leasing (raw capacity) by Meta with Oracle",
        "after the close, reacts Wed 1 Jul 2026. 2 reports from 2 sources, first telling",
        "1. 2026-06-30 20:42 UTC wire: first report",
        "https://news.example/1?a=1&b=2",
        "says: It is [considering] raw compute for rent. (rumoured)",
        "2. 2026-06-30 20:42 UTC wire: headline like that of a1, 0.83 alike",
        "no usable link",
        "- Goldman cuts CoreWeave (s2), reacts Wed 1 Jul 2026: d0 of CRWV (theme)",
        "META, ACME: d0: nothing else is known of this window.",
        "CRWV: d0: one joint effect with Goldman analyst rating: daily bars cannot tell apart what one session",
        "-12.1%",
        "META   ▁▂▃▄▅▆▇██  700.00 to 708.00",
        "CRWV   ▁▂  ▅▆▇██  100.00 to 108.00",
    ):
        assert part in shown
    marker = next(line for line in shown.splitlines() if line.endswith("^ Wed 1 Jul 2026"))
    assert marker.index("^") == len("  META   ") + 6


def test_what_touches_several_symbols_is_told_once_a_story() -> None:
    met = {("s1", symbol, "d0"): MET["s1", "CRWV", "d0"] for symbol in ("META", "CRWV")}
    both = replace(view(), confounding=met)
    told = "Goldman cuts CoreWeave (s2), reacts Wed 1 Jul 2026: d0 of META, CRWV (theme)"
    assert story_text(both, width=120).count("Goldman cuts CoreWeave") == 1
    assert f"  - {told}" in story_text(both, width=120)
    source = report_html([both], made_at=MADE_AT)
    assert f'<ul class="others">\n<li>{told}</li>\n</ul>' in source
    assert source.count("Goldman cuts CoreWeave") == 1
    assert '<p class="soft">META, CRWV: d0: one joint effect with Goldman analyst rating:' in source


def test_the_lines_of_a_list_stand_under_its_first_word() -> None:
    lines = story_text(view(), width=60).splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("  - Goldman"))
    assert lines[first + 1] == "    of CRWV (theme)"


def test_a_sign_written_down_after_the_session_stands_in_brackets_and_its_verdict_says_so() -> None:
    known = replace(ROWS[0], expected_sign=-1, verdict="explained_by_event", reason=None)
    early, late, none = (replace(known, in_advance=when) for when in (True, False, None))
    assert (sign_words(early), sign_words(late)) == ("-", "(-)")
    assert sign_words(replace(none, expected_sign=None)) == sign_words(replace(late, expected_sign=None)) == "?"
    assert verdict_words(early) == "explained by the event"
    assert verdict_words(late) == "explained by the event, in hindsight"
    assert verdict_words(replace(late, verdict="cannot_separate")) == "cannot separate"
    shown = " ".join(report_table([late], width=140).split())
    assert "(-) explained by the event, in hindsight" in shown
    assert "(+), (-): written down only after the session" in shown


def test_the_page_claims_no_cause_in_its_title() -> None:
    source = report_html([view()], made_at=MADE_AT)
    assert source.count("News and the prices around it") == 2


def test_show_works_without_symbols_and_prices() -> None:
    shown = story_text(view(rows=(), impacts=(), closes={}, links=()), width=80)
    assert "no symbol to measure" in shown
    assert "Closes" not in shown


def bars(*closes: tuple[str, int, float], final: bool = True) -> tuple[Bar, ...]:
    return tuple(
        Bar(
            symbol=symbol,
            interval="1d",
            start=datetime(2026, 6, 30, tzinfo=UTC) + timedelta(days=day),
            open=None,
            high=None,
            low=None,
            close=close,
            adj_close=None,
            volume=None,
            provider="files",
            fetched_at=MADE_AT,
            is_final=final,
        )
        for symbol, day, close in closes
    )


def trace(answer: Impact | NoImpact, used: tuple[Bar, ...]) -> str:
    fetch = FetchRef(article="a1", feed="wire", url="https://news.example/rss", at=T0, body_hash="9f86d0")
    return trace_text(
        TraceView(
            story=STORY, exposure=EXPOSURES[1], impact=answer, bars=used, links=view().links[:1], fetches=(fetch,)
        ),
        width=140,
    )


def test_trace_leads_from_the_number_to_the_stored_bytes() -> None:
    # By hand: own 88/100 - 1 = -12 %, market 495/500 - 1 = -1 %, expected 0.1 % + 2 x -1 % = -1.9 %, rest -10.1 %.
    answer = impact("CRWV", raw=-0.12, market_adjusted=-0.11, abnormal=-0.101, alpha=0.001, beta=2.0)
    shown = trace(answer, bars(("CRWV", 0, 100.0), ("CRWV", 1, 88.0), ("SPY", 0, 500.0), ("SPY", 1, 495.0)))
    for part in (
        "raw              -12.000%   close of 2026-07-01 over close of 2026-06-30",
        "against SPY      -11.000%",
        "abnormal         -10.100%",
        "standard error     3.400%",
        "p = 0.000500, two-sided, Student t with 118 degrees of freedom",
        "market model: expected = alpha + beta x SPY, alpha +0.100%, beta +2.000",
        "fitted on 120 returns, 2025-12-20 to 2026-06-15",
        "abc123",
        "2026-06-30      100.00    500.00",
        "2026-07-01       88.00    495.00  -12.000%   -1.000%   -1.900%  -10.100%",
        "added up: -10.100%, the reported number",
        "2026-06-30T20:42:00Z (as published) is after the close",
        "says: It is [considering] raw compute",
        "a1: wire, fetched 2026-06-30 20:42 UTC, 9f86d0 from https://news.example/rss",
    ):
        assert part in shown


def test_trace_notices_that_prices_have_changed() -> None:
    shown = trace(impact("CRWV"), bars(("CRWV", 0, 100.0), ("CRWV", 1, 88.0), ("SPY", 0, 500.0), ("SPY", 1, 500.0)))
    assert "added up: -12.050%, NOT the reported -12.100%: the bars have changed" in shown


def test_trace_says_when_the_bars_do_not_suffice() -> None:
    assert "do not suffice" in trace(impact("CRWV", p=1e-9), bars(("CRWV", 0, 100.0), ("CRWV", 1, 88.0), final=False))
    assert "some not final" in trace(impact("CRWV"), bars(("CRWV", 1, 88.0), final=False))
    assert "none held" in trace(impact("CRWV"), ())
    assert "p < 0.000001" in trace(impact("CRWV", p=1e-9), ())


def test_trace_of_a_missing_answer_gives_the_reason() -> None:
    shown = trace(no_impact("CRWV", Reason.NOT_YET, "tomorrow"), ())
    assert "none: window not over yet (tomorrow)" in shown
    shown = trace(IMPACTS[2], ())
    assert "raw -5.000%" in shown and "against the benchmark" not in shown


# ── data ────────────────────────────────────────────────────────────────────────────────────────────


def test_json_lines_are_one_object_each() -> None:
    lines = list(report_json([replace(ROWS[0], headline=HOSTILE), *ROWS]))
    assert all("\n" not in line for line in lines)
    assert [json.loads(line)["symbol"] for line in lines] == ["META", "META", "CRWV", "ACME"]
    assert json.loads(lines[0])["headline"] == HOSTILE
    assert list(json.loads(lines[1])) == list(ReportRow.keys())


def test_json_never_holds_nan() -> None:
    with pytest.raises(ValueError, match=r"not JSON compliant|Out of range"):
        list(report_json([replace(ROWS[0], raw=float("nan"))]))


def test_csv_has_the_same_keys_and_harmless_cells() -> None:
    hostile = replace(ROWS[1], headline="=HYPERLINK(1);x,y\n2")
    first, missing = csv.DictReader(io.StringIO(report_csv([hostile, ROWS[2]]), newline=""))
    assert tuple(first) == ReportRow.keys()
    assert first["headline"] == "'=HYPERLINK(1);x,y\n2"
    assert (float(first["raw"]), first["confounders"], first["backfilled"]) == (-0.13, "s2", "false")
    assert first["t0"] == "2026-06-30T20:42:00Z"
    assert (missing["abnormal"], missing["reason"]) == ("", "too_few_sessions")


# ── page ────────────────────────────────────────────────────────────────────────────────────────────


class Page(HTMLParser):
    """Tags with their attributes, and the text a reader sees."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.shown: list[str] = []
        self.open: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open[:-1]

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open[-1:]):
            self.shown.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.shown).split())


def page(*views: StoryView, notice: str | None = None, coverage: Coverage | None = None) -> tuple[str, Page]:
    source = report_html(views, made_at=MADE_AT, notice=notice, coverage=coverage)
    return source, Page(source)


def test_the_page_asks_nobody_for_anything() -> None:
    _, read = page(view(), hostile_view())
    loading = {"script", "link", "img", "iframe", "object", "embed", "audio", "video", "base", "form", "image", "use"}
    assert not loading & {tag for tag, _ in read.tags}
    names = {name for _, attributes in read.tags for name in attributes}
    assert not {name for name in names if name.startswith("on")} and "style" not in names and "src" not in names
    links = {attributes["href"] for tag, attributes in read.tags if tag == "a"}
    assert links == {"#s1", "https://news.example/1?a=1&b=2"}


def test_the_content_policy_allows_the_one_style_sheet_and_nothing_else() -> None:
    source, read = page(view())
    (style,) = re.findall("<style>(.*?)</style>", source, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(a["content"] for tag, a in read.tags if tag == "meta" and a.get("http-equiv"))
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in style and "@import" not in style


def test_strangers_text_reaches_the_page_as_text() -> None:
    _, read = page(hostile_view())
    shown = '[/b][red][31m<script>alert(1)</script><img src=x onerror=alert(1)> & "quoted" line'
    assert read.text.count(shown) >= 4


def test_the_page_holds_story_evidence_figures_and_charts() -> None:
    _, read = page(view(), notice="Synthetic prices")
    for part in (
        "As of 2026-07-01 21:05 UTC. 1 story, 3 symbols, 1 unusual move in 2 tests.",
        "compute leasing (raw capacity) by Meta with Oracle",
        "−12.1%",
        "too few earlier sessions",
        "headline like that of a1, 0.83 alike",
        "Of 2 tests about 0.1 would be called unusual by chance alone.",
        "Prices: files. Synthetic prices Not investment advice.",
        "META: daily closes around Wed 1 Jul 2026",
        "CRWV: daily closes around Wed 1 Jul 2026",
        "CRWV -12.1% (unusual)",
    ):
        assert part in read.text
    assert [tag for tag, _ in read.tags].count("svg") == 3
    assert [tag for tag, _ in read.tags].count("mark") == 1


def test_a_missing_close_is_a_gap_on_the_page() -> None:
    source, _ = page(view())
    crwv = next(chart for chart in re.findall("<svg.*?</svg>", source) if "<title>CRWV" in chart)
    assert crwv.count('class="ni-line"') == 2


def test_a_band_clear_of_zero_and_an_unusual_move_are_one_statement() -> None:
    # 1.980272 is the 97.5 % point of Student's t with 118 degrees of freedom (printed tables: 1.980).
    inside, outside = impact("CRWV", abnormal=0.0197, stderr=0.01), impact("CRWV", abnormal=0.0199, stderr=0.01)
    for answer, clear in ((inside, False), (outside, True)):
        rows = tuple(build_rows([STORY], [exposure("CRWV")], [answer]))
        source, _ = page(view(rows=rows, impacts=(answer,), closes={}))
        zero = float(re.search(r'ni-zero" x1="([\d.]+)', source)[1])  # type: ignore[index]
        low = float(re.search(r'ni-up" x1="([\d.]+)', source)[1])  # type: ignore[index]
        assert (low > zero) is clear


def test_a_story_without_symbols_or_evidence_has_its_section() -> None:
    _, read = page(view(rows=(), impacts=(), closes={}), view())
    assert "No listed company to measure this story on." in read.text
    assert "no symbol to measure" in read.text
    _, unmeasured = page(view(rows=(ROWS[2],), impacts=(IMPACTS[2],)), view())
    assert "too few earlier sessions" in unmeasured.text


def test_a_page_without_stories_says_so() -> None:
    _, read = page()
    assert "No story matches." in read.text
    assert "Prices: none yet." in read.text


def test_a_template_that_asks_for_an_unknown_name_fails() -> None:
    with pytest.raises(UndefinedError):
        templates().from_string("{{ nothing }}").render()
    assert templates().from_string("{{ a }}").render(a="<") == "&lt;"


def test_importing_the_modules_is_cheap() -> None:
    code = "import sys, pipelines.render, pipelines.report_page, pipelines.digest; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not {"jinja2", "rich", "css_inline", "scipy", "numpy", "pandas"} & set(done.stdout.split())
