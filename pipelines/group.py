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
there, reports that were split do not meet, stories that were merged are told as one, and a time that was set is the
story's.

Why the order of arrival does not matter, and why the archive may grow. A piece is compared with the earlier pieces
that share a key with it, within the reach of the rule that the key serves, and with nothing else; whether two pieces
are alike depends on these two alone. So where a piece goes depends on where those pieces went, and when a piece comes
late or changes, only those are looked at again that share a key with it or with one that moved, and come after it.

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
from functools import lru_cache
from importlib.resources import files

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
FAR = ("url", "hash", "text")
NEAR = ("word", "event")
ALWAYS = ("apart",)
RULE_FILES = ("group.py", "pieces.py", "claims.py", "headlines.py", "headline_words.txt", "copies.py", "amendments.py")
"""What the rules stand in."""
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
_END = datetime(9999, 12, 31, tzinfo=UTC)


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
        self._places: dict[str, Home] = {}
        self._members: defaultdict[str, set[str]] = defaultdict(set)
        self._moments: defaultdict[str, list[tuple[datetime, str]]] = defaultdict(list)
        """By key, in order."""

    def load_keys(self, keys: Collection[str], first: datetime, last: datetime) -> None:
        """Bring in which pieces have these keys in first..last."""

    def load_pieces(self, ids: Collection[str]) -> None:
        """Bring in these pieces, where they were placed, and who else is in those stories."""

    def sharing(self, keys: Collection[str], first: datetime, last: datetime) -> dict[str, set[str]]:
        """Pieces with a moment in first..last under one of the keys, each with the keys it was found under."""
        self.load_keys(keys, first, last)
        found: defaultdict[str, set[str]] = defaultdict(set)
        for key in keys:
            moments = self._moments.get(key)
            if moments is None:
                continue
            for position in range(bisect.bisect_left(moments, (first, "")), len(moments)):
                moment, piece = moments[position]
                if moment > last:
                    break
                found[piece].add(key)
        self.load_pieces(found.keys() - self._pieces.keys())
        return found

    def piece(self, id_: str) -> Piece:
        if id_ not in self._pieces:
            self.load_pieces({id_})
        return self._pieces[id_]

    def held(self, id_: str) -> Piece | None:
        """The piece, or None when there is none of that id."""
        self.load_pieces({id_} - self._pieces.keys())
        return self._pieces.get(id_)

    def home_of(self, id_: str) -> Home | None:
        return self._places.get(id_)

    def members(self, root: str) -> list[str]:
        """Every piece of the story that this article opens."""
        if root in self._pieces or root in self._members:
            self.load_pieces(self._members[root] - self._pieces.keys())
        return sorted(self._members.get(root, ()))

    def put(self, piece: Piece) -> None:
        self._pieces[piece.id] = piece
        for key in piece.keys:
            for moment in piece.moments:
                bisect.insort(self._moments[key], (moment, piece.id))

    def drop(self, id_: str) -> None:
        """Forget a piece and where it was."""
        piece = self._pieces.pop(id_)
        self.place(id_, None)
        for key in piece.keys:
            held = self._moments[key]
            held[:] = [entry for entry in held if entry[1] != id_]

    def place(self, id_: str, placement: Home | None) -> None:
        old = self._places.pop(id_, None)
        if old is not None:
            self._members[old.root].discard(id_)
        if placement is not None:
            self._places[id_] = placement
            self._members[placement.root].add(id_)


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
    regrouping = _Regrouping(archive, options, constraints.rivals())
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
    rivals: Mapping[str, frozenset[str]]
    """By article, those that the user wants in no story with it."""
    queue: list[tuple[datetime, str]] = field(default_factory=list)
    queued: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    """Pieces that went to a story, or out of one."""
    touched: set[str] = field(default_factory=set)
    """Roots of the stories they went to, and out of."""

    def run(self, fresh: Collection[Piece], gone: Collection[str]) -> None:
        new = {piece.id: piece for piece in fresh}
        for id_ in (*gone, *new):
            old = self.archive.held(id_)
            if old is not None:
                self._moved(old, self.archive.home_of(id_), None)
                self.archive.drop(id_)
        for piece in new.values():
            self._look_at(piece)
        while self.queue:
            _, id_ = heapq.heappop(self.queue)
            self.queued.discard(id_)
            if id_ in new:
                self.archive.put(new.pop(id_))
            piece = self.archive.held(id_)
            if piece is None:  # it was to be looked at again and is gone itself
                continue
            was, now = self.archive.home_of(id_), self._place(piece)
            if was != now:
                self.archive.place(id_, now)
                self._moved(piece, was, now)

    def _look_at(self, piece: Piece) -> None:
        if piece.id not in self.queued:
            self.queued.add(piece.id)
            heapq.heappush(self.queue, piece.place)

    def _moved(self, piece: Piece, was: Home | None, now: Home | None) -> None:
        """Whatever comes after it and could have been compared with it is looked at again."""
        if was is None and now is None:
            return
        self.moved.add(piece.id)
        self.touched |= {placement.root for placement in (was, now) if placement is not None}
        if piece.dated is not None:  # nothing depends on a stale item
            return
        for id_ in self.archive.members(piece.id):  # every report of a story is held against the one that opens it
            if id_ != piece.id:
                self._look_at(self.archive.piece(id_))
        for keys, reach in _by_reach(piece, self.options):
            for id_ in self.archive.sharing(keys, *_after(piece.turn, reach)):
                other = self.archive.piece(id_)
                if other.place > piece.place or other.dated is not None:
                    self._look_at(other)

    def _place(self, piece: Piece) -> Home | None:
        if piece.dated is not None:
            homes = (self._home(piece, moment) for moment in piece.moments)
            home = next((home for home in homes if home is not None), None)
            return None if home is None else _as_mention(home)
        home = self._home(piece, piece.turn)
        if home is None and piece.opens:
            return Home(root=piece.id, relation="first", reason="opens", score=1.0)
        return home

    def _home(self, piece: Piece, moment: datetime) -> Home | None:
        found = self._candidates(piece, moment)
        for rule in RULES:
            accepted = [
                (other, verdict) for other in found if (verdict := rule(piece, moment, other, found, self.options))
            ]
            if accepted:
                # The latest story first: of two that would fit, a report belongs to the one still being told.
                other, (relation, reason, score) = max(
                    accepted, key=lambda fit: (fit[0].opener.place, fit[1][2], fit[0].piece.place)
                )
                return Home(
                    root=other.opener.id, relation=relation, reason=reason, score=round(score, 3), of=other.piece.id
                )
        return None

    def _candidates(self, piece: Piece, moment: datetime) -> list[_Candidate]:
        """Earlier pieces of stories that share a key with it."""
        shared: defaultdict[str, set[str]] = defaultdict(set)
        for keys, reach in _by_reach(piece, self.options):
            for id_, under in self.archive.sharing(keys, *_before(moment, reach)).items():
                shared[id_] |= under
        barred = self._barred(piece)
        found = []
        for id_, under in shared.items():
            home = self.archive.home_of(id_)
            other = self.archive.piece(id_)
            earlier = other.turn <= moment if piece.dated is not None else other.place < piece.place
            if home is None or not earlier or other.dated is not None or home.root in barred:
                continue
            found.append(_Candidate(piece=other, opener=self.archive.piece(home.root), keys=under))
        return found

    def _barred(self, piece: Piece) -> set[str]:
        """Stories of what the user wants it to share none with: of two, the later gives way, or the stale one."""
        homes = []
        for id_ in self.rivals.get(piece.id, ()):
            rival = self.archive.held(id_)
            if rival is not None and rival.dated is None and (piece.dated is not None or rival.place < piece.place):
                homes.append(self.archive.home_of(id_))
        return {home.root for home in homes if home is not None}


