"""Events: type, parties, direction and amounts, in our own sentences."""

# ruff: noqa: E501 - a table of cases reads better with one case to a line

from __future__ import annotations

import pytest

# text, type, subtype, actor, counterparty, direction
EVENTS = {
    "lease out": ("Meta plans to rent out GPU clusters to AI labs.", "compute_leasing", "raw_capacity", "Meta Platforms", None, None),
    "lease to": ("Meta agreed to lease 400 MW of computing capacity to Anthropic.", "compute_leasing", "raw_capacity", "Meta Platforms", "Anthropic", None),
    "lease from": ("Anthropic leases compute from xAI.", "compute_leasing", "raw_capacity", "xAI", "Anthropic", None),
    "lease, passive": ("Compute was leased by Meta to Anthropic.", "compute_leasing", "raw_capacity", "Meta Platforms", "Anthropic", None),
    "sublease": ("Meta sublets GPU capacity to Anthropic.", "compute_leasing", "sublease", "Meta Platforms", "Anthropic", None),
    "hosted models": ("Meta will offer paid API access to hosted models on its servers.", "compute_leasing", "managed_api", "Meta Platforms", None, None),
    "full cloud": ("Meta plans an AI cloud business.", "compute_leasing", "full_cloud", "Meta Platforms", None, None),
    "cloud bet": ("Meta's AI cloud bet lifts the stock", "compute_leasing", "full_cloud", "Meta Platforms", None, None),
    "a lab that sells": ("Reflection signed a $6 billion compute deal with SpaceX.", "compute_leasing", "raw_capacity", "SpaceX", "Reflection AI", None),
    "a neocloud that rents out": ("CoreWeave wins $6 billion GPU contract from OpenAI", "contract", "award", "CoreWeave", "OpenAI", None),
    "a cloud that sells": ("AWS and OpenAI announced a $38 billion partnership for GPUs", "contract", "award", "Amazon Web Services", "OpenAI", None),
    "buyer first": ("Microsoft signs $17 billion GPU deal with Nebius", "contract", "award", "Microsoft", "Nebius Group", None),
    "purchase": ("Meta committed to buy $12 billion of computing capacity from Nebius.", "contract", "award", "Meta Platforms", "Nebius Group", None),
    "expansion": ("CoreWeave expands OpenAI contract by $5.5 billion", "contract", "expansion", "CoreWeave", "OpenAI", "up"),
    "cancellation": ("OpenAI cancels its computing contract with CoreWeave", "contract", "cancellation", "OpenAI", "CoreWeave", "down"),
    "capex raised": ("Alphabet hikes 2026 capex to $205B", "capex_guidance", "raised", "Alphabet", None, "up"),
    "capex lowered": ("Meta trims its AI capital spending plan", "capex_guidance", "lowered", "Meta Platforms", None, "down"),
    "capex reiterated": ("Microsoft sticks to capital spending plan", "capex_guidance", "reiterated", "Microsoft", None, "neutral"),
    "capex expected": ("Oracle expects capital expenditures of $50 billion for data centers", "capex_guidance", None, "Oracle", None, None),
    "capex modelled": ("Morgan Stanley sees Meta capex of $175 billion in 2027", "capex_guidance", "analyst_model", "Morgan Stanley", "Meta Platforms", None),
    "capex spent": ("CoreWeave capital expenditures rise", "capex_spend", None, "CoreWeave", None, "up"),
    "loan": ("CoreWeave closes $2.6 billion term loan", "debt_financing", None, "CoreWeave", None, None),
    "notes": ("Applied Digital prices $2.35 billion of senior notes", "debt_financing", None, "Applied Digital", None, None),
    "funding round": ("Crusoe raises $1.4 billion in funding round", "equity_financing", None, "Crusoe", None, None),
    "investment": ("Nvidia invests $2 billion in Nebius", "equity_investment", None, "NVIDIA", "Nebius Group", None),
    "ipo": ("Lambda files confidentially for an IPO, GPU cloud says", "ipo", None, "Lambda", None, None),
    "acquisition": ("CoreWeave agrees to acquire Core Scientific", "mna", None, "CoreWeave", "Core Scientific", None),
    "upgrade": ("Citi upgrades Nebius to Buy", "analyst_rating", "upgrade", "Citigroup", "Nebius Group", "up"),
    "downgrade": ("Bernstein downgraded CoreWeave to underperform from market perform", "analyst_rating", "downgrade", "Bernstein", "CoreWeave", "down"),
    "cut to": ("CoreWeave cut to Sell at HSBC", "analyst_rating", "downgrade", "HSBC", "CoreWeave", "down"),
    "maintained": ("Mizuho maintains Outperform on Core Scientific", "analyst_rating", "reiterated", "Mizuho", "Core Scientific", "neutral"),
    "initiated": ("Goldman Sachs initiates coverage of IREN with a Neutral rating", "analyst_rating", "initiated", "Goldman Sachs", "IREN", "neutral"),
    "shortage": ("Micron says its high-bandwidth memory is sold out", "supply_constraint", "shortage", "Micron Technology", None, None),
    "limit": ("Google caps Anthropic's use of its chips amid capacity constraints", "supply_constraint", "shortage", "Alphabet", "Anthropic", None),
    "site": ("CoreWeave to build a 300 MW data center in Pennsylvania", "data_center_build", None, "CoreWeave", None, None),
    "power": ("Amazon signs nuclear power agreement with Talen", "power_deal", None, "Amazon", "Talen Energy", None),
    "controls tightened": ("US tightens export controls on AI chips", "export_control", None, "US government", None, "down"),
    "controls relaxed": ("Trump administration to allow Nvidia to sell H200 chips to China", "export_control", None, "US government", None, "up"),
    "results beat": ("CoreWeave second-quarter results top estimates", "earnings_result", None, "CoreWeave", None, "up"),
    "results": ("Nebius reports revenue of $399 million, up 684%", "earnings_result", None, "Nebius Group", None, "up"),
    "guidance": ("CoreWeave cuts its revenue forecast", "guidance", None, "CoreWeave", None, "down"),
    "backlog": ("CoreWeave backlog swells to $99.4 billion", "backlog_update", "disclosure", "CoreWeave", None, "up"),
    "own prices": ("CoreWeave raises GPU rental prices by 20%", "price_change", None, "CoreWeave", None, "up"),
    "a product's price": ("H100 rental prices fall to $1.90 per GPU-hour", "price_change", None, "H100", None, "down"),
    "stake cut": ("Magnetar cuts its stake in CoreWeave, filing shows", "position_change", None, "Magnetar", "CoreWeave", "down"),
    "executive": ("Nebius appoints a chief marketing officer", "executive_change", None, "Nebius Group", None, None),
    "launch": ("Nebius unveils a platform for open models", "product_launch", None, "Nebius Group", None, None),
    "regulation": ("FTC probes Microsoft over its AI data centers", "regulation", None, "FTC", "Microsoft", None),
}  # fmt: skip


