"""What a story did to a symbol: the exposure's windows measured against the bars we hold.

An answer is an `Impact` with every number that is needed to check it, or a `NoImpact` with the reason and
whatever simpler numbers exist. No bar of a session that had not closed and settled by `now` is used, so the same
call with more bars and the same `now` gives the same answer.

It does not fetch, choose between providers' prices for the sake of one day, adjust prices for splits, or judge
whether the move fits the story.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from pipelines.place import SessionCalendar
from pipelines.study.decompose import Regressor, basket, split_move
from pipelines.study.events import EventWindows, estimation_offsets, study_windows
from pipelines.study.inputs import RULES
from pipelines.study.panel import Days, Floats, Panel
from pipelines.vintages import Seam, seam_words
from tracker.errors import OutOfCalendar
from tracker.options import StudyOptions
from tracker.records import (
    Bar,
    Basis,
    Bucket,
    Exposure,
    ExposureKind,
    Impact,
    NoImpact,
    Part,
    Reason,
    Stamp,
    aware,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DailySeries:
    """Final daily closes of one symbol from one provider, oldest first, one per session."""

    symbol: str
    sessions: Days
    """datetime64[D], increasing."""
    closes: Floats
    provider: str
    basis: str
    """adj_close when every bar has it, else close: returns need both ends on the same basis."""
    bars: tuple[Bar, ...]
    """The bars the closes come from, in the same order."""
    seam: Seam | None = None
    """What had to be left out because the provider has restated the rest; None: nothing."""


def daily_series(bars: Sequence[Bar], seam: Seam | None = None) -> DailySeries:
    """The closes a measurement may use. Raises ValueError without a final daily bar, or with several symbols.

    seam: what was left out of `bars` already, for the reasons of what cannot be measured then.

    Unfinished bars are left out: a bar taken during the session has been 5 % away from its close. When bars of
    several providers are handed over, the one with the most sessions is taken whole (the first by name on a tie);
    two providers in one return would measure their disagreement. A session fetched twice counts as fetched last.
    """
    final = [bar for bar in bars if bar.is_final and bar.interval == "1d"]
    symbols = {bar.symbol for bar in final}
    if len(symbols) != 1:
        raise ValueError(f"daily_series: expected final daily bars of one symbol, got {sorted(symbols) or 'none'}")
    provider = _widest_provider(final)
    latest: dict[date, Bar] = {}
    for bar in sorted((bar for bar in final if bar.provider == provider), key=lambda bar: bar.fetched_at):
        latest[bar.session] = bar
    chosen = tuple(latest[session] for session in sorted(latest))
    adjusted = all(bar.adj_close is not None for bar in chosen)
    return DailySeries(
        symbol=chosen[0].symbol,
        sessions=np.array([bar.session for bar in chosen], dtype="datetime64[D]"),
        closes=np.array([bar.adj_close if adjusted else bar.close for bar in chosen], dtype=np.float64),
        provider=provider,
        basis="adj_close" if adjusted else "close",
        bars=chosen,
        seam=seam,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surroundings:
    """What a move is explained by beside the market: the series of everything that is followed."""

    series: Mapping[str, DailySeries]
    sectors: Mapping[str, str] = field(default_factory=dict)
    """By symbol the symbol of its sector; a symbol without one is not in it."""
    members: frozenset[str] = frozenset()
    """Symbols a theme's basket may be made of: companies, no funds."""
    _seen: dict[tuple[str, date, date], Floats] = field(default_factory=dict)
    _baskets: dict[tuple[frozenset[str], date, date, int, int], Regressor | None] = field(default_factory=dict)

    def logs(self, symbol: str, sessions: Days) -> Floats | None:
        """Log returns between these sessions, one fewer than they are, NaN across a gap; None without any bar.

        Worked out once for all stories of a session.
        """
        held = self.series.get(symbol)
        if held is None or len(sessions) < 2:
            return None
        key = (symbol, sessions[0].item(), sessions[-1].item())
        if key not in self._seen:
            self._seen[key] = _log_returns(held, sessions)
        return self._seen[key]

    def theme(self, without: frozenset[str], sessions: Days, last: int, first: int) -> Regressor | None:
        """The mean of the members that are left; one for all symbols of a story, which are all left out.

        last, first: where the estimation ends and the window begins, as places among the log returns.
        """
        key = (without, sessions[0].item(), sessions[-1].item(), last, first)
        if key not in self._baskets:
            found = {name: self.logs(name, sessions) for name in self.members - without}
            held = {name: (logs[:last], logs[first:]) for name, logs in found.items() if logs is not None}
            self._baskets[key] = basket("theme", held, held, without)
        return self._baskets[key]


