"""The rows and groups of a study as tables for a terminal. rich is imported where it is used."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipelines import wording
from pipelines.render import plain_text, printed

if TYPE_CHECKING:
    from pipelines.study.rows import GroupRow, StudyRow


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
        table.add_row(*(plain_text(cell) for cell in _study_cells(row)))
    return printed(
        [table, plain_text("raw: compounded over the window; abnormal: summed; ± one standard error", "dim")],
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
        wording.signed_percent(whole),
        wording.signed_percent(row.car),
        wording.plain_percent(row.stderr),
        wording.signed_figure(row.t),
        wording.p_text(row.p),
        "" if row.l1 is None else str(row.l1),
        wording.reason_words(row.reason.value) if row.reason else "",
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
        table.add_row(*(plain_text(cell) for cell in _group_cells(group)))
    legend = (
        "mean: of the cumulative abnormal returns; ± one standard error of the test in brackets. Tests that the "
        "simulation does not show sound for so many events, so much history and such dates are left out; --json has "
        "them with the reason."
    )
    return printed([table, plain_text(legend, "dim")], width, color)


def _group_cells(group: GroupRow) -> tuple[str, ...]:
    told = [f"{name} {wording.p_text(test.p)}" for name, test in group.tests.items() if test.printed]
    lost = [f"{count} {wording.reason_words(reason)}" for reason, count in group.dropped.items()]
    error = group.caar_stderr[-1] if group.caar_stderr else None
    return (
        group.group,
        str(group.n) if not lost else f"{group.n} of {group.given}",
        str(group.dates),
        wording.signed_percent(group.caar[-1] if group.caar else None),
        f"{wording.plain_percent(error)} ({group.band})" if group.band else "",
        ", ".join(told) or "; ".join(lost) or "none is sound here",
    )
