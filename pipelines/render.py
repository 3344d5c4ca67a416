"""Answers as text: terminal tables, JSON lines, CSV, the one-file HTML report, `show` and `trace`.

Everything here takes records and gives back strings; who prints or saves them is not its business. Words from
outside are printed as data, never as markup: cleaned of control characters for the terminal, escaped by the templates
for HTML. The HTML report loads nothing, runs nothing and says so in its content policy.

jinja2, rich and scipy are imported where they are used, so that importing this module costs nothing.
"""

from __future__ import annotations

import csv
import json
import math
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, Any

from pipelines import report
from pipelines.beside import beside_lines, beside_words
from pipelines.charts import BandPoint, abnormal_chart, around, price_chart, sparkline
from pipelines.claims import stance
from pipelines.confound import NOBODY_LOOKED, Confounding, Key
from pipelines.escape import csv_cell, one_line, safe_url, strip_controls
from pipelines.explain import crowd_lines, expected_lines, parts_line, split_lines
from pipelines.lineage import novelty_words
from pipelines.minutes import LEGEND as MINUTES_LEGEND
from pipelines.minutes import MinuteTable, minute_table, trace_lines
from pipelines.report import FetchRef, LinkedArticle, LinkView, StoryView, TraceView, WindowTrace, by_story, by_symbol
from pipelines.tellings import copy_words, is_told_alone, lineage_lines, link_words, retold_lines
from pipelines.verdicts import UNUSUAL_BELOW
from tracker.records import (
    Amendment,
    AnchorKind,
    Bar,
    Coverage,
    Event,
    Impact,
    NoImpact,
    Novelty,
    ReportRow,
    Story,
    WindowImpact,
)

if TYPE_CHECKING:
    from jinja2 import Environment
    from rich.console import Console, RenderableType
    from rich.text import Text

    from pipelines.study.rows import GroupRow, StudyRow

GAPS_SHOWN = 8
"""Lines on feeds that were not heard; what is beyond is counted."""
CHARTS_PER_STORY = 2
"""Price charts in the report: the first symbols in reading order, which take part in the event themselves."""

LEGEND = (
    "raw: close to close. vs mkt: minus the benchmark. abnormal ± standard error: minus what the market model "
    "expected. exp: the sign expected before prices were read; ?: none. "
    f"{report.UNUSUAL_MEANS}. explained: unusual, with the expected sign, mostly its own and nothing else known. "
    "joint with: in the same session, one effect, cannot be separated. then, after: in another session of the window. "
    "perhaps with: time not known. Windows: d0 the session, d0_1 two sessions."
)
_NARROW = 92
"""Below this many columns the table leaves out what can be worked out from the rest."""


# ── data ────────────────────────────────────────────────────────────────────────────────────────────


def report_json(rows: Iterable[ReportRow]) -> Iterator[str]:
    """One JSON object per row, without line ends. Raises ValueError on NaN rather than write what is no JSON."""
    for row in rows:
        yield json.dumps(report.row_to_json(row), ensure_ascii=False, allow_nan=False)


_NO_STORY = {"opens_none": "it tells no event that opens one", "not_about_the_trade": "not about the trade"}


def _no_story(item: LinkedArticle) -> str:
    """Why an article is in no story."""
    return "opens_none" if item.about_the_trade else "not_about_the_trade"


def article_json(item: LinkedArticle) -> str:
    """An article with its links as one JSON object, without line ends."""
    article, copy, link = item.article, item.copy, item.link
    told = {
        "article": article.id,
        "feed": article.feed,
        "title": article.title,
        "url": article.url,
        "t0": report.utc_text(article.effective.at),
        "first_seen": report.utc_text(article.first_seen),
        "about_the_trade": item.about_the_trade,
        "duplicate_of": copy.of if copy else None,
        "duplicate_reason": copy.reason if copy else None,
        "duplicate_score": copy.score if copy else None,
        "story": item.story,
        "relation": link.relation if link else None,
        "reason": link.reason if link else _no_story(item),
        "score": link.score if link else None,
    }
    return json.dumps(told, ensure_ascii=False, allow_nan=False)


