"""Event windows over a panel: raw, abnormal and cumulative returns, or the reason why there are none.

Offsets are sessions relative to the event's column; both ends of a window are included. The estimation window
ends `gap` sessions strictly before the event window begins and reaches `estimation` sessions back, or as far as
there are returns; so no number of the event window, and nothing after it, enters the estimate. Sessions in the
windows of other events can be masked out of it (`masked_sessions`), and neither the days before a listing nor what
lies before a long halt counts (`pipelines.study.listing`).

Raw over a window compounds simple returns. Abnormal over a window is the sum of the daily abnormal returns
(CAR), because its variance is known exactly; for moves of 20 % and more the two differ visibly even when the
model explains nothing. Buy-and-hold abnormal return (BHAR) is the compounded return minus the market's.

One event or a hundred thousand take the same path: sorted by date, so that the firms of one date share what is
computed of the market, and in slices that fit the processor's cache. What is kept of each event is small unless its
residuals are asked for. Aggregation over events is not done here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.study.conventions import Convention, convention_of
from pipelines.study.listing import flag_of, history_starts, young
from pipelines.study.market import (
    ModelFit,
    Prior,
    abnormal_returns,
    day_scale,
    fit_model,
    joined_fits,
    parameters_of,
    sample_quantile_p,
    shrink,
    sum_scale,
    taken,
    two_sided_p,
)
from pipelines.study.panel import Bools, Floats, Ints, Kind, Panel, cut
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
_NO_ESTIMATE = tuple(
    _REASONS.index(reason)
    for reason in (Reason.NO_BENCHMARK, Reason.IS_BENCHMARK, Reason.TOO_FEW_SESSIONS, Reason.NO_VARIATION)
)

_SLICE = 512
"""Events at a time: their returns, 120 to 250 each, stay in the processor's cache from one pass to the next."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EventWindows:
    """n events measured over one window; arrays of length n unless said otherwise, NaN where there is no answer."""

    raw: Floats
    """(n, L2) daily returns, of `kind`."""
    market: Floats
    """(n, L2) the benchmark's; all NaN without a benchmark."""
    regressors: Floats
    """(n, f, L2) what the model compares with, in its order."""
    abnormal: Floats
    """(n, L2) daily abnormal returns."""
    fit: ModelFit
    day_scale: Floats
    """(n, L2) standard deviation of each `abnormal` over sigma."""
    car: Floats
    car_scale: Floats
    """Standard deviation of `car` over sigma."""
    stderr: Floats
    t: Floats
    p: Floats
    sq_p: Floats
    shrunk: Bools
    """Beta was drawn towards its prior; the error of the forecast is that of the posterior."""
    codes: Ints
    """Places in the list of reasons; see `reasons`."""
    kind: Kind
    estimation_first: int
    """Offset from day 0 of the first column of `fit.residuals`."""

    @property
    def reasons(self) -> tuple[Reason | None, ...]:
        """Per event why `car` is missing; None when it is there."""
        return tuple(_REASONS[code] for code in self.codes.tolist())

    @property
    def flags(self) -> tuple[str | None, ...]:
        """Per event what has to be said of its short history; None when nothing has, or there is no estimate."""
        answered = self.codes == 0
        return tuple(flag_of(l1) if ok else None for l1, ok in zip(self.fit.l1.tolist(), answered, strict=True))

    @property
    def day_stderr(self) -> Floats:
        """(n, L2) standard error of each day's abnormal return."""
        return np.where(np.isfinite(self.abnormal), np.sqrt(self.fit.variance)[:, None] * self.day_scale, np.nan)

    @property
    def compounded(self) -> Floats:
        """(n,) raw over the whole window, a simple return whatever `kind` is."""
        return _running(self.raw, self.kind)[:, -1]

    @property
    def market_compounded(self) -> Floats:
        return _running(self.market, self.kind)[:, -1]

    @property
    def bhar(self) -> Floats:
        """(n, L2) buy-and-hold abnormal return from the window's start to each day: both compounded, simple returns."""
        return _running(self.raw, self.kind) - _running(self.market, self.kind)

    @property
    def expected(self) -> Floats:
        """(n, f + 1, L2) what the model expected, by cause: the constant, then each regressor.

        Each regressor is without what the ones before it explain of it over the estimation rows, so that the order
        says to whom common movement belongs. The sum over causes plus `abnormal` is `raw`.
        """
        fit = self.fit
        parts = np.zeros((len(self.car), self.regressors.shape[1] + 1, self.raw.shape[1]))
        if fit.model == "market_adjusted":
            parts[:, 1:] = self.regressors
            return parts
        parts[:, 1:] = fit.slopes[:, :, None] * fit.orthogonal(self.regressors)
        mean = fit.design.mean[fit.which]
        level = fit.alpha + np.einsum("nf,nf->n", fit.betas, mean)
        if self.regressors.shape[1]:
            # The first regressor's part is slope times return, not slope times deviation: zero when it stood still.
            first = fit.slopes[:, 0] * mean[:, 0]
            parts[:, 1] += first[:, None]
            level = level - first
        parts[:, 0] = level[:, None]
        return parts


