"""Price moves: "CoreWeave sinks 13%, Nebius 15%". They report the market's answer and never open a story.

A move needs a mover *next to* its verb: a listed company, a fund, an index or a stated collective, with nothing
between but "shares", auxiliaries and adverbs. "Nebius sales jump" has "sales" between and is no move. Verbs that also
take objects ("gains customers", "loses a lawsuit") count only with a percentage, with "shares", or when the clause
ends. One event per mover, as everybody counts them; lists are expanded, "respectively" pairs them by order.

The stretch from mover to percentage is handed back so that no frame reads the same words again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.extract import mover_lists
from pipelines.extract.little_words import POSSESSIVE
from pipelines.extract.market_values import value_moves
from pipelines.extract.move_nouns import ENDS_OF_NOUN, LEADS
from pipelines.extract.move_parts import (
    SHARE_PRICE,
    is_foreseen,
    is_listed,
    is_modal,
    is_ticker,
    list_beginning,
    list_ending,
    percents_beside,
)
from pipelines.extract.movers import DRAGGING, MOVE_VERBS, RECORDS, STRIKING, ending_streak, left_of, movers_of, undoing
from pipelines.extract.passage import AmountHit, NameHit, Passage, Sentence, Span, places_of
from pipelines.extract.reaction_words import (
    GAINING,
    LOSING,
    MODAL,
    QUALIFIERS,
    SHARES,
    STATES,
    is_filler,
)
from pipelines.extract.roles import general

DIRECTIONS = {
    "fall": "down", "rise": "up", "move_down": "down", "move_up": "up", "hit_down": "down", "lift_up": "up",
    "record_low": "down", "record_high": "up", "move_flat": "neutral",
    "value_lost": "down", "value_won": "up", "blow_noun": "down", "boon_noun": "up",
}  # fmt: skip
"""Term categories of price moves."""
OPPOSITE = {"rise": "down", "fall": "up"}
"""Which way a share goes that undoes a move: "has erased all its gains"."""
TRIGGERS = DIRECTIONS.keys() | {"value_noun", "value_taken", "boost_given"}
"""Where a sentence may tell of one."""
LED = frozenset({"led", "dragged", "paced", "weighed", "headed", "pulled", "hauled"})
SIGNS = {"+": "up", "-": "down", "\u2212": "down", "\u2013": "down"}
VALUE = "value_noun"
"""Term category of nouns for the value of all shares."""
VALUE_REACH = 12
"""Most tokens between the verb and "market value"."""
DIVISIONS = frozenset({"Amazon Web Services", "Google Cloud", "Azure", "Microsoft Azure", "Oracle Cloud Infrastructure",
                       "Meta Compute", "Google DeepMind", "Alibaba Cloud", "Oracle Cloud",
                       "Tencent Cloud"})  # fmt: skip
LIFTS = ("boost", "lift", "jolt", "bump", "pop", "shot", "tailwind", "bounce")
BLOWS = ("blow", "hit", "hammering", "beating", "drubbing", "setback", "pounding")
BEFORE_SIGN = frozenset({"+", "-", "\u2212", "\u2013", "(", ":", "stock", "shares", "is", "at", "closed", "now",
                         "today", "premarket", "pre", "market", "after", "hours", "ah", "|", "→",
                         "->", "=>", "⇒"})  # fmt: skip
"""Between a name and its signed percentage."""
WHEN = frozenset("on monday tuesday wednesday thursday friday today premarket early late".split())
"""Between a move and who moved along."""
LATE = frozenset({"ah", "after-hours", "premarket", "pre-market", "afterhours", "after hours", "pre market"})
"""Behind a signed percentage: of a share, before or after the session."""
FORMS = frozenset({"13f", "13fs", "13f-hr"})
FILINGS = frozenset({"filing", "filings", "holdings", "portfolio"})
HOLDERS = frozenset({"fund", "funds", "puts", "calls", "holder"})
"""Whose shares a filing counts."""
ANSWERING = frozenset("after following as sending sent lifting trading session investors premarket today monday "
                      "tuesday wednesday thursday friday".split())  # fmt: skip
"""In a sentence on a filing they tell what the market did."""
YEARLY = frozenset({"yoy", "y/y", "qoq", "q/q", "mom", "m/m", "cagr", "year", "year-over-year", "year-on-year",
                    "growth",
                    "revenue", "sequentially"})  # fmt: skip


@dataclass(slots=True)
class Move:
    """One mover's price move, with the words it rests on."""

    sentence: Sentence
    mover: NameHit
    trigger: Span
    direction: str
    amount: AmountHit | None
    taken: Span
    value: AmountHit | None = None
    """What the value of all its shares lost, won or came to."""


