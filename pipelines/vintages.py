"""Which of the daily bars held of a symbol may stand in one series, when its provider has restated them since.

A split or a dividend makes a provider rewrite all that lies before it. A return whose ends are of two vintages would
be the restatement's and not the market's; that must never happen, and neither must a price be invented, so nothing
is rescaled: what the restating answer did not give again is left out, and the place where it was cut is said (`Seam`).

How it works. Fetches are gone through in the order of their time. Where one gives other final prices for sessions
that are held, it has restated them, and only what it ties to its own scale stays:

- sessions older than the first one it gave again: left out when that one was changed, kept when it came back as it
  was (a single price put right says nothing of the months before);
- newer than the last one it gave again: the same, seen from that end;
- in between, and not in the answer: left out when both neighbours in the answer were changed.

A session that was left out is back when a later answer gives it together with one that counts, at the price held.

This needs answers that restate to be stored whole, unchanged bars too (`is_vintage`): else it could not be told what
they confirmed from what they did not give.

Known exceptions. A first or last common session that was put right by itself is taken for a restatement, which costs
bars and never a wrong return. A restatement by less than SAME_PRICE is not seen; it is no more than that in a return.
A provider that drops all sessions before a split gives nothing to see it by.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from statistics import median

from tracker.records import Bar

SAME_PRICE = 5e-4
"""Relative; two downloads of one vintage have differed by up to 2.1e-4, by rounding alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restatement:
    """An answer that gave other final prices than those held."""

    noticed_at: datetime
    first: date
    """First of the sessions that were changed."""
    last: date
    sessions: int
    factor: float | None
    """New price over old, where all that were changed share it; None: they share none, so prices were put right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seam:
    """Bars that were left out of a series, and because of what."""

    first: date
    """First session left out."""
    last: date
    noticed_at: datetime
    """When the newest of the restatements was noticed that they took no part in."""
    factor: float | None
    """Of that restatement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparable:
    """The newest vintage of each session, as far as they are on one scale."""

    bars: tuple[Bar, ...]
    """Oldest session first; provisional ones among them."""
    left_out: tuple[Bar, ...] = ()
    """On another scale; oldest session first."""
    restatements: tuple[Restatement, ...] = ()
    """Oldest first."""
    seam: Seam | None = None
    """None: nothing was left out."""


def seam_words(symbol: str, provider: str, seam: Seam) -> str:
    """What was left out, as a clause."""
    by = f" by {seam.factor:.4g}" if seam.factor is not None else ""
    noticed = f"{seam.noticed_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return (
        f"{symbol}: bars from {seam.first} to {seam.last} are left out, since {provider} restated the others{by} "
        f"(noticed {noticed}) and did not give these again"
    )


def comparable(vintages: Iterable[Bar]) -> Comparable:
    """The bars that may be joined, from all vintages held of one symbol, interval and provider, in any order."""
    newest: dict[date, Bar] = {}
    final: dict[date, Bar] = {}
    out: dict[date, Restatement] = {}
    noticed: list[Restatement] = []
    for _, group in groupby(sorted(vintages, key=lambda bar: (bar.fetched_at, bar.start)), key=lambda b: b.fetched_at):
        answer = {bar.session: bar for bar in group}
        given = {session: bar for session, bar in answer.items() if _counts(bar)}
        common = [session for session in given if session in final and session not in out]
        restatement = _restatement(final, [given[session] for session in common])
        if restatement is not None:
            noticed.append(restatement)
            lost = _not_tied(final, given, common)
            out.update(dict.fromkeys(lost, restatement))
        known_out = [session for session in given if session in out]
        if common:
            for session in known_out:
                del out[session]
        elif known_out:  # it speaks only of bars that were left out: which scale it is on cannot be told
            out.update((session, out[known_out[-1]]) for session in given if session not in out)
        newest.update(answer)
        final.update(given)
    return Comparable(
        bars=tuple(newest[session] for session in sorted(newest) if session not in out),
        left_out=tuple(newest[session] for session in sorted(out)),
        restatements=tuple(noticed),
        seam=_seam(out),
    )


def is_vintage(held: Comparable, fresh: Sequence[Bar]) -> bool:
    """Whether an answer must be stored whole: it restates what is held, or gives again what had been left out."""
    final = {bar.session: bar for bar in held.bars if _counts(bar)}
    given = [bar for bar in fresh if _counts(bar)]
    common = [bar for bar in given if bar.session in final]
    if not common:
        return False
    left_out = {bar.session for bar in held.left_out}
    return any(differ(final[bar.session], bar) for bar in common) or any(bar.session in left_out for bar in given)


def differ(old: Bar, new: Bar) -> bool:
    """Whether two vintages of a session have different prices. An adjusted price that only one has says nothing."""
    pairs = ((old.close, new.close), (old.adj_close, new.adj_close))
    return any(_other(before, after) for before, after in pairs if before is not None and after is not None)


def common_factor(pairs: Sequence[tuple[Bar, Bar]]) -> float | None:
    """What the prices of old and new vintages of the same sessions differ by, where it is one and the same.

    By the adjusted prices where both have them, since a dividend changes no other.
    """
    factors = [_factor(old, new) for old, new in pairs]
    middle = median(factors) if factors else 1.0
    # Both vintages are rounded, so that their quotient is off by twice as much as one of them.
    return middle if all(abs(factor / middle - 1.0) <= 2 * SAME_PRICE for factor in factors) else None


def _factor(old: Bar, new: Bar) -> float:
    if old.adj_close is not None and new.adj_close is not None:
        return new.adj_close / old.adj_close
    return new.close / old.close


def _other(old: float, new: float) -> bool:
    return abs(new / old - 1.0) > SAME_PRICE


def _counts(bar: Bar) -> bool:
    """Whether a bar says what a price was. One in another unit that is put right restates nothing."""
    return bar.is_final and bar.quality.usable


def _restatement(held: Mapping[date, Bar], fresh: Sequence[Bar]) -> Restatement | None:
    """fresh: final bars of one answer whose sessions are all held, oldest first."""
    changed = [(held[bar.session], bar) for bar in fresh if differ(held[bar.session], bar)]
    if not changed:
        return None
    return Restatement(
        noticed_at=changed[0][1].fetched_at,
        first=changed[0][1].session,
        last=changed[-1][1].session,
        sessions=len(changed),
        factor=common_factor(changed),
    )


def _not_tied(held: Mapping[date, Bar], given: Mapping[date, Bar], common: Sequence[date]) -> list[date]:
    """Sessions held that a restating answer leaves on another scale. common: those that were given again, sorted."""
    changed = [differ(held[session], given[session]) for session in common]

    def is_off(session: date) -> bool:
        place = bisect(common, session)
        return changed[max(place - 1, 0)] and changed[min(place, len(common) - 1)]

    return [session for session in held if session not in given and is_off(session)]


def _seam(out: Mapping[date, Restatement]) -> Seam | None:
    if not out:
        return None
    newest = max(out.values(), key=lambda restatement: restatement.noticed_at)
    return Seam(first=min(out), last=max(out), noticed_at=newest.noticed_at, factor=newest.factor)
