"""Makes type_weights.json of pipelines/extract: how much each word and category speaks for each type of event.

    python -m tests.floors.fit_types [--folds] [--write]

Reads the labelled sentences of this folder and of `told/`, all of them our own; no text of others has a part in it, so
that texts of others measure it. The signs of a text are those of `frames/wording.py`: words outside of names,
categories of the frames' phrases, and cues. The regression is that of fit_words.py.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.extract import load
from pipelines.extract.components import Newsimpact
from pipelines.extract.frames.wording import FILE, signs_of
from pipelines.extract.relevance.weights import READ
from tests.floors.calibrate import FLOORS
from tests.floors.fit_words import agreement, as_json, fit

TABLE = FLOORS.parents[1] / "pipelines" / "extract" / FILE
SMALL = 1.0
"""Weights below are left out."""
UNWEIGHED = {"price_move", "clarification"}
"""Types that are told by other means: what a share did, and that a report was wrong."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", action="store_true", help="print how often the weights are right; takes minutes")
    options = parser.parse_args()
    items = own_texts([*sorted(FLOORS.glob("*.jsonl")), *sorted((FLOORS / "told").glob("*.jsonl"))])
    types = sorted({event["type"] for item in items for event in item["events"]} - UNWEIGHED)
    labels = np.array([[kind in told_by(item) for kind in types] for item in items], dtype=float)
    texts = signs_by_text([item["text"] for item in items])
    print(f"{len(items)} texts")
    if options.folds:
        print(f"types by folds: {agreement(texts, labels):.3f} (F1)")
    if options.write:
        TABLE.write_text(as_json(fit(texts, labels), types, SMALL), encoding="utf-8")


def own_texts(files: list[Path]) -> list[dict[str, Any]]:
    """The labelled texts of the files, each once."""
    lines = [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    return list({item["text"]: item for item in reversed(lines) if "events" in item}.values())[::-1]


def told_by(item: Mapping[str, Any]) -> set[str]:
    """The types of the events that a text was labelled with."""
    return {event["type"] for event in item["events"]}


def signs_by_text(texts: list[str]) -> list[tuple[str, ...]]:
    """The signs of the first sentences of each text, about as many words as `relevance/weights.py` reads."""
    extractor = load()
    reader: Newsimpact = extractor.nlp.get_pipe("newsimpact")
    categories = reader.events.reader.wording.categories
    found = []
    for text in texts:
        with extractor.nlp.memory_zone():
            passage = reader.open(text)
            reader.events.reader.weigh(passage)
            read = [i for i in sorted(passage.sentence_terms) if passage.sentences[i][0] < READ]
            found.append(tuple(sorted({str(s) for i in read for s in signs_of(passage.sentence(i), categories)})))
            passage.close()
    return found


if __name__ == "__main__":
    main()
