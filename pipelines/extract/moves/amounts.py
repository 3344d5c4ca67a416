"""The amounts that stand beside the move of a share: the price it ends at, what it was before, what else it did.

How far the share moved is no matter of this module: the move itself has that (`reactions.py`).
"""

from __future__ import annotations

from pipelines.extract.event_amounts.kinds import is_share_price
from pipelines.extract.passage import AmountHit, NameHit, Sentence, Span

MOVES = ("fall", "rise", "move_down", "move_up")
"""Terms for verbs of moving."""
LEVEL_MARKS = frozenset(
    "to at near below above record around a about on in monday tuesday wednesday thursday friday today ytd premarket "
    "after-hours trading morning afternoon early late just under over high low all-time new close".split()
)
"""Words between a move and the price that it ended at: "rose 7.7% to $336.11"."""
MOST_MARKS = 5
FURTHER = 14
"""Tokens between a move and another figure of the same share."""
NO_MOVE = frozenset(
    "revenue revenues sales profit earnings margin margins growth stake estimate estimates forecast consensus capex "
    "probability upside target while but whereas index s&p nasdaq dow spending yield interest".split()
)
FURTHER_WORDS = frozenset(
    "additional another further up down off rose fell gained lost surged dropped climbed slid jumped soared tumbled "
    "higher lower ending ended closing closed settling settled ytd year-to-date".split()
)
VALUE_REACH = 16
"""Tokens between a move and what it did to the value of the company."""
VALUE_WORDS = frozenset("value cap capitalization valuation capitalisation".split())
CHANGED_BY = frozenset(
    "wiping wiped wipes erasing erased erases adding added adds shedding shed sheds losing lost gaining gained "
    "vaporizing vaporized slashing cutting knocking knocked sending bringing boosting lifting".split()
)


def price_levels(sentence: Sentence, end: int, mover: NameHit | None = None) -> list[AmountHit]:
    """The price of a share that a move ends at, a few marks behind the move ("fell 4.8% to $55.62"), and what it did
    to the value of the company: "adding $98 billion in market cap"."""
    for hit in sentence.amounts:
        words = sentence.passage.lower[end : hit.start]
        if hit.start >= end and words and LEVEL_MARKS.issuperset(words) and is_share_price(hit):
            return [] if hit.amount.prior or len(words) > MOST_MARKS else [hit]
    if mover is not None and mover.entity.kind == "index":
        return []
    return [hit for hit in sentence.amounts if _is_market_value(hit, end, sentence, mover)][:1]


def price_before(sentence: Sentence, mover: NameHit, trigger: Span) -> list[AmountHit]:
    """ "Is trading at $237 this morning, up 1.4%": the price of the share, told before its move; or the value lost,
    "Nvidia's $1 trillion slide"."""
    for hit in sentence.amounts:
        if hit.end == trigger[0] and hit.amount.unit == "USD" and not is_share_price(hit):
            return [hit]
        if mover.end <= hit.start and hit.end <= trigger[0] and is_share_price(hit) and not hit.amount.prior:
            before = sentence.passage.lower[max(hit.start - 3, mover.end) : hit.start]
            others = any(hit.end <= name.start < trigger[0] for name in sentence.names if name.party)
            return [hit] if "at" in before and not others else []
    return []


def _is_market_value(hit: AmountHit, end: int, sentence: Sentence, mover: NameHit | None) -> bool:
    """Billions behind a move that words of value tell of, or in brackets right behind it, with nobody else between."""
    if hit.amount.unit != "USD" or is_share_price(hit) or not 0 <= hit.start - end <= VALUE_REACH:
        return False
    party = mover.party if mover is not None else None
    if any(end <= name.start < hit.start and name.party not in {None, party} for name in sentence.names):
        return False
    before, after = sentence.passage.lower[end : hit.start], sentence.passage.lower[hit.end : hit.end + 5]
    if not {";", "as", "after", "while", "amid", "following"}.isdisjoint(before):
        return False
    if before and before[0] == "(" and len(before) <= 3 and after[:1] == [")"]:
        return True
    said = VALUE_WORDS & {*before, *after} or "in value" in " ".join(after)
    return bool(said and (CHANGED_BY & set(before) or {"wiped", "erased", "gained", "lost"} & set(after)))


def further_moves(sentence: Sentence, end: int, mover: NameHit) -> list[AmountHit]:
    """What else the same share did in the sentence: "rose 8% on Wednesday and another 1% after hours"."""
    found: list[AmountHit] = []
    for hit in sentence.amounts:
        if hit.start < end or hit.amount.unit != "percent" or isinstance(hit.amount.value, tuple):
            continue
        between = sentence.passage.lower[end : hit.start]
        if len(between) > FURTHER or not NO_MOVE.isdisjoint(between) or _moves_another(sentence, end, hit, mover):
            break
        behind = sentence.passage.lower[hit.end : hit.end + 5]
        near = {*between[-3:], *behind[:2], "".join(behind)}
        if FURTHER_WORDS & near and sentence.word(hit.end) not in {"of", "stake", "revenue", "upside"}:
            found.append(hit)
            end = hit.end
    return found[:2]


def _moves_another(sentence: Sentence, end: int, hit: AmountHit, mover: NameHit) -> bool:
    """Whether somebody else stands between a move and a percentage, known or not: "Nvidia fell 2%, Elm Optics dropped
    4%"."""
    if any(n.party and n.party != mover.party for n in sentence.names if end <= n.start < hit.start):
        return True
    verbs = (start for start, _ in sentence.spans(MOVES) if end < start < hit.start)
    return any(sentence.passage.words[start - 1][:1].isupper() for start in verbs)
