"""Conditions of the frames of events/market.toml: ratings, views, results, guidance and positions."""

from __future__ import annotations

from itertools import pairwise, takewhile

from pipelines.extract.conditions.general import (
    PHRASE_ENDS,
    Condition,
    about_the_trade,
    chip_products,
    has_foreign_sum,
    has_number,
    marker_to,
)
from pipelines.extract.directions import EXPECTED, VERSUS, is_compared, is_level_reached
from pipelines.extract.drafts import Case
from pipelines.extract.little_words import JOINTS, POSSESSIVE, SHARE_WORDS
from pipelines.extract.passage import NameHit, Sentence, places_of
from pipelines.extract.roles.capitals import is_capitalised, is_title_case
from pipelines.extract.roles.compute import LIFTING
from pipelines.extract.roles.general import broker
from pipelines.extract.roles.market import (
    AGENCIES,
    CHALLENGERS,
    GRADING,
    INSTITUTIONS,
    INVESTING,
    LEGAL_FORMS,
    TRADES,
    has_a_rival,
    named_holder,
    next_rated,
    rater,
    speaker,
)
from pipelines.extract.roles.names import DESCRIBING, describes_goods, is_genitive, list_behind, list_from, parties
from pipelines.extract.roles.unknown import name_ending
from pipelines.extract.roles.views import is_figures, of_column
from pipelines.extract.trade import (
    CHAINED_GROUPS,
    DOMAIN_GROUPS,
    FUNDERS,
    HELD,
    HOSTS,
    MANY_TRADES,
    SINGLE_MINDED,
    WATCHED,
)

INVESTORS = INVESTING | frozenset(
    "whales hedge capital partners rep rep. sen sen. director giants advisors trust pension cathie advisers".split()
)
"""Words of who trades shares without being a company of the trade."""
MONEY_MANAGERS = INSTITUTIONS | frozenset(
    """group inc inc. ltd co corp advisor investment investor assets services financial fund funds holdings insurance
    associates company counsel ag plc office offices strategies""".split()
)
"""Words of a money manager's name."""
BEFORE_A_BET = frozenset("its his her their a the this short bearish bullish".split())
"""Before a "bet" that is a noun."""
CLOSED_WITHIN = 4
WRITER_AUXILIARIES = frozenset("have 've just also recently already finally then am 'm are 're been".split())
BY_HOW_MUCH = frozenset("more than nearly almost completely entirely fully roughly sharply quietly".split())
STAYING = frozenset(
    """still remain stay be continue continues to own hold holding owning keep currently personally now both my our
    some few big large long-dated own remained kept owned held""".split()
)
NAMELESS_HOLDERS = frozenset({"firm", "fund", "investor", "billionaire", "manager", "club"})
"""With "the" before them they name nobody."""
OPTION_WORDS = frozenset("short shorts puts put calls call options".split())
ASKED = frozenset("approached asked contacted sounded talking spoken".split())
MAY_BUY = frozenset("option options right rights warrant warrants".split())
"""Before "to buy": nothing has been bought."""
YARDSTICK = frozenset(
    """the its company 's ’s own earlier prior previous their firm management internal high low upper top end midpoint
    of range mid-point initial original chipmaker""".split()
)
"""Between a verb of beating and the guidance that was beaten."""
INCOMES = frozenset("revenue revenues income noi ebitda sales profit profits cash earnings".split())
FORESEEN_BEFORE = 7
CLEAR_OF = frozenset("upside downside room path line visibility risk signs sign evidence beat win".split())
TALKS = frozenset("talks discussions negotiations conversations deliberations bidding".split())
POINTING = frozenset({"this", "that", "another", "these", "a", "an", "one"})
"""Before a share that a headline hides."""
SIDES = frozenset({"competitor", "customer", "alternative", "contender", "challenger", "spinoff"})
"""Behind a company: what somebody else is to it."""
RATED = frozenset({"rating", "ratings", "target", "targets", "stance", "recommendation", "outlook", "estimates"})
"""Between a verb and shares: what is raised or kept of them."""
QUOTES = frozenset({'"', "'", "“", "”", "‘", "’", "``", "''"})
DETERMINERS = frozenset("'s ’s its his her their the a an this of for no another".split())
"""Before a word that is a noun there: "its purchase"."""
RIDDING = ("dump", "unload", "offload", "dispos", "shed", "ditch", "liquidat", "divest")
"""How verbs begin of getting rid of shares, where "sells" may be of new ones."""
LED_ON = frozenset("on in against that of about by for".split())
"""Behind a noun of holding: what is held is said there."""
REFERRED_FIRM = frozenset(
    """company chipmaker chip-maker firm miner neocloud operator startup giant semiconductor stock provider
    hyperscaler designer maker foundry darling bellwether group business manufacturer developer
    titan behemoth lender""".split()
)
"""What a company that the text has named is called: "its stake in the chipmaker"."""
DESCRIBES_FIRM = frozenset(
    """the this that same world 's ’s premier top leading biggest largest ai artificial intelligence chip gpu graphics
    memory semiconductor british taiwanese korean american israeli australian japanese server networking cloud
    computing data center datacenter infrastructure neocloud bitcoin crypto mining dutch - storage""".split()
)
"""Between "in" and such a word."""
REFERRED_WITHIN = 10
TELLING = frozenset(
    "announced shared delivered gave got reported dropped revealed received gives shares has had".split()
)
CHART_SIGNS = frozenset(
    "reversal reversals engulfing crossover divergence pattern patterns candle candles breakdown cross flag".split()
)
"""Behind "bearish" or "bullish": what a chart shows."""
CROWDS = (["investors"], ["traders"])
LEVELS = frozenset({"below", "under", "past", "toward", "towards"})
"""Behind a verb of falling, before the price that is reached."""
SIGNED_FOR = frozenset({"contracted", "committed", "booked"})
"""Before revenue that nobody has earned yet."""
WHETHER = frozenset("can could did does do will would is are was were has may might should".split())
"""They open a question whether something is so."""
BUYING_NOUNS = frozenset({"deal", "bid", "offer", "agreement"})
"""Nouns of buying that are used of goods as well: what a fund wants "for" a firm is the firm."""
WISHING = frozenset({"'d", "’d", "would", "could", "should", "might", "n't", "not"})
"""Before a trade that nobody has made: "I'd buy CoreWeave here"."""
FOR_AI = frozenset({"SMCI", "SNDK"})
"""Makers of servers and memory that are followed for their AI trade alone."""
REASONING = frozenset({"citing", "amid", "as", "after", "on", "over", "before", "despite"})
"""Before why shares are traded."""
RENEWED = frozenset(
    "cycle cycles supercycle server servers network networks path wave grid data its their plan".split()
)
"""Behind "upgrade" it is of goods."""
URGING = frozenset("urge urged tells told advise warns asks time".split())
ADVICE = frozenset("recommends recommended recommending suggests advises advised advising urges".split())
SPOKEN_OF = frozenset("prediction predictions forecast warning message verdict take outlook".split())
ADVISING = frozenset({"analyst", "analysts", "strategist", "strategists", "brokers", "brokerages", "street"})
"""They say what they think of a share and hold none."""
OUTLOOKS = ("outlook", "guidance_noun", "capex", "guide_noun")
"""Term categories of what is still to come."""
FUTURE = frozenset(
    "guidance outlook forecast forecasts estimates estimate guide expectations target targets projections".split()
)
SUPPOSED = frozenset({"should", "can", "promise", "promises", "potential"})
YET_TO_COME = frozenset({"upside", "potential"})
NO_RESULT = FUTURE | frozenset(
    """backlog potential stream streams opportunity upside visibility mix base multiple model concentration commitments
    share season call calls date preview agreement from capex capital spending orders""".split()
)
OF_RESULTS = frozenset(
    """ai chip chips data center centre datacenter cloud azure aws quarterly fiscal first second third fourth
    first-quarter second-quarter third-quarter fourth-quarter q1 q2 q3 q4 revenue sales gpu server servers memory
    preliminary annual full-year hbm double-digit semiconductor networking and - 2025 2026 2027 fy26 fy27 quarter
    earnings software operating net profit custom silicon storage single-digit triple-digit 's ’s growth , than
    expected than-expected holiday yearly half-year monthly january february march april may june july august september
    october november december""".split()
)
"""Between the adjective and the noun of a result."""
AI_CHIPS = frozenset(
    """blackwell hopper h20 h100 h200 b200 b300 gb200 gb300 mi300 mi300x mi325x mi350 mi355x mi400 mi450 trainium
    trainium2 trainium3 tpus hbm hbm3e hbm4 xpu xpus cowos nvlink""".split()
)
"""Goods that go into data centers and nowhere else."""
BOOSTS = frozenset({"boost", "nod", "lift", "love", "backing", "praise", "endorsement", "optimism"})
"""Behind a broker: what it does for a share."""
IN_PASSING = frozenset({"after", "following"})
"""Before results that only say when."""
SPENT = ("capex", "capex_strict", "budget_plan", "ai_budget")
SPEND = frozenset({"spend", "spending", "invest", "spends"})
TOLD_AFTER = frozenset(
    "on after despite amid with following by posting posts posted reported reports announcing of".split()
)
ORDERED = frozenset("orders order bookings contracts capex capital spend".split())
HOUSE_ENDINGS = frozenset("research securities capital markets equities partners financial brokerage".split())
"""Last words of a house that rates shares and that no list knows."""
GIVEN_GRADE = frozenset(
    """faces faced gets got receives received earns earned lands landed draws drew suffers suffered takes took wins won
    scores scored snags snagged sees catches caught attracts attracted""".split()
)
STRUCK = frozenset("hit slapped hammered smacked stung struck met".split())
BEFORE_GRADE = frozenset(
    "a an another rare new fresh key double surprise analyst rating street wall stock share".split()
)
"""Between a verb of getting and the grade that a share is given."""
AGENCY_WORDS = frozenset({"fitch", "s&p", "moody", "moody's", "kbra"})
CHANGES = frozenset("double triple quadruple grow rise increase jump climb fall decline exceed surpass reach".split())
PLAIN_MOVES = frozenset(
    """soar soars surge surges jump jumps plunge plunges double doubles triple triples slump slumps tumble tumbles
    skyrocket skyrockets collapse collapses balloons explodes climb climbs rise rises fall falls drop drops sinks slides
    leaps shrinks quadruples soared surged jumped plunged doubled tripled slumped tumbled beats misses tops""".split()
)
EXPLAINING = frozenset("as amid while after on because despite with".split())
FIGURE_VERBS = frozenset("was were totaled totalled reached hit rose fell grew climbed".split())
BEFORE_FIGURE = frozenset("a an the about approximately nearly roughly around some at record to in".split())
YARDSTICKS = frozenset(
    "estimate estimates expectations expectation forecast forecasts projection projections consensus average".split()
)
EXTREMES = frozenset({"fastest", "record", "strongest", "best", "highest", "slowest", "weakest"})
OWN = frozenset({"our", "we", "us"})
VERSUS_REACH = 9
TITLE_REACH = 3
"""Most words before the figure that opens the text behind a title: "Record quarterly revenue"."""
MOVING = frozenset("lower higher rally selloff sell-off gains losses rout slide record winners losers gainers "
                   "decliners futures with 's ’s in etf".split())  # fmt: skip
