"""How far a share moved: the percentages, sums and parts beside the words of a move."""

from __future__ import annotations

from pipelines.extract.moves.words import FRACTIONS, NOUNS, PARTICLES, QUALIFIERS, SESSIONS, SHARES, STATES, STRONG_NEXT
from pipelines.extract.passage import AmountHit, Sentence, Span

LEVELS = frozenset({"below", "above", "under", "past", "to", "at", "beneath"})
STAKES = frozenset({"stake", "stakes", "holding", "interest", "ownership"})
SHARE_PRICE = 1e5
"""USD; no share moves by as much."""
LARGEST_STEP = 500
"""USD; more than a share moves by."""
BESIDE_MOVE = QUALIFIERS | {"and", ",", "the", "in"}
"""Between a percentage and the verb behind it."""
PARTS = FRACTIONS - {"%", "percent", "most"}
"""Those that are words."""


def percents_beside(trigger: Span, sentence: Sentence, wanted: int, *, before: bool) -> list[AmountHit]:
    """The percentages of a move: behind the verb up to the next name, else directly before it ("13% lower")."""
    percents = percents_of_moves(sentence)
    if not percents:
        return []
    before_verb = percents_before(trigger, percents, sentence) if before else []
    if wanted > 1 and len(before_verb) == wanted:
        return before_verb
    clause_end = sentence.clause(trigger[0])[1]
    limit = min([n.start for n in sentence.names if n.start >= trigger[1]] + [clause_end, trigger[1] + 12])
    # "Led the Nasdaq higher, rising 6% and 5%": the sizes of the participle.
    limit = min([limit, *(at for at, _ in sentence.spans(("rise", "fall")) if at >= trigger[1]
                          and sentence.word(at - 1) == "," and sentence.word(at).endswith("ing"))])  # fmt: skip
    after = [a for a in percents if trigger[1] <= a.start < limit and (a.start - trigger[1] <= 5 or wanted > 1)]
    last = sentence.word(trigger[1] - 1)
    if last in NOUNS or last in STATES:
        after = [a for a in after if not _is_of_next_noun(a, sentence)]
    if after:
        return after[:wanted]
    return before_verb[-1:]


def percent_starts(sentence: Sentence) -> dict[int, int]:
    """Where the percentages of a sentence begin, by where they end."""
    return {a.end: a.start for a in sentence.amounts if a.amount.unit == "percent"}


def percents_of_moves(sentence: Sentence) -> list[AmountHit]:
    """The percentages that may tell how far something moved."""
    return [a for a in sentence.amounts if a.amount.unit == "percent" and not _is_of_stake(a, sentence)]


def _is_of_next_noun(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Leads the rout with a 9% plunge": the size is of the second noun."""
    return sentence.word(hit.end) in NOUNS and sentence.word(hit.start - 1) in {"with", "a", "an"}


def _is_of_stake(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Gains 5.4% Cipher stake", "raises TeraWulf stake to 14%": a part of a company, no move."""
    if sentence.word(hit.start - 1) in {"to", "by"} and sentence.word(hit.start - 2) in STAKES:
        return True
    name = next((n for n in sentence.names if n.start == hit.end), None)
    return not STAKES.isdisjoint({sentence.word(hit.end), sentence.word(name.end) if name else ""})


def is_of_holding(hit: AmountHit, sentence: Sentence) -> bool:
    """ "5% of its stake", "a third of the shares"."""
    behind = sentence.lower[hit.end : min(hit.end + 4, sentence.end)]
    return behind[:1] == ["of"] and not (STAKES | SHARES).isdisjoint(behind)


def percents_before(trigger: Span, percents: list[AmountHit], sentence: Sentence) -> list[AmountHit]:
    """ "closed 8% and 5% lower": the percentages that end at the verb."""
    found: list[AmountHit] = []
    at = trigger[0]
    for hit in reversed([a for a in percents if a.end <= trigger[0]]):
        gap = sentence.lower[hit.end : at]
        if len(gap) > 2 or not (BESIDE_MOVE.issuperset(gap) if not found else gap):
            break
        found.insert(0, hit)
        at = hit.start
    return found


def is_by_sum(trigger: Span, sentence: Sentence) -> bool:
    """ "Down about $7 a share", "gained $12 on Monday": how far, in dollars; a company may lose as much in a year."""
    hit = next((a for a in sentence.amounts if 0 <= a.start - trigger[1] <= 2), None)
    if hit is None or not hit.amount.unit.startswith("USD") or isinstance(hit.amount.value, tuple):
        return False
    if hit.amount.value >= LARGEST_STEP or sentence.word(trigger[1]) in LEVELS:
        return False
    at = hit.end
    while sentence.word(at) in {"a", "per", "each", "share", "apiece", "or"}:
        at += 1
    in_session = sentence.word(at) == "in" and sentence.word(at + 1) in SESSIONS
    dated = sentence.word(at) == "on" and sentence.word(at + 1).endswith("day")
    to_price = sentence.word(at) == "to" and any(a.start == at + 1 for a in sentence.amounts)
    is_state = sentence.word(trigger[0]) in PARTICLES and hit.amount.unit == "USD/share"
    return is_state or in_session or dated or to_price


def is_by_part(trigger: Span, sentence: Sentence) -> bool:
    """ "A third", "nearly half", "by a quarter": how much, without a figure; not "half the market"."""
    window = sentence.lower[trigger[1] : min(trigger[1] + 5, sentence.end)]
    at = next((at for at, word in enumerate(window) if word in PARTS), None)
    if at is None or sentence.word(trigger[1] + at - 1) not in {"a", "nearly", "about", "almost", "by", "than", "over"}:
        return False
    follows = sentence.word(trigger[1] + at + 1)
    return follows == "" or follows in STRONG_NEXT or sentence.word(trigger[1] + at + 3) in {"value", "worth"}
