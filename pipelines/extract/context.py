"""Places an event on its four axes: polarity, status, source and time.

The axes are independent, because mixing them was the main error of every flat scheme: "rumoured" is a source,
"planned" a status. Cues are phrases with a reach (cues.toml); the first one of an axis that reaches the trigger wins.
A cue does not reach over a colon, dash or semicolon, so that "raises capex: a risky bet?" stays a raise.

What is left as it was: status and time of formal acts (ratings, results, price moves) unless a cue says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.extract.days import Dated, is_old, past_days, past_months, standing, stated_days, tells_of_before
from pipelines.extract.drafts import AUTHORITIES, Draft, Settled, Sign
from pipelines.extract.lexicon import Cue
from pipelines.extract.little_words import JOINTS
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.sentences import DASHES
from pipelines.extract.talks import TALKS, talks_over

UNCONFIRMED = frozenset({"polarity.unconfirmed", "polarity.unconfirmed_behind"})
"""Cues of what somebody neither says nor denies."""
PASSED_OVER = (["rather", "than"], ["instead", "of"])
AFTER_WITHIN = 4
"""Most words from "after" to the talks that came to something: "after eight long months of talks"."""
LEFT_OPEN = "polarity.left_open"
"""The cue of what somebody may do yet."""
VOTED = frozenset({"voted", "votes"})
VOTED_WITHIN = 6
SAYING = frozenset("say says said report reports reported wrote writes according cited citing told tells".split())
SAID_BY = frozenset("said says according wrote told cited citing to by".split())
"""Words of saying after which the speaker is named."""
INVERTED = frozenset("said says wrote".split())
"""Such words only where no subject stands before them: "..., said Huang", not "people said Oracle would ..."."""
BEFORE_INVERTED = frozenset({",", '"', "”", "’", "'", "as", ""})
"""Before such a word where no subject is."""
JUDGING = frozenset({"broker", "fund"})
"""Who speaks for others."""
PRINCIPALS = frozenset({"company", "person", "fund", "government"})
"""Who can speak for itself."""
ASKING = frozenset("will would could can may might should is are was were has have had do does did".split())
FORMAL = frozenset({"analyst_rating", "price_target", "price_move", "position_change"})
TO_COME = frozenset({"considered", "hypothetical", "planned"})
"""What cues say of something that is not done yet."""
STATED = frozenset({"guidance", "supply_constraint"})
"""Types that are told and no more: an outlook or a shortage is never carried out."""
BEFORE_A_NOUN = frozenset(
    "leading led leads due thanks owing according compared relative prior contributing contributed".split()
)
"""Before a "to" that leads no verb."""
CONJUNCTIONS = frozenset("as while because".split())
DEGREES = frozenset("much many few little early late soon part well high low long far a the is of".split())
"""Behind an "as" that leads no clause."""
COMING = frozenset("coming comes come".split())
REQUESTS = frozenset(
    "request requests petition petitions application applications permit permits appeal appeals motion motions "
    "rezoning waiver bid complaint rehearing license licence".split()
)
"""What authorities deny without denying that anything is so."""
REQUEST_WITHIN = 5
REJECTING = frozenset({"rejected", "rejects"})
REPORTED = frozenset(
    "report reports claim claims rumor rumors rumour rumours suggestion suggestions speculation".split()
)
"""What is said by others."""
REPORTED_WITHIN = 4
WEIGHING = frozenset(
    "considering considers consider weighing weighs mulling mulls mull exploring explores contemplating contemplates "
    "discussing".split()
)
"""Verbs of what companies do behind closed doors."""
KNOWING = frozenset("with to briefed involved".split())
"""Behind people, what they know: "with knowledge of the matter"."""
CLOSES_WITHIN = 7
"""Most words behind people who close a sentence: "with direct knowledge of the matter said."."""
IFS = frozenset("if unless".split())
WOULD = frozenset({"would", "'d"})
OFFICERS = frozenset("ceo cfo coo chairman founder director chief president insider insiders".split())
"""Between a company and the trade of one of its people: "CoreWeave CEO to sell shares"."""
PASSED = frozenset("signs signed enacts enacted passes passed adopts adopted".split())
"""Verbs behind which a rule holds, whatever it is "to" do."""
CONFIRMING = frozenset("announced announces announcing confirmed confirms unveiled unveils".split())
"""Verbs of those whose own news an outlet retells."""
USUAL_SOURCES = {
    **dict.fromkeys(
        ("rating.author", "rating.heading", "rating.own", "rating.own_grade", "target.author", "view.author"), "author"
    ),
    "position.crowded": "trading_desk",
    "price.forecast": "analyst",
    "price.goods_forecast": "analyst",
}
"""Frames whose wording says who speaks: a columnist, or whoever sees the positions of others."""
SPOKEN = frozenset({"analyst_rating", "price_target", "analyst_view", "price_move"})
RETELLING = frozenset("following after amid despite".split())
"""Words that lead in a report to which the news only answers."""
SIGNS = DASHES | {"", "(", "per"}
"""Before a publisher that signs what stands there."""
TRADE_PRESS = frozenset({"Data Center Dynamics", "GlobeNewswire", "Business Wire", "PR Newswire"})
"""Retell what firms announce: behind a hyphen only the feed's suffix, where Bloomberg signs a report of its own."""
AGREEMENTS = frozenset({"contract", "compute_leasing", "equity_investment", "debt_financing", "power_deal"})
BEFORE_HEARSAY = frozenset("a an the 's ’s is was are were be been its their his of".split())
"""Before a "reported" that is hearsay: "its reported deal"; otherwise somebody reports something."""
OWN_FIGURES = frozenset(
    "capex capital eps revenue revenues earnings results net income sales profit loss quarter quarterly gaap non-gaap "
    "adjusted operating figures numbers backlog spending".split()
)
"""Behind such a "reported", they are of a company's books."""
FIGURES = frozenset({"earnings_result", "executive_change"})
"""Types that a company tells itself, mostly in figures: a plan or a publisher beside them is of something else."""
NEARING = frozenset("revenue revenues sales growth backlog margin margins demand orders capex spending profit".split())
"""A figure that "nears" another."""
HEARD = frozenset(
    "reportedly sources source people person rumor rumors rumour rumoured rumored anonymous chatter".split()
)
"""Of a figure, only these make hearsay."""
WIRES = TRADE_PRESS - {"Data Center Dynamics"}
"""Carry what firms say in their own words."""
NO_INFINITIVE = frozenset("the a an its their his her our these those this that it them us".split())
"""Behind a "to" that leads no verb."""
FINITE = frozenset("is are was were has had".split())
MODELLED = frozenset({"analyst_model", "foreseen"})
"""Budgets that somebody else foresees: a broker in its model, or nobody that is named."""
CAUSES = frozenset("on after amid over by due following because despite from".split())
CAUSE_WITHIN = 5
"""Most words between what leads a cause and its noun: "on data center delays"."""


