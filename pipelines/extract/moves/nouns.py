"""Who moved, where a noun tells it: "a 21% surge in Nebius", "CoreWeave's slide", "deal fuels rally".

A noun of moving is said of much else, so it needs a share, a size or an owner.
"""

from __future__ import annotations

from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.moves.lists import (
    described_firm,
    is_listed,
    list_beginning,
    list_ending,
    mover_at,
    mover_ending,
)
from pipelines.extract.moves.move import FIGURES_AND_PRICES
from pipelines.extract.moves.sizes import percent_starts, percents_before, percents_beside
from pipelines.extract.moves.words import (
    BACKGROUND,
    BRACKET,
    CLOSING,
    FEARED,
    FELLOWS,
    HELD,
    LEADS,
    LIKE,
    MODAL,
    NOUNS,
    PARING,
    PURE,
    QUALIFIERS,
    SESSIONS,
    SHARES,
    TAILS,
    is_filler,
)
from pipelines.extract.names import collectives
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles import general, topics
from pipelines.extract.roles.names import in_brackets, stands_free

FUELLING = frozenset("fuels fuel fueled fuelled fueling fuelling sparks spark sparked sparking triggers triggered "
                     "trigger triggering ignites ignited prompts prompted spurs spurred drives drove driving powers "
                     "powered sends sent causes caused unleashes unleashed brings brought yields sees delivers "
                     "generates".split())  # fmt: skip
"""Between a deal and the size of the move that it brings: "the deal fuels a 21% surge"."""
BEFORE_OWNER = LIKE | FELLOWS | {"the", "of", "u.s.-listed", "both", "in", "-", "listed", "u.s."}
"""Between "a slump in" and whose shares slumped."""
FADING = frozenset("loses fizzles fizzled stalls stalled cools cooled fades faded ends ended falters sputters reverses "
                   "unwinds unravels".split())  # fmt: skip
"""Behind the noun of a move: it is over."""
ENDED = frozenset("over done started starting begun overdone justified sustainable healthy real".split())
"""What is thought of a move that everybody knows of: "the rally is over"."""
DEEPENING = frozenset("deepens intensifies continues spreads extends widens accelerates resumes gathers worsens eases "
                      "fades drags ripples hits broadens".split())  # fmt: skip
"""Verbs of a move that goes on: "as the AI-chip selloff deepens" is a clause and no setting."""
BUYING = frozenset({"buy", "buys", "buying", "bought"})
"""Before "the dip": what is done with a fall that everybody knows of."""
BEFORE_NOUN_PHRASE = frozenset({"this", "the", "that", "a", "an", "current", "latest", "last"})
GOODS = frozenset({"memory", "dram", "nand", "hbm"})
RECOVERIES = frozenset({"rebound", "recovery", "upturn"})
OF_MARKET = SESSIONS | {"trading", "session", "market"}
"""Behind "sees gains in" where they are of the share."""
SEEN = frozenset({"see", "sees", "seeing", "saw", "seen"})
LEADING_REACH = 9
"""Most tokens between "leads" and the noun of the move."""
ENDS_OF_NOUN = frozenset({"", ".", ",", ";", "on", "after", "as", "amid", "and", "following", "(", "!", "?", "this",
                          "today", "to", "that", "monday", "tuesday", "wednesday", "thursday", "friday", "helped",
                          "led",
                          "drags", "dragged", "tells", "shows", "means", "is", "was",
                          "has", "looks", "leaves", "came", "comes", "marks", "lifted", "weighed", "outweighed",
                          "pushed", "sent", "continues",
                          "deepens", "accelerates", "leads", "from", "since", "despite", "—", "-", ":"})  # fmt: skip
"""Behind a name they show that nothing more belongs to it: "a 4% decline in Broadcom", and no "Broadcom sales"."""
ABOUT_IT = frozenset(
    {"%", "the", "this", "a", "its", "why", "what", "is", "after", "that", "behind", "how", "big", "another"}
)
"""Between "Nebius:" and the size of its move."""
MONTHS = frozenset("january february march april may june july august september october november december jan feb "
                   "mar apr "
                   "jun jul aug sept sep oct nov dec".split())  # fmt: skip
