"""Price moves: "CoreWeave sinks 13%, Nebius 15%". They report the market's answer and never open a story.

A move needs a mover *next to* its verb: a listed company, a fund, an index or a stated collective, with nothing
between but "shares", auxiliaries and adverbs. "Nebius sales jump" has "sales" between and is no move. Verbs that also
take objects ("gains customers", "loses a lawsuit") count only with a percentage, with "shares", or when the clause
ends. One event per mover, as everybody counts them; lists are expanded, "respectively" pairs them by order.

The stretch from mover to percentage is handed back so that no frame reads the same words again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipelines.extract.moves.along import (
    colon_listed,
    ellipses,
    followers,
    leaders_behind,
    members_named,
    moves_as_well,
    those_of,
)
from pipelines.extract.moves.lists import mover_at
from pipelines.extract.moves.move import DIRECTIONS, RECORDS, STRIKING, Move
from pipelines.extract.moves.movers import movers_of
from pipelines.extract.moves.records import ending_streak, undoing
from pipelines.extract.moves.signed import is_division, moves_by_prices, signed_moves
from pipelines.extract.moves.sizes import percents_beside
from pipelines.extract.moves.stated import is_modal
from pipelines.extract.moves.values import moves_of_value
from pipelines.extract.moves.words import DRAGGING, LEADS, MODAL, SHARES, STATES, is_filler
from pipelines.extract.passage import AmountHit, NameHit, Sentence, Span

OPPOSITE = {"rise": "down", "fall": "up", "record_low": "up", "record_high": "down"}
"""Which way a share goes that undoes a move, "has erased all its gains", or ends a streak."""
TRIGGERS = DIRECTIONS.keys() | {"value_noun", "value_taken", "boost_given"}
"""Where a sentence may tell of one."""
LIFTS = ("boost", "lift", "jolt", "bump", "pop", "shot", "tailwind", "bounce")
BLOWS = ("blow", "hit", "hammering", "beating", "drubbing", "setback", "pounding")
FORMS = frozenset({"13f", "13fs", "13f-hr"})
FILINGS = frozenset({"filing", "filings", "holdings", "portfolio"})
HOLDERS = frozenset({"fund", "funds", "puts", "calls", "holder"})
"""Whose shares a filing counts."""
ANSWERING = frozenset("after following as sending sent lifting trading session investors premarket today monday "
                      "tuesday wednesday thursday friday".split())  # fmt: skip
"""In a sentence on a filing they tell what the market did."""
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


def triggers(terms: Mapping[str, object]) -> bool:
    """Whether words of a price move are among the terms; a percentage with its sign needs none."""
    return not terms.keys().isdisjoint(TRIGGERS)


def find_moves(sentence: Sentence) -> list[Move]:
    """Every price move of the sentence, one per mover."""
    said = [category for category in DIRECTIONS if category in sentence.terms]
    found = list(signed_moves(sentence))
    if said and not _is_of_holdings(sentence):
        for category in said:
            for span in sentence.terms[category]:
                found += _told_by(category, span, sentence)
    if found:
        found += colon_listed(found, sentence)
        found += followers(found, sentence)
        found += members_named(found, sentence)
    found += those_of(found, sentence)
    found += [*_boosts(sentence), *moves_of_value(sentence), *moves_by_prices(sentence)]
    return _without_repeats(found) if len(found) > 1 else found


def _told_by(category: str, span: Span, sentence: Sentence) -> list[Move]:
    """The moves that a term of moving tells of."""
    movers, direction = _movers_and_direction(category, span, sentence)
    if not movers or is_modal(movers[-1], span, sentence) or _is_left(category, span, sentence):
        return []
    amounts = percents_beside(span, sentence, len(movers), before=category not in STRIKING)
    amounts = amounts or (_behind_shares(movers[-1], sentence) if category in STRIKING else [])
    return _moves_of(movers, span, direction, amounts, sentence)


def _movers_and_direction(category: str, span: Span, sentence: Sentence) -> tuple[list[NameHit], str]:
    """Who moves by a term, and which way; whoever undoes a move or ends a streak goes the other way."""
    undone = undoing(span, sentence) if category in OPPOSITE and category not in RECORDS else []
    if undone:
        return undone, OPPOSITE[category]
    movers = [mover for mover in movers_of(category, span, sentence) if not is_division(mover)]
    if category in RECORDS and not movers:
        return ending_streak(span, sentence), OPPOSITE[category]
    return movers, DIRECTIONS[category]


def _is_left(category: str, span: Span, sentence: Sentence) -> bool:
    """ "The fund left its position in Microsoft unchanged": what somebody leaves as it is does not move."""
    refuses = sentence.word(span[1] - 1) in {"declined", "declines"} and sentence.word(span[1]) == "to"
    if refuses and sentence.word(span[1] + 1) in REFUSED:
        return True  # "Nvidia declined to comment"
    if sentence.word(span[1]) in HOLDERS_OWN and not HELD_PARTS.isdisjoint(
        sentence.lower[span[1] + 1 : min(span[1] + 4, sentence.end)]
    ):
        return True  # "sold AMD shares, doubled its stake in Arm"
    said = sentence.lower[max(span[0] - LEFT_WITHIN, sentence.start) : span[0]]
    return category == "move_flat" and not LEAVING.isdisjoint(said)


def _is_of_holdings(sentence: Sentence) -> bool:
    """ "The 13F shows its Nebius shares rose 30%": how many are held, unless the market answers to the filing."""
    said = sentence.lower[sentence.start : sentence.end]
    filed = not FORMS.isdisjoint(said) or not (FILINGS.isdisjoint(said) or HOLDERS.isdisjoint(said))
    return filed and ANSWERING.isdisjoint(said)


def _behind_shares(mover: NameHit, sentence: Sentence) -> list[AmountHit]:
    """ "Lifted CoreWeave's shares 7%", "knocked Oracle stock down 5%": how far, behind who was struck."""
    at = mover.end
    while sentence.word(at) in SHARES | STATES | {"'s", "’s", "by", "about", "nearly", "as", "much", "more", "than"}:
        at += 1
    return [a for a in sentence.amounts if a.start == at and a.amount.unit == "percent" and at > mover.end][:1]


def _boosts(sentence: Sentence) -> Iterator[Move]:
    """ "Gives chip stocks a boost", "deals neocloud shares a blow"."""
    for span in sentence.terms.get("boost_given", ()):
        at = span[1] + (sentence.word(span[1]) in {"the", "all"})
        name = mover_at(at, sentence)
        if name is None or MODAL.intersection(sentence.lower[max(span[0] - 4, sentence.start) : span[0]]):
            continue
        behind, of_shares = name.end, name.entity.kind in {"collective", "index"}
        while sentence.word(behind) in SHARES | {"'s"}:
            behind, of_shares = behind + 1, True
        window = sentence.lower[behind : behind + 4]
        if of_shares and window[:1] in (["a"], ["an"], ["another"], ["fresh"]):
            for word, direction in (*((w, "up") for w in LIFTS), *((w, "down") for w in BLOWS)):
                if word in window:
                    yield Move(sentence, name, span, direction, None, (span[0], behind + 2))


def _moves_of(
    movers: list[NameHit], trigger: Span, direction: str, amounts: list[AmountHit], sentence: Sentence
) -> list[Move]:
    """A move of each mover, and of those who are told of behind it as moving along."""
    moves = []
    for mover, amount in zip(movers, _sizes_of(movers, amounts, sentence), strict=True):
        # From the mover on only when nothing but filler lies between; else it may be another event.
        between = range(mover.end, trigger[0])
        beside = mover.end <= trigger[0] and all(is_filler(sentence.word(at)) for at in between)
        taken = (mover.end if beside else trigger[0], max(trigger[1], amount.end if amount else 0))
        moves.append(Move(sentence, mover, trigger, direction, amount, taken))
    return [*moves, *ellipses(moves, sentence), *moves_as_well(moves, sentence), *leaders_behind(moves, sentence)]


def _sizes_of(movers: list[NameHit], amounts: list[AmountHit], sentence: Sentence) -> list[AmountHit | None]:
    """How far each moved: in their order, one size for all, or that of a group and none of those who lead it."""
    if _is_led(movers, sentence):
        return [*[None] * (len(movers) - 1), amounts[-1] if amounts else None]
    sizes = amounts * len(movers) if len(amounts) == 1 else amounts[: len(movers)]
    return [*sizes, *[None] * (len(movers) - len(sizes))]


def _is_led(movers: list[NameHit], sentence: Sentence) -> bool:
    """ "Nvidia drags the Nasdaq down 3%": the size is that of the group or index, not of who leads it."""
    if len(movers) < 2 or movers[-1].entity.kind not in {"index", "collective"}:
        return False
    between = sentence.lower[movers[-2].end : movers[-1].start]
    return not (LEADS | DRAGGING).isdisjoint(between)


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