def place(drafts: Iterable[Draft], cues: Iterable[Cue]) -> None:
    """Set polarity, status, source and time of every draft, and note by what words."""
    cues = tuple(cues)
    order = {cue.key: number for number, cue in enumerate(cues)}
    said: dict[int, dict[str, list[Cue]]] = {}
    for draft in drafts:
        sentence = draft.sentence
        by_axis = said.get(sentence.index)
        if by_axis is None:
            by_axis = said[sentence.index] = {"polarity": [], "status": [], "source": [], "time": []}
            # Of a hundred cues a sentence says a handful.
            for number in sorted([order[key] for key in order.keys() & sentence.terms.keys()]):
                by_axis[cues[number].axis].append(cues[number])
        draft.axes["polarity"] = "affirmed"
        if by_axis["polarity"]:
            draft.axes["polarity"] = _settle(draft, "polarity", _polarity(draft, by_axis["polarity"]), "affirmed")
        if draft.type == "power_deal" and draft.status == "planned" and draft.actor and draft.counterparty:
            # "A deal to sell power to Meta": of two that agreed, the future tells only the terms.
            draft.status = "agreed"
        draft.status = _settle(draft, "status", _status(draft, by_axis["status"]), draft.status)
        source = _settle(draft, "source", _source(draft, by_axis["source"]), _usual_source(draft))
        if source == "company" and "source" not in draft.settled and draft.type not in FIGURES | SPOKEN:
            source = _settle(draft, "source", _told_below(draft, cues), source)
        draft.axes["source"] = source
        dates = [*stated_days(sentence), *past_days(draft)]
        draft.date = dates[0][0].isoformat() if dates else None
        usual = _usual_time(draft)
        draft.axes["time"] = _settle(draft, "time", _time(draft, dates, by_axis["time"]), usual)


