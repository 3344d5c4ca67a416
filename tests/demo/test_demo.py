"""The demo shows the whole way; it is run once here, and looked at from all sides."""

from __future__ import annotations

import csv
import email
import email.policy
import re
import shutil
import sqlite3
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from pipelines.lineage import novelty_words, trace_lineage
from storage.engine import open_store
from storage.stories import load_stories
from tracker.demo import NOTICE
from tracker.records import Novelty, Story

LOGS = {"fetch", "feed_state", "bar_answer", "pulse"}
"""Tables that may change when nothing new is found: when feeds and prices were asked and are due, and signs of life."""


def query(run, sql: str, *values: object) -> list[tuple]:
    with sqlite3.connect(f"file:{run.folder / 'newsimpact.db'}?mode=ro", uri=True) as connection:
        return connection.execute(sql, values).fetchall()


def dump(run) -> dict[str, list[tuple]]:
    tables = query(run, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {name: sorted(query(run, f"SELECT * FROM {name}"), key=repr) for (name,) in tables if name not in LOGS}


JULY = "SELECT id FROM story WHERE headline LIKE 'Meta plans to sell spare AI computing capacity%'"


def told(run) -> tuple[list[Story], dict[str, Novelty]]:
    """The stories of a run, oldest first, and how new each was."""
    store = open_store(run.folder / "newsimpact.db")
    with store.read() as connection:
        stories = load_stories(connection)
    store.close()
    return sorted(stories, key=lambda story: story.t0.at), trace_lineage(stories)


def d0(run, symbol: str) -> tuple[float, float, float]:
    (row,) = query(
        run,
        "SELECT raw, json_extract(detail, '$.abnormal'), json_extract(detail, '$.t') FROM impact"
        f" WHERE story IN ({JULY}) AND symbol = ? AND window = 'd0'",
        symbol,
    )
    return row


def test_the_report_of_1_july_is_one_story_of_six_reports(demo) -> None:
    ((story,),) = query(demo, JULY)
    reports = query(demo, "SELECT feed, relation, reason FROM story_link WHERE story = ? ORDER BY position", story)
    # By hand, from the newsroom: the wire, its article passed on, its text at another address, three of their own, of
    # which the last only passes on what the wire reported.
    assert reports == [
        ("harbourgate", "first", "opens"),
        ("parkside", "duplicate", "canonical_url"),
        ("saltmarsh", "duplicate", "content_hash"),
        ("northrow", "same_event", "event"),
        ("kestrel", "same_event", "event"),
        ("compute-ledger", "same_event", "event"),
    ]
    ((headline, t0, sources, independent),) = query(
        demo, "SELECT headline, t0, sources, independent FROM story WHERE id = ?", story
    )
    assert (t0[:16], sources, independent) == ("2026-07-01 12:05", 6, 3)
    assert headline in demo.out


def test_it_is_the_third_telling_and_says_what_is_new(demo) -> None:
    ((story,),) = query(demo, JULY)
    news = told(demo)[1][story]
    assert (news.telling, news.decay, news.relation) == (3, 100, "retelling")
    # From 27 May 18:35 to 1 July 12:05 are 34 days, 17 hours and 30 minutes.
    assert news.days_since_last == pytest.approx(34 + 17.5 / 24, abs=1e-3)
    assert news.new == (
        "two kinds of service: raw capacity and managed models",
        "wording moved from option to plan",
    )
    line = "third telling, 35 days since the last; new: two kinds of service; wording moved from option to plan"
    assert line in " ".join(demo.out.split())


@pytest.mark.parametrize(
    ("symbol", "raw"),
    [pytest.param("CRWV", -0.13, id="CoreWeave"), pytest.param("NBIS", -0.15, id="Nebius")],
)
def test_the_neoclouds_fell_as_the_news_said_with_abnormal_return_and_t(demo, symbol: str, raw: float) -> None:
    measured = d0(demo, symbol)
    assert measured[0] == pytest.approx(raw, abs=0.005)
    assert measured[1] == pytest.approx(raw, abs=0.02)
    assert measured[2] < -2


def test_meta_rose_and_is_measured_as_the_one_who_acts(demo) -> None:
    raw, abnormal, t = d0(demo, "META")
    assert raw > 0.05
    assert abnormal > 0.05
    assert t > 2
    assert query(demo, f"SELECT kind FROM exposure WHERE symbol = 'META' AND story IN ({JULY})") == [("direct",)]


def test_a_raw_return_is_what_the_price_file_says(demo) -> None:
    with (files("tracker.demo") / "prices.csv").open() as file:
        closes = {row["date"]: float(row["close"]) for row in csv.DictReader(file) if row["symbol"] == "CRWV"}
    assert d0(demo, "CRWV")[0] == pytest.approx(closes["2026-07-01"] / closes["2026-06-30"] - 1, abs=1e-12)


def test_the_matter_is_five_stories_each_with_its_own_time(demo) -> None:
    stories, novelty = told(demo)
    leases = [story for story in stories if story.type == "compute_leasing"]
    october, may, july, denial, detail = leases
    assert [(story.t0.at.isoformat()[:16], novelty[story.id].telling) for story in leases] == [
        ("2025-10-29T22:25", 1),
        ("2026-05-27T18:35", 2),
        ("2026-07-01T12:05", 3),
        ("2026-07-02T10:20", 3),
        ("2026-07-02T11:35", 3),
    ]
    assert [(novelty[story.id].relation, novelty[story.id].follows) for story in leases] == [
        (None, None),
        ("retelling", october.id),
        ("retelling", may.id),
        ("denial", july.id),
        ("follow_up", july.id),
    ]
    assert novelty_words(novelty[denial.id]) == f"denies a report of 1 July ({july.id})"
    assert novelty[detail.id].new == ("affirmed after a denial", "250 MW", "one year")
    # 29 October 22:25 to 27 May 18:35: 2 days left of October, 30, 31, 31, 28, 31, 30 and 27 days, less 3 h 50 min.
    assert novelty[may.id].days_since_last == pytest.approx(210 - (3 + 50 / 60) / 24, abs=1e-3)
    assert novelty[may.id].new == ("wording moved from possibility to option",)


def test_a_correction_is_no_second_loan(demo) -> None:
    stories, novelty = told(demo)
    loan, correction = (story for story in stories if story.t0.at.date() in {date(2025, 12, 9), date(2025, 12, 11)})
    assert (loan.type, correction.type, correction.subtype) == ("debt_financing", "clarification", "correction")
    assert (novelty[correction.id].relation, novelty[correction.id].follows) == ("correction", loan.id)
    assert novelty_words(novelty[correction.id]) == f"corrects a report of 9 December ({loan.id})"


def test_what_was_said_in_may_is_no_event_of_july(demo) -> None:
    stories, _ = told(demo)
    may, denial = (story for story in stories if story.id in _of(demo, "Meta considers", "Meta denies"))
    looks_back = [link for link in may.links if link.relation == "prior_mention"]
    assert [(link.feed, link.at.date(), link.claim.date) for link in looks_back if link.claim] == [
        ("compute-ledger", date(2026, 7, 2), "2026-05-27")
    ]
    assert [[claim.date for claim in link.retold] for link in denial.links] == [[], ["2026-05-27"]]


def _of(run, *beginnings: str) -> set[str]:
    return {query(run, "SELECT id FROM story WHERE headline LIKE ?", f"{words}%")[0][0] for words in beginnings}


def test_nineteen_stories_are_told(demo) -> None:
    # By hand: of 2025 two of 29 October, Nebius, the loan and its correction; of 2026 before the week Micron, Alphabet
    # twice, IREN, OpenAI, Microsoft, Bernstein, May and Applied Digital; Google, the report, Bernstein again, the
    # denial and the follow-up.
    assert len(told(demo)[0]) == 5 + 9 + 5
    assert "all 19 stories" in demo.said


def test_the_mail_of_the_next_day_says_that_the_report_was_denied(demo) -> None:
    mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in _mails(demo)]
    texts = [" ".join(mail.get_body(("plain",)).get_content().split()) for mail in mails]
    (second,) = [text for text in texts if text.startswith("Thu 2 Jul 2026")]
    line = "! Denied on 2026-07-02 10:20 UTC: Meta denies report that it plans to sell computing capacity"
    assert line in second
    assert "denies a report of 1 July" in second
    assert not any(line in text for text in texts if text is not second)


