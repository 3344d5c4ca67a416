"""Names: who is meant, who only shares the word, and who takes part."""

from __future__ import annotations

import pytest

from pipelines.extract import load

NAMED = {
    "a company": ("CoreWeave fell", [("CoreWeave", "CRWV", "company")]),
    "lower case": ("why coreweave fell", [("coreweave", "CRWV", "company")]),
    "two words": ("Core Weave fell", [("Core Weave", "CRWV", "company")]),
    "legal form": ("Nebius Group N.V. said", [("Nebius Group N.V.", "NBIS", "company")]),
    "a long ticker": ("CRWV fell", [("CRWV", "CRWV", "company")]),
    "a cashtag": ("$MU is up", [("MU", "MU", "company")]),
    "an exchange ticker": (
        "Core Scientific (NASDAQ: CORZ) rose",
        [("Core Scientific", "CORZ", "company"), ("CORZ", "CORZ", "company")],
    ),
    "a short ticker before stock": ("MU stock rose", [("MU", "MU", "company")]),
    "an unlisted company": ("Anthropic said", [("Anthropic", None, "company")]),
    "a broker": ("Bernstein said", [("Bernstein", None, "broker")]),
    "a publisher": ("Bloomberg reported", [("Bloomberg", None, "publisher")]),
    "a product": ("Google sells Gemini access", [("Google", "GOOGL", "company"), ("Gemini", None, "product")]),
    "a division": ("AWS said", [("AWS", "AMZN", "company")]),
    "a person": ("Zuckerberg said", [("Zuckerberg", None, "person")]),
    "a possessive": ("Meta's plan", [("Meta", "META", "company")]),
    "a curly possessive": ("Meta’s plan", [("Meta", "META", "company")]),
    "capitals": ("META SELLS COMPUTE", [("META", "META", "company")]),
    "a compound": ("Meta-backed startup", [("Meta", "META", "company")]),
    "a name at the end": ("a deal with SpaceX.", [("SpaceX", "SPCX", "company")]),
    "Lambda near GPUs": ("Lambda rents GPUs", [("Lambda", None, "company")]),
    "the short form after the long one": (
        "Lambda Labs (Lambda) grew. Lambda said",
        [("Lambda Labs", None, "company"), ("Lambda", None, "company"), ("Lambda", None, "company")],
    ),
    "a transcript's spelling": ("lambda labs", [("lambda labs", None, "company")]),
    "a retailer": ("Target stores", [("Target", "TGT", "company")]),
    "a network of cards": ("Visa and Mastercard", [("Visa", "V", "company"), ("Mastercard", "MA", "company")]),
    "a possessive that is the name": (
        "Lowe's and Moody’s",
        [("Lowe's", "LOW", "company"), ("Moody’s", "MCO", "company")],
    ),
    "a prefix": ("an ex-Google engineer", [("Google", "GOOGL", "company")]),
    "the longer name": (
        "S&P Global, not the S&P 500",
        [("S&P Global", "SPGI", "company"), ("S&P 500", None, "index")],
    ),
    "the bearer, not the firm": ("Michael Dell said", [("Michael Dell", None, "person")]),
    "an industry without capitals": (
        "long nvidia and coreweave, meta later",
        [("nvidia", "NVDA", "company"), ("coreweave", "CRWV", "company")],
    ),
    "a fund": ("$IGV fell", [("IGV", "IGV", "fund")]),
    "the function": ("AWS Lambda function", [("AWS Lambda", None, "product")]),
}


@pytest.mark.parametrize(("text", "expected"), NAMED.values(), ids=NAMED)
def test_a_name_is_linked_to_its_owner(read, text, expected):
    assert [(m.text, m.ticker, m.kind) for m in read(text).mentions] == expected


NOT_NAMED = {
    "the prefix": "a meta-analysis of trials",
    "the adjective": "the meta description of a page",
    "the game word": "best meta builds",
    "the Greek letter": "the Lambda Cold Dark Matter model",
    "the expression": "a Lambda expression in Java",
    "the limb": "He broke an arm",
    "the length": "one micron wide",
    "the seer": "the oracle spoke",
    "the forest": "the Amazon rainforest",
    "the castaway": "Robinson Crusoe",
    "stars": "a Galaxy cluster",
    "a short word in capitals": "turn it ON and use MU as a symbol",
    "the adverb": "Together with friends",
    "the pronoun": "tell us more",
    "the analyst's word": "Price Target Raised; Target Price Cut",
    "the paper": "Visa Fees for H-1B workers",
    "the difference": "Gap Between Demand and Supply",
    "the actor": "Harrison Ford starred",
    "the verb in a headline": "Snap Up These Bargains; Block Chips Exports",
    "the day": "A Longer Workday",
    "a verb phrase in a headline": "Tools to Build and Scale AI Workloads",
}


@pytest.mark.parametrize("text", NOT_NAMED.values(), ids=NOT_NAMED)
def test_a_word_that_is_also_a_name_is_left_alone(read, text):
    assert read(text).mentions == ()


BYSTANDERS = {
    "backed": "Nvidia-backed operator signs a $2 billion GPU contract with Microsoft",
    "formerly": "An ex-Google start-up and Microsoft sign a $2 billion GPU contract with Microsoft",
    "likened": "The Nvidia of China, says Microsoft: Microsoft signs a $2 billion GPU contract",
    "style": "A Meta-style owner signs a $2 billion GPU contract with Microsoft",
    "linked": "OpenAI-linked operator signs a $2 billion GPU contract with Microsoft",
    "akin": "Akin to Nvidia, Microsoft signs a $2 billion GPU contract",
    "publisher": "Bloomberg: Microsoft signs a $2 billion GPU contract",
    "broker": "Bernstein: Microsoft signs a $2 billion GPU contract",
}


@pytest.mark.parametrize("text", BYSTANDERS.values(), ids=BYSTANDERS)
def test_bystanders_brokers_and_publishers_take_no_part(events_of, text):
    parties = {name for e in events_of(text) for name in (e.actor, e.counterparty, *e.roles.values())}
    assert parties <= {"Microsoft", None}


def test_changing_a_name_in_the_instruments_changes_what_is_found(make_instrument):
    renamed = load([make_instrument("CRWV", "Weavecore", ["WvCore"])], ())
    found = [(m.text, m.canonical, m.ticker) for m in renamed.extract("WvCore and CoreWeave signed.").mentions]
    assert found == [("WvCore", "Weavecore", "CRWV")]


def test_a_name_in_another_script_is_found(make_instrument):
    renamed = load([make_instrument("TSM", "TSMC", ["台積電"])], ())
    assert [(m.text, m.ticker) for m in renamed.extract("台積電 rose 2%").mentions] == [("台積電", "TSM")]


def test_instruments_and_themes_are_part_of_made_by(extractor, make_instrument):
    other = load([make_instrument("CRWV", "Weavecore", [])], ())
    assert other.made_by != extractor.made_by
    assert other.made_by == load([make_instrument("CRWV", "Weavecore", [])], ()).made_by