"""Behind an index: what is said is how it moves."""
SHORT_SELLERS = frozenset({"Michael Burry", "Jim Chanos", "Kerrisdale", "Citron Research", "Hindenburg Research",
                           "Muddy Waters", "Spruce Point", "Culper Research", "Gotham City Research", "Blue Orca",
                           "Scion Asset Management"})  # fmt: skip
"""Known for bets against shares."""


CURRENCIES = frozenset("$ nt$ nt hk$ us$ c$ a$ € £ ¥ ₩ won yen euro krw eur jpy twd".split())


STREET_HIGH = frozenset({"street", "record"})
"""Before the price that is the highest or lowest of all."""


def _no_price_next(case: Case) -> bool:
    """ "raised to $211", "raised to NT$2,000" is a price, "raised to Buy" a rating."""
    next_words = [case.sentence.word(at) for at in range(case.trigger[1], case.trigger[1] + 2)]
    if not STREET_HIGH.isdisjoint(next_words) and case.sentence.word(case.trigger[1] - 1) == "to":
        return False  # "target raised to Street-high $352"
    if any(char.isdigit() for char in next_words[0]) or (
        next_words[0] in CURRENCIES and any(char.isdigit() for char in next_words[1])
    ):
        return False
    return not any(a.start in {case.trigger[1], case.trigger[1] + 1} for a in case.sentence.amounts)


def _speaks_of_price(case: Case) -> bool:
    """A price somebody sees a share at: an analyst or broker speaks, and "to", "at" or "hitting" leads to it."""
    leads = case.object is not None and case.sentence.word(case.object[0] - 1) in {
        "to", "at", "hitting", "hit", "reaching", "reach", "worth", "$", "a", "new", ":", "toward", "towards"
    }  # fmt: skip
    house = broker(case.trigger, case.sentence) is not None
    # "HSBC upgrades AMD, sees $320"
    leads = leads or (
        house
        and case.object is not None
        and case.sentence.word(case.object[0] - 1) in {"sees", "see"}
        and case.sentence.has(("upgrade", "downgrade"), (case.sentence.start, case.trigger[0]))
    )
    # "Elm sees $140 for IREN stock"
    leads = leads or (
        house
        and case.object is not None
        and case.object[0] == case.trigger[1]
        and case.sentence.word(case.object[1]) in {"for", "on"}
    )
    return leads and (house or case.sentence.has(("analyst_word",)))


WHY_GRADED = frozenset("on after as amid ahead following despite over again , ; .".split()) | {""}
"""Behind "Micron downgraded", where nothing is said that it would have improved itself."""


def _share_upgraded(case: Case) -> bool:
    """ "Nvidia stock upgraded ahead of earnings", "AMD stock gets downgraded": nobody but a broker does that."""
    at = case.trigger[0] - 1
    at -= case.sentence.word(at) in {"gets", "get", "got", "is", "was", "were", "are", "just"}
    if case.sentence.word(case.trigger[0]) not in {"upgraded", "downgraded"}:
        return False
    # "Micron downgraded on valuation"
    bare = case.sentence.in_headline and case.sentence.word(case.trigger[1]) in WHY_GRADED
    named = bare and any(n.end == at + 1 and n.entity.kind == "company" for n in case.sentence.names)
    return named or case.sentence.word(at) in SHARE_WORDS


def _has_rater(case: Case) -> bool:
    return case.actor is not None or case.sentence.has(("analyst_word",))


def _rating_stated(case: Case) -> bool:
    return case.sentence.has(("rating_word", "rating_plain", "rating_phrase"), case.window) or case.sentence.has(
        ("rating_noun",)
    )


SPEAKERS = frozenset("firm bank broker brokerage analyst analysts he she who they currently also".split())


RATED_BY = 9
"""Tokens behind "has a", for "Buy rating from 40 analysts"."""


def _rater_speaks(case: Case) -> bool:
    """ "The firm has a Buy rating": who rates stands right before the verb."""
    sentence, at = case.sentence, case.trigger[0]
    near = any(n.entity.kind == "broker" and n.end == at for n in sentence.names)
    words = sentence.passage.lower[case.trigger[1] : case.trigger[1] + RATED_BY]
    by_analysts = not {"from", "among", "by"}.isdisjoint(words) and not {"analysts", "street"}.isdisjoint(words)
    return near or sentence.word(at - 1) in SPEAKERS or by_analysts


def _kept_by_broker(case: Case) -> bool:
    """ "Maintained by Citigroup", "reiterated at Mizuho": a broker right behind."""
    if case.sentence.word(case.trigger[1]) not in {"by", "at"}:
        return False
    at = case.trigger[1] + 1
    if any(n.entity.kind == "broker" and n.start == at for n in case.sentence.names):
        return True
    actor = case.actor
    if actor is None or actor.entity.kind != "unknown":
        return False
    return actor.start == at and case.sentence.word(actor.end - 1) in HOUSE_ENDINGS


def _no_house_behind(case: Case) -> bool:
    """Not "Rating Reiterated at Elm Research": whose rating it is stands right behind."""
    if case.sentence.word(case.trigger[1]) not in {"by", "at"}:
        return True
    hit = rater(case.trigger, case.sentence)
    return hit is None or hit.start != case.trigger[1] + 1


def _rater_acts(case: Case) -> bool:
    """The broker does it: it stands before the verb, or behind "at" or "by"."""
    hit = case.actor
    if hit is None or hit.entity.kind != "broker":
        return False
    return hit.end <= case.trigger[0] or case.sentence.word(hit.start - 1) in {"at", "by", "from"}


def _they_hold(case: Case) -> bool:
    """The subject of the verb is "they", with an adverb at most between."""
    at = case.trigger[0] - 1
    while case.sentence.word(at) in {"also", "then", "have", "has", "had", "later"}:
        at -= 1
    return case.sentence.word(at) == "they"


def _graded_share(case: Case) -> bool:
    """ "Raises its rating on X", "after Citi cut its rating": the words beside the noun say whose rating it is."""
    if case.object is None:
        return False
    return case.sentence.word(case.object[1]) in {"on", "of", "for"} or case.sentence.word(case.object[0] - 1) == "its"


def is_of_trade(hit: NameHit | None, case: Case) -> bool:
    """Whether a company is of the trade; makers of chips and power are where the text speaks of AI."""
    if hit is None:
        return False
    groups, passage = hit.entity.groups, case.sentence.passage
    if (groups & DOMAIN_GROUPS and "wide" not in groups) or hit.entity.ticker in FOR_AI:
        return True
    if (groups & DOMAIN_GROUPS or hit.entity.kind == "product") and passage.has("capex_strict"):
        return True
    named_chip = any(name.entity.kind == "product" and "core_chip" in name.entity.groups for name in passage.names)
    if named_chip or passage.has("strong_context") or passage.has("view_goods"):
        return bool(groups & (CHAINED_GROUPS | {"gear"}))
    return passage.has("ai_word") and bool(groups & (DOMAIN_GROUPS | {"chip", "gear", "power"}))


def _grades(case: Case) -> bool:
    """ "Elm downgrades Nebius", "Nebius downgraded at Elm": whoever it is, a company is graded and grades nothing."""
    (start, end), sentence = case.trigger, case.sentence
    if not sentence.word(start).startswith(("upgrade", "downgrade", "double")):
        return False
    if sentence.word(start).startswith("double"):
        return sentence.in_headline
    if _is_given_grade(case):
        return True
    graded = {n.start for n in case.others} | {n.end for n in case.others if sentence.word(n.end) != "'s"}
    named_before = any(n.party and n.end <= start for n in sentence.names)
    return (end in graded and not named_before) or (start in graded and sentence.word(end) in {"at", "by", "to"})


def _is_given_grade(case: Case) -> bool:
    """ "Nebius faces a downgrade", "hit with a rare downgrade": whom it is given stands before the verb of getting."""
    sentence, at = case.sentence, case.trigger[0] - 1
    while sentence.word(at) in BEFORE_GRADE:
        at -= 1
    with_blow = sentence.word(at) == "with" and sentence.word(at - 1) in STRUCK
    return (with_blow or sentence.word(at) in GIVEN_GRADE) and any(
        0 <= at - with_blow - n.end <= 2 for n in case.others
    )


def _is_grade_of_title(case: Case) -> bool:
    """ "(Rating Upgrade)" behind a title: whoever wrote it changes his own mind."""
    at = case.trigger[0] - (case.sentence.word(case.trigger[0] - 1) == "rating")
    return case.sentence.word(at - 1) == "(" and case.sentence.word(case.trigger[1]) == ")"


def _graded_by(case: Case) -> bool:
    """ "After a downgrade from Elm": a house that no lexicon knows, right behind."""
    start = case.trigger[1] + 1
    behind = case.sentence.word(case.trigger[1]) in {"from", "by", "at"}
    return behind and case.actor is not None and case.actor.entity.kind == "unknown" and case.actor.start == start


def _trade_actor(case: Case) -> bool:
    """One firm of the trade; results and guidance are of one firm, never of "AI stocks"."""
    actor = case.actor
    if actor is None or actor.entity.kind == "collective":
        return False
    # "Dell and Super Micro raised": one of a list may be of the trade alone.
    if actor.entity.ticker in TOOL_MAKERS and _tells_figures(case):
        return True
    return any(is_of_trade(hit, case) for hit in list_from(actor, case.trigger, case.sentence))


def _tells_figures(case: Case) -> bool:
    """A figure of a company, or China: what it sells there is what controls are about."""
    figures = any(a.amount.unit in {"USD", "percent"} for a in case.sentence.amounts)
    return figures or has_foreign_sum(case) or "china" in case.sentence.passage.vocabulary


def trade_target(case: Case) -> bool:
    return any(is_of_trade(hit, case) and not _lives_from_else(hit, case) for hit in case.others)


GRADES = frozenset({"analyst_rating", "price_target"})


