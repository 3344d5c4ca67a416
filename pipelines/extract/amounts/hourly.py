"""Whether a price by the hour is the price of one chip.

What must never happen: an hour of a machine with eight cards, or of a technician, told as a price per GPU-hour. "An
hour" alone says nothing: a chip has to be named beside it, in its sentence or, where a rate or "it" takes up what was
spoken of, in the sentence before. Of chips and of people who are paid, the nearer decides.

An hour of a machine is no price per chip, nor is it divided by the number of its cards: the text states no such price.
A number of cards that would make each cost next to nothing counts what is rented at that price, each of them.
"""

from __future__ import annotations

import re
from itertools import chain

from pipelines.extract.alternation import any_of

PER_CHIP = "USD/GPU-hour"
PER_HOUR = "USD/hour"
HOURLY_UNITS = frozenset({PER_CHIP, PER_HOUR})
MOST_PER_CHIP = 20.0
"""No card has been let for more by the hour (the dearest so far about 12 dollars): that is a machine of several."""
LEAST_PER_CHIP = 0.1
"""Nor for less: old cards for players go at about 0.15."""
REACH = 240
"""Characters in which the sentence of a price is looked at, on each side."""
COUNTS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "sixteen": 16, "thirty-two": 32, "sixty-four": 64, "seventy-two": 72,
}  # fmt: skip
BY_NAME = r"(?:GB|GH|MI|[ABHLPV])\d{2,4}[A-Z]{0,2}s?|L4s?|T4s?|RTX|[2-5]0[6-9]0s?"
_CHIP = (
    rf"(?:(?i:GPUs?|TPUs?|(?:graphics\s)?cards?|chips?|accelerators?|superchips?)|Blackwells?|Hoppers?|Trainium\d?|{BY_NAME})"
    r"(?![A-Za-z0-9_])"
)
CHIP = re.compile(rf"(?<![A-Za-z0-9_.]){_CHIP}|显卡|芯片|加速卡|算力卡")
CHIP_BY_NAME = re.compile(rf"(?<![A-Za-z0-9_])(?:{BY_NAME})(?![A-Za-z0-9_])", re.IGNORECASE)
PAID = re.compile(
    r"\b(?:wages?|salar(?:y|ies)|workers?|technicians?|electricians?|employees?|staff|guards?|drivers?|labou?r)\b",
    re.IGNORECASE,
)
SEVERAL = re.compile(
    rf"(?<![\w.$,])(?P<n>\d{{1,3}}(?:,\d{{3}}){{1,3}}|\d{{1,7}}|(?i:{any_of(COUNTS)}))"
    rf"(?:\s?[x×]\s?|[\s-](?:way[\s-])?)(?:[A-Z][A-Za-z]{{0,15}}\s){{0,3}}{_CHIP}"
)
""" "8-GPU", "eight Nvidia H100s", "8x H200", "eight-way B200"."""
MACHINE = re.compile(
    r"\b[a-z]\w{0,9}\.\d{0,3}x?large\b|-highgpu-\d|\b[DH]GX\b"
    r"|\b(?:an?|each|every|per)\s(?:[A-Za-z0-9-]{1,20}\s){0,3}(?:node|server|machine|rack|box)\b"
)
""" "p5.48xlarge", "an H100 server"."""
BEHIND = re.compile(r"\s(?:for|per)\s(?:an?\s|the\s|its\s)?")
TAKING_UP = re.compile(
    r"\b(?:rates?|rents?|rentals?|prices?|pricing|on-demand|spot|it|that|they|this)\b", re.IGNORECASE
)
SENTENCE_END = re.compile(r"[.!?][\"'”’)]?\s+(?=[\"'“‘(]?[A-Z0-9])|[\n。！？]")


def hourly_unit(text: str, start: int, end: int, dearest: float, after: int) -> str:
    """The unit of a price by the hour at text[start:end], of which the words of the rate themselves name no chip.

    after: where the price by the hour before it ends, or 0: what counts its cards is no count of this one's.

    >>> told = "Cut an H100 to $2 an hour and an 8-GPU machine to $16 an hour"
    >>> hourly_unit(told, 15, 25, 2.0, 0), hourly_unit(told, 50, 61, 16.0, 25)
    ('USD/GPU-hour', 'USD/hour')
    """
    if dearest > MOST_PER_CHIP:
        return PER_HOUR
    low, high = _sentence(text, start, end)
    if (of_chip := _is_of_chip(text, (low, high), start, end)) is None and TAKING_UP.search(text, low, high):
        # "H200s are scarce. The rate is $3 an hour."
        before = _sentence(text, max(low - 1, 0), max(low - 1, 0))
        of_chip = low > 0 and _is_of_chip(text, before, start, end)
        low = before[0] if of_chip else low
    own = max(low, after) if CHIP.search(text, max(low, after), start) else low
    return PER_CHIP if of_chip and not _is_of_several(text, own, start, end, dearest) else PER_HOUR


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around text[start:end], as far as it is looked at."""
    low = max(0, start - REACH)
    ends = [hit.end() for hit in SENTENCE_END.finditer(text, low, start)]
    closing = SENTENCE_END.search(text, end, end + REACH)
    return (ends[-1] if ends else low), (closing.start() if closing else min(len(text), end + REACH))


def _is_of_chip(text: str, inside: tuple[int, int], start: int, end: int) -> bool | None:
    """Whether a chip is named nearer to the price than somebody paid, before it first; None: neither is named."""
    hits = chain(CHIP.finditer(text, *inside), PAID.finditer(text, *inside))
    near = [
        (hit.start() >= end, max(start - hit.end(), hit.start() - end), PAID.fullmatch(hit[0]) is None) for hit in hits
    ]
    return min(near)[2] if near else None


def _is_of_several(text: str, low: int, start: int, end: int, dearest: float) -> bool:
    """Whether the price is of a machine, or of cards that are counted before it or right behind."""
    if MACHINE.search(text, low, start):
        return True
    counted = [*SEVERAL.finditer(text, low, start)]
    if (behind := BEHIND.match(text, end)) is not None:
        if MACHINE.match(text, behind.start() + 1):
            return True
        counted += [hit for hit in (SEVERAL.match(text, behind.end()),) if hit]
    return any(1 < number <= dearest / LEAST_PER_CHIP for number in map(_number, counted))


def _number(hit: re.Match[str]) -> float:
    told = hit["n"].replace(",", "").lower()
    return float(told) if told.isdecimal() else float(COUNTS[told])
