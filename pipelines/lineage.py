"""How new each story is, and which earlier story it speaks of.

What must never happen: a retelling taken for news, or news taken for a retelling. The first credits a price move to a
report that everybody knew for months; the second hides the one event of the year behind an older one with the same
names. So nothing contradicts by silence, but a contradiction about the other party or a deal's dollars makes two
matters (`pipelines.claims.agree`), and what recurs by its nature (results, guidance, ratings, target prices) is retold
only where it repeats a figure or a name, or says that it reiterates: then it tells again what had that figure, or,
where none had, what stood last. And what was known can only have come before: stories are taken in the order of their
first reports, and nothing that is reported later changes what an earlier one was.

Two speeds. Within a day the field's convention is a chain: the first report of an event for its parties is worth 100,
the following 75, 56, 42 … 0, and 24 hours of silence begin it anew (RavenPack's event novelty score); other vendors
count similar items in windows of 12 hours to 7 days. Both are blind to the slow repetition: an executive muses in
October, says "an option we have" in May, and the plan reported in July scores 100, with no similar item in a week. Both
answers are right, and the second needs the whole archive and no cap on the days. So both are given.

How tellings are counted. A reader of "third telling" wants the independent times the matter came up, not every twist of
one week. A telling begins with a story that follows none, or retells one after FOLLOWED of silence; whatever carries a
story on or speaks of it (follow-up, denial, correction, completion, termination) belongs to that telling: it has its
number and its earlier tellings. A telling goes on for as long as one story comes within FOLLOWED of the one before.
An earlier telling can also be known only because a report dates it ("on May 27 he said"): it counts where it lies
SAME_TIME or more before this story and no known story lies that near to it. The archive begins somewhere, and a matter
is not new because we are.

Which story one follows is asked in this order, and the first that has an answer holds:

1. a clarification speaks of a story of the last FOLLOWED in which its speaker takes part, best of one with the same
   other party or amount, then of a fact before an opinion, then of hearsay, which is what companies deny, then of the
   latest; never of its own speaker's denials, nor of a rating or a target price, which nobody denies;
2. a correction, so marked, of the latest story of the matter with another amount;
3. a denial of the latest story that affirmed the matter, however old: who denies twice denies the same report twice;
4. an end of the latest that affirmed it, however old, but first of one that names the same other party;
5. a completion of one at most COMPLETED old that had announced, planned or agreed, and whose amounts fit;
6. what comes within FOLLOWED of the latest story of the matter follows up the latest of equal stance, else the latest;
7. what comes later retells it.

The place of a story is its first report; of a day alone its end, as in grouping. What is new is what no claim had said
until then. Days of stories are UTC days. The cost is about linear in stories and reports: what one matter has said is
kept together by other party (of deals by dollars too), not compared story by story.

A deal between two is known by both, from whichever side a report tells it (`pipelines.claims`): it stands in the
history of either, and counts there; its own chain is that of its first report's actor.

Known exceptions. Two loans of nearly one amount, or one without an amount, are taken for one; so is a contract said to
run for one that began. A matter of which a text gives no day is not counted. A follow-up that retells an older day does
not change the number of its telling. Who deals again after an end retells; `new` says that it came back.

What was tried and given up. A clarification spoke of the latest report on its speaker, whatever that was: a company
then denied the target price of an analyst that morning. Whoever reiterates told all earlier ones again: guidance that
was raised once and then kept came out as the third telling. "If we overbuild, we could" and "we consider" were one
step: the answer to the shareholders, which was the news of its day, added nothing to the earnings call. Both are an
option to who hears of the plan, and are called so there. Weighed and not taken: to count every story of a matter as a
telling, which makes a week of twists a ninth telling and says nothing of how old the matter is; a cap on the days, as
the feeds of the field have, which makes a plan of last year new; to compare each story with all before it, which costs
the square of them. More of this: docs/decisions/0011-stories.md.

What to read: Handbook of News Analytics in Finance (2011), on event novelty; Tetlock (2011), All the News That's Fit to
Reprint, Rev. Financ. Stud. 24(5): stale news moves prices less, and the move goes back.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from pipelines.claims import DEALS, OPINIONS, ROUNDING, SAME_FIGURE, STEPS, agree, parties, said, same_matter, stance
from pipelines.novelty import Amount, Facts, names_in, new_facts
from tracker.records import Claim, Novelty, Precision, PriorTelling, Story, StoryLink

DECAY: Final = (100, 75, 56, 42, 32, 24, 18, 13, 10, 8, 6, 4, 3, 2, 2, 1, 1, 1, 1, 0)
"""Worth of the first, second … report of a chain; all later ones are worth the last."""
SILENCE: Final = timedelta(hours=24)
"""More of it begins the chain anew."""
WINDOWS: Final = {
    "12h": timedelta(hours=12),
    "24h": timedelta(hours=24),
    "3d": timedelta(days=3),
    "5d": timedelta(days=5),
    "7d": timedelta(days=7),
}
FOLLOWED: Final = timedelta(days=14)
COMPLETED: Final = timedelta(days=400)
"""A year from announcement to closing, and a month of delay; beyond it there has been another one."""
SAME_TIME: Final = timedelta(days=2)
"""A telling that is dated so near to a story is that story: between an event and its report lies a weekend."""
RECURRING: Final = frozenset(
    """analyst_rating analyst_view backlog_update capex_guidance capex_spend clarification earnings_result
    executive_change guidance position_change price_change price_target product_launch""".split()
)
"""Events of which the next is news, however like the last: the results of another quarter, another rating."""
UNDENIABLE: Final = frozenset({"analyst_rating", "price_target"})
"""Acts of the analyst who reports them: there is nothing in them that the company could deny."""
CARRIED_ON: Final = frozenset("follow_up denial correction termination completion".split())
"""Relations of a story that belongs to the telling of the one it follows."""
FATES: Final = {"denial": "denied", "termination": "ended"}
"""What becomes of a story by what follows it."""
CAME_BACK: Final = {"denied": "affirmed after a denial", "ended": "back after its end"}
ORDINALS: Final = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
OF_A_DAY: Final = {"denial": "denies a report of", "correction": "corrects a report of"}
OF_A_MATTER: Final = {"termination": "ends what was reported on", "completion": "completes what was reported on"}


def trace_lineage(stories: Sequence[Story]) -> dict[str, Novelty]:
    """How new each story was when it was first told, and what it follows, by its id.

    stories: in any order, all that were known; one that is left out was never told.
    """
    archive = _Archive()
    for told, link in _timeline(stories):
        if link is told.story.links[0]:
            archive.open(told)
        archive.hear(told, link)
    return {told.story.id: told.novelty for told in archive.told}


def novelty_words(novelty: Novelty) -> str:
    """The lineage of a story in one line.

    >>> kinds = "two kinds of service: raw capacity and managed models"
    >>> novelty_words(Novelty(telling=3, days_since_last=34.6, decay=100, similar={}, new=(kinds,)))
    'third telling, 35 days since the last; new: two kinds of service'
    """
    words = _relation_words(novelty)
    new = [item.partition(": ")[0] for item in novelty.new]
    return f"{words}; new: {'; '.join(new)}" if new else words


def _relation_words(novelty: Novelty) -> str:
    relation, days = novelty.relation, novelty.days_since_last
    if relation in OF_A_DAY or relation in OF_A_MATTER:
        return f"{ {**OF_A_DAY, **OF_A_MATTER}[relation] } {_day_words(novelty)} ({novelty.follows})"
    if relation == "follow_up":
        return f"follow-up of {novelty.follows} ({_span(days or 0)}{' later' if days else ''})"
    if days is None:
        return "first telling"
    return f"{ordinal(novelty.telling)} telling, {_span(days)} since the last"


def ordinal(number: int) -> str:
    """A place in a row, in words as far as there are short ones."""
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _day_words(novelty: Novelty) -> str:
    """1 July, or 1 July 2025 when that is so long ago that the year is in doubt."""
    day = novelty.follows_day
    if day is None:
        raise AssertionError(f"{novelty.follows}: what is followed has a day")
    return f"{day.day} {day:%B}" + (f" {day.year}" if (novelty.days_since_last or 0) > 300 else "")


def _span(days: float) -> str:
    """A stretch of time as a reader says it: minutes below an hour, hours below two days."""
    if days == 0:
        return "the same day"
    if days >= 2 or days == 1:
        return _several(days, "day")
    return _several(days * 24, "hour") if days * 24 >= 1 else _several(days * 1440, "minute")


def _several(number: float, unit: str) -> str:
    count = max(1, round(number))
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


# ── stories in their order ──────────────────────────────────────────────────────────────────────────


@dataclass(slots=True, eq=False)
class _Told:
    """A story at its place, with what has been heard of it so far."""

    story: Story
    at: datetime
    claim: Claim
    """Its first report's."""
    matter: Claim
    """What it is told apart by; see `_matter`."""
    reports: tuple[StoryLink, ...]
    """An old item that is shown again is none."""
    claims: tuple[Claim, ...]
    """What its own reports say of the event, the first report's first."""
    names: frozenset[str]
    fate: str
    """Its stance, until a later story denies or ends it."""
    heard: Facts = field(default_factory=Facts)
    novelty: Novelty = field(init=False)
    telling: str = field(init=False)
    """The story that began the telling it belongs to."""

    @property
    def place(self) -> tuple[datetime, str]:
        return self.at, self.story.id

    @property
    def day(self) -> date:
        return self.story.t0.at.date()

    @property
    def stance(self) -> str:
        return stance(self.claim)


