"""Whose backlog it is, and on whom it rests."""

from __future__ import annotations

from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.general import Actor, Others, possessor, subject
from pipelines.extract.roles.names import after_marker, is_blocked, is_genitive, parties
from pipelines.extract.roles.speakers import SPEECH
from pipelines.extract.roles.topics import topic


def backlog_holder(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose backlog: its owner, the subject, or whom the text speaks of ("the revenue backlog soared")."""
    hit = possessor(trigger, sentence, found)
    if hit is None:
        # "Vertiv orders jumped": the name stands right before what it booked.
        first = min(trigger[0], found[0])
        before = [n for n in parties(sentence) if n.end <= first and not is_blocked(n, sentence)]
        hit = before[-1] if before and before[-1].start >= sentence.clause(first)[0] else None
    if hit is None:
        # "Obligations climbed to $455 billion, Oracle reported."
        behind = [n for n in parties(sentence) if n.start >= max(trigger[1], found[1])]
        hit = next((n for n in behind if SPEECH.intersection(sentence.passage.lower[n.end : n.end + 2])), None)
    if hit is None:
        hit = next(iter(after_marker(("at", "of"), trigger, sentence, 2)), None)  # "Cloud backlog at Alphabet"
    if hit is None and not {"we", "our"}.intersection(sentence.passage.lower[sentence.start : trigger[0]]):
        return topic(sentence)
    return hit


def depending(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose backlog or revenue it is: the owner of the noun, else the subject that "its" refers to."""
    last = max(trigger, found)
    owners = [n for n in parties(sentence) if is_genitive(n, sentence) and n.end <= last[1] and last[0] - n.end <= 5]
    if owners:
        return owners[-1]
    words = sentence.passage.lower[sentence.start : last[1]]
    if {"its", "our", "their"}.intersection(words) or found[0] < trigger[0]:
        return subject(trigger, sentence)
    return None


def _depended_on(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """On whom a backlog or revenue rests: the other name before the verb, else behind it."""
    owner = depending(trigger, sentence, found)
    names = [n for n in parties(sentence) if not is_genitive(n, sentence) and (owner is None or n.party != owner.party)]
    return [n for n in names if n.end <= trigger[0]][-1:] or [n for n in names if n.start >= trigger[1]][:1]


ACTORS: dict[str, Actor] = {
    "backlog_holder": backlog_holder,
    "depending": depending,
}
COUNTERPARTIES: dict[str, Others] = {
    "depended_on": _depended_on,
}
