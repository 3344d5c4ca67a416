"""Pieces and the keys they are found under; stories with the bounds of their first report; two possible sessions.

What each column holds is said in `storage/schema.py`. Stories and what hangs on them are derived: they are dropped and
told again from the articles.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("impact", "exposure", "story_link", "story"):
        op.drop_table(table)
    _create_pieces()
    op.create_table(
        "story",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subtype", sa.String(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("counterparty", sa.Text(), nullable=True),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("participants", sa.JSON(), nullable=False),
        sa.Column("t0", Instant(), nullable=False),
        sa.Column("t0_basis", sa.String(), nullable=False),
        sa.Column("t0_precision", sa.String(), nullable=False),
        sa.Column("t0_quality", sa.String(), nullable=False),
        sa.Column("t0_earliest", Instant(), nullable=True),
        sa.Column("t0_latest", Instant(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("independent", sa.Integer(), nullable=False),
        sa.Column("backfilled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )
    op.create_index(op.f("ix_story_t0"), "story", ["t0"])
    op.create_table(
        "story_link",
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("of", sa.String(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("claim", sa.JSON(), nullable=True),
        sa.Column("retold", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name=op.f("fk_story_link_article_article")),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name=op.f("fk_story_link_story_story"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story", "position", name=op.f("pk_story_link")),
    )
    op.create_index(op.f("ix_story_link_article"), "story_link", ["article"])
    op.create_table(
        "exposure",
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("session", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("close", Instant(), nullable=False),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name=op.f("fk_exposure_story_story"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story", "symbol", "session", name=op.f("pk_exposure")),
    )
    op.create_index(op.f("ix_exposure_symbol_session"), "exposure", ["symbol", "session"])
    op.create_table(
        "impact",
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("session", sa.Date(), nullable=False),
        sa.Column("window", sa.String(), nullable=False),
        sa.Column("raw", sa.Float(), nullable=True),
        sa.Column("market_adjusted", sa.Float(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name=op.f("fk_impact_story_story"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story", "symbol", "session", "window", name=op.f("pk_impact")),
    )


def _create_pieces() -> None:
    op.create_table(
        "piece",
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("with_page", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("amended", sa.String(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.String(), nullable=True),
        sa.Column("relation", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("of", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name=op.f("fk_piece_article_article")),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_piece")),
    )
    op.create_index(op.f("ix_piece_root"), "piece", ["root"])
    op.create_table(
        "piece_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("moment", Instant(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"], ["piece.article"], name=op.f("fk_piece_key_article_piece"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "moment", "article", name=op.f("pk_piece_key")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_piece_key_article"), "piece_key", ["article"])


def downgrade() -> None:
    for table in ("impact", "exposure", "story_link", "story", "piece_key", "piece"):
        op.drop_table(table)
    texts = [
        sa.Column(name, sa.String(), nullable=False) for name in ("type", "t0_basis", "t0_precision", "t0_quality")
    ]
    names = [sa.Column(name, sa.Text(), nullable=True) for name in ("subtype", "actor", "counterparty")]
    op.create_table(
        "story",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        *texts,
        *names,
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("participants", sa.JSON(), nullable=False),
        sa.Column("t0", Instant(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("backfilled", sa.Boolean(), nullable=False),
        sa.Column("telling", sa.Integer(), nullable=False),
        sa.Column("days_since_last", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )
    op.create_index(op.f("ix_story_t0"), "story", ["t0"])
    op.create_table(
        "story_link",
        sa.Column("story", sa.String(), sa.ForeignKey("story.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("article", sa.String(), sa.ForeignKey("article.id"), nullable=False, index=True),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
    )
    op.create_table(
        "exposure",
        sa.Column("story", sa.String(), sa.ForeignKey("story.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("symbol", sa.String(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("session", sa.Date(), nullable=False),
        sa.Column("close", Instant(), nullable=False),
    )
    op.create_index(op.f("ix_exposure_symbol_session"), "exposure", ["symbol", "session"])
    op.create_table(
        "impact",
        sa.Column("story", sa.String(), sa.ForeignKey("story.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("symbol", sa.String(), primary_key=True),
        sa.Column("window", sa.String(), primary_key=True),
        sa.Column("raw", sa.Float(), nullable=True),
        sa.Column("market_adjusted", sa.Float(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=True),
    )
