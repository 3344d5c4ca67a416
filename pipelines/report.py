"""The rows of the event-to-price report, and what else an answer needs.

`build_rows` joins stories, exposures and impacts; `row_to_json` is the public contract of one row. `StoryView` and
`TraceView` are what `show` and `trace` are drawn from: whoever has a database fills them. The words and
figures for it are in `wording`; how things look on a terminal, a page or in a mail is decided in `render`,
`report_page`, `charts` and `digest`; nothing is measured here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pipelines.expectations import in_advance
from pipelines.lineage import novelty_words, trace_lineage
from pipelines.tellings import Kin
from pipelines.verdicts import UNUSUAL, verdict
from pipelines.wording import counted, minute_text, utc_text, words
from tracker.options import WINDOWS, ReportFilter
from tracker.records import (
    Amendment,
    AmendmentKind,
    Article,
    Bar,
    Copy,
    Event,
    Expectation,
    Exposure,
    ExposureKind,
    Extraction,
    Finding,
    Impact,
    NoImpact,
    Novelty,
    Page,
    PageOutcome,
    Reason,
    ReportRow,
    Story,
    StoryLink,
    WindowImpact,
)

if TYPE_CHECKING:
    from pipelines.confound import Confounding, Key
    from pipelines.study.crowding import CrowdSplit


_EXPOSURE_ORDER = {kind.value: place for place, kind in enumerate(ExposureKind)}
_WINDOW_ORDER = {
    window: place
    for place, window in enumerate(
        (*WINDOWS, "pre_d1", "pre_1h", "5m", "30m", "1h", "next_open", "close", "d1", "d5", "d20")
    )
}
"""Sessions first, as they are tested, then the minutes and days around the news in the order of time."""


# ── what an answer is drawn from ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """One report of a story, with what was read in it."""

    link: StoryLink
    article: Article
    extraction: Extraction | None
    """None when the article has not been read (yet)."""
    page: Page | None = None
    """What became of asking for its page, in the version shown; None: never asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedArticle:
    """One article with what it is linked to."""

    article: Article
    about_the_trade: bool
    copy: Copy | None
    """None: it is no copy of an earlier one."""
    story: str | None
    """None: it is in no story."""
    link: StoryLink | None
    """How it belongs to its story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """A story with everything a reader may ask about it."""

    story: Story
    links: tuple[LinkView, ...]
    """In the order of `story.links`."""
    novelty: Novelty
    """How new it was, among all stories."""
    kin: Kin = field(default_factory=Kin)
    """The stories that it is told with."""
    rows: tuple[ReportRow, ...]
    """This story's rows of `build_rows`."""
    impacts: tuple[Impact | NoImpact, ...]
    windows: tuple[WindowImpact, ...] = ()
    """What the prices did around the minute of the news."""
    confounding: Mapping[Key, Confounding] = field(default_factory=dict)
    """What else touches each window of its rows."""
    crowd: CrowdSplit | None = None
    """What moved the names of its session; None: not asked."""
    together: tuple[str, ...] = ()
    """Its names as one portfolio, in words; empty where that says nothing."""
    rates: tuple[str, ...] = ()
    """Its symbols against earlier events of the kind, in words; empty where there are too few."""
    closes: Mapping[str, Sequence[tuple[date, float]]]
    """Closes around the session by symbol, oldest first. A session some other symbol has is a gap in the chart."""
    amendments: tuple[Amendment, ...] = ()
    """What the user said of its reports and still counts, in that order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRef:
    """The stored bytes an article was read from."""

    article: str
    feed: str
    url: str
    at: datetime
    body_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceView:
    """One impact with everything it rests on."""

    story: Story
    exposure: Exposure
    impact: Impact | NoImpact
    bars: tuple[Bar, ...]
    """Daily bars used, of the symbol and of the benchmark, each oldest first; at least anchor to last session."""
    links: tuple[LinkView, ...]
    fetches: tuple[FetchRef, ...]
    amendments: tuple[Amendment, ...] = ()
    """What the user said of the story's reports and still counts, in that order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowTrace:
    """A window around the minute of the news with everything it rests on."""

    story: Story
    exposure: Exposure
    window: WindowImpact
    links: tuple[LinkView, ...]
    fetches: tuple[FetchRef, ...]
    amendments: tuple[Amendment, ...] = ()


# ── rows ────────────────────────────────────────────────────────────────────────────────────────────


