"""Places an event on its four axes: polarity, status, source and time.

The axes are independent, because mixing them was the main error of every flat scheme: "rumoured" is a source,
"planned" a status. Cues are phrases with a reach (cues.toml); the first one of an axis that reaches the trigger wins.
A cue does not reach over a colon, dash or semicolon, so that "raises capex: a risky bet?" stays a raise.

What is left as it was: status and time of formal acts (ratings, results, price moves) unless a cue says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from pipelines.extract.drafts import AUTHORITIES, Draft, Settled, Sign
from pipelines.extract.lexicon import Cue
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.sentences import DASHES
from pipelines.extract.zones import FULL_DATE, MONTHS, date_of

VOTED = frozenset({"voted", "votes"})
VOTED_WITHIN = 6
SAYING = frozenset("say says said report reports reported wrote writes according cited citing told tells".split())
SAID_BY = frozenset("said says according wrote told cited citing to by".split())
"""Words of saying after which the speaker is named."""
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
TOLD = frozenset("said told replied answered wrote explained announced".split())
"""Verbs of saying in the past."""
AUDIENCE = frozenset(
    "shareholders investors analysts reporters employees lawmakers customers at in to during a an the its annual "
    "general meeting call conference interview".split()
)
"""What may stand between such a verb and its day: "told shareholders at the annual meeting on May 27"."""
MODELLED = frozenset({"analyst_model", "foreseen"})
"""Budgets that somebody else foresees: a broker in its model, or nobody that is named."""
AHEAD = frozenset("will would shall can could may might plans expects begins starts is are".split())
CAUSES = frozenset("on after amid over by due following because despite from".split())
CAUSE_WITHIN = 5
"""Most words between what leads a cause and its noun: "on data center delays"."""
DAY_OF_SPEECH = re.compile(
    rf"\bon (?P<month>{'|'.join(MONTHS)})\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,?\s(?:19|20)\d\d)", re.IGNORECASE
)
STALE = timedelta(days=7)
"""A dated event older than this against its article is retold (the rule the feeds use for stale items)."""


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
        draft.axes["source"] = _settle(draft, "source", _source(draft, by_axis["source"]), _usual_source(draft))
        dates = [*_dates(sentence), *_days_of_speech(draft)]
        draft.date = dates[0][0].isoformat() if dates else None
        draft.axes["time"] = _usual_time(draft)
        if dates or by_axis["time"]:
            draft.axes["time"] = _settle(draft, "time", _time(draft, dates, by_axis["time"]), draft.axes["time"])


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
        yield from (sign for sign in signs if not _is_turned_down(sign, draft))


def _is_of_a_number(sign: Sign, draft: Draft) -> bool:
    """ "Engine No. 1": no denial."""
    words = draft.sentence.passage.words[sign.span[0] : sign.span[0] + 3]
    return words[0] in {"No", "No."} and any(word.isdigit() for word in words[1 + (words[1:2] == ["."]) :][:1])


def _is_turned_down(sign: Sign, draft: Draft) -> bool:
    """ "Regulators denied a request to reconsider": an authority's ruling, no denial."""
    behind = draft.sentence.passage.lower[sign.span[1] : min(sign.span[1] + REQUEST_WITHIN, draft.sentence.end)]
    return draft.type in AUTHORITIES and sign.rule == "polarity.denied" and not REQUESTS.isdisjoint(behind)


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
    yield from (sign for sign in _phrases(draft, _of_status(cues, draft)) if _is_of_the_event(sign, draft))
    if draft.type == "regulation" and sentence.in_headline:
        # "Seattle to pass a moratorium": the rule is still to come, however far off its noun stands.
        ends = {name.end for name in sentence.names if start <= name.start and name.party == draft.actor}
        for at in ends:
            if sentence.word(at) == "to":
                yield Sign("planned", "status.future", (at, at + 1))


def _is_of_the_event(sign: Sign, draft: Draft) -> bool:
    """Whether what a phrase says of a status is said of the event itself."""
    if _leads_to_a_place(sign, draft) or _is_a_cause(sign, draft) or _plans_something_else(sign, draft):
        return False
    sentence, at = draft.sentence, sign.span[0]
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
    cues, speakers = list(cues), _speakers(draft.sentence)
    if not (cues or speakers):
        return
    if not _lies_ahead(draft):
        yield from _phrases(draft, [cue for cue in cues if cue.value == "filing"])
    said = list(_phrases(draft, [cue for cue in cues if cue.value != "filing"]))
    yield from (sign for sign in said if sign.value == "unnamed_people" and _closes(sign, draft))
    principals = (n for n in speakers if n.entity.kind in PRINCIPALS)
    yield from _spoken_by((n for n in principals if draft.actor in {n.party, n.entity.canonical}), "company")
    outlets = (n for n in speakers if n.entity.kind == "publisher" and n.entity.canonical not in WIRES)
    if draft.type not in FIGURES:
        yield from _spoken_by((n for n in outlets if not _signs_what_happened(n, draft)), "named_outlet")
    yield from (sign for sign in said if not _reports_something_else(sign, draft))
    if draft.actor is not None:
        yield from _spoken_by((n for n in speakers if n.entity.kind == "broker"), "analyst")
    if draft.counterparty is not None:
        customers = (n for n in speakers if n.entity.kind == "company" and n.party == draft.counterparty)
        yield from _spoken_by(customers, "counterparty")