def triggers(terms: Mapping[str, object]) -> bool:
    """Whether words of a price move are among the terms; a percentage with its sign needs none."""
    return not terms.keys().isdisjoint(TRIGGERS)


MULTIPLIED = {"halved": "down", "doubled": "up", "tripled": "up", "quadrupled": "up", "doubles": "up", "halves": "down"}
FOLLOWING = frozenset({"follow", "follows", "followed"})
LEAVING = frozenset("left leaves leaving leave kept keeps keeping".split())
LEFT_WITHIN = 8
HOLDERS_OWN = frozenset("its his her their our my".split())
HELD_PARTS = frozenset(
    """stake stakes holding holdings position positions investment investments ownership interest exposure bet bets
    weighting allocation shareholding shareholdings""".split()
)
"""What an investor's own verb changes, behind "its": no share moves by it."""


REFUSED = frozenset(
    """comment say give name disclose provide elaborate specify confirm discuss answer be identify share reveal offer
    make respond detail address participate speculate break""".split()
)


def find_moves(sentence: Sentence) -> list[Move]:
    """Every price move of the sentence, one per mover."""
    said = [category for category in DIRECTIONS if category in sentence.terms]
    found: list[Move] = list(_signed(sentence))
    for category in said if said and not _is_of_holdings(sentence) else ():
        direction = DIRECTIONS[category]
        for span in sentence.terms[category]:
            undone = undoing(span, sentence) if category in OPPOSITE else []
            movers = undone or [mover for mover in movers_of(category, span, sentence) if not _is_unit(mover)]
            if category in RECORDS and not movers and (ended := ending_streak(span, sentence)):
                movers, direction = ended, "up" if category == "record_low" else "down"
            towards = OPPOSITE[category] if undone else direction
            if movers and not is_modal(movers[-1], span, sentence) and not _is_left(category, span, sentence):
                amounts = percents_beside(span, sentence, len(movers), before=category not in STRIKING)
                amounts = amounts or (_behind_shares(movers[-1], sentence) if category in STRIKING else [])
                found += _moves_of(movers, span, towards, amounts, sentence)
    if found:
        found += _of_colon_list(found, sentence)
        found += _following(found, sentence)
        found += _among(found, sentence)
    found += _those_of(found, sentence)
    found += [*_boosts(sentence), *_value_moves(sentence), *_price_moves(sentence)]
    return _without_repeats(found) if len(found) > 1 else found


def _is_left(category: str, span: Span, sentence: Sentence) -> bool:
    """ "The fund left its position in Microsoft unchanged": what somebody leaves as it is does not move."""
    refuses = sentence.word(span[1] - 1) in {"declined", "declines"} and sentence.word(span[1]) == "to"
    if refuses and sentence.word(span[1] + 1) in REFUSED:
        return True  # "Nvidia declined to comment"
    if sentence.word(span[1]) in HOLDERS_OWN and not HELD_PARTS.isdisjoint(
        sentence.passage.lower[span[1] + 1 : min(span[1] + 4, sentence.end)]
    ):
        return True  # "sold AMD shares, doubled its stake in Arm"
    said = sentence.passage.lower[max(span[0] - LEFT_WITHIN, sentence.start) : span[0]]
    return category == "move_flat" and not LEAVING.isdisjoint(said)


def _is_of_holdings(sentence: Sentence) -> bool:
    """ "The 13F shows its Nebius shares rose 30%": how many are held, unless the market answers to the filing."""
    said = sentence.passage.lower[sentence.start : sentence.end]
    filed = not FORMS.isdisjoint(said) or not (FILINGS.isdisjoint(said) or HOLDERS.isdisjoint(said))
    return filed and ANSWERING.isdisjoint(said)


