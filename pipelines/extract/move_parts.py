"""What is asked of the words about a price move: its size, whether the words are clear, and lists of who moved.

Used by `movers` and `move_nouns`; knows no move itself.
"""

from __future__ import annotations

from itertools import pairwise

from pipelines.extract import mover_lists
from pipelines.extract.lexicon import PARTY_KINDS
from pipelines.extract.passage import AmountHit, NameHit, Sentence, Span
from pipelines.extract.reaction_words import (
    BEGUN,
    FRACTIONS,
    LEGAL,
    MODAL,
    MULTIPLES,
    NOUNS,
    OBJECT_NEXT,
    PARTICLES,
    QUALIFIERS,
    SELLING,
    SESSIONS,
    SHARES,
    STATES,
    STRONG_NEXT,
    SURE,
    WEAK,
    WEAK_NEXT,
    is_filler,
)
from pipelines.extract.roles.capitals import capitals_before, is_capitalised
from pipelines.extract.roles.names import DESCRIBING, acts_next, in_brackets, stands_free
from pipelines.extract.roles.unknown import DEMONYMS, as_written, name_ending

LIKE = frozenset(
    {"like", "including", "such", "notably", "namely", "especially", "particularly", "as", "for", "e.g.", "led", "by"}
)
"""Between a group and those of it that are named."""
LEVELS = frozenset({"below", "above", "under", "past", "to", "at", "beneath"})
BETWEEN_MOVES = frozenset({",", "and", "while", "but", ";", "as", "whereas"})
"""Before the next of several moves."""
PLURAL = frozenset("jump climb fall rise slide sink drop slip dip gain tumble rally retreat spike pop leap".split())
"""What "shares" do in a headline."""
AIMING = frozenset(
    "about set poised ready likely going expected bound primed due tipped seen positioned further room".split()
)
"""Before "to" and a verb of moving: it has not happened."""
SHARE_NAMES = SHARES | {"price", "prices", "'s", "’s", ")"}
CAUSING = frozenset(
    """led lead leading leads causing caused causes helped helping helps pushed pushing prompted prompting allowed drove
    driving sent""".split()
)
"""Verbs before a share and an infinitive that tell what has happened."""
CAUSE_REACH = 12
SEEING = frozenset({"see", "sees"})
FORESEERS = frozenset(
    """see sees seeing predict predicts predicting forecast forecasts forecasting foresees envisions anticipates
    imagines pictures eyes projects""".split()
)
SEEN_SHARES = SHARE_NAMES | {"the", "its", "their", "chipmaker", "(", "company", "firm", "giant", "maker"}
SEEN_WITHIN = 8
"""Most tokens between who expects a move and the verb of the move."""
FORESEEING = frozenset("for expect expects expected see sees forecast forecasts predict predicts".split())
"""Before a share and its infinitive."""
EXPECTED = frozenset({"expectations", "estimates", "forecasts", "consensus", "views", "targets"})
REASONS = frozenset({"as", "after", "amid", "on", "despite", "following", ",", "ahead"})
"""Behind the verb of a move: why or when, and nothing it goes past."""
RATED_IN = frozenset({"ranking", "rankings", "popularity", "survey", "poll", "ratings"})
TERRITORY = frozenset({"bear", "correction", "red"})
LONG_OBJECTS = frozenset({"gave up", "gives up", "giving up", "put on", "puts on", "give back", "gives back", "gave "
                          "back", "giving back", "takes off", "take off", "sell off",
                          "sold off", "sells off",
                          "selling off", "pull back", "pulls back", "pulled back", "claw back", "claws back",
                          "clawed back", "clawing back", "surrender", "surrenders", "surrendered", "go up", "goes up",
                          "go down", "goes down"})  # fmt: skip
"""Phrases that say a move only when nothing follows that they could be about."""
APPOSITION = 24
"""Most tokens of a description between commas."""
STAKES = frozenset({"stake", "stakes", "holding", "interest", "ownership"})
ADDED_TO = frozenset("gains losses its their earlier recent early monday tuesday wednesday thursday friday".split())
"""Behind "added to": what a move goes on."""
SHARE_PRICE = 1e5
"""USD; no share moves by as much."""
LARGEST_STEP = 500
"""USD; more than a share moves by."""
MAKING_UP = frozenset("stand stands stood open opens opened start starts started power powers powered keep keeps kept "
                      "come comes came get gets".split())  # fmt: skip