def build_rows(
    stories: Sequence[Story],
    exposures: Sequence[Exposure],
    impacts: Sequence[Impact | NoImpact],
    confounding: Mapping[Key, Confounding] | None = None,
    novelty: Mapping[str, Novelty] | None = None,
    expectations: Mapping[tuple[str, str], Expectation] | None = None,
) -> list[ReportRow]:
    """One row per exposure and window, in reading order.

    expectations: by story and symbol the one that counts; where there is none, no sign is expected.

    novelty: by story, from `pipelines.lineage`, which should have seen all stories; None: it sees these.
    confounding: what else touches each window, from `pipelines.confound`, which should have seen all stories: a
    report over a week wants what else happened to a symbol. Where nobody looked, `separable` is None.
    An exposure without an answer for a window that others were measured in gets a row that says `not_yet`: nothing is
    left out silently.
    """
    by_id = {story.id: story for story in stories}
    news = trace_lineage(stories) if novelty is None else novelty
    answers = {(impact.story, impact.symbol, impact.session, impact.window): impact for impact in impacts}
    windows = sorted({impact.window for impact in impacts} or WINDOWS, key=_window_place)
    rows = []
    for exposure in exposures:
        if exposure.story not in by_id:
            continue
        for window in windows:
            key = (exposure.story, exposure.symbol, exposure.session, window)
            answer = answers.get(key) or _not_measured(exposure, window)
            met = (confounding or {}).get((exposure.story, exposure.symbol, window))
            said = (expectations or {}).get((exposure.story, exposure.symbol))
            rows.append(_row(by_id[exposure.story], exposure, answer, met, news[exposure.story], said))
    return sorted(rows, key=reading_order)


def filter_rows(rows: Iterable[ReportRow], wanted: ReportFilter) -> list[ReportRow]:
    """The rows that fit every given choice; a type may be given with its subtype, `contract.award`."""
    return [
        row
        for row in rows
        if (wanted.symbol is None or row.symbol.upper() == wanted.symbol.upper())
        and (wanted.theme is None or wanted.theme in row.themes)
        and (wanted.type is None or wanted.type in {row.type, f"{row.type}.{row.subtype}"})
        and (wanted.window is None or row.window == wanted.window)
        and (wanted.since is None or _place_in_time(row, wanted.since) >= wanted.since)
        and (wanted.until is None or _place_in_time(row, wanted.until) <= wanted.until)
    ]


def _place_in_time(row: ReportRow, bound: date | datetime) -> Any:
    """What of the row a bound is compared with: the first report with an instant, the session with a date."""
    if isinstance(bound, datetime):
        return row.t0
    return row.session or row.t0.date()


def row_to_json(row: ReportRow) -> dict[str, Any]:
    """The row under its public keys: times ISO 8601 in UTC, returns as fractions, what is missing null."""
    return {key: _plain(getattr(row, key)) for key in ReportRow.keys()}  # noqa: SIM118 (a method, not a mapping)


class OfStory(Protocol):
    """Whatever belongs to one story: a row, an exposure, an impact, a window."""

    @property
    def story(self) -> str: ...


S = TypeVar("S", bound=OfStory)


def by_story(items: Iterable[S]) -> dict[str, list[S]]:
    """Items per story id, both in the order they came."""
    grouped: dict[str, list[S]] = {}
    for item in items:
        grouped.setdefault(item.story, []).append(item)
    return grouped


def by_symbol(rows: Iterable[ReportRow]) -> list[ReportRow]:
    """One story's rows with the windows of a symbol side by side; symbols stay in order of their first row."""
    grouped: dict[str, list[ReportRow]] = {}
    for row in rows:
        grouped.setdefault(row.symbol, []).append(row)
    return [row for group in grouped.values() for row in sorted(group, key=_within_symbol)]


def _within_symbol(row: ReportRow) -> tuple[date, tuple[int, str]]:
    return row.session or date.max, _window_place(row.window)


def _not_measured(exposure: Exposure, window: str) -> NoImpact:
    return NoImpact(
        story=exposure.story,
        symbol=exposure.symbol,
        session=exposure.session,
        window=window,
        reason=Reason.NOT_YET,
        detail="not measured yet",
    )