def _by_reach(piece: Piece, options: GroupOptions) -> Iterator[tuple[list[str], timedelta | None]]:
    """The keys of a piece by how far apart in time two pieces may be that are compared because of them."""
    reaches = (
        (FAR, timedelta(days=options.copy_days)),
        (NEAR, timedelta(hours=options.story_hours)),
        (ALWAYS, None),
    )
    for kinds, reach in reaches:
        keys = [key for key in piece.keys if key.partition(":")[0] in kinds]
        if keys:
            yield keys, reach


def _before(moment: datetime, reach: timedelta | None) -> tuple[datetime, datetime]:
    """From when to when a piece looks for those it is compared with."""
    return (_BEGINNING, _END) if reach is None else (moment - reach, moment)


def _after(moment: datetime, reach: timedelta | None) -> tuple[datetime, datetime]:
    """From when to when those look that it is compared with."""
    return (_BEGINNING, _END) if reach is None else (moment, moment + reach)


def _as_mention(home: Home) -> Home:
    return Home(root=home.root, relation="prior_mention", reason=home.reason, score=home.score, of=home.of)


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """An earlier piece that a piece is compared with."""

    piece: Piece
    opener: Piece
    """Of its story."""
    keys: set[str]
    """What the two share."""

    def shares(self, kind: str) -> int:
        """How many keys of a kind."""
        return sum(key.startswith(kind) for key in self.keys)


