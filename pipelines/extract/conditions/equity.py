"""Conditions of equity: rounds, stakes, listings, and money put into a firm by another."""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.conditions.debt import debt_told, for_a_site, is_of_shares, is_site_financing, lent_below
from pipelines.extract.conditions.firms import MONEY_MANAGERS, has_trade_party, is_of_trade, is_unlisted
from pipelines.extract.conditions.general import HUGE, LARGE, Condition, has_amount, has_foreign_sum, has_sum
from pipelines.extract.conditions.takeovers import buys_whole_firm, is_majority, is_on_sale, is_stake_in_halls
from pipelines.extract.frames.drafts import Case
from pipelines.extract.passage import Sentence, Span
from pipelines.extract.roles.holders import INSTITUTIONS, INVESTING, OFFICES
from pipelines.extract.roles.names import BLOCKING, parties
from pipelines.extract.trade import CHAINED_GROUPS, CHIP_MAKERS, DOMAIN_GROUPS, FUNDERS, PAYMENTS

WORKS_OF_MONEY = frozenset("build construct fund finance develop expand scale accelerate support".split())
"""What a company does with the money it is given."""
WORKS_WITHIN = 5
"""Tokens between the company and what it does with the money."""
HOLDERS = INVESTING - {"president", "chairman", "founder", "founders", "backer", "backers", "fund", "funds"} | {
    "traders"
}
"""Last words of whoever trades shares and founds no stake."""
GROUPS = frozenset({"group", "consortium"})
"""What funds form to buy whole companies."""
NEW_STAKE = frozenset(
    """take takes took taking taken buy buys bought buying acquire acquires acquired acquiring eyes mulls considers
    weighs seeks nears explores""".split()
)
"""Verbs of a stake that was not there before."""
HELD = frozenset({"stake", "holding", "holdings", "position", "bet"})
"""Right behind a company: what somebody else has of it."""
ONLOOKERS = frozenset(
    "traders investors markets market stocks shares analysts bulls bears wall street pressure".split()
)
"""Whom a budget keeps busy, so that they stand between the verb and it."""
DATING = frozenset({"before", "until", "pre", "since"})
"""Before a listing that only dates the news."""
LISTING_OWNED = frozenset(
    "growth price hopes plans boom market window pipeline stocks tech race rush wave fever frenzy hopefuls".split()
)
"""What makes of a listing the first half of another noun."""
RETELLERS = frozenset({"after", "following", "since", "before"})
"""Before a listing that is over."""
GOODS_PAID = PAYMENTS | frozenset(
    {"orders", "order", "worth", "contracts", "sales", "revenue", "chips", "gpus", "capacity", "credits"}
)
"""Behind a sum that somebody takes: it is paid for something."""
OUTLAYS = frozenset({"expenditure", "expenditures", "spending", "expenses", "outlay", "outlays", "costs"})
"""Behind "capital" they say that it is spent, not raised."""
HELD_IN = frozenset("investments investment stakes stake value markets holdings funds losses gains".split())
"""Behind "in equity": what is held, not raised."""
OFFICERS = OFFICES | frozenset("cao directors officers executives exec insiders treasurer".split())
"""Posts of people who sell shares of their own."""
MOST_OFFICER = 7
"""Most tokens of a post and its name between a company and the verb."""
BOUGHT_BACK = frozenset("buyback buybacks repurchase repurchases".split())
"""Behind "in stock": the company spends the money."""
ADVISING = frozenset(
    "suggest suggests suggested recommend recommends recommended advise advises advised consider".split()
)
"""Before "investing in": advice, nobody's stake."""
STAYING = frozenset({"stay", "stays", "stayed", "remain", "remains", "remained", "keep", "keeps", "kept"})
"""Verbs of what goes on as it was."""
SHOWN_GOODS = frozenset({"center", "centre", "chip", "gpu", "server", "model", "product", "processor", "show"})
"""Before "debut" it is of goods."""
SHOWN = frozenset("disclosed discloses revealed reveals disclosing revealing".split())
"""Before a purchase that a filing shows: "revealed it had acquired a new stake"."""
SMALL_SAVER = 100_000.0
"""So few dollars nobody puts into a company but a small saver, who is a reader and no party."""