def _settle(draft: Draft, axis: str, signs: Iterable[Sign], usual: str) -> str:
    """The value of the first sign, else the usual one.

    Kept with it are all signs up to the first that says something else: without one of them the next would serve. A
    sign inside of their words ("not" in "not only") goes when they go.
    """
    run: list[Sign] = []
    otherwise = usual
    for sign in signs:
        if not run or (sign.value or usual) == (run[0].value or usual):
            run.append(sign)
        elif not any(sign.span[0] < kept.span[1] and kept.span[0] < sign.span[1] for kept in run):
            otherwise = sign.value or usual
            break
    if not run:
        return usual
    value = run[0].value or usual
    draft.settled[axis] = Settled(value, tuple(dict.fromkeys(run)), otherwise)
    return value


def _phrases(draft: Draft, cues: Iterable[Cue]) -> Iterator[Sign]:
    """What the cues that reach the trigger say, in their order of precedence."""
    for cue in cues:
        for span in _reaching(cue, draft):
            yield Sign(cue.value, cue.id, span)


def _reaching(cue: Cue, draft: Draft) -> Iterator[Span]:
    """The places of the cue's phrases that reach the trigger."""
    sentence, trigger = draft.sentence, draft.trigger
    low, high = sentence.segment(trigger[0])
    for span in sentence.terms.get(cue.key, ()):
        hit = cue.reach == "sentence" or (low <= span[0] < high and _is_near(cue, span, trigger))
        if hit and not sentence.is_month(span[0]):
            yield span


def _is_near(cue: Cue, span: Span, trigger: Span) -> bool:
    """Whether a phrase in the segment of the trigger stands on a side that the cue reaches from, and close enough."""
    if cue.reach not in {"forward", "backward", "around"}:
        return True
    before, after = trigger[0] - span[1], span[0] - trigger[1]
    backward = 0 <= after <= cue.scope
    if cue.reach == "backward":
        return backward
    # "intends to" reaches "to invest": the cue may end inside the trigger, not begin there.
    forward = span[0] < trigger[0] and before <= cue.scope and span[1] <= trigger[1]
    # "Has no plans to": the verb is part of what denies it.
    forward = forward or (span[0] == trigger[0] and span[1] > trigger[1])
    return forward or (cue.reach == "around" and (backward or (before < 0 and after < 0)))


def _polarity(draft: Draft, cues: Iterable[Cue]) -> Iterator[Sign]:
    """Nothing for what is an act of speaking or of the market itself: a "not" there belongs to what is said."""
    if draft.type not in SPOKEN:
        signs = (sign for sign in _phrases(draft, cues) if not _is_of_a_number(sign, draft))
        for sign in signs:
            if _turns_a_report_down(sign, draft):
                yield sign._replace(value="denied")
            elif not (_is_turned_down(sign, draft) or _is_own_word(sign, draft) or _is_passed_over(sign, draft)):
                yield sign


