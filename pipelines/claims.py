"""Whether two reports claim the same, and what one of them adds.

What must never happen: two deals taken for one because a party is the same. So a contradiction about the other party
or, of a deal, about the dollars, makes two claims of it; silence contradicts nothing.

A deal between two is told from either side: "CoreWeave signs Meta" and "Meta signs with CoreWeave" are one contract,
whoever is the subject. So of such types (SIDES) the two parties are compared as a pair, in any order; who sells is not
asked of a pair, since between equals it is guessed from the order of the names. Where one report names one party only,
it is that one of the other's pair if it stands on the same side, or, of an open side, if it is the subject of both or
the dollars agree: "Microsoft signs cloud contract" may speak of what it sells.

A denial never claims the same as what it denies, and the end of a deal never the same as the deal: they speak of it,
which is for `pipelines.lineage` to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tracker.records import Claim, Event

DEALS = frozenset("contract debt_financing equity_financing equity_investment mna power_deal".split())
"""Events that are told apart by their amounts: six billion and four billion are two loans."""
SIDES: Mapping[str, tuple[str, str]] = {
    "contract": ("seller", "buyer"),
    "debt_financing": ("issuer", "investor"),
    "equity_investment": ("investor", "issuer"),
    "mna": ("acquirer", "target"),
    "power_deal": ("seller", "buyer"),
}
"""Deals between two, with the roles of the two."""
ROUNDING = 0.2
"""Relative: outlets round the same amount, and deals are upsized; beyond it, it is another amount."""
FORECASTS = frozenset({"capex_guidance", "guidance", "price_target"})
"""What is told by its figure: a fourteenth more is another forecast."""
SAME_FIGURE = 0.02
"""Relative, where a fifth more is news: a target of $67 told again is the same."""
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
        side=_side(event),
        polarity=event.polarity,
        status=event.status,
        source=event.source,
        amounts=tuple(dict.fromkeys((q.unit, *_bounds(q.value)) for q in event.quantities if q.slot is None)),
        parties=tuple(named),
        date=event.date,
    )


def _bounds(value: float | tuple[float, float]) -> tuple[float, float]:
    return value if isinstance(value, tuple) else (value, value)


def _side(event: Event) -> str | None:
    if event.actor is None or event.type not in SIDES:
        return None
    return next((role for role in SIDES[event.type] if event.roles.get(role) == event.actor), None)


def parties(claim: Claim) -> tuple[str, ...]:
    """Those by whom a matter is known, one of whom all reports of it share: the actor, of a deal between two both.

    Without an actor nothing is known to be the same: then there are none.
    """
    if claim.actor is None:
        return ()
    if claim.counterparty is None or claim.counterparty == claim.actor or claim.type not in SIDES:
        return (claim.actor,)
    return claim.actor, claim.counterparty


def other_party(claim: Claim, actor: str | None) -> str | None:
    """Who is named beside this one, from whichever side a deal is told."""
    return next((name for name in (claim.counterparty, claim.actor) if name is not None and name != actor), None)


def agree(mine: Claim, theirs: Claim) -> bool:
    """The same matter, both for or both against, and no contradiction about the other party or a deal's amount."""
    return (
        same_matter(mine, theirs)
        and stance(mine) == stance(theirs)
        and (_one_pair if mine.type in SIDES else _one_counterparty)(mine, theirs)
        and not _two_deals(mine, theirs)
    )


def same_matter(mine: Claim, theirs: Claim) -> bool:
    """Equal type and actor, or of deals between two a party in common."""
    if mine.type != theirs.type or mine.actor is None or theirs.actor is None:
        return False
    return mine.actor == theirs.actor or (mine.type in SIDES and not set(parties(mine)).isdisjoint(parties(theirs)))


def _one_counterparty(mine: Claim, theirs: Claim) -> bool:
    return mine.counterparty == theirs.counterparty or None in (mine.counterparty, theirs.counterparty)


def _one_pair(mine: Claim, theirs: Claim) -> bool:
    """Whether two deals that share a party can be between the same two."""
    if mine.counterparty is not None and theirs.counterparty is not None:
        return {*parties(mine)} == {*parties(theirs)}
    alone, other = (mine, theirs) if mine.counterparty is None else (theirs, mine)
    if alone.side is None or other.side is None:
        return alone.actor == other.actor or _one_sum(mine, theirs)
    return (alone.side == other.side) == (alone.actor == other.actor)


def stance(claim: Claim) -> str:
    """Whether it says that something is so, is not so, or is over."""
    if claim.polarity != "affirmed":
        return "denied"
    return "ended" if claim.status in ENDS else "affirmed"


def speaks_against(claim: Claim) -> bool:
    """Whether it denies, corrects or ends what another report tells."""
    return stance(claim) != "affirmed" or claim.type == "clarification" or claim.subtype == "correction"


def adds(mine: Claim, known: Sequence[Claim]) -> bool:
    """Whether a claim states something that none of the known ones does: an amount, another party, the next step.

    An opinion adds nothing to what happened, however many figures it holds; a target price is an act with a figure.
    """
    if mine.source in OPINIONS and mine.type != "price_target":
        return False
    amounts = [amount for claim in known for amount in claim.amounts]
    is_known = _is_same_forecast if mine.type in FORECASTS else said
    return (
        any(not is_known(amount, amounts) for amount in mine.amounts if amount[0] != "percent")
        or (mine.counterparty is not None and all(claim.counterparty is None for claim in known))
        or _step(mine) > max(2, *(_step(claim) for claim in known), 0)
    )


def said(amount: tuple[str, float, float], among: Amounts, rounding: float = ROUNDING) -> bool:
    """Whether an amount is near one of these, in the same unit."""
    unit, low, high = amount
    return any(unit == u and near(low, a, rounding) and near(high, b, rounding) for u, a, b in among)


def _is_same_forecast(amount: tuple[str, float, float], among: Amounts) -> bool:
    """Whether both ends of it are known figures: "as much as $145 billion" of a range that ends there."""
    unit, low, high = amount
    known = [figure for u, a, b in among if u == unit for figure in (a, (a + b) / 2, b)]
    return all(any(near(end, figure, SAME_FIGURE) for figure in known) for end in (low, high))


def near(one: float, other: float, rounding: float = ROUNDING) -> bool:
    """Whether two amounts can be one, rounded by two outlets: 14 and 14.2 are the same deal."""
    return abs(one - other) <= rounding * max(abs(one), abs(other))


def _step(claim: Claim) -> int:
    return STEPS.get(claim.status, 0)


def _two_deals(mine: Claim, theirs: Claim) -> bool:
    """Whether both state dollars and none of one is near one of the other."""
    if mine.type not in DEALS or mine.amounts == theirs.amounts:
        return False
    return bool(_dollars(mine) and _dollars(theirs)) and not _one_sum(mine, theirs)


def _one_sum(mine: Claim, theirs: Claim) -> bool:
    """Whether some dollars of one are near some of the other."""
    return any(near(a, b) for a in _dollars(mine) for b in _dollars(theirs))


def _dollars(claim: Claim) -> list[float]:
    return [amount for unit, *ends in claim.amounts if unit == "USD" for amount in ends]
