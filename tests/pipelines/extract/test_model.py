"""A model of the user's own fills the roles that the rules leave open, and nothing else.

No trained model is at hand in the test run, so a real pipeline is saved to disk whose parser is written by hand: it
knows the trees of the sentences here.
"""

from __future__ import annotations

import json

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipelines.extract import extraction_to_json, load, load_pipeline
from pipelines.extract.model import RoleParser
from tracker.config import load_settings
from tracker.errors import ConfigError, InputError

OPEN = "To Anthropic, after months of talks, Meta rents out 300 MW of computing power."
"""The rules look for the lessee behind the verb and leave it open here."""
CLOSED = "Meta rents out 300 MW of computing power to Anthropic."
TREES = {
    "Somebody sells something.": {"Somebody": ("sells", "nsubj"), "something": ("sells", "dobj")},
    OPEN: {
        "To": ("rents", "prep"),
        "Anthropic": ("To", "pobj"),
        "Meta": ("rents", "nsubj"),
        "out": ("rents", "prt"),
        "MW": ("rents", "dobj"),
    },
    # A tree that is wrong on purpose: what the rules have found must not be touched.
    CLOSED: {"Meta": ("rents", "dobj"), "Anthropic": ("rents", "nsubj"), "out": ("rents", "prt")},
}


class HandWrittenParser:
    """Takes the tree of a sentence from a table: heads and labels by word."""

    def __init__(self, trees: dict[str, dict[str, tuple[str, str]]]) -> None:
        self.trees = trees

    def __call__(self, doc: Doc) -> Doc:
        tree = self.trees.get(doc.text.strip(), {})
        words = [token.text for token in doc]
        heads = [words.index(tree[word][0]) if word in tree else at for at, word in enumerate(words)]
        deps = [tree[word][1] if word in tree else "ROOT" for word in words]
        return Doc(doc.vocab, words=words, spaces=[bool(t.whitespace_) for t in doc], heads=heads, deps=deps)

    def to_disk(self, path, exclude=()) -> None:
        path.mkdir(exist_ok=True)
        (path / "trees.json").write_text(json.dumps(self.trees))

    def from_disk(self, path, exclude=()) -> HandWrittenParser:
        self.trees = json.loads((path / "trees.json").read_text())
        return self


@Language.factory("hand_written_parser")
def make_parser(nlp: Language, name: str) -> HandWrittenParser:
    return HandWrittenParser({})


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """The folder of a saved pipeline, as a user has it."""
    nlp = spacy.blank("en")
    nlp.meta["name"], nlp.meta["version"] = "trees", "1.2.3"
    nlp.add_pipe("hand_written_parser").trees = TREES
    folder = tmp_path_factory.mktemp("model")
    nlp.to_disk(folder)
    return str(folder)


@pytest.fixture(scope="module")
def parsed(model):
    return load(model=model)


def leases(extractor, text):
    return [e for e in extractor.extract(text).events if e.type == "compute_leasing"]


def test_an_open_role_is_filled_and_says_by_whom(parsed):
    (without,), (lease,) = leases(load(), OPEN), leases(parsed, OPEN)
    assert (without.actor, without.counterparty) == ("Meta Platforms", None)
    assert (lease.actor, lease.counterparty) == ("Meta Platforms", "Anthropic")
    assert lease.roles == {"lessor": "Meta Platforms", "lessee": "Anthropic"}
    assert [(e.text, OPEN[e.start : e.end]) for e in lease.evidence if e.kind == "parser"] == [
        ("Anthropic", "Anthropic")
    ]


def test_what_the_rules_have_found_is_left_alone(parsed):
    (without,), (lease,) = leases(load(), CLOSED), leases(parsed, CLOSED)
    assert lease == without
    assert (lease.actor, lease.counterparty) == ("Meta Platforms", "Anthropic")


def test_only_sentences_with_an_open_role_are_parsed(parsed, monkeypatch):
    read = []
    parser = parsed.nlp.get_pipe("newsimpact").events.parser
    nlp = parser.nlp
    monkeypatch.setattr(parser, "nlp", Recorder(nlp, read))
    parsed.extract(f"CoreWeave fell 5%. It rained in Oslo. {OPEN}")
    assert read == [OPEN]


class Recorder:
    """The pipeline, and what it was given."""

    def __init__(self, nlp, read) -> None:
        self.nlp, self.read = nlp, read

    def __call__(self, text):
        self.read.append(text.strip())
        return self.nlp(text)

    def memory_zone(self):
        return self.nlp.memory_zone()


def test_the_stamp_names_the_model_and_its_version(parsed):
    assert parsed.made_by == f"{load().made_by}+trees-1.2.3"


@pytest.mark.thorough
def test_a_component_of_a_pipeline_can_be_given_the_model(model, parsed):
    nlp = spacy.blank("en")
    nlp.add_pipe("newsimpact", config={"model": model})
    assert nlp(OPEN)._.newsimpact == extraction_to_json("", parsed.extract(OPEN))
    assert load_pipeline(model=model)(OPEN)._.newsimpact == nlp(OPEN)._.newsimpact


def test_a_model_that_is_not_there_is_named_with_the_cure():
    with pytest.raises(
        InputError, match=r"'en_core_web_none' is no installed .*\(python -m spacy download en_core_web_none\)"
    ):
        load(model="en_core_web_none")


def test_a_model_without_a_parser_is_refused(tmp_path):
    spacy.blank("en").to_disk(tmp_path)
    with pytest.raises(InputError, match="has no dependency parser"):
        RoleParser(str(tmp_path))


def test_a_broken_model_is_refused(tmp_path):
    (tmp_path / "config.cfg").write_text("[nlp]\nlang = 7")
    (tmp_path / "meta.json").write_text("{}")
    with pytest.raises(InputError, match=r"extraction\.model"):
        RoleParser(str(tmp_path))


# ── the setting ─────────────────────────────────────────────────────────────────────────────────────


def settings_with(tmp_path, value):
    path = tmp_path / "config.toml"
    path.write_text(f"[extraction]\nmodel = {value}\n")
    return load_settings(path, {})


@pytest.mark.parametrize(
    ("value", "model"),
    [('""', ""), ('"en_core_web_sm"', "en_core_web_sm"), ('"/opt/models/news"', "/opt/models/news")],
)
def test_the_setting_takes_a_name_or_a_folder(tmp_path, value, model):
    assert settings_with(tmp_path, value).extraction.model == model


def test_a_folder_starts_at_the_file(tmp_path):
    assert settings_with(tmp_path, '"./models/news"').extraction.model == str(tmp_path / "models" / "news")


@pytest.mark.parametrize("value", ["7", '"en core web"', '"-m"', "true"])
def test_anything_else_is_refused_with_its_line(tmp_path, value):
    with pytest.raises(ConfigError, match=r"config.toml:2: extraction.model: expected a spaCy pipeline"):
        settings_with(tmp_path, value)


def test_a_misspelt_setting_is_named(tmp_path):
    (tmp_path / "config.toml").write_text('[extraction]\nmodl = ""\n')
    with pytest.raises(ConfigError, match='did you mean "model"'):
        load_settings(tmp_path / "config.toml", {})