def _mails(run) -> list[Path]:
    return sorted((run.folder / "mail").glob("*.eml"))


def test_the_price_move_headline_is_a_reaction_and_no_story(demo) -> None:
    ((article,),) = query(demo, "SELECT article FROM article_version WHERE title LIKE 'CoreWeave sinks 13%'||'%'")
    types = {kind for (kind,) in query(demo, "SELECT type FROM event WHERE article = ?", article)}
    assert types == {"price_move"}
    assert query(demo, "SELECT * FROM story_link WHERE article = ?", article) == []


def test_unrelated_news_is_kept_and_is_no_story(demo) -> None:
    titles = query(
        demo,
        "SELECT v.title FROM article_version v JOIN extraction e USING (article)"
        " WHERE NOT e.relevant AND v.article NOT IN (SELECT article FROM story_link)",
    )
    assert any("office" in title for (title,) in titles)
    assert len(titles) >= 6


@pytest.mark.parametrize(
    ("kind", "actor"),
    [
        ("capex_guidance", "Alphabet"),
        ("contract", "Nebius Group"),
        ("debt_financing", "CoreWeave"),
        ("supply_constraint", "Micron Technology"),
        ("analyst_rating", "Bernstein"),
    ],
)
def test_the_other_kinds_of_news_are_stories_too(demo, kind: str, actor: str) -> None:
    assert query(demo, "SELECT count(*) FROM story WHERE type = ? AND actor = ?", kind, actor)[0][0] >= 1


