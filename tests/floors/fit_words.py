"""Makes word_weights.json of pipelines/extract: how much each word speaks for the trade and for each built-in theme.

    python -m tests.floors.fit_words [--write] [FILE.jsonl ...]

Reads the labelled sentences of this folder whose labels are complete, the development items when the shared data is at
hand, and further files of the same format. Prints, by five folds, how often the weights alone are right. One logistic
regression per question with a ridge penalty, all fitted at once by accelerated gradient descent (Nesterov 1983); small
weights are left out, because half of the file would say nothing.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.lang.en import English

from pipelines.extract.relevance.weights import FILE, RELEVANCE, words_of
from pipelines.extract.text.tokens import Cutter, make_tokenizer
from tests.floors.calibrate import FLOORS, OWN, SHARED, labelled

TABLE = FLOORS.parents[1] / "pipelines" / "extract" / FILE
LEAST_TEXTS = 3
"""Texts a word must stand in."""
RIDGE = 1 / 10
SMALL = 0.6
"""Weights below are left out."""
STEPS = 150
FOLDS = 5
Matrix = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    own = [FLOORS / name for name in OWN]
    items = labelled([*own, SHARED / "data" / "gold" / "dev.jsonl", *options.files])
    cut = Cutter(make_tokenizer(English().vocab))
    texts = [words_of(cut(item["text"]).lower) for item in items]
    questions = [RELEVANCE, *sorted({theme for item in items for theme in item["themes"]})]
    labels = np.array([[question in answers(item) for question in questions] for item in items], dtype=float)
    print(f"{len(items)} texts, right by folds: {agreement(texts, labels[:, :1]):.3f} (F1 of the relevant)")
    if options.write:
        TABLE.write_text(as_json(fit(texts, labels), questions, SMALL), encoding="utf-8")


def answers(item: Mapping[str, Any]) -> set[str]:
    """The questions a labelled text answers with yes."""
    return {*item["themes"], *([RELEVANCE] if item["relevant"] else [])}


def matrix(texts: Sequence[Sequence[str]], words: Sequence[str]) -> Matrix:
    """Texts by words, and last a column of ones; a word that stands in a text counts one over the root of
    its length."""
    places = {word: at for at, word in enumerate(words)}
    found = np.zeros((len(texts), len(words) + 1))
    found[:, -1] = 1
    for row, text in enumerate(texts):
        known = [places[word] for word in text if word in places]
        found[row, known] = 1 / np.sqrt(max(len(text), 1))
    return found


def fit(texts: Sequence[Sequence[str]], labels: Matrix) -> tuple[list[str], Matrix]:
    """The words with three texts or more, and their weights by question; the last row is the bias."""
    counts = Counter(word for text in texts for word in text)
    words = sorted(word for word, count in counts.items() if count >= LEAST_TEXTS)
    found = matrix(texts, words)
    penalty = np.full((len(words) + 1, 1), RIDGE)
    penalty[-1] = 0
    # The curvature is at most a quarter: with that bound for all steps, one inverse serves them (Boehning 1992).
    inverse = np.linalg.inv(found.T @ found / 4 + np.diag(penalty[:, 0]))
    weights = ahead = np.zeros((len(words) + 1, labels.shape[1]))
    for step in range(STEPS):
        miss = 1 / (1 + np.exp(-(found @ ahead))) - labels
        before, weights = weights, ahead - inverse @ (found.T @ miss + penalty * ahead)
        ahead = weights + step / (step + 3) * (weights - before)
    return words, weights


def agreement(texts: Sequence[Sequence[str]], labels: Matrix) -> float:
    """F1 of what the weights alone say, all questions together, on texts they were not fitted to."""
    said = np.zeros(labels.shape, dtype=bool)
    for fold in range(FOLDS):
        out = np.arange(len(texts)) % FOLDS == fold
        words, weights = fit([t for t, o in zip(texts, out, strict=True) if not o], labels[~out])
        said[out] = matrix([t for t, o in zip(texts, out, strict=True) if o], words) @ weights > 0
    right = float((said & (labels == 1)).sum())
    return 2 * right / float(said.sum() + labels.sum())


def as_json(fitted: tuple[list[str], Matrix], questions: Sequence[str], small: float) -> str:
    """Bias by question and weights by word, a word to a line; weights below `small` are left out."""
    words, weights = fitted
    table = {
        word: {q: round(float(w), 1) for q, w in zip(questions, row, strict=True) if abs(w) >= small}
        for word, row in zip(words, weights[:-1], strict=True)
    }
    lines = [f"{json.dumps(word)}: {json.dumps(row)}" for word, row in table.items() if row]
    bias = {question: round(float(b), 2) for question, b in zip(questions, weights[-1], strict=True)}
    return f'{{"bias": {json.dumps(bias)},\n"words": {{\n' + ",\n".join(lines) + "\n}}\n"


if __name__ == "__main__":
    main()
