"""How feeds are doing in words, and when their silence means that there was no news."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.coverage import Hearing, by_illness, coverage, gap_words, health_of
from pipelines.wording import coverage_words, gap_lines
from tracker.records import (
    Coverage,
    CoverageGap,
    CoverageVerdict,
    Fault,
    Feed,
    FeedCondition,
    FeedHealth,
    KeyPolicy,
    feed_condition,
)

NOW = datetime(2026, 7, 1, 21, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DAILY = [NOW.date() - n * DAY for n in range(20)]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A row of `feed_state`, of a feed that is well unless told otherwise."""

    first_polled_at: datetime | None = NOW - 90 * DAY
    last_ok_at: datetime | None = NOW - timedelta(minutes=5)
    last_new_at: datetime | None = NOW - 2 * HOUR
    failing_since: datetime | None = None
    failures: int = 0
    fault: str | None = None
    reason: str | None = None
    disabled_at: datetime | None = None
    adopted_url: str | None = None
    interval_seconds: int | None = None
    key_policy: str = "guid"
    zone_offset_minutes: int | None = None
    next_check_at: datetime = NOW + timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Break:
    """A row of `host_pause`."""

    since: datetime = NOW - HOUR
    until: datetime = NOW + 2 * HOUR


WIRE = Feed(id="wire", title="Wire", url="http://wire.example/rss", user_agent="t", interval=timedelta(minutes=15))


def ill(fault: Fault, reason: str, **changes: Any) -> Facts:
    known = {"failing_since": NOW - 3 * HOUR, "failures": 4, "last_ok_at": NOW - 4 * HOUR}
    return Facts(fault=str(fault), reason=reason, **{**known, **changes})


def health(facts: Facts | None, newest: datetime | None = NOW - HOUR, **changes: Any) -> FeedHealth:
    known: dict[str, Any] = {"feed": WIRE, "days": DAILY, "pause": None}
    told = {**known, **changes}
    return health_of(told["feed"], facts, newest, told["days"], told["pause"], NOW)


# ── health ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("facts", "state", "reason"),
    [
        pytest.param(None, "never_polled", None, id="never asked"),
        pytest.param(Facts(last_ok_at=None, first_polled_at=None), "never_polled", None, id="known, never asked"),
        pytest.param(Facts(), "ok", None, id="well"),
        pytest.param(
            ill(Fault.UNREACHABLE, "no answer within 20 s"),
            "failing",
            "cannot be reached (no answer within 20 s)",
            id="unreachable",
        ),
        pytest.param(
            ill(Fault.REFUSED_ADDRESS, "10.0.0.1 is not a public address"),
            "failing",
            "leads into a private network (10.0.0.1 is not a public address)",
            id="private network",
        ),
        pytest.param(
            ill(Fault.THROTTLED, "HTTP 429 Too Many Requests", failing_since=None, failures=0),
            "throttled",
            "its host asked to be left alone for a while (HTTP 429 Too Many Requests)",
            id="throttled",
        ),
        pytest.param(
            ill(Fault.BLOCKED, "HTTP 403, a challenge for browsers"),
            "blocked",
            "its host does not let this program in (HTTP 403, a challenge for browsers)",
            id="blocked",
        ),
        pytest.param(
            ill(Fault.NOT_FOUND, "HTTP 404 Not Found"),
            "not_found",
            "is not at its address any more (HTTP 404 Not Found)",
            id="not found",
        ),
        pytest.param(
            ill(Fault.GONE, "HTTP 410 Gone"), "failing", "is gone for good, says its server (HTTP 410 Gone)", id="410"
        ),
        pytest.param(
            ill(Fault.GONE, "HTTP 410 Gone", disabled_at=NOW - DAY),
            "gone",
            "is gone for good, says its server, and is no longer asked (HTTP 410 Gone)",
            id="410 twice",
        ),
        pytest.param(
            ill(Fault.HTTP_ERROR, "HTTP 500"), "failing", "its server answers with an error (HTTP 500)", id="error"
        ),
        pytest.param(ill(Fault.TOO_LARGE, "9 MB"), "failing", "sends more than any feed may (9 MB)", id="too large"),
        pytest.param(
            ill(Fault.NOT_A_FEED, 'an HTML page (titled "Checking your browser")'),
            "not_a_feed",
            'answers with something that is no feed (an HTML page (titled "Checking your browser"))',
            id="no feed",
        ),
        pytest.param(
            ill(Fault.HOSTILE, "5 s"),
            "failing",
            "its answer cost more time or memory than any feed may (5 s)",
            id="hostile",
        ),
        pytest.param(ill(Fault.OURS, "IndexError"), "failing", "met a bug of this program (IndexError)", id="ours"),
        pytest.param(
            Facts(failures=2, failing_since=NOW - HOUR, reason="no answer"), "failing", "no answer", id="old row"
        ),
        pytest.param(
            Facts(failures=2, failing_since=NOW - HOUR),
            "failing",
            "gives no answer that can be used",
            id="no reason kept",
        ),
    ],
)
def test_each_trouble_has_a_word_and_a_sentence(facts: Facts | None, state: str, reason: str | None) -> None:
    found = health(facts)
    assert (found.state, found.reason) == (state, reason)
    assert found.state is FeedCondition(state)


