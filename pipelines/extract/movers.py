"""Who moved, where a verb tells it: the share before or behind it, the list it ends, who is struck or takes a blow.

Part of `reactions`. Each of the functions answers nobody where the words are not sure: a move without a mover is none.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from pipelines.extract import collectives, mover_lists
from pipelines.extract.lexicon import PARTY_KINDS
from pipelines.extract.little_words import BEING, POSSESSIVE
from pipelines.extract.move_nouns import FELLOWS, LEADS, fuelled_by_news, is_thought, nominal_movers, noun_movers
from pipelines.extract.move_parts import (
    APPOSITION,
    BRACKET,
    PLACES,
    SHARE_PRICE,
    STAKES,
    TAILS,
    described_firm,
    is_apposed,
    is_by_sum,
    is_clear,
    is_listed,
    is_phrasal,
    is_ticker,
    list_beginning,
    list_ending,
    percents_beside,
    shares_between,
    some_of,
    stranger_before,
)
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.reaction_words import (
    BACKGROUND,
    CLOSING,
    HELD,
    INVESTORS,
    LEGAL,
    MODAL,
    NOUNS,
    PARING,
    PARTICLES,
    QUALIFIERS,
    SESSIONS,
    SHARES,
    SINCE,
    STATES,
    STRONG_NEXT,
    SURE,
    is_filler,
)
from pipelines.extract.roles import general
from pipelines.extract.roles.capitals import capitals_before, is_capitalised
from pipelines.extract.roles.names import DESCRIBING, in_brackets, list_from, parties, stands_free
from pipelines.extract.roles.unknown import as_written

STRIKING = frozenset({"hit_down", "lift_up"})
"""They take the mover as their object."""
RECORDS = frozenset({"record_low", "record_high"})
MOVE_VERBS = ("fall", "rise", "move_down", "move_up")
VALUES = frozenset({"value_lost", "value_won"})
SUFFERING = frozenset("take takes took taking taken suffer suffers suffered suffering absorb absorbs absorbed".split())
"""What is done with a blow."""
GETTING = frozenset("get gets got getting receive receives received enjoy enjoys enjoyed catch catches caught".split())
TAKEN = {"blow_noun": SUFFERING, "boon_noun": GETTING}
"""Nouns of what comes over a share, and the verbs by which it does."""
SELLING_WORDS = frozenset("selling selloff sell-off selloffs rout profit-taking profit losses liquidation sellers "
                          "jitters downdraft worries fears concerns doubts anxiety angst".split())  # fmt: skip
"""What shares are hit by."""
FEARED = frozenset({"worries", "fears", "concerns", "doubts", "anxiety", "angst"})
"""What hits a company in its trade too."""
OVERTAKING = frozenset("passes passed overtakes overtook tops topped surpasses surpassed leads led outpaced beats "
                       "joined joins followed outperformed".split())  # fmt: skip
TICKING = frozenset("tick ticks ticked ticking edge edges edged edging inch inches inched inching move moves moved "
                    "moving creep creeps crept creeping drift drifts drifted nudge nudges nudged trend trends "
                    "trended trending closed closes ended ends finished finishes opens opened".split())  # fmt: skip
AS_THE = frozenset({"as", "while", "when", "the", "broader", "wider", "overall"})
"""Before "market" where it is the market as a whole that moves."""
DRAGGING = frozenset("drag drags dragged dragging pull pulls pulled weigh weighs weighed".split())
INDEX_NOUNS = frozenset({"index", "gauge", "average", "composite", "benchmark", "etf", "fund"})
HIGHS = frozenset({"high", "highs", "close", "peak", "peaks", "level", "levels", "territory", "closing", "intraday"})
ASIDES = frozenset({",", "-", "–", "—", "--"})
"""They enclose a description."""
PERFORMERS = frozenset({"gainers", "losers", "decliners", "advancers", "laggards", "winners", "performers", "gainer",
                        "loser", "decliner", "laggard", "performer", "drag", "winner", "performing",
                        "drags"})  # fmt: skip
BEFORE_SECTOR = frozenset(
    """as while but and : — ; , leads lead led drags dragged with boosts lifts lifted sends sent pushed the lift
    boost hits drag""".split()
)
"""Before "tech" where it is a sector by itself."""
VALUE_WORDS = frozenset({"market", "cap", "value", "capitalization", "valuation"})
OF_RESULTS = frozenset("narrow narrows narrowed widen widens widened mount deepen deepens shrink shrinks".split())
GROWING = frozenset(
    """valuation valuations prices demand costs revenue sales profits debt rates popularity interest growth stock shares
    price yields inflation competition tensions fears worries concerns doubts uncertainty pressure scrutiny skepticism
    expenses backlog optimism expectations hopes odds inventories unemployment treasury bond oil memory energy power
    electricity capex spending investment investments losses""".split()
)
"""Behind a participle: what is soaring."""
OF_GROWING = frozenset({"ai", "cloud", "chip", "gpu", "memory", "computing", "compute", "server", "power", "energy"})
"""Of what there is more demand, or what costs more."""
MARKETS = frozenset({"nikkei", "kosdaq", "sensex", "topix", "nifty", "magnificent7"})
"""Indices whose name is a newspaper's too, or that only move."""
BARE_ENDS = frozenset({"", ",", ";", ".", "while", "but", "and", "premarket", "today", "big", "again", "|", ")"})
"""Behind "Meta down"."""
STRICKEN = frozenset("crushed hammered pummeled slammed punished battered clobbered walloped whacked rattled rocked "
                     "spooked "
                     "pounded smashed".split())  # fmt: skip
"""Of a share that somebody struck: "Oracle stock hammered after report"."""
BEATING = tuple(
    "knock roil jolt slam hammer clobber pummel crush batter wallop whack pound smash sink hit rattle rock drag".split()
)
"""How verbs of striking begin."""
DREAD = frozenset(
    """fear fears worry worries jitters talk chatter panic anxiety angst doubts debate concerns woes contagion selloff
    rout rumors rumor shock scare fright frenzy euphoria mania dread gloom""".split()
)
"""What shakes shares without touching what a company does."""
NEWS = DREAD | frozenset(
    """deal deals pact news report reports bet bets push plan plans results earnings outlook forecast upgrade downgrade
    success launch debut talks order orders partnership agreement warning ban curbs tariffs tariff threat move
    announcement investment stake rumour rumours comments remarks breakthrough unveiling""".split()
)
"""What shares react to."""
SINKING = frozenset("sink sinks sank tanks tanked".split())
"""What becomes of several companies at once only on the market: "Meta's plan sinks CoreWeave and Nebius"."""
OPPOSED_REACH = 9
STRICKEN_NEXT = frozenset({"", ":", ";", ",", "as", "after", "amid", "by", "on", "following", "again", "today",
                           "premarket",
                           "in", "for", "despite", "since", "monday", "tuesday", "wednesday", "thursday",
                           "friday"})  # fmt: skip
RECORD_NEXT = frozenset({"", ".", ",", ";", "in", "on", "as", "after", "amid", "ahead", "and", "with", "for",
                         "following",
                         "$", "since", "monday", "tuesday", "wednesday", "thursday", "friday", "today", ":", "despite",
                         "close", "before", "!", "?", "while", "but"})  # fmt: skip
"""Behind "a record" of a share; "record revenue" is one of something else."""
OF_SHARES = SHARES | {"names", "etfs", "equities", "plays", "sector", "index", "trade"}
"""Last words of groups that are traded."""
LACKED = frozenset(
    """shortage shortages crunch bottleneck bottlenecks costs cost prices pricing inflation delays constraints
    supply scarcity rules rule law bill tax taxes bills rates rate moratorium ban permits outage outages demand orders
    spending buildout""".split()
)
"""What hits or lifts the trade of a group."""
FRONTED = 2
"""Most tokens before a participle that opens its sentence."""
BEFORE_STRUCK = frozenset("the entire of whole all its their other down up broader wider overall".split())
"""Between a verb of striking and who is struck."""
OTHERS_REACH = 5
"""Most tokens from "and other" to "stocks"."""
TODAY = frozenset("today this again premarket monday tuesday wednesday thursday friday after amid".split())
ENDING = frozenset({"snaps", "snapped", "ends", "ended", "breaks", "broke", "halts", "halted", "snap", "end", "ending"})
TELLING = frozenset({"said", "says", "announced", "reported", "agreed"})
ERASING = frozenset("erased erases erase erasing surrendered surrenders reversed reverses reverse reversing recouped "
                    "recoups recoup recouping".split())  # fmt: skip
