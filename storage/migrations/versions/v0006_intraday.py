"""Intraday bars in a table of their own, the quality of daily ones, corporate actions.

What each column holds is said in `storage/schema.py`. Bars that are held keep their place; none was cleaned so far,
so that they count as they did.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bar", sa.Column("quality", sa.String(), nullable=False, server_default="ok"))
    op.create_table(
        "bar_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("interval", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("bars", sa.Integer(), nullable=False),
        sa.Column("newest_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bar_series")),
        sa.UniqueConstraint("symbol", "interval", "provider", name=op.f("uq_bar_series_symbol_interval_provider")),
    )
    op.create_table(
        "intraday_bar",
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("fetched_at", sa.BigInteger(), nullable=False),
        sa.Column("open", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("close", sa.Float(), nullable=False),
        sa.Column("volume", sa.Float(), nullable=True),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("quality", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["bar_series.id"], name=op.f("fk_intraday_bar_series_bar_series")),
        sa.PrimaryKeyConstraint("series", "start", "fetched_at", name=op.f("pk_intraday_bar")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bar_whole",
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("fetched_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["bar_series.id"], name=op.f("fk_bar_whole_series_bar_series")),
        sa.PrimaryKeyConstraint("series", "fetched_at", name=op.f("pk_bar_whole")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "corporate_action",
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("session", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("fetched_at", Instant(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint(
            "symbol", "session", "kind", "provider", "fetched_at", name=op.f("pk_corporate_action")
        ),
    )


def downgrade() -> None:
    for table in ("corporate_action", "bar_whole", "intraday_bar", "bar_series"):
        op.drop_table(table)
    op.drop_column("bar", "quality")