ANY_GRADE = ("rating_word", "rating_plain", "rating_phrase")


def _rated_or_beside(case: Case) -> bool:
    """ "Elm upgrades Micron, downgrades Intel": one of the firms that a headline grades is of the trade."""
    if trade_target(case):
        return True
    sentence = case.sentence
    if not (case.others and sentence.in_headline and case.actor):
        return False
    verbs = [span for span in sentence.spans(("upgrade", "downgrade")) if span != case.trigger]
    graded = verbs or [span for span in sentence.spans(ANY_GRADE) if span != case.trigger]
    return bool(graded) and any(is_of_trade(n, case) for n in sentence.names if n.party)


BEHIND_MOVED = frozenset("to on after as amid in ahead , ; .".split())
"""Behind the firms whose grade is moved."""


def _moves_grade_too(case: Case) -> bool:
    """ "Elm upgrades AMD, cuts Micron": behind the verb of a grade, with nothing but firms and a grade behind it."""
    sentence, (start, end) = case.sentence, case.trigger
    if sentence.word(start - 1) not in {",", ";", "and"} or not sentence.has(
        ("upgrade", "downgrade"), (sentence.start, start)
    ):
        return False
    last = next((n for n in sentence.names if n.start == end), None)
    if last is None:
        return False
    high = list_behind(last, sentence)[-1].end
    return high >= sentence.end or sentence.word(high) in BEHIND_MOVED


def _not_of_next_verb(case: Case) -> bool:
    """Not "upgrades a stranger to outperform, lowers AMD to neutral": a firm behind the next verb is of that one; nor
    "upgrades its systems with AMD"."""
    first, end = min((hit.start for hit in case.others), default=0), case.trigger[1]
    if case.sentence.word(end) in VIEWED:
        return False  # "Upgrades outlook on Nvidia": a view, and no grade
    if case.sentence.word(case.trigger[0]) == "upgrades" and "with" in case.sentence.passage.lower[end:first]:
        return False
    if first <= end or not is_capitalised(case.sentence.passage.words[end]):
        return True
    return not case.sentence.has(("raise", "cut", "upgrade", "downgrade"), (end, first))


VIEWED = frozenset("outlook view views estimates forecast forecasts model".split())
"""Behind a verb of grading."""


def _next_grade(case: Case) -> bool:
    """A grade stands before it in the headline: "Buy rating for AMD, hold rating for Micron"."""
    sentence = case.sentence
    before = sentence.has(ANY_GRADE, (sentence.start, case.trigger[0])) or (
        # "Elm starts coverage of miners: outperform on IREN, hold on Cipher"
        sentence.word(case.trigger[0] - 1) == ":"
        and sentence.has(("rating_opened", "coverage_opened"), (sentence.start, case.trigger[0]))
    )
    return before and bool(next_rated(case.trigger, sentence))


CUTTING = frozenset({"cuts", "cut", "raises", "raised", "lifts", "lifted", "lowers", "lowered"})
OPENING_VERBS = frozenset("starts started starting initiates initiated resumes resumed resuming assumes".split())


def _keeps_no_rating(case: Case) -> bool:
    """Not "UBS keeps its buy rating on AMD stock": what a broker keeps is its opinion, unless it is a stake."""
    if case.category != "hold_same" or case.actor is None:
        return True
    if not any(n.entity.kind == "broker" and n.start == case.actor.start for n in case.sentence.names):
        return True
    kept = case.object is not None and case.sentence.word(case.object[0])
    return kept in {"stake", "stakes", "holding", "holdings", "position", "positions", "shares"}


def _lives_from_else(hit: NameHit, case: Case) -> bool:
    """A cloud giant does: what is said of its share is of the trade only where the text speaks of AI, but for the
    grades of those whose debt pays for AI."""
    passage = case.sentence.passage
    is_giant = "cloud" in hit.entity.groups and hit.entity.kind == "company"
    if hit.entity.ticker in WATCHED and case.frame.type in GRADES:
        return False
    return is_giant and not (
        any(passage.has(category) for category in ("ai_word", "strong_context", "compute"))
        or any(n.entity.groups & (SINGLE_MINDED | {"lab"}) for n in passage.names)
    )


def _dealt_in(case: Case) -> bool:
    """As `trade_target`; where an investor deals in several names, one of them may be of the trade.

    Of the watched spenders every position counts.
    """
    if trade_target(case) or any(_is_watched(hit, case) for hit in case.others):
        return True
    sentence = case.sentence
    groups = {n.end for n in sentence.names if n.entity.kind == "collective" and n.entity.groups & SINGLE_MINDED}
    if any(not groups.isdisjoint(range(hit.start - 3, hit.start)) for hit in case.others):
        return True  # "chip players like Qualcomm and Arm"
    deeds = [span for span in sentence.spans(TRADES) if span != case.trigger]
    if not deeds or not case.others:
        return False
    if all(hit.entity.kind == "collective" for hit in case.others) and sentence.has(("chip",)):
        return True  # "trims megacap holdings, raises chip investments"
    return any(n.entity.groups & SINGLE_MINDED or _is_watched(n, case) for n in sentence.passage.names)


def _is_watched(hit: NameHit, case: Case) -> bool:
    """A big spender of whose shares every position counts; of some of them only what is filed or counted."""
    passage = case.sentence.passage
    counted = passage.has("holdings_filing") or any(a.amount.unit == "shares" for a in passage.amounts)
    return hit.entity.ticker in (HELD if counted else WATCHED)


def _acts(case: Case) -> bool:
    """The trigger is a verb: not "its power plant purchase"."""
    word = case.sentence.word(case.trigger[0])
    if case.sentence.word(case.trigger[0] - 1) == "should" or _is_quoted(case):
        return False
    if word.endswith(("s", "ed", "ing")) or word in {"bought", "sold", "cut", "took", "built", "grew"}:
        return True
    if case.sentence.word(case.trigger[0] - 1) == "to":
        # "has no plans to sell"; not "gives Google an option to buy a stake"
        return case.sentence.word(case.trigger[0] - 2) not in MAY_BUY
    if case.sentence.word(case.trigger[0] - 1) in SAYING:
        return False  # "Jim Cramer says buy Nvidia"
    start = case.trigger[0] - 1
    while (
        start > case.sentence.start
        and not (case.actor is not None and start < case.actor.end)
        and (case.sentence.word(start).isalpha())
    ):
        if case.sentence.word(start) in DETERMINERS:
            return False
        start -= 1
    return case.sentence.word(start) not in DETERMINERS


def _is_quoted(case: Case) -> bool:
    """ "Sticks to its “hold” grade for AMD stock": a grade between quotation marks is no deed."""
    word, (low, high) = case.sentence.word, case.trigger
    return word(low - 1) in QUOTES and word(high) in QUOTES


def _object_alone(case: Case) -> bool:
    """Nothing behind the object says what it is in: "increased bets on rate hikes"; and no name that we do not know
    stands before it: "bought 9,000 Elm Robotics shares"."""
    if case.object is None or _of_stranger(case) or any(_only_describes_another(h, case.sentence) for h in case.others):
        return False
    return case.sentence.word(case.object[1]) not in LED_ON or _in_whom_before(case)


def _in_whom_before(case: Case) -> bool:
    """ "Added to its stake in the company", "its 9,000 shares in the chipmaker": whom the text has named."""
    sentence, at = case.sentence, case.object[1] if case.object is not None else case.trigger[1]
    for start in range(at, min(at + REFERRED_WITHIN, sentence.end)):
        if sentence.word(start) not in {"in", "of"}:
            continue
        end = start + 1
        while end < min(start + REFERRED_WITHIN, sentence.end) and sentence.word(end) in DESCRIBES_FIRM:
            end += 1
        if sentence.word(end) in REFERRED_FIRM:
            return not any(start < n.end and n.start <= end for n in sentence.names if n.party)
    return False


def _of_stranger(case: Case) -> bool:
    """Whether the shares are of a company that no list knows: its capitals stand right before them."""
    at = case.object[0] - 1 if case.object is not None else case.trigger[0]
    if at < case.trigger[1] or is_title_case(case.sentence):
        return False
    named = any(n.start <= at < n.end for n in case.sentence.names)
    return is_capitalised(case.sentence.passage.words[at]) and not named


def _led_straight(case: Case) -> bool:
    """No comma between the object and its target: "increased bets on rate hikes, pressuring chip stocks"."""
    first = min((hit.start for hit in case.others), default=0)
    if case.object is None:
        return True
    low, high, said = case.trigger[1], case.object[1], case.sentence.passage.lower
    if not RATED.isdisjoint(said[low : case.object[0]]):
        return False  # "keeps its rating on Nvidia shares"
    if not LIFTING.isdisjoint(said[low : case.object[0]]):
        return False  # "Will buy Nebius sent shares up": what moves, and what is not bought
    if "for" in said[low : case.object[0]] or said[case.object[0] : high + 1] == ["stakes", "for"]:
        return False  # "raises the bar for Nvidia stock", "raises the stakes for Nvidia"
    if first > high and case.sentence.word(high) not in LED_ON and _of_stranger(case):
        return False  # "bought 9,000 Elm Robotics shares and sold Nvidia"
    if "to" in said[high : max(first, high)]:
        return False  # "sells its stake in Elm Robotics to Nvidia"
    # "In the chip company, Arm, by 44%"
    described = case.sentence.word(first - 1) == "," and case.sentence.word(first - 2) in REFERRED_FIRM
    return first < high or case.sentence.word(high) not in LED_ON or described or "," not in said[high:first]


def _no_short(case: Case) -> bool:
    """What grows or shrinks is no bet against the share."""
    last = case.object[1] if case.object else case.trigger[1]
    return not case.sentence.has(("stake_short",), (case.trigger[1], last + 3))


def _sized_paper(case: Case) -> bool:
    """A sum or a number right before it: "$187 million in puts against Nvidia"."""
    return any(0 <= case.trigger[0] - a.end <= 3 for a in case.sentence.amounts)


def _holder_is_fund(case: Case) -> bool:
    return case.actor is not None and case.actor.entity.kind == "fund"


def _listed_target(case: Case) -> bool:
    """Shares that are traded: of listed companies, of a group of them, or of a fund."""
    return all(
        hit.entity.ticker is not None or hit.entity.kind in {"collective", "index", "fund"} for hit in case.others
    )


