"""Reports of one event become one story.

What must never happen: one event counted twice (its move would be credited twice), or two events merged
(a move would be credited to the wrong one). Merging wrongly is the worse of the two, so every rule below needs
either identity or agreement on who did what.

How it works. Pieces are looked at in the order in which the public could read them. Each joins the story of an earlier
piece that one of these rules finds it to be like, in this order:

1. the same canonical address, or the same text after normalisation, within `copy_days`: it is the same piece;
2. a copy of the text, whole, cut or edited (`pipelines.copies`), within `copy_days`;
3. a headline that is a copy (`pipelines.headlines`), within `story_hours`; neither 2 nor 3 against what the articles
   say: "Citi upgrades Nvidia" is no copy of "Citi upgrades AMD". But a text can tell several events, and cut, edited
   or under another headline it may be read as about another of them: such a copy is one all the same (`_copied`);
4. the same claim: equal type and actor, or of a deal between two a party in common, no party or amount that
   contradicts what a report of the story says (`pipelines.claims`), no more than `story_hours` after a report of it;
5. a headline about the same story and the same companies, of a report in which no event was read: it adds no claim.

By 3 and 4, a report that comes later than `near_hours` after the first and adds to what the story knew is no part of
it: it is news, and has a story of its own with its own time, however like the other its headline sounds. Only the very
same headline is a copy whatever the text below it says.

No story is held open for ever: by 3 to 5 none has a report later than `longest_days` after its first, and by 1 and 2
none later than `copy_days` after that. So what a report costs depends on the traffic of these days alone.

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
out nothing that it was a copy of; nor because of a crowded key where it is no copy and nobody claims the same. What
costs most is memory that is far away, thirty keys for each piece. So the keys that the same pieces have, as the runs
of one text do, share one tuple of places, made, counted and tidied once for all of them; what stands at a place is one
step from it; and forgetting leaves the keys alone until half as much was forgotten as is held. Few pieces share a key
as a rule; these are held so that the garbage collector need not look at them (`pipelines.archive`). A story that grows
keeps its links (`pipelines.stories`).

Known exceptions: what repeats most of an earlier text below a headline of its own is a copy, whatever it adds, unless
it is about another event; two contracts of one company inside three days without named counterparties or amounts become
one story; an event that is first reported without a number and later with another counterparty stays split; what two
outlets add to an event after `near_hours`, each something else, becomes two stories.

What was tried and given up. To weigh the words of headlines by the archive: each late article changes every weight
after it, and stories depend on the order of arrival; the table of weights is shipped instead. To group everything anew
each time: the cost grows with the archive. To group a window of days anew: an article that comes a month late needs the
month. MinHash values in bands as keys of copies: of texts cut to 30 % they find 21 %, the smallest hashes all. Pairs of
words as keys of headlines: the same candidates at nine more keys each. To link by likeness alone: "Citi upgrades
Nvidia" and "Citi upgrades AMD" share nearly every word. To take the bounds of a story's time from its opener alone: a
report of the same day without an hour, which may have come before, was then passed over and the session called sure.
The figures and reasons stand in docs/decisions/0011-stories.md, those of copies and headlines in the essays of their
modules.
"""

from __future__ import annotations

import hashlib
import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from operator import attrgetter, itemgetter
from typing import NamedTuple

from pipelines.amendments import NONE, Constraints
from pipelines.archive import EVER, FIRST, LAST_ID, Archive, Entry, Place, Span, span_of
from pipelines.claims import adds, agree, same_matter, speaks_against
from pipelines.copies import is_copy, unpack
from pipelines.headlines import Kind, Likeness, compare, headline, strip_title
from pipelines.pieces import pieces_of
from pipelines.stories import EXACT, same_claim, tell
from tracker.options import GroupOptions
from tracker.records import Claim, Home, Piece, Reading, Story, stable_id

WITHIN = 0.8
"""Of the runs of a text that stand in an earlier one: what is left is a dateline, an edited word."""
LEAST = {"word": 2, "text": 2}
"""How many keys of a kind two pieces must share to be compared because of it, or all when there are fewer. Of 56 pairs
of headlines that belong together each shared two of its six rarest words; with two values of the sketches, 98.5 % of
the copies that were both cut to 30 % and edited are found, at a third of the comparisons."""
RULE_FILES = (
    *("group.py", "archive.py", "stories.py", "pieces.py", "claims.py", "headlines.py", "headline_words.txt"),
    *("copies.py", "amendments.py", "expose.py", "place.py"),
)
"""What the rules stand in by which stories are made, and by which it is said what should be measured for them."""
KINDS = ("url", "hash", "text", "word", "event", "apart")
"""Of keys."""
LATEST = {"text": 40}
"""Of the pieces that share a key, only so many are compared: "sign up for our newsletter" stands in thousands."""


