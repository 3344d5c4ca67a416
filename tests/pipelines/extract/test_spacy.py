"""The components in other people's pipelines: factories, registry, saving, batches, and results as plain data."""

from __future__ import annotations

import json
import multiprocessing
import pickle
import shutil
import subprocess
import sys
import tomllib
import warnings
from datetime import date
from pathlib import Path
from pkgutil import resolve_name

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.util import load_config

from pipelines.extract import Theme, extraction_to_json, load, load_pipeline, load_themes
from pipelines.extract.loaded import make_names, make_themes
from tracker.errors import InputError

ROOT = Path(__file__).parents[3]
TEXT = """CoreWeave wins $6 billion GPU contract from OpenAI

“We are proud,” he said. Meta’s shares fell 5% … Nebius\u00a0rose.

Sign up for our newsletter about Oracle deals."""


@pytest.fixture(scope="module")
def nlp():
    return load_pipeline()


@pytest.fixture(scope="module")
def expected():
    return extraction_to_json("", load().extract(TEXT))


@Language.component("test_parser")
def set_parse(doc: Doc) -> Doc:
    """Stands in for somebody's parser: one sentence for all, a root, a tag and an entity."""
    return Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        heads=[0] * len(doc),
        deps=["ROOT"] + ["dep"] * (len(doc) - 1),
        pos=["X"] * len(doc),
        ents=["B-ORG"] + ["O"] * (len(doc) - 1),
    )


def test_the_pipeline_gives_what_the_extractor_gives(nlp, expected):
    assert nlp(TEXT)._.newsimpact == expected
    assert expected["events"]


def test_every_span_of_the_groups_is_one_of_the_document(nlp):
    doc = nlp(TEXT)
    assert [(s.text, s.label_, s.kb_id_) for s in doc.spans["newsimpact.entities"]][:2] == [
        ("CoreWeave", "company", "CoreWeave"),
        ("OpenAI", "company", "OpenAI"),
    ]
    assert [s.text for s in doc.spans["newsimpact.quantities"]] == ["$6 billion", "5%"]
    assert ("wins", "contract") in [(s.text, s.label_) for s in doc.spans["newsimpact.events"]]
    assert all(name.startswith("newsimpact.") for name in doc.spans)


def test_the_four_components_alone_give_what_the_one_gives(expected):
    nlp = spacy.blank("en")
    for name in ("sentences", "entities", "quantities", "events"):
        nlp.add_pipe(f"newsimpact_{name}")
    assert nlp(TEXT)._.newsimpact == expected


def test_events_alone_say_what_they_need():
    nlp = spacy.blank("en")
    nlp.add_pipe("newsimpact_events")
    with pytest.raises(InputError, match="newsimpact_entities"):
        nlp(TEXT)


@pytest.mark.parametrize("language", ["en", "de", "xx"])
def test_the_tokenizer_of_a_pipeline_does_not_matter(language, expected):
    nlp = spacy.blank(language)
    nlp.add_pipe("newsimpact")
    assert nlp(TEXT)._.newsimpact == expected


def test_on_top_of_a_parser_its_sentences_tags_and_entities_stay(expected):
    nlp = spacy.blank("en")
    nlp.add_pipe("test_parser")
    before = nlp(TEXT)
    nlp.add_pipe("newsimpact")
    doc = nlp(TEXT)
    assert doc._.newsimpact == expected
    assert [(t.head.i, t.dep_, t.pos_, t.is_sent_start) for t in doc] == [
        (t.head.i, t.dep_, t.pos_, t.is_sent_start) for t in before
    ]
    assert len(list(doc.sents)) == 1
    assert [(e.text, e.label_) for e in doc.ents] == [("CoreWeave", "ORG")]


def test_a_sentencizer_before_it_keeps_its_sentences():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("newsimpact")
    assert [s.text.strip() for s in nlp("A headline\nA summary. An end.").sents] == [
        "A headline\nA summary.",
        "An end.",
    ]


def test_a_bullet_belongs_to_the_sentence_that_it_begins():
    nlp = spacy.blank("en")
    nlp.add_pipe("newsimpact_sentences")
    assert [s.text.strip() for s in nlp("A headline\n• An item\n•").sents] == ["A headline", "• An item", "•"]


def test_sentences_of_a_page_begin_where_its_source_has_them():
    nlp = spacy.blank("en")
    nlp.add_pipe("newsimpact_sentences")
    found = [s.text for s in nlp("<p> It fell. </p><p> It rose . </p>").sents]
    assert found == ["<p>", "It fell. </p><p>", "It rose . </p>"]


