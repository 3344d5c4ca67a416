"""Reports of one event become one story.

What must never happen: one event counted twice (its move would be credited twice), or two events merged
(a move would be credited to the wrong one). Merging wrongly is the worse of the two, so every rule below needs
either identity or agreement on who did what.

How it works. Pieces are looked at in the order in which the public could read them. Each joins the story of an earlier
piece that one of these rules finds it to be like, in this order:

1. the user says so (an amendment);
2. the same canonical address, or the same text after normalisation, within `copy_days`: it is the same piece;
3. a copy of the text, whole, cut or edited (`pipelines.copies`), within `copy_days`;
4. a headline that is a copy (`pipelines.headlines`), within `story_hours`; neither 3 nor 4 against what the articles
   say: "Citi upgrades Nvidia" is no copy of "Citi upgrades AMD";
5. the same claim: equal type and actor, no contradicting party or amount (`pipelines.claims`), no more than `story_hours`
   after a report of the story and `longest_days` after its first. Later than `near_hours` after the first, a report that
   adds to what the story knew is news, and has a story of its own with its own time;
6. a headline about the same story and the same companies, of a report in which no event was read: it adds no claim.

An article that fits nowhere opens a story, if it has an event that can open one: not a price move (it would explain
itself), not a general remark, not a question, not what was on an earlier day. How a story follows from an earlier one,
as a denial, a completion or the next telling, is for `pipelines.lineage` to say.

A stale item opens nothing. It is linked, as a prior mention, to the story that was being told at its date, else to the
one being told when it was shown, by the same rules. Nothing else of a story depends on it: an old date that nobody can
vouch for must not make a story older, hold it open, or bring others into it.

Why the order of arrival does not matter, and why the archive may grow. A piece is compared with the earlier pieces that
share a key with it, within the reach of the rule that the key serves, and with nothing else; whether two pieces are alike
depends on these two alone. So where a piece goes depends on where those pieces went, and when a piece comes late or
changes, only those are looked at again that share a key with it or with one that moved, and come after it.

Known exceptions: two contracts of one company inside three days without named counterparties or amounts become one
story; an event that is first reported without a number and later with another counterparty stays split; what two outlets
add to an event after `near_hours`, each something else, becomes two stories.
"""

from __future__ import annotations

import bisect
import hashlib
import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.resources import files

from pipelines.amendments import NONE, Constraints
from pipelines.claims import adds, agree
from pipelines.copies import is_copy
from pipelines.headlines import compare, headline
from pipelines.pieces import piece_of
from tracker.options import GroupOptions
from tracker.records import Basis, Claim, Piece, Placement, Reading, Stamp, Story, StoryLink, stable_id

EXACT = frozenset({"canonical_url", "content_hash", "text"})
"""Reasons that make two articles one text."""
WIRE = 0.95
"""Headlines so alike are one wire's, whatever the outlets made of the text below."""
FAR = ("url", "hash", "text")
NEAR = ("word", "event")
ALWAYS = ("together", "apart")
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
    touched = regroup(archive, list(pieces), (), options, constraints)
    return sorted((tell(archive, root) for root in touched if archive.members(root)), key=lambda s: (s.t0.at, s.id))


# ── what is held ────────────────────────────────────────────────────────────────────────────────────


class Archive:
    """Pieces by the keys they can be found under, and where they were placed.

    This one holds everything in memory. A store overrides `load_keys` and `load_pieces` to bring in what is asked for.
    """

    def __init__(self) -> None:
        self._pieces: dict[str, Piece] = {}
        self._places: dict[str, Placement] = {}
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

    def placement(self, id_: str) -> Placement | None:
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

    def place(self, id_: str, placement: Placement | None) -> None:
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
    return _Regrouping(archive, options, constraints.rivals()).run(fresh, gone)


