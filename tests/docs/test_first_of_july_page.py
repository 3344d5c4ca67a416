"""docs/first-of-july.md is run, on real prices where they are there; what has to come out is said here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "first-of-july.md"


@pytest.fixture(scope="module")
def walked(shared: Path) -> dict[str, Any]:
    """What the page's blocks leave behind."""
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(shared / "data/prices")
        for block in re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL):
            exec(compile(block, str(PAGE), "exec"), names)  # it is our own page
    return names


def test_the_moves_are_those_that_the_closes_of_the_file_have(walked) -> None:
    """Close over the close before, from the file itself."""
    closes = walked["prices"]
    for symbol, row in walked["rows"].items():
        held = closes[symbol].dropna()
        at = held.index.get_loc("2026-07-01")
        assert row.raw[0] == pytest.approx(held.iloc[at] / held.iloc[at - 1] - 1, abs=1e-12)
    # As quoted of that day, to 0.1 points.
    assert round(100 * walked["rows"]["CRWV"].raw[0], 1) == -13.9
    assert round(100 * walked["rows"]["META"].raw[0], 1) == 8.8


def test_the_lessor_rose_and_the_neoclouds_fell_by_more_than_their_own_history(walked) -> None:
    rows, groups = walked["rows"], walked["groups"]
    assert rows["META"].ar[0] > 0 > rows["CRWV"].ar[0] and rows["NBIS"].ar[0] < 0
    assert groups["neoclouds"].headline.wording == "unusual against its own history"
    assert groups["neoclouds"].dates == 1
    assert not groups["neoclouds"].tests["patell"].printed and "rejects" in groups["neoclouds"].tests["patell"].why


def test_micron_has_a_sector_alone_and_none_when_the_story_names_all_of_it(walked) -> None:
    assert walked["alone"].ar[0] is not None
    assert [row.reason for row in walked["joint"]] == ["no_benchmark"] * 4


def test_the_parts_of_microns_move_add_up_and_the_sector_is_the_largest(walked) -> None:
    parts = walked["parts"]
    assert sum(part.value for part in parts.parts) == pytest.approx(parts.raw, abs=1e-12)
    assert parts.raw == pytest.approx(walked["rows"]["MU"].raw[0], abs=1e-12)
    assert min(parts.parts, key=lambda part: part.value).name == "sector"


def test_the_path_of_the_week_holds_the_day(walked) -> None:
    week = {group.group: group for group in walked["week"].groups}
    assert week["neoclouds"].aar[5] == pytest.approx(
        sum(walked["rows"][s].ar[0] for s in ("CRWV", "NBIS")) / 2, abs=0.02
    )
