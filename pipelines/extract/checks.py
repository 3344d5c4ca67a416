"""Numbers of one sentence that contradict each other: remarks for the reader, never corrections.

One check so far: a power, a monthly rent and a yearly price per watt that do not fit. Rent x 12 / power must give the
price; off by about ten is the usual slip between billions and hundreds of millions in translation.
"""

from __future__ import annotations

from pipelines.extract.passage import AmountHit, Passage

TOLERANCE = 0.25
"""Texts round: a quarter off is no contradiction."""


def contradictions(passage: Passage) -> tuple[str, ...]:
    """One remark per sentence whose lease terms do not agree."""
    found = []
    for low, high in passage.sentences:
        power, rent, price = (_only(passage, low, high, unit) for unit in ("MW", "USD/month", "USD/W"))
        if power and rent and price:
            implied = rent * 12 / (power * 1e6)
            if abs(implied / price - 1) > TOLERANCE:
                found.append(
                    f"{power:g} MW at {rent:g} USD a month is {implied:.3g} USD per watt and year; "
                    f"the text says {price:.3g} (ratio {price / implied:.3g})"
                )
    return tuple(found)


def _only(passage: Passage, low: int, high: int, unit: str) -> float | None:
    """The single plain value of a unit in a sentence; None when there is none, several, a range or a zero."""
    hits: list[AmountHit] = [a for a in passage.amounts if low <= a.start < high and a.amount.unit == unit]
    value = hits[0].amount.value if len(hits) == 1 else None
    return value if isinstance(value, float) and value > 0 else None
