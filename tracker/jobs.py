"""The whole product, one short function per arrow.

    feeds ──▶ collect ──▶ extract ──▶ group ──▶ expect ──▶ price ──▶ measure ──▶ prepare_digest ──▶ deliver
              articles    readings    stories   signs      bars      impacts     outbox             mail
                              ▲                              ▲          ▲
                        read_pages               collect_minutes, measure_minutes (tracker.minutes): bars of minutes
           (tracker.pages): the full             while they can be had, and what the prices did around the minute
        text of what is about the trade          of the news

Here the outside (ports), the pure functions (pipelines) and the database (storage) meet; `tracker.derive` holds
the compositions that a report as of an earlier instant shares, and `tracker.questions` reads only. Every job takes
the time as a value, does what is due, writes in short transactions, and returns a `Tally` of what went in, came
out and was dropped by which reason. Doing a job twice changes nothing but the log of fetches; stopping anywhere
loses nothing.

Nothing here knows about HTTP, yfinance, SMTP, the command line or the settings file.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.amendments import Constraints, constraints
from pipelines.beside import ahead
from pipelines.digest import build_digest, message_bytes
from pipelines.group import code_mark, regroup
from pipelines.pieces import amendment_marks, pieces_of
from pipelines.place import SessionCalendar
from pipelines.polling import (
    after_failure,
    after_good,
    after_pause,
    after_postponement,
    host_pause,
    is_due,
    known_state,
    lost_since,
)
from pipelines.stories import tell
from pipelines.watch import watch_rows
from storage import amendments, articles, bars, feeds, outbox, pieces, pulse, readings, stories
from storage.expectations import Registered, register
from tracker.archive import StoredArchive
from tracker.daily import update_prices
from tracker.derive import (
    comparable_bars,
    expect_all,
    expose_all,
    followed_exposures,
    measure_all,
    measure_untold,
    read_articles,
)
from tracker.desk import Desk
from tracker.errors import HostileInput, InputError, MailDelayed, MailRefused, NotAFeed, OutOfCalendar
from tracker.event_dates import has_calendar, known_events, note_calendar, note_dates
from tracker.intake import articles_of, keep, learned_zone
from tracker.minutes import collect_minutes, measure_minutes
from tracker.options import WINDOWS
from tracker.pages import read_pages
from tracker.questions import feed_health, known, session_coverage, story_notes, symbol_calendars
from tracker.records import (
    Article,
    Digest,
    Exposure,
    Fault,
    Feed,
    FeedRequest,
    FeedState,
    Fetched,
    FetchOutcome,
    NoImpact,
    OutboxMessage,
    Problem,
    ReportRow,
    Tally,
    stable_id,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

log = logging.getLogger("newsimpact")

LOOK_AGAIN = timedelta(minutes=15)
"""Without anything new, how often missing prices are looked for."""
WAITING = "waiting_for_prices"
HEALTH = "feeds"
GROUPED = "grouped"
FOR_A_MOMENT = frozenset({"never_asked", "rate_limited", "unavailable"})
MAIL_PAUSE = timedelta(minutes=5)
"""After a delayed hand-over; doubles with every further one, up to six hours."""


def cycle(desk: Desk, now: datetime) -> tuple[Tally, ...]:
    """Everything that is due at `now`, in order; a part that is not due does nothing.

    Stories, prices and impacts are worked out anew when an article, a bar or a session has been added since the last
    time, and every LOOK_AGAIN for what is to be asked again.
    """
    tallies = [_guarded(note_calendar, desk, now)] if has_calendar(desk) else []
    tallies += [_guarded(job, desk, now) for job in (collect, extract)]
    tallies += _with_pages(desk, now)
    if _something_new(desk, now):
        tallies += [_guarded(job, desk, now) for job in (group, expect, price, measure)]
        if all(tally is not None and not tally.broken for tally in tallies) and not desk.stop():
            with desk.store.write() as connection:
                pulse.beat(connection, "measured", now, _knowledge(desk, now))
    tallies += [_guarded(job, desk, now) for job in (collect_minutes, measure_minutes)]
    # Dates are asked for when the prices are here, and before the digest, which tells what the next session holds.
    tallies += [_guarded(note_dates, desk, now)] if desk.event_dates is not None else []
    tallies += [_guarded(job, desk, now) for job in (prepare_digest, deliver)]
    done = tuple(tally for tally in tallies if tally is not None)
    problems = [str(problem) for tally in done for problem in tally.problems]
    sums = [
        Tally.summed(stage, [tally for tally in done if tally.stage == stage])
        for stage in {t.stage: None for t in done}
    ]
    counts = {tally.stage: {"taken": tally.taken, "made": tally.made, **tally.dropped} for tally in sums}
    with desk.store.write() as connection:
        pulse.beat(connection, "cycle", now, {"stages": counts, "problems": problems})
    _guarded(note_health, desk, now)
    return done


def _with_pages(desk: Desk, now: datetime) -> list[Tally | None]:
    """Read the pages of what was found to be about the trade, and extract again what has one now."""
    if not desk.pages.enabled:
        return []
    read = _guarded(read_pages, desk, now)
    return [read, _guarded(extract, desk, now)] if read is not None and read.made else [read]


def _guarded(job: Callable[[Desk, datetime], Tally], desk: Desk, now: datetime) -> Tally | None:
    """Run a job so that its failure is logged and named and does not cost the jobs after it their turn."""
    if desk.stop():
        return None
    try:
        return job(desk, now)
    except Exception as error:
        log.exception("%s failed", job.__name__)
        reason = f"{type(error).__name__}: {error}"
        problem = Problem(stage=job.__name__, subject="the whole job", reason=reason)
        return Tally(stage=job.__name__, taken=0, made=0, problems=(problem,), broken=True)


def _something_new(desk: Desk, now: datetime) -> bool:
    with desk.store.read() as connection:
        last = pulse.last_beat(connection, "measured")
    return last is None or last[1] != _knowledge(desk, now) or not timedelta() <= now - last[0] < LOOK_AGAIN


def _knowledge(desk: Desk, now: datetime) -> str:
    """A short mark of all that stories and impacts depend on."""
    with desk.store.read() as connection:
        # What is said while a cycle is at work is left to the next: it did not go into the stories of this one.
        said = amendments.amendments_state(connection, now)
        held = (*articles.articles_state(connection), *bars.daily_state(connection), *said)
    closed = {name: calendar.last_closed(now, desk.settle) for name, calendar in desk.calendars(now).items()}
    chosen = (_grouped_by(desk), desk.study, desk.bars_from)
    return stable_id("k", held, closed, chosen, desk.extractor().made_by)


def note_health(desk: Desk, now: datetime) -> Tally:
    """Write down how the feeds in use are, every LOOK_AGAIN, for `newsimpact status`, which cannot tell frozen ones."""
    with desk.store.read() as connection:
        last = pulse.last_beat(connection, HEALTH)
    if last is not None and timedelta() <= now - last[0] < LOOK_AGAIN:
        return Tally(stage="health", taken=0, made=0)
    healths = feed_health(desk, now)
    noted = {health.feed: {"state": str(health.state), "reason": health.reason} for health in healths}
    with desk.store.write() as connection:
        pulse.beat(connection, HEALTH, now, noted)
    return Tally(stage="health", taken=len(healths), made=len(healths))


# ── collect ─────────────────────────────────────────────────────────────────────────────────────────


def collect(desk: Desk, now: datetime) -> Tally:
    """Ask every feed that is due; keep its bytes, its articles and its validators in one transaction each.

    Answers are taken in as they come, so that those of slow feeds keep nobody waiting and a stop loses only what is
    still under way, which is asked for again.
    """
    with desk.store.read() as connection:
        states = feeds.feed_states(connection)
        pauses = feeds.host_pauses(connection)
    known = {feed.id: (feed, known_state(feed, states.get(feed.id), now)) for feed in desk.feeds}
    due = [_request(feed, state) for feed, state in known.values() if is_due(feed, state, now)]
    in_use = Counter(url for feed, state in known.values() for url in {feed.url, state.asked_url})
    tallies = []
    with closing(desk.source.fetch(due, now, {host: pause.until for host, pause in pauses.items()})) as answers:
        for got in answers:
            feed, state = known[got.feed]
            others = {url for url in (got.moved_to,) if url and in_use[url] > (url in {feed.url, state.asked_url})}
            asked = _Question(feed=feed, state=state, others=others, paused=pauses.keys())
            tallies.append(_taken(desk, asked, got, now))
            if desk.stop():
                break
    return Tally.summed("fetch", tallies)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """A feed that was asked."""

    feed: Feed
    state: FeedState
    others: Collection[str]
    """The address it is moving to, when another feed is asked there."""
    paused: Collection[str]
    """Hosts that had asked for patience before."""


def _request(feed: Feed, state: FeedState) -> FeedRequest:
    return FeedRequest(
        feed=feed.id,
        url=state.asked_url,
        user_agent=feed.user_agent,
        etag=state.etag,
        last_modified=state.last_modified,
        allow_private=feed.allow_private,
    )


def _taken(desk: Desk, asked: _Question, got: Fetched, now: datetime) -> Tally:
    """Take an answer in. A feed that meets a bug of ours fails like one that is ill, and costs the others nothing."""
    try:
        match got.outcome:
            case FetchOutcome.POSTPONED:
                return _put_off(desk, asked, got, now)
            case FetchOutcome.FAILED:
                return _refused(desk, asked, got, now)
            case _:
                return _take_in(desk, asked, got, now)
    except Exception as error:
        log.exception("feed %s cannot be taken in", asked.feed.id)
        reason = f"cannot be read ({type(error).__name__}: {error})"
        return _refused(desk, asked, replace(got, fault=Fault.OURS, reason=reason), now)


def _take_in(desk: Desk, asked: _Question, got: Fetched, now: datetime) -> Tally:
    if got.outcome is FetchOutcome.NOT_MODIFIED or got.body_hash == asked.state.body_hash:
        with desk.store.write() as connection:
            feeds.log_fetch(connection, got)
            _save_good(connection, asked, got, now)
        return Tally(stage="fetch", taken=0, made=0)
    try:
        parsed = desk.reader.read(got.body, base_url=got.final_url, content_type=got.content_type)
    except (NotAFeed, HostileInput) as error:
        fault = Fault.NOT_A_FEED if isinstance(error, NotAFeed) else Fault.HOSTILE
        return _refused(desk, asked, replace(got, fault=fault, reason=str(error)), now)
    feed, state = asked.feed, asked.state
    with desk.store.write() as connection:
        feeds.keep_body(connection, got)
        found = articles_of(connection, state, parsed.items, now, body_hash=got.body_hash or "")
        new, changed = keep(connection, feed.id, found, now)
        lost = lost_since(state, found.articles, new)
        counts = {"entries": len(parsed.items), "new": new, "changed": changed}
        feeds.log_fetch(connection, got, **counts, lost_since=lost, reader=parsed.reader)
        established = state.first_polled_at is not None
        offset = learned_zone(connection, state) if new and established else state.zone_offset_minutes
        learned = replace(state, key_policy=str(found.policy), zone_offset_minutes=offset)
        _save_good(
            connection, replace(asked, state=learned), got, now, new=new, ttl=parsed.ttl, all_new=lost is not None
        )
    remarks = (*parsed.problems, *found.problems)
    return Tally(
        stage="fetch",
        taken=len(parsed.items) + parsed.unwanted,
        made=new + changed,
        dropped={"known": len(found.articles) - new - changed, "unwanted": parsed.unwanted, **found.dropped},
        problems=tuple(replace(problem, subject=f"{feed.id}: {problem.subject}") for problem in remarks),
    )


def _save_good(
    connection: Connection,
    asked: _Question,
    got: Fetched,
    now: datetime,
    *,
    new: int = 0,
    ttl: timedelta | None = None,
    all_new: bool = False,
) -> None:
    state = after_good(asked.feed, asked.state, got, now, new=new, ttl=ttl, all_new=all_new, urls_in_use=asked.others)
    feeds.save_feed_state(connection, state)
    feeds.note_move(connection, asked.state, state, now)
    if got.host in asked.paused:
        feeds.end_pause(connection, got.host)


def _refused(desk: Desk, asked: _Question, got: Fetched, now: datetime) -> Tally:
    """Note a failure and ask again later."""
    state = after_failure(asked.feed, asked.state, got, now)
    with desk.store.write() as connection:
        if got.body_hash:  # bytes that are no feed are kept too: they are the evidence
            feeds.keep_body(connection, got)
        feeds.log_fetch(connection, replace(got, outcome=FetchOutcome.FAILED))
        feeds.save_feed_state(connection, state)
        feeds.note_move(connection, asked.state, state, now)
    return _trouble(asked, got)


def _put_off(desk: Desk, asked: _Question, got: Fetched, now: datetime) -> Tally:
    """A host that wants to be left alone: told so by itself (there is a status), or known to us."""
    with desk.store.write() as connection:
        held = feeds.host_pauses(connection).get(got.host)
        if got.status is None:
            feeds.save_feed_state(connection, after_postponement(asked.state, held, now))
            return Tally(stage="fetch", taken=0, made=0)
        pause = host_pause(held, got, now)
        feeds.save_pause(connection, pause)
        feeds.log_fetch(connection, got)
        feeds.save_feed_state(connection, after_pause(asked.feed, asked.state, got, pause))
    return _trouble(asked, got)


def _trouble(asked: _Question, got: Fetched) -> Tally:
    problem = Problem(stage="fetch", subject=asked.feed.id, reason=got.reason or "no answer")
    return Tally(stage="fetch", taken=0, made=0, problems=(problem,))


# ── extract, group ──────────────────────────────────────────────────────────────────────────────────


def extract(desk: Desk, now: datetime) -> Tally:
    """Read every article version that this extractor has not read yet."""
    with desk.store.read() as connection:
        unread = articles.unread(connection, desk.extractor().made_by)
    read = made = 0
    problems: list[Problem] = []
    for part in _parts(unread, 200):
        if desk.stop():
            break
        found = read_articles(desk, part)
        with desk.store.write() as connection:
            readings.save_readings(connection, found.items)
        problems += found.problems
        read += len(found.items)
        made += sum(reading.extraction.relevant for reading in found.items)
    dropped = {"not_about_the_trade": read - made, "left_for_later": len(unread) - read}
    return Tally(stage="extract", taken=len(unread), made=made, dropped=dropped, problems=tuple(problems))


def group(desk: Desk, now: datetime) -> Tally:
    """Place what is new or changed, and tell the stories that it touches. Derived: only rows that differ are written.

    Other rules, options or instruments than the last time: everything is placed anew.
    """
    with desk.store.write() as connection:
        mark = _grouped_by(desk)
        last = pulse.last_beat(connection, GROUPED)
        if last is None or last[1] != mark:
            pieces.empty(connection)
            stories.empty(connection)
        said = constraints(amendments.load_amendments(connection, now))
        fresh, gone = _to_place(connection, said)
        found = readings.load_readings(connection, fresh)
        looked = feeds.looked_before(connection, found)
        archive = StoredArchive(connection)
        made = pieces_of(found, said, looked)
        touched = regroup(archive, made, gone, desk.grouping, said)
        told, ended = tell(archive, touched, said)
        exposures, problems = expose_all(desk, told, now)
        archive.save({reading.article.id: reading for reading in found}, gone, said)
        stories.save_stories(connection, told, ended)
        stories.save_exposures(connection, told, exposures)
        pulse.beat(connection, GROUPED, now, mark)
    placed = sum(archive.home_of(piece.id) is not None for piece in made)
    return Tally(
        stage="group", taken=len(made), made=placed, dropped={"no_story": len(made) - placed}, problems=problems
    )


def _grouped_by(desk: Desk) -> str:
    """A short mark of all that stories and exposures depend on, but for the articles and what the user said of them."""
    return stable_id("g", desk.grouping, desk.instruments, desk.theme_symbols, code_mark())


def _to_place(connection: Connection, said: Constraints) -> tuple[list[str], list[str]]:
    """Articles to place anew: those read since the last time, and those of which the user said something since.

    And those that are to be taken out.
    """
    fresh, gone = pieces.unplaced(connection)
    held, wanted = pieces.amended(connection), amendment_marks(said)
    changed = {article for article in held.keys() | wanted.keys() if held.get(article) != wanted.get(article)}
    relevant = {*readings.relevant_among(connection, changed)}
    return sorted({*fresh, *relevant}), gone


# ── expect, price, measure ──────────────────────────────────────────────────────────────────────────────────


def expect(desk: Desk, now: datetime) -> Tally:
    """Write down what each story should do to each symbol, before prices of its window are asked for or read."""
    exposures, registered = _registered(desk, now)
    missing = len(exposures) - len(registered.exposures)
    return Tally(stage="expect", taken=len(exposures), made=len(registered.exposures), dropped={"not_kept": missing})


def _registered(desk: Desk, now: datetime) -> tuple[list[Exposure], Registered]:
    """All exposures, and those whose expectation stands in the database when this returns."""
    with desk.store.write() as connection:
        told = stories.load_stories(connection)
        exposures = followed_exposures(desk, connection, told)
        return exposures, register(connection, exposures, expect_all(desk, connection, told, exposures, now))


def price(desk: Desk, now: datetime) -> Tally:
    """Ask the provider for the bars that the measurements want and the store lacks."""
    return update_prices(desk, (), now)[1]


def measure(desk: Desk, now: datetime) -> Tally:
    """Impacts of every exposure from the bars held. Derived: only rows that differ are written."""
    _, registered = _registered(desk, now)
    impacts = measure_all(desk, registered, now, as_of=None)
    with desk.store.write() as connection:
        stories.save_impacts(connection, impacts)
    unknown = Counter(str(item.reason) for item in impacts if isinstance(item, NoImpact))
    return Tally(stage="measure", taken=len(impacts), made=len(impacts) - unknown.total(), dropped=dict(unknown))


def measure_again(desk: Desk, now: datetime) -> Tally:
    """Impacts from the bars held, as at the last time that prices were asked for, when nobody asks for any now.

    A window that has closed since is one that is not over yet: that its prices lack is known when they were asked for.
    """
    with desk.store.read() as connection:
        last = pulse.last_beat(connection, "measured")
    return measure(desk, last[0] if last is not None else now)


# ── digest, deliver ─────────────────────────────────────────────────────────────────────────────────


def last_digest_session(desk: Desk, now: datetime) -> date:
    """The latest session whose digest can be made at `now`."""
    return desk.calendars(now)[desk.exchange].last_closed(now, desk.digest_delay)


def make_digest(desk: Desk, session: date, now: datetime) -> Digest:
    """The daily e-mail of a session, from what is known at `now`. Raises OutOfCalendar for a day without trading."""
    calendar = desk.calendars(now)[desk.exchange]
    if session not in calendar.sessions(session, session):
        raise OutOfCalendar(f"{session} is no session of {desk.exchange}; the next is {_next(calendar, session)}")
    facts = known(desk)
    rows = facts.rows()
    calendars = symbol_calendars(desk, now)
    with desk.store.read() as connection:
        closes = {
            symbol: [
                bar
                for bar in comparable_bars(connection, symbol, desk.bars_from, since=instrument.since).bars
                if bar.quality.usable and calendar.offset(session, -1) <= bar.session <= session
            ]
            for symbol, instrument in desk.instruments.items()
        }
    told = {row.symbol for row in rows if row.session == session}
    alone = measure_untold(desk, told, session, now)
    watch = watch_rows(desk.instruments.values(), closes, rows, session, alone)
    return build_digest(
        session,
        _rows_for(rows, calendar, session),
        watch,
        session_coverage(desk, session, now),
        notice=desk.notice,
        command_hint=f"newsimpact report --since {session}",
        notes=story_notes(desk),
        confounding=facts.confounding,
        coming=ahead(known_events(desk, calendars), calendars, calendar, session),
    )


def prepare_digest(desk: Desk, now: datetime) -> Tally:
    """Put the last closed session's digest into the outbox, unless it is there already or nobody wants it.

    While prices of the session are still to come it waits, as long as the desk has patience. A session that was
    waited for and is no longer the last, since nobody ran meanwhile, has its mail first.
    """
    taken = len(desk.post.recipients)
    if not taken:
        return Tally(stage="digest", taken=0, made=0)
    session, calendar = last_digest_session(desk, now), desk.calendars(now)[desk.exchange]
    waited = _waited_for(desk, calendar)
    overdue = [enqueue_digest(desk, waited, now)] if waited is not None and waited < session else []
    close = calendar.close_of(session)
    waits = now - close < desk.price_patience and _prices_to_come(desk, session)
    with desk.store.write() as connection:
        pulse.beat(connection, WAITING, now, session.isoformat() if waits else None)
    if waits:
        return Tally.summed("digest", [*overdue, Tally(stage="digest", taken=taken, made=0, dropped={WAITING: taken})])
    return Tally.summed("digest", [*overdue, enqueue_digest(desk, session, now)])


def _waited_for(desk: Desk, calendar: SessionCalendar) -> date | None:
    """The session whose digest waited for prices; None: there is none, or it is no session of this calendar."""
    with desk.store.read() as connection:
        last = pulse.last_beat(connection, WAITING)
    if last is None or last[1] is None:
        return None
    session = date.fromisoformat(last[1])
    return session if calendar.sessions(session, session) else None


def _prices_to_come(desk: Desk, session: date) -> bool:
    """Whether bars of the session may still come: some could not be had for a moment, or most are not there at all."""
    outcomes: list[str] = []
    with desk.store.read() as connection:
        answers = bars.load_answers(connection, desk.bars_from)
        for symbol in desk.instruments:
            held = bars.load_bars(connection, symbol, session, session, provider=desk.bars_from)
            if not any(bar.is_final for bar in held):
                outcomes.append(answers[symbol][-1].outcome if symbol in answers else "never_asked")
    return bool(FOR_A_MOMENT & set(outcomes)) or 2 * len(outcomes) > len(desk.instruments)


def enqueue_digest(desk: Desk, session: date, now: datetime) -> Tally:
    """Render a session's digest for every recipient who has none yet."""
    with desk.store.read() as connection:
        held = {message.recipient for message in outbox.messages(connection, "digest", session.isoformat())}
    taken = len(desk.post.recipients)
    missing = [recipient for recipient in desk.post.recipients if recipient not in held]
    if not missing:
        return Tally(stage="digest", taken=taken, made=0, dropped={"already_made": taken, "refused": 0})
    digest = make_digest(desk, session, now)
    made = 0
    problems: list[Problem] = []
    for recipient in missing:
        try:
            message = _message(desk, digest, recipient, now)
        except InputError as error:
            problems.append(Problem(stage="digest", subject=recipient, reason=str(error)))
            continue
        with desk.store.write() as connection:
            made += outbox.enqueue(connection, message)
    dropped = {"already_made": taken - made - len(problems), "refused": len(problems)}
    return Tally(stage="digest", taken=taken, made=made, dropped=dropped, problems=tuple(problems))