def group_stories(readings: Iterable[Reading], options: GroupOptions, constraints: Constraints = NONE) -> list[Story]:
    """Stories, oldest first report first. The order of `readings` does not matter."""
    return group_pieces(pieces_of(list(readings), constraints), options, constraints)


def group_pieces(pieces: Iterable[Piece], options: GroupOptions, constraints: Constraints = NONE) -> list[Story]:
    """Stories of these pieces and no others, oldest first report first."""
    archive = Archive()
    told, _ = tell(archive, regroup(archive, list(pieces), (), options, constraints), constraints)
    return told


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
    regrouping = _Regrouping(archive, options, constraints, constraints.rivals(), _reaches(options))
    regrouping.run(fresh, gone)
    # Where one of two that the user put together moved, or came without a story of its own, the other's story changes.
    moved = regrouping.moved | {*gone, *(piece.id for piece in fresh)}
    partners = (id_ for pair in constraints.together if moved & set(pair) for id_ in pair)
    homes = (entry.home for id_ in partners if (entry := archive.entry_of(id_)) is not None)
    return regrouping.touched | {home.root for home in homes if home is not None}


def liken(archive: Archive, piece: Piece, options: GroupOptions) -> Home | None:
    """Which of the earlier pieces that stand in the archive it is like, and why; None: none. Nothing is placed."""
    return _Regrouping(archive, options, NONE, {}, _reaches(options))._home(piece, piece.place)