def _counted_holding(case: Case) -> bool:
    """A count of shares, a sum or a share of the company: without one it is only mentioned that somebody owns."""
    low, high = case.trigger[1], (case.object or case.trigger)[1] + 4
    if case.sentence.word(low) in LEGAL_FORMS:
        return False  # "Elm Holding Ltd. has ..." is a name
    units = {"shares", "percent", "USD"}
    return any(low <= a.start < high and a.amount.unit in units for a in case.sentence.amounts)


OPINIONS = frozenset(
    """take takes message messages verdict prediction predictions forecast note warning view views call bombshell hint
    outlook target targets word words""".split()
)


def _shares_dealt(case: Case) -> bool:
    """Shares, not goods or sites: "buys Nvidia GPUs", "pulls out of Oracle's data center"."""
    sentence = case.sentence
    if sentence.word(case.trigger[0] - 1) == "about" and sentence.word(case.trigger[0] - 2) in TALKS | ASKED:
        return False  # "had not been approached about buying a stake in Intel"
    if sentence.word(case.trigger[1]) in LEVELS:
        return False  # "Bitcoin drops below $80,000; Riot shares follow"
    if sentence.word(case.trigger[0] - 1) == "at" and case.category in {"trade_buy", "trade_sell"}:
        return False  # "Elm starts Oracle at buy, sees shares climbing"
    if case.category in {"trade_buy", "trade_sell"} and not QUOTES.isdisjoint(
        {sentence.word(case.trigger[0] - 1), sentence.word(case.trigger[1] - 1)}
    ):
        return False  # "Elm cuts Oracle to 'Sell'"
    if sentence.word(case.trigger[0]) in CUTTING and any(
        sentence.word(hit.end) == "to" and sentence.word(hit.end + 1) in QUOTES for hit in case.others
    ):
        return False
    graded = sentence.word(case.trigger[0]) in OPENING_VERBS and sentence.has((*ANY_GRADE, "coverage_opened"))
    if graded and not any(a.amount.unit == "shares" for a in sentence.amounts):
        return False  # "Elm initiated Oracle with an outperform rating"
    for hit in case.others:
        if _only_describes_another(hit, sentence) or sentence.word(hit.end) in {"earnings", "results"}:
            return False
        if sentence.word(hit.start - 1) == "to" and hit.start > case.trigger[1] + 1:
            return False  # "sells a data center to Digital Realty"
        if describes_goods(hit, sentence) and sentence.word(hit.end) not in PHRASE_ENDS | {",", "and", ":", "ahead"}:
            return False
        if sentence.word(hit.start - 2) in OPINIONS and sentence.word(hit.start - 1) in {"on", "for", "about"}:
            return False  # "drops a surprise take on Nvidia stock"
        if sentence.word(hit.end) in SPOKEN_OF:
            return False  # "drops bold Nvidia prediction"
        stops = REASONING | {",", ";", "—", "–", ":"}
        told = next((at for at in range(hit.end, hit.end + 5) if sentence.word(at) in stops), hit.end + 5)
        if hit.start >= case.trigger[1] and sentence.has(("debt_noun",), (hit.end, told)):
            return False  # "offload $38 billion of Oracle data center loans"
        if is_genitive(hit, sentence) and hit.start >= case.trigger[1]:
            behind = (hit.end, hit.end + 6)
            if not sentence.has(("shares_word", "stake", "stake_of"), behind):
                return False
    return True


def _only_describes_another(hit: NameHit, sentence: Sentence) -> bool:
    """ "Buys this Nvidia rival", "loads up on this Nvidia-backed stock": somebody whom the headline hides."""
    at = hit.end + (sentence.word(hit.end) == "-")
    if sentence.word(hit.end - 1).endswith("-backed"):
        at = hit.end - 1
    hidden = not POINTING.isdisjoint(sentence.passage.lower[max(hit.start - 2, sentence.start) : hit.start])
    return hidden and (sentence.word(at) in DESCRIBING | SIDES or sentence.word(at).endswith("backed"))


def _not_the_cause(case: Case) -> bool:
    """Not "chip stocks tumble as investors sell them": a crowd's trade that only tells why a price moved."""
    actor, sentence = case.actor, case.sentence
    if actor is None or not case.claimed or sentence.passage.lower[actor.start : actor.end] not in CROWDS:
        return True
    low = sentence.clause(case.trigger[0])[0]
    told_before = any(n.end <= low for n in sentence.names if n.entity.kind in {"company", "collective", "index"})
    return not told_before or sentence.word(low) not in {"as", "after", "amid", "while"}


def _writer_holds(case: Case) -> bool:
    """Whoever writes has done it, or a firm without its name: "I sold", "Trimmed NBIS", "The fund bought"."""
    at, sentence = case.trigger[0], case.sentence
    while sentence.word(at - 1) in WRITER_AUXILIARIES | BY_HOW_MUCH:
        at -= 1
    before = sentence.word(at - 1)
    if before in {"i", "we"}:
        return True
    if before in NAMELESS_HOLDERS:
        return _of_nameless(at, sentence)
    verb = sentence.word(case.trigger[0])
    is_past = verb.endswith("ed") or verb in {"bought", "sold", "cut", "went", "took"}
    opens = at == sentence.start or (before in {",", "and", "—", "–", ";"} and _opens_with_deed(case))
    return is_past and opens and sentence.word(case.trigger[1]) != "by"


def _writer_owns(case: Case) -> bool:
    """ "I continue to own puts on Nvidia", "we are still short Oracle": whoever writes."""
    at, sentence = case.trigger[0], case.sentence
    while sentence.word(at - 1) in WRITER_AUXILIARIES | STAYING and at > sentence.start:
        at -= 1
    return sentence.word(at - 1) in {"i", "we"} and at > sentence.start


def _opens_with_deed(case: Case) -> bool:
    """The sentence begins with another deed of whoever writes, or of a firm without its name: "Trimmed NBIS, added
    IREN", "The fund cut its stake in Nvidia and trimmed IREN"."""
    sentence = case.sentence
    first = sentence.start + (sentence.word(sentence.start) in {"i", "we"})
    deeds = [span for span in sentence.spans(TRADES) if span[1] <= case.trigger[0]]
    return any(span[0] == first or _of_nameless(span[0], sentence) for span in deeds)


def _of_nameless(at: int, sentence: Sentence) -> bool:
    """ "The fund", "the hedge fund" right before a deed, and nobody whom the text has named so."""
    while sentence.word(at - 1) in WRITER_AUXILIARIES | BY_HOW_MUCH or sentence.word(at - 1).endswith("ly"):
        at -= 1
    if sentence.word(at - 1) not in NAMELESS_HOLDERS:
        return False
    nameless = sentence.word(at - 2) in {"investment", "hedge"} or sentence.word(at - 2) == "the"
    return nameless and named_holder(at, sentence) is None


def _trade_holding(case: Case) -> bool:
    """The company held is of the trade, or the holder is."""
    owner = case.actor is not None and bool(case.actor.entity.groups & DOMAIN_GROUPS)
    return trade_target(case) or (owner and any(hit.entity.kind == "company" for hit in case.others))


def _no_whole_firm(case: Case) -> bool:
    """Not "to buy Aligned Data Centers for $40 billion", nor "pulls out of an Oracle data center": no shares."""
    sites = {start for start, _ in case.sentence.spans(("data_center",))}
    of_site = bool(case.others) and all(hit.end in sites for hit in case.others)
    return not (of_site or buys_whole_firm(case) or _talks_of_firm(case))


def _talks_of_firm(case: Case) -> bool:
    """ "In discussions to purchase Aligned Data Centers": nobody talks to a market about a firm that is not listed."""
    sentence, at = case.sentence, case.trigger[0]
    talked = sentence.word(at - 1) in {"to", "about", "on", "over"} and sentence.word(at - 2) in TALKS
    near = sentence.word(at - 1) == "to" and sentence.word(at - 2) in {"close", "near", "deal", "agreement"}
    unlisted = all(hit.entity.ticker is None and hit.entity.kind in {"company", "unknown"} for hit in case.others)
    return (talked or near) and unlisted


def buys_whole_firm(case: Case) -> bool:
    """A sum behind "for" right behind a firm that is not listed."""
    word, hits = case.sentence.word, case.others
    priced = {a.start for a in case.sentence.amounts if a.amount.unit == "USD"}
    return bool(hits) and all(
        hit.entity.ticker is None
        and hit.entity.kind in {"company", "unknown"}
        and word(hit.end) in {"for", "in"}
        and not priced.isdisjoint(range(hit.end + 1, hit.end + 5))
        for hit in hits
    )


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


def deals_for_a_firm(case: Case) -> bool:
    """ "KKR nears a $6 billion deal for Yondr", "Macquarie's deal for Aligned Data Centers": a fund takes no computing,
    nor does a firm outside the trade take a whole host of it, so what no word follows is taken over."""
    sentence, (low, high) = case.sentence, case.window
    return any(
        low < hit.start < high
        and _noun_before_for(sentence, hit) in BUYING_NOUNS
        and _may_take_over(case, hit)
        and ends_phrase(sentence.word(hit.end))
        for hit in parties(sentence)
    ) or _nears_as_a_fund(case)


def _nears_as_a_fund(case: Case) -> bool:
    """ "Blackstone close to $16 billion AirTrunk deal": what a fund is about to sign is a purchase."""
    actor, sentence, (low, high) = case.actor, case.sentence, case.window
    if actor is None or actor.entity.kind != "fund" or not sentence.has(("deal_nearing",), (actor.end, high)):
        return False
    return any(
        low < hit.start < high and sentence.word(hit.end) == "deal" and _may_take_over(case, hit)
        for hit in parties(sentence)
    )


def _noun_before_for(sentence: Sentence, hit: NameHit) -> str:
    """ "deal" of "a deal for Yondr" and "a deal for miner Riot"."""
    at = next((at for at in (hit.start - 1, hit.start - 2) if sentence.word(at) == "for"), None)
    return "" if at is None else sentence.word(at - 1)


def _may_take_over(case: Case, firm: NameHit) -> bool:
    actor, groups = case.actor, firm.entity.groups
    if actor is not None and (actor.entity.kind == "fund" or actor.entity.canonical in FUNDERS):
        return firm.entity.kind in {"company", "unknown"} and not groups & MANY_TRADES
    return bool(groups & HOSTS) and not case.groups(actor) & DOMAIN_GROUPS


def ends_phrase(word: str) -> bool:
    """Whether a name that stands before it is all that is meant: "for Yondr in", no "for Yondr capacity"."""
    return not word.isalpha() or word in PHRASE_ENDS


RELATIVE_ENDS = frozenset(
    """right now today this hand while before in instead again for as last and like heavily aggressively at on
    ahead""".split()
)


