"""Conditions of debt: who borrows or lends, what for, and which financing is a loan."""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.conditions.firms import has_trade_party
from pipelines.extract.conditions.general import HUGE, PHRASE_ENDS, Condition, has_sum, house_speaks
from pipelines.extract.conditions.takeovers import WEAK_TAKEOVERS
from pipelines.extract.frames.drafts import Case
from pipelines.extract.little_words import WORRIES
from pipelines.extract.passage import Sentence, Span
from pipelines.extract.roles.debt import CHOOSING
from pipelines.extract.trade import DOMAIN_GROUPS, HOSTS

COUNTED = frozenset({"including", "excluding", "includes", "assuming", "inclusive"})
"""Before "debt" in a price that counts it."""
CREDITORS = frozenset({"investors", "investor", "traders", "holders", "bulls", "bears", "watchers"})
"""Behind "debt" or "bond": people."""
LENDERS = frozenset({"bank", "banks", "lenders", "lender", "bankers", "creditors"})
"""Who gives credit, without a name."""
FUND_WITHIN = 9
"""Tokens behind a sum in which the fund stands that it is for."""
GIVING_OUT = frozenset("invest spend deploy build buy acquire commit pour allocate put".split())
"""Before a sum: it is given out, and not raised ("announces plans to invest $20 billion")."""
NO_LOANS = frozenset("rate rates market markets yields spreads default defaults losses investors funds".split())
"""Behind "loan" nothing new is borrowed."""
MOVING = frozenset({"as"})
"""Before a clause of its own that tells what moved a share; "after convertible offering" only retells it."""
SITE_AIMS = frozenset({"for", "to", "toward", "towards"})
"""Behind the noun of the money, before what it is for."""
BUILDERS = frozenset({"lab", "seller_lab", "hyperscaler", "core_chip", "chip"})
"""Whose money for sites may be of every kind."""


def _no_guarantee(case: Case) -> bool:
    """Not "agreed to guarantee a loan", "signed up to backstop a lease": who answers for it has no part in it."""
    if case.object is None:
        return True
    start, end = case.trigger
    return not any(
        low == start or (case.sentence.word(low - 1) == "to" and end <= low < case.object[0])
        for low, _ in case.sentence.spans(("debt_guarantee",))
    )


INTEREST = frozenset({"expense", "expenses", "spread", "spreads", "coupon"})
"""Between a verb and "debt": what the debt costs is added, not the debt."""
MONEY_PEOPLE = frozenset("funds fund investors managers traders insurers pensions buyers".split())
"""Who holds the debt of others."""
BUILT_ON_DEBT = frozenset({"Stargate", "Hyperion"})
"""Sites that are paid for by debt."""


def _debt_trade(case: Case) -> bool:
    """As `trade`, or the sentence says that the debt is for AI; not what a miner buys coins with."""
    if case.sentence.passage.has("coin_aim") and not case.sentence.passage.has("strong_context"):
        return False
    if _is_of_interest(case):
        return False  # "Could add $30 million to its interest expense on floating-rate debt"
    if case.actor is not None and case.sentence.word(case.trigger[0])[:4] in {"load", "pile", "pili", "snap"}:
        behind = case.sentence.word(case.actor.end)
        if behind in MONEY_PEOPLE or case.sentence.word(case.actor.end - 1) in MONEY_PEOPLE:
            return False  # "Hedge funds load up on AI debt": they buy what others owe
    nouns = [*case.sentence.spans(("debt_noun", "debt_deal"))]
    if nouns and all(_is_no_debt(noun, case.sentence) for noun in nouns):
        return False
    if any(n.entity.canonical in BUILT_ON_DEBT for n in case.sentence.names):
        return True
    return has_trade_party(case) or case.sentence.has(("ai_quest",)) or _is_big_tech_debt(case, nouns)


def _is_of_interest(case: Case) -> bool:
    """Whether what the debt costs stands before it; "zero-coupon notes" say that it costs nothing."""
    if case.object is None:
        return False
    sentence = case.sentence
    between = (at for at in range(case.trigger[1], case.object[0]) if sentence.word(at) in INTEREST)
    return any(
        not (sentence.word(at) == "coupon" and "zero" in sentence.word(at - 1 - (sentence.word(at - 1) == "-")))
        for at in between
    )


