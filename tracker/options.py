"""What a caller may choose at each stage. Values only; defaults carry their reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyOptions:
    """How abnormal returns are estimated. Windows and gaps are counted in sessions."""

    model: str = "market"
    """mean_adjusted, market_adjusted, market, market_sector or factors"""
    estimation: int = 120
    """Wanted estimation returns (L1): half a year; the usual choice for daily event studies (MacKinlay 1997)."""
    minimum: int = 30
    """Below this many returns no abnormal return is given: sd(beta) would exceed what the number could say."""
    gap: int = 10
    """Sessions strictly between estimation and event window, so that leakage does not enter the estimate."""
    returns: Literal["simple", "log"] = "simple"
    """What is studied: p1/p0 - 1 or log(p1/p0). A fall to half is -50 % or -69 %, so it is said beside the numbers."""
    convention: str = "newsimpact"
    """Whose choices the statistics follow where programs differ; see `pipelines.study.conventions`."""
    shrink: bool = True
    """Whether a beta from fewer than 60 returns, where more were wanted, is drawn towards its prior."""
    after_listing: int = 0
    """Sessions after a listing that do not count for the estimate (5 where listings are known to be listings: the
    first days are of their own kind). 0 by default, since a table may begin with a symbol for other reasons."""
    halt: int = 20
    """Sessions without a price after which a history begins anew; 0 = never. A month: no bar is missing so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOptions:
    """When two reports are one story."""

    near_hours: float = 12.0
    """So long after the first report, other figures are other outlets' detail; what adds something later is news."""
    story_hours: float = 72.0
    """Reports of one event (same type and actor) join while no gap between them is longer than this."""
    longest_days: float = 7.0
    """And none joins later than this after the first: a company with news every day is not one long story."""
    copy_days: float = 14.0
    """The same address or text counts as the same piece for this long; later, a standing headline is news again. None
    joins a story later than this after `longest_days`: a page that is shown again and again is not one long story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOptions:
    """When the page of an article is read, beside what its feed says."""

    enabled: bool = True
    per_cycle: int = 20
    """Articles at a time, the newest first: news is read while it is news, and no site is asked for its archive."""
    max_age: timedelta = timedelta(hours=48)
    """Older articles keep their summary: by then their page may say something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFilter:
    """Which rows a report shows; None means all."""

    symbol: str | None = None
    theme: str | None = None
    type: str | None = None
    window: str | None = None
    since: date | datetime | None = None
    """A date bounds the reaction session (of an unplaced story: the day of t0), an instant the first report."""
    until: date | datetime | None = None
    """Likewise, included."""


WINDOWS: dict[str, tuple[int, int]] = {"d0": (0, 0), "d0_1": (0, 1)}
"""Windows by name, as session offsets from the reaction session, both ends included."""

REACTION_WINDOWS = ("5m", "30m", "1h", "next_open", "close", "d1", "d5", "d20", "pre_1h", "pre_d1")
"""Windows that are measured from the instant of the news; the last two end with it. See `pipelines.windows`."""


INTERVALS: dict[str, timedelta] = {
    "1m": timedelta(minutes=1),
    "5m": timedelta(minutes=5),
    "1h": timedelta(hours=1),
    "1d": timedelta(days=1),
}
"""Intervals of bars. All but 1d are intraday."""

GRID_SECONDS = {"1m": 60, "5m": 300, "1h": 900}
"""Intraday bars begin at multiples of this since 1970, at every exchange; an hourly one at any quarter hour, since
some exchanges open at one."""

IMPORTED = "import:"
"""Begins the provider's name of bars that were imported; the user's own name of the series follows."""


def is_import(provider: str) -> bool:
    """Whether bars of this provider are imported, never asked for.

    >>> is_import("import:own"), is_import("import:"), is_import("files")
    (True, False, False)
    """
    return re.fullmatch(IMPORTED + r"[a-z0-9][a-z0-9_.-]{0,39}", provider) is not None