def _investor(case: Case) -> bool:
    """Somebody who trades shares: a fund, a person, or a group of investors; a company buys goods."""
    if case.sentence.word(case.trigger[1]) == "-":
        return False  # "is short-term"
    if case.sentence.word(case.trigger[0] - 1) in WISHING or _is_advised(case):
        return False
    if case.object is not None and not SPOKEN_OF.isdisjoint(
        case.sentence.passage.lower[case.trigger[1] : case.object[0]]
    ):
        return False  # "drops a shocking take on AI stocks"
    if case.actor is None:
        return False
    first = max(case.sentence.start, case.actor.start - 2)  # with the title before a name: "Rep. Jane Doe"
    words = set(case.sentence.passage.lower[first : case.actor.end])
    if case.actor.entity.kind in {"fund", "person"} or not INVESTORS.isdisjoint(words):
        return True
    if case.actor.entity.kind == "unknown" and len(words) > 1 and not INSTITUTIONS.isdisjoint(words):
        return True
    if case.sentence.has(("holdings_filing",)):
        return True  # of a company's portfolio
    is_manager = case.frame.id == "position.flow" and case.actor.entity.kind == "unknown"
    if is_manager and not MONEY_MANAGERS.isdisjoint(words):
        return True  # "Orchard Bank invests $430,000 in Marvell"
    return _sells_stakes(case)


def _no_round(case: Case) -> bool:
    """Not "raises $20 billion including a Nvidia stake": a sum right behind the verb is what a firm has raised."""
    if not case.sentence.word(case.trigger[0]).startswith("rais"):
        return True
    sums = [a for a in case.sentence.amounts if case.trigger[1] <= a.start <= case.trigger[1] + 1]
    return not any(a.amount.unit == "USD" and not case.sentence.has(("stake",), (a.end, a.end + 2)) for a in sums)


def _ends_relative(case: Case) -> bool:
    """ "Stocks Cathie Wood just bought": nothing stands behind the verb that it could have as its object."""
    word = case.sentence.word(case.trigger[1])
    return word in RELATIVE_ENDS or not (word[:1].isalnum() or word in {"$", "'s", "’s", '"'})


def _things_of_name(case: Case) -> bool:
    """ "Shares sold by", "12,000 shares in Nebius bought by": nothing but "in" and a name before the verb."""
    if case.object is None:
        return False
    low, high = case.object[1], case.trigger[0]
    if low >= high - 1:
        return True
    named = any(n.start == low + 1 and n.end >= high - 1 for n in case.sentence.names)
    return case.sentence.word(low) in {"in", "of"} and named


def _in_a_rival(case: Case) -> bool:
    """ "Stake in an emerging rival", "in rival chipmaker": whose shares these are goes without a name."""
    at = case.object[1] if case.object is not None else case.trigger[1]
    end = min(at + 5, case.sentence.end)
    named = any(at < n.start <= end and not has_a_rival(n, case.sentence) for n in parties(case.sentence))
    return (
        case.sentence.word(at) == "in" and not named and not CHALLENGERS.isdisjoint(case.sentence.passage.lower[at:end])
    )


def _gets_rid(case: Case) -> bool:
    """ "IREN slides as Nvidia dumps shares": nobody does that to shares of its own, and whose they are moved."""
    is_firm = case.actor is not None and case.actor.entity.kind == "company"
    before = any(case.sentence.start <= low < case.trigger[0] for low, _ in case.claimed)
    return is_firm and before and case.sentence.word(case.trigger[0]).startswith(RIDDING)


def _is_advised(case: Case) -> bool:
    """ "Recommends buying Nvidia", "urges investors to buy the dip": a judge's advice, nobody's trade yet."""
    lower, at = case.sentence.passage.lower, case.trigger[0]
    if lower[at - 1] != "to":
        return lower[at - 1] in ADVICE or (lower[at - 1] in {"says", "say"} and lower[at] in {"buy", "sell", "short"})
    return not (ADVICE | URGING).isdisjoint(lower[max(case.sentence.start, at - 4) : at])


def _sells_stakes(case: Case) -> bool:
    """A company that deals in a stake by another verb of the sentence: "trims TSMC stake and adds Oracle"."""
    sentence, low = case.sentence, case.sentence.clause(case.trigger[0])[0]
    stakes = [span for span in sentence.spans(("stake_strict",)) if low <= span[0] < case.trigger[0]]
    deeds = list(sentence.spans(("hold_more", "hold_less")))
    dealt = any(0 <= stake[0] - deed[1] <= 4 for stake in stakes for deed in deeds)
    return dealt and any(hit.start - case.trigger[1] <= 1 for hit in case.others)


def _result_figures(case: Case) -> bool:
    """A percentage or sum in the clause, or the period it is about."""
    low, high = case.sentence.clause(case.trigger[0])
    figures = any(low <= a.start < high and a.amount.unit in {"USD", "percent", "x"} for a in case.sentence.amounts)
    return figures or has_foreign_sum(case) or case.sentence.has(("period",)) or _moves_plainly(case)


def _moves_plainly(case: Case) -> bool:
    """ "Sales soar" in a headline needs no figure; not where it only explains ("as revenue soars")."""
    low = case.sentence.clause(case.trigger[0])[0]
    if not case.sentence.in_headline or case.object is None:
        return False
    if case.sentence.word(low) in EXPLAINING and case.sentence.word(case.object[1] - 1) not in MISSING_IT:
        return False  # "As revenue soars"; but "as revenue misses" tells a result.
    return case.object[0] - case.trigger[1] <= 1 and case.sentence.word(case.object[1] - 1) in PLAIN_MOVES


def _figure_was(case: Case) -> bool:
    """ "Revenue ... was $13.6 billion": the sum stands behind its verb."""
    if case.object is None:
        return False
    at = case.object[0] - 1
    while at > case.trigger[1] and case.sentence.word(at) in BEFORE_FIGURE:
        at -= 1
    return case.sentence.word(at) in FIGURE_VERBS


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


def _near_words(case: Case, categories: tuple[str, ...], before: int, behind: int) -> bool:
    """Whether words of the categories stand about trigger and object."""
    about = case.object or case.trigger
    low, high = min(case.trigger[0], about[0]) - before, max(case.trigger[1], about[1]) + behind
    return any(low <= start and end <= high for start, end in case.sentence.spans(categories))


NOT_REPORTED_YET = frozenset("when until before once will to after since".split())
TOLD_OF_PERIOD = frozenset({"reported", "posted", "released"})
TITLES_OF_RELEASES = frozenset({"reports", "posts", "announces", "releases"})
NO_RELEASE = frozenset("date dates call webcast conference schedule timing".split())
"""What is announced of results that are still to come."""


def _number_or_quarter(case: Case) -> bool:
    """A figure, or whose quarter it was: "on Tuesday reported fourth-quarter results"."""
    if has_number(case):
        return True
    sentence = case.sentence
    verbs = TOLD_OF_PERIOD | TITLES_OF_RELEASES if sentence.in_headline else TOLD_OF_PERIOD
    if case.object is None or sentence.word(case.trigger[1] - 1) not in verbs:
        return False
    if not NO_RELEASE.isdisjoint(sentence.passage.lower[case.trigger[1] : sentence.end]):
        return False  # "Announces date of its second-quarter results"
    last = next((end for at, end in sentence.spans(("results",)) if at >= case.trigger[1]), case.object[1])
    ends = (sentence.word(at) for at in range(case.object[1] - 1, min(max(last, case.object[1]) + 8, sentence.end)))
    if not any(word.startswith("result") for word in ends):
        return False
    before = sentence.passage.lower[max(sentence.start, case.trigger[0] - 6) : case.trigger[0]]
    return NOT_REPORTED_YET.isdisjoint(before) and sentence.has(("period",), (case.trigger[1], case.object[1] + 5))


QUARTERS = frozenset({"quarters", "reports", "times"})
RUNS = frozenset("last past straight consecutive row previous every each out".split())


def _is_track_record(case: Case) -> bool:
    """How often a firm has beaten estimates: "18 quarters in a row", "in each of the past 12 quarters"."""
    end = case.object[1] if case.object else case.trigger[1]
    behind = case.sentence.passage.lower[end : min(end + 10, case.sentence.end)]
    if case.sentence.word(case.trigger[0] - 1) in {"at", "of"} and case.sentence.word(case.trigger[0]).endswith("ing"):
        return True  # "Has a history of beating estimates"
    counted = next((at for at, word in enumerate(behind) if word in QUARTERS), None)
    has = case.sentence.word(case.trigger[0] - 1) in {"has", "have", "they", "it", "had", "'s", "often", "always"}
    has = has or case.sentence.word(case.trigger[1] - 1).endswith("ing")
    return counted is not None and has and not RUNS.isdisjoint(behind[: counted + 4])


def _own_yardstick(case: Case) -> bool:
    """What beat the estimates is a result: neither an outlook nor spending stands before the verb in its clause."""
    low = case.sentence.clause(case.trigger[0])[0]
    told = [*OUTLOOKS, "foresee", "estimates", "orders_noun"]
    if case.sentence.word(case.trigger[0] - 1) in NO_RESULTS | {"a", "an", "the"} or _demand_exceeds(low, case):
        return False  # "A top Wall Street bank is bullish"
    if case.sentence.word(case.trigger[1] - 1) == "clear" and case.sentence.word(case.trigger[1]) in CLEAR_OF:
        return False  # "signals clear upside to estimates": an adjective
    if case.sentence.word(case.trigger[1]) in OPENS_DATE or _is_track_record(case):
        return False  # "Ahead of Tuesday's report", "beat estimates 16 of the last 17 quarters"
    if case.object is not None and case.sentence.word(case.object[1] - 1) in {"street", "street's"}:
        behind = case.sentence.passage.lower[case.object[1] : case.object[1] + 4]
        if not {"target", "price"}.isdisjoint(behind):
            return False  # "Sits far below Wall Street's target": of its share
    return not any(low <= start < case.trigger[0] for start, _ in case.sentence.spans(told))


def _demand_exceeds(low: int, case: Case) -> bool:
    """ "As demand for AI chips exceeded expectations": what beats them is no figure of a company."""
    words = case.sentence.passage.lower[low : case.trigger[0]]
    at = max((i for i, word in enumerate(words) if word in NEEDS), default=None)
    if at is None or any(low + at < n.start < case.trigger[0] for n in parties(case.sentence)):
        return False
    return HELPED.isdisjoint(words[at:])


