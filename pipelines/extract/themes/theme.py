"""A theme as a record, read from its file.

A theme is one TOML file: its wording (`phrases` say it by themselves, `context_phrases` only in a text about this
trade), the companies whose news belongs to it, the events that carry it, events of its own (`concepts` are its words,
`[[frame]]` how they stand together), the `symbols` measured when a story has it, and example sentences that
`newsimpact themes test` runs. A user's file replaces the built-in theme of the same id. docs/themes.md is the guide.

Here: the shape of a file. What its words refer to (categories, tickers, names) is checked where they are known:
`rules.py` when frames are built, `lint.py` on demand. Where files lie is known to `folders.py`.

Not here: deciding which themes a text has (`relevance/theme_grounds.py`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Any

from tracker.errors import InputError

Table = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Theme:
    """One subject of the trade. The fields are the keys of its file; what follows from them is found once."""

    id: str
    title: str
    source: str = ""
    """Where its wording comes from, in a few words."""
    symbols: tuple[str, ...] = ()
    """Tickers on which a story of this theme is measured, as exposure kind `theme`."""
    phrases: tuple[str, ...] = ()
    """Wording that states the theme by itself."""
    context_phrases: tuple[str, ...] = ()
    """Wording that states it only in a text about this trade."""
    aside_phrases: tuple[str, ...] = ()
    """Wording that states it only in a text that is relevant by other signs: common words such as "chips"."""
    aside_groups: tuple[str, ...] = ()
    """Groups of companies that state it in such a text: `chip`."""
    together: tuple[str, ...] = ()
    """Two categories that state it when both stand in a sentence: `"data_center + site"`; a concept of the theme, a
    built-in term, or `group:NAME` for a company of that group."""
    veto: tuple[str, ...] = ()
    """Wording of other worlds: a text with it has the theme only by an event, a clause with it none of its events."""
    companies: tuple[str, ...] = ()
    """Tickers or canonical names whose business news belongs to the theme."""
    events: tuple[str, ...] = ()
    """Event types that carry the theme: `contract`, with a subtype `contract.award`, or with both parties named
    `contract.between`. Events of its own frames always do."""
    gives_way: tuple[str, ...] = ()
    """Event types that are other news: a text with one of them has the theme only by an event, or by `phrases`."""
    units: tuple[str, ...] = ()
    """Units whose amounts state the theme in a text about this trade."""
    weighed: bool = False
    """Whether the words of a text together may state or deny it, by the weights of the built-in theme of this id."""
    concepts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Its words for its frames: a name and the phrases under it, every inflection spelled out."""
    frame: tuple[Table, ...] = ()
    """Events of its own, with the keys of a frame; categories are its concepts or built-in terms."""
    yes: tuple[str, ...] = ()
    """Sentences that must get the theme."""
    no: tuple[str, ...] = ()
    """Sentences that must not."""
    example: tuple[Table, ...] = ()
    """`text` that must get the theme and, with `expect`, an event with these values."""
    counterexample: tuple[Table, ...] = ()
    """`text` that must not get the theme or, with `without`, none of the event types listed there."""

    @cached_property
    def carriers(self) -> frozenset[str]:
        """What names of events carry the theme: those listed, and its own frames."""
        return frozenset([*self.events, *(frame_id(self.id, entry) for entry in self.frame)])

    @cached_property
    def followed(self) -> frozenset[str]:
        """Its companies."""
        return frozenset(self.companies)

    @cached_property
    def pairs(self) -> tuple[tuple[str, ...], ...]:
        """The categories of `together`, a concept of the theme by the category its phrases are matched under."""
        return tuple(
            tuple(f"{self.id}/{name}" if name in self.concepts else name for name in map(str.strip, pair.split("+")))
            for pair in self.together
        )

    @property
    def examples(self) -> int:
        return len(self.yes) + len(self.no) + len(self.example) + len(self.counterexample)


LISTS = tuple(
    """symbols phrases context_phrases aside_phrases aside_groups together veto companies events gives_way units yes
    no""".split()
)
TABLES = ("frame", "example", "counterexample")
KEYS = ("id", "title", "source", *LISTS, "weighed", "concepts", *TABLES)
WORDING = ("phrases", "context_phrases", "together", "companies", "events", "frame")
EXAMPLE_KEYS = ("text", "expect", "note")
COUNTEREXAMPLE_KEYS = ("text", "without", "note")
EXPECTED = "type subtype actor counterparty direction polarity status source time modality quantities".split()
"""What an example can ask of an event."""
FEW = 30
"""Most words that a message lists."""
MOST_MEANT = 3
"""Most words that a message takes for what was meant."""
NEAR = 0.7
"""How alike two words are for that, from 0 to 1: below it, of a thousand names some are always as near."""
CLOSE = 0.1
"""How much less alike than the nearest another one may be."""


