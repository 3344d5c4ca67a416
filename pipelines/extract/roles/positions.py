"""Whose shares are held or traded, and who is named at a sale, a stake, a rank or a portfolio.

Who holds as a subject is in `holders`. What is bought or sold stands behind the verb as a list (`_each`), or is what
the headline or the text is about (`_implied`); an insider's shares are those of his company, unless others are named.
"""

from __future__ import annotations

from pipelines.extract.little_words import POSSESSIVE, RELATIONS, RIVALS, SHARE_WORDS
from pipelines.extract.names import collectives
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.capitals import capitals_before, capitals_behind, is_capitalised, is_title_case
from pipelines.extract.roles.general import Actor, Others
from pipelines.extract.roles.holders import (
    INSTITUTIONS,
    INVESTING,
    JOINING,
    LONGEST_INSTITUTION,
    OFFICES,
    TRADES,
    before_intent,
    holder,
    investing,
)
from pipelines.extract.roles.names import (
    DESCRIBING,
    after_marker,
    distance,
    first_of_list,
    is_genitive,
    is_investor,
    list_behind,
    listed_gap,
    parties,
    parties_acted_on,
)
from pipelines.extract.roles.unknown import BEFORE_VERB, as_written

MOVED = frozenset(
    "markets market stocks shares indexes indices index futures equities averages bourses dow "
    "nasdaq kospi nikkei ftse street".split()
)
"""Last words of what moves and trades in nothing."""
OFFICE_REACH = 7
"""Tokens between an office and the noun of its trade, room for a sum."""
AGENT_WORDS = 7
"""Most words of a holder's name behind "sold by"."""
LEGAL_FORMS = frozenset("llc ltd ltd. inc inc. lp l.p. corp corp. co co. plc llp n.a. s.a. ag . ca portfolio".split())
"""Of the names of holders, which texts leave out."""
TITLES = frozenset(
    "rep rep. representative sen sen. senator congressman congresswoman ceo cfo director dr mr ms".split()
)
"""Before the name of who trades."""
BEFORE_HOLDER = BEFORE_VERB | {"remains", "becomes", "became"}
"""Verbs between what is held and the holder that a rank is of."""
RANK_WORDS = 4
"""Most tokens between a holder and the noun of its rank."""
RANKS = frozenset("- second third fourth fifth sixth seventh eighth ninth tenth single new current stock".split())
"""With a number, between a holder and "largest position"."""
OPENS_WITHIN = 4
"""Most tokens before whose holdings a sentence lists."""
TARGET_REACH = 8
"""Tokens between a trade and its target, room for the worth of the stake: "sells its $1.2 billion stake in $NBIS"."""
LIST_WORDS = frozenset({",", "and", "&", "(", ")", "shares", "$", "%", "billion", "million", "up", "to", "in", "worth",
                        "roughly", "about", "another", "stock", "valued", "at", "nearly", "approximately", "around",
                        "~", "as", "well"})  # fmt: skip
"""Beside figures all that stands between two companies of a list of trades."""
EXEMPLIFYING = frozenset({"like", "such as", "including", "notably", "namely", "particularly", "especially", "—", ":"})
"""Between a group and those of it that are meant."""
CHALLENGERS = RIVALS | {"challenger"}
"""Of whom a company is only said to have one."""
POINTED = frozenset({"these", "those"})
"""They mean a list of companies before the colon."""
POINTED_WITHIN = 6
"""Most tokens from the trade to them."""
SHARES_WITHIN = 9
"""Most tokens between a verb of trading and the word for shares."""
HELD_WORDS = SHARE_WORDS | {"stake", "stakes", "holding", "position"}
"""What is traded."""
KINDS_OF_SHARES = frozenset("class common ordinary american depositary restricted preferred".split())
"""Before "shares", and no company's name."""
RANKING = frozenset({"is", "now", "remains", "becomes", "became", "was", "are"})
"""Between what is held and its rank."""
TITLE_GAP = 7
"""Most tokens from "top holdings" to what opens their list."""
LISTING = frozenset({":", "include", "included", "includes", "are", "were", "—", "–"})
"""Between "top holdings" and the list of them."""
BEFORE_TITLE = frozenset(
    {"the", "are", "as", "its", "his", "among", "remain", "were", "now", "their", "'s", "’s", "was"}
)
"""Between a list of companies and "the top positions"."""
MAKING_UP = frozenset(
    """makes make made up accounts account accounted represents represent represented comprises comprise constitutes is
    was are were""".split()
)
"""Between what is held and its part of a portfolio."""