def _reported(case: Case) -> bool:
    """Not "AI demand should drive strong earnings growth", "supports revenue and earnings upside": what may come."""
    sentence, start = case.sentence, case.trigger[0]
    end = max(case.trigger[1], case.object[1] if case.object else 0)
    if not SUPPOSED.isdisjoint(sentence.passage.lower[max(start - 4, sentence.clause(start)[0]) : start]):
        return False
    if case.object is not None and case.object[0] > start and sentence.word(case.object[0] - 1) == "to":
        return False  # "Server revenue to grow by half next year"
    behind = takewhile(str.isalnum, sentence.passage.lower[end : min(end + 3, sentence.end)])
    return YET_TO_COME.isdisjoint(behind)


FORESIGHTS = frozenset("view views projection projections goal goals target targets forecast forecasts".split())
VALUED_BY = frozenset("earnings sales revenue profit forward p/e".split())
SET_AGAINST = frozenset("despite given even though although with considering".split())
"""Between a multiple and the growth that it is weighed against."""


def _is_valued(case: Case) -> bool:
    """The growth is what a multiple is weighed against: "at 25 times earnings given 62% revenue growth"."""
    sentence, at = case.sentence, min(case.trigger[0], case.object[0] if case.object else case.trigger[0])
    words = sentence.passage.lower[sentence.start : at]
    weighed = max((i for i, word in enumerate(words) if word in SET_AGAINST), default=0)
    return any(
        (word in {"times", "multiple", "x"} or (word.endswith("x") and word[:1].isdigit()))
        and not VALUED_BY.isdisjoint(words[i : i + 3])
        for i, word in enumerate(words[:weighed])
    )


def _has_grown(case: Case) -> bool:
    """Nothing of the future, of spending or of orders stands before the verb: what follows is more news."""
    low, high = case.sentence.clause(case.trigger[0])[0], case.object[1] if case.object else case.trigger[1]
    if not WATCHING.isdisjoint(case.sentence.passage.lower[max(low, case.trigger[0] - 3) : case.trigger[0]]):
        return False  # "With investors focused on cloud revenue growth"
    if case.frame.id == "results.verb" and case.sentence.word(case.trigger[0] - 1) == "to":
        return False  # "AI revenue to double"
    if case.sentence.word(case.trigger[1]) in FORESIGHTS:
        return False  # "Cuts its full-year revenue view to $33 billion"
    ahead = case.sentence.passage.lower[case.trigger[1] : high]
    if any(word in HEADED and behind in {"for", "to"} for word, behind in pairwise(ahead)):
        return False  # "Revenue is headed for a beat"
    if _is_valued(case):
        return False  # "Trades at 23 times earnings despite 62% revenue growth"
    for start, end in case.sentence.spans((*OUTLOOKS, "foresee", "backlog")):
        is_metric = case.trigger[0] < end and start < case.trigger[1] and case.sentence.word(end - 1) not in FUTURE
        is_metric = is_metric and case.sentence.word(start) not in SIGNED_FOR
        if low <= start < high and not is_metric:
            return False
    return True


def _in_passing(case: Case) -> bool:
    """ "Meta lifts its budget after strong earnings": where no share moves, the budget is the news."""
    sentence, before = case.sentence, case.trigger[0] - 1
    before -= sentence.word(before) in {"a", "an", "its"}
    if case.claimed or sentence.word(before) not in IN_PASSING:
        return False
    told = sentence.passage.lower[sentence.start : before]
    return not SPEND.isdisjoint(told) or sentence.has(SPENT, (sentence.start, before))


def _tells_results(case: Case) -> bool:
    """ "Strong AI revenue", not "strong AI revenue forecast"; in prose only what happened: "after a strong quarter"."""
    if case.object is None or case.sentence.word(case.object[1]) in NO_RESULT:
        return False
    sentence, (start, end) = case.sentence, case.trigger
    named = places_of(sentence.names)
    between = [sentence.word(at) for at in range(end, case.object[0]) if at not in named]
    if not OF_RESULTS.issuperset(between):
        return False
    if _in_passing(case):
        return False
    if sentence.in_headline and sentence.word(sentence.end - 1) != ".":
        return True
    before = set(sentence.passage.lower[max(start - 3, sentence.start) : start])
    if sentence.word(start - 1) in POSSESSIVE and start - sentence.clause(start)[0] < 7:
        return True  # "Seagate's robust results lift the sector": its results are what the clause is about
    return bool(before & TOLD_AFTER) or sentence.has(("report",), (max(start - 4, sentence.start), start))


def _no_miss_of_it(case: Case) -> bool:
    """ "Missed revenue targets" is a result."""
    missed = {"missed", "misses", "miss", "beat", "beats", "hit", "tops", "topped", "exceeds", "exceeded", "trails"}
    return case.sentence.word(case.trigger[0] - 1) not in missed


def _verb_of_telling(case: Case) -> bool:
    """ "Hit a record $37 billion in the quarter", "guides to record revenue": an adjective, which reports nothing; nor
    does "announced that it expects a revenue hit"."""
    first, last = case.trigger
    end = case.object[0] if case.object else last
    for start, _ in case.sentence.spans(("foresee",)):
        if last <= start < end and not is_compared(start, case.sentence):
            return False
    if case.sentence.word(last) == "-":
        return False  # "post-earnings"
    if case.sentence.word(first - 1) in SUMS_OF and case.sentence.word(last) in {"by", "from", "through"}:
        return False  # "A third of the revenue generated through its shops"
    if not _told_so_far(case) or (
        case.sentence.word(first) == "report" and case.sentence.word(first - 1) in {"earnings", "results", "quarterly"}
    ):
        return False  # "Ahead of its earnings report, with revenue in focus"
    if case.sentence.word(first) != "record":
        return True
    is_verb = case.sentence.word(last) in {"a", "an", "its", "net"}
    return is_verb or case.sentence.word(first - 1) in {"will", "would", "not", "companies", "and"}


def _no_outlook_beside(case: Case) -> bool:
    """ "Its forecast blows past estimates" is no result; "revenue and guidance past estimates" is one."""
    sentence, (first, last) = case.sentence, case.trigger
    if sentence.word(first - 1) in NO_RESULTS:
        return False
    # "Lifts its outlook after a second-quarter beat": the beat came first.
    if sentence.word(first - 1) not in JOINTS | {"after", "following"}:
        for start, end in sentence.spans((*OUTLOOKS, "foresee", "guide_verb", "guide_warn")):
            reach = 0 if sentence.word(start) in SPENT_ON else 1
            if 0 <= first - end <= reach and sentence.word(start - 1) != "and":
                return False
    return all(start != last for start, _ in sentence.spans(OUTLOOKS))


def _figure_itself(case: Case) -> bool:
    """ "On the earnings call", "its post-earnings slide" name no figure, nor does "at 23 times forward earnings"."""
    at, sentence = case.trigger[1], case.sentence
    before = sentence.word(case.trigger[0] - 1)
    if sentence.word(case.trigger[0]) in {"earnings", "sales", "profit"} and (
        before in MULTIPLES or (before[:-1].isdigit() and before[-1] == "x")
    ):
        return False
    return sentence.word(at) not in OF_A_REPORT and sentence.word(case.trigger[0] - 1) != "-"


def _of_a_plan(case: Case) -> bool:
    """ "2025 revenue cut to $5 billion", "full-year sales raised to": figures of a time to come; what "increased to"
    $5 billion else has happened."""
    if case.object is None or case.sentence.word(case.trigger[0]) not in {"increased", "up"}:
        return True
    before = case.sentence.passage.lower[max(case.sentence.start, case.object[0] - 4) : case.object[1]]
    return not YEARLY.isdisjoint(before) or any(word[:2] in {"20", "fy"} for word in before)


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


def _goes_on_of_broker(case: Case) -> bool:
    """ "Bernstein upgrades Nebius, sees revenue tripling": behind the comma the house that came first goes on."""
    sentence, at = case.sentence, case.trigger[0]
    if sentence.word(at - 1) not in JOINTS or not sentence.names or sentence.names[0].entity.kind != "broker":
        return False
    return sentence.has(GRADED, (sentence.names[0].end, at))


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


def _not_yet_missing(case: Case) -> bool:
    """ "Warns of a $500 million revenue shortfall": what is missing yet is no result."""
    verbs = case.sentence.spans(("guide_warn", "foresee"))
    return not any(0 <= case.trigger[0] - end <= FORESEEN_BEFORE for _, end in verbs)


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


def _no_orders(case: Case) -> bool:
    """ "Booked $13 billion in orders in the quarter" is no result."""
    end = (
        case.object[1] + (3 if case.sentence.word(case.object[1]) in {"net", "new"} else 1)
        if case.object
        else case.trigger[1]
    )
    return ORDERED.isdisjoint(case.sentence.passage.lower[case.trigger[1] : end])


def _no_outlook(case: Case) -> bool:
    return not _near_words(case, OUTLOOKS, 2, 2)


def _nobody_named(case: Case) -> bool:
    """The speaker tells of his own: no company is named in the clause before the verb."""
    low = case.sentence.clause(case.trigger[0])[0]
    if case.object is not None and case.sentence.word(case.object[0]).endswith("ing"):
        low = case.sentence.start  # "results showing revenue rising": whose, the sentence has said before
    return not any(low <= n.start < case.trigger[1] and n.party for n in case.sentence.names)


def _own_result(case: Case) -> bool:
    """A figure or record, and either the period it is about or words of the speaker's own."""
    sentence = case.sentence
    own = not OWN.isdisjoint(sentence.passage.lower[sentence.start : sentence.end])
    if sentence.in_headline and sentence.word(sentence.end - 1) != "." and not own:
        return False  # A transcript may come without stops, but then it says "we".
    told = own or sentence.has(("period",))
    return told and _result_figures(case) and not sentence.has(("analyst_word",))


def _against_expected(case: Case) -> bool:
    """ "Vs. $11.4 billion expected" stands behind the sum."""
    if case.object is None:
        return False
    behind = case.sentence.passage.lower[case.object[1] : min(case.object[1] + VERSUS_REACH, case.sentence.end)]
    return not VERSUS.isdisjoint(behind) and not EXPECTED.isdisjoint(behind)


def _overtakes_in(case: Case) -> bool:
    """ "Overtakes its rival in annual profit": in what stands behind "in" or "by"."""
    if case.object is None:
        return False
    between = case.sentence.passage.lower[case.trigger[1] : case.object[0]]
    return not {"in", "by"}.isdisjoint(between[-3:]) and len(between) > 1 and "estimates" not in between


