"""What is doubtful in a theme file or in the lexicon, though it can be read: found before it misleads anybody.

A phrase that stands twice, that is a company's name (names hide the words inside them), that a mask of the rules
swallows, or that the theme itself vetoes; a ticker, type or unit that nobody knows; a theme without source or examples.
Each fault is one line with its cure; a line that begins with "note: " is none. Whether the sentences come out right is
`examples.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipelines.extract.data_files import read_data
from pipelines.extract.frames.rules import Rules
from pipelines.extract.names.lexicon import Lexicon, alias_sources
from pipelines.extract.relevance.weights import FILE, shipped
from pipelines.extract.themes.rules import DIRECTIONS, STATUSES, categories, choice_faults, frame_faults, word_faults
from pipelines.extract.themes.theme import LISTS, Table, Theme, did_you_mean, nearest
from tracker.records import EVENT_TYPES

NOTE = "note: "
"""Begins what is worth knowing and no fault."""
BETWEEN, HOUSE = "between", "house"
"""After a type: with both parties named."""
NOTHING = "none"
"""Stands for no value in what an example expects."""
CHOICES: Mapping[str, Sequence[str]] = {
    "direction": (*DIRECTIONS, NOTHING),
    "polarity": ("affirmed", "negated", "denied"),
    "status": STATUSES,
    "source": (
        "company", "counterparty", "filing", "regulator", "named_outlet", "unnamed_people", "analyst", "trading_desk",
        "author",
    ),
    "modality": ("denied", "opinion", "rumoured", "planned", "completed", "announced"),
}  # fmt: skip
"""What an example may expect, by key; an event has no other values (tracker/records.py)."""


def theme_faults(theme: Theme, rules: Rules, lexicon: Lexicon) -> Iterator[str]:
    """What is wrong with a theme whose file has the right shape; `lexicon` knows the user's instruments too."""
    if not theme.source.strip():
        yield 'source: no provenance; say where the wording comes from, source = "..."'
    yield from _reference_faults(theme, rules, lexicon)
    if theme.weighed and theme.id not in shipped(FILE).bias:
        yield f"weighed: there are no weights for {theme.id!r}, only for the built-in themes; leave it out"
    yield from frame_faults(theme, rules)
    yield from _subtype_faults(theme, rules)
    yield from _phrase_faults(theme, rules, lexicon)
    yield from _example_faults(theme, rules)


# ── what a theme refers to ──────────────────────────────────────────────────────────────────────────


def _reference_faults(theme: Theme, rules: Rules, lexicon: Lexicon) -> Iterator[str]:
    tickers, words = sorted(lexicon.listings), categories(theme, rules)
    owners = [*tickers, *sorted(lexicon.entities)]
    units = sorted({unit for units in rules.units.values() for unit in units})
    for key, values, known in (
        ("symbols", theme.symbols, tickers),
        ("companies", theme.companies, owners),
        ("units", theme.units, units),
    ):
        for value in values:
            other = lexicon.names.get(value.lower()) if key == "companies" and value not in known else None
            if other is not None:
                yield f"{key}: {value!r} is a name of {other.entity.canonical}; write {other.entity.canonical!r}"
            else:
                yield from choice_faults(value, known, key)
    groups = sorted({group for entity in lexicon.entities.values() for group in entity.groups})
    for pair in theme.together:
        for name in map(str.strip, pair.split("+")):
            prefix, colon, group = name.partition(":")
            is_group = bool(colon) and prefix == "group"
            if is_group:
                yield from choice_faults(group, groups, "together")
            else:
                yield from word_faults(name, words, "together")
    for name in theme.aside_groups:
        yield from choice_faults(name, groups, "aside_groups")
    for kind in theme.gives_way:
        yield from choice_faults(kind, sorted(EVENT_TYPES), "gives_way")
    subtypes = _subtypes(rules, theme)
    for name in theme.events:
        kind, dot, subtype = name.partition(".")
        yield from choice_faults(kind, sorted(EVENT_TYPES), "events")
        if dot and kind in EVENT_TYPES:
            yield from choice_faults(subtype, [*sorted(subtypes.get(kind, ())), BETWEEN, HOUSE], f"events: {kind}")


