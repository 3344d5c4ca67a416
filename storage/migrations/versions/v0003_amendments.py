"""What the user says about stories.

What each column holds is said in `storage/schema.py`.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "amendment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("articles", sa.JSON(), nullable=False),
        sa.Column("from_articles", sa.JSON(), nullable=False),
        sa.Column("event", sa.String()),
        sa.Column("time", Instant()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("withdraws", sa.String()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
    )


def downgrade() -> None:
    op.drop_table("amendment")