def _told(story: Story) -> _Told:
    claim = story.claim
    reports = tuple(link for link in story.links if link is story.links[0] or link.relation != "prior_mention")
    claims = tuple(link.claim for link in reports if link.claim is not None and _is_of(link.claim, claim))
    names = {name for each in claims for name in names_in(each)}
    return _Told(
        story=story,
        at=story.t0_latest if story.t0.precision is Precision.DAY else story.t0.at,
        claim=claim,
        matter=_matter(claim, story.counterparty, (amount for each in claims for amount in each.amounts)),
        reports=reports,
        claims=claims,
        names=frozenset(names | {story.counterparty} if story.counterparty else names),
        fate=stance(claim),
    )


def _is_of(claim: Claim, matter: Claim) -> bool:
    return same_matter(claim, matter) or (claim.type, claim.actor) == (matter.type, matter.actor)


def _timeline(stories: Iterable[Story]) -> Iterator[tuple[_Told, StoryLink]]:
    """Every report with its story, in the order in which they were made; none before the first of its story."""
    reports: list[tuple[datetime, datetime, str, int, _Told]] = []
    for told in map(_told, stories):
        for number, link in enumerate(told.reports):
            at = max(link.at, told.at) if number else told.at
            reports.append((at, told.at, told.story.id, number, told))
    reports.sort(key=lambda report: report[:4])
    return ((told, told.reports[number]) for *_, number, told in reports)


