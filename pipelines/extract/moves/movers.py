"""Who moved, by the kind of words that tell it.

A move without a mover is none: where the words are not sure, every question answers nobody.
"""

from __future__ import annotations

from pipelines.extract.moves.apart import behind_fronted, is_participle, is_past_year, movers_by_participle, second_deed
from pipelines.extract.moves.beside import is_article_before, is_of_shares, is_state, is_told_today, mover_beside
from pipelines.extract.moves.groups import bare_movers, leaders_of
from pipelines.extract.moves.lists import list_ending, moving_subject, shares_between
from pipelines.extract.moves.move import RECORDS, STRIKING
from pipelines.extract.moves.nouns import fuelled_by_news, is_thought, nominal_movers, noun_of_move, with_size
from pipelines.extract.moves.records import record_as_second_deed, record_setters
from pipelines.extract.moves.shares import through_shares
from pipelines.extract.moves.stated import is_clear, is_phrasal
from pipelines.extract.moves.strangers import list_of_strangers, list_with_strangers, stranger_before
from pipelines.extract.moves.struck import sent_by_news, stricken, struck, suffering
from pipelines.extract.moves.words import (
    BACKGROUND,
    NOUNS,
    PARTICLES,
    PLACES,
    SESSIONS,
    SHARES,
    STRICKEN_NEXT,
    STRONG_NEXT,
)
from pipelines.extract.passage import NameHit, Sentence, Span

VALUES = frozenset({"value_lost", "value_won"})
SUFFERING = frozenset("take takes took taking taken suffer suffers suffered suffering absorb absorbs absorbed".split())
"""What is done with a blow."""
GETTING = frozenset("get gets got getting receive receives received enjoy enjoys enjoyed catch catches caught".split())
TAKEN = {"blow_noun": SUFFERING, "boon_noun": GETTING}
"""Nouns of what comes over a share, and the verbs by which it does."""
TICKING = frozenset("tick ticks ticked ticking edge edges edged edging inch inches inched inching move moves moved "
                    "moving creep creeps crept creeping drift drifts drifted nudge nudges nudged trend trends "
                    "trended trending closed closes ended ends finished finishes opens opened".split())  # fmt: skip
AS_THE = frozenset({"as", "while", "when", "the", "broader", "wider", "overall"})
"""Before "market" where it is the market as a whole that moves."""
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
BARE_ENDS = frozenset({"", ",", ";", ".", "while", "but", "and", "premarket", "today", "big", "again", "|", ")"})
"""Behind "Meta down"."""
HIDING = frozenset(
    """a an this that these 1 2 3 one two three ai artificial intelligence ( ) growth tech chip semiconductor
    quantum magnificent unstoppable monster hot soaring energy power nuclear little known under radar other""".split()
)


