"""What else was going on in a story's window, and whether it can be told apart.

The sessions around the holiday: Wed 1 July, Thu 2 July, (Fri 3 July closed), Mon 6 July, Tue 7 July 2026; and the
half-day of Fri 28 November 2025, after Thanksgiving.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.beside import Ahead, ahead, beside_sentence, beside_words
from pipelines.confound import Confounding, Relation, confound, event_sessions
from pipelines.place import SessionCalendar
from pipelines.report import build_rows
from tracker.options import WINDOWS
from tracker.records import (
    Basis,
    Bucket,
    CalendarEvent,
    CalendarKind,
    Claim,
    Exposure,
    ExposureKind,
    ReportRow,
    Stamp,
    Story,
    StoryLink,
)

WED, THU, MON, TUE = date(2026, 7, 1), date(2026, 7, 2), date(2026, 7, 6), date(2026, 7, 7)
SEEN = datetime(2026, 6, 1, tzinfo=UTC)


@cache
def new_york() -> SessionCalendar:
    return SessionCalendar.load("XNYS", date(2025, 1, 2), date(2026, 12, 31))


def first_link(story_id: str) -> StoryLink:
    claim = Claim(type="contract", actor=story_id.title(), status="announced", source="company")
    return StoryLink(article=story_id, relation="first", reason="opens", score=1.0, at=SEEN, feed="wire", claim=claim)


def story(id_: str, **changes: Any) -> Story:
    known: dict[str, Any] = {
        "id": id_,
        "headline": f"Headline of {id_}",
        "type": "contract",
        "subtype": None,
        "actor": id_.title(),
        "counterparty": None,
        "themes": (),
        "participants": ("CRWV",),
        "t0": Stamp(at=SEEN, basis=Basis.PUBLISHED),
        "t0_earliest": SEEN,
        "t0_latest": SEEN,
        "links": (first_link(id_),),
        "sources": 1,
        "independent": 1,
        "backfilled": False,
    }
    return Story(**{**known, **changes})


def met(
    story_id: str,
    session: date = WED,
    *,
    sure: bool = True,
    kind: ExposureKind = ExposureKind.DIRECT,
    symbol: str = "CRWV",
) -> Exposure:
    return Exposure(
        story=story_id,
        symbol=symbol,
        kind=kind,
        t0=Stamp(at=SEEN, basis=Basis.PUBLISHED),
        bucket=Bucket.PRE,
        session=session,
        close=SEEN,
        sure=sure,
    )


def either(story_id: str, *sessions: date) -> list[Exposure]:
    """One story of which nobody knows in which of these sessions it was first told."""
    return [met(story_id, session, sure=False) for session in sessions]


def dated(name: str, when: date, *, symbol: str | None = "CRWV", kind: str = "earnings") -> CalendarEvent:
    """An event with a time when `when` is an instant."""
    at = when if isinstance(when, datetime) else None
    day = when.date() if isinstance(when, datetime) else when
    return CalendarEvent(
        id=f"c{name}{when}",
        date=day,
        time=at,
        kind=CalendarKind(kind),
        symbol=symbol,
        name=name,
        source="calendar.csv",
        first_seen=SEEN,
    )


def around(own: str, window: str, exposures: list[Exposure], *events: CalendarEvent) -> Confounding:
    calendars = {exposure.symbol: new_york() for exposure in exposures}
    told = [story(id_) for id_ in dict.fromkeys(exposure.story for exposure in exposures)]
    return confound(told, exposures, events, calendars, WINDOWS)[own, "CRWV", window]


def named(found: Confounding) -> list[tuple[str, str, bool]]:
    stories = [(item.story, str(item.relation), item.certain) for item in found.stories]
    return stories + [(item.event.name, str(item.relation), item.certain) for item in found.events]


def alone(found: Confounding) -> bool:
    return (found.stories, found.events, found.separable) == ((), (), True)


# ── stories ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_story_alone_is_told_apart() -> None:
    for window in WINDOWS:
        found = around("meta", window, [met("meta")])
        assert alone(found) and found.why == "nothing else is known of this window"


def test_two_stories_of_a_session_are_one_joint_effect_and_name_each_other() -> None:
    both = [met("meta"), met("bernstein")]
    for window in WINDOWS:
        assert named(around("meta", window, both)) == [("bernstein", "same_session", True)]
        assert named(around("bernstein", window, both)) == [("meta", "same_session", True)]
    found = around("meta", "d0", both)
    assert found.separable is False
    assert found.why == (
        "one joint effect with Bernstein contract: daily bars cannot tell apart what one session holds"
    )


def test_a_story_of_the_next_session_leaves_the_session_itself_alone() -> None:
    both = [met("meta", THU), met("bernstein", MON)]  # the holiday is between them
    assert alone(around("meta", "d0", both)) and alone(around("bernstein", "d0", both))
    earlier, later = around("meta", "d0_1", both), around("bernstein", "d0_1", both)
    assert named(earlier) == [("bernstein", "later_in_window", True)]
    assert named(later) == [("meta", "earlier_window_reaches_in", True)]
    assert (earlier.separable, later.separable) == (False, False)
    assert earlier.why == (
        "the session itself is this story's alone, this window is not; Bernstein contract came later in it"
    )
    assert later.why == (
        "the session itself is this story's alone, this window is not; "
        "Meta contract came before and may still have been at work in it"
    )


def test_a_story_two_sessions_away_or_of_another_symbol_is_no_neighbour() -> None:
    others = [met("meta"), met("bernstein", MON), met("nebius", symbol="NBIS")]
    assert alone(around("meta", "d0_1", others))


def test_a_story_does_not_confound_itself() -> None:
    # It meets a symbol once; a second meeting would be of the same reports.
    assert alone(around("meta", "d0_1", [met("meta"), met("meta", THU)]))


def test_who_takes_part_is_named_before_who_is_only_of_the_trade() -> None:
    crowd = [
        met("meta"),
        met("aaa", kind=ExposureKind.THEME),
        met("bbb", kind=ExposureKind.RELATED),
        met("later", THU),
        met("zzz"),
    ]
    assert [item.story for item in around("meta", "d0_1", crowd).stories] == ["zzz", "later", "bbb", "aaa"]


def test_a_story_of_a_day_without_a_time_may_be_of_that_session_or_the_next() -> None:
    crowd = [met("meta", THU), *either("rumour", WED, THU)]
    found = around("meta", "d0", crowd)
    assert (named(found), found.separable) == ([("rumour", "same_session", False)], None)
    assert found.why == "it cannot be said whether Rumour contract fell into it, since the time is not known"
    assert found.stories[0].sessions == (WED, THU)
    # Over two sessions it is there either way.
    assert named(around("meta", "d0_1", crowd)) == [("rumour", "same_session", True)]
    seen_from_there = around("rumour", "d0", crowd)
    assert (named(seen_from_there), seen_from_there.separable) == ([("meta", "same_session", False)], None)
    assert seen_from_there.why.endswith("since the time of this story is not known")


def test_a_story_of_three_possible_sessions_and_one_of_the_last_name_each_other() -> None:
    crowd = [met("meta", THU), *either("rumour", WED - timedelta(days=1), WED, THU)]
    assert named(around("meta", "d0", crowd)) == [("rumour", "same_session", False)]
    assert named(around("rumour", "d0", crowd)) == [("meta", "same_session", False)]


def test_each_possible_session_of_a_story_has_a_window_of_two_sessions_too() -> None:
    crowd = [*either("rumour", WED, THU), met("meta", WED - timedelta(days=1))]
    # From Wednesday on Tuesday's window reaches in; from Thursday on it does not.
    assert named(around("rumour", "d0_1", crowd)) == [("meta", "earlier_window_reaches_in", False)]


# ── dated events ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("when", "kind", "sessions"),
    [
        pytest.param(datetime(2026, 7, 1, 11, tzinfo=UTC), "earnings", (WED,), id="before the open"),
        pytest.param(datetime(2026, 7, 1, 20, 5, tzinfo=UTC), "earnings", (THU,), id="after the close: the next"),
        pytest.param(datetime(2026, 7, 2, 20, 5, tzinfo=UTC), "earnings", (MON,), id="before a holiday: Monday"),
        pytest.param(datetime(2026, 7, 4, 12, tzinfo=UTC), "macro", (MON,), id="Saturday: Monday"),
        pytest.param(datetime(2025, 11, 28, 17, 59, tzinfo=UTC), "macro", (date(2025, 11, 28),), id="half-day"),
        pytest.param(
            datetime(2025, 11, 28, 18, 0, tzinfo=UTC), "macro", (date(2025, 12, 1),), id="close of the half-day"
        ),
        pytest.param(WED, "earnings", (WED, THU), id="a day: that session or the next"),
        pytest.param(THU, "macro", (THU, MON), id="a day before the holiday"),
        pytest.param(date(2026, 7, 3), "earnings", (MON,), id="a holiday: the next, surely"),
        pytest.param(date(2026, 7, 4), "other", (MON,), id="a Saturday: the next, surely"),
        pytest.param(WED, "expiry", (WED,), id="an expiry is of its session"),
        pytest.param(WED, "lock_up", (WED,), id="a lock-up ends in its session"),
        pytest.param(date(2031, 1, 1), "earnings", (), id="beyond the calendar"),
        pytest.param(datetime(2031, 1, 1, tzinfo=UTC), "earnings", (), id="an instant beyond the calendar"),
    ],
)
def test_which_sessions_react_to_a_dated_event(when: date, kind: str, sessions: tuple[date, ...]) -> None:
    assert event_sessions(dated("x", when, kind=kind), new_york()) == sessions


def test_results_of_the_evening_before_are_a_joint_effect() -> None:
    results = dated("CoreWeave results", datetime(2026, 6, 30, 20, 5, tzinfo=UTC))
    found = around("meta", "d0", [met("meta")], results)
    assert (named(found), found.separable) == ([("CoreWeave results", "same_session", True)], False)
    assert found.events[0].text == "CoreWeave results 2026-06-30 (calendar.csv)"


def test_results_that_moved_the_session_before_are_over() -> None:
    results = dated("CoreWeave results", datetime(2026, 6, 30, 11, tzinfo=UTC))
    assert alone(around("meta", "d0_1", [met("meta")], results))


def test_a_story_of_results_is_the_company_s_results_of_its_session_and_no_other_company_s() -> None:
    evening = datetime(2026, 6, 30, 20, 5, tzinfo=UTC)
    tells = story("crwv", type="earnings_result", participants=("CRWV",))
    other = story("meta", participants=("META",))
    read_across = story("nbis", type="earnings_result", participants=("NBIS",))
    events = [dated("Own", evening), dated("A day", WED), dated("10-Q", THU), dated("Rates", WED, kind="macro")]
    found = confound(
        (tells, other, read_across),
        [met("crwv"), met("meta", kind=ExposureKind.THEME), met("nbis", kind=ExposureKind.THEME)],
        events,
        {"CRWV": new_york()},
        WINDOWS,
    )
    seen = {key: [item.event.name for item in confounding.events] for key, confounding in found.items()}
    assert seen["crwv", "CRWV", "d0"] == ["Rates"]
    assert seen["crwv", "CRWV", "d0_1"] == ["Rates", "10-Q"], "a report of a later session is another cause"
    for another in ("meta", "nbis"):
        assert seen[another, "CRWV", "d0"] == ["Own", "A day", "Rates"]


def test_a_filing_does_not_confound_the_story_that_it_is_a_report_of() -> None:
    filing = replace(dated("Results", datetime(2026, 6, 30, 20, 5, tzinfo=UTC)), articles=("a8k",))
    told = [story("own", links=(replace(first_link("own"), article="a8k"),)), story("other")]
    found = confound(told, [met("own"), met("other")], [filing], {"CRWV": new_york()}, WINDOWS)
    assert found["own", "CRWV", "d0"].events == ()
    assert [item.event for item in found["other", "CRWV", "d0"].events] == [filing]


def test_who_tells_of_an_event_is_told_and_never_breaks_a_line() -> None:
    event = replace(dated("Results", WED), source="my\ncalendar.csv", also=("edgar", "yahoo"))
    (item,) = around("meta", "d0", [met("meta")], event).events
    assert item.text == "Results 2026-07-01 (time not known; my calendar.csv, also edgar, yahoo)"


def test_it_is_said_whose_time_is_not_known() -> None:
    maybe = either("crwv", WED, THU)
    at_the_time = around("crwv", "d0", maybe, dated("Rates", datetime(2026, 7, 1, 18, tzinfo=UTC)))
    assert at_the_time.events[0].text == "Rates 2026-07-01 (time of the story not known; calendar.csv)"
    on_the_day = around("crwv", "d0", maybe, dated("Results", WED))
    assert on_the_day.events[0].text == "Results 2026-07-01 (time not known; calendar.csv)"


def test_a_story_that_may_be_of_a_session_too_far_back_is_surely_joint_with_nothing() -> None:
    found = around(
        "old", "d0", [*either("old", WED), met("crwv")], dated("Rates", datetime(2026, 7, 1, 18, tzinfo=UTC))
    )
    assert named(found) == [("crwv", "same_session", False), ("Rates", "same_session", False)]
    assert (found.separable, found.time_known) == (None, False)
    assert found.events[0].text == "Rates 2026-07-01 (time of the story not known; calendar.csv)"
    other = around("crwv", "d0", [*either("old", WED), met("crwv")])
    assert (named(other), other.separable) == ([("old", "same_session", False)], None)


def test_results_of_a_day_without_a_time_leave_it_open() -> None:
    the_day, the_day_before = (around("meta", "d0", [met("meta", THU)], dated("Results", day)) for day in (THU, WED))
    for found in (the_day, the_day_before):
        assert (named(found), found.separable) == ([("Results", "same_session", False)], None)
    assert the_day.events[0].text == "Results 2026-07-02 (time not known; calendar.csv)"
    # Thursday or Monday: both are in the window from Thursday on.
    assert named(around("meta", "d0_1", [met("meta", THU)], dated("Results", THU))) == [
        ("Results", "same_session", True)
    ]
    # Monday or Tuesday: only Monday is.
    assert named(around("meta", "d0_1", [met("meta", THU)], dated("Results", MON))) == [
        ("Results", "later_in_window", False)
    ]


def test_what_concerns_everybody_is_named_after_what_is_the_symbol_s_own_and_others_results_are_not() -> None:
    noon = datetime(2026, 7, 1, 15, tzinfo=UTC)
    events = [
        dated("A rate decision", noon, symbol=None, kind="macro"),
        dated("Results", noon),
        dated("Results of Nebius", noon, symbol="NBIS"),
    ]
    found = around("meta", "d0", [met("meta")], *events)
    assert [item.name for item in found.events] == ["Results", "A rate decision"]


def test_everything_that_shares_the_session_is_named_in_the_sentence() -> None:
    results = dated("CoreWeave results", datetime(2026, 7, 1, 11, tzinfo=UTC))
    rates = dated("Rates", datetime(2026, 7, 2, 18, tzinfo=UTC), symbol=None, kind="macro")
    crowd = [met("meta"), met("bernstein"), met("oracle", kind=ExposureKind.THEME)]
    assert around("meta", "d0_1", crowd, results, rates).why == (
        "one joint effect with Bernstein contract, Oracle contract and CoreWeave results: "
        "daily bars cannot tell apart what one session holds; Rates came later in it"
    )


def test_an_exposure_of_a_session_that_its_exchange_does_not_know_costs_the_others_nothing() -> None:
    crowd = [met("meta"), met("bernstein"), met("odd", date(2026, 7, 4))]
    told = [story(item.story) for item in crowd]
    found = confound(told, crowd, [], {"CRWV": new_york()}, WINDOWS)
    assert ("odd", "CRWV", "d0") not in found
    assert named(found["meta", "CRWV", "d0"]) == [("bernstein", "same_session", True)]


# ── against a slow and obvious version ──────────────────────────────────────────────────────────────

SESSIONS = new_york().sessions(date(2025, 11, 20), date(2025, 12, 10))
days = st.dates(SESSIONS[0], SESSIONS[-1])
instants = st.builds(datetime.combine, st.dates(date(2025, 11, 21), date(2025, 12, 8)), st.times(), tzinfo=st.just(UTC))
some_events = st.lists(
    st.builds(
        dated,
        st.sampled_from(["Results", "Rates", "Expiry"]),
        st.one_of(days, instants),
        symbol=st.sampled_from(["CRWV", "NBIS", None]),
        kind=st.sampled_from([str(kind) for kind in CalendarKind]),
    ),
    max_size=4,
    unique_by=lambda event: event.id,
)
some_exposures = st.lists(
    st.builds(
        met,
        st.sampled_from([f"s{n}" for n in range(6)]),
        st.sampled_from(SESSIONS[2:-2]),
        sure=st.booleans(),
        kind=st.sampled_from(list(ExposureKind)),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda exposure: exposure.story,
)


def possible(item: Exposure | CalendarEvent) -> list[date]:
    """The sessions it may have moved first, by walking the days."""
    if isinstance(item, CalendarEvent):
        return list(event_sessions(item, new_york()))
    at = SESSIONS.index(item.session)
    return [item.session] if item.sure else SESSIONS[at : at + 2]


def spread(exposures: list[Exposure]) -> list[Exposure]:
    """An exposure for each session that may have been the first."""
    return [replace(item, session=session) for item in exposures for session in possible(item)]


def spanned(first: date, sessions: int) -> set[date]:
    at = SESSIONS.index(first)
    return set(SESSIONS[at : at + sessions])


def slowly(own: Exposure, other: Exposure | CalendarEvent, window: str) -> list[bool]:
    """For each way the times may have been, whether the two share a session."""
    length = WINDOWS[window][1] + 1
    reach = 1 if isinstance(other, CalendarEvent) else length
    return [
        bool(spanned(first, length) & spanned(at, reach))
        for first, at in product(possible(own), possible(other))
        if at in SESSIONS
    ]


@given(some_exposures, some_events, st.randoms(use_true_random=False))
def test_it_says_what_trying_every_possibility_says(
    exposures: list[Exposure], events: list[CalendarEvent], random: Any
) -> None:
    told = [story(exposure.story) for exposure in exposures]
    placed = spread(exposures)
    found = confound(told, placed, events, {"CRWV": new_york()}, WINDOWS)
    for own, window in product(exposures, WINDOWS):
        others = [*(e for e in exposures if e.story != own.story), *(e for e in events if e.symbol != "NBIS")]
        ways = {getattr(o, "story", None) or o.id: slowly(own, o, window) for o in others}
        expected = {name: all(shared) for name, shared in ways.items() if any(shared)}
        given_ = found[own.story, "CRWV", window]
        certain = {item.story: item.certain for item in given_.stories}
        certain |= {item.event.id: item.certain for item in given_.events}
        assert certain == expected
        assert given_.separable is (True if not expected else False if any(expected.values()) else None)
    for items in (told, placed, events):
        random.shuffle(items)
    assert confound(told, placed, events, {"CRWV": new_york()}, WINDOWS) == found


@given(some_exposures)
def test_stories_whose_times_are_known_name_each_other(exposures: list[Exposure]) -> None:
    timed = [replace(item, sure=True) for item in exposures]
    found = confound([story(item.story) for item in timed], timed, [], {"CRWV": new_york()}, WINDOWS)
    opposite = {
        Relation.SAME_SESSION: Relation.SAME_SESSION,
        Relation.LATER_IN_WINDOW: Relation.EARLIER_WINDOW_REACHES_IN,
        Relation.EARLIER_WINDOW_REACHES_IN: Relation.LATER_IN_WINDOW,
    }
    links = {
        (own, item.story, window): item.relation for (own, _, window), met in found.items() for item in met.stories
    }
    assert {(other, own, window): opposite[relation] for (own, other, window), relation in links.items()} == links


# ── words ───────────────────────────────────────────────────────────────────────────────────────────


def rows_of(exposures: list[Exposure], *events: CalendarEvent, stories: list[Story] | None = None) -> Any:
    calendars = dict.fromkeys(("CRWV", "NBIS"), new_york())
    told = stories or [story(id_) for id_ in dict.fromkeys(exposure.story for exposure in exposures)]
    found = confound(told, exposures, events, calendars, WINDOWS)
    return build_rows(told, exposures, [], found), found


def said(own: str, window: str, exposures: list[Exposure], *events: CalendarEvent) -> str | None:
    rows, found = rows_of(exposures, *events)
    (row,) = [row for row in rows if (row.story, row.symbol, row.window) == (own, "CRWV", window)]
    return beside_words(row, found)


def test_behind_a_verdict_the_nearest_neighbour_is_named_and_the_others_counted() -> None:
    evening = datetime(2026, 6, 30, 20, 5, tzinfo=UTC)
    rates = dated("A rate decision of some length", datetime(2026, 7, 1, 18, tzinfo=UTC), symbol=None, kind="macro")
    assert said("meta", "d0", [met("meta")]) is None
    assert said("meta", "d0", [met("meta"), met("bernstein")]) == "joint with Bernstein"
    assert (
        said("meta", "d0", [met("meta"), met("bernstein")], dated("R", evening)) == "joint with its results and 1 more"
    )
    assert said("meta", "d0", [met("meta"), met("bernstein")], rates) == "joint with Bernstein and 1 more"
    assert said("meta", "d0", [met("meta")], rates) == "joint with A rate decision of…"
    assert said("meta", "d0_1", [met("meta"), met("bernstein", THU)]) == "then Bernstein"
    assert said("meta", "d0_1", [met("meta", THU), met("bernstein")]) == "after Bernstein"
    assert said("meta", "d0", [met("meta")], dated("R", WED)) == "perhaps with its results"
    # Whatever else surely met it: results of the company explain a move before all other stories do.
    beside = said("meta", "d0", [met("meta"), met("bernstein"), met("bbb")], dated("R", WED))
    assert beside == "joint with Bbb, perhaps with its results and 1 more"


def test_another_story_of_the_same_actor_is_called_by_what_it_is_about() -> None:
    told = [story("meta"), story("capex", actor="Meta", type="capex_guidance")]
    rows, found = rows_of([met("meta"), met("capex")], stories=told)
    assert {beside_words(row, found) for row in rows if row.story == "meta"} == {"joint with capex guidance"}


def test_a_story_that_meets_the_symbol_by_its_theme_only_says_whom_it_is_about() -> None:
    told = [story("meta"), story("bernstein", participants=("NBIS", "META")), story("rumour", participants=())]
    crowd = [met("meta"), met("bernstein", kind=ExposureKind.THEME)]
    rows, found = rows_of(crowd, stories=told)
    assert {beside_words(row, found) for row in rows if row.story == "meta"} == {"joint with Bernstein on NBIS"}
    rows, found = rows_of([met("meta"), met("rumour", kind=ExposureKind.THEME)], stories=told)
    assert {beside_words(row, found) for row in rows if row.story == "meta"} == {"joint with Rumour"}


def test_in_a_sentence_symbols_with_the_same_neighbour_stand_together() -> None:
    crowd = [met(id_, symbol=symbol) for id_ in ("meta", "bernstein") for symbol in ("NBIS", "CRWV")]
    rows, found = rows_of(crowd, dated("R", datetime(2026, 7, 1, 11, tzinfo=UTC), symbol="NBIS"))
    own = [row for row in rows if (row.story, row.window) == ("meta", "d0")]
    assert beside_sentence(own, found, 4) == (
        "Not this story's alone: CRWV joint with Bernstein; NBIS joint with its results and 1 more."
    )
    assert beside_sentence(own, found, 1) == "Not this story's alone: CRWV joint with Bernstein; and 1 more."
    alone, nothing = rows_of([met("meta")])
    assert beside_sentence(alone, nothing, 4) is None


def bare(row: ReportRow, **changes: Any) -> str | None:
    return beside_words(replace(row, **changes), {})


def test_where_only_the_row_is_at_hand_its_neighbours_are_counted() -> None:
    row = rows_of([met("meta")])[0][0]
    assert bare(row) is None
    assert bare(row, confounders=("s2",)) == "with 1 other story"
    assert (
        bare(row, confounders=("s2", "s3"), calendar=("Results 2026-07-01",)) == "with 2 other stories, 1 dated event"
    )
    assert bare(row, calendar=("Results 2026-07-01",)) == "with 1 dated event"


def test_what_the_next_session_may_react_to_is_told_ahead() -> None:
    events = [
        dated("Rates", datetime(2026, 7, 6, 18, tzinfo=UTC), symbol=None, kind="macro"),
        dated("CoreWeave results", THU),
        dated("Nebius results", datetime(2026, 7, 2, 20, 30, tzinfo=UTC), symbol="NBIS"),
        dated("Jobs", datetime(2026, 7, 2, 12, 30, tzinfo=UTC), symbol=None, kind="macro"),
        dated("Results of a stranger", MON, symbol="ZZZ"),
        dated("Results later", TUE),
    ]
    calendars = dict.fromkeys(("CRWV", "NBIS"), new_york())
    assert ahead(events, calendars, new_york(), THU) == Ahead(
        session=MON,
        lines=(
            "CRWV: CoreWeave results (earnings, 2026-07-02, time not known: that session or the next; calendar.csv)",
            "NBIS: Nebius results (earnings, 2026-07-02 20:30 UTC; calendar.csv)",
            "everybody: Rates (macro, 2026-07-06 18:00 UTC; calendar.csv)",
        ),
    )
    assert ahead(events[3:5], calendars, new_york(), THU) is None


@given(some_events, days)
def test_nothing_told_ahead_is_over_already(events: list[CalendarEvent], day: date) -> None:
    found = ahead(events, {"CRWV": new_york()}, new_york(), day)
    assert found is None or found.session == min(s for s in new_york().sessions(day, day + timedelta(9)) if s > day)
