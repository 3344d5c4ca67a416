"""What else was going on: the other stories and dated events in a story's window, and whether they can be told apart.

A return has one value per session, whatever the number of its causes. So for each story, symbol and window everything
else that is known about the symbol there is named, and of the number it is said whether it is this story's alone.

How it is decided:

- An *other story* touches a window when its own window (of the same length, from its own session on) shares a session
  with it: it is of the same session, comes later in the window, or came before and reaches in.
- A *dated event* (of the symbol, or of everybody) touches a window when it reacts in one of the window's sessions. It
  has no window of its own: results of last Tuesday are last Tuesday's.
- What carries a time reacts in one session, by the rule of `pipelines.place`: results after the close move the next
  one. Of what carries a date only, that session or the next may have reacted; the end of a lock-up and an expiry take
  effect in the session they name. On a day without trading both mean the next session.
- A story that tells of results, or that a filing with them belongs to, *is* the company's dated results of its own
  session, and not another cause beside them.
- Two causes of one session give *one joint effect*. With daily bars nothing tells them apart, so both are named and
  neither is credited. When the other one falls into another session of the window, the session itself (d0) is the
  story's alone, and the longer window is not. When it depends on a time that nobody knows, nothing is claimed; so it is
  of whatever a story meets that may have come in a session too far back to be measured.

What must never happen: that a story confounds itself (copies and continuations are reports of it, not other stories),
that one of two stories of a session names the other and is not named by it, or that the order of the input matters.

Known limits: a story that nobody read and an event that nobody listed confound all the same. Whether a shared session
holds two moves an hour apart can only be seen in intraday bars. Related symbols are not looked at: results of a peer
move a stock too, and are named where they are a story exposed to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pipelines.escape import one_line
from pipelines.wording import words
from tracker.errors import OutOfCalendar
from tracker.records import CalendarEvent, CalendarKind, Exposure, ExposureKind, Story

if TYPE_CHECKING:
    from pipelines.place import SessionCalendar

Key = tuple[str, str, str]
"""Story id, symbol, window."""

FORTNIGHT: Final = timedelta(days=14)
"""No exchange is closed for longer, but for a war: there are two sessions in it."""

_IN_ITS_SESSION = frozenset({CalendarKind.LOCK_UP, CalendarKind.EXPIRY})
"""What takes effect in the session it names, not when somebody says so."""
_KINDS = {kind: place for place, kind in enumerate(ExposureKind)}
_NAME_CHARS = 60
_SOURCE_CHARS = 40


class Relation(StrEnum):
    """Where the other one lies, seen from the story's own session."""

    SAME_SESSION = "same_session"
    LATER_IN_WINDOW = "later_in_window"
    EARLIER_WINDOW_REACHES_IN = "earlier_window_reaches_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confounder:
    """Another story of the same symbol."""

    story: str
    headline: str
    name: str
    """Who and what, in a few words."""
    actor: str | None
    """None: nobody is named."""
    type: str
    exposure: ExposureKind
    """How it meets the symbol."""
    about: str | None
    """Who takes part in it, where it meets this symbol by its theme only; None: the symbol itself, or nobody listed."""
    sessions: tuple[date, ...]
    """First able to react; two when it depends on a time that is not known."""
    relation: Relation
    certain: bool
    """False: whether it touches the window depends on a time that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedConfounder:
    """An event of the calendar."""

    event: CalendarEvent
    sessions: tuple[date, ...]
    relation: Relation
    certain: bool

    @property
    def name(self) -> str:
        return one_line(self.event.name, _NAME_CHARS)

    @property
    def text(self) -> str:
        """What, when and by whom, as a report row has it; and whose time is not known, where that matters."""
        doubt = "" if self.certain else f"time {'of the story ' if len(self.sessions) == 1 else ''}not known; "
        return f"{self.name} {self.event.date} ({doubt}{sources(self.event)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confounding:
    """All that touches one window of a story and a symbol."""

    stories: tuple[Confounder, ...]
    """Direct ones first."""
    events: tuple[DatedConfounder, ...]
    """Those of the symbol first."""
    actor: str | None
    """Who acts in the story itself; None: nobody is named."""
    time_known: bool
    """False: the story itself is of a session or of the next."""

    @property
    def separable(self) -> bool | None:
        """True: nothing else is known. False: the number is a joint effect. None: it depends on a time nobody knows."""
        if not self.stories and not self.events:
            return True
        certain = any(item.certain for item in self.stories) or any(item.certain for item in self.events)
        return False if certain else None

    @property
    def why(self) -> str:
        """The same in a sentence that names everything, without the symbol."""
        return _why([*self.stories, *self.events], own_time_known=self.time_known)


NOBODY_LOOKED: Mapping[Key, Confounding] = MappingProxyType({})
"""For rows that come without it."""


def confound(
    stories: Iterable[Story],
    exposures: Iterable[Exposure],
    events: Iterable[CalendarEvent],
    calendars: Mapping[str, SessionCalendar],
    windows: Mapping[str, tuple[int, int]],
) -> dict[Key, Confounding]:
    """What touches each window of each exposure.

    calendars: by symbol; an exposure of a symbol without one is left out. windows: session offsets by name.
    """
    told = {story.id: story for story in stories}
    met: defaultdict[str, list[Exposure]] = defaultdict(list)
    for exposure in exposures:
        met[exposure.symbol].append(exposure)
    dated = sorted(events, key=_event_order)
    found: dict[Key, Confounding] = {}
    for symbol in met.keys() & calendars.keys():
        own = [event for event in dated if event.symbol in {symbol, None}]
        crowd = _Crowd.of(met[symbol], own, calendars[symbol], told)
        for name, window in windows.items():
            found |= {(story, symbol, name): met for story, met in crowd.confounding(window)}
    return found


def event_sessions(event: CalendarEvent, calendar: SessionCalendar) -> tuple[date, ...]:
    """The sessions that may have been the first able to react, oldest first; none beyond the calendar.

    One when the time is known, or when it makes no difference.
    """
    try:
        if event.time is not None:
            return (calendar.place(event.time).session,)
        found = calendar.sessions(event.date, min(event.date + FORTNIGHT, calendar.last))
    except OutOfCalendar:
        return ()
    open_question = found[:1] == [event.date] and event.kind not in _IN_ITS_SESSION
    return tuple(found[: 1 + open_question])


# ── who meets whom ──────────────────────────────────────────────────────────────────────────────────


_Positions = tuple[int, ...]
"""Where in the calendar something may have moved prices first, oldest first."""
_Window = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A story or an event of one symbol."""

    at: _Positions
    sessions: tuple[date, ...]
    what: Story | CalendarEvent
    exposure: ExposureKind = ExposureKind.DIRECT
    elsewhere: bool = False
    """Whether it may have moved prices in a session that is not among these: one too far back to be measured."""

    def reach(self, at: int, window: _Window) -> tuple[int, int]:
        """The span it touches if this is where it moved prices first."""
        return (at, at) if isinstance(self.what, CalendarEvent) else (at + window[0], at + window[1])