def _not_ahead(case: Case) -> bool:
    """Not "slides ahead of its lock-up expiry", which only says when."""
    first = min(case.trigger[0], case.objects[0][0])
    before = case.sentence.passage.lower[max(first - 5, case.sentence.start) : first + 1]
    return not any(pair == ("ahead", "of") for pair in pairwise([*before, case.sentence.word(first + 1)]))


def _listed_trade(case: Case) -> bool:
    """The listing of a lab is of the trade only where the text speaks of computing or of a supplier."""
    if not case.groups(case.actor) & {"lab", "seller_lab"}:
        return True
    passage = case.sentence.passage
    if any(passage.has(category) for category in ("strong_context", "money_trade", "compute")):
        return True
    if any(name.entity.canonical in FUNDERS for name in passage.names):
        return True  # Who puts its money into labs moves with their listings.
    return any(name.entity.groups & (CHAINED_GROUPS - {"lab", "hyperscaler"}) for name in passage.names)


def _no_market_value(case: Case) -> bool:
    """Not "a $9 trillion valuation" of a company whose shares are traded."""
    word = case.sentence.word(case.object[1] - 1) if case.object else ""
    if case.actor is not None and case.sentence.word(case.actor.end - 1) in ONLOOKERS:
        return False  # "Analysts set targets pointing to a $7 trillion valuation"
    return word not in {"valuation", "post-money"} or is_unlisted(case)


def _no_outlay(case: Case) -> bool:
    """Capital that is raised, and not "$400 billion in capital expenditures" or "to spend $200 billion of capital"."""
    if case.object is None or case.sentence.word(case.object[1] - 1) != "capital":
        return True
    before = case.sentence.passage.lower[min(case.trigger[0], case.object[0]) : case.object[0]]
    return case.sentence.word(case.object[1]) not in OUTLAYS and {"spend", "spending", "spent"}.isdisjoint(before)


def _debut_of_share(case: Case) -> bool:
    """ "After its data center debut": what appears there is no share."""
    at = case.object[0] if case.object else case.trigger[0]
    if case.sentence.word(at) != "debut":
        return True
    # "In its debut sterling bond sale": the first debt, and no share.
    return case.sentence.word(at - 1) not in SHOWN_GOODS and not case.sentence.has(("debt_noun",), (at + 1, at + 4))


def _own_listing(case: Case) -> bool:
    """No listing that the verb is about: "raises money and files for an IPO" tells of two things."""
    sentence = case.sentence
    low, high = sentence.clause(case.trigger[0])
    verbs = [start for start, _ in sentence.spans(("ipo_filed", "ipo_planned", "ipo_off")) if start >= case.trigger[1]]
    return all(
        span[0] > case.trigger[1] and any(verb < span[0] for verb in verbs)
        for span in sentence.spans(("listing",))
        if low <= span[0] < high and not _is_aside(span, sentence)
    )


def _is_aside(span: Span, sentence: Sentence) -> bool:
    """ "Ahead of its planned IPO": the listing only dates the news."""
    words = sentence.passage.lower[max(sentence.start, span[0] - 5) : span[0]]
    if words[-1:] in (["planned"], ["proposed"], ["upcoming"]):
        return False
    return any(
        word in DATING or pair == ("ahead", "of") for word, pair in zip(words, pairwise([*words, ""]), strict=True)
    )


def _listing_is_news(case: Case) -> bool:
    """The listing is what the verb is about, and not only what dates or names something else."""
    sentence = case.sentence
    if case.object is None or _is_aside(case.object, sentence):
        return case.object is None
    if sentence.word(case.object[0] - 1) in {"-", "post", "pre", "since", "every", "any"}:
        return False  # "its post-IPO rally", "the biggest gain since its IPO"
    if sentence.word(case.trigger[0]) == "time" and sentence.word(case.trigger[0] - 1) in {"in", "of"}:
        return False  # "Signs a deal just in time for its IPO"
    return sentence.word(case.object[1]) not in LISTING_OWNED