def insider(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """A person or an unnamed group that trades: "Nvidia CEO Jensen Huang", "CoreWeave insiders"; no company."""
    hit = holder(trigger, sentence, found)
    if hit is None or sentence.word(hit.end - 1) in MOVED:
        return None  # "European markets end lower as chips weigh"
    return hit if hit.entity.kind in {"unknown", "person"} else None


def insider_word(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The "insider" of "insider sale", as the text writes it."""
    at = next((at for at in range(*trigger) if sentence.word(at) in {"insider", "insiders", "executive"}), None)
    return as_written(at, at + 1, sentence) if at is not None else None


def office(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose sale it is: "the CFO's sale of 20,000 shares", "a director's $9 million stock sale"."""
    at = trigger[0] - 1
    while at > sentence.start and trigger[0] - at < OFFICE_REACH and sentence.word(at) not in {"'s", "’s", ",", "."}:
        at -= 1
    if sentence.word(at) not in POSSESSIVE or sentence.word(at - 1) not in OFFICES:
        return None
    return investing((at, at), sentence, found)


def exposed(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose exposure it is: "hedge funds' exposure to AI stocks"."""
    end = trigger[0]
    while sentence.word(end - 1) in {"'", "’", "'s", "’s", "net", "gross", "total"}:
        end -= 1
    return investing((end, end), sentence, found) if end < trigger[0] else None


def owner_of_sale(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """ "Bridgewater's $900 million Nvidia stake sale": the genitive before whose shares they are."""
    low = sentence.clause(trigger[0])[0]
    owners = [n for n in sentence.names if low <= n.start < trigger[0] and sentence.word(n.end) in POSSESSIVE]
    return owners[-1] if owners else None


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


def stake_owner(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """Whose stake it is: its genitive."""
    owners = [n for n in sentence.names if n.party and is_genitive(n, sentence) and 0 <= found[0] - n.end <= 5]
    return owners[-1] if owners else None


def stake_name(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The name right before "stake", or whose stake it is."""
    beside = [n for n in sentence.names if n.party and (n.end == trigger[0] or is_genitive(n, sentence))]
    near = [n for n in beside if 0 <= trigger[0] - n.end <= 5]
    return next((n for n in near if n.entity.kind == "fund"), None)


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
    start = capitals_before(mark, sentence, LONGEST_INSTITUTION, joined_by=JOINING, stop=BEFORE_HOLDER)
    named = any(n.party and n.start < mark and start < n.end for n in sentence.names)
    return as_written(start, mark, sentence) if start < mark and not named else None


def _is_rank(at: int, sentence: Sentence) -> bool:
    """A number, or a word that may stand beside it: "8th", "new largest"."""
    word = sentence.word(at)
    return word[:1].isdigit() or word in RANKS


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


def index_entered(trigger: Span, sentence: Sentence, found: Span) -> NameHit | None:
    """The index that takes a company in."""
    return next((n for n in sentence.names if n.entity.kind == "index" and n.start == found[0]), None)


def _each(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Every target of a list that begins near the trigger and ends with the clause."""
    end = sentence.clause(trigger[0])[1]
    acted_on = parties_acted_on(trigger, sentence, frozenset({"in"}))
    if acted_on:
        return acted_on
    after = [n for n in parties(sentence) if trigger[1] <= n.start < end and not is_investor(n)]
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


def _exemplified(group: NameHit, first: NameHit, sentence: Sentence) -> bool:
    """ "AI chipmakers such as Nvidia": the group, and who of it is meant."""
    gap = [word for word in sentence.passage.lower[group.end : first.start] if word != ","]
    return group.entity.kind == "collective" and first.entity.kind == "company" and " ".join(gap) in EXEMPLIFYING


def _with_it(trigger: Span, chain: list[NameHit], sentence: Sentence) -> list[NameHit]:
    """ "Calls Nvidia overvalued, and is betting against it and Palantir": the company that "it" means as well."""
    if sentence.word(trigger[1]) != "it" or sentence.word(trigger[1] + 1) not in {"and", ","}:
        return chain
    firms = [n for n in parties(sentence) if n.entity.kind == "company" and n.end <= trigger[0]]
    return [*firms[-1:], *chain]


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


def has_a_rival(name: NameHit, sentence: Sentence) -> bool:
    """ "Its stake in a rival of CoreWeave": in somebody who goes without a name."""
    return sentence.word(name.start - 1) in {"of", "to"} and sentence.word(name.start - 2) in CHALLENGERS


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
    if actor is not None and any(n.party != actor.party for n in named):
        return _named_beside(actor, named, trigger, sentence)
    earlier = [n for n in sentence.passage.names if n.end <= sentence.start and n.entity.kind == "company"]
    earlier = [n for n in earlier if n.party and not n.bystander and (actor is None or n.party != actor.party)]
    return earlier[-1:] or _sole_of_text(sentence)


def _named_beside(actor: NameHit, named: list[NameHit], trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Of the companies before a trade the one in the holder's name ("CoreWeave insiders"), else the first that stands
    in no list."""
    others = [n for n in named if n.party != actor.party]
    own = [n for n in others if actor.start <= n.start < actor.end]
    if own:
        return own
    free = [n for n in others if not any(listed_gap(n, o, sentence) for o in named if o is not n)]
    if _sells_its_shares(trigger, sentence):
        # "Nvidia investor SoftBank sold its shares": what it is called says nothing of whose they are.
        free = [n for n in free if n.end != actor.start - 1 or sentence.word(n.end) not in DESCRIBING | RELATIONS]
    return free[:1]


def _sells_its_shares(trigger: Span, sentence: Sentence) -> bool:
    """ "Sold its shares"."""
    return sentence.word(trigger[1]) in {"its", "their"} and sentence.word(trigger[1] + 1) in SHARE_WORDS


def _sole_of_text(sentence: Sentence) -> list[NameHit]:
    """The only company a text names, also behind: "Insiders have sold 2 million shares. CoreWeave fell 3%"."""
    firms = {n.party: n for n in sentence.passage.names if n.entity.kind == "company" and n.party}
    return list(firms.values()) if len(firms) == 1 else []


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


def _stake_in(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """In whom a stake is held: behind the "in" of the noun."""
    return after_marker(("in",), (found[1], found[1]), sentence, 8)


def _staked_in(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """In whom: behind "in", between the holder and the noun, else the only other company of the headline."""
    behind = after_marker(("in",), trigger, sentence, 8)
    others = {n.party: n for n in parties(sentence) if n.entity.kind == "company"}
    return behind or (list(others.values()) if len(others) == 1 else [])


def _held(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares these are: the last company before the verb."""
    return [n for n in parties(sentence) if n.end <= trigger[0] and n.entity.kind == "company"][-1:]


def _held_most(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """What money flows into or everybody holds: the group, fund or company next to the words."""
    named = [n for n in sentence.names if n.entity.kind in {"company", "collective", "index", "fund"} and n.party]
    low, high = sentence.segment(trigger[0])
    near = [n for n in named if low <= n.start < high and distance(n, trigger) <= 8]
    return [min(near, key=lambda n: (distance(n, trigger), n.start))] if near else []


def _positioned(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """What is held so much of: the group or company before "positioning" or behind its "in"."""
    low, high = sentence.segment(trigger[0])
    named = [n for n in sentence.names if n.entity.kind in {"company", "collective", "index", "fund"}]
    near = [n for n in named if low <= n.start < high and distance(n, found) <= 3]
    group = collectives.sector_ending(sentence.passage, found[0], low)
    return [group] if group is not None else near[:1]


def _picked(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """ "2 AI stocks Cathie Wood just bought": the group right before who trades it."""
    actor = holder(trigger, sentence, found)
    if actor is None:
        return []
    pronoun = before_intent(trigger[0], sentence) - 1
    at = pronoun if sentence.word(pronoun) in {"she", "he", "they"} and pronoun > actor.end else actor.start
    while sentence.word(at - 1) in {"that", "which", "billionaire", "billionaires", "investor", "superinvestor"}:
        at -= 1
    return [n for n in sentence.names if n.end == at and n.entity.kind == "collective" and at > sentence.start]


def _rank_held(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """What the holding is of: whose name "is" stands behind, else who stands right behind "is" or a comma."""
    firms = [n for n in parties(sentence) if n.entity.kind == "company"]
    behind = trigger[1] + (sentence.word(trigger[1]) in {"is", ",", ":", "remains", "was", "—"})
    after = [n for n in firms if behind > trigger[1] and n.start == behind]
    before = [n for n in firms if n.end <= trigger[0] and set(sentence.passage.lower[n.end : trigger[0]]) & RANKING]
    return after or before[:1]


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


def _entering(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Who enters an index: the list of companies that ends before the verb."""
    low = sentence.clause(trigger[0])[0]
    firms = [n for n in parties(sentence) if n.entity.kind == "company" and low <= n.start and n.end <= trigger[0]]
    if not firms or is_genitive(firms[-1], sentence):
        return []
    first = first_of_list(firms[-1], sentence)
    return [n for n in firms if n.start >= first.start]


def _listed_target(trigger: Span, found: Span, sentence: Sentence) -> list[NameHit]:
    """Whose shares a list is about: the first company that the text names."""
    firms = [n for n in sentence.passage.names if n.entity.kind == "company" and n.party and n.end <= trigger[0]]
    return firms[:1]


ACTORS: dict[str, Actor] = {
    "holder": holder,
    "investing": investing,
    "index_entered": index_entered,
    "listed_holder": listed_holder,
    "filer": filer,
    "stake_owner": stake_owner,
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
    "stake_in": _stake_in,
    "positioned": _positioned,
    "of_insiders": _of_insiders,
    "held": _held,
}