def _is_passed_over(sign: Sign, draft: Draft) -> bool:
    """ "Rather than build a plant, it will buy turbines": what is not done ends at the comma."""
    lower, (start, end) = draft.sentence.passage.lower, sign.span
    return lower[start:end] in PASSED_OVER and "," in lower[end : draft.trigger[0]]


def _is_own_word(sign: Sign, draft: Draft) -> bool:
    """ "Has not changed its outlook": the "not" is a part of what the event itself says."""
    own = (basis.span for basis in draft.evidence if basis.kind == "object")
    return any(low <= sign.span[0] and sign.span[1] <= high and high - low > 1 for low, high in own)


def _is_of_a_number(sign: Sign, draft: Draft) -> bool:
    """ "Engine No. 1": no denial."""
    words = draft.sentence.passage.words[sign.span[0] : sign.span[0] + 3]
    return words[0] in {"No", "No."} and any(word.isdigit() for word in words[1 + (words[1:2] == ["."]) :][:1])


def _is_turned_down(sign: Sign, draft: Draft) -> bool:
    """ "Regulators denied a request to reconsider": an authority's ruling, no denial."""
    behind = draft.sentence.passage.lower[sign.span[1] : min(sign.span[1] + REQUEST_WITHIN, draft.sentence.end)]
    return draft.type in AUTHORITIES and sign.rule == "polarity.denied" and not REQUESTS.isdisjoint(behind)


def _turns_a_report_down(sign: Sign, draft: Draft) -> bool:
    """ "Rejected a report that it had lost", "rejects the claims": what others say is denied."""
    behind = draft.sentence.passage.lower[sign.span[1] : min(sign.span[1] + REPORTED_WITHIN, draft.trigger[1])]
    return draft.sentence.word(sign.span[0]) in REJECTING and not REPORTED.isdisjoint(behind)


def _status(draft: Draft, cues: Iterable[Cue]) -> Iterator[Sign]:
    sentence = draft.sentence
    start, end = sentence.segment(draft.trigger[0])
    # Of a formal act a question mostly asks what follows from it ("Why did it fall?"), unless it asks for the act.
    if draft.status == "reiterated" or draft.type in FIGURES:
        return
    if draft.type == "position_change" and draft.frame_id != "position.index":
        yield from _intended_trade(draft, cues)
    if draft.type in FORMAL and not _asks_for_it(start, draft):
        return
    if sentence.passage.words[end - 1].endswith("?"):
        yield Sign("question", "status.question_mark", (end - 1, end), is_phrase=False)
    elif sentence.word(end) == "?":
        yield Sign("question", "status.question_mark", (end, end + 1), is_phrase=False)
    if draft.axes["polarity"] == "negated":
        # "We haven't done it yet" keeps the door open: neither a denial nor an end.
        for at in range(start, end):
            if sentence.word(at) == "yet":
                yield Sign("considered", "status.not_yet", (at, at + 1), is_phrase=False)
    if draft.type == "data_center_build":
        yield from _still_coming(draft)
    yield from _left_open(draft)
    yield from _on_condition(draft)
    over = talks_over(sentence, sentence.clause(draft.trigger[0])) if draft.type in TALKED_OF else None
    own = [basis.span for basis in draft.evidence if basis.kind in {"trigger", "object"}]
    # "Signed with A, and talks with B ended": what is no word of the deal itself, nor leads to it, says nothing of it.
    if over is not None and (any(low < over[1] and over[0] < high for low, high in own) or _leads_to(over, draft)):
        yield Sign("terminated", "status.talks_over", over, is_phrase=False)
        return
    yield from (sign for sign in _phrases(draft, _of_status(cues, draft)) if _is_of_the_event(sign, draft))
    if draft.type == "regulation" and sentence.in_headline:
        # "Seattle to pass a moratorium": the rule is still to come, however far off its noun stands.
        ends = {name.end for name in sentence.names if start <= name.start and name.party == draft.actor}
        for at in ends:
            if sentence.word(at) == "to":
                yield Sign("planned", "status.future", (at, at + 1))


