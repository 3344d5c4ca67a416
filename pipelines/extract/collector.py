"""Python's collector of garbage, paused where it could find nothing.

All that loading makes is kept, and what reading a text leaves goes by itself, because nothing of it stands in a ring
(`Passage.close` sees to that; a test holds it). Looking for rings again and again takes a sixth of the start and a
twelfth of reading.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Pause the collector of garbage; it is left as it was."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