_Verdict = tuple[str, str, float] | None
_Rule = Callable[[Piece, datetime, _Candidate, Sequence[_Candidate], GroupOptions], _Verdict]


def _same_piece(
    piece: Piece, moment: datetime, other: _Candidate, found: Sequence[_Candidate], options: GroupOptions
) -> _Verdict:
    if other.shares("url:"):
        return "duplicate", "canonical_url", 1.0
    if other.shares("hash:"):
        return "duplicate", "content_hash", 1.0
    return None


def _copied_text(
    piece: Piece, moment: datetime, other: _Candidate, found: Sequence[_Candidate], options: GroupOptions
) -> _Verdict:
    if not other.shares("text:") or _contradict(piece, other.piece):
        return None
    score = is_copy(unpack(piece.text), unpack(other.piece.text))
    return ("duplicate", "text", score) if score is not None else None


def _copied_headline(
    piece: Piece, moment: datetime, other: _Candidate, found: Sequence[_Candidate], options: GroupOptions
) -> _Verdict:
    likeness = _likeness(piece, moment, other)
    if likeness is None or likeness.kind is not Kind.DUPLICATE or _contradict(piece, other.piece):
        return None
    return "duplicate", "headline", likeness.score


def _told_again(
    piece: Piece, moment: datetime, other: _Candidate, found: Sequence[_Candidate], options: GroupOptions
) -> _Verdict:
    since = moment - other.opener.turn
    if not other.shares("event:") or since > timedelta(days=options.longest_days) or not _agree(piece, other.piece):
        return None
    known = _known(other.opener, found)
    if any(same_matter(_claim(piece), claim) and not agree(_claim(piece), claim) for claim in known):
        return None
    # Within hours, other numbers are other outlets' detail; later they are news.
    if piece.opens and since > timedelta(hours=options.near_hours) and adds(_claim(piece), known):
        return None
    return "same_event", "event", _compare(piece, moment, other).score


def _about_it(
    piece: Piece, moment: datetime, other: _Candidate, found: Sequence[_Candidate], options: GroupOptions
) -> _Verdict:
    if (
        piece.claim is not None
        or not piece.tickers
        or not set(piece.tickers)
        <= {
            *other.opener.tickers,
            *other.opener.participants,
        }
    ):
        return None
    likeness = _likeness(piece, moment, other)
    if likeness is None or likeness.kind is Kind.UNRELATED:
        return None
    return "same_story", "headline", likeness.score


RULES: Sequence[_Rule] = (_same_piece, _copied_text, _copied_headline, _told_again, _about_it)


def _likeness(piece: Piece, moment: datetime, other: _Candidate) -> Likeness | None:
    """How alike two headlines are; None when they share no rare word, so that nobody looks."""
    return _compare(piece, moment, other) if other.shares("word:") else None


def _compare(piece: Piece, moment: datetime, other: _Candidate) -> Likeness:
    return compare(_headline(piece.title), _headline(other.piece.title), abs(moment - other.piece.turn))


# A headline is compared with many before it is forgotten.
_headline = lru_cache(4096)(headline)


