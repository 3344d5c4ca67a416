"""A test per line of the decision table, from the top; each case differs from "explained" in what its name says."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.verdicts import UNUSUAL, Verdict, is_unusual, verdict, verdict_without_story
from tracker.records import Reason

EXPLAINED: dict[str, Any] = {
    "ps": (0.001, 0.02),
    "move": -0.12,
    "expected": -1,
    "separable": True,
    "own_share": 0.9,
    "reason": None,
}
NOTHING: dict[str, Any] = {"ps": (), "move": None, "own_share": None}


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        pytest.param("cannot_tell", {**NOTHING, "reason": Reason.NOT_YET}, id="the window is not over"),
        pytest.param("cannot_tell", {**NOTHING, "reason": Reason.IS_BENCHMARK}, id="the benchmark itself"),
        pytest.param("cannot_tell", {**NOTHING, "reason": Reason.OUT_OF_CALENDAR}, id="beyond the calendar"),
        pytest.param("too_few_data", {**NOTHING, "reason": Reason.TOO_FEW_SESSIONS}, id="a young listing"),
        pytest.param("too_few_data", {**NOTHING, "reason": Reason.NO_PRICES}, id="no prices"),
        pytest.param("too_few_data", {**NOTHING, "reason": Reason.MISSING_BAR}, id="a hole"),
        pytest.param("too_few_data", {**NOTHING, "reason": Reason.NO_BENCHMARK}, id="nothing to compare with"),
        pytest.param("too_few_data", {"ps": ()}, id="no test could be made"),
        pytest.param("no_unusual_move", {"ps": (0.3, 0.4)}, id="usual"),
        pytest.param("no_unusual_move", {"ps": (0.05,)}, id="at the level is not below it"),
        pytest.param("no_unusual_move", {"ps": (0.01, 0.09)}, id="the tests disagree"),
        pytest.param("no_unusual_move", {"ps": (0.3,), "separable": False}, id="usual, whatever else there was"),
        pytest.param("no_unusual_move", {"ps": (0.3,), "move": 0.01}, id="usual, against the sign"),
        pytest.param("cannot_separate", {"separable": False}, id="another story in the session"),
        pytest.param("cannot_separate", {"separable": False, "expected": None}, id="another story, no sign"),
        pytest.param("cannot_separate", {"separable": False, "move": 0.12}, id="another story, against the sign"),
        pytest.param("unusual_move", {"expected": None}, id="the taxonomy argues both ways"),
        pytest.param("opposite_to_expectation", {"move": 0.12}, id="up where down was expected"),
        pytest.param("opposite_to_expectation", {"expected": 1}, id="down where up was expected"),
        pytest.param("opposite_to_expectation", {"expected": 0}, id="a move where none was expected"),
        pytest.param(
            "opposite_to_expectation", {"expected": 1, "own_share": 0.1}, id="against it, and little of its own"
        ),
        pytest.param("partly_explained", {"separable": None}, id="something known by its day only"),
        pytest.param("partly_explained", {"own_share": 0.49}, id="less than half of the move is its own"),
        pytest.param("partly_explained", {"own_share": -0.2}, id="its own part goes the other way"),
        pytest.param("explained_by_event", {"own_share": 0.5}, id="half of the move is its own"),
        pytest.param("explained_by_event", {"own_share": None}, id="no split could be made"),
        pytest.param("explained_by_event", {}, id="as expected, alone and its own"),
        pytest.param("explained_by_event", {"expected": 1, "move": 0.12}, id="up as expected"),
    ],
)
def test_each_line_of_the_table_is_reached_by_what_it_says(said: str, changes: dict[str, Any]) -> None:
    assert verdict(**{**EXPLAINED, **changes}) == said


def test_no_test_finds_nothing_unusual() -> None:
    assert not is_unusual(())


@pytest.mark.parametrize(
    ("ps", "stories", "said"),
    [
        pytest.param((0.01, 0.02), 0, Verdict.MOVED_WITHOUT_NEWS, id="moved and nobody told why"),
        pytest.param((0.01, 0.02), 1, None, id="a story speaks of it"),
        pytest.param((0.01, 0.2), 0, None, id="one test finds it usual"),
        pytest.param((), 0, None, id="no test"),
    ],
)
def test_a_watched_symbol_moves_without_news_when_no_story_speaks_of_it(
    ps: tuple[float, ...], stories: int, said: Verdict | None
) -> None:
    assert verdict_without_story(ps, stories) is said


def test_every_verdict_on_an_unusual_move_says_so() -> None:
    usual = {Verdict.NO_UNUSUAL_MOVE, Verdict.TOO_FEW_DATA, Verdict.CANNOT_TELL, Verdict.NOT_TESTED}
    assert frozenset(Verdict) - usual == UNUSUAL
