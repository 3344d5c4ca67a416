"""Which amounts belong to an event, and what each of them measures.

What must never happen: an amount given to an event that did not state it (what was before, what a price move has
taken, the budget that a lease is compared with), or a text that is not the one at its offsets. Which units an event
type can take and what they measure there is data: quantities.toml.

Deliberately not here: reading the amounts (`quantities.py`) and finding the events (`frames.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from pipelines.extract.lexicon import Rules
from pipelines.extract.passage import AmountHit, NameHit, Span
from tracker.records import Quantity

if TYPE_CHECKING:
    from pipelines.extract.frames import Case, Draft

PRICES = frozenset({"price_change"})
"""Types that are told by their level before as well: "from $2 to $3 an hour"."""
THIS_DEAL = frozenset(
    {"contract", "compute_leasing", "debt_financing", "equity_financing", "equity_investment", "power_deal", "mna"}
)


def is_share_price(hit: AmountHit) -> bool:
    """Money small enough for one share, and no rate."""
    top = hit.amount.value[1] if isinstance(hit.amount.value, tuple) else hit.amount.value
    return hit.amount.unit == "USD/share" or (hit.amount.unit == "USD" and top < 10_000)


AMOUNT_OBJECTS: dict[str, Callable[[AmountHit], bool]] = {
    "@money": lambda hit: hit.amount.unit == "USD" and not is_share_price(hit),
    "@rate": lambda hit: hit.amount.unit in {"USD/month", "USD/year"},
    "@hourly": lambda hit: hit.amount.unit == "USD/GPU-hour",
    "@percent": lambda hit: hit.amount.unit == "percent",
    "@power": lambda hit: hit.amount.unit == "MW",
    "@price": is_share_price,
}


def amounts_for(draft: Draft, units: Iterable[str], case: Case) -> list[AmountHit]:
    """The amounts of the event's part of the sentence that its type can take.

    Left out: what was before ("up from"), what a price move has taken, and money too small to be a deal.
    """
    allowed, (low, high) = set(units), _reach(case)
    found = []
    for hit in draft.sentence.amounts:
        unit = "USD/share" if "USD/share" in allowed and is_share_price(hit) else hit.amount.unit
        small_money = unit == "USD" and is_share_price(hit) is (draft.type not in PRICES)
        free = not any(start <= hit.start < end for start, end in case.claimed)
        prior = hit.amount.prior and draft.type not in PRICES
        # "its capital expenditure ($175 billion)" is no price of a lease that the sentence also mentions.
        own_budget = draft.type.startswith("capex") or draft.type == "backlog_update"
        of_capex = unit == "USD" and not own_budget and case.sentence.has(("capex",), case.window)
        if low <= hit.start < high and unit in allowed and free and not (prior or small_money or of_capex):
            found.append(hit)
    return found


def _reach(case: Case) -> Span:
    """Where an event's amounts may stand: its part of the sentence, in a list of deeds only up to the next one."""
    if case.frame.type == "backlog_update":
        # Results stand before it in the same sentence: "revenue reached $1.4 billion, and the backlog $55.6 billion".
        behind = any(case.trigger[0] <= a.start < case.window[1] for a in case.sentence.amounts)
        return (case.trigger[0], case.window[1]) if behind else case.window
    if case.frame.type == "price_change":
        return case.sentence.clause(case.trigger[0])
    if case.frame.counterparty != "each":
        return case.window
    later = [start for start, _ in case.sentence.spans(case.frame.trigger) if start > case.trigger[0]]
    return case.trigger[0], min([case.window[1], *later])


def shared_out(amounts: list[AmountHit], other: NameHit | None, case: Case) -> list[AmountHit]:
    """Of several targets each takes its own amounts: "$3 billion in A" stands before, "A (1,000 shares)" behind."""
    before = case.frame.counterparty == "in"
    return [a for a in amounts if _owner_of(a, case.others, before=before) is other]


def _owner_of(amount: AmountHit, names: list[NameHit], *, before: bool) -> NameHit:
    gaps = [(n.start - amount.end if before else amount.start - n.end, n.start, n) for n in names]
    right = [gap for gap in gaps if gap[0] >= 0] or [(abs(gap), start, n) for gap, start, n in gaps]
    return min(right, key=lambda gap: gap[:2])[2]


def quantity_of(draft: Draft, hit: AmountHit, rules: Rules) -> Quantity:
    amount = hit.amount
    unit = "USD/share" if draft.type == "price_target" and is_share_price(hit) else amount.unit
    return Quantity(
        text=draft.sentence.passage.text[amount.start : amount.end],
        start=amount.start,
        end=amount.end,
        value=amount.value,
        unit=unit,
        metric=rules.metrics.get(f"{draft.type}/{unit}") or rules.metrics.get(unit),
        scope="this_deal" if draft.type in THIS_DEAL else None,
    )
