"""The data files of this package: which there are, read once, and the hash that tells whether any has changed."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

COMMON = "events/common.toml"
EVENT_FILES = (
    COMMON,
    *(
        f"events/{name}.toml"
        for name in """leasing contracts backlogs scarcity prices capex sites power debt equity takeovers results
        guidance ratings views positions authorities products people moves""".split()
    ),
)
"""Words and frames by the kind of event; `common` has the words of none, and the others may add to them."""
TOLD = "told"
TOLD_FILE = f"events/{TOLD}.toml"
"""Who takes part in what no frame found; its name begins the ids of its rules."""
DATA_FILES = (
    "lexicon.toml", "cues.toml", "quantities.toml", "chinese.toml", "word_weights.json", "type_weights.json", TOLD_FILE,
)  # fmt: skip


@cache
def read_data(name: str) -> dict[str, Any]:
    """One data file of this package, read once: nobody may change what comes back."""
    return tomli.loads(files("pipelines.extract").joinpath(name).read_text(encoding="utf-8"))


@cache
def data_hash() -> str:
    """A short hash of all data files: part of `made_by`, so that an extraction says which words it knew."""
    digest = hashlib.blake2b(digest_size=4)
    for name in (*DATA_FILES, *EVENT_FILES):
        digest.update(files("pipelines.extract").joinpath(name).read_bytes())
    return digest.hexdigest()
