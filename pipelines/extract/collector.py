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
def without_collector(*, to_stay: bool = False) -> Iterator[None]:
    """Pause the collector of garbage; it is left as it was.

    to_stay: what is made stays, so it counts as old at once. Otherwise all of it would be looked through as soon as the
    collector is back, and once more when it has grown old.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if to_stay and gc.get_freeze_count() == 0:
            # To freeze puts everything aside unseen, to unfreeze puts it with what is old.
            gc.freeze()
            gc.unfreeze()
        if was_on:
            gc.enable()
