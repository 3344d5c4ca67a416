"""A hash over all that a result depends on, so that a number can be tied to its prices and a re-run be recognised.

Equal hashes mean equal results to the last bit: the same returns of the same sessions, the same options, and the same
rules. What the caller knows and the numbers do not show (which provider, adjusted how, whose calendar) it hands in as
text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from pipelines.study.events import estimation_offsets
from pipelines.study.market import Prior
from pipelines.study.panel import Bools, Floats, Ints, Panel, cut
from tracker.options import StudyOptions

RULES = "study-2"
"""Version of the formulas. Raise it with every change that can alter a number."""


def inputs_hash(
    *, symbols: Sequence[str], sessions: Sequence[str], returns: Floats, choices: object, source: str, calendar: str
) -> str:
    """32 hexadecimal digits over what one event's numbers were computed from.

    symbols: the event's own and what it is compared with, in that order. sessions: ISO dates of the columns. returns:
    (len(symbols), len(sessions)), NaN where there is none, and on sessions of the estimation that do not count.
    choices: window and options, by their `repr`. source: provider and adjustment. calendar: its name and version.
    """
    digest = hashlib.blake2b(digest_size=16)
    for text in (RULES, source, calendar, repr(choices), "\x1f".join(symbols), "\x1f".join(sessions)):
        digest.update(text.encode())
        digest.update(b"\x1e")
    digest.update(_plain(returns).tobytes())
    return digest.hexdigest()


def inputs_of(
    panel: Panel,
    rows: Ints,
    columns: Ints,
    *,
    compared: Ints,
    window: tuple[int, int],
    options: StudyOptions,
    source: str,
    calendar: str,
    masks: Bools | None = None,
    prior: Prior | None = None,
) -> tuple[str, ...]:
    """`inputs_hash` of each event of a study, over its estimation and event window.

    rows, columns, window, options, masks, prior: as given to `study_windows`. compared: (f,) or (n, f) rows of the
    panel that the events were compared with (market, sector, factors), -1 = none.
    """
    first = estimation_offsets(window, options)[0]
    length, choices = window[1] - first + 1, (window, options, prior or Prior())
    hidden = np.zeros((len(rows), length), dtype=bool)
    if masks is not None:
        hidden[:, : options.estimation] = cut(masks, rows, columns + first, options.estimation, False)
    own = np.where(hidden, np.nan, panel.cut(rows, columns + first, length))
    beside = np.broadcast_to(np.atleast_1d(compared), (len(rows), np.atleast_1d(compared).shape[-1]))
    dates = panel.sessions.astype(str)
    answers = []
    for i, (row, column) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        there = beside[i][beside[i] >= 0]
        others = panel.cut(there, np.full(len(there), column + first), length)
        begin, end = max(column + first, 0), max(column + window[1] + 1, 0)
        answers.append(
            inputs_hash(
                symbols=[panel.symbols[row], *(panel.symbols[other] for other in there)],
                sessions=[*dates[begin:end], _listing(panel, row, column + first, options)],
                returns=np.vstack([own[i], others]),
                choices=choices,
                source=source,
                calendar=calendar,
            )
        )
    return tuple(answers)


def _listing(panel: Panel, row: int, first: int, options: StudyOptions) -> str:
    """Where the symbol was listed, counted from the window's first session, as far as that changes an estimate."""
    listed = int(panel.first_price[row])
    matters = listed > 0 and listed + options.after_listing >= first
    return f"listed {listed - first}" if matters else "listed earlier"


def _plain(returns: Floats) -> Floats:
    """Little-endian doubles with one NaN and one zero, whatever the machine."""
    clean: Floats = np.where(np.isnan(returns), np.nan, returns + 0.0).astype("<f8")
    return clean