def test_every_kind_of_trouble_has_its_own_sentence() -> None:
    told = {health(ill(fault, "x")).reason for fault in Fault}
    assert len(told) == len(Fault)
    assert None not in told


@pytest.mark.parametrize(
    ("facts", "pause", "since", "next_try"),
    [
        pytest.param(None, None, None, None, id="never asked"),
        pytest.param(Facts(), None, None, NOW + timedelta(minutes=10), id="well"),
        pytest.param(ill(Fault.HTTP_ERROR, "x"), None, NOW - 3 * HOUR, NOW + timedelta(minutes=10), id="failing"),
        pytest.param(ill(Fault.HTTP_ERROR, "x"), Break(), NOW - 3 * HOUR, NOW + 2 * HOUR, id="failing, host paused"),
        pytest.param(
            ill(Fault.THROTTLED, "x", failing_since=None, failures=0), Break(), NOW - HOUR, NOW + 2 * HOUR, id="paused"
        ),
        pytest.param(
            ill(Fault.THROTTLED, "x", failing_since=None, failures=0),
            Break(until=NOW - timedelta(minutes=1)),
            NOW - HOUR,
            NOW + timedelta(minutes=10),
            id="pause over, not yet asked",
        ),
        pytest.param(
            ill(Fault.THROTTLED, "x", failing_since=None, failures=0),
            None,
            NOW - 4 * HOUR,
            NOW + timedelta(minutes=10),
            id="paused, the pause unknown",
        ),
        pytest.param(ill(Fault.GONE, "x", disabled_at=NOW - DAY), None, NOW - DAY, None, id="gone"),
    ],
)
def test_since_when_it_is_so_and_when_it_is_tried_again(
    facts: Facts | None, pause: Break | None, since: datetime | None, next_try: datetime | None
) -> None:
    found = health(facts, pause=pause)
    assert (found.since, found.next_try) == (since, next_try)


def test_a_frozen_feed_says_of_when_its_newest_item_is_and_how_often_there_was_one() -> None:
    newest = datetime(2026, 5, 7, 9, 30, tzinfo=UTC)
    found = health(Facts(), newest, days=[newest.date() - n * DAY for n in range(20)])
    assert (found.state, found.since, found.usual_gap) == ("frozen", newest, DAY)
    assert found.reason == "answers, but its newest item is of 2026-05-07; usually something new every day"


def test_a_feed_that_fails_is_not_called_frozen_too() -> None:
    newest = datetime(2026, 5, 7, 9, 30, tzinfo=UTC)
    days = [newest.date() - n * DAY for n in range(20)]
    assert health(ill(Fault.HTTP_ERROR, "HTTP 500"), newest, days=days).state is FeedCondition.FAILING


def test_that_nobody_asked_is_not_the_feeds_fault() -> None:
    """The daemon was down for three weeks: the feed was lively when it was last heard."""
    newest = NOW - 21 * DAY
    days = [newest.date() - n * DAY for n in range(20)]
    found = health(Facts(last_ok_at=NOW - 21 * DAY + HOUR), newest, days=days)
    assert (found.state, found.reason) == ("ok", None)


