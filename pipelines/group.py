"""Reports of one event become one story.

What must never happen: one event counted twice (its move would be credited twice), or two events merged
(a move would be credited to the wrong one). Merging wrongly is the worse of the two, so every rule below needs
either identity or agreement on who did what.

How it works. Pieces are looked at in the order in which the public could read them. Each joins the story of an earlier
piece that one of these rules finds it to be like, in this order:

1. the same canonical address, or the same text after normalisation, within `copy_days`: it is the same piece;
2. a copy of the text, whole, cut or edited (`pipelines.copies`), within `copy_days`;
3. a headline that is a copy (`pipelines.headlines`), within `story_hours`; neither 2 nor 3 against what the articles
   say: "Citi upgrades Nvidia" is no copy of "Citi upgrades AMD";
4. the same claim: equal type and actor, no party or amount that contradicts what a report of the story says
   (`pipelines.claims`), no more than `story_hours` after a report of it and `longest_days` after its first. Later than
   `near_hours` after the first, a report that adds to what the story knew is news, and has a story of its own with its
   own time;
5. a headline about the same story and the same companies, of a report in which no event was read: it adds no claim.

An article that fits nowhere opens a story, if it has an event that can open one: not a price move (it would explain
itself), not a general remark, not a question, not what was on an earlier day. How a story follows from an earlier one,
as a denial, a completion or the next telling, is for `pipelines.lineage` to say.

A stale item opens nothing. It is linked, as a prior mention, to the story that was being told at its date, else to the
one being told when it was shown, by the same rules. Nothing else of a story depends on it: an old date that nobody can
vouch for must not make a story older, hold it open, or bring others into it.

What the user said about stories binds all of this (`pipelines.amendments`): events that were read wrongly are not
there, neither in a copy that comes later; reports that were split do not meet, stories that were merged are told as
one, and a time that was set is the story's.

Why the order of arrival does not matter, and why the archive may grow. A piece is compared with the earlier pieces
that share a key with it, within the reach of the rule that the key serves, and with nothing else; whether two pieces
are alike depends on these two alone. So where a piece goes depends on where those pieces went, and when a piece comes
late or changes, only those are looked at again that share a key with it or with one that moved, and come after it.
Two things reach further: the report that opens a story counts for all that could join it, and where only the latest
under a key are compared, one more, be it a stale item, pushes another out.

Why it is fast. Rules are asked in their order, and candidates are looked for only when a rule needs them: four of five
reports are copies, for which neither the words of headlines, which thousands share, nor events are looked up. So what
shares only such keys with a copy changes nothing for it, and it is not looked at again because of that; nor because of
another text that tells a different event, or that it is less a copy of in the same story, as long as this one pushes
out nothing that it was a copy of. Few pieces share a key as a rule; these are held so that the garbage collector need
not look at them.

Known exceptions: two contracts of one company inside three days without named counterparties or amounts become one
story; an event that is first reported without a number and later with another counterparty stays split; what two
outlets add to an event after `near_hours`, each something else, becomes two stories.
"""

from __future__ import annotations

import bisect
import hashlib
import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter

from pipelines.amendments import NONE, Constraints
from pipelines.claims import adds, agree, same_matter
from pipelines.copies import is_copy, unpack
from pipelines.headlines import Kind, Likeness, compare, headline
from pipelines.pieces import piece_of
from tracker.options import GroupOptions
from tracker.records import Basis, Claim, Home, Piece, Reading, Stamp, Story, StoryLink, stable_id

