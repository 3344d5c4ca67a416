"""Events in the making: what a frame found, what it rests on, and what a condition may ask about it.

Case     a trigger with its object and parties, before the conditions are asked
Draft    an event of one sentence; `axes/context.py` places it on the axes, `records/merge.py` joins drafts to records
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from pipelines.extract.frames.rules import Frame
from pipelines.extract.names.lexicon import Lexicon
from pipelines.extract.passage import AmountHit, NameHit, NearMiss, Sentence, Span
from pipelines.extract.roles.general import referring

CAPEX_TYPES = frozenset({"capex_guidance", "capex_spend"})
"""Types of which one sentence may tell both: what was spent, and what is planned."""
JUDGEMENTS = frozenset({"analyst_view", "analyst_rating", "price_target"})
"""Types of which "A, B and C" say one each."""
AUTHORITIES = frozenset({"regulation", "export_control"})
"""Acts of those who rule; a site in the same sentence is no other word for them."""


class Basis(NamedTuple):
    """Words that a draft rests on."""

    kind: str
    span: Span
    rule: str
    who: str | None = None
    """Whom the words name, of a role or a reference."""


class Sign(NamedTuple):
    """Words that say where an event stands on an axis."""

    value: str
    """"" for words that only look as if they said something: "not only"."""
    rule: str
    span: Span
    is_phrase: bool = True
    """A phrase of cues.toml, no name, date or question mark."""


@dataclass(frozen=True, slots=True)
class Settled:
    """How an axis got its value."""

    value: str
    signs: tuple[Sign, ...]
    """All that say so before another sign says something else; none where nothing was said."""
    otherwise: str
    """What the value would be without them; the same where they only say what is supposed anyway."""

    @property
    def is_decided(self) -> bool:
        """Whether the signs made a difference."""
        return self.value != self.otherwise


@dataclass(slots=True)
class Draft:
    """An event in the making: token positions instead of characters."""

    frame_id: str
    type: str
    subtype: str | None
    sentence: Sentence
    trigger: Span
    actor: str | None
    counterparty: str | None
    roles: dict[str, str]
    direction: str | None
    status: str
    confidence: float
    amounts: list[AmountHit] = field(default_factory=list)
    evidence: list[Basis] = field(default_factory=list)
    """What the claim rests on, the trigger first."""
    joins: bool = False
    firm: bool = False
    fallback: bool = False
    date: str | None = None
    axes: dict[str, str] = field(default_factory=dict)
    """What `axes/context.py` found: polarity, source, time."""
    settled: dict[str, Settled] = field(default_factory=dict)
    """By what words, by axis; status is among them."""
    share: float | None = None
    """How many of a hundred texts with these words tell of its type, in [0, 1]; None where they were not weighed."""

    @property
    def parties(self) -> frozenset[str]:
        return frozenset(filter(None, (self.actor, self.counterparty, *self.roles.values())))


class Case:
    """A trigger with everything a condition may ask about; who takes part is looked for when the first one asks."""

    __slots__ = (
        "_actor", "_is_sought", "_others", "_parties", "category", "claimed", "frame", "lexicon", "object", "objects",
        "sentence", "trigger", "window",
    )  # fmt: skip

    def __init__(
        self,
        frame: Frame,
        category: str,
        trigger: Span,
        objects: list[Span],
        sentence: Sentence,
        window: Span,
        claimed: list[Span],
        parties: Parties,
    ) -> None:
        """claimed: stretches whose words and amounts belong to price moves."""
        self.frame, self.category, self.trigger = frame, category, trigger
        self.objects = objects
        """All that would do as its object, the nearest first; the trigger alone where the frame asks for none."""
        self.object = objects[0] if frame.object else None
        self.sentence, self.window, self.claimed = sentence, window, claimed
        self.lexicon = parties.lexicon
        self._parties = parties
        self._actor: NameHit | None = None
        self._is_sought = False
        self._others: list[NameHit] | None = None

    @property
    def actor(self) -> NameHit | None:
        if not self._is_sought:
            self._is_sought = True
            self._actor = self._parties.actor_of(self)
        return self._actor

    @property
    def others(self) -> list[NameHit]:
        if self._others is None:
            self._others = self._parties.others_of(self)
        return self._others

    @property
    def actor_name(self) -> str | None:
        return role_name(self.actor)

    def groups(self, hit: NameHit | None) -> frozenset[str]:
        return self.lexicon.groups(hit.party) if hit else frozenset()


class Parties(Protocol):
    """Who finds the parties of a case."""

    lexicon: Lexicon

    def actor_of(self, case: Case) -> NameHit | None: ...

    def others_of(self, case: Case) -> list[NameHit]: ...


def rejected(frame: Frame, trigger: Span, sentence: Sentence, reason: str, at: Span | None = None) -> list[Draft]:
    """No draft; the reason is kept when somebody asked to see the near misses."""
    misses = sentence.passage.near_misses
    if misses is not None:
        misses.append(NearMiss(frame.id, frame.type, trigger, reason, at))
    return []


def note_dropped(draft: Draft, reason: str) -> None:
    """Keep why a draft is no event, when somebody asked to see the near misses."""
    misses = draft.sentence.passage.near_misses
    if misses is not None:
        misses.append(NearMiss(draft.frame_id, draft.type, draft.trigger, reason, None))


def role_name(hit: NameHit | None) -> str | None:
    """The name a party goes by in roles: its company for a person, itself for a product or a broker."""
    if hit is None:
        return None
    return hit.entity.canonical if hit.entity.kind == "product" else hit.party or hit.entity.canonical


def named(hit: NameHit, rule: str, trigger: Span, sentence: Sentence) -> Iterator[Basis]:
    """The name of a party, and the words that only refer to it."""
    who = role_name(hit)
    if hit.refers_to is not None:
        yield Basis("role", hit.refers_to, rule, who)
        yield Basis("reference", (hit.start, hit.end), rule, who)
        return
    yield Basis("role", (hit.start, hit.end), rule, who)
    if hit.end <= sentence.start:
        yield from (Basis("reference", span, rule, who) for span in referring(trigger, sentence))