NO_SURROUNDINGS = Surroundings(series={})


def needed_sessions(
    session: date, calendar: SessionCalendar, options: StudyOptions, windows: Mapping[str, tuple[int, int]]
) -> tuple[date, date]:
    """First and last session whose bars the measurement of `session` wants, both included.

    From the close before the earliest estimation return to the end of the longest window, as far as the calendar
    reaches.
    """
    index = calendar.index_of(session)
    first = min(estimation_offsets(window, options)[0] for window in windows.values()) - 1
    last = max(window[1] for window in windows.values())
    reach = calendar.days[np.clip([index + first, index + last], 0, len(calendar.days) - 1)].tolist()
    return reach[0], reach[1]


def measure_exposure(
    exposure: Exposure,
    symbol: DailySeries | None,
    benchmark: DailySeries | None,
    calendar: SessionCalendar,
    options: StudyOptions,
    windows: Mapping[str, tuple[int, int]],
    now: datetime,
    settle: timedelta,
    around: Surroundings = NO_SURROUNDINGS,
    tagged: frozenset[str] = frozenset(),
) -> list[Impact | NoImpact]:
    """One answer per window, in the order of `windows`.

    symbol, benchmark: None when we hold no final bar. around: of what sector and theme parts are made; tagged: the
    story's symbols, which no basket may hold. now: nothing that closed less than `settle` before it is used.
    """
    known = aware(now, "now") - settle
    return [
        _measure_window(exposure, symbol, benchmark, calendar, named_window, options, known, around, tagged)
        for named_window in windows.items()
    ]


def measure_session(
    symbol: str,
    series: DailySeries | None,
    benchmark: DailySeries | None,
    calendar: SessionCalendar,
    options: StudyOptions,
    session: date,
    now: datetime,
    settle: timedelta,
) -> Impact | NoImpact:
    """A session of a symbol that no story speaks of, held against its own history like that of a story."""
    place = datetime.combine(session, time(), UTC)
    nobody = Exposure(
        story="",
        symbol=symbol,
        kind=ExposureKind.THEME,
        t0=Stamp(at=place, basis=Basis.FIRST_SEEN),
        bucket=Bucket.PRE,
        session=session,
        close=place,
    )
    return measure_exposure(nobody, series, benchmark, calendar, options, {"d0": (0, 0)}, now, settle)[0]


def _measure_window(
    exposure: Exposure,
    symbol: DailySeries | None,
    benchmark: DailySeries | None,
    calendar: SessionCalendar,
    named_window: tuple[str, tuple[int, int]],
    options: StudyOptions,
    known: datetime,
    around: Surroundings,
    tagged: frozenset[str],
) -> Impact | NoImpact:
    name, window = named_window
    refused = _too_early(exposure, calendar, window, known)
    if refused is None and symbol is not None:
        return _Study.of(exposure, symbol, benchmark, calendar, window, options, around, tagged).answer(name)
    reason, detail = refused or (Reason.NO_PRICES, f"{exposure.symbol}: no final daily bar is held")
    return NoImpact(
        story=exposure.story,
        symbol=exposure.symbol,
        session=exposure.session,
        window=name,
        reason=reason,
        detail=detail,
    )


