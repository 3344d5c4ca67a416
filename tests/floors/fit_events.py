"""Makes event_weights.json of pipelines/extract: what each word, term, name and unit of an opening speaks for.

    python -m tests.floors.fit_events [--write] [FILE.jsonl ...]

Reads the labelled sentences of this folder whose labels are complete, the development items when the shared data is at
hand, and further files of the same format. One logistic regression per type of event with a ridge penalty (scipy's
L-BFGS), over what stands in three openings or more. Prints, by five folds, how many of the events that only the weights
tell of were right; that, by type, is the confidence such events have.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from pipelines.extract import load
from pipelines.extract.components import Newsimpact, open_passage
from pipelines.extract.event_weights import FILE, LEAST, features_of, opening_end
from pipelines.extract.frames import WEIGHTS
from pipelines.extract.lexicon import load_rules
from pipelines.extract.passage import Passage
from tests.floors.calibrate import FLOORS, SHARED, labelled

TABLE = FLOORS.parents[1] / "pipelines" / "extract" / FILE
LEAST_TEXTS = 3
"""Openings a feature must stand in."""
FEWEST = 8
"""Texts with a type of event, below which it is not weighed."""
RIDGE = 1.5
SMALL = 0.06
"""Weights below are left out."""
FOLDS = 5
PULL = 5.0
"""Texts that the precision of all types weighs beside a type's own."""
Weights = NDArray[np.float64]


class Sample(NamedTuple):
    """The opening of a labelled text, and what it tells of."""

    features: frozenset[str]
    types: frozenset[str]
    is_open: bool
    """Whether the weights are asked: it is relevant, and no frame finds anything."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    own = sorted(file for file in FLOORS.glob("*.jsonl") if file.name not in {"rules.jsonl", "chinese.jsonl"})
    items = labelled([*own, SHARED / "data" / "gold" / "dev.jsonl", *options.files])
    samples = samples_of([item for item in items if "relevant" in item and "events" in item])
    counts = Counter(kind for sample in samples for kind in sample.types)
    framed = {frame.type for frame in load_rules().frames if frame.trigger == (WEIGHTS,)}
    types = sorted(kind for kind in framed if counts[kind] >= FEWEST)
    right = right_by_folds(samples, types)
    hits, told = (sum(counts) for counts in zip(*right.values(), strict=True))
    print(f"{len(samples)} texts; by folds {hits} of {told} that weights alone tell of were right")
    for kind, (hits, count) in sorted(right.items()):
        print(f"  {kind:20} {hits:4} of {count}")
    if options.write:
        TABLE.write_text(as_json(*fit(samples, types), types, right), encoding="utf-8")


def samples_of(items: Sequence[dict[str, Any]]) -> list[Sample]:
    extractor = load()
    reader: Newsimpact = extractor.nlp.get_pipe("newsimpact")
    found = []
    for item in items:
        passage = open_passage(item["text"], reader.cut)
        if type(passage) is not Passage:
            continue
        reader.entities.read(passage)
        reader.quantities.read(passage)
        weighed = reader.events.weigh(passage)
        end = opening_end(passage)
        by_frames = any(d.trigger[0] < end and not d.frame_id.startswith("weighed.") for d in weighed.drafts)
        found.append(
            Sample(
                frozenset(features_of(passage, end)),
                frozenset(event["type"] for event in item["events"] if event["type"] != "price_move"),
                weighed.verdict.relevant and not by_frames,
            )
        )
        passage.close()
    return found


def fit(samples: Sequence[Sample], types: Sequence[str]) -> tuple[list[str], Weights]:
    """The features of three openings or more, and their weights by type; the last row is the bias."""
    counts = Counter(feature for sample in samples for feature in sample.features)
    features = sorted(feature for feature, count in counts.items() if count >= LEAST_TEXTS)
    found = matrix(samples, features)
    columns = []
    for kind in types:
        signs = np.array([1.0 if kind in sample.types else -1.0 for sample in samples])
        columns.append(_separating(found, signs))
    return features, np.array(columns).T


def matrix(samples: Sequence[Sample], features: Sequence[str]) -> csr_matrix:
    """Samples by features, and last a column of ones."""
    places = {feature: at for at, feature in enumerate(features)}
    rows = [[*(places[f] for f in sorted(sample.features) if f in places), len(features)] for sample in samples]
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.array([at for row in rows for at in row])
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(samples), len(features) + 1))


def _separating(found: csr_matrix, signs: Weights) -> Weights:
    """The weights that a ridge penalty and the labels (1 or -1) leave least to regret."""
    penalty = np.full(found.shape[1], RIDGE)
    penalty[-1] = 0.01

    def regret(weights: Weights) -> tuple[float, Weights]:
        margins = signs * (found @ weights)
        loss = np.logaddexp(0, -margins).sum() + (penalty * weights**2).sum() / 2
        return loss, found.T @ (-signs * expit(-margins)) + penalty * weights

    return minimize(regret, np.zeros(found.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x


def right_by_folds(samples: Sequence[Sample], types: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Of the events that only the weights tell of, by type how many were right and all, on texts not fitted to."""
    right: dict[str, list[int]] = {}
    for fold in range(FOLDS):
        out = [sample for at, sample in enumerate(samples) if at % FOLDS == fold and sample.is_open]
        features, weights = fit([s for at, s in enumerate(samples) if at % FOLDS != fold], types)
        shares = expit(matrix(out, features) @ weights)
        for sample, row in zip(out, shares, strict=True):
            at = int(row.argmax())
            if row[at] >= LEAST:
                counts = right.setdefault(types[at], [0, 0])
                counts[0] += types[at] in sample.types
                counts[1] += 1
    return {kind: (hits, count) for kind, (hits, count) in right.items()}


def as_json(features: Sequence[str], weights: Weights, types: Sequence[str], right: dict[str, tuple[int, int]]) -> str:
    """Bias and precision by type, and weights by feature, a feature to a line."""
    table = {
        feature: {kind: round(float(w), 2) for kind, w in zip(types, row, strict=True) if abs(w) >= SMALL}
        for feature, row in zip(features, weights[:-1], strict=True)
    }
    lines = [f"{json.dumps(feature, ensure_ascii=False)}: {json.dumps(row)}" for feature, row in table.items() if row]
    bias = {kind: round(float(b), 2) for kind, b in zip(types, weights[-1], strict=True)}
    every = sum(hits for hits, _ in right.values()) / max(sum(count for _, count in right.values()), 1)
    precision = {}
    for kind in types:
        hits, count = right.get(kind, (0, 0))
        precision[kind] = round((hits + PULL * every) / (count + PULL), 3)
    head = f'{{"bias": {json.dumps(bias)},\n"precision": {json.dumps(precision)},\n"features": {{\n'
    return head + ",\n".join(lines) + "\n}}\n"


if __name__ == "__main__":
    main()