def deliver(desk: Desk, now: datetime) -> Tally:
    """Hand over what is due. A message is claimed before and settled after; a failure never blocks the others."""
    with desk.store.read() as connection:
        waiting = outbox.due(connection, now)
    outcomes: Counter[str] = Counter()
    problems: list[Problem] = []
    for message in waiting:
        if desk.stop():
            outcomes["left_for_later"] += 1
            continue
        with desk.store.write() as connection:
            if not outbox.claim(connection, message.message_id):
                outcomes["taken_by_another"] += 1
                continue
        problem = _hand_over(desk, message, now)
        outcomes["sent" if problem is None else "not_sent"] += 1
        problems += [problem] if problem else []
    made = outcomes.pop("sent", 0)
    return Tally(stage="deliver", taken=len(waiting), made=made, dropped=dict(outcomes), problems=tuple(problems))


def _hand_over(desk: Desk, message: OutboxMessage, now: datetime) -> Problem | None:
    """Send and settle. Refused for now: again later. Refused for good, or a bug of ours: given up, and said."""
    state, next_try, reason = "sent", None, None
    try:
        desk.mailer.send(message.body, desk.post.sender, message.recipient)
    except MailDelayed as error:
        next_try = now + min(MAIL_PAUSE * 2 ** min(message.attempts, 7), timedelta(hours=6))
        state, reason = "queued", str(error)
    except MailRefused as error:
        state, reason = "failed", str(error)
    except Exception as error:
        log.exception("message %s cannot be sent", message.message_id)
        state, reason = "failed", f"{type(error).__name__}: {error}"
    sent_at = now if state == "sent" else None
    with desk.store.write() as connection:
        outbox.settle(connection, message.message_id, state, sent_at=sent_at, next_try=next_try, error=reason)
    if reason is None:
        return None
    what_next = f"next try {next_try:%H:%M} UTC" if next_try else "given up; `newsimpact digest --send` tries again"
    return Problem(stage="deliver", subject=message.recipient, reason=f"{reason}; {what_next}")


