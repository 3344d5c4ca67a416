"""A study as a page: for each group the mean abnormal return of every day of the window, and its running sum.

The bands are 95 % bands: Student's t at (1 + 0.95) / 2 times the standard error of the test that is named beside
them. The page loads nothing and runs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from scipy.special import ndtri, stdtrit

from pipelines.charts import DayPoint, window_chart
from pipelines.study.rows import GroupRow, Study
from pipelines.wording import counted, p_text, signed_percent

COVERAGE = 0.95

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Event study</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }}
svg {{ width: 100%; height: auto; display: block; margin: .75rem 0; }}
h1 {{ font-size: 1.4rem; }} h2 {{ font-size: 1.1rem; margin-top: 2rem; }}
p {{ margin: .25rem 0; }} .quiet {{ opacity: .7; }}
</style></head><body><h1>Event study</h1>
{body}
</body></html>
"""


def study_page(study: Study) -> str:
    """The page. Groups without a number say so."""
    parts = [part for group in study.groups for part in _group(group)]
    return _PAGE.format(body="\n".join(parts or ["<p>No group of events has an answer.</p>"]))


def band_multiplier(df: float | None) -> float:
    """How many standard errors a band reaches to either side.

    >>> round(band_multiplier(60), 4), round(band_multiplier(None), 4)
    (2.0003, 1.96)
    """
    upper = (1 + COVERAGE) / 2
    return float(ndtri(upper) if df is None else stdtrit(df, upper))


def _group(group: GroupRow) -> Iterable[str]:
    yield f"<h2>{escape(group.group)}</h2>"
    lost = "".join(f", {count} {escape(reason.replace('_', ' '))}" for reason, count in group.dropped.items())
    shared = "" if group.dates == group.n else f" on {counted(group.dates, 'date')}"
    yield f"<p>{counted(group.n, 'event')}{shared}{lost}.</p>"
    for values, errors, title in (
        (group.aar, group.aar_stderr, "Mean abnormal return of the day"),
        (group.caar, group.caar_stderr, "Mean cumulative abnormal return"),
    ):
        chart = window_chart(list(_points(group, values, errors)), title=title)
        if chart is not None:
            yield chart
    if group.band is None and group.n:
        yield '<p class="quiet">No bands: no test has a standard error for so few events.</p>'
    elif group.n:
        yield f'<p class="quiet">Bands: {COVERAGE:.0%}, from {escape(group.band or "")}.</p>'
    known = [value for value in group.caar if value is not None]
    if known:
        spoken = ", ".join(f"{name} p {p_text(group.tests[name].p)}" for name in group.headline.tests)
        why = f" ({group.headline.why})" if group.headline.why else ""
        told = f"{signed_percent(known[-1])} over the window: {group.headline.wording}{why}"
        yield f"<p><strong>{escape(told)}</strong>{escape(f'; {spoken}' if spoken else '')}.</p>"


def _points(group: GroupRow, values: Sequence[float | None], errors: Sequence[float | None]) -> Iterable[DayPoint]:
    reach = band_multiplier(group.band_df)
    for place, (value, error) in enumerate(zip(values, errors, strict=True)):
        offset = group.window[0] + place
        if value is None or error is None:
            yield DayPoint(offset=offset, value=value, low=None, high=None)
        else:
            yield DayPoint(offset=offset, value=value, low=value - reach * error, high=value + reach * error)
