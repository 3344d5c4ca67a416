"""Rows of the report: what joins what, what is said when something is missing, in which order."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.confound import confound
from pipelines.place import SessionCalendar
from pipelines.report import (
    build_rows,
    by_symbol,
    close_returns,
    evidence_sentence,
    filter_rows,
    row_to_json,
    story_event,
    trace_steps,
)
from pipelines.wording import (
    REASON_WORDS,
    counted,
    event_name,
    p_text,
    plain_percent,
    signed_figure,
    signed_percent,
    verdict_words,
)
from tracker.options import WINDOWS, ReportFilter
from tracker.records import (
    Article,
    Bar,
    Basis,
    Bucket,
    CalendarEvent,
    CalendarKind,
    Claim,
    Confidence,
    DateQuality,
    Event,
    Evidence,
    Exposure,
    ExposureKind,
    Extraction,
    Impact,
    NoImpact,
    Precision,
    Reason,
    Stamp,
    Story,
    StoryLink,
)

SESSION = date(2026, 7, 1)
NOON = datetime(2026, 6, 30, 20, 42, tzinfo=UTC)


def first_link() -> StoryLink:
    claim = Claim(type="compute_leasing", actor="Meta", status="considered", source="unnamed_people")
    return StoryLink(article="a1", relation="first", reason="opens", score=1.0, at=NOON, feed="wire", claim=claim)


def story(id_: str, **changes: Any) -> Story:
    known: dict[str, Any] = {
        "id": id_,
        "headline": f"Headline of {id_}",
        "type": "compute_leasing",
        "subtype": None,
        "actor": "Meta",
        "counterparty": None,
        "themes": ("compute_leasing", "neocloud"),
        "participants": ("META",),
        "t0": Stamp(at=NOON, basis=Basis.PUBLISHED),
        "t0_earliest": NOON,
        "t0_latest": NOON,
        "links": (first_link(),),
        "sources": 1,
        "independent": 1,
        "backfilled": False,
    }
    return Story(**{**known, **changes})


def exposure(story_id: str, symbol: str, **changes: Any) -> Exposure:
    known: dict[str, Any] = {
        "story": story_id,
        "symbol": symbol,
        "kind": ExposureKind.DIRECT,
        "t0": Stamp(at=NOON, basis=Basis.PUBLISHED),
        "bucket": Bucket.POST,
        "session": SESSION,
        "close": datetime(2026, 7, 1, 20, tzinfo=UTC),
    }
    return Exposure(**{**known, **changes})


def impact(story_id: str, symbol: str, window: str = "d0", **changes: Any) -> Impact:
    known: dict[str, Any] = {
        "story": story_id,
        "symbol": symbol,
        "session": SESSION,
        "window": window,
        "raw": -0.13,
        "market_adjusted": -0.126,
        "abnormal": -0.12,
        "stderr": 0.03,
        "t": -4.0,
        "p": 0.0001,
        "df": 118,
        "alpha": 0.001,
        "beta": 2.0,
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
        "inputs": "abc",
    }
    return Impact(**{**known, **changes})


def test_an_exposure_has_one_row_for_each_window() -> None:
    rows = build_rows([story("s1")], [exposure("s1", "CRWV")], [impact("s1", "CRWV", w) for w in ("d0_1", "d0")])
    assert [(row.symbol, row.window) for row in rows] == [("CRWV", "d0"), ("CRWV", "d0_1")]


def test_an_exposure_nobody_measured_says_so_in_each_window() -> None:
    rows = build_rows([story("s1")], [exposure("s1", "CRWV")], [])
    assert [(row.window, row.verdict, row.reason) for row in rows] == [
        ("d0", "cannot_tell", "not_yet"),
        ("d0_1", "cannot_tell", "not_yet"),
    ]


def test_a_row_names_what_shares_its_own_window_also_when_that_is_not_in_the_report() -> None:
    exposures = [
        exposure("s1", "CRWV"),
        exposure("s0", "CRWV", kind=ExposureKind.THEME),
        exposure("s2", "CRWV"),
        exposure("s3", "CRWV", session=SESSION + timedelta(days=1)),
        exposure("s4", "NBIS"),
    ]
    calendar = SessionCalendar.load("XNYS", date(2026, 6, 1), date(2026, 8, 31))
    results = dated_event("CRWV", "CoreWeave results", SESSION + timedelta(days=1))
    met = confound([story(f"s{n}") for n in range(5)], exposures, [results], {"CRWV": calendar}, WINDOWS)
    short, long = build_rows([story("s1")], exposures, [impact("s1", "CRWV", w) for w in ("d0", "d0_1")], met)
    assert (short.confounders, short.calendar, short.separable) == (("s2", "s0"), (), False)
    assert (long.confounders, long.calendar) == (
        ("s2", "s3", "s0"),
        ("CoreWeave results 2026-07-02 (time not known; calendar.csv)",),
    )


def dated_event(symbol: str | None, name: str, day: date) -> CalendarEvent:
    return CalendarEvent(
        id=name,
        date=day,
        time=None,
        kind=CalendarKind.EARNINGS,
        symbol=symbol,
        name=name,
        source="calendar.csv",
        first_seen=NOON,
    )


def test_where_nobody_looked_nothing_is_claimed() -> None:
    (row,) = build_rows([story("s1")], [exposure("s1", "CRWV")], [impact("s1", "CRWV")])
    assert (row.confounders, row.calendar, row.separable) == ((), (), None)


@pytest.mark.parametrize(
    ("p", "verdict"),
    [
        pytest.param(0.0, "unusual_move", id="certain"),
        pytest.param(0.0499, "unusual_move", id="just below"),
        pytest.param(0.05, "no_unusual_move", id="at the level"),
        pytest.param(0.9, "no_unusual_move", id="ordinary"),
    ],
)
def test_the_verdict_follows_p(p: float, verdict: str) -> None:
    (row,) = build_rows([story("s1")], [exposure("s1", "CRWV")], [impact("s1", "CRWV", p=p)])
    assert (row.verdict, row.p, row.p_basis, row.reason) == (verdict, p, "t", None)


def test_an_answer_we_cannot_give_keeps_the_simpler_numbers_and_the_reason() -> None:
    answer = NoImpact(
        story="s1",
        symbol="CRWV",
        session=SESSION,
        window="d0",
        reason=Reason.TOO_FEW_SESSIONS,
        detail="21 of 30",
        raw=-0.05,
    )
    (row,) = build_rows([story("s1")], [exposure("s1", "CRWV")], [answer])
    assert (row.raw, row.market_adjusted, row.abnormal, row.p, row.p_basis) == (-0.05, None, None, None, None)
    assert (row.verdict, row.reason) == ("too_few_data", "too_few_sessions")
    assert verdict_words(row) == "too few earlier sessions"


def test_a_number_that_is_none_becomes_null_with_a_reason() -> None:
    broken = impact("s1", "CRWV", stderr=0.0, t=math.inf, p=math.nan)
    (row,) = build_rows([story("s1")], [exposure("s1", "CRWV")], [broken])
    assert (row.t, row.p, row.verdict, row.reason) == (None, None, "too_few_data", "no_variation")
    json.dumps(row_to_json(row), allow_nan=False)


def ordered_case() -> tuple[list[Story], list[Exposure], list[Impact]]:
    late = Stamp(at=NOON + timedelta(hours=1), basis=Basis.PUBLISHED)
    stories = [story("s1"), story("s2", t0=late)]
    exposures = [
        exposure("s1", "NBIS", kind=ExposureKind.THEME),
        exposure("s1", "CRWV"),
        exposure("s1", "META"),
        exposure("s1", "ORCL", kind=ExposureKind.RELATED),
        exposure("s1", "ZZZ"),
        exposure("s2", "AMD", t0=late),
    ]
    sizes = {"NBIS": -9.0, "CRWV": 1.0, "META": -2.0, "ORCL": 3.0}
    return stories, exposures, [impact("s1", symbol, t=t) for symbol, t in sizes.items()] + [impact("s2", "AMD")]


def test_newest_first_then_participants_then_the_largest_t() -> None:
    rows = build_rows(*ordered_case())
    assert [row.symbol for row in rows] == ["AMD", "META", "CRWV", "ZZZ", "ORCL", "NBIS"]


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(random: Any) -> None:
    stories, exposures, impacts = ordered_case()
    expected = build_rows(stories, exposures, impacts)
    for records in (stories, exposures, impacts):
        random.shuffle(records)
    assert build_rows(stories, exposures, impacts) == expected


def test_windows_of_a_symbol_can_be_put_side_by_side() -> None:
    impacts = [impact("s1", s, w, t=t) for s, w, t in (("A", "d0", 3), ("A", "d0_1", 1), ("B", "d0", 2), ("B", "x", 9))]
    rows = build_rows([story("s1")], [exposure("s1", "A"), exposure("s1", "B")], impacts)
    assert [(row.symbol, row.window) for row in by_symbol(rows) if row.reason is None] == [
        ("B", "d0"),
        ("B", "x"),
        ("A", "d0"),
        ("A", "d0_1"),
    ]


@pytest.mark.parametrize(
    ("wanted", "symbols"),
    [
        pytest.param(ReportFilter(), ["CRWV", "AMD"], id="everything"),
        pytest.param(ReportFilter(symbol="crwv"), ["CRWV"], id="symbol in any case"),
        pytest.param(ReportFilter(theme="semiconductors"), ["AMD"], id="theme"),
        pytest.param(ReportFilter(type="compute_leasing"), ["CRWV"], id="type"),
        pytest.param(ReportFilter(type="contract.award"), ["AMD"], id="type with subtype"),
        pytest.param(ReportFilter(type="contract.dispute"), [], id="another subtype"),
        pytest.param(ReportFilter(window="d0_1"), [], id="window"),
        pytest.param(ReportFilter(symbol="AMD", theme="neocloud"), [], id="all must fit"),
    ],
)
def test_a_filter_keeps_the_rows_that_fit(wanted: ReportFilter, symbols: list[str]) -> None:
    stories = [story("s1"), story("s2", type="contract", subtype="award", themes=("semiconductors",))]
    rows = build_rows(
        stories, [exposure("s1", "CRWV"), exposure("s2", "AMD")], [impact("s1", "CRWV"), impact("s2", "AMD")]
    )
    assert [row.symbol for row in filter_rows(rows, wanted)] == symbols


def test_a_row_in_json_has_the_promised_keys_and_forms() -> None:
    (row,) = build_rows([story("s1")], [exposure("s1", "CRWV")], [impact("s1", "CRWV")])
    assert row_to_json(row) == {
        "story": "s1",
        "headline": "Headline of s1",
        "type": "compute_leasing",
        "subtype": None,
        "themes": ["compute_leasing", "neocloud"],
        "t0": "2026-06-30T20:42:00Z",
        "t0_basis": "published",
        "bucket": "post",
        "session": "2026-07-01",
        "symbol": "CRWV",
        "exposure": "direct",
        "window": "d0",
        "raw": -0.13,
        "market_adjusted": -0.126,
        "abnormal": -0.12,
        "stderr": 0.03,
        "t": -4.0,
        "p": 0.0001,
        "p_basis": "t",
        "expected_sign": None,
        "verdict": "unusual_move",
        "reason": None,
        "articles": 1,
        "sources": 1,
        "novelty": 100.0,
        "telling": 1,
        "days_since_last": None,
        "confounders": [],
        "backfilled": False,
        "calendar": [],
        "separable": None,
        "sure": True,
        "t0_latest": "2026-06-30T20:42:00Z",
        "independent": 1,
        "lineage": "first telling",
        "relation": None,
        "follows": None,
        "new": [],
        "party": None,
        "in_advance": None,
        "sq_p": None,
        "market_part": None,
        "sector_part": None,
        "theme_part": None,
        "own_part": None,
        "tradable": None,
        "anchor": None,
        "anchor_at": None,
        "end_at": None,
        "l1": 120,
        "history": None,
    }
    assert list(row_to_json(row))[:6] == ["story", "headline", "type", "subtype", "themes", "t0"]


def test_every_reason_has_words() -> None:
    assert set(REASON_WORDS) == set(Reason)


# ── evidence ────────────────────────────────────────────────────────────────────────────────────────

TITLE = "Meta weighs a plan"
SUMMARY = 'Shares of U.S. rivals fell. It is considering "raw compute" for rent, people said. Nothing is decided.'


def article(title: str = TITLE, summary: str = SUMMARY) -> Article:
    return Article(
        id="a1",
        feed="wire",
        key="1",
        url="https://news.example/1",
        canonical_url="https://news.example/1",
        title=title,
        summary=summary,
        published=NOON,
        raw_date=None,
        precision=Precision.SECOND,
        quality=DateQuality.OK,
        basis=Basis.PUBLISHED,
        first_seen=NOON,
        version=1,
        version_seen_at=NOON,
        content_hash="c",
        body_hash="b",
        backfilled=False,
    )


def evidence(kind: str, words: str, text: str | None = None) -> Evidence:
    start = (text or article().text).index(words)
    return Evidence(kind=kind, start=start, end=start + len(words), text=words, rule="r")


def event(type_: str = "compute_leasing", actor: str | None = "Meta", trigger: Evidence | None = None) -> Event:
    return Event(
        type=type_,
        subtype=None,
        actor=actor,
        counterparty=None,
        direction=None,
        polarity="affirmed",
        status="considered",
        source="unnamed_people",
        time="future",
        trigger=trigger or evidence("trigger", "considering"),
        evidence=(evidence("object", "raw compute"), evidence("cue", "rivals")),
        confidence=Confidence(event=0.9, roles=0.9, status=0.9),
    )


def extraction(*events: Event) -> Extraction:
    return Extraction(relevant=True, score=1.0, themes=(), mentions=(), events=events, made_by="m")


def test_the_sentence_of_the_trigger_is_shown_with_its_evidence_marked() -> None:
    assert evidence_sentence(article(), event()) == (
        ("It is ", False),
        ("considering", True),
        (' "', False),
        ("raw compute", True),
        ('" for rent, people said. ', False),
    )


def test_a_headline_is_a_sentence_of_its_own() -> None:
    pieces = evidence_sentence(article(), event(trigger=evidence("trigger", "weighs")))
    assert "".join(text for text, _ in pieces).strip() == TITLE


def test_another_version_of_the_text_gives_the_trigger_only() -> None:
    assert evidence_sentence(article(title="A longer title than before"), event()) == (("considering", True),)


def test_a_text_without_sentences_is_cut_around_the_trigger() -> None:
    text = "word " * 200 + "considering" + " word" * 200
    long = article(title=text, summary="")
    pieces = evidence_sentence(long, event(trigger=evidence("trigger", "considering", text)))
    assert len("".join(piece for piece, _ in pieces)) == 240 + len("considering") + 240


@given(st.text(max_size=80), st.data())
def test_the_pieces_of_a_sentence_are_the_text_itself(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    trigger = Evidence(kind="trigger", start=start, end=end, text=text[start:end], rule="r")
    pieces = evidence_sentence(article(title=text, summary=""), replace(event(), trigger=trigger, evidence=()))
    assert "".join(piece for piece, _ in pieces) in text
    assert "".join(piece for piece, marked in pieces if marked) == text[start:end]


def test_the_event_of_a_story_is_of_its_type_and_best_of_its_actor() -> None:
    ours, other, move = event(), event(actor="Oracle"), event("price_move")
    assert story_event(story("s1"), extraction(move, other, ours)) is ours
    assert story_event(story("s1", actor="Google"), extraction(move, other, ours)) is other
    assert story_event(story("s1", type="price_move"), extraction(move)) is None
    assert story_event(story("s1"), extraction()) is None
    assert story_event(story("s1"), None) is None


# ── from bars to a number ───────────────────────────────────────────────────────────────────────────


def bar(symbol: str, day: int, close: float, adj_close: float | None = None) -> Bar:
    return Bar(
        symbol=symbol,
        interval="1d",
        start=datetime(2026, 7, day, tzinfo=UTC),
        open=None,
        high=None,
        low=None,
        close=close,
        adj_close=adj_close,
        volume=None,
        provider="files",
        fetched_at=NOON,
        is_final=True,
    )


def test_the_steps_of_a_window_can_be_added_up_by_hand() -> None:
    bars = [bar("CRWV", 3, 90.0), bar("CRWV", 1, 100.0), bar("CRWV", 2, 110.0)]
    bars += [bar("SPY", 1, 500.0), bar("SPY", 2, 505.0), bar("SPY", 3, 505.0)]
    measured = impact("s1", "CRWV", "d0_1", anchor=date(2026, 7, 1), last=date(2026, 7, 3), alpha=0.001, beta=2.0)
    first, second = trace_steps(measured, bars)
    assert first.session == date(2026, 7, 2)
    assert first.own == pytest.approx(0.10)
    assert first.market == pytest.approx(0.01)
    assert first.expected == pytest.approx(0.021)
    assert first.abnormal == pytest.approx(0.079)
    assert second.abnormal == pytest.approx(90 / 110 - 1 - 0.001)


def test_a_step_without_the_benchmark_has_no_expectation() -> None:
    measured = impact("s1", "CRWV", anchor=date(2026, 7, 1), last=date(2026, 7, 2))
    (step,) = trace_steps(measured, [bar("CRWV", 1, 100.0), bar("CRWV", 2, 110.0)])
    assert (step.market, step.expected, step.abnormal) == (None, None, None)


def test_closes_are_on_the_basis_the_measurement_took() -> None:
    both = [bar("CRWV", 1, 100.0, 50.0), bar("CRWV", 2, 110.0, 60.0)]
    assert close_returns(both, "CRWV", "adj_close")[date(2026, 7, 2)][1] == pytest.approx(0.2)
    assert close_returns(both, "CRWV", "close")[date(2026, 7, 2)][1] == pytest.approx(0.1)
    assert close_returns(both, "CRWV", "close")[date(2026, 7, 1)][1] is None
    assert close_returns(both, "NBIS", "close") == {}


# ── figures ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        pytest.param(signed_percent(0.088), "+8.8%", id="gain"),
        pytest.param(signed_percent(-0.1523), "-15.2%", id="loss"),
        pytest.param(signed_percent(-0.0004), "0.0%", id="no minus zero"),
        pytest.param(signed_percent(0.0), "0.0%", id="zero"),
        pytest.param(signed_percent(None), "–", id="missing"),
        pytest.param(plain_percent(0.034), "3.4%", id="standard error"),
        pytest.param(plain_percent(None), "–", id="missing standard error"),
        pytest.param(signed_figure(-3.56), "-3.6", id="t"),
        pytest.param(signed_figure(None), "–", id="missing t"),
        pytest.param(p_text(0.0412), "0.041", id="p"),
        pytest.param(p_text(0.00099), "<0.001", id="small p"),
        pytest.param(p_text(None), "–", id="missing p"),
        pytest.param(counted(1, "story", "stories"), "1 story", id="one"),
        pytest.param(counted(0, "feed"), "0 feeds", id="none"),
        pytest.param(event_name("mna", None), "M&A", id="abbreviation"),
        pytest.param(event_name("contract", "award"), "contract (award)", id="subtype"),
    ],
)
def test_figures_are_rounded_and_signed(shown: str, text: str) -> None:
    assert shown == text


@given(st.floats(-5, 5))
def test_a_sign_stands_before_every_number_but_zero(value: float) -> None:
    text = signed_percent(value)
    assert (text == "0.0%") == (abs(round(value * 100, 1)) == 0)
    assert text == "0.0%" or text[0] == ("+" if value > 0 else "-")
