"""The rules of enabled themes beside the built-in ones: their concepts become terms, their frames frames.

A theme's words never mix with the built-in ones or with another theme's: a concept `memory` of `memory_pricing` is the
category `memory_pricing/memory`, and only frames of that theme see it. So a theme cannot change what others find; it
can only add events of its own. In its frames a category is the theme's concept when there is one of that name, else the
built-in term.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from pipelines.extract import roles
from pipelines.extract.conditions import CONDITIONS
from pipelines.extract.lexicon import Frame, Rules, frame_from, load_rules
from pipelines.extract.slots import AMOUNT_OBJECTS
from pipelines.extract.themes import Table, Theme, did_you_mean, frame_id, unknown_keys
from tracker.errors import InputError
from tracker.records import EVENT_TYPES

FRAME_KEYS = tuple(item.name for item in fields(Frame))
ORDERS = ("any", "after", "before")
DIRECTIONS = ("up", "down", "neutral")
STATUSES = tuple(
    """generic question hypothetical considered planned announced agreed occurred ongoing delayed terminated reiterated
    withdrawn""".split()
)
AMOUNTS = ("@company", "@rating", *AMOUNT_OBJECTS)
CATEGORY_LISTS = ("trigger", "object", "veto")
BY_TRIGGER = ("subtype", "direction", "status")
VETO = "veto"
"""The concept that holds a theme's `veto`."""


def rules_with(themes: Iterable[Theme]) -> Rules:
    """The built-in rules and those of the themes. Raises InputError with every fault of their frames."""
    rules = load_rules()
    own = [theme for theme in themes if theme.frame or theme.concepts]
    if not own:
        return rules
    faults = [f"theme {theme.id}: {fault}" for theme in own for fault in frame_faults(theme, rules)]
    if faults:
        raise InputError("\n".join(faults))
    terms = {key: phrases for theme in own for key, phrases in concept_terms(theme).items()}
    frames = tuple(frame for theme in own for frame in frames_of(theme))
    return replace(rules, terms={**rules.terms, **terms}, frames=(*rules.frames, *frames))


def concept_terms(theme: Theme) -> dict[str, tuple[str, ...]]:
    """The phrases of a theme by the category they are matched under."""
    found = {category(theme, name): tuple(phrases) for name, phrases in theme.concepts.items()}
    return found | {f"{theme.id}/{VETO}": theme.veto} if theme.veto else found


def category(theme: Theme, name: str) -> str:
    """The category a name means in the theme's frames."""
    return f"{theme.id}/{name}" if name in theme.concepts else name


def frames_of(theme: Theme) -> Iterator[Frame]:
    """The theme's frames with their categories resolved."""
    for entry in theme.frame:
        table: dict[str, Any] = {**entry, "id": frame_id(theme.id, entry)}
        for key in CATEGORY_LISTS:
            table[key] = [category(theme, name) for name in _listed(entry.get(key, []))]
        if theme.veto:
            table["veto"].append(f"{theme.id}/{VETO}")
        for key in BY_TRIGGER:
            if isinstance(entry.get(key), Mapping):
                table[key] = {category(theme, name): value for name, value in entry[key].items()}
        words = entry.get("direction_words", {})
        table["direction_words"] = {way: [category(theme, name) for name in names] for way, names in words.items()}
        table["need"] = [_condition(theme, text) for text in _listed(entry.get("need", []))]
        yield frame_from(table)


def _condition(theme: Theme, text: str) -> str:
    prefix, colon, name = text.partition(":")
    return f"{prefix}:{category(theme, name)}" if colon else text


# ── faults ──────────────────────────────────────────────────────────────────────────────────────────


def categories(theme: Theme, rules: Rules) -> list[str]:
    """Every category that the theme can name: its concepts and the built-in terms."""
    return sorted({*theme.concepts, *rules.terms, *rules.exact} - {cue.key for cue in rules.cues})


def frame_faults(theme: Theme, rules: Rules) -> Iterator[str]:
    """What in the theme's frames refers to nothing, each with its cure."""
    words = categories(theme, rules)
    ids: set[str] = set()
    for number, entry in enumerate(theme.frame, 1):
        place = f"frame[{number}]."
        if entry["id"] in ids:
            yield f"{place}id: {entry['id']!r} is there twice; rename one"
        ids.add(entry["id"])
        yield from unknown_keys(entry, FRAME_KEYS, place)
        yield from choice_faults(entry["type"], sorted(EVENT_TYPES - {"price_move"}), f"{place}type")
        yield from _category_faults(entry, place, words)
        yield from _strategy_faults(entry, place, words)
        yield from _value_faults(entry, place)


def _category_faults(entry: Table, place: str, words: Sequence[str]) -> Iterator[str]:
    allowed = {"trigger": words, "object": [*words, *AMOUNTS], "veto": words}
    for key, known in allowed.items():
        for name in _listed(entry.get(key, [])):
            yield from choice_faults(name, known, f"{place}{key}")
    for way, names in entry.get("direction_words", {}).items():
        yield from choice_faults(way, DIRECTIONS, f"{place}direction_words")
        for name in names:
            yield from choice_faults(name, words, f"{place}direction_words.{way}")
    for key in BY_TRIGGER:
        if isinstance(entry.get(key), Mapping):
            for name in entry[key]:
                yield from choice_faults(name, [*_listed(entry["trigger"]), "*"], f"{place}{key}")


def _strategy_faults(entry: Table, place: str, words: Sequence[str]) -> Iterator[str]:
    yield from choice_faults(entry.get("order", "any"), ORDERS, f"{place}order")
    yield from choice_faults(entry.get("actor", "subject"), sorted(roles.ACTORS), f"{place}actor")
    yield from choice_faults(entry.get("counterparty", "none"), sorted(roles.COUNTERPARTIES), f"{place}counterparty")
    for text in _listed(entry.get("need", [])):
        prefix, colon, name = str(text).partition(":")
        if colon and prefix == "word":
            yield from choice_faults(name, words, f"{place}need")
        else:
            yield from choice_faults(text, sorted(CONDITIONS), f"{place}need")


def _value_faults(entry: Table, place: str) -> Iterator[str]:
    for key, known in (("direction", DIRECTIONS), ("status", STATUSES)):
        given = entry.get(key, {})
        for value in given.values() if isinstance(given, Mapping) else [given]:
            yield from choice_faults(value, known, f"{place}{key}")
    for key, kind, example in (("within", int, 8), ("confidence", int | float, 0.6)):
        if not isinstance(entry.get(key, example), kind) or isinstance(entry.get(key), bool):
            yield f"{place}{key}: expected a number, got {entry[key]!r}; write {key} = {example}"
    for key in ("near", "null_actor", "joins", "firm"):
        if not isinstance(entry.get(key, False), bool):
            yield f"{place}{key}: expected true or false, got {entry[key]!r}; write {key} = true"


def choice_faults(value: object, known: Sequence[str], place: str) -> Iterator[str]:
    if value not in known:
        yield f"{place}: {value!r} is unknown; {did_you_mean(str(value), known)}"


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
