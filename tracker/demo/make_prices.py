"""Writes `prices.csv`, the SYNTHETIC daily bars of the demo: `python -m tracker.demo.make_prices [FILE]`.

No row is a price that was ever paid; every row says so in its `note` column. The symbols are real so that the demo
reads like the real thing, and their levels, betas and volatilities are of a plausible size.

Each return is market beta x market + basket beta x AI basket + own noise; on the dates of the newsroom's stories the
return of the symbols concerned is then set to a chosen number. The same seed gives the same bytes on every run.
It does not fit anything to real data, and has no dividends, splits or intraday bars.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from pipelines.place import SessionCalendar

FIRST, LAST = date(2025, 4, 1), date(2026, 7, 2)
SEED = 20260727
"""Picked among a hundred: realised betas near the chosen ones, levels that fit the newsroom's price targets."""

COLUMNS = ("date", "symbol", "open", "high", "low", "close", "volume", "note")

Returns: TypeAlias = npt.NDArray[np.float64]
"""Simple daily returns as fractions, one per session, oldest first."""

MARKET_SD = 0.008
"""Of the market factor: 13 % a year."""
BASKET_SD = 0.013
"""Of the AI basket beyond the market: 20 % a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """How a symbol behaves."""

    start: float
    """Close before the first session, USD."""
    end: float
    """Close of the last session it drifts to, roughly, USD."""
    market: float
    """Beta on the market factor."""
    basket: float
    """Beta on the AI basket factor."""
    noise: float
    """Standard deviation of its own daily noise, a fraction."""
    volume: int
    """Shares on a usual day."""


def _nature(start: float, end: float, market: float, basket: float, noise: float, volume: int) -> Nature:
    return Nature(start=start, end=end, market=market, basket=basket, noise=noise, volume=volume)


# Market betas of 1 to 1.6; the neoclouds and miners carry the basket and the noise, broad funds neither. Levels and
# volumes are round numbers of the right order.
NATURES: dict[str, Nature] = {
    "CRWV": _nature(58.0, 94.0, 1.5, 1.6, 0.032, 24_000_000),
    "NBIS": _nature(34.0, 97.0, 1.4, 1.5, 0.031, 14_000_000),
    "META": _nature(585.0, 712.0, 1.2, 0.1, 0.011, 13_000_000),
    "MSFT": _nature(380.0, 505.0, 1.0, 0.1, 0.008, 21_000_000),
    "GOOGL": _nature(158.0, 330.0, 1.1, 0.1, 0.011, 30_000_000),
    "AMZN": _nature(192.0, 246.0, 1.2, 0.1, 0.011, 40_000_000),
    "ORCL": _nature(142.0, 204.0, 1.2, 0.7, 0.016, 16_000_000),
    "NVDA": _nature(110.0, 192.0, 1.4, 0.8, 0.011, 190_000_000),
    "AMD": _nature(102.0, 212.0, 1.5, 0.9, 0.018, 45_000_000),
    "AVGO": _nature(168.0, 346.0, 1.4, 0.8, 0.014, 24_000_000),
    "MU": _nature(88.0, 242.0, 1.4, 0.9, 0.019, 22_000_000),
    "TSM": _nature(168.0, 296.0, 1.2, 0.7, 0.011, 14_000_000),
    "SMH": _nature(212.0, 368.0, 1.4, 0.75, 0.004, 8_000_000),
    "SOXX": _nature(188.0, 312.0, 1.4, 0.70, 0.005, 6_000_000),
    "QQQ": _nature(472.0, 628.0, 1.15, 0.15, 0.002, 45_000_000),
    "SPY": _nature(560.0, 688.0, 1.0, 0.02, 0.0005, 62_000_000),
    "IREN": _nature(12.5, 37.0, 1.6, 1.6, 0.038, 28_000_000),
    "APLD": _nature(9.0, 26.0, 1.6, 1.6, 0.040, 24_000_000),
    "CORZ": _nature(9.5, 17.5, 1.4, 1.3, 0.032, 17_000_000),
    "WULF": _nature(5.4, 12.5, 1.5, 1.4, 0.036, 32_000_000),
    "CIFR": _nature(5.2, 14.5, 1.5, 1.5, 0.038, 27_000_000),
    "GLXY": _nature(21.0, 30.0, 1.5, 1.1, 0.033, 6_000_000),
    "IGV": _nature(88.0, 104.0, 1.2, 0.10, 0.006, 9_000_000),
    "KWEB": _nature(34.0, 41.0, 0.9, 0.0, 0.014, 24_000_000),
    "MTUM": _nature(202.0, 256.0, 1.1, 0.30, 0.004, 900_000),
}
CONTROLS = frozenset({"IGV", "KWEB", "MTUM"})
"""Funds of other crowds, drawn by a generator of their own: with or without them the other bars are the same."""

# Close-to-close returns of the sessions that could first react to the newsroom's stories. Chosen, not measured: of a
# usual size for such news, with the opposite signs of 1 July 2026 as its point.
STORY_MOVES: dict[date, dict[str, float]] = {
    date(2025, 10, 30): {"META": -0.071, "NVDA": 0.011},
    date(2025, 11, 12): {"NBIS": 0.068, "CRWV": -0.012, "MSFT": 0.004},
    date(2025, 12, 10): {"CRWV": -0.034},
    date(2026, 1, 21): {"MU": 0.047},
    date(2026, 2, 5): {"GOOGL": -0.028, "NVDA": 0.031, "AVGO": 0.037, "SMH": 0.022},
    date(2026, 3, 17): {"IREN": 0.084},
    date(2026, 4, 9): {"CRWV": 0.056, "NBIS": 0.021},
    date(2026, 4, 29): {"GOOGL": 0.026, "NVDA": 0.024, "AVGO": 0.033, "MU": 0.029, "SMH": 0.024},
    date(2026, 4, 30): {"MSFT": 0.012},
    date(2026, 5, 12): {"CRWV": -0.063},
    date(2026, 5, 27): {"CRWV": -0.021, "NBIS": -0.017, "META": 0.009},
    date(2026, 6, 9): {"APLD": 0.041, "CRWV": 0.013},
    date(2026, 6, 29): {"GOOGL": 0.006, "META": -0.011, "CRWV": 0.027, "NBIS": 0.031},
    date(2026, 7, 1): {
        "CRWV": -0.131,
        "NBIS": -0.152,
        "META": 0.084,
        "IREN": -0.092,
        "APLD": -0.088,
        "CORZ": -0.064,
        "WULF": -0.071,
        "CIFR": -0.079,
        "GLXY": -0.048,
        "ORCL": -0.041,
        "MSFT": 0.004,
        "GOOGL": 0.003,
        "AMZN": -0.006,
        "NVDA": -0.037,
        "AMD": -0.051,
        "AVGO": -0.044,
        "MU": -0.073,
        "TSM": -0.033,
        "SMH": -0.045,
        "SOXX": -0.047,
        "QQQ": -0.009,
        "SPY": -0.005,
        "IGV": -0.002,
        "KWEB": 0.001,
        "MTUM": -0.012,
    },
    date(2026, 7, 2): {
        "CRWV": -0.024,
        "NBIS": -0.031,
        "META": 0.011,
        "IREN": -0.012,
        "NVDA": 0.008,
        "AMD": 0.009,
        "MU": 0.016,
        "SMH": 0.007,
        "SOXX": 0.006,
        "QQQ": 0.003,
        "SPY": 0.002,
    },
}


def trading_sessions() -> list[date]:
    """Sessions of the New York Stock Exchange from `FIRST` to `LAST`."""
    return SessionCalendar.load("XNYS", FIRST, LAST).sessions(FIRST, LAST)


def generators() -> dict[str, np.random.Generator]:
    """The one that draws each symbol: one for all, and one for the controls."""
    common, apart = np.random.default_rng(SEED), np.random.default_rng((SEED, 1))
    return {symbol: apart if symbol in CONTROLS else common for symbol in NATURES}


def make_returns(sessions: list[date], drawn_by: Mapping[str, np.random.Generator]) -> dict[str, Returns]:
    """Returns per symbol over `sessions`: the factor model, then the story moves."""
    count = len(sessions)
    factors = drawn_by["SPY"]
    market = MARKET_SD * factors.standard_normal(count)
    basket = BASKET_SD * factors.standard_normal(count)
    at = {session: index for index, session in enumerate(sessions)}
    returns = {}
    for symbol, nature in NATURES.items():
        own = nature.noise * drawn_by[symbol].standard_normal(count)
        # Below -20 % and above +20 % only a story takes a price.
        path = np.clip(nature.market * market + nature.basket * basket + own, -0.2, 0.2)
        told = {at[session]: moves[symbol] for session, moves in STORY_MOVES.items() if symbol in moves}
        returns[symbol] = _drift_to(nature, path, told)
    return returns


def _drift_to(nature: Nature, path: Returns, told: dict[int, float]) -> Returns:
    """`path` with the returns of `told` at their places, and elsewhere a constant drift that ends near `nature.end`.

    Without it, levels would wander off over 300 sessions: a $67 price target must not meet a $20 share.
    """
    days = np.array(sorted(told), dtype=np.intp)
    free = np.setdiff1d(np.arange(len(path)), days)
    path[days] = [told[day] for day in days.tolist()]
    wanted = np.log(nature.end / nature.start)
    path[free] += (wanted - np.log1p(path).sum()) / len(free)
    return path


def make_bars(nature: Nature, path: Returns, rng: np.random.Generator) -> list[str]:
    """`open,high,low,close,volume` per session; open <= high, low <= close and so on hold after rounding."""
    count = len(path)
    # Part of a day's move happens overnight; the rest, with a wick on either side, in the session.
    overnight = path * rng.uniform(0.2, 0.8, count)
    wicks = np.abs(rng.standard_normal((2, count))) * (0.15 * nature.noise + 0.002)
    activity = 1.0 + 6.0 * np.abs(path) + 0.25 * rng.uniform(-1.0, 1.0, count)
    rows, before = [], nature.start
    for day in range(count):
        opening = round(before * (1.0 + float(overnight[day])), 2)
        close = round(before * (1.0 + float(path[day])), 2)
        high = round(max(opening, close) * (1.0 + float(wicks[0, day])), 2)
        low = round(min(opening, close) * (1.0 - float(wicks[1, day])), 2)
        volume = round(nature.volume * float(activity[day]) / 100) * 100
        rows.append(f"{opening:.2f},{high:.2f},{low:.2f},{close:.2f},{volume}")
        before = close
    return rows


def make_prices() -> bytes:
    """The whole file: one header, then symbol by symbol, oldest first."""
    drawn_by = generators()
    sessions = trading_sessions()
    returns = make_returns(sessions, drawn_by)
    lines = [",".join(COLUMNS)]
    for symbol, nature in NATURES.items():
        bars = make_bars(nature, returns[symbol], drawn_by[symbol])
        lines += [f"{session},{symbol},{bar},synthetic" for session, bar in zip(sessions, bars, strict=True)]
    return ("\n".join(lines) + "\n").encode("ascii")


def main() -> None:
    bundled = str(files("tracker.demo").joinpath("prices.csv"))
    Path(sys.argv[1] if len(sys.argv) > 1 else bundled).write_bytes(make_prices())


if __name__ == "__main__":
    main()
