"""Conditions of capital expenditure: budgets, what was spent, and what others foresee of it.

What must never happen: a budget that is only expected told as spent, or a figure that only measures another told as
its own.
"""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.amounts.quantities import PER_YEAR
from pipelines.extract.conditions.clauses import FIRST_PERSON, first_person
from pipelines.extract.conditions.equity import ONLOOKERS, into_one_firm
from pipelines.extract.conditions.firms import OF_INTEREST, SELVES
from pipelines.extract.conditions.general import (
    AIM_REACH,
    AMOUNT_REACH,
    Condition,
    has_amount,
    sum_of_object,
    wide_context,
)
from pipelines.extract.conditions.main_clauses import CAUSES
from pipelines.extract.conditions.sites import PLANTS, is_one_site
from pipelines.extract.frames.drafts import Case
from pipelines.extract.little_words import BEING
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.capex import FORESEEING, foreseer
from pipelines.extract.roles.capitals import is_capitalised, is_title_case
from pipelines.extract.roles.names import describes_goods, is_brushed_off, marker_before, parties, second_verbs
from pipelines.extract.roles.unknown import PRONOUNS
from pipelines.extract.trade import CHIP_MAKERS, CLOUDS, COMPUTING, DOMAIN_GROUPS

PERIODS = frozenset("year quarter month week company firm group half".split())
"""What a genitive may name without naming a company: "this year's budget"."""
MEETING = frozenset({"support", "meet", "serve", "satisfy", "match", "face", "facing", "amid", "despite", "of"})
"""Before a participle that describes what follows it."""
BACKGROUND_OF = frozenset("capping caps capped year years wave era".split())
"""Before spending: "capping twelve months of AI outlays", what has been for long."""
YARDSTICKS = frozenset(
    "than above below beat beats beating topped topping missed missing vs versus over under exceeded exceeding".split()
)
"""Words before what was foreseen when a figure is only measured by it."""
FORESEEN = frozenset("estimates expectations forecasts consensus views projections".split())
"""Behind "topping": what a figure is measured by."""
YARDSTICK_OWNERS = frozenset("its the our their analyst analysts street consensus prior previous own wall".split())
"""Between "above" and whose forecast a figure is measured by."""
DOING = ("boost", "ramp", "step", "stepp", "increas", "accelerat", "crank", "scal")
"""How verbs begin of doing more of something, where "raises" and "hikes" change a plan."""
OF_A_PLAN = frozenset(
    """guidance guide forecast forecasts outlook plan plans target targets budget budgets range estimate
    full-year annual planned projected expected""".split()
)
"""Words of a figure that is yet to be spent."""
LOOKING_AHEAD = frozenset({"will", "would", "to", "could", "may", "should"})
"""Between a budget and how it compares, of a time to come."""
PLANNED_NOUNS = frozenset(
    "guidance guide forecast forecasts outlook plan plans target targets budget budgets range estimate".split()
)
"""What makes a figure of spending one of the future."""
COMPARATIVES = frozenset("more less lower higher bigger larger smaller slower".split())
BEHIND_COMPARATIVES = frozenset(
    "than in this next for to on as and or amid after by due year again still if but while with at from".split()
)
"""What goes on behind a comparative that is of the budget itself."""
MULTIPLYING = ("doubl", "tripl", "quadrupl")
"""How words begin behind "more than": so much has been spent."""
RESULT_WORDS = frozenset("revenue revenues sales profit profits earnings income margin margins business demand".split())
"""Before a verb of rising: what rises."""
SELLER_MARKERS = frozenset({"from"})
BEFORE_OBJECT = frozenset(
    "keeps keep keeping kept holds hold holding held sticks stick sticking stands stand leaves leave backs repeats "
    "repeat repeating".split()
)
"""Verbs of keeping that say nothing of what stands before them: "budget stress keeps traders on edge"."""
PASSIVELY = frozenset("expected projected forecast forecasted estimated predicted seen tipped likely".split())
"""Before "to": others foresee it."""
OF_THE_TRADE = frozenset("ai global worldwide industry data datacenter hyperscaler hyperscalers cloud".split())
"""Before spending that is of all."""
RESEARCHERS = frozenset(
    {"Gartner", "IDC", "TrendForce", "Dell'Oro", "Omdia", "McKinsey", "Synergy Research", "Counterpoint Research",
     "Wood Mackenzie", "BloombergNEF", "Epoch AI", "Deloitte", "Moody's", "JLL", "CBRE", "S&P Global Ratings",
     "Fitch Ratings", "Uptime Institute"}
)  # fmt: skip
"""Houses that count what others spend."""
FUNDING = frozenset("fund funds funding finance finances financing bankroll".split())
"""Verbs of raising what a budget costs."""
SELLING_GROUPS = frozenset({"hyperscaler", "neocloud", "cloud"})
"""Groups that are paid for computing."""
REASONING = frozenset("citing cites amid because due gdp revenue earnings sales profit".split())
NEAR = 6
"""Tokens between a verb and a budget that no break can part."""
STAKE_WITHIN = 4
"""Most tokens between a deed of a fund and the noun of what it holds."""
PARTING = frozenset("with which that investments investment revenue growth".split())
"""Between a verb and a budget: what the verb is about ends before."""
FELT = frozenset("cautious wary worried nervous concerned skeptical sceptical anxious uneasy impatient weary".split())
"""What those grow who look on."""
RIVALRY = frozenset("competition competitors rivalry costs prices rates yields tensions doubts fears worries concerns "
                    "scrutiny pressure skepticism uncertainty inflation tariffs debt".split())  # fmt: skip
