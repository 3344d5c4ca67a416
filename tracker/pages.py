"""Full text on demand: the pages of articles that are about the trade.

Feeds carry a headline and a few sentences; the numbers and the names often stand on the page alone. `read_pages` asks
for the pages of items that were found to be about the trade, few at a time, the newest first, and no host before its
robots.txt has been heard. A page that cannot be had leaves the summary in use, and why is kept; what is read is
extracted again by `tracker.jobs`. Of a company filing, the page is its index and the press release among its exhibits.

What must never happen: a page asked for against robots.txt, or again and again; one page that costs the others
theirs; an address of the user's own network asked for because a stranger's feed names it.

Not here: politeness between requests, redirects and refused addresses (the feed source's), what a page says
(`pipelines.pages`, `pipelines.edgar`). Known limit: where a redirect leads to is known only after it was followed; if
that host's robots.txt forbids the page, what came is thrown away unread.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pipelines.edgar import exhibit_titles, is_filing_index, parse_exhibits, press_release
from pipelines.pages import ROBOTS_KEPT, PageText, may_ask, may_fetch, robots_of, robots_url
from pipelines.polling import host_pause
from pipelines.urls import registrable_host
from storage.articles import about_the_trade
from storage.feeds import end_pause, host_pauses, keep_body, save_pause
from storage.pages import pages_for, save_page
from tracker.desk import Desk
from tracker.records import Article, Feed, FeedRequest, Fetched, FetchOutcome, Page, PageOutcome, Problem, Tally

log = logging.getLogger("newsimpact")

LONG_ENOUGH = 2_000
"""Characters from which on a feed carries the text itself: an article of three hundred words."""
SEC = "sec.gov"
"""Wants to know who asks; only the agent of its own feeds names somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A page to be asked for, and the articles it is the page of."""

    url: str
    user_agent: str
    allow_private: bool
    articles: tuple[Article, ...]
    index: Fetched | None = None
    """Of a filing: its index page, which named this one."""
    titles: tuple[str, ...] = ()
    """Of a filing: what its exhibits are called."""

    @property
    def subject(self) -> str:
        return f"page of {self.articles[0].id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What became of a visit."""

    outcome: PageOutcome | None
    """None: not asked, or told to come later; that counts as no attempt."""
    reason: str | None = None
    url: str = ""
    text: str = ""
    page: PageText | None = None
    answers: tuple[Fetched, ...] = ()
    """Whose bytes are kept; the last is the one the text comes from."""


POSTPONED = Found(outcome=None)


def read_pages(desk: Desk, now: datetime) -> Tally:
    """Ask for the pages that are wanted and note what became of each, in a transaction of its own."""
    wanted = _wanted(desk, now)
    chosen = wanted[: desk.pages.per_cycle]
    outcomes: Counter[str] = Counter()
    problems: list[Problem] = []
    for visit, found in _visited(desk, _visits(desk, chosen), now):
        pages = [_page(item, found, now) for item in visit.articles]
        outcomes.update("postponed" if page is None else str(page.outcome) for page in pages)
        problems += [_problem(item, found) for item in visit.articles if found.outcome is PageOutcome.FAILED]
        with desk.store.write() as connection:
            for answer in found.answers:
                keep_body(connection, answer)
            for page in filter(None, pages):
                save_page(connection, page)
    made = outcomes.pop(str(PageOutcome.OK), 0)
    dropped = {**outcomes, "left_for_later": len(wanted) - len(chosen)}
    return Tally(stage="pages", taken=len(wanted), made=made, dropped=dropped, problems=tuple(problems))


# ── which pages ─────────────────────────────────────────────────────────────────────────────────────


def _wanted(desk: Desk, now: datetime) -> list[Article]:
    """Articles whose page should be asked for now, the newest first."""
    since = now - desk.pages.max_age
    followed = {feed.id: feed for feed in desk.feeds if feed.full_text}
    companies = [item.symbol for item in desk.instruments.values() if item.kind == "company"]
    with desk.store.read() as connection:
        found = about_the_trade(connection, followed, companies, since)
        asked = pages_for(connection, [item.id for item in found])
    wanted = [
        item
        for item in found
        if _is_readable(item, followed[item.feed])
        and (item.effective.at >= since or not item.backfilled)
        and may_ask([page for page in asked.get(item.id, ()) if page.version == item.version], now)
    ]
    return sorted(wanted, key=lambda item: (item.effective.at, item.id), reverse=True)