EXACT = frozenset({"canonical_url", "content_hash", "text"})
"""Reasons that make two articles one text."""
WIRE = 0.95
"""Headlines so alike are one wire's, whatever the outlets made of the text below."""
NEAR = frozenset({"word", "event"})
"""Kinds of keys that serve rules about headlines and events, whose reach is `story_hours`; the others serve copies."""
LEAST = {"word": 2, "text": 2}
"""How many keys of a kind two pieces must share to be compared because of it, or all when there are fewer. Of 56 pairs
of headlines that belong together each shared two of its six rarest words; with two values of the sketches, 98.5 % of
the copies that were both cut to 30 % and edited are found, at a third of the comparisons."""
RULE_FILES = ("group.py", "pieces.py", "claims.py", "headlines.py", "headline_words.txt", "copies.py", "amendments.py")
"""What the rules stand in."""
LATEST = {"text": 40}
"""Of the pieces that share a key, only so many are compared: "sign up for our newsletter" stands in thousands."""
_Place = tuple[datetime, str]
"""A moment and an id: where something stands in the order in which pieces are looked at."""
LAST_ID = "~"
"""After any id."""
_FIRST: _Place = datetime(1, 1, 1, tzinfo=UTC), ""
_LAST: _Place = datetime(9999, 12, 31, tzinfo=UTC), LAST_ID
_Places = tuple[str, ...] | list[str]
_MOMENT = len("2026-01-01T00:00:00.000000+00:00")
_SHORT = 40
"""So many places under a key are taken whole: what is out of reach is left out later, when only a few are left."""
_FEW = 16
"""Up to so many places under a key are a tuple, which the garbage collector leaves alone, unlike a list. It is made
anew for each that comes."""


def group_stories(readings: Iterable[Reading], options: GroupOptions, constraints: Constraints = NONE) -> list[Story]:
    """Stories, oldest first report first. The order of `readings` does not matter."""
    return group_pieces((piece_of(reading, constraints) for reading in readings), options, constraints)


def group_pieces(pieces: Iterable[Piece], options: GroupOptions, constraints: Constraints = NONE) -> list[Story]:
    """Stories of these pieces and no others, oldest first report first."""
    archive = Archive()
    told, _ = tell(archive, regroup(archive, list(pieces), (), options, constraints), constraints)
    return told


# ── what is held ────────────────────────────────────────────────────────────────────────────────────


class Archive:
    """Pieces by the keys they can be found under, and where they were placed.

    This one holds everything in memory. A store overrides `load_keys` and `load_pieces` to bring in what is asked for.
    """

    def __init__(self) -> None:
        self._pieces: dict[str, Piece] = {}
        self._homes: dict[str, Home] = {}
        self._members: defaultdict[str, set[str]] = defaultdict(set)
        self._places: dict[str, _Places] = {}
        """By key, in order. Written as `_written` does: a text knows its hash and is compared at once, so that sets of
        thousands cost little."""
        self._newest = _FIRST

    def load_keys(self, keys: Collection[str], first: datetime, last: datetime) -> None:
        """Bring in which pieces have these keys in first..last."""

    def load_pieces(self, ids: Iterable[str]) -> None:
        """Bring in these pieces, where they were placed, and who else is in those stories."""

    def sharing(
        self, keys: Collection[str], first: _Place, last: _Place, least: int = 1, most: int | None = None
    ) -> Collection[str]:
        """Pieces with a place from first to last under one or, with `least` 2, under two of these keys.

        most: of each key only the latest so many; None: all.
        """
        self.load_keys(keys, first[0], last[0])
        # Who asks has a place under each key. So nobody else is found where one stands alone.
        lists = [places for places in map(self._places.get, keys) if places and len(places) > 1]
        if not lists:
            return ()
        start, end = _written(first), _written(last)
        short = most or _SHORT
        lists = [places if len(places) <= short else _between(places, start, end, most) for places in lists]
        shared = set[str]().union(*lists) if least == 1 else _in_two(lists)
        ids = [place[_MOMENT:] for place in shared if start <= place <= end]
        self.load_pieces(ids)
        return ids

    def crowded(self, keys: Collection[str], first: _Place, last: _Place, most: int) -> set[str]:
        """The keys under which more than `most` may be found from first to last."""
        self.load_keys(keys, first[0], last[0])
        return {key for key in keys if len(self._places.get(key, ())) > most}

    def is_newest(self, place: _Place) -> bool:
        """Whether nothing that is held comes after it."""
        return place >= self._newest

    def forget(self, before: datetime) -> None:
        """Give up pieces that were looked at before this, and the keys they were found under.

        What arrives later is no longer compared with them: for whoever knows that nothing so late will come.
        """
        old = {id_ for id_, piece in self._pieces.items() if piece.turn < before}
        # What opens a story is needed for as long as any report of it.
        needed = {root for root in old if not old.issuperset(self._members.get(root, ()))}
        for id_ in [id_ for id_ in self._pieces if id_ in old and id_ not in needed]:  # in the order of memory
            self._unlist(self._pieces.pop(id_))
            self.place(id_, None)

    def piece(self, id_: str) -> Piece:
        if id_ not in self._pieces:
            self.load_pieces((id_,))
        return self._pieces[id_]

    def held(self, id_: str) -> Piece | None:
        """The piece, or None when there is none of that id."""
        self.load_pieces((id_,))
        return self._pieces.get(id_)

    def home_of(self, id_: str) -> Home | None:
        return self._homes.get(id_)

    def in_stories(self, ids: Iterable[str]) -> list[tuple[Piece, Home]]:
        """Of these pieces those that belong to a story, each with where."""
        return [(self._pieces[id_], home) for id_ in ids if (home := self._homes.get(id_)) is not None]

    def members(self, root: str) -> list[str]:
        """Every piece of the story that this article opens."""
        self.load_pieces((root, *self._members.get(root, ())))
        return sorted(self._members.get(root, ()))

    def put(self, piece: Piece) -> None:
        self._pieces[piece.id] = piece
        for moment in piece.moments:
            # A stale item looks at all of its moment, whatever their ids.
            self._newest = max(self._newest, (moment, piece.id if piece.dated is None else LAST_ID))
            self._list(piece.keys, (moment, piece.id))

    def drop(self, id_: str) -> None:
        """Forget a piece and where it was."""
        self._unlist(self._pieces.pop(id_))
        self.place(id_, None)

    def _list(self, keys: Iterable[str], place: _Place) -> None:
        """Enter a place under keys where it is not yet."""
        alone = (_written(place),)
        for key in keys:
            places = self._places.setdefault(key, alone)
            if places is not alone:
                self._places[key] = _with(places, alone)

    def _unlist(self, piece: Piece) -> None:
        """Take a piece from under its keys."""
        for moment in piece.moments:
            place = _written((moment, piece.id))
            for key in piece.keys:
                places = self._places.get(key)
                if places is not None:
                    rest = _without(places, place)
                    if rest:
                        self._places[key] = rest
                    else:
                        del self._places[key]

    def place(self, id_: str, home: Home | None) -> None:
        old = self._homes.pop(id_, None)
        if old is not None:
            self._members[old.root].discard(id_)
            if not self._members[old.root]:
                del self._members[old.root]
        if home is not None:
            self._homes[id_] = home
            self._members[home.root].add(id_)


