"""Price moves: "CoreWeave sinks 13%, Nebius 15%". They report the market's answer and never open a story.

A move needs a mover *next to* its verb: a listed company, a fund, an index or a stated collective, with nothing
between but "shares", auxiliaries and adverbs. "Nebius sales jump" has "sales" between and is no move. Verbs that also
take objects ("gains customers", "loses a lawsuit") count only with a percentage, with "shares", or when the clause
ends. One event per mover, as everybody counts them; lists are expanded, "respectively" pairs them by order.

The stretch from mover to percentage is handed back so that no frame reads the same words again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.extract import collectives, mover_lists
from pipelines.extract.market_values import value_moves
from pipelines.extract.passage import AmountHit, NameHit, Passage, Sentence, Span
from pipelines.extract.reaction_words import (
    BACKGROUND,
    BEGUN,
    BEING,
    CLOSING,
    FEARED,
    FRACTIONS,
    GAINING,
    HELD,
    INVESTORS,
    LEGAL,
    LOSING,
    MODAL,
    MULTIPLES,
    NOUNS,
    OBJECT_NEXT,
    PARING,
    PARTICLES,
    PURE,
    QUALIFIERS,
    SELLING,
    SESSIONS,
    SHARES,
    SINCE,
    STATES,
    STRONG_NEXT,
    SURE,
    WEAK,
    WEAK_NEXT,
    is_filler,
)
from pipelines.extract.roles import general
from pipelines.extract.roles.names import DESCRIBING, in_brackets, list_from, parties, stands_free
from pipelines.extract.roles.unknown import as_written, is_capitalised, name_ending

DIRECTIONS = {
    "fall": "down", "rise": "up", "move_down": "down", "move_up": "up", "hit_down": "down", "lift_up": "up",
    "record_low": "down", "record_high": "up", "move_flat": "neutral",
    "value_lost": "down", "value_won": "up", "blow_noun": "down",
}  # fmt: skip
"""Term categories of price moves."""
TRIGGERS = DIRECTIONS.keys() | {"value_noun", "value_taken", "boost_given"}
"""Where a sentence may tell of one."""
STRIKING = frozenset({"hit_down", "lift_up"})
"""They take the mover as their object."""
RECORDS = frozenset({"record_low", "record_high"})
VALUES = frozenset({"value_lost", "value_won"})
BLOW = "blow_noun"
SUFFERING = frozenset("take takes took taking taken suffer suffers suffered suffering absorb absorbs absorbed".split())
"""What is done with a blow."""
SELLING_WORDS = frozenset("selling selloff sell-off selloffs rout profit-taking profit losses liquidation sellers "
                          "jitters downdraft".split())  # fmt: skip
"""What shares are hit by."""
FUELLING = frozenset("fuels fuel fueled fuelled fueling fuelling sparks spark sparked sparking triggers triggered "
                     "trigger triggering ignites ignited prompts prompted spurs spurred drives drove driving powers "
                     "powered sends sent causes caused unleashes unleashed brings brought yields sees delivers "
                     "generates".split())  # fmt: skip
"""Between a deal and the size of the move that it brings: "the deal fuels a 21% surge"."""
OVERTAKING = frozenset("passes passed overtakes overtook tops topped surpasses surpassed leads led outpaced beats "
                       "joined joins followed outperformed".split())  # fmt: skip
LED = frozenset({"led", "dragged", "paced", "weighed", "headed", "pulled", "hauled"})
TICKING = frozenset("tick ticks ticked ticking edge edges edged edging inch inches inched inching move moves moved "
                    "moving creep creeps crept creeping drift drifts drifted nudge nudges nudged trend trends "
                    "trended trending closed closes ended ends finished finishes opens opened".split())  # fmt: skip
DRAGGING = frozenset("drag drags dragged dragging pull pulls pulled weigh weighs weighed".split())
INDEX_NOUNS = frozenset({"index", "gauge", "average", "composite", "benchmark", "etf", "fund"})
LIKE = frozenset(
    {"like", "including", "such", "notably", "namely", "especially", "particularly", "as", "for", "e.g.", "led", "by"}
)
"""Between a group and those of it that are named."""
LEVELS = frozenset({"below", "above", "under", "past", "to", "at", "beneath"})
AIMING = frozenset("about set poised ready likely going expected bound primed due tipped seen positioned".split())
"""Before "to" and a verb of moving: it has not happened."""
EXPECTED = frozenset({"expectations", "estimates", "forecasts", "consensus", "views", "targets"})
TERRITORY = frozenset({"bear", "correction", "red"})
HIGHS = frozenset({"high", "highs", "close", "peak", "peaks", "level", "levels", "territory", "closing", "intraday"})
FELLOWS = frozenset({"rival", "rivals", "peer", "peers", "fellow", "competitor"})
LISTED = frozenset({"company", "fund", "index", "collective"})
LONG_OBJECTS = frozenset({"gave up", "gives up", "giving up", "put on", "puts on", "give back", "gives back", "gave "
                          "back", "giving back", "takes off", "take off", "sell off",
                          "sold off", "sells off",
                          "selling off", "pull back", "pulls back", "pulled back", "claw back", "claws back",
                          "clawed back", "clawing back", "surrender", "surrenders", "surrendered", "go up", "goes up",
                          "go down", "goes down"})  # fmt: skip
"""Phrases that say a move only when nothing follows that they could be about."""
SIGNS = {"+": "up", "-": "down", "\u2212": "down", "\u2013": "down"}
VALUE = "value_noun"
"""Term category of nouns for the value of all shares."""
VALUE_REACH = 12
"""Most tokens between the verb and "market value"."""
APPOSITION = 24
"""Most tokens of a description between commas."""
ASIDES = frozenset({",", "-", "–", "—", "--"})
"""They enclose a description."""
STAKES = frozenset({"stake", "stakes", "holding", "interest", "ownership"})
ADDED_TO = frozenset("gains losses its their earlier recent early monday tuesday wednesday thursday friday".split())
"""Behind "added to": what a move goes on."""
FADING = frozenset("loses fizzles fizzled stalls stalled cools cooled fades faded ends ended falters sputters reverses "
                   "unwinds unravels".split())  # fmt: skip
"""Behind the noun of a move: it is over."""
DEEPENING = frozenset("deepens intensifies continues spreads extends widens accelerates resumes gathers worsens eases "
                      "fades drags ripples hits broadens".split())  # fmt: skip
"""Verbs of a move that goes on: "as the AI-chip selloff deepens" is a clause and no setting."""
BUYING = frozenset({"buy", "buys", "buying", "bought"})
"""Before "the dip": what is done with a fall that everybody knows of."""
LEADING_REACH = 9
"""Most tokens between "leads" and the noun of the move."""
LEADS = frozenset({"lead", "leads", "led", "leading", "paced", "paces", "headed", "topped"})
SHARE_PRICE = 1e5
"""USD; no share moves by as much."""
COUNTED = frozenset({"", ",", ".", ";", "and", "today", "points", "pts", "bucks", "premarket", "after", "ah", "on",
                     "now",
                     "this", "!", "percent", "pct"})  # fmt: skip
"""Behind a bare number of how far a share moved."""
TAILS = LEGAL | {
    "etf",
    "fund",
    "trust",
    "energy",
    "corporation",
    "group",
    "technologies",
    "technology",
    "holding",
    "limited",
    "company",
}
"""The rest of a company's name: "Vistra Energy Corp"."""
ENDS_OF_NOUN = frozenset({"", ".", ",", ";", "on", "after", "as", "amid", "and", "following", "(", "!", "?", "this",
                          "today", "to", "that", "monday", "tuesday", "wednesday", "thursday", "friday", "helped",
                          "led",
                          "drags", "dragged", "tells", "shows", "means", "is", "was",
                          "has", "looks", "leaves", "came", "comes", "marks", "lifted", "weighed", "outweighed",
                          "pushed", "sent", "continues",
                          "deepens", "accelerates", "leads", "from", "since", "despite", "—", "-", ":"})  # fmt: skip
"""Behind a name they show that nothing more belongs to it: "a 4% decline in Broadcom", and no "Broadcom sales"."""
PERFORMERS = frozenset({"gainers", "losers", "decliners", "advancers", "laggards", "winners", "performers", "gainer",
                        "loser", "decliner", "laggard", "performer", "drag", "winner", "performing",
                        "drags"})  # fmt: skip
DIVISIONS = frozenset({"Amazon Web Services", "Google Cloud", "Azure", "Microsoft Azure", "Oracle Cloud Infrastructure",
                       "Meta Compute", "Google DeepMind", "Alibaba Cloud", "Oracle Cloud",
                       "Tencent Cloud"})  # fmt: skip
ABOUT_IT = frozenset(
    {"%", "the", "this", "a", "its", "why", "what", "is", "after", "that", "behind", "how", "big", "another"}
)
"""Between "Nebius:" and the size of its move."""
BEFORE_SECTOR = frozenset(
    """as while but and : — ; , leads lead drags with boosts lifts the lift boost hits drag""".split()
)
"""Before "tech" where it is a sector by itself."""
VALUE_WORDS = frozenset({"market", "cap", "value", "capitalization", "valuation"})
MANIFOLD = frozenset(
    {"fold", "tenfold", "fivefold", "threefold", "fourfold", "sixfold", "twofold", "digits", "double-digits"}
)
RANKS = frozenset("challenge occasion top no no. prominence fame rank ranks spot rescue defense number power second "
                  "third first "
                  "stardom".split())  # fmt: skip
"""Behind "rises to": no price."""
GROWING = frozenset({"valuation", "valuations", "prices", "demand", "costs", "revenue", "sales", "profits", "debt",
                     "rates", "popularity", "interest", "growth", "stock", "shares", "price"})  # fmt: skip
"""Behind a participle: what is soaring."""
MARKETS = frozenset({"nikkei", "kosdaq", "sensex", "topix", "nifty", "magnificent7"})
"""Indices whose name is a newspaper's too, or that only move."""
MONTHS = frozenset("january february march april may june july august september october november december jan feb "
                   "mar apr "
                   "jun jul aug sept sep oct nov dec".split())  # fmt: skip
