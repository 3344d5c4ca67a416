"""The pages about themes and spaCy: what they show works as it stands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import spacy

from pipelines.extract import check_themes, load, load_themes
from pipelines.extract.data_files import read_data
from pipelines.extract.frames.rules import load_rules
from pipelines.extract.names.lexicon import load_lexicon
from pipelines.extract.themes.lint import NOTE, theme_faults
from pipelines.extract.themes.rules import FRAME_KEYS
from pipelines.extract.themes.theme import KEYS, theme_from

DOCS = Path(__file__).parents[2] / "docs"
TULIPS = 'id = "tulips"\ntitle = "Tulips"\nphrases = ["tulip mania"]\n'


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)


def test_the_pieces_of_the_theme_page_in_their_order_are_a_file_that_works() -> None:
    theme = theme_from(tomllib.loads("\n".join(blocks("themes.md", "toml"))), "themes.md")
    faults = [line for line in theme_faults(theme, load_rules(), load_lexicon()) if not line.startswith(NOTE)]
    assert faults == []
    assert (len(theme.yes), len(theme.no), len(theme.frame), len(theme.example), len(theme.counterexample)) == (
        1,
        1,
        1,
        1,
        2,
    )
    assert check_themes(load(themes=[*load_themes(), theme]), [theme]) == []


def test_the_theme_page_tells_of_every_key() -> None:
    page = (DOCS / "themes.md").read_text("utf-8")
    # Of frames only those that a user needs are told.
    assert [key for key in KEYS if not re.search(rf"\b{key}\b", page)] == []
    told = {key for key in FRAME_KEYS if re.search(rf"`{key}`|\b{key} = ", page)}
    assert set(FRAME_KEYS) - told == {"actor_groups", "open_actor", "open_counterparty", "fallback"}


def test_the_examples_of_the_spacy_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my_themes").mkdir()
    (tmp_path / "my_themes" / "tulips.toml").write_text(TULIPS)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks("spacy.md", "python"):
        exec(compile(block, "docs/spacy.md", "exec"), names)
    assert names["loaded"].pipe_names == ["newsimpact"]


def test_the_spacy_page_tells_of_every_component_and_everything_an_amount_can_be() -> None:
    page = (DOCS / "spacy.md").read_text("utf-8")
    data = read_data("quantities.toml")
    said = {
        *(name for name in spacy.registry.factories.get_all() if name.startswith("newsimpact")),
        *(family["name"] for family in data["family"]),
        *data["metrics"].values(),
        *(unit for units in data["units"].values() for unit in units),
        *(scope["name"] for scope in data["scope"]),
    }
    assert [word for word in sorted(said) if f"`{word}`" not in page] == []