BESIDE_RANGE = frozenset("above below within under over end top bottom middle midpoint".split())
"""Before a range by which something else is measured."""


def _range_itself(case: Case) -> bool:
    """The range is what changes: not "priced above its range"."""
    if case.object is None:
        return False
    before = case.sentence.passage.lower[max(case.object[0] - 3, case.sentence.start) : case.object[0]]
    return BESIDE_RANGE.isdisjoint(before)


RANGE_WITHIN = 4
"""Tokens between a range and the verb of what happens to it."""


def _no_range(case: Case) -> bool:
    """Not a change of the range or the size that is offered, which is told by itself."""
    sentence, lower = case.sentence, case.sentence.passage.lower
    changes = sentence.spans(("ipo_revise", "ipo_revise_down", "ipo_set"))
    if not any(start == case.trigger[0] for start, _ in changes):
        return True
    return not any(
        abs(start - case.trigger[1]) <= RANGE_WITHIN or 0 <= case.trigger[0] - end <= RANGE_WITHIN
        for start, end in sentence.spans(("ipo_range",))
        if BESIDE_RANGE.isdisjoint(lower[max(start - 3, sentence.start) : start])
    )


MADE = frozenset("made makes make making struck strikes signed announced announces unveiled closed completed".split())
"""Verbs of whoever has made investments."""


def _told_of_investments(case: Case) -> bool:
    """A verb of making or striking before them: "has made five investments totaling"."""
    low = max(case.sentence.clause(case.trigger[0])[0], case.trigger[0] - 6)
    return not MADE.isdisjoint(case.sentence.passage.lower[low : case.trigger[0]])


def _not_retold(case: Case) -> bool:
    """ "Slides after its Nasdaq debut": the debut is over, another move is the news."""
    words = case.sentence.passage.lower[max(case.sentence.start, case.trigger[0] - 4) : case.trigger[0]]
    return RETELLERS.isdisjoint(words)


def _no_aside(case: Case) -> bool:
    """Not in a relative clause: "Nebius, which went public last year"."""
    words = case.sentence.passage.lower[max(case.sentence.start, case.trigger[0] - 4) : case.trigger[0]]
    return not {"which", "who", "since", "after"} & set(words)


def _no_nearer_deal(case: Case) -> bool:
    """The listing belongs to no nearer verb: "in talks to invest in its IPO" is an investment."""
    if case.object is None:
        return True
    nearer = case.sentence.spans(("put_money", "stake_verb", "buy_verb", "investment_noun"))
    return not any(case.trigger[1] <= start and end <= case.object[0] for start, end in nearer)


def _counted_paper(case: Case) -> bool:
    """A count of shares or a sum for an option or warrant: without one it is mentioned, not granted."""
    low, high = case.window
    return any(low <= a.start < high and a.amount.unit in {"USD", "shares", "percent"} for a in case.sentence.amounts)


def _option_on_shares(case: Case) -> bool:
    """An option to buy shares or a stake, and no chips or capacity."""
    if case.object is None:
        return False
    low, high = case.object[0], min(case.object[1] + 9, case.sentence.end)
    return case.sentence.has(("stake_noun", "shares_word"), (low, high)) or any(
        low <= a.start < high and a.amount.unit == "shares" for a in case.sentence.amounts
    )


def _no_listed_sale(case: Case) -> bool:
    """Not the sale of a stake in a listed company, nor that somebody has or shows one: those are positions."""
    sells = case.sentence.word(case.trigger[0]).startswith(
        ("sell", "sold", "own", "has", "hold", "held", "disclos", "reveal")
    )
    before = case.sentence.passage.lower[max(case.sentence.start, case.trigger[0] - 4) : case.trigger[0]]
    sells = sells or not SHOWN.isdisjoint(before)
    return not sells or all(hit.entity.ticker is None for hit in case.others)