@pytest.mark.parametrize("case", EVENTS.values(), ids=EVENTS)
def test_an_event_has_its_type_and_parties(events_of, case):
    text, *expected = case
    assert [[e.type, e.subtype, e.actor, e.counterparty, e.direction] for e in events_of(text)] == [expected]


NOTHING = {
    "office lease": "Meta signs lease for office tower in Manhattan",
    "square feet": "Meta leases 3,000 square feet of servers' space and offices",
    "aircraft": "Airline leases 20 aircraft from Irish lessor",
    "oil": "Oil lease sale draws few bids",
    "share sale": "Meta sold off shares of a compute startup",
    "functions": "AWS lowers Lambda prices for functions on Arm processors",
    "computers": "Meta sold computers to schools",
    "new lease of life": "Intel gets a new lease on life, says a chip analyst",
    "oil capex": "Chevron cuts capital expenditures to $16 billion",
    "someone else's loan": "American Tower prices $875 million of senior notes",
    "a drug maker's target": "Evercore keeps Outperform on Pfizer, lifts its price target to $31",
    "cola": "Diet cola shortage hits supermarkets",
    "navigation": "BTC ETH SOL CRWV\nView Market\nMeta\nCoreWeave",
    "mere mention": "Companies like CoreWeave and Meta were discussed.",
    "someone's usage limits": "Anthropic raises its usage limits for GPUs",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_hard_negatives_give_no_event(events_of, text):
    assert events_of(text) == []


AMOUNTS = {
    "value and term": ("Nebius signs $4.6 billion, five-year AI computing contract with Microsoft", [(4.6e9, "USD", "money.contract_base"), (5, "years", "term")]),
    "capacity": ("Meta to lease 250 MW of computing capacity to AI labs", [(250, "MW", "power.leased_out")]),
    "a rate": ("Anthropic will pay xAI $1.25 billion per month for compute", [(1.25e9, "USD/month", "money.contract_rate")]),
    "capex without what was before": ("Alphabet now expects capex of $185 billion, up from $175 billion", [(185e9, "USD", "money.capex")]),
    "a target and the one before": ("Wedbush raises Nvidia price target to $300 from $250", [(300, "USD/share", "price_target"), (250, "USD/share", "price_target")]),
    "a target range": ("UBS lifts its price target on Meta to $775-$865", [((775, 865), "USD/share", "price_target")]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), AMOUNTS.values(), ids=AMOUNTS)
def test_amounts_go_to_the_event_of_their_clause(events_of, text, expected):
    (event,) = events_of(text)
    assert [(q.value, q.unit, q.metric) for q in event.quantities] == expected


def test_roles_say_who_sells_whatever_the_order(events_of):
    for text in (
        "Microsoft signs $17 billion GPU deal with Nebius",
        "Nebius signs $17 billion GPU deal with Microsoft",
        "Microsoft has $17 billion in contracts with Nebius.",
        "Nebius has a $17 billion contract with Microsoft.",
    ):
        (event,) = events_of(text)
        assert event.roles == {"seller": "Nebius Group", "buyer": "Microsoft"}


@pytest.mark.parametrize(
    "text",
    [
        "Meta says selling its computing power would be a buffer for profit before OpenAI pays.",
        "Selling spare GPU compute could give Meta a cushion for sales and profit before Nvidia pays.",
    ],
)
def test_neither_a_deed_nor_who_stands_in_a_clause_behind_it_takes_part(events_of, text):
    (event,) = events_of(text)
    assert event.roles == {"lessor": "Meta Platforms"}


def test_a_lone_hyperscaler_may_be_on_either_side(events_of):
    (event,) = events_of("Microsoft walks away from data center leases totaling 2 GW")
    assert event.actor == "Microsoft"
    assert event.roles == {}


def test_an_unnamed_party_is_none_rather_than_guessed(events_of):
    (event,) = events_of("We now expect capital expenditures of $72 billion for AI infrastructure.")
    assert event.actor is None
    (event,) = events_of("This analyst reiterated his $250 target on CoreWeave.")
    assert (event.actor, event.counterparty) == (None, "CoreWeave")


def test_one_event_per_target_with_its_own_amount(events_of):
    found = events_of(
        "Nvidia increases stake in CoreWeave to 47,000,000 shares, maintains holdings in Nebius (1,190,476 shares)."
    )
    assert [(e.counterparty, e.direction, [q.value for q in e.quantities]) for e in found] == [
        ("CoreWeave", "up", [47e6]),
        ("Nebius Group", "neutral", [1_190_476]),
    ]


def test_listed_spenders_are_one_event_each(events_of):
    found = events_of("Alphabet and Amazon raise capex for AI data centers")
    assert [e.actor for e in found] == ["Alphabet", "Amazon"]


def test_mentions_of_one_event_are_joined_and_the_headline_leads(events_of):
    text = (
        "Meta working on sale of surplus computing power, source says\n"
        "Meta would lease bare servers to AI labs. CoreWeave could face a new rival."
    )
    (event,) = events_of(text)
    assert (event.type, event.actor, event.source) == ("compute_leasing", "Meta Platforms", "unnamed_people")
    assert event.trigger.start < text.index("\n")


def test_a_later_sentence_adds_what_the_headline_left_out(events_of):
    (event,) = events_of("CoreWeave wins GPU contract\nThe agreement with OpenAI is worth $6 billion over five years.")
    assert event.actor == "CoreWeave"
    assert [q.value for q in event.quantities] == [6e9, 5]


def test_it_refers_to_the_first_company_of_the_text(events_of):
    found = events_of("CoreWeave held its investor day. It also closed a $2 billion term loan.")
    assert [(e.type, e.actor) for e in found] == [("debt_financing", "CoreWeave")]


def test_a_person_stands_for_the_company(events_of):
    (event,) = events_of("Zuckerberg wants to sell computing power to AI labs")
    assert event.actor == "Meta Platforms"
