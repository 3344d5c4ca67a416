"""Grouping, as a daemon does it: 100,000 articles of 90 days arrive one cycle after the other.

    python -m benchmarks.group_stream [--articles N] [--rounds N]

Stories break out among 144 companies and 8 kinds of event; each is told by 1 to 12 reports within two days, a third of
them copies, cut or with a boilerplate tail, the others reworded; one article of five is a remark without an event.
Every cycle of twenty minutes hands over what is new, a twentieth of it hours late. Once a day what lies more than a
fortnight back is forgotten. Printed: articles per CPU second, fingerprints of their texts included, what the last tenth
costs against the first, memory, and how many stories came out. The whole is run several times and medians are given.

A shared machine changes its pace within the half minute that lies between the two tenths: the same work has cost a
third more. So the first tenth is also done once more beside the last, in an archive of its own, a day of each in turn.
That knows no change of pace, but the young archive shares the collector's work for the old one, so both ratios are
told. Memory is told of the time before that.

The peer in the same run is what grouping without keys has to do: the headline of each report compared with all of the
last three days, by the same function. It is given fewer articles, since its cost grows with the traffic.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import random
import resource
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pipelines.archive import Archive
from pipelines.articles import content_hash
from pipelines.group import regroup
from pipelines.headlines import compare, headline
from pipelines.pieces import pieces_of
from pipelines.stories import tell
from tracker.options import GroupOptions
from tracker.records import (
    Article,
    Basis,
    Confidence,
    DateQuality,
    Event,
    Evidence,
    Extraction,
    Mention,
    Precision,
    Quantity,
    Reading,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 90
CYCLE = timedelta(minutes=20)
A_DAY = timedelta(days=1) // CYCLE
LATE = timedelta(hours=9)
FORTNIGHT = timedelta(days=15)
COMPANIES = [
    f"{first}{last}"
    for first in ("Nor", "Hal", "Ves", "Quar", "Bel", "Tor", "Mira", "Cas", "Dun", "Eld", "Fen", "Gri")
    for last in ("dyne", "lux", "tron", "mere", "gate", "wick", "stone", "field", "port", "vale", "crest", "moor")
]
KINDS = {
    "contract": ("signs", "capacity contract", "wins", "order", "lands", "supply deal"),
    "debt_financing": ("borrows", "term loan", "raises", "secured notes", "closes", "credit facility"),
    "data_center_build": ("builds", "campus", "breaks ground on", "data center", "plans", "site"),
    "capex_guidance": ("raises", "spending forecast", "lifts", "capital budget", "widens", "outlay plan"),
    "power_deal": ("secures", "grid connection", "buys", "power supply", "signs", "energy agreement"),
    "mna": ("acquires", "rival", "buys", "startup", "takes over", "software house"),
    "product_launch": ("launches", "accelerator", "unveils", "server", "presents", "cooling system"),
    "executive_change": ("names", "finance chief", "appoints", "chairman", "hires", "operations head"),
}
PLACES = "Ohio Texas Oslo Madrid Utah Leeds Porto Kansas Turin Quebec Malmo Perth Osaka Lyon Delhi Bergen".split()
SYLLABLES = "ba ke lo mi nu ra se ti vo zu pla dren stor vik mal ger".split()
WORDS = [one + two + three for one in SYLLABLES for two in SYLLABLES for three in SYLLABLES[:12]]
"""3,072 of them, as newspaper texts of one field have."""


@dataclass(frozen=True, slots=True)
class Happening:
    company: str
    kind: str
    amount: int
    place: str
    name: str
    """Of the site, the product, the fund: two words that few other headlines hold."""
    text: str


def readings(count: int, seed: int = 1) -> Iterator[Reading]:
    """Articles in the order in which they are published."""
    draw = random.Random(seed)
    pending: list[tuple[datetime, int, Reading]] = []
    made = 0
    while made < count:
        at = START + timedelta(days=DAYS) * (made / count)
        while pending and pending[0][0] < at:
            yield heapq.heappop(pending)[2]
        happening = _happening(draw)
        for n in range(min(draw.choice((1, 1, 2, 3, 4, 6, 8, 12)), count - made)):
            when = at + timedelta(hours=draw.expovariate(1 / 6)) if n else at
            heapq.heappush(pending, (when, made, _report(draw, happening, f"a{made:06}", when, n)))
            made += 1
    while pending:
        yield heapq.heappop(pending)[2]


def _happening(draw: random.Random) -> Happening:
    lines = [" ".join(draw.choice(WORDS) for _ in range(16)).capitalize() + "." for _ in range(3)]
    name = f"{draw.choice(WORDS)} {draw.choice(WORDS)}".title()
    return Happening(
        draw.choice(COMPANIES),
        draw.choice(list(KINDS)),
        draw.randint(2, 900),
        draw.choice(PLACES),
        name,
        " ".join(lines),
    )


def _report(draw: random.Random, what: Happening, id_: str, at: datetime, n: int) -> Reading:
    words = KINDS[what.kind]
    which = 0 if n == 0 or draw.random() < 0.33 else 2 * draw.randint(0, 2)
    title = f"{what.company} {words[which]} ${what.amount} million {words[which + 1]} {what.name} in {what.place}"
    text = what.text if which == 0 else " ".join(draw.sample(what.text.split(". "), 2))
    if which == 0 and n:
        text = text[: int(len(text) * 0.6)] if draw.random() < 0.5 else f"{text} Sign up for our newsletter."
    without = n and draw.random() < 0.2
    article = Article(
        id=id_,
        feed=f"feed{draw.randint(0, 60)}",
        key=id_,
        url=f"https://site.example/{id_}",
        canonical_url=f"https://site.example/{id_}",
        title=title,
        summary=text,
        published=at,
        raw_date=None,
        precision=Precision.SECOND,
        quality=DateQuality.OK,
        basis=Basis.PUBLISHED,
        first_seen=at,
        version=1,
        version_seen_at=at,
        content_hash=content_hash(title, text),
        body_hash="b",
        backfilled=False,
    )
    mention = Mention(
        text=what.company,
        start=0,
        end=len(what.company),
        canonical=what.company,
        ticker=what.company[:4].upper(),
        kind="company",
    )
    return Reading(
        article=article,
        extraction=Extraction(
            relevant=True,
            score=1.0,
            themes=("contract",),
            mentions=(mention,),
            events=() if without else (_event(what),),
            made_by="bench",
        ),
    )


def _event(what: Happening) -> Event:
    money = Quantity(text="$", start=0, end=1, value=what.amount * 1e6, unit="USD")
    return Event(
        type=what.kind,
        subtype=None,
        actor=what.company,
        counterparty=None,
        direction=None,
        polarity="affirmed",
        status="announced",
        source="company",
        time="now",
        quantities=(money,),
        trigger=Evidence(kind="trigger", start=0, end=1, text=".", rule="bench"),
        confidence=Confidence(event=0.9, roles=0.9, status=0.9),
    )


def batches(items: Iterator[Reading], seed: int = 2) -> Iterator[list[Reading]]:
    """What each cycle brings, a twentieth of it late."""
    draw = random.Random(seed)
    waiting: list[tuple[datetime, Reading]] = []
    batch: list[Reading] = []
    until = START + CYCLE
    for reading in items:
        at = reading.article.first_seen
        while at >= until:
            due = [held for held in waiting if held[0] < until]
            waiting = [held for held in waiting if held[0] >= until]
            yield batch + [held[1] for held in due]
            batch, until = [], until + CYCLE
        if draw.random() < 0.05:
            seen = at + LATE * draw.random()
            waiting.append((seen, replace(reading, article=replace(reading.article, first_seen=seen))))
        else:
            batch.append(reading)
    yield batch + [held[1] for held in waiting]


@dataclass(slots=True)
class Course:
    """An archive on its way through the stream, and what it took."""

    archive: Archive = field(default_factory=Archive)
    tidied: datetime = START
    articles: int = 0
    seconds: float = 0.0
    reading: float = 0.0
    """Of these seconds, those in which fingerprints and keys were made."""
    stories: dict[str, int] = field(default_factory=dict)
    """Reports by story."""

    def take(self, batch: list[Reading]) -> None:
        began, now = time.process_time(), batch[-1].article.first_seen
        pieces = pieces_of(batch)
        self.reading += time.process_time() - began
        touched = regroup(self.archive, pieces, (), GroupOptions())
        told, gone = tell(self.archive, touched)
        if now - self.tidied > timedelta(days=1):
            self.archive.forget(now - FORTNIGHT)
            self.tidied = now
        self.articles += len(batch)
        self.seconds += time.process_time() - began
        self.stories |= {story.id: len(story.links) for story in told}
        for id_ in gone:
            self.stories.pop(id_, None)


@dataclass(frozen=True, slots=True)
class Rates:
    """Articles per CPU second."""

    whole: float
    reading: float
    placing: float
    first: float
    again: float
    """Of the first tenth, done once more beside the last."""
    last: float
    megabytes: float
    """Resident at most, before the first tenth is done again."""

    @property
    def ratios(self) -> tuple[float, float]:
        """What the last tenth costs against the first as it ran, and against that beside it."""
        return self.first / self.last, self.again / self.last


def stream(count: int) -> tuple[Course, Rates]:
    course, young = Course(), Course()
    early_end, late = START + timedelta(days=DAYS) * 0.1, START + timedelta(days=DAYS) * 0.9
    early = (batch for batch in batches(readings(count)) if batch)
    first, before, cycles, peak = 0.0, (0, 0.0), 0, 0.0
    for batch in filter(None, batches(readings(count))):
        now = batch[-1].article.first_seen
        if now >= late and not cycles:
            before = course.articles, course.seconds
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        course.take(batch)
        cycles += now >= late
        if now < early_end:
            first = course.articles / course.seconds
        if cycles and cycles % A_DAY == 0:
            for again in itertools.islice(early, A_DAY):
                young.take(again)
    articles, seconds = course.articles - before[0], course.seconds - before[1]
    return course, Rates(
        whole=course.articles / course.seconds,
        reading=course.articles / course.reading,
        placing=course.articles / (course.seconds - course.reading),
        first=first,
        again=young.articles / young.seconds,
        last=articles / seconds,
        megabytes=peak,
    )


def plain_scan(count: int, traffic: int) -> float:
    """Articles per CPU second of comparing the headlines of three days with each other, at so many articles a day."""
    texts = [headline(reading.article.title) for reading in readings(3 * traffic)]
    began = time.process_time()
    for new in texts[-count:]:
        for old in texts[:-count]:
            compare(new, old, timedelta(hours=24))
    return count / (time.process_time() - began)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    arguments.add_argument("--articles", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=3)
    asked = arguments.parse_args()
    found = []
    for _ in range(asked.rounds):
        course, rates = stream(asked.articles)
        found.append(rates)
        print(f"{course.articles} articles, {len(course.stories)} stories, {rates.whole:,.0f} articles per CPU second")
        print(f"  {rates.reading:,.0f}/s to make fingerprints and keys, {rates.placing:,.0f}/s to place and tell")
        print(
            f"  first tenth {rates.first:,.0f}/s, beside the last {rates.again:,.0f}/s, last {rates.last:,.0f}/s",
            flush=True,
        )
    whole = statistics.median(rates.whole for rates in found)
    ran, beside = (statistics.median(ratios) for ratios in zip(*(rates.ratios for rates in found), strict=True))
    print(f"median of {asked.rounds} rounds: {whole:,.0f} articles per CPU second")
    print(f"  cost of the last tenth over the first: {ran:.2f} as it ran, {beside:.2f} beside it")
    print(f"  peak {found[0].megabytes:.0f} MB")

    traffic = asked.articles // DAYS
    print(f"  peer: {plain_scan(20, traffic):,.0f} articles per CPU second at {traffic} articles a day")


if __name__ == "__main__":
    main()
