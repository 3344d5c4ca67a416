"""The outbox: messages rendered once and delivered once.

A message is *claimed* by a conditional update (queued → sending) before it is handed over, so that two
processes never send the same one. A crash between the hand-over and our note leaves `sending`, which the next
start turns into `uncertain`: whether that one is sent again is the user's choice.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from storage.schema import outbox
from tracker.records import OutboxMessage


def enqueue(connection: Connection, message: OutboxMessage) -> bool:
    """Put a message in; False when this kind, period and recipient has one already."""
    same = (
        (outbox.c.kind == message.kind)
        & (outbox.c.period == message.period)
        & (outbox.c.recipient == message.recipient)
    )
    if connection.execute(select(outbox.c.message_id).where(same)).first() is not None:
        return False
    connection.execute(outbox.insert().values(**{c.name: getattr(message, c.name) for c in outbox.columns}))
    return True


def due(connection: Connection, now: datetime) -> list[OutboxMessage]:
    """Queued messages whose time has come, oldest first."""
    query = select(outbox).where((outbox.c.state == "queued") & (outbox.c.next_try <= now))
    rows = connection.execute(query.order_by(outbox.c.created_at, outbox.c.message_id)).mappings()
    return [OutboxMessage(**row) for row in rows]


def claim(connection: Connection, message_id: str) -> bool:
    """Take a queued message for sending; False when somebody else did."""
    mine = (outbox.c.message_id == message_id) & (outbox.c.state == "queued")
    taken = connection.execute(outbox.update().where(mine).values(state="sending", attempts=outbox.c.attempts + 1))
    return taken.rowcount == 1


def settle(
    connection: Connection,
    message_id: str,
    state: str,
    *,
    sent_at: datetime | None = None,
    next_try: datetime | None = None,
    error: str | None = None,
) -> None:
    """Note what became of a claimed message."""
    values: dict[str, object] = {"state": state, "sent_at": sent_at, "last_error": error}
    if next_try is not None:
        values["next_try"] = next_try
    connection.execute(outbox.update().where(outbox.c.message_id == message_id).values(**values))


def mark_interrupted(connection: Connection) -> int:
    """Turn messages left in `sending` by a crash into `uncertain`; returns how many."""
    stuck = outbox.update().where(outbox.c.state == "sending")
    reason = "stopped between hand-over and note; it may have been delivered"
    return connection.execute(stuck.values(state="uncertain", last_error=reason)).rowcount


def queue_again(connection: Connection, kind: str, period: str, now: datetime) -> int:
    """Queue a period's failed and uncertain messages anew, because a person says so; returns how many."""
    given_up = (outbox.c.kind == kind) & (outbox.c.period == period) & outbox.c.state.in_(("failed", "uncertain"))
    return connection.execute(outbox.update().where(given_up).values(state="queued", next_try=now)).rowcount


def messages(connection: Connection, kind: str, period: str | None = None) -> list[OutboxMessage]:
    """All messages of a kind, newest period first."""
    query = select(outbox).where(outbox.c.kind == kind)
    if period is not None:
        query = query.where(outbox.c.period == period)
    rows = connection.execute(query.order_by(outbox.c.period.desc(), outbox.c.recipient)).mappings()
    return [OutboxMessage(**row) for row in rows]
