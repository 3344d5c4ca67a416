"""Computing for rent, customer contracts, backlog, prices and scarcity: kinds of wording, in our own sentences."""

# ruff: noqa: E501 - a table of cases reads better with one case to a line

from __future__ import annotations

import pytest

FAMILY = {"compute_leasing", "contract", "backlog_update", "price_change", "supply_constraint"}

# text, type, the two parties in any order (leases: lessor first), direction
SAID = {
    "who may rent out": ("Meta opens its GPU clusters to outside customers", "compute_leasing", ["Meta Platforms"], None),
    "commercialised": ("Meta is looking for ways to commercialize its excess AI capacity", "compute_leasing", ["Meta Platforms"], None),
    "a site": ("xAI wants to rent out Colossus capacity to other AI developers", "compute_leasing", ["xAI"], None),
    "goods first": ("Excess AI compute at Meta goes on the market", "compute_leasing", ["Meta Platforms"], None),
    "an own cloud": ("Why Meta's cloud ambitions worry neocloud investors", "compute_leasing", ["Meta Platforms"], None),
    "becomes a cloud": ("Meta wants to be your next cloud provider", "compute_leasing", ["Meta Platforms"], None),
    "turns to": ("Google turns to SpaceX for extra compute", "compute_leasing", ["SpaceX", "Alphabet"], None),
    "agree on": ("Anthropic and SpaceX agree on $40 billion in compute", "compute_leasing", ["SpaceX", "Anthropic"], None),
    "a lab's AI deal": ("SpaceX signs $900 million monthly AI deal with Google", "compute_leasing", ["SpaceX", "Alphabet"], None),
    "possessive deal": ("Nebius' $27 billion Meta deal changes the AI cloud race", "contract", ["Nebius Group", "Meta Platforms"], None),
    "customer before the noun": ("CoreWeave wins another $5 billion Meta order", "contract", ["CoreWeave", "Meta Platforms"], None),
    "selects": ("Anthropic selects CoreWeave to run Claude", "contract", ["Anthropic", "CoreWeave"], None),
    "chosen by": ("Hut 8 chosen by Anthropic as data center partner", "contract", ["Hut 8", "Anthropic"], None),
    "supplies": ("AMD to supply OpenAI with 6 gigawatts of GPUs", "contract", ["AMD", "OpenAI"], None),
    "buys chips": ("Oracle to deploy 50,000 AMD MI450 chips in a new supply deal", "contract", ["Oracle", "AMD"], None),
    "commits money": ("Anthropic commits $30 billion to Microsoft Azure", "contract", ["Anthropic", "Microsoft Azure"], None),
    "tops up": ("Nebius upsizes Meta contract", "contract", ["Nebius Group", "Meta Platforms"], "up"),
    "option": ("CoreWeave exercises option for 150 MW more at Applied Digital campus", "contract", ["CoreWeave", "Applied Digital"], "up"),
    "amended": ("CoreWeave and OpenAI rewrite payment terms of compute contract", "contract", ["CoreWeave", "OpenAI"], None),
    "backs out": ("Microsoft backs out of some CoreWeave agreements", "contract", ["Microsoft", "CoreWeave"], "down"),
    "orders in a shorter name": ("Oracle RPO tops $523 billion on AI demand", "backlog_update", ["Oracle"], "up"),
    "orders in power": ("GE Vernova backlog rises to 80 gigawatts on data center demand", "backlog_update", ["GE Vernova"], "up"),
    "a seller's prices": ("Alibaba Cloud raises AI computing prices by 34%", "price_change", ["Alibaba"], "up"),
    "a kind of memory": ("DRAM contract prices are rising on AI demand", "price_change", ["DRAM"], "up"),
    "prices without an owner": ("GPU rental prices surged 48% in two months", "price_change", ["GPU rental prices"], "up"),
    "a level": ("B200 instances now rent for $4.50 per hour", "price_change", ["B200"], None),
    "demand and supply": ("Demand for AI chips continues to outstrip supply", "supply_constraint", [], None),
    "a firm's lack": ("TSMC cannot keep up with AI chip demand", "supply_constraint", ["TSMC"], None),
    "who causes it lacks nothing": ("Nvidia push into HBM fuels a wider memory crunch", "supply_constraint", [], None),
    "a company without a name": ("The company signed a 10-year hosting lease with CoreWeave for 100 MW of AI capacity.", "contract", ["CoreWeave"], None),
    "talks about using chips": ("Meta is in talks to use Google TPUs in its data centers", "contract", ["Meta Platforms", "Alphabet"], None),
    "a site let to a tenant": ("Core Scientific will lease its Denton data center to CoreWeave", "contract", ["Core Scientific", "CoreWeave"], None),
    "made together": ("Nvidia and Intel to jointly develop data center processors", "contract", ["NVIDIA", "Intel"], None),
    "orders of a quarter": ("Dell took in $12.3 billion of AI server orders last quarter", "backlog_update", ["Dell Technologies"], None),
    "a maker's own price": ("The reason for TSMC's price hike", "price_change", ["TSMC"], "up"),
    "prices that open a headline": ("Soaring DRAM prices squeeze PC makers", "price_change", ["DRAM"], "up"),
    "a stop at a maker": ("TSMC halts production at two fabs after quake", "supply_constraint", ["TSMC"], None),
    "deliveries that are late": ("Nvidia's Rubin shipments pushed back by months on design flaw", "supply_constraint", ["NVIDIA"], None),
    "who says so lacks nothing": ("Jensen Huang says memory is now the biggest bottleneck for AI", "supply_constraint", [], None),
    "too much": ("Chinese AI data centers sit idle", "supply_constraint", [], None),
}  # fmt: skip


