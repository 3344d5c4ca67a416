"""Reports of one event become one story.

What must never happen: one event counted twice (its move would be credited twice), or two events merged
(a move would be credited to the wrong one). Merging wrongly is the worse of the two, so every rule below needs
either identity or agreement on who did what.

How it works. Articles are taken in the order in which the public could read them. Each joins the first story
that one of these rules accepts, in this order:

1. the same canonical address, or the same text after normalisation, within `copy_days`: it is the same piece. An
   address without a path is a site's front page and identifies nothing;
2. a headline that is a copy: idf-weighted cosine of at least `same_headline`, or of at least `near_headline` when
   within `near_hours` and no number contradicts; both within `story_hours`, and never against what the articles
   say: "Citi upgrades Nvidia" is no copy of "Citi upgrades AMD";
3. the same event: equal type and actor, no contradicting counterparty or amount, no more than `story_hours` since the
   story's latest report and `longest_days` since its first.

An article that fits nowhere opens a story, if it has an event that can open one: not a price move (it would
explain itself), not a general remark, not a question. A report that gives a day and no time stands behind the
precise reports of that day: it must not take the time from the story.

A stale item is dated more than a week before an established feed first showed it. It opens nothing. It is linked, as a
prior mention, to the story that was being told at its date, else to the one being told when it was shown, by the same
rules. Nothing else of a story depends on it: an old date that nobody can vouch for must not make a story older, hold
it open, or bring others into it.

What the user said about stories binds all of this (`pipelines.amendments`): events that were read wrongly are not
there, reports that were split do not meet, stories that were merged are put together at the end, and a time that was
set is the story's.

The weight of a word comes from the headlines up to the one being placed, so that later news never regroups earlier
news.

Known exceptions: two contracts of one company inside three days without named counterparties or amounts become one
story; an event that is first reported without a number and later with another counterparty stays split.
The figures behind the headline thresholds were measured on labelled pairs of real headlines: cosine .5 within
12 hours without number conflict had precision .975 at recall .72; .7 alone .972 at .65.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pipelines.amendments import NONE, Constraints, strike
from tracker.options import GroupOptions
from tracker.records import Basis, DateQuality, Event, Precision, Reading, Stamp, Story, StoryLink, stable_id

STALE_AFTER = timedelta(days=7)
WESTERNMOST = timedelta(hours=12)
"""A time without a zone, read as UTC, can be so much later in truth."""
DEALS = frozenset("contract debt_financing equity_financing equity_investment mna power_deal".split())
"""Events that are told apart by their amounts: six billion and four billion are two loans."""
LEAD_CHARS = 600
"""Two or three sentences: what a summary in a feed has."""
ROUNDING = 0.2
"""Relative: outlets round the same amount, and deals are upsized; beyond it, it is another amount."""
CANNOT_OPEN = frozenset({"generic", "question"})
_NUMBER = re.compile(r"\d[\d.,]*")
_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
_STOP = frozenset(
    "a an and are as at be by for from has have in into is it its of on or s says that the to up with".split()
)


def group_stories(readings: Iterable[Reading], options: GroupOptions, constraints: Constraints = NONE) -> list[Story]:
    """Stories, oldest first report first. The order of `readings` does not matter.

    constraints: what the user said about them.
    """
    words = _Words()
    rivals = constraints.rivals()
    loners: list[_Piece] = []  # in no story by themselves
    turns: dict[str, tuple[datetime, str]] = {}
    drafts: list[_Draft] = []
    live: list[_Draft] = []  # those that a new piece could still join: no rule reaches back further than copy_days
    mentioned: set[str] = set()
    right = (strike(reading, constraints.struck) for reading in readings)
    for at, name, reading, stale in sorted(_turns(right), key=lambda turn: turn[:2]):
        if stale:
            allowed = _without(live, rivals.get(name))
            if name not in mentioned and _mention(_Piece.seen(reading, words, at), allowed, options):
                mentioned.add(name)
                turns[name] = at, name
            continue
        turns[name] = at, name
        words.count(reading.article.title)
        piece = _Piece.seen(reading, words, reading.stamp.at)
        live = [draft for draft in live if _reaches(draft, piece, options)]
        home = _find_home(piece, _without(live, rivals.get(name)), options)
        if home is not None:
            draft, link = home
            draft.add(piece, link)
        elif piece.can_open:
            live.append(_Draft.opened_by(piece))
            drafts.append(live[-1])
        else:
            loners.append(piece)
    united = _united(drafts, loners, constraints.together, turns)
    told = (_timed(draft.finish(), constraints) for draft in united)
    return _number_tellings(sorted(told, key=lambda s: (s.t0.at, s.id)))


def _without(drafts: list[_Draft], rivals: frozenset[str] | None) -> list[_Draft]:
    """The drafts that hold none of these articles."""
    if not rivals:
        return drafts
    return [draft for draft in drafts if rivals.isdisjoint(link.article for link in draft.links)]


def _united(
    drafts: Iterable[_Draft],
    loners: Iterable[_Piece],
    together: Iterable[tuple[str, str]],
    turns: Mapping[str, tuple[datetime, str]],
) -> list[_Draft]:
    """The drafts, those that the user says are one put together; a piece in none goes where it is said to belong.

    Prior mentions bind nothing: what is shown again of two stories does not make them one.
    """
    home = {piece.reading.article.id: draft for draft in drafts for piece in draft.pieces}
    alone = {piece.reading.article.id: piece for piece in loners}
    for pair in together:
        found = sorted((home[name] for name in pair if name in home), key=lambda draft: turns[draft.links[0].article])
        if len(found) == 2 and found[0] is not found[1]:
            found[0].take_over(found[1], turns)
            home |= dict.fromkeys((piece.reading.article.id for piece in found[1].pieces), found[0])
        elif len(found) == 1 and (lost := next((alone[name] for name in pair if name in alone), None)) is not None:
            found[0].add(lost, _as_said(lost.reading.article.id))
            found[0].arrange(turns)
            home[lost.reading.article.id] = found[0]
    return list({id(draft): draft for draft in home.values()}.values())


def _as_said(article: str) -> StoryLink:
    return StoryLink(article=article, relation="same_event", reason="amended", score=1.0)


def _timed(story: Story, constraints: Constraints) -> Story:
    time = constraints.time_of(story.articles)
    return story if time is None else replace(story, t0=Stamp(at=time, basis=Basis.AMENDED))


def _turns(readings: Iterable[Reading]) -> Iterator[tuple[datetime, str, Reading, bool]]:
    """When each reading is looked at, its id, itself, and whether it is stale; a stale one is looked at twice."""
    for reading in readings:
        article = reading.article
        if is_stale(reading):
            yield _latest(reading), article.id, reading, True
            yield article.first_seen, article.id, reading, True
        else:
            yield _order(reading), article.id, reading, False


def _order(reading: Reading) -> datetime:
    """Its time; of a day without a time the latest it can have been: its end, or when we saw it."""
    at = reading.stamp.at
    if reading.stamp.precision is Precision.DAY:
        at = min(at + timedelta(days=1), reading.article.first_seen)
    return at


def is_stale(reading: Reading) -> bool:
    """Whether an established feed showed it more than STALE_AFTER its date, whatever hour and zone that leaves open.

    What an article says since an edit that we saw is news of the edit, however old the article is.
    """
    article = reading.article
    return not article.backfilled and article.first_seen - _latest(reading) > STALE_AFTER


def _latest(reading: Reading) -> datetime:
    """The latest moment that the date of a reading can mean.

    A time without a zone is not trusted with the hour, so it stands behind the moment the item was seen. It tells a
    week from a day all the same.
    """
    stamp, article = reading.stamp, reading.article
    at, precision = stamp.at, stamp.precision
    if stamp.basis is Basis.FIRST_SEEN and stamp.quality is DateQuality.ASSUMED_ZONE and article.published is not None:
        at, precision = min(article.published, stamp.at), article.precision
    at += timedelta(days=1) if precision is Precision.DAY else timedelta()
    return at + (WESTERNMOST if stamp.quality is DateQuality.ASSUMED_ZONE else timedelta())


def _mention(piece: _Piece, live: Sequence[_Draft], options: GroupOptions) -> bool:
    """Link a stale piece to the story it belongs to at `piece.at`; returns whether there is one."""
    home = _find_home(piece, [draft for draft in live if _reaches(draft, piece, options)], options)
    if home is not None:
        draft, link = home
        draft.links.append(replace(link, relation="prior_mention"))
    return home is not None


def _reaches(draft: _Draft, piece: _Piece, options: GroupOptions) -> bool:
    return piece.at - draft.pieces[-1].at <= timedelta(days=options.copy_days)


def lead_event(reading: Reading) -> Event | None:
    """The event a report is about: in the headline if there is one, then the surest, then the first.

    Confidences are rates on some hundred texts, so that a few hundredths make none surer.
    Of a page's text only the beginning can say what it is about, unless nothing stands there: further down stands
    what else the companies have done. Reactions are never it.
    """
    events = [event for event in reading.extraction.events if not event.is_reaction]
    headline = len(reading.article.title)
    lead = headline + LEAD_CHARS if reading.article.page_text else len(reading.article.text)
    return min(
        events,
        key=lambda e: (
            e.trigger.start >= headline,
            e.trigger.start >= lead,
            -round(e.confidence.event, 1),
            e.trigger.start,
        ),
        default=None,
    )


@dataclass(slots=True)
class _Piece:
    """One reading with what the rules look at."""

    reading: Reading
    at: datetime
    event: Event | None
    vector: dict[str, float]
    numbers: frozenset[str]

    @classmethod
    def seen(cls, reading: Reading, words: _Words, at: datetime) -> _Piece:
        """The reading as it is looked at `at`."""
        title = reading.article.title
        return cls(
            reading=reading,
            at=at,
            event=lead_event(reading),
            vector=words.weigh(title),
            numbers=frozenset(n.strip(".,") for n in _NUMBER.findall(title)),
        )

    @property
    def can_open(self) -> bool:
        return self.event is not None and self.event.status not in CANNOT_OPEN

    @property
    def address(self) -> str:
        """What identifies the piece on the web; empty for a site's front page."""
        url = self.reading.article.canonical_url
        return url if urlsplit(url).path.strip("/") or urlsplit(url).query else ""

    @property
    def values(self) -> set[tuple[str, str]]:
        """The quantities of its lead event, as comparable pairs of unit and value."""
        return {(q.unit, str(q.value)) for q in self.event.quantities} if self.event else set()

    @property
    def headline_tickers(self) -> set[str]:
        end = len(self.reading.article.title)
        return {
            m.ticker for m in self.reading.extraction.mentions if m.ticker and m.kind == "company" and m.start < end
        }