def _matter(claim: Claim, counterparty: str | None, amounts: Iterable[Amount]) -> Claim:
    """What tells matters apart: type, parties and side, of deals the dollars; neither stance nor source.

    Equal ones contradict the same, so that they are kept together.
    """
    dollars = {amount for amount in amounts if amount[0] == "USD"} if claim.type in DEALS else ()
    return Claim(
        type=claim.type,
        actor=claim.actor,
        counterparty=counterparty,
        side=claim.side,
        status="announced",
        source="company",
        amounts=tuple(sorted(dollars)),
    )


# ── what one actor has done of one kind ─────────────────────────────────────────────────────────────


@dataclass(slots=True, eq=False)
class _Strand:
    """The stories of equal matter, by their place."""

    matter: Claim
    told: list[_Told] = field(default_factory=list)
    tellings: dict[str, _Told] = field(default_factory=dict)
    """The first of them in each telling."""
    days: list[date] = field(default_factory=list)
    latest: dict[str, _Told] = field(default_factory=dict)
    """By stance."""
    facts: Facts = field(default_factory=Facts)

    def add(self, told: _Told) -> None:
        self.told.append(told)
        self.latest[told.stance] = told
        insort(self.days, told.day)
        self.tellings.setdefault(told.telling, told)

    def has_story_near(self, day: date) -> bool:
        at = bisect_left(self.days, day - SAME_TIME)
        return at < len(self.days) and self.days[at] <= day + SAME_TIME


@dataclass(slots=True, eq=False)
class _Retold:
    """A day on which, as reports say, the matter was told."""

    day: date
    article: str
    facts: Facts = field(default_factory=Facts)


_Days = dict[tuple[date, Claim], _Retold]