"""What may increase beside a budget."""
BREAKS = frozenset("as while after amid because".split())
"""Words that open another part of the sentence."""
FLOWS = frozenset("flow flows cash margin margins stock shares share".split())
"""What drops or sinks without anybody spending it."""
DRIVING = frozenset("drive drives driving add adds generate generates boost boosts bring brings yield yields".split())
"""What spending does to a result."""
METRICS = frozenset("revenue revenues sales profit profits earnings".split())
"""Results that spending drives."""
DRIVEN_WITHIN = 14
"""Tokens behind a budget in which that stands."""
TECH = frozenset("tech hyperscalers hyperscaler megacap megacaps mega-cap cloud giants titans".split())
"""Words of a group that spends on computing."""
FAB_OWNERS = frozenset({"TSM", "MU", "005930.KS", "000660.KS", "INTC", "SNDK"})
"""Makers of chips that spend such sums on nothing but plants."""
SUM_OF_PLANS = 20e9
"""From here on a big spender spends on nothing but computing."""
FAILING = frozenset(
    """struggles struggling crashes crashed stalls stalled falters faces hits
    collapses collapsed flops fails failed""".split()
)
"""Behind a budget: how the project goes."""
HOLDING = frozenset(
    "plans plan unveils unveiled announces announced amid defends defended outlines outlined details touts reveals "
    "revealed approves approved pledges commits weighs mulls eyes reaffirms keeps launches with has drafts drafted "
    "prepares readies proposes backs fund funds bankroll finances".split()
)
"""Verbs between an owner and his budget."""
BEHIND_CHANGE = frozenset(
    "to by in this next for again as amid after and on at over through with from more further sharply guidance "
    "$ . , : ; - — –".split()
) | {""}
"""What stands behind a change of a budget itself, where the budget is the subject."""


def _no_aside_before(case: Case) -> bool:
    """Not "trims its Dell holding as it braces for more AI capex"."""
    sentence = case.sentence
    prepared = (start for start, end in sentence.spans(("capex_prep",)) if end <= case.trigger[0])
    return not any(_is_meanwhile(start, sentence) for start in prepared)


DRIVERS = frozenset("driver drivers tailwind tailwinds headwind headwinds catalyst catalysts".split())
"""What a budget is called that moves something else."""
DRIVER_WITHIN = 14
"""Tokens behind a budget in which that stands."""


def _no_driver(case: Case) -> bool:
    """Not "AI infrastructure spending and growth expectations are key drivers": what moves a result is no plan."""
    if case.object is None:
        return True
    behind = case.sentence.passage.lower[case.object[1] : min(case.object[1] + DRIVER_WITHIN, case.sentence.end)]
    return DRIVERS.isdisjoint(behind)


def _no_own_aside(case: Case) -> bool:
    """Not in a clause that only says when: "sells its Intel stake as it prepares for AI spending"."""
    return not _is_meanwhile(case.trigger[0], case.sentence)


MEANWHILE = frozenset({"as", "while", "when"})
"""Before what somebody does beside the news."""


def _is_meanwhile(verb: int, sentence: Sentence) -> bool:
    """ "As it prepares", "while the fund prepares": what somebody does beside the news."""
    if sentence.word(verb - 1) not in SELVES | PRONOUNS | {"fund", "investor", "bank"}:
        return False
    return not MEANWHILE.isdisjoint({sentence.word(verb - 2), sentence.word(verb - 3)})


def _is_yardstick(span: Span, sentence: Sentence) -> bool:
    """Whether words of foresight only measure a figure: "lower than expected", "above its own forecast"."""
    at = span[0] - 1
    if sentence.word(at) in {"had", "analysts", "street"}:
        return True  # "Well above the $30 billion it had forecast", "that analysts expected"
    while at > sentence.start and sentence.word(at) in YARDSTICK_OWNERS:
        at -= 1
    measures = sentence.word(span[1] - 1) in YARDSTICKS and sentence.word(span[1]) in FORESEEN
    return measures or sentence.word(at) in YARDSTICKS


WORLDWIDE = frozenset("global worldwide industry industrywide hyperscaler hyperscalers total".split())
"""Before spending that is nobody's own."""


def _not_foreseen(case: Case) -> bool:
    """Nothing in the clause looks ahead, but for what a figure is measured by; a second verb tells of itself."""
    low, high = case.sentence.clause(case.trigger[0])
    later = (start for start, _ in case.sentence.spans(("capex_actual",)))
    for at in (*second_verbs(case.sentence), *later):
        if case.trigger[1] <= at < high:
            high = at  # "Capex up 63%, next year's capex could": each figure has its own verb.
    if case.sentence.word(case.trigger[0] - 1) in {"to", "will", "would", "could", "may", "should"} | PASSIVELY:
        return False
    if case.object is not None and case.actor is not None and case.actor.end <= case.object[0]:
        between = case.sentence.passage.lower[case.actor.end : case.object[0]]
        if not FORESEEING.isdisjoint(between[:3]) and not WORLDWIDE.isdisjoint(between):
            return False  # "Elm estimated that global spending on data centers came to"
    return all(
        _is_yardstick(span, case.sentence) for span in case.sentence.spans(("forward",)) if low <= span[0] < high
    )


def _belongs_to_another(case: Case) -> bool:
    """ "Its AI spending faces a bigger test": the comparative stands before a noun of its own."""
    first, last = case.trigger
    if case.sentence.word(first) not in COMPARATIVES or case.object is None or case.object[1] > first:
        return False
    behind = case.sentence.word(last)
    return behind.isalpha() and behind not in BEHIND_COMPARATIVES


