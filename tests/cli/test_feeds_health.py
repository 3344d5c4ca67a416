"""feeds health, and what report, status and the Python entry say of feeds, asked of a database written by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import articles, feeds, pulse
from storage.engine import Store, open_store
from storage.feeds import FeedState
from storage.schema import host_pause
from tracker.records import Article, Basis, DateQuality, FeedHealth, Fetched, FetchOutcome, Precision

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
FEEDS = ("well", "frozen", "blocked", "dead", "waiting", "gone", "new")


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def place(tmp_path: Path, write_settings, now: datetime):
    """Settings for seven feeds, and a database in which each is in another state."""
    (tmp_path / "prices").mkdir()
    addresses = {name: f"http://{name}.example/rss" for name in FEEDS}
    config = write_settings(tmp_path, tmp_path / "prices", addresses, {"META": "Meta", "SPY": "SPDR fund"})
    store = open_store(tmp_path / "data" / "newsimpact.db")
    for name in FEEDS[:-1]:
        save(store, well(name, now))
    publish(store, "well", now, 0)
    publish(store, "frozen", now, 30)
    ill = {"failing_since": now - 3 * DAY, "failures": 7, "last_ok_at": now - 3 * DAY - HOUR}
    save(store, replace(well("blocked", now), fault="blocked", reason="HTTP 403, a challenge for browsers", **ill))
    save(store, replace(well("dead", now), fault="unreachable", reason="connection refused", **ill))
    save(store, replace(well("waiting", now), fault="throttled", reason="HTTP 429"))
    save(store, replace(well("gone", now), fault="gone", reason="HTTP 410 Gone", disabled_at=now - DAY, **ill))
    pause = {"since": now - HOUR, "until": now + 2 * HOUR, "strikes": 1, "reason": "429"}
    with store.write() as connection:
        for host in ("waiting.example", "waiting.example:80"):  # by name, and as a host of a private network
            connection.execute(host_pause.insert().values(host=host, **pause))
    store.close()
    return "--config", config, "--data", tmp_path / "data"


def well(name: str, now: datetime) -> FeedState:
    return FeedState(
        feed=name,
        url=f"http://{name}.example/rss",
        first_polled_at=now - 60 * DAY,
        last_ok_at=now - timedelta(minutes=5),
        interval_seconds=900,
        next_check_at=now + timedelta(minutes=10),
    )


def save(store: Store, state: FeedState) -> None:
    with store.write() as connection:
        feeds.save_feed_state(connection, state)


def publish(store: Store, feed: str, now: datetime, days_ago: int) -> None:
    """An item a day for twenty days, the newest so many days ago."""
    body = Fetched(feed=feed, url="u", final_url="u", at=now, outcome=FetchOutcome.OK, status=200, body=b"<rss/>")
    with store.write() as connection:
        digest = feeds.keep_body(connection, body)
        for n in range(20):
            at = now - (days_ago + n) * DAY - HOUR
            articles.save_articles(connection, [article(feed, at, digest)])


def article(feed: str, at: datetime, digest: str) -> Article:
    key = at.isoformat()
    return Article(
        id=f"{feed}{key}",
        feed=feed,
        key=key,
        url="u",
        canonical_url=f"https://{feed}.example/{key}",
        title="Harbour dredging goes on",
        summary="",
        published=at,
        raw_date=None,
        precision=Precision.SECOND,
        quality=DateQuality.OK,
        basis=Basis.PUBLISHED,
        first_seen=at,
        version=1,
        version_seen_at=at,
        content_hash=key,
        body_hash=digest,
        backfilled=False,
    )


def test_the_table_shows_the_worst_first_each_with_its_reason_and_fits_100_columns(
    newsimpact, place, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    result = newsimpact(*place, "feeds", "health")
    lines = result.out.splitlines()
    assert (result.code, max(map(len, lines)) <= 100) == (0, True)
    rows = [line for line in lines[1 : lines.index("")] if not line.startswith(" ")]
    assert [row[:11].strip() for row in rows] == [
        "gone", "blocked", "frozen", "failing", "throttled", "never asked", "well",
    ]  # fmt: skip
    assert rows[2].split()[1:] == [
        "frozen",
        *f"{now - timedelta(minutes=5):%m-%d %H:%M}".split(),
        *f"{now - 30 * DAY - HOUR:%m-%d %H:%M}".split(),
        "1",
        "d",
        *f"{now + timedelta(minutes=10):%m-%d %H:%M}".split(),
    ]
    told = " ".join(result.out.split())
    assert f"its newest item is of {now - 30 * DAY - HOUR:%Y-%m-%d}; usually something new every day" in told
    assert "its host does not let this program in (HTTP 403, a challenge for browsers)" in told
    assert "cannot be reached (connection refused)" in told
    assert rows[0].endswith("never") and rows[5].endswith("at once")
    assert rows[4].endswith(f"{now + 2 * HOUR:%m-%d %H:%M}")
    # The one that waits was heard five minutes ago: it has told all there was of the last day.
    assert "2 of 7 feeds were heard from " in told
    assert told.endswith("too few to say that nothing was missed.")


def test_what_is_odd_about_a_feed_is_noted_below_it(newsimpact, place, now: datetime) -> None:
    odd = {"zone_offset_minutes": -90, "key_policy": "link", "adopted_url": "http://new.example/rss?key=s3cret"}
    store = open_store(place[3] / "newsimpact.db")
    save(store, replace(well("well", now), **odd))
    store.close()
    out = newsimpact(*place, "feeds", "health", "well").out
    notes = [line.strip() for line in out.splitlines() if line.startswith(" ")]
    assert notes[:2] == [
        "its dates run about 1.5 h behind",
        "its items are told apart by their links, since its own ids are not stable",
    ]
    assert notes[2].startswith("moved to http://new.example/rss")
    assert "s3cret" not in out + newsimpact(*place, "feeds", "health", "--json").out


def test_json_has_all_fields_times_in_utc_and_durations_in_seconds(newsimpact, place, now: datetime) -> None:
    result = newsimpact(*place, "feeds", "health", "--json")
    found = [json.loads(line) for line in result.out.splitlines()]
    assert all(set(row) == set(FeedHealth.__slots__) for row in found)
    by_id = {row["feed"]: row for row in found}
    assert [row["state"] for row in found] == [
        "gone", "blocked", "frozen", "failing", "throttled", "never_polled", "ok",
    ]  # fmt: skip
    assert by_id["well"]["last_ok"] == f"{now - timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}"
    assert (by_id["well"]["usual_gap"], by_id["well"]["interval"], by_id["well"]["reason"]) == (86400.0, 900.0, None)
    assert by_id["new"]["last_ok"] is None


def test_chosen_feeds_are_shown_alone_and_an_unknown_one_is_refused(newsimpact, place) -> None:
    shown = newsimpact(*place, "feeds", "health", "well", "dead", "--json").out
    assert [json.loads(line)["feed"] for line in shown.splitlines()] == ["dead", "well"]
    refused = newsimpact(*place, "feeds", "health", "wlel")
    assert (refused.code, "no feed in use has the id wlel" in refused.err) == (2, True)


# ── report, status, Python ──────────────────────────────────────────────────────────────────────────


def test_a_report_without_rows_does_not_claim_that_there_was_no_news(newsimpact, place) -> None:
    result = newsimpact(*place, "report")
    assert (result.code, result.out) == (1, "")
    assert "no story matches. 2 of 7 feeds were heard from" in result.err
    assert "too few to say that nothing was missed" in result.err


def test_a_report_of_the_future_says_that_it_has_not_begun(newsimpact, place) -> None:
    result = newsimpact(*place, "report", "--since", "2031-07-01T12:00Z")
    assert (result.code, result.err) == (1, "newsimpact: no story matches: the time asked for has not begun yet\n")


def test_a_report_without_rows_says_so_when_all_feeds_were_heard(
    newsimpact, tmp_path: Path, write_settings, now: datetime, place
) -> None:
    config = write_settings(tmp_path, tmp_path / "prices", {"well": "http://well.example/rss"}, {"META": "Meta"})
    config.write_text(config.read_text().replace('"SPY"', '"META"'))
    result = newsimpact("--config", config, "--data", place[3], "report")
    assert (result.code, "The one feed in use was heard from" in result.err) == (1, True)
    assert "too few" not in result.err


@pytest.fixture
def with_a_story(newsimpact, tmp_path: Path, prices: Path, serving, write_settings, wire_rss):
    """Two feeds on loopback, one of them dead, and one cycle over them."""
    published = (datetime.now(UTC) - 30 * DAY).strftime("%a, %d %b %Y 12:05:00 GMT")
    with serving({"/rss": (200, wire_rss(published))}) as server:
        addresses = {"wire": f"{server}/rss", "lost": f"{server}/lost"}
        config = write_settings(tmp_path, prices, addresses, {"META": "Meta", "SPY": "SPDR fund"})
        asked = ("--config", config, "--data", tmp_path / "data")
        assert newsimpact(*asked, "run", "--once").code == 0
        yield asked


def test_the_report_for_people_ends_with_what_the_feeds_could_tell(newsimpact, with_a_story, tmp_path: Path) -> None:
    lines = newsimpact(*with_a_story, "report").out.split("Coverage\n")[1].splitlines()
    assert lines[0].startswith("  1 of 2 feeds was heard from ")
    assert lines[2 if "missed" in lines[1] else 1].startswith("  ! lost: never heard, ")
    assert newsimpact(*with_a_story, "report", "--format", "html", "--out", tmp_path / "r.html").code == 0
    assert "<h2>Coverage</h2>" in (tmp_path / "r.html").read_text()


@pytest.mark.parametrize("form", ["json", "csv"])
def test_data_come_with_a_line_beside_them_when_coverage_is_not_adequate(newsimpact, with_a_story, form: str) -> None:
    result = newsimpact(*with_a_story, "report", "--format", form)
    assert result.err.startswith("newsimpact: 1 of 2 feeds was heard from ")
    assert result.err.count("\n") == 1
    assert "heard" not in result.out


def test_data_come_alone_when_coverage_is_adequate(newsimpact, with_a_story) -> None:
    config = Path(with_a_story[1])
    text = config.read_text()
    config.write_text(text[: text.index('[[feed]]\nid = "lost"')] + text[text.index("[[instrument]]") :])
    assert newsimpact(*with_a_story, "report", "--json").err == ""


def test_status_counts_feeds_by_state_and_knows_frozen_ones_from_the_daemons_note(
    newsimpact, place, now: datetime
) -> None:
    store = open_store(place[3] / "newsimpact.db")
    noted = {name: {"state": "ok", "reason": None} for name in FEEDS}
    noted["frozen"] = {"state": "frozen", "reason": "answers, but its newest item is old"}
    noted["blocked"] = {"state": "frozen", "reason": "was frozen when the note was made"}
    with store.write() as connection:
        pulse.beat(connection, "feeds", now, noted)
        feeds.save_feed_state(connection, replace(well("gone from the settings", now), failures=3))
    store.close()
    out = newsimpact(*place, "status").out
    counts = "1 well, 1 never asked, 1 failing, 1 throttled, 1 blocked, 1 gone, 1 frozen"
    assert f"feeds     {counts}\n" in out
    assert "frozen: answers, but its newest item is old (next try" in out
    assert "blocked: HTTP 403, a challenge for browsers (since" in out
    assert "new: never asked\n" in out
    found = json.loads(newsimpact(*place, "status", "--json").out)
    assert found["feeds"] == {
        "ok": 1, "never_polled": 1, "failing": 1, "throttled": 1, "blocked": 1, "gone": 1, "frozen": 1,
    }  # fmt: skip
    assert (found["feeds_ok"], len(found["failing"])) == (1, 6)


def test_status_before_anything_was_asked_says_so(newsimpact, tmp_path: Path) -> None:
    newsimpact("init")
    open_store(tmp_path / "data" / "newsimpact.db").close()
    assert "feeds     none asked yet" in newsimpact("--data", tmp_path / "data", "status").out


def test_the_python_entry_tells_coverage_too(place, now: datetime) -> None:
    from tracker.api import Tracker

    with Tracker.open(place[1], place[3]) as tracker:
        found = tracker.coverage(now - DAY, now)
        assert (found.heard, found.feeds, found.verdict) == (2, 7, "partial")
        assert [gap.feed for gap in found.gaps] == ["gone", "blocked", "frozen", "dead", "new"]
        then = tracker.coverage(now - 2 * DAY, now - DAY, as_of=now - DAY)
        assert then.heard == 0  # the log of that time is empty
