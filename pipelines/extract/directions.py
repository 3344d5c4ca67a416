"""Which way a level lies from another one that is told beside it: from what was before, or from what others expect.

Part of `frames`, asked where no word says that something was raised or cut.
"""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.drafts import Case
from pipelines.extract.passage import Sentence, Span

FROM_WITHIN = 8
"""Most tokens between a level and the one before it: ", up from an earlier"."""
ESTIMATE_WITHIN = 12
SINCE = frozenset({"earlier", "ago", "previously", "last", "prior", "previous"})
"""Behind a level of before: "compared with $34 billion a year earlier"."""
FORMERLY = frozenset({"earlier", "previous", "prior", "previously"})
COMPARED = frozenset({"versus", "vs", "vs.", "against", "with", "to", "from"})
ABOVE = frozenset({"above", "ahead", "topping", "exceeding", "beating"})
SIGN_WITHIN = 3
"""Most tokens between a sum and its growth with a sign: ", +36%", "(+36%"."""
MINUS = ("-", "−", "–")
VERSUS = frozenset({"versus", "vs", "vs.", "v.", "against"})
VERSUS_WITHIN = 4
EXPECTED = frozenset("expected expectations estimate estimates estimated est est. consensus exp exp. forecast".split())
ESTIMATES = frozenset(
    {"analyst", "analysts", "estimate", "estimates", "expectations", "expected", "consensus", "street"}
)


def since_before(case: Case) -> str | None:
    """ "A backlog of $3 billion, up from $2 billion", "to grow 18%, compared with an earlier forecast of 15%"."""
    sentence, high = case.sentence, case.window[1]
    hits = [a for a in sentence.amounts if case.trigger[0] <= a.start < high]
    for now, before in pairwise(hits):
        words = sentence.passage.lower[now.end : before.start]
        if words[-1:] == ["least"]:
            words = words[:-2]
        way = next((w for w, after in pairwise(words) if w in {"up", "down"} and after == "from"), None)
        if way is not None and len(words) <= FROM_WITHIN:
            return way
        if isinstance(now.amount.value, tuple) or isinstance(before.amount.value, tuple):
            continue
        same = now.amount.unit == before.amount.unit and now.amount.value != before.amount.value
        earlier = before.amount.prior and not SINCE.isdisjoint(sentence.passage.lower[before.end : before.end + 4])
        if same and (earlier or not FORMERLY.isdisjoint(words)) and not COMPARED.isdisjoint(words):
            return "up" if now.amount.value > before.amount.value else "down"
    return None


def is_level_reached(span: Span, sentence: Sentence) -> bool:
    """ "Revenue will hit $21 billion": a level that is reached, and no blow."""
    if sentence.word(span[0]) != "hit":
        return False
    end = span[1] + (sentence.word(span[1]) in {"about", "around", "nearly", "roughly", "at", "over"})
    return any(a.start in {end, span[1]} for a in sentence.amounts)


def is_compared(at: int, sentence: Sentence) -> bool:
    """ "Stronger than expected", "faster-than-forecast growth": what others had foreseen, and no foresight."""
    before = at - 1
    before -= sentence.word(before) == "-"
    return sentence.word(before) == "than"


def beside_estimates(case: Case) -> str | None:
    """ "About $98 billion, ahead of the $94.6 billion analysts expected": a level beside what others expect."""
    sentence, high = case.sentence, case.window[1]
    lower = sentence.passage.lower
    for hit in sentence.amounts:
        if not case.trigger[0] <= hit.start < high:
            continue
        for at in range(hit.end, min(hit.end + ESTIMATE_WITHIN, high)):
            way = "up" if lower[at] in ABOVE else "down" if lower[at] == "below" else None
            if (
                way
                and lower[at - 1] in {",", "well", "far", "slightly"}
                and not ESTIMATES.isdisjoint(lower[at : at + 8])
            ):
                return way
    return None


def by_sign(case: Case) -> str | None:
    """ "Revenue $341 million (+322%)", "revenue of $5 billion, -15% y/y": the sign before the first percentage."""
    sentence, high = case.sentence, case.window[1]
    sums = [a for a in sentence.amounts if case.trigger[0] <= a.start < high and a.amount.unit == "USD"]
    for hit in sentence.amounts:
        if not sums or hit.amount.unit != "percent" or not 0 <= hit.start - sums[0].end <= SIGN_WITHIN:
            continue
        words = sentence.passage.lower[sums[0].end : hit.start + 1]
        if words[-1].startswith("+") or words[-2:-1] == ["+"]:
            return "up"
        minus = words[-1].startswith(MINUS) or (bool(words[-2:-1]) and words[-2] in MINUS)
        return "down" if minus and words[0] in {",", "(", ";"} else None
    return None


def by_leading_sign(case: Case) -> str | None:
    """ "NAND prices +12% on the month": the sign right before the first percentage, with no sum to grow."""
    for hit in case.sentence.amounts:
        if hit.amount.unit == "percent":
            word, before = case.sentence.word(hit.start), case.sentence.word(hit.start - 1)
            if word.startswith("+") or before == "+":
                return "up"
            return "down" if word.startswith(MINUS) else None
    return None


def beside_expected(case: Case) -> str | None:
    """ "Revenue $57 billion vs. $54.9 billion expected": which of the two is more."""
    sentence, high = case.sentence, case.window[1]
    lower = sentence.passage.lower
    hits = [a for a in sentence.amounts if case.trigger[0] <= a.start < high and a.amount.unit == "USD"]
    for now, then in pairwise(hits):
        if isinstance(now.amount.value, tuple) or isinstance(then.amount.value, tuple):
            continue
        against = lower[now.end : now.end + 1] and lower[now.end] in VERSUS and then.start - now.end <= VERSUS_WITHIN
        if against and EXPECTED & set(lower[now.end : then.end + 3]) and now.amount.value != then.amount.value:
            return "up" if now.amount.value > then.amount.value else "down"
    return None
