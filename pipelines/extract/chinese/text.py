"""A Chinese text in simplified characters and narrow signs, by zones and sentences; the tables of chinese.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from pipelines.extract.amounts.han_amounts import NARROW
from pipelines.extract.data_files import read_data
from pipelines.extract.text.han import ChinesePassage
from pipelines.extract.text.tokens import Tokens
from pipelines.extract.text.zones import find_zones

FULL_WIDTH = {ord(wide): narrow for wide, narrow in zip("：；？！（）", ":;?!()", strict=True)}
SENTENCE_END = re.compile(r"[。！？!?;\n\r\u2028\u2029]+[\"'”’」』）)]*\s*")
MAX_SENTENCE = 300
"""Characters; what is longer is a list or no text at all."""


def open_chinese(text: str, title: str | None = None) -> ChinesePassage:
    """A text with its zones and sentences, in simplified characters and narrow signs, every one at its place."""
    plain = narrow(text)
    zones = find_zones(plain, narrow(title) if title else None)
    plain = zones.blank(plain)
    bounds = sorted({0, *(hit.end() for hit in SENTENCE_END.finditer(plain))} - {len(plain)})
    spans = zip(bounds, [*bounds[1:], len(plain)], strict=False)
    starts = [at for low, high in spans for at in range(low, high, MAX_SENTENCE)]
    tokens = Tokens(list(plain), list(range(len(plain))), [sign.lower() for sign in plain])
    return ChinesePassage(plain, tokens, starts, zones)


def narrow(text: str) -> str:
    return text.translate(_signs())


@cache
def _signs() -> dict[int, int | str]:
    signs = tables()["signs"]
    traditional = zip(map(ord, signs["traditional"]), signs["simplified"], strict=True)
    return {**NARROW, **FULL_WIDTH, **dict(traditional), 0: " ", 0x3000: " "}


@cache
def tables() -> Mapping[str, Any]:
    return read_data("chinese.toml")
