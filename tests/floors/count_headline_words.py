"""Counts in how many headlines each word stands: the table behind the weights in `pipelines/headlines.py`.

    python tests/floors/count_headline_words.py FILE... > pipelines/headline_words.txt

Each FILE holds a headline (or a sentence of the length of one) a line. Written are figures only: the words that stand
in at least two of them, the number of headlines that hold it, and `l` for a word mostly written small, else `n`. Only
lines that are not wholly capitalised tell how a word is written, and their first word does not.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from pipelines.headlines import words

SOURCES = (
    "titles and first sentences of 60 feeds (newspapers, agencies, trade press, blogs), headlines of public"
    " news and market"
    " pages of 2021 to 2026, sentences of ours"
)
LEAST = 2
SENTENCE = 0.6
"""Share of words in capitals from which a line tells nothing about names."""


def table(lines: list[str]) -> list[str]:
    """The lines of the table, the most frequent word first."""
    held: Counter[str] = Counter()
    big: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for line in lines:
        found = words(line)
        held.update({word for word, _ in found})
        rest = found[1:]
        if rest and sum(capital for _, capital in rest) < SENTENCE * len(rest):
            big.update({word for word, capital in rest if capital})
            small.update({word for word, capital in rest if not capital})
    kept = sorted((word for word, count in held.items() if count >= LEAST), key=lambda word: (-held[word], word))
    rows = [f"{word}\t{held[word]}\t{'l' if small[word] > big[word] else 'n'}" for word in kept]
    about = f"# {len(lines):,} headlines: {SOURCES}; made by tests/floors/count_headline_words.py"
    return [about, f"headlines\t{len(lines)}\t-", *rows]


def main() -> None:
    read = (line.strip() for name in sys.argv[1:] for line in Path(name).read_text(encoding="utf-8").splitlines())
    print("\n".join(table(sorted(set(read) - {""}))))


if __name__ == "__main__":
    main()
