"""Lists of parties: who of "A, B and C" has a deal with whom.

A list on one side of a deal is a deal of each ("A and B win contracts from C"); a list that is both sides is one deal
("A and B sign a pact"). What must never happen: a name of the next headline in a list ("orders from A, B shares fall").
"""

from __future__ import annotations

from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.names import (
    describes_goods,
    is_genitive,
    list_behind,
    list_from,
    marker_before,
    parties,
)
from pipelines.extract.roles.unknown import capitalised_run, is_title_case, with_unknown_first, with_unknown_last

FIRMS = frozenset({"company", "person", "unknown"})
MAX_UNKNOWN = 4
LAST_JOINTS = frozenset({"and", "&", "/", "or"})
CLOSED_BY = frozenset(
    """, . ; : ) ( — – for to in on at as amid over worth with from after under through by during ahead this while
    and each both""".split()
)
"""What may follow a list that no "and" closes: "deals with A, B for power"."""
SINGLY = frozenset({"each", "both", "separately", "all"})
SINGLY_WITHIN = 2
MARKERS = ("from", "with", "to")
NEXT_WITHIN = 9
"""Most tokens from a party to the next behind the same preposition: "from A and $2 billion of it from B"."""
BETWEEN_WITHIN = 8
"""Most tokens from the noun of a deal to the "between" that names its parties."""
SAME_SIDE = ("host", "neocloud", "core_chip", "chip", "power")
"""Groups whose members sell the same, so that two of them sign leases, but none with the other."""


def whole_list(first: NameHit, sentence: Sentence) -> list[NameHit]:
    """The firms of the list that begins with this one: "A", "B" and "C" of "A, B and C"."""
    chain = list_behind(first, sentence)
    if len(chain) > 1:
        joint = sentence.passage.lower[chain[-2].end : chain[-1].start]
        closed = not LAST_JOINTS.isdisjoint(joint) or joint == ["-"]
        behind = sentence.word(chain[-1].end)
        if not closed and chain[-1].end < sentence.end and behind not in CLOSED_BY:
            return [first]
    named: dict[str | None, NameHit] = {}
    for name in chain:
        if name is not first and (describes_goods(name, sentence) or name.entity.kind not in FIRMS):
            break
        if name is not first and is_genitive(name, sentence):
            break  # "from SpaceX, Broadcom's outlook": another headline
        named.setdefault(name.party, name)
    return list(named.values()) + _unknown_last(chain[-1], sentence)


def _unknown_last(last: NameHit, sentence: Sentence) -> list[NameHit]:
    """ "With Vistra and Xylo Power": a name that no list knows closes the list."""
    at = last.end
    if sentence.word(at) == ",":
        at += 1
    if sentence.word(at) not in {"and", "&"} or is_title_case(sentence):
        return []
    found = capitalised_run(at + 1, sentence)
    closed = found is not None and (found.end >= sentence.end or sentence.word(found.end) in CLOSED_BY)
    return [found] if found is not None and closed else []


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
    marker = next((m for m in MARKERS if marker_before(first, sentence, frozenset({m}))), None)
    found: list[NameHit] = []
    for name in parties(sentence) if marker else ():
        gap = sentence.passage.lower[last.end : name.start]
        if not 2 < len(gap) <= NEXT_WITHIN or gap[-1] != marker or gap[0] not in {",", "and", ";"}:
            continue
        if any(last.end <= a.start < name.start for a in sentence.amounts):
            found.append(name)
            last = name
    return found


def between_pair(noun: Span, sentence: Sentence) -> list[NameHit]:
    """Both parties of "a deal between A and B"."""
    lower = sentence.passage.lower
    for at in range(noun[1], min(noun[1] + BETWEEN_WITHIN, sentence.end)):
        if lower[at] in {",", ";", "."}:
            return []
        if lower[at] == "between":
            first = next((n for n in parties(sentence) if at < n.start <= at + 3), None)
            pair = whole_list(first, sentence) if first is not None else []
            return pair if len(pair) == 2 else []
    return []


def listed_others(others: list[NameHit], actor: NameHit | None, sentence: Sentence) -> list[NameHit]:
    """The other parties with the rest of the list that the one found begins."""
    if len(others) != 1 or others[0].entity.kind == "collective" or describes_goods(others[0], sentence):
        return others
    if others[0].start < sentence.start:
        return others  # of an earlier sentence
    chain = [*_unknown_before(others[0], sentence), *whole_list(others[0], sentence)]
    chain += _behind_next_markers(others[0], chain[-1], sentence)
    return others if any(actor is not None and name.party == actor.party for name in chain) else chain


def each_dealer(
    actor: NameHit, others: list[NameHit], trigger: Span, found: Span, sentence: Sentence
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
    if all(other.party in named for other in others) and _act_singly(listed, trigger, found, sentence):
        return listed, []
    return [actor], others


def _act_singly(listed: list[NameHit], trigger: Span, found: Span, sentence: Sentence) -> bool:
    """ "A and B each sign", "two hosts secure leases": each deals with somebody else."""
    behind = sentence.passage.lower[listed[-1].end : max(trigger[0], listed[-1].end + SINGLY_WITHIN)]
    if not {"each", "separately"}.isdisjoint(behind):
        return True
    if not sentence.word(found[1] - 1).endswith("s"):
        return False
    return any(all(group in name.entity.groups for name in listed) for group in SAME_SIDE)
