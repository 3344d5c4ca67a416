"""Amounts: what a reader sees as a number with a unit, and nothing else."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extract.amounts import comparators, quantities, sums
from pipelines.extract.amounts.number_places import Places, hits_at
from pipelines.extract.amounts.quantities import find_amounts

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
    "read out without a currency": ("we expect revenue of 62 billion, plus some", [("62 billion", 62 * B, "USD")]),
    "read out as a range": (
        "capex of 70 billion to 75 billion",
        [("70 billion to 75 billion", (70 * B, 75 * B), "USD")],
    ),
    "read out behind": ("targeting 8.75 billion in revenue", [("8.75 billion", 8.75 * B, "USD")]),
    "of another currency": ("revenue of 105 billion won", []),
    "of what is no money": ("sales of 3 billion chips, a park of 2 billion in all", []),
    "range with one scale": ("$115-$135 billion", [("$115-$135 billion", (115 * B, 135 * B), "USD")]),
    "range with a dash and B": ("$20-$25B", [("$20-$25B", (20 * B, 25 * B), "USD")]),
    "range with to": ("$30 billion to $35 billion", [("$30 billion to $35 billion", (30 * B, 35 * B), "USD")]),
    "range with an en dash": ("$66 billion–$72 billion", [("$66 billion–$72 billion", (66 * B, 72 * B), "USD")]),
    "between is a range": (
        "H200s at between $2.30 and $5.10 per hour",
        [("$2.30 and $5.10 per hour", (2.3, 5.1), "USD/GPU-hour")],
    ),
    "and is two amounts": (
        "$14.2 billion and $21 billion",
        [("$14.2 billion", 14.2 * B, "USD"), ("$21 billion", 21 * B, "USD")],
    ),
    "per month": ("$1.25 billion per month", [("$1.25 billion per month", 1.25 * B, "USD/month")]),
    "a year": ("$5 bn a year", [("$5 bn a year", 5 * B, "USD/year")]),
    "per watt": ("a price of $40/Watt", [("$40/Watt", 40, "USD/W")]),
    "per gigawatt and year is per watt": ("$300 billion/GW/year", [("$300 billion/GW/year", 300, "USD/W")]),
    "per GPU and hour": ("at $1.5 per GPU per hour", [("$1.5 per GPU per hour", 1.5, "USD/GPU-hour")]),
    "short hour": ("an H100 under $2/hr", [("$2/hr", 2, "USD/GPU-hour")]),
    "per share": ("$2.97 a share", [("$2.97 a share", 2.97, "USD/share")]),
    "percent sign": ("fell 12.4%", [("12.4%", 12.4, "percent")]),
    "percent spelled out": ("112 percent growth", [("112 percent", 112, "percent")]),
    "percent range": ("up 55-60%", [("55-60%", (55, 60), "percent")]),
    "two percentages": ("sank 7% and 9%", [("7%", 7, "percent"), ("9%", 9, "percent")]),
    "negative percent": ("moved -13% today", [("-13%", -13, "percent")]),
    "negative with a minus sign": ("moved \u22127.5% today", [("\u22127.5%", -7.5, "percent")]),
    "negative with an en dash": ("moved \u20137.5% today", [("\u20137.5%", -7.5, "percent")]),
    "a dash before a percentage": ("shares \u2013 7.5% of them", [("7.5%", 7.5, "percent")]),
    "a quarter": ("$7bn a quarter", [("$7bn a quarter", 7 * B, "USD/quarter")]),
    "per week": ("$40 million per week", [("$40 million per week", 40 * M, "USD/week")]),
    "each day": ("$9 million each day", [("$9 million each day", 9 * M, "USD/day")]),
    "a year later is no rate": ("and $8 billion a year later", [("$8 billion", 8 * B, "USD")]),
    "a year from now is no rate": ("$8 billion a year from now", [("$8 billion", 8 * B, "USD")]),
    "a year from 2027 is one": ("$8 billion a year from 2027", [("$8 billion a year", 8 * B, "USD/year")]),
    "a year after tax is one": ("$8 billion a year after tax", [("$8 billion a year", 8 * B, "USD/year")]),
    "an hour ago is no rate": ("$8 billion an hour ago", [("$8 billion", 8 * B, "USD")]),
    "energy has no price per watt": ("$48 per megawatt-hour", [("$48", 48, "USD")]),
    "millions as MM": ("raised $7.5MM or $12 MM", [("$7.5MM", 7.5 * M, "USD"), ("$12 MM", 12 * M, "USD")]),
    "a range of dollars in words": ("7\u20139 billion dollars", [("7\u20139 billion dollars", (7 * B, 9 * B), "USD")]),
    "a change of dollars in words": ("from 7 to 9 billion dollars", [("9 billion dollars", 9 * B, "USD")]),
    "a loss in brackets": ("a net loss of ($7.4) million", [("($7.4) million", 7.4 * M, "USD")]),
    "a loss per share in brackets": ("lost $(0.31) per share", [("$(0.31) per share", 0.31, "USD/share")]),
    "negative profit has no place": ("EBITDA of ($7.4) million, EPS of ($0.31), income of $(9) million", []),
    "brackets of an aside": ("revenue ($7.4 million)", [("$7.4 million", 7.4 * M, "USD")]),
    "an em space": ("$7\u2003billion for 40\u2003MW", [("$7\u2003billion", 7 * B, "USD"), ("40\u2003MW", 40, "MW")]),
    "an ideographic space": ("$7\u3000billion", [("$7\u3000billion", 7 * B, "USD")]),
    "megawatts": ("a 250MW site", [("250MW", 250, "MW")]),
    "gigawatts become megawatts": ("1.2-GW campus", [("1.2-GW", 1200, "MW")]),
    "a year before an amount is no range": (
        "480 MW in 2026 and 1.2 GW by 2027",
        [("480 MW", 480, "MW"), ("1.2 GW", 1200, "MW")],
    ),
    "a year before a percentage is no range": ("in 2026 to 30%", [("30%", 30, "percent")]),
    "numbers that look like years are a range": ("2000 to 2100 MW", [("2000 to 2100 MW", (2000, 2100), "MW")]),
    "a range with two units": ("120MW-180MW", [("120MW-180MW", (120, 180), "MW")]),
    "a range of megawatts and gigawatts": ("900 MW\u20131.1 GW", [("900 MW\u20131.1 GW", (900, 1100), "MW")]),
    "between two powers": ("between 120 MW and 180 MW", [("120 MW and 180 MW", (120, 180), "MW")]),
    "two powers": ("120 MW and 180 MW", [("120 MW", 120, "MW"), ("180 MW", 180, "MW")]),
    "from one power to another": ("from 120 MW to 180 MW", [("120 MW", 120, "MW"), ("180 MW", 180, "MW")]),
    "no power in gigawatt-years": ("2.5 GW-years of it", []),
    "spelled-out gigawatts": ("over five gigawatts", [("five gigawatts", 5000, "MW")]),
    "GPUs with a name between": ("100,000 Nvidia GB200 GPUs", [("100,000 Nvidia GB200 GPUs", 100_000, "GPUs")]),
    "no GPUs in racks": ("48 GB300 NVL72 racks and 700 HGX B200 servers", []),
    "the GPUs in racks": ("48 GB300 NVL72 racks with 3,456 GPUs", [("3,456 GPUs", 3456, "GPUs")]),
    "GPUs of a cluster": ("a 60,000 H200 GPU cluster", [("60,000 H200", 60_000, "GPUs")]),
    "shares": ("2.1 million shares", [("2.1 million shares", 2.1 * M, "shares")]),
    "a term in words": ("for seven years", [("seven years", 7, "years")]),
    "a hyphenated term": ("a 15-year lease", [("15-year", 15, "years")]),
    "months": ("an 18-month lease", [("18-month", 18, "months")]),
    "times": ("grew 137 times", [("137 times", 137, "x")]),
    "doubling": ("capacity doubled", [("doubled", 2, "x")]),
    "times in words": ("four times the output", [("four times", 4, "x")]),
    "half a million chips": ("half a million AI chips", [("half a million AI chips", 500_000, "GPUs")]),
    "chips of a maker": (
        "1 million of its specialized AI chips",
        [("1 million of its specialized AI chips", M, "GPUs")],
    ),
    "dollars in words": ("half a trillion dollars", [("half a trillion dollars", 0.5e12, "USD")]),
    "a hyphenated monthly sum": ("a $920-million-a-month deal", [("$920-million-a-month", 920 * M, "USD/month")]),
    "a spaced scale": ("about US$207 M)", [("US$207 M", 207 * M, "USD")]),
    "a dash between clauses": ("$16,000 — 96 GB of memory", [("$16,000", 16_000, "USD")]),
    "a change is two amounts": (
        "raised its target from $140 to $160",
        [("$140", 140, "USD"), ("$160", 160, "USD")],
    ),
    "chinese hundred millions": ("合同额352亿美元", [("352亿美元", 35.2 * B, "USD")]),
    "chinese rate behind": ("租金1.25亿美元/月", [("1.25亿美元/月", 125 * M, "USD/month")]),
    "chinese rate before": ("每月1.25亿美元", [("1.25亿美元", 125 * M, "USD/month")]),
    "chinese price per gigawatt": ("每GW每年300亿美元", [("300亿美元", 30, "USD/W")]),
    "chinese power": ("500兆瓦和1.2吉瓦", [("500兆瓦", 500, "MW"), ("1.2吉瓦", 1200, "MW")]),
    "chinese ten thousand kilowatts": ("200万千瓦", [("200万千瓦", 2000, "MW")]),
    "chinese words for a term": (
        "两年，五年期，18个月",
        [("两年", 2, "years"), ("五年期", 5, "years"), ("18个月", 18, "months")],
    ),
    "chinese range": ("100至120亿美元", [("100至120亿美元", (10 * B, 12 * B), "USD")]),
    "chinese cards": ("10万张GPU", [("10万张GPU", 100_000, "GPUs")]),
    "chinese percent in words": ("百分之十五", [("百分之十五", 15, "percent")]),
    "chinese times": ("增长137倍", [("137倍", 137, "x")]),
    "full-width digits": ("３５２亿美元，１５％", [("３５２亿美元", 35.2 * B, "USD"), ("１５％", 15, "percent")]),
    "dollar sign and 亿": ("达到$352亿", [("$352亿", 35.2 * B, "USD")]),
    "percent in chinese text": ("股价下跌13%，英伟达5GW项目", [("13%", 13, "percent"), ("5GW", 5000, "MW")]),
    "no renminbi": ("合同额352亿元人民币", []),
    "no years in chinese dates": ("2026年底，26年，两年前，第三年", []),
    "per gigawatt alone": ("$30bn per GW", [("$30bn per GW", 30, "USD/W")]),
    "per megawatt and year": ("$12 million per MW per year", [("$12 million per MW per year", 12, "USD/W")]),
    "per kilowatt and month": ("$150/kW/month", [("$150/kW/month", 1.8, "USD/W")]),
    "per chip by name": ("$2.50 per H100 hour", [("$2.50 per H100 hour", 2.5, "USD/GPU-hour")]),
    "a range of months": ("terms of 24 to 36 months", [("24 to 36 months", (24, 36), "months")]),
    "percent between": ("between 54 and 56%", [("54 and 56%", (54, 56), "percent")]),
    "deviations": ("from -1 to -3 standard deviations", [("-1 to -3 standard deviations", (-3, -1), "sigma")]),
    "a percentile": ("near the 100th percentile", [("100th percentile", 100, "percentile")]),
    "billions as bln": ("capex up to $28 bln", [("$28 bln", 28 * B, "USD")]),
    "no term in the first months": ("a discount for the first two months", []),
    "nothing in other currencies": ("NT$5 billion or C$3 or €4 million", []),
    "nothing in other dollars": ("CAD $700 million, $700 million Canadian in notes, $9 million AUD", []),
    "nothing in dollars told in words": ("$700 million in Australian dollars, 9 million Canadian dollars", []),
    "a Canadian site": ("a $7 billion Canadian campus", [("$7 billion", 7 * B, "USD")]),
    "US dollars in Canada": ("In Canadian towns, US$7 million", [("US$7 million", 7 * M, "USD")]),
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
    "from a prior range": ("$44 billion, raised from our earlier range of $31 to $38 billion", [False, True]),
    "versus": ("$67 versus $92", [False, True]),
    "lowered from": ("cut to $67 from $92", [False, True]),
    "one range to another": ("from $20-25 billion to $28-30 billion", [True, False]),
    "two of before": ("to $24 and $21 from $20 and $18", [False, False, True, True]),
    "in brackets": ("PT $640 (was $890)", [False, True]),
    "a range that opens with from": ("from $5 billion to $7 billion", [False]),
}


@pytest.mark.parametrize(("text", "expected"), PRIOR.values(), ids=PRIOR)
def test_what_was_before_is_marked(text, expected):
    assert [a.prior for a in find_amounts(text)] == expected


COMPARED = {
    "up to": ("up to $10 billion", "up_to"),
    "as much as": ("as much as 1.2 GW", "up_to"),
    "at least": ("at least 500 MW", "at_least"),
    "over": ("over $40 billion", "at_least"),
    "plus sign": ("$40B+ in orders", "at_least"),
    "about": ("approximately 250 MW", "about"),
    "tilde": ("~20GW", "about"),
    "chinese up to": ("高达100亿美元", "up_to"),
    "chinese more than": ("超过500兆瓦", "at_least"),
    "chinese about": ("约352亿美元", "about"),
    "nothing": ("a $10 billion order", None),
    "over a time is no bound": ("over five years", None),
}


@pytest.mark.parametrize(("text", "expected"), COMPARED.values(), ids=COMPARED)
def test_a_bound_is_told_from_a_value(text, expected):
    (amount,) = find_amounts(text)
    assert amount.comparator == expected


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


# ── written and read again ──

SCALES = [("trillion", 1e12), ("billion", 1e9), ("bn", 1e9), ("million", 1e6), ("mn", 1e6), ("", 1.0)]
HAN = [("万亿", 1e12), ("亿", 1e8), ("万", 1e4)]
RATES = [
    ("", "USD"),
    (" per month", "USD/month"),
    (" a quarter", "USD/quarter"),
    (" a year", "USD/year"),
    ("/GPU-hour", "USD/GPU-hour"),
    (" a share", "USD/share"),
]
WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
AROUND = st.sampled_from(["", "It paid ", "(", "合同为", "said: "])
BEHIND = st.sampled_from(["", " for the servers.", ", it said", "；", "。", ")"])
FIGURES = st.decimals(min_value="0.01", max_value="9999", places=2).map(lambda d: f"{d.normalize():f}")


def only(before: str, told: str, after: str):
    """The one amount of a text, which must be exactly what was told."""
    text = f"{before}{told}{after}"
    (amount,) = find_amounts(text)
    assert text[amount.start : amount.end] == told
    return amount


@given(AROUND, FIGURES, st.sampled_from(SCALES), st.sampled_from(RATES), st.sampled_from(["$", "US$"]), BEHIND)
def test_dollars_in_any_dress_are_read_back(before, figure, scale, rate, sign, after):
    amount = only(before, f"{sign}{figure}{' ' if scale[0] else ''}{scale[0]}{rate[0]}", after)
    assert amount.unit == rate[1]
    assert amount.value == pytest.approx(float(figure) * scale[1])


@given(
    st.integers(1, 999),
    st.sampled_from([chr(sign) for sign in (0x20, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)]),
    st.sampled_from([("billion", B, "USD"), ("million", M, "USD"), ("MW", 1.0, "MW"), ("GW", 1e3, "MW")]),
)
def test_any_blank_may_stand_before_a_unit(number, blank, unit):
    told = f"{'$' if unit[2] == 'USD' else ''}{number}{blank}{unit[0]}"
    amount = only("It takes ", told, " now")
    assert (amount.value, amount.unit) == (number * unit[1], unit[2])


@given(st.integers(1, 99), st.sampled_from("-\u2212\u2013"), st.sampled_from(["", "moved ", "(", "A, "]))
def test_a_minus_is_a_minus_however_it_is_written(number, sign, before):
    assert only(before, f"{sign}{number}%", " today").value == -number


@given(AROUND, FIGURES, st.sampled_from(HAN), st.booleans(), st.sampled_from(["", "/月", "/年"]), BEHIND)
def test_chinese_dollars_are_read_back(before, figure, scale, is_wide, rate, after):
    told = f"{figure.translate(WIDE) if is_wide else figure}{scale[0]}美元{rate}"
    amount = only(before, told, after)
    assert amount.unit == {"": "USD", "/月": "USD/month", "/年": "USD/year"}[rate]
    assert amount.value == pytest.approx(float(figure) * scale[1])


@given(
    AROUND,
    FIGURES,
    st.sampled_from([("MW", 1), (" megawatts", 1), ("GW", 1e3), (" GW", 1e3), ("兆瓦", 1), ("吉瓦", 1e3)]),
    BEHIND,
)
def test_power_is_read_back_in_megawatts(before, figure, unit, after):
    amount = only(before, f"{figure}{unit[0]}", after)
    assert (amount.unit, amount.value) == ("MW", pytest.approx(float(figure) * unit[1]))


@given(
    AROUND,
    st.integers(1, 99),
    st.integers(1, 99),
    st.sampled_from(["-", "–", " to "]),
    st.sampled_from(["%", " percent"]),
    BEHIND,
)
def test_a_range_of_percentages_is_read_back_low_first(before, one, other, join, unit, after):
    amount = only(before, f"{one}{join}{other}{unit}", after)
    assert amount.value == (min(one, other), max(one, other))


@given(
    st.lists(
        st.sampled_from(
            ["$1.2 billion", "500 MW", "15%", "352亿美元", "two years", "and", "，", "x", "\n", "2026", "per month"]
        ),
        max_size=30,
    )
)
def test_amounts_of_a_long_text_are_those_of_its_parts_and_in_order(parts):
    text = " ".join(parts)
    found = find_amounts(text)
    assert [a.start for a in found] == sorted(a.start for a in found)
    assert all(text[a.start : a.end].strip() == text[a.start : a.end] for a in found)


@given(st.text(max_size=400))
def test_no_text_makes_the_reader_stumble(text):
    assert all(0 <= a.start < a.end <= len(text) for a in find_amounts(text))


@given(st.text(alphabet="$0123456789.,-–% abMGWxyear to/hr\n亿万美元兆瓦年月百分之两至每１２", max_size=120))
def test_amounts_never_overlap_and_stay_inside_the_text(text):
    found = find_amounts(text)
    assert all(0 <= a.start < a.end <= len(text) for a in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


NUMBERED = {
    sums.DOLLARS: sums.DOLLAR_UNITS,
    quantities.PERCENT: quantities.PERCENT_UNITS,
    quantities.POWER: quantities.POWER_UNITS,
    quantities.TERM: quantities.TERM_UNITS,
    quantities.TIMES: quantities.TIMES_UNITS,
    quantities.DEVIATIONS: quantities.DEVIATION_UNITS,
    quantities.COUNT: None,
}


@pytest.mark.parametrize(("pattern", "units"), NUMBERED.items(), ids=range(len(NUMBERED)))
@settings(max_examples=3 * settings.default.max_examples)
@given(
    st.lists(
        st.sampled_from(
            """1 25 1,250 3.5 .5 -2 +3 ٣ five Two % percent MW gigawatts years months GPUs shares x fold times
            billion B dollars USD sigma th percentile - – \u2212 to , . a A_ $ ſix 123,456,789,012,345.123456""".split()
        )
        | st.just(" ")
        | st.just("half a million"),
        max_size=14,
    ).map("".join)
)
def test_no_amount_begins_where_no_number_is_looked_for(pattern, units, text):
    places = Places(text)
    tried = places.numbers if units is None else places.before(units)
    assert [hit.span() for hit in hits_at(pattern, text, tried)] == [h.span() for h in pattern.finditer(text)]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [(sums.MONEY, sums.MONEY_SIGNS), (quantities.MULTIPLE, quantities.MULTIPLES)],
    ids=["money", "multiples"],
)
@given(st.lists(st.sampled_from("1 2.5 $ US$ USD uSd a doubled Tripling quadruples down -".split()) | st.just(" ")))
def test_no_amount_begins_with_other_signs_than_are_looked_for(pattern, words, parts):
    text = "".join(parts)
    places = Places(text).of(words)
    assert [hit.span() for hit in hits_at(pattern, text, places)] == [h.span() for h in pattern.finditer(text)]


@given(
    st.sampled_from([*comparators.COMPARING, "moreover", "cover", "up", "as much"]),
    st.sampled_from([" ", "  ", "\n", ". "]),
    st.sampled_from(["5%", "$3 billion"]),
)
def test_words_of_comparing_are_looked_for_by_their_ends(words, gap, figure):
    text = f"It was {words}{gap}{figure}"
    hit = comparators.COMPARED.search(text[: text.index(figure)])
    kind = hit.lastgroup.removesuffix("_han").removesuffix("_sign") if hit else None
    assert [amount.comparator for amount in find_amounts(text)] == [kind]


HOSTILE = [
    "1" * 100_000,
    "$" * 100_000,
    "1," * 50_000,
    "1." * 50_000,
    "$1-" * 20_000,
    "five-" * 20_000,
    "1 Aa Bb " * 9_000,
    "亿" * 100_000,
    "1亿" * 50_000,
    "1亿-" * 30_000,
    "一" * 100_000,
    "每年" * 50_000 + "1美元",
    "１" * 100_000 + "亿美元",
    "$1 per GW " * 10_000,
    "between 1 and " * 7_000 + "2%",
    "($1) " * 10_000,
    "1MW-" * 25_000,
    "1 billion to " * 8_000 + "dollars",
    "$1 an hour " * 4_000,
    "8 H100 GPUs $1 an hour, " * 2_000,
    "$1 billion Canadian " * 5_000,
    "from $1-2 to " * 8_000,
]


@pytest.mark.thorough
@pytest.mark.parametrize("text", HOSTILE, ids=[text[:5] for text in HOSTILE])
def test_hostile_text_costs_one_pass(text):
    assert spent(text) < 1.5
    # Ten times the text may cost ten times as much, not a hundred: 30 and three tries leave room for a busy machine.
    assert any(spent(text) < 30 * max(spent(text[: len(text) // 10]), 0.004) for _ in range(3))


def spent(text: str) -> float:
    started = time.process_time()
    find_amounts(text)
    return time.process_time() - started