def _is_big_tech_debt(case: Case, nouns: list[Span]) -> bool:
    """ "Big Tech's borrowing spree raises fears of AI risks", "tech groups turn to chip-backed loans"."""
    lower = case.sentence.passage.lower
    if any(not {"chip", "chips", "gpu", "gpus"}.isdisjoint(lower[max(start - 3, 0) : end]) for start, end in nouns):
        return True
    if case.actor is None or not case.sentence.has(("ai_word",)):
        return False
    return case.actor.entity.kind == "collective" or lower[case.actor.start] == "ai"


def _no_agency_warns(case: Case) -> bool:
    """Not "S&P cut its outlook on Oracle, warning that debt could reach", "Moody's warned that Meta's debt could"."""
    sentence, before = case.sentence, (case.sentence.start, case.trigger[0])
    if case.actor is not None and sentence.word(case.actor.start - 1) == "that":
        return False  # Somebody else says so.
    return not (sentence.has(("agency_moves",), before) and sentence.has(("credit_thing",), before))


def _is_no_debt(noun: Span, sentence: Sentence) -> bool:
    """ "$1.6 billion including debt" is a price, and "bond investors" are people."""
    return sentence.word(noun[0] - 1) in COUNTED or sentence.word(noun[1]) in CREDITORS


def _owned_deal(case: Case) -> bool:
    """A headline, or a sum right before the noun that its owner has."""
    sums = [a for a in case.sentence.amounts if a.amount.unit == "USD" and 0 <= case.trigger[0] - a.end <= 4]
    return bool(sums) or case.sentence.in_headline


def is_site_financing(at: int, sentence: Sentence) -> bool:
    """ "Closed a $4 billion financing for its Oakfield campus": what is built with it is its security."""
    if sentence.word(at) != "financing" or sentence.word(at + 1) != "for":
        return False
    priced = any(a.amount.unit == "USD" and 0 <= at - a.end <= 2 for a in sentence.amounts)
    return priced and sentence.has(("data_center",), (at + 2, at + 9))


def _from_bank(case: Case) -> bool:
    """A bank or lender is named behind "from", or was chosen to lead: "taps Pimco to lead $29 billion financing"."""
    if case.object is not None and is_site_financing(case.object[0], case.sentence):
        return True
    words = case.sentence.passage.lower[case.trigger[1] : case.window[1]]
    low = case.sentence.start
    houses = [n for n in case.sentence.names if n.entity.kind in {"broker", "fund"} and low < n.start < case.trigger[0]]
    is_led = case.sentence.passage.lower[case.trigger[0] : case.trigger[1]] == ["to", "lead"]
    if houses and is_led and "financing" in case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + 6]:
        return case.sentence.word(houses[0].start - 1) in CHOOSING
    giving = next((at for at, word in enumerate(words) if word in {"from", "with"}), None)
    if giving is None:
        return False
    at = case.trigger[1] + giving
    if words[giving] == "with":
        # "Seals $5 billion Oakfield financing with Elm Credit": money of this kind only, from who lends for a living.
        lends = any(n.entity.kind in {"broker", "fund"} and 0 < n.start - at <= 2 for n in case.sentence.names)
        return lends and words[giving - 1] == "financing"
    named = any(n.entity.kind == "broker" and 0 < n.start - at <= 4 for n in case.sentence.names)
    return named or not LENDERS.isdisjoint(case.sentence.passage.lower[at : at + 7])


def _in_debt(case: Case) -> bool:
    """ "$12.5 billion in debt"."""
    return case.sentence.word(case.trigger[0] - 1) in {"in", "of"}


def _raised_here(case: Case) -> bool:
    """Money is raised in the sentence, and some of it as equity."""
    low, high = case.sentence.start, case.trigger[0]
    return case.sentence.has(("raise_money", "debt_get", "debt_seek"), (low, high)) and case.sentence.has(
        ("round_equity",)
    )


def _sum_on_the_way(case: Case) -> bool:
    """A sum between the plan and the instrument, or right behind it; else the instrument follows at once."""
    first, last = case.trigger[1], case.object[1] if case.object else case.trigger[1]
    sums = [a for a in case.sentence.amounts if a.amount.unit == "USD" and first <= a.start <= last + 3]
    return bool(sums) or (case.object is not None and case.object[0] - first <= 3 and case.sentence.in_headline)


def _debt_aim(case: Case) -> bool:
    """What the new debt pays for follows, or it moved the price."""
    word = case.sentence.word(case.trigger[1])
    return word in {"to", "for"} or any(case.sentence.start <= start < case.trigger[0] for start, _ in case.claimed)


PROVIDING = frozenset("provide provides provided providing put puts contribute contributes supply inject".split())
"""What somebody may refuse to do with equity."""


