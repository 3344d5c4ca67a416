"""The value of all shares as a price move: "erases $100 billion from memory stocks", "has lost a third of its value".

Whoever loses a sum that only a market can take, or wins a milestone of value, has moved. Profits, contracts and
customers are lost and won as well; so an amount needs the words of a value, "off" or "from" its owner, or a size that
no quarter has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipelines.extract.moves.words import FRACTIONS, LARGE, LOSING, TAKING_OFF
from pipelines.extract.passage import AmountHit, NameHit, Sentence, Span

Found = tuple[NameHit, Span, str, AmountHit | None]
"""Whose value moves, the words that say so, the direction, and the sum."""
Subject = Callable[[Span, Sentence], "NameHit | None"]

ROUGHLY = frozenset(
    """more than nearly over about as much almost roughly around up to $ some a an another further close estimated
    whopping massive record the combined""".split()
)
BEEN = frozenset({"was", "were", "has", "had", "been", "have", "is", "being", "got", "are", "gets", "be"})
PASSIVE = frozenset(
    """wiped erased shaved knocked slashed lopped evaporated vanished chopped stripped sliced vaporized lost
    shed""".split()
)
OF_VALUE = frozenset(
    """in of market value cap capitalization valuation the combined its worth stock-market stock shareholder share price
    shares price's 's from off out collective major big total""".split()
)
OF_VALUE_OR_PLACE = OF_VALUE | {"u.s."}
"""Between "off" and who has lost it."""
VALUE_LOST = frozenset("in of market value cap capitalization worth shareholder stock".split())
"""Between the sum and "off": "$100 billion in market value off"."""
OFF = frozenset({"off", "from"})
HUGE = 5e10
"""USD; more than any company loses in a quarter."""
SPANS = frozenset("in as on after this over within amid during since by".split())
ENDS = frozenset({"", ".", ",", ";", ":", "—"})
CLUBS = frozenset({"club", "crown", "status", "milestone", "mark", "threshold", "title", "throne", "valuation"})
BEFORE_CLUB = frozenset(
    {"the", "its", "out", "of", "from", "below", "under", "exclusive", "elite", "through", "beneath"}
)
PARTING = frozenset(
    """drops dropped falls fell slips slipped exits exited leaves left loses lost tumbles tumbled slides slid booted
    kicked knocked sinks sank relinquishes relinquished surrenders surrendered forfeits""".split()
)
OF_SIZE = frozenset({"company", "firm", "stock", "chipmaker", "market", "in"})
BECOMING = frozenset({"becomes", "became", "become", "becoming"})


def value_moves(sentence: Sentence, subject: Subject, listed: Callable[[NameHit], bool]) -> Iterator[Found]:
    """Everything a sentence says of values won and lost without the noun of a value beside the verb."""
    for hit in sentence.amounts:
        if hit.amount.unit in {"USD", "percent"}:
            yield from _taken_off(hit, sentence, listed)
        if hit.amount.unit == "USD":
            yield from _lost(hit, sentence, subject, listed)
            yield from _first_of_size(hit, sentence, subject, listed)
            yield from _out_of_club(hit, sentence, subject, listed)
    if "value" in sentence.vocabulary:
        for at in range(sentence.start + 3, sentence.end):
            if sentence.word(at) == "value":
                yield from _part_lost(at, sentence, subject, listed)


def _verb_before(hit: AmountHit, sentence: Sentence) -> int | None:
    """The verb of taking off that stands before an amount."""
    at = hit.start - 1
    while sentence.word(at) in ROUGHLY:
        at -= 1
    if sentence.word(at) == "out" and sentence.word(at - 1) in TAKING_OFF:
        at -= 1
    return at if sentence.word(at) in TAKING_OFF else None


def _taken_off(hit: AmountHit, sentence: Sentence, listed: Callable[[NameHit], bool]) -> Iterator[Found]:
    """ "Erases $100 billion from memory stocks", "$250 billion was wiped off Oracle's value", "knocked 12% off X"."""
    if hit.amount.unit == "USD" and hit.amount.size < LARGE / 10:
        return
    verb, at = _verb_before(hit, sentence), _behind(hit.end, VALUE_LOST, sentence)
    if verb is None:
        verb = _behind(at, BEEN, sentence)
        if sentence.word(verb) not in PASSIVE:
            return
        at = verb + 1
    if sentence.word(at) not in OFF:
        return
    at = _behind(at, OF_VALUE_OR_PLACE, sentence)
    name = next((n for n in sentence.names if n.start <= at < n.end and listed(n)), None)
    if name is not None and (hit.amount.unit == "USD" or _is_of_shares(name, sentence)):
        yield name, (verb, verb + 1), "down", hit


def _behind(at: int, words: frozenset[str], sentence: Sentence) -> int:
    """The first token from here on that is none of these words."""
    while sentence.word(at) in words:
        at += 1
    return at


def _is_of_shares(name: NameHit, sentence: Sentence) -> bool:
    """Whether a percentage off somebody is one of the shares: "12% off chip stocks", "off Oracle's value"."""
    if name.entity.kind in {"collective", "index"} or sentence.word(name.end) in SPANS | ENDS:
        return True
    return not OF_VALUE.isdisjoint(word for word in sentence.passage.lower[name.end : name.end + 4] if word != "the")


def _lost(hit: AmountHit, sentence: Sentence, subject: Subject, listed: Callable[[NameHit], bool]) -> Iterator[Found]:
    """ "Big Tech sheds $800 billion in AI selloff": a sum that is no quarter's loss."""
    if hit.amount.size < LARGE or sentence.word(hit.end) not in SPANS:
        return
    verb = _verb_before(hit, sentence)
    if verb is None or sentence.word(verb) not in LOSING:
        return
    name = subject((verb, verb + 1), sentence)
    if name is not None and listed(name) and (name.entity.kind in {"collective", "index"} or hit.amount.size >= HUGE):
        yield name, (verb, verb + 1), "down", hit


