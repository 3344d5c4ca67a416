"""Each article is linked to what it is a copy of, in a story or not, about the trade or not."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from tests.conftest import NewsDesk
from tracker.linked import linked_articles
from tracker.records import Copy

LEASE = "Meta plans to sell spare AI computing capacity, people familiar say"
FALL = "Nebius shares fall 13% in early trading"
COURT = "Court hears patent dispute over phone cameras"
BODY = " ".join(
    f"The hearing in room {n} of the court in town {7 * n} went on for {13 * n} minutes with a break." for n in range(9)
)


@pytest.fixture
def desk(newsdesk: NewsDesk) -> NewsDesk:
    return newsdesk.with_feeds("wire", "herald", "ledger").at("2026-07-01T12:00")


def linked(desk: NewsDesk, days: float = 7) -> dict[tuple[str, str], tuple[bool, Copy | None, str | None]]:
    """By feed and title: whether it is about the trade, what it is a copy of, its relation to its story."""
    found = linked_articles(desk.desk, desk.now - timedelta(days=days), desk.now)
    names = {item.article.id: item.article.feed for item in found}
    return {
        (item.article.feed, item.article.title): (
            item.about_the_trade,
            Copy(of=names[item.copy.of], reason=item.copy.reason, score=item.copy.score) if item.copy else None,
            item.link.relation if item.link else None,
        )
        for item in found
    }


def test_a_market_report_that_two_outlets_carry_is_one_text_and_in_no_story(desk) -> None:
    desk.reads(FALL, BODY).reads(FALL, BODY, feed="herald", at="2026-07-01T12:30")
    desk.at("2026-07-01T13:00").lives()
    assert desk.stories() == []
    assert linked(desk) == {
        ("wire", FALL): (True, None, None),
        ("herald", FALL): (True, Copy(of="wire", reason="content_hash", score=1.0), None),
    }


def test_what_is_not_about_the_trade_is_a_copy_all_the_same(desk) -> None:
    desk.reads(COURT, BODY)
    desk.reads("Dispute over cameras", BODY[: 2 * len(BODY) // 3], feed="herald", at="2026-07-01T12:30")
    desk.reads(f"{COURT} - Ledger", feed="ledger", at="2026-07-01T12:45")
    desk.at("2026-07-01T13:00").lives()
    found = linked(desk)
    assert [about for about, _, _ in found.values()] == [False] * 3
    assert found["wire", COURT][1] is None
    text = found["herald", "Dispute over cameras"][1]
    assert text is not None and (text.of, text.reason) == ("wire", "text") and text.score > 0.9
    headline = found["ledger", f"{COURT} - Ledger"][1]
    assert headline is not None and (headline.of, headline.reason) == ("wire", "headline") and headline.score > 0.8


def test_the_same_address_is_the_same_article_whatever_it_says_by_now(desk) -> None:
    desk.reads(LEASE, link="http://wire.example/x?id=7&utm_source=rss")
    desk.reads("Totally different words", feed="herald", link="http://wire.example/x?id=7", at="2026-07-01T12:30")
    desk.reads("Totally different words still", feed="ledger", link="http://wire.example/x?id=8", at="2026-07-01T18:00")
    desk.at("2026-07-01T18:00").lives()
    found = linked(desk)
    assert found["wire", LEASE] == (True, None, "first")
    assert found["herald", "Totally different words"] == (
        False,
        Copy(of="wire", reason="canonical_url", score=1.0),
        None,
    )


def test_in_a_story_the_copy_is_the_one_that_its_story_tells_of(desk) -> None:
    desk.reads(LEASE).reads(LEASE, feed="herald", at="2026-07-01T12:30").at("2026-07-01T13:00").lives()
    (story,) = desk.stories()
    link = story.links[1]
    assert linked(desk)["herald", LEASE] == (
        True,
        Copy(of="wire", reason=link.reason, score=link.score),
        "duplicate",
    )


def test_a_copy_of_last_week_is_found_for_whoever_asks_about_today(desk) -> None:
    desk.reads(COURT, BODY).lives()
    desk.at("2026-07-08T12:00").reads("Dispute over cameras", BODY, feed="herald").lives()
    (found,) = linked_articles(desk.desk, desk.now - timedelta(days=1), desk.now)
    copied = {article.id: article.feed for article in desk.articles()}
    assert found.copy is not None and copied[found.copy.of] == "wire"
    desk.at("2026-07-20T12:00").reads("Dispute over the cameras", BODY, feed="ledger").lives()
    week = linked(desk, 30)["ledger", "Dispute over the cameras"][1]
    assert week is not None and week.of == "herald", "of two the latest; the first is too long ago"


@pytest.mark.parametrize("order", list(permutations(("wire", "herald", "ledger"))))
def test_whichever_feed_is_read_first_the_copy_is_of_what_came_first(desk, order: tuple[str, ...]) -> None:
    desk.reads(COURT, BODY, at="2026-07-01T10:00")
    desk.reads(COURT, BODY, feed="herald", at="2026-07-01T10:30")
    desk.reads(COURT, BODY, feed="ledger", at="2026-07-01T11:00")
    for feed in order:
        desk.with_feeds(feed).lives()
    copies = {feed: copy.of if copy else None for (feed, _), (_, copy, _) in linked(desk).items()}
    assert copies == {"wire": None, "herald": "wire", "ledger": "herald"}
