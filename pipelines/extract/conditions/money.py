"""Conditions of the frames of events/money.toml: spending, debt, equity, takeovers and listings.

What must never happen: a budget that is only expected told as spent, a figure that only measures another told as its
own, or a person's or a fund's purchase told as a company's.
"""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.conditions.general import BACKGROUND, PHRASE_ENDS, Condition, has_amount, house_speaks
from pipelines.extract.conditions.market import MONEY_MANAGERS, buys_whole_firm, deals_for_a_firm, is_of_trade
from pipelines.extract.conditions.places import is_public
from pipelines.extract.directions import is_level_reached
from pipelines.extract.drafts import Case
from pipelines.extract.little_words import BEING, WORRIES
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.quantities import PER_YEAR
from pipelines.extract.roles.capitals import is_capitalised, is_title_case
from pipelines.extract.roles.compute import SPEECH
from pipelines.extract.roles.market import INSTITUTIONS, INVESTING, OFFICES
from pipelines.extract.roles.money import CHOOSING, FORESEEING, WITH, behind_noun, foreseer
from pipelines.extract.roles.names import (
    BLOCKING,
    DESCRIBING,
    describes_goods,
    is_brushed_off,
    list_from,
    marker_before,
    outside_brackets,
    parties,
    second_verbs,
)
from pipelines.extract.roles.unknown import PRONOUNS
from pipelines.extract.trade import (
    CHAINED_GROUPS,
    CHIP_MAKERS,
    CLOUDS,
    DOMAIN_GROUPS,
    FUNDERS,
    HOSTS,
    PAYMENTS,
    SINGLE_MINDED,
)

FIRMS_OR_PARTS = frozenset(
    """business unit division arm maker designer startup firm company developer supplier operations stake assets plant
    fab group holdings inc inc. corp""".split()
)
"""What changes hands in a takeover, whatever goods it makes."""
BETWEEN = frozenset(
    """has have had is are was were be been being will would could can may might also just now recently reportedly
    already agrees
    agreed plans plan planning to in talks advanced early close near nears nearing set looking
    looks seeks wants mulls mulling offers offered offering bids moves eyes considering considers weighs exploring
    explores signs signed a an the deal definitive agreement and , - quietly finally formally said says it he she
    they 's 'll not denies denied that no did does reports about over exclusive discussions announces announced intends
    intend expects preparing prepares
    ready poised completes completed closes parent owner group led consortium unit inc. corp.""".split()
)
"""What may stand between a buyer and its verb."""
WORKS_OF_MONEY = frozenset("build construct fund finance develop expand scale accelerate support".split())
"""What a company does with the money it is given."""
WORKS_WITHIN = 5
PERIODS = frozenset("year quarter month week company firm group half".split())
"""What a genitive may name without naming a company: "this year's budget"."""
HOLDERS = INVESTING - {"president", "chairman", "founder", "founders", "backer", "backers", "fund", "funds"} | {
    "traders"
}
"""Last words of whoever trades shares and founds no stake."""
CROWD = frozenset("investors traders shareholders whales bulls insiders foreigners dip-buyers speculators".split())
"""Who trades shares by the thousand and takes over nobody."""
GROUPS = frozenset({"group", "consortium"})
"""What funds form to buy whole companies."""
COUNTED = frozenset({"including", "excluding", "includes", "assuming", "inclusive"})
CREDITORS = frozenset({"investors", "investor", "traders", "holders", "bulls", "bears", "watchers"})
LENDERS = frozenset({"bank", "banks", "lenders", "lender", "bankers", "creditors"})
SELVES = frozenset("company we our firm miner chipmaker giant neocloud startup operator developer".split())
"""Words that stand for whoever a passage is about."""
VEHICLES = frozenset("entity vehicle affiliate subsidiary unit partnership trust spv consortium venture".split())
"""Nouns of what is set up to borrow and has no name."""
TOLD_WHEN = frozenset(
    """on monday tuesday wednesday thursday friday saturday sunday this week month today yesterday earlier last late
    investors told""".split()
)
"""Between who buys and the verb, beside auxiliaries."""
BUYS_BY = frozenset(
    """deal agreement pact talks bid offer approval tried tries trying attempt plan plans move
    spent spends spend pays paid pay""".split()
)
"""Between a buyer and its "to buy"."""
TO_BUY_WITHIN = 9
NEW_STAKE = frozenset(
    """take takes took taking taken buy buys bought buying acquire acquires acquired acquiring eyes mulls considers
    weighs seeks nears explores""".split()
)
"""Verbs of a stake that was not there before."""
TRADING = frozenset(
    "snap snaps snapped scoop scoops scooped bet bets betting wager wagers snag snags snagged picks".split()
)
"""Verbs that a fund does to shares."""
WEAK_TAKEOVERS = frozenset({"deal", "offer", "bid", "purchase", "sale", "approach", "combination"})
"""Nouns of buying that are used of goods as well."""
FUND_WITHIN = 9
MEETING = frozenset({"support", "meet", "serve", "satisfy", "match", "face", "facing", "amid", "despite", "of"})
"""Before a participle that describes what follows it."""
GIVING_OUT = frozenset("invest spend deploy build buy acquire commit pour allocate put".split())
"""Before a sum: it is given out, and not raised ("announces plans to invest $20 billion")."""
HELD = frozenset({"stake", "holding", "holdings", "position", "bet"})
"""Right behind a company: what somebody else has of it."""
BACKGROUND_OF = frozenset("capping caps capped year years wave era".split())
"""Before spending: "capping twelve months of AI outlays", what has been for long."""
NO_LOANS = frozenset("rate rates market markets yields spreads default defaults losses investors funds".split())
"""Behind "loan" nothing new is borrowed."""
MOVING = frozenset({"as"})
"""Before a clause of its own that tells what moved a share; "after convertible offering" only retells it."""
CAUSES = frozenset({"after", "following", "amid", "amidst"})
"""Words that open the reason of a price move, which is news, or what is only retold of anything else."""
INCLUDING = frozenset({"includes", "include", "included", "gives", "grants", "comes"})
"""Verbs of a relative clause that states terms of the news."""
RETOLD_AUXILIARIES = frozenset({"was", "were", "had", "has", "have"})
YARDSTICKS = frozenset(
    "than above below beat beats beating topped topping missed missing vs versus over under exceeded exceeding".split()
)
"""Words before what was foreseen when a figure is only measured by it."""
FORESEEN = frozenset("estimates expectations forecasts consensus views projections".split())
"""Behind "topping": what a figure is measured by."""
YARDSTICK_OWNERS = frozenset("its the our their analyst analysts street consensus prior previous own wall".split())
PAPERWORK = frozenset("agreement agreements order orders commitment commitments obligation obligations".split())
"""What follows "purchase" where goods are bought, no company."""
DOING = ("boost", "ramp", "step", "stepp", "increas", "accelerat", "crank", "scal")
"""How verbs begin of doing more of something, where "raises" and "hikes" change a plan."""
OF_A_PLAN = frozenset(
    """guidance guide forecast forecasts outlook plan plans target targets budget budgets range estimate
    full-year annual planned projected expected""".split()
)
LANDS = frozenset({"county", "parish", "township", "city", "state", "province", "prefecture", "valley"})
"""Last words in the names of places."""
LOOKING_AHEAD = frozenset({"will", "would", "to", "could", "may", "should"})
"""Between a budget and how it compares, of a time to come."""
PLANNED_NOUNS = frozenset(
    "guidance guide forecast forecasts outlook plan plans target targets budget budgets range estimate".split()
)
"""What makes a figure of spending one of the future."""
ONLOOKERS = frozenset(
    "traders investors markets market stocks shares analysts bulls bears wall street pressure".split()
)
"""Whom a budget keeps busy, so that they stand between the verb and it."""
DATING = frozenset({"before", "until", "pre", "since"})
LISTING_OWNED = frozenset(
    "growth price hopes plans boom market window pipeline stocks tech race rush wave fever frenzy hopefuls".split()
)
"""What makes of a listing the first half of another noun."""
RETELLERS = frozenset({"after", "following", "since", "before"})
COMPARATIVES = frozenset("more less lower higher bigger larger smaller slower".split())
BEHIND_COMPARATIVES = frozenset(
    "than in this next for to on as and or amid after by due year again still if but while with at from".split()
)
MULTIPLYING = ("doubl", "tripl", "quadrupl")
RESULT_WORDS = frozenset("revenue revenues sales profit profits earnings income margin margins business demand".split())
SELLER_MARKERS = frozenset({"from"})
FIRST_PERSON = frozenset({"we", "our", "we'll", "i"})
BEFORE_OBJECT = frozenset(
    "keeps keep keeping kept holds hold holding held sticks stick sticking stands stand leaves leave backs repeats "
    "repeat repeating".split()
)
"""Verbs of keeping that say nothing of what stands before them: "budget stress keeps traders on edge"."""
ABOUT_PARTS = BLOCKING - {"of"} | {"and", "to", "that", "for"}
"""Words between a verb and what is bought that show it is not what is bought."""
NOT_BOUGHT = frozenset(
    """operator operators developer developers company firm provider site sites land stocks software customers capacity
    chips space services products model models power companies owner landlord reit equipment gear deal""".split()
)
"""Behind the name of halls or of a part: something else is bought or sold."""
ONE_HALL = frozenset({"facility", "building"})
OLD_NEWS = frozenset({"changed", "ago", "how", "why", "history", "lessons", "years", "since", "anniversary"})
SITE_AIMS = frozenset({"for", "to", "toward", "towards"})
BUILDERS = frozenset({"lab", "seller_lab", "hyperscaler", "core_chip", "chip"})
"""Whose money for sites may be of every kind."""
OUTSIDERS = frozenset({"market", "analyst", "analysts", "analysts'", "street", "consensus"})
"""Whose forecasts only measure a result."""
GOODS_PAID = PAYMENTS | frozenset(
    {"orders", "order", "worth", "contracts", "sales", "revenue", "chips", "gpus", "capacity", "credits"}
)
"""Behind a sum that somebody takes: it is paid for something."""
PASSIVELY = frozenset("expected projected forecast forecasted estimated predicted seen tipped likely".split())
OF_THE_TRADE = frozenset("ai global worldwide industry data datacenter hyperscaler hyperscalers cloud".split())
RESEARCHERS = frozenset(
    {"Gartner", "IDC", "TrendForce", "Dell'Oro", "Omdia", "McKinsey", "Synergy Research", "Counterpoint Research",
     "Wood Mackenzie", "BloombergNEF", "Epoch AI", "Deloitte", "Moody's", "JLL", "CBRE", "S&P Global Ratings",
     "Fitch Ratings", "Uptime Institute"}
)  # fmt: skip
"""Houses that count what others spend."""
FUNDING = frozenset("fund funds funding finance finances financing bankroll".split())
SELLING_GROUPS = frozenset({"hyperscaler", "neocloud", "cloud"})
REASONING = frozenset("citing cites amid because due gdp revenue earnings sales profit".split())
NEAR = 6
STAKE_WITHIN = 4
"""Most tokens between a deed of a fund and the noun of what it holds."""
PARTING = frozenset("with which that investments investment revenue growth".split())
FELT = frozenset("cautious wary worried nervous concerned skeptical sceptical anxious uneasy impatient weary".split())
"""What those grow who look on."""
RIVALRY = frozenset("competition competitors rivalry costs prices rates yields tensions doubts fears worries concerns "
                    "scrutiny pressure skepticism uncertainty inflation tariffs debt".split())  # fmt: skip