def test_components_behind_it_can_use_its_sentences(expected):
    nlp = spacy.blank("en")
    nlp.add_pipe("newsimpact")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PROVIDER", "pattern": "CoreWeave"}])
    doc = nlp(TEXT)
    assert [(e.text, e.label_) for e in doc.ents] == [("CoreWeave", "PROVIDER")]
    assert doc.spans["newsimpact.entities"][0].sent.text.startswith("CoreWeave wins")


def test_title_and_day_go_with_the_text_as_context():
    nlp = load_pipeline()
    text = "Menu line here\nNebius appoints a finance chief\nOn May 2, 2026, CoreWeave signed a GPU contract with Meta."
    given = {"id": "a7", "title": "Nebius appoints a finance chief", "published": "2026-07-01T12:00:00+00:00"}
    ((doc, context),) = nlp.pipe([(text, given)], as_tuples=True)
    assert context is given
    assert doc._.newsimpact["id"] == "a7"
    assert {e["type"]: e["time"] for e in doc._.newsimpact["events"]} == {
        "executive_change": "now",
        "contract": "retold",
    }


ODD_HINTS = {
    "a time that is none": ({"published": "rubbish"}, "published: expected a time such as 2026-07-01T15:22Z"),
    "a small number": ({"published": 5}, "published: expected a time such as 2026-07-01T15:22Z, got 5"),
    "day and month may be swapped": ({"published": "03/04/2026"}, "got '03/04/2026'; it is left out"),
    "a number for a title": ({"title": 3}, "title: expected a text, got 3; it is left out"),
}


@pytest.mark.parametrize(("hints", "message"), ODD_HINTS.values(), ids=ODD_HINTS)
def test_what_cannot_be_read_beside_a_text_is_told_and_costs_no_text(nlp, expected, hints, message):
    given = [(TEXT, {"id": "a7", **hints}), (TEXT, {})]
    with pytest.warns(UserWarning, match="newsimpact: text 'a7': ") as told:
        first, second = (doc._.newsimpact for doc, _ in nlp.pipe(given, as_tuples=True))
    assert [message in str(one.message) for one in told] == [True]
    assert (first, second) == ({**expected, "id": "a7"}, expected)


TIMES = ["2026-07-01T12:00Z", "Wed, 01 Jul 2026 08:00:00 -0400", "July 1, 2026", 1782907200, date(2026, 7, 1)]


@pytest.mark.parametrize("published", TIMES, ids=str)
def test_times_are_read_as_people_and_programs_write_them(nlp, published):
    text = "On May 2, 2026, CoreWeave signed a GPU contract with Meta."
    ((doc, _),) = nlp.pipe([(text, {"published": published})], as_tuples=True)
    assert [event["time"] for event in doc._.newsimpact["events"]] == ["retold"]


def test_a_text_without_an_id_has_none(nlp):
    ((doc, _),) = nlp.pipe([(TEXT, {"id": None})], as_tuples=True)
    assert doc._.newsimpact["id"] == ""


# ── batches and bytes ───────────────────────────────────────────────────────────────────────────────


def test_pipe_gives_what_calls_give(nlp):
    texts = [TEXT, "", "Nothing of note.", "CoreWeave fell 5%.", TEXT]
    assert [d._.newsimpact for d in nlp.pipe(texts, batch_size=2)] == [nlp(t)._.newsimpact for t in texts]


def test_documents_survive_bytes_and_bins(nlp, expected):
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.newsimpact == expected
    assert [s.text for s in again.spans["newsimpact.entities"]] == [s.text for s in doc.spans["newsimpact.entities"]]
    (binned,) = (
        DocBin(store_user_data=True).from_bytes(DocBin(store_user_data=True, docs=[doc]).to_bytes()).get_docs(nlp.vocab)
    )
    assert binned._.newsimpact == expected
    assert json.loads(json.dumps(binned._.newsimpact)) == expected


def test_a_document_that_was_not_read_has_no_result(nlp):
    assert nlp.make_doc(TEXT)._.newsimpact is None


def test_documents_of_another_vocabulary_are_read_too(nlp, expected):
    foreign = spacy.blank("en").make_doc(TEXT)
    assert nlp.get_pipe("newsimpact")(foreign)._.newsimpact == expected


# ── saving ──────────────────────────────────────────────────────────────────────────────────────────

OWN_THEME = Theme(id="gardens", title="Gardens", phrases=("rose bed", '$${price} of "tulips"'), yes=("A rose bed.",))


@pytest.fixture(scope="module")
def own(make_instrument):
    return load_pipeline([make_instrument("XYZ", "Xyzzy Compute", ["Xyzzy"])], [*load_themes(), OWN_THEME])


OWN_TEXTS = [TEXT, "Xyzzy Compute signs a $2 billion GPU contract with Meta.", "GPU makers like the rose bed."]