def test_what_is_odd_about_a_feed_is_kept_with_its_health() -> None:
    facts = Facts(key_policy="link", zone_offset_minutes=-120, adopted_url="http://new.example", interval_seconds=3600)
    found = health(facts)
    assert (found.key_policy, found.zone_offset) == (KeyPolicy.LINK, timedelta(hours=-2))
    assert (found.moved_to, found.interval) == ("http://new.example", HOUR)
    assert health(Facts()).interval == WIRE.interval


def test_the_worst_comes_first_and_what_is_well_last() -> None:
    faults = (None, Fault.THROTTLED, Fault.NOT_A_FEED, Fault.UNREACHABLE, Fault.BLOCKED)
    found = by_illness([health(ill(fault, "x") if fault else Facts()) for fault in faults])
    assert [item.state for item in found] == ["blocked", "not_a_feed", "failing", "throttled", "ok"]


@pytest.mark.parametrize(
    ("days", "words"),
    [(1.0, "every day"), (1.5, "every 2 days"), (2.5, "every 3 days"), (7.0, "every 7 days"), (None, "now and then")],
)
def test_how_often_is_said_in_whole_days(days: float | None, words: str) -> None:
    assert gap_words(timedelta(days=days) if days is not None else None) == words


@given(
    st.booleans(),
    st.one_of(st.none(), st.sampled_from([str(fault) for fault in Fault])),
    st.integers(0, 9),
    st.booleans(),
)
def test_a_feed_is_well_only_when_it_was_heard_and_nothing_is_wrong(
    disabled: bool, fault: str | None, failures: int, heard: bool
) -> None:
    state = feed_condition(disabled=disabled, fault=fault, failures=failures, heard=heard)
    assert (state is FeedCondition.OK) == (heard and not disabled and fault is None and not failures)
    assert state is not FeedCondition.FROZEN


# ── coverage ────────────────────────────────────────────────────────────────────────────────────────

SINCE = NOW - DAY


def heard(name: str = "wire", **changes: Any) -> Hearing:
    """A feed that was followed for long and answered five minutes ago, unless told otherwise."""
    about = {key: changes.pop(key) for key in ("first_ok", "reaches_back", "losses") if key in changes}
    known: dict[str, Any] = {
        "feed": name,
        "title": name.title(),
        "state": FeedCondition.OK,
        "last_ok": NOW - timedelta(minutes=5),
        "newest_item": NOW - HOUR,
        "interval": timedelta(minutes=15),
    }
    told = FeedHealth(**{**known, **changes})
    return Hearing(health=told, **{"first_ok": NOW - 90 * DAY, "reaches_back": None, **about})


def of(*hearings: Hearing, since: datetime = SINCE, until: datetime = NOW, now: datetime = NOW) -> Coverage:
    return coverage(hearings, since, until, now)


def gap(hearing: Hearing, **span: datetime) -> CoverageGap | None:
    found = of(hearing, **span).gaps
    return found[0] if found else None


FROZEN = heard(
    state=FeedCondition.FROZEN,
    since=NOW - 20 * DAY,
    newest_item=NOW - 20 * DAY,
    reason="answers, but its newest item is of 2026-06-11",
)
BLOCKED = heard(
    state=FeedCondition.BLOCKED,
    since=NOW - 10 * DAY,
    last_ok=NOW - 10 * DAY - HOUR,
    failures=9,
    reason="its host does not let this program in (HTTP 403)",
)
NEVER = heard(state=FeedCondition.NEVER_POLLED, last_ok=None, newest_item=None, first_ok=None)


