"""What was expected of stories before prices were read.

What each column holds is said in `storage/schema.py`.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "expectation",
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subtype", sa.String()),
        sa.Column("party", sa.String()),
        sa.Column("sign", sa.Integer()),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("story", "symbol", "made_at", name=op.f("pk_expectation")),
    )


def downgrade() -> None:
    op.drop_table("expectation")
