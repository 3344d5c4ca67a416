"""Answers as text: terminal tables, JSON lines, CSV, `show` and `trace`.

Everything here takes records and gives back strings; who prints or saves them is not its business. Words from
outside are printed as data, never as markup: cleaned of control characters. The HTML report is in `report_page`.

rich is imported where it is used, so that importing this module costs nothing.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from pipelines import report, wording
from pipelines.beside import Beside, beside
from pipelines.charts import around, sparkline
from pipelines.confound import NOBODY_LOOKED, Confounding, Key
from pipelines.escape import csv_cell, one_line, safe_url, strip_controls
from pipelines.explain import parts_line
from pipelines.minutes import LEGEND as MINUTES_LEGEND
from pipelines.minutes import MinuteTable, minute_table, trace_lines
from pipelines.report import FetchRef, LinkedArticle, LinkView, StoryView, TraceView, WindowTrace, by_story, by_symbol
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
from pipelines.tellings import copy_words, lineage_lines, link_words, retold_lines
from tracker.records import (
    Amendment,
    AnchorKind,
    Bar,
    Coverage,
    Event,
    Impact,
    NoImpact,
    ReportRow,
    Story,
    WindowImpact,
)

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text


LEGEND = (
    "raw: close to close. vs mkt: minus the benchmark. abnormal ± standard error: minus what the market model "
    "expected. exp: the sign that the event alone should give; (+), (-): written down only after the session, and the "
    f"verdict is in hindsight; ?: none. {wording.UNUSUAL_MEANS}. "
    "explained: unusual, with the expected sign, mostly its own and nothing else known. "
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
        "t0": wording.utc_text(article.effective.at),
        "first_seen": wording.utc_text(article.first_seen),
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
    when = wording.minute_text(article.effective.at)
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
        parts.append(plain_text(""))
        has_minutes = has_minutes or bool(around.rows)
    parts.append(plain_text(f"{LEGEND} {_minutes_legend()}" if has_minutes else LEGEND, "dim"))
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
        made.add_row(plain_text(row[0]), *(plain_text(row[place]) for place in kept))
    return [plain_text(""), made]


def _minutes_legend() -> str:
    return f"minutes: {MINUTES_LEGEND}."


def window_trace_text(view: WindowTrace, *, width: int, color: bool = False) -> str:
    """From a window around the minute of the news back to prices, sentence, article and stored bytes."""
    item = view.window
    parts = [
        plain_text(f"{item.symbol} in window {item.window} of {item.story}", "bold"),
        plain_text(view.story.headline),
        _heading("Number"),
        *(plain_text(line, indent=2) for line in trace_lines(item, view.exposure)),
        *_sources(view),
    ]
    return printed(parts, width, color)


def _coverage_lines(coverage: Coverage) -> Iterator[RenderableType]:
    yield plain_text(wording.coverage_words(coverage), indent=2)
    for line in wording.gap_lines(coverage, GAPS_SHOWN):
        yield plain_text(f"! {line}", indent=2)


def story_text(view: StoryView, *, width: int, color: bool = False) -> str:
    """A story with its reports, evidence, impacts and prices: what `show` prints."""
    story = view.story
    parts: list[RenderableType] = [
        plain_text(story.headline, "bold"),
        plain_text(f"{story.id} · {what_and_who(story)}"),
        plain_text(f"{when_and_session(story, view.rows)}. {how_often(story, view.novelty)}"),
        plain_text(f"themes: {', '.join(wording.words(theme) for theme in story.themes) or 'none'}"),
        _heading("Lineage"),
        *(plain_text(line, indent=2) for line in lineage_lines(view.novelty, view.kin)),
        _heading("Reports"),
        *(part for number, link in enumerate(view.links, 1) for part in _report_lines(number, link, view.story)),
        *_amendment_lines(view.amendments),
        _heading("Impact"),
        _impact_table(view.rows, width, view.confounding)
        if view.rows
        else plain_text("no symbol to measure", indent=2),
        *_minutes(minute_table(view.windows, (row.symbol for row in by_symbol(view.rows))), width),
    ]
    for title, lines in behind(view).items():
        parts += [_heading(title), *(plain_text(line, indent=2) for line in lines)]
    parts += _beside_lines(beside(view))
    if any(view.closes.values()):
        parts += [_heading("Closes"), *_terminal_charts(view)]
    has_minutes = any(item.anchor_kind is AnchorKind.INTRADAY for item in view.windows)
    legend = f"{LEGEND} {_minutes_legend()}" if has_minutes else LEGEND
    return printed([*parts, plain_text(""), plain_text(legend, "dim")], width, color)


def _beside_lines(found: Beside) -> list[RenderableType]:
    """What else touches the windows, and what can be told apart; nothing where nobody looked."""
    if not found.verdicts:
        return []
    listed = [_list_item(line, indent=2) for line in found.items]
    return [_heading("At the same time"), *listed, *(plain_text(line, indent=2) for line in found.verdicts)]


def _list_item(text: str, indent: int) -> RenderableType:
    """A line of a list, the lines below it under its first word."""
    from rich.padding import Padding
    from rich.table import Table

    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_row(plain_text("-"), plain_text(text))
    return Padding(row, (0, 0, 0, indent), expand=False)


def trace_text(view: TraceView, *, width: int, color: bool = False) -> str:
    """From a number back to bars, model, sentence, article and stored bytes: what `trace` prints."""
    story, exposure = view.story, view.exposure
    parts: list[RenderableType] = [
        plain_text(f"{exposure.symbol} in window {view.impact.window} of {story.id}", "bold"),
        plain_text(story.headline),
        *(_measured(view.impact) if isinstance(view.impact, Impact) else _not_measured(view.impact)),
        *_prices(view),
        _heading("Session"),
        plain_text(
            f"{wording.utc_text(exposure.t0.at)} ({wording.BASIS_WORDS[exposure.t0.basis]}) is "
            f"{wording.BUCKET_WORDS[exposure.bucket]}; first session to react "
            f"{wording.session_text(exposure.session)}, close {wording.minute_text(exposure.close)}; "
            f"exposure {exposure.kind}",
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
        yield plain_text(_fetch(fetch), indent=2)


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


def plain_text(text: str, style: str = "", indent: int = 0) -> RenderableType:
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
    tag = f" {wording.BUCKET_WORDS[row.bucket]}" if row.bucket and row.sure else ""
    placed = ", ".join(part for part in (f"{wording.minute_text(row.t0)}{tag}", wording.sessions_words(rows)) if part)
    archive = ", from the archive" if row.backfilled else ""
    return [
        plain_text(row.headline, "bold"),
        plain_text(f"{placed} · {wording.event_name(row.type, row.subtype)}"),
        plain_text(f"{wording.reports_words(row)}, {row.lineage}{archive} · {row.story}", "dim"),
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
        cells = row_cells(row, confounding, first=row.symbol != above)
        style = "bold" if report.is_unusual(row) else ""
        table.add_row(*(plain_text(cells[name]) for name in columns if name not in left_out), style=style)
        above = row.symbol
    return table


def _report_lines(number: int, view: LinkView, story: Story) -> Iterator[RenderableType]:
    when = wording.minute_text(view.article.effective.at)
    yield plain_text(
        f"{number}. {when}  {view.article.feed}: {link_words(view.link)} · {view.article.id}", "dim", indent=2
    )
    yield plain_text(view.article.title, indent=5)
    yield plain_text(safe_url(view.article.url) or "no usable link", "dim", indent=5)
    page = report.page_words(view)
    if page is not None:
        yield plain_text(page, "dim", indent=5)
    event = report.story_event(story, view.extraction)
    if event is not None:
        yield _evidence_line(view, event)
    for line in retold_lines(view.link):
        yield plain_text(line, indent=5)
    for line in report.finding_lines(view.extraction.findings if view.extraction else ()):
        yield plain_text(f"! {line}", indent=5)


def _amendment_lines(amendments: Sequence[Amendment]) -> Iterator[RenderableType]:
    if amendments:
        yield _heading("Amendments")
    for said in amendments:
        yield plain_text(report.amendment_words(said), indent=2)


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
    for symbol, session in sessions_of(view.rows).items():
        shown = around(with_gaps(view.closes.get(symbol, ()), axis), session)
        known = [close for _, close in shown if close is not None]
        if known:
            place = next(number for number, (day, _) in enumerate(shown) if day == session)
            yield _raw(f"  {symbol:<6} {sparkline([close for _, close in shown])}  {known[0]:,.2f} to {known[-1]:,.2f}")
            yield _raw(f"         {' ' * place}^ {wording.session_text(session)}")


def _raw(text: str) -> Text:
    """A line of our own making whose blanks carry meaning."""
    from rich.text import Text

    return Text(strip_controls(text), no_wrap=True, overflow="ellipsis")


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
        yield plain_text(f"as a sum, with intervals of 95 %: {parts_line(impact.parts)}", indent=2)
    yield _heading("Model")
    yield plain_text(
        f"{wording.words(impact.model)} model: expected = alpha + beta x {impact.benchmark}, "
        f"alpha {_fine(impact.alpha).strip()}, beta {impact.beta:+.3f}",
        indent=2,
    )
    yield plain_text(
        f"fitted on {impact.estimation} returns, {impact.estimation_first} to {impact.estimation_last}, "
        f"all before the window; prices from {impact.provider}; hash of every bar used {impact.inputs}",
        indent=2,
    )


def _not_measured(impact: NoImpact) -> Iterator[RenderableType]:
    yield _heading("Number")
    yield plain_text(f"none: {wording.reason_words(impact.reason)} ({impact.detail})", indent=2)
    known = {"raw": impact.raw, "against the benchmark": impact.market_adjusted}
    for name, value in known.items():
        if value is not None:
            yield plain_text(f"{name} {_fine(value).strip()}", indent=2)


def _fine(value: float) -> str:
    return f"{value * 100:>+8.3f}%"


def _prices(view: TraceView) -> Iterator[RenderableType]:
    yield _heading("Bars")
    for symbol in dict.fromkeys(bar.symbol for bar in view.bars):
        yield plain_text(_bars_line([bar for bar in view.bars if bar.symbol == symbol]), indent=2)
    if not view.bars:
        yield plain_text("none held", indent=2)
    if isinstance(view.impact, Impact):
        yield from _steps(view.impact, view.bars)


def _bars_line(bars: Sequence[Bar]) -> str:
    first, last = bars[0], bars[-1]
    providers = ", ".join(sorted({bar.provider for bar in bars}))
    fetched = max(bar.fetched_at for bar in bars)
    open_ended = "" if all(bar.is_final for bar in bars) else ", some not final"
    return (
        f"{first.symbol}: {wording.counted(len(bars), 'daily bar')} from {providers}, "
        f"{first.session} to {last.session}, last fetched {wording.minute_text(fetched)}{open_ended}"
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
        cells = "".join(f"{_fine(value) if value is not None else wording.NOT_KNOWN:>10}" for value in returns)
        yield _raw(f"  {step.session!s:<12}{_price(step.close):>10}{_price(step.market_close):>10}{cells}")
    yield plain_text(_agreement(impact, [step.abnormal for step in steps]), indent=2)


def _price(value: float | None) -> str:
    return wording.NOT_KNOWN if value is None else f"{value:,.2f}"


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
    return f"{fetch.article}: {fetch.feed}, fetched {wording.minute_text(fetch.at)}, {fetch.body_hash} from {fetch.url}"
