"""An extraction as a page to read: the text with its marks, and a card for each event that leads back to them.

    page([Marked("note.txt", text, extraction, trace)])       # one HTML file that needs no other, and no script

Every stretch that something rests on is marked in the text by kind: names, triggers, objects, roles, words that refer,
amounts and cues look different without colour too. Marks nest and overlap freely, because the text is cut at every
place where one begins or ends; a piece then carries all kinds that cover it. A trigger has the number of its event,
which leads to the card; the evidence of a card leads to the words.

The text is a stranger's: the template escapes it, and characters that steer what shows them are taken out.
"""

from __future__ import annotations

from base64 import b64encode
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from typing import Any

from pipelines.amounts import scaled
from pipelines.escape import one_line, strip_controls
from pipelines.extract.axes import AXES
from pipelines.extract.tracing.trace import NO_OBJECT, AxisSet, MentionFitted, Trace
from tracker.records import Event, Evidence, Extraction, Quantity

KINDS = {
    "trigger": "trigger: the words that tell of an event; the number is the event's",
    "object": "object: what it is about",
    "role": "role: who takes part",
    "reference": "reference: words that stand for somebody named before",
    "quantity": "quantity: an amount of the event",
    "cue": "cue: words that say how sure it is, who says so, and when",
    "entity": "name: a company, product or person the lexicon knows",
    "out": "left out: no part of the news",
}
"""What is marked, with its line in the legend; a page has the lines it needs."""
UNMARKED = frozenset({"merge"})
"""Evidence without a mark of its own: the trigger of the same words has one."""
PLAIN = {"affirmed"}
"""Values that a reader takes for granted."""
NEAR_MISSES = 40
"""Shown per text at most; a long article has hundreds."""
DECIMALS = 6
"""Of an amount on its card: what was read, not what it rounds to."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One text with what was found in it, and how."""

    id: str
    text: str
    extraction: Extraction
    trace: Trace


def page(items: Sequence[Marked]) -> str:
    """The page for these texts, in their order."""
    from markupsafe import Markup

    from pipelines.templating import package_text, templates

    style = package_text("extraction.css")
    sections = [_section(number, item) for number, item in enumerate(items, 1)]
    used = {kind for section in sections for kind in section["kinds"]}
    rendered: str = (
        templates()
        .get_template("extraction.html.j2")
        .render(
            style=Markup(style),
            style_hash=b64encode(sha256(style.encode()).digest()).decode(),
            heading=one_line(items[0].id, 80) if len(items) == 1 else f"{len(items)} texts",
            sections=sections,
            legend=[(kind, meaning) for kind, meaning in KINDS.items() if kind in used],
        )
    )
    return rendered


def _section(number: int, item: Marked) -> dict[str, Any]:
    extraction = item.extraction
    pieces = list(_pieces(number, item))
    return {
        "id": f"t{number}",
        "name": one_line(item.id, 120),
        "relevant": extraction.relevant,
        "score": f"{extraction.score:.2f}",
        "reasons": item.trace.reasons,
        "gate": item.trace.gate,
        "themes": list(_themes(item)),
        "pieces": pieces,
        "kinds": {kind for piece in pieces for kind in piece["kinds"]},
        "cards": [_card(number, at, event, item) for at, event in enumerate(extraction.events, 1)],
        "findings": [one_line(finding.message) for finding in extraction.findings],
        **_near_misses(item.trace),
    }


def _themes(item: Marked) -> Iterator[dict[str, str]]:
    for seen in item.trace.themes:
        if seen.stated:
            words = dict.fromkeys(one_line(place.text, 40) for ground in seen.grounds for place in ground.places)
            events = dict.fromkeys(ground.what for ground in seen.grounds if ground.kind == "event")
            yield {"id": seen.theme, "because": ", ".join([*events, *words][:6])}


# ── the text ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Layer:
    """A mark on its own: what it is of, and where."""

    kind: str
    start: int
    end: int
    of: set[int] = field(default_factory=set)
    """Numbers of the events it is evidence of."""


def _pieces(number: int, item: Marked) -> Iterator[dict[str, Any]]:
    """The text cut at every edge of a mark, with the kinds that cover each piece."""
    layers = _layers(item)
    text = item.text
    edges = sorted({0, len(text), *(at for layer in layers for at in (layer.start, layer.end))})
    opening = deque(sorted(layers, key=lambda layer: layer.start))
    cited = {layer.start for layer in layers if layer.of}
    active: list[_Layer] = []
    for start, end in pairwise(edges):
        active = [layer for layer in active if layer.end > start]
        while opening and opening[0].start <= start:
            active.append(opening.popleft())
        kinds = [kind for kind in KINDS if any(layer.kind == kind for layer in active)]
        yield {
            "text": strip_controls(text[start:end]),
            "kinds": kinds,
            "id": f"t{number}-c{start}" if start in cited else None,
            "events": sorted({n for layer in active if layer.kind == "trigger" and layer.end == end for n in layer.of}),
        }