def _contradict(one: Piece, other: Piece) -> bool:
    """Whether two alike texts speak of different events: by what was read in them, else by the names they hold."""
    if one.claim is not None and other.claim is not None:
        differ = one.claim.actor is not None or one.claim.type != other.claim.type
        return differ and not agree(one.claim, other.claim)
    mine, theirs = set(one.tickers), set(other.tickers)
    return bool(mine and theirs) and not (mine <= theirs or theirs <= mine)


def _agree(one: Piece, other: Piece) -> bool:
    return one.claim is not None and other.claim is not None and agree(one.claim, other.claim)


def _claim(piece: Piece) -> Claim:
    if piece.claim is None:
        raise AssertionError(f"piece {piece.id} claims nothing")
    return piece.claim


def _known(first: Piece, found: Sequence[_Candidate]) -> list[Claim]:
    """What the reports of a story say that a new one is compared with."""
    pieces = [first, *(other.piece for other in found if other.opener.id == first.id)]
    return [piece.claim for piece in pieces if piece.claim is not None]


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

    def home(id_: str) -> str:
        while id_ in first:
            id_ = first[id_]
        return id_

    for pair in constraints.together:
        held = [piece.id for id_ in pair if (piece := archive.held(id_)) is not None]
        roots = {home(placement.root if (placement := archive.home_of(id_)) else id_) for id_ in held}
        # Who tells a story comes before who is in none, then the earlier before the later.
        order = sorted(roots, key=lambda root: (archive.home_of(root) is None, archive.piece(root).place))
        if order and archive.home_of(order[0]) is not None:
            first |= dict.fromkeys(order[1:], order[0])
    return {root: home(root) for root in first}


def _story(archive: Archive, root: str, parts: Collection[str], constraints: Constraints) -> Story:
    placed = [
        (archive.piece(id_), placement)
        for part in parts
        for id_ in archive.members(part) or [part]
        if (placement := _as_told(archive, id_, root)) is not None
    ]
    reports = sorted(placed, key=lambda report: (report[0].id != root, report[0].place))
    first = archive.piece(root)
    claim = _claim(first)
    own = [piece for piece, placement in reports if placement.relation != "prior_mention"]
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
        links=tuple(_link(piece, placement) for piece, placement in reports),
        sources=len({piece.feed for piece in own}),
        independent=_independent([(p, at) for p, at in reports if at.relation != "prior_mention"]),
        backfilled=first.backfilled,
    )


def _as_told(archive: Archive, id_: str, root: str) -> Home | None:
    """Where a report stands in the story that `root` opens."""
    placement = archive.home_of(id_)
    if placement is None or (placement.relation == "first" and id_ != root):
        return Home(root=root, relation="same_event", reason="amended", score=1.0, of=root)
    return placement


def story_id(root: str) -> str:
    """The id of the story that an article opens."""
    return stable_id("s", root)


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


def _link(piece: Piece, placement: Home) -> StoryLink:
    return StoryLink(
        article=piece.id,
        relation=placement.relation,
        reason=placement.reason,
        score=placement.score,
        of=placement.of,
        at=piece.stamp.at,
        feed=piece.feed,
        claim=piece.claim,
        retold=piece.retold,
    )


def _independent(reports: Sequence[tuple[Piece, Home]]) -> int:
    """Outlets with a text of their own that do not merely pass on what another outlet reported; at least one."""
    origin: dict[str, str] = {}
    for piece, placement in reports:
        copied = placement.reason in EXACT or (placement.reason == "headline" and placement.score >= WIRE)
        origin[piece.id] = origin.get(placement.of, piece.id) if copied and placement.of else piece.id
    own = [piece for piece, _ in reports if origin[piece.id] == piece.id]
    return max(1, len({p.feed for p in own if p.claim is None or p.claim.source != "named_outlet"}))


def _common_themes(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Themes of at least half of the reports, the most frequent first; what one outlet adds in passing is none."""
    counts = Counter(theme for piece in pieces for theme in piece.themes)
    common = (theme for theme, count in counts.items() if 2 * count >= len(pieces))
    return tuple(sorted(common, key=lambda theme: (-counts[theme], theme)))
