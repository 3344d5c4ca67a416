"""Sites, power, trade in chips, authorities, products and people in charge: what is news of them, and what is not."""

from __future__ import annotations

import pytest

TYPES = {
    "data_center_build",
    "power_deal",
    "export_control",
    "regulation",
    "product_launch",
    "executive_change",
    "clarification",
}
NEWS = {
    "ground is broken": (
        "Ground broken on CoreWeave's new Ohio data center",
        [("data_center_build", "CoreWeave", None, "completed")],
    ),
    "a list builds": (
        "Meta and Oracle break ground on a 1 GW data center campus",
        [
            ("data_center_build", "Meta Platforms", None, "completed"),
            ("data_center_build", "Oracle", None, "completed"),
        ],
    ),
    "a plan": (
        "Google plans 500 MW AI data center near Omaha",
        [("data_center_build", "Alphabet", None, "planned")],
    ),
    "a halt": (
        "Microsoft pauses work on two Ohio data centers",
        [("data_center_build", "Microsoft", "down", "completed")],
    ),
    "power is no contract": (
        "Amazon signs 15-year nuclear power agreement with Talen for its data centers",
        [("power_deal", "Amazon", None, "announced")],
    ),
    "a new export rule": (
        "US tightens export rules on AI chips bound for China",
        [("export_control", "US government", "down", "announced")],
    ),
    "a rule in force": (
        "New license requirement for AI chip shipments to China is now in force",
        [("export_control", None, "down", "completed")],
    ),
    "a council": (
        "Tucson council rejects AI data center near the airport",
        [("regulation", "Tucson council", "down", "completed")],
    ),
    "an order without its author": (
        "Dominion ordered to bill data centers for new lines",
        [("regulation", None, "down", "completed")],
    ),
    "a chip": ("AMD unveils rack-scale AI accelerator", [("product_launch", "AMD", None, "announced")]),
    "a post filled": (
        "CoreWeave names former bank executive as chief revenue officer",
        [("executive_change", "CoreWeave", None, "announced")],
    ),
    "a post left": ("IREN finance chief to step down in March", [("executive_change", "IREN", None, "planned")]),
    "a bare denial": (
        "Nebius denies report on its finances as simply wrong",
        [("clarification", "Nebius Group", None, "announced")],
    ),
}
PASSING = {
    "a relative clause": "Oracle, which is building data centers in Texas, reports earnings on Tuesday.",
    "weeks after": "Nebius shares fell 6% weeks after it opened a data center.",
    "a purpose": "Micron sold land to build a data center near Boise.",
    "a data center business": "Nvidia's data center business expands margins.",
    "curbs that are evaded": "Nvidia designs around existing US export restrictions on chips to China.",
    "a delay as a reason": "CoreWeave cuts its revenue forecast on data center delays",
    "other builders": "Toyota opens new campus for engineers in Michigan",
    "other rules": "City council approves moratorium on short-term rentals",
    "other launches": "Nike launches new running shoe",
    "other posts": "Costco appoints new chief financial officer",
}


def found(extractor, text):
    return [
        (event.type, event.actor, event.direction, event.modality)
        for event in extractor.extract(text).events
        if event.type in TYPES
    ]


@pytest.mark.parametrize(("text", "expected"), NEWS.values(), ids=NEWS)
def test_news_of_the_family_is_an_event(extractor, text, expected):
    assert found(extractor, text) == expected


@pytest.mark.parametrize("text", PASSING.values(), ids=PASSING)
def test_what_is_said_in_passing_is_no_event(extractor, text):
    assert found(extractor, text) == []


def test_a_power_deal_is_not_a_contract_for_computing_too(extractor):
    extraction = extractor.extract("Amazon signs 15-year nuclear power agreement with Talen for its data centers")
    assert [event.type for event in extraction.events] == ["power_deal"]


def test_background_of_another_headline_is_no_event(extractor):
    text = "Meta to rent out spare computing power\nIt opened a 1 GW data center campus in Ohio last year."
    assert found(extractor, text) == []
    assert found(extractor, text.splitlines()[1].replace("It", "Meta")) != []


def test_a_denial_beside_another_event_is_none_itself(extractor):
    text = "CoreWeave denies report on margins. It signed a $2 billion contract with Meta for GPU capacity."
    types = [event.type for event in extractor.extract(text).events]
    assert types
    assert "clarification" not in types


CORRECTIONS = [
    pytest.param(
        "Correction: CoreWeave's term loan is $2.4 billion, not $2.6 billion",
        "CoreWeave",
        [2.4e9, 2.6e9],
        id="an-outlet",
    ),
    pytest.param(
        "Correction by Nebius: the Vineland site has 200 MW, not 300 MW", "Nebius Group", [200, 300], id="a-company"
    ),
    pytest.param("Micron corrects a figure in its investor slides", "Micron Technology", [], id="a-figure"),
]


@pytest.mark.parametrize(("text", "actor", "amounts"), CORRECTIONS)
def test_a_correction_says_whom_it_is_about_and_both_amounts(extractor, text, actor, amounts):
    (event,) = extractor.extract(text).events
    assert (event.type, event.subtype, event.actor, event.polarity) == (
        "clarification",
        "correction",
        actor,
        "affirmed",
    )
    assert [quantity.value for quantity in event.quantities] == amounts


def test_what_a_correction_repeats_of_the_event_is_no_report_of_it(extractor):
    text = (
        "Correction: CoreWeave's term loan is $2.4 billion, not $2.6 billion\n"
        "CoreWeave raised $2.4 billion in secured debt to buy GPUs."
    )
    assert [event.type for event in extractor.extract(text).events] == ["clarification"]
    assert [event.type for event in extractor.extract(text.splitlines()[1]).events] == ["debt_financing"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Correction: CoreWeave shares fall 10% from their record", id="the-market-s"),
        pytest.param("Nvidia stock falls as correction deepens", id="in-a-sentence"),
        pytest.param("Correction: the museum opens at nine", id="of-another-world"),
    ],
)
def test_a_correction_of_prices_or_of_other_matters_is_none(extractor, text):
    assert [event for event in extractor.extract(text).events if event.type == "clarification"] == []
