"""Events that a theme brings: its words, its frames, its examples, and what is refused or doubted in its file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipelines.extract import check_themes, conditions, extraction_to_json, load, load_themes, roles
from pipelines.extract.lexicon import COMMON, joined, load_lexicon, load_rules
from pipelines.extract.theme_lint import NOTE, theme_faults
from pipelines.extract.theme_rules import rules_with
from pipelines.extract.themes import theme_from
from tracker.errors import InputError

TULIPS = """
id = "tulips"
title = "Tulip prices"
source = "made up for this test"
symbols = ["MU"]
phrases = ["tulip mania"]
veto = ["tulip chair"]

[concepts]
tulip = ["tulip", "tulips"]
price = ["price", "prices"]
bloom = ["bloom", "bloomed"]
wilt = ["wilt", "wilted"]

[[frame]]
id = "move"
type = "price_change"
subtype = "bulbs"
trigger = ["bloom", "wilt"]
object = ["price"]
order = "before"
within = 4
need = ["word:tulip"]
actor = "genitive"
null_actor = true
direction = { bloom = "up", wilt = "down" }
status = "occurred"
confidence = 0.7

[[example]]
text = "Tulip prices bloomed 12%."
expect = { type = "price_change", direction = "up", quantities = [{ value = 12, unit = "percent" }] }