def estimation_offsets(window: tuple[int, int], options: StudyOptions) -> tuple[int, int]:
    """First and last session of the estimation window, as offsets from the event, both included.

    >>> estimation_offsets((-1, 3), StudyOptions(estimation=100, gap=10))
    (-111, -12)
    """
    last = window[0] - options.gap - 1
    return last - options.estimation + 1, last


def masked_sessions(panel: Panel, rows: Ints, columns: Ints, window: tuple[int, int]) -> Bools:
    """(N, T): the sessions that lie in the window of an event of that symbol, for `study_windows(masks=...)`.

    rows, columns: (m,) every tagged event, those that are studied too: an event's own window never lies in its own
    estimation. Windows may reach beyond the table.
    """
    masks = np.zeros(panel.returns.shape, dtype=bool)
    days = np.asarray(columns)[:, None] + np.arange(window[0], window[1] + 1)
    inside = (days >= 0) & (days < panel.returns.shape[1])
    symbol = np.broadcast_to(np.asarray(rows)[:, None], days.shape)
    masks[symbol[inside], days[inside]] = True
    return masks


def study_windows(
    panel: Panel,
    rows: Ints,
    columns: Ints,
    *,
    market: int | None,
    window: tuple[int, int],
    options: StudyOptions,
    sector: int | Ints | None = None,
    factors: Sequence[int] = (),
    masks: Bools | None = None,
    prior: Prior | None = None,
    residuals: bool = True,
) -> EventWindows:
    """Measure each event: the symbol in `rows`, the session in `columns`, over `window`.

    rows, columns: (n,) indices into the panel. market: row of the benchmark, None when there is none. sector: row of
    the basket for the model `market_sector`, one for all or one per event, -1 = none (`pipelines.study.factors`).
    factors: rows for the model `factors`, in their order; they are all that it regresses on. masks: (N, T), sessions
    of each symbol that do not count for an estimate. prior: of the market's beta, for young listings; None = `Prior()`.
    residuals: keep the estimation residuals, n times `estimation` numbers, which tests across events need.

    Raises `ValueError` when the panel's returns are not of the kind that the options say.
    """
    if panel.kind != options.returns:
        raise ValueError(f"study_windows: a panel of {panel.kind} returns, but {options.returns} ones are asked for")
    study = _Study(
        panel=panel,
        market=market,
        drivers=_drivers(len(rows), options.model, market, sector, factors),
        window=window,
        options=options,
        convention=convention_of(options.convention),
        masks=masks,
        prior=prior or Prior(),
    )
    rows, columns = np.asarray(rows, dtype=np.intp), np.asarray(columns, dtype=np.intp)
    if len(rows) <= _SLICE:
        whole = study.measured(rows, columns, np.arange(len(rows)))
        return whole if residuals else _lighter(whole)
    order = np.argsort(columns, kind="stable")
    parts = []
    for start in range(0, len(order), _SLICE):
        some = order[start : start + _SLICE]
        part = study.measured(rows[some], columns[some], some)
        parts.append(part if residuals else _lighter(part))
    return _joined(parts, np.argsort(order, kind="stable"), residuals)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Study:
    """What all events of a call have in common."""

    panel: Panel
    market: int | None
    drivers: Ints
    """(n, f) rows of the panel that each event is regressed on; -1 = missing."""
    window: tuple[int, int]
    options: StudyOptions
    convention: Convention
    masks: Bools | None
    prior: Prior

    def measured(self, rows: Ints, columns: Ints, places: Ints) -> EventWindows:
        """Some of the events; places: theirs among all."""
        first, last = estimation_offsets(self.window, self.options)
        span = self.panel.cut(rows, columns + first, self.window[1] - first + 1)
        raw = span[:, self.window[0] - first :]
        days = raw.shape[1]
        benchmark = np.full_like(raw, np.nan)
        if self.market is not None:
            benchmark = self.panel.cut(np.full_like(rows, self.market), columns + self.window[0], days)
        drivers = self.drivers[places]
        shared, which = self._shared(drivers, columns, span.shape[1])
        regressors = shared[:, :, self.window[0] - first :][which]
        length = last - first + 1
        fit = fit_model(
            self.options.model,
            span[:, :length],
            shared[:, :, :length],
            which=which,
            usable=self._usable(rows, columns, span[:, : self.window[0] - first], length),
            convention=self.convention,
        )
        shrunk = young(fit.l1, self.options) & (self.convention.name == "newsimpact")
        shrunk &= self.options.model in ("market", "market_sector")
        fit = shrink(fit, self.prior, shrunk)
        codes = self._codes(rows, columns, raw, regressors, drivers, fit)
        return self._answers(fit, raw, benchmark, regressors, shrunk & (codes == 0), codes, first)

    def _shared(self, drivers: Ints, columns: Ints, length: int) -> tuple[Floats, Ints]:
        """The regressors (m, f, length) of each date and set of drivers among the events, and which each one has."""
        f = drivers.shape[1]
        if not f:
            return np.empty((1, 0, length)), np.zeros(len(columns), dtype=np.intp)
        # Only sectors differ between the events of a date, and they stand last.
        key = columns.astype(np.int64) * (len(self.panel.symbols) + 1) + drivers[:, -1]
        _, at, which = np.unique(key, return_index=True, return_inverse=True)
        starts = columns[at] + estimation_offsets(self.window, self.options)[0]
        shared = np.empty((len(at), f, length))
        for j in range(f):
            shared[:, j] = self.panel.cut(drivers[at, j], starts, length)
        shared[drivers[at] < 0] = np.nan
        return shared, which

    def _usable(self, rows: Ints, columns: Ints, before: Floats, length: int) -> Bools:
        """(n, length): the sessions of the estimation on which each symbol's own return may count.

        before: (n, …) returns from the first estimation session to the one before the window.
        """
        usable = np.isfinite(before[:, :length])
        first = columns + estimation_offsets(self.window, self.options)[0]
        if self.masks is not None:
            usable &= ~cut(self.masks, rows, first, length, False)
        listed = self.panel.first_price[rows]
        # A table that begins with prices does not say when the symbol was listed.
        listing = np.where(listed > 0, listed - first, -before.shape[1] - self.options.after_listing - 1)
        some = np.flatnonzero((listing + self.options.after_listing >= 0) | np.isnan(before).any(axis=1))
        if len(some):
            starts = history_starts(before[some], listing[some], self.options)
            usable[some] &= np.arange(length) >= starts[:, None]
        return usable

    def _codes(self, rows: Ints, columns: Ints, raw: Floats, regressors: Floats, drivers: Ints, fit: ModelFit) -> Ints:
        """Why each event has no answer. The first that applies is given: what is missing before what is thin."""
        panel, window = self.panel, self.window
        last_session = len(panel.sessions) - 1
        minimum = max(self.options.minimum, parameters_of(self.options.model, drivers.shape[1]) + 1)
        tests: list[tuple[Reason, Bools]] = [
            (Reason.NO_PRICES, panel.first_price[rows] > last_session),
            (Reason.NO_PRIOR_PRICE, panel.first_price[rows] >= columns + window[0]),
            (Reason.OUT_OF_CALENDAR, columns + window[1] > last_session),
            (Reason.MISSING_BAR, np.asarray(np.isnan(raw).any(axis=1))),
            (Reason.NO_BENCHMARK, np.asarray((drivers < 0).any(axis=1))),
            (Reason.IS_BENCHMARK, np.asarray((drivers == rows[:, None]).any(axis=1))),
            (Reason.MISSING_BAR, np.asarray(np.isnan(regressors).any(axis=(1, 2)))),
            (Reason.TOO_FEW_SESSIONS, fit.l1 < minimum),
            (Reason.NO_VARIATION, fit.constant),
        ]
        codes: Ints = np.zeros(len(rows), dtype=np.intp)
        for reason, hit in reversed(tests):
            codes[hit] = _REASONS.index(reason)
        return codes

    def _answers(
        self,
        fit: ModelFit,
        raw: Floats,
        benchmark: Floats,
        regressors: Floats,
        shrunk: Bools,
        codes: Ints,
        estimation_first: int,
    ) -> EventWindows:
        """The statistics of every event, blanked where there is a reason not to give them."""
        answered, estimated = codes == 0, ~np.isin(codes, _NO_ESTIMATE)
        with np.errstate(divide="ignore", invalid="ignore"):
            abnormal = abnormal_returns(fit, raw, regressors)
            car = abnormal.sum(axis=1)
            car_scale = sum_scale(fit, regressors, self.convention)
            stderr = np.sqrt(fit.variance) * car_scale
            t = car / stderr
            blank = np.where(answered, 1.0, np.nan)
            return EventWindows(
                raw=raw,
                market=benchmark,
                regressors=regressors,
                abnormal=np.where(estimated[:, None], abnormal, np.nan),
                fit=fit,
                day_scale=day_scale(fit, regressors, self.convention),
                car=car * blank,
                car_scale=car_scale * blank,
                stderr=stderr * blank,
                t=t * blank,
                p=two_sided_p(t, fit.df) * blank,
                sq_p=sample_quantile_p(fit, car, regressors) * blank,
                shrunk=shrunk,
                codes=codes,
                kind=self.panel.kind,
                estimation_first=estimation_first,
            )