@dataclass(slots=True)
class _Regrouping:
    archive: Archive
    options: GroupOptions
    rivals: Mapping[str, frozenset[str]]
    """By article, those that the user wants in no story with it."""
    queue: list[tuple[datetime, str]] = field(default_factory=list)
    queued: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)

    def run(self, fresh: Collection[Piece], gone: Collection[str]) -> set[str]:
        new = {piece.id: piece for piece in fresh}
        for id_ in (*gone, *new):
            old = self.archive.held(id_)
            if old is not None:
                self._moved(old, self.archive.placement(id_), None)
                self.archive.drop(id_)
        for piece in new.values():
            self._look_at(piece)
        while self.queue:
            _, id_ = heapq.heappop(self.queue)
            self.queued.discard(id_)
            piece = new.pop(id_, None)
            if piece is not None:
                self.archive.put(piece)
            else:
                piece = self.archive.piece(id_)
            was, now = self.archive.placement(id_), self._place(piece)
            if was != now:
                self.archive.place(id_, now)
                self._moved(piece, was, now)
        return self.touched

    def _look_at(self, piece: Piece) -> None:
        if piece.id not in self.queued:
            self.queued.add(piece.id)
            heapq.heappush(self.queue, piece.place)

    def _moved(self, piece: Piece, was: Placement | None, now: Placement | None) -> None:
        """Whatever comes after it and could have been compared with it is looked at again."""
        if was is None and now is None:
            return
        self.touched |= {placement.root for placement in (was, now) if placement is not None}
        if piece.dated is not None:  # nothing depends on a stale item
            return
        for id_ in self.archive.members(piece.id):  # every report of a story is held against the one that opens it
            if id_ != piece.id:
                self._look_at(self.archive.piece(id_))
        for keys, reach in _by_reach(piece, self.options):
            for id_ in self.archive.sharing(keys, piece.turn, _later(piece.turn, reach)):
                other = self.archive.piece(id_)
                if other.place > piece.place:
                    self._look_at(other)

    def _place(self, piece: Piece) -> Placement | None:
        if piece.dated is not None:
            homes = (self._home(piece, moment) for moment in piece.moments)
            home = next((home for home in homes if home is not None), None)
            return None if home is None else _as_mention(home)
        home = self._home(piece, piece.turn)
        if home is None and piece.opens:
            return Placement(root=piece.id, relation="first", reason="opens", score=1.0)
        return home

    def _home(self, piece: Piece, moment: datetime) -> Placement | None:
        found = self._candidates(piece, moment)
        for rule in RULES:
            accepted = [(other, verdict) for other in found if (verdict := rule(piece, moment, other, found, self.options))]
            if accepted:
                # The latest story first: of two that would fit, a report belongs to the one still being told.
                other, (relation, reason, score) = max(
                    accepted, key=lambda fit: (fit[0].opener.place, fit[1][2], fit[0].piece.place)
                )
                return Placement(
                    root=other.opener.id, relation=relation, reason=reason, score=round(score, 3), of=other.piece.id
                )
        return None

    def _candidates(self, piece: Piece, moment: datetime) -> list[_Candidate]:
        """Earlier pieces of stories that share a key with it."""
        shared: defaultdict[str, set[str]] = defaultdict(set)
        for keys, reach in _by_reach(piece, self.options):
            for id_, under in self.archive.sharing(keys, _earlier(moment, reach), moment).items():
                shared[id_] |= under
        barred = self._barred(piece)
        found = []
        for id_, under in shared.items():
            placement = self.archive.placement(id_)
            other = self.archive.piece(id_)
            earlier = other.turn <= moment if piece.dated is not None else other.place < piece.place
            if placement is None or not earlier or other.dated is not None or placement.root in barred:
                continue
            found.append(_Candidate(piece=other, opener=self.archive.piece(placement.root), keys=under))
        return found

    def _barred(self, piece: Piece) -> set[str]:
        """Stories that the user wants it out of."""
        rivals = self.rivals.get(piece.id, frozenset())
        places = [self.archive.placement(id_) for id_ in rivals if self.archive.held(id_) is not None]
        return {placement.root for placement in places if placement is not None}


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


def _earlier(moment: datetime, reach: timedelta | None) -> datetime:
    return _BEGINNING if reach is None else moment - reach


def _later(moment: datetime, reach: timedelta | None) -> datetime:
    return _END if reach is None else moment + reach