def _no_comparison(case: Case) -> bool:
    """Not "lower than expected", which measures, nor a verb of keeping whose object is something else."""
    sentence, (first, last) = case.sentence, case.trigger
    if sentence.word(first) in BEFORE_OBJECT and case.object is not None:
        between = sentence.passage.lower[last : case.object[0]]
        if case.object[0] < first or not (ONLOOKERS | CAUSES).isdisjoint(between):
            return False
    if _belongs_to_another(case):
        return False
    at = last + (sentence.word(last) == "-")
    if sentence.word(at) != "than":
        return True
    if sentence.word(at + 1)[:2] == "20" and len(sentence.word(at + 1)) == 4:
        return True  # "Notably larger than 2025"
    if sentence.word(at + 1)[:1].isdigit() or sentence.word(at + 1).startswith(MULTIPLYING):
        return False  # "Bigger than 1999" compares with another time, "more than doubled" is what was spent.
    if case.object is not None and case.object[0] >= last and sentence.word(first) in COMPARATIVES:
        return False  # "More than 3,000 jobs" and "lower-than-expected capex" measure something else.
    return not sentence.has(("forward", "estimates", "expect"), (last, last + 4))


def _no_result_word(case: Case) -> bool:
    """Not "revenue increases", which says what rises."""
    return case.sentence.word(case.trigger[0] - 1) not in RESULT_WORDS


DOUBTED = frozenset("estimates estimate targets target forecasts returns return price rating ratings patience".split())
"""What others cut or doubt for a budget."""
FOR_REASON = frozenset({"on", "over", "amid", "after", "from"})
"""Behind what others cut or doubt, before the budget that is why."""


def _not_why(case: Case) -> bool:
    """Not "cut Oracle estimates on AI capex", "grow skeptical of returns on AI capex": why, or what is doubted."""
    if case.object is None:
        return True
    low = max(case.window[0], min(case.trigger[0], case.object[0]) - 4)
    words = case.sentence.passage.lower[low : case.object[0]]
    if any(word in DOUBTED and behind in FOR_REASON for word, behind in pairwise(words)):
        return False
    return FELT.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.object[0]][:3])


GRADED_AS = frozenset(
    "neutral hold sell buy reduce outperform underperform overweight underweight accumulate perform".split()
)
"""Behind "cut to": a house grades a share."""


def _of_one_firm(case: Case) -> bool:
    """ "The AI spending boom is intact" is of all; "all eyes on updated spending plans" waits for them."""
    sentence = case.sentence
    if case.object is not None and sentence.word(case.object[1]) in {"boom", "spree", "race", "trade", "story"}:
        return False
    if sentence.word(case.trigger[0] - 1) == "to" and sentence.word(case.trigger[0]) in GRADED_AS:
        return False  # "cut to hold"
    to = case.trigger[1] if sentence.word(case.trigger[1]) == "to" else case.trigger[1] - 1
    if sentence.word(to) == "to" and sentence.word(to + 1) in GRADED_AS:
        return False  # "Meta cut to neutral at Elm on rising AI spending"
    return case.category != "capex_tune" or sentence.word(case.trigger[0] - 1) not in {"for", "on"}


def _no_seller(case: Case) -> bool:
    """Nobody is paid: "commits $10 billion to compute from Google Cloud" and "commits $10 billion to Google" are
    contracts."""
    low, high = case.trigger[1], max(case.sentence.clause(case.trigger[0])[1], case.object[1] if case.object else 0)
    named = [n for n in parties(case.sentence) if low <= n.start < high]
    paid = [n for n in named if case.sentence.word(n.start - 1) == "to" and case.groups(n) & SELLING_GROUPS]
    if any(a.end == n.start - 1 for n in paid for a in case.sentence.amounts):
        return False
    return not any(marker_before(n, case.sentence, SELLER_MARKERS) for n in named if n.entity.kind == "company")


def _headline_or_move(case: Case) -> bool:
    """A headline that tells of a rise or a price move, or what moved a price: elsewhere an adjective is background."""
    if case.sentence.in_headline:
        said = case.category == "capex_risen" or bool(case.claimed)
        if said and not case.sentence.passage.words[case.sentence.end - 1].endswith("."):
            return True
    low = case.trigger[0]
    moved = any(case.sentence.start <= start < low and low - end <= 2 for start, end in case.claimed)
    return moved and case.sentence.word(low - 1) in {"on", "as", "after", "amid", "over"}


def _foreseen_here(case: Case) -> bool:
    """Right before the trigger stands who plans it or foresees it: "plans record capital spending"."""
    near = (case.trigger[0] - 4, case.trigger[0])
    return case.sentence.has(("forward", "capex_aim", "capex_see"), near)


BELIEVING = frozenset(
    "believes believe thinks think argues argue says say sees see warns expects expect predicts".split()
)


def _not_believed(case: Case) -> bool:
    """Not a budget that only a relative clause judges: "Roe, who believes AI capex is peaking, has cut her stake"."""
    if case.object is None or "who" not in case.sentence.vocabulary:
        return True
    lower, sentence = case.sentence.passage.lower, case.sentence
    opened = [at for at in range(sentence.start, case.object[0]) if lower[at] == "who" and lower[at + 1] in BELIEVING]
    return not any("," not in lower[at : case.object[0]] for at in opened)


def _sum_of_object_or_behind(case: Case) -> bool:
    """The amount is the object's own, before it or right behind: "a capex plan of $40 billion"."""
    end = case.object[1] if case.object else case.trigger[1]
    return sum_of_object(case) or any(a.amount.unit == "USD" and 0 <= a.start - end <= 3 for a in case.sentence.amounts)


