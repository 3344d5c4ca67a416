"""Capitals: where names that no list knows begin and end."""

from __future__ import annotations

from collections.abc import Collection

from pipelines.extract.passage import Sentence

TITLE_SHARE = 0.7
SURE_SHARE = 0.85
MAX_NAME = 4
"""Most words of a name that no list knows."""
SMALL_WORDS = frozenset(
    "with from into over after amid than that between under through about upon onto near versus worth while".split()
)
"""Words that a headline leaves without a capital."""


def is_capitalised(word: str) -> bool:
    return word[:1].isupper() and word[:1].isalpha()


def capitals_before(
    end: int,
    sentence: Sentence,
    most: int = 120,
    *,
    low: int = 0,
    joined_by: Collection[str] = (),
    stop: Collection[str] = (),
) -> int:
    """Where the run of capitalised words that ends here begins; `end` when the word before has none.

    It has at most so many tokens, does not reach below `low`, and ends at a word to stop at; joining words ("&", "of")
    count inside it.
    """
    words, start = sentence.passage.words, end
    low = max(low, sentence.start, end - most)
    while start > low and sentence.word(start - 1) not in stop:
        if not is_capitalised(words[start - 1]) and (start == end or sentence.word(start - 1) not in joined_by):
            break
        start -= 1
    return start


def capitals_behind(
    start: int,
    sentence: Sentence,
    most: int = 120,
    *,
    high: int | None = None,
    joined_by: Collection[str] = (),
    stop: Collection[str] = (),
) -> int:
    """Where the run of capitalised words that begins here ends; `start` when the first word has none."""
    words, end = sentence.passage.words, start
    high = min(sentence.end if high is None else high, start + most)
    while end < high and sentence.word(end) not in stop:
        if not is_capitalised(words[end]) and (end == start or sentence.word(end) not in joined_by):
            break
        end += 1
    return end


def is_title_case(sentence: Sentence) -> bool:
    """A headline in which every word has a capital, so that capitals say nothing."""
    if sentence.has_title_case is None:
        sentence.has_title_case = _is_title_case(sentence)
    return sentence.has_title_case


def _is_title_case(sentence: Sentence) -> bool:
    words = [w for w in sentence.passage.words[sentence.start : sentence.end] if len(w) > 3 and w.isalpha()]
    upper = sum(w[0].isupper() for w in words)
    # "Nebius to provide GPUs to Ormond Holdings": most words are names, but the verb has no capital.
    plain = any(w.islower() and w not in SMALL_WORDS for w in words)
    return upper > (SURE_SHARE if plain else TITLE_SHARE) * len(words)