def _no_model_lab(case: Case) -> bool:
    """A lab's money is of the trade where the text speaks of its machines or a firm that supplies them."""
    if "lab" not in case.groups(case.actor) or "seller_lab" in case.groups(case.actor):
        return True
    passage = case.sentence.passage
    if passage.has("strong_context") or passage.has("money_trade"):
        return True
    others = [name.entity.groups for name in passage.names if case.actor and name.party != case.actor.party]
    return any(groups & (DOMAIN_GROUPS | CHAINED_GROUPS) - {"lab"} for groups in others)


def _no_site_loan(case: Case) -> bool:
    """Not "closes a $3 billion financing for a data center": a builder's money for a site is borrowed."""
    at = case.object[1] if case.object else case.trigger[1]
    return case.sentence.word(at) not in {"financing", "package"} or not for_a_site(case)


def _no_fund(case: Case) -> bool:
    """Not an investor whose purchases are positions."""
    if case.actor is None or buys_whole_firm(case):
        return True
    words = case.sentence.passage.lower[case.actor.start : case.actor.end]
    if not GROUPS.isdisjoint(case.sentence.passage.lower[case.actor.end : case.trigger[0]]):
        return True  # "BlackRock-led group buys Aligned"
    if case.sentence.passage.lower[case.actor.end : case.actor.end + 2] == ["-", "led"]:
        return True  # "Bought by a BlackRock-led group"
    return case.actor.entity.kind != "fund" and not HOLDERS.intersection(words[-1:])


def _no_shareholder(case: Case) -> bool:
    """Not an investor who buys shares that are traded, or a bet with options: those are positions."""
    traded = bool(case.others) and all(hit.entity.ticker is not None for hit in case.others)
    if case.actor is None or not traded:
        return True
    if case.frame.id == "invest.money" and (has_sum(case, HUGE) or _funds_works(case)):
        return True  # Nobody buys that much of a share unasked.
    words = case.sentence.passage.lower[case.actor.start : case.actor.end]
    # "Orchard Bank invests $430,000 in Marvell": so small a sum buys shares on the exchange.
    is_firm = case.actor.entity.kind == "unknown" and (
        not INSTITUTIONS.isdisjoint(words)
        or (case.frame.id == "invest.money" and not MONEY_MANAGERS.isdisjoint(words) and not has_sum(case, LARGE))
    )
    return _no_fund(case) and not is_firm and not case.sentence.has(("option_bet",), case.window)


def _by_small_saver(case: Case) -> bool:
    """ "Would $5,000 put into Nebius make you rich?": of whoever reads."""
    sums = [a for a in case.sentence.amounts if a.amount.unit == "USD"]
    low = case.trigger[1]
    near = [a.amount.value for a in sums if low <= a.start <= low + 6]
    return case.actor is None and bool(near) and not isinstance(near[0], tuple) and near[0] < SMALL_SAVER


def _funds_works(case: Case) -> bool:
    """ "Invested $150 million in Hut 8 to build AI infrastructure": the company gets the money, and spends it."""
    sentence, end = case.sentence, max(hit.end for hit in case.others)
    return any(
        sentence.word(at) == "to" and sentence.word(at + 1) in WORKS_OF_MONEY
        for at in range(end, min(end + WORKS_WITHIN, sentence.end - 1))
    )


def _private_actor(case: Case) -> bool:
    """A company without a share price: what it raises is equity unless something else is said."""
    actor = case.actor
    # Who files for a listing has no share price yet, whatever it has by now.
    if actor is None:
        return False
    if actor.entity.ticker is not None and not case.sentence.has(("listing",)):
        return is_of_shares(case)
    if actor.entity.kind == "collective":
        return case.sentence.word(actor.end - 1) in {"startups", "start-ups"} and has_trade_party(case)
    if case.groups(actor) & CHIP_MAKERS and (actor.entity.ticker is None or case.sentence.has(("listing",))):
        return True
    return bool(case.groups(actor) & DOMAIN_GROUPS) or (actor.entity.kind == "unknown" and has_trade_party(case))


def _sized(case: Case) -> bool:
    """An amount, or a headline, or the name of an instrument that is only used for deals."""
    return has_amount(case) or case.sentence.in_headline or case.sentence.has(("debt_deal", "stock_sale"), case.window)