@dataclass(frozen=True, slots=True)
class _Crowd:
    """All that is known of one symbol."""

    stories: Mapping[str, _Placed]
    by_position: Mapping[int, Sequence[_Placed]]
    """Everything, by the earliest session that may have reacted."""
    doubt: int
    """Sessions from the earliest to the latest that may have reacted, at most."""

    @classmethod
    def of(
        cls,
        exposures: Iterable[Exposure],
        events: Iterable[CalendarEvent],
        calendar: SessionCalendar,
        told: Mapping[str, Story],
    ) -> _Crowd:
        stories = dict(_place_stories(exposures, calendar, told))
        everything = (*stories.values(), *_place_events(events, calendar))
        by_position: defaultdict[int, list[_Placed]] = defaultdict(list)
        for placed in everything:
            by_position[placed.at[0]].append(placed)
        doubt = max((placed.at[-1] - placed.at[0] for placed in everything), default=0)
        return cls(stories=stories, by_position=by_position, doubt=doubt)

    def confounding(self, window: _Window) -> Iterator[tuple[str, Confounding]]:
        """What touches the window of each story. Those of one session have the same neighbours, but for themselves."""
        by_place: defaultdict[tuple[_Positions, bool], list[str]] = defaultdict(list)
        for story, placed in self.stories.items():
            by_place[placed.at, placed.elsewhere].append(story)
        for (at, elsewhere), together in by_place.items():
            stories, events = self._around(at, window, elsewhere)
            for story in together:
                what = self.stories[story].what
                yield (
                    story,
                    Confounding(
                        stories=tuple(item for item in stories if item.story != story),
                        events=tuple(item for item in events if not _is_own(item, what)),
                        actor=what.actor if isinstance(what, Story) else None,
                        time_known=len(at) == 1 and not elsewhere,
                    ),
                )

    def _around(
        self, at: _Positions, window: _Window, elsewhere: bool
    ) -> tuple[list[Confounder], tuple[DatedConfounder, ...]]:
        """All that touches the window of whatever stands there, in the order in which it is named."""
        # Windows of one length meet within it, and events where it ends; a time that is not known moves either.
        reach = max(window[1] - window[0], -window[0], window[1]) + self.doubt
        stories: list[Confounder] = []
        events: list[DatedConfounder] = []
        for position in range(at[0] - reach, at[-1] + reach + 1):
            for placed in self.by_position.get(position, ()):
                meeting = _meeting(at, placed, window)
                if meeting is None:
                    continue
                relation, certain = meeting
                certain = certain and not elsewhere and not placed.elsewhere
                if isinstance(placed.what, Story):
                    stories.append(_confounder(placed, placed.what, relation, certain))
                else:
                    events.append(_dated(placed, placed.what, relation, certain))
        stories.sort(key=_story_order)
        events.sort(key=lambda item: _event_order(item.event))
        return stories, tuple(events)


