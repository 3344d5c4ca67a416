"""placeholder"""

import math
import re
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Headline:
    weights: dict[str, float]
    numbers: frozenset[str]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    kind: str
    score: float


_STOP = set("a an and are as at be by for from has have in into is it its of on or s says that the to up with".split())


def headline(title: str) -> Headline:
    w = [x for x in dict.fromkeys(re.findall(r"[a-z0-9]+", title.casefold())) if x not in _STOP]
    n = math.sqrt(len(w)) or 1
    return Headline(
        dict.fromkeys(w, 1 / n),
        frozenset(x for x in w if x.isdigit()),
        tuple(sorted(w, key=lambda x: (-len(x), x))[:6]),
    )


def compare(a: Headline, b: Headline, gap: timedelta) -> Likeness:
    s = sum(v * b.weights.get(k, 0) for k, v in a.weights.items())
    return Likeness("duplicate" if s >= 0.7 else "same_story" if s >= 0.3 else "unrelated", s)