"""Before "up" they are verbs of their own."""
PRICE_REACH = 4
"""Most tokens between a verb and the price of goods that it acts on."""
PRICED_OTHERWISE = REASONS | frozenset(
    "in to below above under past near at by from with and while but for since over when due : ; —".split()
)
"""Between a verb and a price they say that the price is not its object: "falls on price cuts"."""
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
    "tech",
    "holding",
    "limited",
    "company",
}
"""The rest of a company's name: "Vistra Energy Corp"."""
MANIFOLD = frozenset(
    {"fold", "tenfold", "fivefold", "threefold", "fourfold", "sixfold", "twofold", "digits", "double-digits"}
)
RANKS = frozenset("challenge occasion top no no. prominence fame rank ranks spot rescue defense number power second "
                  "loss profit third first "
                  "stardom".split())  # fmt: skip
"""Behind "rises to": no price."""
PLACES = frozenset("asia europe tokyo seoul taipei shanghai kong amsterdam frankfurt york london china japan korea "
                   "taiwan "
                   "sydney shenzhen paris".split())  # fmt: skip
CLASSES = frozenset({"'s", "’s", "stock", "shares", "share", "price", "-", "listed", "traded", "common", "ordinary",
                     "preferred", "u.s.", "us", "american", "depositary", "receipts", "adrs", "adr", "class", "a",
                     "hong", "new", "u.s.-listed", "seoul-listed"})  # fmt: skip
"""Between a company and the description of its share."""
ACTING_ON = frozenset("rallies rallied slides slid slips slipped sinks sank plunges plunged dips dipped jumps jumped "
                      "climbs climbed crashes crashed tanks tanked pops popped spikes spiked".split())  # fmt: skip
"""Of the verbs that are sure, those which take an object as well."""
TIMES = frozenset(
    "month months week weeks year years day days session sessions quarter hours 2024 2025 2026 2027".split()
)
BRACKET = 8
"""Most tokens in a bracket behind a name."""
BESIDE_MOVE = QUALIFIERS | {"and", ",", "the", "in"}
"""Between a percentage and the verb behind it."""
PARTS = FRACTIONS - {"%", "percent", "most"}
"""Those that are words."""


def described_firm(comma: int, sentence: Sentence) -> NameHit | None:
    """ "SMIC, the country's biggest foundry, rose 5%": the name before a description that ends at this comma."""
    first = max(comma - APPOSITION, sentence.start)
    opened = sentence.word(comma)
    # "Asia's largest stock, TSMC, fell": the name may be what stands between the commas.
    named = [
        n
        for n in sentence.names
        if (first <= n.end < comma or (n.end == comma and sentence.word(n.start - 1) == opened))
        and _opens_aside(n, opened, sentence)
    ]
    # "The fund, packed with names like A, B and C, fell": of a list inside the description nobody moves.
    listed = next((n for n in named if list_beginning(n, sentence)[1:]), None)
    told = listed is not None and sentence.word(listed.start - 1) in LIKE and sentence.word(listed.start - 2) == opened
    if listed is not None and not told:
        named = named[: named.index(listed)] or named
    return next((n for n in reversed(named) if is_listed(n) and stands_free(n, sentence)), None)


def _opens_aside(name: NameHit, sign: str, sentence: Sentence) -> bool:
    """Whether a description between two commas or dashes begins behind a name and its bracket."""
    at = name.end
    if sentence.word(at) == sign:
        return True
    while sentence.word(at) in CLASSES or sentence.word(at) in PLACES:
        at += 1
    if sentence.word(at) == "(":
        at = next((at + 1 for at in range(at, at + BRACKET) if sentence.word(at) == ")"), at)
    return sentence.word(at) == sign