def _written(place: _Place) -> str:
    """A place as a text: these sort as the places do."""
    moment, id_ = place
    return f"{moment.astimezone(UTC).isoformat(timespec='microseconds')}{id_}"


def _with(places: _Places, new: tuple[str]) -> _Places:
    """These places and one more, if it is not among them."""
    if places[-1] < new[0]:
        position = len(places)
    else:
        position = bisect.bisect_left(places, new[0])
        if places[position] == new[0]:
            return places
    if isinstance(places, tuple):
        places = places[:position] + new + places[position:]
        return places if len(places) <= _FEW else list(places)
    places[position:position] = new
    return places


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
    *others, longest = sorted(lists, key=len)
    once, twice = set[str](), set[str]()
    for places in others:
        twice.update(once.intersection(places))
        once.update(places)
    twice.update(once.intersection(longest))
    return twice


# ── placing ─────────────────────────────────────────────────────────────────────────────────────────


def regroup(
    archive: Archive,
    fresh: Collection[Piece],
    gone: Collection[str],
    options: GroupOptions,
    constraints: Constraints = NONE,
) -> set[str]:
    """Place new and changed pieces and take out those that are gone; returns the roots of the stories that changed.

    A root may open no story any more: then it has no members.
    """
    regrouping = _Regrouping(archive, options, constraints, constraints.rivals())
    regrouping.run(fresh, gone)
    # Where one of two that the user put together moved, or came without a story of its own, the other's story changes.
    moved = regrouping.moved | {*gone, *(piece.id for piece in fresh)}
    partners = (id_ for pair in constraints.together if moved & set(pair) for id_ in pair)
    homes = (archive.home_of(id_) for id_ in partners if archive.held(id_) is not None)
    return regrouping.touched | {home.root for home in homes if home is not None}


