"""Strategies of the frames of events/market.toml: who judges, who reports, who holds, and whose share it is."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from pipelines.extract import collectives
from pipelines.extract.lexicon import PARTY_KINDS
from pipelines.extract.little_words import POSSESSIVE, RELATIONS, RIVALS, SHARE_WORDS
from pipelines.extract.passage import NameHit, Passage, Sentence, Span
from pipelines.extract.roles.capitals import capitals_before, capitals_behind, is_capitalised, is_title_case
from pipelines.extract.roles.general import Actor, Others, attributed, broker, possessor, stock_topic, subject, topic
from pipelines.extract.roles.names import (
    DESCRIBING,
    after_marker,
    as_party,
    distance,
    first_of_list,
    in_brackets,
    is_blocked,
    is_genitive,
    list_behind,
    listed_gap,
    parties,
    parties_acted_on,
    standing_beside,
)
from pipelines.extract.roles.unknown import ASKING, BEFORE_VERB, MAX_SUBJECT, as_written, unknown_subject
from pipelines.extract.sentences import DASHES

LIST_WORDS = frozenset({",", "and", "&", "(", ")", "shares", "$", "%", "billion", "million", "up", "to", "in", "worth",
                        "roughly", "about", "another", "stock", "valued", "at", "nearly", "approximately", "around",
                        "~", "as", "well"})  # fmt: skip
TARGET_REACH = 8
"""Tokens between a trade and its target, room for the worth of the stake: "sells its $1.2 billion stake in $NBIS"."""
INVESTING = frozenset(
    """fund funds insiders insider executive executives director directors officer officers billionaire billionaires
    investor investors seller sellers trader traders whales institutions ceo cfo coo cto founder founders chairman
    president chief co-founder cofounder vp money manager managers bulls bears dip-buyers short-sellers retail
    foreigners pensions endowments speculators accounts quants ctas hedgies shareholder shareholders holders allocators
    member members institutionals buyers lawmaker lawmakers evp svp cro clo cao exec execs
    senator senators congressman congresswoman politicians employees whistleblower backers backer
    desks""".split()
)
"""Last words of a holder that has no name of its own: "CoreWeave insiders", "Dell top executives", "a hedge fund"."""
INSTITUTIONS = frozenset(
    """bank bancorp trust wealth asset management advisors advisers advisory retirement pension pensions teachers
    capital partners investments investors securities planning endowment foundation llc lp l.p. llp""".split()
)
"""In the names of houses that hold shares for others and that no list knows."""
LONGEST_INSTITUTION = 10
HOLDER_WORDS = frozenset(
    """board call put hedge mutual foreign retail institutional big large major top senior short long pension
    sovereign wealth activist
    individual global domestic overseas local active passive momentum quant systematic value growth some many several
    smart fast real leveraged options option etf dip macro day famed legendary star high-profile fin-twit fintwit reddit
    meme korean japanese chinese american european legal financial operating technology revenue and multi-strategy
    long-only only billion-dollar ai tech co vice deep pocketed rolling wealthy heeled seasoned savvy sophisticated
    contrarian bullish bearish""".split()
)
"""What stands before them."""
NO_HOLDERS = frozenset(
    """as after while when the a an and or but that which who of with by to from for on in at amid if why how are is do
    does did these those this says said show shows report reports data filing filings sees see stocks shares stock
    sale selling buying could should would can sell buy update alert what""".split()
)
"""Words that end it on the left, whatever their capitals."""
INTENDING = BEFORE_VERB | frozenset(
    """continue continues continued keep keeps kept to willing start starts started starting begin begins began rush
    rushes rushed scramble scrambled collectively net all even once again nearly almost fully completely entirely more
    than quietly quickly aggressively 've never finally just reportedly""".split()
)
"""Between a holder and its verb."""
MAX_GROUP = 7
OFFICE_REACH = 7
"""Tokens between an office and the noun of its trade, room for a sum."""
FILED = frozenset("filed files submitted submits filing".split())
FILING_SHOWS = frozenset("disclosing reporting showing revealing listing declaring".split())
"""Behind a filing they tell what is in it."""
NO_DEEDS = frozenset({"that", "seller", "sellers"})
"""Behind a word of trading: "bet that", "short seller Jim Chanos"."""
REFERRED_TO = frozenset({"fund", "investor", "billionaire", "manager", "trader", "director", "executive"})
EXEMPLIFYING = frozenset({"like", "such as", "including", "notably", "namely", "particularly", "especially", "—", ":"})
"""Between a group and those of it that are meant."""
NAMING = frozenset({"including", "like", "led", "with"})
"""They name some of the group before them: "insiders including its founder have sold"."""
WISHES = frozenset({"should", "could", "would", "can"})
TRADES = ("hold_more", "hold_show", "hold_less", "trade_buy", "trade_sell", "bet_on", "bet_against", "cover_short")
"""Term categories of buying and selling shares."""
RATERS = frozenset({"firm", "bank", "broker", "brokerage", "they", "analysts", "its", "their", "analyst", "it"})
CAUSED = frozenset("driven led fueled fuelled powered supported helped backed spurred sparked hurt".split())
"""Before "by": what follows drives something."""
GRADING = frozenset({"SemiAnalysis", "Motley Fool", "Seeking Alpha", "Zacks", "Morningstar", "Citron Research"})
"""Houses beside the brokers that grade shares."""
NAMELESS = frozenset(
    "ai neutral overweight underweight outperform underperform buy hold sell equal equal-weight market sector reduce "
    "analyst analysts street wall stock stocks shares rating top one this these buy banks brokers firms "
    "brokerages houses".split()
)
"""First words of what is no broker's name."""
UNNAMED = frozenset("analyst analysts strategist strategists economist economists investor manager managers "
                    "pro pros expert experts seller street".split())  # fmt: skip
RATING_GAP = frozenset(", it it's is 's ’s the rating at an a remains stays - – — :".split())
"""Between a company and its rating: "for Meta, it's Outperform"."""
RANK_WORDS = 4
RANKS = frozenset("- second third fourth fifth sixth seventh eighth ninth tenth single new current stock".split())
"""With a number, between a holder and "largest position"."""
LISTING = frozenset({":", "include", "included", "includes", "are", "were", "—", "–"})
"""Between "top holdings" and the list of them."""
TITLE_GAP = 7
BEFORE_TITLE = frozenset(
    {"the", "are", "as", "its", "his", "among", "remain", "were", "now", "their", "'s", "’s", "was"}
)
"""Between a list of companies and "the top positions"."""
OPENS_WITHIN = 4
MAKING_UP = frozenset(
    """makes make made up accounts account accounted represents represent represented comprises comprise constitutes is
    was are were""".split()
)
RANKING = frozenset({"is", "now", "remains", "becomes", "became", "was", "are"})
AGENT_WORDS = 7
"""Most words of a holder's name behind "sold by"."""
KEEPING = frozenset({"owns", "own", "holds", "hold", "counts", "count", "has", "keeps", "kept", "owned", "held"})
OFFICES = frozenset(
    "ceo cfo coo cto cio chairman chairwoman president founder co-founder cofounder director officer chief counsel vp "
    "gc clo cmo cro cpo evp svp executive insider investor trader rep rep. representative senator sen sen. "
    "congressman congresswoman".split()
)
"""Before a person's name."""
JOINING = frozenset({"&", "and", "of", "to", "."})
LEGAL_FORMS = frozenset("llc ltd ltd. inc inc. lp l.p. corp corp. co co. plc llp n.a. s.a. ag . ca portfolio".split())
TITLES = frozenset(
    "rep rep. representative sen sen. senator congressman congresswoman ceo cfo director dr mr ms".split()
)
INVERTED = frozenset({"say", "says", "said", "according", "warns", "argues", "believes"})
"""Verbs that also stand before who speaks."""
RATER_REACH = 2
"""Sentences back in which "the bank" looks for its name."""
MOST_HOUSE = 4
AGENCIES = frozenset({"Moody's", "S&P Global Ratings", "S&P Global", "Fitch Ratings", "S&P"})
"""Companies that rate debt."""
HOLDING = frozenset({"fund", "firm", "investor", "billionaire", "manager"})
"""With "the" before them they mean a holder that the text has named."""
POINTED = frozenset({"these", "those"})
POINTED_WITHIN = 6


