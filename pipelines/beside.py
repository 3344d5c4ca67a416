"""Words for what else was going on: behind a verdict, below a story, in a mail.

What touches a window is found by `pipelines.confound`; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pipelines.confound import (
    FORTNIGHT,
    Confounder,
    Confounding,
    DatedConfounder,
    Key,
    Relation,
    event_sessions,
    sources,
)
from pipelines.escape import one_line
from pipelines.report import StoryView, by_symbol
from pipelines.wording import counted, minute_text, session_text, words
from tracker.records import CalendarEvent, CalendarKind, ReportRow

if TYPE_CHECKING:
    from pipelines.place import SessionCalendar

_ROOM = 24
"""Characters for a name behind a verdict."""
_LINE = 120
"""Characters for a name on a line of its own."""
_DAY = timedelta(days=1)
_LEADS = {
    Relation.SAME_SESSION: "joint with",
    Relation.LATER_IN_WINDOW: "then",
    Relation.EARLIER_WINDOW_REACHES_IN: "after",
}
"""Nearest first."""


def beside_words(row: ReportRow, confounding: Mapping[Key, Confounding]) -> str | None:
    """What shares a row's number, in the words that fit behind a verdict; None when nothing is known to.

    The nearest one is named, and a dated event of the symbol itself, which explains a move before all stories do; the
    others are counted. Where only the row is at hand, all are counted.
    """
    met = confounding.get((row.story, row.symbol, row.window))
    if met is None:
        return _counted_only(row)
    # Its own results before other stories, and those before what concerns everybody.
    own = [item for item in met.events if item.event.symbol]
    ranked: list[Confounder | DatedConfounder] = [*own, *met.stories, *met.events[len(own) :]]
    if not ranked:
        return None
    nearest = min(ranked, key=lambda item: (not item.certain, list(_LEADS).index(item.relation)))
    named = [nearest, *([own[0]] if own and nearest not in own else [])]
    told = ", ".join(f"{_lead(item)} {_brief(item, met.actor)}" for item in named)
    more = f" and {len(ranked) - len(named)} more" if len(ranked) > len(named) else ""
    return f"{told}{more}"


def _lead(item: Confounder | DatedConfounder) -> str:
    return _LEADS[item.relation] if item.certain else "perhaps with"


def _counted_only(row: ReportRow) -> str | None:
    stories, events = len(row.confounders), len(row.calendar)
    told = [counted(stories, "other story", "other stories")] if stories else []
    told += [counted(events, "dated event")] if events else []
    return f"with {', '.join(told)}" if told else None


def beside_sentence(rows: Sequence[ReportRow], confounding: Mapping[Key, Confounding], cap: int) -> str | None:
    """The same for several symbols of a story, one window each, as a sentence; None when nothing is known.

    Symbols with the same neighbour stand together; at most `cap` neighbours are named.
    """
    symbols: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: row.symbol):
        said = beside_words(row, confounding)
        if said is not None:
            symbols.setdefault(said, []).append(one_line(row.symbol, 12))
    parts = [f"{', '.join(names)} {said}" for said, names in symbols.items()]
    more = f"; and {len(parts) - cap} more" if len(parts) > cap else ""
    return f"Not this story's alone: {'; '.join(parts[:cap])}{more}." if parts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """All that touches the windows of a story, each told once, and what follows from it."""

    items: tuple[str, ...] = ()
    """Other stories and dated events, each with the windows and symbols that it touches."""
    verdicts: tuple[str, ...] = ()
    """Whether the windows of these symbols can be told apart, in a sentence each."""


def beside(view: StoryView) -> Beside:
    """What else touches the windows of a story's symbols; empty where nobody looked."""
    found = [
        (row, met) for row in by_symbol(view.rows) if (met := view.confounding.get((row.story, row.symbol, row.window)))
    ]
    touched: dict[str, dict[str, dict[str, list[str]]]] = {}
    said: dict[str, dict[str, list[str]]] = {}
    for row, met in found:
        said.setdefault(met.why, {}).setdefault(row.symbol, []).append(row.window)
        items: tuple[Confounder | DatedConfounder, ...] = (*met.stories, *met.events)
        for item in items:
            exposure = item.exposure.value if isinstance(item, Confounder) else ""
            of_exposure = touched.setdefault(_item_words(item), {}).setdefault(exposure, {})
            of_exposure.setdefault(row.symbol, []).append(row.window)
    return Beside(
        items=tuple(one_line(f"{item}: {_touched_words(exposures)}") for item, exposures in touched.items()),
        verdicts=tuple(
            one_line(f"{', '.join(symbols)}: {windows}: {why}.")
            for why, by_name in said.items()
            for windows, symbols in _by_windows(by_name).items()
        ),
    )


