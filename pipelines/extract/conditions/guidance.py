"""Conditions of guidance: whose outlook it is, for what, and what others expect or only measure a result by."""

from __future__ import annotations

from pipelines.extract.conditions.capex import budget_guided
from pipelines.extract.conditions.clauses import SAYING
from pipelines.extract.conditions.firms import AGENCY_WORDS, actor_of_trade
from pipelines.extract.conditions.general import INCOMES, Condition, about_the_trade, has_foreign_sum
from pipelines.extract.conditions.results import ONLOOKERS
from pipelines.extract.frames.directions import is_compared, is_level_reached
from pipelines.extract.frames.drafts import Case
from pipelines.extract.little_words import POSSESSIVE, SHARE_WORDS
from pipelines.extract.roles.guidance import behind_noun
from pipelines.extract.roles.names import list_from
from pipelines.extract.roles.unknown import name_ending

YARDSTICK = frozenset(
    """the its company 's ’s own earlier prior previous their firm management internal high low upper top end midpoint
    of range mid-point initial original chipmaker""".split()
)
"""Between a verb of beating and the guidance that was beaten."""
BOOSTS = frozenset({"boost", "nod", "lift", "love", "backing", "praise", "endorsement", "optimism"})
"""Behind a broker: what it does for a share."""
CHANGES = frozenset("double triple quadruple grow rise increase jump climb fall decline exceed surpass reach".split())
"""Verbs that are as good as a figure in what is foreseen."""
YARDSTICKS = frozenset(
    "estimate estimates expectations expectation forecast forecasts projection projections consensus average".split()
)
"""What analysts measure a result by."""
EXTREMES = frozenset({"fastest", "record", "strongest", "best", "highest", "slowest", "weakest"})
"""As good as a figure in what is foreseen."""
OUTSIDERS = frozenset({"market", "analyst", "analysts", "analysts'", "street", "consensus"})
"""Whose forecasts only measure a result."""


def _no_analyst_foresees(case: Case) -> bool:
    """The firm foresees, no analyst; "above analysts' estimates" only measures it."""
    sentence, (low, high) = case.sentence, case.sentence.clause(case.trigger[0])
    if _is_of_onlookers(case):
        return False
    for start, end in sentence.spans(("analyst_word",)):
        measured = not (YARDSTICKS | {"expected", "expecting"}).isdisjoint(sentence.passage.lower[end : end + 5])
        measured = measured or sentence.word(start - 1) in {"above", "below", "beyond", "past", "over", "under"}
        if low <= start < high and not (start > case.trigger[0] and measured):
            return False
    return True


def _no_miss_of_it(case: Case) -> bool:
    """ "Missed revenue targets" is a result."""
    missed = {"missed", "misses", "miss", "beat", "beats", "hit", "tops", "topped", "exceeds", "exceeded", "trails"}
    return case.sentence.word(case.trigger[0] - 1) not in missed


YEARLY = frozenset("full-year annual year fiscal guidance forecast outlook target".split())
"""Beside a figure that is of a plan for the year."""


def _of_a_plan(case: Case) -> bool:
    """ "2025 revenue cut to $5 billion", "full-year sales raised to": figures of a time to come; what "increased to"
    $5 billion else has happened."""
    if case.object is None or case.sentence.word(case.trigger[0]) not in {"increased", "up"}:
        return True
    before = case.sentence.passage.lower[max(case.sentence.start, case.object[0] - 4) : case.object[1]]
    return not YEARLY.isdisjoint(before) or any(word[:2] in {"20", "fy"} for word in before)


SAID_WITHIN = 6
"""Tokens between a company and its verb of saying: a ticker or the day may stand there."""


def _says_itself(case: Case) -> bool:
    """The company says it of its own figures; what others say of them is a view."""
    actor, sentence = case.actor, case.sentence
    if actor is None:
        return False
    if actor.start >= case.trigger[1] or sentence.word(case.window[1] - 1) in SAYING:
        return True
    return not SAYING.isdisjoint(sentence.passage.lower[actor.end : min(actor.end + SAID_WITHIN, case.trigger[0])])


def _is_anothers(case: Case) -> bool:
    """ "Gains as Acme's forecast soothes", "a Fed forecast": somebody else's stands right before the noun."""
    sentence, end = case.sentence, case.trigger[0]
    owned = sentence.word(end - 1) in POSSESSIVE
    end -= owned
    named = next((name for name in sentence.names if name.end == end), None)
    if named is not None:
        own = list_from(case.actor, case.trigger, sentence) if case.actor is not None else []
        return bool(own) and all(one.party not in {named.party, named.entity.canonical} for one in own)
    return owned and name_ending(end, sentence) is not None


RAISED = frozenset("questions doubts concerns eyebrows fears hopes alarm alarms worries hackles flags".split())
"""What an outlook raises when nobody raises it."""


