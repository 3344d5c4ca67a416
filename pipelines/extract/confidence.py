"""How often a claim of this kind has been right on labelled texts: the confidences of an event.

Counts, not judgement: for each rule how many events it led and how many of them a reader had labelled too, the same
for the parties, and for the modality by whether a cue decided it. A rule seen rarely is drawn to the rate of its event
type, a rare type to the rate of all (additive smoothing), so that two hits in two do not read as certainty. The table
is confidence.toml, made by `python -m tests.floors.calibrate`, which also prints how well it is calibrated on texts
it was not made from.

What has not been claimed has no confidence: without a party the roles' is None, with a status that says nothing
("generic") the status' is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipelines.extract.lexicon import read_data

PULL = 5.0
"""Texts that the rate of the larger group weighs beside a rule's own."""
AXES = ("polarity", "status", "source")
"""Axes that make the modality."""
VAGUE = frozenset({"generic"})

Counts = Mapping[str, tuple[int, int]]
"""Right and all, by rule, by `type:TYPE` and in total (`all`)."""


@dataclass(frozen=True, slots=True)
class Rates:
    """The counts of one table of confidence.toml."""

    counts: Counts

    def rate(self, *names: str) -> float:
        """The smoothed rate of the first name, drawn to that of the second, and so on to `all`."""
        rate = self._plain("all")
        for name in reversed(names):
            right, seen = self.counts.get(name, (0, 0))
            rate = (right + PULL * rate) / (seen + PULL)
        return rate

    def _plain(self, name: str) -> float:
        right, seen = self.counts.get(name, (0, 0))
        return (right + 1) / (seen + 2)


@cache
def rates(part: str) -> Rates:
    """`event`, `roles` or `status`."""
    return Rates({name: (right, seen) for name, (right, seen) in read_data("confidence.toml").get(part, {}).items()})


@cache
def sobriety() -> float:
    """What events were right on texts that no rule was written from, over what the rates say: at most 1."""
    return float(read_data("confidence.toml").get("sobriety", 1.0))


def of_event(rule: str, kind: str) -> float:
    return round(rates("event").rate(rule, f"type:{kind}") * sobriety(), 3)


def of_roles(rule: str, kind: str, *, named: bool) -> float | None:
    """None where no party is named."""
    return round(rates("roles").rate(rule, f"type:{kind}"), 3) if named else None


def of_status(modality: str, status: str, *, decided: bool) -> float | None:
    """By the modality and whether a cue decided it; None where the text does not say how things stand."""
    if status in VAGUE:
        return None
    return round(rates("status").rate(standing(modality, decided=decided), f"type:{modality}"), 3)


def standing(modality: str, *, decided: bool) -> str:
    """The name a modality goes by in the table."""
    return f"{modality}{' by a cue' if decided else ''}"
