"""The amounts of a text as claims: what each measures, of whom, for when, and who says so.

The checks compare them. What must never happen: a claim laid at the door of the wrong company; so an owner or a
speaker is None when the words leave it open (two brokers in one sentence, no company in the paragraph).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from pipelines.extract.amounts.measures import family_of, measures
from pipelines.extract.amounts.periods import periods_of
from pipelines.extract.amounts.quantities import Amount
from pipelines.extract.passage import NameHit, Passage, Sentence

ROUGH, ABOVE = 0.10, 1.30
"""How far "about" may be off, and how far above its bound "more than" is still meant."""
DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
QUARTERLY = re.compile(
    r"(?:\s?/\s?|[\s-](?:a|per|each|every)[\s-])quarter\b(?!\s(?:earlier|ago|before|of)\b)|\squarterly\b", re.IGNORECASE
)


@dataclass(eq=False)
class Fact:
    """One amount with what the text says about it."""

    amount: Amount
    line: Line

    @cached_property
    def family(self) -> str | None:
        return family_of(self.amount, self.line.sentence)[0]

    def is_of(self, family: str) -> bool:
        """Whether the words say that it measures this; its unit alone tells most amounts apart."""
        return self.amount.unit in measures().families[family].units and self.family == family

    @property
    def unit(self) -> str:
        """Its unit; of a sum that is paid every quarter USD/quarter, which no amount of an event is counted in."""
        return "USD/quarter" if self._quarterly else self.amount.unit

    @cached_property
    def _quarterly(self) -> re.Match[str] | None:
        return QUARTERLY.match(self.line.text, self.amount.end) if self.amount.unit == "USD" else None

    @property
    def end(self) -> int:
        """Where its words end, with those that say how often it is paid."""
        return self._quarterly.end() if self._quarterly else self.amount.end

    @property
    def period(self) -> str | None:
        return periods_of(self.line.sentence).get(self.amount.start)

    @property
    def quote(self) -> str:
        return self.line.text[self.amount.start : self.end]

    @property
    def span(self) -> tuple[int, int]:
        return self.amount.start, self.end

    @property
    def is_plain(self) -> bool:
        """One number, not a range, above nothing."""
        return isinstance(self.amount.value, float) and self.amount.value > 0

    @property
    def is_share(self) -> bool:
        """Whether it is told of a whole: "80% of its backlog"."""
        return self.line.text.startswith(" of ", self.end)

    @property
    def value(self) -> float:
        """The number; the middle of a range."""
        value = self.amount.value
        return sum(value) / 2 if isinstance(value, tuple) else value

    @cached_property
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
    speaker: str | None
    """The broker whose figures these are; one named earlier in the paragraph speaks on."""
    owner_before: str | None
    """The one company that the paragraph spoke of last before this sentence."""
    facts: list[Fact] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.passage.text

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    @property
    def sentence(self) -> Sentence:
        return self.passage.sentence(self.index)

    @property
    def starts_paragraph(self) -> bool:
        if not self.index:
            return True
        _, before = self.passage.char_span(self.passage.sentences[self.index - 1])
        return "\n" in self.text[before - 1 : self.start]

    def owner_of(self, amount: Amount) -> str | None:
        """The company named last before the amount, else first in the sentence, else that of the paragraph so far."""
        own = [name for name in self.names if _can_own(name)]
        if own:
            before = [name for name in own if self.passage.starts[name.start] < amount.start]
            return (before[-1] if before else own[0]).party
        return self.owner_before

    def only(self, *units: str) -> Fact | None:
        """The single plain amount of these units; None when there is none or several."""
        found = [fact for fact in self.facts if fact.unit in units]
        return found[0] if len(found) == 1 and found[0].is_plain else None


def lines_of(passage: Passage) -> list[Line]:
    """The sentences that have claims, in order."""
    lines: list[Line] = []
    text = passage.text
    speaker = owner = None
    behind = 0
    # What names nobody and states nothing changes nothing, unless a paragraph ends there.
    for index in passage.telling_sentences():
        start, end = passage.char_span(passage.sentences[index])
        if "\n" in text[max(behind - 1, 0) : start]:
            speaker = owner = None
        names, amounts = passage.names_of(index), passage.amounts_of(index)
        speaker = _speaker_among(names, speaker)
        if amounts:
            line = Line(passage, index, start, end, names, speaker, owner)
            line.facts = [Fact(hit.amount, line) for hit in amounts]
            lines.append(line)
        owner = _owner_among(names, owner)
        behind = end
    return lines


def _speaker_among(names: list[NameHit], before: str | None) -> str | None:
    """The only broker of a sentence; whoever spoke before it where it names none."""
    brokers = {name.entity.canonical for name in names if name.entity.kind == "broker"}
    return before if not brokers else brokers.pop() if len(brokers) == 1 else None


def _owner_among(names: list[NameHit], before: str | None) -> str | None:
    """The only company of a sentence; the one before it where it names none."""
    owners = {name.party for name in names if _can_own(name)}
    return before if not owners else owners.pop() if len(owners) == 1 else None


def _can_own(name: NameHit) -> bool:
    return name.entity.kind == "company" and not name.bystander
