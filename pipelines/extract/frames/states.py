"""How far something has come by its trigger and the verbs beside it: planned, announced, done.

The cues that stand further off, and all other axes, are found by `axes/`.
"""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.frames.drafts import AUTHORITIES, Case

DONE_ACTS = frozenset("published issued granted shifted started began imposed revised enacted".split())
"""Verbs of what an authority has done, before the rule that is the trigger."""
BROUGHT_IN = frozenset("introduce introduces introduced propose proposes proposed file files filed sponsor".split())
BILLS = frozenset("bill bills legislation act acts rule rules measure measures ordinance law laws rulemaking".split())
"""What is only brought in, or proposed."""
BILL_WITHIN = 4
RECOMMENDING = frozenset("recommend recommends recommended recommending".split())
RECOMMENDED_WITHIN = 6
DONE_WITHIN = 12
CLOSED = frozenset(
    "completed completes closed closes finalized finalizes finalised finalises concluded concludes".split()
)
"""Verbs of a takeover that is done."""
CLOSED_WITHIN = 6
PLEDGED = frozenset("bet bets betting allocated allocates allocating track pace course".split())
"""Words of a plan that is under way, and no more an intention."""
PLAN_NOUNS = frozenset({"capex.plan_noun", "capex.sum_noun", "capex.sum_surge", "capex.sum_aim"})
REACHED = frozenset("hit hits reached ended exited stood closed finished brought".split())


def status_of(case: Case) -> str:
    word = " ".join(case.sentence.passage.lower[case.trigger[0] : case.trigger[1]])
    if word in case.frame.done_words and case.sentence.word(case.trigger[0] - 1) not in {"be", "being"}:
        return "occurred"
    if case.frame.type == "mna" and case.frame.status.get(case.category) is None:
        # "Completed its $4.9 billion acquisition of": the verb stands before the sum.
        low = max(case.sentence.clause(case.trigger[0])[0], case.trigger[0] - CLOSED_WITHIN)
        # Or it opens the trigger itself: "completes its acquisition of".
        if not CLOSED.isdisjoint(case.sentence.passage.lower[low : case.trigger[0] + 1]):
            return "occurred"
    if case.frame.id == "debt.raise":
        # "Announces closing of upsized $1 billion notes": it has been paid.
        low = max(case.sentence.clause(case.trigger[0])[0], case.trigger[0] - CLOSED_WITHIN)
        words = case.sentence.passage.lower[low : case.trigger[1]]
        if ("closing", "of") in pairwise(words):
            return "occurred"
    if case.frame.type in AUTHORITIES and _is_only_proposed(case):
        return "planned"
    if case.frame.type == "export_control":
        # "Published a rule revising its licence policy", "started issuing licences": the verb before says it is done.
        low = max(case.sentence.clause(case.trigger[0])[0], case.trigger[0] - DONE_WITHIN)
        if not DONE_ACTS.isdisjoint(case.sentence.passage.lower[low : case.trigger[0]]):
            return "occurred"
    if case.frame.type == "regulation":
        # "Introduced the Data Center Moratorium Act": a name of a law that does not hold yet.
        lower, (low, high) = case.sentence.passage.lower, case.trigger
        if (
            not BROUGHT_IN.isdisjoint(lower[max(low - 7, case.sentence.start) : low])
            and "act" in lower[high : high + 3]
        ):
            return "planned"
    if case.frame.type == "capex_guidance" and not PLEDGED.isdisjoint(word.split()):
        return "announced"
    if case.frame.id in PLAN_NOUNS and word.endswith(("plan", "plans")):
        return "planned"
    if case.frame.id in {"capex.exceed", "capex.reach"} and word.startswith(("may", "might", "could")):
        return "hypothetical"
    return case.frame.status.get(case.category) or case.frame.status.get("*") or "announced"


def _is_only_proposed(case: Case) -> bool:
    """ "Introduced legislation", "proposed rules", "voted to recommend a moratorium": nothing holds yet."""
    lower, (start, end), low = case.sentence.passage.lower, case.trigger, case.sentence.clause(case.trigger[0])[0]
    if not RECOMMENDING.isdisjoint(lower[max(start - RECOMMENDED_WITHIN, low) : start]):
        return True
    behind = lower[end : min(end + BILL_WITHIN, case.sentence.end)]
    return not BROUGHT_IN.isdisjoint(lower[start:end]) and not BILLS.isdisjoint(behind)


def is_reached(case: Case) -> bool:
    """The clause says that a level was come to, in place of only stating it."""
    low, high = case.sentence.clause(case.trigger[0])
    return not REACHED.isdisjoint(case.sentence.passage.lower[low:high])