def _leads_to(talks: Span, draft: Draft) -> bool:
    """ "Ended talks with A about renting out": what the talks were about."""
    between = draft.sentence.lower[talks[1] : draft.trigger[0]]
    return talks[1] <= draft.trigger[0] and JOINTS.isdisjoint(between)


TALKS_OFF = frozenset({"zh.talks_off", "zh.mna_off"})
TALKED_OF = frozenset({"contract", "compute_leasing", "mna", "equity_investment"})
"""Types that talks are about, which may end without one."""


def _is_of_the_event(sign: Sign, draft: Draft) -> bool:
    """Whether what a phrase says of a status is said of the event itself."""
    if _leads_to_a_place(sign, draft) or _is_a_cause(sign, draft) or _plans_something_else(sign, draft):
        return False
    sentence, at = draft.sentence, sign.span[0]
    if sign.value == "considered" and draft.frame_id in TALKS_OFF:
        return False  # The talks that are over.
    if sign.value == "considered" and _is_of_ended_talks(sign, sentence):
        return False  # "Signed with A after talks with B had ended"
    of_talks = sign.value == "considered" and sentence.word(sign.span[1] - 1) in TALKS
    if of_talks and "after" in sentence.passage.lower[max(sentence.start, at - AFTER_WITHIN) : at]:
        return False  # "After months of talks, the two have signed"
    if draft.status == "occurred" and at >= sentence.clause(draft.trigger[0])[1]:
        return False  # "Sold bonds and is in talks to raise": what a later clause weighs is not what was done.
    if draft.type == "capex_guidance" and (
        sign.value == "occurred" or (sign.rule == "status.future" and draft.status != "planned")
    ):
        return False  # "Said it will raise its spending": a budget that is told is told of the future.
    if draft.type in AUTHORITIES:
        lower, start = sentence.passage.lower, sentence.segment(draft.trigger[0])[0]
        if not VOTED.isdisjoint(lower[max(start, at - VOTED_WITHIN) : at]):
            return False  # "The board voted 5-2 to deny the rezoning": what was voted holds.
        if sign.rule == "status.future" and not PASSED.isdisjoint(lower[start:at]):
            return False  # "The governor signed a law to curb data centers".
    return not (_is_headline_deal(sign, draft) or _is_of_an_agreement(sign, draft))


def _of_status(cues: Iterable[Cue], draft: Draft) -> list[Cue]:
    """The cues that can change the status of an event of this type, as its frame leaves it."""
    cues = list(cues)
    if draft.type in STATED:
        cues = [cue for cue in cues if cue.value not in {"planned", "agreed", "occurred", "ongoing"}]
    if draft.type in AUTHORITIES:
        cues = [cue for cue in cues if cue.id != "status.obliged"]
    if draft.type == "product_launch":
        cues = [cue for cue in cues if cue.value != "occurred"]
    if draft.status == "delayed":
        # "Will be completed later than planned": what comes late is still to come anyway.
        cues = [cue for cue in cues if cue.value not in {"planned", "agreed", "occurred", "ongoing"}]
    if draft.status in {"occurred", "ongoing", "terminated"} and draft.axes["polarity"] == "affirmed":
        return [cue for cue in cues if cue.value in TO_COME]
    return [cue for cue in cues if cue.value != "planned"] if draft.firm else cues


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
    for sign in _phrases(draft, [cue for cue in cues if cue.value in TO_COME]):
        start, end = sign.span
        if (end == at and (named or end - start > 1 or not infinitive)) or (infinitive and end == at - 1):
            yield sign


def _still_coming(draft: Draft) -> Iterator[Sign]:
    """ "The campus is coming online next year": nothing has opened yet."""
    sentence, (start, end) = draft.sentence, draft.trigger
    if sentence.word(start) not in COMING:
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


