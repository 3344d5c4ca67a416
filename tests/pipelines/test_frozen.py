"""Feeds that freeze are found out, and feeds that are merely quiet are left alone.

A feed's life is simulated as instants of publication; what a tracker knows of it is a first answer that shows a
window of past items, and then everything. It is looked at every hour of a month.
"""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.coverage import is_frozen, usual_gap

Life = Callable[[random.Random, datetime], list[datetime]]
DAY = timedelta(days=1)
SEEDS = 200


# ── lives of feeds ──────────────────────────────────────────────────────────────────────────────────


def renewal(end: datetime, days: float, gap: Callable[[], float]) -> Iterator[datetime]:
    """Instants from so many days before the end up to it, each so many days after the one before."""
    at = end - days * DAY
    while (at := at + gap() * DAY) < end:
        yield at


def wire(rng: random.Random, end: datetime) -> list[datetime]:
    """Every few minutes, at all hours."""
    return list(renewal(end, 40, lambda: rng.expovariate(24 * 12)))


def hourly(rng: random.Random, end: datetime) -> list[datetime]:
    """Once an hour, on weekends a quarter of that."""
    found = renewal(end, 60, lambda: rng.expovariate(24))
    return [at for at in found if at.weekday() < 5 or rng.random() < 0.25]


def weekdays(rng: random.Random, end: datetime) -> list[datetime]:
    """A trade paper: some items each working day, none on bank holidays, and closed for a while at Christmas."""
    closes = rng.choice([(12, 20), (12, 24)])
    opens = rng.choice([(1, 2), (1, 5)])
    found = []
    for day in renewal(end, 500, lambda: 1.0):
        free = closes <= (day.month, day.day) or (day.month, day.day) < opens
        holiday = rng.random() < (0.12 if day.weekday() == 0 else 0.04)
        if day.weekday() < 5 and not free and not holiday:
            midnight = day.replace(hour=0, minute=0)
            found += [midnight + timedelta(hours=rng.uniform(8, 18)) for _ in range(rng.randint(1, 6))]
    return sorted(at for at in found if at < end)


def weekly(rng: random.Random, end: datetime) -> list[datetime]:
    """A newsletter: about the same day of each week, now and then a week left out."""
    weeks = [day for day in renewal(end, 800, lambda: 7.0) if rng.random() > 0.06]
    return sorted(at for day in weeks if (at := day + max(-3.0, min(3.0, rng.gauss(0, 1))) * DAY) < end)


def at_random(rng: random.Random, end: datetime) -> list[datetime]:
    """Two releases a month, whenever."""
    return list(renewal(end, 2000, lambda: rng.expovariate(2 / 30.4)))


def in_bursts(rng: random.Random, end: datetime) -> list[datetime]:
    """Two releases a month that come in bursts, and the quarter's figures with their announcement."""
    found = list(bursts(rng, end, every=60))
    for quarter in renewal(end, 3000, lambda: 91 + rng.gauss(0, 3)):
        found += [quarter, quarter - rng.randint(10, 20) * DAY]
    return sorted(found)


def bursts(rng: random.Random, end: datetime, every: float) -> Iterator[datetime]:
    for start in renewal(end, 3000, lambda: rng.expovariate(1 / every)):
        at = start
        while at < end:
            yield at
            at += rng.expovariate(1 / 1.5) * DAY if rng.random() < 2 / 3 else 10_000 * DAY


def by_quarter(rng: random.Random, end: datetime) -> list[datetime]:
    """Nothing but a cluster of releases around each quarter's figures."""
    found: list[datetime] = []
    for quarter in renewal(end, 4000, lambda: 91 + rng.gauss(0, 5)):
        found += [quarter + rng.gauss(0, 3) * DAY for _ in range(rng.randint(3, 8))]
    return sorted(at for at in found if at < end)


