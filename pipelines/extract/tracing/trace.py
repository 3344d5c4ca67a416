"""What happened to a text on its way to its events: what was seen, what fitted, what was turned down, and why.

    extraction, trace = extractor.trace("Meta plans to sell spare computing capacity")
    trace_to_json(trace)                                  # what `newsimpact extract --trace --json` adds

The steps are those of the extraction itself, run once more with their notes kept: nothing here decides anything, and a
trace can never say something else than the extraction beside it. What these steps pass over unread (a sentence that
names nothing of the trade, a frame whose words it has not) is tried only when the extraction is made, for the near
misses alone. An extraction that nobody wants explained keeps no notes and costs nothing. Places are character offsets
of the text as it was given.

Deliberately not here: how a trace looks (`markup.py`, `terminal.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from pipelines.extract.axes import AXES
from pipelines.extract.event_reader import EventReader, Weighed
from pipelines.extract.frames.drafts import Draft
from pipelines.extract.moves.drafts import MOVE
from pipelines.extract.moves.move import DIRECTIONS
from pipelines.extract.passage import NearMiss, Passage, Span
from pipelines.extract.records.events import reason_to_join
from pipelines.extract.records.merge import merged
from pipelines.extract.relevance import theme_grounds
from pipelines.extract.relevance.gate import REASON
from pipelines.extract.relevance.trade_events import of_trade
from pipelines.extract.relevance.trade_signals import signals_of
from pipelines.extract.text.as_given import as_given
from pipelines.extract.text.hidden import given
from pipelines.extract.text.zones import EXCLUDED
from tracker.records import Extraction

if TYPE_CHECKING:
    from pipelines.extract.components import Newsimpact

Key = TypeVar("Key")
Item = TypeVar("Item")
NO_OBJECT = "no object near"
"""Reason of the many frames that share a trigger word and are about something else."""
LOOKED_AT = ("names", "amounts", "words of the trade")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Words that can begin an event or a price move."""

    at: Place
    categories: tuple[str, ...]
    """The categories of the rules that have these words."""


@dataclass(frozen=True, slots=True)
class SignSeen:
    """Words that speak of an axis, and the cue (cues.toml) or rule that knows them."""

    rule: str
    at: Place


@dataclass(frozen=True, slots=True)
class AxisSet:
    """Where a mention stands on an axis."""

    axis: str
    value: str
    otherwise: str
    """The value without these words; the same where they only agree with what is supposed anyway."""
    by: tuple[SignSeen, ...]
    """Empty where the value is supposed, and no words say so."""

    @property
    def is_decided(self) -> bool:
        """Whether these words made a difference."""
        return self.value != self.otherwise


@dataclass(frozen=True, slots=True)
class MentionFitted:
    """A frame that fitted, or a price move."""

    frame: str
    type: str
    subtype: str | None
    trigger: Place
    actor: str | None
    counterparty: str | None
    direction: str | None
    conditions: tuple[str, ...]
    """What the frame asks for beside trigger and object; all hold."""
    vetoes_checked: tuple[str, ...]
    """Categories of words that would forbid it; none stands in its clause."""
    rests_on: tuple[SignSeen, ...]
    """Objects, names and references, with their kind as rule."""
    axes: tuple[AxisSet, ...]
    event: int | None
    """Which event of the extraction it is part of; None where the text is not about the trade."""
    joined: str | None
    """Why it was taken for a mention of that event; None for the leading one."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Frames whose trigger stood in the text and that are no event, all for the same reason."""

    trigger: Place
    reason: str
    forbidden_by: Place | None
    frames: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentenceRead:
    """One sentence with a word of interest."""

    at: Place
    zone: str
    triggers: tuple[Seen, ...]
    fitted: tuple[MentionFitted, ...]
    rejected: tuple[Rejected, ...]
    no_move: tuple[Place, ...]
    """Words of price moves without a mover beside them."""


