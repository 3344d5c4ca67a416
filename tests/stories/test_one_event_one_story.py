"""One event is one story, however it is told; and what is news is told with its own time. Read by the extractor."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NewsDesk, utc
from tracker.records import Story

BEFORE = "2026-07-01T12:00"
OUTLETS = ("wire", "herald", "gazette", "courier")


def told(newsdesk: NewsDesk, *reports: tuple[float, str] | tuple[float, str, str]) -> list[list[str]]:
    """The headlines of each story, when each report comes so many hours later from an outlet of its own."""
    return [[titles(newsdesk)[id_] for id_ in story.articles] for story in stories(newsdesk, *reports)]


def titles(newsdesk: NewsDesk) -> dict[str, str]:
    return {article.id: article.title for article in newsdesk.articles()}


def stories(newsdesk: NewsDesk, *reports: tuple[float, str] | tuple[float, str, str]) -> list[Story]:
    newsdesk.with_feeds(*OUTLETS).at("2026-06-30T21:00")
    for outlet in OUTLETS:
        newsdesk.reads("Court hears patent dispute over phone cameras", feed=outlet)
    newsdesk.lives()
    start = utc(BEFORE)
    for outlet, (hours, title, *text) in zip(OUTLETS, reports, strict=False):
        newsdesk.reads(title, *text, feed=outlet, at=(start + timedelta(hours=hours)).isoformat())
    newsdesk.now = start + timedelta(hours=max(hours for hours, *_ in reports) + 1)
    newsdesk.lives()
    return newsdesk.stories()


# ── told from either side ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "headlines",
    [
        pytest.param(
            (
                "CoreWeave signs $14.2 billion contract with Meta",
                "Meta signs $14.2 billion deal with CoreWeave",
                "Meta and CoreWeave strike $14.2 billion AI cloud deal",
                "Meta agrees to pay CoreWeave up to $14.2 billion for AI cloud",
            ),
            id="a contract",
        ),
        pytest.param(
            (
                "Microsoft taps Nebius for $17.4 billion AI capacity",
                "Nebius signs $17.4 billion AI infrastructure deal with Microsoft",
                "Nebius to supply Microsoft with GPU capacity in $17.4 billion agreement",
            ),
            id="first by the customer",
        ),
        pytest.param(
            ("Oracle signs power deal with Bloom Energy", "Bloom Energy signs power deal with Oracle"), id="power"
        ),
    ],
)
def test_a_deal_told_by_seller_and_buyer_is_one_story(newsdesk, headlines: tuple[str, ...]) -> None:
    (story,) = stories(newsdesk, *((0.3 * n, title) for n, title in enumerate(headlines)))
    assert len(story.articles) == len(headlines)
    assert story.counterparty not in {None, story.actor}


def test_and_so_no_other_event_of_its_day_to_be_told_apart_from(newsdesk) -> None:
    newsdesk.moves("CRWV", "2026-07-01", 0.15)
    stories(
        newsdesk,
        (0, "CoreWeave signs $14.2 billion contract with Meta"),
        (0.3, "Meta signs $14.2 billion deal with CoreWeave"),
    )
    newsdesk.at("2026-07-01T21:30").lives()
    row = newsdesk.row("CRWV")
    assert (row.separable, row.confounders) == (True, ())


def test_two_customers_of_one_cloud_are_two_stories_and_so_are_two_clouds_of_one_customer(newsdesk) -> None:
    assert (
        len(
            stories(
                newsdesk,
                (0, "CoreWeave signs contract with Meta"),
                (0.3, "Microsoft signs contract with CoreWeave"),
                (0.6, "Nebius signs contract with Meta"),
                (0.9, "Microsoft signs contract with Nebius"),
            )
        )
        == 4
    )


# ── news within three days ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("first", "later", "hours"),
    [
        pytest.param(
            "CoreWeave in talks to buy Core Scientific for $9 billion",
            "CoreWeave agrees to buy Core Scientific for $9 billion",
            30,
            id="the next step",
        ),
        pytest.param(
            "Meta to lease computing capacity to AI labs, people say",
            "Meta to lease 250 MW of computing capacity to AI labs, people say",
            30,
            id="an amount",
        ),
        pytest.param(
            "Nebius signs AI cloud contract worth billions",
            "Nebius signs AI cloud contract worth billions with Microsoft",
            30,
            id="the other party",
        ),
        pytest.param(
            "Nebius plans to sign contract with Microsoft",
            "Nebius signs contract with Microsoft",
            26,
            id="one word",
        ),
        pytest.param(
            "Citi raises CoreWeave price target to $150 from $135",
            "Citi raises CoreWeave price target to $165 from $150",
            20,
            id="another target price",
        ),
        pytest.param(
            "Meta raises 2026 capex forecast to $135 billion",
            "Meta lifts 2026 capex forecast to $145 billion",
            30,
            id="another forecast",
        ),
    ],
)
def test_a_later_report_that_adds_something_is_news_however_alike_it_sounds(
    newsdesk, first: str, later: str, hours: float
) -> None:
    one, other = stories(newsdesk, (0, first), (hours, later), (hours + 1, f"{later}, again"))
    assert (one.headline, other.headline, len(other.articles)) == (first, later, 2)
    assert other.t0.at == utc(BEFORE) + timedelta(hours=hours)
    rows = {row.story: row for row in newsdesk.rows()}
    assert (rows[other.id].relation, rows[other.id].follows) == ("follow_up", one.id)


@pytest.mark.parametrize(
    ("first", "later", "hours"),
    [
        pytest.param(
            "CoreWeave in talks to buy Core Scientific for $9 billion",
            "CoreWeave agrees to buy Core Scientific for $9 billion",
            11,
            id="within hours",
        ),
        pytest.param(
            "Meta to lease 250 MW of computing capacity to AI labs, people say",
            "Meta to lease computing capacity to AI labs, people say",
            30,
            id="less than was known",
        ),
        pytest.param(
            "Meta raises 2026 capex forecast to $125 billion to $145 billion",
            "Meta raises 2026 capex forecast to as much as $145 billion",
            20,
            id="an end of the range",
        ),
        pytest.param(
            "CoreWeave signs $14.2 billion contract with Meta",
            "CoreWeave signs $14 billion contract with Meta",
            30,
            id="rounded",
        ),
    ],
)
def test_a_later_report_that_adds_nothing_is_the_same_event(newsdesk, first: str, later: str, hours: float) -> None:
    assert told(newsdesk, (0, first), (hours, later)) == [[first, later]]


def test_the_same_headline_again_is_a_copy_whatever_more_stands_below_it(newsdesk) -> None:
    title = "Nebius signs AI cloud contract worth billions"
    more = "The customer is Microsoft, which will pay $17.4 billion, Nebius said."
    assert told(newsdesk, (0, title), (30, title, more)) == [[title, title]]
