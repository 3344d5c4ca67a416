"""Feeds that move, throttle, freeze and die; pauses of hosts; pages of articles; the names articles go by.

What each column holds is said in `storage/schema.py`.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _added() -> dict[str, list[sa.Column[object]]]:
    """New columns of tables that are there. Where NULL is not allowed: what the rows say that are there already."""
    return {
        "feed_state": [
            sa.Column("last_new_at", Instant()),
            sa.Column("fault", sa.String()),
            sa.Column("gone_at", Instant()),
            sa.Column("disabled_at", Instant()),
            sa.Column("moved_to", sa.Text()),
            sa.Column("moved_since", Instant()),
            sa.Column("moved_seen", sa.Integer(), nullable=False, server_default=sa.text("0")),
            sa.Column("adopted_url", sa.Text()),
            sa.Column("new_per_day", sa.Float()),
            sa.Column("hint_seconds", sa.Integer()),
            sa.Column("interval_seconds", sa.Integer()),
            sa.Column("key_policy", sa.String(), nullable=False, server_default=sa.text("'guid'")),
            sa.Column("zone_offset_minutes", sa.Integer()),
            sa.Column("planned_at", Instant()),
        ],
        "fetch": [
            sa.Column("fault", sa.String()),
            sa.Column("lost_since", Instant()),
            sa.Column("reader", sa.String()),
        ],
        "extraction": [sa.Column("with_page", sa.Boolean(), nullable=False, server_default=sa.false())],
    }


def upgrade() -> None:
    for table, columns in _added().items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.add_column(column)
    op.create_table(
        "feed_move",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("from_url", sa.Text(), nullable=False),
        sa.Column("to_url", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_move")),
    )
    op.create_table(
        "host_pause",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host_pause")),
    )
    op.create_table(
        "page",
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text()),
        sa.Column("paywalled", sa.Boolean()),
        sa.Column("body_hash", sa.String()),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name=op.f("fk_page_article_article")),
        sa.PrimaryKeyConstraint("article", "version", "asked_at", name=op.f("pk_page")),
    )
    op.create_table(
        "article_name",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name=op.f("fk_article_name_article_article")),
        sa.PrimaryKeyConstraint("feed", "kind", "name", "article", name=op.f("pk_article_name")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_article_name_article"), "article_name", ["article"])
    op.create_index(op.f("ix_article_feed_first_seen"), "article", ["feed", "first_seen"])
    _name_articles()


def _name_articles() -> None:
    """The addresses that stored articles went by. What else they were called is their key, and is found by it."""
    op.execute(
        "INSERT INTO article_name (feed, kind, name, article, since)"
        " SELECT a.feed, 'link', v.canonical_url, a.id, min(v.seen_at)"
        " FROM article a JOIN article_version v ON v.article = a.id"
        " WHERE v.canonical_url <> '' AND length(v.canonical_url) <= 500"
        " GROUP BY a.feed, v.canonical_url, a.id"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_article_feed_first_seen"), "article")
    for table in ("article_name", "page", "host_pause", "feed_move"):
        op.drop_table(table)
    for table, columns in _added().items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.drop_column(column.name)