def _subtypes(rules: Rules, theme: Theme) -> dict[str, set[str]]:
    """Those of the built-in events and of the theme's own, by type."""
    found = _built_in_subtypes(rules)
    for entry in theme.frame:
        found.setdefault(entry["type"], set()).update(_subtypes_of(entry))
    return found


def _built_in_subtypes(rules: Rules) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for frame in rules.frames:
        found.setdefault(frame.type, set()).update(frame.subtype.values())
    return found


def _subtypes_of(entry: Table) -> list[str]:
    given = entry.get("subtype", {})
    return [str(value) for value in (given.values() if isinstance(given, Mapping) else [given])]


def _subtype_faults(theme: Theme, rules: Rules) -> Iterator[str]:
    """A frame may name a subtype that no built-in event has, but hardly one that is nearly spelled like theirs."""
    built_in = _built_in_subtypes(rules)
    told: set[tuple[str, str]] = set()
    for number, entry in enumerate(theme.frame, 1):
        known = sorted(built_in.get(entry["type"], ()))
        for kind in (kind for kind in _subtypes_of(entry) if kind not in known):
            place = f"frame[{number}].subtype"
            if (entry["type"], kind) in told:
                continue
            told.add((entry["type"], kind))
            if nearest(kind, known):
                yield f"{place}: {kind!r} is unknown; {did_you_mean(kind, known)}"
            elif known:
                yield f"{NOTE}{place}: {kind!r} is your own; built-in ones of {entry['type']} are {', '.join(known)}"


# ── phrases ─────────────────────────────────────────────────────────────────────────────────────────


def _phrase_faults(theme: Theme, rules: Rules, lexicon: Lexicon) -> Iterator[str]:
    lists = _phrase_lists(theme)
    masks = {_key(phrase) for phrase in rules.terms["mask"]}
    vetoed = {_key(phrase) for phrase in theme.veto}
    stated = {_key(phrase) for phrase in theme.phrases}
    for name in theme.concepts:
        if name in LISTS:
            yield f"concepts.{name}: is a key of the theme; write it above the first [table], or rename the concept"
    for place, phrases in lists.items():
        for phrase, times in Counter(map(_key, phrases)).items():
            if times > 1:
                yield f"{place}: {phrase!r} stands there {times} times; keep one"
            if place != "veto" and phrase in vetoed:
                yield f"{place}: {phrase!r} is a veto too, so it can never count; remove it from one"
            if place == "context_phrases" and phrase in stated:
                yield f"{place}: {phrase!r} is one of the phrases already; remove it here"
            if place != "veto":
                yield from _hidden_faults(phrase, place, masks, lexicon)


def _phrase_lists(theme: Theme) -> dict[str, Sequence[str]]:
    lists: dict[str, Sequence[str]] = {
        "phrases": theme.phrases,
        "context_phrases": theme.context_phrases,
        "aside_phrases": theme.aside_phrases,
        "veto": theme.veto,
    }
    return lists | {f"concepts.{name}": phrases for name, phrases in theme.concepts.items()}


def _hidden_faults(phrase: str, place: str, masks: set[str], lexicon: Lexicon) -> Iterator[str]:
    """A phrase that something longer or a name always takes away."""
    name = lexicon.names.get(phrase)
    if name is not None and name.entity.kind == "company" and name.guard.case and name.guard.need:
        name = None  # Only with a capital, and beside its words: "a bloom" stays a word.
    # Wording of a theme may name a product; in a concept a name of any kind hides the word.
    hides = name is not None and name.entity.kind != "collective" and place.startswith("concepts.")
    if name is not None and (name.entity.kind == "company" or hides):
        yield (
            f"{place}: {phrase!r} is a name of {name.entity.canonical} and is read as that; "
            "list it under companies or lengthen the phrase"
        )
    if phrase in masks:
        yield f"{place}: {phrase!r} is masked by the built-in rules; choose wording that says more"
    elif " " in phrase:
        # One word inside a mask ("higher" in "higher education") is hidden there only, as it should be.
        for mask in sorted(mask for mask in masks if f" {phrase} " in f" {mask} "):
            yield f"{NOTE}{place}: {phrase!r} does not count inside of {mask!r}, which the built-in rules mask"