def _as_mention(home: Placement) -> Placement:
    return Placement(root=home.root, relation="prior_mention", reason=home.reason, score=home.score, of=home.of)


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


def _as_the_user_says(
    piece: Piece, moment: datetime, other: _Candidate, found: Sequence[_Candidate], options: GroupOptions
) -> _Verdict:
    return ("same_event", "amendment", 1.0) if other.shares("together:") else None


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
    score = is_copy(piece.shingles, other.piece.shingles)
    return ("duplicate", "text", score) if score is not None else None


def _copied_headline(
    piece: Piece, moment: datetime, other: _Candidate, found: Sequence[_Candidate], options: GroupOptions
) -> _Verdict:
    likeness = _likeness(piece, moment, other)
    if likeness is None or likeness[0] != "duplicate" or _contradict(piece, other.piece):
        return None
    return "duplicate", "headline", likeness[1]


def _told_again(
    piece: Piece, moment: datetime, other: _Candidate, found: Sequence[_Candidate], options: GroupOptions
) -> _Verdict:
    first = other.opener
    if not other.shares("event:") or not _agree(piece, other.piece) or not _agree(piece, first):
        return None
    since = moment - first.turn
    if since > timedelta(days=options.longest_days):
        return None
    # Within hours, other numbers are other outlets' detail; later they are news.
    if piece.opens and since > timedelta(hours=options.near_hours) and adds(_claim(piece), _known(first, found)):
        return None
    score = compare(headline(piece.title), headline(other.piece.title), abs(moment - other.piece.turn)).score
    return "same_event", "event", score


def _about_it(
    piece: Piece, moment: datetime, other: _Candidate, found: Sequence[_Candidate], options: GroupOptions
) -> _Verdict:
    if piece.claim is not None or not piece.tickers or not set(piece.tickers) <= {
        *other.opener.tickers,
        *other.opener.participants,
    }:
        return None
    likeness = _likeness(piece, moment, other)
    return ("same_story", "headline", likeness[1]) if likeness is not None and likeness[0] != "unrelated" else None


RULES: Sequence[_Rule] = (_as_the_user_says, _same_piece, _copied_text, _copied_headline, _told_again, _about_it)


def _likeness(piece: Piece, moment: datetime, other: _Candidate) -> tuple[str, float] | None:
    """How alike two headlines are; None when they share no rare word, so that nobody looks."""
    if not other.shares("word:"):
        return None
    found = compare(headline(piece.title), headline(other.piece.title), abs(moment - other.piece.turn))
    return found.kind, found.score


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


def tell(archive: Archive, root: str) -> Story:
    """The story that an article opens, from its reports as they are placed."""
    placed = [(archive.piece(id_), archive.placement(id_)) for id_ in archive.members(root)]
    reports = sorted(((p, at) for p, at in placed if at is not None), key=lambda report: report[0].place)
    first = archive.piece(root)
    claim = _claim(first)
    own = [piece for piece, placement in reports if placement.relation != "prior_mention"]
    told = [piece for piece in own if piece is first or _agree(piece, first)]
    t0, earliest, latest = _first_report(first, own)
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


def story_id(root: str) -> str:
    """The id of the story that an article opens."""
    return stable_id("s", root)


def code_mark() -> str:
    """A short mark of the rules: other rules, other stories."""
    return stable_id("r", *(hashlib.blake2b(files("pipelines").joinpath(name).read_bytes()).hexdigest() for name in RULE_FILES))


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _first_report(first: Piece, own: Sequence[Piece]) -> tuple[Stamp, datetime | None, datetime]:
    """When the story was first reported, and between which instants; as the user says, when the user does."""
    amended = [piece.amended_time for piece in own if piece.amended_time is not None]
    if amended:  # of the one that opens it, else of the earliest that has one
        return Stamp(at=amended[0], basis=Basis.AMENDED), amended[0], amended[0]
    # Whoever came later with a time bounds what the first gave a day only.
    latest = min(piece.latest for piece in own)
    return first.stamp, first.earliest, max(latest, first.stamp.at)


def _link(piece: Piece, placement: Placement) -> StoryLink:
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


def _independent(reports: Sequence[tuple[Piece, Placement]]) -> int:
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
