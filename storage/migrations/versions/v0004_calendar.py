"""Dated events of the user's calendar files.

What each column holds is said in `storage/schema.py`.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("first_seen", Instant(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("time", Instant()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("symbol", sa.String()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("removed_at", Instant()),
        sa.PrimaryKeyConstraint("id", "first_seen", name=op.f("pk_calendar_event")),
    )
    op.create_index(op.f("ix_calendar_event_source_removed_at"), "calendar_event", ["source", "removed_at"])


def downgrade() -> None:
    op.drop_table("calendar_event")