ACTING = frozenset("rippled ripples helped helps dragged drags weighed weighs lifted lifts pulled pulls pushed "
                   "pushes sent sends "
                   "put puts wiped wipes came comes follows followed marked marks extends continues boosted boosts "
                   "spilled spread spreads led leads hit hits offset offsets overshadows overshadowed eclipses "
                   "eclipsed outweighs dents dented sours soured rattles rattled spooks spooked".split())  # fmt: skip
"""Behind the noun of a move: what it does to others."""
LED_WITHIN = 9
"""Most tokens from who leads a group to the size of its own move."""


def is_thought(trigger: Span, sentence: Sentence) -> bool:
    """Whether the noun of a move tells of none: it is feared, it may come, or it is over."""
    at = trigger[1]
    while is_filler(sentence.word(at)) and sentence.word(at) not in {"on", "a", "the"}:
        at += 1
    behind = sentence.lower[trigger[1] : min(trigger[1] + 5, sentence.end)]
    if behind[:1] in (["is"], ["was"]) and not ENDED.isdisjoint(behind):
        return True  # "Nvidia's rally is just getting started"
    if sentence.word(sentence.start) in {"is", "are", "was"} and sentence.word(sentence.end - 1) == "?":
        return True  # "Is Micron's 300% rally over?"
    if sentence.word(trigger[0] - 1) in {"&", "and"} and sentence.word(trigger[0] - 2) in {"gains", "losses"}:
        return True  # "Gains & losses today"
    if sentence.word(at) in FEARED | FADING or (
        sentence.word(at) in {"hit", "hits"} and sentence.word(at + 2) == "wall"
    ):
        return True
    return not MODAL.isdisjoint(sentence.lower[sentence.clause(trigger[0])[0] : trigger[0]])