def _actual_figure(case: Case) -> bool:
    """What was spent, not the plan or guidance that the same word opens: "reported capex guidance of"."""
    return case.object is None or case.sentence.word(case.object[1]) not in PLANNED_NOUNS


def _said_ahead(case: Case) -> bool:
    """ "Capital spending would be higher than planned": of a time to come."""
    low = case.object[1] if case.object else case.trigger[0]
    return not LOOKING_AHEAD.isdisjoint(case.sentence.passage.lower[low : case.trigger[0]])


def _is_nobodys_word(at: int, case: Case) -> bool:
    """ "Is expected to reach", also without the "is" of a headline; a range is what the company itself says."""
    sentence = case.sentence
    is_passive = not BEING.isdisjoint({sentence.word(at - 1), sentence.word(at - 2)})
    return (is_passive or sentence.in_headline) and "range" not in sentence.passage.lower[at : at + 8]


def foreseen_by_others(case: Case, actor: NameHit | None) -> bool:
    """A budget is foreseen by somebody who does not spend it: nobody is named who expects it ("is projected to reach"),
    or whoever expects it speaks of the trade as a whole ("AMD sees data center capex reaching")."""
    sentence, (first, end) = case.sentence, case.trigger
    if actor is not None and actor.start >= end:
        return False  # "Is expected to be $80 billion, Meta said": it is its own word.
    if case.frame.id == "capex.reach" and actor is not None and actor.entity.kind in {"person", "unknown"}:
        return sentence.has(("say", "expect", "guide_warn"), (actor.end, actor.end + 3))
    for at in range(max(sentence.start, first - 4), min(end, sentence.end)):
        if sentence.word(at) in PASSIVELY and sentence.word(at + 1) in {"to", "at"}:
            return _is_nobodys_word(at, case) and not (actor is None and first_person(case))
    foresees = not FORESEEING.isdisjoint(sentence.passage.lower[first:end])
    if actor is None or not foresees or case.object is None:
        return False
    of_trade = not OF_THE_TRADE.isdisjoint(sentence.passage.lower[max(end, case.object[0] - 3) : case.object[1]])
    return of_trade and (bool(case.groups(actor) & CHIP_MAKERS) or actor.entity.canonical in RESEARCHERS)


def _no_fund_raising(case: Case) -> bool:
    """Not what money is raised for: "raises $30 billion of debt to fund its capex"."""
    first = case.object[0] if case.object else case.trigger[0]
    return FUNDING.isdisjoint(case.sentence.passage.lower[max(case.trigger[1], first - 4) : first])


def _spent_already(case: Case) -> bool:
    """Not "plans to have spent": nothing in the clause before the verb plans it, nor is the verb itself a plan."""
    low, _ = case.sentence.clause(case.trigger[0])
    if case.object is not None and "," in case.sentence.passage.lower[case.trigger[1] : case.object[0]]:
        return False  # "Burns through cash, seeks $20 billion": the sum of another verb
    return not any(low <= start < case.trigger[1] for start, _ in case.sentence.spans(("spend_plan",)))


def _is_foreseen_itself(case: Case) -> bool:
    """Not "raises its forecast of growth, citing capex", "capex to drive $30 billion in cloud revenue"."""
    if _drives_revenue(case):
        return False
    if case.object is None or case.object[0] < case.trigger[1]:
        return True
    return REASONING.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.object[0]])


def _drives_revenue(case: Case) -> bool:
    """ "AI capex to drive $30 billion in cloud revenue": a cause, and the sum is of the sales."""
    sentence = case.sentence
    behind = case.object[1] if case.object else case.trigger[1]
    at = behind + (sentence.word(behind) in {"to", "will", "could", "may"})
    driven = sentence.word(at) in DRIVING
    return driven and not METRICS.isdisjoint(sentence.passage.lower[at : min(at + DRIVEN_WITHIN, sentence.end)])


def _has_growth(case: Case) -> bool:
    low, high = case.window
    return any(low <= a.start < high and a.amount.unit in {"percent", "x"} for a in case.sentence.amounts)


def _forward_elsewhere(case: Case) -> bool:
    """Something else looks ahead, and not another verb: "rose to $41 billion and is planned at $56 billion"."""
    parts = second_verbs(case.sentence)
    low = max((at for at in parts if at < case.trigger[0]), default=case.sentence.start)
    high = min((at for at in parts if at >= case.trigger[1]), default=case.sentence.end)
    spans = (s for s in case.sentence.spans(("forward",)) if low <= s[0] < high and not _is_yardstick(s, case.sentence))
    return any(span[0] < case.trigger[0] or case.trigger[1] < span[1] for span in spans)


def _near_or_unbroken(case: Case) -> bool:
    """A word further off than a few others belongs to its object only where nothing new begins between."""
    if case.object is None:
        return True
    low, high = min(case.object[1], case.trigger[1]), max(case.object[0], case.trigger[0])
    if not {"over", "about"}.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.object[0]]):
        return False  # "Frustration grows over AI spending plans"
    if case.sentence.word(case.trigger[1]) in FELT or case.sentence.word(case.trigger[0] - 1) in {"its", "their"}:
        return False  # "Investors grow wary that the AI spending behind its rise could ease"
    return high - low <= NEAR or (BREAKS | PARTING).isdisjoint(case.sentence.passage.lower[low:high])


def _no_adjective(case: Case) -> bool:
    """Not "AI spending fears, increased competition": behind a comma, the participle describes another noun."""
    word, first = case.sentence.word, case.trigger[0]
    if word(first).endswith("ing") and word(first - 1) in MEETING:
        return False  # "The budget serves to meet growing demand"
    return not (word(first - 1) == "," and word(first).endswith(("ed", "ing")) and word(case.trigger[1]) in RIVALRY)


