"""The amounts of an event as records: what each measures, of what and for when, by the event it belongs to.

The words near an amount say most of it (`amounts/measures.py`); the type of the event decides where they leave it open.
"""

from __future__ import annotations

from pipelines.extract.amounts.measures import family_of, measures, scope_near
from pipelines.extract.amounts.periods import periods_of
from pipelines.extract.event_amounts.kinds import DEALS, STATED, is_share_price, opens_series, said_before
from pipelines.extract.frames.drafts import CAPEX_TYPES, Draft
from pipelines.extract.frames.rules import Rules
from pipelines.extract.passage import AmountHit, Sentence
from tracker.records import Quantity

FIXED = frozenset({"price_move", "price_target", "price_change", "position_change"})
"""Types whose amounts measure one thing whatever stands beside them."""
SHARE_PRICED = frozenset(
    "price_target equity_investment equity_financing ipo price_move earnings_result guidance".split()
)
"""Types whose small sums are prices of one share."""
OF_A_COMPANY = frozenset(
    {"money.capex", "money.revenue", "money.arr", "money.profit", "money.backlog_rpo", "money.valuation", "eps",
     "power.footprint_total", "power.it_operational", "power.energised", "share_of_backlog", "share_of_revenue"}
)  # fmt: skip
LOST = frozenset({"lost", "loses"})
PLAIN_UNITS = {"sigma": "x", "percentile": "percent"}
IN_OPERATION = "power.it_operational"


def quantity_of(draft: Draft, hit: AmountHit, rules: Rules) -> Quantity:
    """An amount of an event as a record."""
    passage, amount = draft.sentence.passage, hit.amount
    sentence = passage.sentence(passage.sentence_index(hit.start))
    unit = _unit_of(draft, hit)
    metric = _family_for(draft, hit, sentence) or rules.metrics.get(f"{draft.type}/{unit}") or rules.metrics.get(unit)
    low, high = passage.char_span((sentence.start, sentence.end))
    return Quantity(
        text=passage.text[amount.start : amount.end],
        start=amount.start,
        end=amount.end,
        value=amount.value,
        unit=PLAIN_UNITS.get(unit, unit),
        metric=metric,
        scope=scope_near(passage.text, amount, low, high) or _usual_scope(draft, metric),
        period=periods_of(sentence).get(amount.start),
        comparator=amount.comparator,
        slot="prior" if amount.prior and not opens_series(hit, sentence) else None,
    )


def _unit_of(draft: Draft, hit: AmountHit) -> str:
    if draft.type in SHARE_PRICED and is_share_price(hit):
        return "USD/share"
    if draft.type in CAPEX_TYPES and hit.amount.unit == "USD/year":
        return "USD"  # "Will spend $60 billion a year": a budget is of a year anyway
    return hit.amount.unit


def _family_for(draft: Draft, hit: AmountHit, sentence: Sentence) -> str | None:
    """What the words say that it measures, as events of this type are told."""
    if draft.type in FIXED:
        return None
    family, _ = family_of(hit.amount, sentence)
    if family == "share_move" and draft.type in STATED:
        return "growth"  # "Backlog jumped 40%": the verbs of shares tell of figures as well
    if family is None and draft.type == "earnings_result" and not LOST.isdisjoint(said_before(hit, 2, sentence)):
        return "money.profit"  # "Lost $110 million in the third quarter"
    if family == IN_OPERATION and _is_yet_to_run(draft, hit):
        return "power.planned"
    return family


def _is_yet_to_run(draft: Draft, hit: AmountHit) -> bool:
    """ "Will bring 300 MW online by 2027": in operation by a plan alone. "Operates 300 MW and plans another 500 MW" and
    "plans 500 MW beside 300 MW in operation" have what runs already."""
    if draft.status != "planned":
        return False
    passage = draft.sentence.passage
    if hit.end <= draft.trigger[0]:
        words = measures().by_unit["MW"]
        told = words.pattern.fullmatch(passage.text, *passage.char_span(draft.trigger))
        return told is not None and words.name_of(told) == IN_OPERATION
    first = next((other for other in draft.amounts if other.amount.unit == "MW" and other.end > draft.trigger[0]), None)
    return hit is first or hit.amount.start in periods_of(draft.sentence)


def _usual_scope(draft: Draft, metric: str | None) -> str:
    """What such an amount is usually the amount of, when no word says so."""
    if metric in OF_A_COMPANY and draft.actor:
        return "company"
    return "this_deal" if draft.type in DEALS and metric not in OF_A_COMPANY else "unknown"
