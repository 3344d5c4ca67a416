"""Whose budget it is, and who foresees or counts what others spend.

The trade spends as a whole too: then whoever speaks of it stands for it, and of analysts and the street nobody does.
"""

from __future__ import annotations

from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.capitals import MAX_NAME, is_capitalised
from pipelines.extract.roles.deals import deal_party, mover_or_party
from pipelines.extract.roles.general import Actor, genitive, subject
from pipelines.extract.roles.names import parties
from pipelines.extract.roles.unknown import as_written, stranger_after_lead
from pipelines.extract.roles.unknown_subjects import unknown_subject

PLANNING = frozenset(
    "plans drafts unveils announces pledges commits approves proposes prepares readies eyes weighs launches".split()
)
"""Verbs of a government before a budget of its own."""
COMMON_OPENERS = frozenset("it he she they we who and also but this that nobody company group firm ai tech".split())
"""With a capital at the start of a sentence, and no firms."""
TELLING = frozenset("said says warned warns predicted predicts told expects estimates thinks believes sees".split())
"""Verbs of who speaks of the budgets of others."""
UNNAMED = frozenset("analysts analyst street investors traders economists markets experts observers now is are".split())
"""Before a verb of foreseeing or telling: nobody with a name."""
GROUP_ADJECTIVES = frozenset({"hyperscaler", "hyperscale"})
"""Groups in the singular, before what they own."""
BEFORE_SPENDER = frozenset("the all that these those ai us u.s. big its each of four five".split())
"""Words between a verb of foreseeing and who is to spend."""
FORESEEING = frozenset(
    """expects expect expected sees predicts predicted forecasts forecast projects projected estimates estimated reckons
    anticipates believes thinks says said warns warned""".split()
)
"""Verbs of who foresees or counts."""


def budget_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose budget it is, wherever its genitive stands: "rise on Intel's capex bump"; else as of any deal."""
    first = next(iter(parties(sentence)), None)
    if first is not None and sentence.word(sentence.start) == "at" and first.start == sentence.start + 1:
        return first  # "At Amazon, capital spending rose"
    lands = [n for n in sentence.names if n.entity.kind == "government" and n.end <= trigger[0]]
    if lands and lands[0].start == sentence.start and sentence.word(lands[0].end) in PLANNING:
        return lands[0]  # "China drafts a $295 billion AI plan to lock out Nvidia"
    other = stranger_after_lead(trigger, sentence)
    named = other or genitive(trigger, sentence, found) or mover_or_party(trigger, sentence, found)
    return named or _owner_as_adjective(trigger, found, sentence) or _stranger_at_verb(trigger, sentence)


def _stranger_at_verb(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Corvane Systems plans $7 billion capex": a firm that no list knows, right before its verb at the beginning."""
    start, end = sentence.segment(trigger[0])[0], trigger[0]
    words = sentence.passage.words[start:end]
    if not 0 < len(words) <= MAX_NAME or not all(is_capitalised(word) and word.isalnum() for word in words):
        return None
    told = sentence.has(("capex", "ai_budget", "ai_place", "chip_thing", "place.body"), (start, end))
    if told or any(n.start < end and n.end > start for n in sentence.names):
        return None
    if len(words) == 1 and (words[0].lower() in COMMON_OPENERS or words[0].endswith("s")):
        return None
    return as_written(start, end, sentence)


def owner_or_speaker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose budget it is; of the trade's as a whole, who speaks of it: "Jane Roe warned that AI spending could hit"."""
    owner = deal_party(trigger, sentence, found)
    if owner is not None:
        return owner
    group = _owner_as_adjective(trigger, found, sentence)
    at = next((at for at in range(found[0] - 1, sentence.start, -1) if sentence.word(at) in TELLING), None)
    if group is not None or at is None or sentence.word(at - 1) in UNNAMED:
        return group
    return unknown_subject((at, at + 1), sentence)


def _owner_as_adjective(trigger: Span, found: Span, sentence: Sentence) -> NameHit | None:
    """ "Hyperscaler capex", "hyperscaler 2026 AI capex": a group in the singular owns what it stands before."""
    for noun in (found[0], trigger[0]):
        for at in range(max(sentence.start, noun - 3), noun):
            if sentence.word(at) in GROUP_ADJECTIVES:
                return as_written(at, at + 1, sentence)
    return None


def foreseer(trigger: Span, sentence: Sentence, found: Span | None = None) -> NameHit | None:
    """Who foresees that somebody else spends: "Nvidia expects hyperscalers to spend", "Jane Roe sees firms pouring"."""
    spender = next((n for n in reversed(parties(sentence)) if n.end <= trigger[0]), None)
    if spender is None:
        return None
    at = spender.start - 1
    while at > sentence.start and sentence.word(at) in BEFORE_SPENDER:
        at -= 1
    if at <= sentence.start or sentence.word(at) not in FORESEEING or sentence.word(at - 1) in UNNAMED:
        return None
    while at > sentence.start and sentence.word(at - 1) in {"now", "also", "still", "and", "already"}:
        at -= 1
    known = [n for n in sentence.names if n.end == at and n.entity.kind in {"company", "person", "broker"}]
    if known and known[-1].party == spender.party:
        return None  # "Sam Altman said OpenAI would spend": its own plan
    return known[-1] if known else subject((at, at + 1), sentence) or unknown_subject((at, at + 1), sentence)


def estimator(trigger: Span, sentence: Sentence, found: Span | None = None) -> NameHit | None:
    """Who counts what others spend: "McKinsey estimates $5 trillion will be spent"; else a house that speaks."""
    named = [n for n in sentence.names if n.end <= trigger[0] and n.entity.kind in {"company", "broker", "person"}]
    return next((n for n in reversed(named) if sentence.word(n.end) in FORESEEING), None) or next(
        (n for n in sentence.names if n.entity.kind == "broker"), None
    )


ACTORS: dict[str, Actor] = {
    "foreseer": foreseer,
    "estimator": estimator,
    "budget_owner": budget_owner,
    "owner_or_speaker": owner_or_speaker,
}