def _behind_title(case: Case) -> bool:
    """The figure opens what follows the title of a release: "Reports Results for the Second Quarter — Revenue of"."""
    passage, index = case.sentence.passage, case.sentence.index
    if index == 0 or case.trigger[0] - case.sentence.start > TITLE_REACH or not passage.is_headline(index - 1):
        return False
    said = passage.sentence_terms.get(index - 1, {})
    return "results" in said and ("report" in said or "report_told" in said)


def _no_price_of_share(case: Case) -> bool:
    """A target of a company, not of its share."""
    return not any(n.entity.kind == "broker" for n in case.sentence.names) and not case.sentence.has(("target_noun",))


def _expects_itself(case: Case) -> bool:
    """A verb, no noun of what others expect ("beats $1.38 estimate"), and not theirs: "with analysts expecting $2"."""
    first = case.trigger[0]
    if case.sentence.word(first) in {"estimate", "estimates"} or is_compared(first, case.sentence):
        return False
    return not _is_of_onlookers(case)


def _is_of_onlookers(case: Case) -> bool:
    """ "Analysts on average expect", "consensus calls for": right before the verb stand those who look on."""
    first = max(case.sentence.start, case.trigger[0] - ONLOOKING)
    before = case.sentence.passage.lower[first : case.trigger[0]]
    return not ONLOOKERS.isdisjoint(
        before[max((at for at, w in enumerate(before) if w in {",", ";"}), default=-1) + 1 :]
    )


def _told_so_far(case: Case) -> bool:
    """Not "reports earnings tonight, with analysts looking for $2 a share": the only figures are what is foreseen."""
    sentence, lower = case.sentence, case.sentence.passage.lower
    if {"when", "once", "before"} & set(lower[max(sentence.start, case.trigger[0] - 3) : case.trigger[0]]):
        return False  # "Revenue of $12 billion when it reports on Tuesday"
    before = lower[sentence.clause(case.trigger[0])[0] : case.trigger[0]]
    if before and before[-1] == "to" and not ONLOOKERS.isdisjoint(before) and not FORESEEING.isdisjoint(before):
        return False  # "Analysts expect Micron to report revenue of"
    behind = (case.object or case.trigger)[1]
    for at in range(behind, min(behind + FORESEEN_WITHIN, sentence.end - 1)):
        if any(a.start == at for a in sentence.amounts):
            return True
        if lower[at] in ONLOOKERS and not FORESEEING.isdisjoint(lower[at + 1 : at + 4]):
            return any(a.end <= behind and a.start >= sentence.start for a in sentence.amounts)
    return True


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


ONLOOKERS = frozenset("analysts analyst street consensus investors traders economists strategists lseg factset".split())
SALES = frozenset({"revenue", "revenues", "sales"})
DEALS_OF_SALES = frozenset("lease leases contract contracts deal deals agreement agreements".split())
AHEAD = frozenset("next quarter year current fiscal first second third fourth q1 q2 q3 q4".split())
ONLOOKING = 5
"""Tokens before a verb in which those stand whose verb it is."""
FORESEEING = frozenset("looking expecting expect expected forecasting forecast forecasts projecting estimating calling "
                       "calls predicting anticipating seeking".split())  # fmt: skip
FORESEEN_WITHIN = 14
OPENS_DATE = frozenset("monday tuesday wednesday thursday friday today tomorrow next this".split())
GRADED = ("upgrade", "downgrade", "rating_raise", "rating_lower", "rating_kept", "rating_opened", "target_noun")
HEADED = frozenset("headed heading poised set bound due likely".split())
"""Between a figure and how it is to come out."""
WATCHING = frozenset("focused focusing watching eyeing awaiting scrutinizing parsing".split())
"""Right before a figure that nobody has told yet."""
RAISED = frozenset("questions doubts concerns eyebrows fears hopes alarm alarms worries hackles flags".split())
"""What an outlook raises when nobody raises it."""
VOICING = frozenset("says say said warns warn sees see thinks".split())
TOOL_MAKERS = frozenset({"AMAT", "LRCX", "KLAC", "ASML", "8035.T"})
"""They sell the tools of the makers of chips, and nothing else."""
SUMS_OF = frozenset("revenue revenues sales profit profits income earnings".split())
MISSING_IT = frozenset("misses missed disappoints disappointed beats".split())
MULTIPLES = frozenset("x times forward trailing projected estimated".split())
"""Before "earnings" that a share is priced by."""
OF_A_REPORT = frozenset(
    "call calls season report release preview day week date estimate estimates expectations forecasts consensus".split()
)
SPENT_ON = frozenset("ai capex capital spending infrastructure".split())
NO_RESULTS = frozenset("look looks looking looked pitch launch debut demo event reception turnout".split())
"""What beats expectations without being a result, and verbs of looking past them."""
NEEDS = frozenset("demand adoption appetite usage uptake".split())
HELPED = frozenset(
    """, and help helps helped helping lift lifts lifted push pushed let lets it its company chipmaker firm results
    revenue sales profit earnings quarter""".split()
)
"""Behind a demand, they lead to whose figures it has lifted."""
STREET = frozenset("analyst analysts analysts' street street's consensus lseg factset bloomberg".split())
NOT_ITS_OWN = frozenset("prior previous earlier initial fed ecb boj imf gdp inflation weather economic".split())
YEARLY = frozenset("full-year annual year fiscal guidance forecast outlook target".split())
SAYING = frozenset("said says told warned warns signaled signalled confirmed indicated".split())
SAID_WITHIN = 6
"""Tokens between a company and its verb of saying: a ticker or the day may stand there."""
STANCES = frozenset({"bullish", "bearish"})


PARTNERSHIPS = frozenset("partnership alliance tie-up deal plan push strategy technology chips cloud".split())
"""Behind a company: what of it a firm bets on that buys no share."""


def _is_closed(case: Case) -> bool:
    """ "Covering bets against CoreWeave": a verb that ends a bet right before it."""
    at = case.trigger[0]
    ends = case.sentence.spans_inside(("cover_more", "cover_short"), (at - CLOSED_WITHIN, at))
    return any("," not in case.sentence.lower[end:at] for _, end in ends if end <= at)


def _bets_on_shares(case: Case) -> bool:
    """A fund or trader bets; a company that doubles down on its partner buys no shares of it."""
    words = case.sentence.passage.lower[case.trigger[0] : case.trigger[1]]
    before = case.sentence.word(case.trigger[0] - 1)
    if words[0] == "shorted" and (before.endswith("ly") or before in {"most", "least"}):
        return False  # "Highly shorted stock IREN jumps"
    if words in (["bet", "on"], ["bet", "against"]) and before in BEFORE_A_BET:
        return False  # "trimmed its bet on Dell": a noun
    if case.category == "bet_against" and _is_closed(case):
        return False  # "closed its short position in Nvidia": the bet is over
    if _is_advised(case) or case.sentence.word(case.trigger[0] - 1) == "should":
        return False  # "recommends shorting AI stocks", "investors should buy the dip in Nvidia"
    if words[0] == "short" and any(
        n.end == case.trigger[0] and case.sentence.word(n.start - 1) in POSSESSIVE for n in case.sentence.names
    ):
        return False  # "Einhorn's Dell short rattles AI stocks": a noun
    if any(
        case.sentence.word(hit.end) != "," and case.sentence.has(("debt_deal",), (hit.end, hit.end + 6))
        for hit in case.others
    ):
        return False  # "investors flock to CoreWeave's bond sale"
    if any(case.sentence.word(hit.end) in PARTNERSHIPS for hit in case.others):
        return False  # "bets on SambaNova partnership"
    if not STANCES.isdisjoint(words) and any(n.entity.kind == "broker" for n in case.sentence.names):
        return False  # "Evercore stays bullish on"
    if case.actor is not None and case.actor.entity.kind == "company" and OPTION_WORDS.isdisjoint(words):
        return _investor(case)
    if case.actor is not None and ADVISING.intersection(case.sentence.passage.lower[case.actor.start : case.actor.end]):
        return False
    return words[0] not in {"doubles", "doubling", "doubled", "bets"} or _investor(case) or _unknown_actor(case)


def _unknown_actor(case: Case) -> bool:
    return case.actor is not None and case.actor.entity.kind == "unknown"


def no_question(case: Case) -> bool:
    """Neither the sentence nor its part up to a dash asks."""
    sentence, end = case.sentence, case.window[1]
    return "?" not in {sentence.word(sentence.end - 1), sentence.word(end - 1), sentence.word(end)}


def _outright(case: Case) -> bool:
    """The words judge without reserve: no "potential bargain", nothing that is "not cheap"."""
    before = case.sentence.word(case.trigger[0] - 1)
    supposed = case.sentence.word(case.sentence.start) == "if"
    if "news" in case.sentence.passage.lower[case.trigger[0] : case.trigger[1]] and not TELLING.isdisjoint(
        case.sentence.passage.lower[max(case.trigger[0] - 4, case.sentence.start) : case.trigger[0]]
    ):
        return False  # "Just announced bad news for rivals": what it is the line below tells
    thinks = (
        case.sentence.word(case.trigger[0]) in {"bullish", "bearish"} and case.sentence.word(case.trigger[1]) == "on"
    )
    if thinks and any(0 <= case.trigger[0] - hit.end <= 2 for hit in case.others):
        return False  # "Nvidia is bullish on hiring": what it thinks itself
    if case.sentence.word(case.trigger[1] - 1) == "buy" and case.sentence.word(case.trigger[1]) == "for":
        return False  # "is a buy for Elm": what Elm has bought
    if case.sentence.word(case.trigger[1]) in CHART_SIGNS:
        return False  # "hit with a bearish reversal"
    return not supposed and before not in {"potential", "possible", "potentially", "not", "n't", "if"}


def _broker_beside(case: Case) -> bool:
    """ "BofA boost", "a boost from Evercore"."""
    names, (start, end) = case.sentence.names, case.trigger
    behind = end + 1 if case.sentence.word(end) == "from" else -1
    return any(n.entity.kind == "broker" and (n.end == start or n.start == behind) for n in names)


def _index_of_some(case: Case) -> bool:
    """An index that picks its companies, and nothing that moves by it: not "joins Nasdaq 100 selloff"."""
    if case.object is None:
        return False
    name = next((n for n in case.sentence.names if n.start == case.object[0] and n.entity.kind == "index"), None)
    behind = case.sentence.word(case.object[1])
    if name is None or name.entity.canonical == "Nasdaq Composite" or behind in MOVING:
        return False
    return case.sentence.word(case.object[1]) != "futures"


def _short_seller(case: Case) -> bool:
    return case.actor is not None and case.actor.entity.canonical in SHORT_SELLERS


