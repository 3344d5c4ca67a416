"""The one-file HTML report. It loads nothing, runs nothing and says so in its content policy.

Words from outside are escaped by the template. jinja2 and scipy are imported where they are used.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from pipelines import report, wording
from pipelines.beside import beside
from pipelines.charts import BandPoint, abnormal_chart, price_chart
from pipelines.confound import Confounding, Key
from pipelines.escape import one_line, safe_url, strip_controls
from pipelines.minutes import LEGEND as MINUTES_LEGEND
from pipelines.minutes import minute_table
from pipelines.report import LinkView, StoryView, by_symbol
from pipelines.story_lines import (
    GAPS_SHOWN,
    behind,
    how_often,
    row_cells,
    sessions_of,
    what_and_who,
    when_and_session,
    with_gaps,
)
from pipelines.tellings import is_told_alone, lineage_lines, link_words, retold_lines
from pipelines.templating import package_text, templates
from pipelines.verdicts import UNUSUAL_BELOW
from tracker.records import Coverage, Impact, ReportRow, Story

CHARTS_PER_STORY = 2
"""Price charts in the report: the first symbols in reading order, which take part in the event themselves."""


def report_html(
    views: Sequence[StoryView], *, made_at: datetime, notice: str | None = None, coverage: Coverage | None = None
) -> str:
    """The report as one HTML file that needs no other: stories in the order given, with evidence and charts.

    notice: printed on top, for prices that are not real. made_at: the instant the answer is true for.
    coverage: of the time the stories were asked for; None says nothing of it.
    """
    style = package_text("report.css")
    tests = [row for view in views for row in view.rows if row.p is not None]
    providers = sorted({i.provider for view in views for i in view.impacts if isinstance(i, Impact)})
    return (
        templates()
        .get_template("report.html.j2")
        .render(
            style=_markup(style),
            style_hash=b64encode(sha256(style.encode()).digest()).decode(),
            stories=[_story_section(view) for view in views],
            tests=len(tests),
            unusual=sum(report.is_unusual(row) for row in tests),
            chance=f"{len(tests) * UNUSUAL_BELOW:.1f}",
            symbols=len({row.symbol for view in views for row in view.rows}),
            providers=", ".join(providers) or "none yet",
            minutes=MINUTES_LEGEND if any(view.windows for view in views) else None,
            made_at=wording.minute_text(made_at),
            notice=one_line(notice) if notice else None,
            heard=wording.coverage_words(coverage) if coverage is not None else None,
            unheard=wording.gap_lines(coverage, GAPS_SHOWN) if coverage is not None else [],
        )
    )


def _story_section(view: StoryView) -> Mapping[str, Any]:
    story = view.story
    rows = by_symbol(view.rows)
    return {
        "id": story.id,
        "headline": one_line(story.headline),
        "what": one_line(what_and_who(story)),
        "when": when_and_session(story, rows),
        "often": how_often(story, view.novelty),
        "themes": [wording.words(theme) for theme in story.themes],
        "lineage": [] if is_told_alone(view.kin) else lineage_lines(view.novelty, view.kin)[1:],
        "links": [_link_item(link, story) for link in view.links],
        "amendments": [one_line(report.amendment_words(said)) for said in view.amendments],
        "rows": [
            _html_row(row, view.confounding, first=not at or rows[at - 1].symbol != row.symbol)
            for at, row in enumerate(rows)
        ],
        "minutes": minute_table(view.windows, (row.symbol for row in rows)),
        "behind": {title: [one_line(line) for line in lines] for title, lines in behind(view).items()},
        "beside": beside(view),
        "biggest": _biggest(view.rows),
        "charts": _charts(view),
    }


def _link_item(view: LinkView, story: Story) -> Mapping[str, Any]:
    event = report.story_event(story, view.extraction)
    sentence = report.evidence_sentence(view.article, event) if event is not None else ()
    return {
        "title": one_line(view.article.title),
        "url": safe_url(view.article.url),
        "when": wording.minute_text(view.article.effective.at),
        "feed": one_line(view.article.feed),
        "why": link_words(view.link),
        "retold": list(retold_lines(view.link)),
        "sentence": [(strip_controls(text), marked) for text, marked in sentence],
        "standing": event.standing if event is not None else None,
        "findings": [
            one_line(line) for line in report.finding_lines(view.extraction.findings if view.extraction else ())
        ],
    }


def _html_row(row: ReportRow, confounding: Mapping[Key, Confounding], *, first: bool) -> Mapping[str, Any]:
    cells = row_cells(row, confounding, first=first)
    names = {"exposure": cells[""], "vs_market": cells["vs mkt"], "stderr": cells["±"]}
    return {**cells, **names, "unusual": report.is_unusual(row), "first": first}


def _biggest(rows: Sequence[ReportRow]) -> str:
    """The story in one figure: of its own parties, else of its theme, the symbol that moved most for its noise."""
    tested = [row for row in rows if row.t is not None]
    if not tested:
        return wording.verdict_words(rows[0]) if rows else "no symbol to measure"
    row = max(tested, key=lambda row: (row.exposure == "direct", abs(row.t or 0.0)))
    return f"{row.symbol} {wording.signed_percent(row.abnormal)} abnormal ({row.window}), {wording.verdict_words(row)}"


def _charts(view: StoryView) -> list[str]:
    axis = {day for closes in view.closes.values() for day, _ in closes}
    drawn = [
        price_chart(with_gaps(view.closes.get(symbol, ()), axis), session=session, symbol=symbol)
        for symbol, session in sessions_of(view.rows).items()
    ]
    charts = [chart for chart in drawn if chart is not None][:CHARTS_PER_STORY]
    windows = [row.window for row in by_symbol(view.rows) if row.p is not None]
    bands = (
        abnormal_chart(_band_points(view, windows[0]), title=f"Abnormal return over {_window_words(windows[0])}")
        if windows
        else None
    )
    return [_markup(chart) for chart in [*charts, *([bands] if bands else [])]]


def _window_words(window: str) -> str:
    return f"{wording.WINDOW_WORDS[window]} ({window})" if window in wording.WINDOW_WORDS else window


def _band_points(view: StoryView, window: str) -> list[BandPoint]:
    """95 % bands with the quantile of each estimate's own degrees of freedom, so that a band clear of zero and
    p < 0.05 are the same statement."""
    from scipy.special import stdtrit

    impacts = {(i.symbol, i.session): i for i in view.impacts if isinstance(i, Impact) and i.window == window}
    points = []
    for row in view.rows:
        impact = impacts.get((row.symbol, row.session)) if row.session is not None else None
        if impact is not None and row.window == window and row.p is not None:
            reach = float(stdtrit(impact.df, 1 - UNUSUAL_BELOW / 2)) * impact.stderr
            low, high = impact.abnormal - reach, impact.abnormal + reach
            unusual = report.is_unusual(row)
            points.append(BandPoint(label=row.symbol, value=impact.abnormal, low=low, high=high, unusual=unusual))
    return points


def _markup(text: str) -> str:
    """Text of our own that the template must not escape: the style sheet and the charts."""
    from markupsafe import Markup

    return Markup(text)
