"""Names as records: lexicon.toml and the user's instruments.

`load_lexicon` joins lexicon.toml with the user's instruments; an instrument replaces the built-in company of the same
ticker, so that changing its names in the settings changes what is found. What nobody would list (former names, what
transcripts make of a name, filings, other scripts) stays as long as the instrument is still called as here.

Every name knows its source, and tickers know when they were traded: "FB" of 2021 is META, "FB" of 2023 is nobody.

No fuzzy matching, on purpose: an edit distance that finds "CoreWaeve" also finds three wrong companies per right one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pipelines.extract.data_files import read_data
from pipelines.extract.trade import CHIP_MAKERS
from tracker.records import Instrument

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
    source: str = ""
    """Where the name comes from: listing, press, filing, former name, transcript spelling, settings ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A ticker and the days on which it was this entity's; None: not known to begin or end."""

    ticker: str
    entity: Entity
    since: date | None = None
    until: date | None = None
    is_word: bool = False
    """Also a word or an abbreviation, so that it needs a sign that a ticker is meant."""

    def holds_on(self, day: date | None) -> bool:
        """Whether it was this entity's on the day; without a day, whether it is now."""
        if day is None:
            return self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


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
    listings: Mapping[str, tuple[Listing, ...]] = field(default_factory=dict)
    """By ticker as written: capitals, foreign ones with their exchange ("2330.TW")."""
    tickers: frozenset[str] = frozenset()
    """All that may be written for them: also American ones with the exchange code of a newswire ("NBIS.O")."""

    def supply_rank(self, canonical: str | None) -> int:
        """How surely this company is the seller of computing; 0 when nothing is known."""
        entity = self.entities.get(canonical or "")
        return max((self.rank.get(group, 0) for group in entity.groups), default=0) if entity else 0

    def groups(self, canonical: str | None) -> frozenset[str]:
        entity = self.entities.get(canonical or "")
        return entity.groups if entity else frozenset()


Owned = tuple[Entity, Mapping[str, str]]
"""An entity with its names and the source of each."""
ALIAS_LISTS = ("filed", "former", "heard", "script")
"""Lists of an entry whose source is that of the list, not of the block."""
BLOCKS = (
    ("broker", "brokers"),
    ("publisher", "publishers"),
    ("index", "indices"),
    ("government", "governments"),
)
WORD_LENGTH = 1
"""A ticker of one letter is always taken for a word first."""


US_CODES = ("O", "OQ", "N", "K", "A")
"""Exchange codes of newswires for American listings: "NBIS.O"."""


def load_lexicon(instruments: Iterable[Instrument] = ()) -> Lexicon:
    """The built-in names with the user's instruments in place of the companies of the same ticker."""
    data = read_data("lexicon.toml")
    groups = _groups_by_ticker(data["groups"])
    entries = list(_followed(instruments, data))
    found: list[Owned] = [(_company(entry, groups), _aliases(entry, data)) for entry in entries]
    by_ticker = {entity.ticker: entity for entity, _ in found if entity.ticker}
    listings = _listings(zip(entries, [entity for entity, _ in found], strict=True), data)
    found += _dependants(data, by_ticker, {entity.canonical: entity for entity, _ in found})
    for kind, key in BLOCKS:
        blocks = [{**entry, "kind": kind, "block": key} for entry in data[key]]
        found += [(_bare(entry), _aliases(entry, data)) for entry in blocks]
    source = data["sources"].get("collectives", "")
    found += [
        (Entity(canonical=text, ticker=None, kind="collective", party=text), {text: source})
        for text in data["collectives"]
    ]
    return Lexicon(
        _names(found, {text.lower(): _guard(entry) for text, entry in data["ambiguous"].items()}),
        {entity.canonical: entity for entity, _ in found},
        data["supply_rank"],
        frozenset(data["suffixes"]["legal"]),
        frozenset(data["compound"]["words"]),
        listings,
        frozenset(listings).union(f"{ticker}.{code}" for ticker in listings for code in US_CODES),
    )