def _place_stories(
    exposures: Iterable[Exposure], calendar: SessionCalendar, told: Mapping[str, Story]
) -> Iterator[tuple[str, _Placed]]:
    by_story: defaultdict[str, list[Exposure]] = defaultdict(list)
    for exposure in exposures:
        if exposure.story in told:
            by_story[exposure.story].append(exposure)
    for story, own in by_story.items():
        positions: set[int] = set()
        try:
            for exposure in own:
                positions.add(calendar.index_of(exposure.session))
        except OutOfCalendar:  # stored before its symbol changed the exchange; the next grouping places it anew
            continue
        at = tuple(sorted(positions))
        kind = min((exposure.kind for exposure in own), key=_KINDS.__getitem__)
        sessions = tuple(calendar.days[list(at)].tolist())
        elsewhere = len(at) == 1 and not all(exposure.sure for exposure in own)
        yield story, _Placed(at=at, sessions=sessions, what=told[story], exposure=kind, elsewhere=elsewhere)


def _place_events(events: Iterable[CalendarEvent], calendar: SessionCalendar) -> Iterator[_Placed]:
    for event in events:
        sessions = event_sessions(event, calendar)
        if sessions:
            at = tuple(calendar.index_of(session) for session in sessions)
            yield _Placed(at=at, sessions=sessions, what=event)


def _meeting(own: _Positions, other: _Placed, window: _Window) -> tuple[Relation, bool] | None:
    """Where the other lies, and whether it surely touches the window; None when it cannot."""
    spans = [(first + window[0], first + window[1]) for first in own]
    touching: list[int] = []
    certain = True
    for at in other.at:
        start, end = other.reach(at, window)
        shared = [first <= end and start <= last for first, last in spans]
        touching += [at] if any(shared) else []
        certain = certain and all(shared)
    if not touching:
        return None
    # A session that may be both theirs counts before all.
    if not set(own).isdisjoint(touching):
        return Relation.SAME_SESSION, certain
    return Relation.LATER_IN_WINDOW if touching[0] > own[0] else Relation.EARLIER_WINDOW_REACHES_IN, certain


def sources(event: CalendarEvent) -> str:
    """Who tells of an event."""
    told, *others = (one_line(source, _SOURCE_CHARS) for source in (event.source, *event.also))
    return f"{told}, also {', '.join(others)}" if others else told


# ── what is said of it ──────────────────────────────────────────────────────────────────────────────


def _confounder(placed: _Placed, story: Story, relation: Relation, certain: bool) -> Confounder:
    return Confounder(
        story=story.id,
        headline=story.headline,
        name=_name(story),
        actor=story.actor,
        type=story.type,
        exposure=placed.exposure,
        about=next(iter(story.participants), None) if placed.exposure is not ExposureKind.DIRECT else None,
        sessions=placed.sessions,
        relation=relation,
        certain=certain,
    )


def _dated(placed: _Placed, event: CalendarEvent, relation: Relation, certain: bool) -> DatedConfounder:
    return DatedConfounder(event=event, sessions=placed.sessions, relation=relation, certain=certain)


def _is_own(item: DatedConfounder, what: Story | CalendarEvent) -> bool:
    """Whether a dated event is what the story tells."""
    event = item.event
    if not isinstance(what, Story) or item.relation is not Relation.SAME_SESSION:
        return False
    own_results = what.type == "earnings_result" and event.kind is CalendarKind.EARNINGS
    return (own_results and event.symbol in what.participants) or not {*event.articles}.isdisjoint(what.articles)


def _name(story: Story) -> str:
    return one_line(f"{story.actor} {words(story.type)}" if story.actor else words(story.type), _NAME_CHARS)


def _story_order(item: Confounder) -> tuple[object, ...]:
    return _KINDS[item.exposure], not item.certain, list(Relation).index(item.relation), item.sessions, item.story


def _event_order(event: CalendarEvent) -> tuple[object, ...]:
    return event.symbol is None, event.date, event.name, event.id


def _why(items: Sequence[Confounder | DatedConfounder], *, own_time_known: bool) -> str:
    """Whether the items can be told apart from the story, as a clause that names them all."""
    if not items:
        return "nothing else is known of this window"
    certain = [item for item in items if item.certain]
    joint = [item for item in certain if item.relation is Relation.SAME_SESSION]
    later = [item for item in certain if item.relation is Relation.LATER_IN_WINDOW]
    before = [item for item in certain if item.relation is Relation.EARLIER_WINDOW_REACHES_IN]
    unsure = [item for item in items if not item.certain]
    parts = []
    if joint:
        parts.append(f"one joint effect with {_listed(joint)}: daily bars cannot tell apart what one session holds")
    elif certain and own_time_known and all(item.relation is not Relation.SAME_SESSION for item in unsure):
        parts.append("the session itself is this story's alone, this window is not")
    elif certain:
        parts.append("this window is not this story's alone")
    if later:
        parts.append(f"{_listed(later)} came later in it")
    if before:
        parts.append(f"{_listed(before)} came before and may still have been at work in it")
    if unsure:
        whose = "the time is not known" if own_time_known else "the time of this story is not known"
        parts.append(f"it cannot be said whether {_listed(unsure)} fell into it, since {whose}")
    return "; ".join(parts)


def _listed(items: Sequence[Confounder | DatedConfounder]) -> str:
    names = list(dict.fromkeys(item.name for item in items))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
