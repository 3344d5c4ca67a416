"""Frames, cues and the words both are made of, as records: events/, cues.toml and quantities.toml, read and checked.

`load_rules` has those of this package; themes/rules.py adds the frames of themes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pipelines.extract.data_files import COMMON, EVENT_FILES, TOLD, TOLD_FILE, read_data
from tracker.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """An event pattern: a trigger word, what it must be about, and how its parties are found."""

    id: str
    type: str
    trigger: tuple[str, ...]
    object: tuple[str, ...] = ()
    """Term categories, or `@money`, `@price`, `@rating`, `@company`; empty when the trigger says it all."""
    order: str = "any"
    """Where the object stands: after, before or on any side of the trigger."""
    within: int = 8
    """Most tokens between trigger and object."""
    near: bool = False
    """Whether another trigger of the frame between trigger and object breaks the bond."""
    need: tuple[str, ...] = ()
    """Conditions on clause, text or parties; the table is in conditions/."""
    veto: tuple[str, ...] = ()
    """Term categories that may not stand in the clause."""
    actor: str = "subject"
    counterparty: str = "none"
    roles: tuple[str, ...] = ()
    """Names of the roles of actor and counterparty."""
    actor_groups: tuple[str, ...] = ()
    subtype: Mapping[str, str] = field(default_factory=dict)
    """By trigger category; `*` for all."""
    direction: Mapping[str, str] = field(default_factory=dict)
    direction_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Direction by term categories in the clause, when the trigger leaves it open."""
    status: Mapping[str, str] = field(default_factory=dict)
    done_words: tuple[str, ...] = ()
    """Trigger words that say it has happened."""
    null_actor: bool = False
    """Whether the event stands without a named actor ("we", "the company")."""
    open_actor: bool = False
    """Whether a subject that is no name of the lexicon may act: "Global hedge funds", "Martin Shkreli"."""
    open_counterparty: bool = False
    """Whether a capitalised name unknown to the lexicon may be the other party."""
    fallback: bool = False
    """Whether it counts only in a sentence that says nothing else."""
    joins: bool = False
    """Without a named actor it only adds to another mention of the same event."""
    firm: bool = False
    """Words of the future do not make it a mere plan: "will supply" under a signed contract."""
    confidence: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A phrase that sets one axis of the events in its reach."""

    id: str
    """The axis and a word for the cue: what evidence cites as its rule."""
    axis: str
    value: str
    reach: str
    """forward (cue before trigger), backward, around or sentence."""
    scope: int
    key: str
    """Term category its phrases are matched under."""

    @property
    def reaches(self) -> str:
        """Reach and scope in words; a cue that reaches its whole sentence has no other limit."""
        return self.reach if self.reach == "sentence" else f"{self.reach} {self.scope}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Frames, cues and the phrases both are made of."""

    terms: Mapping[str, tuple[str, ...]]
    exact: Mapping[str, tuple[str, ...]]
    frames: tuple[Frame, ...]
    cues: tuple[Cue, ...]
    units: Mapping[str, tuple[str, ...]]
    """Which units an event type takes, by type."""
    metrics: Mapping[str, str]
    """What an amount measures, by `type/unit`, then by unit."""
    references: Mapping[str, str]
    """What a description means, by term category: a canonical name, or `group:NAME`."""
    told: Mapping[str, Frame] = field(default_factory=dict)
    """By event type who takes part where no frame fits and the words tell of it together."""
    stated: Mapping[str, float] = field(default_factory=dict)
    """By frame of a theme how sure its author says an event of it is."""


@cache
def load_rules() -> Rules:
    """The frames, cues and measures of this package."""
    events = [read_data(name) for name in EVENT_FILES]
    cues, amounts, told = read_data("cues.toml"), read_data("quantities.toml"), read_data(TOLD_FILE)[TOLD]
    terms = joined({name: read_data(name).get("terms", {}) for name in EVENT_FILES})
    terms["mask"] = tuple(phrase for part in events for phrase in part.get("mask", {}).get("phrases", ()))
    found = []
    for number, entry in enumerate(cues["cue"]):
        key = f"cue{number}"
        terms[key] = tuple(entry["phrases"])
        found.append(
            Cue(
                id=entry["id"],
                axis=entry["axis"],
                value=entry["value"],
                reach=entry["reach"],
                scope=entry.get("scope", 99),
                key=key,
            )
        )
    return Rules(
        terms=terms,
        exact=joined({name: read_data(name).get("exact", {}) for name in EVENT_FILES}),
        frames=tuple(frame_from(entry) for part in events for entry in part.get("frame", ())),
        cues=tuple(found),
        units={key: tuple(units) for key, units in amounts["units"].items()},
        metrics=amounts["metrics"],
        references={key: meant for part in events for key, meant in part.get("references", {}).items()},
        told={one["type"]: _told_frame(one) for one in told},
    )


def _told_frame(entry: Mapping[str, Any]) -> Frame:
    """A frame without triggers."""
    return frame_from({"id": f"{TOLD}.{entry['type']}", "trigger": [], "open_actor": True, **entry})


def joined(tables: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, tuple[str, ...]]:
    """One table of phrases from those of the files: each may add to a category of common.toml.

    Raises InputError for a category of two other files, whose words would become one list without anybody's wanting it.
    """
    found: dict[str, dict[str, None]] = {}
    file_of: dict[str, str] = {}
    for name, table in tables.items():
        for key, phrases in table.items():
            first = file_of.setdefault(key, name) if name != COMMON else name
            if first != name:
                raise InputError(f"{name}: {key}: is in {first} too; rename one, or move shared words to {COMMON}")
            found.setdefault(key, {}).update(dict.fromkeys(phrases))
    return {key: tuple(phrases) for key, phrases in found.items()}


def frame_from(entry: Mapping[str, Any]) -> Frame:
    """A frame from its table: a single value is the value for all triggers, a list becomes a tuple."""
    values = dict(entry)
    for key in ("subtype", "direction", "status"):
        value = values.get(key, {})
        values[key] = {"*": value} if isinstance(value, str) else value
    for key, value in values.items():
        values[key] = tuple(value) if isinstance(value, list) else value
    values["direction_words"] = {k: tuple(v) for k, v in values.get("direction_words", {}).items()}
    return Frame(**values)
