"""Whether two reports claim the same, and what one of them adds.

What must never happen: two deals taken for one because a party is the same. So a contradiction about the other party
or, of a deal, about the dollars, makes two claims of it; silence contradicts nothing.

A denial never claims the same as what it denies, and the end of a deal never the same as the deal: they speak of it,
which is for `pipelines.lineage` to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.records import Claim, Event

DEALS = frozenset("contract debt_financing equity_financing equity_investment mna power_deal".split())
"""Events that are told apart by their amounts: six billion and four billion are two loans."""
ROUNDING = 0.2
"""Relative: outlets round the same amount, and deals are upsized; beyond it, it is another amount."""
ENDS = frozenset({"terminated", "withdrawn"})
OPINIONS = frozenset({"analyst", "trading_desk", "author"})
STEPS = {"considered": 1, "planned": 2, "announced": 2, "agreed": 3, "occurred": 4, "ongoing": 4}
"""How far along a matter is. A status that is none of these says nothing about it."""

Amounts = Iterable[tuple[str, float, float]]


def claim_of(event: Event) -> Claim:
    """An event as reports of it are compared."""
    named = dict.fromkeys(name for name in event.roles.values() if name not in {event.actor, event.counterparty})
    return Claim(
        type=event.type,
        subtype=event.subtype,
        subtypes=event.subtypes,
        actor=event.actor,
        counterparty=event.counterparty,
        polarity=event.polarity,
        status=event.status,
        source=event.source,
        amounts=tuple(dict.fromkeys((q.unit, *_bounds(q.value)) for q in event.quantities if q.slot is None)),
        parties=tuple(named),
        date=event.date,
    )


def _bounds(value: float | tuple[float, float]) -> tuple[float, float]:
    return value if isinstance(value, tuple) else (value, value)


def agree(mine: Claim, theirs: Claim) -> bool:
    """Equal type and actor, both for or both against, and no contradiction about the other party or a deal's amount."""
    return (
        same_matter(mine, theirs)
        and stance(mine) == stance(theirs)
        and (mine.counterparty == theirs.counterparty or None in (mine.counterparty, theirs.counterparty))
        and not _two_deals(mine, theirs)
    )


def same_matter(mine: Claim, theirs: Claim) -> bool:
    """Equal type and actor. Without an actor nothing is known to be the same."""
    return mine.actor is not None and mine.actor == theirs.actor and mine.type == theirs.type


def stance(claim: Claim) -> str:
    """Whether it says that something is so, is not so, or is over."""
    if claim.polarity != "affirmed":
        return "denied"
    return "ended" if claim.status in ENDS else "affirmed"


def adds(mine: Claim, known: Sequence[Claim]) -> bool:
    """Whether a claim states something that none of the known ones does: an amount, another party, the next step.

    An opinion adds nothing to what happened, however many figures it holds.
    """
    if mine.source in OPINIONS:
        return False
    amounts = [amount for claim in known for amount in claim.amounts]
    return (
        any(not said(amount, amounts) for amount in mine.amounts if amount[0] != "percent")
        or (mine.counterparty is not None and all(claim.counterparty is None for claim in known))
        or _step(mine) > max(2, *(_step(claim) for claim in known), 0)
    )


def said(amount: tuple[str, float, float], among: Amounts, rounding: float = ROUNDING) -> bool:
    """Whether an amount is near one of these, in the same unit."""
    unit, low, high = amount
    return any(unit == u and near(low, a, rounding) and near(high, b, rounding) for u, a, b in among)


def near(one: float, other: float, rounding: float = ROUNDING) -> bool:
    """Whether two amounts can be one, rounded by two outlets: 14 and 14.2 are the same deal."""
    return abs(one - other) <= rounding * max(abs(one), abs(other))


def _step(claim: Claim) -> int:
    return STEPS.get(claim.status, 0)


def _two_deals(mine: Claim, theirs: Claim) -> bool:
    """Whether both state dollars and none of one is near one of the other."""
    if mine.type not in DEALS or mine.amounts == theirs.amounts:
        return False
    ours, others = _dollars(mine), _dollars(theirs)
    return bool(ours and others) and not any(near(a, b) for a in ours for b in others)


def _dollars(claim: Claim) -> list[float]:
    return [amount for unit, *ends in claim.amounts if unit == "USD" for amount in ends]
