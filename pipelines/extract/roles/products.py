"""Whose product it is: the subject, or the company that a product belongs to."""

from __future__ import annotations

from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.general import Actor, subject
from pipelines.extract.roles.topics import topic
from pipelines.extract.roles.unknown import agent_as_written, unknown_owner


def maker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose product it is: behind "by", the subject, else the company of the product itself ("Vera Rubin ships")."""
    hit = agent_as_written(trigger, sentence) or subject(trigger, sentence)
    if hit is not None:
        return hit
    own = [n for n in sentence.names if n.entity.kind == "product" and n.party and n.end <= trigger[0]]
    told = topic(sentence) if own and sentence.index else None
    if told is not None and told.party == own[-1].party:
        return told  # "AMD launched the MI400. The MI450 will start shipping next year."
    return own[-1] if own else None


def chip_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Rebellions' AI chips start mass production": whose chip it is, known or not."""
    return maker(trigger, sentence, found) or unknown_owner(found, sentence)


ACTORS: dict[str, Actor] = {
    "maker": maker,
    "chip_owner": chip_owner,
}