def _layers(item: Marked) -> list[_Layer]:
    """Every mark of the text, each stretch and kind once."""
    found: dict[tuple[str, int, int], _Layer] = {}
    for number, event in enumerate(item.extraction.events, 1):
        for evidence in event.evidence:
            if evidence.kind not in UNMARKED:
                key = (evidence.kind, evidence.start, evidence.end)
                found.setdefault(key, _Layer(*key)).of.add(number)
    for mention in item.extraction.mentions:
        key = ("entity", mention.start, mention.end)
        found.setdefault(key, _Layer(*key))
    for out in item.trace.left_out:
        key = ("out", out.at.start, out.at.end)
        found.setdefault(key, _Layer(*key))
    return [layer for layer in found.values() if layer.start < layer.end]


# ── the cards ───────────────────────────────────────────────────────────────────────────────────────


def _card(number: int, at: int, event: Event, item: Marked) -> dict[str, Any]:
    mentions = [m for sentence in item.trace.sentences for m in sentence.fitted if m.event == at - 1]
    return {
        "id": f"t{number}-e{at}",
        "number": at,
        "type": event.type + (f".{event.subtype}" if event.subtype else ""),
        "reaction": event.is_reaction,
        "parties": [_plain(name) for name in (event.actor, event.counterparty) if name],
        "roles": [(role, _plain(name)) for role, name in event.roles.items()],
        "direction": event.direction,
        "standing": event.standing,
        "axes": [] if event.is_reaction else list(_axes(number, event, mentions)),
        "quantities": [_amount(number, quantity) for quantity in event.quantities],
        "confidence": [
            (name, "not claimed" if value is None else f"{value:.2f}")
            for name, value in (
                ("event", event.confidence.event),
                ("roles", event.confidence.roles),
                ("status", event.confidence.status),
            )
        ],
        "rule": event.trigger.rule,
        "evidence": list(_evidence(number, event)),
        "joined": len({m.trigger for m in mentions}) - 1,
    }


def _axes(number: int, event: Event, mentions: Iterable[MentionFitted]) -> Iterator[dict[str, Any]]:
    """Each axis with the words that set it, else with those that agree, else as what is supposed."""
    lead = next((mention for mention in mentions if mention.joined is None), None)
    by_axis: dict[str, AxisSet] = {axis.axis: axis for axis in lead.axes} if lead else {}
    for axis in AXES:
        value = str(getattr(event, axis))
        cues = [e for e in event.evidence if e.kind == "cue" and e.rule.startswith(f"{axis}.")]
        agreeing = by_axis[axis].by if not cues and axis in by_axis else ()
        yield {
            "axis": axis,
            "value": value.replace("_", " "),
            "words": [_link(number, cue) for cue in cues],
            "agreeing": [_plain(sign.at.text) for sign in agreeing if by_axis[axis].value == value],
            "plain": value in PLAIN and not cues,
        }


def _amount(number: int, quantity: Quantity) -> dict[str, Any]:
    value = quantity.value
    figures = " to ".join(scaled(v, DECIMALS) for v in (value if isinstance(value, tuple) else (value,)))
    facts = (quantity.slot, quantity.metric, quantity.period, quantity.comparator)
    return {
        "text": _plain(quantity.text),
        "href": f"#t{number}-c{quantity.start}",
        "value": f"{figures} {quantity.unit}",
        "facts": [fact.replace("_", " ") for fact in facts if fact],
    }


def _evidence(number: int, event: Event) -> Iterator[dict[str, Any]]:
    """The evidence by kind, in the order of the legend, equal words once; amounts and cues have their own lines."""
    for kind in KINDS:
        words: dict[str, list[Evidence]] = {}
        for item in event.evidence:
            if item.kind == kind and kind not in {"quantity", "cue"}:
                words.setdefault(item.text.casefold(), []).append(item)
        if words:
            yield {"kind": kind, "words": [_places(number, items) for items in words.values()]}


def _places(number: int, items: Sequence[Evidence]) -> dict[str, Any]:
    """Equal words with a link to each of their places, and the rules that took them."""
    hrefs = list(dict.fromkeys(f"#t{number}-c{item.start}" for item in items))
    return {
        "text": _plain(items[0].text),
        "href": hrefs[0],
        "others": list(enumerate(hrefs[1:], 2)),
        "rules": list(dict.fromkeys(item.rule for item in items)),
    }


def _link(number: int, item: Evidence) -> dict[str, str]:
    return {"text": _plain(item.text), "href": f"#t{number}-c{item.start}", "rule": item.rule}


def _plain(text: str) -> str:
    return one_line(text, 60)


def _near_misses(trace: Trace) -> dict[str, Any]:
    """What was turned down for more than the want of an object, each reason once per trigger word."""
    found = [
        {
            "trigger": _plain(miss.trigger.text),
            "reason": _plain(miss.reason.replace("_", " ")),
            "by": _plain(miss.forbidden_by.text) if miss.forbidden_by else None,
            "frames": ", ".join(miss.frames),
        }
        for sentence in trace.sentences
        for miss in sentence.rejected
        if miss.reason != NO_OBJECT
    ]
    return {"near_misses": found[:NEAR_MISSES], "more_misses": max(len(found) - NEAR_MISSES, 0)}