def _is_no_change(case: Case) -> bool:
    """ "Outlook raises questions", "keeps its rating on the outlook", "could hit its target": it is as it was."""
    word = case.sentence.word
    if case.object is None:
        return False
    if case.object[0] >= case.trigger[1]:
        return word(case.object[0]).startswith("rais") and word(case.object[1]) in RAISED
    between = case.sentence.passage.lower[case.object[1] : case.trigger[0]]
    if "rating" in between and "on" in between:
        return True
    return word(case.trigger[1] - 1) in {"target", "targets"} and word(case.object[0]) in {"hit", "hits", "hitting"}


VOICING = frozenset("says say said warns warn sees see thinks".split())
"""Verbs of whoever judges an outlook."""
NOT_ITS_OWN = frozenset("prior previous earlier initial fed ecb boj imf gdp inflation weather economic".split())
"""Before an outlook that is no firm's of today."""


def _not_judged(case: Case) -> bool:
    """ "Upgraded on its AI outlook", "guidance may disappoint, analyst warns": what others think is ahead of it."""
    sentence = case.sentence
    if sentence.word(case.trigger[0] - 1) in NOT_ITS_OWN or is_compared(case.trigger[0], sentence):
        return False  # "Up from a prior forecast of", "a Fed forecast", "faster-than-forecast growth"
    if _is_anothers(case) or _is_no_change(case) or _is_yardstick(case):
        return False
    if any(n.entity.kind == "broker" and sentence.word(n.end) in BOOSTS for n in sentence.names):
        return False  # "Gets BofA boost as its revenue outlook climbs"
    graded = sentence.has(("upgrade", "downgrade"))
    if graded and {"after", "following"}.isdisjoint(sentence.passage.lower[sentence.start : case.trigger[0]]):
        return False
    beside = ((sentence.word(start - 1), sentence.word(end)) for start, end in sentence.spans(("analyst_word",)))
    return not any(VOICING.intersection(words) for words in beside)


def _is_yardstick(case: Case) -> bool:
    """ "Beat its own guidance by $50 million": what the figures are measured by."""
    sentence, at = case.sentence, case.trigger[0]
    while sentence.word(at - 1) in YARDSTICK and at > sentence.start:
        at -= 1
    beaten = any(end == at for _, end in sentence.spans(("beat", "miss")))
    return beaten or (
        sentence.word(at - 1) in {"above", "below", "than"} and "own" in sentence.passage.lower[at : case.trigger[0]]
    )


def _yields_income(case: Case) -> bool:
    """A sum and the kind of income right behind it: "bring $2 billion of net operating income"."""
    if case.object is None:
        return False
    sentence, low = case.sentence, case.object[1]
    sums = [a for a in sentence.amounts if low <= a.start <= low + 4 and a.amount.unit == "USD"]
    return any(not INCOMES.isdisjoint(sentence.passage.lower[a.end : min(a.end + 7, sentence.end)]) for a in sums)


STREET = frozenset("analyst analysts analysts' street street's consensus lseg factset bloomberg".split())
"""Whose forecast it is, if not the firm's."""


def _not_the_streets(case: Case) -> bool:
    """Its own forecast, not "above analysts' forecast of $1.1 billion"; and not what a result has beaten."""
    if _is_yardstick(case):
        return False
    before = case.sentence.passage.lower[max(case.sentence.start, case.trigger[0] - 4) : case.trigger[0]]
    return STREET.isdisjoint(before) or "guided" in before


def _in_one_breath(case: Case) -> bool:
    """No stop between trigger and object."""
    return case.object is None or "." not in case.sentence.passage.lower[case.trigger[1] : case.object[0]]


def _no_agency(case: Case) -> bool:
    """An outlook for debt is of those who rate it."""
    return AGENCY_WORDS.isdisjoint(case.sentence.passage.lower[case.sentence.start : case.trigger[0]])


def _no_price_of_share(case: Case) -> bool:
    """A target of a company, not of its share."""
    return not any(n.entity.kind == "broker" for n in case.sentence.names) and not case.sentence.has(("target_noun",))


def _expects_itself(case: Case) -> bool:
    """A verb, no noun of what others expect ("beats $1.38 estimate"), and not theirs: "with analysts expecting $2"."""
    first = case.trigger[0]
    if case.sentence.word(first) in {"estimate", "estimates"} or is_compared(first, case.sentence):
        return False
    return not _is_of_onlookers(case)


ONLOOKING = 5
"""Tokens before a verb in which those stand whose verb it is."""