@dataclass(frozen=True, slots=True)
class GroundSeen:
    """Something that states a theme."""

    kind: str
    what: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class ThemeSeen:
    """A theme of which something stands in the text."""

    theme: str
    stated: bool
    grounds: tuple[GroundSeen, ...]
    vetoed_by: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of the page that is no news."""

    zone: str
    at: Place


@dataclass(frozen=True, slots=True)
class Trace:
    """How an extraction came about."""

    gate: str
    """open, or why no sentence was read."""
    relevant: bool
    reasons: tuple[str, ...]
    themes: tuple[ThemeSeen, ...]
    left_out: tuple[LeftOut, ...]
    sentences: tuple[SentenceRead, ...]


def trace_to_json(trace: Trace) -> dict[str, Any]:
    """The key `trace` of `newsimpact extract --trace --json`."""
    return asdict(trace)


def traced(
    reader: Newsimpact, text: str, *, title: str | None = None, published: datetime | None = None
) -> tuple[Extraction, Trace]:
    """An extraction and how it came about."""
    if not reader.gate.admits(text):
        refused = Trace(f"closed: {REASON}", relevant=False, reasons=(REASON,), themes=(), left_out=(), sentences=())
        return reader.read(text), refused
    passage = reader.open(text, title=title, published=published)
    passage.near_misses = []
    events = reader.events.reader
    weighed = events.weigh(passage)
    extraction = as_given(events.conclude(passage, weighed), text, passage)
    events.note_untried(passage)
    return extraction, _Notes(events, text, passage, weighed).trace()


def _grouped(pairs: Iterable[tuple[Key, Item]]) -> dict[Key, list[Item]]:
    """What has the same key, in the order it came."""
    found: dict[Key, list[Item]] = {}
    for key, item in pairs:
        found.setdefault(key, []).append(item)
    return found


class _Notes:
    """Turns what the steps have kept into records."""

    def __init__(self, events: EventReader, text: str, passage: Passage, weighed: Weighed) -> None:
        self.text = text
        self.passage = passage
        self.weighed = weighed
        self.themes = events.themes
        self.matcher = events.frames
        self.frames = {frame.id: frame for frame in events.rules.frames}
        self.is_open = events.is_open(passage)
        drafts = [*weighed.drafts, *weighed.moves]
        self.groups = [group for _, group in merged(drafts, events.rules)] if weighed.verdict.relevant else []

    def trace(self) -> Trace:
        verdict = self.weighed.verdict
        return Trace(
            gate="open" if self.is_open else f"closed: none of {', '.join(LOOKED_AT)} in the text",
            relevant=verdict.relevant,
            reasons=verdict.reasons,
            themes=tuple(self._themes()),
            left_out=tuple(self._left_out()),
            sentences=tuple(self._sentences()),
        )

    def _place(self, span: Span) -> Place:
        return self._stretch(*self.passage.char_span(span))

    def _stretch(self, start: int, end: int) -> Place:
        start, end = given(start, end, self.passage.origins)
        return Place(start, end, self.text[start:end])

    # ── sentences ───────────────────────────────────────────────────────────────────────────────────

    def _sentences(self) -> Iterator[SentenceRead]:
        fitted = _grouped((self._index(span), mention) for span, mention in self._fitted())
        rejected = _grouped((self._index(miss.trigger), miss) for miss in self.passage.near_misses or ())
        for index, span in enumerate(self.passage.sentences):
            triggers = self._triggers(index)
            if triggers or index in fitted:
                mentions = tuple(fitted.get(index, ()))
                yield SentenceRead(
                    at=self._place(span),
                    zone=self.passage.sentence(index).zone,
                    triggers=triggers,
                    fitted=mentions,
                    rejected=tuple(self._rejected(rejected.get(index, ()))),
                    no_move=tuple(self._no_move(index, mentions)),
                )

    def _index(self, span: Span) -> int:
        return self.passage.sentence_index(span[0])

    def _triggers(self, index: int) -> tuple[Seen, ...]:
        found = _grouped(
            (span, category)
            for category, spans in self.passage.sentence_terms.get(index, {}).items()
            if category in self.matcher.by_trigger or category in DIRECTIONS
            for span in spans
        )
        return tuple(Seen(self._place(span), tuple(sorted(names))) for span, names in sorted(found.items()))

    def _no_move(self, index: int, mentions: Iterable[MentionFitted]) -> Iterator[Place]:
        moved = {mention.trigger for mention in mentions if mention.frame == MOVE}
        terms = self.passage.sentence_terms.get(index, {})
        places = {self._place(span) for category in DIRECTIONS for span in terms.get(category, ())}
        yield from sorted(places - moved, key=lambda place: (place.start, place.end))

    def _rejected(self, misses: Iterable[NearMiss]) -> Iterator[Rejected]:
        """Each frame once per trigger word, with its first reason."""
        first: dict[tuple[str, Span], NearMiss] = {}
        for miss in misses:
            first.setdefault((miss.frame_id, miss.trigger), miss)
        alike = _grouped(((miss.trigger, miss.reason, miss.at), miss.frame_id) for miss in first.values())
        for (trigger, reason, at), frames in sorted(alike.items(), key=lambda item: (item[0][0], item[1])):
            yield Rejected(self._place(trigger), reason, None if at is None else self._place(at), tuple(frames))

    # ── mentions ────────────────────────────────────────────────────────────────────────────────────

    def _fitted(self) -> Iterator[tuple[Span, MentionFitted]]:
        home = {id(draft): (number, group[0]) for number, group in enumerate(self.groups) for draft in group}
        for draft in (*self.weighed.drafts, *self.weighed.moves):
            number, lead = home.get(id(draft), (None, draft))
            yield draft.trigger, self._mention(draft, number, lead)

    def _mention(self, draft: Draft, event: int | None, lead: Draft) -> MentionFitted:
        frame = self.frames.get(draft.frame_id)
        return MentionFitted(
            frame=draft.frame_id,
            type=draft.type,
            subtype=draft.subtype,
            trigger=self._place(draft.trigger),
            actor=draft.actor,
            counterparty=draft.counterparty,
            direction=draft.direction,
            conditions=frame.need if frame else (),
            vetoes_checked=frame.veto if frame else (),
            rests_on=tuple(
                SignSeen(basis.kind, self._place(basis.span))
                for basis in draft.evidence
                if (basis.kind, basis.span) != ("trigger", draft.trigger)
            ),
            axes=tuple(self._axes(draft)),
            event=event,
            joined=None if draft is lead else reason_to_join(draft, lead),
        )

    def _axes(self, draft: Draft) -> Iterator[AxisSet]:
        values = {**draft.axes, "status": draft.status}
        for axis in AXES:
            settled = draft.settled.get(axis)
            signs = settled.signs if settled else ()
            by = tuple(SignSeen(sign.rule, self._place(sign.span)) for sign in signs)
            yield AxisSet(axis, values[axis], settled.otherwise if settled else values[axis], by)

    # ── the text as a whole ─────────────────────────────────────────────────────────────────────────

    def _themes(self) -> Iterator[ThemeSeen]:
        signals = signals_of(self.passage, of_trade(self.weighed.drafts, self.passage), self.weighed.moves)
        for theme in self.themes:
            found = theme_grounds.grounds(theme, self.passage, signals)
            vetoes = tuple(self._places(f"veto.{theme.id}"))
            if found or vetoes:
                stated = theme.id in self.weighed.verdict.themes
                grounds = tuple(GroundSeen(g.kind, g.what, tuple(self._where(g))) for g in found)
                yield ThemeSeen(theme.id, stated, grounds, vetoes)

    def _where(self, ground: theme_grounds.Ground) -> Iterator[Place]:
        """The words of a ground; an event has its own place among the mentions."""
        if ground.kind == "unit":
            hits = (hit.amount for hit in self.passage.amounts if hit.amount.unit == ground.what)
            yield from (self._stretch(amount.start, amount.end) for amount in hits)
        elif ground.kind == "company":
            for name in self.passage.names:
                if ground.what in (name.entity.ticker, name.party, name.entity.canonical):
                    yield self._place((name.start, name.end))
        elif ground.kind in {"weighed", "outweighed"}:
            lower = self.passage.lower
            yield from (self._place((at, at + 1)) for at in map(lower.index, ground.what.split()))
        elif ground.kind != "event":
            for category in ground.what.split(" + "):
                group = category.removeprefix("group:")
                yield from self._places(category) if group == category else self._members(group)

    def _members(self, group: str) -> Iterator[Place]:
        """Who of those named belongs to a group."""
        return (self._place((n.start, n.end)) for n in self.passage.names if group in n.entity.groups)

    def _places(self, category: str) -> Iterator[Place]:
        return (self._place(span) for span in self.passage.places(category))

    def _left_out(self) -> Iterator[LeftOut]:
        for zone in self.passage.zones.zones:
            place = self._stretch(zone.start, zone.end)
            if zone.kind in EXCLUDED and place.text.strip():
                yield LeftOut(zone.kind, place)
        for span, _ in self.passage.left_out:
            yield LeftOut("aside", self._stretch(*span))