def article_lines(item: LinkedArticle) -> list[str]:
    """An article with its links, for a terminal."""
    article, link = item.article, item.link
    when = report.minute_text(article.effective.at)
    if link is not None:
        where = f"{item.story}, {link_words(link)}"
    else:
        where = f"in no story: {_NO_STORY[_no_story(item)]}"
    # Where its story says that it is a copy, that is the one.
    also = [copy_words(item.copy)] if item.copy and (link is None or link.relation != "duplicate") else []
    return [
        f"{when}  {one_line(article.feed)}: {one_line(article.title)} · {article.id}",
        f"  {'; '.join((where, *also))}",
    ]


def report_csv(rows: Iterable[ReportRow]) -> str:
    """The same keys as a table. All text is quoted, so that no separator setting splits a headline in two."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow(ReportRow.keys())
    for row in rows:
        writer.writerow([csv_cell(value) for value in report.row_to_json(row).values()])
    return out.getvalue()


# ── terminal ────────────────────────────────────────────────────────────────────────────────────────


def report_table(
    rows: Sequence[ReportRow],
    *,
    width: int,
    color: bool = False,
    coverage: Coverage | None = None,
    confounding: Mapping[Key, Confounding] = NOBODY_LOOKED,
    windows: Sequence[WindowImpact] = (),
) -> str:
    """Stories with their symbols below them, for a terminal of `width` columns.

    windows: around the minute of the news; shown for the stories of the rows, where there were bars.

    confounding: what else touches the rows' windows; without it, what the rows know of it is counted only.
    coverage: of the time the rows were asked for; None says nothing of it.
    """
    if not rows:
        return "No story with a symbol to measure matches.\n"
    parts: list[RenderableType] = []
    has_minutes = False
    around_news = by_story(windows)
    for story, group in by_story(rows).items():
        around = minute_table(around_news.get(story, ()), (row.symbol for row in by_symbol(group)))
        parts += [*_story_head(group), _impact_table(group, width, confounding), *_minutes(around, width)]
        parts.append(_plain_text(""))
        has_minutes = has_minutes or bool(around.rows)
    parts.append(_plain_text(f"{LEGEND} {_minutes_legend()}" if has_minutes else LEGEND, "dim"))
    if coverage is not None:
        parts += [_heading("Coverage"), *_coverage_lines(coverage)]
    return printed(parts, width, color)


def _minutes(table: MinuteTable, width: int) -> list[RenderableType]:
    """Windows around the minute of the news; nothing when there are none."""
    from rich.table import Table

    if not table.rows:
        return []
    # The farthest windows and the hour before are left out where there is little room.
    kept = [n for n, head in enumerate(table.heads, 1) if width >= _NARROW or head not in ("1h before", "+5", "+20")]
    made = Table(box=None, padding=(0, 1, 0, 1), show_edge=False, header_style="dim")
    made.add_column("minutes", no_wrap=True)
    for place in kept:
        made.add_column(table.heads[place - 1], justify="right", no_wrap=True)
    for row in table.rows:
        made.add_row(_plain_text(row[0]), *(_plain_text(row[place]) for place in kept))
    return [_plain_text(""), made]


def _minutes_legend() -> str:
    return f"minutes: {MINUTES_LEGEND}."


def window_trace_text(view: WindowTrace, *, width: int, color: bool = False) -> str:
    """From a window around the minute of the news back to prices, sentence, article and stored bytes."""
    item = view.window
    parts = [
        _plain_text(f"{item.symbol} in window {item.window} of {item.story}", "bold"),
        _plain_text(view.story.headline),
        _heading("Number"),
        *(_plain_text(line, indent=2) for line in trace_lines(item, view.exposure)),
        *_sources(view),
    ]
    return printed(parts, width, color)


def _coverage_lines(coverage: Coverage) -> Iterator[RenderableType]:
    yield _plain_text(report.coverage_words(coverage), indent=2)
    for line in report.gap_lines(coverage, GAPS_SHOWN):
        yield _plain_text(f"! {line}", indent=2)


def story_text(view: StoryView, *, width: int, color: bool = False) -> str:
    """A story with its reports, evidence, impacts and prices: what `show` prints."""
    story = view.story
    parts: list[RenderableType] = [
        _plain_text(story.headline, "bold"),
        _plain_text(f"{story.id} · {_what_and_who(story)}"),
        _plain_text(f"{_when(story, view.rows)}. {_how_often(story, view.novelty)}"),
        _plain_text(f"themes: {', '.join(report.words(theme) for theme in story.themes) or 'none'}"),
        _heading("Lineage"),
        *(_plain_text(line, indent=2) for line in lineage_lines(view.novelty, view.kin)),
        _heading("Reports"),
        *(part for number, link in enumerate(view.links, 1) for part in _report_lines(number, link, view.story)),
        *_amendment_lines(view.amendments),
        _heading("Impact"),
        _impact_table(view.rows, width, view.confounding)
        if view.rows
        else _plain_text("no symbol to measure", indent=2),
        *_minutes(minute_table(view.windows, (row.symbol for row in by_symbol(view.rows))), width),
    ]
    for title, lines in _behind(view).items():
        parts += [_heading(title), *(_plain_text(line, indent=2) for line in lines)]
    if any(view.closes.values()):
        parts += [_heading("Closes"), *_terminal_charts(view)]
    has_minutes = any(item.anchor_kind is AnchorKind.INTRADAY for item in view.windows)
    legend = f"{LEGEND} {_minutes_legend()}" if has_minutes else LEGEND
    return printed([*parts, _plain_text(""), _plain_text(legend, "dim")], width, color)


def _behind(view: StoryView) -> dict[str, list[str]]:
    """What stands behind the verdicts, by heading; what has nothing to say is left out."""
    found = {
        "Expected before prices were read": expected_lines(by_symbol(view.rows)),
        "Unusual moves as sums (intervals of 95 %)": split_lines(view.impacts, by_symbol(view.rows)),
        "Its names as one": list(view.together),
        "The session's names": crowd_lines(view.crowd, {row.symbol for row in view.rows}),
        "Earlier events of the kind": list(view.rates),
        "At the same time": beside_lines(view),
    }
    return {title: lines for title, lines in found.items() if lines}


def trace_text(view: TraceView, *, width: int, color: bool = False) -> str:
    """From a number back to bars, model, sentence, article and stored bytes: what `trace` prints."""
    story, exposure = view.story, view.exposure
    parts: list[RenderableType] = [
        _plain_text(f"{exposure.symbol} in window {view.impact.window} of {story.id}", "bold"),
        _plain_text(story.headline),
        *(_measured(view.impact) if isinstance(view.impact, Impact) else _not_measured(view.impact)),
        *_prices(view),
        _heading("Session"),
        _plain_text(
            f"{report.utc_text(exposure.t0.at)} ({report.BASIS_WORDS[exposure.t0.basis]}) is "
            f"{report.BUCKET_WORDS[exposure.bucket]}; first session to react {report.session_text(exposure.session)}, "
            f"close {report.minute_text(exposure.close)}; exposure {exposure.kind}",
            indent=2,
        ),
        *_sources(view),
    ]
    return printed(parts, width, color)


def _sources(view: TraceView | WindowTrace) -> Iterator[RenderableType]:
    """What a number's story was read from: reports with their sentences, amendments, stored bytes."""
    yield _heading("Reports")
    for number, link in enumerate(view.links, 1):
        yield from _report_lines(number, link, view.story)
    yield from _amendment_lines(view.amendments)
    yield _heading("Stored bytes")
    for fetch in view.fetches:
        yield _plain_text(_fetch(fetch), indent=2)