def _is_headline_deal(sign: Sign, draft: Draft) -> bool:
    """ "Nvidia to invest $2 billion in Coherent": a headline's bare "to" tells of a deal that is made."""
    if sign.rule != "status.future" or not (draft.sentence.in_headline and draft.amounts):
        return False
    if draft.type != "equity_investment" and draft.frame_id != "debt.lend":
        return False
    at = sign.span[0]
    return draft.sentence.word(at) == "to" and any(name.end == at for name in draft.sentence.names)


def _asks_for_it(start: int, draft: Draft) -> bool:
    """ "Will Citadel sell its stake?": the question opens with the auxiliary of the act and its actor."""
    sentence = draft.sentence
    return sentence.word(start) in ASKING and any(
        name.party == draft.actor and name.start <= start + 2 and name.end <= draft.trigger[0]
        for name in sentence.names
    )


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


def _source(draft: Draft, cues: Iterable[Cue]) -> Iterator[Sign]:
    """Who says so: a filing, the company beside a verb of saying, a publisher there, a cue, a broker, the customer."""
    if draft.type in SPOKEN or draft.subtype in MODELLED or draft.frame_id in USUAL_SOURCES:
        return
    yield from _unconfirmed(draft)
    cues, speakers = list(cues), _speakers(draft.sentence)
    if not (cues or speakers):
        return
    if not _lies_ahead(draft):
        yield from _phrases(draft, [cue for cue in cues if cue.value == "filing"])
    said = list(_phrases(draft, [cue for cue in cues if cue.value != "filing"]))
    yield from (sign for sign in said if sign.value == "unnamed_people" and _ends_with(sign, draft))
    principals = (n for n in speakers if n.entity.kind in PRINCIPALS)
    yield from _spoken_by((n for n in principals if draft.actor in {n.party, n.entity.canonical}), "company")
    outlets = (n for n in speakers if n.entity.kind == "publisher" and n.entity.canonical not in WIRES)
    if draft.type not in FIGURES:
        yield from _spoken_by((n for n in outlets if not _signs_what_happened(n, draft)), "named_outlet")
    yield from (sign for sign in said if not _reports_something_else(sign, draft))
    if draft.actor is not None:
        judges = (n for n in speakers if n.entity.kind in JUDGING and draft.actor not in {n.party, n.entity.canonical})
        yield from _spoken_by(judges, "analyst")
    if draft.counterparty is not None:
        customers = (n for n in speakers if n.entity.kind == "company" and n.party == draft.counterparty)
        yield from _spoken_by(customers, "counterparty")


def _unconfirmed(draft: Draft) -> Iterator[Sign]:
    """ "Would neither confirm nor deny that it plans to": what nobody vouches for is hearsay."""
    polarity = draft.settled.get("polarity")
    if polarity is not None:
        yield from (sign._replace(value="unnamed_people") for sign in polarity.signs if sign.rule in UNCONFIRMED)


def _is_of_ended_talks(sign: Sign, sentence: Sentence) -> bool:
    """Who is still in talks says nothing himself; that they have ended may be told by anybody."""
    words = sentence.passage.lower[slice(*sign.span)]
    return not TALKS.isdisjoint(words) and talks_over(sentence, sentence.clause(sign.span[0])) is not None


def _signs_what_happened(outlet: NameHit, draft: Draft) -> bool:
    """ "Order backlog grows 20% - Bloomberg": the page's own name behind what has happened."""
    sentence = draft.sentence
    ahead = draft.status in TO_COME | {"question"} or _lies_ahead(draft)
    signs = outlet.start >= sentence.end or sentence.word(outlet.start - 1) == "-"
    return not ahead and outlet.end >= sentence.end and signs


