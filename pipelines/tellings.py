"""Words for where a story stands among the others: the tellings before it, what it follows, what followed it.

How new a story is and which one it speaks of is found by `pipelines.lineage`; nothing is decided here. What must never
happen: a telling that no article of ours was there for, shown as if one had been. So one that is known only because a
later report dates it says so, and names that report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from pipelines.claims import stance
from pipelines.escape import one_line
from pipelines.lineage import CARRIED_ON, DECAY, FATES, novelty_words, ordinal
from tracker.records import Claim, Copy, Novelty, PriorTelling, Story, StoryLink

FOLLOWS: Final = {
    "follow_up": "follows up",
    "retelling": "tells again",
    "denial": "denies",
    "correction": "corrects",
    "completion": "completes",
    "termination": "ends",
}
FOLLOWED: Final = {
    "follow_up": "followed up on",
    "retelling": "told again on",
    "denial": "denied on",
    "correction": "corrected on",
    "completion": "completed on",
    "termination": "ended on",
}
LIKE: Final = {"canonical_url": "same address", "content_hash": "same text", "event": "same event"}
"""Reasons of links; the others are words as they stand."""
AGAINST: Final = frozenset({"correction", *FATES})
"""What a reader of the first report has to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Another telling of the matter, as a reader is told of it."""

    day: date
    at: datetime | None
    """When it was first reported; None: of that the day alone is known."""
    said: str
    """Its headline; of what is known only from a later report, what that says of it."""
    story: str | None
    """None: known only from a later report."""
    article: str
    """Its first report, or the report that dates it."""
    relation: str | None = None
    """Of a story that followed, what it is to the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """The stories that one is told with."""

    earlier: tuple[Told, ...] = ()
    """The tellings before it, oldest first."""
    follows: Told | None = None
    followers: tuple[Told, ...] = ()
    """Those that follow it, in their order."""


def find_kin(stories: Sequence[Story], novelty: Mapping[str, Novelty]) -> dict[str, Kin]:
    """For each story the others that it is told with.

    novelty: of these stories, from `pipelines.lineage`.
    """
    by_id = {story.id: story for story in stories}
    retold = {link.article: link.retold for story in stories for link in story.links if link.retold}
    followers: defaultdict[str, list[Told]] = defaultdict(list)
    for story in sorted(stories, key=lambda story: (story.t0.at, story.id)):
        news = novelty[story.id]
        if news.follows is not None:
            followers[news.follows].append(_told(story, news.relation))
    kin = {}
    for story in stories:
        news = novelty[story.id]
        kin[story.id] = Kin(
            earlier=tuple(_earlier(prior, story, by_id, retold) for prior in news.earlier),
            follows=_told(by_id[news.follows], None) if news.follows is not None else None,
            followers=tuple(followers[story.id]),
        )
    return kin


def _told(story: Story, relation: str | None) -> Told:
    return Told(
        day=story.t0.at.date(),
        at=story.t0.at if story.t0.at == story.t0_latest else None,
        said=one_line(story.headline),
        story=story.id,
        article=story.links[0].article,
        relation=relation,
    )


def _earlier(
    prior: PriorTelling, story: Story, by_id: Mapping[str, Story], retold: Mapping[str, Sequence[Claim]]
) -> Told:
    if prior.story is not None:
        return _told(by_id[prior.story], None)
    dated = [claim for claim in retold[prior.article] if claim.date == prior.day.isoformat()]
    # What speaks of a story has that one's earlier tellings, and can be of another type: a clarification.
    own = (claim for claim in dated if (claim.type, claim.actor) == (story.type, story.actor))
    claim = next(own, dated[0])
    return Told(day=prior.day, at=None, said=claim_words(claim), story=None, article=prior.article)


# ── words ───────────────────────────────────────────────────────────────────────────────────────────