LIFTS = ("boost", "lift", "jolt", "bump", "pop", "shot", "tailwind", "bounce")
BLOWS = ("blow", "hit", "hammering", "beating", "drubbing", "setback", "pounding")
ACTING = frozenset("rippled ripples helped helps dragged drags weighed weighs lifted lifts pulled pulls pushed "
                   "pushes sent sends "
                   "put puts wiped wipes came comes follows followed marked marks extends continues boosted boosts "
                   "spilled spread spreads led leads hit hits".split())  # fmt: skip
"""Behind the noun of a move: what it does to others."""
PLACES = frozenset("asia europe tokyo seoul taipei shanghai kong amsterdam frankfurt york london china japan korea "
                   "taiwan "
                   "sydney shenzhen paris".split())  # fmt: skip
CLASSES = frozenset({"'s", "’s", "stock", "shares", "share", "price", "-", "listed", "traded", "common", "ordinary",
                     "preferred", "u.s.", "us", "american", "depositary", "receipts", "adrs", "adr", "class", "a",
                     "hong", "new", "u.s.-listed", "seoul-listed"})  # fmt: skip
"""Between a company and the description of its share."""
BARE_ENDS = frozenset({"", ",", ";", ".", "while", "but", "and", "premarket", "today", "big", "again", "|", ")"})
"""Behind "Meta down"."""
STRICKEN = frozenset("crushed hammered pummeled slammed punished battered clobbered walloped whacked rattled rocked "
                     "spooked "
                     "pounded smashed".split())  # fmt: skip
"""Of a share that somebody struck: "Oracle stock hammered after report"."""
STRICKEN_NEXT = frozenset({"", ":", ";", ",", "as", "after", "amid", "by", "on", "following", "again", "today",
                           "premarket",
                           "in", "for", "despite", "since", "monday", "tuesday", "wednesday", "thursday",
                           "friday"})  # fmt: skip
TIMES = frozenset(
    "month months week weeks year years day days session sessions quarter hours 2024 2025 2026 2027".split()
)
RECORD_NEXT = frozenset({"", ".", ",", ";", "in", "on", "as", "after", "amid", "ahead", "and", "with", "for",
                         "following",
                         "$", "since", "monday", "tuesday", "wednesday", "thursday", "friday", "today", ":", "despite",
                         "close", "before", "!", "?", "while", "but"})  # fmt: skip
"""Behind "a record" of a share; "record revenue" is one of something else."""
FRONTED = 2
"""Most tokens before a participle that opens its sentence."""
DEBUT = frozenset({"debut", "ipo", "listing", "debuts", "nasdaq", "nyse"})
"""A company is listed now."""
BEFORE_SIGN = frozenset({"+", "-", "\u2212", "\u2013", "(", ":", "stock", "shares", "is", "at", "closed", "now",
                         "today",
                         "premarket", "ah", "|"})  # fmt: skip
"""Between a name and its signed percentage."""
YEARLY = frozenset({"yoy", "y/y", "qoq", "q/q", "mom", "m/m", "cagr", "year", "year-over-year", "year-on-year",
                    "growth",
                    "revenue", "sequentially"})  # fmt: skip
FOLLOWS = frozenset({"follow", "follows", "followed", "track", "tracks", "tracked", "join", "joins", "joined"})
"""Besides those who lead: "Aixtron and Besi follow Nvidia higher"."""
BRACKET = 8
"""Most tokens in a bracket behind a name."""


@dataclass(slots=True)
class Move:
    """One mover's price move, with the words it rests on."""

    sentence: Sentence
    mover: NameHit
    trigger: Span
    direction: str
    amount: AmountHit | None
    taken: Span


def triggers(categories: Collection[str]) -> bool:
    """Whether words of a price move are among the terms; a percentage with its sign needs none."""
    return not TRIGGERS.isdisjoint(categories)


def find_moves(sentence: Sentence) -> list[Move]:
    """Every price move of the sentence, one per mover."""
    said = DIRECTIONS.keys() & sentence.terms.keys()
    found: list[Move] = list(_signed(sentence))
    for category, direction in DIRECTIONS.items() if said else ():
        for span in sentence.terms.get(category, ()):
            movers = _of_category(category, span, sentence)
            if category in RECORDS and not movers and (ended := _ending_streak(span, sentence)):
                movers, direction = ended, "up" if category == "record_low" else "down"
            if movers and not _is_modal(movers[-1], span, sentence):
                amounts = _percents(span, sentence, len(movers), before=category not in STRIKING)
                found += _moves_of(movers, span, direction, amounts, sentence)
    found += _of_colon_list(found, sentence)
    return _without_repeats([*found, *_boosts(sentence), *_value_moves(sentence)])


def signed_sentences(passage: Passage) -> set[int]:
    """Sentences with a percentage that has its sign: "CRWV -11%" needs no verb."""
    return {
        passage.sentence_index(hit.start)
        for hit in passage.amounts
        if hit.amount.unit == "percent" and _sign(hit, passage)
    }


def _sign(hit: AmountHit, passage: Passage) -> str | None:
    """up or down when a sign stands before the percentage and belongs to it; None when there is none."""
    start = hit.amount.start
    first, before, space = (passage.text[at : at + 1] if at >= 0 else "" for at in (start, start - 1, start - 2))
    if first in SIGNS:
        return SIGNS[first]
    return SIGNS.get(before) if not space.isalnum() and space != "%" else None


def _signed(sentence: Sentence) -> Iterator[Move]:
    """ "CRWV -11%", "(BTDR +131%)": a name with a signed percentage directly behind."""
    for hit in sentence.amounts:
        direction = _sign(hit, sentence.passage) if hit.amount.unit == "percent" else None
        if direction is None:
            continue
        at = _before_sign(hit, sentence)
        name = next((n for n in sentence.names if n.end == at + 1 and _is_listed(n)), None)
        if name is None and sentence.word(at) == ")":
            at = _before_bracket(at, sentence)  # "CoreWeave (CRWV) -11%"
            name = next((n for n in sentence.names if n.end == at + 1 and _is_listed(n)), None)
        if name is None and SHARES.intersection(sentence.passage.lower[at + 1 : hit.start]):
            # "...; stock +10%": the share of whom the text is about.
            subject = general.subject((at + 1, at + 2), sentence) or general.topic(sentence)
            name = subject if subject is not None and _is_listed(subject) and subject.end <= at + 1 else None
        if name is not None and not _is_of_year(hit, sentence) and not _is_unit(name):
            yield Move(sentence, name, (hit.start, hit.end), direction, _unsigned(hit), (name.end, hit.end))


def _before_sign(hit: AmountHit, sentence: Sentence) -> int:
    """The token before a signed percentage, its bracket, "stock" and the price it moved to."""
    prices = {a.end: a.start for a in sentence.amounts if a.amount.unit == "USD"}
    at = hit.start - 1
    ends = {n.end for n in sentence.names}  # "Hut 8" is no price
    while at + 1 not in ends and (
        sentence.word(at) in BEFORE_SIGN or at + 1 in prices or sentence.word(at)[:1].isdigit()
    ):
        at = prices[at + 1] - 1 if at + 1 in prices else at - 1
    return at


def _is_of_year(hit: AmountHit, sentence: Sentence) -> bool:
    """ "+28% YoY": growth of a figure."""
    return not YEARLY.isdisjoint({sentence.word(hit.end), sentence.word(hit.end + 1)})


def _is_unit(name: NameHit) -> bool:
    """A part of a company grows and has no share: "AWS +24%"."""
    return name.entity.canonical in DIVISIONS


def _unsigned(hit: AmountHit) -> AmountHit:
    """The size of a move; its sign is the direction."""
    value = hit.amount.value
    size = (min(map(abs, value)), max(map(abs, value))) if isinstance(value, tuple) else abs(value)
    return replace(hit, amount=hit.amount._replace(value=size))


def _boosts(sentence: Sentence) -> Iterator[Move]:
    """ "Gives chip stocks a boost", "deals neocloud shares a blow"."""
    for span in sentence.terms.get("boost_given", ()):
        at = span[1] + (sentence.word(span[1]) in {"the", "all"})
        name = next((n for n in sentence.names if n.start == at and _is_listed(n)), None)
        if name is None or MODAL.intersection(sentence.passage.lower[max(span[0] - 4, sentence.start) : span[0]]):
            continue
        behind, of_shares = name.end, name.entity.kind in {"collective", "index"}
        while sentence.word(behind) in SHARES | {"'s"}:
            behind, of_shares = behind + 1, True
        window = sentence.passage.lower[behind : behind + 4]
        if of_shares and window[:1] in (["a"], ["an"], ["another"], ["fresh"]):
            for word, direction in (*((w, "up") for w in LIFTS), *((w, "down") for w in BLOWS)):
                if word in window:
                    yield Move(sentence, name, span, direction, None, (span[0], behind + 2))


def _value_moves(sentence: Sentence) -> Iterator[Move]:
    """ "loses $210 billion in market value", "tops a $4 trillion valuation": the value of all shares moves."""
    for span in sentence.terms.get(VALUE, ()):
        start = max(sentence.clause(span[0])[0], span[0] - VALUE_REACH)
        money = [a for a in sentence.amounts if start <= a.start <= span[1] + 4 and a.amount.unit == "USD"]
        verbs = [at for at in range(span[0] - 1, start - 1, -1) if sentence.word(at) in LOSING | GAINING]
        behind = _verb_behind(span, sentence) if money and not verbs else None
        if not money or not (verbs or behind) or MODAL.intersection(sentence.passage.lower[start : span[0]]):
            continue
        trigger, direction = behind or ((verbs[0], verbs[0] + 1), _direction_of_value(verbs[0], sentence))
        subject = _left_of(trigger, sentence) or _in_value_of(span, sentence) or _becoming(trigger, sentence)
        if subject is not None and _is_listed(subject):
            yield Move(sentence, subject, trigger, direction, None, (trigger[0], span[1]))
    for mover, trigger, direction in value_moves(sentence, _left_or_subject, _is_listed):
        yield Move(sentence, mover, trigger, direction, None, trigger)


def _left_or_subject(trigger: Span, sentence: Sentence) -> NameHit | None:
    return _left_of(trigger, sentence) or general.subject(trigger, sentence)