@pytest.mark.parametrize(
    ("hearing", "span"),
    [
        pytest.param(heard(), {}, id="followed for long, heard just now"),
        pytest.param(heard(last_ok=NOW - timedelta(minutes=59)), {}, id="heard within the hour"),
        pytest.param(heard(last_ok=NOW - 5 * HOUR, interval=2 * HOUR), {}, id="asked every two hours, heard five ago"),
        pytest.param(
            heard(
                state=FeedCondition.FAILING,
                since=NOW - timedelta(minutes=30),
                last_ok=NOW - timedelta(minutes=45),
                reason="x",
            ),
            {},
            id="failed just now",
        ),
        pytest.param(heard(first_ok=NOW - HOUR, reaches_back=NOW - 3 * DAY), {}, id="new, and its items reach back"),
        pytest.param(heard(first_ok=SINCE), {}, id="followed since the very beginning"),
        pytest.param(
            BLOCKED, {"since": NOW - 30 * DAY, "until": NOW - 11 * DAY}, id="blocked now, heard after that time"
        ),
        pytest.param(FROZEN, {"since": NOW - 30 * DAY, "until": NOW - 21 * DAY}, id="frozen now, told that time"),
        pytest.param(heard(losses=((NOW - 3 * DAY, NOW - 2 * DAY),)), {}, id="what was lost was lost before that time"),
        pytest.param(
            heard(losses=((NOW - 3 * HOUR, NOW - 2 * HOUR),)), {"until": NOW - 4 * HOUR}, id="or was lost after it"
        ),
    ],
)
def test_a_feed_has_told_all_of_a_time(hearing: Hearing, span: dict[str, datetime]) -> None:
    assert gap(hearing, **span) is None


@pytest.mark.parametrize(
    ("hearing", "span", "state", "since", "until", "reason"),
    [
        pytest.param(NEVER, {}, "never_polled", None, None, "has not been asked yet", id="never asked"),
        pytest.param(
            heard(state=FeedCondition.NOT_FOUND, last_ok=None, first_ok=None, reason="is not at its address any more"),
            {},
            "not_found",
            None,
            None,
            "never heard, not found: is not at its address any more",
            id="never heard",
        ),
        pytest.param(
            heard(last_ok=NOW - 3 * HOUR),
            {},
            "ok",
            NOW - 3 * HOUR,
            None,
            "not asked since 2026-07-01 18:00 UTC",
            id="the daemon was down",
        ),
        pytest.param(
            heard(last_ok=NOW - 25 * HOUR, interval=timedelta(days=7)),
            {"since": NOW - 7 * DAY},
            "ok",
            NOW - 25 * HOUR,
            None,
            "not asked since 2026-06-30 20:00 UTC",
            id="asked by the week, heard more than a day ago",
        ),
        pytest.param(
            heard(last_ok=NOW - 5 * HOUR, interval=2 * HOUR),
            {"since": NOW - 4 * HOUR},
            "ok",
            NOW - 5 * HOUR,
            None,
            "not asked since 2026-07-01 16:00 UTC",
            id="on time, but not once in that span",
        ),
        pytest.param(
            heard(last_ok=NOW - 10 * DAY - timedelta(minutes=10)),
            {"since": NOW - 11 * DAY, "until": NOW - 10 * DAY},
            "ok",
            NOW - 10 * DAY - timedelta(minutes=10),
            None,
            "not asked since 2026-06-21 20:50 UTC",
            id="of a time that is past, its very end counts",
        ),
        pytest.param(
            BLOCKED,
            {},
            "blocked",
            NOW - 10 * DAY - HOUR,
            None,
            "blocked since 2026-06-21 21:00 UTC: its host does not let this program in (HTTP 403)",
            id="blocked",
        ),
        pytest.param(
            FROZEN,
            {},
            "frozen",
            NOW - 20 * DAY,
            None,
            "frozen since 2026-06-11 21:00 UTC: answers, but its newest item is of 2026-06-11",
            id="frozen",
        ),
        pytest.param(
            heard(first_ok=NOW - 2 * HOUR, reaches_back=NOW - 5 * HOUR),
            {},
            "ok",
            SINCE,
            NOW - 5 * HOUR,
            "followed since 2026-07-01 19:00 UTC only",
            id="new, and its items do not reach back",
        ),
        pytest.param(
            heard(first_ok=NOW - 2 * HOUR),
            {"until": NOW - 3 * HOUR},
            "ok",
            SINCE,
            NOW - 3 * HOUR,
            "followed since 2026-07-01 19:00 UTC only",
            id="new, and without items",
        ),
        pytest.param(
            heard(losses=((NOW - 6 * HOUR, NOW - 5 * HOUR), (NOW - 3 * HOUR, NOW - 2 * HOUR))),
            {},
            "ok",
            NOW - 6 * HOUR,
            NOW - 2 * HOUR,
            "more came between 2026-07-01 15:00 UTC and 2026-07-01 19:00 UTC than it shows at once",
            id="more came than it shows",
        ),
        pytest.param(
            heard(losses=((SINCE - HOUR, SINCE + HOUR),)),
            {},
            "ok",
            SINCE - HOUR,
            SINCE + HOUR,
            "more came between 2026-06-30 20:00 UTC and 2026-06-30 22:00 UTC than it shows at once",
            id="the loss began before that time",
        ),
    ],
)
def test_a_feed_has_not_told_all_of_a_time_and_the_gap_says_why(
    hearing: Hearing,
    span: dict[str, datetime],
    state: str,
    since: datetime | None,
    until: datetime | None,
    reason: str,
) -> None:
    found = gap(hearing, **span)
    assert found is not None
    assert (found.state, found.since, found.until, found.reason) == (state, since, until, reason)