def _is_given_here(case: Case) -> bool:
    """Nobody of another clause is given it: "announced a $2 billion AI investment, while Amazon revealed"."""
    low, high = sorted((case.trigger[1], case.others[0].start)) if case.others else (0, 0)
    return "while" not in case.sentence.passage.lower[low:high]


def _is_equity_itself(case: Case) -> bool:
    """Equity that is sold, and neither "held in equity" nor what somebody "will contribute in new equity"."""
    sentence = case.sentence
    given = (sentence.clause(case.trigger[0])[0], case.trigger[0])
    behind = sentence.word(case.trigger[1])
    return behind not in HELD_IN | BOUGHT_BACK and not sentence.has(("gives_money",), given)


def _officer_sells(case: Case) -> bool:
    """ "CoreWeave GC Doe sells $90k in shares": a person of the company sells what is theirs."""
    actor = case.actor
    between = case.sentence.passage.lower[actor.end : case.trigger[0]] if actor is not None else []
    return len(between) <= MOST_OFFICER and not OFFICERS.isdisjoint(between)


def _priced_stake(case: Case) -> bool:
    """Money or a share of the company for the stake, or a new one; a count of shares is a position."""
    low, high = case.window
    before = case.sentence.passage.lower[max(case.trigger[0] - 6, case.sentence.start) : case.trigger[0]]
    if before[-2:] in (["approached", "about"], ["asked", "about"]) and not {"not", "n't", "never"}.isdisjoint(before):
        return False  # "Had not been approached about taking a stake in Intel"
    if case.object is not None and "including" in case.sentence.passage.lower[case.trigger[1] : case.object[0]]:
        return False  # "Raises $3 billion including AMD stake": whoever raises it holds none
    # "Jumps 10% as Google boosts its stake": what moved is the price.
    of_move = [a.start for a in case.sentence.amounts if any(b <= a.start < e for b, e in case.claimed)]
    units = {a.amount.unit for a in case.sentence.amounts if low <= a.start < high and a.start not in of_move}
    first = case.sentence.word(case.trigger[1] - 1)
    return "shares" not in units and (bool(units & {"USD", "percent"}) or first in NEW_STAKE)


def _nothing_sold(case: Case) -> bool:
    """ "Disclosed it sold all its shares": another verb says what became of them."""
    between = (case.trigger[1], case.object[0] if case.object else case.trigger[1])
    return not case.sentence.has(("hold_less", "trade_sell"), between)


def _is_placed_paper(case: Case) -> bool:
    """ "Bought Class A common stock at $31.40 per share": what a company sells to one buyer."""
    if case.object is None:
        return False
    near = case.sentence.passage.lower[case.trigger[1] : min(case.object[1] + 1, case.sentence.end)]
    priced = any(a.amount.unit == "USD/share" and a.start >= case.object[0] for a in case.sentence.amounts)
    return priced and not {"common", "class", "preferred", "new", "newly"}.isdisjoint(near)


KINDS_OF_FIRM = frozenset(
    """startup start-up developer operator provider company firm maker chipmaker chip-maker designer miner group host
    specialist supplier manufacturer vendor builder lab neocloud foundry upstart hyperscaler""".split()
)
"""Words that say what sort of firm gets the money."""
BEHIND_FIRM = frozenset("as at in on to for and after last this while that which amid by through from valuing".split())
"""What goes on behind such a word, so that the firm ends there."""


def into_one_firm(case: Case) -> bool:
    """ "Invested $300 million in the AI computing specialist": an article, adjectives and the word for a firm."""
    at = case.object[1] if case.object else case.trigger[1]
    sentence = case.sentence
    if sentence.word(at) not in {"in", "into"} or sentence.word(at + 1) not in {"the", "a", "an"}:
        return False
    for end in range(at + 2, min(at + 10, sentence.end)):
        word = sentence.word(end)
        if word in KINDS_OF_FIRM:
            behind = sentence.word(end + 1)
            return behind in BEHIND_FIRM or (behind not in {"'s", "’s", "'", "’"} and not behind.isalpha())
        if not (word.isalpha() or "-" in word) or word in BLOCKING:
            return False
    return False