def _key(phrase: str) -> str:
    """As phrases are matched: whatever their case."""
    return " ".join(phrase.lower().split())


# ── examples ────────────────────────────────────────────────────────────────────────────────────────


def _example_faults(theme: Theme, rules: Rules) -> Iterator[str]:
    if not (theme.yes or theme.example):
        yield "example: none; add sentences that must get the theme, yes = [...] or [[example]]"
    if not (theme.no or theme.counterexample):
        yield "counterexample: none; add sentences that must not get the theme, no = [...] or [[counterexample]]"
    expected = [table for entry in theme.example for table in _as_list(entry.get("expect", {}))]
    made = {entry["type"] for entry in theme.frame} & EVENT_TYPES
    for kind in sorted(made - {table.get("type") for table in expected}):
        yield f"example: none expects a {kind}, which a frame makes; add expect = {{ type = {kind!r} }}"
    for number, entry in enumerate(theme.example, 1):
        for table in _as_list(entry.get("expect", {})):
            yield from _expectation_faults(table, f"example[{number}].expect", theme, rules)
    for entry in theme.counterexample:
        for kind in entry.get("without", ()):
            yield from choice_faults(kind, sorted(EVENT_TYPES), "counterexample: without")
    texts = [*theme.yes, *theme.no, *(entry["text"] for entry in (*theme.example, *theme.counterexample))]
    for text, times in Counter(texts).items():
        if times > 1:
            yield f"example: {text!r} stands there {times} times; keep one"


def _expectation_faults(table: Table, place: str, theme: Theme, rules: Rules) -> Iterator[str]:
    """Values that no event can have, so that the example could never come out right."""
    kind = table.get("type")
    yield from choice_faults(kind, sorted(EVENT_TYPES), f"{place}.type")
    if kind in EVENT_TYPES and "subtype" in table:
        subtypes = sorted(_subtypes(rules, theme).get(str(kind), ()))
        yield from choice_faults(table["subtype"], [*subtypes, NOTHING], f"{place}.subtype")
    for key, known in CHOICES.items():
        if key in table:
            yield from choice_faults(table[key], known, f"{place}.{key}")
    units = sorted({unit for units in rules.units.values() for unit in units})
    for quantity in _as_list(table.get("quantities", [])):
        yield from choice_faults(quantity["unit"], units, f"{place}.quantities.unit")


def _as_list(expect: object) -> list[Mapping[str, object]]:
    tables = expect if isinstance(expect, list | tuple) else [expect]
    return [table for table in tables if isinstance(table, Mapping) and table]


# ── the lexicon ─────────────────────────────────────────────────────────────────────────────────────


def lexicon_faults(data: Mapping[str, object] | None = None) -> Iterator[str]:
    """Names without a source, names of two owners, names given twice; `data` is the built-in file unless given."""
    owners: dict[str, str] = {}
    for owner, alias, source in alias_sources(read_data("lexicon.toml") if data is None else data):
        if not source.strip():
            yield f'{owner}: {alias!r} has no source; say where it comes from, {{ text = "...", source = "..." }}'
        first = owners.setdefault(alias.lower(), owner)
        if first != owner:
            yield f"{owner}: {alias!r} is a name of {first} already, which keeps it; remove one"
    yield from _guard_faults(owners, data)


def _guard_faults(names: Iterable[str], data: Mapping[str, object] | None) -> Iterator[str]:
    table = (read_data("lexicon.toml") if data is None else data).get("ambiguous", {})
    for text in table if isinstance(table, Mapping) else ():
        if text.lower() not in names:
            yield f"ambiguous: {text!r} is nobody's name; correct or remove it"
