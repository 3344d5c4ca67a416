"""In which words of its sentence something is told: in one clause with its object, as a question, as what "we" do, in
passing, early in the text, or as what moved a price.
"""

from __future__ import annotations

from pipelines.extract.conditions.general import INCOMES, PHRASE_ENDS, Condition, has_amount
from pipelines.extract.frames.drafts import Case
from pipelines.extract.trade import CHIP_MAKERS, OWN_CHIPS

ASIDE = frozenset("since which who before although though whereas unless when where".split())
"""Words that open a clause in which nothing is news."""
CONCEDING = frozenset("despite notwithstanding since regardless top".split())
"""Before what is known, and stands against the news."""
REASON_REACH = 7
"""Most tokens between "on" and the orders that are why."""
CLOSING = frozenset({"completes", "completed", "completing", "closes", "closed"})
"""Verbs of what is done with a takeover that was agreed."""
SPANS_OF_TIME = frozenset("day days week weeks month months year years".split())
SOON_AFTER = 12
"""Tokens before the verb in which "a week after" stands."""
EARLIER = frozenset("already previously".split())
"""Before "announced": not now."""
ALLOWING = frozenset("could can may might must should would".split())
"""Before "only": what somebody may do, and no more."""
CROWDS = (["investors"], ["traders"])
"""Who trades for whatever reason a market has."""
WHETHER = frozenset("can could did does do will would is are was were has may might should".split())
"""They open a question whether something is so."""
FIRST_PERSON = frozenset({"we", "our", "we'll", "i"})
CAUSES = frozenset("on after following".split())
"""Before what moved a price."""
CAUSE_REACH = 8
"""Tokens from "on" to the verb of the news that moved the price."""
SAYING = frozenset("said says told warned warns signaled signalled confirmed indicated".split())
"""Verbs of whoever says something of himself."""


def _same_clause(case: Case) -> bool:
    """Trigger and object stand in one clause: "raises prices as demand rises" says nothing about what rises."""
    low, high = case.sentence.clause(case.trigger[0])
    return case.object is not None and (low <= case.object[0] < high or _beside_aside(case))


def _beside_aside(case: Case) -> bool:
    """ "DRAM prices, which have doubled this year, rose another 20%": the verb stands behind what only describes."""
    words = case.sentence.passage.lower[case.object[1] if case.object else 0 : case.trigger[0]]
    return words[:2] in ([",", "which"], [",", "already"]) and words[-1] == "," and words.count(",") == 2


def no_reason(case: Case) -> bool:
    """No setting, and no more than why something else grew: "profit triples on domestic AI chip orders"."""
    sentence, at = case.sentence, case.trigger[0] - 1
    if sentence.word(sentence.clause(case.trigger[0])[0]) in {"as", "amid", "while", "despite"}:
        return False
    while at > case.trigger[0] - REASON_REACH and sentence.word(at) not in {"on", "amid"}:
        at -= 1
    before_it = case.object is not None and case.object[1] <= at
    return not (before_it and sentence.word(at) in {"on", "amid"} and sentence.has(("results",), (sentence.start, at)))


TURNING_AWAY = frozenset(
    """shift shifts shifted shifting turn turns turned turning move moves moved moving switch switches switched
    switching pivot pivots pivoted pivoting away graduate graduates graduated""".split()
)
"""Before "from": what follows is given up."""


def _is_left_behind(case: Case) -> bool:
    """ "Shift from renting GPUs to buying them": what is done no more."""
    at = case.trigger[0] - 1
    return case.sentence.word(at) == "from" and not TURNING_AWAY.isdisjoint(case.sentence.passage.lower[at - 2 : at])