def _is_of_onlookers(case: Case) -> bool:
    """ "Analysts on average expect", "consensus calls for": right before the verb stand those who look on."""
    first = max(case.sentence.start, case.trigger[0] - ONLOOKING)
    before = case.sentence.passage.lower[first : case.trigger[0]]
    return not ONLOOKERS.isdisjoint(
        before[max((at for at, w in enumerate(before) if w in {",", ";"}), default=-1) + 1 :]
    )


SALES = frozenset({"revenue", "revenues", "sales"})
"""Words of what is sold in a period."""
AHEAD = frozenset("next quarter year current fiscal first second third fourth q1 q2 q3 q4".split())
"""Words of a period to come."""


def _sum_of_period(case: Case) -> bool:
    """ "Forecasts $65 billion for the next", "sees $3 billion for the year": a sum for a stretch of time is sales."""
    sentence, end = case.sentence, (case.object or case.trigger)[1]
    if sentence.word(end) in {"in", "of"} and sentence.word(end + 1) in SALES:
        end += 2
    if sentence.word(end) not in {"for", "in"}:
        return False
    first = end + 1 + (sentence.word(end + 1) in {"the", "its", "this"})
    return sentence.word(first) in AHEAD


def _told_of_share(case: Case) -> bool:
    """A move of the share is the verb's own object, and no figure that a firm foresees."""
    at = case.trigger[1]
    goods = SHARE_WORDS | {"price"}
    return any(
        at <= start <= at + 3 and not goods.isdisjoint(case.sentence.passage.lower[at : start + 2])
        for start, _ in case.claimed
    )


DEALS_OF_SALES = frozenset("lease leases contract contracts deal deals agreement agreements".split())
"""Behind "from": what a deal is worth, and no guidance."""


def _foreseen_figures(case: Case) -> bool:
    hyphened = case.sentence.word(case.trigger[0] - 1) == "-"
    if case.sentence.word(case.trigger[0] - 1 - hyphened) in {"than", "as"}:
        return False  # "wider than expected", "stronger-than-expected"
    if case.sentence.word(case.trigger[0]) in {"sees", "see"} and _told_of_share(case):
        return False  # "sees 26% price drop over last week after earnings"
    if case.sentence.word(case.trigger[0] - 1) in {"'s", "’s", "its", "their", "the"}:
        return False  # "the company's projected revenue": whose projection it is stays open
    behind = case.sentence.passage.lower[case.trigger[1] : case.window[1]]
    if any(
        a == "from" and not DEALS_OF_SALES.isdisjoint((b, c))
        for a, b, c in zip(behind, behind[1:], behind[2:], strict=False)
    ):
        return False  # "Anticipates $7 billion of revenue from the leases": what the deal is worth
    figures = has_foreign_sum(case) or any(a.amount.unit in {"USD", "percent"} for a in case.sentence.amounts)
    figures = figures or not (CHANGES | EXTREMES).isdisjoint(
        case.sentence.passage.lower[case.trigger[1] : case.window[1]]
    )
    return figures or case.sentence.has(("outlook_up", "outlook_down", "period"))


def _outlook_is_weak(case: Case) -> bool:
    sentence, (low, high) = case.sentence, case.window
    weak = [s for s in sentence.spans(("outlook_down",)) if low <= s[0] and s[1] <= high]
    cost = [s for s in sentence.spans(("rule_cost",)) if case.trigger[1] <= s[0] and s[1] <= high]
    costly = bool(cost) and any(a.amount.unit == "USD" for a in sentence.amounts)
    return any(not is_level_reached(span, sentence) for span in (weak + cost if costly else weak))


def _source_behind(case: Case) -> bool:
    """ "Forecast from SK Hynix"."""
    return case.actor is not None and case.sentence.word(case.actor.start - 1) in {"from", "by", "at"}


SURPASSING = frozenset(
    """exceed exceeds exceeded exceeding surpass surpasses surpassed surpassing top tops topped topping beat beats
    beating outstrips above beyond past ahead""".split()
)
"""Verbs of coming out above what was foreseen."""
END_OF_RANGE = frozenset("our its their own the high higher top upper end of prior previous earlier company 's".split())
"""Between such a verb and the firm's own guidance."""


def _is_own_yardstick(case: Case) -> bool:
    """What was reported is held against what the firm had foreseen: "beats the top end of its guidance"."""
    if case.object is None or case.object[1] > case.trigger[0]:
        return False
    words = case.sentence.passage.lower
    between = words[case.object[1] : case.trigger[0]]
    if between[:1] == ["of"] and words[case.object[1] - 1] == "ahead":
        between = between[1:]
    is_owned = not {"our", "its", "their", "own", "high", "top", "upper"}.isdisjoint(between)
    return words[case.object[1] - 1] in SURPASSING and is_owned and END_OF_RANGE.issuperset(between)


