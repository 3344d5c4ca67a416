"""What numbers of a text come to together, and the words of a remark where the text says something else.

Whether numbers agree is asked of the intervals that their words allow; what a remark prints is the plain product of the
numbers as written. It never says which of two numbers is the wrong one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pipelines.amounts import scaled
from pipelines.extract.amounts.quantities import PER_YEAR
from pipelines.extract.checks.facts import Fact
from tracker.records import Finding

SLIPS = {1: "between 亿 (100 million) and billion", 2: "of two decimal places", 3: "between million and billion",
         4: "between 万 (10 thousand) and 亿 (100 million)", 6: "of a scale word"}  # fmt: skip
"""The cause of a ratio of 10 to the n, where one comes to mind."""
OF_CHINESE = frozenset({1, 4})
"""Those that only happen where somebody counts in 万 and 亿."""
SCALE_WORD = re.compile(r"(?:million|billion|trillion)\b|\d\s?(?:mn?|bn?|tn?)\b|[万亿]", re.IGNORECASE)
OF_SCALE_WORDS = frozenset({3, 6})
"""Those that take such a word."""


class Reckoned(NamedTuple):
    """What amounts above nothing come to: the least and the most that their words allow, and as they are written."""

    low: float
    plain: float
    high: float

    def times(self, other: Reckoned) -> Reckoned:
        return Reckoned(self.low * other.low, self.plain * other.plain, self.high * other.high)

    def over(self, other: Reckoned) -> Reckoned:
        """The quotient; without a lower bound of the divisor there is no upper one."""
        high = self.high / other.low if other.low > 0 else math.inf
        return Reckoned(self.low / other.high, self.plain / other.plain, high)


def exactly(value: float) -> Reckoned:
    return Reckoned(value, value, value)


ONE, WATTS = exactly(1.0), exactly(1e6)


def reckoned(fact: Fact) -> Reckoned:
    low, high = fact.bounds
    return Reckoned(low, fact.value, high)


def over_a_year(rent: Fact) -> Reckoned:
    return reckoned(rent).times(per_year(rent))


def per_year(fact: Fact) -> Reckoned:
    return exactly(PER_YEAR.get(fact.unit, 1.0))


def years(term: Fact) -> Reckoned:
    return exactly(term.value / 12 if term.unit == "months" else term.value)


def compare(
    kind: str, implied: Reckoned, stated: Fact, slack: float, parts: Sequence[Fact], words: Callable[[float], str]
) -> Iterator[Finding]:
    """A finding when what the parts give and what the text says do not meet."""
    bottom, top = stated.bounds
    if implied.low / slack <= top and bottom <= implied.high * slack:
        return
    ratio = stated.value / implied.plain
    power = power_of_ten(ratio, 0.15)
    cause = f", {_cause(power, *parts, stated)}" if power else ""
    message = f"{words(implied.plain)}; the text says {quoted(stated)} (ratio {ratio:.3g}{cause})"
    yield remark(kind, message, *parts, stated)


def product(*facts: Fact) -> Callable[[float], str]:
    factors = " times ".join(quoted(fact) for fact in facts)
    return lambda value: f"{factors} is ${scaled(value)}"


def power_of_ten(ratio: float, tolerance: float = 0.02) -> int:
    """The n of a ratio of 10 to the n when it is a known slip, else 0."""
    if not 0 < ratio < math.inf:
        return 0
    power = round(math.log10(ratio))
    return power if abs(power) in SLIPS and abs(ratio / 10.0**power - 1) <= tolerance else 0


def slip(power: int, *facts: Fact) -> str:
    factor, cause = f"a factor of {10 ** abs(power):,}", _cause(power, *facts)
    return f"differ by {factor}" if cause == factor else f"differ by {factor}: {cause}"


def _cause(power: int, *facts: Fact) -> str:
    """What makes a number ten to the n times too large or small, where the text makes it plausible; else the factor."""
    size = abs(power)
    is_chinese = facts[0].line.passage.has_chinese
    is_scaled = any(SCALE_WORD.search(fact.quote) for fact in facts)
    if (size in OF_CHINESE and not is_chinese) or (size in OF_SCALE_WORDS and not is_scaled):
        return f"probably a slip by a factor of {10**size:,}"
    return f"probably a slip {SLIPS[size]}"


def quoted(fact: Fact) -> str:
    return f'"{" ".join(fact.quote.split())}"'


def remark(kind: str, message: str, *facts: Fact) -> Finding:
    return Finding(kind=kind, message=message, spans=tuple(fact.span for fact in facts))
