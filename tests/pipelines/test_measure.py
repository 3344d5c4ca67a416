"""What a story did to a symbol: one desk with ACME and its market MKT, and everything that can be missing.

The story breaks on Tuesday 2025-08-12 after the close in New York, so Wednesday 2025-08-13 reacts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.measure import (
    DailySeries,
    Surroundings,
    daily_series,
    measure_exposure,
    measure_session,
    needed_sessions,
)
from pipelines.place import SessionCalendar
from tracker.options import WINDOWS, StudyOptions
from tracker.records import Bar, Basis, Bucket, Exposure, ExposureKind, Impact, NoImpact, Precision, Reason, Stamp

CALENDAR = SessionCalendar.load("XNYS", date(2025, 1, 1), date(2025, 12, 31))
SESSIONS = CALENDAR.sessions(date(2025, 1, 2), date(2025, 9, 30))
OPTIONS = StudyOptions(estimation=60, minimum=30, gap=5)
SETTLE = timedelta(minutes=30)
DAY = date(2025, 8, 13)
AT = SESSIONS.index(DAY)
LATER = datetime(2025, 9, 1, tzinfo=UTC)


def returns_of(seed: int) -> list[float]:
    rng = np.random.default_rng(seed)
    return (rng.standard_t(4, len(SESSIONS)) * 0.015).tolist()


def closes_of(symbol: str) -> list[float]:
    """MKT by itself; ACME with beta 1.4 and a fall of 20 % on the day."""
    market = returns_of(1)
    own = [1.4 * m + r for m, r in zip(market, returns_of(2), strict=True)]
    own[AT] -= 0.2
    moves = market if symbol == "MKT" else own
    return (100 * np.cumprod(1 + np.array(moves))).tolist()


def bars(symbol: str, sessions: Iterable[date] = SESSIONS) -> list[Bar]:
    close = dict(zip(SESSIONS, closes_of(symbol), strict=True))
    return [bar(symbol, session, close[session]) for session in sessions]


def bar(symbol: str, session: date, close: float) -> Bar:
    return Bar(
        symbol=symbol,
        interval="1d",
        start=datetime.combine(session, time.min, tzinfo=UTC),
        open=None,
        high=None,
        low=None,
        close=close,
        adj_close=close * 0.9,
        volume=None,
        provider="files",
        fetched_at=datetime(2025, 10, 1, tzinfo=UTC),
        is_final=True,
    )


def series(symbol: str, sessions: Iterable[date] = SESSIONS) -> DailySeries:
    return daily_series(bars(symbol, sessions))


def exposure(symbol: str = "ACME", session: date = DAY, precision: Precision = Precision.SECOND) -> Exposure:
    return Exposure(
        story="s1",
        symbol=symbol,
        kind=ExposureKind.DIRECT,
        t0=Stamp(at=datetime(2025, 8, 12, 20, 5, tzinfo=UTC), basis=Basis.PUBLISHED, precision=precision),
        bucket=Bucket.POST,
        session=session,
        close=datetime(2025, 8, 13, 20, tzinfo=UTC),
    )


def measure(
    symbol: DailySeries | None,
    benchmark: DailySeries | None,
    *,
    about: Exposure | None = None,
    now: datetime = LATER,
    options: StudyOptions = OPTIONS,
    windows: dict[str, tuple[int, int]] = WINDOWS,
) -> list[Impact | NoImpact]:
    return measure_exposure(about or exposure(), symbol, benchmark, CALENDAR, options, windows, now, SETTLE)


def impact(found: Impact | NoImpact) -> Impact:
    assert isinstance(found, Impact), found
    return found


def refused(found: Impact | NoImpact) -> NoImpact:
    assert isinstance(found, NoImpact), found
    return found


def without(*days: str) -> list[date]:
    return [session for session in SESSIONS if session.isoformat() not in days]


# ── an impact ───────────────────────────────────────────────────────────────────────────────────────


def test_a_fall_after_the_news_is_measured_against_what_the_market_explains() -> None:
    d0, d0_1 = (impact(found) for found in measure(series("ACME"), series("MKT")))
    acme, market = np.array(closes_of("ACME")), np.array(closes_of("MKT"))
    r, m = acme[1:] / acme[:-1] - 1, market[1:] / market[:-1] - 1
    past = slice(AT - 1 - 65, AT - 1 - 5)
    x = np.column_stack([np.ones(60), m[past]])
    (alpha, beta), residue, *_ = np.linalg.lstsq(x, r[past], rcond=None)
    x0 = np.array([1.0, m[AT - 1]])
    stderr = math.sqrt(residue[0] / 58 * (1 + x0 @ np.linalg.inv(x.T @ x) @ x0))
    assert (d0.alpha, d0.beta) == pytest.approx((alpha, beta))
    assert d0.raw == pytest.approx(r[AT - 1])
    assert d0.market_adjusted == pytest.approx(r[AT - 1] - m[AT - 1])
    assert d0.abnormal == pytest.approx(r[AT - 1] - alpha - beta * m[AT - 1])
    assert d0.stderr == pytest.approx(stderr)
    assert d0.t == pytest.approx(d0.abnormal / stderr)
    assert d0.p < 1e-6
    assert (d0.df, d0.estimation, d0.model, d0.benchmark, d0.provider) == (58, 60, "market", "MKT", "files")
    assert d0_1.raw == pytest.approx(acme[AT + 1] / acme[AT - 1] - 1)
    assert d0_1.market_adjusted == pytest.approx(d0_1.raw - (market[AT + 1] / market[AT - 1] - 1))


def test_the_sessions_of_a_measurement_are_named() -> None:
    found = impact(measure(series("ACME"), series("MKT"))[1])
    assert (found.window, found.anchor, found.last) == ("d0_1", date(2025, 8, 12), date(2025, 8, 14))
    assert found.estimation_first == SESSIONS[AT - 65]
    assert found.estimation_last == SESSIONS[AT - 6]


def test_a_day_missing_in_the_estimation_is_left_out_and_counted() -> None:
    found = impact(measure(series("ACME", without("2025-07-01")), series("MKT"))[0])
    assert found.estimation == 58
    assert found.df == 56


def test_the_first_estimation_session_named_is_one_that_was_used() -> None:
    listed = SESSIONS[AT - 40 :]
    found = impact(measure(series("ACME", listed), series("MKT"))[0])
    assert found.estimation == 34
    assert found.estimation_first == SESSIONS[AT - 39]


def test_a_calendar_that_begins_late_gives_a_shorter_estimation() -> None:
    short = SessionCalendar.load("XNYS", SESSIONS[AT - 50], date(2025, 12, 31))
    found = measure_exposure(exposure(), series("ACME"), series("MKT"), short, OPTIONS, WINDOWS, LATER, SETTLE)[0]
    assert impact(found).estimation == 44


@pytest.mark.parametrize("model", ["mean_adjusted", "market_adjusted"])
def test_other_models_state_the_same_raw_and_market_adjusted_move(model: str) -> None:
    found = impact(measure(series("ACME"), series("MKT"), options=replace(OPTIONS, model=model))[0])
    plain = impact(measure(series("ACME"), series("MKT"))[0])
    assert (found.raw, found.market_adjusted) == (plain.raw, plain.market_adjusted)
    assert found.model == model
    if model == "market_adjusted":
        assert found.abnormal == pytest.approx(found.market_adjusted)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 30), st.floats(1, 1000))
def test_bars_after_the_window_never_change_an_impact(later: int, close: float) -> None:
    """Not its numbers, and not the hash of its inputs either."""
    now = datetime(2025, 8, 15, tzinfo=UTC)
    known = [session for session in SESSIONS if session <= date(2025, 8, 14)]
    more = [*bars("ACME", known), bar("ACME", SESSIONS[len(known) - 1 + later], close)]
    before = measure(series("ACME", known), series("MKT", known), now=now)
    assert measure(daily_series(more), series("MKT"), now=now) == before


def test_the_hash_of_the_inputs_changes_with_a_price_that_was_used_and_only_then() -> None:
    def hashed(acme: Sequence[Bar]) -> str:
        return impact(measure(daily_series(acme), series("MKT"))[0]).inputs

    whole, used, unused = hashed(bars("ACME")), bars("ACME"), bars("ACME")
    used[AT - 20] = bar("ACME", SESSIONS[AT - 20], 77.0)
    unused[AT - 67] = bar("ACME", SESSIONS[AT - 67], 77.0)
    assert hashed(used) != whole
    assert hashed(unused) == whole
    assert hashed([replace(one, provider="other") for one in bars("ACME")]) != whole


# ── reasons ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("now", "d0", "d0_1"),
    [
        pytest.param("2025-08-13T20:29:59Z", False, False, id="the close has not settled"),
        pytest.param("2025-08-13T20:30Z", True, False, id="the first day has"),
        pytest.param("2025-08-14T20:30Z", True, True, id="both have"),
    ],
)
def test_a_window_is_measured_once_its_last_close_has_settled(now: str, d0: bool, d0_1: bool) -> None:
    found = measure(series("ACME"), series("MKT"), now=datetime.fromisoformat(now))
    assert [isinstance(answer, Impact) for answer in found] == [d0, d0_1]
    for answer in found:
        if isinstance(answer, NoImpact):
            assert answer.reason is Reason.NOT_YET
            assert answer.raw is None


def test_an_open_window_says_when_it_closes_even_without_prices() -> None:
    found = refused(measure(None, None, now=datetime(2025, 8, 13, 15, tzinfo=UTC))[1])
    assert found.reason is Reason.NOT_YET
    assert found.detail == "ACME: the window ends with 2025-08-14, which closes at 2025-08-14 20:00 UTC"


def test_news_known_by_its_date_only_is_measured_from_each_day_that_could_have_reacted() -> None:
    windows = {"d0": (0, 0), "d0_1": (0, 1), "d1": (1, 1), "pre_d1": (-1, -1), "d5": (0, 5)}
    closes = closes_of("ACME")
    for at in (AT, AT + 1):
        unsure = replace(exposure(session=SESSIONS[at], precision=Precision.DAY), sure=False)
        found = [impact(answer) for answer in measure(series("ACME"), series("MKT"), about=unsure, windows=windows)]
        assert [(answer.session, answer.window) for answer in found] == [(SESSIONS[at], name) for name in windows]
        before_and_after = [(at - 1, at), (at - 1, at + 1), (at, at + 1), (at - 2, at - 1), (at - 1, at + 5)]
        assert [answer.raw for answer in found] == pytest.approx(
            [closes[last] / closes[first] - 1 for first, last in before_and_after]
        )


def test_an_answer_that_cannot_be_given_names_its_session_too() -> None:
    later = exposure(session=SESSIONS[AT + 1])
    assert {refused(answer).session for answer in measure(None, None, about=later)} == {SESSIONS[AT + 1]}
    assert {refused(answer).session for answer in measure(series("ACME"), None, about=later)} == {SESSIONS[AT + 1]}


@pytest.mark.parametrize(
    ("acme", "market", "reason", "detail", "has_raw", "has_adjusted"),
    [
        pytest.param([], SESSIONS, Reason.NO_PRICES, "no final daily bar is held", False, False, id="no series"),
        pytest.param(
            SESSIONS[:9],
            SESSIONS,
            Reason.NO_PRICES,
            "no final daily bar from 2025-05-",
            False,
            False,
            id="old prices only",
        ),
        pytest.param(
            SESSIONS[AT:],
            SESSIONS,
            Reason.NO_PRIOR_PRICE,
            "no close from 2025-05-08 to 2025-08-12",
            False,
            False,
            id="listed that day",
        ),
        pytest.param(
            without("2025-08-13"),
            SESSIONS,
            Reason.MISSING_BAR,
            "ACME: no final close on 2025-08-13;",
            False,
            False,
            id="no bar that day",
        ),
        pytest.param(
            without("2025-08-12"),
            SESSIONS,
            Reason.MISSING_BAR,
            "ACME: no final close on 2025-08-12;",
            False,
            False,
            id="no bar before",
        ),
        pytest.param(
            SESSIONS,
            without("2025-08-13"),
            Reason.MISSING_BAR,
            "MKT: no final close on 2025-08-13;",
            True,
            False,
            id="no bar of the market",
        ),
        pytest.param(
            SESSIONS, [], Reason.NO_BENCHMARK, "no final daily bar of its benchmark", True, False, id="no benchmark"
        ),
        pytest.param(
            SESSIONS[AT - 35 :],
            SESSIONS,
            Reason.TOO_FEW_SESSIONS,
            "29 of 60 estimation returns in common with MKT, 30 are",
            True,
            True,
            id="young listing",
        ),
    ],
)
def test_what_cannot_be_measured_says_why_and_what_it_still_knows(
    acme: list[date], market: list[date], reason: Reason, detail: str, has_raw: bool, has_adjusted: bool
) -> None:
    found = refused(measure(series("ACME", acme) if acme else None, series("MKT", market) if market else None)[0])
    assert found.reason is reason
    assert detail in found.detail
    assert (found.raw is not None, found.market_adjusted is not None) == (has_raw, has_adjusted)


def test_one_return_more_makes_a_young_listing_measurable() -> None:
    assert impact(measure(series("ACME", SESSIONS[AT - 36 :]), series("MKT"))[0]).estimation == 30


def test_both_sides_of_a_gap_are_named() -> None:
    found = refused(measure(series("ACME", without("2025-08-13")), series("MKT", without("2025-08-14")))[1])
    assert "ACME: no final close on 2025-08-13; MKT: no final close on 2025-08-14" in found.detail


@pytest.mark.parametrize("model", ["mean_adjusted", "market"])
def test_the_benchmark_measured_on_itself_has_a_raw_move_only(model: str) -> None:
    about = exposure(symbol="MKT")
    found = refused(measure(series("MKT"), series("MKT"), about=about, options=replace(OPTIONS, model=model))[0])
    assert found.reason is Reason.IS_BENCHMARK
    assert found.raw is not None and found.market_adjusted is None


@pytest.mark.parametrize(
    ("market", "reason"),
    [
        pytest.param(None, Reason.NO_BENCHMARK, id="no benchmark"),
        pytest.param(without("2025-08-13"), Reason.MISSING_BAR, id="no bar of it that day"),
    ],
)
def test_the_mean_model_still_states_the_market_beside_it(market: list[date] | None, reason: Reason) -> None:
    options = replace(OPTIONS, model="mean_adjusted")
    found = refused(measure(series("ACME"), series("MKT", market) if market else None, options=options)[0])
    assert found.reason is reason
    assert found.raw is not None


def test_a_market_that_stood_still_explains_nothing() -> None:
    still = daily_series([bar("MKT", session, 100.0) for session in SESSIONS])
    found = refused(measure(series("ACME"), still)[0])
    assert found.reason is Reason.NO_VARIATION
    assert "did not move in the 60 sessions" in found.detail


@pytest.mark.parametrize(
    "session",
    [
        pytest.param(date(2025, 1, 2), id="no session before it is known"),
        pytest.param(date(2025, 12, 31), id="no session after it is known"),
        pytest.param(date(2025, 8, 16), id="no session at all"),
    ],
)
def test_a_session_at_the_edge_of_the_calendar_is_out_of_calendar(session: date) -> None:
    found = refused(measure(series("ACME"), series("MKT"), about=exposure(session=session))[1])
    assert found.reason is Reason.OUT_OF_CALENDAR
    assert "XNYS" in found.detail


# ── the series ──────────────────────────────────────────────────────────────────────────────────────


def test_the_adjusted_close_is_used_only_when_every_bar_has_it() -> None:
    whole = bars("ACME", SESSIONS[:3])
    assert daily_series(whole).basis == "adj_close"
    assert daily_series(whole).closes == pytest.approx([one.close * 0.9 for one in whole])
    mixed = [*whole[:2], replace(whole[2], adj_close=None)]
    assert daily_series(mixed).basis == "close"
    assert daily_series(mixed).closes == pytest.approx([one.close for one in whole])


def test_unfinished_and_intraday_bars_are_left_out() -> None:
    first, second, third = bars("ACME", SESSIONS[:3])
    found = daily_series([first, replace(second, is_final=False), replace(third, interval="5m")])
    assert found.sessions.tolist() == SESSIONS[:1]
    assert found.bars == (first,)


def test_a_series_is_one_providers_even_when_another_has_other_days() -> None:
    ours = bars("ACME", SESSIONS[:5])
    theirs = [replace(one, provider="yahoo", close=1.0) for one in bars("ACME", SESSIONS[3:7])]
    assert daily_series([*theirs, *ours]).provider == "files"
    assert daily_series([*theirs, *ours]).sessions.tolist() == SESSIONS[:5]
    assert daily_series([*theirs, *ours[:4]]).provider == "files", "on a tie the first by name"


def test_a_session_fetched_twice_counts_as_fetched_last_in_any_order() -> None:
    old = bar("ACME", SESSIONS[0], 100.0)
    new = replace(old, adj_close=50.0, fetched_at=old.fetched_at + timedelta(days=1))
    assert daily_series([new, old]).closes.tolist() == daily_series([old, new]).closes.tolist() == [50.0]


@pytest.mark.parametrize(
    "given_bars",
    [
        pytest.param([], id="no bars"),
        pytest.param([replace(bar("ACME", DAY, 1.0), is_final=False)], id="none final"),
        pytest.param([bar("ACME", DAY, 1.0), bar("MKT", DAY, 1.0)], id="two symbols"),
    ],
)
def test_a_series_needs_final_bars_of_one_symbol(given_bars: list[Bar]) -> None:
    with pytest.raises(ValueError, match="one symbol"):
        daily_series(given_bars)


# ── what to ask for ─────────────────────────────────────────────────────────────────────────────────


def test_the_sessions_asked_for_are_those_a_measurement_uses() -> None:
    """From the close before the first estimation return to the end of the longest window, and none to spare."""
    first, last = needed_sessions(DAY, CALENDAR, OPTIONS, WINDOWS)
    asked = CALENDAR.sessions(first, last)
    assert (asked[0], asked[-1]) == (SESSIONS[AT - 66], SESSIONS[AT + 1])
    everything = measure(series("ACME"), series("MKT"))
    assert measure(series("ACME", asked), series("MKT", asked)) == everything
    fewer = measure(series("ACME", asked[1:]), series("MKT", asked[1:]))
    assert impact(fewer[0]).estimation == 59


def test_a_window_before_the_event_reaches_further_back() -> None:
    first, last = needed_sessions(DAY, CALENDAR, OPTIONS, {"pre_d1": (-1, -1), "d5": (0, 5)})
    assert (first, last) == (SESSIONS[AT - 67], SESSIONS[AT + 5])


def test_needs_beyond_the_calendar_end_with_it() -> None:
    assert needed_sessions(date(2025, 1, 3), CALENDAR, OPTIONS, WINDOWS)[0] == date(2025, 1, 2)
    assert needed_sessions(date(2025, 12, 31), CALENDAR, OPTIONS, WINDOWS)[1] == date(2025, 12, 31)


# ── the parts of a move ─────────────────────────────────────────────────────────────────────────────


def named(symbol: str, closes: list[float]) -> DailySeries:
    return daily_series([bar(symbol, session, close) for session, close in zip(SESSIONS, closes, strict=True)])


def followed() -> dict[str, DailySeries]:
    """ACME and its market, a sector that moves with it, and five others of the theme."""
    acme, market = np.array(closes_of("ACME")), np.array(closes_of("MKT"))
    found = {"ACME": series("ACME"), "MKT": series("MKT"), "SEC": named("SEC", (market * acme**0.3).tolist())}
    for number in range(5):
        noise = np.cumprod(1 + np.random.default_rng(number).normal(0, 0.01, len(SESSIONS)))
        found[f"N{number}"] = named(f"N{number}", (market**0.5 * noise).tolist())
    return found


def with_surroundings(tagged: frozenset[str] = frozenset({"ACME"}), **changes: Any) -> list[Impact]:
    held = followed()
    known: dict[str, Any] = {"sectors": {"ACME": "SEC"}, "members": frozenset(f"N{number}" for number in range(5))}
    around = Surroundings(series=held, **{**known, **changes})
    answers = measure_exposure(
        exposure(), held["ACME"], held["MKT"], CALENDAR, OPTIONS, WINDOWS, LATER, SETTLE, around, tagged
    )
    return [impact(found) for found in answers]


def test_the_parts_of_a_measured_move_add_up_to_the_raw_one() -> None:
    for found in with_surroundings():
        assert [part.name for part in found.parts] == ["market", "sector", "theme", "own"]
        assert [part.of for part in found.parts] == [("MKT",), ("SEC",), ("N0", "N1", "N2", "N3", "N4"), ()]
        assert abs(sum(part.value for part in found.parts) - found.raw) < 1e-12


def test_no_ticker_of_the_story_is_in_the_basket() -> None:
    found = with_surroundings(frozenset({"ACME", "N1", "N3"}))[0]
    assert found.parts[2].of == ("N0", "N2", "N4")
    assert [part.name for part in with_surroundings(frozenset({"N1", "N3", "N4"}))[0].parts][-2:] == ["sector", "own"]


def test_the_basket_of_a_member_is_without_itself() -> None:
    members = frozenset({"ACME", "N0", "N1", "N2"})
    assert with_surroundings(frozenset(), members=members)[0].parts[2].of == ("N0", "N1", "N2")


def test_the_hash_of_the_inputs_covers_what_the_parts_are_made_of() -> None:
    alone = impact(measure(series("ACME"), series("MKT"))[0])
    assert [part.name for part in alone.parts] == ["market", "own"]
    whole, fewer = with_surroundings()[0], with_surroundings(frozenset({"N1"}))[0]
    assert len({alone.inputs, whole.inputs, fewer.inputs}) == 3
    assert (whole.abnormal, whole.p) == (alone.abnormal, alone.p)


def test_a_move_has_a_sample_quantile_where_the_history_allows_it() -> None:
    # The fall of a fifth is larger than any of the 60 days before: 1 in 61. Two days need 40 of them, and 30 are few.
    d0, d0_1 = measure(series("ACME"), series("MKT"))
    assert impact(d0).sq_p == pytest.approx(1 / 61)
    assert impact(d0_1).sq_p is not None
    short = replace(OPTIONS, estimation=30)
    assert impact(measure(series("ACME"), series("MKT"), options=short)[1]).sq_p is None


def test_a_session_without_a_story_is_measured_like_one_with() -> None:
    told = impact(measure(series("ACME"), series("MKT"))[0])
    untold = measure_session("ACME", series("ACME"), series("MKT"), CALENDAR, OPTIONS, DAY, LATER, SETTLE)
    assert replace(impact(untold), story="s1") == told