def _of_capex_before(case: Case) -> bool:
    """ "Raised its capex guidance and forecast another increase next year": still of the spending."""
    sentence, (start, _) = case.sentence, case.trigger
    joined = sentence.word(start) == "forecast" and sentence.word(start - 1) in {"and", ","}
    told = sentence.has(("capex",), (sentence.start, start))
    return joined and told and not sentence.has(("result_metric", "revenue"), (start, sentence.end))


FIGURES_TOLD = ("result_metric", "revenue")
"""Term categories of what a forecast is of, if it says so."""


BUDGETS = frozenset({"spending", "investment", "investments", "outlays", "capital"})
"""Behind "forecast" as a verb: what is spent, and no result."""


def _no_budget_before(case: Case) -> bool:
    """Not "Alphabet raised its capex forecast. Amazon kept its forecast of $200 billion": a forecast without a word for
    what, where the headline or the sentence before speaks of budgets."""
    sentence = case.sentence
    if sentence.word(case.trigger[1]) in BUDGETS:
        return False  # "Meta forecast spending of $130 billion"
    if sentence.has(FIGURES_TOLD) or not any(hit.amount.unit == "USD" for hit in sentence.amounts):
        return True
    passage = sentence.passage
    before = [at for at in range(sentence.index) if at == sentence.index - 1 or passage.is_headline(at)]
    told = [passage.sentence_terms.get(at, {}) for at in before]
    return not any("capex" in terms and terms.keys().isdisjoint(FIGURES_TOLD) for terms in told)


def _own_outlook(case: Case) -> bool:
    """Neither the market's ("beating market forecast") nor somebody else's ("forecast from SK Hynix")."""
    if case.sentence.word(case.trigger[0] - 1) in {"bullish", "bearish"} and case.sentence.word(case.trigger[1]) in {
        "for",
        "on",
    }:
        return False  # what others think of a share
    if _is_own_yardstick(case):
        return False  # "Sales beat the top of our range"
    behind = case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + 3]
    if behind[:1] == ["by"] and not OUTSIDERS.isdisjoint(behind):
        return False  # "Missed the $40 billion forecast by analysts"
    if _of_capex_before(case):
        return False
    low = max(case.sentence.start, case.trigger[0] - 2)
    if not OUTSIDERS.isdisjoint(case.sentence.passage.lower[low : case.trigger[0]]):
        return False
    other = behind_noun(case.trigger, case.sentence, case.trigger)
    return other is None or case.actor is None or other.party == case.actor.party


def _charge_of_sum(case: Case) -> bool:
    """The sum is the charge's own."""
    if case.object is not None and is_level_reached(case.object, case.sentence):
        return False  # "Expects revenue to hit $65 billion"
    low, high = case.trigger[1], (case.object[1] if case.object else case.trigger[1]) + 3
    return any(a.amount.unit == "USD" and low <= a.start < high for a in case.sentence.amounts)


CONDITIONS: dict[str, Condition] = {
    "yields_income": _yields_income,
    "foreseen_figures": _foreseen_figures,
    "sum_of_period": _sum_of_period,
    "no_miss_of_it": _no_miss_of_it,
    "in_one_breath": _in_one_breath,
    "of_a_plan": _of_a_plan,
    "of_itself": lambda case: (
        case.object is None
        or (
            case.sentence.word(case.trigger[0]) != "beat"  # "Bookings beat forecasts": those of others.
            and case.sentence.word(case.object[1]) not in {"for", "of"}
            and not case.sentence.has(("analyst_word",), (case.trigger[1], case.object[0]))
        )
    ),
    "own_trade": lambda case: about_the_trade(case) or (case.actor is not None and actor_of_trade(case)),
    "not_judged": _not_judged,
    "not_the_streets": _not_the_streets,
    "chips_or_context": lambda case: (
        any(case.sentence.passage.has(category) for category in ("chip", "strong_context", "ai_word", "ai_place"))
        or any(name.entity.kind == "product" for name in case.sentence.names)
    ),
    "says_itself": _says_itself,
    "no_agency": _no_agency,
    "no_price_of_share": _no_price_of_share,
    "expects_itself": _expects_itself,
    "no_analyst_foresees": _no_analyst_foresees,
    "weak_outlook": lambda case: (
        case.sentence.word(case.trigger[0] - 1) not in {"report", "reports", "source", "sources"}
        # "AI market to hit $1 trillion" is no hit to anybody.
        and not (
            case.object is not None
            and case.sentence.word(case.object[0]) == "hit"
            and case.sentence.word(case.object[0] - 1) in {"to", "will", "could", "may", "would", "has"}
        )
        and _outlook_is_weak(case)
    ),
    "source_behind": _source_behind,
    "charge_of_sum": _charge_of_sum,
    "own_outlook": _own_outlook,
    "no_budget_before": _no_budget_before,
    "no_budget_guided": lambda case: not budget_guided(case),
}
