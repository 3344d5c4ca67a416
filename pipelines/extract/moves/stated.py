"""Whether words of moving state that a price moved: no object behind the verb, nothing that is only expected.

Knows no mover but the one it is asked about.
"""

from __future__ import annotations

from pipelines.extract.moves.sizes import (
    LEVELS,
    SHARE_PRICE,
    is_by_part,
    is_by_sum,
    is_of_holding,
    percents_beside,
    percents_of_moves,
)
from pipelines.extract.moves.words import (
    BEGUN,
    MODAL,
    MULTIPLES,
    OBJECT_NEXT,
    PARTICLES,
    PLACES,
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
from pipelines.extract.passage import NameHit, Sentence, Span

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
ADDED_TO = frozenset("gains losses its their earlier recent early monday tuesday wednesday thursday friday".split())
"""Behind "added to": what a move goes on."""
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
MANIFOLD = frozenset(
    {"fold", "tenfold", "fivefold", "threefold", "fourfold", "sixfold", "twofold", "digits", "double-digits"}
)
RANKS = frozenset("challenge occasion top no no. prominence fame rank ranks spot rescue defense number power second "
                  "loss profit third first "
                  "stardom".split())  # fmt: skip
"""Behind "rises to": no price."""
ACTING_ON = frozenset("rallies rallied slides slid slips slipped sinks sank plunges plunged dips dipped jumps jumped "
                      "climbs climbed crashes crashed tanks tanked pops popped spikes spiked".split())  # fmt: skip
"""Of the verbs that are sure, those which take an object as well."""
TIMES = frozenset(
    "month months week weeks year years day days session sessions quarter hours 2024 2025 2026 2027".split()
)


def is_clear(trigger: Span, sentence: Sentence, *, has_shares: bool) -> bool:
    """Whether the verb moves a price here, rather than taking an object. The first question that has an answer decides.

    has_shares: "shares" stands beside the mover, or something else that says as much.
    """
    if _takes_object(trigger, sentence):
        return False
    if _is_the_most(trigger, sentence):
        return True
    if _is_idiom(trigger, sentence) or (not has_shares and _passes_expectations(trigger, sentence)):
        return False
    if _goes_into_a_time(trigger, sentence):
        return True
    if _spends(trigger, sentence):
        return False
    if _is_sized(trigger, sentence):
        return True
    following = sentence.word(trigger[1])
    if following == "to" and not RANKS.isdisjoint(sentence.lower[trigger[1] : trigger[1] + 4]):
        return False  # "rises to the challenge"
    words = " ".join(sentence.lower[trigger[0] : trigger[1]])
    if "points" in sentence.lower[trigger[1] : min(trigger[1] + 6, sentence.end)]:
        return True
    if trigger[1] - trigger[0] > 1 and words not in LONG_OBJECTS:
        return True
    if words in PARTICLES and following.isdigit() and sentence.word(trigger[1] + 1) in COUNTED:
        return True  # "CRWV down 11, NBIS down 9"
    if words in {"added", "adds"} and following == "to" and sentence.word(trigger[1] + 1) not in ADDED_TO:
        return False  # "Shares added to the portfolio of a fund" are bought.
    return has_shares or words in SELLING or _is_clear_alone(words, trigger, sentence)


def _takes_object(trigger: Span, sentence: Sentence) -> bool:
    """Whether what stands behind the verb is what it acts on, or is compared with."""
    following = sentence.word(trigger[1])
    if following == "than" and sentence.word(trigger[0]) in {"higher", "lower"}:
        return True  # "86% higher than a year ago"
    if (following == "out" and sentence.word(trigger[1] + 1) == "of") or _takes_price(trigger, sentence):
        return True  # "Stocks are running out of steam", "drops on-demand pricing by 12%"
    part = next((a for a in sentence.amounts if a.start == trigger[1] and a.amount.unit == "percent"), None)
    return part is not None and is_of_holding(part, sentence)  # "Sold off 5% of its stake in AMD"


def _is_the_most(trigger: Span, sentence: Sentence) -> bool:
    """ "Plunges the most since its debut"."""
    following = sentence.word(trigger[1])
    return following == "most" or (following == "the" and sentence.word(trigger[1] + 1) == "most")


def _is_idiom(trigger: Span, sentence: Sentence) -> bool:
    """Whether verbs of moving are said of races, rankings, rules of thumb and bandwagons."""
    following, behind = sentence.word(trigger[1]), sentence.word(trigger[1] + 1)
    if following == "ahead":
        passed = next((n for n in sentence.names if n.start == trigger[1] + 2 and n.entity.kind == "company"), None)
        if passed is not None and sentence.word(passed.end) in {"", ",", ".", "in", "as", ":"}:
            return True  # "leaps ahead of Apple"
        if behind != "of":
            return True  # "surges ahead with"
    if sentence.word(trigger[1] - 1) == "ground" and following in {"to", "in", "on", "with", "as", "against"}:
        return True  # "loses ground to a rival"
    if following == "in" and not RATED_IN.isdisjoint(sentence.lower[trigger[1] : trigger[1] + 5]):
        return True  # "soars in quality rankings"
    general = sentence.word(sentence.start) in {"when", "whenever"} and sentence.word(trigger[1] - 1).endswith("s")
    if general and trigger[1] <= sentence.segment(sentence.start)[1]:
        return True  # "When Hynix surges 5%, the read is always the same"
    return "bandwagon" in sentence.lower[trigger[1] : trigger[1] + 7]


def _passes_expectations(trigger: Span, sentence: Sentence) -> bool:
    """ "Surging past expectations"."""
    if sentence.word(trigger[1]) in REASONS:
        return False
    return not EXPECTED.isdisjoint(sentence.lower[trigger[1] : trigger[1] + 4])


def _goes_into_a_time(trigger: Span, sentence: Sentence) -> bool:
    """ "Eases into earnings", "slides into a bear market"."""
    if sentence.word(trigger[1]) != "into":
        return False
    into = sentence.lower[trigger[1] + 1 : trigger[1] + 5]
    return (into[:1] and into[0] in BEGUN) or not TERRITORY.isdisjoint(into)


def _spends(trigger: Span, sentence: Sentence) -> bool:
    """ "Sinks another $100 billion into a fab"."""
    put = trigger[1] + (sentence.word(trigger[1]) in {"another", "about", "roughly", "nearly", "over"})
    sums = (a.amount for a in sentence.amounts if a.start == put and a.amount.unit == "USD")
    return any(not isinstance(money.value, tuple) and money.value >= SHARE_PRICE for money in sums)


def _is_sized(trigger: Span, sentence: Sentence) -> bool:
    """Whether a percentage, a part, a sum for each share or a multiple beside the verb says how far."""
    reach = 3 + (sentence.word(trigger[1]) == "by")
    if any(0 <= a.start - trigger[1] <= reach or a.end == trigger[0] for a in percents_of_moves(sentence)):
        return True
    if is_by_part(trigger, sentence) or is_by_sum(trigger, sentence):
        return True  # "shed more than a tenth", "is down about $7 a share"
    if any(0 <= a.start - trigger[1] <= 2 and a.amount.unit == "x" for a in sentence.amounts):
        return True  # "up 5x"
    # "up eleven-fold", "down double digits"
    return sentence.word(trigger[0]) in STATES and not MANIFOLD.isdisjoint(sentence.lower[trigger[1] : trigger[1] + 4])


def _is_clear_alone(words: str, trigger: Span, sentence: Sentence) -> bool:
    """Whether the verb itself, with what follows, says so. words: those of the trigger."""
    following = sentence.word(trigger[1])
    if words in SURE and following not in OBJECT_NEXT and not any(n.start == trigger[1] for n in sentence.names):
        return not (words in ACTING_ON and _is_acted_on(trigger[1], sentence))
    if words in MULTIPLES and following in {"in", "over", "within", "during"}:
        return not TIMES.isdisjoint(sentence.lower[trigger[1] : trigger[1] + 4])
    if words in MULTIPLES:
        return following in {"this", "since", "so"} or sentence.word(trigger[0] - 1) in {"has", "have", "had"}
    if words in WEAK:
        to_price = following in LEVELS and any(
            a.amount.unit == "USD" and 0 < a.start - trigger[1] <= 3 for a in sentence.amounts
        )  # "drops below $170"
        in_session = following == "in" and sentence.word(trigger[1] + 1) in SESSIONS
        return to_price or ((following in WEAK_NEXT or in_session) and words not in PARTICLES)
    if following == "" or following in STRONG_NEXT or following.isspace():
        return True
    return any(n.start == trigger[1] and n.entity.kind == "index" for n in sentence.names)


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
    between = sentence.lower[trigger[1] : at]
    return PRICED_OTHERWISE.isdisjoint(between) and not any(a.start in range(trigger[1], at) for a in sentence.amounts)


def is_modal(mover: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """Whether the move may come, or is asked for or expected, and has not happened."""
    if trigger[0] == sentence.segment(trigger[0])[0] and mover.start >= trigger[1] and _is_fronted(trigger, sentence):
        return False  # "Up 150% in 2025, can Micron keep climbing?"
    if sentence.word(mover.start - 1) in MODAL or _is_aim(mover, trigger, sentence):
        return True
    if sentence.word(trigger[0] - 1) == "to":
        if sentence.word(trigger[0] - 2) in AIMING:
            return True  # "poised to gain"
        if mover.end <= trigger[0] - 1 and not sentence.has(("send",), (sentence.start, mover.start)):
            # "AMD to rally 28%?"; not "caused Nvidia shares to drop"
            gap = sentence.lower[mover.end : trigger[0] - 1]
            if all(word in SHARES or word in {"'s", "’s", "price", "prices"} for word in gap):
                return True
    if mover.start >= trigger[1] and not MODAL.isdisjoint(sentence.lower[trigger[0] - 2 : trigger[0]]):
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
    between = sentence.lower[mover.end : to]
    if SHARE_NAMES.issuperset(between):
        # "AMD to rally": no verb governs it; "the order led Dell's stock to rise" has happened.
        return CAUSING.isdisjoint(sentence.lower[max(mover.start - CAUSE_REACH, sentence.start) : mover.start])
    return sentence.word(mover.start - 1) in FORESEEING and all(map(is_filler, between))
