"""Several price providers in an order of their own for each interval: when one is out of reach, the next is asked.

Asked in its stead is only for a provider that cannot answer now (Unavailable, RateLimited). What a provider does say,
be it that it has nothing or does not know the symbol, is an answer and ends the question. An answer comes from one
provider alone and each of its bars bears that provider's name, so that no series ever mixes two.

Not decided here: whose series a report reads. That is the first of the order, whoever answered in its stead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tracker.errors import NoData, PriceError, RateLimited, Unavailable
from tracker.ports import PriceProvider
from tracker.records import BarBatch, BarRequest, Capabilities, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What one provider said to a request: a batch or an error, never both."""

    provider: str
    batch: BarBatch | None = None
    error: PriceError | None = None

    @property
    def passes_on(self) -> bool:
        """Whether the next provider is to be asked."""
        return isinstance(self.error, Unavailable | RateLimited)


@dataclass(frozen=True, slots=True)
class PriceChain:
    """A `PriceProvider` over several. `order`: providers by interval, first the one whose series is read; it has 1d."""

    order: Mapping[str, Sequence[PriceProvider]]

    @property
    def name(self) -> str:
        """The provider whose daily series is read."""
        return self.reads("1d")

    def reads(self, interval: str) -> str:
        """The provider whose series of this interval is read; the daily one's where none is named."""
        return (self.order.get(interval) or self.order["1d"])[0].name

    def capabilities(self) -> Capabilities:
        """Per interval those of the provider whose series is read: for the others, less than asked for will do."""
        own = {interval: those[0].capabilities() for interval, those in self.order.items() if those}
        return Capabilities(
            intervals={name: held.intervals[name] for name, held in own.items() if name in held.intervals},
            extended_hours=any(held.extended_hours for name, held in own.items() if name != "1d"),
            delay=max((held.delay for held in own.values()), default=timedelta()),
        )

    def attempts(self, request: BarRequest, now: datetime) -> Iterator[Attempt]:
        """One for each provider asked, in order; only the last can hold a batch."""
        for provider in self.order.get(request.interval, ()):
            attempt = _attempt(provider, request, now)
            yield attempt
            if not attempt.passes_on:
                return

    def fetch(self, request: BarRequest, now: datetime) -> BarBatch:
        """The bars of the first provider that answers; what kept the others from it stands among the problems.

        When none gives bars, the error is that of the provider whose series is read: another one's word on the
        symbol is not about that series.
        """
        asked = list(self.attempts(request, now))
        if not asked:
            raise NoData(f"{request.symbol}: no provider is named for {request.interval} bars")
        *failed, last = asked
        if last.batch is None:
            raise asked[0].error or NoData(request.symbol)
        problems = [Problem(stage="price", subject=request.symbol, reason=str(one.error)) for one in failed]
        return replace(last.batch, problems=(*problems, *last.batch.problems))


def attempts(provider: PriceProvider, request: BarRequest, now: datetime) -> Iterator[Attempt]:
    """`PriceChain.attempts` for any provider: a single one is asked once."""
    if isinstance(provider, PriceChain):
        yield from provider.attempts(request, now)
    else:
        yield _attempt(provider, request, now)


def reads(provider: PriceProvider, interval: str) -> str:
    """`PriceChain.reads` for any provider: a single one's series is read for every interval."""
    return provider.reads(interval) if isinstance(provider, PriceChain) else provider.name


def _attempt(provider: PriceProvider, request: BarRequest, now: datetime) -> Attempt:
    try:
        return Attempt(provider=provider.name, batch=provider.fetch(request, now))
    except PriceError as error:
        return Attempt(provider=provider.name, error=error)