@dataclass(slots=True, eq=False)
class _History:
    """Everything of one event type and one party so far."""

    strands: dict[Claim, _Strand] = field(default_factory=dict)
    retold: _Days = field(default_factory=dict)
    reports: list[datetime] = field(default_factory=list)
    chain: int = 0
    """Reports in the chain that is running."""

    def count(self, at: datetime) -> None:
        silent = bool(self.reports) and at - self.reports[-1] > SILENCE
        self.chain = 1 if silent else self.chain + 1
        self.reports.append(at)

    @property
    def decay(self) -> int:
        """What the report counted last is worth."""
        return DECAY[min(self.chain, len(DECAY)) - 1]

    def similar(self, at: datetime) -> dict[str, int]:
        """How many of the reports so far lie within each window before a moment, its very beginning included."""
        return {name: len(self.reports) - bisect_left(self.reports, at - span) for name, span in WINDOWS.items()}


def _compatible(matter: Claim, histories: Iterable[_History]) -> list[_Strand]:
    """What can be the same matter, each once, though it stands in the histories of both parties of a deal."""
    held = {id(strand): strand for history in histories for strand in history.strands.values()}
    return [strand for strand in held.values() if agree(matter, strand.matter)]


def _hear_retold(days: _Days, link: StoryLink, type_: str, party: str | None) -> None:
    for claim in link.retold:
        if claim.date is not None and claim.type == type_ and party in (parties(claim) or (None,)):
            day = date.fromisoformat(claim.date)
            matter = _matter(claim, claim.counterparty, claim.amounts)
            days.setdefault((day, matter), _Retold(day, link.article)).facts.add(claim)


# ── the archive as it grows ─────────────────────────────────────────────────────────────────────────


@dataclass(slots=True, eq=False)
class _Archive:
    """What has been told until the report that is being looked at."""

    told: list[_Told] = field(default_factory=list)
    histories: defaultdict[tuple[str, str], _History] = field(default_factory=lambda: defaultdict(_History))
    by_name: defaultdict[str, list[_Told]] = field(default_factory=lambda: defaultdict(list))
    """Stories by everybody they name."""

    def hear(self, told: _Told, link: StoryLink) -> None:
        """Remember what a report of a story says."""
        claim = told.claim
        if link is not told.story.links[0]:
            for history in self._histories_of(claim):
                history.count(max(link.at, told.at))
        if link.claim is not None and _is_of(link.claim, claim):
            told.heard.add(link.claim)
            if claim.actor is not None:
                self.histories[claim.type, claim.actor].strands[told.matter].facts.add(link.claim)
        for retold in {(each.type, party) for each in link.retold for party in parties(each)}:
            _hear_retold(self.histories[retold].retold, link, *retold)

    def open(self, told: _Told) -> None:
        """Say how new a story is, and remember it."""
        claim = told.claim
        # Without an actor nothing is known to be the same: it has no history, and leaves none.
        histories = self._histories_of(claim) or [_History()]
        similar = histories[0].similar(told.at)
        for history in histories:
            history.count(told.at)
        self._judge(told, histories, similar)
        strand = histories[0].strands.get(told.matter) or _Strand(told.matter)
        strand.add(told)
        for history in histories:
            history.strands[told.matter] = strand
        for name in told.names:
            self.by_name[name].append(told)
        self.told.append(told)

    def _histories_of(self, claim: Claim) -> list[_History]:
        """Of all parties that it is known by, its actor's first."""
        return [self.histories[claim.type, party] for party in parties(claim)]

    def _judge(self, told: _Told, histories: Sequence[_History], similar: Mapping[str, int]) -> None:
        strands = _compatible(told.matter, histories)
        retold = _retold_before(told, histories)
        relation, followed = self._follow(told, histories, strands)
        if followed is not None and relation in CARRIED_ON:
            told.telling, earlier = followed.telling, followed.novelty.earlier
            days = [_days_between(told, followed)]
        else:
            told.telling, earlier = told.story.id, _tellings_before(told, strands if followed else [], retold)
            days = [float((told.day - prior.day).days) for prior in earlier if prior.story is None]
            days += [_days_between(told, followed)] if followed is not None else []
        told.novelty = Novelty(
            telling=len(earlier) + 1,
            days_since_last=min(days, default=None),
            decay=histories[0].decay,
            similar=similar,
            new=_new(told, relation, followed, [*(strand.facts for strand in strands), *(day.facts for day in retold)])
            if days
            else (),
            earlier=earlier,
            follows=followed.story.id if followed is not None else None,
            follows_day=followed.day if followed is not None else None,
            relation=relation,
        )
        if followed is not None and relation in FATES:
            followed.fate = FATES[relation]

    def _follow(
        self, told: _Told, histories: Sequence[_History], strands: Sequence[_Strand]
    ) -> tuple[str | None, _Told | None]:
        """What a story is to which earlier one; see the list above."""
        if told.claim.type == "clarification":
            found = self._spoken_of(told)
            relation = "denial" if told.claim.subtype == "denial" else "correction"
            return (relation, found) if found is not None else (None, None)
        if told.claim.subtype == "correction":
            relation, found = "correction", _corrected(told, histories)
        elif told.stance == "denied":
            relation, found = "denial", _latest(strands, "affirmed")
        elif told.stance == "ended":
            relation, found = "termination", _ended(told, strands)
        else:
            relation, found = "completion", _completed(told, strands)
        return (relation, found) if found is not None else _carry_on(told, strands)

    def _spoken_of(self, told: _Told) -> _Told | None:
        """The story that a clarification speaks of."""
        claim = told.claim
        candidates = []
        for other in reversed(self.by_name[claim.actor] if claim.actor is not None else ()):
            if told.at - other.at > FOLLOWED:
                break
            denies = other.claim.type == "clarification" or other.stance == "denied"
            own_denial = denies and other.claim.actor == claim.actor
            if not own_denial and other.claim.type not in UNDENIABLE:
                candidates.append(other)
        return max(candidates, key=lambda other: _likeness(claim, other), default=None)