def printed(parts: Iterable[RenderableType], width: int, color: bool) -> str:
    """What Rich makes of these parts, as text."""
    console = _console(width, color)
    for part in parts:
        console.print(part)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


def _console(width: int, color: bool) -> Console:
    from rich.console import Console

    # Everything stated: the environment (NO_COLOR, COLUMNS, TERM) is for the command line to read.
    return Console(
        file=StringIO(),
        width=width,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        legacy_windows=False,
        force_jupyter=False,
        markup=False,
        highlight=False,
        emoji=False,
        _environ={},
    )


def _plain_text(text: str, style: str = "", indent: int = 0) -> RenderableType:
    """Data as data: what looks like markup is printed as it stands."""
    from rich.padding import Padding
    from rich.text import Text

    line = Text(one_line(text), style=style)
    return Padding(line, (0, 0, 0, indent), expand=False) if indent else line


def _heading(text: str) -> Text:
    from rich.text import Text

    return Text(f"\n{text}", style="bold")


def _story_head(rows: Sequence[ReportRow]) -> list[RenderableType]:
    row = rows[0]
    tag = f" {report.BUCKET_WORDS[row.bucket]}" if row.bucket and row.sure else ""
    placed = ", ".join(part for part in (f"{report.minute_text(row.t0)}{tag}", report.sessions_words(rows)) if part)
    archive = ", from the archive" if row.backfilled else ""
    return [
        _plain_text(row.headline, "bold"),
        _plain_text(f"{placed} · {report.event_name(row.type, row.subtype)}"),
        _plain_text(f"{report.reports_words(row)}, {row.lineage}{archive} · {row.story}", "dim"),
    ]


