"""Whose outlook it is: whom the text speaks of, who stands behind the noun, or who says it."""

from __future__ import annotations

from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.general import Actor
from pipelines.extract.roles.names import after_marker
from pipelines.extract.roles.results import only_company, reporter
from pipelines.extract.roles.speakers import attributed
from pipelines.extract.roles.topics import topic


def own_reporter(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whom a sentence without a name speaks of; nobody where "we" speak."""
    if {"our", "we"}.intersection(sentence.passage.lower[sentence.start : sentence.end]):
        return None
    return topic(sentence) or only_company(sentence)


def behind_noun(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose the noun is, behind "from", "by" or "at": "upbeat forecast from SK Hynix"."""
    end = max(trigger[1], found[1])
    named = after_marker(("from", "by", "at"), (end, end), sentence, 3)
    return named[0] if named else None


def sayer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who says what its figure will be: whose the figure is, else whose word closes the sentence."""
    return reporter(found, sentence, found) or attributed(trigger, sentence)


ACTORS: dict[str, Actor] = {
    "own_reporter": own_reporter,
    "sayer": sayer,
    "behind_noun": behind_noun,
}
