"""Numbers as they are written, in digits, words and Chinese characters, with the words for their size.

What must never happen: a value from half a number. Every pattern begins with a digit or a word and is possessive, so
that a run of a hundred thousand digits costs one pass.
"""

from __future__ import annotations

from typing import NamedTuple

Value = float | tuple[float, float]
"""A number, or a range, low first."""


class Amount(NamedTuple):
    """A number with its unit at `start:end` of the text."""

    start: int
    end: int
    value: Value
    unit: str
    """A unit of `tracker.records.Quantity`, or sigma, percentile, which become x and percent there."""
    prior: bool
    """Stated as what was before: "up from $70 billion"."""
    comparator: str | None = None
    """up_to, at_least or about, as the words beside the number say; None: stated plainly."""

    @property
    def top(self) -> float:
        """The number; the higher of a range."""
        return self.value[1] if isinstance(self.value, tuple) else self.value

    @property
    def size(self) -> float:
        """How large it is, whichever its sign; the larger of a range."""
        return max(map(abs, self.value)) if isinstance(self.value, tuple) else abs(self.value)


WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30,
}  # fmt: skip
SCALES = {"trillion": 1e12, "tn": 1e12, "t": 1e12, "billion": 1e9, "bn": 1e9, "bln": 1e9, "b": 1e9, "million": 1e6,
          "mn": 1e6, "mln": 1e6, "mm": 1e6, "m": 1e6, "thousand": 1e3, "k": 1e3}  # fmt: skip
HAN_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
HAN_TENS = {"十": 10, "百": 100, "千": 1000}
HAN_SCALES = {"万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "十亿": 1e9, "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5,
              "万": 1e4}  # fmt: skip

# At most 15 digits: beyond that a float would not hold the number, and nothing in this trade costs more.
NUM = r"(?:\d{1,3}+(?:,\d{3}){1,4}+(?!\d)|\d{1,15}+)(?:\.\d{1,6}+)?+"
NUM_OR_WORD = rf"(?:{NUM}|\b(?:{'|'.join(WORDS)})\b)"
SCALE = (
    r"(?:[\s-]?(?:trillion|tn|billion|bn|bln|million|mln|mn|thousand)\b|[TBMKtbmk](?![A-Za-z0-9_])|\s[MB](?![A-Za-z0-9_'’-])"
    r"|\s?[十百千]?[万亿]亿?)"
)
SCALE_OF_MONEY = rf"(?:{SCALE}|\s?MM(?![A-Za-z0-9_]))"
TO = r"(?:\s?[-\u2013]\s?|\u2014|\s(?:to|and)\s)"
SPAN = r"(?:\s?[-\u2013\u2014]\s?|\sto\s)"
START = r"(?<![\d.,])"


def number_in(text: str) -> float:
    if text[0].isdecimal():
        return float(text.replace(",", ""))
    return float(WORDS[text.lower()]) if text[0].isascii() else _han_number(text)


def _han_number(text: str) -> float:
    """A number in Chinese characters below ten thousand.

    >>> [_han_number(word) for word in ("十五", "二十", "三百五十", "两千", "半")]
    [15.0, 20.0, 350.0, 2000.0, 0.5]
    """
    if text == "半":
        return 0.5
    total, held = 0, 0
    for sign in text:
        if sign in HAN_DIGITS:
            held = HAN_DIGITS[sign]
        else:
            total, held = total + (held or 1) * HAN_TENS[sign], 0
    return float(total + held)


def counted_in(text: str) -> float:
    """A number that may be written "half a"."""
    return 0.5 if text.lower().startswith("half") else number_in(text)


def scale_in(text: str | None) -> float | None:
    if not text:
        return None
    word = text.strip().strip("-").lower()
    return SCALES.get(word) or HAN_SCALES.get(word)


def pair(low: float, high: float | None) -> Value:
    if high is None:
        return low
    return (low, high) if low <= high else (high, low)
