"""The events of a group together: mean abnormal returns, the tests across them, and bands around the means.

Every group says how many events came in, how many have an answer and why the others have none; means are over those
that have one. Which tests may be believed is decided elsewhere (`pipelines.study.inference`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from pipelines.study.clusters import CalendarTime, bootstrap_interval, calendar_time, clustered_mean
from pipelines.study.conventions import convention_of
from pipelines.study.events import EventWindows
from pipelines.study.headline import headline
from pipelines.study.inference import group_tests, portfolio_t
from pipelines.study.market import sum_scale
from pipelines.study.panel import Bools, Floats, Ints
from pipelines.study.rows import GroupRow
from pipelines.study.sample import Sample, sample_of
from tracker.options import StudyOptions

ENOUGH_DATES = 5
"""Clusters that a variance by date needs; below, its t has the tails of a guess."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Members:
    """The events of one group, measured."""

    label: str
    found: EventWindows
    """All events of the study."""
    mine: Bools
    """(n,) which of them are of the group."""
    columns: Ints
    """(n,) of all."""
    lost: Counter[str]
    """Events that were not even measured, by reason."""
    rows: Ints
    """(n,) the symbol of each event."""
    returns: Floats
    """(N, T) of every symbol."""
    market: Floats | None
    """(T,); None: there is none."""
    placebos: Floats | None
    """Portfolio t's of other dates; None: not asked for."""


def group_row(members: Members, options: StudyOptions, window: tuple[int, int], rng: np.random.Generator) -> GroupRow:
    """The group's row. rng: of the bootstrap."""
    found = members.found
    keep = members.mine & (found.codes == 0)
    reasons = (reason for reason, mine in zip(found.reasons, members.mine.tolist(), strict=True) if mine)
    dropped = members.lost + Counter(str(reason) for reason in reasons if reason is not None)
    given = int(keep.sum()) + dropped.total()
    if not keep.any():
        return _nothing(members.label, given, dropped, window)
    sample = sample_of(found, members.columns, window, options, keep)
    tests = group_tests(sample, options.convention, members.placebos)
    band = _band(sample, _sums(found, keep, options), options)
    aar = sample.ar.mean(axis=0)
    dates = len(np.unique(sample.columns))
    return GroupRow(
        group=members.label,
        n=len(sample.car),
        given=given,
        dropped=dict(sorted(dropped.items())),
        dates=dates,
        window=window,
        aar=_plain(aar),
        caar=_plain(np.cumsum(aar)),
        aar_stderr=band.days,
        caar_stderr=band.sums,
        band=band.test,
        band_df=band.df,
        tests=tests,
        headline=headline(tests, len(sample.car)),
        effect=clustered_mean(sample.car, sample.columns.tolist(), members.rows[keep].tolist() if dates > 1 else None),
        bootstrap=bootstrap_interval(sample.car, rng, clusters=sample.columns.tolist()),
        calendar_time=_calendar_time(members, keep, window) if dates > 1 else None,
    )


def _nothing(label: str, given: int, dropped: Counter[str], window: tuple[int, int]) -> GroupRow:
    none = (None,) * (window[1] - window[0] + 1)
    return GroupRow(
        group=label,
        n=0,
        given=given,
        dropped=dict(sorted(dropped.items())),
        dates=0,
        window=window,
        aar=none,
        caar=none,
        aar_stderr=none,
        caar_stderr=none,
        band=None,
        band_df=None,
        tests={},
        headline=headline({}, 0),
        effect=None,
        bootstrap=None,
        calendar_time=None,
    )


def _calendar_time(members: Members, keep: Bools, window: tuple[int, int]) -> CalendarTime | None:
    """The alpha of holding every symbol through the window of its events, over the market."""
    if members.market is None:
        return None
    return calendar_time(
        members.returns,
        members.market[None, :],
        members.rows[keep],
        members.columns[keep],
        holding=window[1] - window[0] + 1,
        first=window[0],
    )


# ── bands ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Band:
    test: str | None
    df: float | None
    days: tuple[float | None, ...]
    sums: tuple[float | None, ...]


def _sums(found: EventWindows, keep: Bools, options: StudyOptions) -> Floats:
    """(N, L2) standard deviation over sigma of the sum up to each day."""
    rules = convention_of(options.convention)
    days = found.raw.shape[1]
    scales = [sum_scale(found.fit, found.regressors[:, :, : day + 1], rules) for day in range(days)]
    return np.column_stack(scales)[keep]


def _band(sample: Sample, sums: Floats, options: StudyOptions) -> _Band:
    """Standard errors of the mean of each day and of the running mean: the mean over a test's t.

    Events of one date are held against their portfolio's own past, events of many against their spread across dates.
    """
    stat: Callable[[Sample], tuple[float, float | None]]
    if len(np.unique(sample.columns)) >= ENOUGH_DATES:
        test, stat = "clustered_mean", _over_dates
    else:
        rows = int(np.isfinite(sample.residuals).all(axis=0).sum())
        test, stat = "portfolio_t", lambda part: (float(portfolio_t(part, options.convention)), rows - sample.k)
    days = range(sample.ar.shape[1])
    single = [_stderr(_single(sample, day), stat) for day in days]
    running = [_stderr(_until(sample, sums, day), stat) for day in days]
    if all(error is None for error in (*single, *running)):
        return _Band(test=None, df=None, days=tuple(single), sums=tuple(running))
    return _Band(test=test, df=stat(sample)[1], days=tuple(single), sums=tuple(running))


def _over_dates(sample: Sample) -> tuple[float, float | None]:
    effect = clustered_mean(sample.car, sample.columns.tolist())
    return (np.nan if effect.t is None else effect.t), effect.df


def _single(sample: Sample, day: int) -> Sample:
    return replace(
        sample,
        ar=sample.ar[:, [day]],
        day_scale=sample.day_scale[:, [day]],
        car=sample.ar[:, day],
        car_scale=sample.day_scale[:, day],
    )


def _until(sample: Sample, sums: Floats, day: int) -> Sample:
    return replace(
        sample,
        ar=sample.ar[:, : day + 1],
        day_scale=sample.day_scale[:, : day + 1],
        car=sample.ar[:, : day + 1].sum(axis=1),
        car_scale=sums[:, day],
    )


def _stderr(sample: Sample, stat: Callable[[Sample], tuple[float, float | None]]) -> float | None:
    t, mean = stat(sample)[0], float(sample.car.mean())
    return abs(mean / t) if np.isfinite(t) and t != 0 else None


def _plain(values: Floats) -> tuple[float | None, ...]:
    return tuple(value if np.isfinite(value) else None for value in values.tolist())
