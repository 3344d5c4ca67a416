"""One extractor with the built-in names and themes for all tests of this folder."""

from __future__ import annotations

import pytest

from pipelines.extract import load
from pipelines.extract.extractor import Extractor


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return load()