def speaker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The broker directly beside the verb of saying."""
    near = [n for n in sentence.names if n.entity.kind == "broker" and 0 <= trigger[0] - n.end <= 2]
    return near[-1] if near else None


def _is_investor(name: NameHit) -> bool:
    """A fund or person without shares of its own."""
    return name.entity.kind == "fund" and name.entity.ticker is None


def _each(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Every target of a list that begins near the trigger and ends with the clause."""
    end = sentence.clause(trigger[0])[1]
    acted_on = parties_acted_on(trigger, sentence, frozenset({"in"}))
    if acted_on:
        return acted_on
    after = [n for n in parties(sentence) if trigger[1] <= n.start < end and not _is_investor(n)]
    if sentence.word(trigger[1]) == ",":
        return []  # "Burry pulls in his AI short, Oracle eases"
    while len(after) > 1 and after[1].start == after[0].end + 1 and sentence.word(after[0].end) in DESCRIBING:
        after.pop(0)  # "pile into Nvidia supplier Micron"
    if len(after) > 1 and _exemplified(after[0], after[1], sentence):
        after.pop(0)  # "exited chip designers like Broadcom and Arm"
    if not after or after[0].start > trigger[1] + TARGET_REACH:
        return []
    if any(trigger[1] + 1 < start < after[0].start for start, _ in sentence.spans(TRADES)):
        return []  # "bought shares of a stranger and sold Nvidia": of the other deed
    chain = [after[0]]
    for name in after[1:]:
        gap = sentence.passage.lower[chain[-1].end : name.start]
        # "A (1,000 shares), B (2,000 shares)": amounts in brackets belong to the list.
        plain = [w for w in gap if w not in LIST_WORDS and not w[0].isdigit()]
        if plain or len(gap) > 14:
            break
        chain.append(name)
    return _with_it(trigger, chain, sentence)


def _with_it(trigger: Span, chain: list[NameHit], sentence: Sentence) -> list[NameHit]:
    """ "Calls Nvidia overvalued, and is betting against it and Palantir": the company that "it" means as well."""
    if sentence.word(trigger[1]) != "it" or sentence.word(trigger[1] + 1) not in {"and", ","}:
        return chain
    firms = [n for n in parties(sentence) if n.entity.kind == "company" and n.end <= trigger[0]]
    return [*firms[-1:], *chain]


def _exemplified(group: NameHit, first: NameHit, sentence: Sentence) -> bool:
    """ "AI chipmakers such as Nvidia": the group, and who of it is meant."""
    gap = [word for word in sentence.passage.lower[group.end : first.start] if word != ","]
    return group.entity.kind == "collective" and first.entity.kind == "company" and " ".join(gap) in EXEMPLIFYING


