"""The daily mail: once per session, with what is known, and never lost."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import date

import pytest

from storage import outbox
from tracker.errors import MailDelayed, MailRefused, OutOfCalendar
from tracker.jobs import deliver, enqueue_digest, make_digest

LEASE = "Meta plans to sell spare AI computing capacity, people familiar say"


@pytest.fixture
def desk(newsdesk):
    newsdesk.at("2026-06-30T19:00").reads("Court hears patent dispute over phone cameras").lives()
    newsdesk.moves("CRWV", "2026-07-01", -0.13).moves("SPY", "2026-07-01", -0.005)
    newsdesk.with_reader("reader@news.example")
    return newsdesk


def states(desk) -> list[str]:
    with desk.desk.store.read() as connection:
        return [message.state for message in outbox.messages(connection, "digest")]


def test_a_session_has_one_mail_however_often_the_desk_looks(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE)
    for moment in ("2026-07-01T20:44", "2026-07-01T20:45", "2026-07-01T20:50", "2026-07-01T23:00"):
        desk.at(moment).lives()
    subjects = [email.message_from_bytes(body, policy=email.policy.default)["subject"] for body, _, _ in desk.mail.sent]
    about_first_of_july = [subject for subject in subjects if "CRWV" in subject]
    assert len(about_first_of_july) == 1
    assert "-13.0%" in about_first_of_july[0].replace("−", "-")


def test_the_mail_waits_for_prices_that_are_still_to_come_but_not_for_ever(desk) -> None:
    from tracker.errors import Unavailable

    desk.at("2026-07-01T12:05").reads(LEASE).lives()
    desk.prices.failure = Unavailable("down")
    tallies = {tally.stage: tally for tally in desk.at("2026-07-01T20:50").lives()}
    assert tallies["digest"].dropped == {"waiting_for_prices": 1}
    desk.prices.failure = None
    desk.at("2026-07-01T21:55").lives()
    (body, _, _) = desk.mail.sent[-1]
    subject = email.message_from_bytes(body, policy=email.policy.default)["subject"]
    assert "CRWV" in subject
    desk.prices.failure = Unavailable("down again")
    for moment in ("2026-07-02T20:50", "2026-07-02T22:59", "2026-07-02T23:00"):
        before = len(desk.mail.sent)
        desk.at(moment).lives()
    assert len(desk.mail.sent) == before + 1


def test_a_session_whose_wait_nobody_saw_the_end_of_has_its_mail_the_next_time(desk) -> None:
    from tracker.errors import Unavailable

    desk.at("2026-07-01T12:05").lives()
    desk.prices.failure = Unavailable("down")
    desk.at("2026-07-01T20:50").lives()
    desk.prices.failure = None
    desk.at("2026-07-02T23:30").lives()
    with desk.desk.store.read() as connection:
        periods = {message.period for message in outbox.messages(connection, "digest")}
    assert periods >= {"2026-07-01", "2026-07-02"}


def test_a_single_cycle_waits_for_nothing(desk) -> None:
    from tracker.clock import ManualClock
    from tracker.daemon import run_once
    from tracker.errors import Unavailable

    desk.prices.failure = Unavailable("down")
    run_once(desk.desk, ManualClock(desk.at("2026-07-01T21:00").now))
    assert len(desk.mail.sent) == 1


def test_a_bug_while_sending_is_named_and_costs_one_mail(desk) -> None:
    class Buggy(type(desk.mail)):
        def send(self, message, sender, recipient):
            if recipient.startswith("odd"):
                raise UnicodeEncodeError("ascii", "ä", 0, 1, "ordinal not in range")
            super().send(message, sender, recipient)

    desk.mail.__class__ = Buggy
    tallies = desk.with_reader("odd@news.example", "here@news.example").at("2026-07-01T21:00").lives()
    assert any("UnicodeEncodeError" in str(p) for tally in tallies for p in tally.problems)
    assert [recipient for _, _, recipient in desk.mail.sent] == ["here@news.example"]


def test_an_address_that_no_mail_can_carry_costs_only_its_own_mail(desk) -> None:
    tallies = desk.with_reader("jürgen@news.example", "here@news.example").at("2026-07-01T21:00").lives()
    assert any("jürgen" in str(p) for tally in tallies for p in tally.problems)
    assert [recipient for _, _, recipient in desk.mail.sent] == ["here@news.example"]


def test_the_mail_waits_until_the_prices_are_final(desk) -> None:
    desk.at("2026-07-01T20:44").lives()  # 44 minutes after the close; the delay is 45
    with desk.desk.store.read() as connection:
        assert outbox.messages(connection, "digest", "2026-07-01") == []


def test_nobody_to_write_to_means_no_mail(desk) -> None:
    desk.with_reader().at("2026-07-01T21:00").lives()
    assert states(desk) == []


def test_a_server_that_is_down_delays_the_mail_and_loses_nothing(desk) -> None:
    desk.mail.refuse = MailDelayed("mail server 127.0.0.1:25 could not be used: refused")
    tallies = desk.at("2026-07-01T21:00").lives()
    assert any("next try 21:05 UTC" in str(p) for tally in tallies for p in tally.problems)
    assert states(desk) == ["queued"]
    desk.mail.refuse = None
    desk.at("2026-07-01T21:04").lives()
    assert desk.mail.sent == []
    desk.at("2026-07-01T21:05").lives()
    assert states(desk) == ["sent"]
    assert len(desk.mail.sent) == 1


def test_a_refusal_for_good_is_not_repeated(desk) -> None:
    desk.mail.refuse = MailRefused("mail server refused reader@news.example: 550 no such user")
    desk.at("2026-07-01T21:00").lives()
    desk.mail.refuse = None
    desk.at("2026-07-02T12:00").lives()
    assert states(desk) == ["failed"]
    assert desk.mail.sent == []


def test_one_reader_s_trouble_is_not_the_other_s(desk) -> None:
    class Choosy(type(desk.mail)):
        def send(self, message, sender, recipient):
            if recipient.startswith("gone"):
                raise MailRefused("550")
            super().send(message, sender, recipient)

    desk.mail.__class__ = Choosy
    desk.with_reader("gone@news.example", "here@news.example").at("2026-07-01T21:00").lives()
    assert [recipient for _, _, recipient in desk.mail.sent] == ["here@news.example"]
    assert sorted(states(desk)) == ["failed", "sent"]


def test_a_desk_that_is_told_to_stop_leaves_the_next_letters_for_later(desk) -> None:
    desk.with_reader("one@news.example", "two@news.example", "three@news.example")
    desk.desk = replace(desk.desk, stop=lambda: bool(desk.mail.sent))
    enqueue_digest(desk.desk, date(2026, 6, 30), desk.at("2026-07-01T12:05").now)
    assert deliver(desk.desk, desk.now).dropped == {"left_for_later": 2}
    assert sorted(states(desk)) == ["queued", "queued", "sent"]


def test_the_digest_of_a_day_without_trading_is_refused_with_the_next_session(desk) -> None:
    with pytest.raises(OutOfCalendar, match="2026-07-03 is no session of XNYS; the next is 2026-07-06"):
        make_digest(desk.desk, date(2026, 7, 3), desk.at("2026-07-03T21:00").now)


def test_the_second_day_of_a_story_is_in_the_next_mail(desk) -> None:
    desk.at("2026-07-01T12:05").reads(LEASE).at("2026-07-02T21:00").lives()
    digest = make_digest(desk.desk, date(2026, 7, 2), desk.now)
    assert LEASE in digest.text
