"""The amounts of a text as claims: what each measures, of whom, for when, and who says so.

`checks.py` compares them. What must never happen: a claim laid at the door of the wrong company; so an owner or a
speaker is None when the words leave it open (two brokers in one sentence, no company in the paragraph).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from pipelines.extract.measures import family_near, paired, periods_in
from pipelines.extract.passage import NameHit, Passage
from pipelines.extract.quantities import Amount

ROUGH, ABOVE = 0.10, 1.30
"""How far "about" may be off, and how far above its bound "more than" is still meant."""
DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(eq=False)
class Fact:
    """One amount with what the text says about it."""

    amount: Amount
    line: Line

    @cached_property
    def family(self) -> str | None:
        line = self.line
        return family_near(line.text, self.amount, line.amounts, line.start, line.end)[0]

    @property
    def period(self) -> str | None:
        return self.line.periods.get(self.amount.start)

    @property
    def quote(self) -> str:
        return self.line.text[self.amount.start : self.amount.end]

    @property
    def span(self) -> tuple[int, int]:
        return self.amount.start, self.amount.end

    @property
    def is_plain(self) -> bool:
        """One number, not a range, above nothing."""
        return isinstance(self.amount.value, float) and self.amount.value > 0

    @property
    def value(self) -> float:
        """The number; the middle of a range."""
        value = self.amount.value
        return sum(value) / 2 if isinstance(value, tuple) else value

    @property
    def figures(self) -> str:
        """The digits without point and outer zeros: what a slip of scale leaves unchanged."""
        return f"{abs(self.value):.9e}".partition("e")[0].replace(".", "").strip("0")

    @cached_property
    def owner(self) -> str | None:
        return self.line.owner_of(self.amount)

    @property
    def bounds(self) -> tuple[float, float]:
        """Every value that the words allow: half a unit of the last digit, and what "about" and the like add."""
        value = self.amount.value
        low, high = value if isinstance(value, tuple) else (value, value)
        slack = self._rounding
        low, high = low - abs(low) * slack, high + abs(high) * slack
        if self.amount.comparator == "about":
            return low - abs(low) * ROUGH, high + abs(high) * ROUGH
        if self.amount.comparator == "at_least":
            return low, high * ABOVE
        return (0.0, high) if self.amount.comparator == "up_to" else (low, high)

    @property
    def _rounding(self) -> float:
        found = DIGITS.search(self.quote)
        if found is None:
            return 0.0
        number = float(found[0].replace(",", ""))
        decimals = len(found[0].partition(".")[2])
        return min(0.5 * 10.0**-decimals / number, 0.2) if number else 0.0


@dataclass(eq=False)
class Line:
    """A sentence with its claims and its speaker."""

    passage: Passage
    index: int
    start: int
    end: int
    names: list[NameHit]
    starts_paragraph: bool
    before: Line | None
    facts: list[Fact] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.passage.text

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    @cached_property
    def amounts(self) -> list[Amount]:
        return [fact.amount for fact in self.facts]

    @cached_property
    def periods(self) -> dict[int, str]:
        found = periods_in(self.text, self.start, self.end, self.passage.published)
        return paired(self.text, self.amounts, found)

    @cached_property
    def brokers(self) -> frozenset[str]:
        return frozenset(name.entity.canonical for name in self.names if name.entity.kind == "broker")

    @cached_property
    def speaker(self) -> str | None:
        """The broker whose figures these are; one named earlier in the paragraph speaks on."""
        if self.brokers:
            return next(iter(self.brokers)) if len(self.brokers) == 1 else None
        return None if self.starts_paragraph or self.before is None else self.before.speaker

    def owner_of(self, amount: Amount) -> str | None:
        """The company named last before the amount, else first in the sentence, else that of the paragraph so far."""
        own = [name for name in self.names if name.entity.kind == "company" and not name.bystander]
        if own:
            before = [name for name in own if self.passage.starts[name.start] < amount.start]
            return (before[-1] if before else own[0]).party
        return None if self.starts_paragraph or self.before is None else self.before.last_owner

    @cached_property
    def last_owner(self) -> str | None:
        own = {name.party for name in self.names if name.entity.kind == "company" and not name.bystander}
        if own:
            return next(iter(own)) if len(own) == 1 else None
        return None if self.starts_paragraph or self.before is None else self.before.last_owner

    def only(self, *units: str) -> Fact | None:
        """The single plain amount of these units; None when there is none or several."""
        found = [fact for fact in self.facts if fact.amount.unit in units]
        return found[0] if len(found) == 1 and found[0].is_plain else None


def lines_of(passage: Passage) -> list[Line]:
    """The sentences with their claims, in order."""
    lines: list[Line] = []
    amounts = iter(passage.amounts)
    hit = next(amounts, None)
    for index, (low, high) in enumerate(passage.sentences):
        start, end = passage.char_span((low, high))
        before = lines[-1] if lines else None
        opens = (
            before is None or "\n" in passage.text[before.end : start] or "\n" in passage.text[before.end - 1 : start]
        )
        line = Line(passage, index, start, end, passage.names_in(low, high), opens, before)
        while hit is not None and hit.start < high:
            line.facts.append(Fact(hit.amount, line))
            hit = next(amounts, None)
        lines.append(line)
    return lines
