"""Groups of companies that a text treats as one mover or spender: "AI cloud names", "the broader chip sector".

A list of such phrases would never be long enough, so they are built: a head ("stocks", "sector", "makers") with words
of the trade before it. The group is named as the text writes it, with its adjectives ("Asian chip stocks"), because
that is what two readers agree on. A group directly before a name only describes it ("memory stocks Micron and ...")
and is left out.

Not done: groups that are named by a list, and heads without a word of the trade ("stocks fell").
"""

from __future__ import annotations

from pipelines.extract.lexicon import Entity
from pipelines.extract.passage import NameHit, Passage

HEADS = frozenset(
    """stocks shares names sector sectors plays makers giants companies firms equities rivals peers providers
    operators spenders etfs index miners suppliers heavyweights hyperscalers""".split()
)
TRADE = frozenset(
    """chip chips semiconductor semiconductors semi semis memory ai neocloud neoclouds cloud hardware hyperscale
    hyperscaler tech technology software networking server servers storage optical nuclear power utility
    infrastructure data center centre datacenter gpu mega-cap megacap artificial intelligence bitcoin crypto mining
    dram nand foundry equipment computing compute photonics semicap ai-infrastructure""".split()
)
JOINERS = frozenset({"-", "&", "and", "/"})
ADJECTIVES = frozenset(
    """broader broad big large major u.s. us american asian european chinese korean japanese taiwanese global mega cap
    south high-flying""".split()
)
ALONE = frozenset(
    """chipmakers semis hyperscalers neoclouds semiconductors memory-makers chip-makers ai-stocks""".split()
)
"""Words that are a group by themselves."""
ENDS = HEADS | ALONE
POINTING = frozenset({"these", "those", "this", "which", "what"})
"""They announce names that follow."""
MOST_WORDS = 6


def add(passage: Passage) -> None:
    """Add the groups of a text to its names; one that a listed phrase gives in part is taken whole."""
    lower = passage.lower
    listed = [n for n in passage.names if n.entity.kind == "collective" and lower[n.end - 1] in ENDS]
    others = [n for n in passage.names if n.entity.kind != "collective" or lower[n.end - 1] not in ENDS]
    found = _find(lower, others, passage)
    covered = {at for hit in found for at in range(hit.start, hit.end)}
    alone = [n for n in listed if n.start not in covered]
    passage.names = sorted([*others, *alone, *found], key=lambda name: name.start)


def _find(lower: list[str], names: list[NameHit], passage: Passage) -> list[NameHit]:
    starts = {name.start for name in names}
    taken = {at for name in names for at in range(name.start, name.end)}
    found: list[NameHit] = []
    for at, word in enumerate(lower):
        if word not in HEADS and word not in ALONE:
            continue
        start = _begin(lower, at, taken)
        described = at + 1 in starts or (start > 0 and lower[start - 1] in POINTING)
        if (start == at and word not in ALONE) or at in taken or described:
            continue
        found.append(_group(passage, start, at + 1))
    return found


def _begin(lower: list[str], head: int, taken: set[int]) -> int:
    """The first word of the group that ends with this head; the head itself when no word of the trade precedes it."""
    start, has_trade = head, lower[head] in ALONE
    at = head - 1
    while at >= max(head - MOST_WORDS, 0) and at not in taken:
        word = lower[at]
        if word in TRADE or (word == "-" and at > 0 and lower[at - 1] in TRADE):
            has_trade = has_trade or word in TRADE
        elif word in JOINERS and at + 1 < head and at > 0 and lower[at - 1] in TRADE and lower[at + 1] in TRADE:
            pass
        elif word not in ADJECTIVES:
            break
        start, at = at, at - 1
    return start if has_trade else head


def _group(passage: Passage, start: int, end: int) -> NameHit:
    first, last = passage.char_span((start, end))
    text = passage.text[first:last]
    return NameHit(start, end, Entity(canonical=text, ticker=None, kind="collective", party=text))