@dataclass(slots=True)
class _Regrouping:
    archive: Archive
    options: GroupOptions
    constraints: Constraints
    rivals: Mapping[str, frozenset[str]]
    """By article, those that the user wants in no story with it."""
    reach: Mapping[str, timedelta | None]
    """By kind of keys, see `_reaches`."""
    queue: list[Place] = field(default_factory=list)
    queued: set[str] = field(default_factory=set)
    fresh: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    """Pieces that went to a story, or out of one."""
    touched: set[str] = field(default_factory=set)
    """Roots of the stories they went to, and out of."""
    longest: Mapping[str, timedelta] = field(init=False)
    """By the reason of a fit, see `_longest`."""

    def __post_init__(self) -> None:
        self.longest = _longest(self.options)

    def run(self, fresh: Collection[Piece], gone: Collection[str]) -> None:
        new = {piece.id: piece for piece in fresh}
        for id_ in (*gone, *new):
            old = self.archive.entry_of(id_)
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
            entry = self.archive.entry_of(id_)
            if entry is not None:  # what was to be looked at again may be gone itself
                self._place_anew(entry)

    def _place_anew(self, entry: Entry) -> None:
        piece = entry.piece
        was, now = entry.home, self._place(piece)
        if was != now:
            self.archive.place(piece.id, now)
        if was != now or piece.id in self.fresh:
            self._moved(entry, was, now)

    def _look_at(self, piece: Piece) -> None:
        if piece.id not in self.queued:
            self.queued.add(piece.id)
            heapq.heappush(self.queue, piece.place)

    def _leaves(self, entry: Entry) -> None:
        """A piece goes, to come back as another or not at all."""
        self._moved(entry, entry.home, None, leaves=True)
        self._look_after_stale(entry.piece)
        for member in self.archive.members(entry.piece.id):  # who can join a story depends on the one that opens it
            if member is not entry:
                self._look_after(member)

    def _moved(self, entry: Entry, was: Home | None, now: Home | None, leaves: bool = False) -> None:
        if was != now:
            self.moved.add(entry.piece.id)
            self.touched |= {home.root for home in (was, now) if home is not None}
        for member in self.archive.members(entry.piece.id):  # every report is held against the one that opens its story
            if member is not entry:
                self._look_at(member.piece)
        self._look_after(entry, leaves)

    def _look_after(self, entry: Entry, leaves: bool = False) -> None:
        """Whatever comes after it and could be placed elsewhere because of it is looked at again."""
        piece = entry.piece
        if piece.dated is not None:  # nothing depends on where a stale item belongs
            return
        newest = self.archive.is_newest(piece.place)
        for kind, keys in _by_kind(piece.keys).items():
            reach = self.reach[kind]
            if newest and reach is not None:
                continue
            later = [
                other
                for other in self.archive.sharing(keys, _after(piece.turn, reach))
                if other.place > entry.place or other.piece.dated is not None
            ]
            if not later:
                continue
            crowded, mine = self._crowded(piece, keys, reach, kind), frozenset(keys)
            for other in later:
                if other.piece.id in self.queued:
                    continue
                if (leaves or self._matters(entry, kind, other, crowded)) and _meet(mine, kind, other.piece, crowded):
                    self._look_at(other.piece)

    def _crowded(self, piece: Piece, keys: Collection[str], reach: timedelta | None, kind: str) -> set[str]:
        """Keys under which one more can push another out of the latest, for those that come after this piece."""
        if kind not in LATEST or reach is None:
            return set()
        span = span_of((piece.turn - reach, ""), (piece.turn + reach, LAST_ID))
        return self.archive.crowded(keys, span, LATEST[kind])

    def _look_after_stale(self, piece: Piece) -> None:
        """Where only the latest are compared, a stale item that comes or goes changes who these are."""
        if piece.dated is None:
            return
        for kind, keys in _by_kind(piece.keys).items():
            for moment in piece.moments if kind in LATEST else ():
                for other in self.archive.sharing(keys, _after(moment, self.reach[kind])):
                    if other.piece.id != piece.id:
                        self._look_at(other.piece)

    def _matters(self, entry: Entry, kind: str, other: Entry, crowded: Collection[str]) -> bool:
        """Whether a piece that came or moved can change where one was placed that shares keys of this kind with it."""
        if other.piece.dated is not None or kind == "apart":
            return True
        home = other.home
        asked = SETTLED_BY.get(home.reason) if home is not None and home.of is not None else None
        if asked is not None and kind not in asked:
            return False
        if kind not in LATEST:
            return True
        # Such a key brings copies of texts. So this can be one, or push another out of the latest.
        if asked is None or home is None or home.of is None:
            return self._may_be_copied(entry, other) or self._may_be_told_again(other.piece)
        copied = self.archive.entry_of(home.of)
        if copied is None or self._can_be_pushed_out(copied.piece, kind, other.piece, crowded):
            return True
        return self._is_copied_rather(entry, copied, other, home.root)

    def _may_be_copied(self, entry: Entry, other: Entry) -> bool:
        """Whether another, which is a copy of no text, can be one of this, or of what the user struck."""
        return bool(self.constraints.struck) or _copied(entry.piece, other.piece) is not None

    def _may_be_told_again(self, piece: Piece) -> bool:
        """Whether an earlier one claims the same: only then does it matter what else was found of their stories."""
        keys = _by_kind(piece.keys).get("event", ())
        earlier = self.archive.sharing(keys, _before(piece.place, self.reach["event"]))
        return any(other.piece.id != piece.id and same_claim(piece, other.piece) for other in earlier)

    def _can_be_pushed_out(self, copied: Piece, kind: str, other: Piece, crowded: Collection[str]) -> bool:
        """Whether one more under a crowded key can keep a piece from finding what it is a copy of.

        Not if enough of the keys that they share are not crowded at all; of the others, several may push it out.
        """
        keys = _by_kind(other.keys)[kind]
        shared = {*keys}.intersection(copied.keys)
        if shared.isdisjoint(crowded):
            return False
        span = _before(other.place, self.reach[kind])
        return len(shared - self.archive.crowded(shared, span, LATEST[kind])) < _least(keys, kind)

    def _is_copied_rather(self, entry: Entry, copied: Entry, other: Entry, root: str) -> bool:
        """Whether another, in the story of `root` as a copy of `copied`, may be placed as a copy of this piece."""
        if entry is copied:
            return True
        if entry.home is None:
            return False
        score = _copied(entry.piece, other.piece)
        if entry.home.root != root:
            return score is not None
        best = _copied(copied.piece, other.piece)
        return score is not None and (best is None or (score, copied.place) > (best, entry.place))

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
        for kind, keys in _by_kind(piece.keys).items():
            if kind not in {"url", "hash", "text"}:
                continue
            span = _before(piece.place, self.reach[kind])
            for other in self.archive.sharing(keys, span, most=LATEST.get(kind)):
                if piece.claim.type not in other.piece.struck or other.piece.place >= piece.place:
                    continue
                if kind != "text" or _text_likeness(other.piece, piece) is not None:
                    return True
        return False

    def _home(self, piece: Piece, place: Place) -> Home | None:
        barred = self._barred(piece) if piece.id in self.rivals else ()
        keys = _by_kind(piece.keys)
        spans: dict[timedelta | None, Span] = {}

        def look_for(kind: str) -> list[Entry]:
            if kind not in keys:
                return []
            reach = self.reach[kind]
            span = spans.get(reach) or spans.setdefault(reach, _before(place, reach))
            return self._find(piece, kind, keys[kind], span, barred)

        found = _Found(self.archive, look_for)
        for rule in RULES:
            # The latest story first: of two that would fit, a report belongs to the one still being told. Of equal
            # copies the first is the one that was copied.
            fits = sorted(rule(piece, place[0], found, self.options), key=lambda fit: fit.other.place)
            fitting = []
            for fit in fits:
                opener = found.opener(fit.other)
                if place[0] - opener.turn <= self.longest[fit.reason]:
                    fitting.append((opener.place, fit))
            if fitting:
                (_, root), fit = max(fitting, key=lambda choice: (choice[0], choice[1].score))
                return Home(
                    root=root,
                    relation=fit.relation,
                    reason=fit.reason,
                    score=round(fit.score, 3),
                    of=fit.other.piece.id,
                )
        return None

    def _find(self, piece: Piece, kind: str, keys: Collection[str], span: Span, barred: Collection[str]) -> list[Entry]:
        """The earlier pieces of stories that share enough keys of a kind with it."""
        return [
            other
            for other in self.archive.sharing(keys, span, _least(keys, kind), LATEST.get(kind))
            if other.home is not None
            and other.piece.dated is None
            and other.home.root not in barred
            and other.piece.id != piece.id
        ]

    def _barred(self, piece: Piece) -> set[str]:
        """Stories of what the user wants it to share none with: of two, the later gives way, or the stale one."""
        homes = []
        for id_ in self.rivals.get(piece.id, ()):
            rival = self.archive.entry_of(id_)
            if rival is None or rival.piece.dated is not None:
                continue
            if piece.dated is not None or rival.piece.place < piece.place:
                homes.append(rival.home)
        return {home.root for home in homes if home is not None}


