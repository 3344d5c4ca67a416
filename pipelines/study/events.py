"""Event windows over a panel: raw, abnormal and cumulative returns, or the reason why there are none.

Offsets are sessions relative to the event's column; both ends of a window are included. The estimation window
ends `gap` sessions strictly before the event window begins and reaches `estimation` sessions back, or as far as
there are returns; so no number of the event window, and nothing after it, enters the estimate.

Raw over a window compounds simple returns. Abnormal over a window is the sum of the daily abnormal returns
(CAR), because its variance is known exactly; for moves of 20 % and more the two differ visibly even when the
model explains nothing.

One event or a hundred thousand take the same path; memory goes with events times estimation sessions, so callers
with very many events pass them in slices. Aggregation over events is not done here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.study.market import (
    MarketFit,
    abnormal_returns,
    cumulative_variance,
    fit_model,
    parameters_of,
    sample_quantile_p,
    two_sided_p,
)
from pipelines.study.panel import Floats, Ints, Panel
from tracker.options import StudyOptions
from tracker.records import Reason

_REASONS = (
    None,
    Reason.NO_PRICES,
    Reason.NO_PRIOR_PRICE,
    Reason.OUT_OF_CALENDAR,
    Reason.MISSING_BAR,
    Reason.NO_BENCHMARK,
    Reason.IS_BENCHMARK,
    Reason.TOO_FEW_SESSIONS,
    Reason.NO_VARIATION,
)
_NO_ESTIMATE = (Reason.NO_BENCHMARK, Reason.IS_BENCHMARK, Reason.TOO_FEW_SESSIONS, Reason.NO_VARIATION)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EventWindows:
    """n events measured over one window; arrays of length n unless said otherwise, NaN where there is no answer."""

    raw: Floats
    """(n, L2) daily simple returns."""
    market: Floats
    """(n, L2) the benchmark's; all NaN without a benchmark."""
    abnormal: Floats
    """(n, L2) daily abnormal returns."""
    fit: MarketFit
    car: Floats
    stderr: Floats
    t: Floats
    p: Floats
    sq_p: Floats
    reasons: tuple[Reason | None, ...]
    """Per event why `car` is missing; None when it is there."""

    @property
    def compounded(self) -> Floats:
        """(n,) raw over the whole window."""
        return _compound(self.raw)

    @property
    def market_compounded(self) -> Floats:
        return _compound(self.market)


def estimation_offsets(window: tuple[int, int], options: StudyOptions) -> tuple[int, int]:
    """First and last session of the estimation window, as offsets from the event, both included.

    >>> estimation_offsets((-1, 3), StudyOptions(estimation=100, gap=10))
    (-111, -12)
    """
    last = window[0] - options.gap - 1
    return last - options.estimation + 1, last


def study_windows(
    panel: Panel, rows: Ints, columns: Ints, *, market: int | None, window: tuple[int, int], options: StudyOptions
) -> EventWindows:
    """Measure each event: the symbol in `rows`, the session in `columns`, over `window`.

    rows, columns: (n,) indices into the panel. market: row of the benchmark, None when there is none.
    """
    first, last = estimation_offsets(window, options)
    length, days = last - first + 1, window[1] - window[0] + 1
    raw = panel.cut(rows, columns + window[0], days)
    benchmark = np.full_like(raw, np.nan)
    history = None
    if market is not None:
        same = np.full_like(rows, market)
        benchmark, history = panel.cut(same, columns + window[0], days), panel.cut(same, columns + first, length)
    asset = panel.cut(rows, columns + first, length)
    needs_market = options.model != "mean_adjusted"
    if needs_market and history is None:
        history = np.full_like(asset, np.nan)
    fit = fit_model(options.model, asset, history if needs_market else None)
    reasons = _reasons(panel, rows, columns, raw, benchmark if needs_market else None, fit, market, window, options)
    driver = benchmark if needs_market else np.zeros_like(raw)
    return _answers(fit, raw, benchmark, driver, reasons)


def _answers(
    fit: MarketFit, raw: Floats, benchmark: Floats, driver: Floats, reasons: tuple[Reason | None, ...]
) -> EventWindows:
    """The statistics of every event, blanked where there is a reason not to give them."""
    answered = np.array([reason is None for reason in reasons], dtype=bool)
    estimated = np.array([reason not in _NO_ESTIMATE for reason in reasons], dtype=bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        abnormal = abnormal_returns(fit, raw, driver)
        car = abnormal.sum(axis=1)
        stderr = np.sqrt(cumulative_variance(fit, driver))
        t = car / stderr
        p = two_sided_p(t, fit.df)
    return EventWindows(
        raw=raw,
        market=benchmark,
        abnormal=np.where(estimated[:, None], abnormal, np.nan),
        fit=fit,
        car=np.where(answered, car, np.nan),
        stderr=np.where(answered, stderr, np.nan),
        t=np.where(answered, t, np.nan),
        p=np.where(answered, p, np.nan),
        sq_p=np.where(answered, sample_quantile_p(fit, car, driver), np.nan),
        reasons=reasons,
    )


def _reasons(
    panel: Panel,
    rows: Ints,
    columns: Ints,
    raw: Floats,
    benchmark: Floats | None,
    fit: MarketFit,
    market: int | None,
    window: tuple[int, int],
    options: StudyOptions,
) -> tuple[Reason | None, ...]:
    """Why each event has no answer. The first that applies is given: what is missing before what is thin."""
    none = np.zeros(len(rows), dtype=bool)
    last_session = len(panel.sessions) - 1
    minimum = max(options.minimum, parameters_of(options.model) + 1)
    alone, itself, no_market_bar = none, none, none
    if benchmark is not None:
        no_market_bar = np.asarray(np.isnan(benchmark).any(axis=1))
        alone = np.full(len(rows), market is None)
        itself = np.asarray(rows == (-1 if market is None else market))
    tests: list[tuple[Reason, NDArray[np.bool_]]] = [
        (Reason.NO_PRICES, panel.first_price[rows] > last_session),
        (Reason.NO_PRIOR_PRICE, panel.first_price[rows] >= columns + window[0]),
        (Reason.OUT_OF_CALENDAR, np.asarray(columns + window[1] > last_session)),
        (Reason.MISSING_BAR, np.asarray(np.isnan(raw).any(axis=1))),
        (Reason.NO_BENCHMARK, alone),
        (Reason.IS_BENCHMARK, itself),
        (Reason.MISSING_BAR, no_market_bar),
        (Reason.TOO_FEW_SESSIONS, fit.l1 < minimum),
        (Reason.NO_VARIATION, fit.constant),
    ]
    codes = np.select([hit for _, hit in tests], [_REASONS.index(reason) for reason, _ in tests], 0)
    return tuple(_REASONS[code] for code in codes.tolist())


def _compound(returns: Floats) -> Floats:
    compounded: Floats = np.prod(1 + returns, axis=1) - 1
    return compounded