def _into_startup(case: Case) -> bool:
    """Into a firm that is only described: "bets $400 million on a stealth chip startup"."""
    if into_one_firm(case):
        return True
    low = case.object[1] if case.object else case.trigger[1]
    words = case.sentence.passage.lower[low : low + 10]
    return not {"in", "into", "on"}.isdisjoint(words) and case.sentence.has(("startup_noun",), (low, low + 11))


def _funds_company(case: Case) -> bool:
    """The round is of a company that is named, and not of the one that leads it."""
    return bool(case.others) and all(case.actor is None or hit.party != case.actor.party for hit in case.others)


def _amount_or_round(case: Case) -> bool:
    """A sum, or a headline that names the round: "secures record funding", "raises Series B"."""
    if has_amount(case) or has_foreign_sum(case):
        return True
    if case.object is None or not case.sentence.in_headline or case.object[1] - case.object[0] < 2:
        return False
    if case.sentence.word(case.object[1]) == "of" or not is_unlisted(case):
        return False  # "a new round of deals"
    ends = case.sentence.word(case.object[1] - 1) in {"funding", "round", "financing", "fundraising"}
    return ends or case.sentence.word(case.object[0]) == "series"


def _sum_at_once(case: Case) -> bool:
    """Not "guide raised to $60 billion", which is a level."""
    return case.sentence.word(case.trigger[1]) not in {"to", "from", "by"}


def _stake_follows(case: Case) -> bool:
    """ "Bought 6.5 percent of Crusoe": the share is of the company itself."""
    return case.object is not None and case.sentence.word(case.object[1]) == "of"


def _giver_named(case: Case) -> bool:
    """A company of the trade stands behind "from"."""
    hit = case.actor
    if hit is None or hit.entity.kind != "company" or hit.start < case.trigger[1]:
        return False
    between = case.sentence.passage.lower[case.object[1] if case.object else case.trigger[1] : hit.start]
    is_money = "from" in between and GOODS_PAID.isdisjoint(between)
    return is_money and bool(case.groups(hit) & CHAINED_GROUPS)


def _given_by_named(case: Case) -> bool:
    """A company or a fund stands behind the "from" of an investment that somebody gets."""
    actor = case.actor
    return actor is not None and actor.entity.kind in {"company", "fund"} and actor.start >= case.trigger[1]


def _no_giver(case: Case) -> bool:
    end = case.object[1] if case.object else case.trigger[1]
    # "Announces a $4 billion investment to build": who gets money secures or lands it.
    gives = case.sentence.word(case.trigger[0]).startswith("announc") and case.sentence.word(end) == "to"
    if case.object and any(n.end == case.object[0] for n in parties(case.sentence)):
        return False  # "Lands a $10 billion Microsoft investment"
    return not gives and {"from", "by", "in", "into"}.isdisjoint(case.sentence.passage.lower[end : end + 2])


def _is_a_loan(case: Case) -> bool:
    """Not "raise as much as $10 billion in loans": the clause ends at "as", what is raised is told behind the sum."""
    end = case.object[1] if case.object else case.trigger[1]
    if is_site_financing(end + (case.sentence.word(end) == "in"), case.sentence):
        return True
    return case.sentence.word(end) in {"in", "of"} and case.sentence.has(("debt_noun",), (end + 1, end + 4))


BESIDE = frozenset("and alongside plus concurrently with concurrent together".split())
"""Between two things that are sold at once."""


def _apart_from_debt(case: Case) -> bool:
    """No debt is spoken of, but beside the stock: "a share offering alongside convertible notes"."""
    if case.object is None:
        return True
    end = case.object[1]
    return all(
        end < start and not BESIDE.isdisjoint(case.sentence.passage.lower[end:start])
        for start, _ in case.sentence.spans(("debt_noun",))
    )