"""What may increase beside a budget."""
BREAKS = frozenset("as while after amid because".split())
FLOWS = frozenset("flow flows cash margin margins stock shares share".split())
"""What drops or sinks without anybody spending it."""
HALF = 50
"""Percent."""
HUGE, LARGE = 1e9, 1e8
"""Dollars."""
OUTLAYS = frozenset({"expenditure", "expenditures", "spending", "expenses", "outlay", "outlays", "costs"})
"""Behind "capital" they say that it is spent, not raised."""
HELD_IN = frozenset("investments investment stakes stake value markets holdings funds losses gains".split())
"""Behind "in equity": what is held, not raised."""
OFFICERS = OFFICES | frozenset("cao directors officers executives exec insiders treasurer".split())
MOST_OFFICER = 7
"""Most tokens of a post and its name between a company and the verb."""
DRIVING = frozenset("drive drives driving add adds generate generates boost boosts bring brings yield yields".split())
METRICS = frozenset("revenue revenues sales profit profits earnings".split())
DRIVEN_WITHIN = 14
BOUGHT_BACK = frozenset("buyback buybacks repurchase repurchases".split())
"""Behind "in stock": the company spends the money."""
ADVISING = frozenset(
    "suggest suggests suggested recommend recommends recommended advise advises advised consider".split()
)
"""Before "investing in": advice, nobody's stake."""
STAYING = frozenset({"stay", "stays", "stayed", "remain", "remains", "remained", "keep", "keeps", "kept"})
SHOWN_GOODS = frozenset({"center", "centre", "chip", "gpu", "server", "model", "product", "processor", "show"})
"""Before "debut" it is of goods."""

SHOWN = frozenset("disclosed discloses revealed reveals disclosing revealing".split())
"""Before a purchase that a filing shows: "revealed it had acquired a new stake"."""
SMALL_SAVER = 100_000.0
"""So few dollars nobody puts into a company but a small saver, who is a reader and no party."""


def _trade(case: Case) -> bool:
    """A party of the trade; or a text about computing with a chip maker or somebody unknown as party."""
    if any(case.groups(hit) & DOMAIN_GROUPS for hit in (case.actor, *case.others)):
        return True
    passage = case.sentence.passage
    is_new = case.frame.type == "ipo" or _unlisted(case)
    if case.frame.type in {"ipo", "equity_financing"} and is_new and case.groups(case.actor) & CHIP_MAKERS:
        return True  # A maker of chips that goes public or is funded is one of chips for AI or memory.
    if any(case.groups(hit) & CHAINED_GROUPS for hit in (case.actor, *case.others)):
        if case.groups(case.actor) & CHAINED_GROUPS and passage.groups & SINGLE_MINDED:
            return True
        return passage.has("ai_context") or passage.has("ai_aim")
    if case.actor is not None and any(n.entity.groups & (SINGLE_MINDED | {"lab"}) for n in case.sentence.names):
        return True
    return passage.has("strong_context") or passage.has("money_trade")


INTEREST = frozenset({"expense", "expenses", "spread", "spreads", "coupon"})
"""Between a verb and "debt": what the debt costs is added, not the debt."""


MONEY_PEOPLE = frozenset("funds fund investors managers traders insurers pensions buyers".split())
"""Who holds the debt of others."""


def _debt_trade(case: Case) -> bool:
    """As `trade`, or the sentence says that the debt is for AI; not what a miner buys coins with."""
    if case.sentence.passage.has("coin_aim") and not case.sentence.passage.has("strong_context"):
        return False
    if case.object is not None and not INTEREST.isdisjoint(
        case.sentence.passage.lower[case.trigger[1] : case.object[0]]
    ):
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
    return _trade(case) or case.sentence.has(("ai_quest",)) or _is_big_tech_debt(case, nouns)


def _is_big_tech_debt(case: Case, nouns: list[Span]) -> bool:
    """ "Big Tech's borrowing spree raises fears of AI risks", "tech groups turn to chip-backed loans"."""
    lower = case.sentence.passage.lower
    if any(not {"chip", "chips", "gpu", "gpus"}.isdisjoint(lower[max(start - 3, 0) : end]) for start, end in nouns):
        return True
    if case.actor is None or not case.sentence.has(("ai_word",)):
        return False
    return case.actor.entity.kind == "collective" or lower[case.actor.start] == "ai"


def _is_no_debt(noun: Span, sentence: Sentence) -> bool:
    """ "$1.6 billion including debt" is a price, and "bond investors" are people."""
    return sentence.word(noun[0] - 1) in COUNTED or sentence.word(noun[1]) in CREDITORS


def _owned_deal(case: Case) -> bool:
    """A headline, or a sum right before the noun that its owner has."""
    sums = [a for a in case.sentence.amounts if a.amount.unit == "USD" and 0 <= case.trigger[0] - a.end <= 4]
    return bool(sums) or case.sentence.in_headline


def _is_site_financing(at: int, sentence: Sentence) -> bool:
    """ "Closed a $4 billion financing for its Oakfield campus": what is built with it is its security."""
    if sentence.word(at) != "financing" or sentence.word(at + 1) != "for":
        return False
    priced = any(a.amount.unit == "USD" and 0 <= at - a.end <= 2 for a in sentence.amounts)
    return priced and sentence.has(("data_center",), (at + 2, at + 9))