@dataclass(slots=True)
class _Draft:
    """A story while it is being gathered."""

    pieces: list[_Piece]
    links: list[StoryLink]
    addresses: set[str] = field(default_factory=set)
    hashes: set[str] = field(default_factory=set)
    values: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def opened_by(cls, piece: _Piece) -> _Draft:
        draft = cls(pieces=[], links=[])
        draft.add(piece, StoryLink(article=piece.reading.article.id, relation="first", reason="opens", score=1.0))
        return draft

    def add(self, piece: _Piece, link: StoryLink) -> None:
        self.pieces.append(piece)
        self.links.append(link)
        if piece.address:
            self.addresses.add(piece.address)
        self.hashes.add(piece.reading.article.content_hash)
        self.values |= piece.values

    def take_over(self, other: _Draft, turns: Mapping[str, tuple[datetime, str]]) -> None:
        """Make another, later draft's reports this one's."""
        self.pieces += other.pieces
        self.links += [_as_said(other.links[0].article), *other.links[1:]]
        self.arrange(turns)

    def arrange(self, turns: Mapping[str, tuple[datetime, str]]) -> None:
        """Put the reports in the order of their turns; the one that opened the story stays its first."""
        first = self.links[0].article
        self.pieces.sort(key=lambda piece: (piece.reading.article.id != first, turns[piece.reading.article.id]))
        self.links.sort(key=lambda link: (link.article != first, turns[link.article]))

    def finish(self) -> Story:
        first = self.pieces[0]
        event = first.event
        if event is None:
            raise AssertionError("a story is opened by an event")
        told = [p for p in self.pieces if p is first or _same_event(p, first)]
        return Story(
            id=stable_id("s", first.reading.article.id),
            headline=first.reading.article.title,
            type=event.type,
            subtype=next((p.event.subtype for p in told if p.event and p.event.subtype), None),
            actor=event.actor,
            counterparty=next((p.event.counterparty for p in told if p.event and p.event.counterparty), None),
            themes=_common_themes(self.pieces),
            participants=_participants(told),
            t0=first.reading.stamp,
            links=tuple(self.links),
            sources=len({p.reading.article.feed for p in self.pieces}),
            backfilled=first.reading.article.backfilled,
            telling=1,
            days_since_last=None,
        )


