"""Conditions of positions: who holds, buys or sells shares of whom, and what is no share."""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract.conditions.clauses import SAYING
from pipelines.extract.conditions.firms import MONEY_MANAGERS, trade_target
from pipelines.extract.conditions.general import PHRASE_ENDS, Condition
from pipelines.extract.conditions.ratings import ANY_GRADE
from pipelines.extract.conditions.takeovers import buys_whole_firm, is_bought_whole
from pipelines.extract.frames.drafts import Case
from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.passage import NameHit, Sentence
from pipelines.extract.roles.capitals import is_capitalised, is_title_case
from pipelines.extract.roles.contracts import LIFTING
from pipelines.extract.roles.holders import INSTITUTIONS, INVESTING, TRADES, named_holder
from pipelines.extract.roles.names import DESCRIBING, describes_goods, is_genitive, listed_gap, parties
from pipelines.extract.roles.positions import CHALLENGERS, LEGAL_FORMS, has_a_rival
from pipelines.extract.trade import DOMAIN_GROUPS, HELD, SINGLE_MINDED, WATCHED

INVESTORS = INVESTING | frozenset(
    "whales hedge capital partners rep rep. sen sen. director giants advisors trust pension cathie advisers".split()
)
"""Words of who trades shares without being a company of the trade."""
BEFORE_A_BET = frozenset("its his her their a the this short bearish bullish".split())
"""Before a "bet" that is a noun."""
CLOSED_WITHIN = 4
"""Tokens before a bet in which the verb stands that ends it."""
WRITER_AUXILIARIES = frozenset("have 've just also recently already finally then am 'm are 're been".split())
"""Between "I" and the deed."""
BY_HOW_MUCH = frozenset("more than nearly almost completely entirely fully roughly sharply quietly".split())
"""Before the deed: how much of it."""
STAYING = frozenset(
    """still remain stay be continue continues to own hold holding owning keep currently personally now both my our
    some few big large long-dated own remained kept owned held""".split()
)
"""Between "I" and what the writer goes on to hold."""
NAMELESS_HOLDERS = frozenset({"firm", "fund", "investor", "billionaire", "manager", "club"})
"""With "the" before them they name nobody."""
OPTION_WORDS = frozenset("short shorts puts put calls call options".split())
"""Papers of a bet."""
ASKED = frozenset("approached asked contacted sounded talking spoken".split())
"""Before "to buy": nothing is bought yet."""
MAY_BUY = frozenset("option options right rights warrant warrants".split())
"""Before "to buy": nothing has been bought."""
TALKS = frozenset("talks discussions negotiations conversations deliberations bidding".split())
"""Nouns of what comes before a purchase of a firm."""
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
"""Tokens behind shares in which "the company" stands."""
LEVELS = frozenset({"below", "under", "past", "toward", "towards"})
"""Behind a verb of falling, before the price that is reached."""
WISHING = frozenset({"'d", "’d", "would", "could", "should", "might", "n't", "not"})
"""Before a trade that nobody has made: "I'd buy CoreWeave here"."""
REASONING = frozenset({"citing", "amid", "as", "after", "on", "over", "before", "despite"})
"""Before why shares are traded."""
URGING = frozenset("urge urged tells told advise warns asks time".split())
"""Verbs of whoever tells others to buy."""
ADVICE = frozenset("recommends recommended recommending suggests advises advised advising urges".split())
"""Verbs of a judge who advises."""
SPOKEN_OF = frozenset("prediction predictions forecast warning message verdict take outlook".split())
"""Between a verb and its object: what somebody says, and no shares."""
ADVISING = frozenset({"analyst", "analysts", "strategist", "strategists", "brokers", "brokerages", "street"})
"""They say what they think of a share and hold none."""
MOVING = frozenset("lower higher rally selloff sell-off gains losses rout slide record winners losers gainers "
                   "decliners futures with 's ’s in etf".split())  # fmt: skip
"""Behind an index: what is said is how it moves."""
SHORT_SELLERS = frozenset({"Michael Burry", "Jim Chanos", "Kerrisdale", "Citron Research", "Hindenburg Research",
                           "Muddy Waters", "Spruce Point", "Culper Research", "Gotham City Research", "Blue Orca",
                           "Scion Asset Management"})  # fmt: skip
"""Known for bets against shares."""


def _they_hold(case: Case) -> bool:
    """The subject of the verb is "they", with an adverb at most between."""
    at = case.trigger[0] - 1
    while case.sentence.word(at) in {"also", "then", "have", "has", "had", "later"}:
        at -= 1
    return case.sentence.word(at) == "they"