[[counterexample]]
text = "Rose prices bloomed 12%."
"""


def theme(text=TULIPS):
    return theme_from(tomllib.loads(text), "tulips.toml")


@pytest.fixture(scope="module")
def florist(instruments):
    return load(instruments, [*load_themes(), theme()])


def test_a_theme_makes_events_of_its_own(florist):
    (event,) = florist.extract("Tulip prices wilted 7% in spring.").events
    assert (event.type, event.subtype, event.actor, event.direction) == ("price_change", "bulbs", None, "down")
    assert [(q.value, q.unit) for q in event.quantities] == [(7.0, "percent")]
    assert [(e.kind, e.text, e.rule) for e in event.evidence if e.kind in {"trigger", "object"}] == [
        ("trigger", "wilted", "tulips/move"),
        ("object", "prices", "tulips/move"),
    ]


def test_an_event_of_its_own_carries_the_theme(florist):
    assert florist.extract("Tulip prices wilted 7%.").themes == ("tulips",)


def test_an_event_of_its_own_stands_without_names_and_amounts(florist):
    assert [e.direction for e in florist.extract("Tulip prices bloomed.").events] == ["up"]


def test_words_of_other_worlds_do_not_drown_an_event_of_its_own(florist):
    assert florist.extract("Smartphone makers watch how tulip prices wilted.").themes == ("tulips",)


def test_an_owner_becomes_the_actor(florist):
    (event,) = florist.extract("Nvidia's tulip prices bloomed.").events
    assert event.actor == "NVIDIA"


def test_a_denial_is_read_as_for_every_event(florist):
    (event,) = florist.extract("Tulip prices have not bloomed.").events
    assert event.polarity == "negated"


def test_a_veto_hides_the_words_inside_it_and_silences_wording(florist):
    assert florist.extract("Tulip chair prices bloomed 3%.").events == ()
    assert florist.extract("The tulip mania of 1637.").themes == ("tulips",)
    assert florist.extract("A tulip chair from the tulip mania.").themes == ()


def test_concepts_belong_to_their_theme_alone(extractor, florist):
    for text in ("Nebius prices bloomed 12%.", "GPU rental prices wilted at CoreWeave.", "Meta raises capex."):
        plain, more = (extraction_to_json("x", one.extract(text)) for one in (extractor, florist))
        assert plain == more


def test_without_themes_the_rules_are_the_built_in_ones():
    assert rules_with([]) is load_rules()


def test_themes_without_frames_add_words_and_no_frames():
    rules = rules_with([theme(TULIPS.partition("[[frame]]")[0])])
    assert rules.frames == load_rules().frames
    assert rules.terms["tulips/tulip"] == ("tulip", "tulips")
    assert rules.terms.keys() - load_rules().terms.keys() == {
        "tulips/tulip",
        "tulips/price",
        "tulips/bloom",
        "tulips/wilt",
        "tulips/veto",
    }


def test_a_theme_survives_the_way_through_the_pipelines_settings(florist):
    assert [t.frame for t in florist.themes if t.id == "tulips"] == [theme().frame]


WRONG_FRAMES = {
    "type": ('type = "price_change"', 'type = "price_chang"', "frame[1].type: 'price_chang' is unknown"),
    "near type": ('type = "price_change"', 'type = "price_chang"', "did you mean 'price_change'?"),
    "category": ('object = ["price"]', 'object = ["prices"]', "frame[1].object: 'prices' is unknown"),
    "trigger": ('trigger = ["bloom", "wilt"]', 'trigger = ["blooms"]', "did you mean 'bloom'?"),
    "condition": ('need = ["word:tulip"]', 'need = ["contxt"]', "frame[1].need: 'contxt' is unknown"),
    "word": ('need = ["word:tulip"]', 'need = ["word:tulp"]', "did you mean 'tulip'?"),
    "actor": ('actor = "genitive"', 'actor = "genitiv"', "did you mean 'genitive'?"),
    "order": ('order = "before"', 'order = "left"', "frame[1].order: 'left' is unknown; known: any, after, before"),
    "key": ("within = 4", "withn = 4", "frame[1].withn: unknown key; did you mean 'within'?"),
    "number": ("within = 4", 'within = "4"', "frame[1].within: expected a number, got '4'"),
    "flag": ("null_actor = true", "null_actor = 1", "frame[1].null_actor: expected true or false"),
    "direction": ('bloom = "up"', 'bloom = "upp"', "frame[1].direction: 'upp' is unknown; did you mean 'up'?"),
    "by trigger": ('bloom = "up"', 'blom = "up"', "frame[1].direction: 'blom' is unknown; did you mean 'bloom'?"),
    "status": ('status = "occurred"', 'status = "occured"', "did you mean 'occurred'?"),
}


@pytest.mark.parametrize(("old", "new", "message"), WRONG_FRAMES.values(), ids=WRONG_FRAMES)
def test_a_frame_that_refers_to_nothing_is_refused(instruments, old, new, message):
    assert old in TULIPS
    with pytest.raises(InputError) as caught:
        load(instruments, [theme(TULIPS.replace(old, new, 1))])
    assert message in str(caught.value)


WRONG_SHAPES = {
    "concept no list": ('tulip = ["tulip", "tulips"]', 'tulip = "tulip"', "concepts.tulip: expected a list of texts"),
    "frame no id": ('id = "move"', "", "frame[1].id: expected a text, got None"),
    "frame no trigger": ('trigger = ["bloom", "wilt"]', "", "frame[1].trigger: expected a list of categories"),
    "example key": ('text = "Tulip', 'txt = "Tulip', "example[1].txt: unknown key; did you mean 'text'?"),
    "expect key": ('direction = "up", quantities', 'way = "up", quantities', "example[1].expect.way: unknown key"),
    "quantity": ('{ value = 12, unit = "percent" }', "12", "example[1].expect.quantities: expected value and unit"),
    "no type": ('type = "price_change", direction', "direction", "example[1].expect: expected the type of the event"),
}


@pytest.mark.parametrize(("old", "new", "message"), WRONG_SHAPES.values(), ids=WRONG_SHAPES)
def test_a_file_of_the_wrong_shape_is_refused(old, new, message):
    assert old in TULIPS
    with pytest.raises(InputError) as caught:
        theme(TULIPS.replace(old, new, 1))
    assert message in str(caught.value)


def test_all_mistakes_are_told_at_once():
    with pytest.raises(InputError) as caught:
        theme('idd = "x"\nphrases = "y"\nzzz = 1\n')
    assert len(str(caught.value).splitlines()) >= 5


# ── examples ────────────────────────────────────────────────────────────────────────────────────────


def test_right_examples_say_nothing(florist):
    assert check_themes(florist, [theme()]) == []


WRONG_EXAMPLES = {
    "direction": ('direction = "up", q', 'direction = "down", q', "found type=price_change direction=up"),
    "amount": ("value = 12", "value = 13", "expected type=price_change direction=up quantities=[13 percent], found"),
    "no such event": ('type = "price_change", direction = "up", q', 'type = "contract", q', "found price_change"),
    "no event": ("Tulip prices bloomed 12%.", "Tulip mania is back.", "found no event: Tulip mania is back."),
    "theme missed": ("Tulip prices bloomed", "Rice prices bloomed", "expected yes, found no theme"),
    "theme too many": ("Rose prices bloomed", "Tulip prices wilted", "expected no, found tulips"),
}


@pytest.mark.parametrize(("old", "new", "message"), WRONG_EXAMPLES.values(), ids=WRONG_EXAMPLES)
def test_an_example_that_comes_out_wrong_shows_what_was_expected_and_found(florist, old, new, message):
    assert old in TULIPS
    wrong = check_themes(florist, [theme(TULIPS.replace(old, new, 1))])
    assert any(message in line for line in wrong), wrong


def test_a_counterexample_can_allow_the_theme_and_forbid_an_event(florist):
    more = '[[counterexample]]\ntext = "Tulip prices wilted."\nwithout = ["price_change"]\n'
    (line,) = check_themes(florist, [theme(TULIPS + more)])
    assert line == (
        "tulips: expected no price_change, found type=price_change actor=none direction=down: Tulip prices wilted."
    )


# ── doubts ──────────────────────────────────────────────────────────────────────────────────────────


def doubts(text):
    return list(theme_faults(theme(text), load_rules(), load_lexicon()))


def test_a_sound_theme_raises_no_doubt():
    assert doubts(TULIPS) == []


DOUBTS = {
    "no source": ('source = "made up for this test"', "", "source: no provenance"),
    "twice": ('["tulip", "tulips"]', '["tulip", "Tulip"]', "concepts.tulip: 'tulip' stands there 2 times"),
    "vetoed": ('["tulip mania"]', '["tulip chair"]', "phrases: 'tulip chair' is a veto too"),
    "stated already": ('symbols = ["MU"]', 'context_phrases = ["tulip mania"]', "is one of the phrases already"),
    "a name": ('["tulip mania"]', '["coreweave"]', "phrases: 'coreweave' is a name of CoreWeave"),
    "a product in a concept": ('["bloom", "bloomed"]', '["bloom", "blackwell"]', "'blackwell' is a name of Blackwell"),
    "a mask": ('["tulip mania"]', '["office lease"]', "'office lease' is masked by the built-in rules"),
    "symbol": ('symbols = ["MU"]', 'symbols = ["CRWW"]', "symbols: 'CRWW' is unknown; did you mean 'CRWV'?"),
    "company": ('symbols = ["MU"]', 'companies = ["Nebuis Group"]', "did you mean 'Nebius Group'?"),
    "unit": ('symbols = ["MU"]', 'units = ["percents"]', "units: 'percents' is unknown; did you mean 'percent'?"),
    "event": ('symbols = ["MU"]', 'events = ["contracts"]', "events: 'contracts' is unknown; did you mean 'contract'?"),
    "pair": (
        'symbols = ["MU"]',
        'together = ["tulipp + price"]',
        "together: 'tulipp' is unknown; did you mean 'tulip'?",
    ),
    "group": ('symbols = ["MU"]', 'together = ["tulip + group:chips"]', "'chips' is unknown; did you mean 'chip'?"),
    "subtype": ('symbols = ["MU"]', 'events = ["contract.awrd"]', "did you mean 'award'?"),
    "no counterexample": ('[[counterexample]]\ntext = "Rose prices bloomed 12%."\n', "", "counterexample: none"),
    "no example of a frame": ("expect = { type", "note = '''expect = { type", "example: none expects a price_change"),
}


@pytest.mark.parametrize(("old", "new", "message"), DOUBTS.values(), ids=DOUBTS)
def test_what_is_doubtful_is_said(old, new, message):
    assert old in TULIPS
    text = TULIPS.replace(old, new, 1)
    if "'''" in new:
        text = text.replace('unit = "percent" }] }', "unit = \"percent\" }] }'''", 1)
    assert any(message in line for line in doubts(text)), doubts(text)


def test_a_phrase_inside_a_longer_mask_is_noted_and_no_fault():
    (line,) = doubts(TULIPS.replace('["tulip mania"]', '["chip stocks"]'))
    assert line.startswith(f"{NOTE}phrases: 'chip stocks' does not count inside of 'blue chip stocks'")


def test_the_built_in_themes_raise_no_doubt():
    rules, lexicon = load_rules(), load_lexicon()
    found = {t.id: [f for f in theme_faults(t, rules, lexicon) if NOTE not in f] for t in load_themes(optional=True)}
    assert {key: faults for key, faults in found.items() if faults} == {}


# ── memory prices ───────────────────────────────────────────────────────────────────────────────────


def test_memory_pricing_is_there_and_off_by_default():
    assert "memory_pricing" not in {t.id for t in load_themes()}
    assert "memory_pricing" in {t.id for t in load_themes(optional=True)}


def test_a_users_file_replaces_an_optional_theme_too(tmp_path: Path):
    (tmp_path / "memory_pricing.toml").write_text(TULIPS.replace('id = "tulips"', 'id = "memory_pricing"', 1))
    (mine,) = [t for t in load_themes([tmp_path], optional=True) if t.id == "memory_pricing"]
    assert mine.title == "Tulip prices"


def test_memory_pricing_has_enough_examples_and_they_come_out_right(instruments):
    themes = load_themes(optional=True)
    (memory,) = [t for t in themes if t.id == "memory_pricing"]
    assert len(memory.example) >= 25
    assert len(memory.counterexample) >= 15
    assert check_themes(load(instruments, themes), [memory]) == []


# ── the built-in frames ─────────────────────────────────────────────────────────────────────────────


def test_a_family_adds_to_common_words():
    tables = {COMMON: {"send": ["send"]}, "events/money.toml": {"send": ["wire"], "lend": ["lend"]}}
    assert joined(tables) == {"send": ("send", "wire"), "lend": ("lend",)}


def test_two_families_cannot_have_a_category_of_the_same_name():
    tables = {
        COMMON: {"send": ["send"]},
        "events/money.toml": {"send": ["wire"]},
        "events/market.toml": {"send": ["push"]},
    }
    with pytest.raises(InputError, match=r"events/market\.toml: send: is in events/money\.toml too; rename one"):
        joined(tables)


@pytest.mark.parametrize(
    ("package", "table"), [(conditions, "CONDITIONS"), (roles, "ACTORS"), (roles, "COUNTERPARTIES")]
)
def test_no_family_overrides_a_name_of_another(package, table):
    families = [getattr(package, name) for name in ("general", "compute", "money", "market", "views", "places")]
    names = [name for family in families for name in getattr(family, table, ())]
    assert sorted(names) == sorted(getattr(package, table))