GIVEN = frozenset("gave given gives giving wiped wipes wiping".split())
FULL_NAMES = frozenset({"technologies", "tech", "corporation", "limited", "holdings", "inc", "corp"})
"""Right before the verb, behind a shorter name."""
UNDONE = frozenset({"gains", "gain", "rally", "losses", "advance"})
UNDONE_REACH = 8
LED_WITHIN = 9
"""Most tokens from who leads a group to the size of its own move."""
OPENING = frozenset(
    """following after on as in since year at despite amid before by late early still overall so over during with
    yesterday today monday tuesday wednesday thursday friday this last""".split()
)
"""They begin a setting that stands before a comma: "Year to date, the stock ..."."""
HOLDING = frozenset(
    """owns own owned owning stake stakes holds holding holdings invests invested investment bought buys acquired
    acquires position disclosed""".split()
)
BEFORE_PARTICIPLE = frozenset("closing ending finishing trading now currently also last both each all".split())
HIDING = frozenset(
    """a an this that these 1 2 3 one two three ai artificial intelligence ( ) growth tech chip semiconductor
    quantum magnificent unstoppable monster hot soaring energy power nuclear little known under radar other""".split()
)
REACHING = frozenset({"hits", "touches", "notches", "reaches", "sets", "scales", "posts", "nears"})
WILD = frozenset({"soars", "tumbles", "plunges", "sinks", "slides", "slumps", "slips", "pops", "skyrockets", "craters"})
CLOSING_VERBS = frozenset(
    {"ends", "closes", "finishes", "settles", "opens", "trades", "ticks", "edges", "moves", "heads"}
)
DEED_NEXT = frozenset("as after in on amid premarket despite following again today anyway ahead".split()) | {
    "",
    ".",
    ";",
    "!",
}
DEED_LENGTH = 12
DEED_STOPS = frozenset({",", ";", ":", "as", "while", "after", "when", "because", "but", "that", "which", "who"})
FIGURES = frozenset(
    {"revenue", "sales", "profit", "income", "output", "shipments", "exports", "backlog", "capex", "spending"}
)
OF_FIGURES = ("results", "revenue", "capex", "backlog", "money_noun")
AGAINST_FIGURES = frozenset(
    {"beats", "tops", "misses", "beat", "miss", "estimates", "cuts", "raises", "warns", "guides"}
)
INVESTED = STAKES | {"invests", "invested", "investing", "investment", "invest", "position"}
DEBUT = frozenset({"debut", "ipo", "listing", "debuts", "nasdaq", "nyse"})
"""A company is listed now."""
FOLLOWS = frozenset({"follow", "follows", "followed", "track", "tracks", "tracked", "join", "joins", "joined"})
"""Besides those who lead: "Aixtron and Besi follow Nvidia higher"."""


