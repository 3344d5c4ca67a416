"""The watch-list: what each followed symbol did, and whether anybody told why."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from pipelines.watch import watch_rows
from tracker.records import Bar, Impact, Instrument, NoImpact, Reason, ReportRow

SESSION = date(2026, 7, 1)
ACME = Instrument(symbol="ACME", name="Acme", exchange="XNYS", benchmark="SPY", sector=None, names=("Acme",))


def bar(day: date, close: float) -> Bar:
    start = datetime.combine(day, time(), UTC)
    prices: dict[str, Any] = dict.fromkeys(("open", "high", "low", "adj_close", "volume"))
    return Bar(
        symbol="ACME", interval="1d", start=start, close=close, provider="p", fetched_at=start, is_final=True, **prices
    )


BARS = {"ACME": [bar(date(2026, 6, 30), 100.0), bar(SESSION, 89.0)]}


def alone(p: float, sq_p: float | None = None) -> Impact:
    fractions: dict[str, Any] = dict.fromkeys(("raw", "market_adjusted", "abnormal", "alpha", "beta", "t"), -0.11)
    return Impact(
        story="",
        symbol="ACME",
        session=SESSION,
        window="d0",
        stderr=0.02,
        p=p,
        sq_p=sq_p,
        df=118,
        estimation=120,
        estimation_first=SESSION,
        estimation_last=SESSION,
        anchor=SESSION,
        last=SESSION,
        basis="close",
        benchmark="SPY",
        benchmark_basis="close",
        model="market",
        provider="p",
        inputs="i",
        **fractions,
    )


def told() -> ReportRow:
    nothing: dict[str, Any] = dict.fromkeys(ReportRow.keys())
    return ReportRow(**{**nothing, "story": "s1", "symbol": "ACME", "session": SESSION})


YOUNG = NoImpact(
    story="", symbol="ACME", session=SESSION, window="d0", reason=Reason.TOO_FEW_SESSIONS, detail="21 of 30"
)


@pytest.mark.parametrize(
    ("found", "rows", "verdict"),
    [
        pytest.param(alone(0.001, 0.01), [], "moved_without_news", id="unusual and untold"),
        pytest.param(alone(0.001), [], "moved_without_news", id="by the one test there is"),
        pytest.param(alone(0.001, 0.2), [], None, id="not rare among its own days"),
        pytest.param(alone(0.3, 0.4), [], None, id="an ordinary day"),
        pytest.param(alone(0.001, 0.01), [told()], None, id="a story speaks of it"),
        pytest.param(YOUNG, [], None, id="too young to say"),
        pytest.param(None, [], None, id="not looked at"),
    ],
)
def test_a_move_without_a_story_is_remarked_when_it_is_unusual(
    found: Impact | NoImpact | None, rows: list[ReportRow], verdict: str | None
) -> None:
    (row,) = watch_rows([ACME], BARS, rows, SESSION, {} if found is None else {"ACME": found})
    assert (row.verdict, row.news_count) == (verdict, len(rows))
    assert row.day_return == pytest.approx(-0.11)
