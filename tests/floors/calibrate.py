"""Makes pipelines/extract/confidence.toml: how often each rule was right on labelled texts.

    python -m tests.floors.calibrate [--write] [--unread FILE.jsonl] [FILE.jsonl ...]

Reads the labelled sentences of this folder, the development items when the shared data is at hand, and further files of
the same format. Prints how the confidences do on texts they were not made from (five folds): the Brier score, the
expected calibration error in ten bins, and the precision of what is said with at least .8.

The rules were widened with the help of most of these texts, so their rates are too good. `--unread` names items that
no rule was written from: what is right there, over what the rates say, is the factor by which all rates of events are
lowered.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.extract import confidence, load
from pipelines.extract.confidence import Rates
from pipelines.extract.trace import MentionFitted, Trace
from tracker.records import Event, Extraction

FLOORS = Path(__file__).parent
TABLE = FLOORS.parents[1] / "pipelines" / "extract" / "confidence.toml"
SHARED = Path(os.environ.get("NEWSIMPACT_SHARED", FLOORS.parents[1].parent / "shared"))
OWN = ("sentences.jsonl", "own_positive.jsonl", "own_negative.jsonl", "own_styles.jsonl")
"""Files whose labels are complete."""
FOLDS = 5
PARTS = ("event", "roles", "status")


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing an extraction said, whether it was right, and the names it is counted under, the narrowest first."""

    part: str
    names: tuple[str, ...]
    right: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--unread", type=Path)
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    items = labelled([FLOORS / name for name in OWN] + [SHARED / "data" / "gold" / "dev.jsonl", *options.files])
    claims = claims_of(items)
    for part, figures in quality(claims).items():
        print(part, *(f"{name} {value:.3f}" for name, value in figures.items()))
    table = counted(c for group in claims for c in group)
    fresh = claims_of(labelled([options.unread])) if options.unread else []
    factor = sobriety(fresh, Rates(table["event"])) if fresh else confidence.sobriety()
    print(f"factor {factor:.3f}")
    if options.write:
        TABLE.write_text(as_toml(table, len(items), factor), encoding="utf-8")


def sobriety(claims: Sequence[Sequence[Claim]], rates: Rates) -> float:
    """How much less often events were right on unread texts than their rates say."""
    pairs = [(rates.rate(*c.names), c.right) for group in claims for c in group if c.part == "event"]
    return min(sum(right for _, right in pairs) / sum(said for said, _ in pairs), 1.0)


def labelled(files: Iterable[Path]) -> list[dict[str, Any]]:
    return [json.loads(line) for file in files if file.exists() for line in file.read_text("utf-8").splitlines()]


def claims_of(items: Sequence[dict[str, Any]]) -> list[list[Claim]]:
    """Per text what was claimed, against its labels."""
    extractor = load()
    return [list(_claims(*extractor.trace(item["text"]), item)) for item in items]


def _claims(extraction: Extraction, trace: Trace, item: Mapping[str, Any]) -> Iterable[Claim]:
    alias = {m.canonical.lower(): m.ticker or m.canonical.lower() for m in extraction.mentions}
    alias |= {m.text.lower(): m.ticker or m.canonical.lower() for m in extraction.mentions}
    for entity in item["entities"]:
        key = entity.get("ticker") or (entity.get("canonical") or entity["text"]).lower()
        alias |= {(entity.get("canonical") or entity["text"]).lower(): key, entity["text"].lower(): key}
    left = list(item["events"])
    for event, lead in zip(extraction.events, leading(trace), strict=True):
        rule, kind = event.evidence[0].rule, f"type:{event.type}"
        found = next((gold for gold in left if _is_same(event, gold, alias)), None)
        yield Claim("event", (rule, kind), found is not None)
        if found is None:
            continue
        left.remove(found)
        if event.actor or event.counterparty:
            sides = (event.actor, event.counterparty), (found["actor"], found["counterparty"])
            mine, theirs = ([_key(name, alias) for name in pair] for pair in sides)
            symmetric = event.type == "contract"
            yield Claim("roles", (rule, kind), set(mine) == set(theirs) if symmetric else mine == theirs)
        if event.confidence.status is not None and not event.is_reaction:
            yield Claim(
                "status", (standing(event, lead), f"type:{event.modality}"), event.modality == found["modality"]
            )