def left_of(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The free-standing name before a verb with little between."""
    at = trigger[0] - 1
    if sentence.word(at) == ")":
        at = mover_lists.before_bracket(at, sentence)
    ends = {n.end for n in sentence.names}
    while at + 1 not in ends and (is_filler(sentence.word(at)) or sentence.word(at) in VALUE_WORDS):
        at -= 1
    name = next((n for n in sentence.names if n.end == at + 1), None)
    return name if name is not None and not _belongs_to_other(name, sentence, trigger) else None


def movers_of(category: str, trigger: Span, sentence: Sentence) -> list[NameHit]:
    if category in STRIKING:
        return _struck(trigger, sentence) or (_stricken(trigger, sentence) if category == "hit_down" else [])
    if category in RECORDS:
        return _recording(trigger, sentence) or _record_as_second_deed(trigger, sentence)
    if category in TAKEN:
        return _suffering(trigger, sentence, TAKEN[category])
    if category in VALUES:
        subject = general.subject(trigger, sentence)
        return [subject] if subject is not None and is_listed(subject) else []
    return _movers(trigger, sentence)


def _recording(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who sets a record: the listed name before it with nothing but a verb of reaching between."""
    before = [n for n in sentence.names if n.end <= trigger[0] and not in_brackets(n, sentence)]
    before = before or _only_in_brackets(trigger, sentence)
    follows = sentence.word(trigger[1])
    if sentence.word(trigger[1] - 1) in {"record", "records"} and follows not in RECORD_NEXT | HIGHS:
        return []
    closing = trigger[1]
    while sentence.word(closing) in HIGHS:
        closing += 1
    if (sentence.word(closing - 1) in HIGHS | {"low", "lows"}) and _describes_goods(closing, sentence):
        return []  # "record peak load", "record high revenue"
    if "seen" in sentence.passage.lower[max(trigger[0] - 3, sentence.start) : trigger[0]] and "as" in {
        sentence.word(trigger[0] - 1),
        sentence.word(trigger[0] - 2),
    }:
        return []  # "seen as the biggest winner"
    if sentence.word(trigger[1] - 1) == "for":
        return _day_of(trigger, sentence)
    behind = _inverted(trigger, sentence)
    if behind:
        return behind
    whose = trigger[0]
    performs = sentence.word(trigger[1] - 1) in PERFORMERS
    if len(before) > 1 and before[-1].entity.kind == "index" and before[-1].end == whose and performs:
        whose = before.pop().start  # "leads Dow losers"
    if before and before[-1].entity.kind == "index" and sentence.word(before[-1].end) == "'s":
        whose = before.pop().start  # "among the S&P 500's top gainers"
    if not before or not is_listed(before[-1]):
        at = trigger[0] - 1
        while (sentence.word(at) in HELD or is_filler(sentence.word(at))) and sentence.word(at) != "stocks":
            at -= 1
        group = _bare_group(at, at + 1, sentence) if at + 1 < trigger[0] else None
        return [group] if group is not None else []
    first = before[-1].end + in_brackets(before[-1], sentence)
    if sentence.word(first) == "(":
        # "Applied Digital (APLD) on all-time high"
        first = next(
            (at + 1 for at in range(first, min(first + BRACKET, trigger[0])) if sentence.word(at) == ")"), first
        )
    gap = sentence.passage.lower[first:whose]
    gap = [
        w for at, w in enumerate(gap) if w != "," or gap[at + 1 : at + 2] not in (["its"], ["the"], ["a"], ["their"])
    ]
    held = all(
        word in HELD
        or is_filler(word)
        or word in QUALIFIERS
        or word in TAILS
        or word[0].isdigit()
        or (performs and (word in VALUE_WORDS or word in collectives.TRADE))
        for word in gap
    )
    if sentence.word(trigger[1] - 1) in {"streak", "skid", "run"} and not ENDING.isdisjoint(gap):
        return []  # it ends: `ending_streak`
    if not held and (apart := _shares_apart(trigger, sentence)) is not None:
        return [apart]
    return list_ending(before[-1], sentence) if held and not PARING.intersection(gap) else []


def _describes_goods(at: int, sentence: Sentence) -> bool:
    """Whether the word behind "record high" is what is high."""
    word = sentence.word(at)
    if word in RECORD_NEXT | HIGHS | STRONG_NEXT | SHARES or not word.isalpha() or word.endswith(("ed", "ing")):
        return False
    return word not in {"set", "price", "prices", "valuation", "of", "it", "we", "he", "she", "they"} and not any(
        n.start == at for n in sentence.names
    )


def _shares_apart(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "GE Vernova books 10 turbines, stock at record": the share of the subject, behind a comma."""
    at = trigger[0] - 1
    while (sentence.word(at) in HELD or is_filler(sentence.word(at))) and sentence.word(at) not in SHARES:
        at -= 1
    if sentence.word(at) not in SHARES or sentence.word(at - 1) not in {",", ";", "as", "and", "its", "the", "sending"}:
        return None
    subject = general.subject((at, at + 1), sentence)
    return subject if subject is not None and is_listed(subject) else None


def _only_in_brackets(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Coherent (COHR) hits": the ticker, where the word before it is common and a name only beside it."""
    inside = [n for n in sentence.names if n.end <= trigger[0] and in_brackets(n, sentence)]
    return [n for n in inside if is_capitalised(sentence.passage.words[max(n.start - 2, 0)])][-1:]


def _suffering(trigger: Span, sentence: Sentence, verbs: frozenset[str]) -> list[NameHit]:
    """ "Memory chips take a hard hit", "Nebius stock gets a lift": who takes the blow or gets the boost."""
    at, sized = trigger[0] - 1, False
    percents = {a.end: a.start for a in sentence.amounts if a.amount.unit == "percent"}
    while at + 1 in percents or sentence.word(at) in QUALIFIERS or sentence.word(at) in {"a", "an", "the", "its"}:
        sized = sized or at + 1 in percents
        at = percents[at + 1] - 1 if at + 1 in percents else at - 1
    if sentence.word(at) not in verbs:
        return []
    verb = (at, at + 1)
    name = _adjacent(verb, sentence)
    if name is None:
        group = _bare_group(at - 1, at, sentence)
        return [group] if group is not None else []
    of_shares = name.entity.kind in {"collective", "index"} or shares_between(name.end, at, sentence)
    return list_ending(name, sentence) if sized or of_shares or _is_of_shares(name, sentence) else []


def ending_streak(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Snaps a five-day losing streak": who ends a streak moves the other way."""
    if sentence.word(trigger[1] - 1) not in {"streak", "skid", "run"}:
        return []
    at = trigger[0] - 1
    spared = {"its", "their", "a", "an", "the"}
    while sentence.word(at) not in ENDING and (
        sentence.word(at) in QUALIFIERS | spared or is_filler(sentence.word(at)) or sentence.word(at)[:1].isdigit()
    ):
        at -= 1
    if sentence.word(at) not in ENDING:
        return []
    name = left_of((at, at + 1), sentence)
    return list_ending(name, sentence) if name is not None and is_listed(name) else []


def undoing(span: Span, sentence: Sentence) -> list[NameHit]:
    """ "Oracle has given up all of its gains": who undoes what a noun tells moves the other way."""
    if sentence.word(span[1] - 1) not in UNDONE or sentence.word(span[0] - 1) in {"for", "of"}:
        return []
    for at in range(span[0] - 1, max(span[0] - UNDONE_REACH, sentence.start), -1):
        word = sentence.word(at)
        if word in {",", ";", ":", ".", "on", "in", "from", "to"} or any(
            n.start <= at < n.end and n.party for n in sentence.names
        ):
            return []
        if word in ERASING or (word in {"up", "out"} and sentence.word(at - 1) in GIVEN):
            verb = at - (word in {"up", "out"})
            name = left_of((verb, verb + 1), sentence)
            return list_ending(name, sentence) if name is not None and is_listed(name) else []
    return []


def _day_of(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "A brutal day for neoclouds": whose day it was."""
    at = trigger[1] + (sentence.word(trigger[1]) in {"the", "shares", "all"})
    at += sentence.word(at) == "of"
    first = next((n for n in sentence.names if n.start == at and is_listed(n)), None)
    return list_beginning(first, sentence) if first is not None else []


def _inverted(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Among the biggest losers: CoreWeave and Nebius", "Leading the decliners was Oracle"."""
    at = trigger[1]
    if sentence.word(at) in {"in", "on", "of"}:
        at = next((n.end for n in sentence.names if n.start in {at + 1, at + 2} and n.entity.kind == "index"), at)
    if sentence.word(at) not in {"were", "was", "is", "are", ":", "include", "included", "includes"}:
        return []
    name = next((n for n in sentence.names if n.start == at + 1 and is_listed(n)), None)
    if name is None or sentence.word(trigger[1] - 1) not in PERFORMERS:
        return []
    return list_beginning(name, sentence)


def _movers(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who moves: behind "sends", beside the verb, through "shares" of the subject, or beside the noun of a move."""
    if sentence.word(trigger[1] - 1) in {"loss", "losses"} and sentence.word(trigger[1]) in OF_RESULTS:
        return []  # "Losses narrow" in its books, not on the exchange
    if is_phrasal(trigger, sentence):
        return []
    grown = trigger[1] + (sentence.word(trigger[1]) in OF_GROWING)
    if sentence.word(trigger[0]).endswith("ing") and sentence.word(grown) in GROWING:
        return []  # "Cites soaring demand", "on surging AI demand", "the stock's soaring valuation"
    if _is_of_hidden_stock(trigger, sentence):
        return []
    sent = _sent(trigger, sentence)
    if sent:
        return sent
    if sentence.word(trigger[0] - 1) in {"market", "markets"} and sentence.word(trigger[0] - 2) in AS_THE:
        return []  # "AMD sinks as market gains"
    if _is_participle(trigger, sentence):
        # "CoreWeave is $71 after falling 43%": the subject of the main clause.
        subject = (
            _named_last(trigger, sentence)
            or _opening(trigger, sentence)
            or general.subject(trigger, sentence)
            or _behind_comma(trigger, sentence)
        )
        subject = subject or _acting_before(trigger, sentence)
        clear = subject is not None and is_listed(subject) and is_clear(trigger, sentence, has_shares=False)
        clear = clear and not (subject is not None and _of_figures(subject, trigger, sentence))
        clear = clear and not (subject is not None and _stranger_acts(subject, trigger, sentence))
        return _with_own_sizes(subject, trigger, sentence) if subject is not None and clear else []
    if sentence.word(trigger[0]) in PARTICLES and trigger[0] == sentence.segment(trigger[0])[0]:
        # "Down 45% from its high, is CoreWeave a buy?"
        fronted = _behind_comma(trigger, sentence) if percents_beside(trigger, sentence, 1, before=False) else None
        if fronted is not None:
            return [fronted]
    is_noun = noun_movers(trigger, sentence) in NOUNS
    if (is_noun and is_thought(trigger, sentence)) or _is_retold(trigger, sentence):
        return []
    if is_noun and sentence.word(trigger[0] - 1) == "on" and _is_bought_on(trigger, sentence):
        return []
    if is_noun and (fuelled := fuelled_by_news(trigger, sentence)):
        return fuelled
    if is_noun and (leading := _with_size(trigger, sentence)):
        return leading
    if is_noun and sentence.word(trigger[0] - 1) in {"the", "this", "any"} and sentence.word(trigger[0] - 2) == "on":
        return nominal_movers(trigger, sentence)  # "Buy Micron on the dip"
    nearby = _adjacent(trigger, sentence)
    if nearby is not None and is_noun and _is_article_before(nearby, trigger, sentence):
        return nominal_movers(trigger, sentence)  # "bet on a big Nvidia rally"
    if nearby is not None:
        has_shares = shares_between(nearby.end, trigger[0], sentence) or _is_state(nearby, trigger, sentence)
        has_shares = has_shares or _is_of_shares(nearby, sentence)
        has_shares = has_shares or (nearby.entity.kind == "collective" and sentence.word(nearby.end - 1) in SHARES)
        has_shares = has_shares or (
            sentence.word(trigger[0]) in {"up", "down"}
            and nearby.end == trigger[0]
            and trigger[1] - trigger[0] == 1
            and (
                sentence.word(trigger[1]) in BARE_ENDS
                or (nearby.entity.kind in {"collective", "index"} and sentence.word(trigger[1]) in STRONG_NEXT)
                or sentence.word(trigger[1]) in {"after", "amid"}
                or (sentence.word(trigger[1]) == "in" and sentence.word(trigger[1] + 1) in SESSIONS | PLACES)
            )
        )
        has_shares = has_shares or _is_told_today(nearby, trigger, sentence)
        # "Ticks up", "moves down": a verb of moving before the particle.
        # "Nvidia and Intel both down": so is what is said of two or more at once.
        led_in = sentence.word(trigger[0] - 1) in TICKING or sentence.word(trigger[0] - 1) in {"both", "all", "each"}
        has_shares = has_shares or (led_in and sentence.word(trigger[0]) in PARTICLES)
        if not is_clear(trigger, sentence, has_shares=has_shares):
            return nominal_movers(trigger, sentence)
        if is_noun and sentence.word(nearby.end) == "'s" and sentence.word(nearby.start - 1) in BACKGROUND:
            return []  # "after Nvidia's overnight decline"
        listed = list_ending(nearby, sentence)
        return [*_leaders(listed[0].start, sentence), *(_with_strangers(nearby, sentence) or listed)]
    if sentence.word(trigger[0] - 1) == "stocks" and (bare := _bare_movers(trigger, sentence)):
        return bare
    return (
        _list_of_strangers(trigger, sentence)
        or _through_shares(trigger, sentence)
        or _second_deed(trigger, sentence)
        or nominal_movers(trigger, sentence)
        or stranger_before(trigger, sentence)
        or _bare_movers(trigger, sentence)
    )


def _is_of_hidden_stock(trigger: Span, sentence: Sentence) -> bool:
    """ "Sells Nvidia, buys AI stock up 2,000%": of a share that the headline does not name."""
    if sentence.word(trigger[0]) not in PARTICLES or sentence.word(trigger[0] - 1) not in {"stock", "stocks"}:
        return False
    at = trigger[0] - 2
    while sentence.word(at) in HIDING and at > sentence.start:
        at -= 1
    return at < trigger[0] - 2 and sentence.has(
        ("trade_buy", "trade_sell", "hold_more"), (max(at - 2, sentence.start), at + 1)
    )


def _is_bought_on(trigger: Span, sentence: Sentence) -> bool:
    """ "Buys CoreWeave on weakness", "adds to its stake on the dip": when somebody traded, not what the share does."""
    low = sentence.clause(trigger[0])[0]
    deeds = sentence.spans(("trade_buy", "trade_sell", "hold_more", "hold_less"))
    return sentence.word(trigger[1]) in STRICKEN_NEXT and any(low <= span[0] < trigger[0] for span in deeds)


def _second_deed(trigger: Span, sentence: Sentence, *, sure: bool = False) -> list[NameHit]:
    """ "AMD unveils new chips, jumps 3%", "Nvidia beats estimates but closes lower": whoever opens the headline."""
    at = trigger[0]
    if sentence.word(at) in PARTICLES and sentence.word(at - 1) in CLOSING_VERBS:
        at -= 1
    comma = at - 1 - (sentence.word(at - 1) in {"then", "still", "but"})
    if sentence.word(at)[-1:] != "s" or (sentence.word(comma) != "," and sentence.word(at - 1) != "but"):
        return []
    sized = percents_beside(trigger, sentence, 1, before=False)
    if not (sized or sentence.word(trigger[1]) in DEED_NEXT):
        return []
    low = sentence.segment(at)[0]
    name = next((n for n in sentence.names if n.start == low + (sentence.word(low) == "why")), None)
    if name is None or not is_listed(name) or name.entity.kind != "company" or not stands_free(name, sentence):
        return []
    deed = sentence.passage.lower[name.end : comma + (sentence.word(comma) != ",")]
    if not 0 < len(deed) <= DEED_LENGTH or not DEED_STOPS.isdisjoint(deed) or deed[0][-1:] != "s":
        return []
    figures = sized and not FIGURES.isdisjoint(deed) and AGAINST_FIGURES.isdisjoint(deed)
    if deed[0] in SHARES or (figures and sentence.word(at) not in WILD):
        return []  # "TSMC reports October sales, rises 17%"
    return [name] if sure or is_clear(trigger, sentence, has_shares=False) else []


def _record_as_second_deed(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "AMD unveils new chips, hits a record"."""
    if sentence.word(trigger[1] - 1) not in HIGHS | {"low", "lows", "record"}:
        return []
    at = trigger[0] - 1
    while sentence.word(at) in {"a", "an", "new", "fresh", "its", "another"}:
        at -= 1
    return _second_deed((at, trigger[1]), sentence, sure=True) if sentence.word(at) in REACHING else []


def _with_own_sizes(subject: NameHit, trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Dell and HP led gains, adding 7% and 5%": all of a list where each has its percentage, else its first."""
    listed = list_beginning(subject, sentence)
    sizes = percents_beside(trigger, sentence, len(listed), before=False) if len(listed) > 1 else []
    sized = len(sizes) == len(listed) and listed[-1].end <= trigger[0]
    together = sentence.word(trigger[0] - 1) in {"both", "each", "all"}
    together = together or sentence.word(sizes[0].end if sizes else trigger[1]) == "each"
    return listed if sized or together else [subject]


def _with_size(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Micron led the index with a 7% gain", "reacted with a 7% drop": the subject of the clause moves."""
    at = trigger[0]
    percents = {a.end: a.start for a in sentence.amounts if a.amount.unit == "percent"}
    sized = False
    while at in percents or sentence.word(at - 1) in QUALIFIERS:
        sized = sized or at in percents
        at = percents[at] if at in percents else at - 1
    at -= 1 + (sentence.word(at - 1) in {"a", "an"})
    if not sized or sentence.word(at) != "with":
        return []
    # "SK Hynix leads the KOSPI rout with a 9% plunge": not the index.
    led = (n.end for n in sentence.names if at - LED_WITHIN < n.end < at and sentence.word(n.end) in LEADS)
    end = max(led, default=None)
    leader = next((n for n in sentence.names if n.end == end), None)
    subject = leader or general.subject((at, at + 1), sentence)
    return [subject] if subject is not None and is_listed(subject) and subject.end <= at else []


def _is_article_before(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """Whether an article shows that name and move are one noun: a company's name has none."""
    if name.end != trigger[0] or name.entity.kind != "company":
        return False
    at = name.start - 1
    while sentence.word(at) in QUALIFIERS:
        at -= 1
    return sentence.word(at) in {"a", "an", "the", "this", "that", "another"}


def _is_of_shares(name: NameHit, sentence: Sentence) -> bool:
    """ "Shares of IREN are down big"."""
    before = sentence.passage.lower[max(name.start - 3, sentence.start) : name.start]
    return any(a in SHARES and b in {"of", "in"} for a, b in pairwise(before))


def _is_retold(trigger: Span, sentence: Sentence) -> bool:
    """What is only said beside the news: "whose stock has surged over 120% in the past year", ", up 40% this year,"."""
    if (
        sentence.word(trigger[0] - 1) == ","
        and sentence.word(trigger[0]) in PARTICLES
        and _is_past_year(trigger, sentence)
    ):
        return True
    before = sentence.passage.lower[max(trigger[0] - 5, sentence.start) : trigger[0]]
    behind = sentence.passage.lower[trigger[1] : trigger[1] + 9]
    if _is_of_before(trigger, sentence):
        return True
    if "whose" not in before:
        return False
    if not {"has", "have", "had"}.isdisjoint(before[before.index("whose") :]):
        return True
    past = "year" in behind and not {"today", "monday", "tuesday"}.intersection(behind)
    return past or _is_past_year(trigger, sentence)


def _is_of_before(trigger: Span, sentence: Sentence) -> bool:
    """ "Fell 1%, a day after the stock jumped 10%": what had happened."""
    for at in range(trigger[0] - 1, max(trigger[0] - 8, sentence.start), -1):
        if sentence.word(at) == "after":
            return sentence.word(at - 1) in {"day", "days", "week", "weeks", "month", "months", "session"}
        if sentence.word(at) in {",", ";", ":", "—", "and"}:
            return False
    return False


def _is_state(mover: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "The S&P 500 is slightly higher": of an index or a group being higher says that it rose."""
    if mover.entity.kind not in {"index", "collective"} or sentence.word(trigger[0]) not in STATES:
        return False
    return not BEING.isdisjoint(sentence.passage.lower[mover.end : trigger[0]])


def _is_told_today(mover: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Why CoreWeave is down today": a service that is down is asked for in other words."""
    if sentence.word(trigger[0]) not in {"up", "down"} or BEING.isdisjoint(
        sentence.passage.lower[mover.end : trigger[0]]
    ):
        return False
    asked = sentence.word(sentence.start) in {"why", "here's", "here"} or sentence.word(trigger[0]) == "up"
    return asked and sentence.word(trigger[1]) in TODAY


def _leaders(group: int, sentence: Sentence) -> list[NameHit]:
    """ "Nvidia, AMD and Micron lead chip stocks lower": who leads the group that begins here moves with it."""
    at = group - 1
    while sentence.word(at) in QUALIFIERS or sentence.word(at) in {"the", "a", "an", "benchmark", "main"}:
        at -= 1
    if sentence.word(at) in POSSESSIVE:
        # "dragged South Korea's benchmark Kospi down"
        at = capitals_before(at, sentence, low=sentence.start + 1) - 1
    if sentence.word(at) not in LEADS | FOLLOWS | DRAGGING:
        return []
    at -= 1
    ends = {n.end for n in sentence.names}
    while at + 1 not in ends and is_filler(sentence.word(at)):
        at -= 1
    name = next((n for n in sentence.names if n.end == at + 1 and is_listed(n)), None)
    return list_ending(name, sentence) if name is not None else []


def _bare_group(at: int, end: int, sentence: Sentence) -> NameHit | None:
    """ "Tech", "technology" or "stocks" by itself: a market or sector that the lexicon cannot list."""
    word, before = sentence.word(at), sentence.word(at - 1)
    opens = at == sentence.start or before in BEFORE_SECTOR
    if word in MARKETS and before not in {"in", "of", "by"}:
        written = as_written(at, end, sentence)
        return replace(written, entity=replace(written.entity, canonical="Nikkei 225")) if word == "nikkei" else written
    if word == "street" and before == "wall":
        return as_written(at - 1, end, sentence)
    if word in {"st", "st."} and before == "wall":
        return as_written(at - 1, end, sentence)
    if word in {"tech", "technology"} and opens and sentence.word(end) not in collectives.ANY_HEAD:
        return as_written(at, end, sentence)
    if word == "chips" and before in {"memory", "ai", "dram"}:
        start = at - 1
        opens = start == sentence.start or sentence.word(start - 1) in BEFORE_SECTOR
        return as_written(start, end, sentence) if opens else None
    if word == "chips" and opens:
        return as_written(at, end, sentence)
    if word == "stocks" and (at == sentence.start or before in {"as", "while", ":", ";"}):
        return as_written(at, end, sentence)
    return None


def _bare_movers(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """A sector or the market before the verb: "Tech slides as ...", "Wall Street closes lower"."""
    at = trigger[0] - 1
    while is_filler(sentence.word(at)) and sentence.word(at) not in {"stocks", "the"}:
        at -= 1
    if sentence.word(at) in INDEX_NOUNS and sentence.word(at - 1) in MARKETS:
        at -= 1
    group = _bare_group(at, at + 1, sentence)
    if group is None or not is_clear(trigger, sentence, has_shares=sentence.word(at) not in {"street", "chips"}):
        return []
    return [*_leaders(group.start, sentence), group]


def _with_strangers(last: NameHit, sentence: Sentence) -> list[NameHit]:
    """The list that ends with a known name, when some of it are unknown."""
    if sentence.word(last.start - 1) not in mover_lists.SEPARATORS:
        return []
    return mover_lists.with_strangers(last.end, sentence, [n for n in sentence.names if is_listed(n)])


def _and_other_stocks(at: int, sentence: Sentence) -> list[NameHit]:
    """ "CoreWeave, Barrick Mining, FedEx and other big stocks": the list before the rest, unknown names included."""
    low = max(at - OTHERS_REACH, sentence.start)
    end = next(
        (back for back in range(at - 1, low, -1) if sentence.passage.lower[back : back + 2] == ["and", "other"]), None
    )
    return mover_lists.with_strangers(end, sentence, [n for n in sentence.names if is_listed(n)]) if end else []


def _list_of_strangers(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """The list before the verb when its last name is unknown: "Micron, Seagate and Vishay shares are falling"."""
    listed = [n for n in sentence.names if n.end <= trigger[0] and is_listed(n)]
    if not listed:
        return []  # Nobody vouches for the unknown.
    at = trigger[0]
    while is_filler(sentence.word(at - 1)):
        at -= 1
    clear = is_clear(trigger, sentence, has_shares=shares_between(at, trigger[0], sentence))
    return mover_lists.with_strangers(at, sentence, listed) if clear else []


def _behind_comma(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The subject of the main clause behind a participle that opens the sentence."""
    if trigger[0] - sentence.segment(trigger[0])[0] > FRONTED:
        return None
    comma = next((at for at in range(trigger[1], min(trigger[1] + APPOSITION, sentence.end))
                  if sentence.word(at) == ","), None)  # fmt: skip
    if comma is None or any(n.start < comma for n in sentence.names if n.start >= trigger[1]):
        return None
    behind = [n for n in sentence.names if comma < n.start <= comma + 5 and not in_brackets(n, sentence)]
    first = behind[0] if behind else None
    return first if first is not None and is_listed(first) and stands_free(first, sentence) else None


def _opening(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "X passes Y to become the largest, closing up 6%": behind a comma, whoever opens the clause and acts."""
    if not any(sentence.word(at) == "," for at in range(max(trigger[0] - 3, sentence.start), trigger[0])):
        return None
    low = sentence.segment(trigger[0])[0]
    named = [n for n in sentence.names if low <= n.start and n.end <= trigger[0] and not in_brackets(n, sentence)]
    acted = bool(named) and sentence.word(named[0].end) in OVERTAKING
    return named[0] if acted and len(named) > 1 and is_listed(named[0]) else None


def _named_last(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "...; the worst was Arm, down 5%": who is told of right before the comma."""
    if sentence.word(trigger[0] - 1) != "," or sentence.word(trigger[0]) not in PARTICLES:
        return None
    name = next((n for n in sentence.names if n.end == trigger[0] - 1 and is_listed(n)), None)
    told = name is not None and sentence.word(name.start - 1) in {"was", "were", "is", "are", ":", ";"}
    return name if told else None


def _of_figures(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Nvidia's networking revenue followed suit, gaining 90%": what grows is a figure of the company."""
    owned = name.end <= trigger[0] and sentence.word(name.end) in POSSESSIVE
    return owned and sentence.has(OF_FIGURES, (name.end, name.end + 4))


def _stranger_acts(subject: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Nvidia lagged, while Elm Foods was a bright spot, rising 3%": who opens the last clause is no known name."""
    for at in range(trigger[0] - 1, subject.end, -1):
        if sentence.word(at - 1) in {"while", "whereas", "but"} and is_capitalised(sentence.passage.words[at]):
            return not any(n.start <= at < n.end for n in sentence.names)
    return False


def _acting_before(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Nasdaq futures followed suit, gaining 0.6%": an index or a group is no party of a deal, but it moves."""
    low = sentence.segment(trigger[0])[0]
    named = [n for n in sentence.names if low <= n.start and n.end <= trigger[0] and is_listed(n)]
    return named[0] if len(named) == 1 and named[0].entity.kind in {"index", "collective"} else None


def _is_participle(trigger: Span, sentence: Sentence) -> bool:
    """ "after falling 43%", ", jumping 12%", ", off 9%": it has the subject of what stands before."""
    at = trigger[0] - 1
    sizes = {a.end: a.start for a in sentence.amounts if a.amount.unit == "percent" and a.end == trigger[0]}
    closed = at + 1 in sizes and sentence.word(sizes[at + 1] - 1) in CLOSING
    at = sizes[at + 1] - 1 if closed else at  # ", closing 3% higher"
    while sentence.word(at) in BEFORE_PARTICIPLE:
        at -= 1
    before, word = sentence.word(at), sentence.word(trigger[0])
    if before not in SINCE:
        return False
    if before == "," and _is_past_year(trigger, sentence):
        return False
    if word.endswith("ing"):
        # "Despite surging revenue": there it says what kind of revenue.
        ends = sentence.word(trigger[1]) in STRONG_NEXT or bool(percents_beside(trigger, sentence, 1, before=False))
        return before != "despite" or ends
    # "revenue of $64 million, up 84%" is the other thing that has percentages.
    told = (sentence.start, trigger[0])
    of_results = sentence.has(("results", "revenue", "capex", "backlog", "money_noun"), told)
    moved = word in PARTICLES and bool(percents_beside(trigger, sentence, 1, before=False))
    return before == "," and (moved or closed) and not (of_results or _is_of_sum(at, sentence))


def _is_of_sum(comma: int, sentence: Sentence) -> bool:
    """ "$725 billion on infrastructure, up 90%": what is compared is a sum, unless it is the value of shares."""
    sums = [a for a in sentence.amounts if a.amount.unit == "USD" and comma - 16 < a.end <= comma]
    values = [max(a.amount.value) if isinstance(a.amount.value, tuple) else a.amount.value for a in sums]
    told = sentence.passage.lower[max(comma - 24, sentence.start) : comma]
    return any(value > SHARE_PRICE for value in values) and VALUE_WORDS.isdisjoint(told)


def _is_past_year(trigger: Span, sentence: Sentence) -> bool:
    """ "Nvidia's shares, up 40% this year, fell 2%": the aside is no news, the verb behind it is."""
    comma = next((at for at in range(trigger[1], min(trigger[1] + 10, sentence.end)) if sentence.word(at) == ","), None)
    if comma is None or any(trigger[1] <= n.start < comma for n in sentence.names):
        return False
    return any(span[0] == comma + 1 for span in sentence.spans(MOVE_VERBS))


def _adjacent(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The listed name before the verb with nothing but filler, a bracket or a description between."""
    at = trigger[0] - 1
    ends = {n.end: n for n in sentence.names if n.end <= trigger[0]}
    percents = {a.end: a.start for a in sentence.amounts if a.amount.unit == "percent"}
    while at >= sentence.start:
        name = ends.get(at + 1)
        if name is not None and not in_brackets(name, sentence):
            usable = is_listed(name) or _is_new_share(name, trigger, sentence)
            return name if usable and not _belongs_to_other(name, sentence, trigger) else None
        word = sentence.word(at)
        if word == "prices" and sentence.word(at - 1) not in SHARES:
            return None  # "Nvidia prices rocket": of its goods
        if word == "share" and sentence.word(at - 1) == "market":
            return None
        if word in {"points", "point"} and sentence.word(at - 1)[:1].isdigit():
            at -= 2  # "Dow closes 300 points lower"
            continue
        if word == "value" and sentence.word(at - 1) in SHARES:
            at -= 1  # "CoreWeave's stock value soars"
            continue
        if name is not None:
            at = name.start - 1
        elif is_ticker(sentence.passage.words[at]) and sentence.word(at - 1) == ",":
            at -= 2  # of a list of tickers, one that nobody knows
        elif at + 1 in percents:
            at = percents[at + 1] - 1
        elif word in {"and", ","} and at in percents:
            at = percents[at] - 1
        elif (
            (word in INDEX_NOUNS and at in ends and ends[at].entity.kind == "index")
            or is_filler(word)
            or word in MODAL
            or word == "("
            or (word in TAILS and (at + 1 < trigger[0] or (at in ends and word in FULL_NAMES)))
        ):
            at -= 1
        elif word in {"which", "who"} and sentence.word(at - 1) == ",":
            # "..., dragged by TSMC, which fell 3.1%": behind whatever the name stands.
            last = at - 1
            if sentence.word(last - 1) == ")":
                last = mover_lists.before_bracket(last - 1, sentence) + 1
            return ends.get(last) if last in ends and is_listed(ends[last]) else None
        elif (
            word == ":"
            and at + 1 == trigger[0]
            and sentence.word(at - 1) in SHARES
            and sentence.word(trigger[0]) in PARTICLES
        ):
            at -= 1  # "Nvidia stock: down 12% in November"
        elif word in PLACES and (back := _before_place(at, sentence)) is not None:
            at = back
        elif word == ")":
            at = mover_lists.before_bracket(at, sentence)
        elif word == "," and (listed := ends.get(at)) is not None and is_apposed(listed, sentence):
            return listed  # "Two chip makers, namely Broadcom and Micron, were down"
        elif word in ASIDES and at == trigger[0] - 1 - _filler_run(trigger, sentence):
            whole = trigger[1] - trigger[0] > 1
            sure = (
                whole or sentence.word(trigger[0]) in SURE or bool(percents_beside(trigger, sentence, 1, before=True))
            )
            named = _last_of_list(at, sentence) or described_firm(at, sentence)
            of_stock = named is not None and shares_between(named.end, at, sentence)
            return named if sure or of_stock else None
        elif (
            word in {"and", "but"}
            and sentence.word(at + 1) not in {"a", "an", "the"}
            and percents_beside(trigger, sentence, 1, before=True)
            and not _goes_on_comparing(at, trigger, sentence)
        ):
            # "... beat estimates but fell 5%": the same subject goes on.
            if shares_between(at + 1, trigger[0], sentence):
                return None  # "... but their shares fell 5%": `_through_shares`
            subject = general.subject((at, at + 1), sentence)
            return subject if subject is not None and is_listed(subject) else None
        else:
            # "... reversed course to close 3% lower": only a share closes, so the subject of the clause moves.
            bracketed = _only_in_brackets(trigger, sentence)
            if bracketed and bracketed[0].start - at in {2, 3, 4} and is_listed(bracketed[0]):
                return bracketed[0]
            closes = CLOSING.intersection(sentence.passage.lower[at + 1 : trigger[1]])
            closes = closes or frozenset({"trade"}).intersection(
                sentence.passage.lower[at + 2 : at + 4]
            )  # "pared gains to trade up 1%"
            subject = general.subject((at, at + 1), sentence) if closes else None
            return subject if subject is not None and is_listed(subject) else None
    return None


def _goes_on_comparing(at: int, trigger: Span, sentence: Sentence) -> bool:
    """ "Revenue of $6 billion, up 9% from the last quarter and up 31% from a year ago": still of the figure."""
    earlier = [s for s in sentence.spans(MOVE_VERBS) if s[1] <= at and sentence.word(s[0]) in STATES]
    return (
        sentence.word(trigger[0]) in STATES
        and any(sentence.word(start - 1) == "," for start, _ in earlier)
        and sentence.has(OF_FIGURES, (sentence.start, trigger[0]))
    )


def _last_of_list(comma: int, sentence: Sentence) -> NameHit | None:
    """ "Arm, Lam and KLA, were recently off 6%": a comma too much before a verb of several."""
    if sentence.word(comma + 1) not in {"were", "are", "have"}:
        return None
    ends = (n for n in sentence.names if mover_lists.behind_bracket(n, sentence) == comma)
    last = next((n for n in ends if is_listed(n) and sentence.word(n.start - 1) in {"and", "&"}), None)
    before = sentence.word(list_ending(last, sentence)[0].start - 1) if last is not None else ""
    return last if before in {",", "and", "&", "namely", ":", ""} else None  # no "which include Arm and KLA"


def _before_place(at: int, sentence: Sentence) -> int | None:
    """The token before "in Asia", "in Hong Kong": where a share is traded."""
    if sentence.word(at - 1) in {"in", "across"}:
        return at - 2
    return at - 3 if sentence.word(at - 2) == "in" and sentence.word(at - 1) in {"hong", "new", "south"} else None


def _is_new_share(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """Whether a company without a ticker has a share here: by the word, or because it has just been listed."""
    if name.entity.kind != "company" or name.bystander or name.entity.ticker is not None:
        return False
    if shares_between(name.end, trigger[0], sentence) or SHARES.intersection(
        sentence.passage.lower[max(name.start - 5, sentence.start) : name.start]
    ):
        return True
    listed = DEBUT.intersection(sentence.passage.lower[sentence.start : sentence.end])
    return bool(listed) and bool(percents_beside(trigger, sentence, 1, before=True))


def _filler_run(trigger: Span, sentence: Sentence) -> int:
    """How many filler words stand directly before the verb."""
    at = trigger[0] - 1
    percents = {a.end: a.start for a in sentence.amounts if a.amount.unit == "percent" and a.end <= trigger[0]}
    while is_filler(sentence.word(at)) or at + 1 in percents:
        at = percents[at + 1] - 1 if at + 1 in percents else at - 1
    return trigger[0] - 1 - at


def _belongs_to_other(name: NameHit, sentence: Sentence, trigger: Span) -> bool:
    """Behind a preposition the name moves only as "shares of X"."""
    before = sentence.word(name.start - 1)
    if before == "the" and sentence.word(name.start - 2) in {"in", "of"}:
        if sentence.word(name.start - 2) == "of" and sentence.word(name.start - 3) in {"basket", "gauge", "group"}:
            return False
        return not SHARES.intersection({sentence.word(name.start - 3), sentence.word(name.start - 4)})
    if before == "of" and sentence.word(name.start - 2) in {"basket", "gauge", "group", "index", "measure", "swath"}:
        return False
    if before == "with" and (percents_beside(trigger, sentence, 1, before=False) or is_by_sum(trigger, sentence)):
        return False  # "..., with Samsung up 6%": a clause of its own.
    if before in {"of", "in"}:
        return not SHARES.intersection({sentence.word(name.start - 2), sentence.word(name.start - 3)})
    return (
        before in {"by", "with", "from", "to", "than", "against", "for", "on", "at"}
        and not shares_between(name.end, trigger[0], sentence)
        and sentence.word(name.start - 2) not in {"due"}
        and before != "to"
    )


def _through_shares(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "..., sending shares down 4%", "saw its stock plummet": the subject of the sentence moves."""
    shares = [span for span in sentence.terms.get("shares_word", ()) if span[1] <= trigger[0]]
    if shares and sentence.word(trigger[0] - 1) == "," and sentence.word(shares[0][1]) in {"of", "in"}:
        # "Shares of X and Y, two renters of chips, dropped": the apposition is over at the comma.
        first = next((n for n in sentence.names if n.start == shares[0][1] + 1 and is_listed(n)), None)
        return list_from(first, trigger, sentence) if first else _described_stranger(shares[0], sentence)
    if shares and (both := _both(shares[-1], sentence)):
        return both
    if shares and (told := _of_the_firm(shares[-1], trigger, sentence)):
        return told
    gap = sentence.passage.lower[shares[-1][1] : trigger[0]] if shares else []
    if gap[:2] == [",", "which"] and "," in gap[1:]:
        gap = gap[len(gap) - gap[::-1].index(",") :]  # "The stock, which went public in March, was up 8%"
    if not shares or not all(is_filler(word) or word[0].isdigit() or word == "%" for word in gap):
        return []
    if sentence.word(shares[-1][0] - 1) not in collectives.TRADE and (
        unknown := mover_lists.run_ending(shares[-1][0], sentence)
    ):
        return [unknown] if stranger_before(trigger, sentence) else []
    if len(shares) > 1 and (described := _described_shares(shares, sentence)):
        return described
    if any(n.end == shares[-1][0] for n in sentence.names) or sentence.word(shares[-1][0] - 1) in collectives.TRADE:
        return []
    subject = _invested_in(shares[-1], sentence) or general.subject(shares[-1], sentence)
    if (
        subject is not None
        and subject.entity.kind == "collective"
        and sentence.word(shares[-1][0] - 1) in {"the", "its"}
    ):
        subject = general.topic(sentence)  # "... with two hyperscalers, and the stock added 11%"
    if subject is not None and subject.entity.kind == "company" and subject.entity.ticker is None:
        subject = None  # "AMD wins deal with OpenAI, stock soars": a private firm has none
    subject = subject or _before_the_stock(shares[-1], sentence) or _sole(shares[-1], sentence)
    subject = subject or _told_behind(shares[-1], trigger, sentence)
    if subject is None or not is_listed(subject):
        return []
    if sentence.word(shares[-1][0]) in {"shares", "stocks"} and subject.end <= shares[-1][0]:
        if subject.entity.kind == "company" and (all_named := _and_other_stocks(shares[-1][0], sentence)):
            return all_named
        return [n for n in list_beginning(subject, sentence) if is_listed(n)]  # "A and B sign a deal, but stocks slide"
    return [subject]


def _described_stranger(shares: Span, sentence: Sentence) -> list[NameHit]:
    """ "Shares of Elm Optics Inc., a maker of lasers, soared": a company that nobody knows, before its description."""
    end = next((at for at in range(shares[1], min(shares[1] + 8, sentence.end)) if sentence.word(at) == ","), None)
    while end is not None and sentence.word(end - 1) in LEGAL:
        end -= 1
    unknown = mover_lists.run_ending(end, sentence) if end is not None else None
    return [unknown] if unknown is not None and unknown.start == shares[1] + 1 else []


def _without_setting(words: list[str], sentence: Sentence) -> list[str]:
    """ "Following the news, the stock": without when or why, as long as that names nobody."""
    if "," not in words or words[0] not in OPENING:
        return words
    comma = words.index(",")
    named = any(n.party and n.start < sentence.start + comma for n in sentence.names if n.start >= sentence.start)
    return words if named else words[comma + 1 :]


def _invested_in(shares: Span, sentence: Sentence) -> NameHit | None:
    """ "Nvidia invests $2B in Nebius, stock surges", "reveals Nebius stake; shares jump": the share that moves is of
    the company that money is put into or a stake is held in."""
    at = shares[0] - 1
    while sentence.word(at) in {"the", "and", "sending", "with", "its"} and at > sentence.start:
        at -= 1
    parted = sentence.word(at) in ASIDES | {";"}
    if not parted and sentence.word(shares[0] - 1) not in {"and", "with"}:
        return None
    end = at if parted else at + 1
    if sentence.word(shares[0] - 1) == "its" or INVESTED.isdisjoint(sentence.passage.lower[sentence.start : end]):
        return None
    held = sentence.word(end - 1) in STAKES
    name = next((n for n in sentence.names if n.end == end - held), None)
    if name is None or name.entity.kind != "company":
        return None
    return name if held or sentence.word(name.start - 1) in {"in", "into"} else None


def _told_behind(shares: Span, trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Shares fell 9% in late trading after CoreWeave reported results": whose they are follows behind "after"."""
    if shares[0] > sentence.start + 1 or sentence.word(sentence.start) not in {"shares", "stock", "the"}:
        return None
    behind = [n for n in parties(sentence) if n.start >= trigger[1]]
    first = behind[0] if behind else None
    leads = {"after", "as", "when", "the"}
    if first is None or sentence.word(first.start - 1) not in leads:
        return None
    # "The stock jumped after Brookfield said it will buy from Bloom": whose it is stands elsewhere.
    return first if sentence.word(sentence.start) != "the" or sentence.word(first.end) not in TELLING else None


def _sole(shares: Span, sentence: Sentence) -> NameHit | None:
    """ "Market shrugs at Nvidia's quarter; stock down 1%": the only listed company that the text has named so far."""
    if sentence.word(shares[0] - 1) not in {";", ",", "—", "-", "–", "but", "and", ".", "", "its", "as", "the"}:
        return None
    before = [n for n in sentence.passage.names if n.end <= shares[0] and n.entity.kind == "company" and is_listed(n)]
    if len({n.entity.ticker for n in before}) != 1 or sentence.passage.lower[before[-1].end] in DESCRIBING:
        return None  # "This Nvidia supplier ...": somebody else.
    return before[-1]


def _both(shares: Span, sentence: Sentence) -> list[NameHit]:
    """ "Both stocks tumbled", "X buys Y, and both stocks fall": the two companies that the text has named last."""
    if sentence.word(shares[0] - 1) != "both" or shares[0] - 1 < sentence.start:
        return []
    earlier = [n for n in sentence.passage.names if n.end < shares[0] and n.party and is_listed(n)]
    last: dict[str, NameHit] = {}
    for name in reversed(earlier):
        if name.entity.kind == "company" and len(last) < 2:
            last.setdefault(name.entity.canonical, name)
    return list(last.values())[::-1] if len(last) == 2 else []


def _described_shares(shares: list[Span], sentence: Sentence) -> list[NameHit]:
    """ "TSMC – U.S.-listed shares of the chip maker fell 1%": whom the headword before the dash names."""
    spans = [s for s in shares if sentence.word(s[1]) == "of" and sentence.word(s[1] + 1) in {"the", "this"}]
    if not spans or any(
        spans[0][1] <= n.start and n.entity.kind in PARTY_KINDS - {"collective"} for n in sentence.names
    ):
        return []
    subject = general.subject(spans[0], sentence) or general.topic(sentence)
    return [subject] if subject is not None and is_listed(subject) else []


def _of_the_firm(shares: Span, trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Shares of the Miami-based developer jumped 10%": whom the text is about, when the phrase names nobody."""
    if sentence.word(shares[1]) not in {"of", "in"} or sentence.word(shares[1] + 1) not in {"the", "this"}:
        return []
    gap = sentence.passage.lower[shares[1] : trigger[0]]
    if (
        len(gap) > APPOSITION
        or not gap
        or any(
            n.start >= shares[1] and n.end <= trigger[0] and n.entity.kind in {"company", "index", "fund"}
            for n in sentence.names
        )
    ):
        return []
    if any(shares[1] <= s[0] < trigger[0] for s in sentence.spans(MOVE_VERBS)):
        return []
    topic = general.topic(sentence) or _told_behind(shares, trigger, sentence)
    return [topic] if topic is not None and is_listed(topic) and topic.entity.kind == "company" else []


def _before_the_stock(shares: Span, sentence: Sentence) -> NameHit | None:
    """Whose stock a sentence means that opens with it: "the stock" is the last company named, "stock" the subject."""
    words = _without_setting(sentence.passage.lower[sentence.start : shares[0]], sentence)
    if len(words) > 2 or sentence.index == 0 or not set(words) <= {"the", "its", "why", '"', "'"}:
        return None
    earlier = sentence.passage.sentence(sentence.index - 1)
    named = [n for n in parties(earlier) if is_listed(n) and n.entity.kind in {"company", "fund"}]
    if not named:
        return None
    if words != ["the"]:
        return general.topic(sentence)
    # "Nvidia owns 9% of Nebius. The stock jumped": of the share that somebody holds.
    held = not HOLDING.isdisjoint(sentence.passage.lower[earlier.start : earlier.end])
    about = named[-1] if held else named[0]
    spoken = general.spoken_share(sentence)
    if held or spoken is None or spoken.party == about.party:
        return about
    return general.instead_of(about, sentence)


def _sent(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "sends A, B and C stocks sinking": the names between the verb of sending and the direction."""
    before = [
        span
        for span in sentence.terms.get("send", ())
        if sentence.clause(trigger[0])[0] <= span[0] and span[1] <= trigger[0]
    ]
    if not before:
        return []
    moved = (end for _, end in sentence.spans(MOVE_VERBS) if end < trigger[0])
    low = max([before[-1][1], *moved])  # "sends Intel soaring, AMD sliding"
    names = [
        n
        for n in sentence.names
        if low <= n.start and n.end <= trigger[0] and is_listed(n) and n.entity.kind != "index"
    ]
    if not names or trigger[0] - names[-1].end > 3:
        return []
    if sentence.has(
        ("results", "revenue", "capex", "backlog", "money_noun", "price_noun"), (names[-1].end, trigger[0])
    ):
        return []  # "drove Vertiv's earnings up 83%"
    # "Lifted other chip stocks, with Samsung rising": the verb of sending ends before "with".
    if sentence.word(names[-1].start - 1) == "with":
        return []
    dragging = not DRAGGING.isdisjoint(sentence.passage.lower[before[-1][0] : before[-1][1]])
    return [*(_leaders(names[0].start, sentence) if dragging else ()), *names]


def _stricken(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Neocloud names crushed:", "Oracle stock hammered after ...": who was struck stands before the participle."""
    sold = sentence.word(trigger[1]) == "by" and not SELLING_WORDS.isdisjoint(
        sentence.passage.lower[trigger[1] : min(trigger[1] + 8, sentence.end)]
    )
    if not sold and (sentence.word(trigger[0]) not in STRICKEN or sentence.word(trigger[1]) not in STRICKEN_NEXT):
        return []
    nearby = _adjacent(trigger, sentence)
    if sold and nearby is not None:
        of_share = nearby.entity.kind in {"collective", "index"} or shares_between(nearby.end, trigger[0], sentence)
        feared = not FEARED.isdisjoint(sentence.passage.lower[trigger[1] : trigger[1] + 8])
        return list_ending(nearby, sentence) if of_share or not feared else []
    if nearby is None:
        return []
    is_group = nearby.entity.kind in {"collective", "index"}
    sure = (
        is_group or shares_between(nearby.end, trigger[0], sentence) or sentence.word(trigger[1]) not in {"in", "for"}
    )
    return list_ending(nearby, sentence) if sure else []


def _struck(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who is hit or lifted: a name with "shares" behind it, a group or index, or the subject's own "shares"."""
    if sentence.word(trigger[0] - 1) == "to" and sentence.word(trigger[0] - 2) in {"failed", "fails", "fail"}:
        return []
    at = trigger[1]
    while sentence.word(at) in BEFORE_STRUCK | FELLOWS:
        at += 1
    market = at + (sentence.word(at) == "stock")
    if sentence.word(market) in {"market", "markets"} and at > trigger[1]:
        down = sentence.word(market + 1) in STATES or sentence.word(trigger[1] - 1) in STATES
        return [as_written(at, market + 1, sentence)] if down else []
    if sentence.word(trigger[0]) == "power" and at == trigger[1] and sentence.word(at + 1) not in STATES:
        return []  # "Nuclear power stocks"
    if sentence.word(at) in {"shares", "stock", "stocks"} and sentence.word(at + 1) != "of":
        subject = general.subject(trigger, sentence)
        return [subject] if subject is not None and is_listed(subject) else []
    of_shares = sentence.word(at) in {"shares", "stocks"}
    at += 2 * of_shares
    name = next((n for n in sentence.names if n.start == at and is_listed(n)), None) or _bare_group(
        at, at + 1, sentence
    )
    if sentence.word(trigger[1]) in FELLOWS and (rival := _rival(trigger[1], sentence)) is not None:
        return list_beginning(rival, sentence)  # "boosts rival server maker Dell"
    if name is None or sentence.word(name.end - 1) in {"bulls", "bears", "investors", "traders", "shareholders"}:
        return []  # "Unsettles chip bulls": who holds shares is no share
    if sentence.word(name.end) in NOUNS or sentence.word(name.end + 1) in NOUNS:
        return []  # "Spark a KOSPI crash": the noun says which way.
    owned = name.end + (sentence.word(name.end) in POSSESSIVE)
    is_shares = sentence.word(owned) in SHARES
    together = list_beginning(name, sentence)
    if name.entity.kind == "collective" and (some := some_of(name, sentence)):
        return [name, *some]
    if sentence.word(together[-1].end) in {"hardest", "hard"}:
        return together  # "hits Nvidia and Broadcom hardest"
    if of_shares or (not is_shares and len(together) > 1 and sentence.word(together[-1].end) in SHARES):
        return together  # "sinks TSMC, Samsung shares", "lifts shares of Nebius and IREN"
    if sentence.word(sentence.start) in {"what", "why", "what's", "here's"} and 0 < trigger[0] - sentence.start < 5:
        if not MODAL.isdisjoint(sentence.passage.lower[sentence.start : trigger[0]]):
            return []
        listed = list_beginning(name, sentence)
        if len(listed) > 1 or is_shares:
            return listed  # "What's hitting AMD, Broadcom and the AI chip players"
    if sentence.passage.lower[name.end : name.end + 2] in (["with", "it"], ["with", "them"], ["along", "with"]):
        return together  # "drags Dell with it"
    by_investors = owned == name.end and sentence.word(trigger[0] - 1) in INVESTORS
    if by_investors and sentence.word(trigger[0]).startswith(("punish", "reward", "cheer", "hammer", "crush", "slam")):
        return list_beginning(name, sentence)
    # "Sent Nvidia shares down and boosted Alphabet": after one move the next one is of shares too.
    goes_on = sentence.word(trigger[0] - 1) == "and" and any(s[1] <= trigger[0] for s in sentence.terms.get("send", ()))
    if sentence.word(owned) in {"'s", "earnings", "results", "revenue", "sales", "profit", "margins", "demand"}:
        return []
    if _is_dreaded(trigger, sentence) and _pauses_at(together[-1].end, sentence):
        return together  # "Talk of a spending pause slams Micron and SK Hynix"
    if _is_against_another(trigger, sentence) and _pauses_at(together[-1].end, sentence):
        return together
    if sentence.word(trigger[0]) in SINKING and len(together) > 1 and _pauses_at(together[-1].end, sentence):
        return together
    if not is_shares and not goes_on and _strikes_trade(name, trigger, sentence):
        return []
    return [name] if name.entity.kind in {"collective", "index", "unknown"} or is_shares or goes_on else []


def _strikes_trade(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "A memory shortage hits hyperscalers": what a group lacks or pays for, where the group is none of shares."""
    if name.entity.kind != "collective" or sentence.word(name.end - 1) in OF_SHARES:
        return False
    said = sentence.passage.lower[sentence.clause(trigger[0])[0] : trigger[0]]
    return not LACKED.isdisjoint(said)


def _is_dreaded(trigger: Span, sentence: Sentence) -> bool:
    """Whether what strikes is a fear or a rumour: it strikes shares; curbs, costs and rivals strike a trade."""
    word = sentence.word(trigger[0])
    said = sentence.passage.lower[sentence.clause(trigger[0])[0] : trigger[0]]
    return word.startswith(BEATING) and not DREAD.isdisjoint(said)


def _is_against_another(trigger: Span, sentence: Sentence) -> bool:
    """ "A chip deal lifts Alphabet, hits Nvidia": news that is good for one share and bad for the next one."""
    word = sentence.word(trigger[0])
    low, high = max(sentence.start, trigger[0] - OPPOSED_REACH), trigger[1] + OPPOSED_REACH
    verbs = (sentence.spans((category,)) for category in ("hit_down", "lift_up"))
    opposed = (span for spans in verbs if trigger not in spans for span in spans)
    other = next((s for s in opposed if low <= s[0] < high and s[0] != trigger[0]), None)
    if other is None or not word.endswith(("s", "ed")):
        return False
    first, second = sorted((trigger[0], other[0]))
    joined = sentence.word(second - 1) in {",", "but", "and", "while"}
    named = any(n.start == other[1] and is_listed(n) for n in sentence.names)
    return joined and named and not NEWS.isdisjoint(sentence.passage.lower[sentence.clause(first)[0] : first])


def _pauses_at(at: int, sentence: Sentence) -> bool:
    return sentence.word(at) in STRICKEN_NEXT or not sentence.word(at).isalnum()


def _rival(at: int, sentence: Sentence) -> NameHit | None:
    """The company that "rival", with what it makes, describes."""
    name = next((n for n in sentence.names if at < n.start <= at + 4), None)
    if name is None or not is_listed(name) or name.entity.kind != "company":
        return None
    between = sentence.passage.lower[at + 1 : name.start]
    return name if all(w in DESCRIBING or w in collectives.TRADE or w in FELLOWS for w in between) else None
