"""Lists of parties: who of "A, B and C" has a deal with whom.

A list on one side of a deal is a deal of each ("A and B win contracts from C"); a list that is both sides is one deal
("A and B sign a pact"). What must never happen: a name of the next headline in a list ("orders from A, B shares fall").
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.extract.little_words import JOINTS
from pipelines.extract.passage import NameHit, Sentence, Span, once
from pipelines.extract.roles.capitals import is_capitalised, is_title_case
from pipelines.extract.roles.names import (
    OWN_DEEDS,
    describes_goods,
    is_genitive,
    list_from,
    listed_gap,
    marker_before,
    parties,
    parties_behind,
)
from pipelines.extract.roles.unknown import BEFORE_VERB, as_written, can_name, capitalised_run

FIRMS = frozenset({"company", "person", "fund", "unknown"})
"""Kinds of names that make deals."""
LAST_JOINTS = frozenset({"and", "&", "/", "or"})
"""Before the last of a list."""
CLOSED_BY = frozenset(
    """, . ; : ) ( — – for to in on at as amid over worth with from after under through by during ahead this while
    and each both""".split()
)
"""What may follow a list that no "and" closes: "deals with A, B for power"."""
MAX_UNKNOWN = 4
"""Most words of a name that no list knows, before a known one."""
MARKERS = ("from", "with", "to")
"""Before a list of the other parties."""
NEXT_WITHIN = 9
"""Most tokens from a party to the next behind the same preposition: "from A and $2 billion of it from B"."""
NEXT_PARTNER = 10
"""Most tokens from one partner to the "with" of the next."""
BETWEEN_WITHIN = 8
"""Most tokens from the noun of a deal to the "between" that names its parties."""
SAME_SIDE = ("host", "neocloud", "core_chip", "chip", "power")
"""Groups whose members sell the same, so that two of them sign leases, but none with the other."""
SINGLY_WITHIN = 2
"""Most tokens from a list to "each" or "separately"."""
DEALS_BEHIND = frozenset({"ppas", "deals", "agreements", "contracts", "pacts"})
"""Behind an adjective that is taken for the object: "sign nuclear PPAs"."""
MAX_FIRST = 3
"""Most words of a name in a list that no lexicon knows."""
JOINTLY = frozenset({"together", "combined", "collectively", "jointly"})
"""Beside a list whose members act as one."""


@once
def whole_list(first: NameHit, sentence: Sentence) -> tuple[NameHit, ...]:
    """The firms of the list that begins with this one, known or not: "A", "B" and "C" of "A, B and C"."""
    chain = [first]
    joints: list[list[str]] = []
    while (found := _next_of_list(chain[-1], sentence)) is not None:
        joint = sentence.passage.lower[chain[-1].end : found.start]
        if describes_goods(found, sentence) or found.entity.kind not in FIRMS or is_genitive(found, sentence):
            break  # "from SpaceX, Broadcom's outlook": another headline
        chain.append(found)
        joints.append(joint)
    while len(chain) > 1 and not _is_closed(chain, joints[-1], sentence):
        del chain[-1], joints[-1]
    named: dict[str | None, NameHit] = {}
    for name in chain:
        named.setdefault(name.party, name)
    return tuple(named.values())


def _next_of_list(name: NameHit, sentence: Sentence) -> NameHit | None:
    """The neighbour behind a name in its list; one that no list of names knows only where capitals say something."""
    known = next(iter(parties_behind(name, sentence)), None)
    if known is not None and listed_gap(name, known, sentence):
        return known
    at = name.end + (sentence.word(name.end) == "," and sentence.word(name.end + 1) in LAST_JOINTS)
    if sentence.word(at) not in JOINTS or at + 1 >= sentence.end or is_title_case(sentence):
        return None
    found = capitalised_run(at + 1, sentence)
    if found is None:
        return None
    behind = sentence.word(found.end)
    return found if found.end >= sentence.end or behind in CLOSED_BY else None


def _is_closed(chain: list[NameHit], joint: list[str], sentence: Sentence) -> bool:
    """The last of a list stands behind "and"; else nothing may follow it that it could do."""
    last = chain[-1]
    if not LAST_JOINTS.isdisjoint(joint) or joint == ["-"]:
        # "Signed a deal with A and B signed one with C": the last has a verb of its own.
        return not any(start == last.end for start, _ in sentence.spans(OWN_DEEDS))
    return last.end >= sentence.end or sentence.word(last.end) in CLOSED_BY


def listed_others(others: list[NameHit], actor: NameHit | None, sentence: Sentence) -> list[NameHit]:
    """The other parties with the rest of the list that the one found begins."""
    if len(others) != 1 or others[0].entity.kind == "collective" or describes_goods(others[0], sentence):
        return others
    if others[0].start < sentence.start:
        return others  # of an earlier sentence
    chain = [*_unknown_before(others[0], sentence), *whole_list(others[0], sentence)]
    chain += _behind_next_markers(others[0], chain[-1], sentence)
    return others if any(actor is not None and name.party == actor.party for name in chain) else chain


def _unknown_before(first: NameHit, sentence: Sentence) -> list[NameHit]:
    """ "With Xylo Power and Vistra": the list begins with a name that no list knows."""
    end = first.start - 1
    if sentence.word(end) not in {"and", "&"} or is_title_case(sentence):
        return []
    for start in range(end - 1, max(end - MAX_UNKNOWN, sentence.start) - 1, -1):
        if sentence.word(start - 1) in MARKERS:
            found = capitalised_run(start, sentence)
            return [found] if found is not None and found.end == end else []
    return []


def _behind_next_markers(first: NameHit, last: NameHit, sentence: Sentence) -> list[NameHit]:
    """ "$5 billion from A and $2 billion from B": the parties behind the same preposition, with an amount of each."""
    found: list[NameHit] = []
    for name in parties_behind(last, sentence):
        gap = sentence.passage.lower[last.end : name.start]
        if not 2 < len(gap) <= NEXT_WITHIN or gap[0] not in {",", "and", ";"} or gap[-1] not in MARKERS:
            break
        if not marker_before(first, sentence, frozenset(gap[-1:])):
            break
        if sentence.has(OWN_DEEDS, (last.end, name.start)):
            break  # "with A and B signed a $2 billion deal with C"
        if not any(last.end <= a.start < name.start for a in sentence.amounts):
            break
        found.append(name)
        last = name
    return found


def each_partner(named: list[NameHit], trigger: Span, sentence: Sentence) -> list[NameHit]:
    """A partner with the others of its list, and of the next "with": "a lease with A and another lease with B"."""
    if len(named) != 1 or named[0].start < trigger[1]:
        return named
    chain = list(whole_list(named[0], sentence))
    end = max(sentence.segment(trigger[0])[1], sentence.segment(named[0].start)[1])
    while behind := parties_behind(chain[-1], sentence)[:1]:
        name = behind[0]
        between = sentence.passage.lower[chain[-1].end : name.start]
        if not 0 < len(between) <= NEXT_PARTNER or name.start >= end or between[-1] != "with" or "and" not in between:
            break
        if sentence.has(OWN_DEEDS, (chain[-1].end, name.start)):
            break  # "with A and B signed a deal with C"
        chain += whole_list(name, sentence)
    first: dict[str, NameHit] = {}
    for name in chain:
        if name.entity.kind in FIRMS and not describes_goods(name, sentence):
            if is_genitive(name, sentence) and name is not named[0]:
                break  # "from SpaceX, Broadcom's outlook": another headline
            first.setdefault(name.party or "", name)
    return list(first.values()) or named


def between_pair(noun: Span, sentence: Sentence) -> list[NameHit]:
    """Both parties of "a deal between A and B"."""
    if "between" not in sentence.vocabulary:
        return []
    lower = sentence.passage.lower
    for at in range(noun[1], min(noun[1] + BETWEEN_WITHIN, sentence.end)):
        if lower[at] in {",", ";", "."}:
            return []
        if lower[at] == "between":
            first = next((n for n in parties(sentence) if at < n.start <= at + 3), None)
            pair = whole_list(first, sentence) if first is not None else ()
            return list(pair) if len(pair) == 2 else []
    return []


def each_dealer(
    actor: NameHit,
    others: list[NameHit],
    trigger: Span,
    found: Span,
    sentence: Sentence,
    sides: Sequence[str] = SAME_SIDE,
) -> tuple[list[NameHit], list[NameHit]]:
    """Everybody who has the deal, and with whom: a list before the verb shares its other party, or has none."""
    if actor.start < sentence.start or actor.end > trigger[0]:
        return [actor], others
    listed = with_unknown_last(with_unknown_first(list_from(actor, trigger, sentence), sentence), trigger, sentence)
    listed = [name for name in listed if name.entity.kind in FIRMS]
    named = {name.party for name in listed}
    if len(named) < 2 or len(named) != len(listed):
        return [actor], others
    if others and all(other.party not in named for other in others):
        return listed, others
    if not others and len(listed) == 2 and "unknown" in {name.entity.kind for name in listed}:
        return listed[:1], listed[1:]  # "Xylo Labs and AMD sign a pact"
    if all(other.party in named for other in others) and _act_singly(listed, trigger, found, sentence, sides):
        return listed, []
    return [actor], others


def _act_singly(listed: list[NameHit], trigger: Span, found: Span, sentence: Sentence, sides: Sequence[str]) -> bool:
    """ "A and B each sign", "two hosts secure leases", "A, B and C sign deals": each deals with somebody else."""
    behind = sentence.passage.lower[listed[-1].end : max(trigger[0], listed[-1].end + SINGLY_WITHIN)]
    if not {"each", "separately"}.isdisjoint(behind):
        return True
    if not sentence.word(found[1] - 1).endswith("s") and sentence.word(found[1]) not in DEALS_BEHIND:
        return False
    return len(listed) > 2 or any(all(group in name.entity.groups for name in listed) for group in sides)


def with_unknown_first(listed: list[NameHit], sentence: Sentence) -> list[NameHit]:
    """ "Reliance and Meta to build": a name that no list knows opens the sentence before the known one."""
    first = listed[0].start - 1
    start = sentence.start
    if sentence.word(first) != "and" or not 0 < first - start <= MAX_FIRST:
        return listed
    words = sentence.passage.words[start:first]
    known = any(name.start < first and start < name.end for name in sentence.names)
    if known or not all(is_capitalised(word) and can_name(word) for word in words):
        return listed
    return [as_written(start, first, sentence), *listed]


def with_unknown_between(listed: list[NameHit], sentence: Sentence) -> list[NameHit]:
    """ "ASE, Lanser and ChipMOS": a known name, one that no list knows, and the known one that was found."""
    first, words = listed[0], sentence.passage.words
    if sentence.word(first.start - 1) != "and":
        return listed
    comma = next(
        (at for at in range(first.start - 2, max(first.start - 5, sentence.start), -1) if words[at] == ","), None
    )
    opener = next(
        (n for n in sentence.names if comma is not None and n.end == comma and n.entity.kind == "company"), None
    )
    if comma is None or opener is None or not all(is_capitalised(word) for word in words[comma + 1 : first.start - 1]):
        return listed
    return [opener, as_written(comma + 1, first.start - 1, sentence), *listed]


def with_unknown_last(listed: list[NameHit], trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "OpenAI, Sur Energy plan": a name that no list knows stands between the known one and the verb."""
    first = listed[-1].end + 1
    if sentence.word(first - 1) not in JOINTS or not 0 < trigger[0] - first <= MAX_FIRST:
        return listed
    end = trigger[0]
    while end > first and sentence.word(end - 1) in BEFORE_VERB:
        end -= 1
    words = sentence.passage.words[first:end]
    known = any(name.start < end and first < name.end for name in sentence.names)
    if not words or known or not all(is_capitalised(word) and can_name(word) for word in words):
        return listed
    return [*listed, as_written(first, end, sentence)]


def as_joint(listed: list[NameHit], sentence: Sentence, *, shared: bool = False) -> list[NameHit]:
    """ "A, B and C together plan": one party under all their names, as they are written; so are three with one sum."""
    if len(listed) < 2:
        return listed
    words = sentence.passage.lower
    summed = shared and len(listed) > 2 and "each" not in words[listed[-1].end : sentence.end]
    opened = not JOINTLY.isdisjoint(words[max(sentence.start, listed[0].start - 6) : listed[0].start])
    closed = sentence.word(listed[-1].end) in JOINTLY
    if not (summed or opened or closed):
        return listed
    first = listed[0]
    if closed:
        # "With Alpha, Beta and Gamma collectively spending": the preposition keeps the first from being the subject.
        for name in reversed(parties(sentence)):
            if name.end <= first.start and listed_gap(name, first, sentence):
                first = name
    return [as_written(first.start, listed[-1].end, sentence)]


def apart(hit: NameHit, sentence: Sentence) -> list[NameHit]:
    """ "Corvane Systems and Tollgate", of which no list knows either, are two."""
    inner = [at for at in range(hit.start + 1, hit.end - 1) if sentence.word(at) == "and"]
    if hit.entity.kind != "unknown" or len(inner) != 1 or is_title_case(sentence):
        return [hit]
    pair = ((hit.start, inner[0]), (inner[0] + 1, hit.end))
    words = sentence.passage.words
    if not all(is_capitalised(words[at]) for low, high in pair for at in range(low, high)):
        return [hit]
    return [as_written(low, high, sentence) for low, high in pair]