def _impact_table(rows: Sequence[ReportRow], width: int, confounding: Mapping[Key, Confounding]) -> RenderableType:
    from rich.table import Table

    columns = ["symbol", "", "window", "raw", "vs mkt", "abnormal", "±", "t", "p", "exp", "verdict"]
    left_out = {"vs mkt", "±"} if width < _NARROW else set()
    widths = {"symbol": 6, "": 7, "raw": 7, "vs mkt": 7, "abnormal": 8, "±": 5, "t": 5, "p": 6, "exp": 3}
    table = Table(box=None, padding=(0, 1, 0, 1), show_edge=False, header_style="dim")
    for name in columns:
        if name not in left_out:
            right = name in {"raw", "vs mkt", "abnormal", "±", "t", "p"}
            whole = name != "verdict"
            table.add_column(
                name, justify="right" if right else "left", no_wrap=whole, min_width=widths.get(name), overflow="fold"
            )
    above = ""
    for row in by_symbol(rows):
        cells = _cells(row, confounding, first=row.symbol != above)
        style = "bold" if report.is_unusual(row) else ""
        table.add_row(*(_plain_text(cells[name]) for name in columns if name not in left_out), style=style)
        above = row.symbol
    return table


def _cells(row: ReportRow, confounding: Mapping[Key, Confounding], *, first: bool) -> dict[str, str]:
    return {
        "symbol": row.symbol if first else "",
        "": row.exposure if first else "",
        "window": row.window,
        "raw": report.signed_percent(row.raw),
        "vs mkt": report.signed_percent(row.market_adjusted),
        "abnormal": report.signed_percent(row.abnormal),
        "±": report.plain_percent(row.stderr),
        "t": report.signed_figure(row.t),
        "p": report.p_text(row.p),
        "exp": report.SIGN_WORDS[row.expected_sign],
        "verdict": report.verdict_words(row) + _shared(row, confounding) + _history(row),
    }


def _history(row: ReportRow) -> str:
    """An estimate on few returns says so, with their number."""
    return f"; {report.HISTORY_WORDS[row.history]} ({row.l1} returns)" if row.history else ""


def _shared(row: ReportRow, confounding: Mapping[Key, Confounding]) -> str:
    """What else moved the number is said where the verdict is read."""
    beside = beside_words(row, confounding) if row.p is not None else None
    return f"; {beside}" if beside else ""


def _what_and_who(story: Story) -> str:
    claim = story.links[0].claim
    further = claim.subtypes if claim is not None else ()
    between = f" with {story.counterparty}" if story.counterparty else ""
    denied = ", denied" if claim is not None and stance(claim) == "denied" else ""
    what = report.event_name(story.type, story.subtype, further)
    return f"{what}{f' by {story.actor}' if story.actor else ''}{between}{denied}"


def _when(story: Story, rows: Sequence[ReportRow]) -> str:
    first = f"{report.minute_text(story.t0.at)} ({report.BASIS_WORDS[story.t0.basis]})"
    if not all(row.sure for row in rows):
        return f"{first}; {report.sessions_words(rows)}"
    sessions = sorted({(row.bucket, row.session) for row in rows if row.bucket and row.session})
    placed = (f"{report.BUCKET_WORDS[bucket]}, reacts {report.session_text(day)}" for bucket, day in sessions)
    return "; ".join([first, *placed])


def _how_often(story: Story, novelty: Novelty) -> str:
    archive = ", from the archive" if story.backfilled else ""
    return f"{report.reports_words(story)}, {novelty_words(novelty)}{archive}"


def _report_lines(number: int, view: LinkView, story: Story) -> Iterator[RenderableType]:
    when = report.minute_text(view.article.effective.at)
    yield _plain_text(
        f"{number}. {when}  {view.article.feed}: {link_words(view.link)} · {view.article.id}", "dim", indent=2
    )
    yield _plain_text(view.article.title, indent=5)
    yield _plain_text(safe_url(view.article.url) or "no usable link", "dim", indent=5)
    page = report.page_words(view)
    if page is not None:
        yield _plain_text(page, "dim", indent=5)
    event = report.story_event(story, view.extraction)
    if event is not None:
        yield _evidence_line(view, event)
    for line in retold_lines(view.link):
        yield _plain_text(line, indent=5)
    for line in report.finding_lines(view.extraction.findings if view.extraction else ()):
        yield _plain_text(f"! {line}", indent=5)