def _from_bank(case: Case) -> bool:
    """A bank or lender is named behind "from", or was chosen to lead: "taps Pimco to lead $29 billion financing"."""
    if case.object is not None and _is_site_financing(case.object[0], case.sentence):
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


def _close_actor(case: Case) -> bool:
    """The actor stands right before the verb: nothing but auxiliaries, adverbs and words of intent between."""
    if case.actor is not None and case.actor.start < case.sentence.start:
        return True  # "It agreed to buy": whom it means has been settled.
    if case.actor is None or case.actor.end > case.trigger[0]:
        return case.actor is not None and case.sentence.word(case.trigger[1]) == "by"
    last = list_from(case.actor, case.trigger, case.sentence)[-1]  # of "A and B back"
    between = outside_brackets(case.sentence.passage.lower[last.end : case.trigger[0]])
    finite = case.sentence.word(case.trigger[0]) != "to"
    referred = finite and (between[-1:] in (["it"], ["they"]) or between[-2:] == ["the", "company"])
    if referred or BETWEEN.issuperset(_without_asides(between)):
        return True
    infinitive = case.sentence.word(case.trigger[0]) == "to" or case.sentence.word(case.trigger[0] - 1) == "to"
    if infinitive and len(between) <= TO_BUY_WITHIN and not BUYS_BY.isdisjoint(between) and _is_alone(case):
        return True  # "strikes a $4 billion deal to buy", "wins approval to buy"
    # "Equinix, GIC and CPP to buy": who buys along with it stands between.
    named = outside_brackets(case.sentence.passage.words[case.actor.end : case.trigger[0]])
    is_list = named[:1] in ([","], ["and"]) and len(named) < 9 and not is_title_case(case.sentence)
    low = max(case.sentence.start, case.actor.start - 4)
    if not {"to", "for"}.isdisjoint(case.sentence.passage.lower[low : case.actor.start]):
        return False  # "gives nod to Alibaba and Tencent to buy"
    return is_list and all(word.lower() in BETWEEN or is_capitalised(word) for word in named)


def _without_asides(words: list[str]) -> list[str]:
    """Without when it is told and what stands between two commas: ", according to Reuters, has bought"."""
    if words[:1] == [","] and "," in words[1:]:
        words = words[len(words) - words[::-1].index(",") :]
    return [word for word in words if word not in TOLD_WHEN]


def _is_alone(case: Case) -> bool:
    """Nobody else and no comma stands between the actor and the verb."""
    low, high = case.actor.end if case.actor else 0, case.trigger[0]
    alone = not any(low <= n.start < high for n in case.sentence.names if n.party)
    return alone and "," not in case.sentence.passage.lower[low:high]


def _states_terms(case: Case) -> bool:
    """ "A deal, which includes an option to invest": a relative clause of what belongs to the news."""
    low, _ = case.sentence.clause(case.trigger[0])
    words = case.sentence.passage.lower[max(low - 1, case.sentence.start) : low + 2]
    return "which" in words and not INCLUDING.isdisjoint(words)


def _is_relative(first: int, sentence: Sentence) -> bool:
    """ "CoreWeave, which has raised $12 billion in debt this year, signed": what is known of it, and no news; the
    sentence goes on behind a comma."""
    at = first - 1
    while sentence.word(at) in RETOLD_AUXILIARIES | {"is", "already", "recently", "also", "been"}:
        at -= 1
    if sentence.word(at) != "which" or sentence.word(at - 1) != "," or at - 1 <= sentence.start:
        return False
    end = next(
        (i for i in range(first, sentence.end - 2) if sentence.word(i) == "," and sentence.word(i + 1)[:1]), None
    )
    return end is not None and sentence.word(end + 1) not in {"and", "or", "but", "which", "with"}


def _main_clause(case: Case) -> bool:
    """No background: not "amid …" or "that was …", and outside a headline not in a clause of "after" or "following".

    What moved a price is news: "shares dropped after it said it would sell notes".
    """
    if case.sentence.word(case.trigger[0]) == "spending" and case.sentence.word(case.trigger[0] - 1) in {
        "that",
        "the",
        "its",
    }:
        return False  # "Half of that spending went to": a noun
    if _is_no_deed(case):
        return False
    sentence, first = case.sentence, case.trigger[0]
    before, last = sentence.word(first - 2), sentence.word(first - 1)
    if _states_terms(case):
        return True
    if sentence.word(sentence.start) == "earlier" and sentence.word(sentence.start + 1) == "this":
        return False  # "Earlier this year, Meta invested ..."
    if before == "that" and last in RETOLD_AUXILIARIES and sentence.word(first - 3) not in SPEECH:
        return False
    if _is_relative(first, sentence):
        return False
    low, _ = sentence.clause(first)
    opening = {sentence.word(low), last, before}
    if opening & CAUSES and any(sentence.start <= start < first for start, _ in case.claimed):
        return True
    if sentence.in_headline:
        return not {"amid", "amidst"} & ({sentence.word(low), last})
    if sentence.word(low + 1) == ",":
        opening = {last, before}  # "Shortly after, IREN issued a bond": when, and no clause
    return not opening & BACKGROUND or _goes_on_behind(low, first, sentence)


def _no_aside_before(case: Case) -> bool:
    """Not "trims its Dell holding as it braces for more AI capex"."""
    sentence = case.sentence
    prepared = (start for start, end in sentence.spans(("capex_prep",)) if end <= case.trigger[0])
    return not any(_is_meanwhile(start, sentence) for start in prepared)


def _is_no_deed(case: Case) -> bool:
    """ "Falls as selling extends": a noun of the market; "rates weigh on borrowers": a burden, and no thought."""
    sentence, (first, end) = case.sentence, case.trigger
    word, behind = sentence.word(first), sentence.word(end)
    if any(name.start <= first and end <= name.end for name in sentence.names):
        return True  # "Big Tech's AI spending": no word of the name
    if word in {"sell", "sells", "sold", "selling"} and "off" in {behind, sentence.word(end + 1)}:
        return True  # "Oracle bonds sell off"
    if word == "selling" and end == first + 1:
        return behind in SPREADING
    if word == "floating":
        return behind == "-" and sentence.word(first - 1) in {"on", "its"}
    if word == "price":
        return sentence.word(first - 1) in {"stock", "share"}
    return word in {"weigh", "weighs", "weighed", "weighing"} and behind in WEIGHED_ON


SPREADING = frozenset(
    """extend extends extended spread spreads spreading continue continues continued resume resumes resumed intensify
    intensifies intensified accelerate accelerates accelerated deepen deepens deepened persist persists persisted
    eases eased pressure picks gathers drags hits grips sweeps""".split()
)
"""What selling on a market does."""
WEIGHED_ON = frozenset("on heavily more most heavier upon down less".split())


def _not_ahead(case: Case) -> bool:
    """Not "slides ahead of its lock-up expiry", which only says when."""
    first = min(case.trigger[0], case.objects[0][0])
    before = case.sentence.passage.lower[max(first - 5, case.sentence.start) : first + 1]
    return not any(pair == ("ahead", "of") for pair in pairwise([*before, case.sentence.word(first + 1)]))


def _no_driver(case: Case) -> bool:
    """Not "AI infrastructure spending and growth expectations are key drivers": what moves a result is no plan."""
    if case.object is None:
        return True
    behind = case.sentence.passage.lower[case.object[1] : min(case.object[1] + DRIVER_WITHIN, case.sentence.end)]
    return DRIVERS.isdisjoint(behind)


DRIVERS = frozenset("driver drivers tailwind tailwinds headwind headwinds catalyst catalysts".split())
DRIVER_WITHIN = 14


def _no_own_aside(case: Case) -> bool:
    """Not in a clause that only says when: "sells its Intel stake as it prepares for AI spending"."""
    return not _is_meanwhile(case.trigger[0], case.sentence)


def _is_meanwhile(verb: int, sentence: Sentence) -> bool:
    """ "As it prepares", "while the fund prepares": what somebody does beside the news."""
    if sentence.word(verb - 1) not in SELVES | PRONOUNS | {"fund", "investor", "bank"}:
        return False
    return not MEANWHILE.isdisjoint({sentence.word(verb - 2), sentence.word(verb - 3)})


