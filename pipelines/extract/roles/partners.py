"""The other party of a deal: behind "with", else wherever the clause or the headline names somebody else.

Who is only compared ("unlike Nebius", "an OpenAI rival") or only makes the goods has no part in a deal.
"""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.little_words import RIVALS
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.names import (
    acts_beside,
    after_marker,
    describes_goods,
    distance,
    is_genitive,
    listed_gap,
    listed_second,
    marker_before,
    parties,
)

RELATED = RIVALS | {"supplier"}
"""Behind a name that only says who another is: "an OpenAI rival"."""
MEANWHILE = frozenset("; as amid while after despite following when because even although".split())
"""They open what else happens."""
OBTAINING = frozenset("buy rent use lease deploy run tap purchase procure order access adopt".split())
"""Behind "a deal to": what the goods are wanted for."""
TERMS_REACH = 8
"""Tokens behind the noun of a deal in which its terms begin."""
COMPARING = frozenset("by than unlike versus vs against".split())
"""Before a name that has no part in a deal: "following similar moves by Microsoft"."""


def behind_with(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Partner of a deal: behind "with", between verb and noun ("its Microsoft contract"), or the list's second name."""
    last = max(trigger[1], found[1])
    named = after_marker(("with",), (last, last), sentence, 16) or after_marker(("with",), trigger, sentence)
    named = [
        n
        for n in named
        if not (sentence.word(n.end) == "-" and describes_goods(n, sentence)) and sentence.word(n.end) not in RELATED
    ]
    if named and not _of_another_clause(last, named[0], sentence):
        return named
    between = [
        n
        for n in parties(sentence)
        if trigger[1] <= n.start
        and n.end <= found[1]
        and not is_genitive(n, sentence)
        and not describes_goods(n, sentence)
    ]
    if between:
        return [between[-1]]
    end = sentence.clause(last)[1]
    named = after_marker(("from", "to", "for"), trigger, sentence)
    if named and named[0].start < end and _directly_marked(named[0], sentence):
        return named
    before = [n for n in parties(sentence) if n.end <= trigger[0] and marker_before(n, sentence, frozenset({"with"}))]
    return before[-1:] or listed_second(trigger, sentence) or _bound_by_it(last, sentence)


def _bound_by_it(last: int, sentence: Sentence) -> list[NameHit]:
    """ "A five-year contract this month under which Oracle will build": whom its terms bind, named right behind."""
    words = pairwise(sentence.passage.lower[last : min(last + TERMS_REACH, sentence.end)])
    for at, (word, following) in enumerate(words, last):
        if word == "whereby" or (word in {"under", "in", "through"} and following == "which"):
            start = at + 1 if word == "whereby" else at + 2
            return [n for n in parties(sentence) if n.start in {start, start + 1}][:1]
    return []


def _of_another_clause(last: int, name: NameHit, sentence: Sentence) -> bool:
    """ "A, B ink a pact as the race with C heats up": what else happens meanwhile."""
    return not MEANWHILE.isdisjoint(sentence.passage.lower[last : name.start])


def _directly_marked(name: NameHit, sentence: Sentence) -> bool:
    """ "to Anthropic", "for the lab OpenAI"; not "a bid to break TSMC's lock"."""
    for at in range(name.start - 1, max(name.start - 4, sentence.start) - 1, -1):
        word = sentence.passage.words[at]
        if word.lower() in {"from", "to", "for"}:
            return (
                sentence.word(at) != "to"
                or at + 1 == name.start
                or sentence.word(at + 1) in {"the", "a", "an", "rival"}
            )
    return False


def partners(trigger: Span, found: Span, sentence: Sentence, actor: NameHit) -> list[NameHit]:
    """The other parties of a deal wherever the clause names them: the nearest, with its neighbours in a list."""
    low = min(sentence.clause(trigger[0])[0], sentence.clause(found[0])[0])
    high = max(sentence.clause(trigger[0])[1], sentence.clause(found[0])[1])
    names = [
        n
        for n in parties(sentence)
        if low <= n.start < high
        and n.party != actor.party
        and n.entity.kind in {"company", "person"}
        and not describes_goods(n, sentence)
        and not _only_compares(n, sentence)
        and not acts_beside(n, sentence)
    ]
    if not names:
        return headed(sentence, actor) or _makers_of_goods(found, sentence, actor)
    nearest = min(names, key=lambda n: distance(n, found))
    first: dict[str, NameHit] = {}
    for name in _neighbours(nearest, names, sentence):
        first.setdefault(name.party or "", name)
    return list(first.values())


def _neighbours(one: NameHit, names: list[NameHit], sentence: Sentence) -> list[NameHit]:
    """The whole list that a name stands in: "Nebius, Nscale, CoreWeave and Lambda"."""
    at = names.index(one)
    low = high = at
    while low > 0 and listed_gap(names[low - 1], names[low], sentence):
        low -= 1
    while high + 1 < len(names) and listed_gap(names[high], names[high + 1], sentence):
        high += 1
    return names[low : high + 1]


def _makers_of_goods(found: Span, sentence: Sentence, actor: NameHit) -> list[NameHit]:
    """ "A deal to rent Google's TPUs": whose goods the deal is to get."""
    lower = sentence.passage.lower
    for at in range(found[1], min(found[1] + 3, sentence.end - 1)):
        if lower[at] == "to" and lower[at + 1] in OBTAINING:
            behind = [n for n in parties(sentence) if at < n.start <= at + 5 and n.party != actor.party]
            return [n for n in behind if describes_goods(n, sentence)][:1]
    return []


def _only_compares(name: NameHit, sentence: Sentence) -> bool:
    """ "Unlike Nebius", "an OpenAI rival", "Nvidia supplier TSMC": no party of what is told."""
    return sentence.word(name.start - 1) in COMPARING or sentence.word(name.end) in RELATED


def named_elsewhere(sentence: Sentence, actor: NameHit) -> list[NameHit]:
    """ "Nebius slips after Microsoft trims an order": the only other firm of a headline."""
    firms = {
        n.party: n
        for n in parties(sentence)
        if n.entity.kind == "company"
        and n.party != actor.party
        and not describes_goods(n, sentence)
        and not _only_compares(n, sentence)
    }
    return list(firms.values()) if sentence.in_headline and len(firms) == 1 else []


def headed(sentence: Sentence, actor: NameHit | None) -> list[NameHit]:
    """ "Cipher: AWS to lease 300 MW": whose headline it is, where somebody else acts in it."""
    first = next(iter(parties(sentence)), None)
    if first is None or first.start != sentence.start or sentence.word(first.end) != ":":
        return []
    return [first] if first.entity.kind == "company" and actor is not None and actor.party != first.party else []
