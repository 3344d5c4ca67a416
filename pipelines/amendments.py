"""What the user said about stories, as rules for making them.

Amendments are ground truth that is only ever added to. The later of two that contradict each other counts, and a
withdrawal is said like anything else. Here they are put into words of the user's (`wrong_event`, `merge`, `split`,
`set_time`, `withdraw`), and what counts at an instant becomes `Constraints` on the making of stories, in whatever order
the amendments come.

What must never happen: that a constraint which no longer counts changes anything, since the withdrawal of an
amendment gives exactly the stories there were before it.

Both sides of a split are held together as well: who takes two of five reports away says that these two are a story
and that the other three are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tracker.errors import UsageError
from tracker.records import Amendment, AmendmentKind, Reading, Story, stable_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """What the making of stories is bound to."""

    struck: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    """By article, the event types that it does not tell; None: none at all."""
    together: tuple[tuple[str, str], ...] = ()
    """Pairs of articles whose stories are one."""
    apart: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    """Articles that are in no story with those of the other set."""
    times: Mapping[str, datetime] = field(default_factory=dict)
    """By article, when its story was first reported, in the order in which it was said: of two that meet in one story
    the last counts."""

    def rivals(self) -> dict[str, frozenset[str]]:
        """By article, those that it must not share a story with."""
        found: dict[str, frozenset[str]] = {}
        for sides in self.apart:
            for mine, theirs in (sides, sides[::-1]):
                found |= {article: found.get(article, frozenset()) | theirs for article in mine}
        return found

    def time_of(self, articles: Iterable[str]) -> datetime | None:
        """When the story with these articles was first reported; None: nobody set it."""
        wanted = set(articles) if self.times else frozenset[str]()
        said = [time for article, time in self.times.items() if article in wanted]
        return said[-1] if said else None


NONE = Constraints()


def constraints(amendments: Iterable[Amendment], as_of: datetime | None = None) -> Constraints:
    """What counts of the amendments said by `as_of` (None: of all). Their order does not matter."""
    standing = in_force(amendments, as_of)
    splits = [item for item in standing if item.kind is AmendmentKind.SPLIT]
    return Constraints(
        struck=_struck(item for item in standing if item.kind is AmendmentKind.WRONG_EVENT),
        # A pair that a later split parts is one of an earlier split's side; an earlier merge no longer stands.
        together=tuple(
            dict.fromkeys(
                pair for item in standing for pair in _pairs(item) if not any(_parts(split, pair) for split in splits)
            )
        ),
        apart=tuple((frozenset(item.articles), frozenset(item.from_articles)) for item in splits),
        times={item.articles[0]: item.time for item in standing if item.time is not None},
    )


def in_force(amendments: Iterable[Amendment], as_of: datetime | None = None) -> tuple[Amendment, ...]:
    """The amendments that count, in the order in which they were said.

    Withdrawals are not among them, nor what was withdrawn or contradicted later.
    """
    known = {item for item in amendments if as_of is None or item.at <= as_of}
    kept = [item for item in not_withdrawn(known) if item.kind is not AmendmentKind.WITHDRAW]
    return tuple(
        item for place, item in enumerate(kept) if not any(_contradicts(later, item) for later in kept[place + 1 :])
    )


def not_withdrawn(amendments: Iterable[Amendment]) -> list[Amendment]:
    """The amendments that were not taken back, withdrawals among them, in the order in which they were said."""
    said = sorted(amendments, key=_when)
    withdrawn: set[str] = set()
    for item in reversed(said):  # a withdrawal can be withdrawn itself
        if item.withdraws is not None and item.id not in withdrawn:
            withdrawn.add(item.withdraws)
    return [item for item in said if item.id not in withdrawn]


def _when(item: Amendment) -> tuple[datetime, bool, str]:
    return item.at, item.kind is AmendmentKind.WITHDRAW, item.id


def _contradicts(later: Amendment, earlier: Amendment) -> bool:
    match earlier.kind:
        case AmendmentKind.SPLIT:
            return any(_parts(earlier, side) for side in _sides(later))
        case AmendmentKind.MERGE:
            return later.kind is AmendmentKind.SPLIT and _parts(later, earlier.articles)
        case AmendmentKind.SET_TIME:
            return later.kind is AmendmentKind.SET_TIME and later.articles[0] == earlier.articles[0]
        case _:
            return False


def _sides(item: Amendment) -> Iterator[tuple[str, ...]]:
    """The groups of articles that an amendment holds together."""
    if item.kind is AmendmentKind.MERGE:
        yield item.articles
    elif item.kind is AmendmentKind.SPLIT:
        yield item.articles
        yield item.from_articles


def _pairs(item: Amendment) -> Iterator[tuple[str, str]]:
    for first, *others in _sides(item):
        yield from ((first, other) for other in others)


def _parts(split: Amendment, articles: Sequence[str]) -> bool:
    """Whether a split has some of these articles on either side."""
    named = set(articles)
    return not named.isdisjoint(split.articles) and not named.isdisjoint(split.from_articles)


def _struck(wrong: Iterable[Amendment]) -> dict[str, frozenset[str] | None]:
    found: dict[str, frozenset[str] | None] = {}
    for item in wrong:
        for article in item.articles:
            before = found.get(article, frozenset())
            found[article] = None if before is None or item.event is None else before | {item.event}
    return found


def strike(reading: Reading, struck: Mapping[str, frozenset[str] | None]) -> Reading:
    """The reading without the events that its article does not tell. Reactions stay; they are the market's."""
    wrong = struck.get(reading.article.id, frozenset())
    if wrong is not None and not wrong:
        return reading
    read = reading.extraction
    right = tuple(e for e in read.events if e.is_reaction or (wrong is not None and e.type not in wrong))
    return replace(reading, extraction=replace(read, events=right))


