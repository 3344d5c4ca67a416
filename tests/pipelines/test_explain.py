"""The words for what stands behind a verdict."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pipelines.expectations import Score, Scorecard
from pipelines.explain import base_rates_of, crowd_lines, effects_by_kind, expected_words, scorecard_lines, scores_json
from pipelines.study.crowding import CrowdSplit, Driver, Estimate, NameSplit
from tracker.records import Expectation, Impact, ReportRow

TODAY = date(2026, 7, 1)
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def row(**changes: Any) -> ReportRow:
    return ReportRow(**{**dict.fromkeys(ReportRow.keys()), **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"expected_sign": -1, "party": "peer", "in_advance": True}, "down expected as peer"),
        ({"expected_sign": None, "party": None, "in_advance": True}, "no sign expected"),
        (
            {"expected_sign": 1, "party": "lessor", "in_advance": False},
            "up expected as lessor, written down only after the session",
        ),
        ({"expected_sign": 0, "party": "rated", "in_advance": True}, "no move expected as rated"),
        ({}, "nothing was written down"),
    ],
)
def test_what_was_expected_says_of_whom_and_when(changes: dict[str, Any], words: str) -> None:
    assert expected_words(row(**changes)) == words


def effect(days_ago: int, abnormal: float, party: str | None = "peer") -> tuple[Expectation, Impact]:
    story, session = f"s{days_ago}", TODAY - timedelta(days=days_ago)
    fractions: dict[str, Any] = dict.fromkeys(("raw", "market_adjusted", "alpha", "beta", "t", "p"), 0.0)
    texts: dict[str, Any] = dict.fromkeys(
        ("basis", "benchmark", "benchmark_basis", "model", "provider", "inputs"), "close"
    )
    days: dict[str, Any] = dict.fromkeys(("session", "estimation_first", "estimation_last", "anchor", "last"), session)
    numbers: dict[str, Any] = {"stderr": 0.01, "df": 118, "estimation": 120}
    said = Expectation(
        story=story,
        symbol="CRWV",
        type="compute_leasing",
        subtype="raw_capacity",
        party=party,
        sign=-1,
        rule="r",
        made_at=NOON,
        hash=story,
    )
    return said, Impact(
        story=story, symbol="CRWV", window="d0", abnormal=abnormal, **fractions, **texts, **days, **numbers
    )


def rates(*effects: tuple[Expectation, Impact]) -> list[str]:
    found = effects_by_kind([said for said, _ in effects], [impact for _, impact in effects])
    return base_rates_of("s0", {"CRWV"}, found)


def test_after_eight_earlier_events_their_base_rate_is_told_in_a_sentence() -> None:
    earlier = [effect(days, -0.01 * days) for days in range(1, 9)]
    assert rates(effect(0, -0.065), *earlier) == [
        # Means of 1 to 8 %: mean 4.5, sd sqrt(6), over sqrt(8), times t of 7, 2.3646: 2.05 either way.
        "CRWV -6.5%: after 8 earlier events of compute leasing (raw capacity) the peer had a median of -4.5% (half of "
        "them between -6.2% and -2.8%), mean -4.5% [-6.5%, -2.5%]; this is number 3 by size of 9"
    ]


def test_after_seven_nothing_is_told_and_another_party_does_not_count() -> None:
    earlier = [effect(days, -0.01 * days) for days in range(1, 8)]
    assert rates(effect(0, -0.065), *earlier) == []
    assert rates(effect(0, -0.065), *earlier, effect(8, -0.08, "lessor")) == []


def test_a_split_day_tells_the_parts_of_the_names_that_are_asked_for() -> None:
    event, crowding = Estimate(value=-0.09, low=-0.12, high=-0.06), Estimate(value=-0.02, low=-0.03, high=-0.01)
    names = tuple(
        NameSplit(symbol=symbol, move=-0.13, common=-0.01, event=event, crowding=crowding, rest=-0.01)
        for symbol in ("CRWV", "NBIS")
    )
    split = CrowdSplit(driver=Driver.BOTH, why="both moved", n=20, exposed=8, names=names)
    assert crowd_lines(split, {"CRWV"}) == [
        "20 names, 8 of them exposed: both moved",
        "CRWV: -13.0% abnormal = -9.0% [-12.0%, -6.0%] story, -2.0% [-3.0%, -1.0%] crowding, -1.0% all names, "
        "-1.0% unexplained",
    ]


@pytest.mark.parametrize(
    ("driver", "line"),
    [
        (Driver.CANNOT_SEPARATE, "20 names, 8 of them exposed: cannot separate the story from crowding: nearly a mix"),
        (Driver.TOO_FEW_DATA, "20 names, 8 of them exposed: too few data: nearly a mix"),
    ],
)
def test_a_day_that_cannot_be_split_says_why(driver: Driver, line: str) -> None:
    assert crowd_lines(CrowdSplit(driver=driver, why="nearly a mix", n=20, exposed=8), {"CRWV"}) == [line]
    assert crowd_lines(None, {"CRWV"}) == []


def test_a_scorecard_prints_no_share_below_twenty_and_says_what_it_left_out() -> None:
    few = Score(type="contract", party="seller", n=19, hits=15, stories=9, low=0.544, high=0.939)
    enough = Score(type="contract", party="all", n=20, hits=15, stories=9, low=0.509, high=0.913)
    card = Scorecard(scores=(enough, few), taken=25, dropped={"no_sign": 3, "not_in_advance": 2, "same_session": 0})
    assert scorecard_lines(card) == [
        "contract: 15 of 20 (9 stories), 95 % interval 51 to 91 %; 75 %",
        "contract, seller: 15 of 19 (9 stories), 95 % interval 54 to 94 %; too few for a share",
        "25 expectations in all; not scored: 3 no sign expected, 2 written down only after the session",
    ]
    assert '"share": 0.75' in scores_json(card)[0] and '"share": null' in scores_json(card)[1]


def test_without_anything_to_score_that_is_said() -> None:
    assert scorecard_lines(Scorecard(scores=(), taken=0, dropped={})) == [
        "nothing to score yet",
        "0 expectations in all; not scored: none",
    ]