def _is_income(case: Case) -> bool:
    """ "Is to earn $2 billion of net operating income": what is hoped for of a deal, and "net" is no verb."""
    sentence, (low, _) = case.sentence, case.trigger
    if sentence.word(low) == "net" and sentence.word(low + 1) in {"income", "operating", "profit", "revenue", "loss"}:
        return True
    sums = [a.end for a in sentence.amounts if a.end <= low and a.amount.unit == "USD"]
    if not sums or INCOMES.isdisjoint(sentence.passage.lower[sums[-1] : low]):
        return False
    return any(start < sums[-1] for start, _ in sentence.spans(("foresee", "foresee_more"))) and sentence.has(
        ("will_yield",), (sentence.start, sums[-1])
    )


TROUBLES = frozenset("issues trouble troubles difficulty difficulties problems delays challenges interest".split())
"""Before "in": what somebody has failed to do so far."""


def _told_now(case: Case) -> bool:
    """Not told in passing: "shares have fallen since it signed its first deal", "Microsoft, which has a deal"."""
    start = case.sentence.clause(case.trigger[0])[0]
    if _is_income(case):
        return False
    if case.sentence.word(case.trigger[0] - 1) == "in" and case.sentence.word(case.trigger[0] - 2) in TROUBLES:
        return False  # "Faces issues in securing a tenant"
    if case.sentence.word(case.trigger[0]) == "announced" and case.sentence.word(case.trigger[0] - 1) in EARLIER:
        return False  # "Counts what was already announced with AMD"
    lower, low = case.sentence.passage.lower, max(case.trigger[0] - SOON_AFTER, case.sentence.start + 1)
    if any(lower[at] == "after" and lower[at - 1] in SPANS_OF_TIME for at in range(low, case.trigger[0])):
        return False  # "One day after revealing a hosting deal"
    if case.sentence.word(case.trigger[0] - 1) == "only" and case.sentence.word(case.trigger[0] - 2) in ALLOWING:
        return False  # "It could only lease its GPUs to approved customers": a limit, and no deal
    aside = case.sentence.word(start) in ASIDE and not _is_closed(start, case)
    if _is_of_another(case) or _is_completed(case) or _is_left_behind(case):
        return False
    return not aside and case.sentence.word(case.trigger[0] - 1) != "fully"


def _is_completed(case: Case) -> bool:
    """ "Marvell completes Alphawave deal": what is completed, with no sum and no goods, is a takeover."""
    actor, sentence = case.actor, case.sentence
    if actor is None or sentence.word(actor.end) not in CLOSING or not case.others or has_amount(case):
        return False
    other = case.others[0]
    bare = sentence.word(other.end) == "deal" and sentence.word(other.end + 1) != "with"
    return actor.end + 1 == other.start and bare


def _is_of_another(case: Case) -> bool:
    """ "Backs a startup that is teaming with Nvidia": the deal of whom the relative clause describes."""
    at = case.trigger[0] - 1
    if case.sentence.word(at) in {"is", "are", "has", "have", "'s", "’s"}:
        at -= 1
    described = case.sentence.word(at - 1) in {"startup", "firm", "company", "start-up", "venture", "maker", "rival"}
    return case.sentence.word(at) in {"that", "which"} and described and case.sentence.word(at - 2) != ","


def _is_closed(start: int, case: Case) -> bool:
    """ "Under the deal, which runs to 2031, Meta will pay": who acts stands behind the comma that ends it."""
    relative = case.sentence.word(start) in {"which", "who"} and case.sentence.word(start - 1) == ","
    end = case.actor.start if case.actor is not None and case.actor.start > start else case.trigger[0]
    return relative and "," in case.sentence.passage.lower[start:end]


def is_said(case: Case, owners: set[str]) -> bool:
    """One of the words that stand for whoever speaks or is spoken of, in a text of the trade."""
    passage = case.sentence.passage
    trade = any(passage.has(category) for category in ("ai_word", "data_center", "compute", "strong_context")) or any(
        n.entity.kind == "product" and (n.entity.groups & CHIP_MAKERS or n.entity.canonical in OWN_CHIPS)
        for n in passage.names
    )
    return trade and not owners.isdisjoint(passage.lower[case.sentence.start : case.sentence.end])


