"""What a study answers: a row per event and symbol, a row per group of events, and both as lines of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from pipelines.study.clusters import CalendarTime, MeanEffect
from pipelines.study.headline import Headline
from pipelines.study.inference import GroupTest
from tracker.records import Problem, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRow:
    """One event of one symbol. Returns are fractions; lists run over the window; None = no answer, see `reason`."""

    event: str
    symbol: str
    group: str | None
    """As given with the event; None when the table has no such column."""
    session: date | None
    """The session that counts as day 0."""
    l1: int | None
    """Returns the model was fitted on."""
    model: str
    returns: str
    """simple or log: of `raw`, `ar` and all that follows."""
    raw: tuple[float | None, ...]
    ar: tuple[float | None, ...]
    ar_stderr: tuple[float | None, ...]
    """Of each day, with the error of the forecast."""
    car: float | None
    """Sum of `ar`; with `stderr`, `t`, `p` and `sq_p` for the whole window."""
    stderr: float | None
    t: float | None
    p: float | None
    """Two-sided, Student t with l1 - k degrees of freedom."""
    sq_p: float | None
    """Two-sided sample-quantile p; None without a reason when l1 < 20 sessions per day of the window."""
    q: float | None
    """Of `p`, among all events of the study that have one (Benjamini and Hochberg 1995)."""
    bhar: float | None
    """Buy-and-hold abnormal return over the window: both compounded, simple returns; None without a market."""
    volume: float | None
    """Mean abnormal log volume over the window (0.7: twice the usual); None: no volumes, or too few."""
    volume_p: float | None
    """Two-sided."""
    variance_ratio: float | None
    """Mean squared abnormal return of the window over what its variance allows; 1: as usual."""
    variance_p: float | None
    """One-sided: share of the own past that was as restless; where the history is too short for that, of an F."""
    flag: str | None
    """short, low_confidence: what has to be said of a short history."""
    masked: int
    """Sessions of the estimation window that were left out, being in the windows of other events of the symbol."""
    reason: Reason | None
    detail: str | None
    """The reason as a sentence."""
    inputs: str | None
    """Hash of all that the numbers rest on: returns, model, options, rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """The events of one group together. Returns are fractions; lists run over the window."""

    group: str
    n: int
    """Events with an answer."""
    given: int
    dropped: Mapping[str, int]
    """Events without an answer, by reason; n and these add up to `given`."""
    dates: int
    """Different sessions among the events; fewer than n: some share one, and are not independent."""
    window: tuple[int, int]
    aar: tuple[float | None, ...]
    """Mean abnormal return of each day."""
    caar: tuple[float | None, ...]
    """Its running sum."""
    aar_stderr: tuple[float | None, ...]
    caar_stderr: tuple[float | None, ...]
    """Of the test that is named in `band`."""
    band: str | None
    """The test whose standard errors these are."""
    band_df: float | None
    tests: Mapping[str, GroupTest]
    headline: Headline
    """The tests that speak for the group, chosen by rule, and what they say."""
    effect: MeanEffect | None
    """Mean CAR, with its error clustered by date and symbol; None: no event has an answer."""
    bootstrap: tuple[float, float] | None
    """95 % interval of the mean CAR, from resampling whole dates; None: too few."""
    calendar_time: CalendarTime | None
    """Alpha of a portfolio that holds each symbol through its window; None: one date, or no market."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A whole study."""

    rows: tuple[StudyRow, ...]
    groups: tuple[GroupRow, ...]
    problems: tuple[Problem, ...]
    tests: int
    """How many p were worked out among `rows`: a twentieth of them is below 0.05 when nothing happened."""


def study_row_to_json(row: StudyRow) -> dict[str, Any]:
    """The row as the JSON contract of `newsimpact study` has it: plain values, dates in ISO form, None for missing."""
    return {
        "row": "event",
        "event": row.event,
        "symbol": row.symbol,
        "session": row.session.isoformat() if row.session else None,
        "l1": row.l1,
        "model": row.model,
        "raw": list(row.raw),
        "ar": list(row.ar),
        "car": row.car,
        "stderr": row.stderr,
        "t": row.t,
        "p": row.p,
        "sq_p": row.sq_p,
        "reason": row.reason.value if row.reason else None,
        "detail": row.detail,
        "group": row.group,
        "returns": row.returns,
        "ar_stderr": list(row.ar_stderr),
        "q": row.q,
        "bhar": row.bhar,
        "volume": row.volume,
        "volume_p": row.volume_p,
        "variance_ratio": row.variance_ratio,
        "variance_p": row.variance_p,
        "flag": row.flag,
        "masked": row.masked,
        "inputs": row.inputs,
    }


def group_row_to_json(row: GroupRow) -> dict[str, Any]:
    """The row as the JSON contract of `newsimpact study` has it."""
    return {
        "row": "group",
        "group": row.group,
        "n": row.n,
        "aar": list(row.aar),
        "caar": list(row.caar),
        "tests": {name: _test_to_json(test) for name, test in row.tests.items()},
        "given": row.given,
        "dropped": dict(row.dropped),
        "dates": row.dates,
        "aar_stderr": list(row.aar_stderr),
        "caar_stderr": list(row.caar_stderr),
        "band": row.band,
        "headline": asdict(row.headline),
        "effect": asdict(row.effect) if row.effect else None,
        "bootstrap": list(row.bootstrap) if row.bootstrap else None,
        "calendar_time": asdict(row.calendar_time) if row.calendar_time else None,
    }


def _test_to_json(test: GroupTest) -> dict[str, Any]:
    window = {"stat": test.stat, "p": test.p, "df": test.df}
    return {"day": list(test.day), "window": window, "printed": test.printed, "why": test.why}
