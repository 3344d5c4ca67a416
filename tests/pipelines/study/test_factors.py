"""Sector baskets without whom the news is about."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pipelines.study.factors import basket, peer_prior, with_baskets
from pipelines.study.market import Prior
from pipelines.study.panel import Panel
from tests.pipelines.study.cast import weekdays
from tracker.errors import UsageError
from tracker.options import StudyOptions

SYMBOLS = ("MKT", "ACME", "BETA", "GAMMA", "DELTA")
RETURNS = np.array(
    [
        [0.01, 0.0, 0.01],
        [0.50, 0.1, 0.1],
        [0.02, 0.2, np.nan],
        [0.04, 0.4, 0.4],
        [np.nan, np.nan, 0.6],
    ]
)
PANEL = Panel.from_returns(weekdays(3), SYMBOLS, RETURNS)
SECTOR = SYMBOLS[1:]


def test_a_basket_is_the_mean_of_the_members_that_have_a_return() -> None:
    assert basket(PANEL, SECTOR, ["ACME"]) == pytest.approx([0.03, 0.3, 0.5])


def test_a_basket_without_anybody_has_no_return() -> None:
    assert np.isnan(basket(PANEL, SECTOR, SECTOR)).all()
    assert np.isnan(basket(PANEL, [])).all()


def test_a_session_on_which_most_members_are_missing_has_no_basket() -> None:
    returns = RETURNS.copy()
    returns[2:4, 1] = np.nan
    panel = Panel.from_returns(weekdays(3), SYMBOLS, returns)
    assert basket(panel, SECTOR).tolist() == pytest.approx([0.56 / 3, math.nan, (0.1 + 0.4 + 0.6) / 3], nan_ok=True)


def test_a_member_nobody_knows_is_named() -> None:
    with pytest.raises(UsageError, match="sector basket: OMEGA: no such symbol"):
        basket(PANEL, ["ACME", "OMEGA"])


def test_a_basket_of_log_returns_earns_what_the_basket_of_simple_ones_earns() -> None:
    assert np.expm1(basket(PANEL.as_kind("log"), SECTOR)) == pytest.approx(basket(PANEL, SECTOR), rel=1e-12)


def test_each_event_leaves_out_itself_and_all_that_its_story_names() -> None:
    rows = np.array([1, 2, 1, 3, 1])
    tagged = [[], ["GAMMA"], ["ACME"], ["ACME", "BETA", "DELTA"], ["BETA", "a company that is not listed"]]
    panel, sectors = with_baskets(PANEL, SECTOR, rows, tagged)
    assert sectors[0] == sectors[2], "the same members are left out, so the basket is shared"
    assert sectors[3] == -1, "nobody is left"
    assert len(panel.symbols) == len(SYMBOLS) + 3
    assert panel.returns[sectors[0]] == pytest.approx([0.03, 0.3, 0.5])
    assert panel.returns[sectors[1]] == pytest.approx([0.5, 0.1, 0.35])
    assert panel.returns[sectors[4]] == pytest.approx([0.04, 0.4, 0.5])
    assert panel.symbols[: len(SYMBOLS)] == SYMBOLS


def test_a_jump_of_the_storys_own_tickers_does_not_reach_their_basket() -> None:
    jumped = RETURNS.copy()
    jumped[1:3, 1] += 0.5
    _, sectors = with_baskets(PANEL, SECTOR, np.array([1]), [["BETA"]])
    one = with_baskets(PANEL, SECTOR, np.array([1]), [["BETA"]])[0].returns[sectors[0]]
    panel = Panel.from_returns(weekdays(3), SYMBOLS, jumped)
    other = with_baskets(panel, SECTOR, np.array([1]), [["BETA"]])[0].returns[sectors[0]]
    np.testing.assert_array_equal(one, other)


def test_without_anybody_left_for_any_event_the_panel_stays_as_it_was() -> None:
    panel, sectors = with_baskets(PANEL, ["ACME"], np.array([1]), [[]])
    assert panel is PANEL
    assert sectors.tolist() == [-1]


def test_the_prior_of_a_young_listing_is_what_its_grown_peers_are() -> None:
    rng = np.random.default_rng(6)
    market = rng.normal(0, 0.01, 140)
    betas = np.array([1.0, 1.4, 1.8, 2.2])
    peers = betas[:, None] * market + rng.normal(0, 0.01, (4, 140))
    young = np.where(np.arange(140) < 90, np.nan, 9 * market)
    panel = Panel.from_returns(weekdays(140), list("MABCDY"), np.vstack([market, peers, young]))
    options = StudyOptions(estimation=120, gap=5)

    def prior(table: Panel) -> Prior:
        return peer_prior(table, np.arange(1, 6), 130, market=0, window=(0, 0), options=options)

    slow, errors = [], []
    for peer in peers[:, 5:125]:
        x = np.column_stack([np.ones(120), market[5:125]])
        b, (rest,), *_ = np.linalg.lstsq(x, peer, rcond=None)
        slow.append(b[1])
        errors.append(rest / 118 * np.linalg.inv(x.T @ x)[1, 1])
    found = prior(panel)
    assert found.mean == pytest.approx(np.mean(slow))
    assert found.variance == pytest.approx(np.var(slow, ddof=1) - np.mean(errors))
    later = panel.returns.copy()
    later[:, 125:] = 0.3
    assert prior(Panel.from_returns(panel.sessions, panel.symbols, later)) == found, "nothing later is looked at"


def test_without_grown_peers_the_prior_is_the_usual_one() -> None:
    options = StudyOptions(estimation=2, gap=0)
    assert peer_prior(PANEL, np.array([1, 2]), 2, market=0, window=(0, 0), options=options) == Prior()