def _is_readable(item: Article, feed: Feed) -> bool:
    """Whether its page can be asked for at all, and is likely to say more than the feed did."""
    from_sec = registrable_host(item.url) != SEC or registrable_host(feed.url) == SEC
    return len(item.summary) < LONG_ENOUGH and bool(robots_url(item.url)) and from_sec


def _visits(desk: Desk, items: Iterable[Article]) -> list[Visit]:
    """One visit for each page, however many feeds name it."""
    feeds = {feed.id: feed for feed in desk.feeds}
    visits: dict[tuple[str, str, bool], list[Article]] = {}
    for item in items:
        feed = feeds[item.feed]
        visits.setdefault((item.url, feed.user_agent, _may_be_private(item.url, feed)), []).append(item)
    return [
        Visit(url=url, user_agent=agent, allow_private=private, articles=tuple(same))
        for (url, agent, private), same in visits.items()
    ]


def _may_be_private(url: str, feed: Feed) -> bool:
    """Whether the page may lie in the user's own network: beside a feed that may, on the same port.

    A reader on this machine (a bridge that makes feeds of websites, say) passes on what strangers write.
    """
    page, home = urlsplit(url), urlsplit(feed.url)
    return feed.allow_private and page.port == home.port and registrable_host(url) == registrable_host(feed.url)


# ── asking ──────────────────────────────────────────────────────────────────────────────────────────


def _visited(desk: Desk, visits: Sequence[Visit], now: datetime) -> Iterator[tuple[Visit, Found]]:
    """What became of each visit, as the answers come."""
    _hear_robots(desk, visits, now)
    ready: list[Visit] = []
    for visit in visits:
        barred = POSTPONED if desk.stop() else _barred(desk, visit.url, visit)
        if barred is None:
            ready.append(visit)
        else:
            yield visit, barred
    releases: list[Visit] = []
    for visit, got in _answered(desk, ready, now):
        found = _taken(desk, visit, got) if got is not None else POSTPONED
        if isinstance(found, Visit):
            releases.append(found)
        else:
            yield visit, found
    if releases:
        yield from _visited(desk, releases, now)


def _answered(desk: Desk, visits: Sequence[Visit], now: datetime) -> Iterator[tuple[Visit, Fetched | None]]:
    """The answer to each visit; None where none came before we were told to stop.

    An answer that a redirect brought from a host we have not heard comes last, when that host's robots.txt is known.
    """
    waiting = {visit.subject: visit for visit in visits}
    elsewhere: list[tuple[Visit, Fetched]] = []
    requests = [_request(visit, visit.url, visit.subject) for visit in visits]
    for got in _ask(desk, requests, now):
        visit = waiting.pop(got.feed)
        if got.outcome is FetchOutcome.OK and robots_url(got.final_url) not in desk.robots:
            elsewhere.append((visit, got))
        else:
            yield visit, got
        if desk.stop():
            break
    for visit in waiting.values():
        yield visit, None
    _hear_robots(desk, [_led_to(visit, got.final_url) for visit, got in elsewhere], now)
    yield from elsewhere


def _led_to(visit: Visit, url: str) -> Visit:
    """The visit where a redirect has led; the permission for a private network is for the host that was named."""
    same_host = urlsplit(url).hostname == urlsplit(visit.url).hostname
    return replace(visit, url=url, allow_private=visit.allow_private and same_host)


def _ask(desk: Desk, requests: Sequence[FeedRequest], now: datetime) -> Iterator[Fetched]:
    """The answers as they come, in any order. Hosts that want to be left alone are, and those that say so are noted."""
    with desk.store.read() as connection:
        pauses = host_pauses(connection)
    with closing(desk.source.fetch(requests, now, {host: pause.until for host, pause in pauses.items()})) as answers:
        for got in answers:
            if got.outcome is FetchOutcome.POSTPONED and got.status is not None:
                with desk.store.write() as connection:
                    save_pause(connection, host_pause(host_pauses(connection).get(got.host), got, now))
            elif got.outcome is FetchOutcome.OK and got.host in pauses:
                with desk.store.write() as connection:
                    end_pause(connection, got.host)
            yield got


def _request(visit: Visit, url: str, subject: str) -> FeedRequest:
    return FeedRequest(feed=subject, url=url, user_agent=visit.user_agent, allow_private=visit.allow_private)