def _by_short_seller(case: Case) -> bool:
    """Somebody who is called or known as a short seller, and what he alleges or publishes."""
    sentence = case.sentence
    if case.actor is None or ALLEGING.isdisjoint(sentence.vocabulary):
        return False
    before = sentence.passage.lower[sentence.start : case.trigger[0]]
    return "short" in before or case.actor.entity.canonical in SHORT_SELLERS


ALLEGING = frozenset("alleging alleges alleged accusing accuses accused claiming claims report reports calling".split())


def _no_comma(case: Case) -> bool:
    """ "Unloads Alphabet, bets against Nvidia": behind the comma stands another deed."""
    return case.object is None or "," not in case.sentence.passage.lower[case.trigger[1] : case.object[0]]


def _house_before(case: Case) -> bool:
    """A broker right before the verb."""
    return any(n.entity.kind == "broker" and n.end == case.trigger[0] for n in case.sentence.names)


def _names_between(case: Case) -> bool:
    """Nothing but the company between the verb and the grade: "cuts CoreWeave to sell"."""
    first = case.object[0] if case.object else case.trigger[1]
    return any(hit.start == case.trigger[1] and hit.end == first for hit in case.others)


def _outlook_is_weak(case: Case) -> bool:
    sentence, (low, high) = case.sentence, case.window
    weak = [s for s in sentence.spans(("outlook_down",)) if low <= s[0] and s[1] <= high]
    cost = [s for s in sentence.spans(("rule_cost",)) if case.trigger[1] <= s[0] and s[1] <= high]
    costly = bool(cost) and any(a.amount.unit == "USD" for a in sentence.amounts)
    return any(not is_level_reached(span, sentence) for span in (weak + cost if costly else weak))


def _loses_itself(case: Case) -> bool:
    """The company right before the verb, and nobody who only holds its shares: no "investors in CoreWeave lost"."""
    return case.actor is not None and case.actor.end == case.trigger[0]


def _over_a_period(case: Case) -> bool:
    """ "In the third quarter", "last year", "in 2025" right behind the sum; no "in value this year"."""
    end = case.object[1] if case.object else case.trigger[1]
    words = case.sentence.passage.lower[end : min(end + PERIOD_WITHIN, case.sentence.end)]
    if words[:1] not in (["in"], ["last"], ["for"], ["during"], ["over"]):
        return False
    period = next((word for word in words[1:] if word not in BEFORE_PERIOD), "")
    return period in PERIODS or (period.isdigit() and len(period) == 4)


PERIOD_WITHIN = 6
PERIODS = frozenset({"quarter", "year", "half"})
BEFORE_PERIOD = frozenset("the its a first second third fourth last fiscal full whole calendar - same".split())


def _company_alone(case: Case) -> bool:
    """Nothing of the company follows that could be cut instead: no "cuts Meta estimates"."""
    end = case.object[1] if case.object else case.trigger[1]
    return case.sentence.word(end) in {"", ",", ";", ":", "on", "after", "as", "amid", "-", "–", "—", "|"}


CONDITIONS: dict[str, Condition] = {
    "names_between": _names_between,
    "house_before": _house_before,
    "company_alone": _company_alone,
    "loses_itself": _loses_itself,
    "over_a_period": _over_a_period,
    "no_comma": _no_comma,
    # "Crowded shorts and Chinese ADRs rose": shares that many have sold, and no count of them.
    "no_basket": lambda case: case.sentence.word(case.trigger[0] - 1) not in {"crowded", "popular", "consensus"},
    "dealt_in_or_ai": lambda case: (
        _dealt_in(case) or case.sentence.passage.has("ai_word") or case.sentence.passage.has("strong_context")
    ),
    "index_of_some": _index_of_some,
    "short_seller": lambda case: _short_seller(case) and not _by_short_seller(case),
    "by_short_seller": _by_short_seller,
    "no_target_behind": lambda case: (
        not any(0 <= n.start - case.trigger[1] <= 8 and n.party for n in case.sentence.names)
    ),
    "rated": trade_target,
    "rated_or_beside": _rated_or_beside,
    "moves_grade_too": _moves_grade_too,
    "next_grade": _next_grade,
    "keeps_no_rating": _keeps_no_rating,
    "not_of_next_verb": _not_of_next_verb,
    "rating_or_broker": lambda case: (
        case.sentence.has(("rating_word", "rating_plain", "analyst_word"))
        or (case.actor is not None and case.actor.entity.canonical in GRADING)
        or any(n.entity.kind == "broker" for n in case.sentence.names)
        or _grades(case)
        or _graded_by(case)
        or _share_upgraded(case)
    ),
    "no_broker": lambda case: (
        speaker(case.trigger, case.sentence, case.trigger) is None and not _goes_on_of_broker(case)
    ),
    "no_price_next": _no_price_next,
    "speaks_of_price": _speaks_of_price,
    "rater": _has_rater,
    "rater_speaks": _rater_speaks,
    "rater_acts": _rater_acts,
    "rating_stated": _rating_stated,
    "they_hold": _they_hold,
    # But "upgrades its rating on Dell".
    "no_renewal": lambda case: (
        (case.sentence.word(case.trigger[1]) not in RENEWED and not _is_grade_of_title(case))
        or case.sentence.word(case.trigger[1] + 1) in {"rating", "ratings", "view", "call"}
    ),
    "grade_of": lambda case: _graded_share(case) or marker_to(case),
    "market_actor": _trade_actor,
    "trade_target": trade_target,
    "dealt_in": _dealt_in,
    "shares_dealt": _shares_dealt,
    "not_the_cause": _not_the_cause,
    "listed_target": _listed_target,
    "ends_relative": _ends_relative,
    "no_round": _no_round,
    "dealt_or_owned": lambda case: _dealt_in(case) or _trade_holding(case),
    "writer_owns": _writer_owns,
    "yields_income": _yields_income,
    "not_yet_missing": _not_yet_missing,
    "acts": _acts,
    "object_alone": _object_alone,
    "things_of_name": _things_of_name,
    "led_straight": _led_straight,
    "no_short": _no_short,
    "sized_paper": _sized_paper,
    "holder_is_fund": _holder_is_fund,
    "counted_holding": _counted_holding,
    "writer_holds": _writer_holds,
    "investor_or_stake": lambda case: (
        _investor(case) or case.sentence.has(("stake_strict",), case.window) or _gets_rid(case)
    ),
    "owns_already": lambda case: case.sentence.word(case.trigger[0] - 1) not in {"to", "will", "would"},
    "spoken": lambda case: (
        case.actor is not None
        and not is_figures(case.trigger, case.sentence)
        and not of_column(case.trigger, case.sentence)
    ),
    "in_a_rival": _in_a_rival,
    "investor": _investor,
    "not_itself": lambda case: case.actor is not None and case.actor.party not in {h.party for h in case.others},
    "result_figures": _result_figures,
    "foreseen_figures": _foreseen_figures,
    "sum_of_period": _sum_of_period,
    "own_yardstick": _own_yardstick,
    "tells_results": _tells_results,
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
    "figure_itself": _figure_itself,
    "no_outlook_beside": _no_outlook_beside,
    "verb_of_telling": _verb_of_telling,
    "own_trade": lambda case: about_the_trade(case) or (case.actor is not None and _trade_actor(case)),
    "not_judged": _not_judged,
    "not_the_streets": _not_the_streets,
    # "We made $6 billion with Rubin racks"
    "context_or_own_chip": lambda case: (
        about_the_trade(case)
        or not AI_CHIPS.isdisjoint(case.sentence.passage.vocabulary)
        or bool(chip_products(case.sentence.passage.names))
    ),
    "chips_or_context": lambda case: (
        any(case.sentence.passage.has(category) for category in ("chip", "strong_context", "ai_word", "ai_place"))
        or any(name.entity.kind == "product" for name in case.sentence.names)
    ),
    "says_itself": _says_itself,
    "no_agency": _no_agency,
    "no_orders": _no_orders,
    "reported": _reported,
    "has_grown": _has_grown,
    "of_its_unit": lambda case: case.actor is not None and _trade_actor(case),
    # "Dell beats, lifts its outlook": the firm stands right before, and the outlook is told behind.
    "then_outlook": lambda case: (
        case.actor is not None
        and case.actor.end == case.trigger[0]
        and case.sentence.word(case.trigger[1]) in {",", ";", "and", "but"}
        and case.sentence.has(OUTLOOKS, (case.trigger[1], case.trigger[1] + 9))
    ),
    "opens_there": lambda case: case.trigger[0] - case.sentence.start <= 1 and not _is_track_record(case),
    "number_or_quarter": _number_or_quarter,
    "no_outlook": _no_outlook,
    "nobody_named": _nobody_named,
    "own_result": _own_result,
    "against_expected": _against_expected,
    "behind_title": _behind_title,
    "ours": lambda case: "our" in case.sentence.passage.lower[case.sentence.start : case.window[1]],
    "overtakes_in": _overtakes_in,
    "no_price_of_share": _no_price_of_share,
    "expects_itself": _expects_itself,
    "of_results": lambda case: (
        not _in_passing(case)
        and (
            case.sentence.has(("results", "result_metric", "period", "yardstick"))
            or (case.trigger[1] - case.trigger[0] > 1 and case.sentence.word(case.trigger[1] - 1) in {"beat", "miss"})
        )
    ),
    "no_loss": lambda case: not case.sentence.has(("loss_metric",), (case.trigger[0], case.trigger[1])),
    "figure_was": _figure_was,
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
    "broker_or_analyst": lambda case: (
        case.sentence.has(("analyst_word",)) or any(n.entity.kind == "broker" for n in case.sentence.names)
    ),
    "no_spending": lambda case: (
        not case.sentence.has(("capex",), (case.trigger[0] - 3, case.object[1] if case.object else case.trigger[1]))
    ),
    "kept_by_broker": _kept_by_broker,
    "no_house_behind": _no_house_behind,
    "nobody_rates": lambda case: (
        rater(case.trigger, case.sentence) is None
        and not any(n.entity.canonical in AGENCIES for n in case.sentence.names)
    ),
    "rated_for": lambda case: any(is_of_trade(hit, case) for hit in case.others),
    "no_question": no_question,
    "no_whole_firm": _no_whole_firm,
    "not_asked_whether": _not_asked_whether,
    "stake_held": lambda case: case.actor is not None and _trade_holding(case),
    "bets_on_shares": _bets_on_shares,
    "outright": _outright,
    "broker_beside": _broker_beside,
    "opens_sentence": lambda case: case.trigger[0] == case.sentence.start,
    "names_topic": lambda case: bool(case.others) or case.sentence.passage.has("strong_context"),
}
