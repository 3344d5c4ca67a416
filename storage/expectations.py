"""What was expected of stories before prices were read. Ground truth: added to, never changed.

`Registered` is the key to the prices: only the two functions here make one, and `tracker.derive.measure_all`, which
loads the bars of windows, takes nothing else. So no window can be looked at before its expectation stands in the
database. What the two differ in: `register` writes what is new and lets nothing through that is not stored;
`recall` never writes, so that an answer *as known at* an earlier instant cannot add to what was expected then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select, true

from storage.schema import expectation
from tracker.records import Expectation, Exposure

_SEAL: Final = object()


class Registered:
    """Exposures that may be measured, since what is expected of them has been written down."""

    __slots__ = ("exposures", "touched")

    def __init__(self, exposures: Sequence[Exposure], said: Iterable[Expectation] = (), *, seal: object = None) -> None:
        if seal is not _SEAL:
            raise TypeError("Registered: write the expectations down with register(); only that gives access to prices")
        self.exposures: Final = tuple(exposures)
        self.touched: Final = _touched(exposures, said)
        """By story every symbol that it is measured on or was ever expected to move."""


def register(connection: Connection, exposures: Sequence[Exposure], said: Iterable[Expectation]) -> Registered:
    """Store what is new among these expectations; give back the exposures that have one in the database.

    An expectation that says what the last one of its story and symbol said is not stored again.
    """
    stored = load_expectations(connection)
    latest = {(item.story, item.symbol): item for item in stored}
    fresh = [item for item in said if _differs(item, latest.get((item.story, item.symbol)))]
    if fresh:
        names = [column.name for column in expectation.columns]
        connection.execute(expectation.insert(), [{name: getattr(item, name) for name in names} for item in fresh])
    stored += fresh
    held = {(item.story, item.symbol) for item in stored}
    return Registered([item for item in exposures if (item.story, item.symbol) in held], stored, seal=_SEAL)


def recall(exposures: Sequence[Exposure], said: Iterable[Expectation]) -> Registered:
    """Let these exposures be measured for an answer that is not stored, and add nothing to what was expected.

    said: what `load_expectations` gives for the instant that is asked about.
    """
    return Registered(exposures, said, seal=_SEAL)


def expected_of(connection: Connection) -> set[tuple[str, str]]:
    """Story and symbol of all that something was ever expected of."""
    return {(story, symbol) for story, symbol in connection.execute(select(expectation.c.story, expectation.c.symbol))}


def load_expectations(connection: Connection, as_of: datetime | None = None) -> list[Expectation]:
    """What was expected by `as_of` (None: by now), in that order."""
    made = expectation.c.made_at <= as_of if as_of is not None else true()
    query = select(expectation).where(made).order_by(expectation.c.made_at, expectation.c.story, expectation.c.symbol)
    return [Expectation(**row) for row in connection.execute(query).mappings()]


def _touched(exposures: Iterable[Exposure], said: Iterable[Expectation]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    measured = [(item.story, item.symbol) for item in exposures]
    for story, symbol in [*measured, *((item.story, item.symbol) for item in said if item.sign)]:
        found.setdefault(story, set()).add(symbol)
    return {story: frozenset(symbols) for story, symbols in found.items()}


def _differs(item: Expectation, before: Expectation | None) -> bool:
    return before is None or before.says != item.says