def _amendment_lines(amendments: Sequence[Amendment]) -> Iterator[RenderableType]:
    if amendments:
        yield _heading("Amendments")
    for said in amendments:
        yield _plain_text(report.amendment_words(said), indent=2)


def _evidence_line(view: LinkView, event: Event) -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    line = Text("says: ")
    for text, marked in report.evidence_sentence(view.article, event):
        shown = strip_controls(text).replace("\n", " ")
        line.append(f"[{shown}]" if marked else shown, style="bold" if marked else "")
    line.rstrip()
    line.append(f" ({event.standing})")
    return Padding(line, (0, 0, 0, 5), expand=False)


def _terminal_charts(view: StoryView) -> Iterator[RenderableType]:
    axis = {day for closes in view.closes.values() for day, _ in closes}
    for symbol, session in _sessions(view.rows).items():
        shown = around(_with_gaps(view.closes.get(symbol, ()), axis), session)
        known = [close for _, close in shown if close is not None]
        if known:
            place = next(number for number, (day, _) in enumerate(shown) if day == session)
            yield _raw(f"  {symbol:<6} {sparkline([close for _, close in shown])}  {known[0]:,.2f} to {known[-1]:,.2f}")
            yield _raw(f"         {' ' * place}^ {report.session_text(session)}")


def _raw(text: str) -> Text:
    """A line of our own making whose blanks carry meaning."""
    from rich.text import Text

    return Text(strip_controls(text), no_wrap=True, overflow="ellipsis")


def _sessions(rows: Iterable[ReportRow]) -> dict[str, date]:
    return {row.symbol: row.session for row in rows if row.session is not None}


def _with_gaps(closes: Sequence[tuple[date, float]], axis: Iterable[date]) -> list[tuple[date, float | None]]:
    known = dict(closes)
    return [(day, known.get(day)) for day in sorted(axis)]


def _measured(impact: Impact) -> Iterator[RenderableType]:
    p = "p < 0.000001" if impact.p < 0.000001 else f"p = {impact.p:.6f}"
    yield _heading("Number")
    for line in (
        f"raw             {_fine(impact.raw)}   close of {impact.last} over close of {impact.anchor}",
        f"against {impact.benchmark:<7} {_fine(impact.market_adjusted)}   the benchmark's return taken off",
        f"abnormal        {_fine(impact.abnormal)}   the model's expectation taken off, summed over the sessions below",
        f"standard error  {impact.stderr * 100:>8.3f}%",
        f"t               {impact.t:>+8.3f}    abnormal / standard error",
        f"{p}, two-sided, Student t with {impact.df} degrees of freedom",
        *([f"sample quantile p = {impact.sq_p:.3f}, among its own quiet moves"] if impact.sq_p is not None else []),
    ):
        yield _raw(f"  {line}")
    if impact.parts:
        yield _plain_text(f"as a sum, with intervals of 95 %: {parts_line(impact.parts)}", indent=2)
    yield _heading("Model")
    yield _plain_text(
        f"{report.words(impact.model)} model: expected = alpha + beta x {impact.benchmark}, "
        f"alpha {_fine(impact.alpha).strip()}, beta {impact.beta:+.3f}",
        indent=2,
    )
    yield _plain_text(
        f"fitted on {impact.estimation} returns, {impact.estimation_first} to {impact.estimation_last}, "
        f"all before the window; prices from {impact.provider}; hash of every bar used {impact.inputs}",
        indent=2,
    )


def _not_measured(impact: NoImpact) -> Iterator[RenderableType]:
    yield _heading("Number")
    yield _plain_text(f"none: {report.reason_words(impact.reason)} ({impact.detail})", indent=2)
    known = {"raw": impact.raw, "against the benchmark": impact.market_adjusted}
    for name, value in known.items():
        if value is not None:
            yield _plain_text(f"{name} {_fine(value).strip()}", indent=2)


def _fine(value: float) -> str:
    return f"{value * 100:>+8.3f}%"