MEANWHILE = frozenset({"as", "while", "when"})


def _goes_on_behind(low: int, first: int, sentence: Sentence) -> bool:
    """ "After strong results, it now expects": what the sentence opens with ends at the comma before a pronoun."""
    if low != sentence.start or sentence.word(low) not in BACKGROUND:
        return False
    lower = sentence.passage.lower
    return any(lower[at] == "," and sentence.word(at + 1) in PRONOUNS | {"the"} for at in range(low + 2, first))


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


def _not_why(case: Case) -> bool:
    """Not "cut Oracle estimates on AI capex", "grow skeptical of returns on AI capex": why, or what is doubted."""
    if case.object is None:
        return True
    low = max(case.window[0], min(case.trigger[0], case.object[0]) - 4)
    words = case.sentence.passage.lower[low : case.object[0]]
    if any(word in DOUBTED and behind in FOR_REASON for word, behind in pairwise(words)):
        return False
    return FELT.isdisjoint(case.sentence.passage.lower[case.trigger[1] : case.object[0]][:3])


def _no_question(case: Case) -> bool:
    """The part of the sentence that tells of it asks nothing."""
    _, end = case.window
    asked = "?" in {case.sentence.word(end - 1), case.sentence.word(end), case.sentence.word(end + 1)}
    low, _ = case.sentence.clause(case.trigger[0])
    return not asked and not {"if", "whether"} & set(case.sentence.passage.lower[low - 2 : case.trigger[0]])


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


def _first_person(case: Case) -> bool:
    """The company speaks of itself."""
    words = case.sentence.passage.lower[case.sentence.start : case.trigger[1]]
    return not FIRST_PERSON.isdisjoint(words)


def _headline_or_move(case: Case) -> bool:
    """A headline that tells of a rise or a price move, or what moved a price: elsewhere an adjective is background."""
    if case.sentence.in_headline:
        said = case.category == "capex_risen" or bool(case.claimed)
        if said and not case.sentence.passage.words[case.sentence.end - 1].endswith("."):
            return True
    low = case.trigger[0]
    moved = any(case.sentence.start <= start < low and low - end <= 2 for start, end in case.claimed)
    return moved and case.sentence.word(low - 1) in {"on", "as", "after", "amid", "over"}


def _sum_on_the_way(case: Case) -> bool:
    """A sum between the plan and the instrument, or right behind it; else the instrument follows at once."""
    first, last = case.trigger[1], case.object[1] if case.object else case.trigger[1]
    sums = [a for a in case.sentence.amounts if a.amount.unit == "USD" and first <= a.start <= last + 3]
    return bool(sums) or (case.object is not None and case.object[0] - first <= 3 and case.sentence.in_headline)


def _foreseen_here(case: Case) -> bool:
    """Right before the trigger stands who plans it or foresees it: "plans record capital spending"."""
    near = (case.trigger[0] - 4, case.trigger[0])
    return case.sentence.has(("forward", "capex_aim", "capex_see"), near)


def _debt_aim(case: Case) -> bool:
    """What the new debt pays for follows, or it moved the price."""
    word = case.sentence.word(case.trigger[1])
    return word in {"to", "for"} or any(case.sentence.start <= start < case.trigger[0] for start, _ in case.claimed)


def _bought_trade(case: Case) -> bool:
    """A cloud or a lab buys companies of every kind: the target or the text has to be of the trade."""
    if case.groups(case.actor) & (SINGLE_MINDED | CHAINED_GROUPS - {"hyperscaler", "lab"}):
        return True
    if any(case.groups(hit) & CHAINED_GROUPS for hit in case.others):
        return True
    passage = case.sentence.passage
    return any(passage.has(category) for category in ("strong_context", "money_trade", "compute"))


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


def _unlisted(case: Case) -> bool:
    """What a listed company is worth is its price, no round."""
    return case.actor is None or case.actor.entity.ticker is None


def _no_market_value(case: Case) -> bool:
    """Not "a $9 trillion valuation" of a company whose shares are traded."""
    word = case.sentence.word(case.object[1] - 1) if case.object else ""
    if case.actor is not None and case.sentence.word(case.actor.end - 1) in ONLOOKERS:
        return False  # "Analysts set targets pointing to a $7 trillion valuation"
    return word not in {"valuation", "post-money"} or _unlisted(case)


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
    return sentence.word(case.object[1]) not in LISTING_OWNED


def _range_itself(case: Case) -> bool:
    """The range is what changes: not "priced above its range"."""
    if case.object is None:
        return False
    before = case.sentence.passage.lower[max(case.object[0] - 3, case.sentence.start) : case.object[0]]
    return BESIDE_RANGE.isdisjoint(before)


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


PROVIDING = frozenset("provide provides provided providing put puts contribute contributes supply inject".split())


def _no_equity_told(case: Case) -> bool:
    """ "Won't back Oracle's site", and the text says that it "won't provide equity": what is refused is no debt."""
    if "equity" not in case.sentence.passage.vocabulary:
        return True
    return not any(word in PROVIDING and after == "equity" for word, after in pairwise(case.sentence.passage.lower))


def _gets_it(case: Case) -> bool:
    """A verb and no noun: "the price of Oracle's debt" raises none, nor does what "raises concerns about" it."""
    end = case.trigger[1]
    between = case.sentence.passage.lower[end : case.object[0]] if case.object is not None else []
    if any(word in WORRIES and after in {"about", "over", "on"} for word, after in pairwise(between)):
        return False
    return case.sentence.word(end - 1) not in NO_VERBS or case.sentence.word(end) != "of"


def _told_of_investments(case: Case) -> bool:
    """A verb of making or striking before them: "has made five investments totaling"."""
    low = max(case.sentence.clause(case.trigger[0])[0], case.trigger[0] - 6)
    return not MADE.isdisjoint(case.sentence.passage.lower[low : case.trigger[0]])


MADE = frozenset("made makes make making struck strikes signed announced announces unveiled closed completed".split())


def _not_believed(case: Case) -> bool:
    """Not a budget that only a relative clause judges: "Roe, who believes AI capex is peaking, has cut her stake"."""
    if case.object is None or "who" not in case.sentence.vocabulary:
        return True
    lower, sentence = case.sentence.passage.lower, case.sentence
    opened = [at for at in range(sentence.start, case.object[0]) if lower[at] == "who" and lower[at + 1] in BELIEVING]
    return not any("," not in lower[at : case.object[0]] for at in opened)


BELIEVING = frozenset(
    "believes believe thinks think argues argue says say sees see warns expects expect predicts".split()
)


def _no_example(case: Case) -> bool:
    """Not one of those that somebody warns of: "risks in deals such as Lambda's $500 million loan"."""
    sentence = case.sentence
    if case.actor is None or WARNINGS.isdisjoint(sentence.vocabulary):
        return True
    before = sentence.passage.lower[sentence.start : case.actor.start]
    return not (EXAMPLES.intersection(before) and WARNINGS.intersection(before))


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


def _sum_of_object(case: Case) -> bool:
    """The amount is the object's own: "prices $2.6 billion facility"."""
    at = case.object[0] if case.object else case.trigger[0]
    return any(a.amount.unit == "USD" and 0 <= at - a.end <= 3 for a in case.sentence.amounts)


def _sum_of_object_or_behind(case: Case) -> bool:
    """The amount is the object's own, before it or right behind: "a capex plan of $40 billion"."""
    end = case.object[1] if case.object else case.trigger[1]
    return _sum_of_object(case) or any(
        a.amount.unit == "USD" and 0 <= a.start - end <= 3 for a in case.sentence.amounts
    )


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
            return _is_nobodys_word(at, case) and not (actor is None and _first_person(case))
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


def _no_private_buyer(case: Case) -> bool:
    """Not a person or, where the verb is one of trading, a fund: their purchases are positions.

    The head of a company buys for the company.
    """
    actor = case.actor
    if actor is None or (actor.entity.kind == "fund" and case.sentence.word(case.trigger[0]) not in TRADING):
        return True
    is_own = actor.party in {None, actor.entity.canonical}
    return actor.entity.kind not in {"fund", "person"} or not is_own


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


def _no_forecast(case: Case) -> bool:
    """No broker foresees it: "Goldman expects hyperscalers to sell $300 billion of bonds" is the broker's view."""
    seen = case.sentence.spans(("debt_see",))
    return not (house_speaks(case) and any(end <= case.trigger[0] for _, end in seen))