def _message(desk: Desk, digest: Digest, recipient: str, now: datetime) -> OutboxMessage:
    period = digest.session.isoformat()
    where = str(Path(desk.store.engine.url.database or "").resolve())
    domain = parseaddr(desk.post.sender)[1].rpartition("@")[2] or "newsimpact.invalid"
    message_id = f"<{stable_id('digest.', where, period, recipient)}@{domain}>"
    return OutboxMessage(
        kind="digest",
        period=period,
        recipient=recipient,
        message_id=message_id,
        subject=digest.subject,
        body=message_bytes(
            digest,
            sender=desk.post.sender,
            recipient=recipient,
            message_id=message_id,
            date=now,
            list_id=f"digest.{domain}",
        ),
        state="queued",
        attempts=0,
        next_try=now,
        created_at=now,
    )


def _rows_for(rows: Sequence[ReportRow], calendar: SessionCalendar, session: date) -> list[ReportRow]:
    """Rows of stories the session could react to, and those of earlier stories whose window ended in it."""
    ends = {name: calendar.offset(session, -last) for name, (_, last) in WINDOWS.items()}
    return [row for row in rows if row.session == session or row.session == ends[row.window]]


def _next(calendar: SessionCalendar, day: date) -> date:
    return calendar.place(datetime(day.year, day.month, day.day, tzinfo=UTC)).session


def _parts(items: Sequence[Article], size: int) -> Iterator[Sequence[Article]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
