"""How often a claim of this kind has been right on labelled texts: the confidences of an event.

Counts, not judgement: for each rule how many events it led and how many of them a reader had labelled too, the same
for the parties, and for the modality by whether a cue decided it. A rule seen rarely is drawn to the rate of its event
type, a rare type to the rate of all (additive smoothing), so that two hits in two do not read as certainty.

A modality that a cue decided has the rate of that cue: from ten texts on the cue's own, (right + 1) / (n + 2); below
that n tenths of it, and the rest the rate of the modality. Of several cues the foremost counts. Signs that are no
phrases (a question mark, the name of a speaker) are treated as rules are.

An event of a short text is also as sure as its words are of its type (`frames/wording.py`): rate and share make one
figure by a line through their log odds, fitted to texts that no rule was written from. On two sets of others the area
under the curve (how well right and wrong events are told apart) goes from .62 to .71 and from .67 to .74 by it.

The tables are confidence.toml and cue_precision.toml, made by `python -m tests.floors.calibrate`, which also prints how
well they are calibrated on texts they were not made from.

A frame of a user's theme has been counted by nobody: its event is as sure as the theme says (`confidence`), or, where
it says nothing, as events of its type are.

Events that words told of without a frame are counted together, on texts that no rule was written from: where the frames
of our own texts find nothing there is mostly nothing.

What has not been claimed has no confidence: without a party the roles' is None, with a status that says nothing
("generic") the status' is. A cue that decided nothing in the labelled texts has no figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from math import exp, log
from typing import NamedTuple

from pipelines.extract.data_files import TOLD, read_data
from tracker.records import Event, Evidence, modality_of

PULL = 5.0
"""Texts that the rate of the larger group weighs beside a rule's own."""
ENOUGH = 10
"""Texts from which a cue speaks for itself."""
VAGUE = frozenset({"generic"})

Counts = Mapping[str, tuple[int, int]]
"""Right and all, by rule, by `type:TYPE` and in total (`all`)."""


@dataclass(frozen=True, slots=True)
class Rates:
    """The counts of one table of confidence.toml."""

    counts: Counts
    cues: Counts = field(default_factory=dict)
    """The same by cue; only the modality has them."""

    def rate(self, *names: str) -> float:
        """The smoothed rate of the first name, drawn to that of the second, and so on to `all`."""
        rate = _plain(*self.counts.get("all", (0, 0)))
        for name in reversed(names):
            rate = self._drawn(name, rate)
        return rate

    def _drawn(self, name: str, wider: float) -> float:
        """The rate of a name beside that of the larger group."""
        if name in self.cues:
            right, seen = self.cues[name]
            share = min(seen / ENOUGH, 1.0)
            return share * _plain(right, seen) + (1 - share) * wider
        right, seen = self.counts.get(name, (0, 0))
        return (right + PULL * wider) / (seen + PULL)


def _plain(right: int, seen: int) -> float:
    return (right + 1) / (seen + 2)


@cache
def rates(part: str) -> Rates:
    """`event`, `roles` or `status`."""
    counts = {name: (right, seen) for name, (right, seen) in read_data("confidence.toml").get(part, {}).items()}
    return Rates(counts, cue_figures() if part == "status" else {})


@cache
def cue_figures() -> Counts:
    """How often a cue that decided the modality was right, and of how many, by id; cues never seen are not in it."""
    return {cue: (figure["right"], figure["n"]) for cue, figure in read_data("cue_precision.toml").items()}


@cache
def sobriety() -> float:
    """What events were right on texts that no rule was written from, over what the rates say: at most 1."""
    return float(read_data("confidence.toml").get("sobriety", 1.0))


def of_event(rule: str, kind: str, share: float | None = None, stated: float | None = None) -> float:
    """share: how many of a hundred texts with these words tell of this type (`wording`); None where not weighed.

    stated: what the author of a theme says of a frame; it holds as long as nothing has been counted.
    """
    if stated is not None and rule not in rates("event").counts:
        return round(stated, 3)
    rate = _rate(*event_names(rule, kind))
    return round(rate if share is None else line().of(rate, share), 3)


def event_names(rule: str, kind: str) -> tuple[str, str]:
    """What an event is counted under: its rule and its type; all that words told of without a frame is one group."""
    return rule, TOLD if rule.startswith(f"{TOLD}.") else f"type:{kind}"


@cache
def _rate(rule: str, group: str) -> float:
    rate = rates("event").rate(rule, group)
    return rate if group == TOLD else rate * sobriety()  # Counted on unread texts as it is.


@cache
def line() -> Line:
    """The one of the table."""
    return Line(*read_data("confidence.toml")["line"])


class Line(NamedTuple):
    """How a rule's rate and the share of its words make one confidence: a line through their log odds."""

    base: float
    rate: float
    share: float

    def of(self, rate: float, share: float) -> float:
        return 1 / (1 + exp(-(self.base + self.rate * log_odds(rate) + self.share * log_odds(share))))


def log_odds(share: float) -> float:
    """Of a share in [0, 1], which is kept a thousandth away from certainty."""
    kept = min(max(share, 0.001), 0.999)
    return log(kept / (1 - kept))


@cache
def of_roles(rule: str, kind: str, *, named: bool) -> float | None:
    """None where no party is named."""
    return round(rates("roles").rate(rule, f"type:{kind}"), 3) if named else None


class Axes(NamedTuple):
    """Where an event stands that is not yet made, and what it rests on: all that its modality is made of."""

    type: str
    polarity: str
    status: str
    source: str
    evidence: tuple[Evidence, ...]

    @property
    def modality(self) -> str:
        return modality_of(self.type, self.polarity, self.status, self.source)


def of_status(event: Event | Axes) -> float | None:
    """By what decided the modality; None where the text does not say how things stand."""
    if event.status in VAGUE:
        return None
    return _of_modality(status_names(event))


@cache
def _of_modality(names: tuple[str, ...]) -> float:
    return round(rates("status").rate(*names), 3)


def status_names(event: Event | Axes) -> tuple[str, ...]:
    """The names a modality is counted under, the narrowest first: the foremost sign, whether there is any, itself."""
    signs, modality = deciding(event), event.modality
    return (*signs[:1], f"{modality}{' by a cue' if signs else ''}", f"type:{modality}")


def deciding(event: Event | Axes) -> tuple[str, ...]:
    """The cues and other signs that decided the modality: the event's evidence on the axis that makes it."""
    cues = [e.rule for e in event.evidence if e.kind == "cue"]
    if not cues:
        return ()
    axis = _axis_of_modality(event)
    return tuple(dict.fromkeys([cue for cue in cues if cue.partition(".")[0] == axis]))


def _axis_of_modality(event: Event | Axes) -> str:
    """A polarity other than the usual one, else the source where the company's own word would make another modality."""
    if event.polarity != "affirmed":
        return "polarity"
    if event.source == "company":
        return "status"
    in_own_words = modality_of(event.type, event.polarity, event.status, "company")
    return "source" if in_own_words != event.modality else "status"
