"""The hash of a result's inputs: the same for the same, another for anything that can change a number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pipelines.study import inputs
from pipelines.study.events import masked_sessions, study_windows
from pipelines.study.inputs import inputs_of
from pipelines.study.market import Prior
from pipelines.study.panel import Panel
from tests.pipelines.study.cast import EVENT, OPTIONS, SYMBOLS, Floats, T, invented_returns, weekdays

ROWS, COLUMNS = np.array([1, 2]), np.array([EVENT, EVENT])
FIRST = EVENT - 65
"""First session of the estimation."""


def hashes(returns: Floats | None = None, panel: Panel | None = None, **changes: Any) -> tuple[str, ...]:
    table = panel or Panel.from_returns(weekdays(T), SYMBOLS, invented_returns() if returns is None else returns)
    choices: dict[str, Any] = {
        "compared": np.array([0]),
        "window": (0, 1),
        "options": OPTIONS,
        "source": "yahoo, adjusted",
        "calendar": "XNYS 4.5",
    }
    return inputs_of(table, ROWS, COLUMNS, **{**choices, **changes})


def put(row: int, column: int, value: float = 0.123) -> Floats:
    returns = invented_returns()
    returns[row, column] = value
    return returns


def test_the_same_inputs_have_the_same_hash_and_each_event_its_own() -> None:
    one, other = hashes()
    assert (one, other) == hashes()
    assert one != other
    assert len(one) == 32


def test_this_hash_is_the_same_on_every_machine() -> None:
    """Pinned: a change of this value says that old results can no longer be recognised."""
    table = Panel.from_returns(weekdays(3), ("MKT", "ACME"), np.array([[0.0, 0.25, -0.0], [0.5, np.nan, 0.125]]))
    options = replace(OPTIONS, estimation=1, gap=0)
    (found,) = inputs_of(
        table,
        np.array([1]),
        np.array([2]),
        compared=np.array([0]),
        window=(0, 0),
        options=options,
        source="s",
        calendar="c",
    )
    assert found == by_hand(options)


def by_hand(options: object) -> str:
    import hashlib
    import struct

    head = [inputs.RULES, "s", "c", repr(((0, 0), options, Prior())), "ACME\x1fMKT"]
    head.append("2025-01-03\x1f2025-01-06\x1flisted earlier")
    body = struct.pack("<4d", float("nan"), 0.125, 0.25, 0.0)
    return hashlib.blake2b(b"".join(text.encode() + b"\x1e" for text in head) + body, digest_size=16).hexdigest()


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"returns": put(1, FIRST)}, id="the first return of the estimation"),
        pytest.param({"returns": put(1, EVENT + 1)}, id="the last return of the window"),
        pytest.param({"returns": put(0, EVENT - 20)}, id="a return of the market"),
        pytest.param({"returns": put(1, EVENT - 20, np.nan)}, id="a return that is missing"),
        pytest.param({"source": "yahoo, raw"}, id="another adjustment"),
        pytest.param({"calendar": "XNYS 4.6"}, id="another version of the calendar"),
        pytest.param({"window": (0, 2)}, id="another window"),
        pytest.param({"options": replace(OPTIONS, model="market_adjusted")}, id="another model"),
        pytest.param({"options": replace(OPTIONS, convention="estudy2")}, id="another convention"),
        pytest.param({"prior": Prior(mean=1.5)}, id="another prior"),
        pytest.param({"compared": np.array([0, 2])}, id="something else to compare with"),
    ],
)
def test_whatever_can_change_a_number_changes_the_hash(changed: dict[str, Any]) -> None:
    assert hashes(**changed)[0] != hashes()[0]


@pytest.mark.parametrize("column", [FIRST - 1, EVENT + 2])
def test_what_lies_outside_the_windows_changes_nothing(column: int) -> None:
    assert hashes(put(1, column)) == hashes()
    assert hashes(put(0, column)) == hashes()


def test_a_masked_session_is_not_an_input_and_masking_it_is_a_choice() -> None:
    panel = Panel.from_returns(weekdays(T), SYMBOLS, invented_returns())
    masks = masked_sessions(panel, np.array([1]), np.array([120]), (0, 0))
    masked = hashes(masks=masks)
    assert masked[0] != hashes()[0] and masked[1] == hashes()[1]
    assert hashes(put(1, 120), masks=masks) == masked


def test_more_history_before_the_table_changes_nothing() -> None:
    later = Panel.from_returns(weekdays(T)[50:], SYMBOLS, invented_returns()[:, 50:])
    found = inputs_of(
        later,
        ROWS,
        COLUMNS - 50,
        compared=np.array([0]),
        window=(0, 1),
        options=OPTIONS,
        source="yahoo, adjusted",
        calendar="XNYS 4.5",
    )
    assert found == hashes()


def test_results_of_equal_hashes_are_equal_to_the_last_bit() -> None:
    changed = put(1, EVENT + 2)
    changed[2, 3] = np.nan
    assert hashes(changed) == hashes()
    one, other = (
        study_windows(
            Panel.from_returns(weekdays(T), SYMBOLS, returns),
            ROWS,
            COLUMNS,
            market=0,
            window=(0, 1),
            options=OPTIONS,
        )
        for returns in (changed, invented_returns())
    )
    for name in ("car", "stderr", "t", "p"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()
