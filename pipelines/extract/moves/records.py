"""Who sets a record or ends a run: "hits an all-time high", "among the biggest losers", "snaps a losing streak"."""

from __future__ import annotations

from pipelines.extract.moves.apart import second_deed
from pipelines.extract.moves.beside import left_of, only_in_brackets
from pipelines.extract.moves.groups import bare_group
from pipelines.extract.moves.lists import is_listed, list_beginning, list_ending, mover_at
from pipelines.extract.moves.shares import shares_apart
from pipelines.extract.moves.words import (
    BRACKET,
    HELD,
    PARING,
    QUALIFIERS,
    SHARES,
    STRONG_NEXT,
    TAILS,
    VALUE_WORDS,
    is_filler,
)
from pipelines.extract.names import collectives
from pipelines.extract.passage import NameHit, Sentence, Span
from pipelines.extract.roles.names import in_brackets

HIGHS = frozenset({"high", "highs", "close", "peak", "peaks", "level", "levels", "territory", "closing", "intraday"})
LOWS = frozenset({"low", "lows"})
STREAKS = frozenset({"streak", "skid", "run"})
PERFORMERS = frozenset({"gainers", "losers", "decliners", "advancers", "laggards", "winners", "performers", "gainer",
                        "loser", "decliner", "laggard", "performer", "drag", "winner", "performing",
                        "drags"})  # fmt: skip
RECORD_NEXT = frozenset({"", ".", ",", ";", "in", "on", "as", "after", "amid", "ahead", "and", "with", "for",
                         "following",
                         "$", "since", "monday", "tuesday", "wednesday", "thursday", "friday", "today", ":", "despite",
                         "close", "before", "!", "?", "while", "but"})  # fmt: skip
"""Behind "a record" of a share; "record revenue" is one of something else."""
ENDING = frozenset({"snaps", "snapped", "ends", "ended", "breaks", "broke", "halts", "halted", "snap", "end", "ending"})
ERASING = frozenset("erased erases erase erasing surrendered surrenders reversed reverses reverse reversing recouped "
                    "recoups recoup recouping".split())  # fmt: skip
GIVEN = frozenset("gave given gives giving wiped wipes wiping".split())
UNDONE = frozenset({"gains", "gain", "rally", "losses", "advance"})
UNDONE_REACH = 8
REACHING = frozenset({"hits", "touches", "notches", "reaches", "sets", "scales", "posts", "nears"})