def _not_broken_off(case: Case) -> bool:
    """Not "fair value cut as AI spending raises questions": a new clause begins between verb and object."""
    if case.object is None or case.object[0] < case.trigger[1]:
        return True
    between = case.sentence.passage.lower[case.trigger[1] : case.object[0]]
    if "," in between and case.sentence.word(case.trigger[0]) in COMPARATIVES:
        return False  # "Higher taxes, a public AI investment fund"
    return BREAKS.isdisjoint(between)


def _not_going(case: Case) -> bool:
    """Not "is spending $185 billion this year", which is no sum of what was spent."""
    first, end = case.trigger
    going = any(low < end and first < high for low, high in case.sentence.spans(("spend_going",)))
    return not (going and case.sentence.has(("year_ahead",), case.window))


def _no_other_flow(case: Case) -> bool:
    """Not "free cash flow could drop to $20 billion": what falls is no spending."""
    words = case.sentence.passage.lower[max(case.sentence.start, case.trigger[0] - 2) : case.trigger[0]]
    return FLOWS.isdisjoint(words)


def _no_past_figure(case: Case) -> bool:
    """No figure of what was spent: "capex was", "capex hit", "reported capex of"."""
    low, high = case.sentence.clause(case.trigger[0])
    between = (case.trigger[1], case.object[0]) if case.object else case.trigger
    return not (case.sentence.has(("level",), between) or case.sentence.has(("capex_report",), (low, high)))


def _no_yield(case: Case) -> bool:
    """Not "expects a $40 million boost from AI outlays": what they bring, and no budget."""
    lower, (_, end) = case.sentence.passage.lower, case.trigger
    return case.sentence.word(end) != "from" and (
        case.object is None or "from" not in lower[case.object[0] - 2 : case.object[0]]
    )


def _no_past_rise(case: Case) -> bool:
    """ "Capex increased 85% year-over-year to $80 billion": what is compared with a year ago was spent."""
    low, high = case.sentence.clause(case.trigger[0])
    if case.sentence.word(case.trigger[0]) in {"to", "will", "would", "could", "may"}:
        return True
    if case.sentence.word(case.trigger[0]) == "total" and case.object is not None and case.object[0] == case.trigger[1]:
        return False  # "Total capex hit $130 billion": no verb
    last = case.sentence.word(case.trigger[1] - 1)
    noun = (
        case.object is not None
        and case.trigger[1] <= case.object[0]
        and "in" in (last, case.sentence.word(case.trigger[1]))
    )
    if not _no_yield(case):
        return False
    if noun and case.sentence.has(("year_ago",), (max(low, case.trigger[0] - 8), case.trigger[0])):
        return False  # "A year-over-year jump of a third in capex"
    rises = case.object is not None and case.object[1] == case.trigger[0]
    # "Capex rose 83% year-over-year, reaching $24 billion".
    results = case.sentence.word(case.trigger[0]) in {"reaching", "hitting", "topping", "touching"}
    window = (low if results else case.trigger[1], case.trigger[0] if results else high)
    if rises and case.object is not None and case.sentence.word(case.trigger[0]) == "increased":
        before = case.sentence.passage.lower[max(low, case.object[0] - 3) : case.object[1]]
        if OF_A_PLAN.isdisjoint(before) and not any(word[:2] in {"20", "fy"} for word in before):
            return False  # "Capital expenditures increased 70% to $20 billion" in a period that is over
    return not ((rises or results) and case.sentence.has(("year_ago",), window))


def _mere_activity(case: Case) -> bool:
    """ "Meta ramps up AI spending": what it does, where neither a plan nor a sum nor a time to come is named."""
    sentence, (low, high) = case.sentence, case.window
    if case.object is None or sentence.word(case.trigger[0] - 1) in {"to", "will", "would", "could", "may"}:
        return False
    doing = sentence.word(case.trigger[0]).removesuffix("ing").startswith(DOING)
    noun = sentence.passage.lower[case.object[0] : case.object[1]]
    figures = any(low <= a.start < high and a.amount.unit in {"USD", "percent", "x"} for a in sentence.amounts)
    ahead = sentence.has(("forward", "plan_noun", "foreign_sum"), case.window)
    spent = noun[-1:] in (["spending"], ["spend"]) or "on" in noun
    dated = any(word[:2] == "20" and word.isdigit() for word in sentence.passage.lower[low:high])
    return doing and spent and not (figures or ahead or dated)


def _not_of_many(case: Case) -> bool:
    """No participle that only describes: "a habit of giants spending freely"."""
    described = case.actor is not None and case.sentence.word(case.actor.start - 1) in {"among", "of", "with", "by"}
    return not (described and case.sentence.word(case.trigger[0]).endswith("ing"))


def _spender_of_trade(case: Case) -> bool:
    """A collective or a company that builds data centers, not one of another trade."""
    actor = case.actor
    return actor is not None and (
        actor.entity.kind == "collective" or bool(case.groups(actor) & (CLOUDS | DOMAIN_GROUPS))
    )


def _no_dropped_sum(case: Case) -> bool:
    """ "Expects to drop $80 billion in capital expenditures" spends it; "drops a bombshell on AI spending" tells."""
    if case.object is not None and not {"on", "about"}.isdisjoint(
        case.sentence.passage.lower[case.trigger[1] : case.object[0]]
    ):
        return False
    paid = any(a.start == case.trigger[1] and a.amount.unit == "USD" for a in case.sentence.amounts)
    return not (paid and case.object is not None and case.object[0] > case.trigger[1])