def _not_the_cause(case: Case) -> bool:
    """Not "chip stocks tumble as investors sell them": a crowd's trade that only tells why a price moved."""
    actor, sentence = case.actor, case.sentence
    if actor is None or not case.claimed or sentence.passage.lower[actor.start : actor.end] not in CROWDS:
        return True
    low = sentence.clause(case.trigger[0])[0]
    told_before = any(n.end <= low for n in sentence.names if n.entity.kind in {"company", "collective", "index"})
    return not told_before or sentence.word(low) not in {"as", "after", "amid", "while"}


def _not_asked_whether(case: Case) -> bool:
    """ "Did Nvidia beat estimates?", "earnings preview: can it beat estimates again?" tell no result."""
    sentence, lower = case.sentence, case.sentence.passage.lower
    if "?" not in lower[case.trigger[1] : sentence.end]:
        return True
    opened = range(sentence.start, case.trigger[0])
    return not any(
        lower[at] in WHETHER and (at == sentence.start or lower[at - 1] in {":", ",", "—", "–", "-", ";"})
        for at in opened
    )


def ends_phrase(word: str) -> bool:
    """Whether a name that stands before it is all that is meant: "for Yondr in", no "for Yondr capacity"."""
    return not word.isalpha() or word in PHRASE_ENDS


def _no_question(case: Case) -> bool:
    """Neither the sentence nor its part up to a dash asks."""
    sentence, end = case.sentence, case.window[1]
    return "?" not in {sentence.word(sentence.end - 1), sentence.word(end - 1), sentence.word(end)}


def _asks_nothing(case: Case) -> bool:
    """The part of the sentence that tells of it asks nothing."""
    _, end = case.window
    asked = "?" in {case.sentence.word(end - 1), case.sentence.word(end), case.sentence.word(end + 1)}
    low, _ = case.sentence.clause(case.trigger[0])
    return not asked and not {"if", "whether"} & set(case.sentence.passage.lower[low - 2 : case.trigger[0]])


def first_person(case: Case) -> bool:
    """The company speaks of itself."""
    words = case.sentence.passage.lower[case.sentence.start : case.trigger[1]]
    return not FIRST_PERSON.isdisjoint(words)


def _moved_by(case: Case) -> bool:
    """The cause of a price move: "jumps 16% on a power deal"; the move's words stand before, a preposition between."""
    at, sentence = case.trigger[0], case.sentence
    before = [span for span in case.claimed if span[1] <= at]
    return bool(before) and any(sentence.word(i) in CAUSES for i in range(max(at - CAUSE_REACH, sentence.start), at))


EARLY = 3
"""Sentences of a text up to which it tells its own news."""


def _told_early(case: Case) -> bool:
    """In the headline; or soon behind one that tells nothing of the kind."""
    sentence = case.sentence
    opens = sentence.in_headline or not sentence.index
    if opens or sentence.index > EARLY:
        return opens
    headline = sentence.passage.sentence_terms.get(0, {})
    says = any(category in headline for category in case.frame.trigger)
    return not (says and any(category in headline for category in case.frame.object))


CONDITIONS: dict[str, Condition] = {
    "we_speak": lambda case: is_said(case, {"we", "our"}),
    "same_clause": _same_clause,
    "told_now": _told_now,
    "no_reason": no_reason,
    "no_relative": lambda case: case.sentence.word(case.trigger[0] - 1) not in {"that", "which", "who", "whose"},
    "not_the_cause": _not_the_cause,
    "no_question": _no_question,
    "not_asked_whether": _not_asked_whether,
    "unbroken": lambda case: (
        case.object is None or "," not in case.sentence.passage.lower[case.trigger[1] : case.object[0]]
    ),
    "asks_nothing": _asks_nothing,
    "first_person": first_person,
    "moved_by": _moved_by,
    "early": _told_early,
}
