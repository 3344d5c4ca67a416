"""Chinese texts give the records of their English copies, at the places of the text that was given."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.articles import content_hash
from pipelines.extract import load
from pipelines.extract.extractor import Extractor
from pipelines.extract.text.han import is_chinese
from pipelines.group import group_stories
from tracker.options import GroupOptions
from tracker.records import Article, Basis, DateQuality, Event, Extraction, Precision, Reading

LABELLED = Path(__file__).parents[3] / "floors" / "chinese.jsonl"
LINES = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
PAIRS = {
    "lease": ("传Meta拟对外出租过剩算力", "Meta plans to rent out excess computing power, people familiar say"),
    "contract": ("CoreWeave与Meta签署142亿美元算力合同", "CoreWeave signs $14.2 billion computing contract with Meta"),
    "capex": ("Meta上调2026年资本开支指引至1450亿美元", "Meta raises 2026 capex guidance to $145 billion"),
    "bonds": (
        "甲骨文拟发行250亿美元债券为数据中心融资",
        "Oracle plans to issue $25 billion of bonds to fund data centers",
    ),
    "merger": ("CoreWeave拟90亿美元收购Core Scientific", "CoreWeave plans to acquire Core Scientific for $9 billion"),
    "constraint": (
        "据报道，谷歌因产能受限限制Meta使用算力",
        "Google limits Meta's use of computing power amid capacity constraints, reports say",
    ),
    "model": (
        "摩根士丹利预计Meta 2027年资本开支将达1750亿美元",
        "Morgan Stanley expects Meta capex to reach $175 billion in 2027",
    ),
    "tenant": (
        "Anthropic以每月12.5亿美元从xAI租用500兆瓦算力",
        "Anthropic rents 500MW of compute from xAI for $1.25 billion per month",
    ),
    "traditional": ("輝達宣布投資OpenAI 1000億美元", "Nvidia invests $100 billion in OpenAI"),
}
"""A Chinese headline and its English copy."""


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return load()


@pytest.fixture(scope="module")
def scored(extractor: Extractor) -> list[tuple[dict[str, Any], Extraction]]:
    return [(item, extractor.extract(item["text"])) for item in LINES]


def reading(extractor: Extractor, title: str, *, feed: str, minutes: int = 0) -> Reading:
    at = NOON + timedelta(minutes=minutes)
    article = Article(
        id=feed, feed=feed, key=feed, url=f"http://{feed}.example/1", canonical_url=f"http://{feed}.example/1",
        title=title, summary="", published=at, raw_date=None, precision=Precision.SECOND, quality=DateQuality.OK,
        basis=Basis.PUBLISHED, first_seen=at, version=1, version_seen_at=at, content_hash=content_hash(title, ""),
        body_hash="b", backfilled=True,
    )  # fmt: skip
    return Reading(article=article, extraction=extractor.extract(title))


def told(event: Event) -> tuple[object, ...]:
    amounts = frozenset((q.value, q.unit, q.metric) for q in event.quantities)
    return event.type, event.actor, event.counterparty, event.direction, event.polarity, event.modality, amounts


@pytest.mark.parametrize("pair", PAIRS)
def test_an_original_and_its_english_copy_say_the_same(extractor: Extractor, pair: str) -> None:
    chinese, english = (extractor.extract(text) for text in PAIRS[pair])
    assert chinese.events
    assert [told(event) for event in chinese.events] == [told(event) for event in english.events]


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("first", [0, 1], ids=["original_first", "copy_first"])
def test_an_original_and_its_english_copy_meet_in_one_story(extractor: Extractor, pair: str, first: int) -> None:
    one, other = PAIRS[pair][first], PAIRS[pair][1 - first]
    (story,) = group_stories(
        [reading(extractor, one, feed="a"), reading(extractor, other, feed="b", minutes=20)], GroupOptions()
    )
    assert story.articles == ("a", "b")
    assert story.links[1].relation == "same_event"


def test_another_amount_is_another_deal_across_languages(extractor: Extractor) -> None:
    stories = group_stories(
        [
            reading(extractor, PAIRS["contract"][0], feed="a"),
            reading(extractor, "CoreWeave signs $6 billion computing contract with Meta", feed="b", minutes=20),
        ],
        GroupOptions(),
    )
    assert len(stories) == 2


@pytest.mark.parametrize("text", [item["text"] for item in LINES])
def test_everything_quoted_stands_at_its_place(extractor: Extractor, text: str) -> None:
    text = f"【快讯】{text}！\n（本报讯）"
    found = extractor.extract(text)
    for event in found.events:
        assert all(text[e.start : e.end] == e.text for e in (event.trigger, *event.evidence))
        assert all(text[q.start : q.end] == q.text for q in event.quantities)
    assert all(text[m.start : m.end] == m.text for m in found.mentions)


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("CoreWeave股价跌13%，Nebius跌15%", True),
        ("Meta (脸书) plans to sell computing power", False),
        ("半導体の不足が続く", False),
        ("", False),
        ("Meta plans to sell computing power", False),
    ],
)
def test_only_chinese_is_read_as_chinese(text: str, chinese: bool) -> None:
    assert is_chinese(text) is chinese


def test_the_reader_is_made_for_the_first_chinese_text() -> None:
    extractor = load()
    extractor.extract(PAIRS["lease"][1])
    reader = extractor._reader.events.reader
    assert reader.chinese is None
    extractor.extract(PAIRS["lease"][0])
    assert reader.chinese is not None


def test_a_pipeline_of_ones_own_reads_chinese_too() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("newsimpact")
    doc = nlp(PAIRS["lease"][0])
    assert [(event["type"], event["actor"]) for event in doc._.newsimpact["events"]] == [
        ("compute_leasing", "Meta Platforms")
    ]
    assert [span.text for span in doc.spans["newsimpact.entities"]] == ["Meta"]


def test_full_width_signs_and_traditional_characters_keep_their_places(extractor: Extractor) -> None:
    text = "傳Ｍｅｔａ擬出租２５０兆瓦算力"
    (event,) = extractor.extract(text).events
    assert [(q.text, q.value, q.unit) for q in event.quantities] == [("２５０兆瓦", 250.0, "MW")]


@pytest.mark.parametrize(
    ("text", "polarity", "status"),
    [
        ("Meta否认出租算力", "denied", "announced"),
        ("Meta考虑出租算力", "affirmed", "considered"),
        ("Meta拟出租算力", "affirmed", "planned"),
        ("Meta可能出租算力", "affirmed", "hypothetical"),
        ("Meta要出租算力了？", "affirmed", "question"),
        ("Meta并未出租算力", "negated", "announced"),
        ("Meta暂无出租算力的计划", "denied", "announced"),
        ("这并非Meta首次谈及出租算力", "affirmed", "announced"),
        ("Meta未来三年将出租算力", "affirmed", "planned"),
        ("Meta将闲置算力租给Anthropic", "affirmed", "announced"),
        ("Meta将向Anthropic出租闲置算力", "affirmed", "planned"),
    ],
)
def test_words_place_an_event_on_its_axes(extractor: Extractor, text: str, polarity: str, status: str) -> None:
    (event,) = extractor.extract(text).events
    assert (event.polarity, event.status) == (polarity, status)


def test_what_was_sold_does_not_buy(extractor: Extractor) -> None:
    held = extractor.extract("栎树资本大幅减持英伟达，加仓微软").events
    assert [(e.actor, e.counterparty, e.direction) for e in held] == [
        ("栎树资本", "NVIDIA", "down"),
        ("栎树资本", "Microsoft", "up"),
    ]


def test_those_who_build_together_each_build(extractor: Extractor) -> None:
    built = extractor.extract("OpenAI、甲骨文和软银将新建五座数据中心").events
    assert [(e.type, e.actor) for e in built] == [
        ("data_center_build", name) for name in ("OpenAI", "Oracle", "SoftBank")
    ]


def test_groups_of_shares_are_called_as_in_english(extractor: Extractor) -> None:
    (english,) = extractor.extract("Memory stocks fall in early trading").events
    (chinese,) = extractor.extract("存储概念股早盘走低").events
    assert (chinese.type, chinese.direction) == (english.type, english.direction)
    assert chinese.actor == str(english.actor).lower()


def test_several_tens_of_hundred_millions_is_no_figure(extractor: Extractor) -> None:
    (event,) = extractor.extract("Meta将租用谷歌TPU，协议价值数十亿美元").events
    assert not event.quantities


def test_a_descriptive_name_does_not_act(extractor: Extractor) -> None:
    (event,) = extractor.extract("英伟达支持的CoreWeave拟收购Core Scientific").events
    assert (event.actor, event.counterparty) == ("CoreWeave", "Core Scientific")


# ── the floor ──


def f1(pairs: list[tuple[Counter[Any], Counter[Any]]]) -> float:
    hit = sum((gold & mine).total() for gold, mine in pairs)
    return 2 * hit / sum(gold.total() + mine.total() for gold, mine in pairs)


def test_events_and_amounts_do_not_fall_below_their_floor(scored: list[tuple[dict[str, Any], Extraction]]) -> None:
    events = [
        (Counter((e["type"], e["actor"]) for e in gold["events"]), Counter((e.type, e.actor) for e in mine.events))
        for gold, mine in scored
    ]
    amounts = [
        (
            Counter((e["type"], float(q[0]), q[1]) for e in gold["events"] for q in e["quantities"]),
            Counter((e.type, q.value, q.unit) for e in mine.events for q in e.quantities),
        )
        for gold, mine in scored
    ]
    assert f1(events) >= 0.97
    assert f1(amounts) >= 0.97


def test_no_hard_negative_is_called_relevant(scored: list[tuple[dict[str, Any], Extraction]]) -> None:
    assert [gold["text"] for gold, mine in scored if mine.relevant and not gold["relevant"]] == []
    assert sum(not gold["relevant"] for gold, _ in scored) >= 20
    assert len(scored) >= 60


@settings(deadline=None)
@given(
    st.text(
        alphabet="传拟将Meta谷歌算力出租与向从跌涨%1亿美元，。：？、\n （瑞银）评级上调英伟达\ud800\x00", max_size=60
    )
)
def test_no_text_raises(extractor: Extractor, text: str) -> None:
    found = extractor.extract(text)
    assert all(text[m.start : m.end] == m.text for m in found.mentions)
