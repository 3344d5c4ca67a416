"""Amounts in Chinese: 亿 is a hundred million and 万 ten thousand, and digits may be full-width.

These patterns run only where such characters stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.extract.amounts.number_places import amount_of
from pipelines.extract.amounts.numerals import NUM, Amount, number_in, pair, scale_in
from pipelines.extract.amounts.sums import CN_RATE, priced

HAN_SIGN = re.compile(r"[\u4e00-\u9fff]")
WIDE = re.compile(r"[\uff04-\uff5e]")
NARROW = {wide: wide - 0xFEE0 for wide in (0xFF04, 0xFF05, 0xFF0B, 0xFF0D, 0xFF0E, 0xFF0F, 0xFF5E,
                                           *range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B),
                                           *range(0xFF41, 0xFF5B))}  # fmt: skip
"""Full-width signs, digits and letters to their ASCII forms, one for one, so that offsets stay. Not the comma: it
separates amounts, not thousands."""
_HAN_WORDS = r"(?:[一二两三四五六七八九十][一二两三四五六七八九十百千]{0,6}+|半)"
_HAN_NUM = rf"(?:{NUM}|{_HAN_WORDS})"
_HAN_SCALE = r"(?:\s?(?:[十百千]?万亿?|[十百千]?亿|billion\b|bn\b|million\b|mn\b)|[BM](?![A-Za-z0-9_]))"
_HAN_TO = r"\s?(?:[-\u2013\u2014~]|至|到)\s?"
_HAN_START = r"(?<![\d.,A-Za-z_$一二两三四五六七八九十百千数几])"
# Left for `re` to compile when a text in Chinese first asks for them.
HAN_MONEY = (
    rf"{_HAN_START}(?P<a>{_HAN_NUM})(?P<sa>{_HAN_SCALE})?(?:(?:\s?美[元金])?{_HAN_TO}(?P<b>{_HAN_NUM})(?P<sb>{_HAN_SCALE})?)?"
    rf"\s?美[元金](?P<rate>{CN_RATE})?"
)
HAN_BEFORE = (
    r"每(?:个)?(?P<what>吉瓦|GW|兆瓦|MW|瓦特?|GPU小时|卡时|卡每?小时|小时|月|年|股)(?:每(?P<when>年|月))?"
    r"(?:租金|价格|支付|收取|付)?(?:约为?|为|近|超过|达)?\s?$"
)
HAN_POWER = (
    rf"{_HAN_START}(?P<a>{_HAN_NUM})(?P<sa>万)?(?:{_HAN_TO}(?P<b>{_HAN_NUM})(?P<sb>万)?)?"
    r"\s?(?P<u>千兆瓦|兆瓦|吉瓦|百万千瓦|万千瓦)(?!时)"
)
HAN_PERCENT = rf"百分之(?P<a>{_HAN_WORDS}|{NUM})"
HAN_COUNT = (
    rf"{_HAN_START}(?P<a>{_HAN_NUM})(?P<sa>{_HAN_SCALE})?\s?"
    r"(?:(?P<share>股)(?![份价票东市权])|[张块枚颗片个]?\s?(?:英伟达\s?)?(?:[A-Z]{1,2}\d{2,4}[A-Z]?\s?)?(?:GPU(?!小时)|TPU|显卡|加速卡|算力卡|卡(?![车片时]))"
    r"|[张块枚颗片]\s?(?:英伟达\s?)?[A-Z]{1,2}\d{2,4}[A-Z]?)"
)
HAN_TERM = (
    rf"(?<![\d.,A-Za-z_$一二两三四五六七八九十百千第每去来近前])(?P<a>\d{{1,2}}|{_HAN_WORDS})\s?"
    r"(?P<u>年(?:期|合同|租约|租期|协议)?|个月)(?![前后来底初代级度中\d])"
)
HAN_TIMES = rf"{_HAN_START}(?P<a>{_HAN_NUM})\s?倍"
HAN_LAST_YEAR = 20
"""Bare "26年" is the year 2026 rather than a term; longer terms say so ("25年期")."""
POWER_OF = {"千兆瓦": 1e3, "吉瓦": 1e3, "百万千瓦": 1e3, "万千瓦": 10.0, "兆瓦": 1.0}
"""Megawatts."""


def han_amounts(text: str) -> Iterator[Amount]:
    """Amounts in Chinese: the unit decides, a number alone is none."""
    yield from _of_money(text)
    yield from _of_power(text)
    for hit in re.finditer(HAN_PERCENT, text):
        yield amount_of(text, hit, number_in(hit["a"]), "percent")
    for hit in re.finditer(HAN_COUNT, text):
        yield amount_of(
            text, hit, number_in(hit["a"]) * (scale_in(hit["sa"]) or 1.0), "shares" if hit["share"] else "GPUs"
        )
    for hit in re.finditer(HAN_TERM, text):
        is_year = hit["u"] == "年" and hit["a"][0].isdecimal() and number_in(hit["a"]) > HAN_LAST_YEAR
        if not is_year:
            yield amount_of(text, hit, number_in(hit["a"]), "years" if hit["u"][0] == "年" else "months")
    for hit in re.finditer(HAN_TIMES, text):
        yield amount_of(text, hit, number_in(hit["a"]), "x")


def _of_money(text: str) -> Iterator[Amount]:
    for hit in re.finditer(HAN_MONEY, text):
        second_scale = scale_in(hit["sb"])
        value = pair(
            number_in(hit["a"]) * (scale_in(hit["sa"]) or (second_scale if hit["b"] else None) or 1.0),
            number_in(hit["b"]) * (second_scale or 1.0) if hit["b"] else None,
        )
        before = re.search(HAN_BEFORE, text[max(0, hit.start() - 20) : hit.start()])
        rate = hit["rate"] or (f"{before['what']}/{before['when'] or ''}" if before else None)
        yield priced(text, hit.start(), hit.end(), value, rate)


def _of_power(text: str) -> Iterator[Amount]:
    for hit in re.finditer(HAN_POWER, text):
        factor = POWER_OF[hit["u"]]
        first, second = factor * (scale_in(hit["sa"]) or 1.0), factor * (scale_in(hit["sb"]) or 1.0)
        value = pair(number_in(hit["a"]) * first, number_in(hit["b"]) * second if hit["b"] else None)
        yield amount_of(text, hit, value, "MW")