def leading(trace: Trace) -> list[MentionFitted]:
    """The mention that leads each event, in their order."""
    mentions = (mention for sentence in trace.sentences for mention in sentence.fitted)
    found = {m.event: m for m in mentions if m.event is not None and m.joined is None}
    return [found[number] for number in sorted(found)]


def standing(event: Event, lead: MentionFitted) -> str:
    """The name of an event's modality in the table: whether a cue decided an axis of the mention that leads it."""
    decided = any(axis.is_decided for axis in lead.axes if axis.axis in confidence.AXES)
    return confidence.standing(event.modality, decided=decided)


def _is_same(event: Event, gold: Mapping[str, Any], alias: Mapping[str, str]) -> bool:
    if event.type != gold["type"]:
        return False
    if _key(event.actor, alias) == _key(gold["actor"], alias):
        return True
    mine = {_key(event.actor, alias), _key(event.counterparty, alias)} - {None}
    return event.type == "contract" and bool(
        mine & {_key(gold["actor"], alias), _key(gold["counterparty"], alias)} - {None}
    )


def _key(name: str | None, alias: Mapping[str, str]) -> str | None:
    return alias.get(name.lower(), name.lower()) if name else None


def counted(claims: Iterable[Claim]) -> dict[str, dict[str, tuple[int, int]]]:
    """Right and all by part and name."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    right: dict[str, Counter[str]] = defaultdict(Counter)
    for claim in claims:
        for name in (*claim.names, "all"):
            seen[claim.part][name] += 1
            right[claim.part][name] += claim.right
    return {part: {name: (right[part][name], times) for name, times in sorted(seen[part].items())} for part in PARTS}


def quality(claims: Sequence[Sequence[Claim]]) -> dict[str, dict[str, float]]:
    """How the rates of four fifths of the texts do on the fifth they have not seen."""
    said: dict[str, list[tuple[float, bool]]] = {part: [] for part in PARTS}
    for fold in range(FOLDS):
        known = counted(c for at, group in enumerate(claims) if at % FOLDS != fold for c in group)
        rates = {part: Rates(known[part]) for part in PARTS}
        for claim in (c for at, group in enumerate(claims) if at % FOLDS == fold for c in group):
            said[claim.part].append((rates[claim.part].rate(*claim.names), claim.right))
    return {part: _figures(pairs) for part, pairs in said.items()}


def _figures(pairs: Sequence[tuple[float, bool]]) -> dict[str, float]:
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for pair in pairs:
        bins[min(int(pair[0] * 10), 9)].append(pair)
    gaps = [abs(sum(p for p, _ in held) - sum(r for _, r in held)) for held in bins.values()]
    sure = [right for p, right in pairs if p >= 0.8]
    return {
        "n": float(len(pairs)),
        "right": sum(right for _, right in pairs) / len(pairs),
        "Brier": sum((p - right) ** 2 for p, right in pairs) / len(pairs),
        "ECE": sum(gaps) / len(pairs),
        "share>=.8": len(sure) / len(pairs),
        "right>=.8": sum(sure) / max(len(sure), 1),
    }


def as_toml(table: Mapping[str, Mapping[str, tuple[int, int]]], texts: int, factor: float) -> str:
    lines = [
        "# Made by `python -m tests.floors.calibrate --write`; do not edit. [right, all] on labelled texts: by rule,",
        "# by type:EVENT_TYPE (status: by modality) and in total. How confidences come from it: confidence.py.",
        f"texts = {texts}",
        f"sobriety = {factor:.3f}",
    ]
    for part, counts in table.items():
        lines += ["", f"[{part}]", *(f'"{name}" = [{right}, {seen}]' for name, (right, seen) in counts.items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