def _signs_what_happened(outlet: NameHit, draft: Draft) -> bool:
    """ "Order backlog grows 20% - Bloomberg": the page's own name behind what has happened."""
    sentence = draft.sentence
    ahead = draft.status in TO_COME | {"question"} or _lies_ahead(draft)
    return not ahead and outlet.end >= sentence.end and sentence.word(outlet.start - 1) == "-"


def _closes(sign: Sign, draft: Draft) -> bool:
    """ "Tells firms to halt orders, sources say": with whose word it is the sentence ends, whoever tells in it."""
    sentence, (start, end) = draft.sentence, sign.span
    apart = "," in {sentence.word(start - 1), sentence.word(start)}
    return apart and start > draft.trigger[1] and end + 2 >= sentence.end


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
        before = SAID_BY.intersection(lower[max(sentence.start, name.start - 2) : name.start])
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
    return found


Dated = tuple[date, Span]
"""A day and where the text names it."""


def _time(draft: Draft, dates: Iterable[Dated], cues: Iterable[Cue]) -> Iterator[Sign]:
    """Retold, or a date of the sentence."""
    sentence = draft.sentence
    is_quoted = sentence.quote is not None and sentence.quote.said_on is not None
    for named, span in dates:
        old = is_quoted or _is_old(named, sentence.passage.published)
        yield Sign("retold" if old else named.isoformat(), "time.date", span, is_phrase=False)
    if draft.type not in FORMAL:
        yield from _phrases(draft, cues)


def _usual_time(draft: Draft) -> str:
    """What the status implies."""
    if draft.status in {"planned", "considered", "hypothetical", "question"}:
        return "future"
    return "past" if draft.status in {"occurred", "terminated", "withdrawn"} else "now"


def _dates(sentence: Sentence) -> list[Dated]:
    """The stated dates of a sentence: the same for all its events."""
    if sentence.dates is None:
        sentence.dates = list(_stated_dates(sentence))
    return sentence.dates


def _stated_dates(sentence: Sentence) -> Iterator[Dated]:
    """The full date of the sentence, else of the line that leads its quotation in, with its place."""
    passage = sentence.passage
    start, end = passage.char_span((sentence.start, sentence.end))
    yield from _dates_in(start, end, sentence)
    quote = sentence.quote
    if quote is not None and quote.said_on is not None:
        before = [dated for dated in _dates_in(0, quote.start, sentence) if dated[0] == quote.said_on]
        yield from before[-1:]


def _dates_in(start: int, end: int, sentence: Sentence) -> Iterator[Dated]:
    passage = sentence.passage
    # A full date has a year; asking for that first spares most sentences the pattern.
    if passage.text.find("20", start, end) < 0 and passage.text.find("19", start, end) < 0:
        return
    for hit in FULL_DATE.finditer(passage.text, start, end):
        named = date_of(hit)
        if named is not None:
            yield named, passage.tokens_of(*hit.span())


def _days_of_speech(draft: Draft) -> Iterator[Dated]:
    """ "On May 27 he said": a day without its year is the last one before the article.

    Only of what somebody said then: "starts on May 27" may be still to come, and "the quarter that ended on March 31"
    says nothing of when the event was. Of the last week nothing is made: that is the news itself.
    """
    sentence, published = draft.sentence, draft.sentence.passage.published
    if published is None:
        return
    passage, lower = sentence.passage, sentence.passage.lower
    for hit in DAY_OF_SPEECH.finditer(passage.text, *passage.char_span((sentence.start, sentence.end))):
        start, end = passage.tokens_of(*hit.span())
        opening = lower[end : draft.trigger[0]] if start == sentence.start else []
        spoken = next((at for at, word in enumerate(opening) if word in TOLD), None)
        is_said_then = spoken is not None and AHEAD.isdisjoint(opening[:spoken])
        named = _last_before(MONTHS[hit["month"].lower()], int(hit["day"]), published.date())
        if (is_said_then or _follows_speech(start, sentence)) and named is not None and _is_old(named, published):
            yield named, (start, end)


def _follows_speech(start: int, sentence: Sentence) -> bool:
    at = start - 1
    while at >= sentence.start and sentence.word(at) in AUDIENCE:
        at -= 1
    return sentence.word(at) in TOLD


def _last_before(month: int, day: int, last: date) -> date | None:
    """The latest such day up to `last`; None where the calendar has none in these two years."""
    for year in (last.year, last.year - 1):
        try:
            named = date(year, month, day)
        except ValueError:
            continue
        if named <= last:
            return named
    return None


def _is_old(named: date, published: datetime | None) -> bool:
    return published is not None and published.date() - named > STALE