def _find_home(piece: _Piece, drafts: Sequence[_Draft], options: GroupOptions) -> tuple[_Draft, StoryLink] | None:
    article = piece.reading.article
    for rule in (_same_piece, _copied_headline, _told_again):
        # The latest story first: of two that would fit, a report belongs to the one still being told.
        for draft in reversed(drafts):
            found = rule(piece, draft, options)
            if found is not None:
                relation, reason, score = found
                return draft, StoryLink(article=article.id, relation=relation, reason=reason, score=score)
    return None


_Verdict = tuple[str, str, float] | None


def _same_piece(piece: _Piece, draft: _Draft, options: GroupOptions) -> _Verdict:
    if piece.address and piece.address in draft.addresses:
        return "duplicate", "canonical_url", 1.0
    if piece.reading.article.content_hash in draft.hashes:
        return "duplicate", "content_hash", 1.0
    return None


def _copied_headline(piece: _Piece, draft: _Draft, options: GroupOptions) -> _Verdict:
    best = 0.0
    for other in draft.pieces:
        hours = abs((piece.at - other.at).total_seconds()) / 3600
        score = _cosine(piece.vector, other.vector) if hours <= options.story_hours else 0.0
        conflict = bool(piece.numbers and other.numbers and not piece.numbers & other.numbers)
        near = score >= options.near_headline and hours <= options.near_hours and not conflict
        if (score >= options.same_headline or near) and not _contradict(piece, other):
            best = max(best, score)
    return ("duplicate", "headline", round(best, 3)) if best else None


