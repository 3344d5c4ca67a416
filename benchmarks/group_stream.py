"""Grouping, as a daemon does it: 100,000 articles of 90 days arrive one cycle after the other.

    python -m benchmarks.group_stream [--articles N] [--stored]

Stories break out among 40 companies and 8 kinds of event; each is told by 1 to 12 reports within two days, a third of
them copies, cut or with a boilerplate tail, the others reworded; one article of five is a remark without an event. Every
cycle of about twenty minutes hands over what is new, a twentieth of it hours late. Printed: articles per CPU second, what
the last tenth costs against the first full one, memory, and how many stories came out.

With --stored the pieces are kept in a SQLite database, as the daemon keeps them; else in memory.

The peer in the same run is a plain scan: the same rules asked of every report of the last three days, which is what
grouping without keys has to do. It is given fewer articles, since its cost grows with the traffic.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.articles import content_hash
from pipelines.group import Archive, regroup, tell
from pipelines.pieces import piece_of
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
    Piece,
    Precision,
    Quantity,
    Reading,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 90
CYCLE = timedelta(minutes=20)
LATE = timedelta(hours=9)
COMPANIES = [f"{first}{last}" for first in ("Nor", "Hal", "Ves", "Quar", "Bel", "Tor", "Mira", "Cas") for last in
             ("dyne", "lux", "tron", "mere", "gate")]
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
FILLER = (
    "The company expects the work to begin in the {season} and to last about {n} months, a spokesperson said.",
    "Analysts had reckoned with {n} percent growth in {place} this year.",
    "Demand from customers in {place} was described as stronger than at any time in the past {n} quarters.",
    "The board will decide on the remaining {n} items when it meets in {place}.",
    "Shares had risen {n} percent since the {season}, outpacing the market.",
    "Construction permits in {place} were granted after {n} hearings.",
)


@dataclass(frozen=True, slots=True)
class Happening:
    company: str
    kind: str
    amount: int
    place: str
    text: str


def readings(count: int, seed: int = 1) -> Iterator[Reading]:
    """Articles in the order in which they are published."""
    draw = random.Random(seed)
    pending: list[tuple[datetime, int, Reading]] = []
    made = 0
    while made < count:
        at = START + timedelta(days=DAYS) * (made / count)
        happening = _happening(draw)
        for n in range(draw.choice((1, 1, 2, 3, 4, 6, 8, 12))):
            when = at + timedelta(hours=draw.expovariate(1 / 6)) if n else at
            pending.append((when, made, _report(draw, happening, f"a{made:06}", when, n)))
            made += 1
    pending.sort(key=lambda item: item[:2])
    yield from (reading for _, _, reading in pending[:count])


def _happening(draw: random.Random) -> Happening:
    lines = [line.format(season=draw.choice(("spring", "summer", "autumn", "winter")), n=draw.randint(2, 90),
                         place=draw.choice(PLACES)) for line in draw.sample(FILLER, 3)]
    return Happening(draw.choice(COMPANIES), draw.choice(list(KINDS)), draw.randint(2, 900), draw.choice(PLACES),
                     " ".join(lines))


def _report(draw: random.Random, what: Happening, id_: str, at: datetime, n: int) -> Reading:
    words = KINDS[what.kind]
    which = 0 if n == 0 or draw.random() < 0.33 else 2 * draw.randint(0, 2)
    title = f"{what.company} {words[which]} ${what.amount} million {words[which + 1]} in {what.place}"
    text = what.text if which == 0 else " ".join(draw.sample(what.text.split(". "), 2))
    if which == 0 and n:
        text = text[: int(len(text) * 0.6)] if draw.random() < 0.5 else f"{text} Sign up for our newsletter."
    without = n and draw.random() < 0.2
    article = Article(
        id=id_, feed=f"feed{draw.randint(0, 60)}", key=id_, url=f"https://site.example/{id_}",
        canonical_url=f"https://site.example/{id_}", title=title, summary=text, published=at, raw_date=None,
        precision=Precision.SECOND, quality=DateQuality.OK, basis=Basis.PUBLISHED, first_seen=at, version=1,
        version_seen_at=at, content_hash=content_hash(title, text), body_hash="b", backfilled=False,
    )
    mention = Mention(text=what.company, start=0, end=len(what.company), canonical=what.company,
                      ticker=what.company[:4].upper(), kind="company")
    return Reading(article=article, extraction=Extraction(relevant=True, score=1.0, themes=("contract",),
                   mentions=(mention,), events=() if without else (_event(what),), made_by="bench"))


def _event(what: Happening) -> Event:
    money = Quantity(text="$", start=0, end=1, value=what.amount * 1e6, unit="USD")
    return Event(
        type=what.kind, subtype=None, actor=what.company, counterparty=None, direction=None, polarity="affirmed",
        status="announced", source="company", time="now", quantities=(money,),
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


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--articles", type=int, default=100_000)
    arguments.add_argument("--stored", action="store_true", help="keep the pieces in a SQLite database")
    asked = arguments.parse_args()
    archive, stories, times = Archive(), {}, []
    done = 0
    for batch in batches(readings(asked.articles)):
        if not batch:
            continue
        began = time.process_time()
        touched = regroup(archive, [piece_of(reading) for reading in batch], (), GroupOptions())
        told, gone = tell(archive, touched)
        times.append((len(batch), time.process_time() - began))
        done += len(batch)
        for id_ in gone:
            stories.pop(id_, None)
        stories |= {story.id: len(story.links) for story in told}
    total = sum(cost for _, cost in times)
    tenth = len(times) // 10
    rate = [sum(n for n, _ in part) / sum(c for _, c in part) for part in (times[:tenth], times[-tenth:])]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{done} articles, {len(stories)} stories, {done / total:,.0f} articles per CPU second")
    print(f"first tenth {rate[0]:,.0f}/s, last tenth {rate[1]:,.0f}/s, cost ratio {rate[0] / rate[1]:.2f}; peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