def _becoming(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Nvidia becomes the first company to reach a $6 trillion valuation"."""
    before = sentence.passage.lower[max(trigger[0] - 9, sentence.start) : trigger[0]]
    return general.subject(trigger, sentence) if {"becomes", "became", "become"}.intersection(before) else None


def _direction_of_value(verb: int, sentence: Sentence) -> str:
    return "down" if sentence.word(verb) in LOSING else "up"


def _verb_behind(noun: Span, sentence: Sentence) -> tuple[Span, str] | None:
    """ "Alphabet's market value climbed to $3.9 trillion": the verb of the move behind the noun, and its direction."""
    at = noun[1]
    while sentence.word(at) in {"has", "have", "had", "also", "briefly"}:
        at += 1
    for category in ("fall", "rise", "move_down", "move_up"):
        for span in sentence.terms.get(category, ()):
            if span[0] == at:
                return span, DIRECTIONS[category]
    return None


def _left_of(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The free-standing name before a verb with little between."""
    at = trigger[0] - 1
    if sentence.word(at) == ")":
        at = _before_bracket(at, sentence)
    ends = {n.end for n in sentence.names}
    while at + 1 not in ends and (is_filler(sentence.word(at)) or sentence.word(at) in VALUE_WORDS):
        at -= 1
    name = next((n for n in sentence.names if n.end == at + 1), None)
    return name if name is not None and not _belongs_to_other(name, sentence, trigger) else None


def _in_value_of(span: Span, sentence: Sentence) -> NameHit | None:
    """ "off the market value of CoreWeave", "from Nvidia's market value"."""
    at = span[1] + (1 if sentence.word(span[1]) in {"of", "from", "at", "for"} else 0)
    after = next((n for n in sentence.names if n.start == at), None) if at > span[1] else None
    before = next((n for n in sentence.names if n.end in {span[0], span[0] - 1} and n.end < span[0]), None)
    return after or before


def _moves_of(
    movers: list[NameHit], trigger: Span, direction: str, amounts: list[AmountHit], sentence: Sentence
) -> list[Move]:
    moves = []
    for at, mover in enumerate(movers):
        amount = amounts[at] if at < len(amounts) else amounts[-1] if len(amounts) == 1 else None
        ends = [trigger[1]] + ([amount.end] if amount else [])
        # From the mover on only when nothing but filler lies between; else it may be another event.
        beside = all(is_filler(sentence.word(word)) for word in range(mover.end, trigger[0]))
        begins = mover.end if beside and mover.end <= trigger[0] else trigger[0]
        taken = (begins, max(ends))
        moves.append(Move(sentence, mover, trigger, direction, amount, taken))
    return [*moves, *_ellipses(moves, sentence), *_as_well(moves, sentence), *_led_by(moves, sentence)]


def _ellipses(moves: list[Move], sentence: Sentence) -> Iterator[Move]:
    """ "CoreWeave sinks 13%, Nebius 15%": a name and a percentage right behind a move share its verb."""
    if not moves or moves[-1].amount is None:
        return
    last, at = moves[-1], moves[-1].amount.end
    while True:
        at += 1 if sentence.word(at) == "," else 0
        at += 1 if sentence.word(at) in {"and", "while"} else 0
        at += 1 if sentence.word(at) == "the" else 0
        name = next((n for n in sentence.names if n.start == at and _is_listed(n)), None)
        amount = next((a for a in sentence.amounts if name and _is_behind(a, name, sentence)), None)
        if name is None or amount is None:
            return
        yield Move(sentence, name, last.trigger, last.direction, amount, (name.end, amount.end))
        at = amount.end


def _as_well(moves: list[Move], sentence: Sentence) -> Iterator[Move]:
    """ "Micron is down 4%, and so are Lam and KLA": who does the same."""
    if not moves:
        return
    last, ends = moves[-1], sentence.clause(moves[-1].trigger[0])[1]
    for at in range(max(last.taken[1], last.trigger[1]), min(ends + 8, sentence.end - 2)):
        if sentence.word(at) == "so" and sentence.word(at + 1) in {"are", "is", "did", "were", "was", "do", "does"}:
            first = next((n for n in sentence.names if n.start in {at + 2, at + 3} and _is_listed(n)), None)
            for name in _list_beginning(first, sentence) if first is not None else ():
                yield Move(sentence, name, last.trigger, last.direction, None, (name.start, name.end))
            return


def _led_by(moves: list[Move], sentence: Sentence) -> Iterator[Move]:
    """ "Nasdaq slips, dragged down by Nvidia and Broadcom": who leads a market or group moves with it."""
    if not moves or moves[-1].mover.entity.kind not in {"index", "collective", "fund"}:
        return
    last = moves[-1]
    behind = range(last.trigger[1], min(last.taken[1] + 4, sentence.end - 1))
    at = next((at for at in behind if sentence.word(at) in LED and sentence.word(at - 1) in {",", "and", "%"}), None)
    if at is None:
        return
    dragged = sentence.word(at) not in {"led", "paced", "headed"}
    at += 1
    while sentence.word(at) in STATES or sentence.word(at) in {"by", "losses", "gains", "in"}:
        at += 1
    if sentence.word(at - 1) not in {"by", "in"}:
        return
    first = next((n for n in sentence.names if n.start == at and _is_listed(n) and n.entity.kind == "company"), None)
    for name in _list_beginning(first, sentence) if first is not None else ():
        owned = sentence.word(name.end) in {"'s", "’s"}
        sized = next((a for a in sentence.amounts if owned and a.amount.unit == "percent"
                      and 0 < a.start - name.end <= 2), None)  # fmt: skip
        if (owned and sized is not None) or (
            dragged and sentence.word(name.end) in ENDS_OF_NOUN | {"which", "shares", "(", "who"}
        ):
            yield Move(sentence, name, last.trigger, last.direction, sized, (name.start, name.end))


def _is_behind(hit: AmountHit, name: NameHit, sentence: Sentence) -> bool:
    """A percentage directly behind a name, "more than" and the like aside."""
    gap = sentence.passage.lower[name.end : hit.start]
    if gap and gap[0] == "by":
        gap = gap[1:]  # "Intel fell by 8%, Marvell by 6%"
    return hit.amount.unit == "percent" and hit.start >= name.end and len(gap) <= 2 and QUALIFIERS.issuperset(gap)


def _of_colon_list(moves: list[Move], sentence: Sentence) -> list[Move]:
    """ "AMAT, KLAC, LRCX: equipment stocks rise": names alone before or behind a colon move as the group does."""
    groups = [move for move in moves if move.mover.entity.kind == "collective"]
    if not groups:
        return []
    colon = next((at for at in range(sentence.start, sentence.end) if sentence.word(at) in {":", "—"}), None)
    if colon is None:
        return []
    move = groups[0]
    span = (sentence.start, colon) if move.trigger[0] > colon else (colon + 1, sentence.end)
    named = [n for n in sentence.names if span[0] <= n.start < span[1] and _is_listed(n)]
    covered = {at for n in named for at in range(n.start, n.end)}
    rest = {
        sentence.word(at) for at in range(*span) if at not in covered and not _is_ticker(sentence.passage.words[at])
    }
    if len(named) < 2 or not rest <= {",", "and", "&", "/", ".", "$", "more", "others"}:
        return []
    return [Move(sentence, name, move.trigger, move.direction, None, move.trigger) for name in named]


# ── movers ──────────────────────────────────────────────────────────────────────────────────────────


def _of_category(category: str, trigger: Span, sentence: Sentence) -> list[NameHit]:
    if category in STRIKING:
        return _struck(trigger, sentence) or (_stricken(trigger, sentence) if category == "hit_down" else [])
    if category in RECORDS:
        return _recording(trigger, sentence)
    if category == BLOW:
        return _suffering(trigger, sentence)
    if category in VALUES:
        subject = general.subject(trigger, sentence)
        return [subject] if subject is not None and _is_listed(subject) else []
    return _movers(trigger, sentence)


def _recording(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who sets a record: the listed name before it with nothing but a verb of reaching between."""
    before = [n for n in sentence.names if n.end <= trigger[0] and not in_brackets(n, sentence)]
    before = before or _only_in_brackets(trigger, sentence)
    follows = sentence.word(trigger[1])
    if sentence.word(trigger[1] - 1) in {"record", "records"} and follows not in RECORD_NEXT | HIGHS:
        return []
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
    if not before or not _is_listed(before[-1]):
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
        word in HELD or is_filler(word) or word in QUALIFIERS or word in TAILS or word[0].isdigit() for word in gap
    )
    if not held and (apart := _shares_apart(trigger, sentence)) is not None:
        return [apart]
    return _list_ending(before[-1], sentence) if held and not PARING.intersection(gap) else []


def _shares_apart(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "GE Vernova books 10 turbines, stock at record": the share of the subject, behind a comma."""
    at = trigger[0] - 1
    while (sentence.word(at) in HELD or is_filler(sentence.word(at))) and sentence.word(at) not in SHARES:
        at -= 1
    if sentence.word(at) not in SHARES or sentence.word(at - 1) not in {",", ";", "as", "and", "its", "the", "sending"}:
        return None
    subject = general.subject((at, at + 1), sentence)
    return subject if subject is not None and _is_listed(subject) else None


def _only_in_brackets(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Coherent (COHR) hits": the ticker, where the word before it is common and a name only beside it."""
    inside = [n for n in sentence.names if n.end <= trigger[0] and in_brackets(n, sentence)]
    return [n for n in inside if is_capitalised(sentence.passage.words[max(n.start - 2, 0)])][-1:]


def _suffering(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Memory chips take a hard hit", "shares of Nebius took a 7% beating": who takes the blow."""
    at, sized = trigger[0] - 1, False
    percents = {a.end: a.start for a in sentence.amounts if a.amount.unit == "percent"}
    while at + 1 in percents or sentence.word(at) in QUALIFIERS or sentence.word(at) in {"a", "an", "the", "its"}:
        sized = sized or at + 1 in percents
        at = percents[at + 1] - 1 if at + 1 in percents else at - 1
    if sentence.word(at) not in SUFFERING:
        return []
    verb = (at, at + 1)
    name = _adjacent(verb, sentence)
    if name is None:
        group = _bare_group(at - 1, at, sentence)
        return [group] if group is not None else []
    of_shares = name.entity.kind in {"collective", "index"} or _has_shares(name.end, at, sentence)
    return _list_ending(name, sentence) if sized or of_shares or _is_of_shares(name, sentence) else []


def _ending_streak(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Snaps a five-day losing streak": who ends a streak moves the other way."""
    if sentence.word(trigger[1] - 1) not in {"streak", "skid", "run"}:
        return []
    at = trigger[0] - 1
    while sentence.word(at) in QUALIFIERS or sentence.word(at) in {"its", "their"} or is_filler(sentence.word(at)):
        at -= 1
    if sentence.word(at) not in {"snaps", "snapped", "ends", "ended", "breaks", "broke", "halts", "halted", "snap"}:
        return []
    name = _left_of((at, at + 1), sentence)
    return _list_ending(name, sentence) if name is not None and _is_listed(name) else []


def _day_of(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "A brutal day for neoclouds": whose day it was."""
    at = trigger[1] + (sentence.word(trigger[1]) in {"the", "shares", "all"})
    at += sentence.word(at) == "of"
    first = next((n for n in sentence.names if n.start == at and _is_listed(n)), None)
    return _list_beginning(first, sentence) if first is not None else []


def _inverted(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Among the biggest losers: CoreWeave and Nebius", "Leading the decliners was Oracle"."""
    at = trigger[1]
    if sentence.word(at) in {"in", "on", "of"}:
        at = next((n.end for n in sentence.names if n.start in {at + 1, at + 2} and n.entity.kind == "index"), at)
    if sentence.word(at) not in {"were", "was", "is", "are", ":", "include", "included", "includes"}:
        return []
    name = next((n for n in sentence.names if n.start == at + 1 and _is_listed(n)), None)
    if name is None or sentence.word(trigger[1] - 1) not in PERFORMERS:
        return []
    return _list_beginning(name, sentence)


def _movers(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who moves: behind "sends", beside the verb, through "shares" of the subject, or beside the noun of a move."""
    sent = _sent(trigger, sentence)
    if sent:
        return sent
    if _is_participle(trigger, sentence):
        # "CoreWeave is $71 after falling 43%": the subject of the main clause.
        subject = _opening(trigger, sentence) or general.subject(trigger, sentence) or _behind_comma(trigger, sentence)
        subject = subject or _acting_before(trigger, sentence)
        clear = subject is not None and _is_listed(subject) and _is_clear(trigger, sentence, has_shares=False)
        clear = clear and not (subject is not None and _of_figures(subject, trigger, sentence))
        return [subject] if subject is not None and clear else []
    if sentence.word(trigger[0]) in PARTICLES and trigger[0] == sentence.segment(trigger[0])[0]:
        # "Down 45% from its high, is CoreWeave a buy?"
        fronted = _behind_comma(trigger, sentence) if _percents(trigger, sentence, 1, before=False) else None
        if fronted is not None:
            return [fronted]
    is_noun = _noun(trigger, sentence) in NOUNS
    if (is_noun and _is_thought(trigger, sentence)) or _is_retold(trigger, sentence):
        return []
    if is_noun and (fuelled := _fuelled(trigger, sentence)):
        return fuelled
    nearby = _adjacent(trigger, sentence)
    if nearby is not None and is_noun and _is_article_before(nearby, trigger, sentence):
        return _nominal(trigger, sentence)  # "bet on a big Nvidia rally"
    if nearby is not None:
        has_shares = _has_shares(nearby.end, trigger[0], sentence) or _is_state(nearby, trigger, sentence)
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
            )
        )
        # "Ticks up", "moves down": a verb of moving before the particle.
        has_shares = has_shares or (sentence.word(trigger[0]) in PARTICLES and sentence.word(trigger[0] - 1) in TICKING)
        if not _is_clear(trigger, sentence, has_shares=has_shares):
            return _nominal(trigger, sentence)
        if is_noun and sentence.word(nearby.end) == "'s" and sentence.word(nearby.start - 1) in BACKGROUND:
            return []  # "after Nvidia's overnight decline"
        listed = _list_ending(nearby, sentence)
        return [*_leaders(listed[0].start, sentence), *(_with_strangers(nearby, sentence) or listed)]
    if sentence.word(trigger[0] - 1) == "stocks" and (bare := _bare_movers(trigger, sentence)):
        return bare
    return (
        _list_of_strangers(trigger, sentence)
        or _through_shares(trigger, sentence)
        or _nominal(trigger, sentence)
        or _stranger(trigger, sentence)
        or _bare_movers(trigger, sentence)
    )


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


def _is_thought(trigger: Span, sentence: Sentence) -> bool:
    """Whether the noun of a move tells of none: it is feared, it may come, or it is over."""
    at = trigger[1]
    while is_filler(sentence.word(at)) and sentence.word(at) not in {"on", "a", "the"}:
        at += 1
    if sentence.word(trigger[0] - 1) in {"&", "and"} and sentence.word(trigger[0] - 2) in {"gains", "losses"}:
        return True  # "Gains & losses today"
    if sentence.word(at) in FEARED | FADING or (
        sentence.word(at) in {"hit", "hits"} and sentence.word(at + 2) == "wall"
    ):
        return True
    return not MODAL.isdisjoint(sentence.passage.lower[sentence.clause(trigger[0])[0] : trigger[0]])


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
    if sentence.word(trigger[0]).endswith("ing") and sentence.word(trigger[1]) in GROWING:
        return True  # "the stock's soaring valuation"
    if "whose" not in before:
        return False
    if not {"has", "have", "had"}.isdisjoint(before[before.index("whose") :]):
        return True
    past = "year" in behind and not {"today", "monday", "tuesday"}.intersection(behind)
    return past or _is_past_year(trigger, sentence)


def _is_state(mover: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "The S&P 500 is slightly higher": of an index or a group being higher says that it rose."""
    if mover.entity.kind not in {"index", "collective"} or sentence.word(trigger[0]) not in STATES:
        return False
    return not BEING.isdisjoint(sentence.passage.lower[mover.end : trigger[0]])


def _leaders(group: int, sentence: Sentence) -> list[NameHit]:
    """ "Nvidia, AMD and Micron lead chip stocks lower": who leads the group that begins here moves with it."""
    at = group - 1
    while sentence.word(at) in QUALIFIERS or sentence.word(at) in {"the", "a", "an"}:
        at -= 1
    if sentence.word(at) not in LEADS | FOLLOWS | DRAGGING:
        return []
    at -= 1
    ends = {n.end for n in sentence.names}
    while at + 1 not in ends and is_filler(sentence.word(at)):
        at -= 1
    name = next((n for n in sentence.names if n.end == at + 1 and _is_listed(n)), None)
    return _list_ending(name, sentence) if name is not None else []


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
    if group is None or not _is_clear(trigger, sentence, has_shares=sentence.word(at) not in {"street", "chips"}):
        return []
    return [*_leaders(group.start, sentence), group]


def _with_strangers(last: NameHit, sentence: Sentence) -> list[NameHit]:
    """The list that ends with a known name, when some of it are unknown."""
    if sentence.word(last.start - 1) not in mover_lists.SEPARATORS:
        return []
    return mover_lists.with_strangers(last.end, sentence, [n for n in sentence.names if _is_listed(n)])


def _list_of_strangers(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """The list before the verb when its last name is unknown: "Micron, Seagate and Vishay shares are falling"."""
    at = trigger[0]
    while is_filler(sentence.word(at - 1)):
        at -= 1
    clear = _is_clear(trigger, sentence, has_shares=_has_shares(at, trigger[0], sentence))
    return mover_lists.with_strangers(at, sentence, [n for n in sentence.names if _is_listed(n)]) if clear else []


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
    return first if first is not None and _is_listed(first) and stands_free(first, sentence) else None


def _opening(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "X passes Y to become the largest, closing up 6%": behind a comma, whoever opens the clause and acts."""
    if not any(sentence.word(at) == "," for at in range(max(trigger[0] - 3, sentence.start), trigger[0])):
        return None
    low = sentence.segment(trigger[0])[0]
    named = [n for n in sentence.names if low <= n.start and n.end <= trigger[0] and not in_brackets(n, sentence)]
    acted = bool(named) and sentence.word(named[0].end) in OVERTAKING
    return named[0] if acted and len(named) > 1 and _is_listed(named[0]) else None


def _of_figures(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Nvidia's networking revenue followed suit, gaining 90%": what grows is a figure of the company."""
    owned = name.end <= trigger[0] and sentence.word(name.end) in {"'s", "’s"}
    return owned and sentence.has(("results", "revenue", "capex", "backlog", "money_noun"), (name.end, name.end + 4))


def _acting_before(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Nasdaq futures followed suit, gaining 0.6%": an index or a group is no party of a deal, but it moves."""
    low = sentence.segment(trigger[0])[0]
    named = [n for n in sentence.names if low <= n.start and n.end <= trigger[0] and _is_listed(n)]
    return named[0] if len(named) == 1 and named[0].entity.kind in {"index", "collective"} else None


def _is_participle(trigger: Span, sentence: Sentence) -> bool:
    """ "after falling 43%", ", jumping 12%", ", off 9%": it has the subject of what stands before."""
    at = trigger[0] - 1
    sizes = {a.end: a.start for a in sentence.amounts if a.amount.unit == "percent" and a.end == trigger[0]}
    closed = at + 1 in sizes and sentence.word(sizes[at + 1] - 1) in CLOSING
    at = sizes[at + 1] - 1 if closed else at  # ", closing 3% higher"
    while sentence.word(at) in {"closing", "ending", "finishing", "trading", "now", "currently", "also"}:
        at -= 1
    before, word = sentence.word(at), sentence.word(trigger[0])
    if before not in SINCE:
        return False
    if before == "," and _is_past_year(trigger, sentence):
        return False
    if word.endswith("ing"):
        # "Despite surging revenue": there it says what kind of revenue.
        ends = sentence.word(trigger[1]) in STRONG_NEXT or bool(_percents(trigger, sentence, 1, before=False))
        return before != "despite" or ends
    # "revenue of $64 million, up 84%" is the other thing that has percentages.
    told = (sentence.start, trigger[0])
    of_results = sentence.has(("results", "revenue", "capex", "backlog", "money_noun"), told)
    moved = word in PARTICLES and bool(_percents(trigger, sentence, 1, before=False))
    return before == "," and (moved or closed) and not of_results


def _is_past_year(trigger: Span, sentence: Sentence) -> bool:
    """ "Nvidia's shares, up 40% this year, fell 2%": the aside is no news, the verb behind it is."""
    comma = next((at for at in range(trigger[1], min(trigger[1] + 10, sentence.end)) if sentence.word(at) == ","), None)
    if comma is None or any(trigger[1] <= n.start < comma for n in sentence.names):
        return False
    return any(span[0] == comma + 1 for span in sentence.spans(("fall", "rise", "move_down", "move_up")))


def _adjacent(trigger: Span, sentence: Sentence) -> NameHit | None:
    """The listed name before the verb with nothing but filler, a bracket or a description between."""
    at = trigger[0] - 1
    ends = {n.end: n for n in sentence.names if n.end <= trigger[0]}
    percents = {a.end: a.start for a in sentence.amounts if a.amount.unit == "percent"}
    while at >= sentence.start:
        name = ends.get(at + 1)
        if name is not None and not in_brackets(name, sentence):
            usable = _is_listed(name) or _is_new_share(name, trigger, sentence)
            return name if usable and not _belongs_to_other(name, sentence, trigger) else None
        word = sentence.word(at)
        if name is not None:
            at = name.start - 1
        elif _is_ticker(sentence.passage.words[at]) and sentence.word(at - 1) == ",":
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
            or (word in TAILS and at + 1 < trigger[0])
        ):
            at -= 1
        elif word in {"which", "who"} and sentence.word(at - 1) == ",":
            # "..., dragged by TSMC, which fell 3.1%": behind whatever the name stands.
            last = at - 1
            if sentence.word(last - 1) == ")":
                last = _before_bracket(last - 1, sentence) + 1
            return ends.get(last) if last in ends and _is_listed(ends[last]) else None
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
            at = _before_bracket(at, sentence)
        elif word in ASIDES and at == trigger[0] - 1 - _filler_run(trigger, sentence):
            whole = trigger[1] - trigger[0] > 1
            sure = whole or sentence.word(trigger[0]) in SURE or bool(_percents(trigger, sentence, 1, before=True))
            named = _described(at, sentence)
            of_stock = named is not None and _has_shares(named.end, at, sentence)
            return named if sure or of_stock else None
        elif (
            word in {"and", "but"}
            and sentence.word(at + 1) not in {"a", "an", "the"}
            and _percents(trigger, sentence, 1, before=True)
        ):
            # "... beat estimates but fell 5%": the same subject goes on.
            subject = general.subject((at, at + 1), sentence)
            return subject if subject is not None and _is_listed(subject) else None
        else:
            # "... reversed course to close 3% lower": only a share closes, so the subject of the clause moves.
            bracketed = _only_in_brackets(trigger, sentence)
            if bracketed and bracketed[0].start - at in {2, 3, 4} and _is_listed(bracketed[0]):
                return bracketed[0]
            closes = CLOSING.intersection(sentence.passage.lower[at + 1 : trigger[1]])
            subject = general.subject((at, at + 1), sentence) if closes else None
            return subject if subject is not None and _is_listed(subject) else None
    return None


def _before_place(at: int, sentence: Sentence) -> int | None:
    """The token before "in Asia", "in Hong Kong": where a share is traded."""
    if sentence.word(at - 1) in {"in", "across"}:
        return at - 2
    return at - 3 if sentence.word(at - 2) == "in" and sentence.word(at - 1) in {"hong", "new", "south"} else None


def _is_new_share(name: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """Whether a company without a ticker has a share here: by the word, or because it has just been listed."""
    if name.entity.kind != "company" or name.bystander or name.entity.ticker is not None:
        return False
    if _has_shares(name.end, trigger[0], sentence) or SHARES.intersection(
        sentence.passage.lower[max(name.start - 5, sentence.start) : name.start]
    ):
        return True
    listed = DEBUT.intersection(sentence.passage.lower[sentence.start : sentence.end])
    return bool(listed) and bool(_percents(trigger, sentence, 1, before=True))


def _before_bracket(at: int, sentence: Sentence) -> int:
    """The token before the bracket that closes at `at`; outside the sentence when it never opened."""
    for back in range(at - 1, max(at - BRACKET, sentence.start - 1), -1):
        if sentence.word(back) == "(":
            return back - 1
    return sentence.start - 1


def _filler_run(trigger: Span, sentence: Sentence) -> int:
    """How many filler words stand directly before the verb."""
    at = trigger[0] - 1
    percents = {a.end: a.start for a in sentence.amounts if a.amount.unit == "percent" and a.end <= trigger[0]}
    while is_filler(sentence.word(at)) or at + 1 in percents:
        at = percents[at + 1] - 1 if at + 1 in percents else at - 1
    return trigger[0] - 1 - at


def _described(comma: int, sentence: Sentence) -> NameHit | None:
    """ "SMIC, the country's biggest foundry, rose 5%": the name before a description that ends at this comma."""
    first = max(comma - APPOSITION, sentence.start)
    opened = sentence.word(comma)
    named = [n for n in sentence.names if first <= n.end < comma and _opens_aside(n, opened, sentence)]
    name = named[-1] if named else None
    if name is None or not _is_listed(name) or not stands_free(name, sentence):
        return None
    return name


def _opens_aside(name: NameHit, sign: str, sentence: Sentence) -> bool:
    """Whether a description between two commas or dashes begins behind a name and its bracket."""
    at = name.end
    while sentence.word(at) in CLASSES or sentence.word(at) in PLACES:
        at += 1
    if sentence.word(at) == "(":
        at = next((at + 1 for at in range(at, at + BRACKET) if sentence.word(at) == ")"), at)
    return sentence.word(at) == sign


def _belongs_to_other(name: NameHit, sentence: Sentence, trigger: Span) -> bool:
    """Behind a preposition the name moves only as "shares of X"."""
    before = sentence.word(name.start - 1)
    if before == "the" and sentence.word(name.start - 2) in {"in", "of"}:
        if sentence.word(name.start - 2) == "of" and sentence.word(name.start - 3) in {"basket", "gauge", "group"}:
            return False
        return not SHARES.intersection({sentence.word(name.start - 3), sentence.word(name.start - 4)})
    if before == "of" and sentence.word(name.start - 2) in {"basket", "gauge", "group", "index", "measure", "swath"}:
        return False
    if before == "with" and _percents(trigger, sentence, 1, before=False):
        return False  # "..., with Samsung up 6%": a clause of its own.
    if before in {"of", "in"}:
        return not SHARES.intersection({sentence.word(name.start - 2), sentence.word(name.start - 3)})
    return (
        before in {"by", "with", "from", "to", "than", "against", "for", "on", "at"}
        and not _has_shares(name.end, trigger[0], sentence)
        and sentence.word(name.start - 2) not in {"due"}
        and before != "to"
    )


def _through_shares(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "..., sending shares down 4%", "saw its stock plummet": the subject of the sentence moves."""
    shares = [span for span in sentence.terms.get("shares_word", ()) if span[1] <= trigger[0]]
    if shares and sentence.word(trigger[0] - 1) == "," and sentence.word(shares[0][1]) in {"of", "in"}:
        # "Shares of X and Y, two renters of chips, dropped": the apposition is over at the comma.
        first = next((n for n in sentence.names if n.start == shares[0][1] + 1 and _is_listed(n)), None)
        return list_from(first, trigger, sentence) if first else []
    if shares and (both := _both(shares[-1], sentence)):
        return both
    if shares and (told := _of_the_firm(shares[-1], trigger, sentence)):
        return told
    gap = sentence.passage.lower[shares[-1][1] : trigger[0]] if shares else []
    if not shares or not all(is_filler(word) or word[0].isdigit() or word == "%" for word in gap):
        return []
    if sentence.word(shares[-1][0] - 1) not in collectives.TRADE and (
        unknown := mover_lists.run_ending(shares[-1][0], sentence)
    ):
        return [unknown] if _stranger(trigger, sentence) else []
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
    subject = subject or _before_the_stock(shares[-1], sentence) or _sole(shares[-1], sentence)
    return [subject] if subject is not None and _is_listed(subject) else []


def _invested_in(shares: Span, sentence: Sentence) -> NameHit | None:
    """ "Nvidia invests $2B in Nebius, stock surges": the share that moves is of the company it is put into."""
    if sentence.word(shares[0] - 1) != ",":
        return None
    before = sentence.passage.lower[sentence.start : shares[0]]
    if {"invests", "invested", "investing", "investment"}.isdisjoint(before):
        return None
    name = next((n for n in sentence.names if n.end == shares[0] - 1), None)
    return name if name is not None and sentence.word(name.start - 1) in {"in", "into"} else None


def _sole(shares: Span, sentence: Sentence) -> NameHit | None:
    """ "Market shrugs at Nvidia's quarter; stock down 1%": the only listed company that the text has named so far."""
    if sentence.word(shares[0] - 1) not in {";", ",", "—", "-", "–", "but", "and", ".", "", "its", "as", "the"}:
        return None
    before = [n for n in sentence.passage.names if n.end <= shares[0] and n.entity.kind == "company" and _is_listed(n)]
    if len({n.entity.ticker for n in before}) != 1 or sentence.passage.lower[before[-1].end] in DESCRIBING:
        return None  # "This Nvidia supplier ...": somebody else.
    return before[-1]


def _both(shares: Span, sentence: Sentence) -> list[NameHit]:
    """ "Both stocks tumbled": the two companies that the text has named last."""
    if shares[0] != sentence.start + 1 or sentence.word(sentence.start) != "both":
        return []
    earlier = [n for n in sentence.passage.names if n.end <= sentence.start and n.party and _is_listed(n)]
    last: dict[str, NameHit] = {}
    for name in reversed(earlier):
        if name.entity.kind == "company" and len(last) < 2:
            last.setdefault(name.entity.canonical, name)
    return list(last.values())[::-1] if len(last) == 2 else []


def _described_shares(shares: list[Span], sentence: Sentence) -> list[NameHit]:
    """ "TSMC – U.S.-listed shares of the chip maker fell 1%": whom the headword before the dash names."""
    spans = [s for s in shares if sentence.word(s[1]) == "of" and sentence.word(s[1] + 1) in {"the", "this"}]
    if not spans or any(spans[0][1] <= n.start and n.entity.kind in LISTED - {"collective"} for n in sentence.names):
        return []
    subject = general.subject(spans[0], sentence) or general.topic(sentence)
    return [subject] if subject is not None and _is_listed(subject) else []


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
    if sentence.spans(("fall", "rise", "move_down", "move_up")) and any(
        shares[1] <= s[0] < trigger[0] for s in sentence.spans(("fall", "rise", "move_down", "move_up"))
    ):
        return []
    topic = general.topic(sentence)
    return [topic] if topic is not None and _is_listed(topic) and topic.entity.kind == "company" else []


def _before_the_stock(shares: Span, sentence: Sentence) -> NameHit | None:
    """Whose stock a sentence means that opens with it: "the stock" is the last company named, "stock" the subject."""
    words = sentence.passage.lower[sentence.start : shares[0]]
    if len(words) > 2 or sentence.index == 0 or not set(words) <= {"the", "its", "why", '"', "'"}:
        return None
    earlier = sentence.passage.sentence(sentence.index - 1)
    named = [n for n in parties(earlier) if _is_listed(n)]
    if not named:
        return None
    return named[-1] if words == ["the"] else general.topic(sentence)


def _sent(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "sends A, B and C stocks sinking": the names between the verb of sending and the direction."""
    before = [
        span
        for span in sentence.terms.get("send", ())
        if sentence.clause(trigger[0])[0] <= span[0] and span[1] <= trigger[0]
    ]
    if not before:
        return []
    names = [
        n
        for n in sentence.names
        if before[-1][1] <= n.start and n.end <= trigger[0] and _is_listed(n) and n.entity.kind != "index"
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
        return _list_ending(nearby, sentence)
    if nearby is None:
        return []
    is_group = nearby.entity.kind in {"collective", "index"}
    sure = is_group or _has_shares(nearby.end, trigger[0], sentence) or sentence.word(trigger[1]) not in {"in", "for"}
    return _list_ending(nearby, sentence) if sure else []


def _struck(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who is hit or lifted: a name with "shares" behind it, a group or index, or the subject's own "shares"."""
    if sentence.word(trigger[0] - 1) == "to" and sentence.word(trigger[0] - 2) in {"failed", "fails", "fail"}:
        return []
    at = trigger[1]
    while sentence.word(at) in {"the", "entire", "of", "whole", "all", "its", "their", "other", "down", "up"} | FELLOWS:
        at += 1
    if sentence.word(at) in {"shares", "stock", "stocks"} and sentence.word(at + 1) != "of":
        subject = general.subject(trigger, sentence)
        return [subject] if subject is not None and _is_listed(subject) else []
    if sentence.word(at) in {"shares", "stocks"}:
        at += 2
    name = next((n for n in sentence.names if n.start == at and _is_listed(n)), None) or _bare_group(
        at, at + 1, sentence
    )
    if sentence.word(trigger[1]) in FELLOWS and (rival := _rival(trigger[1], sentence)) is not None:
        return _list_beginning(rival, sentence)  # "boosts rival server maker Dell"
    if name is None:
        return []
    if sentence.word(name.end) in NOUNS or sentence.word(name.end + 1) in NOUNS:
        return []  # "Spark a KOSPI crash": the noun says which way.
    owned = name.end + (sentence.word(name.end) in {"'s", "’s"})
    is_shares = sentence.word(owned) in SHARES
    together = _list_beginning(name, sentence)
    if not is_shares and len(together) > 1 and sentence.word(together[-1].end) in SHARES:
        return together  # "sinks TSMC, Samsung shares"
    if sentence.word(sentence.start) in {"what", "why", "what's", "here's"} and 0 < trigger[0] - sentence.start < 5:
        if not MODAL.isdisjoint(sentence.passage.lower[sentence.start : trigger[0]]):
            return []
        listed = _list_beginning(name, sentence)
        if len(listed) > 1 or is_shares:
            return listed  # "What's hitting AMD, Broadcom and the AI chip players"
    if sentence.passage.lower[name.end : name.end + 2] in (["with", "it"], ["with", "them"], ["along", "with"]):
        return together  # "drags Dell with it"
    by_investors = owned == name.end and sentence.word(trigger[0] - 1) in INVESTORS
    if by_investors and sentence.word(trigger[0]).startswith(("punish", "reward", "cheer", "hammer", "crush", "slam")):
        return _list_beginning(name, sentence)
    # "Sent Nvidia shares down and boosted Alphabet": after one move the next one is of shares too.
    goes_on = sentence.word(trigger[0] - 1) == "and" and any(s[1] <= trigger[0] for s in sentence.terms.get("send", ()))
    if sentence.word(owned) in {"'s", "earnings", "results", "revenue", "sales", "profit", "margins", "demand"}:
        return []
    return [name] if name.entity.kind in {"collective", "index", "unknown"} or is_shares or goes_on else []


def _rival(at: int, sentence: Sentence) -> NameHit | None:
    """The company that "rival", with what it makes, describes."""
    name = next((n for n in sentence.names if at < n.start <= at + 4), None)
    if name is None or not _is_listed(name) or name.entity.kind != "company":
        return None
    between = sentence.passage.lower[at + 1 : name.start]
    return name if all(w in DESCRIBING or w in collectives.TRADE or w in FELLOWS for w in between) else None


# ── nouns of a move ─────────────────────────────────────────────────────────────────────────────────


def _nominal(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who moves when the move is a noun: "a 3% drop in Oracle shares", "posts its sixth gain", "the chip selloff"."""
    if _noun(trigger, sentence) not in NOUNS or _is_thought(trigger, sentence):
        return []
    found = _fallen_in(trigger, sentence) or _taking(trigger, sentence) or _apposed(trigger, sentence)
    found = found or _with_moves_of(trigger, sentence) or _joining(trigger, sentence)
    if found:
        return found
    leaders = _leading(trigger, sentence)
    named = _named_before(trigger, sentence) or _headword(trigger, sentence) or _owning(trigger, sentence)
    return [*leaders, *(n for n in named if n not in leaders)]


def _noun(trigger: Span, sentence: Sentence) -> str:
    """The noun of a move as one word: "sell-off" is three tokens."""
    return "".join(sentence.passage.lower[trigger[0] : trigger[1]])


def _fallen_in(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "A slump in Oracle's stock", "a selloff in AI names": whose shares the noun is about."""
    if sentence.word(trigger[1]) not in {"in", "for", "among", "across"}:
        return []
    first = _phrase_start(trigger, sentence)
    led = sentence.word(first - 1) == "to" and sentence.word(first - 2) in {"led", "leading", "leads", "contributed"}
    if sentence.word(first - 1) in BACKGROUND - {"as"} and not (led or _percents(trigger, sentence, 1, before=True)):
        return []
    at = trigger[1] + 1
    of_shares = False
    while sentence.word(at) in SHARES | LIKE | FELLOWS | {
        "the",
        "of",
        "u.s.-listed",
        "both",
        "in",
        "-",
        "listed",
        "u.s.",
    }:
        of_shares = of_shares or sentence.word(at) in SHARES
        at += 1
    name = next((n for n in sentence.names if n.start == at and _is_listed(n)), None)
    if name is None or sentence.word(first - 1) in BUYING or sentence.word(name.end) in FADING:
        return []
    listed = _list_beginning(name, sentence)
    if len(listed) > 1 and sentence.word(listed[-1].end) in SHARES:
        return listed  # "a selloff in A, B and C shares"
    behind = {sentence.word(name.end), sentence.word(name.end + 1)}
    is_group = name.entity.kind in {"collective", "index", "fund"}
    # "A 14% rally in CRWV": a ticker is a share, and what rallies or sells off is one as well.
    sized = bool(_percents(trigger, sentence, 1, before=True))
    ends = sentence.word(name.end) in ENDS_OF_NOUN
    is_share = sentence.passage.words[name.start] == name.entity.ticker or (
        (_noun(trigger, sentence) in PURE and (sized or ends)) or (sized and ends)
    )
    opens = ends and first == sentence.segment(first)[0] and _noun(trigger, sentence) in {"gains", "losses"}
    if (is_share or opens) and len(listed) > 1 and sentence.word(listed[-1].end) in ENDS_OF_NOUN:
        return listed
    return [name] if opens or is_group or of_shares or is_share or not SHARES.isdisjoint(behind) else []


def _taking(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Nebius scores a double-digit pop", "SMH logs sixth straight gain": a light verb between mover and noun."""
    own = sentence.word(trigger[1]) == "in" and sentence.word(trigger[1] + 1) in {"its", "their"}
    own = own and sentence.word(trigger[1] + 2) in SHARES
    if (
        not own
        and sentence.word(trigger[1]) in {"in", "of"}
        and sentence.has(
            ("results", "revenue", "capex", "backlog", "money_noun", "price_noun"), (trigger[1], trigger[1] + 5)
        )
    ):
        return []
    at, ends = trigger[0] - 1, {n.end for n in sentence.names}
    while at + 1 not in ends and (
        sentence.word(at) in HELD
        or sentence.word(at) in QUALIFIERS
        or is_filler(sentence.word(at))
        or sentence.word(at)[:1].isdigit()
        or sentence.word(at) == "%"
        or (at + 1 < trigger[0] and sentence.word(at) in collectives.TRADE)
    ):
        at -= 1
    gap = sentence.passage.lower[at + 1 : trigger[0]]
    light = [word for word in gap if word in HELD and not is_filler(word) and word not in QUALIFIERS]
    if not light or PARING.intersection(gap):
        return []
    name = next((n for n in sentence.names if n.end == at + 1), None)
    if name is None and sentence.word(at) == ",":
        name = _described(at, sentence)
    if name is None or not _is_listed(name) or not stands_free(name, sentence):
        return []
    sector = collectives.sector_ending(sentence.passage, trigger[0], name.end)
    led = [sector] if sector is not None and sector.entity.canonical != "AI" and not LEADS.isdisjoint(gap) else []
    return [*_list_ending(name, sentence), *led]


def _joining(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Photonic stocks join Google-fueled AI rally": who joins a move."""
    for at in range(trigger[0] - 1, max(trigger[0] - LEADING_REACH, sentence.start), -1):
        if sentence.word(at) in {"join", "joins", "joined"}:
            name = next((n for n in sentence.names if n.end == at and _is_listed(n)), None)
            return _list_ending(name, sentence) if name is not None else []
    return []


def _with_moves_of(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Broadcom and AMD also felt it, with losses of 12% and 4%": the subject of what stands before the comma."""
    first = _phrase_start(trigger, sentence)
    if sentence.word(first - 1) != "with" or sentence.word(trigger[1]) != "of":
        return []
    if not any(a.amount.unit == "percent" and 0 < a.start - trigger[1] < 4 for a in sentence.amounts):
        return []
    before = [n for n in sentence.names if n.end < first and not in_brackets(n, sentence)]
    if not before or not _is_listed(before[-1]) or sentence.word(before[0].start - 1) in BACKGROUND:
        return []
    return _list_ending(before[-1], sentence)


def _fuelled(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Nvidia's Nokia investment fuels 21% share surge", "the Meta deal sparks a 15% rally": whose news brings it."""
    first = _phrase_start(trigger, sentence)
    sized = bool(_percents(trigger, sentence, 1, before=True))
    if sentence.word(first - 1) not in FUELLING or not (
        sized or not SHARES.isdisjoint(sentence.passage.lower[first : trigger[0]])
    ):
        return []
    if sentence.has(
        ("results", "revenue", "capex", "backlog", "money_noun", "price_noun"), (trigger[1], trigger[1] + 4)
    ):
        return []
    clause = sentence.clause(trigger[0])[0]
    named = [n for n in sentence.names if clause <= n.start and n.end < first and _is_listed(n)]
    named = [n for n in named if not in_brackets(n, sentence)]
    put_into = [n for n in named if {"investment", "stake", "bet"} & {sentence.word(n.end)}
                or {"in", "into", "with"} & {sentence.word(n.start - 1)}]  # fmt: skip
    owners = [n for n in named if sentence.word(n.end) in {"'s", "’s"}]
    return (put_into or owners or named)[:1]


def _leading(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Nvidia, AMD lead a market selloff", "Nebius led the gainers with a 14% jump": who leads moves as well."""
    for at in range(trigger[0] - 1, max(trigger[0] - LEADING_REACH, sentence.start), -1):
        if sentence.word(at) in LEADS:
            name = next((n for n in sentence.names if n.end == at and _is_listed(n)), None)
            return _list_ending(name, sentence) if name is not None else []
        if any(n.start == at and n.entity.kind != "collective" for n in sentence.names):
            return []
    return []


def _named_before(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Nvidia's rally", "the semiconductor selloff": a name or words of the trade directly before a noun of shares."""
    behind = sentence.word(trigger[1])
    if _noun(trigger, sentence) not in PURE or behind == "in":
        return []
    if behind == "of" and not (sentence.word(trigger[1] + 1)[:1].isdigit() or sentence.word(trigger[1] + 1) == "the"):
        return []  # "selloffs of 2026" have a year behind them, "a rally of the dollar" its mover
    end = trigger[0]
    money = {a.end: a.start for a in sentence.amounts}
    while sentence.word(end - 1) in {"stock", "share", "stocks", "price", "'s", "’s"} or end in money:
        end = money.get(end, end - 1)
    name = next((n for n in sentence.names if n.end == end and _is_listed(n)), None)
    verbal = end == trigger[0] and _noun(trigger, sentence) in {"slides", "slumps", "plunges", "rallies"}
    if verbal and name is not None and name.entity.kind != "collective":
        return []  # "CoreWeave slides into Europe"
    if name is None or name.entity.kind == "collective":
        name = collectives.sector_ending(sentence.passage, trigger[0], sentence.start) or name
    if name is None:
        return []
    at = name.start - 1
    if name.entity.kind == "collective" and _is_owned(at, sentence):
        return []  # "AMD's stunning datacenter comeback"
    while sentence.word(at) in QUALIFIERS | {"this", "the", "that", "a", "an", "current", "latest", "last"}:
        at -= 1
    before = sentence.word(at)
    if before == "of" and sentence.word(at - 1) == "one":
        before = ""  # "triggers one of the biggest chip selloffs"
    # "Slides on chipmaker rout" states what the sector does, "on Nvidia's rally" only the reason.
    if (before in {"—", ":", "-", "–"} or not before) and name.entity.canonical != "AI":
        return [name]
    of_sector = name.entity.kind == "collective" and name.entity.canonical != "AI"
    if name.entity.canonical == "AI" and sentence.word(trigger[1]) not in DEEPENING:
        return []
    is_stated = of_sector and (before == "on" or sentence.word(trigger[1]) in DEEPENING)
    return [name] if is_stated or before not in BACKGROUND | {"on", "in", "and"} else []


def _is_owned(at: int, sentence: Sentence) -> bool:
    """Whether a company owns what begins behind this token, adjectives aside."""
    while sentence.word(at) in QUALIFIERS:
        at -= 1
    return sentence.word(at) in {"'s", "’s"} and any(n.end == at and n.entity.kind == "company" for n in sentence.names)


def _apposed(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Nebius closed at $110, a gain of 6.3%", "shares were halted after a 20% plunge": the subject's own move."""
    first = _phrase_start(trigger, sentence)
    before = sentence.word(first - 1)
    sized = bool(_percents(trigger, sentence, 1, before=True)) and sentence.word(trigger[1]) not in {"in", "for"}
    if not sized or before not in {",", "after", "following"}:
        return []
    told = sentence.passage.lower[max(first - 12, sentence.start) : first]
    closed = before == "," and not CLOSING.isdisjoint(told)
    if not closed and (before == "," or SHARES.isdisjoint(told)):
        return []
    subject = general.subject((first - 1, first), sentence)
    if closed and (subject is None or subject.start < sentence.start) and not SHARES.isdisjoint(told):
        subject = general.topic(sentence)  # "The stock closed its first day at $168, a 13% gain."
        return [subject] if subject is not None and _is_listed(subject) else []
    return [subject] if subject is not None and _is_listed(subject) and subject.start >= sentence.start else []


def _owning(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Nvidia's drop of 4% pulled the Dow", "Cambricon's gains rippled": whose move it is that acts on others."""
    behind = sentence.word(trigger[1])
    sized = behind == "of" and any(a.start - trigger[1] in {1, 2, 3} and a.amount.unit == "percent"
                                   for a in sentence.amounts)  # fmt: skip
    sized = sized or bool(
        _percents_before(trigger, [a for a in sentence.amounts if a.amount.unit == "percent"], sentence)
    )
    if not sized and behind not in ACTING:
        return []
    at = _phrase_start(trigger, sentence)
    at -= sentence.word(at - 1) in {"stock", "share", "price"}
    if sentence.word(at - 1) not in {"'s", "’s"}:
        return []
    name = next((n for n in sentence.names if n.end == at - 1 and _is_listed(n)), None)
    before = sentence.word(name.start - 1) if name is not None else ""
    return [name] if name is not None and before not in BACKGROUND | {"on", "in"} else []


def _headword(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "ASML (ASML) — July 1 selloff as ...": the name before the dash moves."""
    sized = bool(_percents(trigger, sentence, 1, before=True))
    if _noun(trigger, sentence) not in PURE and not sized:
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
    name = next((n for n in sentence.names if n.start == sentence.start and _is_listed(n)), None)
    if name is None:
        return []
    rest = sentence.passage.lower[name.end : at]
    owned = sized and rest[:1] in (["'s"], ["’s"])  # "CoreWeave's Anthropic deal: 12% surge"
    return [name] if len(rest) <= BRACKET and (not rest or rest[-1] == ")" or set(rest) <= TAILS or owned) else []


def _phrase_start(trigger: Span, sentence: Sentence) -> int:
    """Where the noun phrase of a move begins, its article and qualifiers included."""
    at = trigger[0]
    while sentence.word(at - 1) in QUALIFIERS | {"a", "an", "the", "%"} or sentence.word(at - 1)[:1].isdigit():
        at -= 1
    return at


# ── movers that no list knows ───────────────────────────────────────────────────────────────────────


def _stranger(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """A company unknown to the lexicon, where the text says that it has shares, or a bracket its ticker."""
    percents = _percents(trigger, sentence, 1, before=True)
    if not percents and sentence.word(trigger[0]) not in SURE:
        return []
    at, has_shares, has_ticker = trigger[0] - 1, False, False
    while at >= sentence.start:
        word = sentence.word(at)
        if word == ")":
            inside = sentence.passage.words[max(_before_bracket(at, sentence), sentence.start) : at]
            has_ticker = has_ticker or any((w.isupper() and w.isalpha()) or w[:1].isdigit() for w in inside)
            at = _before_bracket(at, sentence)
        elif is_filler(word) or word in LEGAL:
            has_shares = has_shares or word in SHARES
            at -= 1
        else:
            break
    tail = at + 1
    if has_shares and sentence.word(at) in TAILS and is_capitalised(sentence.passage.words[at - 1]):
        at -= 1  # "T1 Energy shares"
    unknown = name_ending(at + 1, sentence)
    if unknown is None and (has_shares or has_ticker):
        unknown = mover_lists.run_ending(at + 1, sentence)
    if unknown is None:
        return []
    unknown = as_written(unknown.start, tail, sentence) if at + 1 < tail == unknown.end + 1 else unknown
    opening = sentence.passage.lower[max(sentence.start, unknown.start - 6) : unknown.start]
    of_shares = any(a in SHARES and b in {"of", "in"} for a, b in pairwise(opening))
    # "Equipment maker Hanmi Semiconductor gaining 6%"
    of_shares = of_shares or (bool(percents) and sentence.word(unknown.start - 1) in DESCRIBING)
    # "YTL Power jumps 7%": a sentence may open with two capitals and no sign of a share, if nothing else is meant.
    opens = unknown.start == sentence.start and unknown.end - unknown.start > 1 and bool(percents)
    named = opens and not sentence.has(
        ("results", "revenue", "capex", "price_noun", "money_noun"), (sentence.start, at + 2)
    )
    return [unknown] if of_shares or has_shares or has_ticker or named else []


def _list_ending(name: NameHit, sentence: Sentence) -> list[NameHit]:
    """ "A, B and C" of which `name` is the last; a percentage between them ends the list."""
    hits = [n for n in sentence.names if n.end <= name.end and _is_listed(n)]
    if name.entity.kind == "collective" and sentence.word(name.start - 1) == "other":
        # "A, B and other AI stocks sink": the group is one more mover.
        ahead = [n for n in hits if n.end <= name.start]
        ahead = [n for n in ahead if not in_brackets(n, sentence)]
        if ahead and set(sentence.passage.lower[mover_lists.behind_bracket(ahead[-1], sentence) : name.start]) <= {
            ",",
            "and",
            "other",
            "shares",
            "stock",
        }:
            return [*_list_ending(ahead[-1], sentence), name]
    chain = [name]
    for other in reversed(hits[:-1]):
        if in_brackets(other, sentence):
            continue
        first = mover_lists.behind_bracket(other, sentence)
        gap = sentence.passage.lower[first : chain[0].start]
        between = sentence.passage.words[first : chain[0].start]
        if gap and other.entity.kind == "collective" and LIKE.issuperset(gap):
            return [other, *chain]  # "Chip stocks including A and B"
        if other.entity.kind == "collective" and sentence.word(other.start - 1) in {"the", "in", "among"}:
            break  # "In the technology sector, Arm gained"
        # "MU, SKHY, NVDA": a ticker that nobody knows does not end the list.
        plain = {word for word, written in zip(gap, between, strict=True) if not _is_ticker(written)}
        if (
            gap
            and len(gap) <= 4
            and plain
            and plain
            <= LEGAL
            | {
                ",",
                "and",
                "&",
                "/",
                "shares",
                "stock",
                "the",
                "both",
                "rival",
            }
        ):
            chain.insert(0, other)
        else:
            break
    return chain


def _list_beginning(name: NameHit, sentence: Sentence) -> list[NameHit]:
    """ "A, B and C" of which `name` is the first."""
    chain = [name]
    for other in (n for n in sentence.names if n.start >= name.end and _is_listed(n)):
        if in_brackets(other, sentence):
            continue
        gap = sentence.passage.lower[mover_lists.behind_bracket(chain[-1], sentence) : other.start]
        if not gap or len(gap) > 3 or not set(gap) <= {",", "and", "&", "/", "the", "other"}:
            break
        chain.append(other)
    return chain


def _is_ticker(word: str) -> bool:
    return word.isalpha() and word.isupper() and 1 < len(word) < 6


# ── amounts and checks ──────────────────────────────────────────────────────────────────────────────


def _percents(trigger: Span, sentence: Sentence, wanted: int, *, before: bool) -> list[AmountHit]:
    """The percentages of a move: behind the verb up to the next name, else directly before it ("13% lower")."""
    percents = [a for a in sentence.amounts if a.amount.unit == "percent" and not _is_of_stake(a, sentence)]
    before_verb = _percents_before(trigger, percents, sentence) if before else []
    if wanted > 1 and len(before_verb) == wanted:
        return before_verb
    clause_end = sentence.clause(trigger[0])[1]
    limit = min([n.start for n in sentence.names if n.start >= trigger[1]] + [clause_end, trigger[1] + 12])
    after = [a for a in percents if trigger[1] <= a.start < limit and (a.start - trigger[1] <= 5 or wanted > 1)]
    if after:
        return after[:wanted]
    return before_verb[-1:]


def _is_of_stake(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Gains 5.4% Cipher stake": a part of a company, no move."""
    name = next((n for n in sentence.names if n.start == hit.end), None)
    return not STAKES.isdisjoint({sentence.word(hit.end), sentence.word(name.end) if name else ""})


def _percents_before(trigger: Span, percents: list[AmountHit], sentence: Sentence) -> list[AmountHit]:
    """ "closed 8% and 5% lower": the percentages that end at the verb."""
    found: list[AmountHit] = []
    at = trigger[0]
    for hit in reversed([a for a in percents if a.end <= trigger[0]]):
        gap = sentence.passage.lower[hit.end : at]
        beside = QUALIFIERS | {"and", ",", "the", "in"}
        if len(gap) > 2 or not (beside.issuperset(gap) if not found else gap):
            break
        found.insert(0, hit)
        at = hit.start
    return found


def _is_clear(trigger: Span, sentence: Sentence, *, has_shares: bool) -> bool:
    """Whether the verb moves a price here, rather than taking an object."""
    following = sentence.word(trigger[1])
    if following == "most" or (following == "the" and sentence.word(trigger[1] + 1) == "most"):
        return True  # "plunges the most since its debut"
    if (following == "ahead" and sentence.word(trigger[1] + 1) != "of") or (
        sentence.word(trigger[1] - 1) == "ground" and following in {"to", "in", "with", "as", "against"}
    ):
        return False  # "surges ahead with", "loses ground to a rival"
    if "bandwagon" in sentence.passage.lower[trigger[1] : trigger[1] + 7]:
        return False
    if not EXPECTED.isdisjoint(sentence.passage.lower[trigger[1] : trigger[1] + 4]) and not has_shares:
        return False  # "surging past expectations"
    into = sentence.passage.lower[trigger[1] + 1 : trigger[1] + 5] if following == "into" else []
    if following == "into" and ((into[:1] and into[0] in BEGUN) or not TERRITORY.isdisjoint(into)):
        return True
    put = trigger[1] + (following in {"another", "about", "roughly", "nearly", "over"})
    if any(a.start == put and a.amount.unit == "USD" and not isinstance(a.amount.value, tuple)
           and a.amount.value >= SHARE_PRICE for a in sentence.amounts):  # fmt: skip
        return False  # "sinks another $100 billion into a fab"
    percents = [a for a in sentence.amounts if a.amount.unit == "percent" and not _is_of_stake(a, sentence)]
    percent_follows = any(a.start - trigger[1] in {0, 1, 2, 3} for a in percents)
    percent_before = any(a.end == trigger[0] for a in percents)
    if percent_follows or percent_before:
        return True
    if _is_by_part(trigger, sentence):
        return True  # "shed more than a tenth"
    if any(0 <= a.start - trigger[1] <= 2 and a.amount.unit == "x" for a in sentence.amounts) or (
        sentence.word(trigger[0]) in STATES
        and not MANIFOLD.isdisjoint(sentence.passage.lower[trigger[1] : trigger[1] + 4])
    ):
        return True  # "up 5x", "up eleven-fold", "down double digits"
    if following == "to" and not RANKS.isdisjoint(sentence.passage.lower[trigger[1] : trigger[1] + 4]):
        return False  # "rises to the challenge"
    if "points" in sentence.passage.lower[trigger[1] : min(trigger[1] + 6, sentence.end)]:
        return True
    words = " ".join(sentence.passage.lower[trigger[0] : trigger[1]])
    if trigger[1] - trigger[0] > 1 and words not in LONG_OBJECTS:
        return True
    ends = following == "" or following in STRONG_NEXT or following.isspace()
    if words in PARTICLES and following.isdigit() and sentence.word(trigger[1] + 1) in COUNTED:
        return True  # "CRWV down 11, NBIS down 9"
    if words in {"added", "adds"} and following == "to" and sentence.word(trigger[1] + 1) not in ADDED_TO:
        return False  # "Shares added to the portfolio of a fund" are bought.
    if has_shares or words in SELLING:
        return True
    takes_name = any(n.start == trigger[1] for n in sentence.names)
    if words in SURE and following not in OBJECT_NEXT and not takes_name:
        return True
    if words in MULTIPLES and following in {"in", "over", "within", "during"}:
        return not TIMES.isdisjoint(sentence.passage.lower[trigger[1] : trigger[1] + 4])
    if words in MULTIPLES:
        return following in {"this", "since", "so"} or sentence.word(trigger[0] - 1) in {"has", "have", "had"}
    if (
        words in WEAK
        and following in LEVELS
        and any(a.amount.unit == "USD" and 0 < a.start - trigger[1] <= 3 for a in sentence.amounts)
    ):
        return True  # "drops below $170"
    if words in WEAK:
        in_session = following == "in" and sentence.word(trigger[1] + 1) in SESSIONS
        return (following in WEAK_NEXT or in_session) and words not in PARTICLES
    return ends or any(n.start == trigger[1] and n.entity.kind == "index" for n in sentence.names)


def _is_by_part(trigger: Span, sentence: Sentence) -> bool:
    """ "A third", "nearly half", "by a quarter": how much, without a figure; not "half the market"."""
    window = sentence.passage.lower[trigger[1] : min(trigger[1] + 5, sentence.end)]
    at = next((at for at, word in enumerate(window) if word in FRACTIONS - {"%", "percent", "most"}), None)
    if at is None or sentence.word(trigger[1] + at - 1) not in {"a", "nearly", "about", "almost", "by", "than", "over"}:
        return False
    follows = sentence.word(trigger[1] + at + 1)
    return follows in STRONG_NEXT | {""} or sentence.word(trigger[1] + at + 3) in {"value", "worth"}


def _has_shares(start: int, end: int, sentence: Sentence) -> bool:
    return any(sentence.word(at) in SHARES for at in range(start, end))


def _is_listed(name: NameHit) -> bool:
    kind = name.entity.kind
    if kind in {"collective", "index"}:
        return not name.bystander
    if kind == "unknown":
        return True
    return kind in LISTED and name.entity.ticker is not None and not name.bystander


def _is_modal(mover: NameHit, trigger: Span, sentence: Sentence) -> bool:
    if sentence.word(mover.start - 1) in MODAL or _is_aim(mover, trigger, sentence):
        return True
    if sentence.word(trigger[0] - 1) == "to" and sentence.word(trigger[0] - 2) in AIMING:
        return True  # "poised to gain"
    low, high = sorted((mover.end, trigger[0]))
    low = max(low, sentence.clause(trigger[0])[0], trigger[0] - 4)
    return any(sentence.word(at) in MODAL for at in range(low, high))


def _is_aim(mover: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "The case for Nvidia's stock to climb": an infinitive with its subject has not happened."""
    to = trigger[0] - 1
    if sentence.word(to) != "to" or mover.end > to or sentence.word(mover.start - 1) not in {"for", "expects", "see"}:
        return False
    return all(is_filler(sentence.word(at)) for at in range(mover.end, to))


def _without_repeats(moves: list[Move]) -> list[Move]:
    """One move per mover and direction: the one with a percentage, else the first."""
    best: dict[tuple[str, str], Move] = {}
    for move in moves:
        key = (move.mover.entity.canonical, move.direction)
        if key not in best or (best[key].amount is None and move.amount is not None):
            best[key] = move
    # A share that swings and ends up has risen.
    moved = {mover for mover, direction in best if direction != "neutral"}
    return [move for (mover, direction), move in best.items() if direction != "neutral" or mover not in moved]
