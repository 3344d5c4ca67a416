"""What is said of a story wherever it is shown: its head, the cells of its rows, what stands behind its verdicts.

Text of no form yet: `render` puts it on a terminal, `report_page` on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pipelines import wording
from pipelines.beside import beside_words
from pipelines.claims import stance
from pipelines.confound import Confounding, Key
from pipelines.explain import crowd_lines, expected_lines, split_lines
from pipelines.lineage import novelty_words
from pipelines.report import StoryView, by_symbol
from tracker.records import Novelty, ReportRow, Story

GAPS_SHOWN = 8
"""Lines on feeds that were not heard; what is beyond is counted."""


def behind(view: StoryView) -> dict[str, list[str]]:
    """What stands behind the verdicts, by heading; what has nothing to say is left out."""
    found = {
        "Expected from the event alone": expected_lines(by_symbol(view.rows)),
        "Unusual moves as sums (intervals of 95 %)": split_lines(view.impacts, by_symbol(view.rows)),
        "Its names as one": list(view.together),
        "The session's names": crowd_lines(view.crowd, {row.symbol for row in view.rows}),
        "Earlier events of the kind": list(view.rates),
    }
    return {title: lines for title, lines in found.items() if lines}


def row_cells(row: ReportRow, confounding: Mapping[Key, Confounding], *, first: bool) -> dict[str, str]:
    return {
        "symbol": row.symbol if first else "",
        "": row.exposure if first else "",
        "window": row.window,
        "raw": wording.signed_percent(row.raw),
        "vs mkt": wording.signed_percent(row.market_adjusted),
        "abnormal": wording.signed_percent(row.abnormal),
        "±": wording.plain_percent(row.stderr),
        "t": wording.signed_figure(row.t),
        "p": wording.p_text(row.p),
        "exp": wording.sign_words(row),
        "verdict": wording.verdict_words(row) + _shared(row, confounding) + _history(row),
    }


def _history(row: ReportRow) -> str:
    """An estimate on few returns says so, with their number."""
    return f"; {wording.HISTORY_WORDS[row.history]} ({row.l1} returns)" if row.history else ""


def _shared(row: ReportRow, confounding: Mapping[Key, Confounding]) -> str:
    """What else moved the number is said where the verdict is read."""
    beside = beside_words(row, confounding) if row.p is not None else None
    return f"; {beside}" if beside else ""


def what_and_who(story: Story) -> str:
    claim = story.links[0].claim
    further = claim.subtypes if claim is not None else ()
    between = f" with {story.counterparty}" if story.counterparty else ""
    denied = ", denied" if claim is not None and stance(claim) == "denied" else ""
    what = wording.event_name(story.type, story.subtype, further)
    return f"{what}{f' by {story.actor}' if story.actor else ''}{between}{denied}"


def when_and_session(story: Story, rows: Sequence[ReportRow]) -> str:
    first = f"{wording.minute_text(story.t0.at)} ({wording.BASIS_WORDS[story.t0.basis]})"
    if not all(row.sure for row in rows):
        return f"{first}; {wording.sessions_words(rows)}"
    sessions = sorted({(row.bucket, row.session) for row in rows if row.bucket and row.session})
    placed = (f"{wording.BUCKET_WORDS[bucket]}, reacts {wording.session_text(day)}" for bucket, day in sessions)
    return "; ".join([first, *placed])


def how_often(story: Story, novelty: Novelty) -> str:
    archive = ", from the archive" if story.backfilled else ""
    return f"{wording.reports_words(story)}, {novelty_words(novelty)}{archive}"


def sessions_of(rows: Iterable[ReportRow]) -> dict[str, date]:
    return {row.symbol: row.session for row in rows if row.session is not None}


def with_gaps(closes: Sequence[tuple[date, float]], axis: Iterable[date]) -> list[tuple[date, float | None]]:
    known = dict(closes)
    return [(day, known.get(day)) for day in sorted(axis)]
