"""Whose conventions the statistics follow: one small record of switches per program whose numbers can be asked for.

The textbook leaves choices open, and programs differ in them by far more than rounding: which divisor the residual
variance has, whether a forecast's own error counts, how a statistic is summed over days. `newsimpact` is ours and the
default. The others exist so that published numbers can be checked, and so that somebody who moves over can see the
old figures once more; where one of them is a mistake in our eyes, its field says so.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

from tracker.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """The switches. The defaults are ours."""

    name: str
    source: str
    """Program and version, or where the choices are argued."""

    # ── what is studied, where the caller does not say ──────────────────────────────────────────────
    returns: Literal["simple", "log"] = "simple"
    masked: bool = True
    """Windows of a symbol's other events are left out of its estimates."""
    restarts: bool = True
    """A history begins anew after a long halt, and young betas are shrunk."""

    # ── the fit of one event ────────────────────────────────────────────────────────────────────────
    ddof: int | None = None
    """Taken off L1 in the divisor of the residual variance; None = the number of estimated parameters (unbiased)."""
    market_moments: Literal["own", "window"] = "own"
    """Mean and sum of squares of the market in a forecast's error: over the rows the fit used, or over all sessions of
    the estimation window, also those before the firm was listed (which understates the error of young listings)."""
    forecast_error: bool = True
    """Whether the error of estimated parameters counts in an event's own t, in BMP and in KP-BMP."""

    # ── over the days of a window ───────────────────────────────────────────────────────────────────
    exact_sums: bool = True
    """Standard deviation of a sum over days: exact (g'Vg), or the daily one times sqrt(L2), with Patell as the sum of
    the daily statistics over sqrt(L2)."""

    # ── across events ───────────────────────────────────────────────────────────────────────────────
    patell_forecast_error: bool = True
    patell_t_variance: bool = True
    """Divide by sqrt(sum (L1 - k)/(L1 - k - 2)), the variance of Student's t; else by sqrt(N)."""
    kp_dates: Literal["calendar", "event"] = "calendar"
    """What counts as the same day for the correlation of residuals: the calendar date, or the distance from the event
    (which means nothing when the events have different dates)."""
    kp_common: int = 20
    """Common days two firms need for their correlation to count."""
    portfolio: Literal["regression", "sd"] = "regression"
    """Spread of the mean residual: e'e/(L1 - k) with the forecast's error; or its standard deviation (ddof 1)."""
    ranks_scaled: bool = True
    """Rank residuals and abnormal returns each over its own standard deviation; else as they are."""
    rank_sessions: Literal["counted", "counted_less_one"] = "counted"
    """Divisor of the variance of the mean rank: sessions ranked, or one less."""
    rank_missing: Literal["weighted", "ignored", "own_mean"] = "weighted"
    """Sessions on which firms are missing: the squared mean rank weighs n_t/N; or 1; or ranks are taken off the firm's
    own mean rank, mean ranks grow by N/n_t, and the divisor is the firms' mean number of sessions."""
    positive_share: Literal["mean", "pooled"] = "mean"
    """Share of positive residuals: mean of the firms' shares, or over all residuals together."""
    grank_restandardised: Literal["by_number", "always"] = "by_number"
    """Division of SCAR by its spread over the events before ranking: never below 20 events and times sqrt(1 - r) from
    there on (our simulation), or always and in full."""
    grank_spread: Literal["group", "study"] = "group"
    """Over which events that spread is taken: those tested, or all of the study, whatever group they are of."""
    grank_sessions: Literal["with_event", "estimation"] = "with_event"
    """T in GRANK's degrees of freedom: L1 + 1, or L1."""
    grank_form: Literal["t", "z"] = "t"
    """GRANK-T over the observed spread of mean ranks, or GRANK-Z over the theoretical one (independent firms)."""
    extra: tuple[str, ...] = ()
    """Further statistics of that program, under its own names."""


CONVENTIONS = {
    convention.name: convention
    for convention in (
        Convention(name="newsimpact", source="docs/method.md"),
        Convention(
            name="estudy2",
            source="irudnyts/estudy2 0.10.0",
            returns="log",
            masked=False,
            restarts=False,
            ddof=1,
            market_moments="window",
            portfolio="sd",
            ranks_scaled=False,
            rank_missing="own_mean",
            positive_share="pooled",
            extra=("bw80", "bw85", "lamb", "sign", "csign", "mrank", "wlcx"),
        ),
        Convention(
            name="sipemu",
            source="sipemu/eventstudy 0.66.0",
            masked=False,
            restarts=False,
            forecast_error=False,
            exact_sums=False,
            kp_dates="event",
            portfolio="sd",
            ranks_scaled=False,
            rank_sessions="counted_less_one",
            rank_missing="ignored",
            kp_common=2,
            extra=("sign",),
        ),
        Convention(
            name="estudy",
            source="Stata estudy",
            masked=False,
            restarts=False,
            grank_restandardised="always",
            grank_sessions="estimation",
        ),
        Convention(
            name="toolkit",
            source="event-study-toolkit 1.0.0",
            masked=False,
            restarts=False,
            forecast_error=False,
            exact_sums=False,
            patell_forecast_error=False,
            patell_t_variance=False,
            ranks_scaled=False,
            grank_restandardised="always",
            grank_spread="study",
            grank_form="z",
            extra=("sign",),
        ),
    )
}
"""By name."""


def convention_of(name: str) -> Convention:
    """The convention of that name. Raises `UsageError` for a name that does not exist.

    >>> convention_of("estudy2").ddof
    1
    """
    if name in CONVENTIONS:
        return CONVENTIONS[name]
    near = difflib.get_close_matches(name, CONVENTIONS, n=1)
    meant = f"; did you mean {near[0]}?" if near else ""
    raise UsageError(f"convention: expected one of {', '.join(CONVENTIONS)}, got {name!r}{meant}")