def record_setters(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """Who sets a record: the listed name before it with nothing but a verb of reaching between."""
    if _is_of_something_else(trigger, sentence):
        return []
    if sentence.word(trigger[1] - 1) == "for":
        return _day_of(trigger, sentence)
    behind = _inverted(trigger, sentence)
    if behind:
        return behind
    before = [n for n in sentence.names if n.end <= trigger[0] and not in_brackets(n, sentence)]
    before = before or only_in_brackets(trigger, sentence)
    whose = _without_index_of_ranking(before, trigger, sentence)
    if not before or not is_listed(before[-1]):
        return _group_before(trigger[0], sentence)
    gap = _words_between(before[-1], whose, trigger, sentence)
    if sentence.word(trigger[1] - 1) in STREAKS and not ENDING.isdisjoint(gap):
        return []  # it ends: `ending_streak`
    held = all(map(_may_stand_before_ranking if _ranks(trigger, sentence) else _may_stand_before_record, gap))
    if not held and (apart := shares_apart(trigger, sentence)) is not None:
        return [apart]
    return list_ending(before[-1], sentence) if held and PARING.isdisjoint(gap) else []


def _is_of_something_else(trigger: Span, sentence: Sentence) -> bool:
    """Whether goods or results have the record, or somebody is only seen as a winner."""
    last = sentence.word(trigger[1] - 1)
    if last in {"record", "records"} and sentence.word(trigger[1]) not in RECORD_NEXT | HIGHS:
        return True
    closing = trigger[1]
    while sentence.word(closing) in HIGHS:
        closing += 1
    if sentence.word(closing - 1) in HIGHS | LOWS and _describes_goods(closing, sentence):
        return True  # "record peak load", "record high revenue"
    # "seen as the biggest winner"
    is_seen = "seen" in sentence.lower[max(trigger[0] - 3, sentence.start) : trigger[0]]
    return is_seen and "as" in {sentence.word(trigger[0] - 1), sentence.word(trigger[0] - 2)}


def _ranks(trigger: Span, sentence: Sentence) -> bool:
    """Whether the words are of a ranking, "top gainers", rather than of a record."""
    return sentence.word(trigger[1] - 1) in PERFORMERS


def _without_index_of_ranking(before: list[NameHit], trigger: Span, sentence: Sentence) -> int:
    """Where the words of a ranking begin, its index included, which is dropped from the names before."""
    if len(before) > 1 and _is_index(before[-1]) and before[-1].end == trigger[0] and _ranks(trigger, sentence):
        return before.pop().start  # "leads Dow losers"
    if before and _is_index(before[-1]) and sentence.word(before[-1].end) == "'s":
        return before.pop().start  # "among the S&P 500's top gainers"
    return trigger[0]


def _is_index(name: NameHit) -> bool:
    return name.entity.kind == "index"


def _group_before(end: int, sentence: Sentence) -> list[NameHit]:
    """A sector by itself before words of reaching: "tech hits a record"."""
    at = end - 1
    while (sentence.word(at) in HELD or is_filler(sentence.word(at))) and sentence.word(at) != "stocks":
        at -= 1
    group = bare_group(at, at + 1, sentence) if at + 1 < end else None
    return [group] if group is not None else []


def _words_between(mover: NameHit, whose: int, trigger: Span, sentence: Sentence) -> list[str]:
    """The words between a mover and its record, without its bracket and the comma of "its"."""
    first = mover.end + in_brackets(mover, sentence)
    if sentence.word(first) == "(":
        # "Applied Digital (APLD) on all-time high"
        inside = range(first, min(first + BRACKET, trigger[0]))
        first = next((at + 1 for at in inside if sentence.word(at) == ")"), first)
    gap = sentence.lower[first:whose]
    return [
        w for at, w in enumerate(gap) if w != "," or gap[at + 1 : at + 2] not in (["its"], ["the"], ["a"], ["their"])
    ]


def _may_stand_before_record(word: str) -> bool:
    return word in HELD or is_filler(word) or word in QUALIFIERS or word in TAILS or word[0].isdigit()


def _may_stand_before_ranking(word: str) -> bool:
    return _may_stand_before_record(word) or word in VALUE_WORDS or word in collectives.TRADE


def _describes_goods(at: int, sentence: Sentence) -> bool:
    """Whether the word behind "record high" is what is high."""
    word = sentence.word(at)
    if word in RECORD_NEXT | HIGHS | STRONG_NEXT | SHARES or not word.isalpha() or word.endswith(("ed", "ing")):
        return False
    return word not in {"set", "price", "prices", "valuation", "of", "it", "we", "he", "she", "they"} and not any(
        n.start == at for n in sentence.names
    )


def ending_streak(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Snaps a five-day losing streak": who ends a streak moves the other way."""
    if sentence.word(trigger[1] - 1) not in STREAKS:
        return []
    at = trigger[0] - 1
    spared = {"its", "their", "a", "an", "the"}
    while sentence.word(at) not in ENDING and (
        sentence.word(at) in QUALIFIERS | spared or is_filler(sentence.word(at)) or sentence.word(at)[:1].isdigit()
    ):
        at -= 1
    return _list_left_of(at, sentence) if sentence.word(at) in ENDING else []


def undoing(span: Span, sentence: Sentence) -> list[NameHit]:
    """ "Oracle has given up all of its gains": who undoes what a noun tells moves the other way."""
    if sentence.word(span[1] - 1) not in UNDONE or sentence.word(span[0] - 1) in {"for", "of"}:
        return []
    for at in range(span[0] - 1, max(span[0] - UNDONE_REACH, sentence.start), -1):
        word = sentence.word(at)
        if word in {",", ";", ":", ".", "on", "in", "from", "to"} or any(
            n.start <= at < n.end and n.party for n in sentence.names
        ):
            return []
        if word in ERASING or (word in {"up", "out"} and sentence.word(at - 1) in GIVEN):
            return _list_left_of(at - (word in {"up", "out"}), sentence)
    return []


def _list_left_of(verb: int, sentence: Sentence) -> list[NameHit]:
    """The list of names that ends before a verb, little between."""
    name = left_of((verb, verb + 1), sentence)
    return list_ending(name, sentence) if name is not None and is_listed(name) else []


def _day_of(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "A brutal day for neoclouds": whose day it was."""
    at = trigger[1] + (sentence.word(trigger[1]) in {"the", "shares", "all"})
    at += sentence.word(at) == "of"
    first = mover_at(at, sentence)
    return list_beginning(first, sentence) if first is not None else []


def _inverted(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "Among the biggest losers: CoreWeave and Nebius", "Leading the decliners was Oracle"."""
    at = trigger[1]
    if sentence.word(at) in {"in", "on", "of"}:
        at = next((n.end for n in sentence.names if n.start in {at + 1, at + 2} and n.entity.kind == "index"), at)
    if sentence.word(at) not in {"were", "was", "is", "are", ":", "include", "included", "includes"}:
        return []
    name = mover_at(at + 1, sentence)
    if name is None or sentence.word(trigger[1] - 1) not in PERFORMERS:
        return []
    return list_beginning(name, sentence)


def record_as_second_deed(trigger: Span, sentence: Sentence) -> list[NameHit]:
    """ "AMD unveils new chips, hits a record"."""
    if sentence.word(trigger[1] - 1) not in HIGHS | LOWS | {"record"}:
        return []
    at = trigger[0] - 1
    while sentence.word(at) in {"a", "an", "new", "fresh", "its", "another"}:
        at -= 1
    return second_deed((at, trigger[1]), sentence, sure=True) if sentence.word(at) in REACHING else []
