"""Days whose mix of story and crowding is known, and days on which it cannot be known."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.study.crowding import (
    BETA,
    HIGH,
    MOMENTUM,
    CrowdSplit,
    Driver,
    crowding_proxies,
    split_day,
)

NAMES = tuple(f"N{n:02}" for n in range(24))


def day(
    seed: int,
    *,
    event: float,
    crowding: float,
    names: int = 24,
    exposed: int = 8,
    mixed: float = 0.5,
    fat: bool = False,
    shuffles: int = 199,
) -> tuple[CrowdSplit, np.ndarray, np.ndarray]:
    """A day on which each exposed name moves by `event` times its sign, and each by `crowding` per sd of the first
    proxy; with the split, the true event part and the true crowding part of the exposed names.

    mixed: correlation of exposure and the first proxy, about.
    """
    rng = np.random.default_rng(seed)
    x = np.zeros(names)
    x[:exposed] = np.where(np.arange(exposed) % 4 == 0, 1.0, -1.0)
    z = rng.normal(size=(names, 4))
    z[:, 0] = mixed * x / x.std() + np.sqrt(max(0.0, 1 - mixed**2)) * z[:, 0]
    noise = rng.standard_t(4, names) / np.sqrt(2) if fat else rng.normal(size=names)
    # The proxies are told in their own units; the effect is per standard deviation in this day's cross-section.
    standard = (z[:, 0] - z[:, 0].mean()) / z[:, 0].std(ddof=1)
    y = -0.01 + event * x + crowding * standard + 0.02 * noise
    found = split_day(NAMES[:names], y, x, z * [3.0, 0.1, 1.0, 0.5] + 7.0, rng, shuffles=shuffles)
    return found, event * x[:exposed], crowding * standard[:exposed]


def recovered(seeds: range, **mix: object) -> tuple[int, int, int]:
    """How many names there were, and of how many the event and the crowding part lay in its interval."""
    total = event_in = crowding_in = 0
    for seed in seeds:
        found, event, crowding = day(seed, shuffles=1, **mix)  # type: ignore[arg-type]
        if found.driver is Driver.CANNOT_SEPARATE:
            continue
        for name, true_event, true_crowding in zip(found.names, event, crowding, strict=True):
            total += 1
            event_in += name.event.low <= true_event <= name.event.high
            crowding_in += name.crowding.low <= true_crowding <= name.crowding.high
    return total, event_in, crowding_in


MIXES = [
    pytest.param({"event": 0.09, "crowding": 0.0}, id="the story alone"),
    pytest.param({"event": 0.0, "crowding": 0.04}, id="crowding alone"),
    pytest.param({"event": 0.06, "crowding": 0.03}, id="both"),
    pytest.param({"event": 0.06, "crowding": 0.03, "fat": True}, id="both, with fat tails"),
    pytest.param({"event": 0.06, "crowding": 0.03, "mixed": 0.8}, id="both, much alike"),
    pytest.param({"event": 0.06, "crowding": 0.03, "names": 14, "exposed": 5}, id="both, on few names"),
]


@pytest.mark.parametrize("mix", MIXES)
def test_a_known_mix_is_found_again_in_nine_days_of_ten(mix: dict[str, object]) -> None:
    total, event, crowding = recovered(range(120), **mix)
    assert total >= 90 * (5 if "names" in mix else 8)
    assert event / total > 0.9
    assert crowding / total > 0.9


@pytest.mark.soak
@pytest.mark.parametrize("mix", MIXES)
def test_a_known_mix_is_found_again_over_many_days(mix: dict[str, object]) -> None:
    total, event, crowding = recovered(range(2_000), **mix)
    print(f"{mix}: event {event / total:.3f}, crowding {crowding / total:.3f}")
    assert 0.93 < event / total < 0.97
    assert 0.93 < crowding / total < 0.97


@pytest.mark.parametrize("seed", range(20))
def test_exposure_that_is_crowding_cannot_be_separated_from_it(seed: int) -> None:
    found, _, _ = day(seed, event=0.06, crowding=0.03, mixed=0.995)
    assert (found.driver, found.names, found.event_p) == (Driver.CANNOT_SEPARATE, (), None)
    assert "variance inflation" in found.why


@pytest.mark.soak
def test_over_many_days_alike_exposure_is_never_separated() -> None:
    drivers = {day(seed, event=0.06, crowding=0.03, mixed=0.995, shuffles=1)[0].driver for seed in range(2_000)}
    assert drivers == {Driver.CANNOT_SEPARATE}


def test_exposure_that_is_a_mix_of_proxies_is_no_less_collinear() -> None:
    rng = np.random.default_rng(0)
    z = rng.normal(size=(24, 4))
    x = np.repeat([1.0, -1.0, 0.0], 8)
    z[:, 3] = x - z[:, 0] + 2 * z[:, 1] + 0.05 * z[:, 3]
    found = split_day(NAMES, 0.05 * x + rng.normal(0, 0.02, 24), x, z, rng)
    assert found.driver is Driver.CANNOT_SEPARATE


def test_when_every_name_is_exposed_alike_the_story_is_what_all_did() -> None:
    rng = np.random.default_rng(0)
    found = split_day(NAMES, rng.normal(size=24), -np.ones(24), rng.normal(size=(24, 4)), rng)
    assert found.driver is Driver.TOO_FEW_DATA
    assert "0 are not" in found.why


@pytest.mark.parametrize(
    ("mix", "driver"),
    [
        pytest.param({"event": 0.09, "crowding": 0.0}, Driver.EVENT, id="the story"),
        pytest.param({"event": 0.0, "crowding": 0.05}, Driver.CROWDING, id="crowding"),
        pytest.param({"event": 0.09, "crowding": 0.05}, Driver.BOTH, id="both"),
        pytest.param({"event": 0.0, "crowding": 0.0}, Driver.NEITHER, id="neither"),
    ],
)
def test_the_day_is_called_by_what_drove_it(mix: dict[str, float], driver: Driver) -> None:
    found, _, _ = day(13, **mix)  # type: ignore[arg-type]
    assert found.driver is driver


def test_the_parts_of_a_name_add_up_to_its_move() -> None:
    found, _, _ = day(2, event=0.09, crowding=0.02)
    for name in found.names:
        assert name.common + name.event.value + name.crowding.value + name.rest == pytest.approx(name.move, abs=1e-14)


def test_without_proxies_the_split_is_the_difference_of_two_means() -> None:
    # Exposed names fall by 5, 6 and 7 %, others by 0, 1 and 2 %, twice over: 5 points apart.
    y = -np.array([0.05, 0.06, 0.07, 0.05, 0.06, 0.07, 0.0, 0.01, 0.02, 0.0, 0.01, 0.02])
    x = np.repeat([-1.0, 0.0], 6)
    found = split_day(NAMES[:12], y, x, np.empty((12, 0)), np.random.default_rng(0))
    assert found.slope is not None
    assert found.slope.value == pytest.approx(0.05)
    # Two samples with equal variance: 8 squares of 1e-4 over 10, times 1/6 + 1/6; t of 10 degrees is 2.228139.
    assert found.slope.high - found.slope.value == pytest.approx(2.228139 * np.sqrt(8e-5 / 3), rel=1e-6)
    assert found.names[0].common == pytest.approx(-0.01)
    # Of 924 ways to choose six of twelve, two are as extreme; 1999 shuffles see about four of them.
    assert found.event_p is not None
    assert found.event_p < 0.008


def test_p_is_uniform_on_days_without_a_story() -> None:
    ps = [day(seed, event=0.0, crowding=0.03)[0].event_p for seed in range(300)]
    rejected = sum(p < 0.05 for p in ps if p is not None)
    # 5 % of 300 is 15 with a standard deviation of 3.8; 1 in 1000 lies outside of these.
    assert 4 <= rejected <= 28


def test_two_exposed_names_are_too_few() -> None:
    found, _, _ = day(1, event=0.09, crowding=0.0, exposed=2)
    assert (found.driver, found.n, found.exposed, found.names) == (Driver.TOO_FEW_DATA, 24, 2, ())
    assert found.why == "2 names are exposed and 22 are not; 3 of each are needed"


def test_thirteen_names_are_too_few_for_four_proxies() -> None:
    found, _, _ = day(1, event=0.09, crowding=0.0, names=13)
    assert found.why == "13 names with all proxies, 14 are needed for 4"


def test_a_name_without_a_proxy_is_left_out() -> None:
    rng = np.random.default_rng(0)
    z = rng.normal(size=(24, 4))
    z[5, 2] = np.nan
    x = np.repeat([-1.0, 0.0], 12)
    assert split_day(NAMES, rng.normal(size=24), x, z, rng).n == 23


def test_a_proxy_that_a_quarter_of_the_names_lack_is_left_out_instead_of_them() -> None:
    rng = np.random.default_rng(0)
    z = rng.normal(size=(24, 4))
    z[:6, 2] = np.nan
    found = split_day(NAMES, rng.normal(size=24), np.repeat([-1.0, 0.0], 12), z, rng)
    assert (found.n, found.proxies) == (24, ("momentum", "drawdown", "basket_beta"))


def test_the_same_generator_gives_the_same_p() -> None:
    assert day(4, event=0.01, crowding=0.01)[0] == day(4, event=0.01, crowding=0.01)[0]


def test_proxies_are_what_their_names_say() -> None:
    sessions = HIGH + 1
    closes = np.full((3, sessions), 100.0)
    closes[0, -MOMENTUM - 1] = 80.0
    closes[0, -100] = 125.0
    volumes = np.full((3, sessions), 1000.0)
    volumes[0, -5:] = np.e * 1000.0
    rng = np.random.default_rng(0)
    moves = rng.normal(0, 0.01, BETA)
    closes[1, -BETA:] = 100 * np.exp(np.cumsum(moves))
    closes[2, -BETA:] = 100 * np.exp(np.cumsum(2 * moves))
    found = crowding_proxies(closes, volumes, [1, 2])
    momentum, drawdown, shock, _ = found[0]
    assert (momentum, drawdown, shock) == pytest.approx((0.25, -0.2, 1.0))
    # Each name against the basket of the others: 1 against 2, and 2 against 1.
    assert found[1:, 3] == pytest.approx([0.5, 2.0])


def test_a_name_too_young_for_a_proxy_has_none() -> None:
    closes = np.full((3, HIGH), 100.0) * np.exp(np.random.default_rng(0).normal(0, 0.01, (3, HIGH)))
    closes[0, :-40] = np.nan
    found = crowding_proxies(closes, np.where(np.isfinite(closes), 1.0, np.nan), [1, 2])
    assert np.isnan(found[0]).tolist() == [True, True, False, True]
    assert np.isfinite(found[1:]).all()
