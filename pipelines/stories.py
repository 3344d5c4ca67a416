"""Pieces that were placed together become a story: its time, its parties, and how each report belongs to it.

Where reports belong was decided in `pipelines.group`. Here only what the user put together is joined, and of each story
is told what its reports say together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import chain

from pipelines.amendments import NONE, Constraints
from pipelines.archive import Archive, Entry
from pipelines.claims import agree, other_party
from tracker.records import Basis, Home, Piece, Stamp, Story, StoryLink, stable_id

EXACT = frozenset({"canonical_url", "content_hash", "text"})
"""Reasons that make two articles one text."""
WIRE = 0.95
"""Headlines so alike are one wire's, whatever the outlets made of the text below."""


def tell(archive: Archive, touched: Collection[str], constraints: Constraints = NONE) -> tuple[list[Story], list[str]]:
    """The stories that these articles open, oldest first report first, and the ids of those that are no more.

    Where the user said that two are one, it is told by the one that came first.
    """
    joined = _joined(archive, constraints)
    chapters: dict[str, set[str]] = {root: {root} for root in {joined.get(root, root) for root in touched}}
    for root, first in joined.items():
        if first in chapters:
            chapters[first].add(root)
    told = {}
    for root, parts in chapters.items():
        members = {part: archive.members(part) for part in parts}
        if any(members.values()):
            reports = [entry for part in parts for entry in members[part] or [archive.entry(part)]]
            told[root] = _story(archive.entry(root), reports, constraints)
    gone = [story_id(root) for root in touched if root not in told]
    return sorted(told.values(), key=lambda story: (story.t0.at, story.id)), gone


def same_claim(one: Piece, other: Piece) -> bool:
    """Whether two reports tell the same event."""
    return one.claim is not None and other.claim is not None and agree(one.claim, other.claim)


def _joined(archive: Archive, constraints: Constraints) -> dict[str, str]:
    """For each story that the user put to another, or a report that is in none by itself, the one it belongs to."""
    first: dict[str, str] = {}

    def leading(id_: str) -> str:
        while id_ in first:
            id_ = first[id_]
        return id_

    for pair in constraints.together:
        held = [entry for id_ in pair if (entry := archive.entry_of(id_)) is not None]
        roots = {leading(entry.home.root if entry.home else entry.piece.id) for entry in held}
        # Who tells a story comes before who is in none, then the earlier before the later.
        order = sorted(roots, key=lambda root: (archive.home_of(root) is None, archive.entry(root).place))
        if order and archive.home_of(order[0]) is not None:
            first |= dict.fromkeys(order[1:], order[0])
    return {root: leading(root) for root in first}


def _story(opener: Entry, reports: Iterable[Entry], constraints: Constraints) -> Story:
    first = opener.piece
    claim = first.claim
    if claim is None:
        raise AssertionError(f"story of {first.id} was opened by no event")
    ordered = sorted(reports, key=lambda entry: (entry is not opener, entry.place))
    links = tuple(_link(entry, first.id) for entry in ordered)
    own = [entry.piece for entry, link in zip(ordered, links, strict=True) if link.relation != "prior_mention"]
    told = [piece for piece in own if piece is first or same_claim(piece, first)]
    t0, earliest, latest = _first_report(first, own, constraints)
    return Story(
        id=story_id(first.id),
        headline=first.title,
        type=claim.type,
        subtype=_first(piece.claim.subtype for piece in told if piece.claim),
        actor=claim.actor,
        counterparty=_first(other_party(piece.claim, claim.actor) for piece in told if piece.claim),
        themes=_common_themes(own),
        participants=tuple(dict.fromkeys(ticker for piece in told for ticker in piece.participants)),
        t0=t0,
        t0_earliest=earliest,
        t0_latest=latest,
        links=links,
        sources=len({piece.feed for piece in own}),
        independent=_independent([link for link in links if link.relation != "prior_mention"]),
        backfilled=first.backfilled,
    )


def story_id(root: str) -> str:
    """The id of the story that an article opens."""
    return stable_id("s", root)


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _first_report(
    first: Piece, own: Sequence[Piece], constraints: Constraints
) -> tuple[Stamp, datetime | None, datetime]:
    """When the story was first reported, and between which instants; as the user says, when the user does."""
    said = constraints.time_of(piece.id for piece in own)
    if said is not None:
        return Stamp(at=said, basis=Basis.AMENDED), said, said
    # Whoever came later with a time bounds what the first gave a day only, and a report of a day alone, or of the time
    # between two polls, may have come before the first. What nothing bounds says nothing of when a story was told.
    latest = min(piece.latest for piece in own)
    earliest = first.earliest
    if earliest is not None:
        earliest = min(piece.earliest for piece in own if piece.earliest is not None)
    return first.stamp, earliest, max(latest, first.stamp.at)


def _link(entry: Entry, root: str) -> StoryLink:
    """How a report stands in the story that `root` opens. It is kept: a report stays where it is, as others come."""
    home = entry.home
    if home is None or (home.relation == "first" and entry.piece.id != root):
        return _linked(entry.piece, Home(root=root, relation="same_event", reason="amended", score=1.0, of=root))
    if entry.link is None:
        entry.link = _linked(entry.piece, home)
    return entry.link


def _linked(piece: Piece, home: Home) -> StoryLink:
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


def _independent(links: Iterable[StoryLink]) -> int:
    """Outlets with a text of their own that do not merely pass on what another outlet reported; at least one."""
    origin: dict[str, str] = {}
    feeds = set()
    for link in links:
        copied = link.reason in EXACT or (link.reason == "headline" and link.score >= WIRE)
        origin[link.article] = origin.get(link.of, link.article) if copied and link.of else link.article
        if origin[link.article] == link.article and (link.claim is None or link.claim.source != "named_outlet"):
            feeds.add(link.feed)
    return max(1, len(feeds))


def _common_themes(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Themes of at least half of the reports, the most frequent first; what one outlet adds in passing is none."""
    if len({piece.themes for piece in pieces}) == 1:
        return tuple(sorted({*pieces[0].themes}))
    counts = Counter(chain.from_iterable(piece.themes for piece in pieces))
    common = (theme for theme, count in counts.items() if 2 * count >= len(pieces))
    return tuple(sorted(common, key=lambda theme: (-counts[theme], theme)))
