"""Whether a text is Chinese: asked of every text; what reads Chinese (`chinese`) is imported for the first that is."""

from __future__ import annotations

import re

from pipelines.extract.passage import Passage

HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9'’.&-]*")
KANA = re.compile(r"[\u3040-\u30ff]")


def is_chinese(text: str) -> bool:
    """Whether a text is read here: more Chinese characters than Latin words, and no Japanese.

    >>> [is_chinese(text) for text in ("CoreWeave股价跌13%", "Meta (脸书) plans to sell compute", "半導体の不足")]
    [True, False, False]
    """
    if text.isascii() or (first := HAN.search(text)) is None:
        return False
    start = max(0, first.start() - 200)
    window = text if start == 0 else text[start:]
    han = sum(1 for _ in HAN.finditer(text))
    return han > sum(1 for _ in LATIN_WORD.finditer(text)) and len(KANA.findall(window)) * 20 < han


class ChinesePassage(Passage):
    """A Chinese text by its characters: a token is a character, so that positions of both are the same."""