WELL = [heard(f"f{n}") for n in range(9)]
DARK = [replace(BLOCKED, health=replace(BLOCKED.health, feed=f"d{n}", kind="wire")) for n in range(3)]


def of_kind(kind: str, *hearings: Hearing) -> list[Hearing]:
    return [replace(hearing, health=replace(hearing.health, kind=kind)) for hearing in hearings]


@pytest.mark.parametrize(
    ("hearings", "verdict", "counts", "dark"),
    [
        pytest.param([], "none", (0, 0), (), id="no feed in use"),
        pytest.param(WELL[:1], "adequate", (1, 1), (), id="the one there is"),
        pytest.param(DARK, "none", (0, 3), ("wire",), id="none heard"),
        pytest.param([*WELL[:4], *DARK[:1]], "adequate", (4, 5), (), id="four of five"),
        pytest.param([*WELL[:7], *DARK[:2]], "partial", (7, 9), (), id="seven of nine"),
        pytest.param([*WELL[:1], *DARK], "partial", (1, 4), (), id="one of four"),
        pytest.param(
            [*of_kind("company", *WELL), *DARK[:2]], "partial", (9, 11), ("wire",), id="both wires dark, of eleven"
        ),
        pytest.param([*of_kind("company", *WELL), *DARK[:1]], "adequate", (9, 10), (), id="the only wire dark"),
    ],
)
def test_coverage_is_adequate_when_four_of_five_are_heard_and_no_kind_is_dark(
    hearings: list[Hearing], verdict: str, counts: tuple[int, int], dark: tuple[str, ...]
) -> None:
    found = of(*hearings)
    assert (found.verdict, (found.heard, found.feeds), found.dark) == (verdict, counts, dark)
    assert found.heard + len(found.gaps) == found.feeds


def test_gaps_come_worst_first_and_the_longest_of_a_kind_before_the_others() -> None:
    later = replace(BLOCKED, health=replace(BLOCKED.health, feed="later", last_ok=NOW - 2 * DAY))
    behind = heard("behind", last_ok=NOW - 3 * HOUR)
    found = of(behind, replace(NEVER, health=replace(NEVER.health, feed="never")), later, BLOCKED, *WELL)
    assert [gap.feed for gap in found.gaps] == ["wire", "later", "never", "behind"]


def test_of_the_future_nobody_was_told_anything() -> None:
    assert of(heard(), until=NOW + 30 * DAY).until == NOW
    ahead = of(heard(), since=NOW + DAY, until=NOW + 2 * DAY)
    assert (ahead.since, ahead.until, ahead.verdict) == (NOW, NOW, CoverageVerdict.NONE)


MOMENTS = st.integers(0, 24 * 40).map(lambda hours: NOW - timedelta(hours=hours))