def _likeness(claim: Claim, other: _Told) -> tuple[bool, bool, bool, tuple[datetime, str]]:
    """How well a story fits a clarification, to be compared."""
    same = any(name in other.names for name in names_in(claim) if name != claim.actor)
    return (
        same or any(said(amount, other.heard.amounts) for amount in claim.amounts),
        other.claim.source not in OPINIONS,
        other.claim.source in {"named_outlet", "unnamed_people"},
        other.place,
    )


# ── which story is followed ─────────────────────────────────────────────────────────────────────────


def _last(found: Iterable[_Told | None]) -> _Told | None:
    return max((told for told in found if told is not None), key=lambda told: told.place, default=None)


def _latest(strands: Iterable[_Strand], of_stance: str) -> _Told | None:
    return _last(strand.latest.get(of_stance) for strand in strands)


def _latest_where(strands: Iterable[_Strand], accept: Callable[[_Told], bool]) -> _Told | None:
    return _last(next((told for told in reversed(strand.told) if accept(told)), None) for strand in strands)


def _corrected(told: _Told, histories: Sequence[_History]) -> _Told | None:
    """The latest story of the matter, whatever its dollars, that states another amount."""
    strands = _compatible(replace(told.matter, amounts=()), histories)
    return _latest_where(strands, lambda other: _clash(told.claim.amounts, other.heard.amounts, SAME_FIGURE))


def _ended(told: _Told, strands: Sequence[_Strand]) -> _Told | None:
    """The latest that affirmed the matter; the deal with a named party does not end by what ends another."""
    party = told.matter.counterparty
    named = [strand for strand in strands if party is not None and strand.matter.counterparty == party]
    return _latest(named, "affirmed") or _latest(strands, "affirmed")


def _completed(told: _Told, strands: Sequence[_Strand]) -> _Told | None:
    """The latest story of the matter with a known step and no other amounts, if that was not done yet."""
    claim = told.claim
    if STEPS.get(claim.status, 0) < STEPS["occurred"] or claim.type in RECURRING or claim.source in OPINIONS:
        return None
    found = _latest_where(strands, lambda other: _step(other) > 1 and not _clash(claim.amounts, other.heard.amounts))
    due = found is not None and _step(found) < STEPS["occurred"] and told.at - found.at <= COMPLETED
    return found if due else None


def _step(told: _Told) -> int:
    """How far along a story is known to be; 0 when that is not known, or when it is none that affirms."""
    return STEPS.get(told.heard.furthest or "", 0) if told.stance == "affirmed" else 0


def _carry_on(told: _Told, strands: Sequence[_Strand]) -> tuple[str | None, _Told | None]:
    """Follow-up or retelling; neither when the matter is new."""
    latest = _last(strand.told[-1] for strand in strands)
    equal = _latest(strands, told.stance)
    if latest is not None and told.at - latest.at <= FOLLOWED:
        return "follow_up", equal if equal is not None and told.at - equal.at <= FOLLOWED else latest
    if told.claim.type in RECURRING:
        equal = latest = _last(_told_again(told, strands))
    return ("retelling", equal or latest) if latest is not None else (None, None)


