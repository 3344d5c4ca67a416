"""Each table family: what goes in comes out, twice is once, and every vintage is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage import articles, bars, feeds, outbox, pulse
from storage.engine import Store
from storage.schema import bar as bar_table
from storage.status import read_status
from tracker.errors import StoreError
from tracker.records import (
    Article,
    Bar,
    BarAnswer,
    BarRequest,
    Basis,
    DateQuality,
    FeedState,
    Fetched,
    FetchOutcome,
    OutboxMessage,
    Precision,
)

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
DAY = date(2026, 7, 1)


@pytest.fixture
def store(tmp_path: Path, new_store) -> Store:
    found = new_store(tmp_path / "newsimpact.db")
    with found.write() as connection:
        feeds.keep_body(connection, fetched())
    return found


def fetched(body: bytes = b"<rss/>", at: datetime = NOON) -> Fetched:
    return Fetched(
        feed="wire",
        url="http://wire.example/rss",
        final_url="http://wire.example/rss",
        at=at,
        outcome=FetchOutcome.OK,
        status=200,
        body=body,
    )


def article(title: str = "Meta sells compute", *, seen: datetime = NOON) -> Article:
    return Article(
        id="a1",
        feed="wire",
        key="k1",
        url="http://wire.example/1?utm_source=x",
        canonical_url="http://wire.example/1",
        title=title,
        summary="",
        published=NOON - timedelta(minutes=5),
        raw_date="raw",
        precision=Precision.SECOND,
        quality=DateQuality.OK,
        basis=Basis.PUBLISHED,
        first_seen=seen,
        version=1,
        version_seen_at=seen,
        content_hash=title,
        body_hash=fetched().body_hash or "",
        backfilled=False,
    )


def test_an_article_comes_out_as_it_went_in(store: Store) -> None:
    with store.write() as connection:
        assert articles.save_articles(connection, [article()]) == (1, 0)
        assert articles.known_as_of(connection) == [article()]


def test_saving_an_article_again_changes_nothing_and_never_its_first_seen(store: Store) -> None:
    with store.write() as connection:
        articles.save_articles(connection, [article()])
        assert articles.save_articles(connection, [article(seen=NOON + timedelta(days=1))]) == (0, 0)
        assert articles.known_as_of(connection) == [article()]


def test_a_changed_article_is_a_new_version_of_the_same_and_the_old_one_is_still_known_then(store: Store) -> None:
    later = NOON + timedelta(hours=2)
    with store.write() as connection:
        articles.save_articles(connection, [article()])
        assert articles.save_articles(connection, [article("Meta denies it", seen=later)]) == (0, 1)
        (now,) = articles.known_as_of(connection)
        (then,) = articles.known_as_of(connection, NOON + timedelta(hours=1))
        assert (now.title, now.version, now.first_seen, now.version_seen_at) == ("Meta denies it", 2, NOON, later)
        assert then.title == "Meta sells compute"
        assert articles.known_as_of(connection, NOON - timedelta(seconds=1)) == []


def test_bytes_are_kept_once_per_content_and_come_back_exactly(store: Store) -> None:
    with store.write() as connection:
        digest = feeds.keep_body(connection, fetched(b"\x00bytes\xff"))
        assert feeds.keep_body(connection, fetched(b"\x00bytes\xff", NOON + timedelta(days=1))) == digest
        assert feeds.load_body(connection, digest) == b"\x00bytes\xff"
        assert feeds.load_body(connection, "unknown") is None
        with pytest.raises(ValueError, match="without a body"):
            feeds.keep_body(connection, fetched(b""))


def test_a_feed_s_state_is_one_row(store: Store) -> None:
    state = FeedState(feed="wire", url="http://wire.example/rss", next_check_at=NOON, etag='W/"x"')
    with store.write() as connection:
        feeds.save_feed_state(connection, state)
        feeds.save_feed_state(connection, replace(state, failures=2, reason="HTTP 503"))
        assert feeds.feed_states(connection) == {"wire": replace(state, failures=2, reason="HTTP 503")}


def bar(close: float, fetched_at: datetime, *, final: bool = True) -> Bar:
    return Bar(
        symbol="CRWV",
        interval="1d",
        start=datetime.combine(DAY, time(), UTC),
        open=None,
        high=None,
        low=None,
        close=close,
        adj_close=None,
        volume=None,
        provider="p",
        fetched_at=fetched_at,
        is_final=final,
    )


def load(store: Store, as_of: datetime | None = None) -> list[float]:
    with store.read() as connection:
        return [b.close for b in bars.load_bars(connection, "CRWV", DAY, DAY, provider="p", as_of=as_of)]


def test_the_same_bar_fetched_again_adds_nothing(store: Store) -> None:
    with store.write() as connection:
        assert bars.save_bars(connection, [bar(100.0, NOON)]) == 1
        assert bars.save_bars(connection, [bar(100.0, NOON + timedelta(days=1))]) == 0
        assert connection.execute(select(func.count()).select_from(bar_table)).scalar() == 1


def test_a_restated_bar_is_a_new_vintage_and_the_old_one_is_still_known_then(store: Store) -> None:
    with store.write() as connection:
        bars.save_bars(connection, [bar(100.0, NOON)])
        bars.save_bars(connection, [bar(50.0, NOON + timedelta(days=1))])
    assert load(store) == [50.0]
    assert load(store, NOON + timedelta(hours=1)) == [100.0]
    assert load(store, NOON - timedelta(hours=1)) == []


def test_a_provisional_bar_that_became_final_at_the_same_price_is_a_new_vintage(store: Store) -> None:
    with store.write() as connection:
        bars.save_bars(connection, [bar(100.0, NOON, final=False)])
        assert bars.save_bars(connection, [bar(100.0, NOON + timedelta(hours=9))]) == 1


def test_bars_of_two_providers_never_mix(store: Store) -> None:
    with store.write() as connection:
        bars.save_bars(connection, [bar(100.0, NOON), replace(bar(7.0, NOON), provider="q")])
    assert load(store) == [100.0]


def test_what_was_asked_is_remembered_per_provider_and_as_of(store: Store) -> None:
    request = BarRequest(symbol="CRWV", interval="1d", first=DAY, last=DAY)
    asked = BarAnswer(request=request, provider="p", asked_at=NOON, outcome="no_data", bars=0, reason="empty")
    with store.write() as connection:
        bars.save_answers(connection, [])
        bars.save_answers(connection, [asked])
        assert bars.load_answers(connection, "p") == {"CRWV": [asked]}
        assert bars.load_answers(connection, "q") == {}
        assert bars.load_answers(connection, "p", NOON - timedelta(seconds=1)) == {}


def message(name: str = "m1", recipient: str = "b@news.example") -> OutboxMessage:
    return OutboxMessage(
        kind="digest",
        period="2026-07-01",
        recipient=recipient,
        message_id=name,
        subject="CRWV",
        body=b"bytes",
        state="queued",
        attempts=0,
        next_try=NOON,
        created_at=NOON,
    )


def test_a_period_has_one_message_per_recipient_whatever_its_id(store: Store) -> None:
    with store.write() as connection:
        assert outbox.enqueue(connection, message())
        assert not outbox.enqueue(connection, message("m2"))
        assert outbox.enqueue(connection, message("m3", "c@news.example"))
        assert [m.message_id for m in outbox.messages(connection, "digest")] == ["m1", "m3"]


def test_a_message_is_claimed_once(store: Store) -> None:
    with store.write() as connection:
        outbox.enqueue(connection, message())
        assert outbox.claim(connection, "m1")
        assert not outbox.claim(connection, "m1")
        assert outbox.due(connection, NOON) == []


def test_a_message_is_not_due_before_its_time(store: Store) -> None:
    with store.write() as connection:
        outbox.enqueue(connection, replace(message(), next_try=NOON + timedelta(minutes=5)))
        assert outbox.due(connection, NOON) == []
        assert len(outbox.due(connection, NOON + timedelta(minutes=5))) == 1


def test_a_message_interrupted_between_hand_over_and_note_is_uncertain_and_not_sent_again(store: Store) -> None:
    with store.write() as connection:
        outbox.enqueue(connection, message())
        outbox.claim(connection, "m1")
        assert outbox.mark_interrupted(connection) == 1
        (found,) = outbox.messages(connection, "digest", "2026-07-01")
        assert (found.state, found.attempts) == ("uncertain", 1)
        assert outbox.due(connection, NOON + timedelta(days=1)) == []


def test_status_reads_what_the_daemon_wrote_with_the_standard_library_alone(store: Store, tmp_path: Path) -> None:
    since = NOON - timedelta(hours=3)
    with store.write() as connection:
        pulse.beat(connection, "daemon", NOON, {"pid": 7, "state": "running", "tick_seconds": 30})
        pulse.beat(connection, "cycle", NOON, {"stages": {}, "problems": ["x"]})
        state = FeedState(feed="dead", url="u", next_check_at=NOON, failures=2, failing_since=since, reason="HTTP 503")
        feeds.save_feed_state(connection, state)
        feeds.save_feed_state(connection, FeedState(feed="well", url="u", next_check_at=NOON, last_ok_at=NOON))
        outbox.enqueue(connection, message())
        outbox.settle(connection, "m1", "sent", sent_at=NOON)
        articles.save_articles(connection, [article()])
        assert pulse.last_beat(connection, "never") is None
    found = read_status(tmp_path / "newsimpact.db")
    assert found.counts == {"articles": 1, "stories": 0, "impacts": 0, "bars": 0}
    assert (found.daemon_at, found.daemon["pid"], found.cycle["problems"]) == (NOON, 7, ["x"])
    assert (found.feeds_ok, found.outbox, found.last_digest) == (1, {"sent": 1}, "2026-07-01")
    assert [(f["feed"], f["since"], f["reason"]) for f in found.failing] == [("dead", since, "HTTP 503")]


def test_status_of_nothing_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="run --once"):
        read_status(tmp_path / "newsimpact.db")
    (tmp_path / "newsimpact.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="cannot be read"):
        read_status(tmp_path / "newsimpact.db")


def test_versions_of_more_articles_than_a_statement_takes_values_are_found(store: Store) -> None:
    many = [f"a{number}" for number in range(300_000)]  # SQLite takes some 32,000, in some builds 250,000
    with store.read() as connection:
        assert articles.versions(connection, many) == {}
