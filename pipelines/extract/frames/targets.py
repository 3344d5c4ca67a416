"""Price targets that one sentence tells of several companies: each has its own price and its own way.

"Raised its target on Micron to $150 and lowered Intel's to $22" leaves the noun out the second time, so no frame finds
it: the part behind the "and" names the next company, and the verb that opens the part says which way it goes.

What must never happen: the price of one company given to another, or a verb of a rating taken for that of a target.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from pipelines.extract.event_amounts.kinds import is_share_price
from pipelines.extract.frames.drafts import Draft, named, note_dropped
from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.passage import AmountHit, NameHit, Sentence, Span

WAYS = {"up": ("target_up",), "down": ("target_down",)}
OPENERS = frozenset({"and", "but", "while", ","})
BEFORE_NAME = frozenset({"on", "for", "of"})
VERB_TO_NAME = 5
"""Most tokens between the verb of a part and whose target it moves: "lowered its price target on"."""


class Part(NamedTuple):
    """What is told behind an "and" of a target that the sentence has told of."""

    span: Span
    direction: str | None
    owner: NameHit | None
    """Whose target it is; None where the part tells of something else."""
    amounts: list[AmountHit]


def with_own_targets(drafts: list[Draft]) -> list[Draft]:
    """Each company with the target of its own part of the sentence."""
    found = list(drafts)
    for draft in sorted((one for one in drafts if one.type == "price_target"), key=lambda one: one.trigger):
        parts = list(_parts_behind(draft)) if draft in found else []
        if not parts:
            continue
        first = parts[0].span[0]
        draft.amounts = [hit for hit in draft.amounts if hit.start < first]
        draft.direction = _way_of_first(draft, first) or draft.direction
        owned = [part for part in parts if part.owner is not None and part.owner.party not in draft.parties]
        for other in [d for d in found if d is not draft and d.type == draft.type]:
            around = next((part for part in parts if part.span[0] <= other.trigger[0] < part.span[1]), None)
            if around and (around in owned or (around.amounts and other.counterparty == draft.counterparty)):
                found.remove(other)
                note_dropped(other, "this part of the sentence tells of another company's target")
        found += [_of_part(draft, part) for part in owned]
    return found


def _parts_behind(draft: Draft) -> Iterator[Part]:
    """The parts behind the first price: each begins with a verb for up or down, or with whose target comes next."""
    sentence = draft.sentence
    prices = [hit for hit in sentence.amounts if is_share_price(hit) and hit.start >= draft.trigger[0]]
    if not prices:
        return
    verbs = {span[0]: way for way, categories in WAYS.items() for span in sentence.spans(categories)}
    begins = [
        at
        for at in range(prices[0].end, sentence.segment(draft.trigger[0])[1])
        if sentence.word(at - 1) in OPENERS and sentence.word(at + 1) != "from"
        if at in verbs or _owner_at(at, sentence)
    ]
    for at, end in pairwise([*begins, sentence.segment(draft.trigger[0])[1]]):
        owner = _owner_of(at, end, sentence, is_verb=at in verbs)
        own = [hit for hit in sentence.amounts if at <= hit.start < end and is_share_price(hit)]
        yield Part((at, end), verbs.get(at, draft.direction), owner if own else None, own)


def _owner_at(at: int, sentence: Sentence) -> NameHit | None:
    """ "AMD's to $200": whose target it is, with nothing but its price behind."""
    names = (name for name in sentence.names if name.start == at and name.entity.kind == "company")
    return next((n for n in names if sentence.word(n.end) in POSSESSIVE and sentence.word(n.end + 1) == "to"), None)


def _owner_of(at: int, end: int, sentence: Sentence, *, is_verb: bool) -> NameHit | None:
    if not is_verb:
        return _owner_at(at, sentence)
    near = [
        name
        for name in sentence.names
        if at < name.start < end and name.start - at <= VERB_TO_NAME and name.entity.kind == "company" and name.party
    ]
    if not near:
        return None
    name, behind = near[0], sentence.word(near[0].end + 1)
    if sentence.word(name.end) in POSSESSIVE:
        is_target = behind == "to" or sentence.has(("target",), (name.end + 1, name.end + 3))
        return name if is_target else None
    spoken_of = sentence.word(name.start - 1) in BEFORE_NAME and sentence.word(name.end) == "to"
    told = sentence.has(("target",), (at, name.start)) or sentence.word(name.start - 2) == "that"
    return name if spoken_of and told else None


def _way_of_first(draft: Draft, end: int) -> str | None:
    """Which way the first target went, by the verb nearest to its noun before the next part."""
    told = [
        (abs(span[0] - draft.trigger[0]), way)
        for way, categories in WAYS.items()
        for span in draft.sentence.spans(categories)
        if draft.sentence.segment(draft.trigger[0])[0] <= span[0] < end
    ]
    return min(told)[1] if told else None


def _of_part(draft: Draft, part: Part) -> Draft:
    """The same house's target of the next company."""
    owner = part.owner
    assert owner is not None
    roles = {role: owner.party or "" if name == draft.counterparty else name for role, name in draft.roles.items()}
    kept = [basis for basis in draft.evidence if basis.who is None or basis.who == draft.actor]
    return replace(
        draft,
        counterparty=owner.party,
        roles=roles,
        direction=part.direction,
        amounts=part.amounts,
        evidence=[*kept, *named(owner, draft.frame_id, draft.trigger, draft.sentence)],
        axes=dict(draft.axes),
        settled=dict(draft.settled),
    )
