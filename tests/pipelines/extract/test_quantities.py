"""Amounts: what a reader sees as a number with a unit, and nothing else."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.quantities import find_amounts

B, M = 1e9, 1e6

CASES = {
    "billions spelled out": ("a $6 billion order", [("$6 billion", 6 * B, "USD")]),
    "bn": ("worth $35.2bn in all", [("$35.2bn", 35.2 * B, "USD")]),
    "capital B": ("raises $205B", [("$205B", 205 * B, "USD")]),
    "US dollar sign": ("US$64 billion plan", [("US$64 billion", 64 * B, "USD")]),
    "trillion": ("a $1.2 trillion bill", [("$1.2 trillion", 1.2e12, "USD")]),
    "millions as mn": ("raised $875mn", [("$875mn", 875 * M, "USD")]),
    "thousands": ("costs $25k", [("$25k", 25_000, "USD")]),
    "thousands separators": ("paid $1,250,000", [("$1,250,000", 1_250_000, "USD")]),
    "dollars behind the number": ("about 1.5 billion dollars", [("1.5 billion dollars", 1.5 * B, "USD")]),
    "range with one scale": ("$115-$135 billion", [("$115-$135 billion", (115 * B, 135 * B), "USD")]),
    "range with a dash and B": ("$20-$25B", [("$20-$25B", (20 * B, 25 * B), "USD")]),
    "range with to": ("$30 billion to $35 billion", [("$30 billion to $35 billion", (30 * B, 35 * B), "USD")]),
    "range with an en dash": ("$66 billion–$72 billion", [("$66 billion–$72 billion", (66 * B, 72 * B), "USD")]),
    "between is a range": ("between $2.34 and $5 per hour", [("$2.34 and $5 per hour", (2.34, 5.0), "USD/GPU-hour")]),
    "and is two amounts": (
        "$14.2 billion and $21 billion",
        [("$14.2 billion", 14.2 * B, "USD"), ("$21 billion", 21 * B, "USD")],
    ),
    "per month": ("$1.25 billion per month", [("$1.25 billion per month", 1.25 * B, "USD/month")]),
    "a year": ("$5 bn a year", [("$5 bn a year", 5 * B, "USD/year")]),
    "per watt": ("a price of $40/Watt", [("$40/Watt", 40, "USD/W")]),
    "per gigawatt and year is per watt": ("$300 billion/GW/year", [("$300 billion/GW/year", 300, "USD/W")]),
    "per GPU and hour": ("at $1.5 per GPU per hour", [("$1.5 per GPU per hour", 1.5, "USD/GPU-hour")]),
    "short hour": ("under $2/hr", [("$2/hr", 2, "USD/GPU-hour")]),
    "per share": ("$2.97 a share", [("$2.97 a share", 2.97, "USD/share")]),
    "percent sign": ("fell 12.4%", [("12.4%", 12.4, "percent")]),
    "percent spelled out": ("112 percent growth", [("112 percent", 112, "percent")]),
    "percent range": ("up 55-60%", [("55-60%", (55, 60), "percent")]),
    "two percentages": ("sank 7% and 9%", [("7%", 7, "percent"), ("9%", 9, "percent")]),
    "negative percent": ("moved -13% today", [("-13%", -13, "percent")]),
    "megawatts": ("a 250MW site", [("250MW", 250, "MW")]),
    "gigawatts become megawatts": ("1.2-GW campus", [("1.2-GW", 1200, "MW")]),
    "spelled-out gigawatts": ("over five gigawatts", [("five gigawatts", 5000, "MW")]),
    "GPUs with a name between": ("100,000 Nvidia GB200 GPUs", [("100,000 Nvidia GB200 GPUs", 100_000, "GPUs")]),
    "shares": ("2.1 million shares", [("2.1 million shares", 2.1 * M, "shares")]),
    "a term in words": ("for seven years", [("seven years", 7, "years")]),
    "a hyphenated term": ("a 15-year lease", [("15-year", 15, "years")]),
    "months": ("an 18-month lease", [("18-month", 18, "months")]),
    "times": ("grew 137 times", [("137 times", 137, "x")]),
    "doubling": ("capacity doubled", [("doubled", 2, "x")]),
    "nothing in other currencies": ("NT$5 billion or C$3 or €4 million", []),
    "nothing in energy": ("70 GWh and 148MWh", []),
    "nothing in model names": ("GPT-4.1, H100 and GB300", []),
    "nothing in years ago": ("two years ago, a five-year-old firm", []),
    "no multiple in doubling down": ("he doubled down", []),
    "nothing in dates": ("on July 1, 2026 at 03:22", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_an_amount_is_read_with_its_value_and_unit(text, expected):
    found = [(text[a.start : a.end], a.value, a.unit) for a in find_amounts(text)]
    assert [(t, u) for t, _, u in found] == [(t, u) for t, _, u in expected]
    for (_, value, _), (_, wanted, _) in zip(found, expected, strict=True):
        assert value == pytest.approx(wanted)


PRIOR = {
    "up from": ("now $75 billion, up from $70 billion", [False, True]),
    "from a prior range": ("$40 billion, increased from our prior range of $30 to $37 billion", [False, True]),
    "versus": ("$67 versus $92", [False, True]),
    "lowered from": ("cut to $67 from $92", [False, True]),
    "a range that opens with from": ("from $5 billion to $7 billion", [False]),
}


@pytest.mark.parametrize(("text", "expected"), PRIOR.values(), ids=PRIOR)
def test_what_was_before_is_marked(text, expected):
    assert [a.prior for a in find_amounts(text)] == expected


@given(
    st.integers(1, 9_999),
    st.sampled_from([("billion", 1e9), ("bn", 1e9), ("million", 1e6), ("trillion", 1e12)]),
    st.sampled_from(["", " per month", " a year"]),
)
def test_money_survives_being_written_and_read(number, scale, rate):
    text = f"It paid ${number:,} {scale[0]}{rate} for the servers."
    (amount,) = find_amounts(text)
    assert amount.value == pytest.approx(number * scale[1])
    assert text[amount.start : amount.end] == f"${number:,} {scale[0]}{rate}"


@given(st.text(alphabet="$0123456789.,-–% abMGWxyear to/hr\n", max_size=120))
def test_amounts_never_overlap_and_stay_inside_the_text(text):
    found = find_amounts(text)
    assert all(0 <= a.start < a.end <= len(text) for a in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


HOSTILE = [
    "1" * 100_000,
    "$" * 100_000,
    "1," * 50_000,
    "1." * 50_000,
    "$1-" * 20_000,
    "five-" * 20_000,
    "1 Aa Bb " * 9_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:5] for text in HOSTILE])
def test_hostile_text_costs_one_pass(text):
    started = time.process_time()
    find_amounts(text)
    assert time.process_time() - started < 1.5