def _is_not_beside(case: Case) -> bool:
    """ "An AI investment, while Amazon plans a campus": what stands before "while" is not what is planned behind."""
    found = case.object
    return found is None or "while" not in case.sentence.passage.lower[found[1] : case.trigger[0]]


def _owner_named(case: Case) -> bool:
    """No actor only where nobody is named: in "TCS' capex plan" the owner is a company that the rules do not know.

    What a fund deals in has no budget: "Elm Fund trims Big Tech holdings and raises chip investments".
    """
    if _of_portfolio(case):
        return False
    if case.actor is not None or case.object is None:
        return True
    at = case.trigger[0] - 1
    before = case.sentence.passage.words[at]
    is_name = is_capitalised(before) and not before.isupper() and not case.object[0] <= at < case.object[1]
    if case.sentence.start < at and is_name and not is_title_case(case.sentence):
        return before.lower() in SELVES | FIRST_PERSON | {"management"}
    words = case.sentence.passage.lower[max(case.sentence.start, case.object[0] - 6) : case.object[0]]
    owners = [before for before, word in pairwise(words) if word in {"'", "'s"}]
    return all(owner in PERIODS for owner in owners) and not any(len(w) > 1 and w.endswith("'") for w in words)


def _of_portfolio(case: Case) -> bool:
    """The investments are a fund's: it acts, or its other stakes stand in the clause."""
    sentence, low = case.sentence, case.sentence.clause(case.trigger[0])[0]
    if case.object is None or not sentence.word(case.object[1] - 1).startswith("investment"):
        return False
    if any(n.entity.kind == "fund" and low <= n.start and n.end <= case.trigger[0] for n in sentence.names):
        return True
    deeds = list(sentence.spans(("hold_more", "hold_less")))
    stakes = [start for start, _ in sentence.spans(("stake_strict",)) if start >= low]
    return any(deed[1] <= start <= deed[1] + STAKE_WITHIN for start in stakes for deed in deeds if deed != case.trigger)


def _no_investee(case: Case) -> bool:
    """The money goes to no firm: none behind the sum, nor "into", "in" or "including" one elsewhere in the sentence.

    "And Microsoft $140 billion" is the next of a list, with a sum of its own.
    """
    sentence = case.sentence
    sums = {amount.start for amount in sentence.amounts}
    if into_one_firm(case):
        return False
    paid = [hit for hit in case.others if hit.entity.kind in {"company", "fund"}]
    if any(hit.end not in sums or sentence.word(hit.start - 1) not in {"and", ","} for hit in paid):
        return False
    return not any(
        (
            name.entity.kind == "company"
            and name.party
            and sentence.word(name.start - 1) in {"including", "into"}
            and not describes_goods(name, sentence)
        )
        or (name.entity.kind == "company" and _is_funded_before(name, case))
        for name in sentence.names
    )


def _is_funded_before(name: NameHit, case: Case) -> bool:
    """ "Will invest $5 billion in Anthropic, with plans to commit another $20 billion"."""
    sentence, actor = case.sentence, case.actor
    if sentence.word(name.start - 1) != "in" or name.end > case.trigger[0] or actor is None:
        return False
    return actor.end <= name.start and any(actor.end <= a.start < name.start for a in sentence.amounts)


OUTLINES = frozenset(
    {"plan", "plans", "program", "programme", "roadmap", "blueprint", "strategy", "vision", "proposal"}
)
"""Behind a sum: it is laid out on paper alone."""


def _no_plan_of_it(case: Case) -> bool:
    """ "Lays out a $38 billion plan for data centers": the sum is of a plan and not laid out yet."""
    sums = [a for a in case.sentence.amounts if case.trigger[1] <= a.start <= case.trigger[1] + 4]
    return not (sums and case.sentence.word(sums[0].end) in OUTLINES)


USED = frozenset({"compute", "computing", "cloud"})
"""What is used of others as it is paid for."""


def _no_rent(case: Case) -> bool:
    """ "Spends $2 billion a month on compute": what is paid by the month for computing rents that of others."""
    sums = [a for a in case.sentence.amounts if (a.start, a.end) == case.object and a.amount.unit in PER_YEAR]
    return not sums or USED.isdisjoint(case.sentence.passage.lower[sums[0].end : case.window[1]])


def _in_series(case: Case) -> bool:
    """ "Will add 8,000 jobs, spend $90 billion": a verb earlier in the sentence has the "will" of this one."""
    sentence, at = case.sentence, case.trigger[0]
    before = sentence.passage.lower[sentence.start : at]
    return before[-1:] in ([","], ["and"], ["&"]) and not {"will", "to"}.isdisjoint(before)


def _a_factory(case: Case) -> bool:
    """A plant for chips, or one that makes goods for data centers: "$500 million in a plant to make fiber for AI data
    centers"."""
    sentence, end = case.sentence, case.window[1]
    if sentence.has(("fab_aim",)):
        return True
    lower, at = sentence.passage.lower, case.object[1] if case.object else case.trigger[1]
    sites = [site for site, _ in sentence.spans(("ai_place",)) if at <= site < end]
    made = next((i for i in range(at, end) if lower[i] in PLANTS), end)
    return any(made < site and not {"for", "powering"}.isdisjoint(lower[made:site]) for site in sites)


