"""Moves without a verb: a percentage with its sign, "CRWV -11%", and two prices, "at $96.32, down from $110.84"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from pipelines.extract.moves.lists import before_bracket, is_listed, mover_ending
from pipelines.extract.moves.move import Move
from pipelines.extract.moves.sizes import SHARE_PRICE
from pipelines.extract.moves.values import left_or_subject
from pipelines.extract.moves.words import SHARES
from pipelines.extract.passage import AmountHit, NameHit, Passage, Sentence
from pipelines.extract.roles import general, topics

SIGNS = {"+": "up", "-": "down", "\u2212": "down", "\u2013": "down"}
DIVISIONS = frozenset({"Amazon Web Services", "Google Cloud", "Azure", "Microsoft Azure", "Oracle Cloud Infrastructure",
                       "Meta Compute", "Google DeepMind", "Alibaba Cloud", "Oracle Cloud",
                       "Tencent Cloud"})  # fmt: skip
BEFORE_SIGN = frozenset({"+", "-", "\u2212", "\u2013", "(", ":", "stock", "shares", "is", "at", "closed", "now",
                         "today", "premarket", "pre", "market", "after", "hours", "ah", "|", "→",
                         "->", "=>", "⇒"})  # fmt: skip
"""Between a name and its signed percentage."""
LATE = frozenset({"ah", "after-hours", "premarket", "pre-market", "afterhours", "after hours", "pre market"})
"""Behind a signed percentage: of a share, before or after the session."""
YEARLY = frozenset({"yoy", "y/y", "qoq", "q/q", "mom", "m/m", "cagr", "year", "year-over-year", "year-on-year",
                    "growth",
                    "revenue", "sequentially"})  # fmt: skip
FROM_BEFORE = (["down", "from"], ["up", "from"])
SESSION_WORDS = frozenset("the day week month session".split())
PRICED_VERBS = frozenset("closed closes ended ends finished finishes settled traded trades".split())
"""Verbs of a share with the price it came to."""


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


def signed_moves(sentence: Sentence) -> Iterator[Move]:
    """ "CRWV -11%", "(BTDR +131%)": a name with a signed percentage directly behind."""
    for hit in sentence.amounts:
        direction = _sign(hit, sentence.passage) if hit.amount.unit == "percent" else None
        if direction is None:
            continue
        at = _before_sign(hit, sentence)
        name, begins = mover_ending(at + 1, sentence), at + 1
        if name is None and sentence.word(at) == ")":
            at = before_bracket(at, sentence)  # "CoreWeave (CRWV) -11%"
            name = mover_ending(at + 1, sentence)
        if name is None and (
            SHARES.intersection(sentence.lower[at + 1 : hit.start]) or _is_of_late_trading(hit, sentence)
        ):
            # "...; stock +10%", "beats estimates → +6% AH": the share of whom the text is about.
            subject = general.subject((at + 1, at + 2), sentence) or topics.topic(sentence)
            name = subject if subject is not None and is_listed(subject) and subject.end <= at + 1 else None
        if name is not None and not _is_of_year(hit, sentence) and not is_division(name):
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


def is_division(name: NameHit) -> bool:
    """A part of a company grows and has no share: "AWS +24%"."""
    return name.entity.canonical in DIVISIONS


def _unsigned(hit: AmountHit) -> AmountHit:
    """The size of a move; its sign is the direction."""
    value = hit.amount.value
    size = (min(map(abs, value)), max(map(abs, value))) if isinstance(value, tuple) else abs(value)
    return replace(hit, amount=hit.amount._replace(value=size))


def moves_by_prices(sentence: Sentence) -> Iterator[Move]:
    """ "CoreWeave closed at $96.32, down from $110.84": two prices of a share, and no percentage."""
    lower = sentence.lower
    for one, other in pairwise(sentence.amounts):
        at = one.start - 1
        if lower[at] != "at" or not _is_from(one, other, sentence.passage):
            continue
        while lower[at - 1] in SESSION_WORDS:
            at -= 1
        subject = left_or_subject((at - 1, at), sentence) if lower[at - 1] in PRICED_VERBS else None
        if subject is not None and is_listed(subject) and subject.end <= at - 1:
            direction = "down" if "down" in lower[one.end : other.start] else "up"
            yield Move(sentence, subject, (at - 1, at), direction, None, (at - 1, other.end), one)


def _is_price(hit: AmountHit) -> bool:
    """Money small enough for one share."""
    value = hit.amount.value
    return hit.amount.unit in {"USD", "USD/share"} and isinstance(value, float) and 0 < value < SHARE_PRICE