def _closes(sign: Sign, sentence: Sentence) -> bool:
    """ "Tells firms to halt orders, sources say", "..., people familiar with the matter said": with whose word it is
    the sentence ends, whoever tells in it."""
    start, end = sign.span
    rest = sentence.passage.lower[end : sentence.end]
    ends = len(rest) <= 2 or (rest[0] in KNOWING and len(rest) <= CLOSES_WITHIN and not SAYING.isdisjoint(rest))
    return ends and "," in {sentence.word(start - 1), sentence.word(start)}


def _ends_with(sign: Sign, draft: Draft) -> bool:
    return sign.span[0] > draft.trigger[1] and _closes(sign, draft.sentence)


def _told_below(draft: Draft, cues: Iterable[Cue]) -> Iterator[Sign]:
    """Whose word a headline is, where the sentence below it names the same parties and ends with that."""
    sentence, passage = draft.sentence, draft.sentence.passage
    if not sentence.in_headline or sentence.index + 1 >= len(passage.sentences):
        return
    below = passage.sentence(sentence.index + 1)
    if below.in_headline or not {draft.actor, draft.counterparty} - {None} <= {name.party for name in below.names}:
        return
    for cue in cues:
        for span in below.terms.get(cue.key, ()) if cue.value == "unnamed_people" else ():
            sign = Sign(cue.value, cue.id, span)
            if _closes(sign, below):
                yield sign


def _lies_ahead(draft: Draft) -> bool:
    """ "Will supply 1,200 MW, it said in a filing": what was filed has yet to happen."""
    first = draft.trigger[0]
    return not {"will", "to"}.isdisjoint((draft.sentence.word(first - 1), draft.sentence.word(first)))


def _reports_something_else(sign: Sign, draft: Draft) -> bool:
    """ "Following reports that Samsung got licences, Washington approved TSMC's": the report ends at the comma."""
    sentence, (start, end) = draft.sentence, sign.span
    lower = sentence.passage.lower
    if lower[start] in {"nears", "nearing"} and lower[start - 1] in NEARING:
        return True  # "Lifts outlook as revenue nears $9 billion": a figure comes near, no deal
    if draft.type in FIGURES and HEARD.isdisjoint(lower[start:end]):
        return True
    if draft.type in AUTHORITIES and not WEIGHING.isdisjoint(lower[start:end]):
        return True  # "The county is considering a moratorium": authorities weigh their rules in public
    if _is_of_ended_talks(sign, sentence):
        return True  # "Broke off talks to buy Lambda": talks are hearsay, their end is told
    if lower[start:end] == ["reported"]:
        # "The company further reported that ..." is its own word; "its reported deal" is hearsay.
        return sentence.word(start - 1) not in BEFORE_HEARSAY or sentence.word(end) in OWN_FIGURES
    if sign.value == "named_outlet" and not CONFIRMING.isdisjoint(lower[end : draft.trigger[0]]):
        return True  # "CNBC reports that the company announced two deals"
    led_in = RETELLING.intersection(lower[max(start - 2, sentence.start) : start])
    elsewhere = "," in lower[end : draft.trigger[0]] or draft.trigger[1] <= start
    return sign.value == "named_outlet" and bool(led_in) and elsewhere


def _usual_source(draft: Draft) -> str:
    if draft.frame_id in USUAL_SOURCES:
        return USUAL_SOURCES[draft.frame_id]
    if draft.frame_id == "price.trend" and draft.status == "planned":
        return "analyst"  # "DRAM prices are expected to double": nobody plans the prices of a market.
    is_view = draft.type in SPOKEN and draft.type != "price_move"
    return "analyst" if is_view or draft.subtype in MODELLED else "company"


def _spoken_by(names: Iterable[NameHit], value: str) -> Iterator[Sign]:
    for name in names:
        yield Sign(value, "source.speaker", (name.start, name.end), is_phrase=False)


