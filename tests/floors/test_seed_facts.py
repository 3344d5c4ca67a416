"""The article the project began with: the facts listed from it by hand, and how many of them come out."""

from __future__ import annotations

import os
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.extract import load
from tracker.records import Event, Quantity

FACTS = Path(__file__).with_name("seed_facts.toml")
SHARED = Path(os.environ.get("NEWSIMPACT_SHARED", Path(__file__).parents[2].parent / "shared"))
NONE = "none"
"""In the list: the event must not have one."""


@pytest.fixture(scope="module")
def listed() -> dict[str, Any]:
    return tomllib.loads(FACTS.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def events() -> tuple[Event, ...]:
    article = SHARED / "seed" / "article.txt"
    if not article.exists():
        pytest.skip("shared data folder is absent")
    published = datetime(2026, 7, 1, 19, 22, tzinfo=UTC)
    return load().extract(article.read_text(encoding="utf-8"), published=published).events


def states(event: Event, fact: dict[str, Any]) -> bool:
    """Whether an event is what the fact says."""
    plain = all(
        getattr(event, key) == (None if fact[key] == NONE else fact[key])
        for key in ("type", "subtype", "actor", "counterparty", "direction", "date")
        if key in fact
    )
    chosen = all(
        getattr(event, key) in fact[key] for key in ("status", "source", "modality", "polarity") if key in fact
    )
    parties = {event.actor, event.counterparty, *event.roles.values()}
    return plain and chosen and set(fact.get("parties", ())) <= parties and _amounts(event, fact)


def _amounts(event: Event, fact: dict[str, Any]) -> bool:
    held = {_key(quantity): quantity for quantity in event.quantities}
    wanted = [(tuple(value) if isinstance(value, list) else value, unit) for value, unit in fact.get("quantities", ())]
    if not all(key in held for key in wanted):
        return False
    return "periods" not in fact or [held[key].period for key in wanted] == fact["periods"]


def _key(quantity: Quantity) -> tuple[Any, str]:
    return quantity.value, quantity.unit


def test_the_facts_of_the_article_come_out(listed, events):
    missed = [fact["about"] for fact in listed["fact"] if not any(states(event, fact) for event in events)]
    print(f"{len(listed['fact']) - len(missed)} of {len(listed['fact'])} facts; missed: {missed}")
    assert len(listed["fact"]) - len(missed) >= listed["at_least"], missed


def test_nothing_of_its_navigation_is_an_event(events):
    text = (SHARED / "seed" / "article.txt").read_text(encoding="utf-8")
    body = text.index('Meta\'s "Selling Compute"')
    assert [event.trigger.text for event in events if event.trigger.start < body] == []


def test_what_it_does_not_tell_is_no_event(events):
    """No share is listed, no deal is struck but Meta's with CoreWeave and xAI's with Anthropic, nobody's bets are told
    but the crowded ones on chips; "EPS" and "the order of 5GW" are no party and no order."""
    told = {event.type for event in events}
    assert told.isdisjoint({"ipo", "mna", "equity_investment", "executive_change", "debt_financing", "product_launch"})
    deals = {(event.actor, event.counterparty) for event in events if event.type in {"contract", "compute_leasing"}}
    # An estimate by UBS of what the rent would add to earnings has no tenant.
    assert deals == {("Meta Platforms", None), ("Meta Platforms", "CoreWeave"), ("xAI", "Anthropic")}
    assert {event.counterparty for event in events if event.type == "position_change"} == {
        "Semiconductor and memory stock"
    }
