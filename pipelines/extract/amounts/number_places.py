"""Where the amounts of a text may begin, so that no pattern is tried anywhere else, and what amount a hit there is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property

from pipelines.extract.amounts.numerals import WORDS, Amount, Value, number_in, pair
from pipelines.extract.amounts.prior_values import is_prior

YEAR = re.compile(r"(?:19|20)\d\d")
DIGITS = re.compile(r"\d+")
REACH = 80
"""Characters from where a number begins to the word of its unit, at most: two of 26 with a sign and what joins them."""
NUMBER_WORDS = (*WORDS, "half")
NUMBER_SIGNS = frozenset("-+\u2212\u2013")


class Places:
    """A text with the places where its amounts may begin: no pattern is tried anywhere else.

    Looking for a word costs a microsecond, trying every pattern at every number a third of a millisecond.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = _lower(text)

    @cached_property
    def numbers(self) -> list[int]:
        """Where a number may begin: its sign, its digits, its word."""
        found = {at for at in self.of(NUMBER_WORDS) if not at or not _is_letter(self.lower[at - 1])}
        digits = self._digits()
        found.update(digits)
        found.update(at - 1 for at in digits if self.text[at - 1 : at] in NUMBER_SIGNS)
        return sorted(found)

    def _digits(self) -> list[int]:
        """Where runs of digits begin."""
        if not self.text.isascii():
            return [hit.start() for hit in DIGITS.finditer(self.text)]
        digits = self.of("0123456789")
        return [at for at, before in zip(digits, [-2, *digits], strict=False) if before != at - 1]

    def of(self, words: Iterable[str]) -> list[int]:
        """Where any of the words stands, given in lower case, also inside of others."""
        found = []
        for word in words:
            at = self.lower.find(word)
            while at >= 0:
                found.append(at)
                at = self.lower.find(word, at + 1)
        return sorted(found)

    def before(self, words: Iterable[str]) -> list[int]:
        """Where a number begins that may have one of the words as its unit."""
        found: set[int] = set()
        for at in self.of(words):
            found.update(self.numbers[bisect_left(self.numbers, at - REACH) : bisect_left(self.numbers, at)])
        return sorted(found)


def _lower(text: str) -> str:
    """The text in lower case with every character at its place."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(character.lower()[0] for character in text)


def _is_letter(sign: str) -> bool:
    """Whether a number word behind it is only the end of another."""
    return sign.isalnum() or sign == "_"


def hits_at(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """What `finditer` finds of a pattern that begins with a number."""
    end = 0
    for place in places:
        if place >= end and (hit := pattern.match(text, place)):
            yield hit
            end = hit.end()


def amount_of(text: str, hit: re.Match[str], value: Value, unit: str) -> Amount:
    return Amount(hit.start(), hit.end(), value, unit, is_prior(text, hit.start(), value))


def ranged(text: str, hit: re.Match[str], factor: float, unit: str) -> Amount:
    """A number of a unit, or two; "480 MW in 2026 and 1.2 GW by 2027" has a year before the second, and no range."""
    start, first, second = hit.start(), number_in(hit["a"]) * factor, hit["b"]
    value: Value = first
    if second and YEAR.fullmatch(hit["a"]) and number_in(second) < number_in(hit["a"]):
        start, value = hit.start("b"), number_in(second) * factor
    elif second:
        value = pair(first, number_in(second) * factor)
    return Amount(start, hit.end(), value, unit, is_prior(text, start, value))