def bursts_alone(rng: random.Random, end: datetime) -> list[datetime]:
    """Two releases a month in bursts at random, by one that need not report by the quarter."""
    return sorted(bursts(rng, end, every=45))


HEALTHY = [
    pytest.param(wire, "wire", id="every few minutes"),
    pytest.param(hourly, "aggregator", id="hourly"),
    pytest.param(weekdays, "trade_press", id="weekdays only"),
    pytest.param(weekly, "trade_press", id="weekly"),
    pytest.param(at_random, "company", id="two a month at random"),
    pytest.param(in_bursts, "company", id="two a month in bursts"),
    pytest.param(by_quarter, "company", id="clusters by the quarter"),
]


# ── what a tracker knows of them ────────────────────────────────────────────────────────────────────

Judge = Callable[[list[date], date, str], bool]


def followed(life: Life, seed: int) -> tuple[list[datetime], datetime]:
    """What is known of a feed at the end of a month, and that end: the first answer's window, and what came since."""
    rng = random.Random(f"{life.__name__} {seed}")
    end = datetime(2026, 1, 1, tzinfo=UTC) + rng.uniform(0, 365) * DAY
    since = end - (30 + rng.choice([0, 0, 30, 200])) * DAY
    items = life(rng, end)
    window = rng.choice([8, 15])
    return [at for at in items if at <= since][-window:] + [at for at in items if at > since], end


def alarms(life: Life, kind: str, seed: int, judge: Judge = is_frozen) -> int:
    """How often in the last month, looked at every hour, a feed that is well was called frozen."""
    items, end = followed(life, seed)
    began: dict[date, datetime] = {}
    for at in items:
        began.setdefault(at.date(), at)
    days, starts = list(began), list(began.values())
    found, looked_at = 0, None
    for hour in range(30 * 24 + 1):
        now = end - 30 * DAY + timedelta(hours=hour)
        known = bisect_right(starts, now)
        if (known, now.date()) != looked_at:  # the same days, seen on the same day, give the same answer
            looked_at = known, now.date()
            found += judge(days[:known], now.date(), kind)
    return found


def days_to_notice(life: Life, kind: str, seed: int, judge: Judge = is_frozen) -> int | None:
    """Days from the newest item to the alarm when nothing more comes; None when too little is known of the feed."""
    items, _ = followed(life, seed)
    days = sorted({at.date() for at in items})
    if usual_gap(days) is None:
        return None
    # Once frozen, always frozen: a property below holds that.
    return bisect_left(range(3000), True, key=lambda n: judge(days, days[-1] + n * DAY, kind))


@pytest.mark.thorough
@pytest.mark.parametrize(("life", "kind"), HEALTHY)
def test_no_feed_that_is_well_is_called_frozen_in_a_month(life: Life, kind: str) -> None:
    assert {seed: count for seed in range(SEEDS) if (count := alarms(life, kind, seed))} == {}


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("life", "kind", "usual", "late"),
    [
        # Six gaps and the day on which they are over; weekends and Christmas come on top where they are days off.
        pytest.param(wire, "wire", 7, 16, id="every few minutes"),
        pytest.param(hourly, "aggregator", 7, 16, id="hourly"),
        pytest.param(weekdays, "trade_press", 13, 31, id="weekdays only"),
        pytest.param(weekly, "trade_press", 49, 126, id="weekly"),
        # What comes in bursts is given half a year, or twice its longest silence.
        pytest.param(at_random, "company", 183, 300, id="two a month at random"),
        pytest.param(in_bursts, "company", 183, 220, id="two a month in bursts"),
        pytest.param(by_quarter, "company", 200, 230, id="clusters by the quarter"),
    ],
)
def test_a_feed_that_stops_is_noticed(life: Life, kind: str, usual: int, late: int) -> None:
    delays = [delay for seed in range(60) if (delay := days_to_notice(life, kind, seed)) is not None]
    assert len(delays) > 50
    assert (median(delays) <= usual, max(delays) <= late) == (True, True), (median(delays), max(delays))


