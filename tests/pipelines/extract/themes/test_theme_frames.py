"""Events that a theme brings: its words, its frames, its examples, and what is refused or doubted in its file."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from pipelines.extract import check_themes, conditions, extraction_to_json, load, load_themes, roles
from pipelines.extract.data_files import COMMON
from pipelines.extract.frames.rules import joined, load_rules
from pipelines.extract.frames.wording import REASON
from pipelines.extract.names.lexicon import load_lexicon
from pipelines.extract.records.confidence import of_event, rates
from pipelines.extract.themes.lint import NOTE, theme_faults
from pipelines.extract.themes.rules import FRAME_KEYS, rules_with
from pipelines.extract.themes.theme import nearest, theme_from
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
    "no such word": ('object = ["price"]', 'object = ["xyz"]', "object: 'xyz' is neither a concept of the theme nor a"),
    "trigger": ('trigger = ["bloom", "wilt"]', 'trigger = ["blooms"]', "did you mean 'bloom'?"),
    "condition": ('need = ["word:tulip"]', 'need = ["contxt"]', "frame[1].need: 'contxt' is unknown"),
    "word": ('need = ["word:tulip"]', 'need = ["word:tulp"]', "did you mean 'tulip'?"),
    "actor": ('actor = "genitive"', 'actor = "genitiv"', "did you mean 'genitive'?"),
    "order": ('order = "before"', 'order = "left"', "frame[1].order: 'left' is unknown; known: any, after, before"),
    "key": ("within = 4", "withn = 4", "frame[1].withn: unknown key; did you mean 'within'?"),
    "number": ("within = 4", 'within = "4"', "frame[1].within: expected a number of words, 0 or more, got '4'"),
    "number below zero": ("within = 4", "within = -3", "within: expected a number of words, 0 or more, got -3; write"),
    "more than sure": ("confidence = 0.7", "confidence = 7", "confidence: expected a number from 0 to 1, got 7; write"),
    "less than nothing": ("confidence = 0.7", "confidence = -0.5", "expected a number from 0 to 1, got -0.5"),
    "no number": ("confidence = 0.7", "confidence = nan", "expected a number from 0 to 1, got nan"),
    "three roles": (
        "near = 1",
        'roles = ["a", "b", "c"]',
        "roles: expected the names of the actor, or of both sides, ",
    ),
    "one role of two": (
        "near = 1",
        'roles = ["a"]\ncounterparty = "with"',
        'roles: expected the names of actor and counterparty, got [\'a\']; write roles = ["seller", "buyer"]',
    ),
    "roles no list": ("near = 1", 'roles = "ab"', "roles: expected the names of the actor, or of both sides, got 'ab'"),
    "done words no list": ("near = 1", 'done_words = "bloomed"', "done_words: expected a list of texts, got 'bloomed'"),
    "subtype no text": ('subtype = "bulbs"', "subtype = 3", "frame[1].subtype: expected a text, got 3"),
    "key of the theme": (
        "near = 1",
        'yes = ["Tulip mania."]',
        "frame[1].yes: is a key of the theme and not of this table; write it above the first [table]",
    ),
    "direction of a trigger that is misspelt": (
        'trigger = ["bloom", "wilt"]',
        'trigger = ["blom", "wilt"]',
        "frame[1].trigger: 'blom' is unknown; did you mean 'bloom'?",
    ),
    "flag": ("null_actor = true", "null_actor = 1", "frame[1].null_actor: expected true or false"),
    "direction": ('bloom = "up"', 'bloom = "upp"', "frame[1].direction: 'upp' is unknown; did you mean 'up'?"),
    "by trigger": ('bloom = "up"', 'blom = "up"', "frame[1].direction: 'blom' is unknown; did you mean 'bloom'?"),
    "status": ('status = "occurred"', 'status = "occured"', "did you mean 'occurred'?"),
}


@pytest.mark.parametrize(("old", "new", "message"), WRONG_FRAMES.values(), ids=WRONG_FRAMES)
def test_a_frame_that_refers_to_nothing_is_refused(instruments, old, new, message):
    text = TULIPS.replace("within = 4", "within = 4\nnear = 1", 1) if old == "near = 1" else TULIPS
    assert old in text
    with pytest.raises(InputError) as caught:
        load(instruments, [theme(text.replace(old, new, 1))])
    assert message in str(caught.value)


def test_only_known_words_are_suggested_and_one_mistake_is_told_once(instruments):
    with pytest.raises(InputError) as caught:
        load(instruments, [theme(TULIPS.replace('["bloom", "wilt"]', '["blom", "wilt"]'))])
    assert str(caught.value) == "theme tulips: frame[1].trigger: 'blom' is unknown; did you mean 'bloom'?"


SUGGESTED = {
    "another case": ("meta", ["META", "Metro"], ["META"]),
    "the same in two cases": ("Meta", ["META", "meta"], ["META", "meta"]),
    "the nearest alone": ("Nvidea", ["Nike", "NVIDIA", "Visa"], ["NVIDIA"]),
    "several as near": ("Micr", ["Micron", "Micros", "Intel"], ["Micros", "Micron"]),
    "none near": ("zzz", ["Micron"], []),
}


@pytest.mark.parametrize(("word", "known", "expected"), SUGGESTED.values(), ids=SUGGESTED)
def test_what_is_suggested_is_near_whatever_its_case(word, known, expected):
    assert nearest(word, known) == expected


WRONG_SHAPES = {
    "concept no list": ('tulip = ["tulip", "tulips"]', 'tulip = "tulip"', "concepts.tulip: expected a list of texts"),
    "frame no id": ('id = "move"', "", "frame[1].id: expected a text, got None"),
    "frame no trigger": ('trigger = ["bloom", "wilt"]', "", "frame[1].trigger: expected a list of categories"),
    "example key": ('text = "Tulip', 'txt = "Tulip', "example[1].txt: unknown key; did you mean 'text'?"),
    "expect key": ('direction = "up", quantities', 'way = "up", quantities', "example[1].expect.way: unknown key"),
    "value": ("value = 12", 'value = "12"', "example[1].expect.quantities.value: expected a number, got '12'; write"),
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


# ── how sure, and how safe from weights ─────────────────────────────────────────────────────────────

SUITS = """
id = "suits"
title = "Suits over rights"
phrases = ["landmark suit"]

