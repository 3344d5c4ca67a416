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
    "what an authority finds": (
        "EU finds that Micron breached antitrust rules",
        [("regulation", "European Union", None, "completed")],
    ),
    "a plan that is no site": (
        "Data center operator Elmbridge abandons plan to list in Sydney",
        [],
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


PLAIN_NEWS = {
    "a country builds a site": (
        "Portugal plans to build an AI data center in Sines",
        [("data_center_build", "Portugal", None, "planned")],
    ),
    "the company is whose share rose": (
        "Quorvane (QRVN) surged 17% as the company unveiled plans for an AI data center in Idaho",
        [("data_center_build", "Quorvane", None, "planned")],
    ),
    "the company is who built before": (
        "Brightmoor plans an AI data center in Texas. The company will also build a 300MW campus in Ohio.",
        [("data_center_build", "Brightmoor", None, "planned")],
    ),
    "the company is whose sentence came before": (
        "Corvane Systems (CRVN) reported results on Monday. It also unveiled plans for a 300MW AI data center in Ohio.",
        [("data_center_build", "Corvane Systems", None, "planned")],
    ),
    "who backs it only describes it": (
        "Ardian-backed Sollhaven to build an AI data center in Aragon",
        [("data_center_build", "Sollhaven", None, "planned")],
    ),
    "a reason opens the sentence": (
        "To meet demand for AI, Kestrel Compute is building a data center in Utah",
        [("data_center_build", "Kestrel Compute", None, "announced")],
    ),
    "adjectives are stacked before the campus": (
        "Meta plans a vast new AI and supercomputing (HPC) campus in Kentucky",
        [("data_center_build", "Meta Platforms", None, "planned")],
    ),
    "an investment is in one site": (
        "Meta's $5 billion investment in a new AI data center in Alberta",
        [("data_center_build", "Meta Platforms", None, "announced")],
    ),
    "who builds stands behind a passive": (
        "A 300-megawatt AI campus is being built by Ostrava Compute in Norway",
        [("data_center_build", "Ostrava Compute", None, "planned")],
    ),
    "a site wins approval and no authority is named": (
        "A $6 billion AI data center planned near Tulsa wins approval",
        [("data_center_build", None, None, "announced")],
    ),
    "advanced chips are chips": (
        "US to ease curbs on sales of advanced chips to China",
        [("export_control", "US government", "up", "planned")],
    ),
    "an agency's dateline names no government": (
        "WASHINGTON, Nov 3 (Reuters) - Taiwan is tightening controls on AI chip exports to China",
        [("export_control", "Taiwan", "down", "announced")],
    ),
    "each place of a list rules": (
        "Ohio and Indiana approve moratoriums on data centers",
        [("regulation", "Ohio", "down", "completed"), ("regulation", "Indiana", "down", "completed")],
    ),
    "a bill names no body": (
        "A bill in Nevada would ban new data centers",
        [("regulation", None, "down", "planned")],
    ),
    "a product is told in the second sentence": (
        "AI stocks were little changed. On Monday, AMD unveiled a new AI accelerator for data centers.",
        [("product_launch", "AMD", None, "announced")],
    ),
    "who employs stands behind the title": (
        "Piotr Halas named CTO of Applied Digital",
        [("executive_change", "Applied Digital", None, "announced")],
    ),
    "a participle is the verb of a headline about a post": (
        "Applied Digital finance chief Rosa Lind stepping down",
        [("executive_change", "Applied Digital", None, "completed")],
    ),
    "a scarcity that slows sites is told once": ("A shortage of AI chips is slowing AI data centers", []),
    "who employs now stands behind the title": (
        "Former Oracle executive Lena Brandt appointed head of AI at Applied Digital",
        [("executive_change", "Applied Digital", None, "announced")],
    ),
    "what joins a lineup is launched": (
        "AMD adds a new AI accelerator to its lineup",
        [("product_launch", "AMD", None, "announced")],
    ),
    "a product that debuts lists no share": (
        "AMD is planning to debut a new server CPU later this year",
        [("product_launch", "AMD", None, "planned")],
    ),
    "what sites are built for is no site": (
        "Nvidia is developing networking chips for data centers",
        [("product_launch", "NVIDIA", None, "planned")],
    ),
    "a county only says where": (
        "Nebius plans to scrap its AI data center in Loudoun County, Virginia",
        [("data_center_build", "Nebius Group", "down", "planned")],
    ),
    "a stranger owns it": (
        "Construction of Corvane Systems's AI data center in Norway begins",
        [("data_center_build", "Corvane Systems", None, "completed")],
    ),
    "a continent owns nothing": (
        "Construction begins on Europe's largest data center",
        [("data_center_build", None, None, "completed")],
    ),
    "a day stands before the verb": (
        "Alpenrack on Tuesday unveiled plans for a 300-megawatt AI campus near Lyon",
        [("data_center_build", "Alpenrack", None, "planned")],
    ),
    "a site is due": (
        "Oracle expects its AI data center campus in Wyoming to be operational by 2029",
        [("data_center_build", "Oracle", None, "planned")],
    ),
    "construction of it begins": (
        "Construction of Meta's AI data center in Nevada begins",
        [("data_center_build", "Meta Platforms", None, "completed")],
    ),
    "a venture's sum is its site's": (
        "Meta, Oracle form $14 billion venture to develop AI data center campus in Texas",
        [
            ("data_center_build", "Meta Platforms", None, "planned"),
            ("data_center_build", "Oracle", None, "planned"),
        ],
    ),
    "whoever speaks builds": (
        "We are building a 1 gigawatt AI data center in Ohio.",
        [("data_center_build", None, None, "announced")],
    ),
    "a page's name behind a dash is no source": (
        "CoreWeave doubles AI server prices - Bloomberg",
        [("price_change", "CoreWeave", "up", "announced")],
    ),
    "more is charged": (
        "Micron to charge 20% more for server DRAM",
        [("price_change", "Micron Technology", "up", "planned")],
    ),
    "goods get dearer": ("HBM gets more expensive as AI demand surges", [("price_change", "HBM", "up", "announced")]),
    "whoever speaks raises prices": (
        "We raised prices on our AI servers by 9% in the quarter.",
        [("price_change", None, "up", "completed")],
    ),
    "an authority that stops a purchase buys nothing": (
        "China orders tech companies to stop buying Nvidia chips",
        [("export_control", "China", "down", "announced")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), PLAIN_NEWS.values(), ids=PLAIN_NEWS.keys())
def test_plain_wordings_are_heard(events_of, text, expected):
    told = [(e.type, e.actor, e.direction, e.modality) for e in events_of(text) if e.type != "supply_constraint"]
    assert told == expected


NO_NEWS = {
    "students study on a campus": "Nebius opens a new campus for engineering students in Utrecht",
    "a business is built on sites": "Microsoft built its business on data centers and software",
    "a question builds nothing": "Will Nebius build more data centers?",
    "a hiring spree is no product": "CoreWeave launches hiring spree as AI chips arrive",
    "a record number is no product": "Micron ships record number of AI memory chips",
    "a chief picks winners": "Nvidia's chief executive picks winners of AI award",
    "a chief joins a panel": "AMD president joins panel on AI in Davos",
    "a chief leaves a conference": "IREN chairman leaves AI conference early",
    "a company's board is no authority": "Amazon board approves data center budget",
    "a firm looks into its own affairs": "Amazon probes outage at Ohio data center",
    "rare earths are no chips": "China imposes curbs on rare earth exports, AMD supplier says",
    "bonds are no goods": "Nebius bond prices fall as investors fret over AI",
    "a commission is no deed": "The state commission praised data centers of AI firms",
    "what may be is not": "Oracle wants protection if its AI data center is delayed",
    "a fashion builds nothing": "The AI drive to build data centers is riddled with phantom investors",
    "a rating is upgraded": "Nvidia upgraded to buy on AI chip demand",
    "lips are tight": "Micron tight-lipped on AI memory plans",
}


@pytest.mark.parametrize("text", NO_NEWS.values(), ids=NO_NEWS.keys())
def test_the_same_words_of_other_things_are_no_news(events_of, text):
    assert [e.type for e in events_of(text) if e.type in TYPES | {"price_change", "supply_constraint"}] == []


def test_who_is_told_to_halt_has_not_decided_it(events_of):
    (rule,) = events_of("Finland orders Microsoft to halt work on a data center")
    assert (rule.type, rule.actor, rule.counterparty) == ("regulation", "Finland", "Microsoft")


@pytest.mark.parametrize(
    "text",
    ["DRAM and NAND prices to rise 20% and 15%", "DRAM contract prices rise 20%, NAND 15%"],
    ids=["order", "each"],
)
def test_each_of_a_list_of_goods_has_its_own_figure(events_of, text):
    assert [(e.actor, [q.value for q in e.quantities]) for e in events_of(text)] == [("DRAM", [20]), ("NAND", [15])]