def _touched_words(exposures: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    """Which windows of which symbols something touches, and how it meets them.

    >>> _touched_words({"direct": {"CRWV": ["d0", "d0_1"]}, "theme": {"META": ["d0_1"], "NBIS": ["d0_1"]}})
    'd0 and d0_1 of CRWV (direct); d0_1 of META, NBIS (theme)'
    """
    return "; ".join(
        f"{windows} of {', '.join(symbols)}{f' ({exposure})' if exposure else ''}"
        for exposure, by_name in exposures.items()
        for windows, symbols in _by_windows(by_name).items()
    )


def _by_windows(by_name: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Symbols by their windows, in words."""
    found: dict[str, list[str]] = {}
    for symbol, windows in by_name.items():
        found.setdefault(" and ".join(dict.fromkeys(windows)), []).append(symbol)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What the calendar holds for the session after one."""

    session: date
    lines: tuple[str, ...]


def ahead(
    events: Iterable[CalendarEvent],
    calendars: Mapping[str, SessionCalendar],
    reference: SessionCalendar,
    session: date,
) -> Ahead | None:
    """The events that the session after `session` may react to first; None when there is none.

    calendars: by symbol; events of other symbols are left out. reference: the calendar of what concerns everybody.
    """
    lines = []
    for event in sorted(events, key=lambda event: (event.symbol is None, event.symbol or "", event.date, event.name)):
        calendar = reference if event.symbol is None else calendars.get(event.symbol)
        if calendar is not None and _after(session, calendar) in event_sessions(event, calendar):
            lines.append(_ahead_line(event, sure=len(event_sessions(event, calendar)) == 1))
    return Ahead(session=_after(session, reference), lines=tuple(dict.fromkeys(lines))) if lines else None


def _after(session: date, calendar: SessionCalendar) -> date:
    """The first session after a day, which need not be one itself."""
    return next(iter(calendar.sessions(session + _DAY, min(session + FORTNIGHT, calendar.last))))


def _ahead_line(event: CalendarEvent, *, sure: bool) -> str:
    when = minute_text(event.time) if event.time is not None else str(event.date)
    unsure = "" if sure else ", time not known: that session or the next"
    what = f"{words(event.kind)}, {when}{unsure}; {sources(event)}"
    return f"{event.symbol or 'everybody'}: {one_line(event.name, _LINE)} ({what})"


def _item_words(item: Confounder | DatedConfounder) -> str:
    reacts = f"reacts {' or '.join(map(session_text, item.sessions))}"
    if isinstance(item, DatedConfounder):
        kind = words(item.event.kind)
        told = f"{kind}, {item.event.symbol or 'everybody'}; {sources(item.event)}"
        return f"{item.name} of {item.event.date} ({told}), {reacts}"
    return f"{one_line(item.headline)} ({item.story}), {reacts}"


def _brief(item: Confounder | DatedConfounder, own_actor: str | None) -> str:
    """What it is called beside a story of `own_actor`: by who acts, unless that is the same in both."""
    if isinstance(item, Confounder):
        called = item.actor if item.actor and item.actor != own_actor else words(item.type)
        return one_line(called, _ROOM) + (f" on {item.about}" if item.about else "")
    own_results = item.event.kind is CalendarKind.EARNINGS and item.event.symbol
    return "its results" if own_results else one_line(item.event.name, _ROOM)
