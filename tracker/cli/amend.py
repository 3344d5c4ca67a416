"""amend: the user's corrections of stories. They are kept, and every making of stories applies them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.root import app, instant, open_desk, out, say
from tracker.errors import AlreadyRunning, OutOfCalendar, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from tracker.desk import Desk
    from tracker.records import Amendment, Story


@app.command()
def amend(
    story: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="The story it is about, or the beginning of its id.")
    ] = None,
    wrong_event: Annotated[
        bool, typer.Option("--wrong-event", help="Its reports do not tell the event that was read in them.")
    ] = False,
    other: Annotated[str | None, typer.Option("--merge", metavar="ID", help="It and this story are one.")] = None,
    leaving: Annotated[
        list[str] | None,
        typer.Option(
            "--split",
            metavar="ARTICLE",
            help="This report is a story of its own; with several, they are one. `newsimpact show` has their ids.",
        ),
    ] = None,
    time: Annotated[
        str | None, typer.Option("--set-time", metavar="TIME", help="It was first reported then (with zone).")
    ] = None,
    note: Annotated[str, typer.Option(help="Why, in your own words; shown with the story.")] = "",
    withdrawn: Annotated[
        str | None, typer.Option("--withdraw", metavar="AMENDMENT", help="Take an earlier amendment back, by its id.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="All amendments, oldest first.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --list: as JSON lines.")] = False,
) -> None:
    """Put a story right: wrong event, merge, split, set the time. Kept, and applied whenever stories are made.

    Prices that it asks for and that are not held come with the next cycle of `run`.
    """
    about_story = {"--wrong-event": wrong_event, "--merge": other, "--split": leaving, "--set-time": time}
    _one_thing({**about_story, "--withdraw": withdrawn, "--list": listed}, story, note, as_json)
    desk = open_desk()
    if listed:
        _list(desk, as_json)
    elif withdrawn is not None:
        _keep(desk, _withdrawal(desk, withdrawn, note))
    elif story is not None:
        _keep(desk, _said(desk, story, other, leaving or (), time, note))


def _one_thing(wanted: dict[str, object], story: str | None, note: str, as_json: bool) -> None:
    """Refuse what cannot be meant: nothing, two things at once, a story too many or too few."""
    chosen = [option for option, value in wanted.items() if value not in (None, False)]
    if len(chosen) != 1:
        found = " and ".join(chosen) or "nothing"
        raise UsageError(f"amend: {found} was given; give one of {', '.join(wanted)}")
    alone = chosen[0] in {"--withdraw", "--list"}
    if alone and story is not None:
        raise UsageError(f"amend: {chosen[0]} is about no one story; leave {story!r} out")
    if not alone and story is None:
        raise UsageError(f"amend: {chosen[0]} needs a story; `newsimpact report` lists them")
    if note and chosen == ["--list"]:
        raise UsageError("amend: --note belongs to what is said, and --list says nothing; leave it out")
    if as_json and chosen != ["--list"]:
        raise UsageError(f"amend: --json belongs to --list; leave it out of {chosen[0]}")


def _said(desk: Desk, prefix: str, other: str | None, leaving: Sequence[str], time: str | None, note: str) -> Amendment:
    """What the user says about a story. Raises when it cannot be meant."""
    from pipelines import amendments
    from storage.amendments import load_amendments
    from tracker.clock import SystemClock
    from tracker.questions import find_article, find_story

    now = SystemClock().now()
    story = find_story(desk, prefix)
    if other is not None:
        with desk.store.read() as connection:
            before = load_amendments(connection)
        return amendments.merge(story, find_story(desk, other), before, at=now, note=note)
    if leaving:
        found = [find_article(desk, story, article) for article in leaving]
        return amendments.split(story, found, at=now, note=note)
    if time is not None:
        first = instant(time, "--set-time")
        said = amendments.set_time(story, first, at=now, note=note)
        _refuse_before_calendar(desk, first, now)
        if first > story.t0.at:
            say(f"newsimpact: that is later than {story.t0.at:%Y-%m-%d %H:%M} UTC, which counted until now")
        return said
    return amendments.wrong_event(story, at=now, note=note)


def _refuse_before_calendar(desk: Desk, time: datetime, now: datetime) -> None:
    """A story from before the first session we know would be measured on nothing."""
    for calendar in desk.calendars(now).values():
        try:
            calendar.place(time)
        except OutOfCalendar as error:
            raise UsageError(f"--set-time: {error}") from error


def _withdrawal(desk: Desk, prefix: str, note: str) -> Amendment:
    from pipelines.amendments import not_withdrawn, withdraw
    from storage.amendments import load_amendments
    from tracker.clock import SystemClock
    from tracker.questions import find_amendment

    found = find_amendment(desk, prefix)
    with desk.store.read() as connection:
        standing = not_withdrawn(load_amendments(connection))
    if found not in standing:
        raise UsageError(f"{found.id} was withdrawn already; `newsimpact amend --list` tells by what")
    return withdraw(found, at=SystemClock().now(), note=note)


# ── keeping it ──────────────────────────────────────────────────────────────────────────────────────


def _keep(desk: Desk, said: Amendment) -> None:
    """Store an amendment, make the stories anew and tell what became of them; what was said already is left alone."""
    from pipelines.amendments import said_already
    from pipelines.escape import one_line
    from pipelines.report import amendment_words
    from storage.amendments import load_amendments, save_amendment
    from storage.stories import load_stories

    with desk.store.write() as connection:
        earlier = said_already(said, load_amendments(connection))
        if earlier is None:
            save_amendment(connection, said)
        before = load_stories(connection)
    if earlier is not None:
        say(f"newsimpact: nothing new, it counts already: {amendment_words(earlier)}")
        return
    out(one_line(amendment_words(said)))
    became = list(_became(before, _told_anew(desk, said.at), said.speaks_of))
    out("\n".join(became) or "no story changes by it")


def _told_anew(desk: Desk, now: datetime) -> Sequence[Story]:
    """The stories with what was said by `now`, stored and measured.

    While a daemon runs on this database they are its to store: what it will make is worked out and stored nowhere.
    """
    from storage.readings import relevant_readings
    from tracker.daemon import only_instance
    from tracker.derive import tell_stories
    from tracker.jobs import group, measure_again
    from tracker.minutes import measure_minutes_again
    from tracker.questions import known

    try:
        with only_instance(Path(desk.store.engine.url.database or ".").parent):
            for job in (group, measure_again, measure_minutes_again):
                job(desk, now)
    except AlreadyRunning:
        say("newsimpact: the daemon is at work on this database; answers change with its next cycle")
        with desk.store.read() as connection:
            found = relevant_readings(connection)
        return tell_stories(desk, found, now)[0]
    return known(desk).stories


def _became(before: Iterable[Story], after: Iterable[Story], named: frozenset[str]) -> Iterator[str]:
    """Which story became which, of those with a report that was named or that stood beside one."""
    old = [story for story in before if not named.isdisjoint(story.articles)]
    near = named.union(*(story.articles for story in old))
    new = [story for story in after if not near.isdisjoint(story.articles)]
    for story in old:
        yield _outline(story)
        heirs = [heir for heir in new if not set(story.articles).isdisjoint(heir.articles)]
        if list(map(_outline, heirs)) == [_outline(story)]:
            yield "  stays as it is"
            continue
        yield from (f"  becomes {_outline(heir)}" for heir in heirs)
        lost = sum(all(article not in heir.articles for heir in new) for article in story.articles)
        if not heirs:
            yield "  is no story any more"
        elif lost:
            yield f"  {lost} of its reports {'is' if lost == 1 else 'are'} in no story"
    for story in new:
        if all(set(story.articles).isdisjoint(earlier.articles) for earlier in old):
            yield f"new: {_outline(story)}"


def _outline(story: Story) -> str:
    from pipelines.escape import one_line
    from pipelines.wording import BASIS_WORDS, counted, event_name, minute_text

    first = f"first reported {minute_text(story.t0.at)} ({BASIS_WORDS[story.t0.basis]})"
    what = f"{event_name(story.type, story.subtype)}, {counted(len(story.links), 'report')}, {first}"
    return f"{story.id} {one_line(story.headline, 80)} · {what}"


# ── listing ─────────────────────────────────────────────────────────────────────────────────────────


def _list(desk: Desk, as_json: bool) -> None:
    from pipelines.amendments import in_force, not_withdrawn
    from pipelines.escape import one_line
    from pipelines.report import amendment_words
    from storage.amendments import load_amendments
    from tracker.records import AmendmentKind

    with desk.store.read() as connection:
        said = load_amendments(connection)
    kept, standing = not_withdrawn(said), in_force(said)
    for item in said:
        counts = item in (kept if item.kind is AmendmentKind.WITHDRAW else standing)
        if as_json:
            out(json.dumps(_json(item, counts), ensure_ascii=False))
        else:
            why = "withdrawn" if item not in kept else "contradicted later"
            out(one_line(amendment_words(item)) + ("" if counts else f" [{why}]"))
    if not said:
        say("newsimpact: nothing was amended yet")


def _json(item: Amendment, counts: bool) -> dict[str, object]:
    from pipelines.wording import utc_text

    return {
        "id": item.id,
        "at": utc_text(item.at),
        "kind": str(item.kind),
        "articles": list(item.articles),
        "from_articles": list(item.from_articles),
        "event": item.event,
        "time": utc_text(item.time) if item.time is not None else None,
        "note": item.note,
        "withdraws": item.withdraws,
        "counts": counts,
    }