def results(nlp):
    return [nlp(text)._.newsimpact for text in OWN_TEXTS]


def test_own_instruments_and_themes_are_found(own):
    _, contract, garden = results(own)
    assert contract["entities"][0]["ticker"] == "XYZ"
    assert "gardens" in garden["themes"]


@pytest.mark.thorough
def test_a_saved_pipeline_gives_the_same_in_a_new_process(own, tmp_path):
    own.to_disk(tmp_path / "model")
    code = (
        "import json, spacy, sys; nlp = spacy.load(sys.argv[1]);"
        "print(json.dumps([nlp(t)._.newsimpact for t in json.loads(sys.argv[2])]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "model"), json.dumps(OWN_TEXTS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == results(own)


def test_a_pipeline_may_read_its_first_text_inside_a_memory_zone():
    nlp = spacy.blank("en")
    nlp.add_pipe("newsimpact")
    with nlp.memory_zone():
        first = nlp(TEXT)._.newsimpact
    assert nlp(TEXT)._.newsimpact == first


def test_bytes_bring_names_and_themes_to_a_plain_pipeline(own):
    plain = load_pipeline().from_bytes(own.to_bytes())
    assert results(plain) == results(own)


@pytest.mark.thorough
def test_each_component_saves_what_it_was_given(own, tmp_path):
    saved = spacy.blank("en")
    names = {"instruments": [{"symbol": "XYZ", "name": "Xyzzy Compute", "names": ["Xyzzy"]}]}
    saved.add_pipe("newsimpact_entities", config={"lexicon": names})
    saved.add_pipe("newsimpact_quantities")
    saved.add_pipe("newsimpact_events", config={"lexicon": names})
    saved.to_disk(tmp_path)
    assert results(spacy.load(tmp_path)) == results(saved)


ROSES = 'id = "gardens"\ntitle = "Gardens"\nphrases = ["rose bed"]\n'
ROSE_TEXT = "GPU makers like the rose bed."


def themes_in(*folders):
    return {"themes": {"@misc": "newsimpact.themes.v1", "folders": list(map(str, folders))}}


def test_a_saved_pipeline_has_its_themes_where_their_folder_is_gone(tmp_path, monkeypatch):
    (tmp_path / "tf").mkdir()
    (tmp_path / "tf" / "gardens.toml").write_text(ROSES)
    monkeypatch.chdir(tmp_path)
    made = spacy.blank("en")
    made.add_pipe("newsimpact", config=themes_in("tf"))
    assert "gardens" in made(ROSE_TEXT)._.newsimpact["themes"]
    made.to_disk(tmp_path / "model")
    shutil.rmtree(tmp_path / "tf")
    loaded = spacy.load(tmp_path / "model")
    assert loaded(ROSE_TEXT)._.newsimpact == made(ROSE_TEXT)._.newsimpact
    loaded.to_disk(tmp_path / "again")
    assert "gardens" in spacy.load(tmp_path / "again")(ROSE_TEXT)._.newsimpact["themes"]


def test_a_saved_pipeline_has_the_themes_it_was_saved_with_whatever_became_of_the_files(tmp_path):
    file = tmp_path / "gardens.toml"
    file.write_text(ROSES)
    made = spacy.blank("en")
    made.add_pipe("newsimpact", config=themes_in(tmp_path))
    made.to_disk(tmp_path / "model")
    for text in (ROSES.replace("rose bed", "hedge"), "id = "):
        file.write_text(text)
        assert "gardens" in spacy.load(tmp_path / "model")(ROSE_TEXT)._.newsimpact["themes"]


def test_a_folder_that_is_not_there_is_told_with_the_first_text_and_nothing_is_saved(tmp_path):
    nlp = spacy.blank("en")
    nlp.add_pipe("newsimpact", config=themes_in(tmp_path / "gone"))
    for do in (lambda: nlp(TEXT), nlp.to_bytes, lambda: pickle.dumps(nlp)):
        with pytest.raises(InputError, match=r"gone: expected a folder with theme files"):
            do()


def test_a_broken_theme_of_a_folder_is_told_once_and_left_out(tmp_path):
    (tmp_path / "gardens.toml").write_text(ROSES)
    (tmp_path / "hedges.toml").write_text("id = ")
    nlp = spacy.blank("en")
    nlp.add_pipe("newsimpact", config=themes_in(tmp_path))
    with pytest.warns(UserWarning, match=r"newsimpact: .*hedges\.toml: cannot be read as TOML"):
        assert "gardens" in nlp(ROSE_TEXT)._.newsimpact["themes"]
    assert nlp(ROSE_TEXT)._.newsimpact["themes"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"name": "Xyzzy"}, r"lexicon.instruments\[1\].symbol: expected a text, got None"),
        ({"symbol": "XYZ"}, r"lexicon.instruments\[1\].name: expected a text, got None"),
        ({"symbol": "XYZ", "name": "X", "nmaes": []}, r"nmaes: unknown key; did you mean 'names'"),
        ({"symbol": "XYZ", "name": "X", "names": "Xyzzy"}, r"names: expected a list of texts, got 'Xyzzy'"),
    ],
    ids=["no symbol", "no name", "misspelt", "no list"],
)
def test_a_table_that_is_no_instrument_is_told_with_its_place_and_cure(table, message):
    good = {"symbol": "CRWV", "name": "CoreWeave"}
    with pytest.raises(InputError, match=message):
        spacy.blank("en").add_pipe("newsimpact", config={"lexicon": {"instruments": [good, table]}})