def stranger_before(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """A company unknown to the lexicon, where the text says that it has shares, or a bracket its ticker."""
    percents = percents_beside(trigger, sentence, 1, before=True)
    plural = sentence.word(trigger[0]) in PLURAL and shares_between(
        max(trigger[0] - 2, sentence.start), trigger[0], sentence
    )
    if not percents and sentence.word(trigger[0]) not in SURE and not plural:
        return []
    at, has_shares, has_ticker = trigger[0] - 1, False, False
    while at >= sentence.start:
        word = sentence.word(at)
        if word == "prices" and sentence.word(at - 1) not in SHARES:
            return []
        if word == ")":
            inside = sentence.passage.words[max(mover_lists.before_bracket(at, sentence), sentence.start) : at]
            has_ticker = has_ticker or any((w.isupper() and w.isalpha()) or w[:1].isdigit() for w in inside)
            at = mover_lists.before_bracket(at, sentence)
        elif is_filler(word) or word in LEGAL:
            has_shares = has_shares or word in SHARES
            at -= 1
        else:
            break
    tail = at + 1
    if has_shares and sentence.word(at) in TAILS and is_capitalised(sentence.passage.words[at - 1]):
        at -= 1  # "T1 Energy shares"
    unknown = name_ending(at + 1, sentence)
    along = bool(percents) and _is_told_along(at, trigger, sentence)
    if unknown is None and (has_shares or has_ticker or along):
        unknown = mover_lists.run_ending(at + 1, sentence)
    if unknown is None or sentence.has(("named_good",), (unknown.start, at + 1)):
        return []  # "Server DRAM climbed 60%" by its price
    unknown = as_written(unknown.start, tail, sentence) if at + 1 < tail == unknown.end + 1 else unknown
    if sentence.word(unknown.end) == "stocks":
        unknown = as_written(unknown.start, unknown.end + 1, sentence)  # "Quantum stocks": a group
    opening = sentence.passage.lower[max(sentence.start, unknown.start - 6) : unknown.start]
    of_shares = any(a in SHARES and b in {"of", "in"} for a, b in pairwise(opening))
    # "Equipment maker Hanmi Semiconductor gaining 6%"
    of_shares = of_shares or (bool(percents) and sentence.word(unknown.start - 1) in DESCRIBING)
    # "YTL Power jumps 7%": a sentence may open with two capitals and no sign of a share, if nothing else is meant.
    opens = unknown.start == sentence.start and unknown.end - unknown.start > 1 and bool(percents)
    named = opens and not sentence.has(
        ("results", "revenue", "capex", "price_noun", "money_noun"), (sentence.start, at + 2)
    )
    along = along and sentence.word(unknown.start - 1) in BETWEEN_MOVES
    return [unknown] if of_shares or has_shares or has_ticker or named or along else []


def _is_told_along(at: int, trigger: Span, sentence: Sentence) -> bool:
    """ "Nvidia fell 2%, Elm Optics dropped 4%": of one list of moves the first names are listed companies."""
    names = [n for n in sentence.names if is_listed(n) and n.end <= at and n.entity.kind != "unknown"]
    verbs = [s for s in sentence.spans(("fall", "rise", "move_down", "move_up")) if s[1] <= at]
    sizes = [a for a in sentence.amounts if a.amount.unit == "percent" and a.end <= at]
    if not (names and verbs and sizes):
        return False
    return any(0 <= s[0] - n.end <= 3 and 0 <= a.start - s[1] <= 3 for n in names for s in verbs for a in sizes)


def is_apposed(last: NameHit, sentence: Sentence) -> bool:
    """Whether a list between two commas ends here: ", namely Broadcom and Micron,"."""
    listed = list_ending(last, sentence)
    first = listed[0].start - (sentence.word(listed[0].start - 1) == "namely")
    return len(listed) > 1 and sentence.word(last.start - 1) == "and" and sentence.word(first - 1) in {",", ":", "—"}


def list_ending(name: NameHit, sentence: Sentence) -> list[NameHit]:
    """ "A, B and C" of which `name` is the last; a percentage between them ends the list."""
    hits = [n for n in sentence.names if n.end <= name.end and is_listed(n)]
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
            return [*list_ending(ahead[-1], sentence), name]
    chain, front = [name], name.start
    ends = {hit.end for hit in hits}
    for other in reversed(hits[:-1]):
        if in_brackets(other, sentence):
            start = _named_by_ticker(other, front, sentence) if other.start - 1 not in ends else None
            if start is not None:
                chain.insert(0, other)
                front = start
            continue
        first = mover_lists.behind_bracket(other, sentence)
        gap = sentence.passage.lower[first:front]
        between = sentence.passage.words[first:front]
        if gap and other.entity.kind == "collective" and LIKE.issuperset(gap):
            return [other, *chain]  # "Chip stocks including A and B"
        if other.entity.kind == "collective" and sentence.word(other.start - 1) in {"the", "in", "among"}:
            break  # "In the technology sector, Arm gained"
        # "MU, SKHY, NVDA": a ticker that nobody knows does not end the list.
        if gap == ["as", "well", "as"] or gap == ["along", "with"]:
            chain.insert(0, other)
            front = other.start
            continue
        plain = {word for word, written in zip(gap, between, strict=True) if not is_ticker(written)}
        if gap == [","] and acts_next(other, chain[0], sentence):
            break  # "Elm downgrades Oracle, CoreWeave slumps"
        if gap == ["rival"]:
            break  # "Qualcomm rival Arm": one is described by the other
        if gap[:1] == ["and"] and 1 < len(gap) <= 5 and all(map(_describes, gap[1:])):
            chain.insert(0, other)  # "Elm and French company Oak"
            front = other.start
        elif (
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
                "these",
            }
        ):
            chain.insert(0, other)
            front = other.start
        else:
            break
    return chain


