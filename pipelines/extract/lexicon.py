"""Names, words and frames as records: the data files of this package, read once and checked.

`load_lexicon` joins lexicon.toml with the user's instruments; an instrument replaces the built-in company of the same
ticker, so that changing its names in the settings changes what is found. `load_rules` reads events/, cues.toml and
quantities.toml.

No fuzzy matching, on purpose: an edit distance that finds "CoreWaeve" also finds three wrong companies per right one.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from tracker.records import Instrument

EVENT_FILES = tuple(f"events/{name}.toml" for name in ("common", "compute", "money", "market", "places"))
"""Words and frames by family; `common` has the words that several families share."""
CHIP_GROUPS = frozenset({"chip", "core_chip"})
PARTY_KINDS = frozenset({"company", "fund", "index", "collective"})
"""Kinds that can act or be acted on; brokers and publishers only where a frame asks for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One company, product, broker, publisher, fund, index, government, person or collective."""

    canonical: str
    ticker: str | None
    kind: str
    groups: frozenset[str] = frozenset()
    party: str | None = None
    """Canonical name of the company it stands for among the parties of an event; None when it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """When a name that is also a word counts as the name."""

    case: bool = False
    need: frozenset[str] = frozenset()
    """One of these words must stand somewhere in the text."""
    not_before: frozenset[str] = frozenset()
    """Words that must not follow the name."""
    not_after: frozenset[str] = frozenset()
    """Words that must not precede it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One way to write an entity."""

    text: str
    entity: Entity
    guard: Guard
    is_ticker: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All names, by their lower-case form, and what the trade knows about their owners."""

    names: Mapping[str, Name]
    entities: Mapping[str, Entity]
    """By canonical name."""
    rank: Mapping[str, int]
    """Who supplies whom, by group: the higher sells."""
    suffixes: frozenset[str]
    compounds: frozenset[str]

    def supply_rank(self, canonical: str | None) -> int:
        """How surely this company is the seller of computing; 0 when nothing is known."""
        entity = self.entities.get(canonical or "")
        return max((self.rank.get(group, 0) for group in entity.groups), default=0) if entity else 0

    def groups(self, canonical: str | None) -> frozenset[str]:
        entity = self.entities.get(canonical or "")
        return entity.groups if entity else frozenset()


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
    """Conditions on clause, text or parties; the table is in frames.py."""
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

    axis: str
    value: str
    reach: str
    """forward (cue before trigger), backward, around or sentence."""
    scope: int
    key: str
    """Term category its phrases are matched under."""


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


def read_data(name: str) -> dict[str, Any]:
    """One data file of this package."""
    return tomllib.loads(files("pipelines.extract").joinpath(name).read_text(encoding="utf-8"))


@cache
def data_hash() -> str:
    """A short hash of all data files: part of `made_by`, so that an extraction says which words it knew."""
    digest = hashlib.blake2b(digest_size=4)
    for name in ("lexicon.toml", "cues.toml", "quantities.toml", *EVENT_FILES):
        digest.update(files("pipelines.extract").joinpath(name).read_bytes())
    return digest.hexdigest()


# ── names ───────────────────────────────────────────────────────────────────────────────────────────


def load_lexicon(instruments: Iterable[Instrument] = ()) -> Lexicon:
    """The built-in names with the user's instruments in place of the companies of the same ticker."""
    data = read_data("lexicon.toml")
    groups = _groups_by_ticker(data["groups"])
    companies = {entry["name"]: entry for entry in _followed(instruments, data, groups)}
    found: list[tuple[Entity, Sequence[str]]] = [(_company(e, groups), e.get("names", ())) for e in companies.values()]
    by_ticker = {entity.ticker: entity for entity, _ in found if entity.ticker}
    found += _dependants(data, by_ticker, {entity.canonical: entity for entity, _ in found})
    for kind, key in (
        ("broker", "brokers"),
        ("publisher", "publishers"),
        ("index", "indices"),
        ("government", "governments"),
    ):
        found += [
            (Entity(canonical=e["name"], ticker=e.get("ticker"), kind=kind), e.get("names", ())) for e in data[key]
        ]
    found += [(Entity(canonical=text, ticker=None, kind="collective", party=text), ()) for text in data["collectives"]]
    return Lexicon(
        _names(found, {text.lower(): _guard(text, entry) for text, entry in data["ambiguous"].items()}),
        {entity.canonical: entity for entity, _ in found},
        data["supply_rank"],
        frozenset(data["suffixes"]["legal"]),
        frozenset(data["compound"]["words"]),
    )


def _followed(
    instruments: Iterable[Instrument], data: Mapping[str, Any], groups: Mapping[str, frozenset[str]]
) -> list[dict[str, Any]]:
    """Companies and funds as plain entries: the instruments, then what the lexicon adds to them."""
    mine = [
        {
            "name": i.name,
            "ticker": i.symbol,
            "names": [*i.names, i.name],
            "kind": i.kind,
        }
        for i in instruments
    ]
    symbols = {entry["ticker"] for entry in mine}
    rest = [{**e, "kind": "company"} for e in data["companies"]] + [{**e, "kind": "fund"} for e in data["funds"]]
    return mine + [entry for entry in rest if entry.get("ticker") not in symbols or entry.get("ticker") is None]