def test_the_broken_and_the_dead_feed_are_named(demo) -> None:
    assert "tollhouse: truncated" in demo.said
    assert "lanternfield: HTTP 503" in demo.said


def test_what_shows_prices_says_that_they_are_synthetic(demo) -> None:
    mail = email.message_from_bytes((demo.folder / "digest.eml").read_bytes(), policy=email.policy.default)
    parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
    for text in (demo.out, (demo.folder / "report.html").read_text(), parts["text/plain"], parts["text/html"]):
        assert NOTICE in " ".join(text.split())
    assert {provider for (provider,) in query(demo, "SELECT DISTINCT provider FROM bar")} == {"synthetic"}


def test_the_mail_is_about_1_july_and_states_the_finding(demo) -> None:
    mail = email.message_from_bytes((demo.folder / "digest.eml").read_bytes(), policy=email.policy.default)
    assert re.search(r"[-−+]\d+\.\d%", mail["subject"])
    text = mail.get_body(("plain",)).get_content()
    assert "1 Jul 2026" in text
    assert "-13.1%" in text


def test_repeat_questions_to_feeds_were_conditional_and_answered_304(demo) -> None:
    ((unchanged,),) = query(demo, "SELECT count(*) FROM fetch WHERE status = 304")
    assert unchanged >= 5


@pytest.mark.thorough
def test_a_second_run_over_the_same_folder_asks_again_and_changes_no_row_but_logs(
    demo, play_demo, tmp_path: Path
) -> None:
    shutil.copytree(demo.folder, tmp_path / "again")
    before, asked = dump(demo), query(demo, "SELECT count(*) FROM fetch")
    again = play_demo(tmp_path / "again")
    assert again.out == demo.out
    assert dump(again) == before
    assert (
        query(again, "SELECT count(*) FROM fetch")[0][0] == asked[0][0] + 6
    )  # the broken and the dead feed wait longer
    assert [s for (s,) in query(again, "SELECT status FROM fetch ORDER BY id DESC LIMIT 6")] == [304] * 6


def test_a_folder_with_real_news_is_refused(tmp_path: Path, play_demo) -> None:
    from storage.engine import open_store
    from tracker.errors import StoreError, UsageError

    open_store(tmp_path / "newsimpact.db").close()
    with pytest.raises(UsageError, match="holds a database of real news"):
        play_demo(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be created"):
        play_demo(tmp_path / "file" / "out")