def _prices(view: TraceView) -> Iterator[RenderableType]:
    yield _heading("Bars")
    for symbol in dict.fromkeys(bar.symbol for bar in view.bars):
        yield _plain_text(_bars_line([bar for bar in view.bars if bar.symbol == symbol]), indent=2)
    if not view.bars:
        yield _plain_text("none held", indent=2)
    if isinstance(view.impact, Impact):
        yield from _steps(view.impact, view.bars)


def _bars_line(bars: Sequence[Bar]) -> str:
    first, last = bars[0], bars[-1]
    providers = ", ".join(sorted({bar.provider for bar in bars}))
    fetched = max(bar.fetched_at for bar in bars)
    open_ended = "" if all(bar.is_final for bar in bars) else ", some not final"
    return (
        f"{first.symbol}: {report.counted(len(bars), 'daily bar')} from {providers}, "
        f"{first.session} to {last.session}, last fetched {report.minute_text(fetched)}{open_ended}"
    )


def _steps(impact: Impact, bars: Sequence[Bar]) -> Iterator[RenderableType]:
    steps = report.trace_steps(impact, bars)
    columns = (impact.symbol, impact.benchmark, "own", "market", "expected", "abnormal")
    yield _raw(f"  {'session':<12}" + "".join(f"{column:>10}" for column in columns))
    own = report.close_returns(bars, impact.symbol, impact.basis).get(impact.anchor)
    market = report.close_returns(bars, impact.benchmark, impact.benchmark_basis).get(impact.anchor)
    yield _raw(f"  {impact.anchor!s:<12}{_price(own and own[0]):>10}{_price(market and market[0]):>10}")
    for step in steps:
        returns = (step.own, step.market, step.expected, step.abnormal)
        cells = "".join(f"{_fine(value) if value is not None else report.NOT_KNOWN:>10}" for value in returns)
        yield _raw(f"  {step.session!s:<12}{_price(step.close):>10}{_price(step.market_close):>10}{cells}")
    yield _plain_text(_agreement(impact, [step.abnormal for step in steps]), indent=2)


def _price(value: float | None) -> str:
    return report.NOT_KNOWN if value is None else f"{value:,.2f}"


def _agreement(impact: Impact, abnormal: Sequence[float | None]) -> str:
    """Whether the bars at hand give the reported number; restated prices are the usual reason when not."""
    known = [value for value in abnormal if value is not None]
    if not known or len(known) < len(abnormal):
        return "these bars do not suffice to add the number up"
    total = sum(known)
    if abs(total - impact.abnormal) < 1e-9:
        return f"added up: {_fine(total).strip()}, the reported number"
    return f"added up: {_fine(total).strip()}, NOT the reported {_fine(impact.abnormal).strip()}: the bars have changed"


def _fetch(fetch: FetchRef) -> str:
    return f"{fetch.article}: {fetch.feed}, fetched {report.minute_text(fetch.at)}, {fetch.body_hash} from {fetch.url}"


# ── page ────────────────────────────────────────────────────────────────────────────────────────────