@given(MOMENTS, MOMENTS, MOMENTS, st.lists(st.tuples(MOMENTS, MOMENTS), max_size=3), MOMENTS, MOMENTS)
def test_whoever_told_all_of_a_time_told_all_of_every_part_that_it_was_heard_in(
    first: datetime,
    last: datetime,
    inner: datetime,
    losses: list[tuple[datetime, datetime]],
    one: datetime,
    other: datetime,
) -> None:
    since, until = min(one, other), max(one, other)
    ordered = tuple((min(pair), max(pair)) for pair in losses)
    hearing = heard(first_ok=first, last_ok=last, losses=ordered)
    if gap(hearing, since=since, until=until) is None and since <= inner <= until and last > inner:
        assert gap(hearing, since=inner, until=until) is None


@given(MOMENTS, MOMENTS, MOMENTS)
def test_a_time_after_the_last_answer_is_never_covered(last: datetime, one: datetime, other: datetime) -> None:
    since, until = min(one, other), max(one, other)
    found = of(heard(last_ok=last), since=since, until=until)
    if last <= since or last < until - DAY:
        assert found.verdict is CoverageVerdict.NONE


# ── in words ────────────────────────────────────────────────────────────────────────────────────────


def test_of_a_time_without_length_no_feed_can_tell() -> None:
    told = coverage_words(coverage(WELL, NOW, NOW, NOW))
    assert told == "The time asked for begins and ends at 2026-07-01 21:00 UTC, so no feed can tell of it."


@pytest.mark.parametrize(
    ("hearings", "words"),
    [
        pytest.param([], "No feed is in use, so silence says nothing.", id="no feed"),
        pytest.param(WELL[:1], "The one feed in use was heard from {span}.", id="the one"),
        pytest.param(
            [NEVER],
            "The one feed in use was not heard from {span}, so silence says nothing.",
            id="the one, not",
        ),
        pytest.param(WELL, "All 9 feeds were heard from {span}.", id="all"),
        pytest.param([*WELL, *DARK[:1]], "9 of 10 feeds were heard from {span}.", id="nearly all"),
        pytest.param(
            [*WELL[:1], *DARK],
            "1 of 4 feeds was heard from {span}, too few to say that nothing was missed.",
            id="one of four",
        ),
        pytest.param(DARK, "None of 3 feeds was heard from {span}, so silence says nothing.", id="none of three"),
        pytest.param(
            [*of_kind("trade_press", *WELL), *DARK[:2]],
            "9 of 11 feeds were heard from {span}, but none of kind wire, so more may have happened.",
            id="a kind is dark",
        ),
    ],
)
def test_coverage_is_one_sentence(hearings: list[Hearing], words: str) -> None:
    assert coverage_words(of(*hearings)) == words.format(span="2026-06-30 21:00 UTC to 2026-07-01 21:00 UTC")


def test_feeds_that_share_a_reason_share_a_line() -> None:
    down = [heard(f"f{n}", last_ok=NOW - 5 * HOUR) for n in range(6)]
    assert gap_lines(of(BLOCKED, *down), 8) == [
        "Wire: blocked since 2026-06-21 21:00 UTC: its host does not let this program in (HTTP 403).",
        "F0, F1, F2, F3 and 2 more: not asked since 2026-07-01 16:00 UTC.",
    ]


def test_what_does_not_fit_is_counted() -> None:
    late = [heard(f"f{n}", last_ok=NOW - (5 + n) * HOUR) for n in range(6)]
    lines = gap_lines(of(*late), 4)
    assert (len(lines), lines[-1]) == (5, "2 more feeds not heard; `newsimpact feeds health` names them.")


def test_a_strangers_title_and_reason_stay_on_their_line() -> None:
    rude = replace(BLOCKED, health=replace(BLOCKED.health, title="a\r\nb\x1b[31m", reason="x\n" + "y" * 999))
    (line,) = gap_lines(of(rude), 8)
    assert "\n" not in line and "\x1b" not in line and len(line) < 400


def test_dates_may_be_asked_of_a_feed_without_any() -> None:
    assert health(Facts(), None, days=[]).state is FeedCondition.OK
    assert health(Facts(), None, days=[date(2026, 1, 1)]).usual_gap is None
