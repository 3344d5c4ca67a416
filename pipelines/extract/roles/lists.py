"""Lists of parties: who of "A, B and C" has a deal with whom.

A list on one side of a deal is a deal of each ("A and B win contracts from C"); a list that is both sides is one deal
("A and B sign a pact"). What must never happen: a name of the next headline in a list ("orders from A, B shares fall").
"""

from __future__ import annotations

from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.names import describes_goods, is_genitive, list_behind, list_from

FIRMS = frozenset({"company", "person", "unknown"})
LAST_JOINTS = frozenset({"and", "&", "/", "or"})
CLOSED_BY = frozenset(
    """, . ; : ) ( — – for to in on at as amid over worth with from after under through by during ahead this while
    and each both""".split()
)
"""What may follow a list that no "and" closes: "deals with A, B for power"."""
SINGLY = frozenset({"each", "both", "separately", "all"})
SINGLY_WITHIN = 2
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
    return list(named.values())


def listed_others(others: list[NameHit], actor: NameHit | None, sentence: Sentence) -> list[NameHit]:
    """The other parties with the rest of the list that the one found begins."""
    if len(others) != 1 or others[0].entity.kind == "collective" or describes_goods(others[0], sentence):
        return others
    if others[0].start < sentence.start:
        return others  # of an earlier sentence
    chain = whole_list(others[0], sentence)
    return others if any(actor is not None and name.party == actor.party for name in chain) else chain


def each_dealer(
    actor: NameHit, others: list[NameHit], trigger: Span, found: Span, sentence: Sentence
) -> tuple[list[NameHit], list[NameHit]]:
    """Everybody who has the deal, and with whom: a list before the verb shares its other party, or has none."""
    if actor.start < sentence.start or actor.end > trigger[0]:
        return [actor], others
    listed = [name for name in list_from(actor, trigger, sentence) if name.entity.kind in FIRMS]
    named = {name.party for name in listed}
    if len(named) < 2 or len(named) != len(listed):
        return [actor], others
    if others and all(other.party not in named for other in others):
        return listed, others
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