def _behind_shares(mover: NameHit, sentence: Sentence) -> list[AmountHit]:
    """ "Lifted CoreWeave's shares 7%", "knocked Oracle stock down 5%": how far, behind who was struck."""
    at = mover.end
    while sentence.word(at) in SHARES | STATES | {"'s", "’s", "by", "about", "nearly", "as", "much", "more", "than"}:
        at += 1
    return [a for a in sentence.amounts if a.start == at and a.amount.unit == "percent" and at > mover.end][:1]


def signed_sentences(passage: Passage) -> set[int]:
    """Sentences with a percentage that has its sign ("CRWV -11%" needs no verb), or with a price and the one before."""
    signed = [hit for hit in passage.amounts if hit.amount.unit == "percent" and _sign(hit, passage)]
    priced = [one for one, other in pairwise(passage.amounts) if _is_from(one, other, passage)]
    return {passage.sentence_index(hit.start) for hit in (*signed, *priced)}


def _is_from(one: AmountHit, other: AmountHit, passage: Passage) -> bool:
    """ "$96.32, down from $110.84"."""
    between = [word for word in passage.lower[one.end : other.start] if word != ","]
    return between in FROM_BEFORE and _is_price(one) and _is_price(other)


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
        name, begins = next((n for n in sentence.names if n.end == at + 1 and is_listed(n)), None), at + 1
        if name is None and sentence.word(at) == ")":
            at = mover_lists.before_bracket(at, sentence)  # "CoreWeave (CRWV) -11%"
            name = next((n for n in sentence.names if n.end == at + 1 and is_listed(n)), None)
        if name is None and (
            SHARES.intersection(sentence.passage.lower[at + 1 : hit.start]) or _is_of_late_trading(hit, sentence)
        ):
            # "...; stock +10%", "beats estimates → +6% AH": the share of whom the text is about.
            subject = general.subject((at + 1, at + 2), sentence) or general.topic(sentence)
            name = subject if subject is not None and is_listed(subject) and subject.end <= at + 1 else None
        if name is not None and not _is_of_year(hit, sentence) and not _is_unit(name):
            yield Move(sentence, name, (hit.start, hit.end), direction, _unsigned(hit), (begins, hit.end))


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


def _is_of_late_trading(hit: AmountHit, sentence: Sentence) -> bool:
    word = sentence.word(hit.end)
    return word in LATE or f"{word} {sentence.word(hit.end + 1 + (sentence.word(hit.end + 1) == '-'))}" in LATE


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
        name = next((n for n in sentence.names if n.start == at and is_listed(n)), None)
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
        if not money and not verbs and (multiplied := _multiplied(span, sentence)) is not None:
            owner = _in_value_of(span, sentence)
            if owner is not None and is_listed(owner):
                yield Move(sentence, owner, multiplied[0], multiplied[1], None, multiplied[0])
            continue
        if not money or not (verbs or behind) or MODAL.intersection(sentence.passage.lower[start : span[0]]):
            continue
        trigger, direction = behind or ((verbs[0], verbs[0] + 1), _direction_of_value(verbs[0], sentence))
        if is_foreseen(trigger, sentence):
            continue  # "sees Nvidia hitting a $6 trillion market value"
        subject = left_of(trigger, sentence) or _in_value_of(span, sentence) or _becoming(trigger, sentence)
        if subject is not None and is_listed(subject):
            size = money[-1] if sentence.word(money[-1].start - 1) != "at" else None
            yield Move(sentence, subject, trigger, direction, None, (trigger[0], span[1]), size)
    for mover, trigger, direction, amount in value_moves(sentence, _left_or_subject, is_listed):
        if MODAL.isdisjoint(
            sentence.passage.lower[max(trigger[0] - 4, sentence.start) : trigger[0]]
        ) and not is_foreseen(trigger, sentence):
            yield Move(sentence, mover, trigger, direction, None, trigger, amount)


