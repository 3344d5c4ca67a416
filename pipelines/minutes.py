"""Windows around the minute of the news in reports: as rows of the JSON contract, as a table, and traced to their bars.

A window of minutes has no test: how much a symbol usually moves in half an hour depends on the hour, and is not known
here. So its verdict is that it was not tested, and the daily rows beside it say whether the session was unusual.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.report import reading_order
from pipelines.verdicts import Verdict
from pipelines.wording import BASIS_WORDS, minute_text, reason_words, session_text, signed_percent, utc_text
from tracker.records import AnchorKind, Exposure, Reason, ReportRow, WindowImpact

COLUMNS = {
    "pre_1h": "1h before",
    "5m": "5m",
    "30m": "30m",
    "1h": "1h",
    "next_open": "open",
    "close": "close",
    "d1": "+1",
    "d5": "+5",
    "d20": "+20",
}
"""Windows of the table, in the order of time, and what heads them."""
LEGEND = (
    "from the last price before the news to the end of 5 and 30 minutes, of an hour, to the next opening, to the close "
    "of the session that could first react and of the sessions 1, 5 and 20 after it; not tested"
)


def minute_rows(rows: Sequence[ReportRow], windows: Iterable[WindowImpact]) -> list[ReportRow]:
    """A row per window around the minute of the news, beside the daily rows of the same stories, in reading order.

    rows: daily ones, from `build_rows`; what is said of the story, the session and what else was going on is theirs.
    """
    daily = {(row.story, row.symbol, row.session, row.window): row for row in rows}
    found = []
    for item in windows:
        key = item.story, item.symbol, item.session
        row = daily.get((*key, "d0_1" if item.window in ("d1", "d5", "d20") else "d0")) or daily.get((*key, "d0"))
        if row is not None:
            found.append(_row(row, item))
    return sorted([*rows, *found], key=reading_order)


def _row(beside: ReportRow, item: WindowImpact) -> ReportRow:
    return replace(
        beside,
        window=item.window,
        raw=item.impact,
        market_adjusted=item.market_adjusted,
        abnormal=None,
        stderr=None,
        t=None,
        p=None,
        p_basis=None,
        sq_p=None,
        market_part=None,
        sector_part=None,
        theme_part=None,
        own_part=None,
        l1=None,
        history=None,
        verdict=str(Verdict.NOT_TESTED if item.impact is not None else Verdict.CANNOT_TELL),
        reason=str(item.impact_reason or Reason.NOT_TESTED),
        # What else fell into five and twenty sessions was not looked for.
        separable=None if item.window in ("d5", "d20") else beside.separable,
        tradable=item.tradable,
        anchor=None if item.anchor_kind is None else str(item.anchor_kind),
        anchor_at=item.anchor_at,
        end_at=item.end_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MinuteTable:
    """Windows around the minute of the news as words."""

    heads: tuple[str, ...] = ()
    """Of the windows that are known of some symbol, in the order of time."""
    rows: tuple[tuple[str, ...], ...] = ()
    """The symbol, then a cell for each head; empty: not known."""


def minute_table(windows: Sequence[WindowImpact], symbols: Iterable[str]) -> MinuteTable:
    """A row per symbol in the order given; only those with a window that was measured from intraday bars."""
    by_symbol: dict[str, dict[str, WindowImpact]] = {}
    for item in windows:
        if item.anchor_kind is AnchorKind.INTRADAY and item.impact is not None:
            by_symbol.setdefault(item.symbol, {})[item.window] = item
    shown = [symbol for symbol in dict.fromkeys(symbols) if symbol in by_symbol]
    known = [window for window in COLUMNS if any(window in by_symbol[symbol] for symbol in shown)]
    return MinuteTable(
        heads=tuple(COLUMNS[window] for window in known),
        rows=tuple((symbol, *(_cell(by_symbol[symbol].get(window)) for window in known)) for symbol in shown),
    )


def _cell(item: WindowImpact | None) -> str:
    return "" if item is None else signed_percent(item.impact)


def trace_lines(item: WindowImpact, exposure: Exposure) -> Iterator[str]:
    """From a window's number to the prices it was made of."""
    for name, value, reason, means in (
        ("impact", item.impact, item.impact_reason, "from the last price before the news to the end"),
        ("tradable", item.tradable, item.tradable_reason, "from the first price after the news to the end"),
        ("vs market", item.market_adjusted, item.market_reason, f"impact minus that of {item.benchmark or 'nothing'}"),
    ):
        told = f"{value * 100:+.3f}%" if value is not None else f"none: {reason_words(reason or 'not_yet')}"
        yield f"{name}: {told}, {means}"
    if item.detail:
        yield item.detail
    yield (
        f"news at {utc_text(exposure.t0.at)} ({BASIS_WORDS[exposure.t0.basis]}); first session to react "
        f"{session_text(exposure.session)}"
    )
    for name, at, price in (
        ("last price before", item.anchor_at, item.anchor_price),
        ("first price after", item.first_at, item.first_price),
        ("at the end", item.end_at, item.end_price),
    ):
        if at is not None and price is not None:
            yield f"{name}: {price:.6g}, made {minute_text(at)}"
    if item.anchor_kind is AnchorKind.INTRADAY:
        yield f"{item.interval} bars from {item.provider}; a bar that contains the news is never the price before it"
    elif item.anchor_kind is AnchorKind.DAILY:
        yield f"official closes of whole sessions from {item.provider}, since no bars reach"
    if item.halted:
        yield "regular bars are missing between the news and the first bar after it: trading seems to have been halted"
    if item.inputs:
        yield f"hash of every price used: {item.inputs}"