@dataclass(slots=True)
class _Regrouping:
    archive: Archive
    options: GroupOptions
    constraints: Constraints
    rivals: Mapping[str, frozenset[str]]
    """By article, those that the user wants in no story with it."""
    queue: list[tuple[datetime, str]] = field(default_factory=list)
    queued: set[str] = field(default_factory=set)
    fresh: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    """Pieces that went to a story, or out of one."""
    touched: set[str] = field(default_factory=set)
    """Roots of the stories they went to, and out of."""

    def run(self, fresh: Collection[Piece], gone: Collection[str]) -> None:
        new = {piece.id: piece for piece in fresh}
        for id_ in (*gone, *new):
            old = self.archive.held(id_)
            if old is not None:
                self._leaves(old)
                self.archive.drop(id_)
        self.fresh = set(new)
        for fresh_piece in new.values():
            self._look_at(fresh_piece)
        while self.queue:
            _, id_ = heapq.heappop(self.queue)
            self.queued.discard(id_)
            if id_ in new:
                self.archive.put(new[id_])
                self._look_after_stale(new.pop(id_))
            piece = self.archive.held(id_)
            if piece is not None:  # what was to be looked at again may be gone itself
                self._place_anew(piece)

    def _place_anew(self, piece: Piece) -> None:
        was, now = self.archive.home_of(piece.id), self._place(piece)
        if was != now:
            self.archive.place(piece.id, now)
        if was != now or piece.id in self.fresh:
            self._moved(piece, was, now)

    def _look_at(self, piece: Piece) -> None:
        if piece.id not in self.queued:
            self.queued.add(piece.id)
            heapq.heappush(self.queue, piece.place)

    def _leaves(self, piece: Piece) -> None:
        """A piece goes, to come back as another or not at all."""
        self._moved(piece, self.archive.home_of(piece.id), None, leaves=True)
        self._look_after_stale(piece)
        for id_ in self.archive.members(piece.id):  # who can join a story depends on the one that opens it
            if id_ != piece.id:
                self._look_after(self.archive.piece(id_))

    def _moved(self, piece: Piece, was: Home | None, now: Home | None, leaves: bool = False) -> None:
        if was != now:
            self.moved.add(piece.id)
            self.touched |= {home.root for home in (was, now) if home is not None}
        for id_ in self.archive.members(piece.id):  # every report of a story is held against the one that opens it
            if id_ != piece.id:
                self._look_at(self.archive.piece(id_))
        self._look_after(piece, leaves)

    def _look_after(self, piece: Piece, leaves: bool = False) -> None:
        """Whatever comes after it and could be placed elsewhere because of it is looked at again."""
        if piece.dated is not None:  # nothing depends on where a stale item belongs
            return
        newest = self.archive.is_newest(piece.place)
        for keys, reach, kind in _by_reach(piece, self.options):
            if newest and reach is not None:
                continue
            later = [
                other
                for id_ in self.archive.sharing(keys, *_after(piece.turn, reach))
                if (other := self.archive.piece(id_)).place > piece.place or other.dated is not None
            ]
            crowded = self._crowded(piece, keys, reach, kind) if later else set()
            for other in later:
                if (leaves or self._matters(piece, kind, other, crowded)) and _meet(keys, kind, other, crowded):
                    self._look_at(other)

    def _crowded(self, piece: Piece, keys: Collection[str], reach: timedelta | None, kind: str) -> set[str]:
        """Keys under which one more can push another out of the latest, for those that come after this piece."""
        if kind not in LATEST or reach is None:
            return set()
        return self.archive.crowded(keys, (piece.turn - reach, ""), (piece.turn + reach, LAST_ID), LATEST[kind])

    def _look_after_stale(self, piece: Piece) -> None:
        """Where only the latest are compared, a stale item that comes or goes changes who these are."""
        if piece.dated is None:
            return
        for keys, reach, kind in _by_reach(piece, self.options):
            for moment in piece.moments if kind in LATEST else ():
                for id_ in self.archive.sharing(keys, *_after(moment, reach)):
                    if id_ != piece.id:
                        self._look_at(self.archive.piece(id_))

    def _matters(self, piece: Piece, kind: str, other: Piece, crowded: Collection[str]) -> bool:
        """Whether a piece that came or moved can change where one was placed that shares keys of this kind with it."""
        home = self.archive.home_of(other.id)
        asked = SETTLED_BY.get(home.reason) if home is not None else None
        if home is None or home.of is None or asked is None or other.dated is not None or kind == "apart":
            return True
        if kind not in asked or kind not in LATEST:
            return kind in asked
        # It is a copy of another. So can this be, or it can push that other out of the latest under a key of all three.
        copied = self.archive.held(home.of)
        if copied is None or not {*crowded}.isdisjoint({*other.keys} & {*copied.keys}):
            return True
        return not _contradict(piece, other) and self._is_copied_rather(piece, copied, other, home.root)

    def _is_copied_rather(self, piece: Piece, copied: Piece, other: Piece, root: str) -> bool:
        """Whether another, in the story of `root` as a copy of `copied`, may be placed as a copy of this piece."""
        if piece.id == copied.id:
            return True
        home = self.archive.home_of(piece.id)
        if home is None or home.root != root:
            return home is not None
        score, best = (is_copy(unpack(other.text), unpack(source.text)) for source in (piece, copied))
        return score is not None and (best is None or (score, copied.place) > (best, piece.place))

    def _place(self, piece: Piece) -> Home | None:
        if piece.dated is not None:
            homes = (self._home(piece, (moment, LAST_ID)) for moment in piece.moments)
            home = next((home for home in homes if home is not None), None)
            return None if home is None else _as_mention(home)
        home = self._home(piece, piece.place)
        if home is None and piece.opens and not self._is_struck(piece):
            return Home(root=piece.id, relation="first", reason="opens", score=1.0)
        return home

    def _is_struck(self, piece: Piece) -> bool:
        """Whether it is a copy of what tells no such event, as the user says."""
        if not self.constraints.struck or piece.claim is None:
            return False
        for keys, reach, kind in _by_reach(piece, self.options):
            if kind not in {"url", "hash", "text"}:
                continue
            for id_ in self.archive.sharing(keys, *_before(piece.place, reach), most=LATEST.get(kind)):
                other = self.archive.piece(id_)
                if piece.claim.type not in other.struck or other.place >= piece.place:
                    continue
                if kind != "text" or is_copy(unpack(piece.text), unpack(other.text)) is not None:
                    return True
        return False

    def _home(self, piece: Piece, place: _Place) -> Home | None:
        barred = self._barred(piece) if piece.id in self.rivals else ()
        keys = _by_kind(piece.keys)
        found: dict[str, _Candidate] = {}
        for kinds, rule in RULES:
            for kind in kinds:
                if kind in keys:
                    self._find(piece, place, kind, keys[kind], barred, found)
            # The latest story first: of two that would fit, a report belongs to the one still being told. Of equal
            # copies the first is the one that was copied.
            fits = sorted(rule(piece, place[0], found.values(), self.options), key=lambda fit: fit.other.piece.place)
            if fits:
                fit = max(fits, key=lambda fit: (fit.other.opener.place, fit.score))
                return Home(
                    root=fit.other.opener.id,
                    relation=fit.relation,
                    reason=fit.reason,
                    score=round(fit.score, 3),
                    of=fit.other.piece.id,
                )
        return None

    def _find(
        self,
        piece: Piece,
        place: _Place,
        kind: str,
        keys: Collection[str],
        barred: Collection[str],
        found: dict[str, _Candidate],
    ) -> None:
        """Add the earlier pieces of stories that share enough keys of a kind with it."""
        first, last = _before(place, _reach(kind, self.options))
        new: list[str] = []
        for id_ in self.archive.sharing(keys, first, last, _least(keys, kind), LATEST.get(kind)):
            if id_ in found:
                found[id_].kinds.add(kind)
            elif id_ != piece.id:
                new.append(id_)
        for other, home in self.archive.in_stories(new):
            if other.dated is None and home.root not in barred:
                found[other.id] = _Candidate(other, self.archive.piece(home.root), {kind})

    def _barred(self, piece: Piece) -> set[str]:
        """Stories of what the user wants it to share none with: of two, the later gives way, or the stale one."""
        homes = []
        for id_ in self.rivals.get(piece.id, ()):
            rival = self.archive.held(id_)
            if rival is not None and rival.dated is None and (piece.dated is not None or rival.place < piece.place):
                homes.append(self.archive.home_of(id_))
        return {home.root for home in homes if home is not None}


