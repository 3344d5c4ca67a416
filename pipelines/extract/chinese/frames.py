"""The event patterns of chinese.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pipelines.extract.chinese.text import tables

WITHIN = 24
"""Most characters between a trigger and its object."""
NARROWER = (
    ("power_deal", "contract"),
    ("export_control", "regulation"),
    ("mna", "equity_investment"),
    ("debt_financing", "equity_financing"),
    ("ipo", "equity_financing"),
    ("equity_investment", "equity_financing"),
    ("capex_guidance", "capex_spend"),
    ("analyst_rating", "position_change"),
    ("compute_leasing", "data_center_build"),
    ("compute_leasing", "supply_constraint"),
    ("guidance", "earnings_result"),
)
"""Of two types in one sentence the second is only another word for the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HanFrame:
    """An event pattern of chinese.toml."""

    id: str
    type: str
    trigger: tuple[str, ...]
    parties: str
    roles: tuple[str, ...]
    status: str
    confidence: float
    subtype: str | None = None
    object: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    """Words one of which must stand in the sentence."""
    veto: tuple[str, ...] = ()
    """Words that may not stand in the clause."""
    within: int = WITHIN
    amount: bool = False
    """Whether it takes an amount to be one."""
    actor: tuple[str, ...] = ()
    """Tickers of those who alone can act."""
    groups: tuple[str, ...] = ()
    actor_groups: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    direction: str | None = None
    directions: Mapping[str, str] = field(default_factory=dict)
    subtypes: Mapping[str, str] = field(default_factory=dict)


@cache
def frames() -> tuple[HanFrame, ...]:
    entries: list[dict[str, Any]] = tables()["frame"]
    return tuple(HanFrame(**_frozen(entry)) for entry in entries)


def _frozen(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


@cache
def triggers() -> frozenset[str]:
    return frozenset(trigger for frame in frames() for trigger in frame.trigger) - {"plan_word", "expect", "guide"}


@cache
def rival_triggers(event_type: str) -> frozenset[str]:
    """Triggers that tell of something else than an event of this type; those of every deal are none."""
    own = {trigger for frame in frames() if frame.type == event_type for trigger in frame.trigger}
    others = {trigger for frame in frames() if frame.type != event_type for trigger in frame.trigger}
    return frozenset(others - own - {"sign", "reach", "rise_to", "grow", "put_in", "plan_word"})
