"""The value of all shares as a price move, where the noun is said: "loses $210 billion in market value"."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.extract.moves.beside import left_of
from pipelines.extract.moves.lists import is_listed
from pipelines.extract.moves.market_values import value_moves
from pipelines.extract.moves.move import DIRECTIONS, MOVE_VERBS, Move
from pipelines.extract.moves.stated import is_foreseen
from pipelines.extract.moves.words import GAINING, LOSING, MODAL
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles import general

VALUE = "value_noun"
"""Term category of nouns for the value of all shares."""
VALUE_REACH = 12
"""Most tokens between the verb and "market value"."""
MULTIPLIED = {"halved": "down", "doubled": "up", "tripled": "up", "quadrupled": "up", "doubles": "up", "halves": "down"}


def moves_of_value(sentence: Sentence) -> Iterator[Move]:
    """ "loses $210 billion in market value", "tops a $4 trillion valuation": the value of all shares moves."""
    for noun in sentence.terms.get(VALUE, ()):
        move = _with_noun(noun, sentence)
        if move is not None:
            yield move
    for mover, trigger, direction, amount in value_moves(sentence, left_or_subject, is_listed):
        said = sentence.lower[max(trigger[0] - 4, sentence.start) : trigger[0]]
        if MODAL.isdisjoint(said) and not is_foreseen(trigger, sentence):
            yield Move(sentence, mover, trigger, direction, None, trigger, amount)


def _with_noun(noun: Span, sentence: Sentence) -> Move | None:
    """The move that a noun for the value of all shares tells of, with a sum or a verb of multiplying beside it."""
    start = max(sentence.clause(noun[0])[0], noun[0] - VALUE_REACH)
    money = [a for a in sentence.amounts if start <= a.start <= noun[1] + 4 and a.amount.unit == "USD"]
    verbs = [at for at in range(noun[0] - 1, start - 1, -1) if sentence.word(at) in LOSING | GAINING]
    if not money:
        return None if verbs else _multiplied(noun, sentence)
    told = _verb_behind(noun, sentence)
    if verbs:
        told = (verbs[0], verbs[0] + 1), "down" if sentence.word(verbs[0]) in LOSING else "up"
    if told is None or not MODAL.isdisjoint(sentence.lower[start : noun[0]]):
        return None
    trigger, direction = told
    if is_foreseen(trigger, sentence):
        return None  # "sees Nvidia hitting a $6 trillion market value"
    subject = left_of(trigger, sentence) or _in_value_of(noun, sentence) or _becoming(trigger, sentence)
    if subject is None or not is_listed(subject):
        return None
    size = money[-1] if sentence.word(money[-1].start - 1) != "at" else None
    return Move(sentence, subject, trigger, direction, None, (trigger[0], noun[1]), size)


def _multiplied(noun: Span, sentence: Sentence) -> Move | None:
    """ "CoreWeave's market value has more than halved": the verb says how much is left or added."""
    at = noun[1]
    while sentence.word(at) in {"has", "have", "had", "more", "than", "nearly", "almost", "about", "roughly", "since"}:
        at += 1
    direction = MULTIPLIED.get(sentence.word(at))
    owner = _in_value_of(noun, sentence) if direction is not None else None
    if direction is None or owner is None or not is_listed(owner):
        return None
    return Move(sentence, owner, (at, at + 1), direction, None, (at, at + 1))


def left_or_subject(trigger: Span, sentence: Sentence) -> NameHit | None:
    return left_of(trigger, sentence) or general.subject(trigger, sentence)


def _becoming(trigger: Span, sentence: Sentence) -> NameHit | None:
    """ "Nvidia becomes the first company to reach a $6 trillion valuation"."""
    before = sentence.lower[max(trigger[0] - 9, sentence.start) : trigger[0]]
    return general.subject(trigger, sentence) if {"becomes", "became", "become"}.intersection(before) else None


def _verb_behind(noun: Span, sentence: Sentence) -> tuple[Span, str] | None:
    """ "Alphabet's market value climbed to $3.9 trillion": the verb of the move behind the noun, and its direction."""
    at = noun[1]
    while sentence.word(at) in {"has", "have", "had", "also", "briefly"}:
        at += 1
    for category in MOVE_VERBS:
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