def _too_early(
    exposure: Exposure, calendar: SessionCalendar, window: tuple[int, int], known: datetime
) -> tuple[Reason, str] | None:
    """What forbids this window before any price is looked at."""
    try:
        calendar.offset(exposure.session, window[0] - 1)
        last = calendar.offset(exposure.session, window[1])
    except OutOfCalendar as error:
        return Reason.OUT_OF_CALENDAR, str(error)
    close = calendar.close_of(last)
    if close > known:
        return Reason.NOT_YET, f"{exposure.symbol}: the window ends with {last}, which closes at {_minute(close)}"
    return None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Study:
    """One window of one exposure, measured: what `answer` turns into a record."""

    exposure: Exposure
    symbol: DailySeries
    benchmark: DailySeries | None
    sessions: Days
    """Sessions of the calendar from the first estimation close to the last session of the window."""
    window: tuple[int, int]
    options: StudyOptions
    result: EventWindows
    around: Surroundings
    tagged: frozenset[str]

    @classmethod
    def of(
        cls,
        exposure: Exposure,
        symbol: DailySeries,
        benchmark: DailySeries | None,
        calendar: SessionCalendar,
        window: tuple[int, int],
        options: StudyOptions,
        around: Surroundings,
        tagged: frozenset[str],
    ) -> _Study:
        index = calendar.index_of(exposure.session)
        first = max(0, index + estimation_offsets(window, options)[0] - 1)
        # The panel ends with the window: bars after it cannot be read even by mistake.
        sessions = calendar.days[first : index + window[1] + 1]
        closes = [_on(symbol, sessions)]
        market = None
        if benchmark is not None:
            market = 0 if benchmark.symbol == symbol.symbol else 1
            closes.append(_on(benchmark, sessions))
        panel = Panel.from_closes(sessions, [symbol.symbol, "benchmark"][: len(closes)], np.vstack(closes))
        rows, columns = np.array([0]), np.array([index - first])
        return cls(
            exposure=exposure,
            symbol=symbol,
            benchmark=benchmark,
            sessions=sessions,
            window=window,
            options=options,
            result=study_windows(panel, rows, columns, market=market, window=window, options=options),
            around=around,
            tagged=tagged,
        )

    def answer(self, name: str) -> Impact | NoImpact:
        reason = self.result.reasons[0] or self._no_comparison()
        if reason is not None or self.benchmark is None:
            return self._no_impact(name, reason or Reason.NO_BENCHMARK)
        return self._impact(name, self.benchmark)

    def _no_comparison(self) -> Reason | None:
        """An impact states the benchmark's move beside the abnormal one, also when the model does not need it."""
        if self.benchmark is None:
            return Reason.NO_BENCHMARK
        if self.benchmark.symbol == self.symbol.symbol:
            return Reason.IS_BENCHMARK
        return None if np.isfinite(self.result.market_compounded[0]) else Reason.MISSING_BAR

    def _impact(self, name: str, benchmark: DailySeries) -> Impact:
        result, fit = self.result, self.result.fit
        used = self._estimation_sessions()
        raw = float(result.compounded[0])
        parts = self._parts(benchmark)
        others = [self.around.series[name] for part in parts for name in part.of if name in self.around.series]
        return Impact(
            story=self.exposure.story,
            session=self.exposure.session,
            symbol=self.symbol.symbol,
            window=name,
            raw=raw,
            market_adjusted=raw - float(result.market_compounded[0]),
            abnormal=float(result.car[0]),
            stderr=float(result.stderr[0]),
            t=float(result.t[0]),
            p=float(result.p[0]),
            df=int(fit.df[0]),
            alpha=float(fit.alpha[0]),
            beta=float(fit.beta[0]),
            estimation=int(fit.l1[0]),
            estimation_first=used[0].item(),
            estimation_last=used[-1].item(),
            anchor=self._session(self.window[0] - 1),
            last=self._session(self.window[1]),
            basis=self.symbol.basis,
            benchmark=benchmark.symbol,
            benchmark_basis=benchmark.basis,
            model=self.options.model,
            provider=self.symbol.provider,
            inputs=self._hash(benchmark, *others),
            sq_p=_number(result.sq_p[0]),
            parts=parts,
        )

    def _hash(self, *others: DailySeries) -> str:
        return _hash_of(self.sessions, (self.window, self.options), self.symbol, *others)

    def _parts(self, benchmark: DailySeries) -> tuple[Part, ...]:
        """The move taken apart on the sessions of the estimation; empty when that cannot be done."""
        own, market = _log_returns(self.symbol, self.sessions), _log_returns(benchmark, self.sessions)
        first = self._column(self.window[0]) - 1
        last = self._column(estimation_offsets(self.window, self.options)[1])
        regressors = [Regressor(name="market", of=(benchmark.symbol,), history=market[:last], window=market[first:])]
        sector = self.around.sectors.get(self.symbol.symbol)
        if sector is not None and sector not in {self.symbol.symbol, benchmark.symbol}:
            logs = self.around.logs(sector, self.sessions)
            if logs is not None:
                regressors.append(Regressor(name="sector", of=(sector,), history=logs[:last], window=logs[first:]))
        theme = self.around.theme(self.tagged | {self.symbol.symbol}, self.sessions, last, first)
        split = split_move(own[:last], own[first:], [*regressors, *([theme] if theme is not None else [])])
        return split.parts if split is not None else ()

    def _no_impact(self, name: str, reason: Reason) -> NoImpact:
        raw = _number(self.result.compounded[0])
        market = _number(self.result.market_compounded[0])
        itself = reason is Reason.IS_BENCHMARK
        return NoImpact(
            story=self.exposure.story,
            session=self.exposure.session,
            symbol=self.symbol.symbol,
            window=name,
            reason=reason,
            detail=self._detail(reason),
            raw=raw,
            market_adjusted=None if raw is None or market is None or itself else raw - market,
        )

    def _detail(self, reason: Reason) -> str:
        """The reason as a sentence that names symbol, sessions and counts, and what a restatement took away."""
        return "; ".join(dict.fromkeys((self._sentence(reason), *self._seams())))

    def _seams(self) -> Iterator[str]:
        """What was left out of the sessions that are looked at."""
        for series in (self.symbol, self.benchmark):
            seam = series.seam if series is not None else None
            if series is None or seam is None:
                continue
            if seam.first <= self.sessions[-1].item() and seam.last >= self.sessions[0].item():
                yield seam_words(series.symbol, series.provider, seam)

    def _sentence(self, reason: Reason) -> str:
        symbol, market = self.symbol.symbol, self.benchmark.symbol if self.benchmark else "the benchmark"
        anchor, last = self._session(self.window[0] - 1), self._session(self.window[1])
        l1, wanted, least = int(self.result.fit.l1[0]), self.options.estimation, self.options.minimum
        match reason:
            case Reason.NO_PRICES:
                return f"{symbol}: no final daily bar from {self.sessions[0]} to {last}"
            case Reason.NO_PRIOR_PRICE:
                return f"{symbol}: no close from {self.sessions[0]} to {anchor}, so its move has no start"
            case Reason.MISSING_BAR:
                return f"{self._gap()}; a return is never computed across a gap"
            case Reason.NO_BENCHMARK:
                return f"{symbol}: no final daily bar of its benchmark is held"
            case Reason.IS_BENCHMARK:
                return f"{symbol} is the benchmark; against itself it has no abnormal return"
            case Reason.TOO_FEW_SESSIONS:
                return f"{symbol}: {l1} of {wanted} estimation returns in common with {market}, {least} are needed"
            case _:
                return f"{symbol}: {symbol} or {market} did not move in the {l1} sessions of the estimation"

    def _gap(self) -> str:
        """Which closes of the window are missing, and whose."""
        asked = self.sessions[self._column(self.window[0] - 1) :]
        gaps = []
        for series in (self.symbol, self.benchmark):
            missing = [] if series is None else asked[np.isnan(_on(series, asked))].tolist()
            if series is not None and missing:
                gaps.append(f"{series.symbol}: no final close on {', '.join(map(str, missing))}")
        return "; ".join(gaps)

    def _estimation_sessions(self) -> Days:
        """The sessions whose returns the fit used, oldest first."""
        first = estimation_offsets(self.window, self.options)[0]
        offsets = np.flatnonzero(np.isfinite(self.result.fit.residuals[0]))
        used: Days = self.sessions[offsets + self._column(first)]
        return used

    def _column(self, offset: int) -> int:
        """Column of an offset from the event. The last column is the window's last session."""
        return len(self.sessions) - 1 + offset - self.window[1]

    def _session(self, offset: int) -> date:
        session: date = self.sessions[self._column(offset)].item()
        return session