def built_in_entries(data: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Companies and funds of the data file as plain entries, the short tables written out."""
    yield from ({**e, "kind": "company", "block": "companies"} for e in data["companies"])
    yield from ({**e, "kind": "fund", "block": "funds"} for e in data["funds"])
    for block in ("listed", "general"):
        for ticker, (name, *more) in data[block].items():
            yield {"name": name, "ticker": ticker, "names": more, "kind": "company", "block": block}
    for group, names in data["unlisted"].items():
        for name in names:
            yield {"name": name, "groups": [group], "kind": "company", "block": "unlisted"}


def alias_sources(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Owner, alias and source of every name of the data file, in its order."""
    blocks = [(key, entry) for key in ("divisions", "products", *(key for _, key in BLOCKS)) for entry in data[key]]
    for entry in (*built_in_entries(data), *({**entry, "block": key} for key, entry in blocks)):
        yield from ((entry["name"], text, source) for text, source in _aliases(entry, data).items())
    people = [name for names in data["people"].values() for name in names]
    for block, names in (("collectives", data["collectives"]), ("people", [*people, *data["surnames"]])):
        yield from ((name, name, data["sources"].get(block, "")) for name in names)


def _followed(instruments: Iterable[Instrument], data: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """The instruments, with what the lexicon adds to them, then everybody else; one entry per name."""
    built_in = {entry.get("ticker") or entry["name"]: entry for entry in built_in_entries(data)}
    seen: set[str] = set()
    for instrument in instruments:
        entry = _from_instrument(instrument, built_in.pop(instrument.symbol, {}))
        if entry["name"] not in seen:
            seen.add(entry["name"])
            yield entry
    for entry in built_in.values():
        if entry["name"] not in seen:
            seen.add(entry["name"])
            yield entry


def _from_instrument(instrument: Instrument, known: Mapping[str, Any]) -> dict[str, Any]:
    """An instrument as an entry. Renamed, it is somebody else: only the dates of its ticker are kept then."""
    same = instrument.name.lower() in {str(text).lower() for text in (known.get("name"), *known.get("names", ()))}
    kept = (*ALIAS_LISTS, "also", "since", "was") if same else ("also", "since", "was")
    return {
        "name": instrument.name,
        "ticker": instrument.symbol,
        "names": list(instrument.names),
        "kind": instrument.kind,
        "block": "instruments",
        **{key: known[key] for key in kept if key in known},
    }


def _aliases(entry: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, str]:
    """Every way to write an entry, with its source: the alias's own, that of its list, that of its block."""
    sources = {"instruments": "settings", **data["sources"]}
    found: dict[str, str] = {}
    for key in ("name", "names", *ALIAS_LISTS):
        source = sources.get(key if key in ALIAS_LISTS else entry["block"], "")
        for alias in [entry["name"]] if key == "name" else entry.get(key, ()):
            text, own = (alias, source) if isinstance(alias, str) else (alias["text"], alias.get("source", ""))
            found.setdefault(text, own)
    return found


def _company(entry: Mapping[str, Any], groups: Mapping[str, frozenset[str]]) -> Entity:
    ticker = entry.get("ticker")
    named = frozenset(entry.get("groups", ())) | groups.get(ticker or "", frozenset())
    return Entity(canonical=entry["name"], ticker=ticker, kind=entry["kind"], groups=named, party=entry["name"])


def _bare(entry: Mapping[str, Any]) -> Entity:
    return Entity(canonical=entry["name"], ticker=entry.get("ticker"), kind=entry["kind"])


def _dependants(
    data: Mapping[str, Any], by_ticker: Mapping[str, Entity], by_name: Mapping[str, Entity]
) -> Iterable[Owned]:
    """Divisions, products and people: they take their parent's place among the parties."""
    for block, kind in (("divisions", "company"), ("products", "product")):
        for entry in data[block]:
            parent = by_ticker.get(entry["parent"]) or by_name.get(entry["parent"])
            if entry["name"] not in by_name:
                yield _dependant(entry["name"], kind, parent), _aliases({**entry, "block": block}, data)
    surnames, source = frozenset(data["surnames"]), data["sources"].get("people", "")
    for owner, people in data["people"].items():
        parent = by_ticker.get(owner) or by_name.get(owner)
        for name in people:
            last = name.rpartition(" ")[2]
            yield (
                _dependant(name, "person", parent),
                {text: source for text in (name, last) if text in {name, *surnames}},
            )


def _dependant(name: str, kind: str, parent: Entity | None) -> Entity:
    """A division is a party itself and has its parent's ticker; a product or a person stands for the parent."""
    is_division = kind == "company"
    groups = parent.groups if parent else frozenset()
    return Entity(
        canonical=name,
        ticker=parent.ticker if parent and is_division else None,
        kind=kind,
        # A chip speaks of its maker's trade; a social network says nothing about computing for sale.
        groups=groups if is_division else groups & CHIP_MAKERS,
        party=name if is_division else parent.canonical if parent else None,
    )


def _groups_by_ticker(groups: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group, tickers in groups.items():
        for ticker in tickers:
            found.setdefault(ticker, set()).add(group)
    return {ticker: frozenset(names) for ticker, names in found.items()}


def _names(found: Iterable[Owned], guards: Mapping[str, Guard]) -> dict[str, Name]:
    """Every way to write every entity; the first owner of a name keeps it."""
    names: dict[str, Name] = {}
    for entity, aliases in found:
        for text, source in aliases.items():
            guard = guards.get(text.lower()) or Guard(case=len(text) <= 3)
            names.setdefault(text.lower(), Name(text=text, entity=entity, guard=guard, source=source))
            if entity.kind == "product" and text[-1].isdigit() and text.isalnum():
                # "50,000 H200s": a chip that goes by a number has a plural.
                several = Name(text=f"{text}s", entity=entity, guard=guard, source=source)
                names.setdefault(several.text.lower(), several)
    return names


def _listings(
    owners: Iterable[tuple[Mapping[str, Any], Entity]], data: Mapping[str, Any]
) -> dict[str, tuple[Listing, ...]]:
    """All tickers, of today and of former days, by how they are written."""
    words = frozenset(data["tickers"]["words"])
    found: dict[str, list[Listing]] = {}
    for entry, entity in owners:
        if entity.ticker is None:
            continue
        now = Listing(ticker=entity.ticker, entity=entity, since=entry.get("since"))
        later = [replace(now, ticker=text, since=None) for text in entry.get("also", ())]
        was = [Listing(ticker=old["ticker"], entity=entity, until=old["until"]) for old in entry.get("was", ())]
        for item in (now, *later, *was):
            is_word = item.ticker in words or len(item.ticker) <= WORD_LENGTH
            found.setdefault(item.ticker, []).append(replace(item, is_word=is_word))
    for entry in data["brokers"]:
        if entry.get("ticker"):
            # A bank's ticker beside its name is common, its ticker as the subject of a sentence is not.
            mine = Listing(ticker=entry["ticker"], entity=_bare({**entry, "kind": "broker"}), is_word=True)
            found.setdefault(entry["ticker"], []).append(mine)
    return {ticker: tuple(items) for ticker, items in found.items()}


def _guard(entry: Mapping[str, Any]) -> Guard:
    lists = {key: frozenset(entry.get(key, ())) for key in ("need", "not_before", "not_after")}
    return Guard(case=entry.get("case", False), **lists)
