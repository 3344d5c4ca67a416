"""The user puts stories right: what was said holds from then on, in every rebuild, until it is withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from pipelines import amendments
from pipelines.render import story_text, trace_text
from pipelines.report_page import report_html
from storage.amendments import load_amendments, save_amendment
from storage.rebuild import empty_derived
from storage.schema import DERIVED
from tracker.jobs import extract, group, measure, measure_again
from tracker.minutes import measure_minutes
from tracker.questions import find_story, known, story_views, trace_view
from tracker.records import Amendment, Basis, ReportRow, Story

pytestmark = pytest.mark.thorough

LEASE = "Meta plans to sell spare AI computing capacity, people familiar say"
RETOLD = "Meta working on sale of surplus computing power, source says"
THIRD = "Meta to put surplus GPU capacity up for sale, report says"
CONTRACT = "CoreWeave signs $6 billion contract with Microsoft"


@pytest.fixture
def desk(newsdesk):
    """A lease of three reports and a contract of one, of the same morning, measured in the evening."""
    newsdesk.with_feeds("wire", "herald", "gazette").at("2026-06-30T21:00").lives()
    newsdesk.at("2026-07-01T12:05").reads(LEASE)
    newsdesk.reads(RETOLD, feed="herald", at="2026-07-01T12:40")
    newsdesk.reads(THIRD, feed="gazette", at="2026-07-01T13:10")
    newsdesk.reads(CONTRACT, feed="herald", at="2026-07-01T13:00")
    newsdesk.moves("CRWV", "2026-07-01", -0.13).moves("CRWV", "2026-07-02", 0.08)
    newsdesk.at("2026-07-01T14:00").lives()
    newsdesk.at("2026-07-06T21:00").lives()
    return newsdesk


def says(desk, said: Amendment) -> None:
    """The user says so; a minute later the daemon's cycle comes."""
    with desk.desk.store.write() as connection:
        save_amendment(connection, said)
    desk.now += timedelta(minutes=1)
    desk.lives()


def told(desk) -> dict[str, list[str]]:
    """The headlines of each story's reports, by the story's own headline."""
    titles = {article.id: article.title for article in desk.articles()}
    return {story.headline: [titles[article] for article in story.articles] for story in desk.stories()}


def story(desk, headline: str) -> Story:
    (found,) = [story for story in desk.stories() if story.headline == headline]
    return found


def article(desk, title: str) -> str:
    (found,) = [article.id for article in desk.articles() if article.title == title]
    return found


def derived(desk) -> dict[str, list[Any]]:
    """Every derived row, as stored."""
    with desk.desk.store.read() as connection:
        return {
            table.name: list(connection.execute(select(table).order_by(*table.primary_key.columns)).all())
            for table in DERIVED
        }


def rebuilds(desk) -> None:
    with desk.desk.store.write() as connection:
        empty_derived(connection)
    for job in (extract, group, measure, measure_minutes):
        job(desk.desk, desk.now)


BEFORE = {LEASE: [LEASE, RETOLD, THIRD], CONTRACT: [CONTRACT]}


def wrong(desk) -> Amendment:
    return amendments.wrong_event(story(desk, LEASE), at=desk.now)


def merged(desk) -> Amendment:
    return amendments.merge(story(desk, CONTRACT), story(desk, LEASE), (), at=desk.now)


def parted(desk) -> Amendment:
    return amendments.split(story(desk, LEASE), [article(desk, RETOLD)], at=desk.now)


def opener_parted(desk) -> Amendment:
    return amendments.split(story(desk, LEASE), [article(desk, LEASE)], at=desk.now)


def timed(desk) -> Amendment:
    return amendments.set_time(story(desk, LEASE), desk.now.replace(day=1, hour=20, minute=30), at=desk.now)


EVERY = [
    pytest.param(wrong, {CONTRACT: [CONTRACT]}, id="wrong event"),
    pytest.param(merged, {LEASE: [LEASE, RETOLD, CONTRACT, THIRD]}, id="merge"),
    pytest.param(parted, {LEASE: [LEASE, THIRD], RETOLD: [RETOLD], CONTRACT: [CONTRACT]}, id="split"),
    pytest.param(
        opener_parted, {LEASE: [LEASE], RETOLD: [RETOLD, THIRD], CONTRACT: [CONTRACT]}, id="split off the first"
    ),
    pytest.param(timed, BEFORE, id="set time"),
]