def _contradict(one: _Piece, other: _Piece) -> bool:
    """Whether two alike headlines speak of different events: by what was read in them, else by the names they hold."""
    if one.event is not None and other.event is not None:
        return not _same_event(one, other) and (one.event.actor is not None or one.event.type != other.event.type)
    mine, theirs = one.headline_tickers, other.headline_tickers
    return bool(mine and theirs) and not (mine <= theirs or theirs <= mine)


def _told_again(piece: _Piece, draft: _Draft, options: GroupOptions) -> _Verdict:
    first = draft.pieces[0]
    late = piece.at - draft.pieces[-1].at > timedelta(hours=options.story_hours)
    if late or piece.at - first.at > timedelta(days=options.longest_days) or not _same_event(piece, first):
        return None
    # Within hours, other numbers are other outlets' detail; a day later they are news.
    fresh = piece.at - first.at > timedelta(hours=options.near_hours) and piece.values - draft.values
    relation = "follow_up" if fresh else "same_event"
    return relation, "event", round(_cosine(piece.vector, first.vector), 3)


def _same_event(piece: _Piece, first: _Piece) -> bool:
    mine, theirs = piece.event, first.event
    return mine is not None and theirs is not None and mine.actor is not None and agree(mine, theirs)


def agree(mine: Event, theirs: Event) -> bool:
    """Equal type and actor, and no contradiction about the other party or, of a deal, the amount."""
    parties = {mine.counterparty, theirs.counterparty} - {None}
    same = mine.type == theirs.type and mine.actor == theirs.actor and len(parties) < 2
    return same and not (mine.type in DEALS and _other_amount(_dollars(mine), _dollars(theirs)))


