"""Numbers that other programs published for groups of events, out of our tests in their conventions.

sipemu/eventstudy's example is small enough to stand here in full; the others need the shared data folder.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from pipelines.study.clusters import mean_interval
from pipelines.study.events import study_windows
from pipelines.study.inference import group_tests
from pipelines.study.panel import Floats, Panel
from pipelines.study.sample import Sample, sample_of
from tests.pipelines.study.slow import slow_sample
from tracker.adapters.tables_files import read_returns
from tracker.options import StudyOptions

SHARED = Path(os.environ.get("NEWSIMPACT_SHARED", Path(__file__).parents[3] / "shared"))


def shared(path: str) -> Path:
    found = SHARED / "data" / path
    if not found.exists():
        pytest.skip("shared data folder is absent")
    return found


# ── sipemu/eventstudy 0.66.0: three events, eight estimation sessions, a window of three ────────────

FIXTURE = {
    "E1": {
        "ei": [-0.02, -0.01, 0.0, 0.01, 0.02, 0.03, -0.015, 0.005],
        "er": [0.001, -0.001, 0.002, -0.002, 0.0015, -0.0015, 0.0005, -0.0005],
        "a": 0.004,
        "b": 1.2,
        "vi": [0.015, -0.005, 0.01],
        "vf": [0.04, 0.0, 0.03],
    },
    "E2": {
        "ei": [-0.018, -0.008, 0.002, 0.012, 0.022, 0.028, -0.012, 0.008],
        "er": [0.0012, -0.0008, 0.0018, -0.0016, 0.001, -0.0012, 0.0006, -0.001],
        "a": 0.003,
        "b": 1.0,
        "vi": [0.012, -0.004, 0.009],
        "vf": [0.03, -0.01, 0.02],
    },
    "E3": {
        "ei": [-0.025, -0.012, 0.001, 0.01, 0.02, 0.03, -0.01, 0.006],
        "er": [0.0008, -0.0012, 0.0016, -0.0014, 0.0012, -0.001, 0.0004, -0.0004],
        "a": 0.005,
        "b": 1.4,
        "vi": [0.018, -0.006, 0.011],
        "vf": [0.05, -0.005, 0.035],
    },
}
DAILY = {
    "cross_t": [12.785674729349529, -0.9366444095697969, 5.858969345311403],
    "patell": [17.404798533168357, -3.239085545200092, 12.231088522816789],
    "bmp": [9.262881651878164, -0.9941920550694592, 5.6244379647718095],
    "kp_bmp": [0.707421524330926, -0.07592808431621571, 0.4295475887610896],
    "rank": [1.586435792425881, -0.9518614754555287, 1.269148633940705],
    "sign": [1.7320508075688774, -0.5773502691896258, 1.7320508075688774],
    "portfolio_t": [14.5159150457412, -2.48331937385221, 10.0405096357597],
}
CUMULATED = {
    "cross_t": [12.785674729349529, 3.333236539390379, 4.162787508807324],
    "patell": [17.40479853316836, 10.016671714134711, 15.240200457996872],
    "bmp": [9.262881651878164, 3.431336898228547, 4.227421348068887],
    "kp_bmp": [0.707421524330926, 0.2620568490741328, 0.3228551293682582],
    "portfolio_t": [14.5159150457412, 8.50832999486859, 12.7439132912219],
}
AAR = [0.01785842744839541, -0.003055141803282022, 0.012352491200872388]


def golden(days: int) -> Sample:
    """The events one after another on one list of sessions, each with its own market, as the fixture has them."""
    samples = []
    for event in FIXTURE.values():
        x, r = np.array(event["ei"]), np.array(event["er"])
        asset = np.concatenate([event["a"] + event["b"] * x + r, event["vf"]])
        market = np.concatenate([x, event["vi"]])
        samples.append(slow_sample(asset[None], market, [8], l1=8, window=(0, days - 1), convention="sipemu"))
    return Sample(
        **{
            name: np.concatenate([getattr(sample, name) for sample in samples])
            for name in ("ar", "day_scale", "car", "car_scale", "sigma", "l1", "residuals", "residual_scale", "columns")
        },
        k=2,
        estimation_first=-8,
        window=(0, days - 1),
    )


@pytest.mark.parametrize("name", DAILY)
def test_the_daily_statistics_of_the_golden_values(name: str) -> None:
    assert group_tests(golden(3), "sipemu")[name].day == pytest.approx(DAILY[name], abs=1e-10)


@pytest.mark.parametrize("name", CUMULATED)
def test_the_cumulated_statistics_of_the_golden_values(name: str) -> None:
    found = [group_tests(golden(days), "sipemu")[name].stat for days in (1, 2, 3)]
    assert found == pytest.approx(CUMULATED[name], abs=1e-10)


def test_the_mean_abnormal_returns_of_the_golden_values() -> None:
    assert golden(3).ar.mean(axis=0) == pytest.approx(AAR, abs=1e-12)


def test_the_numbers_quoted_here_are_those_of_the_shared_file() -> None:
    stored = json.loads(shared("eventstudy/golden_multi_event.json").read_text())
    assert stored["fixture"] == FIXTURE
    names = {"aar_t": "cross_t", "patell_aar_z": "patell", "bmp_t": "bmp", "kp_t": "kp_bmp", "rank_z": "rank"}
    names |= {"sign_z": "sign", "crude_dep_t": "portfolio_t"}
    for theirs, ours in names.items():
        assert stored["expected"][theirs] == DAILY[ours]
    names = {"caar_t": "cross_t", "patell_caar_z": "patell", "cbmp_t": "bmp", "ckp_t": "kp_bmp"}
    for theirs, ours in (names | {"crude_dep_car_t": "portfolio_t"}).items():
        assert stored["expected"][theirs] == CUMULATED[ours]
    assert stored["expected"]["aar"] == AAR


# ── irudnyts/estudy2 0.10.0: seven firms on one date, two of them young listings ────────────────────

NAMES = {"t": "cross_t", "bw85": "portfolio_t"}
"""Theirs and ours where they differ; the rest have the same name, or are given under theirs."""


def estudy2(convention: str) -> tuple[Sample, dict[str, object]]:
    firms = read_returns([shared("eventstudy/estudy2/rates.csv")]).frame
    index = read_returns([shared("eventstudy/estudy2/rates_indx.csv")]).frame
    table = firms.join(index, how="inner")
    day = [str(stamp.date()) for stamp in table.index].index("2020-03-16")
    market = table.pop("GSPC").to_numpy(dtype=np.float64)
    returns: Floats = table.to_numpy(dtype=np.float64).T
    sample = slow_sample(returns, market, [day] * 7, l1=day, window=(0, 4), convention=convention)
    return sample, json.loads(shared("eventstudy/estudy2/expected.json").read_text())


@pytest.mark.parametrize(
    "name",
    ["bw80", "bw85", "t", "patell", "bmp", "lamb", "sign", "gsign", "csign", "rank", "mrank", "wlcx"],
)
def test_a_statistic_of_estudy2(name: str) -> None:
    sample, published = estudy2("estudy2")
    tests = group_tests(sample, "estudy2")
    expected = {**published["parametric"], **published["nonparametric"]}[name]
    tolerance = 5e-7 if name in ("bw80", "bw85", "lamb") else 5e-8
    for key in {name, NAMES.get(name, name)} & set(tests):
        assert tests[key].day == pytest.approx(expected, abs=tolerance, rel=0), key
    assert NAMES.get(name, name) in tests


def test_the_mean_of_estudy2() -> None:
    sample, published = estudy2("estudy2")
    assert sample.ar.mean(axis=0) == pytest.approx(published["parametric"]["mean"], abs=5e-8)


@pytest.mark.parametrize("name", ["patell", "bmp"])
def test_estudy2_in_the_correct_convention(name: str) -> None:
    sample, published = estudy2("newsimpact")
    assert group_tests(sample)[name].day == pytest.approx(published["correct_convention"][name], abs=5e-7)


# ── nipfpmf/eventstudies 1.2.2: mean and t interval across three firms ──────────────────────────────


def test_the_mean_and_its_interval_across_the_firms_of_nipfp() -> None:
    """Log returns over the window, the first set to zero, then cumulated: the levels after an event."""
    stored = json.loads(shared("eventstudy/nipfp_inference.json").read_text())
    days = np.array(stored["prices"]["days"], dtype="M8[D]")
    paths = []
    for firm, date in stored["events"]:
        prices = np.array(stored["prices"][firm])
        returns = np.concatenate([[np.nan], np.diff(np.log(prices))])
        day = int(np.searchsorted(days, np.datetime64(date)))
        window = returns[day - 1 : day + 2].copy()
        window[0] = 0.0
        paths.append(np.cumsum(window))
    cumulated = np.array(paths)
    assert cumulated.mean(axis=0) == pytest.approx(stored["mean"], abs=1e-9)
    for column in (1, 2):
        interval = mean_interval(cumulated[:, column])
        expected = (stored["t_ci_low"][column], stored["t_ci_high"][column])
        assert interval == pytest.approx(expected, abs=1e-9)


# ── the same from the batched fit ───────────────────────────────────────────────────────────────────


def test_the_golden_values_come_out_of_one_panel_on_which_the_events_follow_one_another() -> None:
    returns = np.full((4, 33), np.nan)
    for i, event in enumerate(FIXTURE.values()):
        x = np.array(event["ei"])
        here = slice(11 * i, 11 * i + 11)
        returns[i, here] = np.concatenate([event["a"] + event["b"] * x + event["er"], event["vf"]])
        returns[3, here] = np.concatenate([x, event["vi"]])
    sessions = np.arange("2025-01-01", "2025-02-03", dtype="M8[D]")
    panel = Panel.from_returns(sessions, ["E1", "E2", "E3", "MKT"], returns)
    options = StudyOptions(estimation=8, minimum=3, gap=0, convention="sipemu", shrink=False)
    columns = np.array([8, 19, 30])
    study = study_windows(panel, np.arange(3), columns, market=3, window=(0, 2), options=options)
    tests = group_tests(sample_of(study, columns, (0, 2), options), "sipemu")
    for name, expected in DAILY.items():
        assert tests[name].day == pytest.approx(expected, abs=1e-10), name
    for name, expected in CUMULATED.items():
        assert tests[name].stat == pytest.approx(expected[2], abs=1e-10), name


@pytest.mark.parametrize("convention", ["estudy2", "newsimpact"])
def test_estudy2_comes_out_of_the_batched_fit_as_out_of_the_slow_one(convention: str) -> None:
    slow, _ = estudy2(convention)
    firms = read_returns([shared("eventstudy/estudy2/rates.csv")]).frame
    index = read_returns([shared("eventstudy/estudy2/rates_indx.csv")]).frame
    table = firms.join(index, how="inner")
    panel = Panel.from_returns(
        table.index.to_numpy().astype("M8[D]"), list(table.columns), table.to_numpy(dtype=np.float64).T
    )
    day = -slow.estimation_first
    options = StudyOptions(estimation=day, gap=0, convention=convention)
    columns = np.full(7, day)
    study = study_windows(panel, np.arange(7), columns, market=7, window=(0, 4), options=options)
    found, expected = group_tests(sample_of(study, columns, (0, 4), options), convention), group_tests(slow, convention)
    for name, test in expected.items():
        assert found[name].day == pytest.approx(test.day, rel=1e-9), name