# ── what can be said ────────────────────────────────────────────────────────────────────────────────


def wrong_event(story: Story, *, at: datetime, note: str = "") -> Amendment:
    """That none of its reports tells an event of the story's type."""
    return _said(AmendmentKind.WRONG_EVENT, story.articles, at=at, note=note, event=story.type)


def merge(story: Story, other: Story, before: Iterable[Amendment], *, at: datetime, note: str = "") -> Amendment:
    """That two stories are one, whatever splits among the amendments said before hold them apart.

    Raises UsageError for a story and itself.
    """
    if story.id == other.id:
        raise UsageError(f"{story.id} cannot be merged with itself; name another story, or the beginning of its id")
    held_apart = {
        article
        for split in in_force(before)
        if split.kind is AmendmentKind.SPLIT and _parts(split, (*story.articles, *other.articles))
        for article in split.speaks_of
    }
    firsts = (story.articles[0], other.articles[0])
    more = (a for a in (*story.articles, *other.articles) if a in held_apart and a not in firsts)
    return _said(AmendmentKind.MERGE, (*firsts, *more), at=at, note=note)


def split(story: Story, leaving: Sequence[str], *, at: datetime, note: str = "") -> Amendment:
    """That some of its reports are a story of their own. Raises UsageError when none is left to tell the story."""
    staying = tuple(link.article for link in story.links if link.article not in leaving)
    if all(link.relation == "prior_mention" for link in story.links if link.article in staying):
        raise UsageError(f"{story.id} has no other report; at least one must stay. A wrong story is a --wrong-event")
    going = tuple(article for article in story.articles if article in leaving)
    return _said(AmendmentKind.SPLIT, going, at=at, note=note, from_articles=staying)


def set_time(story: Story, time: datetime, *, at: datetime, note: str = "") -> Amendment:
    """That the story was first reported at `time`. Raises UsageError for one that was still to come."""
    if time > at:
        raise UsageError(f"the time {time:%Y-%m-%dT%H:%M:%SZ} is still to come; it is now {at:%Y-%m-%dT%H:%M:%SZ}")
    return _said(AmendmentKind.SET_TIME, story.articles[:1], at=at, note=note, time=time)


def withdraw(amendment: Amendment, *, at: datetime, note: str = "") -> Amendment:
    """That an earlier amendment no longer counts."""
    return _said(
        AmendmentKind.WITHDRAW,
        amendment.articles,
        at=at,
        note=note,
        from_articles=amendment.from_articles,
        withdraws=amendment.id,
    )


def said_already(new: Amendment, before: Iterable[Amendment]) -> Amendment | None:
    """The amendment that says the same and still counts; None: there is none, and `new` says something new."""
    return next((item for item in in_force(before) if _what(item) == _what(new)), None)


def _said(
    kind: AmendmentKind,
    articles: tuple[str, ...],
    *,
    at: datetime,
    note: str,
    from_articles: tuple[str, ...] = (),
    event: str | None = None,
    time: datetime | None = None,
    withdraws: str | None = None,
) -> Amendment:
    return Amendment(
        id=stable_id("m", kind, *articles, "/", *from_articles, event, time, withdraws, at),
        at=at,
        kind=kind,
        articles=articles,
        from_articles=from_articles,
        event=event,
        time=time,
        note=note,
        withdraws=withdraws,
    )


def _what(item: Amendment) -> tuple[object, ...]:
    return item.kind, frozenset(item.articles), frozenset(item.from_articles), item.event, item.time, item.withdraws