def _other_amount(mine: Sequence[float], theirs: Sequence[float]) -> bool:
    """Whether both state dollars and none of one is near one of the other: 14 and 14.2 are the same deal."""
    near = any(abs(a - b) <= ROUNDING * max(a, b) for a in mine for b in theirs)
    return bool(mine and theirs) and not near


def _dollars(event: Event) -> list[float]:
    values = (q.value for q in event.quantities if q.unit == "USD")
    return [amount for value in values for amount in (value if isinstance(value, tuple) else (value,))]


def _participants(pieces: Iterable[_Piece]) -> tuple[str, ...]:
    """Tickers of the parties named in the roles of these events; brokers and publishers are none."""
    found: dict[str, None] = {}
    for piece in pieces:
        if piece.event is None:
            continue
        mentions = piece.reading.extraction.mentions
        tickers = {m.canonical: m.ticker for m in mentions if m.ticker and m.kind in {"company", "product"}}
        for party in (piece.event.actor, piece.event.counterparty, *piece.event.roles.values()):
            ticker = tickers.get(party) if party else None
            if ticker:
                found[ticker] = None
    return tuple(found)


def _number_tellings(stories: Sequence[Story]) -> list[Story]:
    """Count, for each story, the earlier ones of the same type and actor."""
    last: dict[tuple[str, str], Story] = {}
    numbered = []
    for story in stories:
        previous = last.get((story.type, story.actor)) if story.actor else None
        if previous is not None:
            days = (story.t0.at - previous.t0.at).total_seconds() / 86400
            story = replace(story, telling=previous.telling + 1, days_since_last=round(days, 3))
        if story.actor:
            last[story.type, story.actor] = story
        numbered.append(story)
    return numbered


def _common_themes(pieces: Sequence[_Piece]) -> tuple[str, ...]:
    """Themes of at least half of the reports, the most frequent first; what one outlet adds in passing is none."""
    counts = Counter(theme for piece in pieces for theme in piece.reading.extraction.themes)
    common = (theme for theme, count in counts.items() if 2 * count >= len(pieces))
    return tuple(sorted(common, key=lambda theme: (-counts[theme], theme)))


def _words(title: str) -> list[str]:
    return [word for word in _WORD.findall(title.casefold()) if word not in _STOP]


@dataclass(slots=True)
class _Words:
    """How rare each word is among the headlines so far."""

    headlines: int = 0
    frequency: Counter[str] = field(default_factory=Counter)

    def count(self, title: str) -> None:
        self.headlines += 1
        self.frequency.update(set(_words(title)))

    def weigh(self, title: str) -> dict[str, float]:
        """The words of a headline with their inverse document frequency, log(1 + n / df); df is at least 1."""
        return {word: math.log1p(self.headlines / (self.frequency[word] or 1)) for word in set(_words(title))}


def _cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Cosine of two weighted bags of words, in [0, 1]; 0 when one is empty."""
    shared = sum(weight * b[word] for word, weight in a.items() if word in b)
    norms = math.sqrt(sum(w * w for w in a.values())) * math.sqrt(sum(w * w for w in b.values()))
    return shared / norms if norms else 0.0