@cache
def templates() -> Environment:
    """The templates of this package: HTML escapes by itself, an unknown name is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("pipelines"),
        autoescape=lambda name: name is None or not name.endswith(".txt.j2"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["minus"] = lambda figure: figure.replace("-", "\u2212")
    return environment


def package_text(name: str) -> str:
    """A file that lies beside the templates."""
    return files("pipelines").joinpath("templates", name).read_text(encoding="utf-8")


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
            made_at=report.minute_text(made_at),
            notice=one_line(notice) if notice else None,
            heard=report.coverage_words(coverage) if coverage is not None else None,
            unheard=report.gap_lines(coverage, GAPS_SHOWN) if coverage is not None else [],
        )
    )


def _story_section(view: StoryView) -> Mapping[str, Any]:
    story = view.story
    rows = by_symbol(view.rows)
    return {
        "id": story.id,
        "headline": one_line(story.headline),
        "what": one_line(_what_and_who(story)),
        "when": _when(story, rows),
        "often": _how_often(story, view.novelty),
        "themes": [report.words(theme) for theme in story.themes],
        "lineage": [] if is_told_alone(view.kin) else lineage_lines(view.novelty, view.kin)[1:],
        "links": [_link_item(link, story) for link in view.links],
        "amendments": [one_line(report.amendment_words(said)) for said in view.amendments],
        "rows": [
            _html_row(row, view.confounding, first=not at or rows[at - 1].symbol != row.symbol)
            for at, row in enumerate(rows)
        ],
        "minutes": minute_table(view.windows, (row.symbol for row in rows)),
        "behind": {title: [one_line(line) for line in lines] for title, lines in _behind(view).items()},
        "biggest": _biggest(view.rows),
        "charts": _charts(view),
    }


def _link_item(view: LinkView, story: Story) -> Mapping[str, Any]:
    event = report.story_event(story, view.extraction)
    sentence = report.evidence_sentence(view.article, event) if event is not None else ()
    return {
        "title": one_line(view.article.title),
        "url": safe_url(view.article.url),
        "when": report.minute_text(view.article.effective.at),
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
    cells = _cells(row, confounding, first=first)
    names = {"exposure": cells[""], "vs_market": cells["vs mkt"], "stderr": cells["±"]}
    return {**cells, **names, "unusual": report.is_unusual(row), "first": first}


def _biggest(rows: Sequence[ReportRow]) -> str:
    """The story in one figure: of its own parties, else of its theme, the symbol that moved most for its noise."""
    tested = [row for row in rows if row.t is not None]
    if not tested:
        return report.verdict_words(rows[0]) if rows else "no symbol to measure"
    row = max(tested, key=lambda row: (row.exposure == "direct", abs(row.t or 0.0)))
    return f"{row.symbol} {report.signed_percent(row.abnormal)} abnormal ({row.window}), {report.verdict_words(row)}"


def _charts(view: StoryView) -> list[str]:
    axis = {day for closes in view.closes.values() for day, _ in closes}
    drawn = [
        price_chart(_with_gaps(view.closes.get(symbol, ()), axis), session=session, symbol=symbol)
        for symbol, session in _sessions(view.rows).items()
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
    return f"{report.WINDOW_WORDS[window]} ({window})" if window in report.WINDOW_WORDS else window


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


# ── study ───────────────────────────────────────────────────────────────────────────────────────────


def study_table(rows: Sequence[StudyRow], *, width: int, color: bool = False) -> str:
    """Rows of a study for a terminal: the whole window of each event, or the reason why there is no answer."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("event", "symbol", "day 0"):
        table.add_column(name)
    for name in ("raw", "abnormal", "±", "t", "p", "L1"):
        table.add_column(name, justify="right")
    table.add_column("why not")
    for row in rows:
        table.add_row(*(_plain_text(cell) for cell in _study_cells(row)))
    return printed(
        [table, _plain_text("raw: compounded over the window; abnormal: summed; ± one standard error", "dim")],
        width,
        color,
    )


def _study_cells(row: StudyRow) -> tuple[str, ...]:
    known = [r for r in row.raw if r is not None]
    whole = math.prod(1.0 + r for r in known) - 1.0 if row.raw and len(known) == len(row.raw) else None
    return (
        row.event,
        row.symbol,
        row.session.isoformat() if row.session else "",
        report.signed_percent(whole),
        report.signed_percent(row.car),
        report.plain_percent(row.stderr),
        report.signed_figure(row.t),
        report.p_text(row.p),
        "" if row.l1 is None else str(row.l1),
        report.reason_words(row.reason.value) if row.reason else "",
    )


def study_groups_table(groups: Sequence[GroupRow], *, width: int, color: bool = False) -> str:
    """The groups of a study for a terminal: the mean of the whole window, and the tests that may be believed."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("group")
    for name in ("events", "dates", "mean", "±"):
        table.add_column(name, justify="right")
    table.add_column("tests")
    for group in groups:
        table.add_row(*(_plain_text(cell) for cell in _group_cells(group)))
    legend = (
        "mean: of the cumulative abnormal returns; ± one standard error of the test in brackets. Tests that the "
        "simulation does not show sound for so many events, so much history and such dates are left out; --json has "
        "them with the reason."
    )
    return printed([table, _plain_text(legend, "dim")], width, color)


def _group_cells(group: GroupRow) -> tuple[str, ...]:
    told = [f"{name} {report.p_text(test.p)}" for name, test in group.tests.items() if test.printed]
    lost = [f"{count} {report.reason_words(reason)}" for reason, count in group.dropped.items()]
    error = group.caar_stderr[-1] if group.caar_stderr else None
    return (
        group.group,
        str(group.n) if not lost else f"{group.n} of {group.given}",
        str(group.dates),
        report.signed_percent(group.caar[-1] if group.caar else None),
        f"{report.plain_percent(error)} ({group.band})" if group.band else "",
        ", ".join(told) or "; ".join(lost) or "none is sound here",
    )