[concepts]
sue = ["sues", "sued"]
right = ["copyright", "trade secrets"]

[[frame]]
id = "suit"
type = "regulation"
trigger = ["sue"]
object = ["right"]
"""


def suits(more=""):
    return load(themes=[*load_themes(), theme(SUITS + more)])


@pytest.mark.parametrize(
    "text",
    [
        "OpenAI sued a former engineer over trade secrets in a training run.",
        "A label sues Anthropic over copyright in its lyrics, as chefs, gardeners and poets look on.",
    ],
)
def test_weights_of_words_never_act_against_an_event_of_a_theme(text):
    extraction, trace = suits("null_actor = true\n").trace(text)
    assert [(e.type, e.trigger.rule) for e in extraction.events] == [("regulation", "suits/suit")]
    assert not [miss for s in trace.sentences for miss in s.rejected if miss.reason == REASON]


def test_an_event_of_a_theme_is_as_sure_as_the_theme_says():
    text = "OpenAI sued a former engineer over trade secrets."
    for sure in (0.0, 0.35, 1.0):
        (event,) = suits(f"confidence = {sure}\n").extract(text).events
        assert event.confidence.event == sure
    (event,) = suits().extract(text).events
    assert event.confidence.event == of_event("suits/suit", "regulation")


def test_what_has_been_counted_is_as_sure_as_the_count():
    (rule,) = (rule for rule in rates("event").counts if rule == "contract.sign")
    assert of_event(rule, "contract", None, 0.01) == of_event(rule, "contract") > 0.5


def test_a_frame_of_a_power_deal_may_leave_out_the_roles():
    pact = SUITS.replace('"regulation"', '"power_deal"')
    (event,) = load(themes=[*load_themes(), theme(pact)]).extract("OpenAI sued a utility over trade secrets.").events
    assert (event.type, event.actor, dict(event.roles)) == ("power_deal", "OpenAI", {})


MISSES = {
    "an object": ("OpenAI sued a landlord.", "nearest miss: suits/suit on 'sued': no object near"),
    "a condition": ("OpenAI sued a landlord over copyright.", "nearest miss: suits/suit on 'sued': needs amount"),
    "a trigger": (
        "OpenAI holds a copyright.",
        "no trigger of suits/suit stands in a sentence that can tell of an event",
    ),
}


@pytest.mark.parametrize(("text", "message"), MISSES.values(), ids=MISSES)
def test_an_example_without_its_event_names_the_nearest_miss(text, message):
    more = f'need = ["amount"]\n[[example]]\ntext = "{text}"\nexpect = {{ type = "regulation" }}\n'
    wrong = check_themes(suits(more), [theme(SUITS + more)])
    assert f"suits: expected type=regulation, found no event ({message}): {text}" in wrong


def test_the_nearest_miss_is_one_that_had_its_object():
    text = "OpenAI sued a landlord, and Meta sued a rival over copyright."
    more = f'need = ["amount"]\n[[example]]\ntext = "{text}"\nexpect = {{ type = "regulation" }}\n'
    (line,) = [line for line in check_themes(suits(more), [theme(SUITS + more)]) if "no event" in line]
    assert "nearest miss: suits/suit on 'sued': needs amount" in line


ODD = ['"x"', "3", "-1", "nan", "true", "[]", '[["x"]]', "[3]", '{ x = "y" }', "{ x = 3 }", "{ up = 3 }", "1979-05-27"]


@pytest.mark.parametrize("key", sorted(FRAME_KEYS))
def test_a_frame_of_odd_values_is_refused_in_words_or_does_no_harm(key):
    """Whatever stands there: no traceback, neither when the file is read nor when a text is."""
    for value in ODD:
        table = {**tomllib.loads(SUITS), "frame": [{"id": "suit", "type": "regulation", "trigger": ["sue"]}]}
        table["frame"][0].update(tomllib.loads(f"{key} = {value}"))
        refused = ""
        try:
            odd = theme_from(table, "suits.toml")
            rules_with([odd])
        except InputError as error:
            refused = str(error)
        else:
            load(themes=[odd]).extract("OpenAI sued Meta over copyright, and xAI sues Microsoft.")
        assert not refused or f"frame[1].{key}" in refused


# ── examples ────────────────────────────────────────────────────────────────────────────────────────


def test_right_examples_say_nothing(florist):
    assert check_themes(florist, [theme()]) == []


WRONG_EXAMPLES = {
    "direction": ('direction = "up", q', 'direction = "down", q', "found type=price_change direction=up"),
    "amount": ("value = 12", "value = 13", "expected type=price_change direction=up quantities=[13 percent], found"),
    "no such event": ('type = "price_change", direction = "up", q', 'type = "contract", q', "found price_change"),
    "no event": (
        "Tulip prices bloomed 12%.",
        "Tulip mania is back.",
        "found no event (no trigger of tulips/move stands in",
    ),
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
    "symbol": ('symbols = ["MU"]', 'symbols = ["CRWW"]', "symbols: 'CRWW' is unknown; did you mean 'CRWV' or"),
    "symbol in small letters": ('symbols = ["MU"]', 'symbols = ["meta"]', "'meta' is unknown; did you mean 'META'"),
    "company nearly": ('symbols = ["MU"]', 'companies = ["Nvidea"]', "'Nvidea' is unknown; did you mean 'NVIDIA'"),
    "another name": ('symbols = ["MU"]', 'companies = ["Google"]', "'Google' is a name of Alphabet; write 'Alphabet'"),
    "weighed": ('symbols = ["MU"]', "weighed = true", "weighed: there are no weights for 'tulips', only for the"),
    "key below a table": ("[concepts]", '[concepts]\nyes = ["Tulips."]', "concepts.yes: is a key of the theme; write"),
    "expected direction": (
        'direction = "up"',
        'direction = "upwards"',
        "example[1].expect.direction: 'upwards' is unk",
    ),
    "expected modality": (
        'direction = "up"',
        'modality = "sure"',
        "modality: 'sure' is unknown; known: denied, opinion",
    ),
    "expected status": ('direction = "up"', 'status = "xx"', "example[1].expect.status: 'xx' is unknown; known: "),
    "expected subtype": ('direction = "up"', 'subtype = "bulb"', "subtype: 'bulb' is unknown; did you mean 'bulbs'?"),
    "expected unit": ('unit = "percent"', 'unit = "pct"', "example[1].expect.quantities.unit: 'pct' is unknown"),
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


def test_a_subtype_of_ones_own_is_noted_and_one_that_is_misspelt_is_a_fault():
    pact = (
        TULIPS.replace('"price_change"', '"contract"')
        .replace("direction = { bloom", "#")
        .replace("12, unit", "1, unit")
    )
    (line,) = [line for line in doubts(pact) if "subtype" in line]
    assert line.startswith(f"{NOTE}frame[1].subtype: 'bulbs' is your own; built-in ones of contract are ")
    (line,) = [line for line in doubts(pact.replace('"bulbs"', '"awrd"')) if "subtype" in line]
    assert line == "frame[1].subtype: 'awrd' is unknown; did you mean 'award'?"


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


def test_a_file_adds_to_common_words():
    tables = {COMMON: {"send": ["send"]}, "events/debt.toml": {"send": ["wire"], "lend": ["lend"]}}
    assert joined(tables) == {"send": ("send", "wire"), "lend": ("lend",)}


def test_two_files_cannot_have_a_category_of_the_same_name():
    tables = {
        COMMON: {"send": ["send"]},
        "events/debt.toml": {"send": ["wire"]},
        "events/views.toml": {"send": ["push"]},
    }
    with pytest.raises(InputError, match=r"events/views\.toml: send: is in events/debt\.toml too; rename one"):
        joined(tables)


@pytest.mark.parametrize(
    ("package", "table"), [(conditions, "CONDITIONS"), (roles, "ACTORS"), (roles, "COUNTERPARTIES")]
)
def test_no_module_overrides_a_name_of_another(package, table):
    modules = [import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__)]
    names = [name for module in modules for name in getattr(module, table, ())]
    assert sorted(names) == sorted(getattr(package, table))