def _describes(word: str) -> bool:
    return word in DESCRIBING or word.endswith(DEMONYMS) or word in {"german", "french", "swiss", "u.s.", "fellow"}


def _named_by_ticker(ticker: NameHit, front: int, sentence: Sentence) -> int | None:
    """Where "Coherent (COHR)", known by its ticker alone, begins, as the neighbour of a list from `front` on."""
    gap = sentence.passage.lower[ticker.end + 1 : front]
    start = capitals_before(ticker.start - 1, sentence, 3)
    return start if gap and {",", "and"}.issuperset(gap) and start < ticker.start - 1 else None


def list_beginning(name: NameHit, sentence: Sentence) -> list[NameHit]:
    """ "A, B and C" of which `name` is the first."""
    chain = [name]
    for other in (n for n in sentence.names if n.start >= name.end and is_listed(n)):
        if in_brackets(other, sentence):
            continue
        gap = sentence.passage.lower[mover_lists.behind_bracket(chain[-1], sentence) : other.start]
        if not gap or len(gap) > 3 or not set(gap) <= {",", "and", "&", "/", "the", "other"}:
            break
        chain.append(other)
    return chain


def some_of(group: NameHit, sentence: Sentence) -> list[NameHit]:
    """Those of a group that are named right behind it: "hardware names such as Dell and HPE"."""
    at = group.end + (sentence.word(group.end) == ",")
    if sentence.word(at) not in {"like", "including", "such", "notably", "especially", "particularly"}:
        return []
    at += 1 + (sentence.word(at + 1) == "as")
    first = next((n for n in sentence.names if n.start == at and is_listed(n)), None)
    return list_beginning(first, sentence) if first is not None else []


def is_ticker(word: str) -> bool:
    return word.isalpha() and word.isupper() and 1 < len(word) < 6


def percents_beside(trigger: Span, sentence: Sentence, wanted: int, *, before: bool) -> list[AmountHit]:
    """The percentages of a move: behind the verb up to the next name, else directly before it ("13% lower")."""
    percents = _percents_of_moves(sentence)
    if not percents:
        return []
    before_verb = percents_before(trigger, percents, sentence) if before else []
    if wanted > 1 and len(before_verb) == wanted:
        return before_verb
    clause_end = sentence.clause(trigger[0])[1]
    limit = min([n.start for n in sentence.names if n.start >= trigger[1]] + [clause_end, trigger[1] + 12])
    # "Led the Nasdaq higher, rising 6% and 5%": the sizes of the participle.
    limit = min([limit, *(at for at, _ in sentence.spans(("rise", "fall")) if at >= trigger[1]
                          and sentence.word(at - 1) == "," and sentence.word(at).endswith("ing"))])  # fmt: skip
    after = [a for a in percents if trigger[1] <= a.start < limit and (a.start - trigger[1] <= 5 or wanted > 1)]
    last = sentence.word(trigger[1] - 1)
    if last in NOUNS or last in STATES:
        after = [a for a in after if not _is_of_next_noun(a, sentence)]
    if after:
        return after[:wanted]
    return before_verb[-1:]


