"""Feeds that move, throttle, freeze and die; pauses of hosts; pages of articles; the names articles go by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.schema import metadata

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_FEED_STATE = (
    *("last_new_at", "fault", "gone_at", "disabled_at", "moved_to", "moved_since", "moved_seen", "adopted_url"),
    *("new_per_day", "hint_seconds", "interval_seconds", "key_policy", "zone_offset_minutes", "planned_at"),
)
_FETCH = ("fault", "lost_since", "reader")
_NEW = ("feed_move", "host_pause", "page", "article_name")
_BEFORE = {"moved_seen": sa.text("0"), "key_policy": sa.text("'guid'"), "with_page": sa.text("0")}
"""What the rows that are there already say in the columns that may not be empty."""


def upgrade() -> None:
    for name in _NEW:
        metadata.tables[name].create(op.get_bind())
    for table, columns in (("feed_state", _FEED_STATE), ("fetch", _FETCH), ("extraction", ("with_page",))):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in columns:
                column = metadata.tables[table].columns[name]
                batch_op.add_column(
                    sa.Column(
                        name,
                        column.type,
                        nullable=column.nullable,
                        server_default=_BEFORE.get(name),
                        comment=column.comment,
                    )
                )

    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_feed_first_seen"), ["feed", "first_seen"], unique=False)
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
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_feed_first_seen"))
    for table, columns in (("extraction", ("with_page",)), ("fetch", _FETCH), ("feed_state", _FEED_STATE)):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in columns:
                batch_op.drop_column(name)
    for name in reversed(_NEW):
        op.drop_table(name)