def _row(
    story: Story,
    exposure: Exposure,
    answer: Impact | NoImpact,
    met: Confounding | None,
    news: Novelty,
    said: Expectation | None,
) -> ReportRow:
    measured = answer if isinstance(answer, Impact) else None
    p = _finite(measured.p) if measured else None
    parts = {part.name: part.value for part in measured.parts} if measured else {}
    separable = met.separable if met else None
    expected = said.sign if said else None
    return ReportRow(
        story=story.id,
        headline=story.headline,
        type=story.type,
        subtype=story.subtype,
        themes=story.themes,
        t0=exposure.t0.at,
        t0_basis=exposure.t0.basis.value,
        bucket=exposure.bucket.value,
        session=exposure.session,
        symbol=exposure.symbol,
        exposure=exposure.kind.value,
        window=answer.window,
        raw=_finite(answer.raw),
        market_adjusted=_finite(answer.market_adjusted),
        abnormal=_finite(measured.abnormal) if measured else None,
        stderr=_finite(measured.stderr) if measured else None,
        t=_finite(measured.t) if measured else None,
        p=p,
        p_basis="t" if p is not None else None,
        expected_sign=expected,
        verdict=_verdict(answer, expected, separable),
        reason=_missing_reason(answer, p),
        articles=len(story.links),
        sources=story.sources,
        novelty=float(news.decay),
        telling=news.telling,
        days_since_last=news.days_since_last,
        confounders=tuple(item.story for item in met.stories) if met else (),
        backfilled=story.backfilled,
        calendar=tuple(dict.fromkeys(item.text for item in met.events)) if met else (),
        separable=separable,
        sure=exposure.sure,
        t0_latest=story.t0_latest,
        independent=story.independent,
        lineage=novelty_words(news),
        relation=news.relation,
        follows=news.follows,
        new=news.new,
        party=said.party if said else None,
        in_advance=in_advance(said, exposure.close) if said else None,
        sq_p=measured.sq_p if measured else None,
        market_part=parts.get("market"),
        sector_part=parts.get("sector"),
        theme_part=parts.get("theme"),
        own_part=parts.get("own"),
        l1=measured.estimation if measured else None,
        history=_history(measured),
    )


def _verdict(answer: Impact | NoImpact, expected: int | None, separable: bool | None) -> str:
    if isinstance(answer, NoImpact):
        reason: Reason | None = answer.reason
        return verdict(ps=(), move=None, expected=expected, separable=separable, own_share=None, reason=reason).value
    return verdict(
        ps=headline_ps(answer),
        move=answer.abnormal,
        expected=expected,
        separable=separable,
        own_share=_own_share(answer),
        reason=None,
    ).value


def _history(measured: Impact | None) -> str | None:
    """What has to be said of a young listing's estimate."""
    from pipelines.study.listing import flag_of

    return None if measured is None else flag_of(measured.estimation)


def headline_ps(impact: Impact) -> tuple[float, ...]:
    """p of the tests that one symbol's verdict rests on: Student's t, and the sample quantile where L1 allows it."""
    return tuple(p for p in (impact.p, impact.sq_p) if p is not None and math.isfinite(p))


def _own_share(impact: Impact) -> float | None:
    """The symbol's own part over the raw move; None without a split, or without a move."""
    own = next((part.value for part in impact.parts if part.name == "own"), None)
    return own / impact.raw if own is not None and impact.raw else None


def is_unusual(row: ReportRow) -> bool:
    """Whether the row's move is unusual against the symbol's own history, whatever may explain it."""
    return row.verdict in UNUSUAL


def _missing_reason(answer: Impact | NoImpact, p: float | None) -> str | None:
    if isinstance(answer, NoImpact):
        return answer.reason.value
    # A measurement without a usable p has a standard error of zero: there was no variation to judge by.
    return Reason.NO_VARIATION.value if p is None else None


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _window_place(window: str) -> tuple[int, str]:
    return _WINDOW_ORDER.get(window, len(_WINDOW_ORDER)), window


def reading_order(row: ReportRow) -> tuple[object, ...]:
    """Newest story first, in it what takes part before what is related, and the largest moves first."""
    size = -abs(row.t) if row.t is not None else 1.0
    place = _EXPOSURE_ORDER.get(row.exposure, len(_EXPOSURE_ORDER))
    return -row.t0.timestamp(), row.story, place, size, row.symbol, row.session or date.max, _window_place(row.window)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


# ── what a story rests on in its reports ────────────────────────────────────────────────────────────


def story_event(story: Story, extraction: Extraction | None) -> Event | None:
    """The event of a report that makes it part of the story: same type, if possible by the same actor."""
    if extraction is None:
        return None
    same_type = [event for event in extraction.events if event.type == story.type and not event.is_reaction]
    same_actor = [event for event in same_type if event.actor == story.actor]
    return next(iter(same_actor or same_type), None)


def page_words(view: LinkView) -> str | None:
    """Whether the page of a report was read, and if not, why; None when it was never asked for."""
    page = view.page
    if page is None:
        return None
    if page.outcome is not PageOutcome.OK:
        return f"summary only: {page.reason}"
    if view.article.page_text is None:
        return "summary only: the page came after it was read"
    return f"full text read{' as far as the paywall' if page.paywalled else ''}, {minute_text(page.asked_at)}"


def amendment_words(said: Amendment) -> str:
    """Who said what when, in a line, with the user's own words at its end."""
    note = f": “{said.note}”" if said.note else ""
    return f"{minute_text(said.at)} you: {_amended(said)} ({said.id}){note}"