def _speakers(sentence: Sentence) -> list[NameHit]:
    """Who speaks in a sentence: the same for all its events."""
    if sentence.speakers is None:
        sentence.speakers = _find_speakers(sentence)
    return sentence.speakers


def _find_speakers(sentence: Sentence) -> list[NameHit]:
    """Names within two words of a verb of saying, and a publisher at the end behind a dash."""
    lower = sentence.passage.lower
    found = []
    for name in sentence.names:
        # "Reports suggesting Google was ..." are about Google, and so is "Google's reported ...".
        before = _said_before(name, sentence)
        # "To rent from Meta, report says": who says it stands behind the comma.
        behind = [] if sentence.word(name.end) in {"'s", ","} else lower[name.end : min(name.end + 3, sentence.end)]
        if "said to" in " ".join(behind):
            behind = []  # "TSMC said to win orders": others say so.
        near = [*before, *behind]
        suffix = sentence.word(name.start - 1) == "-" and name.entity.canonical in TRADE_PRESS
        sign = sentence.word(name.start - 1 - (sentence.word(name.start - 1) == "the"))
        signs = sign in SIGNS or (sign == ":" and name.end == sentence.end)
        dated = sign == "(" and sentence.word(name.end) == ")" and sentence.word(name.end + 1) in DASHES
        signed = name.entity.kind == "publisher" and not suffix and signs and not dated
        model = name.entity.kind == "broker" and bool(
            {"model", "table", "sees", "believes", "notes", "warns", "expects"} & set(near)
            or sentence.word(name.end) == "'s"
        )
        if SAYING.intersection(near) or signed or model:
            found.append(name)
    return [*found, *_signature(sentence)]


def _signature(sentence: Sentence) -> list[NameHit]:
    """ "Meta to sell compute -- Bloomberg": a publisher alone behind the dash that ends a headline."""
    passage, behind = sentence.passage, sentence.index + 1
    names = passage.names_of(behind) if behind < len(passage.sentences) else []
    if len(names) != 1 or names[0].entity.kind != "publisher" or names[0].entity.canonical in TRADE_PRESS:
        return []
    alone = (names[0].start, names[0].end) == passage.sentences[behind]
    between = passage.text[passage.starts[sentence.end - 1] : passage.starts[names[0].start]]
    return names if alone and "\n" not in between and not DASHES.isdisjoint(between) else []


def _said_before(name: NameHit, sentence: Sentence) -> set[str]:
    """The words of saying that lead up to a speaker; who stands behind a "said" with a subject is only told of."""
    found = set()
    for at in range(max(sentence.start, name.start - 2), name.start):
        word = sentence.word(at)
        if word == "told" and (name.entity.kind != "publisher" or at + 1 < name.start):
            continue  # "Told Reuters" is what Reuters prints; whom else somebody tells does not speak
        if word in SAID_BY and (word not in INVERTED or sentence.word(at - 1) in BEFORE_INVERTED):
            found.add(word)
    return found


def _time(draft: Draft, dates: Iterable[Dated], cues: Iterable[Cue]) -> Iterator[Sign]:
    """Retold, or a date of the sentence."""
    sentence = draft.sentence
    is_quoted = sentence.quote is not None and sentence.quote.said_on is not None
    for named, span in dates:
        old = is_quoted or is_old(named, sentence.passage.published)
        yield Sign("retold" if old else named.isoformat(), "time.date", span, is_phrase=False)
    if draft.type not in FORMAL:
        yield from (Sign("retold", "time.month", span, is_phrase=False) for span in past_months(draft))
        yield from (Sign("retold", "time.standing", span, is_phrase=False) for span in standing(draft))
        yield from (sign for sign in _phrases(draft, cues) if tells_of_before(sign.span, draft))


def _usual_time(draft: Draft) -> str:
    """What the status implies."""
    if draft.status in {"planned", "considered", "hypothetical", "question"}:
        return "future"
    return "past" if draft.status in {"occurred", "terminated", "withdrawn"} else "now"
