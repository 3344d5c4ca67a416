"""Who of a list has a deal with whom, and deals told in the plainest wordings."""

from __future__ import annotations

import pytest

DEALS = {"contract", "compute_leasing", "power_deal", "mna", "equity_investment"}


def deals(events_of, text):
    return {(e.type, e.actor, e.counterparty) for e in events_of(text) if e.type in DEALS}


def pairs(events_of, text):
    """Types with both parties, in no order."""
    return {(kind, frozenset({actor, other}) - {None}) for kind, actor, other in deals(events_of, text)}


def contracts(*named):
    return {("contract", frozenset(pair)) for pair in named}


def test_each_of_a_list_before_the_verb_has_the_deal(events_of):
    found = pairs(events_of, "Nebius, Oracle and Crusoe each won capacity contracts from Cohere")
    assert found == contracts(("Nebius Group", "Cohere"), ("Oracle", "Cohere"), ("Crusoe", "Cohere"))


def test_two_that_sign_with_nobody_else_sign_with_each_other(events_of):
    assert pairs(events_of, "Nebius and Cohere sign cloud deal") == contracts(("Nebius Group", "Cohere"))


def test_two_that_let_the_same_sign_leases_with_others(events_of):
    assert pairs(events_of, "Hut 8 and TeraWulf secure AI data center leases") == contracts(("Hut 8",), ("TeraWulf",))


def test_each_of_a_list_behind_the_verb_has_the_deal(events_of):
    found = pairs(events_of, "Nebius will supply Cohere and Mistral AI with GPU capacity")
    assert found == contracts(("Nebius Group", "Cohere"), ("Nebius Group", "Mistral AI"))


def test_a_list_ends_before_a_name_that_does_something_itself(events_of):
    found = pairs(events_of, "Nebius signs cloud deal with Cohere, AMD shares fall")
    assert found == contracts(("Nebius Group", "Cohere"))
    found = pairs(
        events_of, "Oracle signed a $9 billion deal with OpenAI and Nebius signed a $2 billion deal with Meta"
    )
    assert found == contracts(("Oracle", "OpenAI"), ("Nebius Group", "Meta Platforms"))


def test_a_name_that_no_table_knows_closes_a_list(events_of):
    found = pairs(events_of, "Nebius wins AI cloud contract from Cohere and Brindle Robotics")
    assert found == contracts(("Nebius Group", "Cohere"), ("Nebius Group", "Brindle Robotics"))


def test_each_party_has_the_amount_before_it(events_of):
    found = events_of("Meta is to take $4 billion of computing power from CoreWeave and $2 billion from Nscale.")
    said = {e.counterparty: [q.value for q in e.quantities] for e in found if e.type == "contract"}
    assert said == {"CoreWeave": [4e9], "Nscale": [2e9]}


def test_an_order_split_between_two_is_one_with_each(events_of):
    found = pairs(events_of, "Cohere splits $3 billion order between Nebius and Crusoe")
    assert found == contracts(("Nebius Group", "Cohere"), ("Crusoe", "Cohere"))


def test_each_of_two_has_the_partner_in_its_brackets(events_of):
    found = pairs(events_of, "Nebius ($3 billion deal with Cohere) and Nscale ($1 billion deal with Meta) lead clouds")
    assert found == contracts(("Nebius Group", "Cohere"), ("Nscale", "Meta Platforms"))


def test_deals_are_counted_up_by_their_sums(events_of):
    found = events_of("New cloud contracts include $6 billion with Microsoft, another $3 billion with Anthropic.")
    said = {e.counterparty: [q.value for q in e.quantities] for e in found if e.type == "contract"}
    assert said == {"Microsoft": [6e9], "Anthropic": [3e9]}


def test_none_of_a_list_behind_a_preposition_acts(events_of):
    text = "Meta's 15-year agreements with Talen, Oklo and TerraPower will bring nuclear power to its data centers."
    named = {(actor, other) for kind, actor, other in deals(events_of, text) if kind == "power_deal"}
    assert named == {("Meta Platforms", name) for name in ("Talen Energy", "Oklo", "TerraPower")}