def test_without_names_a_pipeline_says_that_it_has_none():
    nlp = spacy.blank("en")
    nlp.add_pipe("newsimpact", config={"lexicon": None})
    with pytest.raises(InputError, match="lexicon is null"):
        nlp(TEXT)


# ── other processes ─────────────────────────────────────────────────────────────────────────────────


def test_a_pipeline_and_an_extractor_survive_pickling(own):
    assert results(pickle.loads(pickle.dumps(own))) == results(own)
    extractor = load(themes=[*load_themes(), OWN_THEME])
    again = pickle.loads(pickle.dumps(extractor))
    assert again.made_by == extractor.made_by
    assert [again.extract(text) for text in OWN_TEXTS] == [extractor.extract(text) for text in OWN_TEXTS]


def test_the_four_components_survive_pickling(expected):
    nlp = spacy.blank("en")
    for name in ("sentences", "entities", "quantities", "events"):
        nlp.add_pipe(f"newsimpact_{name}")
    assert pickle.loads(pickle.dumps(nlp))(TEXT)._.newsimpact == expected


@pytest.fixture
def started_by_spawning(monkeypatch):
    """Processes that begin with nothing, as on macOS and Windows; those of `forkserver` are sent the same."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    before = multiprocessing.get_start_method()
    multiprocessing.set_start_method("spawn", force=True)
    yield
    multiprocessing.set_start_method(before, force=True)


@pytest.mark.thorough
@pytest.mark.usefixtures("started_by_spawning")
def test_processes_give_what_calls_give(own):
    given = [(text, {"id": str(number)}) for number, text in enumerate(OWN_TEXTS)]
    found = [doc._.newsimpact for doc, _ in own.pipe(given, as_tuples=True, n_process=2, batch_size=1)]
    assert found == [{**one, "id": str(number)} for number, one in enumerate(results(own))]


def test_a_pipeline_saved_under_other_rules_says_so(nlp):
    component = nlp.get_pipe("newsimpact")
    saved = json.loads(component.to_bytes())
    saved["rules"] = "00000000"
    with pytest.warns(UserWarning, match="saved under the rules 00000000"):
        component.from_bytes(json.dumps(saved).encode())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        component.from_bytes(component.to_bytes())


# ── declarations ────────────────────────────────────────────────────────────────────────────────────


def test_entry_points_name_functions_that_are_registered():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
    for name, target in declared["spacy_factories"].items():
        assert Language.get_factory_meta(name).factory == name
        assert resolve_name(target) is not None
    assert spacy.registry.misc.get("newsimpact.lexicon.v1") is make_names
    assert spacy.registry.misc.get("newsimpact.themes.v1") is make_themes
    assert set(declared["spacy_misc"]) == {"newsimpact.lexicon.v1", "newsimpact.themes.v1"}


@pytest.mark.thorough
def test_a_factory_is_found_without_importing_the_package():
    code = (
        "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('newsimpact');"
        "print(len(nlp('CoreWeave fell 5%.')._.newsimpact['events']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


def test_the_shipped_config_is_the_pipeline(expected):
    config = load_config(ROOT / "pipelines" / "extract" / "config.cfg")
    nlp = spacy.util.load_model_from_config(config, auto_fill=True)
    assert nlp.pipe_names == ["newsimpact"]
    assert nlp(TEXT)._.newsimpact == expected


def test_loading_without_arguments_has_the_built_in_names_and_themes():
    extractor = load()
    assert [theme.id for theme in extractor.themes] == [theme.id for theme in load_themes()]
    extraction = extractor.extract("Nebius signs a GPU contract with Microsoft.")
    assert [m.ticker for m in extraction.mentions] == ["NBIS", "MSFT"]
    assert extractor.nlp.pipe_names == ["newsimpact"]


def test_the_same_wording_makes_the_same_stamp(own, instruments):
    assert load().made_by == load((), load_themes()).made_by
    assert load(instruments).made_by != load().made_by