def frame_id(theme: str, entry: Table) -> str:
    """The rule id of a theme's own frame: `memory_pricing/contract_price`."""
    return f"{theme}/{entry['id']}"


def is_own(rule: str) -> bool:
    """Whether a rule is a frame of a theme."""
    return "/" in rule


def read_table(source: Traversable) -> dict[str, Any]:
    """The file as TOML, unchecked. Raises InputError when it is none."""
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{source}: there is no such file; correct the path") from None
    except OSError as error:
        raise InputError(f"{source}: cannot be read: {error.strerror}; name a theme file that can") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{source}: cannot be read as TOML: is not UTF-8 text (byte {error.start}); save it as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{source}: cannot be read as TOML: {error}; correct the line or remove the file") from error
    except RecursionError as error:
        raise InputError(f"{source}: cannot be read as TOML: brackets nested too deeply; close them") from error


def read_theme(source: Traversable) -> Theme:
    return theme_from(read_table(source), str(source))


def theme_from(data: Table, name: str) -> Theme:
    """A theme from the keys of its file; `name` is used in messages. Raises InputError with every mistake."""
    mistakes = [f"{name}: {fault}" for fault in shape_faults(data)]
    if mistakes:
        raise InputError("\n".join(mistakes))
    return Theme(
        id=data["id"],
        title=data["title"],
        source=data.get("source", ""),
        weighed=data.get("weighed", False),
        concepts={key: tuple(phrases) for key, phrases in data.get("concepts", {}).items()},
        **{key: tuple(data.get(key, ())) for key in (*LISTS, *TABLES)},
    )


# ── the shape of a file ─────────────────────────────────────────────────────────────────────────────


def shape_faults(data: Table) -> Iterator[str]:
    """What is wrong with the keys and values of a file, each with its cure."""
    yield from unknown_keys(data, KEYS)
    for key in ("id", "title"):
        if not isinstance(data.get(key), str) or not data[key].strip():
            yield f'{key}: expected a text, got {data.get(key)!r}; add {key} = "..."'
    if isinstance(data.get("id"), str) and data["id"].strip() and not data["id"].replace("_", "").isalnum():
        yield f"id: expected letters, digits and _, got {data['id']!r}; write it like 'memory_pricing'"
    if not isinstance(data.get("source", ""), str):
        yield f'source: expected a text, got {data["source"]!r}; write source = "..."'
    if not isinstance(data.get("weighed", False), bool):
        yield f"weighed: expected true or false, got {data['weighed']!r}; write weighed = true, or leave it out"
    for key in LISTS:
        yield from _list_faults(data.get(key, []), key)
    yield from _concept_faults(data.get("concepts", {}))
    for key in TABLES:
        yield from _table_faults(data.get(key, []), key)
    if not any(data.get(key) for key in WORDING):
        yield "phrases: nothing would ever match; add phrases, companies, events or a [[frame]]"


def unknown_keys(data: Table, known: Sequence[str], place: str = "") -> Iterator[str]:
    for key in data:
        if key in known:
            continue
        if place and key in KEYS:  # What follows a [table] in a file belongs to it.
            yield f"{place}{key}: is a key of the theme and not of this table; write it above the first [table]"
        else:
            yield f"{place}{key}: unknown key; {did_you_mean(key, known, 'known keys')}"


