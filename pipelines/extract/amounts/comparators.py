"""Whether the words at an amount make a bound or an estimate of it: up_to, at_least or about."""

from __future__ import annotations

import re

from pipelines.extract.alternation import any_of
from pipelines.extract.amounts.numerals import Amount

UP_TO = (
    "up to", "as much as", "as many as", "as high as", "at most", "no more than", "not more than", "a maximum of",
    "capped at", "less than", "fewer than", "under", "below", "not exceeding",
)  # fmt: skip
AT_LEAST = (
    "at least", "more than", "over", "above", "no less than", "no fewer than", "not less than", "not fewer than",
    "a minimum of", "exceeding", "exceed", "exceeds", "exceeded", "topping", "top", "tops", "north of", "upward of",
    "upwards of", "in excess of", "greater than", "better than", "higher than", "larger than", "surpass", "surpasses",
    "surpassed", "surpassing", "past",
)  # fmt: skip
ABOUT = (
    "about", "around", "roughly", "approximately", "approx", "approx.", "nearly", "almost", "some", "close to", "circa",
    "a estimated", "an estimated", "on the order of",
)  # fmt: skip
UP_TO_HAN = ("至多", "最多", "高达", "不超过", "上限", "上限为", "多达")
AT_LEAST_HAN = ("超", "超过", "逾", "至少", "不低于", "不少于", "高于")
ABOUT_HAN = ("约", "约为", "大约", "近", "左右")
ABOUT_SIGNS = ("~", "\u2248", "\u223c", "\uff5e")
COMPARING = (*UP_TO, *AT_LEAST, *ABOUT, *UP_TO_HAN, *AT_LEAST_HAN, *ABOUT_HAN, *ABOUT_SIGNS)
COMPARED = re.compile(
    rf"(?:\b(?:(?P<up_to>{any_of(UP_TO)})|(?P<at_least>{any_of(AT_LEAST)})|(?P<about>{any_of(ABOUT)}))\s"
    rf"|(?P<up_to_han>{any_of(UP_TO_HAN)})|(?P<at_least_han>{any_of(AT_LEAST_HAN)})|(?P<about_han>{any_of(ABOUT_HAN)})"
    rf"|(?P<about_sign>{any_of(ABOUT_SIGNS)}))\s?$",
    re.IGNORECASE,
)
ENDS_OF_COMPARING = tuple({phrase.split()[-1] for phrase in COMPARING})
"""Looked for before the pattern is: most amounts are stated plainly."""
AFTERWARDS = re.compile(
    r"\s?(?:(?P<at_least>\+(?!\d)|or\smore\b|and\sup\b|plus\b(?!\sor)|以上)|(?P<up_to>or\sless\b|以下)|(?P<about>左右))"
)


def comparator_of(text: str, amount: Amount) -> str | None:
    """What the words right before or behind an amount make of it. "Over five years" is a time, no minimum."""
    before = text[max(0, amount.start - 24) : amount.start]
    is_compared = before.rstrip().lower().endswith(ENDS_OF_COMPARING)
    hit = (COMPARED.search(before) if is_compared else None) or AFTERWARDS.match(text, amount.end)
    if hit is None or hit.lastgroup is None:
        return None
    found = hit.lastgroup.removesuffix("_han").removesuffix("_sign")
    is_duration = amount.unit in {"years", "months"} and hit[0].strip().lower() in {"over", "under", "past", "近"}
    return None if is_duration else found
