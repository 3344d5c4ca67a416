"""Which tests speak for a group of events, and the sentence they are put in.

The rule is fixed before any number is seen: the portfolio t and, for the tails, the sample quantile or else the
placebo rank; for five firms or more KP-BMP beside them, which alone keeps its size when the event has raised the
variance too. With one date a raised variance cannot be told from a moved mean, so the wording claims neither: a move
is "unusual against its own history" or it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.study.inference import GroupTest

LEVEL = 0.05
ENOUGH_FIRMS = 5
"""KP-BMP's spread across firms is an estimate from N - 1 numbers; below five it says little."""


UNUSUAL = "unusual against its own history"
USUAL = "not unusual against its own history"
BORDER = "on the border of unusual against its own history: the two tests disagree"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The tests that speak, in order, and what they say together."""

    tests: tuple[str, ...]
    p: float | None
    """Of the test in `basis`; None when no test may be printed. It is one test's and not the smaller or larger of
    two, which would reject another share of true nulls than was simulated."""
    basis: str | None
    """The rank among quiet dates where there is one, since real tails are fatter than any that were simulated; else
    the portfolio t."""
    wording: str
    why: str | None
    """Why there is no p."""


def headline(tests: Mapping[str, GroupTest], events: int) -> Headline:
    """The headline of N events from all their tests (see `inference.group_tests`).

    KP-BMP stands beside the others and does not vote: it answers another question, whether the mean moved more than
    the firms differ among themselves.
    """
    second = next((name for name in ("sq", "placebo") if name in tests and tests[name].printed), None)
    voting = [name for name in ("portfolio_t", second) if name is not None and name in tests and tests[name].printed]
    beside = ["kp_bmp"] if events >= ENOUGH_FIRMS and "kp_bmp" in tests and tests["kp_bmp"].printed else []
    if not voting:
        why = tests["portfolio_t"].why if "portfolio_t" in tests else "no test was worked out"
        return Headline(tests=(), p=None, basis=None, wording="cannot be told", why=why)
    votes = {(tests[name].p or 0.0) <= LEVEL for name in voting}
    wording = BORDER if len(votes) == 2 else UNUSUAL if votes == {True} else USUAL
    return Headline(tests=(*voting, *beside), p=tests[voting[-1]].p, basis=voting[-1], wording=wording, why=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """A story's names as one portfolio over its session."""

    symbols: tuple[str, ...]
    signed: bool
    """Each with its expected sign; False: of none is a sign expected, and they are taken as they are."""
    mean: float
    """Mean abnormal return, signed; a fraction."""
    stderr: float | None
    """Of the portfolio's forecast."""
    headline: Headline
    tests: Mapping[str, GroupTest]