def _reaches(options: GroupOptions) -> dict[str, timedelta | None]:
    """How far apart in time two pieces may be that are compared because of a kind of keys; None: however far."""
    copies, near = timedelta(days=options.copy_days), timedelta(hours=options.story_hours)
    return {"url": copies, "hash": copies, "text": copies, "word": near, "event": near, "apart": None}


def _longest(options: GroupOptions) -> dict[str, timedelta]:
    """How long after its first report a story can have one more, by the reason why it belongs there.

    What was reported of it in `longest_days` has copies for `copy_days`; copies of copies do not hold it open.
    """
    told = timedelta(days=options.longest_days)
    return {"headline": told, "event": told, **dict.fromkeys(EXACT, told + timedelta(days=options.copy_days))}


def _meet(keys: frozenset[str], kind: str, other: Piece, crowded: Collection[str]) -> bool:
    """Whether a piece with these keys of a kind has to do with a later one that shares some of them.

    It has if they share enough to be compared, or one that is crowded: there it can push a third out.
    """
    shared = keys.intersection(other.keys)
    return len(shared) >= _least(_by_kind(other.keys)[kind], kind) or not shared.isdisjoint(crowded)


def _least(keys: Collection[str], kind: str) -> int:
    """How many of its keys of a kind a piece must share with another to be compared with it."""
    return min(LEAST.get(kind, 1), len(keys))