def _first_of_size(
    hit: AmountHit, sentence: Sentence, subject: Subject, listed: Callable[[NameHit], bool]
) -> Iterator[Found]:
    """ "Becomes the first $5 trillion company": a milestone of value."""
    if hit.amount.size < HUGE or sentence.word(hit.end) not in OF_SIZE:
        return
    if sentence.word(hit.end) == "in" and sentence.word(hit.end + 1) not in {"market", "value", "valuation"}:
        return
    verb = next((at for at in range(hit.start - 1, max(hit.start - 10, sentence.start), -1)
                 if sentence.word(at) in BECOMING), None)  # fmt: skip
    name = subject((verb, verb + 1), sentence) if verb is not None else None
    if verb is not None and name is not None and listed(name):
        yield name, (verb, verb + 1), "up", hit


def _out_of_club(
    hit: AmountHit, sentence: Sentence, subject: Subject, listed: Callable[[NameHit], bool]
) -> Iterator[Found]:
    """ "Drops out of the $2 trillion club", "loses its $1 trillion crown": a milestone of value that is gone."""
    if hit.amount.size < HUGE or sentence.word(hit.end) not in CLUBS:
        return
    at = hit.start - 1
    while sentence.word(at) in BEFORE_CLUB:
        at -= 1
    if sentence.word(at) not in PARTING:
        return
    name = subject((at, at + 1), sentence)
    if name is not None and listed(name):
        yield name, (at, at + 1), "down", hit


def _part_lost(at: int, sentence: Sentence, subject: Subject, listed: Callable[[NameHit], bool]) -> Iterator[Found]:
    """ "Has lost a third of its value", "shed more than half their market value"."""
    if not {"its", "their"}.intersection(sentence.passage.lower[at - 2 : at]):
        return
    window = range(at - 1, max(at - 10, sentence.start - 1), -1)
    verb = next((place for place in window if sentence.word(place) in LOSING), None)
    if verb is None or FRACTIONS.isdisjoint(sentence.passage.lower[verb:at]):
        return
    name = subject((verb, verb + 1), sentence)
    if name is not None and listed(name):
        yield name, (verb, verb + 1), "down", None