SAID = {
    "between two": ("A $3 billion cloud contract between Nebius and Cohere was announced", "Nebius Group", "Cohere"),
    "awarded by": ("Crusoe was awarded a $900 million AI cloud contract by Mistral AI", "Crusoe", "Mistral AI"),
    "becomes a customer": ("Anthropic becomes Nscale customer", "Nscale", "Anthropic"),
    "a maker alone": ("Cohere chooses AMD", "Cohere", "AMD"),
    "an unknown partner": ("Kestrel Labs partners with Nvidia to scale its research", "Kestrel Labs", "NVIDIA"),
    "to power what computes": ("Nvidia to power Cohere AI infrastructure", "NVIDIA", "Cohere"),
    "may use": ("Mistral AI may use Broadcom chips", "Mistral AI", "Broadcom"),
    "an unknown customer": ("AMD to supply AI chips to Ormond Aerospace", "AMD", "Ormond Aerospace"),
    "a share that rises": ("IREN shares leap as Microsoft signs $5 billion cloud deal", "IREN", "Microsoft"),
    "a share that is sent up": ("An AI deal with Cohere sends Nebius shares higher", "Nebius Group", "Cohere"),
    "a sum": ("Nebius landing $17 billion with Microsoft", "Nebius Group", "Microsoft"),
    "helped": ("AMD is helping Cohere design AI chips", "AMD", "Cohere"),
    "its own customer": ("Nebius said Cohere has committed to buy $3 billion of capacity", "Nebius Group", "Cohere"),
    "its chips": ("Intel soars on report Cohere will buy its AI chips", "Intel", "Cohere"),
    "behind an aside": ("Nscale, which counts Meta as a customer, signed a deal with Cohere", "Nscale", "Cohere"),
    "a lease as a noun": ("Hut 8 signs 15-year lease with Cohere for 200 MW", "Hut 8", "Cohere"),
    "two in a tie-up": ("Nebius and Cohere in AI cloud tie-up", "Nebius Group", "Cohere"),
}  # fmt: skip


@pytest.mark.parametrize("case", SAID.values(), ids=SAID)
def test_a_contract_in_plain_words_has_both_its_parties(events_of, case):
    text, one, other = case
    assert pairs(events_of, text) == contracts((one, other))


TAKEN = {
    "deal to buy": ("Marvell strikes $4 billion deal to buy chip startup SambaNova", "Marvell Technology", "SambaNova"),
    "bids for": ("Nebius bids $6 billion for Core Scientific", "Nebius Group", "Core Scientific"),
    "sells itself": ("SambaNova sells itself to Nvidia for $3 billion", "NVIDIA", "SambaNova"),
    "an unknown target": ("Xylo Photonics to be acquired by Nvidia", "NVIDIA", "Xylo Photonics"),
    "without a verb to be": ("SambaNova acquired by Nvidia", "NVIDIA", "SambaNova"),
    "buys it": ("SambaNova soars as Nvidia agrees to buy it for $4 billion", "NVIDIA", "SambaNova"),
    "told with an aside": ("Nvidia, according to a filing, has bought SambaNova", "NVIDIA", "SambaNova"),
    "before a paper's name": ("Nvidia to acquire SambaNova - Ostrava Daily", "NVIDIA", "SambaNova"),
}


@pytest.mark.parametrize("case", TAKEN.values(), ids=TAKEN)
def test_a_takeover_in_plain_words_has_buyer_and_target(events_of, case):
    text, buyer, target = case
    assert deals(events_of, text) == {("mna", buyer, target)}


PUT = {
    "made": ("Nvidia makes strategic investment in Nscale", {"Nscale"}),
    "in each of two": ("Nvidia invests in Crusoe and Nscale", {"Crusoe", "Nscale"}),
    "a share that it moved": ("Nebius soars on Nvidia stake", {"Nebius Group"}),
    "received": ("Nebius lands $2 billion investment from Nvidia", {"Nebius Group"}),
}


@pytest.mark.parametrize("case", PUT.values(), ids=PUT)
def test_an_investment_has_its_investor_and_every_company_it_is_put_into(events_of, case):
    text, companies = case
    assert deals(events_of, text) == {("equity_investment", "NVIDIA", name) for name in companies}


def test_what_a_takeover_is_for_is_no_event_of_its_own(events_of):
    found = events_of("Nebius acquires SambaNova to expand AI data center capacity")
    assert {e.type for e in found} == {"mna"}


POWER = {
    "bought of a utility": ("Google in talks to buy electricity from Entergy for a data center", "Alphabet", "Entergy"),
    "chosen": ("Microsoft picks Vistra to power its Toledo data center campus", "Microsoft", "Vistra"),
    "by megawatts alone": ("Talen surges on 1.2 GW deal with Meta", "Talen Energy", "Meta Platforms"),
}


@pytest.mark.parametrize("case", POWER.values(), ids=POWER)
def test_power_is_bought_of_whoever_sells_nothing_else(events_of, case):
    text, actor, other = case
    assert deals(events_of, text) == {("power_deal", actor, other)}


UNSAID = {
    "another trade": "Walmart and Target each won deals with Delta Air Lines",
    "a settlement": "Nebius reaches settlement agreement with regulators",
    "an office": "Nebius and IREN sign office leases in Dublin",
    "a show": "Netflix picks Disney to power its quiz night",
    "a deal against which": "IREN fell 12% despite a $9 billion Microsoft contract",
    "memory bought as goods": "Brindle Foods to buy DRAM",
    "a bakery": "Brindle Foods to buy a bakery from Ostrava Mills",
}


@pytest.mark.parametrize("text", UNSAID.values(), ids=UNSAID)
def test_what_only_resembles_a_deal_gives_none(events_of, text):
    assert deals(events_of, text) == set()


def test_a_sentence_of_which_every_draft_is_taken_back_is_read(read):
    text = "Oracle plans to lease GPU capacity to xAI. Growth would have been stronger had it not been for shortages."
    assert read(text).findings == ()
