"""Which tests speak for a story, and in which words."""

from __future__ import annotations

import pytest

from pipelines.study.headline import BORDER, UNUSUAL, USUAL, headline
from pipelines.study.inference import GroupTest


def told(p: float | None, printed: bool = True) -> GroupTest:
    why = None if printed else "rejects a true null in 20.0 % of simulated cases at 5 %"
    return GroupTest(day=(), stat=1.0, p=p, df=None, printed=printed, why=why)


@pytest.mark.parametrize(
    ("t", "sq", "said"),
    [(0.01, 0.02, UNUSUAL), (0.2, 0.4, USUAL), (0.04, 0.06, BORDER)],
    ids=["both", "neither", "one"],
)
def test_the_portfolio_t_and_the_sample_quantile_speak_for_one_date(t: float, sq: float, said: str) -> None:
    found = headline({"portfolio_t": told(t), "sq": told(sq), "patell": told(0.001)}, events=3)
    assert (found.tests, found.p, found.basis, found.wording) == (("portfolio_t", "sq"), sq, "sq", said)


def test_the_placebo_rank_stands_in_where_the_quantile_may_not_be_printed() -> None:
    tests = {"portfolio_t": told(0.01), "sq": told(None, printed=False), "placebo": told(0.03)}
    found = headline(tests, events=1)
    assert (found.tests, found.p, found.basis) == (("portfolio_t", "placebo"), 0.03, "placebo")


def test_the_portfolio_t_speaks_alone_where_no_rank_may_be_printed() -> None:
    found = headline({"portfolio_t": told(0.01), "sq": told(None, printed=False)}, events=1)
    assert (found.tests, found.p, found.basis, found.wording) == (("portfolio_t",), 0.01, "portfolio_t", UNUSUAL)


@pytest.mark.parametrize(("events", "beside"), [(4, ()), (5, ("kp_bmp",))])
def test_kolari_and_pynnonen_stand_beside_them_from_five_names_on(events: int, beside: tuple[str, ...]) -> None:
    tests = {"portfolio_t": told(0.01), "sq": told(0.01), "kp_bmp": told(0.6)}
    found = headline(tests, events)
    assert found.tests == ("portfolio_t", "sq", *beside)
    assert found.wording == UNUSUAL


def test_without_a_sound_test_nothing_is_claimed_and_the_reason_is_given() -> None:
    tests = {"portfolio_t": told(0.01, printed=False), "kp_bmp": told(0.01)}
    found = headline(tests, events=6)
    assert (found.tests, found.p, found.wording) == ((), None, "cannot be told")
    assert found.why == "rejects a true null in 20.0 % of simulated cases at 5 %"