def _no_equity_told(case: Case) -> bool:
    """ "Won't back Oracle's site", and the text says that it "won't provide equity": what is refused is no debt."""
    if "equity" not in case.sentence.passage.vocabulary:
        return True
    return not any(word in PROVIDING and after == "equity" for word, after in pairwise(case.sentence.passage.lower))


NO_VERBS = frozenset("price prices pricing market markets cost issue float".split())
"""Trigger words that are nouns here: "the price of its debt"."""


def _gets_it(case: Case) -> bool:
    """A verb and no noun: "the price of Oracle's debt" raises none, nor does what "raises concerns about" it."""
    end = case.trigger[1]
    between = case.sentence.passage.lower[end : case.object[0]] if case.object is not None else []
    if any(word in WORRIES and after in {"about", "over", "on"} for word, after in pairwise(between)):
        return False
    return case.sentence.word(end - 1) not in NO_VERBS or case.sentence.word(end) != "of"


WARNINGS = frozenset(
    "warn warns warned warning warnings risk risks risky caution cautions cautioned worry worries concern".split()
)
"""Words of whoever gives examples of what may go wrong."""
EXAMPLES = frozenset({"such", "like", "including", "includes"})
"""Before one of many that somebody warns of."""


def _no_example(case: Case) -> bool:
    """Not one of those that somebody warns of: "risks in deals such as Lambda's $500 million loan"."""
    sentence = case.sentence
    if case.actor is None or WARNINGS.isdisjoint(sentence.vocabulary):
        return True
    before = sentence.passage.lower[sentence.start : case.actor.start]
    return not (EXAMPLES.intersection(before) and WARNINGS.intersection(before))


def _no_forecast(case: Case) -> bool:
    """No broker foresees it: "Goldman expects hyperscalers to sell $300 billion of bonds" is the broker's view."""
    seen = case.sentence.spans(("debt_see",))
    return not (house_speaks(case) and any(end <= case.trigger[0] for _, end in seen))


def is_of_shares(case: Case) -> bool:
    """A listed host or neocloud raises money for which the text says elsewhere that it sells shares."""
    return bool(case.groups(case.actor) & HOSTS) and case.sentence.passage.has("stock_sale")


def _funds_building(case: Case) -> bool:
    """A listed host or neocloud raises money of an unnamed kind for what it builds: that is debt, unless it sells
    shares for it."""
    between = case.sentence.passage.lower[case.trigger[1] : case.object[0]] if case.object else []
    if is_of_shares(case) or _is_for_a_fund(case) or not GIVING_OUT.isdisjoint(between):
        return False
    aims = [span for span in case.sentence.spans(("ai_aim",)) if span[0] >= case.trigger[1]]
    is_money = case.object is not None and case.sentence.word(case.object[1]) in PHRASE_ENDS | {"through", "via", ""}
    if not is_money or not (aims or case.sentence.has(("data_center",))):
        return False
    if lent_below(case):
        return True
    is_listed = bool(aims) and case.actor is not None and case.actor.entity.ticker is not None
    return is_listed and bool(case.groups(case.actor) & HOSTS)


def _is_for_a_fund(case: Case) -> bool:
    """ "Raises $3 billion for its first hyperscale fund": of investors, who hold shares of it."""
    end = case.object[1] if case.object else case.trigger[1]
    words = case.sentence.passage.lower[end : end + FUND_WITHIN]
    return any(word == "fund" and before != "to" for before, word in pairwise(words))


LENT_WITHIN = 40
"""Most tokens behind a sentence in which the next one may say that its money is lent."""
LENT = frozenset({"debt", "loan", "loans", "borrowing", "bonds", "notes"})
"""What is lent, by the sentence below."""
WHO_LENDS = frozenset({"lender", "lenders"})
"""Who lends it."""
NOT_LENT = frozenset({"equity", "shares", "investors", "round", "stake", "valuation", "existing"})
"""What says there that it is not lent."""


def lent_below(case: Case) -> bool:
    """ "Raises $6 billion for data centers", where the sentence below it says who lends or that it is debt."""
    passage, low = case.sentence.passage, case.sentence.end
    behind = passage.lower[low : low + LENT_WITHIN]
    if case.sentence.segment(case.trigger[0])[1] < low:
        behind = passage.lower[case.sentence.segment(case.trigger[0])[1] : low + LENT_WITHIN]
    named = any(first in {"the", "a", "this"} and noun in LENT for first, noun in pairwise(behind))
    return (named or not WHO_LENDS.isdisjoint(behind)) and NOT_LENT.isdisjoint(behind)