def test_six_gaps_alone_would_call_bursts_frozen() -> None:
    """Why the rule has more than the one number: kept so that nobody takes the rest away for being complicated."""

    def six_gaps(days: list[date], now: date, _: str) -> bool:
        usual = usual_gap(days)
        return usual is not None and now - max(days) > 6 * usual

    assert sum(alarms(by_quarter, "company", seed, six_gaps) > 0 for seed in range(40)) > 30
    assert sum(alarms(in_bursts, "company", seed, six_gaps) > 0 for seed in range(40)) > 8


@pytest.mark.thorough
def test_bursts_without_any_calendar_are_mistaken_seldom() -> None:
    assert sum(alarms(bursts_alone, "company", seed) > 0 for seed in range(SEEDS)) <= 0.03 * SEEDS


def test_real_feeds_are_seldom_called_frozen_before_their_next_item(shared: Path) -> None:
    """Every gap that real feeds show, judged from what was known before it, at the moment the next item came."""
    from pipelines.parse import parse_feed
    from tracker.errors import NotAFeed

    gaps = mistaken = dormant = 0
    for path in sorted((shared / "data" / "feeds" / "real").iterdir()):
        try:
            entries = parse_feed(path.read_bytes(), base_url="").items
        except NotAFeed:
            continue
        days = sorted({entry.published.date() for entry in entries if entry.published is not None})
        for known, after in ((days[:n], days[n]) for n in range(4, len(days))):
            gaps += 1
            if is_frozen(known, after):
                mistaken += after - known[-1] <= timedelta(days=182)
                dormant += after - known[-1] > timedelta(days=182)
    # Six gaps alone: 77 within half a year, of 1,441.
    assert gaps > 1000
    assert mistaken <= 0.004 * gaps
    assert dormant <= 0.02 * gaps


# ── by hand ─────────────────────────────────────────────────────────────────────────────────────────


def every(days: int, count: int, until: str) -> list[date]:
    last = date.fromisoformat(until)
    return [last - timedelta(days=days * n) for n in range(count)]