def _no_listed_sale(case: Case) -> bool:
    """Not the sale of a stake in a listed company, nor that somebody has or shows one: those are positions."""
    sells = case.sentence.word(case.trigger[0]).startswith(
        ("sell", "sold", "own", "has", "hold", "held", "disclos", "reveal")
    )
    before = case.sentence.passage.lower[max(case.sentence.start, case.trigger[0] - 4) : case.trigger[0]]
    sells = sells or not SHOWN.isdisjoint(before)
    return not sells or all(hit.entity.ticker is None for hit in case.others)


def _on_sale(case: Case) -> bool:
    """A stake that is put up for sale: "weighs a sale of its QTS stake", "in talks to sell a stake", "stake sale"."""
    if case.object is None:
        return False
    behind = case.sentence.word(case.object[1])
    between = case.sentence.passage.lower[case.trigger[0] : case.object[0]]
    return behind in {"sale", "sales"} or not ON_SALE.isdisjoint(between)


def _not_listed(case: Case) -> bool:
    """Of a firm without a ticker, or of a part of the seller: a stake in a listed one is a position."""
    if case.object is not None and not case.others:
        behind = case.sentence.passage.lower[case.object[1] : case.object[1] + 2]
        return behind[:1] == ["in"] or behind in (["sale", "in"], ["sales", "in"])
    return all(hit.entity.ticker is None for hit in case.others)


def _no_model_lab(case: Case) -> bool:
    """A lab's money is of the trade where the text speaks of its machines or a firm that supplies them."""
    if "lab" not in case.groups(case.actor) or "seller_lab" in case.groups(case.actor):
        return True
    passage = case.sentence.passage
    if passage.has("strong_context") or passage.has("money_trade"):
        return True
    others = [name.entity.groups for name in passage.names if case.actor and name.party != case.actor.party]
    return any(groups & (DOMAIN_GROUPS | CHAINED_GROUPS) - {"lab"} for groups in others)


def _is_of_shares(case: Case) -> bool:
    """A listed host or neocloud raises money for which the text says elsewhere that it sells shares."""
    return bool(case.groups(case.actor) & HOSTS) and case.sentence.passage.has("stock_sale")


def _no_site_loan(case: Case) -> bool:
    """Not "closes a $3 billion financing for a data center": a builder's money for a site is borrowed."""
    at = case.object[1] if case.object else case.trigger[1]
    return case.sentence.word(at) not in {"financing", "package"} or not _for_a_site(case)


def _funds_building(case: Case) -> bool:
    """A listed host or neocloud raises money of an unnamed kind for what it builds: that is debt, unless it sells
    shares for it."""
    between = case.sentence.passage.lower[case.trigger[1] : case.object[0]] if case.object else []
    if _is_of_shares(case) or _is_for_a_fund(case) or not GIVING_OUT.isdisjoint(between):
        return False
    aims = [span for span in case.sentence.spans(("ai_aim",)) if span[0] >= case.trigger[1]]
    is_money = case.object is not None and case.sentence.word(case.object[1]) in PHRASE_ENDS | {"through", "via", ""}
    if not is_money or not (aims or case.sentence.has(("data_center",))):
        return False
    if _lent_below(case):
        return True
    is_listed = bool(aims) and case.actor is not None and case.actor.entity.ticker is not None
    return is_listed and bool(case.groups(case.actor) & HOSTS)


def _is_for_a_fund(case: Case) -> bool:
    """ "Raises $3 billion for its first hyperscale fund": of investors, who hold shares of it."""
    end = case.object[1] if case.object else case.trigger[1]
    words = case.sentence.passage.lower[end : end + FUND_WITHIN]
    return any(word == "fund" and before != "to" for before, word in pairwise(words))


def _lent_below(case: Case) -> bool:
    """ "Raises $6 billion for data centers", where the sentence below it says who lends or that it is debt."""
    passage, low = case.sentence.passage, case.sentence.end
    behind = passage.lower[low : low + LENT_WITHIN]
    if case.sentence.segment(case.trigger[0])[1] < low:
        behind = passage.lower[case.sentence.segment(case.trigger[0])[1] : low + LENT_WITHIN]
    named = any(first in {"the", "a", "this"} and noun in LENT for first, noun in pairwise(behind))
    return (named or not WHO_LENDS.isdisjoint(behind)) and NOT_LENT.isdisjoint(behind)


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


def _no_crowd(case: Case) -> bool:
    """Not "retail investors snap up Micron", "hedge funds scoop up Nebius": they buy shares, unless the sum is told."""
    grabs = case.sentence.word(case.trigger[0]).startswith(("snap", "scoop", "gobbl", "hoover", "pick", "grab"))
    if case.actor is None or not grabs or buys_whole_firm(case):
        return True
    said = case.sentence.passage.lower[case.actor.start : max(case.actor.end, case.trigger[0])]
    return CROWD.isdisjoint(said) and "hedge" not in said