PLANS = frozenset({"plan", "plans"})
"""Behind a sale of paper that is yet to be."""


def _is_cause_of_move(case: Case) -> bool:
    """ "Slides as a convertible note deal sparks fears", "falls on bond sale plan": what moved the share, is to be."""
    at, sentence = case.trigger[0], case.sentence
    is_plan = not PLANS.isdisjoint((sentence.word(case.trigger[1] - 1), sentence.word(case.trigger[1])))
    opening = MOVING | {"on", "after"} if is_plan else MOVING
    cause = next((i for i in range(at - 1, max(at - 4, sentence.start), -1) if sentence.word(i) in opening), None)
    if cause is None or not any(end <= cause for _, end in case.claimed):
        return False
    if sentence.word(case.trigger[1]) in NO_LOANS:
        return False
    return not sentence.has(("debt_off", "debt_failed", "repaying"), (cause, at))


def for_a_site(case: Case) -> bool:
    """What the money is for follows, and it is a data center; labs and chip makers raise it otherwise."""
    if case.object is None or case.groups(case.actor) & BUILDERS:
        return False
    end = case.object[1]
    if case.sentence.word(end) in WEAK_TAKEOVERS:
        return False  # "A $12 billion bid for a data center operator"
    is_aim = not SITE_AIMS.isdisjoint(case.sentence.passage.lower[end : end + 2])
    return is_aim and case.sentence.has(("data_center",), (end, end + 12))


def debt_told(case: Case) -> bool:
    """A listed host or neocloud gets funding that the text calls a loan elsewhere."""
    is_listed = case.actor is not None and case.actor.entity.ticker is not None
    is_host = bool(case.groups(case.actor) & HOSTS)
    told = (
        case.sentence.passage.has("debt_deal")
        or case.sentence.word(case.object[0] if case.object else 0) == "financing"
    )
    is_host = is_host or (told and case.sentence.has(("data_center",)))
    return is_listed and is_host and told and not case.sentence.has(("debt_noun",))


def _lent_to_trade(case: Case) -> bool:
    """A firm of the trade borrows; one that no list knows where it is for a site."""
    if any(case.groups(hit) & DOMAIN_GROUPS for hit in case.others):
        return True
    unknown = bool(case.others) and all(hit.entity.kind == "unknown" for hit in case.others)
    return unknown and case.sentence.has(("data_center", "campus_word", "compute"))


GOODS_GIVEN = frozenset("chips chip gpus capacity compute computing servers power electricity for worth".split())
"""Beside a sum: what is given is goods, and the sum their price."""


def _is_money_itself(case: Case) -> bool:
    """Not "provides Meta $6 billion of capacity", "provides Nvidia chips for $3 billion"."""
    if case.object is None:
        return True
    lower, (start, end) = case.sentence.passage.lower, case.object
    near = [*lower[case.trigger[1] : start], *(lower[end + 1 : end + 4] if lower[end : end + 1] == ["of"] else [])]
    return GOODS_GIVEN.isdisjoint(near)


CONDITIONS: dict[str, Condition] = {
    "money_itself": _is_money_itself,
    "lent_to_trade": _lent_to_trade,
    "no_guarantee": _no_guarantee,
    # "A supply deal valued at $38 billion" raises no money.
    "no_deal_value": lambda case: case.sentence.word(case.trigger[0]) != "valued",
    "debt_trade": _debt_trade,
    "owned_deal": _owned_deal,
    "in_debt": _in_debt,
    "from_bank": _from_bank,
    "raised_here": _raised_here,
    "no_fresh_equity": lambda case: not case.sentence.has(("round", "stock_sale"), case.window),
    "no_forecast": _no_forecast,
    "funds_building": _funds_building,
    "sum_on_the_way": _sum_on_the_way,
    "debt_aim": _debt_aim,
    "cause_of_move": _is_cause_of_move,
    "gets_it": _gets_it,
    "no_equity_told": _no_equity_told,
    # Big spenders and hosts: what they borrow is for AI.
    "spenders_owe": lambda case: case.actor is not None and bool(case.groups(case.actor) & DOMAIN_GROUPS),
    "no_agency_warns": _no_agency_warns,
    "no_collateral": lambda case: not case.sentence.has(("as_collateral",)),
    "no_example": _no_example,
    "huge_sum": lambda case: has_sum(case, HUGE),
    "for_a_site": for_a_site,
    "debt_told": debt_told,
}