def working_days(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [day for n in range((end - start).days + 1) if (day := start + timedelta(days=n)).weekday() < 5]


@pytest.mark.parametrize(
    ("days", "gap"),
    [
        pytest.param(every(1, 4, "2026-06-10"), 1.0, id="daily"),
        pytest.param(every(7, 12, "2026-06-10"), 7.0, id="weekly"),
        pytest.param(working_days("2026-05-01", "2026-06-10"), 1.0, id="weekdays"),
        # Gaps of 1, 2, 3 and 4 days.
        pytest.param([date(2026, 6, n) for n in (1, 2, 4, 7, 11)], 2.5, id="between two"),
        pytest.param([date(2026, 6, n) for n in (1, 1, 2, 2, 3)], None, id="three days are too few"),
        pytest.param([], None, id="none"),
        # One item has stood on top since 2019; without it, three days are known.
        pytest.param([date(2019, 1, 1), *every(1, 3, "2026-06-10")], None, id="an item pinned for years"),
    ],
)
def test_the_usual_gap_is_the_median_between_publication_days(days: list[date], gap: float | None) -> None:
    assert usual_gap(days) == (timedelta(days=gap) if gap is not None else None)


@pytest.mark.parametrize(
    ("days", "looked_at", "frozen"),
    [
        pytest.param(every(1, 5, "2026-06-10"), "2026-06-16", False, id="daily, six days on"),
        pytest.param(every(1, 5, "2026-06-10"), "2026-06-17", True, id="daily, more than six days on"),
        pytest.param(every(7, 10, "2026-03-04"), "2026-04-15", False, id="weekly, six weeks on"),
        pytest.param(every(7, 10, "2026-03-04"), "2026-04-17", True, id="weekly, more than six weeks on"),
        # Wednesday 10 June; with Thursday the 18th six working days are over.
        pytest.param(working_days("2026-05-01", "2026-06-10"), "2026-06-19", False, id="weekdays, six working days"),
        pytest.param(working_days("2026-05-01", "2026-06-10"), "2026-06-20", True, id="weekdays, seven"),
        pytest.param(working_days("2026-06-01", "2026-07-02"), "2026-07-06", False, id="a long weekend"),
        pytest.param(working_days("2026-11-02", "2026-12-23"), "2027-01-04", False, id="Christmas week"),
        pytest.param(working_days("2026-11-02", "2026-12-18"), "2027-01-04", False, id="two weeks of Christmas"),
        pytest.param(working_days("2026-11-02", "2026-12-18"), "2027-01-09", True, id="not back after Christmas"),
        pytest.param(working_days("2026-01-05", "2026-02-13"), "2026-02-24", False, id="the lunar new year"),
        pytest.param(every(1, 3, "2026-06-10"), "2027-06-10", False, id="too little known to tell"),
        pytest.param(every(1, 5, "2026-06-10"), "2026-06-01", False, id="items from after the answer"),
        # Once eight days silent: not before twice that.
        pytest.param(
            [*every(1, 10, "2026-05-10"), *every(1, 15, "2026-06-01")], "2026-06-18", False, id="silent once before"
        ),
        pytest.param(
            [*every(1, 10, "2026-05-10"), *every(1, 15, "2026-06-01")], "2026-07-01", True, id="silent much longer"
        ),
    ],
)
def test_silence_is_measured_by_the_feeds_own_habit(days: list[date], looked_at: str, frozen: bool) -> None:
    assert is_frozen(days, date.fromisoformat(looked_at)) is frozen


def test_one_earnings_season_is_no_habit_of_a_company() -> None:
    season = every(1, 8, "2026-05-08")
    for days, kind, frozen in ((30, "company", False), (30, "wire", True), (182, "company", False)):
        assert is_frozen(season, date(2026, 5, 8) + timedelta(days=days), kind) is frozen
    assert is_frozen(season, date(2026, 5, 8) + timedelta(days=183), "company")
    # A daily newsroom that has been followed for a quarter is known well enough.
    assert is_frozen(every(1, 30, "2026-05-08") + every(7, 14, "2026-04-01"), date(2026, 5, 20), "company")


HISTORY = st.lists(st.integers(0, 900), min_size=1, max_size=60)


@given(HISTORY, st.integers(0, 2000), st.sampled_from(["wire", "company"]))
def test_frozen_needs_more_than_six_usual_gaps_and_stays_frozen(days: list[int], on: int, kind: str) -> None:
    start = date(2023, 1, 1)
    known = [start + timedelta(days=n) for n in days]
    looked_at = max(known) + timedelta(days=on)
    usual = usual_gap(known)
    assert usual is None or usual >= DAY
    if is_frozen(known, looked_at, kind):
        assert usual is not None
        assert looked_at - max(known) > 6 * usual
        assert is_frozen(known, looked_at + DAY, kind)


@given(HISTORY)
def test_the_usual_gap_does_not_depend_on_order_or_repetition(days: list[int]) -> None:
    known = [date(2023, 1, 1) + timedelta(days=n) for n in days]
    assert usual_gap(known) == usual_gap([*reversed(known), *known])


@given(HISTORY)
def test_the_usual_gap_is_what_a_slow_count_gives(days: list[int]) -> None:
    known = sorted({date(2023, 1, 1) + timedelta(days=n) for n in days})
    near = [day for day in known if (known[-1] - day).days <= 400][-30:]
    gaps = sorted((after - before).days for before, after in pairwise(near))
    if len(gaps) < 3:
        assert usual_gap(known) is None
        return
    middle = [gaps[(len(gaps) - 1) // 2], gaps[len(gaps) // 2]]
    assert usual_gap(known) == timedelta(days=sum(middle) / 2)
