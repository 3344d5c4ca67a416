"""Windows around the minute of the news as rows, as a table, and traced back to their prices."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pipelines.minutes import COLUMNS, minute_rows, minute_table, trace_lines
from pipelines.report import row_to_json
from tests.pipelines.test_render import EXPOSURES, ROWS
from tracker.options import REACTION_WINDOWS
from tracker.records import AnchorKind, Reason, WindowImpact

AT = datetime(2026, 7, 1, 12, 5, tzinfo=UTC)
SESSION: date = ROWS[0].session or date.min
FIVE = WindowImpact(
    story=ROWS[0].story,
    symbol="CRWV",
    session=SESSION,
    window="5m",
    due_at=AT + timedelta(minutes=25),
    impact=-0.031,
    tradable=-0.02,
    market=-0.001,
    market_adjusted=-0.03,
    anchor_kind=AnchorKind.INTRADAY,
    anchor_at=AT,
    anchor_price=110.85,
    first_at=AT,
    first_price=109.5,
    end_at=AT + timedelta(minutes=5),
    end_price=107.41,
    interval="5m",
    provider="synthetic",
    benchmark="SPY",
    inputs="abc",
)
LATER = replace(
    FIVE,
    window="d5",
    impact=None,
    impact_reason=Reason.NOT_YET,
    tradable=None,
    tradable_reason=Reason.NOT_YET,
    market_adjusted=None,
    market_reason=Reason.NOT_YET,
    anchor_kind=None,
    anchor_at=None,
    end_at=None,
    detail="CRWV: can be measured from 2026-07-08 20:20 UTC on",
)


def test_a_window_is_a_row_beside_the_daily_ones_of_its_story_and_symbol() -> None:
    rows = minute_rows(ROWS, [FIVE])
    assert len(rows) == len(ROWS) + 1
    (row,) = [row for row in rows if row.window == "5m"]
    (daily,) = [row for row in ROWS if row.symbol == "CRWV" and row.window == "d0"]
    assert (row.raw, row.market_adjusted, row.tradable) == (-0.031, -0.03, -0.02)
    assert (row.abnormal, row.t, row.p, row.verdict) == (None, None, None, "not_tested")
    assert (row.headline, row.expected_sign, row.confounders) == (
        daily.headline,
        daily.expected_sign,
        daily.confounders,
    )
    told = row_to_json(row)
    assert (told["anchor"], told["anchor_at"], told["end_at"]) == (
        "intraday",
        "2026-07-01T12:05:00Z",
        "2026-07-01T12:10:00Z",
    )


def test_a_window_that_is_not_over_is_a_row_with_the_reason() -> None:
    (row,) = [row for row in minute_rows(ROWS, [LATER]) if row.window == "d5"]
    assert (row.raw, row.verdict, row.reason, row.separable) == (None, "cannot_tell", "not_yet", None)


def test_a_window_of_a_story_that_is_not_shown_is_no_row() -> None:
    assert minute_rows(ROWS, [replace(FIVE, story="another")]) == ROWS


def test_the_table_has_a_row_per_symbol_with_bars_and_a_blank_for_what_is_not_known() -> None:
    open_only = replace(FIVE, symbol="META", window="next_open", impact=0.002)
    table = minute_table([FIVE, LATER, open_only], ["META", "CRWV", "CRWV", "NVDA"])
    assert table.heads == ("5m", "open")
    assert table.rows == (("META", "", "+0.2%"), ("CRWV", "-3.1%", ""))


def test_a_window_measured_from_official_closes_is_no_minute() -> None:
    assert minute_table([replace(FIVE, window="close", anchor_kind=AnchorKind.DAILY)], ["CRWV"]).rows == ()


def test_all_columns_of_the_table_are_windows_that_are_measured() -> None:
    assert set(COLUMNS) < set(REACTION_WINDOWS)


def test_a_trace_names_every_price_and_when_it_was_made() -> None:
    text = "\n".join(trace_lines(FIVE, EXPOSURES[0]))
    assert "impact: -3.100%, from the last price before the news" in text
    assert "last price before: 110.85, made 2026-07-01 12:05 UTC" in text
    assert "at the end: 107.41, made 2026-07-01 12:10 UTC" in text
    assert "5m bars from synthetic" in text and "hash of every price used: abc" in text


def test_a_trace_of_what_is_not_measured_says_why() -> None:
    text = "\n".join(trace_lines(LATER, EXPOSURES[0]))
    assert "impact: none: window not over yet" in text
    assert "can be measured from 2026-07-08 20:20 UTC on" in text


def test_a_suspected_halt_and_official_closes_are_said() -> None:
    daily = replace(FIVE, anchor_kind=AnchorKind.DAILY, halted=True)
    text = "\n".join(trace_lines(daily, EXPOSURES[0]))
    assert "trading seems to have been halted" in text and "official closes of whole sessions" in text
