"""What all rules of amounts ask: of which kind an amount is, what stands right before it, and which types of events
tell their amounts in one way.

What the amounts of an event are is decided elsewhere: in `slots` and what it asks.
"""

from __future__ import annotations

from collections.abc import Callable

from pipelines.extract.amounts.hourly import HOURLY_UNITS
from pipelines.extract.amounts.periods import periods_of
from pipelines.extract.amounts.quantities import PER_YEAR
from pipelines.extract.frames.drafts import CAPEX_TYPES
from pipelines.extract.passage import AmountHit, Sentence

RESULTS = frozenset({"earnings_result", "guidance"})
STATED = RESULTS | CAPEX_TYPES | {"backlog_update"}
"""Types of what a company states of itself, whatever its share does."""
RAISED = frozenset({"debt_financing", "equity_financing"})
"""Types whose sum may be told with its parts."""
GROWING = frozenset({"debt_financing", "equity_financing", "equity_investment"})
"""Types of which the next sentence tells parts and options in the same unit: "the offering may grow to $1 billion"."""
FUNDED = frozenset({"debt_financing", "equity_financing", "equity_investment", "mna", "contract"})
"""Types with percentages of their own that are often told beside how a share moved."""
DEALS = frozenset(
    {"contract", "compute_leasing", "debt_financing", "equity_financing", "equity_investment", "power_deal", "mna"}
)
SHARED = frozenset({"contract", "compute_leasing", "power_deal", "equity_investment"})
"""Types of deals that one party may close with several at once, each for an amount of its own."""
OWNED = frozenset({"debt_financing", "equity_financing", "capex_guidance", "capex_spend", "data_center_build"})
"""Types of one party, whose amounts nobody else owns."""
PRICES = frozenset({"price_change", "price_target", "equity_investment", "position_change"})
"""Types that are told by their level before as well: "from $2 to $3 an hour"."""
TERMS = frozenset({"years", "months"})
"""Units of how long a deal runs."""
PAID = frozenset({"USD", *PER_YEAR})
"""Units of money, paid once or again and again."""
DEAL_NOUNS = frozenset({"deal", "contract", "agreement", "lease", "loan", "offering", "round", "order", "transaction",
                        "facility", "purchase", "pact", "terms", "financing", "investment", "arrangement", "offer",
                        "package", "commitment", "partnership", "raise", "notes", "sale", "project", "ratio",
                        "consideration", "merger", "takeover"})  # fmt: skip
APART = frozenset({",", "and", "as", "while", ";"})
"""Between a figure and the next one."""


DEAREST_SHARE = 10_000
"""USD."""


def is_share_price(hit: AmountHit) -> bool:
    """Money small enough for one share, and no rate."""
    return hit.amount.unit == "USD/share" or (hit.amount.unit == "USD" and abs(hit.amount.top) < DEAREST_SHARE)


AMOUNT_OBJECTS: dict[str, Callable[[AmountHit], bool]] = {
    "@money": lambda hit: hit.amount.unit == "USD" and not is_share_price(hit),
    "@paid": lambda hit: hit.amount.unit in PAID and not is_share_price(hit),
    "@rate": lambda hit: hit.amount.unit in PER_YEAR,
    "@hourly": lambda hit: hit.amount.unit in HOURLY_UNITS,
    "@percent": lambda hit: hit.amount.unit == "percent",
    "@gpus": lambda hit: hit.amount.unit == "GPUs",
    "@power": lambda hit: hit.amount.unit == "MW",
    "@price": is_share_price,
}


def said_before(hit: AmountHit, reach: int, sentence: Sentence) -> list[str]:
    """The words before an amount, from the last comma on: what stands before it belongs to another figure."""
    words = sentence.passage.lower[max(sentence.start, hit.start - reach) : hit.start]
    last = max((at for at, word in enumerate(words) if word in {",", ";"}), default=-1)
    return words[last + 1 :]


def first_of_pair(hit: AmountHit, sentence: Sentence) -> AmountHit | None:
    """ "Estimates of $2.10 and $92.17 billion": the first says of both what they are."""
    if sentence.word(hit.start - 1) != "and":
        return None
    return next((other for other in sentence.amounts if other.end == hit.start - 1), None)


def opens_series(hit: AmountHit, sentence: Sentence) -> bool:
    """ "From $145 billion in 2026 to $175 billion in 2027": years of their own, no value of before."""
    periods = periods_of(sentence)
    own = periods.get(hit.amount.start)
    later = [periods.get(other.amount.start) for other in sentence.amounts if other.start > hit.start]
    opens = sentence.word(hit.start - 1) == "from" and sentence.word(hit.start - 2) not in {"up", "down"}
    return bool(opens and own and later and later[0] and later[0] > own)
