"""A reading becomes a piece: what grouping looks at, and nothing else.

Whatever two articles are compared by is worked out here once, from the article, what was read in it and what the user
said about it, and does not depend on any other article. That is what lets a piece be kept, found by its keys and
compared years later with the same result.

What must never happen: a report of an old matter taken for a report of today. So an event that the text itself dates
days before the report, or retells, is never what a report is about (it becomes `Piece.retold`); a text that tells of
nothing else is about the day that it gives. And an item that an established feed shows more than a week after its date
is stale. Neither opens anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from pipelines.amendments import NONE, Constraints, strike
from pipelines.claims import claim_of, parties
from pipelines.copies import Fingerprint, fingerprint, fingerprints, pack
from pipelines.headlines import headline
from tracker.records import Article, Basis, Claim, DateQuality, Event, Piece, Precision, Reading, Stamp, stable_id

STALE_AFTER = timedelta(days=7)
EASTERNMOST = timedelta(hours=14)
WESTERNMOST = timedelta(hours=12)
"""A time without a zone, read as UTC, can be so much earlier, or later, in truth."""
A_DAY = timedelta(days=1)
RETOLD_AFTER = timedelta(days=2)
"""An event dated longer before its report is retold: what happens is first reported after a weekend at most."""
LEAD_CHARS = 600
"""Two or three sentences: what a summary in a feed has."""
AS_SURE = 0.08
"""So much less likely counts as likely."""
CANNOT_OPEN = frozenset({"generic", "question"})
_PAGE = re.compile(r"https?://[A-Za-z0-9.-]+/+[A-Za-z0-9]")
"""Addresses that need no taking apart to see that they are no front page: nearly all."""


def piece_of(reading: Reading, constraints: Constraints = NONE, looked_before: datetime | None = None) -> Piece:
    """What grouping looks at of a reading, as amended by the user.

    looked_before: the good poll of its feed before the one that showed it first; None: there was none.
    """
    return _piece(reading, fingerprint(reading.article.text), constraints, looked_before)


def pieces_of(
    readings: Sequence[Reading],
    constraints: Constraints = NONE,
    looked_before: Mapping[str, datetime] | None = None,
) -> list[Piece]:
    """The same of each of these, sooner than one by one. `looked_before` is by article."""
    looked = looked_before or {}
    texts = fingerprints(reading.article.text for reading in readings)
    return [
        _piece(reading, text, constraints, looked.get(reading.article.id))
        for reading, text in zip(readings, texts, strict=True)
    ]


def _piece(reading: Reading, text: Fingerprint, constraints: Constraints, looked_before: datetime | None) -> Piece:
    unamended, reading = _events(reading), strike(reading, constraints.struck)
    article, stamp, events = reading.article, reading.stamp, _events(reading)
    retold = [event for event in events if is_retold(event, stamp)]
    present = [event for event in events if event not in retold]
    event = _lead(article, present)
    looks_back = next((told for told in retold if told.date is not None), None) if event is None else None
    about = event or looks_back
    claim = claim_of(about) if about is not None else None
    address = _address(article.canonical_url)
    last_date = _latest_date(article, stamp)
    stale = _is_stale(article, last_date)
    earliest, latest = bounds(article, stamp, looked_before)
    keys = [f"url:{address}"] if address else []
    keys += [f"hash:{article.content_hash}", *_text_keys(text)]
    keys += [f"word:{word}" for word in headline(article.title).keys]
    keys += [f"event:{claim.type}:{party}" for party in parties(claim)] if claim is not None else []
    return Piece(
        id=article.id,
        feed=article.feed,
        stamp=stamp,
        earliest=earliest,
        latest=latest,
        turn=article.first_seen if stale else _turn(article, stamp),
        dated=last_date if stale else _end_of_day(looks_back),
        title=article.title,
        address=address,
        content_hash=article.content_hash,
        text=pack(text),
        keys=(*keys, *_held_apart(article.id, constraints)),
        claim=claim,
        others=_others(present, event),
        opens=event is not None and event.status not in CANNOT_OPEN,
        struck=tuple(sorted({event.type for event in unamended} - {event.type for event in events})),
        retold=tuple(claim_of(told) for told in retold),
        tickers=_headline_tickers(reading),
        participants=_participants(reading, about),
        themes=reading.extraction.themes,
        backfilled=article.backfilled,
    )


def _others(present: Sequence[Event], lead: Event | None) -> tuple[Claim, ...]:
    if len(present) < 2:
        return ()
    return tuple(dict.fromkeys(claim_of(event) for event in present if event is not lead))


def lead_event(reading: Reading) -> Event | None:
    """The event a report is about: in the headline if there is one, then the surest, then the first.

    Confidences are rates on some dozen texts of each rule, so that some hundredths make none surer.
    Of a page's text only the beginning can say what it is about, unless nothing stands there: further down stands
    what else the companies have done. Reactions are never it, nor is what is retold.
    """
    stamp = reading.stamp
    return _lead(reading.article, [event for event in _events(reading) if not is_retold(event, stamp)])


def _lead(article: Article, events: Sequence[Event]) -> Event | None:
    if len(events) < 2:
        return next(iter(events), None)
    title = len(article.title)
    lead = title + LEAD_CHARS if article.page_text else len(article.text)
    where = [(event.trigger.start >= title, event.trigger.start >= lead) for event in events]
    foremost = [event for event, place in zip(events, where, strict=True) if place == min(where)]
    sure = max(event.confidence.event for event in foremost) - AS_SURE
    return min((event for event in foremost if event.confidence.event >= sure), key=lambda event: event.trigger.start)


def _events(reading: Reading) -> list[Event]:
    return [event for event in reading.extraction.events if not event.is_reaction]


def is_retold(event: Event, stamp: Stamp) -> bool:
    """Whether a text says that this was on an earlier day: it gives the day, or it says so."""
    if event.date is None:
        return event.time == "retold"
    return stamp.at.date() - date.fromisoformat(event.date) > RETOLD_AFTER


def is_stale(reading: Reading) -> bool:
    """Whether an established feed showed it more than STALE_AFTER its date, whatever hour and zone that leaves open.

    What an article says since an edit that we saw is news of the edit, however old the article is.
    """
    return _is_stale(reading.article, _latest_date(reading.article, reading.stamp))


def _is_stale(article: Article, last_date: datetime) -> bool:
    return not article.backfilled and article.first_seen - last_date > STALE_AFTER


def bounds(article: Article, stamp: Stamp, looked_before: datetime | None = None) -> tuple[datetime | None, datetime]:
    """Between which instants the public could first read it; None: nothing bounds it in the past.

    A day without an hour is that day, up to when we saw it. A time without a zone is that time somewhere on earth. What
    has no date that can be trusted came between the poll that did not show it yet and the one that did; a time without
    a zone narrows that.
    """
    published = article.published
    unzoned = stamp.quality is DateQuality.ASSUMED_ZONE and article.precision is not Precision.DAY
    if stamp.basis is Basis.FIRST_SEEN:
        floor = looked_before
        if unzoned and published is not None:
            floor = max(published - EASTERNMOST, floor or published - EASTERNMOST)
        return (min(floor, stamp.at) if floor is not None else None), stamp.at
    if stamp.precision is not Precision.DAY:
        return stamp.at, stamp.at
    start, end = stamp.at, stamp.at + A_DAY
    if unzoned and published is not None:
        start, end = published - EASTERNMOST, published + WESTERNMOST
    return start, max(start, min(end, article.first_seen))


def _end_of_day(told: Event | None) -> datetime | None:
    """The latest moment of the day that a text gives what it tells of; None: it gives none."""
    if told is None or told.date is None:
        return None
    return datetime.combine(date.fromisoformat(told.date), time(), UTC) + A_DAY


def _turn(article: Article, stamp: Stamp) -> datetime:
    """Its time; of a day without a time the latest it can have been: its end, or when we saw it."""
    return min(stamp.at + A_DAY, article.first_seen) if stamp.precision is Precision.DAY else stamp.at


def _latest_date(article: Article, stamp: Stamp) -> datetime:
    """The latest moment that the date of an article can mean.

    A time without a zone is not trusted with the hour, so it stands behind the moment the item was seen. It tells a
    week from a day all the same.
    """
    at, precision = stamp.at, stamp.precision
    if stamp.basis is Basis.FIRST_SEEN and stamp.quality is DateQuality.ASSUMED_ZONE and article.published is not None:
        at, precision = min(article.published, stamp.at), article.precision
    at += A_DAY if precision is Precision.DAY else timedelta()
    return at + (WESTERNMOST if stamp.quality is DateQuality.ASSUMED_ZONE else timedelta())


def _text_keys(text: Fingerprint) -> list[str]:
    sketch = text.sketch
    return ("text:%x " * len(sketch) % sketch).split()  # in one go: a third faster than one by one


def _address(url: str) -> str:
    """What identifies a piece on the web; empty for a site's front page."""
    if _PAGE.match(url):
        return url
    parts = urlsplit(url)
    return url if parts.path.strip("/") or parts.query else ""