CONDITIONS: dict[str, Condition] = {
    "apart_from_debt": _apart_from_debt,
    "no_fund": _no_fund,
    "no_shareholder": lambda case: _no_shareholder(case) and not _by_small_saver(case),
    "private_actor": _private_actor,
    "sized": _sized,
    "priced_stake": _priced_stake,
    "stake_follows": _stake_follows,
    "into_startup": _into_startup,
    "amount_or_round": _amount_or_round,
    "sum_at_once": _sum_at_once,
    "funds_company": _funds_company,
    "not_ahead": _not_ahead,
    "equity_itself": _is_equity_itself,
    "given_here": _is_given_here,
    "unadvised": lambda case: case.sentence.word(case.trigger[0] - 1) not in ADVISING,
    "no_outlay": _no_outlay,
    "newly_listed": lambda case: (
        case.sentence.word(case.trigger[0] - 1) not in STAYING and case.sentence.word(case.trigger[1]) != "of"
    ),
    "debut_of_share": _debut_of_share,
    "own_listing": _own_listing,
    "no_nearer_deal": _no_nearer_deal,
    "no_site_loan": _no_site_loan,
    "no_trader": lambda case: case.actor is None or case.actor.entity.kind not in {"person", "fund", "broker"},
    "nothing_sold": _nothing_sold,
    "counted_paper": _counted_paper,
    "option_on_shares": _option_on_shares,
    "no_listed_sale": _no_listed_sale,
    "not_on_sale": lambda case: not is_on_sale(case),
    "no_model_lab": _no_model_lab,
    "not_lent_below": lambda case: not lent_below(case),
    "listing_is_news": _listing_is_news,
    # "Insiders sell $200 million of stock after the lock-up": the sale is the news.
    "no_sale_after": lambda case: (
        not (
            has_amount(case)
            and case.object is not None
            and "after" in case.sentence.passage.lower[case.object[0] - 2 : case.object[0]]
        )
    ),
    "not_retold": _not_retold,
    "no_side_clause": _no_aside,
    "listed_trade": _listed_trade,
    "unlisted": is_unlisted,
    "no_market_value": _no_market_value,
    # "A $40 billion bridge loan for its OpenAI investment": the sum is lent.
    "no_loan_between": lambda case: (
        case.object is None or not case.sentence.has(("debt_noun", "debt_deal"), (case.object[1], case.trigger[0]))
    ),
    "no_majority": lambda case: not is_majority(case),
    "range_itself": _range_itself,
    "no_range": _no_range,
    "told_of_investments": _told_of_investments,
    "no_stake_in_halls": lambda case: not is_stake_in_halls(case),
    "no_loan_behind": lambda case: not _is_a_loan(case),
    # "An investment in", "an investment of $2 billion in".
    "in_follows": lambda case: (
        case.object is not None
        and not {"in", "into"}.isdisjoint(
            case.sentence.passage.lower[
                case.object[1] : case.object[1] + (5 if case.sentence.word(case.object[1]) == "of" else 1)
            ]
        )
    ),
    "giver_named": _giver_named,
    "given_by_named": _given_by_named,
    "large_or_priced": lambda case: has_sum(case, LARGE) or _is_placed_paper(case),
    "no_giver": _no_giver,
    "not_debt_told": lambda case: not debt_told(case),
    "stock_actor": lambda case: (
        (bool(case.groups(case.actor) & DOMAIN_GROUPS) or is_of_trade(case.actor, case))
        and not _officer_sells(case)
        # "Trims its CoreWeave stake again, sells 6.2 million shares": whose shares are sold.
        and (case.actor is None or case.sentence.word(case.actor.end) not in HELD)
        # "Jane Doe completes her $1 billion stock sale": of shares that are hers.
        and (case.actor is None or case.actor.entity.kind != "person")
    ),
    "no_officer": lambda case: not _officer_sells(case),
    # "Exits Nebius, doubles down on TSMC": whoever stands before the comma did not.
    "same_subject": lambda case: (
        case.sentence.word(case.trigger[0]) not in {"doubles", "doubled", "doubling"}
        or case.sentence.word(case.trigger[0] - 1) != ","
    ),
}