def _percents_of_moves(sentence: Sentence) -> list[AmountHit]:
    """The percentages that may tell how far something moved."""
    return [a for a in sentence.amounts if a.amount.unit == "percent" and not _is_of_stake(a, sentence)]


def _is_of_next_noun(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Leads the rout with a 9% plunge": the size is of the second noun."""
    return sentence.word(hit.end) in NOUNS and sentence.word(hit.start - 1) in {"with", "a", "an"}


def _is_of_stake(hit: AmountHit, sentence: Sentence) -> bool:
    """ "Gains 5.4% Cipher stake", "raises TeraWulf stake to 14%": a part of a company, no move."""
    if sentence.word(hit.start - 1) in {"to", "by"} and sentence.word(hit.start - 2) in STAKES:
        return True
    name = next((n for n in sentence.names if n.start == hit.end), None)
    return not STAKES.isdisjoint({sentence.word(hit.end), sentence.word(name.end) if name else ""})


def _is_of_holding(hit: AmountHit, sentence: Sentence) -> bool:
    """ "5% of its stake", "a third of the shares"."""
    behind = sentence.passage.lower[hit.end : min(hit.end + 4, sentence.end)]
    return behind[:1] == ["of"] and not (STAKES | SHARES).isdisjoint(behind)


def percents_before(trigger: Span, percents: list[AmountHit], sentence: Sentence) -> list[AmountHit]:
    """ "closed 8% and 5% lower": the percentages that end at the verb."""
    found: list[AmountHit] = []
    at = trigger[0]
    for hit in reversed([a for a in percents if a.end <= trigger[0]]):
        gap = sentence.passage.lower[hit.end : at]
        if len(gap) > 2 or not (BESIDE_MOVE.issuperset(gap) if not found else gap):
            break
        found.insert(0, hit)
        at = hit.start
    return found


def is_clear(trigger: Span, sentence: Sentence, *, has_shares: bool) -> bool:
    """Whether the verb moves a price here, rather than taking an object."""
    following = sentence.word(trigger[1])
    if following == "than" and sentence.word(trigger[0]) in {"higher", "lower"}:
        return False  # "86% higher than a year ago"
    if (following == "out" and sentence.word(trigger[1] + 1) == "of") or _takes_price(trigger, sentence):
        return False  # "Stocks are running out of steam", "drops on-demand pricing by 12%"
    part = next((a for a in sentence.amounts if a.start == trigger[1] and a.amount.unit == "percent"), None)
    if part is not None and _is_of_holding(part, sentence):
        return False  # "Sold off 5% of its stake in AMD"
    if following == "most" or (following == "the" and sentence.word(trigger[1] + 1) == "most"):
        return True  # "plunges the most since its debut"
    passed = next((n for n in sentence.names if n.start == trigger[1] + 2 and n.entity.kind == "company"), None)
    if following == "ahead" and passed is not None and sentence.word(passed.end) in {"", ",", ".", "in", "as", ":"}:
        return False  # "leaps ahead of Apple"
    if (following == "ahead" and sentence.word(trigger[1] + 1) != "of") or (
        sentence.word(trigger[1] - 1) == "ground" and following in {"to", "in", "on", "with", "as", "against"}
    ):
        return False  # "surges ahead with", "loses ground to a rival"
    if following == "in" and not RATED_IN.isdisjoint(sentence.passage.lower[trigger[1] : trigger[1] + 5]):
        return False  # "soars in quality rankings"
    general = sentence.word(sentence.start) in {"when", "whenever"} and sentence.word(trigger[1] - 1).endswith("s")
    if general and trigger[1] <= sentence.segment(sentence.start)[1]:
        return False  # "When Hynix surges 5%, the read is always the same"
    if "bandwagon" in sentence.passage.lower[trigger[1] : trigger[1] + 7]:
        return False
    if (
        following not in REASONS
        and not has_shares
        and not EXPECTED.isdisjoint(sentence.passage.lower[trigger[1] : trigger[1] + 4])
    ):
        return False  # "surging past expectations"
    into = sentence.passage.lower[trigger[1] + 1 : trigger[1] + 5] if following == "into" else []
    if following == "into" and ((into[:1] and into[0] in BEGUN) or not TERRITORY.isdisjoint(into)):
        return True
    put = trigger[1] + (following in {"another", "about", "roughly", "nearly", "over"})
    if any(a.start == put and a.amount.unit == "USD" and not isinstance(a.amount.value, tuple)
           and a.amount.value >= SHARE_PRICE for a in sentence.amounts):  # fmt: skip
        return False  # "sinks another $100 billion into a fab"
    percents = _percents_of_moves(sentence)
    percent_follows = any(0 <= a.start - trigger[1] <= 3 + (following == "by") for a in percents)
    percent_before = any(a.end == trigger[0] for a in percents)
    if percent_follows or percent_before:
        return True
    if _is_by_part(trigger, sentence) or is_by_sum(trigger, sentence):
        return True  # "shed more than a tenth", "is down about $7 a share"
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
        return not (words in ACTING_ON and _is_acted_on(trigger[1], sentence))
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


def _is_acted_on(at: int, sentence: Sentence) -> bool:
    """ "Oracle rallies allies", "slips a new chip past the curbs": a plain word behind the verb is its object."""
    word, first = sentence.word(at), at
    while word in QUALIFIERS and word not in STRONG_NEXT:
        at += 1
        word = sentence.word(at)
    plain = word.isalpha() and word not in STRONG_NEXT | SESSIONS | SHARES and not is_filler(word)
    plain = plain and (at > first or word not in PLACES)
    named = at == first and any(n.start == at for n in sentence.names)
    return plain and not named and not word.endswith(("ed", "ing"))


def is_by_sum(trigger: Span, sentence: Sentence) -> bool:
    """ "Down about $7 a share", "gained $12 on Monday": how far, in dollars; a company may lose as much in a year."""
    hit = next((a for a in sentence.amounts if 0 <= a.start - trigger[1] <= 2), None)
    if hit is None or not hit.amount.unit.startswith("USD") or isinstance(hit.amount.value, tuple):
        return False
    if hit.amount.value >= LARGEST_STEP or sentence.word(trigger[1]) in LEVELS:
        return False
    at = hit.end
    while sentence.word(at) in {"a", "per", "each", "share", "apiece", "or"}:
        at += 1
    in_session = sentence.word(at) == "in" and sentence.word(at + 1) in SESSIONS
    dated = sentence.word(at) == "on" and sentence.word(at + 1).endswith("day")
    to_price = sentence.word(at) == "to" and any(a.start == at + 1 for a in sentence.amounts)
    is_state = sentence.word(trigger[0]) in PARTICLES and hit.amount.unit == "USD/share"
    return is_state or in_session or dated or to_price


def is_phrasal(trigger: Span, sentence: Sentence) -> bool:
    """ "CoreWeave stood up a cluster", "ended up winning": "up" belongs to a verb that moves no price."""
    if sentence.word(trigger[0]) != "up" or percents_beside(trigger, sentence, 1, before=True):
        return False
    before = sentence.word(trigger[0] - 1)
    return before in MAKING_UP or (before in {"ends", "ended", "end"} and sentence.word(trigger[1]).endswith("ing"))


def _takes_price(trigger: Span, sentence: Sentence) -> bool:
    """Whether the price of goods is what the verb acts on: nothing but what they are stands between."""
    spans = sentence.spans(("price_noun", "fee_noun"))
    at = next((start for start, _ in spans if 0 <= start - trigger[1] <= PRICE_REACH), None)
    if at is None or sentence.word(trigger[0]) in STATES or sentence.word(at - 1) in SHARES:
        return False
    between = sentence.passage.lower[trigger[1] : at]
    return PRICED_OTHERWISE.isdisjoint(between) and not any(a.start in range(trigger[1], at) for a in sentence.amounts)


def _is_by_part(trigger: Span, sentence: Sentence) -> bool:
    """ "A third", "nearly half", "by a quarter": how much, without a figure; not "half the market"."""
    window = sentence.passage.lower[trigger[1] : min(trigger[1] + 5, sentence.end)]
    at = next((at for at, word in enumerate(window) if word in PARTS), None)
    if at is None or sentence.word(trigger[1] + at - 1) not in {"a", "nearly", "about", "almost", "by", "than", "over"}:
        return False
    follows = sentence.word(trigger[1] + at + 1)
    return follows == "" or follows in STRONG_NEXT or sentence.word(trigger[1] + at + 3) in {"value", "worth"}


def shares_between(start: int, end: int, sentence: Sentence) -> bool:
    return any(sentence.word(at) in SHARES for at in range(start, end))


def is_listed(name: NameHit) -> bool:
    kind = name.entity.kind
    if kind in {"collective", "index"}:
        return not name.bystander
    if kind == "unknown":
        return True
    return kind in PARTY_KINDS and name.entity.ticker is not None and not name.bystander


def is_modal(mover: NameHit, trigger: Span, sentence: Sentence) -> bool:
    if trigger[0] == sentence.segment(trigger[0])[0] and mover.start >= trigger[1] and _is_fronted(trigger, sentence):
        return False  # "Up 150% in 2025, can Micron keep climbing?"
    if sentence.word(mover.start - 1) in MODAL or _is_aim(mover, trigger, sentence):
        return True
    if sentence.word(trigger[0] - 1) == "to" and sentence.word(trigger[0] - 2) in AIMING:
        return True  # "poised to gain"
    sent = sentence.has(("send",), (sentence.start, mover.start))  # "caused Nvidia shares to drop"
    if sentence.word(trigger[0] - 1) == "to" and mover.end <= trigger[0] - 1 and not sent:
        gap = sentence.passage.lower[mover.end : trigger[0] - 1]
        if all(word in SHARES or word in {"'s", "’s", "price", "prices"} for word in gap):
            return True  # "AMD to rally 28%?"
    if mover.start >= trigger[1] and not MODAL.isdisjoint(sentence.passage.lower[trigger[0] - 2 : trigger[0]]):
        return True  # "Memory prices will squeeze server makers"
    low, high = sorted((mover.end, trigger[0]))
    low = max(low, sentence.clause(trigger[0])[0], trigger[0] - 4)
    return any(sentence.word(at) in MODAL for at in range(low, high))


def _is_fronted(trigger: Span, sentence: Sentence) -> bool:
    return sentence.word(trigger[0]) in PARTICLES and bool(percents_beside(trigger, sentence, 1, before=False))


def is_foreseen(trigger: Span, sentence: Sentence) -> bool:
    """ "Sees Nvidia doubling", "predicts the stock climbing to $400": a participle that tells what somebody expects."""
    at, verb = trigger[0], sentence.word(trigger[0])
    if not verb.endswith("ing"):
        return False
    low = max(sentence.start, at - SEEN_WITHIN)
    names = [n for n in sentence.names if low <= n.start and n.end <= at]
    while at > low and (sentence.word(at - 1) in SEEN_SHARES or any(n.start < at <= n.end for n in names)):
        at -= 1
    return sentence.word(at - 1) in FORESEERS


def _is_aim(mover: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "The case for Nvidia's stock to climb": an infinitive with its subject has not happened."""
    to = trigger[0] - 1
    if is_foreseen(trigger, sentence):
        return True
    if sentence.word(to) in {"more", "further"} and sentence.word(to - 1) in SEEING:
        return True  # "sees more gains for chip stocks"
    if sentence.word(to) != "to" or mover.end > to:
        return False
    between = sentence.passage.lower[mover.end : to]
    if SHARE_NAMES.issuperset(between):
        # "AMD to rally": no verb governs it; "the order led Dell's stock to rise" has happened.
        return CAUSING.isdisjoint(sentence.passage.lower[max(mover.start - CAUSE_REACH, sentence.start) : mover.start])
    return sentence.word(mover.start - 1) in FORESEEING and all(map(is_filler, between))
