"""A report whose own numbers contradict each other: whoever is shown the story is told so, everywhere."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta

import pytest
from sqlalchemy import update

from pipelines.render import story_text
from pipelines.report_page import report_html
from storage import readings
from storage.schema import extraction
from tracker.questions import known, story_notes, story_views
from tracker.records import Finding

TITLE = "xAI leases 500 MW of computing capacity to Anthropic"
SUMMARY = "xAI leases 500 MW to Anthropic for $1.25 billion a month, which is about $300 billion per GW per year."
# By hand: 1.25 x 12 / 0.5 = 30 billion a gigawatt and year, 30 dollars a watt.
REMARK = "is 30 USD per watt and year"


@pytest.fixture
def desk(newsdesk):
    newsdesk.at("2026-06-30T21:00").reads("Court hears patent dispute over phone cameras").lives()
    newsdesk.with_reader("reader@news.example")
    newsdesk.at("2026-07-01T12:05").reads(TITLE, SUMMARY).lives()
    return newsdesk.at("2026-07-01T23:00")


def views(desk):
    facts = known(desk.desk)
    return story_views(desk.desk, facts, facts.rows())


def test_show_says_it_beside_the_report(desk) -> None:
    (view,) = views(desk)
    out = " ".join(story_text(view, width=200).split())
    assert f'! check the numbers: "500 MW" at "$1.25 billion a month" {REMARK}' in out
    assert "ratio 10" in out


def test_the_page_says_it_with_the_text_of_strangers_escaped(desk) -> None:
    page = report_html(views(desk), made_at=desk.now)
    assert REMARK in page
    assert "check the numbers: &#34;500 MW&#34;" in page


def test_the_mail_says_it_in_both_its_forms(desk) -> None:
    desk.lives()
    message = email.message_from_bytes(desk.mail.sent[-1][0], policy=email.policy.default)
    for kind in ("plain", "html"):
        body = " ".join(message.get_body((kind,)).get_content().split())
        assert REMARK in body, kind


def test_a_text_that_two_feeds_carry_is_remarked_once(desk) -> None:
    desk.reads(TITLE, SUMMARY, feed="other").with_feeds("wire", "other").at("2026-07-01T23:10").lives()
    assert {len(note.findings) for note in story_notes(desk.desk).values()} == {1}


def test_the_places_of_a_finding_survive_being_stored(desk) -> None:
    (article,) = [item for item in desk.articles() if item.title == TITLE]
    with desk.desk.store.read() as connection:
        ((finding,),) = readings.load_findings(connection, [article.id]).values()
    assert finding.kind == "rate"
    assert [article.text[start:end] for start, end in finding.spans] == [
        "500 MW",
        "$1.25 billion a month",
        "$300 billion per GW per year",
    ]


def test_remarks_stored_before_findings_had_a_kind_still_load(desk) -> None:
    (article,) = [item for item in desk.articles() if item.title == TITLE]
    with desk.desk.store.write() as connection:
        connection.execute(update(extraction).values(findings=["an old remark"]))
    with desk.desk.store.read() as connection:
        (reading,) = readings.load_readings(connection, [article.id])
    assert reading.extraction.findings == (Finding(kind="remark", message="an old remark"),)


def test_a_report_whose_numbers_agree_is_left_in_peace(newsdesk) -> None:
    newsdesk.at("2026-06-30T21:00").reads("Court hears patent dispute over phone cameras").lives()
    newsdesk.at("2026-07-01T12:05").reads(TITLE, SUMMARY.replace("$300", "$30")).lives()
    newsdesk.now += timedelta(hours=11)
    (view,) = views(newsdesk)
    assert "check the numbers" not in story_text(view, width=200)
