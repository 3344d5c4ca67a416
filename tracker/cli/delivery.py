"""digest: the daily e-mail, previewed to a file or sent."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.root import app, load_settings, open_desk, out, present, say, settings_or_defaults, writing

if TYPE_CHECKING:
    from tracker.desk import Desk


@app.command()
def digest(
    session: Annotated[
        str | None, typer.Option(help="Trading session, as a date; the last closed one by default.")
    ] = None,
    preview: Annotated[Path | None, typer.Option(help="Write the message into this file and send nothing.")] = None,
    send: Annotated[bool, typer.Option("--send", help="Put it into the outbox and hand over what is due.")] = False,
) -> None:
    """The daily e-mail: printed as text, previewed as a message, or sent."""
    from tracker.clock import SystemClock
    from tracker.errors import UsageError
    from tracker.jobs import last_digest_session, make_digest

    if preview and send:
        raise UsageError("--preview writes a file, --send sends: give one of them")
    desk = open_desk(load_settings() if send else settings_or_defaults())
    now = SystemClock().now() if send else present(desk)
    day = _day(session) if session else last_digest_session(desk, now)
    if send:
        _send(desk, day, now)
        return
    if day > desk.calendars(now)[desk.exchange].place(now).session:
        raise UsageError(f"--session: {day} is still to come, and so is its news")
    made = make_digest(desk, day, now)
    if preview is None:
        out(f"Subject: {made.subject}\n\n{made.text}")
        return
    from pipelines.digest import message_bytes

    message = message_bytes(
        made,
        sender=desk.post.sender or "newsimpact@localhost.invalid",
        recipient=next(iter(desk.post.recipients), "you@localhost.invalid"),
        message_id=f"<preview.{day}@localhost.invalid>",
        date=now,
        list_id="digest.localhost.invalid",
    )
    with writing(preview):
        preview.write_bytes(message)
    say(f"wrote {preview}: {made.subject}")


def _send(desk: Desk, day: date, now: datetime) -> None:
    """Queue the digest for whoever has none yet or whose was given up, then hand over everything due."""
    from storage import outbox
    from tracker.errors import ConfigError, UsageError
    from tracker.jobs import deliver, enqueue_digest, last_digest_session

    if not desk.post.recipients:
        raise ConfigError(["mail.recipients: nobody to send to; set [mail] enabled = true, host, sender, recipients"])
    if day > last_digest_session(desk, now):
        raise UsageError(f"--session: the prices of {day} are not final yet; --preview shows what is known")
    with desk.store.write() as connection:
        again = outbox.queue_again(connection, "digest", day.isoformat(), now)
    queued = enqueue_digest(desk, day, now)
    handed = deliver(desk, now)
    say(*(str(problem) for problem in (*queued.problems, *handed.problems)))
    held = queued.dropped["already_made"] - again
    out(f"digest of {day}: {queued.made + again} queued, {held} made before, {handed.made} sent")
    if handed.problems and not handed.made:
        raise typer.Exit(1)


def _day(text: str) -> date:
    from tracker.errors import UsageError

    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--session: {text!r} is no date; for example 2026-07-01") from error
