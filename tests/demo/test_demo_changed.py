"""The demo with another price, another company and another day: what it shows comes from its files."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tests.demo.test_demo import d0, query

pytestmark = pytest.mark.thorough

CLOSES_HIGHER = 1.05


@pytest.fixture(scope="module")
def changed(play_demo, tmp_path_factory: pytest.TempPathFactory):
    """Played once with all three changes: none of them touches what another is looked at by."""
    folder = tmp_path_factory.mktemp("changed")
    prices = (files("tracker.demo") / "prices.csv").read_text()
    (line,) = [line for line in prices.splitlines() if line.startswith("2026-07-01,CRWV,")]
    cells = line.split(",")
    cells[5] = f"{float(cells[5]) * CLOSES_HIGHER:.2f}"
    (folder / "prices.csv").write_text(prices.replace(line, ",".join(cells)))
    news = (files("tracker.demo") / "newsroom.toml").read_text()
    assert news.count("2026-05-27T") == 2
    news = news.replace("2026-05-27T", "2026-05-20T").replace("Nebius signs $4.6 billion", "IREN signs $4.6 billion")
    (folder / "newsroom.toml").write_text(news)
    return play_demo(folder / "out", prices=folder / "prices.csv", newsroom=folder / "newsroom.toml")


def test_another_price_changes_the_report(demo, changed) -> None:
    assert d0(changed, "CRWV")[0] == pytest.approx((1 + d0(demo, "CRWV")[0]) * CLOSES_HIGHER - 1, abs=1e-3)
    assert changed.out != demo.out


def test_another_price_changes_the_minutes(demo, changed) -> None:
    at_the_close = (
        "SELECT impact FROM window_impact JOIN story ON story.id = story WHERE symbol = 'CRWV' AND window = 'close'"
        " AND headline LIKE 'Meta plans to sell spare AI computing capacity%'"
    )
    ((before,),), ((after,),) = query(demo, at_the_close), query(changed, at_the_close)
    assert 1 + after == pytest.approx((1 + before) * CLOSES_HIGHER, abs=2e-3)


def test_another_company_name_changes_the_report(demo, changed) -> None:
    contract = "SELECT actor FROM story WHERE type = 'contract' AND t0 LIKE '2025-11-12%'"
    assert (query(demo, contract), query(changed, contract)) == ([("Nebius Group",)], [("IREN",)])


def test_an_earlier_day_of_the_second_telling_changes_the_third(demo, changed) -> None:
    assert "third telling, 42 days since the last" in " ".join(changed.out.split())
    assert "third telling, 35 days since the last" in " ".join(demo.out.split())