@pytest.mark.parametrize("case", SAID.values(), ids=SAID)
def test_one_event_of_its_type_whatever_the_wording(events_of, case):
    text, kind, parties, direction = case
    (event,) = [e for e in events_of(text) if e.type in FAMILY]
    assert (event.type, event.direction) == (kind, direction)
    named = [name for name in (event.actor, event.counterparty) if name]
    assert named == parties if kind == "compute_leasing" else sorted(named) == sorted(parties)


UNSAID = {
    "told in passing": "CoreWeave shares have fallen since it signed its first deal with OpenAI",
    "in a relative clause": "Microsoft, which has a large deal with OpenAI, sells AI software",
    "a whole company": "BlackRock strikes $40 billion deal to buy Aligned Data Centers",
    "power": "AES and Google sign solar agreements covering Texas data centers",
    "a chief's contract": "Broadcom extends CEO Hock Tan's contract to 2030",
    "shares": "Nebius completes $1 billion share sale",
    "a cloud's own business": "Alibaba drops the idea of listing its cloud arm separately",
    "chips for itself": "SpaceX plans to buy more Nvidia GPUs",
    "other prices": "Meta's glasses gain a prescription option and a price cut",
    "stands against it": "Nebius shares slide despite Microsoft deal",
    "asked of a stock": "Is Nebius stock a buy after its Meta contract?",
    "a fear that eases": "Micron expansion eases memory shortage fears",
    "results fall short": "Oracle cloud revenue falls short of estimates",
    "money for chips": "Broadcom seeks $50 billion financing deal for OpenAI chips",
    "only a cause": "Apple warns iPhone prices may rise on memory costs",
    "revenue by country": "Nearly a third of Nvidia's sales now come from buyers in Singapore",
    "a right to end": "Either side may terminate the contract between xAI and Anthropic with 90 days' notice",
}


@pytest.mark.parametrize("text", UNSAID.values(), ids=UNSAID)
def test_what_only_resembles_it_gives_no_event_of_these_types(events_of, text):
    assert [e for e in events_of(text) if e.type in FAMILY] == []


def test_every_customer_of_a_list_has_its_contract(events_of):
    found = events_of("CoreWeave stock leaps as large Meta and Cohere AI deals feed growth")
    assert {e.counterparty for e in found if e.type == "contract"} >= {"Meta Platforms"}


def test_each_partner_behind_with_has_its_contract_and_amount(events_of):
    found = events_of("Nebius has landed AI contracts with Microsoft ($17.4 billion) and Meta ($3 billion).")
    said = {e.counterparty: [q.value for q in e.quantities] for e in found if e.type == "contract"}
    assert said == {"Microsoft": [17.4e9], "Meta Platforms": [3e9]}


def test_what_a_deal_gives_access_to_is_no_other_deal(events_of):
    found = events_of("Microsoft strikes $9.7 billion deal with IREN, giving it access to Nvidia GB300 chips")
    assert [{e.actor, e.counterparty} for e in found if e.type == "contract"] == [{"Microsoft", "IREN"}]


def test_a_rival_is_no_tenant(events_of):
    (event,) = events_of("Meta's move to rent out AI compute is a threat to CoreWeave")
    assert (event.type, event.actor, event.counterparty) == ("compute_leasing", "Meta Platforms", None)


def test_the_whole_order_book_of_a_sentence_with_results_is_its_own_amount(events_of):
    found = events_of("CoreWeave revenue reached $1.4 billion, and its revenue backlog soared to $55.6 billion")
    (backlog,) = [e for e in found if e.type == "backlog_update"]
    assert [q.value for q in backlog.quantities] == [55.6e9]


TWO_SERVICES = (
    "Meta plans to sell spare computing capacity to other companies. It would offer access to AI models as well."
)


@pytest.mark.parametrize(
    ("text", "subtypes"),
    [
        pytest.param(TWO_SERVICES, ("managed_api",), id="two-services"),
        pytest.param("Meta plans to sell spare computing capacity to other companies.", (), id="one"),
        pytest.param("Meta to rent out GPU clusters. Meta plans to sell spare computing capacity.", (), id="one-twice"),
        pytest.param(
            f"{TWO_SERVICES} Could Meta launch a cloud business?", ("managed_api",), id="a-question-adds-none"
        ),
    ],
)
def test_an_event_keeps_every_kind_of_service_that_it_is_told_with(events_of, text, subtypes):
    (event,) = events_of(text)
    assert (event.type, event.subtype, event.subtypes) == ("compute_leasing", "raw_capacity", subtypes)