def _told_again(told: _Told, strands: Iterable[_Strand]) -> list[_Told]:
    """Of what recurs, the stories that it tells again.

    Who reiterates tells again what had that figure; without one, or where none had it, what stood last.
    """
    claim = told.claim
    stories = [other for strand in strands for other in strand.told]
    found = [other for other in stories if _is_told_again(claim, other.heard)]
    latest = _last(stories)
    if claim.status != "reiterated" or latest is None:
        return found
    if not any(unit != "percent" for unit, *_ in claim.amounts):
        found = [other for other in stories if not _clash(latest.heard.amounts, other.heard.amounts, SAME_FIGURE)]
    return found or [latest]


def _is_told_again(claim: Claim, heard: Facts) -> bool:
    """Whether it can be the same and not the next one of its kind."""
    return (
        claim.type not in RECURRING
        or (claim.status == "reiterated" and not _clash(claim.amounts, heard.amounts, SAME_FIGURE))
        or any(said(amount, heard.amounts, SAME_FIGURE) for amount in claim.amounts if amount[0] != "percent")
        or not heard.names.isdisjoint(claim.parties)
    )


def _clash(mine: Iterable[Amount], theirs: Iterable[Amount], rounding: float = ROUNDING) -> bool:
    """Whether both state amounts of a unit, and none of one is near one of the other."""
    units = {unit for unit, *_ in theirs} - {"percent"}
    shared = [amount for amount in mine if amount[0] in units]
    return bool(shared) and not any(said(amount, theirs, rounding) for amount in shared)


# ── what was told before ────────────────────────────────────────────────────────────────────────────


def _retold_before(told: _Told, histories: Iterable[_History]) -> list[_Retold]:
    """The days that its own reports, or earlier ones, date the matter to, in their order."""
    own: _Days = {}
    for link in told.story.links:
        for party in parties(told.claim) or (None,):
            _hear_retold(own, link, told.claim.type, party)
    return sorted(
        (
            retold
            for days in (*(history.retold for history in histories), own)
            for (day, matter), retold in days.items()
            if told.day - day >= SAME_TIME and agree(told.matter, matter) and _is_told_again(told.claim, retold.facts)
        ),
        key=lambda retold: (retold.day, retold.article),
    )


def _tellings_before(told: _Told, strands: Sequence[_Strand], retold: Iterable[_Retold]) -> tuple[PriorTelling, ...]:
    """Of each telling the first story that fits, and the days that are only retold; oldest first."""
    recurs = told.claim.type in RECURRING
    fit = _told_again(told, strands) if recurs else (each for strand in strands for each in strand.tellings.values())
    first: dict[str, _Told] = {}
    for other in sorted(fit, key=lambda other: other.place):
        first.setdefault(other.telling, other)
    tellings = [
        PriorTelling(day=other.day, story=other.story.id, article=other.story.links[0].article)
        for other in first.values()
    ]
    last = date.min
    for each in retold:
        if each.day - last > SAME_TIME and not any(strand.has_story_near(each.day) for strand in strands):
            tellings.append(PriorTelling(day=each.day, story=None, article=each.article))
            last = each.day
    return tuple(sorted(tellings, key=lambda telling: (telling.day, telling.story or "", telling.article)))


def _days_between(told: _Told, earlier: _Told) -> float:
    """Days from first report to first report; whole days where one of them is known by its day alone."""
    if Precision.DAY in {told.story.t0.precision, earlier.story.t0.precision}:
        return float(max(0, (told.day - earlier.day).days))
    return round((told.at - earlier.at).total_seconds() / 86400, 3)


def _new(told: _Told, relation: str | None, followed: _Told | None, known: Sequence[Facts]) -> tuple[str, ...]:
    """What it adds to what was known of its matter, and to the story it speaks of."""
    back: tuple[str, ...] = ()
    if followed is not None:
        known = [*known, followed.heard]
        if told.stance == "affirmed" and relation in {"follow_up", "retelling", "completion"}:
            back = tuple(CAME_BACK[fate] for fate in (followed.fate,) if fate in CAME_BACK)
    return (*back, *new_facts(told.claims, known))
