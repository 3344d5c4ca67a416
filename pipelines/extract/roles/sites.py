"""Who builds a site, and whose it is: the subject, an owner, an agent behind "by", known or not."""

from __future__ import annotations

from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.capitals import MAX_NAME, capitals_behind, is_capitalised, is_title_case
from pipelines.extract.roles.general import Actor, owner_at, subject
from pipelines.extract.roles.names import BE, parties
from pipelines.extract.roles.topics import topic
from pipelines.extract.roles.unknown import as_written, behind_description, capitalised_run, unknown_owner
from pipelines.extract.trade import CHIP_MAKERS

OWNED = frozenset("subsidiary unit arm affiliate venture company firm startup spinoff division backed owned".split())
"""Between commas they describe who stands before: "Corvane, an SK unit,"."""
TEAMING = frozenset("team teams teamed teaming partner partners partnered partnering".split())
"""Before the "with" of whom somebody builds with."""
PLANNED_BY = frozenset("planned proposed developed built owned operated pitched led run".split())
"""Before the "by" of whose site it is."""
WITH_WITHIN = 8
"""Most tokens from the verb to the "with" of whom somebody builds with."""
BY_WITHIN = 6
"""Most tokens from the verb to the "by", and from there to the name."""


def builder(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who builds: the subject, else whose site it is ("construction begins on Google's campus", "planned by Meta")."""
    helper = subject(trigger, sentence)
    described = _described_by(helper, trigger, sentence)
    if described is not None:
        return described
    if helper is not None and _is_helper(helper, trigger, sentence):
        return next((n for n in parties(sentence) if n.end <= trigger[0] and n is not helper), None)
    known = helper or owner_at(trigger, found, sentence) or _planner(sentence)
    return known or _unknown_agent(trigger, sentence) or unknown_owner(found, sentence)


def _described_by(hit: NameHit | None, trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Corvane, an SK unit, has bought": who is described so, where no list knows it."""
    if hit is None or sentence.word(hit.start - 1) not in {"a", "an", "the"} or sentence.word(hit.start - 2) != ",":
        return None
    lower, end = sentence.passage.lower, hit.start - 2
    closing = next((at for at in range(hit.end, min(hit.end + 6, trigger[0])) if lower[at] == ","), None)
    if closing is None or OWNED.isdisjoint(lower[hit.end : closing]):
        return None
    start = end
    while start > sentence.start and is_capitalised(sentence.passage.words[start - 1]):
        start -= 1
    taken = next((n for n in sentence.names if n.start >= start and n.end == end), None)
    return taken or (as_written(start, end, sentence) if 0 < end - start <= MAX_NAME else None)


def _is_helper(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Teamed up with real estate heavyweight Goodman to build": whom somebody builds with."""
    lower, low = sentence.passage.lower, sentence.clause(trigger[0])[0]
    if "to" not in {sentence.word(trigger[0]), sentence.word(trigger[0] - 1)} or name.end < trigger[0] - 1:
        return False
    beside = [at for at in range(max(low, name.start - 7), name.start) if lower[at] == "with"]
    return (
        bool(beside) and "," not in lower[beside[-1] : name.start] and not TEAMING.isdisjoint(lower[low : beside[-1]])
    )


def _planner(sentence: Sentence) -> NameHit | None:
    """The agent of a participle beside a site: "a campus proposed by Meta"."""
    if "by" not in sentence.passage.lower[sentence.start : sentence.end]:
        return None
    agents = (n for n in parties(sentence) if sentence.word(n.start - 1) == "by")
    return next((n for n in agents if sentence.word(n.start - 2) in PLANNED_BY), None)


def _unknown_agent(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "A campus is being built in Norway by Corvane Systems": who does it, though no list knows it."""
    words, lower = sentence.passage.words, sentence.passage.lower
    ends = min(trigger[1] + BY_WITHIN, sentence.end)
    if "by" not in lower[trigger[1] : ends] or BE.isdisjoint(lower[max(trigger[0] - 2, sentence.start) : trigger[1]]):
        return None
    if is_title_case(sentence):
        return None
    by = lower.index("by", trigger[1])
    start = by + 1
    while start < sentence.end - 1 and start < by + BY_WITHIN and not is_capitalised(words[start]):
        start += 1
    end = capitals_behind(start, sentence, MAX_NAME)
    start = behind_description(start, end, sentence)
    known = any(n.start < end and start < n.end for n in sentence.names)
    return as_written(start, end, sentence) if end > start and not known else None


def _built_with(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "To be built in Jordan with China's Linkwise": who builds, known or not; no maker whose chips go in."""
    if BE.isdisjoint(sentence.passage.lower[trigger[0] : trigger[1]]) or is_title_case(sentence):
        return None
    high = min(trigger[1] + WITH_WITHIN, sentence.segment(trigger[0])[1])
    at = next((at for at in range(trigger[1], high) if sentence.word(at) == "with"), None)
    if at is None:
        return None
    start = at + 1 + 2 * (sentence.word(at + 2) in POSSESSIVE)
    known = next((n for n in parties(sentence) if n.start == start), None)
    hit = known or capitalised_run(start, sentence)
    if hit is None or hit.entity.groups & CHIP_MAKERS or sentence.word(hit.end)[:1].isalpha():
        return None
    return hit if sentence.word(hit.end) not in POSSESSIVE else None


def funded_builder(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who builds with the money: whoever is named at the site or raises it here, else whom the text told of last."""
    named = _planner(sentence) or owner_at(trigger, found, sentence)
    return named or subject(trigger, sentence) or topic(sentence)


def site_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose site it is, else the site itself where it has a name: "Colossus hits 200,000 GPUs"."""
    owner = builder(trigger, sentence, found) or _built_with(trigger, sentence)
    if owner is not None:
        return owner
    return next((n for n in sentence.names if n.entity.kind == "product"), None)


ACTORS: dict[str, Actor] = {
    "builder": builder,
    "funded_builder": funded_builder,
    "site_owner": site_owner,
}
