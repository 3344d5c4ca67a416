"""Themes: thirteen built in, a user's file beside or instead of them, and clear words for a wrong file."""

from __future__ import annotations

import pytest

from pipelines.extract import check_themes, load, load_themes
from pipelines.extract.themes.folders import look_for_themes
from tracker.errors import InputError

BUILT_IN = """analyst_action capex compute_leasing contract data_center_power earnings export_controls financing mna
neocloud positioning semiconductors supply_constraint""".split()

GOOD = 'id = "memory_pricing"\ntitle = "Memory prices"\nphrases = ["contract prices for dram"]\nsymbols = ["MU"]\n'


def test_the_thirteen_themes_are_built_in():
    themes = load_themes()
    assert [theme.id for theme in themes] == BUILT_IN
    assert all(theme.title and theme.symbols and theme.yes and theme.no for theme in themes)


def test_every_example_sentence_comes_out_as_its_theme_says(extractor):
    assert check_themes(extractor, load_themes()) == []


def test_a_wrong_example_is_reported_with_its_theme(extractor, tmp_path):
    (tmp_path / "a.toml").write_text(GOOD + 'yes = ["Nothing of the kind."]\n')
    (theme,) = [t for t in load_themes([tmp_path]) if t.id == "memory_pricing"]
    assert check_themes(extractor, [theme]) == ["memory_pricing: expected yes, found no theme: Nothing of the kind."]


def test_a_user_adds_a_theme_without_code(tmp_path, instruments):
    (tmp_path / "memory.toml").write_text(GOOD)
    extractor = load(instruments, load_themes([tmp_path]))
    assert "memory_pricing" in extractor.extract("Micron expects contract prices for DRAM to rise.").themes


def test_a_users_theme_replaces_the_built_in_one_of_the_same_id(tmp_path):
    (tmp_path / "capex.toml").write_text(GOOD.replace("memory_pricing", "capex"))
    (capex,) = [theme for theme in load_themes([tmp_path]) if theme.id == "capex"]
    assert capex.phrases == ("contract prices for dram",)


WRONG = {
    "no TOML": ("id = ", "cannot be read as TOML"),
    "misspelt key": (GOOD + 'phrase = ["x"]\n', "phrase: unknown key; did you mean 'phrases'?"),
    "strange key": (GOOD + "zzz = 1\n", "zzz: unknown key; known keys: id, title"),
    "no id": ('title = "x"\nphrases = ["y"]\n', "id: expected a text, got None"),
    "blank title": ('id = "x"\ntitle = " "\nphrases = ["y"]\n', "title: expected a text"),
    "bad id": ('id = "a b"\ntitle = "x"\nphrases = ["y"]\n', "id: expected letters, digits and _"),
    "no list": ('id = "x"\ntitle = "x"\nphrases = "y"\n', "phrases: expected a list of texts, got 'y'"),
    "a number in a list": (
        'id = "x"\ntitle = "x"\nphrases = ["y", 3]\n',
        "phrases: expected only texts in the list, got 3",
    ),
    "nothing to match": ('id = "x"\ntitle = "x"\n', "nothing would ever match"),
}


@pytest.mark.parametrize(("content", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_refused_with_file_key_and_cure(tmp_path, content, message):
    (tmp_path / "mine.toml").write_text(content)
    with pytest.raises(InputError, match=r"mine\.toml") as caught:
        load_themes([tmp_path])
    assert message in str(caught.value)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "mine.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read as TOML"):
        load_themes([tmp_path])


def test_every_file_that_cannot_be_used_is_told_and_the_others_are_found(tmp_path):
    (tmp_path / "memory_pricing.toml").write_text(GOOD)
    (tmp_path / "a.toml").write_text("id = ")
    (tmp_path / "b.toml").write_text('id = "b"\ntitle = 3\n')
    (tmp_path / "c.toml").mkdir()
    found = look_for_themes([tmp_path])
    assert {theme.id for theme in found.themes} == {*BUILT_IN, "memory_pricing"}
    assert [line.partition(": ")[0].rpartition("/")[2] for line in found.broken] == [
        "a.toml",
        "b.toml",
        "b.toml",
        "c.toml",
    ]
    with pytest.raises(InputError) as caught:
        load_themes([tmp_path])
    assert str(caught.value).splitlines() == list(found.broken)


def test_of_two_files_of_one_id_the_last_is_used_and_that_is_told(tmp_path):
    (tmp_path / "a.toml").write_text(GOOD)
    (tmp_path / "memory_pricing.toml").write_text(GOOD.replace("Memory prices", "The last"))
    found = look_for_themes([tmp_path])
    assert found.sources["memory_pricing"][0].title == "The last"
    (line,) = found.broken
    assert "memory_pricing.toml: id: 'memory_pricing' is that of" in line
    (line,) = found.misnamed
    assert "a.toml: id: 'memory_pricing' is not the name of the file; rename that to memory_pricing.toml" in line


def test_a_broken_file_leaves_the_built_in_theme_of_its_id(tmp_path):
    (tmp_path / "capex.toml").write_text(GOOD.replace("memory_pricing", "capex") + "zzz = 1\n")
    found = look_for_themes([tmp_path])
    assert found.themes == load_themes()
    assert len(found.broken) == 1


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="expected a folder with theme files"):
        load_themes([tmp_path / "gone"])


RELEVANCE = {
    "a neocloud's business": ("Nebius appoints a new finance chief", True),
    "a neocloud in developer chat": ("Our hackathon offers GPU credits from Nebius", False),
    "a hyperscaler's gadget": ("Meta is developing an AI pendant", False),
    "a hyperscaler's share and AI": ("Meta stock faces a new AI challenge", True),
    "a chip for games": ("Nvidia's new driver sharpens games", False),
    "the trade without names": ("Rents for GPUs fall as neoclouds add capacity", True),
    "a miner without the trade": ("Bitcoin holdings of Galaxy Digital grow", False),
}


@pytest.mark.parametrize(("text", "expected"), RELEVANCE.values(), ids=RELEVANCE)
def test_relevance_asks_for_business_of_this_trade(read, text, expected):
    assert read(text).relevant is expected


def test_an_irrelevant_text_has_no_themes_and_events_but_keeps_its_names(read):
    extraction = read("Meta renews lease on office tower in Manhattan")
    assert (extraction.relevant, extraction.score, extraction.themes, extraction.events) == (False, 0.0, (), ())
    assert [m.text for m in extraction.mentions] == ["Meta"]


def test_more_evidence_scores_higher(read):
    bare = read("Nebius customers keep coming.")
    full = read("Nebius signs $3 billion GPU contract with Meta. Nebius raises capex to $20 billion.")
    assert 0 < bare.score < full.score <= 1