def movers_of(category: str, trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who moved by a term of a category of moves (`move.DIRECTIONS`); nobody where the words are not sure."""
    if category in STRIKING:
        return struck(trigger, sentence) or (stricken(trigger, sentence) if category == "hit_down" else [])
    if category in RECORDS:
        return record_setters(trigger, sentence) or record_as_second_deed(trigger, sentence)
    if category in TAKEN:
        return suffering(trigger, sentence, TAKEN[category])
    if category in VALUES:
        subject = moving_subject(trigger, sentence)
        return [subject] if subject is not None else []
    return _movers(trigger, sentence)


def _movers(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who moves: behind "sends", beside the verb, through "shares" of the subject, or beside the noun of a move."""
    if _is_no_move(trigger, sentence):
        return []
    sent = sent_by_news(trigger, sentence)
    if sent:
        return sent
    if sentence.word(trigger[0] - 1) in {"market", "markets"} and sentence.word(trigger[0] - 2) in AS_THE:
        return []  # "AMD sinks as market gains"
    if is_participle(trigger, sentence):
        return movers_by_participle(trigger, sentence)
    fronted = behind_fronted(trigger, sentence)
    if fronted is not None:
        return [fronted]
    if _is_retold(trigger, sentence):
        return []
    is_noun = noun_of_move(trigger, sentence) in NOUNS
    if is_noun:
        if is_thought(trigger, sentence) or _is_bought_on(trigger, sentence):
            return []
        brought = fuelled_by_news(trigger, sentence) or with_size(trigger, sentence)
        if brought:
            return brought
        if sentence.word(trigger[0] - 1) in {"the", "this", "any"} and sentence.word(trigger[0] - 2) == "on":
            return nominal_movers(trigger, sentence)  # "Buy Micron on the dip"
    beside = mover_beside(trigger, sentence)
    if beside is None:
        return _movers_further_off(trigger, sentence)
    if is_noun and is_article_before(beside, trigger, sentence):
        return nominal_movers(trigger, sentence)  # "bet on a big Nvidia rally"
    if not is_clear(trigger, sentence, has_shares=_is_said_of_share(beside, trigger, sentence)):
        return nominal_movers(trigger, sentence)
    if is_noun and sentence.word(beside.end) == "'s" and sentence.word(beside.start - 1) in BACKGROUND:
        return []  # "after Nvidia's overnight decline"
    listed = list_ending(beside, sentence)
    return [*leaders_of(listed[0].start, sentence), *(list_with_strangers(beside, sentence) or listed)]


def _is_no_move(trigger: Span, sentence: Sentence) -> bool:
    """Whether the words of moving belong to a verb, a figure or a share that is not named."""
    if sentence.word(trigger[1] - 1) in {"loss", "losses"} and sentence.word(trigger[1]) in OF_RESULTS:
        return True  # "Losses narrow" in its books, not on the exchange
    if is_phrasal(trigger, sentence):
        return True
    grown = trigger[1] + (sentence.word(trigger[1]) in OF_GROWING)
    if sentence.word(trigger[0]).endswith("ing") and sentence.word(grown) in GROWING:
        return True  # "Cites soaring demand", "on surging AI demand", "the stock's soaring valuation"
    return _is_of_hidden_stock(trigger, sentence)


def _movers_further_off(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who moves where no known name stands beside the verb."""
    if sentence.word(trigger[0] - 1) == "stocks" and (bare := bare_movers(trigger, sentence)):
        return bare
    return (
        list_of_strangers(trigger, sentence)
        or through_shares(trigger, sentence)
        or second_deed(trigger, sentence)
        or nominal_movers(trigger, sentence)
        or stranger_before(trigger, sentence)
        or bare_movers(trigger, sentence)
    )


def _is_said_of_share(mover: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """Whether the words beside a mover show that its share is meant."""
    return (
        shares_between(mover.end, trigger[0], sentence)
        or is_state(mover, trigger, sentence)
        or is_of_shares(mover, sentence)
        or (mover.entity.kind == "collective" and sentence.word(mover.end - 1) in SHARES)
        or _is_bare_state(mover, trigger, sentence)
        or is_told_today(mover, trigger, sentence)
        or _is_led_in(trigger, sentence)
    )


def _is_bare_state(mover: NameHit, trigger: Span, sentence: Sentence) -> bool:
    """ "Meta down", "chip stocks up sharply", "Nvidia down in premarket": a name and a particle alone."""
    if sentence.word(trigger[0]) not in {"up", "down"} or mover.end != trigger[0] or trigger[1] - trigger[0] != 1:
        return False
    following = sentence.word(trigger[1])
    if following in BARE_ENDS or following in {"after", "amid"}:
        return True
    if following == "in" and sentence.word(trigger[1] + 1) in SESSIONS | PLACES:
        return True
    return mover.entity.kind in {"collective", "index"} and following in STRONG_NEXT


def _is_led_in(trigger: Span, sentence: Sentence) -> bool:
    """ "Ticks up", "moves down"; "Nvidia and Intel both down": so is what is said of two or more at once."""
    before = sentence.word(trigger[0] - 1)
    return sentence.word(trigger[0]) in PARTICLES and (before in TICKING or before in {"both", "all", "each"})


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
    if sentence.word(trigger[0] - 1) != "on" or sentence.word(trigger[1]) not in STRICKEN_NEXT:
        return False
    low = sentence.clause(trigger[0])[0]
    return sentence.has(("trade_buy", "trade_sell", "hold_more", "hold_less"), (low, trigger[0]))


def _is_retold(trigger: Span, sentence: Sentence) -> bool:
    """What is only said beside the news: "whose stock has surged over 120% in the past year", ", up 40% this year,"."""
    if (
        sentence.word(trigger[0] - 1) == ","
        and sentence.word(trigger[0]) in PARTICLES
        and is_past_year(trigger, sentence)
    ):
        return True
    before = sentence.lower[max(trigger[0] - 5, sentence.start) : trigger[0]]
    behind = sentence.lower[trigger[1] : trigger[1] + 9]
    if _is_of_before(trigger, sentence):
        return True
    if "whose" not in before:
        return False
    if not {"has", "have", "had"}.isdisjoint(before[before.index("whose") :]):
        return True
    past = "year" in behind and not {"today", "monday", "tuesday"}.intersection(behind)
    return past or is_past_year(trigger, sentence)


def _is_of_before(trigger: Span, sentence: Sentence) -> bool:
    """ "Fell 1%, a day after the stock jumped 10%": what had happened."""
    for at in range(trigger[0] - 1, max(trigger[0] - 8, sentence.start), -1):
        if sentence.word(at) == "after":
            return sentence.word(at - 1) in {"day", "days", "week", "weeks", "month", "months", "session"}
        if sentence.word(at) in {",", ";", ":", "—", "and"}:
            return False
    return False
