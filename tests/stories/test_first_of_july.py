"""The story this program was built for, told to a real desk: reports, retellings, prices, the mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tracker.records import FetchOutcome

pytestmark = pytest.mark.thorough

LEASE = "Meta plans to sell spare AI computing capacity, people familiar say"


@pytest.fixture
def desk(newsdesk):
    """A desk that has followed the wire for a while: what comes now is news, not back-fill."""
    newsdesk.at("2026-06-30T21:00").reads("Court hears patent dispute over phone cameras").lives()
    newsdesk.moves("CRWV", "2026-07-01", -0.13).moves("NBIS", "2026-07-01", -0.15)
    newsdesk.moves("META", "2026-07-01", 0.09).moves("SPY", "2026-07-01", -0.005)
    return newsdesk


def test_a_report_before_the_opening_is_measured_on_that_day_and_not_as_leakage(desk) -> None:
    # The bug of a well-known peer: its base price was the last close dated up to the publication, so that a story's
    # own move was booked as having happened before it.
    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    desk.at("2026-07-01T21:00").lives()
    row = desk.row("CRWV")
    assert (row.bucket, row.session, row.exposure) == ("pre", date(2026, 7, 1), "theme")
    assert row.raw == pytest.approx(-0.13, abs=1e-4)
    # By hand: -13 % against -0.5 % of the market.
    assert row.market_adjusted == pytest.approx(-0.125, abs=1e-4)
    assert row.abnormal < -0.10
    assert row.t < -5
    assert row.verdict == "explained_by_event"


def test_the_actor_is_measured_directly_and_in_its_own_direction(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-01T21:00").lives()
    row = desk.row("META")
    assert (row.exposure, round(row.raw, 3)) == ("direct", 0.09)
    assert row.abnormal > 0.05


def test_news_after_the_close_belongs_to_the_next_session(desk) -> None:
    desk.at("2026-07-01T20:00").reads(LEASE).at("2026-07-02T21:00").lives()
    assert (desk.row("CRWV").bucket, desk.row("CRWV").session) == ("post", date(2026, 7, 2))


def test_news_on_the_holiday_belongs_to_monday(desk) -> None:
    desk.at("2026-07-03T14:00").reads(LEASE).lives()
    assert {(e.bucket, e.session) for e in desk.exposures()} == {("closed_day", date(2026, 7, 6))}


def test_the_day_of_the_news_is_not_measured_before_it_has_settled(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-01T20:29").lives()
    assert (desk.row("CRWV").raw, desk.row("CRWV").reason) == (None, "not_yet")
    desk.at("2026-07-01T20:30").lives()
    assert desk.row("CRWV").reason is None
    assert desk.row("CRWV", "d0_1").reason == "not_yet"


def test_copies_and_rewordings_in_other_feeds_are_one_story_with_its_first_time(desk) -> None:
    desk.with_feeds("wire", "herald", "gazette").lives()
    desk.at("2026-07-01T12:05").reads(LEASE, link="http://wire.example/lease")
    desk.reads(LEASE, feed="herald", link="http://wire.example/lease?utm_source=herald", at="2026-07-01T12:20")
    desk.reads("Meta working on sale of surplus computing power, source says", feed="gazette", at="2026-07-01T13:00")
    desk.at("2026-07-01T14:00").lives()
    (story,) = desk.stories()
    assert (len(story.links), story.sources, story.t0.at.hour, story.t0.at.minute) == (3, 3, 12, 5)
    assert [link.reason for link in story.links] == ["opens", "canonical_url", "event"]


def test_the_second_telling_counts_and_says_how_long_ago_the_first_was(desk) -> None:
    desk.reads("Meta considers selling computing power, Zuckerberg says", at="2026-06-30T20:30")
    desk.at("2026-06-30T21:30").lives()
    desk.at("2026-07-15T12:00").reads(LEASE).lives()
    first, second = (row for row in reversed(desk.rows()) if (row.symbol, row.window) == ("META", "d0"))
    assert (first.telling, second.telling) == (1, 2)
    assert second.days_since_last == pytest.approx(14.646, abs=0.001)  # 14 days and 15.5 hours


def test_a_price_move_headline_opens_no_story(desk) -> None:
    desk.at("2026-07-01T20:15").reads("CoreWeave sinks 13%, Nebius drops 15% as AI stocks slide").lives()
    assert desk.stories() == []


def test_news_of_other_trades_is_kept_and_left_alone(desk) -> None:
    desk.at("2026-07-01T12:05").reads("Meta renews lease on Manhattan office tower").lives()
    assert len(desk.articles()) == 2
    assert desk.stories() == []


def test_living_the_same_moment_again_changes_nothing_and_asks_no_prices(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-01T21:00").lives()
    before, asked = desk.rows(), len(desk.prices.asked)
    desk.lives()
    assert desk.rows() == before
    assert len(desk.prices.asked) == asked


def test_what_was_known_at_noon_can_still_be_asked_in_the_evening(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    noon = desk.at("2026-07-01T12:10").rows()
    desk.reads("Meta working on sale of surplus computing power, source says", feed="wire", at="2026-07-01T13:00")
    desk.at("2026-07-01T21:00").lives()
    assert desk.rows(as_of="2026-07-01T12:10") == noon
    assert desk.rows(as_of="2026-07-01T12:00") == []
    assert desk.rows() != noon


def test_as_of_now_says_what_is_stored(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-02T21:00").lives()
    assert desk.rows(as_of="2026-07-02T21:00") == desk.rows()


def test_a_price_that_is_put_right_changes_the_report(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-01T21:00").lives()
    assert desk.row("NBIS").raw == pytest.approx(-0.15, abs=1e-4)
    desk.moves("NBIS", "2026-07-01", -0.05).at("2026-07-02T21:00").lives()
    assert desk.row("NBIS").raw == pytest.approx(-0.05, abs=1e-4)


def test_a_split_between_two_fetches_is_no_move(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-01T21:00").lives()
    before = desk.row("CRWV")
    desk.prices.splits["CRWV"] = 10.0
    desk.at("2026-07-02T21:00").lives()
    assert desk.row("CRWV", "d0_1").raw == pytest.approx(
        (1 + before.raw) * (1 + day_return(desk, "CRWV")) - 1, abs=1e-4
    )
    assert desk.row("CRWV").raw == pytest.approx(before.raw, abs=1e-4)
    assert desk.rows(as_of="2026-07-01T21:00")[0].raw is not None


def day_return(desk, symbol: str) -> float:
    closes = desk.prices.closes(symbol)
    return closes[date(2026, 7, 2)] / closes[date(2026, 7, 1)] - 1


def test_a_price_file_that_lagged_is_found_out(desk) -> None:
    desk.prices.holes |= {(symbol, date(2026, 7, 1)) for symbol in ("CRWV", "SPY")}
    desk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-03T21:00").lives()
    assert desk.row("CRWV").reason == "missing_bar"
    desk.prices.holes.clear()
    desk.at("2026-07-07T21:00").lives()
    assert desk.row("CRWV").raw == pytest.approx(-0.13, abs=1e-4)


def test_one_text_that_breaks_the_extractor_costs_only_itself(desk) -> None:
    from dataclasses import replace

    whole = desk.desk.extractor()

    class Fragile:
        made_by = whole.made_by

        def extract(self, text, **more):
            if "zebra" in text:
                raise ValueError("stripes")
            return whole.extract(text, **more)

    desk.desk = replace(desk.desk, extractor=Fragile)
    tallies = desk.at("2026-07-01T12:05").reads("zebra").reads(LEASE).lives()
    assert any("cannot be read (ValueError: stripes)" in str(p) for tally in tallies for p in tally.problems)
    assert len(desk.stories()) == 1
    assert len(desk.articles()) == 3


def test_a_job_that_breaks_is_named_and_the_jobs_after_it_run(desk, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("tracker.jobs.regroup", broken)
    tallies = {tally.stage: tally for tally in desk.at("2026-07-01T12:05").reads(LEASE).lives()}
    assert [str(problem) for problem in tallies["group"].problems] == ["group: the whole job: ZeroDivisionError: a bug"]
    assert {"price", "measure", "digest", "deliver"} <= set(tallies)
    monkeypatch.undo()
    desk.at("2026-07-01T12:06").lives()  # at once, not when it is time to look again
    assert len(desk.stories()) == 1


def test_one_feed_that_meets_a_bug_of_ours_costs_the_others_nothing(desk) -> None:
    from tracker.questions import feed_health
    from tracker.reading import DirectReader

    class Fragile(DirectReader):
        def read(self, body: bytes, **more: object) -> object:
            if b"zebra" in body:
                raise IndexError("a bug")
            return super().read(body, **more)

    desk.with_feeds("odd", "wire").at("2026-07-01T12:05").reads("zebra", feed="odd").reads(LEASE)
    desk.desk = replace(desk.desk, reader=Fragile())
    tallies = desk.lives()
    assert any("odd: cannot be read (IndexError: a bug)" in str(p) for tally in tallies for p in tally.problems)
    assert len(desk.stories()) == 1
    assert [health.state for health in feed_health(desk.desk, desk.now)] == ["failing", "ok"]


def test_a_feed_that_is_hostile_costs_only_itself_and_is_told(desk) -> None:
    from tracker.errors import HostileInput
    from tracker.questions import feed_health
    from tracker.reading import DirectReader

    class Wary(DirectReader):
        def read(self, body: bytes, **more: object) -> object:
            if b"bomb" in body:
                raise HostileInput("9 bytes whose reading took more than the 2.5 s of processor time it may")
            return super().read(body, **more)

    desk.with_feeds("odd", "wire").at("2026-07-01T12:05").reads("bomb", feed="odd").reads(LEASE)
    desk.desk = replace(desk.desk, reader=Wary())
    desk.lives()
    odd, wire = feed_health(desk.desk, desk.now)
    assert (odd.state, wire.state, len(desk.stories())) == ("failing", "ok", 1)
    assert odd.reason and "took more than the 2.5 s of processor time" in odd.reason


def test_a_weekly_feed_is_asked_weekly(desk) -> None:
    from dataclasses import replace
    from datetime import timedelta

    weekly = tuple(replace(feed, interval=timedelta(days=7)) for feed in desk.desk.feeds)
    desk.desk = replace(desk.desk, feeds=weekly)
    asked = len(desk.feeds.asked)
    for day in ("01", "02", "05", "07", "08"):
        desk.at(f"2026-07-{day}T12:05").lives()
    assert len(desk.feeds.asked) == asked + 2


def test_an_article_edited_into_news_is_news_of_the_edit(desk) -> None:
    desk.at("2026-06-30T21:30").reads("Live: markets today", guid="live").lives()
    desk.feeds.items["wire"][0]["title"] = LEASE
    desk.at("2026-07-01T12:40").lives()
    (story,) = desk.stories()
    assert (story.t0.at.isoformat(), story.t0.basis) == ("2026-07-01T12:40:00+00:00", "updated")
    assert desk.rows(as_of="2026-07-01T12:00") == []


def test_a_report_that_is_polished_later_keeps_its_time(desk) -> None:
    desk.at("2026-07-01T19:50").reads(LEASE, guid="g1").lives()
    item = desk.feeds.items["wire"][0]
    item["description"] = "Updates with comment."
    item["pubDate"] = "Wed, 01 Jul 2026 20:05:00 +0000"
    desk.at("2026-07-01T20:10").lives()
    (story,) = desk.stories()
    assert story.t0.at.isoformat() == "2026-07-01T19:50:00+00:00"
    assert {exposure.session for exposure in desk.exposures()} == {date(2026, 7, 1)}


def test_a_clock_that_was_ahead_once_does_not_silence_the_desk(desk) -> None:
    desk.at("2026-12-30T12:00").lives()
    asked = len(desk.feeds.asked)
    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    assert len(desk.feeds.asked) == asked + 1
    assert len(desk.stories()) == 1


def test_without_anything_new_nothing_is_worked_out_again(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    stages = [tally.stage for tally in desk.at("2026-07-01T12:06").lives()]
    assert stages == ["fetch", "extract", "bars", "windows", "digest", "deliver"]
    assert "measure" in [tally.stage for tally in desk.at("2026-07-01T12:21").lives()]


def test_history_of_a_new_feed_becomes_stories_at_their_own_time_marked_as_back_fill(newsdesk) -> None:
    newsdesk.at("2026-07-02T21:00").reads(LEASE, at="2026-05-27T13:00").lives()
    (story,) = newsdesk.stories()
    assert story.backfilled
    assert newsdesk.row("CRWV").session == date(2026, 5, 27)


def test_a_story_at_the_edge_of_the_calendar_costs_the_others_no_prices(newsdesk) -> None:
    newsdesk.at("2026-07-02T21:00").reads(LEASE, at="2015-05-27T13:00", guid="old").reads(LEASE, at="2026-07-01T12:05")
    tallies = newsdesk.lives()
    assert not any(tally.broken for tally in tallies)
    recent = [row for row in newsdesk.rows() if row.session == date(2026, 7, 1) and row.window == "d0"]
    assert {row.symbol for row in recent if row.abnormal is not None} == {"CRWV", "NBIS", "META"}


def test_a_question_that_becomes_a_report_is_news_of_the_report(desk) -> None:
    desk.at("2026-07-01T13:00").reads("Will Meta sell spare AI computing capacity?", guid="g").lives()
    desk.feeds.items["wire"][0]["title"] = LEASE
    desk.at("2026-07-02T12:40").lives()
    (story,) = desk.stories()
    assert story.t0.at.isoformat() == "2026-07-02T12:40:00+00:00"


def test_an_article_rewritten_for_another_deal_is_news_of_that_deal(desk) -> None:
    desk.at("2026-07-01T13:00").reads("CoreWeave signs $6 billion contract with Meta", guid="g").lives()
    desk.feeds.items["wire"][0]["title"] = "CoreWeave signs $14 billion contract with Microsoft"
    desk.at("2026-07-08T12:40").lives()
    (story,) = desk.stories()
    assert story.t0.at.isoformat() == "2026-07-08T12:40:00+00:00"


def test_a_day_without_a_time_that_came_first_is_not_overtaken_by_a_later_rehash(desk) -> None:
    desk.at("2026-07-01T13:35").reads(LEASE, pub_date="2026-07-01").lives()
    (before,) = desk.stories()
    desk.at("2026-07-01T20:30").reads(f"{LEASE}: what to know", at="2026-07-01T20:29").lives()
    (after,) = desk.stories()
    assert (after.id, after.t0, len(after.links)) == (before.id, before.t0, 2)


def test_two_answers_of_one_moment_that_differ_by_a_hair_are_no_conflict(desk) -> None:
    wobble = iter(range(10**6))
    closes = desk.prices.closes

    class Noisy(type(desk.prices)):
        def closes(self, symbol):
            hair = 1 + next(wobble) * 1e-9
            return {day: close * hair for day, close in closes(symbol).items()}

    desk.prices.holes |= {("CRWV", day) for day in (date(2026, 6, 22), date(2026, 6, 24))}
    desk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-01T21:00").lives()
    desk.prices.holes.clear()
    desk.prices.__class__ = Noisy
    tallies = desk.at("2026-07-20T21:00").lives()
    assert not any(tally.broken for tally in tallies)


def test_an_old_item_that_an_established_feed_shows_now_opens_nothing(desk) -> None:
    desk.at("2026-07-10T12:00").reads(LEASE, at="2026-07-01T12:05").lives()
    assert desk.stories() == []


def test_an_item_from_the_future_counts_from_when_it_was_seen(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE, at="2026-07-02T12:05").lives()
    (story,) = desk.stories()
    assert (story.t0.basis, story.t0.at.day) == ("first_seen", 1)


def test_a_date_without_a_time_is_measured_in_both_sessions_it_could_mean(desk) -> None:
    # Seen after the close, so that it may have been out in the session or after it.
    desk.at("2026-07-01T20:10").reads(LEASE, pub_date="2026-07-01").lives()
    desk.at("2026-07-02T21:00").lives()
    rows = [row for row in desk.rows() if (row.symbol, row.window) == ("CRWV", "d0")]
    first, second = sorted(rows, key=lambda row: row.session)
    assert [(row.session, row.sure) for row in (first, second)] == [
        (date(2026, 7, 1), False),
        (date(2026, 7, 2), False),
    ]
    assert first.raw == pytest.approx(-0.13, abs=1e-4)
    assert second.raw == pytest.approx(day_return(desk, "CRWV"), abs=1e-4)
    (story,) = desk.stories()
    assert (story.t0_earliest, story.t0_latest) == (story.t0.at, datetime(2026, 7, 1, 20, 10, tzinfo=UTC))


def test_a_date_without_a_time_that_was_seen_before_the_close_means_one_session(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE, pub_date="2026-07-01").lives()
    desk.at("2026-07-02T21:00").lives()
    assert (desk.row("CRWV").session, desk.row("CRWV").sure) == (date(2026, 7, 1), True)


def test_a_time_without_a_zone_that_could_be_of_two_sessions_is_measured_in_both(newsdesk) -> None:
    # 03:22 is 15:22 in New York the day before when it is meant in Singapore, and 23:22 when it is meant in London.
    # It came with the feed's first poll, so that nothing else tells when it was.
    newsdesk.at("2026-07-03T21:00").reads(LEASE, pub_date="2026-07-02 03:22").lives()
    rows = {(row.session, row.sure) for row in newsdesk.rows() if (row.symbol, row.window) == ("CRWV", "d0")}
    assert sorted(rows) == [(date(2026, 7, 1), False), (date(2026, 7, 2), False)]


def test_two_stories_of_one_session_name_each_other(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE)
    desk.reads("CoreWeave raises $2.6 billion in secured debt to buy GPUs").at("2026-07-01T21:00").lives()
    rows = {row.type: row for row in desk.rows() if (row.symbol, row.window) == ("CRWV", "d0")}
    assert rows["compute_leasing"].confounders == (rows["debt_financing"].story,)
    assert rows["debt_financing"].confounders == (rows["compute_leasing"].story,)


def test_a_corrected_article_is_read_again_as_a_new_version(desk) -> None:
    desk.at("2026-07-01T12:05").reads("Meta opens visitor centre", guid="g1").lives()
    desk.feeds.items["wire"][0]["title"] = LEASE
    desk.at("2026-07-01T12:40").lives()
    (story,) = desk.stories()
    (changed,) = [article for article in desk.articles() if article.id == story.articles[0]]
    assert (changed.version, changed.title) == (2, LEASE)


def test_a_dead_feed_costs_the_others_nothing_and_is_asked_less_and_less(desk) -> None:
    from tracker.records import Fetched

    desk.with_feeds("wire", "dead").at("2026-07-01T12:05").reads(LEASE)
    desk.feeds.failing["dead"] = Fetched(
        feed="dead",
        url="http://dead.example/rss",
        final_url="http://dead.example/rss",
        at=desk.now,
        outcome=FetchOutcome.FAILED,
        status=503,
        reason="HTTP 503 Service Unavailable",
    )
    (fetch, *_) = desk.lives()
    assert [str(problem) for problem in fetch.problems] == ["fetch: dead: HTTP 503 Service Unavailable"]
    assert len(desk.stories()) == 1
    asked = []
    for minute in range(5, 60 * 10, 5):
        before = len(desk.feeds.asked)
        desk.at(f"2026-07-01T{12 + minute // 60}:{minute % 60:02}").lives()
        if any(request.feed == "dead" for request in desk.feeds.asked[before:]):
            asked.append(minute)
    # It failed at 12:05. Instead of every 10 minutes it is asked after 20, 40, 80 and 160, and up to a twentieth
    # later, so that feeds which failed together do not come back together; looked at every five minutes here.
    assert asked == [30, 75, 160, 325]


def test_a_feed_that_comes_back_is_well_at_once(desk) -> None:
    from tracker.questions import feed_health
    from tracker.records import Fetched

    down = Fetched(
        feed="wire", url="u", final_url="u", at=desk.now, outcome=FetchOutcome.FAILED, status=None, reason="no answer"
    )
    desk.feeds.failing["wire"] = down
    desk.at("2026-07-01T12:05").lives()
    (ill,) = feed_health(desk.desk, desk.now)
    assert (ill.state, ill.reason) == ("failing", "no answer")
    del desk.feeds.failing["wire"]
    desk.at("2026-07-01T12:40").reads(LEASE).lives()
    (well,) = feed_health(desk.desk, desk.now)
    assert (well.state, well.failures, well.since) == ("ok", 0, None)
    assert len(desk.stories()) == 1


def test_an_unknown_symbol_costs_only_its_own_rows(newsdesk) -> None:
    desk = newsdesk
    desk.prices.unknown.add("NBIS")
    tallies = desk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-01T21:00").lives()
    assert any("does not know 'NBIS'" in str(p) for tally in tallies for p in tally.problems)
    assert desk.row("NBIS").reason == "no_prices"
    assert desk.row("CRWV").abnormal is not None


def test_a_hole_on_the_day_itself_is_a_reason_and_never_a_zero(desk) -> None:
    desk.prices.holes.add(("NBIS", date(2026, 7, 1)))
    desk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-01T21:00").lives()
    assert (desk.row("NBIS").raw, desk.row("NBIS").reason) == (None, "missing_bar")


def test_a_provider_that_asks_for_rest_has_it_for_half_an_hour(desk) -> None:
    from tracker.errors import RateLimited

    desk.prices.failure = RateLimited("asks to slow down")
    before = len(desk.prices.asked)
    desk.at("2026-07-01T12:05").reads(LEASE)
    for minute in (0, 5, 16, 29):
        desk.at(f"2026-07-01T21:{minute:02}").lives()
    assert len(desk.prices.asked) == before + 1
    desk.prices.failure = None
    desk.at("2026-07-01T22:05").lives()
    assert desk.row("CRWV").abnormal is not None


def test_a_provider_that_is_down_is_asked_for_three_symbols_and_no_more(desk) -> None:
    from tracker.errors import Unavailable

    desk.prices.failure = Unavailable("no route to host")
    before = len(desk.prices.asked)
    desk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-01T21:00").lives()
    assert len(desk.prices.asked) == before + 3


def test_a_bug_in_a_provider_is_an_answer_like_any_other(desk) -> None:
    desk.prices.failure = KeyError("chart")
    tallies = desk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-01T21:00").lives()
    assert any("KeyError" in str(p) for tally in tallies for p in tally.problems)
    desk.prices.failure = None
    desk.at("2026-07-01T22:05").lives()
    assert desk.row("CRWV").abnormal is not None


def test_bars_on_a_day_without_trading_are_named_and_not_used(desk) -> None:
    class Strange(type(desk.prices)):
        def closes(self, symbol):
            return super().closes(symbol) | {date(2026, 7, 4): 1.0}  # a Saturday

    desk.prices.__class__ = Strange
    tallies = desk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-06T21:00").lives()
    assert any("when XNYS was closed" in str(p) for tally in tallies for p in tally.problems)
    assert desk.row("CRWV").abnormal is not None


def test_every_stage_accounts_for_all_it_was_given(desk) -> None:
    desk.reads("CoreWeave sinks 13%", at="2026-06-30T20:30").reads(LEASE)
    for tally in desk.at("2026-07-01T21:00").lives():
        assert tally.taken == tally.made + sum(tally.dropped.values()), tally


def test_a_stop_is_heard_between_two_pieces_of_work(desk) -> None:
    from dataclasses import replace

    desk.reads(LEASE)
    desk.desk = replace(desk.desk, stop=lambda: True)
    assert desk.at("2026-07-01T12:05").lives() == ()
    assert len(desk.articles()) == 1


def test_a_company_that_is_no_instrument_is_named(desk) -> None:
    from dataclasses import replace

    cast = {symbol: item for symbol, item in desk.desk.instruments.items() if symbol != "META"}
    desk.desk = replace(desk.desk, instruments=cast)
    tallies = desk.at("2026-07-01T12:05").reads(LEASE).lives()
    assert any("META" in str(p) and "no [[instrument]]" in str(p) for tally in tallies for p in tally.problems)


def test_the_trace_of_a_missing_answer_gives_the_reason_and_no_bars(desk) -> None:
    from pipelines.render import trace_text
    from tracker.questions import find_story, trace_view

    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    view = trace_view(desk.desk, find_story(desk.desk, "s"), "CRWV", "d0")
    assert view.bars == ()
    assert "2026-07-01" in trace_text(view, width=100)


def test_a_feed_with_another_address_forgets_the_validators_of_the_old_one(desk) -> None:
    from dataclasses import replace

    assert desk.feeds.asked[-1].etag is None
    desk.at("2026-06-30T21:30").lives()
    assert desk.feeds.asked[-1].etag is not None
    moved = tuple(replace(feed, url="http://elsewhere.example/rss") for feed in desk.desk.feeds)
    desk.desk = replace(desk.desk, feeds=moved)
    desk.at("2026-06-30T21:31").lives()
    assert (desk.feeds.asked[-1].url, desk.feeds.asked[-1].etag) == ("http://elsewhere.example/rss", None)


def test_a_story_from_before_all_calendars_is_named_and_measured_nowhere(newsdesk) -> None:
    tallies = newsdesk.at("2026-07-02T21:00").reads(LEASE, at="2014-05-27T13:00").lives()
    assert any("place: s" in str(p) for tally in tallies for p in tally.problems)
    assert newsdesk.rows() == []


def test_a_stop_in_the_middle_leaves_the_rest_for_later_and_counts_it(desk) -> None:
    from dataclasses import replace

    from tracker.jobs import collect, extract, price

    desk.at("2026-07-01T21:00").reads(LEASE)
    collect(desk.desk, desk.now)
    stopped = replace(desk.desk, stop=lambda: True)
    assert extract(stopped, desk.now).dropped["left_for_later"] == 1
    assert price(stopped, desk.now).dropped["postponed"] > 0


def test_a_mail_that_another_process_has_claimed_is_left_to_it(desk, monkeypatch) -> None:
    from storage import outbox
    from tracker.jobs import deliver, enqueue_digest

    desk.with_reader("reader@news.example").at("2026-07-01T21:00")
    enqueue_digest(desk.desk, date(2026, 7, 1), desk.now)
    monkeypatch.setattr(outbox, "claim", lambda connection, message: False)
    assert deliver(desk.desk, desk.now).dropped == {"taken_by_another": 1}
    assert desk.mail.sent == []


def test_a_new_story_costs_its_own_measurement_and_a_new_bar_all_of_them(desk, monkeypatch) -> None:
    from tracker import derive

    measured: list[str] = []
    real = derive.measure_exposure

    def counted(exposure, *rest):
        measured.append(exposure.story)
        return real(exposure, *rest)

    monkeypatch.setattr(derive, "measure_exposure", counted)
    desk.at("2026-06-30T12:05").reads(LEASE)
    desk.at("2026-07-01T21:00").lives()
    (first,) = {story.id for story in desk.stories()}
    assert set(measured) == {first}
    measured.clear()
    desk.at("2026-07-01T21:30").reads("Nebius wins a contract from Microsoft worth $2 billion", at="2026-07-01T12:00")
    desk.lives()
    assert len(desk.stories()) == 2 and measured and first not in measured
    before = desk.rows()
    measured.clear()
    desk.at("2026-07-02T21:00").lives()
    assert first in measured
    assert [row for row in desk.rows() if row.story == first] == [row for row in before if row.story == first]