def _spend_context(case: Case) -> bool:
    """Spending on computing: words of it, a spender or a maker of chips, "big tech"."""
    actor = case.actor
    if wide_context(case) or case.groups(actor) & CHIP_MAKERS:
        return True
    if actor is not None and actor.entity.kind == "collective":
        return not TECH.isdisjoint(actor.entity.canonical.lower().split())
    # "Citi lifts its estimate of Big Tech capex": a house speaks of them.
    groups = (n for n in case.sentence.names if n.entity.kind == "collective")
    is_house = actor is not None and actor.entity.kind == "broker"
    return is_house and any(not TECH.isdisjoint(n.entity.canonical.lower().split()) for n in groups)


def _giant_sum(case: Case) -> bool:
    """A sum that the biggest spenders alone have, of one of them."""
    actor = case.actor
    is_group = actor is not None and actor.entity.kind == "collective" and _spend_context(case)
    owns_fabs = actor is not None and actor.entity.ticker in FAB_OWNERS
    # Of a lab alone; what it pledges a cloud is a contract.
    is_lab = "lab" in case.groups(actor) and len({n.party for n in case.sentence.names if n.party}) == 1
    return (is_group or owns_fabs or is_lab or "hyperscaler" in case.groups(actor)) and _highest_sum(
        case
    ) >= SUM_OF_PLANS


def budget_guided(case: Case) -> bool:
    """ "Meta has guided $135 billion": of a big spender in a text about budgets, where no result is named."""
    talk = case.sentence.passage.has("capex") and not case.sentence.has(("revenue", "result_metric"), case.window)
    return talk and "hyperscaler" in case.groups(case.actor) and _highest_sum(case) >= SUM_OF_PLANS


def _highest_sum(case: Case) -> float:
    low, high = case.window
    sums = [a.amount.value for a in case.sentence.amounts if low <= a.start < high and a.amount.unit == "USD"]
    return max((value[1] if isinstance(value, tuple) else value for value in sums), default=0.0)


def _own_sum(case: Case) -> bool:
    """The sum is the noun's own, with nothing but adjectives between: "$100 billion, three-year AI plan"."""
    return case.object is not None and not any(
        n.start < case.trigger[0] and n.end > case.object[1] and n.party for n in case.sentence.names
    )


def _own_budget(case: Case) -> bool:
    """Somebody owns the sum: a genitive, a name right before it, or a price that it moved; else it is only retold."""
    actor, sentence = case.actor, case.sentence
    if actor is None or case.object is None:
        return False
    between = sentence.passage.lower[actor.end : case.object[0]]
    if between[-1:] == ["the"] or not {"as", "while"}.isdisjoint(
        sentence.passage.lower[case.object[1] : case.trigger[0]]
    ):
        return False  # "The $11 trillion AI buildout": of the whole world
    if sentence.word(case.trigger[1]) in FAILING:
        return False  # "OpenAI's $500 billion project struggles": how it goes is the news
    owned = between[:1] in (["'s"], ["’s"], ["'"], ["’"]) or not between
    return owned or bool(case.claimed) or not HOLDING.isdisjoint(between)


def _aim_behind(case: Case) -> bool:
    """What the money is for stands right behind: "in Arizona fabs", "for AI data centers"."""
    return case.sentence.has(("fab_aim", "ai_aim"), (case.trigger[0] - 3, case.trigger[1] + AIM_REACH))


def _aim_behind_sum(case: Case) -> bool:
    """The sum is for computing: "in AI and cloud infrastructure"."""
    return case.object is not None and case.sentence.has(("ai_aim",), (case.object[1], case.object[1] + AIM_REACH))


CAUSING = frozenset("boost lift raise cut push hike trim lower reduce bump".split())
"""Verbs of what something else does to another, where they stand behind it in the active."""
MODALS = frozenset("will would could may might should can to".split())
"""Before a verb that a budget is the subject of."""


def _not_as_subject(case: Case) -> bool:
    """ "AI spending is boosting productivity": nobody's budget changes, it changes something else."""
    if case.object is None:
        return True
    if case.sentence.word(case.trigger[0]) in {"more", "less"}:
        return 0 <= case.object[0] - case.trigger[1] <= AMOUNT_REACH  # "more capex", not "as we add more capacity"
    if case.object[1] > case.trigger[0]:
        return True
    first, after = case.sentence.word(case.trigger[0]), case.sentence.word(case.trigger[1])
    if first in {"boost", "lift"} and any(n.start == case.trigger[1] for n in case.sentence.names):
        return False  # "Capex plans lift Nvidia"
    if first in CAUSING and case.sentence.word(case.trigger[0] - 1) in MODALS:
        return after in BEHIND_CHANGE or after[:1].isdigit()  # "Budgets will lift the memory makers"
    if not first.endswith(("ing", "s")) or after[:1].isdigit():
        return True
    return after in BEHIND_CHANGE


def _chip_or_trade(case: Case) -> bool:
    """A maker of chips, or a company of the trade."""
    return bool(case.groups(case.actor) & (OF_INTEREST | {"lab"})) or _spend_context(case)


def _no_placed_site(case: Case) -> bool:
    """No one place that the money is for: "$11 billion in Georgia data centers" builds there."""
    sentence, (low, high) = case.sentence, case.window
    sites = [s for s in sentence.spans(("ai_place",)) if max(low, case.trigger[0]) <= s[0] < high]
    if sites and "for" in sentence.passage.lower[case.trigger[1] : sites[0][0]]:
        bought = [s for s in sentence.spans(("chip_thing",)) if case.trigger[1] <= s[0] < sites[0][0]]
        if bought and "for" in sentence.passage.lower[bought[0][1] : sites[0][0]]:
            return True  # "To spend $18 billion on chips for its Memphis data center"
    if any(is_one_site(site, sentence) for site in sites):
        return False
    if not any(sentence.has(("site_place",), (first - 2, last + 3)) for first, last in sites):
        return True
    # Of a whole land it is a plan, and a site where it begins.
    first = min(s[0] for s in sites)
    return any(case.trigger[1] <= aim[0] and aim[1] < first for aim in sentence.spans(("ai_aim",)))