def lineage_lines(news: Novelty, kin: Kin) -> list[str]:
    """Where a story stands, a line for each thing to say of it."""
    return [
        _place(news),
        *(f"{ordinal(number)} telling {_telling_words(told)}" for number, told in enumerate(kin.earlier, 1)),
        *([f"new: {'; '.join(news.new)}"] if news.new else []),
        *_follows_words(news, kin),
        *(f"{FOLLOWED[told.relation or '']} {_telling_words(told)}" for told in kin.followers),
        _speed(news),
    ]


def is_told_alone(kin: Kin) -> bool:
    """Whether nothing came before it and nothing followed."""
    return kin == Kin()


def against_lines(kin: Kin) -> Iterator[str]:
    """That a story was denied, corrected or ended since, and by what."""
    for told in kin.followers:
        if told.relation in AGAINST:
            yield f"{FOLLOWED[told.relation].capitalize()} {_telling_words(told)}"


def retold_lines(link: StoryLink) -> Iterator[str]:
    """What a report tells of earlier days, beside the day that it is all about."""
    for claim in link.retold:
        if claim.date is not None and claim != link.claim:
            yield f"looks back to {claim.date}: {claim_words(claim)}"


def link_words(link: StoryLink) -> str:
    """How a report belongs to its story."""
    if link.relation == "first":
        return "first report"
    if link.reason == "amended":
        return "the same story, as you said"
    if link.relation == "same_event" and link.reason == "event":
        return "same event"
    if link.relation == "prior_mention":
        day = link.claim.date if link.claim is not None else None
        return f"looks back to {day}" if day is not None else f"an old item, {_likeness(link)}"
    return f"about the same, {_likeness(link)}" if link.relation == "same_story" else copy_words(link)


def copy_words(link: StoryLink | Copy) -> str:
    """Of what an article is a copy, and how like.

    >>> copy_words(Copy(of="a1", reason="content_hash", score=1.0))
    'copy of a1, same text'
    >>> copy_words(Copy(of="a1", reason="headline", score=0.817))
    'headline like that of a1, 0.82 alike'
    """
    of = f" of {link.of}" if link.of else ""
    if link.reason == "headline":
        return f"headline like that{of}, {link.score:.2f} alike"
    return f"copy{of}, {_likeness(link)}"


def _likeness(link: StoryLink | Copy) -> str:
    alike = f", {link.score:.2f} alike" if link.score < 1 and link.reason != "event" else ""
    return f"{LIKE.get(link.reason, link.reason)}{alike}"


def claim_words(claim: Claim) -> str:
    """What a report claims, in brief.

    >>> claim_words(Claim(type="compute_leasing", actor="Meta", status="considered", source="company"))
    'compute leasing by Meta, considered'
    """
    by = f" by {claim.actor}" if claim.actor else ""
    told = "denied" if stance(claim) == "denied" else claim.status
    return one_line(f"{claim.type.replace('_', ' ')}{by}, {told}")


def _place(news: Novelty) -> str:
    """First its number, then how long ago the last was, or what it is to an earlier one."""
    words = novelty_words(replace(news, new=()))
    return f"{words}, within the {ordinal(news.telling)} telling" if news.relation in CARRIED_ON else words


def _telling_words(told: Told) -> str:
    if told.story is None:
        return f"{told.day}: {told.said}, known only from a later report ({told.article})"
    when = f"{told.at:%Y-%m-%d %H:%M} UTC" if told.at is not None else f"{told.day}"
    return f"{when}: {told.said} ({told.story})"


def _follows_words(news: Novelty, kin: Kin) -> Iterable[str]:
    """What it follows, unless that stands among the earlier tellings."""
    if kin.follows is not None and kin.follows.story not in {told.story for told in kin.earlier}:
        yield f"{FOLLOWS[news.relation or '']} {_telling_words(kin.follows)}"


def _speed(news: Novelty) -> str:
    counts = ", ".join(f"{count} in {span}" for span, count in news.similar.items())
    return f"24-hour decay {news.decay} of {DECAY[0]}; similar reports before it: {counts}"