def _drivers(n: int, model: str, market: int | None, sector: int | Ints | None, factors: Sequence[int]) -> Ints:
    """(n, f) rows of the panel that the model regresses on, -1 where there is none."""
    parameters_of(model)
    if model == "mean_adjusted":
        return np.empty((n, 0), dtype=np.intp)
    if model == "factors":
        return np.broadcast_to(np.asarray(factors if len(factors) else (-1,), dtype=np.intp), (n, max(len(factors), 1)))
    first = np.full(n, -1 if market is None else market, dtype=np.intp)
    if model != "market_sector":
        return first[:, None]
    return np.column_stack([first, np.broadcast_to(np.asarray(-1 if sector is None else sector, dtype=np.intp), (n,))])


def _lighter(part: EventWindows) -> EventWindows:
    """Without what grows with the estimation window."""
    return _joined([part], np.arange(len(part.car)), keep=False)


_PER_EVENT = "raw market regressors abnormal day_scale car car_scale stderr t p sq_p shrunk codes".split()


def _joined(parts: Sequence[EventWindows], order: Ints, keep: bool) -> EventWindows:
    rows = {name: np.concatenate([getattr(part, name) for part in parts])[order] for name in _PER_EVENT}
    return EventWindows(
        **rows,
        fit=taken(joined_fits([part.fit for part in parts], keep), order),
        kind=parts[0].kind,
        estimation_first=parts[0].estimation_first,
    )


def _running(returns: Floats, kind: Kind) -> Floats:
    """Compounded from the first column to each, as simple returns."""
    if kind == "log":
        return np.asarray(np.expm1(np.cumsum(returns, axis=1)))
    return np.asarray(np.cumprod(1 + returns, axis=1) - 1)
