"""Prices by the hour: of one chip where the text says so, of a machine, of work."""

from __future__ import annotations

import pytest

from pipelines.extract.amounts.hourly import PER_CHIP, PER_HOUR
from pipelines.extract.amounts.quantities import find_amounts

OF_A_CHIP = {
    "named in the rate": "Nebius offers B200s at $3.75 per GPU-hour",
    "by its name in the rate": "a quote of $2.95 per H200 per hour",
    "named before": "Vultr cut its H200 price to $2.10 an hour",
    "named behind": "for $1.99 an hour you get an H100 at Vultr",
    "cards": "RTX 4090 cards go for $0.31 an hour",
    "of a generation": "Blackwell rents climbed to $4.60 an hour",
    "on a machine, but each": "Vultr asks $3.40 per GPU per hour for its 8x B200 nodes",
    "many that are rented": "Nscale lets 24,000 H200s at $2.40 an hour",
    "the sentence before": "H100s are plentiful now. Spot rates are $1.25 an hour.",
    "what it was": "An A100 fell to $0.95 an hour from $1.60",
    "chinese": "H100租金跌至每小时2美元",
    "chinese cards": "每卡时2美元",
}
NOT_OF_A_CHIP = {
    "eight of them": "Vultr prices a box with eight H200s at $19.60 an hour",
    "eight in short": "Vultr's 8x H200 SXM costs $19.60/hr",
    "eight with a hyphen": "an 8-GPU machine for $18 an hour",
    "a machine by its type": "the g6.12xlarge, which has L4 GPUs, costs $4.60 an hour",
    "a server": "an H100 server rents for $15 an hour",
    "counted behind": "H100s at Vultr cost $16 an hour for eight GPUs",
    "dearer than any chip": "Oracle lists B200 shapes at $112 an hour",
    "wages": "Micron lifted wages at its chip plant to $31 an hour",
    "people": "Crusoe pays technicians who install GPUs $45 an hour",
    "a ride": "A robotaxi ride costs $14 an hour",
    "wages beside chips": "Nvidia sells H100s. Texas set a minimum wage of $15 an hour.",
}


@pytest.mark.parametrize("text", OF_A_CHIP.values(), ids=OF_A_CHIP)
def test_a_price_by_the_hour_is_one_of_a_chip_where_the_text_says_so(text: str) -> None:
    assert {a.unit for a in find_amounts(text) if a.unit != "GPUs"} == {PER_CHIP}


@pytest.mark.parametrize("text", NOT_OF_A_CHIP.values(), ids=NOT_OF_A_CHIP)
def test_an_hour_of_a_machine_or_of_work_is_no_price_of_a_chip(text: str) -> None:
    assert {a.unit for a in find_amounts(text) if a.unit != "GPUs"} == {PER_HOUR}


def test_a_chip_and_a_machine_in_one_sentence_have_prices_of_their_own() -> None:
    text = "Vultr lets an H200 for $2.60 an hour and an 8-GPU box for $19 an hour"
    assert [(a.value, a.unit) for a in find_amounts(text)] == [(2.6, PER_CHIP), (19.0, PER_HOUR)]


def test_the_price_of_a_machine_is_told_as_it_stands(events_of) -> None:
    (event,) = events_of("Lambda lowered the price of an instance with eight B200s to $31.90 an hour.")
    assert [(q.value, q.unit, q.metric) for q in event.quantities] == [(31.9, "USD/hour", "price.per_hour")]


def test_wages_are_no_price_of_computing(events_of) -> None:
    assert events_of("Microsoft raised pay for data center guards to $24 an hour.") == []


@pytest.mark.parametrize(
    "text", ["Oracle lifted wages of its data center technicians", "Oracle grows its data center team"]
)
def test_who_works_in_a_data_center_is_no_data_center(events_of, text: str) -> None:
    assert events_of(text) == []
