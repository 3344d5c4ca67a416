"""Reports of one event become one story, and only those."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import group
from pipelines.amendments import Constraints
from pipelines.articles import content_hash
from pipelines.group import group_stories
from pipelines.pieces import is_stale, lead_event
from tracker.options import GroupOptions
from tracker.records import (
    Article,
    Basis,
    Confidence,
    DateQuality,
    Event,
    Evidence,
    Extraction,
    Mention,
    Precision,
    Quantity,
    Reading,
    Stamp,
    Story,
)

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def event(
    type_: str = "compute_leasing", actor: str | None = "Meta", *, other: str | None = None, **more: object
) -> Event:
    start = int(str(more.pop("start", 0)))
    trigger = Evidence(kind="trigger", start=start, end=start + 4, text="sell", rule="test")
    fields = {
        "type": type_,
        "subtype": None,
        "actor": actor,
        "counterparty": other,
        "direction": None,
        "polarity": "affirmed",
        "status": "planned",
        "source": "company",
        "time": "now",
        "trigger": trigger,
        "confidence": Confidence(event=0.9, roles=0.9, status=0.9),
        **more,
    }
    return Event(**fields)  # type: ignore[arg-type]


def amount(value: float) -> Quantity:
    return Quantity(text=str(value), start=0, end=1, value=value, unit="MW")


TICKERS = {"Meta": "META", "CoreWeave": "CRWV", "Nebius": "NBIS", "Bernstein": None}


def reading(
    name: str,
    title: str,
    *events: Event,
    hours: float = 0.0,
    url: str | None = None,
    feed: str = "wire",
    backfilled: bool = True,
    seen_later: timedelta = timedelta(),
) -> Reading:
    at = NOON + timedelta(hours=hours)
    article = Article(
        id=name,
        feed=feed,
        key=name,
        url=url or f"http://{feed}.example/{name}",
        canonical_url=url or f"http://{feed}.example/{name}",
        title=title,
        summary="",
        published=at,
        raw_date=None,
        precision=Precision.SECOND,
        quality=DateQuality.OK,
        basis=Basis.PUBLISHED,
        first_seen=at + seen_later,
        version=1,
        version_seen_at=at + seen_later,
        content_hash=content_hash(title, ""),
        body_hash="b",
        backfilled=backfilled,
    )
    mentions = tuple(
        Mention(text=n, start=0, end=1, canonical=n, ticker=t, kind="company" if t else "broker")
        for n, t in TICKERS.items()
    )
    made = Extraction(
        relevant=True,
        score=1.0,
        themes=("compute_leasing",),
        mentions=mentions,
        events=events,
        made_by="test",
    )
    return Reading(article=article, extraction=made)


def grouped(*readings: Reading) -> list[Story]:
    return group_stories(readings, GroupOptions())


def members(stories: list[Story]) -> list[list[str]]:
    return [list(story.articles) for story in stories]


LEASE = "Meta draws up plan to sell spare AI computing power"


def test_a_syndicated_copy_with_the_same_address_is_a_duplicate() -> None:
    (story,) = grouped(
        reading("a", LEASE, event(), url="http://x.example/1"),
        reading("b", "Something else entirely", hours=200, url="http://x.example/1"),
    )
    assert [(link.relation, link.reason) for link in story.links] == [
        ("first", "opens"),
        ("duplicate", "canonical_url"),
    ]


def test_the_same_text_elsewhere_is_a_duplicate_even_without_an_event_read_in_it() -> None:
    (story,) = grouped(reading("a", LEASE, event()), reading("b", LEASE.upper(), hours=100, feed="other"))
    assert story.links[1].reason == "content_hash"
    assert story.sources == 2


def test_a_reworded_report_of_the_same_event_joins_within_three_days() -> None:
    (story,) = grouped(
        reading("a", LEASE, event()),
        reading("b", "Facebook owner weighs renting out data centre capacity", event(), hours=60),
    )
    assert story.links[1].relation == "same_event"


def test_the_same_event_told_again_later_is_another_story() -> None:
    stories = grouped(
        reading("a", LEASE, event()),
        reading("b", "Facebook owner weighs renting out data centre capacity", event(), hours=24 * 35),
    )
    assert members(stories) == [["a"], ["b"]]


def test_a_later_report_with_a_new_number_has_a_time_of_its_own() -> None:
    first = reading("a", LEASE, event(quantities=(amount(100),)))
    more = event(quantities=(amount(250),))
    at_once, later = (reading("b", "Facebook owner offers more", more, hours=hours) for hours in (11, 20))
    assert members(grouped(first, at_once)) == [["a", "b"]]
    told = grouped(first, later, reading("c", "Facebook offers 240 MW", event(quantities=(amount(240),)), hours=22))
    assert members(told) == [["a"], ["b", "c"]]
    assert told[1].t0 == later.stamp
    # Without anything new, it is the first event told once more.
    assert members(grouped(first, reading("b", "Facebook owner offers", event(), hours=20))) == [["a", "b"]]


def test_a_copy_of_what_the_user_struck_opens_no_story_either() -> None:
    first = reading("a", LEASE, event(), url="http://x.example/1")
    copy = reading("b", "Something reworded", event(), hours=5, url="http://x.example/1", feed="other")
    other = reading("c", "Facebook owner weighs renting out data centres", event(), hours=6)
    struck = Constraints(struck={"a": frozenset({"compute_leasing"})})
    assert members(group_stories([first, copy], GroupOptions(), struck)) == []
    assert members(group_stories([first, copy, other], GroupOptions(), struck)) == [["c"]]
    elsewhere = Constraints(struck={"a": frozenset({"contract"})})
    assert members(group_stories([first, copy], GroupOptions(), elsewhere)) == [["a", "b"]]


def test_a_denial_is_a_story_of_its_own_at_once() -> None:
    denied = event(polarity="denied")
    told = grouped(
        reading("a", LEASE, event()),
        reading("b", "Meta denies plan to sell spare AI computing power", denied, hours=1),
        reading("c", "Facebook owner: no plan to rent out data centres", denied, hours=2),
    )
    assert members(told) == [["a"], ["b", "c"]]


def test_a_report_that_only_looks_back_opens_nothing_and_is_a_mention_of_what_is_told_now() -> None:
    old = event(time="retold", date="2026-05-27", status="considered")
    assert grouped(reading("b", "What Zuckerberg said in May", old)) == []
    (story,) = grouped(reading("a", LEASE, event(start=5), old), reading("b", "What Zuckerberg said in May", old))
    assert [(link.article, link.relation) for link in story.links] == [("a", "first"), ("b", "prior_mention")]
    assert [claim.date for link in story.links for claim in link.retold] == ["2026-05-27"] * 2
    assert story.sources == 1


def test_a_report_that_only_looks_back_belongs_to_the_story_of_the_day_it_gives() -> None:
    old = event(time="retold", date="2026-05-27", status="considered")
    may = reading("may", "Meta considers selling computing power", event(status="considered"), hours=-35 * 24 + 6)
    told = grouped(may, reading("a", LEASE, event()), reading("b", "What Zuckerberg said in May", old, hours=3))
    assert members(told) == [["may", "b"], ["a"]]
    assert told[0].links[1].relation == "prior_mention"


@given(st.permutations(range(4)))
@settings(max_examples=24, deadline=None)
def test_where_a_look_back_goes_does_not_depend_on_who_arrives_first(order: list[int]) -> None:
    old = event(time="retold", date="2026-05-27", status="considered")
    readings = [
        reading("may", "Meta considers selling computing power", event(status="considered"), hours=-35 * 24),
        reading("a", LEASE, event()),
        reading("b", "What Zuckerberg said in May", old, hours=3),
        reading("c", "Meta denies plan", event(polarity="denied"), hours=5),
    ]
    assert grouped(*(readings[number] for number in order)) == grouped(*readings)


def test_two_contracts_with_different_customers_are_two_stories() -> None:
    stories = grouped(
        reading("a", "Nebius wins Microsoft order", event("contract", "Nebius", other="Microsoft")),
        reading("b", "Nebius signs up Meta", event("contract", "Nebius", other="Meta"), hours=2),
    )
    assert members(stories) == [["a"], ["b"]]


def test_one_company_s_two_kinds_of_event_are_two_stories() -> None:
    stories = grouped(
        reading("a", LEASE, event()),
        reading("b", "Meta lifts spending forecast", event("capex_guidance"), hours=1),
    )
    assert members(stories) == [["a"], ["b"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            ("Citi upgrades Nvidia to buy", event("analyst_rating", "Citi", other="NVIDIA")),
            ("Citi upgrades AMD to buy", event("analyst_rating", "Citi", other="AMD")),
            id="one broker and two companies",
        ),
        pytest.param(
            ("Microsoft raises full-year capex guidance", event("capex_guidance", "Microsoft")),
            ("Alphabet raises full-year capex guidance", event("capex_guidance", "Alphabet")),
            id="two companies in one phrase",
        ),
        pytest.param(
            ("Microsoft signs contract with CoreWeave", event("contract", "Microsoft", other="CoreWeave")),
            ("Microsoft signs contract with Nebius", event("contract", "Microsoft", other="Nebius")),
            id="two suppliers of one customer",
        ),
    ],
)
def test_headlines_that_differ_in_a_name_only_are_two_stories(one: tuple[str, Event], other: tuple[str, Event]) -> None:
    # Enough other headlines that the names are no rarer than the phrase.
    noise = [reading(f"n{n}", f"CoreWeave Nebius Nvidia AMD item {n}", hours=-100 - n) for n in range(30)]
    stories = grouped(*noise, reading("a", *one), reading("b", *other, hours=1))
    assert members(stories) == [["a"], ["b"]]


def test_alike_headlines_without_events_are_told_apart_by_the_companies_in_them() -> None:
    one, other = (
        reading(name, f"{company} announces pricing of senior notes", hours=hour, feed=name)
        for name, company, hour in (("a", "CoreWeave", 0), ("b", "Nebius", 1))
    )
    opened = replace(one, extraction=replace(one.extraction, events=(event("debt_financing", "CoreWeave"),)))
    opened, other = (named(piece, name) for piece, name in ((opened, "CoreWeave"), (other, "Nebius")))
    assert members(grouped(opened, other)) == [["a"]]


def named(piece: Reading, company: str) -> Reading:
    """The piece with that company alone among its mentions."""
    mentions = tuple(m for m in piece.extraction.mentions if m.canonical == company)
    return replace(piece, extraction=replace(piece.extraction, mentions=mentions))


def test_a_standing_headline_is_news_again_after_two_weeks() -> None:
    signed = event("contract", "Microsoft", other="CoreWeave")
    stories = grouped(
        reading("a", "Microsoft signs contract with CoreWeave", signed),
        reading("b", "Microsoft signs contract with CoreWeave", signed, hours=24 * 90),
    )
    assert members(stories) == [["a"], ["b"]]


def test_a_front_page_as_link_identifies_nothing() -> None:
    stories = grouped(
        reading("a", LEASE, event(), url="https://wire.example/"),
        reading("b", "Nebius wins order", event("contract", "Nebius"), hours=1, url="https://wire.example/"),
    )
    assert members(stories) == [["a"], ["b"]]


def test_loans_of_different_size_are_different_loans() -> None:
    def loan(amount: float) -> Event:
        dollars = Quantity(text=f"${amount}", start=0, end=1, value=amount, unit="USD")
        return event("debt_financing", "CoreWeave", quantities=(dollars,))

    stories = grouped(
        reading("a", "CoreWeave borrows six billion", loan(6e9)),
        reading("b", "Fresh debt at CoreWeave", loan(4e9), hours=48),
        reading("c", "Lenders give CoreWeave new money", loan(6.3e9), hours=50),  # another outlet's rounding
    )
    assert members(stories) == [["a", "c"], ["b"]]


def test_a_company_with_news_every_other_day_is_not_one_long_story() -> None:
    pieces = [reading(f"p{n}", f"Notice number {chr(97 + n) * 5}", event(), hours=48 * n) for n in range(8)]
    assert [len(story) for story in members(grouped(*pieces))] == [4, 4]


def test_no_headline_that_is_told_again_and_again_holds_a_story_open() -> None:
    # Every three hours for 60 days, 480 times; of a story the first, and 56 in the seven days after it.
    reports = [reading(f"p{n:03}", LEASE, event(), hours=3 * n) for n in range(480)]
    told = grouped(*(replace(each, article=replace(each.article, content_hash=each.article.id)) for each in reports))
    assert [len(story) for story in members(told)] == [57] * 8 + [24]


def test_nor_does_an_address_though_a_copy_of_any_report_belongs_to_its_story() -> None:
    def at(day: float, address: str, title: str) -> Reading:
        return reading(f"p{day:04.1f}", title, event(), hours=24 * day, url=f"http://x.example/{address}")

    notices = [at(day, "1", f"Notice {'abcdefghij'[day // 13] * 5}") for day in range(0, 130, 13)]
    assert [len(story) for story in members(grouped(*notices))] == [2] * 5  # day 13, not day 26, lies within 7 + 14
    # The last report that can join its story, in its seven days, and that one's copy a fortnight later.
    told = [at(2.5 * n, f"r{n}", f"Notice {'vwxyz'[n] * 5}") for n in range(3)]
    assert members(grouped(*told, at(19, "r2", "Something else"))) == [["p00.0", "p02.5", "p05.0", "p19.0"]]


def test_a_copy_that_gives_only_the_day_does_not_take_the_time_from_the_story() -> None:
    precise = reading("precise", LEASE, event(), hours=9)
    day = reading("day", LEASE, event(), hours=-12, feed="other", seen_later=timedelta(hours=22))
    day = replace(day, article=replace(day.article, precision=Precision.DAY))
    (story,) = grouped(precise, day)
    assert story.articles == ("precise", "day")
    assert story.t0 == precise.article.effective


@pytest.mark.parametrize(
    "opening",
    [
        pytest.param(event("price_move", "CoreWeave"), id="a price move would explain itself"),
        pytest.param(event(status="generic"), id="a general remark"),
        pytest.param(event(status="question"), id="a question"),
    ],
)
def test_what_reports_nothing_opens_no_story(opening: Event) -> None:
    assert grouped(reading("a", "CoreWeave sinks 13%", opening)) == []


def test_a_question_joins_the_story_it_asks_about() -> None:
    (story,) = grouped(
        reading("a", LEASE, event()),
        reading("b", "Is Meta selling compute a sign of a glut?", event(status="question"), hours=3),
    )
    assert story.articles == ("a", "b")


def test_a_stale_item_of_an_established_feed_opens_nothing() -> None:
    late = timedelta(days=8)
    assert grouped(reading("a", LEASE, event(), backfilled=False, seen_later=late)) == []
    assert len(grouped(reading("a", LEASE, event(), backfilled=True, seen_later=late))) == 1


def stale(name: str, title: str, *events: Event, days: float, shown: float, **more: Any) -> Reading:
    """A reading dated on one day and shown by an established feed on another; days after the first of July."""
    later = timedelta(days=shown - days)
    return reading(name, title, *events, hours=24 * days, seen_later=later, backfilled=False, **more)


def test_a_week_old_item_is_stale_a_moment_later_and_not_before() -> None:
    assert not is_stale(stale("a", LEASE, days=0, shown=7))
    assert is_stale(stale("a", LEASE, days=0, shown=7.001))


def test_a_stale_item_is_a_prior_mention_of_the_story_told_at_its_date() -> None:
    first = reading("a", LEASE, event(), backfilled=False)
    (story,) = grouped(first, stale("old", "Facebook owner weighs renting out capacity", event(), days=2, shown=40))
    assert [(link.article, link.relation, link.reason) for link in story.links] == [
        ("a", "first", "opens"),
        ("old", "prior_mention", "event"),
    ]
    assert (story.t0, story.sources) == (first.stamp, 1)


def test_a_stale_item_is_a_prior_mention_of_the_story_told_when_it_is_shown() -> None:
    first = reading("a", LEASE, event(), hours=24 * 30, backfilled=False)
    (story,) = grouped(first, stale("old", LEASE, event(), days=10, shown=31, feed="other"))
    assert [(link.article, link.relation) for link in story.links] == [("a", "first"), ("old", "prior_mention")]
    assert (story.t0, story.sources) == (first.stamp, 1)


def test_a_stale_item_holds_no_story_open_and_brings_nobody_into_it() -> None:
    # The old item stands between two reports that are five days apart, and would bridge them.
    reports = [
        reading("a", LEASE, event(), backfilled=False),
        reading("b", "Facebook owner weighs renting out capacity", event(), hours=24 * 5, backfilled=False),
    ]
    bridge = stale("old", "Facebook owner weighs renting out capacity", event(), days=2.5, shown=30)
    assert members(grouped(*reports)) == [["a"], ["b"]]
    assert members(grouped(*reports, bridge)) == [["a", "old"], ["b"]]
    assert [story.t0 for story in grouped(*reports, bridge)] == [story.t0 for story in grouped(*reports)]


@pytest.mark.parametrize(
    ("raw_days", "precision", "quality", "expected"),
    [
        pytest.param(
            7.2, Precision.SECOND, DateQuality.ASSUMED_ZONE, False, id="no zone: half a day more may be meant"
        ),
        pytest.param(7.6, Precision.SECOND, DateQuality.ASSUMED_ZONE, True, id="no zone, and too old in any"),
        pytest.param(7.6, Precision.DAY, DateQuality.OK, False, id="a day may mean its last minute"),
        pytest.param(8.1, Precision.DAY, DateQuality.OK, True, id="a day, and too old at its end"),
        pytest.param(8.6, Precision.DAY, DateQuality.ASSUMED_ZONE, True, id="a day in any zone"),
        pytest.param(40, Precision.SECOND, DateQuality.MISSING, False, id="no date, no age"),
    ],
)
def test_what_is_stale_whatever_hour_and_zone_a_date_leaves_open(
    raw_days: float, precision: Precision, quality: DateQuality, expected: bool
) -> None:
    piece = stale("a", LEASE, event(), days=0, shown=raw_days)
    missing = quality is DateQuality.MISSING
    dated = replace(
        piece.article,
        published=None if missing else NOON.replace(hour=0) + timedelta(hours=12 * (precision is not Precision.DAY)),
        first_seen=NOON.replace(hour=0) + timedelta(days=raw_days, hours=12 * (precision is not Precision.DAY)),
        precision=precision,
        quality=quality,
    )
    assert is_stale(replace(piece, article=dated)) is expected


def test_an_old_date_without_a_zone_opens_nothing_either() -> None:
    # Its zone is unknown, so the hour is that of its appearance; but that it is eleven days old is certain.
    old = stale("a", LEASE, event(), days=0, shown=11)
    old = replace(old, article=replace(old.article, quality=DateQuality.ASSUMED_ZONE))
    assert old.stamp.at == old.article.first_seen
    assert grouped(old) == []


def test_an_old_article_edited_into_news_before_our_eyes_is_news() -> None:
    old = stale("a", LEASE, event(), days=0, shown=20)
    edited = Stamp(at=old.article.first_seen + timedelta(hours=5), basis=Basis.UPDATED)
    (story,) = grouped(replace(old, since=edited))
    assert story.t0 == edited


def test_a_report_whose_date_is_put_back_later_keeps_its_story() -> None:
    seen = reading("a", LEASE, event(), backfilled=False)
    back = replace(seen.article, version=2, published=NOON - timedelta(days=30))
    (story,) = grouped(replace(seen, article=back, since=seen.article.effective))
    assert story.t0.at == NOON


_STALE_SHOWN = st.lists(st.tuples(st.floats(-20, 30), st.floats(7.1, 60), st.integers(0, 4)), max_size=6)


@settings(deadline=None)
@given(_STALE_SHOWN)
def test_stale_items_change_nothing_of_any_story_but_its_mentions(shown: list[tuple[float, float, int]]) -> None:
    told = [
        reading("a", LEASE, event(), backfilled=False),
        reading("b", "Facebook owner weighs renting out capacity", event(), hours=30, backfilled=False),
        reading("c", "Nebius wins Microsoft order", event("contract", "Nebius", other="Microsoft"), hours=31),
        reading("d", "Nebius order from Microsoft", event("contract", "Nebius"), hours=24 * 6),
        reading("e", "Meta sells compute after all", event(), hours=24 * 20),
    ]
    old = [
        stale(f"old {n}", told[which].article.title, *told[which].extraction.events, days=days, shown=days + late)
        for n, (days, late, which) in enumerate(shown)
    ]
    with_old = grouped(*told, *old)
    assert [without_mentions(story) for story in with_old] == grouped(*told)
    mentioned = [link.article for story in with_old for link in story.links if link.relation == "prior_mention"]
    assert len(set(mentioned)) == len(mentioned)


def without_mentions(story: Story) -> Story:
    return replace(story, links=tuple(link for link in story.links if link.relation != "prior_mention"))


def test_daily_templates_with_other_numbers_stay_apart() -> None:
    stories = grouped(
        reading("a", "Chip stocks fall 3% at close on Monday", event("supply_constraint", "Nebius")),
        reading("b", "Chip stocks fall 5% at close on Tuesday", event("debt_financing", "CoreWeave"), hours=11),
    )
    assert members(stories) == [["a"], ["b"]]


def test_brokers_are_no_participants() -> None:
    (story,) = grouped(
        reading("a", "Bernstein cuts CoreWeave", event("analyst_rating", "Bernstein", roles={"rated": "CoreWeave"}))
    )
    assert story.participants == ("CRWV",)


def test_an_event_without_an_actor_still_measures_its_other_party() -> None:
    (story,) = grouped(reading("a", "Loan for CoreWeave", event("debt_financing", None, other="CoreWeave")))
    assert (story.actor, story.participants) == (None, ("CRWV",))


def test_first_report_time_is_the_earliest_trusted_one() -> None:
    (story,) = grouped(
        reading("late", LEASE, event(), hours=2), reading("early", LEASE, event(), hours=0, feed="other")
    )
    assert story.t0.at == NOON
    assert story.articles == ("early", "late")


def test_the_headline_event_leads_before_a_surer_one_in_the_text() -> None:
    sure = event("contract", start=90, confidence=Confidence(event=0.99, roles=1, status=1))
    piece = reading("a", LEASE, sure, event(start=5))
    found = lead_event(piece)
    assert found is not None
    assert found.type == "compute_leasing"


def test_what_stands_far_down_a_page_leads_only_when_nothing_stands_above_it() -> None:
    background = event("contract", start=2000, confidence=Confidence(event=0.99, roles=1, status=1))
    near = event(start=len(LEASE) + 300)
    feed_only = reading("a", LEASE, background, near)
    with_page = replace(feed_only, article=replace(feed_only.article, page_text="x" * 3000))
    alone = replace(with_page, extraction=replace(with_page.extraction, events=(background,)))
    assert [lead_event(piece) for piece in (with_page, alone)] == [near, background]
    long = replace(feed_only, article=replace(feed_only.article, summary="x" * 3000))
    assert lead_event(long) == background  # a text that the feed itself carries is weighed as before


@given(st.integers(0, 2**32))
def test_the_order_of_arrival_does_not_matter(seed: int) -> None:
    pieces = [
        reading("a", LEASE, event()),
        reading("b", LEASE, hours=1, feed="copy"),
        reading("c", "Facebook owner weighs renting out capacity", event(), hours=30),
        reading("d", "Nebius wins Microsoft order", event("contract", "Nebius", other="Microsoft"), hours=31),
        reading("e", "Meta sells compute after all", event(), hours=24 * 40),
    ]
    shuffled = random.Random(seed).sample(pieces, len(pieces))
    assert grouped(*shuffled) == grouped(*pieces)


@given(st.integers(1, 5))
def test_later_articles_do_not_change_which_earlier_ones_belong_together(keep: int) -> None:
    pieces = [
        reading("a", LEASE, event()),
        reading("b", "Facebook owner weighs renting out capacity", event(), hours=30),
        reading("c", "Nebius wins Microsoft order", event("contract", "Nebius", other="Microsoft"), hours=31),
        reading("d", "Nebius order from Microsoft", event("contract", "Nebius"), hours=32),
        reading("e", "Meta sells compute after all", event(), hours=24 * 40),
    ]
    earlier = {piece.article.id for piece in pieces[:keep]}
    seen_in_full = [[a for a in story if a in earlier] for story in members(grouped(*pieces))]
    assert [story for story in seen_in_full if story] == members(grouped(*pieces[:keep]))


# ── independent sources ─────────────────────────────────────────────────────────────────────────────

TEXTS = ("Meta weighs renting out its data centres", "Facebook owner may let out spare servers", "A cloud of its own")


def counts(*readings: Reading) -> tuple[int, int]:
    (story,) = grouped(*readings)
    return story.sources, story.independent


def test_outlets_with_reports_of_their_own_are_independent_sources() -> None:
    told = [reading(f"a{n}", title, event(), feed=f"f{n}", hours=n) for n, title in enumerate(TEXTS)]
    assert counts(*told) == (3, 3)
    assert counts(*told, reading("a4", "Meta, once more, on computing", event(), feed="f1", hours=4)) == (3, 3)


@pytest.mark.parametrize(
    ("copy", "reason"),
    [
        pytest.param(
            reading("b", "Another headline", event(), feed="b", url="http://wire.example/a"), "canonical_url", id="url"
        ),
        pytest.param(reading("b", LEASE, event(), feed="b"), "content_hash", id="hash"),
        pytest.param(reading("b", f"{LEASE}!", event(), feed="b"), "headline", id="near-identical headline"),
    ],
)
def test_a_copy_is_the_source_it_was_copied_from(copy: Reading, reason: str) -> None:
    first = reading("a", LEASE, event(), url="http://wire.example/a")
    assert grouped(first, copy)[0].links[1].reason == reason
    assert counts(first, copy) == (2, 1)


LONG = "Meta wants to sell computing power it does not need. " + " ".join(
    f"The {word} hall in Ohio holds {n} rows of racks, and nobody uses them." for n, word in enumerate("abcdefghij")
)


def with_page(told: Reading, text: str) -> Reading:
    return replace(told, article=replace(told.article, page_text=text))


RESULTS = event("earnings_result", start=1)
OUTLOOK = event("guidance", start=70)


def of_one_text(first: tuple[Event, ...], second: tuple[Event, ...], title: str, text: str = LONG) -> list[list[str]]:
    """The stories of a report and of another that comes two hours later, both read by their texts."""
    one = with_page(reading("a", TEXTS[0], *first), LONG)
    return members(grouped(one, with_page(reading("b", title, *second, feed="b", hours=2), text)))


EDITED = LONG.replace("nobody", "no one at all").replace("holds", "has room for")
NEWS = " ".join(
    f"On {day} the board of the firm will hear what to make of offer {n} by a rival."
    for n, day in enumerate("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
)


@pytest.mark.parametrize(
    ("first", "second", "title", "text"),
    [
        pytest.param((RESULTS, OUTLOOK), (OUTLOOK,), "Another headline", EDITED, id="about another event of the text"),
        pytest.param(
            (RESULTS,),
            (OUTLOOK, replace(RESULTS, trigger=replace(RESULTS.trigger, start=90, end=94))),
            "Another headline",
            LONG[:400],
            id="about something that was read in the copy only",
        ),
        pytest.param((RESULTS,), (OUTLOOK,), TEXTS[0], LONG[:400], id="nothing in common but headline and text"),
    ],
)
def test_a_copied_text_is_a_copy_whatever_was_taken_for_its_event(
    first: tuple[Event, ...], second: tuple[Event, ...], title: str, text: str
) -> None:
    assert of_one_text(first, second, title, text) == [["a", "b"]]


@pytest.mark.parametrize(
    ("first", "second", "title", "text"),
    [
        pytest.param((RESULTS,), (OUTLOOK,), "Another headline", LONG, id="another event in a text of one form"),
        pytest.param(
            (RESULTS,),
            (OUTLOOK, replace(RESULTS, trigger=replace(RESULTS.trigger, start=90, end=94))),
            "Another headline",
            f"{NEWS} {LONG}",
            id="news, and below it the older report",
        ),
        pytest.param(
            (RESULTS, OUTLOOK),
            (event("guidance", polarity="denied"), RESULTS),
            "Another headline",
            LONG,
            id="a denial that quotes the report",
        ),
    ],
)
def test_a_text_that_holds_another_one_is_no_copy_when_it_tells_another_event(
    first: tuple[Event, ...], second: tuple[Event, ...], title: str, text: str
) -> None:
    assert of_one_text(first, second, title, text) == [["a"], ["b"]]


def test_a_copied_text_under_a_headline_of_its_own_is_no_source_either() -> None:
    first = with_page(reading("a", TEXTS[0], event()), LONG)
    copy = with_page(reading("b", TEXTS[1], event(), feed="b", hours=1), LONG + " More on this soon.")
    assert grouped(first, copy)[0].links[1].reason == "text"
    assert counts(first, copy) == (2, 1)


def test_a_copy_of_a_copy_is_the_first_one_s_and_a_reworded_headline_is_its_own() -> None:
    copies = [reading(name, LEASE, event(), feed=name, hours=n) for n, name in enumerate("abc")]
    assert counts(*copies) == (3, 1)
    assert counts(*copies, reading("d", TEXTS[0], event(), feed="d", hours=4)) == (4, 2)
    alike = reading("e", "Meta draws up plan to offer spare AI computing power", event(), feed="e", hours=5)
    (story,) = grouped(copies[0], alike)
    assert (story.links[1].reason, story.links[1].score < 0.95, story.independent) == ("headline", True, 2)


def test_who_passes_on_another_outlet_s_report_is_no_source() -> None:
    passed_on = [
        reading(f"b{n}", title, event(source="named_outlet"), feed=f"b{n}", hours=n) for n, title in enumerate(TEXTS)
    ]
    own = reading("a", "What Meta does with its idle servers", event(), hours=-1)
    assert counts(own, *passed_on) == (4, 1)
    assert counts(*passed_on) == (3, 1), "somebody must have told it first"


def test_an_old_item_shown_again_is_no_source() -> None:
    stale = reading(
        "m", LEASE, event(), feed="old", hours=-480, backfilled=False, seen_later=timedelta(days=20, hours=1)
    )
    (story,) = grouped(reading("a", LEASE, event()), stale)
    assert [link.relation for link in story.links] == ["first", "prior_mention"]
    assert (story.sources, story.independent) == (1, 1)


def test_other_rules_of_any_module_that_makes_stories_or_exposures_are_other_rules() -> None:
    """Else a new version would leave stories and exposures in the database that its rules do not make."""
    folder = Path(group.__file__).parent
    used, waiting = set[str](), ["group.py", "expose.py"]
    while waiting:
        used.add(name := waiting.pop())
        imported = re.findall(r"^from pipelines\.(\w+) import", (folder / name).read_text(encoding="utf-8"), re.M)
        waiting += [f"{module}.py" for module in imported if f"{module}.py" not in used]
    assert used <= {*group.RULE_FILES}