def nominal_movers(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who moves when the move is a noun: "a 3% drop in Oracle shares", "posts its sixth gain", "the chip selloff"."""
    noun = noun_of_move(trigger, sentence)
    if noun not in NOUNS or is_thought(trigger, sentence):
        return []
    in_books = sentence.word(trigger[0] - 1) == "earnings" and sentence.word(trigger[0] - 2) not in {"post", "-"}
    if in_books and noun not in PURE | {"pop"}:
        return []  # "Posts an 83% earnings jump"
    found = _fallen_in(trigger, sentence) or _taking(trigger, sentence) or _apposed(trigger, sentence)
    found = found or _with_moves_of(trigger, sentence) or _joining(trigger, sentence)
    if found:
        return found
    leaders = _leading(trigger, sentence)
    named = _named_before(trigger, sentence) or _headword(trigger, sentence) or _owning(trigger, sentence)
    return [*leaders, *(n for n in named if n not in leaders)]


def noun_of_move(trigger: Span, sentence: Sentence) -> str:
    """The noun of a move as one word: "sell-off" is three tokens."""
    return "".join(sentence.lower[trigger[0] : trigger[1]])


def _fallen_in(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "A slump in Oracle's stock", "a selloff in AI names": whose shares the noun is about."""
    if sentence.word(trigger[1]) not in {"in", "for", "among", "across"}:
        return []
    first = _phrase_start(trigger, sentence)
    led = sentence.word(first - 1) == "to" and sentence.word(first - 2) in {"led", "leading", "leads", "contributed"}
    if sentence.word(first - 1) in BACKGROUND - {"as"} and not (
        led or percents_beside(trigger, sentence, 1, before=True)
    ):
        return []
    at = trigger[1] + 1
    of_shares = False
    while (word := sentence.word(at)) in SHARES or word in BEFORE_OWNER:
        of_shares = of_shares or word in SHARES
        at += 1
    name = mover_at(at, sentence)
    if name is None or sentence.word(first - 1) in BUYING or sentence.word(name.end) in FADING:
        return []
    if name.entity.kind == "index" and sentence.word(first - 1) in LEADS - {"leading"}:
        return []  # "Dell led gains in the S&P 500"
    listed = list_beginning(name, sentence)
    if len(listed) > 1 and sentence.word(listed[-1].end) in SHARES:
        return listed  # "a selloff in A, B and C shares"
    ends = sentence.word(name.end) in ENDS_OF_NOUN
    opens = ends and first == sentence.segment(first)[0] and noun_of_move(trigger, sentence) in {"gains", "losses"}
    is_share = opens or _is_share(name, trigger, sentence)
    if is_share and len(listed) > 1 and sentence.word(listed[-1].end) in ENDS_OF_NOUN:
        return listed
    is_group = name.entity.kind in {"collective", "index", "fund"}
    has_shares = of_shares or not SHARES.isdisjoint((sentence.word(name.end), sentence.word(name.end + 1)))
    return [name] if is_share or is_group or has_shares else []


def _is_share(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "A 14% rally in CRWV": a ticker is a share, and what rallies or sells off is one as well."""
    if sentence.passage.words[name.start] == name.entity.ticker:
        return True
    sized = bool(percents_beside(trigger, sentence, 1, before=True))
    ends = sentence.word(name.end) in ENDS_OF_NOUN
    return (sized or ends) if noun_of_move(trigger, sentence) in PURE else (sized and ends)


def _taking(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Nebius scores a double-digit pop", "SMH logs sixth straight gain": a light verb between mover and noun."""
    is_own = _is_in_own_shares(trigger[1], sentence)
    following = sentence.word(trigger[1])
    if not is_own and following in {"in", "of"} and sentence.has(FIGURES_AND_PRICES, (trigger[1], trigger[1] + 5)):
        return []
    at, ends = trigger[0] - 1, {n.end for n in sentence.names}
    while at + 1 not in ends and _may_stand_before_noun(at, trigger, sentence):
        at -= 1
    gap = sentence.lower[at + 1 : trigger[0]]
    light = [w for w in gap if w in HELD and w not in QUALIFIERS and (w == "seen" or not is_filler(w))]
    if not light or not PARING.isdisjoint(gap):
        return []
    is_seen = not SEEN.isdisjoint(light) and following in {"from", "in", "with", "across", "for"}
    if is_seen and not is_own and OF_MARKET.isdisjoint(sentence.lower[trigger[1] + 1 : trigger[1] + 4]):
        return []  # "Is seeing gains from its AI spending": in its business
    name = next((n for n in sentence.names if n.end == at + 1), None)
    if name is None and sentence.word(at) == ",":
        name = described_firm(at, sentence)
    if name is None or not is_listed(name) or not stands_free(name, sentence):
        return []
    sector = collectives.sector_ending(sentence.passage, trigger[0], name.end)
    led = [sector] if sector is not None and sector.entity.canonical != "AI" and not LEADS.isdisjoint(gap) else []
    return [*list_ending(name, sentence), *led]


def _is_in_own_shares(at: int, sentence: Sentence) -> bool:
    """ "... in its shares", "in their market value"."""
    if sentence.word(at) != "in" or sentence.word(at + 1) not in {"its", "their"}:
        return False
    word = sentence.word(at + 2)
    return word in SHARES or word in {"market", "valuation", "capitalization"}


def _may_stand_before_noun(at: int, trigger: Span, sentence: Sentence) -> bool:
    """Whether a word may stand between a mover and the noun of its move: a light verb, a size, a qualifier."""
    word = sentence.word(at)
    if word in HELD or word in QUALIFIERS or is_filler(word) or word[:1].isdigit() or word == "%":
        return True
    return at + 1 < trigger[0] and word in collectives.TRADE


def _joining(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Photonic stocks join Google-fueled AI rally": who joins a move."""
    for at in range(trigger[0] - 1, max(trigger[0] - LEADING_REACH, sentence.start), -1):
        if sentence.word(at) in {"join", "joins", "joined"}:
            name = mover_ending(at, sentence)
            return list_ending(name, sentence) if name is not None else []
    return []


def _with_moves_of(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Broadcom and AMD also felt it, with losses of 12% and 4%": the subject of what stands before the comma."""
    first = _phrase_start(trigger, sentence)
    if sentence.word(first - 1) != "with" or sentence.word(trigger[1]) != "of":
        return []
    if not any(a.amount.unit == "percent" and 0 < a.start - trigger[1] < 4 for a in sentence.amounts):
        return []
    before = [n for n in sentence.names if n.end < first and not in_brackets(n, sentence)]
    while (
        len(before) > 1 and before[-1].entity.kind == "index" and sentence.word(before[-1].start - 1) in {"the", "in"}
    ):
        before.pop()  # "Vertiv led decliners in the S&P 500 with a drop of 11%"
    if not before or not is_listed(before[-1]) or sentence.word(before[0].start - 1) in BACKGROUND:
        return []
    return list_ending(before[-1], sentence)


def fuelled_by_news(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Nvidia's Nokia investment fuels 21% share surge", "the Meta deal sparks a 15% rally": whose news brings it."""
    first = _phrase_start(trigger, sentence)
    sized = bool(percents_beside(trigger, sentence, 1, before=True))
    if sentence.word(first - 1) not in FUELLING or not (
        sized or not SHARES.isdisjoint(sentence.lower[first : trigger[0]])
    ):
        return []
    if sentence.has(FIGURES_AND_PRICES, (trigger[1], trigger[1] + 4)):
        return []
    clause = sentence.clause(trigger[0])[0]
    named = [n for n in sentence.names if clause <= n.start and n.end < first and is_listed(n)]
    named = [n for n in named if not in_brackets(n, sentence)]
    put_into = [n for n in named if {"investment", "stake", "bet"} & {sentence.word(n.end)}
                or {"in", "into", "with"} & {sentence.word(n.start - 1)}]  # fmt: skip
    owners = [n for n in named if sentence.word(n.end) in POSSESSIVE]
    return (put_into or owners or named)[:1]


def _leading(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Nvidia, AMD lead a market selloff", "Nebius led the gainers with a 14% jump": who leads moves as well."""
    for at in range(trigger[0] - 1, max(trigger[0] - LEADING_REACH, sentence.start), -1):
        if sentence.word(at) in LEADS:
            end = at - (sentence.word(at - 1) in SHARES)  # "Micron, SanDisk shares lead a rally"
            name = next((n for n in sentence.names if n.end in {at, end} and is_listed(n)), None)
            return list_ending(name, sentence) if name is not None else []
        if any(n.start == at and n.entity.kind != "collective" for n in sentence.names):
            return []
    return []


def _named_before(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Nvidia's rally", "the semiconductor selloff": a name or words of the trade directly before a noun of shares."""
    behind = sentence.word(trigger[1])
    if noun_of_move(trigger, sentence) not in PURE or behind == "in":
        return []
    if behind == "of" and not (sentence.word(trigger[1] + 1)[:1].isdigit() or sentence.word(trigger[1] + 1) == "the"):
        return []  # "selloffs of 2026" have a year behind them, "a rally of the dollar" its mover
    end = trigger[0]
    money = {a.end: a.start for a in sentence.amounts}
    while sentence.word(end - 1) in {"stock", "share", "stocks", "price", "'s", "’s"} or end in money:
        end = money.get(end, end - 1)
    name = mover_ending(end, sentence)
    verbal = end == trigger[0] and noun_of_move(trigger, sentence) in {"slides", "slumps", "plunges", "rallies"}
    if verbal and name is not None and name.entity.kind != "collective":
        return []  # "CoreWeave slides into Europe"
    if name is None or name.entity.kind == "collective":
        name = collectives.sector_ending(sentence.passage, trigger[0], sentence.start) or name
    if name is None:
        return []
    return [name] if _is_news_of(name, trigger, sentence) else []


def _is_news_of(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """Whether a name and the noun of its move behind it tell the news, and not only the setting of something else."""
    at = name.start - 1
    is_group, is_ai = name.entity.kind == "collective", name.entity.canonical == "AI"
    if is_group and _is_owned(at, sentence):
        return False  # "AMD's stunning datacenter comeback"
    while sentence.word(at) in QUALIFIERS or sentence.word(at) in BEFORE_NOUN_PHRASE:
        at -= 1
    before, deepens = sentence.word(at), sentence.word(trigger[1]) in DEEPENING
    if before == "of" and sentence.word(at - 1) == "one":
        before = ""  # "triggers one of the biggest chip selloffs"
    if before in {"", "—", ":", "-", "–"} and not is_ai:
        return True
    if is_ai and not deepens:
        return False
    if name.entity.canonical.lower() in GOODS and noun_of_move(trigger, sentence) in RECOVERIES:
        return False  # "profit up on memory rebound": of what is sold
    # "Slides on chipmaker rout" states what the sector does, "on Nvidia's rally" only the reason.
    is_stated = is_group and not is_ai and (before == "on" or deepens)
    return is_stated or (before not in BACKGROUND and before not in {"on", "in", "and"})


def _is_owned(at: int, sentence: Sentence) -> bool:
    """Whether a company owns what begins behind this token, adjectives aside."""
    while sentence.word(at) in QUALIFIERS:
        at -= 1
    return sentence.word(at) in POSSESSIVE and any(n.end == at and n.entity.kind == "company" for n in sentence.names)


def _apposed(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Nebius closed at $110, a gain of 6.3%", "shares were halted after a 20% plunge": the subject's own move."""
    first = _phrase_start(trigger, sentence)
    before = sentence.word(first - 1)
    sized = bool(percents_beside(trigger, sentence, 1, before=True)) and sentence.word(trigger[1]) not in {"in", "for"}
    if not sized or before not in {",", "after", "following"}:
        return []
    told = sentence.lower[max(first - 12, sentence.start) : first]
    closed = before == "," and not CLOSING.isdisjoint(told)
    if not closed and (before == "," or SHARES.isdisjoint(told)):
        return []
    if not closed and any(
        a in {"for", "on"} and c in SHARES for a, _, c in zip(told, told[1:], told[2:], strict=False)
    ):
        return []  # "Risks after a rally of 90%"
    subject = general.subject((first - 1, first), sentence)
    if closed and (subject is None or subject.start < sentence.start) and not SHARES.isdisjoint(told):
        subject = topics.topic(sentence)  # "The stock closed its first day at $168, a 13% gain."
        return [subject] if subject is not None and is_listed(subject) else []
    return [subject] if subject is not None and is_listed(subject) and subject.start >= sentence.start else []


def _owning(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Nvidia's drop of 4% pulled the Dow", "Cambricon's gains rippled": whose move it is that acts on others."""
    behind = sentence.word(trigger[1])
    sized = behind == "of" and any(a.start - trigger[1] in {1, 2, 3} and a.amount.unit == "percent"
                                   for a in sentence.amounts)  # fmt: skip
    sized = sized or bool(
        percents_before(trigger, [a for a in sentence.amounts if a.amount.unit == "percent"], sentence)
    )
    if not sized and behind not in ACTING:
        return []
    at = _phrase_start(trigger, sentence)
    at -= sentence.word(at - 1) in {"stock", "share", "price"}
    if sentence.word(at - 1) not in POSSESSIVE:
        return []
    name = mover_ending(at - 1, sentence)
    before = sentence.word(name.start - 1) if name is not None else ""
    return [name] if name is not None and before not in BACKGROUND | {"on", "in"} else []


def _headword(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "ASML (ASML) — July 1 selloff as ...": the name before the dash moves."""
    sized = bool(percents_beside(trigger, sentence, 1, before=True))
    if noun_of_move(trigger, sentence) not in PURE and not sized:
        return []
    at = trigger[0] - 1
    while (
        sentence.word(at) in QUALIFIERS
        or sentence.word(at).isdigit()
        or sentence.word(at) in MONTHS
        or (sized and sentence.word(at) in ABOUT_IT)
    ):
        at -= 1
    if sentence.word(at) not in {"—", ":", "–", "--"}:
        return []
    name = mover_at(sentence.start, sentence)
    if name is None:
        return []
    rest = sentence.lower[name.end : at]
    owned = sized and rest[:1] in (["'s"], ["’s"])  # "CoreWeave's Anthropic deal: 12% surge"
    return [name] if len(rest) <= BRACKET and (not rest or rest[-1] == ")" or set(rest) <= TAILS or owned) else []


def _phrase_start(trigger: Span, sentence: Sentence) -> int:
    """Where the noun phrase of a move begins, its article and qualifiers included."""
    at = trigger[0]
    while (word := sentence.word(at - 1)) in QUALIFIERS or word in {"a", "an", "the", "%"} or word[:1].isdigit():
        at -= 1
    return at


def with_size(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Micron led the index with a 7% gain", "reacted with a 7% drop": the subject of the clause moves."""
    at = trigger[0]
    percents = percent_starts(sentence)
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