def _keeps_no_rating(case: Case) -> bool:
    """Not "UBS keeps its buy rating on AMD stock": what a broker keeps is its opinion, unless it is a stake."""
    if case.category != "hold_same" or case.actor is None:
        return True
    if not any(n.entity.kind == "broker" and n.start == case.actor.start for n in case.sentence.names):
        return True
    kept = case.object is not None and case.sentence.word(case.object[0])
    return kept in {"stake", "stakes", "holding", "holdings", "position", "positions", "shares"}


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
    """What grows or shrinks is no bet against the share, or against a list of them ("adds to NBIS, MU shorts")."""
    last = case.object[1] if case.object else case.trigger[1]
    for first, second in pairwise(case.sentence.names):
        if first.end == last and listed_gap(first, second, case.sentence):
            last = second.end
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


CUTTING = frozenset({"cuts", "cut", "raises", "raised", "lifts", "lifted", "lowers", "lowered"})
"""Verbs that a house has for its grades as well."""
OPENING_VERBS = frozenset("starts started starting initiates initiated resumes resumed resuming assumes".split())
"""Verbs by which a house opens coverage."""
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
    return not (of_site or buys_whole_firm(case) or is_bought_whole(case) or _talks_of_firm(case))


def _talks_of_firm(case: Case) -> bool:
    """ "In discussions to purchase Aligned Data Centers": nobody talks to a market about a firm that is not listed."""
    sentence, at = case.sentence, case.trigger[0]
    talked = sentence.word(at - 1) in {"to", "about", "on", "over"} and sentence.word(at - 2) in TALKS
    near = sentence.word(at - 1) == "to" and sentence.word(at - 2) in {"close", "near", "deal", "agreement"}
    unlisted = all(hit.entity.ticker is None and hit.entity.kind in {"company", "unknown"} for hit in case.others)
    return (talked or near) and unlisted


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


RELATIVE_ENDS = frozenset(
    """right now today this hand while before in instead again for as last and like heavily aggressively at on
    ahead""".split()
)
"""Behind "bought" where its object stands before it."""


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


def _is_closed(case: Case) -> bool:
    """ "Covering bets against CoreWeave": a verb that ends a bet right before it."""
    at = case.trigger[0]
    ends = case.sentence.spans_inside(("cover_more", "cover_short"), (at - CLOSED_WITHIN, at))
    return any("," not in case.sentence.lower[end:at] for _, end in ends if end <= at)


STANCES = frozenset({"bullish", "bearish"})
"""What a bet is called by its direction."""
PARTNERSHIPS = frozenset("partnership alliance tie-up deal plan push strategy technology chips cloud".split())
"""Behind a company: what of it a firm bets on that buys no share."""


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


ALLEGING = frozenset("alleging alleges alleged accusing accuses accused claiming claims report reports calling".split())
"""What a short seller does with a report."""


def by_short_seller(case: Case) -> bool:
    """Somebody who is called or known as a short seller, and what he alleges or publishes."""
    sentence = case.sentence
    if case.actor is None or ALLEGING.isdisjoint(sentence.vocabulary):
        return False
    before = sentence.passage.lower[sentence.start : case.trigger[0]]
    return "short" in before or case.actor.entity.canonical in SHORT_SELLERS


def _no_comma(case: Case) -> bool:
    """ "Unloads Alphabet, bets against Nvidia": behind a comma stands another deed, unless it parts the names of a list
    ("adds to NBIS, MU shorts")."""
    if case.object is None:
        return True
    sentence, (start, end) = case.sentence, (case.trigger[1], case.object[0])
    commas = (at for at in range(start, end) if sentence.word(at) == ",")
    names = [n for n in sentence.names if start <= n.start < end]
    between = {first.end for first, second in pairwise(names) if listed_gap(first, second, sentence)}
    return between.issuperset(commas)


CONDITIONS: dict[str, Condition] = {
    "no_comma": _no_comma,
    # "Crowded shorts and Chinese ADRs rose": shares that many have sold, and no count of them.
    "no_basket": lambda case: case.sentence.word(case.trigger[0] - 1) not in {"crowded", "popular", "consensus"},
    "dealt_in_or_ai": lambda case: (
        _dealt_in(case) or case.sentence.passage.has("ai_word") or case.sentence.passage.has("strong_context")
    ),
    "index_of_some": _index_of_some,
    "short_seller": lambda case: _short_seller(case) and not by_short_seller(case),
    "no_target_behind": lambda case: (
        not any(0 <= n.start - case.trigger[1] <= 8 and n.party for n in case.sentence.names)
    ),
    "keeps_no_rating": _keeps_no_rating,
    "they_hold": _they_hold,
    "dealt_in": _dealt_in,
    "shares_dealt": _shares_dealt,
    "listed_target": _listed_target,
    "ends_relative": _ends_relative,
    "no_round": _no_round,
    "dealt_or_owned": lambda case: _dealt_in(case) or _trade_holding(case),
    "writer_owns": _writer_owns,
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
    "in_a_rival": _in_a_rival,
    "investor": _investor,
    "not_itself": lambda case: case.actor is not None and case.actor.party not in {h.party for h in case.others},
    "no_whole_firm": _no_whole_firm,
    "stake_held": lambda case: case.actor is not None and _trade_holding(case),
    "bets_on_shares": _bets_on_shares,
}