@pytest.mark.parametrize(("what", "after"), EVERY)
def test_what_is_said_holds_from_the_next_cycle_on_and_in_every_rebuild(desk, what, after) -> None:
    assert told(desk) == BEFORE
    says(desk, what(desk))
    assert told(desk) == after
    stored = derived(desk)
    rebuilds(desk)
    assert derived(desk) == stored


@pytest.mark.parametrize(("what", "after"), EVERY)
def test_withdrawing_gives_back_the_very_rows(desk, what, after) -> None:
    before, said = derived(desk), what(desk)
    says(desk, said)
    assert derived(desk) != before
    says(desk, amendments.withdraw(said, at=desk.now))
    assert derived(desk) == before


def test_without_new_prices_a_window_that_was_open_stays_open(newsdesk) -> None:
    """Amending and rebuilding ask for no prices: days later a window would be closed and lack them."""
    newsdesk.at("2026-06-30T21:00").lives()
    newsdesk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-01T21:00").lives()
    before = derived(newsdesk)
    assert newsdesk.row("CRWV").reason is None and newsdesk.row("CRWV", "d0_1").reason == "not_yet"
    newsdesk.at("2026-07-09T21:00")
    assert measure_again(newsdesk.desk, newsdesk.now).made == measure_again(newsdesk.desk, newsdesk.now).made > 0
    assert derived(newsdesk) == before
    measure(newsdesk.desk, newsdesk.now)
    assert newsdesk.row("CRWV", "d0_1").reason == "missing_bar"


@pytest.mark.parametrize(("what", "after"), EVERY)
def test_as_of_a_moment_before_it_was_said_it_is_not_known(desk, what, after) -> None:
    before, moment = desk.rows(), desk.now
    said = what(desk)
    says(desk, replace(said, at=moment + timedelta(seconds=1)))
    assert desk.rows() != before
    assert known(desk.desk, moment).rows() == before
    assert known(desk.desk, desk.now).rows() == desk.rows()


@pytest.mark.parametrize(("what", "after"), EVERY)
def test_the_same_amendment_is_kept_once(desk, what, after) -> None:
    said = what(desk)
    with desk.desk.store.write() as connection:
        assert (save_amendment(connection, said), save_amendment(connection, said)) == (True, False)
        assert load_amendments(connection) == [said]


def test_a_set_time_moves_the_session_and_what_is_measured(desk) -> None:
    def measured() -> ReportRow:
        (row,) = [row for row in desk.rows() if (row.headline, row.symbol, row.window) == (LEASE, "CRWV", "d0")]
        return row

    assert measured().session == date(2026, 7, 1)
    says(desk, timed(desk))
    row = measured()
    # 20:30 UTC is half an hour after the close of 1 July.
    assert (row.t0_basis, row.bucket, row.session) == ("amended", "post", date(2026, 7, 2))
    assert row.raw == pytest.approx(0.08, abs=1e-4)
    assert (story(desk, LEASE).t0.basis, story(desk, LEASE).t0.at.hour) == (Basis.AMENDED, 20)


def test_the_latest_of_two_times_counts(desk) -> None:
    says(desk, timed(desk))
    says(desk, amendments.set_time(story(desk, LEASE), desk.now.replace(day=1, hour=11), at=desk.now))
    assert story(desk, LEASE).t0.at.hour == 11


def test_an_earlier_report_that_arrives_later_leaves_what_was_said_in_force(desk) -> None:
    """The story has another id then; what was said was said of its articles."""
    says(desk, timed(desk))
    before = story(desk, LEASE).id
    earlier = "Meta considers selling spare AI computing capacity, people familiar say"
    desk.reads(earlier, feed="gazette", at="2026-07-01T11:50")
    desk.now += timedelta(hours=12)
    desk.lives()
    (found,) = [story for story in desk.stories() if story.type == "compute_leasing"]
    assert (found.id != before, found.headline) == (True, earlier)
    assert (found.t0.at.hour, found.t0.at.minute) == (20, 30)


def test_a_later_report_joins_a_merged_story_by_either_of_its_events(desk) -> None:
    says(desk, merged(desk))
    desk.reads("CoreWeave wins $6 billion contract from Microsoft", feed="gazette", at="2026-07-01T15:00")
    desk.now += timedelta(hours=12)
    desk.lives()
    assert [len(reports) for reports in told(desk).values()] == [5]