def did_you_mean(word: str, known: Sequence[str], lead: str = "known") -> str:
    """The nearest known words, else all of them when they are few.

    >>> did_you_mean("phrase", ["phrases", "title"])
    "did you mean 'phrases'?"
    >>> did_you_mean("direction", ["directions", "Directing", "order"])
    "did you mean 'directions' or 'Directing'?"
    """
    if near := nearest(word, known):
        *others, last = map(repr, near)
        return f"did you mean {', '.join(others)} or {last}?" if others else f"did you mean {last}?"
    return f"{lead}: {', '.join(known)}" if len(known) <= FEW else "it is spelled otherwise or not there"


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """The known words that may be meant, the nearest first: alike whatever their case, or about as near as the nearest.

    >>> nearest("Nvidea", ["NVIDIA", "Nike", "Visa"])
    ['NVIDIA']
    """
    spelled: dict[str, list[str]] = {}
    for one in known:
        spelled.setdefault(one.casefold(), []).append(one)
    folded = word.casefold()
    if folded in spelled:
        return spelled[folded]
    near = get_close_matches(folded, spelled, n=MOST_MEANT, cutoff=NEAR)
    likeness = [SequenceMatcher(None, one, folded).ratio() for one in near]
    return [
        text for one, like in zip(near, likeness, strict=True) if like >= likeness[0] - CLOSE for text in spelled[one]
    ]


def _list_faults(value: object, key: str) -> Iterator[str]:
    if not isinstance(value, list | tuple):
        yield f'{key}: expected a list of texts, got {value!r}; write {key} = ["..."]'
        return
    for item in value:
        if not isinstance(item, str) or not item.strip():
            yield f"{key}: expected only texts in the list, got {item!r}; quote or remove it"


def _concept_faults(value: object) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f'concepts: expected a table of phrase lists, got {value!r}; write [concepts] and name = ["..."]'
        return
    for name, phrases in value.items():
        if not name.replace("_", "").isalnum():
            yield f"concepts.{name}: expected letters, digits and _ in a name; write it like 'memory_chip'"
        yield from _list_faults(phrases, f"concepts.{name}")


def _table_faults(value: object, key: str) -> Iterator[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, Mapping) for item in value):
        yield f"{key}: expected tables, got {value!r}; write [[{key}]] above its keys"
        return
    for number, item in enumerate(value, 1):
        yield from ENTRY_FAULTS[key](item, f"{key}[{number}].")


def _frame_shape(entry: Table, place: str) -> Iterator[str]:
    for key in ("id", "type"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            yield f'{place}{key}: expected a text, got {entry.get(key)!r}; add {key} = "..."'
    if not entry.get("trigger"):
        yield f'{place}trigger: expected a list of categories, got none; add trigger = ["..."]'
    words = entry.get("direction_words", {})
    if not isinstance(words, Mapping) or not all(isinstance(names, list | tuple) for names in words.values()):
        yield f'{place}direction_words: expected lists by direction, got {words!r}; write {{ up = ["..."] }}'


def _example_shape(entry: Table, place: str) -> Iterator[str]:
    yield from unknown_keys(entry, EXAMPLE_KEYS, place)
    yield from _text_fault(entry, place)
    wanted = entry.get("expect", {})
    for table in wanted if isinstance(wanted, list | tuple) else [wanted]:
        if not isinstance(table, Mapping):
            yield f"{place}expect: expected a table, got {table!r}; write expect = {{ type = ... }}"
            continue
        yield from unknown_keys(table, EXPECTED, f"{place}expect.")
        if table and "type" not in table:
            yield f"{place}expect: expected the type of the event, got none; add type = ..."
        yield from _quantity_faults(table.get("quantities", []), f"{place}expect.quantities")


def _counterexample_shape(entry: Table, place: str) -> Iterator[str]:
    yield from unknown_keys(entry, COUNTEREXAMPLE_KEYS, place)
    yield from _text_fault(entry, place)
    yield from _list_faults(entry.get("without", []), f"{place}without")


def _text_fault(entry: Table, place: str) -> Iterator[str]:
    if not isinstance(entry.get("text"), str) or not entry["text"].strip():
        yield f'{place}text: expected a sentence, got {entry.get("text")!r}; add text = "..."'


def _quantity_faults(value: object, place: str) -> Iterator[str]:
    items = value if isinstance(value, list | tuple) else [value]
    for item in items:
        if not isinstance(item, Mapping) or set(item) != {"value", "unit"}:
            yield f'{place}: expected value and unit, got {item!r}; write {{ value = 13, unit = "percent" }}'
        elif not all(map(_is_number, one if isinstance(one := item["value"], list | tuple) else [one])):
            yield f"{place}.value: expected a number, got {item['value']!r}; write value = 13, or [13, 18] for a range"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


ENTRY_FAULTS: dict[str, Callable[[Table, str], Iterator[str]]] = {
    "frame": _frame_shape,
    "example": _example_shape,
    "counterexample": _counterexample_shape,
}
