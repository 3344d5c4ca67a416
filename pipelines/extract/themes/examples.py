"""Runs the example sentences of themes and says what was expected and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipelines.extract.data_files import TOLD
from pipelines.extract.themes.theme import Table, Theme, frame_id
from tracker.records import Event, Extraction, Quantity

if TYPE_CHECKING:
    from pipelines.extract.extractor import Extractor

TOLERANCE = 0.005
"""Of a value, relative: texts round."""
NO_OBJECT = "no object near"
"""As frames say it (`frames/matcher.py`, which is not imported here: with it comes spaCy)."""


def check_themes(extractor: Extractor, themes: Sequence[Theme]) -> list[str]:
    """One line per example that comes out wrong: the theme, what was expected, what was found, the sentence.

    What an event must not be is asked of frames: words that tell of one by themselves are no theme's.
    """
    return [f"{theme.id}: {fault}" for theme in themes for fault in _wrong(extractor, theme)]


def _wrong(extractor: Extractor, theme: Theme) -> Iterator[str]:
    for wanted, sentences in ((True, theme.yes), (False, theme.no)):
        for text in sentences:
            yield from _theme_fault(theme, extractor.extract(text), text, wanted=wanted)
    for entry in theme.example:
        found = extractor.extract(entry["text"])
        yield from _theme_fault(theme, found, entry["text"], wanted=True)
        for table in _tables(entry.get("expect", {})):
            if not any(matches(event, table) for event in found.events):
                is_there = any(event.type == table["type"] for event in found.events)
                why = "" if is_there else _why_none(extractor, theme, entry["text"], table["type"])
                yield f"expected {_spell(table)}, found {_events(found, table)}{why}: {entry['text']}"
    for entry in theme.counterexample:
        found = extractor.extract(entry["text"])
        if "without" not in entry:
            yield from _theme_fault(theme, found, entry["text"], wanted=False)
        for event in found.events:
            if event.type in entry.get("without", ()) and not event.trigger.rule.startswith(f"{TOLD}."):
                yield f"expected no {event.type}, found {_brief(event)}: {entry['text']}"


def _why_none(extractor: Extractor, theme: Theme, text: str, kind: str) -> str:
    """What kept the frames of the theme that make such an event from one, the nearest miss first."""
    frames = {frame_id(theme.id, entry) for entry in theme.frame if entry["type"] == kind}
    if not frames:
        return ""
    _, trace = extractor.trace(text)
    fitted = [m for sentence in trace.sentences for m in sentence.fitted if m.frame in frames]
    if fitted and not trace.relevant:
        return f" ({fitted[0].frame} fits on {fitted[0].trigger.text!r}, but the text is not about the trade)"
    missed = [
        (frame, miss)
        for sentence in trace.sentences
        for miss in sentence.rejected
        for frame in miss.frames
        if frame in frames
    ]
    if not missed:
        return f" (no trigger of {', '.join(sorted(frames))} stands in a sentence that can tell of an event)"
    # What lacks its object lacks more than what lacks one condition.
    frame, miss = min(missed, key=lambda one: one[1].reason == NO_OBJECT)
    at = f" by {miss.forbidden_by.text!r}" if miss.forbidden_by else ""
    return f" (nearest miss: {frame} on {miss.trigger.text!r}: {miss.reason}{at})"


def _theme_fault(theme: Theme, found: Extraction, text: str, *, wanted: bool) -> Iterator[str]:
    if (theme.id in found.themes) is not wanted:
        yield f"expected {'yes' if wanted else 'no'}, found {', '.join(found.themes) or 'no theme'}: {text}"


def _tables(expect: Any) -> Iterable[Table]:
    return [table for table in (expect if isinstance(expect, list | tuple) else [expect]) if table]


def matches(event: Event, wanted: Table) -> bool:
    """Whether an event has all the values asked for.

    "none" stands for nothing: TOML has no null. Quantities asked for must be there; others may be.
    """
    plain = {key: value for key, value in wanted.items() if key != "quantities"}
    same = all((getattr(event, key) or "none") == value for key, value in plain.items())
    return same and all(_has(event, quantity) for quantity in wanted.get("quantities", ()))


def _has(event: Event, wanted: Mapping[str, Any]) -> bool:
    value = wanted["value"]
    values = tuple(value) if isinstance(value, list | tuple) else (value,)
    return any(q.unit == wanted["unit"] and _is_near(_values(q), values) for q in event.quantities)


def _values(quantity: Quantity) -> tuple[float, ...]:
    return quantity.value if isinstance(quantity.value, tuple) else (quantity.value,)


def _is_near(found: tuple[float, ...], wanted: tuple[float, ...]) -> bool:
    pairs = zip(found, wanted, strict=False)
    return len(found) == len(wanted) and all(abs(a - b) <= TOLERANCE * max(abs(b), 1e-9) for a, b in pairs)


# ── words for what was found ────────────────────────────────────────────────────────────────────────


def _spell(table: Table) -> str:
    return " ".join(f"{key}={_plain(value)}" for key, value in table.items())


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_plain(item) for item in value) + "]"
    return f"{_plain(value['value'])} {value['unit']}" if isinstance(value, Mapping) else str(value)


def _events(found: Extraction, table: Table) -> str:
    """The events of the wanted type with the keys that were asked for, else all types."""
    same = [event for event in found.events if event.type == table["type"]]
    if same:
        return "; ".join(_brief(event, table) for event in same)
    return ", ".join(event.type for event in found.events) or "no event"


def _brief(event: Event, table: Table | None = None) -> str:
    keys = table or ("type", "actor", "direction")
    values = {key: getattr(event, key) for key in keys if key != "quantities"}
    if "quantities" in keys:
        values["quantities"] = [{"value": q.value, "unit": q.unit} for q in event.quantities]
    return _spell({key: "none" if value is None else value for key, value in values.items()})