def _by_reach(piece: Piece, options: GroupOptions) -> Iterator[tuple[tuple[str, ...], timedelta | None, str]]:
    """The keys of a piece by kind, with how far apart in time two pieces may be that are compared because of them."""
    for kind, keys in _by_kind(piece.keys).items():
        yield keys, _reach(kind, options), kind


def _reach(kind: str, options: GroupOptions) -> timedelta | None:
    if kind == "apart":
        return None
    return timedelta(hours=options.story_hours) if kind in NEAR else timedelta(days=options.copy_days)


def _meet(keys: Collection[str], kind: str, other: Piece, crowded: Collection[str]) -> bool:
    """Whether a piece with these keys of a kind has to do with a later one that shares some of them.

    It has if they share enough to be compared, or one that is crowded: there it can push a third out.
    """
    shared = {*keys}.intersection(other.keys)
    return len(shared) >= _least(_by_kind(other.keys)[kind], kind) or not shared.isdisjoint(crowded)


def _least(keys: Collection[str], kind: str) -> int:
    """How many of its keys of a kind a piece must share with another to be compared with it."""
    return min(LEAST.get(kind, 1), len(keys))


@lru_cache(64)  # a piece is placed, then those that come after it are looked for
def _by_kind(keys: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    # The keys of a kind stand together, and no two kinds begin with the same letter.
    runs = (tuple(run) for _, run in groupby(keys, itemgetter(0)))
    return {run[0].partition(":")[0]: run for run in runs}


def _before(place: _Place, reach: timedelta | None) -> tuple[_Place, _Place]:
    """From where to where a piece looks for those it is compared with."""
    return _FIRST if reach is None else (place[0] - reach, ""), place


def _after(moment: datetime, reach: timedelta | None) -> tuple[_Place, _Place]:
    """From where to where those look that a piece of this moment is compared with."""
    return (_FIRST, _LAST) if reach is None else ((moment, ""), (moment + reach, LAST_ID))


def _as_mention(home: Home) -> Home:
    return Home(root=home.root, relation="prior_mention", reason=home.reason, score=home.score, of=home.of)


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Candidate:
    """An earlier piece that a piece is compared with."""

    piece: Piece
    opener: Piece
    """Of its story."""
    kinds: set[str]
    """Of the keys that the two share, as far as they were asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """A candidate that a piece was found to be like."""

    other: _Candidate
    relation: str
    reason: str
    score: float


_Rule = Callable[[Piece, datetime, Collection[_Candidate], GroupOptions], Iterable[_Fit]]


def _same_piece(piece: Piece, moment: datetime, found: Collection[_Candidate], options: GroupOptions) -> Iterator[_Fit]:
    for other in found:
        if not other.kinds.isdisjoint(("url", "hash")):
            reason = "canonical_url" if "url" in other.kinds else "content_hash"
            yield _Fit(other=other, relation="duplicate", reason=reason, score=1.0)


def _copied_text(
    piece: Piece, moment: datetime, found: Collection[_Candidate], options: GroupOptions
) -> Iterator[_Fit]:
    mine = unpack(piece.text)
    for other in found:
        if "text" in other.kinds and not _contradict(piece, other.piece):
            score = is_copy(mine, unpack(other.piece.text))
            if score is not None:
                yield _Fit(other=other, relation="duplicate", reason="text", score=score)


def _copied_headline(
    piece: Piece, moment: datetime, found: Collection[_Candidate], options: GroupOptions
) -> Iterator[_Fit]:
    for other in found:
        if "word" in other.kinds and not _contradict(piece, other.piece):
            likeness = _compare(piece, moment, other)
            if likeness.kind is Kind.DUPLICATE:
                yield _Fit(other=other, relation="duplicate", reason="headline", score=likeness.score)


def _told_again(piece: Piece, moment: datetime, found: Collection[_Candidate], options: GroupOptions) -> Iterator[_Fit]:
    claim = piece.claim
    if claim is None:
        return
    stories: defaultdict[str, list[_Candidate]] = defaultdict(list)
    for other in found:
        if "event" in other.kinds and _agree(piece, other.piece):
            stories[other.opener.id].append(other)
    for root, same in stories.items():
        reports = [other for other in found if other.opener.id == root]
        if _goes_on(claim, piece, moment, reports, options):
            nearest = max(same, key=lambda other: other.piece.place)
            score = _compare(piece, moment, nearest).score
            yield _Fit(other=nearest, relation="same_event", reason="event", score=score)


def _goes_on(
    claim: Claim, piece: Piece, moment: datetime, reports: Sequence[_Candidate], options: GroupOptions
) -> bool:
    """Whether a story can have one more report: it is not too old, and the report contradicts and adds nothing."""
    first = reports[0].opener
    since = moment - first.turn
    if since > timedelta(days=options.longest_days):
        return False
    known = [told.claim for told in (first, *(other.piece for other in reports)) if told.claim is not None]
    if any(same_matter(claim, other) and not agree(claim, other) for other in known):
        return False
    # Within hours, other numbers are other outlets' detail; later they are news.
    return not (piece.opens and since > timedelta(hours=options.near_hours) and adds(claim, known))


def _about_it(piece: Piece, moment: datetime, found: Collection[_Candidate], options: GroupOptions) -> Iterator[_Fit]:
    if piece.claim is not None or not piece.tickers:
        return
    for other in found:
        companies = {*other.opener.tickers, *other.opener.participants}
        if "word" in other.kinds and companies.issuperset(piece.tickers):
            likeness = _compare(piece, moment, other)
            if likeness.kind is not Kind.UNRELATED:
                yield _Fit(other=other, relation="same_story", reason="headline", score=likeness.score)


RULES: Sequence[tuple[tuple[str, ...], _Rule]] = (
    (("url", "hash"), _same_piece),
    (("text",), _copied_text),
    (("word",), _copied_headline),
    (("event", "apart"), _told_again),
    ((), _about_it),
)
"""In their order, each with the kinds of keys that it needs beyond those before it."""
SETTLED_BY = {
    "canonical_url": ("url", "hash"),
    "content_hash": ("url", "hash"),
    "text": ("url", "hash", "text"),
}
"""By the reason why a piece belongs to a story, the kinds of keys that were asked for until it was found; for another
reason, all."""


def _compare(piece: Piece, moment: datetime, other: _Candidate) -> Likeness:
    return compare(headline(piece.title), headline(other.piece.title), abs(moment - other.piece.turn))


def _contradict(one: Piece, other: Piece) -> bool:
    """Whether two alike texts speak of different events: by what was read in them, else by the names they hold."""
    if one.claim is not None and other.claim is not None:
        differ = one.claim.actor is not None or one.claim.type != other.claim.type
        return differ and not agree(one.claim, other.claim)
    mine, theirs = set(one.tickers), set(other.tickers)
    return bool(mine and theirs) and not (mine <= theirs or theirs <= mine)


def _agree(one: Piece, other: Piece) -> bool:
    return one.claim is not None and other.claim is not None and agree(one.claim, other.claim)


# ── stories ─────────────────────────────────────────────────────────────────────────────────────────


def tell(archive: Archive, touched: Collection[str], constraints: Constraints = NONE) -> tuple[list[Story], list[str]]:
    """The stories that these articles open, oldest first report first, and the ids of those that are no more.

    Where the user said that two are one, it is told by the one that came first.
    """
    joined = _joined(archive, constraints)
    chapters: dict[str, set[str]] = {root: {root} for root in {joined.get(root, root) for root in touched}}
    for root, first in joined.items():
        if first in chapters:
            chapters[first].add(root)
    told = {
        root: _story(archive, root, parts, constraints)
        for root, parts in chapters.items()
        if any(archive.members(part) for part in parts)
    }
    gone = [story_id(root) for root in touched if root not in told]
    return sorted(told.values(), key=lambda story: (story.t0.at, story.id)), gone


def _joined(archive: Archive, constraints: Constraints) -> dict[str, str]:
    """For each story that the user put to another, or a report that is in none by itself, the one it belongs to."""
    first: dict[str, str] = {}

    def leading(id_: str) -> str:
        while id_ in first:
            id_ = first[id_]
        return id_

    for pair in constraints.together:
        held = [piece.id for id_ in pair if (piece := archive.held(id_)) is not None]
        roots = {leading(home.root if (home := archive.home_of(id_)) else id_) for id_ in held}
        # Who tells a story comes before who is in none, then the earlier before the later.
        order = sorted(roots, key=lambda root: (archive.home_of(root) is None, archive.piece(root).place))
        if order and archive.home_of(order[0]) is not None:
            first |= dict.fromkeys(order[1:], order[0])
    return {root: leading(root) for root in first}


def _story(archive: Archive, root: str, parts: Collection[str], constraints: Constraints) -> Story:
    placed = [
        (archive.piece(id_), home)
        for part in parts
        for id_ in archive.members(part) or [part]
        if (home := _as_told(archive, id_, root)) is not None
    ]
    reports = sorted(placed, key=lambda report: (report[0].id != root, report[0].place))
    first = archive.piece(root)
    claim = first.claim
    if claim is None:
        raise AssertionError(f"story of {root} was opened by no event")
    own = [piece for piece, home in reports if home.relation != "prior_mention"]
    told = [piece for piece in own if piece is first or _agree(piece, first)]
    t0, earliest, latest = _first_report(first, own, constraints)
    return Story(
        id=story_id(root),
        headline=first.title,
        type=claim.type,
        subtype=_first(piece.claim.subtype for piece in told if piece.claim),
        actor=claim.actor,
        counterparty=_first(piece.claim.counterparty for piece in told if piece.claim),
        themes=_common_themes(own),
        participants=tuple(dict.fromkeys(ticker for piece in told for ticker in piece.participants)),
        t0=t0,
        t0_earliest=earliest,
        t0_latest=latest,
        links=tuple(_link(piece, home) for piece, home in reports),
        sources=len({piece.feed for piece in own}),
        independent=_independent([(p, at) for p, at in reports if at.relation != "prior_mention"]),
        backfilled=first.backfilled,
    )


def _as_told(archive: Archive, id_: str, root: str) -> Home | None:
    """Where a report stands in the story that `root` opens."""
    home = archive.home_of(id_)
    if home is None or (home.relation == "first" and id_ != root):
        return Home(root=root, relation="same_event", reason="amended", score=1.0, of=root)
    return home


def story_id(root: str) -> str:
    """The id of the story that an article opens."""
    return stable_id("s", root)


@cache
def code_mark() -> str:
    """A short mark of the rules: other rules, other stories."""
    return stable_id(
        "r", *(hashlib.blake2b(files("pipelines").joinpath(name).read_bytes()).hexdigest() for name in RULE_FILES)
    )


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _first_report(
    first: Piece, own: Sequence[Piece], constraints: Constraints
) -> tuple[Stamp, datetime | None, datetime]:
    """When the story was first reported, and between which instants; as the user says, when the user does."""
    said = constraints.time_of(piece.id for piece in own)
    if said is not None:
        return Stamp(at=said, basis=Basis.AMENDED), said, said
    # Whoever came later with a time bounds what the first gave a day only.
    latest = min(piece.latest for piece in own)
    return first.stamp, first.earliest, max(latest, first.stamp.at)


def _link(piece: Piece, home: Home) -> StoryLink:
    return StoryLink(
        article=piece.id,
        relation=home.relation,
        reason=home.reason,
        score=home.score,
        of=home.of,
        at=piece.stamp.at,
        feed=piece.feed,
        claim=piece.claim,
        retold=piece.retold,
    )


def _independent(reports: Sequence[tuple[Piece, Home]]) -> int:
    """Outlets with a text of their own that do not merely pass on what another outlet reported; at least one."""
    origin: dict[str, str] = {}
    for piece, home in reports:
        copied = home.reason in EXACT or (home.reason == "headline" and home.score >= WIRE)
        origin[piece.id] = origin.get(home.of, piece.id) if copied and home.of else piece.id
    own = [piece for piece, _ in reports if origin[piece.id] == piece.id]
    return max(1, len({p.feed for p in own if p.claim is None or p.claim.source != "named_outlet"}))


def _common_themes(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Themes of at least half of the reports, the most frequent first; what one outlet adds in passing is none."""
    counts = Counter(theme for piece in pieces for theme in piece.themes)
    common = (theme for theme, count in counts.items() if 2 * count >= len(pieces))
    return tuple(sorted(common, key=lambda theme: (-counts[theme], theme)))