def _amended(said: Amendment) -> str:
    reports = counted(len(said.articles), "report")
    match said.kind:
        case AmendmentKind.WRONG_EVENT:
            wrong = f"no {words(said.event)}" if said.event else "nothing that counts"
            return f"{reports} {'tells' if len(said.articles) == 1 else 'tell'} {wrong}"
        case AmendmentKind.MERGE:
            return f"{said.articles[0]} and {said.articles[1]} tell one story"
        case AmendmentKind.SPLIT:
            own = "is a story of its own" if len(said.articles) == 1 else "are a story of their own"
            return f"{', '.join(said.articles)} {own}, apart from {counted(len(said.from_articles), 'other report')}"
        case AmendmentKind.SET_TIME:
            return f"first reported {minute_text(said.time)}" if said.time else "first reported at an unknown time"
        case AmendmentKind.WITHDRAW:
            return f"{said.withdraws} no longer counts"


FINDINGS_SHOWN = 6
"""Per report: what is more is a table rather than an article."""


def finding_lines(found: Iterable[Finding]) -> list[str]:
    """What a reader should know about the numbers of a report: where they disagree or must not be added."""
    return [finding_line(finding) for finding in found if finding.kind != "remark"][:FINDINGS_SHOWN]


def finding_line(finding: Finding) -> str:
    """The same of one; a remark says by itself what it is about."""
    return finding.message if finding.kind == "remark" else f"check the numbers: {finding.message}"


_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])|\n")
_SENTENCE_REACH = 240
"""Characters shown on either side of the trigger at most: a reader needs the sentence, not a run-on page."""


def evidence_sentence(article: Article, event: Event) -> tuple[tuple[str, bool], ...]:
    """The sentence an event was read in, in pieces `(text, marked)`; marked pieces are the evidence.

    When the text at hand is another version of the article and no longer holds the trigger, only the stored
    trigger is given: better little than the wrong sentence.
    """
    text, trigger = article.text, event.trigger
    if text[trigger.start : trigger.end] != trigger.text:
        return ((trigger.text, True),)
    first, last = _sentence_bounds(text, trigger.start, trigger.end)
    spans = [(e.start, e.end) for e in (trigger, *event.evidence) if text[e.start : e.end] == e.text]
    marked = [any(start <= place < end for start, end in spans) for place in range(first, last)]
    return _pieces(text[first:last], marked)


def _sentence_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    floor, ceiling = max(0, start - _SENTENCE_REACH), min(len(text), end + _SENTENCE_REACH)
    before = [match.end() for match in _SENTENCE_END.finditer(text, floor, start)]
    after = _SENTENCE_END.search(text, end, ceiling)
    return (before[-1] if before else floor), (after.end() if after else ceiling)


def _pieces(text: str, marked: Sequence[bool]) -> tuple[tuple[str, bool], ...]:
    pieces: list[tuple[str, bool]] = []
    for character, mark in zip(text, marked, strict=True):
        if pieces and pieces[-1][1] == mark:
            pieces[-1] = (pieces[-1][0] + character, mark)
        else:
            pieces.append((character, mark))
    return tuple(pieces)


# ── the steps from bars to a number ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceStep:
    """One session of a window, recomputed from the bars. Returns are fractions; None where a bar is missing."""

    session: date
    close: float
    market_close: float | None
    own: float | None
    market: float | None
    expected: float | None
    """alpha + beta x market."""
    abnormal: float | None


def trace_steps(impact: Impact, bars: Sequence[Bar]) -> tuple[TraceStep, ...]:
    """The window's sessions from the bars alone, oldest first, so that a reader can add them up."""
    own = close_returns(bars, impact.symbol, impact.basis)
    market = close_returns(bars, impact.benchmark, impact.benchmark_basis)
    return tuple(
        _step(session, close, change, market.get(session, (None, None)), impact)
        for session, (close, change) in own.items()
        if impact.anchor < session <= impact.last
    )


def close_returns(bars: Sequence[Bar], symbol: str, basis: str) -> dict[date, tuple[float, float | None]]:
    """Close and simple return of a symbol by session, on the basis (adj_close or close) the measurement took."""
    ordered = sorted((bar for bar in bars if bar.symbol == symbol), key=lambda bar: bar.start)
    adjusted = basis == "adj_close"
    closes = [(bar.session, bar.adj_close if adjusted and bar.adj_close is not None else bar.close) for bar in ordered]
    before: list[float | None] = [None, *(close for _, close in closes[:-1])]
    return {
        session: (close, close / last - 1 if last else None)
        for (session, close), last in zip(closes, before, strict=False)
    }


def _step(
    session: date, close: float, own: float | None, benchmark: tuple[float | None, float | None], impact: Impact
) -> TraceStep:
    market_close, market = benchmark
    expected = None if market is None else impact.alpha + impact.beta * market
    abnormal = None if own is None or expected is None else own - expected
    return TraceStep(
        session=session,
        close=close,
        market_close=market_close,
        own=own,
        market=market,
        expected=expected,
        abnormal=abnormal,
    )
