"""Measurements around the minute of the news.

What each column holds is said in `storage/schema.py`.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "window_impact",
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("session", sa.Date(), nullable=False),
        sa.Column("window", sa.String(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("impact", sa.Float(), nullable=True),
        sa.Column("tradable", sa.Float(), nullable=True),
        sa.Column("market_adjusted", sa.Float(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name=op.f("fk_window_impact_story_story"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story", "symbol", "session", "window", name=op.f("pk_window_impact")),
    )
    op.create_index(op.f("ix_window_impact_due_at"), "window_impact", ["due_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_window_impact_due_at"), table_name="window_impact")
    op.drop_table("window_impact")