def _price_moves(sentence: Sentence) -> Iterator[Move]:
    """ "CoreWeave closed at $96.32, down from $110.84": two prices of a share, and no percentage."""
    lower = sentence.passage.lower
    for one, other in pairwise(sentence.amounts):
        at = one.start - 1
        if lower[at] != "at" or not _is_from(one, other, sentence.passage):
            continue
        while lower[at - 1] in SESSION_WORDS:
            at -= 1
        subject = _left_or_subject((at - 1, at), sentence) if lower[at - 1] in PRICED_VERBS else None
        if subject is not None and is_listed(subject) and subject.end <= at - 1:
            direction = "down" if "down" in lower[one.end : other.start] else "up"
            yield Move(sentence, subject, (at - 1, at), direction, None, (at - 1, other.end), one)


def _is_price(hit: AmountHit) -> bool:
    """Money small enough for one share."""
    value = hit.amount.value
    return hit.amount.unit in {"USD", "USD/share"} and isinstance(value, float) and 0 < value < SHARE_PRICE


FROM_BEFORE = (["down", "from"], ["up", "from"])
SESSION_WORDS = frozenset("the day week month session".split())
PRICED_VERBS = frozenset("closed closes ended ends finished finishes settled traded trades".split())
"""Verbs of a share with the price it came to."""


def _multiplied(noun: Span, sentence: Sentence) -> tuple[Span, str] | None:
    """ "CoreWeave's market value has more than halved": the verb that says how much is left or added."""
    at = noun[1]
    while sentence.word(at) in {"has", "have", "had", "more", "than", "nearly", "almost", "about", "roughly", "since"}:
        at += 1
    return ((at, at + 1), MULTIPLIED[sentence.word(at)]) if sentence.word(at) in MULTIPLIED else None


def _left_or_subject(trigger: Span, sentence: Sentence) -> NameHit | None:
    return left_of(trigger, sentence) or general.subject(trigger, sentence)


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
    if sentence.word(at) in GAINING:
        return (at, at + 1), "up"
    return None


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
    drags = len(movers) - 1 if _is_led(movers, sentence) else 0
    for at, mover in enumerate(movers):
        amount = (
            None
            if at < drags
            else amounts[-1]
            if drags and amounts
            else amounts[at]
            if at < len(amounts)
            else amounts[-1]
            if len(amounts) == 1
            else None
        )
        ends = [trigger[1]] + ([amount.end] if amount else [])
        # From the mover on only when nothing but filler lies between; else it may be another event.
        beside = all(is_filler(sentence.word(word)) for word in range(mover.end, trigger[0]))
        begins = mover.end if beside and mover.end <= trigger[0] else trigger[0]
        taken = (begins, max(ends))
        moves.append(Move(sentence, mover, trigger, direction, amount, taken))
    return [*moves, *_ellipses(moves, sentence), *_as_well(moves, sentence), *_led_by(moves, sentence)]


def _is_led(movers: list[NameHit], sentence: Sentence) -> bool:
    """ "Nvidia drags the Nasdaq down 3%": the size is that of the group or index, not of who leads it."""
    if len(movers) < 2 or movers[-1].entity.kind not in {"index", "collective"}:
        return False
    between = sentence.passage.lower[movers[-2].end : movers[-1].start]
    return not (LEADS | DRAGGING).isdisjoint(between)


def _ellipses(moves: list[Move], sentence: Sentence) -> Iterator[Move]:
    """ "CoreWeave sinks 13%, Nebius 15%": a name and a percentage right behind a move share its verb."""
    if not moves or moves[-1].amount is None:
        return
    last, at = moves[-1], moves[-1].amount.end
    while True:
        at += 1 if sentence.word(at) == "," else 0
        at += 1 if sentence.word(at) in {"and", "while"} else 0
        at += 1 if sentence.word(at) == "the" else 0
        name = next((n for n in sentence.names if n.start == at and is_listed(n)), None)
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
    yield from _together_with(last, sentence)
    for at in range(max(last.taken[1], last.trigger[1]), min(ends + 8, sentence.end - 2)):
        if sentence.word(at) == "so" and sentence.word(at + 1) in {"are", "is", "did", "were", "was", "do", "does"}:
            first = next((n for n in sentence.names if n.start in {at + 2, at + 3} and is_listed(n)), None)
            for name in list_beginning(first, sentence) if first is not None else ():
                yield Move(sentence, name, last.trigger, last.direction, None, (name.start, name.end))
            return