def _one_noun(case: Case) -> bool:
    """ "Surging growth and record capex": the word belongs to the first of two nouns."""
    if case.object is None or case.object[0] < case.trigger[1]:
        return True
    return "and" not in case.sentence.passage.lower[case.trigger[1] : case.object[0]]


def _no_placed_budget(case: Case) -> bool:
    """Not the sum of one place: "plans a $40 billion Texas data center investment"."""
    found = case.object
    if found is None or not case.sentence.has(("dc_money",), found):
        return True
    return not case.sentence.has(("site_place",), (found[0] - 3, found[1] + 4))


def _no_single_site(case: Case) -> bool:
    """Money for a country or state is no site: "invests $5 billion in AI infrastructure in Thailand"."""
    sentence, low = case.sentence, case.trigger[1]
    places = set(sentence.spans(("site_place",)))
    return all(start < low or (start, end) in places for start, end in sentence.spans(("one_site",)))


def _big_spender(case: Case) -> bool:
    """Somebody who builds computers for himself or others."""
    actor = case.actor
    return bool(case.groups(actor) & COMPUTING) or (actor is not None and actor.entity.kind == "collective")


def _no_cloud_paid(case: Case) -> bool:
    """Not "committed to spend $30 billion on Azure compute": what goes to a cloud is a contract with it."""
    if case.object is None or case.sentence.word(case.object[1]) not in {"on", "with"}:
        return True
    start = case.object[1] + 1
    paid = [n for n in case.sentence.names if n.start in {start, start + 1} and case.groups(n) & CLOUDS]
    return not any(name.party != case.actor_name for name in paid)


CONDITIONS: dict[str, Condition] = {
    "no_cloud_paid": _no_cloud_paid,
    "no_plan_of_it": _no_plan_of_it,
    "no_rent": _no_rent,
    "in_series": _in_series,
    "owner_named": _owner_named,
    "not_of_many": _not_of_many,
    "spender_of_trade": _spender_of_trade,
    "no_investee": _no_investee,
    "no_aside_before": _no_aside_before,
    "no_driver": _no_driver,
    "no_own_aside": _no_own_aside,
    "spending_aim": lambda case: case.sentence.has(("ai_aim", "capex", "ai_budget", "capex_actual")),
    "not_foreseen": _not_foreseen,
    "no_yardstick": lambda case: not _is_yardstick(case.trigger, case.sentence),
    "no_comparison": _no_comparison,
    "not_beside": _is_not_beside,
    "no_fund_raising": _no_fund_raising,
    "spent_already": _spent_already,
    "not_slowing": lambda case: (
        case.category != "capex_rise"
        or not case.sentence.has(("growth_slows",), (case.trigger[0], case.trigger[1] + 4))
    ),
    "sum_or_growth": lambda case: (has_amount(case) or _has_growth(case)) and _is_foreseen_itself(case),
    "not_broken_off": _not_broken_off,
    "near_or_unbroken": _near_or_unbroken,
    "no_adjective": _no_adjective,
    "more_than_activity": lambda case: not _mere_activity(case),
    "not_going": _not_going,
    "no_other_flow": _no_other_flow,
    "no_foreseer": lambda case: foreseer(case.trigger, case.sentence) is None,
    "foreseer": lambda case: foreseer(case.trigger, case.sentence) is not None,
    "sum_of_object_or_behind": _sum_of_object_or_behind,
    "actual_figure": _actual_figure,
    "said_ahead": _said_ahead,
    "not_said_ahead": lambda case: not _said_ahead(case),
    "no_past_figure": _no_past_figure,
    "no_past_rise": _no_past_rise,
    "no_yield": _no_yield,
    "mere_activity": _mere_activity,
    "no_mere_activity": lambda case: not _mere_activity(case),
    "no_dropped_sum": _no_dropped_sum,
    "no_result_word": _no_result_word,
    "not_why": _not_why,
    "not_brushed_off": lambda case: case.actor is None or not is_brushed_off(case.actor, case.sentence),
    "of_one_firm": _of_one_firm,
    "no_seller": _no_seller,
    "headline_or_move": _headline_or_move,
    "foreseen_here": _foreseen_here,
    "not_foreseen_here": lambda case: not _foreseen_here(case),
    "forward_elsewhere": _forward_elsewhere,
    "not_believed": _not_believed,
    "rises_in": lambda case: case.sentence.word(case.trigger[1]) == "in",
    "year_ago_before": lambda case: case.sentence.has(("year_ago",), (case.trigger[0] - 8, case.trigger[0])),
    "of_the_news": lambda case: BACKGROUND_OF.isdisjoint(
        case.sentence.passage.lower[max(case.trigger[0] - 4, case.sentence.start) : case.trigger[0]]
    ),
    "no_placed_site": _no_placed_site,
    "no_placed_budget": _no_placed_budget,
    "one_noun": _one_noun,
    "spend_context": _spend_context,
    "giant_sum": _giant_sum,
    "budget_guided": budget_guided,
    "own_sum": _own_sum,
    "own_budget": _own_budget,
    "chip_or_trade": _chip_or_trade,
    "aim_behind": _aim_behind,
    "aim_behind_sum": _aim_behind_sum,
    "not_as_subject": _not_as_subject,
    "a_factory": _a_factory,
    "big_spender": _big_spender,
    "no_single_site": _no_single_site,
}