def _sector_held(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """ "Boosts semiconductor investments": what the stakes of an investor are in, where no company is named."""
    actor = holder(trigger, sentence, found)
    if actor is None or found[0] < trigger[1] or sentence.word(found[1]) in {"in", "of"}:
        return []
    if sentence.word(actor.start - 1) in {"as", "after", "amid", "while", "when"}:
        return []  # "Nvidia slips as traders pare AI bets"
    words = set(sentence.passage.lower[actor.start : actor.end])
    if actor.entity.kind not in {"fund", "person"} and words.isdisjoint(INVESTING | INSTITUTIONS):
        return []
    group = collectives.sector_ending(sentence.passage, found[0], trigger[1])
    if group is not None and sentence.has(("ai_place",), (group.start, group.end)):
        return []  # "Ramps up data center investments": spending, and no stake
    return [group] if group is not None and sentence.has(("stake_strict", "investments_word"), found) else []


def _dealt(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Every target as `_each`; the holder is none."""
    actor = holder(trigger, sentence, found)
    dealt = _each(trigger, found, sentence) or _sector_held(trigger, found, sentence) or _pointed_at(trigger, sentence)
    return [
        n
        for n in dealt
        if (actor is None or n.party != actor.party)
        and not has_a_rival(n, sentence)
        # "To sell advanced semiconductors to China": goods.
        and not (n.entity.kind == "collective" and sentence.word(n.end) == "to")
    ]


CHALLENGERS = RIVALS | {"challenger"}


def has_a_rival(name: NameHit, sentence: Sentence) -> bool:
    """ "Its stake in a rival of CoreWeave": in somebody who goes without a name."""
    return sentence.word(name.start - 1) in {"of", "to"} and sentence.word(name.start - 2) in CHALLENGERS


def _pointed_at(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "AMD, CRWV In Focus: Elm has bought options tied to these stocks": the list before the colon."""
    if POINTED.isdisjoint(sentence.passage.lower[trigger[1] : min(trigger[1] + POINTED_WITHIN, sentence.end)]):
        return []
    colon = next((at for at in range(sentence.start, trigger[0]) if sentence.word(at) == ":"), sentence.start)
    return [n for n in sentence.names if n.party and n.entity.kind == "company" and n.end <= colon]


def _implied(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares, where the verb does not say: "Marvell climbs after AMD reveals a stake", "Tepper bought more"."""
    if _each(trigger, found, sentence):
        return []
    actor = holder(trigger, sentence, found)
    named = [n for n in parties(sentence) if n.entity.kind == "company" and n.end <= trigger[0]]
    own = [n for n in named if actor is not None and actor.start <= n.start < actor.end and n.party != actor.party]
    others = [n for n in named if actor is not None and not (actor.start <= n.start < actor.end)]
    others = [n for n in others if actor is None or n.party != actor.party]
    if own or others:
        free = [n for n in others if not any(listed_gap(n, o, sentence) for o in named if o is not n)]
        if not own and actor is not None and _sells_its_shares(trigger, sentence):
            # "Nvidia investor SoftBank sold its shares": what it is called says nothing of whose they are.
            free = [n for n in free if n.end != actor.start - 1 or sentence.word(n.end) not in DESCRIBING | RELATIONS]
        return own or free[:1]
    earlier = [n for n in sentence.passage.names if n.end <= sentence.start and n.entity.kind == "company"]
    earlier = [n for n in earlier if n.party and not n.bystander and (actor is None or n.party != actor.party)]
    return earlier[-1:] or _sole_of_text(sentence)


def _sole_of_text(sentence: Sentence) -> list[NameHit]:
    """The only company a text names, also behind: "Insiders have sold 2 million shares. CoreWeave fell 3%"."""
    firms = {n.party: n for n in sentence.passage.names if n.entity.kind == "company" and n.party}
    return list(firms.values()) if len(firms) == 1 else []


def _sells_its_shares(trigger: Span, sentence: Sentence) -> bool:
    return sentence.word(trigger[1]) in {"its", "their"} and sentence.word(trigger[1] + 1) in SHARE_WORDS


WHEN_RATED = frozenset({"after", "following", "amid", "despite", "before", "follows"})


def _tells_when(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Reiterating a Buy on it after the AMD deal": what came before the grade, and no rated company."""
    return name.start > trigger[1] and not WHEN_RATED.isdisjoint(sentence.passage.lower[trigger[1] : name.start])


def _rated(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """The rated company: the nearest one that is no broker, after the trigger first."""
    names = [n for n in parties(sentence) if n.entity.kind == "company" and n.entity.canonical not in AGENCIES]
    # "Iren (IREN) stock": a spelling that nobody knows has its ticker behind it.
    names = names or [n for n in sentence.names if n.entity.kind == "company" and in_brackets(n, sentence)]
    low, high = sentence.segment(trigger[0])
    near = [n for n in names if low <= n.start < high] or names
    near = [n for n in near if not _tells_when(n, trigger, sentence)] or near
    if not near:
        first = stock_topic(sentence)
        if first is None:
            # Nobody is named yet: "raised its price target to $515. Microsoft ..."
            first = next((n for n in sentence.passage.names if n.party and n.entity.kind == "company"), None)
        return [first] if first and first.entity.kind == "company" else []
    nearest = min(near, key=lambda n: (min(abs(n.start - trigger[1]), abs(trigger[0] - n.end)), n.start))
    # "upgrades Nebius and IREN": each of a list is rated.
    first = first_of_list(nearest, sentence)
    chain = [first]
    for name in names:
        if name.start > chain[-1].start and (
            listed_gap(chain[-1], name, sentence) or _graded_next(chain[-1], name, sentence)
        ):
            chain.append(name)
    return chain if nearest in chain else [nearest]


def _graded_next(one: NameHit, other: NameHit, sentence: Sentence) -> bool:
    """ "Raised its target on Nvidia to $200 and on AMD to $180": the next of a list in which each has its price."""
    between = sentence.passage.lower[one.end : other.start]
    if len(between) > 6 or between[:1] != ["to"] or not {"and", ","}.intersection(between):
        return False
    price = next((a for a in sentence.amounts if a.start == one.end + 1), None)
    return price is not None and set(sentence.passage.lower[price.end : other.start]) <= {
        "and",
        ",",
        "on",
        "for",
        "its",
    }


def _rated_for(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """ "...; for Meta, it is Outperform": the company behind "for" or "on" that opens the clause of a rating."""
    near = [n for n in parties(sentence) if n.entity.kind == "company" and 0 <= trigger[0] - n.end <= 6]
    if not near or sentence.word(near[-1].start - 1) not in {"for", "on"}:
        return []
    gap = sentence.passage.lower[near[-1].end : trigger[0]]
    return near[-1:] if RATING_GAP.issuperset(gap) and gap else []


def next_rated(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Whom the next of several grades is for: "..., hold ratings for AMD and Dell", "..., AMD at hold"."""
    firms = [n for n in parties(sentence) if n.entity.kind == "company"]
    at = trigger[1] + (sentence.word(trigger[1]) in {"rating", "ratings"})  # "Hold", "hold ratings"
    joints = {",", "and", ";", "&", "while", ":"}
    if sentence.word(trigger[0] - 1) in joints and sentence.word(at) in {"for", "on", "to"}:
        first = next((n for n in firms if n.start == at + 1), None)
    elif sentence.word(trigger[0] - 1) == "at":
        first = next((n for n in firms if n.end == trigger[0] - 1), None)
        first = first_of_list(first, sentence) if first is not None else None
        if first is not None and sentence.word(first.start - 1) not in joints:
            return []
    else:
        return []
    return list_behind(first, sentence) if first is not None else []


def _stake_in(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """In whom a stake is held: behind the "in" of the noun."""
    return after_marker(("in",), (found[1], found[1]), sentence, 8)


def _positioned(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """What is held so much of: the group or company before "positioning" or behind its "in"."""
    low, high = sentence.segment(trigger[0])
    named = [n for n in sentence.names if n.entity.kind in {"company", "collective", "index", "fund"}]
    near = [n for n in named if low <= n.start < high and distance(n, found) <= 3]
    group = collectives.sector_ending(sentence.passage, found[0], low)
    return [group] if group is not None else near[:1]


def investing(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """A group of holders without a name right before the verb: "CoreWeave insiders", "foreign investors"."""
    end = _before_intent(trigger[0], sentence)
    near = max(trigger[0] - 14, sentence.start)
    if not NAMING.isdisjoint(sentence.lower[near:end]):
        naming = next(at for at in range(near, end) if sentence.lower[at] in NAMING)
        if sentence.word(naming - 1) in INVESTING:
            end = naming
    of_firm = next((n for n in sentence.names if n.end == end and sentence.word(n.start - 1) in {"at", "of"}), None)
    if of_firm is not None and sentence.word(of_firm.start - 2) in {"insiders", "executives", "insider", "directors"}:
        end = of_firm.start - 1  # "Insiders at CoreWeave have sold"
    if sentence.word(end - 1) not in INVESTING:
        return None
    low = max(sentence.clause(trigger[0])[0], sentence.segment(trigger[0])[0], end - MAX_GROUP)
    start, lower, words = end - 1, sentence.passage.lower, sentence.passage.words
    while start > low:
        word = lower[start - 1]
        name = next((n for n in sentence.names if n.end == start and n.start >= low), None)
        if name is not None and name.entity.kind == "collective" and word in {"stocks", "shares", "names"}:
            break  # "2 AI stocks billionaires just bought"
        if name is not None:
            start = name.start
        elif word == "-" and lower[start] in INVESTING and sentence.word(start - 2) not in HOLDER_WORDS | {"ex", "non"}:
            break  # "Its stock flies - shareholders turn to": a dash
        elif (word in INVESTING or word in HOLDER_WORDS or word == "-" or is_capitalised(words[start - 1])) and (
            word not in NO_HOLDERS
        ):
            start -= 1
        else:
            break
    is_named = any(is_capitalised(word) for word in words[start : end - 1])  # "The Saudi fund"
    if (
        not is_named
        and sentence.word(start - 1) == "the"
        and end - start <= 2
        and sentence.word(end - 1) in REFERRED_TO
    ):
        return None  # "The fund" has been named.
    while start < end and lower[start] == "-":
        start += 1
    # "The Hollis' fund": a genitive without an s.
    bare = sentence.word(start - 1) in {"'", "’"} and sentence.word(start - 2).endswith("s")
    if (bare or sentence.word(start - 1) in POSSESSIVE) and sentence.word(end - 1) in OFFICES:
        owner = next((n for n in sentence.names if n.end == start - 1 and n.entity.kind == "company"), None)
        if owner is not None:
            return as_written(owner.start, end, sentence)  # "Nvidia's chief sells"
    if sentence.word(start - 1) == "in" and sentence.word(end) == "to":
        return None  # "raises $300 million in new funds to bet on"
    owned = sentence.word(start - 1) in POSSESSIVE or (bare and sentence.word(end - 1) in FUNDS)
    if owned or sentence.word(start - 1) in WISHES or start == end:
        return None  # "Jane Doe's hedge fund" has a name, and "should investors ..." asks.
    return as_written(start, end, sentence)


def _before_intent(at: int, sentence: Sentence) -> int:
    """Where the subject ends: before auxiliaries, adverbs and words of intent ("continue to", "willing to")."""
    lower, low = sentence.lower, sentence.start
    while at > low and (lower[at - 1] in INTENDING or (lower[at - 1].endswith("ly") and len(lower[at - 1]) > 4)):
        at -= 1
    return at


def stake_name(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The name right before "stake", or whose stake it is."""
    beside = [n for n in sentence.names if n.party and (n.end == trigger[0] or is_genitive(n, sentence))]
    near = [n for n in beside if 0 <= trigger[0] - n.end <= 5]
    return next((n for n in near if n.entity.kind == "fund"), None)


def exposed(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose exposure it is: "hedge funds' exposure to AI stocks"."""
    end = trigger[0]
    while sentence.word(end - 1) in {"'", "’", "'s", "’s", "net", "gross", "total"}:
        end -= 1
    return investing((end, end), sentence, found) if end < trigger[0] else None


def _staked_in(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """In whom: behind "in", between the holder and the noun, else the only other company of the headline."""
    behind = after_marker(("in",), trigger, sentence, 8)
    others = {n.party: n for n in parties(sentence) if n.entity.kind == "company"}
    return behind or (list(others.values()) if len(others) == 1 else [])


def _institution(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Oak County Firefighters Pension Fund sells": a long name before the verb, in capitals throughout."""
    low = max(sentence.clause(trigger[0])[0], sentence.segment(trigger[0])[0])
    words, end = sentence.passage.words[low : trigger[0]], trigger[0]
    inner = {word.lower() for word in words}
    if not 1 < len(words) <= LONGEST_INSTITUTION or inner.isdisjoint(INSTITUTIONS):
        return None
    if any(n.party and n.start < end and low < n.end for n in sentence.names if n.entity.kind != "fund"):
        return None
    named = all(is_capitalised(word) or word in {"&", "of", "and", "the"} for word in words)
    return as_written(low, end, sentence) if named and is_capitalised(words[0]) else None


def insider(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """A person or an unnamed group that trades: "Nvidia CEO Jensen Huang", "CoreWeave insiders"; no company."""
    hit = holder(trigger, sentence, found)
    if hit is None or sentence.word(hit.end - 1) in MOVED:
        return None  # "European markets end lower as chips weigh"
    return hit if hit.entity.kind in {"unknown", "person"} else None


def office(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose sale it is: "the CFO's sale of 20,000 shares", "a director's $9 million stock sale"."""
    at = trigger[0] - 1
    while at > sentence.start and trigger[0] - at < OFFICE_REACH and sentence.word(at) not in {"'s", "’s", ",", "."}:
        at -= 1
    if sentence.word(at) not in POSSESSIVE or sentence.word(at - 1) not in OFFICES:
        return None
    return investing((at, at), sentence, found)


def owner_of_sale(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Bridgewater's $900 million Nvidia stake sale": the genitive before whose shares they are."""
    low = sentence.clause(trigger[0])[0]
    owners = [n for n in sentence.names if low <= n.start < trigger[0] and sentence.word(n.end) in POSSESSIVE]
    return owners[-1] if owners else None


def insider_word(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The "insider" of "insider sale", as the text writes it."""
    at = next((at for at in range(*trigger) if sentence.word(at) in {"insider", "insiders", "executive"}), None)
    return as_written(at, at + 1, sentence) if at is not None else None


def _of_insiders(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares its insiders trade: the company whose people they are, else the one the verb is about."""
    actor = insider(trigger, sentence, found)
    firms = [n for n in parties(sentence) if n.entity.kind == "company"]
    if actor is not None:
        near = [
            n
            for n in firms
            if actor.start - 6 <= n.start < actor.end
            and not any(sentence.word(at) in {",", ":", ";"} for at in range(n.end, actor.start))
        ]
        if near:
            return near[-1:] if not _is_of_another(near[-1], trigger, sentence) else []
    after = [n for n in firms if n.start >= trigger[1]]
    before = [n for n in firms if n.end <= trigger[0]]
    return after[:1] or before[-1:] or _sole_of_text(sentence)


def _is_of_another(firm: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Oracle co-founder Larry Ellison sold shares of Tesla": whose the shares are is said, and it is not the firm."""
    words, high = sentence.passage.words, min(trigger[1] + SHARES_WITHIN, sentence.clause(trigger[0])[1])
    at = next((at for at in range(trigger[1], high) if sentence.word(at) in HELD_WORDS), None)
    if at is None:
        return False
    behind = at + 2 if sentence.word(at + 1) in {"of", "in"} else at + 1
    named = [n for n in sentence.names if n.start >= trigger[1] and (n.end == at or n.start == behind > at + 1)]
    if named or is_title_case(sentence):
        return any(n.entity.canonical != firm.entity.canonical for n in named)
    unknown = [words[at - 1]] if at > trigger[1] else []
    unknown += words[behind : behind + 1] if behind > at + 1 else []
    return any(is_capitalised(word) and len(word) > 1 and word.lower() not in KINDS_OF_SHARES for word in unknown)


HELD_WORDS = SHARE_WORDS | {"stake", "stakes", "holding", "position"}
SHARES_WITHIN = 9
"""Most tokens between a verb of trading and the word for shares."""
KINDS_OF_SHARES = frozenset("class common ordinary american depositary restricted preferred".split())
"""Before "shares", and no company's name."""


def _held_most(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """What money flows into or everybody holds: the group, fund or company next to the words."""
    named = [n for n in sentence.names if n.entity.kind in {"company", "collective", "index", "fund"} and n.party]
    low, high = sentence.segment(trigger[0])
    near = [n for n in named if low <= n.start < high and distance(n, trigger) <= 8]
    return [min(near, key=lambda n: (distance(n, trigger), n.start))] if near else []


def stake_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose stake it is: its genitive."""
    owners = [n for n in sentence.names if n.party and is_genitive(n, sentence) and 0 <= found[0] - n.end <= 5]
    return owners[-1] if owners else None


def _topic_of_view(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whom a view is about: the first party that does not judge itself, else whom the text speaks of."""
    named = [n for n in parties(sentence) if n.entity.kind in PARTY_KINDS and not _judges(n)]
    before = topic(sentence) if not named else None
    return named[:1] or ([before] if before is not None and not _judges(before) else [])


WRITERS = frozenset("i my our me raising lowering cutting boosting maintaining reiterating upgrading lifting".split())
"""In what looks like a name they show who writes: "Raising My Price Target"."""


def rater(trigger: Span, sentence: Sentence, found: Span | None = None) -> NameHit | None:
    """Whose rating it is: the broker of the sentence, else the one that "the bank" means, else an unknown subject."""
    named = broker(trigger, sentence, found)
    if named is not None:
        return named
    researcher = next((n for n in sentence.names if n.end <= trigger[0]), None)
    if researcher is not None and researcher.start == sentence.start and researcher.entity.canonical in GRADING:
        return as_party(researcher)
    opening = sentence.passage.lower[sentence.start : trigger[0]]
    if not RATERS.isdisjoint(opening) or not any(n.party for n in sentence.names if n.end <= trigger[0]):
        for index in range(sentence.index - 1, max(sentence.index - 1 - RATER_REACH, -1), -1):
            earlier = [n for n in sentence.passage.sentence(index).names if n.entity.kind == "broker"]
            if earlier:
                return earlier[-1]
    street = _wall_street(trigger, sentence) or _rater_behind(trigger, sentence)
    if street is not None:
        return street
    unknown = unknown_subject(trigger, sentence)
    if unknown is not None and any(n.start < unknown.end and unknown.start < n.end for n in sentence.names):
        return None  # "Nebius downgraded to Neutral": the rated company is no rater.
    if unknown is None or not (NAMELESS | WRITERS).isdisjoint(sentence.passage.lower[unknown.start : unknown.end]):
        return None
    return unknown


def first_rater(trigger: Span, sentence: Sentence, found: Span | None = None) -> NameHit | None:
    """Whose the grades of a headline are: of the first verb that gives one."""
    verbs = sentence.spans(("rating_opened", "rating_kept", "upgrade", "downgrade"))
    return rater(min(verbs), sentence) if verbs else broker(trigger, sentence)


def _wall_street(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Wall Street hikes price targets": a subject by itself, not "a Wall Street analyst"."""
    lower = sentence.passage.lower
    for at in range(max(trigger[0] - 6, sentence.start), trigger[0]):
        if (
            lower[at : at + 2] == ["wall", "street"]
            and sentence.word(at + 2) not in NAMELESS | UNNAMED | {"zen"}
            and sentence.word(at - 1) != "a"
        ):
            return as_written(at, at + 2, sentence)
    return None


def _rater_behind(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Downgraded at Elm Securities", "a buy rating from Elm": a house that no lexicon knows ends the phrase."""
    for at in range(trigger[1], sentence.end - 1):
        if sentence.word(at) not in {"at", "by", "from"} or sentence.word(at - 1) in CAUSED:
            continue  # "growth driven by AI and Advertising": no house, but what drives something
        end = capitals_behind(at + 1, sentence, MOST_HOUSE, joined_by="&")
        named = any(n.start < end and at < n.start for n in sentence.names if not _opens_house(n, end, sentence))
        named = named or sentence.has(("rating_word", "rating_plain"), (at + 1, end))  # "Initiating at Strong Buy"
        ends = end == sentence.end or sentence.word(end) in {
            ",",
            ".",
            "(",
            "-",
            "—",
            "on",
            "after",
            "as",
            "amid",
            ";",
            "and",
        }
        if end > at + 1 and ends and not named and sentence.word(at + 1) not in NAMELESS:
            return as_written(at + 1, end, sentence)
    return None


def _opens_house(name: NameHit, end: int, sentence: Sentence) -> bool:
    """ "S&P Equity Research", "Dow Securities": an index or agency whose name begins that of a house."""
    return name.entity.kind != "broker" and name.end < end and sentence.word(end - 1) in {"research", "securities"}


def agency(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who rates debt, right before the verb or behind "rating from"."""
    behind = trigger[1] if sentence.word(trigger[1] - 1) in {"from", "by"} else trigger[0]
    beside = [n for n in sentence.names if n.end == trigger[0] or n.start == behind]
    known = next((n for n in beside if n.entity.canonical in AGENCIES), None)
    if known is None and sentence.word(trigger[0] - 1) in {",", "and", "but", ";"}:
        # "Moody's affirms the rating, changes the outlook"
        known = next((n for n in sentence.names if n.start < trigger[0] and n.entity.canonical in AGENCIES), None)
    if known is not None:
        return known
    end = trigger[0] - (sentence.word(trigger[0] - 1) == "ratings")
    return (
        as_written(end - 1, trigger[0], sentence)
        if sentence.word(end - 1) in {"fitch", "s&p", "kbra", "moody's"}
        else None
    )


def _judges(name: NameHit) -> bool:
    """Brokers, and investors who are known by their own name."""
    kind = name.entity.kind
    return kind == "broker" or (kind == "fund" and name.entity.ticker is None)


def colon_speaker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Goldman Sachs: ...", "...: Bernstein": who speaks before or behind a colon at the edge of the sentence."""
    for name in sentence.names:
        opens = name.start == sentence.start and name.end == trigger[0]
        closes = name.start == trigger[1] and name.end >= sentence.end - 1
        if (opens or closes) and _judges(name):
            return name
    return None


def reporter(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose result it is: as a possessor, else whom the text speaks of ("The third-quarter revenue reached ...")."""
    hit = possessor(trigger, sentence, found)
    opening = sentence.passage.lower[sentence.start : trigger[0]]
    if hit is not None or {"our", "we"} & set(opening) or any(n.party for n in sentence.names if n.end <= trigger[0]):
        return hit
    return (topic(sentence) or _only_company(sentence)) if len(opening) <= MAX_SUBJECT else None


def named_behind(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Despite reporting revenue of $1.4 billion, CoreWeave's shares fell": who reported stands behind the comma."""
    lower = sentence.passage.lower
    breaks = [at for at in range(found[1], sentence.end) if lower[at] in {",", "—", "–"}]
    named = [n for n in parties(sentence) if n.start - 1 in breaks and n.entity.kind == "company"]
    return named[0] if named else None


def noted_reporter(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Blowout earnings from memory maker Micron": whose they are stands behind; else as of every result."""
    at = trigger[1]
    while sentence.word(at) in RESULT_NOUNS:
        at += 1
    if at > trigger[0] and sentence.word(at) in {"from", "by", "at"} and sentence.word(at - 1) in RESULT_NOUNS:
        behind = after_marker((sentence.word(at),), (at, at), sentence, 6)
        if behind and behind[0].entity.kind == "company":
            return behind[0]
    return reporter(trigger, sentence, found)


def _only_company(sentence: Sentence) -> NameHit | None:
    """The one company of the text, for a sentence that comes before its name."""
    named = [n for n in sentence.passage.names if n.party and n.entity.kind == "company" and not n.bystander]
    return named[0] if len({n.party for n in named}) == 1 else None


def metric_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Lifts Microsoft profit", "boosts Oracle's cloud revenue": whose figure is driven."""
    owners = [n for n in parties(sentence) if trigger[1] <= n.start and n.end <= found[0] <= n.end + 2]
    return owners[-1] if owners else None


DEED_BREAKS = frozenset({";", "-", "–", "—"})
"""Between two deeds of one holder."""
UNITS = frozenset("unit segment business division arm operations group franchise line".split())
"""What part of a company a figure may be of."""


def unit_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Revenue in AMD's data center unit rose": whose unit it is that the figure is of, right behind the figure."""
    inside = [n for n in parties(sentence) if trigger[1] < n.start and n.end <= found[0]]
    of_it = sentence.word(trigger[1]) in {"in", "at", "from", "of", "for"} and len(inside) == 1
    if not of_it or UNITS.isdisjoint(sentence.passage.lower[inside[0].end : found[0]]):
        return None
    return inside[0] if inside[0].start <= trigger[1] + 2 else None


def own_reporter(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whom a sentence without a name speaks of; nobody where "we" speak."""
    return (
        None
        if {"our", "we"}.intersection(sentence.passage.lower[sentence.start : sentence.end])
        else topic(sentence) or _only_company(sentence)
    )


def sayer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who says what its figure will be: whose the figure is, else whose word closes the sentence."""
    return reporter(found, sentence, found) or attributed(trigger, sentence)


FUNDS = frozenset({"fund", "funds"})
MOVED = frozenset(
    "markets market stocks shares indexes indices index futures equities averages bourses dow "
    "nasdaq kospi nikkei ftse street".split()
)
"""Last words of what moves and trades in nothing."""
RESULT_NOUNS = frozenset(
    "earnings results quarter quarterly numbers report figures profit revenue sales print forecast".split()
)


def holder(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who trades a share: as the subject, but a person stands for himself and not for his company."""
    hit = _holder(trigger, sentence, found)
    if hit is None or hit.entity.kind in {"fund", "company"} or sentence.word(hit.end) not in POSSESSIVE:
        return hit
    ends = range(hit.end, min(hit.end + 4, trigger[0]))
    end = next((at + 1 for at in ends if sentence.word(at) in FUNDS), None)
    return as_written(hit.start, end, sentence) if end else hit  # "Norway's wealth fund"


def _filed_before(trigger: Span, sentence: Sentence) -> Span | None:
    """ "Elm Advisors filed a Form 13F disclosing ownership of": who filed it discloses."""
    if sentence.word(trigger[0]) not in FILING_SHOWS:
        return None
    low = sentence.clause(trigger[0])[0]
    filed = [at for at in range(max(low - 9, sentence.start), trigger[0]) if sentence.word(at) in FILED]
    return (filed[-1], filed[-1] + 1) if filed else None


def _capitals_that_file(filed: Span, sentence: Sentence) -> NameHit | None:
    """ "On May 8 Elm Holding Ltd. filed": the capitals right before the verb."""
    start = capitals_before(filed[0], sentence, LONGEST_INSTITUTION, joined_by=JOINING)
    known = any(n.party and n.start < filed[0] and start < n.end for n in sentence.names)
    return as_written(start, filed[0], sentence) if filed[0] - start > 1 and not known else None


def _keeps_beside(trigger: Span, sentence: Sentence) -> Span | None:
    """ "Owns Nvidia and a reduced stake in AMD": the verb of holding, where the trigger only describes the stake."""
    if sentence.word(trigger[0] - 1) not in {"a", "its", "an"} or not sentence.word(trigger[1] - 1).endswith("ed"):
        return None
    if sentence.word(trigger[0] - 2) not in {"and", ",", "plus", "with"}:
        return None
    held = [at for at in range(sentence.clause(trigger[0])[0], trigger[0]) if sentence.word(at) in KEEPING]
    return (held[-1], held[-1] + 1) if held else None


def _holder(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    kept = _keeps_beside(trigger, sentence)
    filed = _filed_before(trigger, sentence)
    if filed is not None:
        return _holder(filed, sentence, found) or _capitals_that_file(filed, sentence)
    if kept is not None:
        return _holder(kept, sentence, found)
    group = investing(trigger, sentence, found) or _titled(trigger, sentence)
    if group is not None:
        return group
    deeds = _deeds_of_clause(trigger, sentence)
    first, named = _first_deed(deeds, trigger), _before_deeds(deeds, trigger, sentence)
    if first is not None:
        # "Foreigners sell SK Hynix, buy Samsung", "Qatar's fund trims Nvidia, adds to AMD": who did the first did both.
        group = investing(first, sentence, found)
        if named is None or (group is not None and group.start <= named.start < group.end):
            return group or _holder(first, sentence, found)
    earlier = _deed_before_break(trigger, sentence) if first is None and named is None else None
    if earlier is not None:
        return holder(earlier, sentence, found)
    hit = named or _meant_by_pronoun(trigger, sentence)
    hit = hit or _same_as_before(trigger, sentence, found) or subject(trigger, sentence)
    if hit is not None and hit.entity.kind == "person":
        entity = replace(hit.entity, party=hit.entity.canonical, groups=frozenset())
        return replace(hit, entity=entity)
    if hit is None or not _is_clause_subject(hit, trigger, sentence):
        unknown = unknown_subject(trigger, sentence) or _institution(trigger, sentence)
        asks = unknown is not None and sentence.word(unknown.start) in ASKING
        # "AI doubts grow as investors ditch chip stocks": the words before "as" are no part of the holder.
        runs_on = unknown is not None and ASKING.intersection(sentence.passage.lower[unknown.start : unknown.end])
        if hit is None and (unknown is None or runs_on):
            return None
        return hit if unknown is None or asks else unknown
    return hit


def _same_as_before(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Bridgewater doubled its AMD holding while nearly halving Nvidia": who did the first deed does this one."""
    at = trigger[0] - 1
    while sentence.word(at).endswith("ly"):
        at -= 1
    if sentence.word(at) not in {"while", "after", "by"} or not sentence.word(trigger[0]).endswith("ing"):
        return None
    deed = _first_trade_before(trigger, sentence)
    return holder(deed, sentence, found) if deed is not None else None


def _titled(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "CoreWeave CEO Michael Intrator": the capitals between an office and the verb, where no name is known."""
    end = _before_options(_before_intent(trigger[0], sentence), sentence)
    if sentence.word(end - 1) == ",":
        return _with_office_behind(end - 1, sentence)
    if not is_capitalised(sentence.passage.words[end - 1]):
        return None
    # A company's name has capitals too, and is not the person's.
    firms = [n.end for n in sentence.names if n.entity.kind == "company" and n.end <= end]
    start = capitals_before(end, sentence, 4, low=max(firms, default=0), stop=OFFICES)
    owned = sentence.word(start - 1) in POSSESSIVE and _is_of_company(start - 2, sentence)
    of_firm = sentence.word(start - 1) in OFFICES and _is_of_company(start - 2, sentence)
    if sentence.passage.lower[max(start - 2, 0) : start] == ["board", "member"]:
        return as_written(start, end, sentence) if end - start in {2, 3} else None
    if not 2 - of_firm <= end - start <= 3 or not (owned or sentence.word(start - 1) in OFFICES):
        return None
    if owned and any(n.entity.kind in {"company", "fund", "collective"} and n.start == start for n in sentence.names):
        return None
    return as_written(start, end, sentence)


def _before_options(end: int, sentence: Sentence) -> int:
    """ "Jane Doe exercises options, sells 9,000 shares": before the first deed."""
    at = end - (sentence.word(end - 1) in {",", "and"})
    at -= sentence.word(at - 1) == ","
    if sentence.word(at - 1) != "options" or at == end:
        return end
    at -= 1 + (sentence.word(at - 2) in {"stock", "share"})
    return at - 1 if sentence.word(at - 1) in {"exercises", "exercised"} else end


def _with_office_behind(comma: int, sentence: Sentence) -> NameHit | None:
    """ "Alvarez, CoreWeave CFO, sells": the name that opens the headline, its office between commas."""
    if sentence.word(comma - 1) not in OFFICES or not _is_of_company(comma - 2, sentence):
        return None
    firm = next(n for n in sentence.names if n.start <= comma - 2 < n.end)
    end = firm.start - 1
    opens = 1 <= end - sentence.start <= 3 and sentence.word(end) == ","
    return as_written(sentence.start, end, sentence) if opens else None


def _is_of_company(at: int, sentence: Sentence) -> bool:
    return any(n.start <= at < n.end and n.entity.kind == "company" for n in sentence.names)


def _meant_by_pronoun(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Burry warns as he bets against ...": the investor named before; "Elm said it had sold": who says so."""
    end = _before_intent(trigger[0], sentence)
    speaker = subject((end - 2, end - 1), sentence) if sentence.word(end - 1) == "it" else None
    if speaker is not None and sentence.start <= speaker.start:
        return speaker
    return named_holder(end, sentence) if sentence.word(end - 1) in {"he", "she", "it"} | HOLDING else None


def named_holder(end: int, sentence: Sentence) -> NameHit | None:
    """Whom the pronoun or "the hedge fund" that ends here means: the last fund or investor that the text has named."""
    word = sentence.word(end - 1)
    if word in HOLDING and "the" not in sentence.passage.lower[max(end - 4, sentence.start) : end - 1]:
        return None
    kinds = {"fund"} if word in {"it", "fund", "firm"} else {"fund", "person"}
    before = [n for n in sentence.passage.names if n.end < end - 1 and n.entity.kind in kinds]
    before = [n for n in before if not (word in HOLDING | {"it"} and _is_in_description(n, sentence.passage))] or before
    if not before and word in {"fund", "firm", "investor"} and sentence.index:
        return _opening_institution(sentence.passage.sentence(sentence.index - 1))
    return before[-1] if before else None


def _is_in_description(name: NameHit, passage: Passage) -> bool:
    """ "Oak Hill, the fund run by Jane Doe, sold": who says what the fund is, and whom "it" does not mean."""
    earlier = passage.sentence(passage.sentence_index(name.start))
    return name.start in standing_beside((earlier.end, earlier.end), earlier)


def _opening_institution(earlier: Sentence) -> NameHit | None:
    """ "Oak Hill Partners disclosed a stake. The fund bought 9,000 shares": the house that opens the last sentence."""
    end = capitals_behind(earlier.start, earlier, LONGEST_INSTITUTION, joined_by={"&", "of"})
    said = set(earlier.passage.lower[earlier.start : end])
    known = any(n.party and n.start < end for n in earlier.names)
    if known or end - earlier.start < 2 or said.isdisjoint(INSTITUTIONS) or is_title_case(earlier):
        return None
    return as_written(earlier.start, end, earlier)


def _deeds_of_clause(trigger: Span, sentence: Sentence) -> list[Span]:
    low, high = sentence.clause(trigger[0])
    return [s for s in sentence.spans(TRADES) if low <= s[0] < high and sentence.word(s[1]) not in NO_DEEDS]


def _before_deeds(deeds: list[Span], trigger: Span, sentence: Sentence) -> NameHit | None:
    """The last free-standing name before the first deed of the clause: what comes later is bought or sold."""
    first = min(deeds, default=trigger)[0]
    if first >= trigger[0]:
        return None
    low = sentence.clause(trigger[0])[0]
    before = [n for n in parties(sentence) if low <= n.start and n.end <= first and not is_blocked(n, sentence)]
    return before[-1] if before else None


def _first_deed(deeds: list[Span], trigger: Span) -> Span | None:
    """The first deed of the clause, if it is another one that stands before the trigger."""
    first = min(deeds, default=trigger)
    return first if first[1] <= trigger[0] else None


def _deed_before_break(trigger: Span, sentence: Sentence) -> Span | None:
    """ "Ark buys AMD; trims Meta position": the first deed, where the trigger stands right behind such a sign."""
    return _first_trade_before(trigger, sentence) if sentence.word(trigger[0] - 1) in DEED_BREAKS else None


def _first_trade_before(trigger: Span, sentence: Sentence) -> Span | None:
    deeds = (s for s in sentence.spans(TRADES) if s[1] < trigger[0] and sentence.word(s[1]) not in NO_DEEDS)
    return min(deeds, default=None)


def _is_clause_subject(hit: NameHit, trigger: Span, sentence: Sentence) -> bool:
    return hit.start >= sentence.clause(trigger[0])[0]


def agent_behind(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who is named behind "sold by" or "added to": a name, or its capitals without the words of its legal form."""
    start = trigger[1]
    known = next((n for n in sentence.names if n.start == start and n.party), None)
    if known is not None:
        # "Sold by Cathie Wood's Ark"
        fund = next((n for n in sentence.names if n.start == known.end + 1 and n.entity.kind == "fund"), None)
        return fund if fund is not None and sentence.word(known.end) in POSSESSIVE else known
    end = capitals_behind(start, sentence, AGENT_WORDS, joined_by=JOINING)
    if end > start and sentence.passage.text.count(as_written(start, end, sentence).entity.canonical) > 1:
        return as_written(start, end, sentence)  # Told of again by its full name.
    while end > start and (sentence.word(end - 1) in LEGAL_FORMS or sentence.word(end - 1) in JOINING):
        end -= 1
    return as_written(start, end, sentence) if end > start else None


def _held(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares these are: the last company before the verb."""
    return [n for n in parties(sentence) if n.end <= trigger[0] and n.entity.kind == "company"][-1:]


def rank_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "CoreWeave is Elm Ridge Partners LLC's 8th largest position": the genitive before the rank."""
    marks = range(trigger[0] - 1, max(trigger[0] - RANK_WORDS - 1, sentence.start), -1)
    mark = next((at for at in marks if sentence.word(at) in POSSESSIVE | {"'"}), None)
    if mark is None and sentence.word(trigger[1]) in {"of", "in", "at"} and sentence.word(trigger[1] - 1) != "pick":
        # "The largest holding of Elm Partners", "the top position in Elm's portfolio"
        owner = next((n for n in sentence.names if n.start == trigger[1] + 1), None)
        return owner if owner is not None and owner.entity.kind in {"fund", "person"} else None
    if sentence.word(trigger[1] - 1) == "pick":
        return None  # A house picks and holds nothing.
    if mark is None or not all(_is_rank(at, sentence) for at in range(mark + 1, trigger[0])):
        return None
    known = next((n for n in sentence.names if n.end == mark), None)
    if known is not None:
        return known if known.entity.kind in {"fund", "person", "company"} else None
    verbs = BEFORE_VERB | {"remains", "becomes", "became"}
    start = capitals_before(mark, sentence, LONGEST_INSTITUTION, joined_by=JOINING, stop=verbs)
    named = any(n.party and n.start < mark and start < n.end for n in sentence.names)
    return as_written(start, mark, sentence) if start < mark and not named else None


def tops_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Coatue's top holdings", "the top holdings of Coatue", "Coatue 13F: Micron and Nebius the top positions"."""
    owner = rank_owner(trigger, sentence, found)
    if owner is not None:
        # What an ETF holds is no news, and a company's holdings are told by their filing.
        return owner if owner.entity.kind != "company" and sentence.word(owner.end - 1) not in {"etf", "fund"} else None
    behind = after_marker(("of", "at"), (trigger[0], trigger[1]), sentence, 4)
    if behind and behind[0].entity.kind in {"fund", "person"}:
        return behind[0]
    before = [n for n in sentence.names if n.entity.kind in {"fund", "person"} and n.end <= trigger[0]]
    if not before and trigger[0] == sentence.start:
        before = [n for n in sentence.passage.names if n.entity.kind == "fund" and n.end <= trigger[0]]
        return before[-1] if before else None  # "Holdings at 30 June: ..."
    return before[0] if before and before[0].start - sentence.start <= OPENS_WITHIN else None


def _tops(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """What the list of holdings names: behind a colon or a verb, else right before its title."""
    firms = [n for n in parties(sentence) if n.entity.kind == "company"]
    at = trigger[1]
    while at < sentence.end and at - trigger[1] < TITLE_GAP and sentence.word(at) not in LISTING:
        at += 1
    if sentence.word(at) in LISTING:
        listed = [n for n in firms if n.start > at and n.start - at <= 3][:1]
    else:
        listed = []
    if listed:
        for n in firms:
            gap = sentence.passage.lower[listed[-1].end : n.start]
            if n.start > listed[-1].start and len(gap) <= 14 and all(w in LIST_WORDS or w[0].isdigit() for w in gap):
                listed.append(n)
        return listed
    owner = rank_owner(trigger, sentence, found)
    low = trigger[0] if owner is None or owner.start > trigger[0] else owner.start
    while low > sentence.start and sentence.word(low - 1) in BEFORE_TITLE:
        low -= 1
    last = [n for n in firms if n.end == low]
    if not last:
        return []
    first = first_of_list(last[0], sentence)
    return [n for n in firms if first.start <= n.start <= last[0].start]


def _picked(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """ "2 AI stocks Cathie Wood just bought": the group right before who trades it."""
    actor = holder(trigger, sentence, found)
    if actor is None:
        return []
    pronoun = _before_intent(trigger[0], sentence) - 1
    at = pronoun if sentence.word(pronoun) in {"she", "he", "they"} and pronoun > actor.end else actor.start
    while sentence.word(at - 1) in {"that", "which", "billionaire", "billionaires", "investor", "superinvestor"}:
        at -= 1
    return [n for n in sentence.names if n.end == at and n.entity.kind == "collective" and at > sentence.start]


def portfolio_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "8% of Coatue's portfolio", "8% of the portfolio of Coatue", "has 8% of its portfolio in": a fund or person."""
    near = [n for n in sentence.names if n.entity.kind in {"fund", "person"} and 0 <= trigger[0] - n.end <= 4]
    owned = [n for n in near if is_genitive(n, sentence)]
    behind = after_marker(("of",), trigger, sentence, 3)
    owned = owned or [n for n in behind if n.entity.kind in {"fund", "person"}]
    if owned:
        return owned[-1]
    if sentence.word(trigger[0] - 1) not in {"its", "his", "her", "their", "fund", "equity", "stock", "13f"}:
        return None
    before = [n for n in sentence.names if n.entity.kind in {"fund", "person"} and n.end <= found[0]]
    return before[-1] if before else None


def _portion_in(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """What makes up a part of the portfolio: behind "in", else the subject of "makes up" or "accounts for"."""
    behind = after_marker(("in", "to"), trigger, sentence, 6)
    if behind:
        first = behind[0]
        return [n for n in list_behind(first, sentence) if n.entity.kind in {"company", "collective"}]
    firms = [n for n in parties(sentence) if n.entity.kind in {"company", "collective"} and n.end <= found[0]]
    if not firms or MAKING_UP.isdisjoint(sentence.passage.lower[firms[-1].end : found[0]]):
        return []
    first = first_of_list(firms[-1], sentence)
    return [n for n in firms if n.start >= first.start]


def _is_rank(at: int, sentence: Sentence) -> bool:
    word = sentence.word(at)
    return word[:1].isdigit() or word in RANKS


def _rank_held(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """What the holding is of: whose name "is" stands behind, else who stands right behind "is" or a comma."""
    firms = [n for n in parties(sentence) if n.entity.kind == "company"]
    behind = trigger[1] + (sentence.word(trigger[1]) in {"is", ",", ":", "remains", "was", "—"})
    after = [n for n in firms if behind > trigger[1] and n.start == behind]
    before = [n for n in firms if n.end <= trigger[0] and set(sentence.passage.lower[n.end : trigger[0]]) & RANKING]
    return after or before[:1]


def recent_trader(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Jane Doe's Recent Buy: Acquires ...": who owns the trade that stands before the colon."""
    deals = [span for span in sentence.terms.get("recent_trade", ()) if span[1] <= trigger[0]]
    if not deals or sentence.word(deals[-1][1]) != ":" or trigger[0] - deals[-1][1] > 2:
        return None
    end = deals[-1][0]
    if sentence.word(end - 1) not in POSSESSIVE:
        return None
    known = next((n for n in sentence.names if n.end == end - 1), None)
    start = capitals_before(end - 1, sentence, AGENT_WORDS - 1)
    while sentence.word(start) in TITLES or sentence.word(start) == ".":
        start += 1
    return known or (as_written(start, end - 1, sentence) if start < end - 1 else None)


def view_speaker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The broker beside the verb: "Barclays says", "says D.A. Davidson's Gil Luria", "according to Citi"."""
    before = speaker(trigger, sentence, found)
    if before is not None or sentence.word(trigger[0]) not in INVERTED:
        return before
    at = trigger[1] + (sentence.word(trigger[1]) in {"analysts", "analyst"})
    at += sentence.word(at) in {"at", "from"}
    return next((n for n in sentence.names if n.entity.kind == "broker" and n.start == at), None)


def view_source(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose opinion a headline gives: a broker or judge of the sentence, else its author, who has no name."""
    named = next((n for n in sentence.names if _judges(n)), None)
    return named or _wall_streets(trigger, sentence) or _signed(trigger, sentence)


def attacker(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Who attacks a company in words, right before the verb."""
    known = next((n for n in sentence.names if n.end == trigger[0]), None)
    return as_party(known) if known is not None else unknown_subject(trigger, sentence)


def _signed(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "... by 2030 - Synergy Research Group": the house of counters that signs a headline behind its last dash."""
    dash = next((at for at in range(sentence.end - 2, trigger[1], -1) if sentence.word(at) in DASHES), None)
    if dash is None or not 0 < sentence.end - dash - 1 <= MOST_SIGNED:
        return None
    words = sentence.passage.words[dash + 1 : sentence.end]
    if not all(is_capitalised(word) for word in words):
        return None
    known = next((n for n in sentence.names if n.start == dash + 1), None)
    counts = not COUNTERS.isdisjoint(word.lower() for word in words) or (
        known is not None and known.end == sentence.end
    )
    is_paper = known is not None and known.entity.kind == "publisher"
    return as_written(dash + 1, sentence.end, sentence) if counts and not is_paper else None


MOST_SIGNED = 5
COUNTERS = frozenset("research analytics insights intelligence consulting advisory ratings".split())
"""Last words of the names of houses that count markets."""


def _wall_streets(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Isn't changing Wall Street's bullish view"."""
    words = sentence.passage.lower[max(trigger[0] - 6, sentence.start) : trigger[0]]
    owned = [at for at, (a, b) in enumerate(pairwise(words)) if (a, b) in {("street", "'s"), ("street", "’s")}]
    if not owned:
        return None
    end = max(trigger[0] - 6, sentence.start) + owned[-1] + 1
    return as_written(end - 2, end, sentence) if sentence.word(end - 2) == "wall" else None


def _first_behind(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    return [n for n in parties(sentence) if n.start >= trigger[1]][:1]


def index_entered(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The index that takes a company in."""
    return next((n for n in sentence.names if n.entity.kind == "index" and n.start == found[0]), None)


def _entering(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who enters an index: the list of companies that ends before the verb."""
    low = sentence.clause(trigger[0])[0]
    firms = [n for n in parties(sentence) if n.entity.kind == "company" and low <= n.start and n.end <= trigger[0]]
    if not firms or is_genitive(firms[-1], sentence):
        return []
    first = first_of_list(firms[-1], sentence)
    return [n for n in firms if n.start >= first.start]


def filer(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Scion's 13F shows": whose filing it is."""
    owners = [n for n in parties(sentence) if n.end <= trigger[0] and is_genitive(n, sentence)]
    return owners[-1] if owners else holder(trigger, sentence, found)


def listed_holder(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Coatue Management: 667,405 shares sold": the name before the colon or bracket of a line."""
    hit = next((a for a in sentence.amounts if a.amount.unit == "shares" and -1 <= trigger[0] - a.end <= 1), None)
    if hit is None or sentence.word(hit.start - 1) not in {":", "("}:
        return None
    end = hit.start - 1
    known = next((n for n in sentence.names if n.end == end and n.entity.kind in {"fund", "broker", "person"}), None)
    start = capitals_before(end, sentence, AGENT_WORDS)
    return known or (as_written(start, end, sentence) if end - start > 1 else None)


def _listed_target(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares a list is about: the first company that the text names."""
    firms = [n for n in sentence.passage.names if n.entity.kind == "company" and n.party and n.end <= trigger[0]]
    return firms[:1]


ACTORS: dict[str, Actor] = {
    "index_entered": index_entered,
    "listed_holder": listed_holder,
    "filer": filer,
    "speaker": speaker,
    "rater": rater,
    "first_rater": first_rater,
    "colon_speaker": colon_speaker,
    "named_behind": named_behind,
    "noted_reporter": noted_reporter,
    "reporter": reporter,
    "own_reporter": own_reporter,
    "metric_owner": metric_owner,
    "unit_owner": unit_owner,
    "sayer": sayer,
    "agency": agency,
    "holder": holder,
    "stake_owner": stake_owner,
    "investing": investing,
    "agent_behind": agent_behind,
    "recent_trader": recent_trader,
    "rank_owner": rank_owner,
    "tops_owner": tops_owner,
    "portfolio_owner": portfolio_owner,
    "insider": insider,
    "owner_of_sale": owner_of_sale,
    "stake_name": stake_name,
    "exposed": exposed,
    "insider_word": insider_word,
    "office": office,
    "view_speaker": view_speaker,
    "view_source": view_source,
    "attacker": attacker,
}
COUNTERPARTIES: dict[str, Others] = {
    "entering": _entering,
    "listed_target": _listed_target,
    "rank_held": _rank_held,
    "tops": _tops,
    "picked": _picked,
    "portion_in": _portion_in,
    "each": _each,
    "dealt": _dealt,
    "implied": _implied,
    "held_most": _held_most,
    "staked_in": _staked_in,
    "right_before": lambda trigger, found, sentence: [n for n in parties(sentence) if n.end == trigger[0]],
    "rated": _rated,
    "next_rated": lambda trigger, found, sentence: next_rated(trigger, sentence),
    "topic": _topic_of_view,
    "rated_for": _rated_for,
    "stake_in": _stake_in,
    "positioned": _positioned,
    "of_insiders": _of_insiders,
    "held": _held,
    "first_behind": _first_behind,
}
