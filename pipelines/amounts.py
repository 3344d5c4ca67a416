"""Numbers as people read them: "6 billion", not 6e+09. Said once for pages, remarks and lines about stories."""

from __future__ import annotations

SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def scaled(value: float, decimals: int = 2) -> str:
    """A number with a word for its size.

    >>> [scaled(value) for value in (6e9, 1.75e11, 104725.0, -2.5, 0.0)]
    ['6 billion', '175 billion', '104,725', '-2.5', '0']
    >>> scaled(1_234_567.0), scaled(1_234_567.0, decimals=6)
    ('1.23 million', '1.234567 million')
    """
    size, name = next(((size, name) for size, name in SCALES if abs(value) >= size), (1.0, ""))
    return f"{round(value / size, decimals):,.12g} {name}".strip()
