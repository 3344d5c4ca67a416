"""A matter that was told twice before: the third telling says so, from an archive and from one article alone."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.articles import to_article
from pipelines.extract import load
from pipelines.group import group_stories
from pipelines.lineage import novelty_words, trace_lineage
from tracker.options import GroupOptions
from tracker.records import DateQuality, Entry, Precision, Reading

SHARED = Path(os.environ.get("NEWSIMPACT_SHARED", Path(__file__).parents[2].parent / "shared"))
ARTICLE = SHARED / "seed" / "article.txt"
LEASE = "Meta plans to sell spare AI computing capacity, people familiar say"


def test_a_denial_is_a_story_of_its_own_that_speaks_of_the_report(newsdesk) -> None:
    newsdesk.at("2026-06-30T21:00").reads("Court hears patent dispute over phone cameras").lives()
    newsdesk.reads(LEASE, at="2026-07-01T12:05")
    newsdesk.reads("Meta denies report that it plans to sell computing capacity", at="2026-07-01T16:00")
    newsdesk.at("2026-07-01T21:00").lives()
    told = {story.claim.polarity: story for story in newsdesk.stories()}
    row = next(row for row in newsdesk.rows() if row.story == told["denied"].id)
    assert (row.relation, row.follows, row.telling) == ("denial", told["affirmed"].id, 1)
    words = f"denies a report of 1 July ({told['affirmed'].id}); new: first time by the company itself"
    assert row.lineage == words
    assert (row.t0, row.bucket) == (datetime(2026, 7, 1, 16, tzinfo=UTC), "regular")


def test_a_correction_speaks_of_what_it_corrects_and_tells_no_second_event(newsdesk) -> None:
    newsdesk.at("2026-06-30T21:00").reads("Court hears patent dispute over phone cameras").lives()
    newsdesk.reads("CoreWeave raises $2.6 billion in secured debt to buy GPUs", at="2026-07-01T12:05")
    newsdesk.reads("Correction: CoreWeave's term loan is $2.4 billion, not $2.6 billion", at="2026-07-01T16:00")
    newsdesk.at("2026-07-01T21:00").lives()
    rows = {row.type: row for row in newsdesk.rows()}
    assert set(rows) == {"debt_financing", "clarification"}
    assert (rows["clarification"].relation, rows["clarification"].follows) == (
        "correction",
        rows["debt_financing"].story,
    )
    assert rows["debt_financing"].articles == 1


def test_the_article_the_project_began_with_tells_of_the_two_earlier_tellings_itself() -> None:
    if not ARTICLE.exists():
        pytest.skip("shared data folder is absent")
    text, published = ARTICLE.read_text("utf-8"), datetime(2026, 7, 1, 19, 22, tzinfo=UTC)
    title = next(line for line in text.splitlines() if line.startswith('Meta\'s "Selling Compute"'))
    entry = Entry(
        key="seed",
        title=title,
        link="http://news.example/1",
        summary="",
        published=published,
        updated=None,
        raw_date=None,
        precision=Precision.SECOND,
        quality=DateQuality.OK,
    )
    article = to_article(entry, feed="news", body_hash="b", now=published, backfilled=True)
    article = replace(article, page_text=text[text.index(title) + len(title) :])
    made = load().extract(article.text, title=title, published=published)
    (story,) = group_stories([Reading(article=article, extraction=made)], GroupOptions())
    news = trace_lineage([story])[story.id]
    # 27 May to 1 July: 4 days left of May, 30 of June, 1 of July.
    assert (news.telling, news.days_since_last) == (3, 35.0)
    assert [(told.day.isoformat(), told.story) for told in news.earlier] == [("2025-10-29", None), ("2026-05-27", None)]
    assert novelty_words(news).startswith(
        "third telling, 35 days since the last; new: two kinds of service; wording moved from option to plan"
    )