@lru_cache(64)  # a piece is placed, then those that come after it are looked for
def _by_kind(keys: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    # The keys of a kind stand together, and no two kinds begin with the same letter.
    letters = "".join(map(itemgetter(0), keys))
    runs = (keys[letters.index(letter) : letters.rindex(letter) + 1] for letter in dict.fromkeys(letters))
    return {run[0].partition(":")[0]: run for run in runs}


def _before(place: Place, reach: timedelta | None) -> Span:
    """From where to where a piece looks for those it is compared with."""
    return span_of(FIRST if reach is None else (place[0] - reach, ""), place)


def _after(moment: datetime, reach: timedelta | None) -> Span:
    """From where to where those look that a piece of this moment is compared with."""
    return EVER if reach is None else span_of((moment, ""), (moment + reach, LAST_ID))


def _as_mention(home: Home) -> Home:
    return Home(root=home.root, relation="prior_mention", reason=home.reason, score=home.score, of=home.of)


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True, eq=False)
class _Found:
    """Earlier pieces of stories that a piece is compared with."""

    archive: Archive
    look_for: Callable[[str], list[Entry]]
    """Those that share enough of its keys of a kind."""
    by_kind: dict[str, list[Entry]] = field(default_factory=dict)
    """As far as it was asked for."""

    def by(self, kind: str) -> list[Entry]:
        if kind not in self.by_kind:
            self.by_kind[kind] = self.look_for(kind)
        return self.by_kind[kind]

    def opener(self, entry: Entry) -> Piece:
        """Of its story."""
        return self.archive.entry(_root(entry)).piece

    def reports_of(self, root: str) -> list[Piece]:
        """Whatever can be found of a story, each once."""
        found = (other for kind in KINDS for other in self.by(kind) if _root(other) == root)
        return [other.piece for other in {id(other): other for other in found}.values()]


def _root(entry: Entry) -> str:
    if entry.home is None:
        raise AssertionError(f"piece {entry.piece.id} is in no story")
    return entry.home.root


class _Fit(NamedTuple):
    """A report that a piece was found to be like."""

    other: Entry
    relation: str
    reason: str
    score: float


_Rule = Callable[[Piece, datetime, _Found, GroupOptions], Iterable[_Fit]]


def _same_piece(piece: Piece, moment: datetime, found: _Found, options: GroupOptions) -> Iterator[_Fit]:
    for kind, reason in (("url", "canonical_url"), ("hash", "content_hash")):
        others = found.by(kind)
        if others:
            yield from _first_copies(others, reason, lambda other: 1.0)


def _copied_text(piece: Piece, moment: datetime, found: _Found, options: GroupOptions) -> Iterator[_Fit]:
    return _first_copies(found.by("text"), "text", lambda other: _copied(other.piece, piece))


def _copied_headline(piece: Piece, moment: datetime, found: _Found, options: GroupOptions) -> Iterator[_Fit]:
    def likeness(other: Entry) -> float | None:
        if _contradict(piece, other.piece):
            return None
        compared = _compare(piece, moment, other)
        is_copy = compared.kind is Kind.DUPLICATE and not _has_news(piece, moment, other, found, options)
        return compared.score if is_copy else None

    return _first_copies(found.by("word"), "headline", likeness)


def _first_copies(others: Iterable[Entry], reason: str, likeness: Callable[[Entry], float | None]) -> Iterator[_Fit]:
    """Those that it is a copy of; of a story that it wholly copies no later one, since none can be nearer."""
    whole = set[str]()
    for other in sorted(others, key=attrgetter("place")):
        if not whole or _root(other) not in whole:
            score = likeness(other)
            if score is not None:
                yield _Fit(other, "duplicate", reason, score)
                if score == 1:
                    whole.add(_root(other))


def _has_news(piece: Piece, moment: datetime, other: Entry, found: _Found, options: GroupOptions) -> bool:
    """Whether a headline like that of another report tells more than that report's story knew.

    The very same headline does not, whatever more the text below it says.
    """
    claim, first = piece.claim, found.opener(other)
    if claim is None or piece.dated is not None or not _is_late(piece, moment, first, options):
        return False
    if _plain_title(piece.title) == _plain_title(other.piece.title):
        return False
    root = first.id
    told = any(_root(same) == root and same_claim(piece, same.piece) for same in found.by("event"))
    return told and adds(claim, _claims((first, *found.reports_of(root))))


def _told_again(piece: Piece, moment: datetime, found: _Found, options: GroupOptions) -> Iterator[_Fit]:
    claim = piece.claim
    if claim is None:
        return
    stories: defaultdict[str, list[Entry]] = defaultdict(list)
    for other in found.by("event"):
        if same_claim(piece, other.piece):
            stories[_root(other)].append(other)
    for root, same in stories.items():
        reports = found.reports_of(root)
        if _goes_on(claim, piece, moment, found.opener(same[0]), reports, options):
            nearest = max(same, key=lambda other: other.place)
            yield _Fit(nearest, "same_event", "event", _compare(piece, moment, nearest).score)