def _no_shareholder(case: Case) -> bool:
    """Not an investor who buys shares that are traded, or a bet with options: those are positions."""
    traded = bool(case.others) and all(hit.entity.ticker is not None for hit in case.others)
    if case.actor is None or not traded:
        return True
    if case.frame.id == "invest.money" and (_has_sum(case, HUGE) or _funds_works(case)):
        return True  # Nobody buys that much of a share unasked.
    words = case.sentence.passage.lower[case.actor.start : case.actor.end]
    # "Orchard Bank invests $430,000 in Marvell": so small a sum buys shares on the exchange.
    is_firm = case.actor.entity.kind == "unknown" and (
        not INSTITUTIONS.isdisjoint(words)
        or (case.frame.id == "invest.money" and not MONEY_MANAGERS.isdisjoint(words) and not _has_sum(case, LARGE))
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
        return _is_of_shares(case)
    if actor.entity.kind == "collective":
        return case.sentence.word(actor.end - 1) in {"startups", "start-ups"} and _trade(case)
    if case.groups(actor) & CHIP_MAKERS and (actor.entity.ticker is None or case.sentence.has(("listing",))):
        return True
    return bool(case.groups(actor) & DOMAIN_GROUPS) or (actor.entity.kind == "unknown" and _trade(case))


def _sized(case: Case) -> bool:
    """An amount, or a headline, or the name of an instrument that is only used for deals."""
    return has_amount(case) or case.sentence.in_headline or case.sentence.has(("debt_deal", "stock_sale"), case.window)


BEHIND_TARGET = frozenset(
    {"", ".", ",", ";", "-", "for", "in", "to", "as", "after", "amid", "that", "with", "and", "at"}
)
"""What goes on behind a noun that ends its phrase."""
LENT_WITHIN = 40
"""Most tokens behind a sentence in which the next one may say that its money is lent."""
LENT = frozenset({"debt", "loan", "loans", "borrowing", "bonds", "notes"})
WHO_LENDS = frozenset({"lender", "lenders"})
NOT_LENT = frozenset({"equity", "shares", "investors", "round", "stake", "valuation", "existing"})
WARNINGS = frozenset(
    "warn warns warned warning warnings risk risks risky caution cautions cautioned worry worries concern".split()
)
"""Words of whoever gives examples of what may go wrong."""
EXAMPLES = frozenset({"such", "like", "including", "includes"})
BESIDE_RANGE = frozenset("above below within under over end top bottom middle midpoint".split())
"""Before a range by which something else is measured."""
RANGE_WITHIN = 4
NO_VERBS = frozenset("price prices pricing market markets cost issue float".split())
BUILT_ON_DEBT = frozenset({"Stargate", "Hyperion"})
"""Sites that are paid for by debt."""
STAKE_IN_WITHIN = 5
NOT_OF_A_STAKE = frozenset(
    {",", ";", "for", "and", "which", "that", "to", "with", "owner", "owns", "developer", "operator"}
)
"""What parts a stake from the sites behind it."""
ON_SALE = frozenset({"sale", "sell", "selling", "offload", "offloading", "divest", "divesting", "divestment"})
STAKE_WORDS = frozenset({"stake", "share", "shares", "'s", "’s", "part"})


def _company_target(case: Case) -> bool:
    """Bought or invested in is a company, not its product, a whole trade or a place."""
    return all(
        hit.entity.kind == "company"
        or (hit.entity.kind == "unknown" and not _is_place(hit, case.sentence) and not _is_counted_coin(hit, case))
        for hit in case.others
    )


def _is_counted_coin(hit: NameHit, case: Case) -> bool:
    """ "Buys another 200,000 SOL": what has a number before it is a coin."""
    return case.sentence.word(hit.start - 1).replace(",", "").isdigit()


def _is_place(hit: NameHit, sentence: Sentence) -> bool:
    """A place of the lists, or one by its last word: "Mercer County"."""
    last = sentence.word(hit.end - 1)
    if last in LANDS or (hit.start, hit.end) in sentence.terms.get("site_place", ()):
        return True
    behind = sentence.word(hit.end) == "," and hit.entity.kind == "unknown"
    return behind and any(
        start == hit.end + 1 for start, _ in sentence.terms.get("site_place", ())
    )  # "Omaha, Nebraska"


def _unnamed_target(case: Case) -> bool:
    """ "Nebius buys Israeli AI startup": the whole of what is bought is a company, and no name tells which."""
    sentence, (_, end) = case.sentence, case.trigger
    start, stop = max(case.objects)
    between = sentence.passage.lower[end:start]
    named = any(n.party and end <= n.start <= stop for n in sentence.names)
    whole = sentence.word(stop) in BEHIND_TARGET and BLOCKING.isdisjoint(between)
    return whole and not named and STAKE_WORDS.isdisjoint(between)


def _is_given_here(case: Case) -> bool:
    """Nobody of another clause is given it: "announced a $2 billion AI investment, while Amazon revealed"."""
    low, high = sorted((case.trigger[1], case.others[0].start)) if case.others else (0, 0)
    return "while" not in case.sentence.passage.lower[low:high]


def _is_not_beside(case: Case) -> bool:
    """ "An AI investment, while Amazon plans a campus": what stands before "while" is not what is planned behind."""
    found = case.object
    return found is None or "while" not in case.sentence.passage.lower[found[1] : case.trigger[0]]


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


OF_LENDING = frozenset("loan loans debt financing funding bond bonds credit note notes convertible lending".split())
"""Before "deal" they say that money changes hands, and no company."""
SHARES_HELD = frozenset({"shares", "share", "stock", "stake", "stakes"})


def _is_takeover(case: Case) -> bool:
    """A noun that by itself means a company changes hands, or a named target behind a weaker one."""
    noun = " ".join(case.sentence.passage.lower[slice(*case.object)]) if case.object else ""
    if case.object and case.sentence.word(case.object[0] - 1) in OF_LENDING:
        return False  # "Lands $600 million loan deal for Elm Halls"
    if house_speaks(case) and "after" in case.sentence.passage.lower[case.sentence.start : case.trigger[0]]:
        return False  # "Raised its target after the collapse of the merger": what a house judges by
    if case.object and case.sentence.word(case.object[1]) in PAPERWORK and noun == "purchase":
        return False
    if is_public(case.actor, case.sentence):
        return False  # "The UK CMA cleared the takeover": who decides on it buys nothing
    goods = case.object and case.sentence.has(("chip_thing",), (case.object[1], case.object[1] + 6))
    behind = case.sentence.passage.lower[case.object[1] : case.object[1] + 9] if case.object else []
    if noun in {"sale", "purchase"} and goods and FIRMS_OR_PARTS.isdisjoint(behind):
        return False  # "Approves the sale of Nvidia's H200 chips"
    if noun in WEAK_TAKEOVERS:
        if case.sentence.has(("holders",)):
            return True
        described = bool(case.others) and case.sentence.word(case.others[0].start - 1) in DESCRIBING
        if case.category == "mna_done" and case.others and case.others[0].end == (case.object or case.trigger)[0]:
            return not case.others[0].entity.groups  # "closes Alphawave deal": contracts are not closed with such
        if described and noun == "deal" and case.object and case.sentence.word(case.object[1]) == "with":
            return False  # "a deal with cloud firm Riot" is a contract
        return bool(case.others) and (described or noun != "deal" or deals_for_a_firm(case))
    return True


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


def _no_authority(case: Case) -> bool:
    """Not a regulator's word on it: "the FTC opened a probe into SoftBank's acquisition of Ampere"."""
    return not is_public(case.actor, case.sentence)


def _paid_for(case: Case) -> bool:
    """A verb of paying buys what stands behind its "for": "may spend $40 billion on a chip plant" builds it.

    What stands behind a dash or a colon is not bought: "to buy more chips - Neocloud Lambda has raised".
    """
    if case.object is not None and case.object[0] >= case.sentence.segment(case.trigger[0])[1]:
        return False
    if case.category != "price_paid_verb" or case.object is None:
        return True
    return "for" in case.sentence.passage.lower[case.trigger[1] : case.object[0]]


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


def _into_one_firm(case: Case) -> bool:
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


KINDS_OF_FIRM = frozenset(
    """startup start-up developer operator provider company firm maker chipmaker chip-maker designer miner group host
    specialist supplier manufacturer vendor builder lab neocloud foundry upstart hyperscaler""".split()
)
BEHIND_FIRM = frozenset("as at in on to for and after last this while that which amid by through from valuing".split())


def _into_startup(case: Case) -> bool:
    """Into a firm that is only described: "bets $400 million on a stealth chip startup"."""
    if _into_one_firm(case):
        return True
    low = case.object[1] if case.object else case.trigger[1]
    words = case.sentence.passage.lower[low : low + 10]
    return not {"in", "into", "on"}.isdisjoint(words) and case.sentence.has(("startup_noun",), (low, low + 11))


def _funds_company(case: Case) -> bool:
    """The round is of a company that is named, and not of the one that leads it."""
    return bool(case.others) and all(case.actor is None or hit.party != case.actor.party for hit in case.others)


def _amount_or_round(case: Case) -> bool:
    """A sum, or a headline that names the round: "secures record funding", "raises Series B"."""
    if has_amount(case):
        return True
    if case.object is None or not case.sentence.in_headline or case.object[1] - case.object[0] < 2:
        return False
    if case.sentence.word(case.object[1]) == "of" or not _unlisted(case):
        return False  # "a new round of deals"
    ends = case.sentence.word(case.object[1] - 1) in {"funding", "round", "financing", "fundraising"}
    return ends or case.sentence.word(case.object[0]) == "series"


def _sum_at_once(case: Case) -> bool:
    """Not "guide raised to $60 billion", which is a level."""
    return case.sentence.word(case.trigger[1]) not in {"to", "from", "by"}


def _named_or_self(case: Case) -> bool:
    """Who does it is named, or a sentence that names no company speaks of "the company" or "we"."""
    if case.actor is not None:
        return True
    sentence, first = case.sentence, case.trigger[0]
    before = sentence.passage.lower[sentence.start : first]
    named = any(n.entity.kind in {"company", "fund", "broker"} for n in sentence.names if n.end <= first)
    return (not named and not SELVES.isdisjoint(before)) or _is_vehicle(before)


def _is_vehicle(words: list[str]) -> bool:
    """Only what borrows is said: "an entity backed by Tract has sold notes"."""
    return words[:1] in (["a"], ["an"], ["another"]) and not VEHICLES.isdisjoint(words[1:4])


def _stake_follows(case: Case) -> bool:
    """ "Bought 6.5 percent of Crusoe": the share is of the company itself."""
    return case.object is not None and case.sentence.word(case.object[1]) == "of"


PLANS = frozenset({"plan", "plans"})


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


def _is_majority(case: Case) -> bool:
    """At least half of the company."""
    shares = (a.amount.value for a in case.sentence.amounts if case.object is not None and a.start == case.object[0])
    return any(isinstance(share, float) and share >= HALF for share in shares)


def _nothing_between(case: Case) -> bool:
    """What is bought or sold stands right behind the verb, its own words aside: "ten of its data centers"."""
    if case.object is None or case.object[0] < case.trigger[1]:
        return False
    between = case.sentence.passage.lower[case.trigger[1] : case.object[0]]
    return ABOUT_PARTS.isdisjoint(between) and case.sentence.word(case.object[1]) not in NOT_BOUGHT


def _works_themselves(case: Case) -> bool:
    """Not "gobbles up neocloud capacity": what is taken is goods of such firms."""
    return case.object is None or case.sentence.word(case.object[1]) not in THEIR_GOODS


THEIR_GOODS = frozenset(
    "capacity compute chips gpus servers services stocks shares contracts deals space power".split()
)


def _stake_in_halls(case: Case) -> bool:
    """A part of halls or works, not of the firm that has them: "KKR's share of two halls in Ohio"."""
    sentence = case.sentence
    if case.object is None or sentence.word(case.object[1]) != "in":
        return False
    low = case.object[1] + 1
    for start, end in sentence.spans(("halls", "owned_works")):
        if not low <= start <= low + STAKE_IN_WITHIN or sentence.word(end) in FIRMS_OR_PARTS | DESCRIBING | {
            "host",
            "landlord",
        }:
            continue
        between = sentence.passage.lower[low:start]
        named = any(n.start < end and start < n.end for n in sentence.names if n.entity.kind == "company")
        if not named and start == low + 1 and between != sentence.passage.words[low:start]:
            # "A minority interest in eStruxture data centers": a name, unless it is a place.
            named = not any(span == (low, start) for span in sentence.spans(("site_place", "place.name")))
        if not named and NOT_OF_A_STAKE.isdisjoint(between):
            return True
    return False


def _buys_halls(case: Case) -> bool:
    """Several halls, or one by whoever runs none: a single hall of its own use is a site."""
    last = case.sentence.word(case.object[1] - 1) if case.object else ""
    if (
        last == "campus"
        and case.object
        and case.object[1] - case.object[0] == 1
        and not case.groups(case.actor) & HOSTS
    ):
        return False  # Others have offices on theirs.
    if case.groups(case.actor) & {"hyperscaler", "lab"}:
        return last in {"portfolio", "business", "unit", "platform", "campus", "campuses"}
    return last not in ONE_HALL or not case.groups(case.actor)


def _sells_part(case: Case) -> bool:
    """A part of its own or a counted one: "its cloud unit", "four power plants"; not "the last of its Arm shares"."""
    part = case.object
    if part is not None and any(n.start <= part[0] < n.end for n in case.sentence.names):
        return False
    if part is not None and case.sentence.word(part[1]) in SHARES_HELD:
        return False
    return _nothing_between(case) and case.object is not None and case.object[0] > case.trigger[1]


def _not_of_old(case: Case) -> bool:
    return OLD_NEWS.isdisjoint(case.sentence.passage.lower[case.sentence.start : case.sentence.end])


def _no_agent(case: Case) -> bool:
    """No "by" right behind the passive, and a sum, a deal or a buyer behind it: who is sold is a company, not goods."""
    words = case.sentence.passage.lower[case.trigger[1] : case.trigger[1] + 9]
    return words[:1] != ["by"] and not {"for", "in"}.isdisjoint(words[:1]) and bool(PRICES & {*words})


PRICES = frozenset({"$", "deal", "transaction", "billion", "million", "bn"})


def _behind_with(case: Case) -> bool:
    """ "With Ampere deal": the noun is means of the news."""
    low = max(case.sentence.start, case.trigger[0] - 5)
    return not WITH.isdisjoint(case.sentence.passage.lower[low : case.trigger[0]])


def _of_follows(case: Case) -> bool:
    last = case.sentence.word(case.trigger[1] - 1)
    return last in {"of", "for"} or case.sentence.word(case.trigger[1]) == "of"


def _giver_named(case: Case) -> bool:
    """A company of the trade stands behind "from"."""
    hit = case.actor
    if hit is None or hit.entity.kind != "company" or hit.start < case.trigger[1]:
        return False
    between = case.sentence.passage.lower[case.object[1] if case.object else case.trigger[1] : hit.start]
    is_money = "from" in between and GOODS_PAID.isdisjoint(between)
    return is_money and bool(case.groups(hit) & CHAINED_GROUPS)


def _has_sum(case: Case, least: float) -> bool:
    low, high = case.window
    sums = [a.amount.value for a in case.sentence.amounts if low <= a.start < high and a.amount.unit == "USD"]
    return any((max(value) if isinstance(value, tuple) else value) >= least for value in sums)


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
    if _is_site_financing(end + (case.sentence.word(end) == "in"), case.sentence):
        return True
    return case.sentence.word(end) in {"in", "of"} and case.sentence.has(("debt_noun",), (end + 1, end + 4))


def _for_a_site(case: Case) -> bool:
    """What the money is for follows, and it is a data center; labs and chip makers raise it otherwise."""
    if case.object is None or case.groups(case.actor) & BUILDERS:
        return False
    end = case.object[1]
    if case.sentence.word(end) in WEAK_TAKEOVERS:
        return False  # "A $12 billion bid for a data center operator"
    is_aim = not SITE_AIMS.isdisjoint(case.sentence.passage.lower[end : end + 2])
    return is_aim and case.sentence.has(("data_center",), (end, end + 12))


def _debt_told(case: Case) -> bool:
    """A listed host or neocloud gets funding that the text calls a loan elsewhere."""
    is_listed = case.actor is not None and case.actor.entity.ticker is not None
    is_host = bool(case.groups(case.actor) & HOSTS)
    told = (
        case.sentence.passage.has("debt_deal")
        or case.sentence.word(case.object[0] if case.object else 0) == "financing"
    )
    told = told or case.sentence.passage.has("debt_deal")
    is_host = is_host or (told and case.sentence.has(("data_center",)))
    return is_listed and is_host and told and not case.sentence.has(("debt_noun",))


def _source_behind(case: Case) -> bool:
    """ "Forecast from SK Hynix"."""
    return case.actor is not None and case.sentence.word(case.actor.start - 1) in {"from", "by", "at"}


SURPASSING = frozenset(
    """exceed exceeds exceeded exceeding surpass surpasses surpassed surpassing top tops topped topping beat beats
    beating outstrips above beyond past ahead""".split()
)
END_OF_RANGE = frozenset("our its their own the high higher top upper end of prior previous earlier company 's".split())


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


def _no_budget_before(case: Case) -> bool:
    """Not "Alphabet raised its capex forecast. Amazon kept its forecast of $200 billion": a forecast without a word for
    what, where the headline or the sentence before speaks of budgets."""
    sentence = case.sentence
    if sentence.has(FIGURES_TOLD) or not any(hit.amount.unit == "USD" for hit in sentence.amounts):
        return True
    passage = sentence.passage
    before = [at for at in range(sentence.index) if at == sentence.index - 1 or passage.is_headline(at)]
    told = [passage.sentence_terms.get(at, {}) for at in before]
    return not any("capex" in terms and terms.keys().isdisjoint(FIGURES_TOLD) for terms in told)


FIGURES_TOLD = ("result_metric", "revenue")


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


def _no_investee(case: Case) -> bool:
    """The money goes to no firm: none behind the sum, nor "into", "in" or "including" one elsewhere in the sentence.

    "And Microsoft $140 billion" is the next of a list, with a sum of its own.
    """
    sentence = case.sentence
    sums = {amount.start for amount in sentence.amounts}
    if _into_one_firm(case):
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


def _no_plan_of_it(case: Case) -> bool:
    """ "Lays out a $38 billion plan for data centers": the sum is of a plan and not laid out yet."""
    sums = [a for a in case.sentence.amounts if case.trigger[1] <= a.start <= case.trigger[1] + 4]
    return not (sums and case.sentence.word(sums[0].end) in OUTLINES)


def _no_rent(case: Case) -> bool:
    """ "Spends $2 billion a month on compute": what is paid by the month for computing rents that of others."""
    sums = [a for a in case.sentence.amounts if (a.start, a.end) == case.object and a.amount.unit in PER_YEAR]
    return not sums or USED.isdisjoint(case.sentence.passage.lower[sums[0].end : case.window[1]])


USED = frozenset({"compute", "computing", "cloud"})
"""What is used of others as it is paid for."""


def _in_series(case: Case) -> bool:
    """ "Will add 8,000 jobs, spend $90 billion": a verb earlier in the sentence has the "will" of this one."""
    sentence, at = case.sentence, case.trigger[0]
    before = sentence.passage.lower[sentence.start : at]
    return before[-1:] in ([","], ["and"], ["&"]) and not {"will", "to"}.isdisjoint(before)


CONDITIONS: dict[str, Condition] = {
    "no_plan_of_it": _no_plan_of_it,
    "no_rent": _no_rent,
    "in_series": _in_series,
    # "A supply deal valued at $38 billion" raises no money.
    "no_deal_value": lambda case: case.sentence.word(case.trigger[0]) != "valued",
    "trade": _trade,
    "close_actor": _close_actor,
    "debt_trade": _debt_trade,
    "owned_deal": _owned_deal,
    "in_debt": _in_debt,
    "from_bank": _from_bank,
    "raised_here": _raised_here,
    "main_clause": _main_clause,
    "no_fund": _no_fund,
    "no_crowd": _no_crowd,
    "no_shareholder": lambda case: _no_shareholder(case) and not _by_small_saver(case),
    "private_actor": _private_actor,
    "sized": _sized,
    "priced_stake": _priced_stake,
    "owner_named": _owner_named,
    "stake_follows": _stake_follows,
    "into_startup": _into_startup,
    "amount_or_round": _amount_or_round,
    "named_or_self": _named_or_self,
    "company_buyer": lambda case: case.actor is not None and case.actor.entity.kind == "company",
    "sum_at_once": _sum_at_once,
    "funds_company": _funds_company,
    "company_target": _company_target,
    "unnamed_target": _unnamed_target,
    "takeover": _is_takeover,
    "not_of_many": _not_of_many,
    "spender_of_trade": _spender_of_trade,
    "no_investee": _no_investee,
    "no_aside_before": _no_aside_before,
    "no_driver": _no_driver,
    "not_ahead": _not_ahead,
    "no_own_aside": _no_own_aside,
    "spending_aim": lambda case: case.sentence.has(("ai_aim", "capex", "ai_budget", "capex_actual")),
    "not_foreseen": _not_foreseen,
    "no_yardstick": lambda case: not _is_yardstick(case.trigger, case.sentence),
    "no_comparison": _no_comparison,
    "equity_itself": _is_equity_itself,
    "given_here": _is_given_here,
    "not_beside": _is_not_beside,
    "unadvised": lambda case: case.sentence.word(case.trigger[0] - 1) not in ADVISING,
    "no_outlay": _no_outlay,
    "newly_listed": lambda case: (
        case.sentence.word(case.trigger[0] - 1) not in STAYING and case.sentence.word(case.trigger[1]) != "of"
    ),
    "debut_of_share": _debut_of_share,
    "own_listing": _own_listing,
    "no_nearer_deal": _no_nearer_deal,
    "sum_of_object": _sum_of_object,
    "no_fund_raising": _no_fund_raising,
    "no_site_loan": _no_site_loan,
    "no_authority": _no_authority,
    "no_trader": lambda case: case.actor is None or case.actor.entity.kind not in {"person", "fund", "broker"},
    "paid_for": _paid_for,
    "nothing_sold": _nothing_sold,
    "no_fresh_equity": lambda case: not case.sentence.has(("round", "stock_sale"), case.window),
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
    "any_sum": lambda case: has_amount(case) or case.sentence.has(("foreign_sum",), case.window),
    "unbroken": lambda case: (
        case.object is None or "," not in case.sentence.passage.lower[case.trigger[1] : case.object[0]]
    ),
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
    "counted_paper": _counted_paper,
    "option_on_shares": _option_on_shares,
    "no_forecast": _no_forecast,
    "no_listed_sale": _no_listed_sale,
    "on_sale": _on_sale,
    "not_on_sale": lambda case: not _on_sale(case),
    "not_listed": _not_listed,
    "no_model_lab": _no_model_lab,
    "funds_building": _funds_building,
    "not_lent_below": lambda case: not _lent_below(case),
    "no_private_buyer": _no_private_buyer,
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
    "no_result_word": _no_result_word,
    "not_why": _not_why,
    "not_brushed_off": lambda case: case.actor is None or not is_brushed_off(case.actor, case.sentence),
    "asks_nothing": _no_question,
    "of_one_firm": _of_one_firm,
    "no_seller": _no_seller,
    "first_person": _first_person,
    "headline_or_move": _headline_or_move,
    "sum_on_the_way": _sum_on_the_way,
    "foreseen_here": _foreseen_here,
    "not_foreseen_here": lambda case: not _foreseen_here(case),
    "forward_elsewhere": _forward_elsewhere,
    "listed_trade": _listed_trade,
    "unlisted": _unlisted,
    "no_market_value": _no_market_value,
    "debt_aim": _debt_aim,
    "bought_trade": _bought_trade,
    "cause_of_move": _is_cause_of_move,
    # "A $40 billion bridge loan for its OpenAI investment": the sum is lent.
    "no_loan_between": lambda case: (
        case.object is None or not case.sentence.has(("debt_noun", "debt_deal"), (case.object[1], case.trigger[0]))
    ),
    "nobody_else": lambda case: len({hit.party for hit in parties(case.sentence) if hit.entity.kind == "company"}) == 1,
    "majority": _is_majority,
    "no_majority": lambda case: not _is_majority(case),
    "nothing_between": _nothing_between,
    "buys_halls": _buys_halls,
    "range_itself": _range_itself,
    "no_range": _no_range,
    "gets_it": _gets_it,
    "no_equity_told": _no_equity_told,
    # Big spenders and hosts: what they borrow is for AI.
    "spenders_owe": lambda case: case.actor is not None and bool(case.groups(case.actor) & DOMAIN_GROUPS),
    "not_believed": _not_believed,
    "told_of_investments": _told_of_investments,
    "no_collateral": lambda case: not case.sentence.has(("as_collateral",)),
    "no_example": _no_example,
    "stake_in_halls": _stake_in_halls,
    "no_stake_in_halls": lambda case: not _stake_in_halls(case),
    "sells_part": _sells_part,
    "not_of_old": _not_of_old,
    "works_themselves": _works_themselves,
    "no_loan_behind": lambda case: not _is_a_loan(case),
    "behind_with": _behind_with,
    "no_agent": _no_agent,
    "of_follows": _of_follows,
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
    "large_or_priced": lambda case: _has_sum(case, LARGE) or _is_placed_paper(case),
    "huge_sum": lambda case: _has_sum(case, HUGE),
    "no_giver": _no_giver,
    "for_a_site": _for_a_site,
    "debt_told": _debt_told,
    "not_debt_told": lambda case: not _debt_told(case),
    "source_behind": _source_behind,
    "charge_of_sum": _charge_of_sum,
    "wide_trade": lambda case: _trade(case) or case.sentence.passage.has("ai_word"),
    "stock_actor": lambda case: (
        (bool(case.groups(case.actor) & DOMAIN_GROUPS) or is_of_trade(case.actor, case))
        and not _officer_sells(case)
        # "Trims its CoreWeave stake again, sells 6.2 million shares": whose shares are sold.
        and (case.actor is None or case.sentence.word(case.actor.end) not in HELD)
        # "Jane Doe completes her $1 billion stock sale": of shares that are hers.
        and (case.actor is None or case.actor.entity.kind != "person")
    ),
    "no_officer": lambda case: not _officer_sells(case),
    # "Divested from Elm Robotics": of shares.
    "no_shares_shed": lambda case: (
        case.sentence.word(case.trigger[1]) != "from"
        and not case.sentence.has(("stake_noun",), (case.trigger[1], case.trigger[1] + 6))
    ),
    # "Eaton to acquire Danish data center cooling maker": whoever equips data centers buys another that does.
    "builder_of_trade": lambda case: bool(
        case.groups(case.actor) & DOMAIN_GROUPS
        or (case.groups(case.actor) & {"gear", "power"} and case.sentence.has(("data_center", "ai_word")))
    ),
    "rises_in": lambda case: case.sentence.word(case.trigger[1]) == "in",
    "year_ago_before": lambda case: case.sentence.has(("year_ago",), (case.trigger[0] - 8, case.trigger[0])),
    # "Exits Nebius, doubles down on TSMC": whoever stands before the comma did not.
    "same_subject": lambda case: (
        case.sentence.word(case.trigger[0]) not in {"doubles", "doubled", "doubling"}
        or case.sentence.word(case.trigger[0] - 1) != ","
    ),
    "of_the_news": lambda case: BACKGROUND_OF.isdisjoint(
        case.sentence.passage.lower[max(case.trigger[0] - 4, case.sentence.start) : case.trigger[0]]
    ),
    "for_follows": lambda case: case.sentence.word(case.trigger[1]) == "for",
    "own_outlook": _own_outlook,
    "no_budget_before": _no_budget_before,
}
