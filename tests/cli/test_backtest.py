"""backtest: the rules judged on pairs and on a database."""

from __future__ import annotations

import json
from pathlib import Path

from storage.engine import open_store

PAIRS = [
    {"a": "Harbour bridge closed after lorry fire", "b": "Harbour bridge closed after lorry fire - The Gull", "dh": 1},
    {"a": "Harbour bridge closed after lorry fire", "b": "Council votes on budget for libraries", "dh": 2},
]


def test_pairs_are_judged_with_intervals(newsimpact, tmp_path: Path) -> None:
    file = tmp_path / "pairs.json"
    labels = ("duplicate", "unrelated")
    file.write_text(json.dumps([pair | {"label": label} for pair, label in zip(PAIRS, labels, strict=True)]))
    told = newsimpact("backtest", "--pairs", file)
    assert told.code == 0
    # One of one: (1 + 3.8415 / 2 - 1.96 sqrt(3.8415 / 4)) / 4.8415 = .21, by hand.
    assert "duplicates, precision  1 of 1 = 1.00 (0.21-1.00)" in told.out
    assert "unrelated, rejected    1 of 1 = 1.00" in told.out


def test_pairs_without_labels_get_a_verdict_each(newsimpact, tmp_path: Path) -> None:
    file = tmp_path / "pairs.json"
    file.write_text(json.dumps(PAIRS))
    told = [json.loads(line) for line in newsimpact("backtest", "--pairs", file, "--json").out.splitlines()]
    assert [line["kind"] for line in told] == ["duplicate", "unrelated"]
    assert (told[0]["a"], told[0]["dh"], told[0]["label"]) == (PAIRS[0]["a"], 1.0, None)
    assert "2 pairs: 1 duplicate, 1 unrelated" in newsimpact("backtest", "--pairs", file).out


def test_a_file_that_is_none_is_refused(newsimpact, tmp_path: Path) -> None:
    told = newsimpact("backtest", "--pairs", tmp_path / "none.json")
    assert (told.code, told.out) == (1, "")
    assert "none.json: cannot be read" in told.err


def test_a_database_is_held_against_what_was_said(demo, newsimpact, tmp_path: Path) -> None:
    told = newsimpact("--data", demo.folder, "backtest", "--close", "2")
    assert told.code == 0
    assert "you said nothing of the kind" in told.out
    assert "Closest calls by headline" in told.out
    assert "in one story; by their headlines " in told.out and "same story" not in told.out
    first = json.loads(newsimpact("--data", demo.folder, "backtest", "--json", "--close", "0").out)
    assert first["articles"] >= first["told"] >= first["stories"] > 0


def test_an_empty_database_has_nothing_to_be_judged(newsimpact, tmp_path: Path) -> None:
    open_store(tmp_path / "newsimpact.db").close()
    told = newsimpact("--data", tmp_path, "backtest")
    assert told.code == 1
    assert "no article about the trade is held yet" in told.err