def _company(entry: Mapping[str, Any], groups: Mapping[str, frozenset[str]]) -> Entity:
    ticker = entry.get("ticker")
    named = frozenset(entry.get("groups", ())) | groups.get(ticker or "", frozenset())
    return Entity(canonical=entry["name"], ticker=ticker, kind=entry["kind"], groups=named, party=entry["name"])


def _dependants(
    data: Mapping[str, Any], by_ticker: Mapping[str, Entity], by_name: Mapping[str, Entity]
) -> list[tuple[Entity, Sequence[str]]]:
    """Divisions, products and people: they take their parent's place among the parties."""
    found: list[tuple[Entity, Sequence[str]]] = []
    for key, kind in (("divisions", "company"), ("products", "product"), ("people", "person")):
        for entry in data[key]:
            parent = by_ticker.get(entry["parent"]) or by_name.get(entry["parent"])
            is_division = kind == "company"
            entity = Entity(
                canonical=entry["name"],
                ticker=parent.ticker if parent and is_division else None,
                kind=kind,
                # A chip speaks of its maker's trade; a social network says nothing about computing for sale.
                groups=parent.groups
                if parent and is_division
                else parent.groups & CHIP_GROUPS
                if parent
                else frozenset(),
                party=entry["name"] if is_division else parent.canonical if parent else None,
            )
            if entry["name"] not in by_name:
                found.append((entity, entry.get("names", ())))
    return found


def _groups_by_ticker(groups: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group, tickers in groups.items():
        for ticker in tickers:
            found.setdefault(ticker, set()).add(group)
    return {ticker: frozenset(names) for ticker, names in found.items()}


def _names(found: Iterable[tuple[Entity, Sequence[str]]], guards: Mapping[str, Guard]) -> dict[str, Name]:
    """Every way to write every entity; the first owner of a name keeps it."""
    names: dict[str, Name] = {}
    for entity, texts in found:
        for text in (entity.canonical, *texts):
            guard = guards.get(text.lower()) or Guard(case=len(text) <= 3)
            names.setdefault(text.lower(), Name(text=text, entity=entity, guard=guard))
        if entity.ticker and entity.kind != "broker" and "." not in entity.ticker:
            bare = Name(text=entity.ticker, entity=entity, guard=Guard(case=True), is_ticker=True)
            names.setdefault(entity.ticker.lower(), bare)
    return names


def _guard(text: str, entry: Mapping[str, Any]) -> Guard:
    lists = {key: frozenset(entry.get(key, ())) for key in ("need", "not_before", "not_after")}
    return Guard(case=entry.get("case", False), **lists)


# ── words and frames ────────────────────────────────────────────────────────────────────────────────


@cache
def load_rules() -> Rules:
    """The frames, cues and measures of this package."""
    events = [read_data(name) for name in EVENT_FILES]
    cues, amounts = read_data("cues.toml"), read_data("quantities.toml")
    terms = _joined(part.get("terms", {}) for part in events)
    terms["mask"] = tuple(phrase for part in events for phrase in part.get("mask", {}).get("phrases", ()))
    found = []
    for number, entry in enumerate(cues["cue"]):
        key = f"cue{number}"
        terms[key] = tuple(entry["phrases"])
        found.append(
            Cue(axis=entry["axis"], value=entry["value"], reach=entry["reach"], scope=entry.get("scope", 99), key=key)
        )
    return Rules(
        terms=terms,
        exact=_joined(part.get("exact", {}) for part in events),
        frames=tuple(_frame(entry) for part in events for entry in part.get("frame", ())),
        cues=tuple(found),
        units={key: tuple(units) for key, units in amounts["units"].items()},
        metrics=amounts["metrics"],
        references={key: meant for part in events for key, meant in part.get("references", {}).items()},
    )


def _joined(tables: Iterable[Mapping[str, Sequence[str]]]) -> dict[str, tuple[str, ...]]:
    """One table of phrases: a category that stands in several files has the phrases of all."""
    joined: dict[str, dict[str, None]] = {}
    for table in tables:
        for key, phrases in table.items():
            joined.setdefault(key, {}).update(dict.fromkeys(phrases))
    return {key: tuple(phrases) for key, phrases in joined.items()}


def _frame(entry: Mapping[str, Any]) -> Frame:
    """A frame from its table: a single value is the value for all triggers, a list becomes a tuple."""
    values = dict(entry)
    for key in ("subtype", "direction", "status"):
        value = values.get(key, {})
        values[key] = {"*": value} if isinstance(value, str) else value
    for key, value in values.items():
        values[key] = tuple(value) if isinstance(value, list) else value
    values["direction_words"] = {k: tuple(v) for k, v in values.get("direction_words", {}).items()}
    return Frame(**values)


def with_hyphens(phrase: str) -> tuple[str, ...]:
    """A phrase as written, and with a hyphen between its first two words: "data-center operator".

    >>> with_hyphens("data center")
    ('data center', 'data-center')
    """
    first, space, rest = phrase.partition(" ")
    return (phrase, f"{first}-{rest}") if space and "-" not in first and len(first) > 2 else (phrase,)
