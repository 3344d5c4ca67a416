"""What grouping holds: pieces by the keys they can be found under, and where they were placed.

`pipelines.group` says how pieces are compared, and why what is held here makes that fast.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import repeat
from typing import NamedTuple

from tracker.records import Home, Piece, StoryLink

Place = tuple[datetime, str]
"""A moment and an id: where something stands in the order in which pieces are looked at."""
LAST_ID = "~"
"""After any id."""
_Places = tuple[str, ...] | list[str]
_SHORT = 40
"""So many places under a key are taken whole: what is out of reach is left out later, when only a few are left."""
_FEW = 16
"""Up to so many places under a key are a tuple, which the garbage collector leaves alone, unlike a list. It is made
anew for each that comes."""


class Span(NamedTuple):
    """From where to where something is looked for, both included."""

    first: datetime
    last: datetime
    start: str
    """The places at both ends, as `written` does."""
    end: str


def span_of(first: Place, last: Place) -> Span:
    return Span(first[0], last[0], written(first), written(last))


def written(place: Place) -> str:
    """A place as a text: these sort as the places do."""
    moment, id_ = place
    return f"{(moment - FIRST[0]) // _UNIT:0{_MOMENT}d}{id_}"


_UNIT = timedelta(microseconds=1)
_MOMENT = len(str(timedelta.max // _UNIT))
"""Digits: the moment of a place is written as a number, since a date takes three times as long."""
FIRST: Place = datetime(1, 1, 1, tzinfo=UTC), ""
EVER = span_of(FIRST, (datetime(9999, 12, 31, tzinfo=UTC), LAST_ID))


@dataclass(slots=True, eq=False)
class Entry:
    """A piece in the archive, and where it was placed."""

    piece: Piece
    places: tuple[str, ...]
    """Where it is found: of each of its moments the place, as `written` does."""
    place: str
    """Of its turn."""
    home: Home | None = None
    """None: it is in no story."""
    link: StoryLink | None = None
    """How its story tells of it; None: it was not told of where it is."""


class Archive:
    """Pieces by the keys they can be found under, and where they were placed.

    This one holds everything in memory. A store overrides `load_keys` and `load_pieces` to bring in what is asked for.
    """

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        """By article."""
        self._standing: dict[str, Entry] = {}
        """By place: what is found under a key is at hand in one step."""
        self._members: defaultdict[str, set[str]] = defaultdict(set)
        self._places: dict[str, _Places] = {}
        """By key, in order. Written as `written` does: a text knows its hash and is compared at once, so that sets of
        thousands cost little. Keys that the same pieces have share one tuple: those of the runs of a text."""
        self._forgotten: set[str] = set()
        """Places that may still stand under keys, though what stood there was forgotten: all before `_past`."""
        self._past = ""
        self._newest = FIRST

    def load_keys(self, keys: Collection[str], first: datetime, last: datetime) -> None:
        """Bring in which pieces have these keys in first..last."""

    def load_pieces(self, ids: Iterable[str]) -> None:
        """Bring in these pieces, where they were placed, and who else is in those stories."""

    def sharing(self, keys: Collection[str], span: Span, least: int = 1, most: int | None = None) -> list[Entry]:
        """Pieces with a place in the span under one or, with `least` 2, under two of these keys.

        most: of each key only the latest so many; None: all.
        """
        self.load_keys(keys, span.first, span.last)
        start, end = span.start, span.end
        if start < self._past and self._forgotten:
            self._tidy()
        # Who asks has a place under each key. So nobody else is found where one stands alone.
        lists = [places for places in map(self._places.get, keys) if places and len(places) > 1]
        if len(lists) < least:
            return []
        short = most or _SHORT
        lists = [places if len(places) <= short else _between(places, start, end, most) for places in lists]
        shared = set[str]().union(*lists) if least == 1 else _in_two(lists)
        places = [place for place in shared if start <= place <= end]
        found = [*map(self._standing.get, places)]
        if None in found:
            self.load_pieces([place[_MOMENT:] for place in places])
            found = [*map(self._standing.get, places)]
        return [entry for entry in found if entry is not None]

    def crowded(self, keys: Collection[str], span: Span, most: int) -> set[str]:
        """The keys under which more than `most` may be found in the span."""
        self.load_keys(keys, span.first, span.last)
        return {key for key in keys if len(self._places.get(key, ())) > most}

    def is_newest(self, place: Place) -> bool:
        """Whether nothing that is held comes after it."""
        return place >= self._newest

    def forget(self, before: datetime) -> None:
        """Give up pieces that were looked at before this, and the keys they were found under.

        What arrives later is no longer compared with them: for whoever knows that nothing so late will come.
        """
        end = written((before, ""))
        self._past = max(self._past, end)
        old = {entry.piece.id: entry for place, entry in self._standing.items() if place < end and entry.place < end}
        # What opens a story is needed for as long as any report of it.
        needed = {root for root in old if not old.keys() >= self._members.get(root, set())}
        for id_ in old.keys() - needed:
            self._forgotten.update(self._take_out(id_).places)
        # To go through all keys once in a while costs a fifth of looking up those of each piece.
        if 2 * len(self._forgotten) > len(self._entries):
            self._tidy()

    def entry(self, id_: str) -> Entry:
        found = self.entry_of(id_)
        if found is None:
            raise AssertionError(f"piece {id_} is placed, but not held")
        return found

    def entry_of(self, id_: str) -> Entry | None:
        """None when there is no piece of that id."""
        if id_ not in self._entries:
            self.load_pieces((id_,))
        return self._entries.get(id_)

    def home_of(self, id_: str) -> Home | None:
        entry = self._entries.get(id_)
        return entry.home if entry is not None else None

    def members(self, root: str) -> list[Entry]:
        """Every piece of the story that this article opens."""
        members = self._members.get(root, ())
        self.load_pieces((root, *members))
        return [self._entries[id_] for id_ in sorted(self._members.get(root, ()))]

    def put(self, piece: Piece) -> None:
        entry = self._hold(piece)
        if entry.places[0] < self._past and self._forgotten:  # it may come again, with other keys
            self._tidy()
        for moment, place in zip(piece.moments, entry.places, strict=True):
            # A stale item looks at all of its moment, whatever their ids.
            self._newest = max(self._newest, (moment, piece.id if piece.dated is None else LAST_ID))
            self._list(piece.keys, place)

    def drop(self, id_: str) -> None:
        """Forget a piece and where it was."""
        entry = self._take_out(id_)
        for place in entry.places:
            self._unlist(entry.piece.keys, place)

    def _take_out(self, id_: str) -> Entry:
        self.place(id_, None)
        entry = self._entries.pop(id_)
        for place in entry.places:
            self._standing.pop(place, None)
        return entry

    def place(self, id_: str, home: Home | None) -> None:
        entry = self._entries[id_]
        if entry.home is not None:
            members = self._members[entry.home.root]
            members.discard(id_)
            if not members:
                del self._members[entry.home.root]
        if home is not None:
            self._members[home.root].add(id_)
        entry.home, entry.link = home, None

    def _hold(self, piece: Piece) -> Entry:
        places = tuple(written((moment, piece.id)) for moment in piece.moments)
        entry = self._entries[piece.id] = Entry(piece, places, places[-1])
        for place in entry.places:
            self._standing[place] = entry
        return entry

    def _list(self, keys: Collection[str], place: str) -> None:
        """Enter a place under keys where it is not yet."""
        alone = (place,)
        held = [*map(self._places.setdefault, keys, repeat(alone))]
        grown: dict[int, tuple[str, ...]] = {}
        for key, places in zip(keys, held, strict=True):
            if places is alone:
                continue
            if isinstance(places, list):
                _enter(places, place)
            elif len(places) == _FEW:
                self._places[key] = [*_with(places, place)]
            else:
                if id(places) not in grown:
                    grown[id(places)] = _with(places, place)
                self._places[key] = grown[id(places)]

    def _unlist(self, keys: Iterable[str], place: str) -> None:
        """Take a place from under its keys."""
        for key in keys:
            places = self._places.get(key)
            if places is not None:
                rest = _without(places, place)
                if rest:
                    self._places[key] = rest
                else:
                    del self._places[key]

    def _tidy(self) -> None:
        """Take what was forgotten from under all keys."""
        left: dict[str, _Places] = {}
        kept: dict[int, _Places] = {}
        for key, places in self._places.items():
            if places[0] < self._past:
                if id(places) not in kept:
                    kept[id(places)] = _left(places, self._forgotten)
                places = kept[id(places)]
            if places:
                left[key] = places
        self._places = left
        self._forgotten.clear()


def _with(places: tuple[str, ...], new: str) -> tuple[str, ...]:
    """These places and one more, if it is not among them."""
    if places[-1] < new:
        return (*places, new)
    position = bisect.bisect_left(places, new)
    return places if places[position] == new else (*places[:position], new, *places[position:])


def _enter(places: list[str], new: str) -> None:
    """Add one to these places, if it is not among them."""
    position = len(places) if places[-1] < new else bisect.bisect_left(places, new)
    if position == len(places) or places[position] != new:
        places.insert(position, new)


def _left(places: _Places, gone: Collection[str]) -> _Places:
    """These places without some."""
    left = [place for place in places if place not in gone]
    if len(left) == len(places):
        return places
    return left if len(left) > _FEW else tuple(left)


def _without(places: _Places, place: str) -> _Places:
    """These places but one, if it is among them."""
    position = 0 if places[0] == place else bisect.bisect_left(places, place)
    if position == len(places) or places[position] != place:
        return places
    if isinstance(places, tuple):
        return places[:position] + places[position + 1 :]
    del places[position]
    return places


def _between(places: _Places, start: str, end: str, most: int | None) -> _Places:
    """Those from start to end, of them the latest so many."""
    first = bisect.bisect_left(places, start) if places[0] < start else 0
    past = bisect.bisect_right(places, end) if places[-1] > end else len(places)
    return places[max(first, past - most) if most else first : past]


def _in_two(lists: list[_Places]) -> set[str]:
    """What stands in two of these at least."""
    distinct: dict[int, _Places] = {}
    once, twice = set[str](), set[str]()
    for places in lists:
        if id(places) in distinct:  # keys share it
            twice.update(places)
        distinct[id(places)] = places
    *others, longest = sorted(distinct.values(), key=len)
    for places in others:
        twice.update(once.intersection(places))
        once.update(places)
    twice.update(once.intersection(longest))
    return twice
