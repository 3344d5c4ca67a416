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
from pipelines.extract.event_amounts.kinds import AMOUNT_OBJECTS
from pipelines.extract.frames.rules import Frame, Rules, frame_from, load_rules
from pipelines.extract.themes.theme import Table, Theme, did_you_mean, frame_id, nearest, unknown_keys
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
FLAGS = ("near", "null_actor", "open_actor", "open_counterparty", "fallback", "joins", "firm")
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
    stated = {
        frame_id(theme.id, entry): float(entry["confidence"])
        for theme in own
        for entry in theme.frame
        if "confidence" in entry
    }
    return replace(rules, terms={**rules.terms, **terms}, frames=(*rules.frames, *frames), stated=stated)


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
            yield from word_faults(name, known, f"{place}{key}")
    for way, names in entry.get("direction_words", {}).items():
        yield from choice_faults(way, DIRECTIONS, f"{place}direction_words")
        for name in names:
            yield from word_faults(name, words, f"{place}direction_words.{way}")
    # A trigger that is unknown itself is told above: what was written for it cannot be held against it.
    triggers = [name for name in _listed(entry["trigger"]) if name in words]
    known = triggers if len(triggers) == len(_listed(entry["trigger"])) else words
    for key in BY_TRIGGER:
        if isinstance(entry.get(key), Mapping):
            for name in entry[key]:
                yield from choice_faults(name, [*known, "*"], f"{place}{key}")


def _strategy_faults(entry: Table, place: str, words: Sequence[str]) -> Iterator[str]:
    yield from choice_faults(entry.get("order", "any"), ORDERS, f"{place}order")
    yield from choice_faults(entry.get("actor", "subject"), sorted(roles.ACTORS), f"{place}actor")
    yield from choice_faults(entry.get("counterparty", "none"), sorted(roles.COUNTERPARTIES), f"{place}counterparty")
    for text in _listed(entry.get("need", [])):
        prefix, colon, name = str(text).partition(":")
        if colon and prefix == "word":
            yield from word_faults(name, words, f"{place}need")
        else:
            yield from choice_faults(text, sorted(CONDITIONS), f"{place}need")
    yield from _role_faults(entry, place)


def _role_faults(entry: Table, place: str) -> Iterator[str]:
    """One name for each side that the frame looks for."""
    names = entry.get("roles", [])
    has_other = entry.get("counterparty", "none") != "none"
    fitting = (2,) if has_other else (1, 2)
    is_list = isinstance(names, list | tuple) and all(isinstance(name, str) and name.strip() for name in names)
    if "roles" in entry and not (is_list and len(names) in fitting):
        sides = "actor and counterparty" if has_other else "the actor, or of both sides"
        yield f'{place}roles: expected the names of {sides}, got {names!r}; write roles = ["seller", "buyer"]'


def _value_faults(entry: Table, place: str) -> Iterator[str]:
    for key, known in (("direction", DIRECTIONS), ("status", STATUSES)):
        given = entry.get(key, {})
        for value in given.values() if isinstance(given, Mapping) else [given]:
            yield from choice_faults(value, known, f"{place}{key}")
    kinds = entry.get("subtype", {})
    for value in kinds.values() if isinstance(kinds, Mapping) else [kinds]:
        if not isinstance(value, str) or not value.strip():
            yield f'{place}subtype: expected a text, got {value!r}; write subtype = "award", or a text by trigger'
    for key in ("done_words", "actor_groups"):
        given = entry.get(key, [])
        if not isinstance(given, list | tuple) or not all(isinstance(word, str) for word in given):
            yield f'{place}{key}: expected a list of texts, got {given!r}; write {key} = ["..."]'
    within, sure = entry.get("within", 8), entry.get("confidence", 0.6)
    if not isinstance(within, int) or isinstance(within, bool) or within < 0:
        yield f"{place}within: expected a number of words, 0 or more, got {within!r}; write within = 8"
    if not isinstance(sure, int | float) or isinstance(sure, bool) or not 0 <= sure <= 1:
        yield f"{place}confidence: expected a number from 0 to 1, got {sure!r}; write confidence = 0.6"
    for key in FLAGS:
        if not isinstance(entry.get(key, False), bool):
            yield f"{place}{key}: expected true or false, got {entry[key]!r}; write {key} = true"


def choice_faults(value: object, known: Sequence[str], place: str) -> Iterator[str]:
    if value not in known:
        yield f"{place}: {value!r} is unknown; {did_you_mean(str(value), known)}"


def word_faults(value: object, known: Sequence[str], place: str) -> Iterator[str]:
    """The same of a category, which the theme may still add."""
    if value not in known and not nearest(str(value), known):
        yield f"{place}: {value!r} is neither a concept of the theme nor a built-in term; add it under [concepts]"
    else:
        yield from choice_faults(value, known, place)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
