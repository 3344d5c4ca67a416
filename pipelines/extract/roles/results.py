"""Whose results they are: an owner or subject, who stands behind the noun, or whom the text is about."""

from __future__ import annotations

from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.general import Actor, possessor
from pipelines.extract.roles.names import after_marker, parties
from pipelines.extract.roles.topics import topic
from pipelines.extract.roles.unknown import MAX_SUBJECT

RESULT_NOUNS = frozenset(
    "earnings results quarter quarterly numbers report figures profit revenue sales print forecast".split()
)
"""Nouns behind which whose they are may stand."""
UNITS = frozenset("unit segment business division arm operations group franchise line".split())
"""What part of a company a figure may be of."""


def reporter(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose result it is: as a possessor, else whom the text speaks of ("The third-quarter revenue reached ...")."""
    hit = possessor(trigger, sentence, found)
    opening = sentence.passage.lower[sentence.start : trigger[0]]
    if hit is not None or {"our", "we"} & set(opening) or any(n.party for n in sentence.names if n.end <= trigger[0]):
        return hit
    return (topic(sentence) or only_company(sentence)) if len(opening) <= MAX_SUBJECT else None


def only_company(sentence: Sentence) -> NameHit | None:
    """The one company of the text, for a sentence that comes before its name."""
    named = [n for n in sentence.passage.names if n.party and n.entity.kind == "company" and not n.bystander]
    return named[0] if len({n.party for n in named}) == 1 else None


def noted_reporter(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Blowout earnings from memory maker Micron": whose they are stands behind; else as of every result."""
    at = trigger[1]
    while sentence.word(at) in RESULT_NOUNS:
        at += 1
    if at > trigger[0] and sentence.word(at) in {"from", "by", "at"} and sentence.word(at - 1) in RESULT_NOUNS:
        behind = after_marker((sentence.word(at),), (at, at), sentence, 6)
        if behind and behind[0].entity.kind == "company":
            return behind[0]
    return reporter(trigger, sentence, found)


def named_behind(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Despite reporting revenue of $1.4 billion, CoreWeave's shares fell": who reported stands behind the comma."""
    lower = sentence.passage.lower
    breaks = [at for at in range(found[1], sentence.end) if lower[at] in {",", "—", "–"}]
    named = [n for n in parties(sentence) if n.start - 1 in breaks and n.entity.kind == "company"]
    return named[0] if named else None


def metric_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Lifts Microsoft profit", "boosts Oracle's cloud revenue": whose figure is driven."""
    owners = [n for n in parties(sentence) if trigger[1] <= n.start and n.end <= found[0] <= n.end + 2]
    return owners[-1] if owners else None


def unit_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Revenue in AMD's data center unit rose": whose unit it is that the figure is of, right behind the figure."""
    inside = [n for n in parties(sentence) if trigger[1] < n.start and n.end <= found[0]]
    of_it = sentence.word(trigger[1]) in {"in", "at", "from", "of", "for"} and len(inside) == 1
    if not of_it or UNITS.isdisjoint(sentence.passage.lower[inside[0].end : found[0]]):
        return None
    return inside[0] if inside[0].start <= trigger[1] + 2 else None


ACTORS: dict[str, Actor] = {
    "named_behind": named_behind,
    "noted_reporter": noted_reporter,
    "reporter": reporter,
    "metric_owner": metric_owner,
    "unit_owner": unit_owner,
}