def _together_with(last: Move, sentence: Sentence) -> Iterator[Move]:
    """ "Nebius slid along with other AI stocks", "IREN fell, joined by Cipher": who moves beside the one named."""
    at = max(last.taken[1], last.trigger[1])
    while sentence.word(at) in WHEN:
        at += 1
    at += sentence.word(at) == ","
    if sentence.word(at) in {"along", "together", "alongside", "with", "joined", "joining"}:
        at += 1 + (sentence.word(at + 1) in {"with", "by"})
        other = sentence.word(at) in {"other", "fellow", "its", "the", "peer", "peers", "rival", "rivals"}
        sure = (
            sentence.word(at - 1) != "with"
            or sentence.word(at - 2) in {"along", "together"}
            or sentence.word(at) == "other"
        )
        while sentence.word(at) in {"other", "fellow", "its", "the", "peer", "peers", "rival", "rivals", "as", "like"}:
            at += 1
        first = next((n for n in sentence.names if n.start == at and is_listed(n)), None)
        for name in list_beginning(first, sentence) if first is not None and (sure or other) else ():
            yield Move(sentence, name, last.trigger, last.direction, None, (name.start, name.end))


def _led_by(moves: list[Move], sentence: Sentence) -> Iterator[Move]:
    """ "Nasdaq slips, dragged down by Nvidia and Broadcom": who leads a market or group moves with it."""
    if not moves or moves[-1].mover.entity.kind not in {"index", "collective", "fund"}:
        return
    last = moves[-1]
    behind = range(last.trigger[1], min(last.taken[1] + 4, sentence.end - 1))
    at = next((at for at in behind if sentence.word(at) in LED and sentence.word(at - 1) in {",", "and", "%"}), None)
    if at is None:
        return
    at += 1
    while sentence.word(at) in STATES or sentence.word(at) in {"by", "losses", "gains", "in"}:
        at += 1
    if sentence.word(at - 1) not in {"by", "in"}:
        return
    first = next((n for n in sentence.names if n.start == at and is_listed(n) and n.entity.kind == "company"), None)
    for name in list_beginning(first, sentence) if first is not None else ():
        owned = sentence.word(name.end) in POSSESSIVE
        sized = next((a for a in sentence.amounts if owned and a.amount.unit == "percent"
                      and 0 < a.start - name.end <= 2), None)  # fmt: skip
        if (owned and sized is not None) or (sentence.word(name.end) in ENDS_OF_NOUN | {"which", "shares", "(", "who"}):
            yield Move(sentence, name, last.trigger, last.direction, sized, (name.start, name.end))


def _is_behind(hit: AmountHit, name: NameHit, sentence: Sentence) -> bool:
    """A percentage directly behind a name, "more than" and the like aside."""
    gap = sentence.passage.lower[name.end : hit.start]
    if gap and gap[0] == "by":
        gap = gap[1:]  # "Intel fell by 8%, Marvell by 6%"
    return hit.amount.unit == "percent" and hit.start >= name.end and len(gap) <= 2 and QUALIFIERS.issuperset(gap)


def _following(moves: list[Move], sentence: Sentence) -> list[Move]:
    """ "AMD sinks, Nvidia follows suit": who follows moves as the one before does."""
    for at in range(sentence.start + 1, sentence.end):
        suited = sentence.word(at + 1) == "suit"
        if sentence.word(at) not in FOLLOWING or not (suited or sentence.word(at + 1) in {"", ".", ",", ";", "!"}):
            continue
        name = left_of((at, at + 1), sentence)
        before = [move for move in moves if name is not None and move.trigger[1] <= name.start]
        if name is None or not before or not is_listed(name):
            continue
        listed = [n for n in list_ending(name, sentence) if n.start >= before[-1].trigger[1]]
        return [Move(sentence, n, (at, at + 1), before[-1].direction, None, (at, at + 1)) for n in listed]
    return []


def _is_group(name: NameHit, sentence: Sentence) -> bool:
    return name.entity.kind == "collective" or sentence.word(name.end - 1) in {"stocks", "names"}


