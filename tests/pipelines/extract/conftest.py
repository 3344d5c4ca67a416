"""One extractor for all tests of this folder: the instruments of the desk and the built-in themes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.extract import extraction_to_json, load, load_themes
from tracker.records import Event, Extraction, Instrument

DESK = {
    "CRWV": ("CoreWeave", ["Core Weave"]),
    "NBIS": ("Nebius Group", ["Nebius"]),
    "META": ("Meta Platforms", ["Meta"]),
    "MSFT": ("Microsoft", []),
    "GOOGL": ("Alphabet", ["Google"]),
    "AMZN": ("Amazon", []),
    "ORCL": ("Oracle", []),
    "NVDA": ("NVIDIA", ["Nvidia"]),
    "AMD": ("AMD", ["Advanced Micro Devices"]),
    "MU": ("Micron Technology", ["Micron"]),
    "TSM": ("TSMC", ["Taiwan Semiconductor"]),
    "IREN": ("IREN", []),
    "APLD": ("Applied Digital", []),
    "CORZ": ("Core Scientific", []),
}


def instrument(symbol: str, name: str, names: list[str], *, sector: str | None = "SMH") -> Instrument:
    return Instrument(symbol=symbol, name=name, exchange="XNAS", benchmark="SPY", sector=sector, names=(name, *names))


@pytest.fixture(scope="session")
def make_instrument() -> Callable[..., Instrument]:
    return instrument


@pytest.fixture(scope="session")
def instruments() -> list[Instrument]:
    desk = [instrument(symbol, name, names) for symbol, (name, names) in DESK.items()]
    return [*desk, instrument("SMH", "VanEck Semiconductor ETF", [], sector=None)]


@pytest.fixture(scope="session")
def extractor(instruments):
    return load(instruments, load_themes())


@pytest.fixture(scope="session")
def read(extractor) -> Callable[..., Extraction]:
    return extractor.extract


@pytest.fixture(scope="session")
def events_of(extractor) -> Callable[[str], list[Event]]:
    """The events of a text without its price moves."""
    return lambda text: [e for e in extractor.extract(text).events if not e.is_reaction]


@pytest.fixture(scope="session")
def moves_of(extractor) -> Callable[[str], dict[str, tuple[str | None, float | None]]]:
    """The price moves of a text: mover to direction and percentage."""

    def moves(text: str) -> dict[str, tuple[str | None, float | None]]:
        found = [e for e in extractor.extract(text).events if e.is_reaction]
        sizes = [next((q.value for q in e.quantities if q.unit == "percent"), None) for e in found]
        return {str(e.actor): (e.direction, size) for e, size in zip(found, sizes, strict=True)}  # type: ignore[misc]

    return moves


@pytest.fixture(scope="session")
def as_json(extractor) -> Callable[[str], dict[str, Any]]:
    return lambda text: extraction_to_json("x", extractor.extract(text))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the material that is not part of the tree; its tests are skipped without it."""
    folder = Path(os.environ.get("NEWSIMPACT_SHARED", Path(__file__).parents[3].parent / "shared"))
    if not folder.is_dir():
        pytest.skip("shared data folder is absent")
    return folder