def test_a_merge_after_a_split_and_a_split_after_a_merge_each_win(desk) -> None:
    says(desk, parted(desk))
    with desk.desk.store.read() as connection:
        before = load_amendments(connection)
    says(desk, amendments.merge(story(desk, LEASE), story(desk, RETOLD), before, at=desk.now))
    assert told(desk) == BEFORE
    says(desk, amendments.split(story(desk, LEASE), [article(desk, THIRD)], at=desk.now))
    assert told(desk) == {LEASE: [LEASE, RETOLD], THIRD: [THIRD], CONTRACT: [CONTRACT]}


def test_a_merge_undoes_a_split_of_reports_that_are_not_the_first(desk) -> None:
    """The third report leaves, gains an earlier first report by a merge, and is said to belong after all."""
    says(desk, amendments.split(story(desk, LEASE), [article(desk, THIRD)], at=desk.now))
    with desk.desk.store.read() as connection:
        before = load_amendments(connection)
    says(desk, amendments.merge(story(desk, CONTRACT), story(desk, THIRD), before, at=desk.now))
    assert told(desk) == {LEASE: [LEASE, RETOLD], CONTRACT: [CONTRACT, THIRD]}
    with desk.desk.store.read() as connection:
        before = load_amendments(connection)
    says(desk, amendments.merge(story(desk, LEASE), story(desk, CONTRACT), before, at=desk.now))
    assert told(desk) == {LEASE: [LEASE, RETOLD, CONTRACT, THIRD]}


def test_wrong_events_of_a_story_leave_the_other_events_of_its_reports(desk) -> None:
    both = "Meta plans to sell spare AI computing capacity. Meta raises 2026 capex guidance to $145 billion."
    desk.reads("Meta to sell computing capacity", both, feed="wire", at="2026-07-20T12:00")
    desk.at("2026-07-20T12:10").lives()
    (lease,) = [found for found in desk.stories() if found.t0.at.day == 20]
    assert lease.type == "compute_leasing"
    says(desk, amendments.wrong_event(lease, at=desk.now))
    (left,) = [found for found in desk.stories() if found.t0.at.day == 20]
    assert (left.id, left.type) == (lease.id, "capex_guidance")


def test_show_trace_and_the_page_name_what_was_said(desk) -> None:
    says(desk, replace(timed(desk), note="the <b>wire</b> had it\x1b[31m in the evening"))
    desk.now += timedelta(minutes=1)
    facts = known(desk.desk)
    views = story_views(desk.desk, facts, [row for row in facts.rows() if row.headline == LEASE])
    line = "2026-07-06 21:00 UTC you: first reported 2026-07-01 20:30 UTC (m"
    note = "“the <b>wire</b> had it[31m in the evening”"
    trace = trace_view(desk.desk, find_story(desk.desk, story(desk, LEASE).id), "CRWV", "d0")
    for shown in (story_text(views[0], width=160), trace_text(trace, width=160)):
        assert f"Amendments\n  {line}" in shown
        assert note in shown
        assert "\x1b" not in shown
    page = report_html(views, made_at=desk.now)
    assert f"<li>{line}" in page
    assert "&lt;b&gt;wire&lt;/b&gt;" in page and "\x1b" not in page
    (other,) = story_views(desk.desk, facts, [row for row in facts.rows() if row.headline == CONTRACT])
    assert other.amendments == ()
    assert "Amendments" not in story_text(other, width=160)


def test_both_stories_of_a_split_name_it(desk) -> None:
    said = parted(desk)
    says(desk, said)
    facts = known(desk.desk)
    found = {view.story.headline: view.amendments for view in story_views(desk.desk, facts, facts.rows())}
    assert found == {LEASE: (said,), RETOLD: (said,), CONTRACT: ()}


def test_what_is_said_while_a_cycle_is_at_work_is_left_to_the_next(desk) -> None:
    said = replace(wrong(desk), at=desk.now + timedelta(seconds=30))
    with desk.desk.store.write() as connection:
        save_amendment(connection, said)
    desk.lives()
    assert told(desk) == BEFORE
    desk.now += timedelta(minutes=1)
    desk.lives()
    assert told(desk) == {CONTRACT: [CONTRACT]}
