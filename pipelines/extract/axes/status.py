"""How far an event has come: planned, under way, done, over, or only asked about.

The phrases that say so are cues; most of the questions here are whether a cue beside an event says it of the event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.extract.axes import FIGURES, FORMAL, TO_COME
from pipelines.extract.axes.cues import phrases
from pipelines.extract.axes.talks import TALKS, talks_over
from pipelines.extract.frames.drafts import AUTHORITIES, Draft, Sign
from pipelines.extract.frames.rules import Cue
from pipelines.extract.little_words import JOINTS
from pipelines.extract.passage import Sentence, Span

AFTER_WITHIN = 4
"""Most words from "after" to the talks that came to something: "after eight long months of talks"."""
LEFT_OPEN = "polarity.left_open"
"""The cue of what somebody may do yet."""
VOTED = frozenset({"voted", "votes"})
VOTED_WITHIN = 6
PASSED = frozenset("signs signed enacts enacted passes passed adopts adopted".split())
"""Verbs behind which a rule holds, whatever it is "to" do."""
ASKING = frozenset("will would could can may might should is are was were has have had do does did".split())
STATED = frozenset({"guidance", "supply_constraint"})
"""Types that are told and no more: an outlook or a shortage is never carried out."""
BEFORE_A_NOUN = frozenset(
    "leading led leads due thanks owing according compared relative prior contributing contributed".split()
)
"""Before a "to" that leads no verb."""
NO_INFINITIVE = frozenset("the a an its their his her our these those this that it them us".split())
"""Behind a "to" that leads no verb."""
FINITE = frozenset("is are was were has had".split())
BECAME = frozenset("became becomes become was were".split())
"""Before "the first to", which tell that it is done; not "is set to be the first"."""
NOT_YET = frozenset("to will would could may might can should not".split())
FIRST_WITHIN = 8
"""Most tokens from them to the infinitive: "became one of the first cities in the state to ban"."""
CONJUNCTIONS = frozenset("as while because".split())
DEGREES = frozenset("much many few little early late soon part well high low long far a the is of".split())
"""Behind an "as" that leads no clause."""
COMING = frozenset("coming comes come".split())
IFS = frozenset("if unless".split())
WOULD = frozenset({"would", "'d"})
OFFICERS = frozenset("ceo cfo coo chairman founder director chief president insider insiders".split())
"""Between a company and the trade of one of its people: "CoreWeave CEO to sell shares"."""
AGREEMENTS = frozenset({"contract", "compute_leasing", "equity_investment", "debt_financing", "power_deal"})
CAUSES = frozenset("on after amid over by due following because despite from".split())
CAUSE_WITHIN = 5
"""Most words between what leads a cause and its noun: "on data center delays"."""
TALKS_OFF = frozenset({"zh.talks_off", "zh.mna_off"})
TALKED_OF = frozenset({"contract", "compute_leasing", "mna", "equity_investment"})
"""Types that talks are about, which may end without one."""


def status(draft: Draft, cues: Iterable[Cue]) -> Iterator[Sign]:
    """How far it has come. Nothing for formal acts, unless they are intended or asked for."""
    if draft.status == "reiterated" or draft.type in FIGURES:
        return
    if draft.type == "position_change" and draft.frame_id != "position.index":
        yield from _intended_trade(draft, cues)
    # Of a formal act a question mostly asks what follows from it ("Why did it fall?"), unless it asks for the act.
    if draft.type in FORMAL and not _asks_for_it(draft):
        return
    yield from _questions(draft)
    yield from _not_yet(draft)
    yield from _still_coming(draft)
    yield from _left_open(draft)
    yield from _on_condition(draft)
    over = _ended_talks(draft)
    if over is not None:
        yield Sign("terminated", "status.talks_over", over, is_phrase=False)
        return
    for sign in phrases(draft, _of_status(cues, draft)):
        if not any(is_elsewhere(sign, draft) for is_elsewhere in SAID_OF_SOMETHING_ELSE):
            yield sign
    yield from _rule_to_come(draft)


def _questions(draft: Draft) -> Iterator[Sign]:
    sentence = draft.sentence
    end = sentence.segment(draft.trigger[0])[1]
    if sentence.passage.words[end - 1].endswith("?"):
        yield Sign("question", "status.question_mark", (end - 1, end), is_phrase=False)
    elif sentence.word(end) == "?":
        yield Sign("question", "status.question_mark", (end, end + 1), is_phrase=False)


def _not_yet(draft: Draft) -> Iterator[Sign]:
    """ "We haven't done it yet" keeps the door open: neither a denial nor an end."""
    if draft.axes["polarity"] != "negated":
        return
    for at in range(*draft.sentence.segment(draft.trigger[0])):
        if draft.sentence.word(at) == "yet":
            yield Sign("considered", "status.not_yet", (at, at + 1), is_phrase=False)


def _ended_talks(draft: Draft) -> Span | None:
    """Talks about the event that came to nothing.

    "Signed with A, and talks with B ended": what is no word of the deal itself, nor leads to it, says nothing of it.
    """
    if draft.type not in TALKED_OF:
        return None
    over = talks_over(draft.sentence, draft.sentence.clause(draft.trigger[0]))
    if over is None:
        return None
    own = (basis.span for basis in draft.evidence if basis.kind in {"trigger", "object"})
    is_own = any(low < over[1] and over[0] < high for low, high in own)
    return over if is_own or _leads_to(over, draft) else None


def _rule_to_come(draft: Draft) -> Iterator[Sign]:
    """ "Seattle to pass a moratorium": the rule is still to come, however far off its noun stands."""
    sentence = draft.sentence
    if draft.type != "regulation" or not sentence.in_headline:
        return
    start = sentence.segment(draft.trigger[0])[0]
    for name in sentence.names:
        if start <= name.start and name.party == draft.actor and sentence.word(name.end) == "to":
            yield Sign("planned", "status.future", (name.end, name.end + 1))


def _intended_trade(draft: Draft, cues: Iterable[Cue]) -> Iterator[Sign]:
    """ "Could sell its stake", "plans to buy shares", "weighs selling": nothing was traded yet.

    The cue stands right before the trade; a "to" alone serves only behind a name ("SoftBank to sell its stake").
    """
    at, sentence = draft.trigger[0], draft.sentence
    while sentence.word(at - 1).endswith("ly") or sentence.word(at - 1) in {"also", "soon"}:
        at -= 1
    infinitive = sentence.word(at - 1) == "to"
    seller = at - 2 if sentence.word(at - 2) in OFFICERS else at - 1
    named = any(name.end in {seller, at - 1} for name in sentence.names)
    if infinitive and any(name.end == at - 1 for name in sentence.names) and _is_for_another_trade(at - 1, draft):
        return
    for sign in phrases(draft, [cue for cue in cues if cue.value in TO_COME]):
        start, end = sign.span
        if (end == at and (named or end - start > 1 or not infinitive)) or (infinitive and end == at - 1):
            yield sign


def _is_for_another_trade(at: int, draft: Draft) -> bool:
    """ "Dumped Intel to pile into AMD": one filing shows both trades, the second is no plan."""
    sentence = draft.sentence
    start = next(name.start for name in sentence.names if name.end == at)
    low = sentence.clause(at)[0]
    sold = (
        span for span in sentence.spans(("hold_less", "trade_sell")) if low <= span[0] and start - 4 <= span[1] <= start
    )
    first = min(sold, default=None)
    return first is not None and sentence.word(first[0] - 1) not in {"to", "will", "would", "could", "may", "might"}


def _asks_for_it(draft: Draft) -> bool:
    """ "Will Citadel sell its stake?": the question opens with the auxiliary of the act and its actor."""
    sentence = draft.sentence
    start = sentence.segment(draft.trigger[0])[0]
    return sentence.word(start) in ASKING and any(
        name.party == draft.actor and name.start <= start + 2 and name.end <= draft.trigger[0]
        for name in sentence.names
    )


def _still_coming(draft: Draft) -> Iterator[Sign]:
    """ "The campus is coming online next year": nothing has opened yet."""
    sentence, (start, end) = draft.sentence, draft.trigger
    if draft.type != "data_center_build" or sentence.word(start) not in COMING:
        return
    for at in range(end, min(end + 5, sentence.end - 1)):
        if sentence.word(at) == "next" or (sentence.word(at), sentence.word(at + 1)) == ("later", "this"):
            yield Sign("planned", "status.next", (at, at + 2), is_phrase=False)


def _left_open(draft: Draft) -> Iterator[Sign]:
    """ "Did not rule out raising its capex": it may come."""
    polarity = draft.settled.get("polarity")
    if polarity is not None:
        yield from (sign._replace(value="considered") for sign in polarity.signs if sign.rule == LEFT_OPEN)


def _on_condition(draft: Draft) -> Iterator[Sign]:
    """ "Would lose its customer if Microsoft left": what only would be, on a condition that is told behind it."""
    sentence, (start, end) = draft.sentence, draft.trigger
    if IFS.isdisjoint(sentence.vocabulary) or WOULD.isdisjoint(sentence.passage.lower[max(start - 2, 0) : end]):
        return
    for at in range(end, sentence.segment(start)[1]):
        if sentence.word(at) in IFS:
            yield Sign("hypothetical", "status.condition", (at, at + 1), is_phrase=False)


def _leads_to(talks: Span, draft: Draft) -> bool:
    """ "Ended talks with A about renting out": what the talks were about."""
    between = draft.sentence.lower[talks[1] : draft.trigger[0]]
    return talks[1] <= draft.trigger[0] and JOINTS.isdisjoint(between)


def _of_status(cues: Iterable[Cue], draft: Draft) -> list[Cue]:
    """The cues that can change the status of an event of this type, as its frame leaves it."""
    is_done = draft.status in {"occurred", "ongoing", "terminated"} and draft.axes["polarity"] == "affirmed"
    idle: set[str] = set()
    if draft.type in STATED or draft.status == "delayed":
        # "Will be completed later than planned": what comes late is still to come anyway.
        idle |= {"planned", "agreed", "occurred", "ongoing"}
    if draft.type == "product_launch":
        idle.add("occurred")
    if draft.firm and not is_done:
        idle.add("planned")
    return [
        cue
        for cue in cues
        if cue.value not in idle
        and (not is_done or cue.value in TO_COME)
        and not (cue.id == "status.obliged" and draft.type in AUTHORITIES)
    ]


# ── what a phrase is said of ────────────────────────────────────────────────────────────────────────


def _is_of_other_talks(sign: Sign, draft: Draft) -> bool:
    """Talks that are over, or that came to the event: nothing is considered any more."""
    sentence, at = draft.sentence, sign.span[0]
    if sign.value != "considered":
        return False
    if draft.frame_id in TALKS_OFF or is_of_ended_talks(sign, sentence):
        return True  # "Signed with A after talks with B had ended"
    # "After months of talks, the two have signed"
    lower = sentence.passage.lower
    is_talks = sentence.word(sign.span[1] - 1) in TALKS
    return is_talks and "after" in lower[max(sentence.start, at - AFTER_WITHIN) : at]


def _is_behind_what_is_done(sign: Sign, draft: Draft) -> bool:
    """ "Sold bonds and is in talks to raise": what a later clause weighs is not what was done."""
    return draft.status == "occurred" and sign.span[0] >= draft.sentence.clause(draft.trigger[0])[1]


def _tells_a_budget(sign: Sign, draft: Draft) -> bool:
    """ "Said it will raise its spending": a budget that is told is told of the future."""
    if draft.type != "capex_guidance":
        return False
    return sign.value == "occurred" or (sign.rule == "status.future" and draft.status != "planned")


def _is_what_a_rule_does(sign: Sign, draft: Draft) -> bool:
    """ "The board voted 5-2 to deny the rezoning", "signed a law to curb data centers": what was voted holds."""
    if draft.type not in AUTHORITIES:
        return False
    lower, at = draft.sentence.passage.lower, sign.span[0]
    start = draft.sentence.segment(draft.trigger[0])[0]
    if not VOTED.isdisjoint(lower[max(start, at - VOTED_WITHIN) : at]):
        return True
    return sign.rule == "status.future" and not PASSED.isdisjoint(lower[start:at])


def _is_what_the_first_did(sign: Sign, draft: Draft) -> bool:
    """ "Became the first city to ban data centers", "is among the first states to": an infinitive of what is done."""
    at = sign.span[0]
    if sign.rule != "status.future" or draft.sentence.word(at) != "to":
        return False
    before = draft.sentence.passage.lower[max(draft.sentence.start, at - FIRST_WITHIN) : at]
    if "first" not in before:
        return False
    told = before[: before.index("first")]
    return not BECAME.isdisjoint(told) and NOT_YET.isdisjoint(told)


def is_of_ended_talks(sign: Sign, sentence: Sentence) -> bool:
    """Who is still in talks says nothing himself; that they have ended may be told by anybody."""
    words = sentence.passage.lower[slice(*sign.span)]
    return not TALKS.isdisjoint(words) and talks_over(sentence, sentence.clause(sign.span[0])) is not None


def _leads_to_a_place(sign: Sign, draft: Draft) -> bool:
    """ "Exports to China were banned": no infinitive follows, since a finite verb stands before the trigger."""
    lower = draft.sentence.passage.lower
    if lower[sign.span[1] - 1] == "to" and draft.sentence.word(sign.span[1]) in NO_INFINITIVE:
        return True  # "reacted to its recently settled offering"
    if lower[sign.span[0]] == "to" and draft.sentence.word(sign.span[0] - 1) in BEFORE_A_NOUN:
        return True  # "leading to higher prices"
    before_trigger = lower[sign.span[1] : draft.trigger[0]]
    return lower[sign.span[1] - 1] == "to" and not FINITE.isdisjoint(before_trigger)


def _plans_something_else(sign: Sign, draft: Draft) -> bool:
    """ "Jitters set to grow as tech giants sell bonds": what is to come ends where the next clause begins."""
    if sign.rule not in {"status.planned", "status.future", "status.obliged"}:
        return False
    sentence = draft.sentence
    between = range(sign.span[1], draft.trigger[0])
    return any(sentence.word(at) in CONJUNCTIONS and sentence.word(at + 1) not in DEGREES for at in between)


def _is_a_cause(sign: Sign, draft: Draft) -> bool:
    """ "Cuts its forecast on data center delays": what is late is why, not what is told."""
    at = sign.span[0]
    if sign.value == "delayed" and draft.sentence.word(at + 1) in {"-", "draw"}:
        return True  # "a delayed-draw term loan"
    if sign.value != "delayed" or at < draft.trigger[1]:
        return False
    return not CAUSES.isdisjoint(draft.sentence.passage.lower[max(draft.trigger[1], at - CAUSE_WITHIN) : at])


def _is_headline_deal(sign: Sign, draft: Draft) -> bool:
    """ "Nvidia to invest $2 billion in Coherent": a headline's bare "to" tells of a deal that is made."""
    if sign.rule != "status.future" or not (draft.sentence.in_headline and draft.amounts):
        return False
    if draft.type != "equity_investment" and draft.frame_id != "debt.lend":
        return False
    at = sign.span[0]
    return draft.sentence.word(at) == "to" and any(name.end == at for name in draft.sentence.names)


def _is_of_an_agreement(sign: Sign, draft: Draft) -> bool:
    """ "Anthropic to pay xAI $1.25 billion a month": of two parties that agreed, the future tells only the terms."""
    two = draft.actor is not None and draft.counterparty is not None
    word = draft.sentence.word(sign.span[0])
    return (
        sign.rule == "status.future"
        and draft.type in AGREEMENTS
        and two
        and word in {"to", "will", "'ll", "would", "it"}
    )


SAID_OF_SOMETHING_ELSE = (
    _leads_to_a_place,
    _is_a_cause,
    _plans_something_else,
    _is_of_other_talks,
    _is_behind_what_is_done,
    _tells_a_budget,
    _is_what_a_rule_does,
    _is_what_the_first_did,
    _is_headline_deal,
    _is_of_an_agreement,
)
"""What shows that a phrase of a status says nothing of the event beside it."""
