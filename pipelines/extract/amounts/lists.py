"""Amounts that stand in one list or series, which share what they measure and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extract.amounts.numerals import Amount
from pipelines.extract.passage import Sentence

BEFORE = 80
"""Characters before an amount in which a word can say what it measures, or for when."""
_ABOUT = r"(?:about|around|roughly|nearly|some|~)?\s?$"
LIST_JOIN = re.compile(rf"^(?:\s?[,、]\s?(?:and\s)?|\sand\s|\s?和\s?){_ABOUT}", re.IGNORECASE)
SERIES_JOIN = re.compile(
    r"^\s?(?:(?:in|for|by)\s(?:fiscal\s|FY)?20\d\d)?(?:\s?[,、，]\s?(?:and\s)?(?:to\s)?|\s(?:and|to)\s|\s?和\s?)"
    rf"(?:20\d\d\s?年)?{_ABOUT}",
    re.IGNORECASE,
)
STOPS = re.compile(r"[,;、，；]|\s(?:and|while|but|against|versus)\s")


def are_joined(text: str, one: Amount, other: Amount, join: re.Pattern[str] = LIST_JOIN) -> bool:
    """Whether nothing but a joining word stands between two amounts of a unit."""
    between = text[one.end : other.start]
    return one.unit == other.unit and len(between) < 24 and join.match(between) is not None


def members(text: str, amounts: Sequence[Amount], at: int) -> list[Amount]:
    """The list that ends with this amount: "5 GW and 9 GW in 2027" is one year for both."""
    first = at
    while first and are_joined(text, amounts[first - 1], amounts[first]):
        first -= 1
    return list(amounts[first : at + 1])


def series_of(text: str, amount: Amount, amounts: Sequence[Amount]) -> tuple[Amount, Amount]:
    """First and last amount of the list or series that this one stands in."""
    at = next((n for n, other in enumerate(amounts) if other.start == amount.start), None)
    if at is None:
        return amount, amount
    first = last = at
    while first and are_joined(text, amounts[first - 1], amounts[first], SERIES_JOIN):
        first -= 1
    while last + 1 < len(amounts) and are_joined(text, amounts[last], amounts[last + 1], SERIES_JOIN):
        last += 1
    return amounts[first], amounts[last]


def surroundings(sentence: Sentence) -> tuple[str, list[Amount], int, int]:
    """The text, the amounts of a sentence, and where it begins and ends among the characters."""
    passage = sentence.passage
    low, high = passage.char_span((sentence.start, sentence.end))
    return passage.text, [hit.amount for hit in sentence.amounts], low, high
