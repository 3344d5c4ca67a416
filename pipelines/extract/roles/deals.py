"""Whose deal a noun names, whatever the deal is ("$18bn Oracle bond sale"), and whose shares move for it."""

from __future__ import annotations

from pipelines.extract.little_words import SHARE_WORDS
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.capitals import is_capitalised
from pipelines.extract.roles.general import Actor, possessor
from pipelines.extract.roles.names import after_marker, first_of_list, is_blocked, listed_gap, parties, standing_beside
from pipelines.extract.roles.unknown import PRONOUNS, as_written


def deal_party(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose deal a noun names: "$18bn Oracle bond sale", "AI spending by Big Tech"; else the subject."""
    first, last = min(trigger[0], found[0]), max(trigger[1], found[1])
    around = [n for n in parties(sentence) if first <= n.start and n.end <= last]
    others = standing_beside(trigger, sentence)
    beside = [n for n in parties(sentence) if 0 <= first - n.end <= 1 and not is_blocked(n, sentence)]
    beside = [n for n in beside if n.start not in others]
    named = around or beside or after_marker(("by", "at", "of", "for", "to", "from"), (last, last), sentence, 5)
    if named:
        return first_of_list(named[0], sentence)
    if sentence.word(first - 1) == "'s" and not any(n.end in {first - 1, first} for n in sentence.names):
        # "SK Hynix falls as Solidigm's potential IPO": the owner is not the nearest that the rules know.
        owner = first - 2
        if is_capitalised(sentence.passage.words[owner]) and sentence.word(owner) not in PRONOUNS:
            return as_written(owner, owner + 1, sentence)
    return possessor(trigger, sentence, found) or next(
        (n for n in parties(sentence) if sentence.word(n.start - 2) in {"shares", "stock"} and n.end <= first), None
    )


def mover_or_party(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose figure moved its own share: "Amazon stock sinks on $200 billion spending plan"; else whose the noun is."""
    return deal_party(trigger, sentence, found) or _holder_of_shares(trigger, sentence)


def _holder_of_shares(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The company whose stock the sentence speaks of before the trigger."""
    before = [n for n in parties(sentence) if n.end <= trigger[0]]
    held = (n for n in before if sentence.word(n.end) in SHARE_WORDS or sentence.word(n.start - 2) in SHARE_WORDS)
    # "Oracle crashed 10% on $70 billion capex fears": what opens the sentence and moves.
    moving = (n for n in before[:1] if n.start == sentence.start and sentence.has(("fall", "rise"), (n.end, n.end + 2)))
    return next(held, None) or next(moving, None)


def mover(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose shares moved, where the trigger is the cause: the last free name before the preposition."""
    marks = [at for at in range(sentence.start, trigger[0]) if sentence.word(at) in {"on", "after", "following"}]
    before = [
        n
        for n in parties(sentence)
        if marks and n.end <= marks[-1] and n.entity.kind == "company"
        if not is_blocked(n, sentence) or shares_open(n, sentence)
    ]
    return first_mover(before, sentence) if before else None


def first_mover(before: list[NameHit], sentence: Sentence) -> NameHit:
    """The last name; of those whose shares move together the first: "Coherent, Lumentum soar on Nvidia pact"."""
    at = len(before) - 1
    if sentence.has(("fall", "rise"), (before[at].end, before[at].end + 2)):
        while at and listed_gap(before[at - 1], before[at], sentence):
            at -= 1
    return before[at]


def shares_open(name: NameHit, sentence: Sentence) -> bool:
    """ "Shares of AMD rose after": the sentence is about the company."""
    at = name.start - 2
    opens = at <= sentence.start or not sentence.word(at - 1).isalpha()
    return opens and sentence.word(at) == "shares" and sentence.word(at + 1) in {"of", "in"}


ACTORS: dict[str, Actor] = {
    "mover": mover,
    "deal_party": deal_party,
    "mover_or_party": mover_or_party,
}
