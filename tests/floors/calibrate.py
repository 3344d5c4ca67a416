"""Makes confidence.toml and cue_precision.toml of pipelines/extract: how often rules and cues were right on texts.

    python -m tests.floors.calibrate [--write] [--unread FILE.jsonl] [FILE.jsonl ...]

Reads the labelled sentences of this folder, the development items when the shared data is at hand, and further files of
the same format. Prints how the confidences do on texts they were not made from (five folds): the Brier score, the
expected calibration error in ten bins, and the precision of what is said with at least .8.

A cue is counted where it decided the modality of an event that a reader labelled too, and is right where the reader
gave it the same modality; the time is no part of the modality, so that its cues are held against the label's own time,
where there is one. Modality and cues are also counted on the files here whose labels leave events out.

The rules were widened with the help of most of these texts, so their rates are too good. `--unread` names items that
no rule was written from: what is right there, over what the rates say, is the factor by which all rates of events are
lowered. Events that words told of without a frame are counted on those items alone.
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

import numpy as np

from pipelines.extract import load
from pipelines.extract.components import Newsimpact
from pipelines.extract.data_files import TOLD
from pipelines.extract.extractor import Extractor
from pipelines.extract.frames.rules import load_rules
from pipelines.extract.frames.wording import FILE as WORDING
from pipelines.extract.records import confidence
from pipelines.extract.records.confidence import Line, Rates, log_odds
from pipelines.extract.relevance.weights import shipped
from pipelines.extract.text.han import ChinesePassage
from tracker.records import Event, Extraction

FLOORS = Path(__file__).parent
TABLE = FLOORS.parents[1] / "pipelines" / "extract" / "confidence.toml"
CUES = TABLE.with_name("cue_precision.toml")
SHARED = Path(os.environ.get("NEWSIMPACT_SHARED", FLOORS.parents[1].parent / "shared"))
OWN = ("sentences.jsonl", "own_positive.jsonl", "own_negative.jsonl", "own_styles.jsonl")
"""Files whose labels are complete."""
FOLDS = 5
STEPS = 25
PARTS = ("event", "roles", "status")
OF_MATCHED = frozenset({"status", "cue"})
"""Parts that are asked of labelled events only, so that a label that leaves out others does no harm."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing an extraction said, whether it was right, and the names it is counted under, the narrowest first."""

    part: str
    names: tuple[str, ...]
    right: bool
    share: float | None = None
    """Of an event, how many texts with its words tell of its type."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--unread", type=Path)
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    complete = [FLOORS / name for name in OWN]
    items = labelled([*complete, SHARED / "data" / "gold" / "dev.jsonl", *options.files])
    further = [item for item in labelled(sorted(set(FLOORS.glob("*.jsonl")) - set(complete))) if has_modality(item)]
    claims = claims_of(items) + [[c for c in group if c.part in OF_MATCHED] for group in claims_of(further)]
    for part, figures in quality(claims).items():
        print(part, *(f"{name} {value:.3f}" for name, value in figures.items()))
    fresh = claims_of(labelled([options.unread])) if options.unread else []
    every = [claim for group in without_told(claims) for claim in group]
    table, cues = counted(every), counted_cues(every)
    table["event"][TOLD] = told_counts(fresh) if fresh else confidence.rates("event").counts[TOLD]
    print(f"cues {len(cues)} of {len(load_rules().cues)} seen, {sum(seen for _, seen in cues.values())} times")
    ruled = without_told(fresh)
    factor = sobriety(ruled, Rates(table["event"])) if ruled else confidence.sobriety()
    print(f"factor {factor:.3f}")
    line = fitted_line(ruled, Rates(table["event"]), factor) if ruled else confidence.line()
    print("line", *(f"{name} {value:.3f}" for name, value in line._asdict().items()))
    if options.write:
        TABLE.write_text(as_toml(table, len(items) + len(further), factor, line), encoding="utf-8")
        CUES.write_text(cues_as_toml(cues), encoding="utf-8")


def without_told(claims: Sequence[Sequence[Claim]]) -> list[list[Claim]]:
    """The claims but for the events that words told of without a frame, whose rate neither factor nor line touches."""
    return [[claim for claim in group if TOLD not in claim.names] for group in claims]


def told_counts(claims: Sequence[Sequence[Claim]]) -> tuple[int, int]:
    """How many events that words told of without a frame were right on unread texts, and of how many."""
    right = [c.right for group in claims for c in group if c.part == "event" and TOLD in c.names]
    return sum(right), len(right)


def sobriety(claims: Sequence[Sequence[Claim]], rates: Rates) -> float:
    """How much less often events were right on unread texts than their rates say."""
    pairs = [(rates.rate(*c.names), c.right) for group in claims for c in group if c.part == "event"]
    return min(sum(right for _, right in pairs) / sum(said for said, _ in pairs), 1.0)


def fitted_line(claims: Sequence[Sequence[Claim]], rates: Rates, factor: float) -> Line:
    """How rate and share make one confidence, by logistic regression on unread texts (Newton's method)."""
    weighed = [c for group in claims for c in group if c.part == "event" and c.share is not None]
    found = np.array([[1.0, log_odds(rates.rate(*c.names) * factor), log_odds(c.share or 0.0)] for c in weighed])
    right, line = np.array([float(c.right) for c in weighed]), np.zeros(3)
    for _ in range(STEPS):
        said = 1 / (1 + np.exp(-(found @ line)))
        line += np.linalg.solve((found * (said * (1 - said))[:, None]).T @ found, found.T @ (right - said))
    return Line(*line.tolist())


def labelled(files: Iterable[Path]) -> list[dict[str, Any]]:
    return [json.loads(line) for file in files if file.exists() for line in file.read_text("utf-8").splitlines()]


def has_modality(item: Mapping[str, Any]) -> bool:
    """Whether names and modalities are labelled, as rules, other scripts and prices are not."""
    return "entities" in item and all("modality" in event for event in item["events"])


def claims_of(items: Sequence[dict[str, Any]]) -> list[list[Claim]]:
    """Per text what was claimed, against its labels."""
    extractor = load()
    return [list(_claims(extractor.extract(i["text"]), i, shares_of(extractor, i["text"]))) for i in items]


def shares_of(extractor: Extractor, text: str) -> dict[str, float]:
    """How many texts with these words tell of each type."""
    reader: Newsimpact = extractor.nlp.get_pipe("newsimpact")
    with extractor.nlp.memory_zone():
        passage = reader.open(text)
        reader.events.reader.weigh(passage)
        if isinstance(passage, ChinesePassage):
            return {}
        return reader.events.reader.wording.shares(passage, shipped(WORDING).bias)


def _claims(extraction: Extraction, item: Mapping[str, Any], shares: Mapping[str, float]) -> Iterable[Claim]:
    alias = {m.canonical.lower(): m.ticker or m.canonical.lower() for m in extraction.mentions}
    alias |= {m.text.lower(): m.ticker or m.canonical.lower() for m in extraction.mentions}
    for entity in item["entities"]:
        key = entity.get("ticker") or (entity.get("canonical") or entity["text"]).lower()
        alias |= {(entity.get("canonical") or entity["text"]).lower(): key, entity["text"].lower(): key}
    left = list(item["events"])
    for event in extraction.events:
        rule, kind = event.evidence[0].rule, f"type:{event.type}"
        found = next((gold for gold in left if _is_same(event, gold, alias)), None)
        yield Claim("event", confidence.event_names(rule, event.type), found is not None, shares.get(event.type))
        if found is None:
            continue
        left.remove(found)
        if event.actor or event.counterparty:
            sides = (event.actor, event.counterparty), (found["actor"], found["counterparty"])
            mine, theirs = ([_key(name, alias) for name in pair] for pair in sides)
            symmetric = event.type == "contract"
            yield Claim("roles", (rule, kind), set(mine) == set(theirs) if symmetric else mine == theirs)
        if event.confidence.status is not None and not event.is_reaction:
            right = event.modality == found["modality"]
            yield Claim("status", confidence.status_names(event), right)
            yield from (Claim("cue", (cue,), right) for cue in confidence.deciding(event))
        if "time" in found:
            yield from (Claim("cue", (cue,), event.time == found["time"]) for cue in _cues_of_time(event))


def _cues_of_time(event: Event) -> list[str]:
    return list(dict.fromkeys(e.rule for e in event.evidence if e.kind == "cue" and e.rule.startswith("time.")))


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
    """Right and all by part and name; cues have a table of their own."""
    cues = {cue.id for cue in load_rules().cues}
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    right: dict[str, Counter[str]] = defaultdict(Counter)
    for claim in claims:
        for name in {*claim.names, "all"} - cues:
            seen[claim.part][name] += 1
            right[claim.part][name] += claim.right
    return {part: {name: (right[part][name], times) for name, times in sorted(seen[part].items())} for part in PARTS}


def counted_cues(claims: Iterable[Claim]) -> dict[str, tuple[int, int]]:
    """Right and all by cue, in the order of cues.toml; without those never seen, and signs that are no phrases."""
    found: dict[str, list[bool]] = defaultdict(list)
    for claim in claims:
        if claim.part == "cue":
            found[claim.names[0]].append(claim.right)
    return {cue.id: (sum(found[cue.id]), len(found[cue.id])) for cue in load_rules().cues if cue.id in found}


def quality(claims: Sequence[Sequence[Claim]]) -> dict[str, dict[str, float]]:
    """How the rates of four fifths of the texts do on the fifth they have not seen."""
    said: dict[str, list[tuple[float, bool]]] = {part: [] for part in PARTS}
    for fold in range(FOLDS):
        seen = [c for at, group in enumerate(claims) if at % FOLDS != fold for c in group]
        known, cues = counted(seen), counted_cues(seen)
        rates = {part: Rates(known[part], cues if part == "status" else {}) for part in PARTS}
        unseen = (c for at, group in enumerate(claims) if at % FOLDS == fold for c in group)
        for claim in (c for c in unseen if c.part in rates):
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


def as_toml(table: Mapping[str, Mapping[str, tuple[int, int]]], texts: int, factor: float, line: Line) -> str:
    lines = [
        "# Made by `python -m tests.floors.calibrate --write`; do not edit. [right, all] on labelled texts: by rule,",
        "# by type:EVENT_TYPE (status: by modality) and in total. How confidences come from it: records/confidence.py.",
        f"texts = {texts}",
        f"sobriety = {factor:.3f}",
        f"line = [{', '.join(f'{value:.3f}' for value in line)}]",
    ]
    for part, counts in table.items():
        lines += ["", f"[{part}]", *(f'"{name}" = [{right}, {seen}]' for name, (right, seen) in counts.items())]
    return "\n".join(lines) + "\n"


def cues_as_toml(cues: Mapping[str, tuple[int, int]]) -> str:
    lines = [
        "# Made by `python -m tests.floors.calibrate --write`; do not edit. n: how many modalities of labelled",
        "# events a cue of cues.toml decided; right: how often the reader gave the same. What is not here never did.",
        *(f'"{cue}" = {{ n = {seen}, right = {right} }}' for cue, (right, seen) in cues.items()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
