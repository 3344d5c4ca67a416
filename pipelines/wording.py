"""The words and figures in which answers are given: what codes mean, numbers, times and names for people.

How things look on a terminal, a page or in a mail is decided elsewhere, and nothing is decided or measured here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from pipelines.escape import one_line
from pipelines.verdicts import Verdict
from tracker.records import Coverage, CoverageVerdict, FeedCondition, Reason, ReportRow, Story

NOT_KNOWN = "–"
TIME_NOT_KNOWN = "the first report's time is not known exactly"
REASON_WORDS: Mapping[Reason, str] = {
    Reason.NO_PRICES: "no prices for this symbol",
    Reason.NO_PRIOR_PRICE: "no price before the news",
    Reason.MISSING_BAR: "a session in the window has no price",
    Reason.NO_BENCHMARK: "no benchmark prices to compare with",
    Reason.TOO_FEW_SESSIONS: "too few earlier sessions",
    Reason.NOT_YET: "window not over yet",
    Reason.OUT_OF_CALENDAR: "outside the known trading calendar",
    Reason.IS_BENCHMARK: "is the benchmark itself",
    Reason.NO_VARIATION: "prices did not vary",
    Reason.NO_BARS: "no intraday prices there",
    Reason.BAD_QUALITY: "no price there can be believed",
    Reason.HALT: "trading seems to have been halted",
    Reason.DATE_ONLY: "only the day of the news is known",
    Reason.TIME_UNSURE: "the time of the news is not known well enough",
    Reason.NOT_TESTED: "not tested",
    Reason.NOT_TRADABLE: "no price between the news and the end",
}
VERDICT_WORDS: Mapping[str, str] = {
    Verdict.EXPLAINED_BY_EVENT: "explained by the event",
    Verdict.PARTLY_EXPLAINED: "partly explained",
    Verdict.OPPOSITE_TO_EXPECTATION: "opposite to expectation",
    Verdict.UNUSUAL_MOVE: "unusual move",
    Verdict.CANNOT_SEPARATE: "cannot separate",
    Verdict.NO_UNUSUAL_MOVE: "no unusual move",
    Verdict.MOVED_WITHOUT_NEWS: "moved without us seeing news",
    Verdict.TOO_FEW_DATA: "too few data",
    Verdict.CANNOT_TELL: "cannot tell",
    Verdict.NOT_TESTED: "not tested",
}
HISTORY_WORDS = {"short": "short history", "low_confidence": "little history, low confidence"}
WITH_A_SIGN = frozenset({Verdict.EXPLAINED_BY_EVENT, Verdict.PARTLY_EXPLAINED, Verdict.OPPOSITE_TO_EXPECTATION})
"""Verdicts that rest on the sign that was expected."""
UNUSUAL_MEANS = "unusual: against its own history, p < 0.05, and no more than 1 in 20 of its own days as large"
SIGN_WORDS: Mapping[int | None, str] = {1: "+", -1: "-", 0: "0", None: "?"}
BUCKET_WORDS = {
    "pre": "before the open",
    "regular": "in session (the day holds hours before it)",
    "post": "after the close",
    "closed_day": "exchange closed",
}
BASIS_WORDS = {
    "published": "as published",
    "updated": "as updated",
    "first_seen": "when first seen",
    "amended": "as you set it",
}
WINDOW_WORDS = {"d0": "the session", "d0_1": "two sessions"}
TYPE_WORDS = {"ipo": "IPO", "mna": "M&A", "managed_api": "managed models"}
CONDITION_WORDS: Mapping[FeedCondition, str] = {
    FeedCondition.OK: "well",
    FeedCondition.NEVER_POLLED: "never asked",
    FeedCondition.FAILING: "failing",
    FeedCondition.THROTTLED: "throttled",
    FeedCondition.BLOCKED: "blocked",
    FeedCondition.NOT_A_FEED: "no feed",
    FeedCondition.NOT_FOUND: "not found",
    FeedCondition.GONE: "gone",
    FeedCondition.FROZEN: "frozen",
}


# ── figures ───────────────────────────────────────────────────────────────────────────────────────


def signed_percent(value: float | None) -> str:
    """A fraction as per cent with its sign; what rounds to nothing has none.

    >>> signed_percent(0.0883), signed_percent(-0.13), signed_percent(-0.0002), signed_percent(None)
    ('+8.8%', '-13.0%', '0.0%', '–')
    """
    return f"{_signed(value * 100, 1)}%" if value is not None else NOT_KNOWN


def plain_percent(value: float | None) -> str:
    """A size in per cent, for standard errors.

    >>> plain_percent(0.0341)
    '3.4%'
    """
    return f"{value * 100:.1f}%" if value is not None else NOT_KNOWN


def signed_figure(value: float | None, digits: int = 1) -> str:
    """A number with its sign, for t.

    >>> signed_figure(-3.61), signed_figure(-0.04)
    ('-3.6', '0.0')
    """
    return _signed(value, digits) if value is not None else NOT_KNOWN


def p_text(value: float | None) -> str:
    """A probability to three decimals; never a zero that would claim certainty.

    >>> p_text(0.0412), p_text(0.0004)
    ('0.041', '<0.001')
    """
    if value is None:
        return NOT_KNOWN
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def _signed(value: float, digits: int) -> str:
    text = f"{value:+.{digits}f}"
    return text if any(digit in text for digit in "123456789") else text[1:]


# ── times, numbers and names ──────────────────────────────────────────────────────────────────────


def utc_text(at: datetime) -> str:
    """ISO 8601 in UTC, ending in Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def minute_text(at: datetime) -> str:
    """An instant for people, to the minute."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def session_text(session: date) -> str:
    """A session for people.

    >>> session_text(date(2026, 7, 1))
    'Wed 1 Jul 2026'
    """
    return f"{session:%a} {session.day} {session:%b %Y}"


def counted(count: int, thing: str, things: str | None = None) -> str:
    """A number with its noun.

    >>> counted(1, "story", "stories"), counted(2, "source")
    ('1 story', '2 sources')
    """
    return f"{count} {thing if count == 1 else things or thing + 's'}"


def words(name: str) -> str:
    """A key of ours as a reader says it.

    >>> words("compute_leasing"), words("ipo")
    ('compute leasing', 'IPO')
    """
    return TYPE_WORDS.get(name, name.replace("_", " ").replace(".", ": "))


def event_name(type_: str, subtype: str | None, further: Sequence[str] = ()) -> str:
    """Type and subtypes as one phrase.

    >>> event_name("compute_leasing", "raw_capacity", ["managed_api"])
    'compute leasing (raw capacity, managed models)'
    """
    kinds = ", ".join(words(kind) for kind in dict.fromkeys((subtype, *further)) if kind)
    return f"{words(type_)} ({kinds})" if kinds else words(type_)


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────


def sign_words(row: ReportRow) -> str:
    """The expected sign; in brackets when it was written down only after the session."""
    sign = SIGN_WORDS[row.expected_sign]
    return f"({sign})" if row.expected_sign is not None and row.in_advance is False else sign


def verdict_words(row: ReportRow) -> str:
    """The verdict, or why there is none; and what it supposes, where the first report may be of another session.

    A verdict on a sign that was written down only after the session is one in hindsight.
    """
    said = reason_words(row.reason) if row.reason is not None else VERDICT_WORDS[row.verdict]
    if row.reason is None and row.verdict in WITH_A_SIGN and row.in_advance is False:
        said = f"{said}, in hindsight"
    return said if row.sure or row.session is None else f"{said} if first on {row.session.day} {row.session:%b}"


def sessions_words(rows: Iterable[ReportRow]) -> str:
    """Which session reacts first, or which it may be; empty when none is known.

    Exchanges elsewhere have sessions of their own: two of them can be sure.
    """
    placed = [row for row in rows if row.session is not None]
    days = [session_text(day) for day in sorted({row.session for row in placed if row.session is not None})]
    if all(row.sure for row in placed):
        return f"reacts {' and '.join(days)}" if days else ""
    measured: defaultdict[str, set[date | None]] = defaultdict(set)
    for row in placed:
        if not row.sure:
            measured[row.symbol].add(row.session)
    # Where the other session stands in none of these rows: it may lie too far back to be measured.
    other = ["another session"] if any(len(sessions) == 1 for sessions in measured.values()) else []
    return f"reacts {' or '.join((*days, *other))}: {TIME_NOT_KNOWN}"


def reports_words(item: ReportRow | Story) -> str:
    """How many reports there are, from how many sources, and how many of these have one of their own."""
    number = item.articles if isinstance(item, ReportRow) else len(item.links)
    told = f"{counted(number, 'report')} from {counted(item.sources, 'source')}"
    return told if item.independent == item.sources else f"{told} ({item.independent} independent)"


def reason_words(reason: str) -> str:
    """What a reason code means."""
    return REASON_WORDS[Reason(reason)]


# ── what the feeds could tell ─────────────────────────────────────────────────────────────────────


_NAMES_PER_GAP = 4


def coverage_words(coverage: Coverage) -> str:
    """In a sentence: how many feeds told all of the span, and whether silence in it means anything."""
    if not coverage.feeds:
        return "No feed is in use, so silence says nothing."
    if coverage.since == coverage.until:
        return f"The time asked for begins and ends at {minute_text(coverage.since)}, so no feed can tell of it."
    span = f"heard from {minute_text(coverage.since)} to {minute_text(coverage.until)}"
    if coverage.verdict is CoverageVerdict.ADEQUATE:
        return f"{heard_words(coverage)} {span}."
    if not coverage.heard:
        return f"{heard_words(coverage)} {span}, so silence says nothing."
    if coverage.dark:
        return f"{heard_words(coverage)} {span}, but {dark_words(coverage)}, so more may have happened."
    return f"{heard_words(coverage)} {span}, too few to say that nothing was missed."


def heard_words(coverage: Coverage) -> str:
    """How many of the feeds in use were heard, as the beginning of a sentence."""
    if coverage.heard == coverage.feeds:
        return f"All {coverage.feeds} feeds were" if coverage.feeds > 1 else "The one feed in use was"
    if not coverage.heard:
        return f"None of {coverage.feeds} feeds was" if coverage.feeds > 1 else "The one feed in use was not"
    return f"{coverage.heard} of {coverage.feeds} feeds {'was' if coverage.heard == 1 else 'were'}"


def dark_words(coverage: Coverage) -> str:
    """The kinds of sources of which nothing was heard.

    >>> from datetime import timedelta
    >>> at = datetime(2026, 7, 1, tzinfo=UTC)
    >>> verdict = CoverageVerdict.PARTIAL
    >>> dark_words(Coverage(since=at, until=at, verdict=verdict, feeds=9, heard=5, dark=("trade_press", "wire")))
    'none of kind trade press or wire'
    """
    return f"none of kind {' or '.join(words(kind) for kind in coverage.dark)}"


def gap_lines(coverage: Coverage, most: int) -> list[str]:
    """What was not heard, worst first, a line for each reason with the feeds it is true of; at most `most` lines."""
    grouped: dict[str, list[str]] = {}
    for gap in coverage.gaps:
        grouped.setdefault(one_line(gap.reason, 240), []).append(one_line(gap.title or gap.feed, 60))
    lines = [f"{_some(names)}: {reason}." for reason, names in grouped.items()]
    left = sum(len(names) for names in list(grouped.values())[most:])
    more = f"{counted(left, 'more feed')} not heard; `newsimpact feeds health` names them."
    return [*lines[:most], *([more] if left else [])]


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMES_PER_GAP])
    return f"{shown} and {len(names) - _NAMES_PER_GAP} more" if len(names) > _NAMES_PER_GAP else shown
