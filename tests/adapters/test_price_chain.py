"""Who is asked for prices when the one before cannot answer, and whose bars they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.adapters.price_chain import PriceChain, attempts, reads
from tracker.errors import BadSymbol, NoData, PriceError, RateLimited, Unavailable, Unreadable
from tracker.records import Bar, BarBatch, BarRequest, Capabilities, Problem, Reach

NOW = datetime(2026, 7, 2, 21, tzinfo=UTC)
DAY = date(2026, 7, 1)


@dataclass
class Source:
    """A provider with one bar a day at a price of its own, or with one failure."""

    name: str
    close: float = 10.0
    failure: PriceError | None = None
    intervals: tuple[str, ...] = ("1d", "5m")
    asked: list[BarRequest] = field(default_factory=list)

    def capabilities(self) -> Capabilities:
        reach = Reach(longest=None, oldest=timedelta(days=59) if self.name == "near" else None)
        return Capabilities(
            intervals=dict.fromkeys(self.intervals, reach),
            extended_hours=self.name == "near",
            delay=timedelta(minutes=20 if self.name == "near" else 0),
        )

    def fetch(self, request: BarRequest, now: datetime) -> BarBatch:
        self.asked.append(request)
        if self.failure is not None:
            raise self.failure
        bar = Bar(
            symbol=request.symbol,
            interval=request.interval,
            start=datetime(2026, 7, 1, tzinfo=UTC),
            open=None,
            high=None,
            low=None,
            close=self.close,
            adj_close=None,
            volume=None,
            provider=self.name,
            fetched_at=now,
        )
        return BarBatch(items=(bar,), problems=(Problem(stage="price", subject="ACME", reason="a row"),))


def ask(interval: str = "1d") -> BarRequest:
    return BarRequest(symbol="ACME", interval=interval, first=DAY, last=DAY)


def chain(near: PriceError | None = None, far: PriceError | None = None) -> tuple[PriceChain, Source, Source]:
    first, second = Source("near", 10.0, near), Source("far", 20.0, far)
    return PriceChain({"1d": (first, second), "5m": (second,)}), first, second


def test_while_the_first_answers_nobody_else_is_asked() -> None:
    prices, _, far = chain()
    (bar,) = prices.fetch(ask(), NOW).items
    assert (bar.provider, bar.close) == ("near", 10.0)
    assert far.asked == []


@pytest.mark.parametrize("failure", [Unavailable("ACME: the line is dead"), RateLimited("ACME: slow down", 60)])
def test_the_next_is_asked_in_place_of_one_out_of_reach_and_its_bars_bear_its_name(failure: PriceError) -> None:
    prices, near, far = chain(near=failure)
    batch = prices.fetch(ask(), NOW)
    assert [(bar.provider, bar.close) for bar in batch.items] == [("far", 20.0)]
    assert [problem.reason for problem in batch.problems] == [str(failure), "a row"]
    assert near.asked == far.asked == [ask()]


@pytest.mark.parametrize("failure", [NoData("nothing"), BadSymbol("unknown"), Unreadable("broken file")])
def test_a_word_on_the_symbol_or_the_span_is_an_answer_and_nobody_else_is_asked(failure: PriceError) -> None:
    prices, _, far = chain(near=failure)
    with pytest.raises(type(failure)):
        prices.fetch(ask(), NOW)
    assert far.asked == []


@pytest.mark.parametrize("second", [BadSymbol("far: unknown"), NoData("far: nothing"), Unavailable("far: dead")])
def test_when_nobody_has_bars_the_failure_is_that_of_the_series_that_is_read(second: PriceError) -> None:
    prices, _, _ = chain(near=RateLimited("near: slow down", 60), far=second)
    with pytest.raises(RateLimited, match="near: slow down") as caught:
        prices.fetch(ask(), NOW)
    assert caught.value.retry_after == 60


def test_every_attempt_is_told_with_whose_it_is() -> None:
    failure = Unavailable("dead")
    prices, _, _ = chain(near=failure)
    told = [(one.provider, one.error, one.batch and len(one.batch.items)) for one in prices.attempts(ask(), NOW)]
    assert told == [("near", failure, None), ("far", None, 1)]


def test_each_interval_has_an_order_of_its_own() -> None:
    prices, near, _ = chain()
    assert [bar.provider for bar in prices.fetch(ask("5m"), NOW).items] == ["far"]
    assert near.asked == []
    assert (reads(prices, "5m"), reads(near, "5m")) == ("far", "near")
    assert (prices.name, prices.reads("1d"), prices.reads("5m"), prices.reads("1h")) == ("near", "near", "far", "near")
    with pytest.raises(NoData, match="no provider is named for 1h bars"):
        prices.fetch(ask("1h"), NOW)


def test_it_can_be_asked_for_what_the_first_of_each_order_can() -> None:
    near, far = Source("near"), Source("far", intervals=("1d",))
    held = PriceChain({"1d": (far, near), "5m": (near, far), "1m": (far,)}).capabilities()
    assert {interval: reach.oldest for interval, reach in held.intervals.items()} == {
        "1d": None,
        "5m": timedelta(days=59),
    }
    assert held.extended_hours and held.delay == timedelta(minutes=20)


def test_a_provider_alone_is_attempted_once() -> None:
    failure = Unavailable("dead")
    (good,), (bad,) = (
        list(attempts(source, ask(), NOW)) for source in (Source("near"), Source("near", failure=failure))
    )
    assert good.batch is not None and (good.provider, good.error) == ("near", None)
    assert (bad.provider, bad.batch, bad.error) == ("near", None, failure)


def test_a_fault_of_a_provider_is_not_taken_for_an_answer() -> None:
    @dataclass
    class Broken(Source):
        def fetch(self, request: BarRequest, now: datetime) -> BarBatch:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        PriceChain({"1d": (Broken("near"), Source("far"))}).fetch(ask(), NOW)