def _headline_tickers(reading: Reading) -> tuple[str, ...]:
    end = len(reading.article.title)
    found = (m.ticker for m in reading.extraction.mentions if m.ticker and m.kind == "company" and m.start < end)
    return tuple(dict.fromkeys(found))


def _participants(reading: Reading, event: Event | None) -> tuple[str, ...]:
    """Tickers of the parties named in the roles of the event; brokers and publishers are none."""
    if event is None:
        return ()
    tickers = {m.canonical: m.ticker for m in reading.extraction.mentions if m.kind in {"company", "product"}}
    parties = (event.actor, event.counterparty, *event.roles.values())
    found = (tickers.get(party) for party in parties if party)
    return tuple(dict.fromkeys(ticker for ticker in found if ticker))


def _held_apart(article: str, constraints: Constraints) -> list[str]:
    """Keys that an article shares with those that the user wants in no story with it."""
    parted = [sides for sides in constraints.apart if any(article in side for side in sides)]
    return [f"apart:{stable_id('', *(sorted(side) for side in sides))}" for sides in parted]


def amendment_marks(constraints: Constraints) -> dict[str, str]:
    """By article, a short mark of what the user said about it; it changes when the user says something else."""
    articles = {
        *constraints.struck,
        *(article for pair in constraints.together for article in pair),
        *(article for sides in constraints.apart for side in sides for article in side),
        *constraints.times,
    }
    return {
        article: stable_id(
            "",
            sorted(constraints.struck.get(article, frozenset()) or {"any"}) if article in constraints.struck else None,
            _held_apart(article, constraints),
            sorted(pair for pair in constraints.together if article in pair),
            constraints.times.get(article),
        )
        for article in articles
    }