def _among(moves: list[Move], sentence: Sentence) -> list[Move]:
    """ "Nvidia, Micron among tech stocks sinking": who is named of a group moves with it."""
    for move in moves:
        at = move.mover.start - 1
        at -= sentence.word(at) in {"the", "other"}
        if sentence.word(at) != "among" or not _is_group(move.mover, sentence) or move.trigger[0] < at:
            continue
        at -= sentence.word(at - 1) in {"is", "are", "was", "were"}
        name = next((n for n in sentence.names if n.end == at and is_listed(n)), None)
        if name is not None:
            listed = list_ending(name, sentence)
            return [Move(sentence, n, move.trigger, move.direction, None, move.trigger) for n in listed]
    return []


def _of_colon_list(moves: list[Move], sentence: Sentence) -> list[Move]:
    """ "AMAT, KLAC, LRCX: equipment stocks rise": names alone before or behind a colon move as the group does."""
    groups = [move for move in moves if _is_group(move.mover, sentence)]
    if not groups:
        return []
    colon = next((at for at in range(sentence.start, sentence.end) if sentence.word(at) in {":", "—"}), None)
    if colon is None:
        return []
    move = groups[0]
    span = (sentence.start, colon) if move.trigger[0] > colon else (colon + 1, sentence.end)
    named = [n for n in sentence.names if span[0] <= n.start < span[1] and is_listed(n)]
    covered = places_of(named)
    rest = {sentence.word(at) for at in range(*span) if at not in covered and not is_ticker(sentence.passage.words[at])}
    if len(named) < 2 or not rest <= {",", "and", "&", "/", ".", "$", "more", "others"}:
        return []
    return [Move(sentence, name, move.trigger, move.direction, None, move.trigger) for name in named]


def _those_of(moves: list[Move], sentence: Sentence) -> Iterator[Move]:
    """ "Shares of Oracle rose 4%, and those of Dell 2%": the noun is told before, in this sentence or the last."""
    lower = sentence.passage.lower
    for at in range(sentence.start, sentence.end - 2):
        if lower[at : at + 2] != ["those", "of"] or not _are_shares(at, sentence):
            continue
        name = next((n for n in sentence.names if n.start == at + 2 and is_listed(n)), None)
        if name is None:
            continue
        verbs = ((category, span) for category in MOVE_VERBS for span in sentence.terms.get(category, ()))
        own = next(((DIRECTIONS[c], span) for c, span in verbs if span[0] == name.end), None)
        if own is not None:
            amounts = percents_beside(own[1], sentence, 1, before=False)
            yield Move(sentence, name, own[1], own[0], amounts[0] if amounts else None, (at, own[1][1]))
            continue
        # Without a verb of its own it did as the one before.
        percent = next((a for a in sentence.amounts if a.start == name.end and a.amount.unit == "percent"), None)
        before = [move for move in moves if move.trigger[0] < at]
        if percent is not None and before:
            yield Move(sentence, name, before[-1].trigger, before[-1].direction, percent, (at, percent.end))


def _are_shares(at: int, sentence: Sentence) -> bool:
    """Whether "those" are shares: the sentence speaks of shares before it, or else the one before does."""
    before = sentence.passage.lower[sentence.start : at]
    if at == sentence.start and sentence.index:
        start, end = sentence.passage.sentences[sentence.index - 1]
        before = sentence.passage.lower[start:end]
    return not SHARES.isdisjoint(before) and FIGURES.isdisjoint(before)


FIGURES = frozenset("sales revenue revenues profit profits earnings margins prices orders targets".split())
"""Of which "those of" another may be told as well."""


def _without_repeats(moves: list[Move]) -> list[Move]:
    """One move per mover and direction: the one with a percentage, else the first."""
    best: dict[tuple[str, str], Move] = {}
    for move in moves:
        key = (move.mover.entity.canonical, move.direction)
        if key not in best or (best[key].amount is None and move.amount is not None):
            best[key] = move
    for (mover, direction), move in list(best.items()):
        other = "down" if direction == "up" else "up"
        if (mover, other) in best and move.sentence.word(move.trigger[0] - 1) in {"after", "following"}:
            del best[mover, direction]  # "turned positive after falling 2%"
    # A share that swings and ends up has risen.
    moved = {mover for mover, direction in best if direction != "neutral"}
    return [move for (mover, direction), move in best.items() if direction != "neutral" or mover not in moved]