def _goes_on(
    claim: Claim, piece: Piece, moment: datetime, first: Piece, reports: Iterable[Piece], options: GroupOptions
) -> bool:
    """Whether a story can have one more report, since that contradicts nothing and adds nothing."""
    known = _claims((first, *reports))
    if any(same_matter(claim, other) and not agree(claim, other) for other in known):
        return False
    # Within hours, other numbers are other outlets' detail; later they are news.
    return not (_is_late(piece, moment, first, options) and adds(claim, known))


def _is_late(piece: Piece, moment: datetime, first: Piece, options: GroupOptions) -> bool:
    """Whether what it adds to the story of a first report has a time of its own."""
    return piece.opens and moment - first.turn > timedelta(hours=options.near_hours)


def _claims(reports: Iterable[Piece]) -> list[Claim]:
    return [report.claim for report in reports if report.claim is not None]


def _about_it(piece: Piece, moment: datetime, found: _Found, options: GroupOptions) -> Iterator[_Fit]:
    if piece.claim is not None or not piece.tickers:
        return
    for other in found.by("word"):
        opener = found.opener(other)
        companies = {*opener.tickers, *opener.participants}
        if companies.issuperset(piece.tickers):
            likeness = _compare(piece, moment, other)
            if likeness.kind is not Kind.UNRELATED:
                yield _Fit(other, "same_story", "headline", likeness.score)


RULES: Sequence[_Rule] = (_same_piece, _copied_text, _copied_headline, _told_again, _about_it)
"""In their order."""
SETTLED_BY = {
    "canonical_url": ("url", "hash"),
    "content_hash": ("url", "hash"),
    "text": ("url", "hash", "text"),
}
"""By the reason why a piece belongs to a story, the kinds of keys that were asked for until it was found; for another
reason, all."""


def _compare(piece: Piece, moment: datetime, other: Entry) -> Likeness:
    return compare(headline(piece.title), headline(other.piece.title), abs(moment - other.piece.turn))


@lru_cache(4096)
def _plain_title(title: str) -> str:
    return strip_title(title).casefold()


def _text_likeness(one: Piece, other: Piece) -> float | None:
    """How much of the shorter text the other holds; None: neither is a copy of the other."""
    return is_copy(unpack(one.text), unpack(other.text))


def _copied(earlier: Piece, later: Piece) -> float | None:
    """How much of the shorter text the other holds; None: the later one is no copy, or tells another event."""
    if not _contradict(later, earlier):
        return _text_likeness(earlier, later)
    if earlier.others or later.others or earlier.title == later.title:
        return _copied_all_the_same(earlier, later)
    return None


def _copied_all_the_same(earlier: Piece, later: Piece) -> float | None:
    """The same of two that are about different events.

    Of a text that is cut or edited, or has another headline, another of its events may be taken for what it is about.
    So it is a copy all the same if that event is one that the earlier text tells, or if two of these hold: its text
    is next to nothing beyond the earlier one, its headline is the same, and they have an event in common. Who speaks
    against a report, whole as it may be quoted, is no copy.
    """
    one, other = earlier.claim, later.claim
    if one is None or other is None or speaks_against(one) != speaks_against(other):
        return None
    signs = 2 * any(agree(other, claim) for claim in earlier.others)
    signs = signs or any(agree(mine, claim) for mine in later.others for claim in (one, *earlier.others))
    signs += earlier.title == later.title
    score = _text_likeness(earlier, later) if signs else None
    return score if score is not None and (signs >= 2 or _is_within(later, earlier, score)) else None


def _is_within(later: Piece, earlier: Piece, containment: float) -> bool:
    """Whether a text holds next to nothing that an earlier one does not."""
    mine, theirs = (len(unpack(piece.text).shingles) for piece in (later, earlier))
    return containment * min(mine, theirs) >= WITHIN * mine


def _contradict(one: Piece, other: Piece) -> bool:
    """Whether two alike texts speak of different events: by what was read in them, else by the names they hold."""
    if one.claim is not None and other.claim is not None:
        differ = one.claim.actor is not None or one.claim.type != other.claim.type
        return differ and not agree(one.claim, other.claim)
    mine, theirs = set(one.tickers), set(other.tickers)
    return bool(mine and theirs) and not (mine <= theirs or theirs <= mine)


# ── which rules these are ───────────────────────────────────────────────────────────────────────────


@cache
def code_mark() -> str:
    """A short mark of the rules: other rules, other stories and exposures."""
    return stable_id(
        "r", *(hashlib.blake2b(files("pipelines").joinpath(name).read_bytes()).hexdigest() for name in RULE_FILES)
    )