def _on(series: DailySeries, sessions: Days) -> Floats:
    """The series' closes on the given sessions, NaN where it has none."""
    index = np.searchsorted(series.sessions, sessions)
    inside = np.minimum(index, len(series.sessions) - 1)
    return np.where(series.sessions[inside] == sessions, series.closes[inside], np.nan)


def _log_returns(series: DailySeries, sessions: Days) -> Floats:
    """Close to close, between sessions that follow each other in the calendar."""
    closes = _on(series, sessions)
    return np.asarray(np.diff(np.log(np.where(closes > 0, closes, np.nan))))


def _hash_of(sessions: Days, choices: object, *used: DailySeries) -> str:
    """A hash over all that a number rests on: every bar in its span, the sessions, how it was measured, the rules."""
    digest = hashlib.blake2b(digest_size=16)
    names = [(series.symbol, series.provider, series.basis) for series in used]
    digest.update(repr((RULES, choices, names)).encode())
    digest.update(sessions.astype("datetime64[D]").astype("<i8").tobytes())
    for series in used:
        digest.update(_on(series, sessions).astype("<f8").tobytes())
    return digest.hexdigest()


def _widest_provider(bars: Sequence[Bar]) -> str:
    sessions = Counter(provider for provider, _ in {(bar.provider, bar.session) for bar in bars})
    return min(sessions, key=lambda provider: (-sessions[provider], provider))


def _number(value: float) -> float | None:
    """A float, or None where the arrays say NaN."""
    return float(value) if np.isfinite(value) else None


def _minute(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