def _hear_robots(desk: Desk, visits: Sequence[Visit], now: datetime) -> None:
    """Ask each host for its robots.txt, unless it told us within a day."""
    for place, held in list(desk.robots.items()):
        fresh = timedelta() <= now - held.asked_at < ROBOTS_KEPT
        if not fresh or (held.unknown is not None and held.asked_at != now):
            del desk.robots[place]
    # Where a stranger's feed names a host of the user's network, the feed that may go there asks.
    unheard = {robots_url(visit.url): visit for visit in sorted(visits, key=lambda visit: visit.allow_private)}
    requests = [
        _request(visit, place, f"robots.txt of {urlsplit(place).netloc} ({urlsplit(place).scheme})")
        for place, visit in unheard.items()
        if place not in desk.robots
    ]
    if not requests or desk.stop():
        return
    places = {request.feed: request.url for request in requests}
    for got in _ask(desk, requests, now):
        robots = robots_of(got)
        if robots is not None:
            desk.robots[places[got.feed]] = replace(robots, asked_at=now)


def _barred(desk: Desk, url: str, visit: Visit) -> Found | None:
    """Why a page may not be asked for, or not now; None when it may."""
    robots = desk.robots.get(robots_url(url))
    if robots is None:
        return POSTPONED
    if robots.unknown is not None:
        return Found(outcome=PageOutcome.FAILED, reason=robots.unknown, url=url)
    if robots.refused is not None:
        return Found(outcome=PageOutcome.NOT_ALLOWED, reason=robots.refused, url=url)
    if not may_fetch(robots.text, url, visit.user_agent):
        return Found(outcome=PageOutcome.NOT_ALLOWED, reason="robots.txt forbids it", url=url)
    return None


def _taken(desk: Desk, visit: Visit, got: Fetched) -> Found | Visit:
    """What an answer holds, or the visit that it sends us on."""
    if got.outcome is FetchOutcome.POSTPONED:
        return POSTPONED
    if got.outcome is not FetchOutcome.OK:
        return Found(outcome=PageOutcome.FAILED, reason=got.reason or "no answer", url=visit.url)
    barred = _barred(desk, got.final_url, visit)
    if barred is not None:
        return barred
    try:
        if visit.index is None and is_filing_index(visit.url):
            return _filing(visit, got)
        return _article(desk, visit, got)
    except Exception as error:  # a page that meets a bug of ours must not cost the others theirs
        log.exception("page of article %s cannot be read", visit.articles[0].id)
        reason = f"cannot be read ({type(error).__name__}: {error})"
        return Found(outcome=PageOutcome.FAILED, reason=reason, url=visit.url, answers=(got,))


def _article(desk: Desk, visit: Visit, got: Fetched) -> Found:
    page = desk.read_page(got.body, url=got.final_url, content_type=got.content_type)
    return Found(
        outcome=PageOutcome.NO_TEXT if page.reason else PageOutcome.OK,
        reason=page.reason,
        url=visit.url,
        text="\n".join((*visit.titles, page.text)) if page.text else "",
        page=page,
        answers=(got,) if visit.index is None else (visit.index, got),
    )


def _filing(visit: Visit, got: Fetched) -> Found | Visit:
    """The press release of a filing is a visit of its own; without one, its exhibits' titles are the text."""
    exhibits = parse_exhibits(got.body, got.final_url)
    release, titles = press_release(exhibits), exhibit_titles(exhibits)
    if release is not None:
        return replace(visit, url=release.url, index=got, titles=titles)
    if titles:
        return Found(outcome=PageOutcome.OK, url=visit.url, text="\n".join(titles), answers=(got,))
    reason = "the filing has no press release, and no exhibit with a title"
    return Found(outcome=PageOutcome.NO_TEXT, reason=reason, url=visit.url, answers=(got,))


# ── noting ──────────────────────────────────────────────────────────────────────────────────────────


def _page(item: Article, found: Found, now: datetime) -> Page | None:
    """What is kept of a visit for one of its articles; None when it counts as no attempt."""
    if found.outcome is None:
        return None
    # A teaser before a paywall must not take the place of a longer summary.
    says_less = found.outcome is PageOutcome.OK and len(found.text) <= len(item.summary)
    return Page(
        article=item.id,
        version=item.version,
        asked_at=now,
        url=found.url,
        outcome=PageOutcome.NO_TEXT if says_less else found.outcome,
        reason="the page says no more than the feed" if says_less else found.reason,
        text="" if says_less else found.text,
        canonical_url=found.page.canonical_url if found.page else None,
        paywalled=found.page.paywalled if found.page else None,
        body_hash=found.answers[-1].body_hash if found.answers else None,
    )


def _problem(item: Article, found: Found) -> Problem:
    reason = f"page of an item of {item.feed}: {found.reason}; its summary is used"
    return Problem(stage="pages", subject=item.id, reason=reason)
