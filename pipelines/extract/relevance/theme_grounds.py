"""What states a theme in a text, and whether the words of the text outweigh it.

A theme needs wording in the text, or an event that carries it, or business news of one of its companies. A bare mention
is not enough. Common words ("chips", "deal") only classify what other signs have shown to be relevant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from pipelines.extract.passage import NameHit, Passage
from pipelines.extract.relevance.trade_signals import Signals, is_of_ai_alone, keys_of
from pipelines.extract.relevance.weights import Opinion, opinion_of
from pipelines.extract.themes.theme import Theme

PLAIN_GROUNDS = frozenset({"phrase", "together"})
"""What states a theme in so many words: a phrase, or two kinds of words that name its matter together."""
THEME_SURE, THEME_DOUBTED = 0.8, 0.08
"""Shares from which the words alone state a theme, and below which they unmake one that common words state."""


class Ground(NamedTuple):
    """Something that states a theme."""

    kind: str
    """event, phrase, context_phrase, unit, together, company; aside for common words; weighed where all words together
    speak for it, outweighed where they speak against what the rest says."""
    what: str
    """The event's name, the category of the words, the unit, the company, or the heaviest words."""


def grounds(theme: Theme, passage: Passage, signals: Signals) -> list[Ground]:
    """Everything that states a theme, common words last, and what the words of the whole text say to that."""
    found = list(_grounds_of(theme, passage, signals))
    found += _aside(theme, passage, {ground.what for ground in found if ground.kind == "company"})
    first = found[0] if found else None
    opinion = opinion_of(passage.lower)
    if opinion and theme.weighed and is_stated(theme, passage, first, opinion) != bool(found):
        kind = "outweighed" if found else "weighed"
        found.append(Ground(kind, " ".join(opinion.heaviest(theme.id, against=bool(found)))))
    return found


def foremost_ground(theme: Theme, passage: Passage, signals: Signals) -> Ground | None:
    """The first thing that states the theme, common words and companies aside."""
    return next(_grounds_of(theme, passage, signals), None)


def _grounds_of(theme: Theme, passage: Passage, signals: Signals) -> Iterator[Ground]:
    """What states the theme: an event, wording, or a company's business news; nothing but events beside a veto."""
    said = passage.categories
    for name in sorted(signals.events & theme.carriers):
        yield Ground("event", name)
    if f"veto.{theme.id}" in said:
        return
    if f"theme.{theme.id}" in said:
        yield Ground("phrase", f"theme.{theme.id}")
    if not signals.events.isdisjoint(theme.gives_way):
        return
    if signals.context:
        if f"context.{theme.id}" in said:
            yield Ground("context_phrase", f"context.{theme.id}")
        for unit in sorted({a.amount.unit for a in passage.amounts if a.amount.unit in theme.units}):
            yield Ground("unit", unit)
    for pair in theme.pairs:
        if _stand_together(pair, passage):
            yield Ground("together", " + ".join(pair))
    named = signals.named if signals.business else signals.devoted
    for company in sorted(named & theme.followed):
        yield Ground("company", company)


def is_stated(theme: Theme, passage: Passage, first: Ground | None, opinion: Opinion | None) -> bool:
    """Whether a relevant text has the theme: by an event, or by wording that its words do not outweigh."""
    if first and first.kind in {"event", "phrase"}:
        return True
    stated = first is not None or _stands_aside(theme, passage)
    if opinion is None or not theme.weighed:
        return stated
    if stated and _names_one_of(theme, passage):
        return True
    share = opinion.share(theme.id)
    return share >= THEME_DOUBTED if stated else share >= THEME_SURE and not passage.has(f"veto.{theme.id}")


def _stands(category: str, passage: Passage) -> bool:
    group = category.removeprefix("group:")
    if group == category:
        return passage.has(category)
    # Where somebody speaks or travels is no news of a company, and "AI stocks" are those of many trades.
    return any(
        group in n.entity.groups
        and not n.bystander
        and n.entity.kind != "person"
        and not (group == "chip" and is_of_ai_alone(n))
        for n in passage.names
    )


def _stand_together(pair: Sequence[str], passage: Passage) -> bool:
    """Whether the categories stand in the text, words of two in one sentence."""
    if not all(_stands(category, passage) for category in pair):
        return False
    words = [category for category in pair if not category.startswith("group:")]
    if len(words) < 2 or not passage.beside_categories.isdisjoint(words):
        return True
    return any(terms.keys() >= set(words) for terms in passage.sentence_terms.values())


def _stands_aside(theme: Theme, passage: Passage) -> bool:
    """Whether common words, or a company, state the theme of a text that is relevant anyway."""
    if passage.has(f"veto.{theme.id}"):
        return False
    return passage.has(f"aside.{theme.id}") or _names_one_of(theme, passage)


def _aside(theme: Theme, passage: Passage, told: Set[str]) -> Iterator[Ground]:
    """The common words that state a theme, else the companies; without those that were told of already."""
    if not _stands_aside(theme, passage):
        return
    if passage.has(f"aside.{theme.id}"):
        yield Ground("aside", f"aside.{theme.id}")
        return
    for name in dict.fromkeys(_named_of(theme, passage)):
        if told.isdisjoint(keys_of([name])):
            yield Ground("company", name.entity.canonical)


def _names_one_of(theme: Theme, passage: Passage) -> bool:
    """Whether the text is about a company of a group that states the theme."""
    return bool(theme.aside_groups) and next(_named_of(theme, passage), None) is not None


def _named_of(theme: Theme, passage: Passage) -> Iterator[NameHit]:
    return (
        n
        for n in passage.names
        if n.entity.kind == "company" and not n.bystander and not n.entity.groups.isdisjoint(theme.aside_groups)
    )
